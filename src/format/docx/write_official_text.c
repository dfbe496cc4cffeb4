/* SPDX-License-Identifier: Apache-2.0
 *
 * A text in an official document: its paragraphs as the styles of their kinds, opening words in italics, numbers that stand beside the text written out, real notes that are numbered by the word
 * processor, tables. A note that is marked again is a field that leads to its first mark.
 */
#include "format/docx/write_official_internal.h"

PaperTongue paper_tongue(const Paper *paper, const char *language, bool right_to_left)
{
    return (PaperTongue){language, language[0] != '\0' && strcmp(language, paper->official->language) != 0, right_to_left};
}

/* ---- runs ---- */

static void add_language(Buffer *out, const PaperTongue *here)
{
    if (!here->foreign)
        return;
    if (strncmp(here->language, "zh", 2) == 0)
        buffer_add_string(out, "<w:lang w:eastAsia=\"zh-CN\"/>");
    else
        buffer_add_format(out, here->right_to_left ? "<w:lang w:bidi=\"%s\"/>" : "<w:lang w:val=\"%s\"/>", here->language);
}

static void add_properties(Paper *paper, uint32_t styles, const char *more, bool right_to_left)
{
    static const char *const elements[STYLE_COUNT] = {"<w:b/><w:bCs/>", "<w:i/><w:iCs/>", "<w:u w:val=\"single\"/>", "<w:strike/>", "<w:vertAlign w:val=\"superscript\"/>", "<w:vertAlign w:val=\"subscript\"/>"};
    /* in the order of the schema: rStyle b i strike u vertAlign rtl lang */
    static const int order[STYLE_COUNT] = {0, 1, 3, 2, 4, 5};
    bool             upright = strncmp(paper->here.language, "zh", 2) == 0 || paper->here.right_to_left; /* no slanted Chinese, no slanted Arabic */

    if (styles == 0 && more[0] == '\0' && !right_to_left && !paper->here.foreign)
        return;
    buffer_add_string(&paper->out, "<w:rPr>");
    buffer_add_string(&paper->out, more);
    for (int i = 0; i < STYLE_COUNT; i++)
        if ((styles & 1U << order[i]) != 0 && !(upright && order[i] == 1))
            buffer_add_string(&paper->out, elements[order[i]]);
    buffer_add_string(&paper->out, right_to_left ? "<w:rtl/>" : "");
    add_language(&paper->out, &paper->here);
    buffer_add_string(&paper->out, "</w:rPr>");
}

static void add_piece(Paper *paper, Slice words)
{
    size_t from = 0;

    for (size_t at = 0; at <= words.size; at++) {
        if (at < words.size && words.data[at] != '\t' && words.data[at] != '\n')
            continue;
        if (at > from) {
            buffer_add_string(&paper->out, "<w:t xml:space=\"preserve\">");
            buffer_add_xml(&paper->out, slice_part(words, from, at));
            buffer_add_string(&paper->out, "</w:t>");
        }
        if (at < words.size)
            buffer_add_string(&paper->out, words.data[at] == '\t' ? "<w:tab/>" : "<w:br/>");
        from = at + 1;
    }
}

static bool is_latin(char sign)
{
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}

/* In text that runs to the left a symbol ("A/RES/75/240") keeps its own direction: it is a run by itself. */
static size_t latin_size(Slice words, size_t at)
{
    size_t end = at;

    while (end < words.size && (is_latin(words.data[end]) || (end > at && ((words.data[end] >= '0' && words.data[end] <= '9') || memchr("/.-_:@()", words.data[end], 8) != NULL))))
        end++;
    while (end > at && memchr(".:(", words.data[end - 1], 3) != NULL)
        end--;
    return end - at;
}

static bool has_right_to_left(Slice words)
{
    for (size_t at = 0; at < words.size;)
        if (rune_is_right_to_left(utf8_next(words, &at)))
            return true;
    return false;
}

