/* SPDX-License-Identifier: Apache-2.0
 *
 * Tiles: paths have one spelling, widths and counts at the edges, the cache at its bounds, bundles; and proofs in trees too large to build.
 */
#include "files.h"

static void a_tile_path_has_one_spelling(void **state)
{
    static const struct {
        const char *path;
        int         level;
        uint64_t    index;
        int         width;
    } good[] = {
        {"tile/0/000", 0, 0, 256},
        {"tile/0/999.p/1", 0, 999, 1},
        {"tile/7/000.p/64", 7, 0, 64},
        {"tile/entries/x001/234.p/255", TILE_ENTRIES, 1234, 255},
        {"tile/0/x001/x000/000", 0, 1000000, 256},
        {"tile/0/x018/x014/x398/x509/x481/983", 0, UINT64_C(18014398509481983), 256}, /* the last of the largest tree */
    };
    static const char *const bad[] = {
        "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/8/000", "tile/-1/000", "tile/x/000",
        "/tile/0/000", "tile/0/000/", "tile/0/000 ", "tile/0/x000/001", "tile/0/x000", "tile/0/x001", "tile/0/x001/", "tile/0/x001/x002", "tile/0/001/002",
        "tile/0/X001/002", "tile/0/x01/002", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/000.p/257",
        "tile/0/000.p/1000", "tile/0/000.p/1/", "tile/0/000.p/+1", "tile/0/000.P/1", "tile/entries", "tile/entries/", "tile/entries/1", "tile/entry/000",
        "tile//000", "tile/0//000", "tile/7/000", "tile/7/000.p/65", "tile/7/001.p/1", "tile/0/x018/x014/x398/x509/x481/984",
        "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/x001/x000/x000/x000/x000/x000/x000/x000/000", "tile/0/000.p/1\n", "tile/0/00\xC2\xB2",
    };
    TileId tile;
    char   path[TILE_PATH_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        ROW(good[i].path);
        assert_ok(tile_path_parse(slice_from(good[i].path), &tile));
        assert_number(tile.level, good[i].level);
        assert_true(tile.index == good[i].index);
        assert_number(tile.width, good[i].width);
        tile_path_print(&tile, path);
        assert_string_equal(path, good[i].path);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        ROW(bad[i]);
        assert_number(tile_path_parse(slice_from(bad[i]), &tile), ERR_NOT_FOUND);
    }
}

