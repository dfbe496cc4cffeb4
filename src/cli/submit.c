/* SPDX-License-Identifier: Apache-2.0
 *
 * Sending an act to a record and holding its answer against it: a receipt that does not show this act under the host's signature is no receipt. And the small words that the commands of the
 * record share.
 */
#include "cli/record_internal.h"

#include <jansson.h>
#include <signal.h>
#include <time.h>

enum { SUBMIT_TIMEOUT_MS = 30000 /* a quorum takes 2 s, a machine under load longer */, SENTENCE_MAX = 4096 };

typedef struct Delivery {
    int    http;
    Buffer receipt;
} Delivery;

/* ---- receipts ---- */

Status receipt_check(Slice bytes, const Entry *entry, const Key *host, Receipt *out, Checkpoint *checkpoint, Problem *problem)
{
    Judgement judgement;

    TRY(receipt_parse(bytes, out, problem));
    TRY(checkpoint_parse(out->checkpoint, checkpoint, problem));
    if (!slice_equal(checkpoint->origin, entry->origin) || !slice_is(checkpoint->origin, host->name))
        return problem_set(problem, ERR_SIGNATURE, MSG("receipt.other_record"), NULL);
    TRY(checkpoint_judge(checkpoint, host, NULL, NULL, (Slice){NULL, 0}, &judgement, problem));
    if (out->index >= checkpoint->size || !proof_includes(out->index, checkpoint->size, &entry->leaf, &out->proof, &checkpoint->root))
        return problem_set(problem, ERR_SIGNATURE, MSG("receipt.not_included"), NULL);
    return OK;
}

/* ---- sending ---- */

static Status status_of_http(int http)
{
    static const Status order[] = {ERR_SYNTAX, ERR_FORBIDDEN, ERR_NOT_FOUND, ERR_CONFLICT, ERR_LIMIT, ERR_REFUSED};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (status_face(order[i])->http == http)
            return order[i];
    return ERR_BUSY;
}

/* What a server answers stands in a sentence of ours: one line, and not too much of it. */
Status reach_refused(int http, const Buffer *body, Problem *problem)
{
    char   number[DECIMAL_MAX], why[PROBLEM_VALUE_MAX];
    size_t size = 0;

    for (size_t i = 0; i < body->size && size + 1 < sizeof why && body->data[i] != '\n'; i++)
        if ((unsigned char)body->data[i] >= 0x20)
            why[size++] = body->data[i];
    why[size] = '\0';
    return problem_set(problem, status_of_http(http), MSG("submit.refused"), "status", decimal(number, http), "why", why, NULL);
}

