/* SPDX-License-Identifier: Apache-2.0
 *
 * A comparison as pages have it: paragraphs that changed, came, went, moved, and have another number; notes; nothing lost.
 */
#include "suite.h"

#include "format/plain/plain.h"
#include "service/comparison.h"

#include <jansson.h>

typedef struct Line {
    const char *label, *words;
} Line;
enum { LINES_MAX = 8, SHOWN_MAX = 1000 };

static Text *text_of(const Line lines[LINES_MAX])
{
    Text *text = text_new("en");

    assert_non_null(text);
    for (size_t i = 0; i < LINES_MAX && lines[i].words != NULL; i++)
        assert_ok(text_add(text, &(Paragraph){.kind = KIND_OPERATIVE, .table = NO_TABLE, .label = slice_from(lines[i].label), .text = slice_from(lines[i].words)}, NULL));
    assert_ok(text_identify(text));
    return text;
}

/* One paragraph a line: "~" changed, "+" inserted, "-" deleted, ">" moved here, "<" moved away; "was→number"; [-out-] and {+in+}. */
static void print(const json_t *paragraph, char *out, size_t size)
{
    static const char *const signs[][2] = {{"changed", "~"}, {"inserted", "+"}, {"deleted", "-"}, {"moved", ">"}, {"moved_away", "<"}};
    const char              *state = json_string_value(json_object_get(paragraph, "state")), *was = json_string_value(json_object_get(paragraph, "was_label")),
               *label = json_string_value(json_object_get(paragraph, "label"));
    const json_t            *runs = json_object_get(paragraph, "runs");

    for (size_t i = 0; state != NULL && i < COUNT(signs); i++)
        if (strcmp(signs[i][0], state) == 0)
            (void)strncat(out, signs[i][1], size - strlen(out) - 1);
    (void)snprintf(out + strlen(out), size - strlen(out), "%s%s%s ", was != NULL ? was : "", was != NULL ? "=" : "", label != NULL ? label : "");
    for (size_t i = 0; i < json_array_size(runs); i++) {
        const char *mark = json_string_value(json_object_get(json_array_get(runs, i), "mark")), *words = json_string_value(json_object_get(json_array_get(runs, i), "text"));

        (void)snprintf(out + strlen(out), size - strlen(out), mark == NULL ? "%s" : mark[0] == 'i' ? "{+%s+}" : "[-%s-]", words);
    }
    (void)strncat(out, "\n", size - strlen(out) - 1);
}

#define A "Decides to convene a group of all States in the year 2027"
#define B "Requests the Secretary-General to report on points of contact"
#define C "Invites Member States to continue to inform him of their views"

static void what_changed_is_shown_at_its_place(void **state)
{
    static const struct {
        const char *name;
        Line        old[LINES_MAX], new[LINES_MAX];
        const char *want;
    } rows[] = {
        {"the same", {{"1.", A}, {"2.", B}}, {{"1.", A}, {"2.", B}}, "1. " A "\n2. " B "\n"},
        {"words", {{"1.", A}}, {{"1.", "Decides to convene a group of all States in the year 2028"}}, "~1. Decides to convene a group of all States in the year [-2027-]{+2028+}\n"},
        {"a new paragraph renumbers", {{"1.", A}, {"2.", B}}, {{"1.", A}, {"2.", C}, {"3.", B}}, "1. " A "\n+2. {+" C "+}\n2.=3. " B "\n"},
        {"a deleted paragraph renumbers", {{"1.", A}, {"2.", C}, {"3.", B}}, {{"1.", A}, {"2.", B}}, "1. " A "\n-2. [-" C "-]\n3.=2. " B "\n"},
        {"before the first", {{"1.", A}}, {{"1.", C}, {"2.", A}}, "+1. {+" C "+}\n1.=2. " A "\n"},
        {"nothing in common", {{"1.", A}}, {{"1.", C}}, "~1. [-" A "-]{+" C "+}\n"},
        {"nothing before", {{NULL, NULL}}, {{"1.", C}}, "+1. {+" C "+}\n"},
        {"nothing after", {{"1.", C}}, {{NULL, NULL}}, "-1. [-" C "-]\n"},
        {"split", {{"1.", A}, {"2.", B}}, {{"1.", "Decides to convene a group"}, {"2.", "of all States in the year 2027"}, {"3.", B}},
         "~1. Decides to convene a group[- -]{+\xC2\xB6+}of all States in the year 2027\n2.=3. " B "\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text   *old = text_of(rows[i].old), *new = text_of(rows[i].new);
        json_t *answer = NULL;
        char    shown[SHOWN_MAX] = "";

        ROW(rows[i].name);
        assert_ok(comparison_make(old, new, &answer, NULL));
        for (size_t k = 0; k < json_array_size(json_object_get(answer, "paragraphs")); k++)
            print(json_array_get(json_object_get(answer, "paragraphs"), k), shown, sizeof shown);
        assert_string_equal(shown, rows[i].want);
        json_decref(answer);
        text_free(old);
        text_free(new);
    }
}

static void a_moved_paragraph_stands_at_both_places_with_links(void **state)
{
    static const Line before[LINES_MAX] = {{"1.", A}, {"2.", B}, {"3.", C}, {"4.", "Decides to remain seized of the matter"}};
    static const Line after[LINES_MAX] = {{"1.", B}, {"2.", C}, {"3.", "Decides to remain seized of the matter"}, {"4.", A}};
    Text             *old = text_of(before), *new = text_of(after);
    json_t           *answer = NULL, *list, *from, *to;

    (void)state;
    assert_ok(comparison_make(old, new, &answer, NULL));
    list = json_object_get(answer, "paragraphs");
    from = json_array_get(list, 0);
    to = json_array_get(list, 4);
    assert_string_equal(json_string_value(json_object_get(from, "state")), "moved_away");
    assert_string_equal(json_string_value(json_object_get(to, "state")), "moved");
    assert_string_equal(json_string_value(json_object_get(from, "to")), json_string_value(json_object_get(to, "id")));
    assert_string_equal(json_string_value(json_object_get(to, "from")), json_string_value(json_object_get(from, "id")));
    assert_string_equal(json_string_value(json_object_get(to, "label")), "4.");
    assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "was_label")), "2.");
    assert_null(json_object_get(json_array_get(json_object_get(to, "runs"), 0), "mark")); /* its words are as they were */
    assert_int_equal(json_integer_value(json_object_get(json_object_get(answer, "counts"), "moved")), 1);
    json_decref(answer);
    text_free(old);
    text_free(new);
}

