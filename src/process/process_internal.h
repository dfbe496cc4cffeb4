/* SPDX-License-Identifier: Apache-2.0
 *
 * What the families of acts share: the act at hand, its members, its signers.
 */
#ifndef PROCESS_PROCESS_INTERNAL_H
#define PROCESS_PROCESS_INTERNAL_H

#include "process/process.h"

#include <jansson.h>

/* ---- members ---- */

typedef enum MemberType {
    MEMBER_TEXT,      /* at most `max` bytes */
    MEMBER_LINE,      /* the same, without line feeds, not empty */
    MEMBER_HASH,      /* 64 lower-case hexadecimal digits: an act id, a leaf hash, a blob name, a commitment, a salt */
    MEMBER_KEY_NAME,
    MEMBER_PARTY,
    MEMBER_VKEY,
    MEMBER_TIME,
    MEMBER_COUNT,     /* an integer from 0 to `max` */
    MEMBER_OBJECT,
    MEMBER_LINES,     /* arrays of at most `max` of these */
    MEMBER_TEXTS,
    MEMBER_HASHES,
    MEMBER_PARTIES,
    MEMBER_VKEYS,
    MEMBER_PATTERNS,  /* of kinds */
    MEMBER_OBJECTS
} MemberType;

typedef struct ActMember {
    const char *name; /* NULL ends the list */
    MemberType  type;
    bool        required;
    size_t      max;
} ActMember;

/* Every member there is in the list, is of its type, and none that is required is missing. */
Status members_check(const json_t *object, const ActMember *members, bool common, Problem *problem) MUST_USE;

/* ---- the act at hand ---- */

enum { BROUGHT_KEYS_MAX = 64 };

typedef struct Signer {
    const KeyRecord *record;  /* as enrolled before this act; NULL: the act itself brings the key */
    const Key       *key;
    SignatureFacts   facts;
} Signer;

typedef struct Act {
    Process       *process;
    View          *view;
    const Entry   *entry;
    json_t        *object;
    const ActKind *kind;      /* NULL: not interpreted */
    uint64_t       index;
    RecordFacts   *facts;     /* as they stand before this act */
    Slice          party;     /* whose act it is: the author's party, or the one that `for` names */
    bool           on_behalf;
    Signer         signers[ENTRY_SIGNATURES_MAX];
    size_t         signer_count;
    Key           *brought;   /* BROUGHT_KEYS_MAX of them */
    size_t         brought_count;
    Grade          grade;
    Audience       audience;
    bool           backed_up;
    const LineVerdict *verdicts;
} Act;

Slice act_text(const Act *act, const char *member);                  /* empty when absent */
bool  act_hash(const Act *act, const char *member, Hash *out);
bool  act_time(const Act *act, const char *member, int64_t *out);
int64_t act_integer(const Act *act, const char *member, int64_t otherwise);
bool  act_signed_by(const Act *act, const Key *key);                 /* one of its lines is by this key, and good */
Status act_bring(Act *act, Slice vkey, Problem *problem) MUST_USE;   /* for `brings` */
Status act_refuse(Problem *problem, Status status, const char *message);
/* "a\nb\n" of an array of strings. */
void  lines_join(const json_t *array, Buffer *out);
/* The next line of *rest, without its LF; false at the end. */
bool  lines_next(Slice *rest, Slice *line);
bool  lines_have(Slice lines, Slice line);
bool  kinds_match(Slice lines, Slice kind);

/* ---- the process ---- */

enum { KEY_CACHE_MAX = 1024 /* keys that are in use at a time, of a whole conference; about 2 KB each */ };

struct Process {
    View          *view;
    ProcessSupport support;
    RecordFacts    facts;
    bool           facts_known;
    bool           torn;                /* an act failed while it was applied: see process_torn */
    bool           stale;               /* an act changed facts or keys: they are read again before the next one */
    KeyRecord     *keys[KEY_CACHE_MAX]; /* by a hash of the name; a later one takes the place */
    Key           *brought;
};

/* The record of a key, from the cache or the view; borrowed until process_forget. *out is NULL when there is none. */
Status process_key(Process *process, Slice name, const KeyRecord **out, Problem *problem) MUST_USE;
Status signers_check(Act *act, Problem *problem) MUST_USE;
/* One row of the view for each act, whatever its kind. */
Status act_row_insert(const Act *act, Problem *problem) MUST_USE;
Status deadline_insert(const Act *act, Problem *problem) MUST_USE;

/* How many of the live roots of a party signed; and how many it takes. */
Status party_roots_signed(const Act *act, Slice party, size_t *count, size_t *threshold, Problem *problem) MUST_USE;
Status key_insert(const Act *act, const Key *key, Slice party, KeyUse use, Problem *problem) MUST_USE;

/* ---- the families' rows ---- */

extern const ActKind record_origin_kind, record_host_rotate_kind, record_policy_kind, record_end_kind, record_party_admit_kind, record_party_leave_kind, record_key_enrol_kind,
    record_key_rotate_kind, record_key_revoke_kind, record_blob_kind, record_seal_kind, record_seal_batch_kind, record_open_kind, record_erase_kind, record_checkpoint_kind,
    record_confirm_kind, record_disavow_kind;

/* ---- the families' named queries ---- */

extern const NamedQuery house_live_query;

#endif
