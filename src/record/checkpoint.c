/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints (C2SP tlog-checkpoint) and what their signatures prove: that the host signed this size and root, when by its own clock, and when by the
 * witnesses of a policy.
 *
 * A line by a key that is not known says nothing and is passed over. A line by a known key that is not good refuses everything: whoever put it there
 * meant it to be taken for that key's.
 */
#include "record/line_internal.h"
#include "record/note_internal.h"
#include "record/policy_internal.h"

/* ---- text ---- */

static Status parse_size(Slice text, uint64_t *out, Problem *problem)
{
    if (!line_number(text, out))
        return problem_set(problem, ERR_SYNTAX, MSG("checkpoint.size"), NULL);
    return *out <= TREE_SIZE_MAX ? OK : problem_set(problem, ERR_LIMIT, MSG("checkpoint.too_large"), NULL);
}

static Status parse_text(Slice text, Checkpoint *out, Problem *problem)
{
    Slice size, root, more;

    if (!line_take(&text, &out->origin) || !line_take(&text, &size) || !line_take(&text, &root))
        return problem_set(problem, ERR_SYNTAX, MSG("checkpoint.lines"), NULL);
    if (!key_name_valid(out->origin))
        return problem_set(problem, ERR_SYNTAX, MSG("checkpoint.origin"), NULL);
    TRY(parse_size(size, &out->size, problem));
    if (hash_parse_base64(root, &out->root) != OK)
        return problem_set(problem, ERR_SYNTAX, MSG("checkpoint.root"), NULL);
    while (line_take(&text, &more))
        if (more.size == 0)
            return problem_set(problem, ERR_SYNTAX, MSG("checkpoint.lines"), NULL);
    return OK;
}

Status checkpoint_parse(Slice bytes, Checkpoint *out, Problem *problem)
{
    TRY(note_parse(bytes, NOTE_SIGNATURES_MAX, &out->note, problem));
    return parse_text(out->note.text, out, problem);
}

void checkpoint_text_print(Slice origin, uint64_t size, const Hash *root, Buffer *out)
{
    char text[DECIMAL_MAX], base64[45];

    REQUIRE(size <= TREE_SIZE_MAX);
    hash_print_base64(root, base64);
    buffer_add(out, origin);
    buffer_add_byte(out, '\n');
    buffer_add_string(out, decimal(text, (int64_t)size));
    buffer_add_byte(out, '\n');
    buffer_add_string(out, base64);
    buffer_add_byte(out, '\n');
}

/* ---- judging ---- */

/* What is known so far. The last good line of each key is kept: the same line often stands both in the checkpoint and among `more`. */
typedef struct Judging {
    const Checkpoint *checkpoint;
    const Key        *host, *clock;
    const Policy     *policy;
    Judgement        *out;
    int64_t           times[POLICY_MAX];
    Slice             host_line, clock_line, witness_lines[POLICY_MAX];
    Problem          *problem;
} Judging;

/* A good line adds to *time, which is the earliest of this key's. */
static Status check_line(Judging *judging, const NoteLine *line, const Key *key, Slice *last, int64_t *time)
{
    SignatureFacts facts = {0};

    if (slice_equal(*last, line->line))
        return OK;
    TRY(note_line_check(line, judging->checkpoint->note.text, key, NULL, &facts, judging->problem));
    if (facts.time >= POLICY_NEVER) /* tlog-cosignature: it must not exceed 2^63 - 1, which no clock says either */
        return problem_set(judging->problem, ERR_SIGNATURE, MSG("checkpoint.time"), "name", key->name, NULL);
    *last = line->line;
    if (time != NULL && (int64_t)facts.time < *time)
        *time = (int64_t)facts.time;
    return OK;
}

static Status judge_line(Judging *judging, const NoteLine *line)
{
    size_t witnesses = judging->policy != NULL ? policy_witness_count(judging->policy) : 0;

    if (note_line_by(line, judging->host)) {
        Slice before = judging->host_line;

        TRY(check_line(judging, line, judging->host, &judging->host_line, NULL));
        judging->out->host_lines += !slice_equal(before, judging->host_line);
    }
    if (judging->clock != NULL && note_line_by(line, judging->clock))
        TRY(check_line(judging, line, judging->clock, &judging->clock_line, &judging->out->clock_time));
    for (size_t i = 0; i < witnesses; i++)
        if (note_line_by(line, policy_witness(judging->policy, i)))
            TRY(check_line(judging, line, policy_witness(judging->policy, i), &judging->witness_lines[i], &judging->times[i]));
    return OK;
}

/* Cosignature lines by themselves. */
static Status judge_more(Judging *judging, Slice more)
{
    NoteLine line;

    if (more.size > NOTE_MAX)
        return problem_set(judging->problem, ERR_LIMIT, MSG("checkpoint.too_many_lines"), NULL);
    for (size_t number = 1; more.size != 0; number++) {
        Status status = note_line_parse(&more, &line, judging->problem);

        if (status == OK)
            status = judge_line(judging, &line);
        if (status != OK)
            return note_at_line(judging->problem, status, number);
    }
    return OK;
}

static void conclude(Judging *judging)
{
    Judgement *out = judging->out;

    out->clock = out->clock_time != POLICY_NEVER;
    if (!out->clock)
        out->clock_time = 0;
    for (size_t i = 0; judging->policy != NULL && i < policy_witness_count(judging->policy); i++)
        out->cosigners += judging->times[i] != POLICY_NEVER;
    if (judging->policy != NULL && policy_has_quorum(judging->policy)) {
        out->time = policy_quorum_time(judging->policy, judging->times);
        out->quorum = out->time != POLICY_NEVER;
        if (!out->quorum)
            out->time = 0;
        return;
    }
    out->quorum = out->by_host_alone = out->clock;
    out->time = out->clock_time;
}

Status checkpoint_judge(const Checkpoint *checkpoint, const Key *host, const Key *clock, const Policy *policy, Slice more, Judgement *out,
                        Problem *problem)
{
    Judging judging = {.checkpoint = checkpoint, .host = host, .clock = clock, .policy = policy, .out = out, .problem = problem};

    *out = (Judgement){.clock_time = POLICY_NEVER};
    for (size_t i = 0; i < POLICY_MAX; i++)
        judging.times[i] = POLICY_NEVER;
    if (!slice_is(checkpoint->origin, host->name))
        return problem_set(problem, ERR_SIGNATURE, MSG("checkpoint.other_log"), "name", host->name, NULL);
    for (size_t i = 0; i < checkpoint->note.count; i++)
        TRY(judge_line(&judging, &checkpoint->note.lines[i]));
    TRY(judge_more(&judging, more));
    if (out->host_lines == 0)
        return problem_set(problem, ERR_SIGNATURE, MSG("checkpoint.no_host"), "name", host->name, NULL);
    conclude(&judging);
    return OK;
}
