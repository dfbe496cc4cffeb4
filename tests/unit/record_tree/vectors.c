/* SPDX-License-Identifier: Apache-2.0
 *
 * The published vectors of the tree and its proofs: roots of the reference tree, inclusion and consistency cases of transparency-dev/merkle, and the
 * proofs that an earlier prototype wrote.
 */
#include "files.h"

static void roots_of_the_reference_tree(void **state)
{
    static const char leaves[8][33] = {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    Buffer            file;
    Slice             rest, columns[COLUMNS_MAX];
    size_t            count, rows = 0;
    Tree              tree;

    (void)state;
    file_read("rfc6962/trees.tsv", &file);
    rest = buffer_slice(&file);
    tree_init(&tree);
    while (row_next(&rest, '\t', columns, &count)) {
        Hash    want, got, leaf;
        uint8_t bytes[32];
        Slice   hex;

        assert_number(row_number(columns[0]), rows);
        assert_ok(hash_parse_hex(columns[1], &want));
        tree_root(&tree, &got);
        assert_true(hash_equal(&got, &want));
        assert_number(tree.size, rows);
        assert_number(tree_frontier_count(&tree), __builtin_popcountll(rows));
        if (rows < 8) {
            hex = slice_from(leaves[rows]);
            assert_true(hex_parse(hex, bytes, hex.size / 2));
            hash_leaf((Slice){(const char *)bytes, hex.size / 2}, &leaf);
            tree_add(&tree, &leaf);
        }
        rows++;
    }
    assert_number(rows, 9);
    buffer_clear(&file);
}

/* "-" is no proof; hashes are divided by commas. False when an element is no hash, as "=" is. */
static bool parse_proof(Slice text, Proof *out)
{
    out->count = 0;
    if (slice_is(text, "-"))
        return true;
    while (text.size != 0) {
        const char *end = memchr(text.data, ',', text.size);
        size_t      size = end != NULL ? (size_t)(end - text.data) : text.size;

        if (out->count == PROOF_MAX || hash_parse_base64(slice_part(text, 0, size), &out->hashes[out->count++]) != OK)
            return false;
        text = slice_part(text, size + (end != NULL), text.size);
    }
    return true;
}

static void inclusion_cases_of_transparency_dev(void **state)
{
    Buffer file;
    Slice  rest, columns[COLUMNS_MAX];
    size_t count, rows = 0, accepted = 0;
    char   name[200];

    (void)state;
    file_read("merkle-proofs/inclusion.tsv", &file);
    rest = buffer_slice(&file);
    while (row_next(&rest, '\t', columns, &count)) {
        Hash  root, leaf;
        Proof proof;
        bool  good;

        (void)snprintf(name, sizeof name, "%.*s", (int)columns[0].size, columns[0].data);
        ROW(name);
        assert_number(count, 7);
        good = hash_parse_base64(columns[4], &root) == OK && hash_parse_base64(columns[5], &leaf) == OK && parse_proof(columns[6], &proof) &&
               proof_includes(row_number(columns[2]), row_number(columns[3]), &leaf, &proof, &root);
        assert_number(good, slice_is(columns[1], "accept"));
        accepted += good;
        rows++;
    }
    assert_number(rows, 52);
    assert_number(accepted, 4);
    buffer_clear(&file);
}

static void consistency_cases_of_transparency_dev(void **state)
{
    Buffer file;
    Slice  rest, columns[COLUMNS_MAX];
    size_t count, rows = 0, on_purpose = 0;
    char   name[200];

    (void)state;
    file_read("merkle-proofs/consistency.tsv", &file);
    rest = buffer_slice(&file);
    while (row_next(&rest, '\t', columns, &count)) {
        Hash  root1, root2;
        Proof proof = {0};
        bool  good, ours;

        (void)snprintf(name, sizeof name, "%.*s", (int)columns[0].size, columns[0].data);
        ROW(name);
        assert_true(count == 6 || count == 7);
        good = hash_parse_base64(columns[4], &root1) == OK && hash_parse_base64(columns[5], &root2) == OK &&
               (count == 6 || parse_proof(columns[6], &proof)) &&
               proof_consistent(row_number(columns[2]), row_number(columns[3]), &root1, &root2, &proof);
        ours = slice_starts(columns[0], "consistency/additional/sizes-are-equal-one-and-proof-is-empty"); /* its roots are no hashes */
        assert_number(good, slice_is(columns[1], "accept") && !ours);
        on_purpose += ours;
        rows++;
    }
    assert_number(rows, 49);
    assert_number(on_purpose, 1);
    buffer_clear(&file);
}

static void prove_row(const HashSource *source, const Slice *columns, size_t count)
{
    bool     inclusion = slice_is(columns[0], "I");
    uint64_t first = row_number(columns[1]), size = row_number(columns[2]);
    Hash     a, root, computed;
    Proof    want = {.count = count - 5}, got;
    Tree     tree;

    assert_ok(hash_parse_base64(columns[3], &a));
    assert_ok(hash_parse_base64(columns[4], &root));
    for (size_t i = 0; i < want.count; i++)
        assert_ok(hash_parse_base64(columns[5 + i], &want.hashes[i]));
    assert_ok(tree_load(source, size, &tree, NULL));
    tree_root(&tree, &computed);
    assert_true(hash_equal(&computed, &root));
    if (inclusion) {
        assert_ok(proof_inclusion(source, first, size, &got, NULL));
        assert_true(proof_includes(first, size, &a, &want, &root));
    } else {
        assert_ok(proof_consistency(source, first, size, &got, NULL));
        assert_true(proof_consistent(first, size, &a, &root, &want));
    }
    assert_number(got.count, want.count);
    assert_true(got.count == 0 || memcmp(got.hashes, want.hashes, got.count * sizeof got.hashes[0]) == 0);
}

static void proofs_of_the_prototype_are_made_to_the_byte(void **state)
{
    Buffer     file;
    Slice      rest, columns[COLUMNS_MAX];
    size_t     count, rows[2] = {0, 0};
    TileSource tiles = folder_tiles("prototype-log257");
    TileCache *cache = tile_cache_new(&tiles, 2); /* fewer than there are, so that slots change hands */
    HashSource source = tile_cache_source(cache);

    (void)state;
    assert_non_null(cache);
    tile_cache_size(cache, 257);
    file_read("prototype-log257/proofs.txt", &file);
    rest = buffer_slice(&file);
    while (row_next(&rest, ' ', columns, &count)) {
        prove_row(&source, columns, count);
        rows[slice_is(columns[0], "C")]++;
    }
    assert_number(rows[0], 400);
    assert_number(rows[1], 400);
    tile_cache_free(cache);
    buffer_clear(&file);
}

static void tile_paths_of_the_specification(void **state)
{
    Buffer file;
    Slice  rest, columns[COLUMNS_MAX];
    size_t count, rows = 0;

    (void)state;
    file_read("c2sp-examples/tile-index.tsv", &file);
    rest = buffer_slice(&file);
    while (row_next(&rest, '\t', columns, &count)) {
        TileId tile = {.level = 1, .index = row_number(columns[0]), .width = TILE_WIDTH}, again;
        char   path[TILE_PATH_MAX], want[TILE_PATH_MAX];

        (void)snprintf(want, sizeof want, "tile/1/%.*s", (int)columns[1].size, columns[1].data);
        tile_path_print(&tile, path);
        assert_string_equal(path, want);
        assert_ok(tile_path_parse(slice_from(want), &again));
        assert_true(again.index == tile.index && again.level == 1 && again.width == TILE_WIDTH);
        rows++;
    }
    assert_number(rows, 4);
    buffer_clear(&file);
}

static void tile_widths_of_the_specification(void **state)
{
    Buffer file;
    Slice  rest, columns[COLUMNS_MAX];
    size_t count, rows = 0;

    (void)state;
    file_read("c2sp-examples/partial-tiles.tsv", &file);
    rest = buffer_slice(&file);
    while (row_next(&rest, '\t', columns, &count)) {
        uint64_t size = row_number(columns[0]), full = row_number(columns[2]);
        int      level = (int)row_number(columns[1]), width = (int)row_number(columns[3]);

        assert_number(tile_width(level, full, size), width);
        assert_number(tile_width(level, full + 1, size), 0);
        assert_true(full == 0 || tile_width(level, full - 1, size) == TILE_WIDTH);
        assert_number(tile_count(level, size), full + (width != 0));
        rows++;
    }
    assert_number(rows, 5);
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_of_the_reference_tree),
        cmocka_unit_test(inclusion_cases_of_transparency_dev),
        cmocka_unit_test(consistency_cases_of_transparency_dev),
        cmocka_unit_test(proofs_of_the_prototype_are_made_to_the_byte),
        cmocka_unit_test(tile_paths_of_the_specification),
        cmocka_unit_test(tile_widths_of_the_specification),
    };

    return cmocka_run_group_tests_name("record vectors", tests, NULL, NULL);
}
