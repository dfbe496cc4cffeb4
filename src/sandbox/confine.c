/* SPDX-License-Identifier: Apache-2.0
 *
 * The layers of confinement. The seccomp program is compiled once in the parent (libseccomp) and only loaded in each child, so that
 * a child costs a fork and a handful of system calls.
 *
 * Under a sanitizer the address space has no useful ceiling and the runtime needs system calls of its own: there the memory limit and the list of
 * system calls are left off, everything else holds.
 */
#include "sandbox/confine_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

enum { FILTER_MAX = 4096, LANDLOCK_NET_SINCE = 4, LANDLOCK_SCOPE_SINCE = 6 };

static struct {
    struct sock_filter filter[FILTER_MAX];
    unsigned short     count;
    size_t             address_space; /* of the parent, in bytes */
} prepared;

/* ---- the list of system calls ---- */

/* Memory, its own end, waiting for its own locks, telling the time. Everything else fails with EPERM. */
static const int permitted[] = {
    SCMP_SYS(brk),       SCMP_SYS(munmap),        SCMP_SYS(mremap),       SCMP_SYS(madvise),       SCMP_SYS(futex),
    SCMP_SYS(exit),      SCMP_SYS(exit_group),    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday), SCMP_SYS(time),       SCMP_SYS(getpid),        SCMP_SYS(gettid),
    SCMP_SYS(getrandom), SCMP_SYS(sched_yield),   SCMP_SYS(restart_syscall), SCMP_SYS(sigaltstack),
};

/* No honest reader comes near these: the attempt ends the process. */
static const int deadly[] = {
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(ptrace),
    SCMP_SYS(fork),   SCMP_SYS(vfork),    SCMP_SYS(clone),  SCMP_SYS(clone3),     SCMP_SYS(kill),    SCMP_SYS(tkill),
    SCMP_SYS(creat),  SCMP_SYS(bpf),      SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(io_uring_setup),
};

static int add_rules(scmp_filter_ctx filter)
{
    int failed = 0;

    for (size_t i = 0; i < sizeof permitted / sizeof permitted[0]; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, permitted[i], 0);
    for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, CONFINE_PIPE));
    /* Memory may be had, but never memory that can be run, and never a file's. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                               SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    /* Opening to read is refused quietly (libraries try it), opening to write is an attack. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_WRONLY));
    failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDWR));
    failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_WRONLY));
    failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDWR));
    return failed;
}

/* libseccomp 2.5 writes its program to a descriptor only; a file in memory serves. */
static bool take_program(scmp_filter_ctx filter)
{
    int     memory = memfd_create("filter", MFD_CLOEXEC);
    ssize_t size = -1;

    if (memory < 0)
        return false;
    if (seccomp_export_bpf(filter, memory) == 0)
        size = pread(memory, prepared.filter, sizeof prepared.filter, 0);
    close(memory);
    if (size <= 0 || (size_t)size >= sizeof prepared.filter)
        return false;
    prepared.count = (unsigned short)((size_t)size / sizeof prepared.filter[0]);
    return true;
}

static void compile(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

    if (filter == NULL)
        return;
    if (add_rules(filter) == 0)
        (void)take_program(filter);
    seccomp_release(filter);
}

bool confine_has_seccomp(void)
{
    uint32_t action = SECCOMP_RET_KILL_PROCESS;

    return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

int confine_landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);

    return version > 0 ? (int)version : 0;
}

/* The child starts with the parent's address space, so its ceiling is that and what it may add. */
static size_t address_space(void)
{
    char    text[64] = "";
    int     file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t size = file >= 0 ? read(file, text, sizeof text - 1) : -1;

    if (file >= 0)
        close(file);
    return size > 0 ? (size_t)strtoull(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

bool confine_prepare(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, compile);
    prepared.address_space = address_space();
    return UNDER_SANITIZER || !confine_has_seccomp() || prepared.count != 0;
}

/* ---- in the child ---- */

static bool keep_only(int pipe)
{
    if (pipe != CONFINE_PIPE && dup2(pipe, CONFINE_PIPE) < 0)
        return false;
    for (int standard = 0; standard < CONFINE_PIPE; standard++)
        if (!UNDER_SANITIZER || standard != STDERR_FILENO) /* where a sanitizer reports */
            close(standard);
    if (syscall(SYS_close_range, CONFINE_PIPE + 1, ~0U, 0) == 0)
        return true;
    for (long file = CONFINE_PIPE + 1, end = sysconf(_SC_OPEN_MAX); file < end; file++)
        close((int)file);
    return true;
}

static bool limit(int resource, rlim_t value)
{
    /* At the first the kernel says why (SIGXCPU), at the second it only kills. */
    struct rlimit ceiling = {value, resource == RLIMIT_CPU ? value + 1 : value};

    return setrlimit((__rlimit_resource_t)resource, &ceiling) == 0;
}

static bool set_limits(const SandboxLimits *limits)
{
    bool memory = UNDER_SANITIZER || prepared.address_space == 0 || limit(RLIMIT_AS, prepared.address_space + limits->memory);

    return memory && limit(RLIMIT_CPU, limits->cpu_seconds) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0);
}

/* Handles every right there is and grants none: no file, no TCP, no signal beyond itself. */
static bool close_landlock(void)
{
    struct {
        uint64_t files, network, scoped;
    } rules = {.files = (1ULL << 13) - 1};
    int  version = confine_landlock_version();
    long ruleset;
    bool done;

    if (version == 0)
        return true;
    if (version >= 2)
        rules.files |= 1ULL << 13; /* moving between folders */
    if (version >= 3)
        rules.files |= 1ULL << 14; /* truncating */
    if (version >= 5)
        rules.files |= 1ULL << 15; /* device controls */
    if (version >= LANDLOCK_NET_SINCE)
        rules.network = 3;
    if (version >= LANDLOCK_SCOPE_SINCE)
        rules.scoped = 3;
    ruleset = syscall(SYS_landlock_create_ruleset, &rules,
                      version >= LANDLOCK_SCOPE_SINCE ? (size_t)24 : version >= LANDLOCK_NET_SINCE ? (size_t)16 : (size_t)8, 0);
    if (ruleset < 0)
        return false;
    done = syscall(SYS_landlock_restrict_self, (int)ruleset, 0) == 0;
    close((int)ruleset);
    return done;
}

/* Strict mode is no program that the kernel has to check and translate for each child anew. A kernel without it has the list. */
static bool close_all_calls(void)
{
    return !UNDER_SANITIZER && prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0, 0, 0) == 0;
}

static bool close_system_calls(void)
{
    struct sock_fprog program = {prepared.count, prepared.filter};

    if (UNDER_SANITIZER || !confine_has_seccomp())
        return true;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/* Its faults are its own, not a handler's of the parent. */
static void forget_handlers(void)
{
    static const int signals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGXCPU, SIGTERM, SIGINT, SIGHUP, SIGALRM, SIGPIPE};

    for (size_t i = 0; !UNDER_SANITIZER && i < sizeof signals / sizeof signals[0]; i++)
        (void)signal(signals[i], SIG_DFL);
}

bool confine_common(void)
{
    static bool done; /* a child finds it as it was where it was forked */

    if (!done) {
        forget_handlers();
        done = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && close_landlock() && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0);
    }
    return done;
}

bool confine_self(int pipe, const SandboxLimits *limits, bool quiet)
{
    /* Dies with its parent. Landlock needs a descriptor, so it comes before the limit on them. */
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && keep_only(pipe) && confine_common() && set_limits(limits) && ((quiet && close_all_calls()) || close_system_calls());
}
