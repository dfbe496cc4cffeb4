/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading web pages: what its parts hand to one another.
 *
 *   html_read        decoding, the parser, the whole
 *   html_read_scan   limits, before the parser sees the page
 *   html_read_references  characters that are none, before the parser sees them and after
 *   html_read_tree   questions about single elements
 *   html_read_notes  which links mark notes, and where the notes stand
 *   html_read_lists  the labels of items
 *   html_read_flow   the walk: blocks become paragraphs
 */
#ifndef FORMAT_HTML_HTML_READ_INTERNAL_H
#define FORMAT_HTML_HTML_READ_INTERNAL_H

#include <gumbo.h>

#include "text/text.h"

enum {
    HTML_FILE_MAX = 32 * 1024 * 1024,
    HTML_DEPTH_MAX = 1000, /* elements open in one another: pages have some dozens */
    HTML_LISTS_MAX = 32,
    HTML_TABLES_MAX = 32
};

/* ---- scan ---- */
/* Refuses pages whose elements nest too deeply or would multiply in the parser. */
Status html_scan(Slice page, Problem *problem) MUST_USE;

/* ---- references ---- */
/* The page with references beyond Unicode ("&#99999999;") made ones to U+FFFD: itself where it has none, else a copy in the arena. */
Status html_references_tame(Slice page, Arena *arena, Slice *out) MUST_USE;
/* In the tree of the tame page: what the page itself has where characters stand as written ("<xmp>"). */
Status html_references_restore(const GumboNode *root, Slice tame, Slice page, Arena *arena) MUST_USE;

/* ---- tree ---- */
const GumboNode *html_tree_next(const GumboNode *node, const GumboNode *within, bool children); /* in document order; NULL at the end */
bool        html_tree_is(const GumboNode *node, GumboTag tag);
const char *html_tree_attribute(const GumboNode *node, const char *name); /* or NULL */
bool        html_tree_is_block(const GumboNode *node);   /* begins and ends a paragraph */
bool        html_tree_is_skipped(const GumboNode *node); /* no part of the text: scripts, navigation, what is hidden */
uint32_t    html_tree_styles(const GumboNode *node);     /* STYLE_… that the element adds */
bool        html_tree_is_data_table(const GumboNode *table);
long        html_tree_number(const GumboNode *node, const char *name, long otherwise);
const GumboNode *html_tree_root(const GumboNode *top); /* main where there is one, else body */

/* ---- notes ---- */
typedef struct HtmlNote {
    const GumboNode *mark;      /* the first link that marks it */
    const GumboNode *container; /* the element that holds it */
    Slice            label;     /* "1" */
    uint32_t         story;     /* 0 until its first mark was met */
} HtmlNote;
typedef struct HtmlMark {
    const GumboNode *link;
    uint32_t         note;
} HtmlMark;
typedef struct HtmlNotes {
    HtmlNote *notes;
    HtmlMark *marks; /* by address */
    uint32_t *slots; /* notes by the address of their containers; note + 1, 0: free */
    size_t    note_count, mark_count, slot_count;
} HtmlNotes;
Status html_notes_find(const GumboNode *root, Arena *arena, HtmlNotes *out) MUST_USE;
const HtmlMark *html_notes_mark(const HtmlNotes *notes, const GumboNode *link);  /* or NULL */
long html_notes_container(const HtmlNotes *notes, const GumboNode *node);        /* which note it holds, or -1 */

/* ---- lists ---- */
typedef struct HtmlList {
    long next;
    bool ordered, backwards;
    char type; /* 1 a A i I, or '\0' for no label */
} HtmlList;
HtmlList html_lists_open(const GumboNode *node);
/* "1.", "b.", "iv." of the next item; "" where it shows none. */
void html_lists_label(HtmlList *list, const GumboNode *item, char *out, size_t size);

/* ---- flow ---- */
Status html_flow(const GumboNode *root, HtmlNotes *notes, Arena *arena, Text *text) MUST_USE;
/* As html_read_fragment has it. */
Status html_flow_fragment(const GumboNode *root, const char *mark, Arena *arena, Text *text) MUST_USE;

#endif
