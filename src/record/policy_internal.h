/* SPDX-License-Identifier: Apache-2.0
 *
 * What checkpoint.c asks of a policy: when its quorum was met.
 */
#ifndef RECORD_POLICY_INTERNAL_H
#define RECORD_POLICY_INTERNAL_H

#include "record/record.h"

#define POLICY_NEVER INT64_MAX

/* The smallest time by which the witnesses that had cosigned satisfy the quorum; POLICY_NEVER when they do not. times[i] is that of policy_witness(i), or
   POLICY_NEVER. The policy must have a quorum. */
int64_t policy_quorum_time(const Policy *policy, const int64_t *times);

#endif
