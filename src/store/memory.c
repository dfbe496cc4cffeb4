/* SPDX-License-Identifier: Apache-2.0
 *
 * A record in memory, for tests: all handles of one name share it until the last is closed. The same promises as on disk, but for the power cut.
 *
 * Entries stay where they were put, so that a reader needs the lock only to find them. Rows of the open transaction stand above `head.size` and nobody sees them.
 */
#include "store/driver.h"

#include <errno.h>
#include <pthread.h>

enum {
    BUSY_WAIT_SECONDS = 5 /* as store.h promises */
};

typedef struct MemoryEntry {
    Hash   leaf;
    size_t size;
    char   bytes[];
} MemoryEntry;

typedef struct Kept {
    uint64_t size;
    Buffer   bytes;
} Kept;

typedef struct KeptList {
    Kept  *kept;
    size_t count, capacity;
} KeptList;

typedef struct Level {
    uint8_t *hashes;   /* of all tiles of the level, side by side */
    size_t   capacity; /* in hashes */
} Level;

typedef struct Shared {
    struct Shared  *next;
    char           *name;
    int             handles;
    pthread_mutex_t lock;
    pthread_cond_t  freed;
    const void     *writer;       /* the handle whose transaction is open */
    Tree            head;
    Tiler           tiler;        /* at head.size */
    MemoryEntry   **entries;
    size_t          count, capacity; /* count: with those of the open transaction */
    Level           levels[TILE_LEVELS];
    KeptList        checkpoints, cosignatures;
} Shared;

typedef struct MemoryStore {
    Store   base;
    Shared *shared;
} MemoryStore;

static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static Shared         *shared_first;

static Shared *shared_of(Store *store)
{
    return ((MemoryStore *)store)->shared;
}

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- rows ---- */

static void rows_drop(Shared *shared, size_t size)
{
    while (shared->count > size)
        memory_free(shared->entries[--shared->count]);
}

static Status row_add(Shared *shared, const StoreRow *row, Problem *problem)
{
    MemoryEntry *entry;

    if (memory_reserve((void **)&shared->entries, &shared->capacity, shared->count + 1, sizeof(MemoryEntry *)) != OK)
        return no_memory(problem);
    entry = memory_new(sizeof *entry + row->bytes.size);
    if (entry == NULL)
        return no_memory(problem);
    *entry = (MemoryEntry){.leaf = row->leaf, .size = row->bytes.size};
    if (row->bytes.size != 0)
        memcpy(entry->bytes, row->bytes.data, row->bytes.size);
    shared->entries[shared->count++] = entry;
    return OK;
}

static Status rows_add(Shared *shared, const StoreRow *rows, size_t count, Problem *problem)
{
    size_t before = shared->count;

    for (size_t i = 0; i < count; i++) {
        Status status = row_add(shared, &rows[i], problem);

        if (status != OK) {
            rows_drop(shared, before);
            return status;
        }
    }
    return OK;
}

/* ---- writing ---- */

/* With the lock held: waits for the open transaction of another handle. */
static bool writer_wait(Shared *shared)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += BUSY_WAIT_SECONDS;
    while (shared->writer != NULL)
        if (pthread_cond_timedwait(&shared->freed, &shared->lock, &until) == ETIMEDOUT)
            return shared->writer == NULL;
    return true;
}

static Status memory_begin(Store *store, Tree *out, Problem *problem)
{
    Shared *shared = shared_of(store);
    Status  status = OK;

    (void)pthread_mutex_lock(&shared->lock);
    REQUIRE(shared->writer != store);
    if (writer_wait(shared)) {
        shared->writer = store;
        *out = shared->head;
    } else {
        status = problem_set(problem, ERR_BUSY, MSG("store.busy"), "file", shared->name, NULL);
    }
    (void)pthread_mutex_unlock(&shared->lock);
    return status;
}