void paper_run(Paper *paper, Slice words, uint32_t styles, const char *more)
{
    bool whole = paper->here.right_to_left && !has_right_to_left(words);

    for (size_t at = 0, end; at < words.size; at = end) {
        bool latin = whole || (paper->here.right_to_left && is_latin(words.data[at]));

        end = words.size;
        if (latin && !whole)
            end = at + latin_size(words, at);
        for (size_t i = at; paper->here.right_to_left && !latin && i < end; i++)
            if (is_latin(words.data[i]))
                end = i;
        buffer_add_string(&paper->out, "<w:r>");
        add_properties(paper, styles, more, paper->here.right_to_left && !latin);
        add_piece(paper, slice_part(words, at, end));
        buffer_add_string(&paper->out, "</w:r>");
    }
}

/* ---- paragraphs ---- */

void paper_open(Paper *paper, const char *style, const char *more)
{
    buffer_add_format(&paper->out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s", style, more);
    if (paper->here.right_to_left != paper->edition.right_to_left)
        buffer_add_format(&paper->out, "<w:bidi w:val=\"%d\"/>", paper->here.right_to_left);
    buffer_add_string(&paper->out, "</w:pPr>");
}

void paper_close(Paper *paper)
{
    buffer_add_string(&paper->out, "</w:p>\n");
}

void paper_line(Paper *paper, const char *style, Slice words)
{
    paper_open(paper, style, "");
    paper_run(paper, words, 0, "");
    paper_close(paper);
}

/* ---- notes ---- */

static bool is_note(AnchorKind kind)
{
    return kind == ANCHOR_FOOTNOTE || kind == ANCHOR_ENDNOTE;
}

/* Its number among all notes of the document, counted from 1; *again: it was marked before. */
static uint32_t number_note(Paper *paper, const Anchor *anchor, bool *again)
{
    uint32_t *number = &paper->note_number[anchor->story];

    *again = *number != 0;
    if (!*again)
        *number = ++paper->notes;
    return *number;
}

static void add_mark(Paper *paper, const Anchor *anchor)
{
    bool     again;
    uint32_t number = number_note(paper, anchor, &again);

    if (again) {
        buffer_add_format(&paper->out, "<w:fldSimple w:instr=\" NOTEREF _Note_%u \\f \\h \"><w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:t>%u</w:t></w:r></w:fldSimple>", number, number);
        return;
    }
    paper->marks++;
    buffer_add_format(&paper->out, "<w:bookmarkStart w:id=\"%u\" w:name=\"_Note_%u\"/><w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteReference w:id=\"%u\"/></w:r><w:bookmarkEnd w:id=\"%u\"/>",
                      paper->marks, number, number + PAPER_NOTES_FROM - 1, paper->marks);
}

static void add_words(Paper *paper, const Paragraph *paragraph, bool marks)
{
    uint32_t anchor = 0, size = (uint32_t)paragraph->text.size;

    for (uint32_t at = 0; at < size;) {
        uint32_t until = size, styles;

        if (anchor < paragraph->anchor_count && paragraph->anchors[anchor].at == at) {
            const Anchor *here = &paragraph->anchors[anchor++];

            if (is_note(here->kind) && here->story != 0 && marks)
                add_mark(paper, here);
            else if (!is_note(here->kind))
                paper_run(paper, here->alt, 0, "");
            at += 3;
            continue;
        }
        styles = paragraph_styles_at(paragraph, at, &until) | (paragraph->kind == KIND_ORGAN ? (uint32_t)STYLE_ITALIC : 0);
        if (anchor < paragraph->anchor_count && paragraph->anchors[anchor].at < until)
            until = paragraph->anchors[anchor].at;
        paper_run(paper, slice_part(paragraph->text, at, until), styles, "");
        at = until;
    }
}

/* ---- the body ---- */

static void style_of(const Paper *paper, const Paragraph *paragraph, char out[24])
{
    unsigned level = paragraph->level == 0 ? 1 : paragraph->level;

    switch (paragraph->kind) {
    case KIND_TITLE: (void)snprintf(out, 24, "OfficialTitle"); return;
    case KIND_HEADING: (void)snprintf(out, 24, "Heading%u", level + paper->deeper > 9 ? 9 : level + paper->deeper); return;
    case KIND_ORGAN: (void)snprintf(out, 24, "OfficialOrganLine"); return;
    case KIND_PREAMBULAR:
    case KIND_OPERATIVE: (void)snprintf(out, 24, "OfficialParagraph"); return;
    case KIND_SUB: (void)snprintf(out, 24, "OfficialSub%u", level > 4 ? 4 : level); return;
    case KIND_CLOSING: (void)snprintf(out, 24, "OfficialClosing"); return;
    case KIND_CELL: (void)snprintf(out, 24, "OfficialCell"); return;
    default: (void)snprintf(out, 24, "%s", paragraph->story != 0 ? "OfficialBox" : paragraph->label.size != 0 ? "OfficialParagraph" : "OfficialText"); return;
    }
}

static void add_paragraph(Paper *paper, const Paragraph *paragraph)
{
    char style[24];

    style_of(paper, paragraph, style);
    paper_open(paper, style, "");
    if (paragraph->label.size != 0 && !paragraph->label_in_text) {
        paper_run(paper, paragraph->label, 0, "");
        paper_run(paper, SLICE("\t"), 0, "");
    }
    add_words(paper, paragraph, true);
    paper_close(paper);
}

static uint32_t columns_of(const Paragraph *from, size_t count)
{
    uint32_t columns = 1;

    for (size_t i = 0; i < count; i++)
        if (from[i].column + 1 > columns && from[i].column < 63)
            columns = from[i].column + 1;
    return columns;
}

static void open_table(Paper *paper, uint32_t columns)
{
    enum { WIDTH = 7370 /* the measure, in twentieths of a point */ };

    buffer_add_format(&paper->out, "<w:tbl><w:tblPr>%s<w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblInd w:w=\"1134\" w:type=\"dxa\"/><w:tblBorders><w:top w:val=\"single\" w:sz=\"6\"/><w:bottom w:val=\"single\" w:sz=\"6\"/>"
                      "<w:insideH w:val=\"single\" w:sz=\"2\"/></w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>", paper->here.right_to_left ? "<w:bidiVisual/>" : "", WIDTH);
    for (uint32_t i = 0; i < columns; i++)
        buffer_add_format(&paper->out, "<w:gridCol w:w=\"%u\"/>", WIDTH / columns);
    buffer_add_string(&paper->out, "</w:tblGrid>\n");
}

/* Cells that the text does not have are empty ones, so that every row has its columns. */
static void add_gap(Paper *paper, uint32_t from, uint32_t to)
{
    while (from++ < to)
        buffer_add_string(&paper->out, "<w:tc><w:p><w:pPr><w:pStyle w:val=\"OfficialCell\"/></w:pPr></w:p></w:tc>");
}

static size_t add_table(Paper *paper, size_t from)
{
    const Paragraph *all = paper->text->paragraphs;
    size_t           to = from + 1;
    uint32_t         columns, next = 0;

    while (to < paper->text->count && all[to].table == all[from].table)
        to++;
    columns = columns_of(all + from, to - from);
    open_table(paper, columns);
    for (size_t i = from; i < to; i++) {
        bool     row = i == from || all[i].row != all[i - 1].row, cell = row || all[i].column != all[i - 1].column;
        bool     row_ends = i + 1 == to || all[i + 1].row != all[i].row, cell_ends = row_ends || all[i + 1].column != all[i].column;

        buffer_add_string(&paper->out, row ? "<w:tr><w:trPr><w:cantSplit/></w:trPr>" : "");
        next = row ? 0 : next;
        if (cell && all[i].column < columns)
            add_gap(paper, next, all[i].column);
        buffer_add_string(&paper->out, cell ? "<w:tc>" : "");
        add_paragraph(paper, &all[i]);
        buffer_add_string(&paper->out, cell_ends ? "</w:tc>" : "");
        next = all[i].column + 1;
        if (row_ends)
            add_gap(paper, next, columns);
        buffer_add_string(&paper->out, row_ends ? "</w:tr>\n" : "");
    }
    buffer_add_string(&paper->out, "</w:tbl>");
    paper_line(paper, "OfficialAfterTable", (Slice){NULL, 0});
    return to;
}

static Status begin_text(Paper *paper, const Text *text)
{
    paper->text = text;
    paper->here = paper_tongue(paper, text->language, text_is_right_to_left(text));
    paper->note_number = memory_new_zeroed(text->story_count, sizeof *paper->note_number);
    return paper->note_number != NULL ? OK : problem_set(paper->problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static void end_text(Paper *paper)
{
    memory_free(paper->note_number);
    paper->note_number = NULL;
    paper->text = NULL;
    paper->here = paper->edition;
}

static bool in_note(const Text *text, const Paragraph *paragraph)
{
    StoryKind kind = text->stories[paragraph->story].kind;

    return kind == STORY_FOOTNOTE || kind == STORY_ENDNOTE;
}

Status paper_text_body(Paper *paper, const Text *text)
{
    TRY(begin_text(paper, text));
    for (size_t i = 0; i < text->count;) {
        const Paragraph *paragraph = &text->paragraphs[i];

        if (in_note(text, paragraph)) {
            i++;
        } else if (paragraph->table != NO_TABLE) {
            i = add_table(paper, i);
        } else {
            add_paragraph(paper, paragraph);
            i++;
        }
    }
    end_text(paper);
    return OK;
}

/* ---- the notes ---- */

/* The first paragraph of each story, and the next of the same story; UINT32_MAX ends. */
static Status chain_stories(const Paper *paper, uint32_t **first, uint32_t **next)
{
    const Text *text = paper->text;

    *first = memory_new((text->story_count + 1) * sizeof **first);
    *next = memory_new((text->count + 1) * sizeof **next);
    if (*first == NULL || *next == NULL)
        return problem_set(paper->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t i = 0; i < text->story_count; i++)
        (*first)[i] = UINT32_MAX;
    for (size_t i = text->count; i-- > 0;) {
        (*next)[i] = (*first)[text->paragraphs[i].story];
        (*first)[text->paragraphs[i].story] = (uint32_t)i;
    }
    return OK;
}

static void add_note(Paper *paper, uint32_t number, uint32_t first, const uint32_t *next)
{
    buffer_add_format(&paper->out, "<w:footnote w:id=\"%u\">", number + PAPER_NOTES_FROM - 1);
    for (uint32_t i = first, begun = 0; i != UINT32_MAX || begun == 0; i = i != UINT32_MAX ? next[i] : i, begun = 1) {
        paper_open(paper, "FootnoteText", "");
        if (begun == 0) {
            buffer_add_string(&paper->out, "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr><w:footnoteRef/></w:r>");
            paper_run(paper, SLICE(" "), 0, "");
        }
        if (i != UINT32_MAX)
            add_words(paper, &paper->text->paragraphs[i], false);
        paper_close(paper);
    }
    buffer_add_string(&paper->out, "</w:footnote>\n");
}

Status paper_text_notes(Paper *paper, const Text *text)
{
    uint32_t *first = NULL, *next = NULL;
    Status    status;

    TRY(begin_text(paper, text));
    status = chain_stories(paper, &first, &next);
    for (size_t i = 0; status == OK && i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        for (uint32_t k = 0; k < paragraph->anchor_count && !in_note(text, paragraph); k++) {
            const Anchor *anchor = &paragraph->anchors[k];
            bool          again = true;
            uint32_t      number = is_note(anchor->kind) && anchor->story != 0 ? number_note(paper, anchor, &again) : 0;

            if (!again)
                add_note(paper, number, first[anchor->story], next);
        }
    }
    memory_free(first);
    memory_free(next);
    end_text(paper);
    return status;
}
