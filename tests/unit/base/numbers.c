/* SPDX-License-Identifier: Apache-2.0 */
#include "suite.h"

enum { MOST = 5000 };

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 4;
}

static void same_as_the_library(uint32_t *numbers, size_t count)
{
    static uint32_t want[MOST];

    memcpy(want, numbers, count * sizeof *want);
    qsort(want, count, sizeof *want, by_number);
    numbers_sort(numbers, count);
    assert_memory_equal(numbers, want, count * sizeof *want);
}

static void any_numbers_come_in_order(void **state)
{
    static uint32_t numbers[MOST];
    uint32_t        random = 7;

    (void)state;
    for (size_t count = 1; count < MOST; count = count < 70 ? count + 1 : count * 2 + 1)
        for (uint32_t kinds = 1; kinds < 1u << 24; kinds = kinds * 5 + 1) {
            for (size_t i = 0; i < count; i++)
                numbers[i] = next(&random) % kinds;
            same_as_the_library(numbers, count);
        }
}

/* What takes a quicksort long: in order, in the other, in waves, all the same but one. */
static void numbers_that_are_made_against_it(void **state)
{
    static uint32_t numbers[MOST];

    (void)state;
    for (int kind = 0; kind < 5; kind++) {
        ROW("kind");
        for (uint32_t i = 0; i < MOST; i++) {
            const uint32_t kinds[] = {i, MOST - i, i % 100, i == MOST / 2, i < MOST / 2 ? i : MOST - i};

            numbers[i] = kinds[kind];
        }
        same_as_the_library(numbers, MOST);
    }
    numbers_sort(NULL, 0);
    numbers[0] = UINT32_MAX;
    numbers_sort(numbers, 1);
    assert_true(numbers[0] == UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_numbers_come_in_order),
        cmocka_unit_test(numbers_that_are_made_against_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
