/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands between a text and consensus: objections, positions that went stale, reservations, conditions, competing wordings; by paragraph and by party. It is a list of what is in the way, never a
 * measure of who is winning.
 */
#include "service/text_internal.h"

static json_t *paragraph_of(const json_t *paragraphs, Slice id)
{
    json_t *row;
    size_t  i;

    json_array_foreach((json_t *)(uintptr_t)paragraphs, i, row) if (slice_equal(json_slice(json_object_get(row, "id")), id)) return row;
    return NULL;
}

static bool is_text(const json_t *object, const char *member, const char *text)
{
    return slice_is(json_slice(json_object_get(object, member)), text);
}

static void add_to_list(json_t *object, const char *member, json_t *item)
{
    if (json_object_get(object, member) == NULL)
        (void)json_object_set_new(object, member, json_array());
    (void)json_array_append(json_object_get(object, member), item);
}

/* At their paragraph; those on the whole text, or whose paragraph is gone, stay at the text. */
static void place_positions(json_t *answer)
{
    json_t *row, *list = json_object_get(answer, "positions"), *paragraphs = json_object_get(answer, "paragraphs");
    size_t  i;

    json_array_foreach(list, i, row)
    {
        json_t *paragraph = paragraph_of(paragraphs, json_slice(json_object_get(row, "paragraph")));

        add_to_list(paragraph != NULL ? paragraph : answer, paragraph != NULL ? "positions" : "on_whole", row);
    }
}

/* ---- what else belongs to a paragraph ---- */

/* The name or label of a paragraph, for who is told of it elsewhere. */
static void name_place(json_t *object, const json_t *paragraphs)
{
    const json_t *paragraph = paragraph_of(paragraphs, json_slice(json_object_get(object, "paragraph")));
    const char   *member = json_object_get(paragraph, "name") != NULL ? "name" : "label";

    if (json_slice(json_object_get(paragraph, member)).size != 0)
        (void)json_object_set(object, member, json_object_get(paragraph, member));
}

/* By their acts: positions ask for many of them. A new reference. */
static json_t *amendments_by_act(const json_t *answer)
{
    json_t *row, *out = json_object();
    size_t  i;

    json_array_foreach(json_object_get(answer, "amendments"), i, row)
    {
        Slice act = json_slice(json_object_get(row, "act"));

        if (act.size != 0)
            (void)json_object_setn(out, act.data, act.size, row);
    }
    return out;
}

static json_t *amendment_of(const json_t *by_act, Slice act)
{
    return act.size != 0 ? json_object_getn(by_act, act.data, act.size) : NULL;
}

/* What a condition is on: the paragraph by its name, the wording by its party. */
static void name_conditions(json_t *answer)
{
    json_t *position, *condition, *amendment, *by_act = amendments_by_act(answer);
    size_t  i, j;

    json_array_foreach(json_object_get(answer, "positions"), i, position)
    {
        if ((amendment = amendment_of(by_act, json_slice(json_object_get(position, "wording")))) != NULL)
            (void)json_object_set(position, "wording_of", json_object_get(amendment, "party"));
        json_array_foreach(json_object_get(position, "conditions"), j, condition)
        {
            name_place(condition, json_object_get(answer, "paragraphs"));
            if ((amendment = amendment_of(by_act, json_slice(json_object_get(condition, "wording")))) != NULL)
                (void)json_object_set(condition, "wording_of", json_object_get(amendment, "party"));
        }
    }
    json_decref(by_act);
}

/* At every paragraph that it names; on the text as a whole when none of them is there. */
static void place_explanations(json_t *answer)
{
    json_t *row, *id, *paragraph;
    size_t  i, j;

    json_array_foreach(json_object_get(answer, "explanations"), i, row)
    {
        json_array_foreach(json_object_get(row, "paragraphs"), j, id) if ((paragraph = paragraph_of(json_object_get(answer, "paragraphs"), json_slice(id))) != NULL)
        {
            json_t *place = json_pack("{s:O}", "paragraph", id);

            name_place(place, json_object_get(answer, "paragraphs"));
            add_to_list(row, "places", place);
            add_to_list(paragraph, "explanations", row);
            json_decref(place);
        }
        if (json_object_get(row, "places") == NULL)
            add_to_list(answer, "explained_whole", row);
    }
}

