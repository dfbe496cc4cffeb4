/* SPDX-License-Identifier: Apache-2.0
 *
 * A case: a base, some delegations, and what each does to the base. It is drawn from one number; what is left of it when it is made smaller is a case too.
 */
#ifndef TESTS_PROPERTY_CASES_H
#define TESTS_PROPERTY_CASES_H

#include "property/edits.h"

enum { CASE_PARTIES_MAX = 8, CASE_EDITS_MAX = 10, CASE_PARAGRAPHS_MAX = 24, LANGUAGE_COUNT = 6 };

extern const char *const case_languages[LANGUAGE_COUNT];

typedef enum BaseKind { BASE_DECLARATION, BASE_TABLE, BASE_LEVELS, BASE_RESOLUTION, BASE_KINDS } BaseKind;
extern const char *const base_kind_names[BASE_KINDS];

typedef struct CaseParty {
    Edit     edits[CASE_EDITS_MAX];
    uint32_t count;
} CaseParty;

typedef struct Case {
    uint64_t  seed;
    uint32_t  language;
    BaseKind  kind;
    uint32_t  from, paragraphs;       /* where in its source the base begins, and how long it is */
    bool      dropped[CASE_PARAGRAPHS_MAX * 2]; /* paragraphs of the base left out */
    CaseParty roughening;             /* edits made to the base itself */
    CaseParty parties[CASE_PARTIES_MAX];
    uint32_t  party_count;
} Case;

void case_draw(uint64_t seed, uint32_t language, Case *out);

/* The case as texts. */
typedef struct Texts {
    Arena *arena;
    Text  *base;
    Text  *revised[CASE_PARTIES_MAX];
    size_t count;
} Texts;

void  texts_make(const Case *one, Texts *out);
void  texts_clear(Texts *texts);
Slice texts_party_name(size_t party);

/* Reads the sources (tests/cases). Call once; false says on stderr what is missing. */
bool  sources_load(void);
void  sources_free(void);

/* Another text that is used as it stands: one of the six declarations. */
const Text *sources_declaration(uint32_t language);

#endif
