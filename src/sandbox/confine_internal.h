/* SPDX-License-Identifier: Apache-2.0
 *
 * confine: how a child gives up what it may not have. All of it works on the calling process and cannot be undone.
 */
#ifndef SANDBOX_CONFINE_INTERNAL_H
#define SANDBOX_CONFINE_INTERNAL_H

#include "sandbox/sandbox.h"

enum { CONFINE_PIPE = 3 }; /* the one descriptor a confined child has */

/* In the parent, before the first fork: compiles the list of system calls, measures the process. False: the kernel lets us build nothing. */
bool confine_prepare(void);
/* In what starts children, where that is a process that needs as little as they do: what it can give up itself is given up once, and its children begin without it: files, network, new rights, handlers of signals. False as below; each
   child then tries it. */
bool confine_common(void);
/* In the child: all of it. `pipe` becomes CONFINE_PIPE. False when a layer that the kernel has could not be put on: then the child must not work. `quiet`: any system call but read, write and exit (not exit_group) will
   kill it, and so will looking at the processor's clock (with SIGSEGV). */
bool confine_self(int pipe, const SandboxLimits *limits, bool quiet);

bool confine_has_seccomp(void);
int  confine_landlock_version(void); /* 0: the kernel has none */

#endif
