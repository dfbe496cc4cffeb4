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
/* In the child. `pipe` becomes CONFINE_PIPE. False when a layer that the kernel has could not be put on: then the child must not work. */
bool confine_self(int pipe, const SandboxLimits *limits);

bool confine_has_seccomp(void);
int  confine_landlock_version(void); /* 0: the kernel has none */

#endif
