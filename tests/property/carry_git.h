/* SPDX-License-Identifier: Apache-2.0
 *
 * What `git merge-file` makes of cases: files of one token a line, many cases in one file so that one process merges them, each line with the number of its case so that no case can be mistaken for another.
 */
#ifndef TESTS_PROPERTY_CARRY_GIT_H
#define TESTS_PROPERTY_CARRY_GIT_H

#include "property/carry_edits.h"

enum { GIT_BATCH = 12 };

typedef struct GitMerge {
    bool   conflict;
    Tokens tokens; /* where there is none */
} GitMerge;

/* A folder of its own under TMPDIR. False, with a sentence on stderr, where there is none or no git. */
bool git_open(void);
void git_close(void);
/* `merged` holds what out's tokens lie in. */
bool git_merge(const MergeCase *cases, uint32_t count, Buffer *merged, GitMerge *out);

#endif
