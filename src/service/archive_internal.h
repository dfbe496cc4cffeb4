/* SPDX-License-Identifier: Apache-2.0
 *
 * What writing and reading archives share.
 */
#ifndef SERVICE_ARCHIVE_INTERNAL_H
#define SERVICE_ARCHIVE_INTERNAL_H

#include "service/service.h"

enum { ARCHIVE_PATH_SIZE = 4096, ARCHIVE_FILE_MODE = 0644, ARCHIVE_FOLDER_MODE = 0700 };

#endif
