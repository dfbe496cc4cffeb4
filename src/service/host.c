/* SPDX-License-Identifier: Apache-2.0
 *
 * Acts of the host's own, and its duties (record.md, sections 4, 8 and 9): a checkpoint now and then although nothing happens, a record.checkpoint at least daily so that the record knows the
 * time, the batches of commitments, the closing of deadlines, the erasing of payloads.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "service/service_internal.h"

#include <jansson.h>
#include <time.h>

enum { DAY_S = 86400, CHECKPOINT_EARLY_S = 3600 /* a daily duty is done an hour before it is late */, DEADLINES_AT_ONCE = 64, DUTY_PAUSE_MS = 250,
       DEADLINE_PAUSE_MS = 1000 /* between two attempts to get a time that is late enough */ };

/* ---- host acts ---- */

static Status sign_body(Service *service, SignerKey which, Slice body, Buffer *out, Problem *problem)
{
    const Key *key = signer_key(service->signer, which);
    uint8_t    signature[ED25519_SIZE];

    TRY(signer_sign(service->signer, which, body, signature, problem));
    buffer_add(out, body);
    buffer_add_byte(out, '\n');
    note_line_print(slice_from(key->name), key->id, (Slice){(const char *)signature, sizeof signature}, out);
    return out->status;
}

Status service_host_entry(Service *service, KeyUse by, Slice kind, Slice json, Buffer *out, Problem *problem)
{
    SignerKey  which = by == USE_ATTEST ? SIGNER_ATTEST : SIGNER_ADMIT;
    EntryDraft draft = {.kind = kind, .json = json, .at = service_now()};
    Buffer     body;
    Status     status;

    REQUIRE(by == USE_ATTEST || by == USE_ADMIT);
    if (service->signer == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("service.read_only"), NULL);
    draft.origin = slice_from(signer_key(service->signer, SIGNER_LOG)->name);
    draft.by = slice_from(signer_key(service->signer, which)->name);
    service_seen(service, &draft.seen_size, &draft.seen_root);
    buffer_init(&body, BODY_MAX);
    entry_body_print(&draft, &body);
    TRY_OR(done, body.status);
    status = sign_body(service, which, buffer_slice(&body), out, problem);
done:
    buffer_clear(&body);
    return status;
}

Status service_host_act(Service *service, KeyUse by, Slice kind, Slice json, SubmitAnswer *answer, Problem *problem)
{
    Buffer entry;
    Status status;

    buffer_init(&entry, ENTRY_MAX);
    TRY_OR(done, service_host_entry(service, by, kind, json, &entry, problem));
    status = service_submit_wait(service, buffer_slice(&entry), answer, NULL, problem);
done:
    buffer_clear(&entry);
    return status;
}

