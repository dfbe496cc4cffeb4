/* SPDX-License-Identifier: Apache-2.0
 *
 * The server and the client against each other, and the server against bytes that no client sends, over loopback on a free port.
 */
#include "suite.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

#include "http/http.h"
#include "raw.h"

enum { LIMIT = 1000, LARGE = 4 * 1024 * 1024, QUEUE_MAX = 1024, ANSWER_MAX = 1 << 20 };

static HttpServer *server;
static HttpClient *client;
static Buffer      body;
static HttpAnswer  answer;

/* ---- handlers ---- */

static struct {
    pthread_mutex_t lock;
    HttpExchange   *waiting[QUEUE_MAX];
    size_t          count;
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER};
static _Atomic bool queue_runs;

static void queue_add(HttpExchange *exchange, void *context)
{
    (void)context;
    (void)pthread_mutex_lock(&queue.lock);
    REQUIRE(queue.count < QUEUE_MAX);
    queue.waiting[queue.count++] = exchange;
    (void)pthread_mutex_unlock(&queue.lock);
}

static size_t queue_count(void)
{
    size_t count;

    (void)pthread_mutex_lock(&queue.lock);
    count = queue.count;
    (void)pthread_mutex_unlock(&queue.lock);
    return count;
}

static void queue_answer(void)
{
    HttpExchange *batch[QUEUE_MAX];
    size_t        count;

    (void)pthread_mutex_lock(&queue.lock);
    count = queue.count;
    memcpy(batch, queue.waiting, sizeof batch);
    queue.count = 0;
    (void)pthread_mutex_unlock(&queue.lock);
    for (size_t i = 0; i < count; i++)
        http_reply(batch[i], &(HttpReply){.status = 201, .body = http_body(batch[i])});
}

static void *queue_run(void *context)
{
    (void)context;
    while (atomic_load(&queue_runs)) {
        queue_answer();
        (void)sched_yield();
    }
    return NULL;
}

/* What the server understood, one line a thing. */
static void show(HttpExchange *exchange, void *context)
{
    Slice  value = {NULL, 0}, wild = http_wild(exchange, 0), path = http_path(exchange), bearer = http_bearer(exchange);
    Buffer out;

    buffer_init(&out, ANSWER_MAX);
    (void)http_query(exchange, "q", &value);
    buffer_add_format(&out, "%s %d [%.*s] [%.*s] [%.*s] [%.*s] %zu\n", (const char *)context, (int)http_method(exchange), (int)path.size, path.data, (int)wild.size,
                      wild.data, (int)value.size, value.data, (int)bearer.size, bearer.data, http_body(exchange).size);
    http_reply(exchange, &(HttpReply){.status = 200, .give = &out, .etag = "one", .cache_control = "public, max-age=5"});
    buffer_clear(&out);
}

static void second_wild(HttpExchange *exchange, void *context)
{
    (void)context;
    http_reply(exchange, &(HttpReply){.status = 200, .body = http_wild(exchange, 1)});
}

static void receipt(HttpExchange *exchange, void *context)
{
    (void)context;
    http_reply(exchange, &(HttpReply){.status = 200, .body = SLICE("receipt")});
}

static void echo(HttpExchange *exchange, void *context)
{
    (void)context;
    http_reply(exchange, &(HttpReply){.status = 201, .body = http_body(exchange), .content_type = "application/octet-stream"});
}

/* Tries to put the query value q into a header. */
static void reflect(HttpExchange *exchange, void *context)
{
    char  value[200] = "none";
    Slice given;

    (void)context;
    if (http_query(exchange, "q", &given))
        (void)snprintf(value, sizeof value, "a\r\nSet-Cookie: %.*s", (int)given.size, given.data);
    http_reply(exchange, &(HttpReply){.status = 200, .headers = &(HttpHeader){"X-Given", value}, .header_count = 1, .body = SLICE("reflected")});
}

