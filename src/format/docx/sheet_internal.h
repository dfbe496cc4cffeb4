/* SPDX-License-Identifier: Apache-2.0
 *
 * The style sheet: what styles.xml and numbering.xml say, as far as it matters to reading. read_styles.c fills the styles and asks, read_numbering.c
 * fills the numberings.
 */
#ifndef FORMAT_DOCX_SHEET_INTERNAL_H
#define FORMAT_DOCX_SHEET_INTERNAL_H

#include "format/docx/read_internal.h"

enum { STYLES_MAX = 100000, LANGUAGE_KINDS = 3, STYLE_ID_SIZE = 64 };

typedef struct Style {
    char        id[STYLE_ID_SIZE], based_on[STYLE_ID_SIZE];
    DirectStyle direct;
    uint8_t     named;      /* by its name: 1 to 9 "heading n", 10 "Title" */
    bool        character;
    uint32_t    given, off; /* STYLE_… bits that its run properties turn on and off */
} Style;

/* A level as w:lvl gives it, of an abstract numbering or of an override. */
typedef struct Level {
    bool      set;
    uint32_t  start, format, restart;
    DocxSlice pattern;
    char      style[STYLE_ID_SIZE];    /* w:pStyle: paragraphs of this style are at this level */
} Level;

typedef struct Abstract {
    uint32_t id;
    char     style_link[STYLE_ID_SIZE], num_style_link[STYLE_ID_SIZE];
    Level    levels[LEVELS];
} Abstract;

typedef struct NumberStyle { /* which level of a numbering a style stands for */
    uint32_t numbering, level;
    char     style[STYLE_ID_SIZE];
} NumberStyle;

struct StyleSheet {
    Style       *styles;      /* sorted by kind and id once they are read */
    size_t       style_count, style_capacity;
    char         normal[STYLE_ID_SIZE]; /* the default paragraph style */
    Abstract    *abstracts;
    size_t       abstract_count, abstract_capacity;
    NumberStyle *number_styles;
    size_t       number_style_count, number_style_capacity;
    char         languages[LANGUAGE_KINDS][LANGUAGE_MAX];
};

/* As much of a value as fits, as a C string. */
void   sheet_string(char *to, size_t room, Slice from);
Status sheet_read_styles(Reading *reading, void *context) MUST_USE;    /* a PartReader */
Status sheet_read_numbering(Reading *reading, void *context) MUST_USE; /* a PartReader */

#endif
