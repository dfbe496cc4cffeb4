/* SPDX-License-Identifier: Apache-2.0
 *
 * The default driver: a record in one SQLite file.
 *
 *   entry         each entry whole, with its leaf hash. No index of act ids, which are random: it would be written all over with every commit. The view has one.
 *   tile          full tiles of leaves, and the tiles of all higher levels, partial or full; the partial tile of leaves is read from entry
 *   head          one row: size and frontier
 *   checkpoint, cosignatures   by size
 *
 * An append writes rows and full tiles; a commit adds the partial tiles that changed and the head. The tiler stays with the handle: as the record only grows,
 * it is good as long as the head still has its size, and is read again (at most 255 leaves and seven tiles) when another handle was faster.
 *
 * At opening and before the head may move, what is cheap to see is checked: dense places, the last entry against its leaf, and the frontier against the tiles and
 * leaves that make it up. What is given to a reader is checked against its leaf hash. `rapporteur record verify` checks all the rest.
 */
#include "store/driver.h"
#include "store/sqlite/sqlite.h"

enum {
    APPLICATION_ID = 0x52707231, /* "Rpr1" */
    ENTRIES_A_STEP = 1024        /* rows read in one go: a reader that takes its time must not keep the write-ahead log from being emptied */
};

static const char *const steps[] = {
    "CREATE TABLE entry(idx INTEGER PRIMARY KEY, act BLOB NOT NULL UNIQUE, leaf BLOB NOT NULL, bytes BLOB NOT NULL);"
    "CREATE TABLE tile(level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY(level, idx)) WITHOUT ROWID;"
    "CREATE TABLE head(one INTEGER PRIMARY KEY CHECK(one = 1), size INTEGER NOT NULL, frontier BLOB NOT NULL);"
    "CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note BLOB NOT NULL);"
    "CREATE TABLE cosignatures(size INTEGER PRIMARY KEY, lines BLOB NOT NULL);"
    "INSERT INTO head VALUES(1, 0, x'');",
    "CREATE TABLE entry_2(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL, bytes BLOB NOT NULL);"
    "INSERT INTO entry_2 SELECT idx, leaf, bytes FROM entry ORDER BY idx;"
    "DROP TABLE entry;"
    "ALTER TABLE entry_2 RENAME TO entry;",
    NULL,
};

enum {
    HEAD_GET, HEAD_PUT, ENTRY_PUT, ENTRY_READ, ENTRY_LEAVES, ENTRY_LAST, TILE_GET, TILE_PUT, CHECKPOINT_NEWEST, CHECKPOINT_GET,
    CHECKPOINT_PUT, COSIGNATURES_GET, COSIGNATURES_PUT
};
static const char *const statements[] = {
    [HEAD_GET] = "SELECT size, frontier FROM head",
    [HEAD_PUT] = "UPDATE head SET size = ?1, frontier = ?2",
    [ENTRY_PUT] = "INSERT INTO entry(idx, leaf, bytes) VALUES(?1, ?2, ?3)",
    [ENTRY_READ] = "SELECT idx, leaf, bytes FROM entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx",
    [ENTRY_LEAVES] = "SELECT idx, leaf FROM entry WHERE idx >= ?1 AND idx < ?2 ORDER BY idx",
    [ENTRY_LAST] = "SELECT max(idx) FROM entry",
    [TILE_GET] = "SELECT hashes FROM tile WHERE level = ?1 AND idx = ?2",
    [TILE_PUT] = "INSERT OR REPLACE INTO tile(level, idx, hashes) VALUES(?1, ?2, ?3)",
    [CHECKPOINT_NEWEST] = "SELECT note, size FROM checkpoint ORDER BY size DESC LIMIT 1",
    [CHECKPOINT_GET] = "SELECT note FROM checkpoint WHERE size = ?1",
    [CHECKPOINT_PUT] = "INSERT OR REPLACE INTO checkpoint(size, note) VALUES(?1, ?2)",
    [COSIGNATURES_GET] = "SELECT lines FROM cosignatures WHERE size = ?1",
    [COSIGNATURES_PUT] = "INSERT OR REPLACE INTO cosignatures(size, lines) VALUES(?1, ?2)",
};

static const DatabaseFormat format = {APPLICATION_ID, steps, statements, false};

