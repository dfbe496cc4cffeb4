/* SPDX-License-Identifier: Apache-2.0
 *
 * What the form of a draft brings: words, a file, choices among wordings, new paragraphs and where they stand. What was not touched is not typed: it is as the revision has it of which the form was made.
 */
#include "web/draft_internal.h"

#include <stdlib.h>

enum { REASON_MAX = 4000 /* of the act's rationale */, ENTRY_NAME_MAX = 8 + DRAFT_KEY_MAX /* "pick." and a key */ };

int64_t draft_take_number(Slice text)
{
    char digits[DECIMAL_MAX] = {0};

    if (text.size == 0 || text.size >= sizeof digits)
        return 0;
    memcpy(digits, text.data, text.size);
    return strtoll(digits, NULL, 10);
}

Slice draft_take_value(const DraftRoom *room, const char *name)
{
    return http_form_value(room->form, name);
}

/* What somebody makes of one entry. */
typedef struct Typed {
    bool  settles;    /* in place of all its wordings */
    bool  as_version; /* nothing of our own */
    Slice words;
} Typed;

/* What was chosen of several wordings; `typed` already has what is written below them. */
static Status take_choice(const DraftRoom *room, const json_t *content, const char *key, Typed *typed)
{
    char          name[ENTRY_NAME_MAX];
    const json_t *list = private_draft_wordings(content, key), *chosen;
    Slice         choice;

    (void)snprintf(name, sizeof name, "pick.%s", key);
    choice = draft_take_value(room, name);
    if (json_array_size(list) < 2 || choice.size == 0)
        return OK;
    typed->settles = true;
    if (slice_is(choice, "write"))
        return OK;
    chosen = json_object_get(json_array_get(list, (size_t)draft_take_number(choice)), "words");
    if (chosen == NULL)
        return ERR_SYNTAX;
    typed->as_version = json_is_null(chosen);
    typed->words = json_slice(chosen);
    return OK;
}

static Status type(const DraftRoom *room, json_t *content, const char *key, const Typed *typed, Problem *problem)
{
    Slice words = typed->words.data != NULL ? typed->words : SLICE("");

    return private_draft_type(content, key, typed->as_version ? (Slice){NULL, 0} : words, slice_from(room->visitor.person.account.name), typed->settles, problem);
}

/* One box: `was` is what the version has in it. What was not touched is not typed; an emptied box takes the paragraph out. */
static Status take_box(const DraftRoom *room, json_t *content, const char *key, Slice was, Problem *problem)
{
    const HttpFormField *field = http_form_field(room->form, key);
    Typed                typed = {0};

    if (field == NULL || field->is_file)
        return OK;
    typed.words = slice_trim(field->value);
    typed.as_version = slice_equal(typed.words, slice_trim(was));
    if (take_choice(room, content, key, &typed) != OK)
        return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
    if (!typed.settles && slice_equal(typed.words, slice_trim(draft_fields_standing(content, key, was))))
        return OK;
    return type(room, content, key, &typed, problem);
}

static Status take_sent_file(const DraftRoom *room, json_t *content, const HttpFormField *file, Problem *problem)
{
    json_t *read = NULL;
    Buffer  printed;
    Status  status;

    TRY(service_draft_file(room->web->service, json_object_get(content, "version"), file->file_name, file->value, &read, problem));
    buffer_init(&printed, DRAFT_BYTES_MAX);
    json_print(read, &printed);
    status = printed.status == OK ? type(room, content, DRAFT_FILE, &(Typed){.settles = true, .words = buffer_slice(&printed)}, problem) : problem_set(problem, ERR_LIMIT, MSG("draft.large"), NULL);
    buffer_clear(&printed);
    json_decref(read);
    return status;
}

static Status take_file(const DraftRoom *room, json_t *content, Problem *problem)
{
    const HttpFormField *file = http_form_field(room->form, DRAFT_FILE);
    Typed                typed = {0};

    if (file != NULL && file->is_file && file->value.size != 0)
        return take_sent_file(room, content, file, problem);
    if (draft_take_value(room, "drop." DRAFT_FILE).size != 0)
        return type(room, content, DRAFT_FILE, &(Typed){.settles = true, .as_version = true}, problem);
    if (take_choice(room, content, DRAFT_FILE, &typed) != OK)
        return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
    return typed.settles ? type(room, content, DRAFT_FILE, &typed, problem) : OK;
}

