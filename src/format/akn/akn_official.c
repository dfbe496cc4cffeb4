/* SPDX-License-Identifier: Apache-2.0
 *
 * An official document: the front is the cover page, each part a section with its own language, and the text of a part stands in it as it would alone, its eIds behind the part's. One text is in
 * memory at a time.
 */
#include "format/akn/akn_internal.h"

enum { PART_BYTES_MAX = 1024 * 1024 * 1024 };

typedef struct Output {
    const Official     *official;
    const OfficialSink *sink;
    Problem            *problem;
    Buffer              bytes;      /* of what is being written */
    uint8_t             levels[AKN_LEVELS_MAX], open; /* sections */
} Output;

static Status flush(Output *output)
{
    Status status = output->bytes.status == OK ? official_put(output->sink, buffer_slice(&output->bytes), output->problem)
                                               : problem_set(output->problem, output->bytes.status, status_face(output->bytes.status)->message, NULL);

    buffer_reset(&output->bytes);
    return status;
}

/* ---- the front ---- */

static const char *const roles[] = {
    [OFFICIAL_ORGAN] = "organ-name", [OFFICIAL_SYMBOL] = "symbol", [OFFICIAL_DISTRIBUTION] = "distribution", [OFFICIAL_ISSUED] = "issued", [OFFICIAL_ORIGINAL] = "original", [OFFICIAL_SESSION] = "session",
    [OFFICIAL_AGENDA_ITEM] = "agenda-item", [OFFICIAL_AGENDA_TITLE] = "agenda-title", [OFFICIAL_ADOPTED] = "adopted", [OFFICIAL_SOURCE] = "source", [OFFICIAL_TITLE] = "title", [OFFICIAL_FICTIONAL] = "fictional",
    [OFFICIAL_SUMMARY_HEADING] = "summary-heading", [OFFICIAL_SUMMARY] = "summary", [OFFICIAL_CONTENTS_HEADING] = "contents-heading", [OFFICIAL_CONTENTS_LINE] = "contents", [OFFICIAL_COVER_NOTE] = "cover-note",
};

static const char *role_element(OfficialRole role)
{
    switch (role) {
    case OFFICIAL_ORGAN: return "docAuthority";
    case OFFICIAL_SYMBOL: return "docNumber";
    case OFFICIAL_SESSION: return "session";
    case OFFICIAL_TITLE: return "docTitle";
    default: return NULL;
    }
}

static void add_front_line(Output *output, const OfficialLine *line)
{
    Buffer     *out = &output->bytes;
    const char *element = role_element(line->role);

    if (line->role == OFFICIAL_CONTENTS_LINE) {
        buffer_add_string(out, "<tocItem href=\"#");
        official_part_id(output->official, line->part, out);
        buffer_add_format(out, "\" level=\"%u\">", output->official->parts[line->part].level == 0 ? 1U : output->official->parts[line->part].level);
        akn_words_plain(out, line->words);
        buffer_add_string(out, "</tocItem>\n");
        return;
    }
    buffer_add_format(out, "<block name=\"%s\">", roles[line->role]);
    if (element != NULL)
        buffer_add_format(out, "<%s>", element);
    akn_words_plain(out, line->words);
    if (element != NULL)
        buffer_add_format(out, "</%s>", element);
    buffer_add_string(out, "</block>\n");
}

static Status add_front(Output *output)
{
    Arena        *arena = arena_new(TEXT_BYTES_MAX);
    OfficialLine *lines = NULL;
    size_t        count = 0;
    Status        status = arena != NULL ? official_front(output->official, arena, &lines, &count, output->problem) : problem_set(output->problem, ERR_MEMORY, MSG("status.memory"), NULL);

    buffer_add_string(&output->bytes, count != 0 ? "<coverPage>\n" : "");
    for (size_t i = 0; status == OK && i < count; i++) {
        bool contents = lines[i].role == OFFICIAL_CONTENTS_LINE;

        buffer_add_string(&output->bytes, contents && lines[i - 1].role != OFFICIAL_CONTENTS_LINE ? "<toc>\n" : "");
        add_front_line(output, &lines[i]);
        buffer_add_string(&output->bytes, contents && (i + 1 == count || lines[i + 1].role != OFFICIAL_CONTENTS_LINE) ? "</toc>\n" : "");
    }
    buffer_add_string(&output->bytes, count != 0 ? "</coverPage>\n" : "");
    arena_free(arena);
    return status == OK ? flush(output) : status;
}

/* ---- the head ---- */

