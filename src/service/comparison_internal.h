/* SPDX-License-Identifier: Apache-2.0
 *
 * What comparison.c and comparison_words.c share.
 */
#ifndef SERVICE_COMPARISON_INTERNAL_H
#define SERVICE_COMPARISON_INTERNAL_H

#include "service/comparison.h"

#define MARK_SIGN "\xE2\x80\xA9" /* U+2029: a paragraph mark within changed words */
#define PILCROW "\xC2\xB6"       /* how it is shown */

/* Appends a run; empty text: nothing. `mark`: "ins", "del", or NULL. */
void comparison_words_piece(struct json_t *runs, Slice text, uint32_t styles, const char *mark);
/* Bytes from..to of the paragraph's text; a note is its number, one that is new an asterisk. */
void comparison_words_runs(struct json_t *runs, const Paragraph *paragraph, uint32_t from, uint32_t to, bool is_new, const char *mark);
/* The three bytes of `sign` stand there. */
bool comparison_words_at(Slice text, uint32_t at, const char *sign);
/* Member `handle`: "PP3", "OP2" (of a resolution), "2 (a)", "¶12". */
void comparison_words_handle(struct json_t *made, const Text *text, uint32_t index);

#endif
