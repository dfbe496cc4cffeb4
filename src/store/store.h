/* SPDX-License-Identifier: Apache-2.0
 *
 * store: where a record lives. Drivers behind one table (sqlite, memory, mirror; postgres must fit it later), the files that a record serves, the blobs beside it,
 * and the two files of an installation that are not the record: the private store and what one node remembers.
 *
 * Not here: what is stored, who may read it, signing, checking signatures.
 *
 * Invariants
 * - What store_commit answered OK for is on the disk, whole, and never changes or leaves.
 * - Places are dense: entry n is appended when the head is n, in the same transaction that moves the head to n + 1. No identity columns, no sequences.
 * - Hash tiles are stored in the transaction that completes them; whatever is partial is computed from what is stored.
 * - A handle is for one thread at a time; open another for another thread. Handles on one record see one another's commits.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "record/record.h"

enum { STORE_BATCH_MAX = 4096 /* entries of one append: bounds the memory of a batch to 256 MB at the worst */ };

typedef struct Store Store;

typedef struct StoreRow {
    Hash  leaf;
    Slice bytes;
} StoreRow;

typedef enum StoreMode { STORE_READ, STORE_WRITE, STORE_CREATE /* refuses to open one that exists */ } StoreMode;

typedef struct StoreOptions {
    const char *where;  /* sqlite: a file; memory: a name (all handles of one name share it, until the last is closed); mirror: a URL or a folder of files */
    StoreMode   mode;
    const char *token;  /* mirror: bearer token, or NULL */
    const Key  *host;   /* mirror: the log key that its checkpoints must bear; NULL: learnt from entry 0 */
} StoreOptions;

/* Called for each entry in order; anything but OK stops and is returned. `bytes` lives until the call returns. */
typedef Status (*StoreVisit)(void *context, uint64_t index, Slice bytes, Problem *problem);

typedef struct StoreDriver {
    const char *name;
    bool        writable;
    Status (*open)(const StoreOptions *options, Store **out, Problem *problem);
    void (*close)(Store *store);
    Status (*head)(Store *store, Tree *out, Problem *problem);
    Status (*begin)(Store *store, Tree *out, Problem *problem);
    Status (*append)(Store *store, const StoreRow *rows, size_t count, Problem *problem);
    Status (*commit)(Store *store, Problem *problem);
    void (*cancel)(Store *store);
    Status (*entries)(Store *store, uint64_t from, uint64_t count, StoreVisit visit, void *context, Problem *problem);
    Status (*tile)(Store *store, const TileId *tile, uint8_t *out, Problem *problem);
    Status (*publish)(Store *store, uint64_t size, Slice checkpoint, Problem *problem);
    Status (*checkpoint)(Store *store, uint64_t size, Buffer *out, Problem *problem);
    Status (*cosignatures_put)(Store *store, uint64_t size, Slice lines, Problem *problem);
    Status (*cosignatures)(Store *store, uint64_t size, Buffer *out, Problem *problem);
} StoreDriver;

extern const StoreDriver *const store_drivers[];                     /* NULL ends the list */
const StoreDriver *store_driver(const char *name);

