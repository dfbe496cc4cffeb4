/* SPDX-License-Identifier: Apache-2.0
 *
 * libarchive, loaded by the first call of it: only export and import need it. Nobody gets past archive_write_new and archive_read_new without it. A function
 * that is not here does not link: add its row.
 */
#include <archive.h>
#include <archive_entry.h>

#include "base/base.h"

#define LIBRARY "libarchive.so.13"

typedef struct archive       Archive;
typedef struct archive_entry Member;

LIBRARY_CALL(LIBRARY, const char *, NULL, archive_error_string, (Archive * archive), (archive))

LIBRARY_CALL(LIBRARY, Archive *, NULL, archive_write_new, (void), ())
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_write_set_format_ustar, (Archive * archive), (archive))
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_write_open_fd, (Archive * archive, int file), (archive, file))
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_write_header, (Archive * archive, Member *member), (archive, member))
LIBRARY_CALL(LIBRARY, la_ssize_t, -1, archive_write_data, (Archive * archive, const void *bytes, size_t size), (archive, bytes, size))
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_write_close, (Archive * archive), (archive))
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_write_free, (Archive * archive), (archive))

LIBRARY_CALL(LIBRARY, Archive *, NULL, archive_read_new, (void), ())
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_read_support_format_tar, (Archive * archive), (archive))
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_read_open_filename, (Archive * archive, const char *file, size_t block), (archive, file, block))
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_read_next_header, (Archive * archive, Member **member), (archive, member))
LIBRARY_CALL(LIBRARY, la_ssize_t, -1, archive_read_data, (Archive * archive, void *bytes, size_t size), (archive, bytes, size))
LIBRARY_CALL(LIBRARY, int, ARCHIVE_FATAL, archive_read_free, (Archive * archive), (archive))

LIBRARY_CALL(LIBRARY, Member *, NULL, archive_entry_new, (void), ())
LIBRARY_CALL(LIBRARY, Member *, NULL, archive_entry_clear, (Member * member), (member))
LIBRARY_CALL_VOID(LIBRARY, archive_entry_free, (Member * member), (member))
LIBRARY_CALL(LIBRARY, const char *, NULL, archive_entry_pathname, (Member * member), (member))
LIBRARY_CALL(LIBRARY, const char *, NULL, archive_entry_hardlink, (Member * member), (member))
LIBRARY_CALL(LIBRARY, __LA_MODE_T, 0, archive_entry_filetype, (Member * member), (member))
LIBRARY_CALL_VOID(LIBRARY, archive_entry_set_pathname, (Member * member, const char *path), (member, path))
LIBRARY_CALL_VOID(LIBRARY, archive_entry_set_filetype, (Member * member, unsigned type), (member, type))
LIBRARY_CALL_VOID(LIBRARY, archive_entry_set_perm, (Member * member, __LA_MODE_T mode), (member, mode))
LIBRARY_CALL_VOID(LIBRARY, archive_entry_set_mtime, (Member * member, time_t seconds, long nanoseconds), (member, seconds, nanoseconds))
LIBRARY_CALL_VOID(LIBRARY, archive_entry_set_size, (Member * member, la_int64_t size), (member, size))