static bool stands_last(const json_t *list, const json_t *row)
{
    return json_array_size(list) != 0 && json_array_get(list, json_array_size(list) - 1) == row;
}

/* Who proposed what here, and why, once each: at every paragraph that an amendment changes; a new paragraph counts under the one it comes after. */
static void place_proposals(json_t *answer)
{
    static const char *const kept[] = {"act", "party", "rationale", "with", "bridge", "state", "amends", "grade", "house"};
    json_t                  *row, *change;
    size_t                   i, j;

    json_array_foreach(json_object_get(answer, "amendments"), i, row)
    {
        json_t *brief = json_object();

        for (size_t k = 0; k < sizeof kept / sizeof kept[0]; k++)
            if (json_object_get(row, kept[k]) != NULL)
                (void)json_object_set(brief, kept[k], json_object_get(row, kept[k]));
        json_array_foreach(json_object_get(row, "changes"), j, change)
        {
            Slice   named = json_slice(json_object_get(change, "paragraph"));
            json_t *paragraph = paragraph_of(json_object_get(answer, "paragraphs"), named.size != 0 ? named : json_slice(json_object_get(change, "after")));

            if (paragraph != NULL && !stands_last(json_object_get(paragraph, "proposals"), brief))
                add_to_list(paragraph, "proposals", brief);
        }
        json_decref(brief);
    }
}

/* The paragraph that a comment on a proposal belongs to: the first that the proposal changes. */
static json_t *first_changed(const json_t *answer, const json_t *amendment)
{
    json_t *change, *paragraph = NULL;
    size_t  i;

    json_array_foreach(json_object_get(amendment, "changes"), i, change)
    {
        Slice named = json_slice(json_object_get(change, "paragraph"));

        if (paragraph == NULL)
            paragraph = paragraph_of(json_object_get(answer, "paragraphs"), named.size != 0 ? named : json_slice(json_object_get(change, "after")));
    }
    return paragraph;
}

/* At their paragraph; those on the whole text, or whose paragraph is gone, stay at the text. On a proposal: whose it is. */
static void place_comments(json_t *answer)
{
    json_t *row, *by_act = amendments_by_act(answer);
    size_t  i;

    json_array_foreach(json_object_get(answer, "comments"), i, row)
    {
        json_t *amendment = amendment_of(by_act, json_slice(json_object_get(row, "amendment"))), *paragraph = paragraph_of(json_object_get(answer, "paragraphs"), json_slice(json_object_get(row, "paragraph")));

        if (amendment != NULL)
            (void)json_object_set(row, "proposal_of", json_object_get(amendment, "party"));
        if (paragraph == NULL && amendment != NULL && json_object_get(row, "paragraph") == NULL)
            paragraph = first_changed(answer, amendment);
        add_to_list(paragraph != NULL ? paragraph : answer, paragraph != NULL ? "comments" : "commented_whole", row);
        if (paragraph != NULL) {
            json_t *place = json_pack("{s:O}", "paragraph", json_object_get(paragraph, "id"));

            name_place(place, json_object_get(answer, "paragraphs"));
            (void)json_object_set_new(row, "place", place);
        }
    }
    json_decref(by_act);
}

static void name_history(json_t *answer)
{
    json_t *row;
    size_t  i;

    json_array_foreach(json_object_get(answer, "history"), i, row) if (json_object_get(row, "paragraph") != NULL) name_place(row, json_object_get(answer, "paragraphs"));
}

/* ---- the state of a paragraph ---- */

