/* SPDX-License-Identifier: Apache-2.0
 *
 * Instructions in prose, and which paragraph they mean: what the words become, in six languages, and the sentence by which each uncertain one is refused. Whatever is thrown at it, nothing but words that were
 * asked for changes.
 */
#include "service/text_making.h"
#include "suite.h"

static Text *base;

static void add(ParagraphKind kind, const char *label, bool in_text, const char *text)
{
    assert_ok(text_add(base, &(Paragraph){.kind = kind, .label = slice_from(label), .label_in_text = in_text, .text = slice_from(text), .table = NO_TABLE}, NULL));
}

static int setup(void **state)
{
    (void)state;
    base = text_new("en");
    assert_non_null(base);
    add(KIND_TITLE, "", false, "A draft (fictional)");
    add(KIND_PREAMBULAR, "", false, "Recalling its mandate,");
    add(KIND_PREAMBULAR, "", false, "Noting the views of organizations,");
    add(KIND_OPERATIVE, "1.", true, "1. Invites organizations to meet;");
    add(KIND_OPERATIVE, "2.", true, "2. Requests States (and organizations) to report, and organizations to help:");
    add(KIND_SUB, "(a)", false, "Each year;");
    add(KIND_SUB, "(b)", false, "In writing.");
    add(KIND_OPERATIVE, "3.", false, "Decides, in 2030, to meet again.");
    assert_ok(text_identify(base));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    text_free(base);
    base = NULL;
    return 0;
}

/* The text after it, its paragraphs joined by "|". */
static Status become(const char *prose, char out[2000], Problem *problem)
{
    Arena    *arena = arena_new(16 << 20);
    TextEdit *edits = NULL;
    Text     *text = NULL;
    size_t    count = 0, size = 0;
    Status    status = text_prose(base, slice_from(prose), arena, &edits, &count, problem);

    if (status == OK)
        status = text_edited(base, edits, count, &text, problem);
    for (size_t i = 1; status == OK && i < text->count; i++)
        size += (size_t)snprintf(out + size, 2000 - size, "%s%.*s", i > 1 ? "|" : "", (int)text->paragraphs[i].text.size, text->paragraphs[i].text.data);
    text_free(text);
    arena_free(arena);
    return status;
}

#define P1 "Recalling its mandate,|"
#define P2 "Noting the views of organizations,|"
#define O1 "1. Invites organizations to meet;|"
#define O2 "2. Requests States (and organizations) to report, and organizations to help:|"
#define SUBS "Each year;|In writing.|"
#define O3 "Decides, in 2030, to meet again."

static void what_is_certain_is_done(void **state)
{
    static const struct {
        const char *prose, *becomes;
    } rows[] = {
        {"insert \"regional\" before \"organizations\" in paragraphs 1 and PP2", P1 "Noting the views of regional organizations,|1. Invites regional organizations to meet;|" O2 SUBS O3},
        {"Insert 'all' after 'Invites' in paragraph 1.", P1 P2 "1. Invites all organizations to meet;|" O2 SUBS O3},
        {"in paragraph 2, insert \"regional\" before \"organizations\" wherever it stands", P1 P2 O1 "2. Requests States (and regional organizations) to report, and regional organizations to help:|" SUBS O3},
        {"insert \", as appropriate,\" after \"States\" in paragraph 2", P1 P2 O1 "2. Requests States, as appropriate, (and organizations) to report, and organizations to help:|" SUBS O3},
        {"replace \"in 2030\" with \"in 2031\" in paragraph 3; delete \"Invites\" in paragraph 1", P1 P2 "1. organizations to meet;|" O2 SUBS "Decides, in 2031, to meet again."},
        {"delete \"to help\" in paragraph 2", P1 P2 O1 "2. Requests States (and organizations) to report, and organizations:|" SUBS O3},
        {"delete paragraph 2 (a)", P1 P2 O1 O2 "In writing.|" O3},
        {"delete paragraphs 1 to 3", P1 P2 SUBS "" /* checked apart: the last one has no bar behind it */},
        {"after paragraph 1, insert \"Thanks all.\"; after paragraph 1, insert \"Thanks them again.\"", P1 P2 O1 "Thanks all.|Thanks them again.|" O2 SUBS O3},
        {"replace \"mandate\" by \"task\" in preambular paragraph 1", "Recalling its task,|" P2 O1 O2 SUBS O3},
        {"Au paragraphe 1, remplacer « meet » par « gather »", P1 P2 "1. Invites organizations to gather;|" O2 SUBS O3},
        {"En el párrafo 1, suprimir «to meet»", P1 P2 "1. Invites organizations;|" O2 SUBS O3},
        {"Заменить «meet» на «gather» в пункте 1", P1 P2 "1. Invites organizations to gather;|" O2 SUBS O3},
        {"حذف \"to meet\" في الفقرة ١", P1 P2 "1. Invites organizations;|" O2 SUBS O3},
        {"将第1段中的“meet”改为“gather”；在第3段删除“again”", P1 P2 "1. Invites organizations to gather;|" O2 SUBS "Decides, in 2030, to meet."},
        {"", P1 P2 O1 O2 SUBS O3},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char    got[2000] = "", want[2000];
        Problem problem = {0};

        (void)snprintf(want, sizeof want, "%s", rows[i].becomes);
        if (want[0] != '\0' && want[strlen(want) - 1] == '|')
            want[strlen(want) - 1] = '\0';
        if (become(rows[i].prose, got, &problem) != OK)
            fail_msg("%s: refused as %s", rows[i].prose, problem.message);
        if (strcmp(got, want) != 0)
            fail_msg("%s:\n%s\nand not\n%s", rows[i].prose, got, want);
    }
}

