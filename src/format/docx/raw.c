/* SPDX-License-Identifier: Apache-2.0
 *
 * Raw XML: what the reader does not act on is written back from its nodes, so that a document keeps what we do not know.
 *
 * The WordprocessingML namespace always gets the prefix w, whatever the file calls it, so that our own pieces and the file's fit together.
 * Left out: revision marks and old properties (they are revisions of nodes), rsids, proofing marks. Namespaces that an ancestor declares which is
 * itself not written (w:p, w:ins …) are declared again on the element.
 */
#include "format/docx/read_internal.h"

static void add_name(Buffer *out, NameSpace space, const char *prefix, const char *local)
{
    if (space == NS_WORD) {
        buffer_add_string(out, "w:");
    } else if (prefix != NULL) {
        buffer_add_string(out, prefix);
        buffer_add_byte(out, ':');
    }
    buffer_add_string(out, local);
}

static void add_attribute(const Xml *xml, Buffer *out, const XmlAttribute *attribute)
{
    if (attribute->space == NS_WORD && strncmp(attribute->local, "rsid", 4) == 0)
        return;
    buffer_add_byte(out, ' ');
    add_name(out, attribute->space, attribute->prefix, attribute->local);
    buffer_add_string(out, "=\"");
    /* A line break in a value must be written as a reference, or the next reader turns it into a space. */
    for (Slice rest = xml_attribute_text(xml, attribute); rest.size != 0;) {
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

static void add_attributes(const Xml *xml, Buffer *out)
{
    size_t              count;
    const XmlAttribute *attributes = xml_attributes(xml, &count);

    for (size_t i = 0; i < count; i++)
        add_attribute(xml, out, &attributes[i]);
}

static void add_declaration(Buffer *out, const XmlSpace *space)
{
    if (name_space(space->uri) == NS_WORD)
        return; /* declared on the root, as w */
    buffer_add_string(out, space->prefix != NULL ? " xmlns:" : " xmlns");
    if (space->prefix != NULL)
        buffer_add_string(out, space->prefix);
    buffer_add_string(out, "=\"");
    buffer_add_xml(out, slice_from(space->uri));
    buffer_add_byte(out, '"');
}

static void add_declarations(const Xml *xml, Buffer *out, const XmlNode *node)
{
    for (size_t i = 0; i < node->spaces; i++)
        add_declaration(out, &xml_declared(xml, node)[i]);
}

/* Equal prefixes have one address. */
static bool declares(const Xml *xml, const XmlNode *node, const char *prefix)
{
    for (size_t i = 0; i < node->spaces; i++)
        if (xml_declared(xml, node)[i].prefix == prefix)
            return true;
    return false;
}

/* The declarations of ancestors below the root; the nearest one of a prefix counts. */
static void add_inherited(const Xml *xml, Buffer *out, const XmlNode *node)
{
    for (const XmlNode *above = xml_above(node); above != NULL && xml_above(above) != NULL; above = xml_above(above)) {
        for (size_t i = 0; i < above->spaces; i++) {
            const XmlSpace *space = &xml_declared(xml, above)[i];
            bool            hidden = false;

            for (const XmlNode *nearer = node; nearer != above && !hidden; nearer = xml_above(nearer))
                hidden = declares(xml, nearer, space->prefix);
            if (!hidden)
                add_declaration(out, space);
        }
    }
}

/* A file that gives the prefix w to something else cannot be written back beside our own pieces. */
static void check_prefix(Reading *reading, const XmlNode *node)
{
    for (size_t i = 0; i < node->spaces; i++) {
        const XmlSpace *space = &xml_declared(reading->xml, node)[i];

        if (space->prefix != NULL && strcmp(space->prefix, "w") == 0 && name_space(space->uri) != NS_WORD)
            xml_fail(reading->xml,
                     problem_set(reading->problem, ERR_REFUSED, MSG("docx.prefix"), "part", reading->xml->part, NULL));
    }
}

static void start_tag(Reading *reading, Buffer *out, bool inherit)
{
    const Xml *xml = reading->xml;

    check_prefix(reading, xml->node);
    buffer_add_byte(out, '<');
    add_name(out, xml->node->space, xml->node->prefix, xml->node->local);
    add_declarations(xml, out, xml->node);
    if (inherit)
        add_inherited(xml, out, xml->node);
    add_attributes(xml, out);
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

void raw_close(RawSink *sink, const XmlNode *node, const XmlElement *here)
{
    if (!here->empty)
        raw_end_tag(sink->out, node);
    sink->inside--;
}

void raw_root(Reading *reading, Buffer *out)
{
    const XmlNode *node = reading->xml->node;

    check_prefix(reading, node);
    buffer_add_string(out, "<w:");
    buffer_add_string(out, node->local);
    buffer_add_string(out, " xmlns:w=\"");
    buffer_add_xml(out, slice_from(node->uri));
    buffer_add_byte(out, '"');
    add_declarations(reading->xml, out, node);
    add_attributes(reading->xml, out);
    buffer_add_byte(out, '>');
}

void raw_end_tag(Buffer *out, const XmlNode *node)
{
    buffer_add_string(out, "</");
    add_name(out, node->space, node->prefix, node->local);
    buffer_add_byte(out, '>');
}

bool raw_is_change(const Xml *xml)
{
    const char *name = xml->node->local;
    size_t      size = strlen(name);

    return xml->name == NAME_OTHER && size > 6 && strcmp(name + size - 6, "Change") == 0 && xml->node->space == NS_WORD;
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
    const XmlNode *node = sink->reading->xml->node;
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
