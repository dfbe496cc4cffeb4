/* SPDX-License-Identifier: Apache-2.0
 *
 * The front: the masthead of the first page, title, summary, contents; and what stands around the text of the other pages.
 *
 * The masthead is words alone: the symbol above the first rule at its end, the organ and beside it distribution, date and language, then a second rule, and the session below it.
 */
#include "format/pdf/pdf_internal.h"

#define ASIDE_START 392.0   /* of the column beside the organ */
#define SYMBOL_BASELINE 60.0
#define MASTHEAD_LEAST 152.0
#define NUMBER_WIDTH 40.0

/* ---- the masthead ---- */

/* Words at a place of the page, in a block of their own. */
static Status put(PdfWriter *writer, const PdfSetting *setting, Slice words, double *y)
{
    PdfBlock *block = &writer->block;

    if (words.data != NULL) {
        pdf_words_reset(&writer->words);
        pdf_words_add(&writer->words, words);
    }
    TRY(pdf_type_set(writer, &writer->words, setting, block));
    TRY(pdf_tree_open(writer, "P", setting->language, NO_ELEMENT, NULL));
    pdf_flow_draw(writer, block, 0, block->count, *y);
    pdf_tree_close(writer);
    *y += (double)block->count * block->leading;
    return OK;
}

/* The organ of a symbol is printed large: "A", and "/RES/73/7". */
static Status put_symbol(PdfWriter *writer, Slice symbol)
{
    const PdfSetting setting = {.style = PDF_SYMBOL, .language = writer->symbol_language, .side = writer->mirrored ? PDF_AT_START : PDF_AT_END, .ragged = true, .x = EDGE_START, .width = EDGE_END - EDGE_START, .whole_page = true};
    size_t           organ = 0;
    double           y = SYMBOL_BASELINE - writer->type.faces[PDF_LATIN][PDF_SYMBOL].ascent;

    while (organ < symbol.size && organ < 4 && symbol.data[organ] != '/')
        organ++;
    pdf_words_reset(&writer->words);
    pdf_words_add(&writer->words, symbol);
    if (organ < symbol.size && symbol.data[organ] == '/')
        pdf_words_large(&writer->words, 0, organ, 20.0);
    return put(writer, &setting, (Slice){NULL, 0}, &y);
}

static Status put_masthead(PdfWriter *writer, const OfficialLine *line, double *organ_y, double *aside_y)
{
    const PdfSetting organ = {.style = PDF_ORGAN, .x = BODY_START, .width = ASIDE_START - BODY_START - 12, .ragged = true, .whole_page = true};
    const PdfSetting aside = {.style = PDF_SMALL, .x = ASIDE_START, .width = EDGE_END - ASIDE_START, .ragged = true, .whole_page = true};

    switch (line->role) {
    case OFFICIAL_ORGAN: return put(writer, &organ, line->words, organ_y);
    case OFFICIAL_SYMBOL: return put_symbol(writer, line->words);
    default: return put(writer, &aside, line->words, aside_y);
    }
}

static Status put_session(PdfWriter *writer, const OfficialLine *line, double *y)
{
    const PdfSetting setting = {.style = line->role == OFFICIAL_AGENDA_ITEM ? PDF_SMALL : PDF_STRONG, .x = EDGE_START, .width = ASIDE_START - EDGE_START - 40, .ragged = true, .whole_page = true};

    return put(writer, &setting, line->words, y);
}

static bool in_masthead(OfficialRole role)
{
    return role <= OFFICIAL_ORIGINAL;
}

/* ---- below it ---- */

