/* SPDX-License-Identifier: Apache-2.0
 *
 * What the commands on texts under negotiation share: a text as a record shows it, and acts on it.
 */
#ifndef CLI_TEXT_INTERNAL_H
#define CLI_TEXT_INTERNAL_H

#include "cli/record_internal.h"
#include "service/text_making.h"

/* A text of a record: what text.show answers, and the version in force. */
typedef struct Negotiation {
    const OptionSet *options;
    Reach            reach;
    Slice            process;
    json_t          *answer;  /* NULL: there is no such text yet */
    Text            *base;    /* NULL: no version was issued yet */
} Negotiation;

/* The text that the second operand names. What a server sends is checked against its name and read in a child. `may_begin`: that there is none is no fault. */
Status negotiation_open(const OptionSet *options, bool may_begin, Negotiation *out, Problem *problem) MUST_USE;
void   negotiation_close(Negotiation *negotiation);
/* A question of the record's house, as JSON: `path` is that of its page without the language, such as "texts"; `query` and `argument` (NULL: none) ask an installation for the same. */
Status negotiation_ask(Reach *reach, const char *path, const char *query, const char *argument, json_t **out, Problem *problem) MUST_USE;
/* A whole act id of its beginning (at least 6 signs), among those that the answer has. */
Status negotiation_act(const Negotiation *negotiation, const char *beginning, json_t **out, Problem *problem) MUST_USE;
/* "7", "OP7", "PP2", "7 (a)", an id, or how one heading begins, as an id. */
Status negotiation_paragraph(const Negotiation *negotiation, const char *name, json_t **out, Problem *problem) MUST_USE;
/* Signs with --by and submits, or writes where -o says. */
Status negotiation_act_on(const Negotiation *negotiation, const char *kind, json_t *object, Problem *problem) MUST_USE;

/* ---- text list, show, map (text_show.c) ---- */

extern const OptionRow text_list_options[], text_show_options[];
Status text_list_run(const OptionSet *options, Problem *problem) MUST_USE;
Status text_show_run(const OptionSet *options, Problem *problem) MUST_USE;
Status text_map_run(const OptionSet *options, Problem *problem) MUST_USE;

#endif
