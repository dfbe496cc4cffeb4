/* SPDX-License-Identifier: Apache-2.0
 *
 * The client. Everything about an answer is bounded: its size, its time, its protocol. It follows no redirect, so that a token goes to the host that was
 * named and to no other. Its problems name the host alone: the rest of a URL may be a secret.
 */
#include <curl/curl.h>

#include "http/http.h"

#include <pthread.h>
#include <strings.h>

enum { HOST_MAX = 255, HEADER_MAX = 2200 /* a bearer token and its name */, CONNECT_MS_MAX = 5000 };

struct HttpClient {
    CURL *curl;
};

/* One fetch under way, for the callbacks. */
typedef struct Fetch {
    Buffer     *body;
    size_t      limit;
    HttpAnswer *answer;
    bool        too_large;
} Fetch;

static bool libcurl_ready;

static void start_libcurl(void)
{
    libcurl_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

HttpClient *http_client_new(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    HttpClient           *client;

    (void)pthread_once(&once, start_libcurl);
    client = libcurl_ready ? memory_new_zeroed(1, sizeof *client) : NULL;
    if (client == NULL)
        return NULL;
    client->curl = curl_easy_init();
    if (client->curl != NULL)
        return client;
    memory_free(client);
    return NULL;
}

void http_client_free(HttpClient *client)
{
    if (client == NULL)
        return;
    curl_easy_cleanup(client->curl);
    memory_free(client);
}

/* ---- the URL ---- */

/* The host for sentences, and whether it is this machine. ERR_SYNTAX for what is no http(s) URL, or holds a name or password. */
static Status read_url(const char *url, char host[HOST_MAX + 1], bool *local, Problem *problem)
{
    CURLU *parts = url != NULL && strlen(url) <= HTTP_URL_MAX ? curl_url() : NULL;
    char  *scheme = NULL, *name = NULL;
    bool   good;

    good = parts != NULL && curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK &&
           curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK && curl_url_get(parts, CURLUPART_HOST, &name, 0) == CURLUE_OK &&
           (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0) && strlen(name) <= HOST_MAX;
    if (good) {
        (void)snprintf(host, HOST_MAX + 1, "%s", name);
        *local = strcmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0 || strncmp(name, "127.", 4) == 0;
    }
    curl_free(scheme);
    curl_free(name);
    curl_url_cleanup(parts);
    return good ? OK : problem_set(problem, ERR_SYNTAX, MSG("http.url"), NULL);
}

/* ---- the answer as it comes ---- */

static size_t take_body(char *data, size_t one, size_t count, void *context)
{
    Fetch *fetch = context;
    size_t size = one * count;

    fetch->too_large = fetch->body->size + size > fetch->limit;
    if (fetch->too_large)
        return 0;
    buffer_add(fetch->body, (Slice){data, size});
    fetch->too_large = fetch->body->status == ERR_LIMIT;
    return fetch->body->status == OK ? size : 0;
}

static void take_value(Slice line, const char *name, char *out, size_t room)
{
    size_t size = strlen(name);
    Slice  value;

    if (line.size <= size || strncasecmp(line.data, name, size) != 0 || line.data[size] != ':')
        return;
    value = slice_trim(slice_part(line, size + 1, line.size));
    if (value.size < room)
        (void)snprintf(out, room, "%.*s", (int)value.size, value.data);
}

static size_t take_header(char *data, size_t one, size_t count, void *context)
{
    Fetch *fetch = context;
    Slice  line = {data, one * count};

    take_value(line, "Content-Type", fetch->answer->content_type, sizeof fetch->answer->content_type);
    take_value(line, "ETag", fetch->answer->etag, sizeof fetch->answer->etag);
    return line.size;
}

/* ---- what is asked ---- */

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    char               line[HEADER_MAX];
    struct curl_slist *longer;

    for (const char *at = value; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            return false;
    if (snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
        return false;
    longer = curl_slist_append(*list, line);
    if (longer != NULL)
        *list = longer;
    return longer != NULL;
}

static bool set_headers(CURL *curl, const HttpFetch *fetch, bool has_body, struct curl_slist **list)
{
    char bearer[HEADER_MAX];

    if (has_body && !add_header(list, "Content-Type", fetch->content_type != NULL ? fetch->content_type : "application/octet-stream"))
        return false;
    if (fetch->bearer != NULL && (snprintf(bearer, sizeof bearer, "Bearer %s", fetch->bearer) >= (int)sizeof bearer || !add_header(list, "Authorization", bearer)))
        return false;
    if (fetch->if_none_match != NULL && !add_header(list, "If-None-Match", fetch->if_none_match))
        return false;
    return curl_easy_setopt(curl, CURLOPT_HTTPHEADER, *list) == CURLE_OK;
}

static bool set_method(CURL *curl, const HttpFetch *fetch, bool has_body)
{
    const char *method = fetch->method != NULL ? fetch->method : "GET";

    if (strcmp(method, "HEAD") == 0)
        return curl_easy_setopt(curl, CURLOPT_NOBODY, 1L) == CURLE_OK;
    if (!has_body)
        return curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method) == CURLE_OK;
    return curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_POSTFIELDS, fetch->body.size != 0 ? fetch->body.data : "") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)fetch->body.size) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method) == CURLE_OK;
}