static void a_note_goes_and_comes_with_its_mark(void **state)
{
    static const struct {
        const char *old, *new, *want;
    } rows[] = {
        {"1. Decides[^1] to meet.\n\n2. Ends.\n\n[^1]: As agreed.\n", "1. Decides to meet.\n\n2. Ends.\n", "~ 1. Decides[-1-] to meet.\n 2. Ends.\n-1 [-As agreed.-]\n"},
        {"1. Decides to meet.\n\n2. Ends.\n", "1. Decides[^1] to meet.\n\n2. Ends.\n\n[^1]: As agreed.\n", "~ 1. Decides{+*+} to meet.\n 2. Ends.\n+* {+As agreed.+}\n"},
        {"1. Decides[^1] to meet.\n\n[^1]: As agreed.\n", "1. Decides[^1] to meet.\n\n[^1]: As was agreed.\n", " 1. Decides1 to meet.\n~1 As {+was +}agreed.\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Text   *old = NULL, *new = NULL;
        json_t *answer = NULL;
        char    shown[SHOWN_MAX] = "";

        ROW(rows[i].old);
        assert_ok(markdown_read(slice_from(rows[i].old), &old, NULL));
        assert_ok(markdown_read(slice_from(rows[i].new), &new, NULL));
        assert_ok(text_identify(old));
        assert_ok(comparison_make(old, new, &answer, NULL));
        for (size_t k = 0; k < json_array_size(json_object_get(answer, "paragraphs")); k++)
            print(json_array_get(json_object_get(answer, "paragraphs"), k), shown, sizeof shown);
        assert_string_equal(shown, rows[i].want);
        json_decref(answer);
        text_free(old);
        text_free(new);
    }
}

/* ---- what is in it ---- */

static void take(const json_t *paragraph, const char *without, Buffer *out)
{
    const json_t *runs = json_object_get(paragraph, "runs");

    for (size_t i = 0; i < json_array_size(runs); i++) {
        const char *mark = json_string_value(json_object_get(json_array_get(runs, i), "mark"));

        if (mark == NULL || strcmp(mark, without) != 0)
            buffer_add(out, json_slice(json_object_get(json_array_get(runs, i), "text")));
    }
}

static bool has_state(const json_t *paragraph, const char *a, const char *b)
{
    Slice state = json_slice(json_object_get(paragraph, "state"));

    return slice_is(state, a) || slice_is(state, b);
}

static void words_of(const Text *text, Buffer *out)
{
    for (size_t i = 0; i < text->count; i++)
        buffer_add(out, text->paragraphs[i].text);
}

static void without_its_marks_it_is_either_text(void **state)
{
    static const Line before[LINES_MAX] = {{"1.", A}, {"2.", B}, {"3.", "Stresses the norm"}, {"4.", C}};
    static const Line after[LINES_MAX] = {{"1.", "Decides to convene two groups of all States"}, {"2.", "Stresses the norm"}, {"3.", C " in 2028"}, {"4.", "Welcomes the report"}};
    Text             *old = text_of(before), *new = text_of(after);
    Buffer            got_old, got_new, want;
    json_t           *answer = NULL, *list;

    (void)state;
    buffer_init(&got_old, 1 << 16);
    buffer_init(&got_new, 1 << 16);
    buffer_init(&want, 1 << 16);
    assert_ok(comparison_make(old, new, &answer, NULL));
    list = json_object_get(answer, "paragraphs");
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!has_state(json_array_get(list, i), "inserted", "moved"))
            take(json_array_get(list, i), "ins", &got_old);
        if (!has_state(json_array_get(list, i), "deleted", "moved_away"))
            take(json_array_get(list, i), "del", &got_new);
    }
    words_of(old, &want);
    assert_slices(buffer_slice(&got_old), buffer_slice(&want));
    buffer_reset(&want);
    words_of(new, &want);
    assert_slices(buffer_slice(&got_new), buffer_slice(&want));
    json_decref(answer);
    buffer_clear(&got_old);
    buffer_clear(&got_new);
    buffer_clear(&want);
    text_free(old);
    text_free(new);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_changed_is_shown_at_its_place),
        cmocka_unit_test(a_moved_paragraph_stands_at_both_places_with_links),
        cmocka_unit_test(a_note_goes_and_comes_with_its_mark),
        cmocka_unit_test(without_its_marks_it_is_either_text),
    };

    return cmocka_run_group_tests_name("service comparison", tests, NULL, NULL);
}
