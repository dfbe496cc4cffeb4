/* SPDX-License-Identifier: Apache-2.0
 *
 * Fonts are ISO 32000-1, 9.7 (composite fonts): two bytes a glyph, its number in the face. HarfBuzz takes the other glyphs away and leaves the numbers, so nothing that is on a page has to be known again.
 */
#include "format/pdf/pdf_font.h"

#include <hb-ot.h>
#include <hb-subset.h>
#include <math.h>

enum { FONT_BYTES_MAX = 64 * 1024 * 1024, TEXT_MOST = 255, NAME_MAX_BYTES = 96, MAP_ROWS = 100 /* of a block: the most that the format allows */ };

void pdf_fonts_init(PdfFonts *fonts, PdfFile *file)
{
    *fonts = (PdfFonts){.file = file};
}

static void free_font(PdfFont *font)
{
    for (size_t i = 0; i < font->layer_count; i++)
        memory_free(font->layers[i].texts);
    if (font->font != NULL)
        hb_font_destroy(font->font);
    if (font->face != NULL)
        hb_face_destroy(font->face);
    buffer_clear(&font->texts);
    buffer_clear(&font->paths);
    memory_free(font->outlines);
    memory_free(font->widths);
    memory_free(font);
}

void pdf_fonts_close(PdfFonts *fonts)
{
    for (size_t i = 0; i < fonts->use_count; i++)
        g_object_unref(fonts->uses[i].pango);
    for (size_t i = 0; i < fonts->count; i++)
        free_font(fonts->fonts[i]);
    memory_free(fonts->uses);
    memory_free(fonts->fonts);
    *fonts = (PdfFonts){.file = fonts->file};
}

/* ---- faces ---- */

static bool has_table(hb_face_t *face, hb_tag_t tag)
{
    hb_blob_t *table = hb_face_reference_table(face, tag);
    bool       has = hb_blob_get_length(table) != 0;

    hb_blob_destroy(table);
    return has;
}

static PdfFont *open_font(hb_face_t *face)
{
    PdfFont *font = memory_new_zeroed(1, sizeof *font);
    unsigned units = hb_face_get_upem(face);

    if (font == NULL)
        return NULL;
    buffer_init(&font->texts, FONT_BYTES_MAX);
    buffer_init(&font->paths, FONT_BYTES_MAX);
    font->face = hb_face_reference(face);
    font->font = hb_font_create(face);
    font->em = units != 0 ? units : 1000;
    font->glyphs = hb_face_get_glyph_count(face);
    font->glyphs = font->glyphs == 0 ? 1 : font->glyphs < UINT16_MAX ? font->glyphs : UINT16_MAX;
    font->has_outlines = has_table(face, HB_TAG('g', 'l', 'y', 'f')) || has_table(face, HB_TAG('C', 'F', 'F', ' '));
    font->widths = memory_new(sizeof *font->widths * font->glyphs);
    if (font->widths == NULL) {
        free_font(font);
        return NULL;
    }
    memset(font->widths, 0xFF, sizeof *font->widths * font->glyphs);
    hb_font_set_scale(font->font, (int)font->em, (int)font->em);
    return font;
}

static PdfFont *font_of(PdfFonts *fonts, hb_face_t *face)
{
    PdfFont *font;

    for (size_t i = 0; i < fonts->count; i++)
        if (fonts->fonts[i]->face == face)
            return fonts->fonts[i];
    if (memory_reserve((void **)&fonts->fonts, &fonts->capacity, fonts->count + 1, sizeof(PdfFont *)) != OK)
        return NULL;
    font = open_font(face);
    if (font != NULL)
        fonts->fonts[fonts->count++] = font;
    return font;
}

const PdfFontUse *pdf_font_use(PdfFonts *fonts, PangoFont *pango)
{
    hb_font_t *shaped;
    PdfFont   *font = NULL;
    int        across = 0, down = 0;

    if (fonts->last < fonts->use_count && fonts->uses[fonts->last].pango == pango)
        return &fonts->uses[fonts->last];
    for (size_t i = 0; i < fonts->use_count; i++)
        if (fonts->uses[i].pango == pango) {
            fonts->last = i;
            return &fonts->uses[i];
        }
    shaped = pango_font_get_hb_font(pango);
    if (shaped != NULL && memory_reserve((void **)&fonts->uses, &fonts->use_capacity, fonts->use_count + 1, sizeof *fonts->uses) == OK)
        font = font_of(fonts, hb_font_get_face(shaped));
    if (font == NULL) {
        pdf_file_fail(fonts->file, ERR_MEMORY);
        return NULL;
    }
    hb_font_get_scale(shaped, &across, &down);
    fonts->last = fonts->use_count++;
    fonts->uses[fonts->last] = (PdfFontUse){g_object_ref(pango), font, (double)across / PANGO_SCALE};
    return &fonts->uses[fonts->last];
}

