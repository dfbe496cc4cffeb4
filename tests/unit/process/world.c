/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "compare/compare.h"
#include "unit/process/world.h"

#include <jansson.h>

enum { TURNS = 8 };

void world_key(const char *name, KeySecret *out)
{
    uint8_t seed[SHA256_SIZE];
    Slice   text = slice_from(name);
    KeyType type = slice_ends(text, "/clock") || slice_starts(text, "witness") ? KEY_COSIGNER : KEY_ED25519;

    sha256_parts(&text, 1, seed);
    REQUIRE(key_secret_from_seed(text, type, seed, out, NULL) == OK);
}

const char *world_vkey(const char *name)
{
    static char turns[TURNS][VKEY_MAX];
    static int  turn;
    char       *out = turns[turn++ % TURNS];
    KeySecret   secret;
    Buffer      vkey;

    world_key(name, &secret);
    buffer_init(&vkey, VKEY_MAX);
    key_print(&secret.key, &vkey);
    (void)snprintf(out, VKEY_MAX, "%.*s", (int)vkey.size, vkey.data);
    buffer_clear(&vkey);
    return out;
}

const char *world_hex(const Hash *hash)
{
    static char turns[TURNS][2 * HASH_SIZE + 1];
    static int  turn;
    char       *out = turns[turn++ % TURNS];

    hash_print_hex(hash, out);
    return out;
}

/* ---- what the rules ask ---- */

static Status root_at(void *context, uint64_t size, Hash *out, Problem *problem)
{
    World *world = context;

    (void)problem;
    REQUIRE(size <= world->tree.size);
    *out = world->roots[size];
    return OK;
}

static Status blob(void *context, const Hash *name, Slice *out, Problem *problem)
{
    World *world = context;
    Hash   found;

    (void)problem;
    for (size_t i = 0; i < world->more_count; i++) {
        hash_of(buffer_slice(&world->more[i]), &found);
        if (hash_equal(&found, name)) {
            *out = buffer_slice(&world->more[i]);
            return OK;
        }
    }
    hash_of(buffer_slice(&world->blob), &found);
    if (!world->has_blob || !hash_equal(&found, name))
        return ERR_NOT_FOUND;
    *out = buffer_slice(&world->blob);
    return OK;
}

Hash world_keep(World *world, Slice bytes)
{
    Buffer *blob = &world->more[world->more_count++];
    Hash    name;

    REQUIRE(world->more_count <= WORLD_BLOBS_MAX);
    buffer_init(blob, 32 << 20);
    buffer_add(blob, bytes);
    hash_of(bytes, &name);
    return name;
}

static Status changes(void *context, const Text *base, const json_t *list, size_t *count, Problem *problem)
{
    AmendmentReader *reader = amendment_reader_new(base);
    Amendment       *amendment = NULL;
    Status           status;

    (void)context;
    REQUIRE(reader != NULL);
    status = amendment_reader_read(reader, list, &amendment, problem);
    *count = status == OK ? amendment->count : 0;
    amendment_free(amendment);
    amendment_reader_free(reader);
    return status;
}

/* ---- acts ---- */

/* Canonical JSON with `with` added from the second signer on. */
static void finish_json(const char *json, const char *signers, Buffer *out)
{
    json_t     *object = json_loads(json, JSON_REJECT_DUPLICATES, NULL), *with = json_array();
    const char *comma = strchr(signers, ',');

    REQUIRE(object != NULL);
    while (comma != NULL) {
        const char *next = strchr(comma + 1, ',');
        size_t      size = next != NULL ? (size_t)(next - comma - 1) : strlen(comma + 1);

        REQUIRE(json_array_append_new(with, json_stringn(comma + 1, size)) == 0);
        comma = next;
    }
    if (json_array_size(with) != 0)
        REQUIRE(json_object_set(object, "with", with) == 0);
    json_decref(with);
    json_print(object, out);
    json_decref(object);
}

static void sign_all(const char *signers, Slice body, Buffer *out)
{
    char name[KEY_NAME_MAX + 1];

    while (signers != NULL) {
        const char *comma = strchr(signers, ',');
        KeySecret   secret;

        (void)snprintf(name, sizeof name, "%.*s", comma != NULL ? (int)(comma - signers) : (int)strlen(signers), signers);
        world_key(name, &secret);
        key_secret_sign(&secret, body, 1, out);
        signers = comma != NULL ? comma + 1 : NULL;
    }
}