static void problem_shown(HttpExchange *exchange, void *context)
{
    Problem problem = {0};

    (void)context;
    (void)problem_set(&problem, ERR_CONFLICT, MSG("http.not_found"), NULL);
    http_reply_problem(exchange, &problem);
}

static HttpKept *kept;

static void give_kept(HttpExchange *exchange, void *context)
{
    (void)context;
    http_reply_kept(exchange, kept);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "checkpoint", 0, show},  {HTTP_GET, "tile/*", 0, show},       {HTTP_GET, "act/*", 0, show},
    {HTTP_GET, "act/*/receipt", 0, receipt}, {HTTP_POST, "act", LIMIT, echo}, {HTTP_POST, "later", LIMIT, queue_add},
    {HTTP_PUT, "blob/*", LARGE, echo},  {HTTP_GET, "reflect", 0, reflect},   {HTTP_GET, "problem", 0, problem_shown},
    {HTTP_GET, "", 0, show},            {HTTP_GET, "texts/*/amendments/*", 0, second_wild}, {HTTP_GET, "blob/new", 0, receipt}, {HTTP_GET, "blob/*", 0, show},
    {HTTP_GET, "kept", 0, give_kept},
};

static HttpServerOptions options = {.listen = "127.0.0.1:0", .prefix = "/rapporteur", .routes = routes, .route_count = COUNT(routes), .context = (void *)(uintptr_t)"shown",
                                    .threads = 2, .request_ms = 1000, .close_ms = 1500};

static void open_server(void)
{
    Problem problem = {0};

    server = NULL;
    assert_ok(http_server_open(&options, &server, &problem));
    assert_true(http_server_port(server) != 0);
}

static int setup(void **state)
{
    (void)state;
    buffer_init(&body, ANSWER_MAX);
    open_server();
    client = http_client_new();
    return client == NULL;
}

static int teardown(void **state)
{
    (void)state;
    http_server_close(server);
    queue_answer();
    http_client_free(client);
    buffer_clear(&body);
    return 0;
}

static Status fetch(const char *method, const char *path, Slice bytes, HttpFetch more)
{
    char url[3000];

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/rapporteur%s", http_server_port(server), path);
    more.method = method;
    more.url = url;
    more.body = bytes;
    if (more.limit == 0)
        more.limit = ANSWER_MAX;
    return http_fetch(client, &more, &body, &answer, NULL);
}

/* ---- requests and routes ---- */

static void routes_find_the_most_particular_row(void **state)
{
    static const struct {
        const char *path;
        int         status;
        const char *want;
    } rows[] = {
        {"/checkpoint", 200, "shown 0 [checkpoint] [] [] [] 0\n"},
        {"/tile/0/x001/234.p/5", 200, "shown 0 [tile/0/x001/234.p/5] [0/x001/234.p/5] [] [] 0\n"},
        {"/tile/", 404, NULL},
        {"/tile", 404, NULL},
        {"/tiles/0", 404, NULL},
        {"/act/ab", 200, "shown 0 [act/ab] [ab] [] [] 0\n"},
        {"/act/ab/receipt", 200, "receipt"},
        {"/act/ab/other", 200, "shown 0 [act/ab/other] [ab/other] [] [] 0\n"},
        {"/texts/a/amendments/b/c", 200, "b/c"},
        {"/blob/new", 200, "receipt"},
        {"/blob/newer", 200, "shown 0 [blob/newer] [newer] [] [] 0\n"},
        {"/", 200, "shown 0 [] [] [] [] 0\n"},
        {"", 404, NULL},
        {"/checkpoint/", 404, NULL},
        {"/checkpoint?q=a%20b+c%0D&x", 200, "shown 0 [checkpoint] [] [a b c%0D] [] 0\n"},
        {"/checkpoint?q=%FF", 200, "shown 0 [checkpoint] [] [] [] 0\n"},
        {"/act/a%62%00c", 200, "shown 0 [act/ab%00c] [ab%00c] [] [] 0\n"},
        {"/check%70oint", 200, "shown 0 [checkpoint] [] [] [] 0\n"},
        {"/act/%FF", 400, NULL},
        {"/act/%2e%2e/secret", 400, NULL},
        {"/act//b", 400, NULL},
        {"/act/%", 200, "shown 0 [act/%] [%] [] [] 0\n"},
        {"/act", 405, NULL},
        {"/nothing", 404, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].path);
        assert_ok(fetch("GET", rows[i].path, (Slice){NULL, 0}, (HttpFetch){0}));
        assert_number(answer.status, rows[i].status);
        if (rows[i].want != NULL)
            assert_slice(buffer_slice(&body), rows[i].want);
        else
            assert_true(slice_ends(buffer_slice(&body), ".\n")); /* one plain sentence */
    }
}

