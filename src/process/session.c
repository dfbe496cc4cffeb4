/* SPDX-License-Identifier: Apache-2.0
 *
 * Sessions of a body, their agendas and programmes of work, and meetings.
 *
 * An agenda is filed whole; a later one takes its place. Items that recur are what the next session's provisional agenda begins with (70/237, paragraph 6). A programme of work may stay proposed:
 * a session can meet informally on one that nobody adopted. Times are UTC; the session has the zone.
 */
#include "process/process_internal.h"

const char *const session_tables[] = {
    "CREATE TABLE session (session TEXT PRIMARY KEY, body TEXT NOT NULL, number INTEGER NOT NULL, names TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, place TEXT NOT NULL, "
    "zone TEXT NOT NULL, kind TEXT NOT NULL, agenda TEXT NOT NULL, programme TEXT NOT NULL, programme_note TEXT NOT NULL, act INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX session_body ON session (body)",
    "CREATE TABLE agenda (session TEXT NOT NULL, ordinal INTEGER NOT NULL, item TEXT NOT NULL, names TEXT NOT NULL, recurs INTEGER NOT NULL, mandate TEXT NOT NULL, "
    "PRIMARY KEY (session, ordinal)) WITHOUT ROWID",
    "CREATE TABLE meeting (session TEXT NOT NULL, meeting TEXT NOT NULL, number INTEGER, form TEXT NOT NULL, begin TEXT NOT NULL, end TEXT NOT NULL, items TEXT NOT NULL, names TEXT NOT NULL, "
    "place TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL, act INTEGER NOT NULL, PRIMARY KEY (session, meeting)) WITHOUT ROWID",
    "CREATE INDEX meeting_begin ON meeting (begin)",
    "CREATE TABLE meeting_step (act INTEGER PRIMARY KEY, session TEXT NOT NULL, meeting TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL)",
    "CREATE INDEX meeting_step_meeting ON meeting_step (session, meeting)",
    NULL};

enum { ITEMS_MAX = 100, NUMBER_MAX = 10000, ZONE_BYTES_MAX = 63, ITEM_BYTES_MAX = 20 };

static const char *const session_kinds[] = {"organizational", "substantive", "resumed", "intersessional", NULL};
static const char *const agenda_states[] = {"provisional", "adopted", NULL};
static const char *const programme_states[] = {"proposed", "adopted", NULL};
static const char *const forms[] = {"formal", "informal", NULL};
static const char *const meeting_states[] = {"open", "suspended", "closed", "cancelled", NULL};

#define SESSION_THERE "SELECT count(*) FROM session WHERE session = ?"

/* ---- session.create ---- */

static const ActMember create_members[] = {{"session", MEMBER_SLUG, true, 0}, {"body", MEMBER_SLUG, true, 0},        {"number", MEMBER_COUNT, true, NUMBER_MAX},
                                           {"names", MEMBER_WORDS, true, NAMES_MAX}, {"from", MEMBER_DATE, true, 0}, {"until", MEMBER_DATE, true, 0},
                                           {"place", MEMBER_WORDS, true, NAMES_MAX}, {"zone", MEMBER_LINE, true, ZONE_BYTES_MAX},
                                           {"kind", MEMBER_CHOICE, true, 0, session_kinds}, {0}};

bool zone_has_form(Slice zone)
{
    for (size_t i = 0; i < zone.size; i++)
        if (zone.data[i] <= ' ' || zone.data[i] > '~')
            return false;
    return zone.size != 0;
}

static Status create_check(Act *act, Problem *problem)
{
    Slice   from = act_text(act, "from"), until = act_text(act, "until");
    int64_t there;

    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ?", MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ? AND opened IS NOT NULL", MSG("house.body_closed"), problem));
    TRY(act_count(act, SESSION_THERE, VIEW_VALUES(view_text(act_text(act, "session"))), &there, problem));
    if (there != 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("house.session_there"));
    if (memcmp(from.data, until.data, from.size) > 0)
        return act_refuse(problem, ERR_SYNTAX, MSG("house.dates"));
    return zone_has_form(act_text(act, "zone")) ? OK : act_refuse(problem, ERR_SYNTAX, MSG("house.zone"));
}

static Status create_apply(Act *act, Problem *problem)
{
    return view_run(act->view,
                    "INSERT INTO session (session, body, number, names, since, until, place, zone, kind, agenda, programme, programme_note, act) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', ?)", problem,
                    VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "body")), view_integer(act_integer(act, "number", 0)), view_text(act_stored(act, "names")),
                                view_text(act_text(act, "from")), view_text(act_text(act, "until")), view_text(act_stored(act, "place")), view_text(act_text(act, "zone")),
                                view_text(act_text(act, "kind")), view_number(act->index)));
}

const ActKind session_create_kind = {"session.create", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, create_members, NULL, create_check, create_apply, 0};

/* ---- session.agenda ---- */

