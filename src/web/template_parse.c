/* SPDX-License-Identifier: Apache-2.0
 *
 * From a template's source to its nodes. A tag that opens or closes a section, calls a partial or is a comment, and is alone on its line, takes the line with it, as mustache has it.
 *
 * Sections are kept flat: the node of a section knows where it ends. What the dialect leaves out ({{{ }}}, {{& }}, {{= }}) is refused by a sentence, so that nobody takes it for a slip.
 */
#include "web/template_internal.h"

typedef struct Parser {
    const TemplateNames *names;
    Template            *template;
    Slice                source;
    size_t               at, text_start;               /* text from text_start on is not yet a node */
    uint32_t             open[TEMPLATE_SECTIONS_MAX];   /* nodes of open sections */
    size_t               depth;
    Problem             *problem;
} Parser;

/* ---- what went wrong ---- */

static Status fail(const Parser *parser, size_t at, const char *message, Slice what)
{
    char   line[DECIMAL_MAX], shown[PROBLEM_VALUE_MAX];
    size_t lines = 1;

    for (size_t i = 0; i < at && i < parser->source.size; i++)
        lines += parser->source.data[i] == '\n';
    (void)snprintf(shown, sizeof shown, "%.*s", (int)(what.size < 100 ? what.size : 100), what.size != 0 ? what.data : "");
    return problem_set(parser->problem, ERR_SYNTAX, message, "template", parser->template->name, "line", decimal(line, (int64_t)lines), "what", shown, NULL);
}

/* ---- small parts ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_name(Slice name)
{
    for (size_t i = 0; i < name.size; i++)
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./?", name.data[i]) == NULL || name.data[i] == '\0')
            return false;
    return name.size != 0;
}

static Status add_node(Parser *parser, const TemplateNode *node)
{
    Template *template = parser->template;

    if (template->count == TEMPLATE_NODES_MAX)
        return fail(parser, parser->at, MSG("template.nodes"), (Slice){NULL, 0});
    if (memory_reserve((void **)&template->nodes, &template->capacity, template->count + 1, sizeof *template->nodes) != OK)
        return problem_set(parser->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    template->nodes[template->count++] = *node;
    return OK;
}

static Status add_text(Parser *parser, size_t end)
{
    Slice text = slice_part(parser->source, parser->text_start, end);

    return text.size == 0 ? OK : add_node(parser, &(TemplateNode){.kind = TEMPLATE_TEXT, .text = text});
}

/* "path|filter:argument" into its parts. */
static Status parse_value(const Parser *parser, size_t at, Slice written, Slice *path, const Filter **filter, Slice *argument)
{
    const char *bar = written.size != 0 ? memchr(written.data, '|', written.size) : NULL;
    Slice       name;
    const char *colon;

    *path = slice_trim(bar != NULL ? (Slice){written.data, (size_t)(bar - written.data)} : written);
    if (!is_name(*path))
        return fail(parser, at, MSG("template.path"), written);
    if (bar == NULL)
        return OK;
    name = slice_trim(slice_part(written, (size_t)(bar - written.data) + 1, written.size));
    colon = name.size != 0 ? memchr(name.data, ':', name.size) : NULL;
    if (colon != NULL) {
        *argument = slice_part(name, (size_t)(colon - name.data) + 1, name.size);
        name = (Slice){name.data, (size_t)(colon - name.data)};
    }
    *filter = parser->names->filter != NULL ? parser->names->filter(name) : NULL;
    return *filter != NULL ? OK : fail(parser, at, MSG("template.filter"), name);
}

/* ---- tags ---- */

/* The next word of `rest`, which moves behind it. */
static Slice take_word(Slice *rest)
{
    size_t end = 0;
    Slice  word;

    *rest = slice_trim(*rest);
    while (end < rest->size && strchr(" \t\r\n", rest->data[end]) == NULL)
        end++;
    word = slice_part(*rest, 0, end);
    *rest = slice_part(*rest, end, rest->size);
    return word;
}

static Status parse_argument(Parser *parser, size_t at, Slice word, TemplateArgument *out)
{
    const char *equals = memchr(word.data, '=', word.size);

    *out = (TemplateArgument){0};
    if (equals == NULL)
        return fail(parser, at, MSG("template.argument"), word);
    out->name = (Slice){word.data, (size_t)(equals - word.data)};
    if (!is_name(out->name))
        return fail(parser, at, MSG("template.argument"), word);
    return parse_value(parser, at, slice_part(word, out->name.size + 1, word.size), &out->path, &out->filter, &out->filter_argument);
}

static Status parse_message(Parser *parser, size_t at, Slice inside)
{
    Slice            rest = inside, id = take_word(&rest), word;
    TemplateArgument found[TEMPLATE_ARGUMENTS_MAX];
    TemplateNode             node = {.kind = TEMPLATE_MESSAGE, .text = id};

    node.message = parser->names->message != NULL ? parser->names->message(id) : NULL;
    if (node.message == NULL)
        return fail(parser, at, MSG("template.message"), id);
    while ((word = take_word(&rest)).size != 0) {
        if (node.argument_count == TEMPLATE_ARGUMENTS_MAX)
            return fail(parser, at, MSG("template.argument"), word);
        TRY(parse_argument(parser, at, word, &found[node.argument_count]));
        node.argument_count++;
    }
    if (node.argument_count != 0) {
        node.arguments = arena_take(parser->template->arena, node.argument_count * sizeof found[0]);
        if (node.arguments == NULL)
            return problem_set(parser->problem, ERR_MEMORY, MSG("status.memory"), NULL);
        memcpy(node.arguments, found, node.argument_count * sizeof found[0]);
    }
    return add_node(parser, &node);
}

