/* SPDX-License-Identifier: Apache-2.0
 *
 * Blobs: one file each, "<folder>/ab/<sha256>", where ab are the name's first two digits: a folder stays small enough to list. A blob is written beside its
 * place and renamed, so what bears a name is whole; it is hashed again whenever it is read.
 */
#include <sodium.h>

#include "store/store.h"

#include "store/disk_internal.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SIZE = 2 * HASH_SIZE, SHELVES = 256 };

struct Blobs {
    char folder[DISK_PATH_MAX];
};

Status blobs_open(const char *folder, Blobs **out, Problem *problem)
{
    Blobs *blobs = memory_new_zeroed(1, sizeof *blobs);
    Status status;

    REQUIRE(*out == NULL);
    if (blobs == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (snprintf(blobs->folder, sizeof blobs->folder, "%s", folder) >= (int)sizeof blobs->folder)
        status = problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
    else
        status = disk_make_folder(folder, 0750, problem);
    if (status != OK) {
        memory_free(blobs);
        return status;
    }
    *out = blobs;
    return OK;
}

void blobs_close(Blobs *blobs)
{
    memory_free(blobs);
}

/* The blob's path, and the folder's that holds it. */
static Status paths_of(const Blobs *blobs, const Hash *name, char shelf[DISK_PATH_MAX], char path[DISK_PATH_MAX], Problem *problem)
{
    char hex[NAME_SIZE + 1], two[3];

    hash_print_hex(name, hex);
    (void)snprintf(two, sizeof two, "%.2s", hex);
    TRY(disk_path(blobs->folder, two, shelf, problem));
    return disk_path(shelf, hex, path, problem);
}

static bool is_there(const char *path, off_t *size)
{
    struct stat now;

    if (stat(path, &now) != 0 || !S_ISREG(now.st_mode))
        return false;
    *size = now.st_size;
    return true;
}

/* Two writers of one blob must not share a temporary file. */
static Status temporary_of(const char *path, char out[DISK_PATH_MAX], Problem *problem)
{
    uint8_t bytes[8];
    char    hex[sizeof bytes * 2 + 1];

    randombytes_buf(bytes, sizeof bytes);
    hex_print(bytes, sizeof bytes, hex);
    if (snprintf(out, DISK_PATH_MAX, "%s.new-%s", path, hex) < DISK_PATH_MAX)
        return OK;
    return problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
}

Status blobs_put(Blobs *blobs, const Hash *name, Slice bytes, Problem *problem)
{
    char  shelf[DISK_PATH_MAX], path[DISK_PATH_MAX], temporary[DISK_PATH_MAX];
    Hash  real;
    off_t size;

    if (bytes.size > BLOB_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("store.blob_large"), NULL);
    hash_of(bytes, &real);
    if (!hash_equal(&real, name))
        return problem_set(problem, ERR_SYNTAX, MSG("store.blob_other"), NULL);
    TRY(paths_of(blobs, name, shelf, path, problem));
    if (is_there(path, &size) && size == (off_t)bytes.size)
        return OK;
    TRY(disk_make_folder(shelf, 0750, problem));
    TRY(temporary_of(path, temporary, problem));
    return disk_write(path, temporary, bytes, 0640, problem);
}

Status blobs_get(Blobs *blobs, const Hash *name, Buffer *out, Problem *problem)
{
    char   shelf[DISK_PATH_MAX], path[DISK_PATH_MAX];
    size_t before = out->size;
    Hash   real;

    TRY(paths_of(blobs, name, shelf, path, problem));
    TRY(disk_read(path, BLOB_MAX, out, problem));
    hash_of(slice_part(buffer_slice(out), before, out->size), &real);
    if (hash_equal(&real, name))
        return OK;
    out->size = before; /* nothing of it is given out */
    return problem_set(problem, ERR_STORAGE, MSG("store.damaged"), "file", path, NULL);
}

bool blobs_has(Blobs *blobs, const Hash *name)
{
    char  shelf[DISK_PATH_MAX], path[DISK_PATH_MAX];
    off_t size;

    return paths_of(blobs, name, shelf, path, NULL) == OK && is_there(path, &size);
}

/* ---- all of them ---- */

typedef struct Names {
    Hash  *names;
    size_t count, capacity;
} Names;

static int names_compare(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(Hash));
}

static Status names_add(Names *names, const char *file, const char *two, Problem *problem)
{
    Hash hash;

    if (strncmp(file, two, 2) != 0 || hash_parse_hex(slice_from(file), &hash) != OK)
        return OK; /* not ours, or half written */
    if (memory_reserve((void **)&names->names, &names->capacity, names->count + 1, sizeof *names->names) != OK)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    names->names[names->count++] = hash;
    return OK;
}

static Status shelf_list(const char *shelf, const char *two, Names *names, Problem *problem)
{
    DIR           *folder = opendir(shelf);
    struct dirent *entry;
    Status         status = OK;

    if (folder == NULL)
        return errno == ENOENT ? OK : disk_problem(shelf, problem);
    while (status == OK && (entry = readdir(folder)) != NULL)
        status = names_add(names, entry->d_name, two, problem);
    (void)closedir(folder);
    if (names->count != 0)
        qsort(names->names, names->count, sizeof *names->names, names_compare);
    return status;
}

Status blobs_each(Blobs *blobs, Status (*visit)(void *context, const Hash *name, Problem *problem), void *context, Problem *problem)
{
    Names  names = {0};
    Status status = OK;

    for (int i = 0; i < SHELVES && status == OK; i++) {
        char shelf[DISK_PATH_MAX], two[3];

        (void)snprintf(two, sizeof two, "%02x", (unsigned)i);
        names.count = 0;
        TRY_OR(done, disk_path(blobs->folder, two, shelf, problem));
        TRY_OR(done, shelf_list(shelf, two, &names, problem));
        for (size_t j = 0; j < names.count; j++)
            TRY_OR(done, visit(context, &names.names[j], problem));
    }
done:
    memory_free(names.names);
    return status;
}
