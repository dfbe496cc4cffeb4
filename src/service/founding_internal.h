/* SPDX-License-Identifier: Apache-2.0
 *
 * The files that come with the program for new installations: states.tsv, house.json and the documents that it names.
 */
#ifndef SERVICE_FOUNDING_INTERNAL_H
#define SERVICE_FOUNDING_INTERNAL_H

#include "service/service.h"

extern const SeedFile house_files[];
extern const size_t   house_files_count;

/* ---- texts in a script (seed_text.c) ---- */

typedef struct SeedTexts {
    Service        *service;
    const SeedFile *files;
    size_t          file_count;
    int64_t         now;
} SeedTexts;

struct json_t;
bool   seed_text_has(const struct json_t *object);
/* Puts members in the place of $base, $sent, $at and $wording, from the record as it stands. `party`: whose act it is; may be empty. */
Status seed_text(const SeedTexts *texts, struct json_t *object, Slice party, Problem *problem) MUST_USE;

/* ---- calls and what is sent to them, in a script (seed_call.c) ---- */

bool   seed_call_has(const struct json_t *object);
/* Puts members in the place of $answer, $translates, $annexes, $clock, and of "$sent:…" and "$paragraph:…", from the record as it stands. */
Status seed_call(const SeedTexts *texts, struct json_t *object, Problem *problem) MUST_USE;

#endif
