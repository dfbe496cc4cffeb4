/* SPDX-License-Identifier: Apache-2.0
 *
 * Amendments: a party's changes to the version in force; who joins or leaves; wording that the Chair proposes, with where its words come from; withdrawing; and what becomes of each under a new
 * version: every change is carried, taken up, overtaken or in conflict, and the numbers add up, or the version is refused.
 */
#include "process/text_internal.h"

const char *const text_amendment_tables[] = {
    "CREATE TABLE amendment (act INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, process TEXT NOT NULL, party TEXT NOT NULL, version INTEGER NOT NULL, changes TEXT NOT NULL, count INTEGER NOT NULL, "
    "rationale TEXT NOT NULL, bridge INTEGER NOT NULL, takes TEXT NOT NULL, amends TEXT NOT NULL, state TEXT NOT NULL, ended INTEGER, reason TEXT NOT NULL)",
    "CREATE INDEX amendment_wording ON amendment (lower(hex(id)))", /* as positions name it */
    "CREATE INDEX amendment_process ON amendment (process, state)",
    "CREATE TABLE amendment_place (process TEXT NOT NULL, paragraph TEXT NOT NULL, amendment INTEGER NOT NULL, PRIMARY KEY (process, paragraph, amendment)) WITHOUT ROWID",
    "CREATE INDEX amendment_place_amendment ON amendment_place (amendment)",
    "CREATE TABLE amendment_sponsor (amendment INTEGER NOT NULL, party TEXT NOT NULL, joined INTEGER NOT NULL, departed INTEGER, PRIMARY KEY (amendment, party)) WITHOUT ROWID",
    "CREATE TABLE amendment_outcome (amendment INTEGER NOT NULL, version INTEGER NOT NULL, carried INTEGER NOT NULL, taken_up INTEGER NOT NULL, overtaken INTEGER NOT NULL, "
    "in_conflict INTEGER NOT NULL, outcomes TEXT NOT NULL, PRIMARY KEY (amendment, version)) WITHOUT ROWID",
    NULL};

/* ---- an amendment by its act ---- */

typedef struct AmendmentRow {
    int64_t act, count;
    char    process[PARTY_NAME_MAX + 1], party[PARTY_NAME_MAX + 1], state[12];
} AmendmentRow;

