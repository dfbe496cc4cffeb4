/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies: what they are, who mandated them, how they decide; decisions as announced; the opening of thematic subgroups, which are off until their parent decides (resolution 75/240, paragraph 4).
 *
 * No body is known to the code. Rule of decision, who may object and who belongs are what the act says; nothing follows from them here but what they say themselves.
 */
#include "process/process_internal.h"

const char *const body_tables[] = {
    "CREATE TABLE body (body TEXT PRIMARY KEY, kind TEXT NOT NULL, names TEXT NOT NULL, mandate TEXT NOT NULL, rule TEXT NOT NULL, objectors TEXT NOT NULL, members TEXT NOT NULL, "
    "parent TEXT NOT NULL, predecessor TEXT NOT NULL, successor TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, report_to TEXT NOT NULL, about TEXT NOT NULL, fictional INTEGER NOT NULL, "
    "opened INTEGER, act INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE decision (act INTEGER PRIMARY KEY, id BLOB NOT NULL, body TEXT NOT NULL, names TEXT NOT NULL, session TEXT NOT NULL, meeting TEXT NOT NULL, document TEXT NOT NULL)",
    "CREATE INDEX decision_body ON decision (body)",
    "CREATE TABLE officer (act INTEGER PRIMARY KEY, body TEXT NOT NULL, office TEXT NOT NULL, name TEXT NOT NULL, party TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL)",
    "CREATE INDEX officer_body ON officer (body)",
    "CREATE TABLE member (body TEXT NOT NULL, party TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (body, party)) WITHOUT ROWID",
    "CREATE TABLE nomination (act INTEGER PRIMARY KEY, body TEXT NOT NULL, party TEXT NOT NULL, name TEXT NOT NULL, post TEXT NOT NULL, note TEXT NOT NULL)",
    "CREATE INDEX nomination_body ON nomination (body)",
    "CREATE TABLE modality (body TEXT NOT NULL, number TEXT NOT NULL, names TEXT NOT NULL, document TEXT NOT NULL, PRIMARY KEY (body, number)) WITHOUT ROWID",
    NULL};

static const char *const kinds[] = {"open-ended", "expert", "thematic", "committee", NULL};
static const char *const rules[] = {"consensus", "two-thirds", "majority", "none", NULL};
static const char *const objectors[] = {"states", "members", "none", NULL};
static const char *const memberships[] = {"all-states", "listed", NULL};

#define BODY_THERE "SELECT count(*) FROM body WHERE body = ?"

/* ---- body.create ---- */

static const ActMember create_members[] = {{"body", MEMBER_SLUG, true, 0},          {"kind", MEMBER_CHOICE, true, 0, kinds},
                                           {"names", MEMBER_WORDS, true, NAMES_MAX}, {"mandate", MEMBER_OBJECT, false, 0},
                                           {"rule", MEMBER_CHOICE, true, 0, rules}, {"objectors", MEMBER_CHOICE, true, 0, objectors},
                                           {"members", MEMBER_CHOICE, true, 0, memberships}, {"parent", MEMBER_SLUG, false, 0},
                                           {"predecessor", MEMBER_SLUG, false, 0}, {"from", MEMBER_DATE, false, 0},
                                           {"until", MEMBER_DATE, false, 0},       {"report_to", MEMBER_WORDS, false, NAMES_MAX},
                                           {"about", MEMBER_WORDS, false, NOTE_BYTES_MAX}, {"fictional", MEMBER_COUNT, false, 1}, {0}};
static const ActMember mandate_members[] = {{"document", MEMBER_SYMBOL, true, 0}, {"paragraphs", MEMBER_LINES, false, LINES_MAX}, {0}};

static Status check_mandate(const Act *act, Problem *problem)
{
    const json_t *mandate = json_object_get(act->object, "mandate");

    return mandate == NULL ? OK : members_check(mandate, mandate_members, false, problem);
}

