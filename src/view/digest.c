/* SPDX-License-Identifier: Apache-2.0
 *
 * The digest of a view: what its tables hold, in an order that no page layout, cache or history of changes can alter.
 */
#include "view/view_internal.h"

enum { DIGEST_COLUMNS_MAX = 32, CHUNK = 65536 };

/* Each table's part is hashed in chunks into a running hash, so that no row needs to stay in memory: running = SHA-256(running || chunk). */
typedef struct Digest {
    Hash   running;
    Buffer chunk;
} Digest;

static void digest_flush(Digest *digest)
{
    Slice parts[2] = {{(const char *)digest->running.bytes, HASH_SIZE}, buffer_slice(&digest->chunk)};

    sha256_parts(parts, 2, digest->running.bytes);
    buffer_reset(&digest->chunk);
}

static void digest_value(Digest *digest, sqlite3_stmt *row, int column)
{
    int type = sqlite3_column_type(row, column);

    switch (type) {
    case SQLITE_INTEGER:
        buffer_add_byte(&digest->chunk, 'i');
        buffer_add_u64be(&digest->chunk, (uint64_t)sqlite3_column_int64(row, column));
        break;
    case SQLITE_TEXT:
    case SQLITE_BLOB: {
        const char *data = sqlite3_column_blob(row, column);
        size_t      size = (size_t)sqlite3_column_bytes(row, column);

        buffer_add_byte(&digest->chunk, type == SQLITE_TEXT ? 't' : 'b');
        buffer_add_u64be(&digest->chunk, size);
        buffer_add(&digest->chunk, (Slice){data, size});
        break;
    }
    default: buffer_add_byte(&digest->chunk, 'n');
    }
}

/* "c1, c2" of the primary key, in its order; the row id where a table has none of its own. */
static Status primary_key(View *view, const char *table, Buffer *out, Problem *problem)
{
    sqlite3_stmt *statement = NULL;
    int           code;

    if (sqlite3_prepare_v2(view->db, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC) != SQLITE_OK) {
        (void)sqlite3_finalize(statement);
        return view_failed(view, problem);
    }
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        if (out->size != 0)
            buffer_add_string(out, ", ");
        buffer_add_string(out, "\"");
        buffer_add_string(out, (const char *)sqlite3_column_text(statement, 0));
        buffer_add_string(out, "\"");
    }
    (void)sqlite3_finalize(statement);
    if (out->size == 0)
        buffer_add_string(out, "rowid");
    buffer_add_byte(out, '\0');
    return code == SQLITE_DONE ? out->status : view_failed(view, problem);
}

static Status digest_rows(View *view, Digest *digest, sqlite3_stmt *rows, Problem *problem)
{
    int columns = sqlite3_column_count(rows), code;

    REQUIRE(columns <= DIGEST_COLUMNS_MAX);
    while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
        buffer_add_byte(&digest->chunk, 'r');
        for (int i = 0; i < columns; i++)
            digest_value(digest, rows, i);
        if (digest->chunk.size >= CHUNK)
            digest_flush(digest);
    }
    if (code != SQLITE_DONE)
        return view_failed(view, problem);
    return digest->chunk.status;
}

static Status digest_table(View *view, Digest *digest, const char *table, Problem *problem)
{
    Buffer        key;
    sqlite3_stmt *rows = NULL;
    char         *sql = NULL;
    Status        status;

    buffer_init(&key, 4096);
    TRY_OR(done, primary_key(view, table, &key, problem));
    sql = sqlite3_mprintf("SELECT * FROM \"%w\" ORDER BY %s", table, key.data);
    if (sql == NULL)
        TRY_OR(done, ERR_MEMORY);
    if (sqlite3_prepare_v2(view->db, sql, -1, &rows, NULL) != SQLITE_OK)
        TRY_OR(done, view_failed(view, problem));
    buffer_add_byte(&digest->chunk, 'T');
    buffer_add_u64be(&digest->chunk, strlen(table));
    buffer_add_string(&digest->chunk, table);
    status = digest_rows(view, digest, rows, problem);
done:
    (void)sqlite3_finalize(rows);
    sqlite3_free(sql);
    buffer_clear(&key);
    return status;
}

/* Of the first group of the schema, or the view's own: such a table counts even without a row. */
static bool counts_always(const View *view, const char *table)
{
    static const char create[] = "CREATE TABLE ";
    size_t            size = strlen(table);

    if (strcmp(table, "view_state") == 0)
        return true;
    for (const char *const *statement = view->schema->tables[0]; *statement != NULL; statement++) {
        const char *name = *statement + sizeof create - 1;

        if (strncmp(*statement, create, sizeof create - 1) == 0 && strncmp(name, table, size) == 0 && name[size] == ' ')
            return true;
    }
    return false;
}

static Status has_rows(View *view, const char *table, bool *out, Problem *problem)
{
    sqlite3_stmt *row = NULL;
    char         *sql = sqlite3_mprintf("SELECT 1 FROM \"%w\" LIMIT 1", table);
    int           code = sql != NULL ? sqlite3_prepare_v2(view->db, sql, -1, &row, NULL) : SQLITE_NOMEM;

    if (code == SQLITE_OK)
        code = sqlite3_step(row);
    *out = code == SQLITE_ROW;
    (void)sqlite3_finalize(row);
    sqlite3_free(sql);
    return code == SQLITE_ROW || code == SQLITE_DONE ? OK : view_failed(view, problem);
}

/* A family of acts that a record has none of leaves no trace in its digest: older programs come to the same. */
static Status digest_table_that_counts(View *view, Digest *digest, const char *table, Problem *problem)
{
    bool counts = counts_always(view, table);

    if (!counts)
        TRY(has_rows(view, table, &counts, problem));
    return counts ? digest_table(view, digest, table, problem) : OK;
}

Status view_digest(View *view, Hash *out, Problem *problem)
{
    static const char tables[] = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'search\\_%' ESCAPE '\\' "
                                 "AND name <> 'view_schema' ORDER BY name";
    sqlite3_stmt *names = NULL;
    Digest        digest = {0};
    Status        status = OK;
    int           code = SQLITE_DONE;

    buffer_init(&digest.chunk, 64 * 1024 * 1024);
    if (sqlite3_prepare_v2(view->db, tables, -1, &names, NULL) != SQLITE_OK)
        status = view_failed(view, problem);
    while (status == OK && (code = sqlite3_step(names)) == SQLITE_ROW)
        status = digest_table_that_counts(view, &digest, (const char *)sqlite3_column_text(names, 0), problem);
    if (status == OK && code != SQLITE_DONE)
        status = view_failed(view, problem);
    digest_flush(&digest);
    (void)sqlite3_finalize(names);
    buffer_clear(&digest.chunk);
    *out = digest.running;
    return status;
}
