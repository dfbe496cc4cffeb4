/* SPDX-License-Identifier: Apache-2.0
 *
 * A new document from a text: a plain package with the styles that the kinds of paragraphs need. It reads back as the same words, notes and tables.
 */
#include "format/docx/write_internal.h"

enum { NEW_BYTES_MAX = 256 * 1024 * 1024, NEW_LABELS_MAX = 20000 /* different ones: what is looked through for each */ };

#define WORD_NAMESPACE "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

static const char content_types[] =
    XML_HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
             "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
             "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
             "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
             "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
             "<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>"
             "<Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/>"
             "<Override PartName=\"/word/footnotes.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml\"/>"
             "<Override PartName=\"/word/endnotes.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml\"/>"
             "</Types>";
static const char root_relations[] = XML_HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
                                              "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
                                              "Target=\"word/document.xml\"/></Relationships>";
static const char document_relations[] =
    XML_HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
             "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
             "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings\" Target=\"settings.xml\"/>"
             "<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes\" Target=\"footnotes.xml\"/>"
             "<Relationship Id=\"rId4\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes\" Target=\"endnotes.xml\"/>"
             "<Relationship Id=\"rId5\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/>"
             "</Relationships>";
static const char settings[] = XML_HEAD "<w:settings " WORD_NAMESPACE "><w:footnotePr><w:footnote w:id=\"-1\"/><w:footnote w:id=\"0\"/></w:footnotePr>"
                                        "<w:endnotePr><w:endnote w:id=\"-1\"/><w:endnote w:id=\"0\"/></w:endnotePr></w:settings>";

/* ---- styles ---- */

typedef struct NewStyle {
    const char *id, *name, *paragraph, *run;
    int         outline; /* -1: none */
} NewStyle;

static const NewStyle styles[] = {
    {"Title", "Title", "<w:spacing w:after=\"240\"/>", "<w:b/><w:sz w:val=\"28\"/>", -1},
    {"Heading1", "heading 1", "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"120\"/>", "<w:b/><w:sz w:val=\"26\"/>", 0},
    {"Heading2", "heading 2", "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"100\"/>", "<w:b/><w:sz w:val=\"24\"/>", 1},
    {"Heading3", "heading 3", "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"80\"/>", "<w:b/>", 2},
    {"Heading4", "heading 4", "<w:keepNext/>", "<w:b/><w:i/>", 3},
    {"Heading5", "heading 5", "<w:keepNext/>", "<w:i/>", 4},
    {"Heading6", "heading 6", "<w:keepNext/>", "<w:i/>", 5},
    {"Heading7", "heading 7", "<w:keepNext/>", "<w:i/>", 6},
    {"Heading8", "heading 8", "<w:keepNext/>", "<w:i/>", 7},
    {"Heading9", "heading 9", "<w:keepNext/>", "<w:i/>", 8},
    {"FootnoteText", "footnote text", "<w:spacing w:after=\"0\"/>", "<w:sz w:val=\"18\"/>", -1},
    {"EndnoteText", "endnote text", "<w:spacing w:after=\"0\"/>", "<w:sz w:val=\"18\"/>", -1},
};

static void write_styles(const Text *text, Buffer *out)
{
    buffer_add_string(out, XML_HEAD "<w:styles " WORD_NAMESPACE "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" "
                                    "w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/>");
    if (text->language[0] != '\0')
        buffer_add_format(out, "<w:lang w:val=\"%s\"/>", text->language);
    buffer_add_string(out, "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"120\" w:line=\"260\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault>"
                           "</w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>");
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        const NewStyle *style = &styles[i];

        buffer_add_format(out, "<w:style w:type=\"paragraph\" w:styleId=\"%s\"><w:name w:val=\"%s\"/><w:basedOn w:val=\"Normal\"/><w:pPr>%s", style->id,
                          style->name, style->paragraph);
        if (style->outline >= 0)
            buffer_add_format(out, "<w:outlineLvl w:val=\"%d\"/>", style->outline);
        buffer_add_format(out, "</w:pPr><w:rPr>%s</w:rPr></w:style>", style->run);
    }
    buffer_add_string(out, "<w:style w:type=\"character\" w:styleId=\"FootnoteReference\"><w:name w:val=\"footnote reference\"/><w:rPr><w:vertAlign "
                           "w:val=\"superscript\"/></w:rPr></w:style><w:style w:type=\"character\" w:styleId=\"EndnoteReference\"><w:name "
                           "w:val=\"endnote reference\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style></w:styles>");
}

