/* SPDX-License-Identifier: Apache-2.0
 *
 * Time-outs. libmicrohttpd ends a connection that is silent; this ends one that sends a byte now and then to hold its place: a head may take so long, a body
 * so long and more at a least rate. A slow reader is ended by silence only: slow lines are served. A shut-down socket makes libmicrohttpd close it in its own thread.
 */
#include "http/server_internal.h"

#include <errno.h>
#include <sys/socket.h>

enum { LOOK_MS = 500 };

int64_t watch_now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC_COARSE, &now); /* some milliseconds behind, at a tenth of the price */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void watch_phase(Connection *connection, Phase phase)
{
    if (connection == NULL)
        return;
    atomic_store_explicit(&connection->since_ms, watch_now_ms(), memory_order_relaxed);
    atomic_store_explicit(&connection->received, 0, memory_order_relaxed);
    atomic_store_explicit(&connection->phase, (int)phase, memory_order_release);
}

static void connection_started(HttpServer *server, struct MHD_Connection *line, void **own)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(line, MHD_CONNECTION_INFO_CONNECTION_FD);
    Connection                     *connection = memory_new_zeroed(1, sizeof *connection);

    *own = connection;
    if (connection == NULL || info == NULL) {
        memory_free(connection);
        *own = NULL; /* served all the same; the time-out of silence remains */
        return;
    }
    connection->socket = info->connect_fd;
    watch_phase(connection, PHASE_WAITING);
    (void)pthread_mutex_lock(&server->connections_lock);
    connection->next = server->connections;
    if (connection->next != NULL)
        connection->next->previous = connection;
    server->connections = connection;
    (void)pthread_mutex_unlock(&server->connections_lock);
}

/* The socket is still open here, so the watch never shuts down another one that got its number. */
static void connection_closed(HttpServer *server, void **own)
{
    Connection *connection = *own;

    if (connection == NULL)
        return;
    (void)pthread_mutex_lock(&server->connections_lock);
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    (void)pthread_mutex_unlock(&server->connections_lock);
    memory_free(connection);
    *own = NULL;
}

void watch_notify(void *context, struct MHD_Connection *line, void **own, enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        connection_started(context, line, own);
    else
        connection_closed(context, own);
}

static bool is_late(const HttpServer *server, Connection *connection, int64_t now)
{
    int64_t  allowed = server->options.request_ms;
    int      phase = atomic_load_explicit(&connection->phase, memory_order_acquire);
    uint64_t received = atomic_load_explicit(&connection->received, memory_order_relaxed);

    if (phase == PHASE_ANSWERING)
        return false;
    if (phase == PHASE_WAITING)
        allowed *= 2; /* the silence between two requests, and then the head */
    else
        allowed += (int64_t)(received / HTTP_BODY_RATE_MIN);
    return now - atomic_load_explicit(&connection->since_ms, memory_order_relaxed) > allowed;
}

static void look(HttpServer *server)
{
    int64_t now = watch_now_ms();

    (void)pthread_mutex_lock(&server->connections_lock);
    for (Connection *at = server->connections; at != NULL; at = at->next)
        if (is_late(server, at, now))
            (void)shutdown(at->socket, SHUT_RDWR);
    (void)pthread_mutex_unlock(&server->connections_lock);
}

static void *watch_run(void *context)
{
    HttpServer *server = context;

    (void)pthread_mutex_lock(&server->watch_lock);
    while (!server->watch_end) {
        struct timespec until;

        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += LOOK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        if (pthread_cond_timedwait(&server->watch_wake, &server->watch_lock, &until) == ETIMEDOUT)
            look(server);
    }
    (void)pthread_mutex_unlock(&server->watch_lock);
    return NULL;
}

Status watch_start(HttpServer *server, Problem *problem)
{
    if (pthread_create(&server->watch, NULL, watch_run, server) != 0)
        return problem_set(problem, ERR_BUSY, MSG("http.no_threads"), NULL);
    server->watch_runs = true;
    return OK;
}

void watch_stop(HttpServer *server)
{
    if (!server->watch_runs)
        return;
    (void)pthread_mutex_lock(&server->watch_lock);
    server->watch_end = true;
    (void)pthread_cond_signal(&server->watch_wake);
    (void)pthread_mutex_unlock(&server->watch_lock);
    (void)pthread_join(server->watch, NULL);
    server->watch_runs = false;
}
