/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands in a page: everything escaped, nothing from outside, names in full, numbers that add up, the same bytes every time.
 */
#include "suite.h"

#include "fixture.h"

static Buffer page_of(const Sample *sample, const HtmlOptions *options)
{
    Made   made;
    Buffer page;

    buffer_init(&page, 256 * 1024 * 1024);
    assert_ok(fixture_make(sample, &made));
    assert_ok(html_write_compilation(made.compilation, options, &page, NULL));
    fixture_free(&made);
    return page;
}

static size_t count_of(const Buffer *page, const char *words)
{
    size_t      count = 0, size = strlen(words);
    const char *at = page->data, *end = page->data + page->size;

    for (; (at = memmem(at, (size_t)(end - at), words, size)) != NULL; at += size)
        count++;
    return count;
}

static void hostile_words_stay_words(void **state)
{
    Buffer page = page_of(&fixture_samples[3], NULL);

    (void)state;
    assert_number(count_of(&page, "<script"), 1);
    assert_number(count_of(&page, "</style>"), 2);
    assert_number(count_of(&page, "&lt;script&gt;alert(1)"), count_of(&page, "alert(1)"));
    assert_number(count_of(&page, "onerror"), 0);
    buffer_clear(&page);
}

static void nothing_comes_from_outside(void **state)
{
    static const char *const never[] = {"http://", "https://", "<link", "<iframe", "<img", " src=", "@import", "url(", " style=", " onclick", "eval("};

    (void)state;
    for (size_t i = 0; i < fixture_sample_count; i++) {
        Buffer page = page_of(&fixture_samples[i], NULL);

        for (size_t n = 0; n < COUNT(never); n++) {
            ROW(never[n]);
            assert_number(count_of(&page, never[n]), 0);
        }
        assert_number(count_of(&page, "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'"), 1);
        buffer_clear(&page);
    }
}

static void every_name_stands_in_full(void **state)
{
    Buffer page = page_of(&fixture_samples[0], NULL);

    (void)state;
    for (const Delegation *delegation = fixture_samples[0].delegations; delegation->name != NULL; delegation++) {
        ROW(delegation->name);
        assert_true(count_of(&page, delegation->name) >= 3);
    }
    buffer_clear(&page);
}

static void direction_follows_the_language(void **state)
{
    Buffer english = page_of(&fixture_samples[0], NULL), arabic = page_of(&fixture_samples[1], NULL);

    (void)state;
    assert_number(count_of(&english, "<html lang=\"en\" dir=ltr>"), 1);
    assert_number(count_of(&arabic, "<html lang=\"ar\" dir=rtl>"), 1);
    buffer_clear(&english);
    buffer_clear(&arabic);
}