static const ActMember agenda_members[] = {{"session", MEMBER_SLUG, true, 0}, {"status", MEMBER_CHOICE, true, 0, agenda_states}, {"items", MEMBER_OBJECTS, true, ITEMS_MAX}, {0}};
static const ActMember item_members[] = {{"item", MEMBER_LINE, true, ITEM_BYTES_MAX}, {"names", MEMBER_WORDS, true, NAMES_MAX}, {"recurs", MEMBER_COUNT, false, 1},
                                         {"mandate", MEMBER_LINE, false, ITEM_BYTES_MAX}, {0}};

static Status check_items(const json_t *items, Problem *problem)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        Slice item = json_slice(json_object_get(json_array_get(items, i), "item"));

        TRY(members_check(json_array_get(items, i), item_members, false, problem));
        for (size_t j = 0; j < i; j++)
            if (slice_equal(item, json_slice(json_object_get(json_array_get(items, j), "item"))))
                return problem_set(problem, ERR_SYNTAX, MSG("house.item_twice"), "item", json_string_value(json_object_get(json_array_get(items, i), "item")), NULL);
    }
    return OK;
}

/* What was adopted is changed by adopting again. */
static Status agenda_check(Act *act, Problem *problem)
{
    int64_t adopted;

    TRY(act_must_exist(act, "session", SESSION_THERE, MSG("house.session_unknown"), problem));
    TRY(act_count(act, "SELECT count(*) FROM session WHERE session = ? AND agenda = 'adopted'", VIEW_VALUES(view_text(act_text(act, "session"))), &adopted, problem));
    if (adopted != 0 && slice_is(act_text(act, "status"), "provisional"))
        return act_refuse(problem, ERR_CONFLICT, MSG("house.agenda_adopted"));
    return check_items(json_object_get(act->object, "items"), problem);
}

static Status put_item(const Act *act, size_t ordinal, const json_t *item, Problem *problem)
{
    Buffer names;
    Status status;

    buffer_init(&names, BODY_MAX);
    json_print(json_object_get(item, "names"), &names);
    status = names.status;
    if (status == OK)
        status = view_run(act->view, "INSERT INTO agenda (session, ordinal, item, names, recurs, mandate) VALUES (?, ?, ?, ?, ?, ?)", problem,
                          VIEW_VALUES(view_text(act_text(act, "session")), view_number(ordinal), view_text(json_slice(json_object_get(item, "item"))), view_text(buffer_slice(&names)),
                                      view_integer(json_integer_value(json_object_get(item, "recurs"))), view_text(json_slice(json_object_get(item, "mandate")))));
    buffer_clear(&names);
    return status;
}

static Status agenda_apply(Act *act, Problem *problem)
{
    const json_t *items = json_object_get(act->object, "items");

    TRY(view_run(act->view, "DELETE FROM agenda WHERE session = ?", problem, VIEW_VALUES(view_text(act_text(act, "session")))));
    for (size_t i = 0; i < json_array_size(items); i++)
        TRY(put_item(act, i, json_array_get(items, i), problem));
    return view_run(act->view, "UPDATE session SET agenda = ? WHERE session = ?", problem, VIEW_VALUES(view_text(act_text(act, "status")), view_text(act_text(act, "session"))));
}

const ActKind session_agenda_kind = {"session.agenda", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, agenda_members, NULL, agenda_check, agenda_apply, 0};

/* ---- session.programme ---- */

static const ActMember programme_members[] = {{"session", MEMBER_SLUG, true, 0}, {"status", MEMBER_CHOICE, true, 0, programme_states}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status programme_check(Act *act, Problem *problem)
{
    TRY(act_must_exist(act, "session", SESSION_THERE, MSG("house.session_unknown"), problem));
    return chair_check(act, CHAIR_OF_SESSION, act_text(act, "session"), problem);
}

static Status programme_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "UPDATE session SET programme = ?, programme_note = ? WHERE session = ?", problem,
                    VIEW_VALUES(view_text(act_text(act, "status")), view_text(act_text(act, "note")), view_text(act_text(act, "session"))));
}

const ActKind session_programme_kind = {"session.programme", BY_ATTEST | BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, programme_members, NULL, programme_check, programme_apply, 0};

/* ---- meeting.plan ---- */

static const ActMember plan_members[] = {{"session", MEMBER_SLUG, true, 0}, {"meeting", MEMBER_SLUG, true, 0}, {"number", MEMBER_COUNT, false, NUMBER_MAX},
                                         {"form", MEMBER_CHOICE, true, 0, forms}, {"begin", MEMBER_TIME, true, 0}, {"end", MEMBER_TIME, true, 0},
                                         {"items", MEMBER_LINES, false, LINES_MAX}, {"names", MEMBER_WORDS, false, NAMES_MAX}, {"place", MEMBER_WORDS, false, NAMES_MAX}, {0}};

static Status check_item_there(const Act *act, Slice item, Problem *problem)
{
    int64_t there;
    char    name[ITEM_BYTES_MAX + 1];

    TRY(act_count(act, "SELECT count(*) FROM agenda WHERE session = ? AND item = ?", VIEW_VALUES(view_text(act_text(act, "session")), view_text(item)), &there, problem));
    if (there != 0)
        return OK;
    (void)snprintf(name, sizeof name, "%.*s", (int)(item.size < sizeof name ? item.size : ITEM_BYTES_MAX), item.data);
    return problem_set(problem, ERR_NOT_FOUND, MSG("house.item_unknown"), "item", name, NULL);
}

