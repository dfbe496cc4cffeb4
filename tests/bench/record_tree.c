/* SPDX-License-Identifier: Apache-2.0
 *
 * How fast the record's tree is: leaf hashes beside bare libcrypto on the same bytes, inclusion proofs out of a full cache of tiles, and checks of them. Medians
 * of five, both sides in the same turns. Never a pass or a fail.
 *
 *   record_tree [LEAVES]      a tree of so many leaves (1,000,000)
 */
#include <pthread.h>
#include <openssl/evp.h>

#include "record/record.h"

enum { TURNS = 5, LEAVES = 1000000, PROOFS = 200000, KEPT = 20000, HASHED_BYTES = 64 * 1000 * 1000, THREADS = 2 };

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;

    return (first > second) - (first < second);
}

static double median(double values[TURNS])
{
    qsort(values, TURNS, sizeof *values, by_value);
    return values[TURNS / 2];
}

/* ---- leaves ---- */

static void bench_leaves(size_t size)
{
    static const EVP_MD *digest;
    EVP_MD_CTX          *context = EVP_MD_CTX_new();
    size_t               count = HASHED_BYTES / size;
    double               ours[TURNS], bare[TURNS];
    char                *bytes = memory_new_zeroed(size, 1);
    Hash                 hash;

    if (digest == NULL)
        digest = EVP_MD_fetch(NULL, "SHA256", NULL);
    REQUIRE(bytes != NULL && context != NULL && digest != NULL);
    for (int turn = 0; turn < TURNS; turn++) {
        double began = now();

        for (size_t i = 0; i < count; i++) {
            bytes[0] = (char)i;
            hash_leaf((Slice){bytes, size}, &hash);
        }
        ours[turn] = (double)(count * size) / 1e6 / (now() - began);
        began = now();
        for (size_t i = 0; i < count; i++) {
            bytes[0] = (char)i;
            (void)EVP_DigestInit_ex2(context, digest, NULL);
            (void)EVP_DigestUpdate(context, bytes, size);
            (void)EVP_DigestFinal_ex(context, hash.bytes, NULL);
        }
        bare[turn] = (double)(count * size) / 1e6 / (now() - began);
    }
    printf("leaf of %6zu bytes: %7.0f MB/s, bare EVP %7.0f MB/s, ratio %.2f\n", size, median(ours), median(bare), median(ours) / median(bare));
    EVP_MD_CTX_free(context);
    memory_free(bytes);
}

/* ---- proofs ---- */

typedef struct Stored {
    Hash    *levels[TILE_LEVEL_MAX + 1]; /* of level 8 * L, whole */
    uint64_t size;
    Hash     root;
} Stored;

static Status read_tile(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    const Stored *stored = context;

    (void)problem;
    memcpy(out, stored->levels[tile->level] + tile->index * TILE_WIDTH, (size_t)tile->width * HASH_SIZE);
    return OK;
}

static void build(Stored *stored, uint64_t size)
{
    Hash *below = memory_new(size * sizeof *below);
    Tree  tree;

    REQUIRE(below != NULL);
    *stored = (Stored){.size = size};
    tree_init(&tree);
    for (uint64_t i = 0; i < size; i++) {
        hash_leaf((Slice){(const char *)&i, sizeof i}, &below[i]);
        tree_add(&tree, &below[i]);
    }
    tree_root(&tree, &stored->root);
    for (int level = 0; level <= TILE_LEVEL_MAX && size >> (level * TILE_HEIGHT) != 0; level++) {
        uint64_t count = size >> (level * TILE_HEIGHT), next = count >> TILE_HEIGHT;
        Hash    *above = memory_new_zeroed(next + 1, sizeof *above);

        REQUIRE(above != NULL);
        for (uint64_t i = 0; i < next; i++) {
            tree_init(&tree);
            for (uint64_t j = 0; j < TILE_WIDTH; j++)
                tree_add(&tree, &below[i * TILE_WIDTH + j]);
            above[i] = tree.frontier[0];
        }
        stored->levels[level] = below;
        below = above;
    }
    memory_free(below);
}

