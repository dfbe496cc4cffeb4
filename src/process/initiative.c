/* SPDX-License-Identifier: Apache-2.0
 *
 * Initiatives of States under the mandate (75/240, paragraph 1: "initiatives of States aimed at ensuring security"): a text, sponsors who join and leave, a status. Sponsors are named in the order
 * of their language, never counted.
 */
#include "process/process_internal.h"

const char *const initiative_tables[] = {
    "CREATE TABLE initiative (initiative TEXT PRIMARY KEY, body TEXT NOT NULL, names TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL, links TEXT NOT NULL, status TEXT NOT NULL, "
    "note TEXT NOT NULL, document TEXT NOT NULL, tabled_by TEXT NOT NULL, act INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX initiative_body ON initiative (body)",
    "CREATE TABLE sponsor (initiative TEXT NOT NULL, party TEXT NOT NULL, joined_act INTEGER NOT NULL, left_act INTEGER, PRIMARY KEY (initiative, party)) WITHOUT ROWID",
    "CREATE INDEX sponsor_party ON sponsor (party)",
    "CREATE TABLE initiative_step (act INTEGER PRIMARY KEY, id BLOB NOT NULL, initiative TEXT NOT NULL, what TEXT NOT NULL, party TEXT NOT NULL, note TEXT NOT NULL)",
    "CREATE INDEX initiative_step_initiative ON initiative_step (initiative)",
    NULL};

static const char *const statuses[] = {"tabled", "discussed", "merged", "withdrawn", "adopted", NULL};

#define INITIATIVE_THERE "SELECT count(*) FROM initiative WHERE initiative = ?"

static Status add_step(const Act *act, const char *what, Problem *problem)
{
    return view_run(act->view, "INSERT INTO initiative_step (act, id, initiative, what, party, note) VALUES (?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(act_text(act, "initiative")), view_text(slice_from(what)),
                                view_text(act->on_behalf || act->signers[0].record == NULL || act->signers[0].record->use >= USE_ROOT ? act->party : SLICE("")),
                                view_text(act_text(act, "note"))));
}

static const ActMember link_members[] = {{"document", MEMBER_SYMBOL, true, 0}, {"paragraph", MEMBER_LINE, false, 20}, {0}};

static Status check_links(const Act *act, Problem *problem)
{
    const json_t *links = json_object_get(act->object, "links");

    for (size_t i = 0; i < json_array_size(links); i++)
        TRY(members_check(json_array_get(links, i), link_members, false, problem));
    return OK;
}

static Status check_open(const Act *act, Problem *problem)
{
    int64_t closed;

    TRY(act_count(act, "SELECT count(*) FROM initiative WHERE initiative = ? AND status IN ('withdrawn', 'merged', 'adopted')", VIEW_VALUES(view_text(act_text(act, "initiative"))), &closed, problem));
    return closed == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("house.initiative_over"));
}

static Status is_sponsor(const Act *act, bool *out, Problem *problem)
{
    int64_t count;

    TRY(act_count(act, "SELECT count(*) FROM sponsor WHERE initiative = ? AND party = ? AND left_act IS NULL", VIEW_VALUES(view_text(act_text(act, "initiative")), view_text(act->party)), &count,
                  problem));
    *out = count != 0;
    return OK;
}

/* ---- initiative.table ---- */

static const ActMember table_members[] = {{"initiative", MEMBER_SLUG, true, 0}, {"body", MEMBER_SLUG, true, 0}, {"names", MEMBER_WORDS, true, NAMES_MAX}, {"text", MEMBER_TEXT, true, TEXT_BYTES_MAX_ACT},
                                          {"language", MEMBER_LANGUAGE, true, 0}, {"links", MEMBER_OBJECTS, false, LINES_MAX}, {0}};

