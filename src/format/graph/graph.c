/* SPDX-License-Identifier: Apache-2.0
 *
 * The graph of citations, in the DOT language.
 *
 * Nodes and edges are collected as rows, sorted and printed; equal edges become one with all its paragraphs.
 */
#include "format/graph/graph.h"

enum {
    TITLE_COLUMNS = 34, /* of a line of a node's title */
    TITLE_LINES = 3,
    NAMES_MAX = 4,      /* paragraphs named at an edge; more are counted */
    NAME_BYTES = 60
};

/* A document: given, or only cited. */
typedef struct Node {
    Slice id;      /* its symbol, or its name */
    long  document; /* index of the given one, or -1 */
} Node;

typedef struct Edge {
    Slice    from, to;
    uint32_t document, paragraph;
} Edge;

typedef struct Graph {
    const GraphDocument *documents;
    Arena               *arena;
    Node                *nodes;
    Edge                *edges;
    size_t               node_count, edge_count;
} Graph;

/* ---- names of paragraphs ---- */

static size_t ordinal(const Text *text, size_t index, ParagraphKind kind)
{
    size_t count = 0;

    for (size_t i = 0; i <= index; i++)
        count += text->paragraphs[i].kind == kind;
    return count;
}

/* The label without its full stop. */
static Slice bare(Slice label)
{
    return slice_ends(label, ".") ? slice_part(label, 0, label.size - 1) : label;
}

static void print_above(const Text *text, size_t index, Buffer *out)
{
    for (size_t i = index; i > 0; i--) {
        const Paragraph *above = &text->paragraphs[i - 1];

        if ((above->kind == KIND_SUB && above->level < text->paragraphs[index].level) || above->kind == KIND_OPERATIVE ||
            above->kind == KIND_PREAMBULAR) {
            graph_paragraph_name(text, i - 1, out);
            return;
        }
    }
}

void graph_paragraph_name(const Text *text, size_t index, Buffer *out)
{
    const Paragraph *paragraph = &text->paragraphs[index];

    switch (paragraph->kind) {
    case KIND_PREAMBULAR:
        buffer_add_string(out, "PP");
        buffer_add_number(out, (int64_t)ordinal(text, index, KIND_PREAMBULAR));
        break;
    case KIND_OPERATIVE:
        buffer_add_string(out, "OP");
        if (paragraph->label.size != 0)
            buffer_add(out, bare(paragraph->label));
        break;
    case KIND_SUB:
        print_above(text, index, out);
        if (out->size != 0)
            buffer_add_byte(out, ' ');
        buffer_add(out, bare(paragraph->label));
        break;
    case KIND_FOOTNOTE:
        message_print(out, MSG("graph.note"), "label", "", NULL);
        buffer_add(out, paragraph->label);
        break;
    default: buffer_add(out, bare(paragraph->label)); break;
    }
}
