/* SPDX-License-Identifier: Apache-2.0
 *
 * What one node remembers, in a SQLite file of its own: it must outlive a record that is put back from a backup, so it never lies in the record's file.
 */
#include "store/store.h"

#include "store/sqlite/sqlite.h"

enum {
    APPLICATION_ID = 0x5270724E, /* "RprN" */
    EVIDENCE_MAX = 10000         /* as store.h promises: whoever sends rubbish must not fill the disk */
};

static const char *const steps[] = {
    "CREATE TABLE published(one INTEGER PRIMARY KEY CHECK(one = 1), checkpoint BLOB NOT NULL);"
    "CREATE TABLE evidence(place INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, what TEXT NOT NULL, bytes BLOB NOT NULL);"
    "CREATE TABLE witness(origin TEXT PRIMARY KEY, size INTEGER NOT NULL, checkpoint BLOB NOT NULL) WITHOUT ROWID;",
    NULL,
};

enum { PUBLISHED_PUT, PUBLISHED_GET, EVIDENCE_PUT, EVIDENCE_HAS, EVIDENCE_COUNT, EVIDENCE_EACH, WITNESS_SIZE, WITNESS_PUT, WITNESS_GET };
static const char *const statements[] = {
    [PUBLISHED_PUT] = "INSERT OR REPLACE INTO published(one, checkpoint) VALUES(1, ?1)",
    [PUBLISHED_GET] = "SELECT checkpoint FROM published",
    [EVIDENCE_PUT] = "INSERT INTO evidence(name, what, bytes) VALUES(?1, ?2, ?3)",
    [EVIDENCE_HAS] = "SELECT 1 FROM evidence WHERE name = ?1",
    [EVIDENCE_COUNT] = "SELECT count(*) FROM evidence",
    [EVIDENCE_EACH] = "SELECT what, bytes FROM evidence ORDER BY place",
    [WITNESS_SIZE] = "SELECT size FROM witness WHERE origin = ?1",
    [WITNESS_PUT] = "INSERT OR REPLACE INTO witness(origin, size, checkpoint) VALUES(?1, ?2, ?3)",
    [WITNESS_GET] = "SELECT checkpoint FROM witness WHERE origin = ?1",
};

static const DatabaseFormat format = {APPLICATION_ID, steps, statements, false};

struct NodeStore {
    Database database;
};