static Status table_check(Act *act, Problem *problem)
{
    int64_t there;

    TRY(act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ? AND opened IS NOT NULL", MSG("house.body_closed"), problem));
    TRY(act_count(act, INITIATIVE_THERE, VIEW_VALUES(view_text(act_text(act, "initiative"))), &there, problem));
    if (there != 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("house.initiative_there"));
    return check_links(act, problem);
}

static Status table_apply(Act *act, Problem *problem)
{
    TRY(view_run(act->view, "INSERT INTO initiative (initiative, body, names, text, language, links, status, note, document, tabled_by, act) VALUES (?, ?, ?, ?, ?, ?, 'tabled', '', '', ?, ?)", problem,
                 VIEW_VALUES(view_text(act_text(act, "initiative")), view_text(act_text(act, "body")), view_text(act_stored(act, "names")), view_text(act_text(act, "text")),
                             view_text(act_text(act, "language")), view_text(act_stored(act, "links")), view_text(act->party), view_number(act->index))));
    TRY(view_run(act->view, "INSERT INTO sponsor (initiative, party, joined_act, left_act) VALUES (?, ?, ?, NULL)", problem,
                 VIEW_VALUES(view_text(act_text(act, "initiative")), view_text(act->party), view_number(act->index))));
    return add_step(act, "tabled", problem);
}

const ActKind initiative_table_kind = {"initiative.table", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, table_members, NULL, table_check, table_apply, OF_STATE | OF_GROUP};

/* ---- initiative.revise ---- */

static const ActMember revise_members[] = {{"initiative", MEMBER_SLUG, true, 0}, {"names", MEMBER_WORDS, false, NAMES_MAX}, {"text", MEMBER_TEXT, false, TEXT_BYTES_MAX_ACT},
                                           {"language", MEMBER_LANGUAGE, false, 0}, {"links", MEMBER_OBJECTS, false, LINES_MAX}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status revise_check(Act *act, Problem *problem)
{
    bool sponsor;

    TRY(act_must_exist(act, "initiative", INITIATIVE_THERE, MSG("house.initiative_unknown"), problem));
    TRY(is_sponsor(act, &sponsor, problem));
    if (!sponsor)
        return act_refuse(problem, ERR_FORBIDDEN, MSG("house.not_sponsor"));
    if (!act_has(act, "names") && !act_has(act, "text") && !act_has(act, "links"))
        return act_refuse(problem, ERR_SYNTAX, MSG("house.nothing_changes"));
    TRY(check_open(act, problem));
    return check_links(act, problem);
}

static Status revise_apply(Act *act, Problem *problem)
{
    TRY(view_run(act->view,
                 "UPDATE initiative SET names = coalesce(?2, names), text = coalesce(?3, text), language = coalesce(?4, language), links = coalesce(?5, links) WHERE initiative = ?1", problem,
                 VIEW_VALUES(view_text(act_text(act, "initiative")), act_has(act, "names") ? view_text(act_stored(act, "names")) : view_null(),
                             act_has(act, "text") ? view_text(act_text(act, "text")) : view_null(), act_has(act, "language") ? view_text(act_text(act, "language")) : view_null(),
                             act_has(act, "links") ? view_text(act_stored(act, "links")) : view_null())));
    return add_step(act, "revised", problem);
}

const ActKind initiative_revise_kind = {"initiative.revise", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, revise_members, NULL, revise_check, revise_apply, OF_STATE | OF_GROUP};

/* ---- initiative.sponsor ---- */

static const ActMember sponsor_members[] = {{"initiative", MEMBER_SLUG, true, 0}, {"joins", MEMBER_COUNT, true, 1}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status sponsor_check(Act *act, Problem *problem)
{
    bool sponsor, joins = act_integer(act, "joins", 0) != 0;

    TRY(act_must_exist(act, "initiative", INITIATIVE_THERE, MSG("house.initiative_unknown"), problem));
    TRY(check_open(act, problem));
    TRY(is_sponsor(act, &sponsor, problem));
    if (sponsor == joins)
        return act_refuse(problem, ERR_CONFLICT, joins ? MSG("house.sponsor_already") : MSG("house.not_sponsor"));
    return OK;
}

static Status sponsor_apply(Act *act, Problem *problem)
{
    bool joins = act_integer(act, "joins", 0) != 0;

    if (joins)
        TRY(view_run(act->view, "INSERT OR REPLACE INTO sponsor (initiative, party, joined_act, left_act) VALUES (?, ?, ?, NULL)", problem,
                     VIEW_VALUES(view_text(act_text(act, "initiative")), view_text(act->party), view_number(act->index))));
    else
        TRY(view_run(act->view, "UPDATE sponsor SET left_act = ? WHERE initiative = ? AND party = ?", problem,
                     VIEW_VALUES(view_number(act->index), view_text(act_text(act, "initiative")), view_text(act->party))));
    return add_step(act, joins ? "joined" : "left", problem);
}

const ActKind initiative_sponsor_kind = {"initiative.sponsor", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, sponsor_members, NULL, sponsor_check, sponsor_apply, OF_STATE | OF_GROUP};

/* ---- initiative.status ---- */

static const ActMember status_members[] = {{"initiative", MEMBER_SLUG, true, 0}, {"status", MEMBER_CHOICE, true, 0, statuses}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX},
                                           {"document", MEMBER_SYMBOL, false, 0}, {0}};

/* By the secretariat; a party may only withdraw what it tabled. */
static Status status_check(Act *act, Problem *problem)
{
    bool    party = act->on_behalf || act->signers[0].record == NULL || act->signers[0].record->use >= USE_ROOT;
    int64_t own, withdrawn;

    TRY(act_must_exist(act, "initiative", INITIATIVE_THERE, MSG("house.initiative_unknown"), problem));
    TRY(act_must_exist(act, "document", "SELECT count(*) FROM document WHERE symbol = ?", MSG("house.document_unknown"), problem));
    TRY(act_count(act, INITIATIVE_THERE " AND status = 'withdrawn'", VIEW_VALUES(view_text(act_text(act, "initiative"))), &withdrawn, problem));
    if (!party) /* what its States withdrew, nobody else brings back */
        return withdrawn == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("house.initiative_over"));
    if (!slice_is(act_text(act, "status"), "withdrawn"))
        return act_refuse(problem, ERR_FORBIDDEN, MSG("house.status_by_secretariat"));
    TRY(act_count(act, "SELECT count(*) FROM initiative WHERE initiative = ? AND tabled_by = ?", VIEW_VALUES(view_text(act_text(act, "initiative")), view_text(act->party)), &own, problem));
    if (own == 0)
        return act_refuse(problem, ERR_FORBIDDEN, MSG("house.not_yours"));
    return check_open(act, problem);
}

static Status status_apply(Act *act, Problem *problem)
{
    TRY(view_run(act->view, "UPDATE initiative SET status = ?, note = ?, document = ? WHERE initiative = ?", problem,
                 VIEW_VALUES(view_text(act_text(act, "status")), view_text(act_text(act, "note")), view_text(act_text(act, "document")), view_text(act_text(act, "initiative")))));
    return add_step(act, json_string_value(json_object_get(act->object, "status")), problem);
}

const ActKind initiative_status_kind = {"initiative.status", BY_ATTEST | BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, status_members, NULL, status_check, status_apply, OF_STATE | OF_GROUP};
