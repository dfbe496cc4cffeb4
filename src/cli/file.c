/* SPDX-License-Identifier: Apache-2.0
 *
 * Files: read whole, up to a limit; written to a temporary file beside the target, flushed to the disk and renamed, so that a file that was there is whole
 * until the new one is.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

static Status read_failed(const char *path, Problem *problem)
{
    int error = errno;

    if (error == ENOENT || error == ENOTDIR)
        return problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("file.not_found"), NULL), path);
    return problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("file.unreadable"), "why", strerror(error), NULL), path);
}

static Status refuse_large(const char *path, Problem *problem)
{
    return problem_at(problem, problem_set(problem, ERR_LIMIT, MSG("file.too_large"), NULL), path);
}

/* The arena gave nothing: there is no memory, or the command reads no file of that size. */
static Status refuse_by_arena(const char *path, uint64_t failures_before, Problem *problem)
{
    if (memory_failures() != failures_before)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return problem_at(problem, problem_set(problem, ERR_LIMIT, MSG("file.too_large_here"), NULL), path);
}

static Status read_all(int file, const char *path, Buffer *out, Problem *problem)
{
    char    block[65536];
    ssize_t size;

    while ((size = read(file, block, sizeof block)) != 0) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return read_failed(path, problem);
        buffer_add(out, (Slice){block, (size_t)size});
        if (out->status == ERR_LIMIT)
            return refuse_large(path, problem);
        if (out->status != OK)
            return problem_set(problem, out->status, MSG("status.memory"), NULL);
    }
    return OK;
}

/* An ordinary file, as long as it is when it is opened: straight to where it stays. */
static Status read_sized(int file, size_t size, const char *path, Arena *arena, Slice *out, Problem *problem)
{
    uint64_t failures = memory_failures();
    char    *bytes = size <= FILE_BYTES_MAX ? arena_take(arena, size) : NULL;

    if (size > FILE_BYTES_MAX)
        return refuse_large(path, problem);
    if (bytes == NULL)
        return refuse_by_arena(path, failures, problem);
    *out = (Slice){bytes, 0};
    memory_touch(bytes, size);
    while (out->size < size) {
        ssize_t more = read(file, bytes + out->size, size - out->size);

        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return read_failed(path, problem);
        if (more == 0) /* it was cut short meanwhile */
            break;
        out->size += (size_t)more;
    }
    return OK;
}

/* A pipe, or a device: until it ends. */
static Status read_stream(int file, const char *path, Arena *arena, Slice *out, Problem *problem)
{
    uint64_t failures = memory_failures();
    Buffer   bytes;
    Status   status;

    buffer_init(&bytes, FILE_BYTES_MAX);
    status = read_all(file, path, &bytes, problem);
    if (status == OK && slice_copy(arena, buffer_slice(&bytes), out) != OK)
        status = refuse_by_arena(path, failures, problem);
    buffer_clear(&bytes);
    return status;
}

Status file_read(const char *path, Arena *arena, Slice *out, Problem *problem)
{
    bool        standard = strcmp(path, "-") == 0;
    int         file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    Status      status;

    if (file < 0)
        return read_failed(path, problem);
    if (!standard && fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        status = read_sized(file, (size_t)about.st_size, path, arena, out, problem);
    else
        status = read_stream(file, path, arena, out, problem);
    if (!standard)
        close(file);
    return status;
}

static Status write_failed(const char *path, Problem *problem)
{
    return problem_at(problem, problem_set(problem, ERR_STORAGE, MSG("file.unwritable"), "why", strerror(errno), NULL), path);
}

static bool write_all(int file, Slice bytes)
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

/* The rename itself reaches the disk with its folder. Some file systems cannot flush a folder; the file is whole all the same. */
static void flush_folder(const char *path)
{
    char        folder[4096];
    const char *slash = strrchr(path, '/');
    int         file;

    (void)snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1, slash != NULL ? path : ".");
    file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return;
    (void)fsync(file);
    close(file);
}

