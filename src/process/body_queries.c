/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about bodies: what is on, who mandated it, who serves it, who was nominated beside the regional shares.
 */
#include "process/process_internal.h"

static const Column body_columns[] = {{"body", AS_TEXT},   {"kind", AS_TEXT},      {"names", AS_NAMES},   {"rule", AS_TEXT},      {"objectors", AS_TEXT}, {"members", AS_TEXT}, {"parent", AS_TEXT},
                                      {"predecessor", AS_TEXT}, {"successor", AS_TEXT}, {"from", AS_TEXT}, {"until", AS_TEXT},  {"report_to", AS_JSON}, {"about", AS_JSON},   {"fictional", AS_FLAG},
                                      {"open", AS_FLAG},   {"mandate", AS_JSON},   {0}};
#define BODY_SELECT "SELECT body, kind, names, rule, objectors, members, parent, predecessor, successor, since, until, report_to, about, fictional, opened IS NOT NULL, mandate FROM body "

static const Column session_columns[] = {{"session", AS_TEXT}, {"body", AS_TEXT}, {"number", AS_NUMBER}, {"names", AS_NAMES}, {"from", AS_TEXT}, {"until", AS_TEXT}, {"place", AS_NAMES},
                                         {"zone", AS_TEXT},    {"kind", AS_TEXT}, {"agenda", AS_TEXT},   {"programme", AS_TEXT}, {0}};
#define SESSION_SELECT "SELECT session, body, number, names, since, until, place, zone, kind, agenda, programme FROM session "

static const Column meeting_columns[] = {{"session", AS_TEXT}, {"meeting", AS_TEXT}, {"number", AS_NUMBER}, {"form", AS_TEXT}, {"begin", AS_TEXT}, {"end", AS_TEXT}, {"items", AS_JSON},
                                         {"names", AS_NAMES},   {"place", AS_NAMES},   {"state", AS_TEXT},    {"note", AS_TEXT},  {"zone", AS_TEXT}, {0}};
#define MEETING_SELECT \
    "SELECT m.session, m.meeting, m.number, m.form, m.begin, m.end, m.items, m.names, m.place, m.state, m.note, s.zone FROM meeting m JOIN session s ON s.session = m.session "

static const Column document_columns[] = {{"symbol", AS_TEXT}, {"names", AS_NAMES}, {"nature", AS_TEXT}, {"date", AS_TEXT}, {"fictional", AS_FLAG}, {"languages", AS_JSON}, {0}};
#define LANGUAGES_OF "(SELECT json_group_array(e.language) FROM (SELECT language FROM edition WHERE symbol = d.symbol ORDER BY language) e)"

/* A body by its slug as {"body", "names"} under `member`, where the row has one. */
static Status name_body(View *view, json_t *object, const char *member, Problem *problem)
{
    static const Column columns[] = {{"body", AS_TEXT}, {"names", AS_NAMES}, {0}};
    json_t             *named = NULL;
    Slice               body = json_slice(json_object_get(object, member));
    Status              status;

    if (body.size == 0)
        return OK;
    status = answer_row(view, "SELECT body, names FROM body WHERE body = ?", VIEW_VALUES(view_text(body)), columns, &named, problem);
    if (status == ERR_NOT_FOUND)
        return OK;
    TRY(status);
    return json_object_set_new(object, member, named) == 0 ? OK : answer_no_memory(problem);
}

/* ---- mandate: the paragraphs themselves, as the document has them ---- */

static Status mandate_paragraph(View *view, Slice symbol, Slice label, json_t *list, Problem *problem)
{
    static const char   sql[] = "SELECT label, id, text FROM paragraph WHERE owner = ? AND language = 'en' AND kind IN ('operative', 'sub', 'plain') AND rtrim(label, '.') = ? ORDER BY ordinal LIMIT 1";
    static const Column columns[] = {{"label", AS_TEXT}, {"id", AS_TEXT}, {"text", AS_TEXT}, {0}};

    return answer_rows(view, sql, VIEW_VALUES(view_text(symbol), view_text(label)), columns, 1, list, NULL, problem);
}

