/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files on texts under negotiation share: compiling, where it stands, proposing, issuing.
 */
#ifndef SERVICE_TEXT_INTERNAL_H
#define SERVICE_TEXT_INTERNAL_H

#include "compare/compare.h"
#include "service/service_internal.h"

#include <jansson.h>

/* Completes an answer of text.show: in each paragraph `runs` (words; {"was", "change"|"competing"|"alternatives": {"of": [{"now", "by"}]}}, competing: wordings of a few words), `new`: {"units"} after
   it, `deletion` and `move`: {"by"}, `proposed` (untouched, changed, contested), of a paragraph in a table `cell`: {"table", "row", "column"}; `before`: {"units"} before the first. An amendment that cannot be read has `not_shown`. */
Status text_compile(Service *service, json_t *answer, Problem *problem) MUST_USE;
/* Positions, `proposals` and `explanations` at their paragraphs; conditions by the names of what they are on; `state` of each paragraph; `between`: what stands between the text and consensus. */
Status text_standing(json_t *answer, Problem *problem) MUST_USE;
/* Both: what service_query adds to text.show. */
Status text_complete(Service *service, json_t *answer, Problem *problem) MUST_USE;
/* For text.map: `parties` with a mark, in the order of names, and `rows` of paragraphs with a cell for each; without the words. */
Status text_map(Service *service, json_t *answer, Problem *problem) MUST_USE;
/* For text.paragraph: `here`, as text.show has it; `previous` and `next_one`: the paragraphs before and after it that have a name. */
Status text_paragraph(Service *service, json_t *answer, Problem *problem) MUST_USE;
/* A party's name in a language, else in English, else its own. Borrowed. */
Slice text_party_name(const json_t *party, const char *language);
/* A named query as the view answers it. */
Status service_query_view(Service *service, const char *name, const Slice *arguments, size_t count, const Asker *asker, int64_t now, json_t **out, Problem *problem) MUST_USE;
/* The stored text that `hex` names, whoever asks: the caller has asked a query first. */
Status text_of_version(Service *service, const json_t *hex, Text **out, Problem *problem) MUST_USE;
Status text_sent(Service *service, const Hash *sent, Text **out, Problem *problem) MUST_USE; /* the same, by its name */
/* text.show of the version in force, as the view answers it. */
Status text_ask(Service *service, Slice process, const Asker *asker, int64_t now, json_t **out, Problem *problem) MUST_USE;
Status text_amendment_of(const Text *base, const json_t *version, const json_t *changes, Amendment **out, Problem *problem) MUST_USE;
/* The answer with this one proposal in it, and only the paragraphs that it touches. */
Status text_preview_of(Service *service, json_t *answer, const json_t *object, const Asker *asker, json_t **out, Problem *problem) MUST_USE;
/* WORK. A file that a person sends, read and not kept; upload_text_clear also after a failure. */
typedef struct UploadText {
    Text *text;
    Text *rejected; /* of a Word file that tracks changes: what it says was there before; NULL: none */
} UploadText;
Status service_upload_text(Slice name, Slice bytes, Slice language, UploadText *out, Problem *problem) MUST_USE;
void   upload_text_clear(UploadText *read);
/* For people: a paragraph mark as its sign, objects left out. A new reference. */
json_t *text_words(Slice text);
Status  text_no_memory(Problem *problem);

#endif
