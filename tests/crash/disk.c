/* SPDX-License-Identifier: Apache-2.0
 *
 * See disk.h. One lock for the whole disk. Nothing of base is used here: its allocations are made to fail by other tests.
 */
#include "disk_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECTOR = 512, SECTOR_TOLD = 4096 };

const char *const disk_call_names[DISK_ANY + 1] = {"open", "read", "write", "truncate", "sync", "size", "lock", "delete", "access", "map", "any call"};

Disk disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

static __thread int last_errno;

void *disk_need(void *block)
{
    if (block == NULL)
        abort(); /* the disk of a test has memory */
    return block;
}

/* Counts a call; true when it must fail. */
bool disk_fails(DiskCall call)
{
    uint64_t number;

    disk.all++;
    disk.calls[call]++;
    disk.calls[DISK_ANY]++;
    if (disk.crash_at != 0 && disk.all >= disk.crash_at)
        disk.crashed = true;
    if (disk.crashed)
        return true;
    if (disk.after != 0) {
        disk.after--;
        disk.failures++;
        return true;
    }
    if (disk.fail_count == 0 || (disk.fail_call != DISK_ANY && disk.fail_call != call))
        return false;
    number = disk.calls[disk.fail_call];
    if (number < disk.fail_from || number - disk.fail_from >= disk.fail_count)
        return false;
    if (disk.failures++ == 0)
        disk.after = disk.fail_after;
    return true;
}

void disk_enter(void)
{
    (void)pthread_mutex_lock(&disk.lock);
}

int disk_leave(int code)
{
    (void)pthread_mutex_unlock(&disk.lock);
    return code;
}

/* ---- bytes and changes ---- */

static void bytes_resize(Bytes *bytes, size_t size)
{
    if (size > bytes->capacity) {
        bytes->capacity = size * 2 < 65536 ? 65536 : size * 2;
        bytes->data = disk_need(realloc(bytes->data, bytes->capacity));
    }
    if (size > bytes->size)
        memset(bytes->data + bytes->size, 0, size - bytes->size);
    bytes->size = size;
}

static void bytes_write(Bytes *bytes, size_t at, const uint8_t *data, size_t size)
{
    if (size == 0)
        return;
    if (at + size > bytes->size)
        bytes_resize(bytes, at + size);
    memcpy(bytes->data + at, data, size);
}

static void bytes_copy(Bytes *to, const Bytes *from)
{
    to->size = 0;
    bytes_resize(to, from->size);
    if (from->size != 0)
        memcpy(to->data, from->data, from->size);
}

static void change_apply(Bytes *bytes, const Change *change)
{
    if (!change->truncate)
        bytes_write(bytes, change->at, change->data, change->size);
    else if (change->at < bytes->size)
        bytes->size = change->at;
}

static void change_add(DiskFile *file, bool truncate, size_t at, const void *data, size_t size)
{
    Change *change = disk_need(malloc(sizeof *change + size));

    *change = (Change){.truncate = truncate, .at = at, .size = size};
    if (size != 0)
        memcpy(change->data, data, size);
    *file->changes_end = change;
    file->changes_end = &change->next;
    change_apply(&file->now, change);
}

static void changes_drop(DiskFile *file)
{
    while (file->changes != NULL) {
        Change *change = file->changes;

        file->changes = change->next;
        free(change);
    }
    file->changes_end = &file->changes;
}

static void file_sync(DiskFile *file)
{
    for (const Change *change = file->changes; change != NULL; change = change->next)
        change_apply(&file->durable, change);
    changes_drop(file);
}

static void folder_sync(void)
{
    for (DiskFile *file = disk.files; file != NULL; file = file->next) {
        file->there_durable = file->there;
        if (!file->there) {
            file->durable.size = 0;
            changes_drop(file);
        }
    }
}

/* ---- files ---- */

static DiskFile *file_find(const char *name)
{
    for (DiskFile *file = disk.files; file != NULL; file = file->next)
        if (strcmp(file->name, name) == 0)
            return file;
    return NULL;
}

