/* SPDX-License-Identifier: Apache-2.0
 *
 * quote_index: where in many texts three words stand in a row. A derived file: deleted or damaged, it is made again from the texts. It says where to look, never what is there: who asks reads the text.
 *
 * Texts are cut into pages of some paragraphs. For each gram of text/quote.h the index keeps the pages on which it begins, as one sorted list of numbers (gram, page), coded as Rice coded differences in
 * blocks of BLOCK_KEYS, each with a check sum. What is added stands in memory; from time to time it becomes a segment, and segments of like size become one, as in a counter of binary digits. A segment
 * is written whole under another name, flushed and renamed; the list of segments names the state of the record that they hold, and is replaced the same way.
 *
 * Not for two threads at once; the caller has a lock.
 */
#ifndef SERVICE_QUOTE_INDEX_H
#define SERVICE_QUOTE_INDEX_H

#include "record/record.h"
#include "text/quote.h"

enum {
    QUOTE_PAGE_WORDS = 240,            /* at least; a paragraph is never cut */
    QUOTE_TAIL_KEYS = 1 << 20,         /* in memory, 8 bytes each, before they become a segment */
    QUOTE_POSTINGS_RARE = 256,         /* of a gram that tells where to look */
    QUOTE_POSTINGS_MAX = 200000        /* read for one question where all of its grams are common */
};

typedef struct QuoteIndex QuoteIndex;

/* `folder` is made when missing; NULL: in memory alone. A damaged index is emptied. `writes` false: what stands in the folder is read, what is added stays in memory. */
Status quote_index_open(const char *folder, bool writes, QuoteIndex **out, Problem *problem) MUST_USE;
void   quote_index_close(QuoteIndex *index);
/* What was last given to quote_index_state with everything that was added before it; 0 and zeros: empty. */
void   quote_index_state(const QuoteIndex *index, uint64_t *size, Hash *root);

/* A text: its name (as the caller finds it again) and its paragraphs. Adding it anew leaves what was said of it before: a reader meets pages that are no more. */
Status quote_index_add(QuoteIndex *index, Slice name, const QuoteFlow *flow, Arena *arena, Problem *problem) MUST_USE;
/* Everything up to this state of the record has been added. With `flush` it is on the disk when this returns. */
Status quote_index_commit(QuoteIndex *index, uint64_t size, const Hash *root, bool flush, Problem *problem);
Status quote_index_clear(QuoteIndex *index, Problem *problem);

/* Some paragraphs of a text that share grams with what is asked. */
typedef struct QuotePage {
    Slice    name;                     /* borrowed until the index changes */
    uint32_t first, count;             /* ordinals of paragraphs */
    uint32_t grams;                    /* how many of those asked begin there */
} QuotePage;
/* The pages with the most grams of these, most first; at most `max`. ERR_STORAGE: a block is damaged (clear it and add everything again). */
Status quote_index_find(QuoteIndex *index, const uint32_t *grams, size_t count, size_t max, Arena *arena, QuotePage **out, size_t *found, Problem *problem) MUST_USE;

typedef struct QuoteIndexFacts {
    uint64_t keys, pages, bytes;       /* bytes: on the disk, or what memory would take there */
    size_t   segments;
} QuoteIndexFacts;
void quote_index_facts(const QuoteIndex *index, QuoteIndexFacts *out);

#endif