/* What is marked by an asterisk at the title stands first of the notes of the page. */
static Status take_cover_note(PdfWriter *writer, const OfficialLine *lines, size_t count)
{
    const PdfSetting setting = {.style = PDF_NOTE, .x = -STEP / 4, .width = BODY_WIDTH + STEP / 4, .ragged = true};

    for (size_t i = 0; i < count; i++) {
        PdfNote  note = {.section = writer->section};
        PdfBlock mark = {.notes = &note, .note_count = 1};
        Status   status;

        if (lines[i].role != OFFICIAL_COVER_NOTE)
            continue;
        pdf_words_reset(&writer->words);
        pdf_words_add(&writer->words, SLICE("* "));
        pdf_words_add(&writer->words, lines[i].words);
        status = pdf_type_set(writer, &writer->words, &setting, &note.block);
        if (status == OK)
            status = pdf_flow_notes(writer, &mark, 0, 1);
        pdf_type_free(&note.block);
        TRY(status);
        writer->full = false;
        writer->has_cover_note = true;
    }
    return OK;
}

static Status put_title(PdfWriter *writer, Slice words)
{
    bool       report = writer->official->kind != OFFICIAL_RESOLUTION && writer->official->kind != OFFICIAL_DECISION;
    PdfSetting setting = {.style = report ? PDF_ADOPTED : PDF_TITLE, .width = BODY_WIDTH - STEP / 2, .ragged = true, .label_x = -11, .label_before = true};
    PdfBlock   block = {.layout = NULL};
    size_t     skipped = pdf_body_number(words, &setting.label);
    Status     status;

    pdf_words_reset(&writer->words);
    pdf_words_add(&writer->words, slice_part(words, skipped, words.size));
    if (writer->has_cover_note)
        pdf_words_raised(&writer->words, SLICE("*"), writer->type.faces[PDF_LATIN][setting.style].size);
    status = pdf_type_set(writer, &writer->words, &setting, &block);
    if (status == OK)
        status = pdf_flow_heading(writer, &block, 1, 16, SIZE_MAX, words);
    pdf_type_free(&block);
    return status;
}

/* A paragraph of the front, drawn as it comes. */
static Status put_line(PdfWriter *writer, const PdfSetting *setting, const PdfWish *wish, Slice words, uint32_t styles)
{
    pdf_words_reset(&writer->words);
    pdf_words_add(&writer->words, words);
    pdf_words_style(&writer->words, 0, writer->words.text.size, styles, writer->type.languages[0].script);
    TRY(pdf_type_set(writer, &writer->words, setting, &writer->block));
    return pdf_flow_block(writer, &writer->block, wish);
}

static void rule_across(PdfWriter *writer, double y, double from, double to, double width)
{
    double x = pdf_flow_x(writer, from, to - from);

    pdf_flow_rule(writer, x, y, x + to - from, y, width);
}

static Status put_summary_heading(PdfWriter *writer, Slice words)
{
    const PdfSetting setting = {.style = PDF_BODY, .width = BODY_WIDTH, .side = PDF_AT_CENTRE};

    TRY(pdf_flow_need(writer, 80));
    writer->y += 16;
    rule_across(writer, writer->y, BODY_START, BODY_START + BODY_WIDTH, 0.5);
    writer->y += 6;
    return put_line(writer, &setting, &(PdfWish){.tag = "H2", .before = 0}, words, STYLE_ITALIC);
}

static Status put_flowing(PdfWriter *writer, const OfficialLine *line, bool last_of_summary)
{
    const PdfSetting plain = {.style = PDF_BODY, .width = BODY_WIDTH};
    const PdfSetting ragged = {.style = PDF_BODY, .width = BODY_WIDTH, .ragged = true};
    const PdfSetting adopted = {.style = PDF_ADOPTED, .width = BODY_WIDTH - STEP * 2, .ragged = true};
    const PdfSetting strong = {.style = PDF_STRONG, .width = BODY_WIDTH, .ragged = true};

    switch (line->role) {
    case OFFICIAL_ADOPTED: return put_line(writer, &adopted, &(PdfWish){.tag = "P", .before = 18}, line->words, 0);
    case OFFICIAL_SOURCE: return put_line(writer, &ragged, &(PdfWish){.tag = "P", .before = 14}, line->words, STYLE_ITALIC);
    case OFFICIAL_TITLE: return put_title(writer, line->words);
    case OFFICIAL_FICTIONAL: return put_line(writer, &strong, &(PdfWish){.tag = "P", .before = 8}, line->words, STYLE_ITALIC);
    case OFFICIAL_SUMMARY_HEADING: return put_summary_heading(writer, line->words);
    case OFFICIAL_SUMMARY:
        TRY(put_line(writer, &(PdfSetting){.style = PDF_BODY, .width = BODY_WIDTH, .indent = STEP}, &(PdfWish){.tag = "P", .before = 6}, line->words, 0));
        if (last_of_summary) {
            writer->y += 8;
            rule_across(writer, writer->y, BODY_START, BODY_START + BODY_WIDTH, 0.5);
        }
        return OK;
    default: return put_line(writer, &plain, &(PdfWish){.tag = "P", .before = 6}, line->words, 0);
    }
}

