/* SPDX-License-Identifier: Apache-2.0
 *
 * A text on the page of an official document: paragraphs by their kinds, opening words in italics, tables that scroll by themselves, notes numbered through the document, each with a link to its
 * mark and one back.
 */
#include "format/html/html_official_internal.h"

void html_official_words(Buffer *out, Slice words)
{
    size_t from = 0;

    for (size_t at = 0; at < words.size; at++) {
        if (words.data[at] != '\n')
            continue;
        html_say_text(out, slice_part(words, from, at));
        buffer_add_string(out, "<br>");
        from = at + 1;
    }
    html_say_text(out, slice_part(words, from, words.size));
}

void html_official_heading(HtmlOfficial *page, unsigned level, const char *attributes)
{
    unsigned most = page->heading + 1;

    level = level > most ? most : level;
    page->heading = level > 6 ? 6 : level;
    page->titled = page->titled || page->heading == 1;
    buffer_add_format(&page->out, "<h%u%s>", page->heading, attributes);
}

void html_official_heading_end(HtmlOfficial *page)
{
    buffer_add_format(&page->out, "</h%u>\n", page->heading);
}

/* ---- words ---- */

static bool is_note(AnchorKind kind)
{
    return kind == ANCHOR_FOOTNOTE || kind == ANCHOR_ENDNOTE;
}

static void add_mark(HtmlOfficial *page, uint32_t story)
{
    uint32_t *number = &page->note_number[story];

    if (*number != 0) {
        buffer_add_format(&page->out, "<sup><a href=\"#N%u\" role=doc-noteref>%u</a></sup>", *number, *number);
        return;
    }
    *number = ++page->notes;
    buffer_add_format(&page->out, "<sup><a id=M%u href=\"#N%u\" role=doc-noteref>%u</a></sup>", *number, *number, *number);
}

static void add_styled(HtmlOfficial *page, Slice words, uint32_t styles)
{
    static const char *const open[STYLE_COUNT] = {"<b>", "<i>", "<u>", "<s>", "<sup>", "<sub>"}, *const close[STYLE_COUNT] = {"</b>", "</i>", "</u>", "</s>", "</sup>", "</sub>"};

    for (int i = 0; i < STYLE_COUNT; i++)
        buffer_add_string(&page->out, (styles & 1U << i) != 0 ? open[i] : "");
    html_official_words(&page->out, words);
    for (int i = STYLE_COUNT; i-- > 0;)
        buffer_add_string(&page->out, (styles & 1U << i) != 0 ? close[i] : "");
}

static void add_words(HtmlOfficial *page, const Paragraph *paragraph, bool marks)
{
    uint32_t anchor = 0, size = (uint32_t)paragraph->text.size;

    for (uint32_t at = 0; at < size;) {
        uint32_t until = size, styles;

        if (anchor < paragraph->anchor_count && paragraph->anchors[anchor].at == at) {
            const Anchor *here = &paragraph->anchors[anchor++];

            if (is_note(here->kind) && here->story != 0 && marks)
                add_mark(page, here->story);
            else if (!is_note(here->kind))
                html_official_words(&page->out, here->alt);
            at += 3;
            continue;
        }
        styles = paragraph_styles_at(paragraph, at, &until);
        if (anchor < paragraph->anchor_count && paragraph->anchors[anchor].at < until)
            until = paragraph->anchors[anchor].at;
        add_styled(page, slice_part(paragraph->text, at, until), styles);
        at = until;
    }
}

static void add_numbered_words(HtmlOfficial *page, const Paragraph *paragraph)
{
    if (paragraph->label.size != 0 && !paragraph->label_in_text) {
        html_official_words(&page->out, paragraph->label);
        buffer_add_byte(&page->out, ' ');
    }
    add_words(page, paragraph, true);
}

/* ---- paragraphs ---- */

static const char *class_of(const Paragraph *paragraph)
{
    switch (paragraph->kind) {
    case KIND_ORGAN: return " class=organ-line";
    case KIND_PREAMBULAR: return " class=preambular";
    case KIND_OPERATIVE: return " class=operative";
    case KIND_SUB: return NULL;
    case KIND_CLOSING: return " class=closing";
    default: return paragraph->story != 0 ? " class=box" : paragraph->label.size != 0 && paragraph->kind == KIND_PLAIN ? " class=numbered" : "";
    }
}

