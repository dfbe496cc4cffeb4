/* SPDX-License-Identifier: Apache-2.0
 *
 * Escaping, and the page's own sentences.
 *
 * Words of a text go out byte by byte but for the four characters that mean something to HTML, so that what is read back is what was written.
 * The page's sentences stand in bdi with their language where the text speaks another one: a screen reader changes its voice, and the
 * full stop of an English sentence stays at its end in an Arabic page.
 */
#include "format/html/html_page_internal.h"

enum { PAIRS_MAX = 6, NAME_UNBROKEN = 16 /* columns; so many of the widest letters fit the narrowest place for names */ };

static const char *escaped(char byte)
{
    switch (byte) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\r': return "&#13;";
    default: return NULL;
    }
}

void html_say_text(Buffer *out, Slice text)
{
    size_t from = 0;

    for (size_t at = 0; at < text.size; at++) {
        const char *name = escaped(text.data[at]);

        if (name == NULL)
            continue;
        buffer_add(out, slice_part(text, from, at));
        buffer_add_string(out, name);
        from = at + 1;
    }
    buffer_add(out, slice_part(text, from, text.size));
}

void html_say_name(Buffer *out, Slice name)
{
    buffer_add_string(out, utf8_columns(name) <= NAME_UNBROKEN ? "<bdi>" : "<bdi class=long>");
    html_say_text(out, name);
    buffer_add_string(out, "</bdi>");
}

static void print_escaped(Page *page, const char *id, va_list pairs)
{
    const char *names[PAIRS_MAX], *values[PAIRS_MAX];
    Buffer      words;
    int         count = 0;

    for (const char *name; count < PAIRS_MAX && (name = va_arg(pairs, const char *)) != NULL; count++) {
        names[count] = name;
        values[count] = va_arg(pairs, const char *);
    }
    buffer_init(&words, page->out->limit);
    message_print_arguments(&words, id, count, names, values);
    if (words.status != OK)
        page->status = words.status;
    html_say_text(page->out, buffer_slice(&words));
    buffer_clear(&words);
}

void html_say_attribute(Page *page, const char *id, ...)
{
    va_list pairs;

    va_start(pairs, id);
    print_escaped(page, id, pairs);
    va_end(pairs);
}

void html_say(Page *page, const char *id, ...)
{
    va_list pairs;

    if (page->foreign)
        buffer_add_format(page->out, "<bdi lang=\"%s\">", page->language);
    va_start(pairs, id);
    print_escaped(page, id, pairs);
    va_end(pairs);
    if (page->foreign)
        buffer_add_string(page->out, "</bdi>");
}

void html_say_hidden(Page *page, const char *id, ...)
{
    va_list pairs;

    buffer_add_string(page->out, "<span class=vh data-x");
    if (page->foreign)
        buffer_add_format(page->out, " lang=\"%s\"", page->language);
    buffer_add_string(page->out, "> ");
    va_start(pairs, id);
    print_escaped(page, id, pairs);
    va_end(pairs);
    buffer_add_string(page->out, " </span>");
}

void html_say_icon(Buffer *out, const char *symbol)
{
    buffer_add_format(out, "<svg class=mark aria-hidden=true><use href=\"#i-%s\"/></svg>", symbol);
}
