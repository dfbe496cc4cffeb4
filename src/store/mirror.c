/* SPDX-License-Identifier: Apache-2.0
 *
 * A record that another node holds, read only, with nothing taken on trust but the host's key. Everything it gives out was checked first:
 *
 *   the checkpoint    bears the host's signature, and holds what the one before held: else the host shows two histories (a fork)
 *   the frontier      gives the checkpoint's root
 *   a partial tile    gives its part of the frontier
 *   a full tile       gives the hash in the tile above it, which was checked in the same way
 *   a bundle          gives the hashes of its tile
 *
 * What was checked is kept within bounds: SLOTS tiles and the last bundle. The host's key, where the caller does not know it, is that of entry 0: on first
 * use it is taken on trust, and the caller should keep it.
 */
#include "store/driver.h"

#include <jansson.h>

enum {
    SLOTS = 64,    /* 8 KB each */
    RAW_TILES = 8, /* the frontier lies in at most eight tiles */
    PROOF_TILES = 16
};

typedef struct Slot {
    TileId   id; /* width 0: empty */
    uint64_t used;
    uint8_t  hashes[TILE_BYTES];
} Slot;

typedef struct MirrorStore {
    Store        base;
    RecordFiles *files;
    Key          host;
    bool         host_known, opened;
    Tree         head;
    Hash         root;
    Buffer       checkpoint;
    Slot        *slots;
    uint64_t     clock;
    TileId       bundle_id; /* width 0: none */
    Buffer       bundle;
} MirrorStore;

static MirrorStore *from(Store *store)
{
    return (MirrorStore *)store;
}

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status lie(const MirrorStore *store, const char *place, Problem *problem)
{
    return problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("mirror.lie"), "where", files_where(store->files), NULL), place);
}

static Status lie_in_tile(const MirrorStore *store, const TileId *tile, Problem *problem)
{
    char path[TILE_PATH_MAX];

    tile_path_print(tile, path);
    return lie(store, path, problem);
}

/* What must be there and is not. */
static Status missing(const MirrorStore *store, const char *place, Problem *problem)
{
    return problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("mirror.missing"), "where", files_where(store->files), NULL), place);
}

static Status fetch_tile(MirrorStore *store, const TileId *tile, Buffer *out, Problem *problem)
{
    Status status = files_tile(store->files, tile, out, problem);
    char   path[TILE_PATH_MAX];

    if (status != ERR_NOT_FOUND)
        return status;
    tile_path_print(tile, path);
    return missing(store, path, problem);
}

/* ---- tiles ---- */

static Status tile_raw(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    Buffer bytes;
    Status status;

    buffer_init(&bytes, TILE_BYTES);
    status = fetch_tile(context, tile, &bytes, problem);
    if (status == OK)
        memcpy(out, bytes.data, (size_t)tile->width * HASH_SIZE);
    buffer_clear(&bytes);
    return status;
}

static Slot *slot_find(MirrorStore *store, const TileId *tile)
{
    for (int i = 0; i < SLOTS; i++)
        if (store->slots[i].id.width == tile->width && store->slots[i].id.level == tile->level && store->slots[i].id.index == tile->index) {
            store->slots[i].used = ++store->clock;
            return &store->slots[i];
        }
    return NULL;
}

static Slot *slot_oldest(MirrorStore *store)
{
    Slot *oldest = &store->slots[0];

    for (int i = 1; i < SLOTS; i++)
        if (store->slots[i].used < oldest->used)
            oldest = &store->slots[i];
    return oldest;
}

static void slots_empty(MirrorStore *store)
{
    for (int i = 0; i < SLOTS; i++)
        store->slots[i].id.width = 0;
    store->bundle_id.width = 0;
}

/* The subtrees that a partial tile is made of are the frontier's at its level. */
static bool partial_fits(const Tree *head, const TileId *tile, const uint8_t *hashes)
{
    uint64_t above = head->size >> (TILE_HEIGHT * (tile->level + 1) - 1) >> 1; /* a shift by 64 is not defined */
    int      place = __builtin_popcountll(above), at = 0;

    for (int part = TILE_WIDTH / 2; part > 0; part /= 2) {
        Hash root;

        if ((tile->width & part) == 0)
            continue;
        tiler_fold(hashes + at * HASH_SIZE, part, &root);
        if (!hash_equal(&root, &head->frontier[place]))
            return false;
        at += part;
        place++;
    }
    return true;
}