/* ---- paragraphs ---- */

static Status story_of(const Text *text, uint32_t story, Arena *arena, NewAnchor *out)
{
    uint32_t count = 0;

    for (size_t i = 0; i < text->count; i++)
        count += text->paragraphs[i].story == story;
    out->story = arena_take_zeroed(arena, count, sizeof(Paragraph));
    if (out->story == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < text->count; i++) {
        if (text->paragraphs[i].story != story)
            continue;
        out->story[out->story_count] = text->paragraphs[i];
        out->story[out->story_count++].dress = (Dress){0};
    }
    return OK;
}

typedef struct Noted { /* a note that has been written, so that a second mark leads to the same one */
    uint32_t story, id;
} Noted;

typedef struct Making {
    Writer  writer;
    Noted  *noted;
    size_t  noted_count;
    bool    numbers; /* those that are not in the text are written */
    Slice  *labels;  /* numbers that are not in the text, each once: the lists of numbering.xml */
    size_t  label_count, label_capacity;
} Making;

static Status write_mark_again(Line *line, StoryKind kind, uint32_t id)
{
    buffer_add_format(&line->runs, "<w:r><w:rPr><w:rStyle w:val=\"%s\"/></w:rPr><w:%s w:id=\"%u\"/></w:r>",
                      kind == STORY_ENDNOTE ? "EndnoteReference" : "FootnoteReference", kind == STORY_ENDNOTE ? "endnoteReference" : "footnoteReference", id);
    return line->runs.status;
}

static Status write_anchor(Making *making, Line *line, const Anchor *anchor)
{
    const Text *text = making->writer.text;
    NewAnchor  *new;
    bool        note = anchor->kind == ANCHOR_FOOTNOTE || anchor->kind == ANCHOR_ENDNOTE;

    if (!note) {
        runs_text(line, anchor->alt, (Slice){NULL, 0}, false);
        return line->runs.status;
    }
    for (size_t i = 0; i < making->noted_count; i++)
        if (making->noted[i].story == anchor->story)
            return write_mark_again(line, anchor->kind == ANCHOR_ENDNOTE ? STORY_ENDNOTE : STORY_FOOTNOTE, making->noted[i].id);
    new = arena_take_zeroed(making->writer.arena, 1, sizeof *new);
    if (new == NULL)
        return ERR_MEMORY;
    new->anchor = *anchor;
    TRY(story_of(text, anchor->story, making->writer.arena, new));
    TRY(notes_reference(line, new));
    making->noted[making->noted_count++] = (Noted){anchor->story, making->writer.notes[making->writer.note_count - 1].id};
    return OK;
}

static uint32_t styles_at(const Paragraph *paragraph, uint32_t at, uint32_t *until)
{
    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        const Span *span = &paragraph->spans[i];

        if (at < span->start) {
            *until = span->start < *until ? span->start : *until;
            return 0;
        }
        if (at < span->end) {
            *until = span->end < *until ? span->end : *until;
            return span->styles;
        }
    }
    return 0;
}

static Status write_runs(Making *making, Line *line, const Paragraph *paragraph)
{
    uint32_t anchor = 0, size = (uint32_t)paragraph->text.size;

    for (uint32_t at = 0; at < size;) {
        uint32_t until = anchor < paragraph->anchor_count ? paragraph->anchors[anchor].at : size, styles_here;
        Slice    properties;

        if (until == at) {
            TRY(write_anchor(making, line, &paragraph->anchors[anchor++]));
            at += 3;
            continue;
        }
        styles_here = styles_at(paragraph, at, &until);
        TRY(runs_properties(&making->writer, (Slice){NULL, 0}, styles_here, &properties));
        runs_text(line, slice_part(paragraph->text, at, until), properties, false);
        at = until;
    }
    return line->runs.status;
}

/* A number that is not in the text is the paragraph's own numbering: a list of one level that says just this. 0: none. */
static Status number_of(Making *making, const Paragraph *paragraph, uint32_t *out)
{
    void *block = making->labels;

    *out = 0;
    if (!making->numbers || paragraph->label.size == 0 || paragraph->label_in_text || paragraph->story != 0)
        return OK;
    for (size_t i = making->label_count; i-- > 0 && *out == 0;)
        if (slice_equal(making->labels[i], paragraph->label))
            *out = (uint32_t)i + 1;
    if (*out != 0)
        return OK;
    if (making->label_count == NEW_LABELS_MAX)
        return ERR_LIMIT;
    TRY(memory_reserve(&block, &making->label_capacity, making->label_count + 1, sizeof *making->labels));
    making->labels = block;
    making->labels[making->label_count++] = paragraph->label;
    *out = (uint32_t)making->label_count;
    return OK;
}

