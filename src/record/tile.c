/* SPDX-License-Identifier: Apache-2.0
 *
 * Tiles as C2SP tlog-tiles has them: their paths, how many there are and how wide, and bundles of entries. A tile of level L and index N holds the
 * hashes of level 8 * L from N * 256 on; the last one of a level may be partial. There is one spelling of each path, and none for a tile that no tree
 * of at most TREE_SIZE_MAX leaves has.
 */
#include "record/record.h"

enum { GROUP = 1000, GROUP_DIGITS = 3 };

static int shift_of(int level)
{
    return level == TILE_ENTRIES ? 0 : level * TILE_HEIGHT;
}

static bool may_exist(const TileId *tile)
{
    uint64_t hashes = TREE_SIZE_MAX >> shift_of(tile->level); /* of this level, in the largest tree */

    return tile->index <= hashes / TILE_WIDTH && tile->index * TILE_WIDTH + (uint64_t)tile->width <= hashes;
}

/* Takes `prefix` off *rest when it stands there. */
static bool take(Slice *rest, const char *prefix)
{
    if (!slice_starts(*rest, prefix))
        return false;
    *rest = slice_part(*rest, strlen(prefix), rest->size);
    return true;
}

static bool take_digits(Slice *rest, size_t count, uint64_t *number)
{
    if (rest->size < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        char c = rest->data[i];

        if (c < '0' || c > '9')
            return false;
        *number = *number * 10 + (uint64_t)(c - '0');
    }
    *rest = slice_part(*rest, count, rest->size);
    return true;
}

/* "x001/x234/067": groups of three digits, an x before each but the last, and no first group of zeros but a single one. */
static bool take_index(Slice *rest, uint64_t *index)
{
    uint64_t number = 0;
    bool     more;

    do {
        bool first = number == 0;

        more = take(rest, "x");
        if (number > TREE_SIZE_MAX / GROUP || !take_digits(rest, GROUP_DIGITS, &number))
            return false;
        if (more && ((first && number == 0) || !take(rest, "/")))
            return false;
    } while (more);
    *index = number;
    return true;
}

static bool take_width(Slice rest, int *width)
{
    uint64_t number = 0;

    *width = TILE_WIDTH;
    if (rest.size == 0)
        return true;
    if (!take(&rest, ".p/") || rest.size == 0 || rest.size > GROUP_DIGITS || rest.data[0] == '0' ||
        !take_digits(&rest, rest.size, &number) || number >= TILE_WIDTH)
        return false;
    *width = (int)number;
    return true;
}

Status tile_path_parse(Slice path, TileId *out)
{
    uint64_t level = 0;

    if (!take(&path, "tile/"))
        return ERR_NOT_FOUND;
    if (take(&path, "entries/"))
        out->level = TILE_ENTRIES;
    else if (take_digits(&path, 1, &level) && level <= TILE_LEVEL_MAX && take(&path, "/"))
        out->level = (int)level;
    else
        return ERR_NOT_FOUND;
    return take_index(&path, &out->index) && take_width(path, &out->width) && may_exist(out) ? OK : ERR_NOT_FOUND;
}

void tile_path_print(const TileId *tile, char out[TILE_PATH_MAX])
{
    uint64_t groups[7], rest = tile->index;
    int      count = 0, at;

    REQUIRE(tile->level >= TILE_ENTRIES && tile->level <= TILE_LEVEL_MAX && tile->width >= 1 && tile->width <= TILE_WIDTH);
    do {
        groups[count++] = rest % GROUP;
        rest /= GROUP;
    } while (rest != 0);
    at = tile->level == TILE_ENTRIES ? snprintf(out, TILE_PATH_MAX, "tile/entries/") : snprintf(out, TILE_PATH_MAX, "tile/%d/", tile->level);
    while (--count >= 0)
        at += snprintf(out + at, (size_t)(TILE_PATH_MAX - at), count != 0 ? "x%03d/" : "%03d", (int)groups[count]);
    if (tile->width != TILE_WIDTH)
        at += snprintf(out + at, (size_t)(TILE_PATH_MAX - at), ".p/%d", tile->width);
    REQUIRE(at < TILE_PATH_MAX);
}

int tile_width(int level, uint64_t index, uint64_t size)
{
    uint64_t hashes = level <= TILE_LEVEL_MAX ? size >> shift_of(level) : 0;

    if (index < hashes / TILE_WIDTH)
        return TILE_WIDTH;
    return index == hashes / TILE_WIDTH ? (int)(hashes % TILE_WIDTH) : 0;
}

uint64_t tile_count(int level, uint64_t size)
{
    uint64_t hashes = level <= TILE_LEVEL_MAX ? size >> shift_of(level) : 0;

    return hashes / TILE_WIDTH + (hashes % TILE_WIDTH != 0);
}

void bundle_add(Buffer *out, Slice entry)
{
    REQUIRE(entry.size <= ENTRY_MAX);
    buffer_add_u16be(out, (uint16_t)entry.size);
    buffer_add(out, entry);
}

bool bundle_next(Slice *rest, Slice *entry)
{
    Reader in = reader_from(*rest);
    Slice  taken = reader_take(&in, reader_u16be(&in));

    if (reader_failed(&in))
        return false;
    *entry = taken;
    *rest = slice_part(*rest, in.at, rest->size);
    return true;
}
