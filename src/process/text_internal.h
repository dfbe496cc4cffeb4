/* SPDX-License-Identifier: Apache-2.0
 *
 * What the acts on texts under negotiation share: where a text stands, its version as a structured text, the judging of changes and outcomes.
 */
#ifndef PROCESS_TEXT_INTERNAL_H
#define PROCESS_TEXT_INTERNAL_H

#include "process/process_internal.h"

/* The Chair and the secretariat, with keys of their own or by the attestation key. */
enum { BY_CHAIR = BY_ATTEST | BY_PARTY | BY_ATTEST_FOR };
enum { VERSION_PARAGRAPHS_MAX = 5000 /* the longest report under negotiation has some hundreds */, VERSION_BYTES_MAX = 16 * 1024 * 1024 /* as of a submission's text */, CHANGES_OF_ACT_MAX = 5000 };

typedef struct TextState {
    Slice   process;          /* borrowed from the act */
    char    state[12];        /* open, silence, adopted, ended */
    char    body[PARTY_NAME_MAX + 1], language[12];
    int64_t version;          /* the ordinal of the version in force; 0: none yet */
    Hash    sha256;           /* of its stored form */
} TextState;

Status text_find_process(const Act *act, Slice process, TextState *out, Problem *problem) MUST_USE; /* ERR_NOT_FOUND with a sentence */
Status text_must_be_open(const TextState *state, Problem *problem) MUST_USE;
/* Of the members `process` and `version`: the version must be the one in force, or ERR_CONFLICT. */
Status text_at_version(const Act *act, TextState *out, Problem *problem) MUST_USE;
Status text_has_paragraph(const Act *act, const TextState *state, Slice paragraph, Problem *problem) MUST_USE;
/* The members `session` and `meeting`, where there is a meeting, name one that is planned. */
Status text_has_meeting(const Act *act, Problem *problem) MUST_USE;
/* The party of the act may object in that body: its own rule says who (body.create, `objectors`). */
Status text_may_object(const Act *act, const char *body, Problem *problem) MUST_USE;

/* In SQL: how many objections to a silence are in time: acts that break it, and positions "object" declared on its text since; below the closing checkpoint's size, all while there is none. */
#define BREAKS(silence, size)                                                                                                                                                                     \
    "(SELECT count(*) FROM silence_step t WHERE t.silence = " silence " AND t.what = 'broken' AND (" size " IS NULL OR t.act < " size ")) + "                                                     \
    "(SELECT count(*) FROM text_position o JOIN silence i ON i.act = " silence " WHERE o.process = i.process AND o.stance = 'object' AND o.act > i.act AND (" size " IS NULL OR o.act < " size   \
    ") AND (o.ended IS NULL OR (" size " IS NOT NULL AND o.ended >= " size ")))"

/* ---- texts and changes (text_changes.c) ---- */

/* The stored text of this name. Kept by the process until another is asked for. */
Status text_of_blob(const Act *act, const Hash *name, const Text **out, Problem *problem) MUST_USE;
void   text_forget(Process *process);
/* The words of a paragraph without its number: what positions and closings are about. */
Slice  text_words_of(const Paragraph *paragraph);
/* Of what is submitted: everybody can read these changes together (ProcessSupport.changes). Of what a record holds nothing is asked. */
Status changes_readable(const Act *act, const Text *base, const json_t *changes, Problem *problem) MUST_USE;
/* The changes of an act, in its object or in the blob that it names; *own is to be decref'd. */
Status changes_of(const Act *act, json_t **own, const json_t **out, Problem *problem) MUST_USE;

/* ---- amendments (text_amendment.c) ---- */

/* What becomes of the open amendments under the version that this act issues. */
Status outcomes_check(Act *act, const TextState *state, const Text *text, Problem *problem) MUST_USE;
Status outcomes_apply(Act *act, const TextState *state, Problem *problem) MUST_USE;

#endif