/* ---- contents ---- */

typedef struct Contents {
    bool     open;
    uint32_t element; /* its beginning */
} Contents;

/* Room for the entry in work, on a page where the list is open. */
static Status open_contents(PdfWriter *writer, Contents *contents)
{
    if (writer->y + (double)writer->block.count * writer->block.leading > BODY_BOTTOM - writer->notes_height && writer->used) {
        if (contents->open)
            pdf_tree_close(writer);
        contents->open = false;
        TRY(pdf_flow_page(writer));
    }
    if (!contents->open)
        TRY(pdf_tree_open(writer, "TOC", 0, contents->element, &contents->element));
    contents->open = true;
    return OK;
}

/* The entry leads to its part. */
static void put_link(PdfWriter *writer, size_t part, double top)
{
    const PdfPlaceOnPage *to = &writer->part_places[part];
    double                x = pdf_flow_x(writer, BODY_START, BODY_WIDTH);
    uint32_t              object;
    Buffer                out;

    if (writer->counting || to->page >= writer->page_count)
        return;
    object = pdf_file_number(&writer->file);
    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add_format(&out, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[%.2f %.2f %.2f %.2f]/Dest[%u 0 R/XYZ 0 %.2f 0]/StructParent %u/Contents", x, PAGE_HEIGHT - writer->y, x + BODY_WIDTH, PAGE_HEIGHT - top,
                      (unsigned)writer->pages[to->page].object, PAGE_HEIGHT - to->y + 6, (unsigned)pdf_tree_key(writer, writer->tree.nodes[writer->tree.open[writer->tree.depth - 1] - writer->tree.first].object));
    pdf_add_text(&out, writer->official->parts[part].heading);
    buffer_add(&out, SLICE(">>"));
    pdf_file_object(&writer->file, object, &out);
    buffer_clear(&out);
    pdf_add_reference(&writer->links, object);
    pdf_tree_link(writer, object);
}

static Status set_entry(PdfWriter *writer, const OfficialLine *line, double in)
{
    PdfSetting setting = {.style = PDF_BODY, .x = in, .width = BODY_WIDTH - in - NUMBER_WIDTH, .ragged = true, .label_before = true, .label_x = BODY_WIDTH};
    char       digits[DECIMAL_MAX];
    Slice      number = {NULL, 0};
    size_t     skipped = pdf_body_number(line->words, &number);

    (void)decimal(digits, writer->counting ? 999 : (int64_t)(writer->front_pages + writer->part_places[line->part].page + 1));
    setting.label = slice_from(digits);
    pdf_words_reset(&writer->words);
    pdf_words_add(&writer->words, skipped != 0 ? number : line->words);
    if (skipped != 0) {
        pdf_words_add(&writer->words, SLICE(" "));
        pdf_words_add(&writer->words, slice_part(line->words, skipped, line->words.size));
    }
    return pdf_type_set(writer, &writer->words, &setting, &writer->block);
}

