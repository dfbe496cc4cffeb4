/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur act sign|submit|show: writing an act, having it signed on as many machines as there are keys, sending it, and looking at one.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "cli/record_internal.h"

#include <jansson.h>
#include <unistd.h>

enum { SHOW_MAX = 1024 * 1024 };

static const OptionRow sign_options[] = {{"--record", 0, true, false, NULL}, {"--origin", 0, true, false, NULL}, {"--seen", 0, true, false, NULL},  {"--kind", 0, true, false, NULL},
                                         {"--by", 0, true, false, NULL},     {"--with", 0, true, true, NULL},    {"--key", 0, true, true, NULL},    {"--blob", 0, true, false, NULL},
                                         {"--passphrase-file", 0, true, true, NULL}, {"--host", 0, true, false, NULL}, {"--token", 0, true, false, NULL}, {"--output", 'o', true, false, NULL},
                                         {0}};
static const OptionRow submit_options[] = {{"--token", 0, true, false, NULL}, {"--host", 0, true, false, NULL}, {"--blob", 0, true, true, NULL}, {"--output", 'o', true, false, NULL}, {0}};
static const OptionRow show_options[] = {{"--token", 0, true, false, NULL}, {"--host", 0, true, false, NULL}, {0}};

/* ---- sign ---- */

/* SIZE:ROOT, as an offline machine is told it. */
static Status sight_given(const OptionSet *options, Sight *out, Problem *problem)
{
    const char *origin = options_value(options, "--origin"), *seen = options_value(options, "--seen"), *colon = seen != NULL ? strchr(seen, ':') : NULL;
    char       *end = NULL;

    *out = (Sight){0};
    if (origin == NULL || seen == NULL)
        return needs_option(origin == NULL && seen == NULL ? "--record" : origin == NULL ? "--origin" : "--seen", problem);
    if (!origin_valid(slice_from(origin)))
        return problem_set(problem, ERR_REFUSED, MSG("origin.form"), "origin", origin, NULL);
    out->size = strtoull(seen, &end, 10);
    if (colon == NULL || end != colon || seen[0] < '0' || seen[0] > '9' || out->size > TREE_SIZE_MAX || hash_parse_base64(slice_from(colon + 1), &out->root) != OK)
        return problem_set(problem, ERR_REFUSED, MSG("cli.seen"), NULL);
    (void)snprintf(out->origin, sizeof out->origin, "%s", origin);
    return OK;
}

static Status see(const OptionSet *options, Sight *out, Problem *problem)
{
    const char *record = options_value(options, "--record");
    Reach       reach = {0};
    Status      status;

    if (record == NULL)
        return sight_given(options, out, problem);
    TRY_OR(done, reach_open(record, options, &reach, problem));
    status = sight_take(&reach, options, out, problem);
done:
    reach_close(&reach);
    return status;
}

