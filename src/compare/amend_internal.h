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

/* Which stretch of the base became which of the revised text, byte by byte: kept when an amendment is to be carried. Stretches are strings, their
   paragraphs joined by U+2029. */
typedef struct TracePiece {
    uint32_t a0, a1, b0, b1; /* bytes a0..a1 of the base's stretch became b0..b1; between pieces both are equal */
} TracePiece;

typedef struct TraceGroup {
    uint32_t    a[8], b[8];              /* paragraphs of either text */
    uint32_t    a_start[8], b_start[8];  /* where each begins in its stretch */
    uint32_t    a_count, b_count;
    uint32_t    a_size, b_size;          /* bytes of the stretches */
    TracePiece *pieces;
    uint32_t    piece_count;
    bool        moved;
} TraceGroup;

typedef struct Trace {
    Arena      *arena;
    TraceGroup *groups;
    size_t      count, capacity;
} Trace;

typedef struct Amending {
    Comparer  *comparer;
    Side       revised;
    Amendment *out;
    uint32_t  *story_in_b; /* by story of the base: its counterpart in the revised text, or NO_STORY */
    uint32_t  *story_in_a;
    StoryPair *waiting;    /* stories whose marks were matched: compared once the body is done */
    size_t     waiting_count, waiting_capacity;
    Trace     *trace;   /* or NULL */
    Problem   *problem;
} Amending;

Amendment *amendment_new(void) MUST_USE;
/* In the order of compare.h. */
void   amendment_sort(Amendment *amendment);
/* Orders of units in one gap become 0, 1, 2 … */
Status amendment_number_units(Amendment *amendment) MUST_USE;
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
/* Only traces the pair, which has moved. */
Status amend_trace_moved(Amending *work, uint32_t a, uint32_t b) MUST_USE;
/* amendment_between, traced. */
Status amend_traced(Comparer *comparer, const Text *revised, Trace *trace, Amendment **out, Problem *problem) MUST_USE;
/* Remembers that two stories are each other's counterpart; `compare`: and that their words are to be compared. */
Status amend_pair_stories(Amending *work, uint32_t a, uint32_t b, bool compare) MUST_USE;

#endif
