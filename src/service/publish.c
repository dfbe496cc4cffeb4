/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing and publishing checkpoints, and those who wait for a quorum of witnesses.
 */
#include "service/service_internal.h"

#include <time.h>

enum { COSIGNED_LATE_MS = 10000 /* so long the newest cosigned checkpoint is served although a newer one is signed; then witnesses are taken to be away */,
       WITNESS_LOOP_MS = 50 };

/* ---- signing ---- */

static Status add_line(Service *service, SignerKey which, Slice message, uint64_t time, Buffer *out, Problem *problem)
{
    const Key *key = signer_key(service->signer, which);
    uint8_t    signature[8 + ED25519_SIZE];
    size_t     at = 0;

    if (key->type == KEY_COSIGNER) {
        for (; at < 8; at++)
            signature[at] = (uint8_t)(time >> (56 - 8 * at));
    }
    TRY(signer_sign(service->signer, which, message, signature + at, problem));
    note_line_print(slice_from(key->name), key->id, (Slice){(const char *)signature, at + ED25519_SIZE}, out);
    return out->status;
}

static Status sign_checkpoint(Service *service, const Hash *root, Buffer *out, Problem *problem)
{
    uint64_t time = (uint64_t)service_now();
    Buffer   text, message;
    Slice    origin = slice_from(signer_key(service->signer, SIGNER_LOG)->name);
    Status   status;

    buffer_init(&text, CHECKPOINT_MAX);
    buffer_init(&message, CHECKPOINT_MAX);
    checkpoint_text_print(origin, service->tree.size, root, &text);
    cosignature_message(time, buffer_slice(&text), &message);
    TRY_OR(done, text.status != OK ? text.status : message.status);
    buffer_add(out, buffer_slice(&text));
    buffer_add_byte(out, '\n');
    TRY_OR(done, add_line(service, SIGNER_LOG, buffer_slice(&text), 0, out, problem));
    status = add_line(service, SIGNER_CLOCK, buffer_slice(&message), time, out, problem);
done:
    buffer_clear(&text);
    buffer_clear(&message);
    return status;
}

/* Never beside what this node published: what is signed must extend it. */
static Status check_extends(Service *service, const Hash *root, Problem *problem)
{
    char ours[DECIMAL_MAX], now[DECIMAL_MAX];
    Hash old;

    if (service->tree.size < service->published.size)
        return problem_set(problem, ERR_CONFLICT, MSG("service.rolled_back"), "published", decimal(ours, (int64_t)service->published.size), "size",
                           decimal(now, (int64_t)service->tree.size), NULL);
    if (service->published.size == 0)
        return OK;
    if (service->tree.size == service->published.size)
        old = *root;
    else
        TRY(service_root_at(service, service->published.size, &old, problem));
    return hash_equal(&old, &service->published.root) ? OK
                                                     : problem_set(problem, ERR_CONFLICT, MSG("service.forked"), "size", decimal(ours, (int64_t)service->published.size), NULL);
}

/* All of it or, without memory, nothing. */
static Status publish_in_memory(Service *service, const Hash *root, const Buffer *checkpoint, Problem *problem)
{
    Published *published = &service->published;
    Buffer     fresh;

    buffer_init(&fresh, CHECKPOINT_MAX);
    buffer_add(&fresh, buffer_slice(checkpoint));
    if (fresh.status != OK) {
        Status status = fresh.status;

        buffer_clear(&fresh);
        return problem_set(problem, status, status_face(status)->message, NULL);
    }
    (void)pthread_rwlock_wrlock(&published->lock);
    buffer_clear(&published->checkpoint);
    published->checkpoint = fresh;
    published->refreshed = published->size == service->tree.size;
    published->size = service->tree.size;
    published->root = *root;
    published->signed_ms = service_now_ms();
    if (published->uncosigned_since_ms == 0 && service->has_quorum)
        published->uncosigned_since_ms = service_now_ms();
    (void)pthread_rwlock_unlock(&published->lock);
    return OK;
}

Status service_publish(Service *service, Problem *problem)
{
    Buffer checkpoint;
    Hash   root;
    Status status;

    buffer_init(&checkpoint, CHECKPOINT_MAX);
    tree_root(&service->tree, &root);
    TRY_OR(done, check_extends(service, &root, problem));
    TRY_OR(done, sign_checkpoint(service, &root, &checkpoint, problem));
    TRY_OR(done, node_published_put(service->node, buffer_slice(&checkpoint), problem));
    TRY_OR(done, store_publish(service->store, service->tree.size, buffer_slice(&checkpoint), problem));
    TRY_OR(done, publish_in_memory(service, &root, &checkpoint, problem));
    service->roots->slots[service->tree.size % SERVICE_ROOTS].size = service->tree.size + 1;
    service->roots->slots[service->tree.size % SERVICE_ROOTS].root = root;
    service->last_checkpoint_ms = service_now_ms();
done:
    buffer_clear(&checkpoint);
    return status;
}

