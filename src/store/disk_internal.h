/* SPDX-License-Identifier: Apache-2.0
 *
 * disk: plain files beside the databases: read with a limit, written whole and flushed or not at all. For blobs, payload keys and folders of a record's files.
 */
#ifndef STORE_DISK_INTERNAL_H
#define STORE_DISK_INTERNAL_H

#include "base/base.h"

#include <sys/types.h>

enum { DISK_PATH_MAX = 4096 };

/* "folder/name"; ERR_LIMIT when it does not fit. */
Status disk_path(const char *folder, const char *name, char out[DISK_PATH_MAX], Problem *problem) MUST_USE;
/* ERR_NOT_FOUND, without writing to problem, when there is no such regular file. At most `limit` bytes are appended; more is ERR_LIMIT. */
Status disk_read(const char *path, size_t limit, Buffer *out, Problem *problem) MUST_USE;
/* Writes into `temporary` (in the same folder), flushes it, renames it to `path`, flushes the folder. A temporary file of that name is written over. */
Status disk_write(const char *path, const char *temporary, Slice bytes, mode_t mode, Problem *problem) MUST_USE;
bool   disk_write_all(int file, Slice bytes);
Status disk_make_folder(const char *path, mode_t mode, Problem *problem) MUST_USE;
Status disk_flush_folder_of(const char *path, Problem *problem) MUST_USE;
/* errno as a Problem. */
Status disk_problem(const char *path, Problem *problem);

#endif
