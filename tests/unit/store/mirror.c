/* SPDX-License-Identifier: Apache-2.0
 *
 * The mirror over a folder of files: it gives what the store gives, grows with it, and refuses every lie by its place.
 */
#include "unit/store/fixture.h"

#include <unistd.h>

static const char origin[] = "record.example.org/test";
static KeySecret  host;

/* Writes one file of the record into the folder that is mirrored. */
static void copy_file(RecordFiles *files, const char *path)
{
    char   where[200];
    Buffer bytes;

    buffer_init(&bytes, BUNDLE_MAX);
    assert_ok(files_get(files, path, BUNDLE_MAX, &bytes, NULL));
    (void)snprintf(where, sizeof where, "mirror/%s", path);
    fixture_write(fixture_path(where), buffer_slice(&bytes));
    buffer_clear(&bytes);
}

static void copy_level(RecordFiles *files, int level, uint64_t size)
{
    for (uint64_t i = 0; i < tile_count(level, size); i++) {
        TileId tile = {level, i, tile_width(level, i, size)};
        char   path[TILE_PATH_MAX];

        tile_path_print(&tile, path);
        copy_file(files, path);
    }
}

static void checkpoint_sign(const Tree *head, Buffer *out)
{
    Hash   root;
    Buffer text;

    tree_root(head, &root);
    buffer_init(&text, NOTE_MAX);
    checkpoint_text_print(slice_from(origin), head->size, &root, &text);
    buffer_init(out, NOTE_MAX);
    buffer_add(out, buffer_slice(&text));
    buffer_add_byte(out, '\n');
    key_secret_sign(&host, buffer_slice(&text), 0, out);
    buffer_clear(&text);
}

/* Fills a store in memory to this size and copies it. */
static void serve(Store *store, uint64_t size)
{
    RecordFiles *files = NULL;
    Buffer       checkpoint;
    Tree         head;

    fixture_fill(store, size, 1000);
    assert_ok(store_head(store, &head, NULL));
    checkpoint_sign(&head, &checkpoint);
    assert_ok(store_publish(store, size, buffer_slice(&checkpoint), NULL));
    assert_ok(files_of_store(store, &files, NULL));
    for (int level = TILE_ENTRIES; level <= TILE_LEVEL_MAX; level++)
        copy_level(files, level, size);
    copy_file(files, "checkpoint");
    files_close(files);
    buffer_clear(&checkpoint);
}

static Store *served(uint64_t size)
{
    uint8_t seed[SEED_SIZE] = {7};
    Store  *store;

    fixture_folder();
    assert_ok(key_secret_from_seed(slice_from(origin), KEY_ED25519, seed, &host, NULL));
    store = fixture_open(&store_memory, "mirrored", STORE_CREATE);
    serve(store, size);
    return store;
}

static void finish(Store *store, Store *mirror)
{
    store_close(mirror);
    store_close(store);
    fixture_folder_remove();
}

static Status mirror_try(Store **out, Problem *problem)
{
    StoreOptions options = {.where = fixture_path("mirror"), .mode = STORE_READ, .host = &host.key};

    return store_open(&store_mirror, &options, out, problem);
}

static Store *mirrored(void)
{
    Store  *mirror = NULL;
    Problem problem = {0};

    if (mirror_try(&mirror, &problem) != OK)
        fail_msg("%s %s", problem.message, problem.place);
    return mirror;
}

static Status collect(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    uint64_t *next = context;
    char      want[FIXTURE_ENTRY];

    (void)problem;
    assert_number(index, *next);
    assert_slices(bytes, fixture_row(index, want).bytes);
    ++*next;
    return OK;
}

/* ---- truth ---- */

static void mirror_gives_what_the_store_gives(void **state)
{
    static const uint64_t sizes[] = {1, 2, 255, 256, 257, 511, 1000, 65537};

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        Store   *store = served(sizes[i]), *mirror = mirrored();
        uint64_t next = 0;
        Tree     head, want;
        Buffer   one, two;

        assert_ok(store_head(store, &want, NULL));
        assert_ok(store_head(mirror, &head, NULL));
        assert_number(head.size, want.size);
        fixture_check_tiles(mirror, sizes[i]);
        assert_ok(store_entries(mirror, 0, sizes[i], collect, &next, NULL));
        next = sizes[i] / 2;
        assert_ok(store_entries(mirror, next, 1, collect, &next, NULL));
        assert_number(store_entries(mirror, sizes[i], 1, collect, &next, NULL), ERR_NOT_FOUND);
        buffer_init(&one, NOTE_MAX);
        buffer_init(&two, NOTE_MAX);
        assert_ok(store_checkpoint(store, STORE_NEWEST, &one, NULL));
        assert_ok(store_checkpoint(mirror, sizes[i], &two, NULL));
        assert_slices(buffer_slice(&two), buffer_slice(&one));
        assert_number(store_checkpoint(mirror, sizes[i] + 1, &two, NULL), ERR_NOT_FOUND);
        assert_number(store_begin(mirror, &head, NULL), ERR_REFUSED);
        assert_false(store_writable(mirror));
        buffer_clear(&one);
        buffer_clear(&two);
        finish(store, mirror);
    }
}

