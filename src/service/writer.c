/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer: one per node, group commit (record.md, section 6). What is answered as recorded has been committed; what is signed has been committed before; the view never runs ahead of
 * the record.
 */
#include "service/service_internal.h"

/* ---- what the rules ask ---- */

static void remember_root(Service *service, uint64_t size, const Hash *root)
{
    service->roots->slots[size % SERVICE_ROOTS].size = size + 1;
    service->roots->slots[size % SERVICE_ROOTS].root = *root;
}

/* Of sizes within the batch at hand: the committed tree with the batch's first leaves. */
static Status root_in_batch(Service *service, uint64_t size, Hash *out, Problem *problem)
{
    HashSource source = tile_cache_source(service->tiles);
    Tree       tree;

    tile_cache_size(service->tiles, service->batch_from);
    TRY(tree_load(&source, service->batch_from, &tree, problem));
    for (uint64_t i = service->batch_from; i < size; i++)
        tree_add(&tree, &service->batch_leaves[i - service->batch_from]);
    tree_root(&tree, out);
    return OK;
}

Status service_root_at(void *context, uint64_t size, Hash *out, Problem *problem)
{
    Service   *service = context;
    HashSource source = tile_cache_source(service->tiles);
    Tree       tree;

    if (service->roots->slots[size % SERVICE_ROOTS].size == size + 1) {
        *out = service->roots->slots[size % SERVICE_ROOTS].root;
        return OK;
    }
    if (size == service->tree.size) {
        tree_root(&service->tree, out);
    } else if (size > service->batch_from) {
        TRY(root_in_batch(service, size, out, problem));
    } else {
        TRY(tree_load(&source, size, &tree, problem));
        tree_root(&tree, out);
    }
    if (size <= service->batch_from) /* what is not committed may never be */
        remember_root(service, size, out);
    return OK;
}

Status service_blob(void *context, const Hash *name, Slice *out, Problem *problem)
{
    Service *service = context;

    buffer_reset(&service->blob);
    TRY(blobs_get(service->blobs, name, &service->blob, problem));
    *out = buffer_slice(&service->blob);
    return OK;
}

/* ---- catching up ---- */

typedef struct CatchUp {
    Service *service;
    Tree     tree;
} CatchUp;

static Status apply_stored(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    CatchUp   *replay = context;
    Entry      entry;
    ActOutcome outcome;
    char       place[DECIMAL_MAX + 16];
    Status     status = entry_decode(bytes, &entry, problem);

    if (status == OK) {
        replay->service->batch_from = index;
        tile_cache_size(replay->service->tiles, index);
        status = process_act(replay->service->process, &entry, index, NULL, PROCESS_REPLAY, &outcome, problem);
    }
    if (status != OK) {
        (void)snprintf(place, sizeof place, "entry %llu", (unsigned long long)index);
        return problem_at(problem, status, place);
    }
    tree_add(&replay->tree, &entry.leaf);
    replay->service->tree = replay->tree;
    return OK;
}

Status service_catch_up(Service *service, const Tree *head, Problem *problem)
{
    CatchUp    replay = {.service = service};
    HashSource source = tile_cache_source(service->tiles);
    uint64_t   size, step = STORE_BATCH_MAX;
    Hash       root, there;

    TRY(view_state(service->view, &size, &root, problem));
    if (size > head->size)
        return problem_set(problem, ERR_CONFLICT, MSG("service.view_ahead"), NULL);
    tile_cache_size(service->tiles, head->size);
    TRY(tree_load(&source, size, &replay.tree, problem));
    tree_root(&replay.tree, &there);
    if (!hash_equal(&root, &there)) { /* a view of another record: made anew */
        TRY(view_reset(service->view, problem));
        process_forget(service->process);
        tree_init(&replay.tree);
        size = 0;
    }
    service->tree = replay.tree;
    for (; size < head->size; size = replay.tree.size) {
        Status status;

        TRY(view_begin(service->view, problem));
        status = store_entries(service->store, size, head->size - size < step ? head->size - size : step, apply_stored, &replay, problem);
        if (status == OK) {
            tree_root(&replay.tree, &root);
            status = view_commit(service->view, replay.tree.size, &root, problem);
        }
        if (status != OK) {
            view_cancel(service->view);
            process_forget(service->process);
            return status;
        }
    }
    service->tree = *head;
    service->batch_from = head->size;
    tile_cache_size(service->tiles, head->size);
    return OK;
}

