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

/* Entries were taken for those that this node judged before: their leaves must come to the root that it published. */
static Status check_judged(const CatchUp *replay, Problem *problem)
{
    Hash root;
    char size[DECIMAL_MAX];

    if (replay->tree.size != replay->service->judged)
        return OK;
    tree_root(&replay->tree, &root);
    return hash_equal(&root, &replay->service->judged_root) ? OK : problem_set(problem, ERR_CONFLICT, MSG("service.forked"), "size", decimal(size, (int64_t)replay->tree.size), NULL);
}

static Status apply_stored(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    CatchUp    *replay = context;
    ProcessMode mode = index < replay->service->judged ? PROCESS_REBUILD : PROCESS_REPLAY;
    Entry       entry;
    ActOutcome  outcome;
    char        place[DECIMAL_MAX + 16];
    Status      status = entry_decode(bytes, &entry, problem);

    if (status == OK) {
        replay->service->batch_from = index;
        tile_cache_size(replay->service->tiles, index);
        status = process_act(replay->service->process, &entry, index, NULL, mode, &outcome, problem);
    }
    if (status != OK) {
        (void)snprintf(place, sizeof place, "entry %llu", (unsigned long long)index);
        return problem_at(problem, status, place);
    }
    tree_add(&replay->tree, &entry.leaf);
    replay->service->tree = replay->tree;
    return check_judged(replay, problem);
}

/* Where the view is a view of this record it goes on; else it is made anew. */
static Status start_view(Service *service, CatchUp *replay, const Tree *head, Problem *problem)
{
    HashSource source = tile_cache_source(service->tiles);
    uint64_t   size;
    Hash       root, there;

    TRY(view_state(service->view, &size, &root, problem));
    if (size > head->size)
        return problem_set(problem, ERR_CONFLICT, MSG("service.view_ahead"), NULL);
    tile_cache_size(service->tiles, head->size);
    TRY(tree_load(&source, size, &replay->tree, problem));
    tree_root(&replay->tree, &there);
    if (!hash_equal(&root, &there)) {
        TRY(view_reset(service->view, problem));
        process_forget(service->process);
        tree_init(&replay->tree);
    }
    service->tree = replay->tree;
    return OK;
}

static Status apply_entries(Service *service, CatchUp *replay, uint64_t count, Problem *problem)
{
    uint64_t size = replay->tree.size;
    Status   status;
    Hash     root;

    TRY(view_begin(service->view, problem));
    status = store_entries(service->store, size, count, apply_stored, replay, problem);
    if (status == OK) {
        tree_root(&replay->tree, &root);
        status = view_commit(service->view, replay->tree.size, &root, problem);
    }
    if (status == OK)
        return OK;
    view_cancel(service->view);
    process_forget(service->process);
    if (size < service->judged && status == ERR_CONFLICT) /* what stands there did not come to the root: nobody shall see it */
        TRY(view_reset(service->view, problem));
    return status;
}

Status service_catch_up(Service *service, const Tree *head, Problem *problem)
{
    CatchUp replay = {.service = service};
    Status  status = OK;
    bool    far;

    TRY(start_view(service, &replay, head, problem));
    far = head->size - replay.tree.size > STORE_BATCH_MAX;
    if (far)
        TRY(view_room(service->view, VIEW_CATCH_UP_KB, problem));
    while (status == OK && replay.tree.size < head->size) {
        uint64_t left = head->size - replay.tree.size;

        status = apply_entries(service, &replay, left < VIEW_CATCH_UP_ENTRIES ? left : VIEW_CATCH_UP_ENTRIES, problem);
    }
    TRY(status);
    if (far)
        TRY(view_room(service->view, VIEW_ROOM_KB, problem));
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

struct Batch {
    Job      *jobs[SERVICE_BATCH];
    size_t    count;
    Tree      before;                    /* as committed; a job whose place is at or above its size stands or falls with the batch */
    StoreRow  rows[SERVICE_BATCH];
    size_t    row_count;
    bool      keys_changed;
};

static bool changes_keys(Slice kind)
{
    return slice_starts(kind, "record.") && !slice_is(kind, "record.blob") && !slice_is(kind, "record.seal");
}

/* Asked of refused acts only, because the rules refuse whatever is there already; they may name another reason first, such as a key that was revoked since. */
static bool was_recorded(Service *service, Job *job)
{
    ActRow  row;
    Problem problem = {0};
    Status  status = act_row_by_id(service->view, &job->entry.act, &row, &problem);

    if (status != OK && status != ERR_NOT_FOUND) {
        job->status = status;
        job->problem = problem;
    }
    if (status != OK || !hash_equal(&row.act, &job->entry.act))
        return false;
    job->status = OK;
    job->problem = (Problem){0};
    job->there = true;
    job->index = row.index;
    job->outcome = (ActOutcome){row.grade, row.audience, row.interpreted, row.backed_up};
    return true;
}

/* Not the act's fault: the storage, or memory, failed under it. */
static bool is_ours(Status status)
{
    return status == ERR_STORAGE || status == ERR_MEMORY || status == ERR_BUSY;
}

static void keep_evidence(Service *service, const Job *job)
{
    if (job->problem.message == process_fork_message)
        service_evidence(service, "act", job->entry.bytes);
}

/* Judges and applies one act at the end of the tree. */
static void judge(Service *service, Batch *batch, Job *job)
{
    job->status = process_act(service->process, &job->entry, service->tree.size, job->verdicts, PROCESS_SUBMIT, &job->outcome, &job->problem);
    if (job->status != OK) {
        if (!is_ours(job->status) && !process_torn(service->process) && !was_recorded(service, job))
            keep_evidence(service, job);
        return;
    }
    job->index = service->tree.size;
    service->batch_leaves[batch->row_count] = job->entry.leaf;
    batch->rows[batch->row_count] = (StoreRow){job->entry.leaf, job->entry.bytes};
    batch->row_count++;
    batch->keys_changed = batch->keys_changed || changes_keys(job->entry.kind);
    tree_add(&service->tree, &job->entry.leaf);
}

/* Also those that found their act in the batch, put there by a job before them; a job that was refused has no place. */
static bool in_batch(const Batch *batch, const Job *job)
{
    return job->index >= batch->before.size;
}

static void fail_jobs(Batch *batch, Status status, const Problem *problem)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->jobs[i]->status != OK || !in_batch(batch, batch->jobs[i]))
            continue;
        batch->jobs[i]->status = status;
        batch->jobs[i]->problem = *problem;
    }
}

