/* SPDX-License-Identifier: Apache-2.0
 *
 * The road in: jobs, their queues, and the workers that check grammar and signatures before the writer sees an act.
 */
#include "service/service_internal.h"

#include <time.h>

int64_t service_now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t service_now(void)
{
    return (int64_t)time(NULL);
}

/* ---- lists ---- */

void job_list_init(JobList *list)
{
    *list = (JobList){.last = &list->first};
}

void job_list_add(JobList *list, Job *job)
{
    job->next = NULL;
    *list->last = job;
    list->last = &job->next;
    list->count++;
    list->bytes += job->size;
}

Job *job_list_take(JobList *list)
{
    Job *job = list->first;

    if (job == NULL)
        return NULL;
    list->first = job->next;
    if (list->first == NULL)
        list->last = &list->first;
    list->count--;
    list->bytes -= job->size;
    return job;
}

void job_list_move(JobList *list, JobList *from)
{
    if (from->first == NULL)
        return;
    *list->last = from->first;
    list->last = from->last;
    list->count += from->count;
    list->bytes += from->bytes;
    job_list_init(from);
}

static void drop_bytes(Job *job)
{
    memory_free(job->bytes);
    job->bytes = NULL;
    job->room = 0;
}

void job_drop(Job *job)
{
    drop_bytes(job);
    memory_free(job);
}

void job_list_free(Service *service, JobList *list)
{
    Job *job;

    for (job = list->first; job != NULL; job = job->next) {
        if (job->keys != &job->key)
            memory_free(job->keys);
        if (job->room > SERVICE_SPARE_BYTES)
            drop_bytes(job);
        job->size = 0;
    }
    list->bytes = 0;
    (void)pthread_mutex_lock(&service->lock);
    if (service->spare.count + list->count <= SERVICE_SPARE_JOBS)
        job_list_move(&service->spare, list);
    (void)pthread_mutex_unlock(&service->lock);
    while ((job = job_list_take(list)) != NULL)
        job_drop(job);
}

bool service_batch_ready(const Service *service)
{
    return service->checked.count >= SERVICE_GATHER || (service->checked.first != NULL && service->incoming.first == NULL && service->in_work == 0);
}

/* ---- submitting ---- */

/* One of the spare ones, or made. NULL: no memory. */
static Job *job_take(Service *service)
{
    Job *job;

    (void)pthread_mutex_lock(&service->lock);
    job = job_list_take(&service->spare);
    (void)pthread_mutex_unlock(&service->lock);
    if (job != NULL)
        return job;
    job = memory_new(sizeof *job);
    if (job != NULL) {
        job->bytes = NULL;
        job->room = 0;
    }
    return job;
}

static bool take_bytes(Job *job, Slice entry)
{
    if (job->room < entry.size + 1) {
        drop_bytes(job);
        job->bytes = memory_new(entry.size + 1);
        job->room = job->bytes != NULL ? entry.size + 1 : 0;
    }
    if (job->bytes != NULL && entry.size != 0)
        memcpy(job->bytes, entry.data, entry.size);
    return job->bytes != NULL;
}

