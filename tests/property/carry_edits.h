/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases for carrying, token by token: a base, what one side proposes, and what the new version brings. A token is a word, a number or a sign of punctuation; the spaces between them are not told. A paragraph
 * ends with a token of its own. Edits are kept in tokens of the base, so that it is known how far apart they lie, whatever a program makes of the texts.
 */
#ifndef TESTS_PROPERTY_CARRY_EDITS_H
#define TESTS_PROPERTY_CARRY_EDITS_H

#include "text/text.h"

#include "property/random.h"

enum { TOKENS_MAX = 600, SIDE_EDITS_MAX = 24, EDIT_TOKENS_MAX = 60, FAR_TOKENS = 3, FAR_AWAY = TOKENS_MAX };
#define PARAGRAPH_END "\xE2\x80\xA9"

typedef struct Tokens {
    Slice    list[TOKENS_MAX];
    uint32_t count;
} Tokens;

typedef enum SideEditKind { REPLACES, INSERTS, DELETES, REWRITES, BRINGS_PARAGRAPH, DELETES_PARAGRAPH, SPLITS, JOINS, MOVES, SIDE_EDIT_KINDS } SideEditKind;

typedef struct SideEdit {
    SideEditKind kind;
    uint32_t     start, end; /* tokens of the base that go */
    Slice        tokens[EDIT_TOKENS_MAX];
    uint32_t     count;
} SideEdit;

typedef struct SideEdits {
    SideEdit list[SIDE_EDITS_MAX]; /* in order of place; none touches another */
    uint32_t count;
} SideEdits;

enum { STRETCHES_MAX = 9 };
typedef struct MergeCase {
    uint32_t  language;
    Tokens    base;
    SideEdits ours, theirs;
    struct {
        uint32_t from, size;
    } stretches[STRETCHES_MAX]; /* of the declaration: where the base is from */
    uint32_t  stretch_count;
} MergeCase;

/* Cuts the declarations of cases.h. */
void carry_edits_load(void);
void carry_edits_free(void);
void merge_case_draw(uint64_t seed, uint32_t language, MergeCase *out);
/* The base with a side's edits made. */
void side_edits_make(const MergeCase *one, const SideEdits *side, Tokens *out);
/* Tokens between the nearest two edits of different sides: 0 when they meet, less when they overlap, FAR_AWAY when there is none. Equal edits of both lie at one place. Edits are looked at as they were made, and as the
   shortest script of each side tells them, which among repeated words may be elsewhere; what could be told some tokens earlier or later lies at all these places; a move lies from its one place to the other; and
   whoever leaves less than half of a paragraph's tokens, or splits some words off its beginning or end, or makes other paragraphs of two, has edited the paragraph, from the one mark to the other. */
int  merge_case_distance(const MergeCase *one);
int  merge_case_distance_made(const MergeCase *one); /* as they were made alone */
bool side_edits_have(const SideEdits *side, SideEditKind kind);
/* Do both insert something at one place? */
bool merge_case_inserts_together(const MergeCase *one);
void merge_case_tell(const MergeCase *one);
bool is_paragraph_end(Slice token);

/* The tokens of a text, and a text of tokens. */
void  tokens_of(const Text *text, Tokens *out);
Text *tokens_text(const Tokens *tokens, uint32_t language);
bool  tokens_equal(const Tokens *a, const Tokens *b);
void  tokens_tell(const char *what, const Tokens *tokens);

#endif
