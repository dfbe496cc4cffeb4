/* SPDX-License-Identifier: Apache-2.0
 *
 * One SQLite file, see sqlite.h. A new file is made in SQLite's rollback mode, whose journal also flushes the folder, and only then changes to the
 * write-ahead log: a crash in between leaves a whole file that the next opening finishes. Making and upgrading happen under the write lock, so that two
 * processes that open at once do it once.
 */
#include "store/sqlite/sqlite.h"

#include "store/sqlite/log_internal.h"

#include <errno.h>
#include <sys/stat.h>

enum {
    BUSY_WAIT_MS = 5000 /* as store.h promises */
};

/* ---- failures ---- */

typedef struct Failure {
    int         code; /* SQLite's primary result code */
    Status      status;
    const char *message;
} Failure;

/* Each of these takes {file}. */
static const Failure failures[] = {
    {SQLITE_BUSY, ERR_BUSY, MSG("store.busy")},
    {SQLITE_LOCKED, ERR_BUSY, MSG("store.busy")},
    {SQLITE_FULL, ERR_STORAGE, MSG("store.full")},
    {SQLITE_CORRUPT, ERR_STORAGE, MSG("store.damaged")},
    {SQLITE_NOTADB, ERR_SYNTAX, MSG("store.foreign")},
    {SQLITE_CANTOPEN, ERR_STORAGE, MSG("store.unopenable")},
    {SQLITE_READONLY, ERR_STORAGE, MSG("store.unwritable")},
    {SQLITE_PERM, ERR_STORAGE, MSG("store.unwritable")},
    {SQLITE_IOERR, ERR_STORAGE, MSG("store.disk")},
};

static const char *path_of(const Database *database)
{
    return database->path != NULL ? database->path : "";
}

Status database_problem(Database *database, Problem *problem)
{
    int code = sqlite3_errcode(database->handle) & 0xFF;

    if (code == SQLITE_NOMEM || database->handle == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
        if (failures[i].code == code)
            return problem_set(problem, failures[i].status, failures[i].message, "file", path_of(database), NULL);
    return problem_set(problem, ERR_STORAGE, MSG("store.failed"), "file", path_of(database), "why", sqlite3_errmsg(database->handle), NULL);
}

Status database_damaged(Database *database, const char *what, Problem *problem)
{
    return problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("store.damaged"), "file", path_of(database), NULL), what);
}

/* ---- statements ---- */

Status database_statement(Database *database, int number, sqlite3_stmt **out, Problem *problem)
{
    sqlite3_stmt **kept = &database->statements[number];
    const char    *sql = database->format->statements[number];

    REQUIRE(number < DATABASE_STATEMENTS_MAX);
    if (*kept == NULL && sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL) != SQLITE_OK)
        return database_problem(database, problem);
    *out = *kept;
    if (sqlite3_stmt_busy(*kept) != 0 && sqlite3_prepare_v2(database->handle, sql, -1, out, NULL) != SQLITE_OK)
        return database_problem(database, problem);
    return OK;
}

void database_done(Database *database, sqlite3_stmt *statement)
{
    for (int i = 0; i < DATABASE_STATEMENTS_MAX; i++)
        if (database->statements[i] == statement) {
            (void)sqlite3_reset(statement);
            (void)sqlite3_clear_bindings(statement);
            return;
        }
    (void)sqlite3_finalize(statement);
}

Status database_step(Database *database, sqlite3_stmt *statement, bool *row, Problem *problem)
{
    int code = sqlite3_step(statement);

    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? OK : database_problem(database, problem);
}

Status database_finish(Database *database, sqlite3_stmt *statement, Problem *problem)
{
    bool   row;
    Status status = database_step(database, statement, &row, problem);

    database_done(database, statement);
    return status;
}

void database_bind(sqlite3_stmt *statement, int parameter, Slice bytes)
{
    (void)sqlite3_bind_blob64(statement, parameter, bytes.size != 0 ? bytes.data : "", bytes.size, SQLITE_STATIC);
}

