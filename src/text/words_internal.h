/* SPDX-License-Identifier: Apache-2.0
 *
 * words: the words of resolutions in six languages, as the tables of data/ have them: opening words, mastheads, organs, citations.
 *
 * They classify what stands in a document; nothing here changes or suggests a wording.
 */
#ifndef TEXT_WORDS_INTERNAL_H
#define TEXT_WORDS_INTERNAL_H

#include "base/base.h"

/* The rows of data/, made by tools/embed-table; the files name the columns. */
extern const char *const words_opening[][3];  /* language, kind, words */
extern const size_t      words_opening_count;
extern const char *const words_masthead[][3]; /* language, what, words */
extern const size_t      words_masthead_count;
extern const char *const words_organ[][6];    /* language, formula, name, shape of numbers, resolutions, decisions */
extern const size_t      words_organ_count;
extern const char *const words_citation[][3]; /* language, what, words */
extern const size_t      words_citation_count;

enum { ORGAN_LANGUAGE, ORGAN_FORMULA, ORGAN_NAME, ORGAN_SHAPE, ORGAN_RESOLUTIONS, ORGAN_DECISIONS };

typedef enum OpeningForm { OPENING_NONE, OPENING_PREAMBULAR, OPENING_OPERATIVE } OpeningForm;

/* Bytes of the opening words at the start of `text` ("Also decides", "Noting with concern"); 0 when it begins otherwise. */
size_t words_open(Slice text, const char *language, OpeningForm *form);
/* The same for an English participle that the table lacks: "Deploring" at the start of a paragraph. */
size_t words_open_participle(Slice text);

typedef enum WordsWhere { WORDS_WHOLE, WORDS_START, WORDS_END, WORDS_INSIDE } WordsWhere;
/* Does a masthead word of this sort stand there? ASCII letters count without case. Its row's words in *found, where asked for. */
bool words_masthead_has(const char *what, Slice line, WordsWhere where, Slice *found);
/* The row of words_organ whose formula the whole line is ("The General Assembly," with or without its comma), or -1. */
long words_organ_formula(Slice line);
/* The row whose symbol for resolutions begins so ("A/RES/75/240"), or -1. */
long words_organ_symbol(Slice symbol);

/* Do `words` stand at `at`, the case of their first letter aside, and (where words are spaced) end where a word ends? Bytes, or 0. */
size_t words_match(Slice text, size_t at, Slice words, bool spaced);
/* Does `text` begin with `words`, ASCII without case? */
bool words_start(Slice text, Slice words);
/* A date at the start of `text`, in one of the six languages ("31 December 2020", "2020年12月31日"): its bytes, 0 when there is none. */
enum { ISO_DATE_SIZE = 11 };
size_t words_date(Slice text, char iso[ISO_DATE_SIZE]);
/* The first date anywhere in the text. */
bool words_date_inside(Slice text, char iso[ISO_DATE_SIZE]);

#endif