static void write_numbering(const Making *making, Buffer *out)
{
    buffer_add_string(out, XML_HEAD "<w:numbering " WORD_NAMESPACE ">");
    for (size_t i = 0; i < making->label_count; i++) {
        buffer_add_format(out, "<w:abstractNum w:abstractNumId=\"%zu\"><w:multiLevelType w:val=\"singleLevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"", i);
        buffer_add_xml(out, making->labels[i]);
        buffer_add_string(out, "\"/><w:lvlJc w:val=\"start\"/></w:lvl></w:abstractNum>");
    }
    for (size_t i = 0; i < making->label_count; i++)
        buffer_add_format(out, "<w:num w:numId=\"%zu\"><w:abstractNumId w:val=\"%zu\"/></w:num>", i + 1, i);
    buffer_add_string(out, "</w:numbering>");
}

static void write_properties(const Making *making, const Paragraph *paragraph, uint32_t number, Buffer *out)
{
    static const unsigned indents[] = {0, 1134, 1701, 2268, 2835};

    if (paragraph->kind == KIND_TITLE)
        buffer_add_string(out, "<w:pStyle w:val=\"Title\"/>");
    else if (paragraph->kind == KIND_HEADING)
        buffer_add_format(out, "<w:pStyle w:val=\"Heading%u\"/>", paragraph->level == 0 ? 1U : paragraph->level);
    if (number != 0)
        buffer_add_format(out, "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"%u\"/></w:numPr>", number);
    if (text_is_right_to_left(making->writer.text))
        buffer_add_string(out, "<w:bidi/>");
    if (paragraph->kind == KIND_SUB && paragraph->level < sizeof indents / sizeof *indents)
        buffer_add_format(out, "<w:ind w:start=\"%u\" w:left=\"%u\"/>", indents[paragraph->level], indents[paragraph->level]);
}

static Status write_paragraph(Making *making, const Paragraph *paragraph, Buffer *out)
{
    Entries entries = {0};
    Line     line;
    uint32_t number;
    Status   status;

    TRY(number_of(making, paragraph, &number));
    TRY(line_init(&line, &making->writer, &entries));
    buffer_add_string(out, "<w:p><w:pPr>");
    write_properties(making, paragraph, number, out);
    buffer_add_string(out, "</w:pPr>");
    if (paragraph->id[0] != '\0' && strlen(paragraph->id) == 12) /* by which the paragraph is found again */
        buffer_add_format(out, "<w:bookmarkStart w:id=\"%zu\" w:name=\"_R_%s\"/><w:bookmarkEnd w:id=\"%zu\"/>",
                          (size_t)(paragraph - making->writer.text->paragraphs), paragraph->id, (size_t)(paragraph - making->writer.text->paragraphs));
    status = write_runs(making, &line, paragraph);
    buffer_add(out, buffer_slice(&line.runs));
    buffer_add_string(out, "</w:p>");
    line_clear(&line);
    return status;
}

/* ---- tables ---- */

static bool same_table(const Paragraph *a, const Paragraph *b)
{
    return b->story == a->story && b->table == a->table;
}

static Status write_table(Making *making, size_t from, size_t to, Buffer *out)
{
    const Paragraph *all = making->writer.text->paragraphs;

    buffer_add_string(out, "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders><w:top w:val=\"single\" w:sz=\"4\"/><w:left w:val=\"single\" "
                           "w:sz=\"4\"/><w:bottom w:val=\"single\" w:sz=\"4\"/><w:right w:val=\"single\" w:sz=\"4\"/><w:insideH w:val=\"single\" "
                           "w:sz=\"4\"/><w:insideV w:val=\"single\" w:sz=\"4\"/></w:tblBorders></w:tblPr><w:tblGrid/>");
    for (size_t i = from; i < to; i++) {
        bool row = i == from || all[i].row != all[i - 1].row, cell = row || all[i].column != all[i - 1].column;
        bool row_ends = i + 1 == to || all[i + 1].row != all[i].row, cell_ends = row_ends || all[i + 1].column != all[i].column;

        buffer_add_string(out, row ? "<w:tr>" : "");
        buffer_add_string(out, cell ? "<w:tc>" : "");
        TRY(write_paragraph(making, &all[i], out));
        buffer_add_string(out, cell_ends ? "</w:tc>" : "");
        buffer_add_string(out, row_ends ? "</w:tr>" : "");
    }
    buffer_add_string(out, "</w:tbl>");
    return out->status;
}

static Status write_body(Making *making, Buffer *out)
{
    const Text *text = making->writer.text;

    buffer_add_string(out, XML_HEAD "<w:document " WORD_NAMESPACE "><w:body>");
    for (size_t i = 0, next; i < text->count; i = next) {
        const Paragraph *paragraph = &text->paragraphs[i];
        bool             note = text->stories[paragraph->story].kind == STORY_FOOTNOTE || text->stories[paragraph->story].kind == STORY_ENDNOTE;

        next = i + 1;
        if (note)
            continue;
        if (paragraph->table == NO_TABLE) {
            TRY(write_paragraph(making, paragraph, out));
            continue;
        }
        while (next < text->count && same_table(paragraph, &text->paragraphs[next]))
            next++;
        TRY(write_table(making, i, next, out));
        if (next == text->count || text->paragraphs[next].table != NO_TABLE)
            buffer_add_string(out, "<w:p/>"); /* tables that touch would be one; nothing stands in it */
    }
    buffer_add_string(out, "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" "
                           "w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>");
    return out->status;
}

static Status make(Making *making, Buffer *out)
{
    Buffer document, style_sheet, numbering, footnotes, endnotes;
    Status status;

    buffer_init(&document, NEW_BYTES_MAX);
    buffer_init(&style_sheet, NEW_BYTES_MAX);
    buffer_init(&numbering, NEW_BYTES_MAX);
    buffer_init(&footnotes, NEW_BYTES_MAX);
    buffer_init(&endnotes, NEW_BYTES_MAX);
    buffer_add_string(&footnotes, "");
    write_styles(making->writer.text, &style_sheet);
    TRY_OR(done, write_body(making, &document));
    write_numbering(making, &numbering);
    TRY_OR(done, notes_part_new(&making->writer, STORY_FOOTNOTE, &footnotes));
    TRY_OR(done, notes_part_new(&making->writer, STORY_ENDNOTE, &endnotes));
    {
        const PackagePart parts[] = {
            {SLICE("[Content_Types].xml"), slice_from(content_types)},
            {SLICE("_rels/.rels"), slice_from(root_relations)},
            {SLICE("word/document.xml"), buffer_slice(&document)},
            {SLICE("word/_rels/document.xml.rels"), slice_from(document_relations)},
            {SLICE("word/styles.xml"), buffer_slice(&style_sheet)},
            {SLICE("word/numbering.xml"), buffer_slice(&numbering)},
            {SLICE("word/settings.xml"), slice_from(settings)},
            {SLICE("word/footnotes.xml"), buffer_slice(&footnotes)},
            {SLICE("word/endnotes.xml"), buffer_slice(&endnotes)},
        };

        status = style_sheet.status != OK ? style_sheet.status : numbering.status != OK ? numbering.status : package_zip(parts, sizeof parts / sizeof *parts, out, making->writer.problem);
    }
done:
    buffer_clear(&document);
    buffer_clear(&style_sheet);
    buffer_clear(&numbering);
    buffer_clear(&footnotes);
    buffer_clear(&endnotes);
    return status;
}

static Status write_new(const Text *text, bool numbers, Buffer *out, Problem *problem)
{
    static const Docx             nothing;
    static const DocxWriteOptions options;
    Making                        making = {.writer = {.base = &nothing, .text = text, .options = &options, .problem = problem, .next_id = 1}, .numbers = numbers};
    Status                        status = ERR_MEMORY;

    making.writer.arena = arena_new(NEW_BYTES_MAX);
    making.noted = memory_new((text->story_count + 1) * sizeof *making.noted);
    if (making.writer.arena != NULL && making.noted != NULL)
        status = make(&making, out);
    memory_free(making.noted);
    memory_free(making.labels);
    memory_free(making.writer.notes);
    arena_free(making.writer.arena);
    return status == OK ? OK : problem_at(problem, status, NULL);
}

Status docx_write_text(const Text *text, Buffer *out, Problem *problem)
{
    return write_new(text, true, out, problem);
}

Status docx_write_base(const Text *text, Buffer *out, Problem *problem)
{
    return write_new(text, false, out, problem);
}