/* ---- glyphs ---- */

unsigned pdf_font_width(PdfFont *font, uint32_t glyph)
{
    if (glyph >= font->glyphs)
        return 0;
    if (font->widths[glyph] == UINT16_MAX) {
        long width = lround((double)hb_font_get_glyph_h_advance(font->font, glyph) * 1000 / font->em);

        font->widths[glyph] = (uint16_t)(width < 0 ? 0 : width < UINT16_MAX ? width : UINT16_MAX - 1);
    }
    return font->widths[glyph];
}

static Slice text_at(const PdfFont *font, uint32_t place)
{
    const char *text = font->texts.data + place - 1;

    return (Slice){text + 1, (unsigned char)*text};
}

static bool add_layer(PdfFonts *fonts, PdfFont *font)
{
    PdfLayer *layer = &font->layers[font->layer_count];

    layer->texts = memory_new_zeroed(font->glyphs, sizeof *layer->texts);
    layer->object = pdf_file_number(fonts->file);
    if (layer->texts == NULL)
        pdf_file_fail(fonts->file, ERR_MEMORY);
    else
        font->layer_count++;
    return layer->texts != NULL;
}

static void put_text(PdfFont *font, size_t layer, uint32_t glyph, Slice text)
{
    font->layers[layer].texts[glyph] = (uint32_t)font->texts.size + 1;
    buffer_add_byte(&font->texts, (char)text.size);
    buffer_add(&font->texts, text);
}

size_t pdf_font_say(PdfFonts *fonts, PdfFont *font, uint32_t glyph, Slice text)
{
    if (fonts->file->status != OK)
        return 0;
    text = text.size > TEXT_MOST ? SLICE("\xEF\xBF\xBD") : text;
    for (size_t i = 0; i < PDF_LAYERS_MAX; i++) {
        if (i == font->layer_count && !add_layer(fonts, font))
            return 0;
        if (font->layers[i].texts[glyph] == 0) {
            put_text(font, i, glyph, i + 1 < PDF_LAYERS_MAX ? text : SLICE("\xEF\xBF\xBD"));
            pdf_file_fail(fonts->file, font->texts.status);
            return i;
        }
        if (slice_equal(text_at(font, font->layers[i].texts[glyph]), text))
            return i;
    }
    return PDF_LAYERS_MAX - 1;
}

/* ---- outlines ---- */

typedef struct Pen {
    Buffer *out;
    double  x, y;
} Pen;

static void add_point(Pen *pen, double x, double y)
{
    pdf_add_points(pen->out, x);
    pdf_add_points(pen->out, y);
    pen->x = x;
    pen->y = y;
}

static void move_to(hb_draw_funcs_t *funcs, void *context, hb_draw_state_t *state, float x, float y, void *more)
{
    (void)funcs, (void)state, (void)more;
    add_point(context, (double)x, (double)y);
    buffer_add(((Pen *)context)->out, SLICE("m "));
}

static void line_to(hb_draw_funcs_t *funcs, void *context, hb_draw_state_t *state, float x, float y, void *more)
{
    (void)funcs, (void)state, (void)more;
    add_point(context, (double)x, (double)y);
    buffer_add(((Pen *)context)->out, SLICE("l "));
}

static void curve_to(hb_draw_funcs_t *funcs, void *context, hb_draw_state_t *state, float x1, float y1, float x2, float y2, float x, float y, void *more)
{
    (void)funcs, (void)state, (void)more;
    add_point(context, (double)x1, (double)y1);
    add_point(context, (double)x2, (double)y2);
    add_point(context, (double)x, (double)y);
    buffer_add(((Pen *)context)->out, SLICE("c "));
}