/* With bytes of its own. The caller holds no lock. */
static Status job_new(Service *service, Slice entry, SubmitDone done, void *context, Job **out, Problem *problem)
{
    Job *job = job_take(service);

    if (job == NULL || !take_bytes(job, entry)) {
        if (job != NULL)
            job_drop(job);
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    memset(job, 0, offsetof(Job, key)); /* a key is whole or not looked at */
    job->size = entry.size;
    job->done = done;
    job->context = context;
    *out = job;
    return OK;
}

Status service_submit(Service *service, Slice entry, SubmitDone done, void *context, Problem *problem)
{
    Job   *job = NULL;
    Status status = OK;

    if (service->options.read_only)
        return problem_set(problem, ERR_REFUSED, MSG("service.read_only"), NULL);
    if (entry.size > ENTRY_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("entry.too_large"), NULL);
    TRY(job_new(service, entry, done, context, &job, problem));
    (void)pthread_mutex_lock(&service->lock);
    if (service->closing || service->stopped)
        status = problem_set(problem, service->stopped ? ERR_CONFLICT : ERR_BUSY, service->stopped ? MSG("service.stopped") : MSG("service.closing"), NULL);
    else if (service->incoming.count + service->checked.count >= SERVICE_QUEUE_MAX || service->incoming.bytes + service->checked.bytes + entry.size > SERVICE_QUEUE_BYTES_MAX)
        status = problem_set(problem, ERR_BUSY, MSG("service.queue_full"), NULL);
    else
        job_list_add(&service->incoming, job);
    if (status == OK)
        (void)pthread_cond_signal(&service->incoming_ready);
    (void)pthread_mutex_unlock(&service->lock);
    if (status != OK) {
        JobList one;

        job_list_init(&one);
        job_list_add(&one, job);
        job_list_free(service, &one);
    }
    return status;
}

typedef struct Waiter {
    pthread_mutex_t lock;
    pthread_cond_t  ready;
    bool            done;
    SubmitAnswer    answer;
    Problem        *problem;
    Buffer         *receipt;
} Waiter;

static void wake(void *context, const SubmitAnswer *answer)
{
    Waiter *waiter = context;

    (void)pthread_mutex_lock(&waiter->lock);
    waiter->answer = *answer;
    if (waiter->receipt != NULL)
        buffer_add(waiter->receipt, answer->receipt);
    if (answer->status != OK && waiter->problem != NULL)
        *waiter->problem = *answer->problem;
    waiter->answer.receipt = (Slice){NULL, 0};
    waiter->answer.problem = waiter->problem;
    waiter->done = true;
    (void)pthread_cond_signal(&waiter->ready);
    (void)pthread_mutex_unlock(&waiter->lock);
}

Status service_submit_wait(Service *service, Slice entry, SubmitAnswer *answer, Buffer *receipt, Problem *problem)
{
    Waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER, .ready = PTHREAD_COND_INITIALIZER, .problem = problem, .receipt = receipt};

    TRY(service_submit(service, entry, wake, &waiter, problem));
    (void)pthread_mutex_lock(&waiter.lock);
    while (!waiter.done)
        (void)pthread_cond_wait(&waiter.ready, &waiter.lock);
    (void)pthread_mutex_unlock(&waiter.lock);
    (void)pthread_mutex_destroy(&waiter.lock);
    (void)pthread_cond_destroy(&waiter.ready);
    *answer = waiter.answer;
    return answer->status;
}

/* ---- workers ---- */

enum { WORKER_KEYS = 512 /* what one worker remembers of the keys in use */ };

typedef struct WorkerKeys {
    Handle    *handle;
    uint64_t   changes;
    KeyRecord *slots[WORKER_KEYS];
} WorkerKeys;

static void worker_forget(WorkerKeys *keys)
{
    for (size_t i = 0; i < WORKER_KEYS; i++)
        if (keys->slots[i] != NULL) {
            key_record_clear(keys->slots[i]);
            memory_free(keys->slots[i]);
            keys->slots[i] = NULL;
        }
}

/* As the view has it now. It is only a hint: the writer compares it with what holds at the act's place. NULL: not enrolled (yet). */
static const Key *worker_key(WorkerKeys *keys, Slice name)
{
    KeyRecord **slot = &keys->slots[hash_fast(name, 0) % WORKER_KEYS];
    KeyRecord  *fresh;

    if (*slot != NULL && slice_is(name, (*slot)->key.name))
        return &(*slot)->key;
    fresh = memory_new_zeroed(1, sizeof *fresh);
    if (fresh == NULL || key_record_load(keys->handle->view, name, fresh, NULL) != OK) {
        if (fresh != NULL)
            key_record_clear(fresh);
        memory_free(fresh);
        return NULL;
    }
    if (*slot != NULL) {
        key_record_clear(*slot);
        memory_free(*slot);
    }
    *slot = fresh;
    return &fresh->key;
}

