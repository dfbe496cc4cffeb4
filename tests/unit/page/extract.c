/* SPDX-License-Identifier: Apache-2.0
 *
 * What is read back from a page: exactly what each delegation sent, the base, both where they do not compete, and a refusal where they do.
 */
#include "suite.h"

#include "fixture.h"

static Buffer page_of(const Compilation *compilation)
{
    Buffer page;

    buffer_init(&page, 256 * 1024 * 1024);
    assert_ok(html_write_compilation(compilation, NULL, &page, NULL));
    return page;
}

static void assert_same_words(const Text *got, const Text *want)
{
    Buffer a, b;

    buffer_init(&a, 64 * 1024 * 1024);
    buffer_init(&b, 64 * 1024 * 1024);
    text_print_plain(got, &a);
    text_print_plain(want, &b);
    assert_slices(buffer_slice(&a), buffer_slice(&b));
    buffer_clear(&a);
    buffer_clear(&b);
}

static void extracting_a_delegation_gives_what_it_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < fixture_sample_count; i++) {
        Made   made;
        Buffer page;

        ROW(fixture_samples[i].name);
        assert_ok(fixture_make(&fixture_samples[i], &made));
        page = page_of(made.compilation);
        for (size_t party = 0; party < made.count; party++) {
            Text *text = NULL;

            ROW(fixture_samples[i].delegations[party].name);
            assert_ok(html_extract(buffer_slice(&page), &made.submissions[party].name, 1, &text, NULL, NULL));
            assert_same_words(text, made.texts[party]);
            text_free(text);
        }
        buffer_clear(&page);
        fixture_free(&made);
    }
}

static void extracting_nobody_gives_the_base(void **state)
{
    (void)state;
    for (size_t i = 0; i < fixture_sample_count; i++) {
        Made   made;
        Buffer page;
        Text  *text = NULL;

        ROW(fixture_samples[i].name);
        assert_ok(fixture_make(&fixture_samples[i], &made));
        page = page_of(made.compilation);
        assert_ok(html_extract(buffer_slice(&page), NULL, 0, &text, NULL, NULL));
        assert_same_words(text, made.base);
        assert_number(text->count, made.base->count);
        for (size_t p = 0; p < text->count; p++) {
            assert_string_equal(text->paragraphs[p].id, made.base->paragraphs[p].id);
            assert_number(text->paragraphs[p].kind, made.base->paragraphs[p].kind);
            assert_number(text->paragraphs[p].level, made.base->paragraphs[p].level);
            assert_slices(text->paragraphs[p].label, made.base->paragraphs[p].label);
            assert_number(text->paragraphs[p].span_count, made.base->paragraphs[p].span_count);
            assert_number(text->paragraphs[p].opening_end, made.base->paragraphs[p].opening_end);
            assert_number(text->paragraphs[p].anchor_count, made.base->paragraphs[p].anchor_count);
            assert_number(text->paragraphs[p].table, made.base->paragraphs[p].table);
            assert_number(text->paragraphs[p].row, made.base->paragraphs[p].row);
        }
        text_free(text);
        buffer_clear(&page);
        fixture_free(&made);
    }
}

/* Any two delegations: the page and the compilation itself agree, on the text or on the refusal. */
static void two_delegations_are_both_accepted_or_compete(void **state)
{
    (void)state;
    for (size_t i = 0; i < fixture_sample_count; i++) {
        Made   made;
        Buffer page;

        ROW(fixture_samples[i].name);
        assert_ok(fixture_make(&fixture_samples[i], &made));
        page = page_of(made.compilation);
        for (size_t a = 0; a < made.count; a++)
            for (size_t b = a + 1; b < made.count; b++) {
                Slice  names[] = {made.submissions[a].name, made.submissions[b].name};
                Text  *from_page = NULL, *from_model = NULL;
                Buffer places;
                Status want = compilation_extract(made.compilation, names, 2, &from_model, NULL, NULL);

                buffer_init(&places, 65536);
                assert_number(html_extract(buffer_slice(&page), names, 2, &from_page, &places, NULL), want);
                if (want == OK)
                    assert_same_words(from_page, from_model);
                else
                    assert_true(places.size != 0);
                text_free(from_page);
                text_free(from_model);
                buffer_clear(&places);
            }
        buffer_clear(&page);
        fixture_free(&made);
    }
}

static void an_unknown_name_is_refused_with_those_there_are(void **state)
{
    Made    made;
    Buffer  page, sentence;
    Slice   name = SLICE("Delegation 99");
    Text   *text = NULL;
    Problem problem = {0};

    (void)state;
    assert_ok(fixture_make(&fixture_samples[0], &made));
    page = page_of(made.compilation);
    assert_number(html_extract(buffer_slice(&page), &name, 1, &text, NULL, &problem), ERR_NOT_FOUND);
    buffer_init(&sentence, 4096);
    problem_print(&problem, &sentence);
    assert_non_null(memmem(sentence.data, sentence.size, "Delegation 99", 13));
    assert_non_null(memmem(sentence.data, sentence.size, "Delegation 01", 13));
    buffer_clear(&sentence);
    buffer_clear(&page);
    fixture_free(&made);
}

static void other_pages_are_refused(void **state)
{
    static const struct {
        const char *name, *page;
        Status      want;
    } rows[] = {
        {"empty", "", ERR_SYNTAX},
        {"another page", "<!doctype html><title>News</title><p>Words", ERR_SYNTAX},
        {"our mark alone", "<meta name=rapporteur-format content=\"rapporteur/page/v1\">", ERR_SYNTAX},
        {"cut short", "<meta name=rapporteur-format content=\"rapporteur/page/v1\"><main><div data-story=", ERR_SYNTAX},
    };
    Text *text = NULL;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        assert_number(html_extract(slice_from(rows[i].page), NULL, 0, &text, NULL, NULL), rows[i].want);
        assert_null(text);
    }
}

static void a_deep_page_is_refused_before_it_is_parsed(void **state)
{
    Buffer page;
    Text  *text = NULL;

    (void)state;
    buffer_init(&page, 1024 * 1024);
    buffer_add_string(&page, "<meta name=rapporteur-format content=\"rapporteur/page/v1\"><div data-story=0>");
    for (int i = 0; i < 10000; i++)
        buffer_add_string(&page, "<b>");
    assert_number(html_extract(buffer_slice(&page), NULL, 0, &text, NULL, NULL), ERR_LIMIT);
    buffer_clear(&page);
}

static void a_text_page_gives_its_text_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < fixture_sample_count; i++) {
        Text  *text = fixture_text(&fixture_samples[i], NULL), *back = NULL;
        Buffer page;

        ROW(fixture_samples[i].name);
        buffer_init(&page, 16 * 1024 * 1024);
        assert_ok(html_write_text(text, NULL, &page, NULL));
        assert_ok(html_extract(buffer_slice(&page), NULL, 0, &back, NULL, NULL));
        assert_same_words(back, text);
        buffer_clear(&page);
        text_free(back);
        text_free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extracting_a_delegation_gives_what_it_sent),
        cmocka_unit_test(extracting_nobody_gives_the_base),
        cmocka_unit_test(two_delegations_are_both_accepted_or_compete),
        cmocka_unit_test(an_unknown_name_is_refused_with_those_there_are),
        cmocka_unit_test(other_pages_are_refused),
        cmocka_unit_test(a_deep_page_is_refused_before_it_is_parsed),
        cmocka_unit_test(a_text_page_gives_its_text_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