static DiskFile *file_new(const char *name)
{
    DiskFile *file = disk_need(calloc(1, sizeof *file));

    (void)snprintf(file->name, sizeof file->name, "%s", name);
    file->changes_end = &file->changes;
    file->next = disk.files;
    disk.files = file;
    return file;
}

static void file_free(DiskFile *file)
{
    DiskFile **link = &disk.files;

    while (*link != file)
        link = &(*link)->next;
    *link = file->next;
    changes_drop(file);
    free(file->now.data);
    free(file->durable.data);
    free(file);
}

/* The service asks the file system whether a database is there: its name stands in the folder, and is empty. */
static void name_stands(const char *name, bool stands)
{
    int file;

    if (strchr(name, '/') == NULL)
        return;
    if (!stands) {
        (void)unlink(name);
        return;
    }
    file = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0)
        (void)close(file);
}

static void file_create(DiskFile *file)
{
    file->there = true;
    file->now.size = 0;
    change_add(file, true, 0, NULL, 0);
    name_stands(file->name, true);
}

static void file_delete(DiskFile *file)
{
    file->there = false; /* its content waits: the deletion may be lost */
    file->now.size = 0;
    name_stands(file->name, false);
}

static int disk_close(sqlite3_file *base)
{
    Handle *handle = (Handle *)base;

    disk_enter();
    handle->file->handles--;
    disk.open--;
    if (handle->temporary && handle->file->handles == 0)
        file_free(handle->file);
    return disk_leave(SQLITE_OK);
}

static int disk_read(sqlite3_file *base, void *out, int count, sqlite3_int64 at)
{
    const Bytes *bytes = &((Handle *)base)->file->now;
    size_t       size = (size_t)count, from = (size_t)at, have;

    disk_enter();
    if (disk_fails(DISK_READ))
        return disk_leave(SQLITE_IOERR_READ);
    have = from >= bytes->size ? 0 : bytes->size - from < size ? bytes->size - from : size;
    if (have != 0)
        memcpy(out, bytes->data + from, have);
    memset((uint8_t *)out + have, 0, size - have);
    return disk_leave(have == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
}

static int disk_write(sqlite3_file *base, const void *data, int count, sqlite3_int64 at)
{
    Handle *handle = (Handle *)base;

    disk_enter();
    if (disk_fails(DISK_WRITE)) {
        if (!disk.crashed && disk.calls[DISK_WRITE] % 2 == 0)
            return disk_leave(SQLITE_FULL);
        if (!disk.crashed)
            change_add(handle->file, false, (size_t)at, data, (size_t)count / 2);
        return disk_leave(SQLITE_IOERR_WRITE);
    }
    change_add(handle->file, false, (size_t)at, data, (size_t)count);
    return disk_leave(SQLITE_OK);
}

static int disk_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    disk_enter();
    if (disk_fails(DISK_TRUNCATE))
        return disk_leave(SQLITE_IOERR_TRUNCATE);
    change_add(((Handle *)base)->file, true, (size_t)size, NULL, 0);
    return disk_leave(SQLITE_OK);
}

static int disk_sync(sqlite3_file *base, int flags)
{
    Handle *handle = (Handle *)base;

    (void)flags;
    disk_enter();
    if (disk_fails(DISK_SYNC))
        return disk_leave(SQLITE_IOERR_FSYNC);
    file_sync(handle->file);
    if (handle->names_wait)
        folder_sync();
    handle->names_wait = false;
    return disk_leave(SQLITE_OK);
}

static int disk_size(sqlite3_file *base, sqlite3_int64 *out)
{
    disk_enter();
    if (disk_fails(DISK_SIZE))
        return disk_leave(SQLITE_IOERR_FSTAT);
    *out = (sqlite3_int64)((Handle *)base)->file->now.size;
    return disk_leave(SQLITE_OK);
}

