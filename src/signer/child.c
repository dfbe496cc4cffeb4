/* SPDX-License-Identifier: Apache-2.0
 *
 * The child: reads the keys, gives up everything else, says what it has, and signs until its socket ends.
 *
 * Order matters: files before the limits, the limits before the list of system calls, and the first byte to the parent only when all of it holds. From then on the
 * child can read and write one descriptor and end; anything else ends it. Under a sanitizer the list of system calls is left off, since the runtime needs its own.
 */
#include <sodium.h>

#include "signer/signer_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SOCKET = 3 }; /* the one descriptor that is left */

/* ---- the keys ---- */

static Status judge_folder(const char *folder, Problem *problem)
{
    struct stat now;

    if (stat(folder, &now) != 0 || (!S_ISDIR(now.st_mode) && (errno = ENOTDIR) != 0))
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("signer.folder"), "why", strerror(errno), NULL), folder);
    if (now.st_uid != geteuid())
        return problem_at(problem, problem_set(problem, ERR_FORBIDDEN, MSG("signer.folder_not_yours"), NULL), folder);
    if ((now.st_mode & 077) != 0)
        return problem_at(problem, problem_set(problem, ERR_FORBIDDEN, MSG("signer.folder_open"), NULL), folder);
    return OK;
}

static Status load(const char *folder, KeySecret keys[SIGNER_KEYS], Problem *problem)
{
    char path[4096];

    TRY(judge_folder(folder, problem));
    for (int which = 0; which < SIGNER_KEYS; which++) {
        if (snprintf(path, sizeof path, "%s/%s", folder, signer_key_file((SignerKey)which)) >= (int)sizeof path)
            return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("signer.folder"), "why", strerror(ENAMETOOLONG), NULL), folder);
        TRY(key_file_read(path, (Slice){NULL, 0}, &keys[which], problem));
    }
    return OK;
}

/* ---- giving up ---- */

static bool limit(int resource)
{
    struct rlimit none = {0, 0};

    return setrlimit((__rlimit_resource_t)resource, &none) == 0;
}

static bool keep_only(int socket)
{
    if (socket != SOCKET && dup2(socket, SOCKET) < 0)
        return false;
    for (int standard = 0; standard < SOCKET; standard++)
        if (!UNDER_SANITIZER || standard != STDERR_FILENO) /* where a sanitizer reports */
            close(standard);
    if (syscall(SYS_close_range, SOCKET + 1, ~0U, 0) == 0)
        return true;
    for (long file = SOCKET + 1, end = sysconf(_SC_OPEN_MAX); file < end; file++)
        close((int)file);
    return true;
}

/* Reads and writes on the socket, its own end; nothing else, on pain of death. */
static bool close_system_calls(void)
{
    scmp_filter_ctx filter;
    bool            done;

    if (UNDER_SANITIZER)
        return true;
    filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    done = filter != NULL && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, SOCKET)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, SOCKET)) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(exit_group), 0) == 0 && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(exit), 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(restart_syscall), 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigreturn), 0) == 0 && seccomp_load(filter) == 0;
    return done; /* the filter's description is left to the end of the process: freeing it needs calls that are gone */
}

static bool confine(int socket)
{
    return keep_only(socket) && limit(RLIMIT_CORE) && limit(RLIMIT_FSIZE) && limit(RLIMIT_NPROC) && limit(RLIMIT_NOFILE) &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* An interrupt from the terminal reaches the whole group of processes; the server still needs signatures to finish. Its end, or its socket's, is ours. */
static bool settle_signals(pid_t parent)
{
    static const int own[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGPIPE, SIGALRM, SIGUSR1, SIGUSR2, SIGCHLD};
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
    sigset_t         none;

    for (size_t i = 0; !UNDER_SANITIZER && i < sizeof own / sizeof own[0]; i++)
        (void)signal(own[i], SIG_DFL);
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        (void)signal(ignored[i], SIG_IGN);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* ---- signing ---- */

static bool send_all(const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size != 0) {
        ssize_t sent = write(SOCKET, at, size);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

static bool answer(const KeySecret *keys, SignerFrame frame, SignerKey which, Slice message)
{
    uint8_t out[2 + ED25519_SIZE] = {0, ED25519_SIZE};

    if (frame != SIGNER_FRAME_READY)
        return send_all("\0", 2);
    if (crypto_sign_ed25519_detached(out + 2, NULL, (const uint8_t *)message.data, message.size, keys[which].secret) != 0)
        return send_all("\0", 2);
    return send_all(out, sizeof out);
}

/* Until the socket ends or what comes is no frame. */
static void serve(const KeySecret *keys)
{
    static char received[SIGNER_FRAME_MAX];
    size_t      size = 0;

    for (;;) {
        SignerKey   which;
        Slice       message;
        size_t      taken;
        SignerFrame frame = signer_frame((Slice){received, size}, &which, &message, &taken);
        ssize_t     got;

        if (frame == SIGNER_FRAME_MORE) {
            got = read(SOCKET, received + size, sizeof received - size);
            if (got <= 0 && !(got < 0 && errno == EINTR))
                return;
            size += got > 0 ? (size_t)got : 0;
            continue;
        }
        if (!answer(keys, frame, which, message) || frame == SIGNER_FRAME_BROKEN)
            return;
        memmove(received, received + taken, size - taken);
        size -= taken;
    }
}

void child_run(const char *folder, int socket, pid_t parent)
{
    static SignerStart start;
    KeySecret         *keys;

    if (!settle_signals(parent))
        _exit(1);
    /* Guarded, kept out of dumps, and locked where the system allows it. */
    keys = sodium_init() < 0 ? NULL : sodium_malloc(SIGNER_KEYS * sizeof *keys);
    start.status = keys != NULL ? load(folder, keys, &start.problem) : problem_set(&start.problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (start.status == OK && (sodium_mprotect_readonly(keys) != 0 || !confine(socket) || !close_system_calls()))
        start.status = problem_set(&start.problem, ERR_REFUSED, MSG("signer.unconfined"), NULL);
    else if (start.status != OK)
        (void)keep_only(socket);
    for (int which = 0; start.status == OK && which < SIGNER_KEYS; which++)
        start.keys[which] = keys[which].key;
    if (send_all(&start, sizeof start) && start.status == OK)
        serve(keys);
    _exit(0);
}