void database_bind_text(sqlite3_stmt *statement, int parameter, Slice text)
{
    (void)sqlite3_bind_text64(statement, parameter, text.size != 0 ? text.data : "", text.size, SQLITE_STATIC, SQLITE_UTF8);
}

Slice database_column(sqlite3_stmt *statement, int column)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    int         size = sqlite3_column_bytes(statement, column);

    return (Slice){bytes, bytes != NULL ? (size_t)size : 0};
}

Status database_copy(sqlite3_stmt *statement, int column, Buffer *out, Problem *problem)
{
    buffer_add(out, database_column(statement, column));
    if (out->status == OK)
        return OK;
    return out->status == ERR_LIMIT ? problem_set(problem, ERR_LIMIT, MSG("status.limit"), NULL) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- transactions ---- */

static Status run(Database *database, const char *sql, Problem *problem)
{
    return sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : database_problem(database, problem);
}

Status database_begin(Database *database, Problem *problem)
{
    return run(database, "BEGIN IMMEDIATE", problem);
}

Status database_commit(Database *database, Problem *problem)
{
    Status status;

    if (!database_in_transaction(database)) /* SQLite has rolled back by itself, after a failed write */
        return problem_set(problem, ERR_STORAGE, MSG("store.rolled_back"), "file", path_of(database), NULL);
    status = run(database, "COMMIT", problem);
    database_cancel(database);
    return status;
}

/* Twice, as the first step may only tell of a want of memory that came before it. */
void database_cancel(Database *database)
{
    for (int i = 0; i < 2 && database_in_transaction(database); i++) {
        (void)sqlite3_step(database->rollback);
        (void)sqlite3_reset(database->rollback);
    }
}

bool database_in_transaction(const Database *database)
{
    return sqlite3_get_autocommit(database->handle) == 0;
}

Status database_truncate_log(Database *database, Problem *problem)
{
    return sqlite3_wal_checkpoint_v2(database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK ? OK : database_problem(database, problem);
}

/* ---- opening ---- */

static Status pragma_number(Database *database, const char *sql, int64_t *out, Problem *problem)
{
    sqlite3_stmt *statement = NULL;
    bool          row = false;
    Status        status;

    if (sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL) != SQLITE_OK)
        return database_problem(database, problem);
    status = database_step(database, statement, &row, problem);
    *out = row ? sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_finalize(statement);
    return status;
}

static int64_t step_count(const DatabaseFormat *format)
{
    int64_t count = 0;

    while (format->steps[count] != NULL)
        count++;
    return count;
}

/* The version of the file; 0 of an empty one. Refuses what is not ours. */
static Status version_read(Database *database, int64_t *version, Problem *problem)
{
    int64_t application, tables, known = step_count(database->format);

    TRY(pragma_number(database, "PRAGMA application_id", &application, problem));
    TRY(pragma_number(database, "PRAGMA user_version", version, problem));
    TRY(pragma_number(database, "SELECT count(*) FROM sqlite_schema", &tables, problem));
    if (tables == 0 && application == 0 && *version == 0)
        return OK;
    if (application != database->format->application || *version < 1)
        return problem_set(problem, ERR_SYNTAX, MSG("store.foreign"), "file", path_of(database), NULL);
    if (*version > known)
        return problem_set(problem, ERR_REFUSED, MSG("store.newer"), "file", path_of(database), NULL);
    return OK;
}

static Status upgrade_from(Database *database, int64_t version, Problem *problem)
{
    const DatabaseFormat *format = database->format;
    char                  sql[100];

    for (; format->steps[version] != NULL; version++)
        TRY(run(database, format->steps[version], problem));
    (void)snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d;", format->application, (int)version);
    return run(database, sql, problem);
}

/* Under the write lock, so looked at again. */
static Status upgrade_locked(Database *database, DatabaseMode mode, Problem *problem)
{
    int64_t version;

    TRY(version_read(database, &version, problem));
    if (version != 0 && mode == DATABASE_CREATE)
        return problem_set(problem, ERR_CONFLICT, MSG("store.exists"), "file", path_of(database), NULL);
    if (version == 0 && mode == DATABASE_WRITE)
        return problem_set(problem, ERR_SYNTAX, MSG("store.foreign"), "file", path_of(database), NULL);
    return upgrade_from(database, version, problem);
}

static Status upgrade(Database *database, DatabaseMode mode, Problem *problem)
{
    int64_t version;
    Status  status;

    TRY(version_read(database, &version, problem));
    if (version == step_count(database->format) && mode != DATABASE_CREATE)
        return OK;
    TRY(database_begin(database, problem));
    status = upgrade_locked(database, mode, problem);
    if (status == OK)
        status = database_commit(database, problem);
    database_cancel(database);
    return status;
}

static Status settle(Database *database, DatabaseMode mode, Problem *problem)
{
    int64_t version;

    (void)sqlite3_busy_timeout(database->handle, BUSY_WAIT_MS);
    (void)sqlite3_extended_result_codes(database->handle, 1);
    (void)sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (sqlite3_prepare_v3(database->handle, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &database->rollback, NULL) != SQLITE_OK)
        return database_problem(database, problem);
    TRY(run(database, "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;", problem));
    if (database->format->secret)
        TRY(run(database, "PRAGMA secure_delete = ON;", problem));
    if (mode == DATABASE_READ) {
        TRY(version_read(database, &version, problem));
        if (version == 0)
            return problem_set(problem, ERR_SYNTAX, MSG("store.foreign"), "file", path_of(database), NULL);
        if (version != step_count(database->format))
            return problem_set(problem, ERR_REFUSED, MSG("store.older"), "file", path_of(database), NULL);
        return OK;
    }
    TRY(run(database, "PRAGMA synchronous = FULL;", problem));
    if (!database->format->secret) /* pages of indexes are written back seldom, not with every batch: a log of 32 MB at most; of secrets none stay in a log */
        TRY(run(database, "PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -8192;", problem));
    TRY(upgrade(database, mode, problem)); /* of any size; what fails is closed, and what its log holds let go */
    return run(database, "PRAGMA cache_spill = OFF; PRAGMA journal_mode = WAL;", problem); /* as log.c asks */
}

/* SQLite opens the file at once, and without O_CREAT says only that it could not. */
static Status open_failed(Database *database, Problem *problem)
{
    if (sqlite3_errcode(database->handle) == SQLITE_CANTOPEN && sqlite3_system_errno(database->handle) == ENOENT)
        return problem_set(problem, ERR_NOT_FOUND, MSG("store.missing"), "file", path_of(database), NULL);
    return database_problem(database, problem);
}

Status database_open(Database *database, const char *path, DatabaseMode mode, const DatabaseFormat *format, Problem *problem)
{
    int    flags = SQLITE_OPEN_NOMUTEX | (mode == DATABASE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE), code;
    Status status;

    if (mode == DATABASE_CREATE || mode == DATABASE_ENSURE)
        flags |= SQLITE_OPEN_CREATE;
    *database = (Database){.format = format, .path = path};
    code = mode == DATABASE_READ ? sqlite3_open_v2(path, &database->handle, flags, NULL) : log_open(path, flags, &database->handle);
    if (code != SQLITE_OK) {
        status = open_failed(database, problem);
    } else {
        if (format->secret) /* before the log is made, which takes the file's mode */
            (void)chmod(path, S_IRUSR | S_IWUSR);
        database->path = sqlite3_db_filename(database->handle, NULL);
        status = settle(database, mode, problem);
    }
    if (status != OK)
        database_close(database);
    return status;
}

void database_close(Database *database)
{
    for (int i = 0; i < DATABASE_STATEMENTS_MAX; i++)
        (void)sqlite3_finalize(database->statements[i]);
    (void)sqlite3_finalize(database->rollback);
    (void)sqlite3_close_v2(database->handle);
    *database = (Database){0};
}
