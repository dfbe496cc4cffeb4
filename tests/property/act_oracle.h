/* SPDX-License-Identifier: Apache-2.0
 *
 * The other way to judge whether bytes are an act's canonical JSON, as docs/formats/record.md puts it: parse with duplicates refused, walk for the limits, print
 * compactly with sorted keys, compare bytes. On jansson alone; act_json_check is held against it.
 */
#ifndef TESTS_PROPERTY_ACT_ORACLE_H
#define TESTS_PROPERTY_ACT_ORACLE_H

#include "base/base.h"

/* `with` gets the printed value of the top-level member of that name, or stays empty. */
bool act_oracle_accepts(Slice json, int depth, Buffer *with);
/* Crashes when act_json_check judges otherwise. Returns what both say. */
bool act_oracle_compare(Slice json, int depth);

#endif
