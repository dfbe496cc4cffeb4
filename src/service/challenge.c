/* SPDX-License-Identifier: Apache-2.0
 *
 * Challenging the closing of a silence (record.md, section 17): whoever holds an earlier checkpoint of after the deadline has it filed, and what it says then stands. It comes as a checkpoint or in a receipt,
 * and is held against the record before anything is filed, so that what proves nothing is answered with the reason. The rules judge the act again.
 *
 * A checkpoint proves itself, whoever brings it: the house files it with its own key. Who wants that under a key of its own has the command line.
 */
#include "service/text_internal.h"

#include <jansson.h>

enum { PROOF_BYTES_MAX = 128 * 1024 /* a receipt: a checkpoint with its cosignatures, 64 hashes, extra data */ };
#define RECEIPT_HEAD "c2sp.org/tlog-proof@v1"

typedef struct Held {
    Buffer      text;                  /* with the ends of lines that it was made with */
    bool        is_receipt;
    Receipt     receipt;
    Slice       note;                  /* the checkpoint, as it is filed */
    Checkpoint  checkpoint;
    Judgement   judgement;
} Held;

typedef struct Closing {
    json_t       *answer;              /* of text.show */
    const json_t *silence;             /* the newest, which is closed */
    int64_t       size, deadline, until;
    ActRow        set;                 /* the act that set the deadline */
} Closing;

/* ---- what somebody holds ---- */

Status service_challenge_note(Slice proof, Buffer *text, Slice *note, Receipt *receipt, Problem *problem)
{
    Slice rest = slice_trim(proof), line;

    if (rest.size == 0)
        return problem_set(problem, ERR_REFUSED, MSG("challenge.nothing"), NULL);
    if (rest.size > PROOF_BYTES_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("challenge.large"), NULL);
    while (slice_line(&rest, &line)) { /* a form gives lines other ends */
        buffer_add(text, line);
        buffer_add_byte(text, '\n');
    }
    TRY(text->status == OK ? OK : text_no_memory(problem));
    *note = buffer_slice(text);
    *receipt = (Receipt){0};
    if (!slice_starts(*note, RECEIPT_HEAD))
        return OK;
    TRY(receipt_parse(*note, receipt, problem));
    *note = receipt->checkpoint;
    return OK;
}

static Status read_held(Slice proof, Held *held, Problem *problem)
{
    TRY(service_challenge_note(proof, &held->text, &held->note, &held->receipt, problem));
    held->is_receipt = held->receipt.checkpoint.size != 0;
    if (held->is_receipt || checkpoint_parse(held->note, &held->checkpoint, NULL) != ERR_SYNTAX)
        return checkpoint_parse(held->note, &held->checkpoint, problem);
    return problem_set(problem, ERR_SYNTAX, MSG("challenge.no_proof"), NULL);
}

/* ---- against the record ---- */

static uint64_t published_size(Service *service)
{
    uint64_t size;

    (void)pthread_rwlock_rdlock(&service->published.lock);
    size = service->published.size;
    (void)pthread_rwlock_unlock(&service->published.lock);
    return size;
}

static Status root_of(Service *service, Handle *handle, uint64_t size, Hash *out, Problem *problem)
{
    HashSource source = tile_cache_source(handle->tiles);
    Tree       tree;

    tile_cache_size(handle->tiles, published_size(service));
    TRY(tree_load(&source, size, &tree, problem));
    tree_root(&tree, out);
    return OK;
}

/* Is it well signed, of this record, with the cosignatures that a time needs? */
static Status judge(Service *service, Handle *handle, const RecordFacts *facts, Held *held, Problem *problem)
{
    Hash root;

    if (!slice_is(held->checkpoint.origin, facts->origin))
        return problem_set(problem, ERR_REFUSED, MSG("checkpoint.other_record"), NULL);
    TRY(checkpoint_judge(&held->checkpoint, &facts->host, &facts->clock_key, facts->policy, (Slice){NULL, 0}, &held->judgement, problem));
    if (!held->judgement.quorum)
        return problem_set(problem, ERR_REFUSED, MSG("checkpoint.no_quorum"), NULL);
    if (held->checkpoint.size > published_size(service))
        return problem_set(problem, ERR_CONFLICT, MSG("challenge.ahead"), NULL);
    TRY(root_of(service, handle, held->checkpoint.size, &root, problem));
    return hash_equal(&root, &held->checkpoint.root) ? OK : problem_set(problem, ERR_CONFLICT, MSG("checkpoint.fork"), NULL);
}

/* What the receipt is of, and on which side of the closing that stands now: worth knowing although it challenges nothing. */
static Status tell_receipt(Handle *handle, const Held *held, const Closing *closing, json_t *out, Problem *problem)
{
    ActRow  row;
    char    act[2 * HASH_SIZE + 1];
    json_t *told;

    if (act_row_at(handle->view, held->receipt.index, &row, problem) != OK || held->receipt.index >= held->checkpoint.size ||
        !proof_includes(held->receipt.index, held->checkpoint.size, &row.leaf, &held->receipt.proof, &held->checkpoint.root))
        return problem_set(problem, ERR_REFUSED, MSG("receipt.not_included"), NULL);
    hash_print_hex(row.audience == AUDIENCE_PUBLIC ? &row.act : &row.leaf, act);
    told = json_pack("{s:s, s:I, s:I}", "act", act, "entry", (json_int_t)row.index, "closed_size", (json_int_t)closing->size);
    if ((int64_t)row.index < closing->size)
        (void)json_object_set_new(told, "in_time", json_true());
    return json_object_set_new(out, "receipt", told) == 0 ? OK : text_no_memory(problem);
}