static Status memory_append(Store *store, const StoreRow *rows, size_t count, Problem *problem)
{
    Shared *shared = shared_of(store);
    Status  status;

    (void)pthread_mutex_lock(&shared->lock);
    REQUIRE(shared->writer == store);
    status = rows_add(shared, rows, count, problem);
    (void)pthread_mutex_unlock(&shared->lock);
    return status;
}

static Status tile_keep(void *context, int level, uint64_t index, const uint8_t hashes[TILE_BYTES], Problem *problem)
{
    Shared *shared = context;

    (void)problem;
    memcpy(shared->levels[level].hashes + index * TILE_BYTES, hashes, TILE_BYTES);
    return OK;
}

/* Room first, so that nothing can fail half way. */
static Status levels_reserve(Shared *shared)
{
    for (int i = 0; i < TILE_LEVELS; i++) {
        Level *level = &shared->levels[i];

        TRY(memory_reserve((void **)&level->hashes, &level->capacity, (size_t)(shared->count >> (TILE_HEIGHT * i)), HASH_SIZE));
    }
    return OK;
}

static Status head_move(Shared *shared)
{
    TilerSink sink = {tile_keep, shared};

    TRY(levels_reserve(shared));
    for (size_t i = (size_t)shared->head.size; i < shared->count; i++)
        TRY(tiler_add(&shared->tiler, &shared->entries[i]->leaf, &sink, NULL));
    for (int i = 0; i < TILE_LEVELS; i++) {
        int            width;
        const uint8_t *hashes = tiler_changed(&shared->tiler, i, &width);

        if (hashes != NULL)
            memcpy(shared->levels[i].hashes + (shared->count >> (TILE_HEIGHT * i)) / TILE_WIDTH * TILE_BYTES, hashes, (size_t)width * HASH_SIZE);
    }
    tiler_saved(&shared->tiler);
    tiler_tree(&shared->tiler, &shared->head);
    return OK;
}

/* With the lock held. */
static void transaction_end(Shared *shared)
{
    rows_drop(shared, (size_t)shared->head.size);
    shared->writer = NULL;
    (void)pthread_cond_signal(&shared->freed);
}

static Status memory_commit(Store *store, Problem *problem)
{
    Shared *shared = shared_of(store);
    Status  status;

    (void)pthread_mutex_lock(&shared->lock);
    REQUIRE(shared->writer == store);
    status = head_move(shared) == OK ? OK : no_memory(problem);
    transaction_end(shared);
    (void)pthread_mutex_unlock(&shared->lock);
    return status;
}

static void memory_cancel(Store *store)
{
    Shared *shared = shared_of(store);

    (void)pthread_mutex_lock(&shared->lock);
    if (shared->writer == store)
        transaction_end(shared);
    (void)pthread_mutex_unlock(&shared->lock);
}

/* ---- reading ---- */

static Status memory_head(Store *store, Tree *out, Problem *problem)
{
    Shared *shared = shared_of(store);

    (void)problem;
    (void)pthread_mutex_lock(&shared->lock);
    *out = shared->head;
    (void)pthread_mutex_unlock(&shared->lock);
    return OK;
}

static Status memory_entries(Store *store, uint64_t from, uint64_t count, StoreVisit visit, void *context, Problem *problem)
{
    Shared *shared = shared_of(store);
    Tree    head;

    TRY(memory_head(store, &head, problem));
    if (from > head.size || count > head.size - from)
        return problem_set(problem, ERR_NOT_FOUND, MSG("store.beyond"), NULL);
    for (uint64_t i = from; i < from + count; i++) {
        const MemoryEntry *entry;

        (void)pthread_mutex_lock(&shared->lock);
        entry = shared->entries[i];
        (void)pthread_mutex_unlock(&shared->lock);
        TRY(visit(context, i, (Slice){entry->bytes, entry->size}, problem));
    }
    return OK;
}

