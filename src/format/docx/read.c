/* SPDX-License-Identifier: Apache-2.0
 *
 * The walk over a document: one table says what each element is and where it may stand, one function per kind reads it. The
 * traps of the format have a row each in tests/unit/docx/reading.c.
 *
 * An element that the table does not know is kept as raw XML. One that stands where it may not is read for its content rather than lost: words
 * are never dropped because their wrapper is odd.
 */
#include "format/docx/read_internal.h"

enum { KIB = 1024, MIB = 1024 * 1024 };

const DocxLimits docx_limits_default = {
    .entries = 20000,           /* a report with thousands of pictures has them */
    .part_size = 64 * MIB,      /* sixty times the largest text negotiated so far */
    .total_size = 512 * MIB,    /* pictures included */
    .ratio = 500,               /* XML of one repeated paragraph reaches 300; a bomb 1,000 */
    .depth = 512,               /* Word itself stays below 100 */
    .boxes = 64,                /* text boxes in text boxes */
    .nodes = 3000000,           /* 120 MB of skeleton */
    .keep_parts = false,
};

typedef Status (*ElementReader)(Reading *reading, Place place);

static Status dispatch(Reading *reading, Place place);

/* ---- wrappers ---- */

static Status read_revision(Reading *reading, Place place)
{
    uint32_t outer = reading->revision;

    TRY(build_revision(reading, revision_kind(reading->xml->name), outer, &reading->revision));
    TRY(read_children(reading, place));
    reading->revision = outer;
    return OK;
}

/* Seen through: the content counts, the element does not. */
static Status read_through(Reading *reading, Place place)
{
    return read_children(reading, place);
}

/* Of alternate content the first Choice is read and its wrapper left out; the Fallback says the same again for older programs. */
static Status read_alternate(Reading *reading, Place place)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);
    bool       chosen = false;

    while (xml_child(xml, &here)) {
        if (xml->name != MC_CHOICE || chosen)
            continue;
        chosen = true;
        TRY(read_children(reading, place));
    }
    return xml->status;
}

static Status drop(Reading *reading, Place place)
{
    (void)place;
    return reading->xml->status;
}

static Status keep(Reading *reading, Place place)
{
    DocxNode node = {.type = NODE_RAW, .revision = reading->revision};

    (void)place;
    TRY(build_flush(reading));
    TRY(raw_keep(reading, &node.xml));
    return build_node(reading, node, NULL);
}

static bool is_wrapper_head(Name name)
{
    return name == W_SDT_PR || name == W_SDT_END_PR || name == W_CUSTOM_XML_PR || name == W_SMART_TAG_PR || name == W_FLD_DATA;
}

/* A content control, link, field or tag: its start tag and properties open it, its content is read in place, its end closes it. */
static Status read_wrapped(Reading *reading, Place place, RawSink *sink, XmlElement *here)
{
    Xml    *xml = reading->xml;
    Buffer *open = sink->out;
    bool    opened = false;

    while (xml_child(xml, here)) {
        if (xml->is_text)
            continue;
        if (!opened && is_wrapper_head(xml->name)) {
            TRY(raw_element(sink));
            continue;
        }
        if (!opened) {
            if (xml->name == W_SDT_CONTENT)
                buffer_add_string(open, "<w:sdtContent>");
            TRY(build_xml(reading, place == IN_LINE ? NODE_OPEN : NODE_BLOCK_OPEN, buffer_slice(open)));
            opened = true;
        }
        TRY(dispatch(reading, place));
    }
    if (!opened && xml->status == OK)
        TRY(build_xml(reading, place == IN_LINE ? NODE_OPEN : NODE_BLOCK_OPEN, buffer_slice(open)));
    return xml->status;
}

