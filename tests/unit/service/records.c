/* SPDX-License-Identifier: Apache-2.0
 *
 * See records.h.
 */
#include "records.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[PLACE_SIZE];

const char *records_path(const char *name)
{
    static char paths[8][2 * PLACE_SIZE];
    static int  next;
    char       *path = paths[next++ % 8];

    if (folder[0] == '\0') {
        const char *base = getenv("TMPDIR");

        (void)snprintf(folder, sizeof folder, "%s/service-XXXXXX", base != NULL ? base : "/tmp");
        assert_non_null(mkdtemp(folder));
    }
    (void)snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

void records_run(const char *command, ...)
{
    char    line[4 * PLACE_SIZE];
    va_list arguments;

    va_start(arguments, command);
    (void)vsnprintf(line, sizeof line, command, arguments);
    va_end(arguments);
    assert_number(system(line), 0); /* NOLINT: our own words */
}

void records_remove(void)
{
    if (folder[0] != '\0')
        records_run("rm -rf '%s'", folder);
    folder[0] = '\0';
}

void records_made_other(const char *name, uint64_t size, uint64_t other_from)
{
    Problem problem = {0};

    assert_ok(record_make(&(MakerOptions){.folder = records_path(name), .size = size, .seed = 1, .other_from = other_from}, &problem));
}

void records_made(const char *name, uint64_t size)
{
    records_made_other(name, size, 0);
}

void records_files(const char *name, const char *files)
{
    Problem problem = {0};

    assert_ok(service_export(records_path(name), records_path("files.tar"), &problem));
    records_run("mkdir '%s' && tar xf '%s' -C '%s'", records_path(files), records_path("files.tar"), records_path(files));
}

Buffer records_read(const char *path)
{
    FILE  *file = fopen(path, "rb");
    Buffer out;
    int    byte;

    buffer_init(&out, 64 * 1024 * 1024);
    assert_non_null(file);
    while ((byte = fgetc(file)) != EOF)
        buffer_add_byte(&out, (char)byte);
    (void)fclose(file);
    return out;
}

void records_write(const char *path, Slice bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_number(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    (void)fclose(file);
}

Status records_verify(const char *path, VerifyReport *report, Problem *problem)
{
    ServiceFiles  files;
    VerifyOptions options = {.workers = 2};
    Status        status = service_files(path, NULL, &files, problem);

    if (status == OK)
        status = service_verify(files.files, &options, report, problem);
    service_files_close(&files);
    return status;
}
