/* SPDX-License-Identifier: Apache-2.0
 *
 * Comments without text: what a party says about the words while they are negotiated, proposing none and taking no position. On the text, on a paragraph of it, or on a proposal. A comment keeps the
 * words that it was made on, so the questions can say when they are others; nothing is rewritten. Its party may withdraw it, another comment is another act.
 */
#include "process/text_internal.h"

const char *const text_comment_tables[] = {
    "CREATE TABLE text_comment (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, process TEXT NOT NULL, party TEXT NOT NULL, version INTEGER NOT NULL, paragraph TEXT NOT NULL, amendment TEXT NOT NULL, "
    "text TEXT NOT NULL, language TEXT NOT NULL, words TEXT NOT NULL, withdrawn INTEGER, reason TEXT NOT NULL)",
    "CREATE INDEX text_comment_process ON text_comment (process, paragraph)",
    NULL};

/* ---- text.comment ---- */

static const ActMember comment_members[] = {{"process", MEMBER_SLUG, true, 0}, {"version", MEMBER_HASH, true, 0}, {"paragraph", MEMBER_LINE, false, 20}, {"amendment", MEMBER_HASH, false, 0},
                                            {"text", MEMBER_TEXT, true, NOTE_BYTES_MAX}, {"language", MEMBER_LANGUAGE, true, 0}, {0}};

static Status check_amendment(const Act *act, const TextState *state, Problem *problem)
{
    Hash    id;
    int64_t there;

    if (!act_has(act, "amendment"))
        return OK;
    (void)act_hash(act, "amendment", &id);
    TRY(act_count(act, "SELECT count(*) FROM amendment WHERE id = ? AND process = ? AND state IN ('open', 'conflict')", VIEW_VALUES(view_hash(&id), view_text(state->process)), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"));
}

static Status comment_check(Act *act, Problem *problem)
{
    TextState state;

    TRY(text_at_version(act, &state, problem));
    if (strcmp(state.state, "silence") != 0)
        TRY(text_must_be_open(&state, problem));
    if (slice_trim(act_text(act, "text")).size == 0)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.comment_empty"));
    if (act_has(act, "paragraph"))
        TRY(text_has_paragraph(act, &state, act_text(act, "paragraph"), problem));
    return check_amendment(act, &state, problem);
}

static Status comment_apply(Act *act, Problem *problem)
{
    static const char sql[] = "INSERT INTO text_comment (act, id, process, party, version, paragraph, amendment, text, language, words, withdrawn, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                              "coalesce((SELECT text FROM version_paragraph WHERE process = ?3 AND version = ?5 AND id = ?6), ''), NULL, '')";
    TextState         state;

    TRY(text_at_version(act, &state, problem));
    return view_run(act->view, sql, problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(state.process), view_text(act->party), view_integer(state.version), view_text(act_text(act, "paragraph")),
                                view_text(act_text(act, "amendment")), view_text(act_text(act, "text")), view_text(act_text(act, "language"))));
}

const ActKind text_comment_kind = {"text.comment", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, comment_members, NULL, comment_check, comment_apply, OF_STATE | OF_GROUP | OF_OBSERVER};

/* ---- text.comment.withdraw ---- */

static const ActMember withdraw_members[] = {{"comment", MEMBER_HASH, true, 0}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status withdraw_check(Act *act, Problem *problem)
{
    Hash      id;
    ViewQuery query;
    Status    status;

    (void)act_hash(act, "comment", &id);
    TRY(view_query(act->view, "SELECT party FROM text_comment WHERE id = ? AND withdrawn IS NULL", &query, problem, VIEW_VALUES(view_hash(&id))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.comment_unknown"));
    if (status == OK && !slice_equal(view_column_slice(&query, 0), act->party))
        status = act_refuse(problem, ERR_FORBIDDEN, MSG("negotiation.comment_not_yours"));
    view_end(&query);
    return status;
}

static Status withdraw_apply(Act *act, Problem *problem)
{
    Hash id;

    (void)act_hash(act, "comment", &id);
    return view_run(act->view, "UPDATE text_comment SET withdrawn = ?, reason = ? WHERE id = ?", problem, VIEW_VALUES(view_number(act->index), view_text(act_text(act, "reason")), view_hash(&id)));
}

const ActKind text_comment_withdraw_kind = {"text.comment.withdraw", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, withdraw_members, NULL, withdraw_check, withdraw_apply,
                                            OF_STATE | OF_GROUP | OF_OBSERVER};
