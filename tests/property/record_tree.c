/* SPDX-License-Identifier: Apache-2.0
 *
 * Random trees against the recursive definition of RFC 6962, section 2.1, written down as it stands there: roots, frontiers, every inclusion proof, many
 * consistency proofs, through a cache over tiles of the right widths; and each bit of a proof changed must be noticed.
 *
 * Prints its seed; RAPPORTEUR_SEED and RAPPORTEUR_CASES choose others.
 */
#include "record/record.h"

#include "property/random.h"

enum { LEAVES_MAX = 2000, CASES = 16, CASES_LONG = 500, OLD_SIZES = 200, CACHE_MAX = 10 };

static unsigned passed, failed;

static void expect(bool good, const char *what, uint64_t seed, uint64_t a, uint64_t b)
{
    passed += good;
    failed += !good;
    if (!good && failed <= 20)
        printf("%s: seed %llu, %llu of %llu\n", what, (unsigned long long)seed, (unsigned long long)a, (unsigned long long)b);
}

/* ---- the definition ---- */

static uint64_t power_below(uint64_t n)
{
    uint64_t k = 1;

    while (2 * k < n)
        k *= 2;
    return k;
}

/* MTH(D[n]) */
static void definition_root(const Hash *leaves, uint64_t n, Hash *out)
{
    Hash left, right;

    if (n == 0) {
        hash_of((Slice){NULL, 0}, out);
        return;
    }
    if (n == 1) {
        *out = leaves[0];
        return;
    }
    definition_root(leaves, power_below(n), &left);
    definition_root(leaves + power_below(n), n - power_below(n), &right);
    hash_node(&left, &right, out);
}

/* PATH(m, D[n]) */
static void definition_path(const Hash *leaves, uint64_t m, uint64_t n, Proof *out)
{
    uint64_t k = power_below(n);

    if (n == 1)
        return;
    if (m < k) {
        definition_path(leaves, m, k, out);
        definition_root(leaves + k, n - k, &out->hashes[out->count++]);
    } else {
        definition_path(leaves + k, m - k, n - k, out);
        definition_root(leaves, k, &out->hashes[out->count++]);
    }
}

/* SUBPROOF(m, D[n], b) */
static void definition_subproof(const Hash *leaves, uint64_t m, uint64_t n, bool b, Proof *out)
{
    uint64_t k = power_below(n);

    if (m == n) {
        if (!b)
            definition_root(leaves, n, &out->hashes[out->count++]);
    } else if (m <= k) {
        definition_subproof(leaves, m, k, b, out);
        definition_root(leaves + k, n - k, &out->hashes[out->count++]);
    } else {
        definition_subproof(leaves + k, m - k, n - k, false, out);
        definition_root(leaves, k, &out->hashes[out->count++]);
    }
}

/* ---- one tree ---- */

typedef struct Forest {
    Hash    *leaves;
    uint64_t size, seed;
    Hash     roots[LEAVES_MAX + 1]; /* of each size */
} Forest;

/* A tile by the definition: hash i of level l is the root of 256^l leaves. */
static Status read_tile(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    const Forest *forest = context;
    uint64_t      span = UINT64_C(1) << (tile->level * TILE_HEIGHT);

    (void)problem;
    for (int i = 0; i < tile->width; i++) {
        uint64_t begin = (tile->index * TILE_WIDTH + (uint64_t)i) * span;
        Hash     hash;

        REQUIRE(begin + span <= forest->size); /* of a tile that is not there yet, nothing may be asked */
        definition_root(forest->leaves + begin, span, &hash);
        memcpy(out + (size_t)i * HASH_SIZE, hash.bytes, HASH_SIZE);
    }
    return OK;
}

static bool same_proof(const Proof *a, const Proof *b)
{
    return a->count == b->count && (a->count == 0 || memcmp(a->hashes, b->hashes, a->count * sizeof a->hashes[0]) == 0);
}

