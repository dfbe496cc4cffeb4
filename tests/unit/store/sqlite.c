/* SPDX-License-Identifier: Apache-2.0
 *
 * The record as a SQLite file: it outlives the process, damage is found and named, what is not ours or newer is refused, and a disk that fails
 * at any write loses nothing that was acknowledged.
 */
#include "unit/store/fixture.h"

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *file(void)
{
    return fixture_path("record.sqlite");
}

static Store *opened(StoreMode mode)
{
    return fixture_open(&store_sqlite, file(), mode);
}

static Status open_again(StoreMode mode, Problem *problem)
{
    StoreOptions options = {.where = file(), .mode = mode};
    Store       *store = NULL;
    Status       status = store_open(&store_sqlite, &options, &store, problem);

    store_close(store);
    return status;
}

static void run_sql(const char *sql)
{
    sqlite3 *handle;

    assert_int_equal(sqlite3_open(file(), &handle), SQLITE_OK);
    if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(handle));
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

static Status ignore(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    (void)context;
    (void)index;
    (void)bytes;
    (void)problem;
    return OK;
}

static void reopened_it_is_the_same(void **state)
{
    (void)state;
    fixture_folder();
    store_close(opened(STORE_CREATE));
    for (uint64_t size = 150; size <= 900; size += 150) {
        Store *store = opened(STORE_WRITE);

        fixture_fill(store, size, 40);
        store_close(store);
        store = opened(STORE_READ);
        fixture_check_tiles(store, size);
        assert_ok(store_entries(store, 0, size, ignore, NULL, NULL));
        store_close(store);
    }
    fixture_folder_remove();
}

/* Larger than what a writer keeps in memory, so that the upgrade writes before it commits. Only the first version had an act id beside each entry. */
static void an_older_file_is_upgraded_with_what_it_holds(void **state)
{
    static const char older[] = "CREATE TABLE entry_1(idx INTEGER PRIMARY KEY, act BLOB NOT NULL UNIQUE, leaf BLOB NOT NULL, bytes BLOB NOT NULL);"
                                "INSERT INTO entry_1 SELECT idx, randomblob(32), leaf, bytes FROM entry; DROP TABLE entry; ALTER TABLE entry_1 RENAME TO entry; PRAGMA user_version = 1;";
    enum { SIZE = 60000 };
    Problem problem = {0};
    Store  *store;

    (void)state;
    fixture_folder();
    store = opened(STORE_CREATE);
    fixture_fill(store, SIZE, STORE_BATCH_MAX);
    store_close(store);
    run_sql(older);
    assert_number(open_again(STORE_READ, &problem), ERR_REFUSED);
    assert_string_equal(problem.message, "store.older");
    store = opened(STORE_WRITE);
    fixture_check_tiles(store, SIZE);
    assert_ok(store_entries(store, 0, SIZE, ignore, NULL, NULL));
    fixture_fill(store, SIZE + 300, 100);
    store_close(store);
    store = opened(STORE_READ);
    fixture_check_tiles(store, SIZE + 300);
    store_close(store);
    fixture_folder_remove();
}

