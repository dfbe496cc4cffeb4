/* SPDX-License-Identifier: Apache-2.0
 *
 * record_store [FOLDER]: how fast the store keeps entries that were checked before, beside bare SQLite with the same tables and settings. Batches of 1 and
 * of 100 entries of 500 bytes; the two take turns, each time in a fresh file; medians of five; printed as a ratio (1.00: as fast as bare SQLite), of the time
 * that passed and of the processor's time alone, which a busy machine disturbs less.
 *
 * Bare SQLite inserts the same rows and tiles with kept statements and moves the head, one transaction a batch; it hashes nothing and checks nothing.
 */
#include "store/driver.h"

#include <sqlite3.h>
#include <time.h>
#include <unistd.h>

enum { ENTRY = 500, ROUNDS = 5 };

typedef struct Workload {
    size_t batch, batches;
} Workload;

static StoreRow *rows; /* as many as the largest workload has */
static char     *bytes;

static _Noreturn void stop(const char *what)
{
    (void)fprintf(stderr, "record_store: %s\n", what);
    exit(1);
}

typedef struct Spent {
    double passed, processor; /* seconds */
} Spent;

static double seconds(clockid_t clock)
{
    struct timespec time;

    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static Spent since(Spent begun)
{
    return (Spent){seconds(CLOCK_MONOTONIC) - begun.passed, seconds(CLOCK_PROCESS_CPUTIME_ID) - begun.processor};
}

static void make_rows(size_t count)
{
    uint64_t state = 88172645463325252u;

    rows = memory_new_zeroed(count, sizeof *rows);
    bytes = memory_new(count * ENTRY);
    if (rows == NULL || bytes == NULL)
        stop("no memory");
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < ENTRY; j++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes[i * ENTRY + j] = (char)('a' + state % 26);
        }
        rows[i].bytes = (Slice){bytes + i * ENTRY, ENTRY};
        hash_leaf(rows[i].bytes, &rows[i].leaf);
    }
}

static void remove_file(const char *file)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char                     path[600];

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        (void)snprintf(path, sizeof path, "%s%s", file, ends[i]);
        (void)unlink(path);
    }
}

static Spent run_ours(const char *file, const Workload *work)
{
    StoreOptions options = {.where = file, .mode = STORE_CREATE};
    Store       *store = NULL;
    Tree         head;
    Spent        begun;

    remove_file(file);
    if (store_open(&store_sqlite, &options, &store, NULL) != OK)
        stop("the store does not open");
    begun = since((Spent){0, 0});
    for (size_t i = 0; i < work->batches; i++)
        if (store_begin(store, &head, NULL) != OK || store_append(store, rows + i * work->batch, work->batch, NULL) != OK || store_commit(store, NULL) != OK)
            stop("the store does not keep a batch");
    begun = since(begun);
    store_close(store);
    return begun;
}

/* ---- bare SQLite ---- */

static sqlite3 *bare;

static void bare_run(const char *sql)
{
    if (sqlite3_exec(bare, sql, NULL, NULL, NULL) != SQLITE_OK)
        stop(sqlite3_errmsg(bare));
}

static sqlite3_stmt *bare_statement(const char *sql)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v3(bare, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
        stop(sqlite3_errmsg(bare));
    return statement;
}

static void bare_step(sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        stop(sqlite3_errmsg(bare));
    (void)sqlite3_reset(statement);
}

static void bare_tile(sqlite3_stmt *statement, int level, size_t index, const void *hashes, int size)
{
    (void)sqlite3_bind_int(statement, 1, level);
    (void)sqlite3_bind_int64(statement, 2, (sqlite3_int64)index);
    (void)sqlite3_bind_blob(statement, 3, hashes, size, SQLITE_STATIC);
    bare_step(statement);
}

