/* SPDX-License-Identifier: Apache-2.0
 *
 * The embedded lists of States and groups (data/states.tsv, data/groups.txt).
 */
#ifndef CLI_NAMES_INTERNAL_H
#define CLI_NAMES_INTERNAL_H

#include "base/base.h"

extern const Slice names_states, names_groups;

#endif