static Status contents_line(PdfWriter *writer, const OfficialLine *line, Contents *contents)
{
    int             level = writer->official->parts[line->part].level;
    const PdfBlock *block = &writer->block;
    double          in = STEP * (level > 1 ? (level < 4 ? level : 3) : 1), top, left, right;

    TRY(set_entry(writer, line, in));
    TRY(open_contents(writer, contents));
    top = writer->y;
    pdf_tree_begin(writer, "TOCI");
    pdf_tree_begin(writer, "Link");
    pdf_flow_entry(writer, block);
    writer->y += (double)block->count * block->leading;
    put_link(writer, line->part, top);
    pdf_tree_close(writer);
    pdf_tree_close(writer);
    left = in + pdf_type_line_width(block, block->count - 1) + 5;
    right = BODY_WIDTH - pdf_type_width(block->label) - 4;
    if (right > left) {
        double x = pdf_flow_x(writer, BODY_START + left, right - left);

        pdf_flow_dots(writer, writer->mirrored ? x + 4 : x, x + right - left, writer->y - block->leading + block->ascent - 0.4);
    }
    writer->y += level > 1 ? 1 : 3;
    writer->used = true;
    return OK;
}

static Status put_contents(PdfWriter *writer, const OfficialLine *lines, size_t count)
{
    const PdfSetting heading = {.style = PDF_HEADING_1, .width = BODY_WIDTH, .ragged = true};
    Contents         contents = {false, NO_ELEMENT};

    for (size_t i = 0; i < count; i++) {
        if (lines[i].role == OFFICIAL_CONTENTS_HEADING) {
            TRY(pdf_flow_page(writer));
            TRY(put_line(writer, &heading, &(PdfWish){.tag = "H2", .before = 0}, lines[i].words, 0));
            writer->y += 8;
        } else if (lines[i].role == OFFICIAL_CONTENTS_LINE) {
            TRY(contents_line(writer, &lines[i], &contents));
        }
    }
    if (contents.open)
        pdf_tree_close(writer);
    return OK;
}

Status pdf_front_first(PdfWriter *writer, const OfficialLine *lines, size_t count)
{
    double organ = HEAD_RULE + 8, aside = HEAD_RULE + 10, y;
    size_t at = 0;

    writer->has_cover_note = false;
    TRY(take_cover_note(writer, lines, count));
    rule_across(writer, HEAD_RULE, EDGE_START, EDGE_END, 0.6);
    for (; at < count && in_masthead(lines[at].role); at++)
        TRY(put_masthead(writer, &lines[at], &organ, &aside));
    y = (organ > aside ? organ : aside) + 10;
    y = y > MASTHEAD_LEAST ? y : MASTHEAD_LEAST;
    rule_across(writer, y, EDGE_START, EDGE_END, 1.2);
    y += 7;
    for (; at < count && lines[at].role <= OFFICIAL_AGENDA_TITLE; at++)
        TRY(put_session(writer, &lines[at], &y));
    writer->y = y + 2;
    writer->used = true;
    for (; at < count; at++) {
        OfficialRole role = lines[at].role;

        if (role == OFFICIAL_CONTENTS_HEADING)
            break;
        if (role != OFFICIAL_COVER_NOTE)
            TRY(put_flowing(writer, &lines[at], role == OFFICIAL_SUMMARY && (at + 1 == count || lines[at + 1].role != OFFICIAL_SUMMARY)));
    }
    return put_contents(writer, &lines[at], count - at);
}

/* ---- around the text ---- */