static Spent run_bare(const char *file, const Workload *work)
{
    static uint8_t zeros[TILE_BYTES];
    sqlite3_stmt  *begin, *commit, *entry, *tile, *head;
    Spent          begun;

    remove_file(file);
    if (sqlite3_open_v2(file, &bare, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        stop("SQLite does not open");
    bare_run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
             "CREATE TABLE entry(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL, bytes BLOB NOT NULL);"
             "CREATE TABLE tile(level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY(level, idx)) WITHOUT ROWID;"
             "CREATE TABLE head(one INTEGER PRIMARY KEY CHECK(one = 1), size INTEGER NOT NULL, frontier BLOB NOT NULL);"
             "INSERT INTO head VALUES(1, 0, x'');");
    begin = bare_statement("BEGIN IMMEDIATE");
    commit = bare_statement("COMMIT");
    entry = bare_statement("INSERT INTO entry(idx, leaf, bytes) VALUES(?1, ?2, ?3)");
    tile = bare_statement("INSERT OR REPLACE INTO tile(level, idx, hashes) VALUES(?1, ?2, ?3)");
    head = bare_statement("UPDATE head SET size = ?1, frontier = ?2");
    begun = since((Spent){0, 0});
    for (size_t i = 0, n = 0; i < work->batches; i++) {
        bare_step(begin);
        for (size_t j = 0; j < work->batch; j++, n++) {
            (void)sqlite3_bind_int64(entry, 1, (sqlite3_int64)n);
            (void)sqlite3_bind_blob(entry, 2, rows[n].leaf.bytes, HASH_SIZE, SQLITE_STATIC);
            (void)sqlite3_bind_blob(entry, 3, rows[n].bytes.data, ENTRY, SQLITE_STATIC);
            bare_step(entry);
            if ((n + 1) % TILE_WIDTH == 0) {
                bare_tile(tile, 0, n / TILE_WIDTH, zeros, TILE_BYTES);
                bare_tile(tile, 1, n / TILE_WIDTH / TILE_WIDTH, zeros, (int)((n / TILE_WIDTH % TILE_WIDTH + 1) * HASH_SIZE));
            }
        }
        (void)sqlite3_bind_int64(head, 1, (sqlite3_int64)n);
        (void)sqlite3_bind_blob(head, 2, zeros, __builtin_popcountll(n) * HASH_SIZE, SQLITE_STATIC);
        bare_step(head);
        bare_step(commit);
    }
    begun = since(begun);
    (void)sqlite3_finalize(begin);
    (void)sqlite3_finalize(commit);
    (void)sqlite3_finalize(entry);
    (void)sqlite3_finalize(tile);
    (void)sqlite3_finalize(head);
    (void)sqlite3_close(bare);
    return begun;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_value);
    return values[ROUNDS / 2];
}

static void compare(const char *file, const Workload *work)
{
    double ours[2][ROUNDS], theirs[2][ROUNDS], entries = (double)(work->batch * work->batches);

    for (int round = 0; round < ROUNDS; round++) {
        Spent one = run_ours(file, work), other = run_bare(file, work);

        ours[0][round] = one.passed;
        ours[1][round] = one.processor;
        theirs[0][round] = other.passed;
        theirs[1][round] = other.processor;
    }
    (void)printf("append, batches of %zu: %.0f entries a second, bare SQLite %.0f, ratio %.2f, of processor time %.2f\n", work->batch, entries / median(ours[0]),
                 entries / median(theirs[0]), median(theirs[0]) / median(ours[0]), median(theirs[1]) / median(ours[1]));
}

int main(int count, char **arguments)
{
    static const Workload workloads[] = {{1, 400}, {100, 400}};
    char                  file[512];

    (void)snprintf(file, sizeof file, "%s/record_store.sqlite", count > 1 ? arguments[1] : ".");
    make_rows(100 * 400);
    for (size_t i = 0; i < sizeof workloads / sizeof workloads[0]; i++)
        compare(file, &workloads[i]);
    remove_file(file);
    return 0;
}