static void add_head(Output *output)
{
    static const char *const names[OFFICIAL_KIND_COUNT] = {"resolution", "decision", "report", "agenda", "letter", "noteVerbale", "document"};
    const Official          *official = output->official;
    Instrument               instrument = {.symbol = official->symbol, .issued = official->issued, .title = official->title};
    AknMeta                  meta = {.instrument = &instrument, .language = official->language, .name = names[official->kind], .statement = official->kind == OFFICIAL_RESOLUTION || official->kind == OFFICIAL_DECISION};
    AknWriter                writer = {.out = &output->bytes, .problem = output->problem};

    buffer_add_string(&output->bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<akomaNtoso xmlns=\"" AKN_NAMESPACE "\" xmlns:r=\"" AKN_OWN_NAMESPACE "\">\n");
    buffer_add_format(&output->bytes, "<%s name=\"%s\">\n", meta.statement ? "statement" : "doc", meta.name);
    akn_meta(&writer, &meta);
}

/* ---- parts ---- */

static void close_sections(Output *output, uint8_t level)
{
    while (output->open != 0 && output->levels[output->open - 1] >= level) {
        output->open--;
        buffer_add_string(&output->bytes, "</section>\n");
    }
}

static void open_part(Output *output, size_t index, const Text *text)
{
    const OfficialPart *part = &output->official->parts[index];
    uint8_t             level = part->level == 0 ? 1 : part->level;

    close_sections(output, level);
    output->levels[output->open++] = level;
    buffer_add_string(&output->bytes, "<section eId=\"");
    official_part_id(output->official, index, &output->bytes);
    buffer_add_byte(&output->bytes, '"');
    if (text != NULL && text->language[0] != '\0' && strcmp(text->language, output->official->language) != 0)
        akn_words_attribute(&output->bytes, "xml:lang", slice_from(text->language));
    buffer_add_byte(&output->bytes, '>');
    if (part->heading.size != 0) {
        buffer_add_format(&output->bytes, "<heading xml:lang=\"%s\">", output->official->language);
        akn_words_plain(&output->bytes, part->heading);
        buffer_add_string(&output->bytes, "</heading>\n");
    }
    for (Slice rest = part->lines, line; slice_line(&rest, &line);) {
        buffer_add_format(&output->bytes, "<alinea><content><block name=\"part-line\" xml:lang=\"%s\">", output->official->language);
        akn_words_plain(&output->bytes, line);
        buffer_add_string(&output->bytes, "</block></content></alinea>\n");
    }
}

static Status add_text(Output *output, size_t index, const Text *text)
{
    AknWriter writer;
    AknItem  *items = NULL;
    size_t    count = 0;
    Buffer    prefix;
    Status    status = akn_writer_init(&writer, text, &output->bytes, output->problem);

    buffer_init(&prefix, AKN_PIECE_MAX);
    official_part_id(output->official, index, &prefix);
    buffer_add_string(&prefix, "__");
    writer.prefix = buffer_slice(&prefix);
    if (status == OK)
        status = prefix.status == OK ? akn_changes_items(&writer, &items, &count) : prefix.status;
    if (status == OK) {
        akn_structure_part(&writer, items, count, output->open);
        status = akn_writer_status(&writer);
    }
    buffer_clear(&prefix);
    akn_writer_clear(&writer);
    return status == OK ? OK : problem_at(output->problem, status, NULL);
}

static Status add_part(Output *output, size_t index)
{
    Text  *text = NULL;
    Status status = output->official->parts[index].has_text ? output->official->text(output->official->context, index, &text, output->problem) : OK;

    if (status == OK) {
        open_part(output, index, text);
        if (text != NULL)
            status = add_text(output, index, text);
    }
    text_free(text);
    return status == OK ? flush(output) : status;
}

static Status add_body(Output *output)
{
    buffer_add_string(&output->bytes, output->official->part_count == 0 ? "<mainBody>\n<p r:none=\"true\"/>\n" : "<mainBody>\n");
    for (size_t i = 0; i < output->official->part_count; i++)
        TRY(add_part(output, i));
    close_sections(output, 0);
    buffer_add_string(&output->bytes, "</mainBody>\n");
    buffer_add_format(&output->bytes, "</%s>\n</akomaNtoso>\n", output->official->kind == OFFICIAL_RESOLUTION || output->official->kind == OFFICIAL_DECISION ? "statement" : "doc");
    return flush(output);
}

Status akn_write_official(const Official *official, const OfficialSink *sink, Problem *problem)
{
    Output output = {.official = official, .sink = sink, .problem = problem};
    Status status;

    buffer_init(&output.bytes, PART_BYTES_MAX);
    add_head(&output);
    status = add_front(&output);
    if (status == OK)
        status = add_body(&output);
    buffer_clear(&output.bytes);
    return status;
}
