/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of a compilation: for each delegation, what came in, what is shown, what its file hides, what was put aside.
 */
#ifndef CLI_REPORT_INTERNAL_H
#define CLI_REPORT_INTERNAL_H

#include "cli/cli.h"

typedef struct ReportRow {
    Slice       name;
    const char *path;
    Amendment  *amendment;
    bool        tracked;
    size_t      silent;      /* differences from the base that the file's own tracking hides */
    size_t      objects;     /* images and the like that are not brought along */
    size_t      comments, properties, headers, hand_marked, taken_changes;
} ReportRow;

Status report_print(const Compilation *compilation, const ReportRow *rows, size_t count, Buffer *out) MUST_USE;
Status report_print_json(const Compilation *compilation, const ReportRow *rows, size_t count, Buffer *out) MUST_USE;
/* Silent changes are said on standard error even when no report is asked for. */
void   report_warn(const ReportRow *rows, size_t count);

#endif