static Status create_check(Act *act, Problem *problem)
{
    bool    thematic = slice_is(act_text(act, "kind"), "thematic");
    int64_t there;

    TRY(act_count(act, BODY_THERE, VIEW_VALUES(view_text(act_text(act, "body"))), &there, problem));
    if (there != 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("house.body_there"));
    if (thematic != act_has(act, "parent"))
        return act_refuse(problem, ERR_SYNTAX, MSG("house.parent"));
    TRY(act_must_exist(act, "parent", "SELECT count(*) FROM body WHERE body = ? AND kind <> 'thematic'", MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "predecessor", BODY_THERE, MSG("house.body_unknown"), problem));
    TRY(check_mandate(act, problem));
    return act_dates_check(act, (Slice){NULL, 0}, (Slice){NULL, 0}, problem);
}

static Status create_apply(Act *act, Problem *problem)
{
    return view_run(act->view,
                    "INSERT INTO body (body, kind, names, mandate, rule, objectors, members, parent, predecessor, successor, since, until, report_to, about, fictional, opened, act) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?)",
                    problem,
                    VIEW_VALUES(view_text(act_text(act, "body")), view_text(act_text(act, "kind")), view_text(act_stored(act, "names")), view_text(act_stored(act, "mandate")),
                                view_text(act_text(act, "rule")), view_text(act_text(act, "objectors")), view_text(act_text(act, "members")), view_text(act_text(act, "parent")),
                                view_text(act_text(act, "predecessor")), view_text(act_text(act, "from")), view_text(act_text(act, "until")), view_text(act_stored(act, "report_to")),
                                view_text(act_stored(act, "about")), view_integer(act_integer(act, "fictional", 0)),
                                slice_is(act_text(act, "kind"), "thematic") ? view_null() : view_number(act->index), view_number(act->index)));
}

const ActKind body_create_kind = {"body.create", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, create_members, NULL, create_check, create_apply, 0};

/* ---- body.change ---- */

static const ActMember change_members[] = {{"body", MEMBER_SLUG, true, 0},         {"names", MEMBER_WORDS, false, NAMES_MAX},  {"mandate", MEMBER_OBJECT, false, 0},
                                           {"rule", MEMBER_CHOICE, false, 0, rules}, {"objectors", MEMBER_CHOICE, false, 0, objectors}, {"members", MEMBER_CHOICE, false, 0, memberships},
                                           {"predecessor", MEMBER_SLUG, false, 0}, {"successor", MEMBER_SLUG, false, 0},       {"from", MEMBER_DATE, false, 0},
                                           {"until", MEMBER_DATE, false, 0},       {"report_to", MEMBER_WORDS, false, NAMES_MAX}, {"about", MEMBER_WORDS, false, NOTE_BYTES_MAX}, {0}};

/* Beginning and end as they will stand together. */
static Status check_term(const Act *act, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(act->view, "SELECT since, until FROM body WHERE body = ?", &query, problem, VIEW_VALUES(view_text(act_text(act, "body")))));
    status = view_next(&query, problem);
    if (status == OK && query.row)
        status = act_dates_check(act, view_column_slice(&query, 0), view_column_slice(&query, 1), problem);
    view_end(&query);
    return status;
}

static bool changes_something(const Act *act)
{
    for (const ActMember *member = change_members; member->name != NULL; member++)
        if (strcmp(member->name, "body") != 0 && act_has(act, member->name))
            return true;
    return false;
}

static Status change_check(Act *act, Problem *problem)
{
    Slice body = act_text(act, "body");

    TRY(act_must_exist(act, "body", BODY_THERE, MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "predecessor", BODY_THERE, MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "successor", BODY_THERE, MSG("house.body_unknown"), problem));
    if (slice_equal(body, act_text(act, "predecessor")) || slice_equal(body, act_text(act, "successor")))
        return act_refuse(problem, ERR_SYNTAX, MSG("house.body_itself"));
    if (!changes_something(act))
        return act_refuse(problem, ERR_SYNTAX, MSG("house.nothing_changes"));
    TRY(check_mandate(act, problem));
    return check_term(act, problem);
}

/* NULL leaves a column as it is. */
static ViewValue changed(Act *act, const char *member, bool stored)
{
    if (!act_has(act, member))
        return view_null();
    return view_text(stored ? act_stored(act, member) : act_text(act, member));
}

