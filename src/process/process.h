/* SPDX-License-Identifier: Apache-2.0
 *
 * process: the rules. Whether an act may follow the record so far (check) and what it means (apply), as rows of one table of kinds; the tables of the view that they write; the
 * named queries over them. A family of acts is one file with its tables, its rows and its queries.
 *
 * Not here: clock, network, randomness, locale, HTML, where the record is stored.
 *
 * Invariants
 * - The outcome is a function of the view, the entry, its index and the blobs that it names. A replay decides the same, for ever.
 * - check writes nothing; apply never refuses. An act that is refused leaves no trace.
 * - Validity is by position: what holds for a key at index i is what the entries before i say (record.md, section 5).
 */
#ifndef PROCESS_PROCESS_H
#define PROCESS_PROCESS_H

#include "view/view.h"

struct json_t;
struct Text;

typedef enum Audience { AUDIENCE_PUBLIC, AUDIENCE_PARTIES, AUDIENCE_FOLLOWS /* what it names */, AUDIENCE_COUNT } Audience;
typedef enum Grade { GRADE_ATTESTED, GRADE_PASSKEY, GRADE_OWN_KEY, GRADE_COUNT } Grade;
typedef enum KeyUse { USE_ATTEST, USE_ADMIT, USE_ROOT, USE_MISSION, USE_DELEGATE, USE_COUNT } KeyUse;
typedef enum Answer { ANSWER_NONE, ANSWER_CONFIRMED, ANSWER_DISAVOWED } Answer;

extern const char *const grade_names[GRADE_COUNT];                   /* "attested", "passkey", "own key": of acts, in the record's words */
extern const char *const use_names[USE_COUNT];                       /* "attest", "admit", "root", "mission", "delegate" */
extern const char *const audience_names[AUDIENCE_COUNT];

extern const ViewSchema process_schema;

/* ---- kinds ---- */

enum { BY_ATTEST = 1 << USE_ATTEST, BY_ADMIT = 1 << USE_ADMIT, BY_ROOT = 1 << USE_ROOT, BY_MISSION = 1 << USE_MISSION, BY_DELEGATE = 1 << USE_DELEGATE,
       BY_PARTY = BY_ROOT | BY_MISSION | BY_DELEGATE, BY_ANYONE = BY_ATTEST | BY_ADMIT | BY_PARTY,
       BY_ATTEST_FOR = 1 << USE_COUNT /* and by the attestation key for a party, with evidence */ };

struct Act;
struct ActMember;

/* Classes of parties, as record.party.admit names them. */
typedef enum PartyClass { CLASS_STATE, CLASS_OBSERVER, CLASS_SECRETARIAT, CLASS_CHAIR, CLASS_STAKEHOLDER, CLASS_GROUP, CLASS_COUNT } PartyClass;
extern const char *const class_names[CLASS_COUNT];                   /* "state" … as in the record */

enum { OF_STATE = 1 << CLASS_STATE, OF_OBSERVER = 1 << CLASS_OBSERVER, OF_SECRETARIAT = 1 << CLASS_SECRETARIAT, OF_CHAIR = 1 << CLASS_CHAIR, OF_STAKEHOLDER = 1 << CLASS_STAKEHOLDER,
       OF_GROUP = 1 << CLASS_GROUP, OF_ANY = (1 << CLASS_COUNT) - 1 };

typedef struct ActKind {
    const char *name;                                                /* permanent */
    int         by;                                                  /* uses of the author's key, BY_… */
    Audience    audience;
    Grade       least;                                               /* the default; settings may ask for more */
    const struct ActMember *members;                                 /* of its object, beside the common ones */
    /* Keys that the act itself brings, which may sign it: appends their vkeys. NULL: none. */
    Status (*brings)(struct Act *act, Problem *problem);
    Status (*check)(struct Act *act, Problem *problem);
    Status (*apply)(struct Act *act, Problem *problem);
    int         classes;                                             /* of the party whose act it is, OF_…; 0: not asked */
} ActKind;

extern const ActKind *const act_kinds[];                             /* NULL ends the list */
const ActKind *act_kind_find(Slice name);
/* What a form must know of a member. */
typedef struct MemberFacts {
    const char        *name;
    bool               required, number;
    const char *const *choices;                                      /* the values it may have; NULL ends them, NULL: any */
} MemberFacts;
/* The index-th member of a kind's object, without the common ones; false: there are no more. */
bool act_kind_member(const ActKind *kind, size_t index, MemberFacts *out);

/* ---- the engine ---- */

typedef struct Process Process;

/* What the rules may ask of their caller. */
typedef struct ProcessSupport {
    /* The root of the record's first `size` entries; size is at most the index of the act at hand. */
    Status (*root_at)(void *context, uint64_t size, Hash *out, Problem *problem);
    /* A blob by name; borrowed until the act is done. ERR_NOT_FOUND when it is not at hand. */
    Status (*blob)(void *context, const Hash *name, Slice *out, Problem *problem);
    void *context;
    /* Reads the changes of an amendment to this text all together, as everybody will; *count: how many it finds. What it refuses, it refuses with a sentence. Asked of what is submitted alone: a record
       may hold what an earlier program took. NULL: not asked. */
    Status (*changes)(void *context, const struct Text *base, const struct json_t *changes, size_t *count, Problem *problem);
} ProcessSupport;

