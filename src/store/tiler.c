/* SPDX-License-Identifier: Apache-2.0
 *
 * From leaves to tiles; see driver.h. A full tile's root is the next level's hash, so adding goes up as long as tiles fill.
 */
#include "store/driver.h"

void tiler_init(Tiler *tiler)
{
    memset(tiler, 0, sizeof *tiler);
}

/* Adds a hash to the partial tile and joins equal subtrees, as many times as the width that it had ends in 1 bits. */
static void level_add(TilerLevel *level, const Hash *hash)
{
    memcpy(level->hashes + level->width * HASH_SIZE, hash->bytes, HASH_SIZE);
    level->frontier[level->count++] = *hash;
    for (int bits = level->width; (bits & 1) != 0; bits >>= 1) {
        level->count--;
        hash_node(&level->frontier[level->count - 1], &level->frontier[level->count], &level->frontier[level->count - 1]);
    }
    level->width++;
    level->changed = true;
}

Status tiler_add(Tiler *tiler, const Hash *leaf, const TilerSink *sink, Problem *problem)
{
    Hash     hash = *leaf;
    uint64_t index = tiler->size / TILE_WIDTH;

    for (int i = 0; i < TILE_LEVELS; i++, index /= TILE_WIDTH) {
        TilerLevel *level = &tiler->level[i];

        level_add(level, &hash);
        if (level->width < TILE_WIDTH)
            break;
        TRY(sink->tile(sink->context, i, index, level->hashes, problem));
        hash = level->frontier[0];
        level->width = level->count = 0;
    }
    tiler->size++;
    return OK;
}

void tiler_load(Tiler *tiler, int level, const uint8_t *hashes, int width)
{
    TilerLevel *into = &tiler->level[level];

    into->width = into->count = 0;
    for (int i = 0; i < width; i++) {
        Hash hash;

        memcpy(hash.bytes, hashes + i * HASH_SIZE, HASH_SIZE);
        level_add(into, &hash);
    }
    into->changed = false;
}

void tiler_load_size(Tiler *tiler, uint64_t size)
{
    tiler->size = size;
}

void tiler_tree(const Tiler *tiler, Tree *out)
{
    int count = 0;

    tree_init(out);
    out->size = tiler->size;
    for (int i = TILE_LEVELS - 1; i >= 0; i--)
        for (int j = 0; j < tiler->level[i].count; j++)
            out->frontier[count++] = tiler->level[i].frontier[j];
}

const uint8_t *tiler_changed(const Tiler *tiler, int level, int *width)
{
    const TilerLevel *from = &tiler->level[level];

    *width = from->width;
    return from->changed && from->width != 0 ? from->hashes : NULL;
}

void tiler_saved(Tiler *tiler)
{
    for (int i = 0; i < TILE_LEVELS; i++)
        tiler->level[i].changed = false;
}

void tiler_fold(const uint8_t *hashes, int count, Hash *out)
{
    Hash row[TILE_WIDTH];

    REQUIRE(count >= 1 && count <= TILE_WIDTH && (count & (count - 1)) == 0);
    memcpy(row, hashes, (size_t)count * HASH_SIZE);
    for (; count > 1; count /= 2)
        for (int i = 0; i < count / 2; i++)
            hash_node(&row[2 * i], &row[2 * i + 1], &row[i]);
    *out = row[0];
}