static void add_paragraph(HtmlOfficial *page, const Paragraph *paragraph)
{
    const char *kind = class_of(paragraph);
    unsigned    level = paragraph->level == 0 ? 1 : paragraph->level;

    if (paragraph->text.size == 0 && paragraph->label.size == 0 && paragraph->table == NO_TABLE)
        return;
    if ((paragraph->kind == KIND_HEADING || paragraph->kind == KIND_TITLE) && paragraph->table == NO_TABLE) {
        html_official_heading(page, paragraph->kind == KIND_TITLE ? (page->titled ? page->part_heading + 1 : 1) : page->part_heading + level, "");
        add_numbered_words(page, paragraph);
        html_official_heading_end(page);
        return;
    }
    if (kind != NULL)
        buffer_add_format(&page->out, "<p%s>", kind);
    else
        buffer_add_format(&page->out, "<p class=s%u>", level > 4 ? 4 : level);
    add_numbered_words(page, paragraph);
    buffer_add_string(&page->out, "</p>\n");
}

static size_t add_table(HtmlOfficial *page, size_t from)
{
    const Paragraph *all = page->text->paragraphs;
    size_t           to = from + 1;
    uint32_t         next = 0;

    while (to < page->text->count && all[to].table == all[from].table)
        to++;
    buffer_add_string(&page->out, "<div class=scroll tabindex=0><table><tbody>\n");
    for (size_t i = from; i < to; i++) {
        bool row = i == from || all[i].row != all[i - 1].row, cell = row || all[i].column != all[i - 1].column;
        bool row_ends = i + 1 == to || all[i + 1].row != all[i].row, cell_ends = row_ends || all[i + 1].column != all[i].column;

        buffer_add_string(&page->out, row ? "<tr>" : "");
        for (next = row ? 0 : next; cell && next < all[i].column && all[i].column < 64; next++)
            buffer_add_string(&page->out, "<td></td>");
        buffer_add_string(&page->out, cell ? "<td>" : "");
        add_paragraph(page, &all[i]);
        buffer_add_string(&page->out, cell_ends ? "</td>" : "");
        buffer_add_string(&page->out, row_ends ? "</tr>\n" : "");
        next = all[i].column + 1;
    }
    buffer_add_string(&page->out, "</tbody></table></div>\n");
    return to;
}

/* ---- notes ---- */

/* By number: which paragraphs are its note's. They stand in order of the marks, so one pass finds them all. */
static void add_notes(HtmlOfficial *page, uint32_t first)
{
    const Text *text = page->text;
    uint32_t    open = 0;

    if (page->notes < first)
        return;
    buffer_add_string(&page->out, "<div class=notes>\n");
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];
        StoryKind        kind = text->stories[paragraph->story].kind;
        uint32_t         number = kind == STORY_FOOTNOTE || kind == STORY_ENDNOTE ? page->note_number[paragraph->story] : 0;

        if (number == 0)
            continue;
        if (number != open) {
            buffer_add_format(&page->out, "%s<div class=note id=N%u role=note><a class=back href=\"#M%u\" role=doc-backlink>%u</a>", open != 0 ? "</div>\n" : "", number, number, number);
            open = number;
        }
        buffer_add_string(&page->out, "<p>");
        add_words(page, paragraph, false);
        buffer_add_string(&page->out, "</p>");
    }
    buffer_add_string(&page->out, open != 0 ? "</div>\n</div>\n" : "</div>\n");
}

Status html_official_text(HtmlOfficial *page, const Text *text)
{
    uint32_t first = page->notes + 1;

    page->text = text;
    page->note_number = memory_new_zeroed(text->story_count, sizeof *page->note_number);
    if (page->note_number == NULL)
        return problem_set(page->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    buffer_add_string(&page->out, "<div class=text");
    if (text->language[0] != '\0' && strcmp(text->language, page->official->language) != 0) {
        buffer_add_string(&page->out, " lang=\"");
        html_say_text(&page->out, slice_from(text->language));
        buffer_add_byte(&page->out, '"');
    }
    buffer_add_string(&page->out, text_is_right_to_left(text) ? " dir=rtl>\n" : " dir=ltr>\n");
    for (size_t i = 0; i < text->count;) {
        StoryKind kind = text->stories[text->paragraphs[i].story].kind;

        if (kind != STORY_FOOTNOTE && kind != STORY_ENDNOTE && text->paragraphs[i].table != NO_TABLE) {
            i = add_table(page, i);
            continue;
        }
        if (kind != STORY_FOOTNOTE && kind != STORY_ENDNOTE)
            add_paragraph(page, &text->paragraphs[i]);
        i++;
    }
    add_notes(page, first);
    buffer_add_string(&page->out, "</div>\n");
    memory_free(page->note_number);
    page->note_number = NULL;
    page->text = NULL;
    return OK;
}
