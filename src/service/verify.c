/* SPDX-License-Identifier: Apache-2.0
 *
 * Verifying a record (record.md, section 10) over any of its faces: an address, a folder of files, an installation. Everything is computed again from the entries: leaves, every tile, the
 * root, the view; the checkpoint is judged under the host's keys and the policy that are in force at its size. Nothing that is served is believed before it was computed.
 *
 * The first failure in the order of entries is the one that is named. A checkpoint that entry 0's host did not sign is suspect from the start: when anything fails behind it, the checkpoint
 * is at fault, unless the record rotates its host's keys.
 */
#include "service/verify_internal.h"
#include "store/driver.h"

#include <jansson.h>

typedef struct Audit {
    RecordFiles         *files;
    const VerifyOptions *options;
    VerifyReport        *report;
    Buffer               checkpoint_bytes, tile_bytes, blob;
    Checkpoint           checkpoint, from;
    bool                 has_from, from_reached, suspect, rotates;
    Hash                 from_root;
    Problem              suspicion;
    bool                 missing;      /* what failed is that data are not there */
    bool                 unreadable;   /* what failed is the reading: nothing can be said of the record */
    Policy              *policy;       /* the caller's */
    View                *view;
    Process             *process;
    KeyBook             *keys;
    Tiler                tiler;
    GrowingTree          growing;
    TileSource           source;
    TileCache           *cache;
    Key                  host, clock;
    Hash                 last_blob;
} Audit;

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* Says of a failed reading what it means: not there, or not to be had, or not of its form. */
static Status reading_failed(Audit *audit, Status status, const char *path, Problem *problem)
{
    if (status == ERR_NOT_FOUND) {
        audit->missing = true;
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("verify.missing"), "where", files_where(audit->files), NULL), path);
    }
    audit->unreadable = audit->unreadable || (status != ERR_SYNTAX && status != ERR_LIMIT);
    return problem_at(problem, status, path);
}

/* ---- what is read ---- */

/* A bundle at this width, or the beginning of the full one where the partial is gone. What does not divide into entries is the workers' to find, who name the entry. */
static Status read_bundle(void *context, const TileId *bundle, Buffer *out, Problem *problem)
{
    Audit *audit = context;
    TileId full = {TILE_ENTRIES, bundle->index, TILE_WIDTH};
    Slice  rest, entry;
    char   path[TILE_PATH_MAX];
    Status status;

    tile_path_print(bundle, path);
    status = files_get(audit->files, path, BUNDLE_MAX, out, problem);
    if (status == ERR_NOT_FOUND && bundle->width < TILE_WIDTH) {
        tile_path_print(&full, path);
        status = files_get(audit->files, path, BUNDLE_MAX, out, problem);
        rest = buffer_slice(out);
        for (int i = 0; status == OK && i < bundle->width && bundle_next(&rest, &entry); i++)
            continue;
        if (status == OK)
            out->size -= rest.size;
        tile_path_print(bundle, path);
    }
    if (status != OK)
        return reading_failed(audit, status, path, problem);
    audit->report->bundles++;
    return OK;
}

static Status read_tile(void *context, const TileId *tile, uint8_t *out, Problem *problem)
{
    Audit *audit = context;
    char   path[TILE_PATH_MAX];
    Status status;

    tile_path_print(tile, path);
    buffer_reset(&audit->tile_bytes);
    status = files_tile(audit->files, tile, &audit->tile_bytes, problem);
    if (status != OK)
        return reading_failed(audit, status, path, problem);
    memcpy(out, audit->tile_bytes.data, (size_t)tile->width * HASH_SIZE);
    return OK;
}

/* ---- the tree ---- */

static Status compare_tile(Audit *audit, const TileId *tile, const uint8_t *computed, Problem *problem)
{
    uint8_t served[TILE_BYTES];
    char    path[TILE_PATH_MAX], expected[45], found[45], place[DECIMAL_MAX];
    Hash    hash;

    TRY(read_tile(audit, tile, served, problem));
    audit->report->tiles++;
    if (memcmp(served, computed, (size_t)tile->width * HASH_SIZE) == 0)
        return OK;
    for (int i = 0; i < tile->width; i++) {
        if (memcmp(served + i * HASH_SIZE, computed + i * HASH_SIZE, HASH_SIZE) == 0)
            continue;
        memcpy(hash.bytes, computed + i * HASH_SIZE, HASH_SIZE);
        hash_print_base64(&hash, expected);
        memcpy(hash.bytes, served + i * HASH_SIZE, HASH_SIZE);
        hash_print_base64(&hash, found);
        if (tile->level == 0)
            audit->report->failed_index = tile->index * TILE_WIDTH + (uint64_t)i;
        (void)problem_set(problem, ERR_SYNTAX, MSG("verify.tile"), "place", decimal(place, i), "expected", expected, "found", found, NULL);
        break;
    }
    tile_path_print(tile, path);
    return problem_at(problem, ERR_SYNTAX, path);
}

