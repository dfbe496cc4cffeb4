/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys, policies and cosigned checkpoints made on the spot.
 */
#ifndef TESTS_UNIT_RECORD_TREE_MADE_H
#define TESTS_UNIT_RECORD_TREE_MADE_H

#include "record/record.h"
#include "suite.h"

/* The key of a number: its seed holds the number, its name is `name` or, when NULL, "w<number>.example". */
void made_key(unsigned number, const char *name, KeyType type, KeySecret *out);
/* A template with {k} for the vkey of cosigner key k, {l} for that of a log key: "witness a {1}". The caller clears the buffer. */
void made_policy_text(const char *pattern, Buffer *out);
Policy *made_policy(const char *pattern);

#endif
