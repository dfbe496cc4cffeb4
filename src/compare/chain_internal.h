/* SPDX-License-Identifier: Apache-2.0
 *
 * What chain.c and chain_pair.c share: texts as lists of passages, and which passages of two texts belong together.
 */
#ifndef COMPARE_CHAIN_INTERNAL_H
#define COMPARE_CHAIN_INTERNAL_H

#include "compare/compare.h"

/* A paragraph's words, without its label. */
typedef struct Passage {
    uint32_t  paragraph;    /* index in the text */
    uint32_t *words, count; /* numbers; equal ones are equal words but for case and accents */
    Slice     plain;        /* what must be equal to be the same: without space, label, marks of notes and the sign at the end */
    bool      preambular;
} Passage;

typedef struct Passages {
    Passage *list;
    size_t   count;
} Passages;

/* `a` of the earlier text belongs to `b` of the later one (indices of passages). */
typedef struct ChainTie {
    uint32_t a, b;
    uint32_t alike;         /* of 1000 */
    bool     same;          /* `plain` is equal */
    bool     part;          /* not the best for both: of a split or a merger */
    bool     moved;
    bool     slight;        /* too few words to be known again far away */
} ChainTie;

typedef struct ChainPair {
    ChainTie *ties;         /* by a, then b */
    size_t    count;
} ChainPair;

enum {
    PHRASE_WORDS = 5,       /* said twice in one text, it says little about which paragraph this is */
    ALIKE = 300,            /* of 1000: of one another */
    ALIKE_PART = 250, HELD = 700, /* or so much alike, where one holds so much of the other */
    ALIKE_FAR = 450,        /* with documents between that have neither, */
    FAR_WORDS = 6,          /* and at least so many words: "Calls upon Member States:" stands in many */
    WHOLE = 850,            /* of 1000: two that are so much alike leave nothing of one another for a third */
    RUN_HELD = 800,         /* a part stands in the other in one run, up to so much of it */
    PART_WORDS = 4          /* a part has at least so many words */
};

/* On the arena; `vocabulary` numbers the words of all texts. */
Status chain_passages(const Text *text, Vocabulary *vocabulary, Arena *arena, Passages *out) MUST_USE;
Status chain_pair(const Passages *a, const Passages *b, size_t words, Arena *arena, ChainPair *out) MUST_USE;

#endif
