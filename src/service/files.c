/* SPDX-License-Identifier: Apache-2.0
 *
 * The files of a record, wherever it is. An installation is known by its record.sqlite; it is only read.
 */
#include "service/service.h"

#include <sys/stat.h>

enum { PATH_SIZE = 4096 };

static bool has(const char *folder, const char *name, char path[PATH_SIZE])
{
    struct stat there;

    return snprintf(path, PATH_SIZE, "%s/%s", folder, name) < PATH_SIZE && stat(path, &there) == 0;
}

Status service_files(const char *where, const char *token, ServiceFiles *out, Problem *problem)
{
    char   path[PATH_SIZE];
    Status status;

    *out = (ServiceFiles){0};
    if (!has(where, "record.sqlite", path))
        return files_open(where, token, &out->files, problem);
    TRY_OR(failed, store_open(store_driver("sqlite"), &(StoreOptions){.where = path, .mode = STORE_READ}, &out->store, problem));
    TRY_OR(failed, files_of_store(out->store, &out->files, problem));
    if (has(where, "blobs", path)) {
        TRY_OR(failed, blobs_open(path, &out->blobs, problem));
        files_use_blobs(out->files, out->blobs);
    }
    return OK;
failed:
    service_files_close(out);
    return status;
}

void service_files_close(ServiceFiles *files)
{
    files_close(files->files);
    blobs_close(files->blobs);
    store_close(files->store);
    *files = (ServiceFiles){0};
}
