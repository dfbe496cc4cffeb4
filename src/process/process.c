/* SPDX-License-Identifier: Apache-2.0
 *
 * The engine: what is asked of every act, whatever its kind, in a fixed order; then the kind's own check and apply.
 *
 * The order decides which fault is named, and one thing more: signatures come before `seen`, so that an act under a root that this record never had is refused
 * only when it is well signed, and is evidence then.
 */
#include "process/process_internal.h"

const char *const process_fork_message = MSG("act.seen_other_root");

Status process_open(View *view, const ProcessSupport *support, Process **out, Problem *problem)
{
    Process *process = memory_new_zeroed(1, sizeof *process);

    REQUIRE(out != NULL && *out == NULL);
    if (process == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    process->view = view;
    process->support = *support;
    process->brought = memory_new_zeroed(BROUGHT_KEYS_MAX, sizeof *process->brought);
    if (process->brought == NULL) {
        memory_free(process);
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    *out = process;
    return OK;
}

void process_forget(Process *process)
{
    record_facts_clear(&process->facts);
    process->facts_known = process->stale = process->torn = false;
    process_forget_keys(process);
}

void process_close(Process *process)
{
    if (process == NULL)
        return;
    process_forget(process);
    memory_free(process->displaced);
    text_free(process->base);
    json_decref(process->outcomes);
    memory_free(process->brought);
    memory_free(process);
}

bool process_torn(const Process *process)
{
    return process->torn;
}

static Status facts_fresh(Process *process, Problem *problem)
{
    REQUIRE(!process->torn);
    if (process->stale)
        process_forget(process);
    if (process->facts_known)
        return OK;
    record_facts_clear(&process->facts);
    TRY(record_facts_load(process->view, &process->facts, problem));
    process->facts_known = true;
    return OK;
}

/* ---- what is asked of every act ---- */

static Status check_place(const Act *act, Problem *problem)
{
    bool is_origin = act->kind == &record_origin_kind;

    if (is_origin != (act->index == 0))
        return act_refuse(problem, ERR_REFUSED, is_origin ? MSG("act.origin_again") : MSG("act.origin_first"));
    if (act->index != 0 && !slice_is(act->entry->origin, act->facts->origin))
        return problem_set(problem, ERR_REFUSED, MSG("act.other_record"), "origin", act->facts->origin, NULL);
    if (act->facts->ended)
        return act_refuse(problem, ERR_REFUSED, MSG("act.record_ended"));
    return OK;
}

/* `for`: the attestation key acts for an admitted party, and says on what evidence. */
static Status check_behalf(Act *act, Problem *problem)
{
    Slice   named = act_text(act, "for");
    bool    in_effect;
    int64_t there;

    if (json_object_get(act->object, "for") == NULL) {
        act->party = act_key_party(act->entry->by);
        if (json_object_get(act->object, "evidence") != NULL)
            return act_refuse(problem, ERR_SYNTAX, MSG("act.evidence_alone"));
        return OK;
    }
    act->on_behalf = true;
    act->party = named;
    if (act->signers[0].record == NULL || act->signers[0].record->use != USE_ATTEST)
        return act_refuse(problem, ERR_FORBIDDEN, MSG("act.for_attest_only"));
    if (!json_is_object(json_object_get(act->object, "evidence")) || json_slice(json_object_get(json_object_get(act->object, "evidence"), "kind")).size == 0)
        return act_refuse(problem, ERR_SYNTAX, MSG("act.for_evidence"));
    TRY(view_one(act->view, "SELECT count(*) FROM party WHERE party = ? AND gone IS NULL", 0, &there, problem, VIEW_VALUES(view_text(named))));
    if (there == 0)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("act.party_unknown"));
    TRY(party_in_effect(act->view, named, &in_effect, problem));
    return in_effect ? OK : act_refuse(problem, ERR_REFUSED, MSG("act.party_not_yet"));
}

static Status check_author(const Act *act, Problem *problem)
{
    const KeyRecord *author = act->signers[0].record;
    int              by;

    if (act->kind == NULL || act->index == 0)
        return OK;
    if (author == NULL)
        return act_refuse(problem, ERR_FORBIDDEN, MSG("act.author_new"));
    by = act->on_behalf ? BY_ATTEST_FOR : 1 << author->use;
    if ((act->kind->by & by) == 0)
        return problem_set(problem, ERR_FORBIDDEN, MSG("act.author_use"), "use", use_names[author->use], "kind", act->kind->name, NULL);
    return OK;
}

/* What only some classes of parties do. The host's own keys act for no party, unless `for` names one. */
static Status check_class(const Act *act, Problem *problem)
{
    ViewQuery query;
    Status    status;
    int       class = -1;

    if (act->kind == NULL || act->kind->classes == 0 || (!act->on_behalf && (act->signers[0].record == NULL || act->signers[0].record->use < USE_ROOT)))
        return OK;
    TRY(view_query(act->view, "SELECT class FROM party WHERE party = ? AND gone IS NULL", &query, problem, VIEW_VALUES(view_text(act->party))));
    status = view_next(&query, problem);
    for (int i = 0; status == OK && query.row && i < CLASS_COUNT; i++)
        if (slice_is(view_column_slice(&query, 0), class_names[i]))
            class = i;
    view_end(&query);
    TRY(status);
    if (class >= 0 && (act->kind->classes & (1 << class)) != 0)
        return OK;
    return problem_set(problem, ERR_FORBIDDEN, MSG("act.class"), "class", class >= 0 ? class_names[class] : "", "kind", act->kind->name, NULL);
}

static Status check_grade(Act *act, Problem *problem)
{
    act->grade = act->on_behalf ? GRADE_ATTESTED : act->signers[0].key->type == KEY_PASSKEY ? GRADE_PASSKEY : GRADE_OWN_KEY;
    act->backed_up = act->signers[0].facts.passkey.backed_up;
    if (act->kind != NULL && act->grade < act->kind->least)
        return problem_set(problem, ERR_FORBIDDEN, MSG("act.grade_low"), "grade", grade_names[act->grade], "least", grade_names[act->kind->least], NULL);
    return OK;
}

static Status check_seen(const Act *act, Problem *problem)
{
    Hash root;
    char size[DECIMAL_MAX];

    if (act->entry->seen_size > act->index)
        return problem_set(problem, ERR_CONFLICT, MSG("act.seen_ahead"), "size", decimal(size, (int64_t)act->entry->seen_size), NULL);
    TRY(act->process->support.root_at(act->process->support.context, act->entry->seen_size, &root, problem));
    if (!hash_equal(&root, &act->entry->seen_root))
        return problem_set(problem, ERR_CONFLICT, process_fork_message, "size", decimal(size, (int64_t)act->entry->seen_size), NULL);
    return OK;
}

/* An answer names what it follows in `act`: the audience of that is its own. */
static Status followed_audience(Act *act, Problem *problem)
{
    Hash   hash;
    ActRow row;
    Status status;

    act->audience = AUDIENCE_PUBLIC;
    if (!act_hash(act, "act", &hash))
        return OK;
    status = act_row_by_id(act->view, &hash, &row, problem);
    if (status == OK)
        act->audience = row.audience;
    return status == ERR_NOT_FOUND ? OK : status; /* the kind's own check refuses it, with a better sentence */
}

static Status check_audience(Act *act, Problem *problem)
{
    act->audience = act->kind != NULL ? act->kind->audience : AUDIENCE_PARTIES;
    if (act->audience == AUDIENCE_FOLLOWS)
        TRY(followed_audience(act, problem));
    if (act->audience == AUDIENCE_PARTIES && record_facts_opens(act->facts, act->entry->kind))
        act->audience = AUDIENCE_PUBLIC;
    if (act->index != 0 && act->audience > act->facts->audience)
        return act_refuse(problem, ERR_REFUSED, MSG("act.must_be_sealed"));
    return OK;
}

static Status check_new(const Act *act, Problem *problem)
{
    int64_t there;

    TRY(view_one(act->view, "SELECT idx FROM act WHERE " ACT_IS("id", "?1"), -1, &there, problem, VIEW_VALUES(view_hash(&act->entry->act))));
    return there < 0 ? OK : act_refuse(problem, ERR_CONFLICT, MSG("act.there_already"));
}

static Status check(Act *act, Problem *problem)
{
    TRY(check_place(act, problem));
    if (act->kind != NULL)
        TRY(members_check(act->object, act->kind->members, true, problem));
    if (act->kind != NULL && act->kind->brings != NULL)
        TRY(act->kind->brings(act, problem));
    TRY(signers_check(act, problem));
    TRY(check_seen(act, problem));
    TRY(check_new(act, problem));
    TRY(check_behalf(act, problem));
    TRY(check_author(act, problem));
    TRY(check_class(act, problem));
    TRY(check_grade(act, problem));
    TRY(check_audience(act, problem));
    return act->kind != NULL ? act->kind->check(act, problem) : OK;
}

/* The members of the house's acts, for who asks what an act says. */
static Status object_insert(const Act *act, Problem *problem)
{
    Buffer text;
    Status status;

    if (act->kind == NULL || slice_starts(act->entry->kind, "record."))
        return OK;
    buffer_init(&text, BODY_MAX);
    json_print(act->object, &text);
    status = text.status != OK ? problem_set(problem, text.status, status_face(text.status)->message, NULL)
                               : view_run(act->view, "INSERT INTO act_object (act, object) VALUES (?, ?)", problem, VIEW_VALUES(view_number(act->index), view_text(buffer_slice(&text))));
    buffer_clear(&text);
    return status;
}

static Status apply(Act *act, Problem *problem)
{
    TRY(act_row_insert(act, problem));
    TRY(deadline_insert(act, problem));
    TRY(object_insert(act, problem));
    return act->kind != NULL ? act->kind->apply(act, problem) : OK;
}

Status act_row_insert(const Act *act, Problem *problem)
{
    const Entry *entry = act->entry;

    return view_run(act->view,
                    "INSERT INTO act (idx, id, leaf, kind, author, party, on_behalf, grade, backed_up, audience, interpreted, clock) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", problem,
                    VIEW_VALUES(view_number(act->index), view_hash(&entry->act), view_hash(&entry->leaf), view_text(entry->kind), view_text(entry->by), view_text(act->party),
                                view_integer(act->on_behalf), view_integer((int64_t)act->grade), view_integer(act->backed_up), view_integer((int64_t)act->audience),
                                view_integer(act->kind != NULL), view_integer(act->facts->clock)));
}

Status process_act(Process *process, const Entry *entry, uint64_t index, const LineVerdict *verdicts, ProcessMode mode, ActOutcome *out, Problem *problem)
{
    Act    act = {.process = process, .view = process->view, .entry = entry, .index = index, .facts = &process->facts, .brought = process->brought, .verdicts = verdicts, .mode = mode};
    Status status;

    act.kind = act_kind_find(entry->kind);
    if (act.kind == NULL && mode == PROCESS_SUBMIT)
        return problem_set(problem, ERR_REFUSED, MSG("act.kind_unknown"), NULL);
    process_free_displaced(process);
    TRY(facts_fresh(process, problem));
    TRY(entry_object(entry, &act.object, problem));
    TRY_OR(done, check(&act, problem));
    process->torn = true;
    TRY_OR(done, apply(&act, problem));
    process->torn = false;
    *out = (ActOutcome){act.grade, act.audience, act.kind != NULL, act.backed_up};
done:
    json_decref(act.object);
    arena_free(act.arena);
    return status;
}
