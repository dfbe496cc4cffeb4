/* SPDX-License-Identifier: Apache-2.0
 *
 * service: the one road in and the one road out. Submitting (check signatures, judge, append, apply, sign, publish, answer), reading the record's files under the asker's rights, the duties of
 * a host, verifying, mirroring, witnessing, exporting.
 *
 * Not here: HTML, sockets, options of commands.
 *
 * An installation is a folder: record.sqlite (the record), view.sqlite, node.sqlite, private.sqlite with payload.keys, blobs/, keys/ (the host's, for the signer). A mirror's folder has no keys.
 *
 * Invariants
 * - An act is answered as recorded only after it is durable; what was answered so is never lost, doubled or changed.
 * - Nothing is signed that does not extend everything this node ever published.
 * - Secrets stay in the signer and the private store; nothing here logs them.
 */
#ifndef SERVICE_SERVICE_H
#define SERVICE_SERVICE_H

#include "process/process.h"
#include "service/log.h"
#include "store/store.h"

enum {
    SERVICE_QUEUE_MAX = 20000,      /* acts waiting; beyond it a client is asked to come again */
    SERVICE_QUORUM_WAIT_MS = 2000,  /* record.md, section 6: then the answer goes out with the host's lines only */
    SERVICE_IDLE_CHECKPOINT_S = 60,
    SERVICE_WITNESS_PAUSE_MS = 1000 /* witnesses are asked at most so often while acts arrive */
};

/* ---- making an installation ---- */

typedef struct ServiceSetup {
    const char *folder, *origin, *title;
    Audience    audience;
    const char *policy;              /* tlog-policy text; NULL: "quorum none" */
    const char *open_kinds;          /* patterns, one a line; NULL: none */
    bool        demonstration;       /* all delays 0 */
    int         seal_batch_minutes;  /* 0: the default, an hour */
} ServiceSetup;
/* What a house that everyone reads opens: negotiations. What is for parties alone could not stand in its record. */
#define HOUSE_OPEN_KINDS "text.*\n"
/* Makes the folder, the five keys, the private store and the record with its entry 0. Refuses a folder that holds anything. Half-made folders are removed again. */
Status service_setup(const ServiceSetup *setup, Problem *problem) MUST_USE;

struct json_t;

/* What a house begins with, beyond its record (founding.c). */
typedef struct HouseFounding {
    bool    members;                 /* the 193 Member States, with names and groups */
    bool    demonstration;           /* the documents and the fictional group of examples/house; needs `members` to be as on the pages */
    int64_t now;                     /* POSIX seconds: the demonstration's days are those of its week */
    bool    clock;                   /* `now` is now: the demonstration's last acts know the time; what came after a deadline is then late */
} HouseFounding;
/* Fills an installation that service_setup has just made. */
Status service_found(const char *folder, const HouseFounding *founding, Problem *problem) MUST_USE;

/* ---- running ---- */

typedef struct Service Service;

typedef struct ServiceOptions {
    const char *folder;
    unsigned    workers;             /* for signatures; 0: one for each processor */
    bool        read_only;           /* a mirror, or a look: no signer, no writer; submitting is refused */
    const Log  *log;                 /* borrowed; NULL: none. Acts recorded and refused */
    bool        no_duties;           /* tests and single commands: no idle checkpoints, batches, daily checkpoints */
} ServiceOptions;

/* Opens the stores, brings the view up to the record, checks what stands above the last checkpoint that this node signed, and refuses to go on (ERR_CONFLICT) when the storage no longer extends
   what it published. Then signs the durable size. */
Status service_open(const ServiceOptions *options, Service **out, Problem *problem) MUST_USE;
/* Answers everything that waits, then stops. */
void   service_close(Service *service);

/* ---- the road in ---- */

typedef struct SubmitAnswer {
    Status         status;           /* OK: it is in the record */
    int            http;             /* 201, 202, 200; or what the refusal maps to */
    uint64_t       index;
    Hash           act;
    ActOutcome     outcome;
    Slice          receipt;          /* a tlog-proof; borrowed until the call returns */
    const Problem *problem;          /* of a refusal */
} SubmitAnswer;
typedef void (*SubmitDone)(void *context, const SubmitAnswer *answer);