/* sha256 and size of a file, for acts that name one. */
static Status add_blob(const OptionSet *options, json_t *object, Problem *problem)
{
    const char *path = options_value(options, "--blob");
    char        hex[2 * HASH_SIZE + 1];
    Slice       bytes;
    Hash        name;

    if (path == NULL)
        return OK;
    TRY(file_read(path, options->arena, &bytes, problem));
    hash_of(bytes, &name);
    hash_print_hex(&name, hex);
    return json_object_set_new(object, "sha256", json_string(hex)) == 0 && json_object_set_new(object, "size", json_integer((json_int_t)bytes.size)) == 0
               ? OK
               : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status read_object(const OptionSet *options, json_t **out, Problem *problem)
{
    const char *path = options->operands[0];
    Slice       bytes;
    Status      status;

    TRY(file_read(path, options->arena, &bytes, problem));
    status = json_read(bytes, out, problem);
    if (status == OK && !json_is_object(*out))
        status = problem_set(problem, ERR_SYNTAX, MSG("act.no_object"), NULL);
    if (status != OK)
        return problem_at(problem, status, path);
    return add_blob(options, *out, problem);
}

/* The author, and those who are named; a key file among them signs at once. */
static Status load_signers(const OptionSet *options, Signatory *out, size_t *count, Problem *problem)
{
    const char *with[SIGNATORIES_MAX];
    size_t      found = options_all(options, "--with", with, SIGNATORIES_MAX - 1);

    TRY(signatory_load(options_value(options, "--by"), options->arena, &out[0], problem));
    for (size_t i = 0; i < found; i++) {
        Signatory *signer = &out[i + 1];

        *signer = (Signatory){.path = with[i]};
        if (access(with[i], F_OK) == 0)
            TRY(signatory_load(with[i], options->arena, signer, problem));
        else if (act_key_name_valid(slice_from(with[i])))
            (void)snprintf(signer->key.name, sizeof signer->key.name, "%s", with[i]);
        else
            return problem_set(problem, ERR_REFUSED, MSG("key.act_name"), NULL);
    }
    *count = found + 1;
    return OK;
}

static Status write_act(const char *path, const Buffer *act, Problem *problem)
{
    PartialAct partial;
    Status     status = partial_open(buffer_slice(act), &partial, problem);

    if (status == OK)
        status = file_write(path, buffer_slice(act), problem);
    if (status == OK && partial_next(&partial) != NULL)
        say(MSG("act.next"), "name", partial_next(&partial), NULL);
    partial_clear(&partial);
    return status;
}

static Status sign_new(const OptionSet *options, Problem *problem)
{
    Signatory signatories[SIGNATORIES_MAX];
    ActPlan   plan = {.kind = slice_from(options_value(options, "--kind")), .signatories = signatories};
    json_t   *object = NULL;
    Sight     sight = {0};
    Buffer    act;
    Status    status;

    buffer_init(&act, ENTRY_MAX);
    if (!options_has(options, "--kind") || !options_has(options, "--by"))
        return needs_option(!options_has(options, "--kind") ? "--kind" : "--by", problem);
    if (!kind_valid(plan.kind))
        return problem_set(problem, ERR_REFUSED, MSG("act.kind_form"), NULL);
    TRY_OR(done, load_signers(options, signatories, &plan.count, problem));
    TRY_OR(done, read_object(options, &object, problem));
    TRY_OR(done, see(options, &sight, problem));
    plan.object = object;
    TRY_OR(done, act_compose(&plan, &sight, options, &act, problem));
    status = write_act(output_path(options), &act, problem);
done:
    json_decref(object);
    sight_clear(&sight);
    buffer_clear(&act);
    return status;
}

/* Adds the next signatures to an act that others began. */
static Status sign_on(const OptionSet *options, Problem *problem)
{
    const char *keys[SIGNATORIES_MAX], *path = options->operands[0];
    size_t      count = options_all(options, "--key", keys, SIGNATORIES_MAX);
    Buffer      act;
    Slice       bytes;
    Status      status;

    buffer_init(&act, ENTRY_MAX);
    TRY_OR(done, file_read(path, options->arena, &bytes, problem));
    buffer_add(&act, bytes);
    for (size_t i = 0; i < count; i++) {
        KeySecret secret;

        TRY_OR(done, key_unlock(keys[i], options, &secret, problem));
        status = act_sign_next(&secret, &act, problem);
        key_secret_wipe(&secret);
        TRY_OR(done, fault_at(problem, status, path));
    }
    status = write_act(options_has(options, "--output") ? options_value(options, "--output") : path, &act, problem);
done:
    buffer_clear(&act);
    return status;
}

static Status act_sign_run(const OptionSet *options, Problem *problem)
{
    return options_has(options, "--key") ? sign_on(options, problem) : sign_new(options, problem);
}

static Status act_submit_run(const OptionSet *options, Problem *problem)
{
    Slice act;

    TRY(file_read(options->operands[1], options->arena, &act, problem));
    return act_submit(options->operands[0], options, act, options_value(options, "--output"), problem);
}

/* ---- show ---- */

static void row_slice(Buffer *out, const char *label, Slice value)
{
    char text[KEY_NAME_MAX + 1];

    (void)snprintf(text, sizeof text, "%.*s", (int)value.size, value.data);
    row_print(out, label, text);
}

static void print_entry(const Entry *entry, Buffer *out)
{
    char act[2 * HASH_SIZE + 1], leaf[2 * HASH_SIZE + 1], size[DECIMAL_MAX], root[45], seen[DECIMAL_MAX + 48];

    hash_print_hex(&entry->act, act);
    hash_print_hex(&entry->leaf, leaf);
    hash_print_base64(&entry->seen_root, root);
    (void)snprintf(seen, sizeof seen, "%s %s", decimal(size, (int64_t)entry->seen_size), root);
    row_slice(out, MSG("row.kind"), entry->kind);
    row_slice(out, MSG("row.record"), entry->origin);
    row_slice(out, MSG("row.author"), entry->by);
    row_print(out, MSG("row.act"), act);
    row_print(out, MSG("row.leaf"), leaf);
    row_print(out, MSG("row.seen"), seen);
    row_slice(out, MSG("row.written"), entry->at_text);
}

static Status print_object(const Entry *entry, Buffer *out, Problem *problem)
{
    json_t *object = NULL;

    TRY(entry_object(entry, &object, problem));
    buffer_add_byte(out, '\n');
    json_print_pretty(object, out);
    buffer_add_byte(out, '\n');
    json_decref(object);
    return OK;
}

static Status show_file(const OptionSet *options, Problem *problem)
{
    PartialAct partial = {0};
    Slice      bytes;
    Buffer     out;
    char       have[DECIMAL_MAX], wanted[DECIMAL_MAX], text[2 * DECIMAL_MAX];
    Status     status;

    buffer_init(&out, SHOW_MAX);
    TRY_OR(done, file_read(options->operands[0], options->arena, &bytes, problem));
    TRY_OR(done, fault_at(problem, partial_open(bytes, &partial, problem), options->operands[0]));
    print_entry(&partial.entry, &out);
    (void)snprintf(text, sizeof text, "%s / %s", decimal(have, (int64_t)partial.note.count), decimal(wanted, (int64_t)partial.wanted));
    row_print(&out, MSG("row.signatures"), text);
    if (partial_next(&partial) != NULL)
        row_print(&out, MSG("row.next"), partial_next(&partial));
    TRY_OR(done, print_object(&partial.entry, &out, problem));
    status = print_buffer(&out, problem);
done:
    partial_clear(&partial);
    buffer_clear(&out);
    return status;
}

static void print_facts(const ActRow *row, Buffer *out)
{
    static const char *const answers[] = {[ANSWER_NONE] = NULL, [ANSWER_CONFIRMED] = MSG("answer.confirmed"), [ANSWER_DISAVOWED] = MSG("answer.disavowed")};
    char   time[ACT_TIME_SIZE + 1], index[DECIMAL_MAX];
    Buffer grade;

    buffer_init(&grade, 4096);
    buffer_add_string(&grade, grade_names[row->grade]);
    if (row->grade == GRADE_PASSKEY)
        message_print(&grade, row->backed_up ? MSG("grade.synced") : MSG("grade.device"), NULL);
    if (answers[row->answer] != NULL)
        message_print(&grade, answers[row->answer], NULL);
    if (row->contested)
        message_print(&grade, MSG("grade.contested"), NULL);
    buffer_add_byte(&grade, '\0');
    act_time_print(row->clock, time);
    row_print(out, MSG("row.index"), decimal(index, (int64_t)row->index));
    row_print(out, MSG("row.party"), row->party);
    row_print(out, MSG("row.grade"), grade.status == OK ? grade.data : "");
    row_print(out, MSG("row.audience"), audience_names[row->audience]);
    if (row->clock != 0)
        row_print(out, MSG("row.time"), time);
    buffer_clear(&grade);
}

/* Over an address: the bytes and the receipt. What the record's rules make of them, only a verified copy can say. */
static Status fetch_act(Reach *reach, const Hash *act, Buffer *bytes, Buffer *receipt, Problem *problem)
{
    char hex[2 * HASH_SIZE + 1], path[2 * HASH_SIZE + 32];

    hash_print_hex(act, hex);
    (void)snprintf(path, sizeof path, "act/%s", hex);
    TRY(reach_get(reach, path, ENTRY_MAX, bytes, problem));
    (void)snprintf(path, sizeof path, "act/%s/receipt", hex);
    return reach_get(reach, path, RECEIPT_BYTES_MAX, receipt, problem);
}

static Status load_act(Reach *reach, const Hash *act, ActRow *row, Buffer *bytes, Buffer *receipt, Problem *problem)
{
    Service *service;
    Status   status;

    if (!reach->is_installation)
        return fetch_act(reach, act, bytes, receipt, problem);
    TRY(reach_service(reach, &service, problem));
    status = service_act(service, act, row, bytes, problem);
    if (status == ERR_NOT_FOUND)
        return problem_set(problem, ERR_NOT_FOUND, MSG("act.not_there"), NULL);
    return status == OK ? service_receipt(service, row->index, receipt, problem) : status;
}

static Status show_recorded(const OptionSet *options, Problem *problem)
{
    Reach      reach = {0};
    Sight      sight = {0};
    ActRow     row = {0};
    Buffer     bytes, receipt, out;
    Entry      entry;
    Receipt    parsed;
    Checkpoint checkpoint;
    Hash       act;
    char       number[DECIMAL_MAX];
    Status     status;

    buffer_init(&bytes, ENTRY_MAX);
    buffer_init(&receipt, RECEIPT_BYTES_MAX);
    buffer_init(&out, SHOW_MAX);
    if (hash_parse_hex(slice_from(options->operands[1]), &act) != OK)
        return problem_set(problem, ERR_REFUSED, MSG("act.id_form"), NULL);
    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    TRY_OR(done, sight_take(&reach, options, &sight, problem));
    TRY_OR(done, load_act(&reach, &act, &row, &bytes, &receipt, problem));
    TRY_OR(done, entry_decode(buffer_slice(&bytes), &entry, problem));
    TRY_OR(done, receipt_check(buffer_slice(&receipt), &entry, &sight.host, &parsed, &checkpoint, problem));
    print_entry(&entry, &out);
    if (reach.is_installation)
        print_facts(&row, &out);
    else
        row_print(&out, MSG("row.index"), decimal(number, (int64_t)parsed.index));
    TRY_OR(done, print_object(&entry, &out, problem));
    buffer_add_byte(&out, '\n');
    buffer_add(&out, buffer_slice(&receipt));
    status = print_buffer(&out, problem);
done:
    reach_close(&reach);
    sight_clear(&sight);
    buffer_clear(&bytes);
    buffer_clear(&receipt);
    buffer_clear(&out);
    return status;
}

static Status act_show_run(const OptionSet *options, Problem *problem)
{
    return options->operand_count == 1 ? show_file(options, problem) : show_recorded(options, problem);
}

/* ---- rows ---- */

const Command act_sign_command = {"act sign", "JSONFILE --record RECORD --kind KIND --by KEYFILE [--with NAME…] [-o FILE.act], or FILE.act --key KEYFILE…", MSG("help.act.sign.summary"),
                                  MSG("help.act.sign"), sign_options, 1, 1, act_sign_run, EXITS_BY_STATUS};
const Command act_submit_command = {"act submit", "RECORD FILE.act [--token FILE] [--blob FILE…] [-o FILE.tlog-proof]", MSG("help.act.submit.summary"), MSG("help.act.submit"), submit_options, 2, 2,
                                    act_submit_run, EXITS_BY_STATUS};
const Command act_show_command = {"act show", "RECORD ACT, or FILE.act", MSG("help.act.show.summary"), MSG("help.act.show"), show_options, 1, 2, act_show_run, EXITS_BY_STATUS};
