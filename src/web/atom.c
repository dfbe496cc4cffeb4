/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists as Atom feeds (RFC 4287). An entry's id is a tag: of the record's origin and what the entry is in the record, so that it is the same on every mirror.
 */
#include "web/pages_internal.h"

#include <jansson.h>

enum { ADDRESS_SIZE = 600 };

static void element(const char *name, Slice text, Buffer *out)
{
    buffer_add_format(out, "<%s>", name);
    buffer_add_xml(out, text);
    buffer_add_format(out, "</%s>\n", name);
}

/* A date or time of the record, or POSIX seconds, as RFC 3339. */
static void add_updated(const json_t *value, Buffer *out)
{
    int64_t seconds = json_integer_value(value);
    Moment  moment;

    if (!json_is_integer(value) && !formats_parse(json_slice(value), &seconds))
        seconds = 0;
    moment_from(seconds, &moment);
    buffer_add_format(out, "<updated>%04d-%02d-%02dT%02d:%02d:%02dZ</updated>\n", moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second);
}

static Slice words(const WebLanguage *language, const json_t *item, const char *member)
{
    const json_t *value = json_object_get(item, member);
    Slice         text;

    if (json_object_get(value, "names") != NULL)
        value = json_object_get(value, "names");
    text = json_slice(value);
    (void)filter_words(language, value, &text);
    return text;
}

static void add_entry(const AtomFeed *feed, const json_t *item, Buffer *out)
{
    Slice  id = json_slice(json_object_get(item, feed->id));
    Buffer title;

    buffer_init(&title, 4000);
    buffer_add(&title, words(feed->language, item, feed->before));
    if (title.size != 0 && words(feed->language, item, "names").size != 0)
        buffer_add_string(&title, ": ");
    buffer_add(&title, words(feed->language, item, "names"));
    buffer_add_string(out, "<entry>\n");
    element("title", buffer_slice(&title), out);
    buffer_add_format(out, "<id>tag:%s,2026:%s/", feed->host, feed->room);
    filter_path(id, true, out);
    buffer_add_format(out, "</id>\n<link href=\"%s/%s/", feed->base, feed->room);
    filter_path(id, true, out);
    buffer_add_string(out, "\"/>\n");
    add_updated(json_object_get(item, feed->updated), out);
    buffer_add_string(out, "</entry>\n");
    buffer_clear(&title);
}

void atom_print(const AtomFeed *feed, const json_t *list, Buffer *out)
{
    buffer_add_format(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n", feed->language->code);
    element("title", feed->title, out);
    buffer_add_format(out, "<id>tag:%s,2026:%s</id>\n<link href=\"%s/%s\"/>\n", feed->host, feed->room, feed->base, feed->room);
    add_updated(json_array_size(list) != 0 ? json_object_get(json_array_get(list, 0), feed->updated) : NULL, out);
    buffer_add_string(out, "<author><name>Rapporteur</name></author>\n");
    for (size_t i = 0; i < json_array_size(list); i++)
        add_entry(feed, json_array_get(list, i), out);
    buffer_add_string(out, "</feed>\n");
}