/* The tile at the width that the head gives it, checked. Goes up from level to level until it meets one that was checked before: seven at most. */
static Status tile_checked(MirrorStore *store, int level, uint64_t index, uint8_t out[TILE_BYTES], Problem *problem)
{
    TileId  tile = {level, index, tile_width(level, index, store->head.size)};
    Slot   *slot = slot_find(store, &tile);
    uint8_t above[TILE_BYTES];
    Hash    root;

    if (slot != NULL) {
        memcpy(out, slot->hashes, (size_t)tile.width * HASH_SIZE);
        return OK;
    }
    TRY(tile_raw(store, &tile, out, problem));
    if (tile.width == TILE_WIDTH) {
        TRY(tile_checked(store, level + 1, index / TILE_WIDTH, above, problem));
        tiler_fold(out, TILE_WIDTH, &root);
        if (memcmp(above + index % TILE_WIDTH * HASH_SIZE, root.bytes, HASH_SIZE) != 0)
            return lie_in_tile(store, &tile, problem);
    } else if (!partial_fits(&store->head, &tile, out)) {
        return lie_in_tile(store, &tile, problem);
    }
    slot = slot_oldest(store);
    slot->id = tile;
    slot->used = ++store->clock;
    memcpy(slot->hashes, out, (size_t)tile.width * HASH_SIZE);
    return OK;
}

static Status mirror_tile(Store *base, const TileId *tile, uint8_t *out, Problem *problem)
{
    MirrorStore *store = from(base);
    uint8_t      hashes[TILE_BYTES];

    if (tile_width(tile->level, tile->index, store->head.size) < tile->width)
        return ERR_NOT_FOUND;
    TRY(tile_checked(store, tile->level, tile->index, hashes, problem));
    memcpy(out, hashes, (size_t)tile->width * HASH_SIZE);
    return OK;
}

static Status tile_for_proof(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    return mirror_tile(context, tile, out, problem);
}

/* ---- checkpoints ---- */

/* Reads the frontier of this size and compares its root. */
static Status tree_fetch(MirrorStore *store, const Checkpoint *checkpoint, Tree *out, Problem *problem)
{
    TileSource source = {tile_raw, store};
    TileCache *cache = tile_cache_new(&source, RAW_TILES);
    HashSource hashes;
    Status     status;
    Hash       root;
    char       place[64];

    if (cache == NULL)
        return no_memory(problem);
    tile_cache_size(cache, checkpoint->size);
    hashes = tile_cache_source(cache);
    status = tree_load(&hashes, checkpoint->size, out, problem);
    tile_cache_free(cache);
    TRY(status);
    tree_root(out, &root);
    if (hash_equal(&root, &checkpoint->root))
        return OK;
    if (checkpoint->size < TILE_WIDTH) /* all of the frontier lies in one tile: it can be named */
        return lie_in_tile(store, &(TileId){0, 0, (int)checkpoint->size}, problem);
    (void)snprintf(place, sizeof place, "tile, size %llu", (unsigned long long)checkpoint->size);
    return lie(store, place, problem);
}

/* Are the first `old` entries of the head a tree with this root? By a proof from checked tiles. */
static Status is_prefix(MirrorStore *store, uint64_t old, const Hash *old_root, bool *is, Problem *problem)
{
    TileSource source = {tile_for_proof, store};
    TileCache *cache;
    HashSource hashes;
    Proof      proof;
    Status     status;

    *is = old == 0;
    if (old == 0)
        return OK;
    cache = tile_cache_new(&source, PROOF_TILES);
    if (cache == NULL)
        return no_memory(problem);
    tile_cache_size(cache, store->head.size);
    hashes = tile_cache_source(cache);
    status = proof_consistency(&hashes, old, store->head.size, &proof, problem);
    tile_cache_free(cache);
    if (status == OK)
        *is = proof_consistent(old, store->head.size, old_root, &store->root, &proof);
    return status;
}

static Status fork_found(MirrorStore *store, uint64_t size, Problem *problem)
{
    char place[64];

    (void)snprintf(place, sizeof place, "checkpoint, size %llu", (unsigned long long)size);
    return problem_at(problem, problem_set(problem, ERR_CONFLICT, MSG("mirror.fork"), "where", files_where(store->files), NULL), place);
}

/* Moves the head to a larger checkpoint, or leaves it as it was. */
static Status advance(MirrorStore *store, const Checkpoint *checkpoint, Problem *problem)
{
    Tree   old = store->head, head;
    Hash   old_root = store->root;
    bool   is = false;
    Status status;

    TRY(tree_fetch(store, checkpoint, &head, problem));
    store->head = head;
    store->root = checkpoint->root;
    status = is_prefix(store, old.size, &old_root, &is, problem);
    if (status == OK && !is)
        status = fork_found(store, checkpoint->size, problem);
    if (status != OK) {
        store->head = old;
        store->root = old_root;
        slots_empty(store); /* tiles that were checked against another history */
    }
    return status;
}

