/* SPDX-License-Identifier: Apache-2.0
 *
 * Raw XML: what the reader does not act on is written back from its nodes, so that a document keeps what we do not know.
 *
 * The WordprocessingML namespace always gets the prefix w, whatever the file calls it, so that our own pieces and the file's fit together.
 * Left out: revision marks and old properties (they are revisions of nodes), rsids, proofing marks. Namespaces that an ancestor declares which is
 * itself not written (w:p, w:ins …) are declared again on the element.
 */
#include "format/docx/read_internal.h"

static bool is_word(const xmlNs *space)
{
    return xml_node_space(space) == NS_WORD;
}

static void add_prefix(Buffer *out, const xmlNs *space)
{
    if (is_word(space)) {
        buffer_add_string(out, "w:");
    } else if (space != NULL && space->prefix != NULL) {
        buffer_add_string(out, (const char *)space->prefix);
        buffer_add_byte(out, ':');
    }
}

static void add_attribute(Buffer *out, const xmlAttr *attribute)
{
    if (is_word(attribute->ns) && strncmp((const char *)attribute->name, "rsid", 4) == 0)
        return;
    buffer_add_byte(out, ' ');
    add_prefix(out, attribute->ns);
    buffer_add_string(out, (const char *)attribute->name);
    buffer_add_string(out, "=\"");
    /* A line break in a value must be written as a reference, or the next reader turns it into a space. */
    for (Slice rest = xml_attribute_text(attribute); rest.size != 0;) {
        size_t at = 0;

        while (at < rest.size && rest.data[at] != '\n' && rest.data[at] != '\t' && rest.data[at] != '\r')
            at++;
        buffer_add_xml(out, slice_part(rest, 0, at));
        if (at < rest.size)
            buffer_add_format(out, "&#%d;", rest.data[at++]);
        rest = slice_part(rest, at, rest.size);
    }
    buffer_add_byte(out, '"');
}

static void add_declaration(Buffer *out, const xmlNs *space)
{
    if (is_word(space))
        return; /* declared on the root, as w */
    buffer_add_string(out, space->prefix != NULL ? " xmlns:" : " xmlns");
    if (space->prefix != NULL)
        buffer_add_string(out, (const char *)space->prefix);
    buffer_add_string(out, "=\"");
    buffer_add_xml(out, slice_from((const char *)space->href));
    buffer_add_byte(out, '"');
}

static bool declares(const xmlNode *node, const xmlChar *prefix)
{
    for (const xmlNs *space = node->nsDef; space != NULL; space = space->next)
        if (xmlStrEqual(space->prefix, prefix))
            return true;
    return false;
}

/* The declarations of ancestors below the root; the nearest one of a prefix counts. */
static void add_inherited(Buffer *out, const xmlNode *node)
{
    for (const xmlNode *above = node->parent; above != NULL && above->parent != NULL && above->parent->type == XML_ELEMENT_NODE;
         above = above->parent) {
        for (const xmlNs *space = above->nsDef; space != NULL; space = space->next) {
            bool hidden = false;

            for (const xmlNode *nearer = node; nearer != above && !hidden; nearer = nearer->parent)
                hidden = declares(nearer, space->prefix);
            if (!hidden)
                add_declaration(out, space);
        }
    }
}

/* A file that gives the prefix w to something else cannot be written back beside our own pieces. */
static void check_prefix(Reading *reading, const xmlNode *node)
{
    for (const xmlNs *space = node->nsDef; space != NULL; space = space->next)
        if (space->prefix != NULL && strcmp((const char *)space->prefix, "w") == 0 && !is_word(space))
            xml_fail(reading->xml,
                     problem_set(reading->problem, ERR_REFUSED, MSG("docx.prefix"), "part", reading->xml->part, NULL));
}

static void start_tag(Reading *reading, Buffer *out, bool inherit)
{
    const xmlNode *node = reading->xml->node;

    check_prefix(reading, node);
    buffer_add_byte(out, '<');
    add_prefix(out, node->ns);
    buffer_add_string(out, (const char *)node->name);
    for (const xmlNs *space = node->nsDef; space != NULL; space = space->next)
        add_declaration(out, space);
    if (inherit)
        add_inherited(out, node);
    for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
        add_attribute(out, attribute);
}

