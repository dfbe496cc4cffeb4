/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur quote --receipt FILE: a receipt of the first place that was found, from a house, in FILE, FILE.minisig and FILE.pub; --check FILE: the same checked, without a network.
 */
#include <jansson.h>
#include <time.h>

#include "cli/quote_internal.h"
#include "cli/record_internal.h"
#include "service/quote_receipt.h"

enum { FORM_BYTES_MAX = 512 * 1024, ANSWER_BYTES_MAX = 2 * 1024 * 1024 };

/* FILE, FILE.minisig, FILE.pub. */
static Status write_files(const char *path, const Slice bytes[3], Problem *problem)
{
    static const char *const endings[] = {"", ".minisig", ".pub"};
    char                     name[STATE_PATH_MAX];

    for (size_t i = 0; i < 3; i++) {
        if (snprintf(name, sizeof name, "%s%s", path, endings[i]) >= (int)sizeof name)
            return problem_at(problem, problem_set(problem, ERR_LIMIT, MSG("file.not_found"), NULL), path);
        TRY(file_write(name, bytes[i], problem));
    }
    return OK;
}

static Status from_address(Reach *reach, const char *path, const Slice arguments[2], Problem *problem)
{
    Buffer  form, body;
    json_t *answer = NULL;
    int     http = 0;
    Status  status;

    buffer_init(&form, FORM_BYTES_MAX);
    buffer_init(&body, ANSWER_BYTES_MAX);
    quote_form_print(arguments, &form);
    status = form.status != OK ? problem_set(problem, ERR_LIMIT, MSG("quote.long"), NULL)
                               : reach_fetch(reach, "en/quote/receipt", &(HttpFetch){.method = "POST", .body = buffer_slice(&form), .content_type = "application/x-www-form-urlencoded", .limit = ANSWER_BYTES_MAX}, &body, &http, problem);
    if (status == OK && http != 200)
        status = reach_refused(http, &body, problem);
    if (status == OK)
        status = json_read(buffer_slice(&body), &answer, problem);
    if (status == OK)
        status = write_files(path, (const Slice[]){json_slice(json_object_get(answer, "receipt")), json_slice(json_object_get(answer, "signature")), json_slice(json_object_get(answer, "public_key"))}, problem);
    json_decref(answer);
    buffer_clear(&form);
    buffer_clear(&body);
    return status;
}

/* The house is opened with its keys, as whoever runs it may. */
static Status from_folder(const char *folder, const char *path, const Slice arguments[2], Problem *problem)
{
    const Asker  stranger = {.standing = STANDING_STRANGER};
    Service     *service = NULL;
    QuoteReceipt receipt;
    Status       status;

    TRY(service_open(&(ServiceOptions){.folder = folder, .no_duties = true}, &service, problem));
    status = service_quote_receipt(service, &(QuoteReceiptAsk){.passage = arguments[0], .attributed_to = arguments[1]}, &stranger, (int64_t)time(NULL), &receipt, problem);
    if (status == OK)
        status = write_files(path, (const Slice[]){buffer_slice(&receipt.text), buffer_slice(&receipt.signature), buffer_slice(&receipt.key)}, problem);
    quote_receipt_clear(&receipt);
    service_close(service);
    return status;
}

Status quote_receipt_get(const OptionSet *options, const Slice arguments[2], Problem *problem)
{
    const char *path = options_value(options, "--receipt");
    Reach       reach = {0};
    Status      status = reach_open(options_value(options, "--house"), options, &reach, problem);
    bool        is_url = status == OK && reach_is_url(reach.where);

    if (is_url)
        status = from_address(&reach, path, arguments, problem);
    reach_close(&reach); /* the folder is opened anew, as its one writer */
    return status == OK && !is_url ? from_folder(options_value(options, "--house"), path, arguments, problem) : status;
}

/* ---- checking ---- */

static Status read_key(const OptionSet *options, MinisignKey *out, Problem *problem)
{
    Slice  text;
    Status status;

    TRY(file_read(options_value(options, "--key"), options->arena, &text, problem));
    status = minisign_key_parse(text, out, problem);
    return status == OK ? OK : problem_at(problem, status, options_value(options, "--key"));
}

static Status read_host(const OptionSet *options, Key *out, Problem *problem)
{
    Slice  text;
    Status status;

    TRY(file_read(options_value(options, "--host"), options->arena, &text, problem));
    status = key_parse(slice_trim(text), out, problem);
    return status == OK ? OK : problem_at(problem, status, options_value(options, "--host"));
}

static void add_line(Buffer *out, const char *label, const json_t *object, const char *member)
{
    const json_t *value = json_object_get(object, member);

    if (value == NULL)
        return;
    buffer_add_format(out, "%-14s ", label);
    if (json_is_integer(value))
        buffer_add_number(out, (int64_t)json_integer_value(value));
    else
        buffer_add(out, json_slice(value));
    buffer_add_byte(out, '\n');
}

static void print_plain(const json_t *receipt, bool host, bool passage, Buffer *out)
{
    static const char *const members[] = {"origin", "verdict", "found", "symbol", "statement", "submission", "party", "attributed_to", "date", "language", "paragraph", "label", "start", "until", "end", "grade", "act", "index", "leaf", "quote"};

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        add_line(out, members[i], receipt, members[i]);
    message_print(out, host ? MSG("quote.receipt_good") : MSG("quote.receipt_good_without_host"), NULL);
    buffer_add_byte(out, '\n');
    if (!passage) {
        message_print(out, MSG("quote.receipt_no_passage"), NULL);
        buffer_add_byte(out, '\n');
    }
}

static Status print_receipt(const OptionSet *options, const json_t *receipt, bool host, bool passage, Problem *problem)
{
    Buffer out;
    Status status;

    buffer_init(&out, ANSWER_BYTES_MAX);
    if (options_has(options, "--json")) {
        json_print_pretty(receipt, &out);
        buffer_add_byte(&out, '\n');
    } else {
        print_plain(receipt, host, passage, &out);
    }
    status = out.status == OK ? file_write(output_path(options), buffer_slice(&out), problem) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    buffer_clear(&out);
    return status;
}

Status quote_receipt_judge(const OptionSet *options, Problem *problem)
{
    const char       *path = options_value(options, "--check");
    char              beside[STATE_PATH_MAX];
    MinisignKey       key;
    Key               host;
    QuoteReceiptCheck check = {.key = &key};
    json_t           *receipt = NULL;
    Status            status;

    if (!options_has(options, "--key") || options_has(options, "--in") || options_has(options, "--house") || options_has(options, "--receipt"))
        return problem_set(problem, ERR_REFUSED, MSG("quote.receipt_key"), NULL);
    (void)snprintf(beside, sizeof beside, "%s.minisig", path);
    TRY(file_read(path, options->arena, &check.text, problem));
    TRY(file_read(beside, options->arena, &check.signature, problem));
    TRY(read_key(options, &key, problem));
    if (options_has(options, "--host")) {
        TRY(read_host(options, &host, problem));
        check.host = &host;
    }
    if (options->operand_count != 0 && strcmp(options->operands[0], "-") == 0)
        TRY(file_read("-", options->arena, &check.passage, problem));
    else if (options->operand_count != 0)
        check.passage = slice_from(options->operands[0]);
    status = quote_receipt_check(&check, &receipt, problem);
    if (status == OK)
        status = print_receipt(options, receipt, check.host != NULL, check.passage.size != 0, problem);
    json_decref(receipt);
    return status == OK ? OK : problem_at(problem, status, path);
}
