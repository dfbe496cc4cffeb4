/* SPDX-License-Identifier: Apache-2.0
 *
 * A text as it is read in the room: its sections, what was read of each and how its paragraphs stand, and what is on the floor now.
 *
 * A section begins at a heading and goes to the next of its level or a higher one. A text without headings has the parts that a resolution has, its preamble and its operative paragraphs; any other one is
 * read by ranges. How many paragraphs are agreed or contested is said of the text's own paragraphs; parties are never counted.
 */
#include "service/text_internal.h"

enum { TITLE_BYTES = 400 };

typedef struct Range {
    size_t first, last; /* both within */
} Range;

typedef struct Sectioning {
    json_t *answer, *paragraphs, *sections;
    json_t *places; /* by id: the number of the paragraph */
} Sectioning;

static json_t *at(const Sectioning *work, size_t index)
{
    return json_array_get(work->paragraphs, index);
}

static bool find_place(const Sectioning *work, Slice id, size_t *out)
{
    const json_t *place = id.size != 0 ? json_object_getn(work->places, id.data, id.size) : NULL;

    if (place == NULL)
        return false;
    *out = (size_t)json_integer_value(place);
    return true;
}

static bool is_named(const json_t *paragraph)
{
    return json_object_get(paragraph, "name") != NULL;
}

/* The first and the last paragraph of the range that the room has a name for. */
static bool find_named(const Sectioning *work, Range range, Range *out)
{
    while (range.first <= range.last && !is_named(at(work, range.first)))
        range.first++;
    if (range.first > range.last)
        return false;
    while (!is_named(at(work, range.last)))
        range.last--;
    *out = range;
    return true;
}

/* ---- sections ---- */

static json_int_t level_of(const json_t *heading)
{
    return json_integer_value(json_object_get(heading, "level"));
}

static size_t section_end(const Sectioning *work, size_t heading)
{
    size_t last = heading, count = json_array_size(work->paragraphs);

    while (last + 1 < count && !json_member_is(at(work, last + 1), "kind", "footnote") && !(json_member_is(at(work, last + 1), "kind", "heading") && level_of(at(work, last + 1)) <= level_of(at(work, heading))))
        last++;
    return last;
}

static json_t *title_of(const json_t *heading)
{
    Slice   label = json_slice(json_object_get(heading, "label")), text = json_slice(json_object_get(heading, "text"));
    Buffer  title;
    json_t *out;

    buffer_init(&title, TITLE_BYTES + text.size + label.size);
    if (label.size != 0 && !(text.size > label.size && memcmp(text.data, label.data, label.size) == 0)) {
        buffer_add(&title, label);
        buffer_add_byte(&title, ' ');
    }
    buffer_add(&title, text);
    out = text_words(buffer_slice(&title));
    buffer_clear(&title);
    return out;
}

/* How the paragraphs of a range stand, in a fixed order; none of a state: it is left out. */
static json_t *states_of(const Sectioning *work, Range range, json_int_t *all)
{
    static const char *const states[] = {"agreed", "ad_referendum", "objected", "contested", "reserved", "stale", "changed", "open"};
    json_t                  *list = json_array();

    *all = 0;
    for (size_t k = 0; k < sizeof states / sizeof states[0]; k++) {
        json_int_t number = 0;

        for (size_t i = range.first; i <= range.last; i++)
            number += is_named(at(work, i)) && json_member_is(at(work, i), "state", states[k]);
        *all += number;
        if (number != 0)
            (void)json_array_append_new(list, json_pack("{s:s, s:I}", "state", states[k], "number", number));
    }
    return list;
}

static void set_names(json_t *object, const Sectioning *work, Range named)
{
    (void)json_object_set(object, "first", json_object_get(at(work, named.first), "name"));
    if (named.last != named.first)
        (void)json_object_set(object, "last", json_object_get(at(work, named.last), "name"));
}

static void add_section(const Sectioning *work, Range range, const char *part)
{
    json_int_t all;
    json_t    *section = json_object(), *states = states_of(work, range, &all);
    Range      named;

    (void)json_object_set(section, "from", json_object_get(at(work, range.first), "id"));
    (void)json_object_set(section, "to", json_object_get(at(work, range.last), "id"));
    if (part == NULL)
        (void)json_object_set_new(section, "title", title_of(at(work, range.first)));
    else
        (void)json_object_set_new(section, "part", json_string(part));
    if (find_named(work, range, &named))
        set_names(section, work, named);
    (void)json_object_set_new(section, "paragraphs", json_integer(all));
    (void)json_object_set_new(section, "states", states);
    (void)json_array_append_new(work->sections, section);
    (void)json_object_set(at(work, range.first), "section", section);
}

static bool has_kind(const Sectioning *work, Range range, const char *kind, Range *out)
{
    bool found = false;

    for (size_t i = range.first; i <= range.last; i++)
        if (json_member_is(at(work, i), "kind", kind)) {
            *out = found ? (Range){out->first, i} : (Range){i, i};
            found = true;
        }
    return found;
}

static size_t next_heading(const Sectioning *work, size_t from)
{
    while (from < json_array_size(work->paragraphs) && !json_member_is(at(work, from), "kind", "heading"))
        from++;
    return from;
}