static Status full_tile(void *context, int level, uint64_t index, const uint8_t hashes[TILE_BYTES], Problem *problem)
{
    return compare_tile(context, &(TileId){level, index, TILE_WIDTH}, hashes, problem);
}

static Status partial_tiles(Audit *audit, Problem *problem)
{
    for (int level = 0; level < TILE_LEVELS; level++) {
        const TilerLevel *partial = &audit->tiler.level[level];
        TileId            tile = {level, tile_count(level, audit->tiler.size), partial->width};

        if (partial->width == 0)
            continue;
        tile.index--;
        TRY(compare_tile(audit, &tile, partial->hashes, problem));
    }
    return OK;
}

static Status grow(Audit *audit, const Hash *leaf, Problem *problem)
{
    TilerSink sink = {full_tile, audit};

    TRY(tiler_add(&audit->tiler, leaf, &sink, problem));
    if (audit->options->without_rules)
        tree_add(&audit->growing.tree, leaf);
    else
        growing_tree_add(&audit->growing, leaf);
    if (audit->has_from && audit->growing.tree.size == audit->from.size) {
        tree_root(&audit->growing.tree, &audit->from_root);
        audit->from_reached = true;
    }
    return OK;
}

/* ---- entries ---- */

static Status root_at(void *context, uint64_t size, Hash *out, Problem *problem)
{
    Audit *audit = context;

    return growing_tree_root(&audit->growing, size, out, problem);
}

static Status blob_of(void *context, const Hash *name, Slice *out, Problem *problem)
{
    Audit *audit = context;
    char   path[2 * HASH_SIZE + 16], hex[2 * HASH_SIZE + 1];
    Hash   found;
    Status status;

    hash_print_hex(name, hex);
    (void)snprintf(path, sizeof path, "blob/%s", hex);
    buffer_reset(&audit->blob);
    status = files_get(audit->files, path, BLOB_MAX, &audit->blob, problem);
    if (status == ERR_NOT_FOUND || status == ERR_FORBIDDEN) {
        audit->missing = true;
        return ERR_NOT_FOUND;
    }
    if (status != OK)
        return reading_failed(audit, status, path, problem);
    *out = buffer_slice(&audit->blob);
    hash_of(*out, &found);
    if (hash_equal(&found, name))
        return OK;
    hash_print_hex(&found, hex);
    return problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("verify.blob"), "found", hex, NULL), path);
}

static Status host_of_origin(Audit *audit, const Entry *entry)
{
    json_t *object = NULL;
    Status  status = entry_object(entry, &object, NULL);

    if (status == OK)
        status = key_parse(json_slice(json_object_get(object, "host")), &audit->host, NULL);
    if (status == OK)
        status = key_parse(json_slice(json_object_get(object, "clock")), &audit->clock, NULL);
    json_decref(object);
    return status;
}

/* The checkpoint under entry 0's host key, before anything else: see the head of this file. */
static void suspect_checkpoint(Audit *audit, const Entry *entry)
{
    Judgement judgement;

    audit->suspect = host_of_origin(audit, entry) != OK ||
                     checkpoint_judge(&audit->checkpoint, &audit->host, NULL, NULL, (Slice){NULL, 0}, &judgement, &audit->suspicion) != OK;
}

/* Without rules: every line must be good under a key that the record brought. */
static Status lines_judge(const CheckedEntry *checked, Problem *problem)
{
    char name[KEY_NAME_MAX + 1];

    for (size_t i = 0; i < checked->entry.lines; i++) {
        const NoteLine *line = &checked->entry.line[i];

        if (checked->verdicts[i].key != NULL)
            continue;
        (void)snprintf(name, sizeof name, "%.*s", (int)line->name.size, line->name.data);
        return problem_set(problem, ERR_SIGNATURE, MSG("verify.signature"), "name", name, NULL);
    }
    return OK;
}

enum { COMMIT_EVERY = 512 /* acts: the view keeps the old form of every page that a transaction changes, so a longer one would cost memory */ };

