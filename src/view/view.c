/* SPDX-License-Identifier: Apache-2.0
 *
 * The view on SQLite: opening, transactions, statements kept by the address of their text.
 *
 * The file may be lost at any time without harm, so it is written with synchronous NORMAL: after a power cut it may be some batches behind, never inconsistent.
 */
#include "view/view_internal.h"

enum { BUSY_MS = 5000 };

static const char *const own_tables[] = {"CREATE TABLE view_state (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, root BLOB NOT NULL)",
                                         "CREATE TABLE view_schema (version TEXT PRIMARY KEY)", NULL};

Status view_failed(const View *view, Problem *problem)
{
    int code = sqlite3_errcode(view->db);

    if (code == SQLITE_NOMEM)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (code == SQLITE_BUSY)
        return problem_set(problem, ERR_BUSY, MSG("view.busy"), "file", view->path, NULL);
    if (sqlite3_extended_errcode(view->db) == SQLITE_CONSTRAINT_UNIQUE || sqlite3_extended_errcode(view->db) == SQLITE_CONSTRAINT_PRIMARYKEY)
        return problem_set(problem, ERR_CONFLICT, MSG("view.there_already"), NULL);
    return problem_set(problem, ERR_STORAGE, MSG("view.storage"), "file", view->path, "what", sqlite3_errmsg(view->db), NULL);
}

