/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls: the Secretariat asks those whom a paragraph invites for their views and assessments (70/237, paragraph 4; 74/28, paragraph 2), or for names of experts. The questions keep the wording and the
 * lettering of their year. A deadline that moves leaves the earlier ones standing, and what comes after it is late, not refused: reports have addenda for that.
 */
#include "process/process_internal.h"

const char *const call_tables[] = {
    "CREATE TABLE call (call TEXT PRIMARY KEY, purpose TEXT NOT NULL, names TEXT NOT NULL, body TEXT NOT NULL, document TEXT NOT NULL, paragraph TEXT NOT NULL, wording TEXT NOT NULL, "
    "questions TEXT NOT NULL, addressees TEXT NOT NULL, languages TEXT NOT NULL, noted TEXT NOT NULL, until INTEGER NOT NULL, zone TEXT NOT NULL, words_most INTEGER NOT NULL, "
    "summary_most INTEGER NOT NULL, fictional INTEGER NOT NULL, withdrawn INTEGER, reason TEXT NOT NULL, act INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX call_document ON call (document, paragraph)",
    "CREATE TABLE call_deadline (act INTEGER PRIMARY KEY, call TEXT NOT NULL, until INTEGER NOT NULL, zone TEXT NOT NULL, note TEXT NOT NULL)",
    "CREATE INDEX call_deadline_call ON call_deadline (call)",
    NULL};

static const char *const purposes[] = {"views", "nominations", NULL};

enum { QUESTIONS_MAX = 26, LETTER_BYTES_MAX = 8, ZONE_BYTES_MAX = 40, WORDS_MOST = 1000000 };

#define CALL_THERE "SELECT count(*) FROM call WHERE call = ?"

/* ---- call.issue ---- */

static const ActMember issue_members[] = {{"call", MEMBER_SLUG, true, 0},             {"purpose", MEMBER_CHOICE, true, 0, purposes}, {"names", MEMBER_WORDS, true, NAMES_MAX},
                                          {"body", MEMBER_SLUG, false, 0},            {"document", MEMBER_SYMBOL, false, 0},        {"paragraph", MEMBER_LINE, false, 20},
                                          {"wording", MEMBER_WORDS, false, NOTE_BYTES_MAX}, {"questions", MEMBER_OBJECTS, false, QUESTIONS_MAX}, {"addressees", MEMBER_LINES, false, CLASS_COUNT},
                                          {"languages", MEMBER_LINES, false, 6},      {"noted", MEMBER_DATE, false, 0},             {"until", MEMBER_TIME, true, 0},
                                          {"zone", MEMBER_LINE, true, ZONE_BYTES_MAX}, {"words", MEMBER_COUNT, false, WORDS_MOST},  {"summary_words", MEMBER_COUNT, false, WORDS_MOST},
                                          {"fictional", MEMBER_COUNT, false, 1},      {0}};
static const ActMember question_members[] = {{"letter", MEMBER_LINE, true, LETTER_BYTES_MAX}, {"words", MEMBER_WORDS, true, NOTE_BYTES_MAX}, {0}};

/* Letters are as printed, each once. */
static Status check_questions(const Act *act, Problem *problem)
{
    const json_t *questions = json_object_get(act->object, "questions");

    for (size_t i = 0; i < json_array_size(questions); i++) {
        const json_t *question = json_array_get(questions, i);

        TRY(members_check(question, question_members, false, problem));
        for (size_t j = 0; j < i; j++)
            if (json_equal(json_object_get(question, "letter"), json_object_get(json_array_get(questions, j), "letter")))
                return problem_set(problem, ERR_SYNTAX, MSG("call.letter_twice"), "letter", json_string_value(json_object_get(question, "letter")), NULL);
    }
    return OK;
}

static bool known(const char *const *names, size_t count, Slice name)
{
    for (size_t i = 0; i < count && names[i] != NULL; i++)
        if (slice_is(name, names[i]))
            return true;
    return false;
}

static Status check_list(const Act *act, const char *member, const char *const *names, size_t count, Problem *problem)
{
    const json_t *list = json_object_get(act->object, member);

    for (size_t i = 0; i < json_array_size(list); i++)
        if (!known(names, count, json_slice(json_array_get(list, i))))
            return problem_set(problem, ERR_SYNTAX, MSG("act.member_wrong"), "member", member, NULL);
    return OK;
}

static Status check_zone(const Act *act, Problem *problem)
{
    return !act_has(act, "zone") || zone_has_form(act_text(act, "zone")) ? OK : act_refuse(problem, ERR_SYNTAX, MSG("house.zone"));
}