static Status check_line(WorkerKeys *keys, Job *job, size_t at)
{
    const NoteLine *line = &job->entry.line[at];
    const Key      *key = worker_key(keys, line->name);
    Status          status;

    if (key == NULL || !note_line_by(line, key))
        return OK; /* perhaps the act brings it: the writer knows */
    status = note_line_check(line, job->entry.body, key, NULL, &job->verdicts[at].facts, &job->problem);
    if (status != OK)
        return problem_at(&job->problem, status, key->name);
    job->keys[at] = *key;
    job->verdicts[at].key = &job->keys[at];
    return OK;
}

static void worker_check(WorkerKeys *keys, Job *job)
{
    job->status = entry_decode((Slice){job->bytes, job->size}, &job->entry, &job->problem);
    if (job->status != OK)
        return;
    job->keys = job->entry.lines == 1 ? &job->key : memory_new_zeroed(job->entry.lines, sizeof *job->keys);
    if (job->keys == NULL)
        job->status = problem_set(&job->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t i = 0; job->status == OK && i < job->entry.lines; i++)
        job->status = check_line(keys, job, i);
}

/* Some of many, so that the others have some too. */
static void take_run(const Service *service, JobList *from, size_t most, JobList *out)
{
    size_t wanted = from->count / (size_t)service->worker_count + 1;

    for (wanted = wanted < most ? wanted : most; out->count < wanted && from->first != NULL;)
        job_list_add(out, job_list_take(from));
}

static void check_run(Service *service, WorkerKeys *keys, const Problem *no_handle, JobList *run)
{
    for (Job *job = run->first; job != NULL; job = job->next) {
        if (keys->handle != NULL) {
            worker_check(keys, job);
            continue;
        }
        job->status = no_handle->status;
        job->problem = *no_handle;
    }
    (void)pthread_mutex_lock(&service->lock);
    service->in_work -= run->count;
    job_list_move(&service->checked, run);
    if (service_batch_ready(service))
        (void)pthread_cond_signal(&service->checked_ready);
    (void)pthread_mutex_unlock(&service->lock);
}

/* Answers come before new acts: whoever has his answer sends the next. False at the end, which is when the writer has no more to say. */
static bool next_run(Service *service, WorkerKeys *keys, JobList *run, bool *answers)
{
    job_list_init(run);
    (void)pthread_mutex_lock(&service->lock);
    while (service->incoming.first == NULL && service->answering.first == NULL && !service->writer_done)
        (void)pthread_cond_wait(&service->incoming_ready, &service->lock);
    *answers = service->answering.first != NULL;
    take_run(service, *answers ? &service->answering : &service->incoming, *answers ? SERVICE_ANSWERS : SERVICE_RUN, run);
    service->in_work += *answers ? 0 : run->count;
    if (keys->changes != service->key_changes) {
        keys->changes = service->key_changes;
        worker_forget(keys);
    }
    (void)pthread_mutex_unlock(&service->lock);
    return run->first != NULL;
}

void *worker_run(void *context)
{
    Service   *service = context;
    WorkerKeys keys = {0};
    JobList    run;
    bool       answers;

    memory_widen_thread();
    while (next_run(service, &keys, &run, &answers)) {
        Problem no_handle = {0};

        if (keys.handle == NULL && handle_take(service, &keys.handle, &no_handle) != OK) /* the first run; or opening failed, and is tried again for each */
            keys.handle = NULL;
        if (answers)
            jobs_answer(service, keys.handle, &no_handle, &run);
        else
            check_run(service, &keys, &no_handle, &run);
    }
    worker_forget(&keys);
    if (keys.handle != NULL)
        handle_give(service, keys.handle);
    return NULL;
}