static void headers_are_read(void **state)
{
    (void)state;
    assert_ok(fetch("GET", "/checkpoint", (Slice){NULL, 0}, (HttpFetch){.bearer = "secret-token"}));
    assert_slice(buffer_slice(&body), "shown 0 [checkpoint] [] [] [secret-token] 0\n");
    assert_string_equal(answer.etag, "\"one\"");
    assert_string_equal(answer.content_type, "text/plain; charset=utf-8");
}

static void a_known_etag_is_not_sent_again(void **state)
{
    static const struct {
        const char *given;
        int         status;
    } rows[] = {{"\"one\"", 304}, {"W/\"one\"", 304}, {"\"two\", \"one\"", 304}, {"*", 304}, {"\"two\"", 200}, {"one", 200}, {"\"one", 200}, {"\"one\"x", 200}, {"\"a, one\"", 200}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].given);
        assert_ok(fetch("GET", "/checkpoint", (Slice){NULL, 0}, (HttpFetch){.if_none_match = rows[i].given}));
        assert_number(answer.status, rows[i].status);
        assert_number(body.size == 0, rows[i].status == 304);
    }
}

static void an_answer_that_is_kept_is_given_many_times(void **state)
{
    Buffer given;

    (void)state;
    buffer_init(&given, ANSWER_MAX);
    buffer_add_string(&given, "the same for everyone");
    kept = http_kept_new(&(HttpReply){.status = 200, .etag = "seven", .cache_control = "public, max-age=5", .give = &given});
    assert_non_null(kept);
    for (int i = 0; i < 20; i++) {
        assert_ok(fetch("GET", "/kept", (Slice){NULL, 0}, (HttpFetch){0}));
        assert_number(answer.status, 200);
        assert_slice(buffer_slice(&body), "the same for everyone");
        assert_string_equal(answer.etag, "\"seven\"");
        assert_ok(fetch("GET", "/kept", (Slice){NULL, 0}, (HttpFetch){.if_none_match = "\"seven\""}));
        assert_number(answer.status, 304);
        assert_number(body.size, 0);
    }
    http_kept_release(http_kept_hold(kept));
    assert_ok(fetch("GET", "/kept", (Slice){NULL, 0}, (HttpFetch){0}));
    assert_slice(buffer_slice(&body), "the same for everyone");
    http_kept_release(kept);
    kept = NULL;
    assert_null(http_kept_new(&(HttpReply){.status = 200, .etag = "no \"such\" tag"}));
    buffer_clear(&given);
}

