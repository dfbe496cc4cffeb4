/* SPDX-License-Identifier: Apache-2.0
 *
 * Mirroring: what is new at another node is fetched, verified and appended to the record in a folder of our own. The remote side is read through the mirror driver, which gives out nothing
 * that is not under a checkpoint of the host's; then every entry is judged as by a verifier, and only then is it stored. The same call brings an installation up to date that was restored from
 * an older backup.
 *
 * The record is committed before the view, a batch at a time, so that a round that dies is taken up by the next where it ended. Nothing that we hold is ever given up: when the remote side
 * does not extend it, both checkpoints are kept as evidence and the round ends.
 */
#include "service/verify_internal.h"

#include <errno.h>
#include <sys/stat.h>

enum {
    PATH_SIZE = 4096,
    BATCH_BYTES_MAX = 4 * 1024 * 1024,
    COMMIT_BYTES = 8 * 1024 * 1024 /* of entries: what a transaction of the record holds in memory */
};

typedef struct Mirror {
    const char   *url, *token, *folder;
    MirrorReport *report;
    void (*progress)(void *context, uint64_t done, uint64_t size);
    void         *progress_context;
    Store        *local, *remote;
    View         *view;
    Process      *process;
    NodeStore    *node;
    Blobs        *blobs;
    RecordFiles  *files;               /* for blobs and cosignatures */
    KeyBook      *keys;
    TileSource    local_tiles, remote_tiles;
    TileCache    *local_cache, *remote_cache;
    GrowingTree   growing;
    Tree          local_head, remote_head; /* local_head moves as batches are committed */
    Key           host;
    bool          host_known;
    bool          begun;               /* a transaction of the local store is open */
    size_t        begun_bytes;         /* of entries in it */
    StoreRow     *rows;                /* STORE_BATCH_MAX of them, the batch at hand */
    size_t       *starts, count;       /* where a row's bytes begin in `bytes` */
    Buffer        bytes, checkpoint, cosignatures, blob;
    Hash          last_blob;
} Mirror;

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status path_in(const Mirror *mirror, const char *name, char path[PATH_SIZE], Problem *problem)
{
    return snprintf(path, PATH_SIZE, "%s/%s", mirror->folder, name) < PATH_SIZE ? OK : problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
}

/* ---- what the rules ask ---- */

static Status root_at(void *context, uint64_t size, Hash *out, Problem *problem)
{
    Mirror *mirror = context;

    return growing_tree_root(&mirror->growing, size, out, problem);
}

/* ERR_NOT_FOUND: the remote side does not have it, or not for us. */
static Status fetch_blob(Mirror *mirror, const Hash *name, Problem *problem)
{
    char   path[2 * HASH_SIZE + 16], hex[2 * HASH_SIZE + 1];
    Status status;

    hash_print_hex(name, hex);
    (void)snprintf(path, sizeof path, "blob/%s", hex);
    buffer_reset(&mirror->blob);
    status = files_get(mirror->files, path, BLOB_MAX, &mirror->blob, problem);
    if (status == ERR_NOT_FOUND || status == ERR_FORBIDDEN)
        return ERR_NOT_FOUND;
    if (status == OK)
        status = blobs_put(mirror->blobs, name, buffer_slice(&mirror->blob), problem);
    if (status != OK)
        return problem_at(problem, status, path);
    mirror->report->blobs++;
    return OK;
}

static Status blob_of(void *context, const Hash *name, Slice *out, Problem *problem)
{
    Mirror *mirror = context;

    if (!blobs_has(mirror->blobs, name))
        TRY(fetch_blob(mirror, name, problem));
    buffer_reset(&mirror->blob);
    TRY(blobs_get(mirror->blobs, name, &mirror->blob, problem));
    *out = buffer_slice(&mirror->blob);
    return OK;
}

/* ---- opening ---- */