static Status execute(View *view, const char *sql, Problem *problem)
{
    return sqlite3_exec(view->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : view_failed(view, problem);
}

static Status execute_all(View *view, const char *const *statements, Problem *problem)
{
    for (size_t i = 0; statements[i] != NULL; i++)
        TRY(execute(view, statements[i], problem));
    return OK;
}

/* ---- statements ---- */

static size_t slot_of(const char *sql)
{
    return (size_t)(((uintptr_t)sql >> 3) * UINT64_C(0x9E3779B97F4A7C15) >> 56) % VIEW_STATEMENTS_MAX;
}

static Status statement_of(View *view, const char *sql, sqlite3_stmt **out, Problem *problem)
{
    size_t slot = slot_of(sql);

    for (size_t i = 0; i < VIEW_STATEMENTS_MAX; i++, slot = (slot + 1) % VIEW_STATEMENTS_MAX) {
        if (view->statements[slot].sql == sql) {
            *out = view->statements[slot].statement;
            return OK;
        }
        if (view->statements[slot].sql != NULL)
            continue;
        if (sqlite3_prepare_v3(view->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
            return view_failed(view, problem);
        view->statements[slot].sql = sql;
        view->statements[slot].statement = *out;
        return OK;
    }
    REQUIRE(!"the program has more queries than VIEW_STATEMENTS_MAX");
    return ERR_LIMIT;
}

ViewValue view_integer(int64_t value)
{
    return (ViewValue){.type = VIEW_INTEGER, .integer = value};
}

ViewValue view_number(uint64_t value)
{
    REQUIRE(value <= INT64_MAX);
    return view_integer((int64_t)value);
}

ViewValue view_text(Slice text)
{
    return (ViewValue){.type = VIEW_TEXT, .text = text};
}

ViewValue view_bytes(Slice bytes)
{
    return (ViewValue){.type = VIEW_BYTES, .text = bytes};
}

ViewValue view_hash(const Hash *hash)
{
    return view_bytes((Slice){(const char *)hash->bytes, HASH_SIZE});
}

ViewValue view_null(void)
{
    return (ViewValue){.type = VIEW_NULL};
}

static int bind(sqlite3_stmt *statement, int at, const ViewValue *value)
{
    const char *data = value->text.data != NULL ? value->text.data : "";

    switch (value->type) {
    case VIEW_INTEGER: return sqlite3_bind_int64(statement, at, value->integer);
    case VIEW_TEXT: return sqlite3_bind_text(statement, at, data, (int)value->text.size, SQLITE_STATIC);
    case VIEW_BYTES: return sqlite3_bind_blob(statement, at, data, (int)value->text.size, SQLITE_STATIC);
    default: return sqlite3_bind_null(statement, at);
    }
}

Status view_query(View *view, const char *sql, ViewQuery *out, Problem *problem, const ViewValue *values, size_t count)
{
    *out = (ViewQuery){.view = view};
    REQUIRE(count <= VIEW_VALUE_MAX);
    TRY(statement_of(view, sql, &out->statement, problem));
    for (size_t i = 0; i < count; i++)
        if (bind(out->statement, (int)i + 1, &values[i]) != SQLITE_OK) {
            (void)view_failed(view, problem);
            view_end(out);
            return ERR_MEMORY;
        }
    return OK;
}

Status view_next(ViewQuery *query, Problem *problem)
{
    int code = sqlite3_step(query->statement);

    query->row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? OK : view_failed(query->view, problem);
}

void view_end(ViewQuery *query)
{
    if (query->statement == NULL)
        return;
    (void)sqlite3_reset(query->statement);
    (void)sqlite3_clear_bindings(query->statement);
    query->statement = NULL;
    query->row = false;
}

int64_t view_column_integer(const ViewQuery *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

Slice view_column_slice(const ViewQuery *query, int column)
{
    const char *data = sqlite3_column_blob(query->statement, column);

    return (Slice){data, data != NULL ? (size_t)sqlite3_column_bytes(query->statement, column) : 0};
}

bool view_column_null(const ViewQuery *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

bool view_column_hash(const ViewQuery *query, int column, Hash *out)
{
    Slice bytes = view_column_slice(query, column);

    if (bytes.size != HASH_SIZE)
        return false;
    memcpy(out->bytes, bytes.data, HASH_SIZE);
    return true;
}

/* After some failures SQLite ends a transaction by itself; what came then would be kept at once, each statement alone. */
static Status still_begun(const View *view, Problem *problem)
{
    if (!view->begun || sqlite3_get_autocommit(view->db) == 0)
        return OK;
    return problem_set(problem, ERR_STORAGE, MSG("view.rolled_back"), "file", view->path, NULL);
}

Status view_run(View *view, const char *sql, Problem *problem, const ViewValue *values, size_t count)
{
    ViewQuery query;
    Status    status;

    TRY(still_begun(view, problem));
    TRY(view_query(view, sql, &query, problem, values, count));
    status = view_next(&query, problem);
    view_end(&query);
    return status;
}

Status view_one(View *view, const char *sql, int64_t otherwise, int64_t *out, Problem *problem, const ViewValue *values, size_t count)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, sql, &query, problem, values, count));
    status = view_next(&query, problem);
    *out = status == OK && query.row && !view_column_null(&query, 0) ? view_column_integer(&query, 0) : otherwise;
    view_end(&query);
    return status;
}

/* ---- the place reached ---- */

Status view_state(View *view, uint64_t *size, Hash *root, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(view, "SELECT size, root FROM view_state", &query, problem, NULL, 0));
    status = view_next(&query, problem);
    if (status == OK && query.row) {
        *size = (uint64_t)view_column_integer(&query, 0);
        if (!view_column_hash(&query, 1, root))
            status = problem_set(problem, ERR_STORAGE, MSG("view.damaged"), "file", view->path, NULL);
    } else if (status == OK) {
        *size = 0;
        hash_of((Slice){NULL, 0}, root);
    }
    view_end(&query);
    return status;
}

Status view_begin(View *view, Problem *problem)
{
    TRY(execute(view, "BEGIN IMMEDIATE", problem));
    view->begun = true;
    return OK;
}

Status view_commit(View *view, uint64_t size, const Hash *root, Problem *problem)
{
    TRY(view_run(view, "INSERT OR REPLACE INTO view_state VALUES (1, ?, ?)", problem, VIEW_VALUES(view_number(size), view_hash(root))));
    TRY(execute(view, "COMMIT", problem));
    view->begun = false;
    return OK;
}

Status view_room(View *view, int kilobytes, Problem *problem)
{
    char pragma[64];

    (void)snprintf(pragma, sizeof pragma, "PRAGMA cache_size = -%d", kilobytes);
    return execute(view, pragma, problem);
}

Status view_hold(View *view, Problem *problem)
{
    return view_run(view, "BEGIN", problem, NULL, 0);
}

void view_release(View *view)
{
    if (sqlite3_get_autocommit(view->db) == 0 && view_run(view, "COMMIT", NULL, NULL, 0) != OK)
        (void)sqlite3_exec(view->db, "ROLLBACK", NULL, NULL, NULL); /* nothing was written */
}

void view_cancel(View *view)
{
    if (view == NULL)
        return;
    view->begun = false;
    for (int i = 0; i < 2 && view->rollback != NULL && sqlite3_get_autocommit(view->db) == 0; i++) { /* twice, as the first step may only tell of a want of memory that came before it */
        (void)sqlite3_step(view->rollback);
        (void)sqlite3_reset(view->rollback);
    }
}

/* ---- opening ---- */

/* Whether the tables there are those of this schema. A file that cannot be read is no answer. */
static Status is_current(View *view, const ViewSchema *schema, bool *current, Problem *problem)
{
    sqlite3_stmt *statement = NULL;
    int           code = sqlite3_prepare_v2(view->db, "SELECT version FROM view_schema", -1, &statement, NULL);
    Status        status = OK;

    *current = false;
    if (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *version = (const char *)sqlite3_column_text(statement, 0);

        *current = version != NULL && strcmp(version, schema->version) == 0;
    } else if (code != SQLITE_DONE && (code & 0xFF) != SQLITE_ERROR) { /* SQLITE_ERROR: there is no such table */
        status = view_failed(view, problem);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

static Status drop_all(View *view, Problem *problem)
{
    for (;;) {
        sqlite3_stmt *statement = NULL;
        char         *sql = NULL;
        Status        status;

        if (sqlite3_prepare_v2(view->db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC LIMIT 1", -1, &statement, NULL) != SQLITE_OK)
            return view_failed(view, problem);
        if (sqlite3_step(statement) == SQLITE_ROW)
            sql = sqlite3_mprintf("DROP TABLE \"%w\"", (const char *)sqlite3_column_text(statement, 0));
        (void)sqlite3_finalize(statement);
        if (sql == NULL)
            return OK;
        status = execute(view, sql, problem);
        sqlite3_free(sql);
        TRY(status);
    }
}

static void forget_statements(View *view)
{
    for (size_t i = 0; i < VIEW_STATEMENTS_MAX; i++) {
        (void)sqlite3_finalize(view->statements[i].statement);
        view->statements[i].sql = NULL;
        view->statements[i].statement = NULL;
    }
}

static Status make_tables(View *view, Problem *problem)
{
    Status status = execute(view, "BEGIN IMMEDIATE", problem);

    if (status == OK)
        status = drop_all(view, problem);
    if (status == OK)
        status = execute_all(view, own_tables, problem);
    for (size_t i = 0; status == OK && view->schema->tables[i] != NULL; i++)
        status = execute_all(view, view->schema->tables[i], problem);
    if (status == OK)
        status = view_run(view, "INSERT INTO view_schema VALUES (?)", problem, VIEW_VALUES(view_text(slice_from(view->schema->version))));
    if (status == OK)
        status = execute(view, "COMMIT", problem);
    if (status != OK)
        view_cancel(view);
    return status;
}

Status view_reset(View *view, Problem *problem)
{
    view_cancel(view);
    forget_statements(view);
    return make_tables(view, problem);
}

static Status open_at(const char *path, int flags, const ViewSchema *schema, View **out, Problem *problem)
{
    View *view = memory_new_zeroed(1, sizeof *view);
    int   code;

    if (view == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    view->schema = schema;
    (void)snprintf(view->path, sizeof view->path, "%s", path != NULL ? path : "");
    code = sqlite3_open_v2(path != NULL ? path : "", &view->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    *out = view;
    if (code != SQLITE_OK)
        return view->db != NULL ? view_failed(view, problem) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    (void)sqlite3_extended_result_codes(view->db, 1);
    (void)sqlite3_busy_timeout(view->db, BUSY_MS);
    return sqlite3_prepare_v3(view->db, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &view->rollback, NULL) == SQLITE_OK ? OK : view_failed(view, problem);
}

Status view_open(const char *path, const ViewSchema *schema, View **out, Problem *problem)
{
    View  *view = NULL;
    Status status;
    bool   current;

    REQUIRE(out != NULL && *out == NULL);
    TRY_OR(done, open_at(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, schema, &view, problem));
    TRY_OR(done, view_room(view, VIEW_ROOM_KB, problem));
    TRY_OR(done, execute(view, path != NULL ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = MEMORY", problem));
    TRY_OR(done, execute(view, "PRAGMA wal_autocheckpoint = 8000", problem)); /* 32 MB: the pages of indexes are written back seldom, not with every batch */
    TRY_OR(done, execute(view, path != NULL ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = OFF", problem));
    TRY_OR(done, is_current(view, schema, &current, problem));
    if (!current)
        TRY_OR(done, make_tables(view, problem));
    *out = view;
    view = NULL;
done:
    view_close(view);
    return status;
}

Status view_open_reader(const char *path, const ViewSchema *schema, View **out, Problem *problem)
{
    View  *view = NULL;
    Status status;
    bool   current;

    REQUIRE(out != NULL && *out == NULL && path != NULL);
    TRY_OR(done, open_at(path, SQLITE_OPEN_READONLY, schema, &view, problem));
    TRY_OR(done, is_current(view, schema, &current, problem));
    if (!current)
        TRY_OR(done, problem_set(problem, ERR_NOT_FOUND, MSG("view.none"), "file", path, NULL));
    *out = view;
    view = NULL;
done:
    view_close(view);
    return status;
}

void view_close(View *view)
{
    if (view == NULL)
        return;
    view_cancel(view);
    forget_statements(view);
    (void)sqlite3_finalize(view->rollback);
    (void)sqlite3_close(view->db);
    memory_free(view);
}
