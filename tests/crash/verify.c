/* SPDX-License-Identifier: Apache-2.0
 *
 * See scene.h: reading the whole record and judging it against the ledger. Roots and tiles are computed anew from the entries' own bytes.
 */
#include "scene.h"

typedef struct Reading {
    Scene   *scene;
    Tree     tree;
    Hash    *leaves, *acts;
    size_t   count, capacity;
    size_t  *place_of; /* index in the record, plus 1, of each act of the ledger */
} Reading;

static void check_checkpoints(Reading *reading)
{
    Scene *scene = reading->scene;
    Hash   root;

    tree_root(&reading->tree, &root);
    for (size_t i = 0; i < scene->seen_count; i++)
        if (scene->seen[i].size == reading->tree.size && !hash_equal(&scene->seen[i].root, &root))
            scene_fault(scene, "the checkpoint of size %llu that was handed out is not of this record", (unsigned long long)reading->tree.size);
}

static Status read_entry(void *context, uint64_t index, Slice bytes, Problem *problem)
{
    Reading *reading = context;
    Scene   *scene = reading->scene;
    Entry    entry;

    TRY(entry_decode(bytes, &entry, problem));
    if (index != reading->count)
        scene_fault(scene, "entry %llu comes where %zu should", (unsigned long long)index, reading->count);
    if (reading->count == reading->capacity) {
        reading->capacity = reading->capacity * 2 + 1024;
        reading->leaves = memory_resize(reading->leaves, reading->capacity * sizeof *reading->leaves);
        reading->acts = memory_resize(reading->acts, reading->capacity * sizeof *reading->acts);
        REQUIRE(reading->leaves != NULL && reading->acts != NULL);
    }
    reading->leaves[reading->count] = entry.leaf;
    reading->acts[reading->count++] = entry.act;
    tree_add(&reading->tree, &entry.leaf);
    check_checkpoints(reading);
    for (size_t i = 0; i < scene->sent_count; i++)
        if (hash_equal(&scene->sent[i].act, &entry.act)) {
            if (reading->place_of[i] != 0)
                scene_fault(scene, "act %zu stands at %zu and at %llu", i, reading->place_of[i] - 1, (unsigned long long)index);
            if (!slice_equal(bytes, buffer_slice(&scene->sent[i].bytes)))
                scene_fault(scene, "entry %llu is not what was sent", (unsigned long long)index);
            reading->place_of[i] = (size_t)index + 1;
        }
    return OK;
}

static void check_ledger(Reading *reading)
{
    Scene *scene = reading->scene;
    size_t known = 0;

    for (size_t i = 0; i < scene->sent_count; i++) {
        known += reading->place_of[i] != 0;
        if (scene->sent[i].state == SENT_RECORDED && reading->place_of[i] == 0)
            scene_fault(scene, "act %zu was answered as recorded at %llu and is lost", i, (unsigned long long)scene->sent[i].index);
        else if (scene->sent[i].state == SENT_RECORDED && reading->place_of[i] != scene->sent[i].index + 1)
            scene_fault(scene, "act %zu was answered as recorded at %llu and is at %zu", i, (unsigned long long)scene->sent[i].index, reading->place_of[i] - 1);
    }
    if (known + 1 != reading->count) /* entry 0 is the host's */
        scene_fault(scene, "%zu entries, of which %zu were sent", reading->count, known);
    for (size_t i = 0; i < scene->seen_count; i++)
        if (scene->seen[i].size > reading->count)
            scene_fault(scene, "a checkpoint of size %llu was handed out, the record has %zu entries", (unsigned long long)scene->seen[i].size, reading->count);
}

static void fold(const Hash *hashes, size_t count, Hash *out)
{
    Tree tree;

    tree_init(&tree);
    for (size_t i = 0; i < count; i++)
        tree_add(&tree, &hashes[i]);
    tree_root(&tree, out);
}

static void check_tiles(Reading *reading, Store *store)
{
    uint8_t bytes[TILE_WIDTH * HASH_SIZE];
    Hash   *hashes = memory_new(reading->count * sizeof *hashes + 1);
    size_t  count = reading->count;

    REQUIRE(hashes != NULL);
    memcpy(hashes, reading->leaves, count * sizeof *hashes);
    for (int level = 0; count != 0; level++) {
        for (size_t at = 0; at < count; at += TILE_WIDTH) {
            TileId tile = {level, at / TILE_WIDTH, (int)(count - at < TILE_WIDTH ? count - at : TILE_WIDTH)};

            if (store_tile(store, &tile, bytes, NULL) != OK || memcmp(bytes, &hashes[at], (size_t)tile.width * HASH_SIZE) != 0)
                scene_fault(reading->scene, "tile %d/%zu, %d wide, is not of these entries", level, at / TILE_WIDTH, tile.width);
        }
        for (size_t i = 0; i < count / TILE_WIDTH; i++)
            fold(&hashes[i * TILE_WIDTH], TILE_WIDTH, &hashes[i]);
        count /= TILE_WIDTH;
    }
    memory_free(hashes);
}

