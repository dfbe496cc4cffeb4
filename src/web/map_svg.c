/* SPDX-License-Identifier: Apache-2.0
 *
 * The consensus map as a picture: the table of web/pages/map.html drawn, for a paper or a slide. Every mark is a shape of its own, so that it can be read without colours; an empty cell means that nothing
 * was said against the paragraph.
 */
#include "web/pages_internal.h"

#include <jansson.h>

enum { CELL = 26, MARK = 16, LABELS = 130, STATES = 40, MARGIN = 24, LETTER = 8, NAME_LETTERS_MAX = 28, TITLE = 56, FOOT = 44, LEGEND = 22, PICTURE_MAX = 8 * 1024 * 1024 };

/* The shapes of web/pages/marks.html, in a square of 16. */
static const struct {
    const char *mark, *shape;
} shapes[] = {
    {"object", "<rect x=\"1.2\" y=\"1.2\" width=\"13.6\" height=\"13.6\" rx=\"1\" fill=\"#8c1232\"/><path d=\"M4.8 4.8l6.4 6.4M11.2 4.8l-6.4 6.4\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2\"/>"},
    {"stale", "<rect x=\"1.8\" y=\"1.8\" width=\"12.4\" height=\"12.4\" fill=\"none\" stroke=\"#50565d\" stroke-width=\"1.5\" stroke-dasharray=\"2.6 1.8\"/><path d=\"M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6\" fill=\"none\" stroke=\"#50565d\" stroke-width=\"1.6\"/>"},
    {"reserve", "<path d=\"M8 2 14.8 14H1.2ZM8 6.2v4.2M8 11.2v1.4\" fill=\"none\" stroke=\"#5b3a8c\" stroke-width=\"1.6\"/>"},
    {"competing", "<path d=\"M7 1.6V14.4L.8 8ZM9 1.6V14.4L15.2 8Z\" fill=\"#744000\"/>"},
    {"change", "<path d=\"M8 1.8 14.2 8 8 14.2 1.8 8Z\" fill=\"none\" stroke=\"#744000\" stroke-width=\"1.6\"/>"},
    {"agreed", "<circle cx=\"8\" cy=\"8\" r=\"7\" fill=\"#1b5230\"/><path d=\"M4.4 8.2 7 10.8l4.6-5.2\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2\"/>"},
    {"ad_referendum", "<circle cx=\"8\" cy=\"8\" r=\"6.2\" fill=\"none\" stroke=\"#1b5230\" stroke-width=\"1.6\"/><path d=\"M4.8 8.2 7.2 10.5l4-4.8\" fill=\"none\" stroke=\"#1b5230\" stroke-width=\"1.6\"/>"},
    {"open", "<circle cx=\"8\" cy=\"8\" r=\"6.2\" fill=\"none\" stroke=\"#50565d\" stroke-width=\"1.6\"/>"},
};
/* States of paragraphs are drawn as the marks that make them. */
static const struct {
    const char *state, *mark;
} states[] = {{"objected", "object"}, {"reserved", "reserve"}, {"contested", "competing"}, {"changed", "change"}};

typedef struct Drawing {
    const WebLanguage *language;
    const json_t      *answer;
    size_t             columns, rows;
    int                head, width, height;
    bool               from_right;
    Buffer            *out;
} Drawing;

/* From the start of the line, whichever side that is. */
static int across(const Drawing *drawing, int at)
{
    return drawing->from_right ? drawing->width - at : at;
}

static void add_mark(const Drawing *drawing, Slice mark, int x, int y)
{
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (slice_is(mark, states[i].state))
            mark = slice_from(states[i].mark);
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (slice_is(mark, shapes[i].mark))
            buffer_add_format(drawing->out, "<g transform=\"translate(%d %d)\">%s</g>\n", across(drawing, x) - MARK / 2, y, shapes[i].shape);
}

static void add_text(const Drawing *drawing, int x, int y, int size, bool strong, Slice text)
{
    buffer_add_format(drawing->out, "<text x=\"%d\" y=\"%d\" font-size=\"%d\"%s>", across(drawing, x), y, size, strong ? " font-weight=\"600\"" : "");
    buffer_add_xml(drawing->out, text);
    buffer_add_string(drawing->out, "</text>\n");
}

/* Of a column: a party, a group, or who is in none. */
static Slice name_of(const Drawing *drawing, const json_t *party)
{
    Slice name = {NULL, 0};

    if (json_object_get(party, "other") != NULL)
        return slice_from(message_text_in(drawing->language->code, MSG("text.no_group")));
    if (filter_words(drawing->language, json_object_get(party, "names"), &name) == NULL)
        name = json_slice(json_object_get(party, "party"));
    return name;
}

