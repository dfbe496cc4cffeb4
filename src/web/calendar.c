/* SPDX-License-Identifier: Apache-2.0
 *
 * Meetings as iCalendar (RFC 5545): times in UTC, lines folded at 75 bytes between characters, ids that stay when a meeting is planned anew.
 */
#include "web/pages_internal.h"

#include <jansson.h>

enum { LINE_MAX_BYTES = 75, VALUE_MAX = 8000 };

/* A content line, folded. */
static void add_line(const char *name, Slice value, Buffer *out)
{
    size_t room = LINE_MAX_BYTES - strlen(name) - 1, at = 0;

    buffer_add_string(out, name);
    buffer_add_byte(out, ':');
    while (value.size - at > room) {
        size_t end = at + room;

        while (end > at && ((unsigned char)value.data[end] & 0xC0) == 0x80)
            end--;
        buffer_add(out, slice_part(value, at, end));
        buffer_add_string(out, "\r\n ");
        at = end;
        room = LINE_MAX_BYTES - 1;
    }
    buffer_add(out, slice_part(value, at, value.size));
    buffer_add_string(out, "\r\n");
}

static void add_text(const char *name, Slice value, Buffer *out)
{
    Buffer escaped;

    buffer_init(&escaped, VALUE_MAX);
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '\n') {
            buffer_add_string(&escaped, "\\n");
            continue;
        }
        if (strchr(",;\\", value.data[i]) != NULL && value.data[i] != '\0')
            buffer_add_byte(&escaped, '\\');
        if ((unsigned char)value.data[i] >= 0x20)
            buffer_add_byte(&escaped, value.data[i]);
    }
    if (escaped.size != 0)
        add_line(name, buffer_slice(&escaped), out);
    buffer_clear(&escaped);
}

static void add_time(const char *name, Slice value, Buffer *out)
{
    int64_t seconds;
    Moment  moment;
    char    text[40];

    if (!formats_parse(value, &seconds))
        return;
    moment_from(seconds, &moment);
    (void)snprintf(text, sizeof text, "%04d%02d%02dT%02d%02d%02dZ", moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second);
    add_line(name, slice_from(text), out);
}

static Slice words_of(const WebLanguage *language, const json_t *item, const char *member)
{
    const json_t *value = json_object_get(item, member);
    Slice         text = json_slice(value);

    (void)filter_words(language, value, &text);
    return text;
}

static void add_event(const json_t *meeting, const WebLanguage *language, const char *origin, Slice stamp, Buffer *out)
{
    Slice  session = json_slice(json_object_get(meeting, "session")), name = json_slice(json_object_get(meeting, "meeting")), state = json_slice(json_object_get(meeting, "state"));
    Slice  begin = json_slice(json_object_get(meeting, "begin"));
    Buffer text;

    if (begin.size == 0)
        return;
    buffer_init(&text, VALUE_MAX);
    buffer_add_format(&text, "%.*s.%.*s@%s", (int)session.size, session.data, (int)name.size, name.data, origin);
    buffer_add_string(out, "BEGIN:VEVENT\r\n");
    add_text("UID", buffer_slice(&text), out);
    add_time("DTSTAMP", stamp, out);
    add_time("DTSTART", begin, out);
    add_time("DTEND", json_slice(json_object_get(meeting, "end")), out);
    buffer_reset(&text);
    buffer_add(&text, words_of(language, meeting, "body_names"));
    if (words_of(language, meeting, "names").size != 0) {
        buffer_add_string(&text, ": ");
        buffer_add(&text, words_of(language, meeting, "names"));
    }
    add_text("SUMMARY", buffer_slice(&text), out);
    add_text("LOCATION", words_of(language, meeting, "place"), out);
    add_line("STATUS", slice_is(state, "cancelled") ? SLICE("CANCELLED") : SLICE("CONFIRMED"), out);
    buffer_add_string(out, "END:VEVENT\r\n");
    buffer_clear(&text);
}

void calendar_print(const json_t *meetings, const WebLanguage *language, const char *origin, int64_t stamped, Buffer *out)
{
    Moment moment;
    char   stamp[40];

    moment_from(stamped, &moment);
    (void)snprintf(stamp, sizeof stamp, "%04d-%02d-%02dT%02d:%02d:%02dZ", moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second);
    buffer_add_string(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rapporteur//Rapporteur " RAPPORTEUR_VERSION "//EN\r\nCALSCALE:GREGORIAN\r\n");
    for (size_t i = 0; i < json_array_size(meetings); i++)
        add_event(json_array_get(meetings, i), language, origin, slice_from(stamp), out);
    buffer_add_string(out, "END:VCALENDAR\r\n");
}
