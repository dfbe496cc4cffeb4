/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of a made negotiation: a text about lanterns and gardens, and changes to it as many delegations would send them. Everything is put together from a small vocabulary by a seed; nothing is
 * anybody's, no State has such a position.
 *
 * Delegations choose among few places and few wordings, some paragraphs more than others, so that equal changes, competing ones and ones that overlap come by themselves.
 */
#ifndef TESTS_BENCH_NEGOTIATION_WORDS_H
#define TESTS_BENCH_NEGOTIATION_WORDS_H

#include "property/random.h"
#include "text/text.h"

struct json_t;

/* A title, preambular and operative paragraphs, with ids. */
Status negotiation_text(uint64_t seed, size_t paragraphs, Text **out, Problem *problem) MUST_USE;

enum { NEGOTIATION_CHANGES_MAX = 4 };
typedef struct NegotiationDraw {
    const Text *base;
    const bool *closed;          /* one a paragraph: these are left alone */
    uint64_t    seed;            /* of the wordings: the same for all versions and delegations */
} NegotiationDraw;
/* `changes` of one amendment (docs/formats/amendment.md), one to NEGOTIATION_CHANGES_MAX of them in different paragraphs. *paragraph: where the first of them is. New; NULL without memory. */
struct json_t *negotiation_changes(const NegotiationDraw *draw, Random *random, size_t *paragraph);
/* A sentence for rationales and positions. */
void negotiation_sentence(Random *random, Buffer *out);

#endif
