/* SPDX-License-Identifier: Apache-2.0
 *
 * Status and Problem: the table of faces is whole, a problem is written as it is meant, and it prints as a sentence.
 */
#include "suite.h"

static void every_status_has_its_row(void **state)
{
    (void)state;
    for (int status = 0; status < STATUS_COUNT; status++) {
        const StatusFace *face = status_face((Status)status);

        ROW(face->name);
        assert_number(face->status, status);
        assert_true(face->name[0] != '\0');
        assert_non_null(message_text(face->message));
        assert_true(face->exit_code >= 0 && face->exit_code < 126); /* from 126 on a shell has meanings of its own */
        assert_true(face->http >= 200 && face->http < 600);
        assert_true((status == OK) == (face->exit_code == 0));
        assert_true((status == OK) == (face->http < 400));
    }
}

static void names_of_statuses_differ(void **state)
{
    (void)state;
    for (int a = 0; a < STATUS_COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(status_face((Status)a)->name, status_face((Status)b)->name);
}

static void a_problem_keeps_its_arguments(void **state)
{
    Problem problem = {0};

    (void)state;
    assert_number(problem_set(&problem, ERR_LIMIT, MSG("json.invalid"), "line", "7", "what", "no end", NULL), ERR_LIMIT);
    assert_number(problem.status, ERR_LIMIT);
    assert_number(problem.arguments, 2);
    assert_string_equal(problem.names[1], "what");
    assert_string_equal(problem.values[1], "no end");
}

static void a_missing_problem_is_fine(void **state)
{
    (void)state;
    assert_number(problem_set(NULL, ERR_BUSY, MSG("status.busy"), NULL), ERR_BUSY);
    assert_number(problem_at(NULL, ERR_BUSY, "here"), ERR_BUSY);
}

static void a_missing_value_is_empty(void **state)
{
    Problem problem = {0};

    (void)state;
    (void)problem_set(&problem, ERR_SYNTAX, MSG("json.invalid"), "line", (const char *)NULL, NULL);
    assert_string_equal(problem.values[0], "");
}

/* 199 bytes of "a" and then a character of three bytes that no longer fits whole. */
static void a_long_value_is_cut_between_characters(void **state)
{
    Problem problem = {0};
    char    value[PROBLEM_VALUE_MAX + 8];

    (void)state;
    for (size_t room = 0; room < 4; room++) {
        size_t letters = PROBLEM_VALUE_MAX - 1 - room;

        memset(value, 'a', letters);
        memcpy(value + letters, "\xE2\x82\xAC\xE2\x82\xAC", 7);
        (void)problem_set(&problem, ERR_SYNTAX, MSG("json.invalid"), "what", value, NULL);
        assert_true(utf8_valid(slice_from(problem.values[0])));
        assert_number(strlen(problem.values[0]), room == 3 ? PROBLEM_VALUE_MAX - 1 : letters);
    }
}

static void the_first_place_stays(void **state)
{
    Problem problem = {0};

    (void)state;
    (void)problem_set(&problem, ERR_SYNTAX, MSG("status.syntax"), NULL);
    assert_number(problem_at(&problem, ERR_SYNTAX, "draft.docx"), ERR_SYNTAX);
    (void)problem_at(&problem, ERR_SYNTAX, "elsewhere");
    assert_string_equal(problem.place, "draft.docx");
}

static void a_place_makes_a_problem_of_a_bare_status(void **state)
{
    Problem problem = {0};
    Buffer  out;

    (void)state;
    buffer_init(&out, 1000);
    (void)problem_at(&problem, ERR_MEMORY, "draft.docx");
    assert_number(problem.status, ERR_MEMORY);
    problem_print(&problem, &out);
    assert_true(slice_starts(buffer_slice(&out), "draft.docx: "));
    assert_true(slice_ends(buffer_slice(&out), message_text("status.memory")));
    buffer_clear(&out);
}

static void a_problem_prints_place_and_sentence(void **state)
{
    Problem problem = {0};
    Buffer  out;

    (void)state;
    buffer_init(&out, 1000);
    (void)problem_set(&problem, ERR_SYNTAX, MSG("json.invalid"), "line", "3", "what", "a comma is missing", NULL);
    problem_print(&problem, &out);
    assert_slice(buffer_slice(&out), "Line 3 is not valid JSON: a comma is missing.");
    buffer_clear(&out);
}

static Status three_steps(Status second, int *steps)
{
    ++*steps;
    TRY(second);
    ++*steps;
    return OK;
}

static Status one_way_out(Status second, bool *freed)
{
    Status status;

    TRY_OR(done, OK);
    TRY_OR(done, second);
done:
    *freed = true;
    return status;
}

static void a_failed_try_goes_no_further(void **state)
{
    int  steps = 0;
    bool freed = false;

    (void)state;
    assert_number(three_steps(ERR_BUSY, &steps), ERR_BUSY);
    assert_number(steps, 1);
    assert_ok(three_steps(OK, &steps));
    assert_number(steps, 3);
    assert_number(one_way_out(ERR_LIMIT, &freed), ERR_LIMIT);
    assert_true(freed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_row),
        cmocka_unit_test(names_of_statuses_differ),
        cmocka_unit_test(a_problem_keeps_its_arguments),
        cmocka_unit_test(a_missing_problem_is_fine),
        cmocka_unit_test(a_missing_value_is_empty),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(the_first_place_stays),
        cmocka_unit_test(a_place_makes_a_problem_of_a_bare_status),
        cmocka_unit_test(a_problem_prints_place_and_sentence),
        cmocka_unit_test(a_failed_try_goes_no_further),
    };

    return cmocka_run_group_tests_name("base status", tests, NULL, NULL);
}
