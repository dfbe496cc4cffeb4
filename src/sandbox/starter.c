/* SPDX-License-Identifier: Apache-2.0
 *
 * A process that has just been forked pays for each page that it touches first, in a virtual machine several microseconds even where nothing is copied, and more than it pays for reading a file. So the children
 * are to touch little: what libraries do once is done here, by `warm`, and their heap is a new one. It is that of a thread, which a child goes on in: the heap of the program's first thread is full of freed pieces,
 * each on a page that would have to be copied. The new one begins at a large page where the kernel has them.
 */
#include "sandbox/starter_internal.h"

#include "sandbox/confine_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK = 8 * 1024 * 1024 /* as a program's first thread commonly has */, HEAP_LEFT = 4096 };

/* Room for one descriptor beside a question. */
typedef union Beside {
    struct cmsghdr head;
    char           room[CMSG_SPACE(sizeof(int))];
} Beside;

/* ---- in the starter ---- */

typedef struct Starting {
    int          line;
    StarterChild child;
    const void  *context;
    pid_t        children[STARTER_PLACES];
    void        *apart;
} Starting;

/* The question, and its pipe or -1. False: the line is closed. */
static bool take_question(int line, StarterQuestion *question, int *pipe)
{
    Beside        beside;
    struct iovec  part = {question, sizeof *question};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &beside, .msg_controllen = sizeof beside};
    ssize_t       size;

    *pipe = -1;
    do
        size = recvmsg(line, &message, MSG_CMSG_CLOEXEC);
    while (size < 0 && errno == EINTR);
    if (size != (ssize_t)sizeof *question)
        return false;
    for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head != NULL; head = CMSG_NXTHDR(&message, head))
        if (head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS)
            memcpy(pipe, CMSG_DATA(head), sizeof *pipe);
    return true;
}

static void close_others(int line)
{
    if (line > 0)
        (void)syscall(SYS_close_range, 0U, (unsigned)line - 1, 0);
    (void)syscall(SYS_close_range, (unsigned)line + 1, ~0U, 0);
}

int starter_reap(pid_t child)
{
    int how = 0;

    (void)kill(child, SIGKILL);
    while (waitpid(child, &how, 0) < 0 && errno == EINTR)
        continue;
    return how;
}

/* False: the parent is gone already. */
static bool die_with(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}

/* No other thread is at work here, so none holds a lock, and the C library has nothing to put in order after the fork. */
static pid_t start_child(const Starting *starting, const StarterQuestion *question, int pipe)
{
    pid_t here = getpid(), child = _Fork();

    if (child != 0)
        return child;
    if (die_with(here))
        starting->child(starting->context, question, pipe);
    _exit(1);
}

/* The new child first: it runs while the other is cleared away. */
static bool answer_question(Starting *starting, StarterQuestion question, int pipe)
{
    pid_t        *place = question.place < STARTER_PLACES ? &starting->children[question.place] : NULL;
    StarterAnswer answer = {.place = question.place};
    pid_t         old = 0;

    if (place != NULL && question.end) {
        old = *place;
        *place = 0;
    }
    if (place != NULL && question.start && pipe >= 0 && *place == 0) {
        pid_t child = start_child(starting, &question, pipe);

        *place = child > 0 ? child : 0;
    }
    if (pipe >= 0)
        close(pipe);
    if (old > 0) {
        answer.how = starter_reap(old);
        answer.ended = true;
    }
    return !question.end || send(starting->line, &answer, sizeof answer, MSG_NOSIGNAL) == (ssize_t)sizeof answer;
}

static void *answer_all(void *context)
{
    Starting       *starting = context;
    StarterQuestion question;
    int             pipe;

    memory_widen_thread();
    starting->apart = memory_apart(HEAP_LEFT);
    (void)confine_prepare(); /* the memory that this thread takes is not taken from its children */
    (void)confine_common();
    while (take_question(starting->line, &question, &pipe) && answer_question(starting, question, pipe))
        continue;
    _exit(0); /* and its children with it */
}

static _Noreturn void be_starter(Starting *starting, pid_t parent, void (*warm)(void))
{
    pthread_attr_t attributes;
    pthread_t      thread;

    close_others(starting->line);
    if (!die_with(parent))
        _exit(1);
    (void)clearenv();
    (void)setenv("TZ", "UTC0", 1); /* no child can read the zone's file, and each would look for it */
    if (warm != NULL)
        warm();
    if (pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, STACK) == 0 && pthread_create(&thread, &attributes, answer_all, starting) == 0)
        (void)pthread_join(thread, NULL);
    (void)answer_all(starting); /* there is no thread to be had */
    _exit(1);
}

/* ---- here ---- */

bool starter_begin(Starter *out, void (*warm)(void), StarterChild child, const void *context)
{
    Starting starting = {.child = child, .context = context};
    pid_t    here = getpid();
    int      ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    starting.line = ends[1];
    *out = (Starter){.pid = fork(), .line = ends[0]};
    if (out->pid == 0)
        be_starter(&starting, here, warm);
    close(ends[1]);
    if (out->pid > 0)
        return true;
    close(ends[0]);
    *out = (Starter){0};
    return false;
}

bool starter_ask(const Starter *starter, StarterQuestion question, int pipe)
{
    Beside        beside = {0};
    struct iovec  part = {&question, sizeof question};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t       size;

    if (pipe >= 0) {
        message.msg_control = &beside;
        message.msg_controllen = sizeof beside;
        *CMSG_FIRSTHDR(&message) = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof pipe), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), &pipe, sizeof pipe);
    }
    do
        size = sendmsg(starter->line, &message, MSG_NOSIGNAL);
    while (size < 0 && errno == EINTR);
    return size == (ssize_t)sizeof question;
}

bool starter_hear(const Starter *starter, StarterAnswer *out)
{
    ssize_t size;

    do
        size = recv(starter->line, out, sizeof *out, 0);
    while (size < 0 && errno == EINTR);
    return size == (ssize_t)sizeof *out;
}

void starter_end(Starter *starter)
{
    int how;

    if (starter->pid == 0)
        return;
    close(starter->line);
    while (waitpid(starter->pid, &how, 0) < 0 && errno == EINTR)
        continue;
    *starter = (Starter){0};
}
