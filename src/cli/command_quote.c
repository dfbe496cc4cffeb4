/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur quote: is this quotation in these files, or in this house's record? Exit 0: as quoted; 1: not so; 2: wrong use, or too short to prove anything; 3: what is asked cannot be had.
 */
#include <jansson.h>
#include <unistd.h>

#include "cli/quote_internal.h"
#include "cli/record_internal.h"

#include <time.h>

enum { ANSWER_BYTES_MAX = 64 * 1024 * 1024, ARGUMENTS = 2 };

static const OptionRow quote_options[] = {{"--attributed-to", 0, true, false, NULL}, {"--in", 0, true, true, NULL}, {"--house", 0, true, false, NULL}, {"--token", 0, true, false, NULL},
                                          {"--json", 0, false, false, NULL},         {"--output", 'o', true, false, NULL}, {"--receipt", 0, true, false, NULL}, {"--check", 0, true, false, NULL},
                                          {"--key", 0, true, false, NULL},           {"--host", 0, true, false, NULL},    {0}};

/* ---- for people ---- */

static void add_message(Buffer *out, const char *verdict)
{
    static const char *const messages[VERDICT_COUNT] = {MSG("quote.verdict.exact"),   MSG("quote.verdict.normalised"), MSG("quote.verdict.elided"),   MSG("quote.verdict.misattributed"),
                                                        MSG("quote.verdict.altered"), MSG("quote.verdict.absent"),     MSG("quote.verdict.too_short")};

    for (size_t i = 0; i < VERDICT_COUNT; i++)
        if (strcmp(verdict_names[i], verdict) == 0)
            message_print(out, messages[i], NULL);
}

static void add_words(Buffer *out, const json_t *place, const char *member)
{
    Slice words = json_slice(json_object_get(place, member));

    if (words.size != 0)
        buffer_add_string(out, "  ");
    buffer_add(out, words);
}

static void add_redline(Buffer *out, const json_t *place)
{
    const json_t *run;
    size_t        i;

    buffer_add_string(out, "    ");
    json_array_foreach(json_object_get(place, "redline"), i, run)
    {
        bool  left_out = json_member_is(run, "kind", "left-out"), added = json_member_is(run, "kind", "added");
        Slice text = json_slice(json_object_get(run, "text"));
        size_t end = text.size;

        while ((left_out || added) && end > 0 && (text.data[end - 1] == ' ' || text.data[end - 1] == '\n'))
            end--;
        buffer_add_string(out, left_out ? "[-" : added ? "{+" : "");
        buffer_add(out, slice_part(text, 0, end));
        buffer_add_string(out, left_out ? "-]" : added ? "+}" : "");
        buffer_add(out, slice_part(text, end, text.size));
    }
    buffer_add_byte(out, '\n');
}

static void add_place(Buffer *out, const json_t *place)
{
    Slice symbol = json_slice(json_object_get(place, "symbol"));
    const json_t *party = json_object_get(json_object_get(place, "party"), "names");

    buffer_add(out, symbol.size != 0 ? symbol : json_slice(json_object_get(place, json_object_get(place, "statement") != NULL ? "statement" : "submission")));
    add_words(out, party, json_object_get(party, message_language_in_use()) != NULL ? message_language_in_use() : "en");
    add_words(out, place, "date");
    add_words(out, place, "language");
    add_words(out, place, "paragraph");
    add_words(out, place, "label");
    buffer_add_format(out, "  %lld", (long long)json_integer_value(json_object_get(place, "start")));
    add_words(out, place, "until");
    buffer_add_format(out, "%s%lld", json_object_get(place, "until") != NULL ? "  " : "-", (long long)json_integer_value(json_object_get(place, "end")));
    add_words(out, place, "found");
    add_words(out, place, "grade");
    add_words(out, place, "file");
    buffer_add_byte(out, '\n');
    if (json_object_get(place, "redline") != NULL)
        add_redline(out, place);
}

static void print_plain(const json_t *answer, Buffer *out)
{
    const json_t *record = json_object_get(answer, "record"), *place;
    const char   *verdict = json_string_value(json_object_get(answer, "verdict"));
    char          texts[DECIMAL_MAX];
    size_t        i;

    buffer_add_format(out, "%s: ", verdict);
    add_message(out, verdict);
    buffer_add_byte(out, '\n');
    if (json_object_get(answer, "also") != NULL) {
        message_print(out, MSG("quote.also"), NULL);
        buffer_add_byte(out, '\n');
    }
    json_array_foreach(json_object_get(answer, "places"), i, place)
        add_place(out, place);
    if (strcmp(verdict, verdict_names[VERDICT_ABSENT]) == 0) {
        message_print(out, MSG("quote.from_record"), "texts", decimal(texts, json_integer_value(json_object_get(record, "texts"))), NULL);
        add_words(out, record, "date");
        buffer_add_byte(out, '\n');
    }
}

/* ---- whom it asks ---- */

static void add_encoded(Buffer *out, Slice value)
{
    for (size_t i = 0; i < value.size; i++) {
        unsigned char byte = (unsigned char)value.data[i];

        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_')
            buffer_add_byte(out, (char)byte);
        else
            buffer_add_format(out, "%%%02X", byte);
    }
}

void quote_form_print(const Slice arguments[ARGUMENTS], Buffer *out)
{
    buffer_add_string(out, "as=json&q=");
    add_encoded(out, arguments[0]);
    buffer_add_string(out, "&attributed_to=");
    add_encoded(out, arguments[1]);
}

