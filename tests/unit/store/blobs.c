/* SPDX-License-Identifier: Apache-2.0
 *
 * Blobs: what has a name is whole, and its bytes are the name's.
 */
#include "unit/store/fixture.h"

#include <sys/stat.h>
#include <unistd.h>

static Blobs *fresh(void)
{
    Blobs *blobs = NULL;

    fixture_folder();
    assert_ok(blobs_open(fixture_path("blobs"), &blobs, NULL));
    return blobs;
}

static void finish(Blobs *blobs)
{
    blobs_close(blobs);
    fixture_folder_remove();
}

static const char *path_of(const Hash *name)
{
    char hex[65], path[100];

    hash_print_hex(name, hex);
    (void)snprintf(path, sizeof path, "blobs/%.2s/%s", hex, hex);
    return fixture_path(path);
}

static void what_was_put_comes_back(void **state)
{
    Blobs  *blobs = fresh();
    Hash    name, other = {{1}};
    Problem problem = {0};
    Buffer  out;

    (void)state;
    buffer_init(&out, 1000);
    hash_of(SLICE("words"), &name);
    assert_false(blobs_has(blobs, &name));
    assert_number(blobs_get(blobs, &name, &out, &problem), ERR_NOT_FOUND);
    assert_number(problem.status, OK);
    assert_ok(blobs_put(blobs, &name, SLICE("words"), NULL));
    assert_ok(blobs_put(blobs, &name, SLICE("words"), NULL));
    assert_true(blobs_has(blobs, &name));
    assert_ok(blobs_get(blobs, &name, &out, NULL));
    assert_slice(buffer_slice(&out), "words");
    assert_number(blobs_put(blobs, &other, SLICE("words"), &problem), ERR_SYNTAX);
    assert_false(blobs_has(blobs, &other));
    buffer_clear(&out);
    finish(blobs);
}

static void changed_bytes_are_not_given_out(void **state)
{
    Blobs *blobs = fresh();
    Hash   name;
    Buffer out;

    (void)state;
    buffer_init(&out, 1000);
    hash_of(SLICE("words"), &name);
    assert_ok(blobs_put(blobs, &name, SLICE("words"), NULL));
    fixture_flip(path_of(&name), 2);
    assert_number(blobs_get(blobs, &name, &out, NULL), ERR_STORAGE);
    assert_number(out.size, 0);
    assert_int_equal(truncate(path_of(&name), 2), 0);
    assert_ok(blobs_put(blobs, &name, SLICE("words"), NULL)); /* one cut short is put right */
    assert_ok(blobs_get(blobs, &name, &out, NULL));
    buffer_clear(&out);
    finish(blobs);
}

typedef struct Seen {
    Hash   last;
    size_t count;
} Seen;

static Status see(void *context, const Hash *name, Problem *problem)
{
    Seen *seen = context;

    (void)problem;
    assert_true(seen->count == 0 || memcmp(seen->last.bytes, name->bytes, HASH_SIZE) < 0);
    seen->last = *name;
    seen->count++;
    return OK;
}

static void each_in_order_of_names(void **state)
{
    Blobs *blobs = fresh();
    Seen   seen = {.count = 0};
    Hash   name;

    (void)state;
    assert_ok(blobs_each(blobs, see, &seen, NULL));
    assert_number(seen.count, 0);
    for (int i = 0; i < 600; i++) {
        char text[DECIMAL_MAX];

        hash_of(slice_from(decimal(text, i)), &name);
        assert_ok(blobs_put(blobs, &name, slice_from(text), NULL));
    }
    fixture_write(fixture_path("blobs/00/half.new-1"), SLICE("x")); /* what a crash leaves is no blob */
    fixture_write(fixture_path("blobs/note"), SLICE("x"));
    assert_ok(blobs_each(blobs, see, &seen, NULL));
    assert_number(seen.count, 600);
    finish(blobs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_comes_back),
        cmocka_unit_test(changed_bytes_are_not_given_out),
        cmocka_unit_test(each_in_order_of_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
