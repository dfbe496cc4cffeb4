/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture: our DOT, laid out and drawn by Graphviz. Its memory is its own; the number of documents bounds it.
 */
#include <graphviz/gvc.h>

#include "format/graph/graph.h"

enum { DOT_MAX = 64 * 1024 * 1024 };

static Status not_drawn(Problem *problem)
{
    return problem_set(problem, ERR_REFUSED, MSG("graph.not_drawn"), NULL);
}

static Status draw(const char *dot, Buffer *out, Problem *problem)
{
    GVC_t       *context = gvContext();
    Agraph_t    *graph = context != NULL ? agmemread(dot) : NULL;
    char        *picture = NULL;
    unsigned int size = 0;
    Status       status = OK;

    if (graph == NULL || gvLayout(context, graph, "dot") != 0) {
        status = not_drawn(problem);
        goto done;
    }
    if (gvRenderData(context, graph, "svg", &picture, &size) == 0 && picture != NULL)
        buffer_add(out, (Slice){picture, size});
    else
        status = not_drawn(problem);
    gvFreeRenderData(picture);
    (void)gvFreeLayout(context, graph);
done:
    if (graph != NULL)
        (void)agclose(graph);
    if (context != NULL)
        (void)gvFreeContext(context);
    return status == OK ? out->status : status;
}

static size_t count_documents(const GraphDocument *documents, size_t count)
{
    size_t most = count;

    for (size_t i = 0; i < count; i++)
        most += documents[i].count;
    return most;
}

Status graph_svg(const GraphDocument *documents, size_t count, Buffer *out, Problem *problem)
{
    Buffer dot;
    Status status;

    if (count_documents(documents, count) > GRAPH_CITATIONS_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("graph.too_large"), NULL);
    buffer_init(&dot, DOT_MAX);
    status = graph_dot(documents, count, &dot, problem);
    if (status == OK) {
        buffer_add_byte(&dot, '\0');
        status = dot.status == OK ? draw(dot.data, out, problem) : dot.status;
    }
    buffer_clear(&dot);
    return status;
}
