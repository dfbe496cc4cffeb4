/* SPDX-License-Identifier: Apache-2.0
 *
 * One side of a comparison: a Text with what comparing needs of it, made when it is first asked for (most paragraphs of most submissions equal
 * the base's and are never cut into words).
 */
#ifndef COMPARE_SIDE_INTERNAL_H
#define COMPARE_SIDE_INTERNAL_H

#include "text/text.h"

typedef struct SideParagraph {
    uint64_t  hash;       /* of its text, objects, notes and boxes */
    bool      cut;
    uint32_t  token_count, bag_count;
    Token    *tokens;
    uint32_t *bag;        /* NULL before side_fill_bag: its words and numbers, sorted, each as often as it stands there */
} SideParagraph;

typedef struct Side {
    const Text    *text;
    Vocabulary    *vocabulary; /* borrowed */
    Cutter        *cutter;     /* borrowed */
    Arena         *arena;
    SideParagraph *paragraphs;
    uint32_t      *members;    /* paragraphs by story, in order */
    uint32_t      *story_at;   /* where each story begins in members; one more at the end */
    Token         *scratch;
    size_t         scratch_capacity;
    uint32_t      *counts;     /* by word: room for counting, all 0 between uses */
    size_t         counts_size;
} Side;

enum { STORY_DEPTH_MAX = 70 };

Status side_init(Side *side, const Text *text, Vocabulary *vocabulary, Cutter *cutter) MUST_USE;
void   side_clear(Side *side);
/* Cuts the paragraph into tokens if that was not done. */
Status side_cut(Side *side, uint32_t paragraph) MUST_USE;
/* And sorts its words. */
Status side_fill_bag(Side *side, uint32_t paragraph) MUST_USE;
bool   side_equal(const Side *a, uint32_t paragraph_a, const Side *b, uint32_t paragraph_b); /* same text, objects, notes and boxes */
bool   side_story_equal(const Side *a, uint32_t story_a, const Side *b, uint32_t story_b);

/* A paragraph, a table or a row: positions from..to of `members`. */
typedef struct Block {
    uint32_t from, to;
    int32_t  table;      /* NO_TABLE: a paragraph; else the table it is (or is a row of) */
    uint32_t cells;      /* rows: how many */
    uint64_t hash;
} Block;

typedef struct Blocks {
    Block *list;
    size_t count, capacity;
} Blocks;

void   blocks_clear(Blocks *blocks);
/* Members from..to as paragraphs and whole tables; paragraphs of table `own` count as paragraphs. */
Status side_blocks(const Side *side, uint32_t from, uint32_t to, int32_t own, Blocks *out) MUST_USE;
/* A table's rows, and a row's cells. */
Status side_rows(const Side *side, Block table, Blocks *out) MUST_USE;
Status side_cells(const Side *side, Block row, Blocks *out) MUST_USE;

/* ---- aligning ---- */

typedef enum StepKind { STEP_PAIR, STEP_GROUP /* 1:k or k:1 paragraphs */, STEP_DELETE, STEP_INSERT } StepKind;

typedef struct Step {
    StepKind kind;
    uint32_t a0, a1, b0, b1; /* blocks */
} Step;

typedef struct Steps {
    Step  *list;
    size_t count, capacity;
} Steps;

Status align_blocks(Side *a, const Blocks *from, Side *b, const Blocks *to, bool rows, Steps *out) MUST_USE;
/* In a large gap: pairs of blocks that share sequences of three words which stand once on either side. Fills `a_to_b` (by block of a0..a1; NO_BLOCK where
   none) with pairs in rising order. */
enum { NO_BLOCK = -1 };
Status align_rare(Side *a, const Blocks *from, size_t a0, size_t a1, Side *b, const Blocks *to, size_t b0, size_t b1, int32_t *a_to_b) MUST_USE;
/* Dice score of the words of two blocks, 0 to 1. */
Status align_similarity(Side *a, const Block *block_a, Side *b, const Block *block_b, double *out) MUST_USE;

#endif
