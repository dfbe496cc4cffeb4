/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading an archive into a mirror's folder. Members are hostile: only the paths of record.md, section 3, are taken, each once, within the size that such a file may have. They are unpacked
 * beside the place of the new folder, verified as files, mirrored into a folder that is verified again on the way, and only that folder is given its name.
 */
#include "service/archive_internal.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_DEPTH = 12 };

typedef struct Import {
    const char *file;
    char        scratch[ARCHIVE_PATH_SIZE - 512]; /* "<folder>.import-<random>": files/ and record/ are in it */
    Buffer      bytes;
} Import;

static Status cannot(const Import *import, Problem *problem)
{
    return problem_set(problem, ERR_STORAGE, MSG("archive.unpack"), "folder", import->scratch, "what", strerror(errno), NULL);
}

/* ---- members ---- */

static bool is_number(Slice text)
{
    bool digits = text.size != 0 && text.size < 20 && (text.data[0] != '0' || text.size == 1);

    for (size_t i = 0; i < text.size; i++)
        digits = digits && text.data[i] >= '0' && text.data[i] <= '9';
    return digits;
}

/* How large a file of this path may be; 0: no path of a record. "./" before it is what tar of a folder writes. */
static size_t member_limit(Slice path)
{
    static const char blob[] = "blob/", cosignatures[] = "cosignatures/";
    TileId            tile;
    Hash              name;

    if (slice_is(path, "checkpoint"))
        return NOTE_MAX;
    if (slice_starts(path, cosignatures))
        return is_number(slice_part(path, sizeof cosignatures - 1, path.size)) ? NOTE_MAX : 0;
    if (slice_starts(path, blob))
        return hash_parse_hex(slice_part(path, sizeof blob - 1, path.size), &name) == OK ? BLOB_MAX : 0;
    if (tile_path_parse(path, &tile) != OK)
        return 0;
    return tile.level == TILE_ENTRIES ? BUNDLE_MAX : (size_t)tile.width * HASH_SIZE;
}

static Status make_parents(const Import *import, char *path, Problem *problem)
{
    for (char *slash = path + strlen(import->scratch) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        int made;

        *slash = '\0';
        made = mkdir(path, ARCHIVE_FOLDER_MODE);
        *slash = '/';
        if (made != 0 && errno != EEXIST)
            return cannot(import, problem);
    }
    return OK;
}

static bool write_all(int file, Slice bytes)
{
    while (bytes.size != 0) {
        ssize_t written = write(file, bytes.data, bytes.size);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            bytes = slice_part(bytes, (size_t)written, bytes.size);
    }
    return true;
}

static Status write_member(const Import *import, const char *name, Slice bytes, Problem *problem)
{
    char path[ARCHIVE_PATH_SIZE];
    int  file;
    bool written;

    if (snprintf(path, sizeof path, "%s/files/%s", import->scratch, name) >= (int)sizeof path)
        return problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
    TRY(make_parents(import, path, problem));
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, ARCHIVE_FILE_MODE);
    if (file < 0 && errno == EEXIST)
        return problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("archive.twice"), NULL), name);
    written = file >= 0 && write_all(file, bytes);
    if (file >= 0 && close(file) != 0)
        written = false;
    return written ? OK : cannot(import, problem);
}

static Status read_failed(const Import *import, struct archive *archive, Problem *problem)
{
    const char *what = archive_error_string(archive);

    return problem_set(problem, ERR_SYNTAX, MSG("archive.read"), "file", import->file, "what", what != NULL ? what : "", NULL);
}

static Status read_data(Import *import, struct archive *archive, size_t limit, Problem *problem)
{
    char       block[16 * 1024];
    la_ssize_t size;

    buffer_reset(&import->bytes);
    while ((size = archive_read_data(archive, block, sizeof block)) > 0) {
        if (import->bytes.size + (size_t)size > limit)
            return problem_set(problem, ERR_LIMIT, MSG("archive.large"), NULL);
        buffer_add(&import->bytes, (Slice){block, (size_t)size});
    }
    if (size < 0)
        return read_failed(import, archive, problem);
    return import->bytes.status == OK ? OK : problem_set(problem, import->bytes.status, status_face(import->bytes.status)->message, NULL);
}

