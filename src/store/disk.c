/* SPDX-License-Identifier: Apache-2.0
 *
 * Plain files; see disk_internal.h. A file that was renamed into place is there after a crash only when its folder was flushed too.
 */
#include "store/disk_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

Status disk_problem(const char *path, Problem *problem)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return problem_set(problem, ERR_STORAGE, MSG("store.full"), "file", path, NULL);
    return problem_set(problem, ERR_STORAGE, MSG("store.failed"), "file", path, "why", strerror(errno), NULL);
}

Status disk_path(const char *folder, const char *name, char out[DISK_PATH_MAX], Problem *problem)
{
    if (snprintf(out, DISK_PATH_MAX, "%s/%s", folder, name) < DISK_PATH_MAX)
        return OK;
    return problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
}

static Status read_open(int file, const char *path, size_t limit, Buffer *out, Problem *problem)
{
    char    block[65536];
    size_t  taken = 0;
    ssize_t size;

    while ((size = read(file, block, sizeof block)) != 0) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return disk_problem(path, problem);
        taken += (size_t)size;
        if (taken > limit)
            return problem_at(problem, problem_set(problem, ERR_LIMIT, MSG("store.too_large"), NULL), path);
        buffer_add(out, (Slice){block, (size_t)size});
        if (out->status != OK)
            return problem_set(problem, out->status, out->status == ERR_LIMIT ? MSG("status.limit") : MSG("status.memory"), NULL);
    }
    return OK;
}

Status disk_read(const char *path, size_t limit, Buffer *out, Problem *problem)
{
    int         file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat now;
    Status      status;

    if (file < 0)
        return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : disk_problem(path, problem);
    if (fstat(file, &now) != 0)
        status = disk_problem(path, problem);
    else
        status = S_ISREG(now.st_mode) ? read_open(file, path, limit, out, problem) : ERR_NOT_FOUND;
    (void)close(file);
    return status;
}

bool disk_write_all(int file, Slice bytes)
{
    while (bytes.size != 0) {
        ssize_t size = write(file, bytes.data, bytes.size);

        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return false;
        bytes = slice_part(bytes, (size_t)size, bytes.size);
    }
    return true;
}

Status disk_flush_folder_of(const char *path, Problem *problem)
{
    char        folder[DISK_PATH_MAX];
    const char *slash = strrchr(path, '/');
    int         file;
    Status      status = OK;

    if (snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1, slash != NULL ? path : ".") >= (int)sizeof folder)
        return problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
    file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return disk_problem(folder, problem);
    if (fsync(file) != 0 && errno != EINVAL) /* some file systems cannot flush a folder, and say so */
        status = disk_problem(folder, problem);
    (void)close(file);
    return status;
}

Status disk_write(const char *path, const char *temporary, Slice bytes, mode_t mode, Problem *problem)
{
    int    file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    Status status = OK;

    if (file < 0)
        return disk_problem(temporary, problem);
    if (!disk_write_all(file, bytes) || fsync(file) != 0)
        status = disk_problem(temporary, problem);
    if (close(file) != 0 && status == OK)
        status = disk_problem(temporary, problem);
    if (status == OK && rename(temporary, path) != 0)
        status = disk_problem(path, problem);
    if (status != OK) {
        (void)unlink(temporary);
        return status;
    }
    return disk_flush_folder_of(path, problem);
}

Status disk_make_folder(const char *path, mode_t mode, Problem *problem)
{
    struct stat now;

    if (mkdir(path, mode) == 0)
        return disk_flush_folder_of(path, problem);
    if (errno == EEXIST && stat(path, &now) == 0 && S_ISDIR(now.st_mode))
        return OK;
    return disk_problem(path, problem);
}
