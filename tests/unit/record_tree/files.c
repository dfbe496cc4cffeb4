/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

static void path_of(const char *path, char *out, size_t size)
{
    const char *source = getenv("RAPPORTEUR_SOURCE");

    (void)snprintf(out, size, "%s/tests/vectors/record/%s", source != NULL ? source : ".", path);
}

bool file_exists(const char *path)
{
    char  full[1024];
    FILE *file;

    path_of(path, full, sizeof full);
    file = fopen(full, "rb");
    if (file != NULL)
        (void)fclose(file);
    return file != NULL;
}

void file_read(const char *path, Buffer *out)
{
    char   full[1024], block[16 * 1024];
    size_t size;
    FILE  *file;

    path_of(path, full, sizeof full);
    file = fopen(full, "rb");
    if (file == NULL)
        print_error("%s is not there\n", full);
    assert_non_null(file);
    buffer_init(out, FILES_MAX);
    while ((size = fread(block, 1, sizeof block, file)) != 0)
        buffer_add(out, (Slice){block, size});
    (void)fclose(file);
    assert_number(out->status, OK);
}

static Slice cut(Slice *rest, char separator)
{
    const char *end = rest->size != 0 ? memchr(rest->data, separator, rest->size) : NULL;
    size_t      size = end != NULL ? (size_t)(end - rest->data) : rest->size;
    Slice       part = slice_part(*rest, 0, size);

    *rest = slice_part(*rest, size + (end != NULL), rest->size);
    return part;
}

bool row_next(Slice *rest, char separator, Slice columns[COLUMNS_MAX], size_t *count)
{
    Slice line;

    do {
        if (rest->size == 0)
            return false;
        line = cut(rest, '\n');
    } while (line.size == 0 || line.data[0] == '#');
    for (*count = 0; line.size != 0 && *count < COLUMNS_MAX; (*count)++)
        columns[*count] = cut(&line, separator);
    return true;
}

uint64_t row_number(Slice text)
{
    uint64_t number = 0;

    for (size_t i = 0; i < text.size; i++)
        number = number * 10 + (uint64_t)(text.data[i] - '0');
    return number;
}

static Status read_tile(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    char   path[TILE_PATH_MAX], full[256];
    Buffer file;

    (void)problem;
    tile_path_print(tile, path);
    (void)snprintf(full, sizeof full, "%s/%s", (const char *)context, path);
    file_read(full, &file);
    assert_number(file.size, tile->width * HASH_SIZE);
    memcpy(out, file.data, file.size);
    buffer_clear(&file);
    return OK;
}

TileSource folder_tiles(const char *folder)
{
    return (TileSource){.read = read_tile, .context = (void *)(uintptr_t)folder};
}

void tree_of_bundle(Slice bundle, Tree *tree)
{
    Slice entry;
    Hash  leaf;

    while (bundle_next(&bundle, &entry)) {
        hash_leaf(entry, &leaf);
        tree_add(tree, &leaf);
    }
    assert_number(bundle.size, 0);
}

void whole_init(Whole *whole, const Hash *leaves, uint64_t size)
{
    *whole = (Whole){.size = size};
    for (int level = 0; level < 64 && size >> level != 0; level++) {
        Hash *hashes = whole->levels[level] = memory_new((size >> level) * sizeof *hashes);

        assert_non_null(hashes);
        for (uint64_t i = 0; i < size >> level; i++) {
            if (level == 0)
                hashes[i] = leaves[i];
            else
                hash_node(&whole->levels[level - 1][2 * i], &whole->levels[level - 1][2 * i + 1], &hashes[i]);
        }
    }
}

void whole_clear(Whole *whole)
{
    for (int level = 0; level < 64; level++)
        memory_free(whole->levels[level]);
    *whole = (Whole){0};
}

static Status read_whole(void *context, int level, uint64_t index, Hash *out, Problem *problem)
{
    Whole *whole = context;

    (void)problem;
    REQUIRE(level >= 0 && level < 64 && index < whole->size >> level); /* asked only for what is complete */
    *out = whole->levels[level][index];
    return OK;
}

HashSource whole_source(Whole *whole)
{
    return (HashSource){.read = read_whole, .context = whole};
}
