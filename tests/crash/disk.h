/* SPDX-License-Identifier: Apache-2.0
 *
 * A disk in memory for SQLite that can fail and can lose its power. It is the default VFS once installed, so that everything that goes through SQLite
 * (record.sqlite, view.sqlite, node.sqlite, private.sqlite) lies on it; files beside SQLite (keys, payload.keys, blobs) do not.
 *
 * Each file has what is seen and what is durable. Writes and truncations wait in order until the file is synced; names that were made or deleted wait until
 * the folder is synced, which SQLite does with the first sync of a new journal or log, and when it deletes with a sync. A power cut leaves of what waits
 * nothing, all, a beginning, or any part of it, the last or any write torn at sectors of 512 bytes; by the seed.
 *
 * What bytes a torn write does not cover stay as they were (SQLite calls it powersafe overwrite and assumes it by default).
 */
#ifndef TESTS_CRASH_DISK_H
#define TESTS_CRASH_DISK_H

#include <stdbool.h>
#include <stdint.h>

typedef enum DiskCall { DISK_OPEN, DISK_READ, DISK_WRITE, DISK_TRUNCATE, DISK_SYNC, DISK_SIZE, DISK_LOCK, DISK_DELETE, DISK_ACCESS, DISK_MAP, DISK_ANY } DiskCall;

extern const char *const disk_call_names[DISK_ANY + 1];

void     disk_install(void);
/* Forgets every file. None may be open. */
void     disk_forget(void);
/* From the n-th call from now on, every call fails, until the power cut. 0: never. */
void     disk_crash_at(uint64_t n);
bool     disk_crashed(void);
/* Every file falls back to what is durable and some of what waited. None may be open. */
void     disk_power_cut(uint64_t seed);
/* The calls number from … from + count - 1 of this kind from now on fail, and after the first of them the next `after` calls of any kind. A failing write is cut short or finds the disk full, in turn; a failing sync makes nothing durable. */
void     disk_fail(DiskCall call, uint64_t from, uint64_t count, uint64_t after);
/* How many there have been since disk_fail, and how many have failed by it. */
/* True when all that was to fail has failed. */
bool     disk_fault_over(void);
uint64_t disk_calls(DiskCall call);
uint64_t disk_failures(void);
unsigned disk_open_files(void);
/* What power cuts have lost and torn. */
uint64_t disk_lost_writes(void);
uint64_t disk_torn_writes(void);

#endif