/* The first heading that is no title of the whole: before a title stands nothing that the room has a name for, and all belongs to it. The number of paragraphs: there is none. */
static size_t first_heading(const Sectioning *work)
{
    size_t first = next_heading(work, 0), count = json_array_size(work->paragraphs), end;
    Range  named;

    if (first == count || (first > 0 && find_named(work, (Range){0, first - 1}, &named)))
        return first;
    end = section_end(work, first);
    return end + 1 == count || json_member_is(at(work, end + 1), "kind", "footnote") ? next_heading(work, first + 1) : first;
}

/* What stands before the first heading, and the section of each. */
static void add_headed(const Sectioning *work, size_t first)
{
    Range named, preambular;

    if (first > 0 && find_named(work, (Range){0, first - 1}, &named))
        add_section(work, named, has_kind(work, named, "preambular", &preambular) && preambular.last == named.last ? "preambular" : "opening");
    for (size_t i = first; i < json_array_size(work->paragraphs); i++)
        if (json_member_is(at(work, i), "kind", "heading"))
            add_section(work, (Range){i, section_end(work, i)}, NULL);
}

static void add_parts(const Sectioning *work, Range whole)
{
    Range preambular, operative = whole, named;
    bool  has_preamble = has_kind(work, whole, "preambular", &preambular), has_operative = has_kind(work, whole, "operative", &operative);

    if (has_preamble)
        add_section(work, preambular, "preambular");
    if (!has_operative)
        return;
    if (find_named(work, (Range){operative.first, whole.last}, &named)) /* its sub-paragraphs too */
        add_section(work, named, "operative");
}

static void find_sections(const Sectioning *work)
{
    size_t count = json_array_size(work->paragraphs), first = first_heading(work);

    if (first < count)
        add_headed(work, first);
    else if (count != 0)
        add_parts(work, (Range){0, count - 1});
}

static bool section_range(const Sectioning *work, const json_t *section, Range *out)
{
    return find_place(work, json_slice(json_object_get(section, "from")), &out->first) && find_place(work, json_slice(json_object_get(section, "to")), &out->last);
}

/* How deep a section stands in others. */
static void set_depths(const Sectioning *work)
{
    json_t *section, *other;
    size_t  i;
    Range   own, outer;

    json_array_foreach(work->sections, i, section)
    {
        json_int_t depth = 0;

        for (size_t j = 0; j < i && section_range(work, section, &own); j++) {
            other = json_array_get(work->sections, j);
            depth += section_range(work, other, &outer) && outer.first < own.first && own.last <= outer.last;
        }
        (void)json_object_set_new(section, "depth", json_integer(depth));
    }
}

/* ---- readings ---- */

/* Where a part stands in the version shown; false: nothing of it is there. That of a heading grows with its section. */
static bool part_range(const Sectioning *work, const json_t *reading, Range *out)
{
    size_t heading;

    if (!find_place(work, json_slice(json_object_get(reading, "from")), &out->first) || !find_place(work, json_slice(json_object_get(reading, "to")), &out->last))
        return false;
    if (json_object_get(reading, "last") == NULL && find_place(work, json_slice(json_object_get(reading, "first")), &heading) && json_member_is(at(work, heading), "kind", "heading"))
        *out = (Range){heading, section_end(work, heading)};
    return true;
}

static bool same_named(const Sectioning *work, Range one, Range other)
{
    Range left, right;

    return find_named(work, one, &left) && find_named(work, other, &right) && left.first == right.first && left.last == right.last;
}

/* What a part is called: by the section that it is, else by its paragraphs, else by how it begins. */
static json_t *place_of(const Sectioning *work, Range range)
{
    json_t *place = json_pack("{s:O}", "id", json_object_get(at(work, range.first), "id")), *section;
    size_t  i;
    Range   named, own;

    json_array_foreach(work->sections, i, section)
    {
        const char *member = json_object_get(section, "title") != NULL ? "title" : "part";

        if (section_range(work, section, &own) && own.first == range.first && (own.last == range.last || same_named(work, own, range))) {
            (void)json_object_set(place, member, json_object_get(section, member));
            return place;
        }
    }
    if (find_named(work, range, &named))
        set_names(place, work, named);
    else
        (void)json_object_set_new(place, "title", text_opening(at(work, range.first)));
    return place;
}

static void set_step(json_t *reading, const json_t *answer)
{
    json_t *step;
    size_t  i;

    json_array_foreach(json_object_get(answer, "reading_steps"), i, step) if (json_equal(json_object_get(step, "opened"), json_object_get(reading, "act")))
        (void)json_object_set(reading, "step", step);
}

/* A running reading tells more than one that is over, a later step more than an earlier one. */
static bool tells_more(const json_t *reading, const json_t *other)
{
    bool runs = json_member_is(reading, "state", "running"), other_runs = json_member_is(other, "state", "running");

    if (other == NULL || runs != other_runs)
        return other == NULL || runs;
    return json_integer_value(json_object_get(json_object_get(reading, "step"), "index")) > json_integer_value(json_object_get(json_object_get(other, "step"), "index"));
}