static Status add_mandate(View *view, json_t *object, Problem *problem)
{
    json_t *mandate = json_object_get(object, "mandate"), *wanted = json_object_get(mandate, "paragraphs"), *texts = json_array();
    Slice   symbol = json_slice(json_object_get(mandate, "document"));
    Status  status = texts != NULL ? OK : answer_no_memory(problem);

    for (size_t i = 0; status == OK && i < json_array_size(wanted); i++)
        status = mandate_paragraph(view, symbol, json_slice(json_array_get(wanted, i)), texts, problem);
    if (status == OK && mandate != NULL && json_object_set(mandate, "texts", texts) != 0)
        status = answer_no_memory(problem);
    json_decref(texts);
    return status;
}

/* ---- body.show ---- */

/* The session that is on; else the nearest in days, before or after. */
static Status choose_session(View *view, Slice body, const char *today, json_t *object, Problem *problem)
{
    static const char sql[] = "SELECT session, body, number, names, since, until, place, zone, kind, agenda, programme, CASE WHEN since > ?2 THEN 'next' WHEN until < ?2 THEN 'last' ELSE 'now' END "
                              "FROM session WHERE body = ?1 ORDER BY max(julianday(since) - julianday(?2), julianday(?2) - julianday(until), 0), since LIMIT 1";
    static const Column columns[] = {{"session", AS_TEXT}, {"body", AS_TEXT}, {"number", AS_NUMBER}, {"names", AS_NAMES}, {"from", AS_TEXT}, {"until", AS_TEXT}, {"place", AS_NAMES},
                                     {"zone", AS_TEXT},    {"kind", AS_TEXT}, {"agenda", AS_TEXT},   {"programme", AS_TEXT}, {"when", AS_TEXT}, {0}};
    json_t             *session = NULL;
    Status              status = answer_row(view, sql, VIEW_VALUES(view_text(body), view_text(slice_from(today))), columns, &session, problem);

    if (status != OK)
        return status == ERR_NOT_FOUND ? OK : status;
    status = answer_list(view, session, "meetings", MEETING_SELECT "WHERE m.session = ? ORDER BY m.begin, m.meeting", VIEW_VALUES(view_text(json_slice(json_object_get(session, "session")))),
                         meeting_columns, problem);
    if (json_object_set_new(object, "session", session) != 0 && status == OK)
        status = answer_no_memory(problem);
    return status;
}

/* The meeting that is on: one that was opened, else one whose time it is. */
static Status current_meeting(View *view, Slice body, const char *now, json_t *object, Problem *problem)
{
    static const char now_sql[] =
        MEETING_SELECT "WHERE s.body = ?1 AND (m.state IN ('open', 'suspended') OR (m.state = '' AND m.begin <= ?2 AND m.end > ?2)) ORDER BY m.state DESC, m.begin LIMIT 1";
    static const char next_sql[] = MEETING_SELECT "WHERE s.body = ?1 AND m.state = '' AND m.begin > ?2 ORDER BY m.begin LIMIT 1";
    json_t           *meeting = NULL;
    Status            status = answer_row(view, now_sql, VIEW_VALUES(view_text(body), view_text(slice_from(now))), meeting_columns, &meeting, problem);

    if (status == OK)
        return json_object_set_new(object, "meeting_now", meeting) == 0 ? OK : answer_no_memory(problem);
    if (status != ERR_NOT_FOUND)
        return status;
    status = answer_row(view, next_sql, VIEW_VALUES(view_text(body), view_text(slice_from(now))), meeting_columns, &meeting, problem);
    if (status == OK && json_object_set_new(object, "meeting_next", meeting) != 0)
        return answer_no_memory(problem);
    return status == ERR_NOT_FOUND ? OK : status;
}