static void widths_at_the_edges(void **state)
{
    static const struct {
        int      level;
        uint64_t index, size;
        int      width;
    } rows[] = {
        {0, 0, 0, 0},
        {0, 0, 1, 1},
        {0, 0, 255, 255},
        {0, 0, 256, 256},
        {0, 1, 256, 0},
        {0, 1, 257, 1},
        {1, 0, 255, 0},
        {1, 0, 256, 1},
        {1, 0, 65535, 255},
        {1, 0, 65536, 256},
        {2, 0, 65536, 1},
        {TILE_ENTRIES, 1, 300, 44},
        {7, 0, TREE_SIZE_MAX, 64},
        {8, 0, TREE_SIZE_MAX, 0},
        {63, 0, TREE_SIZE_MAX, 0},
        {0, UINT64_MAX, TREE_SIZE_MAX, 0},
        {0, (TREE_SIZE_MAX >> 8) - 1, TREE_SIZE_MAX, 256},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_number(tile_width(rows[i].level, rows[i].index, rows[i].size), rows[i].width);
    assert_number(tile_count(0, 0), 0);
    assert_number(tile_count(TILE_ENTRIES, 257), 2);
    assert_number(tile_count(1, 255), 0);
    assert_true(tile_count(0, TREE_SIZE_MAX) == TREE_SIZE_MAX / 256);
    assert_number(tile_count(8, TREE_SIZE_MAX), 0);
}

static void a_bundle_that_is_cut_short_says_so(void **state)
{
    Buffer bundle;
    Slice  rest, entry;

    (void)state;
    buffer_init(&bundle, BUNDLE_MAX);
    bundle_add(&bundle, SLICE("one"));
    bundle_add(&bundle, SLICE(""));
    bundle_add(&bundle, SLICE("three"));
    rest = buffer_slice(&bundle);
    assert_true(bundle_next(&rest, &entry));
    assert_slice(entry, "one");
    assert_true(bundle_next(&rest, &entry));
    assert_slice(entry, "");
    assert_true(bundle_next(&rest, &entry));
    assert_slice(entry, "three");
    assert_false(bundle_next(&rest, &entry));
    assert_number(rest.size, 0);
    for (size_t left = 1; left < 7; left++) { /* of the last entry and its length */
        rest = slice_part(buffer_slice(&bundle), 0, 7 + left);
        assert_true(bundle_next(&rest, &entry) && bundle_next(&rest, &entry));
        assert_false(bundle_next(&rest, &entry));
        assert_number(rest.size, left);
    }
    buffer_clear(&bundle);
}

/* ---- the cache ---- */

enum { LEAVES = 70000 };

typedef struct Counting {
    Whole    whole;
    unsigned reads, fail_at;
    int      last_width;
} Counting;

static Status read_counted(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    Counting *counting = context;

    counting->reads++;
    counting->last_width = tile->width;
    memset(out, 0xEE, (size_t)tile->width * HASH_SIZE);
    if (counting->reads == counting->fail_at)
        return problem_set(problem, ERR_STORAGE, "status.storage", NULL);
    memcpy(out, &counting->whole.levels[tile->level * TILE_HEIGHT][tile->index * TILE_WIDTH], (size_t)tile->width * HASH_SIZE);
    return OK;
}

static void numbered_leaves(Counting *counting, uint64_t size)
{
    Hash *leaves = memory_new(size * sizeof *leaves);

    assert_non_null(leaves);
    for (uint64_t i = 0; i < size; i++)
        hash_leaf((Slice){(const char *)&i, sizeof i}, &leaves[i]);
    *counting = (Counting){0};
    whole_init(&counting->whole, leaves, size);
    memory_free(leaves);
}

static void the_cache_gives_every_node(void **state)
{
    Counting   counting;
    TileSource tiles = {.read = read_counted, .context = &counting};
    TileCache *cache = tile_cache_new(&tiles, 3);
    HashSource source = tile_cache_source(cache);
    Hash       got;

    (void)state;
    numbered_leaves(&counting, LEAVES);
    tile_cache_size(cache, LEAVES);
    for (int level = 0; LEAVES >> level != 0; level++)
        for (uint64_t i = 0; i < (uint64_t)LEAVES >> level; i++) {
            assert_ok(source.read(source.context, level, i, &got, NULL));
            assert_true(hash_equal(&got, &counting.whole.levels[level][i]));
        }
    for (int level = 0; level < 40; level++) { /* nothing beyond */
        unsigned reads = counting.reads;

        assert_number(source.read(source.context, level, (uint64_t)LEAVES >> level, &got, NULL), ERR_NOT_FOUND);
        assert_number(counting.reads, reads);
    }
    tile_cache_free(cache);
    whole_clear(&counting.whole);
}

static void the_cache_keeps_what_was_used_last(void **state)
{
    Counting   counting;
    TileSource tiles = {.read = read_counted, .context = &counting};
    TileCache *cache = tile_cache_new(&tiles, 2);
    HashSource source = tile_cache_source(cache);
    Hash       got;

    (void)state;
    numbered_leaves(&counting, 1024);
    tile_cache_size(cache, 1024);
    for (unsigned i = 0; i < 100; i++)
        assert_ok(source.read(source.context, 0, i, &got, NULL));
    assert_number(counting.reads, 1);
    assert_ok(source.read(source.context, 0, 256, &got, NULL)); /* tiles 0, 1 */
    assert_ok(source.read(source.context, 0, 0, &got, NULL));   /* 1, 0 */
    assert_number(counting.reads, 2);
    assert_ok(source.read(source.context, 0, 512, &got, NULL)); /* 0, 2: 1 goes */
    assert_ok(source.read(source.context, 0, 1, &got, NULL));
    assert_number(counting.reads, 3);
    assert_ok(source.read(source.context, 0, 257, &got, NULL));
    assert_number(counting.reads, 4);
    assert_true(hash_equal(&got, &counting.whole.levels[0][257]));
    tile_cache_free(cache);
    whole_clear(&counting.whole);
}

static void a_partial_tile_is_read_anew_when_the_tree_grows(void **state)
{
    Counting   counting;
    TileSource tiles = {.read = read_counted, .context = &counting};
    TileCache *cache = tile_cache_new(&tiles, 8);
    HashSource source = tile_cache_source(cache);
    Hash       got;

    (void)state;
    numbered_leaves(&counting, 600);
    for (uint64_t size = 1; size <= 600; size++) {
        tile_cache_size(cache, size);
        assert_ok(source.read(source.context, 0, size - 1, &got, NULL));
        assert_true(hash_equal(&got, &counting.whole.levels[0][size - 1]));
        assert_number(counting.last_width, (size - 1) % 256 + 1);
        assert_number(source.read(source.context, 0, size, &got, NULL), ERR_NOT_FOUND);
    }
    assert_number(counting.reads, 600);
    assert_ok(source.read(source.context, 4, 2, &got, NULL)); /* a full tile that is held stays */
    assert_number(counting.reads, 600);
    tile_cache_free(cache);
    whole_clear(&counting.whole);
}

static void a_failed_read_leaves_nothing_behind(void **state)
{
    Counting   counting;
    TileSource tiles = {.read = read_counted, .context = &counting};
    TileCache *cache = tile_cache_new(&tiles, 4);
    HashSource source = tile_cache_source(cache);
    Problem    problem = {0};
    Proof      proof;
    Hash       got;

    (void)state;
    numbered_leaves(&counting, 300);
    tile_cache_size(cache, 300);
    counting.fail_at = 1;
    assert_number(source.read(source.context, 0, 5, &got, &problem), ERR_STORAGE);
    assert_number(problem.status, ERR_STORAGE);
    assert_ok(source.read(source.context, 0, 5, &got, NULL));
    assert_true(hash_equal(&got, &counting.whole.levels[0][5]));
    counting.fail_at = counting.reads + 1; /* now the tile at the right edge */
    assert_number(proof_inclusion(&source, 7, 300, &proof, NULL), ERR_STORAGE);
    assert_ok(proof_inclusion(&source, 7, 300, &proof, NULL));
    tile_cache_free(cache);
    whole_clear(&counting.whole);
}

static void without_memory_the_cache_says_so(void **state)
{
    Counting   counting;
    TileSource tiles = {.read = read_counted, .context = &counting};
    TileCache *cache;
    HashSource source;
    Hash       got;

    (void)state;
    numbered_leaves(&counting, 300);
    for (uint64_t n = 1; n <= 3; n++) {
        memory_fail_at(n, false);
        assert_null(tile_cache_new(&tiles, 4));
    }
    memory_fail_at(0, false);
    cache = tile_cache_new(&tiles, 4);
    source = tile_cache_source(cache);
    tile_cache_size(cache, 300);
    memory_fail_at(1, false);
    assert_number(source.read(source.context, 0, 1, &got, NULL), ERR_MEMORY);
    memory_fail_at(0, false);
    assert_ok(source.read(source.context, 0, 1, &got, NULL));
    tile_cache_free(cache);
    whole_clear(&counting.whole);
}

/* ---- trees too large to build ---- */

/* Every subtree has a hash made of its level alone, as if all leaves were equal. */
static Status read_uniform(void *context, int level, uint64_t index, Hash *out, Problem *problem)
{
    (void)problem;
    REQUIRE(level >= 0 && level <= 62 && index < TREE_SIZE_MAX >> level);
    *out = ((const Hash *)context)[level];
    return OK;
}

static void proofs_at_the_largest_sizes(void **state)
{
    static const uint64_t sizes[] = {TREE_SIZE_MAX, TREE_SIZE_MAX - 1, TREE_SIZE_MAX / 2 + 1, (TREE_SIZE_MAX - 1) / 3 * 2, 1};
    Hash       levels[63];
    HashSource source = {.read = read_uniform, .context = levels};

    (void)state;
    hash_leaf(SLICE("same"), &levels[0]);
    for (int level = 1; level < 63; level++)
        hash_node(&levels[level - 1], &levels[level - 1], &levels[level]);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        uint64_t size = sizes[i], at[] = {0, 1, size / 3, size / 2, size - 2, size - 1};
        Tree     tree;
        Hash     root, old_root;
        Proof    proof;

        assert_ok(tree_load(&source, size, &tree, NULL));
        tree_root(&tree, &root);
        for (size_t j = 0; j < COUNT(at); j++) {
            if (at[j] >= size)
                continue;
            assert_ok(proof_inclusion(&source, at[j], size, &proof, NULL));
            assert_true(proof_includes(at[j], size, &levels[0], &proof, &root));
            proof.count--;
            assert_false(proof.count < PROOF_MAX && proof_includes(at[j], size, &levels[0], &proof, &root));
            assert_ok(tree_load(&source, at[j], &tree, NULL));
            tree_root(&tree, &old_root);
            assert_ok(proof_consistency(&source, at[j], size, &proof, NULL));
            assert_true(proof_consistent(at[j], size, &old_root, &root, &proof));
        }
    }
    /* What a stranger may send. */
    Proof full = {.count = PROOF_MAX};

    assert_false(proof_includes(UINT64_MAX - 1, UINT64_MAX, &levels[0], &full, &levels[1]));
    assert_false(proof_includes(0, 0, &levels[0], &full, &levels[1]));
    assert_false(proof_includes(UINT64_MAX, 0, &levels[0], &full, &levels[1]));
    assert_false(proof_consistent(UINT64_MAX, UINT64_MAX - 1, &levels[0], &levels[1], &full));
    assert_false(proof_consistent(1, UINT64_MAX, &levels[0], &levels[1], &full));
    assert_false(proof_consistent(UINT64_MAX - 1, UINT64_MAX, &levels[0], &levels[1], &full));
    full.count = SIZE_MAX;
    assert_false(proof_includes(0, TREE_SIZE_MAX, &levels[0], &full, &levels[1]));
    assert_false(proof_consistent(1, TREE_SIZE_MAX, &levels[0], &levels[1], &full));
}

