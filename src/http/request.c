/* SPDX-License-Identifier: Apache-2.0
 *
 * What a handler may ask of a request. Path and body are the exchange's own bytes; header and query values are the connection's and last while the handler runs.
 */
#include "http/server_internal.h"

#include <strings.h>

HttpMethod http_method(const HttpExchange *exchange)
{
    return exchange->route->method;
}

Slice http_path(const HttpExchange *exchange)
{
    return (Slice){exchange->path, exchange->path_size};
}

Slice http_wild(const HttpExchange *exchange, size_t index)
{
    return index < HTTP_WILDS_MAX ? exchange->wilds[index] : (Slice){NULL, 0};
}

Slice http_body(const HttpExchange *exchange)
{
    return buffer_slice(&exchange->body);
}

bool http_query(const HttpExchange *exchange, const char *name, Slice *value)
{
    *value = slice_from(MHD_lookup_connection_value(exchange->line, MHD_GET_ARGUMENT_KIND, name));
    if (value->data != NULL && utf8_valid(*value))
        return true;
    *value = (Slice){NULL, 0};
    return false;
}

Slice http_header(const HttpExchange *exchange, const char *name)
{
    return slice_from(MHD_lookup_connection_value(exchange->line, MHD_HEADER_KIND, name));
}

Slice http_bearer(const HttpExchange *exchange)
{
    Slice value = http_header(exchange, MHD_HTTP_HEADER_AUTHORIZATION);

    if (value.size < 7 || strncasecmp(value.data, "Bearer ", 7) != 0)
        return (Slice){NULL, 0};
    return slice_trim(slice_part(value, 7, value.size));
}

void http_reply_problem(HttpExchange *exchange, const Problem *problem)
{
    enum { SENTENCE_MAX = 8000 };
    Buffer body;

    buffer_init(&body, SENTENCE_MAX);
    problem_print(problem, &body);
    buffer_add_byte(&body, '\n');
    http_reply(exchange, &(HttpReply){.status = status_face(problem->status)->http, .give = &body});
    buffer_clear(&body);
}
