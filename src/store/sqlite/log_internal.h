/* SPDX-License-Identifier: Apache-2.0
 *
 * log: a SQLite VFS that writes a write-ahead log in large pieces, and is the default one in all else. For connections with synchronous=FULL only.
 */
#ifndef STORE_SQLITE_LOG_INTERNAL_H
#define STORE_SQLITE_LOG_INTERNAL_H

#include "base/base.h"

#include <sqlite3.h>

/* As sqlite3_open_v2. */
int log_open(const char *path, int flags, sqlite3 **out);

#endif
