/* SPDX-License-Identifier: Apache-2.0
 *
 * log: a SQLite VFS that writes a write-ahead log in large pieces, and is the default one in all else. For connections with synchronous=FULL only.
 */
#ifndef STORE_SQLITE_LOG_INTERNAL_H
#define STORE_SQLITE_LOG_INTERNAL_H

#include "base/base.h"

#include <sqlite3.h>

/* Its name, for sqlite3_open_v2. NULL (which is the default VFS): it could not be registered. */
const char *log_vfs(void);

#endif
