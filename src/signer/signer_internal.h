/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parent's and the child's half share. The child begins with one SignerStart on the socket: both are the same program's image, so its pointers to static
 * words hold on either side.
 */
#ifndef SIGNER_SIGNER_INTERNAL_H
#define SIGNER_SIGNER_INTERNAL_H

#include <sys/types.h>

#include "signer/signer.h"

/* A sanitizer's runtime needs system calls of its own. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define UNDER_SANITIZER 1
#endif
#ifndef UNDER_SANITIZER
#define UNDER_SANITIZER 0
#endif

typedef struct SignerStart {
    Status  status;
    Problem problem;
    Key     keys[SIGNER_KEYS];
} SignerStart;

/* ---- child.c: the whole life of the child. `parent` is who forked it. ---- */
_Noreturn void child_run(const char *folder, int socket, pid_t parent);

#endif