static Status read_wrapper(Reading *reading, Place place)
{
    const XmlNode *node = reading->xml->node;
    bool           control = reading->xml->name == W_SDT;
    Buffer         tags;
    RawSink        sink = {.reading = reading, .out = &tags};
    XmlElement     here;
    Status         status;

    buffer_init(&tags, reading->limits->part_size);
    here = raw_open(&sink);
    if (here.empty && tags.status == OK) {
        tags.size -= 2; /* "/>": its end tag is a node of its own */
        buffer_add_byte(&tags, '>');
    }
    TRY_OR(done, read_wrapped(reading, place, &sink, &here));
    /* Whether an empty control had its content element is seen from what was opened. */
    control = control && slice_ends(buffer_slice(&tags), "<w:sdtContent>");
    buffer_reset(&tags);
    if (control)
        buffer_add_string(&tags, "</w:sdtContent>");
    raw_end_tag(&tags, node);
    TRY_OR(done, build_xml(reading, place == IN_LINE ? NODE_CLOSE : NODE_BLOCK_CLOSE, buffer_slice(&tags)));
done:
    buffer_clear(&tags);
    return status;
}

/* Our own hidden bookmarks carry a paragraph's id; they become DocxParagraph.id and are written afresh. */
static Status read_bookmark(Reading *reading, Place place)
{
    Xml     *xml = reading->xml;
    Slice    name = xml_attribute(xml, NS_WORD, "name");
    uint32_t id = xml_number(xml_attribute(xml, NS_WORD, "id"), UINT32_MAX);
    void    *block = reading->hints;
    bool     saved = saved_is_bookmark(name);

    if ((!slice_starts(name, "_R_") && !saved) || id == UINT32_MAX)
        return keep(reading, place);
    if (memory_reserve(&block, &reading->hint_capacity, reading->hint_count + 1, sizeof *reading->hints) != OK)
        return build_memory(reading->problem);
    reading->hints = block;
    reading->hints[reading->hint_count++] = id;
    if (saved)
        return saved_take_bookmark(reading, name);
    if (reading->paragraph == UINT32_MAX)
        return OK;
    block = reading->named;
    if (memory_reserve(&block, &reading->named_capacity, reading->named_count + 1, sizeof *reading->named) != OK)
        return build_memory(reading->problem);
    reading->named = block;
    reading->named[reading->named_count++] = reading->paragraph;
    return build_bytes(reading, slice_part(name, 3, name.size), &reading->docx->paragraphs[reading->paragraph].id);
}

static Status read_bookmark_end(Reading *reading, Place place)
{
    uint32_t id = xml_number(xml_attribute(reading->xml, NS_WORD, "id"), UINT32_MAX);

    /* The newest first: they close soon after they open. */
    for (size_t i = reading->hint_count; i > 0; i--) {
        if (reading->hints[i - 1] != id)
            continue;
        reading->hints[i - 1] = reading->hints[--reading->hint_count];
        return OK;
    }
    return keep(reading, place);
}

static Status read_run_here(Reading *reading, Place place)
{
    (void)place;
    return read_run(reading);
}

static Status read_math(Reading *reading, Place place)
{
    (void)place;
    return object_read_math(reading);
}

/* Word reads such a part in when it opens the file; who wrote it is another program, in HTML, RTF or Word's own format. */
static Status read_foreign(Reading *reading, Place place)
{
    reading->docx->foreign_parts++;
    return keep(reading, place);
}

/* The last section's properties, at the end of the body. */
static Status read_section(Reading *reading, Place place)
{
    DocxNode node = {.type = NODE_SECTION};

    (void)place;
    TRY(build_flush(reading));
    TRY(raw_keep(reading, &node.xml));
    return build_node(reading, node, NULL);
}

/* ---- paragraphs ---- */

static Status open_paragraph(Reading *reading, Slice id, uint32_t *saved)
{
    DocxParagraph paragraph = {.outline = 0};
    DirectStyle   plain = {.outline = 0};
    DocxNode      node = {.type = NODE_PARAGRAPH, .revision = reading->revision};

    TRY(build_flush(reading));
    TRY(build_bytes(reading, id, &paragraph.id));
    sheet_resolve(reading->sheet, &plain, &paragraph);
    *saved = reading->paragraph;
    TRY(build_paragraph(reading, &paragraph, &reading->paragraph));
    node.link = reading->paragraph;
    return build_node(reading, node, NULL);
}

