/* SPDX-License-Identifier: Apache-2.0
 *
 * How many POSTs of 500 bytes a trivial route answers in a second, with the client on the same machine: connections that are kept, one request at a time on each.
 *
 *   http_load SECONDS CONNECTIONS THREADS now|later
 *
 * "now": the handler answers; "later": it queues the exchange, and one thread answers all that are queued at once, as a group commit does.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/http.h"

enum { QUEUE_MAX = 4096, CONNECTIONS_MAX = 2048, BODY = 500 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    HttpExchange   *waiting[QUEUE_MAX];
    size_t          count;
    bool            end;
} queue = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

static void answer_now(HttpExchange *exchange, void *context)
{
    (void)context;
    http_reply(exchange, &(HttpReply){.status = 201, .body = SLICE("recorded\n")});
}

static void answer_later(HttpExchange *exchange, void *context)
{
    (void)context;
    (void)pthread_mutex_lock(&queue.lock);
    REQUIRE(queue.count < QUEUE_MAX);
    queue.waiting[queue.count++] = exchange;
    (void)pthread_cond_signal(&queue.wake);
    (void)pthread_mutex_unlock(&queue.lock);
}

static void *answer_all(void *context)
{
    static HttpExchange *batch[QUEUE_MAX];
    size_t               count;

    (void)context;
    for (;;) {
        (void)pthread_mutex_lock(&queue.lock);
        while (queue.count == 0 && !queue.end)
            (void)pthread_cond_wait(&queue.wake, &queue.lock);
        count = queue.count;
        memcpy(batch, queue.waiting, count * sizeof batch[0]);
        queue.count = 0;
        (void)pthread_mutex_unlock(&queue.lock);
        if (count == 0)
            return NULL;
        for (size_t i = 0; i < count; i++)
            http_reply(batch[i], &(HttpReply){.status = 201, .body = SLICE("recorded\n")});
    }
}

static char   request[BODY + 200];
static size_t request_size;

static int connect_to(uint16_t port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int                yes = 1, file = socket(AF_INET, SOCK_STREAM, 0);

    REQUIRE(file >= 0 && connect(file, (struct sockaddr *)&at, sizeof at) == 0);
    REQUIRE(setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0);
    return file;
}

static uint64_t load(uint16_t port, unsigned connections, unsigned seconds)
{
    struct epoll_event events[256];
    int                poll = epoll_create1(0);
    uint64_t           done = 0;
    time_t             end = time(NULL) + seconds;

    for (unsigned i = 0; i < connections; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = connect_to(port)};

        REQUIRE(epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event) == 0);
        REQUIRE(send(event.data.fd, request, request_size, 0) == (ssize_t)request_size);
    }
    while (time(NULL) < end) {
        int count = epoll_wait(poll, events, 256, 1000);

        for (int i = 0; i < count; i++) {
            char    answer[2048];
            ssize_t size = recv(events[i].data.fd, answer, sizeof answer, 0);

            REQUIRE(size > 12 && memcmp(answer, "HTTP/1.1 201", 12) == 0 && memcmp(answer + size - 9, "recorded\n", 9) == 0);
            done++;
            REQUIRE(send(events[i].data.fd, request, request_size, 0) == (ssize_t)request_size);
        }
    }
    close(poll);
    return done;
}

int main(int count, char **arguments)
{
    bool        later = count > 4 && strcmp(arguments[4], "later") == 0;
    HttpRoute   route = {HTTP_POST, "act", 65535, later ? answer_later : answer_now};
    unsigned    seconds = count > 1 ? (unsigned)strtoul(arguments[1], NULL, 10) : 3, connections = count > 2 ? (unsigned)strtoul(arguments[2], NULL, 10) : 64;
    HttpServer *server = NULL;
    Problem     problem = {0};
    pthread_t   thread;

    REQUIRE(connections <= CONNECTIONS_MAX);
    REQUIRE(http_server_open(&(HttpServerOptions){.listen = "127.0.0.1:0", .routes = &route, .route_count = 1, .threads = count > 3 ? (unsigned)strtoul(arguments[3], NULL, 10) : 2}, &server,
                             &problem) == OK);
    REQUIRE(pthread_create(&thread, NULL, answer_all, NULL) == 0);
    request_size = (size_t)snprintf(request, sizeof request, "POST /act HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n%0*d", BODY, BODY, 7);
    printf("%s, %u connections: %.0f answers a second\n", later ? "later" : "now", connections, (double)load(http_server_port(server), connections, seconds) / seconds);
    http_server_close(server);
    (void)pthread_mutex_lock(&queue.lock);
    queue.end = true;
    (void)pthread_cond_signal(&queue.wake);
    (void)pthread_mutex_unlock(&queue.lock);
    (void)pthread_join(thread, NULL);
    return 0;
}
