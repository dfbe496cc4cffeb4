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
    bool        from_folder, left_out; /* left_out: it is none after all */
    bool        tracked;
    size_t      silent;      /* differences from the base that the file's own tracking hides */
    size_t      objects;     /* images and the like that are not brought along */
    size_t      comments, properties, headers, hand_marked, numbers, running, pages, foreign, taken_changes;
} ReportRow;

/* What lay in a folder and is no submission. */
typedef enum NotTakenWhy { NOT_TAKEN_NO_DOCX, NOT_TAKEN_COMPILATION, NOT_TAKEN_WHYS } NotTakenWhy;

typedef struct NotTaken {
    const char *path;
    NotTakenWhy why;
} NotTaken;

typedef struct ReportOf {
    const Compilation *compilation;
    const ReportRow   *rows;
    size_t             count;
    const NotTaken    *not_taken;
    size_t             not_taken_count;
} ReportOf;

Status report_print(const ReportOf *of, Buffer *out) MUST_USE;
Status report_print_json(const ReportOf *of, Buffer *out) MUST_USE;
/* Silent changes, and files that were not taken, are said on standard error even when no report is asked for. */
void   report_warn(const ReportOf *of);

#endif
