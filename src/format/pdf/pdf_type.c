/* SPDX-License-Identifier: Apache-2.0
 *
 * Faces, and words set in them: Pango with every position exact. Glyph positions are not rounded: otherwise Arabic words are torn apart in
 * what a reader copies from the page, and lines on paper do not break as the fonts' makers meant.
 *
 * Lines are put by our own pitch, not by the fonts': a word in another script does not move the lines around it.
 */
#include <pango/pangoft2.h> /* before our own, which bans what it calls */

#include "format/pdf/pdf_internal.h"

/* Latin size and pitch; the other scripts are larger by their own eye. */
static const struct {
    double size, leading;
    bool   bold;
} faces[PDF_STYLE_COUNT] = {
    [PDF_BODY] = {9.3, 12.7, false},       [PDF_NOTE] = {7.4, 10.0, false},      [PDF_CELL] = {8.2, 11.0, false},       [PDF_SMALL] = {8.8, 12.0, false},     [PDF_ORGAN] = {18.0, 22.0, true},
    [PDF_SYMBOL] = {9.0, 12.0, false},     [PDF_ADOPTED] = {12.2, 16.0, true},   [PDF_TITLE] = {11.0, 14.6, true},      [PDF_HEADING_1] = {12.4, 16.0, true}, [PDF_HEADING_2] = {10.6, 14.0, true},
    [PDF_HEADING_3] = {9.3, 12.7, true},   [PDF_STRONG] = {9.0, 12.2, true},     [PDF_HEAD] = {7.6, 10.0, true},        [PDF_FOOT] = {6.6, 9.0, false},
};

static const struct {
    const char *families; /* the next where one has no glyph */
    const char *needed, *package;
    double      size, leading;
} scripts[PDF_SCRIPT_COUNT] = {
    [PDF_LATIN] = {"Noto Serif, Noto Naskh Arabic, Noto Serif CJK SC", "Noto Serif", "fonts-noto-core", 1.0, 1.0},
    [PDF_ARABIC] = {"Noto Naskh Arabic, Noto Serif, Noto Serif CJK SC", "Noto Naskh Arabic", "fonts-noto-core", 1.2, 1.32},
    [PDF_HAN] = {"Noto Serif CJK SC, Noto Serif, Noto Naskh Arabic", "Noto Serif CJK SC", "fonts-noto-cjk", 1.08, 1.22},
};