Status service_checkpoint(Service *service, Buffer *out, Problem *problem)
{
    Published *published = &service->published;
    bool       cosigned;

    (void)pthread_rwlock_rdlock(&published->lock);
    cosigned = published->cosigned.size != 0 && (published->cosigned_size == published->size || service_now_ms() - published->uncosigned_since_ms < COSIGNED_LATE_MS);
    buffer_add(out, buffer_slice(cosigned ? &published->cosigned : &published->checkpoint));
    (void)pthread_rwlock_unlock(&published->lock);
    if (out->size == 0)
        return ERR_NOT_FOUND;
    return out->status == OK ? OK : problem_set(problem, out->status, status_face(out->status)->message, NULL);
}

void service_seen(Service *service, uint64_t *size, Hash *root)
{
    (void)pthread_rwlock_rdlock(&service->published.lock);
    *size = service->published.size;
    *root = service->published.root;
    if (*size == 0)
        hash_of((Slice){NULL, 0}, root);
    (void)pthread_rwlock_unlock(&service->published.lock);
}

/* ---- the witnesses' thread ---- */

static Status judge_lines(Handle *handle, Slice checkpoint, Slice lines, bool *quorum, Problem *problem)
{
    RecordFacts facts = {0};
    Checkpoint  parsed;
    Judgement   judgement = {0};
    Status      status;

    TRY_OR(done, record_facts_load(handle->view, &facts, problem));
    TRY_OR(done, checkpoint_parse(checkpoint, &parsed, problem));
    status = checkpoint_judge(&parsed, &facts.host, &facts.clock_key, facts.policy, lines, &judgement, problem);
done:
    *quorum = status == OK && judgement.quorum;
    record_facts_clear(&facts);
    return status;
}

/* The checkpoint with the first of its cosignatures, as many as every reader of notes takes. */
static void add_cosignatures(Slice lines, Buffer *out)
{
    for (size_t count = 0; lines.size != 0 && count < CHECKPOINT_COSIGNERS_MAX; count++) {
        const char *end = memchr(lines.data, '\n', lines.size);
        size_t      size = end != NULL ? (size_t)(end - lines.data) + 1 : lines.size;

        buffer_add(out, slice_part(lines, 0, size));
        lines = slice_part(lines, size, lines.size);
    }
}

/* Where storing fails, nothing is published: the witnesses are asked again. A store_publish that is refused because the writer has gone on loses nothing: the lines are kept by their size. */
static void keep_cosigned(Service *service, Handle *handle, uint64_t size, Slice checkpoint, Slice lines)
{
    Published *published = &service->published;
    Status     status = lines.size != 0 ? store_cosignatures_put(handle->store, size, lines, NULL) : OK; /* without witnesses there are none to keep */

    if (status != OK)
        return;
    (void)pthread_rwlock_wrlock(&published->lock);
    buffer_reset(&published->cosigned);
    buffer_add(&published->cosigned, checkpoint);
    add_cosignatures(lines, &published->cosigned);
    published->cosigned_size = size;
    published->uncosigned_since_ms = published->size > size ? service_now_ms() : 0;
    if (published->size == size)
        status = store_publish(handle->store, size, buffer_slice(&published->cosigned), NULL);
    (void)pthread_rwlock_unlock(&published->lock);
}

static Status witness_ahead(uint64_t ahead, uint64_t size, Problem *problem)
{
    char theirs[DECIMAL_MAX], ours[DECIMAL_MAX];

    return problem_set(problem, ERR_CONFLICT, MSG("service.witness_ahead"), "witnessed", decimal(theirs, (int64_t)ahead), "size", decimal(ours, (int64_t)size), NULL);
}

/* A witness that is away now may still say so later: ask_round. */
Status service_ask_ahead(Service *service, Problem *problem)
{
    RecordFacts facts = {0};
    Buffer      lines;
    uint64_t    ahead = 0, size = service->tree.size; /* what a mirror gave back may be more than this node has published */
    Status      status;

    if (!service->has_quorum || service->published.size == 0)
        return OK;
    buffer_init(&lines, 1024 * 1024);
    TRY_OR(done, record_facts_load(service->view, &facts, problem));
    status = witnesses_ask(&(WitnessAsk){facts.policy, buffer_slice(&service->published.checkpoint), tile_cache_source(service->tiles), SERVICE_QUORUM_WAIT_MS}, &lines, &ahead, problem);
    if (status == OK && ahead > size)
        status = witness_ahead(ahead, size, problem);
done:
    record_facts_clear(&facts);
    buffer_clear(&lines);
    return status;
}

