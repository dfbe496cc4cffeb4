/* SPDX-License-Identifier: Apache-2.0
 *
 * What the drivers of src/store share among themselves: the head of every handle, the list of drivers, and the tiler, which turns leaves into tiles.
 * Of no use outside src/store and its tests.
 *
 * The tiler is pure: it holds the partial tile of each level (64 KB in all) and hands out each tile that becomes full. A level keeps the roots of the complete
 * subtrees inside its partial tile, so that a leaf costs one node hash on the average, and the frontier of the whole tree is those of the levels, the highest first.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "store/store.h"

/* Every handle begins with this; store_open fills it. */
struct Store {
    const StoreDriver *driver;
    bool               writable;
};

extern const StoreDriver store_sqlite, store_memory, store_mirror;

enum { TILE_LEVELS = TILE_LEVEL_MAX + 1, TILE_BYTES = TILE_WIDTH * HASH_SIZE };

typedef struct TilerLevel {
    int     width, count;               /* hashes in the partial tile, 0 to 255; roots in the frontier: one for each 1 bit of width */
    bool    changed;                    /* since the last tiler_saved */
    Hash    frontier[TILE_HEIGHT + 1];
    uint8_t hashes[TILE_BYTES];
} TilerLevel;

typedef struct Tiler {
    uint64_t   size;
    TilerLevel level[TILE_LEVELS];
} Tiler;

/* Takes each tile when it becomes full; may keep nothing of `hashes`. */
typedef struct TilerSink {
    Status (*tile)(void *context, int level, uint64_t index, const uint8_t hashes[TILE_BYTES], Problem *problem);
    void *context;
} TilerSink;

void   tiler_init(Tiler *tiler);
/* Puts back what is kept of one level: `width` hashes of its partial tile. Then say the size. */
void   tiler_load(Tiler *tiler, int level, const uint8_t *hashes, int width);
void   tiler_load_size(Tiler *tiler, uint64_t size);
/* Anything but OK comes from the sink, and the tiler is then of no more use. */
Status tiler_add(Tiler *tiler, const Hash *leaf, const TilerSink *sink, Problem *problem) MUST_USE;
void   tiler_tree(const Tiler *tiler, Tree *out);
/* The partial tile of a level, or NULL when it did not change since the last tiler_saved or is empty. */
const uint8_t *tiler_changed(const Tiler *tiler, int level, int *width);
void   tiler_saved(Tiler *tiler);
/* The root of 2^n hashes that stand side by side, at most a tile of them. */
void   tiler_fold(const uint8_t *hashes, int count, Hash *out);

#endif