/* Within the days of its session, or one day off: the times are UTC, the days those of the place. */
static Status check_days(const Act *act, Problem *problem)
{
    int64_t within;

    TRY(act_count(act, "SELECT count(*) FROM session WHERE session = ?1 AND substr(?2, 1, 10) >= date(since, '-1 day') AND substr(?3, 1, 10) <= date(until, '+1 day')",
                  VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "begin")), view_text(act_text(act, "end"))), &within, problem));
    return within != 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("house.meeting_outside"));
}

static Status plan_check(Act *act, Problem *problem)
{
    const json_t *items = json_object_get(act->object, "items");
    int64_t       begin, end, closed;

    TRY(act_must_exist(act, "session", SESSION_THERE, MSG("house.session_unknown"), problem));
    (void)act_time(act, "begin", &begin);
    (void)act_time(act, "end", &end);
    if (begin >= end)
        return act_refuse(problem, ERR_SYNTAX, MSG("house.times"));
    TRY(check_days(act, problem));
    TRY(act_count(act, "SELECT count(*) FROM meeting WHERE session = ? AND meeting = ? AND state IN ('open', 'suspended', 'closed')",
                  VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "meeting"))), &closed, problem));
    if (closed != 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("house.meeting_begun"));
    for (size_t i = 0; i < json_array_size(items); i++)
        TRY(check_item_there(act, json_slice(json_array_get(items, i)), problem));
    return OK;
}

static Status plan_apply(Act *act, Problem *problem)
{
    return view_run(act->view,
                    "INSERT OR REPLACE INTO meeting (session, meeting, number, form, begin, end, items, names, place, state, note, act) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', ?)", problem,
                    VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "meeting")), act_has(act, "number") ? view_integer(act_integer(act, "number", 0)) : view_null(),
                                view_text(act_text(act, "form")), view_text(act_text(act, "begin")), view_text(act_text(act, "end")), view_text(act_stored(act, "items")),
                                view_text(act_stored(act, "names")), view_text(act_stored(act, "place")), view_number(act->index)));
}

const ActKind meeting_plan_kind = {"meeting.plan", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, plan_members, NULL, plan_check, plan_apply, 0};

/* ---- meeting.state ---- */

static const ActMember state_members[] = {{"session", MEMBER_SLUG, true, 0}, {"meeting", MEMBER_SLUG, true, 0}, {"state", MEMBER_CHOICE, true, 0, meeting_states},
                                          {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

/* What may follow what. "" is planned. */
static const struct {
    const char *from, *to;
} steps[] = {{"", "open"}, {"", "cancelled"}, {"", "closed"}, {"open", "suspended"}, {"open", "closed"}, {"suspended", "open"}, {"suspended", "closed"}, {"closed", "open"}};

static Status state_check(Act *act, Problem *problem)
{
    Slice     to = act_text(act, "state");
    ViewQuery query;
    Status    status;
    char      from[20] = "";
    bool      there, good = false;

    TRY(act_must_exist(act, "session", SESSION_THERE, MSG("house.session_unknown"), problem));
    TRY(chair_check(act, CHAIR_OF_SESSION, act_text(act, "session"), problem));
    TRY(view_query(act->view, "SELECT state FROM meeting WHERE session = ? AND meeting = ?", &query, problem,
                   VIEW_VALUES(view_text(act_text(act, "session")), view_text(act_text(act, "meeting")))));
    status = view_next(&query, problem);
    there = status == OK && query.row;
    if (there)
        (void)snprintf(from, sizeof from, "%.*s", (int)view_column_slice(&query, 0).size, view_column_slice(&query, 0).size != 0 ? view_column_slice(&query, 0).data : "");
    view_end(&query);
    TRY(status);
    if (!there)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("house.meeting_unknown"));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        good = good || (strcmp(steps[i].from, from) == 0 && slice_is(to, steps[i].to));
    return good ? OK : problem_set(problem, ERR_CONFLICT, MSG("house.meeting_step"), "from", from[0] != '\0' ? from : "planned", "to", json_string_value(json_object_get(act->object, "state")), NULL);
}

static Status state_apply(Act *act, Problem *problem)
{
    TRY(view_run(act->view, "INSERT INTO meeting_step (act, session, meeting, state, note) VALUES (?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_number(act->index), view_text(act_text(act, "session")), view_text(act_text(act, "meeting")), view_text(act_text(act, "state")), view_text(act_text(act, "note")))));
    return view_run(act->view, "UPDATE meeting SET state = ?, note = ? WHERE session = ? AND meeting = ?", problem,
                    VIEW_VALUES(view_text(act_text(act, "state")), view_text(act_text(act, "note")), view_text(act_text(act, "session")), view_text(act_text(act, "meeting"))));
}

const ActKind meeting_state_kind = {"meeting.state", BY_ATTEST | BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, state_members, NULL, state_check, state_apply, 0};
