/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur record mirror|witness: what others run so that nobody has to trust the host.
 */
#include "cli/record_internal.h"
#include "web/web.h"

enum { EVERY_MAX = 86400 };

static const OptionRow mirror_options[] = {{"--token", 0, true, false, NULL}, {"--key", 0, true, false, NULL}, {"--every", 0, true, false, NULL}, {0}};
static const OptionRow witness_options[] = {{"--listen", 0, true, false, NULL}, {"--name", 0, true, false, NULL}, {"--watch", 0, true, true, NULL}, {0}};

/* ---- mirror ---- */

static void show_progress(void *context, uint64_t done, uint64_t size)
{
    (void)context;
    progress_show(NULL, (size_t)done, (size_t)size);
}

static Status print_round(const MirrorReport *report, Problem *problem)
{
    char   from[DECIMAL_MAX], size[DECIMAL_MAX], blobs[DECIMAL_MAX];
    Buffer out;

    buffer_init(&out, 4096);
    message_print(&out, MSG("mirror.round"), "new", decimal(from, (int64_t)(report->size - report->from)), "size", decimal(size, (int64_t)report->size), "blobs",
                  decimal(blobs, (int64_t)report->blobs), NULL);
    buffer_add_byte(&out, '\n');
    return print_buffer(&out, problem);
}

/* A host that is away for a while is no reason to stop mirroring; a fork is. */
static bool is_passing(Status status)
{
    return status == ERR_BUSY || status == ERR_STORAGE || status == ERR_NOT_FOUND;
}

static Status mirror_rounds(const char *const where[2], const char *token, const Key *host, unsigned every, Problem *problem)
{
    bool first = true;

    for (;;) {
        MirrorReport report = {0};
        Status       status = service_mirror(where[0], token, where[1], host, &report, show_progress, NULL, problem);

        progress_end();
        if (status != OK && (every == 0 || first || !is_passing(status)))
            return status;
        if (status != OK)
            say_problem(problem);
        else if (first || report.size != report.from || report.blobs != 0)
            TRY(print_round(&report, problem));
        *problem = (Problem){0};
        first = false;
        if (every == 0 || stop_wait(every))
            return OK;
    }
}

/* An installation's folder is reached through its server, which knows who may read what. */
static bool is_installation(const char *where)
{
    char path[STATE_PATH_MAX];

    (void)snprintf(path, sizeof path, "%s/record.sqlite", where);
    return !reach_is_url(where) && file_is_there(path);
}

static Status record_mirror_run(const OptionSet *options, Problem *problem)
{
    const char *token = options_value(options, "--token"), *key = options_value(options, "--key"), *every = options_value(options, "--every");
    const char *secret = NULL, *where[2] = {options->operands[0], options->operands[1]};
    char       *end = NULL;
    long        seconds = every != NULL ? strtol(every, &end, 10) : 0;
    Key         host;
    Slice       line;

    if (is_installation(where[0]))
        return problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("mirror.installation"), NULL), where[0]);
    if (every != NULL && (*end != '\0' || seconds < 1 || seconds > EVERY_MAX))
        return problem_set(problem, ERR_REFUSED, MSG("cli.number"), "option", "--every", "max", "86400", NULL);
    if (token != NULL) {
        TRY(line_read(token, options->arena, &line, problem));
        secret = slice_string(options->arena, line);
    }
    if (key != NULL)
        TRY(key_argument(key, options->arena, &host, problem));
    if (seconds != 0)
        stop_prepare();
    return mirror_rounds(where, secret, key != NULL ? &host : NULL, (unsigned)seconds, problem);
}

/* ---- witness ---- */

static Status watch_all(const OptionSet *options, Problem *problem)
{
    const char *vkeys[SIGNATORIES_MAX];
    size_t      count = options_all(options, "--watch", vkeys, SIGNATORIES_MAX);

    for (size_t i = 0; i < count; i++) {
        Key    key;
        Buffer vkey;
        Status status;

        TRY(key_argument(vkeys[i], options->arena, &key, problem));
        buffer_init(&vkey, VKEY_MAX);
        key_print(&key, &vkey);
        status = witness_watch(options->operands[0], buffer_slice(&vkey), problem);
        buffer_clear(&vkey);
        TRY(status);
    }
    return OK;
}

static Status print_witness(const Witness *witness, Problem *problem)
{
    Buffer out;

    buffer_init(&out, VKEY_MAX + 16);
    key_print(witness_key(witness), &out);
    buffer_add_byte(&out, '\n');
    return print_buffer(&out, problem);
}

static Status serve_witness(Witness *witness, const char *listen, Problem *problem)
{
    Web   *web = NULL;
    Status status;

    TRY(web_witness_open(&(WebOptions){.listen = listen, .prefix = "", .witness = witness}, &web, problem));
    status = address_print(listen, web_port(web), "", problem);
    if (status == OK)
        (void)stop_wait(0);
    web_close(web);
    return status;
}

static Status record_witness_run(const OptionSet *options, Problem *problem)
{
    const char *listen = options_value(options, "--listen"), *name = options_value(options, "--name"), *folder = options->operands[0];
    Witness    *witness = NULL;
    Status      status;

    if (name != NULL && !file_is_folder(folder))
        TRY(witness_setup(folder, name, problem));
    if (!file_is_folder(folder))
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("witness.no_folder"), NULL), folder);
    TRY(watch_all(options, problem));
    stop_prepare();
    TRY_OR(done, witness_open(folder, &witness, problem));
    TRY_OR(done, print_witness(witness, problem));
    if (listen != NULL)
        status = serve_witness(witness, listen, problem);
done:
    witness_close(witness);
    return status;
}

/* ---- rows ---- */

const Command record_mirror_command = {"record mirror", "URL DIR [--token FILE] [--key VKEY] [--every SECONDS]", MSG("help.record.mirror.summary"), MSG("help.record.mirror"), mirror_options, 2,
                                       2, record_mirror_run, EXITS_BY_STATUS};
const Command record_witness_command = {"record witness", "DIR --listen ADDRESS [--name NAME] [--watch VKEY…]", MSG("help.record.witness.summary"), MSG("help.record.witness"), witness_options, 1, 1,
                                        record_witness_run, EXITS_BY_STATUS};