static Status find_amendment(const Act *act, const char *member, AmendmentRow *out, Problem *problem)
{
    Hash      id;
    ViewQuery query;
    Status    status;

    (void)act_hash(act, member, &id);
    *out = (AmendmentRow){0};
    TRY(view_query(act->view, "SELECT act, count, process, party, state FROM amendment WHERE id = ?", &query, problem, VIEW_VALUES(view_hash(&id))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"));
    if (status == OK) {
        out->act = view_column_integer(&query, 0);
        out->count = view_column_integer(&query, 1);
        (void)snprintf(out->process, sizeof out->process, "%.*s", (int)view_column_slice(&query, 2).size, view_column_slice(&query, 2).data);
        (void)snprintf(out->party, sizeof out->party, "%.*s", (int)view_column_slice(&query, 3).size, view_column_slice(&query, 3).data);
        (void)snprintf(out->state, sizeof out->state, "%.*s", (int)view_column_slice(&query, 4).size, view_column_slice(&query, 4).data);
    }
    view_end(&query);
    return status;
}

static bool amendment_lives(const AmendmentRow *row)
{
    return strcmp(row->state, "open") == 0 || strcmp(row->state, "conflict") == 0;
}

/* The index of changes by paragraph, for its history: what was proposed there stays, also when it was carried elsewhere or taken up since. A new paragraph counts under the one it comes after. */
static Status index_places(const Act *act, Slice process, int64_t amendment, const json_t *changes, Problem *problem)
{
    for (size_t i = 0; i < json_array_size(changes); i++) {
        const json_t *item = json_array_get(changes, i);
        Slice         paragraph = json_slice(json_object_get(item, "paragraph"));

        if (paragraph.size == 0)
            paragraph = json_slice(json_object_get(item, "after"));
        TRY(view_run(act->view, "INSERT OR REPLACE INTO amendment_place (process, paragraph, amendment) VALUES (?, ?, ?)", problem,
                     VIEW_VALUES(view_text(process), view_text(paragraph), view_integer(amendment))));
    }
    return OK;
}

/* ---- text.amendment.propose, text.bridge.propose ---- */

static const ActMember propose_members[] = {{"process", MEMBER_SLUG, true, 0},  {"version", MEMBER_HASH, true, 0}, {"changes", MEMBER_OBJECTS, false, CHANGES_OF_ACT_MAX}, {"blob", MEMBER_HASH, false, 0},
                                            {"rationale", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {"amends", MEMBER_HASH, false, 0}, {"replaces", MEMBER_HASH, false, 0}, {0}};
static const ActMember bridge_members[] = {{"process", MEMBER_SLUG, true, 0}, {"version", MEMBER_HASH, true, 0}, {"changes", MEMBER_OBJECTS, false, CHANGES_OF_ACT_MAX}, {"blob", MEMBER_HASH, false, 0},
                                           {"rationale", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {"takes", MEMBER_HASHES, false, LINES_MAX}, {0}};

/* What is amended or taken is an open amendment of the same text; what is replaced is one's own. */
static Status check_named(const Act *act, const TextState *state, Problem *problem)
{
    AmendmentRow row;

    if (act_has(act, "amends")) {
        TRY(find_amendment(act, "amends", &row, problem));
        if (!slice_is(state->process, row.process) || !amendment_lives(&row))
            return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.amendment_over"));
    }
    if (!act_has(act, "replaces"))
        return OK;
    TRY(find_amendment(act, "replaces", &row, problem));
    if (!slice_is(state->process, row.process) || !amendment_lives(&row))
        return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.amendment_over"));
    return slice_is(act->party, row.party) ? OK : act_refuse(problem, ERR_FORBIDDEN, MSG("negotiation.amendment_not_yours"));
}

static Status check_takes(const Act *act, const TextState *state, Problem *problem)
{
    const json_t *takes = json_object_get(act->object, "takes");

    for (size_t i = 0; i < json_array_size(takes); i++) {
        Hash    id;
        int64_t there;

        if (hash_parse_hex(json_slice(json_array_get(takes, i)), &id) != OK)
            return act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"));
        TRY(act_count(act, "SELECT count(*) FROM amendment WHERE id = ? AND process = ?", VIEW_VALUES(view_hash(&id), view_text(state->process)), &there, problem));
        if (there == 0)
            return act_refuse(problem, ERR_NOT_FOUND, MSG("negotiation.amendment_unknown"));
    }
    return OK;
}

static Status check_untouched(const Act *act, const TextState *state, const json_t *changes, Problem *problem)
{
    for (size_t i = 0; i < json_array_size(changes); i++) {
        Slice   paragraph = json_slice(json_object_get(json_array_get(changes, i), "paragraph"));
        int64_t closed;

        if (paragraph.size == 0)
            continue;
        TRY(act_count(act, "SELECT count(*) FROM closed_paragraph WHERE process = ? AND paragraph = ?", VIEW_VALUES(view_text(state->process), view_text(paragraph)), &closed, problem));
        if (closed != 0)
            return act_refuse(problem, ERR_REFUSED, MSG("negotiation.paragraph_closed"));
    }
    return OK;
}

static Status propose_check(Act *act, Problem *problem)
{
    TextState     state;
    const Text   *base;
    const json_t *changes;
    json_t       *own = NULL;
    size_t        count;
    Status        status;

    TRY(text_at_version(act, &state, problem));
    if (act->kind == &text_bridge_propose_kind)
        TRY(chair_check(act, CHAIR_OF_BODY, slice_from(state.body), problem));
    TRY(text_must_be_open(&state, problem));
    TRY(check_named(act, &state, problem));
    TRY(check_takes(act, &state, problem));
    TRY_OR(done, changes_of(act, &own, &changes, problem));
    TRY_OR(done, text_of_blob(act, &state.sha256, &base, problem));
    TRY_OR(done, changes_check(base, changes, &count, problem));
    TRY_OR(done, changes_readable(act, base, changes, problem));
    status = check_untouched(act, &state, changes, problem);
done:
    json_decref(own);
    return status;
}

static Status put_amendment(Act *act, const TextState *state, const json_t *changes, Problem *problem)
{
    Buffer printed;
    Status status;

    buffer_init(&printed, TEXT_BYTES_MAX);
    json_print(changes, &printed);
    status = printed.status != OK
                 ? answer_no_memory(problem)
                 : view_run(act->view, "INSERT INTO amendment (act, id, process, party, version, changes, count, rationale, bridge, takes, amends, state, ended, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', NULL, '')",
                            problem,
                            VIEW_VALUES(view_number(act->index), view_hash(&act->entry->act), view_text(state->process), view_text(act->party), view_integer(state->version),
                                        view_text(buffer_slice(&printed)), view_number(json_array_size(changes)), view_text(act_text(act, "rationale")),
                                        view_integer(act->kind == &text_bridge_propose_kind), view_text(act_stored(act, "takes")), view_text(act_text(act, "amends"))));
    buffer_clear(&printed);
    if (status == OK)
        status = index_places(act, state->process, (int64_t)act->index, changes, problem);
    return status == OK && act_has(act, "blob") ? act_blob_insert_json(act, "blob", problem) : status;
}

static Status propose_apply(Act *act, Problem *problem)
{
    TextState     state;
    AmendmentRow  row;
    const json_t *changes;
    json_t       *own = NULL;
    Status        status;

    TRY(text_at_version(act, &state, problem));
    TRY_OR(done, changes_of(act, &own, &changes, problem));
    TRY_OR(done, put_amendment(act, &state, changes, problem));
    if (!act_has(act, "replaces"))
        goto done;
    TRY_OR(done, find_amendment(act, "replaces", &row, problem));
    status = view_run(act->view, "UPDATE amendment SET state = 'replaced', ended = ? WHERE act = ?", problem, VIEW_VALUES(view_number(act->index), view_integer(row.act)));
done:
    json_decref(own);
    return status;
}

const ActKind text_amendment_propose_kind = {"text.amendment.propose", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, propose_members, NULL, propose_check, propose_apply,
                                             OF_STATE | OF_GROUP | OF_OBSERVER};
const ActKind text_bridge_propose_kind = {"text.bridge.propose", BY_CHAIR, AUDIENCE_PARTIES, GRADE_ATTESTED, bridge_members, NULL, propose_check, propose_apply, 0};

/* ---- text.amendment.withdraw ---- */

static const ActMember withdraw_members[] = {{"amendment", MEMBER_HASH, true, 0}, {"reason", MEMBER_TEXT, false, NOTE_BYTES_MAX}, {0}};

static Status withdraw_check(Act *act, Problem *problem)
{
    AmendmentRow row;

    TRY(find_amendment(act, "amendment", &row, problem));
    if (!slice_is(act->party, row.party))
        return act_refuse(problem, ERR_FORBIDDEN, MSG("negotiation.amendment_not_yours"));
    return amendment_lives(&row) ? OK : act_refuse(problem, ERR_CONFLICT, MSG("negotiation.amendment_over"));
}

static Status withdraw_apply(Act *act, Problem *problem)
{
    AmendmentRow row;

    TRY(find_amendment(act, "amendment", &row, problem));
    return view_run(act->view, "UPDATE amendment SET state = 'withdrawn', ended = ?, reason = ? WHERE act = ?", problem,
                    VIEW_VALUES(view_number(act->index), view_text(act_text(act, "reason")), view_integer(row.act)));
}

const ActKind text_amendment_withdraw_kind = {"text.amendment.withdraw", BY_PARTY | BY_ATTEST | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, withdraw_members, NULL, withdraw_check, withdraw_apply, 0};

/* ---- text.amendment.sponsor ---- */

static const ActMember sponsor_members[] = {{"amendment", MEMBER_HASH, true, 0}, {"joins", MEMBER_COUNT, true, 1}, {0}};

static Status sponsor_check(Act *act, Problem *problem)
{
    AmendmentRow row;
    int64_t      with;
    bool         joins = act_integer(act, "joins", 0) != 0;

    TRY(find_amendment(act, "amendment", &row, problem));
    if (!amendment_lives(&row))
        return act_refuse(problem, ERR_CONFLICT, MSG("negotiation.amendment_over"));
    TRY(act_count(act, "SELECT count(*) FROM amendment_sponsor WHERE amendment = ? AND party = ? AND departed IS NULL", VIEW_VALUES(view_integer(row.act), view_text(act->party)), &with, problem));
    if (joins == (with != 0 || slice_is(act->party, row.party)))
        return act_refuse(problem, ERR_CONFLICT, joins ? MSG("house.sponsor_already") : MSG("house.not_sponsor"));
    return OK;
}

static Status sponsor_apply(Act *act, Problem *problem)
{
    AmendmentRow row;

    TRY(find_amendment(act, "amendment", &row, problem));
    if (act_integer(act, "joins", 0) != 0)
        return view_run(act->view, "INSERT OR REPLACE INTO amendment_sponsor (amendment, party, joined, departed) VALUES (?, ?, ?, NULL)", problem,
                        VIEW_VALUES(view_integer(row.act), view_text(act->party), view_number(act->index)));
    return view_run(act->view, "UPDATE amendment_sponsor SET departed = ? WHERE amendment = ? AND party = ?", problem,
                    VIEW_VALUES(view_number(act->index), view_integer(row.act), view_text(act->party)));
}

const ActKind text_amendment_sponsor_kind = {"text.amendment.sponsor", BY_PARTY | BY_ATTEST_FOR, AUDIENCE_PARTIES, GRADE_ATTESTED, sponsor_members, NULL, sponsor_check, sponsor_apply,
                                             OF_STATE | OF_GROUP | OF_OBSERVER};

/* ---- outcomes under a new version ---- */

enum { OUTCOME_CARRIED, OUTCOME_TAKEN_UP, OUTCOME_OVERTAKEN, OUTCOME_IN_CONFLICT, OUTCOME_COUNT };
static const char *const outcome_names[OUTCOME_COUNT] = {"carried", "taken_up", "overtaken", "in_conflict"};

static int outcome_of(Slice name)
{
    for (int i = 0; i < OUTCOME_COUNT; i++)
        if (slice_is(name, outcome_names[i]))
            return i;
    return -1;
}

/* Every change of the amendment, in order, has exactly one outcome. */
static Status count_outcomes(const json_t *outcomes, int64_t expected, int64_t totals[OUTCOME_COUNT], Problem *problem)
{
    memset(totals, 0, OUTCOME_COUNT * sizeof *totals);
    if ((int64_t)json_array_size(outcomes) != expected)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.outcomes_sum"));
    for (size_t i = 0; i < json_array_size(outcomes); i++) {
        const json_t *item = json_array_get(outcomes, i), *change = json_object_get(item, "change");
        int           outcome = outcome_of(json_slice(json_object_get(item, "outcome")));

        if (outcome < 0 || !json_is_integer(change) || json_integer_value(change) != (json_int_t)i)
            return act_refuse(problem, ERR_REFUSED, MSG("negotiation.outcomes_sum"));
        totals[outcome]++;
    }
    return OK;
}

static void forget_outcomes(Process *process)
{
    json_decref(process->outcomes);
    process->outcomes = NULL;
}

/* Read for the check, kept for the apply: with thousands of amendments the blob has megabytes. */
static Status read_outcomes(const Act *act, const json_t **out, Problem *problem)
{
    Process *process = act->process;
    Hash     name;
    Slice    bytes;

    (void)act_hash(act, "outcomes", &name);
    if (process->outcomes == NULL || !hash_equal(&process->outcomes_name, &name)) {
        forget_outcomes(process);
        TRY(act_blob(act, &name, &bytes, problem));
        TRY(json_read(bytes, &process->outcomes, problem));
        process->outcomes_name = name;
    }
    *out = process->outcomes;
    return OK;
}

static Status check_outcome(const Act *act, const TextState *state, const Text *text, const json_t *item, Problem *problem)
{
    int64_t       totals[OUTCOME_COUNT], count, act_at;
    const json_t *changes = json_object_get(item, "changes");
    Hash          id;
    size_t        carried;

    if (hash_parse_hex(json_slice(json_object_get(item, "act")), &id) != OK)
        return act_refuse(problem, ERR_SYNTAX, MSG("negotiation.outcomes_sum"));
    TRY(view_one(act->view, "SELECT act FROM amendment WHERE id = ? AND process = ? AND state = 'open'", -1, &act_at, problem, VIEW_VALUES(view_hash(&id), view_text(state->process))));
    if (act_at < 0)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.outcomes_amendment"));
    TRY(view_one(act->view, "SELECT count FROM amendment WHERE act = ?", 0, &count, problem, VIEW_VALUES(view_integer(act_at))));
    TRY(count_outcomes(json_object_get(item, "outcomes"), count, totals, problem));
    if ((totals[OUTCOME_CARRIED] == 0) != (json_array_size(changes) == 0))
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.outcomes_sum"));
    return json_array_size(changes) == 0 ? OK : changes_check(text, changes, &carried, problem);
}

static Status check_order(const json_t *list, Problem *problem)
{
    for (size_t i = 1; i < json_array_size(list); i++)
        if (slice_compare(json_slice(json_object_get(json_array_get(list, i - 1), "act")), json_slice(json_object_get(json_array_get(list, i), "act"))) >= 0)
            return act_refuse(problem, ERR_SYNTAX, MSG("negotiation.outcomes_sum"));
    return OK;
}

static Status check_outcomes(const Act *act, const TextState *state, const Text *text, int64_t open, const json_t *list, Problem *problem)
{
    if ((int64_t)json_array_size(list) != open)
        return act_refuse(problem, ERR_REFUSED, MSG("negotiation.outcomes_amendment"));
    TRY(check_order(list, problem));
    for (size_t i = 0; i < json_array_size(list); i++)
        TRY(check_outcome(act, state, text, json_array_get(list, i), problem));
    return OK;
}

Status outcomes_check(Act *act, const TextState *state, const Text *text, Problem *problem)
{
    const json_t *root;
    int64_t       open;
    Status        status;

    TRY(act_count(act, "SELECT count(*) FROM amendment WHERE process = ? AND state = 'open'", VIEW_VALUES(view_text(state->process)), &open, problem));
    if (!act_has(act, "outcomes"))
        return open == 0 ? OK : act_refuse(problem, ERR_REFUSED, MSG("negotiation.outcomes_missing"));
    TRY(read_outcomes(act, &root, problem));
    status = check_outcomes(act, state, text, open, json_object_get(root, "amendments"), problem);
    if (status != OK)
        forget_outcomes(act->process);
    return status;
}

/* What all changes of an amendment came to: open while something is carried, in conflict while only its owner can say how it goes on. */
static const char *state_after(const int64_t totals[OUTCOME_COUNT])
{
    if (totals[OUTCOME_CARRIED] != 0)
        return "open";
    if (totals[OUTCOME_IN_CONFLICT] != 0)
        return "conflict";
    return totals[OUTCOME_TAKEN_UP] != 0 ? "taken_up" : "overtaken";
}

static Status store_outcome(const Act *act, const TextState *state, int64_t amendment, const json_t *item, Slice outcomes, Slice changes, Problem *problem)
{
    int64_t       totals[OUTCOME_COUNT];
    const json_t *list = json_object_get(item, "outcomes"), *carried = json_object_get(item, "changes");
    const char   *after;

    TRY(count_outcomes(list, (int64_t)json_array_size(list), totals, problem));
    after = state_after(totals);
    TRY(view_run(act->view, "INSERT INTO amendment_outcome (amendment, version, carried, taken_up, overtaken, in_conflict, outcomes) VALUES (?, ?, ?, ?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_integer(amendment), view_integer(state->version + 1), view_integer(totals[OUTCOME_CARRIED]), view_integer(totals[OUTCOME_TAKEN_UP]),
                             view_integer(totals[OUTCOME_OVERTAKEN]), view_integer(totals[OUTCOME_IN_CONFLICT]), view_text(outcomes))));
    TRY(view_run(act->view, "UPDATE amendment SET version = ?, changes = ?, count = ?, state = ?, ended = ? WHERE act = ?", problem,
                 VIEW_VALUES(view_integer(state->version + 1), view_text(changes), view_number(json_array_size(carried)), view_text(slice_from(after)),
                             strcmp(after, "taken_up") == 0 || strcmp(after, "overtaken") == 0 ? view_number(act->index) : view_null(), view_integer(amendment))));
    return index_places(act, state->process, amendment, carried, problem);
}

static Status apply_outcome(const Act *act, const TextState *state, const json_t *item, Problem *problem)
{
    Hash    id;
    int64_t amendment;
    Buffer  outcomes, changes;
    Status  status;

    buffer_init(&outcomes, TEXT_BYTES_MAX);
    buffer_init(&changes, TEXT_BYTES_MAX);
    TRY_OR(done, hash_parse_hex(json_slice(json_object_get(item, "act")), &id));
    TRY_OR(done, view_one(act->view, "SELECT act FROM amendment WHERE id = ?", -1, &amendment, problem, VIEW_VALUES(view_hash(&id))));
    json_print(json_object_get(item, "outcomes"), &outcomes);
    json_print(json_object_get(item, "changes"), &changes);
    if (outcomes.status != OK || changes.status != OK)
        TRY_OR(done, answer_no_memory(problem));
    status = store_outcome(act, state, amendment, item, buffer_slice(&outcomes), buffer_slice(&changes), problem);
done:
    buffer_clear(&outcomes);
    buffer_clear(&changes);
    return status;
}

Status outcomes_apply(Act *act, const TextState *state, Problem *problem)
{
    const json_t *root, *list;
    Status        status;

    if (!act_has(act, "outcomes"))
        return OK;
    TRY(read_outcomes(act, &root, problem));
    TRY_OR(done, act_blob_insert_json(act, "outcomes", problem));
    list = json_object_get(root, "amendments");
    for (size_t i = 0; i < json_array_size(list); i++)
        TRY_OR(done, apply_outcome(act, state, json_array_get(list, i), problem));
done:
    forget_outcomes(act->process);
    return status;
}
