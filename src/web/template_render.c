/* SPDX-License-Identifier: Apache-2.0
 *
 * Printing a template over a value. A name is looked up from the innermost section outwards; only its first part is, the rest must be inside what was found. ".name" is looked for in the innermost
 * alone. {{#list?}} prints once, from where it stands, when the list is not empty. Empty, for sections, are: nothing there,
 * null, false, 0, "", [] and {}: records say "yes" as 1 and leave out what does not apply.
 *
 * Recursion (sections and partials) is bounded by RENDER_DEPTH_MAX, work by RENDER_STEPS_MAX, output by the buffer.
 */
#include "web/template_internal.h"

#include <jansson.h>

enum { PATH_PARTS_MAX = 12, ARGUMENT_BYTES_MAX = 64 * 1024 };

/* Values of a message's arguments are HTML already, while its words must be escaped: while the message is printed, these bytes, which no valid text holds, stand for them. */
enum { PLACE_FIRST = 0x01 };

struct Render {
    const RenderOptions *options;
    const json_t        *stack[RENDER_DEPTH_MAX + 1];
    size_t               depth;
    size_t               steps, partials;
    Slice                indent;    /* of the partial at hand */
    bool                 line_start; /* the next byte of it begins a line */
    Buffer              *out;
};

const RenderOptions *render_options(const Render *render)
{
    return render->options;
}

/* ---- names ---- */

static const json_t *member(const json_t *value, Slice name)
{
    return json_is_object(value) ? json_object_getn(value, name.data, name.size) : NULL;
}

static const json_t *find_first(const Render *render, Slice name)
{
    for (size_t i = render->depth; i-- > 0;) {
        const json_t *found = member(render->stack[i], name);

        if (found != NULL)
            return found;
    }
    return NULL;
}

const json_t *render_find(const Render *render, Slice path)
{
    const json_t *value = NULL;
    bool          first = true;

    if (slice_is(path, "."))
        return render->stack[render->depth - 1];
    if (slice_starts(path, ".")) { /* of the value at hand alone */
        value = render->stack[render->depth - 1];
        path = slice_part(path, 1, path.size);
        first = false;
    }
    for (size_t parts = 0; path.size != 0 && parts < PATH_PARTS_MAX; parts++) {
        const char *dot = memchr(path.data, '.', path.size);
        size_t      size = dot != NULL ? (size_t)(dot - path.data) : path.size;
        Slice       name = {path.data, size};

        value = first ? find_first(render, name) : member(value, name);
        if (value == NULL)
            return NULL;
        first = false;
        path = slice_part(path, dot != NULL ? size + 1 : size, path.size);
    }
    return value;
}

static bool is_empty(const json_t *value)
{
    switch (value != NULL ? json_typeof(value) : JSON_NULL) {
    case JSON_NULL:
    case JSON_FALSE: return true;
    case JSON_ARRAY: return json_array_size(value) == 0;
    case JSON_OBJECT: return json_object_size(value) == 0;
    case JSON_STRING: return json_string_length(value) == 0;
    case JSON_INTEGER: return json_integer_value(value) == 0;
    default: return false;
    }
}

/* ---- printing ---- */

void render_scalar(const json_t *value, Buffer *out)
{
    switch (value != NULL ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING: buffer_add_xml(out, json_slice(value)); break;
    case JSON_INTEGER: buffer_add_number(out, json_integer_value(value)); break;
    case JSON_REAL: buffer_add_format(out, "%.15g", json_real_value(value)); break;
    case JSON_TRUE: buffer_add_string(out, "true"); break;
    case JSON_FALSE: buffer_add_string(out, "false"); break;
    default: break;
    }
}

static void begin_line(Render *render)
{
    if (render->line_start && render->indent.size != 0)
        buffer_add(render->out, render->indent);
    render->line_start = false;
}

static void print_text(Render *render, Slice text)
{
    if (render->indent.size == 0) {
        buffer_add(render->out, text);
        return;
    }
    while (text.size != 0) {
        const char *end = memchr(text.data, '\n', text.size);
        size_t      size = end != NULL ? (size_t)(end - text.data) + 1 : text.size;

        begin_line(render);
        buffer_add(render->out, slice_part(text, 0, size));
        render->line_start = end != NULL;
        text = slice_part(text, size, text.size);
    }
}

static void print_value(Render *render, Slice path, const Filter *filter, Slice argument, Buffer *out)
{
    const json_t *value = render_find(render, path);

    if (filter != NULL && value != NULL)
        filter->print(render, value, argument, out);
    else
        render_scalar(value, out);
}

/* ---- messages ---- */

/* Plain numbers choose plurals, so they go in as digits; anything else as a place, which is filled in afterwards. */
static const char *argument_value(Render *render, const TemplateArgument *argument, size_t index, char digits[DECIMAL_MAX], Buffer *html)
{
    const json_t *value = render_find(render, argument->path);

    if (json_is_integer(value) && argument->filter == NULL)
        return decimal(digits, json_integer_value(value));
    digits[0] = (char)(PLACE_FIRST + index);
    digits[1] = '\0';
    print_value(render, argument->path, argument->filter, argument->filter_argument, html);
    return digits;
}