/* A signature line that somebody has checked already: against this key, passkeys without their terms. NULL: nobody has. */
typedef struct LineVerdict {
    const Key     *key;
    SignatureFacts facts;
} LineVerdict;

typedef enum ProcessMode {
    PROCESS_SUBMIT, /* kinds that this program does not know are refused, and what the rules do not ask of a record may be asked (ProcessSupport.changes) */
    PROCESS_REPLAY, /* they are counted as not interpreted: signatures, keys and `seen` are judged, their meaning is not */
    PROCESS_REBUILD /* the same of an entry that the caller knows to be one that it judged before: an Ed25519 signature is not computed again (a passkey's is, for what it says of itself) */
} ProcessMode;

typedef struct ActOutcome {
    Grade    grade;
    Audience audience;
    bool     interpreted, backed_up;                                 /* backed_up: a passkey that is synced between devices */
} ActOutcome;

Status process_open(View *view, const ProcessSupport *support, Process **out, Problem *problem) MUST_USE;
void   process_close(Process *process);
/* Judges the entry as the record's index-th and applies it to the view. `verdicts`: entry->lines of them, or NULL. On a refusal the view is as before,
   unless process_torn. */
Status process_act(Process *process, const Entry *entry, uint64_t index, const LineVerdict *verdicts, ProcessMode mode, ActOutcome *out, Problem *problem) MUST_USE;
/* An act failed half applied (the view failed, or two of its rows cannot be): the view's transaction can only be cancelled. True until process_forget. */
bool   process_torn(const Process *process);
/* After a transaction of the view was cancelled: what the engine remembers of it is forgotten. */
void   process_forget(Process *process);

/* What the rules ask of each change (docs/formats/amendment.md) on a text, of an amendment as of what a version's outcomes carry: ids exist, places lie within their paragraphs, every `was` is what
   stands there, and there are not too many. *count: how many. */
Status changes_check(const struct Text *base, const struct json_t *changes, size_t *count, Problem *problem) MUST_USE;

/* The message of a refusal that is evidence of a fork: a good signature under a root that this record never had. */
extern const char *const process_fork_message;

/* ---- queries: over any handle of the view ---- */

/* What entry 0 and its successors say. Owns its parts; record_facts_clear. Before entry 0: size of origin is 0. */
typedef struct RecordFacts {
    char     origin[ORIGIN_MAX + 1], title[401];
    Audience audience;
    Key      host, clock_key;
    Policy  *policy;
    Buffer   policy_text, open_kinds;                                /* open_kinds: patterns, each with its LF */
    int64_t  admit_days, veto_days, challenge_hours, seal_batch_size, seal_batch_minutes;
    int64_t  clock;                                                  /* the newest quorum time that the record holds; 0: none yet */
    bool     clock_alone;                                            /* it is the host's alone */
    bool     ended;
} RecordFacts;
Status record_facts_load(View *view, RecordFacts *out, Problem *problem) MUST_USE;
void   record_facts_clear(RecordFacts *facts);
bool   record_facts_opens(const RecordFacts *facts, Slice kind);      /* a kind that is for parties is public in this record */
bool   record_facts_demonstration(const RecordFacts *facts);         /* a delay is 0 */

/* A key as the record has it. Owns its bytes. */
typedef struct KeyRecord {
    Key      key;
    char     party[PARTY_NAME_MAX + 1];
    KeyUse   use;
    int64_t  until;                                                  /* 0: no end */
    uint64_t enrolled;
    bool     revoked;
    uint64_t revoked_at;
    Buffer   kinds, origins;                                         /* one a line */
    char     rp_id[KEY_NAME_MAX + 1], issuer[2 * PARTY_NAME_MAX + 2];
} KeyRecord;
Status key_record_load(View *view, Slice name, KeyRecord *out, Problem *problem) MUST_USE; /* ERR_NOT_FOUND without writing to problem */
void   key_record_clear(KeyRecord *record);
/* Every key that was ever enrolled, in the order of enrolment. */
Status key_rows(View *view, Status (*visit)(void *context, const Key *key, Problem *problem), void *context, Problem *problem) MUST_USE;
/* The host's keys in force for a checkpoint of this size; ERR_NOT_FOUND as above. */
Status host_keys_at(View *view, uint64_t size, Key *host, Key *clock, Problem *problem) MUST_USE;

typedef struct ActRow {
    uint64_t index;
    Hash     act, leaf;
    char     kind[KIND_MAX + 1], author[KEY_NAME_MAX + 1], party[PARTY_NAME_MAX + 1];
    Grade    grade;
    Audience audience;
    bool     interpreted, on_behalf, backed_up, contested;
    Answer   answer;
    int64_t  clock;                                                  /* quorum time known at its place */
} ActRow;
Status act_row_by_id(View *view, const Hash *act, ActRow *out, Problem *problem) MUST_USE;   /* act id, or leaf hash of an act that is not public; ERR_NOT_FOUND as above */
Status act_row_at(View *view, uint64_t index, ActRow *out, Problem *problem) MUST_USE;