static void mirror_grows_with_the_record(void **state)
{
    Store   *store = served(100), *mirror = mirrored();
    Tree     head;
    uint64_t next;

    (void)state;
    for (uint64_t size = 300; size <= 1500; size += 400) {
        serve(store, size);
        assert_ok(store_head(mirror, &head, NULL));
        assert_number(head.size, size);
        next = 0;
        assert_ok(store_entries(mirror, 0, size, collect, &next, NULL));
        fixture_check_tiles(mirror, size);
    }
    finish(store, mirror);
}

static void full_tile_serves_where_the_partial_is_gone(void **state)
{
    Store   *store = served(200), *mirror = mirrored();
    uint64_t next = 0;

    (void)state;
    serve(store, 300);
    fixture_write(fixture_path("mirror/checkpoint"), SLICE("")); /* the mirror stays at 200 */
    assert_int_equal(unlink(fixture_path("mirror/tile/0/000.p/200")), 0);
    assert_int_equal(unlink(fixture_path("mirror/tile/entries/000.p/200")), 0);
    assert_ok(store_entries(mirror, 0, 200, collect, &next, NULL));
    assert_number(next, 200);
    finish(store, mirror);
}

static void older_checkpoint_of_the_same_history_is_no_fork(void **state)
{
    Store *store = served(300), *mirror;
    Tree   head;
    Buffer old;

    (void)state;
    buffer_init(&old, NOTE_MAX);
    fixture_read(fixture_path("mirror/checkpoint"), &old);
    serve(store, 700);
    mirror = mirrored();
    fixture_write(fixture_path("mirror/checkpoint"), buffer_slice(&old));
    assert_ok(store_head(mirror, &head, NULL));
    assert_number(head.size, 700);
    buffer_clear(&old);
    finish(store, mirror);
}

static void empty_record_is_mirrored(void **state)
{
    Store       *store = served(0), *mirror = mirrored(), *none = NULL;
    StoreOptions options = {.where = fixture_path("mirror"), .mode = STORE_READ};
    Tree         head;

    (void)state;
    assert_ok(store_head(mirror, &head, NULL));
    assert_number(head.size, 0);
    assert_number(store_open(&store_mirror, &options, &none, NULL), ERR_REFUSED); /* no key can be learnt */
    serve(store, 10);
    assert_ok(store_head(mirror, &head, NULL));
    assert_number(head.size, 10);
    finish(store, mirror);
}

/* ---- lies ---- */