static void fill_places(Slice printed, const Buffer *html, size_t count, Buffer *out)
{
    size_t from = 0;

    for (size_t i = 0; i < printed.size; i++) {
        size_t place = (size_t)(unsigned char)printed.data[i] - PLACE_FIRST;

        if ((unsigned char)printed.data[i] < PLACE_FIRST || place >= count)
            continue;
        buffer_add_xml(out, slice_part(printed, from, i));
        buffer_add(out, buffer_slice(&html[place]));
        from = i + 1;
    }
    buffer_add_xml(out, slice_part(printed, from, printed.size));
}

static Status print_message(Render *render, const TemplateNode *node)
{
    Buffer      html[TEMPLATE_ARGUMENTS_MAX], printed;
    char        digits[TEMPLATE_ARGUMENTS_MAX][DECIMAL_MAX], names[TEMPLATE_ARGUMENTS_MAX][PROBLEM_ARGUMENTS_MAX * 8];
    const char *name_of[TEMPLATE_ARGUMENTS_MAX], *value_of[TEMPLATE_ARGUMENTS_MAX];
    Status      status;

    buffer_init(&printed, ARGUMENT_BYTES_MAX);
    for (size_t i = 0; i < node->argument_count; i++) {
        buffer_init(&html[i], ARGUMENT_BYTES_MAX);
        (void)snprintf(names[i], sizeof names[i], "%.*s", (int)node->arguments[i].name.size, node->arguments[i].name.data);
        name_of[i] = names[i];
        value_of[i] = argument_value(render, &node->arguments[i], i, digits[i], &html[i]);
    }
    message_print_arguments_in(&printed, render->options->language, node->message, (int)node->argument_count, name_of, value_of);
    status = printed.status;
    fill_places(buffer_slice(&printed), html, node->argument_count, render->out);
    for (size_t i = 0; i < node->argument_count; i++) {
        status = status == OK ? html[i].status : status;
        buffer_clear(&html[i]);
    }
    buffer_clear(&printed);
    return status;
}

/* ---- sections and partials ---- */

static Status print_nodes(Render *render, const Template *template, size_t from, size_t end);

static Status print_inside(Render *render, const Template *template, size_t at, const json_t *value)
{
    Status status;

    if (render->depth > RENDER_DEPTH_MAX)
        return ERR_LIMIT;
    render->stack[render->depth++] = value;
    status = print_nodes(render, template, at + 1, template->nodes[at].end);
    render->depth--;
    return status;
}

static Status print_section(Render *render, const Template *template, size_t at)
{
    Slice         name = template->nodes[at].text;
    bool          once = slice_ends(name, "?");
    const json_t *value = render_find(render, once ? slice_part(name, 0, name.size - 1) : name);

    if (is_empty(value))
        return OK;
    if (once)
        return print_nodes(render, template, at + 1, template->nodes[at].end);
    if (!json_is_array(value))
        return print_inside(render, template, at, value);
    for (size_t i = 0; i < json_array_size(value); i++)
        TRY(print_inside(render, template, at, json_array_get(value, i)));
    return OK;
}

static Status print_partial(Render *render, const TemplateNode *node)
{
    const Template *partial = slice_is(node->text, template_content) ? render->options->content : node->partial;
    Slice           indent = render->indent;
    char            both[64];
    Status          status;

    if (partial == NULL)
        return OK;
    if (render->partials == RENDER_DEPTH_MAX)
        return ERR_LIMIT;
    if (node->indent.size != 0 && indent.size + node->indent.size <= sizeof both) {
        memcpy(both, indent.size != 0 ? indent.data : "", indent.size);
        memcpy(both + indent.size, node->indent.data, node->indent.size);
        render->indent = (Slice){both, indent.size + node->indent.size};
        render->line_start = true;
    }
    render->partials++;
    status = print_nodes(render, partial, 0, partial->count);
    render->partials--;
    render->indent = indent;
    return status;
}

static Status print_node(Render *render, const Template *template, size_t at)
{
    const TemplateNode *node = &template->nodes[at];

    switch (node->kind) {
    case TEMPLATE_TEXT: print_text(render, node->text); return OK;
    case TEMPLATE_VALUE:
        begin_line(render);
        print_value(render, node->text, node->filter, node->filter_argument, render->out);
        return OK;
    case TEMPLATE_MESSAGE: begin_line(render); return print_message(render, node);
    case TEMPLATE_SECTION: return print_section(render, template, at);
    case TEMPLATE_INVERTED: return is_empty(render_find(render, node->text)) ? print_nodes(render, template, at + 1, node->end) : OK;
    case TEMPLATE_PARTIAL: return print_partial(render, node);
    }
    return OK;
}

static Status print_nodes(Render *render, const Template *template, size_t from, size_t end)
{
    for (size_t at = from; at < end;) {
        const TemplateNode *node = &template->nodes[at];

        if (++render->steps > RENDER_STEPS_MAX)
            return ERR_LIMIT;
        TRY(print_node(render, template, at));
        if (render->out->status != OK)
            return render->out->status;
        at = node->kind == TEMPLATE_SECTION || node->kind == TEMPLATE_INVERTED ? node->end : at + 1;
    }
    return OK;
}

Status template_render(const Template *template, const json_t *value, const RenderOptions *options, Buffer *out)
{
    Render render = {.options = options, .stack = {value}, .depth = 1, .line_start = true, .out = out};

    TRY(print_nodes(&render, template, 0, template->count));
    return out->status;
}
