/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of aligning share.
 */
#ifndef COMPARE_ALIGN_INTERNAL_H
#define COMPARE_ALIGN_INTERNAL_H

#include "compare/side_internal.h"

enum { NOT_MATCHED = -1 };

static const double SIMILAR = 0.4; /* of words, to be the same paragraph */

typedef struct Aligning {
    Side         *a, *b;
    const Blocks *from, *to;
    int32_t      *match_a, *match_b; /* block of the other side, or NOT_MATCHED */
    bool          rows;
    bool          by_label; /* what words did not pair is paired by labels now */
    Steps        *out;
} Aligning;

/* Sorted words, each as often as it stands there. */
typedef struct Bag {
    uint32_t *words;
    uint32_t  count;
    bool      owned;
} Bag;

/* The words of members from..to. */
Status   align_bag(Side *side, uint32_t from, uint32_t to, Bag *out) MUST_USE;
void     align_bag_clear(Bag *bag);
uint32_t align_common_words(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count);
Slice    align_text(const Side *side, const Block *block); /* of its first paragraph */
bool     align_equal(const Aligning *work, size_t i, size_t j);

/* Finds splits and joins among what is not matched, or better than what is: matches every member of a group to the one. */
Status align_groups(Aligning *work) MUST_USE;

#endif
