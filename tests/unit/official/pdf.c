/* SPDX-License-Identifier: Apache-2.0
 *
 * What the writer of PDFs promises its callers: equal bytes, one question for each text, refusals passed on, and no allocation of ours that may not fail. What the bytes say is
 * read by tests/interop/official_pdf.py.
 */
#include "unit/suite.h"

#include "format/pdf/pdf.h"
#include "format/pdf/pdf_file.h"

/* Fontconfig and Pango keep what they learnt of fonts until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\n";
}

enum { BYTES_MAX = 64 * 1024 * 1024 };

typedef struct Source {
    size_t asked, fails_at; /* 0: never */
} Source;

static Status give(void *context, size_t part, Text **out, Problem *problem)
{
    Source   *source = context;
    Text     *text;
    uint32_t  story;
    Anchor    anchor = {.kind = ANCHOR_FOOTNOTE, .at = 5, .story = 1};
    Paragraph marked = {.kind = KIND_OPERATIVE, .table = NO_TABLE, .label = SLICE("1."), .text = SLICE("Calls\xEF\xBF\xBC upon all"), .anchors = &anchor, .anchor_count = 1, .opening_end = 5};
    Status    status = ERR_MEMORY;

    (void)part;
    if (++source->asked == source->fails_at)
        return problem_set(problem, ERR_NOT_FOUND, status_face(ERR_NOT_FOUND)->message, NULL);
    text = text_new("en");
    if (text == NULL)
        return problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    TRY_OR(done, text_add_story(text, &(Story){STORY_FOOTNOTE, 0, 0}, &story));
    TRY_OR(done, text_add(text, &marked, NULL));
    for (uint32_t i = 0; i < 4; i++)
        TRY_OR(done, text_add(text, &(Paragraph){.kind = KIND_CELL, .table = 0, .row = i / 2, .column = i % 2, .text = SLICE("cell")}, NULL));
    status = text_add(text, &(Paragraph){.kind = KIND_FOOTNOTE, .table = NO_TABLE, .story = story, .text = SLICE("A/99/100.")}, NULL);
done:
    if (status == OK)
        *out = text;
    else
        text_free(text);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static const OfficialPart parts[] = {
    {.heading = {"I. Introduction", 15}, .level = 1, .listed = true, .has_text = true},
    {.heading = {"II. Replies", 11}, .level = 1, .listed = true},
    {.heading = {"Delegation 01", 13}, .level = 2, .listed = true, .has_text = true, .lines = {"[Original: English]", 19}},
};

static Official make(Source *source, const char *language)
{
    return (Official){.kind = OFFICIAL_REPORT, .language = language, .fictional = true, .organ = SLICE("General Assembly"), .symbol = SLICE("A/99/100"), .issued = SLICE("2026-07-20"), .title = SLICE("Paths"), .summary = SLICE("One.\nTwo."),
                      .cover_note = SLICE("As received."), .contents = true, .parts = parts, .part_count = COUNT(parts), .text = give, .context = source};
}

static Status write_pdf(Source *source, const char *language, Buffer *out, Problem *problem)
{
    Official     official = make(source, language);
    OfficialSink sink = official_to_buffer(out);

    return pdf_write(&official, &sink, problem);
}

static void equal_input_gives_equal_bytes_and_each_text_is_asked_for_once(void **state)
{
    static const char *const languages[] = {"ar", "zh", "en", "fr", "ru", "es"};

    (void)state;
    for (size_t i = 0; i < COUNT(languages); i++) {
        Source source = {0};
        Buffer first, second;

        ROW(languages[i]);
        buffer_init(&first, BYTES_MAX);
        buffer_init(&second, BYTES_MAX);
        assert_ok(write_pdf(&source, languages[i], &first, NULL));
        assert_number(source.asked, 2);
        assert_ok(write_pdf(&source, languages[i], &second, NULL));
        assert_true(slice_starts(buffer_slice(&first), "%PDF-1.7") && slice_equal(buffer_slice(&first), buffer_slice(&second)));
        buffer_clear(&first);
        buffer_clear(&second);
    }
}

static void every_allocation_may_fail(void **state)
{
    Source source = {0};
    Buffer right, got;
    bool   done = false;

    (void)state;
    buffer_init(&right, BYTES_MAX);
    assert_ok(write_pdf(&source, "en", &right, NULL));
    for (uint64_t n = 1; !done; n += SANITIZED ? 7 : 1) {
        Status status;

        buffer_init(&got, BYTES_MAX);
        memory_fail_at(n, false);
        status = write_pdf(&source, "en", &got, NULL);
        done = memory_asked() < n;
        memory_fail_at(0, false);
        assert_true(status == ERR_MEMORY || (status == OK && slice_equal(buffer_slice(&got), buffer_slice(&right))) || (status == OK && !done));
        buffer_clear(&got);
    }
    buffer_clear(&right);
}

static Status refuse(void *context, Slice bytes, Problem *problem)
{
    (void)context;
    (void)bytes;
    return problem_set(problem, ERR_BUSY, status_face(ERR_BUSY)->message, NULL);
}

static void refusals_are_passed_on(void **state)
{
    Source       source = {.fails_at = 2};
    Official     official = make(&source, "en");
    OfficialSink sink = {refuse, NULL};
    Problem      problem = {.status = OK};
    Buffer       out;

    (void)state;
    buffer_init(&out, BYTES_MAX);
    assert_number(write_pdf(&source, "en", &out, &problem), ERR_NOT_FOUND);
    assert_number(problem.status, ERR_NOT_FOUND);
    assert_number(out.size, 0);
    buffer_clear(&out);
    source = (Source){0};
    assert_number(pdf_write(&official, &sink, &problem), ERR_BUSY);
}

static void numbers_are_told_to_the_thousandth_without_zeros(void **state)
{
    static const struct {
        double      value;
        const char *told;
    } rows[] = {{0, "0 "}, {1, "1 "}, {-1, "-1 "}, {0.5, "0.5 "}, {841.89, "841.89 "}, {-0.0004, "0 "}, {0.0006, "0.001 "}, {12.3456, "12.346 "}, {100, "100 "}, {-20.05, "-20.05 "}, {999999.9999, "1000000 "}, {1e300, "0 "}};
    Buffer out;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].told);
        buffer_init(&out, 64);
        pdf_add_points(&out, rows[i].value);
        assert_slice(buffer_slice(&out), rows[i].told);
        buffer_clear(&out);
    }
}

static void texts_are_told_as_utf16(void **state)
{
    Buffer out;

    (void)state;
    buffer_init(&out, 256);
    pdf_add_text(&out, SLICE("A\xD9\x85\xF0\x9F\x98\x80"));
    assert_slice(buffer_slice(&out), "<FEFF00410645D83DDE00>");
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_input_gives_equal_bytes_and_each_text_is_asked_for_once),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(refusals_are_passed_on),
        cmocka_unit_test(numbers_are_told_to_the_thousandth_without_zeros),
        cmocka_unit_test(texts_are_told_as_utf16),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
