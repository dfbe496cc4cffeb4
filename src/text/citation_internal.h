/* SPDX-License-Identifier: Apache-2.0
 *
 * citation: the small pieces that citations are made of, each matched at a place in a text.
 */
#ifndef TEXT_CITATION_INTERNAL_H
#define TEXT_CITATION_INTERNAL_H

#include "text/text.h"
#include "text/words_internal.h"

/* The number of a resolution or decision, as it stands without the organ. */
typedef enum NumberShape {
    NUMBER_NONE,
    NUMBER_SESSION,  /* 75/240, 43/78 H, ES-11/1 */
    NUMBER_YEAR,     /* 2003/36: of the Economic and Social Council */
    NUMBER_SERIAL,   /* 1440 (2002): of the Security Council */
    NUMBER_ROMAN,    /* 2131 (XX): of the General Assembly before its 31st session */
    NUMBER_ASSEMBLY  /* 69.2, WHA69.2: of the World Health Assembly */
} NumberShape;

typedef struct NumberMatch {
    NumberShape shape;
    size_t      size;
} NumberMatch;
/* At `at`; shape NUMBER_NONE when no such number stands there. */
NumberMatch citation_match_number(Slice text, size_t at);

/* Rows of words_organ, or: */
enum {
    ROW_UNSAID = -1, /* no organ is named */
    ROW_UNKNOWN = -2 /* one is, and is not in the tables */
};
typedef enum OrganPlace { ORGAN_BEHIND_NOUN, ORGAN_BEHIND_NUMBER } OrganPlace;

/* The organ named before a noun ("Human Rights Council resolution"); `own` where "its" stands there. */
long   citation_organ_before(Slice text, size_t noun, long own);
/* "of the Human Rights Council", "du Conseil de sécurité" right at `at`: the place behind it, and its row or ROW_UNKNOWN; `at` when there is none. */
size_t citation_organ_behind(Slice text, size_t at, OrganPlace place, long *row);
long   citation_organ_row(const char *resolutions); /* whose symbols of resolutions begin so */
/* The shape of a number can say more than the words around it. */
long   citation_organ_for(long row, NumberShape shape);

/* A text whose digits are all ASCII, and the way back. */
typedef struct CitationFold {
    uint32_t *places; /* of each byte in the text as it stands; kept from text to text, freed by the caller */
    size_t    capacity;
    bool      folded;
} CitationFold;
/* *out is the text itself, or a copy in the arena. */
Status   citation_fold(Slice text, Arena *arena, CitationFold *fold, Slice *out) MUST_USE;
uint32_t citation_unfold(const CitationFold *fold, size_t at);

/* Each returns the place behind what it matched, or `at` when nothing did. */
size_t citation_skip_space(Slice text, size_t at);     /* white space and anchors */
size_t citation_skip_separator(Slice text, size_t at); /* ", " " and " ", and " "；" between the items of a list */
size_t citation_skip_date(Slice text, size_t at);      /* " of 4 December 1998" */
size_t citation_skip_tail(Slice text, size_t at);      /* date, annex, note marks, quoted title behind a number */
size_t citation_skip_words(Slice text, size_t at, const char *what); /* the longest row of words_citation of this sort */
size_t citation_skip_noun(Slice text, size_t at, const char *what);  /* the same, in Arabic also behind the letters that stand attached: "and", "by", "to" */
size_t citation_skip_range(Slice text, size_t at); /* "–", " to " between the first and the last of a range */
/* "–73/30", "–30", and where `several` are meant " to 73/30", behind the number at `start` of `size` bytes. Only within one session or year and
   where few lie between: else it is not said which documents the range holds. *from and *to are its serial numbers. */
size_t citation_skip_last(Slice text, size_t start, size_t size, bool several, unsigned *from, unsigned *to);
size_t citation_skip_comma(Slice text, size_t at); /* "," "，" "،" */
size_t citation_skip_ordinal(Slice text, size_t at, Slice *target); /* "第3段": the paragraph in *target */
size_t citation_skip_suffix(Slice text, size_t at, unsigned *last); /* "Add.1", "Corr.1-3": *last is the last of a range, or 0 */
size_t citation_skip_paragraphs(Slice text, size_t at); /* "3", "13 (a)", "1 to 3", "2 and 4", "(b)" */

#endif
