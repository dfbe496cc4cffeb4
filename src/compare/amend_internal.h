/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside amendment_between: what its files share.
 */
#ifndef COMPARE_AMEND_INTERNAL_H
#define COMPARE_AMEND_INTERNAL_H

#include "compare/compare.h"
#include "compare/side_internal.h"

struct Comparer {
    Side        base;
    Vocabulary *vocabulary;
    Cutter     *cutter;
};

enum { NO_STORY = 0 };

typedef struct StoryPair {
    uint32_t a, b;
} StoryPair;

typedef struct Amending {
    Comparer  *comparer;
    Side       revised;
    Amendment *out;
    uint32_t  *story_in_b; /* by story of the base: its counterpart in the revised text, or NO_STORY */
    uint32_t  *story_in_a;
    StoryPair *waiting;    /* stories whose marks were matched: compared once the body is done */
    size_t     waiting_count, waiting_capacity;
    Problem   *problem;
} Amending;

Amendment *amendment_new(void) MUST_USE;
/* In the order of compare.h. */
void   amendment_sort(Amendment *amendment);
/* Appends a copy of the change. */
Status amendment_add(Amendment *amendment, const Change *change) MUST_USE;

/* Deep copies onto the amendment's arena. */
Status unit_copy_paragraph(Arena *arena, const Paragraph *from, Paragraph *out) MUST_USE;
/* Paragraphs from..to of `members` of the revised side, with the stories of their objects. */
Status unit_from_members(Arena *arena, const Side *side, uint32_t from, uint32_t to, UnitKind kind, Unit *out) MUST_USE;
Status unit_copy_anchor(Arena *arena, const Side *side, const Anchor *from, uint32_t shift, NewAnchor *out) MUST_USE;
Status unit_copy(Arena *arena, const Unit *from, Unit *out) MUST_USE;
Status unit_copy_new_anchors(Arena *arena, const NewAnchor *from, uint32_t count, NewAnchor **out) MUST_USE;

/* Paragraphs a0..a1 of the base's members against b0..b1 of the revised text's: one against one, or a split or a join. */
Status amend_words(Amending *work, uint32_t a0, uint32_t a1, uint32_t b0, uint32_t b1) MUST_USE;
/* Remembers that two stories are each other's counterpart; `compare`: and that their words are to be compared. */
Status amend_pair_stories(Amending *work, uint32_t a, uint32_t b, bool compare) MUST_USE;

#endif
