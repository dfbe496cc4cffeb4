/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the disk share: disk.c has files, folder and power cuts, disk_locks.c SQLite's locks and shared memory.
 */
#ifndef TESTS_CRASH_DISK_INTERNAL_H
#define TESTS_CRASH_DISK_INTERNAL_H

#include "disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stddef.h>

enum { REGIONS_MAX = 64, NAME_MAX_SIZE = 512 };

typedef struct Bytes {
    uint8_t *data;
    size_t   size, capacity;
} Bytes;

typedef struct Change { /* that waits for a sync */
    struct Change *next;
    bool           truncate;
    size_t         at, size;
    uint8_t        data[];
} Change;

typedef struct SharedLock {
    int  readers;
    bool writer;
} SharedLock;

typedef struct DiskFile {
    struct DiskFile *next;
    char             name[NAME_MAX_SIZE];
    Bytes            now, durable;
    Change          *changes, **changes_end;
    bool             there, there_durable;
    unsigned         handles;
    int              readers; /* of SQLite's file locks */
    const void      *reserved, *pending, *exclusive;
    void            *regions[REGIONS_MAX];
    unsigned         maps;
    SharedLock       shared[SQLITE_SHM_NLOCK];
} DiskFile;

typedef struct Handle {
    sqlite3_file base;
    DiskFile    *file;
    int          level;
    bool         temporary, names_wait, mapped;
    uint16_t     reads, writes; /* locks of the shared memory that this handle holds */
} Handle;

typedef struct Disk {
    pthread_mutex_t lock;
    DiskFile       *files;
    sqlite3_vfs    *real;
    unsigned        open;
    uint64_t        all, crash_at, calls[DISK_ANY + 1], fail_from, fail_count, fail_after, failures, after, lost, torn, temporaries;
    DiskCall        fail_call;
    bool            crashed;
} Disk;

extern Disk disk;

/* Ends the program without memory: the disk of a test has some. */
void *disk_need(void *block);
/* Counts a call; true when it must fail. With the lock held. */
bool  disk_fails(DiskCall call);
void  disk_enter(void);
/* Gives the lock back, and the code. */
int   disk_leave(int code);

int  disk_lock(sqlite3_file *base, int level);
int  disk_unlock(sqlite3_file *base, int level);
int  disk_reserved(sqlite3_file *base, int *out);
int  disk_shared_map(sqlite3_file *base, int region, int size, int extend, void volatile **out);
int  disk_shared_lock(sqlite3_file *base, int offset, int count, int flags);
void disk_shared_barrier(sqlite3_file *base);
int  disk_shared_unmap(sqlite3_file *base, int forget);

#endif
