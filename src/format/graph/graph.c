/* SPDX-License-Identifier: Apache-2.0
 *
 * The graph of citations, in the DOT language.
 *
 * Nodes and edges are collected as rows, sorted and printed, so the order of the files never shows; equal edges become one with all its
 * paragraphs. Everything that comes from a document is quoted.
 */
#include "format/graph/graph.h"

enum {
    TITLE_COLUMNS = 34, /* of a line of a node's title */
    TITLE_LINES = 3,
    NAMES_MAX = 4,      /* paragraphs named at an edge; the others are counted */
    NAME_BYTES_MAX = 400,
    ARENA_MAX = 256 * 1024 * 1024
};

/* A document: given, or only cited. */
typedef struct Node {
    Slice id;    /* its symbol, or its name */
    Slice title; /* of a given one */
    bool  given;
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

/* "OP4 (a) " before "(i)": what a sub-paragraph stands under. Levels fall, so it ends. */
static void print_above(const Text *text, size_t index, Buffer *out)
{
    for (size_t i = index; i > 0; i--) {
        const Paragraph *above = &text->paragraphs[i - 1];
        bool             over = above->kind == KIND_SUB && above->level < text->paragraphs[index].level;

        if (!over && above->kind != KIND_OPERATIVE && above->kind != KIND_PREAMBULAR)
            continue;
        graph_paragraph_name(text, i - 1, out);
        buffer_add_byte(out, ' ');
        return;
    }
}

static void print_note(Slice label, Buffer *out)
{
    char   text[NAME_BYTES_MAX];
    size_t size = label.size < sizeof text - 1 ? label.size : sizeof text - 1;

    if (size != 0)
        memcpy(text, label.data, size);
    text[size] = '\0';
    message_print(out, MSG("graph.note"), "label", text, NULL);
}

void graph_note_number(const Text *text, size_t index, Buffer *out)
{
    const Paragraph *paragraph = &text->paragraphs[index];
    StoryKind        kind = text->stories[paragraph->story].kind;
    int64_t          number = 0;

    if (paragraph->label.size != 0) {
        buffer_add(out, paragraph->label);
        return;
    }
    for (size_t i = 1; i <= paragraph->story; i++)
        number += text->stories[i].kind == kind;
    buffer_add_number(out, number);
}

static void name_note(const Text *text, size_t index, Buffer *out)
{
    Buffer number;

    buffer_init(&number, NAME_BYTES_MAX);
    graph_note_number(text, index, &number);
    print_note(buffer_slice(&number), out);
    buffer_clear(&number);
}

void graph_paragraph_name(const Text *text, size_t index, Buffer *out)
{
    const Paragraph *paragraph = &text->paragraphs[index];

    switch (paragraph->kind) {
    case KIND_PREAMBULAR:
        if (slice_starts(paragraph->label, "PP")) {
            buffer_add(out, bare(paragraph->label));
            break;
        }
        buffer_add_string(out, "PP");
        buffer_add_number(out, (int64_t)ordinal(text, index, KIND_PREAMBULAR));
        break;
    case KIND_OPERATIVE:
        if (!slice_starts(paragraph->label, "OP"))
            buffer_add_string(out, "OP");
        buffer_add(out, bare(paragraph->label));
        break;
    case KIND_SUB:
        print_above(text, index, out);
        buffer_add(out, bare(paragraph->label));
        break;
    case KIND_FOOTNOTE: name_note(text, index, out); break;
    case KIND_TITLE: break; /* its label is the document's own number */
    default: buffer_add(out, bare(paragraph->label)); break;
    }
}

/* ---- collecting ---- */

/* The normal form of a symbol, so that a given "A/68/98*" is the cited "A/68/98". */
static Status normal_id(Arena *arena, Slice symbol, Slice *out)
{
    Symbol parsed;
    Buffer key;
    Status status;

    if (!symbol_parse(symbol, &parsed))
        return slice_copy(arena, symbol, out);
    buffer_init(&key, 2 * symbol.size + 64);
    symbol_print_key(&parsed, &key);
    status = key.status == OK ? slice_copy(arena, buffer_slice(&key), out) : key.status;
    buffer_clear(&key);
    return status;
}

static Status collect_document(Graph *graph, size_t index)
{
    const GraphDocument *document = &graph->documents[index];
    Slice                symbol = document->text->instrument.symbol;
    Node                *node = &graph->nodes[graph->node_count++];

    *node = (Node){.title = document->text->instrument.title, .given = true};
    TRY(normal_id(graph->arena, symbol.size != 0 ? symbol : slice_from(document->name), &node->id));
    for (size_t i = 0; i < document->count; i++) {
        const Citation *citation = &document->citations[i];

        if (citation->symbol.size == 0 || slice_equal(citation->symbol, node->id))
            continue;
        graph->nodes[graph->node_count++] = (Node){.id = citation->symbol};
        graph->edges[graph->edge_count++] = (Edge){node->id, citation->symbol, (uint32_t)index, citation->paragraph};
    }
    return OK;
}

static int by_symbol(Slice a, Slice b)
{
    Symbol x, y;
    int    order = symbol_parse(a, &x) && symbol_parse(b, &y) ? symbol_compare(&x, &y) : 0;

    return order != 0 ? order : slice_compare(a, b);
}

/* Given ones first; of two with one symbol the one whose title is first. */
static int by_node(const void *a, const void *b)
{
    const Node *x = a, *y = b;
    int         order = by_symbol(x->id, y->id);

    if (order != 0)
        return order;
    if (x->given != y->given)
        return x->given ? -1 : 1;
    return slice_compare(x->title, y->title);
}

static int by_edge(const void *a, const void *b)
{
    const Edge *x = a, *y = b;
    int         order = by_symbol(x->from, y->from);

    if (order == 0)
        order = by_symbol(x->to, y->to);
    if (order == 0)
        order = (x->paragraph > y->paragraph) - (x->paragraph < y->paragraph);
    return order;
}

static Status collect(Graph *graph, size_t count)
{
    size_t most = count, kept = 0;

    for (size_t i = 0; i < count; i++)
        most += graph->documents[i].count;
    graph->nodes = arena_take_zeroed(graph->arena, most + 1, sizeof *graph->nodes);
    graph->edges = arena_take_zeroed(graph->arena, most + 1, sizeof *graph->edges);
    if (graph->nodes == NULL || graph->edges == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        TRY(collect_document(graph, i));
    qsort(graph->nodes, graph->node_count, sizeof *graph->nodes, by_node);
    qsort(graph->edges, graph->edge_count, sizeof *graph->edges, by_edge);
    for (size_t i = 0; i < graph->node_count; i++)
        if (kept == 0 || !slice_equal(graph->nodes[kept - 1].id, graph->nodes[i].id))
            graph->nodes[kept++] = graph->nodes[i];
    graph->node_count = kept;
    return OK;
}

/* ---- printing ---- */

/* Inside quotes: backslashes and quotes are escaped, line breaks are the language's own, other controls are left out. */
static void add_escaped(Slice text, Buffer *out)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if (c == '"' || c == '\\')
            buffer_add_byte(out, '\\');
        if (c == '\n' || c == '\t')
            buffer_add_byte(out, ' ');
        else if (c >= 0x20 && c != 0x7F)
            buffer_add_byte(out, (char)c);
    }
}

