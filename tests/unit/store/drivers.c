/* SPDX-License-Identifier: Apache-2.0
 *
 * One suite for every driver that can be written, walked from the table: what store.h promises, whatever holds the record.
 */
#include "unit/store/fixture.h"

static const StoreDriver *driver;

static const char *where(void)
{
    return fixture_path("record");
}

static Store *fresh(void)
{
    return fixture_open(driver, where(), STORE_CREATE);
}

/* Runs a test once for each writable driver. */
static void each_driver(void (*test)(void))
{
    for (size_t i = 0; store_drivers[i] != NULL; i++) {
        driver = store_drivers[i];
        if (!driver->writable)
            continue;
        ROW(driver->name);
        fixture_folder();
        test();
        fixture_folder_remove();
    }
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

/* ---- append, commit, cancel ---- */

static void new_record_is_empty(void)
{
    Store  *store = fresh();
    Tree    head;
    uint8_t tile[TILE_BYTES];
    Buffer  out;

    buffer_init(&out, 1000);
    assert_ok(store_head(store, &head, NULL));
    assert_number(head.size, 0);
    assert_true(store_writable(store));
    assert_number(store_tile(store, &(TileId){0, 0, 1}, tile, NULL), ERR_NOT_FOUND);
    assert_number(store_checkpoint(store, STORE_NEWEST, &out, NULL), ERR_NOT_FOUND);
    assert_number(store_entries(store, 0, 1, collect, NULL, NULL), ERR_NOT_FOUND);
    assert_ok(store_entries(store, 0, 0, collect, NULL, NULL));
    store_close(store);
}

static void committed_rows_stay(void)
{
    Store   *store = fresh();
    uint64_t next = 0;
    Hash     want, root;
    Tree     head;

    fixture_fill(store, 300, 7);
    assert_ok(store_head(store, &head, NULL));
    tree_root(&head, &root);
    fixture_root(0, 300, &want);
    assert_true(hash_equal(&root, &want));
    assert_ok(store_entries(store, 0, 300, collect, &next, NULL));
    assert_number(next, 300);
    store_close(store);
}

static void cancelled_rows_leave(void)
{
    Store   *store = fresh();
    char     bytes[FIXTURE_ENTRY];
    StoreRow row = fixture_row(10, bytes);
    uint64_t next = 10;
    Tree     head;

    fixture_fill(store, 10, 10);
    assert_ok(store_begin(store, &head, NULL));
    assert_ok(store_append(store, &row, 1, NULL));
    assert_ok(store_head(store, &head, NULL));
    assert_number(head.size, 10); /* not committed */
    assert_number(store_entries(store, 10, 1, collect, &next, NULL), ERR_NOT_FOUND);
    store_cancel(store);
    store_cancel(store);
    assert_ok(store_head(store, &head, NULL));
    assert_number(head.size, 10);
    assert_number(store_entries(store, 10, 1, collect, &next, NULL), ERR_NOT_FOUND);
    fixture_fill(store, 600, 100);
    fixture_check_tiles(store, 600);
    assert_ok(store_entries(store, 10, 1, collect, &next, NULL));
    store_close(store);
}

static void empty_commit_is_nothing(void)
{
    Store *store = fresh();
    Tree   head;

    assert_ok(store_begin(store, &head, NULL));
    assert_ok(store_append(store, NULL, 0, NULL));
    assert_ok(store_commit(store, NULL));
    assert_ok(store_begin(store, &head, NULL));
    assert_ok(store_commit(store, NULL));
    assert_number(head.size, 0);
    fixture_fill(store, 3, 1);
    store_close(store);
}

/* ---- two handles ---- */

static void handles_see_one_another(void)
{
    Store   *one = fresh(), *two = fixture_open(driver, where(), STORE_WRITE), *reader = fixture_open(driver, where(), STORE_READ);
    uint64_t next = 0;
    Tree     head;

    for (uint64_t size = 100; size <= 1100; size += 100)
        fixture_fill(size / 100 % 2 != 0 ? one : two, size, 33);
    fixture_check_tiles(one, 1100);
    fixture_check_tiles(reader, 1100);
    assert_ok(store_entries(reader, 0, 1100, collect, &next, NULL));
    assert_false(store_writable(reader));
    assert_number(store_begin(reader, &head, NULL), ERR_REFUSED);
    assert_number(store_publish(reader, 0, SLICE("x"), NULL), ERR_REFUSED);
    assert_number(store_cosignatures_put(reader, 0, SLICE("x"), NULL), ERR_REFUSED);
    store_close(one);
    store_close(two);
    store_close(reader);
}

static void second_writer_is_told_to_wait(void)
{
    Store   *one = fresh(), *two = fixture_open(driver, where(), STORE_WRITE);
    Problem  problem = {0};
    char     bytes[FIXTURE_ENTRY];
    StoreRow row = fixture_row(0, bytes);
    Tree     head;

    assert_ok(store_begin(one, &head, NULL));
    assert_ok(store_append(one, &row, 1, NULL));
    assert_number(store_begin(two, &head, &problem), ERR_BUSY);
    assert_string_equal(problem.message, "store.busy");
    assert_ok(store_head(two, &head, NULL)); /* reading goes on */
    assert_number(head.size, 0);
    assert_ok(store_commit(one, NULL));
    assert_ok(store_begin(two, &head, NULL));
    assert_number(head.size, 1);
    store_cancel(two);
    store_close(one);
    store_close(two);
}

static void modes_hold(void)
{
    StoreOptions options = {.where = where(), .mode = STORE_WRITE};
    Store       *store = NULL, *kept;

    assert_number(store_open(driver, &options, &store, NULL), ERR_NOT_FOUND);
    options.mode = STORE_READ;
    assert_number(store_open(driver, &options, &store, NULL), ERR_NOT_FOUND);
    kept = fresh();
    options.mode = STORE_CREATE;
    assert_number(store_open(driver, &options, &store, NULL), ERR_CONFLICT);
    store_close(kept);
}

/* ---- tiles ---- */

static void tiles_equal_the_slow_ones(void)
{
    static const uint64_t sizes[] = {1, 2, 255, 256, 257, 511, 65535, 65536, 65537, 70000};
    Store                *store = fresh(), *other = fixture_open(driver, where(), STORE_WRITE);

    for (size_t i = 0; i < COUNT(sizes); i++) {
        fixture_fill(i % 2 != 0 ? store : other, sizes[i], 1000);
        fixture_check_tiles(store, sizes[i]);
    }
    store_close(store);
    store_close(other);
}

static void tree_loads_from_the_tiles(void)
{
    Store     *store = fresh();
    TileSource source = store_tile_source(store);
    TileCache *cache = tile_cache_new(&source, 8);
    HashSource hashes = tile_cache_source(cache);
    Tree       head, loaded;

    fixture_fill(store, 777, 256);
    assert_ok(store_head(store, &head, NULL));
    tile_cache_size(cache, 777);
    assert_ok(tree_load(&hashes, 777, &loaded, NULL));
    for (int i = 0; i < tree_frontier_count(&head); i++)
        assert_true(hash_equal(&head.frontier[i], &loaded.frontier[i]));
    tile_cache_free(cache);
    store_close(store);
}

/* ---- reading ---- */

static Status stop_at_three(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    (void)context;
    (void)bytes;
    return index == 3 ? problem_set(problem, ERR_REFUSED, "stop", NULL) : OK;
}

static Status read_within(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    uint64_t next = index;
    char     want[FIXTURE_ENTRY];

    TRY(store_entries(context, index, 2, collect, &next, problem));
    assert_slices(bytes, fixture_row(index, want).bytes);
    return OK;
}

static void entries_keep_to_their_range(void)
{
    Store   *store = fresh();
    uint64_t next = 250;

    fixture_fill(store, 1500, 500);
    assert_ok(store_entries(store, 250, 10, collect, &next, NULL));
    assert_number(next, 260);
    next = 0;
    assert_ok(store_entries(store, 0, 1500, collect, &next, NULL));
    assert_number(store_entries(store, 1499, 2, collect, &next, NULL), ERR_NOT_FOUND);
    assert_number(store_entries(store, UINT64_MAX, 2, collect, &next, NULL), ERR_NOT_FOUND);
    assert_number(store_entries(store, 2, UINT64_MAX, collect, &next, NULL), ERR_NOT_FOUND);
    assert_number(next, 1500);
    assert_number(store_entries(store, 0, 10, stop_at_three, NULL, NULL), ERR_REFUSED);
    assert_ok(store_entries(store, 250, 10, read_within, store, NULL)); /* a visit may read on */
    store_close(store);
}

static void entry_sizes_at_the_limits(void)
{
    static char large[ENTRY_MAX];
    Store      *store = fresh();
    StoreRow    rows[2] = {{.bytes = {NULL, 0}}, {.bytes = {large, sizeof large}}};
    RecordFiles *files = NULL;
    Buffer      out;
    Tree        head;

    for (int i = 0; i < 2; i++)
        hash_leaf(rows[i].bytes, &rows[i].leaf);
    assert_ok(store_begin(store, &head, NULL));
    assert_ok(store_append(store, rows, 2, NULL));
    assert_ok(store_commit(store, NULL));
    buffer_init(&out, BUNDLE_MAX);
    assert_ok(files_of_store(store, &files, NULL));
    assert_ok(files_get(files, "tile/entries/000.p/2", BUNDLE_MAX, &out, NULL));
    assert_number(out.size, 2 + 2 + ENTRY_MAX);
    assert_number(files_get(files, "tile/entries/000.p/2", 100, &out, NULL), ERR_LIMIT);
    files_close(files);
    buffer_clear(&out);
    store_close(store);
}

/* ---- checkpoints ---- */

static void expect_checkpoint(Store *store, uint64_t size, const char *want)
{
    Buffer out;

    buffer_init(&out, NOTE_MAX);
    assert_ok(store_checkpoint(store, size, &out, NULL));
    assert_slice(buffer_slice(&out), want);
    buffer_clear(&out);
}

static void publishing_only_goes_forward(void)
{
    Store  *store = fresh(), *other = fixture_open(driver, where(), STORE_WRITE);
    Problem problem = {0};
    Buffer  out;

    buffer_init(&out, NOTE_MAX);
    fixture_fill(store, 20, 20);
    assert_ok(store_publish(store, 5, SLICE("five"), NULL));
    assert_ok(store_publish(other, 9, SLICE("nine"), NULL));
    assert_number(store_publish(store, 8, SLICE("eight"), &problem), ERR_CONFLICT);
    assert_number(store_publish(store, 21, SLICE("more"), &problem), ERR_REFUSED);
    assert_ok(store_publish(store, 9, SLICE("nine, cosigned"), NULL));
    expect_checkpoint(other, STORE_NEWEST, "nine, cosigned");
    expect_checkpoint(other, 5, "five");
    assert_number(store_checkpoint(store, 8, &out, &problem), ERR_NOT_FOUND);
    assert_ok(store_cosignatures_put(store, 9, SLICE("a\n"), NULL));
    assert_ok(store_cosignatures_put(store, 9, SLICE("b\nc\n"), NULL));
    assert_ok(store_cosignatures(other, 9, &out, NULL));
    assert_slice(buffer_slice(&out), "b\nc\n");
    assert_number(store_cosignatures(store, 5, &out, NULL), ERR_NOT_FOUND);
    buffer_clear(&out);
    store_close(store);
    store_close(other);
}

static void files_of_a_store(void)
{
    static const struct {
        const char *path;
        size_t      size; /* 0: there is none */
    } rows[] = {
        {"checkpoint", 4}, {"cosignatures/300", 2}, {"cosignatures/301", 0}, {"cosignatures/0300", 0}, {"cosignatures/", 0}, {"tile/0/000", 8192},
        {"tile/0/001.p/44", 44 * 32}, {"tile/0/001.p/7", 7 * 32}, {"tile/0/001.p/45", 0}, {"tile/0/001", 0}, {"tile/1/000.p/1", 32}, {"tile/2/000.p/1", 0},
        {"tile/entries/000", 256 * 102}, {"tile/entries/001.p/44", 44 * 102}, {"tile/entries/001.p/45", 0}, {"blob/00", 0}, {"", 0}, {"../record", 0},
        {"/checkpoint", 0}, {"checkpoint/", 0}, {"tile/../checkpoint", 0}, {"tile//0", 0}, {"act/x", 0},
    };
    Store       *store = fresh();
    RecordFiles *files = NULL;
    Buffer       out;

    fixture_fill(store, 300, 300);
    assert_ok(store_publish(store, 300, SLICE("note"), NULL));
    assert_ok(store_cosignatures_put(store, 300, SLICE("x\n"), NULL));
    assert_ok(files_of_store(store, &files, NULL));
    buffer_init(&out, BUNDLE_MAX);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};

        ROW(rows[i].path);
        buffer_reset(&out);
        assert_number(files_get(files, rows[i].path, BUNDLE_MAX, &out, &problem), rows[i].size != 0 ? OK : ERR_NOT_FOUND);
        assert_number(out.size, rows[i].size);
        assert_number(problem.status, OK);
    }
    buffer_clear(&out);
    files_close(files);
    store_close(store);
}

