/* SPDX-License-Identifier: Apache-2.0
 *
 * The Merkle tree of RFC 6962, section 2.1, as it grows. A tree of n leaves is made of one complete subtree for each 1 bit of n, the largest
 * first; only their roots are kept. A new leaf joins those that it completes, and the root is their fold from the right.
 */
#include "record/record.h"

void tree_init(Tree *tree)
{
    tree->size = 0;
}

int tree_frontier_count(const Tree *tree)
{
    return __builtin_popcountll(tree->size);
}

void tree_add(Tree *tree, const Hash *leaf)
{
    int  count = tree_frontier_count(tree);
    Hash joined = *leaf;

    REQUIRE(tree->size < TREE_SIZE_MAX);
    for (uint64_t size = tree->size; (size & 1) != 0; size >>= 1)
        hash_node(&tree->frontier[--count], &joined, &joined);
    tree->frontier[count] = joined;
    tree->size++;
}

void tree_root(const Tree *tree, Hash *out)
{
    int at = tree_frontier_count(tree);

    if (at == 0) {
        hash_of((Slice){NULL, 0}, out);
        return;
    }
    *out = tree->frontier[--at];
    while (at > 0)
        hash_node(&tree->frontier[--at], out, out);
}

Status tree_load(const HashSource *source, uint64_t size, Tree *out, Problem *problem)
{
    int      count = 0;
    uint64_t begin = 0;

    REQUIRE(size <= TREE_SIZE_MAX);
    for (int level = 62; level >= 0; level--) {
        uint64_t width = UINT64_C(1) << level;

        if ((size & width) == 0)
            continue;
        TRY(source->read(source->context, level, begin >> level, &out->frontier[count++], problem));
        begin += width;
    }
    out->size = size;
    return OK;
}
