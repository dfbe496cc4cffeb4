/* SPDX-License-Identifier: Apache-2.0
 *
 * starter: a process that does nothing but start the children of one run, one after another. It is made at the run's beginning, when this process is small and nothing of the run has been worked on: its children
 * begin with few pages, and what this process goes on writing is copied once and not again with each child. It reads no hostile byte. It ends, and its children with it, when the line to it is closed.
 */
#ifndef SANDBOX_STARTER_INTERNAL_H
#define SANDBOX_STARTER_INTERNAL_H

#include "base/base.h"

#include <sys/types.h>

typedef struct Starter {
    pid_t pid;
    int   line; /* a socket; each question on it has one answer */
} Starter;

/* What a child is: it never returns. `pipe` is its own copy of the descriptor that it was started with. */
typedef void (*StarterChild)(const void *context, size_t job, int pipe);

/* `context` is what the children see: as it is now, whatever becomes of it here. False: there is none, and nothing to end. */
bool  starter_begin(Starter *out, StarterChild child, const void *context);
/* The new child, or -1. The caller keeps and closes its own copy of `pipe`. */
pid_t starter_start(const Starter *starter, size_t job, int pipe);
/* Kills the child, waits for its end and says how it ended, as waitpid() does. False: the starter is gone, and the child with it. */
bool  starter_finish(const Starter *starter, pid_t child, int *how);
/* Of a child of this process. Also when its pipe has ended: a child may close it and stay. One that is on its way out keeps its exit status. */
int   starter_reap(pid_t child);
void  starter_end(Starter *starter);

#endif