typedef struct SqliteStore {
    Store    base;
    Database database;
    Tree     head;        /* as committed, when last looked at */
    Tiler   *tiler;       /* at head.size, or ahead of it within a transaction */
    bool     tiler_ready; /* false: read it again */
    bool     failed;      /* the open transaction can only be cancelled */
} SqliteStore;

static SqliteStore *from(Store *store)
{
    return (SqliteStore *)store;
}

static bool hash_column(sqlite3_stmt *statement, int column, Hash *out)
{
    Slice bytes = database_column(statement, column);

    if (bytes.size != HASH_SIZE)
        return false;
    memcpy(out->bytes, bytes.data, HASH_SIZE);
    return true;
}

static Slice hash_slice(const Hash *hash)
{
    return (Slice){(const char *)hash->bytes, HASH_SIZE};
}

/* Names a row for people: "entry 17". */
static Status damaged_at(SqliteStore *store, const char *what, uint64_t index, Problem *problem)
{
    char place[64];

    (void)snprintf(place, sizeof place, "%s %llu", what, (unsigned long long)index);
    return database_damaged(&store->database, place, problem);
}

/* ---- the head ---- */

static Status head_decode(SqliteStore *store, sqlite3_stmt *statement, Problem *problem)
{
    int64_t size = sqlite3_column_int64(statement, 0);
    Slice   frontier = database_column(statement, 1);
    Tree    head;

    tree_init(&head);
    if (size < 0 || (uint64_t)size > TREE_SIZE_MAX)
        return database_damaged(&store->database, "head", problem);
    head.size = (uint64_t)size;
    if (frontier.size != (size_t)tree_frontier_count(&head) * HASH_SIZE)
        return database_damaged(&store->database, "head", problem);
    if (frontier.size != 0)
        memcpy(head.frontier, frontier.data, frontier.size);
    store->head = head;
    return OK;
}

static Status head_read(SqliteStore *store, Problem *problem)
{
    sqlite3_stmt *statement;
    bool          row;
    Status        status;

    TRY(database_statement(&store->database, HEAD_GET, &statement, problem));
    status = database_step(&store->database, statement, &row, problem);
    if (status == OK)
        status = row ? head_decode(store, statement, problem) : database_damaged(&store->database, "head", problem);
    database_done(&store->database, statement);
    return status;
}

/* Within a transaction the head is what it was at its beginning: nobody else can move it. */
static Status head_refresh(SqliteStore *store, Problem *problem)
{
    return database_in_transaction(&store->database) ? OK : head_read(store, problem);
}

/* Looks again only when what is known is too small. */
static Status head_reaches(SqliteStore *store, uint64_t size, bool *reaches, Problem *problem)
{
    if (store->head.size < size)
        TRY(head_refresh(store, problem));
    *reaches = store->head.size >= size;
    return OK;
}

/* ---- tiles ---- */

/* The leaf hashes of [from, from + count). */
static Status leaves_read(SqliteStore *store, uint64_t at, int count, uint8_t *out, Problem *problem)
{
    sqlite3_stmt *statement;
    Status        status;
    bool          row = true;
    Hash          leaf;

    TRY(database_statement(&store->database, ENTRY_LEAVES, &statement, problem));
    (void)sqlite3_bind_int64(statement, 1, (int64_t)at);
    (void)sqlite3_bind_int64(statement, 2, (int64_t)at + count);
    for (int i = 0; i < count; i++) {
        TRY_OR(done, database_step(&store->database, statement, &row, problem));
        if (!row || (uint64_t)sqlite3_column_int64(statement, 0) != at + (uint64_t)i || !hash_column(statement, 1, &leaf))
            TRY_OR(done, damaged_at(store, "entry", at + (uint64_t)i, problem));
        memcpy(out + i * HASH_SIZE, leaf.bytes, HASH_SIZE);
    }
    status = OK;
done:
    database_done(&store->database, statement);
    return status;
}

