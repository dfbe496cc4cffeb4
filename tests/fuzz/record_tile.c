/* SPDX-License-Identifier: Apache-2.0
 *
 * Paths of tiles, and bundles: a path that is accepted prints to the same bytes, a bundle that ends where an entry ends is put together again to the same bytes.
 */
#include "fuzz.h"
#include "record/record.h"

static void check_path(Slice path)
{
    TileId   tile;
    char     printed[TILE_PATH_MAX];
    uint64_t size, span;

    if (tile_path_parse(path, &tile) != OK)
        return;
    tile_path_print(&tile, printed);
    REQUIRE(slice_is(path, printed));
    span = UINT64_C(1) << (tile.level == TILE_ENTRIES ? 0 : tile.level * TILE_HEIGHT);
    size = (tile.index * TILE_WIDTH + (uint64_t)tile.width) * span; /* the smallest tree that has this tile */
    REQUIRE(size >= 1 && size <= TREE_SIZE_MAX);
    REQUIRE(tile_width(tile.level, tile.index, size) == tile.width && tile_width(tile.level, tile.index, size - 1) == tile.width - 1);
    REQUIRE(tile_count(tile.level, size) == tile.index + 1);
}

static void check_bundle(Slice bytes)
{
    Slice  rest = bytes, entry;
    Buffer again;

    buffer_init(&again, FUZZ_BUFFER_MAX);
    while (bundle_next(&rest, &entry))
        bundle_add(&again, entry);
    REQUIRE(again.status == OK && again.size + rest.size == bytes.size);
    REQUIRE(again.size == 0 || memcmp(again.data, bytes.data, again.size) == 0);
    buffer_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice bytes = {(const char *)data, size};

    check_path(bytes);
    check_bundle(bytes);
    return 0;
}