static Status close_paragraph(Reading *reading, uint32_t mark, uint32_t saved)
{
    DocxNode node = {.type = NODE_PARAGRAPH_END, .revision = mark};

    TRY(build_node(reading, node, NULL));
    reading->paragraph = saved;
    return OK;
}

static Status read_paragraph(Reading *reading, Place place)
{
    Xml          *xml = reading->xml;
    uint32_t      mark = reading->revision, saved;
    DocxParagraph paragraph;
    XmlElement    here;

    if (place != IN_BLOCKS)
        return read_children(reading, place);
    TRY(open_paragraph(reading, xml_attribute(xml, NS_WORD_2010, "paraId"), &saved));
    here = xml_enter(xml);
    while (xml_child(xml, &here)) {
        if (xml->name == W_P_PR) {
            paragraph = reading->docx->paragraphs[reading->paragraph];
            TRY(properties_read_paragraph(reading, &paragraph, &mark));
            reading->docx->paragraphs[reading->paragraph] = paragraph;
        } else if (!xml->is_text) {
            TRY(dispatch(reading, IN_LINE));
        }
    }
    TRY(xml->status);
    return close_paragraph(reading, mark, saved);
}

/* Runs, links or formulas directly among blocks get a paragraph of their own. */
static Status read_stray(Reading *reading, ElementReader read)
{
    uint32_t saved;

    TRY(open_paragraph(reading, SLICE(""), &saved));
    TRY(read(reading, IN_LINE));
    return close_paragraph(reading, 0, saved);
}

/* ---- tables ---- */

typedef struct Head {
    DocxNode   node;
    Buffer     xml;
    Properties properties;
    bool       open;
} Head;

/* Writes the node that opens a table, row or cell, once what describes it has been read. */
static Status open_head(Reading *reading, Head *head)
{
    if (head->open)
        return OK;
    head->open = true;
    head->node.revision = head->properties.revision;
    TRY(build_flush(reading));
    TRY(build_bytes(reading, buffer_slice(&head->xml), &head->node.xml));
    TRY(build_intern(reading, buffer_slice(&head->properties.inner), &head->node.props));
    return build_node(reading, head->node, NULL);
}

static Status read_head_child(Reading *reading, Head *head, Place inside)
{
    RawSink sink = {.reading = reading, .out = &head->xml};

    switch (reading->xml->name) {
    case W_TR_PR:
    case W_TC_PR:
        if (head->open)
            return OK;
        return properties_read(reading, &head->properties, head->properties.revision);
    case W_TBL_PR:
    case W_TBL_GRID:
    case W_TBL_PR_EX:
        return head->open ? OK : raw_element(&sink);
    default:
        TRY(open_head(reading, head));
        return dispatch(reading, inside);
    }
}

/* A table, row or cell: `inside` says what its children are. */
static Status read_frame(Reading *reading, DocxNodeType open, DocxNodeType close, Place inside)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);
    uint32_t   outer = reading->revision;
    DocxNode   end = {.type = close};
    Head       head = {.node = {.type = open}, .properties = {.revision = outer}};
    Status     status = OK;

    reading->revision = 0;
    buffer_init(&head.xml, reading->limits->part_size);
    buffer_init(&head.properties.inner, reading->limits->part_size);
    while (xml_child(xml, &here))
        if (!xml->is_text)
            TRY_OR(done, read_head_child(reading, &head, inside));
    TRY_OR(done, xml->status);
    TRY_OR(done, open_head(reading, &head));
    TRY_OR(done, build_node(reading, end, NULL));
    reading->revision = outer;
done:
    buffer_clear(&head.xml);
    buffer_clear(&head.properties.inner);
    return status;
}

static Status read_table(Reading *reading, Place place)
{
    (void)place;
    return read_frame(reading, NODE_TABLE, NODE_TABLE_END, IN_ROWS);
}