static Status memory_tile(Store *store, const TileId *tile, uint8_t *out, Problem *problem)
{
    Shared *shared = shared_of(store);
    bool    there;

    (void)problem;
    (void)pthread_mutex_lock(&shared->lock);
    there = tile_width(tile->level, tile->index, shared->head.size) >= tile->width;
    if (there)
        memcpy(out, shared->levels[tile->level].hashes + tile->index * TILE_BYTES, (size_t)tile->width * HASH_SIZE);
    (void)pthread_mutex_unlock(&shared->lock);
    return there ? OK : ERR_NOT_FOUND;
}

/* ---- checkpoints and cosignatures ---- */

/* In order of sizes; puts new ones at the end or in between. */
static Status kept_put(KeptList *list, uint64_t size, Slice bytes, Problem *problem)
{
    Buffer copy;
    size_t at = list->count;

    buffer_init(&copy, NOTE_MAX);
    buffer_add(&copy, bytes);
    if (copy.status != OK || memory_reserve((void **)&list->kept, &list->capacity, list->count + 1, sizeof *list->kept) != OK) {
        buffer_clear(&copy);
        return no_memory(problem);
    }
    while (at > 0 && list->kept[at - 1].size > size)
        at--;
    if (at > 0 && list->kept[at - 1].size == size) {
        buffer_clear(&list->kept[at - 1].bytes);
        list->kept[at - 1].bytes = copy;
        return OK;
    }
    memmove(&list->kept[at + 1], &list->kept[at], (list->count - at) * sizeof *list->kept);
    list->kept[at] = (Kept){size, copy};
    list->count++;
    return OK;
}

static Status kept_get(const KeptList *list, uint64_t size, Buffer *out, Problem *problem)
{
    for (size_t i = list->count; i > 0; i--)
        if (size == STORE_NEWEST || list->kept[i - 1].size == size) {
            buffer_add(out, buffer_slice(&list->kept[i - 1].bytes));
            return out->status == OK ? OK : problem_set(problem, out->status, MSG("status.limit"), NULL);
        }
    return ERR_NOT_FOUND;
}

static void kept_clear(KeptList *list)
{
    for (size_t i = 0; i < list->count; i++)
        buffer_clear(&list->kept[i].bytes);
    memory_free(list->kept);
}

static Status memory_publish(Store *store, uint64_t size, Slice checkpoint, Problem *problem)
{
    Shared   *shared = shared_of(store);
    KeptList *list = &shared->checkpoints;
    Status    status;

    (void)pthread_mutex_lock(&shared->lock);
    REQUIRE(shared->writer != store);
    if (!writer_wait(shared)) /* as on disk, where it needs the same lock */
        status = problem_set(problem, ERR_BUSY, MSG("store.busy"), "file", shared->name, NULL);
    else if (size > shared->head.size)
        status = problem_set(problem, ERR_REFUSED, MSG("store.publish_beyond"), NULL);
    else if (list->count != 0 && list->kept[list->count - 1].size > size)
        status = problem_set(problem, ERR_CONFLICT, MSG("store.publish_back"), NULL);
    else
        status = kept_put(list, size, checkpoint, problem);
    (void)pthread_mutex_unlock(&shared->lock);
    return status;
}

static Status memory_checkpoint(Store *store, uint64_t size, Buffer *out, Problem *problem)
{
    Shared *shared = shared_of(store);
    Status  status;

    (void)pthread_mutex_lock(&shared->lock);
    status = kept_get(&shared->checkpoints, size, out, problem);
    (void)pthread_mutex_unlock(&shared->lock);
    return status;
}

static Status memory_cosignatures_put(Store *store, uint64_t size, Slice lines, Problem *problem)
{
    Shared *shared = shared_of(store);
    Status  status;

    (void)pthread_mutex_lock(&shared->lock);
    status = kept_put(&shared->cosignatures, size, lines, problem);
    (void)pthread_mutex_unlock(&shared->lock);
    return status;
}

