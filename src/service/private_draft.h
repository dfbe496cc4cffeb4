/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts that people of one party write together before anything is proposed. They are in the private store alone: no act, no view, no blob knows of them, and nobody of another party, nor of the
 * secretariat, is answered otherwise than if there were none.
 *
 * A draft's content is JSON: the version that it is about, and entries, each a list of wordings:
 *     {"version": "<SHA-256>", "entries": {"p-hnvc2ooo4m": [{"words": "…", "by": "Person"}], "new.k3f9x2ab7q": …, "place.k3f9x2ab7q": …, "rationale": …, "file": …}, "outcomes": […]}
 * A key is a paragraph's id (its words; empty: the paragraph is deleted), "new." and a name (a new paragraph), "place." and the same name (where it stands: the id of the paragraph before, a blank, a number
 * among those that are new there; no id: at the end), "rationale", or "file" (changes that came from a Word file or from an earlier version, as JSON text). No entry: as the version has it. More than one wording: two people wrote at the same time, and nobody has settled it yet; the first stands meanwhile. `words` null among others: as the version
 * has it.
 *
 * Invariants
 * - A revision is never changed. Saving names the revision that one began from; what others saved since is merged, entry by entry, and where both changed one entry both wordings are kept.
 * - A wording goes only when somebody who had it before the eyes writes another in its place.
 * - What is cleared is one revision: the next one is not.
 */
#ifndef SERVICE_PRIVATE_DRAFT_H
#define SERVICE_PRIVATE_DRAFT_H

#include "service/account.h"

struct json_t;

enum { DRAFTS_MAX = 100 /* open, of one party */, DRAFT_PARTY_BYTES_MAX = 64 * 1024 * 1024 /* all revisions of a party */ };
#define DRAFT_NEW       "new."
#define DRAFT_PLACE     "place."
#define DRAFT_RATIONALE "rationale"
#define DRAFT_FILE      "file"

/* ---- contents: pure ---- */

struct json_t *private_draft_content(Slice version) MUST_USE;                  /* without entries; NULL without memory */
/* ERR_SYNTAX: no content of a draft. */
Status private_draft_content_read(Slice text, struct json_t **out, Problem *problem) MUST_USE;
/* The wording of an entry that stands; NULL: as the version has it. Borrowed. */
const struct json_t *private_draft_standing(const struct json_t *content, const char *key);
/* All wordings of an entry; NULL: there is none. Borrowed. */
struct json_t *private_draft_wordings(const struct json_t *content, const char *key);
/* What somebody types, of an entry as it is in `content`: the words in place of those that stood, or (`settles`) in place of all. `words` NULL data: as the version has it. */
Status private_draft_type(struct json_t *content, const char *key, Slice words, Slice by, bool settles, Problem *problem) MUST_USE;
/* `mine`, made of `base`, with what `theirs`, made of `base` too, has beside. A new reference; NULL without memory. */
struct json_t *private_draft_merge(const struct json_t *base, const struct json_t *mine, const struct json_t *theirs) MUST_USE;
/* Is there an entry with more than one wording? Where a paragraph stands that is no more is not asked. */
bool private_draft_unsettled(const struct json_t *content);

/* ---- new paragraphs, pure: draft_paragraphs.c ---- */

enum { DRAFT_KEY_MAX = 48 };
typedef struct DraftPlace {
    Slice   after;                   /* the id of the paragraph before it; empty: it stands at the end of the body */
    int64_t order;                   /* among those that are new there */
} DraftPlace;
typedef struct DraftParagraph {
    const char *key;                 /* of its words; borrowed, as is the place */
    DraftPlace  place;
} DraftParagraph;
bool        draft_paragraphs_is(const char *key);
bool        draft_paragraphs_is_place(const char *key);
const char *draft_paragraphs_place_key(const char *key, char out[DRAFT_KEY_MAX]);
DraftPlace  draft_paragraphs_place(Slice words); /* of an entry's wording; borrows from it */
size_t      draft_paragraphs_count(const struct json_t *content);
/* All of them, those of one place together and in their order. `out` has room for the count. */
void        draft_paragraphs_list(const struct json_t *content, DraftParagraph *out);
/* More, the last at their place, a line each. `seed`: of what the form was made; the same lines for the same place out of one seed are added once. */
Status      draft_paragraphs_add(struct json_t *content, Slice seed, Slice lines, Slice after, Slice by, Problem *problem) MUST_USE;
/* To another place, the last there. */
Status      draft_paragraphs_put(struct json_t *content, const char *key, Slice after, Slice by, bool settles, Problem *problem) MUST_USE;
/* Before, or behind, its neighbour at the same place; the first and the last stay. ERR_SYNTAX: there is no such paragraph. */
Status      draft_paragraphs_move(struct json_t *content, const char *key, bool up, Slice by, Problem *problem) MUST_USE;