/* A PDF has cubic curves alone. */
static void bend_to(hb_draw_funcs_t *funcs, void *context, hb_draw_state_t *state, float x1, float y1, float x, float y, void *more)
{
    const Pen *pen = context;
    double     cx = (double)x1, cy = (double)y1;
    float      ax = (float)(pen->x + 2.0 / 3 * (cx - pen->x)), ay = (float)(pen->y + 2.0 / 3 * (cy - pen->y));
    float      bx = (float)((double)x + 2.0 / 3 * (cx - (double)x)), by = (float)((double)y + 2.0 / 3 * (cy - (double)y));

    curve_to(funcs, context, state, ax, ay, bx, by, x, y, more);
}

static void close_path(hb_draw_funcs_t *funcs, void *context, hb_draw_state_t *state, void *more)
{
    (void)funcs, (void)state, (void)more;
    buffer_add(((Pen *)context)->out, SLICE("h "));
}

static void draw_outline(PdfFont *font, uint32_t glyph, Buffer *out)
{
    hb_draw_funcs_t *funcs = hb_draw_funcs_create();
    Pen              pen = {.out = out};

    hb_draw_funcs_set_move_to_func(funcs, move_to, NULL, NULL);
    hb_draw_funcs_set_line_to_func(funcs, line_to, NULL, NULL);
    hb_draw_funcs_set_quadratic_to_func(funcs, bend_to, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(funcs, curve_to, NULL, NULL);
    hb_draw_funcs_set_close_path_func(funcs, close_path, NULL, NULL);
    hb_font_get_glyph_shape(font->font, glyph, funcs, &pen);
    hb_draw_funcs_destroy(funcs);
    if (out->size != 0)
        buffer_add(out, SLICE("f"));
}

Slice pdf_font_outline(PdfFonts *fonts, PdfFont *font, uint32_t glyph)
{
    uint32_t size;
    Buffer   path;

    if (fonts->file->status != OK)
        return (Slice){NULL, 0};
    if (font->outlines == NULL)
        font->outlines = memory_new_zeroed(font->glyphs, sizeof *font->outlines);
    if (font->outlines == NULL)
        pdf_file_fail(fonts->file, ERR_MEMORY);
    if (font->outlines == NULL || glyph >= font->glyphs)
        return (Slice){NULL, 0};
    if (font->outlines[glyph] == 0) {
        buffer_init(&path, FONT_BYTES_MAX);
        draw_outline(font, glyph, &path);
        size = (uint32_t)path.size;
        font->outlines[glyph] = (uint32_t)font->paths.size + 1;
        buffer_add(&font->paths, (Slice){(const char *)&size, sizeof size});
        buffer_add(&font->paths, buffer_slice(&path));
        pdf_file_fail(fonts->file, path.status != OK ? path.status : font->paths.status);
        buffer_clear(&path);
        if (font->paths.status != OK)
            return (Slice){NULL, 0};
    }
    memcpy(&size, font->paths.data + font->outlines[glyph] - 1, sizeof size);
    return (Slice){font->paths.data + font->outlines[glyph] - 1 + sizeof size, size};
}

/* ---- what glyphs say ---- */

static void write_map(PdfFile *file, const PdfFont *font, const PdfLayer *layer, uint32_t number)
{
    Buffer out, rows;
    int    count = 0;

    buffer_init(&out, FONT_BYTES_MAX);
    buffer_init(&rows, FONT_BYTES_MAX);
    buffer_add_string(&out, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                            "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (uint32_t glyph = 0; glyph <= font->glyphs; glyph++) {
        if (count == MAP_ROWS || (glyph == font->glyphs && count != 0)) {
            buffer_add_format(&out, "%d beginbfchar\n", count);
            buffer_add(&out, buffer_slice(&rows));
            buffer_add_string(&out, "endbfchar\n");
            buffer_reset(&rows);
            count = 0;
        }
        if (glyph == font->glyphs || layer->texts[glyph] == 0)
            continue;
        buffer_add_format(&rows, "<%04X><", (unsigned)glyph);
        pdf_add_utf16(&rows, text_at(font, layer->texts[glyph]));
        buffer_add_string(&rows, ">\n");
        count++;
    }
    buffer_add_string(&out, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n");
    pdf_file_fail(file, rows.status != OK ? rows.status : out.status);
    pdf_file_stream(file, number, (Slice){NULL, 0}, buffer_slice(&out));
    buffer_clear(&out);
    buffer_clear(&rows);
}

/* ---- the subset ---- */

static bool is_used(const PdfFont *font, uint32_t glyph)
{
    for (size_t i = 0; i < font->layer_count; i++)
        if (font->layers[i].texts[glyph] != 0)
            return true;
    return false;
}

/* The tables that print; without the others HarfBuzz has nothing to follow from glyph to glyph. */
static hb_blob_t *printing_table(hb_face_t *face, hb_tag_t tag, void *context)
{
    static const hb_tag_t tags[] = {HB_TAG('C', 'F', 'F', ' '), HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'), HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'), HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p')};

    (void)face;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i] == tag)
            return hb_face_reference_table(((PdfFont *)context)->face, tag);
    return hb_blob_get_empty();
}

