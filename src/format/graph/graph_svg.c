/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture: our DOT, laid out and drawn by Graphviz. Its memory is its own; the number of documents bounds it.
 *
 * Graphviz is loaded when a picture is asked for: with what it needs itself it is a quarter of all libraries, and every start of the program, and every
 * child it forks, would carry them.
 */
#include <graphviz/gvc.h>

#include "format/graph/graph.h"

enum { DOT_MAX = 64 * 1024 * 1024 };

/* The version of this interface: a later one has another gvRenderData, with which this file does not compile. */
static const char library_name[] = "libgvc.so.6";

/* The functions that are used, with the types that the headers give them. */
typedef struct Graphviz {
    __typeof__(gvContext)        *context;
    __typeof__(gvFreeContext)    *free_context;
    __typeof__(gvLayout)         *layout;
    __typeof__(gvFreeLayout)     *free_layout;
    __typeof__(gvRenderData)     *render;
    __typeof__(gvFreeRenderData) *free_render;
    __typeof__(agmemread)        *read;
    __typeof__(agclose)          *close;
} Graphviz;

/* What it needs comes with it, libcgraph among it. Never unloaded: its plugins stay. */
static bool load(Graphviz *out)
{
    const struct {
        const char *name;
        void       *place;
    } wanted[] = {
        {"gvContext", &out->context},   {"gvFreeContext", &out->free_context}, {"gvLayout", &out->layout},
        {"gvFreeLayout", &out->free_layout}, {"gvRenderData", &out->render},   {"gvFreeRenderData", &out->free_render},
        {"agmemread", &out->read},      {"agclose", &out->close},
    };

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        void *found = library_find(library_name, wanted[i].name);

        if (found == NULL)
            return false;
        memcpy(wanted[i].place, &found, sizeof found);
    }
    return true;
}

static Status not_drawn(Problem *problem)
{
    return problem_set(problem, ERR_REFUSED, MSG("graph.not_drawn"), NULL);
}

static Status draw(const Graphviz *graphviz, const char *dot, Buffer *out, Problem *problem)
{
    GVC_t       *context = graphviz->context();
    Agraph_t    *graph = context != NULL ? graphviz->read(dot) : NULL;
    char        *picture = NULL;
    unsigned int size = 0;
    Status       status = OK;

    if (graph == NULL || graphviz->layout(context, graph, "dot") != 0) {
        status = not_drawn(problem);
        goto done;
    }
    if (graphviz->render(context, graph, "svg", &picture, &size) == 0 && picture != NULL)
        buffer_add(out, (Slice){picture, size});
    else
        status = not_drawn(problem);
    graphviz->free_render(picture);
    (void)graphviz->free_layout(context, graph);
done:
    if (graph != NULL)
        (void)graphviz->close(graph);
    if (context != NULL)
        (void)graphviz->free_context(context);
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
    Graphviz graphviz;
    Buffer   dot;
    Status   status;

    if (count_documents(documents, count) > GRAPH_CITATIONS_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("graph.too_large"), NULL);
    if (!load(&graphviz))
        return problem_set(problem, ERR_REFUSED, MSG("graph.no_graphviz"), NULL);
    buffer_init(&dot, DOT_MAX);
    status = graph_dot(documents, count, &dot, problem);
    if (status == OK) {
        buffer_add_byte(&dot, '\0');
        status = dot.status == OK ? draw(&graphviz, dot.data, out, problem) : dot.status;
    }
    buffer_clear(&dot);
    return status;
}
