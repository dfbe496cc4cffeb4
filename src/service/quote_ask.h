/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking whether a passage is in some texts: the index says where to look, the texts say what is there. Over the record (quote_record.c) and over files (the command line).
 *
 * Nothing that is asked is kept, counted or written anywhere.
 */
#ifndef SERVICE_QUOTE_ASK_H
#define SERVICE_QUOTE_ASK_H

#include "service/quote_index.h"

struct json_t;

/* The texts behind an index. */
typedef struct QuoteTexts {
    /* The paragraphs of the text whose ordinals lie from `first` to `last`, in order, on the arena. */
    Status (*paragraphs)(void *context, Slice name, uint32_t first, uint32_t last, Arena *arena, QuoteParagraph **out, size_t *count, Problem *problem);
    /* What is said of a place in it: symbol or statement, party, date, grade (a new object); and whether the passage is attributed to it. ERR_NOT_FOUND, without a problem: it is no more, or not for
       this asker, and nothing of it may show. */
    Status (*describe)(void *context, Slice name, struct json_t **place, bool *attributed, Problem *problem);
    void *context;
} QuoteTexts;

typedef struct QuoteAsk {
    Slice text;
    bool  attributed;                  /* to somebody: describe() says whose texts these are */
} QuoteAsk;

enum { QUOTE_PLACES_MAX = 50 /* in an answer; `more` says that there are others */ };

/* *out: {"verdict", "also"?, "places"?, "more"?}; docs/formats/queries.md has it whole. */
Status quote_ask(QuoteIndex *index, const QuoteTexts *texts, const QuoteAsk *ask, struct json_t **out, Problem *problem) MUST_USE;

/* "exact" … "too-short", as the answer has them. */
typedef enum Verdict { VERDICT_EXACT, VERDICT_NORMALISED, VERDICT_ELIDED, VERDICT_MISATTRIBUTED, VERDICT_ALTERED, VERDICT_ABSENT, VERDICT_TOO_SHORT, VERDICT_COUNT } Verdict;
extern const char *const verdict_names[VERDICT_COUNT];

#endif
