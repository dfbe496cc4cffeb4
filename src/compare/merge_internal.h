/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside compilation_make: what its files share.
 */
#ifndef COMPARE_MERGE_INTERNAL_H
#define COMPARE_MERGE_INTERNAL_H

#include "compare/compare.h"

typedef struct Merging {
    Compilation *out;
    uint64_t    *offsets;  /* of each base paragraph in the base as one run of bytes; each mark counts one */
    Problem     *problem;
    bool         ordered;  /* the parties are in their order already */
    size_t       unit_capacity, place_capacity;
} Merging;

/* Words: coalesces equal changes, finds clusters that overlap, writes one place for each. */
Status merge_places(Merging *work) MUST_USE;
/* New paragraphs, rows and tables: one order for each gap that keeps every party's own, equal ones with all their names. */
Status merge_units(Merging *work) MUST_USE;
Status merge_labels(Merging *work) MUST_USE;
/* At which level a new paragraph is numbered: 0 operative, 1 to 4 sub-paragraphs; -1: at none, or it is no paragraph. */
int    merge_depth(const Unit *unit);

Status party_set_from(Arena *arena, const uint32_t *parties, uint32_t count, PartySet *out) MUST_USE;
bool   new_anchors_equal(const NewAnchor *a, uint32_t a_count, const NewAnchor *b, uint32_t b_count);

/* By paragraph: which of its story's preambular ones it is, from 1; 0: none. The caller frees. */
Status paragraph_numbers(const Text *text, uint32_t **out) MUST_USE;
/* How a base paragraph is named: "PP3", "3", "(a)"; for one without a number "¶12" (the twelfth of the body). */
void   paragraph_handle(const Text *text, const uint32_t *numbers, uint32_t index, Buffer *out);

#endif