Status reach_fetch(const Reach *reach, const char *path, const HttpFetch *asked, Buffer *body, int *http, Problem *problem)
{
    char        url[HTTP_URL_MAX];
    HttpFetch   request = *asked;
    HttpClient *client = http_client_new();
    HttpAnswer  answer = {0};
    size_t      size = strlen(reach->where);
    Status      status;

    if (client == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    while (size != 0 && reach->where[size - 1] == '/')
        size--;
    (void)snprintf(url, sizeof url, "%.*s/%s", (int)size, reach->where, path);
    request.url = url;
    request.bearer = reach->token;
    request.timeout_ms = SUBMIT_TIMEOUT_MS;
    status = http_fetch(client, &request, body, &answer, problem);
    *http = answer.status;
    http_client_free(client);
    return status;
}

static Status send_by_address(const Reach *reach, Slice act, Delivery *out, Problem *problem)
{
    TRY(reach_fetch(reach, "act", &(HttpFetch){.method = "POST", .body = act, .limit = RECEIPT_BYTES_MAX}, &out->receipt, &out->http, problem));
    return out->http >= 200 && out->http <= 202 ? OK : reach_refused(out->http, &out->receipt, problem);
}

static Status open_writer(const char *folder, Service **out, Problem *problem)
{
    return service_open(&(ServiceOptions){.folder = folder, .no_duties = true}, out, problem);
}

static Status send_into_folder(Reach *reach, Slice act, Delivery *out, Problem *problem)
{
    Service     *service = NULL;
    SubmitAnswer answer = {0};
    Status       status;

    if (!reach->is_installation)
        return problem_set(problem, ERR_REFUSED, MSG("service.read_only"), NULL);
    TRY(open_writer(reach->where, &service, problem));
    status = service_submit_wait(service, act, &answer, &out->receipt, problem);
    out->http = answer.http;
    service_close(service);
    return status;
}

static Status put_blob(const Reach *reach, const Hash *name, Slice bytes, Problem *problem)
{
    Buffer body;
    char   place[2 * HASH_SIZE + 8];
    int    http = 0;
    Status status;

    memcpy(place, "blob/", 5);
    hash_print_hex(name, place + 5);
    buffer_init(&body, SENTENCE_MAX);
    status = reach_fetch(reach, place, &(HttpFetch){.method = "PUT", .body = bytes, .limit = SENTENCE_MAX}, &body, &http, problem);
    if (status == OK && (http < 200 || http > 204))
        status = reach_refused(http, &body, problem);
    buffer_clear(&body);
    return status;
}

Status blob_offer(Reach *reach, Slice bytes, Hash *name, Problem *problem)
{
    Service *service = NULL;
    Status   status;

    hash_of(bytes, name);
    if (reach_is_url(reach->where))
        return put_blob(reach, name, bytes, problem);
    TRY(open_writer(reach->where, &service, problem));
    status = service_keep_blob(service, bytes, name, problem);
    service_close(service);
    return status;
}

/* A file that the act, which is recorded by now, names. */
static Status send_blob(Reach *reach, const char *path, Arena *arena, Problem *problem)
{
    Service *service = NULL;
    Hash     name;
    Slice    bytes;
    Status   status;

    TRY(file_read(path, arena, &bytes, problem));
    hash_of(bytes, &name);
    if (reach_is_url(reach->where))
        return fault_at(problem, put_blob(reach, &name, bytes, problem), path);
    TRY(open_writer(reach->where, &service, problem));
    status = service_blob_put(service, &name, bytes, (Slice){NULL, 0}, problem);
    service_close(service);
    return fault_at(problem, status, path);
}

static Status send_blobs(Reach *reach, const OptionSet *options, Problem *problem)
{
    const char *blobs[SIGNATORIES_MAX];
    size_t      count = options_all(options, "--blob", blobs, SIGNATORIES_MAX);

    for (size_t i = 0; i < count; i++)
        TRY(send_blob(reach, blobs[i], options->arena, problem));
    return OK;
}

static void print_delivery(const Delivery *delivery, const Receipt *receipt, const Entry *entry, Buffer *out)
{
    char number[DECIMAL_MAX], act[2 * HASH_SIZE + 1];

    hash_print_hex(&entry->act, act);
    row_print(out, MSG("row.recorded"), decimal(number, (int64_t)receipt->index));
    row_print(out, MSG("row.act"), act);
    if (delivery->http == 202)
        say(MSG("submit.no_quorum"), NULL);
    else if (delivery->http == 200)
        say(MSG("submit.before"), NULL);
}

Status act_submit(const char *where, const OptionSet *options, Slice act, const char *receipt_path, Problem *problem)
{
    Delivery   delivery = {0};
    PartialAct partial = {0};
    Sight      sight = {0};
    Reach      reach = {0};
    Receipt    receipt;
    Checkpoint checkpoint;
    Buffer     out;
    Status     status;

    buffer_init(&delivery.receipt, RECEIPT_BYTES_MAX);
    buffer_init(&out, SENTENCE_MAX);
    TRY_OR(done, partial_open(act, &partial, problem));
    if (partial_next(&partial) != NULL)
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("act.unsigned"), "name", partial_next(&partial), NULL));
    TRY_OR(done, reach_open(where, options, &reach, problem));
    TRY_OR(done, sight_take(&reach, options, &sight, problem));
    TRY_OR(done, reach_is_url(where) ? send_by_address(&reach, act, &delivery, problem) : send_into_folder(&reach, act, &delivery, problem));
    TRY_OR(done, receipt_check(buffer_slice(&delivery.receipt), &partial.entry, &sight.host, &receipt, &checkpoint, problem));
    TRY_OR(done, send_blobs(&reach, options, problem));
    if (receipt_path != NULL)
        TRY_OR(done, file_write(receipt_path, buffer_slice(&delivery.receipt), problem));
    print_delivery(&delivery, &receipt, &partial.entry, &out);
    status = file_write("-", buffer_slice(&out), problem);