static void lies_are_refused_by_their_place(void **state)
{
    static const struct {
        const char *file;
        size_t      at;
        const char *place;
        bool        by_opening;
        Status      status;
    } rows[] = {
        {"tile/entries/000", 102 * 7 + 50, "entry 7", false, ERR_SYNTAX},
        {"tile/entries/001", 102 * 255 + 101, "entry 511", false, ERR_SYNTAX},
        {"tile/entries/002.p/88", 102 * 87 + 2, "entry 599", false, ERR_SYNTAX},
        {"tile/entries/001", 1, "tile/entries/001", false, ERR_SYNTAX}, /* a length */
        {"tile/0/001", 33, "tile/0/001", false, ERR_SYNTAX},
        {"tile/0/000", 8191, "tile/0/000", false, ERR_SYNTAX},
        {"tile/0/002.p/88", 0, "tile, size 600", true, ERR_SYNTAX},
        {"tile/1/000.p/2", 40, "tile, size 600", true, ERR_SYNTAX},
        {"checkpoint", 30, "", true, ERR_SIGNATURE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Store   *store = served(600), *mirror = NULL;
        Problem  problem = {0};
        char     path[200];
        uint64_t next = 0;
        Status   status;

        ROW(rows[i].file);
        (void)snprintf(path, sizeof path, "mirror/%s", rows[i].file);
        fixture_flip(fixture_path(path), rows[i].at);
        status = mirror_try(&mirror, &problem);
        assert_number(status == OK, !rows[i].by_opening);
        if (status == OK)
            status = store_entries(mirror, 0, 600, collect, &next, &problem);
        assert_number(status, rows[i].status);
        assert_slice(slice_from(problem.place), rows[i].place);
        finish(store, mirror);
    }
}

static void changed_tile_is_named(void **state)
{
    Store  *store = served(600), *mirror = mirrored();
    uint8_t out[TILE_BYTES];
    Problem problem = {0};

    (void)state;
    fixture_flip(fixture_path("mirror/tile/0/002.p/88"), 5);
    assert_number(store_tile(mirror, &(TileId){0, 2, 88}, out, &problem), ERR_SYNTAX);
    assert_string_equal(problem.message, "mirror.lie");
    assert_string_equal(problem.place, "tile/0/002.p/88");
    fixture_flip(fixture_path("mirror/tile/0/002.p/88"), 5);
    assert_ok(store_tile(mirror, &(TileId){0, 2, 88}, out, NULL)); /* a lie is not remembered */
    finish(store, mirror);
}

static void missing_parts_are_named(void **state)
{
    Store   *store = served(600), *mirror = mirrored();
    uint64_t next = 0;
    Problem  problem = {0};

    (void)state;
    assert_int_equal(unlink(fixture_path("mirror/tile/entries/001")), 0);
    assert_number(store_entries(mirror, 0, 600, collect, &next, &problem), ERR_STORAGE);
    assert_string_equal(problem.message, "mirror.missing");
    assert_string_equal(problem.place, "tile/entries/001");
    assert_number(next, 256); /* what was good was given */
    finish(store, mirror);
}

/* Another history of this size, signed by the same host. */
static void serve_fork(uint64_t size)
{
    Store   *fork = fixture_open(&store_memory, "fork", STORE_CREATE);
    char     bytes[FIXTURE_ENTRY];
    StoreRow row = fixture_row(1000000, bytes);
    Tree     head;

    /* entry 0 is another one, the rest is the same but one place later */
    assert_ok(store_begin(fork, &head, NULL));
    assert_ok(store_append(fork, &row, 1, NULL));
    assert_ok(store_commit(fork, NULL));
    serve(fork, size);
    store_close(fork);
}

static void fork_is_refused(void **state)
{
    static const uint64_t sizes[] = {50, 100, 101, 256, 400}; /* smaller, equal, larger than 100 */

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        Store   *store = served(100), *mirror = mirrored();
        uint64_t next = 0;
        Problem  problem = {0};
        Tree     head;

        serve_fork(sizes[i]);
        assert_number(store_head(mirror, &head, &problem), ERR_CONFLICT);
        assert_string_equal(problem.message, "mirror.fork");
        serve(store, 300); /* the host comes back to the truth */
        assert_ok(store_head(mirror, &head, NULL));
        assert_number(head.size, 300);
        assert_ok(store_entries(mirror, 0, 300, collect, &next, NULL));
        finish(store, mirror);
    }
}

static void checkpoint_of_another_key_is_refused(void **state)
{
    uint8_t seed[SEED_SIZE] = {8};
    Store  *store = served(10), *mirror = NULL;
    Problem problem = {0};

    (void)state;
    assert_ok(key_secret_from_seed(slice_from(origin), KEY_ED25519, seed, &host, NULL));
    assert_number(mirror_try(&mirror, &problem), ERR_SIGNATURE);
    finish(store, mirror);
}

/* ---- the example record: the key is learnt from entry 0 ---- */

static void host_is_learnt_from_entry_0(void **state)
{
    const char  *source = getenv("RAPPORTEUR_SOURCE");
    char         path[FIXTURE_PATH];
    StoreOptions options = {.where = path, .mode = STORE_READ};
    Store       *mirror = NULL;
    Problem      problem = {0};
    Tree         head;

    (void)state;
    (void)snprintf(path, sizeof path, "%s/tests/vectors/record/example-record", source != NULL ? source : ".");
    if (store_open(&store_mirror, &options, &mirror, &problem) != OK)
        fail_msg("%s %s", problem.message, problem.place);
    assert_ok(store_head(mirror, &head, NULL));
    assert_number(head.size, 18);
    store_close(mirror);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mirror_gives_what_the_store_gives),
        cmocka_unit_test(mirror_grows_with_the_record),
        cmocka_unit_test(full_tile_serves_where_the_partial_is_gone),
        cmocka_unit_test(older_checkpoint_of_the_same_history_is_no_fork),
        cmocka_unit_test(empty_record_is_mirrored),
        cmocka_unit_test(lies_are_refused_by_their_place),
        cmocka_unit_test(changed_tile_is_named),
        cmocka_unit_test(missing_parts_are_named),
        cmocka_unit_test(fork_is_refused),
        cmocka_unit_test(checkpoint_of_another_key_is_refused),
        cmocka_unit_test(host_is_learnt_from_entry_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