/* One bit of each hash, one hash fewer, one more: refused. `check` looks at the proof as it stands now. */
static bool notices(Proof *proof, Random *random, bool (*check)(const void *context, const Proof *proof), const void *context, bool every_bit)
{
    bool good = true;

    for (size_t i = 0; i < proof->count; i++)
        for (unsigned bit = every_bit ? 0 : random_below(random, 256), end = every_bit ? 255 : bit; bit <= end; bit++) {
            proof->hashes[i].bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            good = good && !check(context, proof);
            proof->hashes[i].bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    if (proof->count < PROOF_MAX) {
        proof->hashes[proof->count] = proof->hashes[0];
        proof->count++;
        good = good && !check(context, proof);
        proof->count--;
    }
    if (proof->count > 0) {
        proof->count--;
        good = good && !check(context, proof);
        proof->count++;
    }
    return good;
}

typedef struct Claim {
    uint64_t    first, size;
    const Hash *a, *root;
} Claim;

static bool check_inclusion(const void *context, const Proof *proof)
{
    const Claim *claim = context;

    return proof_includes(claim->first, claim->size, claim->a, proof, claim->root);
}

static bool check_consistency(const void *context, const Proof *proof)
{
    const Claim *claim = context;

    return proof_consistent(claim->first, claim->size, claim->a, claim->root, proof);
}

static void prove_inclusion(const Forest *forest, const HashSource *source, uint64_t size, uint64_t index, Random *random)
{
    Claim claim = {index, size, &forest->leaves[index], &forest->roots[size]};
    Proof proof, want = {0};
    Hash  other = *claim.a;

    definition_path(forest->leaves, index, size, &want);
    expect(proof_inclusion(source, index, size, &proof, NULL) == OK && same_proof(&proof, &want), "inclusion made", forest->seed, index, size);
    expect(check_inclusion(&claim, &want), "inclusion holds", forest->seed, index, size);
    expect(notices(&want, random, check_inclusion, &claim, index % 64 == 0), "inclusion changed", forest->seed, index, size);
    other.bytes[random_below(random, HASH_SIZE)] ^= 1;
    expect(!proof_includes(index, size, &other, &want, claim.root) && !proof_includes(index, size, claim.a, &want, &other) &&
               !proof_includes(index ^ 1, size, claim.a, &want, claim.root),
           "inclusion of another", forest->seed, index, size);
}

static void prove_consistency(const Forest *forest, const HashSource *source, uint64_t size, uint64_t old, Random *random)
{
    Claim claim = {old, size, &forest->roots[old], &forest->roots[size]};
    Proof proof, want = {0};
    Hash  other = *claim.a;

    if (old != 0)
        definition_subproof(forest->leaves, old, size, true, &want);
    expect(proof_consistency(source, old, size, &proof, NULL) == OK && same_proof(&proof, &want), "consistency made", forest->seed, old, size);
    expect(check_consistency(&claim, &want), "consistency holds", forest->seed, old, size);
    expect(notices(&want, random, check_consistency, &claim, old % 16 == 0), "consistency changed", forest->seed, old, size);
    other.bytes[random_below(random, HASH_SIZE)] ^= 1;
    expect(!proof_consistent(old, size, &other, claim.root, &want) && (old == 0 || !proof_consistent(old, size, claim.a, &other, &want)),
           "consistency of another", forest->seed, old, size);
}

/* A tree of a random size, looked at now and at a smaller size before. */
static void try_tree(uint64_t seed, uint64_t size)
{
    static Forest forest;
    Random        random = {seed};
    TileSource    tiles = {.read = read_tile, .context = &forest};
    TileCache    *cache = tile_cache_new(&tiles, 1 + random_below(&random, CACHE_MAX));
    HashSource    source;
    Tree          tree, loaded;
    uint64_t      sizes[] = {random_below(&random, size + 1), size};

    REQUIRE(cache != NULL);
    source = tile_cache_source(cache);
    forest = (Forest){.leaves = memory_new_zeroed(size + 1, sizeof(Hash)), .size = size, .seed = seed};
    REQUIRE(forest.leaves != NULL);
    tree_init(&tree);
    for (uint64_t i = 0; i <= size; i++) {
        tree_root(&tree, &forest.roots[i]);
        hash_leaf((Slice){(const char *)&i, 1 + random_below(&random, sizeof i)}, &forest.leaves[i]);
        if (i < size)
            tree_add(&tree, &forest.leaves[i]);
    }
    for (size_t s = 0; s < 2; s++) {
        Hash want, got;

        tile_cache_size(cache, sizes[s]);
        definition_root(forest.leaves, sizes[s], &want);
        expect(hash_equal(&want, &forest.roots[sizes[s]]), "root", seed, sizes[s], size);
        expect(tree_load(&source, sizes[s], &loaded, NULL) == OK && (tree_root(&loaded, &got), hash_equal(&want, &got)), "loaded", seed, sizes[s], size);
        for (uint64_t i = 0; i < sizes[s]; i++)
            prove_inclusion(&forest, &source, sizes[s], i, &random);
        for (uint64_t i = 0; i < OLD_SIZES; i++)
            prove_consistency(&forest, &source, sizes[s], sizes[s] <= OLD_SIZES ? i % (sizes[s] + 1) : random_below(&random, sizes[s] + 1), &random);
    }
    expect(tree_frontier_count(&loaded) == tree_frontier_count(&tree) &&
               memcmp(loaded.frontier, tree.frontier, (size_t)tree_frontier_count(&tree) * sizeof(Hash)) == 0,
           "frontier", seed, size, size);
    tile_cache_free(cache);
    memory_free(forest.leaves);
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);

    return value != NULL ? strtoull(value, NULL, 10) : otherwise;
}

int main(void)
{
    static const uint64_t edges[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025};
    bool                  is_long = setting("RAPPORTEUR_LONG", 0) == 1;
    uint64_t              seed = setting("RAPPORTEUR_SEED", is_long ? (uint64_t)time(NULL) : 1);
    uint64_t              cases = setting("RAPPORTEUR_CASES", is_long ? CASES_LONG : CASES);

    printf("seed %llu, %llu trees\n", (unsigned long long)seed, (unsigned long long)cases);
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
        try_tree(random_seed_of(seed, i), edges[i]);
    for (uint64_t i = 0; i < cases; i++) {
        uint64_t own = random_seed_of(seed, 1000 + i);

        try_tree(own, own % (LEAVES_MAX + 1));
    }
    printf("property record_tree: %u passed, %u failed\n", passed, failed);
    return failed != 0;
}
