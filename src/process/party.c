/* SPDX-License-Identifier: Apache-2.0
 *
 * What is said of parties: their names in languages, from a date on, and the groups that they belong to. Being a party at all, and its keys, are the record's own acts.
 *
 * A State has a set of groups, one of them electoral, each with dates. Nothing here is inferred: who is a Member State is who was admitted with the class "state".
 */
#include "process/process_internal.h"

const char *const party_tables[] = {
    "CREATE TABLE party_fact (party TEXT PRIMARY KEY, names TEXT NOT NULL, formal TEXT NOT NULL, kind TEXT NOT NULL, iso3 TEXT NOT NULL, fictional INTEGER NOT NULL, note TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE party_name (act INTEGER PRIMARY KEY, party TEXT NOT NULL, since TEXT NOT NULL, names TEXT NOT NULL)",
    "CREATE INDEX party_name_party ON party_name (party)",
    "CREATE TABLE party_group (party TEXT NOT NULL, grp TEXT NOT NULL, electoral INTEGER NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (party, grp)) WITHOUT ROWID",
    "CREATE INDEX party_group_group ON party_group (grp)",
    NULL};

#define PARTY_THERE "SELECT count(*) FROM party WHERE party = ? AND gone IS NULL"

/* ---- party.describe ---- */

static const char *const group_kinds[] = {"regional", "negotiating", NULL};
static const ActMember   describe_members[] = {{"party", MEMBER_PARTY, true, 0},        {"names", MEMBER_WORDS, true, NAMES_MAX}, {"formal", MEMBER_WORDS, false, NAMES_MAX},
                                             {"kind", MEMBER_CHOICE, false, 0, group_kinds}, {"iso3", MEMBER_LINE, false, 3}, {"from", MEMBER_DATE, false, 0},
                                             {"fictional", MEMBER_COUNT, false, 1},     {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

/* ISO 3166-1: three capital letters. */
static bool is_iso3(Slice code)
{
    for (size_t i = 0; i < code.size; i++)
        if (code.data[i] < 'A' || code.data[i] > 'Z')
            return false;
    return code.size == 3;
}

static Status describe_check(Act *act, Problem *problem)
{
    int64_t groups;

    TRY(act_must_exist(act, "party", PARTY_THERE, MSG("house.party_unknown"), problem));
    if (act_has(act, "iso3") && !is_iso3(act_text(act, "iso3")))
        return act_refuse(problem, ERR_SYNTAX, MSG("house.iso3"));
    if (!act_has(act, "kind"))
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM party WHERE party = ? AND class = 'group'", VIEW_VALUES(view_text(act_text(act, "party"))), &groups, problem));
    return groups != 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("house.kind_of_group"));
}

static Status describe_apply(Act *act, Problem *problem)
{
    Slice party = act_text(act, "party"), names = act_stored(act, "names");

    TRY(view_run(act->view, "INSERT OR REPLACE INTO party_fact (party, names, formal, kind, iso3, fictional, note) VALUES (?, ?, ?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_text(party), view_text(names), view_text(act_stored(act, "formal")), view_text(act_text(act, "kind")), view_text(act_text(act, "iso3")),
                             view_integer(act_integer(act, "fictional", 0)), view_text(act_text(act, "note")))));
    return view_run(act->view, "INSERT INTO party_name (act, party, since, names) VALUES (?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_text(party), view_text(act_text(act, "from")), view_text(names)));
}

const ActKind party_describe_kind = {"party.describe", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, describe_members, NULL, describe_check, describe_apply, 0};

/* ---- party.group ---- */

static const ActMember group_members[] = {{"party", MEMBER_PARTY, true, 0}, {"group", MEMBER_PARTY, true, 0}, {"electoral", MEMBER_COUNT, false, 1},
                                          {"from", MEMBER_DATE, false, 0},  {"until", MEMBER_DATE, false, 0}, {0}};

/* A State's electoral group is one of the regional groups, and one at a time: where another one stands without an end, it ends first. */
static Status check_electoral(const Act *act, Problem *problem)
{
    int64_t others, regional;

    if (act_integer(act, "electoral", 0) == 0)
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM party p, party_fact g WHERE p.party = ? AND p.class = 'state' AND g.party = ? AND g.kind = 'regional'",
                  VIEW_VALUES(view_text(act_text(act, "party")), view_text(act_text(act, "group"))), &regional, problem));
    if (regional == 0)
        return act_refuse(problem, ERR_REFUSED, MSG("house.electoral_regional"));
    TRY(act_count(act, "SELECT count(*) FROM party_group WHERE party = ? AND grp <> ? AND electoral = 1 AND until = ''",
                  VIEW_VALUES(view_text(act_text(act, "party")), view_text(act_text(act, "group"))), &others, problem));
    return others == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("house.electoral_twice"));
}