/* ---- of whom they are: everything below is for a person of the draft's party, others get ERR_NOT_FOUND ---- */

/* May this person have drafts at all: one of a party, and not the secretariat. */
bool   private_draft_may(const Person *person);
Status private_draft_list(Accounts *accounts, const Person *person, Slice process, Status (*visit)(void *context, const StoredDraft *draft, Problem *problem), void *context, Problem *problem) MUST_USE;
Status private_draft_begin(Accounts *accounts, const Person *person, Slice process, Slice version, char id[DRAFT_ID_SIZE + 1], Problem *problem) MUST_USE;
Status private_draft_get(Accounts *accounts, const Person *person, Slice id, StoredDraft *out, Problem *problem) MUST_USE;
/* The content of a revision; 0: the newest. A new reference. */
Status private_draft_revision(Accounts *accounts, const Person *person, Slice id, int64_t number, StoredDraft *draft, DraftRevision *revision, struct json_t **content, Problem *problem) MUST_USE;
Status private_draft_history(Accounts *accounts, const Person *person, const StoredDraft *draft, Status (*visit)(void *context, const DraftRevision *revision, Problem *problem), void *context,
                             Problem *problem) MUST_USE;
/* Saves what was made of revision `from`. *merged: others had saved meanwhile. ERR_CONFLICT: the draft was sent or discarded. */
typedef struct DraftSaving {
    Slice     id;
    int64_t   from;
    DraftStep step;
} DraftSaving;
Status private_draft_save(Accounts *accounts, const Person *person, const DraftSaving *saving, const struct json_t *content, bool *merged, Problem *problem) MUST_USE;
/* By the head of the delegation, of the revision that it has read. */
Status private_draft_clear(Accounts *accounts, const Person *person, Slice id, int64_t revision, Problem *problem) MUST_USE;
Status private_draft_discard(Accounts *accounts, const Person *person, Slice id, int64_t revision, Problem *problem) MUST_USE;
/* A discarded draft, until it is erased; or one whose sending was cut short. */
Status private_draft_reopen(Accounts *accounts, const Person *person, Slice id, Problem *problem) MUST_USE;
/* Would it be refused? The same sentences; nothing changes. */
Status private_draft_may_send(Accounts *accounts, const Person *person, Slice id, int64_t revision, Problem *problem) MUST_USE;
/* Before its act is filed: from here on nobody else can send it. Refused where the party wants clearing and this revision is not cleared, and where wordings are not settled. */
Status private_draft_take_out(Accounts *accounts, const Person *person, Slice id, int64_t revision, StoredDraft *draft, Problem *problem) MUST_USE;
/* After it: with the act's id, or (empty: it was not filed) open again. */
Status private_draft_sent(Accounts *accounts, const StoredDraft *draft, Slice act, Problem *problem) MUST_USE;
Status private_draft_rule(Accounts *accounts, const Person *person, bool *clearing, Problem *problem) MUST_USE;
/* By the head of the delegation. */
Status private_draft_set_rule(Accounts *accounts, const Person *person, bool clearing, Problem *problem) MUST_USE;

/* ---- with the text that they are about: draft_text.c, draft_carry.c ---- */

/* What the draft asks for now. */
typedef struct DraftLook {
    struct json_t *paragraphs; /* of the version with the file's changes: {"id", "label", "text" (without the label), "kind"} */
    struct json_t *places;     /* what a new paragraph may stand behind: {"id", "label", "text"} */
    struct json_t *added;      /* new paragraphs in the order of the text: {"key", "after", "first", "last", "gone"}; gone: the paragraph before it is not there any more, it stands at the end */
    struct json_t *object;     /* of the act; NULL: it changes nothing */
    struct json_t *preview;    /* as service_text_amend gives it, with `object` */
    struct json_t *aside;      /* entries whose paragraph is not there any more: {"key", "words"} */
    bool           moved;      /* another version is in force: no object; it is to be carried first */
} DraftLook;
Status service_draft_look(Service *service, Slice process, const struct json_t *content, const Asker *asker, int64_t now, DraftLook *out, Problem *problem) MUST_USE;
void   service_draft_look_clear(DraftLook *look);
/* The content on the version in force, with `outcomes`: what became of each change, a conflict with both wordings. ERR_REFUSED where wordings are not settled. */
Status service_draft_carry(Service *service, Slice process, const struct json_t *content, const Asker *asker, int64_t now, struct json_t **out, Problem *problem) MUST_USE;
/* WORK. What a file changes of the version: the wording of "file". Keeps nothing. */
Status service_draft_file(Service *service, const struct json_t *version, Slice name, Slice bytes, struct json_t **out, Problem *problem) MUST_USE;

#endif