static Status issue_check(Act *act, Problem *problem)
{
    int64_t there;

    TRY(act_count(act, CALL_THERE, VIEW_VALUES(view_text(act_text(act, "call"))), &there, problem));
    if (there != 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("call.there"));
    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ?", MSG("house.body_unknown"), problem));
    if (slice_is(act_text(act, "purpose"), "nominations") != act_has(act, "body"))
        return act_refuse(problem, ERR_SYNTAX, MSG("call.body"));
    if (!act_has(act, "document") && !act_has(act, "wording"))
        return act_refuse(problem, ERR_SYNTAX, MSG("call.no_paragraph"));
    if (act_has(act, "paragraph") && !act_has(act, "document"))
        return act_refuse(problem, ERR_SYNTAX, MSG("call.no_paragraph"));
    TRY(check_list(act, "addressees", class_names, CLASS_COUNT, problem));
    TRY(check_list(act, "languages", languages_official, 6, problem));
    TRY(check_zone(act, problem));
    return check_questions(act, problem);
}

static Status add_deadline(const Act *act, int64_t until, Problem *problem)
{
    return view_run(act->view, "INSERT INTO call_deadline (act, call, until, zone, note) VALUES (?, ?, ?, coalesce(?, (SELECT zone FROM call WHERE call = ?2)), ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_text(act_text(act, "call")), view_integer(until), act_has(act, "zone") ? view_text(act_text(act, "zone")) : view_null(),
                                view_text(act_text(act, "note"))));
}

static Status issue_apply(Act *act, Problem *problem)
{
    int64_t until = 0;

    (void)act_time(act, "until", &until);
    TRY(view_run(act->view,
                 "INSERT INTO call (call, purpose, names, body, document, paragraph, wording, questions, addressees, languages, noted, until, zone, words_most, summary_most, fictional, withdrawn, reason, act) "
                 "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, '', ?)",
                 problem,
                 VIEW_VALUES(view_text(act_text(act, "call")), view_text(act_text(act, "purpose")), view_text(act_stored(act, "names")), view_text(act_text(act, "body")),
                             view_text(act_text(act, "document")), view_text(act_text(act, "paragraph")), view_text(act_stored(act, "wording")),
                             view_text(act_has(act, "questions") ? act_stored(act, "questions") : SLICE("[]")),
                             view_text(act_has(act, "addressees") ? act_stored(act, "addressees") : SLICE("[\"state\"]")), view_text(act_stored(act, "languages")),
                             view_text(act_text(act, "noted")), view_integer(until), view_text(act_text(act, "zone")), view_integer(act_integer(act, "words", 0)),
                             view_integer(act_integer(act, "summary_words", 0)), view_integer(act_integer(act, "fictional", 0)), view_number(act->index))));
    return add_deadline(act, until, problem);
}

const ActKind call_issue_kind = {"call.issue", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, issue_members, NULL, issue_check, issue_apply, 0};

/* ---- call.extend ---- */

static const ActMember extend_members[] = {{"call", MEMBER_SLUG, true, 0}, {"until", MEMBER_TIME, true, 0}, {"zone", MEMBER_LINE, false, ZONE_BYTES_MAX}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status check_on(const Act *act, Problem *problem)
{
    int64_t withdrawn;

    TRY(act_count(act, CALL_THERE " AND withdrawn IS NOT NULL", VIEW_VALUES(view_text(act_text(act, "call"))), &withdrawn, problem));
    return withdrawn == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("call.withdrawn"));
}

static Status extend_check(Act *act, Problem *problem)
{
    int64_t until = 0, later;

    TRY(act_must_exist(act, "call", CALL_THERE, MSG("call.unknown"), problem));
    TRY(check_on(act, problem));
    TRY(check_zone(act, problem));
    (void)act_time(act, "until", &until);
    TRY(act_count(act, CALL_THERE " AND until < ?", VIEW_VALUES(view_text(act_text(act, "call")), view_integer(until)), &later, problem));
    return later != 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("call.earlier"));
}

static Status extend_apply(Act *act, Problem *problem)
{
    int64_t until = 0;

    (void)act_time(act, "until", &until);
    TRY(view_run(act->view, "UPDATE call SET until = ?2, zone = coalesce(?3, zone) WHERE call = ?1", problem,
                 VIEW_VALUES(view_text(act_text(act, "call")), view_integer(until), act_has(act, "zone") ? view_text(act_text(act, "zone")) : view_null())));
    return add_deadline(act, until, problem);
}

const ActKind call_extend_kind = {"call.extend", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, extend_members, NULL, extend_check, extend_apply, 0};

/* ---- call.withdraw ---- */

static const ActMember withdraw_members[] = {{"call", MEMBER_SLUG, true, 0}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status withdraw_check(Act *act, Problem *problem)
{
    TRY(act_must_exist(act, "call", CALL_THERE, MSG("call.unknown"), problem));
    return check_on(act, problem);
}

static Status withdraw_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "UPDATE call SET withdrawn = ?, reason = ? WHERE call = ?", problem,
                    VIEW_VALUES(view_number(act->index), view_text(act_text(act, "note")), view_text(act_text(act, "call"))));
}

const ActKind call_withdraw_kind = {"call.withdraw", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, withdraw_members, NULL, withdraw_check, withdraw_apply, 0};
