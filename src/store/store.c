/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of drivers, and the calls that every handle passes to its own. What all drivers refuse alike is refused here.
 */
#include "store/driver.h"

const StoreDriver *const store_drivers[] = {&store_sqlite, &store_memory, &store_mirror, NULL};

const StoreDriver *store_driver(const char *name)
{
    for (size_t i = 0; store_drivers[i] != NULL; i++)
        if (strcmp(store_drivers[i]->name, name) == 0)
            return store_drivers[i];
    return NULL;
}

static Status read_only(Problem *problem)
{
    return problem_set(problem, ERR_REFUSED, MSG("store.read_only"), NULL);
}

Status store_open(const StoreDriver *driver, const StoreOptions *options, Store **out, Problem *problem)
{
    REQUIRE(options->where != NULL && *out == NULL);
    if (!driver->writable && options->mode != STORE_READ)
        return read_only(problem);
    TRY(driver->open(options, out, problem));
    (*out)->driver = driver;
    (*out)->writable = driver->writable && options->mode != STORE_READ;
    return OK;
}

void store_close(Store *store)
{
    if (store != NULL)
        store->driver->close(store);
}

bool store_writable(const Store *store)
{
    return store->writable;
}

Status store_head(Store *store, Tree *out, Problem *problem)
{
    return store->driver->head(store, out, problem);
}

Status store_begin(Store *store, Tree *out, Problem *problem)
{
    return store->writable ? store->driver->begin(store, out, problem) : read_only(problem);
}

Status store_append(Store *store, const StoreRow *rows, size_t count, Problem *problem)
{
    if (!store->writable)
        return read_only(problem);
    REQUIRE(count <= STORE_BATCH_MAX);
    for (size_t i = 0; i < count; i++)
        REQUIRE(rows[i].bytes.size <= ENTRY_MAX);
    return store->driver->append(store, rows, count, problem);
}

Status store_commit(Store *store, Problem *problem)
{
    return store->writable ? store->driver->commit(store, problem) : read_only(problem);
}

void store_cancel(Store *store)
{
    if (store->writable)
        store->driver->cancel(store);
}

Status store_entries(Store *store, uint64_t from, uint64_t count, StoreVisit visit, void *context, Problem *problem)
{
    return store->driver->entries(store, from, count, visit, context, problem);
}

Status store_tile(Store *store, const TileId *tile, uint8_t *out, Problem *problem)
{
    REQUIRE(tile->level >= 0 && tile->level <= TILE_LEVEL_MAX && tile->width >= 1 && tile->width <= TILE_WIDTH);
    return store->driver->tile(store, tile, out, problem);
}

static Status tile_of_store(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    return store_tile(context, tile, out, problem);
}

TileSource store_tile_source(Store *store)
{
    return (TileSource){tile_of_store, store};
}

Status store_publish(Store *store, uint64_t size, Slice checkpoint, Problem *problem)
{
    REQUIRE(checkpoint.size <= NOTE_MAX);
    return store->writable ? store->driver->publish(store, size, checkpoint, problem) : read_only(problem);
}

Status store_checkpoint(Store *store, uint64_t size, Buffer *out, Problem *problem)
{
    return store->driver->checkpoint(store, size, out, problem);
}

Status store_cosignatures_put(Store *store, uint64_t size, Slice lines, Problem *problem)
{
    REQUIRE(lines.size <= NOTE_MAX && size <= TREE_SIZE_MAX);
    return store->writable ? store->driver->cosignatures_put(store, size, lines, problem) : read_only(problem);
}

Status store_cosignatures(Store *store, uint64_t size, Buffer *out, Problem *problem)
{
    return store->driver->cosignatures(store, size, out, problem);
}
