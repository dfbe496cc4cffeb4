/* SPDX-License-Identifier: Apache-2.0
 *
 * format/graph: the picture of what documents cite: the DOT language of Graphviz, and SVG laid out by it.
 *
 * Nodes are documents: those that were given are filled and have their titles, those that are only cited are stubs with a dashed line.
 * An edge carries the paragraphs that cite. Meaning is in words and lines, not in colour alone.
 * The same documents in any order give the same bytes.
 */
#ifndef FORMAT_GRAPH_GRAPH_H
#define FORMAT_GRAPH_GRAPH_H

#include "text/text.h"

typedef struct GraphDocument {
    const Text     *text;
    const char     *name;      /* shown where the text has no symbol: its file's name */
    const Citation *citations; /* of this text, as citations_find gives them */
    size_t          count;
} GraphDocument;

/* More citations make no readable picture; DOT has no such limit. */
enum { GRAPH_CITATIONS_MAX = 5000 };

Status graph_dot(const GraphDocument *documents, size_t count, Buffer *out, Problem *problem) MUST_USE;
Status graph_svg(const GraphDocument *documents, size_t count, Buffer *out, Problem *problem) MUST_USE;

/* What a paragraph is called beside an edge: "PP3", "OP4 (a)", "note 2", or its own label; nothing when it has no name. Appends. */
/* What a note's mark shows: its own label, else its number among the notes of its kind. */
void graph_note_number(const Text *text, size_t index, Buffer *out);
void graph_paragraph_name(const Text *text, size_t index, Buffer *out);

#endif
