/* SPDX-License-Identifier: Apache-2.0
 *
 * The record's own paths (docs/formats/record.md, "Paths" and "Filing an act"). Reading is one handler for all paths: service knows them, and says how each may be cached.
 *
 * Filing answers later: the handler hands the exchange to service as the context of its callback, and the answer comes from a worker's or the witnesses' thread.
 */
#include "web/web_internal.h"

enum { RECORD_FILE_MAX = BLOB_MAX + 4096, CACHE_TEXT_MAX = 64, TAG_BYTES = 16 };
#define PLAIN "text/plain; charset=utf-8"

/* ---- answers ---- */

static void reply_sentence(HttpExchange *exchange, int status, const Problem *problem)
{
    static const HttpHeader again = {"Retry-After", "1"};
    Buffer                  sentence;

    buffer_init(&sentence, 16 * 1024);
    problem_print(problem, &sentence);
    buffer_add_byte(&sentence, '\n');
    http_reply(exchange, &(HttpReply){.status = status, .body = buffer_slice(&sentence), .headers = &again, .header_count = status == 429 || status == 503 ? 1 : 0});
    buffer_clear(&sentence);
}

static bool is_queue_full(const Problem *problem)
{
    return problem->message != NULL && strcmp(problem->message, MSG("service.queue_full")) == 0;
}

/* What is absent, what is withheld and what was never a path: one answer. */
static void reply_problem(HttpExchange *exchange, Status status, Problem *problem)
{
    if (status == ERR_NOT_FOUND) {
        *problem = (Problem){0};
        (void)problem_set(problem, status, MSG("http.not_found"), NULL);
    }
    if (problem->message == NULL)
        problem->status = status;
    reply_sentence(exchange, is_queue_full(problem) ? 429 : status_face(status)->http, problem);
}

/* The party of the request's token into *party, which is left empty without one. */
static Status party_of(Web *web, HttpExchange *exchange, Buffer *party, Problem *problem)
{
    Slice token = http_bearer(exchange);

    if (token.size == 0)
        return OK;
    http_note_asker(exchange, "party");
    return service_party_of_token(web->service, token, party, problem);
}

/* ---- reading ---- */

static void cache_text(const FileFacts *facts, char out[CACHE_TEXT_MAX])
{
    if (facts->is_private || (!facts->immutable && facts->max_age_s <= 0))
        (void)snprintf(out, CACHE_TEXT_MAX, "private, no-store");
    else
        (void)snprintf(out, CACHE_TEXT_MAX, "public, max-age=%d%s", facts->max_age_s, facts->immutable ? ", immutable" : "");
}

static void tag_of(Slice bytes, char out[2 * TAG_BYTES + 1])
{
    uint8_t digest[SHA256_SIZE];

    sha256_parts(&bytes, 1, digest);
    hex_print(digest, TAG_BYTES, out);
}

static void reply_file(HttpExchange *exchange, const FileFacts *facts, Buffer *bytes)
{
    char cache[CACHE_TEXT_MAX], tag[2 * TAG_BYTES + 1];
    bool tagged = !facts->is_private && !facts->immutable && facts->max_age_s > 0; /* what never changes need not be compared */

    cache_text(facts, cache);
    if (tagged)
        tag_of(buffer_slice(bytes), tag);
    http_reply(exchange, &(HttpReply){.status = 200, .content_type = facts->content_type, .cache_control = cache, .etag = tagged ? tag : NULL, .give = bytes});
}

static void get_file(HttpExchange *exchange, void *context)
{
    Web      *web = context;
    FileFacts facts = {0};
    Problem   problem = {0};
    Buffer    party, bytes;
    Status    status;

    buffer_init(&party, PARTY_NAME_MAX);
    buffer_init(&bytes, RECORD_FILE_MAX);
    status = party_of(web, exchange, &party, &problem);
    if (status == OK)
        status = service_file(web->service, http_path(exchange), buffer_slice(&party), &bytes, &facts, &problem);
    if (status == OK)
        reply_file(exchange, &facts, &bytes);
    else
        reply_problem(exchange, status, &problem);
    buffer_clear(&party);
    buffer_clear(&bytes);
}

/* ---- filing ---- */