/* A page says the language of its text, found by the text's own words; of one that is not known nothing is claimed of its words, and the interface says its own. */
static void the_page_says_the_language_of_its_text(void **state)
{
    static const struct {
        const char *words, *page, *text, *interface;
    } rows[] = {
        {"Recalling its resolution of the year, and of the one before, for the group", "<html lang=\"en\" dir=ltr>", "id=text data-story=0 tabindex=-1>", NULL},
        {"Prie le groupe de rendre compte au plus tard dans ses conclusions sur les travaux", "<html lang=\"fr\" dir=ltr>", "id=text data-story=0 tabindex=-1>", "<bdi lang=\"en\">"},
        {"Pide a los Estados que informen sobre el avance del grupo en sus reuniones", "<html lang=\"es\" dir=ltr>", "id=text data-story=0 tabindex=-1>", "<bdi lang=\"en\">"},
        {"\xD8\xA5\xD9\x86 \xD8\xA7\xD9\x84\xD8\xAC\xD9\x85\xD8\xB9\xD9\x8A\xD8\xA9 \xD8\xA7\xD9\x84\xD8\xB9\xD8\xA7\xD9\x85\xD8\xA9 \xD8\xA5\xD8\xB0 \xD8\xAA\xD8\xB4\xD9\x8A\xD8\xB1 \xD8\xA5\xD9\x84\xD9\x89", "<html lang=\"ar\" dir=rtl>",
         "id=text data-story=0 tabindex=-1>", "<bdi lang=\"en\">"},
        {"Titolo", "<html lang=\"en\" dir=ltr>", "id=text data-story=0 tabindex=-1 lang=\"\">", "<bdi lang=\"en\">"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text  *text = text_new("");
        Buffer page;

        ROW(rows[i].words);
        buffer_init(&page, 4 << 20);
        assert_ok(text_add(text, &(Paragraph){.kind = KIND_PLAIN, .text = slice_from(rows[i].words), .table = NO_TABLE}, NULL));
        assert_ok(text_identify(text));
        text_detect_language(text);
        assert_ok(html_write_text(text, NULL, &page, NULL));
        assert_number(count_of(&page, rows[i].page), 1);
        assert_number(count_of(&page, rows[i].text), 1);
        assert_true((count_of(&page, "<bdi lang=\"en\">") != 0) == (rows[i].interface != NULL));
        buffer_clear(&page);
        text_free(text);
    }
}

static void the_same_compilation_gives_the_same_bytes(void **state)
{
    Buffer a = page_of(&fixture_samples[0], NULL), b = page_of(&fixture_samples[0], NULL);

    (void)state;
    assert_true(slice_equal(buffer_slice(&a), buffer_slice(&b)));
    buffer_clear(&a);
    buffer_clear(&b);
}

static void a_redline_shows_no_party_at_its_marks(void **state)
{
    HtmlOptions options = {.kind = HTML_REDLINE, .old_name = "old.docx", .new_name = "new.docx"};
    Buffer      page = page_of(&fixture_samples[0], &options);

    (void)state;
    assert_number(count_of(&page, "<span class=who"), 0);
    assert_number(count_of(&page, "class=rail"), 0);
    assert_true(count_of(&page, "new.docx") > 0);
    buffer_clear(&page);
}

/* The balance: where fewer changes are shown than came, the page says how many are missing. */
static void what_is_left_out_is_said(void **state)
{
    Made   made;
    Buffer page;

    (void)state;
    buffer_init(&page, 64 * 1024 * 1024);
    assert_ok(fixture_make(&fixture_samples[0], &made));
    assert_ok(html_write_compilation(made.compilation, NULL, &page, NULL));
    assert_number(count_of(&page, "none left out"), 1);
    buffer_reset(&page);
    made.compilation->parties[0].received += 2;
    assert_ok(html_write_compilation(made.compilation, NULL, &page, NULL));
    assert_number(count_of(&page, "2 changes left out"), 1);
    buffer_clear(&page);
    fixture_free(&made);
}

/* Square letters count twice, marks and letters of many bytes once. */
static void a_short_name_stays_in_one_line_and_a_long_one_may_break(void **state)
{
    static const struct {
        const char *name, *bdi;
    } rows[] = {
        {"Papua New Guinea", "<bdi>"}, {"Russian Federation", "<bdi class=long>"}, {"République de Co", "<bdi>"}, {"République de Cor", "<bdi class=long>"}, {"الجزائر الجزائر", "<bdi>"},
        {"安提瓜和巴布达", "<bdi>"},   {"圣文森特和格林纳丁斯", "<bdi class=long>"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const Delegation delegations[] = {{rows[i].name, {{18, '-', NULL}, {0}}}, {NULL, {{0}}}};
        Sample           sample = fixture_samples[0];
        Buffer           page, want;

        ROW(rows[i].name);
        sample.delegations = delegations;
        page = page_of(&sample, NULL);
        buffer_init(&want, 400);
        buffer_add_format(&want, "%s%s</bdi></b>", rows[i].bdi, rows[i].name);
        buffer_add_byte(&want, 0);
        assert_number(count_of(&page, want.data), 1);
        buffer_clear(&want);
        buffer_clear(&page);
    }
}

static void a_page_without_memory_says_so(void **state)
{
    Made     made;
    Buffer   page;
    uint64_t wanted;

    (void)state;
    assert_ok(fixture_make(&fixture_samples[0], &made));
    buffer_init(&page, 64 * 1024 * 1024);
    memory_fail_at(0, false);
    assert_ok(html_write_compilation(made.compilation, NULL, &page, NULL));
    wanted = memory_asked();
    buffer_clear(&page);
    for (uint64_t n = 1; n <= wanted; n += n < 64 ? 1 : wanted / 64) {
        Status status;

        buffer_init(&page, 64 * 1024 * 1024);
        memory_fail_at(n, true);
        status = html_write_compilation(made.compilation, NULL, &page, NULL);
        memory_fail_at(0, false);
        assert_true(status == ERR_MEMORY);
        buffer_clear(&page);
    }
    fixture_free(&made);
}

static void a_page_over_its_limit_is_refused(void **state)
{
    Made   made;
    Buffer page;

    (void)state;
    assert_ok(fixture_make(&fixture_samples[0], &made));
    buffer_init(&page, 20000);
    assert_number(html_write_compilation(made.compilation, NULL, &page, NULL), ERR_LIMIT);
    buffer_clear(&page);
    fixture_free(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_words_stay_words),
        cmocka_unit_test(nothing_comes_from_outside),
        cmocka_unit_test(every_name_stands_in_full),
        cmocka_unit_test(direction_follows_the_language),
        cmocka_unit_test(the_page_says_the_language_of_its_text),
        cmocka_unit_test(the_same_compilation_gives_the_same_bytes),
        cmocka_unit_test(a_redline_shows_no_party_at_its_marks),
        cmocka_unit_test(what_is_left_out_is_said),
        cmocka_unit_test(a_short_name_stays_in_one_line_and_a_long_one_may_break),
        cmocka_unit_test(a_page_without_memory_says_so),
        cmocka_unit_test(a_page_over_its_limit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