/* Copies the bytes, queues, returns; `done` is called once, from another thread. A full queue: ERR_BUSY at once, `done` is not called. */
Status service_submit(Service *service, Slice entry, SubmitDone done, void *context, Problem *problem) MUST_USE;
/* The same, waiting. receipt is appended to *receipt (may be NULL); answer->receipt is then empty. */
Status service_submit_wait(Service *service, Slice entry, SubmitAnswer *answer, Buffer *receipt, Problem *problem) MUST_USE;
/* A sealed entry: judged as far as its bytes and signatures go, kept encrypted in the private store, its commitment waits for the next batch. ERR_* as submit. */
Status service_seal(Service *service, Slice entry, Hash *commit, uint8_t salt[SALT_SIZE], Problem *problem) MUST_USE;
/* The payload of a record.seal that is in the record: refused unless it opens the commitment. */
Status service_seal_payload(Service *service, const Hash *commit, const uint8_t salt[SALT_SIZE], Slice payload, Problem *problem) MUST_USE;
/* Only blobs that an act names (with this size), or for a party. */
Status service_blob_put(Service *service, const Hash *name, Slice bytes, Slice party, Problem *problem) MUST_USE;
/* An act of the host's own, signed through the signer: by the attestation key, or by the admitting key. `json`: canonical. */
Status service_host_act(Service *service, KeyUse by, Slice kind, Slice json, SubmitAnswer *answer, Problem *problem) MUST_USE;
/* Acts from a script that comes with the program (seed.c has its form): what a new installation begins with. The service must have been opened with one worker. */
typedef struct SeedFile {
    const char *name;
    Slice       bytes;
} SeedFile;
Status service_seed(Service *service, const struct json_t *script, const SeedFile *files, size_t file_count, int64_t now, Problem *problem) MUST_USE;
/* The size and root that an author may name as seen now. */
void   service_seen(Service *service, uint64_t *size, Hash *root);

/* ---- the road out ---- */

typedef struct FileFacts {
    const char *content_type;
    bool        immutable;           /* may be cached for ever */
    bool        is_private;          /* depends on who asks */
    int         max_age_s;           /* otherwise */
} FileFacts;
/* A path of record.md, section 3. `party`: of the asker's token; empty: a stranger. ERR_NOT_FOUND alike for what is absent and what is withheld; ERR_FORBIDDEN where a token is needed and there is
   none (bundles of a `parties` record). */