static Status submit_object(Service *service, const char *kind, json_t *object, Problem *problem)
{
    SubmitAnswer answer;
    Buffer       json;
    Status       status;

    if (object == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    buffer_init(&json, BODY_MAX);
    json_print(object, &json);
    status = json.status == OK ? service_host_act(service, USE_ATTEST, slice_from(kind), buffer_slice(&json), &answer, problem) : json.status;
    buffer_clear(&json);
    return status;
}

/* ---- record.checkpoint, daily and for deadlines ---- */

/* The newest checkpoint that the rules would take as a time: judged under the policy in force. */
static Status qualified_checkpoint(Service *service, Buffer *note, Judgement *judgement, Problem *problem)
{
    RecordFacts facts = {0};
    Checkpoint  checkpoint;
    Status      status;

    TRY_OR(done, service_facts(service, &facts, problem));
    TRY_OR(done, service_checkpoint(service, note, problem));
    TRY_OR(done, checkpoint_parse(buffer_slice(note), &checkpoint, problem));
    status = checkpoint_judge(&checkpoint, &facts.host, &facts.clock_key, facts.policy, (Slice){NULL, 0}, judgement, problem);
done:
    record_facts_clear(&facts);
    return status;
}

static Status file_checkpoint(Service *service, Slice note, const Hash *closes, Problem *problem)
{
    char    hex[2 * HASH_SIZE + 1];
    json_t *object = json_pack("{s:s%}", "checkpoint", note.data, note.size);
    Status  status;

    if (object != NULL && closes != NULL) {
        hash_print_hex(closes, hex);
        if (json_object_set_new(object, "closes", json_string(hex)) != 0) {
            json_decref(object);
            object = NULL;
        }
    }
    status = submit_object(service, "record.checkpoint", object, problem);
    json_decref(object);
    return status;
}

/* Open deadlines that are over: the act that set each, by the name that an act of public audience may use for it. */
static Status due_deadlines(Service *service, int64_t now, Hash *out, size_t *count, Problem *problem)
{
    Handle   *handle;
    ViewQuery query;
    Status    status;

    *count = 0;
    TRY(handle_take(service, &handle, problem));
    status = view_query(handle->view, "SELECT CASE WHEN a.audience = 0 THEN a.id ELSE a.leaf END FROM deadline d JOIN act a ON a.idx = d.act WHERE d.size IS NULL AND d.deadline <= ? LIMIT 64",
                        &query, problem, VIEW_VALUES(view_integer(now)));
    while (status == OK && (status = view_next(&query, problem)) == OK && query.row && *count < DEADLINES_AT_ONCE)
        *count += view_column_hash(&query, 0, &out[*count]);
    view_end(&query);
    handle_give(service, handle);
    return status;
}

/* The host asks for cosignatures at the deadline and after it until there is a quorum: signing the same size again makes the witnesses' times new. */
static Status close_deadlines(Service *service, int64_t now, Problem *problem)
{
    Hash      due[DEADLINES_AT_ONCE];
    size_t    count;
    Buffer    note;
    Judgement judgement;
    bool      early;
    Status    status;

    TRY(due_deadlines(service, now, due, &count, problem));
    if (count == 0)
        return OK;
    buffer_init(&note, CHECKPOINT_MAX);
    status = qualified_checkpoint(service, &note, &judgement, problem);
    early = status == OK && !judgement.quorum;
    for (size_t i = 0; status == OK && judgement.quorum && i < count; i++) {
        Problem refused = {0};

        status = file_checkpoint(service, buffer_slice(&note), &due[i], &refused);
        if (status == ERR_REFUSED) { /* its quorum time is before this deadline: at the next round */
            early = true;
            status = OK;
        } else if (status != OK && problem != NULL) {
            *problem = refused;
        }
    }
    buffer_clear(&note);
    return status == OK && early && service_now_ms() - service->last_checkpoint_ms >= DEADLINE_PAUSE_MS ? service_refresh(service) : status;
}

/* ---- the key of receipts ---- */

/* Once in the life of a key: its public half beside the record, under an act of the host's own, so that who verifies the record need not believe the address that serves it. At the day's time, whoever
   asks for what: nothing of it tells that somebody asked for a receipt. */
static Status announce_receipts_key(Service *service, Problem *problem)
{
    Buffer   file;
    Hash     name;
    Handle  *handle;
    Audience audience;
    uint64_t size;
    char     hex[2 * HASH_SIZE + 1];
    json_t  *object = NULL;
    Status   status;

    buffer_init(&file, KEY_FILE_MAX);
    TRY_OR(done, receipts_key_print(service, &file, problem));
    hash_of(buffer_slice(&file), &name);
    TRY_OR(done, handle_take(service, &handle, problem));
    status = blob_row_audience(handle->view, &name, &audience, &size, problem);
    handle_give(service, handle);
    if (status != ERR_NOT_FOUND)
        goto done;
    TRY_OR(done, blobs_put(service->blobs, &name, buffer_slice(&file), problem));
    hash_print_hex(&name, hex);
    object = json_pack("{s:s, s:s, s:I, s:s}", "media", "text/plain", "sha256", hex, "size", (json_int_t)file.size, "title", "minisign public key of receipts of quotations");
    status = submit_object(service, "record.blob", object, problem);
done:
    json_decref(object);
    buffer_clear(&file);
    return status;
}

static Status daily_checkpoint(Service *service, int64_t now, Problem *problem)
{
    RecordFacts facts = {0};
    Buffer      note;
    Judgement   judgement;
    int64_t     clock;
    Status      status = service_facts(service, &facts, problem);

    clock = facts.clock;
    record_facts_clear(&facts);
    TRY(status);
    if (now - clock < DAY_S - CHECKPOINT_EARLY_S)
        return OK;
    buffer_init(&note, CHECKPOINT_MAX);
    status = qualified_checkpoint(service, &note, &judgement, problem);
    if (status == OK && judgement.quorum && judgement.time > clock)
        status = file_checkpoint(service, buffer_slice(&note), NULL, problem);
    buffer_clear(&note);
    return status == OK ? announce_receipts_key(service, problem) : status;
}

/* ---- batches of commitments ---- */

static int by_value(const void *a, const void *b)
{
    return memcmp(a, b, HASH_SIZE);
}

static json_t *batch_object(Hash *commits, size_t count)
{
    json_t *object, *array = json_array();

    qsort(commits, count, sizeof *commits, by_value);
    for (size_t i = 0; array != NULL && i < count; i++) {
        char hex[2 * HASH_SIZE + 1];

        hash_print_hex(&commits[i], hex);
        (void)json_array_append_new(array, json_string(hex));
    }
    object = json_pack("{s:o}", "commits", array);
    return object;
}

static Status secret_call(Service *service, Status (*call)(PrivateStore *, const Hash *, size_t, Problem *), const Hash *hashes, size_t count, Problem *problem)
{
    Status status;

    (void)pthread_mutex_lock(&service->secret_lock);
    status = call(service->secret, hashes, count, problem);
    (void)pthread_mutex_unlock(&service->secret_lock);
    return status;
}

/* Busy or idle, the same number: the oldest that wait, filled up with dummies. */
static Status file_batch(Service *service, size_t size, Problem *problem)
{
    Hash   *commits = memory_new_zeroed(2 * size, sizeof *commits), *real = commits + size;
    size_t  count = 0;
    json_t *object;
    Status  status;

    if (commits == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    (void)pthread_mutex_lock(&service->secret_lock);
    status = private_seal_waiting(service->secret, real, size, &count, problem);
    (void)pthread_mutex_unlock(&service->secret_lock);
    if (status == OK) {
        memcpy(commits, real, count * sizeof *commits);
        randombytes_buf(commits + count, (size - count) * sizeof *commits);
        object = batch_object(commits, size);
        status = submit_object(service, "record.seal_batch", object, problem);
        json_decref(object);
    }
    if (status == OK)
        status = secret_call(service, private_seal_batched, real, count, problem);
    memory_free(commits);
    return status;
}

static Status seal_batches(Service *service, int64_t now, Problem *problem)
{
    RecordFacts facts = {0};
    int64_t     minutes, size;
    Status      status = service_facts(service, &facts, problem);

    minutes = facts.seal_batch_minutes;
    size = facts.seal_batch_size;
    record_facts_clear(&facts);
    TRY(status);
    if (service->secret == NULL || minutes == 0 || size == 0)
        return OK;
    if (service->last_batch_s == 0)
        service->last_batch_s = now; /* the rhythm begins at the start */
    if (now - service->last_batch_s < minutes * 60)
        return OK;
    service->last_batch_s = now;
    return file_batch(service, (size_t)size, problem);
}

/* ---- erasing ---- */

/* Every record.erase is carried out in the private store; a crash between the two is made good at the next round. */
static Status erase_payloads(Service *service, Problem *problem)
{
    Hash      erased[DEADLINES_AT_ONCE];
    size_t    count = 0;
    Handle   *handle;
    ViewQuery query;
    Status    status;

    if (service->secret == NULL)
        return OK;
    TRY(handle_take(service, &handle, problem));
    status = view_query(handle->view, "SELECT sha256 FROM seal WHERE state = 2 AND changed >= ? ORDER BY changed LIMIT 64", &query, problem, VIEW_VALUES(view_number(service->erased_to)));
    while (status == OK && (status = view_next(&query, problem)) == OK && query.row && count < DEADLINES_AT_ONCE)
        count += view_column_hash(&query, 0, &erased[count]);
    view_end(&query);
    for (size_t i = 0; status == OK && i < count; i++) {
        int64_t changed;

        status = view_one(handle->view, "SELECT changed FROM seal WHERE sha256 = ?", 0, &changed, problem, VIEW_VALUES(view_hash(&erased[i])));
        (void)pthread_mutex_lock(&service->secret_lock);
        if (status == OK)
            status = private_seal_destroy(service->secret, &erased[i], problem);
        (void)pthread_mutex_unlock(&service->secret_lock);
        if (status == OK)
            service->erased_to = (uint64_t)changed + 1;
    }
    handle_give(service, handle);
    return status;
}

/* ---- the round ---- */

static Status idle_checkpoint(Service *service)
{
    if (service_now_ms() - service->last_checkpoint_ms < (int64_t)SERVICE_IDLE_CHECKPOINT_S * 1000)
        return OK;
    return service_refresh(service);
}

Status service_duties(Service *service, int64_t now, Problem *problem)
{
    Status status;

    (void)pthread_mutex_lock(&service->duty_lock);
    TRY_OR(done, idle_checkpoint(service));
    TRY_OR(done, erase_payloads(service, problem));
    TRY_OR(done, seal_batches(service, now, problem));
    TRY_OR(done, close_deadlines(service, now, problem));
    status = daily_checkpoint(service, now, problem);
done:
    (void)pthread_mutex_unlock(&service->duty_lock);
    return status;
}

/* What cannot be done now is tried again at the next round; nothing is lost by it. */
static void run_round(Service *service)
{
    Problem problem = {0};

    if (service_duties(service, service_now(), &problem) != OK && problem.status == ERR_CONFLICT)
        service_evidence(service, "duty", slice_from(problem.message != NULL ? problem.message : ""));
}

void *duties_run(void *context)
{
    Service *service = context;
    int      rounds = 0;
    bool     closing = false;

    while (!closing) {
        struct timespec pause = {.tv_nsec = (long)DUTY_PAUSE_MS * 1000000};

        (void)nanosleep(&pause, NULL);
        (void)pthread_mutex_lock(&service->lock);
        closing = service->closing;
        (void)pthread_mutex_unlock(&service->lock);
        if (!closing && ++rounds % (1000 / DUTY_PAUSE_MS) == 0)
            run_round(service);
    }
    return NULL;
}
