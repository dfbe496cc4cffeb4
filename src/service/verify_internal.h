/* SPDX-License-Identifier: Apache-2.0
 *
 * What verifying and mirroring share: a pipeline that takes the bundles of a record in order, has worker threads take entries apart, hash leaves and check signatures, and hands every
 * entry in order to the one thread that judges.
 *
 *   read (caller's thread) → take apart, hash, find keys that acts bring (workers) → keys into the book, in order → check signature lines (workers) → judge, in order (caller's thread)
 *
 * A bundle's signatures are checked when the keys of all bundles up to it are in the book. What the book says is a hint: the rules compare it with what holds at the act's place, and check
 * again whatever the workers could not.
 */
#ifndef SERVICE_VERIFY_INTERNAL_H
#define SERVICE_VERIFY_INTERNAL_H

#include "service/service.h"

enum {
    VERIFY_WORKERS_MAX = 64,
    VERIFY_TILES = 256,               /* expanded tiles kept for old roots, 16 KB each */
    VERIFY_ROOTS = 4096,              /* the newest roots are kept: most acts name one of the last few sizes */
    VERIFY_CANDIDATES_MAX = 4         /* keys of one name and key id: more than one is somebody's mischief (ids have 32 bits) */
};

/* ---- sealed payloads ---- */

/* Asks for every confidential payload that `party` may read, and counts those withheld and those seen. An empty party: nothing is asked. */
Status verify_payloads(View *view, RecordFiles *files, Slice party, VerifyReport *report, Problem *problem) MUST_USE;

/* ---- the book of keys ---- */

/* Every key that an act brought so far, found by name and key id. Any thread. Holds a bounded number; further ones are left to the rules. */
typedef struct KeyBook KeyBook;
KeyBook *key_book_new(void) MUST_USE;
void   key_book_free(KeyBook *book);
Status key_book_add(KeyBook *book, const Key *key) MUST_USE;         /* there already, or no room: OK */
/* The keys that may have signed this line, at most VERIFY_CANDIDATES_MAX; they live as long as the book. */
size_t key_book_find(KeyBook *book, const NoteLine *line, const Key *out[VERIFY_CANDIDATES_MAX]);

typedef struct KeyList {
    Key   *keys;
    size_t count, capacity;
} KeyList;
/* The keys that an act brings, of the kinds that bring any. What is malformed is left out: the rules refuse it. */
Status key_list_collect(KeyList *list, const Entry *entry) MUST_USE;

/* ---- the pipeline ---- */

typedef struct CheckedEntry {
    Entry       entry;                                               /* act id and leaf hash included */
    LineVerdict verdicts[ENTRY_SIGNATURES_MAX];                      /* key NULL: not checked, or not good under any key in the book */
} CheckedEntry;

typedef struct PipelineOptions {
    uint64_t from, size;
    unsigned workers;                                                /* 0: one for each processor */
    KeyBook *keys;
    /* Both in the thread that calls pipeline_run. read appends the bundle with exactly `width` entries. */
    Status (*read)(void *context, const TileId *bundle, Buffer *out, Problem *problem);
    Status (*judge)(void *context, uint64_t index, const CheckedEntry *checked, Problem *problem);
    void *context;
} PipelineOptions;
/* The first failure in the order of entries is returned; its place is "entry N" where an entry is at fault. */
Status pipeline_run(const PipelineOptions *options, Problem *problem) MUST_USE;
/* Puts a place before the one that the problem has: "checkpoint, line 5", "entry 7, line 3". Returns status, which is not OK. */
Status pipeline_at(Problem *problem, Status status, const char *place);
Status pipeline_at_entry(Problem *problem, Status status, uint64_t index);

/* ---- roots of a growing tree ---- */

/* The newest VERIFY_ROOTS roots, and older ones through tiles. */
typedef struct GrowingTree {
    Tree       tree;
    uint64_t   low;                                                  /* roots from this size on were computed here */
    Hash       roots[VERIFY_ROOTS];
    TileCache *older;                                                /* borrowed */
} GrowingTree;
void   growing_tree_start(GrowingTree *growing, const Tree *tree, TileCache *older);
void   growing_tree_add(GrowingTree *growing, const Hash *leaf);
Status growing_tree_root(GrowingTree *growing, uint64_t size, Hash *out, Problem *problem) MUST_USE;

#endif
