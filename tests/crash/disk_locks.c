/* SPDX-License-Identifier: Apache-2.0
 *
 * See disk.h: SQLite's locks of a file and its shared memory, both within this process alone.
 */
#include "disk_internal.h"

#include <stdlib.h>

/* ---- locks of the file, as the documentation of SQLite's locking describes them ---- */

static int lock_raise(Handle *handle, int level)
{
    DiskFile *file = handle->file;

    if (level == SQLITE_LOCK_SHARED) {
        if (file->pending != NULL || file->exclusive != NULL)
            return SQLITE_BUSY;
        file->readers++;
        handle->level = SQLITE_LOCK_SHARED;
        return SQLITE_OK;
    }
    if (file->reserved != NULL && file->reserved != handle)
        return SQLITE_BUSY;
    if (level == SQLITE_LOCK_RESERVED) {
        file->reserved = handle;
        handle->level = SQLITE_LOCK_RESERVED;
        return SQLITE_OK;
    }
    if (file->pending != NULL && file->pending != handle)
        return SQLITE_BUSY;
    file->pending = handle;
    handle->level = SQLITE_LOCK_PENDING;
    if (file->readers > 1)
        return SQLITE_BUSY;
    file->exclusive = handle;
    handle->level = SQLITE_LOCK_EXCLUSIVE;
    return SQLITE_OK;
}

int disk_lock(sqlite3_file *base, int level)
{
    Handle *handle = (Handle *)base;

    disk_enter();
    if (handle->level >= level)
        return disk_leave(SQLITE_OK);
    if (disk_fails(DISK_LOCK))
        return disk_leave(SQLITE_IOERR_LOCK);
    return disk_leave(lock_raise(handle, level));
}

int disk_unlock(sqlite3_file *base, int level)
{
    Handle   *handle = (Handle *)base;
    DiskFile *file = handle->file;

    disk_enter();
    if (handle->level <= level)
        return disk_leave(SQLITE_OK);
    file->reserved = file->reserved == handle ? NULL : file->reserved;
    file->pending = file->pending == handle ? NULL : file->pending;
    file->exclusive = file->exclusive == handle ? NULL : file->exclusive;
    if (level == SQLITE_LOCK_NONE)
        file->readers--;
    handle->level = level;
    return disk_leave(SQLITE_OK);
}

int disk_reserved(sqlite3_file *base, int *out)
{
    disk_enter();
    *out = 0;
    if (disk_fails(DISK_LOCK))
        return disk_leave(SQLITE_IOERR_CHECKRESERVEDLOCK);
    *out = ((Handle *)base)->file->reserved != NULL;
    return disk_leave(SQLITE_OK);
}

/* ---- shared memory: of this process alone ---- */

int disk_shared_map(sqlite3_file *base, int region, int size, int extend, void volatile **out)
{
    Handle   *handle = (Handle *)base;
    DiskFile *file = handle->file;

    disk_enter();
    *out = NULL;
    if (disk_fails(DISK_MAP) || region >= REGIONS_MAX)
        return disk_leave(SQLITE_IOERR_SHMMAP);
    if (!handle->mapped)
        file->maps++;
    handle->mapped = true;
    if (file->regions[region] == NULL && extend)
        file->regions[region] = disk_need(calloc(1, (size_t)size));
    *out = file->regions[region];
    return disk_leave(SQLITE_OK);
}

static int shared_take(Handle *handle, int offset, int count, bool exclusive)
{
    for (int i = offset; i < offset + count; i++) {
        const SharedLock *lock = &handle->file->shared[i];
        uint16_t          bit = (uint16_t)(1u << i);

        if ((exclusive ? handle->writes : handle->reads) & bit)
            continue;
        if (lock->writer || (exclusive && lock->readers - ((handle->reads & bit) != 0) > 0))
            return SQLITE_BUSY;
    }
    for (int i = offset; i < offset + count; i++) {
        uint16_t bit = (uint16_t)(1u << i);

        if ((exclusive ? handle->writes : handle->reads) & bit)
            continue;
        if (exclusive) {
            handle->file->shared[i].writer = true;
            handle->writes |= bit;
        } else {
            handle->file->shared[i].readers++;
            handle->reads |= bit;
        }
    }
    return SQLITE_OK;
}

static void shared_give(Handle *handle, int offset, int count)
{
    for (int i = offset; i < offset + count; i++) {
        uint16_t bit = (uint16_t)(1u << i);

        if (handle->writes & bit)
            handle->file->shared[i].writer = false;
        if (handle->reads & bit)
            handle->file->shared[i].readers--;
        handle->writes &= (uint16_t)~bit;
        handle->reads &= (uint16_t)~bit;
    }
}

int disk_shared_lock(sqlite3_file *base, int offset, int count, int flags)
{
    Handle *handle = (Handle *)base;

    disk_enter();
    if (flags & SQLITE_SHM_UNLOCK) {
        shared_give(handle, offset, count);
        return disk_leave(SQLITE_OK);
    }
    if (disk_fails(DISK_LOCK))
        return disk_leave(SQLITE_IOERR_SHMLOCK);
    return disk_leave(shared_take(handle, offset, count, (flags & SQLITE_SHM_EXCLUSIVE) != 0));
}

void disk_shared_barrier(sqlite3_file *base)
{
    (void)base;
    disk_enter();
    __sync_synchronize();
    (void)disk_leave(0);
}

/* The last to leave takes it away: who comes next reads the log anew. */
int disk_shared_unmap(sqlite3_file *base, int forget)
{
    Handle   *handle = (Handle *)base;
    DiskFile *file = handle->file;

    (void)forget;
    disk_enter();
    shared_give(handle, 0, SQLITE_SHM_NLOCK);
    if (handle->mapped && --file->maps == 0)
        for (int i = 0; i < REGIONS_MAX; i++) {
            free(file->regions[i]);
            file->regions[i] = NULL;
        }
    handle->mapped = false;
    return disk_leave(SQLITE_OK);
}
