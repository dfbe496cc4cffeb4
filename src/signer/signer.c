/* SPDX-License-Identifier: Apache-2.0
 *
 * The parent's half: starts the child, asks it one thing at a time, and gives up on it for good at the first sign that it is not there.
 */
#include "signer/signer_internal.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { END_MS = 1000, LOOK_MS = 5 };

struct Signer {
    pid_t           child;
    int             socket;
    pthread_mutex_t lock;  /* one request at a time; of what follows */
    bool            gone;
    Key             keys[SIGNER_KEYS];
};

static const char *const files[SIGNER_KEYS] = {"log.key", "clock.key", "attest.key", "admit.key", "receipts.key"};

const char *signer_key_file(SignerKey which)
{
    REQUIRE(which < SIGNER_KEYS);
    return files[which];
}

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The socket does not block. False: ended, or not ready until `until`. */
static bool wait_for(int socket, short events, int64_t until)
{
    for (;;) {
        struct pollfd poll_for = {.fd = socket, .events = events};
        int64_t       left = until - now_ms();
        int           ready = poll(&poll_for, 1, left > 0 ? (int)left : 0);

        if (ready > 0)
            return (poll_for.revents & events) != 0;
        if (ready == 0 || errno != EINTR)
            return false;
    }
}

static bool send_all(int socket, Slice bytes, int64_t until)
{
    while (bytes.size != 0) {
        ssize_t size = send(socket, bytes.data, bytes.size, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (size > 0)
            bytes = slice_part(bytes, (size_t)size, bytes.size);
        else if (size == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(socket, POLLOUT, until))
            return false;
    }
    return true;
}

static bool receive_all(int socket, void *out, size_t size, int64_t until)
{
    char *at = out;

    while (size != 0) {
        ssize_t got = recv(socket, at, size, MSG_DONTWAIT);

        if (got > 0) {
            at += got;
            size -= (size_t)got;
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(socket, POLLIN, until)) {
            return false;
        }
    }
    return true;
}

/* ---- start and end ---- */

static void end_child(pid_t child)
{
    int64_t until = now_ms() + END_MS;
    pid_t   ended;

    while ((ended = waitpid(child, NULL, WNOHANG)) == 0 && now_ms() < until)
        (void)poll(NULL, 0, LOOK_MS);
    if (ended != 0)
        return;
    (void)kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
}

static Status not_started(int error, Problem *problem)
{
    return problem_set(problem, ERR_BUSY, MSG("signer.not_started"), "why", strerror(error), NULL);
}

/* The first bytes of the child: its keys, or why it has none. */
static Status hear(Signer *signer, Problem *problem)
{
    static SignerStart start; /* large, and there is one start at a time */

    if (!receive_all(signer->socket, &start, sizeof start, now_ms() + SIGNER_WAIT_MS))
        return not_started(ECHILD, problem);
    memcpy(signer->keys, start.keys, sizeof signer->keys);
    if (start.status != OK && problem != NULL)
        *problem = start.problem;
    return start.status;
}

Status signer_start(const char *folder, Signer **out, Problem *problem)
{
    Signer *signer;
    int     pair[2];
    pid_t   parent = getpid(), child;
    Status  status;

    REQUIRE(folder != NULL && out != NULL && *out == NULL);
    signer = memory_new_zeroed(1, sizeof *signer);
    if (signer == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        memory_free(signer);
        return not_started(errno, problem);
    }
    (void)fflush(NULL); /* or the child has what was not yet written, too */
    child = fork();
    if (child == 0)
        child_run(folder, pair[1], parent);
    close(pair[1]);
    if (child < 0) {
        status = not_started(errno, problem);
        close(pair[0]);
        memory_free(signer);
        return status;
    }
    signer->child = child;
    signer->socket = pair[0];
    (void)pthread_mutex_init(&signer->lock, NULL);
    status = hear(signer, problem);
    if (status == OK)
        *out = signer;
    else
        signer_stop(signer);
    return status;
}

void signer_stop(Signer *signer)
{
    if (signer == NULL)
        return;
    close(signer->socket);
    end_child(signer->child);
    (void)pthread_mutex_destroy(&signer->lock);
    memory_free(signer);
}

/* ---- signing ---- */

const Key *signer_key(const Signer *signer, SignerKey which)
{
    REQUIRE(which < SIGNER_KEYS);
    return &signer->keys[which];
}

/* Asks, with the lock held. False: no answer. *refused: it answered that it will not. */
static bool ask(Signer *signer, SignerKey which, Slice message, uint8_t out[ED25519_SIZE], bool *refused)
{
    int64_t until = now_ms() + SIGNER_WAIT_MS;
    size_t  length = message.size + 1;
    uint8_t head[3] = {(uint8_t)(length >> 8), (uint8_t)length, (uint8_t)which}, answer[2];

    if (!send_all(signer->socket, (Slice){(const char *)head, sizeof head}, until) || !send_all(signer->socket, message, until) ||
        !receive_all(signer->socket, answer, sizeof answer, until))
        return false;
    *refused = answer[0] == 0 && answer[1] == 0;
    return *refused || (answer[0] == 0 && answer[1] == ED25519_SIZE && receive_all(signer->socket, out, ED25519_SIZE, until));
}

Status signer_sign(Signer *signer, SignerKey which, Slice message, uint8_t out[ED25519_SIZE], Problem *problem)
{
    char size[DECIMAL_MAX], most[DECIMAL_MAX];
    bool refused = false, gone;

    REQUIRE(signer != NULL && which < SIGNER_KEYS);
    if (message.size == 0 || message.size > SIGNER_MESSAGE_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("signer.too_long"), "size", decimal(size, (int64_t)message.size), "limit", decimal(most, SIGNER_MESSAGE_MAX), NULL);
    (void)pthread_mutex_lock(&signer->lock);
    /* After one failure the answers could belong to other questions: never again. Whoever waited for the lock is told so at once. */
    if (!signer->gone)
        signer->gone = !ask(signer, which, message, out, &refused);
    gone = signer->gone;
    (void)pthread_mutex_unlock(&signer->lock);
    if (gone)
        return problem_set(problem, ERR_BUSY, MSG("signer.gone"), NULL);
    return refused ? problem_set(problem, ERR_REFUSED, MSG("signer.refused"), NULL) : OK;
}
