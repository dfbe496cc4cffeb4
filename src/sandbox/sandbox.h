/* SPDX-License-Identifier: Apache-2.0
 *
 * sandbox: runs work on hostile bytes in a child process that has no files, no network, little memory and little time, and brings its
 * result back over a pipe. The child is a fork: what the work needs is in memory already, and whatever it spoils dies with it.
 *
 * Layers, each of which holds without the others: every file descriptor but the pipe closed; limits on memory, processor time, files and processes;
 * no_new_privs; Landlock without any right (where the kernel has it); a list of permitted system calls (seccomp), or none but to read, write and end (its strict mode).
 *
 * Not here: what is read. Not for a process that holds keys: the child begins with a copy of its memory.
 * With threads: the child has only the caller's. A lock that another thread held at that moment stays held there; the time limit ends such a child.
 */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include "base/base.h"

typedef struct SandboxLimits {
    size_t   memory;      /* bytes it may add to what the process has */
    size_t   result;      /* bytes of the result */
    unsigned cpu_seconds;
    unsigned wall_ms;
} SandboxLimits;
extern const SandboxLimits sandbox_limits_default;

/* Runs in the child. Puts its result in *result; a failure is a Status and a Problem, as everywhere. */
typedef Status (*SandboxWork)(const void *context, Buffer *result, Problem *problem);

typedef struct SandboxJob {
    SandboxWork          work;
    const void          *context;
    const SandboxLimits *limits; /* NULL: the default ones */
    bool                 quiet;  /* of many jobs: the work is expected to ask the kernel for nothing, and has seccomp's strict mode, which costs the least; where it asks after all, it is run again under the list */
    bool                 first;  /* of the first of many jobs: of those behind it no more are begun than run at once, until it is done */
    void               (*warm)(void); /* or NULL: does on our own bytes what the work does on others', once, in the process that starts many children; they begin as it left off */
} SandboxJob;

/* The result is appended to *out, which the caller has initialized. A crash, a breach of a limit or a lie in the answer is a Problem with one clear sentence. */
Status sandbox_run(const SandboxJob *job, Buffer *out, Problem *problem) MUST_USE;

/* Called in the parent as each job ends, in the order in which they end; its status is written by then, those of jobs that still run are not. */
typedef void (*SandboxProgress)(void *context, size_t done, size_t count);

/* Keeps `at_once` children at work until all jobs are done (0: one for each processor). outs, problems and statuses have `count` elements, each job's own; problems
   may be NULL. OK when every job was tried, whatever became of it. */
Status sandbox_run_many(const SandboxJob *jobs, size_t count, unsigned at_once, Buffer *outs, Problem *problems, Status *statuses,
                        SandboxProgress progress, void *context) MUST_USE;

/* Says in a sentence which layers this kernel gives. True when it gives all of them. */
bool sandbox_describe(Buffer *out);

#endif