static void make_face(PdfFace *face, PdfScript script, PdfStyle style)
{
    face->size = faces[style].size * scripts[script].size;
    face->leading = faces[style].leading * scripts[script].leading;
    face->ascent = face->leading * 0.5 + face->size * (script == PDF_ARABIC ? 0.28 : 0.36);
    face->font = pango_font_description_new();
    pango_font_description_set_family_static(face->font, scripts[script].families);
    pango_font_description_set_absolute_size(face->font, face->size * PANGO_SCALE);
    pango_font_description_set_weight(face->font, faces[style].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
}

Status pdf_type_open(PdfType *type, PangoFontMap *fonts, const char *language, Problem *problem)
{
    size_t edition;

    *type = (PdfType){.fonts = fonts != NULL ? fonts : pango_ft2_font_map_new()};
    for (int script = 0; script < PDF_SCRIPT_COUNT; script++)
        for (int style = 0; style < PDF_STYLE_COUNT; style++)
            make_face(&type->faces[script][style], (PdfScript)script, (PdfStyle)style);
    return pdf_type_language(type, language, strncmp(language, "ar", 2) == 0, &edition, problem);
}

void pdf_type_close(PdfType *type)
{
    if (type->fonts == NULL)
        return;
    for (size_t i = 0; i < type->language_count; i++)
        g_object_unref(type->languages[i].context);
    for (int script = 0; script < PDF_SCRIPT_COUNT; script++)
        for (int style = 0; style < PDF_STYLE_COUNT; style++)
            pango_font_description_free(type->faces[script][style].font);
    g_object_unref(type->fonts);
    type->fonts = NULL;
}

/* Fontconfig answers with another font where it has not the one that was asked for. */
static Status check_font(PdfType *type, const PdfLanguage *language, Problem *problem)
{
    const char           *needed = scripts[language->script].needed;
    PangoFontDescription *wanted, *found;
    PangoFont            *font;
    bool                  is;

    if (type->script_checked[language->script])
        return OK;
    wanted = pango_font_description_new();
    pango_font_description_set_family_static(wanted, needed);
    font = pango_context_load_font(language->context, wanted);
    found = font != NULL ? pango_font_describe(font) : NULL;
    is = found != NULL && pango_font_description_get_family(found) != NULL && strncmp(pango_font_description_get_family(found), needed, strlen(needed)) == 0;
    pango_font_description_free(wanted);
    if (found != NULL)
        pango_font_description_free(found);
    if (font != NULL)
        g_object_unref(font);
    type->script_checked[language->script] = is;
    return is ? OK : problem_set(problem, ERR_REFUSED, MSG("pdf.no_font"), "font", needed, "package", scripts[language->script].package, NULL);
}

static PangoContext *make_context(PdfType *type, const PdfLanguage *language)
{
    PangoContext *context = pango_font_map_create_context(type->fonts);

    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string(language->tag));
    pango_context_set_base_dir(context, language->right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    return context;
}

static PdfScript script_of(const char *tag, bool right_to_left)
{
    return right_to_left ? PDF_ARABIC : strncmp(tag, "zh", 2) == 0 ? PDF_HAN : PDF_LATIN;
}

Status pdf_type_language(PdfType *type, const char *tag, bool right_to_left, size_t *out, Problem *problem)
{
    PdfLanguage *language;

    *out = 0;
    for (size_t i = 0; i < type->language_count; i++)
        if (strcmp(type->languages[i].tag, tag) == 0 && type->languages[i].right_to_left == right_to_left) {
            *out = i;
            return OK;
        }
    if ((tag[0] == '\0' && type->language_count != 0 && right_to_left == type->languages[0].right_to_left) || type->language_count == PDF_LANGUAGES_MAX)
        return OK;
    language = &type->languages[type->language_count];
    (void)snprintf(language->tag, sizeof language->tag, "%s", tag);
    language->right_to_left = right_to_left;
    language->script = script_of(tag, right_to_left);
    language->context = make_context(type, language);
    *out = type->language_count++;
    return check_font(type, language, problem);
}

PangoLayout *pdf_type_layout(PdfType *type, size_t language, PdfStyle style, Slice words)
{
    PangoLayout *layout = pango_layout_new(type->languages[language].context);

    pango_layout_set_auto_dir(layout, FALSE);
    pango_layout_set_font_description(layout, type->faces[type->languages[language].script][style].font);
    pango_layout_set_text(layout, words.data != NULL ? words.data : "", (int)words.size);
    if (type->languages[language].script == PDF_ARABIC) {
        PangoAttrList *figures = pdf_words_figures(NULL, words);

        if (figures != NULL) {
            pango_layout_set_attributes(layout, figures);
            pango_attr_list_unref(figures);
        }
    }
    return layout;
}

double pdf_type_width(PangoLayout *layout)
{
    PangoRectangle logical;

    pango_layout_get_extents(layout, NULL, &logical);
    return (double)logical.width / PANGO_SCALE;
}

double pdf_type_line_width(const PdfBlock *block, size_t line)
{
    PangoRectangle logical;

    pango_layout_line_get_extents(block->lines[line].line, NULL, &logical);
    return (double)logical.width / PANGO_SCALE;
}

static double line_x(PangoLayoutLine *line, const PdfSetting *setting, bool right_to_left)
{
    double         indent = line->is_paragraph_start ? (setting->indent > 0 ? setting->indent : 0) : (setting->indent < 0 ? -setting->indent : 0);
    PangoRectangle logical;
    double         width;

    if (setting->side == PDF_AT_START && !right_to_left)
        return indent;
    pango_layout_line_get_extents(line, NULL, &logical);
    width = (double)logical.width / PANGO_SCALE;
    if (setting->side == PDF_AT_CENTRE)
        return (setting->width - width) / 2;
    return (setting->side == PDF_AT_END) == right_to_left ? 0 : setting->width - width - indent;
}

static Status take_lines(PdfBlock *block, const PdfSetting *setting, bool right_to_left, Problem *problem)
{
    size_t count = (size_t)pango_layout_get_line_count(block->layout);

    if (memory_reserve((void **)&block->lines, &block->capacity, count, sizeof *block->lines) != OK)
        return problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    block->count = 0;
    for (GSList *at = pango_layout_get_lines(block->layout); at != NULL && block->count < count; at = at->next)
        block->lines[block->count++] = (PdfLine){at->data, line_x(at->data, setting, right_to_left)};
    return OK;
}

/* The left side of what begins at `start` of the column and is so wide. The column is the edition's; within it, a text in another direction begins on its own side. */
static double left_of(const PdfWriter *writer, const PdfSetting *setting, double start, double width)
{
    bool own = writer->type.languages[setting->language].right_to_left;

    if (setting->whole_page)
        return pdf_flow_x(writer, start, width);
    return pdf_flow_x(writer, own == writer->mirrored ? BODY_START + start : BODY_START + BODY_WIDTH - start - width, width);
}

static void set_label(PdfWriter *writer, const PdfSetting *setting, PdfBlock *block)
{
    double width;

    block->label = pdf_type_layout(&writer->type, setting->language, setting->style, setting->label);
    width = pdf_type_width(block->label);
    block->label_x = left_of(writer, setting, setting->label_before ? setting->label_x - width : setting->label_x, width);
}

Status pdf_type_set(PdfWriter *writer, PdfWords *words, const PdfSetting *setting, PdfBlock *block)
{
    PdfType           *type = &writer->type;
    const PdfLanguage *language = &type->languages[setting->language];
    const PdfFace     *face = &type->faces[language->script][setting->style];

    pdf_type_clear(block);
    if (words->text.status != OK)
        return problem_set(writer->problem, words->text.status, status_face(words->text.status)->message, NULL);
    block->layout = pdf_type_layout(type, setting->language, setting->style, buffer_slice(&words->text));
    block->leading = face->leading;
    block->ascent = face->ascent;
    block->language = (uint8_t)setting->language;
    block->x = left_of(writer, setting, setting->x, setting->width);
    pango_layout_set_attributes(block->layout, pdf_words_attributes(words, language->script));
    pango_layout_set_wrap(block->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(block->layout, (int)(setting->width * PANGO_SCALE));
    pango_layout_set_indent(block->layout, (int)(setting->indent * PANGO_SCALE));
    pango_layout_set_justify(block->layout, setting->side == PDF_AT_START && !setting->ragged);
    if (setting->label.size != 0)
        set_label(writer, setting, block);
    return take_lines(block, setting, language->right_to_left, writer->problem);
}

void pdf_type_clear(PdfBlock *block)
{
    if (block->layout != NULL)
        g_object_unref(block->layout);
    if (block->label != NULL)
        g_object_unref(block->label);
    for (size_t i = 0; i < block->note_count; i++) {
        PdfBlock *note = &block->notes[i].block; /* a note has no notes */

        if (note->layout != NULL)
            g_object_unref(note->layout);
        memory_free(note->lines);
    }
    block->layout = block->label = NULL;
    block->count = block->note_count = 0;
}

void pdf_type_free(PdfBlock *block)
{
    pdf_type_clear(block);
    memory_free(block->lines);
    memory_free(block->notes);
    *block = (PdfBlock){.layout = NULL};
}
