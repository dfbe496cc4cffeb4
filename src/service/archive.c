/* SPDX-License-Identifier: Apache-2.0
 *
 * Archives: a record as one tar file whose members are the paths of record.md, section 3, so that any tar unpacks it into a folder that any verifier reads. Written under another name beside
 * its place, flushed and renamed: what bears the name is whole.
 */
#include "service/archive_internal.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

typedef struct Export {
    struct archive       *archive;
    struct archive_entry *entry;
    const char           *file;      /* for people */
    ServiceFiles          from;
    Buffer                bytes, checkpoint_bytes;
    uint64_t              size;
} Export;

static Status archive_failed(const Export *out, Problem *problem)
{
    const char *what = archive_error_string(out->archive);

    return problem_set(problem, ERR_STORAGE, MSG("archive.write"), "file", out->file, "what", what != NULL ? what : "", NULL);
}

/* Nothing in it says who made it or when: the same record gives the same bytes. */
static Status add_member(Export *out, const char *path, Slice bytes, Problem *problem)
{
    archive_entry_clear(out->entry);
    archive_entry_set_pathname(out->entry, path);
    archive_entry_set_filetype(out->entry, AE_IFREG);
    archive_entry_set_perm(out->entry, ARCHIVE_FILE_MODE);
    archive_entry_set_mtime(out->entry, 0, 0);
    archive_entry_set_size(out->entry, (int64_t)bytes.size);
    if (archive_write_header(out->archive, out->entry) != ARCHIVE_OK || archive_write_data(out->archive, bytes.data, bytes.size) != (la_ssize_t)bytes.size)
        return archive_failed(out, problem);
    return OK;
}

/* ---- members ---- */

static Status add_checkpoint(Export *out, Problem *problem)
{
    Checkpoint *checkpoint = memory_new(sizeof *checkpoint);
    char        path[DECIMAL_MAX + 16];
    Status      status;

    if (checkpoint == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    status = store_checkpoint(out->from.store, STORE_NEWEST, &out->checkpoint_bytes, problem);
    if (status == ERR_NOT_FOUND)
        status = problem_set(problem, ERR_NOT_FOUND, MSG("archive.no_checkpoint"), NULL);
    if (status == OK)
        status = checkpoint_parse(buffer_slice(&out->checkpoint_bytes), checkpoint, problem);
    out->size = status == OK ? checkpoint->size : 0;
    memory_free(checkpoint);
    TRY(status);
    TRY(add_member(out, "checkpoint", buffer_slice(&out->checkpoint_bytes), problem));
    (void)snprintf(path, sizeof path, "cosignatures/%llu", (unsigned long long)out->size);
    buffer_reset(&out->bytes);
    status = store_cosignatures(out->from.store, out->size, &out->bytes, problem);
    if (status == ERR_NOT_FOUND)
        return OK;
    return status == OK ? add_member(out, path, buffer_slice(&out->bytes), problem) : status;
}

static Status add_tile(Export *out, const TileId *tile, Problem *problem)
{
    char path[TILE_PATH_MAX];

    tile_path_print(tile, path);
    buffer_reset(&out->bytes);
    TRY(files_tile(out->from.files, tile, &out->bytes, problem));
    return add_member(out, path, buffer_slice(&out->bytes), problem);
}

static Status add_level(Export *out, int level, Problem *problem)
{
    for (uint64_t i = 0; i < tile_count(level, out->size); i++)
        TRY(add_tile(out, &(TileId){level, i, tile_width(level, i, out->size)}, problem));
    return OK;
}

static Status add_blob(void *context, const Hash *name, Problem *problem)
{
    Export *out = context;
    char    path[2 * HASH_SIZE + 16], hex[2 * HASH_SIZE + 1];

    hash_print_hex(name, hex);
    (void)snprintf(path, sizeof path, "blob/%s", hex);
    buffer_reset(&out->bytes);
    TRY(blobs_get(out->from.blobs, name, &out->bytes, problem));
    return add_member(out, path, buffer_slice(&out->bytes), problem);
}

static Status add_all(Export *out, Problem *problem)
{
    TRY(add_checkpoint(out, problem));
    TRY(add_level(out, TILE_ENTRIES, problem));
    for (int level = 0; level <= TILE_LEVEL_MAX; level++)
        TRY(add_level(out, level, problem));
    if (out->from.blobs != NULL)
        TRY(blobs_each(out->from.blobs, add_blob, out, problem));
    return archive_write_close(out->archive) == ARCHIVE_OK ? OK : archive_failed(out, problem);
}

/* ---- the file ---- */

static Status write_file(Export *out, const char *temporary, Problem *problem)
{
    int    file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, ARCHIVE_FILE_MODE);
    Status status = OK;

    if (file < 0)
        return problem_set(problem, ERR_STORAGE, MSG("archive.write"), "file", out->file, "what", strerror(errno), NULL);
    if (archive_write_set_format_ustar(out->archive) != ARCHIVE_OK || archive_write_open_fd(out->archive, file) != ARCHIVE_OK)
        status = archive_failed(out, problem);
    if (status == OK)
        status = add_all(out, problem);
    if (status == OK && fsync(file) != 0)
        status = problem_set(problem, ERR_STORAGE, MSG("archive.write"), "file", out->file, "what", strerror(errno), NULL);
    (void)close(file);
    if (status == OK && rename(temporary, out->file) != 0)
        status = problem_set(problem, ERR_STORAGE, MSG("archive.write"), "file", out->file, "what", strerror(errno), NULL);
    if (status != OK)
        (void)unlink(temporary);
    return status;
}

Status service_export(const char *folder, const char *file, Problem *problem)
{
    Export out = {.file = file};
    char   temporary[ARCHIVE_PATH_SIZE];
    Status status;

    buffer_init(&out.bytes, BLOB_MAX);
    buffer_init(&out.checkpoint_bytes, NOTE_MAX);
    if (snprintf(temporary, sizeof temporary, "%s.part", file) >= (int)sizeof temporary)
        return problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
    out.archive = archive_write_new();
    out.entry = archive_entry_new();
    status = service_files(folder, NULL, &out.from, problem);
    if (status == OK && out.from.store == NULL)
        status = problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("archive.no_record"), NULL), folder);
    if (status == OK && (out.archive == NULL || out.entry == NULL))
        status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (status == OK)
        status = write_file(&out, temporary, problem);
    archive_entry_free(out.entry);
    (void)archive_write_free(out.archive);
    service_files_close(&out.from);
    buffer_clear(&out.bytes);
    buffer_clear(&out.checkpoint_bytes);
    return status;
}