/* In this order the first that fits is what a paragraph is called. */
static const struct {
    const char *stance, *state;
} stance_rows[] = {{"object", "objected"}, {"reserve", "reserved"}};

static const char *state_of(const json_t *paragraph)
{
    const json_t *row, *positions = json_object_get(paragraph, "positions");
    size_t        i;
    bool          stale = false;

    if (json_object_get(paragraph, "closed") != NULL)
        return json_string_value(json_object_get(paragraph, "closed"));
    for (size_t k = 0; k < sizeof stance_rows / sizeof *stance_rows; k++)
        json_array_foreach((json_t *)(uintptr_t)positions, i, row)
        {
            if (is_text(row, "position", stance_rows[k].stance) && json_object_get(row, "stale") == NULL)
                return stance_rows[k].state;
            stale |= json_object_get(row, "stale") != NULL;
        }
    if (is_text(paragraph, "proposed", "contested"))
        return "contested";
    if (stale)
        return "stale";
    return is_text(paragraph, "proposed", "changed") ? "changed" : "open";
}

/* ---- what stands between ---- */

enum { OPENING_BYTES = 40 };

json_t *text_opening(const json_t *paragraph)
{
    Slice   text = json_slice(json_object_get(paragraph, "text"));
    size_t  size = OPENING_BYTES;
    Buffer  cut;
    json_t *out;

    if (text.size <= OPENING_BYTES)
        return text_words(text);
    while (size != 0 && text.data[size] != ' ')
        size--;
    for (size = size != 0 ? size : OPENING_BYTES; size != 0 && ((unsigned char)text.data[size] & 0xC0) == 0x80; size--)
        continue;
    buffer_init(&cut, 2 * OPENING_BYTES);
    buffer_add(&cut, slice_part(text, 0, size));
    buffer_add_string(&cut, " \xE2\x80\xA6");
    out = text_words(buffer_slice(&cut));
    buffer_clear(&cut);
    return out;
}

typedef struct Between {
    json_t *list;
} Between;

static void add_item(Between *between, const char *what, const json_t *paragraph, const json_t *position)
{
    json_t *item = json_pack("{s:s}", "what", what);

    if (paragraph != NULL) {
        (void)json_object_set(item, "paragraph", json_object_get(paragraph, "id"));
        if (json_object_get(paragraph, "label") != NULL)
            (void)json_object_set(item, "label", json_object_get(paragraph, "label"));
        if (json_object_get(paragraph, "name") != NULL)
            (void)json_object_set(item, "name", json_object_get(paragraph, "name"));
        else if (json_slice(json_object_get(paragraph, "label")).size == 0)
            (void)json_object_set_new(item, "label", text_opening(paragraph));
    }
    if (position != NULL) {
        (void)json_object_set(item, "party", json_object_get(position, "party"));
        (void)json_object_set(item, "act", json_object_get(position, "act"));
        if (json_object_get(position, "text") != NULL)
            (void)json_object_set(item, "text", json_object_get(position, "text"));
        if (json_object_get(position, "conditions") != NULL)
            (void)json_object_set(item, "conditions", json_object_get(position, "conditions"));
    }
    (void)json_array_append_new(between->list, item);
}

static void add_stances(Between *between, const char *what, const char *stance, bool stale, const json_t *paragraph, const json_t *positions)
{
    const json_t *row;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)positions, i, row)
    {
        bool is_stale = json_object_get(row, "stale") != NULL;

        if (is_stale == stale && (stance == NULL || is_text(row, "position", stance)) && (!stale || is_text(row, "position", "object") || is_text(row, "position", "reserve")))
            add_item(between, what, paragraph, row);
    }
}

static const struct {
    const char *what, *stance;
    bool        stale;
} between_rows[] = {{"objected", "object", false}, {"stale", NULL, true}, {"reserved", "reserve", false}};