static Status tile_read(SqliteStore *store, int level, uint64_t index, int width, uint8_t *out, Problem *problem)
{
    sqlite3_stmt *statement;
    Status        status;
    bool          row;
    Slice         hashes;

    TRY(database_statement(&store->database, TILE_GET, &statement, problem));
    (void)sqlite3_bind_int(statement, 1, level);
    (void)sqlite3_bind_int64(statement, 2, (int64_t)index);
    TRY_OR(done, database_step(&store->database, statement, &row, problem));
    hashes = row ? database_column(statement, 0) : (Slice){NULL, 0};
    if (hashes.size < (size_t)width * HASH_SIZE || hashes.size % HASH_SIZE != 0) {
        char path[TILE_PATH_MAX];

        tile_path_print(&(TileId){level, index, width}, path);
        TRY_OR(done, database_damaged(&store->database, path, problem));
    }
    memcpy(out, hashes.data, (size_t)width * HASH_SIZE);
done:
    database_done(&store->database, statement);
    return status;
}

static Status sqlite_tile(Store *base, const TileId *tile, uint8_t *out, Problem *problem)
{
    SqliteStore *store = from(base);

    if (tile_width(tile->level, tile->index, store->head.size) < tile->width)
        TRY(head_refresh(store, problem));
    if (tile_width(tile->level, tile->index, store->head.size) < tile->width)
        return ERR_NOT_FOUND;
    if (tile->level == 0 && tile_width(0, tile->index, store->head.size) < TILE_WIDTH)
        return leaves_read(store, tile->index * TILE_WIDTH, tile->width, out, problem);
    return tile_read(store, tile->level, tile->index, tile->width, out, problem);
}

/* ---- the tiler ---- */

/* Each level's last hash is the root of the last full tile below it. */
static Status last_full_check(SqliteStore *store, int level, Problem *problem)
{
    const TilerLevel *above = &store->tiler->level[level + 1];
    uint64_t          index = (store->head.size >> (TILE_HEIGHT * (level + 1))) - 1;
    uint8_t           hashes[TILE_BYTES];
    char              path[TILE_PATH_MAX];
    Hash              root;

    if (above->width == 0)
        return OK;
    TRY(tile_read(store, level, index, TILE_WIDTH, hashes, problem));
    tiler_fold(hashes, TILE_WIDTH, &root);
    if (memcmp(root.bytes, above->hashes + (above->width - 1) * HASH_SIZE, HASH_SIZE) == 0)
        return OK;
    tile_path_print(&(TileId){level, index, TILE_WIDTH}, path);
    return database_damaged(&store->database, path, problem);
}

/* Reads the partial tiles, and compares the frontier that they give with the head's. */
static Status tiler_read(SqliteStore *store, Problem *problem)
{
    uint64_t size = store->head.size;
    uint8_t  hashes[TILE_BYTES];
    Tree     tree;

    store->tiler_ready = false;
    for (int level = 0; level < TILE_LEVELS; level++) {
        uint64_t index = size >> (TILE_HEIGHT * (level + 1) - 1) >> 1; /* a shift by 64 is not defined */
        int      width = tile_width(level, index, size);

        if (width != 0 && level == 0)
            TRY(leaves_read(store, index * TILE_WIDTH, width, hashes, problem));
        else if (width != 0)
            TRY(tile_read(store, level, index, width, hashes, problem));
        tiler_load(store->tiler, level, hashes, width);
    }
    tiler_load_size(store->tiler, size);
    tiler_tree(store->tiler, &tree);
    for (int i = 0; i < tree_frontier_count(&tree); i++)
        if (!hash_equal(&tree.frontier[i], &store->head.frontier[i]))
            return database_damaged(&store->database, "head", problem);
    for (int level = 0; level + 1 < TILE_LEVELS; level++)
        TRY(last_full_check(store, level, problem));
    store->tiler_ready = true;
    return OK;
}

static Status keep_tile(void *context, int level, uint64_t index, const uint8_t *hashes, size_t count, Problem *problem)
{
    SqliteStore  *store = context;
    sqlite3_stmt *statement;

    TRY(database_statement(&store->database, TILE_PUT, &statement, problem));
    (void)sqlite3_bind_int(statement, 1, level);
    (void)sqlite3_bind_int64(statement, 2, (int64_t)index);
    database_bind(statement, 3, (Slice){(const char *)hashes, count * HASH_SIZE});
    return database_finish(&store->database, statement, problem);
}

static Status keep_full_tile(void *context, int level, uint64_t index, const uint8_t hashes[TILE_BYTES], Problem *problem)
{
    return keep_tile(context, level, index, hashes, TILE_WIDTH, problem);
}

/* ---- writing ---- */

