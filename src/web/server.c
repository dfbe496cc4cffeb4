/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening and closing a server over some table of routes.
 */
#include "web/house_internal.h"
#include "web/people_internal.h"

Web *web_new(const WebOptions *options)
{
    Web        *web = memory_new_zeroed(1, sizeof *web);
    const char *prefix = options->prefix != NULL ? options->prefix : "";

    if (web == NULL)
        return NULL;
    web->service = options->service;
    web->witness = options->witness;
    web->log = options->log;
    web->prefix = memory_new(strlen(prefix) + 1);
    if (web->prefix == NULL) {
        memory_free(web);
        return NULL;
    }
    memcpy(web->prefix, prefix, strlen(prefix) + 1);
    return web;
}

static void tell_request(void *context, const HttpSeen *seen)
{
    static const char *const names[] = {[HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_DELETE] = "DELETE", [HTTP_METHODS] = "other"};
    const Web               *web = context;

    log_event(web->log, LOG_REQUESTS, "request",
              LOG_FIELDS(log_word("method", names[seen->method]), log_word("route", seen->route), log_number("status", seen->status), log_number("ms", seen->ms),
                         log_number("bytes", (int64_t)seen->bytes), log_word("asker", seen->asker[0] != '\0' ? seen->asker : "stranger")));
}

Status web_listen(Web *web, const WebOptions *options, const HttpRoute *routes, size_t count, Problem *problem)
{
    return http_server_open(&(HttpServerOptions){.listen = options->listen, .prefix = web->prefix, .routes = routes, .route_count = count, .context = web, .threads = options->threads,
                                                 .connections_max = options->connections_max, .seen = web->log != NULL ? tell_request : NULL},
                            &web->server, problem);
}

Status web_open(const WebOptions *options, const HttpRoute *routes, size_t count, Web **out, Problem *problem)
{
    Web   *web = web_new(options);
    Status status;

    REQUIRE(out != NULL && *out == NULL);
    if (web == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    status = web_listen(web, options, routes, count, problem);
    if (status == OK)
        *out = web;
    else
        web_close(web);
    return status;
}

uint16_t web_port(const Web *web)
{
    return http_server_port(web->server);
}

void web_close(Web *web)
{
    if (web == NULL)
        return;
    live_end(web);
    people_end(web); /* its work still asks for what requests say */
    house_end(web->house);
    http_server_close(web->server);
    live_free(web);
    people_free(web);
    house_close(web->house);
    memory_free(web->routes);
    memory_free(web->prefix);
    memory_free(web);
}
