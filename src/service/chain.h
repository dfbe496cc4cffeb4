/* SPDX-License-Identifier: Apache-2.0
 *
 * chain: what a paragraph became in later documents and what it came from, as pages, programs and the command line are told it: its words in each, what changed since the last document that has it, and a
 * word for what happened. Over texts in hand; the record's are asked for as the named query document.chain.
 *
 * The answer depends on the bytes of the texts, their order and this program's version alone.
 */
#ifndef SERVICE_CHAIN_H
#define SERVICE_CHAIN_H

#include "compare/compare.h"

struct json_t;

/* Fills an answer, whose member `documents` has one object for each text, in their order, with at least a `symbol`; its `symbol`, `names`, `date` and `act` are repeated beside what is said of it. Members
   that are added:
   "direction"; of one paragraph "asked": as below, and "links": for each text {"symbol", "state", "moved"?, "again"?, "before"?: a symbol, "paragraphs": [{"id", "kind", "name", "label"?, "text"}],
   "redline"?: [{"state"?, "runs"}]}; of all of them (paragraph < 0) "rows": [{"id", "kind", "name", "label"?, "text", "cells": [{"symbol", "state", "moved"?, "again"?, "paragraphs"?: [names]}]}].
   `state` as chain_state_name; `name`: "OP2 (b)"; `text` is without the label; `redline`, where it was reworded, split or merged: paragraphs and runs as those of a comparison (comparison.h).
   ERR_LIMIT: too many texts, or too long. */
Status chain_answer(const Text *const *texts, size_t count, size_t from, long paragraph, struct json_t *answer, Problem *problem) MUST_USE;
/* The paragraph that somebody means, of those that can be followed: by its id, or as text_named has it, or by its `name`. -1: none. */
long   chain_named(const Text *text, Slice name);
/* The answer as a table, a paragraph of a document a row: {"of"?, "document", "date", "state", "moved", "again", "before", "paragraph", "text"}. New; NULL without memory. */
struct json_t *chain_table(const struct json_t *answer);

#endif