XmlElement raw_open(RawSink *sink)
{
    XmlElement here;

    start_tag(sink->reading, sink->out, sink->inside == 0);
    here = xml_enter(sink->reading->xml);
    buffer_add_string(sink->out, here.empty ? "/>" : ">");
    sink->inside++;
    return here;
}

void raw_close(RawSink *sink, const xmlNode *node, const XmlElement *here)
{
    if (!here->empty)
        raw_end_tag(sink->out, node);
    sink->inside--;
}

void raw_root(Reading *reading, Buffer *out)
{
    const xmlNode *node = reading->xml->node;

    check_prefix(reading, node);
    buffer_add_string(out, "<w:");
    buffer_add_string(out, (const char *)node->name);
    buffer_add_string(out, " xmlns:w=\"");
    buffer_add_xml(out, slice_from((const char *)node->ns->href));
    buffer_add_byte(out, '"');
    for (const xmlNs *space = node->nsDef; space != NULL; space = space->next)
        add_declaration(out, space);
    for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
        add_attribute(out, attribute);
    buffer_add_byte(out, '>');
}

void raw_end_tag(Buffer *out, const xmlNode *node)
{
    buffer_add_string(out, "</");
    add_prefix(out, node->ns);
    buffer_add_string(out, (const char *)node->name);
    buffer_add_byte(out, '>');
}

bool raw_is_change(const Xml *xml)
{
    const char *name = (const char *)xml->node->name;
    size_t      size = strlen(name);

    return xml->name == NAME_OTHER && size > 6 && strcmp(name + size - 6, "Change") == 0 && is_word(xml->node->ns);
}

typedef enum Fate { KEPT, UNWRAPPED, LEFT_OUT } Fate;

/* What becomes of an element in raw XML. Deleted content there is left out as if accepted: raw XML has no revisions. */
static Fate fate_of(Reading *reading)
{
    switch (reading->xml->name) {
    case W_INS:
    case W_MOVE_TO:
        return UNWRAPPED;
    case W_DEL:
    case W_MOVE_FROM:
    case W_CELL_INS:
    case W_CELL_DEL:
    case W_CELL_MERGE:
    case W_PROOF_ERR:
    case W_LAST_RENDERED_PAGE_BREAK:
    case W_MOVE_FROM_RANGE_START:
    case W_MOVE_FROM_RANGE_END:
    case W_MOVE_TO_RANGE_START:
    case W_MOVE_TO_RANGE_END:
        return LEFT_OUT;
    default:
        if (!raw_is_change(reading->xml))
            return KEPT;
        reading->docx->format_changes++;
        return LEFT_OUT;
    }
}

static Status add_element(RawSink *sink);

/* Recursion is bounded by the limit on nesting. */
static Status add_content(RawSink *sink, XmlElement *here)
{
    Xml *xml = sink->reading->xml;
    bool taken = false;

    while (xml_child(xml, here)) {
        if (!xml->is_text) {
            TRY(add_element(sink));
            continue;
        }
        if (sink->hook != NULL)
            TRY(sink->hook(sink, NAME_OTHER, &taken));
        buffer_add_xml(sink->out, xml_text(xml));
    }
    return xml->status;
}

static Status add_element(RawSink *sink)
{
    Xml       *xml = sink->reading->xml;
    bool       taken = false;
    Fate       fate = fate_of(sink->reading);
    XmlElement here;

    if (fate == LEFT_OUT)
        return xml->status;
    if (fate == UNWRAPPED) {
        here = xml_enter(xml);
        return add_content(sink, &here);
    }
    if (sink->hook != NULL)
        TRY(sink->hook(sink, xml->name, &taken));
    return taken ? xml->status : raw_inside(sink);
}

Status raw_inside(RawSink *sink)
{
    const xmlNode *node = sink->reading->xml->node;
    XmlElement     here = raw_open(sink);

    TRY(add_content(sink, &here));
    raw_close(sink, node, &here);
    return sink->reading->xml->status;
}

Status raw_element(RawSink *sink)
{
    TRY(add_element(sink));
    if (sink->out->status == ERR_MEMORY)
        return build_memory(sink->reading->problem);
    return sink->out->status == OK ? OK : problem_set(sink->reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
}

Status raw_keep(Reading *reading, DocxSlice *out)
{
    RawSink sink = {.reading = reading, .out = &reading->scratch};

    buffer_reset(&reading->scratch);
    TRY(raw_element(&sink));
    return build_bytes(reading, buffer_slice(&reading->scratch), out);
}
