/* SPDX-License-Identifier: Apache-2.0
 *
 * Who cites whom, as a picture. DOT is printed by us, so that it reads well and is the same every time; SVG is drawn by Graphviz from that DOT.
 *
 * A node is a document: filled when it is one of the files, dashed when it is only cited. An edge is one document citing another, labelled with the paragraphs in
 * which it does.
 */
#include <graphviz/gvc.h>

#include "format/graph/graph.h"

enum { DOT_BYTES_MAX = 64 * 1024 * 1024, EDGE_LABELS_MAX = 6 };

static void add_quoted(Slice text, Buffer *out)
{
    buffer_add_byte(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            buffer_add_byte(out, '\\');
        buffer_add_byte(out, text.data[i] == '\n' ? ' ' : text.data[i]);
    }
    buffer_add_byte(out, '"');
}

static bool is_held(const GraphSource *sources, size_t count, Slice symbol)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(sources[i].name, symbol))
            return true;
    return false;
}

/* Is citation k the first of its document in the source? */
static bool is_first(const GraphSource *source, size_t k)
{
    for (size_t i = 0; i < k; i++)
        if (slice_equal(source->citations[i].symbol, source->citations[k].symbol))
            return false;
    return source->citations[k].symbol.size != 0;
}

static void add_edge_label(const GraphSource *source, size_t k, Buffer *out)
{
    uint32_t shown = 0, last = UINT32_MAX;

    buffer_add_byte(out, '"');
    for (size_t i = k; i < source->count; i++) {
        const Paragraph *paragraph = &source->text->paragraphs[source->citations[i].paragraph];
        Slice            label = paragraph->label;

        if (!slice_equal(source->citations[i].symbol, source->citations[k].symbol) || source->citations[i].paragraph == last || label.size == 0)
            continue;
        last = source->citations[i].paragraph;
        if (shown++ == EDGE_LABELS_MAX) {
            buffer_add_string(out, " \xE2\x80\xA6");
            break;
        }
        if (shown > 1)
            buffer_add_string(out, ", ");
        for (size_t c = 0; c < label.size; c++)
            if (label.data[c] != '"' && label.data[c] != '\\')
                buffer_add_byte(out, label.data[c]);
    }
    buffer_add_byte(out, '"');
}

static void add_source(const GraphSource *sources, size_t count, const GraphSource *source, Buffer *out)
{
    for (size_t k = 0; k < source->count; k++) {
        Slice symbol = source->citations[k].symbol;

        if (!is_first(source, k) || slice_equal(symbol, source->name))
            continue;
        if (!is_held(sources, count, symbol)) {
            buffer_add_string(out, "  ");
            add_quoted(symbol, out);
            buffer_add_string(out, " [style=dashed];\n");
        }
        buffer_add_string(out, "  ");
        add_quoted(source->name, out);
        buffer_add_string(out, " -> ");
        add_quoted(symbol, out);
        buffer_add_string(out, " [label=");
        add_edge_label(source, k, out);
        buffer_add_string(out, "];\n");
    }
}

Status graph_print_dot(const GraphSource *sources, size_t count, Buffer *out, Problem *problem)
{
    buffer_add_string(out, "digraph citations {\n  rankdir=LR;\n  nodesep=0.15;\n  ranksep=1.2;\n"
                           "  node [shape=box, fontname=\"Noto Sans, sans-serif\", fontsize=11, margin=\"0.12,0.06\", color=\"#4b5259\"];\n"
                           "  edge [fontname=\"Noto Sans, sans-serif\", fontsize=9, color=\"#827d72\", fontcolor=\"#4b5259\", arrowsize=0.6];\n");
    for (size_t i = 0; i < count; i++) {
        buffer_add_string(out, "  ");
        add_quoted(sources[i].name, out);
        buffer_add_string(out, " [style=filled, fillcolor=\"#f5f2ec\", tooltip=");
        add_quoted(sources[i].text->instrument.title, out);
        buffer_add_string(out, "];\n");
    }
    for (size_t i = 0; i < count; i++)
        add_source(sources, count, &sources[i], out);
    buffer_add_string(out, "}\n");
    return out->status == OK ? OK : problem_set(problem, out->status, status_face(out->status)->message, NULL);
}

static Status draw(const char *dot, Buffer *out, Problem *problem)
{
    GVC_t       *context = gvContext();
    Agraph_t    *graph = context != NULL ? agmemread(dot) : NULL;
    char        *picture = NULL;
    unsigned int size = 0;
    Status       status = ERR_MEMORY;

    if (graph != NULL && gvLayout(context, graph, "dot") == 0) {
        if (gvRenderData(context, graph, "svg", &picture, &size) == 0) {
            buffer_add(out, (Slice){picture, size});
            gvFreeRenderData(picture);
            status = out->status;
        }
        gvFreeLayout(context, graph);
    }
    if (graph != NULL)
        agclose(graph);
    if (context != NULL)
        gvFreeContext(context);
    return status == OK ? OK : problem_set(problem, status, MSG("graph.not_drawn"), NULL);
}

Status graph_print_svg(const GraphSource *sources, size_t count, Buffer *out, Problem *problem)
{
    Buffer dot;
    Status status;

    buffer_init(&dot, DOT_BYTES_MAX);
    status = graph_print_dot(sources, count, &dot, problem);
    buffer_add_byte(&dot, '\0');
    if (status == OK)
        status = dot.status == OK ? draw(dot.data, out, problem) : problem_set(problem, dot.status, MSG("status.memory"), NULL);
    buffer_clear(&dot);
    return status;
}