/* As a form is sent: what is asked stands in no address. */
static Status ask_address(Reach *reach, const Slice arguments[ARGUMENTS], json_t **out, Problem *problem)
{
    Buffer form, body;
    int    http = 0;
    Status status;

    buffer_init(&form, ANSWER_BYTES_MAX);
    buffer_init(&body, ANSWER_BYTES_MAX);
    quote_form_print(arguments, &form);
    status = form.status != OK ? problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL)
                               : reach_fetch(reach, "en/quote", &(HttpFetch){.method = "POST", .body = buffer_slice(&form), .content_type = "application/x-www-form-urlencoded", .limit = ANSWER_BYTES_MAX}, &body, &http, problem);
    if (status == OK && http != 200)
        status = reach_refused(http, &body, problem);
    if (status == OK)
        status = json_read(buffer_slice(&body), out, problem);
    buffer_clear(&form);
    buffer_clear(&body);
    return status;
}

static Status ask_house(const OptionSet *options, const Slice arguments[ARGUMENTS], json_t **out, Problem *problem)
{
    const Asker stranger = {.standing = STANDING_STRANGER};
    Reach       reach = {0};
    Service    *service;
    Status      status = reach_open(options_value(options, "--house"), options, &reach, problem);

    if (status == OK && reach_is_url(reach.where)) {
        status = ask_address(&reach, arguments, out, problem);
    } else if (status == OK) {
        status = reach_service(&reach, &service, problem);
        if (status == OK)
            status = service_query(service, "quote", arguments, ARGUMENTS, &stranger, (int64_t)time(NULL), out, problem);
    }
    reach_close(&reach);
    return status;
}

static Status ask_files(const OptionSet *options, const Slice arguments[ARGUMENTS], json_t **out, Problem *problem)
{
    const char **paths = arena_take(options->arena, (options->count + 1) * sizeof(char *)); /* pointers */
    size_t       count = 0;
    QuoteFiles   files;
    Status       status;

    if (paths == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t i = 0; i < options->count; i++)
        if (strcmp(options->names[i], "--in") == 0)
            paths[count++] = options->values[i];
    status = quote_files_open(paths, count, &files, problem);
    if (status == OK)
        status = quote_files_ask(&files, arguments[0], arguments[1], out, problem);
    quote_files_close(&files);
    return status;
}

static Status give_verdict(const json_t *answer, Problem *problem)
{
    const char *verdict = json_string_value(json_object_get(answer, "verdict"));

    if (strcmp(verdict, verdict_names[VERDICT_TOO_SHORT]) == 0)
        return problem_set(problem, ERR_REFUSED, MSG("quote.verdict.too_short"), NULL);
    if (strcmp(verdict, verdict_names[VERDICT_EXACT]) == 0 || strcmp(verdict, verdict_names[VERDICT_NORMALISED]) == 0 || strcmp(verdict, verdict_names[VERDICT_ELIDED]) == 0)
        return OK;
    return problem_set(problem, ERR_CONFLICT, MSG("quote.not_as_quoted"), NULL);
}

static Status print(const OptionSet *options, const json_t *answer, Problem *problem)
{
    Buffer out;
    Status status;

    buffer_init(&out, ANSWER_BYTES_MAX);
    if (options_has(options, "--json")) {
        json_print_pretty(answer, &out);
        buffer_add_byte(&out, '\n');
    } else {
        print_plain(answer, &out);
    }
    status = out.status == OK ? file_write(output_path(options), buffer_slice(&out), problem) : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    buffer_clear(&out);
    return status;
}

static Status command_quote_run(const OptionSet *options, Problem *problem)
{
    Slice   arguments[ARGUMENTS] = {{NULL, 0}, slice_from(options_value(options, "--attributed-to"))};
    json_t *answer = NULL;
    Status  status;

    if (options_has(options, "--check"))
        return quote_receipt_judge(options, problem);
    if (options_has(options, "--key") || options_has(options, "--host") || (options_has(options, "--receipt") && !options_has(options, "--house")))
        return problem_set(problem, ERR_REFUSED, MSG("quote.receipt_house"), NULL);
    if (options_has(options, "--in") == options_has(options, "--house"))
        return problem_set(problem, ERR_REFUSED, MSG("quote.in_or_house"), NULL);
    if (options->operand_count == 0 || strcmp(options->operands[0], "-") == 0)
        TRY(file_read("-", options->arena, &arguments[0], problem));
    else
        arguments[0] = slice_from(options->operands[0]);
    status = options_has(options, "--in") ? ask_files(options, arguments, &answer, problem) : ask_house(options, arguments, &answer, problem);
    if (status == OK)
        status = print(options, answer, problem);
    if (status == OK && options_has(options, "--receipt") && json_array_size(json_object_get(answer, "places")) != 0)
        status = quote_receipt_get(options, arguments, problem);
    if (status == OK)
        status = give_verdict(answer, problem);
    json_decref(answer);
    return status;
}

const Command quote_command = {"quote", "[TEXT|-] (--in FILE|FOLDER… | --house FOLDER|URL) [--attributed-to SYMBOL|PARTY] [--receipt FILE] [--json] [-o FILE] | --check FILE --key FILE [--host FILE] [TEXT|-]", MSG("help.quote.summary"), MSG("help.quote"),
                               quote_options, 0, 1, command_quote_run, EXITS_BY_VERDICT};