/* A name up the column; whole names are in the title that a pointer or a reader by ear finds. */
static void add_column(const Drawing *drawing, size_t column, const json_t *party)
{
    int   x = across(drawing, LABELS + STATES + MARGIN + (int)column * CELL + CELL / 2);
    Slice name = name_of(drawing, party);

    buffer_add_format(drawing->out, "<text x=\"%d\" y=\"%d\" font-size=\"12\" direction=\"%s\" transform=\"rotate(-90 %d %d)\" dominant-baseline=\"central\" text-anchor=\"%s\">", x, drawing->head - 6,
                      drawing->language->direction, x, drawing->head - 6, drawing->from_right ? "end" : "start");
    buffer_add_xml(drawing->out, name);
    buffer_add_string(drawing->out, "</text>\n");
}

static void add_lines(const Drawing *drawing)
{
    int start = MARGIN, end = LABELS + STATES + MARGIN + (int)drawing->columns * CELL, top = drawing->head, bottom = drawing->head + (int)drawing->rows * CELL;

    buffer_add_string(drawing->out, "<g stroke=\"#d9d4c9\" stroke-width=\"1\">\n");
    for (size_t i = 0; i <= drawing->rows; i++)
        buffer_add_format(drawing->out, "<path d=\"M%d %dH%d\"/>\n", across(drawing, start), top + (int)i * CELL, across(drawing, end));
    for (size_t i = 0; i <= drawing->columns; i++)
        buffer_add_format(drawing->out, "<path d=\"M%d %dV%d\"/>\n", across(drawing, LABELS + STATES + MARGIN + (int)i * CELL), top, bottom);
    buffer_add_string(drawing->out, "</g>\n");
}

static void say_cell(const Drawing *drawing, const json_t *cell)
{
    Slice name = name_of(drawing, json_object_get(cell, "party"));
    char  id[60];

    (void)snprintf(id, sizeof id, "text.cell.%s", json_string_value(json_object_get(cell, "mark")));
    buffer_add_string(drawing->out, "<title>");
    buffer_add_xml(drawing->out, name);
    buffer_add_string(drawing->out, ": ");
    if (message_text_in(drawing->language->code, id) != NULL)
        buffer_add_xml(drawing->out, slice_from(message_text_in(drawing->language->code, id)));
    buffer_add_string(drawing->out, "</title>");
}

static void add_row(const Drawing *drawing, size_t number, const json_t *row)
{
    int           y = drawing->head + (int)number * CELL;
    const json_t *cell, *cells = json_object_get(row, "cells");
    size_t        i;

    add_text(drawing, MARGIN + 4, y + 18, 13, true, json_slice(json_object_get(row, "name")));
    add_mark(drawing, json_slice(json_object_get(row, "state")), MARGIN + LABELS + STATES / 2, y + 5);
    json_array_foreach((json_t *)(uintptr_t)cells, i, cell)
    {
        if (json_object_get(cell, "mark") == NULL)
            continue;
        buffer_add_string(drawing->out, "<g>");
        say_cell(drawing, cell);
        add_mark(drawing, json_slice(json_object_get(cell, "mark")), LABELS + STATES + MARGIN + (int)i * CELL + CELL / 2, y + 5);
        buffer_add_string(drawing->out, "</g>\n");
    }
}

static void add_foot(const Drawing *drawing)
{
    static const char *const names[] = {"entry"};
    const json_t            *at = json_object_get(drawing->answer, "at");
    char                     digits[DECIMAL_MAX];
    const char              *values[] = {decimal(digits, json_integer_value(at))};
    Buffer                   text;

    buffer_init(&text, 4000);
    if (at != NULL)
        message_print_arguments_in(&text, drawing->language->code, MSG("text.as_of"), 1, names, values);
    else
        message_print_arguments_in(&text, drawing->language->code, MSG("text.empty_cell"), 0, NULL, NULL);
    add_text(drawing, MARGIN, drawing->height - 14, 11, false, buffer_slice(&text));
    buffer_clear(&text);
}

/* What each mark means, in words. */
static void add_legend(const Drawing *drawing)
{
    static const char *const marks[] = {"object", "stale", "reserve", "competing", "change"};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        int         y = drawing->head + (int)drawing->rows * CELL + 14 + (int)i * LEGEND;
        char        id[60];
        const char *words;

        (void)snprintf(id, sizeof id, "text.cell.%s", marks[i]);
        words = message_text_in(drawing->language->code, id);
        add_mark(drawing, slice_from(marks[i]), MARGIN + MARK / 2, y);
        add_text(drawing, MARGIN + 2 * MARK, y + 13, 12, false, slice_from(words != NULL ? words : marks[i]));
    }
}

