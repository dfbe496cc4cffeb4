/* SPDX-License-Identifier: Apache-2.0
 *
 * See record_maker.h. Acts go through the rules (with the maker's own word for their signatures) into the view, and in batches into the store, as the writer of a service would put them.
 */
#include "record_maker.h"

#include <inttypes.h>
#include <jansson.h>
#include <sys/stat.h>

#define PARTY "delegation-01"
#define BASE_TIME INT64_C(1798761600) /* 2027-01-01T00:00:00Z */
#define UNTIL "2099-01-01T00:00:00Z"

enum { PATH_SIZE = 1024, JSON_SIZE = 8192, FIRST_BLOB_ACT = 3 + MAKER_DESKS };

typedef enum MakerKey { LOG, CLOCK, ATTEST, ADMIT, ROOT, MISSION = ROOT + MAKER_ROOTS, DESK, LOG_2 = DESK + MAKER_DESKS, CLOCK_2, MAKER_KEYS } MakerKey;

static const struct {
    const char *which, *name;
    KeyType     type;
} key_table[MAKER_KEYS] = {
    {"log", MAKER_ORIGIN, KEY_ED25519},           {"clock", MAKER_ORIGIN "/clock", KEY_COSIGNER}, {"attest", "secretariat/registry-1", KEY_ED25519},
    {"admit", "secretariat/protocol-1", KEY_ED25519}, {"root-1", PARTY "/root-1", KEY_ED25519},   {"root-2", PARTY "/root-2", KEY_ED25519},
    {"root-3", PARTY "/root-3", KEY_ED25519},     {"mission-1", PARTY "/mission-1", KEY_ED25519}, {"desk-1", PARTY "/desk-1", KEY_ED25519},
    {"desk-2", PARTY "/desk-2", KEY_ED25519},     {"desk-3", PARTY "/desk-3", KEY_ED25519},       {"desk-4", PARTY "/desk-4", KEY_ED25519},
    {"log-2", MAKER_ORIGIN, KEY_ED25519},         {"clock-2", MAKER_ORIGIN "/clock", KEY_COSIGNER}};

static const char blob_text[] = "A paper of a fictional delegation.\n";

typedef struct Maker {
    const MakerOptions *options;
    KeySecret  keys[MAKER_KEYS];
    Store     *store;
    View      *view;
    Process   *process;
    Tree       tree;
    Hash       seen, blob;
    StoreRow   rows[STORE_BATCH_MAX];
    size_t     starts[STORE_BATCH_MAX];
    size_t     count;
    Buffer     batch, json;
} Maker;

/* ---- keys and acts ---- */

Status maker_key(uint64_t seed, const char *which, KeySecret *out, Problem *problem)
{
    char text[100];
    Hash bytes;

    (void)snprintf(text, sizeof text, "record_maker %" PRIu64 " %s", seed, which);
    hash_of(slice_from(text), &bytes);
    for (size_t i = 0; i < MAKER_KEYS; i++)
        if (strcmp(which, key_table[i].which) == 0)
            return key_secret_from_seed(slice_from(key_table[i].name), key_table[i].type, bytes.bytes, out, problem);
    return ERR_NOT_FOUND;
}

Status maker_act(const KeySecret *const keys[], size_t key_count, const char *kind, Slice json, uint64_t seen_size, const Hash *seen_root, int64_t at, Buffer *out, Problem *problem)
{
    EntryDraft draft = {.origin = SLICE(MAKER_ORIGIN), .kind = slice_from(kind), .by = slice_from(keys[0]->key.name), .json = json, .seen_size = seen_size, .seen_root = *seen_root, .at = at};
    Buffer     body;

    buffer_init(&body, BODY_MAX);
    entry_body_print(&draft, &body);
    buffer_add(out, buffer_slice(&body));
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < key_count; i++)
        key_secret_sign(keys[i], buffer_slice(&body), 0, out);
    buffer_clear(&body);
    return out->status == OK ? OK : problem_set(problem, out->status, MSG("status.memory"), NULL);
}

