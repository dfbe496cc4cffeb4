/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints inside the record: they carry the time that the witnesses saw, by which keys end, admissions take effect and deadlines close (record.md, sections 4, 5 and 8).
 *
 * An act is in time for a deadline iff its index is below the size of the closing checkpoint. Whoever files a smaller one that qualifies, within challenge_hours of the first one's
 * time, replaces it: the host cannot choose a later one than needed.
 */
#include "process/process_internal.h"

enum { HOUR_SECONDS = 3600 };

static const ActMember checkpoint_members[] = {{"checkpoint", MEMBER_TEXT, true, BODY_MAX}, {"closes", MEMBER_HASH, false, 0}, {0}};

static Status judge(const Act *act, Checkpoint *checkpoint, Judgement *out, Problem *problem)
{
    Hash root;

    TRY(checkpoint_parse(act_text(act, "checkpoint"), checkpoint, problem));
    if (!slice_is(checkpoint->origin, act->facts->origin))
        return act_refuse(problem, ERR_REFUSED, MSG("checkpoint.other_record"));
    TRY(checkpoint_judge(checkpoint, &act->facts->host, &act->facts->clock_key, act->facts->policy, (Slice){NULL, 0}, out, problem));
    if (!out->quorum)
        return act_refuse(problem, ERR_REFUSED, MSG("checkpoint.no_quorum"));
    if (checkpoint->size > act->index)
        return act_refuse(problem, ERR_CONFLICT, MSG("checkpoint.ahead"));
    TRY(act->process->support.root_at(act->process->support.context, checkpoint->size, &root, problem));
    return hash_equal(&root, &checkpoint->root) ? OK : act_refuse(problem, ERR_CONFLICT, MSG("checkpoint.fork"));
}

typedef struct Deadline {
    uint64_t act;
    int64_t  deadline, size, until; /* size: of the closing checkpoint; -1: open. until: when a challenge must have been filed */
} Deadline;

static Status find_deadline(const Act *act, Deadline *out, Problem *problem)
{
    Hash      name;
    ActRow    row;
    ViewQuery query;
    Status    status;

    (void)act_hash(act, "closes", &name);
    status = act_row_by_id(act->view, &name, &row, problem);
    if (status == ERR_NOT_FOUND)
        return act_refuse(problem, ERR_NOT_FOUND, MSG("checkpoint.closes_unknown"));
    TRY(status);
    TRY(view_query(act->view, "SELECT deadline, size, until FROM deadline WHERE act = ?", &query, problem, VIEW_VALUES(view_number(row.index))));
    status = view_next(&query, problem);
    if (status == OK && !query.row)
        status = act_refuse(problem, ERR_NOT_FOUND, MSG("checkpoint.closes_unknown"));
    if (status == OK)
        *out = (Deadline){row.index, view_column_integer(&query, 0), view_column_null(&query, 1) ? -1 : view_column_integer(&query, 1), view_column_integer(&query, 2)};
    view_end(&query);
    return status;
}

static Status check_closing(const Act *act, const Checkpoint *checkpoint, const Judgement *judgement, Problem *problem)
{
    Deadline deadline;

    TRY(find_deadline(act, &deadline, problem));
    if (judgement->time < deadline.deadline || checkpoint->size <= deadline.act)
        return act_refuse(problem, ERR_REFUSED, MSG("checkpoint.too_early"));
    if (deadline.size < 0)
        return OK;
    if (act->facts->clock > deadline.until)
        return act_refuse(problem, ERR_REFUSED, MSG("checkpoint.challenge_over"));
    return (int64_t)checkpoint->size < deadline.size ? OK : act_refuse(problem, ERR_CONFLICT, MSG("checkpoint.not_earlier"));
}

static Status checkpoint_check(Act *act, Problem *problem)
{
    Checkpoint checkpoint;
    Judgement  judgement;

    TRY(judge(act, &checkpoint, &judgement, problem));
    return json_object_get(act->object, "closes") != NULL ? check_closing(act, &checkpoint, &judgement, problem) : OK;
}

/* The clock of the record never goes back: an older checkpoint that is filed late brings no ended key to life. Nor does one that lies before an admission start its delay: only what holds
   the admission says that it was seen. */
static Status advance_clock(const Act *act, uint64_t size, const Judgement *judgement, Problem *problem)
{
    char text[DECIMAL_MAX];

    TRY(view_run(act->view, "UPDATE party SET admit_time = ? WHERE admit_time IS NULL AND admitted < ?", problem, VIEW_VALUES(view_integer(judgement->time), view_number(size))));
    if (judgement->time <= act->facts->clock)
        return OK;
    act->process->stale = true;
    TRY(view_run(act->view, "INSERT OR REPLACE INTO fact (name, value) VALUES ('clock', ?)", problem, VIEW_VALUES(view_text(slice_from(decimal(text, judgement->time))))));
    return view_run(act->view, "INSERT OR REPLACE INTO fact (name, value) VALUES ('clock_alone', ?)", problem,
                    VIEW_VALUES(view_text(slice_from(judgement->by_host_alone ? "1" : "0"))));
}

static Status checkpoint_apply(Act *act, Problem *problem)
{
    Checkpoint checkpoint;
    Judgement  judgement;
    Deadline   deadline;

    TRY(judge(act, &checkpoint, &judgement, problem));
    TRY(view_run(act->view, "INSERT INTO checkpoint (act, size, time, alone) VALUES (?, ?, ?, ?)", problem,
                 VIEW_VALUES(view_number(act->index), view_number(checkpoint.size), view_integer(judgement.time), view_integer(judgement.by_host_alone))));
    TRY(advance_clock(act, checkpoint.size, &judgement, problem));
    if (json_object_get(act->object, "closes") == NULL)
        return OK;
    TRY(find_deadline(act, &deadline, problem));
    return view_run(act->view, "UPDATE deadline SET closed_by = ?1, size = ?2, time = ?3, alone = ?4, until = coalesce(until, ?5) WHERE act = ?6", problem,
                    VIEW_VALUES(view_number(act->index), view_number(checkpoint.size), view_integer(judgement.time), view_integer(judgement.by_host_alone),
                                view_integer(judgement.time + act->facts->challenge_hours * HOUR_SECONDS), view_number(deadline.act)));
}

const ActKind record_checkpoint_kind = {"record.checkpoint", BY_ANYONE, AUDIENCE_PUBLIC, GRADE_ATTESTED, checkpoint_members, NULL, checkpoint_check, checkpoint_apply};

/* Any act that names a deadline sets one, whatever its kind: so that its closing can be judged even by who does not know the kind. */
Status deadline_insert(const Act *act, Problem *problem)
{
    int64_t time;

    if (!act_time(act, "deadline", &time))
        return OK;
    return view_run(act->view, "INSERT INTO deadline (act, deadline) VALUES (?, ?)", problem, VIEW_VALUES(view_number(act->index), view_integer(time)));
}

Status deadline_in_time(View *view, uint64_t deadline, uint64_t index, bool *out, Problem *problem)
{
    int64_t size;

    TRY(view_one(view, "SELECT size FROM deadline WHERE act = ?", -1, &size, problem, VIEW_VALUES(view_number(deadline))));
    if (size < 0)
        return ERR_NOT_FOUND;
    *out = (int64_t)index < size;
    return OK;
}
