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

static bool begins(const Docx *base, uint32_t node)
{
    return base->nodes[node].type == NODE_RAW && xml_has(docx_slice(base, base->nodes[node].xml), "fldCharType=\"begin\"");
}

static bool ends(const Docx *base, uint32_t node)
{
    return base->nodes[node].type == NODE_RAW && xml_has(docx_slice(base, base->nodes[node].xml), "fldCharType=\"end\"");
}

/* Fields that are begun and not yet ended, the innermost last. */
typedef struct Begun {
    uint32_t *fields; /* places in Writer.fields */
    size_t    count, capacity;
} Begun;

static Status begin_field(Writer *writer, Begun *begun, uint32_t node, uint32_t at)
{
    void  *fields = writer->fields, *open = begun->fields;
    Status status = memory_reserve(&fields, &writer->field_capacity, writer->field_count + 1, sizeof(Field));

    writer->fields = fields;
    TRY(status);
    status = memory_reserve(&open, &begun->capacity, begun->count + 1, sizeof(uint32_t));
    begun->fields = open;
    TRY(status);
    begun->fields[begun->count++] = (uint32_t)writer->field_count;
    writer->fields[writer->field_count++] = (Field){.node = node, .size = at};
    return OK;
}

static void end_field(Writer *writer, Begun *begun, uint32_t node, uint32_t at)
{
    Field *field;

    if (begun->count == 0)
        return;
    field = &writer->fields[begun->fields[--begun->count]];
    field->end = node;
    field->size = at - field->size;
}

/* Begins and ends are brackets: of field characters, and of the tags in a paragraph, among which are those of simple fields. */
static Status pair_node(Writer *writer, uint32_t node, uint32_t at, Begun *characters, Begun *tags)
{
    uint32_t type = writer->base->nodes[node].type;
    bool     begin = begins(writer->base, node), end = ends(writer->base, node);

    if (type == NODE_OPEN || (begin && !end))
        return begin_field(writer, type == NODE_OPEN ? tags : characters, node, at);
    if (type == NODE_CLOSE || (end && !begin))
        end_field(writer, type == NODE_CLOSE ? tags : characters, node, at);
    return OK;
}

Status fields_find(Writer *writer)
{
    const Docx *base = writer->base;
    Begun       characters = {0}, tags = {0};
    uint32_t    at = 0; /* bytes of text so far */
    Status      status = OK;

    for (uint32_t i = 0; i < base->node_count && status == OK; i++) {
        const DocxNode *part = &base->nodes[i];

        if (part->type == NODE_PARAGRAPH_END || part->type == NODE_OBJECT_BOXES)
            characters.count = tags.count = 0; /* what ends elsewhere is written as it stands */
        at += part->type == NODE_TEXT ? part->text.size : part->type == NODE_OBJECT ? MARK_SIZE : 0;
        status = pair_node(writer, i, at, &characters, &tags);
    }
    memory_free(characters.fields);
    memory_free(tags.fields);
    return status;
}

/* The field begun at the node, or NULL. */
static const Field *field_at(const Writer *writer, uint32_t node)
{
    size_t low = 0, high = writer->field_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (writer->fields[middle].node < node)
            low = middle + 1;
        else
            high = middle;
    }
    return low < writer->field_count && writer->fields[low].node == node ? &writer->fields[low] : NULL;
}

Status fields_begin(Line *line, uint32_t node)
{
    const Field *field;

    if (line->field.count != 0 || (!is_simple_field(line, node) && !begins(line->writer->base, node)))
        return OK;
    field = field_at(line->writer, node);
    if (field == NULL || field->end == 0 || field->size == 0)
        return OK;
    line->field_end = field->end;
    return line_deleted_over(line, line->at, line->at + field->size, &line->field);
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
