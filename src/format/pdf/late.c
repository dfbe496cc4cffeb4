/* SPDX-License-Identifier: Apache-2.0
 *
 * Pango, cairo and qpdf, loaded by the first call of them: few commands make a PDF, and with what they need themselves they would double what every start loads.
 * A function that is not here does not link: add its row.
 */
#include "format/pdf/qpdf_internal.h"

#include "format/pdf/pdf_internal.h"

#define CAIRO "libcairo.so.2"
#define PANGO "libpango-1.0.so.0"
#define PANGOCAIRO "libpangocairo-1.0.so.0"
#define GOBJECT "libgobject-2.0.so.0"
#define QPDF "libqpdf.so.29"

/* Nobody gets past this without them. The names are of the newest functions that are used. */
Status late_check(Problem *problem)
{
    static const struct {
        const char *library, *function;
    } needed[] = {{CAIRO, "cairo_tag_begin"}, {PANGO, "pango_attr_allow_breaks_new"}, {PANGOCAIRO, "pango_cairo_font_map_new"}, {GOBJECT, "g_object_unref"}, {QPDF, "qpdf_oh_new_stream"}};

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (library_find(needed[i].library, needed[i].function) == NULL)
            return problem_set(problem, ERR_REFUSED, MSG("pdf.no_library"), "library", needed[i].library, NULL);
    return OK;
}

/* ---- cairo ---- */

LIBRARY_CALL_VOID(CAIRO, cairo_clip, (cairo_t *cr), (cr))
LIBRARY_CALL(CAIRO, cairo_t *, NULL, cairo_create, (cairo_surface_t *target), (target))
LIBRARY_CALL_VOID(CAIRO, cairo_destroy, (cairo_t *cr), (cr))
LIBRARY_CALL_VOID(CAIRO, cairo_fill, (cairo_t *cr), (cr))
LIBRARY_CALL(CAIRO, cairo_font_options_t *, NULL, cairo_font_options_create, (void), ())
LIBRARY_CALL_VOID(CAIRO, cairo_font_options_destroy, (cairo_font_options_t *options), (options))
LIBRARY_CALL_VOID(CAIRO, cairo_font_options_set_antialias, (cairo_font_options_t *options, cairo_antialias_t antialias), (options, antialias))
LIBRARY_CALL_VOID(CAIRO, cairo_font_options_set_hint_metrics, (cairo_font_options_t *options, cairo_hint_metrics_t hint_metrics), (options, hint_metrics))
LIBRARY_CALL_VOID(CAIRO, cairo_font_options_set_hint_style, (cairo_font_options_t *options, cairo_hint_style_t hint_style), (options, hint_style))
LIBRARY_CALL_VOID(CAIRO, cairo_glyph_free, (cairo_glyph_t *glyphs), (glyphs))
LIBRARY_CALL_VOID(CAIRO, cairo_glyph_path, (cairo_t *cr, const cairo_glyph_t *glyphs, int num_glyphs), (cr, glyphs, num_glyphs))
LIBRARY_CALL_VOID(CAIRO, cairo_line_to, (cairo_t *cr, double x, double y), (cr, x, y))
LIBRARY_CALL_VOID(CAIRO, cairo_move_to, (cairo_t *cr, double x, double y), (cr, x, y))
LIBRARY_CALL_VOID(CAIRO, cairo_new_path, (cairo_t *cr), (cr))
LIBRARY_CALL(CAIRO, int, 0, cairo_pdf_surface_add_outline, (cairo_surface_t *surface, int parent_id, const char *utf8, const char *link_attribs, cairo_pdf_outline_flags_t flags), (surface, parent_id, utf8, link_attribs, flags))
LIBRARY_CALL(CAIRO, cairo_surface_t *, NULL, cairo_pdf_surface_create_for_stream, (cairo_write_func_t write_func, void *closure, double width_in_points, double height_in_points), (write_func, closure, width_in_points, height_in_points))
LIBRARY_CALL_VOID(CAIRO, cairo_pdf_surface_set_metadata, (cairo_surface_t *surface, cairo_pdf_metadata_t metadata, const char *utf8), (surface, metadata, utf8))
LIBRARY_CALL_VOID(CAIRO, cairo_rectangle, (cairo_t *cr, double x, double y, double width, double height), (cr, x, y, width, height))
LIBRARY_CALL_VOID(CAIRO, cairo_restore, (cairo_t *cr), (cr))
LIBRARY_CALL_VOID(CAIRO, cairo_save, (cairo_t *cr), (cr))
LIBRARY_CALL_VOID(CAIRO, cairo_scaled_font_glyph_extents, (cairo_scaled_font_t *scaled_font, const cairo_glyph_t *glyphs, int num_glyphs, cairo_text_extents_t *extents), (scaled_font, glyphs, num_glyphs, extents))
LIBRARY_CALL(CAIRO, cairo_status_t, CAIRO_STATUS_NO_MEMORY, cairo_scaled_font_text_to_glyphs, (cairo_scaled_font_t *scaled_font, double x, double y, const char *utf8, int utf8_len, cairo_glyph_t **glyphs, int *num_glyphs, cairo_text_cluster_t **clusters, int *num_clusters, cairo_text_cluster_flags_t *cluster_flags), (scaled_font, x, y, utf8, utf8_len, glyphs, num_glyphs, clusters, num_clusters, cluster_flags))
LIBRARY_CALL_VOID(CAIRO, cairo_set_line_width, (cairo_t *cr, double width), (cr, width))
LIBRARY_CALL_VOID(CAIRO, cairo_set_scaled_font, (cairo_t *cr, const cairo_scaled_font_t *scaled_font), (cr, scaled_font))
LIBRARY_CALL_VOID(CAIRO, cairo_show_page, (cairo_t *cr), (cr))
LIBRARY_CALL_VOID(CAIRO, cairo_show_text_glyphs, (cairo_t *cr, const char *utf8, int utf8_len, const cairo_glyph_t *glyphs, int num_glyphs, const cairo_text_cluster_t *clusters, int num_clusters, cairo_text_cluster_flags_t cluster_flags), (cr, utf8, utf8_len, glyphs, num_glyphs, clusters, num_clusters, cluster_flags))
LIBRARY_CALL(CAIRO, cairo_status_t, CAIRO_STATUS_NO_MEMORY, cairo_status, (cairo_t *cr), (cr))
LIBRARY_CALL_VOID(CAIRO, cairo_stroke, (cairo_t *cr), (cr))
LIBRARY_CALL_VOID(CAIRO, cairo_surface_destroy, (cairo_surface_t *surface), (surface))
LIBRARY_CALL_VOID(CAIRO, cairo_surface_finish, (cairo_surface_t *surface), (surface))
LIBRARY_CALL(CAIRO, cairo_status_t, CAIRO_STATUS_NO_MEMORY, cairo_surface_status, (cairo_surface_t *surface), (surface))
LIBRARY_CALL_VOID(CAIRO, cairo_tag_begin, (cairo_t *cr, const char *tag_name, const char *attributes), (cr, tag_name, attributes))
LIBRARY_CALL_VOID(CAIRO, cairo_tag_end, (cairo_t *cr, const char *tag_name), (cr, tag_name))

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