Status service_file(Service *service, Slice path, Slice party, Buffer *out, FileFacts *facts, Problem *problem) MUST_USE;
/* The party of a bearer token; ERR_FORBIDDEN. */
Status service_party_of_token(Service *service, Slice token, Buffer *out, Problem *problem) MUST_USE;
Status service_token_new(Service *service, Slice party, char out[TOKEN_SIZE + 1], Problem *problem) MUST_USE;
/* Facts and rows of one act, with its entry's bytes appended to *bytes. */
Status service_act(Service *service, const Hash *act, ActRow *row, Buffer *bytes, Problem *problem) MUST_USE;
Status service_receipt(Service *service, uint64_t index, Buffer *out, Problem *problem) MUST_USE;
/* How this node stands, for those who watch it. Any thread. */
typedef struct ServiceHealth {
    bool     stopped, read_only;     /* stopped: rolled back or forked; nothing is accepted until a restart */
    uint64_t size, cosigned_size;    /* published */
    uint64_t checkpoint_age_s;       /* 0 of a node that signs none */
    uint64_t waiting;                /* acts in the queues */
} ServiceHealth;
void service_health(Service *service, ServiceHealth *out);
/* A copy of the facts; the caller clears them. */
Status service_facts(Service *service, RecordFacts *out, Problem *problem) MUST_USE;
/* Who asks, or for whom something is filed. */
/* As what somebody asks or acts: the columns of the two tables of rights.h. */
typedef enum Standing {
    STANDING_STRANGER,
    STANDING_PROGRAM,                /* of a party, by a token of the record: it reads, and posts acts that it has signed */
    STANDING_DELEGATE, STANDING_HEAD, STANDING_CHAIR, STANDING_SECRETARIAT, /* persons, by a sign-in or by a token of their account */
    STANDING_COUNT
} Standing;
typedef struct Asker {
    Slice    party;                  /* whose person it is; empty: a stranger, or the secretariat */
    Standing standing;
    Slice    account;                /* what the evidence of an attested act names; empty: none */
} Asker;
/* A named query under the asker's rights. *out: a new JSON object (json_decref). `now`: POSIX seconds. ERR_NOT_FOUND alike for what is absent and what is withheld. */
Status service_query(Service *service, const char *name, const Slice *arguments, size_t count, const Asker *asker, int64_t now, struct json_t **out, Problem *problem) MUST_USE;
/* Files an act for a signed-in person: the secretariat's own by the attestation key, a party's attested with `for` and evidence. `object` is without them; borrowed. */
Status service_file_act(Service *service, const char *kind, const struct json_t *object, const Asker *asker, SubmitAnswer *answer, Buffer *receipt, Problem *problem) MUST_USE;
/* An act as a party's own key must sign it: the body, with what this node's newest checkpoint lets it name as seen. Nothing is filed. `by`: the key's name; `object`: borrowed. */
Status service_draft_act(Service *service, const char *kind, const struct json_t *object, Slice by, Buffer *body, Problem *problem) MUST_USE;
/* What the record says of a key; ERR_NOT_FOUND without writing to problem. The caller clears it. */
Status service_key(Service *service, Slice name, KeyRecord *out, Problem *problem) MUST_USE;
/* A party's own answer to an act that was attested for it: refused unless `entry` is a record.confirm or record.disavow that names this act, by a key of this party; then as service_submit_wait. *kind: which. */
Status service_answer_attested(Service *service, const Hash *act, Slice entry, Slice party, Buffer *kind, SubmitAnswer *answer, Problem *problem) MUST_USE;
/* Keeps bytes under their name before an act names them (the blob is offered to nobody until then). */
Status service_keep_blob(Service *service, Slice bytes, Hash *name, Problem *problem) MUST_USE;
/* A blob that some act of public audience names, or of any for a party. */
Status service_blob_bytes(Service *service, const Hash *name, const Asker *asker, Buffer *out, Problem *problem) MUST_USE;

/* ---- an earlier checkpoint for a silence that is closed: challenge.c ---- */

typedef struct ServiceChallenge {
    Slice process;                   /* the text; its newest silence is meant */
    Slice proof;                     /* a checkpoint, or a receipt with one, as its holder kept it; lines may end as forms end them */
} ServiceChallenge;
/* What it proves, and (`answer` not NULL) its act, by the house's own key. Not OK: a sentence that says why it changes nothing; nothing was filed. *out is given in any case, with what could be learnt:
   {"receipt": {"act", "entry", "in_time"}, "size", "time", "closed_size", "closed_time", "late": objections that come too late by it}. */
Status service_challenge(Service *service, const ServiceChallenge *challenge, const Asker *asker, int64_t now, struct json_t **out, SubmitAnswer *answer, Problem *problem) MUST_USE;
/* The checkpoint in such a proof: *note lies in `text`. *receipt is empty where it is none. */
Status service_challenge_note(Slice proof, Buffer *text, Slice *note, Receipt *receipt, Problem *problem) MUST_USE;

/* ---- texts under negotiation: where the record meets comparing ---- */

/* text.show, as service_query answers it, has every open amendment compiled into its paragraphs, who stands where, and what stands between the text and consensus (docs/formats/queries.md). */
typedef struct TextEdit {
    Slice paragraph;                 /* its id; empty: `words` is a new paragraph */
    Slice after;                     /* of a new paragraph: the id of the one before it; empty: it stands behind the last of the body */
    Slice words;                     /* as they shall read, without the label; empty: the paragraph is deleted */
} TextEdit;
/* What a party proposes, before it is filed. *object: the object of text.amendment.propose, with its changes and nothing else to be signed; *preview: {"paragraphs"} with the changed ones as
   text.show has them. Either from edits, or from a text that was sent (`sent` not NULL: its stored form's name). ERR_REFUSED when nothing
   changes. */
