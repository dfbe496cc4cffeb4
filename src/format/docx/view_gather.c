/* SPDX-License-Identifier: Apache-2.0
 *
 * The paragraph that gathers: its text, the styles of its runs, its anchors.
 */
#include "format/docx/view_internal.h"

Status viewing_no_memory(const Viewing *view)
{
    return problem_set(view->problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

bool viewing_sees(const Viewing *view, uint32_t node)
{
    return view->visible[view->docx->nodes[node].revision];
}

/* ---- styles of text ---- */

/* The value of w:val in a start tag's attributes; NULL data when there is none. */
static Slice value_in(Slice tag)
{
    const char *value = memmem(tag.data, tag.size, " w:val=\"", 8);
    const char *end;

    if (value == NULL)
        return (Slice){NULL, 0};
    value += 8;
    end = memchr(value, '"', (size_t)(tag.data + tag.size - value));
    return end != NULL ? (Slice){value, (size_t)(end - value)} : (Slice){NULL, 0};
}

static uint32_t styles_of_character_style(const Docx *docx, Slice id)
{
    for (size_t i = 0; i < docx->style_count; i++)
        if (slice_equal(docx_slice(docx, docx->styles[i].id), id))
            return docx->styles[i].styles;
    return 0;
}

static bool is_off(Slice value)
{
    return slice_is(value, "0") || slice_is(value, "false") || slice_is(value, "off") || slice_is(value, "none");
}

/* One element of run properties, from after "<w:" up to its ">". */
static uint32_t apply_property(const Docx *docx, Slice tag, uint32_t styles)
{
    static const struct {
        const char *name;
        uint32_t    style;
    } toggles[] = {{"b", STYLE_BOLD}, {"i", STYLE_ITALIC}, {"u", STYLE_UNDERLINE}, {"strike", STYLE_STRIKE}, {"dstrike", STYLE_STRIKE}};
    size_t end = 0;
    Slice  name, value = value_in(tag);

    while (end < tag.size && tag.data[end] != ' ' && tag.data[end] != '/')
        end++;
    name = slice_part(tag, 0, end);
    if (slice_is(name, "rStyle"))
        return styles | styles_of_character_style(docx, value);
    if (slice_is(name, "vertAlign"))
        return (styles & ~(uint32_t)(STYLE_SUPERSCRIPT | STYLE_SUBSCRIPT)) |
               (slice_is(value, "superscript") ? STYLE_SUPERSCRIPT : slice_is(value, "subscript") ? STYLE_SUBSCRIPT : 0);
    for (size_t i = 0; i < sizeof toggles / sizeof toggles[0]; i++)
        if (slice_is(name, toggles[i].name))
            return is_off(value) ? styles & ~toggles[i].style : styles | toggles[i].style;
    return styles;
}

static uint32_t styles_of(Viewing *view, DocxSlice props)
{
    Slice    rest = docx_slice(view->docx, props);
    uint32_t styles = 0;

    if (props.size == 0)
        return 0;
    if (props.at == view->props.at && props.size == view->props.size)
        return view->styles;
    while (rest.size != 0) {
        const char *tag = memmem(rest.data, rest.size, "<w:", 3);
        const char *end = tag != NULL ? memchr(tag, '>', (size_t)(rest.data + rest.size - tag)) : NULL;

        if (end == NULL)
            break;
        styles = apply_property(view->docx, (Slice){tag + 3, (size_t)(end - tag) - 3}, styles);
        rest = (Slice){end, (size_t)(rest.data + rest.size - end)};
    }
    view->props = props;
    view->styles = styles;
    return styles;
}

/* ---- gathering ---- */

static Status add_span(Viewing *view, uint32_t start, uint32_t styles)
{
    Gathering *now = &view->now;
    Span      *last = now->span_count != 0 ? &now->spans[now->span_count - 1] : NULL;
    void      *block = now->spans;

    if (styles == 0)
        return OK;
    if (last != NULL && last->end == start && last->styles == styles) {
        last->end = (uint32_t)now->text.size;
        return OK;
    }
    if (memory_reserve(&block, &now->span_capacity, now->span_count + 1, sizeof *now->spans) != OK)
        return viewing_no_memory(view);
    now->spans = block;
    now->spans[now->span_count++] = (Span){start, (uint32_t)now->text.size, styles};
    return OK;
}

static Status add_anchor(Viewing *view, uint32_t index)
{
    Gathering        *now = &view->now;
    const DocxNode   *node = &view->docx->nodes[index];
    const DocxObject *object = &view->docx->objects[node->link];
    Anchor            anchor = {.at = (uint32_t)now->text.size, .kind = object->kind, .alt = docx_slice(view->docx, node->text)};
    void             *anchors = now->anchors, *objects = now->objects;
    Status            status = memory_reserve(&anchors, &now->anchor_capacity, now->anchor_count + 1, sizeof *now->anchors);

    now->anchors = anchors;
    if (status == OK)
        status = memory_reserve(&objects, &now->object_capacity, now->anchor_count + 1, sizeof *now->objects);
    now->objects = objects;
    if (status != OK)
        return viewing_no_memory(view);
    memcpy(anchor.sha256, object->sha256, SHA256_SIZE);
    if (node->type == NODE_OBJECT)
        anchor.dress = docx_slice(view->docx, node->xml);
    now->objects[now->anchor_count] = index;
    now->anchors[now->anchor_count++] = anchor;
    buffer_add_string(&now->text, "\xEF\xBF\xBC");
    return OK;
}

uint32_t viewing_after_object(const Viewing *view, uint32_t object)
{
    uint32_t at = object + 1;

    for (; at < view->docx->node_count; at++) {
        if (view->docx->nodes[at].type == NODE_BOX)
            at = view->closing[at];
        else if (view->docx->nodes[at].type != NODE_BOX_ECHO)
            break;
    }
    return at;
}

Status gathering_add(Viewing *view, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        const DocxNode *node = &view->docx->nodes[i];
        uint32_t        start = (uint32_t)view->now.text.size;

        if (node->type == NODE_TEXT && viewing_sees(view, i)) {
            buffer_add(&view->now.text, docx_slice(view->docx, node->text));
            TRY(add_span(view, start, styles_of(view, node->props)));
        }
        if ((node->type == NODE_OBJECT || node->type == NODE_OBJECT_BOXES) && viewing_sees(view, i))
            TRY(add_anchor(view, i));
        if (node->type == NODE_OBJECT_BOXES)
            i = viewing_after_object(view, i) - 1;
    }
    if (view->now.text.status != OK)
        return view->now.text.status == ERR_MEMORY ? viewing_no_memory(view) : problem_set(view->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    return OK;
}

void gathering_begin(Viewing *view)
{
    buffer_reset(&view->now.text);
    view->now.span_count = 0;
    view->now.anchor_count = 0;
    view->now.source = NO_NODE;
    view->now.worded = NO_NODE;
}