static Status check_earlier(const Held *held, const Closing *closing, Problem *problem)
{
    if (held->judgement.time < closing->deadline || held->checkpoint.size <= closing->set.index)
        return problem_set(problem, ERR_REFUSED, MSG("checkpoint.too_early"), NULL);
    if ((int64_t)held->checkpoint.size == closing->size)
        return problem_set(problem, ERR_CONFLICT, MSG("challenge.same"), NULL);
    return (int64_t)held->checkpoint.size < closing->size ? OK : problem_set(problem, ERR_CONFLICT, MSG("challenge.later"), NULL);
}

/* ---- the closing ---- */

/* The newest silence, closed and still open to challenge by the record's clock. */
static Status find_closing(Service *service, Slice process, const Asker *asker, int64_t now, const RecordFacts *facts, Handle *handle, Closing *out, Problem *problem)
{
    Hash act;

    TRY(service_query_view(service, "text.show", (const Slice[]){process, SLICE("")}, 2, asker, now, &out->answer, problem));
    out->silence = json_array_get(json_object_get(out->answer, "silences"), 0);
    if (json_object_get(out->silence, "closing") == NULL || json_object_get(out->silence, "challenge_until") == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("challenge.not_closed"), NULL);
    out->size = json_integer_value(json_object_get(out->silence, "closed_size"));
    out->deadline = json_integer_value(json_object_get(out->silence, "deadline"));
    out->until = json_integer_value(json_object_get(out->silence, "challenge_until"));
    if (facts->clock > out->until)
        return problem_set(problem, ERR_REFUSED, MSG("checkpoint.challenge_over"), NULL);
    TRY(hash_parse_hex(json_slice(json_object_get(out->silence, "deadline_act")), &act));
    return act_row_by_id(handle->view, &act, &out->set, problem);
}

/* Those of the list whose act lies at or above the new size, and below the old one. */
static void add_late(Handle *handle, const json_t *list, const char *member, const char *value, uint64_t from, const Closing *closing, json_t *out)
{
    const json_t *row;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, row)
    {
        Hash   act;
        ActRow at;

        if (slice_is(json_slice(json_object_get(row, member)), value) && hash_parse_hex(json_slice(json_object_get(row, "act")), &act) == OK && act_row_by_id(handle->view, &act, &at, NULL) == OK &&
            at.index > closing->set.index && at.index >= from && (int64_t)at.index < closing->size)
            (void)json_array_append(out, (json_t *)(uintptr_t)row);
    }
}

static Status tell(Handle *handle, const Held *held, const Closing *closing, json_t *out, Problem *problem)
{
    json_t *late = json_array();

    add_late(handle, json_object_get(closing->answer, "silence_steps"), "what", "broken", held->checkpoint.size, closing, late);
    add_late(handle, json_object_get(closing->answer, "positions"), "position", "object", held->checkpoint.size, closing, late);
    (void)json_object_set_new(out, "late", late);
    (void)json_object_set_new(out, "size", json_integer((json_int_t)held->checkpoint.size));
    (void)json_object_set_new(out, "time", json_integer((json_int_t)held->judgement.time));
    (void)json_object_set_new(out, "closed_size", json_integer((json_int_t)closing->size));
    (void)json_object_set(out, "closed_time", json_object_get(closing->silence, "closed_time"));
    return late != NULL ? OK : text_no_memory(problem);
}

static Status weigh(Service *service, Handle *handle, const ServiceChallenge *challenge, const Asker *asker, int64_t now, Held *held, Closing *closing, json_t *out, Problem *problem)
{
    RecordFacts facts = {0};
    Status      status = record_facts_load(handle->view, &facts, problem);

    TRY_OR(done, status);
    TRY_OR(done, read_held(challenge->proof, held, problem));
    TRY_OR(done, find_closing(service, challenge->process, asker, now, &facts, handle, closing, problem));
    TRY_OR(done, judge(service, handle, &facts, held, problem));
    if (held->is_receipt)
        TRY_OR(done, tell_receipt(handle, held, closing, out, problem));
    TRY_OR(done, check_earlier(held, closing, problem));
    status = tell(handle, held, closing, out, problem);
done:
    record_facts_clear(&facts);
    return status;
}

static Status file(Service *service, const Held *held, const Closing *closing, SubmitAnswer *answer, Problem *problem)
{
    json_t *object = json_pack("{s:s%, s:O}", "checkpoint", held->note.data, held->note.size, "closes", json_object_get(closing->silence, "deadline_act"));
    Buffer  json;
    Status  status;

    buffer_init(&json, BODY_MAX);
    json_print(object, &json);
    status = object == NULL ? text_no_memory(problem) : json.status != OK ? problem_set(problem, ERR_LIMIT, MSG("challenge.large"), NULL) : OK;
    if (status == OK)
        status = service_host_act(service, USE_ATTEST, SLICE("record.checkpoint"), buffer_slice(&json), answer, problem);
    buffer_clear(&json);
    json_decref(object);
    return status;
}

Status service_challenge(Service *service, const ServiceChallenge *challenge, const Asker *asker, int64_t now, json_t **out, SubmitAnswer *answer, Problem *problem)
{
    Held    held = {.is_receipt = false};
    Closing closing = {.answer = NULL};
    Handle *handle;
    Status  status;

    *out = json_object();
    if (*out == NULL)
        return text_no_memory(problem);
    TRY(handle_take(service, &handle, problem));
    buffer_init(&held.text, PROOF_BYTES_MAX + 2);
    status = weigh(service, handle, challenge, asker, now, &held, &closing, *out, problem);
    handle_give(service, handle);
    if (status == OK && answer != NULL)
        status = file(service, &held, &closing, answer, problem);
    json_decref(closing.answer);
    buffer_clear(&held.text);
    return status;
}
