/* SPDX-License-Identifier: Apache-2.0
 *
 * Who serves a body and who belongs to it: officers, members of bodies whose members are listed, nominations to groups of experts, modalities.
 *
 * A nomination is for the parties to see. Who is chosen is the Secretary-General's affair "on the basis of equitable geographical distribution" (70/237, paragraph 5); the composition is shown beside
 * the regional shares and never judged.
 */
#include "process/process_internal.h"

#define BODY_THERE "SELECT count(*) FROM body WHERE body = ?"
#define PARTY_THERE "SELECT count(*) FROM party WHERE party = ? AND gone IS NULL"

Status chair_check(const Act *act, const char *sql, Slice of, Problem *problem)
{
    char    today[12];
    int64_t chairs;

    if (!act->on_behalf && act->signers[0].record != NULL && act->signers[0].record->use < USE_ROOT)
        return OK;
    act_today(act, today);
    TRY(act_count(act, sql, VIEW_VALUES(view_text(act->party), view_text(of), view_text(slice_from(today))), &chairs, problem));
    return chairs != 0 ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("house.not_chair"));
}

/* ---- body.officer ---- */

static const char *const offices[] = {"chair", "vice-chair", "rapporteur", "facilitator", "friend", NULL};
static const ActMember   officer_members[] = {{"body", MEMBER_SLUG, true, 0},   {"office", MEMBER_CHOICE, true, 0, offices}, {"name", MEMBER_LINE, true, LINE_BYTES_MAX},
                                            {"party", MEMBER_PARTY, false, 0}, {"from", MEMBER_DATE, false, 0},             {"until", MEMBER_DATE, false, 0}, {0}};

static Status officer_check(Act *act, Problem *problem)
{
    TRY(act_must_exist(act, "body", BODY_THERE, MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "party", PARTY_THERE, MSG("house.party_unknown"), problem));
    return act_dates_check(act, (Slice){NULL, 0}, (Slice){NULL, 0}, problem);
}

/* The same person in the same office again: the row stands as said now, so that a term can end. */
static Status officer_apply(Act *act, Problem *problem)
{
    TRY(view_run(act->view, "DELETE FROM officer WHERE body = ? AND office = ? AND name = ?", problem,
                 VIEW_VALUES(view_text(act_text(act, "body")), view_text(act_text(act, "office")), view_text(act_text(act, "name")))));
    return view_run(act->view, "INSERT INTO officer (act, body, office, name, party, since, until) VALUES (?, ?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_text(act_text(act, "body")), view_text(act_text(act, "office")), view_text(act_text(act, "name")), view_text(act_text(act, "party")),
                                view_text(act_text(act, "from")), view_text(act_text(act, "until"))));
}

const ActKind body_officer_kind = {"body.officer", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, officer_members, NULL, officer_check, officer_apply, 0};

/* ---- body.member ---- */

static const ActMember member_members[] = {{"body", MEMBER_SLUG, true, 0}, {"party", MEMBER_PARTY, true, 0}, {"from", MEMBER_DATE, false, 0}, {"until", MEMBER_DATE, false, 0}, {0}};

static Status member_check(Act *act, Problem *problem)
{
    int64_t listed;

    TRY(act_must_exist(act, "body", BODY_THERE, MSG("house.body_unknown"), problem));
    TRY(act_must_exist(act, "party", PARTY_THERE, MSG("house.party_unknown"), problem));
    TRY(act_count(act, "SELECT count(*) FROM body WHERE body = ? AND members = 'listed'", VIEW_VALUES(view_text(act_text(act, "body"))), &listed, problem));
    return listed != 0 ? act_dates_check(act, (Slice){NULL, 0}, (Slice){NULL, 0}, problem) : act_refuse(problem, ERR_REFUSED, MSG("house.open_to_all"));
}

static Status member_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "INSERT OR REPLACE INTO member (body, party, since, until) VALUES (?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_text(act_text(act, "body")), view_text(act_text(act, "party")), view_text(act_text(act, "from")), view_text(act_text(act, "until"))));
}

const ActKind body_member_kind = {"body.member", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, member_members, NULL, member_check, member_apply, 0};

/* ---- body.nominate ---- */

static const ActMember nominate_members[] = {{"body", MEMBER_SLUG, true, 0}, {"name", MEMBER_LINE, true, LINE_BYTES_MAX}, {"post", MEMBER_LINE, false, LINE_BYTES_MAX},
                                             {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status nominate_check(Act *act, Problem *problem)
{
    TRY(act_must_exist(act, "body", BODY_THERE, MSG("house.body_unknown"), problem));
    return act_must_exist(act, "body", "SELECT count(*) FROM body WHERE body = ? AND kind = 'expert'", MSG("house.not_expert"), problem);
}

static Status nominate_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "INSERT INTO nomination (act, body, party, name, post, note) VALUES (?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_text(act_text(act, "body")), view_text(act->party), view_text(act_text(act, "name")), view_text(act_text(act, "post")),
                                view_text(act_text(act, "note"))));
}

const ActKind body_nominate_kind = {"body.nominate", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, nominate_members, NULL, nominate_check, nominate_apply, OF_STATE};

/* ---- body.modality ---- */

static const ActMember modality_members[] = {{"body", MEMBER_SLUG, true, 0}, {"number", MEMBER_LINE, true, 20}, {"names", MEMBER_WORDS, true, NOTE_BYTES_MAX}, {"document", MEMBER_SYMBOL, false, 0}, {0}};

static Status modality_check(Act *act, Problem *problem)
{
    TRY(act_must_exist(act, "body", BODY_THERE, MSG("house.body_unknown"), problem));
    return act_must_exist(act, "document", "SELECT count(*) FROM document WHERE symbol = ?", MSG("house.document_unknown"), problem);
}

static Status modality_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "INSERT OR REPLACE INTO modality (body, number, names, document) VALUES (?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_text(act_text(act, "body")), view_text(act_text(act, "number")), view_text(act_stored(act, "names")), view_text(act_text(act, "document"))));
}

const ActKind body_modality_kind = {"body.modality", BY_ATTEST, AUDIENCE_PUBLIC, GRADE_ATTESTED, modality_members, NULL, modality_check, modality_apply, 0};
