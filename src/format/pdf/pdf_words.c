/* SPDX-License-Identifier: Apache-2.0
 *
 * A paragraph as the layout takes it: its words with styles as attributes, objects as what stands for them, and the marks of its notes as raised numbers.
 *
 * A line break becomes U+2028, which begins no paragraph in Pango; a tab becomes a space, as in plain text. Symbols of documents are not broken over lines.
 */
#include "format/pdf/pdf_internal.h"

enum { SYMBOL_BYTES_MAX = 48 /* a longer word with slashes is an address, and must break somewhere */ };

void pdf_words_init(PdfWords *words)
{
    *words = (PdfWords){.attributes = NULL};
    buffer_init(&words->text, PDF_WORDS_MAX);
}

void pdf_words_clear(PdfWords *words)
{
    pdf_words_reset(words);
    buffer_clear(&words->text);
    memory_free(words->marks);
    words->marks = NULL;
    words->mark_capacity = 0;
}

void pdf_words_reset(PdfWords *words)
{
    if (words->attributes != NULL)
        pango_attr_list_unref(words->attributes);
    words->attributes = NULL;
    words->complete = false;
    words->mark_count = 0;
    buffer_reset(&words->text);
}

static void attribute(PdfWords *words, PangoAttribute *made, size_t start, size_t end)
{
    if (words->attributes == NULL)
        words->attributes = pango_attr_list_new();
    made->start_index = (guint)start;
    made->end_index = (guint)end;
    pango_attr_list_insert(words->attributes, made);
}

static bool is_western(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

PangoAttrList *pdf_words_figures(PangoAttrList *list, Slice text)
{
    for (size_t at = 0, from; at < text.size;) {
        PangoAttribute *serif;

        if (!is_western(text.data[at])) {
            at++;
            continue;
        }
        for (from = at; at < text.size && is_western(text.data[at]); at++)
            ;
        serif = pango_attr_family_new("Noto Serif");
        serif->start_index = (guint)from;
        serif->end_index = (guint)at;
        list = list != NULL ? list : pango_attr_list_new();
        pango_attr_list_insert(list, serif);
    }
    return list;
}

/* A letter a glyph: a ligature is told to readers by a span of text within the paragraph, at which some of them end it. */
PangoAttrList *pdf_words_attributes(PdfWords *words, PdfScript script)
{
    if (!words->complete) {
        attribute(words, pango_attr_font_features_new("liga=0, clig=0"), 0, G_MAXUINT);
        if (script == PDF_ARABIC)
            words->attributes = pdf_words_figures(words->attributes, buffer_slice(&words->text));
        words->complete = true;
    }
    return words->attributes;
}

static bool breaks_layout(unsigned char byte)
{
    return byte < 0x20 || byte == 0x7F || byte >= 0xC2;
}

void pdf_words_add(PdfWords *words, Slice text)
{
    size_t from = 0;

    for (size_t at = 0; at < text.size;) {
        size_t   was = at;
        uint32_t rune;

        if (!breaks_layout((unsigned char)text.data[at]) && (unsigned char)text.data[at] < 0x80) {
            at++;
            continue;
        }
        rune = utf8_next(text, &at);
        if (rune >= 0x20 && rune != 0x7F && rune != 0xFFFD && rune != 0xFFFC && rune != 0x2029 && rune != 0x85)
            continue;
        buffer_add(&words->text, slice_part(text, from, was));
        if (rune == '\n' || rune == 0x2029 || rune == 0x85)
            buffer_add_rune(&words->text, 0x2028);
        else if (rune == '\t')
            buffer_add_byte(&words->text, ' ');
        else if (rune == 0xFFFD)
            buffer_add_rune(&words->text, rune);
        from = at;
    }
    buffer_add(&words->text, slice_part(text, from, text.size));
}

void pdf_words_style(PdfWords *words, size_t start, size_t end, uint32_t styles, PdfScript script)
{
    if (start >= end)
        return;
    /* Neither script has italics; what they would mark is printed bold. */
    if ((styles & STYLE_ITALIC) != 0 && script != PDF_LATIN)
        styles |= STYLE_BOLD;
    else if ((styles & STYLE_ITALIC) != 0)
        attribute(words, pango_attr_style_new(PANGO_STYLE_ITALIC), start, end);
    if ((styles & STYLE_BOLD) != 0)
        attribute(words, pango_attr_weight_new(PANGO_WEIGHT_BOLD), start, end);
    if ((styles & STYLE_UNDERLINE) != 0)
        attribute(words, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), start, end);
    if ((styles & STYLE_STRIKE) != 0)
        attribute(words, pango_attr_strikethrough_new(TRUE), start, end);
    if ((styles & (STYLE_SUPERSCRIPT | STYLE_SUBSCRIPT)) != 0) {
        attribute(words, pango_attr_scale_new(0.68), start, end);
        attribute(words, pango_attr_rise_new((int)(((styles & STYLE_SUPERSCRIPT) != 0 ? 3.2 : -1.6) * PANGO_SCALE)), start, end);
    }
}

void pdf_words_large(PdfWords *words, size_t start, size_t end, double size)
{
    if (words->text.status == OK)
        attribute(words, pango_attr_size_new_absolute((int)(size * PANGO_SCALE)), start, end);
}