/* One text of the running head or foot: a layout no higher than `lines`, its last line on `baseline`, drawn without a tag. */
static void around(PdfWriter *writer, PdfStyle style, size_t language, Slice words, bool at_end, double baseline, int lines)
{
    const PdfFace *face = &writer->type.faces[writer->type.languages[language].script][style];
    PangoLayout   *layout;
    double         width = (EDGE_END - EDGE_START) * 0.62, y;
    int            count;

    pdf_words_reset(&writer->words);
    pdf_words_add(&writer->words, words);
    if (writer->words.text.size == 0)
        return;
    layout = pdf_type_layout(&writer->type, language, style, buffer_slice(&writer->words.text));
    pango_layout_set_attributes(layout, pdf_words_attributes(&writer->words, writer->type.languages[language].script));
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_height(layout, -lines);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    count = pango_layout_get_line_count(layout);
    y = baseline - (count - 1) * face->leading;
    for (int i = 0; i < count; i++, y += face->leading) {
        PangoLayoutLine *line = pango_layout_get_line(layout, i);
        PangoRectangle   logical;
        double           own;

        pango_layout_line_get_extents(line, NULL, &logical);
        own = (double)logical.width / PANGO_SCALE;
        pdf_run_line(writer, line, pdf_flow_x(writer, at_end ? EDGE_END - own : EDGE_START, own), y);
    }
    g_object_unref(layout);
}

/* What was drawn since the last page, as a form of a page's size. */
static uint32_t take_form(PdfWriter *writer)
{
    uint32_t number = pdf_file_number(&writer->file);
    char     about[128];

    pdf_ink_pause(writer);
    (void)snprintf(about, sizeof about, "/Type/XObject/Subtype/Form/BBox[0 0 %.3f %.3f]/Resources %u 0 R", PAGE_WIDTH, PAGE_HEIGHT, (unsigned)writer->resources);
    pdf_file_fail(&writer->file, writer->ink.content.status);
    pdf_file_stream(&writer->file, number, slice_from(about), buffer_slice(&writer->ink.content));
    buffer_clear(&writer->ink.content);
    pdf_ink_init(&writer->ink);
    return number;
}

static uint32_t around_page(PdfWriter *writer, bool even)
{
    const Official *official = writer->official;
    double          x = pdf_flow_x(writer, EDGE_START, EDGE_END - EDGE_START), base = HEAD_RULE - 5;
    Slice           fictional = official->fictional ? slice_from(message_text_in(official->language, MSG("pdf.fictional"))) : (Slice){NULL, 0};

    around(writer, PDF_HEAD, writer->symbol_language, official->symbol, !even, base, 1);
    around(writer, PDF_HEAD, 0, fictional, !even, official->symbol.size != 0 ? base - writer->type.faces[writer->type.languages[0].script][PDF_HEAD].leading : base, 1);
    around(writer, PDF_HEAD, 0, writer->short_title, even, base, 2);
    around(writer, PDF_FOOT, writer->symbol_language, official->job, even, FOOT_BASELINE, 1);
    pdf_ink_line(writer, x, HEAD_RULE, x + EDGE_END - EDGE_START, HEAD_RULE, 0.8);
    return take_form(writer);
}

void pdf_front_number(PdfWriter *writer, size_t number, size_t total)
{
    char         text[2 * DECIMAL_MAX + 2];
    PangoLayout *layout;
    double       width;

    (void)snprintf(text, sizeof text, "%zu/%zu", number, total);
    layout = pdf_type_layout(&writer->type, writer->symbol_language, PDF_HEAD, slice_from(text));
    width = pdf_type_width(layout);
    pdf_run_line(writer, pango_layout_get_line(layout, 0), pdf_flow_x(writer, number % 2 == 0 ? EDGE_START : EDGE_END - width, width), FOOT_BASELINE);
    pdf_ink_pause(writer);
    g_object_unref(layout);
}

Status pdf_front_around(PdfWriter *writer, uint32_t forms[PDF_AROUND_COUNT])
{
    forms[PDF_AROUND_EVEN] = around_page(writer, true);
    forms[PDF_AROUND_ODD] = around_page(writer, false);
    around(writer, PDF_SMALL, writer->symbol_language, writer->official->job, false, FOOT_BASELINE, 1);
    forms[PDF_AROUND_FIRST] = take_form(writer);
    if (writer->words.text.status != OK)
        pdf_file_fail(&writer->file, writer->words.text.status);
    return writer->file.status;
}
