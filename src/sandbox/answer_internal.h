/* SPDX-License-Identifier: Apache-2.0
 *
 * answer: what a child says, as bytes: a status, a Problem, a result. The parent believes none of it before it is checked.
 */
#ifndef SANDBOX_ANSWER_INTERNAL_H
#define SANDBOX_ANSWER_INTERNAL_H

#include "base/base.h"

enum { ANSWER_HEAD_MAX = 16 * 1024 }; /* all but the result */

/* The head of an answer; the result's bytes follow it. */
void answer_encode_head(Status status, const Problem *problem, size_t result, Buffer *out);
/* How long the answer says it is, from its beginning; 0 while its head is not whole. A claim, like all of it. */
size_t answer_size(Slice start);
/* Takes a whole answer apart. False when it is none. *result is borrowed from `bytes`. */
bool answer_decode(Slice bytes, Status *status, Problem *problem, Slice *result);

#endif