void service_evidence(Service *service, const char *what, Slice bytes)
{
    NodeStore *node = NULL;
    char       path[SERVICE_PATH_MAX + 16];

    (void)snprintf(path, sizeof path, "%s/node.sqlite", service->folder);
    if (node_open(path, &node, NULL) == OK && node_evidence_add(node, what, bytes, NULL) != OK)
        fprintf(stderr, "rapporteur: evidence (%s) could not be kept: %.*s\n", what, (int)bytes.size, bytes.data);
    node_close(node);
}

/* ---- a batch ---- */

typedef struct Batch {
    Job      *jobs[SERVICE_BATCH];
    size_t    count;
    StoreRow  rows[SERVICE_BATCH];
    Job      *row_jobs[SERVICE_BATCH];
    size_t    row_count;
    bool      keys_changed;
} Batch;

static bool changes_keys(Slice kind)
{
    return slice_starts(kind, "record.") && !slice_is(kind, "record.blob") && !slice_is(kind, "record.seal");
}

static bool was_recorded(Service *service, Job *job)
{
    ActRow row;

    if (act_row_by_id(service->view, &job->entry.act, &row, NULL) != OK || !hash_equal(&row.act, &job->entry.act))
        return false;
    job->there = true;
    job->index = row.index;
    job->outcome = (ActOutcome){row.grade, row.audience, row.interpreted, row.backed_up};
    return true;
}

static void keep_evidence(Service *service, const Job *job)
{
    if (job->problem.message == process_fork_message)
        service_evidence(service, "act", job->entry.bytes);
}

/* Judges and applies one act at the end of the tree. */
static void judge(Service *service, Batch *batch, Job *job)
{
    if (job->status != OK || was_recorded(service, job))
        return;
    job->status = process_act(service->process, &job->entry, service->tree.size, job->verdicts, PROCESS_SUBMIT, &job->outcome, &job->problem);
    if (job->status != OK) {
        keep_evidence(service, job);
        return;
    }
    job->index = service->tree.size;
    service->batch_leaves[batch->row_count] = job->entry.leaf;
    batch->rows[batch->row_count] = (StoreRow){job->entry.act, job->entry.leaf, job->entry.bytes};
    batch->row_jobs[batch->row_count++] = job;
    batch->keys_changed = batch->keys_changed || changes_keys(job->entry.kind);
    tree_add(&service->tree, &job->entry.leaf);
}

static void fail_jobs(Batch *batch, Status status, const Problem *problem)
{
    for (size_t i = 0; i < batch->row_count; i++) {
        batch->row_jobs[i]->status = status;
        batch->row_jobs[i]->problem = *problem;
    }
}

/* A commit that did not say OK may have happened: each act is looked up (record.md, section 6). What is found is durable now, or will be before it is answered: the commit of the next
   batch, or the publication, is made by the same storage. */
static void resolve_unknown(Service *service, Batch *batch, Status status, const Problem *problem)
{
    Tree    head;
    Problem again = {0};

    fail_jobs(batch, status, problem);
    if (store_head(service->store, &head, &again) != OK || service_catch_up(service, &head, &again) != OK)
        return;
    for (size_t i = 0; i < batch->row_count; i++) {
        Job *job = batch->row_jobs[i];

        if (store_find(service->store, &job->entry.act, &job->index, NULL) == OK)
            job->status = OK;
    }
}

static Status commit_rows(Service *service, Batch *batch, Problem *problem)
{
    Hash   root;
    Status status = store_append(service->store, batch->rows, batch->row_count, problem);

    if (status == OK)
        status = store_commit(service->store, problem);
    if (status != OK) {
        store_cancel(service->store);
        view_cancel(service->view);
        process_forget(service->process);
        resolve_unknown(service, batch, status, problem);
        return status;
    }
    tree_root(&service->tree, &root);
    if (view_commit(service->view, service->tree.size, &root, NULL) != OK) { /* it is behind now, and caught up before the next act */
        view_cancel(service->view);
        process_forget(service->process);
    }
    return OK;
}

