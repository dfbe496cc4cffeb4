/* SPDX-License-Identifier: Apache-2.0
 *
 * The life of a request. libmicrohttpd calls exchange_step once for the head, once for each piece of a body, once at its end, and once more after a suspended
 * connection was resumed. Who holds an exchange, and who answers it, stands in server_internal.h.
 *
 * Traps: an answer is taken at the head or at the end of a request, never between; a connection that is suspended when the daemon stops ends the process; after
 * MHD_resume_connection the exchange may be gone unless one is its holder.
 */
#include "http/server_internal.h"

#include <strings.h>

static const struct {
    const char *name;
    HttpMethod  method;
} methods[] = {{"GET", HTTP_GET}, {"HEAD", HTTP_GET}, {"POST", HTTP_POST}, {"PUT", HTTP_PUT}, {"DELETE", HTTP_DELETE}};

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdefABCDEF", *at = c != '\0' ? strchr(digits, c) : NULL;

    if (at == NULL)
        return -1;
    return at - digits < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

/* Decodes in place what is no control character; the rest stays as written, so that no %00 can cut a string short. */
size_t exchange_unescape(void *context, struct MHD_Connection *line, char *text)
{
    char *to = text;

    (void)context;
    (void)line;
    for (const char *at = text; *at != '\0'; at++) {
        int high = *at == '%' ? hex_digit(at[1]) : -1, low = high >= 0 ? hex_digit(at[2]) : -1;
        int byte = high * 16 + low;

        if (high >= 0 && low >= 0 && byte >= 0x20 && byte != 0x7F) {
            *to++ = (char)byte;
            at += 2;
        } else {
            *to++ = *at;
        }
    }
    *to = '\0';
    return (size_t)(to - text);
}

void exchange_release(HttpExchange *exchange)
{
    if (atomic_fetch_sub(&exchange->holders, 1) != 1)
        return;
    if (exchange->kept != NULL)
        http_kept_release(exchange->kept);
    else if (exchange->response != NULL)
        MHD_destroy_response(exchange->response);
    buffer_clear(&exchange->body);
    memory_free(exchange);
}

/* ---- the head ---- */

/* ".", ".." and empty segments have no meaning here and are how paths are made to mislead. */
bool exchange_plain_path(Slice path)
{
    size_t start = 0;

    if (!utf8_valid(path))
        return false;
    for (size_t i = 0; i <= path.size; i++) {
        Slice segment;

        if (i < path.size && path.data[i] != '/')
            continue;
        segment = slice_part(path, start, i);
        if ((segment.size == 0 && path.size != 0 && i != path.size) || slice_is(segment, ".") || slice_is(segment, ".."))
            return false;
        start = i + 1;
    }
    return true;
}

static enum MHD_Result count_lengths(void *context, enum MHD_ValueKind kind, const char *key, const char *value)
{
    int *count = context;