/* From each checkpoint that was handed out to the head, by the proofs that the record gives. */
static void check_proofs(Reading *reading, Store *store)
{
    TileSource tiles = store_tile_source(store);
    TileCache *cache = tile_cache_new(&tiles, 64);
    HashSource source = tile_cache_source(cache);
    Hash       root;

    tile_cache_size(cache, reading->tree.size);
    tree_root(&reading->tree, &root);
    for (size_t i = 0; i < reading->scene->seen_count; i++) {
        const SeenCheckpoint *old = &reading->scene->seen[i];
        Proof                 proof;

        if (old->size == 0 || old->size > reading->tree.size)
            continue;
        if (proof_consistency(&source, old->size, reading->tree.size, &proof, NULL) != OK || !proof_consistent(old->size, reading->tree.size, &old->root, &root, &proof))
            scene_fault(reading->scene, "the record does not extend its checkpoint of size %llu", (unsigned long long)old->size);
    }
    tile_cache_free(cache);
}

static void check_newest(Reading *reading, Store *store)
{
    Buffer     note;
    Checkpoint checkpoint;
    Hash       root;

    buffer_init(&note, NOTE_MAX);
    tree_root(&reading->tree, &root);
    if (store_checkpoint(store, STORE_NEWEST, &note, NULL) != OK || checkpoint_parse(buffer_slice(&note), &checkpoint, NULL) != OK)
        scene_fault(reading->scene, "there is no checkpoint");
    else if (checkpoint.size > reading->tree.size || (checkpoint.size == reading->tree.size && !hash_equal(&checkpoint.root, &root)))
        scene_fault(reading->scene, "the newest checkpoint is not of this record");
    buffer_clear(&note);
}

static void verify_store(Scene *scene, Store *store)
{
    Reading reading = {.scene = scene};
    Tree    head;
    Hash    root, stored;
    Problem problem = {0};
    char    why[500];

    reading.place_of = memory_new_zeroed(scene->sent_count + 1, sizeof *reading.place_of);
    REQUIRE(reading.place_of != NULL);
    tree_init(&reading.tree);
    if (store_head(store, &head, &problem) != OK || store_entries(store, 0, head.size, read_entry, &reading, &problem) != OK) {
        scene_print_problem(&problem, why, sizeof why);
        scene_fault(scene, "the record cannot be read: %s", why);
    }
    tree_root(&reading.tree, &root);
    tree_root(&head, &stored);
    if (!hash_equal(&root, &stored))
        scene_fault(scene, "the head is not of these entries");
    check_ledger(&reading);
    check_tiles(&reading, store);
    check_proofs(&reading, store);
    check_newest(&reading, store);
    memory_free(reading.leaves);
    memory_free(reading.acts);
    memory_free(reading.place_of);
}

void scene_verify(Scene *scene)
{
    char         path[300], why[500];
    StoreOptions options = {.where = path, .mode = STORE_WRITE}; /* for reading; a log that must be recovered cannot be opened without the right to write */
    Store       *store = NULL;
    Problem      problem = {0};

    (void)snprintf(path, sizeof path, "%s/record.sqlite", scene->folder);
    if (store_open(store_driver("sqlite"), &options, &store, &problem) != OK) {
        scene_print_problem(&problem, why, sizeof why);
        scene_fault(scene, "the record cannot be opened: %s", why);
        return;
    }
    verify_store(scene, store);
    store_close(store);
}

void scene_audit(Scene *scene)
{
    VerifyReport report = {0};
    ServiceFiles files = {0};
    Problem      problem = {0};
    char         why[500];
    Status       status = service_files(scene->folder, NULL, &files, &problem);

    if (status == OK)
        status = service_verify(files.files, &(VerifyOptions){.workers = 2}, &report, &problem);
    service_files_close(&files);
    if (status == OK && (report.verified || report.incomplete) && report.bad == 0)
        return;
    scene_print_problem(&problem, why, sizeof why);
    scene_fault(scene, "the record does not verify: %s", why);
}

static bool digest_of(Scene *scene, bool from_nothing, Hash *out)
{
    char    path[300], why[500];
    View   *view = NULL;
    Problem problem = {0};
    Status  status = OK;

    (void)snprintf(path, sizeof path, "%s/view.sqlite", scene->folder);
    if (from_nothing) {
        status = view_open(path, &process_schema, &view, &problem);
        if (status == OK)
            status = view_reset(view, &problem);
        view_close(view);
        view = NULL;
        if (status == OK)
            status = scene_open(scene, &problem);
        scene_close(scene);
    }
    if (status == OK)
        status = view_open_reader(path, &process_schema, &view, &problem);
    if (status == OK)
        status = view_digest(view, out, &problem);
    view_close(view);
    if (status != OK) {
        scene_print_problem(&problem, why, sizeof why);
        scene_fault(scene, "the view: %s", why);
    }
    return status == OK;
}

void scene_compare_views(Scene *scene)
{
    Hash kept, again;

    if (digest_of(scene, false, &kept) && digest_of(scene, true, &again) && !hash_equal(&kept, &again))
        scene_fault(scene, "the view that was kept is not the view of the record");
}