static Status commit_view(Audit *audit, Problem *problem)
{
    Hash root;

    tree_root(&audit->growing.tree, &root);
    TRY(view_commit(audit->view, audit->growing.tree.size, &root, problem));
    return view_begin(audit->view, problem);
}

static Status judge_entry(void *context, uint64_t index, const CheckedEntry *checked, Problem *problem)
{
    Audit     *audit = context;
    ActOutcome outcome = {0};
    Status     status;

    if (index == 0)
        suspect_checkpoint(audit, &checked->entry);
    audit->rotates = audit->rotates || slice_is(checked->entry.kind, "record.host.rotate");
    status = audit->options->without_rules ? lines_judge(checked, problem)
                                           : process_act(audit->process, &checked->entry, index, checked->verdicts, PROCESS_REPLAY, &outcome, problem);
    if (status != OK)
        return pipeline_at_entry(problem, status, index);
    audit->report->good++;
    TRY(grow(audit, &checked->entry.leaf, problem));
    if (!audit->options->without_rules && (index + 1) % COMMIT_EVERY == 0)
        TRY(commit_view(audit, problem));
    if (audit->options->progress != NULL && (index + 1) % TILE_WIDTH == 0)
        audit->options->progress(audit->options->context, index + 1, audit->checkpoint.size);
    return OK;
}

/* ---- the checkpoint ---- */

static Status read_checkpoint(Audit *audit, Problem *problem)
{
    Status status = files_get(audit->files, "checkpoint", NOTE_MAX, &audit->checkpoint_bytes, problem);

    if (status != OK)
        return reading_failed(audit, status, "checkpoint", problem);
    status = checkpoint_parse(buffer_slice(&audit->checkpoint_bytes), &audit->checkpoint, problem);
    if (status == OK && audit->checkpoint.size == 0)
        status = problem_set(problem, ERR_SYNTAX, MSG("verify.empty"), NULL);
    if (status != OK)
        return pipeline_at(problem, status, "checkpoint");
    audit->report->size = audit->checkpoint.size;
    audit->report->root = audit->checkpoint.root;
    (void)snprintf(audit->report->origin, sizeof audit->report->origin, "%.*s", (int)audit->checkpoint.origin.size, audit->checkpoint.origin.data);
    return OK;
}

static Status check_root(const Audit *audit, Problem *problem)
{
    Hash root;
    char expected[45], found[45];

    tree_root(&audit->growing.tree, &root);
    if (hash_equal(&root, &audit->checkpoint.root))
        return OK;
    hash_print_base64(&root, expected);
    hash_print_base64(&audit->checkpoint.root, found);
    return problem_at(problem, problem_set(problem, ERR_SIGNATURE, MSG("verify.root"), "expected", expected, "found", found, NULL), "checkpoint");
}

/* A policy of the caller's that has `log` lines trusts no other log. */
static Status check_pinned(const Audit *audit, Problem *problem)
{
    size_t logs = audit->policy != NULL ? policy_log_count(audit->policy) : 0;

    for (size_t i = 0; i < logs; i++)
        if (key_equal(policy_log(audit->policy, i), &audit->host))
            return OK;
    return logs == 0 ? OK : problem_at(problem, problem_set(problem, ERR_SIGNATURE, MSG("verify.pinned"), "name", audit->host.name, NULL), "checkpoint");
}

static Status judge_under(Audit *audit, const Policy *policy, Problem *problem)
{
    char   path[DECIMAL_MAX + 16];
    Buffer more;
    Status status;

    status = checkpoint_judge(&audit->checkpoint, &audit->host, &audit->clock, policy, (Slice){NULL, 0}, &audit->report->judgement, problem);
    if (status != OK)
        return pipeline_at(problem, status, "checkpoint");
    (void)snprintf(path, sizeof path, "cosignatures/%llu", (unsigned long long)audit->checkpoint.size);
    buffer_init(&more, NOTE_MAX);
    status = files_get(audit->files, path, NOTE_MAX, &more, problem);
    if (status == OK) {
        status = checkpoint_judge(&audit->checkpoint, &audit->host, &audit->clock, policy, buffer_slice(&more), &audit->report->judgement, problem);
        if (status != OK)
            (void)pipeline_at(problem, status, path);
    } else {
        status = status == ERR_NOT_FOUND ? OK : reading_failed(audit, status, path, problem);
    }
    buffer_clear(&more);
    return status;
}