static void act_done(void *context, const SubmitAnswer *answer)
{
    HttpExchange *exchange = context;
    Problem       problem = *answer->problem;

    if (answer->status == OK)
        http_reply(exchange, &(HttpReply){.status = answer->http, .content_type = PLAIN, .body = answer->receipt});
    else if (problem.message == NULL)
        reply_problem(exchange, answer->status, &problem);
    else
        reply_sentence(exchange, answer->http, &problem);
}

static void post_act(HttpExchange *exchange, void *context)
{
    Web    *web = context;
    Problem problem = {0};
    Status  status = service_submit(web->service, http_body(exchange), act_done, exchange, &problem);

    if (status != OK)
        reply_problem(exchange, status, &problem);
}

static void post_sealed(HttpExchange *exchange, void *context)
{
    Web    *web = context;
    Problem problem = {0};
    Hash    commit;
    uint8_t salt[SALT_SIZE];
    char    commit_hex[2 * HASH_SIZE + 1], salt_hex[2 * SALT_SIZE + 1], json[256];
    Status  status = service_seal(web->service, http_body(exchange), &commit, salt, &problem);
    int     size;

    if (status != OK) {
        reply_problem(exchange, status, &problem);
        return;
    }
    hash_print_hex(&commit, commit_hex);
    hex_print(salt, sizeof salt, salt_hex);
    size = snprintf(json, sizeof json, "{\"commit\":\"%s\",\"salt\":\"%s\"}", commit_hex, salt_hex);
    http_reply(exchange, &(HttpReply){.status = 202, .content_type = "application/json", .cache_control = "private, no-store", .body = {json, (size_t)size}});
}

static void reply_stored(HttpExchange *exchange, Status status, Problem *problem)
{
    if (status == OK)
        http_reply(exchange, &(HttpReply){.status = 204});
    else
        reply_problem(exchange, status, problem);
}

/* The body is salt || payload. */
static void put_sealed(HttpExchange *exchange, void *context)
{
    Web    *web = context;
    Problem problem = {0};
    Slice   body = http_body(exchange);
    Hash    commit;
    Status  status;

    if (hash_parse_hex(http_wild(exchange, 0), &commit) != OK)
        status = ERR_NOT_FOUND;
    else if (body.size < SALT_SIZE)
        status = problem_set(&problem, ERR_SYNTAX, MSG("web.salt"), NULL);
    else
        status = service_seal_payload(web->service, &commit, (const uint8_t *)body.data, slice_part(body, SALT_SIZE, body.size), &problem);
    reply_stored(exchange, status, &problem);
}

static void put_blob(HttpExchange *exchange, void *context)
{
    Web    *web = context;
    Problem problem = {0};
    Buffer  party;
    Hash    name;
    Status  status;

    buffer_init(&party, PARTY_NAME_MAX);
    status = party_of(web, exchange, &party, &problem);
    if (status == OK && hash_parse_hex(http_wild(exchange, 0), &name) != OK)
        status = ERR_NOT_FOUND;
    if (status == OK)
        status = service_blob_put(web->service, &name, http_body(exchange), buffer_slice(&party), &problem);
    buffer_clear(&party);
    reply_stored(exchange, status, &problem);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "checkpoint", 0, get_file},     {HTTP_GET, "cosignatures/*", 0, get_file},
    {HTTP_GET, "tile/*", 0, get_file},         {HTTP_GET, "receipt/*", 0, get_file},
    {HTTP_GET, "act/*", 0, get_file},          {HTTP_GET, "act/*/receipt", 0, get_file},
    {HTTP_GET, "blob/*", 0, get_file},         {HTTP_GET, "sealed/*", 0, get_file},
    {HTTP_GET, "evidence", 0, get_file},       {HTTP_POST, "act", ENTRY_MAX, post_act},
    {HTTP_POST, "sealed", ENTRY_MAX, post_sealed}, {HTTP_PUT, "sealed/*", SALT_SIZE + SEAL_PAYLOAD_MAX, put_sealed},
    {HTTP_PUT, "blob/*", BLOB_MAX, put_blob},
    {HTTP_GET, "receipts.pub", 0, get_file},
};

const WebRoutes web_record_routes = {routes, sizeof routes / sizeof routes[0]};

Status web_record_open(const WebOptions *options, Web **out, Problem *problem)
{
    REQUIRE(options->service != NULL);
    return web_open(options, web_record_routes.rows, web_record_routes.count, out, problem);
}