static Status sqlite_begin(Store *base, Tree *out, Problem *problem)
{
    SqliteStore *store = from(base);
    Status       status;

    REQUIRE(!database_in_transaction(&store->database));
    store->failed = false;
    TRY(database_begin(&store->database, problem));
    TRY_OR(failed, head_read(store, problem));
    if (!store->tiler_ready || store->tiler->size != store->head.size)
        TRY_OR(failed, tiler_read(store, problem));
    *out = store->head;
    return OK;
failed:
    database_cancel(&store->database);
    return status;
}

static Status row_put(SqliteStore *store, uint64_t index, const StoreRow *row, Problem *problem)
{
    sqlite3_stmt *statement;
    Status        status = OK;
    int           code;

    TRY(database_statement(&store->database, ENTRY_PUT, &statement, problem));
    (void)sqlite3_bind_int64(statement, 1, (int64_t)index);
    database_bind(statement, 2, hash_slice(&row->leaf));
    database_bind(statement, 3, row->bytes);
    code = sqlite3_step(statement);
    if (code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID) /* a row above the head */
        status = damaged_at(store, "entry", index, problem);
    else if (code != SQLITE_DONE)
        status = database_problem(&store->database, problem);
    database_done(&store->database, statement);
    return status;
}

static Status rows_append(SqliteStore *store, const StoreRow *rows, size_t count, Problem *problem)
{
    TilerSink sink = {keep_full_tile, store};
    uint64_t  size = store->tiler->size;

    for (size_t i = 0; i < count; i++)
        TRY(row_put(store, size + i, &rows[i], problem));
    store->tiler_ready = false; /* until the commit */
    for (size_t i = 0; i < count; i++)
        TRY(tiler_add(store->tiler, &rows[i].leaf, &sink, problem));
    return OK;
}

static Status sqlite_append(Store *base, const StoreRow *rows, size_t count, Problem *problem)
{
    SqliteStore *store = from(base);
    Status       status;

    REQUIRE(database_in_transaction(&store->database) || store->failed);
    if (store->failed)
        return problem_set(problem, ERR_STORAGE, MSG("store.rolled_back"), "file", store->database.path, NULL);
    if (TREE_SIZE_MAX - store->tiler->size < count)
        return problem_set(problem, ERR_LIMIT, MSG("status.limit"), NULL);
    status = rows_append(store, rows, count, problem);
    store->failed = status != OK;
    return status;
}

static Status head_write(SqliteStore *store, const Tree *tree, Problem *problem)
{
    sqlite3_stmt *statement;

    for (int level = 1; level < TILE_LEVELS; level++) {
        int            width;
        const uint8_t *hashes = tiler_changed(store->tiler, level, &width);

        if (hashes != NULL)
            TRY(keep_tile(store, level, tree->size >> (TILE_HEIGHT * (level + 1) - 1) >> 1, hashes, (size_t)width, problem));
    }
    TRY(database_statement(&store->database, HEAD_PUT, &statement, problem));
    (void)sqlite3_bind_int64(statement, 1, (int64_t)tree->size);
    database_bind(statement, 2, (Slice){(const char *)tree->frontier[0].bytes, (size_t)tree_frontier_count(tree) * HASH_SIZE});
    return database_finish(&store->database, statement, problem);
}

static void sqlite_cancel(Store *base)
{
    SqliteStore *store = from(base);

    database_cancel(&store->database);
    store->failed = false;
}

static Status sqlite_commit(Store *base, Problem *problem)
{
    SqliteStore *store = from(base);
    Status       status = OK;
    Tree         tree;

    REQUIRE(database_in_transaction(&store->database) || store->failed);
    tiler_tree(store->tiler, &tree);
    if (store->failed)
        status = problem_set(problem, ERR_STORAGE, MSG("store.rolled_back"), "file", store->database.path, NULL);
    else if (tree.size != store->head.size)
        status = head_write(store, &tree, problem);
    if (status == OK)
        status = database_commit(&store->database, problem);
    if (status == OK) {
        store->head = tree;
        store->tiler_ready = true;
        tiler_saved(store->tiler);
    }
    sqlite_cancel(base);
    return status;
}

/* ---- reading ---- */

static Status sqlite_head(Store *base, Tree *out, Problem *problem)
{
    TRY(head_refresh(from(base), problem));
    *out = from(base)->head;
    return OK;
}