static Status judge_checkpoint(Audit *audit, const Policy *policy, Problem *problem)
{
    Judgement *judgement = &audit->report->judgement;
    Buffer     words;
    char       cosigners[DECIMAL_MAX];

    audit->report->host = audit->host;
    TRY(check_pinned(audit, problem));
    TRY(judge_under(audit, policy, problem));
    if (policy == NULL || !policy_has_quorum(policy))
        return OK;
    buffer_init(&words, sizeof audit->report->quorum - 1);
    policy_quorum_describe(policy, &words);
    (void)snprintf(audit->report->quorum, sizeof audit->report->quorum, "%.*s", (int)words.size, words.size != 0 ? words.data : "");
    buffer_clear(&words);
    if (judgement->quorum)
        return OK;
    return problem_at(problem,
                      problem_set(problem, ERR_SIGNATURE, MSG("verify.no_quorum"), "expected", audit->report->quorum, "found", decimal(cosigners, (int64_t)judgement->cosigners), NULL),
                      "checkpoint");
}

/* ---- the caller's own checkpoint ---- */

static Status two_roots(const Audit *audit, const Hash *ours, const char *message, Problem *problem)
{
    char expected[45], found[45], size[DECIMAL_MAX];

    hash_print_base64(&audit->from.root, expected);
    hash_print_base64(ours, found);
    return problem_at(problem, problem_set(problem, ERR_CONFLICT, message, "size", decimal(size, (int64_t)audit->from.size), "expected", expected, "found", found, NULL), "checkpoint");
}

static Status check_from(Audit *audit, Problem *problem)
{
    Judgement judgement;
    Key       host = audit->host, clock = audit->clock;
    char      theirs[DECIMAL_MAX], ours[DECIMAL_MAX];
    Status    status = OK;

    if (!audit->has_from)
        return OK;
    if (!audit->options->without_rules && audit->from.size != 0)
        status = host_keys_at(audit->view, audit->from.size, &host, &clock, problem);
    if (status == OK)
        status = checkpoint_judge(&audit->from, &host, NULL, NULL, (Slice){NULL, 0}, &judgement, problem);
    if (status != OK)
        return pipeline_at(problem, status, "--from");
    if (audit->from.size > audit->checkpoint.size)
        return problem_at(problem,
                          problem_set(problem, ERR_CONFLICT, MSG("verify.smaller"), "expected", decimal(theirs, (int64_t)audit->from.size), "found",
                                      decimal(ours, (int64_t)audit->checkpoint.size), NULL),
                          "checkpoint");
    if (audit->from.size == 0 || (audit->from_reached && hash_equal(&audit->from_root, &audit->from.root)))
        return OK;
    return two_roots(audit, &audit->from_root, audit->from.size == audit->checkpoint.size ? MSG("verify.two_roots") : MSG("verify.other_history"), problem);
}

/* ---- blobs, counts ---- */

/* Rows of one blob stand together. */
static Status check_blob(void *context, const Hash *name, uint64_t size, uint64_t act, Problem *problem)
{
    Audit *audit = context;
    bool   missing = audit->missing;
    Slice  bytes;
    Status status;

    (void)size; /* an act may say a wrong one; nobody can send bytes for it then */
    (void)act;
    if (audit->report->blobs_named != 0 && hash_equal(name, &audit->last_blob))
        return OK;
    audit->last_blob = *name;
    audit->report->blobs_named++;
    status = blob_of(audit, name, &bytes, problem);
    audit->report->blobs_good += status == OK;
    audit->report->blobs_missing += status == ERR_NOT_FOUND;
    audit->missing = missing; /* counted, and no more: no rule asked for it */
    return status == ERR_NOT_FOUND ? OK : status;
}

static Status conclude_with_view(Audit *audit, Problem *problem)
{
    RecordFacts facts = {0};
    Hash        root;
    Status      status;

    tree_root(&audit->growing.tree, &root);
    TRY(view_commit(audit->view, audit->growing.tree.size, &root, problem));
    TRY_OR(done, record_facts_load(audit->view, &facts, problem));
    audit->host = facts.host;
    audit->clock = facts.clock_key;
    audit->report->audience = facts.audience;
    audit->report->demonstration = record_facts_demonstration(&facts);
    TRY_OR(done, judge_checkpoint(audit, audit->policy != NULL ? audit->policy : facts.policy, problem));
    TRY_OR(done, check_from(audit, problem));
    TRY_OR(done, record_counts(audit->view, &audit->report->counts, problem));
    audit->report->uninterpreted = audit->report->counts.acts - audit->report->counts.interpreted;
    TRY_OR(done, view_digest(audit->view, &audit->report->view, problem));
    TRY_OR(done, blob_rows(audit->view, check_blob, audit, problem));
    status = verify_payloads(audit->view, audit->files, audit->options->party, audit->report, problem);
    audit->unreadable = audit->unreadable || status != OK;
done:
    record_facts_clear(&facts);
    return status;
}

