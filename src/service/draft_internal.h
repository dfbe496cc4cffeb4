/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files on private drafts and their texts share: draft_text.c, draft_carry.c.
 */
#ifndef SERVICE_DRAFT_INTERNAL_H
#define SERVICE_DRAFT_INTERNAL_H

#include "service/private_draft.h"
#include "service/text_internal.h"

/* text.show as the view answers it. */
Status draft_text_show(Service *service, Slice process, const Asker *asker, int64_t now, json_t **out, Problem *problem) MUST_USE;
/* The version with the changes of the file in it. */
Status draft_text_with_file(const Text *base, const json_t *content, Text **out, Problem *problem) MUST_USE;
/* That with the words in it that were written in the page. Those of a paragraph that is not there go into `aside`. */
Status draft_text_written(const Text *filed, const json_t *content, json_t *aside, Text **out, Problem *problem) MUST_USE;
/* The whole text that the draft wants; *filed: with the file's changes alone. Both are the caller's, also after a failure. */
Status draft_text_wanted(const Text *base, const json_t *content, Text **filed, Text **out, json_t *aside, Problem *problem) MUST_USE;
/* May a new paragraph stand behind this one? */
bool   draft_text_has_place(const Text *text, Slice after);
Status draft_text_compare(const Text *base, const Text *wanted, Amendment **out, Problem *problem) MUST_USE;

#endif