/* A smaller checkpoint is an older one, out of a cache on the way: fine if it was true, and then of no use. */
static Status compare(MirrorStore *store, const Checkpoint *checkpoint, bool *newer, Problem *problem)
{
    bool is = true;

    *newer = !store->opened || checkpoint->size >= store->head.size;
    if (store->opened && checkpoint->size == store->head.size)
        is = hash_equal(&checkpoint->root, &store->root);
    else if (store->opened && checkpoint->size < store->head.size)
        TRY(is_prefix(store, checkpoint->size, &checkpoint->root, &is, problem));
    else
        return advance(store, checkpoint, problem);
    return is ? OK : fork_found(store, checkpoint->size, problem);
}

static Status host_of_entry(Slice bytes, Key *host, Problem *problem)
{
    json_t *object = NULL;
    Entry   entry;
    Status  status;

    TRY(entry_decode(bytes, &entry, problem));
    if (!slice_is(entry.kind, "record.origin"))
        return problem_set(problem, ERR_SYNTAX, MSG("mirror.no_origin"), NULL);
    TRY(entry_object(&entry, &object, problem));
    status = key_parse(json_slice(json_object_get(object, "host")), host, problem);
    json_decref(object);
    return status;
}

/* The host's key out of entry 0, which opening checks as soon as there is a root. */
static Status host_learn(MirrorStore *store, uint64_t size, Problem *problem)
{
    TileId tile = {TILE_ENTRIES, 0, tile_width(TILE_ENTRIES, 0, size)};
    Buffer bundle;
    Slice  rest, entry = {NULL, 0};
    Status status;

    if (size == 0)
        return problem_set(problem, ERR_REFUSED, MSG("mirror.empty"), "where", files_where(store->files), NULL);
    buffer_init(&bundle, BUNDLE_MAX);
    status = fetch_tile(store, &tile, &bundle, problem);
    rest = buffer_slice(&bundle);
    if (status == OK && !bundle_next(&rest, &entry))
        status = lie(store, "entry 0", problem);
    if (status == OK && (status = host_of_entry(entry, &store->host, problem)) != OK)
        (void)problem_at(problem, status, "entry 0");
    buffer_clear(&bundle);
    store->host_known = status == OK;
    return status;
}

static Status refresh_with(MirrorStore *store, Buffer *bytes, Problem *problem)
{
    Checkpoint *checkpoint = memory_new(sizeof *checkpoint);
    Judgement   judgement;
    Status      status;
    bool        newer;

    if (checkpoint == NULL)
        return no_memory(problem);
    TRY_OR(done, checkpoint_parse(buffer_slice(bytes), checkpoint, problem));
    if (!store->host_known)
        TRY_OR(done, host_learn(store, checkpoint->size, problem));
    if (!slice_is(checkpoint->origin, store->host.name))
        TRY_OR(done, problem_set(problem, ERR_SIGNATURE, MSG("mirror.origin"), "where", files_where(store->files), "origin", store->host.name, NULL));
    TRY_OR(done, checkpoint_judge(checkpoint, &store->host, NULL, NULL, (Slice){NULL, 0}, &judgement, problem));
    TRY_OR(done, compare(store, checkpoint, &newer, problem));
    if (newer) {
        Buffer old = store->checkpoint;

        store->checkpoint = *bytes;
        *bytes = old;
        store->opened = true;
    }
done:
    memory_free(checkpoint);
    return status;
}

static Status refresh(MirrorStore *store, Problem *problem)
{
    Buffer bytes;
    Status status;

    buffer_init(&bytes, NOTE_MAX);
    status = files_get(store->files, "checkpoint", NOTE_MAX, &bytes, problem);
    if (status == ERR_NOT_FOUND)
        status = missing(store, "checkpoint", problem);
    if (status == OK)
        status = refresh_with(store, &bytes, problem);
    buffer_clear(&bytes);
    return status;
}

static Status mirror_head(Store *base, Tree *out, Problem *problem)
{
    TRY(refresh(from(base), problem));
    *out = from(base)->head;
    return OK;
}

static Status mirror_checkpoint(Store *base, uint64_t size, Buffer *out, Problem *problem)
{
    MirrorStore *store = from(base);

    if (size != STORE_NEWEST && size != store->head.size)
        return ERR_NOT_FOUND; /* the host serves its newest alone */
    buffer_add(out, buffer_slice(&store->checkpoint));
    return out->status == OK ? OK : problem_set(problem, out->status, MSG("status.limit"), NULL);
}

static Status mirror_cosignatures(Store *base, uint64_t size, Buffer *out, Problem *problem)
{
    char path[64];

    (void)snprintf(path, sizeof path, "cosignatures/%llu", (unsigned long long)size);
    return files_get(from(base)->files, path, NOTE_MAX, out, problem);
}

/* ---- entries ---- */

