/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs: what is text in them, what stands for a character, what is an object, and what is kept as a raw run of its own. One table says which.
 */
#include "format/docx/read_internal.h"

/* What stands for a line or paragraph break, or for an object, may not come in as a character of the text. */
static Status add_text(Reading *reading, DocxSlice props, Slice text)
{
    size_t from = 0;

    for (size_t at = 0; at < text.size; at++) {
        unsigned char c = (unsigned char)text.data[at];
        const char   *instead = NULL;
        size_t        size = 1;

        if (c == '\n' || c == '\r' || c == '\t')
            instead = " ";
        else if (c == 0xEF && at + 2 < text.size && memcmp(text.data + at, "\xEF\xBF\xBC", 3) == 0)
            instead = "\xEF\xBF\xBD";
        else if (c == 0xE2 && at + 2 < text.size &&
                 (memcmp(text.data + at, "\xE2\x80\xA8", 3) == 0 || memcmp(text.data + at, "\xE2\x80\xA9", 3) == 0))
            instead = "\n";
        if (instead == NULL)
            continue;
        if (c >= 0x80)
            size = 3;
        TRY(build_text(reading, props, slice_part(text, from, at)));
        TRY(build_text(reading, props, slice_from(instead)));
        at += size - 1;
        from = at + 1;
    }
    return build_text(reading, props, slice_part(text, from, text.size));
}

static Status read_text(Reading *reading, DocxSlice props)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);

    while (xml_child(xml, &here))
        if (xml->is_text)
            TRY(add_text(reading, props, xml_text(xml)));
    return xml->status;
}

/* Opens a run of raw XML with these properties. */
static void open_run(Reading *reading, DocxSlice props, Buffer *out)
{
    buffer_init(out, reading->limits->part_size);
    buffer_add_string(out, "<w:r>");
    if (props.size == 0)
        return;
    buffer_add_string(out, "<w:rPr>");
    buffer_add(out, build_slice(reading, props));
    buffer_add_string(out, "</w:rPr>");
}

/* A run that holds only the element we stand on, as raw XML: field characters and codes, page breaks, marks of notes and comments. */
static Status keep_run(Reading *reading, DocxSlice props)
{
    Buffer  run;
    RawSink sink = {.reading = reading, .out = &run};
    Status  status;

    open_run(reading, props, &run);
    TRY_OR(done, raw_element(&sink));
    buffer_add_string(&run, "</w:r>");
    TRY_OR(done, build_xml(reading, NODE_RAW, buffer_slice(&run)));
done:
    buffer_clear(&run);
    return status;
}

static Status read_break(Reading *reading, DocxSlice props)
{
    Slice type = xml_attribute(reading->xml, NS_WORD, "type");

    if (type.size == 0 || slice_is(type, "textWrapping"))
        return build_text(reading, props, SLICE("\n"));
    return keep_run(reading, props);
}

/* Phonetic guides: the base is text, the guide above it is part of the wrapper. */
static Status read_ruby(Reading *reading, DocxSlice props)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);
    Buffer     open;
    RawSink    sink = {.reading = reading, .out = &open};
    Status     status = OK;

    open_run(reading, props, &open);
    buffer_add_string(&open, "<w:ruby>");
    while (xml_child(xml, &here)) {
        if (xml->name != W_RUBY_BASE) {
            if (!xml->is_text)
                TRY_OR(done, raw_element(&sink));
            continue;
        }
        buffer_add_string(&open, "<w:rubyBase>");
        TRY_OR(done, build_xml(reading, NODE_OPEN, buffer_slice(&open)));
        TRY_OR(done, read_children(reading, IN_LINE));
        TRY_OR(done, build_xml(reading, NODE_CLOSE, SLICE("</w:rubyBase></w:ruby></w:r>")));
    }
    status = xml->status;
done:
    buffer_clear(&open);
    return status;
}

typedef enum RunPart { RUN_KEPT, RUN_TEXT, RUN_CHARACTER, RUN_CALL, RUN_DROPPED } RunPart;

/* What stands in a run. Not listed: kept as a raw run of its own. */
static const struct RunRow {
    RunPart     part;
    const char *character;
    Status (*read)(Reading *reading, DocxSlice props);
} run_rows[NAME_COUNT] = {
    [W_T] = {RUN_TEXT, NULL, NULL},
    [W_DEL_TEXT] = {RUN_TEXT, NULL, NULL},
    [W_TAB] = {RUN_CHARACTER, "\t", NULL},
    [W_PTAB] = {RUN_CHARACTER, "\t", NULL},
    [W_CR] = {RUN_CHARACTER, "\n", NULL},
    [W_NO_BREAK_HYPHEN] = {RUN_CHARACTER, "\xE2\x80\x91", NULL},
    [W_SOFT_HYPHEN] = {RUN_CHARACTER, "\xC2\xAD", NULL},
    [W_BR] = {RUN_CALL, NULL, read_break},
    [W_RUBY] = {RUN_CALL, NULL, read_ruby},
    [W_SYM] = {RUN_CALL, NULL, object_read_symbol},
    [W_DRAWING] = {RUN_CALL, NULL, object_read},
    [W_PICT] = {RUN_CALL, NULL, object_read},
    [W_OBJECT] = {RUN_CALL, NULL, object_read},
    [MC_ALTERNATE] = {RUN_CALL, NULL, object_read},
    [W_FOOTNOTE_REFERENCE] = {RUN_CALL, NULL, object_read_note},
    [W_ENDNOTE_REFERENCE] = {RUN_CALL, NULL, object_read_note},
    [W_PROOF_ERR] = {RUN_DROPPED, NULL, NULL},
    [W_LAST_RENDERED_PAGE_BREAK] = {RUN_DROPPED, NULL, NULL},
};

static Status read_run_part(Reading *reading, DocxSlice props)
{
    const struct RunRow *row = &run_rows[reading->xml->name];

    switch (row->part) {
    case RUN_TEXT:
        return read_text(reading, props);
    case RUN_CHARACTER:
        return build_text(reading, props, slice_from(row->character));
    case RUN_CALL:
        return row->read(reading, props);
    case RUN_DROPPED:
        return OK;
    default:
        return keep_run(reading, props);
    }
}

Status read_run(Reading *reading)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);
    DocxSlice  props = {0, 0};

    while (xml_child(xml, &here)) {
        if (xml->is_text)
            continue;
        if (xml->name == W_R_PR)
            TRY(properties_read_run(reading, &props));
        else
            TRY(read_run_part(reading, props));
    }
    return xml->status;
}
