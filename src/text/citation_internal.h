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

/* Each returns the place behind what it matched, or `at` when nothing did. */
size_t citation_skip_space(Slice text, size_t at);     /* white space and anchors */
size_t citation_skip_separator(Slice text, size_t at); /* ", " " and " ", and " "；" between the items of a list */
size_t citation_skip_date(Slice text, size_t at);      /* " of 4 December 1998" */
size_t citation_skip_tail(Slice text, size_t at);      /* date, annex, note marks, quoted title behind a number */
size_t citation_skip_words(Slice text, size_t at, const char *what); /* the longest row of words_citation of this sort */
size_t citation_skip_suffix(Slice text, size_t at, unsigned *last); /* "Add.1", "Corr.1-3": *last is the last of a range, or 0 */
size_t citation_skip_paragraphs(Slice text, size_t at); /* "3", "13 (a)", "1 to 3", "2 and 4", "(b)" */

#endif