static void add_quoted(Slice text, Buffer *out)
{
    buffer_add_byte(out, '"');
    add_escaped(text, out);
    buffer_add_byte(out, '"');
}

/* Where the next line of a title ends: at a space before the column, or at the column where there is none. */
static size_t line_end(Slice text)
{
    size_t at = 0, columns = 0, space = 0;

    while (at < text.size && columns < TITLE_COLUMNS) {
        if (text.data[at] == ' ' && at != 0)
            space = at;
        (void)utf8_next(text, &at);
        columns++;
    }
    return at >= text.size || space == 0 ? at : space;
}

static void add_title(Slice title, Buffer *out)
{
    for (int line = 0; line < TITLE_LINES && title.size != 0; line++) {
        size_t end = line_end(title);

        buffer_add_string(out, "\\n");
        add_escaped(slice_part(title, 0, end), out);
        title = slice_trim(slice_part(title, end, title.size));
    }
    if (title.size != 0)
        buffer_add_string(out, "\xE2\x80\xA6");
}

static void print_node(const Node *node, Buffer *out)
{
    buffer_add_string(out, "  ");
    add_quoted(node->id, out);
    buffer_add_string(out, " [label=\"");
    add_escaped(node->id, out);
    if (node->given)
        add_title(node->title, out);
    buffer_add_string(out, "\", tooltip=");
    add_quoted(node->given && node->title.size != 0 ? node->title : node->id, out);
    buffer_add_string(out, node->given ? ", style=\"rounded,filled\", penwidth=1.6];\n" : ", style=\"rounded,dashed\"];\n");
}

