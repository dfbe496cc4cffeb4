/* SPDX-License-Identifier: Apache-2.0
 *
 * How a text ends: the silence procedure, the question in the room, adoption, and what parties say about it afterwards.
 *
 * Consensus is the absence of objection. No act counts who agrees: a silence is kept when nothing was lodged in time, the room agrees when no objection stands. What is in time is judged by the
 * record's own checkpoints (record.md, section 8): an act is in time iff its index is below the size of the closing checkpoint, whatever clock its author had.
 */
#include "process/text_internal.h"

const char *const text_silence_tables[] = {
    "CREATE TABLE silence (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, process TEXT NOT NULL, version INTEGER NOT NULL, deadline_act INTEGER NOT NULL, note TEXT NOT NULL, state TEXT NOT NULL, "
    "ended INTEGER, reason TEXT NOT NULL)",
    "CREATE INDEX silence_process ON silence (process)",
    "CREATE TABLE silence_step (act INTEGER PRIMARY KEY, id BLOB NOT NULL, silence INTEGER NOT NULL, what TEXT NOT NULL, party TEXT NOT NULL, reason TEXT NOT NULL)",
    "CREATE INDEX silence_step_silence ON silence_step (silence, what)",
    "CREATE TABLE adoption_question (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, process TEXT NOT NULL, version INTEGER NOT NULL, session TEXT NOT NULL, meeting TEXT NOT NULL)",
    "CREATE INDEX adoption_question_process ON adoption_question (process)",
    "CREATE TABLE room_objection (question INTEGER NOT NULL, party TEXT NOT NULL, act INTEGER NOT NULL, reason TEXT NOT NULL, withdrawn INTEGER, PRIMARY KEY (question, party)) WITHOUT ROWID",
    "CREATE TABLE explanation (act INTEGER PRIMARY KEY, id BLOB NOT NULL, process TEXT NOT NULL, party TEXT NOT NULL, type TEXT NOT NULL, paragraphs TEXT NOT NULL, text TEXT NOT NULL, "
    "language TEXT NOT NULL)",
    "CREATE INDEX explanation_process ON explanation (process)",
    NULL};

static const char *const manners[] = {"without_vote", "vote_elsewhere", "not_stated", NULL};
static const char *const explanations[] = {"before", "after", "reservation", "dissociation", "right_of_reply", NULL};

/* ---- silences ---- */

typedef struct Silence {
    int64_t act, deadline_act, deadline, closing_size; /* closing_size: of the closing checkpoint; -1: not closed */
    char    process[PARTY_NAME_MAX + 1], body[PARTY_NAME_MAX + 1], state[12];
} Silence;

