/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes a signed record of any size quickly, as a whole installation, for benchmarks and tests. Everything follows from the seed: keys, acts, checkpoint; nothing reads the clock. A larger
 * record of the same seed begins with the smaller one.
 *
 * Entry 0 is record.origin, 1 admits the party "delegation-01" with three roots, 2 enrols its mission key, 3 to 6 the delegates' keys desk-1 to desk-4 (kinds "record.*"), and all others are
 * record.blob acts by these in turn, which name one small blob. Beside the installation's own files the folder has party/<key>.key, plain: all test keys.
 */
#ifndef TESTS_BENCH_RECORD_MAKER_H
#define TESTS_BENCH_RECORD_MAKER_H

#include "service/service.h"
#include "signer/signer.h"

enum { MAKER_DESKS = 4, MAKER_ROOTS = 3, MAKER_SEEN_EVERY = 64 };
#define MAKER_ORIGIN "made.record.example.org"

typedef struct MakerOptions {
    const char *folder;        /* made; must not be there */
    uint64_t    size;          /* entries, at least 1 */
    uint64_t    seed;
    uint64_t    other_from;    /* 0: none; from this entry on, titles differ: another history under the same keys */
    uint64_t    rotate_at;     /* 0: none; this entry (7 or above) changes the host's keys to "log-2" and "clock-2" */
    const char *policy;        /* NULL: "quorum none" */
    Audience    audience;
} MakerOptions;
Status record_make(const MakerOptions *options, Problem *problem) MUST_USE;
/* The key of this name ("log", "clock", "attest", "admit", "root-1", "mission-1", "desk-1" …) as record_make has it. */
Status maker_key(uint64_t seed, const char *which, KeySecret *out, Problem *problem) MUST_USE;
/* A whole signed act by `keys` (the author first). `json`: canonical. */
Status maker_act(const KeySecret *const keys[], size_t key_count, const char *kind, Slice json, uint64_t seen_size, const Hash *seen_root, int64_t at, Buffer *out, Problem *problem) MUST_USE;
/* A checkpoint with the host's two lines. */
void   maker_checkpoint(const KeySecret *log, const KeySecret *clock, uint64_t size, const Hash *root, uint64_t time, Buffer *out);

#endif
