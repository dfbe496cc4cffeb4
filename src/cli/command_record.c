/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur record init|admit|token|serve|export|import: running an installation.
 */
#include "cli/record_internal.h"
#include "web/web.h"

#include <jansson.h>
#include <unistd.h>

static const OptionRow init_options[] = {{"--origin", 0, true, false, NULL},     {"--audience", 0, true, false, "public|parties"}, {"--title", 0, true, false, NULL},
                                         {"--policy", 0, true, false, NULL},     {"--open-kinds", 0, true, false, NULL},           {"--demonstration", 0, false, false, NULL},
                                         {"--seal-batch-minutes", 0, true, false, NULL}, {0}};
static const OptionRow admit_options[] = {{"--name", 0, true, false, NULL},      {"--class", 0, true, false, "state|observer|secretariat|chair|stakeholder|group"},
                                          {"--roots", 0, true, true, NULL},      {"--threshold", 0, true, false, NULL},            {"--passphrase-file", 0, true, true, NULL},
                                          {"--receipt", 0, true, false, NULL},   {"--output", 'o', true, false, NULL},             {0}};
static const OptionRow token_options[] = {{"--party", 0, true, false, NULL}, {0}};
static const OptionRow serve_options[] = {{"--listen", 0, true, false, NULL}, {"--log", 0, true, false, "quiet|events|requests"}, {0}};
static const OptionRow export_options[] = {{"--output", 'o', true, false, NULL}, {0}};
static const OptionRow import_options[] = {{0}};

/* ---- init ---- */

enum { SEAL_BATCH_MINUTES_MAX = 1440 /* a day, as the rules have it */ };

static Status join_commas(const char *list, Buffer *out)
{
    json_t *items = commas_json(list != NULL ? list : "");
    size_t  i;
    json_t *item;

    json_array_foreach(items, i, item) {
        buffer_add(out, json_slice(item));
        buffer_add_byte(out, '\n');
    }
    json_decref(items);
    buffer_add_byte(out, '\0');
    return items != NULL ? out->status : ERR_MEMORY;
}

static Status print_installation(const char *folder, const char *origin, Problem *problem)
{
    static const struct {
        SignerKey   key;
        const char *label;
    } keys[] = {{SIGNER_LOG, MSG("row.log")}, {SIGNER_CLOCK, MSG("row.clock")}, {SIGNER_ATTEST, MSG("row.attest")}, {SIGNER_ADMIT, MSG("row.admit")}};
    char   path[STATE_PATH_MAX];
    Key    key;
    Buffer out, vkey;

    buffer_init(&out, 65536);
    buffer_init(&vkey, VKEY_MAX + 1);
    row_print(&out, MSG("row.origin"), origin);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        (void)snprintf(path, sizeof path, "%s/keys/%s", folder, signer_key_file(keys[i].key));
        TRY(key_file_public(path, &key, problem));
        buffer_reset(&vkey);
        key_print(&key, &vkey);
        buffer_add_byte(&vkey, '\0');
        row_print(&out, keys[i].label, vkey.status == OK ? vkey.data : "");
    }
    buffer_clear(&vkey);
    buffer_add_byte(&out, '\n');
    message_print(&out, MSG("init.next"), "folder", folder, NULL);
    buffer_add_byte(&out, '\n');
    return print_buffer(&out, problem);
}

static Status batch_minutes(const OptionSet *options, int *out, Problem *problem)
{
    const char *text = options_value(options, "--seal-batch-minutes");
    char       *end = NULL;
    long        minutes = text != NULL ? strtol(text, &end, 10) : 0;

    if (text != NULL && (*end != '\0' || minutes < 1 || minutes > SEAL_BATCH_MINUTES_MAX))
        return problem_set(problem, ERR_REFUSED, MSG("cli.number"), "option", "--seal-batch-minutes", "max", "1440", NULL);
    *out = (int)minutes;
    return OK;
}