typedef struct Prover {
    Stored    *stored;
    TileCache *cache;
    uint64_t   seed;
    double     made, checked; /* per second */
    Proof     *proofs;
    uint64_t  *indexes;
} Prover;

static uint64_t drawn(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void *prove(void *argument)
{
    Prover    *prover = argument;
    HashSource source = tile_cache_source(prover->cache);
    double     began = now();
    unsigned   good = 0;

    for (size_t i = 0; i < PROOFS; i++) {
        size_t at = i % KEPT;

        prover->indexes[at] = drawn(&prover->seed) % prover->stored->size;
        REQUIRE(proof_inclusion(&source, prover->indexes[at], prover->stored->size, &prover->proofs[at], NULL) == OK);
    }
    prover->made = PROOFS / (now() - began);
    began = now();
    for (size_t i = 0; i < KEPT; i++)
        good += proof_includes(prover->indexes[i], prover->stored->size, &prover->stored->levels[0][prover->indexes[i]], &prover->proofs[i],
                               &prover->stored->root);
    prover->checked = KEPT / (now() - began);
    REQUIRE(good == KEPT);
    return NULL;
}

static void prover_open(Prover *prover, Stored *stored, uint64_t seed)
{
    TileSource tiles = {.read = read_tile, .context = stored};
    size_t     count = 0;
    HashSource source;
    Hash       hash;

    for (int level = 0; level <= TILE_LEVEL_MAX; level++)
        count += tile_count(level, stored->size);
    *prover = (Prover){.stored = stored, .seed = seed, .cache = tile_cache_new(&tiles, count)};
    prover->proofs = memory_new_zeroed(KEPT, sizeof *prover->proofs);
    prover->indexes = memory_new_zeroed(KEPT, sizeof *prover->indexes);
    REQUIRE(prover->cache != NULL && prover->proofs != NULL && prover->indexes != NULL);
    tile_cache_size(prover->cache, stored->size);
    source = tile_cache_source(prover->cache);
    for (int level = 0; level <= TILE_LEVEL_MAX; level++)
        for (uint64_t i = 0; i < tile_count(level, stored->size); i++)
            REQUIRE(source.read(source.context, level * TILE_HEIGHT, i * TILE_WIDTH, &hash, NULL) == OK);
}

static void prover_close(Prover *prover)
{
    tile_cache_free(prover->cache);
    memory_free(prover->proofs);
    memory_free(prover->indexes);
}

static void bench_proofs(uint64_t size)
{
    Stored    stored;
    Prover    provers[THREADS];
    pthread_t threads[THREADS];
    double    made[2][TURNS], checked[2][TURNS];

    build(&stored, size);
    for (size_t i = 0; i < THREADS; i++)
        prover_open(&provers[i], &stored, i);
    for (int turn = 0; turn < TURNS; turn++) {
        (void)prove(&provers[0]);
        made[0][turn] = provers[0].made;
        checked[0][turn] = provers[0].checked;
        for (size_t i = 0; i < THREADS; i++)
            REQUIRE(pthread_create(&threads[i], NULL, prove, &provers[i]) == 0);
        made[1][turn] = checked[1][turn] = 0;
        for (size_t i = 0; i < THREADS; i++) {
            REQUIRE(pthread_join(threads[i], NULL) == 0);
            made[1][turn] += provers[i].made;
            checked[1][turn] += provers[i].checked;
        }
    }
    printf("tree of %llu leaves: inclusion proofs %.0f per s on one core, %.0f on two\n", (unsigned long long)size, median(made[0]), median(made[1]));
    printf("                          path checks %.0f per s on one core, %.0f on two\n", median(checked[0]), median(checked[1]));
    for (size_t i = 0; i < THREADS; i++)
        prover_close(&provers[i]);
    for (int level = 0; level <= TILE_LEVEL_MAX; level++)
        memory_free(stored.levels[level]);
}

int main(int count, char **arguments)
{
    static const size_t sizes[] = {100, 500, 2000, 60000};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        bench_leaves(sizes[i]);
    bench_proofs(count > 1 ? strtoull(arguments[1], NULL, 10) : LEAVES);
    return 0;
}