static Status open_record(Mirror *mirror, StoreMode mode, Problem *problem)
{
    char path[PATH_SIZE];

    if (mode == STORE_CREATE && mkdir(mirror->folder, 0750) != 0 && errno != EEXIST)
        return problem_set(problem, ERR_STORAGE, MSG("service.folder"), "folder", mirror->folder, "what", strerror(errno), NULL);
    TRY(path_in(mirror, "record.sqlite", path, problem));
    TRY(store_open(store_driver("sqlite"), &(StoreOptions){.where = path, .mode = mode}, &mirror->local, problem));
    TRY(path_in(mirror, "view.sqlite", path, problem));
    TRY(view_open(path, &process_schema, &mirror->view, problem));
    TRY(path_in(mirror, "node.sqlite", path, problem));
    TRY(node_open(path, &mirror->node, problem));
    TRY(path_in(mirror, "blobs", path, problem));
    return blobs_open(path, &mirror->blobs, problem);
}

/* The host's key as the record that we hold has it. */
static Status pin_host(Mirror *mirror, Problem *problem)
{
    RecordFacts facts = {0};
    Status      status = record_facts_load(mirror->view, &facts, problem);

    if (status == OK && facts.origin[0] != '\0') {
        mirror->host = facts.host;
        mirror->host_known = true;
    }
    record_facts_clear(&facts);
    return status;
}

/* The host's keys may have been rotated since: by acts that stand in the record. So it is verified as a whole, whose history is compared with ours afterwards like any other. */
static Status host_rotated(Mirror *mirror)
{
    VerifyReport  report;
    VerifyOptions options = {0};
    Problem       found = {0};
    Status        status = files_open(mirror->url, mirror->token, &mirror->files, NULL);

    if (status == OK)
        status = service_verify(mirror->files, &options, &report, &found);
    files_close(mirror->files);
    mirror->files = NULL;
    if (status != OK || !report.verified)
        return ERR_SIGNATURE;
    mirror->host = report.host;
    return OK;
}

static Status open_remote(Mirror *mirror, const Key *host, Problem *problem)
{
    StoreOptions options = {.where = mirror->url, .mode = STORE_READ, .token = mirror->token, .host = host != NULL ? host : mirror->host_known ? &mirror->host : NULL};
    Status       status = store_open(store_driver("mirror"), &options, &mirror->remote, problem);

    if (status != ERR_SIGNATURE || host != NULL || host_rotated(mirror) != OK)
        return status;
    if (problem != NULL)
        *problem = (Problem){0};
    options.host = &mirror->host;
    return store_open(store_driver("mirror"), &options, &mirror->remote, problem);
}

/* A folder of our own that is there is opened first, for the key that it holds; a new one is made only once the remote side could be read. */
static Status open_both(Mirror *mirror, const Key *host, Problem *problem)
{
    char        path[PATH_SIZE];
    struct stat there;
    bool        exists;

    TRY(path_in(mirror, "record.sqlite", path, problem));
    exists = stat(path, &there) == 0;
    if (exists) {
        TRY(open_record(mirror, STORE_WRITE, problem));
        TRY(pin_host(mirror, problem));
    }
    TRY(open_remote(mirror, host, problem));
    TRY(files_open(mirror->url, mirror->token, &mirror->files, problem));
    return exists ? OK : open_record(mirror, STORE_CREATE, problem);
}

static Status open_rest(Mirror *mirror, Problem *problem)
{
    ProcessSupport support = {root_at, blob_of, mirror};

    TRY(process_open(mirror->view, &support, &mirror->process, problem));
    mirror->local_tiles = store_tile_source(mirror->local);
    mirror->remote_tiles = store_tile_source(mirror->remote);
    mirror->local_cache = tile_cache_new(&mirror->local_tiles, VERIFY_TILES);
    mirror->remote_cache = tile_cache_new(&mirror->remote_tiles, VERIFY_TILES);
    mirror->keys = key_book_new();
    mirror->rows = memory_new_zeroed(STORE_BATCH_MAX, sizeof *mirror->rows);
    mirror->starts = memory_new_zeroed(STORE_BATCH_MAX, sizeof *mirror->starts);
    if (mirror->local_cache == NULL || mirror->remote_cache == NULL || mirror->keys == NULL || mirror->rows == NULL || mirror->starts == NULL)
        return no_memory(problem);
    TRY(store_head(mirror->local, &mirror->local_head, problem));
    TRY(store_head(mirror->remote, &mirror->remote_head, problem));
    tile_cache_size(mirror->local_cache, mirror->local_head.size);
    tile_cache_size(mirror->remote_cache, mirror->remote_head.size);
    TRY(store_checkpoint(mirror->remote, STORE_NEWEST, &mirror->checkpoint, problem));
    mirror->report->from = mirror->local_head.size;
    mirror->report->size = mirror->remote_head.size;
    return OK;
}

