/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory: allocation that can be told to fail, growing blocks, arenas with a ceiling.
 */
#include "suite.h"

#include <jansson.h>
#include <libxml/xmlmemory.h>
#include <sys/wait.h>
#include <unistd.h>

static void the_chosen_allocation_fails(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 3; n++) {
        memory_fail_at(n, false);
        for (uint64_t i = 1; i <= 4; i++) {
            void *block = memory_new(16);

            assert_true((block == NULL) == (i == n));
            memory_free(block);
        }
        assert_number(memory_asked(), 4);
    }
    memory_fail_at(0, false);
}

static void a_lasting_failure_lasts(void **state)
{
    void *first, *second, *third;

    (void)state;
    memory_fail_at(2, true);
    first = memory_new(1);
    second = memory_new_zeroed(1, 1);
    third = memory_resize(first, 100);
    memory_fail_at(0, false);
    assert_non_null(first);
    assert_null(second);
    assert_null(third);
    memory_free(first); /* a failed memory_resize kept the old block */
}

static void failures_are_counted(void **state)
{
    uint64_t before = memory_failures();

    (void)state;
    memory_fail_at(2, false);
    memory_free(memory_new(1));
    assert_true(memory_failures() == before);
    assert_null(memory_new(1));
    memory_fail_at(0, false);
    assert_true(memory_failures() == before + 1);
}

static void nothing_fails_when_turned_off(void **state)
{
    (void)state;
    memory_fail_at(0, true);
    for (int i = 0; i < 100; i++) {
        void *block = memory_new(8);

        assert_non_null(block);
        memory_free(block);
    }
    assert_number(memory_asked(), 100);
}

static void zeroed_memory_is_zero_and_checked(void **state)
{
    const unsigned char *block = memory_new_zeroed(64, 4);

    (void)state;
    assert_non_null(block);
    for (int i = 0; i < 256; i++)
        assert_number(block[i], 0);
    memory_free((void *)(uintptr_t)block);
    assert_null(memory_new_zeroed(SIZE_MAX / 2, 3));
}

static void no_size_is_a_block_too(void **state)
{
    void *blocks[3] = {memory_new(0), memory_new_zeroed(0, 8), memory_resize(NULL, 0)};

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_non_null(blocks[i]);
        memory_free(blocks[i]);
    }
    memory_free(NULL);
}

static void libraries_use_the_same_allocator(void **state)
{
    json_t *value;
    void   *block;

    (void)state;
    memory_fail_at(1, true);
    value = json_string("kept");
    block = xmlMalloc(10);
    memory_fail_at(0, false);
    assert_null(value);
    assert_null(block);
}

static void reserve_grows_and_keeps(void **state)
{
    void   *block = NULL;
    size_t  capacity = 0;
    int    *numbers;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        assert_ok(memory_reserve(&block, &capacity, (size_t)i + 1, sizeof(int)));
        assert_true(capacity > (size_t)i);
        numbers = block;
        numbers[i] = i;
    }
    numbers = block;
    for (int i = 0; i < 1000; i++)
        assert_number(numbers[i], i);
    memory_free(block);
}

static void reserve_refuses_what_cannot_be(void **state)
{
    static const struct {
        const char *name;
        size_t      wanted, size;
    } rows[] = {{"count overflows", SIZE_MAX, 1}, {"bytes overflow", SIZE_MAX / 8, 16}, {"both", SIZE_MAX, SIZE_MAX}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        void  *block = NULL;
        size_t capacity = 0;

        ROW(rows[i].name);
        assert_number(memory_reserve(&block, &capacity, rows[i].wanted, rows[i].size), ERR_MEMORY);
        assert_null(block);
        assert_number(capacity, 0);
    }
}

static void a_failed_reserve_changes_nothing(void **state)
{
    void  *block = NULL;
    void  *before;
    size_t capacity = 0, capacity_before;

    (void)state;
    assert_ok(memory_reserve(&block, &capacity, 10, 1));
    before = block;
    capacity_before = capacity;
    memory_fail_at(1, false);
    assert_number(memory_reserve(&block, &capacity, capacity + 1, 1), ERR_MEMORY);
    memory_fail_at(0, false);
    assert_ptr_equal(block, before);
    assert_number(capacity, capacity_before);
    memory_free(block);
}

