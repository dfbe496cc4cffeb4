/* SPDX-License-Identifier: Apache-2.0
 *
 * Glyphs and rules as a page's operators (ISO 32000-1, 9.4 and 8.5). Glyphs that follow one another on a line in one font are one string, moved only where they do not stand where the widths of the
 * font would put them.
 */
#include "format/pdf/pdf_internal.h"

#include <math.h>

#define STRING_MOVE_MOST 30000.0 /* thousandths; further away a string begins anew */

void pdf_ink_init(PdfInk *ink)
{
    *ink = (PdfInk){.layer = 0};
    buffer_init(&ink->content, PDF_WORDS_MAX);
}

static void end_string(PdfInk *ink)
{
    if (ink->in_string)
        buffer_add(&ink->content, ink->in_hex ? SLICE(">]TJ\n") : SLICE("]TJ\n"));
    ink->in_string = ink->in_hex = false;
}

void pdf_ink_pause(PdfWriter *writer)
{
    PdfInk *ink = &writer->ink;

    end_string(ink);
    if (ink->in_text)
        buffer_add(&ink->content, SLICE("ET\n"));
    ink->in_text = false;
}

static void begin_string(PdfInk *ink, const PdfFontUse *use, size_t layer, double x, double y, bool hidden)
{
    end_string(ink);
    if (!ink->in_text)
        buffer_add(&ink->content, SLICE("BT\n"));
    if (ink->font != use->font || ink->layer != layer || ink->size != use->size) {
        buffer_add(&ink->content, SLICE("/F"));
        buffer_add_number(&ink->content, use->font->layers[layer].object);
        buffer_add_byte(&ink->content, ' ');
        pdf_add_points(&ink->content, use->size);
        buffer_add(&ink->content, SLICE("Tf\n"));
    }
    if (ink->hidden != hidden)
        buffer_add(&ink->content, hidden ? SLICE("3 Tr\n") : SLICE("0 Tr\n"));
    buffer_add(&ink->content, SLICE("1 0 0 1 "));
    pdf_add_points(&ink->content, x);
    pdf_add_points(&ink->content, PAGE_HEIGHT - y);
    buffer_add(&ink->content, SLICE("Tm["));
    ink->in_text = ink->in_string = true;
    ink->in_hex = false;
    ink->font = use->font;
    ink->layer = layer;
    ink->size = use->size;
    ink->hidden = hidden;
    ink->x = x;
    ink->y = y;
}

/* The next glyph of the string stands at `x`. */
static void move_in_string(PdfInk *ink, long thousandths)
{
    if (ink->in_hex)
        buffer_add_byte(&ink->content, '>');
    ink->in_hex = false;
    buffer_add_number(&ink->content, -thousandths);
    ink->x += (double)thousandths * ink->size / 1000;
}

void pdf_ink_glyph(PdfWriter *writer, const PdfFontUse *use, uint32_t glyph, Slice text, double x, double y, bool hidden)
{
    PdfInk *ink = &writer->ink;
    size_t  layer;
    double  away;
    char    code[2];

    glyph = glyph < use->font->glyphs ? glyph : 0;
    layer = pdf_font_say(&writer->fonts, use->font, glyph, text);
    if (writer->file.status != OK || use->size <= 0)
        return; /* a layer that could not be made is none */
    pdf_tree_mark(writer);
    away = (x - ink->x) * 1000 / use->size;
    if (!ink->in_string || ink->font != use->font || ink->layer != layer || ink->size != use->size || ink->hidden != hidden || ink->y != y || fabs(away) > STRING_MOVE_MOST)
        begin_string(ink, use, layer, x, y, hidden);
    else if (fabs(away) >= 0.75)
        move_in_string(ink, lround(away));
    if (!ink->in_hex)
        buffer_add_byte(&ink->content, '<');
    ink->in_hex = true;
    code[0] = (char)(glyph >> 8);
    code[1] = (char)glyph;
    pdf_add_hex(&ink->content, (Slice){code, 2});
    ink->x += pdf_font_width(use->font, glyph) * use->size / 1000;
}

void pdf_ink_outline(PdfWriter *writer, const PdfFontUse *use, uint32_t glyph, double x, double y)
{
    PdfInk *ink = &writer->ink;
    Slice   path = pdf_font_outline(&writer->fonts, use->font, glyph);
    double  scale = use->size / use->font->em;

    if (path.size == 0)
        return;
    pdf_tree_mark(writer);
    pdf_ink_pause(writer);
    buffer_add_format(&ink->content, "q %.6f 0 0 %.6f ", scale, scale);
    pdf_add_points(&ink->content, x);
    pdf_add_points(&ink->content, PAGE_HEIGHT - y);
    buffer_add(&ink->content, SLICE("cm "));
    buffer_add(&ink->content, path);
    buffer_add(&ink->content, SLICE(" Q\n"));
}

void pdf_ink_line(PdfWriter *writer, double x1, double y1, double x2, double y2, double width)
{
    PdfInk *ink = &writer->ink;

    pdf_tree_mark(writer);
    pdf_ink_pause(writer);
    pdf_add_points(&ink->content, width);
    buffer_add(&ink->content, SLICE("w "));
    pdf_add_points(&ink->content, x1);
    pdf_add_points(&ink->content, PAGE_HEIGHT - y1);
    buffer_add(&ink->content, SLICE("m "));
    pdf_add_points(&ink->content, x2);
    pdf_add_points(&ink->content, PAGE_HEIGHT - y2);
    buffer_add(&ink->content, SLICE("l S\n"));
}
