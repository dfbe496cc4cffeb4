/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs an operation with each of its allocations failing in turn. Whatever fails, the operation ends in OK with the right result or in
 * ERR_MEMORY; it leaks nothing; and run again with memory, it gives the right result.
 */
#ifndef TESTS_FAULT_WALK_H
#define TESTS_FAULT_WALK_H

#include "base/base.h"

enum { WALK_OUTPUT_MAX = 64 * 1024 * 1024 };

/* Appends its whole result to out. Everything it takes it gives back, whatever it returns. */
typedef Status (*Operation)(const void *input, Buffer *out);

typedef struct Walk {
    const char *name;
    Operation   run;
    const void *input;
} Walk;

/* Walks every operation twice, with one failure and with lasting failure; prints the count line under `suite`. Returns main's status. */
int  walk_all(const char *suite, const Walk *walks, size_t count);
/* A whole file below the source folder, into a buffer of its own; ends the program when it cannot. */
void walk_read_file(const char *path, Buffer *out);

#endif
