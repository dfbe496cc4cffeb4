/* SPDX-License-Identifier: Apache-2.0
 *
 * The word-level difference of two token sequences, and its tidying into what reads as a careful person's redline.
 */
#ifndef COMPARE_DIFF_INTERNAL_H
#define COMPARE_DIFF_INTERNAL_H

#include "text/text.h"

/* Tokens a0..a1 of the old sequence become tokens b0..b1 of the new one. Between hunks both are equal. */
typedef struct Hunk {
    uint32_t a0, a1, b0, b1;
} Hunk;

typedef struct Hunks {
    Hunk  *list;
    size_t count, capacity;
} Hunks;

void hunks_clear(Hunks *hunks);

/* The shortest edit script (Myers); past DIFF_COST_MAX steps a good one. `a` and `b` are words. */
Status diff_words(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, Hunks *out) MUST_USE;

typedef struct TokenRun {
    const Token *tokens;
    size_t       count;
    const char  *text;   /* of the tokens' positions; MARK tokens have start = end */
} TokenRun;

/* diff_words, slid to natural boundaries and merged where that reads better, never above 1.25 times the characters of the plain script. */
Status diff_tokens(TokenRun a, TokenRun b, Hunks *out) MUST_USE;

/* Words that carry the force of a sentence (not, shall, should, may …, numbers): a change of one must be seen as one. */
bool tidy_is_weighty(Slice word);

#endif