/* What the reading's part and the section have in common: all that the room has names for, a part of it, or nothing. */
static bool common(const Sectioning *work, const json_t *reading, Range section, Range *out, bool *whole)
{
    Range part, named = section;

    if (!part_range(work, reading, &part) || part.first > section.last || part.last < section.first)
        return false;
    (void)find_named(work, section, &named);
    *whole = part.first <= named.first && named.last <= part.last;
    *out = (Range){part.first > section.first ? part.first : section.first, part.last < section.last ? part.last : section.last};
    return *whole || find_named(work, *out, out);
}

/* With its text a reading is over, concluded or not. */
static const char *state_told(const Sectioning *work, const json_t *reading)
{
    bool over = json_member_is(work->answer, "state", "adopted") || json_member_is(work->answer, "state", "ended");

    return over && !json_member_is(reading, "state", "concluded") ? "unfinished" : json_string_value(json_object_get(reading, "state"));
}

static void tell_reading(const Sectioning *work, json_t *section, Range range, const char *which)
{
    json_t *reading, *told = NULL, *item;
    size_t  i;
    Range   in_common, of_told = range;
    bool    whole, whole_told = true;

    json_array_foreach(json_object_get(work->answer, "readings"), i, reading) if (json_member_is(reading, "reading", which) && tells_more(reading, told) && common(work, reading, range, &in_common, &whole))
    {
        told = reading;
        of_told = in_common;
        whole_told = whole;
    }
    if (told == NULL)
        return;
    item = json_pack("{s:s, s:s, s:O, s:O*}", "reading", which, "state", state_told(work, told), "act", json_object_get(told, "act"), "step", json_object_get(told, "step"));
    if (!whole_told) {
        json_t *partly = json_object();

        set_names(partly, work, of_told);
        (void)json_object_set_new(item, "partly", partly);
    }
    (void)json_array_append_new(json_object_get(section, "readings"), item);
}

static void tell_readings(const Sectioning *work)
{
    static const char *const readings[] = {"first", "second", "third"};
    json_t                  *section;
    size_t                   i;
    Range                    range;

    json_array_foreach(work->sections, i, section)
    {
        (void)json_object_set_new(section, "readings", json_array());
        for (size_t k = 0; k < sizeof readings / sizeof readings[0] && section_range(work, section, &range); k++)
            tell_reading(work, section, range, readings[k]);
    }
}

/* A reading that runs: its paragraphs are on the floor, and the sections that they are all of, or in. */
static void put_on_floor(const Sectioning *work, json_t *reading, Range part)
{
    json_t *section;
    size_t  i;
    Range   own;

    (void)json_array_append(json_object_get(work->answer, "floor"), reading);
    for (i = part.first; i <= part.last; i++)
        (void)json_object_set_new(at(work, i), "on_floor", json_true());
    json_array_foreach(work->sections, i, section) if (section_range(work, section, &own) && own.first <= part.last && part.first <= own.last)
        (void)json_object_set_new(section, "on_floor", json_true());
}

static void place_readings(const Sectioning *work)
{
    bool    live = json_object_get(work->answer, "past") == NULL && (json_member_is(work->answer, "state", "open") || json_member_is(work->answer, "state", "silence"));
    json_t *reading;
    size_t  i;
    Range   part;

    (void)json_object_set_new(work->answer, "floor", json_array());
    json_array_foreach(json_object_get(work->answer, "readings"), i, reading)
    {
        set_step(reading, work->answer);
        if (!part_range(work, reading, &part))
            continue;
        (void)json_object_set_new(reading, "place", place_of(work, part));
        if (live && json_member_is(reading, "state", "running"))
            put_on_floor(work, reading, part);
    }
}

/* Which part an act of the history is about. */
static void name_steps(const json_t *answer)
{
    json_t *row, *reading;
    size_t  i, j;

    json_array_foreach(json_object_get(answer, "history"), i, row) if (json_object_get(row, "opened") != NULL)
        json_array_foreach(json_object_get(answer, "readings"), j, reading)
            if (json_equal(json_object_get(reading, "act"), json_object_get(row, "opened")) && json_object_get(reading, "place") != NULL)
                (void)json_object_set(row, "place", json_object_get(reading, "place"));
}

Status text_sections(json_t *answer, Problem *problem)
{
    Sectioning work = {answer, json_object_get(answer, "paragraphs"), json_array(), json_object()};
    json_t    *paragraph;
    size_t     i;
    bool       made = work.sections != NULL && work.places != NULL && json_object_set(answer, "sections", work.sections) == 0;

    json_array_foreach(work.paragraphs, i, paragraph)
    {
        Slice id = json_slice(json_object_get(paragraph, "id"));

        made = made && json_object_setn_new(work.places, id.data, id.size, json_integer((json_int_t)i)) == 0;
    }
    if (made) {
        find_sections(&work);
        set_depths(&work);
        place_readings(&work);
        tell_readings(&work);
        name_steps(answer);
    }
    json_decref(work.sections);
    json_decref(work.places);
    return made ? OK : text_no_memory(problem);
}
