/* SPDX-License-Identifier: Apache-2.0
 *
 * What quotations are looked for in: the words of documents and statements that are for everybody, as the view has them.
 */
#ifndef PROCESS_QUOTE_H
#define PROCESS_QUOTE_H

#include "process/process.h"
#include "text/quote.h"

extern const NamedQuery quote_query; /* what was asked; service/quote_record.c answers */

/* Every text that an act from this index on brought or changed: "A/RES/75/240\ten", or a statement's act, a tab, its language. */
typedef Status QuoteTextVisit(void *context, Slice name, Problem *problem);
Status quote_texts_since(View *view, uint64_t from, QuoteTextVisit *visit, void *context, Problem *problem) MUST_USE;
/* Its paragraphs from ordinal `first` to `last`, copied on the arena. */
Status quote_text_paragraphs(View *view, Slice name, uint32_t first, uint32_t last, Arena *arena, QuoteParagraph **out, size_t *count, Problem *problem) MUST_USE;
/* To whom a passage is attributed: a symbol, a party by its name in the record, its code or what it is called in any language. */
typedef struct QuoteWho {
    Buffer key, party;
    bool   given;
} QuoteWho;
Status quote_who(View *view, Slice written, QuoteWho *out, Problem *problem) MUST_USE;
void   quote_who_clear(QuoteWho *who);
/* Whose a text is: a new object; whether it is theirs. ERR_NOT_FOUND, without writing to problem: there is none, or it is not for everybody. */
Status quote_text_describe(View *view, Slice name, const QuoteWho *who, struct json_t **place, bool *attributed, Problem *problem) MUST_USE;
/* {"size", "texts", "date"?}: what "absent" means. */
Status quote_record(View *view, struct json_t **out, Problem *problem) MUST_USE;

#endif
