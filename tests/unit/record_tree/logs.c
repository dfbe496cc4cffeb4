/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole logs: one made by another program, one by an earlier prototype, and the example record. Every bundle, tile, checkpoint and receipt of them is held
 * against the others.
 */
#include "files.h"

/* The n-th line of a file of vkeys. */
static void key_of_line(const char *path, size_t number, Key *out)
{
    Buffer file;
    Slice  rest, columns[COLUMNS_MAX] = {{0}};
    size_t count = 0;

    file_read(path, &file);
    rest = buffer_slice(&file);
    for (size_t i = 0; i < number; i++)
        assert_true(row_next(&rest, '\n', columns, &count));
    assert_ok(key_parse(columns[0], out, NULL));
    buffer_clear(&file);
}

/* The tree that the bundles of a folder make at a size; a partial bundle is read at the width of that size. */
static void tree_of(const char *folder, uint64_t size, Tree *tree)
{
    tree_init(tree);
    for (uint64_t i = 0; i < tile_count(TILE_ENTRIES, size); i++) {
        TileId bundle = {.level = TILE_ENTRIES, .index = i, .width = tile_width(TILE_ENTRIES, i, size)};
        char   path[TILE_PATH_MAX], full[256];
        Buffer file;

        tile_path_print(&bundle, path);
        (void)snprintf(full, sizeof full, "%s/%s", folder, path);
        file_read(full, &file);
        tree_of_bundle(buffer_slice(&file), tree);
        buffer_clear(&file);
    }
    assert_true(tree->size == size);
}

/* The tiles of a folder say what its bundles say, at a size; every entry is proved, and every smaller size. */
static void tiles_agree(const char *folder, uint64_t size)
{
    TileSource tiles = folder_tiles(folder);
    TileCache *cache = tile_cache_new(&tiles, 16);
    HashSource source = tile_cache_source(cache);
    Tree       made, loaded;
    Hash       root, leaf, old_root;
    Proof      proof;

    tile_cache_size(cache, size);
    tree_of(folder, size, &made);
    assert_ok(tree_load(&source, size, &loaded, NULL));
    assert_int_equal(memcmp(loaded.frontier, made.frontier, (size_t)tree_frontier_count(&made) * HASH_SIZE), 0);
    tree_root(&made, &root);
    for (uint64_t i = 0; i < size; i++) {
        assert_ok(source.read(source.context, 0, i, &leaf, NULL));
        assert_ok(proof_inclusion(&source, i, size, &proof, NULL));
        assert_true(proof_includes(i, size, &leaf, &proof, &root));
        assert_ok(tree_load(&source, i, &loaded, NULL));
        tree_root(&loaded, &old_root);
        assert_ok(proof_consistency(&source, i, size, &proof, NULL));
        assert_true(proof_consistent(i, size, &old_root, &root, &proof));
    }
    tile_cache_free(cache);
}

static void read_checkpoint(const char *path, Buffer *file, Checkpoint *out)
{
    Buffer text;

    file_read(path, file);
    assert_ok(checkpoint_parse(buffer_slice(file), out, NULL));
    buffer_init(&text, 1000);
    checkpoint_text_print(out->origin, out->size, &out->root, &text);
    assert_slices(buffer_slice(&text), out->note.text);
    buffer_clear(&text);
}

static void a_foreign_log_is_verified(void **state)
{
    Key    host;
    char   path[64];
    size_t checked = 0;

    (void)state;
    key_of_line("tessera-log/vkey", 1, &host);
    for (uint64_t size = 0; size <= 16; size++) {
        Checkpoint checkpoint;
        Judgement  judgement;
        Buffer     file;
        Tree       tree;
        Hash       root;

        (void)snprintf(path, sizeof path, size < 16 ? "tessera-log/checkpoint.%u" : "tessera-log/checkpoint", (unsigned)size);
        ROW(path);
        read_checkpoint(path, &file, &checkpoint);
        assert_slice(checkpoint.origin, "example.com/log/testdata");
        assert_true(checkpoint.size == (size < 16 ? size : 15));
        assert_ok(checkpoint_judge(&checkpoint, &host, NULL, NULL, (Slice){NULL, 0}, &judgement, NULL));
        assert_number(judgement.host_lines, 1);
        assert_false(judgement.clock || judgement.quorum || judgement.by_host_alone || judgement.time != 0 || judgement.cosigners != 0);
        tree_of("tessera-log", checkpoint.size, &tree);
        tree_root(&tree, &root);
        assert_true(hash_equal(&root, &checkpoint.root));
        if (size < 16)
            tiles_agree("tessera-log", size);
        checked++;
        buffer_clear(&file);
    }
    assert_number(checked, 17);
}

static void receipt_of(const char *path, Slice entry, uint64_t index)
{
    Buffer     file, printed;
    Receipt    receipt;
    Checkpoint checkpoint;
    Hash       leaf;

    ROW(path);
    file_read(path, &file);
    assert_ok(receipt_parse(buffer_slice(&file), &receipt, NULL));
    assert_true(receipt.index == index);
    assert_ok(checkpoint_parse(receipt.checkpoint, &checkpoint, NULL));
    hash_leaf(entry, &leaf);
    assert_true(proof_includes(receipt.index, checkpoint.size, &leaf, &receipt.proof, &checkpoint.root));
    buffer_init(&printed, NOTE_MAX);
    receipt_print(&receipt, &printed);
    assert_slices(buffer_slice(&printed), buffer_slice(&file));
    buffer_clear(&printed);
    buffer_clear(&file);
}