static Status memory_cosignatures(Store *store, uint64_t size, Buffer *out, Problem *problem)
{
    Shared *shared = shared_of(store);
    Status  status;

    (void)pthread_mutex_lock(&shared->lock);
    status = size == STORE_NEWEST ? ERR_NOT_FOUND : kept_get(&shared->cosignatures, size, out, problem);
    (void)pthread_mutex_unlock(&shared->lock);
    return status;
}

/* ---- opening ---- */

static void shared_free(Shared *shared)
{
    if (shared == NULL)
        return;
    for (size_t i = 0; i < shared->count; i++)
        memory_free(shared->entries[i]);
    for (int i = 0; i < TILE_LEVELS; i++)
        memory_free(shared->levels[i].hashes);
    kept_clear(&shared->checkpoints);
    kept_clear(&shared->cosignatures);
    memory_free(shared->entries);
    memory_free(shared->name);
    (void)pthread_mutex_destroy(&shared->lock);
    (void)pthread_cond_destroy(&shared->freed);
    memory_free(shared);
}

static Shared *shared_new(const char *name)
{
    Shared *shared = memory_new_zeroed(1, sizeof *shared);
    size_t  size = strlen(name) + 1;

    if (shared == NULL)
        return NULL;
    (void)pthread_mutex_init(&shared->lock, NULL);
    (void)pthread_cond_init(&shared->freed, NULL);
    tree_init(&shared->head);
    tiler_init(&shared->tiler);
    shared->name = memory_new(size);
    if (shared->name == NULL) {
        shared_free(shared);
        return NULL;
    }
    memcpy(shared->name, name, size);
    return shared;
}

/* With shared_lock held. */
static Status shared_find(const StoreOptions *options, Shared **out, Problem *problem)
{
    Shared *shared = shared_first;

    while (shared != NULL && strcmp(shared->name, options->where) != 0)
        shared = shared->next;
    if (shared == NULL && options->mode != STORE_CREATE)
        return problem_set(problem, ERR_NOT_FOUND, MSG("store.missing"), "file", options->where, NULL);
    if (shared != NULL && options->mode == STORE_CREATE)
        return problem_set(problem, ERR_CONFLICT, MSG("store.exists"), "file", options->where, NULL);
    if (shared == NULL) {
        shared = shared_new(options->where);
        if (shared == NULL)
            return no_memory(problem);
        shared->next = shared_first;
        shared_first = shared;
    }
    shared->handles++;
    *out = shared;
    return OK;
}

static Status memory_open(const StoreOptions *options, Store **out, Problem *problem)
{
    MemoryStore *store = memory_new_zeroed(1, sizeof *store);
    Status       status;

    if (store == NULL)
        return no_memory(problem);
    (void)pthread_mutex_lock(&shared_lock);
    status = shared_find(options, &store->shared, problem);
    (void)pthread_mutex_unlock(&shared_lock);
    if (status == OK)
        *out = &store->base;
    else
        memory_free(store);
    return status;
}

static void memory_close(Store *store)
{
    Shared  *shared = shared_of(store);
    Shared **link = &shared_first;

    memory_cancel(store);
    (void)pthread_mutex_lock(&shared_lock);
    shared->handles--;
    if (shared->handles == 0) {
        while (*link != shared)
            link = &(*link)->next;
        *link = shared->next;
        shared_free(shared);
    }
    (void)pthread_mutex_unlock(&shared_lock);
    memory_free(store);
}

const StoreDriver store_memory = {
    .name = "memory",
    .writable = true,
    .open = memory_open,
    .close = memory_close,
    .head = memory_head,
    .begin = memory_begin,
    .append = memory_append,
    .commit = memory_commit,
    .cancel = memory_cancel,
    .entries = memory_entries,
    .tile = memory_tile,
    .publish = memory_publish,
    .checkpoint = memory_checkpoint,
    .cosignatures_put = memory_cosignatures_put,
    .cosignatures = memory_cosignatures,
};