static Status group_check(Act *act, Problem *problem)
{
    TRY(act_must_exist(act, "party", PARTY_THERE, MSG("house.party_unknown"), problem));
    TRY(act_must_exist(act, "group", "SELECT count(*) FROM party WHERE party = ? AND class = 'group' AND gone IS NULL", MSG("house.group_unknown"), problem));
    if (slice_equal(act_text(act, "party"), act_text(act, "group")))
        return act_refuse(problem, ERR_SYNTAX, MSG("house.group_itself"));
    TRY(act_dates_check(act, (Slice){NULL, 0}, (Slice){NULL, 0}, problem));
    return check_electoral(act, problem);
}

static Status group_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "INSERT OR REPLACE INTO party_group (party, grp, electoral, since, until) VALUES (?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_text(act_text(act, "party")), view_text(act_text(act, "group")), view_integer(act_integer(act, "electoral", 0)), view_text(act_text(act, "from")),
                                view_text(act_text(act, "until"))));
}

const ActKind party_group_kind = {"party.group", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, group_members, NULL, group_check, group_apply, 0};

/* ---- queries ---- */

static const Column list_columns[] = {{"party", AS_TEXT}, {"names", AS_NAMES}, {"name", AS_TEXT}, {"class", AS_TEXT}, {"kind", AS_TEXT}, {"fictional", AS_FLAG}, {"group", AS_PARTY}, {"keys", AS_NUMBER}, {0}};

/* All of them: a list of parties is as long as the world. Pages sort it by the reader's language. */
static Status list_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const char sql[] =
        "SELECT p.party, f.names, CASE WHEN f.names IS NULL THEN p.name END, p.class, f.kind, f.fictional, (SELECT g.grp FROM party_group g WHERE g.party = p.party AND g.electoral = 1 AND " TERM_IS_ON("g.since", "g.until", "?3") " ORDER BY g.grp LIMIT 1), "
        "(SELECT count(*) FROM key k WHERE k.party = p.party AND k.revoked IS NULL) "
        "FROM party p LEFT JOIN party_fact f ON f.party = p.party WHERE p.gone IS NULL AND (?1 IS NULL OR p.class = ?1) "
        "AND (?2 IS NULL OR EXISTS (SELECT 1 FROM party_group g WHERE g.party = p.party AND g.grp = ?2 AND " TERM_IS_ON("g.since", "g.until", "?3") ")) ORDER BY p.party";
    json_t *object = json_object();
    char    today[12];
    Status  status;

    question_today(question, today);
    TRY_OR(failed, answer_list(view, object, "parties", sql, VIEW_VALUES(question_text(question, 0), question_text(question, 1), view_text(slice_from(today))), list_columns, problem));
    for (size_t i = 0; i < 2; i++) /* what the list was narrowed by */
        if (question->arguments[i].size != 0)
            (void)json_object_set_new(object, i == 0 ? "class" : "group", json_from_slice(question->arguments[i]));
    *out = object;
    return OK;
failed:
    json_decref(object);
    return status;
}

const NamedQuery party_list_query = {"party.list", {"class", "group"}, list_run};

static const Column show_columns[] = {{"party", AS_TEXT}, {"names", AS_NAMES}, {"name", AS_TEXT}, {"class", AS_TEXT}, {"kind", AS_TEXT}, {"fictional", AS_FLAG},
                                      {"formal", AS_JSON}, {"iso3", AS_TEXT}, {"note", AS_TEXT}, {"admitted", AS_NUMBER}, {"keys", AS_NUMBER}, {0}};
static const Column member_columns[] = {{"party", AS_PARTY}, {"from", AS_TEXT}, {"until", AS_TEXT}, {0}};
static const Column group_columns[] = {{"party", AS_PARTY}, {"electoral", AS_FLAG}, {"from", AS_TEXT}, {"until", AS_TEXT}, {0}};
static const Column name_columns[] = {{"from", AS_TEXT}, {"names", AS_NAMES}, {0}};
static const Column statement_columns[] = {{"act", AS_HASH}, {"body", AS_TEXT}, {"session", AS_TEXT}, {"item", AS_TEXT}, {"names", AS_NAMES}, {"language", AS_TEXT}, {0}};
static const Column initiative_columns[] = {{"initiative", AS_TEXT}, {"names", AS_NAMES}, {"status", AS_TEXT}, {0}};
static const Column act_columns[] = {{"index", AS_NUMBER}, {"act", AS_HASH}, {"kind", AS_TEXT}, {"grade", AS_TEXT}, {0}};