Status service_text_amend(Service *service, Slice process, const TextEdit *edits, size_t count, const Hash *sent, const Asker *asker, int64_t now, struct json_t **object, struct json_t **preview,
                          Problem *problem) MUST_USE;
/* WORK. The same from a file that a person sends, of which nothing is kept. *preview has, beside the paragraphs, `silent`: the changes that a file which tracks some does not track, {"was", "now", "label"}. */
typedef struct TextFile {
    Slice name, bytes;
} TextFile;
Status service_text_amend_file(Service *service, Slice process, const TextFile *file, const Asker *asker, int64_t now, struct json_t **object, struct json_t **preview, Problem *problem) MUST_USE;
/* Of instructions in prose: insert "…" before "…" in paragraphs 7 and 13 (text_making.h). */
Status service_text_amend_prose(Service *service, Slice process, Slice prose, const Asker *asker, int64_t now, struct json_t **object, struct json_t **preview, Problem *problem) MUST_USE;
/* A new version: the one in force with the amendments of these acts taken in (`takes`: hexadecimal act ids, an array of strings), or a text that was sent. *object: that of text.version.issue with
   process, version and outcomes; the caller adds name, note and reasons. The first version needs `sent`. ERR_CONFLICT when two of `takes` compete for the same words: the sentence names the places. */
Status service_text_version(Service *service, Slice process, const struct json_t *takes, const Hash *sent, const Asker *asker, int64_t now, struct json_t **object, Problem *problem) MUST_USE;
/* The compilation as a file, as `compile` writes them: tracked or in brackets. */
Status service_text_file(Service *service, Slice process, bool brackets, const Asker *asker, int64_t now, Buffer *out, Problem *problem) MUST_USE;

/* The paragraphs as one open amendment would have them: {"party", "words": {paragraph: words without the label, "" where it is deleted}}. ERR_NOT_FOUND: it is not open, or not the asker's to know. */
Status service_text_wording(Service *service, Slice process, Slice act, const Asker *asker, int64_t now, struct json_t **out, Problem *problem) MUST_USE;
/* The words of the version in force as plain text. Every file has behind the words what parties said about them. */
Status service_text_plain(Service *service, Slice process, const Asker *asker, int64_t now, Buffer *out, Problem *problem) MUST_USE;

/* A short paper made of lines, in one of the formats of documents (report.h) by its name; ERR_NOT_FOUND: there is none of that name. */
typedef enum PaperRank { PAPER_TITLE, PAPER_HEADING, PAPER_LINE } PaperRank;
typedef struct PaperLine {
    PaperRank rank;
    Slice     words;
} PaperLine;
Status service_paper(const PaperLine *lines, size_t count, const char *language, const char *format, Buffer *out, Problem *problem) MUST_USE;

/* The newest published checkpoint. */
Status service_checkpoint(Service *service, Buffer *out, Problem *problem) MUST_USE;

/* ---- duties (the service's own thread calls them; tests call them by hand with a clock of their own) ---- */

/* Does what is due at `now` (POSIX seconds): idle checkpoint, batch of commitments, daily record.checkpoint, closing of deadlines. */
Status service_duties(Service *service, int64_t now, Problem *problem) MUST_USE;

/* ---- verifying ---- */

typedef struct VerifyOptions {
    const char *policy;              /* tlog-policy text with which to judge instead of the record's own; its `log` lines pin the host key. NULL: the record's */
    Slice       from;                /* a checkpoint that the caller holds, or empty */
    Slice       party;               /* whose token the files are asked with: its sealed payloads are asked for too; or empty */
    unsigned    workers;             /* 0: one for each processor */
    bool        without_rules;       /* signatures and tree only (for measuring) */
    void (*progress)(void *context, uint64_t done, uint64_t size);
    void       *context;
} VerifyOptions;

