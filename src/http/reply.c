/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers. Header values may hold what came from outside, so each is looked at: a control character in one makes the whole answer a 500 rather than a header of
 * someone else's. The server's own refusals are one plain sentence each.
 */
#include "http/server_internal.h"

#include <sys/socket.h>

enum { SENTENCE_MAX = 2000, RAW_MAX = 3000 };

#define PLAIN "text/plain; charset=utf-8"
#define POLICY "default-src 'none'; frame-ancestors 'none'"

static bool is_token(const char *name)
{
    size_t size = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    return size != 0 && name[size] == '\0';
}

static bool is_value(const char *value)
{
    for (const char *at = value; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            return false;
    return true;
}

static bool add(struct MHD_Response *response, const char *name, const char *value)
{
    return is_token(name) && is_value(value) && MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool has_header(const HttpReply *reply, const char *name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (strcasecmp(reply->headers[i].name, name) == 0)
            return true;
    return false;
}

static bool add_etag(struct MHD_Response *response, const char *etag)
{
    char quoted[HTTP_ETAG_MAX + 3];

    if (strlen(etag) > HTTP_ETAG_MAX || strpbrk(etag, "\" ") != NULL)
        return false;
    (void)snprintf(quoted, sizeof quoted, "\"%s\"", etag);
    return add(response, MHD_HTTP_HEADER_ETAG, quoted);
}

static bool add_headers(struct MHD_Response *response, const HttpReply *reply)
{
    if (reply->status < 200 || reply->status > 599 || reply->header_count > HTTP_HEADERS_MAX)
        return false;
    for (size_t i = 0; i < reply->header_count; i++)
        if (!add(response, reply->headers[i].name, reply->headers[i].value))
            return false;
    return add(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type != NULL ? reply->content_type : PLAIN) &&
           add(response, MHD_HTTP_HEADER_CACHE_CONTROL, reply->cache_control != NULL ? reply->cache_control : "no-store") &&
           add(response, "X-Content-Type-Options", "nosniff") && add(response, "Referrer-Policy", "no-referrer") &&
           (has_header(reply, "Content-Security-Policy") || add(response, "Content-Security-Policy", POLICY)) &&
           (reply->etag == NULL || add_etag(response, reply->etag));
}

static struct MHD_Response *with_body(const HttpReply *reply)
{
    struct MHD_Response *response;
    const Buffer        *given = reply->give;

    /* libmicrohttpd reads a copied or given body and never writes to it. */
    if (given == NULL || given->data == NULL)
        return MHD_create_response_from_buffer(given == NULL ? reply->body.size : 0, (void *)(uintptr_t)(given == NULL ? reply->body.data : ""),
                                               MHD_RESPMEM_MUST_COPY);
    response = MHD_create_response_from_buffer_with_free_callback(given->size, given->data, memory_free);
    if (response != NULL)
        buffer_init(reply->give, given->limit); /* the bytes are the response's now */
    return response;
}

struct MHD_Response *reply_make(const HttpReply *reply, int *status)
{
    bool                 whole = reply->give == NULL || reply->give->status == OK;
    struct MHD_Response *response = whole ? with_body(reply) : NULL;

    *status = reply->status;
    if (response != NULL && add_headers(response, reply))
        return response;
    if (response != NULL)
        MHD_destroy_response(response);
    if (reply->give != NULL)
        buffer_clear(reply->give);
    *status = 500;
    return reply_refusal(500, 0, false);
}

HttpKept *http_kept_new(const HttpReply *reply)
{
    HttpKept *kept = memory_new_zeroed(1, sizeof *kept);

    if (kept == NULL)
        return NULL;
    kept->size = reply->give != NULL ? reply->give->size : reply->body.size;
    kept->response = reply_make(reply, &kept->status);
    atomic_init(&kept->holders, 1);
    if (kept->response == NULL || kept->status != reply->status) {
        http_kept_release(kept);
        return NULL;
    }
    if (reply->etag != NULL && kept->status == 200)
        (void)snprintf(kept->etag, sizeof kept->etag, "\"%s\"", reply->etag);
    return kept;
}

HttpKept *http_kept_hold(HttpKept *kept)
{
    atomic_fetch_add(&kept->holders, 1);
    return kept;
}

void http_kept_release(HttpKept *kept)
{
    if (kept == NULL || atomic_fetch_sub(&kept->holders, 1) != 1)
        return;
    if (kept->response != NULL)
        MHD_destroy_response(kept->response);
    memory_free(kept);
}

struct MHD_Response *reply_dress(struct MHD_Response *response, const HttpReply *reply, int *status)
{
    *status = reply->status;
    if (response == NULL)
        return reply_refusal(reply->status, 0, false);
    if (add_headers(response, reply))
        return response;
    MHD_destroy_response(response);
    *status = 500;
    return reply_refusal(500, 0, false);
}

/* ---- the server's own ---- */

static const struct {
    int         status;
    const char *reason, *message;
} refusals[] = {
    {400, "Bad Request", MSG("http.malformed")},
    {404, "Not Found", MSG("http.not_found")},
    {405, "Method Not Allowed", MSG("http.no_method")},
    {413, "Content Too Large", MSG("http.body_too_large")},
    {500, "Internal Server Error", MSG("http.no_answer")},
    {503, "Service Unavailable", MSG("http.closing")},
};

static size_t refusal_row(int status)
{
    size_t row = 0;

    while (row + 1 < sizeof refusals / sizeof refusals[0] && refusals[row].status != status)
        row++;
    return row;
}

static void refusal_body(int status, Buffer *out)
{
    buffer_init(out, SENTENCE_MAX);
    message_print(out, refusals[refusal_row(status)].message, NULL);
    buffer_add_byte(out, '\n');
}

static void allow_value(unsigned allowed, char out[64])
{
    static const char *const names[HTTP_METHODS] = {"GET, HEAD", "POST", "PUT", "DELETE"};
    size_t                   used = 0;

    out[0] = '\0';
    for (int method = 0; method < HTTP_METHODS; method++)
        if ((allowed >> method & 1) != 0)
            used += (size_t)snprintf(out + used, 64 - used, "%s%s", used != 0 ? ", " : "", names[method]);
}

struct MHD_Response *reply_refusal(int status, unsigned allowed, bool close_after)
{
    HttpReply            reply = {.status = status};
    Buffer               body;
    struct MHD_Response *response;
    char                 allow[64];

    refusal_body(status, &body);
    reply.give = &body;
    response = body.status == OK ? with_body(&reply) : NULL;
    buffer_clear(&body);
    if (response == NULL)
        return NULL;
    allow_value(allowed, allow);
    if (add_headers(response, &reply) && (status != 405 || add(response, MHD_HTTP_HEADER_ALLOW, allow)) &&
        (status != 503 || add(response, MHD_HTTP_HEADER_RETRY_AFTER, "5")) &&
        (!close_after || MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close") == MHD_YES))
        return response;
    MHD_destroy_response(response);
    return NULL;
}

/* In the middle of a body libmicrohttpd takes no answer. So it is written past it, once, before the line is cut. */
void reply_refusal_raw(int socket, int status)
{
    Buffer body, raw;

    refusal_body(status, &body);
    buffer_init(&raw, RAW_MAX);
    buffer_add_format(&raw, "HTTP/1.1 %d %s\r\nConnection: close\r\nContent-Type: " PLAIN "\r\nContent-Length: %zu\r\n", status,
                      refusals[refusal_row(status)].reason, body.size);
    buffer_add_string(&raw, "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
                            "Content-Security-Policy: " POLICY "\r\n\r\n");
    buffer_add(&raw, buffer_slice(&body));
    if (raw.status == OK) {
        (void)send(socket, raw.data, raw.size, MSG_DONTWAIT | MSG_NOSIGNAL);
        (void)shutdown(socket, SHUT_WR);
    }
    buffer_clear(&body);
    buffer_clear(&raw);
}

/* RFC 9110, 13.1.2: a list of entity tags, compared weakly, or "*". */
bool reply_etag_matches(const char *if_none_match, const char *etag)
{
    size_t size = strlen(etag);

    for (const char *at = if_none_match; *at != '\0';) {
        at += strspn(at, " \t,");
        if (*at == '*')
            return true;
        if (at[0] == 'W' && at[1] == '/')
            at += 2;
        if (strncmp(at, etag, size) == 0 && strchr(" \t,", at[size]) != NULL)
            return true;
        if (*at == '"') {
            const char *end = strchr(at + 1, '"');

            at = end != NULL ? end + 1 : at + strlen(at);
        } else {
            at += strcspn(at, ",");
        }
    }
    return false;
}