static int disk_control(sqlite3_file *base, int operation, void *argument)
{
    (void)base;
    (void)operation;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int disk_sector(sqlite3_file *base)
{
    (void)base;
    return SECTOR_TOLD;
}

static int disk_features(sqlite3_file *base)
{
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, .xClose = disk_close, .xRead = disk_read, .xWrite = disk_write, .xTruncate = disk_truncate, .xSync = disk_sync, .xFileSize = disk_size,
    .xLock = disk_lock, .xUnlock = disk_unlock, .xCheckReservedLock = disk_reserved, .xFileControl = disk_control, .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_features, .xShmMap = disk_shared_map, .xShmLock = disk_shared_lock, .xShmBarrier = disk_shared_barrier, .xShmUnmap = disk_shared_unmap};

/* ---- the folder ---- */

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *flags_out)
{
    Handle   *handle = (Handle *)base;
    DiskFile *file;
    char      temporary[64];

    (void)vfs;
    *handle = (Handle){.temporary = name == NULL};
    disk_enter();
    last_errno = EIO;
    if (disk_fails(DISK_OPEN))
        return disk_leave(SQLITE_CANTOPEN);
    (void)snprintf(temporary, sizeof temporary, "temporary %llu", (unsigned long long)++disk.temporaries);
    file = file_find(name != NULL ? name : temporary);
    last_errno = ENOENT;
    if ((file == NULL || !file->there) && name != NULL && !(flags & SQLITE_OPEN_CREATE))
        return disk_leave(SQLITE_CANTOPEN);
    if (file == NULL)
        file = file_new(name != NULL ? name : temporary);
    if (!file->there) {
        file_create(file);
        handle->names_wait = (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL)) != 0;
    }
    handle->file = file;
    file->handles++;
    disk.open++;
    if (flags_out != NULL)
        *flags_out = flags;
    handle->base.pMethods = &methods;
    return disk_leave(SQLITE_OK);
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    DiskFile *file;

    (void)vfs;
    disk_enter();
    if (disk_fails(DISK_DELETE))
        return disk_leave(SQLITE_IOERR_DELETE);
    file = file_find(name);
    if (file == NULL || !file->there)
        return disk_leave(SQLITE_IOERR_DELETE_NOENT);
    file_delete(file);
    if (sync)
        folder_sync();
    return disk_leave(SQLITE_OK);
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    const DiskFile *file;

    (void)vfs;
    (void)flags;
    disk_enter();
    *out = 0;
    if (disk_fails(DISK_ACCESS))
        return disk_leave(SQLITE_IOERR_ACCESS);
    file = file_find(name);
    *out = file != NULL && file->there;
    return disk_leave(SQLITE_OK);
}

static int disk_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    (void)vfs;
    (void)snprintf(out, (size_t)size, "%s", name);
    return SQLITE_OK;
}

static int disk_random(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    return disk.real->xRandomness(disk.real, size, out);
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds)
{
    (void)vfs;
    return disk.real->xSleep(disk.real, microseconds);
}

static int disk_time(sqlite3_vfs *vfs, double *out)
{
    (void)vfs;
    return disk.real->xCurrentTime(disk.real, out);
}

static int disk_time_whole(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    return disk.real->xCurrentTimeInt64(disk.real, out);
}

static int disk_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs;
    (void)size;
    (void)out;
    return last_errno;
}

void disk_install(void)
{
    static sqlite3_vfs vfs = {.iVersion = 2, .szOsFile = sizeof(Handle), .mxPathname = NAME_MAX_SIZE - 1, .zName = "forgetful", .xOpen = disk_open,
                              .xDelete = disk_delete, .xAccess = disk_access, .xFullPathname = disk_path, .xRandomness = disk_random, .xSleep = disk_sleep,
                              .xCurrentTime = disk_time, .xGetLastError = disk_last_error, .xCurrentTimeInt64 = disk_time_whole};

    disk.real = sqlite3_vfs_find(NULL);
    if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
        abort();
}