static size_t longest_name(const Drawing *drawing)
{
    const json_t *party, *parties = json_object_get(drawing->answer, "parties");
    size_t        longest = 0, i;

    json_array_foreach((json_t *)(uintptr_t)parties, i, party)
    {
        Slice name = name_of(drawing, party);

        longest = name.size > longest ? name.size : longest;
    }
    return longest < NAME_LETTERS_MAX ? longest : NAME_LETTERS_MAX;
}

static void draw(Drawing *drawing)
{
    const json_t *rows = json_object_get(drawing->answer, "rows"), *parties = json_object_get(drawing->answer, "parties"), *item;
    size_t        i;
    Slice         title = {NULL, 0};

    drawing->columns = json_array_size(parties);
    drawing->rows = json_array_size(rows);
    drawing->from_right = strcmp(drawing->language->direction, "rtl") == 0;
    drawing->head = TITLE + (int)longest_name(drawing) * LETTER;
    drawing->width = 2 * MARGIN + LABELS + STATES + (int)drawing->columns * CELL;
    drawing->width = drawing->width > 560 ? drawing->width : 560;
    drawing->height = drawing->head + (int)drawing->rows * CELL + 5 * LEGEND + FOOT;
    (void)filter_words(drawing->language, json_object_get(drawing->answer, "names"), &title);
    buffer_add_format(drawing->out,
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" lang=\"%s\" direction=\"%s\" font-family=\"Noto Sans, Noto Sans Arabic, Noto Sans CJK SC, "
                      "sans-serif\" fill=\"#1b1f24\" role=\"img\">\n<title>",
                      drawing->width, drawing->height, drawing->width, drawing->height, drawing->language->code, drawing->language->direction);
    buffer_add_xml(drawing->out, title);
    buffer_add_format(drawing->out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#fdfcf9\"/>\n", drawing->width, drawing->height);
    add_text(drawing, MARGIN, 32, 17, true, title);
    add_lines(drawing);
    json_array_foreach((json_t *)(uintptr_t)parties, i, item) add_column(drawing, i, item);
    json_array_foreach((json_t *)(uintptr_t)rows, i, item) add_row(drawing, i, item);
    add_legend(drawing);
    add_foot(drawing);
    buffer_add_string(drawing->out, "</svg>\n");
}

static void send_map(HttpExchange *exchange, Web *web, const WebLanguage *language, Slice process)
{
    Slice    arguments[] = {process, {NULL, 0}, {NULL, 0}};
    WebAsker asker;
    Asker    whose;
    json_t  *answer = NULL;
    Buffer   bytes;
    Problem  problem = {0};
    Status   status = web_asker(web, exchange, &asker);

    whose = web_asker_for_service(&asker);
    (void)http_query(exchange, "at", &arguments[1]);
    (void)http_query(exchange, "across", &arguments[2]);
    buffer_init(&bytes, PICTURE_MAX);
    if (status == OK)
        status = service_query(web->service, "text.map", arguments, 3, &whose, house_now(web->house), &answer, &problem);
    if (status == OK) {
        draw(&(Drawing){.language = language, .answer = answer, .out = &bytes});
        status = bytes.status;
    }
    if (status == OK)
        http_reply(exchange, &(HttpReply){.status = 200, .content_type = "image/svg+xml", .cache_control = "private, no-store", .give = &bytes});
    else
        web_refuse(web, exchange, &asker, status, &problem);
    buffer_clear(&bytes);
    json_decref(answer);
}

/* In the reader's language, or in that of the address. */
static void get_map(HttpExchange *exchange, void *context)
{
    send_map(exchange, context, web_language(context, exchange), http_wild(exchange, 0));
}

static void get_map_in(HttpExchange *exchange, void *context)
{
    const WebLanguage *language = web_language_find(context, http_wild(exchange, 0));

    if (language == NULL)
        web_not_found(context, exchange, &(WebAsker){0});
    else
        send_map(exchange, context, language, http_wild(exchange, 1));
}

static const HttpRoute routes[] = {
    {HTTP_GET, "texts/*/map.svg", 0, get_map},
    {HTTP_GET, "*/texts/*/map.svg", 0, get_map_in},
};
const WebRoutes web_map_routes = {routes, sizeof routes / sizeof routes[0]};