void maker_checkpoint(const KeySecret *log, const KeySecret *clock, uint64_t size, const Hash *root, uint64_t time, Buffer *out)
{
    Buffer text;

    buffer_init(&text, 1000);
    checkpoint_text_print(SLICE(MAKER_ORIGIN), size, root, &text);
    buffer_add(out, buffer_slice(&text));
    buffer_add_byte(out, '\n');
    key_secret_sign(log, buffer_slice(&text), 0, out);
    key_secret_sign(clock, buffer_slice(&text), time, out);
    buffer_clear(&text);
}

static json_t *vkey(const Maker *maker, MakerKey which)
{
    Buffer  text;
    json_t *value;

    buffer_init(&text, VKEY_MAX);
    key_print(&maker->keys[which].key, &text);
    value = json_from_slice(buffer_slice(&text));
    buffer_clear(&text);
    return value;
}

static json_t *host_key(const Maker *maker, MakerKey which)
{
    return json_pack("{s:s, s:s, s:o}", "name", key_table[which].name, "use", key_table[which].which, "vkey", vkey(maker, which));
}

static json_t *origin_object(const Maker *maker)
{
    return json_pack("{s:s, s:o, s:o, s:[o,o], s:[], s:s, s:s, s:s, s:{s:i, s:i, s:i, s:i, s:i}, s:s, s:[s]}", "audience", audience_names[maker->options->audience], "clock", vkey(maker, CLOCK),
                     "host", vkey(maker, LOG), "keys", host_key(maker, ATTEST), host_key(maker, ADMIT), "open_kinds", "policy",
                     maker->options->policy != NULL ? maker->options->policy : "quorum none\n", "retention", "min-index-0", "rules", "rapporteur/1", "settings", "admit_days", 0, "veto_days", 0,
                     "challenge_hours", 0, "seal_batch_minutes", 60, "seal_batch_size", 16, "title", "A made record", "with", key_table[ADMIT].name);
}

/* The object of entry `index`, its kind and its signers. */
static json_t *act_object(const Maker *maker, uint64_t index, const char **kind, const KeySecret *signers[5], size_t *count)
{
    MakerKey desk = DESK + (index + MAKER_DESKS - 3) % MAKER_DESKS;

    switch (index) {
    case 0:
        *kind = "record.origin";
        signers[0] = &maker->keys[ATTEST];
        signers[1] = &maker->keys[ADMIT];
        *count = 2;
        return origin_object(maker);
    case 1:
        *kind = "record.party.admit";
        signers[0] = &maker->keys[ADMIT];
        for (size_t i = 0; i < MAKER_ROOTS; i++)
            signers[i + 1] = &maker->keys[ROOT + i];
        *count = 1 + MAKER_ROOTS;
        return json_pack("{s:s, s:s, s:s, s:[o,o,o], s:i, s:[s,s,s]}", "class", "state", "name", "Delegation 01", "party", PARTY, "roots", vkey(maker, ROOT), vkey(maker, ROOT + 1),
                         vkey(maker, ROOT + 2), "threshold", 2, "with", key_table[ROOT].name, key_table[ROOT + 1].name, key_table[ROOT + 2].name);
    case 2:
        *kind = "record.key.enrol";
        signers[0] = &maker->keys[ROOT];
        signers[1] = &maker->keys[ROOT + 1];
        signers[2] = &maker->keys[MISSION];
        *count = 3;
        return json_pack("{s:o, s:s, s:s, s:s, s:[s,s]}", "key", vkey(maker, MISSION), "name", key_table[MISSION].name, "until", UNTIL, "use", "mission", "with", key_table[ROOT + 1].name,
                         key_table[MISSION].name);
    default:
        *kind = "record.key.enrol";
        signers[0] = &maker->keys[MISSION];
        signers[1] = &maker->keys[desk];
        *count = 2;
        return json_pack("{s:o, s:[s], s:s, s:s, s:s, s:[s]}", "key", vkey(maker, desk), "kinds", "record.*", "name", key_table[desk].name, "until", UNTIL, "use", "delegate", "with",
                         key_table[desk].name);
    }
}

static void blob_json(Maker *maker, uint64_t index)
{
    char hex[2 * HASH_SIZE + 1];
    bool other = maker->options->other_from != 0 && index >= maker->options->other_from;

    hash_print_hex(&maker->blob, hex);
    buffer_add_format(&maker->json, "{\"language\":\"en\",\"media\":\"text/plain\",\"sha256\":\"%s\",\"size\":%zu,\"title\":\"Paper %" PRIu64 "%s\"}", hex, sizeof blob_text - 1, index,
                      other ? " of another history" : "");
}

