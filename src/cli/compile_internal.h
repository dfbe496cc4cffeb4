/* SPDX-License-Identifier: Apache-2.0
 *
 * Which files a compilation is made of.
 */
#ifndef CLI_COMPILE_INTERNAL_H
#define CLI_COMPILE_INTERNAL_H

#include "cli/report_internal.h"

/* What the command line names: submissions, and what a folder holds that is none. */
typedef struct Submissions {
    Arena      *arena;
    const char *base;                 /* never a submission */
    const char *output, *report;      /* of the command; NULL: none. What an earlier run left there is no submission either */
    ReportRow  *rows;
    size_t      count, capacity;
    NotTaken   *not_taken;
    size_t      not_taken_count, not_taken_capacity;
    Problem    *problem;
} Submissions;

/* An operand: a file, Name=path, or a folder. */
Status submissions_add(Submissions *to, const char *operand) MUST_USE;
Status submissions_leave_out(Submissions *from, const char *path, NotTakenWhy why) MUST_USE;

#endif