#define EACH(name) static void name##_each(void **state) { (void)state; each_driver(name); }
EACH(new_record_is_empty)
EACH(committed_rows_stay)
EACH(cancelled_rows_leave)
EACH(empty_commit_is_nothing)
EACH(handles_see_one_another)
EACH(second_writer_is_told_to_wait)
EACH(modes_hold)
EACH(tiles_equal_the_slow_ones)
EACH(tree_loads_from_the_tiles)
EACH(entries_keep_to_their_range)
EACH(entry_sizes_at_the_limits)
EACH(publishing_only_goes_forward)
EACH(files_of_a_store)

static void table_of_drivers_is_found_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; store_drivers[i] != NULL; i++)
        assert_ptr_equal(store_driver(store_drivers[i]->name), store_drivers[i]);
    assert_null(store_driver("paper"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_of_drivers_is_found_by_name),
        cmocka_unit_test(new_record_is_empty_each),
        cmocka_unit_test(committed_rows_stay_each),
        cmocka_unit_test(cancelled_rows_leave_each),
        cmocka_unit_test(empty_commit_is_nothing_each),
        cmocka_unit_test(handles_see_one_another_each),
        cmocka_unit_test(second_writer_is_told_to_wait_each),
        cmocka_unit_test(modes_hold_each),
        cmocka_unit_test(tiles_equal_the_slow_ones_each),
        cmocka_unit_test(tree_loads_from_the_tiles_each),
        cmocka_unit_test(entries_keep_to_their_range_each),
        cmocka_unit_test(entry_sizes_at_the_limits_each),
        cmocka_unit_test(publishing_only_goes_forward_each),
        cmocka_unit_test(files_of_a_store_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