static Status entry_visit(SqliteStore *store, sqlite3_stmt *statement, uint64_t index, StoreVisit visit, void *context, Problem *problem)
{
    Slice bytes = database_column(statement, 2);
    Hash  kept, leaf;

    if ((uint64_t)sqlite3_column_int64(statement, 0) != index || bytes.size > ENTRY_MAX || !hash_column(statement, 1, &kept))
        return damaged_at(store, "entry", index, problem);
    hash_leaf(bytes, &leaf);
    if (!hash_equal(&leaf, &kept))
        return damaged_at(store, "entry", index, problem);
    return visit != NULL ? visit(context, index, bytes, problem) : OK;
}

static Status entries_step(SqliteStore *store, uint64_t at, uint64_t count, StoreVisit visit, void *context, Problem *problem)
{
    sqlite3_stmt *statement;
    Status        status = OK;
    bool          row;

    TRY(database_statement(&store->database, ENTRY_READ, &statement, problem));
    (void)sqlite3_bind_int64(statement, 1, (int64_t)at);
    (void)sqlite3_bind_int64(statement, 2, (int64_t)(at + count));
    for (uint64_t i = 0; i < count; i++) {
        TRY_OR(done, database_step(&store->database, statement, &row, problem));
        if (!row)
            TRY_OR(done, damaged_at(store, "entry", at + i, problem));
        TRY_OR(done, entry_visit(store, statement, at + i, visit, context, problem));
    }
done:
    database_done(&store->database, statement);
    return status;
}

static Status sqlite_entries(Store *base, uint64_t at, uint64_t count, StoreVisit visit, void *context, Problem *problem)
{
    SqliteStore *store = from(base);
    bool         reaches = false;

    if (at <= TREE_SIZE_MAX && count <= TREE_SIZE_MAX)
        TRY(head_reaches(store, at + count, &reaches, problem));
    if (!reaches)
        return problem_set(problem, ERR_NOT_FOUND, MSG("store.beyond"), NULL);
    while (count != 0) {
        uint64_t now = count < ENTRIES_A_STEP ? count : ENTRIES_A_STEP;

        TRY(entries_step(store, at, now, visit, context, problem));
        at += now;
        count -= now;
    }
    return OK;
}

/* ---- checkpoints and cosignatures ---- */

/* Appends the first column of the row, if there is one. */
static Status blob_read(SqliteStore *store, sqlite3_stmt *statement, Buffer *out, Problem *problem)
{
    bool   row;
    Status status = database_step(&store->database, statement, &row, problem);

    if (status == OK)
        status = row ? database_copy(statement, 0, out, problem) : ERR_NOT_FOUND;
    database_done(&store->database, statement);
    return status;
}

static Status blob_read_at(SqliteStore *store, int number, uint64_t size, Buffer *out, Problem *problem)
{
    sqlite3_stmt *statement;

    if (size > TREE_SIZE_MAX)
        return ERR_NOT_FOUND;
    TRY(database_statement(&store->database, number, &statement, problem));
    (void)sqlite3_bind_int64(statement, 1, (int64_t)size);
    return blob_read(store, statement, out, problem);
}

static Status blob_write_at(SqliteStore *store, int number, uint64_t size, Slice bytes, Problem *problem)
{
    sqlite3_stmt *statement;

    TRY(database_statement(&store->database, number, &statement, problem));
    (void)sqlite3_bind_int64(statement, 1, (int64_t)size);
    database_bind(statement, 2, bytes);
    return database_finish(&store->database, statement, problem);
}

static Status publish_locked(SqliteStore *store, uint64_t size, Slice checkpoint, Problem *problem)
{
    sqlite3_stmt *statement;
    Status        status;
    bool          row;

    TRY(head_read(store, problem));
    if (size > store->head.size)
        return problem_set(problem, ERR_REFUSED, MSG("store.publish_beyond"), NULL);
    TRY(database_statement(&store->database, CHECKPOINT_NEWEST, &statement, problem));
    status = database_step(&store->database, statement, &row, problem);
    if (status == OK && row && (uint64_t)sqlite3_column_int64(statement, 1) > size)
        status = problem_set(problem, ERR_CONFLICT, MSG("store.publish_back"), NULL);
    database_done(&store->database, statement);
    return status != OK ? status : blob_write_at(store, CHECKPOINT_PUT, size, checkpoint, problem);
}

