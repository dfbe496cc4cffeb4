/* SPDX-License-Identifier: Apache-2.0
 *
 * A record in memory for tests of the rules: keys by name (their seeds are hashes of their names), acts signed by whom the test says, judged by process_act. Nothing is stored but the view.
 */
#ifndef TESTS_UNIT_PROCESS_WORLD_H
#define TESTS_UNIT_PROCESS_WORLD_H

#include "process/process.h"

enum { WORLD_BLOBS_MAX = 16, WORLD_ACTS_MAX = 4096, WORLD_SIGNERS_MAX = 18, WORLD_JSON_MAX = 60000 };

typedef struct World {
    View       *view;
    Process    *process;
    Tree        tree;
    Hash        roots[WORLD_ACTS_MAX + 1];   /* by size */
    Hash        acts[WORLD_ACTS_MAX], leaves[WORLD_ACTS_MAX];
    Buffer      entry;                       /* of the last act */
    Buffer      blob;                        /* what the one blob of this world holds */
    bool        has_blob;
    Buffer      more[WORLD_BLOBS_MAX];       /* and others, by world_keep */
    size_t      more_count;
    ProcessMode mode;
    ActOutcome  outcome;
    Problem     problem;                     /* of the last refusal */
    int64_t     time;                        /* of the next checkpoint */
} World;

#define WORLD_ORIGIN "record.example.org/world"

/* What the suites of the rules have in common: the host's two keys, settings without delays, a policy without witnesses, the members of a document's blob. */
#define REGISTRY "secretariat/registry-1"
#define PROTOCOL "secretariat/protocol-1"
#define DEMO "\"admit_days\":0,\"challenge_hours\":0,\"seal_batch_size\":4,\"veto_days\":0"
#define ALONE "quorum none\\n"
#define BLOB_MEMBERS "\"blob\":\"00000000000000000000000000000000000000000000000000000000000000aa\",\"media\":\"text/plain\",\"size\":5"

/* Entry 0 with these settings, as the inside of a JSON object, e.g. "\"admit_days\":0"; audience "public" or "parties"; open_kinds as JSON. */
void world_open(World *world, const char *settings, const char *audience, const char *open_kinds, const char *policy);
void world_close(World *world);
/* The same keys every time. clock and witnesses are of type 04. */
void world_key(const char *name, KeySecret *out);
/* The vkey of a name; in one of eight buffers that are used in turn. */
const char *world_vkey(const char *name);
/* "%s" in the JSON is filled as by printf. `signers`: names with commas; the first is the author, the others stand in `with`, which this adds. */
Status world_act(World *world, const char *signers, const char *kind, const char *json, ...) __attribute__((format(printf, 4, 5)));
/* The same under another `seen`. */
Status world_act_seen(World *world, const char *signers, const char *kind, const char *json, uint64_t size, const Hash *root);
/* Another blob of this world; its name. */
Hash world_keep(World *world, Slice bytes);
/* The message id of the last refusal. */
const char *world_said(const World *world);
/* A checkpoint of the first `size` entries with host and clock lines at `time`, and cosignatures by these witnesses one second apart; as JSON text. */
const char *world_checkpoint(World *world, uint64_t size, int64_t time, const char *witnesses);
/* Files it as record.checkpoint by the registry. */
Status world_clock(World *world, int64_t time);
const char *world_hex(const Hash *hash);     /* in one of eight buffers */
/* Delegation 01 with three roots (two needed), a mission key and a desk key that may sign record.* and text.*. */
void world_delegation(World *world, const char *party);

#endif
