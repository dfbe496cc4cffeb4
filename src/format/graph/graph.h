/* SPDX-License-Identifier: Apache-2.0
 *
 * format/graph: which document cites which, as a picture (Graphviz: DOT and SVG).
 */
#ifndef FORMAT_GRAPH_GRAPH_H
#define FORMAT_GRAPH_GRAPH_H

#include "text/text.h"

typedef struct GraphSource {
    Slice           name;      /* the symbol, or what the file is called */
    const Text     *text;
    const Citation *citations;
    size_t          count;
} GraphSource;

Status graph_print_dot(const GraphSource *sources, size_t count, Buffer *out, Problem *problem) MUST_USE;
Status graph_print_svg(const GraphSource *sources, size_t count, Buffer *out, Problem *problem) MUST_USE;

#endif