static Status take_member(Import *import, struct archive *archive, struct archive_entry *entry, Problem *problem)
{
    const char *name = archive_entry_pathname(entry);
    size_t      limit;
    Status      status;

    if (name != NULL && strncmp(name, "./", 2) == 0)
        name += 2;
    if (archive_entry_filetype(entry) == AE_IFDIR)
        return OK; /* folders are made for the files that we take */
    limit = name != NULL && archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == NULL ? member_limit(slice_from(name)) : 0;
    if (limit == 0)
        return problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("archive.member"), NULL), name != NULL ? name : "");
    status = read_data(import, archive, limit, problem);
    if (status == OK)
        status = write_member(import, name, buffer_slice(&import->bytes), problem);
    return status == OK ? OK : problem_at(problem, status, name);
}

static Status unpack_members(Import *import, struct archive *archive, Problem *problem)
{
    struct archive_entry *entry;
    int                   code;

    if (archive_read_support_format_tar(archive) != ARCHIVE_OK || archive_read_open_filename(archive, import->file, 64 * 1024) != ARCHIVE_OK)
        return read_failed(import, archive, problem);
    while ((code = archive_read_next_header(archive, &entry)) == ARCHIVE_OK)
        TRY(take_member(import, archive, entry, problem));
    return code == ARCHIVE_EOF ? OK : read_failed(import, archive, problem);
}

static Status unpack(Import *import, Problem *problem)
{
    struct archive *archive = archive_read_new();
    Status          status;

    if (archive == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    status = unpack_members(import, archive, problem);
    (void)archive_read_free(archive);
    return status;
}

/* ---- the folder ---- */

static Status make_scratch(Import *import, const char *folder, Problem *problem)
{
    char        files[ARCHIVE_PATH_SIZE];
    struct stat there;

    if (stat(folder, &there) == 0)
        return problem_set(problem, ERR_REFUSED, MSG("service.folder_taken"), "folder", folder, NULL);
    if (snprintf(import->scratch, sizeof import->scratch, "%s.import-XXXXXX", folder) >= (int)sizeof import->scratch)
        return problem_set(problem, ERR_LIMIT, MSG("store.path_long"), NULL);
    if (mkdtemp(import->scratch) == NULL) {
        Status status = cannot(import, problem);

        import->scratch[0] = '\0';
        return status;
    }
    (void)snprintf(files, sizeof files, "%s/files", import->scratch);
    return mkdir(files, ARCHIVE_FOLDER_MODE) == 0 ? OK : cannot(import, problem);
}

/* What this import made, and only that: the folder's name was our own. Links are not followed. */
static void remove_tree(const char *folder, int depth)
{
    DIR           *open = opendir(folder);
    struct dirent *item;
    char           path[ARCHIVE_PATH_SIZE];

    while (open != NULL && (item = readdir(open)) != NULL) {
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0 || snprintf(path, sizeof path, "%s/%s", folder, item->d_name) >= (int)sizeof path)
            continue;
        if (unlink(path) != 0 && depth < FOLDER_DEPTH)
            remove_tree(path, depth + 1);
    }
    if (open != NULL)
        (void)closedir(open);
    (void)rmdir(folder);
}

static Status verify_files(const char *files_folder, VerifyReport *report, Problem *problem)
{
    RecordFiles  *files = NULL;
    VerifyOptions options = {0};
    Status        status = files_open(files_folder, NULL, &files, problem);

    if (status == OK)
        status = service_verify(files, &options, report, problem);
    files_close(files);
    return status;
}

Status service_import(const char *file, const char *folder, VerifyReport *report, Problem *problem)
{
    Import       import = {.file = file};
    MirrorReport mirrored;
    char         files[ARCHIVE_PATH_SIZE], record[ARCHIVE_PATH_SIZE];
    Status       status;

    *report = (VerifyReport){.failed_index = UINT64_MAX};
    buffer_init(&import.bytes, BLOB_MAX);
    TRY_OR(done, make_scratch(&import, folder, problem));
    (void)snprintf(files, sizeof files, "%s/files", import.scratch);
    (void)snprintf(record, sizeof record, "%s/record", import.scratch);
    TRY_OR(done, unpack(&import, problem));
    TRY_OR(done, verify_files(files, report, problem));
    if (!report->verified)
        goto done; /* the report says why */
    TRY_OR(done, service_mirror(files, NULL, record, NULL, &mirrored, NULL, NULL, problem));
    if (rename(record, folder) != 0)
        status = cannot(&import, problem);
done:
    if (import.scratch[0] != '\0')
        remove_tree(import.scratch, 0);
    buffer_clear(&import.bytes);
    return status;
}
