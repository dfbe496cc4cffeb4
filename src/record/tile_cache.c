/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashes out of tiles. A tile that is read is expanded at once: its 256 hashes and all nodes above them that are complete, so that a proof costs a look-up for
 * each hash and no hashing but at the tree's right edge. The tiles that were used last are kept; a partial tile is read anew once the tree has grown beyond it.
 *
 * A slot holds one tile. Slots hang in chains of a table by level and index, and in a ring by last use. Their nodes are asked for when first needed.
 */
#include "record/record.h"

enum {
    NODES = 2 * TILE_WIDTH - 2, /* all levels of a tile but its own root, which is a hash of the tile above */
    NONE = -1
};

typedef struct Slot {
    TileId  id;                 /* width 0: empty */
    Hash   *nodes;              /* NODES of them; NULL before first use */
    int32_t chain;              /* the next of the same bucket */
    int32_t newer, older;       /* by last use */
} Slot;

struct TileCache {
    TileSource source;
    uint64_t   size;
    Slot      *slots;
    int32_t   *buckets;
    size_t     bucket_mask;
    int32_t    count, used;     /* slots there are; slots that were ever used */
    int32_t    newest, oldest;
};

TileCache *tile_cache_new(const TileSource *source, size_t tiles)
{
    TileCache *cache = memory_new_zeroed(1, sizeof *cache);
    size_t     buckets = 1;

    REQUIRE(tiles >= 1 && tiles <= INT32_MAX / 4);
    if (cache == NULL)
        return NULL;
    while (buckets < 2 * tiles)
        buckets *= 2;
    *cache = (TileCache){.source = *source, .bucket_mask = buckets - 1, .count = (int32_t)tiles, .newest = NONE, .oldest = NONE};
    cache->slots = memory_new_zeroed(tiles, sizeof *cache->slots);
    cache->buckets = memory_new_zeroed(buckets, sizeof *cache->buckets);
    if (cache->slots == NULL || cache->buckets == NULL) {
        tile_cache_free(cache);
        return NULL;
    }
    for (size_t i = 0; i < buckets; i++)
        cache->buckets[i] = NONE;
    return cache;
}

void tile_cache_free(TileCache *cache)
{
    if (cache == NULL)
        return;
    for (int32_t i = 0; i < cache->used; i++)
        memory_free(cache->slots[i].nodes);
    memory_free(cache->slots);
    memory_free(cache->buckets);
    memory_free(cache);
}

void tile_cache_size(TileCache *cache, uint64_t size)
{
    REQUIRE(size <= TREE_SIZE_MAX);
    cache->size = size;
}

/* ---- slots ---- */

static int32_t *bucket_of(TileCache *cache, int level, uint64_t index)
{
    uint64_t mixed = (index * (TILE_LEVEL_MAX + 1) + (uint64_t)level) * UINT64_C(0x9E3779B97F4A7C15);

    return &cache->buckets[(mixed >> 32) & cache->bucket_mask];
}

static int32_t find(TileCache *cache, int level, uint64_t index)
{
    int32_t at = *bucket_of(cache, level, index);

    while (at != NONE && (cache->slots[at].id.index != index || cache->slots[at].id.level != level))
        at = cache->slots[at].chain;
    return at;
}

static void leave_ring(TileCache *cache, int32_t at)
{
    Slot *slot = &cache->slots[at];

    *(slot->newer != NONE ? &cache->slots[slot->newer].older : &cache->newest) = slot->older;
    *(slot->older != NONE ? &cache->slots[slot->older].newer : &cache->oldest) = slot->newer;
}

static void join_ring(TileCache *cache, int32_t at)
{
    Slot *slot = &cache->slots[at];

    slot->newer = NONE;
    slot->older = cache->newest;
    *(cache->newest != NONE ? &cache->slots[cache->newest].newer : &cache->oldest) = at;
    cache->newest = at;
}

static void leave_bucket(TileCache *cache, int32_t at)
{
    int32_t *link = bucket_of(cache, cache->slots[at].id.level, cache->slots[at].id.index);

    while (*link != at)
        link = &cache->slots[*link].chain;
    *link = cache->slots[at].chain;
}

/* A slot for a tile that has none: a new one, else the one that was not used for the longest. NONE without memory. */
static int32_t claim(TileCache *cache, int level, uint64_t index)
{
    int32_t  at = cache->oldest, *bucket;
    Slot    *slot;

    if (cache->used < cache->count) {
        Hash *nodes = memory_new(NODES * sizeof *nodes);

        if (nodes == NULL)
            return NONE;
        at = cache->used++;
        cache->slots[at].nodes = nodes;
    } else {
        leave_ring(cache, at);
        leave_bucket(cache, at);
    }
    slot = &cache->slots[at];
    slot->id = (TileId){.level = level, .index = index, .width = 0};
    bucket = bucket_of(cache, level, index);
    slot->chain = *bucket;
    *bucket = at;
    join_ring(cache, at);
    return at;
}

/* ---- nodes ---- */

/* Where the nodes of height 0 to 7 above a tile's hashes begin: 256 of them, 128, 64 … */
static size_t first_node(int height)
{
    return 2 * TILE_WIDTH - (2 * (size_t)TILE_WIDTH >> height);
}

static Status fill(TileCache *cache, Slot *slot, int width, Problem *problem)
{
    TileId wanted = {.level = slot->id.level, .index = slot->id.index, .width = width};

    slot->id.width = 0; /* until all is there, nothing is */
    TRY(cache->source.read(cache->source.context, &wanted, slot->nodes[0].bytes, problem));
    for (int height = 1; height < TILE_HEIGHT; height++) {
        const Hash *below = slot->nodes + first_node(height - 1);
        Hash       *nodes = slot->nodes + first_node(height);

        for (int i = 0; i < width >> height; i++)
            hash_node(&below[2 * i], &below[2 * i + 1], &nodes[i]);
    }
    slot->id.width = width;
    return OK;
}

static Status read_hash(void *context, int level, uint64_t index, Hash *out, Problem *problem)
{
    TileCache *cache = context;
    int        height = level % TILE_HEIGHT, tile_level = level / TILE_HEIGHT;
    uint64_t   tile = index >> (TILE_HEIGHT - height), within = index & ((UINT64_C(1) << (TILE_HEIGHT - height)) - 1);
    int        width = tile_width(tile_level, tile, cache->size);
    int32_t    at = cache->newest;

    if (within >= (uint64_t)(width >> height))
        return problem_set(problem, ERR_NOT_FOUND, MSG("tile.beyond"), NULL);
    if (at == NONE || cache->slots[at].id.index != tile || cache->slots[at].id.level != tile_level) {
        at = find(cache, tile_level, tile);
        if (at == NONE) {
            at = claim(cache, tile_level, tile);
        } else {
            leave_ring(cache, at);
            join_ring(cache, at);
        }
    }
    if (at == NONE)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (cache->slots[at].id.width < width)
        TRY(fill(cache, &cache->slots[at], width, problem));
    *out = cache->slots[at].nodes[first_node(height) + within];
    return OK;
}

HashSource tile_cache_source(TileCache *cache)
{
    return (HashSource){.read = read_hash, .context = cache};
}
