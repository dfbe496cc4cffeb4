/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files on texts under negotiation share: compiling, where it stands, proposing, issuing.
 */
#ifndef SERVICE_TEXT_INTERNAL_H
#define SERVICE_TEXT_INTERNAL_H

#include "compare/compare.h"
#include "service/service_internal.h"

#include <jansson.h>

/* Completes an answer of text.show that the view gave: in each paragraph `runs` (words; {"was", "change"|"competing"|"alternatives": {"of": [{"now", "by"}]}}, competing: wordings of a few words), `new`:
   {"units"} after it, `deletion` and `move`: {"by"}, `proposed` (untouched, changed, contested); `before`: {"units"} before the first. An amendment of which nothing can be shown has `not_shown`. */
Status text_compile(Service *service, json_t *answer, Problem *problem) MUST_USE;
/* Positions at their paragraphs; `state` of each paragraph; `between`: what stands between the text and consensus. */
Status text_standing(json_t *answer, Problem *problem) MUST_USE;
/* `sections` (with what was read of each, and how its paragraphs stand), `floor`: the readings that run; at paragraphs `section` where one begins, `on_floor`; at readings their `place` and last `step`. After
   the states of paragraphs are known. */
Status text_sections(json_t *answer, Problem *problem) MUST_USE;
/* The first words of a paragraph that has neither name nor label, whole ones where there are spaces. New. */
json_t *text_opening(const json_t *paragraph);
/* text.show with both, from what the service keeps between acts. */
Status text_show(Service *service, const Question *question, json_t **out, Problem *problem) MUST_USE;
/* chain.c. The answer of document.chain. */
Status document_chain(Service *service, const Question *question, json_t **out, Problem *problem) MUST_USE;
/* text.map: `parties` with a mark, in the order of names, and `rows` of paragraphs with a cell for each; without the words. */
Status text_map(Service *service, const Question *question, json_t **out, Problem *problem) MUST_USE;
/* text.paragraph: what the view says, `here`: the paragraph as text.show has it, and its neighbours. */
Status text_paragraph_show(Service *service, const Question *question, json_t **out, Problem *problem) MUST_USE;
/* A party's name in a language, else in English, else its own. Borrowed. */
Slice text_party_name(const json_t *party, const char *language);
/* A named query as the view answers it. */
Status service_query_view(Service *service, const char *name, const Slice *arguments, size_t count, const Asker *asker, int64_t now, json_t **out, Problem *problem) MUST_USE;
/* The stored text that `hex` names, whoever asks: the caller has asked a query first. */
Status text_of_version(Service *service, const json_t *hex, Text **out, Problem *problem) MUST_USE;
Status text_sent(Service *service, const Hash *sent, Text **out, Problem *problem) MUST_USE; /* the same, by its name */
/* text.show of the version in force, as the view answers it. */
Status text_ask(Service *service, Slice process, const Asker *asker, int64_t now, json_t **out, Problem *problem) MUST_USE;
/* `changes`: of an amendment to this base. */
Status text_amendment_of(const Text *base, const json_t *changes, Amendment **out, Problem *problem) MUST_USE;
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


/* ---- a compilation, told (text_compile.c) ---- */

/* Who wants something, as wordings name it: {"party", "names", "act", "bridge", "with"} of a row of "amendments". New. */
json_t *text_who(const json_t *row);
/* What the answer has of a base paragraph beside its own words: `runs`, `deletion`, `move`, `new`, `proposed`, `label`. `who`: of each party of the compilation. New. */
json_t *text_paragraph(const Compilation *compilation, json_t *const *who, uint32_t index);
/* The new paragraphs after this one, or before the first. *contested becomes true where some are alternatives. New. */
json_t *text_units(const Compilation *compilation, json_t *const *who, int32_t after, bool *contested);

/* ---- the compilation of a text, kept between acts (text_keep.c) ---- */

/* A version with its open amendments, compiled paragraph by paragraph. For one thread at a time. */
typedef struct KeptText KeptText;
typedef enum KeptParts { KEEP_PARAGRAPHS, KEEP_WHOLE /* one part for all: what the other must come to; for tests */ } KeptParts;
/* Takes the text. NULL without memory: the text is still the caller's. */
KeptText *kept_text_new(Text *base, KeptParts parts) MUST_USE;
void      kept_text_free(KeptText *kept);
/* The rows of "amendments" that there are now, in the order of acts. */
typedef struct KeptRows {
    json_t *list;                    /* whole rows; or, with `whole`, what text_show_open says of each */
    Status (*whole)(void *context, json_int_t index, json_t **out, Problem *problem); /* a row that is asked for by its index, a new reference; ERR_NOT_FOUND: it is gone */
    void *context;
} KeptRows;
/* Brings it to these rows: only paragraphs that a row which came, went or changed touches are compiled anew. Rows of which nothing can be shown get `not_shown`. After a failure it can only be freed. */
Status kept_text_bring(KeptText *kept, const KeptRows *rows, Problem *problem) MUST_USE;
/* Puts what it came to into an answer of text.show, its rows too (not into one of an earlier version). What it adds is shared with other answers: it is not to be changed. */
Status kept_text_tell(const KeptText *kept, json_t *answer, Problem *problem) MUST_USE;
/* How many paragraphs (with the place before the first) the last bringing compiled. */
size_t kept_text_compiled(const KeptText *kept);

/* The texts that a service keeps: bounded, the one that was not asked for longest makes room. For any thread. */
typedef struct TextKeep TextKeep;
enum { TEXTS_KEPT_MAX = 8 /* texts that are negotiated at a time; one of 2,000 amendments takes some 10 MB */ };
TextKeep *text_keep_new(void) MUST_USE;
void      text_keep_free(TextKeep *keep);

#endif