static void write_entry(World *world, const char *signers, const char *kind, const char *json, uint64_t size, const Hash *root)
{
    EntryDraft draft = {.origin = SLICE(WORLD_ORIGIN), .kind = slice_from(kind), .seen_size = size, .seen_root = *root, .at = 1800000000 + (int64_t)world->tree.size};
    Buffer     canonical, body;
    const char *comma = strchr(signers, ',');

    buffer_init(&canonical, WORLD_JSON_MAX);
    buffer_init(&body, BODY_MAX);
    finish_json(json, signers, &canonical);
    draft.by = (Slice){signers, comma != NULL ? (size_t)(comma - signers) : strlen(signers)};
    draft.json = buffer_slice(&canonical);
    entry_body_print(&draft, &body);
    buffer_reset(&world->entry);
    buffer_add(&world->entry, buffer_slice(&body));
    buffer_add_byte(&world->entry, '\n');
    sign_all(signers, buffer_slice(&body), &world->entry);
    REQUIRE(world->entry.status == OK && body.status == OK);
    buffer_clear(&canonical);
    buffer_clear(&body);
}

static Status judge(World *world)
{
    Entry    entry;
    uint64_t index = world->tree.size;
    Status   status;

    world->problem = (Problem){0};
    TRY(entry_decode(buffer_slice(&world->entry), &entry, &world->problem));
    REQUIRE(view_begin(world->view, NULL) == OK);
    status = process_act(world->process, &entry, index, NULL, world->mode, &world->outcome, &world->problem);
    if (status != OK) {
        Hash root = world->roots[index];

        REQUIRE(view_commit(world->view, index, &root, NULL) == OK); /* a refusal has left no trace */
        return status;
    }
    tree_add(&world->tree, &entry.leaf);
    tree_root(&world->tree, &world->roots[index + 1]);
    world->acts[index] = entry.act;
    world->leaves[index] = entry.leaf;
    REQUIRE(view_commit(world->view, index + 1, &world->roots[index + 1], NULL) == OK);
    return OK;
}

Status world_act_seen(World *world, const char *signers, const char *kind, const char *json, uint64_t size, const Hash *root)
{
    write_entry(world, signers, kind, json, size, root);
    return judge(world);
}

Status world_act(World *world, const char *signers, const char *kind, const char *format, ...)
{
    static char json[WORLD_JSON_MAX];
    va_list     arguments;

    va_start(arguments, format);
    REQUIRE(vsnprintf(json, sizeof json, format, arguments) < (int)sizeof json);
    va_end(arguments);
    return world_act_seen(world, signers, kind, json, world->tree.size, &world->roots[world->tree.size]);
}

const char *world_said(const World *world)
{
    return world->problem.message != NULL ? world->problem.message : "";
}

/* ---- checkpoints ---- */

static void add_json_lines(Slice text, char *out, size_t room)
{
    size_t at = 0;

    for (size_t i = 0; i < text.size && at + 3 < room; i++) {
        if (text.data[i] == '\n') {
            out[at++] = '\\';
            out[at++] = 'n';
        } else {
            out[at++] = text.data[i];
        }
    }
    out[at] = '\0';
}

const char *world_checkpoint(World *world, uint64_t size, int64_t time, const char *witnesses)
{
    static char out[16384];
    Buffer      note, text;
    KeySecret   secret;

    buffer_init(&note, sizeof out);
    buffer_init(&text, sizeof out);
    checkpoint_text_print(SLICE(WORLD_ORIGIN), size, &world->roots[size], &text);
    buffer_add(&note, buffer_slice(&text));
    buffer_add_byte(&note, '\n');
    world_key(WORLD_ORIGIN, &secret);
    key_secret_sign(&secret, buffer_slice(&text), 0, &note);
    world_key(WORLD_ORIGIN "/clock", &secret);
    key_secret_sign(&secret, buffer_slice(&text), (uint64_t)time, &note);
    for (; witnesses != NULL && *witnesses != '\0'; witnesses += strcspn(witnesses, ","), witnesses += *witnesses == ',') {
        char name[KEY_NAME_MAX + 1];

        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(witnesses, ","), witnesses);
        world_key(name, &secret);
        key_secret_sign(&secret, buffer_slice(&text), (uint64_t)++time, &note);
    }
    add_json_lines(buffer_slice(&note), out, sizeof out);
    buffer_clear(&note);
    buffer_clear(&text);
    return out;
}

