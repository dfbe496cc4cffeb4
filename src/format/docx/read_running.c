/* SPDX-License-Identifier: Apache-2.0
 *
 * Headers and footers: how many tracked changes they hold, and their words, line by line, without what fields have put there (numbers of pages, dates).
 * They are no part of the text; that they are others than the base's is said.
 */
#include "format/docx/read_internal.h"

typedef struct Running {
    Buffer   line;
    Buffer   words;
    unsigned fields; /* complex ones that are open */
} Running;

static void end_line(Running *running)
{
    Slice line = slice_trim(buffer_slice(&running->line));

    if (line.size != 0) {
        buffer_add(&running->words, line);
        buffer_add_byte(&running->words, '\n');
    }
    buffer_reset(&running->line);
}

static void meet_field(Running *running, Slice type)
{
    running->fields += slice_is(type, "begin");
    running->fields -= slice_is(type, "end") && running->fields != 0;
}

/* Recursion is bounded by the limit on nesting. */
static Status gather(Reading *reading, Running *running, bool is_text)
{
    Xml       *xml = reading->xml;
    Name       name = xml->name;
    XmlElement here;

    if (revision_kind(name) != REVISION_NONE || raw_is_change(xml))
        reading->docx->header_footer_changes++;
    if (name == W_FLD_CHAR)
        meet_field(running, xml_attribute(xml, NS_WORD, "fldCharType"));
    here = xml_enter(xml);
    while (xml_child(xml, &here)) {
        if (!xml->is_text)
            TRY(gather(reading, running, xml->name == W_T && name != W_FLD_SIMPLE && running->fields == 0));
        else if (is_text)
            buffer_add(&running->line, xml_text(xml));
    }
    if (name == W_P)
        end_line(running);
    return xml->status;
}

static Status read_part_of(Reading *reading, void *context)
{
    Running *running = context;
    Status   status;

    running->fields = 0;
    status = gather(reading, running, false);
    end_line(running);
    return status;
}

Status headers_read(Reading *reading, const Relations *relations)
{
    Running running = {.fields = 0};
    Status  status = OK;

    buffer_init(&running.line, reading->limits->part_size);
    buffer_init(&running.words, reading->limits->part_size);
    for (size_t i = 0; i < relations->count && status == OK; i++) {
        const Relation *relation = &relations->items[i];

        if (!relation->external && (slice_is(relation->type, "header") || slice_is(relation->type, "footer")))
            status = read_part(reading, relation->target, read_part_of, &running);
    }
    if (status == OK && (running.line.status != OK || running.words.status != OK))
        status = build_memory(reading->problem);
    if (status == OK)
        status = build_bytes(reading, buffer_slice(&running.words), &reading->docx->running);
    buffer_clear(&running.line);
    buffer_clear(&running.words);
    return status;
}
