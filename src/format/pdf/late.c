/* SPDX-License-Identifier: Apache-2.0
 *
 * Pango and HarfBuzz, loaded by the first call of them: few commands make a PDF, and with what they need themselves they would double what every start loads.
 * A function that is not here does not link: add its row.
 */
#include <pango/pangoft2.h> /* before our own, which bans what it calls */

#include "format/pdf/pdf_internal.h"

#include <hb-ot.h>
#include <hb-subset.h>

#define PANGO "libpango-1.0.so.0"
#define PANGOFT2 "libpangoft2-1.0.so.0"
#define GOBJECT "libgobject-2.0.so.0"
#define HARFBUZZ "libharfbuzz.so.0"
#define SUBSET "libharfbuzz-subset.so.0"

/* Nobody gets past this without them. The names are of the newest functions that are used. */
Status late_check(Problem *problem)
{
    static const struct {
        const char *library, *function;
    } needed[] = {{PANGO, "pango_attr_allow_breaks_new"}, {PANGOFT2, "pango_ft2_font_map_new"}, {GOBJECT, "g_object_unref"}, {HARFBUZZ, "hb_font_get_glyph_shape"}, {SUBSET, "hb_subset_or_fail"}};

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (library_find(needed[i].library, needed[i].function) == NULL)
            return problem_set(problem, ERR_REFUSED, MSG("pdf.no_library"), "library", needed[i].library, NULL);
    return OK;
}

/* ---- Pango ---- */

LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_allow_breaks_new, (gboolean allow_breaks), (allow_breaks))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_family_new, (const char *family), (family))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_font_features_new, (const char *features), (features))
LIBRARY_CALL_VOID(PANGO, pango_attr_list_insert, (PangoAttrList *list, PangoAttribute *attr), (list, attr))
LIBRARY_CALL(PANGO, PangoAttrList *, NULL, pango_attr_list_new, (void), ())
LIBRARY_CALL_VOID(PANGO, pango_attr_list_unref, (PangoAttrList *list), (list))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_rise_new, (int rise), (rise))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_scale_new, (double scale_factor), (scale_factor))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_size_new_absolute, (int size), (size))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_strikethrough_new, (gboolean strikethrough), (strikethrough))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_style_new, (PangoStyle style), (style))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_underline_new, (PangoUnderline underline), (underline))
LIBRARY_CALL(PANGO, PangoAttribute *, NULL, pango_attr_weight_new, (PangoWeight weight), (weight))
LIBRARY_CALL(PANGO, PangoFont *, NULL, pango_context_load_font, (PangoContext *context, const PangoFontDescription *desc), (context, desc))
LIBRARY_CALL_VOID(PANGO, pango_context_set_base_dir, (PangoContext *context, PangoDirection direction), (context, direction))
LIBRARY_CALL_VOID(PANGO, pango_context_set_language, (PangoContext *context, PangoLanguage *language), (context, language))
LIBRARY_CALL_VOID(PANGO, pango_context_set_round_glyph_positions, (PangoContext *context, gboolean round_positions), (context, round_positions))
LIBRARY_CALL(PANGO, PangoFontDescription *, NULL, pango_font_describe, (PangoFont *font), (font))
LIBRARY_CALL_VOID(PANGO, pango_font_description_free, (PangoFontDescription *desc), (desc))
LIBRARY_CALL(PANGO, const char *, NULL, pango_font_description_get_family, (const PangoFontDescription *desc), (desc))
LIBRARY_CALL(PANGO, PangoFontDescription *, NULL, pango_font_description_new, (void), ())
LIBRARY_CALL_VOID(PANGO, pango_font_description_set_absolute_size, (PangoFontDescription *desc, double size), (desc, size))
LIBRARY_CALL_VOID(PANGO, pango_font_description_set_family_static, (PangoFontDescription *desc, const char *family), (desc, family))
LIBRARY_CALL_VOID(PANGO, pango_font_description_set_weight, (PangoFontDescription *desc, PangoWeight weight), (desc, weight))
LIBRARY_CALL(PANGO, hb_font_t *, NULL, pango_font_get_hb_font, (PangoFont *font), (font))
LIBRARY_CALL(PANGO, PangoContext *, NULL, pango_font_map_create_context, (PangoFontMap *fontmap), (fontmap))
LIBRARY_CALL(PANGO, int, 0, pango_glyph_string_get_width, (PangoGlyphString *glyphs), (glyphs))
LIBRARY_CALL(PANGO, PangoLanguage *, NULL, pango_language_from_string, (const char *language), (language))
LIBRARY_CALL_VOID(PANGO, pango_layout_get_extents, (PangoLayout *layout, PangoRectangle *ink_rect, PangoRectangle *logical_rect), (layout, ink_rect, logical_rect))
LIBRARY_CALL(PANGO, PangoLayoutLine *, NULL, pango_layout_get_line, (PangoLayout *layout, int line), (layout, line))
LIBRARY_CALL(PANGO, int, 0, pango_layout_get_line_count, (PangoLayout *layout), (layout))
LIBRARY_CALL(PANGO, GSList *, NULL, pango_layout_get_lines, (PangoLayout *layout), (layout))
LIBRARY_CALL(PANGO, const char *, NULL, pango_layout_get_text, (PangoLayout *layout), (layout))
LIBRARY_CALL_VOID(PANGO, pango_layout_line_get_extents, (PangoLayoutLine *line, PangoRectangle *ink_rect, PangoRectangle *logical_rect), (line, ink_rect, logical_rect))
LIBRARY_CALL(PANGO, PangoLayout *, NULL, pango_layout_new, (PangoContext *context), (context))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_attributes, (PangoLayout *layout, PangoAttrList *attrs), (layout, attrs))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_auto_dir, (PangoLayout *layout, gboolean auto_dir), (layout, auto_dir))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_ellipsize, (PangoLayout *layout, PangoEllipsizeMode ellipsize), (layout, ellipsize))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_font_description, (PangoLayout *layout, const PangoFontDescription *desc), (layout, desc))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_height, (PangoLayout *layout, int height), (layout, height))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_indent, (PangoLayout *layout, int indent), (layout, indent))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_justify, (PangoLayout *layout, gboolean justify), (layout, justify))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_text, (PangoLayout *layout, const char *text, int length), (layout, text, length))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_width, (PangoLayout *layout, int width), (layout, width))
LIBRARY_CALL_VOID(PANGO, pango_layout_set_wrap, (PangoLayout *layout, PangoWrapMode wrap), (layout, wrap))