static Status find_silence(const Act *act, const char *member, Silence *out, Problem *problem)
{
    Hash      id;
    ViewQuery query;
    Status    status;

    (void)act_hash(act, member, &id);
    *out = (Silence){0};
    TRY(view_query(act->view,
                   "SELECT s.act, s.deadline_act, d.deadline, d.size, s.process, n.body, s.state FROM silence s JOIN deadline d ON d.act = s.deadline_act JOIN negotiation n ON n.process = s.process "
                   "WHERE s.id = ?",
                   &query, problem, VIEW_VALUES(view_hash(&id))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.silence_unknown"));
    if (status == OK) {
        *out = (Silence){.act = view_column_integer(&query, 0), .deadline_act = view_column_integer(&query, 1), .deadline = view_column_integer(&query, 2),
                         .closing_size = view_column_null(&query, 3) ? -1 : view_column_integer(&query, 3)};
        (void)snprintf(out->process, sizeof out->process, "%.*s", (int)view_column_slice(&query, 4).size, view_column_slice(&query, 4).data);
        (void)snprintf(out->body, sizeof out->body, "%.*s", (int)view_column_slice(&query, 5).size, view_column_slice(&query, 5).data);
        (void)snprintf(out->state, sizeof out->state, "%.*s", (int)view_column_slice(&query, 6).size, view_column_slice(&query, 6).data);
    }
    view_end(&query);
    if (status == OK && strcmp(out->state, "open") != 0 && act->kind != &text_adopt_kind)
        status = act_refuse(problem, ERR_CONFLICT, MSG("negotiation.silence_over"));
    return status;
}

static Status add_step(const Act *act, int64_t silence, const char *what, Problem *problem)
{
    return view_run(act->view, "INSERT INTO silence_step (act, id, silence, what, party, reason) VALUES (?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_integer(silence), view_text(slice_from(what)), view_text(act->party), view_text(act_text(act, "reason"))));
}

static Status set_state(const Act *act, Slice process, const char *state, Problem *problem)
{
    return view_run(act->view, "UPDATE negotiation SET state = ? WHERE process = ?", problem, VIEW_VALUES(view_text(slice_from(state)), view_text(process)));
}

static Status count_breaks(const Act *act, const Silence *silence, int64_t *out, Problem *problem)
{
    return act_count(act, "SELECT " BREAKS("?1", "?2"), VIEW_VALUES(view_integer(silence->act), silence->closing_size < 0 ? view_null() : view_integer(silence->closing_size)), out, problem);
}

static const ActMember silence_open_members[] = {{"process", MEMBER_SLUG, true, 0}, {"version", MEMBER_HASH, true, 0}, {"deadline", MEMBER_TIME, true, 0}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status check_deadline(const Act *act, int64_t after, Problem *problem)
{
    int64_t deadline;

    if (!act_time(act, "deadline", &deadline) || deadline <= act->facts->clock || deadline <= after)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.deadline_past"));
    return OK;
}

static Status silence_open_check(Act *act, Problem *problem)
{
    TextState state;

    TRY(text_at_version(act, &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    TRY(text_must_be_open(&state, problem));
    return check_deadline(act, 0, problem);
}

static Status silence_open_apply(Act *act, Problem *problem)
{
    TextState state;

    TRY(text_at_version(act, &state, problem));
    TRY(view_run(act->view, "INSERT INTO silence (act, id, process, version, deadline_act, note, state, ended, reason) VALUES (?1, ?2, ?3, ?4, ?1, ?5, 'open', NULL, '')", problem,
                 VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(state.process), view_integer(state.version), view_text(act_text(act, "note")))));
    return set_state(act, state.process, "silence", problem);
}

const ActKind text_silence_open_kind = {"text.silence.open", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, silence_open_members, NULL, silence_open_check, silence_open_apply, 0};

static const ActMember step_members[] = {{"opened", MEMBER_HASH, true, 0}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

/* An objection that comes after the closing is recorded as well: whether it is in time is not for its filer to say. */
static Status break_check(Act *act, Problem *problem)
{
    Silence silence;
    int64_t own;

    TRY(find_silence(act, "opened", &silence, problem));
    TRY(text_may_object(act, silence.body, problem));
    TRY(act_count(act, "SELECT count(*) FROM silence_step WHERE silence = ? AND what = 'broken' AND party = ?", VIEW_VALUES(view_integer(silence.act), view_text(act->party)), &own, problem));
    return own == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.broken_already"));
}

static Status break_apply(Act *act, Problem *problem)
{
    Silence silence;

    TRY(find_silence(act, "opened", &silence, problem));
    return add_step(act, silence.act, "broken", problem);
}

const ActKind text_silence_break_kind = {"text.silence.break", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, step_members, NULL, break_check, break_apply, OF_STATE | OF_GROUP};

static const ActMember extend_members[] = {{"opened", MEMBER_HASH, true, 0}, {"deadline", MEMBER_TIME, true, 0}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status extend_check(Act *act, Problem *problem)
{
    Silence silence;

    TRY(find_silence(act, "opened", &silence, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(silence.body), problem));
    if (silence.closing_size >= 0)
        return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.silence_over"));
    return check_deadline(act, silence.deadline, problem);
}

static Status extend_apply(Act *act, Problem *problem)
{
    Silence silence;

    TRY(find_silence(act, "opened", &silence, problem));
    TRY(view_run(act->view, "UPDATE silence SET deadline_act = ? WHERE act = ?", problem, VIEW_VALUES(view_number(act->index), view_integer(silence.act))));
    return add_step(act, silence.act, "extended", problem);
}

const ActKind text_silence_extend_kind = {"text.silence.extend", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, extend_members, NULL, extend_check, extend_apply, 0};

static Status silence_check(Act *act, Problem *problem)
{
    Silence silence;

    TRY(find_silence(act, "opened", &silence, problem));
    return chair_check(act, CHAIR_OF_BODY, slice_from(silence.body), problem);
}

static Status end_silence(Act *act, const char *state, Problem *problem)
{
    Silence silence;

    TRY(find_silence(act, "opened", &silence, problem));
    TRY(add_step(act, silence.act, state, problem));
    TRY(view_run(act->view, "UPDATE silence SET state = ?, ended = ?, reason = ? WHERE act = ?", problem,
                 VIEW_VALUES(view_text(slice_from(state)), view_number(act->index), view_text(act_text(act, "reason")), view_integer(silence.act))));
    return set_state(act, slice_from(silence.process), "open", problem);
}

static Status silence_withdraw_apply(Act *act, Problem *problem)
{
    return end_silence(act, "withdrawn", problem);
}

const ActKind text_silence_withdraw_kind = {"text.silence.withdraw", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, step_members, NULL, silence_check, silence_withdraw_apply, 0};

static const char *const outcomes[] = {"kept", "objection", NULL};
static const ActMember   silence_close_members[] = {{"opened", MEMBER_HASH, true, 0}, {"checkpoint", MEMBER_HASH, true, 0}, {"outcome", MEMBER_CHOICE, true, 0, outcomes}, {0}};

/* The checkpoint that closes the deadline is in the record (record.checkpoint, `closes`): nobody says a silence is over before the record's clock does. */
static Status silence_close_check(Act *act, Problem *problem)
{
    Silence silence;
    Hash    checkpoint;
    int64_t closes, broken;

    TRY(find_silence(act, "opened", &silence, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(silence.body), problem));
    (void)act_hash(act, "checkpoint", &checkpoint);
    TRY(act_count(act, "SELECT count(*) FROM deadline d JOIN act a ON a.idx = d.closed_by WHERE d.act = ? AND a.id = ?", VIEW_VALUES(view_integer(silence.deadline_act), view_hash(&checkpoint)), &closes,
                  problem));
    if (closes == 0)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.silence_runs"));
    TRY(count_breaks(act, &silence, &broken, problem));
    return slice_is(act_text(act, "outcome"), broken == 0 ? "kept" : "objection") ? OK : act_refuse(problem, ERR_REFUSED, MSG("negotiation.outcome_other"));
}

static Status silence_close_apply(Act *act, Problem *problem)
{
    return end_silence(act, "closed", problem);
}

const ActKind text_silence_close_kind = {"text.silence.close", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, silence_close_members, NULL, silence_close_check, silence_close_apply, 0};

/* ---- in the room ---- */

static const ActMember ask_members[] = {{"process", MEMBER_SLUG, true, 0}, {"version", MEMBER_HASH, true, 0}, {"session", MEMBER_SLUG, false, 0}, {"meeting", MEMBER_SLUG, false, 0}, {0}};

static Status ask_check(Act *act, Problem *problem)
{
    TextState state;

    TRY(text_at_version(act, &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    TRY(text_must_be_open(&state, problem));
    return text_has_meeting(act, problem);
}

static Status ask_apply(Act *act, Problem *problem)
{
    TextState state;

    TRY(text_at_version(act, &state, problem));
    return view_run(act->view, "INSERT INTO adoption_question (act, id, process, version, session, meeting) VALUES (?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(state.process), view_integer(state.version), view_text(act_text(act, "session")),
                                view_text(act_text(act, "meeting"))));
}

const ActKind text_adoption_ask_kind = {"text.adoption.ask", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, ask_members, NULL, ask_check, ask_apply, 0};

typedef struct AdoptionQuestion {
    int64_t act, version;
    char    process[PARTY_NAME_MAX + 1], body[PARTY_NAME_MAX + 1];
} AdoptionQuestion;

static Status find_question(const Act *act, AdoptionQuestion *out, Problem *problem)
{
    Hash      id;
    ViewQuery query;
    Status    status;

    (void)act_hash(act, "asked", &id);
    *out = (AdoptionQuestion){0};
    TRY(view_query(act->view, "SELECT q.act, q.version, q.process, n.body FROM adoption_question q JOIN negotiation n ON n.process = q.process WHERE q.id = ?", &query, problem, VIEW_VALUES(view_hash(&id))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.question_unknown"));
    if (status == OK) {
        out->act = view_column_integer(&query, 0);
        out->version = view_column_integer(&query, 1);
        (void)snprintf(out->process, sizeof out->process, "%.*s", (int)view_column_slice(&query, 2).size, view_column_slice(&query, 2).data);
        (void)snprintf(out->body, sizeof out->body, "%.*s", (int)view_column_slice(&query, 3).size, view_column_slice(&query, 3).data);
    }
    view_end(&query);
    return status;
}

static const ActMember object_members[] = {{"asked", MEMBER_HASH, true, 0}, {"objects", MEMBER_COUNT, true, 1}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status object_check(Act *act, Problem *problem)
{
    AdoptionQuestion question;
    TextState        state;
    int64_t          stands;
    bool             objects = act_integer(act, "objects", 0) != 0;

    TRY(find_question(act, &question, problem));
    TRY(text_find_process(act, slice_from(question.process), &state, problem));
    TRY(text_must_be_open(&state, problem));
    TRY(text_may_object(act, question.body, problem));
    TRY(act_count(act, "SELECT count(*) FROM room_objection WHERE question = ? AND party = ? AND withdrawn IS NULL", VIEW_VALUES(view_integer(question.act), view_text(act->party)), &stands, problem));
    if (objects == (stands != 0))
        return act_refuse(problem, ERR_CONFLICT, objects ? MSG("negotiation.objected_already") : MSG("negotiation.no_objection"));
    return OK;
}

static Status object_apply(Act *act, Problem *problem)
{
    AdoptionQuestion question;

    TRY(find_question(act, &question, problem));
    if (act_integer(act, "objects", 0) != 0)
        return view_run(act->view, "INSERT OR REPLACE INTO room_objection (question, party, act, reason, withdrawn) VALUES (?, ?, ?, ?, NULL)", problem,
                        VIEW_VALUES(view_integer(question.act), view_text(act->party), view_number(act->index), view_text(act_text(act, "reason"))));
    return view_run(act->view, "UPDATE room_objection SET withdrawn = ? WHERE question = ? AND party = ?", problem,
                    VIEW_VALUES(view_number(act->index), view_integer(question.act), view_text(act->party)));
}

const ActKind text_adoption_object_kind = {"text.adoption.object", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, object_members, NULL, object_check, object_apply, OF_STATE | OF_GROUP};

/* ---- adoption ---- */

static const ActMember adopt_members[] = {{"process", MEMBER_SLUG, true, 0}, {"version", MEMBER_HASH, true, 0}, {"manner", MEMBER_CHOICE, true, 0, manners}, {"asked", MEMBER_HASH, false, 0},
                                          {"silence", MEMBER_HASH, false, 0}, {"symbol", MEMBER_SYMBOL, false, 0}, {"note", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status check_room(const Act *act, const TextState *state, Problem *problem)
{
    AdoptionQuestion question;
    int64_t          standing;

    TRY(find_question(act, &question, problem));
    if (!slice_is(state->process, question.process) || question.version != state->version)
        return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.version_old"));
    TRY(act_count(act, "SELECT count(*) FROM room_objection WHERE question = ? AND withdrawn IS NULL", VIEW_VALUES(view_integer(question.act)), &standing, problem));
    return standing == 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("negotiation.objection_stands"));
}

static Status check_silence(const Act *act, const TextState *state, Problem *problem)
{
    Silence silence;
    int64_t broken, version;

    TRY(find_silence(act, "silence", &silence, problem));
    TRY(view_one(act->view, "SELECT version FROM silence WHERE act = ?", 0, &version, problem, VIEW_VALUES(view_integer(silence.act))));
    if (!slice_is(state->process, silence.process) || version != state->version)
        return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.version_old"));
    if (strcmp(silence.state, "closed") != 0)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.silence_runs"));
    TRY(count_breaks(act, &silence, &broken, problem));
    return broken == 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("negotiation.silence_broken"));
}

/* Without a vote: the room was asked and no objection stands, or a silence was kept. How another organ voted is recorded as it is told. */
static Status adopt_check(Act *act, Problem *problem)
{
    TextState state;

    TRY(text_at_version(act, &state, problem));
    TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    TRY(text_must_be_open(&state, problem));
    if (act_has(act, "asked"))
        TRY(check_room(act, &state, problem));
    if (act_has(act, "silence"))
        TRY(check_silence(act, &state, problem));
    if (slice_is(act_text(act, "manner"), "without_vote") && !act_has(act, "asked") && !act_has(act, "silence"))
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.not_asked"));
    return OK;
}

static Status adopt_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "UPDATE negotiation SET state = 'adopted', manner = ?, symbol = ?, adopted = ?, outcome = ? WHERE process = ?", problem,
                    VIEW_VALUES(view_text(act_text(act, "manner")), view_text(act_text(act, "symbol")), view_number(act->index), view_text(act_text(act, "note")), view_text(act_text(act, "process"))));
}

const ActKind text_adopt_kind = {"text.adopt", BY_CHAIR, AUDIENCE_PUBLIC, GRADE_ATTESTED, adopt_members, NULL, adopt_check, adopt_apply, 0};

/* ---- what parties say about it ---- */

static const ActMember explain_members[] = {{"process", MEMBER_SLUG, true, 0}, {"type", MEMBER_CHOICE, true, 0, explanations}, {"paragraphs", MEMBER_LINES, false, LINES_MAX},
                                            {"text", MEMBER_TEXT, true, TEXT_BYTES_MAX_ACT}, {"language", MEMBER_LANGUAGE, true, 0}, {0}};

static Status explain_check(Act *act, Problem *problem)
{
    TextState     state;
    const json_t *paragraphs = json_object_get(act->object, "paragraphs");

    TRY(text_find_process(act, act_text(act, "process"), &state, problem));
    if (state.version == 0)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.no_version"));
    for (size_t i = 0; i < json_array_size(paragraphs); i++)
        TRY(text_has_paragraph(act, &state, json_slice(json_array_get(paragraphs, i)), problem));
    return OK;
}

static Status explain_apply(Act *act, Problem *problem)
{
    return view_run(act->view, "INSERT INTO explanation (act, id, process, party, type, paragraphs, text, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(act_text(act, "process")), view_text(act->party), view_text(act_text(act, "type")),
                                view_text(act_stored(act, "paragraphs")), view_text(act_text(act, "text")), view_text(act_text(act, "language"))));
}

const ActKind text_explain_kind = {"text.explain", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PUBLIC, GRADE_ATTESTED, explain_members, NULL, explain_check, explain_apply, OF_STATE | OF_GROUP | OF_OBSERVER};
