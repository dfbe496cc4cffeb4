/* SPDX-License-Identifier: Apache-2.0
 *
 * template: the mustache dialect of docs/decisions/0007-the-house.md. Sources are parsed once, at start, into flat arrays of nodes; rendering walks them over JSON values into a Buffer.
 *
 * Everything that comes from a value is escaped for HTML text and double-quoted attributes; only filters, which are C, write marks of their own. There is no way to print a value unescaped.
 *
 * Not here: pages, routes, where the JSON comes from.
 *
 * Invariants
 * - A linked set names no unknown filter, partial or message.
 * - Depth, steps and output of a rendering are bounded, whatever the template and the value.
 * - A linked set is never changed, so any number of threads may render from it.
 */
#ifndef WEB_TEMPLATE_INTERNAL_H
#define WEB_TEMPLATE_INTERNAL_H

#include "base/base.h"

struct json_t;

enum {
    TEMPLATE_BYTES_MAX = 256 * 1024,
    TEMPLATE_NODES_MAX = 8192,     /* of one template; our largest has 300 */
    TEMPLATE_SECTIONS_MAX = 24,    /* one within the other */
    TEMPLATE_ARGUMENTS_MAX = PROBLEM_ARGUMENTS_MAX,
    TEMPLATES_MAX = 128,
    RENDER_DEPTH_MAX = 40,         /* sections and partials at one place */
    RENDER_STEPS_MAX = 4000000     /* nodes printed: a document of 5,000 paragraphs takes 200,000 */
};

typedef struct Template    Template;
typedef struct TemplateSet TemplateSet;
typedef struct Render      Render;

/* A filter prints a value as HTML. `argument`: what stands behind its colon; empty when nothing does. */
typedef struct Filter {
    const char *name;
    void (*print)(Render *render, const struct json_t *value, Slice argument, Buffer *out);
} Filter;

/* Where a set looks names up; NULL members know nothing. */
typedef struct TemplateNames {
    const Filter *(*filter)(Slice name);
    const char *(*message)(Slice id);                                /* the id as a static string; NULL: there is none */
    bool lenient;                                                    /* an unknown partial prints nothing (the mustache specification's way) */
} TemplateNames;

/* ---- a set ---- */

Status          template_set_new(const TemplateNames *names, TemplateSet **out, Problem *problem) MUST_USE;
void            template_set_free(TemplateSet *set);
/* Parses; the source is borrowed and must outlive the set, the name is copied. ERR_SYNTAX names the template and the line. */
Status          template_set_add(TemplateSet *set, Slice name, Slice source, Problem *problem) MUST_USE;
/* After the last was added: every partial becomes a template. ERR_NOT_FOUND names the first that there is not. */
Status          template_set_link(TemplateSet *set, Problem *problem) MUST_USE;
const Template *template_set_find(const TemplateSet *set, Slice name); /* NULL: none */
size_t          template_set_size(const TemplateSet *set);
Slice           template_set_name(const TemplateSet *set, size_t index);

/* The partial {{>content}} stands for the page within the layout: RenderOptions.content. */
extern const char template_content[];

/* ---- rendering ---- */

typedef struct RenderOptions {
    const Template *content;     /* NULL: {{>content}} prints nothing */
    const char     *language;    /* of messages */
    const void     *context;     /* for filters */
} RenderOptions;

/* ERR_LIMIT: too deep, too many steps, or the buffer is full. */
Status template_render(const Template *template, const struct json_t *value, const RenderOptions *options, Buffer *out) MUST_USE;

/* For filters: a name looked up from where the value stands outwards; NULL: none. */
const struct json_t *render_find(const Render *render, Slice path);
const RenderOptions *render_options(const Render *render);
/* A scalar as it stands, escaped; lists and objects print nothing. */
void                 render_scalar(const struct json_t *value, Buffer *out);

/* ---- nodes: for parse and render alone ---- */

typedef enum TemplateNodeKind { TEMPLATE_TEXT, TEMPLATE_VALUE, TEMPLATE_SECTION, TEMPLATE_INVERTED, TEMPLATE_PARTIAL, TEMPLATE_MESSAGE } TemplateNodeKind;

typedef struct TemplateArgument {
    Slice         name, path;
    const Filter *filter;        /* NULL: none */
    Slice         filter_argument;
} TemplateArgument;

typedef struct TemplateNode {
    TemplateNodeKind          kind;
    Slice             text;      /* literal text; or the path; or the partial's name */
    const Filter     *filter;
    Slice             filter_argument;
    uint32_t          end;       /* of a section: the index behind its last node */
    Slice             indent;    /* of a partial that stands alone on its line */
    const Template   *partial;
    const char       *message;
    TemplateArgument *arguments;
    uint32_t          argument_count;
} TemplateNode;

struct Template {
    char    *name;
    Arena   *arena;              /* of arguments */
    TemplateNode    *nodes;
    size_t   count, capacity;
};

Status template_parse(const TemplateNames *names, Template *template, Slice source, Problem *problem) MUST_USE;

#endif
