/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the files of tests/cases/compare (their README.md has the notation) and writes redlines and compilations in it.
 */
#ifndef TESTS_UNIT_COMPARE_CASES_H
#define TESTS_UNIT_COMPARE_CASES_H

#include "compare/compare.h"

enum { SECTIONS_MAX = 16, CASES_MAX = 64 };

typedef struct Section {
    Slice title;  /* "base", "redline", the name of a delegation, "extract A + B" */
    Slice lines;
} Section;

typedef struct CompareCase {
    Slice   name;
    char    language[4];
    Section sections[SECTIONS_MAX];
    size_t  count;
} CompareCase;

typedef struct CompareFile {
    Buffer      bytes;
    CompareCase cases[CASES_MAX];
    size_t      count;
} CompareFile;

bool           cases_load(const char *name, CompareFile *out);
const Section *cases_section(const CompareCase *one, const char *title); /* NULL when there is none */
/* One paragraph a line; "\n" in a line is a break; "| one | other" is a row of a table. */
Text          *cases_text(const CompareCase *one, Slice lines);

/* As cases_text reads it. */
void           print_text(const Text *text, Buffer *out);
void           print_redline(const Text *base, const Amendment *amendment, Buffer *out);
void           print_compiled(const Compilation *compilation, Buffer *out);

#endif