/* A note over the two new keys, signed by the old host key and the new one. */
static json_t *rotate_object(const Maker *maker)
{
    json_t *host = vkey(maker, LOG_2), *clock = vkey(maker, CLOCK_2), *object;
    Buffer  text, note;

    buffer_init(&text, JSON_SIZE);
    buffer_init(&note, JSON_SIZE);
    buffer_add_format(&text, "%s\n%s\n", json_string_value(host), json_string_value(clock));
    buffer_add(&note, buffer_slice(&text));
    buffer_add_byte(&note, '\n');
    key_secret_sign(&maker->keys[LOG], buffer_slice(&text), 0, &note);
    key_secret_sign(&maker->keys[LOG_2], buffer_slice(&text), 0, &note);
    object = json_pack("{s:o, s:o, s:[o]}", "clock", clock, "host", host, "statements", json_from_slice(buffer_slice(&note)));
    buffer_clear(&text);
    buffer_clear(&note);
    return object;
}

static Status make_entry(Maker *maker, uint64_t index, Buffer *out, const KeySecret *signers[5], Problem *problem)
{
    const char *kind = "record.blob";
    size_t      count = 1;
    json_t     *object;

    buffer_reset(&maker->json);
    if (index >= FIRST_BLOB_ACT && index == maker->options->rotate_at) {
        kind = "record.host.rotate";
        signers[0] = &maker->keys[ADMIT];
        object = rotate_object(maker);
        json_print(object, &maker->json);
        json_decref(object);
    } else if (index >= FIRST_BLOB_ACT) {
        signers[0] = &maker->keys[DESK + index % MAKER_DESKS];
        blob_json(maker, index);
    } else {
        object = act_object(maker, index, &kind, signers, &count);
        json_print(object, &maker->json);
        json_decref(object);
    }
    return maker_act(signers, count, kind, buffer_slice(&maker->json), index / MAKER_SEEN_EVERY * MAKER_SEEN_EVERY, &maker->seen, BASE_TIME + (int64_t)index, out, problem);
}

/* ---- the record ---- */

static Status seen_root(void *context, uint64_t size, Hash *out, Problem *problem)
{
    Maker *maker = context;

    (void)size; /* the only one that our acts name */
    (void)problem;
    *out = maker->seen;
    return OK;
}

static Status add_entry(Maker *maker, uint64_t index, Problem *problem)
{
    const KeySecret *signers[5];
    LineVerdict      verdicts[ENTRY_SIGNATURES_MAX] = {0};
    size_t           start = maker->batch.size;
    ActOutcome       outcome;
    Entry            entry;

    if (index % MAKER_SEEN_EVERY == 0)
        tree_root(&maker->tree, &maker->seen);
    TRY(make_entry(maker, index, &maker->batch, signers, problem));
    TRY(entry_decode(slice_part(buffer_slice(&maker->batch), start, maker->batch.size), &entry, problem));
    for (size_t i = 0; i < entry.lines; i++)
        verdicts[i].key = &signers[i]->key;
    TRY(process_act(maker->process, &entry, index, verdicts, PROCESS_REPLAY, &outcome, problem));
    tree_add(&maker->tree, &entry.leaf);
    maker->rows[maker->count] = (StoreRow){entry.leaf, {NULL, maker->batch.size - start}};
    maker->starts[maker->count++] = start;
    return OK;
}

static Status add_batch(Maker *maker, Problem *problem)
{
    Tree head;
    Hash root;

    buffer_reset(&maker->batch);
    maker->count = 0;
    TRY(view_begin(maker->view, problem));
    while (maker->count < STORE_BATCH_MAX && maker->tree.size < maker->options->size)
        TRY(add_entry(maker, maker->tree.size, problem));
    for (size_t i = 0; i < maker->count; i++)
        maker->rows[i].bytes.data = maker->batch.data + maker->starts[i];
    TRY(store_begin(maker->store, &head, problem));
    TRY(store_append(maker->store, maker->rows, maker->count, problem));
    TRY(store_commit(maker->store, problem));
    tree_root(&maker->tree, &root);
    return view_commit(maker->view, maker->tree.size, &root, problem);
}

