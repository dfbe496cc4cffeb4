/* SPDX-License-Identifier: Apache-2.0
 *
 * Inclusion and consistency proofs: made as RFC 6962, 2.1.1 and 2.1.2, define them, and checked as RFC 9162, 2.1.3.2 and 2.1.4.2, say, step by
 * step. Both makers walk down from the root and note the subtree that they leave aside at each fork; a proof names these from the leaf upwards.
 *
 * A walk takes at most 62 steps whatever the numbers, so hostile sizes cost nothing.
 */
#include "record/record.h"

/* ---- making ---- */

/* The largest power of two below n; n at least 2. */
static uint64_t split(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* The root over leaves begin to end - 1, which must be a subtree of the definition: begin is a multiple of the largest complete subtree in it. */
static Status subtree_root(const HashSource *source, uint64_t begin, uint64_t end, Hash *out, Problem *problem)
{
    Hash complete[64];
    int  count = 0;

    while (begin < end) {
        int level = 63 - __builtin_clzll(end - begin);

        TRY(source->read(source->context, level, begin >> level, &complete[count++], problem));
        begin += UINT64_C(1) << level;
    }
    *out = complete[--count];
    while (count > 0)
        hash_node(&complete[--count], out, out);
    return OK;
}

static void turn_round(Proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        Hash kept = proof->hashes[i];

        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = kept;
    }
}

/* PATH(m, D[n]) of RFC 6962, 2.1.1. */
Status proof_inclusion(const HashSource *source, uint64_t index, uint64_t size, Proof *out, Problem *problem)
{
    uint64_t begin = 0, end = size;

    REQUIRE(index < size && size <= TREE_SIZE_MAX);
    out->count = 0;
    while (end - begin > 1) {
        uint64_t middle = begin + split(end - begin);
        Hash    *next = &out->hashes[out->count++];

        if (index < middle) {
            TRY(subtree_root(source, middle, end, next, problem));
            end = middle;
        } else {
            TRY(subtree_root(source, begin, middle, next, problem));
            begin = middle;
        }
    }
    turn_round(out);
    return OK;
}

/* PROOF(m, D[n]) of RFC 6962, 2.1.2. The old tree's own root is left out, as the checker has it: that is the case while the walk never went right. */
Status proof_consistency(const HashSource *source, uint64_t old, uint64_t size, Proof *out, Problem *problem)
{
    uint64_t begin = 0, end = size;

    REQUIRE(old <= size && size <= TREE_SIZE_MAX);
    out->count = 0;
    if (old == 0)
        return OK;
    while (end != old) {
        uint64_t middle = begin + split(end - begin);
        Hash    *next = &out->hashes[out->count++];

        if (old <= middle) {
            TRY(subtree_root(source, middle, end, next, problem));
            end = middle;
        } else {
            TRY(subtree_root(source, begin, middle, next, problem));
            begin = middle;
        }
    }
    if (begin != 0)
        TRY(subtree_root(source, begin, end, &out->hashes[out->count++], problem));
    turn_round(out);
    return OK;
}

/* ---- checking ---- */

/* RFC 9162, 2.1.3.2; fn and sn are its names. */
bool proof_includes(uint64_t index, uint64_t size, const Hash *leaf, const Proof *proof, const Hash *root)
{
    uint64_t fn = index, sn = size - 1;
    Hash     r = *leaf;

    if (index >= size || proof->count > PROOF_MAX)
        return false;
    for (size_t i = 0; i < proof->count; i++) {
        const Hash *p = &proof->hashes[i];

        if (sn == 0)
            return false;
        if ((fn & 1) != 0 || fn == sn) {
            hash_node(p, &r, &r);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash_node(&r, p, &r);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_equal(&r, root);
}

/* Steps 3 to 7 of RFC 9162, 2.1.4.2, for 0 < old < size. Where the old tree is complete, its root takes the place of the proof's first hash. */
static bool grows(uint64_t old, uint64_t size, const Hash *old_root, const Hash *root, const Proof *proof)
{
    bool     complete = (old & (old - 1)) == 0;
    uint64_t fn = old - 1, sn = size - 1;
    size_t   at = complete ? 0 : 1;
    Hash     fr, sr;

    if (proof->count == 0 || proof->count > PROOF_MAX)
        return false;
    fr = sr = complete ? *old_root : proof->hashes[0];
    for (; (fn & 1) != 0; fn >>= 1)
        sn >>= 1;
    for (; at < proof->count; at++) {
        const Hash *c = &proof->hashes[at];

        if (sn == 0)
            return false;
        if ((fn & 1) != 0 || fn == sn) {
            hash_node(c, &fr, &fr);
            hash_node(c, &sr, &sr);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash_node(&sr, c, &sr);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && hash_equal(&fr, old_root) && hash_equal(&sr, root);
}

bool proof_consistent(uint64_t old, uint64_t size, const Hash *old_root, const Hash *root, const Proof *proof)
{
    Hash empty;

    if (old > size)
        return false;
    if (old == 0) {
        hash_of((Slice){NULL, 0}, &empty);
        return proof->count == 0 && hash_equal(old_root, &empty) && (size != 0 || hash_equal(root, &empty));
    }
    if (old == size)
        return proof->count == 0 && hash_equal(old_root, root);
    return grows(old, size, old_root, root, proof);
}