/* ---- Pango on cairo ---- */

LIBRARY_CALL_VOID(PANGOCAIRO, pango_cairo_context_set_font_options, (PangoContext *context, const cairo_font_options_t *options), (context, options))
LIBRARY_CALL(PANGOCAIRO, cairo_scaled_font_t *, NULL, pango_cairo_font_get_scaled_font, (PangoCairoFont *font), (font))
LIBRARY_CALL(PANGOCAIRO, PangoFontMap *, NULL, pango_cairo_font_map_new, (void), ())
LIBRARY_CALL_VOID(PANGOCAIRO, pango_cairo_show_glyph_item, (cairo_t *cr, const char *text, PangoGlyphItem *glyph_item), (cr, text, glyph_item))
LIBRARY_CALL_VOID(PANGOCAIRO, pango_cairo_show_layout_line, (cairo_t *cr, PangoLayoutLine *line), (cr, line))

/* ---- GObject ---- */

LIBRARY_CALL_VOID(GOBJECT, g_object_unref, (gpointer object), (object))

/* ---- qpdf ---- */

LIBRARY_CALL_VOID(QPDF, qpdf_cleanup, (qpdf_data *qpdf), (qpdf))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_get_root, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_get_trailer, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, QPDF_BOOL, QPDF_FALSE, qpdf_has_error, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, qpdf_data, NULL, qpdf_init, (void), ())
LIBRARY_CALL(QPDF, QPDF_ERROR_CODE, QPDF_ERRORS, qpdf_init_write, (qpdf_data qpdf, char const* filename), (qpdf, filename))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_make_indirect_object, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL_VOID(QPDF, qpdf_oh_append_item, (qpdf_data qpdf, qpdf_oh oh, qpdf_oh item), (qpdf, oh, item))
LIBRARY_CALL_VOID(QPDF, qpdf_oh_begin_dict_key_iter, (qpdf_data qpdf, qpdf_oh dict), (qpdf, dict))
LIBRARY_CALL(QPDF, QPDF_BOOL, QPDF_FALSE, qpdf_oh_dict_more_keys, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, char const*, NULL, qpdf_oh_dict_next_key, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_get_array_item, (qpdf_data qpdf, qpdf_oh oh, int n), (qpdf, oh, n))
LIBRARY_CALL(QPDF, int, 0, qpdf_oh_get_array_n_items, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_get_dict, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL(QPDF, long long, 0, qpdf_oh_get_int_value, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_get_key, (qpdf_data qpdf, qpdf_oh oh, char const* key), (qpdf, oh, key))
LIBRARY_CALL(QPDF, QPDF_BOOL, QPDF_FALSE, qpdf_oh_is_array, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL(QPDF, QPDF_BOOL, QPDF_FALSE, qpdf_oh_is_dictionary, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL(QPDF, QPDF_BOOL, QPDF_FALSE, qpdf_oh_is_integer, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_new_array, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_new_bool, (qpdf_data qpdf, QPDF_BOOL value), (qpdf, value))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_new_dictionary, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_new_integer, (qpdf_data qpdf, long long value), (qpdf, value))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_new_name, (qpdf_data qpdf, char const* name), (qpdf, name))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_new_null, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_new_stream, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_new_string, (qpdf_data qpdf, char const* str), (qpdf, str))
LIBRARY_CALL_VOID(QPDF, qpdf_oh_release, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL_VOID(QPDF, qpdf_oh_release_all, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL_VOID(QPDF, qpdf_oh_remove_key, (qpdf_data qpdf, qpdf_oh oh, char const* key), (qpdf, oh, key))
LIBRARY_CALL_VOID(QPDF, qpdf_oh_replace_key, (qpdf_data qpdf, qpdf_oh oh, char const* key, qpdf_oh item), (qpdf, oh, key, item))
LIBRARY_CALL_VOID(QPDF, qpdf_oh_replace_stream_data, (qpdf_data qpdf, qpdf_oh stream_oh, unsigned char const* buf, size_t len, qpdf_oh filter, qpdf_oh decode_parms), (qpdf, stream_oh, buf, len, filter, decode_parms))
LIBRARY_CALL_VOID(QPDF, qpdf_oh_set_array_item, (qpdf_data qpdf, qpdf_oh oh, int at, qpdf_oh item), (qpdf, oh, at, item))
LIBRARY_CALL(QPDF, qpdf_oh, 0, qpdf_oh_wrap_in_array, (qpdf_data qpdf, qpdf_oh oh), (qpdf, oh))
LIBRARY_CALL(QPDF, QPDF_ERROR_CODE, QPDF_ERRORS, qpdf_read_memory, (qpdf_data qpdf, char const* description, char const* buffer, unsigned long long size, char const* password), (qpdf, description, buffer, size, password))
LIBRARY_CALL_VOID(QPDF, qpdf_set_deterministic_ID, (qpdf_data qpdf, QPDF_BOOL value), (qpdf, value))
LIBRARY_CALL_VOID(QPDF, qpdf_set_minimum_pdf_version, (qpdf_data qpdf, char const* version), (qpdf, version))
LIBRARY_CALL_VOID(QPDF, qpdf_set_object_stream_mode, (qpdf_data qpdf, enum qpdf_object_stream_e mode), (qpdf, mode))
LIBRARY_CALL_VOID(QPDF, qpdf_set_stream_data_mode, (qpdf_data qpdf, enum qpdf_stream_data_e mode), (qpdf, mode))
LIBRARY_CALL_VOID(QPDF, qpdf_set_suppress_warnings, (qpdf_data qpdf, QPDF_BOOL value), (qpdf, value))
LIBRARY_CALL_VOID(QPDF, qpdf_silence_errors, (qpdf_data qpdf), (qpdf))
LIBRARY_CALL(QPDF, QPDF_ERROR_CODE, QPDF_ERRORS, qpdf_write, (qpdf_data qpdf), (qpdf))
