/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages on which people work at a text under negotiation begin with: the language of the address, who is signed in, whether that person may file the kind of act at all, and in that body, and the text
 * as it stands.
 */
#include "web/people_internal.h"

#include "service/rights.h"

static void clear(TextRoom *room)
{
    http_form_free(room->form);
    json_decref(room->answer);
}

int64_t text_room_now(const TextRoom *room)
{
    return accounts_now(room->web->people->accounts);
}

Asker text_room_asker(const TextRoom *room)
{
    return web_asker_for_service(&room->visitor.asker);
}

static Status enter(TextRoom *room, TextRoomKind *kind, Problem *problem)
{
    Asker asker = text_room_asker(room);

    room->kind = kind(room);
    TRY(rights_do_check(slice_from(room->kind), asker.standing, problem));
    TRY(service_query(room->web->service, "text.show", &room->process, 1, &asker, text_room_now(room), &room->answer, problem));
    if (!account_may_act_in(&room->visitor.person.account, json_slice(json_object_get(room->answer, "body"))))
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