/* Each handle knows its driver; these call it. A driver without the call (a read-only one) gives ERR_REFUSED. */
Status store_open(const StoreDriver *driver, const StoreOptions *options, Store **out, Problem *problem) MUST_USE;
void   store_close(Store *store);
bool   store_writable(const Store *store);
/* Size and frontier as committed. */
Status store_head(Store *store, Tree *out, Problem *problem) MUST_USE;
/* Locks the head against every other writer, also of other processes, and gives it. ERR_BUSY after five seconds of waiting. */
Status store_begin(Store *store, Tree *out, Problem *problem) MUST_USE;
/* Within begin … commit. That no act is recorded twice is a rule like the others and judged with them: a store has no index of act ids. */
Status store_append(Store *store, const StoreRow *rows, size_t count, Problem *problem) MUST_USE;
/* Durable when OK. Anything else: the transaction is over and its outcome unknown: look whether the head has moved. */
Status store_commit(Store *store, Problem *problem) MUST_USE;
void   store_cancel(Store *store);                                   /* nothing when no transaction is open */
/* ERR_NOT_FOUND when from + count is beyond the head. */
Status store_entries(Store *store, uint64_t from, uint64_t count, StoreVisit visit, void *context, Problem *problem) MUST_USE;
/* tile->width * 32 bytes; ERR_NOT_FOUND when the head gives the tile a smaller width. Not for bundles. */
Status store_tile(Store *store, const TileId *tile, uint8_t *out, Problem *problem) MUST_USE;
TileSource store_tile_source(Store *store);
/* In a transaction of its own: kept when size is above the newest kept one, or equal (it replaces: more cosignatures); a smaller size is ERR_CONFLICT; beyond the head ERR_REFUSED. Every published
   size stays readable. */
Status store_publish(Store *store, uint64_t size, Slice checkpoint, Problem *problem) MUST_USE;
/* STORE_NEWEST, or an exact size. ERR_NOT_FOUND, without writing to problem, when there is none. */
#define STORE_NEWEST UINT64_MAX
Status store_checkpoint(Store *store, uint64_t size, Buffer *out, Problem *problem) MUST_USE;
/* Replaces all cosignature lines of that size. */
Status store_cosignatures_put(Store *store, uint64_t size, Slice lines, Problem *problem) MUST_USE;
Status store_cosignatures(Store *store, uint64_t size, Buffer *out, Problem *problem) MUST_USE; /* ERR_NOT_FOUND as above */

/* ---- the files of a record (record.md, section 3) ---- */

/* Paths below the origin: "checkpoint", "tile/0/000.p/5", "tile/entries/…", "cosignatures/18", "blob/<sha256>". ERR_NOT_FOUND, without writing to problem, when there is none. */
typedef struct RecordFiles RecordFiles;
Status files_open(const char *where, const char *token, RecordFiles **out, Problem *problem) MUST_USE; /* an http(s) URL, or a folder */
Status files_of_store(Store *store, RecordFiles **out, Problem *problem) MUST_USE;                      /* borrowed; no blobs */
void   files_close(RecordFiles *files);
/* At most `limit` bytes are appended to *out; more is ERR_LIMIT. */
Status files_get(RecordFiles *files, const char *path, size_t limit, Buffer *out, Problem *problem) MUST_USE;
/* A tile or bundle at this width, or the full one's beginning where the server no longer has the partial. out: hashes (width * 32 bytes) or whole entries. */
Status files_tile(RecordFiles *files, const TileId *tile, Buffer *out, Problem *problem) MUST_USE;
const char *files_where(const RecordFiles *files);                   /* for people; without secrets */

/* ---- blobs ---- */

typedef struct Blobs Blobs;
enum { BLOB_MAX = 64 * 1024 * 1024 /* the largest document that a delegation may send, by far */ };
Status blobs_open(const char *folder, Blobs **out, Problem *problem) MUST_USE;                          /* makes the folder when missing */
void   blobs_close(Blobs *blobs);
/* Checks that the bytes have this name (ERR_SYNTAX), writes them whole and flushed, or not at all. One that is there already is OK. */
Status blobs_put(Blobs *blobs, const Hash *name, Slice bytes, Problem *problem) MUST_USE;
/* Re-hashes what it reads: ERR_STORAGE when the bytes are not the name's. ERR_NOT_FOUND, without writing to problem, when there is none. */
Status blobs_get(Blobs *blobs, const Hash *name, Buffer *out, Problem *problem) MUST_USE;
bool   blobs_has(Blobs *blobs, const Hash *name);
/* The files of a store (files_of_store) also have these blobs, borrowed. */
void   files_use_blobs(RecordFiles *files, Blobs *blobs);
/* In order of names. */
Status blobs_each(Blobs *blobs, Status (*visit)(void *context, const Hash *name, Problem *problem), void *context, Problem *problem) MUST_USE;