static void damage_is_found(void **state)
{
    static const struct {
        const char *sql, *place;
        bool        by_opening; /* else by reading it */
    } rows[] = {
        {"UPDATE head SET size = 599", "head", true},
        {"UPDATE head SET size = 601", "head", true},
        {"UPDATE head SET frontier = substr(frontier, 1, 31) || x'00' || substr(frontier, 33)", "head", true},
        {"UPDATE head SET frontier = x''", "head", true},
        {"DELETE FROM head", "head", true},
        {"DELETE FROM entry WHERE idx = 599", "head", true},
        {"UPDATE entry SET leaf = x'0102030405060708091011121314151617181920212223242526272829303132' WHERE idx = 590", "head", true},
        {"UPDATE entry SET leaf = x'01' WHERE idx = 590", "entry 590", true},
        {"DELETE FROM entry WHERE idx = 590", "entry 590", true},
        {"UPDATE entry SET bytes = x'41' WHERE idx = 599", "entry 599", true},
        {"UPDATE tile SET hashes = substr(hashes, 1, 8100) || zeroblob(92) WHERE level = 0 AND idx = 1", "tile/0/001", true},
        {"UPDATE tile SET hashes = zeroblob(64) WHERE level = 1", "head", true},
        {"DELETE FROM tile WHERE level = 1", "tile/1/000.p/2", true},
        {"UPDATE entry SET bytes = x'41' WHERE idx = 3", "entry 3", false},
        {"UPDATE entry SET leaf = zeroblob(32) WHERE idx = 77", "entry 77", false},
        {"DELETE FROM entry WHERE idx = 100", "entry 100", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};
        Store  *store;

        ROW(rows[i].sql);
        fixture_folder();
        store = opened(STORE_CREATE);
        fixture_fill(store, 600, 100);
        store_close(store);
        run_sql(rows[i].sql);
        if (rows[i].by_opening) {
            assert_number(open_again(STORE_WRITE, &problem), ERR_STORAGE);
        } else {
            store = opened(STORE_READ);
            assert_number(store_entries(store, 0, 600, ignore, NULL, &problem), ERR_STORAGE);
            store_close(store);
        }
        assert_string_equal(problem.message, "store.damaged");
        assert_slice(slice_from(problem.place), rows[i].place);
        fixture_folder_remove();
    }
}

static void damage_under_a_writer_stops_it(void **state)
{
    Store  *store;
    Tree    head;
    Problem problem = {0};

    (void)state;
    fixture_folder();
    store = opened(STORE_CREATE);
    fixture_fill(store, 10, 10);
    run_sql("UPDATE head SET size = 9, frontier = zeroblob(64)");
    assert_number(store_begin(store, &head, &problem), ERR_STORAGE);
    assert_string_equal(problem.message, "store.damaged");
    store_close(store);
    fixture_folder_remove();
}

static void other_files_are_refused(void **state)
{
    static const struct {
        const char *sql, *message;
        Status      status;
    } rows[] = {
        {"PRAGMA user_version = 3", "store.newer", ERR_REFUSED},
        {"PRAGMA application_id = 7", "store.foreign", ERR_SYNTAX},
        {"PRAGMA user_version = 0", "store.foreign", ERR_SYNTAX},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static const StoreMode modes[] = {STORE_READ, STORE_WRITE, STORE_CREATE};

        ROW(rows[i].sql);
        fixture_folder();
        store_close(opened(STORE_CREATE));
        run_sql(rows[i].sql);
        for (size_t j = 0; j < COUNT(modes); j++) {
            Problem problem = {0};

            assert_number(open_again(modes[j], &problem), rows[i].status);
            assert_string_equal(problem.message, rows[i].message);
        }
        fixture_folder_remove();
    }
    fixture_folder();
    fixture_write(file(), SLICE("This is a letter and no database at all, and it is long enough to look at."));
    assert_number(open_again(STORE_WRITE, NULL), ERR_SYNTAX);
    assert_number(open_again(STORE_CREATE, NULL), ERR_SYNTAX);
    fixture_write(file(), SLICE(""));
    assert_number(open_again(STORE_READ, NULL), ERR_SYNTAX);
    assert_number(open_again(STORE_WRITE, NULL), ERR_SYNTAX);
    assert_ok(open_again(STORE_CREATE, NULL)); /* what a crash while making it left */
    fixture_folder_remove();
}

static void node_file_is_no_record(void **state)
{
    NodeStore *node = NULL;

    (void)state;
    fixture_folder();
    store_close(opened(STORE_CREATE));
    assert_number(node_open(file(), &node, NULL), ERR_SYNTAX);
    fixture_folder_remove();
}

/* ---- a disk that fails ---- */

