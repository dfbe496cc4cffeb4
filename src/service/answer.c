/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers. The writer only says which jobs are done; the workers make their receipts, under whatever checkpoint is published by then, and call whoever waits, while the writer is at the next
 * batch. A job comes here with its act committed and under a published checkpoint, or with the reason why not: nothing here can make it more or less recorded. Where a receipt cannot be made
 * (no memory, no handle) the answer says so, and whoever posts the act again gets one.
 */
#include "service/service_internal.h"

int job_http(const Job *job, bool quorum)
{
    if (job->status != OK)
        return job->problem.message != NULL && strcmp(job->problem.message, MSG("service.queue_full")) == 0 ? 429 : status_face(job->status)->http;
    return job->there ? 200 : quorum ? 201 : 202;
}

/* What became of an act. Its kind is said where the rules know it, as another one is a word from outside; a refusal is named by the id of its message. */
static void tell(const Service *service, const Job *job)
{
    const ActKind *kind = service->options.log != NULL && job->entry.kind.size != 0 ? act_kind_find(job->entry.kind) : NULL;
    const char    *name = kind != NULL ? kind->name : "";
    char           act[2 * HASH_SIZE + 1];

    if (service->options.log == NULL)
        return;
    hash_print_hex(&job->entry.act, act);
    if (job->status == OK)
        log_event(service->options.log, LOG_EVENTS, job->there ? "act.again" : "act", LOG_FIELDS(log_word("kind", name), log_word("act", act), log_number("entry", (int64_t)job->index)));
    else
        log_event(service->options.log, LOG_EVENTS, "act.refused", LOG_FIELDS(log_word("kind", name), log_word("message", job->problem.message), log_number("status", job_http(job, true))));
}

/* Calls whoever waits for the job, which is then of no more use to anybody but the list of spare ones. */
static void call(const Service *service, Job *job, int http, Slice receipt)
{
    SubmitAnswer answer = {.status = job->status, .http = http, .index = job->index, .act = job->entry.act, .outcome = job->outcome, .receipt = receipt, .problem = &job->problem};

    if (job->status != OK && job->problem.message == NULL) /* a want of memory that had no room for words */
        (void)problem_set(&job->problem, job->status, status_face(job->status)->message, NULL);
    tell(service, job);
    job->done(job->context, &answer);
}

void job_answer(Service *service, Job *job, int http, Slice receipt)
{
    JobList one;

    call(service, job, http, receipt);
    job_list_init(&one);
    job_list_add(&one, job);
    job_list_free(service, &one);
}

Status receipt_make(TileCache *tiles, uint64_t index, uint64_t size, Slice checkpoint, Buffer *out, Problem *problem)
{
    Receipt    receipt = {.index = index, .checkpoint = checkpoint};
    HashSource source = tile_cache_source(tiles);

    TRY(proof_inclusion(&source, index, size, &receipt.proof, problem));
    receipt_print(&receipt, out);
    return out->status == OK ? OK : problem_set(problem, out->status, status_face(out->status)->message, NULL);
}

/* ---- the writer's side ---- */

void service_answer_batch(Service *service, Job *const *jobs, size_t count)
{
    int64_t now = service->has_quorum ? service_now_ms() : 0;
    JobList done, waiting;

    job_list_init(&done);
    job_list_init(&waiting);
    for (size_t i = 0; i < count; i++) {
        jobs[i]->waits_since_ms = now;
        job_list_add(jobs[i]->status == OK && service->has_quorum ? &waiting : &done, jobs[i]);
    }
    (void)pthread_mutex_lock(&service->lock);
    if (done.count > 1)
        (void)pthread_cond_broadcast(&service->incoming_ready);
    else if (done.count != 0)
        (void)pthread_cond_signal(&service->incoming_ready);
    if (waiting.count != 0)
        (void)pthread_cond_signal(&service->waiting_ready);
    job_list_move(&service->answering, &done);
    job_list_move(&service->waiting, &waiting);
    (void)pthread_mutex_unlock(&service->lock);
}

/* ---- the workers' side ---- */

void jobs_answer(Service *service, Handle *handle, const Problem *no_handle, JobList *jobs)
{
    Buffer   checkpoint, receipt;
    uint64_t size;

    buffer_init(&checkpoint, CHECKPOINT_MAX);
    buffer_init(&receipt, 2 * CHECKPOINT_MAX);
    (void)pthread_rwlock_rdlock(&service->published.lock);
    size = service->published.size;
    buffer_add(&checkpoint, buffer_slice(&service->published.checkpoint));
    (void)pthread_rwlock_unlock(&service->published.lock);
    if (handle != NULL)
        tile_cache_size(handle->tiles, size);
    for (Job *job = jobs->first; job != NULL; job = job->next) {
        buffer_reset(&receipt);
        if (job->status == OK && handle == NULL) {
            job->status = no_handle->status;
            job->problem = *no_handle;
        } else if (job->status == OK && checkpoint.status != OK) {
            job->status = checkpoint.status;
        } else if (job->status == OK) {
            job->status = receipt_make(handle->tiles, job->index, size, buffer_slice(&checkpoint), &receipt, &job->problem);
        }
        call(service, job, job_http(job, true), job->status == OK ? buffer_slice(&receipt) : (Slice){NULL, 0});
    }
    job_list_free(service, jobs);
    buffer_clear(&checkpoint);
    buffer_clear(&receipt);
}
