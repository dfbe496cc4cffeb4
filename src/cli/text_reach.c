/* SPDX-License-Identifier: Apache-2.0
 *
 * A text under negotiation on the command line: what its record shows of it, by an address or in a folder, and acts on it that are signed here.
 */
#include "cli/text_internal.h"
#include "http/http.h"
#include "sandbox/sandbox.h"

#include <time.h>

enum { ANSWER_BYTES_MAX = 256 * 1024 * 1024, ACT_BEGINNING_MIN = 6 };

/* ---- questions ---- */

static Status ask_address(Reach *reach, const char *path, json_t **out, Problem *problem)
{
    char   page[STATE_PATH_MAX];
    Buffer body;
    int    http = 0;
    Status status;

    (void)snprintf(page, sizeof page, "en/%s?as=json", path);
    buffer_init(&body, ANSWER_BYTES_MAX);
    status = reach_fetch(reach, page, &(HttpFetch){.method = "GET", .limit = ANSWER_BYTES_MAX}, &body, &http, problem);
    if (status == OK && http == 404)
        status = problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.unknown"), NULL);
    else if (status == OK && http != 200)
        status = reach_refused(http, &body, problem);
    if (status == OK)
        status = json_read(buffer_slice(&body), out, problem);
    buffer_clear(&body);
    return status;
}

Status negotiation_ask(Reach *reach, const char *path, const char *query, const char *argument, json_t **out, Problem *problem)
{
    const Asker holder = {.standing = STANDING_SECRETARIAT};
    Slice       arguments[2] = {slice_from(argument)};
    Service    *service;
    Status      status;

    if (!reach->is_installation)
        return ask_address(reach, path, out, problem);
    TRY(reach_service(reach, &service, problem));
    status = service_query(service, query, arguments, 2, &holder, (int64_t)time(NULL), out, problem);
    return status == ERR_NOT_FOUND ? problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.unknown"), NULL) : status;
}

/* ---- the version in force ---- */

static Status decode_in_child(const void *context, Buffer *result, Problem *problem)
{
    const Slice *bytes = context;
    Text        *text = NULL;
    Status       status = text_decode(*bytes, &text, problem);

    if (status == OK)
        text_pack(text, result);
    text_free(text);
    return status;
}

static Status fetch_version(Negotiation *out, const json_t *hex, Problem *problem)
{
    char   path[2 * HASH_SIZE + 8];
    Buffer bytes, packed;
    Slice  whole;
    Hash   name, found;
    Status status;

    if (hash_parse_hex(json_slice(hex), &name) != OK)
        return problem_set(problem, ERR_SYNTAX, MSG("text.damaged_frame"), NULL);
    buffer_init(&bytes, BLOB_MAX);
    buffer_init(&packed, ANSWER_BYTES_MAX);
    (void)snprintf(path, sizeof path, "blob/%s", json_string_value(hex));
    TRY_OR(done, reach_get(&out->reach, path, BLOB_MAX, &bytes, problem));
    whole = buffer_slice(&bytes);
    hash_of(whole, &found);
    if (!hash_equal(&found, &name))
        TRY_OR(done, problem_set(problem, ERR_CONFLICT, MSG("mirror.lie"), "where", out->reach.where, NULL));
    TRY_OR(done, sandbox_run(&(SandboxJob){.work = decode_in_child, .context = &whole}, &packed, problem));
    status = text_unpack(buffer_slice(&packed), &out->base, problem);
done:
    buffer_clear(&bytes);
    buffer_clear(&packed);
    return status;
}

static bool is_name(Slice process)
{
    for (size_t i = 0; i < process.size; i++)
        if (!(process.data[i] >= 'a' && process.data[i] <= 'z') && !(process.data[i] >= '0' && process.data[i] <= '9') && process.data[i] != '-')
            return false;
    return process.size != 0 && process.size <= PARTY_NAME_MAX;
}

