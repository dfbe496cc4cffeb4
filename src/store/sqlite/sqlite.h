/* SPDX-License-Identifier: Apache-2.0
 *
 * Database: one SQLite file as this program keeps them. Creates and upgrades it by a table of steps (PRAGMA user_version counts those done), refuses
 * what is not its own or newer than the program, keeps prepared statements, and turns every failure of SQLite into one clear sentence.
 *
 * Not here: what is in the tables.
 *
 * Invariants
 * - Write-ahead log and synchronous=FULL: what a commit answered OK for is on the disk.
 * - Everything goes through SQLite's default VFS; what a writer appends to its log, in large pieces (log.c).
 * - A Database is for one thread at a time.
 */
#ifndef STORE_SQLITE_SQLITE_H
#define STORE_SQLITE_SQLITE_H

#include "base/base.h"

#include <sqlite3.h>

/* DATABASE_CREATE refuses one that exists; DATABASE_ENSURE makes it when missing. */
typedef enum DatabaseMode { DATABASE_READ, DATABASE_WRITE, DATABASE_CREATE, DATABASE_ENSURE } DatabaseMode;

enum { DATABASE_STATEMENTS_MAX = 96 };

typedef struct DatabaseFormat {
    int32_t            application;      /* PRAGMA application_id: tells our files apart */
    const char *const *steps;            /* NULL ends; step n brings a file from version n to n + 1. A step that was released never changes */
    const char *const *statements;       /* by the numbers that database_statement takes */
    bool               secret;           /* mode 0600, and deleted bytes are overwritten */
} DatabaseFormat;

typedef struct Database {
    sqlite3              *handle;
    const DatabaseFormat *format;
    const char           *path;          /* owned by handle; for messages */
    sqlite3_stmt         *statements[DATABASE_STATEMENTS_MAX];
    sqlite3_stmt         *rollback;      /* ready from the start: a transaction must end also when there is no memory */
} Database;

/* On failure nothing stays open. ERR_NOT_FOUND (with a Problem) when it is missing, ERR_CONFLICT when it exists and must not, ERR_REFUSED when it is
   newer, ERR_SYNTAX when it is something else, ERR_BUSY after five seconds. */
Status database_open(Database *database, const char *path, DatabaseMode mode, const DatabaseFormat *format, Problem *problem) MUST_USE;
void   database_close(Database *database);
/* A kept statement, reset and without bindings; a fresh one when the kept one is in use. Give it back with database_done. */
Status database_statement(Database *database, int number, sqlite3_stmt **out, Problem *problem) MUST_USE;
void   database_done(Database *database, sqlite3_stmt *statement);
/* One step: *row is true when there is a row. */
Status database_step(Database *database, sqlite3_stmt *statement, bool *row, Problem *problem) MUST_USE;
/* Steps a statement that gives no row, and gives it back. */
Status database_finish(Database *database, sqlite3_stmt *statement, Problem *problem) MUST_USE;
Status database_begin(Database *database, Problem *problem) MUST_USE;      /* IMMEDIATE; ERR_BUSY after five seconds */
Status database_commit(Database *database, Problem *problem) MUST_USE;     /* whatever it answers, the transaction is over */
void   database_cancel(Database *database);                                /* nothing when none is open */
bool   database_in_transaction(const Database *database);
/* Empties the write-ahead log into the file and cuts it to nothing. */
Status database_truncate_log(Database *database, Problem *problem) MUST_USE;
/* What SQLite just refused, as a Problem. */
Status database_problem(Database *database, Problem *problem);
Status database_damaged(Database *database, const char *what, Problem *problem); /* ERR_STORAGE: `what` names the row */
/* Bind and read bytes; a column's bytes live until the next step. */
void   database_bind(sqlite3_stmt *statement, int parameter, Slice bytes); /* as BLOB, borrowed until the statement is given back */
void   database_bind_text(sqlite3_stmt *statement, int parameter, Slice text);
Slice  database_column(sqlite3_stmt *statement, int column);
/* Appends to out; its sticky error becomes a Problem. */
Status database_copy(sqlite3_stmt *statement, int column, Buffer *out, Problem *problem) MUST_USE;

#endif