Status node_open(const char *file, NodeStore **out, Problem *problem)
{
    NodeStore *store = memory_new_zeroed(1, sizeof *store);
    Status     status;

    REQUIRE(*out == NULL);
    if (store == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    status = database_open(&store->database, file, DATABASE_ENSURE, &format, problem);
    if (status == OK)
        *out = store;
    else
        memory_free(store);
    return status;
}

void node_close(NodeStore *store)
{
    if (store == NULL)
        return;
    database_close(&store->database);
    memory_free(store);
}

/* The first column of the only row. */
static Status row_copy(NodeStore *store, sqlite3_stmt *statement, Buffer *out, Problem *problem)
{
    bool   row;
    Status status = database_step(&store->database, statement, &row, problem);

    if (status == OK)
        status = row ? database_copy(statement, 0, out, problem) : ERR_NOT_FOUND;
    database_done(&store->database, statement);
    return status;
}

/* The first column of the only row as a number; -1 when there is none. */
static Status row_number(NodeStore *store, sqlite3_stmt *statement, int64_t *out, Problem *problem)
{
    bool   row;
    Status status = database_step(&store->database, statement, &row, problem);

    *out = status == OK && row ? sqlite3_column_int64(statement, 0) : -1;
    database_done(&store->database, statement);
    return status;
}

Status node_published_put(NodeStore *store, Slice checkpoint, Problem *problem)
{
    sqlite3_stmt *statement;

    TRY(database_statement(&store->database, PUBLISHED_PUT, &statement, problem));
    database_bind(statement, 1, checkpoint);
    return database_finish(&store->database, statement, problem);
}

Status node_published(NodeStore *store, Buffer *out, Problem *problem)
{
    sqlite3_stmt *statement;

    TRY(database_statement(&store->database, PUBLISHED_GET, &statement, problem));
    return row_copy(store, statement, out, problem);
}

/* ---- evidence ---- */

static Status evidence_add_locked(NodeStore *store, const Hash *name, Slice what, Slice bytes, Problem *problem)
{
    Slice         key = {(const char *)name->bytes, HASH_SIZE};
    sqlite3_stmt *statement;
    int64_t       number;

    TRY(database_statement(&store->database, EVIDENCE_HAS, &statement, problem));
    database_bind(statement, 1, key);
    TRY(row_number(store, statement, &number, problem));
    if (number == 1)
        return OK;
    TRY(database_statement(&store->database, EVIDENCE_COUNT, &statement, problem));
    TRY(row_number(store, statement, &number, problem));
    if (number >= EVIDENCE_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("store.evidence_full"), "file", store->database.path, NULL);
    TRY(database_statement(&store->database, EVIDENCE_PUT, &statement, problem));
    database_bind(statement, 1, key);
    database_bind_text(statement, 2, what);
    database_bind(statement, 3, bytes);
    return database_finish(&store->database, statement, problem);
}

Status node_evidence_add(NodeStore *store, const char *what, Slice bytes, Problem *problem)
{
    Slice  parts[] = {slice_from(what), SLICE("\n"), bytes};
    Hash   name;
    Status status;

    sha256_parts(parts, sizeof parts / sizeof parts[0], name.bytes);
    TRY(database_begin(&store->database, problem));
    status = evidence_add_locked(store, &name, parts[0], bytes, problem);
    if (status == OK)
        status = database_commit(&store->database, problem);
    database_cancel(&store->database);
    return status;
}

Status node_evidence_each(NodeStore *store, Status (*visit)(void *context, Slice what, Slice bytes, Problem *problem), void *context, Problem *problem)
{
    sqlite3_stmt *statement;
    Status        status;
    bool          row;

    TRY(database_statement(&store->database, EVIDENCE_EACH, &statement, problem));
    for (;;) {
        TRY_OR(done, database_step(&store->database, statement, &row, problem));
        if (!row)
            break;
        TRY_OR(done, visit(context, database_column(statement, 0), database_column(statement, 1), problem));
    }
done:
    database_done(&store->database, statement);
    return status;
}

/* ---- witness ---- */

static Status advance_locked(NodeStore *store, Slice origin, uint64_t old, uint64_t size, Slice checkpoint, uint64_t *held, Problem *problem)
{
    sqlite3_stmt *statement;
    int64_t       kept;

    TRY(database_statement(&store->database, WITNESS_SIZE, &statement, problem));
    database_bind_text(statement, 1, origin);
    TRY(row_number(store, statement, &kept, problem));
    *held = kept > 0 ? (uint64_t)kept : 0;
    if (*held != old || size < old)
        return problem_set(problem, ERR_CONFLICT, MSG("store.witness_moved"), NULL);
    TRY(database_statement(&store->database, WITNESS_PUT, &statement, problem));
    database_bind_text(statement, 1, origin);
    (void)sqlite3_bind_int64(statement, 2, (int64_t)size);
    database_bind(statement, 3, checkpoint);
    return database_finish(&store->database, statement, problem);
}

Status node_witness_advance(NodeStore *store, Slice origin, uint64_t old, uint64_t size, Slice checkpoint, uint64_t *held, Problem *problem)
{
    Status status;

    REQUIRE(size <= INT64_MAX);
    TRY(database_begin(&store->database, problem));
    status = advance_locked(store, origin, old, size, checkpoint, held, problem);
    if (status == OK)
        status = database_commit(&store->database, problem);
    database_cancel(&store->database);
    return status;
}

Status node_witness_checkpoint(NodeStore *store, Slice origin, Buffer *out, Problem *problem)
{
    sqlite3_stmt *statement;

    TRY(database_statement(&store->database, WITNESS_GET, &statement, problem));
    database_bind_text(statement, 1, origin);
    return row_copy(store, statement, out, problem);
}
