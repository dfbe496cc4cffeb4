/* SPDX-License-Identifier: Apache-2.0
 *
 * A text while it is being edited: paragraphs in a list, with their objects and the words of their notes. All of it hangs on one arena and is never
 * changed in place, so that a copy of a draft is a copy of its list.
 */
#ifndef TESTS_PROPERTY_DRAFT_H
#define TESTS_PROPERTY_DRAFT_H

#include "text/text.h"

#include "property/random.h"

enum { DRAFT_NEW = -1 };

typedef struct DraftObject {
    AnchorKind   kind;
    uint32_t     content;     /* what the image is: decides its hash */
    const Slice *story;       /* the paragraphs of its note */
    uint32_t     story_count;
} DraftObject;

typedef struct DraftParagraph {
    int32_t                   origin; /* the base paragraph that it was, or DRAFT_NEW */
    Slice                     text;
    const DraftObject *const *objects; /* one for each U+FFFC */
    uint32_t                  object_count;
    ParagraphKind             kind;
    uint8_t                   level;
    Slice                     label;
    bool                      label_in_text;
    int32_t                   table; /* any number that tells tables apart; NO_TABLE */
    uint32_t                  row, column;
    Span                      span;  /* one stretch of styled words, or empty */
} DraftParagraph;

typedef struct Draft {
    Arena          *arena;
    char            language[12];
    DraftParagraph *list;
    size_t          count, capacity;
    uint32_t        tables; /* numbers used for tables and rows */
} Draft;

/* Memory that runs out ends the test. */
void  draft_init(Draft *draft, Arena *arena, const char *language);
Draft draft_copy(const Draft *draft);
/* The body's paragraphs from..to with their notes. Boxes are left out. */
void  draft_take(Draft *draft, const Text *text, size_t from, size_t to);
Text *draft_text(const Draft *draft);
void  draft_insert(Draft *draft, size_t at, const DraftParagraph *paragraph);
void  draft_remove(Draft *draft, size_t at, size_t count);
/* Numbers the paragraphs as the base's own. */
void  draft_settle(Draft *draft);

/* Bytes from..to become `words`, whose U+FFFC are `objects`. */
void  draft_splice(const Draft *draft, DraftParagraph *paragraph, size_t from, size_t to, Slice words, const DraftObject *const *objects,
                   uint32_t object_count);
/* Its objects between two bytes. */
uint32_t draft_objects_before(Slice text, size_t at);

void *draft_take_memory(const Draft *draft, size_t size);

#endif