/* ---- forks ---- */

/* The first of `common` leaves that differs, or `common`: compares complete subtrees, then goes down into the first that differs. */
static Status first_difference(const HashSource *ours, const HashSource *theirs, uint64_t common, uint64_t *out, Problem *problem)
{
    uint64_t at = 0;
    Hash     a, b;

    for (int level = 63; level >= 0; level--) {
        uint64_t width = UINT64_C(1) << level;

        if (common - at < width)
            continue;
        TRY(ours->read(ours->context, level, at >> level, &a, problem));
        TRY(theirs->read(theirs->context, level, at >> level, &b, problem));
        if (hash_equal(&a, &b))
            at += width;
        else
            common = at + width - 1; /* the difference is within; if in none of the first leaves of it, it is the last */
    }
    *out = at;
    return OK;
}

static void keep_evidence(Mirror *mirror)
{
    Buffer ours;

    buffer_init(&ours, NOTE_MAX);
    if (store_checkpoint(mirror->local, STORE_NEWEST, &ours, NULL) == OK || node_published(mirror->node, &ours, NULL) == OK)
        if (node_evidence_add(mirror->node, "fork", buffer_slice(&ours), NULL) != OK)
            buffer_reset(&ours); /* the fork is reported all the same */
    if (node_evidence_add(mirror->node, "fork", buffer_slice(&mirror->checkpoint), NULL) != OK)
        buffer_reset(&ours);
    buffer_clear(&ours);
}

static Status compare_heads(Mirror *mirror, Problem *problem)
{
    HashSource ours = tile_cache_source(mirror->local_cache), theirs = tile_cache_source(mirror->remote_cache);
    uint64_t   local = mirror->local_head.size, remote = mirror->remote_head.size, common = local < remote ? local : remote, first;
    char       local_text[DECIMAL_MAX], remote_text[DECIMAL_MAX];

    TRY(first_difference(&ours, &theirs, common, &first, problem));
    if (first == local)
        return OK;
    keep_evidence(mirror);
    (void)problem_set(problem, ERR_CONFLICT, first < common ? MSG("mirror.differs") : MSG("mirror.behind"), "where", files_where(mirror->files), "ours",
                      decimal(local_text, (int64_t)local), "theirs", decimal(remote_text, (int64_t)remote), NULL);
    return pipeline_at_entry(problem, ERR_CONFLICT, first);
}

/* ---- entries ---- */

static Status into_bundle(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    Buffer *out = context;

    (void)index;
    bundle_add(out, bytes);
    return out->status == OK ? OK : problem_set(problem, out->status, status_face(out->status)->message, NULL);
}

/* What we hold is replayed from our own store. */
static Status read_bundle(void *context, const TileId *bundle, Buffer *out, Problem *problem)
{
    Mirror  *mirror = context;
    uint64_t start = bundle->index * TILE_WIDTH;
    bool     held = start + (uint64_t)bundle->width <= mirror->report->from;

    return store_entries(held ? mirror->local : mirror->remote, start, (uint64_t)bundle->width, into_bundle, out, problem);
}

static Status begin(Mirror *mirror, Problem *problem)
{
    Tree head;

    if (mirror->begun)
        return OK;
    TRY(store_begin(mirror->local, &head, problem));
    mirror->begun = true;
    mirror->begun_bytes = 0;
    return head.size == mirror->local_head.size ? OK : problem_set(problem, ERR_BUSY, MSG("mirror.moved"), "folder", mirror->folder, NULL);
}

static Status append_batch(Mirror *mirror, Problem *problem)
{
    if (mirror->count == 0)
        return OK;
    for (size_t i = 0; i < mirror->count; i++)
        mirror->rows[i].bytes.data = mirror->bytes.data + mirror->starts[i];
    TRY(begin(mirror, problem));
    TRY(store_append(mirror->local, mirror->rows, mirror->count, problem));
    mirror->begun_bytes += mirror->bytes.size;
    mirror->count = 0;
    buffer_reset(&mirror->bytes);
    return OK;
}

