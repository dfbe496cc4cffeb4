/* SPDX-License-Identifier: Apache-2.0
 *
 * comparison: two stored texts as one list of paragraphs with what changed between them, for pages and programs.
 *
 * The answer depends on the bytes of the two texts and on this program's version alone. Time and memory are bounded by the limits below; what is longer is refused and is the command line's
 * (`rapporteur compare`).
 */
#ifndef SERVICE_COMPARISON_H
#define SERVICE_COMPARISON_H

#include "service/service.h"
#include "text/text.h"

enum {
    COMPARISON_BYTES_MAX = 2 * 1024 * 1024, /* of a stored text, some 300 pages: two of them that have no word in common take two seconds and 75 MB */
    COMPARISON_PARAGRAPHS_MAX = 6000
};

/* *out, new: {"language", "direction", "counts": {"changed", "inserted", "deleted", "moved", "renumbered", "dressed"}, "paragraphs": […]}. A count that is 0 is left out.
 *
 * A paragraph is {"id", "kind", "level"?, "label"?, "was_label"?, "state"?, "handle"?, "to"?, "from"?, "runs"}. `id` is that of the old text, or "n1", "n2" … of what only the new one has. `state` is
 * "changed", "inserted", "deleted", "moved" (it stands here now; `from`: where it stood) or "moved_away" (`to`); without it the paragraph is as it was, but for `was_label`, its number before.
 * `handle` names one that changed: "PP3", "OP2", "¶12". A run is {"text", "styles"?, "mark"?}: styles as styles_letters, mark "ins" or "del".
 *
 * ERR_NOT_FOUND: a text is not at hand, or withheld; ERR_LIMIT: too long. Any thread; takes up to two seconds: WORK. */
Status service_compare(Service *service, const Hash *old_text, const Hash *new_text, const Asker *asker, struct json_t **out, Problem *problem) MUST_USE;
/* The same of two texts in hand. */
Status comparison_make(const Text *old, const Text *new, struct json_t **out, Problem *problem) MUST_USE;

#endif
