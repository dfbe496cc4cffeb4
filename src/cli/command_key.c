/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur key new|show|enrol|rotate|revoke: a party's keys. Roots enrol a mission key, a mission key enrols delegates' keys; every key that is enrolled signs its enrolment.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "cli/record_internal.h"

#include <jansson.h>

static const OptionRow new_options[] = {{"--type", 0, true, false, "ed25519|cosigner"}, {"--passphrase-file", 0, true, false, NULL}, {"--no-passphrase", 0, false, false, NULL},
                                        {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow show_options[] = {{0}};
static const OptionRow enrol_options[] = {{"--key", 0, true, false, NULL},   {"--use", 0, true, false, "mission|delegate"}, {"--by", 0, true, true, NULL},
                                          {"--kinds", 0, true, false, NULL}, {"--until", 0, true, false, NULL},             {"--rp-id", 0, true, false, NULL},
                                          {"--origin-url", 0, true, true, NULL}, {"--passphrase-file", 0, true, true, NULL}, {"--host", 0, true, false, NULL},
                                          {"--token", 0, true, false, NULL}, {"--receipt", 0, true, false, NULL}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow rotate_options[] = {{"--party", 0, true, false, NULL}, {"--roots", 0, true, true, NULL},  {"--old", 0, true, true, NULL},
                                           {"--threshold", 0, true, false, NULL}, {"--passphrase-file", 0, true, true, NULL}, {"--host", 0, true, false, NULL},
                                           {"--token", 0, true, false, NULL}, {"--receipt", 0, true, false, NULL}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow revoke_options[] = {{"--by", 0, true, false, NULL}, {"--reason", 0, true, false, NULL}, {"--since", 0, true, false, NULL},
                                           {"--passphrase-file", 0, true, true, NULL}, {"--host", 0, true, false, NULL}, {"--token", 0, true, false, NULL},
                                           {"--receipt", 0, true, false, NULL}, {"--output", 'o', true, false, NULL}, {0}};

/* ---- new and show ---- */

static void print_key(const Key *key, bool with_fingerprint, Buffer *out)
{
    uint8_t     type = (uint8_t)key->type, hash[SHA256_SIZE];
    const Slice parts[] = {slice_from(key->name), SLICE("\n"), {(const char *)&type, 1}, {(const char *)key->material, key->size}};
    char        hex[SHA256_HEX_SIZE];
    Buffer      vkey;

    buffer_init(&vkey, VKEY_MAX);
    key_print(key, &vkey);
    buffer_add_byte(&vkey, '\0');
    if (with_fingerprint) {
        sha256_parts(parts, sizeof parts / sizeof *parts, hash); /* its first four bytes are the key id */
        hex_print(hash, sizeof hash, hex);
        row_print(out, MSG("row.vkey"), vkey.status == OK ? vkey.data : "");
        row_print(out, MSG("row.fingerprint"), hex);
    } else if (vkey.status == OK) {
        buffer_add_string(out, vkey.data);
        buffer_add_byte(out, '\n');
    }
    buffer_clear(&vkey);
}

/* "delegation-01/desk-1" → "delegation-01-desk-1.key" */
static Status file_of_name(const char *name, Arena *arena, const char **out)
{
    size_t size = strlen(name);
    char  *path = arena_take(arena, size + sizeof ".key");

    if (path == NULL)
        return ERR_MEMORY;
    memcpy(path, name, size);
    memcpy(path + size, ".key", sizeof ".key");
    for (char *at = path; *at != '\0'; at++)
        *at = (char)(*at == '/' ? '-' : *at);
    *out = path;
    return OK;
}

static Status key_new_run(const OptionSet *options, Problem *problem)
{
    const char *name = options->operands[0], *type = options_value(options, "--type"), *path = options_value(options, "--output");
    bool        cosigner = type != NULL && strcmp(type, "cosigner") == 0;
    char        passphrase[PASSPHRASE_SIZE_MAX + 1] = "";
    uint8_t     seed[SEED_SIZE];
    KeySecret   secret = {0};
    Buffer      out;
    Status      status;

    buffer_init(&out, VKEY_MAX + 16);
    if (cosigner ? !key_name_valid(slice_from(name)) : !act_key_name_valid(slice_from(name)))
        return problem_set(problem, ERR_REFUSED, cosigner ? MSG("key.name") : MSG("key.act_name"), NULL);
    if (path == NULL)
        TRY(file_of_name(name, options->arena, &path));
    if (file_is_there(path))
        return problem_at(problem, problem_set(problem, ERR_CONFLICT, MSG("key.exists"), NULL), path);
    TRY_OR(done, passphrase_new(options, passphrase, problem));
    if (sodium_init() < 0)
        TRY_OR(done, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    randombytes_buf(seed, sizeof seed);
    TRY_OR(done, key_secret_from_seed(slice_from(name), cosigner ? KEY_COSIGNER : KEY_ED25519, seed, &secret, problem));
    TRY_OR(done, key_file_write(path, &secret, slice_from(passphrase), problem));
    print_key(&secret.key, false, &out);
    status = print_buffer(&out, problem);
done:
    sodium_memzero(passphrase, sizeof passphrase);
    sodium_memzero(seed, sizeof seed);
    key_secret_wipe(&secret);
    buffer_clear(&out);
    return status;
}

static Status key_show_run(const OptionSet *options, Problem *problem)
{
    Signatory signatory;
    Buffer    out;

    TRY(signatory_load(options->operands[0], options->arena, &signatory, problem));
    buffer_init(&out, 2 * VKEY_MAX);
    print_key(&signatory.key, true, &out);
    return print_buffer(&out, problem);
}

/* ---- acts of keys ---- */

/* Sees the record, composes the act, delivers it. Takes the object. */
static Status compose_and_deliver(const char *where, const OptionSet *options, const char *kind, json_t *object, const Signatory *signatories, size_t count, Problem *problem)
{
    ActPlan plan = {.kind = slice_from(kind), .object = object, .signatories = signatories, .count = count};
    Sight   sight = {0};
    Reach   reach = {0};
    Buffer  act;
    Status  status;

    buffer_init(&act, ENTRY_MAX);
    if (object == NULL)
        TRY_OR(done, problem_set(problem, ERR_SYNTAX, MSG("act.text"), NULL));
    TRY_OR(done, reach_open(where, options, &reach, problem));
    TRY_OR(done, sight_take(&reach, options, &sight, problem));
    TRY_OR(done, act_compose(&plan, &sight, options, &act, problem));
    reach_close(&reach); /* before it may be opened for writing */
    status = act_deliver(where, options, buffer_slice(&act), problem);
done:
    json_decref(object);
    reach_close(&reach);
    sight_clear(&sight);
    buffer_clear(&act);
    return status;
}

static Status load_signatories(const OptionSet *options, const char *option, Signatory *out, size_t *count, Problem *problem)
{
    const char *paths[SIGNATORIES_MAX + 1];
    size_t      found = options_all(options, option, paths, SIGNATORIES_MAX + 1);

    if (found == 0)
        return needs_option(option, problem);
    if (*count + found > SIGNATORIES_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("act.signatures_many"), NULL);
    for (size_t i = 0; i < found; i++)
        TRY(signatory_load(paths[i], options->arena, &out[(*count)++], problem));
    return OK;
}

static json_t *vkey_json(const Key *key)
{
    Buffer  vkey;
    json_t *value;

    buffer_init(&vkey, VKEY_MAX);
    key_print(key, &vkey);
    value = vkey.status == OK ? json_from_slice(buffer_slice(&vkey)) : NULL;
    buffer_clear(&vkey);
    return value;
}

static Status set(json_t *object, const char *name, json_t *value, Problem *problem)
{
    return json_object_set_new(object, name, value) == 0 ? OK : problem_set(problem, ERR_SYNTAX, MSG("act.text"), NULL);
}

/* ---- enrol ---- */

static Status enrol_object(const OptionSet *options, const Key *key, json_t *object, Problem *problem)
{
    const char *kinds = options_value(options, "--kinds"), *rp_id = options_value(options, "--rp-id"), *origins[PASSKEY_ORIGINS_MAX];
    size_t      count = options_all(options, "--origin-url", origins, PASSKEY_ORIGINS_MAX);
    json_t     *list;

    TRY(set(object, "name", json_string(key->name), problem));
    TRY(set(object, "key", vkey_json(key), problem));
    TRY(set(object, "use", json_string(options_value(options, "--use")), problem));
    TRY(set(object, "until", json_string(options_value(options, "--until")), problem));
    if (kinds != NULL)
        TRY(set(object, "kinds", commas_json(kinds), problem));
    if (rp_id != NULL)
        TRY(set(object, "rp_id", json_string(rp_id), problem));
    if (count == 0)
        return OK;
    list = json_array();
    for (size_t i = 0; list != NULL && i < count; i++)
        (void)json_array_append_new(list, json_string(origins[i]));
    return set(object, "origins", list, problem);
}

static Status key_enrol_run(const OptionSet *options, Problem *problem)
{
    static const char *const needed[] = {"--key", "--use", "--by", "--until"};
    Signatory signatories[SIGNATORIES_MAX];
    size_t    count = 0;
    int64_t   until;
    json_t   *object;
    Status    status;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!options_has(options, needed[i]))
            return needs_option(needed[i], problem);
    if (!act_time_parse(slice_from(options_value(options, "--until")), &until))
        return problem_set(problem, ERR_REFUSED, MSG("cli.time"), "option", "--until", NULL);
    TRY(load_signatories(options, "--by", signatories, &count, problem));
    TRY(load_signatories(options, "--key", signatories, &count, problem));
    object = json_object();
    status = object != NULL ? enrol_object(options, &signatories[count - 1].key, object, problem) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (status == OK)
        return compose_and_deliver(options->operands[0], options, "record.key.enrol", object, signatories, count, problem);
    json_decref(object);
    return status;
}

/* ---- rotate ---- */

static Status rotate_object(const OptionSet *options, const Signatory *roots, size_t count, json_t *object, Problem *problem)
{
    json_t *list = json_array();
    char   *end = NULL;
    long    threshold = strtol(options_value(options, "--threshold"), &end, 10);

    for (size_t i = 0; list != NULL && i < count; i++)
        (void)json_array_append_new(list, vkey_json(&roots[i].key));
    TRY(set(object, "roots", list, problem));
    TRY(set(object, "party", json_string(options_value(options, "--party")), problem));
    if (*end != '\0' || threshold < 1 || threshold > ENTRY_SIGNATURES_MAX)
        return problem_set(problem, ERR_REFUSED, MSG("cli.number"), "option", "--threshold", "max", "16", NULL);
    return set(object, "threshold", json_integer(threshold), problem);
}

/* Who signs: the old roots that were named, and of the new ones those whose secrets are at hand and that do not sign as old ones. */
static Status add_new_roots(const Signatory *roots, size_t root_count, Signatory *signatories, size_t *count, Problem *problem)
{
    size_t old = *count;

    for (size_t i = 0; i < root_count; i++) {
        bool signs = false;

        for (size_t k = 0; k < old; k++)
            signs = signs || strcmp(signatories[k].key.name, roots[i].key.name) == 0;
        if (signs || !roots[i].is_secret)
            continue;
        if (*count == SIGNATORIES_MAX)
            return problem_set(problem, ERR_LIMIT, MSG("act.signatures_many"), NULL);
        signatories[(*count)++] = roots[i];
    }
    return OK;
}

static Status key_rotate_run(const OptionSet *options, Problem *problem)
{
    static const char *const needed[] = {"--party", "--roots", "--old", "--threshold"};
    Signatory signatories[SIGNATORIES_MAX], roots[SIGNATORIES_MAX];
    size_t    count = 0, root_count = 0;
    json_t   *object;
    Status    status;

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!options_has(options, needed[i]))
            return needs_option(needed[i], problem);
    TRY(load_signatories(options, "--old", signatories, &count, problem));
    TRY(load_signatories(options, "--roots", roots, &root_count, problem));
    TRY(add_new_roots(roots, root_count, signatories, &count, problem));
    object = json_object();
    status = object != NULL ? rotate_object(options, roots, root_count, object, problem) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (status == OK)
        return compose_and_deliver(options->operands[0], options, "record.key.rotate", object, signatories, count, problem);
    json_decref(object);
    return status;
}

/* ---- revoke ---- */

static Status key_revoke_run(const OptionSet *options, Problem *problem)
{
    const char *since = options_value(options, "--since"), *reason = options_value(options, "--reason");
    Signatory   signatory[SIGNATORIES_MAX];
    size_t      count = 0;
    int64_t     time;
    json_t     *object;

    if (reason == NULL)
        return needs_option("--reason", problem);
    if (since != NULL && !act_time_parse(slice_from(since), &time))
        return problem_set(problem, ERR_REFUSED, MSG("cli.time"), "option", "--since", NULL);
    TRY(load_signatories(options, "--by", signatory, &count, problem));
    object = json_pack("{s:s, s:s}", "name", options->operands[1], "reason", reason);
    if (object != NULL && since != NULL && json_object_set_new(object, "since", json_string(since)) != 0) {
        json_decref(object);
        object = NULL;
    }
    return compose_and_deliver(options->operands[0], options, "record.key.revoke", object, signatory, count, problem);
}

/* ---- rows ---- */

const Command key_new_command = {"key new", "PARTY/NAME [-o FILE] [--type ed25519|cosigner] [--passphrase-file FILE | --no-passphrase]", MSG("help.key.new.summary"), MSG("help.key.new"),
                                 new_options, 1, 1, key_new_run, EXITS_BY_STATUS};
const Command key_show_command = {"key show", "FILE", MSG("help.key.show.summary"), MSG("help.key.show"), show_options, 1, 1, key_show_run, EXITS_BY_STATUS};
const Command key_enrol_command = {"key enrol", "RECORD --key FILE --use mission|delegate --by FILE… --until TIME [--kinds KIND,…] [-o FILE.act]", MSG("help.key.enrol.summary"),
                                   MSG("help.key.enrol"), enrol_options, 1, 1, key_enrol_run, EXITS_BY_STATUS};
const Command key_rotate_command = {"key rotate", "RECORD --party PARTY --roots FILE… --old FILE… --threshold N [-o FILE.act]", MSG("help.key.rotate.summary"), MSG("help.key.rotate"),
                                    rotate_options, 1, 1, key_rotate_run, EXITS_BY_STATUS};
const Command key_revoke_command = {"key revoke", "RECORD PARTY/NAME --by FILE --reason TEXT [--since TIME] [-o FILE.act]", MSG("help.key.revoke.summary"), MSG("help.key.revoke"),
                                    revoke_options, 2, 2, key_revoke_run, EXITS_BY_STATUS};
