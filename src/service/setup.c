/* SPDX-License-Identifier: Apache-2.0
 *
 * A new installation: folder, keys, private store, entry 0. Made whole or not at all.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "service/service_internal.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECEIPTS_SUFFIX "/receipts"
enum { HOST_KEYS = 5, FOLDER_DEPTH = 3, SEAL_BATCH_MINUTES = 60 };

typedef struct HostKey {
    const char *file, *use;          /* use: as entry 0 names it; NULL: not in keys[] */
    const char *name;                /* NULL: made from the origin */
    const char *suffix;              /* of a name that is made from it */
    KeyType     type;
    KeySecret   secret;
} HostKey;

static Status random_key(Slice name, KeyType type, KeySecret *out, Problem *problem)
{
    uint8_t seed[SEED_SIZE];
    Status  status;

    randombytes_buf(seed, sizeof seed);
    status = key_secret_from_seed(name, type, seed, out, problem);
    sodium_memzero(seed, sizeof seed);
    return status;
}

static Status make_keys(const ServiceSetup *setup, HostKey keys[HOST_KEYS], Problem *problem)
{
    char path[SERVICE_PATH_MAX + 64], name[KEY_NAME_MAX + 1];

    for (size_t i = 0; i < HOST_KEYS; i++) {
        (void)snprintf(name, sizeof name, "%s%s", keys[i].name != NULL ? keys[i].name : setup->origin, keys[i].suffix != NULL ? keys[i].suffix : "");
        TRY(random_key(slice_from(name), keys[i].type, &keys[i].secret, problem));
        (void)snprintf(path, sizeof path, "%s/keys/%s.key", setup->folder, keys[i].file);
        TRY(key_file_write(path, &keys[i].secret, (Slice){NULL, 0}, problem));
    }
    return OK;
}

/* Of an installation that was made before there were receipts of quotations. */
Status receipts_key_make(const char *folder, Problem *problem)
{
    char      path[SERVICE_PATH_MAX + 64], name[KEY_NAME_MAX + 1];
    Key       log;
    KeySecret secret;
    Status    status;

    (void)snprintf(path, sizeof path, "%s/keys/log.key", folder);
    TRY(key_file_public(path, &log, problem));
    (void)snprintf(name, sizeof name, "%.*s%s", (int)(sizeof name - sizeof RECEIPTS_SUFFIX), log.name, RECEIPTS_SUFFIX);
    TRY(random_key(slice_from(name), KEY_ED25519, &secret, problem));
    (void)snprintf(path, sizeof path, "%s/keys/receipts.key", folder);
    status = key_file_write(path, &secret, (Slice){NULL, 0}, problem);
    key_secret_wipe(&secret);
    return status;
}

/* ---- entry 0 ---- */

static json_t *vkey_string(const Key *key)
{
    Buffer  vkey;
    json_t *value;

    buffer_init(&vkey, VKEY_MAX);
    key_print(key, &vkey);
    value = vkey.status == OK ? json_stringn(vkey.data, vkey.size) : NULL;
    buffer_clear(&vkey);
    return value;
}

static json_t *keys_array(const HostKey keys[HOST_KEYS])
{
    json_t *array = json_array();

    for (size_t i = 0; array != NULL && i < HOST_KEYS; i++)
        if (keys[i].use != NULL && json_array_append_new(array, json_pack("{s:s, s:s, s:o}", "name", keys[i].secret.key.name, "use", keys[i].use, "vkey", vkey_string(&keys[i].secret.key))) != 0) {
            json_decref(array);
            array = NULL;
        }
    return array;
}

static json_t *lines_array(const char *lines)
{
    Slice   rest = slice_from(lines), line;
    json_t *array = json_array();

    while (array != NULL && rest.size != 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t      size = end != NULL ? (size_t)(end - rest.data) : rest.size;

        line = slice_part(rest, 0, size);
        rest = slice_part(rest, end != NULL ? size + 1 : size, rest.size);
        if (line.size != 0)
            (void)json_array_append_new(array, json_stringn(line.data, line.size));
    }
    return array;
}

static json_t *origin_object(const ServiceSetup *setup, const HostKey keys[HOST_KEYS])
{
    bool    delays = !setup->demonstration;
    int     minutes = setup->seal_batch_minutes != 0 ? setup->seal_batch_minutes : SEAL_BATCH_MINUTES;
    json_t *settings = json_pack("{s:i, s:i, s:i, s:i, s:i}", "admit_days", delays ? 7 : 0, "veto_days", delays ? 14 : 0, "challenge_hours", delays ? 72 : 0, "seal_batch_minutes", minutes,
                                 "seal_batch_size", 16);

    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:s, s:[s]}", "audience", audience_names[setup->audience], "clock", vkey_string(&keys[1].secret.key), "host",
                     vkey_string(&keys[0].secret.key), "keys", keys_array(keys), "open_kinds", lines_array(setup->open_kinds), "policy",
                     setup->policy != NULL ? setup->policy : "quorum none\n", "retention", "min-index-0", "rules", "rapporteur/1", "settings", settings, "title",
                     setup->title != NULL ? setup->title : setup->origin, "with", keys[3].secret.key.name);
}

