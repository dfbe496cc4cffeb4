/* SPDX-License-Identifier: Apache-2.0
 *
 * Fonts of a PDF: what glyphs were shown and what each says, and at the end the subset of the face that has them.
 *
 * A glyph is shown by its own number in the face (two bytes), and says the text that it stands for. Where one glyph stands for several texts (a bracket and its mirrored opposite, a space and one that
 * does not break), the face has as many layers: fonts of the file that share all but what their glyphs say. So a reader gets the text from glyphs alone, whatever it knows of spans.
 */
#ifndef FORMAT_PDF_PDF_FONT_H
#define FORMAT_PDF_PDF_FONT_H

#include <hb.h>
#include <pango/pango.h> /* before our own, which bans what it calls */

#include "format/pdf/pdf_file.h"

enum { PDF_LAYERS_MAX = 64 /* a text beyond them is told as U+FFFD */ };

typedef struct PdfLayer {
    uint32_t  object;
    uint32_t *texts; /* of each glyph: where its text is in the font's, and one more; 0: none yet */
} PdfLayer;

typedef struct PdfFont {
    hb_face_t *face;
    hb_font_t *font;      /* at a scale of one unit */
    unsigned   glyphs;
    double     em;        /* units of it */
    uint16_t  *widths;    /* of each glyph, in thousandths of its size; UINT16_MAX: not asked yet */
    uint32_t  *outlines;  /* of each glyph: where its path is, and one more; NULL until one is asked for */
    Buffer     paths;     /* operators in units, each path with a size before it */
    Buffer     texts;     /* a byte for the size of each, and its bytes */
    PdfLayer   layers[PDF_LAYERS_MAX];
    size_t     layer_count;
    bool       has_outlines; /* else what it shows are pictures, which are not printed */
} PdfFont;

/* A font as Pango gives it: a face at a size. */
typedef struct PdfFontUse {
    PangoFont *pango;
    PdfFont   *font;
    double     size;
} PdfFontUse;

typedef struct PdfFonts {
    PdfFile    *file;
    PdfFont   **fonts;
    size_t      count, capacity;
    PdfFontUse *uses;
    size_t      use_count, use_capacity, last;
} PdfFonts;

void pdf_fonts_init(PdfFonts *fonts, PdfFile *file);
void pdf_fonts_close(PdfFonts *fonts);
/* NULL without memory, which the file then says. Valid until the next call for another font. */
const PdfFontUse *pdf_font_use(PdfFonts *fonts, PangoFont *pango);
/* The layer in which the glyph, one of the font's, says that text. */
size_t pdf_font_say(PdfFonts *fonts, PdfFont *font, uint32_t glyph, Slice text);
/* In thousandths of the size. */
unsigned pdf_font_width(PdfFont *font, uint32_t glyph);
/* The glyph's path in units of the em, as operators that fill it; empty: nothing is seen of it. */
Slice pdf_font_outline(PdfFonts *fonts, PdfFont *font, uint32_t glyph);
/* All fonts are given to the file. */
void pdf_fonts_write(PdfFonts *fonts);
/* "/F7 7 0 R " for each. */
void pdf_fonts_resources(const PdfFonts *fonts, Buffer *out);

#endif