static Status commit_record(Mirror *mirror, Problem *problem)
{
    if (!mirror->begun)
        return OK;
    mirror->begun = false;
    TRY(store_commit(mirror->local, problem));
    mirror->local_head = mirror->growing.tree;
    return OK;
}

/* The record before the view: what the view shows is in the record, whenever we die. */
static Status commit(Mirror *mirror, Problem *problem)
{
    Hash root;

    TRY(append_batch(mirror, problem));
    TRY(commit_record(mirror, problem));
    tree_root(&mirror->growing.tree, &root);
    TRY(view_commit(mirror->view, mirror->growing.tree.size, &root, problem));
    return view_begin(mirror->view, problem);
}

static Status judge_entry(void *context, uint64_t index, const CheckedEntry *checked, Problem *problem)
{
    Mirror      *mirror = context;
    const Entry *entry = &checked->entry;
    ActOutcome   outcome;
    Status       status = process_act(mirror->process, entry, index, checked->verdicts, PROCESS_REPLAY, &outcome, problem);

    if (status != OK)
        return pipeline_at_entry(problem, status, index);
    growing_tree_add(&mirror->growing, &entry->leaf);
    if (index >= mirror->report->from) {
        mirror->starts[mirror->count] = mirror->bytes.size;
        mirror->rows[mirror->count++] = (StoreRow){entry->leaf, entry->bytes};
        buffer_add(&mirror->bytes, entry->bytes);
        if (mirror->bytes.status != OK)
            return no_memory(problem);
    }
    if (mirror->progress != NULL && (index + 1) % TILE_WIDTH == 0)
        mirror->progress(mirror->progress_context, index + 1, mirror->remote_head.size);
    if (mirror->count == STORE_BATCH_MAX || mirror->bytes.size >= BATCH_BYTES_MAX)
        TRY(append_batch(mirror, problem));
    if (mirror->begun && mirror->begun_bytes >= COMMIT_BYTES)
        TRY(commit_record(mirror, problem));
    return (index + 1) % VIEW_CATCH_UP_ENTRIES == 0 ? commit(mirror, problem) : OK;
}

static Status enter_key(void *context, const Key *key, Problem *problem)
{
    return key_book_add(context, key) == OK ? OK : no_memory(problem);
}

/* Where the view stands, if it is a view of the record that we hold; else it is made anew. */
static Status start_view(Mirror *mirror, Problem *problem)
{
    HashSource source = tile_cache_source(mirror->local_cache);
    Tree       tree;
    uint64_t   size;
    Hash       said, root;

    TRY(view_state(mirror->view, &size, &said, problem));
    tree_init(&tree);
    if (size <= mirror->local_head.size)
        TRY(tree_load(&source, size, &tree, problem));
    tree_root(&tree, &root);
    if (size != 0 && (size > mirror->local_head.size || !hash_equal(&said, &root))) {
        TRY(view_reset(mirror->view, problem));
        tree_init(&tree);
    }
    growing_tree_start(&mirror->growing, &tree, mirror->remote_cache);
    return key_rows(mirror->view, enter_key, mirror->keys, problem);
}

static Status take_entries(Mirror *mirror, Problem *problem)
{
    PipelineOptions pipeline = {.size = mirror->remote_head.size, .keys = mirror->keys, .read = read_bundle, .judge = judge_entry, .context = mirror};
    Status          status;

    TRY(start_view(mirror, problem));
    pipeline.from = mirror->growing.tree.size;
    TRY(view_room(mirror->view, VIEW_CATCH_UP_KB, problem));
    TRY(view_begin(mirror->view, problem));
    status = pipeline_run(&pipeline, problem);
    if (status == OK)
        status = commit(mirror, problem);
    if (mirror->begun)
        store_cancel(mirror->local);
    mirror->begun = false;
    view_cancel(mirror->view);
    return status;
}

/* ---- the checkpoint and the blobs ---- */

