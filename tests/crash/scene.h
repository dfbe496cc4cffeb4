/* SPDX-License-Identifier: Apache-2.0
 *
 * An installation under load, and the ledger of what was sent to it and what it answered: against it the record is judged after a crash.
 */
#ifndef TESTS_CRASH_SCENE_H
#define TESTS_CRASH_SCENE_H

#include "service/service.h"

#include <pthread.h>

enum { SCENE_ACTS_MAX = 8192, SCENE_CHECKPOINTS_MAX = 8192, SCENE_BURST = 8 };

typedef enum SentState { SENT_NOT_YET, SENT_UNKNOWN, SENT_RECORDED } SentState;

typedef struct Sent {
    Buffer    bytes;
    Hash      act, leaf;
    SentState state;
    uint64_t  index; /* of a recorded one */
} Sent;

typedef struct SeenCheckpoint {
    uint64_t size;
    Hash     root;
} SeenCheckpoint;

typedef struct Scene {
    char            folder[256];
    bool            own_folder;
    bool            announce;                      /* prints what was recorded, at once: "recorded INDEX ACT" and "checkpoint SIZE ROOT" */
    Service        *service;
    KeySecret       roots[3], mission, desk;
    pthread_mutex_t lock; /* of what is below */
    Sent           *sent;
    size_t          sent_count;
    SeenCheckpoint *seen; /* every checkpoint that was handed out, once each */
    size_t          seen_count;
    size_t          answers_good, answers_unknown; /* 201, 202, 200; 503 and 429 */
    unsigned        faults;                        /* of the service, each printed */
    uint64_t        blobs;
    uint64_t        seen_size_known;               /* what acts name as seen where there is no service */
    Hash            seen_root_known;
} Scene;

/* `folder` NULL: one of its own, removed by scene_clear. */
void scene_init(Scene *scene, const char *folder);
void scene_clear(Scene *scene); /* with the folder */
void scene_fault(Scene *scene, const char *format, ...) __attribute__((format(printf, 2, 3)));

Status scene_setup(Scene *scene, Problem *problem) MUST_USE;
Status scene_open(Scene *scene, Problem *problem) MUST_USE;
void   scene_close(Scene *scene);
/* Makes the keys of the party; the admitting key is the host's. */
bool   scene_keys(Scene *scene, KeySecret *admit);
/* Admits a party and enrols its keys, each act again until it is answered as recorded, at most `tries` times. */
bool   scene_people(Scene *scene, int tries);
/* New acts, sent at once and waited for; every third burst one of them is sent twice. False when none of them was recorded. */
bool   scene_burst(Scene *scene, size_t count);
/* The two halves of a burst; scene_send_written sends what is at these places of the ledger. */
void   scene_write(Scene *scene, size_t *out, size_t count);
bool   scene_send_written(Scene *scene, const size_t *sent, size_t count);
/* Bytes that were written before. True when they are recorded. */
bool   scene_send(Scene *scene, Slice entry);
/* What was left unknown, and the last of what was recorded, sent again. */
void   scene_resend(Scene *scene);
/* A checkpoint, as any reader asks for it, and a receipt. */
void   scene_look(Scene *scene);
/* Reads the record, which may be open, from its first entry to its last: every act at its place, once; every tile; every checkpoint that was ever handed out. */
void   scene_verify(Scene *scene);
/* `rapporteur record verify` of the closed installation: signatures and rules too. The documents that its acts name are not there, and need not be. */
void   scene_audit(Scene *scene);
/* Of the closed installation: the view as it was kept, and as it is made from nothing. */
void   scene_compare_views(Scene *scene);
void   scene_print_problem(const Problem *problem, char *out, size_t size);

#endif