static bool set_bounds(CURL *curl, const HttpFetch *fetch, bool local, Fetch *state)
{
    long timeout = fetch->timeout_ms != 0 ? (long)fetch->timeout_ms : HTTP_TIMEOUT_MS_DEFAULT;

    return curl_easy_setopt(curl, CURLOPT_URL, fetch->url) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, timeout < CONNECT_MS_MAX ? timeout : (long)CONNECT_MS_MAX) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           (!local || curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK) && /* this machine is not behind a proxy */
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_WRITEDATA, state) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_HEADERDATA, state) == CURLE_OK;
}

/* ---- what went wrong ---- */

static Status fetch_failed(CURLcode code, const char *host, Problem *problem)
{
    static const struct {
        CURLcode    code;
        Status      status;
        const char *message;
    } rows[] = {
        {CURLE_COULDNT_RESOLVE_HOST, ERR_BUSY, MSG("http.host_unknown")},
        {CURLE_COULDNT_CONNECT, ERR_BUSY, MSG("http.host_unreachable")},
        {CURLE_OPERATION_TIMEDOUT, ERR_BUSY, MSG("http.host_slow")},
        {CURLE_PEER_FAILED_VERIFICATION, ERR_SIGNATURE, MSG("http.host_certificate")},
        {CURLE_SSL_CONNECT_ERROR, ERR_SIGNATURE, MSG("http.host_certificate")},
        {CURLE_OUT_OF_MEMORY, ERR_MEMORY, MSG("status.memory")},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].code == code && rows[i].status == ERR_MEMORY)
            return problem_set(problem, rows[i].status, rows[i].message, NULL);
        else if (rows[i].code == code)
            return problem_set(problem, rows[i].status, rows[i].message, "host", host, NULL);
    return problem_set(problem, ERR_STORAGE, MSG("http.host_broken"), "host", host, NULL);
}

static Status perform(CURL *curl, Fetch *state, const char *host, Problem *problem)
{
    CURLcode code = curl_easy_perform(curl);
    long     status = 0;

    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    state->answer->status = (int)status;
    if (state->too_large)
        return problem_set(problem, ERR_LIMIT, MSG("http.answer_too_large"), "host", host, NULL);
    if (state->body->status != OK)
        return problem_set(problem, state->body->status, MSG("status.memory"), NULL);
    /* A server may refuse a body without reading it and end the line: the refusal is the answer. */
    if ((code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR) && status >= 400)
        return OK;
    return code == CURLE_OK ? OK : fetch_failed(code, host, problem);
}

Status http_fetch(HttpClient *client, const HttpFetch *fetch, Buffer *body, HttpAnswer *answer, Problem *problem)
{
    Fetch              state = {.body = body, .limit = fetch->limit, .answer = answer};
    bool               has_body = fetch->method != NULL && (strcmp(fetch->method, "POST") == 0 || strcmp(fetch->method, "PUT") == 0), local = false;
    struct curl_slist *headers = NULL;
    char               host[HOST_MAX + 1];
    Status             status;

    REQUIRE(client != NULL && body != NULL && answer != NULL);
    *answer = (HttpAnswer){0};
    buffer_reset(body);
    TRY(read_url(fetch->url, host, &local, problem));
    curl_easy_reset(client->curl); /* forgets the options; connections stay open */
    if (!set_bounds(client->curl, fetch, local, &state) || !set_method(client->curl, fetch, has_body) || !set_headers(client->curl, fetch, has_body, &headers))
        status = problem_set(problem, ERR_SYNTAX, MSG("http.request"), "host", host, NULL);
    else
        status = perform(client->curl, &state, host, problem);
    curl_easy_reset(client->curl); /* nothing keeps the token or points at our headers */
    curl_slist_free_all(headers);
    return status;
}
