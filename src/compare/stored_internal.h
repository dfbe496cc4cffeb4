/* SPDX-License-Identifier: Apache-2.0
 *
 * The stored forms of amendments and compilations: what their files share.
 */
#ifndef COMPARE_STORED_INTERNAL_H
#define COMPARE_STORED_INTERNAL_H

#include <jansson.h>

#include "compare/compare.h"

enum { STORED_MARK_SIZE = 3 };
#define STORED_MARK "\xE2\x80\xA9"

/* The changes as a JSON array (a new reference), and back. The base's ids must be unique. */
Status stored_print_changes(const Text *base, const Amendment *amendment, json_t **out, Problem *problem) MUST_USE;
Status stored_read_changes(const Text *base, const json_t *list, Amendment **out, Problem *problem) MUST_USE;

/* What was read, change by change, becomes one amendment: insertions at one place are joined, and what meets is refused. Then it is in the order of compare.h. */
Status stored_settle(const Text *base, Amendment *all, Problem *problem) MUST_USE;

/* Puts a new reference into an object; frees it when that fails. */
Status stored_put(json_t *object, const char *key, json_t *value) MUST_USE;
Status stored_append(json_t *array, json_t *value) MUST_USE;

/* The place of a story's paragraph in the story as one string, its paragraphs joined by U+2029. */
uint32_t stored_story_start(const Text *base, uint32_t paragraph);

#endif
