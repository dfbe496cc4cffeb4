/* SPDX-License-Identifier: Apache-2.0
 *
 * What the page of one draft shows: a box for each paragraph, each new paragraph with the place where it stands, wordings that two people wrote at the same time side by side.
 */
#include "web/draft_internal.h"

enum { WORDS_ROWS_MAX = 24, ROW_LETTERS = 80 };

typedef struct Looked {
    const DraftRoom *room;
    const Sight     *sight;
} Looked;

/* One of several places that two people gave a new paragraph. */
static void say_place(json_t *row, const Looked *looked, Slice words)
{
    DraftPlace place = draft_paragraphs_place(words);
    json_t    *known;
    size_t     i;

    (void)json_object_set_new(row, "order", json_integer((json_int_t)place.order));
    if (place.after.size == 0)
        (void)json_object_set_new(row, "at_end", json_true());
    json_array_foreach(looked->sight->look.places, i, known) if (slice_equal(json_slice(json_object_get(known, "id")), place.after))
        (void)json_object_set_new(row, "behind", text_room_place(known, looked->room->answer));
}

/* The wordings of an entry that two people wrote at the same time; a place in the list is what a choice is called. */
static void add_wordings(json_t *field, const Looked *looked, const char *key)
{
    const json_t *item, *list = private_draft_wordings(looked->sight->content, key);
    json_t       *shown;
    size_t        i;

    if (json_array_size(list) < 2)
        return;
    shown = json_array();
    json_array_foreach((json_t *)(uintptr_t)list, i, item)
    {
        json_t *row = json_pack("{s:I, s:I, s:s}", "place", (json_int_t)i, "number", (json_int_t)i + 1, "key", key);
        Slice   words = json_slice(json_object_get(item, "words"));

        if (json_is_null(json_object_get(item, "words")))
            (void)json_object_set_new(row, "as_version", json_true());
        else if (words.size == 0)
            (void)json_object_set_new(row, "deletes", json_true());
        else if (draft_paragraphs_is_place(key))
            say_place(row, looked, words);
        else if (strcmp(key, DRAFT_FILE) != 0)
            people_set(row, "words", words);
        if (json_slice(json_object_get(item, "by")).size != 0)
            (void)json_object_set(row, "by", json_object_get(item, "by"));
        (void)json_array_append_new(shown, row);
    }
    (void)json_object_set_new(field, "wordings", shown);
    (void)json_object_set_new(field, "competing", json_true());
}

static void set_words(json_t *field, Slice words)
{
    unsigned rows = (unsigned)(words.size / ROW_LETTERS + 1);

    people_set(field, "words", words.data != NULL ? words : SLICE(""));
    (void)json_object_set_new(field, "rows", json_integer(rows < WORDS_ROWS_MAX ? rows : WORDS_ROWS_MAX));
}

Slice draft_fields_standing(const json_t *content, const char *key, Slice otherwise)
{
    const json_t *standing = private_draft_standing(content, key);

    return standing != NULL ? json_slice(standing) : otherwise;
}

/* The boxes to write in. A paragraph that is closed has none. */
static json_t *fields_of(const DraftRoom *room, const Sight *sight)
{
    json_t *row, *list = json_array();
    size_t  i;

    json_array_foreach(sight->look.paragraphs, i, row)
    {
        const char   *id = json_string_value(json_object_get(row, "id"));
        const json_t *known = text_room_paragraph(room->answer, json_object_get(row, "id"));
        json_t       *field;

        if (json_object_get(known, "closed") != NULL)
            continue;
        field = json_pack("{s:s, s:O}", "id", id, "was", json_object_get(row, "text"));
        (void)json_object_set(field, "label", json_object_get(known, "name") != NULL ? json_object_get(known, "name") : json_object_get(row, "label"));
        set_words(field, draft_fields_standing(sight->content, id, json_slice(json_object_get(row, "text"))));
        if (private_draft_wordings(sight->content, id) != NULL)
            (void)json_object_set_new(field, "changed", json_true());
        add_wordings(field, &(Looked){room, sight}, id);
        (void)json_array_append_new(list, field);
    }
    return list;
}