static void what_is_not_certain_is_refused_by_name(void **state)
{
    static const struct {
        const char *prose, *sentence;
        Status      status;
    } rows[] = {
        {"insert \"x\" before \"unicorns\" in paragraph 1", "text.prose_missing", ERR_CONFLICT},
        {"insert \"x\" before \"organ\" in paragraph 1", "text.prose_missing", ERR_CONFLICT}, /* no whole word */
        {"insert \"x\" before \"organizations\" in paragraph 2", "text.prose_often", ERR_CONFLICT},
        {"insert \"x\" before \"organizations\" in paragraph 9", "text.prose_place", ERR_CONFLICT},
        {"delete paragraph 2 (c)", "text.prose_place", ERR_CONFLICT},
        {"insert \"x before organizations in paragraph 1", "text.prose_quote", ERR_SYNTAX},
        {"insert \"x\" unless \"organizations\" in paragraph 1", "text.prose_word", ERR_SYNTAX},
        {"\"x\" \"y\" in paragraph 1", "text.prose_form", ERR_SYNTAX},
        {"delete", "text.prose_form", ERR_SYNTAX},
        {"delete \"a\" delete \"b\" delete \"c\" delete \"d\" delete \"e\" in paragraph 1", "text.prose_form", ERR_SYNTAX},
        {"\377\376", "text.prose_word", ERR_SYNTAX},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char    got[2000];
        Problem problem = {0};
        Status  status = become(rows[i].prose, got, &problem);

        if (status != rows[i].status || problem.message == NULL || strcmp(problem.message, rows[i].sentence) != 0)
            fail_msg("%s: %d, %s", rows[i].prose, (int)status, problem.message != NULL ? problem.message : "-");
    }
}

/* Pieces of instructions in any order: an answer or a sentence, never more. */
static void nothing_thrown_at_it_breaks_it(void **state)
{
    static const char *const pieces[] = {"insert ", "replace ", "delete ", "\"meet\" ", "\"organizations\" ", "before ", "after ", "with ", "in ", "paragraph ", "1 ", "2 (a) ", "3", "-", " to ", "and ", "wherever ", "; ",
                                         "\n", "“", "”", "'", "PP1 ", "(", "１", "在", "插入", "\303", "\0"};
    uint64_t seed = 20261128;

    (void)state;
    for (int round = 0; round < (SANITIZED ? 3000 : 20000); round++) {
        char    prose[400] = "", got[2000];
        Problem problem = {0};

        for (int i = 0; i < 12; i++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            strncat(prose, pieces[(seed >> 33) % COUNT(pieces)], sizeof prose - strlen(prose) - 1);
        }
        if (become(prose, got, &problem) != OK)
            assert_non_null(problem.message);
    }
}

static void a_paragraph_is_found_by_what_it_is_called(void **state)
{
    static const struct {
        const char *name;
        long        index;
    } rows[] = {{"1", 3}, {"2.", 4}, {"OP3", 7}, {"op1", 3}, {"PP2", 2}, {"2 (b)", 6}, {"2(a)", 5}, {"(b)", 6}, {"٣", 7}, {"４", -1}, {"OP4", -1}, {"PP0", -1}, {"OP", -1}, {"2 (c)", -1}, {"", -1}, {"1 bis", -1}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (text_named(base, slice_from(rows[i].name)) != rows[i].index)
            fail_msg("%s is %ld, not %ld", rows[i].name, text_named(base, slice_from(rows[i].name)), rows[i].index);
    assert_number(text_named(base, slice_from(base->paragraphs[4].id)), 4);
}

static void another_label_leaves_words_where_they_are(void **state)
{
    Paragraph *third = &base->paragraphs[3], *last = &base->paragraphs[7];

    (void)state;
    third->opening_start = 3;
    third->opening_end = 10;
    assert_ok(paragraph_relabel(base, third, SLICE("10."), true));
    assert_true(slice_is(third->text, "10. Invites organizations to meet;"));
    assert_true(slice_is(slice_part(third->text, third->opening_start, third->opening_end), "Invites"));
    assert_ok(paragraph_relabel(base, last, SLICE("11."), false));
    assert_true(slice_is(last->text, O3) && slice_is(last->label, "11."));
    assert_ok(paragraph_relabel(base, last, SLICE("12."), true));
    assert_true(slice_is(last->text, "12. " O3));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_certain_is_done, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_certain_is_refused_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_thrown_at_it_breaks_it, setup, teardown),
        cmocka_unit_test_setup_teardown(a_paragraph_is_found_by_what_it_is_called, setup, teardown),
        cmocka_unit_test_setup_teardown(another_label_leaves_words_where_they_are, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
