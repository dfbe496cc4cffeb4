/* SPDX-License-Identifier: Apache-2.0
 *
 * What the bare pages are drawn with, loaded by the first call as the program loads Pango: linked, it would ask for Pango's functions of a program that has its own of the same names.
 */
#include <cairo-pdf.h>
#include <pango/pangocairo.h> /* before our own, which bans what it calls */

#include "base/base.h"

#define CAIRO "libcairo.so.2"
#define PANGOCAIRO "libpangocairo-1.0.so.0"

LIBRARY_CALL(CAIRO, cairo_t *, NULL, cairo_create, (cairo_surface_t *target), (target))
LIBRARY_CALL_VOID(CAIRO, cairo_destroy, (cairo_t *cr), (cr))
LIBRARY_CALL(CAIRO, cairo_font_options_t *, NULL, cairo_font_options_create, (void), ())
LIBRARY_CALL_VOID(CAIRO, cairo_font_options_destroy, (cairo_font_options_t *options), (options))
LIBRARY_CALL_VOID(CAIRO, cairo_font_options_set_hint_metrics, (cairo_font_options_t *options, cairo_hint_metrics_t hint_metrics), (options, hint_metrics))
LIBRARY_CALL_VOID(CAIRO, cairo_font_options_set_hint_style, (cairo_font_options_t *options, cairo_hint_style_t hint_style), (options, hint_style))
LIBRARY_CALL_VOID(CAIRO, cairo_move_to, (cairo_t *cr, double x, double y), (cr, x, y))
LIBRARY_CALL(CAIRO, cairo_surface_t *, NULL, cairo_pdf_surface_create_for_stream, (cairo_write_func_t write_func, void *closure, double width_in_points, double height_in_points), (write_func, closure, width_in_points, height_in_points))
LIBRARY_CALL_VOID(CAIRO, cairo_show_page, (cairo_t *cr), (cr))
LIBRARY_CALL_VOID(CAIRO, cairo_surface_destroy, (cairo_surface_t *surface), (surface))
LIBRARY_CALL_VOID(CAIRO, cairo_surface_finish, (cairo_surface_t *surface), (surface))
LIBRARY_CALL_VOID(PANGOCAIRO, pango_cairo_context_set_font_options, (PangoContext *context, const cairo_font_options_t *options), (context, options))
LIBRARY_CALL(PANGOCAIRO, PangoFontMap *, NULL, pango_cairo_font_map_new, (void), ())
LIBRARY_CALL_VOID(PANGOCAIRO, pango_cairo_show_layout_line, (cairo_t *cr, PangoLayoutLine *line), (cr, line))
