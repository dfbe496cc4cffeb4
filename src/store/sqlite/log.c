/* SPDX-License-Identifier: Apache-2.0
 *
 * The write-ahead log, written in large pieces. SQLite writes each page of a commit with two calls, one for 24 bytes; a batch of acts has hundreds of pages in random places of an index, and the calls cost
 * more than what they write. Here a VFS stands before the default one, and what is appended to a log is held until a piece is full or somebody asks for more than to append: to read, to sync, to cut, to close.
 *
 * Why nothing is lost by it: with synchronous=FULL a commit syncs its log before anybody is told of it, this process's other connections and other processes included; to sync is to write all first, and what
 * fails then fails the commit. With cache_spill=OFF nothing is appended but by a commit: what a transaction that was given up had appended cannot be written later, over another connection's. So it is for
 * writers with both only, and for their logs only: all other files are the default VFS's own.
 */
#include "store/sqlite/log_internal.h"

#include <pthread.h>

enum { PIECE = 128 * 1024 };

typedef struct LogFile {
    sqlite3_file  base;
    sqlite3_int64 at;    /* where the bytes that are held belong */
    int           held;
    char         *piece; /* NULL: nothing is held */
    sqlite3_file *real;  /* behind this one */
} LogFile;

static LogFile *log_of(sqlite3_file *file)
{
    return (LogFile *)(void *)file;
}

/* What could not be written is let go: the transaction that it belongs to has failed. */
static int write_held(LogFile *file)
{
    int held = file->held;

    file->held = 0;
    return held != 0 ? file->real->pMethods->xWrite(file->real, file->piece, held, file->at) : SQLITE_OK;
}

static int log_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 at)
{
    LogFile *file = log_of(base);

    if (file->held != 0 && (at != file->at + file->held || size > PIECE - file->held)) {
        int code = write_held(file);

        if (code != SQLITE_OK)
            return code;
    }
    if (file->piece == NULL)
        file->piece = memory_new(PIECE);
    if (file->piece == NULL || size > PIECE)
        return file->real->pMethods->xWrite(file->real, bytes, size, at);
    if (file->held == 0)
        file->at = at;
    memcpy(file->piece + file->held, bytes, (size_t)size);
    file->held += size;
    return SQLITE_OK;
}

static int log_read(sqlite3_file *base, void *bytes, int size, sqlite3_int64 at)
{
    LogFile *file = log_of(base);
    int      code = write_held(file);

    return code == SQLITE_OK ? file->real->pMethods->xRead(file->real, bytes, size, at) : code;
}

static int log_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    LogFile *file = log_of(base);
    int      code = write_held(file);

    return code == SQLITE_OK ? file->real->pMethods->xTruncate(file->real, size) : code;
}

static int log_sync(sqlite3_file *base, int flags)
{
    LogFile *file = log_of(base);
    int      code = write_held(file);

    return code == SQLITE_OK ? file->real->pMethods->xSync(file->real, flags) : code;
}

static int log_size(sqlite3_file *base, sqlite3_int64 *size)
{
    LogFile *file = log_of(base);
    int      code = write_held(file);

    return code == SQLITE_OK ? file->real->pMethods->xFileSize(file->real, size) : code;
}

/* A commit has synced what it appended: what is held still is of none, and would be written over whatever another connection has appended since. */
static int log_close(sqlite3_file *base)
{
    LogFile *file = log_of(base);

    memory_free(file->piece);
    file->piece = NULL;
    return file->real->pMethods->xClose(file->real);
}

static int log_control(sqlite3_file *base, int operation, void *argument)
{
    LogFile *file = log_of(base);

    return file->real->pMethods->xFileControl(file->real, operation, argument);
}

static int log_sector(sqlite3_file *base)
{
    LogFile *file = log_of(base);

    return file->real->pMethods->xSectorSize(file->real);
}

static int log_device(sqlite3_file *base)
{
    LogFile *file = log_of(base);

    return file->real->pMethods->xDeviceCharacteristics(file->real);
}

/* A log is never locked: that is done with the database's own file. */
static int log_no_lock(sqlite3_file *base, int lock)
{
    (void)base;
    (void)lock;
    return SQLITE_OK;
}

static int log_not_reserved(sqlite3_file *base, int *reserved)
{
    (void)base;
    *reserved = 0;
    return SQLITE_OK;
}

static const sqlite3_io_methods log_methods = {
    .iVersion = 1, .xClose = log_close, .xRead = log_read, .xWrite = log_write, .xTruncate = log_truncate, .xSync = log_sync, .xFileSize = log_size, .xLock = log_no_lock, .xUnlock = log_no_lock,
    .xCheckReservedLock = log_not_reserved, .xFileControl = log_control, .xSectorSize = log_sector, .xDeviceCharacteristics = log_device};

/* ---- the VFS ---- */

static sqlite3_vfs *real_of(const sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *flags_out)
{
    sqlite3_vfs *real = real_of(vfs);
    LogFile     *file = log_of(base);
    int          code;

    if ((flags & SQLITE_OPEN_WAL) == 0)
        return real->xOpen(real, name, base, flags, flags_out);
    *file = (LogFile){.real = (sqlite3_file *)(void *)(file + 1)};
    code = real->xOpen(real, name, file->real, flags, flags_out);
    if (file->real->pMethods != NULL && code == SQLITE_OK)
        file->base.pMethods = &log_methods;
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    return real_of(vfs)->xDelete(real_of(vfs), name, sync);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    return real_of(vfs)->xAccess(real_of(vfs), name, flags, out);
}

static int vfs_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
    return real_of(vfs)->xFullPathname(real_of(vfs), name, size, out);
}

static int vfs_random(sqlite3_vfs *vfs, int size, char *out)
{
    return real_of(vfs)->xRandomness(real_of(vfs), size, out);
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
    return real_of(vfs)->xSleep(real_of(vfs), microseconds);
}

static int vfs_time(sqlite3_vfs *vfs, double *out)
{
    return real_of(vfs)->xCurrentTime(real_of(vfs), out);
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    return real_of(vfs)->xGetLastError(real_of(vfs), size, out);
}

static sqlite3_vfs vfs = {.iVersion = 1, .zName = "rapporteur-log", .xOpen = vfs_open, .xDelete = vfs_delete, .xAccess = vfs_access, .xFullPathname = vfs_path, .xRandomness = vfs_random,
                          .xSleep = vfs_sleep, .xCurrentTime = vfs_time, .xGetLastError = vfs_last_error};

/* Registered for the opening alone: SQLite makes any registered VFS the default one when another is taken away, as tests do, and this one would then stand before itself. */
int log_open(const char *path, int flags, sqlite3 **out)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    sqlite3_vfs           *real;
    int                    code;

    (void)pthread_mutex_lock(&lock);
    real = sqlite3_vfs_find(NULL);
    if (real != NULL) {
        vfs.pAppData = real;
        vfs.szOsFile = (int)sizeof(LogFile) + real->szOsFile;
        vfs.mxPathname = real->mxPathname;
    }
    if (real != NULL && sqlite3_vfs_register(&vfs, 0) == SQLITE_OK) {
        code = sqlite3_open_v2(path, out, flags, vfs.zName);
        (void)sqlite3_vfs_unregister(&vfs);
    } else {
        code = sqlite3_open_v2(path, out, flags, NULL);
    }
    (void)pthread_mutex_unlock(&lock);
    return code;
}
