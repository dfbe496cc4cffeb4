/* SPDX-License-Identifier: Apache-2.0
 *
 * What becomes of changes under a new version: the cases of tests/cases/compare/carry.txt.
 */
#include "unit/suite.h"

#include <jansson.h>

#include "unit/compare/cases.h"

enum { SHOWN_MAX = 1024 * 1024 };

static int differences;

static void print_outcomes(const Amendment *amendment, const CarryResult *result, Buffer *out)
{
    static const char *const ops[CHANGE_OP_COUNT] = {"replace", "insert", "delete", "move", "format"};

    for (size_t i = 0; i < result->count; i++) {
        const Carried *carried = &result->changes[i];

        buffer_add_format(out, "%s: %s", ops[amendment->changes[carried->change].op], carry_outcome_name(carried->outcome));
        if (carried->words_changed)
            buffer_add_string(out, ", its words have changed");
        if (carried->outcome == IN_CONFLICT) {
            buffer_add_string(out, " \"");
            buffer_add(out, carried->base_words);
            buffer_add_string(out, "\" / \"");
            buffer_add(out, carried->new_words);
            buffer_add_string(out, "\"");
        }
        buffer_add_byte(out, '\n');
    }
}

static void check_totals(const CarryResult *result)
{
    size_t sum = 0, counted[CARRY_COUNT] = {0};

    for (size_t i = 0; i < result->count; i++)
        counted[result->changes[i].outcome]++;
    for (int i = 0; i < CARRY_COUNT; i++) {
        assert_number(counted[i], result->totals[i]);
        sum += result->totals[i];
    }
    assert_number(sum, result->count);
}

static void check_blob(const Text *new_base, const CarryResult *result)
{
    json_t *root = NULL;
    Buffer  bytes, again;

    buffer_init(&bytes, SHOWN_MAX);
    buffer_init(&again, SHOWN_MAX);
    assert_ok(carry_result_encode(new_base, result, &bytes, NULL));
    assert_ok(json_read(buffer_slice(&bytes), &root, NULL));
    json_print(root, &again);
    assert_slices(buffer_slice(&again), buffer_slice(&bytes)); /* canonical */
    json_decref(root);
    buffer_clear(&bytes);
    buffer_clear(&again);
}

static void check_case(const CompareCase *one)
{
    static char  name[128];
    Text        *base = cases_text(one, cases_section(one, "base")->lines), *amended = cases_text(one, cases_section(one, "amended")->lines);
    Text        *version = cases_text(one, cases_section(one, "new")->lines), *made = NULL;
    Comparer    *comparer = comparer_new(base);
    Amendment   *amendment = NULL;
    CarryResult *result = NULL;
    Buffer       shown;

    (void)snprintf(name, sizeof name, "%.*s", (int)one->name.size, one->name.data);
    ROW(name);
    buffer_init(&shown, SHOWN_MAX);
    assert_non_null(comparer);
    assert_ok(amendment_between(comparer, amended, &amendment, NULL));
    assert_ok(amendment_carry(base, amendment, version, &result, NULL));
    assert_number(result->count, amendment->count);
    check_totals(result);
    check_blob(version, result);
    print_outcomes(amendment, result, &shown);
    assert_ok(amendment_apply(version, result->amendment, &made, NULL));
    print_text(made, &shown);
    if (!slice_equal(buffer_slice(&shown), cases_section(one, "outcomes")->lines)) {
        differences++;
        print_error("case \"%s\": got\n%.*s", name, (int)shown.size, shown.data);
    }
    buffer_clear(&shown);
    carry_result_free(result);
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(base);
    text_free(amended);
    text_free(version);
    text_free(made);
}

static void each_change_ends_in_one_of_four_ways(void **state)
{
    CompareFile file;

    (void)state;
    assert_true(cases_load("carry.txt", &file));
    for (size_t i = 0; i < file.count; i++)
        check_case(&file.cases[i]);
    assert_true(file.count > 10);
    buffer_clear(&file.bytes);
    assert_int_equal(differences, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_change_ends_in_one_of_four_ways)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
