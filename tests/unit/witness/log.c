/* SPDX-License-Identifier: Apache-2.0
 *
 * See log.h.
 */
#include "log.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

enum { FORKED = 1 };

void folder_make(Folder *out)
{
    (void)snprintf(out->path, sizeof out->path, "/tmp/rapporteur-witness-XXXXXX");
    assert_non_null(mkdtemp(out->path));
    (void)snprintf(out->inside, sizeof out->inside, "%s/w", out->path);
}

static void remove_in(const char *folder)
{
    DIR           *open = opendir(folder);
    struct dirent *item;
    char           path[512];

    while (open != NULL && (item = readdir(open)) != NULL) {
        if (item->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, item->d_name);
        (void)unlink(path);
    }
    if (open != NULL)
        (void)closedir(open);
    (void)rmdir(folder);
}

void folder_remove(const Folder *folder)
{
    remove_in(folder->inside);
    remove_in(folder->path);
}

void log_key(KeySecret *out)
{
    uint8_t seed[SEED_SIZE] = {7};

    assert_ok(key_secret_from_seed(SLICE(LOG_ORIGIN), KEY_ED25519, seed, out, NULL));
}

static void leaf_of(uint64_t index, bool fork, Hash *out)
{
    char text[64];

    (void)snprintf(text, sizeof text, "%s%llu", fork ? "fork" : "", (unsigned long long)index);
    hash_leaf(slice_from(text), out);
}

static void tree_of(uint64_t size, bool fork, Tree *out)
{
    tree_init(out);
    for (uint64_t i = 0; i < size; i++) {
        Hash leaf;

        leaf_of(i, fork, &leaf);
        tree_add(out, &leaf);
    }
}

static Status read_hash(void *context, int level, uint64_t index, Hash *out, Problem *problem)
{
    Tree tree;

    (void)problem;
    tree_init(&tree);
    for (uint64_t i = index << level; i < (index + 1) << level; i++) {
        Hash leaf;

        leaf_of(i, context != NULL, &leaf);
        tree_add(&tree, &leaf);
    }
    tree_root(&tree, out);
    return OK;
}

HashSource log_source(void)
{
    return (HashSource){.read = read_hash};
}

void log_checkpoint(uint64_t size, bool fork, Buffer *out)
{
    KeySecret secret;
    Tree      tree;
    Hash      root;
    Buffer    text;

    log_key(&secret);
    tree_of(size, fork, &tree);
    tree_root(&tree, &root);
    buffer_init(&text, 4096);
    checkpoint_text_print(SLICE(LOG_ORIGIN), size, &root, &text);
    buffer_add(out, buffer_slice(&text));
    buffer_add_byte(out, '\n');
    key_secret_sign(&secret, buffer_slice(&text), 0, out);
    buffer_clear(&text);
}

void log_request(uint64_t old, uint64_t size, bool fork, Buffer *out)
{
    static int forked = FORKED;
    HashSource source = {.read = read_hash, .context = fork ? &forked : NULL};
    Proof      proof = {0};
    char       base64[45];

    if (old <= size)
        assert_ok(proof_consistency(&source, old, size, &proof, NULL));
    buffer_add_format(out, "old %llu\n", (unsigned long long)old);
    for (size_t i = 0; i < proof.count; i++) {
        hash_print_base64(&proof.hashes[i], base64);
        buffer_add_format(out, "%s\n", base64);
    }
    buffer_add_byte(out, '\n');
    log_checkpoint(size, fork, out);
}

void vkey_of(const Key *key, Buffer *out)
{
    key_print(key, out);
}