static Status begin(Service *service, Problem *problem)
{
    Tree     head;
    uint64_t size;
    Hash     root;

    TRY(store_begin(service->store, &head, problem));
    TRY(view_state(service->view, &size, &root, problem));
    if (size != head.size || service->tree.size != head.size)
        TRY(service_catch_up(service, &head, problem));
    service->tree = head;
    service->batch_from = head.size;
    tile_cache_size(service->tiles, head.size);
    return view_begin(service->view, problem);
}

/* Leaves every job with its status; what was recorded is durable. */
static void write_batch(Service *service, Batch *batch)
{
    Problem problem = {0};
    Tree    before = service->tree;
    Status  status = begin(service, &problem);

    batch->row_count = 0;
    batch->keys_changed = false;
    if (status != OK) {
        store_cancel(service->store);
        view_cancel(service->view);
        process_forget(service->process);
        service->tree = before;
        for (size_t i = 0; i < batch->count; i++)
            if (batch->jobs[i]->status == OK) {
                batch->jobs[i]->status = status;
                batch->jobs[i]->problem = problem;
            }
        return;
    }
    for (size_t i = 0; i < batch->count; i++)
        judge(service, batch, batch->jobs[i]);
    if (batch->row_count != 0) {
        (void)commit_rows(service, batch, &problem);
    } else {
        store_cancel(service->store);
        view_cancel(service->view);
    }
    service->batch_from = service->tree.size;
    tile_cache_size(service->tiles, service->tree.size);
}

static void stop_service(Service *service, const Problem *problem)
{
    Buffer sentence;

    buffer_init(&sentence, 4096);
    problem_print(problem, &sentence);
    service_evidence(service, "stopped", buffer_slice(&sentence));
    buffer_clear(&sentence);
    (void)pthread_mutex_lock(&service->lock);
    service->stopped = true;
    (void)pthread_mutex_unlock(&service->lock);
}

/* An act that is durable but under no signed checkpoint yet is answered 503: whoever posts it again gets its receipt. */
static void answer_all(Service *service, Batch *batch, Status published, const Problem *problem)
{
    for (size_t i = 0; i < batch->count; i++) {
        Job *job = batch->jobs[i];

        if (job->status == OK && published != OK) {
            job->status = published;
            job->problem = *problem;
        }
        service_answer(service, job);
    }
}

Status service_refresh(Service *service)
{
    (void)pthread_mutex_lock(&service->lock);
    service->refresh = !service->stopped;
    (void)pthread_cond_signal(&service->checked_ready);
    (void)pthread_mutex_unlock(&service->lock);
    return OK;
}

static bool take_batch(Service *service, Batch *batch, bool *refresh)
{
    batch->count = 0;
    (void)pthread_mutex_lock(&service->lock);
    while (service->checked.first == NULL && !service->refresh && !(service->closing && service->incoming.first == NULL && service->in_work == 0))
        (void)pthread_cond_wait(&service->checked_ready, &service->lock);
    while (batch->count < SERVICE_BATCH && service->checked.first != NULL)
        batch->jobs[batch->count++] = job_list_take(&service->checked);
    *refresh = service->refresh;
    service->refresh = false;
    (void)pthread_mutex_unlock(&service->lock);
    return batch->count != 0 || *refresh;
}

void *writer_run(void *context)
{
    Service *service = context;
    Batch   *batch = memory_new_zeroed(1, sizeof *batch);
    bool     refresh;

    REQUIRE(batch != NULL); /* at the start, before anything is accepted */
    while (take_batch(service, batch, &refresh)) {
        Problem problem = {0};
        Status  status = OK;

        if (batch->count != 0)
            write_batch(service, batch);
        if ((batch->count != 0 && batch->row_count != 0) || refresh)
            status = service_publish(service, &problem);
        if (status == ERR_CONFLICT)
            stop_service(service, &problem);
        if (batch->count != 0 && batch->keys_changed) {
            (void)pthread_mutex_lock(&service->lock);
            service->key_changes++;
            (void)pthread_mutex_unlock(&service->lock);
        }
        answer_all(service, batch, status, &problem);
    }
    memory_free(batch);
    (void)pthread_mutex_lock(&service->lock);
    service->writer_done = true;
    (void)pthread_cond_broadcast(&service->waiting_ready);
    (void)pthread_mutex_unlock(&service->lock);
    return NULL;
}