typedef struct RecordCounts {
    uint64_t acts, interpreted, grades[GRADE_COUNT], confirmed, disavowed, unanswered, contested;
    uint64_t sealed, opened, erased;
    uint64_t deadlines_quorum, deadlines_host, deadlines_challenge, deadlines_open;
} RecordCounts;
Status record_counts(View *view, RecordCounts *out, Problem *problem) MUST_USE;

/* The party is admitted and its admission is in effect. */
Status party_in_effect(View *view, Slice party, bool *out, Problem *problem) MUST_USE;
/* Whether an act at `index` came before the deadline that the act at `deadline` set: index < size of the closing checkpoint. ERR_NOT_FOUND while it is not closed. */
Status deadline_in_time(View *view, uint64_t deadline, uint64_t index, bool *out, Problem *problem) MUST_USE;

typedef enum SealState { SEAL_CONFIDENTIAL, SEAL_OPENED, SEAL_ERASED } SealState;
typedef struct SealRow {
    char      class[SEAL_CLASS_MAX + 1], party[PARTY_NAME_MAX + 1];  /* party empty: in a batch */
    SealState state;
    uint64_t  index, changed;                                        /* of the act that holds it; of the act that opened or erased it */
    Buffer    readers;                                               /* one a line */
} SealRow;
Status seal_row_load(View *view, const Hash *commit, SealRow *out, Problem *problem) MUST_USE; /* ERR_NOT_FOUND as above; the caller clears readers */
/* The party that sealed, or one of the readers that it named. */
bool seal_row_readable(const SealRow *row, Slice party);
/* ---- named queries: the only questions that pages, feeds and reports ask ---- */

enum { QUERY_ARGUMENTS_MAX = 8, LIST_MAX = 100 /* rows of one answer; `next` in it has the rest */ };

/* What is asked, and by whom. */
typedef struct Question {
    Slice   arguments[QUERY_ARGUMENTS_MAX];                          /* in the order of the query's names; empty: not given */
    Slice    party;                                                  /* whose person asks; empty: a stranger, or the secretariat */
    Audience reach;                                                  /* AUDIENCE_PARTIES: of acts that are for parties, too; who may ask is not asked here (service/rights.h) */
    int64_t now;                                                     /* POSIX seconds: rules and queries read no clock */
} Question;

/* The answer is made of the view alone (and of `now`): a mirror, or a view made anew, gives the same bytes. */
typedef struct NamedQuery {
    const char *name;                                                /* "body.show" */
    const char *arguments[QUERY_ARGUMENTS_MAX];
    /* *out: a new JSON object; ERR_NOT_FOUND, without writing to problem, when there is no such thing (or it is out of reach). */
    Status (*run)(View *view, const Question *question, struct json_t **out, Problem *problem);
} NamedQuery;
extern const NamedQuery *const named_queries[];                      /* NULL ends the list */
const NamedQuery *named_query_find(const char *name);                /* NULL: none */

/* text.show in parts, for who keeps some of them between acts (service/text_kept.c). The rest: `amendments` and `outcomes` are empty. */
Status text_show_rest(View *view, const Question *question, struct json_t **out, Problem *problem) MUST_USE;
/* Fills `amendments`; one row of it, ERR_NOT_FOUND as above; or as little of each row as tells whether it is another: `index`, `state`, `with`. */
Status text_show_amendments(View *view, const Question *question, struct json_t *object, Problem *problem) MUST_USE;
Status text_show_amendment(View *view, const Question *question, int64_t index, struct json_t **out, Problem *problem) MUST_USE;
Status text_show_open(View *view, const Question *question, struct json_t *object, Problem *problem) MUST_USE;
/* A number that grows whenever a party is called otherwise. */
Status text_show_names(View *view, int64_t *names, Problem *problem) MUST_USE;
/* Fills `outcomes`, of the version that the answer shows: they never change but by names. */
Status text_show_outcomes(View *view, const Question *question, struct json_t *object, Problem *problem) MUST_USE;
/* Who is in which group on the day that is asked: {party: [{"party", "names"} of its regional group, or of its negotiating ones]}, and under "" what stands for who is in none: {"party": "", "other": true}. */
Status party_folds(View *view, const Question *question, bool regional, struct json_t **out, Problem *problem) MUST_USE;

/* Blobs that acts name, in the order of names. */
Status blob_rows(View *view, Status (*visit)(void *context, const Hash *name, uint64_t size, uint64_t act, Problem *problem), void *context, Problem *problem) MUST_USE;
Status blob_row_audience(View *view, const Hash *name, Audience *out, uint64_t *size, Problem *problem) MUST_USE; /* the widest of the acts that name it */

#endif
