/* SPDX-License-Identifier: Apache-2.0
 *
 * Folders and made records for the suites of this folder.
 */
#ifndef TESTS_UNIT_SERVICE_RECORDS_H
#define TESTS_UNIT_SERVICE_RECORDS_H

#include "record_maker.h"
#include "suite.h"

enum { PLACE_SIZE = 512 };

/* A path below this suite's own temporary folder, which is made at first use and removed by records_remove. Rotates through eight results. */
const char *records_path(const char *name);
void records_remove(void);
/* An installation of so many entries at records_path(name). */
void records_made(const char *name, uint64_t size);
void records_made_other(const char *name, uint64_t size, uint64_t other_from);
/* Its files, exported and unpacked by tar, at records_path(files). */
void records_files(const char *name, const char *files);
/* Of a file below the folder; must be there. The caller clears it. */
Buffer records_read(const char *path);
void   records_write(const char *path, Slice bytes);
void   records_run(const char *command, ...) __attribute__((format(printf, 1, 2)));
/* Verifies an installation, mirror or folder of files. */
Status records_verify(const char *path, VerifyReport *report, Problem *problem);

#endif
