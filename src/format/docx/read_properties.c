/* SPDX-License-Identifier: Apache-2.0
 *
 * Properties of runs, paragraphs, rows and cells. Their XML is kept as it stands, except for what means something to a comparison: revisions of a
 * mark, a row or a cell become revisions of nodes, old properties are counted and left out, and what decides a paragraph's place in the
 * document (style, outline level, numbering) is looked up.
 */
#include "format/docx/read_internal.h"

DocxRevisionKind revision_kind(Name name)
{
    switch (name) {
    case W_INS:
    case W_CELL_INS:
        return REVISION_INSERTED;
    case W_DEL:
    case W_CELL_DEL:
        return REVISION_DELETED;
    case W_MOVE_FROM:
        return REVISION_MOVED_FROM;
    case W_MOVE_TO:
        return REVISION_MOVED_TO;
    default:
        return REVISION_NONE;
    }
}

static Status check_buffer(const Reading *reading, const Buffer *buffer)
{
    if (buffer->status == OK)
        return OK;
    return buffer->status == ERR_MEMORY ? build_memory(reading->problem)
                                        : problem_set(reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
}

/* Inserted and then deleted by another: the insertion is the outer one, in whatever order the file has them. */
static Status add_revision(Reading *reading, uint32_t *revision, DocxRevisionKind kind)
{
    DocxRevision now = reading->docx->revisions[*revision];

    if (kind != REVISION_INSERTED || (now.kind != REVISION_DELETED && now.kind != REVISION_MOVED_FROM))
        return build_revision(reading, kind, *revision, revision);
    TRY(build_revision(reading, kind, now.outer, &now.outer));
    return build_revision_like(reading, &now, revision);
}

Status properties_read(Reading *reading, Properties *out, uint32_t outer)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);
    RawSink    sink = {.reading = reading, .out = &out->inner};

    out->revision = outer;
    while (xml_child(xml, &here)) {
        DocxRevisionKind kind = revision_kind(xml->name);

        if (kind != REVISION_NONE)
            TRY(add_revision(reading, &out->revision, kind));
        else if (!xml->is_text)
            TRY(raw_element(&sink));
    }
    TRY(check_buffer(reading, &out->inner));
    return xml->status;
}

Status properties_read_run(Reading *reading, DocxSlice *out)
{
    Properties properties = {.revision = 0};
    Status     status;

    buffer_init(&properties.inner, reading->limits->part_size);
    TRY_OR(done, properties_read(reading, &properties, 0));
    TRY_OR(done, build_intern(reading, buffer_slice(&properties.inner), out));
done:
    buffer_clear(&properties.inner);
    return status;
}

static Status read_mark(Reading *reading, DocxParagraph *paragraph, uint32_t *mark)
{
    Properties properties = {.revision = 0};
    Status     status;

    buffer_init(&properties.inner, reading->limits->part_size);
    TRY_OR(done, properties_read(reading, &properties, reading->revision));
    TRY_OR(done, build_intern(reading, buffer_slice(&properties.inner), &paragraph->mark));
    *mark = properties.revision;
done:
    buffer_clear(&properties.inner);
    return status;
}

/* What stands in w:pPr about style, outline and numbering is noted and, as all else, kept. */
static Status on_property(RawSink *sink, Name name, bool *taken)
{
    (void)name;
    (void)taken;
    return direct_take(sink->reading, sink->context);
}

static Status read_children_of_p_pr(Reading *reading, DocxParagraph *paragraph, uint32_t *mark, Buffer *inner, DirectStyle *direct)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);
    RawSink    sink = {.reading = reading, .out = inner, .hook = on_property, .context = direct};

    while (xml_child(xml, &here)) {
        if (xml->name == W_R_PR)
            TRY(read_mark(reading, paragraph, mark));
        else if (xml->name == W_SECT_PR)
            TRY(raw_keep(reading, &paragraph->section));
        else if (!xml->is_text)
            TRY(raw_element(&sink));
    }
    return xml->status;
}

Status properties_read_paragraph(Reading *reading, DocxParagraph *paragraph, uint32_t *mark)
{
    DirectStyle direct = {.outline = 0};
    Buffer      inner;
    Status      status;

    buffer_init(&inner, reading->limits->part_size);
    TRY_OR(done, read_children_of_p_pr(reading, paragraph, mark, &inner, &direct));
    TRY_OR(done, check_buffer(reading, &inner));
    TRY_OR(done, build_intern(reading, buffer_slice(&inner), &paragraph->properties));
    sheet_resolve(reading->sheet, &direct, paragraph);
done:
    buffer_clear(&inner);
    return status;
}