Status world_clock(World *world, int64_t time)
{
    return world_act(world, "secretariat/registry-1", "record.checkpoint", "{\"checkpoint\":\"%s\"}", world_checkpoint(world, world->tree.size, time, NULL));
}

/* ---- opening ---- */

void world_open(World *world, const char *settings, const char *audience, const char *open_kinds, const char *policy)
{
    ProcessSupport support = {root_at, blob, world, changes};
    char           json[8192];

    memset(world, 0, sizeof *world);
    buffer_init(&world->entry, ENTRY_MAX);
    buffer_init(&world->blob, 1 << 20);
    REQUIRE(view_open(NULL, &process_schema, &world->view, NULL) == OK);
    REQUIRE(process_open(world->view, &support, &world->process, NULL) == OK);
    tree_init(&world->tree);
    tree_root(&world->tree, &world->roots[0]);
    (void)snprintf(json, sizeof json,
                   "{\"audience\":\"%s\",\"clock\":\"%s\",\"host\":\"%s\",\"keys\":[{\"name\":\"secretariat/registry-1\",\"use\":\"attest\",\"vkey\":\"%s\"},"
                   "{\"name\":\"secretariat/protocol-1\",\"use\":\"admit\",\"vkey\":\"%s\"}],\"open_kinds\":%s,\"policy\":\"%s\",\"retention\":\"min-index-0\",\"rules\":\"rapporteur/1\","
                   "\"settings\":{%s},\"title\":\"A world for tests (fictional)\"}",
                   audience, world_vkey(WORLD_ORIGIN "/clock"), world_vkey(WORLD_ORIGIN), world_vkey("secretariat/registry-1"), world_vkey("secretariat/protocol-1"), open_kinds, policy, settings);
    if (world_act(world, "secretariat/registry-1,secretariat/protocol-1", "record.origin", "%s", json) != OK)
        fprintf(stderr, "entry 0: %s\n", world_said(world));
    REQUIRE(world->tree.size == 1);
}

void world_close(World *world)
{
    process_close(world->process);
    view_close(world->view);
    buffer_clear(&world->entry);
    buffer_clear(&world->blob);
    for (size_t i = 0; i < world->more_count; i++)
        buffer_clear(&world->more[i]);
}

static void must(World *world, Status status)
{
    if (status != OK)
        fprintf(stderr, "world: %s\n", world_said(world));
    REQUIRE(status == OK);
}

void world_delegation(World *world, const char *party)
{
    char root[3][80], mission[80], desk[80], signers[400];

    for (int i = 0; i < 3; i++)
        (void)snprintf(root[i], sizeof root[i], "%s/root-%d", party, i + 1);
    (void)snprintf(mission, sizeof mission, "%s/mission-1", party);
    (void)snprintf(desk, sizeof desk, "%s/desk-1", party);
    (void)snprintf(signers, sizeof signers, "secretariat/protocol-1,%s,%s,%s", root[0], root[1], root[2]);
    must(world, world_act(world, signers, "record.party.admit", "{\"class\":\"state\",\"name\":\"%s\",\"party\":\"%s\",\"roots\":[\"%s\",\"%s\",\"%s\"],\"threshold\":2}", party, party,
                          world_vkey(root[0]), world_vkey(root[1]), world_vkey(root[2])));
    (void)snprintf(signers, sizeof signers, "%s,%s,%s", root[0], root[1], mission);
    must(world, world_act(world, signers, "record.key.enrol", "{\"key\":\"%s\",\"name\":\"%s\",\"until\":\"2028-03-01T00:00:00Z\",\"use\":\"mission\"}", world_vkey(mission), mission));
    (void)snprintf(signers, sizeof signers, "%s,%s", mission, desk);
    must(world, world_act(world, signers, "record.key.enrol",
                          "{\"key\":\"%s\",\"kinds\":[\"record.*\",\"text.*\"],\"name\":\"%s\",\"until\":\"2027-05-31T00:00:00Z\",\"use\":\"delegate\"}", world_vkey(desk), desk));
}