static Status show_lists(View *view, Slice body, const char *today, json_t *object, Problem *problem)
{
    static const Column officer_columns[] = {{"office", AS_TEXT}, {"name", AS_TEXT}, {"party", AS_PARTY}, {"from", AS_TEXT}, {"until", AS_TEXT}, {0}};
    static const Column child_columns[] = {{"body", AS_TEXT}, {"names", AS_NAMES}, {"open", AS_FLAG}, {0}};
    static const Column initiative_columns[] = {{"initiative", AS_TEXT}, {"names", AS_NAMES}, {"status", AS_TEXT}, {0}};
    static const Column statement_columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"meeting", AS_TEXT}, {"item", AS_TEXT}, {"names", AS_NAMES}, {"language", AS_TEXT}, {0}};

    TRY(answer_list(view, object, "sessions", SESSION_SELECT "WHERE body = ? ORDER BY since, session", VIEW_VALUES(view_text(body)), session_columns, problem));
    TRY(answer_list(view, object, "officers", "SELECT office, name, party, since, until FROM officer WHERE body = ?1 AND " TERM_IS_ON("since", "until", "?2") " ORDER BY act", VIEW_VALUES(view_text(body), view_text(slice_from(today))), officer_columns, problem));
    TRY(answer_list(view, object, "subgroups", "SELECT body, names, opened IS NOT NULL FROM body WHERE parent = ? ORDER BY body", VIEW_VALUES(view_text(body)), child_columns, problem));
    TRY(answer_list(view, object, "documents",
                    "SELECT symbol, names, nature, date, fictional, " LANGUAGES_OF " FROM document d WHERE body = ? ORDER BY date DESC, symbol LIMIT 8", VIEW_VALUES(view_text(body)), document_columns,
                    problem));
    TRY(answer_list(view, object, "statements",
                    "SELECT id, party, meeting, item, names, language FROM statement WHERE body = ? AND withdrawn IS NULL ORDER BY act DESC LIMIT 8", VIEW_VALUES(view_text(body)), statement_columns,
                    problem));
    return answer_list(view, object, "initiatives", "SELECT initiative, names, status FROM initiative WHERE body = ? ORDER BY initiative", VIEW_VALUES(view_text(body)), initiative_columns, problem);
}

static Status body_row(View *view, Slice body, json_t **out, Problem *problem)
{
    static const char *const named[] = {"parent", "predecessor", "successor"};

    TRY(answer_row(view, BODY_SELECT "WHERE body = ?", VIEW_VALUES(view_text(body)), body_columns, out, problem));
    for (size_t i = 0; i < 3; i++)
        TRY(name_body(view, *out, named[i], problem));
    return add_mandate(view, *out, problem);
}

static Status show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    Slice body = question->arguments[0];
    char  now[32], today[12];

    answer_time(question->now, now);
    (void)snprintf(today, sizeof today, "%.10s", now);
    TRY(body_row(view, body, out, problem));
    TRY(choose_session(view, body, today, *out, problem));
    TRY(current_meeting(view, body, now, *out, problem));
    return show_lists(view, body, today, *out, problem);
}

const NamedQuery body_show_query = {"body.show", {"body"}, show_run};

/* ---- body.about ---- */

static Status about_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column officer_columns[] = {{"office", AS_TEXT}, {"name", AS_TEXT}, {"party", AS_PARTY}, {"from", AS_TEXT}, {"until", AS_TEXT}, {0}};
    static const Column member_columns[] = {{"party", AS_PARTY}, {"from", AS_TEXT}, {"until", AS_TEXT}, {0}};
    static const Column modality_columns[] = {{"number", AS_TEXT}, {"names", AS_NAMES}, {"document", AS_TEXT}, {0}};
    static const Column decision_columns[] = {{"act", AS_HASH}, {"names", AS_NAMES}, {"session", AS_TEXT}, {"meeting", AS_TEXT}, {"document", AS_TEXT}, {0}};
    Slice               body = question->arguments[0];

    TRY(body_row(view, body, out, problem));
    TRY(answer_list(view, *out, "officers", "SELECT office, name, party, since, until FROM officer WHERE body = ? ORDER BY until <> '', act", VIEW_VALUES(view_text(body)), officer_columns, problem));
    TRY(answer_list(view, *out, "listed", "SELECT party, since, until FROM member WHERE body = ? ORDER BY party", VIEW_VALUES(view_text(body)), member_columns, problem));
    TRY(answer_list(view, *out, "modalities", "SELECT number, names, document FROM modality WHERE body = ? ORDER BY length(number), number", VIEW_VALUES(view_text(body)), modality_columns, problem));
    return answer_list(view, *out, "decisions", "SELECT id, names, session, meeting, document FROM decision WHERE body = ? ORDER BY act DESC", VIEW_VALUES(view_text(body)), decision_columns, problem);
}