/* The entry at an index of a folder of at most 257 entries. */
static void receipt_from_bundle(const char *folder, uint64_t index, const char *bundle)
{
    Buffer file;
    Slice  rest, entry = {NULL, 0};
    char   path[200];

    file_read(bundle, &file);
    rest = buffer_slice(&file);
    for (uint64_t i = 0; i <= index % TILE_WIDTH; i++)
        assert_true(bundle_next(&rest, &entry));
    (void)snprintf(path, sizeof path, "%s/%u.tlog-proof", folder, (unsigned)index);
    receipt_of(path, entry, index);
    buffer_clear(&file);
}

static void the_prototype_log_is_verified(void **state)
{
    Key        host, witness[2];
    Buffer     file, text;
    Checkpoint checkpoint;
    Judgement  judgement;
    Policy    *policy = NULL;

    (void)state;
    ROW("prototype-log257");
    key_of_line("prototype-log257/vkeys", 1, &host);
    key_of_line("prototype-log257/vkeys", 2, &witness[0]);
    key_of_line("prototype-log257/vkeys", 3, &witness[1]);
    tiles_agree("prototype-log257", 257);
    receipt_from_bundle("prototype-log257", 0, "prototype-log257/tile/entries/000");
    receipt_from_bundle("prototype-log257", 128, "prototype-log257/tile/entries/000");
    receipt_from_bundle("prototype-log257", 256, "prototype-log257/tile/entries/001.p/1");
    read_checkpoint("prototype-log257/checkpoint", &file, &checkpoint);
    buffer_init(&text, POLICY_TEXT_MAX);
    for (size_t i = 0; i < 2; i++) {
        buffer_add_format(&text, "witness w%zu ", i + 1);
        key_print(&witness[i], &text);
        buffer_add_byte(&text, '\n');
    }
    buffer_add_string(&text, "group g all w1 w2\nquorum g\n");
    assert_ok(policy_parse(buffer_slice(&text), &policy, NULL));
    assert_ok(checkpoint_judge(&checkpoint, &host, NULL, policy, (Slice){NULL, 0}, &judgement, NULL));
    assert_true(judgement.quorum && judgement.cosigners == 2 && !judgement.by_host_alone);
    assert_number(judgement.time, 1800000002);
    policy_free(policy);
    buffer_clear(&text);
    buffer_clear(&file);
}

static void the_example_record_is_verified(void **state)
{
    static const struct {
        const char *path;
        uint64_t    size;
        int64_t     clock, quorum; /* quorum: the second of three witnesses */
    } rows[] = {{"example-record/checkpoint", 18, 1804680060, 1804680062}, {"example-record/checkpoint.5", 5, 1804582801, 1804582803}};
    static const uint64_t receipts[] = {0, 5, 9, 17};
    Key     host, clock;
    Buffer  file, text, said;
    Policy *policy = NULL;

    (void)state;
    ROW("example-record");
    key_of_line("example-record/vkeys", 1, &host);
    key_of_line("example-record/vkeys", 2, &clock);
    file_read("example-record/policy", &text);
    assert_ok(policy_parse(buffer_slice(&text), &policy, NULL));
    assert_number(policy_log_count(policy), 1);
    assert_true(key_equal(policy_log(policy, 0), &host));
    assert_number(policy_witness_count(policy), 3);
    assert_string_equal(policy_witness_url(policy, 2), "");
    buffer_init(&said, 1000);
    policy_quorum_describe(policy, &said);
    assert_slice(buffer_slice(&said), "g: 2 of 3 needed");
    tiles_agree("example-record", 18);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Checkpoint checkpoint;
        Judgement  judgement;

        ROW(rows[i].path);
        read_checkpoint(rows[i].path, &file, &checkpoint);
        assert_true(checkpoint.size == rows[i].size);
        assert_ok(checkpoint_judge(&checkpoint, &host, &clock, policy, (Slice){NULL, 0}, &judgement, NULL));
        assert_true(judgement.quorum && judgement.clock && !judgement.by_host_alone);
        assert_number(judgement.cosigners, 3);
        assert_number(judgement.clock_time, rows[i].clock);
        assert_number(judgement.time, rows[i].quorum);
        buffer_clear(&file);
    }
    for (size_t i = 0; i < COUNT(receipts); i++) {
        char   path[64];
        Buffer entry;

        (void)snprintf(path, sizeof path, "example-record/entry-%u", (unsigned)receipts[i]);
        file_read(path, &entry);
        (void)snprintf(path, sizeof path, "example-record/entry-%u.tlog-proof", (unsigned)receipts[i]);
        receipt_of(path, buffer_slice(&entry), receipts[i]);
        buffer_clear(&entry);
    }
    policy_free(policy);
    buffer_clear(&said);
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_foreign_log_is_verified),
        cmocka_unit_test(the_prototype_log_is_verified),
        cmocka_unit_test(the_example_record_is_verified),
    };

    return cmocka_run_group_tests_name("record logs", tests, NULL, NULL);
}