static json_t *other_field(const Looked *looked, const char *key)
{
    json_t *field = json_pack("{s:s}", "id", key);

    set_words(field, draft_fields_standing(looked->sight->content, key, (Slice){NULL, 0}));
    add_wordings(field, looked, key);
    return field;
}

/* ---- new paragraphs ---- */

static json_t *added_field(const Looked *looked, const json_t *added, size_t number)
{
    static const char *const kept[] = {"first", "last", "gone"};
    const char              *key = json_string_value(json_object_get(added, "key"));
    char                     place[DRAFT_KEY_MAX];
    json_t                  *field = other_field(looked, key), *stands;

    (void)draft_paragraphs_place_key(key, place);
    stands = json_pack("{s:s}", "id", place);
    add_wordings(stands, looked, place);
    (void)json_object_set_new(field, "stands", stands);
    (void)json_object_set_new(field, "named", json_string(key + strlen(DRAFT_NEW)));
    (void)json_object_set_new(field, "number", json_integer((json_int_t)number));
    (void)json_object_set(field, "after", json_object_get(added, "after"));
    (void)json_object_set_new(field, "places", text_room_places(looked->sight->look.places, looked->room->answer, json_slice(json_object_get(added, "after"))));
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (json_object_get(added, kept[i]) != NULL)
            (void)json_object_set_new(field, kept[i], json_true());
    return field;
}

static void add_new(const Looked *looked, json_t *json)
{
    json_t *list = json_array(), *added;
    size_t  i;

    json_array_foreach(looked->sight->look.added, i, added)(void) json_array_append_new(list, added_field(looked, added, i + 1));
    (void)json_object_set_new(json, "added", list);
    (void)json_object_set_new(json, "places", text_room_places(looked->sight->look.places, looked->room->answer, (Slice){NULL, 0}));
}

/* ---- the whole ---- */

static void add_file(json_t *json, const Looked *looked)
{
    const json_t *words = private_draft_standing(looked->sight->content, DRAFT_FILE);
    json_t       *file = NULL, *shown = json_pack("{s:s}", "id", DRAFT_FILE);

    if (words != NULL && json_read(json_slice(words), &file, NULL) == OK) {
        (void)json_object_set_new(shown, "there", json_true());
        if (json_object_get(file, "name") != NULL)
            (void)json_object_set(shown, "name", json_object_get(file, "name"));
        if (json_array_size(json_object_get(file, "silent")) != 0)
            (void)json_object_set(json, "silent", json_object_get(file, "silent"));
    }
    add_wordings(shown, looked, DRAFT_FILE);
    (void)json_object_set_new(json, "file", shown);
    json_decref(file);
}

void draft_fields_add(const DraftRoom *room, json_t *json, const Sight *sight)
{
    const DraftLook *look_now = &sight->look;
    Looked           looked = {room, sight};

    (void)json_object_set_new(json, "paragraphs", fields_of(room, sight));
    add_new(&looked, json);
    (void)json_object_set_new(json, "rationale", other_field(&looked, DRAFT_RATIONALE));
    add_file(json, &looked);
    if (look_now->preview != NULL)
        (void)json_object_set(json, "preview", look_now->preview);
    if (look_now->moved)
        (void)json_object_set_new(json, "moved", json_true());
    if (json_array_size(look_now->aside) != 0)
        (void)json_object_set(json, "aside", look_now->aside);
    if (json_array_size(json_object_get(sight->content, "outcomes")) != 0)
        (void)json_object_set(json, "outcomes", json_object_get(sight->content, "outcomes"));
    if (private_draft_unsettled(sight->content))
        (void)json_object_set_new(json, "unsettled", json_true());
}
