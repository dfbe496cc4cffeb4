/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts and compilations written in a few lines, for the tests of the page and for the pages that tests/browser opens.
 *
 * A line is "kind|label|words": *words* are italic (and the opening words of a preambular or operative paragraph), ^[words] is a footnote, {words}
 * a text box, <> an image. A cell is "cell|table row column|words". A label that ends in "=" stands in the words too.
 */
#ifndef TESTS_UNIT_PAGE_FIXTURE_H
#define TESTS_UNIT_PAGE_FIXTURE_H

#include "format/html/html.h"

typedef struct Revision {
    int         line;   /* of the base, from 0; -1: before the first */
    char        does;   /* '=' becomes words, '+' words (a whole line) come after it, '-' goes */
    const char *words;
} Revision;

enum { REVISIONS_MAX = 12, PARTIES_MAX = 32 };

typedef struct Delegation {
    const char *name;
    Revision    revisions[REVISIONS_MAX]; /* in order of line; a NULL-free row with does == 0 ends */
} Delegation;

typedef struct Sample {
    const char        *name, *language;
    const char *const *lines;             /* ended by NULL */
    const Delegation  *delegations;       /* ended by a NULL name */
} Sample;

/* A compilation with everything that it hangs on. */
typedef struct Made {
    Text        *base;
    Text        *texts[PARTIES_MAX];
    Amendment   *amendments[PARTIES_MAX];
    Submission   submissions[PARTIES_MAX];
    size_t       count;
    Comparer    *comparer;
    Compilation *compilation;
} Made;

extern const Sample fixture_samples[];
extern const size_t fixture_sample_count;

Text  *fixture_text(const Sample *sample, const Delegation *delegation); /* NULL: the base */
Status fixture_make(const Sample *sample, Made *out) MUST_USE;
void   fixture_free(Made *made);

#endif