static void an_arena_gives_aligned_memory_of_its_own(void **state)
{
    static const size_t sizes[] = {1, 3, 7, 8, 9, 4096, 20000, 0, 100000, 5};
    Arena              *arena = arena_new(1024 * 1024);
    unsigned char      *blocks[COUNT(sizes)];

    (void)state;
    assert_non_null(arena);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        blocks[i] = arena_take(arena, sizes[i]);
        assert_non_null(blocks[i]);
        assert_number((uintptr_t)blocks[i] % 8, 0);
        memset(blocks[i], (int)i, sizes[i]);
    }
    for (size_t i = 0; i < COUNT(sizes); i++)
        for (size_t at = 0; at < sizes[i]; at++)
            assert_number(blocks[i][at], i);
    arena_free(arena);
    arena_free(NULL);
}

static void an_arena_stops_at_its_ceiling(void **state)
{
    static const size_t ceilings[] = {0, 1, 8, 100, 8 * 1024, 100 * 1000, 3 * 1024 * 1024};

    (void)state;
    for (size_t i = 0; i < COUNT(ceilings); i++) {
        Arena *arena = arena_new(ceilings[i]);
        size_t got = 0;

        assert_non_null(arena);
        while (arena_take(arena, 24) != NULL)
            got += 24;
        assert_true(got <= ceilings[i]);
        assert_true(arena_used(arena) <= ceilings[i]);
        assert_true(got + 24 + ceilings[i] / 8 >= ceilings[i]); /* little of it is lost between blocks */
        assert_null(arena_take(arena, SIZE_MAX));
        arena_free(arena);
    }
}

static void an_arena_survives_a_failure(void **state)
{
    Arena *arena = arena_new(1024 * 1024);

    (void)state;
    assert_non_null(arena_take(arena, 100));
    memory_fail_at(1, false);
    assert_null(arena_take(arena, 500 * 1000));
    memory_fail_at(0, false);
    assert_non_null(arena_take(arena, 500 * 1000));
    arena_free(arena);
}

static void zeroed_arena_memory_is_zero_and_checked(void **state)
{
    Arena               *arena = arena_new(1024 * 1024);
    const unsigned char *block;
    void                *dirty = arena_take(arena, 64);

    (void)state;
    memset(dirty, 0xA5, 64);
    block = arena_take_zeroed(arena, 1000, 8);
    assert_non_null(block);
    for (int i = 0; i < 8000; i++)
        assert_number(block[i], 0);
    assert_null(arena_take_zeroed(arena, SIZE_MAX / 4, 8));
    arena_free(arena);
}

/* What is touched or set apart keeps its bytes, and nothing beside it changes, whatever was forked in between. */
static void touching_changes_nothing(void **state)
{
    enum { SIZE = 300000, STEP = 4096 };
    char *beside = memory_new(SIZE), *block = memory_new(SIZE), *apart;
    pid_t child;
    int   how = 1;

    (void)state;
    memset(beside, 'b', SIZE);
    memset(block, 'a', SIZE);
    memory_touch(NULL, 0);
    memory_touch(block, 0);
    memory_touch(block + 1, 1);
    memory_touch(block + 7, SIZE - 7);
    apart = memory_apart(STEP);
    assert_non_null(apart);
    apart[0] = 'c';
    child = fork();
    if (child == 0)
        _exit(block[SIZE - 1] == 'a' && apart[0] == 'c' ? 0 : 1);
    assert_true(child > 0);
    memset(block, 'd', SIZE);
    memory_apart_end(apart);
    memory_apart_end(NULL);
    assert_true(waitpid(child, &how, 0) == child && how == 0);
    for (size_t i = 0; i < SIZE; i++) {
        assert_number(beside[i], 'b');
        assert_number(block[i], 'd');
    }
    memory_free(beside);
    memory_free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chosen_allocation_fails),
        cmocka_unit_test(a_lasting_failure_lasts),
        cmocka_unit_test(failures_are_counted),
        cmocka_unit_test(nothing_fails_when_turned_off),
        cmocka_unit_test(zeroed_memory_is_zero_and_checked),
        cmocka_unit_test(no_size_is_a_block_too),
        cmocka_unit_test(libraries_use_the_same_allocator),
        cmocka_unit_test(reserve_grows_and_keeps),
        cmocka_unit_test(reserve_refuses_what_cannot_be),
        cmocka_unit_test(a_failed_reserve_changes_nothing),
        cmocka_unit_test(an_arena_gives_aligned_memory_of_its_own),
        cmocka_unit_test(an_arena_stops_at_its_ceiling),
        cmocka_unit_test(an_arena_survives_a_failure),
        cmocka_unit_test(zeroed_arena_memory_is_zero_and_checked),
        cmocka_unit_test(touching_changes_nothing),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("base memory", tests, NULL, NULL);
}