/* Who goes along only if something else stays, or goes: part of a package. */
static void add_conditional(Between *between, const json_t *paragraph, const json_t *positions)
{
    const json_t *row;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)positions, i, row) if (json_object_get(row, "conditions") != NULL && (is_text(row, "position", "support") || is_text(row, "position", "can_live_with")))
        add_item(between, "conditional", paragraph, row);
}

static void list_between(json_t *answer, Between *between)
{
    json_t *paragraph, *paragraphs = json_object_get(answer, "paragraphs");
    size_t  i;

    for (size_t k = 0; k < sizeof between_rows / sizeof *between_rows; k++) {
        add_stances(between, between_rows[k].what, between_rows[k].stance, between_rows[k].stale, NULL, json_object_get(answer, "on_whole"));
        json_array_foreach(paragraphs, i, paragraph)
            add_stances(between, between_rows[k].what, between_rows[k].stance, between_rows[k].stale, paragraph, json_object_get(paragraph, "positions"));
    }
    add_conditional(between, NULL, json_object_get(answer, "on_whole"));
    json_array_foreach(paragraphs, i, paragraph) add_conditional(between, paragraph, json_object_get(paragraph, "positions"));
    json_array_foreach(paragraphs, i, paragraph) if (is_text(paragraph, "proposed", "contested") && json_object_get(paragraph, "closed") == NULL) add_item(between, "contested", paragraph, NULL);
    json_array_foreach(paragraphs, i, paragraph) if (is_text(paragraph, "proposed", "changed") && json_object_get(paragraph, "closed") == NULL) add_item(between, "changed", paragraph, NULL);
}

/* "12" of a report's paragraph 12. */
static bool number_of(const json_t *paragraph, char *name, size_t size)
{
    Slice label = json_slice(json_object_get(paragraph, "label"));

    if (!is_text(paragraph, "kind", "plain") || label.size == 0 || label.size >= 16)
        return false;
    (void)snprintf(name, size, "%.*s", (int)(slice_ends(label, ".") ? label.size - 1 : label.size), label.data);
    return name[0] != '\0';
}

/* What a paragraph is called in the room: PP3 of the preamble, OP5 of a numbered operative one, its own label otherwise. */
static void name_paragraphs(json_t *answer)
{
    json_t *paragraph, *paragraphs = json_object_get(answer, "paragraphs");
    size_t  i, preambular = 0, operative = 0;
    char    name[48];

    json_array_foreach(paragraphs, i, paragraph)
    {
        bool in_preamble = is_text(paragraph, "kind", "preambular"), in_operative = is_text(paragraph, "kind", "operative");

        if (in_preamble || in_operative)
            (void)snprintf(name, sizeof name, "%s%zu", in_preamble ? "PP" : "OP", in_preamble ? ++preambular : ++operative);
        else if (is_text(paragraph, "kind", "sub") && json_slice(json_object_get(paragraph, "label")).size < 16)
            (void)snprintf(name, sizeof name, "OP%zu %s", operative, json_string_value(json_object_get(paragraph, "label")) != NULL ? json_string_value(json_object_get(paragraph, "label")) : "");
        else if (!number_of(paragraph, name, sizeof name))
            continue;
        (void)json_object_set_new(paragraph, "name", json_string(name));
    }
}

Status text_standing(json_t *answer, Problem *problem)
{
    Between between = {json_array()};
    json_t *paragraph, *paragraphs = json_object_get(answer, "paragraphs");
    size_t  i;
    Status  status;

    if (between.list == NULL)
        return text_no_memory(problem);
    name_paragraphs(answer);
    name_conditions(answer);
    name_history(answer);
    place_positions(answer);
    place_explanations(answer);
    place_proposals(answer);
    place_comments(answer);
    json_array_foreach(paragraphs, i, paragraph) (void)json_object_set_new(paragraph, "state", json_string(state_of(paragraph)));
    list_between(answer, &between);
    TRY_OR(failed, text_sections(answer, problem));
    return json_object_set_new(answer, "between", between.list) == 0 ? OK : text_no_memory(problem);
failed:
    json_decref(between.list);
    return status;
}