/* A commit that did not say OK may have happened: each act is looked up, in the view once that is where the record is (record.md, section 6). What is found is durable now, or will be before it is answered: the commit of the next
   batch, or the publication, is made by the same storage. Until the storage says otherwise, the tree is what it was: never is a tree signed that is not known to be committed. */
static void resolve_unknown(Service *service, Batch *batch, Status status, const Problem *problem)
{
    Tree    head;
    ActRow  row;
    Problem again = {0};

    fail_jobs(batch, status, problem);
    service->tree = batch->before;
    if (store_head(service->store, &head, &again) != OK || service_catch_up(service, &head, &again) != OK) {
        service->tree = batch->before;
        return;
    }
    for (size_t i = 0; i < batch->count; i++) {
        Job *job = batch->jobs[i];

        if (job->status != status || !in_batch(batch, job) || act_row_by_id(service->view, &job->entry.act, &row, NULL) != OK || !hash_equal(&row.act, &job->entry.act))
            continue;
        job->index = row.index;
        job->status = OK;
    }
}

static void give_up(Service *service)
{
    store_cancel(service->store);
    view_cancel(service->view);
    process_forget(service->process);
}

static Status commit_rows(Service *service, Batch *batch, Problem *problem)
{
    Hash   root;
    Status status = store_append(service->store, batch->rows, batch->row_count, problem);

    if (status == OK)
        status = store_commit(service->store, problem);
    if (status != OK) {
        give_up(service);
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

/* Takes back what the batch has applied so far, to judge it again without the act that failed half applied. */
static Status start_over(Service *service, Batch *batch, Problem *problem)
{
    give_up(service);
    service->tree = batch->before;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->jobs[i]->status == OK && in_batch(batch, batch->jobs[i])) {
            batch->jobs[i]->there = false;
            batch->jobs[i]->index = 0;
        }
    batch->row_count = 0;
    batch->keys_changed = false;
    return begin(service, problem);
}

/* Judges every job in its order. Not OK: the batch cannot go on, the act that met it has the same status. */
static Status judge_all(Service *service, Batch *batch, Problem *problem)
{
    for (size_t i = 0; i < batch->count; i++) {
        Job *job = batch->jobs[i];

        if (job->status != OK)
            continue;
        judge(service, batch, job);
        if (job->status == OK)
            continue;
        if (is_ours(job->status)) {
            *problem = job->problem;
            return job->status;
        }
        if (!process_torn(service->process))
            continue;
        TRY(start_over(service, batch, problem));
        i = (size_t)-1;
    }
    return OK;
}

/* Whoever has no answer of his own yet. */
static void refuse_batch(Batch *batch, Status status, const Problem *problem)
{
    for (size_t i = 0; i < batch->count; i++)
        if (batch->jobs[i]->status == OK) {
            batch->jobs[i]->status = status;
            batch->jobs[i]->problem = *problem;
        }
}

/* Leaves every job with its status; what was recorded is durable. */
static void write_batch(Service *service, Batch *batch)
{
    Problem problem = {0};
    Tree    known = service->tree;
    Status  status;

    status = begin(service, &problem);
    if (status == OK) {
        batch->before = known = service->tree;
        status = judge_all(service, batch, &problem);
    }
    if (status != OK) {
        give_up(service);
        service->tree = known;
        batch->row_count = 0;
        refuse_batch(batch, status, &problem);
    } else if (batch->row_count != 0) {
        (void)commit_rows(service, batch, &problem);
    } else {
        store_cancel(service->store);
        view_cancel(service->view);
    }
    service->batch_from = service->tree.size;
    tile_cache_size(service->tiles, service->tree.size);
}

void service_stop(Service *service, const Problem *problem)
{
    bool before;

    Buffer sentence;

    buffer_init(&sentence, 4096);
    problem_print(problem, &sentence);
    (void)pthread_mutex_lock(&service->lock);
    before = service->stopped;
    service->stopped = true;
    (void)pthread_mutex_unlock(&service->lock);
    if (!before) {
        service_evidence(service, "stopped", buffer_slice(&sentence));
        fprintf(stderr, "rapporteur: %.*s\n", (int)sentence.size, sentence.data);
    }
    buffer_clear(&sentence);
}

/* An act that is durable but under no published checkpoint yet is answered 503: whoever posts it again gets its receipt. */
static void answer_all(Service *service, Batch *batch, Status published, const Problem *problem)
{
    for (size_t i = 0; i < batch->count; i++) {
        Job *job = batch->jobs[i];

        if (job->status == OK && published != OK && job->index >= service->published.size) {
            job->status = published;
            job->problem = *problem;
        }
    }
    service_answer_batch(service, batch->jobs, batch->count);
}

Status service_refresh(Service *service)
{
    (void)pthread_mutex_lock(&service->lock);
    service->refresh = !service->stopped;
    (void)pthread_cond_signal(&service->checked_ready);
    (void)pthread_mutex_unlock(&service->lock);
    return OK;
}

static bool take_batch(Service *service, Batch *batch, bool *refresh, bool *stopped)
{
    JobList taken;

    job_list_init(&taken);
    batch->count = batch->row_count = 0;
    batch->keys_changed = false;
    (void)pthread_mutex_lock(&service->lock);
    while (!service_batch_ready(service) && !service->refresh && !(service->closing && service->incoming.first == NULL && service->in_work == 0))
        (void)pthread_cond_wait(&service->checked_ready, &service->lock);
    if (service->checked.count <= SERVICE_BATCH)
        job_list_move(&taken, &service->checked);
    while (taken.count < SERVICE_BATCH && service->checked.first != NULL)
        job_list_add(&taken, job_list_take(&service->checked));
    *refresh = service->refresh;
    *stopped = service->stopped;
    service->refresh = false;
    (void)pthread_mutex_unlock(&service->lock);
    for (Job *job = taken.first; job != NULL; job = job->next)
        batch->jobs[batch->count++] = job;
    return batch->count != 0 || *refresh;
}

static void serve_batch(Service *service, Batch *batch, bool refresh)
{
    Problem problem = {0};
    Status  status = OK;

    if (batch->count != 0)
        write_batch(service, batch);
    if (batch->keys_changed) /* a policy too: whether acts wait for a quorum from here on */
        status = service_load_policy(service, &problem);
    if (status == OK && (service->tree.size != service->published.size || refresh)) /* also what an earlier publication has left: whoever posts such an act again waits for it */
        status = service_publish(service, &problem);
    if (status == ERR_CONFLICT)
        service_stop(service, &problem);
    if (batch->keys_changed) {
        (void)pthread_mutex_lock(&service->lock);
        service->key_changes++;
        (void)pthread_mutex_unlock(&service->lock);
    }
    answer_all(service, batch, status, &problem);
}

/* Nothing is accepted and nothing signed; what had been accepted before is refused too. */
static void turn_away(Service *service, Batch *batch)
{
    Problem problem = {0};

    refuse_batch(batch, problem_set(&problem, ERR_CONFLICT, MSG("service.stopped"), NULL), &problem);
    answer_all(service, batch, OK, &problem);
}

Batch *batch_new(void)
{
    return memory_new_zeroed(1, sizeof(Batch));
}

void *writer_run(void *context)
{
    Service *service = context;
    bool     refresh, stopped;

    memory_widen_thread();
    while (take_batch(service, service->batch, &refresh, &stopped)) {
        if (stopped)
            turn_away(service, service->batch);
        else
            serve_batch(service, service->batch, refresh);
    }
    (void)pthread_mutex_lock(&service->lock);
    service->writer_done = true;
    (void)pthread_cond_broadcast(&service->waiting_ready);
    (void)pthread_cond_broadcast(&service->incoming_ready);
    (void)pthread_mutex_unlock(&service->lock);
    return NULL;
}