const NamedQuery body_about_query = {"body.about", {"body"}, about_run};

/* ---- body.composition ---- */

/* A group's part of the States in thousandths, and of `seats` in tenths of a seat, rounded; and how far what there is stands from it. Numbers to print: nothing is scored or decided. */
static Status add_share(json_t *row, int64_t states, int64_t seats, Problem *problem)
{
    int64_t share = (json_integer_value(json_object_get(row, "states")) * seats * 10 + states / 2) / states;
    int64_t deviation = json_integer_value(json_object_get(row, "members")) * 10 - share;

    if (json_object_set_new(row, "share_permille", json_integer((json_integer_value(json_object_get(row, "states")) * 1000 + states / 2) / states)) != 0)
        return answer_no_memory(problem);
    return json_object_set_new(row, "share_tenths", json_integer(share)) == 0 && json_object_set_new(row, "deviation_tenths", json_integer(deviation)) == 0 ? OK : answer_no_memory(problem);
}

static Status composition_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const char groups[] =
        "SELECT g.grp, count(*), count(m.party), count(n.party) FROM party p JOIN party_group g ON g.party = p.party AND g.electoral = 1 AND " TERM_IS_ON("g.since", "g.until", "?2")
        " LEFT JOIN party_fact f ON f.party = p.party LEFT JOIN member m ON m.party = p.party AND m.body = ?1 AND " TERM_IS_ON("m.since", "m.until", "?2") " "
        "LEFT JOIN (SELECT DISTINCT party FROM nomination WHERE body = ?1) n ON n.party = p.party WHERE p.class = 'state' AND p.gone IS NULL AND coalesce(f.fictional, 0) = 0 GROUP BY g.grp ORDER BY g.grp";
    static const Column group_columns[] = {{"group", AS_PARTY}, {"states", AS_NUMBER}, {"members", AS_NUMBER}, {"nominated", AS_NUMBER}, {0}};
    static const Column nominee_columns[] = {{"party", AS_PARTY}, {"name", AS_TEXT}, {"post", AS_TEXT}, {"note", AS_TEXT}, {0}};
    static const Column member_columns[] = {{"party", AS_PARTY}, {0}};
    Slice               body = question->arguments[0];
    json_t             *row;
    size_t              i;
    int64_t             states = 0, members;
    char                today[12];

    question_today(question, today);
    TRY(answer_row(view, BODY_SELECT "WHERE body = ? AND kind = 'expert'", VIEW_VALUES(view_text(body)), body_columns, out, problem));
    TRY(answer_list(view, *out, "groups", groups, VIEW_VALUES(view_text(body), view_text(slice_from(today))), group_columns, problem));
    TRY(view_one(view, "SELECT count(*) FROM member WHERE body = ?1 AND " TERM_IS_ON("since", "until", "?2"), 0, &members, problem, VIEW_VALUES(view_text(body), view_text(slice_from(today)))));
    json_array_foreach(json_object_get(*out, "groups"), i, row)
        states += json_integer_value(json_object_get(row, "states"));
    json_array_foreach(json_object_get(*out, "groups"), i, row)
        if (states != 0)
            TRY(add_share(row, states, members, problem));
    (void)json_object_set_new(*out, "seats", json_integer(members));
    (void)json_object_set_new(*out, "states", json_integer(states));
    TRY(answer_list(view, *out, "listed", "SELECT party FROM member WHERE body = ?1 AND " TERM_IS_ON("since", "until", "?2") " ORDER BY party", VIEW_VALUES(view_text(body), view_text(slice_from(today))),
                    member_columns, problem));
    return answer_list(view, *out, "nominees", "SELECT party, name, post, note FROM nomination WHERE body = ? ORDER BY party, act", VIEW_VALUES(view_text(body)), nominee_columns, problem);
}