static Status record_init_run(const OptionSet *options, Problem *problem)
{
    const char  *policy = options_value(options, "--policy"), *audience = options_value(options, "--audience");
    ServiceSetup setup = {.folder = options->operands[0], .origin = options_value(options, "--origin"), .title = options_value(options, "--title")};
    Slice        text;
    Buffer       kinds;
    Status       status;

    if (setup.origin == NULL)
        return needs_option("--origin", problem);
    setup.audience = audience != NULL && strcmp(audience, audience_names[AUDIENCE_PARTIES]) == 0 ? AUDIENCE_PARTIES : AUDIENCE_PUBLIC;
    setup.demonstration = options_has(options, "--demonstration");
    TRY(batch_minutes(options, &setup.seal_batch_minutes, problem));
    buffer_init(&kinds, BODY_MAX);
    if (policy != NULL) {
        TRY_OR(done, file_read(policy, options->arena, &text, problem));
        setup.policy = slice_string(options->arena, text);
    }
    TRY_OR(done, join_commas(options_value(options, "--open-kinds"), &kinds));
    setup.open_kinds = kinds.size > 1 ? kinds.data : NULL;
    TRY_OR(done, service_setup(&setup, problem));
    status = print_installation(setup.folder, setup.origin, problem);
done:
    buffer_clear(&kinds);
    return status;
}

/* ---- admit ---- */

static Status admit_object(const OptionSet *options, const Signatory *roots, size_t count, json_t *object, Problem *problem)
{
    const char *class = options_value(options, "--class"), *threshold = options_value(options, "--threshold");
    char       *end = NULL;
    long        number = threshold != NULL ? strtol(threshold, &end, 10) : (long)(count + 2) / 2;
    json_t     *list = json_array();
    Buffer      vkey;
    bool        done;

    if (count == 0)
        number = 0;
    if ((threshold != NULL && *end != '\0') || number < 0 || number > (long)count) {
        json_decref(list);
        return problem_set(problem, ERR_REFUSED, MSG("party.threshold"), NULL);
    }
    buffer_init(&vkey, VKEY_MAX);
    for (size_t i = 0; i < count; i++) {
        buffer_reset(&vkey);
        key_print(&roots[i].key, &vkey);
        (void)json_array_append_new(list, json_from_slice(buffer_slice(&vkey)));
    }
    buffer_clear(&vkey);
    done = json_object_set_new(object, "party", json_string(options->operands[1])) == 0 && json_object_set_new(object, "name", json_string(options_value(options, "--name"))) == 0 &&
           json_object_set_new(object, "class", json_string(class != NULL ? class : "state")) == 0 && json_object_set_new(object, "threshold", json_integer(number)) == 0;
    return json_object_set_new(object, "roots", list) == 0 && done ? OK : problem_set(problem, ERR_SYNTAX, MSG("act.text"), NULL);
}

static Status compose_admission(const OptionSet *options, Signer *signer, const Signatory *roots, size_t count, Buffer *act, Problem *problem)
{
    ActPlan plan = {.kind = SLICE("record.party.admit"), .signatories = roots, .count = count, .signer = signer, .host_key = SIGNER_ADMIT, .object = json_object()};
    Reach   reach = {0};
    Sight   sight = {0};
    Status  status;

    TRY_OR(done, admit_object(options, roots, count, plan.object, problem));
    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    TRY_OR(done, sight_take(&reach, options, &sight, problem));
    status = act_compose(&plan, &sight, options, act, problem);
done:
    json_decref(plan.object);
    reach_close(&reach);
    sight_clear(&sight);
    return status;
}