static void ask_round(Service *service, Handle *handle)
{
    RecordFacts facts = {0};
    Buffer      checkpoint, lines;
    uint64_t    size, ahead = 0;
    bool        quorum = false;

    buffer_init(&checkpoint, CHECKPOINT_MAX);
    buffer_init(&lines, 1024 * 1024);
    (void)pthread_rwlock_wrlock(&service->published.lock);
    size = service->published.size;
    service->published.refreshed = false;
    buffer_add(&checkpoint, buffer_slice(&service->published.checkpoint));
    (void)pthread_rwlock_unlock(&service->published.lock);
    tile_cache_size(handle->tiles, size);
    if (size != 0 && record_facts_load(handle->view, &facts, NULL) == OK && facts.policy != NULL) {
        WitnessAsk ask = {facts.policy, buffer_slice(&checkpoint), tile_cache_source(handle->tiles), SERVICE_QUORUM_WAIT_MS};

        if (witnesses_ask(&ask, &lines, &ahead, NULL) == OK && ahead > size) {
            Problem problem = {0};

            (void)witness_ahead(ahead, size, &problem); /* record.md, section 12: we were rolled back or forked */
            service_stop(service, &problem);
        } else if (judge_lines(handle, buffer_slice(&checkpoint), buffer_slice(&lines), &quorum, NULL) == OK && quorum) {
            keep_cosigned(service, handle, size, buffer_slice(&checkpoint), buffer_slice(&lines));
        }
    }
    record_facts_clear(&facts);
    buffer_clear(&checkpoint);
    buffer_clear(&lines);
}

/* Those whose act is under the cosigned checkpoint have 201, those who have waited long enough 202. */
static void answer_waiting(Service *service, Handle *handle, bool everyone)
{
    JobList still, ready;
    Job    *job;
    Buffer  cosigned, plain, receipt;
    uint64_t cosigned_size, size;

    job_list_init(&still);
    job_list_init(&ready);
    buffer_init(&cosigned, CHECKPOINT_MAX);
    buffer_init(&plain, CHECKPOINT_MAX);
    buffer_init(&receipt, 2 * CHECKPOINT_MAX);
    (void)pthread_rwlock_rdlock(&service->published.lock);
    cosigned_size = service->published.cosigned_size;
    size = service->published.size;
    buffer_add(&cosigned, buffer_slice(&service->published.cosigned));
    buffer_add(&plain, buffer_slice(&service->published.checkpoint));
    (void)pthread_rwlock_unlock(&service->published.lock);
    (void)pthread_mutex_lock(&service->lock);
    while ((job = job_list_take(&service->waiting)) != NULL)
        job_list_add(everyone || job->index < cosigned_size || service_now_ms() - job->waits_since_ms >= SERVICE_QUORUM_WAIT_MS ? &ready : &still, job);
    job_list_move(&service->waiting, &still);
    (void)pthread_mutex_unlock(&service->lock);
    while ((job = job_list_take(&ready)) != NULL) {
        bool quorum = job->index < cosigned_size;

        buffer_reset(&receipt);
        tile_cache_size(handle->tiles, size > cosigned_size ? size : cosigned_size);
        job->status = receipt_make(handle->tiles, job->index, quorum ? cosigned_size : size, buffer_slice(quorum ? &cosigned : &plain), &receipt, &job->problem);
        job_answer(service, job, job_http(job, quorum), buffer_slice(&receipt));
    }
    buffer_clear(&cosigned);
    buffer_clear(&plain);
    buffer_clear(&receipt);
}

static void wait_ms(Service *service, int64_t ms)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(ms / 1000);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    (void)pthread_mutex_lock(&service->lock);
    if (!service->writer_done)
        (void)pthread_cond_timedwait(&service->waiting_ready, &service->lock, &until);
    (void)pthread_mutex_unlock(&service->lock);
}

/* Without a handle nobody's receipt can be made: they are told to come again. */
static void refuse_waiting(Service *service, Status status, const Problem *problem)
{
    JobList waiting;
    Job    *job;

    job_list_init(&waiting);
    (void)pthread_mutex_lock(&service->lock);
    job_list_move(&waiting, &service->waiting);
    (void)pthread_mutex_unlock(&service->lock);
    while ((job = job_list_take(&waiting)) != NULL) {
        job->status = status;
        job->problem = *problem;
        job_answer(service, job, job_http(job, false), (Slice){NULL, 0});
    }
}

void *witness_run(void *context)
{
    Service *service = context;
    Handle  *handle = NULL;
    int64_t  asked_ms = 0;
    bool     done = false;

    while (!done) {
        Problem problem = {0};
        Status  status;
        bool    newer;

        wait_ms(service, WITNESS_LOOP_MS);
        (void)pthread_rwlock_rdlock(&service->published.lock);
        newer = service->published.size > service->published.cosigned_size || service->published.refreshed;
        (void)pthread_rwlock_unlock(&service->published.lock);
        (void)pthread_mutex_lock(&service->lock);
        done = service->writer_done;
        (void)pthread_mutex_unlock(&service->lock);
        status = handle != NULL ? OK : handle_take(service, &handle, &problem);
        if (status != OK) {
            refuse_waiting(service, status, &problem);
            continue;
        }
        if (newer && (asked_ms == 0 || service_now_ms() - asked_ms >= SERVICE_WITNESS_PAUSE_MS)) {
            asked_ms = service_now_ms();
            ask_round(service, handle);
        }
        answer_waiting(service, handle, done);
    }
    if (handle != NULL) {
        answer_waiting(service, handle, true);
        handle_give(service, handle);
    }
    return NULL;
}