static Status parse_section(Parser *parser, size_t at, Slice name, TemplateNodeKind kind)
{
    if (!is_name(name))
        return fail(parser, at, MSG("template.path"), name);
    if (parser->depth == TEMPLATE_SECTIONS_MAX)
        return fail(parser, at, MSG("template.depth"), name);
    parser->open[parser->depth++] = (uint32_t)parser->template->count;
    return add_node(parser, &(TemplateNode){.kind = kind, .text = name});
}

static Status parse_end(Parser *parser, size_t at, Slice name)
{
    TemplateNode *opened;

    if (parser->depth == 0)
        return fail(parser, at, MSG("template.end"), name);
    opened = &parser->template->nodes[parser->open[--parser->depth]];
    if (!slice_equal(opened->text, name))
        return fail(parser, at, MSG("template.end"), name);
    opened->end = (uint32_t)parser->template->count;
    return OK;
}

static Status parse_partial(Parser *parser, size_t at, Slice name, Slice indent)
{
    return is_name(name) ? add_node(parser, &(TemplateNode){.kind = TEMPLATE_PARTIAL, .text = name, .indent = indent}) : fail(parser, at, MSG("template.path"), name);
}

static Status parse_plain_value(Parser *parser, size_t at, Slice inside)
{
    TemplateNode node = {.kind = TEMPLATE_VALUE};

    TRY(parse_value(parser, at, inside, &node.text, &node.filter, &node.filter_argument));
    return add_node(parser, &node);
}

static Status parse_tag(Parser *parser, size_t at, Slice inside, Slice indent)
{
    Slice rest = inside.size != 0 ? slice_trim(slice_part(inside, 1, inside.size)) : inside;

    switch (inside.size != 0 ? inside.data[0] : '\0') {
    case '!': return OK;
    case '#': return parse_section(parser, at, rest, TEMPLATE_SECTION);
    case '^': return parse_section(parser, at, rest, TEMPLATE_INVERTED);
    case '/': return parse_end(parser, at, rest);
    case '>': return parse_partial(parser, at, rest, indent);
    case '@': return parse_message(parser, at, rest);
    case '{':
    case '&': return fail(parser, at, MSG("template.unescaped"), inside);
    case '=': return fail(parser, at, MSG("template.delimiters"), inside);
    default: return parse_plain_value(parser, at, inside);
    }
}

/* ---- lines ---- */

/* The tag at [start, end) is alone on its line: *line_start and *line_end are the line's bounds, its end of line included. */
static bool stands_alone(Slice source, size_t start, size_t end, size_t *line_start, size_t *line_end)
{
    while (start > 0 && is_blank(source.data[start - 1]))
        start--;
    if (start != 0 && source.data[start - 1] != '\n')
        return false;
    while (end < source.size && is_blank(source.data[end]))
        end++;
    if (end + 1 < source.size && source.data[end] == '\r' && source.data[end + 1] == '\n')
        end++;
    if (end < source.size && source.data[end] != '\n')
        return false;
    *line_start = start;
    *line_end = end < source.size ? end + 1 : end;
    return true;
}

/* From "{{" at parser->at to behind its "}}". */
static Status take_tag(Parser *parser)
{
    size_t      start = parser->at, line_start, line_end, end;
    const char *close = memmem(parser->source.data + start + 2, parser->source.size - start - 2, "}}", 2);
    Slice       inside, indent = {NULL, 0};

    if (close == NULL)
        return fail(parser, start, MSG("template.open"), (Slice){NULL, 0});
    inside = slice_trim((Slice){parser->source.data + start + 2, (size_t)(close - parser->source.data) - start - 2});
    end = (size_t)(close - parser->source.data) + 2;
    if (inside.size != 0 && strchr("!#^/>", inside.data[0]) != NULL && stands_alone(parser->source, start, end, &line_start, &line_end)) {
        TRY(add_text(parser, line_start));
        indent = slice_part(parser->source, line_start, start);
        end = line_end;
    } else {
        TRY(add_text(parser, start));
    }
    parser->at = parser->text_start = end;
    return parse_tag(parser, start, inside, indent);
}

Status template_parse(const TemplateNames *names, Template *template, Slice source, Problem *problem)
{
    Parser      parser = {.names = names, .template = template, .source = source, .problem = problem};
    const char *open;

    if (source.size > TEMPLATE_BYTES_MAX)
        return fail(&parser, 0, MSG("template.nodes"), (Slice){NULL, 0});
    while (parser.at < source.size && (open = memmem(source.data + parser.at, source.size - parser.at, "{{", 2)) != NULL) {
        parser.at = (size_t)(open - source.data);
        TRY(take_tag(&parser));
    }
    TRY(add_text(&parser, source.size));
    return parser.depth == 0 ? OK : fail(&parser, source.size, MSG("template.section_open"), template->nodes[parser.open[parser.depth - 1]].text);
}