typedef struct VerifyReport {
    bool         verified, incomplete;       /* incomplete: data are missing (exit 3) */
    bool         without_rules;              /* signatures and tree only, as asked: counts and view are not there */
    char         origin[ORIGIN_MAX + 1];
    Audience     audience;
    bool         demonstration;
    uint64_t     size;
    Hash         root;
    Key          host;                       /* in force at this size */
    Judgement    judgement;
    char         quorum[200];                /* the policy in words; "" without a quorum */
    uint64_t     bundles, tiles, good, bad, uninterpreted;
    RecordCounts counts;
    uint64_t     withheld, payloads_seen, blobs_named, blobs_good, blobs_missing;
    Hash         view;
    uint64_t     failed_index;               /* of the first failing entry; UINT64_MAX: not an entry's fault */
} VerifyReport;
/* OK when it could be judged at all: look at report->verified. On a failure *problem says the entry, what was expected and what was found. */
Status service_verify(RecordFiles *files, const VerifyOptions *options, VerifyReport *report, Problem *problem) MUST_USE;
/* The report as record.md, section 10, prints it, from message ids. */
void   verify_report_print(const VerifyReport *report, Buffer *out);
/* The files of a record, wherever it is: an address, a folder of files, or an installation (or mirror), whose own store and blobs then stand behind the same paths. */
typedef struct ServiceFiles {
    RecordFiles *files;
    Store       *store;              /* NULL but of an installation */
    Blobs       *blobs;
} ServiceFiles;
Status service_files(const char *where, const char *token, ServiceFiles *out, Problem *problem) MUST_USE;
void   service_files_close(ServiceFiles *files);

/* ---- mirroring ---- */

typedef struct MirrorReport {
    uint64_t from, size, blobs;
} MirrorReport;
/* Copies what is new from `url` (or a folder of files) into `folder`, made when missing, verifying everything on the way; one round. A fork is ERR_CONFLICT, names the first entry that differs, and both
   checkpoints are kept as evidence. Also brings an installation that was restored from an old backup up to date. `host`: pins the log key at the first round; may be NULL. */
Status service_mirror(const char *url, const char *token, const char *folder, const Key *host, MirrorReport *report, void (*progress)(void *context, uint64_t done, uint64_t size), void *context,
                      Problem *problem) MUST_USE;

/* ---- witnessing ---- */

enum { WITNESS_BODY_MAX = 64 * 1024 /* of add-checkpoint: 63 hashes, and a checkpoint with a hundred lines */ };
typedef struct Witness Witness;
/* The folder holds witness.key, node.sqlite and watched (vkeys of logs, one a line). With `name`, a new folder is made. */
Status witness_setup(const char *folder, const char *name, Problem *problem) MUST_USE;
Status witness_watch(const char *folder, Slice vkey, Problem *problem) MUST_USE;
Status witness_open(const char *folder, Witness **out, Problem *problem) MUST_USE;
void   witness_close(Witness *witness);
const Key *witness_key(const Witness *witness);
/* POST add-checkpoint: returns the HTTP status of record.md, section 11; the body of the answer is appended to *out. Thread-safe. `now`: POSIX seconds. */
int    witness_add_checkpoint(Witness *witness, Slice body, int64_t now, Buffer *out, const char **content_type);
/* GET <origin hash>/checkpoint: 200 or 404. */
int    witness_checkpoint(Witness *witness, Slice origin_hash, Buffer *out);

/* Asks every witness of a policy that has a URL for a cosignature of this checkpoint; good lines are appended to *lines. *ahead: the largest size above ours that a witness names. */
typedef struct WitnessAsk {
    const Policy *policy;
    Slice         checkpoint;        /* with the host's lines */
    HashSource    source;            /* of our tree, for consistency proofs */
    uint64_t      timeout_ms;
} WitnessAsk;
Status witnesses_ask(const WitnessAsk *ask, Buffer *lines, uint64_t *ahead, Problem *problem) MUST_USE;

/* ---- archives ---- */

/* Every path of the record with its blobs as one tar, which any tar unpacks into a folder that verifiers read. */
Status service_export(const char *folder, const char *file, Problem *problem) MUST_USE;
/* Verified before the folder appears. */
Status service_import(const char *file, const char *folder, VerifyReport *report, Problem *problem) MUST_USE;

#endif