Status negotiation_open(const OptionSet *options, bool may_begin, Negotiation *out, Problem *problem)
{
    char   path[STATE_PATH_MAX];
    Status status;

    *out = (Negotiation){.options = options, .process = slice_from(options->operands[1])};
    if (!is_name(out->process))
        return problem_set(problem, ERR_REFUSED, MSG("text.name_form"), NULL);
    TRY(reach_open(options->operands[0], options, &out->reach, problem));
    (void)snprintf(path, sizeof path, "texts/%s", options->operands[1]);
    status = negotiation_ask(&out->reach, path, "text.show", options->operands[1], &out->answer, problem);
    if (status == ERR_NOT_FOUND && may_begin) {
        *problem = (Problem){0};
        return OK;
    }
    TRY(status);
    return json_object_get(out->answer, "sha256") != NULL ? fetch_version(out, json_object_get(out->answer, "sha256"), problem) : OK;
}

void negotiation_close(Negotiation *negotiation)
{
    text_free(negotiation->base);
    json_decref(negotiation->answer);
    reach_close(&negotiation->reach);
    *negotiation = (Negotiation){0};
}

/* ---- names ---- */

static const char *const act_lists[] = {"amendments", "positions", "silences", "asked", "outcomes", "readings", "comments"};

Status negotiation_act(const Negotiation *negotiation, const char *beginning, json_t **out, Problem *problem)
{
    const json_t *row, *found = NULL;
    size_t        i, size = strlen(beginning);
    Hash          whole;

    if (hash_parse_hex(slice_from(beginning), &whole) == OK) {
        *out = json_string(beginning);
        return OK;
    }
    for (size_t k = 0; k < sizeof act_lists / sizeof *act_lists; k++)
        json_array_foreach(json_object_get(negotiation->answer, act_lists[k]), i, row)
        {
            const json_t *act = json_object_get(row, "act");

            if (size < ACT_BEGINNING_MIN || !slice_starts(json_slice(act), beginning) || (found != NULL && json_equal((json_t *)(uintptr_t)found, (json_t *)(uintptr_t)act)))
                continue;
            if (found != NULL)
                return problem_set(problem, ERR_CONFLICT, MSG("text.act_several"), "act", beginning, NULL);
            found = act;
        }
    if (found == NULL)
        return problem_set(problem, ERR_NOT_FOUND, MSG("text.act_none"), "act", beginning, NULL);
    *out = json_incref((json_t *)(uintptr_t)found);
    return OK;
}

/* The one heading that begins so; none, or more than one: -1. */
static long heading_beginning(const Text *text, Slice words)
{
    long found = -1;

    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        if (paragraph->kind != KIND_HEADING || words.size == 0 || paragraph->text.size < words.size || memcmp(paragraph->text.data, words.data, words.size) != 0)
            continue;
        if (found >= 0)
            return -1;
        found = (long)i;
    }
    return found;
}

Status negotiation_paragraph(const Negotiation *negotiation, const char *name, json_t **out, Problem *problem)
{
    long at = negotiation->base != NULL ? text_named(negotiation->base, slice_from(name)) : -1;

    if (at < 0 && negotiation->base != NULL)
        at = heading_beginning(negotiation->base, slice_from(name));
    if (at < 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("text.prose_place"), "place", name, NULL);
    *out = json_string(negotiation->base->paragraphs[at].id);
    return OK;
}

/* ---- acts ---- */

Status negotiation_act_on(const Negotiation *negotiation, const char *kind, json_t *object, Problem *problem)
{
    const OptionSet *options = negotiation->options;
    const char      *by = options_value(options, "--by");
    Signatory        author;
    ActPlan          plan = {.kind = slice_from(kind), .object = object, .signatories = &author, .count = 1};
    Sight            sight = {0};
    Reach            reach = {0};
    Buffer           act;
    Status           status;

    buffer_init(&act, ENTRY_MAX);
    if (by == NULL)
        return needs_option("--by", problem);
    TRY_OR(done, signatory_load(by, options->arena, &author, problem));
    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    TRY_OR(done, sight_take(&reach, options, &sight, problem));
    reach_close(&reach); /* before the act is sent into a folder */
    TRY_OR(done, act_compose(&plan, &sight, options, &act, problem));
    status = act_deliver(options->operands[0], options, buffer_slice(&act), problem);
done:
    reach_close(&reach);
    sight_clear(&sight);
    buffer_clear(&act);
    return status;
}