void pdf_words_raised(PdfWords *words, Slice sign, double size)
{
    size_t start = words->text.size, before = start;

    buffer_add(&words->text, sign);
    if (words->text.status != OK)
        return;
    attribute(words, pango_attr_size_new_absolute((int)(size * 0.68 * PANGO_SCALE)), start, words->text.size);
    attribute(words, pango_attr_rise_new((int)(size * 0.34 * PANGO_SCALE)), start, words->text.size);
    attribute(words, pango_attr_style_new(PANGO_STYLE_NORMAL), start, words->text.size);
    attribute(words, pango_attr_weight_new(PANGO_WEIGHT_NORMAL), start, words->text.size);
    /* It stays with the character before it. */
    while (before > 0 && ((unsigned char)words->text.data[--before] & 0xC0) == 0x80)
        ;
    if (before < start && words->text.data[before] != ' ')
        attribute(words, pango_attr_allow_breaks_new(FALSE), before, words->text.size);
}

void pdf_words_number(PdfWords *words, uint32_t number, double size)
{
    char digits[DECIMAL_MAX];

    pdf_words_raised(words, slice_from(decimal(digits, number)), size);
}

static bool in_symbol(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '/' || byte == '.' || byte == '*';
}

/* "A/73/L.8/Add.1" and "73/27", found by the slash. */
static void keep_symbols(PdfWords *words)
{
    const char *text = words->text.data;
    size_t      size = words->text.size;

    for (const char *slash = size != 0 ? memchr(text, '/', size) : NULL; slash != NULL;) {
        size_t from = (size_t)(slash - text), to = from;
        bool   digit = false;

        while (from > 0 && in_symbol(text[from - 1]))
            from--;
        for (; to < size && in_symbol(text[to]); to++)
            digit = digit || (text[to] >= '0' && text[to] <= '9');
        if (digit && to - from <= SYMBOL_BYTES_MAX && to - from > 2)
            attribute(words, pango_attr_allow_breaks_new(FALSE), from, to);
        slash = to < size ? memchr(text + to, '/', size - to) : NULL;
    }
}

static Status add_mark(PdfWriter *writer, PdfWords *words, const Anchor *anchor)
{
    uint32_t story = anchor->story, number;
    bool     is_new = writer->numbers[story] == 0;

    if (is_new)
        writer->numbers[story] = ++writer->next_note;
    number = writer->numbers[story];
    if (memory_reserve((void **)&words->marks, &words->mark_capacity, words->mark_count + 1, sizeof *words->marks) != OK)
        return problem_set(writer->problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    words->marks[words->mark_count++] = (PdfMark){(uint32_t)words->text.size, number, is_new ? story : 0};
    return OK;
}

static bool marks_note(const PdfWriter *writer, const Anchor *anchor)
{
    return (anchor->kind == ANCHOR_FOOTNOTE || anchor->kind == ANCHOR_ENDNOTE) && anchor->story != 0 && anchor->story < writer->text->story_count;
}

Status pdf_words_paragraph(PdfWriter *writer, PdfWords *words, const Paragraph *paragraph, size_t from, size_t to)
{
    PdfScript script = writer->type.languages[writer->text_language].script;
    double    size = writer->type.faces[script][PDF_BODY].size;
    Slice     text = slice_part(paragraph->text, 0, to);
    uint32_t  span = 0, anchor = 0;
    bool      opening = paragraph->opening_end > paragraph->opening_start;

    /* Cut at every place where something begins or ends; what is between two cuts has one style. */
    for (size_t at = from; at < text.size;) {
        size_t   until = text.size, start = words->text.size;
        uint32_t styles = 0;

        while (anchor < paragraph->anchor_count && paragraph->anchors[anchor].at < at)
            anchor++;
        while (span < paragraph->span_count && paragraph->spans[span].end <= at)
            span++;
        if (anchor < paragraph->anchor_count && paragraph->anchors[anchor].at == at) {
            const Anchor *object = &paragraph->anchors[anchor++];

            if (marks_note(writer, object)) {
                if (object != paragraph->anchors && at >= from + 3 && object[-1].at + 3 == at && marks_note(writer, &object[-1]))
                    pdf_words_raised(words, SLICE(","), size);
                /* Figures of a word and of a mark would run together as one number. */
                if (script == PDF_ARABIC && words->text.size != 0 && words->text.data[words->text.size - 1] >= '0' && words->text.data[words->text.size - 1] <= '9')
                    buffer_add_rune(&words->text, 0x200F);
                TRY(add_mark(writer, words, object));
                pdf_words_number(words, words->marks[words->mark_count - 1].number, size);
            } else {
                pdf_words_add(words, object->alt);
            }
            at += 3;
            continue;
        }
        if (anchor < paragraph->anchor_count && paragraph->anchors[anchor].at < until)
            until = paragraph->anchors[anchor].at;
        if (span < paragraph->span_count) {
            const Span *next = &paragraph->spans[span];
            bool        inside = next->start <= at;

            styles = inside ? next->styles : 0;
            until = inside ? (next->end < until ? next->end : until) : next->start < until ? next->start : until;
        }
        if (opening && at < paragraph->opening_end) {
            bool inside = at >= paragraph->opening_start;

            styles |= inside ? (uint32_t)STYLE_ITALIC : 0;
            until = inside ? (paragraph->opening_end < until ? paragraph->opening_end : until) : paragraph->opening_start < until ? paragraph->opening_start : until;
        }
        pdf_words_add(words, slice_part(text, at, until));
        pdf_words_style(words, start, words->text.size, styles, script);
        at = until;
    }
    keep_symbols(words);
    return OK;
}