static Status change_apply(Act *act, Problem *problem)
{
    return view_run(act->view,
                    "UPDATE body SET names = coalesce(?2, names), mandate = coalesce(?3, mandate), rule = coalesce(?4, rule), objectors = coalesce(?5, objectors), members = coalesce(?6, members), "
                    "predecessor = coalesce(?7, predecessor), successor = coalesce(?8, successor), since = coalesce(?9, since), until = coalesce(?10, until), report_to = coalesce(?11, report_to), "
                    "about = coalesce(?12, about) WHERE body = ?1",
                    problem,
                    VIEW_VALUES(view_text(act_text(act, "body")), changed(act, "names", true), changed(act, "mandate", true), changed(act, "rule", false), changed(act, "objectors", false),
                                changed(act, "members", false), changed(act, "predecessor", false), changed(act, "successor", false), changed(act, "from", false), changed(act, "until", false),
                                changed(act, "report_to", true), changed(act, "about", true)));
}

const ActKind body_change_kind = {"body.change", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, change_members, NULL, change_check, change_apply, 0};

/* ---- body.decide ---- */

static const ActMember decide_members[] = {{"body", MEMBER_SLUG, true, 0}, {"names", MEMBER_WORDS, true, NOTE_BYTES_MAX}, {"meeting", MEMBER_OBJECT, false, 0},
                                           {"document", MEMBER_SYMBOL, false, 0}, {0}};
static const ActMember place_members[] = {{"session", MEMBER_SLUG, true, 0}, {"meeting", MEMBER_SLUG, true, 0}, {0}};

static Slice member_of(const Act *act, const char *object, const char *member)
{
    return json_slice(json_object_get(json_object_get(act->object, object), member));
}

static Status decide_check(Act *act, Problem *problem)
{
    const json_t *place = json_object_get(act->object, "meeting");
    int64_t       there = 1;

    TRY(act_must_exist(act, "body", BODY_THERE, MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "body", BODY_THERE " AND opened IS NOT NULL", MSG("house.body_closed"), problem));
    TRY(chair_check(act, CHAIR_OF_BODY, act_text(act, "body"), problem));
    TRY(act_must_exist(act, "document", "SELECT count(*) FROM document WHERE symbol = ?", MSG("house.document_unknown"), problem));
    if (place == NULL)
        return OK;
    TRY(members_check(place, place_members, false, problem));
    TRY(act_count(act, "SELECT count(*) FROM meeting m JOIN session s ON s.session = m.session WHERE m.session = ? AND m.meeting = ? AND s.body = ? AND m.state <> 'cancelled'",
                  VIEW_VALUES(view_text(member_of(act, "meeting", "session")), view_text(member_of(act, "meeting", "meeting")), view_text(act_text(act, "body"))), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("house.meeting_unknown"));
}

static Status decide_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "INSERT INTO decision (act, id, body, names, session, meeting, document) VALUES (?, ?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(act_text(act, "body")), view_text(act_stored(act, "names")),
                                view_text(member_of(act, "meeting", "session")), view_text(member_of(act, "meeting", "meeting")), view_text(act_text(act, "document"))));
}

const ActKind body_decide_kind = {"body.decide", BY_ATTEST | BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, decide_members, NULL, decide_check, decide_apply, 0};

/* ---- body.open ---- */

static const ActMember open_members[] = {{"body", MEMBER_SLUG, true, 0}, {"decision", MEMBER_HASH, true, 0}, {0}};

/* Resolution 75/240, paragraph 4: the group may decide to establish thematic subgroups. Without its decision there is none. */
static Status open_check(Act *act, Problem *problem)
{
    Hash    decision;
    int64_t there, decided;

    (void)act_hash(act, "decision", &decision);
    TRY(act_must_exist(act, "body", BODY_THERE, MSG("house.body_unknown"), problem));
    TRY(act_count(act, "SELECT count(*) FROM body WHERE body = ? AND opened IS NULL", VIEW_VALUES(view_text(act_text(act, "body"))), &there, problem));
    if (there == 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("house.body_open"));
    TRY(act_count(act, "SELECT count(*) FROM decision d JOIN body b ON b.parent = d.body WHERE b.body = ? AND d.id = ?", VIEW_VALUES(view_text(act_text(act, "body")), view_hash(&decision)), &decided,
                  problem));
    return decided != 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("house.no_decision"));
}

static Status open_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "UPDATE body SET opened = ? WHERE body = ?", problem, VIEW_VALUES(view_number(act->index), view_text(act_text(act, "body"))));
}

const ActKind body_open_kind = {"body.open", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, open_members, NULL, open_check, open_apply, 0};
