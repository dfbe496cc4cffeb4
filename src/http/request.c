/* SPDX-License-Identifier: Apache-2.0
 *
 * What a handler may ask of a request. Path and body are the exchange's own bytes; header and query values are the connection's and last while the handler runs.
 */
#include "http/server_internal.h"

#include <arpa/inet.h>
#include <netinet/in.h>
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

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return (ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24) == 127;
    return address->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}

/* The last address of the header: the one that the nearest proxy saw. */
static void forwarded(const HttpExchange *exchange, char out[HTTP_PEER_SIZE])
{
    Slice                list = http_header(exchange, "X-Forwarded-For"), last;
    const char          *comma = list.size != 0 ? memrchr(list.data, ',', list.size) : NULL;
    unsigned char        bytes[16];
    char                 text[HTTP_PEER_SIZE];

    last = slice_trim(comma != NULL ? slice_part(list, (size_t)(comma - list.data) + 1, list.size) : list);
    if (last.size == 0 || last.size >= sizeof text)
        return;
    memcpy(text, last.data, last.size);
    text[last.size] = '\0';
    if (inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1)
        memcpy(out, text, last.size + 1);
}

void http_peer(const HttpExchange *exchange, char out[HTTP_PEER_SIZE])
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(exchange->line, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr          *address = info != NULL ? info->client_addr : NULL;

    out[0] = '\0';
    if (address == NULL)
        return;
    if (address->sa_family == AF_INET)
        (void)inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, out, HTTP_PEER_SIZE);
    else if (address->sa_family == AF_INET6)
        (void)inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, out, HTTP_PEER_SIZE);
    if (is_loopback(address))
        forwarded(exchange, out);
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

/* The only things that a handler may change of its request: what the log says of it. */
void http_note_route(const HttpExchange *exchange, const char *pattern)
{
    ((HttpExchange *)(uintptr_t)exchange)->noted_route = pattern;
}

void http_note_asker(const HttpExchange *exchange, const char *class)
{
    ((HttpExchange *)(uintptr_t)exchange)->noted_asker = class;
}
