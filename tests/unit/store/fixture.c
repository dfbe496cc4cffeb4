/* SPDX-License-Identifier: Apache-2.0
 *
 * See fixture.h.
 */
#include "unit/store/fixture.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[FIXTURE_PATH];

void fixture_folder(void)
{
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"; /* what flushing waits for is not what is tested */

    (void)snprintf(folder, sizeof folder, "%s/store-XXXXXX", base);
    assert_non_null(mkdtemp(folder));
}

static int remove_one(const char *path, const struct stat *what, int kind, struct FTW *where)
{
    (void)what;
    (void)kind;
    (void)where;
    return remove(path);
}

void fixture_folder_remove(void)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *fixture_path(const char *name)
{
    static char paths[4][FIXTURE_PATH * 2];
    static int  turn;

    turn = (turn + 1) % 4;
    (void)snprintf(paths[turn], sizeof paths[turn], "%s/%s", folder, name);
    return paths[turn];
}

StoreRow fixture_row(uint64_t n, char bytes[FIXTURE_ENTRY])
{
    StoreRow row = {.bytes = {bytes, FIXTURE_ENTRY}};

    memset(bytes, 'a' + (int)(n % 26), FIXTURE_ENTRY);
    (void)snprintf(bytes, FIXTURE_ENTRY, "entry %llu", (unsigned long long)n);
    hash_leaf(row.bytes, &row.leaf);
    return row;
}

void fixture_fill(Store *store, uint64_t size, size_t batch)
{
    static char     bytes[STORE_BATCH_MAX][FIXTURE_ENTRY];
    static StoreRow rows[STORE_BATCH_MAX];
    Tree            head;

    assert_ok(store_head(store, &head, NULL));
    while (head.size < size) {
        size_t count = size - head.size < batch ? (size_t)(size - head.size) : batch;

        assert_ok(store_begin(store, &head, NULL));
        for (size_t i = 0; i < count; i++)
            rows[i] = fixture_row(head.size + i, bytes[i]);
        assert_ok(store_append(store, rows, count, NULL));
        assert_ok(store_commit(store, NULL));
        assert_ok(store_head(store, &head, NULL));
    }
    assert_number(head.size, size);
}

Store *fixture_open(const StoreDriver *driver, const char *where, StoreMode mode)
{
    StoreOptions options = {.where = where, .mode = mode};
    Store       *store = NULL;
    Problem      problem = {0};

    if (store_open(driver, &options, &store, &problem) != OK) {
        print_error("%s: %s %s\n", where, problem.message != NULL ? problem.message : "", problem.place);
        fail();
    }
    return store;
}

void fixture_root(uint64_t from, uint64_t size, Hash *out)
{
    uint64_t half = 1;
    Hash     left, right;

    if (size == 1) {
        char bytes[FIXTURE_ENTRY];

        *out = fixture_row(from, bytes).leaf;
        return;
    }
    while (half * 2 < size)
        half *= 2;
    fixture_root(from, half, &left);
    fixture_root(from + half, size - half, &right);
    hash_node(&left, &right, out);
}

/* Remembered, or the large sizes would take minutes. */
void fixture_hash(int level, uint64_t index, Hash *out)
{
    static Hash known[3][70000];
    static bool is_known[3][70000];
    uint64_t    leaves = UINT64_C(1) << (TILE_HEIGHT * level);

    assert_true(level < 3 && index < 70000);
    if (!is_known[level][index])
        fixture_root(index * leaves, leaves, &known[level][index]);
    is_known[level][index] = true;
    *out = known[level][index];
}

static void check_tile(Store *store, const TileId *tile)
{
    uint8_t got[TILE_BYTES];

    assert_ok(store_tile(store, tile, got, NULL));
    for (int i = 0; i < tile->width; i++) {
        Hash want;

        fixture_hash(tile->level, tile->index * TILE_WIDTH + (uint64_t)i, &want);
        assert_memory_equal(got + i * HASH_SIZE, want.bytes, HASH_SIZE);
    }
}

void fixture_check_tiles(Store *store, uint64_t size)
{
    uint8_t none[TILE_BYTES];

    for (int level = 0; level <= TILE_LEVEL_MAX; level++) {
        uint64_t count = tile_count(level, size);

        for (uint64_t i = 0; i < count; i++) {
            TileId tile = {level, i, tile_width(level, i, size)};

            check_tile(store, &tile);
            if (tile.width > 1) { /* narrower ones, as older checkpoints need */
                tile.width /= 2;
                check_tile(store, &tile);
            }
        }
        if (count != 0 && tile_width(level, count - 1, size) < TILE_WIDTH)
            assert_number(store_tile(store, &(TileId){level, count - 1, tile_width(level, count - 1, size) + 1}, none, NULL), ERR_NOT_FOUND);
        assert_number(store_tile(store, &(TileId){level, count, 1}, none, NULL), ERR_NOT_FOUND);
    }
}

void fixture_write(const char *path, Slice bytes)
{
    char  folders[FIXTURE_PATH * 2];
    FILE *file;

    (void)snprintf(folders, sizeof folders, "%s", path);
    for (char *at = folders + 1; (at = strchr(at, '/')) != NULL; at++) {
        *at = '\0';
        (void)mkdir(folders, 0700);
        *at = '/';
    }
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data != NULL ? bytes.data : "", 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

void fixture_read(const char *path, Buffer *out)
{
    FILE  *file = fopen(path, "rb");
    char   block[4096];
    size_t size;

    assert_non_null(file);
    while ((size = fread(block, 1, sizeof block, file)) != 0)
        buffer_add(out, (Slice){block, size});
    (void)fclose(file);
}

void fixture_flip(const char *path, size_t at)
{
    FILE *file = fopen(path, "r+b");
    int   byte;

    assert_non_null(file);
    assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
    byte = fgetc(file);
    assert_int_equal(fseek(file, (long)at, SEEK_SET), 0);
    (void)fputc(byte ^ 1, file);
    (void)fclose(file);
}