/* A device or a pipe cannot be renamed over: it is written as it is. */
static bool is_special(const char *path)
{
    struct stat stat_now;

    return stat(path, &stat_now) == 0 && !S_ISREG(stat_now.st_mode);
}

struct FileOut {
    const char *path; /* as people call it */
    int         file;
};

Status file_put(FileOut *out, Slice bytes, Problem *problem)
{
    return write_all(out->file, bytes) ? OK : write_failed(out->path, problem);
}

static Status fill_special(const char *path, FileFill fill, void *context, Problem *problem)
{
    FileOut out = {path, open(path, O_WRONLY | O_CLOEXEC)};
    Status  status;

    if (out.file < 0)
        return write_failed(path, problem);
    status = fill(context, &out, problem);
    close(out.file);
    return status;
}

static Status fill_renamed(const char *path, FileFill fill, void *context, Problem *problem)
{
    char        temporary[4200];
    struct stat before;
    mode_t      mask = umask(0);
    FileOut     out = {path, -1};
    Status      status;

    (void)umask(mask);
    if (snprintf(temporary, sizeof temporary, "%s.XXXXXX", path) >= (int)sizeof temporary) {
        errno = ENAMETOOLONG;
        return write_failed(path, problem);
    }
    out.file = mkostemp(temporary, O_CLOEXEC);
    if (out.file < 0)
        return write_failed(path, problem);
    (void)fchmod(out.file, stat(path, &before) == 0 ? before.st_mode & 0777 : 0666 & ~mask);
    status = fill(context, &out, problem);
    if (status == OK && fsync(out.file) != 0)
        status = write_failed(path, problem);
    if (close(out.file) != 0 && status == OK)
        status = write_failed(path, problem);
    if (status == OK && rename(temporary, path) != 0)
        status = write_failed(path, problem);
    if (status != OK)
        (void)unlink(temporary);
    else
        flush_folder(path);
    return status;
}

/* A link stays a link: what it leads to is replaced. */
static const char *behind_links(const char *path, char *room)
{
    struct stat about;

    return lstat(path, &about) == 0 && S_ISLNK(about.st_mode) && realpath(path, room) != NULL ? room : path;
}

Status file_fill(const char *path, FileFill fill, void *context, Problem *problem)
{
    char room[PATH_MAX];

    if (strcmp(path, "-") == 0)
        return fill(context, &(FileOut){"standard output", STDOUT_FILENO}, problem);
    return is_special(path) ? fill_special(path, fill, context, problem) : fill_renamed(behind_links(path, room), fill, context, problem);
}

static Status put_bytes(void *context, FileOut *out, Problem *problem)
{
    return file_put(out, *(const Slice *)context, problem);
}

Status file_write(const char *path, Slice bytes, Problem *problem)
{
    return file_fill(path, put_bytes, &bytes, problem);
}

const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

Slice file_stem(const char *path)
{
    const char *start = file_name(path), *dot = strrchr(start, '.');

    return (Slice){start, dot != NULL && dot != start ? (size_t)(dot - start) : strlen(start)};
}

bool file_is_folder(const char *path)
{
    struct stat stat_now;

    return stat(path, &stat_now) == 0 && S_ISDIR(stat_now.st_mode);
}

bool file_is_there(const char *path)
{
    struct stat stat_now;

    return stat(path, &stat_now) == 0;
}

bool file_is_same(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

Status file_can_write(const char *path, Problem *problem)
{
    char        folder[4096];
    const char *slash = strrchr(path, '/');

    if (strcmp(path, "-") == 0 || is_special(path))
        return OK;
    if (slash != NULL && slash - path + 1 >= (int)sizeof folder) {
        errno = ENAMETOOLONG;
        return write_failed(path, problem);
    }
    (void)snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) + 1 : 1, slash != NULL ? path : ".");
    return access(folder, W_OK) == 0 ? OK : write_failed(path, problem);
}