static void of_nothing_only_nothing_is_proved(void **state)
{
    Hash  empty, other;
    Proof none = {0}, one = {.count = 1};

    (void)state;
    hash_of((Slice){NULL, 0}, &empty);
    hash_leaf((Slice){NULL, 0}, &other);
    assert_true(proof_consistent(0, 0, &empty, &empty, &none));
    assert_true(proof_consistent(0, 5, &empty, &other, &none));
    assert_false(proof_consistent(0, 5, &other, &other, &none));
    assert_false(proof_consistent(0, 0, &empty, &other, &none));
    assert_false(proof_consistent(0, 5, &empty, &other, &one));
    assert_true(proof_consistent(5, 5, &other, &other, &none));
    assert_false(proof_consistent(5, 5, &other, &empty, &none));
    assert_false(proof_consistent(5, 5, &other, &other, &one));
    assert_false(proof_consistent(5, 4, &other, &other, &none));
    assert_false(proof_consistent(4, 5, &other, &other, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tile_path_has_one_spelling),
        cmocka_unit_test(widths_at_the_edges),
        cmocka_unit_test(a_bundle_that_is_cut_short_says_so),
        cmocka_unit_test(the_cache_gives_every_node),
        cmocka_unit_test(the_cache_keeps_what_was_used_last),
        cmocka_unit_test(a_partial_tile_is_read_anew_when_the_tree_grows),
        cmocka_unit_test(a_failed_read_leaves_nothing_behind),
        cmocka_unit_test(without_memory_the_cache_says_so),
        cmocka_unit_test(proofs_at_the_largest_sizes),
        cmocka_unit_test(of_nothing_only_nothing_is_proved),
    };

    return cmocka_run_group_tests_name("record tiles", tests, NULL, NULL);
}