static Status publish(Maker *maker, Problem *problem)
{
    char       path[PATH_SIZE];
    NodeStore *node = NULL;
    bool       rotated = maker->options->rotate_at != 0 && maker->tree.size > maker->options->rotate_at;
    Buffer     checkpoint;
    Hash       root;
    Status     status;

    buffer_init(&checkpoint, 10000);
    tree_root(&maker->tree, &root);
    maker_checkpoint(&maker->keys[rotated ? LOG_2 : LOG], &maker->keys[rotated ? CLOCK_2 : CLOCK], maker->tree.size, &root, (uint64_t)BASE_TIME + maker->tree.size, &checkpoint);
    status = store_publish(maker->store, maker->tree.size, buffer_slice(&checkpoint), problem);
    (void)snprintf(path, sizeof path, "%s/node.sqlite", maker->options->folder);
    if (status == OK)
        status = node_open(path, &node, problem);
    if (status == OK)
        status = node_published_put(node, buffer_slice(&checkpoint), problem);
    node_close(node);
    buffer_clear(&checkpoint);
    return status;
}

/* ---- the folder ---- */

static Status write_keys(const Maker *maker, Problem *problem)
{
    char path[PATH_SIZE];

    for (size_t i = 0; i < MAKER_KEYS; i++) {
        (void)snprintf(path, sizeof path, "%s/%s/%s.key", maker->options->folder, i < ROOT ? "keys" : "party", key_table[i].which);
        TRY(key_file_write(path, &maker->keys[i], (Slice){NULL, 0}, problem));
    }
    return OK;
}

static Status make_folders(const char *folder, Problem *problem)
{
    static const char *const names[] = {"", "/keys", "/party"};
    char                     path[PATH_SIZE];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s%s", folder, names[i]);
        if (mkdir(path, 0700) != 0)
            return problem_set(problem, ERR_STORAGE, MSG("service.folder"), "folder", path, "what", "", NULL);
    }
    return OK;
}

static Status put_blob(Maker *maker, Problem *problem)
{
    char   path[PATH_SIZE];
    Blobs *blobs = NULL;
    Status status;

    (void)snprintf(path, sizeof path, "%s/blobs", maker->options->folder);
    hash_of(SLICE(blob_text), &maker->blob);
    status = blobs_open(path, &blobs, problem);
    if (status == OK)
        status = blobs_put(blobs, &maker->blob, SLICE(blob_text), problem);
    blobs_close(blobs);
    return status;
}

static Status open_parts(Maker *maker, Problem *problem)
{
    char           path[PATH_SIZE];
    ProcessSupport support = {seen_root, NULL, maker};
    PrivateStore  *secret = NULL;

    for (size_t i = 0; i < MAKER_KEYS; i++)
        TRY(maker_key(maker->options->seed, key_table[i].which, &maker->keys[i], problem));
    TRY(make_folders(maker->options->folder, problem));
    TRY(write_keys(maker, problem));
    TRY(put_blob(maker, problem));
    TRY(private_open(maker->options->folder, STORE_CREATE, &secret, problem));
    private_close(secret);
    (void)snprintf(path, sizeof path, "%s/record.sqlite", maker->options->folder);
    TRY(store_open(store_driver("sqlite"), &(StoreOptions){.where = path, .mode = STORE_CREATE}, &maker->store, problem));
    (void)snprintf(path, sizeof path, "%s/view.sqlite", maker->options->folder);
    TRY(view_open(path, &process_schema, &maker->view, problem));
    return process_open(maker->view, &support, &maker->process, problem);
}

Status record_make(const MakerOptions *options, Problem *problem)
{
    Maker *maker = memory_new_zeroed(1, sizeof *maker);
    Status status;

    if (maker == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    maker->options = options;
    tree_init(&maker->tree);
    buffer_init(&maker->batch, (size_t)STORE_BATCH_MAX * ENTRY_MAX);
    buffer_init(&maker->json, JSON_SIZE);
    TRY_OR(done, open_parts(maker, problem));
    while (maker->tree.size < options->size)
        TRY_OR(done, add_batch(maker, problem));
    status = publish(maker, problem);
done:
    process_close(maker->process);
    view_close(maker->view);
    store_close(maker->store);
    buffer_clear(&maker->batch);
    buffer_clear(&maker->json);
    memory_free(maker);
    return status;
}
