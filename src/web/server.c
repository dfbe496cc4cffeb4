/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening and closing a server over some table of routes.
 */
#include "web/web_internal.h"

Status web_open(const WebOptions *options, const HttpRoute *routes, size_t count, Web **out, Problem *problem)
{
    Web   *web = memory_new_zeroed(1, sizeof *web);
    Status status;

    REQUIRE(out != NULL && *out == NULL);
    if (web == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    web->service = options->service;
    web->witness = options->witness;
    status = http_server_open(&(HttpServerOptions){.listen = options->listen, .prefix = options->prefix != NULL ? options->prefix : "", .routes = routes, .route_count = count, .context = web,
                                                   .threads = options->threads, .connections_max = options->connections_max},
                              &web->server, problem);
    if (status == OK)
        *out = web;
    else
        memory_free(web);
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
    http_server_close(web->server);
    memory_free(web);
}
