/* SPDX-License-Identifier: Apache-2.0
 *
 * Submissions by name: files, Name=path, folders. What a folder holds and is not taken is remembered, so that it can be said.
 */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "cli/compile_internal.h"

enum { SUBMISSIONS_MAX = 10000 };

static Status add_file(Submissions *to, Slice name, const char *path, bool from_folder)
{
    void     *block = to->rows;
    ReportRow row = {.path = path, .from_folder = from_folder};
    Status    status;

    if (to->count >= SUBMISSIONS_MAX)
        return problem_set(to->problem, ERR_LIMIT, MSG("compile.too_many"), NULL);
    TRY(names_clean(to->arena, name, &row.name));
    if (row.name.size == 0)
        return problem_at(to->problem, problem_set(to->problem, ERR_REFUSED, MSG("compile.name_path"), NULL), path);
    status = memory_reserve(&block, &to->capacity, to->count + 1, sizeof row);
    to->rows = block;
    TRY(status);
    to->rows[to->count++] = row;
    return OK;
}

static Status add_not_taken(Submissions *from, const char *path, NotTakenWhy why)
{
    void  *block = from->not_taken;
    Status status = memory_reserve(&block, &from->not_taken_capacity, from->not_taken_count + 1, sizeof *from->not_taken);

    from->not_taken = block;
    TRY(status);
    from->not_taken[from->not_taken_count++] = (NotTaken){path, why};
    return OK;
}

Status submissions_leave_out(Submissions *from, const char *path, NotTakenWhy why)
{
    if (from->output != NULL && file_is_same(path, from->output))
        return OK; /* what an earlier run left where this one writes */
    return add_not_taken(from, path, why);
}

/* ---- folders ---- */

static int by_path(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Hidden files and a word processor's lock files are nobody's submission; nor is the base, nor a report that an earlier run left there. */
static bool is_no_ones(const Submissions *to, const char *name, const char *path)
{
    return name[0] == '.' || (name[0] == '~' && name[1] == '$') || file_is_same(path, to->base) || (to->report != NULL && file_is_same(path, to->report));
}

static const char *path_in(const Submissions *to, const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char  *path = arena_take(to->arena, size);

    if (path != NULL)
        (void)snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static Status list_entry(Submissions *to, const char *folder, const char *name, const char **paths, size_t *count)
{
    const char *path = path_in(to, folder, name);

    if (path == NULL)
        return ERR_MEMORY;
    if (is_no_ones(to, name, path))
        return OK;
    if (*count == SUBMISSIONS_MAX)
        return problem_set(to->problem, ERR_LIMIT, MSG("compile.too_many"), NULL);
    paths[(*count)++] = path;
    return OK;
}

static Status list_folder(Submissions *to, const char *folder, const char **paths, size_t *count)
{
    DIR           *handle = opendir(folder);
    struct dirent *entry;
    Status         status = OK;

    *count = 0;
    if (handle == NULL)
        return problem_at(to->problem, problem_set(to->problem, ERR_STORAGE, MSG("file.folder_unreadable"), NULL), folder);
    for (errno = 0; status == OK && (entry = readdir(handle)) != NULL; errno = 0)
        status = list_entry(to, folder, entry->d_name, paths, count);
    if (status == OK && errno != 0)
        status = problem_at(to->problem, problem_set(to->problem, ERR_STORAGE, MSG("file.folder_unreadable"), NULL), folder);
    closedir(handle);
    if (status == OK && *count != 0)
        qsort(paths, *count, sizeof *paths, by_path);
    return status;
}

static Status add_folder(Submissions *to, const char *folder)
{
    const char **paths = memory_new(SUBMISSIONS_MAX * sizeof *paths);
    size_t       count = 0, taken = to->count;
    Status       status = paths != NULL ? list_folder(to, folder, paths, &count) : ERR_MEMORY;

    for (size_t i = 0; status == OK && i < count; i++) {
        if (slice_ends_like(slice_from(paths[i]), ".docx") && !file_is_folder(paths[i]))
            status = add_file(to, file_stem(paths[i]), paths[i], true);
        else
            status = submissions_leave_out(to, paths[i], NOT_TAKEN_NO_DOCX);
    }
    memory_free(paths);
    if (status == OK && to->count == taken)
        status = problem_at(to->problem, problem_set(to->problem, ERR_NOT_FOUND, MSG("file.folder_empty"), NULL), folder);
    return status;
}

Status submissions_add(Submissions *to, const char *operand)
{
    const char *equals = strchr(operand, '=');

    if (file_is_folder(operand))
        return add_folder(to, operand);
    if (equals == NULL || file_is_there(operand))
        return add_file(to, file_stem(operand), operand, false);
    if (equals == operand || equals[1] == '\0')
        return problem_at(to->problem, problem_set(to->problem, ERR_REFUSED, MSG("compile.name_path"), NULL), operand);
    return add_file(to, (Slice){operand, (size_t)(equals - operand)}, equals + 1, false);
}
