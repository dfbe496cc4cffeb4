/* SPDX-License-Identifier: Apache-2.0
 *
 * A witness's two paths (C2SP tlog-witness): submission and monitoring under one prefix.
 */
#include "web/web_internal.h"

static void add_checkpoint(HttpExchange *exchange, void *context)
{
    Web        *web = context;
    Buffer      answer;
    const char *content_type;
    int         status;

    buffer_init(&answer, WITNESS_BODY_MAX);
    status = witness_add_checkpoint(web->witness, http_body(exchange), (int64_t)time(NULL), &answer, &content_type);
    http_reply(exchange, &(HttpReply){.status = status, .content_type = content_type, .body = buffer_slice(&answer)});
    buffer_clear(&answer);
}

static void get_checkpoint(HttpExchange *exchange, void *context)
{
    Web   *web = context;
    Buffer answer;
    int    status;

    buffer_init(&answer, NOTE_MAX);
    status = witness_checkpoint(web->witness, http_wild(exchange, 0), &answer);
    http_reply(exchange, &(HttpReply){.status = status, .cache_control = status == 200 ? "public, max-age=5" : NULL, .body = buffer_slice(&answer)});
    buffer_clear(&answer);
}

static const HttpRoute routes[] = {
    {HTTP_POST, "add-checkpoint", WITNESS_BODY_MAX, add_checkpoint},
    {HTTP_GET, "*/checkpoint", 0, get_checkpoint},
};

Status web_witness_open(const WebOptions *options, Web **out, Problem *problem)
{
    REQUIRE(options->witness != NULL);
    return web_open(options, routes, sizeof routes / sizeof routes[0], out, problem);
}
