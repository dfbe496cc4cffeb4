/* SPDX-License-Identifier: Apache-2.0
 *
 * Positions on words: support, can live with, reserve, object. Each is bound to a party, a version and a paragraph (or the whole text), and to one wording of it: the base's, or an amendment's. It
 * goes stale when those words change, which the questions say by comparing what it was stated on with what stands there now; nothing is rewritten. They are never counted.
 *
 * A group speaks for its members; a member that says otherwise, or opts out, is not spoken for. A condition ties a position to other wordings: "would drop this if that stays".
 */
#include "process/text_internal.h"

const char *const text_position_tables[] = {
    "CREATE TABLE text_position (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, process TEXT NOT NULL, party TEXT NOT NULL, version INTEGER NOT NULL, paragraph TEXT NOT NULL, "
    "wording TEXT NOT NULL, stance TEXT NOT NULL, reason TEXT NOT NULL, conditions TEXT NOT NULL, words TEXT NOT NULL, state TEXT NOT NULL, ended INTEGER)",
    "CREATE INDEX text_position_process ON text_position (process, state, paragraph)",
    "CREATE INDEX text_position_party ON text_position (party, process)",
    "CREATE TABLE position_opt_out (position INTEGER NOT NULL, party TEXT NOT NULL, act INTEGER NOT NULL, PRIMARY KEY (position, party)) WITHOUT ROWID",
    NULL};

static const char *const stances[] = {"support", "can_live_with", "reserve", "object", NULL};

/* ---- text.position.declare ---- */

static const ActMember state_members[] = {{"process", MEMBER_SLUG, true, 0},  {"version", MEMBER_HASH, true, 0},       {"paragraph", MEMBER_LINE, false, 20}, {"wording", MEMBER_HASH, false, 0},
                                          {"position", MEMBER_CHOICE, true, 0, stances}, {"text", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {"conditions", MEMBER_OBJECTS, false, LINES_MAX}, {0}};
static const ActMember condition_members[] = {{"paragraph", MEMBER_LINE, true, 20}, {"wording", MEMBER_HASH, false, 0}, {"note", MEMBER_LINE, false, LINE_BYTES_MAX}, {0}};

Status text_may_object(const Act *act, const char *body, Problem *problem)
{
    int64_t may;

    TRY(act_count(act,
                  "SELECT count(*) FROM party p LEFT JOIN body b ON b.body = ?1 WHERE p.party = ?2 AND p.class IN ('state', 'group') AND (?1 = '' OR (b.objectors <> 'none' AND "
                  "(b.objectors = 'states' OR b.members = 'all-states' OR EXISTS (SELECT 1 FROM member m WHERE m.body = b.body AND m.party = p.party))))",
                  VIEW_VALUES(view_text(slice_from(body)), view_text(act->party)), &may, problem));
    return may != 0 ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("negotiation.may_not_object"));
}

static Status check_wording(const Act *act, const TextState *state, Slice paragraph, Slice wording, Problem *problem)
{
    Hash    id;
    int64_t there;

    if (paragraph.size != 0)
        TRY(text_has_paragraph(act, state, paragraph, problem));
    if (wording.size == 0)
        return OK;
    if (hash_parse_hex(wording, &id) != OK)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"));
    TRY(act_count(act, "SELECT count(*) FROM amendment WHERE id = ? AND process = ? AND state = 'open'", VIEW_VALUES(view_hash(&id), view_text(state->process)), &there, problem));
    return there != 0 ? OK : act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"));
}

static Status check_conditions(const Act *act, const TextState *state, Problem *problem)
{
    const json_t *conditions = json_object_get(act->object, "conditions");

    for (size_t i = 0; i < json_array_size(conditions); i++) {
        const json_t *item = json_array_get(conditions, i);

        TRY(members_check(item, condition_members, false, problem));
        TRY(check_wording(act, state, json_slice(json_object_get(item, "paragraph")), json_slice(json_object_get(item, "wording")), problem));
    }
    return OK;
}

static Status state_check(Act *act, Problem *problem)
{
    TextState state;

    TRY(text_at_version(act, &state, problem));
    if (strcmp(state.state, "open") != 0 && strcmp(state.state, "silence") != 0)
        return text_must_be_open(&state, problem);
    TRY(check_wording(act, &state, act_text(act, "paragraph"), act_text(act, "wording"), problem));
    if (slice_is(act_text(act, "position"), "object"))
        TRY(text_may_object(act, state.body, problem));
    return check_conditions(act, &state, problem);
}

static Status words_of(const Act *act, const TextState *state, Slice paragraph, Buffer *out, Problem *problem)
{
    ViewQuery query;
    Status    status;

    TRY(view_query(act->view, "SELECT text FROM version_paragraph WHERE process = ? AND version = ? AND id = ?", &query, problem,
                   VIEW_VALUES(view_text(state->process), view_integer(state->version), view_text(paragraph))));
    status = view_next(&query, problem);
    if (status == OK && query.row)
        buffer_add(out, view_column_slice(&query, 0));
    view_end(&query);
    return status != OK ? status : out->status == OK ? OK : problem_set(problem, out->status, status_face(out->status)->message, NULL);
}

