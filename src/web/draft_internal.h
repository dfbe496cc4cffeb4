/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of a party's drafts share: text_drafts.c (the rooms), draft_fields.c (what one draft shows), draft_take.c (what its form brings).
 */
#ifndef WEB_DRAFT_INTERNAL_H
#define WEB_DRAFT_INTERNAL_H

#include "service/private_draft.h"
#include "web/people_internal.h"

typedef struct DraftRoom {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    Slice              process, id; /* of the address; empty: all texts, the list */
    Visitor            visitor;
    HttpForm          *form;        /* NULL: it is only looked at */
    json_t            *answer;      /* of text.show; NULL for the list of all texts */
} DraftRoom;

typedef struct Sight {
    StoredDraft   draft;
    DraftRevision revision;
    json_t       *content;
    DraftLook     look;
    bool          is_newest;
} Sight;

/* The boxes to write in, and beside them what the draft asks for. */
void    draft_fields_add(const DraftRoom *room, json_t *json, const Sight *sight);
/* The words of an entry that stand, else `otherwise`. */
Slice   draft_fields_standing(const json_t *content, const char *key, Slice otherwise);
/* What the form says, made of the revision in `sight`, becomes its content. */
Status  draft_take_words(const DraftRoom *room, const Sight *sight, Problem *problem) MUST_USE;
Slice   draft_take_value(const DraftRoom *room, const char *name);
int64_t draft_take_number(Slice text);  /* 0: none */

#endif