static hb_face_t *subset(PdfFont *font)
{
    hb_face_t         *printing = hb_face_create_for_tables(printing_table, font, NULL), *made = NULL;
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    hb_set_t          *glyphs = input != NULL ? hb_subset_input_glyph_set(input) : NULL;

    for (uint32_t glyph = 0; glyphs != NULL && glyph < font->glyphs; glyph++)
        if (is_used(font, glyph))
            hb_set_add(glyphs, glyph);
    if (input != NULL) {
        hb_subset_input_set_flags(input, (unsigned)HB_SUBSET_FLAGS_RETAIN_GIDS | (unsigned)HB_SUBSET_FLAGS_NO_HINTING | (unsigned)HB_SUBSET_FLAGS_DESUBROUTINIZE | (unsigned)HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
        made = hb_subset_or_fail(printing, input);
        hb_subset_input_destroy(input);
    }
    hb_face_destroy(printing);
    return made;
}

/* Gives the program and says under which key of the descriptor it stands. 0: there is none. */
static uint32_t write_program(PdfFile *file, PdfFont *font, const char **key)
{
    hb_face_t  *made = font->has_outlines ? subset(font) : NULL;
    hb_blob_t  *blob;
    unsigned    size = 0;
    const char *bytes;
    uint32_t    number;
    char        about[64];

    if (made == NULL) {
        if (font->has_outlines)
            pdf_file_fail(file, ERR_MEMORY);
        return 0;
    }
    number = pdf_file_number(file);
    blob = hb_face_reference_table(made, HB_TAG('C', 'F', 'F', ' '));
    if (hb_blob_get_length(blob) != 0) {
        *key = "FontFile3";
        bytes = hb_blob_get_data(blob, &size);
        (void)snprintf(about, sizeof about, "/Subtype/CIDFontType0C");
    } else {
        hb_blob_destroy(blob);
        blob = hb_face_reference_blob(made);
        bytes = hb_blob_get_data(blob, &size);
        *key = "FontFile2";
        (void)snprintf(about, sizeof about, "/Length1 %u", size);
    }
    pdf_file_stream(file, number, slice_from(about), (Slice){bytes, size});
    hb_blob_destroy(blob);
    hb_face_destroy(made);
    return number;
}

/* ---- what the file says of it ---- */

static int number_in(hb_face_t *face, hb_tag_t tag, size_t at)
{
    hb_blob_t  *table = hb_face_reference_table(face, tag);
    unsigned    size;
    const char *bytes = hb_blob_get_data(table, &size);
    int         value = at + 2 <= size ? (int16_t)((unsigned char)bytes[at] << 8 | (unsigned char)bytes[at + 1]) : 0;

    hb_blob_destroy(table);
    return value;
}

static int thousandths(const PdfFont *font, int units)
{
    return (int)lround((double)units * 1000 / font->em);
}

/* "AAAAAB+NotoSerif-Bold": six letters that tell subsets of one face apart, in a file and among files. */
static void add_name(Buffer *out, const PdfFont *font, size_t at)
{
    char     name[NAME_MAX_BYTES];
    unsigned size = sizeof name;

    if (hb_ot_name_get_utf8(font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name) == 0)
        (void)snprintf(name, sizeof name, "Font");
    buffer_add(out, SLICE("/AAAA"));
    buffer_add_byte(out, (char)('A' + at / 26 % 26));
    buffer_add_byte(out, (char)('A' + at % 26));
    buffer_add_byte(out, '+');
    for (const char *letter = name; *letter != '\0'; letter++)
        if ((*letter >= 'A' && *letter <= 'Z') || (*letter >= 'a' && *letter <= 'z') || (*letter >= '0' && *letter <= '9') || *letter == '-')
            buffer_add_byte(out, *letter);
}

static void write_descriptor(PdfFile *file, PdfFont *font, size_t at, uint32_t number, uint32_t program, const char *key)
{
    const hb_tag_t head = HB_TAG('h', 'e', 'a', 'd'), hhea = HB_TAG('h', 'h', 'e', 'a');
    Buffer         out;

    buffer_init(&out, 4096);
    buffer_add(&out, SLICE("<</Type/FontDescriptor/FontName"));
    add_name(&out, font, at);
    buffer_add_format(&out, "/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV 80", thousandths(font, number_in(font->face, head, 36)), thousandths(font, number_in(font->face, head, 38)),
                      thousandths(font, number_in(font->face, head, 40)), thousandths(font, number_in(font->face, head, 42)), number_in(font->face, HB_TAG('p', 'o', 's', 't'), 4), thousandths(font, number_in(font->face, hhea, 4)),
                      thousandths(font, number_in(font->face, hhea, 6)), thousandths(font, number_in(font->face, hhea, 4)));
    if (program != 0) {
        buffer_add_format(&out, "/%s ", key);
        pdf_add_reference(&out, program);
    }
    buffer_add(&out, SLICE(">>"));
    pdf_file_object(file, number, &out);
    buffer_clear(&out);
}

static void add_widths(Buffer *out, PdfFont *font)
{
    buffer_add(out, SLICE("/DW 0/W["));
    for (uint32_t glyph = 0; glyph < font->glyphs; glyph++) {
        if (!is_used(font, glyph))
            continue;
        buffer_add_number(out, glyph);
        buffer_add_byte(out, '[');
        for (; glyph < font->glyphs && is_used(font, glyph); glyph++) {
            buffer_add_number(out, pdf_font_width(font, glyph));
            buffer_add_byte(out, ' ');
        }
        buffer_add_byte(out, ']');
    }
    buffer_add_byte(out, ']');
}

static void write_layer(PdfFile *file, const PdfFont *font, size_t at, const PdfLayer *layer, uint32_t descendant)
{
    uint32_t map = pdf_file_number(file);
    Buffer   out;

    buffer_init(&out, 4096);
    buffer_add(&out, SLICE("<</Type/Font/Subtype/Type0/BaseFont"));
    add_name(&out, font, at);
    buffer_add(&out, SLICE("/Encoding/Identity-H/DescendantFonts["));
    pdf_add_reference(&out, descendant);
    buffer_add(&out, SLICE("]/ToUnicode "));
    pdf_add_reference(&out, map);
    buffer_add(&out, SLICE(">>"));
    pdf_file_object(file, layer->object, &out);
    buffer_clear(&out);
    write_map(file, font, layer, map);
}

static void write_font(PdfFile *file, PdfFont *font, size_t at)
{
    uint32_t    descriptor = pdf_file_number(file), descendant = pdf_file_number(file), program;
    const char *key = "FontFile2";
    Buffer      out;

    program = write_program(file, font, &key);
    write_descriptor(file, font, at, descriptor, program, key);
    buffer_init(&out, FONT_BYTES_MAX);
    buffer_add_string(&out, strcmp(key, "FontFile3") == 0 ? "<</Type/Font/Subtype/CIDFontType0/BaseFont" : "<</Type/Font/Subtype/CIDFontType2/CIDToGIDMap/Identity/BaseFont");
    add_name(&out, font, at);
    buffer_add(&out, SLICE("/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor "));
    pdf_add_reference(&out, descriptor);
    add_widths(&out, font);
    buffer_add(&out, SLICE(">>"));
    pdf_file_object(file, descendant, &out);
    buffer_clear(&out);
    for (size_t i = 0; i < font->layer_count; i++)
        write_layer(file, font, at, &font->layers[i], descendant);
}

void pdf_fonts_write(PdfFonts *fonts)
{
    for (size_t i = 0; i < fonts->count && fonts->file->status == OK; i++)
        if (fonts->fonts[i]->layer_count != 0)
            write_font(fonts->file, fonts->fonts[i], i);
}

void pdf_fonts_resources(const PdfFonts *fonts, Buffer *out)
{
    for (size_t i = 0; i < fonts->count; i++)
        for (size_t k = 0; k < fonts->fonts[i]->layer_count; k++) {
            buffer_add_format(out, "/F%u ", (unsigned)fonts->fonts[i]->layers[k].object);
            pdf_add_reference(out, fonts->fonts[i]->layers[k].object);
        }
}