/* The roots sign the admission themselves; those whose secrets are elsewhere, by `act sign` on the file that -o names. */
static Status record_admit_run(const OptionSet *options, Problem *problem)
{
    const char *paths[SIGNATORIES_MAX], *folder = options->operands[0];
    size_t      count = options_all(options, "--roots", paths, SIGNATORIES_MAX - 1);
    char        keys[STATE_PATH_MAX];
    Signatory   roots[SIGNATORIES_MAX];
    Signer     *signer = NULL;
    Buffer      act;
    Status      status;

    if (!options_has(options, "--name"))
        return needs_option("--name", problem);
    if (!party_valid(slice_from(options->operands[1])))
        return problem_set(problem, ERR_REFUSED, MSG("party.form"), NULL);
    for (size_t i = 0; i < count; i++)
        TRY(signatory_load(paths[i], options->arena, &roots[i], problem));
    if (reach_is_url(folder) || !file_is_folder(folder))
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("reach.no_folder"), NULL), folder);
    (void)snprintf(keys, sizeof keys, "%s/keys", folder);
    if (!file_is_folder(keys))
        return problem_set(problem, ERR_NOT_FOUND, MSG("service.no_keys"), "folder", keys, NULL);
    buffer_init(&act, ENTRY_MAX);
    TRY_OR(done, signer_start(keys, &signer, problem));
    status = compose_admission(options, signer, roots, count, &act, problem);
    signer_stop(signer); /* before the service starts one of its own */
    TRY_OR(done, status);
    status = act_deliver(folder, options, buffer_slice(&act), problem);
done:
    buffer_clear(&act);
    return status;
}

/* ---- token ---- */

static Status record_token_run(const OptionSet *options, Problem *problem)
{
    const char *party = options_value(options, "--party");
    Service    *service = NULL;
    char        token[TOKEN_SIZE + 1];
    Buffer      out;
    Status      status;

    if (party == NULL)
        return needs_option("--party", problem);
    if (!file_is_folder(options->operands[0]))
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("reach.no_folder"), NULL), options->operands[0]);
    TRY(service_open(&(ServiceOptions){.folder = options->operands[0], .read_only = true, .no_duties = true}, &service, problem));
    status = service_token_new(service, slice_from(party), token, problem);
    service_close(service);
    TRY(status);
    buffer_init(&out, sizeof token + 1);
    buffer_add_format(&out, "%s\n", token);
    return print_buffer(&out, problem);
}

/* ---- serve ---- */

/* A mirror's folder has none: it is served for reading. */
static bool has_keys(const char *folder)
{
    char path[STATE_PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/keys", folder);
    return file_is_folder(path);
}

/* Served, paths stand below the path of the origin: "/rapporteur" of record.example.org/rapporteur. */
static Status origin_path(Service *service, char out[ORIGIN_MAX + 2], Problem *problem)
{
    RecordFacts facts = {0};
    Status      status = service_facts(service, &facts, problem);
    const char *slash = strchr(facts.origin, '/');

    (void)snprintf(out, ORIGIN_MAX + 2, "%s", slash != NULL ? slash : "");
    record_facts_clear(&facts);
    return status;
}

/* People can sign in where acts are taken. */
static Status open_accounts(const char *folder, Service *service, const Log *log, Accounts **out, Problem *problem)
{
    HouseSettings settings;

    TRY(settings_read(folder, &settings, problem));
    return accounts_open(&(AccountsOptions){.folder = folder, .service = service, .settings = &settings, .log = log}, out, problem);
}

static void tell_start(const Log *log, Service *service, const Web *web)
{
    uint64_t size;
    Hash     root;

    service_seen(service, &size, &root);
    log_event(log, LOG_EVENTS, "start", LOG_FIELDS(log_word("version", RAPPORTEUR_VERSION), log_number("port", web_port(web)), log_number("entries", (int64_t)size)));
}

static Status log_level(const OptionSet *options, LogLevel *out, Problem *problem)
{
    const char *given = options_value(options, "--log");

    *out = LOG_EVENTS;
    for (int i = 0; given != NULL && i < LOG_LEVELS; i++)
        if (strcmp(given, log_level_names[i]) == 0) {
            *out = (LogLevel)i;
            return OK;
        }
    return given == NULL ? OK : problem_set(problem, ERR_REFUSED, MSG("cli.log"), NULL);
}

Status serve_folder(const OptionSet *options, const char *listen, Status (*open)(const WebOptions *options, Web **out, Problem *problem),
                    Status (*also)(Accounts *accounts, const char *address, Problem *problem), Problem *problem)
{
    const char *folder = options->operands[0];
    Log        log = {.file = STDERR_FILENO};
    char       path[ORIGIN_MAX + 2];
    Service   *service = NULL;
    Web       *web = NULL;
    Accounts  *accounts = NULL;
    WebOptions served = {.listen = listen, .prefix = path, .log = &log};
    char       address[STATE_PATH_MAX];
    Status     status;

    if (!file_is_folder(folder))
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("reach.no_folder"), NULL), folder);
    TRY(log_level(options, &log.level, problem));
    stop_prepare();
    TRY_OR(done, service_open(&(ServiceOptions){.folder = folder, .log = &log, .read_only = !has_keys(folder)}, &service, problem));
    TRY_OR(done, origin_path(service, path, problem));
    served.service = service;
    if (open == web_house_open && has_keys(folder))
        TRY_OR(done, open_accounts(folder, service, &log, &accounts, problem));
    served.accounts = accounts;
    TRY_OR(done, open(&served, &web, problem));
    TRY_OR(done, address_print(listen, web_port(web), path, problem));
    if (also != NULL)
        TRY_OR(done, also(accounts, address_text(listen, web_port(web), path, address), problem));
    tell_start(&log, service, web);
    (void)stop_wait(0);
    log_event(&log, LOG_EVENTS, "stop", NULL, 0);