static Status origin_entry(const ServiceSetup *setup, const HostKey keys[HOST_KEYS], Buffer *out, Problem *problem)
{
    json_t    *object = origin_object(setup, keys);
    EntryDraft draft = {.origin = slice_from(setup->origin), .kind = SLICE("record.origin"), .by = slice_from(keys[2].secret.key.name), .at = service_now()};
    Buffer     json, body;
    Status     status;

    buffer_init(&json, BODY_MAX);
    buffer_init(&body, BODY_MAX);
    if (object == NULL)
        TRY_OR(done, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    hash_of((Slice){NULL, 0}, &draft.seen_root);
    json_print(object, &json);
    draft.json = buffer_slice(&json);
    entry_body_print(&draft, &body);
    TRY_OR(done, json.status != OK ? json.status : body.status);
    buffer_add(out, buffer_slice(&body));
    buffer_add_byte(out, '\n');
    key_secret_sign(&keys[2].secret, buffer_slice(&body), 0, out);
    key_secret_sign(&keys[3].secret, buffer_slice(&body), 0, out);
    status = out->status;
done:
    json_decref(object);
    buffer_clear(&json);
    buffer_clear(&body);
    return status;
}

static Status append_first(const ServiceSetup *setup, Slice bytes, Problem *problem)
{
    char         path[SERVICE_PATH_MAX + 32];
    StoreOptions options = {.where = path, .mode = STORE_CREATE};
    Store       *store = NULL;
    Tree         head;
    Entry        entry;
    Status       status;

    (void)snprintf(path, sizeof path, "%s/record.sqlite", setup->folder);
    TRY(entry_decode(bytes, &entry, problem));
    TRY_OR(done, store_open(store_driver("sqlite"), &options, &store, problem));
    TRY_OR(done, store_begin(store, &head, problem));
    TRY_OR(done, store_append(store, &(StoreRow){entry.leaf, bytes}, 1, problem));
    status = store_commit(store, problem);
done:
    store_close(store);
    return status;
}

/* ---- the folder ---- */

static bool folder_is_empty(const char *folder)
{
    DIR           *open = opendir(folder);
    struct dirent *item;
    bool           empty = open != NULL;

    while (open != NULL && (item = readdir(open)) != NULL)
        empty = empty && (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0);
    if (open != NULL)
        (void)closedir(open);
    return empty;
}

static Status make_folder(const char *folder, Problem *problem)
{
    char keys[SERVICE_PATH_MAX + 32];

    if (mkdir(folder, 0700) != 0 && (errno != EEXIST || !folder_is_empty(folder)))
        return errno == EEXIST ? problem_set(problem, ERR_REFUSED, MSG("service.folder_taken"), "folder", folder, NULL)
                               : problem_set(problem, ERR_STORAGE, MSG("service.folder"), "folder", folder, "what", strerror(errno), NULL);
    (void)snprintf(keys, sizeof keys, "%s/keys", folder);
    if (chmod(folder, 0700) != 0 || mkdir(keys, 0700) != 0)
        return problem_set(problem, ERR_STORAGE, MSG("service.folder"), "folder", folder, "what", strerror(errno), NULL);
    return OK;
}

/* What this setup made, and only that: the folder was empty before. */
static void remove_made(const char *folder, int depth)
{
    DIR           *open = opendir(folder);
    struct dirent *item;
    char           path[SERVICE_PATH_MAX + 300];

    while (open != NULL && (item = readdir(open)) != NULL) {
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, item->d_name);
        if (unlink(path) != 0 && depth < FOLDER_DEPTH)
            remove_made(path, depth + 1);
    }
    if (open != NULL)
        (void)closedir(open);
    (void)rmdir(folder);
}

static Status fill_folder(const ServiceSetup *setup, HostKey keys[HOST_KEYS], Problem *problem)
{
    PrivateStore *secret = NULL;
    Service      *service = NULL;
    Buffer        entry;
    Status        status;

    buffer_init(&entry, ENTRY_MAX);
    TRY_OR(done, make_keys(setup, keys, problem));
    TRY_OR(done, origin_entry(setup, keys, &entry, problem));
    TRY_OR(done, append_first(setup, buffer_slice(&entry), problem));
    TRY_OR(done, private_open(setup->folder, STORE_CREATE, &secret, problem));
    status = service_open(&(ServiceOptions){.folder = setup->folder, .workers = 1, .no_duties = true}, &service, problem); /* judges entry 0, signs the first checkpoint */
done:
    service_close(service);
    private_close(secret);
    buffer_clear(&entry);
    return status;
}

Status service_setup(const ServiceSetup *setup, Problem *problem)
{
    HostKey keys[HOST_KEYS] = {{.file = "log", .type = KEY_ED25519},
                               {.file = "clock", .suffix = "/clock", .type = KEY_COSIGNER},
                               {.file = "attest", .use = "attest", .name = "secretariat/registry-1", .type = KEY_ED25519},
                               {.file = "admit", .use = "admit", .name = "secretariat/protocol-1", .type = KEY_ED25519},
                               {.file = "receipts", .suffix = RECEIPTS_SUFFIX, .type = KEY_ED25519}};
    Policy *policy = NULL;
    Status  status;

    if (!origin_valid(slice_from(setup->origin)) || strstr(setup->origin, "//") != NULL) /* "https://…" has only permitted characters, but is none */
        return problem_set(problem, ERR_SYNTAX, MSG("origin.form"), "origin", setup->origin, NULL);
    if (strlen(setup->folder) >= SERVICE_PATH_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("service.folder"), "folder", setup->folder, "what", strerror(ENAMETOOLONG), NULL);
    if (setup->policy != NULL)
        TRY(policy_parse(slice_from(setup->policy), &policy, problem));
    policy_free(policy);
    TRY(make_folder(setup->folder, problem));
    status = fill_folder(setup, keys, problem);
    if (status != OK)
        remove_made(setup->folder, 0);
    for (size_t i = 0; i < HOST_KEYS; i++)
        key_secret_wipe(&keys[i].secret);
    return status;
}
