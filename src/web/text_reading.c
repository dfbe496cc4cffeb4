/* SPDX-License-Identifier: Apache-2.0
 *
 * Readings and comments on the page of a text: what is on the floor and what was suspended, the sections with what may be done about them by who presides, the part that the page is narrowed to, the
 * comments with a way back for who made them.
 */
#include "service/rights.h"
#include "web/pages_internal.h"

#include <jansson.h>

/* ---- what may be done ---- */

/* The next one to hold: the first that no concluded reading of the whole section stands for; after the third the third again. */
static const char *next_reading(const json_t *section)
{
    static const char *const readings[] = {"first", "second", "third"};
    const json_t            *row;
    size_t                   i, next = 0;

    json_array_foreach(json_object_get(section, "readings"), i, row)
        for (size_t k = 0; k < sizeof readings / sizeof readings[0]; k++)
            if (json_member_is(row, "reading", readings[k]) && json_member_is(row, "state", "concluded") && json_object_get(row, "partly") == NULL && k + 1 > next)
                next = k + 1;
    return readings[next < 2 ? next : 2];
}

static bool is_read(const json_t *section)
{
    const json_t *row;
    size_t        i;

    json_array_foreach(json_object_get(section, "readings"), i, row) if (!json_member_is(row, "state", "concluded")) return true;
    return false;
}

/* The form chooses the section as its options name it: a heading alone, another part by both its ends. */
static json_t *opening(const json_t *section)
{
    const char *from = json_string_value(json_object_get(section, "from")), *to = json_string_value(json_object_get(section, "to"));
    bool        headed = json_object_get(section, "title") != NULL;

    return json_pack("{s:o, s:s}", "first", json_sprintf("%s%s%s", from, headed ? "" : "%7C", headed ? "" : to), "reading", next_reading(section));
}

static void offer_steps(json_t *reading)
{
    json_t *may = json_object();

    json_set_flag(may, "suspend", json_member_is(reading, "state", "running"));
    json_set_flag(may, "resume", json_member_is(reading, "state", "suspended"));
    (void)json_object_set_new(reading, "may", may);
}

/* ---- the part that is shown ---- */

static void mark_floor(json_t *paragraphs)
{
    json_t *paragraph;
    size_t  i;

    json_array_foreach(paragraphs, i, paragraph) json_set_flag(paragraph, "in_part", json_object_get(paragraph, "on_floor") != NULL);
}

static void mark_section(json_t *paragraphs, const json_t *section)
{
    json_t *paragraph;
    size_t  i;
    bool    within = false;

    json_array_foreach(paragraphs, i, paragraph)
    {
        within = within || json_equal(json_object_get(paragraph, "id"), json_object_get(section, "from"));
        json_set_flag(paragraph, "in_part", within);
        within = within && !json_equal(json_object_get(paragraph, "id"), json_object_get(section, "to"));
    }
}

bool text_narrow_part(const HttpExchange *exchange, json_t *answer)
{
    bool    floor = json_array_size(json_object_get(answer, "floor")) != 0;
    json_t *section;
    size_t  i;
    Slice   asked = {NULL, 0}, view;

    (void)http_query(exchange, "section", &asked);
    if (asked.size == 0 && floor && http_query(exchange, "view", &view) && slice_is(view, "projector"))
        asked = SLICE("floor");
    if (slice_is(asked, "floor") && floor) {
        (void)json_object_set_new(answer, "floor_shown", json_true());
        mark_floor(json_object_get(answer, "paragraphs"));
        return true;
    }
    json_array_foreach(json_object_get(answer, "sections"), i, section) if (asked.size != 0 && slice_equal(json_slice(json_object_get(section, "from")), asked))
    {
        (void)json_object_set_new(section, "selected", json_true());
        mark_section(json_object_get(answer, "paragraphs"), section);
        return true;
    }
    return false;
}

/* ---- the page ---- */

/* `read`: what was read of it, for the contents; `how`: the same at its place in the text, with its name where no heading says it. */
static void tell_read(json_t *section)
{
    const json_t *readings = json_object_get(section, "readings");
    json_t       *read = json_pack("{s:O}", "of", readings), *how;

    json_set_flag(read, "none", json_array_size(readings) == 0);
    how = json_copy(read);
    if (json_object_get(section, "part") != NULL)
        (void)json_object_set(how, "part", json_object_get(section, "part"));
    (void)json_object_set_new(section, "read", read);
    (void)json_object_set_new(section, "how", how);
}

void text_readings(json_t *answer, bool presides)
{
    json_t *readings = json_object_get(answer, "readings"), *sections = json_object_get(answer, "sections"), *suspended = json_array(), *row;
    size_t  i;
    bool    live = json_object_get(answer, "past") == NULL && (json_member_is(answer, "state", "open") || json_member_is(answer, "state", "silence"));

    json_array_foreach(readings, i, row)
    {
        if (live && presides && !json_member_is(row, "state", "concluded"))
            offer_steps(row);
        if (live && json_member_is(row, "state", "suspended"))
            (void)json_array_append(suspended, row);
    }
    json_array_foreach(sections, i, row)
    {
        if (json_array_size(readings) != 0 && json_object_get(answer, "past") == NULL)
            tell_read(row);
        if (presides && json_member_is(answer, "state", "open") && !is_read(row))
            (void)json_object_set_new(row, "may_read", opening(row));
    }
    text_list_under(answer, json_object_get(answer, "floor"), "read_now");
    text_list_under(answer, suspended, "paused");
    if (json_array_size(sections) > 1 || json_array_size(readings) != 0)
        text_list_under(answer, sections, "contents");
    json_decref(suspended);
}

void text_dress_comments(json_t *object, const WebAsker *asker, bool acts, bool shown)
{
    json_t *comments = json_object_get(object, "comments"), *row;
    size_t  i;

    json_array_foreach(comments, i, row)
        json_set_flag(row, "own", acts && slice_is(json_slice(json_object_get(json_object_get(row, "party"), "party")), asker->party) && asker->party[0] != '\0');
    if (shown)
        text_list_under(object, comments, "commented");
}

/* ---- the list of texts ---- */

Status texts_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t *text, *row, *floors;
    size_t  i, j;

    (void)web, (void)exchange, (void)asker, (void)problem;
    json_array_foreach(json_object_get(answer, "texts"), i, text)
    {
        floors = json_array();
        json_array_foreach(json_object_get(answer, "floor"), j, row) if (json_equal(json_object_get(row, "process"), json_object_get(text, "process")))
        {
            if (json_object_get(row, "section") == NULL && !json_equal(json_object_get(row, "first"), json_object_get(row, "last")))
                (void)json_object_set(row, "range", json_object_get(row, "last"));
            (void)json_array_append(floors, row);
        }
        text_list_under(text, floors, "floors");
        json_decref(floors);
    }
    return OK;
}
