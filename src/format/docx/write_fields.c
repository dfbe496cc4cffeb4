/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields. A field is its code and its result; only the result is text. Where all of the result is deleted, the field itself must go with it, or a reader that
 * works fields out anew would bring words back. Its raw nodes then stand in w:del too, its code as w:delInstrText; a simple field is written in the long form.
 */
#include "format/docx/write_internal.h"

static bool xml_has(Slice xml, const char *part)
{
    return memmem(xml.data, xml.size, part, strlen(part)) != NULL;
}

static Slice node_xml(const Line *line, uint32_t node)
{
    return docx_slice(line->writer->base, line->writer->base->nodes[node].xml);
}

static bool is_simple_field(const Line *line, uint32_t node)
{
    return line->writer->base->nodes[node].type == NODE_OPEN && slice_starts(node_xml(line, node), "<w:fldSimple");
}

static bool begins(const Line *line, uint32_t node)
{
    return line->writer->base->nodes[node].type == NODE_RAW && xml_has(node_xml(line, node), "fldCharType=\"begin\"");
}

static bool ends(const Line *line, uint32_t node)
{
    return line->writer->base->nodes[node].type == NODE_RAW && xml_has(node_xml(line, node), "fldCharType=\"end\"");
}

/* The node that ends the field begun at `node`, within its paragraph; 0 when it ends elsewhere. *size: bytes of its result. */
static uint32_t field_end(const Line *line, uint32_t node, uint32_t *size)
{
    const Docx *base = line->writer->base;
    uint32_t    simple = is_simple_field(line, node) ? body_matching(base, node, NODE_OPEN, NODE_CLOSE) : 0;
    int         depth = 0;

    *size = 0;
    for (uint32_t i = node; i < base->node_count; i++) {
        const DocxNode *part = &base->nodes[i];

        if (part->type == NODE_PARAGRAPH_END || part->type == NODE_OBJECT_BOXES)
            return 0;
        *size += part->type == NODE_TEXT ? part->text.size : part->type == NODE_OBJECT ? MARK_SIZE : 0;
        depth += begins(line, i);
        depth -= ends(line, i);
        if (simple != 0 ? i == simple : depth == 0)
            return i;
    }
    return 0;
}

Status fields_begin(Line *line, uint32_t node)
{
    uint32_t size, end;

    if (line->field.count != 0 || (!is_simple_field(line, node) && !begins(line, node)))
        return OK;
    end = field_end(line, node, &size);
    if (end == 0 || size == 0)
        return OK;
    line->field_end = end;
    return line_deleted_over(line, line->at, line->at + size, &line->field);
}

/* Field codes that are deleted have another element name. */
static void add_deleted_code(Buffer *out, Slice xml)
{
    static const char *const names[][2] = {{"<w:instrText", "<w:delInstrText"}, {"</w:instrText", "</w:delInstrText"}};

    for (size_t at = 0; at < xml.size; at++) {
        bool replaced = false;

        for (size_t i = 0; i < 2 && !replaced; i++) {
            size_t size = strlen(names[i][0]);

            if (xml.size - at < size || memcmp(xml.data + at, names[i][0], size) != 0)
                continue;
            buffer_add_string(out, names[i][1]);
            at += size - 1;
            replaced = true;
        }
        if (!replaced)
            buffer_add_byte(out, xml.data[at]);
    }
}

static void add_simple_start(Buffer *out, Slice xml)
{
    const char *start = memmem(xml.data, xml.size, "w:instr=\"", 9), *end;

    buffer_add_string(out, "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:delInstrText xml:space=\"preserve\">");
    if (start != NULL) {
        start += 9;
        end = memchr(start, '"', xml.size - (size_t)(start - xml.data));
        if (end != NULL)
            buffer_add(out, (Slice){start, (size_t)(end - start)});
    }
    buffer_add_string(out, "</w:delInstrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>");
}

Status fields_write(Line *line, uint32_t node, bool *done)
{
    const DocxNode *part = &line->writer->base->nodes[node];
    bool            last = line->field.count != 0 && node == line->field_end, simple = is_simple_field(line, node);

    *done = line->field.count != 0 && (part->type == NODE_RAW || simple || (last && part->type == NODE_CLOSE));
    if (!*done)
        return OK;
    TRY(line_wrap_deleted(line, line->field));
    if (simple)
        add_simple_start(&line->runs, node_xml(line, node));
    else if (part->type == NODE_CLOSE)
        buffer_add_string(&line->runs, "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>");
    else if (xml_has(node_xml(line, node), "<w:r>") || xml_has(node_xml(line, node), "<w:r "))
        add_deleted_code(&line->runs, node_xml(line, node));
    else {
        TRY(line_wrap_none(line));
        buffer_add(&line->runs, node_xml(line, node));
    }
    if (last)
        line->field = (PartySet){0};
    return line->runs.status;
}