    (void)kind;
    (void)value;
    if (strcasecmp(key, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0 || strcasecmp(key, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0)
        ++*count;
    return MHD_YES;
}

/* How long the body says it is: 0, its length, SIZE_MAX when it is chunked. False when it says so in two ways, or in a way unknown: the line could be read as
   different requests by us and by a proxy (RFC 9112, 6.3). */
static bool body_length(struct MHD_Connection *line, size_t *length)
{
    const char *size = MHD_lookup_connection_value(line, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    const char *encoding = MHD_lookup_connection_value(line, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING);
    int         count = 0;
    size_t      digits;

    *length = 0;
    if (size == NULL && encoding == NULL)
        return true;
    (void)MHD_get_connection_values(line, MHD_HEADER_KIND, count_lengths, &count);
    if (count != 1)
        return false;
    if (encoding != NULL) {
        *length = SIZE_MAX;
        return strcasecmp(encoding, "chunked") == 0;
    }
    digits = strspn(size, "0123456789");
    *length = digits < 19 ? (size_t)strtoull(size, NULL, 10) : SIZE_MAX - 1;
    return digits != 0 && size[digits] == '\0';
}

static void choose_route(HttpExchange *exchange, const char *method_name)
{
    const HttpServerOptions *options = &exchange->server->options;
    HttpMethod               method = HTTP_METHODS;
    Match                    match;

    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (strcmp(methods[i].name, method_name) == 0)
            method = methods[i].method;
    exchange->method = method;
    if (exchange->refusal != 0)
        return;
    route_find(options->routes, options->route_count, method, http_path(exchange), &match);
    exchange->route = match.route;
    exchange->allowed = match.allowed;
    memcpy(exchange->wilds, match.wilds, sizeof match.wilds);
    if (match.route == NULL)
        exchange->refusal = match.allowed != 0 ? 405 : 404;
}

static HttpExchange *exchange_new(HttpServer *server, struct MHD_Connection *line, const char *url)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(line, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    Slice                           path = slice_from(url), prefix = slice_from(server->prefix);
    bool                            inside = slice_starts(path, server->prefix) && path.size > prefix.size && path.data[prefix.size] == '/';
    HttpExchange                   *exchange;

    inside = inside && path.size <= prefix.size + 1 + HTTP_PATH_MAX;
    path = inside ? slice_part(path, prefix.size + 1, path.size) : SLICE("");
    exchange = memory_new(sizeof *exchange + path.size + 1);
    if (exchange == NULL)
        return NULL;
    *exchange = (HttpExchange){.server = server, .line = line, .connection = info != NULL ? info->socket_context : NULL, .method = HTTP_METHODS, .began_ms = watch_now_ms()};
    atomic_init(&exchange->holders, 1);
    exchange->path_size = path.size;
    memcpy(exchange->path, path.data, path.size);
    exchange->path[path.size] = '\0';
    if (!inside)
        exchange->refusal = 404;
    else if (!exchange_plain_path(path))
        exchange->refusal = 400;
    atomic_fetch_add(&server->active, 1);
    return exchange;
}

static enum MHD_Result refuse(HttpExchange *exchange, bool close_after)
{
    struct MHD_Response *response = reply_refusal(exchange->refusal, exchange->allowed, close_after);
    enum MHD_Result      queued = response != NULL ? MHD_queue_response(exchange->line, (unsigned)exchange->refusal, response) : MHD_NO;

    if (response != NULL)
        MHD_destroy_response(response);
    exchange->sent = exchange->refusal;
    return queued;
}

static enum MHD_Result begin(HttpServer *server, struct MHD_Connection *line, const char *url, const char *method, void **own)
{
    HttpExchange *exchange = exchange_new(server, line, url);
    size_t        length;
    bool          clear;

    if (exchange == NULL)
        return MHD_NO;
    *own = exchange;
    watch_phase(exchange->connection, PHASE_RECEIVING);
    choose_route(exchange, method);
    clear = body_length(line, &length);
    if (!clear)
        exchange->refusal = 400;
    else if (atomic_load(&server->closing))
        exchange->refusal = 503;
    else if (exchange->route != NULL && length != SIZE_MAX && length > exchange->route->body_max)
        exchange->refusal = 413;
    buffer_init(&exchange->body, exchange->route != NULL ? exchange->route->body_max : 0);
    /* A refused body is not read, and what follows it on this line cannot be told from it. */
    return exchange->refusal != 0 && (!clear || length != 0) ? refuse(exchange, true) : MHD_YES;
}

/* ---- the body ---- */

static enum MHD_Result receive(HttpExchange *exchange, const char *data, size_t *size)
{
    buffer_add(&exchange->body, (Slice){data, *size});
    if (exchange->connection != NULL)
        atomic_fetch_add_explicit(&exchange->connection->received, *size, memory_order_relaxed);
    *size = 0;
    if (exchange->body.status == ERR_LIMIT) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(exchange->line, MHD_CONNECTION_INFO_CONNECTION_FD);

        if (info != NULL)
            reply_refusal_raw(info->connect_fd, 413);
        exchange->sent = 413;
    }
    return exchange->body.status == OK ? MHD_YES : MHD_NO;
}

/* ---- the answer ---- */

static enum MHD_Result send_answer(HttpExchange *exchange)
{
    const char *seen = NULL;
    int         status = exchange->status;

    if (exchange->response == NULL)
        return MHD_NO;
    if (status == 200 && exchange->etag[0] != '\0' && exchange->route->method == HTTP_GET)
        seen = MHD_lookup_connection_value(exchange->line, MHD_HEADER_KIND, MHD_HTTP_HEADER_IF_NONE_MATCH);
    if (seen != NULL && reply_etag_matches(seen, exchange->etag))
        status = 304;
    watch_phase(exchange->connection, PHASE_ANSWERING);
    exchange->sent = status;
    return MHD_queue_response(exchange->line, (unsigned)status, exchange->response);
}

static enum MHD_Result send_abort(HttpExchange *exchange)
{
    exchange->refusal = 503;
    watch_phase(exchange->connection, PHASE_ANSWERING);
    return refuse(exchange, true);
}

static void link_deferred(HttpExchange *exchange)
{
    HttpServer *server = exchange->server;

    exchange->previous = NULL;
    exchange->next = server->deferred;
    if (exchange->next != NULL)
        exchange->next->previous = exchange;
    server->deferred = exchange;
}

static void unlink_deferred(HttpExchange *exchange)
{
    if (exchange->next != NULL)
        exchange->next->previous = exchange->previous;
    if (exchange->previous != NULL)
        exchange->previous->next = exchange->next;
    else
        exchange->server->deferred = exchange->next;
}

static bool change_state(HttpExchange *exchange, State from, State to)
{
    int expected = from;

    return atomic_compare_exchange_strong(&exchange->state, &expected, to);
}

/* Wakes the connection, and only then is the exchange no longer counted as deferred: a server that closes waits for that. */
static void resume(HttpExchange *exchange)
{
    HttpServer *server = exchange->server;

    MHD_resume_connection(exchange->line);
    (void)pthread_mutex_lock(&server->lock);
    unlink_deferred(exchange);
    (void)pthread_mutex_unlock(&server->lock);
}

/* The handler returned and there may be no answer yet. */
static enum MHD_Result defer(HttpExchange *exchange)
{
    HttpServer *server = exchange->server;
    bool        refused;

    (void)pthread_mutex_lock(&server->lock);
    refused = server->aborting;
    if (!refused)
        link_deferred(exchange);
    (void)pthread_mutex_unlock(&server->lock);
    if (refused)
        return change_state(exchange, STATE_RUNNING, STATE_ABORTED) ? send_abort(exchange) : send_answer(exchange);
    MHD_suspend_connection(exchange->line);
    if (!change_state(exchange, STATE_RUNNING, STATE_DEFERRED))
        resume(exchange); /* answered meanwhile, by one who saw no suspended line */
    return MHD_YES;
}

static enum MHD_Result end_of_body(HttpExchange *exchange, void *context)
{
    int state;

    if (exchange->refusal != 0)
        return refuse(exchange, exchange->refusal == 503);
    if (!exchange->called) {
        exchange->called = true;
        atomic_fetch_add(&exchange->holders, 1);
        watch_phase(exchange->connection, PHASE_ANSWERING);
        exchange->route->handler(exchange, context);
    }
    state = atomic_load(&exchange->state);
    if (state == STATE_ABORTED)
        return send_abort(exchange);
    return state == STATE_ANSWERED ? send_answer(exchange) : defer(exchange);
}

enum MHD_Result exchange_step(void *context, struct MHD_Connection *line, const char *url, const char *method, const char *version, const char *data,
                              size_t *size, void **own)
{
    HttpServer *server = context;

    (void)version;
    memory_widen_thread();
    if (*own == NULL)
        return begin(server, line, url, method, own);
    return *size != 0 ? receive(*own, data, size) : end_of_body(*own, server->options.context);
}

/* `size` is the handler's to write; it is read only where its answer was sent. */
static void tell_seen(HttpExchange *exchange)
{
    const HttpServerOptions *options = &exchange->server->options;
    const char              *route = exchange->noted_route, *asker = exchange->noted_asker;
    HttpSeen                 seen = {.method = exchange->method, .status = exchange->sent, .asker = asker != NULL ? asker : "", .ms = watch_now_ms() - exchange->began_ms};

    if (options->seen == NULL)
        return;
    seen.route = route != NULL ? route : exchange->route != NULL ? exchange->route->pattern : "";
    if (exchange->sent != 0 && exchange->sent != 304 && exchange->refusal == 0)
        seen.bytes = exchange->size;
    options->seen(options->context, &seen);
}

void exchange_completed(void *context, struct MHD_Connection *line, void **own, enum MHD_RequestTerminationCode why)
{
    HttpServer   *server = context;
    HttpExchange *exchange = *own;

    (void)line;
    (void)why;
    if (exchange == NULL)
        return;
    *own = NULL;
    watch_phase(exchange->connection, PHASE_WAITING);
    tell_seen(exchange);
    exchange_release(exchange);
    atomic_fetch_sub(&server->active, 1);
}

/* The response is set: hands it to the connection, wherever that is. */
static void answered(HttpExchange *exchange)
{
    if (!change_state(exchange, STATE_RUNNING, STATE_ANSWERED) && change_state(exchange, STATE_DEFERRED, STATE_ANSWERED))
        resume(exchange);
    exchange_release(exchange);
}

void http_reply(HttpExchange *exchange, const HttpReply *reply)
{
    REQUIRE(exchange != NULL && reply != NULL);
    exchange->size = reply->give != NULL ? reply->give->size : reply->body.size;
    exchange->response = reply_make(reply, &exchange->status);
    if (reply->etag != NULL && exchange->status == 200)
        (void)snprintf(exchange->etag, sizeof exchange->etag, "\"%s\"", reply->etag);
    answered(exchange);
}

void http_reply_kept(HttpExchange *exchange, HttpKept *kept)
{
    exchange->kept = http_kept_hold(kept);
    exchange->response = kept->response;
    exchange->status = kept->status;
    exchange->size = kept->size;
    memcpy(exchange->etag, kept->etag, sizeof exchange->etag);
    answered(exchange);
}

void http_reply_stream(HttpExchange *exchange, const HttpReply *reply, struct MHD_Response *response)
{
    exchange->response = reply_dress(response, reply, &exchange->status);
    answered(exchange);
}

bool exchange_abort_all(HttpServer *server)
{
    bool none;

    (void)pthread_mutex_lock(&server->lock);
    server->aborting = true;
    for (HttpExchange *at = server->deferred, *next; at != NULL; at = next) {
        next = at->next;
        if (change_state(at, STATE_DEFERRED, STATE_ABORTED)) {
            unlink_deferred(at);
            MHD_resume_connection(at->line);
        }
    }
    none = server->deferred == NULL;
    (void)pthread_mutex_unlock(&server->lock);
    return none;
}
