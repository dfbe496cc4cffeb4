/* SPDX-License-Identifier: Apache-2.0
 *
 * view: the local SQLite file of ordinary tables that the record's acts are applied to. It holds nothing that the record does not say: delete it, and it is made again. Here are
 * opening, the transactions of a replay with the place they have reached, small queries, and the digest by which nodes and verifiers compare their views.
 *
 * Not here: what the tables mean; the rules own them (process/).
 *
 * Invariants
 * - (size, root) of the record that the tables show is written in the transaction that changes them.
 * - A view made under another schema, or by another version of the rules, is emptied at opening and replayed.
 * - A handle is for one thread at a time.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "record/record.h"

typedef struct View View;

typedef struct ViewSchema {
    const char        *version;  /* of tables and rules together; a view with another one is made anew */
    const char *const *const *tables; /* groups of CREATE statements; NULL ends each, and the list of them. Tables of the first group count in the digest even when they are empty, others only with rows */
} ViewSchema;

enum { VIEW_VALUE_MAX = 24, VIEW_STATEMENTS_MAX = 256 };

/* `path` NULL: in memory, for as long as it is open (pages beyond a few megabytes go to a temporary file). */
Status view_open(const char *path, const ViewSchema *schema, View **out, Problem *problem) MUST_USE;
/* For reading beside the writer; sees what is committed. ERR_NOT_FOUND when there is no view of this schema yet. */
Status view_open_reader(const char *path, const ViewSchema *schema, View **out, Problem *problem) MUST_USE;
void   view_close(View *view);
/* Empties every table and sets size to 0. */
Status view_reset(View *view, Problem *problem) MUST_USE;

/* How far the tables have come: this many entries of the record with this root. */
Status view_state(View *view, uint64_t *size, Hash *root, Problem *problem) MUST_USE;
Status view_begin(View *view, Problem *problem) MUST_USE;
Status view_commit(View *view, uint64_t size, const Hash *root, Problem *problem) MUST_USE;
void   view_cancel(View *view);                                      /* nothing when no transaction is open */

/* Catching up: act ids are random, so every commit writes pages all over their index. Fewer commits, and room for what they write, are far less to write. VIEW_ROOM_KB is what a handle has unless told. */
enum { VIEW_ROOM_KB = 8192, VIEW_CATCH_UP_ENTRIES = 32768, VIEW_CATCH_UP_KB = 32768 };
Status view_room(View *view, int kilobytes, Problem *problem) MUST_USE;

/* For a reader: what is asked between the two is answered from one state. Releasing what is not held does nothing. */
Status view_hold(View *view, Problem *problem) MUST_USE;
void   view_release(View *view);

/* ---- queries ---- */

typedef enum ViewType { VIEW_NULL, VIEW_INTEGER, VIEW_TEXT, VIEW_BYTES } ViewType;
typedef struct ViewValue {
    ViewType type;
    int64_t  integer;
    Slice    text;                                                   /* of TEXT and BYTES; borrowed */
} ViewValue;

/* How values are written at a call: view_run(view, SQL, problem, VIEW_VALUES(view_integer(7), view_text(name))). */
ViewValue view_integer(int64_t value);
ViewValue view_number(uint64_t value);                               /* at most 2^63 - 1 */
ViewValue view_text(Slice text);
ViewValue view_bytes(Slice bytes);
ViewValue view_hash(const Hash *hash);                               /* borrowed */
ViewValue view_null(void);
#define VIEW_VALUES(...) (const ViewValue[]){__VA_ARGS__}, sizeof((const ViewValue[]){__VA_ARGS__}) / sizeof(ViewValue)

/* A change. `sql` is a string literal: its prepared statement is kept by its address. A row that exists already under a unique key is ERR_CONFLICT. */
Status view_run(View *view, const char *sql, Problem *problem, const ViewValue *values, size_t count) MUST_USE;

/* Rows, one after the other; texts and bytes live until the next step. A query that was begun must be ended. */
typedef struct ViewQuery {
    View               *view;
    struct sqlite3_stmt *statement;
    bool                row;
    Status              status;
} ViewQuery;
Status view_query(View *view, const char *sql, ViewQuery *out, Problem *problem, const ViewValue *values, size_t count) MUST_USE;
Status view_next(ViewQuery *query, Problem *problem) MUST_USE;       /* query->row: whether there is one */
int64_t view_column_integer(const ViewQuery *query, int column);     /* 0 for null */
Slice   view_column_slice(const ViewQuery *query, int column);       /* empty for null */
bool    view_column_null(const ViewQuery *query, int column);
bool    view_column_hash(const ViewQuery *query, int column, Hash *out);
void    view_end(ViewQuery *query);
/* The integer in the first column of the first row, `otherwise` when there is no row or it is null. */
Status view_one(View *view, const char *sql, int64_t otherwise, int64_t *out, Problem *problem, const ViewValue *values, size_t count) MUST_USE;

/* ---- digest ---- */

/* SHA-256 over every table in the order of names, and its rows in the order of their primary keys; tables whose names begin with "search_" (full-text indexes, which depend on the
   version of ICU) are left out. docs/formats/record.md has the bytes. */
Status view_digest(View *view, Hash *out, Problem *problem) MUST_USE;

#endif