static Status sqlite_publish(Store *base, uint64_t size, Slice checkpoint, Problem *problem)
{
    SqliteStore *store = from(base);
    Status       status;

    REQUIRE(!database_in_transaction(&store->database));
    TRY(database_begin(&store->database, problem));
    status = publish_locked(store, size, checkpoint, problem);
    if (status == OK)
        status = database_commit(&store->database, problem);
    database_cancel(&store->database);
    return status;
}

static Status sqlite_checkpoint(Store *base, uint64_t size, Buffer *out, Problem *problem)
{
    sqlite3_stmt *statement;

    if (size != STORE_NEWEST)
        return blob_read_at(from(base), CHECKPOINT_GET, size, out, problem);
    TRY(database_statement(&from(base)->database, CHECKPOINT_NEWEST, &statement, problem));
    return blob_read(from(base), statement, out, problem);
}

static Status sqlite_cosignatures_put(Store *base, uint64_t size, Slice lines, Problem *problem)
{
    REQUIRE(!database_in_transaction(&from(base)->database));
    return blob_write_at(from(base), COSIGNATURES_PUT, size, lines, problem);
}

static Status sqlite_cosignatures(Store *base, uint64_t size, Buffer *out, Problem *problem)
{
    return blob_read_at(from(base), COSIGNATURES_GET, size, out, problem);
}

/* ---- opening ---- */

static Status opening_check(SqliteStore *store, Problem *problem)
{
    sqlite3_stmt *statement;
    Status        status;
    bool          row;
    int64_t       entries = 0;

    TRY(head_read(store, problem));
    TRY(database_statement(&store->database, ENTRY_LAST, &statement, problem));
    status = database_step(&store->database, statement, &row, problem);
    if (status == OK && row && sqlite3_column_type(statement, 0) != SQLITE_NULL)
        entries = sqlite3_column_int64(statement, 0) + 1;
    database_done(&store->database, statement);
    TRY(status);
    if ((uint64_t)entries != store->head.size)
        return database_damaged(&store->database, "head", problem);
    TRY(tiler_read(store, problem));
    return entries != 0 ? entries_step(store, store->head.size - 1, 1, NULL, NULL, problem) : OK;
}

/* One snapshot, so that another process's commit does not look like damage. */
static Status opening_check_whole(SqliteStore *store, Problem *problem)
{
    Status status;

    if (sqlite3_exec(store->database.handle, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        return database_problem(&store->database, problem);
    status = opening_check(store, problem);
    database_cancel(&store->database);
    return status;
}

static void sqlite_close(Store *base)
{
    SqliteStore *store = from(base);

    if (store->database.handle != NULL)
        database_close(&store->database);
    memory_free(store->tiler);
    memory_free(store);
}

static Status sqlite_open(const StoreOptions *options, Store **out, Problem *problem)
{
    static const DatabaseMode modes[] = {[STORE_READ] = DATABASE_READ, [STORE_WRITE] = DATABASE_WRITE, [STORE_CREATE] = DATABASE_CREATE};
    SqliteStore              *store = memory_new_zeroed(1, sizeof *store);
    Status                    status;

    if (store == NULL || (store->tiler = memory_new(sizeof *store->tiler)) == NULL) {
        memory_free(store);
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    tiler_init(store->tiler);
    status = database_open(&store->database, options->where, modes[options->mode], &format, problem);
    if (status == OK)
        status = opening_check_whole(store, problem);
    if (status != OK) {
        sqlite_close(&store->base);
        return status;
    }
    *out = &store->base;
    return OK;
}

const StoreDriver store_sqlite = {
    .name = "sqlite",
    .writable = true,
    .open = sqlite_open,
    .close = sqlite_close,
    .head = sqlite_head,
    .begin = sqlite_begin,
    .append = sqlite_append,
    .commit = sqlite_commit,
    .cancel = sqlite_cancel,
    .entries = sqlite_entries,
    .tile = sqlite_tile,
    .publish = sqlite_publish,
    .checkpoint = sqlite_checkpoint,
    .cosignatures_put = sqlite_cosignatures_put,
    .cosignatures = sqlite_cosignatures,
};