/* The paragraphs of equal edges, each once: "PP1, OP4 (a), note 2 +3". */
static void print_names(const Graph *graph, const Edge *edges, size_t count, Buffer *out)
{
    size_t named = 0, more = 0;

    for (size_t i = 0; i < count; i++) {
        Buffer name;

        if (i != 0 && edges[i].paragraph == edges[i - 1].paragraph)
            continue;
        buffer_init(&name, NAME_BYTES_MAX);
        graph_paragraph_name(graph->documents[edges[i].document].text, edges[i].paragraph, &name);
        if (name.size != 0 && name.status == OK && named < NAMES_MAX) {
            buffer_add_string(out, named++ != 0 ? ", " : "");
            add_escaped(buffer_slice(&name), out);
        } else if (name.size != 0) {
            more++;
        }
        buffer_clear(&name);
    }
    if (more != 0)
        buffer_add_format(out, " +%zu", more);
}

static void print_edges(const Graph *graph, Buffer *out)
{
    for (size_t i = 0, end; i < graph->edge_count; i = end) {
        const Edge *edge = &graph->edges[i];

        for (end = i + 1; end < graph->edge_count && slice_equal(graph->edges[end].from, edge->from) && slice_equal(graph->edges[end].to, edge->to); end++)
            ;
        buffer_add_string(out, "  ");
        add_quoted(edge->from, out);
        buffer_add_string(out, " -> ");
        add_quoted(edge->to, out);
        buffer_add_string(out, " [label=\"");
        print_names(graph, edge, end - i, out);
        buffer_add_string(out, "\"];\n");
    }
}

static void print_graph(const Graph *graph, Buffer *out)
{
    buffer_add_string(out, "digraph citations {\n"
                           "  graph [rankdir=LR, charset=\"UTF-8\", nodesep=0.16, ranksep=1.5, bgcolor=\"white\", fontname=\"sans-serif\"];\n"
                           "  node [shape=box, fontname=\"sans-serif\", fontsize=11, margin=\"0.14,0.07\", color=\"#2f4858\", fillcolor=\"#dfeaf3\", "
                           "fontcolor=\"#1b2730\"];\n"
                           "  edge [fontname=\"sans-serif\", fontsize=9, color=\"#6b7c88\", fontcolor=\"#3a4750\", arrowsize=0.7];\n");
    for (size_t i = 0; i < graph->node_count; i++)
        print_node(&graph->nodes[i], out);
    print_edges(graph, out);
    buffer_add_string(out, "}\n");
}

Status graph_dot(const GraphDocument *documents, size_t count, Buffer *out, Problem *problem)
{
    Graph  graph = {.documents = documents, .arena = arena_new(ARENA_MAX)};
    Status status = graph.arena != NULL ? collect(&graph, count) : ERR_MEMORY;

    if (status == OK) {
        print_graph(&graph, out);
        status = out->status;
    }
    arena_free(graph.arena);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}