void disk_forget(void)
{
    disk_enter();
    if (disk.open != 0)
        abort();
    while (disk.files != NULL)
        file_free(disk.files);
    (void)disk_leave(0);
}

/* ---- what is done to it ---- */

void disk_crash_at(uint64_t n)
{
    disk_enter();
    disk.crash_at = n != 0 ? disk.all + n : 0;
    (void)disk_leave(0);
}

bool disk_crashed(void)
{
    bool crashed;

    disk_enter();
    crashed = disk.crashed;
    (void)disk_leave(0);
    return crashed;
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void apply_torn(Bytes *bytes, const Change *change, uint64_t *state)
{
    disk.torn++;
    for (size_t done = 0; done < change->size;) {
        size_t step = SECTOR - (change->at + done) % SECTOR;

        step = step < change->size - done ? step : change->size - done;
        if (next_random(state) % 2)
            bytes_write(bytes, change->at + done, change->data + done, step);
        done += step;
    }
}

typedef enum Survivors { NOTHING, EVERYTHING, BEGINNING, ANY_PART, SURVIVORS } Survivors;

static void file_cut(DiskFile *file, uint64_t *state)
{
    Survivors survivors = (Survivors)(next_random(state) % SURVIVORS);
    size_t    count = 0, kept, number = 0;

    for (const Change *change = file->changes; change != NULL; change = change->next)
        count++;
    kept = survivors == BEGINNING ? (size_t)(next_random(state) % (count + 1)) : count;
    for (const Change *change = file->changes; change != NULL && survivors != NOTHING; change = change->next, number++) {
        bool last = survivors == BEGINNING && number == kept;

        if (number > kept || (survivors == ANY_PART && next_random(state) % 2))
            disk.lost++;
        else if (!change->truncate && (last || (survivors == ANY_PART && next_random(state) % 4 == 0)))
            apply_torn(&file->durable, change, state);
        else if (number < kept)
            change_apply(&file->durable, change);
    }
    disk.lost += survivors == NOTHING ? count : 0;
    changes_drop(file);
    if (file->there != file->there_durable)
        file->there_durable = next_random(state) % 2 == 0;
    file->there = file->there_durable;
    if (!file->there)
        file->durable.size = 0;
    bytes_copy(&file->now, &file->durable);
    name_stands(file->name, file->there);
}

void disk_power_cut(uint64_t seed)
{
    disk_enter();
    if (disk.open != 0)
        abort();
    for (DiskFile *file = disk.files; file != NULL; file = file->next)
        file_cut(file, &seed);
    disk.crashed = false;
    disk.crash_at = 0;
    (void)disk_leave(0);
}

void disk_fail(DiskCall call, uint64_t from, uint64_t count, uint64_t after)
{
    disk_enter();
    disk.fail_call = call;
    disk.fail_from = from;
    disk.fail_count = count;
    disk.fail_after = after;
    disk.failures = disk.after = 0;
    memset(disk.calls, 0, sizeof disk.calls);
    (void)disk_leave(0);
}

static uint64_t read_locked(const uint64_t *number)
{
    uint64_t value;

    disk_enter();
    value = *number;
    (void)disk_leave(0);
    return value;
}

uint64_t disk_calls(DiskCall call)
{
    return read_locked(&disk.calls[call]);
}

uint64_t disk_failures(void)
{
    return read_locked(&disk.failures);
}

bool disk_fault_over(void)
{
    bool over;

    disk_enter();
    over = disk.failures >= disk.fail_count + disk.fail_after;
    (void)disk_leave(0);
    return over;
}

uint64_t disk_lost_writes(void)
{
    return read_locked(&disk.lost);
}

uint64_t disk_torn_writes(void)
{
    return read_locked(&disk.torn);
}

unsigned disk_open_files(void)
{
    unsigned open_files;

    disk_enter();
    open_files = disk.open;
    (void)disk_leave(0);
    return open_files;
}