done:
    web_close(web);
    accounts_close(accounts);
    service_close(service);
    return status;
}

static Status record_serve_run(const OptionSet *options, Problem *problem)
{
    const char *listen = options_value(options, "--listen");

    return listen != NULL ? serve_folder(options, listen, web_record_open, NULL, problem) : needs_option("--listen", problem);
}

/* ---- export and import ---- */

static Status record_export_run(const OptionSet *options, Problem *problem)
{
    if (!options_has(options, "--output"))
        return needs_option("-o", problem);
    return service_export(options->operands[0], options_value(options, "--output"), problem);
}

static Status record_import_run(const OptionSet *options, Problem *problem)
{
    VerifyReport report = {0};
    Buffer       out;

    TRY(service_import(options->operands[0], options->operands[1], &report, problem));
    buffer_init(&out, 65536);
    verify_report_print(&report, &out);
    return print_buffer(&out, problem);
}

/* ---- rows ---- */

const Command record_init_command = {"record init", "DIR --origin NAME [--audience public|parties] [--title TEXT] [--policy FILE] [--open-kinds KIND,…] [--seal-batch-minutes N] [--demonstration]",
                                     MSG("help.record.init.summary"), MSG("help.record.init"), init_options, 1, 1, record_init_run, EXITS_BY_STATUS};
const Command record_admit_command = {"record admit", "DIR PARTY --name NAME [--class CLASS] [--roots FILE…] [--threshold N] [-o FILE.act]", MSG("help.record.admit.summary"),
                                      MSG("help.record.admit"), admit_options, 2, 2, record_admit_run, EXITS_BY_STATUS};
const Command record_token_command = {"record token", "DIR --party PARTY", MSG("help.record.token.summary"), MSG("help.record.token"), token_options, 1, 1, record_token_run, EXITS_BY_STATUS};
const Command record_serve_command = {"record serve", "DIR --listen ADDRESS [--log quiet|events|requests]", MSG("help.record.serve.summary"), MSG("help.record.serve"), serve_options, 1, 1, record_serve_run, EXITS_BY_STATUS};
const Command record_export_command = {"record export", "DIR -o FILE", MSG("help.record.export.summary"), MSG("help.record.export"), export_options, 1, 1, record_export_run, EXITS_BY_STATUS};
const Command record_import_command = {"record import", "FILE DIR", MSG("help.record.import.summary"), MSG("help.record.import"), import_options, 2, 2, record_import_run, EXITS_BY_STATUS};