/* The default VFS with a counter: the n-th write or flush fails, and every one after it. As after a crash, nothing more reaches the file. */
static sqlite3_vfs       failing;
static sqlite3_vfs      *real;
static int64_t           calls, fail_after;
typedef struct FailingFile {
    sqlite3_file  base;
    sqlite3_file *real;
} FailingFile;
static sqlite3_io_methods methods;

static bool fails(void)
{
    return fail_after != 0 && ++calls > fail_after;
}

static sqlite3_file *real_of(sqlite3_file *one)
{
    return ((FailingFile *)one)->real;
}

static int f_close(sqlite3_file *f)
{
    return real_of(f)->pMethods != NULL ? real_of(f)->pMethods->xClose(real_of(f)) : SQLITE_OK;
}
static int f_read(sqlite3_file *f, void *to, int size, sqlite3_int64 at) { return real_of(f)->pMethods->xRead(real_of(f), to, size, at); }
static int f_write(sqlite3_file *f, const void *bytes, int size, sqlite3_int64 at)
{
    if (fails()) {
        if (calls == fail_after + 1 && size > 1) /* torn: the first half arrives */
            (void)real_of(f)->pMethods->xWrite(real_of(f), bytes, size / 2, at);
        return SQLITE_IOERR_WRITE;
    }
    return real_of(f)->pMethods->xWrite(real_of(f), bytes, size, at);
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 size) { return fails() ? SQLITE_IOERR_TRUNCATE : real_of(f)->pMethods->xTruncate(real_of(f), size); }
static int f_sync(sqlite3_file *f, int flags) { return fails() ? SQLITE_IOERR_FSYNC : real_of(f)->pMethods->xSync(real_of(f), flags); }
static int f_size(sqlite3_file *f, sqlite3_int64 *size) { return real_of(f)->pMethods->xFileSize(real_of(f), size); }
static int f_lock(sqlite3_file *f, int level) { return real_of(f)->pMethods->xLock(real_of(f), level); }
static int f_unlock(sqlite3_file *f, int level) { return real_of(f)->pMethods->xUnlock(real_of(f), level); }
static int f_reserved(sqlite3_file *f, int *out) { return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out); }
static int f_control(sqlite3_file *f, int what, void *with) { return real_of(f)->pMethods->xFileControl(real_of(f), what, with); }
static int f_sector(sqlite3_file *f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); }
static int f_traits(sqlite3_file *f) { return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f)); }
static int f_map(sqlite3_file *f, int page, int size, int grow, void volatile **out) { return real_of(f)->pMethods->xShmMap(real_of(f), page, size, grow, out); }
static int f_shm_lock(sqlite3_file *f, int at, int count, int flags) { return real_of(f)->pMethods->xShmLock(real_of(f), at, count, flags); }
static void f_barrier(sqlite3_file *f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); }
static int f_unmap(sqlite3_file *f, int remove_it) { return real_of(f)->pMethods->xShmUnmap(real_of(f), remove_it); }

static int failing_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *out, int flags, int *out_flags)
{
    FailingFile *f = (FailingFile *)out;
    int          code;

    (void)vfs;
    f->real = (sqlite3_file *)(f + 1);
    code = real->xOpen(real, name, f->real, flags, out_flags);
    f->base.pMethods = f->real->pMethods != NULL ? &methods : NULL;
    return code;
}

static void failing_register(void)
{
    methods = (sqlite3_io_methods){2, f_close, f_read, f_write, f_truncate, f_sync, f_size, f_lock, f_unlock, f_reserved, f_control, f_sector, f_traits, f_map, f_shm_lock,
                                   f_barrier, f_unmap, NULL, NULL};
    real = sqlite3_vfs_find(NULL);
    failing = *real;
    failing.zName = "failing";
    failing.pNext = NULL;
    failing.szOsFile = (int)sizeof(FailingFile) + real->szOsFile;
    failing.xOpen = failing_open;
    assert_int_equal(sqlite3_vfs_register(&failing, 1), SQLITE_OK);
}