static Status judge_checkpoint(const Mirror *mirror, Checkpoint *checkpoint, Problem *problem)
{
    RecordFacts facts = {0};
    Judgement   judgement;
    Status      status = record_facts_load(mirror->view, &facts, problem);

    if (status == OK)
        status = checkpoint_parse(buffer_slice(&mirror->checkpoint), checkpoint, problem);
    if (status == OK)
        status = checkpoint_judge(checkpoint, &facts.host, &facts.clock_key, facts.policy, buffer_slice(&mirror->cosignatures), &judgement, problem);
    record_facts_clear(&facts);
    return status == OK ? OK : pipeline_at(problem, status, "checkpoint");
}

static Status take_checkpoint(Mirror *mirror, Problem *problem)
{
    uint64_t    size = mirror->remote_head.size;
    Checkpoint *checkpoint = memory_new(sizeof *checkpoint);
    Status      status;

    if (checkpoint == NULL)
        return no_memory(problem);
    status = store_cosignatures(mirror->remote, size, &mirror->cosignatures, problem);
    status = status == ERR_NOT_FOUND ? OK : status;
    if (status == OK)
        status = judge_checkpoint(mirror, checkpoint, problem);
    if (status == OK && mirror->cosignatures.size != 0)
        status = store_cosignatures_put(mirror->local, size, buffer_slice(&mirror->cosignatures), problem);
    if (status == OK)
        status = store_publish(mirror->local, size, buffer_slice(&mirror->checkpoint), problem);
    memory_free(checkpoint);
    return status;
}

/* Rows of one blob stand together. What the remote side does not have, or not for us, is asked for again in the next round. */
static Status take_blob(void *context, const Hash *name, uint64_t size, uint64_t act, Problem *problem)
{
    Mirror *mirror = context;
    Status  status;

    (void)size;
    (void)act;
    if (hash_equal(name, &mirror->last_blob) || blobs_has(mirror->blobs, name))
        return OK;
    mirror->last_blob = *name;
    status = fetch_blob(mirror, name, problem);
    return status == ERR_NOT_FOUND ? OK : status;
}

/* ---- a round ---- */

static Status run_round(Mirror *mirror, const Key *host, Problem *problem)
{
    TRY(open_both(mirror, host, problem));
    TRY(open_rest(mirror, problem));
    TRY(compare_heads(mirror, problem));
    TRY(take_entries(mirror, problem));
    TRY(take_checkpoint(mirror, problem));
    return blob_rows(mirror->view, take_blob, mirror, problem);
}

static void mirror_free(Mirror *mirror)
{
    process_close(mirror->process);
    tile_cache_free(mirror->local_cache);
    tile_cache_free(mirror->remote_cache);
    key_book_free(mirror->keys);
    files_close(mirror->files);
    store_close(mirror->remote);
    view_close(mirror->view);
    store_close(mirror->local);
    node_close(mirror->node);
    blobs_close(mirror->blobs);
    memory_free(mirror->rows);
    memory_free(mirror->starts);
    buffer_clear(&mirror->bytes);
    buffer_clear(&mirror->checkpoint);
    buffer_clear(&mirror->cosignatures);
    buffer_clear(&mirror->blob);
    memory_free(mirror);
}

Status service_mirror(const char *url, const char *token, const char *folder, const Key *host, MirrorReport *report, void (*progress)(void *context, uint64_t done, uint64_t size), void *context,
                      Problem *problem)
{
    Mirror *mirror = memory_new_zeroed(1, sizeof *mirror);
    Status  status;

    *report = (MirrorReport){0};
    if (mirror == NULL)
        return no_memory(problem);
    mirror->url = url;
    mirror->token = token;
    mirror->folder = folder;
    mirror->report = report;
    mirror->progress = progress;
    mirror->progress_context = context;
    buffer_init(&mirror->bytes, (size_t)STORE_BATCH_MAX * ENTRY_MAX);
    buffer_init(&mirror->checkpoint, NOTE_MAX);
    buffer_init(&mirror->cosignatures, NOTE_MAX);
    buffer_init(&mirror->blob, BLOB_MAX);
    status = run_round(mirror, host, problem);
    mirror_free(mirror);
    return status;
}
