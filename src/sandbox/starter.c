/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/starter_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Question {
    size_t job;
    pid_t  child; /* 0: start the job, on the pipe that comes along; else: end this child */
} Question;

typedef struct Answer {
    pid_t child; /* -1: it could not be started */
    int   how;
} Answer;

/* Room for one descriptor beside a question. */
typedef union Beside {
    struct cmsghdr head;
    char           room[CMSG_SPACE(sizeof(int))];
} Beside;

/* ---- in the starter ---- */

/* The question, and its pipe or -1. False: the line is closed. */
static bool hear(int line, Question *question, int *pipe)
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

static _Noreturn void be_starter(int line, pid_t parent, StarterChild child, const void *context)
{
    pid_t    here = getpid();
    Question question;
    Answer   answer;
    int      pipe;

    close_others(line);
    if (!die_with(parent))
        _exit(1);
    while (hear(line, &question, &pipe)) {
        answer = (Answer){0};
        if (question.child != 0) {
            answer = (Answer){question.child, starter_reap(question.child)};
        } else if ((answer.child = fork()) == 0) {
            if (die_with(here))
                child(context, question.job, pipe);
            _exit(1);
        }
        if (pipe >= 0)
            close(pipe);
        if (send(line, &answer, sizeof answer, MSG_NOSIGNAL) != (ssize_t)sizeof answer)
            break;
    }
    _exit(0); /* and its children with it */
}

/* ---- here ---- */

bool starter_begin(Starter *out, StarterChild child, const void *context)
{
    pid_t here = getpid();
    int   ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    *out = (Starter){.pid = fork(), .line = ends[0]};
    if (out->pid == 0)
        be_starter(ends[1], here, child, context);
    close(ends[1]);
    if (out->pid > 0)
        return true;
    close(ends[0]);
    *out = (Starter){0};
    return false;
}

static bool ask(const Starter *starter, Question question, int pipe, Answer *answer)
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
    if (size != (ssize_t)sizeof question)
        return false;
    do
        size = recv(starter->line, answer, sizeof *answer, 0);
    while (size < 0 && errno == EINTR);
    return size == (ssize_t)sizeof *answer;
}

pid_t starter_start(const Starter *starter, size_t job, int pipe)
{
    Answer answer;

    return ask(starter, (Question){.job = job}, pipe, &answer) ? answer.child : -1;
}

bool starter_finish(const Starter *starter, pid_t child, int *how)
{
    Answer answer;

    if (!ask(starter, (Question){.child = child}, -1, &answer))
        return false;
    *how = answer.how;
    return true;
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