/* ---- all of it ---- */

static Status open_rules(Audit *audit, Problem *problem)
{
    ProcessSupport support = {root_at, blob_of, audit};
    Tree           empty;

    tree_init(&empty);
    growing_tree_start(&audit->growing, &empty, audit->cache);
    if (audit->options->without_rules)
        return OK;
    TRY(view_open(NULL, &process_schema, &audit->view, problem));
    TRY(process_open(audit->view, &support, &audit->process, problem));
    return view_begin(audit->view, problem);
}

static Status prepare(Audit *audit, Problem *problem)
{
    Status status = OK;

    tiler_init(&audit->tiler);
    audit->source = (TileSource){read_tile, audit};
    audit->cache = tile_cache_new(&audit->source, VERIFY_TILES);
    audit->keys = key_book_new();
    if (audit->cache == NULL || audit->keys == NULL)
        return no_memory(problem);
    if (audit->options->policy != NULL)
        TRY(policy_parse(slice_from(audit->options->policy), &audit->policy, problem));
    audit->has_from = audit->options->from.size != 0;
    if (audit->has_from)
        status = checkpoint_parse(audit->options->from, &audit->from, problem);
    if (status != OK)
        return pipeline_at(problem, status, "--from");
    return open_rules(audit, problem);
}

static Status audit_all(Audit *audit, Problem *problem)
{
    PipelineOptions pipeline = {.workers = audit->options->workers, .keys = audit->keys, .read = read_bundle, .judge = judge_entry, .context = audit};

    TRY(read_checkpoint(audit, problem));
    tile_cache_size(audit->cache, audit->checkpoint.size);
    pipeline.size = audit->checkpoint.size;
    TRY(pipeline_run(&pipeline, problem));
    TRY(partial_tiles(audit, problem));
    TRY(check_root(audit, problem));
    if (!audit->options->without_rules)
        return conclude_with_view(audit, problem);
    TRY(judge_checkpoint(audit, audit->policy, problem));
    return check_from(audit, problem);
}

/* "entry N…" */
static void note_index(VerifyReport *report, const Problem *problem)
{
    static const char prefix[] = "entry ";

    if (strncmp(problem->place, prefix, sizeof prefix - 1) != 0)
        return;
    report->failed_index = strtoull(problem->place + sizeof prefix - 1, NULL, 10);
    report->bad = 1;
}

/* What a failure says of the record. */
static Status verdict(Audit *audit, Status status, Problem *problem)
{
    VerifyReport *report = audit->report;

    report->verified = status == OK;
    if (status == OK || status == ERR_MEMORY || audit->unreadable)
        return status;
    if (audit->suspect && !audit->rotates && audit->suspicion.status != OK) {
        *problem = audit->suspicion;
        (void)pipeline_at(problem, problem->status, "checkpoint");
        return OK;
    }
    report->incomplete = audit->missing;
    if (!report->incomplete)
        note_index(report, problem);
    return OK;
}

static void audit_free(Audit *audit)
{
    process_close(audit->process);
    view_cancel(audit->view);
    view_close(audit->view);
    key_book_free(audit->keys);
    tile_cache_free(audit->cache);
    policy_free(audit->policy);
    buffer_clear(&audit->checkpoint_bytes);
    buffer_clear(&audit->tile_bytes);
    buffer_clear(&audit->blob);
    memory_free(audit);
}

Status service_verify(RecordFiles *files, const VerifyOptions *options, VerifyReport *report, Problem *problem)
{
    Audit  *audit = memory_new_zeroed(1, sizeof *audit);
    Problem own = {0};
    Status  status;

    *report = (VerifyReport){.failed_index = UINT64_MAX, .without_rules = options->without_rules};
    if (audit == NULL)
        return no_memory(problem);
    audit->files = files;
    audit->options = options;
    audit->report = report;
    buffer_init(&audit->checkpoint_bytes, NOTE_MAX);
    buffer_init(&audit->tile_bytes, TILE_BYTES);
    buffer_init(&audit->blob, BLOB_MAX);
    status = prepare(audit, &own);
    if (status == OK)
        status = verdict(audit, audit_all(audit, &own), &own);
    if (problem != NULL && own.status != OK && !report->verified)
        *problem = own;
    audit_free(audit);
    return status;
}