done:
    reach_close(&reach);
    sight_clear(&sight);
    partial_clear(&partial);
    buffer_clear(&delivery.receipt);
    buffer_clear(&out);
    return status;
}

Status act_deliver(const char *where, const OptionSet *options, Slice act, Problem *problem)
{
    const char *path = options_value(options, "--output"), *next;
    PartialAct  partial;
    Status      status;

    TRY_OR(done, partial_open(act, &partial, problem));
    next = partial_next(&partial);
    if (path == NULL && next != NULL)
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("act.needs_output"), "name", next, NULL));
    if (path == NULL)
        TRY_OR(done, act_submit(where, options, act, options_value(options, "--receipt"), problem));
    else
        TRY_OR(done, file_write(path, act, problem));
    if (next != NULL)
        say(MSG("act.next"), "name", next, NULL);
done:
    partial_clear(&partial);
    return status;
}

/* ---- words ---- */

Status fault_at(Problem *problem, Status status, const char *place)
{
    return status == OK ? OK : problem_at(problem, status, place);
}

void row_print(Buffer *out, const char *label, const char *value)
{
    size_t start = out->size;

    message_print(out, label, NULL);
    do
        buffer_add_byte(out, ' ');
    while (out->status == OK && utf8_count(slice_part(buffer_slice(out), start, out->size)) < 11);
    buffer_add_string(out, value);
    buffer_add_byte(out, '\n');
}

json_t *commas_json(const char *list)
{
    json_t *array = json_array();
    Slice   rest = slice_from(list);

    while (array != NULL && rest.size != 0) {
        const char *comma = memchr(rest.data, ',', rest.size);
        size_t      size = comma != NULL ? (size_t)(comma - rest.data) : rest.size;
        Slice       item = slice_trim(slice_part(rest, 0, size));

        if (item.size != 0)
            (void)json_array_append_new(array, json_from_slice(item));
        rest = slice_part(rest, comma != NULL ? size + 1 : size, rest.size);
    }
    return array;
}

size_t options_all(const OptionSet *options, const char *name, const char **out, size_t max)
{
    size_t count = 0;

    for (size_t i = 0; i < options->count && count < max; i++)
        if (strcmp(options->names[i], name) == 0)
            out[count++] = options->values[i];
    return count;
}

Status needs_option(const char *option, Problem *problem)
{
    return problem_set(problem, ERR_REFUSED, MSG("cli.option_missing"), "option", option, NULL);
}

Status print_buffer(Buffer *out, Problem *problem)
{
    Status status = out->status == OK ? file_write("-", buffer_slice(out), problem) : problem_set(problem, out->status, status_face(out->status)->message, NULL);

    buffer_clear(out);
    return status;
}

/* ---- until told to stop ---- */

static void stop_signals(sigset_t *out)
{
    (void)sigemptyset(out);
    (void)sigaddset(out, SIGINT);
    (void)sigaddset(out, SIGTERM);
}

void stop_prepare(void)
{
    sigset_t set;

    stop_signals(&set);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
}

bool stop_wait(unsigned seconds)
{
    struct timespec time = {.tv_sec = (time_t)seconds};
    sigset_t        set;

    stop_signals(&set);
    if (seconds != 0)
        return sigtimedwait(&set, NULL, &time) > 0;
    while (sigwaitinfo(&set, NULL) < 0)
        continue;
    return true;
}

const char *address_text(const char *listen, uint16_t port, const char *path, char out[STATE_PATH_MAX])
{
    const char *colon = strrchr(listen, ':');

    (void)snprintf(out, STATE_PATH_MAX, "http://%.*s:%u%s/", colon != NULL ? (int)(colon - listen) : (int)strlen(listen), listen, (unsigned)port, path);
    return out;
}

Status address_print(const char *listen, uint16_t port, const char *path, Problem *problem)
{
    char   address[STATE_PATH_MAX];
    Buffer out;

    buffer_init(&out, 4096);
    buffer_add_format(&out, "%s\n", address_text(listen, port, path, address));
    return print_buffer(&out, problem);
}