/* A party has one position on a wording: a new one takes the place of the old, which stays in the record. */
static Status state_apply(Act *act, Problem *problem)
{
    TextState state;
    Slice     paragraph = act_text(act, "paragraph"), wording = act_text(act, "wording");
    Buffer    words;
    Status    status;

    buffer_init(&words, TEXT_BYTES_MAX);
    TRY(text_at_version(act, &state, problem));
    TRY_OR(done, words_of(act, &state, paragraph, &words, problem));
    TRY_OR(done, view_run(act->view, "UPDATE text_position SET state = 'replaced', ended = ? WHERE process = ? AND party = ? AND paragraph = ? AND wording = ? AND state = 'stands'", problem,
                          VIEW_VALUES(view_number(act->index), view_text(state.process), view_text(act->party), view_text(paragraph), view_text(wording))));
    status = view_run(act->view,
                      "INSERT INTO text_position (act, id, process, party, version, paragraph, wording, stance, reason, conditions, words, state, ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'stands', NULL)",
                      problem,
                      VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(state.process), view_text(act->party), view_integer(state.version), view_text(paragraph),
                                  view_text(wording), view_text(act_text(act, "position")), view_text(act_text(act, "text")), view_text(act_stored(act, "conditions")),
                                  view_text(buffer_slice(&words))));
done:
    buffer_clear(&words);
    return status;
}

const ActKind text_position_declare_kind = {"text.position.declare", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, state_members, NULL, state_check, state_apply,
                                          OF_STATE | OF_GROUP | OF_OBSERVER};

/* ---- text.position.withdraw, text.position.opt_out ---- */

static const ActMember answer_members[] = {{"declared", MEMBER_HASH, true, 0}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status find_position(const Act *act, int64_t *out, char party[PARTY_NAME_MAX + 1], Problem *problem)
{
    Hash      id;
    ViewQuery query;
    Status    status;

    (void)act_hash(act, "declared", &id);
    TRY(view_query(act->view, "SELECT act, party FROM text_position WHERE id = ? AND state = 'stands'", &query, problem, VIEW_VALUES(view_hash(&id))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.position_unknown"));
    if (status == OK) {
        *out = view_column_integer(&query, 0);
        (void)snprintf(party, PARTY_NAME_MAX + 1, "%.*s", (int)view_column_slice(&query, 1).size, view_column_slice(&query, 1).data);
    }
    view_end(&query);
    return status;
}

static Status lapse_check(Act *act, Problem *problem)
{
    int64_t at;
    char    party[PARTY_NAME_MAX + 1];

    TRY(find_position(act, &at, party, problem));
    return slice_is(act->party, party) ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("negotiation.position_not_yours"));
}

static Status lapse_apply(Act *act, Problem *problem)
{
    int64_t at;
    char    party[PARTY_NAME_MAX + 1];

    TRY(find_position(act, &at, party, problem));
    return view_run(act->view, "UPDATE text_position SET state = 'withdrawn', ended = ? WHERE act = ?", problem, VIEW_VALUES(view_number(act->index), view_integer(at)));
}

const ActKind text_position_withdraw_kind = {"text.position.withdraw", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, answer_members, NULL, lapse_check, lapse_apply,
                                             OF_STATE | OF_GROUP | OF_OBSERVER};

static Status opt_out_check(Act *act, Problem *problem)
{
    int64_t at, member, out;
    char    party[PARTY_NAME_MAX + 1], today[12];

    act_today(act, today);
    TRY(find_position(act, &at, party, problem));
    TRY(act_count(act, "SELECT count(*) FROM party_group WHERE party = ?1 AND grp = ?2 AND " TERM_IS_ON("since", "until", "?3"),
                  VIEW_VALUES(view_text(act->party), view_text(slice_from(party)), view_text(slice_from(today))), &member, problem));
    if (member == 0)
        return act_refuse(problem, ERR_FORBIDDEN, MSG("house.not_of_group"));
    TRY(act_count(act, "SELECT count(*) FROM position_opt_out WHERE position = ? AND party = ?", VIEW_VALUES(view_integer(at), view_text(act->party)), &out, problem));
    return out == 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.opted_out"));
}

static Status opt_out_apply(Act *act, Problem *problem)
{
    int64_t at;
    char    party[PARTY_NAME_MAX + 1];

    TRY(find_position(act, &at, party, problem));
    return view_run(act->view, "INSERT INTO position_opt_out (position, party, act) VALUES (?, ?, ?)", problem, VIEW_VALUES(view_integer(at), view_text(act->party), view_number(act->index)));
}

const ActKind text_position_opt_out_kind = {"text.position.opt_out", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, answer_members, NULL, opt_out_check, opt_out_apply, OF_STATE};