static void head_answers_as_get_without_a_body(void **state)
{
    Buffer raw;

    (void)state;
    buffer_init(&raw, ANSWER_MAX);
    assert_number(raw_exchange(http_server_port(server), SLICE("HEAD /rapporteur/act/ab/receipt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), &raw), 200);
    assert_true(slice_ends(buffer_slice(&raw), "\r\n\r\n"));
    buffer_add_byte(&raw, '\0');
    assert_non_null(strstr(raw.data, "Content-Length: 7"));
    assert_non_null(strstr(raw.data, "X-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(raw.data, "Referrer-Policy: no-referrer\r\n"));
    assert_non_null(strstr(raw.data, "Content-Security-Policy: default-src 'none'"));
    assert_non_null(strstr(raw.data, "Cache-Control: no-store\r\n"));
    buffer_clear(&raw);
}

/* As proxies and browsers make them; the memory of a line bounds them. */
static void a_head_of_five_kilobytes_is_served(void **state)
{
    Buffer request, raw;

    (void)state;
    buffer_init(&request, 8192);
    buffer_init(&raw, ANSWER_MAX);
    buffer_add_string(&request, "GET /rapporteur/checkpoint HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: a=");
    while (request.size < 5 * 1024)
        buffer_add_byte(&request, 'x');
    buffer_add_string(&request, "\r\n\r\n");
    assert_number(raw_exchange(http_server_port(server), buffer_slice(&request), &raw), 200);
    buffer_clear(&request);
    buffer_clear(&raw);
}

static void a_wrong_method_names_the_right_ones(void **state)
{
    Buffer raw;

    (void)state;
    buffer_init(&raw, ANSWER_MAX);
    assert_number(raw_exchange(http_server_port(server), SLICE("DELETE /rapporteur/blob/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), &raw), 405);
    buffer_add_byte(&raw, '\0');
    assert_non_null(strstr(raw.data, "Allow: GET, HEAD, PUT\r\n"));
    buffer_clear(&raw);
}

static void no_value_ends_a_header(void **state)
{
    (void)state;
    assert_ok(fetch("GET", "/reflect?q=x%3D1", (Slice){NULL, 0}, (HttpFetch){0}));
    assert_number(answer.status, 500);
    assert_ok(fetch("GET", "/reflect", (Slice){NULL, 0}, (HttpFetch){0}));
    assert_number(answer.status, 200);
}

static void a_problem_becomes_its_sentence(void **state)
{
    (void)state;
    assert_ok(fetch("GET", "/problem", (Slice){NULL, 0}, (HttpFetch){0}));
    assert_number(answer.status, status_face(ERR_CONFLICT)->http);
    assert_slice(buffer_slice(&body), "There is nothing at this address.\n");
}

/* ---- bodies ---- */

static void bodies_are_taken_up_to_the_limit(void **state)
{
    static char bytes[LIMIT + 70000];

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    for (size_t size = LIMIT - 1; size <= LIMIT + 1; size++) {
        assert_ok(fetch("POST", "/act", (Slice){bytes, size}, (HttpFetch){0}));
        assert_number(answer.status, size <= LIMIT ? 201 : 413);
        if (size <= LIMIT)
            assert_slices(buffer_slice(&body), ((Slice){bytes, size}));
    }
    assert_ok(fetch("POST", "/act", (Slice){bytes, 0}, (HttpFetch){0}));
    assert_number(answer.status, 201);
    assert_ok(fetch("POST", "/act", (Slice){bytes, sizeof bytes}, (HttpFetch){0}));
    assert_number(answer.status, 413);
    assert_ok(fetch("POST", "/none", (Slice){bytes, 5}, (HttpFetch){0}));
    assert_number(answer.status, 404);
}

static void a_large_body_comes_back_whole(void **state)
{
    char *bytes = memory_new(LARGE);

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < LARGE; i++)
        bytes[i] = (char)(i * 31 >> 3);
    buffer_clear(&body);
    buffer_init(&body, LARGE);
    assert_ok(fetch("PUT", "/blob/a", (Slice){bytes, LARGE}, (HttpFetch){.limit = LARGE}));
    assert_number(answer.status, 201);
    assert_slices(buffer_slice(&body), ((Slice){bytes, LARGE}));
    memory_free(bytes);
}

static void chunked_bodies_meet_the_same_limit(void **state)
{
    static const struct {
        const char *name;
        size_t      chunks;
        int         status;
    } rows[] = {{"none", 0, 201}, {"some", 9, 201}, {"limit", 10, 201}, {"above", 11, 413}, {"far above", 5000, 413}};
    Buffer bytes, raw;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        buffer_init(&bytes, ANSWER_MAX);
        buffer_init(&raw, ANSWER_MAX);
        buffer_add_string(&bytes, "POST /rapporteur/act HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (size_t chunk = 0; chunk < rows[i].chunks; chunk++)
            buffer_add_format(&bytes, "64\r\n%0100d\r\n", 7);
        buffer_add_string(&bytes, "0\r\n\r\n");
        assert_number(raw_exchange(http_server_port(server), buffer_slice(&bytes), &raw), rows[i].status);
        buffer_clear(&bytes);
        buffer_clear(&raw);
    }
}

/* ---- what no client sends ---- */

static void malformed_requests_reach_no_handler(void **state)
{
#define POST_ACT "POST /rapporteur/act HTTP/1.1\r\nHost: a\r\n"
    static const struct {
        const char *name, *bytes;
        bool        may_answer; /* with a 4xx; otherwise the line may just end */
    } rows[] = {
        {"nonsense", "\x16\x03\x01 nothing\r\n\r\n", false},
        {"no version", "GET /rapporteur/checkpoint\r\n\r\n", false},
        {"two lengths", POST_ACT "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", true},
        {"length and chunks", POST_ACT "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true},
        {"other encoding", POST_ACT "Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", true},
        {"negative length", POST_ACT "Content-Length: -1\r\n\r\nabc", true},
        {"endless length", POST_ACT "Content-Length: 99999999999999999999999\r\n\r\nabc", true},
        {"no number", POST_ACT "Content-Length: 0x3\r\n\r\nabc", true},
        {"plus sign", POST_ACT "Content-Length: +3\r\n\r\nabc", true},
        {"wrong chunk", POST_ACT "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", true},
        {"no host", "GET /rapporteur/checkpoint HTTP/1.1\r\n\r\n", true},
        {"header without colon", "GET /rapporteur/checkpoint HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n", true},
        {"unknown method", "BREW /rapporteur/act HTTP/1.1\r\nHost: a\r\n\r\n", true},
        {"whole address", "GET http://a/rapporteur/checkpoint HTTP/1.1\r\nHost: a\r\n\r\n", true},
        {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer raw;
        int    status;

        ROW(rows[i].name);
        buffer_init(&raw, ANSWER_MAX);
        status = raw_exchange(http_server_port(server), slice_from(rows[i].bytes), &raw);
        assert_true(status == 0 || (status >= 400 && status < 500));
        buffer_clear(&raw);
    }
}

static void a_head_without_end_is_refused(void **state)
{
    Buffer bytes, raw;

    (void)state;
    buffer_init(&bytes, ANSWER_MAX);
    buffer_init(&raw, ANSWER_MAX);
    buffer_add_string(&bytes, "GET /rapporteur/checkpoint HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 3000; i++)
        buffer_add_format(&bytes, "X-Header-%d: %0100d\r\n", i, 7);
    assert_true(raw_exchange(http_server_port(server), buffer_slice(&bytes), &raw) != 200);
    buffer_clear(&bytes);
    buffer_clear(&raw);
}

/* Two requests on one line, the first with a body that no one asked for: the second must not be read out of it. */
static void a_refused_body_ends_the_line(void **state)
{
    Buffer raw;
    size_t answers = 0;

    (void)state;
    buffer_init(&raw, ANSWER_MAX);
    (void)raw_exchange(http_server_port(server), SLICE("GET /rapporteur/checkpoint HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\n\r\nGET /rapporteur/act/smuggled HTTP/1.1\r\nHost: a\r\n\r\n"), &raw);
    buffer_add_byte(&raw, '\0');
    for (const char *at = raw.data; (at = strstr(at, "HTTP/1.1 ")) != NULL; at++)
        answers++;
    assert_true(answers <= 1);
    assert_null(strstr(raw.data, "smuggled"));
    buffer_clear(&raw);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    Buffer      raw;
    const char *first, *second;

    (void)state;
    buffer_init(&raw, ANSWER_MAX);
    (void)raw_exchange(http_server_port(server), SLICE("GET /rapporteur/act/first HTTP/1.1\r\nHost: a\r\n\r\nGET /rapporteur/act/second HTTP/1.1\r\nHost: a\r\n\r\n"), &raw);
    buffer_add_byte(&raw, '\0');
    first = strstr(raw.data, "[first]");
    second = strstr(raw.data, "[second]");
    assert_true(first != NULL && second > first);
    buffer_clear(&raw);
}

/* A byte now and then is no silence, and holds no place for ever. */
static void a_slow_client_is_cut_off(void **state)
{
    static const char *const starts[] = {"GET /rapporteur/checkpoint HTTP/1.1\r\nHost: ", "POST /rapporteur/act HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n"};

    (void)state;
    for (size_t i = 0; i < COUNT(starts); i++) {
        int file = raw_connect(http_server_port(server)), sent = 0;

        ROW(starts[i]);
        assert_true(raw_send(file, slice_from(starts[i])));
        while (sent < 60 && raw_send(file, SLICE("a"))) {
            sent++;
            (void)usleep(100000);
        }
        assert_true(sent < 60);
        close(file);
    }
}

/* ---- answers from another thread ---- */

enum { CLIENTS = 8, ROUNDS = 150 };

static void *post_later(void *context)
{
    HttpClient *own = http_client_new();
    Buffer      got;
    HttpAnswer  said;
    size_t      good = 0;
    char        url[200], text[40];

    buffer_init(&got, ANSWER_MAX);
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u/rapporteur/later", http_server_port(server));
    for (size_t i = 0; own != NULL && i < ROUNDS; i++) {
        HttpFetch request = {.method = "POST", .url = url, .limit = ANSWER_MAX};

        (void)snprintf(text, sizeof text, "%zu of %p", i, context);
        request.body = slice_from(text);
        good += http_fetch(own, &request, &got, &said, NULL) == OK && said.status == 201 && slice_is(buffer_slice(&got), text);
    }
    buffer_clear(&got);
    http_client_free(own);
    *(size_t *)context = good;
    return NULL;
}

static void deferred_answers_reach_their_clients(void **state)
{
    pthread_t threads[CLIENTS], answering[2];
    size_t    good[CLIENTS] = {0};

    (void)state;
    atomic_store(&queue_runs, true);
    for (size_t i = 0; i < 2; i++)
        assert_number(pthread_create(&answering[i], NULL, queue_run, NULL), 0);
    for (size_t i = 0; i < CLIENTS; i++)
        assert_number(pthread_create(&threads[i], NULL, post_later, &good[i]), 0);
    for (size_t i = 0; i < CLIENTS; i++)
        (void)pthread_join(threads[i], NULL);
    atomic_store(&queue_runs, false);
    for (size_t i = 0; i < 2; i++)
        (void)pthread_join(answering[i], NULL);
    for (size_t i = 0; i < CLIENTS; i++)
        assert_number(good[i], ROUNDS);
}

enum { WAITING = 200 };

static void defer_many(int files[WAITING])
{
    for (size_t i = 0; i < WAITING; i++) {
        files[i] = raw_connect(http_server_port(server));
        assert_true(raw_send(files[i], SLICE("POST /rapporteur/later HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")));
    }
    for (int i = 0; i < 5000 && queue_count() < WAITING; i++)
        (void)usleep(1000);
    assert_number(queue_count(), WAITING);
}

static void assert_all_say(int files[WAITING], int status)
{
    for (size_t i = 0; i < WAITING; i++) {
        Buffer raw;

        buffer_init(&raw, ANSWER_MAX);
        (void)raw_read(files[i], &raw, status == 201 ? 300 : 2000);
        assert_number(raw_status(buffer_slice(&raw)), status);
        buffer_clear(&raw);
        close(files[i]);
    }
}

/* Clients that go away while their answers are awaited hurt nobody. */
static void clients_that_left_are_answered_into_the_void(void **state)
{
    int files[WAITING];

    (void)state;
    defer_many(files);
    for (size_t i = 0; i < WAITING; i++)
        close(files[i]);
    (void)usleep(20000);
    queue_answer();
    assert_ok(fetch("GET", "/checkpoint", (Slice){NULL, 0}, (HttpFetch){0}));
    assert_number(answer.status, 200);
}

static void *answer_soon(void *context)
{
    (void)context;
    (void)usleep(300000);
    queue_answer();
    return NULL;
}

static void closing_waits_for_answers(void **state)
{
    int       files[WAITING];
    pthread_t thread;

    (void)state;
    defer_many(files);
    assert_number(pthread_create(&thread, NULL, answer_soon, NULL), 0);
    http_server_close(server);
    (void)pthread_join(thread, NULL);
    assert_number(queue_count(), 0);
    assert_all_say(files, 201);
    open_server();
}

static void closing_answers_what_nobody_answered(void **state)
{
    int files[WAITING];

    (void)state;
    defer_many(files);
    http_server_close(server);
    assert_all_say(files, 503);
    assert_number(queue_count(), WAITING);
    queue_answer(); /* too late, and harmless */
    open_server();
}

/* Answers race with the end of the wait. */
static void closing_may_meet_answers(void **state)
{
    int files[WAITING];

    (void)state;
    options.close_ms = 1;
    http_server_close(server);
    for (int round = 0; round < 5; round++) {
        pthread_t thread;

        open_server();
        defer_many(files);
        atomic_store(&queue_runs, true);
        assert_number(pthread_create(&thread, NULL, queue_run, NULL), 0);
        http_server_close(server);
        atomic_store(&queue_runs, false);
        (void)pthread_join(thread, NULL);
        queue_answer();
        for (size_t i = 0; i < WAITING; i++)
            close(files[i]);
    }
    options.close_ms = 1500;
    open_server();
}

/* ---- addresses ---- */

static void addresses_are_judged(void **state)
{
    static const struct {
        const char *address;
        Status      want;
    } rows[] = {
        {"127.0.0.1:0", OK}, {"localhost:0", OK}, {"", ERR_SYNTAX}, {"127.0.0.1", ERR_SYNTAX}, {"127.0.0.1:", ERR_SYNTAX}, {":80", ERR_SYNTAX}, {"[]:80", ERR_SYNTAX},
        {"127.0.0.1:65536", ERR_SYNTAX}, {"127.0.0.1:-1", ERR_SYNTAX}, {"127.0.0.1:http", ERR_SYNTAX}, {"::1:80", ERR_SYNTAX}, {"[::1:80", ERR_SYNTAX},
        {"127.0.0.1:0 ", ERR_SYNTAX}, {"no such host:80", ERR_NOT_FOUND}, {"192.0.2.1:8080", ERR_STORAGE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        HttpServerOptions other = options;
        HttpServer       *opened = NULL;
        Problem           problem = {0};

        ROW(rows[i].address);
        other.listen = rows[i].address;
        assert_number(http_server_open(&other, &opened, &problem), rows[i].want);
        assert_true((opened != NULL) == (rows[i].want == OK));
        assert_true((problem.message != NULL) == (rows[i].want != OK));
        http_server_close(opened);
    }
}

static void a_taken_address_is_said_to_be_taken(void **state)
{
    HttpServerOptions other = options;
    HttpServer       *opened = NULL;
    Problem           problem = {0};
    char              address[40];

    (void)state;
    (void)snprintf(address, sizeof address, "127.0.0.1:%u", http_server_port(server));
    other.listen = address;
    assert_number(http_server_open(&other, &opened, &problem), ERR_BUSY);
    assert_string_equal(problem.message, "http.address_taken");
}

/* ---- the client ---- */

static void the_client_bounds_an_answer(void **state)
{
    static char bytes[LIMIT];

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    assert_ok(fetch("POST", "/act", (Slice){bytes, LIMIT}, (HttpFetch){.limit = LIMIT}));
    assert_number(fetch("POST", "/act", (Slice){bytes, LIMIT}, (HttpFetch){.limit = LIMIT - 1}), ERR_LIMIT);
    assert_true(body.size <= LIMIT - 1);
}

static void the_client_does_not_wait_for_ever(void **state)
{
    (void)state;
    assert_number(fetch("POST", "/later", SLICE("a"), (HttpFetch){.timeout_ms = 200}), ERR_BUSY);
    queue_answer();
}

static void failures_name_the_host_and_no_secret(void **state)
{
    static const struct {
        const char *url;
        Status      want;
        const char *names; /* NULL: nothing of the URL */
    } rows[] = {
        {"http://127.0.0.1:1/secret?token=secret", ERR_BUSY, "127.0.0.1"}, {"http://host.invalid/secret", ERR_BUSY, "host.invalid"},
        {"ftp://127.0.0.1/secret", ERR_SYNTAX, NULL}, {"file:///etc/secret", ERR_SYNTAX, NULL}, {"http://name:secret@127.0.0.1/", ERR_SYNTAX, NULL},
        {"secret", ERR_SYNTAX, NULL}, {"", ERR_SYNTAX, NULL}, {"http://127.0.0.1:99999/", ERR_SYNTAX, NULL}, {"http://127.0.0.1/a\r\nX: secret", ERR_SYNTAX, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};
        Buffer  said;

        ROW(rows[i].url);
        buffer_init(&said, 4000);
        assert_number(http_fetch(client, &(HttpFetch){.url = rows[i].url, .bearer = "secret", .limit = 10, .timeout_ms = 2000}, &body, &answer, &problem), rows[i].want);
        problem_print(&problem, &said);
        buffer_add_byte(&said, '\0');
        assert_null(strstr(said.data, "secret"));
        if (rows[i].names != NULL)
            assert_non_null(strstr(said.data, rows[i].names));
        buffer_clear(&said);
    }
}

static void a_token_cannot_add_a_header(void **state)
{
    (void)state;
    assert_number(fetch("GET", "/checkpoint", (Slice){NULL, 0}, (HttpFetch){.bearer = "a\r\nX-Other: b"}), ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_find_the_most_particular_row),
        cmocka_unit_test(headers_are_read),
        cmocka_unit_test(a_known_etag_is_not_sent_again),
        cmocka_unit_test(an_answer_that_is_kept_is_given_many_times),
        cmocka_unit_test(head_answers_as_get_without_a_body),
        cmocka_unit_test(a_head_of_five_kilobytes_is_served),
        cmocka_unit_test(a_wrong_method_names_the_right_ones),
        cmocka_unit_test(no_value_ends_a_header),
        cmocka_unit_test(a_problem_becomes_its_sentence),
        cmocka_unit_test(bodies_are_taken_up_to_the_limit),
        cmocka_unit_test(a_large_body_comes_back_whole),
        cmocka_unit_test(chunked_bodies_meet_the_same_limit),
        cmocka_unit_test(malformed_requests_reach_no_handler),
        cmocka_unit_test(a_head_without_end_is_refused),
        cmocka_unit_test(a_refused_body_ends_the_line),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(a_slow_client_is_cut_off),
        cmocka_unit_test(deferred_answers_reach_their_clients),
        cmocka_unit_test(clients_that_left_are_answered_into_the_void),
        cmocka_unit_test(closing_waits_for_answers),
        cmocka_unit_test(closing_answers_what_nobody_answered),
        cmocka_unit_test(closing_may_meet_answers),
        cmocka_unit_test(addresses_are_judged),
        cmocka_unit_test(a_taken_address_is_said_to_be_taken),
        cmocka_unit_test(the_client_bounds_an_answer),
        cmocka_unit_test(the_client_does_not_wait_for_ever),
        cmocka_unit_test(failures_name_the_host_and_no_secret),
        cmocka_unit_test(a_token_cannot_add_a_header),
    };

    return cmocka_run_group_tests_name("http", tests, setup, teardown);
}