static Status show_parts(View *view, Slice party, json_t *object, Problem *problem)
{
    static const char groups[] = "SELECT grp, electoral, since, until FROM party_group WHERE party = ? ORDER BY electoral DESC, grp";
    static const char members[] = "SELECT party, since, until FROM party_group WHERE grp = ? ORDER BY party";
    static const char names[] = "SELECT since, names FROM party_name WHERE party = ? ORDER BY act DESC";
    static const char statements[] = "SELECT id, body, session, item, names, language FROM statement WHERE party = ? AND withdrawn IS NULL ORDER BY act DESC LIMIT 20";
    static const char initiatives[] =
        "SELECT i.initiative, i.names, i.status FROM sponsor s JOIN initiative i ON i.initiative = s.initiative WHERE s.party = ? AND s.left_act IS NULL ORDER BY i.initiative";
    static const char acts[] = "SELECT a.idx, a.id, a.kind, " GRADE_WORDS " FROM act a WHERE party = ? AND audience = 0 ORDER BY idx DESC LIMIT 20";

    TRY(answer_list(view, object, "groups", groups, VIEW_VALUES(view_text(party)), group_columns, problem));
    TRY(answer_list(view, object, "members", members, VIEW_VALUES(view_text(party)), member_columns, problem));
    TRY(answer_list(view, object, "earlier_names", names, VIEW_VALUES(view_text(party)), name_columns, problem));
    (void)json_array_remove(json_object_get(object, "earlier_names"), 0); /* the newest is no earlier one */
    TRY(answer_list(view, object, "statements", statements, VIEW_VALUES(view_text(party)), statement_columns, problem));
    TRY(answer_list(view, object, "initiatives", initiatives, VIEW_VALUES(view_text(party)), initiative_columns, problem));
    return answer_list(view, object, "acts", acts, VIEW_VALUES(view_text(party)), act_columns, problem);
}

static Status show_run(View *view, const Question *question, json_t **out, Problem *problem)
{
    static const char sql[] = "SELECT p.party, f.names, CASE WHEN f.names IS NULL THEN p.name END, p.class, f.kind, f.fictional, f.formal, f.iso3, f.note, p.admitted, "
                              "(SELECT count(*) FROM key k WHERE k.party = p.party AND k.revoked IS NULL) FROM party p LEFT JOIN party_fact f ON f.party = p.party WHERE p.party = ? AND p.gone IS NULL";
    Slice   party = question->arguments[0];
    json_t *object = NULL;
    Status  status;

    TRY(answer_row(view, sql, VIEW_VALUES(view_text(party)), show_columns, &object, problem));
    status = show_parts(view, party, object, problem);
    if (status == OK)
        *out = object;
    else
        json_decref(object);
    return status;
}

const NamedQuery party_show_query = {"party.show", {"party"}, show_run};

/* ---- parties by the groups that they are in ---- */

static Status fold_into(json_t *folds, const char *member, json_t *group, Problem *problem)
{
    if (json_object_get(folds, member) == NULL && json_object_set_new(folds, member, json_array()) != 0)
        return answer_no_memory(problem);
    return json_array_append(json_object_get(folds, member), group) == 0 ? OK : answer_no_memory(problem);
}

Status party_folds(View *view, const Question *question, bool regional, json_t **out, Problem *problem)
{
    static const char   sql[] = "SELECT g.party, g.grp FROM party_group g LEFT JOIN party_fact f ON f.party = g.grp WHERE CASE ?1 WHEN 1 THEN g.electoral = 1 ELSE g.electoral = 0 AND f.kind = 'negotiating' END AND "
                                TERM_IS_ON("g.since", "g.until", "?2") " ORDER BY g.party, g.grp";
    static const Column columns[] = {{"member", AS_TEXT}, {"group", AS_PARTY}, {0}};
    json_t             *rows = json_array(), *folds = json_pack("{s:{s:s, s:b}}", "", "party", "", "other", 1), *row;
    size_t              i;
    char                today[12];
    Status              status = rows != NULL && folds != NULL ? OK : answer_no_memory(problem);

    question_today(question, today);
    if (status == OK)
        status = answer_rows(view, sql, VIEW_VALUES(view_integer(regional), view_text(slice_from(today))), columns, WHOLE_LIST_MAX, rows, NULL, problem);
    json_array_foreach(rows, i, row)
    {
        json_t     *group = json_object_get(row, "group");
        const char *member = json_string_value(json_object_get(row, "member")), *itself = json_string_value(json_object_get(group, "party"));

        if (status == OK)
            status = fold_into(folds, member, group, problem);
        if (status == OK && json_object_get(folds, itself) == NULL) /* what a group says for itself */
            status = fold_into(folds, itself, group, problem);
    }
    json_decref(rows);
    if (status == OK)
        *out = folds;
    else
        json_decref(folds);
    return status;
}

/* ---- speaking for a group ---- */

Status act_group_check(const Act *act, Problem *problem)
{
    int64_t belongs;
    char    today[12];

    act_today(act, today);
    if (!act_has(act, "group") || slice_equal(act_text(act, "group"), act->party))
        return OK;
    TRY(act_count(act, "SELECT count(*) FROM party_group WHERE party = ?1 AND grp = ?2 AND " TERM_IS_ON("since", "until", "?3"),
                  VIEW_VALUES(view_text(act->party), view_text(act_text(act, "group")), view_text(slice_from(today))), &belongs, problem));
    return belongs != 0 ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("house.not_of_group"));
}