const NamedQuery body_composition_query = {"body.composition", {"body"}, composition_run};

/* ---- house.front ---- */

static Status front_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column statement_columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"body", AS_TEXT}, {"names", AS_NAMES}, {"language", AS_TEXT}, {0}};
    static const char   now_sql[] =
        MEETING_SELECT "WHERE m.state <> 'cancelled' AND m.end > ?1 AND m.begin < ?2 ORDER BY m.begin, m.session, m.meeting LIMIT 20";
    char now[32], week[32];

    answer_time(question->now, now);
    answer_time(question->now + INT64_C(7) * 86400, week);
    *out = json_object();
    TRY(answer_list(view, *out, "bodies", BODY_SELECT "WHERE parent = '' ORDER BY until DESC, body", NULL, 0, body_columns, problem));
    TRY(answer_list(view, *out, "meetings", now_sql, VIEW_VALUES(view_text(slice_from(now)), view_text(slice_from(week))), meeting_columns, problem));
    TRY(answer_list(view, *out, "documents", "SELECT symbol, names, nature, date, fictional, " LANGUAGES_OF " FROM document d ORDER BY date DESC, symbol LIMIT 8", NULL, 0, document_columns, problem));
    return answer_list(view, *out, "statements", "SELECT id, party, body, names, language FROM statement WHERE withdrawn IS NULL ORDER BY act DESC LIMIT 8", NULL, 0, statement_columns, problem);
}

const NamedQuery house_front_query = {"house.front", {0}, front_run};

/* ---- session.show, meeting.show, calendar ---- */

static Status add_body(View *view, json_t *object, Problem *problem)
{
    static const Column columns[] = {{"body", AS_TEXT}, {"names", AS_NAMES}, {"kind", AS_TEXT}, {"rule", AS_TEXT}, {"fictional", AS_FLAG}, {0}};
    json_t             *body = NULL;

    TRY(answer_row(view, "SELECT body, names, kind, rule, fictional FROM body WHERE body = ?", VIEW_VALUES(view_text(json_slice(json_object_get(object, "body")))), columns, &body, problem));
    if (json_is_true(json_object_get(body, "fictional")))
        (void)json_object_set_new(object, "fictional", json_true());
    return json_object_set_new(object, "body", body) == 0 ? OK : answer_no_memory(problem);
}

static Status session_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column item_columns[] = {{"item", AS_TEXT}, {"names", AS_NAMES}, {"recurs", AS_FLAG}, {"mandate", AS_TEXT}, {0}};
    Slice               session = question->arguments[0];
    char                now[32];

    answer_time(question->now, now);
    TRY(answer_row(view, SESSION_SELECT "WHERE session = ?", VIEW_VALUES(view_text(session)), session_columns, out, problem));
    TRY(add_body(view, *out, problem));
    TRY(answer_list(view, *out, "items", "SELECT item, names, recurs, mandate FROM agenda WHERE session = ? ORDER BY ordinal", VIEW_VALUES(view_text(session)), item_columns, problem));
    TRY(answer_list(view, *out, "meetings", MEETING_SELECT "WHERE m.session = ? ORDER BY m.begin, m.meeting", VIEW_VALUES(view_text(session)), meeting_columns, problem));
    TRY(answer_list(view, *out, "documents", "SELECT symbol, names, nature, date, fictional, " LANGUAGES_OF " FROM document d WHERE session = ? ORDER BY date, symbol", VIEW_VALUES(view_text(session)),
                    document_columns, problem));
    return json_object_set_new(*out, "now", json_string(now)) == 0 ? OK : answer_no_memory(problem);
}

