/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a document, one text at a time: each kind of paragraph as the organization's printed documents set it.
 *
 * Paragraphs of resolutions are indented at their first line, numbered ones with the number at one step and the words at two; items (a) likewise, items below them hang. Numbers
 * of headings stand before the column. Longer paragraphs than any person writes are laid out in pieces.
 */
#include "format/pdf/pdf_internal.h"

static Status no_memory(PdfWriter *writer)
{
    return problem_set(writer->problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
}

/* ---- notes ---- */

/* A cut of at most PDF_PIECE_BYTES from `from` on, behind a space where there is one. */
size_t pdf_body_piece(Slice text, size_t from)
{
    size_t end = from + PDF_PIECE_BYTES, space;

    if (end >= text.size || text.size - from < PDF_PIECE_BYTES + PDF_PIECE_BYTES / 2)
        return text.size;
    for (space = end; space > from + PDF_PIECE_BYTES / 2 && text.data[space - 1] != ' ' && text.data[space - 1] != '\n'; space--)
        ;
    if (space > from + PDF_PIECE_BYTES / 2)
        return space;
    while ((text.data[end] & 0xC0) == 0x80)
        end++;
    return end;
}

static size_t line_of(const PdfBlock *block, size_t from, uint32_t at)
{
    while (from + 1 < block->count && (uint32_t)block->lines[from + 1].line->start_index <= at)
        from++;
    return from;
}

static Status add_note(PdfWriter *writer, PdfBlock *block, size_t line, bool piece)
{
    const PdfSetting setting = {.style = PDF_NOTE, .language = writer->text_language, .x = -STEP / 4, .width = BODY_WIDTH + STEP / 4, .ragged = true};
    PdfNote         *note;

    if (memory_reserve((void **)&block->notes, &block->note_capacity, block->note_count + 1, sizeof *block->notes) != OK)
        return no_memory(writer);
    note = &block->notes[block->note_count++];
    *note = (PdfNote){.line = line, .piece = piece, .section = writer->section};
    return pdf_type_set(writer, &writer->note_words, &setting, &note->block);
}

/* One paragraph of a note behind what its words hold already; what is too long becomes a note of its own, which goes on with the one before. */
static Status add_note_paragraph(PdfWriter *writer, PdfBlock *block, size_t line, const Paragraph *paragraph, bool *piece)
{
    for (size_t from = 0, to; from < paragraph->text.size; from = to) {
        to = pdf_body_piece(paragraph->text, from);
        TRY(pdf_words_paragraph(writer, &writer->note_words, paragraph, from, to));
        if (to < paragraph->text.size || writer->note_words.text.size > PDF_PIECE_BYTES) {
            TRY(add_note(writer, block, line, *piece));
            pdf_words_reset(&writer->note_words);
            *piece = true;
        }
    }
    return OK;
}

static double note_size(const PdfWriter *writer)
{
    return writer->type.faces[writer->type.languages[writer->text_language].script][PDF_NOTE].size;
}

static Status set_note(PdfWriter *writer, PdfBlock *block, size_t line, const PdfMark *mark)
{
    const Text *text = writer->text;
    bool        piece = false;

    pdf_words_reset(&writer->note_words);
    pdf_words_raised(&writer->note_words, slice_from(decimal((char[DECIMAL_MAX]){0}, mark->number)), note_size(writer));
    pdf_words_add(&writer->note_words, SLICE(" "));
    for (size_t i = writer->firsts[mark->story]; i < text->count && text->paragraphs[i].story == mark->story; i++) {
        if (i != writer->firsts[mark->story])
            pdf_words_add(&writer->note_words, SLICE("\n"));
        TRY(add_note_paragraph(writer, block, line, &text->paragraphs[i], &piece));
        writer->printed[i] = 1;
    }
    return writer->note_words.text.size != 0 ? add_note(writer, block, line, piece) : OK;
}

Status pdf_body_notes(PdfWriter *writer, PdfBlock *block)
{
    size_t line = 0;

    for (size_t i = 0; i < writer->words.mark_count; i++) {
        const PdfMark *mark = &writer->words.marks[i];

        line = line_of(block, line, mark->at);
        if (mark->story != 0 && writer->firsts[mark->story] != UINT32_MAX)
            TRY(set_note(writer, block, line, mark));
    }
    return OK;
}

/* ---- paragraphs ---- */

Status pdf_body_words(PdfWriter *writer, const PdfSetting *setting, const PdfWish *wish)
{
    TRY(pdf_type_set(writer, &writer->words, setting, &writer->block));
    TRY(pdf_body_notes(writer, &writer->block));
    return pdf_flow_block(writer, &writer->block, wish);
}

static bool in_number(uint32_t rune)
{
    static const uint32_t han[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341}; /* one to ten */

    for (size_t i = 0; i < sizeof han / sizeof *han; i++)
        if (rune == han[i])
            return true;
    return rune != 0 && rune < 0x80 && strchr("IVXLCDM0123456789/ABEFGH.", (int)rune) != NULL;
}

/* "II." or "73/7." before a heading; its size with the space behind it. */
size_t pdf_body_number(Slice heading, Slice *number)
{
    size_t end = 0;

    for (size_t next = 0; next < heading.size && next < 16; end = next)
        if (!in_number(utf8_next(heading, &next)))
            break;
    if (end < 2 || end == heading.size || heading.data[end - 1] != '.' || heading.data[end] != ' ')
        return 0;
    *number = slice_part(heading, 0, end);
    while (end < heading.size && heading.data[end] == ' ')
        end++;
    return end;
}

typedef struct Setting {
    PdfSetting type;
    PdfWish    wish;
    size_t     skipped; /* bytes of the paragraph, which are its label */
} Setting;

/* A label at `step` and the words a step behind it, on the first line. */
static void number_at(const PdfWriter *writer, Setting *setting, Slice label, double step, bool hanging)
{
    double text_at = step + STEP, least = step + 7.0 * (double)utf8_count(label) * writer->type.faces[PDF_LATIN][PDF_BODY].size / 10;

    setting->type.label = label;
    setting->type.label_x = step;
    text_at = least > text_at ? least : text_at;
    setting->type.indent = hanging ? 0 : text_at;
    setting->type.x = hanging ? text_at : 0;
    setting->type.width = BODY_WIDTH - setting->type.x;
}

static void set_operative(const PdfWriter *writer, const Paragraph *paragraph, Slice label, Setting *out)
{
    unsigned level = paragraph->kind == KIND_SUB ? paragraph->level : 0;

    if (label.size == 0)
        out->type.indent = STEP;
    else if (paragraph->kind == KIND_PLAIN)
        number_at(writer, out, label, 0, false);
    else if (level < 2)
        number_at(writer, out, label, STEP, false);
    else
        number_at(writer, out, label, STEP * (level < 4 ? level : 4), true);
}

static Setting setting_of(const PdfWriter *writer, const Paragraph *paragraph)
{
    Setting out = {.type = {.style = PDF_BODY, .language = writer->text_language, .width = BODY_WIDTH}, .wish = {.before = 6, .tag = "P"}};
    Slice   label = paragraph->label_in_text ? slice_part(paragraph->text, 0, paragraph->label.size) : paragraph->label;

    out.skipped = paragraph_label_size(paragraph);
    if (paragraph->anchor_count != 0 && paragraph->anchors[0].at < out.skipped) {
        out.skipped = 0;
        label = (Slice){NULL, 0};
    }
    switch (paragraph->kind) {
    case KIND_ORGAN:
    case KIND_PREAMBULAR: out.type.indent = STEP; out.skipped = 0; break;
    case KIND_PLAIN:
    case KIND_OPERATIVE:
    case KIND_SUB: set_operative(writer, paragraph, label, &out); break;
    case KIND_FOOTNOTE: out.type.style = PDF_NOTE; out.wish.before = 3; out.skipped = 0; break;
    case KIND_CLOSING: out.type.side = PDF_AT_END; out.type.ragged = true; out.wish.whole = true; out.skipped = 0; break;
    default: out.skipped = 0; break;
    }
    if (paragraph->story != 0) /* of a box, or a note whose mark is lost */
        out.type.ragged = true;
    return out;
}

/* ---- headings ---- */

static const PdfStyle heading_styles[] = {PDF_ADOPTED, PDF_HEADING_1, PDF_HEADING_2, PDF_HEADING_3};

static PdfSetting heading_setting(const PdfWriter *writer, int level, size_t language)
{
    (void)writer;
    return (PdfSetting){.style = heading_styles[level < 4 ? level - 1 : 3], .language = language, .width = BODY_WIDTH - STEP, .ragged = true, .label_x = -11, .label_before = true};
}

static Status text_heading(PdfWriter *writer, const Paragraph *paragraph, int base)
{
    int        level = base + (paragraph->kind == KIND_TITLE ? 0 : paragraph->level != 0 ? paragraph->level : 1);
    PdfSetting setting = heading_setting(writer, level, writer->text_language);
    PdfBlock   block = {.layout = NULL};
    size_t     skipped = paragraph->anchor_count != 0 && paragraph->anchors[0].at < 12 ? 0 : pdf_body_number(paragraph->text, &setting.label);
    Status     status;

    if (paragraph->kind == KIND_TITLE)
        setting.style = PDF_TITLE;
    else if (paragraph->label.size != 0 && !paragraph->label_in_text)
        setting.label = paragraph->label;
    pdf_words_reset(&writer->words);
    TRY_OR(done, pdf_words_paragraph(writer, &writer->words, paragraph, skipped, paragraph->text.size));
    TRY_OR(done, pdf_type_set(writer, &writer->words, &setting, &block));
    TRY_OR(done, pdf_body_notes(writer, &block));
    status = pdf_flow_heading(writer, &block, level, level < 3 ? 16 : 12, SIZE_MAX, buffer_slice(&writer->words.text));
done:
    pdf_type_free(&block);
    return status;
}

static Status part_heading(PdfWriter *writer, size_t at)
{
    const OfficialPart *part = &writer->official->parts[at];
    int                 level = 1 + (part->level < 1 ? 1 : part->level > 3 ? 3 : part->level);
    PdfSetting          setting = heading_setting(writer, level, 0);
    PdfBlock            block = {.layout = NULL};
    size_t              skipped = pdf_body_number(part->heading, &setting.label);
    Status              status;

    pdf_words_reset(&writer->words);
    pdf_words_add(&writer->words, slice_part(part->heading, skipped, part->heading.size));
    TRY_OR(done, pdf_type_set(writer, &writer->words, &setting, &block));
    status = pdf_flow_heading(writer, &block, level, level < 4 ? 18 : 14, at, part->heading);
done:
    pdf_type_free(&block);
    return status;
}

/* They wait with the heading for the text. */
static Status part_lines(PdfWriter *writer, const OfficialPart *part)
{
    const PdfSetting setting = {.style = PDF_BODY, .width = BODY_WIDTH, .side = PDF_AT_END, .ragged = true};
    Slice            rest = part->lines, line;

    while (slice_line(&rest, &line)) {
        PdfBlock block = {.layout = NULL};
        Status   status;

        pdf_words_reset(&writer->words);
        pdf_words_add(&writer->words, line);
        status = pdf_type_set(writer, &writer->words, &setting, &block);
        if (status == OK && block.count != 0)
            status = pdf_flow_heading(writer, &block, 0, 1, SIZE_MAX, line);
        pdf_type_free(&block);
        TRY(status);
    }
    return OK;
}

/* ---- texts ---- */

Status pdf_body_paragraph(PdfWriter *writer, const Paragraph *paragraph)
{
    Setting setting = setting_of(writer, paragraph);
    size_t  from = setting.skipped;

    do {
        size_t to = pdf_body_piece(paragraph->text, from);

        pdf_words_reset(&writer->words);
        TRY(pdf_words_paragraph(writer, &writer->words, paragraph, from, to));
        if (paragraph->kind == KIND_ORGAN || paragraph->kind == KIND_CLOSING)
            pdf_words_style(&writer->words, 0, writer->words.text.size, STYLE_ITALIC, writer->type.languages[writer->text_language].script);
        if (writer->words.text.size != 0 || setting.type.label.size != 0)
            TRY(pdf_body_words(writer, &setting.type, &setting.wish));
        setting.wish = (PdfWish){.tag = "P", .continues = true};
        setting.type.label = (Slice){NULL, 0};
        setting.type.indent = setting.type.indent > 0 ? 0 : setting.type.indent;
        from = to;
    } while (from < paragraph->text.size);
    return OK;
}

static bool in_note(const Text *text, const Paragraph *paragraph)
{
    StoryKind kind = paragraph->story < text->story_count ? text->stories[paragraph->story].kind : STORY_BODY;

    return paragraph->story != 0 && (kind == STORY_FOOTNOTE || kind == STORY_ENDNOTE);
}

static Status write_paragraphs(PdfWriter *writer, int base)
{
    const Text *text = writer->text;

    for (size_t i = 0; i < text->count;) {
        const Paragraph *paragraph = &text->paragraphs[i];

        if (in_note(text, paragraph)) {
            i++;
        } else if (paragraph->table != NO_TABLE) {
            TRY(pdf_table_write(writer, &i));
        } else if ((paragraph->kind == KIND_HEADING || paragraph->kind == KIND_TITLE) && paragraph->text.size < PDF_PIECE_BYTES) {
            TRY(text_heading(writer, paragraph, base));
            i++;
        } else {
            TRY(pdf_body_paragraph(writer, paragraph));
            i++;
        }
    }
    /* Notes that no mark in the body leads to. */
    for (size_t i = 0; i < text->count; i++)
        if (in_note(text, &text->paragraphs[i]) && writer->printed[i] == 0)
            TRY(pdf_body_paragraph(writer, &text->paragraphs[i]));
    return OK;
}

static Status prepare(PdfWriter *writer, Text *text)
{
    if (text->language[0] == '\0')
        text_detect_language(text);
    TRY(pdf_type_language(&writer->type, text->language, text_is_right_to_left(text), &writer->text_language, writer->problem));
    writer->text = text;
    writer->numbers = memory_new_zeroed(text->story_count + 1, sizeof *writer->numbers);
    writer->firsts = memory_new(sizeof *writer->firsts * (text->story_count + 1));
    writer->printed = memory_new_zeroed(text->count + 1, 1);
    if (writer->numbers == NULL || writer->firsts == NULL || writer->printed == NULL)
        return no_memory(writer);
    memset(writer->firsts, 0xFF, sizeof *writer->firsts * (text->story_count + 1));
    for (size_t i = text->count; i-- > 0;)
        if (text->paragraphs[i].story < text->story_count)
            writer->firsts[text->paragraphs[i].story] = (uint32_t)i;
    return OK;
}

static void forget(PdfWriter *writer)
{
    memory_free(writer->numbers);
    memory_free(writer->firsts);
    memory_free(writer->printed);
    writer->numbers = writer->firsts = NULL;
    writer->printed = NULL;
    writer->text = NULL;
}

static Status write_part(PdfWriter *writer, size_t at)
{
    const OfficialPart *part = &writer->official->parts[at];
    Text               *text = NULL;
    int                 base = 1 + (part->level == 0 && part->heading.size != 0 ? 1 : part->level); /* headings of its text stand below it */
    Status              status = OK;

    if (part->new_page && writer->used)
        TRY(pdf_flow_page(writer));
    if (part->has_text)
        TRY(writer->official->text(writer->official->context, at, &text, writer->problem));
    TRY_OR(done, pdf_tree_section(writer, 0));
    if (text != NULL)
        TRY_OR(done, prepare(writer, text));
    writer->tree.sections[writer->section].language = (uint8_t)(text != NULL ? writer->text_language : 0);
    if (part->heading.size != 0)
        TRY_OR(done, part_heading(writer, at));
    TRY_OR(done, part_lines(writer, part));
    if (text != NULL)
        TRY_OR(done, write_paragraphs(writer, base));
done:
    forget(writer);
    text_free(text);
    return status;
}

Status pdf_body_parts(PdfWriter *writer)
{
    for (size_t i = 0; i < writer->official->part_count; i++)
        TRY(write_part(writer, i));
    return OK;
}
