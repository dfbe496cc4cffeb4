/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening an installation: stores, view, signer, threads; and the reading handles.
 *
 * The order matters. First the storage is held against the last checkpoint that this node published, which it keeps itself: a database restored from an older backup is found here, before
 * anything is signed. Then only the entries above that checkpoint are checked again; a full check is `record verify`.
 */
#include "service/quote_internal.h"
#include "service/text_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Path {
    char text[SERVICE_PATH_MAX + 32];
} Path;

static const char *path_in(const Service *service, const char *name, Path *out)
{
    (void)snprintf(out->text, sizeof out->text, "%s/%s", service->folder, name);
    return out->text;
}

/* ---- reading handles ---- */

static void handle_close(Handle *handle)
{
    tile_cache_free(handle->tiles);
    view_close(handle->view);
    store_close(handle->store);
    memory_free(handle);
}

static Status handle_open(Service *service, Handle **out, Problem *problem)
{
    Handle      *handle = memory_new_zeroed(1, sizeof *handle);
    Path         record, view;
    StoreOptions options = {.where = path_in(service, "record.sqlite", &record), .mode = STORE_WRITE};
    Status       status;

    if (handle == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    TRY_OR(failed, store_open(store_driver("sqlite"), &options, &handle->store, problem));
    TRY_OR(failed, view_open_reader(path_in(service, "view.sqlite", &view), &process_schema, &handle->view, problem));
    handle->source = store_tile_source(handle->store);
    handle->tiles = tile_cache_new(&handle->source, SERVICE_TILES);
    if (handle->tiles == NULL)
        TRY_OR(failed, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    *out = handle;
    return OK;
failed:
    handle_close(handle);
    return status;
}

Status handle_take(Service *service, Handle **out, Problem *problem)
{
    (void)pthread_mutex_lock(&service->handle_lock);
    *out = service->handles;
    if (*out != NULL) {
        service->handles = (*out)->next;
        service->handle_count--;
    }
    (void)pthread_mutex_unlock(&service->handle_lock);
    return *out != NULL ? OK : handle_open(service, out, problem);
}

void handle_give(Service *service, Handle *handle)
{
    bool kept;

    (void)pthread_mutex_lock(&service->handle_lock);
    kept = service->handle_count < SERVICE_READERS_MAX;
    if (kept) {
        handle->next = service->handles;
        service->handles = handle;
        service->handle_count++;
    }
    (void)pthread_mutex_unlock(&service->handle_lock);
    if (!kept)
        handle_close(handle);
}

/* ---- opening ---- */

/* One writer for each folder (record.md, section 6): what it published it knows from its own memory, and a second one would sign beside it. Held until the process ends or closes it; taken after
   the signer is forked, which must not hold it on. */
static Status lock_folder(Service *service, Problem *problem)
{
    Path path;

    service->lock_file = open(path_in(service, "node.lock", &path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (service->lock_file < 0)
        return problem_set(problem, ERR_STORAGE, MSG("service.folder"), "folder", path.text, "what", strerror(errno), NULL);
    return flock(service->lock_file, LOCK_EX | LOCK_NB) == 0 ? OK : problem_set(problem, ERR_BUSY, MSG("service.in_use"), "folder", service->folder, NULL);
}

static Status open_parts(Service *service, Problem *problem)
{
    Path           path;
    StoreOptions   options = {.where = path_in(service, "record.sqlite", &path), .mode = STORE_WRITE};
    ProcessSupport support = {service_root_at, service_blob, service, service_changes};

    TRY(store_open(store_driver("sqlite"), &options, &service->store, problem));
    TRY(node_open(path_in(service, "node.sqlite", &path), &service->node, problem));
    TRY(blobs_open(path_in(service, "blobs", &path), &service->blobs, problem));
    TRY(view_open(path_in(service, "view.sqlite", &path), &process_schema, &service->view, problem));
    TRY(process_open(service->view, &support, &service->process, problem));
    service->tile_source = store_tile_source(service->store);
    service->tiles = tile_cache_new(&service->tile_source, SERVICE_TILES);
    service->roots = memory_new_zeroed(1, sizeof *service->roots);
    service->batch_leaves = memory_new_zeroed(SERVICE_BATCH, sizeof *service->batch_leaves);
    service->batch = batch_new();
    service->texts = text_keep_new();
    if (service->texts == NULL || service->tiles == NULL || service->roots == NULL || service->batch_leaves == NULL || service->batch == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return OK;
}

static Status open_secrets(Service *service, Problem *problem)
{
    Path        path;
    struct stat there;

    if (stat(path_in(service, "private.sqlite", &path), &there) == 0)
        TRY(private_open(service->folder, STORE_WRITE, &service->secret, problem));
    if (service->options.read_only)
        return OK;
    if (stat(path_in(service, "keys", &path), &there) != 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("service.no_keys"), "folder", path.text, NULL);
    if (stat(path_in(service, "keys/log.key", &path), &there) == 0 && stat(path_in(service, "keys/receipts.key", &path), &there) != 0)
        TRY(receipts_key_make(service->folder, problem));
    (void)path_in(service, "keys", &path);
    return signer_start(path.text, &service->signer, problem);
}

/* The last checkpoint that this node published: what the storage must extend. */
static Status load_published(Service *service, const Tree *head, Problem *problem)
{
    Buffer     note;
    Checkpoint checkpoint;
    char       ours[DECIMAL_MAX], now[DECIMAL_MAX];
    Status     status;
    bool       own;

    buffer_init(&note, CHECKPOINT_MAX);
    status = node_published(service->node, &note, problem);
    own = status == OK;
    if (status == ERR_NOT_FOUND) { /* a mirror, or a node that never signed: then what the storage has published stands */
        buffer_reset(&note);
        status = store_checkpoint(service->store, STORE_NEWEST, &note, problem);
    }
    if (status == ERR_NOT_FOUND) {
        buffer_clear(&note);
        return OK;
    }
    TRY_OR(done, status);
    TRY_OR(done, checkpoint_parse(buffer_slice(&note), &checkpoint, problem));
    if (checkpoint.size > head->size)
        TRY_OR(done, problem_set(problem, ERR_CONFLICT, MSG("service.rolled_back"), "published", decimal(ours, (int64_t)checkpoint.size), "size",
                                 decimal(now, (int64_t)head->size), NULL));
    service->published.size = checkpoint.size;
    service->published.root = checkpoint.root;
    service->judged = own ? checkpoint.size : 0;
    service->judged_root = checkpoint.root;
    buffer_add(&service->published.checkpoint, buffer_slice(&note));
    status = problem_plain(problem, service->published.checkpoint.status);
done:
    buffer_clear(&note);
    return status;
}

static Status check_leaf(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    Service   *service = context;
    HashSource source = tile_cache_source(service->tiles);
    Entry      entry;
    Hash       leaf;
    char       place[DECIMAL_MAX + 16];
    Status     status = entry_decode(bytes, &entry, problem);

    if (status == OK)
        status = source.read(source.context, 0, index, &leaf, problem);
    if (status == OK && !hash_equal(&leaf, &entry.leaf))
        status = problem_set(problem, ERR_STORAGE, MSG("service.leaf_differs"), NULL);
    if (status == OK)
        return OK;
    (void)snprintf(place, sizeof place, "entry %llu", (unsigned long long)index);
    return problem_at(problem, status, place);
}

static Status check_storage(Service *service, Problem *problem)
{
    Tree     head, old;
    Hash     root;
    HashSource source = tile_cache_source(service->tiles);
    char     size[DECIMAL_MAX];

    TRY(store_head(service->store, &head, problem));
    TRY(load_published(service, &head, problem));
    tile_cache_size(service->tiles, head.size);
    TRY(tree_load(&source, service->published.size, &old, problem));
    tree_root(&old, &root);
    if (service->published.size != 0 && !hash_equal(&root, &service->published.root))
        return problem_set(problem, ERR_CONFLICT, MSG("service.forked"), "size", decimal(size, (int64_t)service->published.size), NULL);
    if (head.size > service->published.size)
        TRY(store_entries(service->store, service->published.size, head.size - service->published.size, check_leaf, service, problem));
    return service_catch_up(service, &head, problem);
}

Status service_load_policy(Service *service, Problem *problem)
{
    RecordFacts facts = {0};
    Status      status = record_facts_load(service->view, &facts, problem);

    service->has_quorum = facts.policy != NULL && policy_has_quorum(facts.policy);
    record_facts_clear(&facts);
    return status;
}

static Status start_thread(Service *service, void *(*run)(void *), Problem *problem)
{
    if (pthread_create(&service->threads[service->thread_count], NULL, run, service) != 0)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    service->thread_count++;
    service->writer_started = service->writer_started || run == writer_run;
    return OK;
}

static Status start_threads(Service *service, Problem *problem)
{
    long     online = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned wanted = service->options.workers != 0 ? service->options.workers : (unsigned)(online > 0 ? online : 1);

    wanted = wanted < SERVICE_WORKERS_MAX ? wanted : SERVICE_WORKERS_MAX;
    service->worker_count = wanted;
    for (unsigned i = 0; i < wanted; i++)
        TRY(start_thread(service, worker_run, problem));
    TRY(start_thread(service, writer_run, problem));
    TRY(start_thread(service, witness_run, problem));
    if (service->options.no_duties)
        return OK;
    TRY(start_thread(service, quotes_run, problem));
    return start_thread(service, duties_run, problem);
}

static void init_locks(Service *service)
{
    (void)pthread_mutex_init(&service->lock, NULL);
    (void)pthread_mutex_init(&service->handle_lock, NULL);
    (void)pthread_mutex_init(&service->secret_lock, NULL);
    (void)pthread_mutex_init(&service->duty_lock, NULL);
    (void)pthread_rwlock_init(&service->published.lock, NULL);
    (void)pthread_cond_init(&service->incoming_ready, NULL);
    (void)pthread_cond_init(&service->checked_ready, NULL);
    (void)pthread_cond_init(&service->waiting_ready, NULL);
    job_list_init(&service->incoming);
    job_list_init(&service->checked);
    job_list_init(&service->waiting);
    job_list_init(&service->answering);
    job_list_init(&service->spare);
    buffer_init(&service->blob, BLOB_MAX);
    buffer_init(&service->published.checkpoint, CHECKPOINT_MAX);
    buffer_init(&service->published.cosigned, CHECKPOINT_MAX);
}

Status service_open(const ServiceOptions *options, Service **out, Problem *problem)
{
    Service *service = memory_new_zeroed(1, sizeof *service);
    Status   status;

    REQUIRE(out != NULL && *out == NULL);
    if (service == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    init_locks(service);
    service->lock_file = -1;
    service->options = *options;
    (void)snprintf(service->folder, sizeof service->folder, "%s", options->folder);
    service->options.folder = service->folder;
    TRY_OR(failed, open_secrets(service, problem)); /* the signer is forked before there are threads or open stores */
    if (!options->read_only)
        TRY_OR(failed, lock_folder(service, problem));
    TRY_OR(failed, open_parts(service, problem));
    TRY_OR(failed, quote_keep_new(&service->quotes, problem));
    TRY_OR(failed, check_storage(service, problem));
    TRY_OR(failed, service_load_policy(service, problem));
    if (!options->read_only) {
        TRY_OR(failed, service_ask_ahead(service, problem));
        TRY_OR(failed, service_publish(service, problem));
        TRY_OR(failed, start_threads(service, problem));
    }
    *out = service;
    return OK;
failed:
    service_close(service);
    return problem_plain(problem, status);
}

static void stop_threads(Service *service)
{
    (void)pthread_mutex_lock(&service->lock);
    service->closing = true;
    service->quotes_stop = true;
    (void)pthread_cond_broadcast(&service->incoming_ready);
    (void)pthread_cond_broadcast(&service->checked_ready);
    (void)pthread_cond_broadcast(&service->waiting_ready);
    service->writer_done = service->writer_done || !service->writer_started;
    (void)pthread_mutex_unlock(&service->lock);
    for (unsigned i = 0; i < service->thread_count; i++)
        (void)pthread_join(service->threads[i], NULL);
}

void service_close(Service *service)
{
    if (service == NULL)
        return;
    stop_threads(service);
    quote_keep_free(service->quotes);
    while (service->handles != NULL) {
        Handle *handle = service->handles;

        service->handles = handle->next;
        handle_close(handle);
    }
    for (Job *job = job_list_take(&service->spare); job != NULL; job = job_list_take(&service->spare))
        job_drop(job);
    process_close(service->process);
    tile_cache_free(service->tiles);
    view_close(service->view);
    store_close(service->store);
    blobs_close(service->blobs);
    node_close(service->node);
    private_close(service->secret);
    signer_stop(service->signer);
    if (service->lock_file >= 0)
        close(service->lock_file);
    text_keep_free(service->texts);
    memory_free(service->roots);
    memory_free(service->batch_leaves);
    memory_free(service->batch);
    buffer_clear(&service->blob);
    buffer_clear(&service->published.checkpoint);
    buffer_clear(&service->published.cosigned);
    (void)pthread_mutex_destroy(&service->lock);
    (void)pthread_mutex_destroy(&service->handle_lock);
    (void)pthread_mutex_destroy(&service->secret_lock);
    (void)pthread_mutex_destroy(&service->duty_lock);
    (void)pthread_rwlock_destroy(&service->published.lock);
    (void)pthread_cond_destroy(&service->incoming_ready);
    (void)pthread_cond_destroy(&service->checked_ready);
    (void)pthread_cond_destroy(&service->waiting_ready);
    memory_free(service);
}
