/* SPDX-License-Identifier: Apache-2.0
 *
 * The filters that print words: the runs of a paragraph with their styles, links and marks of change; and what a search found.
 */
#include "web/house_internal.h"

#include <jansson.h>

static const FilterContext *context_of(const Render *render)
{
    return render_options(render)->context;
}

static const struct {
    char        letter;
    const char *open, *close;
} styles[] = {
    {'b', "<b>", "</b>"}, {'i', "<i>", "</i>"}, {'u', "<u>", "</u>"}, {'s', "<s>", "</s>"}, {'^', "<sup>", "</sup>"}, {'_', "<sub>", "</sub>"},
};

/* What is put in or taken out is said, drawn and marked up; the said words are seen by nobody and not copied. */
static const struct {
    const char *mark, *open, *close, *said, *said_end;
} marks[] = {
    {"ins", "<ins>", "</ins>", MSG("page.spoken_insert"), MSG("page.spoken_end_insert")},
    {"del", "<del>", "</del>", MSG("page.spoken_delete"), MSG("page.spoken_end_delete")},
};
enum { MARKS = sizeof marks / sizeof marks[0] };

static size_t mark_of(const json_t *run)
{
    Slice  mark = json_slice(json_object_get(run, "mark"));
    size_t row = 0;

    while (row < MARKS && !slice_is(mark, marks[row].mark))
        row++;
    return row;
}

static void say(Render *render, const char *message, Buffer *out)
{
    const FilterContext *context = context_of(render);
    Buffer               words;

    buffer_init(&words, 400);
    message_print_in(&words, context->language->code, message, NULL);
    buffer_add_format(out, "<span class=\"vh\" lang=\"%s\">", context->language->code);
    buffer_add_xml(out, buffer_slice(&words));
    buffer_add_string(out, "</span>");
    buffer_clear(&words);
}

static void open_mark(Render *render, size_t row, Buffer *out)
{
    buffer_add_string(out, marks[row].open);
    say(render, marks[row].said, out);
    buffer_add_byte(out, ' ');
}

static void close_mark(Render *render, size_t row, Buffer *out)
{
    say(render, marks[row].said_end, out);
    buffer_add_string(out, marks[row].close);
}

static void print_run(Render *render, const json_t *run, Buffer *out)
{
    Slice dress = json_slice(json_object_get(run, "styles")), document = json_slice(json_object_get(run, "document"));
    bool  link = document.size != 0;

    if (link) {
        buffer_add_format(out, "<a href=\"%s/documents/", context_of(render)->base);
        filter_path(document, true, out);
        buffer_add_string(out, "\">");
    }
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
        if (dress.size != 0 && memchr(dress.data, styles[i].letter, dress.size) != NULL)
            buffer_add_string(out, styles[i].open);
    buffer_add_xml(out, json_slice(json_object_get(run, "text")));
    for (size_t i = sizeof styles / sizeof styles[0]; i-- > 0;)
        if (dress.size != 0 && memchr(dress.data, styles[i].letter, dress.size) != NULL)
            buffer_add_string(out, styles[i].close);
    if (link)
        buffer_add_string(out, "</a>");
}

/* A list of {text, styles?, document?, mark?}, as document.c makes it of a stored text, and a comparison; or a string. Neighbours of one mark are one insertion or deletion. */
void filter_runs(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    size_t open = MARKS;

    (void)argument;
    if (!json_is_array(value)) {
        render_scalar(value, out);
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *run = json_array_get(value, i);
        size_t        mark = mark_of(run);

        if (mark != open && open != MARKS)
            close_mark(render, open, out);
        if (mark != open && mark != MARKS)
            open_mark(render, mark, out);
        open = mark;
        print_run(render, run, out);
    }
    if (open != MARKS)
        close_mark(render, open, out);
}

/* A search result's words in their context: a list of {text, hit?}. */
void filter_found(Render *render, const json_t *value, Slice argument, Buffer *out)
{
    (void)render, (void)argument;
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *part = json_array_get(value, i);
        bool          hit = json_is_true(json_object_get(part, "hit"));

        buffer_add_string(out, hit ? "<mark>" : "");
        buffer_add_xml(out, json_slice(json_object_get(part, "text")));
        buffer_add_string(out, hit ? "</mark>" : "");
    }
}
