/* SPDX-License-Identifier: Apache-2.0
 *
 * What is computed before an act on a text under negotiation is filed: the changes of a proposal, a new version, what becomes of the open proposals under it, the compilation as a file. All of it follows
 * from an answer of text.show and the texts that it names, so a service does it for who works in pages, and a program on the author's own machine does the same for who signs there.
 *
 * `answer` is one of text.show (docs/formats/queries.md), as the view gives it or with what the service adds; `base` is the stored text of its `sha256`, the version in force.
 */
#ifndef SERVICE_TEXT_MAKING_H
#define SERVICE_TEXT_MAKING_H

#include "compare/compare.h"
#include "service/service.h"

#include <jansson.h>

/* The base with the edits made; a new paragraph stands behind the last of the body. ERR_REFUSED where a note or another object would be lost. The caller frees *out. */
Status text_edited(const Text *base, const TextEdit *edits, size_t count, Text **out, Problem *problem) MUST_USE;
/* Edits out of instructions in prose, in any of the six languages: insert "regional" before "organizations" in paragraphs 7, 13 and 27; replace …; delete …; after paragraph 4, insert "…". Semicolons or
   lines between several. What cannot be read for certain is ERR_SYNTAX or ERR_CONFLICT and named. *edits are on the arena. */
Status text_prose(const Text *base, Slice prose, Arena *arena, TextEdit **edits, size_t *count, Problem *problem) MUST_USE;
/* The object of text.amendment.propose: process, version, changes. ERR_REFUSED when nothing differs. A new reference. */
Status text_proposal(const Text *base, const Text *revised, const json_t *answer, json_t **object, Problem *problem) MUST_USE;
/* The same of an amendment that is there already. */
Status text_changes_object(const Text *base, const Amendment *amendment, const json_t *answer, json_t **out, Problem *problem) MUST_USE;
/* The text of the next version: the base with the amendments of `takes` (act ids, an array of strings) in it, or `file` (not NULL) with the base's ids where it has its paragraphs. `base` is NULL before
   the first version, which needs a file. ERR_CONFLICT when two of `takes` have other words for one place: the sentence names the places. */
Status text_next(const Text *base, const json_t *answer, const json_t *takes, const Text *file, Text **out, Problem *problem) MUST_USE;
/* The blob of outcomes (docs/formats/record.md, section 25) is appended to *out: what becomes of every open amendment under `next`. Nothing is appended where none is open. */
Status text_outcomes(const Text *base, const Text *next, const json_t *answer, Buffer *out, Problem *problem) MUST_USE;
/* Every open amendment in one text, under the names of their parties in the text's language; a party's further ones have a number. Cleared in any case. */
typedef struct TextCompiled {
    Arena       *arena;
    Submission  *submissions;
    Amendment  **amendments;
    size_t       count;
    Compilation *compilation;
} TextCompiled;
Status text_compiled(const Text *base, const json_t *answer, TextCompiled *out, Problem *problem) MUST_USE;
void   text_compiled_clear(TextCompiled *compiled);
/* The compilation as a .docx, tracked or in brackets. */
Status text_as_docx(const Text *base, const json_t *answer, bool brackets, Buffer *out, Problem *problem) MUST_USE;

/* Behind the words: what parties said about the text and commented, under headings. `answer` of the view; its paragraphs get their names. Nothing when nobody said anything. */
Status text_annex_add(Text *text, json_t *answer, Problem *problem) MUST_USE;
/* Without such an annex, wherever it was written. */
void   text_annex_drop(Text *text);

#endif