/* Appends until something fails; writes to `out` the size after each commit that was OK. Never returns. */
_Noreturn static void append_until_it_fails(int out, uint64_t size)
{
    char     bytes[FIXTURE_ENTRY];
    Store   *store = NULL;
    Tree     head;

    {
        StoreOptions options = {.where = file(), .mode = STORE_WRITE};

        if (store_open(&store_sqlite, &options, &store, NULL) != OK)
            _exit(1);
    }
    while (store_begin(store, &head, NULL) == OK && head.size < size) {
        Status status = OK;

        for (uint64_t i = 0; i < 50 && status == OK; i++) {
            StoreRow row = fixture_row(head.size + i, bytes);

            status = store_append(store, &row, 1, NULL);
        }
        status = store_commit(store, NULL);
        head.size += 50;
        if (status != OK || write(out, &head.size, sizeof head.size) != sizeof head.size)
            _exit(1);
    }
    _exit(0);
}

static void crash_at_any_write_keeps_what_was_acknowledged(void **state)
{
    int64_t step = getenv("RAPPORTEUR_LONG") != NULL ? 1 : 13;
    bool    finished = false;

    (void)state;
    failing_register();
    for (int64_t at = 1; !finished; at += step) {
        uint64_t acknowledged = 0, said;
        int      pipe_ends[2], how;
        pid_t    child;
        Store   *store;
        Tree     head;

        fixture_folder();
        fail_after = 0;
        store_close(opened(STORE_CREATE));
        assert_int_equal(pipe(pipe_ends), 0);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            fail_after = at;
            calls = 0;
            append_until_it_fails(pipe_ends[1], 1000);
        }
        (void)close(pipe_ends[1]);
        while (read(pipe_ends[0], &said, sizeof said) == sizeof said)
            acknowledged = said;
        (void)close(pipe_ends[0]);
        assert_int_equal(waitpid(child, &how, 0), child);
        finished = WIFEXITED(how) && WEXITSTATUS(how) == 0;
        store = opened(STORE_WRITE);
        assert_ok(store_head(store, &head, NULL));
        assert_true(head.size >= acknowledged && head.size <= acknowledged + 50);
        assert_ok(store_entries(store, 0, head.size, ignore, NULL, NULL));
        fixture_check_tiles(store, head.size);
        fixture_fill(store, head.size + 300, 100);
        fixture_check_tiles(store, head.size + 300);
        store_close(store);
        fixture_folder_remove();
    }
    assert_int_equal(sqlite3_vfs_unregister(&failing), SQLITE_OK);
}

/* The process lives on after its disk was full: it says so, and goes on when there is room. */
static void full_disk_is_said_and_outlived(void **state)
{
    Store   *store;
    char     bytes[FIXTURE_ENTRY];
    StoreRow row = fixture_row(10, bytes);
    Problem  problem = {0};
    Tree     head;

    (void)state;
    failing_register();
    fixture_folder();
    fail_after = 0;
    store = opened(STORE_CREATE);
    fixture_fill(store, 10, 10);
    assert_ok(store_begin(store, &head, NULL));
    assert_ok(store_append(store, &row, 1, NULL));
    calls = 0;
    fail_after = 1;
    assert_number(store_commit(store, &problem), ERR_STORAGE);
    assert_string_equal(problem.message, "store.disk");
    fail_after = 0;
    assert_ok(store_head(store, &head, NULL));
    assert_number(head.size, 10);
    fixture_fill(store, 600, 100);
    fixture_check_tiles(store, 600);
    store_close(store);
    fixture_folder_remove();
    assert_int_equal(sqlite3_vfs_unregister(&failing), SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reopened_it_is_the_same),
        cmocka_unit_test(an_older_file_is_upgraded_with_what_it_holds), cmocka_unit_test(damage_is_found),
        cmocka_unit_test(damage_under_a_writer_stops_it),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(node_file_is_no_record),
        cmocka_unit_test(crash_at_any_write_keeps_what_was_acknowledged),
        cmocka_unit_test(full_disk_is_said_and_outlived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