/* ---- the private store ---- */

/* Tokens (kept hashed), sealed payloads (each encrypted under its own key; the keys are in a file of their own, rewritten whole when one is destroyed). Nothing in it is in the record. */
typedef struct PrivateStore PrivateStore;
Status private_open(const char *folder, StoreMode mode, PrivateStore **out, Problem *problem) MUST_USE; /* <folder>/private.sqlite, <folder>/payload.keys; mode 0600 in 0700 */
void   private_close(PrivateStore *store);
enum { TOKEN_SIZE = 44 /* characters: 32 random bytes in base64, url-safe, with a prefix "r" */ };
Status private_token_new(PrivateStore *store, Slice party, char out[TOKEN_SIZE + 1], Problem *problem) MUST_USE;
/* The party of a token. ERR_FORBIDDEN, in the same time for every wrong one, when there is none. */
Status private_token_party(PrivateStore *store, Slice token, Buffer *out, Problem *problem) MUST_USE;
Status private_token_revoke(PrivateStore *store, Slice party, Problem *problem) MUST_USE;               /* all of a party's */

typedef struct SealedPayload {
    Hash    commit;
    Slice   class, payload;
    uint8_t salt[SALT_SIZE];
} SealedPayload;
/* Encrypts salt and payload under a fresh key before anything reaches a file. `batched`: 0 waits for a record.seal_batch. There already: OK. */
Status private_seal_put(PrivateStore *store, const SealedPayload *sealed, bool waits, Problem *problem) MUST_USE;
/* Into *out, with class and payload appended to *bytes. ERR_NOT_FOUND (never had, or destroyed) without writing to problem. */
Status private_seal_get(PrivateStore *store, const Hash *commit, SealedPayload *out, Buffer *bytes, Problem *problem) MUST_USE;
/* Deletes the payload and destroys its key: afterwards neither salt nor payload can be had from any file, write-ahead log included. */
Status private_seal_destroy(PrivateStore *store, const Hash *commit, Problem *problem) MUST_USE;
/* The oldest waiting commitments, at most `max`; and that these wait no longer (call it when their batch is in the record). */
Status private_seal_waiting(PrivateStore *store, Hash *out, size_t max, size_t *count, Problem *problem) MUST_USE;
Status private_seal_batched(PrivateStore *store, const Hash *commits, size_t count, Problem *problem) MUST_USE;

/* ---- what one node remembers ---- */

/* The last checkpoint that it published (it stops when the storage no longer extends it), what witnesses hold, and evidence: signed checkpoints and acts that cannot be. */
typedef struct NodeStore NodeStore;
Status node_open(const char *file, NodeStore **out, Problem *problem) MUST_USE;                         /* made when missing */
void   node_close(NodeStore *store);
Status node_published_put(NodeStore *store, Slice checkpoint, Problem *problem) MUST_USE;               /* durable when OK */
Status node_published(NodeStore *store, Buffer *out, Problem *problem) MUST_USE;                        /* ERR_NOT_FOUND as above */
Status node_evidence_add(NodeStore *store, const char *what, Slice bytes, Problem *problem) MUST_USE;   /* kept once; at most 10,000 */
Status node_evidence_each(NodeStore *store, Status (*visit)(void *context, Slice what, Slice bytes, Problem *problem), void *context, Problem *problem) MUST_USE;
/* A witness's memory: compares `old` with the last size kept for this origin, and stores the new checkpoint, in one durable step. ERR_CONFLICT: *held is the size that is kept. */
Status node_witness_advance(NodeStore *store, Slice origin, uint64_t old, uint64_t size, Slice checkpoint, uint64_t *held, Problem *problem) MUST_USE;
Status node_witness_checkpoint(NodeStore *store, Slice origin, Buffer *out, Problem *problem) MUST_USE; /* ERR_NOT_FOUND as above */

#endif