/* ---- Pango on FreeType ---- */

LIBRARY_CALL(PANGOFT2, PangoFontMap *, NULL, pango_ft2_font_map_new, (void), ())

/* ---- GObject ---- */

#undef g_object_ref /* a macro that keeps the type; what it calls has the same name */
LIBRARY_CALL(GOBJECT, gpointer, NULL, g_object_ref, (gpointer object), (object))
LIBRARY_CALL_VOID(GOBJECT, g_object_unref, (gpointer object), (object))

/* ---- HarfBuzz ---- */

LIBRARY_CALL_VOID(HARFBUZZ, hb_blob_destroy, (hb_blob_t *blob), (blob))
LIBRARY_CALL(HARFBUZZ, const char *, NULL, hb_blob_get_data, (hb_blob_t *blob, unsigned *length), (blob, length))
LIBRARY_CALL(HARFBUZZ, hb_blob_t *, NULL, hb_blob_get_empty, (void), ())
LIBRARY_CALL(HARFBUZZ, unsigned, 0, hb_blob_get_length, (hb_blob_t *blob), (blob))
LIBRARY_CALL(HARFBUZZ, hb_draw_funcs_t *, NULL, hb_draw_funcs_create, (void), ())
LIBRARY_CALL_VOID(HARFBUZZ, hb_draw_funcs_destroy, (hb_draw_funcs_t *dfuncs), (dfuncs))
LIBRARY_CALL_VOID(HARFBUZZ, hb_draw_funcs_set_close_path_func, (hb_draw_funcs_t *dfuncs, hb_draw_close_path_func_t func, void *user_data, hb_destroy_func_t destroy), (dfuncs, func, user_data, destroy))
LIBRARY_CALL_VOID(HARFBUZZ, hb_draw_funcs_set_cubic_to_func, (hb_draw_funcs_t *dfuncs, hb_draw_cubic_to_func_t func, void *user_data, hb_destroy_func_t destroy), (dfuncs, func, user_data, destroy))
LIBRARY_CALL_VOID(HARFBUZZ, hb_draw_funcs_set_line_to_func, (hb_draw_funcs_t *dfuncs, hb_draw_line_to_func_t func, void *user_data, hb_destroy_func_t destroy), (dfuncs, func, user_data, destroy))
LIBRARY_CALL_VOID(HARFBUZZ, hb_draw_funcs_set_move_to_func, (hb_draw_funcs_t *dfuncs, hb_draw_move_to_func_t func, void *user_data, hb_destroy_func_t destroy), (dfuncs, func, user_data, destroy))
LIBRARY_CALL_VOID(HARFBUZZ, hb_draw_funcs_set_quadratic_to_func, (hb_draw_funcs_t *dfuncs, hb_draw_quadratic_to_func_t func, void *user_data, hb_destroy_func_t destroy), (dfuncs, func, user_data, destroy))
LIBRARY_CALL(HARFBUZZ, hb_face_t *, NULL, hb_face_create_for_tables, (hb_reference_table_func_t reference_table_func, void *user_data, hb_destroy_func_t destroy), (reference_table_func, user_data, destroy))
LIBRARY_CALL_VOID(HARFBUZZ, hb_face_destroy, (hb_face_t *face), (face))
LIBRARY_CALL(HARFBUZZ, unsigned, 0, hb_face_get_glyph_count, (const hb_face_t *face), (face))
LIBRARY_CALL(HARFBUZZ, unsigned, 0, hb_face_get_upem, (const hb_face_t *face), (face))
LIBRARY_CALL(HARFBUZZ, hb_face_t *, NULL, hb_face_reference, (hb_face_t *face), (face))
LIBRARY_CALL(HARFBUZZ, hb_blob_t *, NULL, hb_face_reference_blob, (hb_face_t *face), (face))
LIBRARY_CALL(HARFBUZZ, hb_blob_t *, NULL, hb_face_reference_table, (const hb_face_t *face, hb_tag_t tag), (face, tag))
LIBRARY_CALL(HARFBUZZ, hb_font_t *, NULL, hb_font_create, (hb_face_t *face), (face))
LIBRARY_CALL_VOID(HARFBUZZ, hb_font_destroy, (hb_font_t *font), (font))
LIBRARY_CALL(HARFBUZZ, hb_face_t *, NULL, hb_font_get_face, (hb_font_t *font), (font))
LIBRARY_CALL(HARFBUZZ, hb_position_t, 0, hb_font_get_glyph_h_advance, (hb_font_t *font, hb_codepoint_t glyph), (font, glyph))
LIBRARY_CALL_VOID(HARFBUZZ, hb_font_get_glyph_shape, (hb_font_t *font, hb_codepoint_t glyph, hb_draw_funcs_t *dfuncs, void *draw_data), (font, glyph, dfuncs, draw_data))
LIBRARY_CALL_VOID(HARFBUZZ, hb_font_get_scale, (hb_font_t *font, int *x_scale, int *y_scale), (font, x_scale, y_scale))
LIBRARY_CALL_VOID(HARFBUZZ, hb_font_set_scale, (hb_font_t *font, int x_scale, int y_scale), (font, x_scale, y_scale))
LIBRARY_CALL(HARFBUZZ, unsigned, 0, hb_ot_name_get_utf8, (hb_face_t *face, hb_ot_name_id_t name_id, hb_language_t language, unsigned *text_size, char *text), (face, name_id, language, text_size, text))
LIBRARY_CALL_VOID(HARFBUZZ, hb_set_add, (hb_set_t *set, hb_codepoint_t codepoint), (set, codepoint))

/* ---- its subsets ---- */

LIBRARY_CALL(SUBSET, hb_subset_input_t *, NULL, hb_subset_input_create_or_fail, (void), ())
LIBRARY_CALL_VOID(SUBSET, hb_subset_input_destroy, (hb_subset_input_t *input), (input))
LIBRARY_CALL(SUBSET, hb_set_t *, NULL, hb_subset_input_glyph_set, (hb_subset_input_t *input), (input))
LIBRARY_CALL_VOID(SUBSET, hb_subset_input_set_flags, (hb_subset_input_t *input, unsigned value), (input, value))
LIBRARY_CALL(SUBSET, hb_face_t *, NULL, hb_subset_or_fail, (hb_face_t *source, const hb_subset_input_t *input), (source, input))
