/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages on which people work at a text under negotiation begin with: the language of the address, who is signed in, whether that person may file the kind of act at all, and in that body, and the text
 * as it stands.
 */
#include "web/people_internal.h"

#include "service/rights.h"
#include "web/house_internal.h"

enum { PLACE_WORDS_MAX = 60 /* bytes, in a list */ };

static void clear(TextRoom *room)
{
    http_form_free(room->form);
    json_decref(room->answer);
}

const char *text_direction(const json_t *answer)
{
    Slice language = json_slice(json_object_get(answer, "language"));

    for (const WebLanguage *row = web_languages; row->code != NULL; row++)
        if (slice_is(language, row->code))
            return row->direction;
    return "auto";
}

/* ---- places of new paragraphs ---- */

const json_t *text_room_paragraph(const json_t *answer, const json_t *id)
{
    const json_t *row, *list = json_object_get(answer, "paragraphs");
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, row) if (json_equal(json_object_get(row, "id"), id)) return row;
    return NULL;
}

json_t *text_room_place(const json_t *row, const json_t *answer)
{
    Slice   words = json_slice(json_object_get(row, "text")), name = json_slice(json_object_get(text_room_paragraph(answer, json_object_get(row, "id")), "name"));
    size_t  size = words.size < PLACE_WORDS_MAX ? words.size : PLACE_WORDS_MAX;
    Buffer  title;
    json_t *out;

    if (name.size == 0)
        name = json_slice(json_object_get(row, "label"));
    while (size != 0 && size < words.size && ((unsigned char)words.data[size] & 0xC0) == 0x80) /* within a character */
        size--;
    buffer_init(&title, BLOB_MAX);
    buffer_add(&title, name);
    buffer_add_string(&title, name.size != 0 ? " " : "");
    buffer_add(&title, slice_part(words, 0, size));
    buffer_add_string(&title, size < words.size ? "…" : "");
    out = json_from_slice(buffer_slice(&title));
    buffer_clear(&title);
    return out;
}

json_t *text_room_places(const json_t *rows, const json_t *answer, Slice chosen)
{
    json_t *list = json_array(), *row;
    size_t  i;

    json_array_foreach((json_t *)(uintptr_t)rows, i, row)
    {
        json_t *shown = json_pack("{s:O, s:o}", "value", json_object_get(row, "id"), "title", text_room_place(row, answer));

        if (slice_equal(json_slice(json_object_get(row, "id")), chosen))
            (void)json_object_set_new(shown, "selected", json_true());
        (void)json_array_append_new(list, shown);
    }
    return list;
}

int64_t text_room_now(const TextRoom *room)
{
    return accounts_now(room->web->people->accounts);
}

Asker text_room_asker(const TextRoom *room)
{
    return web_asker_for_service(&room->visitor.asker);
}

void text_room_back(const TextRoom *room, Buffer *out)
{
    static const char *const kept[] = {"for", "amends", "paragraph"};
    char                     before = '?';
    Slice                    value;

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (!http_query(room->exchange, kept[i], &value) || value.size == 0)
            continue;
        buffer_add_format(out, "%c%s=", before, kept[i]);
        filter_path(value, false, out);
        before = '&';
    }
}

/* ---- filing ---- */

void text_room_say(const TextRoom *room)
{
    SigningKey key;

    form_say_readers(room->web, room->answer, room->kind);
    if (!room->visitor.by_token && signing_key_of(room->web, &room->visitor, room->kind, &key))
        (void)json_object_set_new(room->answer, "signs", json_true());
    if (form_is_for_party(&room->visitor, room->kind))
        people_set(room->answer, "for_party", slice_from(room->visitor.asker.party));
}

Status text_room_begun(const TextRoom *room, json_t **object, Problem *problem)
{
    TRY(signing_take_object(room->form, room->kind, object, problem));
    if (slice_equal(json_slice(json_object_get(*object, "process")), room->process))
        return OK;
    json_decref(*object);
    *object = NULL;
    return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
}

Status text_room_file(TextRoom *room, const char *address, const json_t *object, Problem *problem)
{
    Asker        asker = text_room_asker(room);
    SubmitAnswer answer = {0};
    SigningKey   key;
    Buffer       to;
    Status       status;

    if (!signing_comes_first(room->web, &room->visitor, room->form, room->kind, &key)) {
        TRY(service_file_act(room->web->service, room->kind, object, &asker, &answer, NULL, problem));
        form_filed(room->web, room->exchange, &room->visitor, room->kind, &answer, GRADE_ATTESTED);
        return OK;
    }
    buffer_init(&to, HTTP_PATH_MAX);
    buffer_add_string(&to, address);
    filter_path(room->process, false, &to);
    text_room_back(room, &to);
    status = signing_show_act(room->web, room->exchange, &room->visitor, &key, &(SigningWay){.kind = room->kind, .to = buffer_slice(&to)}, object, problem);
    buffer_clear(&to);
    return status;
}

static Status enter(TextRoom *room, TextRoomKind *kind, Problem *problem)
{
    Asker asker = text_room_asker(room);
    bool  is_room;

    room->kind = kind(room);
    is_room = slice_starts(slice_from(room->kind), "room:"); /* no act of the person's own: no body limits it */
    if (is_room)
        TRY(rights_see(room->kind, asker.standing) == SEES_OWN ? OK : ERR_NOT_FOUND);
    else
        TRY(rights_do_check(slice_from(room->kind), asker.standing, problem));
    TRY(service_query(room->web->service, "text.show", &room->process, 1, &asker, text_room_now(room), &room->answer, problem));
    if (!is_room && !account_may_act_in(&room->visitor.person.account, json_slice(json_object_get(room->answer, "body"))))
        return problem_set(problem, ERR_FORBIDDEN, MSG("form.not_your_body"), NULL);
    return OK;
}

static bool enter_or_answer(Web *web, HttpExchange *exchange, TextRoomKind *kind, TextRoom *room)
{
    Problem problem = {0};
    Status  status;

    room->web = web;
    room->exchange = exchange;
    if (!people_language(web, exchange, &room->language) || !people_need(web, exchange, &room->visitor))
        return false;
    room->process = http_wild(exchange, 1);
    status = enter(room, kind, &problem);
    if (status == OK)
        return true;
    web_refuse(web, exchange, &room->visitor.asker, status, &problem);
    return false;
}

void text_room_get(Web *web, HttpExchange *exchange, TextRoomKind *kind, TextRoomShow *show)
{
    TextRoom room = {0};

    if (enter_or_answer(web, exchange, kind, &room))
        show(&room, NULL);
    clear(&room);
}

/* The work of a form: files are read, texts compared, witnesses waited for. */
static void work_later(void *context)
{
    TextRoom *room = context;

    room->take(room);
    clear(room);
    memory_free(room);
}

void text_room_post(Web *web, HttpExchange *exchange, TextRoomKind *kind, TextRoomTake *take, TextRoomShow *show)
{
    TextRoom *room = memory_new_zeroed(1, sizeof *room);
    WebAsker  stranger = {0};
    Problem   problem = {0};

    if (room == NULL) {
        (void)problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);
        web_refuse(web, exchange, &stranger, ERR_MEMORY, &problem);
        return;
    }
    room->take = take;
    if (enter_or_answer(web, exchange, kind, room) && people_form(web, exchange, &room->visitor, &room->form)) {
        if (work_add(web->people->work, work_later, room, &problem) == OK)
            return;
        show(room, &problem);
    }
    clear(room);
    memory_free(room);
}
