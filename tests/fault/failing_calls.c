/* SPDX-License-Identifier: Apache-2.0
 *
 * A library to preload: one system call of the program and its children fails, or does half of its work. tests/fault/files tells it by environment
 * which: RAPPORTEUR_FAULT_CALL, _AT (the n-th) and _ERRNO, and gives a file for the count (RAPPORTEUR_FAULT_COUNT), which is shared memory: a
 * sandboxed child may not make system calls of ours.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static const char        *call_name;
static uint64_t           fail_at;
static int                fail_errno;
static _Atomic(uint64_t) *count;

__attribute__((constructor)) static void failing_calls_set_up(void)
{
    const char *file = getenv("RAPPORTEUR_FAULT_COUNT"), *at = getenv("RAPPORTEUR_FAULT_AT"), *number = getenv("RAPPORTEUR_FAULT_ERRNO");
    int         handle = file != NULL ? open(file, O_RDWR | O_CLOEXEC) : -1;
    void       *shared = handle >= 0 ? mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0) : MAP_FAILED;

    if (handle >= 0)
        (void)close(handle);
    if (shared == MAP_FAILED)
        return;
    fail_at = at != NULL ? strtoull(at, NULL, 10) : 0;
    fail_errno = number != NULL ? (int)strtol(number, NULL, 10) : EIO;
    call_name = getenv("RAPPORTEUR_FAULT_CALL");
    count = shared;
}

/* Counts a call of this name; true when it is the one to fail. */
static bool must_fail(const char *name)
{
    if (count == NULL || call_name == NULL || strcmp(name, call_name) != 0)
        return false;
    if (++*count != fail_at)
        return false;
    errno = fail_errno;
    return true;
}

#define REAL(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

ssize_t read(int handle, void *out, size_t size)
{
    return must_fail("read") ? -1 : REAL(read)(handle, out, must_fail("read-short") ? (size + 1) / 2 : size);
}

ssize_t write(int handle, const void *bytes, size_t size)
{
    return must_fail("write") ? -1 : REAL(write)(handle, bytes, must_fail("write-short") ? (size + 1) / 2 : size);
}

int fsync(int handle)
{
    return must_fail("fsync") ? -1 : REAL(fsync)(handle);
}

int close(int handle)
{
    int result = REAL(close)(handle);

    return must_fail("close") ? -1 : result;
}

int rename(const char *from, const char *to)
{
    return must_fail("rename") ? -1 : REAL(rename)(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return must_fail("rename") ? -1 : REAL(renameat)(from_folder, from, to_folder, to);
}

static mode_t mode_of(int flags, va_list more)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list more;
    mode_t  mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    return must_fail("open") ? -1 : REAL(open)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    va_list more;
    mode_t  mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    return must_fail("open") ? -1 : REAL(openat)(folder, path, flags, mode);
}

int mkstemp(char *name)
{
    return must_fail("open") ? -1 : REAL(mkstemp)(name);
}

int mkostemp(char *name, int flags)
{
    return must_fail("open") ? -1 : REAL(mkostemp)(name, flags);
}

int pipe2(int handles[2], int flags)
{
    return must_fail("pipe") ? -1 : REAL(pipe2)(handles, flags);
}

pid_t fork(void)
{
    return must_fail("fork") ? -1 : REAL(fork)();
}
