/* SPDX-License-Identifier: Apache-2.0
 *
 * shape: what one line or paragraph looks like, without knowing its neighbours: labels, page and job numbers, closing lines, how it begins
 * and ends. Pure questions about bytes.
 */
#ifndef TEXT_SHAPE_INTERNAL_H
#define TEXT_SHAPE_INTERNAL_H

#include "text/text.h"

typedef enum LabelForm {
    LABEL_NONE,
    LABEL_NUMBER,      /* "1." "12)" */
    LABEL_DOTTED,      /* "1.1." "1.1" */
    LABEL_LETTER,      /* "(a)" "a)" */
    LABEL_ROMAN,       /* "(ii)" "ii)" */
    LABEL_LETTER_DOT,  /* "a." */
    LABEL_ROMAN_DOT,   /* "ii." */
    LABEL_UPPER,       /* "A." "(A)" */
    LABEL_UPPER_ROMAN, /* "IV." */
    LABEL_TITLE,       /* "75/240." "ES-11/1." */
    LABEL_HANDLE,      /* "PP3" "OP5 bis" */
    LABEL_BULLET       /* "•" */
} LabelForm;

typedef struct Label {
    LabelForm form;
    size_t    size;   /* bytes of the label, with its punctuation */
    unsigned  number; /* its number, its letter's place, or its last part; 0: none */
    unsigned  first;  /* dotted: its first part */
    unsigned  roman;  /* the value when one small letter could be roman too ("(i)", "(v)", "(x)"), else 0 */
    bool      closed; /* ends in a mark of its own: "1." but not "1.1" */
    bool      added;  /* carries bis, ter, alt … */
} Label;

/* The label at the start of `text`, after which white space or the end must follow. False: none. */
bool   shape_label(Slice text, Label *out);
/* The value of small roman numerals up to 39, or 0. */
unsigned shape_roman(Slice letters);
/* "(iii)" after "(ii)", "b." after "a.": is `next` what follows `last` in one sequence? */
bool   shape_follows(const Label *last, const Label *next);

bool   shape_page_number(Slice line); /* "2/3", "Page 2", "/..." */
bool   shape_page_of(Slice line);     /* "2/3" alone */
bool   shape_job_number(Slice line);  /* "18-22650 (E)", "*1822650*" */
bool   shape_date_code(Slice line);   /* "040119" */
bool   shape_rule(Slice line);        /* "________", "-----" */
bool   shape_symbol(Slice line);      /* a document symbol and nothing else */
bool   shape_small_number(Slice line, unsigned *number); /* "3": at most three digits and nothing else */
bool   shape_meeting(Slice line);     /* "48th (resumed) plenary meeting" */
bool   shape_date_only(Slice line, char iso[11]);
bool   shape_speaker(Slice line);     /* "Ms. Fidan (Turkey):", "The President:" */
/* The bytes of a resolution's number at the start of its title line: "75/240.", "2231 (2015)."; 0: none. */
size_t shape_title_number(Slice line);

/* Does a paragraph that ends so end for good: in . , ; : ? ! or their like, behind which note marks, quotes and brackets may stand? */
bool   shape_ends(Slice text);
bool   shape_ends_clause(Slice text);   /* … but in a comma */
bool   shape_ends_bare(Slice text);     /* … with nothing behind: "A/AC.290/L.1" ends in no mark, whatever a note's number may be */
bool   shape_ends_sentence(Slice text); /* … in a full stop, question or exclamation mark */
bool   shape_starts_small(Slice text);   /* with a small letter */
bool   shape_starts_capital(Slice text); /* with a capital letter, quotes and brackets aside */
size_t shape_width(Slice text);          /* code points */

#endif