static Status read_row(Reading *reading, Place place)
{
    (void)place;
    return read_frame(reading, NODE_ROW, NODE_ROW_END, IN_CELLS);
}

static Status read_cell(Reading *reading, Place place)
{
    (void)place;
    return read_frame(reading, NODE_CELL, NODE_CELL_END, IN_BLOCKS);
}

/* ---- the table ---- */

enum { ANYWHERE = IN_BLOCKS | IN_LINE | IN_ROWS | IN_CELLS };

static const struct ElementRow {
    unsigned      places; /* where it may stand; elsewhere it is seen through, or gets a paragraph of its own */
    ElementReader read;
} element_rows[NAME_COUNT] = {
    [W_P] = {IN_BLOCKS, read_paragraph},
    [W_TBL] = {IN_BLOCKS, read_table},
    [W_TR] = {IN_ROWS, read_row},
    [W_TC] = {IN_CELLS, read_cell},
    [W_SECT_PR] = {IN_BLOCKS, read_section},
    [W_ALT_CHUNK] = {ANYWHERE, read_foreign},
    [W_R] = {IN_LINE, read_run_here},
    [W_HYPERLINK] = {IN_LINE, read_wrapper},
    [W_FLD_SIMPLE] = {IN_LINE, read_wrapper},
    [W_SMART_TAG] = {IN_LINE, read_wrapper},
    [W_DIR] = {IN_LINE, read_wrapper},
    [W_BDO] = {IN_LINE, read_wrapper},
    [M_MATH] = {IN_LINE, read_math},
    [M_MATH_PARA] = {IN_LINE, read_math},
    [W_SDT] = {ANYWHERE, read_wrapper},
    [W_SDT_CONTENT] = {ANYWHERE, read_through},
    [W_CUSTOM_XML] = {ANYWHERE, read_wrapper},
    [MC_ALTERNATE] = {ANYWHERE, read_alternate},
    [W_INS] = {ANYWHERE, read_revision},
    [W_DEL] = {ANYWHERE, read_revision},
    [W_MOVE_FROM] = {ANYWHERE, read_revision},
    [W_MOVE_TO] = {ANYWHERE, read_revision},
    [W_BOOKMARK_START] = {ANYWHERE, read_bookmark},
    [W_BOOKMARK_END] = {ANYWHERE, read_bookmark_end},
    [W_PROOF_ERR] = {ANYWHERE, drop},
    [W_R_PR] = {ANYWHERE, drop},
    [W_P_PR] = {ANYWHERE, drop},
    [W_MOVE_FROM_RANGE_START] = {ANYWHERE, drop},
    [W_MOVE_FROM_RANGE_END] = {ANYWHERE, drop},
    [W_MOVE_TO_RANGE_START] = {ANYWHERE, drop},
    [W_MOVE_TO_RANGE_END] = {ANYWHERE, drop},
    [W_XML_INS_START] = {ANYWHERE, drop},
    [W_XML_INS_END] = {ANYWHERE, drop},
    [W_XML_DEL_START] = {ANYWHERE, drop},
    [W_XML_DEL_END] = {ANYWHERE, drop},
    [W_XML_FROM_START] = {ANYWHERE, drop},
    [W_XML_FROM_END] = {ANYWHERE, drop},
    [W_XML_TO_START] = {ANYWHERE, drop},
    [W_XML_TO_END] = {ANYWHERE, drop},
};

static Status dispatch(Reading *reading, Place place)
{
    const struct ElementRow *row = &element_rows[reading->xml->name];

    if (row->read == NULL)
        return keep(reading, place);
    if ((row->places & place) != 0)
        return row->read(reading, place);
    if (place == IN_BLOCKS && (row->places & IN_LINE) != 0)
        return read_stray(reading, row->read);
    return read_children(reading, place);
}

Status read_children(Reading *reading, Place place)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);

    while (xml_child(xml, &here))
        if (!xml->is_text)
            TRY(dispatch(reading, place));
    return xml->status;
}