/* Words that have no place any more are kept until somebody drops them. */
static Status take_aside(const DraftRoom *room, json_t *content, const json_t *aside, Problem *problem)
{
    const json_t *row;
    size_t        i;
    char          name[ENTRY_NAME_MAX];

    json_array_foreach((json_t *)(uintptr_t)aside, i, row)
    {
        const char *key = json_string_value(json_object_get(row, "key"));

        (void)snprintf(name, sizeof name, "drop.%s", key);
        if (draft_take_value(room, name).size != 0)
            TRY(type(room, content, key, &(Typed){.settles = true, .as_version = true}, problem));
    }
    return OK;
}

/* ---- new paragraphs ---- */

static Slice by_of(const DraftRoom *room)
{
    return slice_from(room->visitor.person.account.name);
}

static bool is_place(const Sight *sight, Slice after)
{
    json_t *place;
    size_t  i;

    json_array_foreach(sight->look.places, i, place) if (slice_equal(json_slice(json_object_get(place, "id")), after)) return true;
    return after.size == 0;
}

/* Where a new paragraph stands: chosen of places that two people gave it, or of the list below. */
static Status take_place(const DraftRoom *room, const Sight *sight, const char *key, Problem *problem)
{
    char                 place[DRAFT_KEY_MAX];
    Slice                stands = draft_fields_standing(sight->content, draft_paragraphs_place_key(key, place), SLICE(" 0")), was = draft_paragraphs_place(stands).after, after;
    const HttpFormField *field = http_form_field(room->form, place);
    Typed                typed = {.words = stands};

    if (field == NULL || field->is_file || private_draft_wordings(sight->content, key) == NULL)
        return OK;
    after = slice_trim(field->value);
    if (take_choice(room, sight->content, place, &typed) != OK || (!slice_equal(after, was) && !is_place(sight, after)))
        return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
    if (!slice_equal(after, was) && slice_equal(typed.words, stands))
        return draft_paragraphs_put(sight->content, key, after, by_of(room), typed.settles, problem);
    return typed.settles ? type(room, sight->content, place, &typed, problem) : OK;
}

static Status take_added(const DraftRoom *room, const Sight *sight, Problem *problem)
{
    const json_t *row;
    size_t        i;

    json_array_foreach(sight->look.added, i, row)
    {
        const char *key = json_string_value(json_object_get(row, "key"));

        TRY(take_box(room, sight->content, key, SLICE(""), problem));
        TRY(take_place(room, sight, key, problem));
    }
    return OK;
}

static Status take_new(const DraftRoom *room, const Sight *sight, Problem *problem)
{
    Slice lines = draft_take_value(room, "new"), after = slice_trim(draft_take_value(room, "after"));
    char  seed[DRAFT_ID_SIZE + ACCOUNT_ID_SIZE + 2 * DECIMAL_MAX];

    if (!is_place(sight, after))
        return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
    (void)snprintf(seed, sizeof seed, "%s %lld %s", sight->draft.id, (long long)sight->revision.number, room->visitor.person.account.id);
    return draft_paragraphs_add(sight->content, slice_from(seed), lines, after, by_of(room), problem);
}

/* "up.k3f9x2ab7q" */
static Status take_move(const DraftRoom *room, const Sight *sight, Problem *problem)
{
    Slice       move = draft_take_value(room, "move");
    const char *dot = move.size != 0 ? memchr(move.data, '.', move.size) : NULL;
    bool        up = slice_starts(move, "up.");
    char        key[DRAFT_KEY_MAX];

    if (move.size == 0)
        return OK;
    if (dot == NULL || (!up && !slice_starts(move, "down.")) || move.size > DRAFT_KEY_MAX / 2)
        return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
    (void)snprintf(key, sizeof key, DRAFT_NEW "%.*s", (int)(move.data + move.size - dot - 1), dot + 1);
    return draft_paragraphs_move(sight->content, key, up, by_of(room), problem);
}

Status draft_take_words(const DraftRoom *room, const Sight *sight, Problem *problem)
{
    const json_t *row;
    size_t        i;

    if (draft_take_value(room, DRAFT_RATIONALE).size > REASON_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("draft.large"), NULL);
    json_array_foreach((json_t *)(uintptr_t)sight->look.paragraphs, i, row)
        TRY(take_box(room, sight->content, json_string_value(json_object_get(row, "id")), json_slice(json_object_get(row, "text")), problem));
    TRY(take_added(room, sight, problem));
    TRY(take_new(room, sight, problem));
    TRY(take_move(room, sight, problem));
    TRY(take_box(room, sight->content, DRAFT_RATIONALE, SLICE(""), problem));
    TRY(take_aside(room, sight->content, sight->look.aside, problem));
    return take_file(room, sight->content, problem);
}
