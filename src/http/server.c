/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening and closing the server. Closing is the part with an order: no new connections, then the answers that are under way, then 503 for what is
 * still deferred, then the threads. A connection that is suspended when libmicrohttpd stops would end the process, so nothing goes on before all are resumed.
 */
#include "http/server_internal.h"

#include <unistd.h>

enum { LOOK_US = 2000, FLUSH_MS = 500, LINE_MEMORY = 12 * 1024 /* head and the piece of a body at hand */ };

static void fill_in(HttpServerOptions *options)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (options->threads == 0)
        options->threads = processors > 0 ? (unsigned)processors : 1;
    if (options->threads > HTTP_THREADS_MAX)
        options->threads = HTTP_THREADS_MAX;
    if (options->connections_max == 0)
        options->connections_max = HTTP_CONNECTIONS_DEFAULT;
    if (options->connections_max < options->threads)
        options->connections_max = options->threads;
    if (options->request_ms == 0)
        options->request_ms = HTTP_REQUEST_MS_DEFAULT;
    if (options->close_ms == 0)
        options->close_ms = HTTP_CLOSE_MS_DEFAULT;
}

static void locks_init(HttpServer *server)
{
    (void)pthread_mutex_init(&server->lock, NULL);
    (void)pthread_mutex_init(&server->connections_lock, NULL);
    (void)pthread_mutex_init(&server->watch_lock, NULL);
    (void)pthread_cond_init(&server->watch_wake, NULL);
}

static void server_free(HttpServer *server)
{
    (void)pthread_mutex_destroy(&server->lock);
    (void)pthread_mutex_destroy(&server->connections_lock);
    (void)pthread_mutex_destroy(&server->watch_lock);
    (void)pthread_cond_destroy(&server->watch_wake);
    memory_free(server);
}

/* While it closes there are no new connections. MHD_quiesce_daemon would say the same, but with threads it takes the socket out of their epoll sets at the same time as they do, and ends the process when it
   comes second. */
static enum MHD_Result accept_connection(void *context, const struct sockaddr *address, socklen_t size)
{
    HttpServer *server = context;

    (void)address, (void)size;
    return atomic_load(&server->closing) ? MHD_NO : MHD_YES;
}

static Status daemon_start(HttpServer *server, int socket, Problem *problem)
{
    const HttpServerOptions *options = &server->options;

    /* libmicrohttpd has no timer below a second; a pool of one is no pool. */
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, accept_connection, server, exchange_step, server, MHD_OPTION_LISTEN_SOCKET, socket,
        MHD_OPTION_CONNECTION_LIMIT, options->connections_max, MHD_OPTION_CONNECTION_TIMEOUT, (options->request_ms + 999) / 1000,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LINE_MEMORY, MHD_OPTION_NOTIFY_COMPLETED, exchange_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, watch_notify, server, MHD_OPTION_UNESCAPE_CALLBACK, exchange_unescape, server, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_THREAD_POOL_SIZE, options->threads > 1 ? options->threads : 0, MHD_OPTION_END);
    return server->daemon != NULL ? OK : problem_set(problem, ERR_BUSY, MSG("http.no_threads"), NULL);
}

Status http_server_open(const HttpServerOptions *options, HttpServer **out, Problem *problem)
{
    HttpServer *server = NULL;
    int         socket = -1;
    Status      status;

    REQUIRE(out != NULL && *out == NULL && route_check(options->routes, options->route_count) == OK);
    REQUIRE(options->prefix == NULL || (strlen(options->prefix) <= HTTP_PREFIX_MAX && (options->prefix[0] == '/' || options->prefix[0] == '\0')));
    server = memory_new_zeroed(1, sizeof *server);
    if (server == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    server->options = *options;
    fill_in(&server->options);
    (void)snprintf(server->prefix, sizeof server->prefix, "%s", options->prefix != NULL ? options->prefix : "");
    locks_init(server);
    TRY_OR(failed, listen_open(options->listen, &socket, &server->port, problem));
    TRY_OR(failed, watch_start(server, problem));
    TRY_OR(failed, daemon_start(server, socket, problem));
    *out = server;
    return OK;
failed:
    watch_stop(server);
    if (socket >= 0)
        close(socket);
    server_free(server);
    return status;
}

uint16_t http_server_port(const HttpServer *server)
{
    return server->port;
}

static bool is_idle(HttpServer *server)
{
    bool idle;

    (void)pthread_mutex_lock(&server->lock);
    idle = server->deferred == NULL && atomic_load(&server->active) == 0;
    (void)pthread_mutex_unlock(&server->lock);
    return idle;
}

static void wait_idle(HttpServer *server, int64_t wait_ms)
{
    int64_t until = watch_now_ms() + wait_ms;

    while (!is_idle(server) && watch_now_ms() < until)
        (void)usleep(LOOK_US);
}

void http_server_close(HttpServer *server)
{
    if (server == NULL)
        return;
    atomic_store(&server->closing, true);
    wait_idle(server, server->options.close_ms);
    while (!exchange_abort_all(server))
        (void)usleep(LOOK_US); /* one is just being deferred, or its answer just arrives */
    wait_idle(server, FLUSH_MS);
    MHD_stop_daemon(server->daemon); /* and its socket */
    watch_stop(server);
    server_free(server);
}
