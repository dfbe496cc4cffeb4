/* SPDX-License-Identifier: Apache-2.0
 *
 * What a node remembers, across openings and from two handles at once.
 */
#include "unit/store/fixture.h"

#include <pthread.h>

static NodeStore *opened(void)
{
    NodeStore *store = NULL;

    assert_ok(node_open(fixture_path("node.sqlite"), &store, NULL));
    return store;
}

static void last_checkpoint_outlives_the_process(void **state)
{
    NodeStore *store;
    Problem    problem = {0};
    Buffer     out;

    (void)state;
    fixture_folder();
    buffer_init(&out, 1000);
    store = opened();
    assert_number(node_published(store, &out, &problem), ERR_NOT_FOUND);
    assert_number(problem.status, OK);
    assert_ok(node_published_put(store, SLICE("one"), NULL));
    assert_ok(node_published_put(store, SLICE("two"), NULL));
    node_close(store);
    store = opened();
    assert_ok(node_published(store, &out, NULL));
    assert_slice(buffer_slice(&out), "two");
    node_close(store);
    buffer_clear(&out);
    fixture_folder_remove();
}

static Status count_evidence(void *context, Slice what, Slice bytes, Problem *problem)
{
    (void)bytes;
    (void)problem;
    assert_slice(what, "seen");
    ++*(int *)context;
    return OK;
}

static void evidence_is_kept_once_and_bounded(void **state)
{
    NodeStore *store;
    int        count = 0;
    Status     status = OK;

    (void)state;
    fixture_folder();
    store = opened();
    assert_ok(node_evidence_add(store, "seen", SLICE("a"), NULL));
    assert_ok(node_evidence_add(store, "seen", SLICE("a"), NULL));
    assert_ok(node_evidence_add(store, "seen", SLICE("b"), NULL));
    assert_ok(node_evidence_each(store, count_evidence, &count, NULL));
    assert_number(count, 2);
    if (getenv("RAPPORTEUR_LONG") != NULL) {
        for (int i = 0; i < 9999 && status == OK; i++) {
            char text[DECIMAL_MAX];

            status = node_evidence_add(store, "seen", slice_from(decimal(text, i)), NULL);
        }
        assert_number(status, ERR_LIMIT);
        assert_ok(node_evidence_add(store, "seen", SLICE("a"), NULL)); /* what is there already is still fine */
    }
    node_close(store);
    fixture_folder_remove();
}

static void witness_goes_forward_from_what_it_holds(void **state)
{
    NodeStore *store;
    uint64_t   held = 99;
    Buffer     out;

    (void)state;
    fixture_folder();
    buffer_init(&out, 1000);
    store = opened();
    assert_number(node_witness_checkpoint(store, SLICE("log"), &out, NULL), ERR_NOT_FOUND);
    assert_number(node_witness_advance(store, SLICE("log"), 3, 5, SLICE("five"), &held, NULL), ERR_CONFLICT);
    assert_number(held, 0);
    assert_ok(node_witness_advance(store, SLICE("log"), 0, 5, SLICE("five"), &held, NULL));
    assert_number(node_witness_advance(store, SLICE("log"), 0, 6, SLICE("six"), &held, NULL), ERR_CONFLICT);
    assert_number(held, 5);
    assert_number(node_witness_advance(store, SLICE("log"), 5, 4, SLICE("four"), &held, NULL), ERR_CONFLICT);
    assert_ok(node_witness_advance(store, SLICE("log"), 5, 5, SLICE("five again"), &held, NULL));
    assert_ok(node_witness_advance(store, SLICE("other"), 0, 7, SLICE("seven"), &held, NULL));
    node_close(store);
    store = opened();
    assert_ok(node_witness_checkpoint(store, SLICE("log"), &out, NULL));
    assert_slice(buffer_slice(&out), "five again");
    node_close(store);
    buffer_clear(&out);
    fixture_folder_remove();
}

enum { ROUNDS = 100 };

/* Advances from what is held, again and again; counts how often it was this thread that did. */
static void *race(void *context)
{
    NodeStore *store = opened();
    uint64_t   held = 0, old = 0, *wins = context;

    while (old < ROUNDS) {
        Status status = node_witness_advance(store, SLICE("log"), old, old + 1, SLICE("x"), &held, NULL);

        if (status == OK) {
            old++;
            ++*wins;
        } else if (status == ERR_CONFLICT) {
            old = held;
        } else {
            break;
        }
    }
    node_close(store);
    return NULL;
}

static void two_handles_never_both_advance(void **state)
{
    pthread_t thread[2];
    uint64_t  wins[2] = {0, 0};

    (void)state;
    fixture_folder();
    node_close(opened());
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, race, &wins[i]), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    assert_number(wins[0] + wins[1], ROUNDS);
    fixture_folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(last_checkpoint_outlives_the_process),
        cmocka_unit_test(evidence_is_kept_once_and_bounded),
        cmocka_unit_test(witness_goes_forward_from_what_it_holds),
        cmocka_unit_test(two_handles_never_both_advance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
