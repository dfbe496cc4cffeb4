/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts with so many changes that work in proportion to their square would take minutes.
 */
#include "unit/suite.h"

#include "compare/compare.h"

enum { WORDS_MAX = 64, HERE_SIZE = 4 };

static void add_paragraph(Text *text, Slice words, ParagraphKind kind)
{
    Paragraph paragraph = {.kind = kind, .text = words, .table = NO_TABLE};

    assert_ok(text_add(text, &paragraph, NULL));
}

/* "Paragraph 00017 says some words here." */
static Text *numbered(size_t count, const char *where)
{
    Text *text = text_new("en");

    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        char words[WORDS_MAX];

        (void)snprintf(words, sizeof words, "Paragraph %05zu says some words %s.", i, where);
        add_paragraph(text, slice_from(words), KIND_PLAIN);
    }
    return text;
}

static size_t count_silent(const Amendment *amendment, ChangeOp op)
{
    size_t count = 0;

    for (size_t i = 0; i < amendment->count; i++)
        count += amendment->changes[i].op == op && amendment->changes[i].silent;
    return count;
}

static void mark_silent(const Text *base, Amendment *amendment, const Text *rejected, size_t want)
{
    Comparer *comparer = comparer_new(base);
    size_t    differences;

    assert_non_null(comparer);
    assert_ok(amendment_mark_silent(comparer, amendment, rejected, &differences, NULL));
    assert_number(differences, want);
    comparer_free(comparer);
}

/* An insertion at each byte of each paragraph; of each, one word was changed silently. */
static void many_silent_changes_are_marked_in_time(void **state)
{
    size_t    count = SANITIZED ? 4000 : 30000;
    Text     *base = numbered(count, "here"), *rejected = numbered(count, "there");
    size_t    size = base->paragraphs[0].text.size;
    Amendment amendment = {.changes = memory_new_zeroed(count * size, sizeof(Change)), .count = count * size};

    (void)state;
    assert_non_null(amendment.changes);
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < size; at++)
            amendment.changes[i * size + at] =
                (Change){.op = CHANGE_REPLACE, .paragraph = (uint32_t)i, .start = (uint32_t)at, .end = (uint32_t)at, .now = SLICE("x")};
    mark_silent(base, &amendment, rejected, count);
    assert_number(count_silent(&amendment, CHANGE_REPLACE), count * (HERE_SIZE + 1)); /* at its ends too */
    memory_free(amendment.changes);
    text_free(base);
    text_free(rejected);
}

static Text *of_lines(const char *const *lines, size_t count)
{
    Text *text = text_new("en");

    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        add_paragraph(text, slice_from(lines[i]), KIND_PLAIN);
    return text;
}

/* Of the changes of a file, those that stand in its rejected view too. */
static void silent_changes_are_those_of_the_rejected_view(void **state)
{
    static const char *const base_lines[] = {"The first paragraph stands here.", "The second one goes away again.", "A third that nobody touches."};
    static const char *const accepted_lines[] = {"A new line of words.", "A new line of words.", "The first paragraph stands there, always.",
                                                 "A third that nobody touches.", "Put in openly, and tracked."};
    static const char *const rejected_lines[] = {"A new line of words.", "The first paragraph stands there.", "A third that nobody touches."};
    Text      *base = of_lines(base_lines, COUNT(base_lines)), *accepted = of_lines(accepted_lines, COUNT(accepted_lines)),
              *rejected = of_lines(rejected_lines, COUNT(rejected_lines));
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL;

    (void)state;
    assert_non_null(comparer);
    assert_ok(amendment_between(comparer, accepted, &amendment, NULL));
    mark_silent(base, amendment, rejected, 3);
    assert_number(count_silent(amendment, CHANGE_INSERT), 2); /* equal ones in one gap are not told apart */
    assert_number(count_silent(amendment, CHANGE_DELETE), 1);
    assert_number(count_silent(amendment, CHANGE_REPLACE), 1);
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(base);
    text_free(accepted);
    text_free(rejected);
}

/* After each paragraph of a long preamble a new one. */
static void many_labels_in_a_preamble_are_made_in_time(void **state)
{
    size_t       count = SANITIZED ? 40000 : 200000;
    Text        *base = text_new("en");
    Paragraph    new = {.kind = KIND_PREAMBULAR, .text = SLICE("Recalling more,"), .table = NO_TABLE};
    Amendment    amendment = {.changes = memory_new_zeroed(count, sizeof(Change)), .count = count};
    Submission   submission = {.name = SLICE("A"), .amendment = &amendment};
    Compilation *compilation = NULL;
    char         last[WORDS_MAX];

    (void)state;
    assert_non_null(base);
    assert_non_null(amendment.changes);
    for (size_t i = 0; i < count; i++) {
        add_paragraph(base, SLICE("Recalling,"), KIND_PREAMBULAR);
        amendment.changes[i] =
            (Change){.op = CHANGE_INSERT, .after = (int32_t)i, .unit = {.kind = UNIT_PARAGRAPH, .paragraphs = &new, .paragraph_count = 1}};
    }
    assert_ok(compilation_make(base, &submission, 1, &compilation, NULL));
    assert_number(compilation->unit_count, count);
    assert_slice(compilation->units[0].label, "PP1 bis");
    (void)snprintf(last, sizeof last, "PP%zu bis", count);
    assert_slice(compilation->units[count - 1].label, last);
    compilation_free(compilation);
    memory_free(amendment.changes);
    text_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_silent_changes_are_marked_in_time),
        cmocka_unit_test(silent_changes_are_those_of_the_rejected_view),
        cmocka_unit_test(many_labels_in_a_preamble_are_made_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