const NamedQuery session_show_query = {"session.show", {"session"}, session_run};

static Status meeting_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column statement_columns[] = {{"act", AS_HASH}, {"party", AS_PARTY}, {"group", AS_PARTY}, {"item", AS_TEXT}, {"names", AS_NAMES}, {"speaker", AS_TEXT}, {"language", AS_TEXT}, {0}};
    static const Column item_columns[] = {{"item", AS_TEXT}, {"names", AS_NAMES}, {0}};
    static const Column decision_columns[] = {{"act", AS_HASH}, {"names", AS_NAMES}, {"document", AS_TEXT}, {0}};
    static const char   items[] = "SELECT a.item, a.names FROM meeting m, json_each(CASE m.items WHEN '' THEN '[]' ELSE m.items END) i JOIN agenda a ON a.session = m.session AND a.item = i.value "
                                  "WHERE m.session = ? AND m.meeting = ? ORDER BY a.ordinal";
    Slice               session = question->arguments[0], meeting = question->arguments[1];
    json_t             *of = NULL;
    char                now[32];

    answer_time(question->now, now);
    TRY(answer_row(view, MEETING_SELECT "WHERE m.session = ? AND m.meeting = ?", VIEW_VALUES(view_text(session), view_text(meeting)), meeting_columns, out, problem));
    TRY(answer_row(view, SESSION_SELECT "WHERE session = ?", VIEW_VALUES(view_text(session)), session_columns, &of, problem));
    if (json_object_set_new(*out, "session", of) != 0 || json_object_set(*out, "body", json_object_get(of, "body")) != 0)
        return answer_no_memory(problem);
    TRY(add_body(view, *out, problem));
    TRY(answer_list(view, *out, "items", items, VIEW_VALUES(view_text(session), view_text(meeting)), item_columns, problem));
    TRY(answer_list(view, *out, "statements", "SELECT id, party, grp, item, names, speaker, language FROM statement WHERE session = ? AND meeting = ? AND withdrawn IS NULL ORDER BY act",
                    VIEW_VALUES(view_text(session), view_text(meeting)), statement_columns, problem));
    TRY(answer_list(view, *out, "decisions", "SELECT id, names, document FROM decision WHERE session = ? AND meeting = ? ORDER BY act", VIEW_VALUES(view_text(session), view_text(meeting)),
                    decision_columns, problem));
    return json_object_set_new(*out, "now", json_string(now)) == 0 ? OK : answer_no_memory(problem);
}

const NamedQuery meeting_show_query = {"meeting.show", {"session", "meeting"}, meeting_run};

/* Meetings for calendars: from 90 days ago on. */
static Status calendar_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const Column columns[] = {{"session", AS_TEXT}, {"meeting", AS_TEXT}, {"number", AS_NUMBER}, {"form", AS_TEXT}, {"begin", AS_TEXT}, {"end", AS_TEXT}, {"names", AS_NAMES},
                                     {"place", AS_NAMES},   {"state", AS_TEXT},   {"zone", AS_TEXT},     {"session_names", AS_NAMES}, {"session_place", AS_NAMES}, {"body", AS_TEXT},
                                     {"body_names", AS_NAMES}, {"index", AS_NUMBER}, {0}};
    static const char sql[] = "SELECT m.session, m.meeting, m.number, m.form, m.begin, m.end, m.names, m.place, m.state, s.zone, s.names, s.place, s.body, b.names, m.act FROM meeting m "
                              "JOIN session s ON s.session = m.session JOIN body b ON b.body = s.body WHERE (?1 IS NULL OR s.body = ?1) AND m.end >= ?2 ORDER BY m.begin, m.session, m.meeting";
    char              from[32];

    answer_time(question->now - INT64_C(90) * 86400, from);
    *out = json_object();
    return answer_list(view, *out, "meetings", sql, VIEW_VALUES(question_text(question, 0), view_text(slice_from(from))), columns, problem);
}

const NamedQuery calendar_query = {"calendar", {"body"}, calendar_run};