static Status bundle_check(MirrorStore *store, const TileId *tile, Slice rest, Problem *problem)
{
    uint8_t hashes[TILE_BYTES];
    Slice   entry;

    TRY(tile_checked(store, 0, tile->index, hashes, problem));
    for (int i = 0; i < tile->width; i++) {
        char place[64];
        Hash leaf;

        (void)snprintf(place, sizeof place, "entry %llu", (unsigned long long)(tile->index * TILE_WIDTH) + (unsigned long long)i);
        if (!bundle_next(&rest, &entry))
            return lie(store, place, problem);
        hash_leaf(entry, &leaf);
        if (memcmp(leaf.bytes, hashes + i * HASH_SIZE, HASH_SIZE) != 0)
            return lie(store, place, problem);
    }
    return OK;
}

/* Leaves the bundle, checked, in *out. The kept one is lent, so that a visit may read on through the same handle. */
static Status bundle_lend(MirrorStore *store, const TileId *tile, Buffer *out, Problem *problem)
{
    bool   kept = store->bundle_id.width == tile->width && store->bundle_id.index == tile->index;
    Status status;

    *out = store->bundle;
    store->bundle_id.width = 0;
    buffer_init(&store->bundle, BUNDLE_MAX);
    if (kept)
        return OK;
    buffer_reset(out);
    status = fetch_tile(store, tile, out, problem);
    return status == OK ? bundle_check(store, tile, buffer_slice(out), problem) : status;
}

static void bundle_return(MirrorStore *store, const TileId *tile, Buffer *bundle, bool good)
{
    buffer_clear(&store->bundle);
    store->bundle = *bundle;
    store->bundle_id = *tile;
    if (!good)
        store->bundle_id.width = 0;
}

/* Visits entries [at, end) of one bundle. */
static Status bundle_visit(MirrorStore *store, uint64_t at, uint64_t end, StoreVisit visit, void *context, Problem *problem)
{
    TileId   tile = {TILE_ENTRIES, at / TILE_WIDTH, tile_width(TILE_ENTRIES, at / TILE_WIDTH, store->head.size)};
    uint64_t index = tile.index * TILE_WIDTH;
    Buffer   bundle;
    Slice    rest, entry;
    Status   status = bundle_lend(store, &tile, &bundle, problem), checked = status;

    for (rest = buffer_slice(&bundle); status == OK && index < end && bundle_next(&rest, &entry); index++)
        if (index >= at)
            status = visit(context, index, entry, problem);
    bundle_return(store, &tile, &bundle, checked == OK);
    return status;
}

static Status mirror_entries(Store *base, uint64_t at, uint64_t count, StoreVisit visit, void *context, Problem *problem)
{
    MirrorStore *store = from(base);
    uint64_t     end;

    if (at > store->head.size || count > store->head.size - at)
        return problem_set(problem, ERR_NOT_FOUND, MSG("store.beyond"), NULL);
    for (end = at + count; at < end;) {
        uint64_t next = (at / TILE_WIDTH + 1) * TILE_WIDTH;

        if (next > end)
            next = end;
        TRY(bundle_visit(store, at, next, visit, context, problem));
        at = next;
    }
    return OK;
}

/* ---- opening ---- */

static void mirror_close(Store *base)
{
    MirrorStore *store = from(base);

    files_close(store->files);
    buffer_clear(&store->checkpoint);
    buffer_clear(&store->bundle);
    memory_free(store->slots);
    memory_free(store);
}

static Status visit_nothing(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    (void)context;
    (void)index;
    (void)bytes;
    (void)problem;
    return OK;
}

static Status mirror_open(const StoreOptions *options, Store **out, Problem *problem)
{
    MirrorStore *store = memory_new_zeroed(1, sizeof *store);
    Status       status;

    if (store == NULL)
        return no_memory(problem);
    buffer_init(&store->checkpoint, NOTE_MAX);
    buffer_init(&store->bundle, BUNDLE_MAX);
    store->slots = memory_new_zeroed(SLOTS, sizeof *store->slots);
    if (options->host != NULL) {
        store->host = *options->host;
        store->host_known = true;
    }
    status = store->slots == NULL ? no_memory(problem) : files_open(options->where, options->token, &store->files, problem);
    if (status == OK)
        status = refresh(store, problem);
    if (status == OK && options->host == NULL)
        status = mirror_entries(&store->base, 0, 1, visit_nothing, NULL, problem);
    if (status == OK)
        *out = &store->base;
    else
        mirror_close(&store->base);
    return status;
}

const StoreDriver store_mirror = {
    .name = "mirror",
    .writable = false,
    .open = mirror_open,
    .close = mirror_close,
    .head = mirror_head,
    .entries = mirror_entries,
    .tile = mirror_tile,
    .checkpoint = mirror_checkpoint,
    .cosignatures = mirror_cosignatures,
};
