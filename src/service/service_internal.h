/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of service share: the service, its threads, the jobs that go through them.
 *
 *   service_submit → incoming → workers: grammar, signatures → checked → writer: judge, append, commit, sign, publish → answering → workers: receipts → answers
 *                                                                                                                └→ waiting → witnesses: cosignatures → answers
 */
#ifndef SERVICE_SERVICE_INTERNAL_H
#define SERVICE_SERVICE_INTERNAL_H

#include "service/service.h"
#include "signer/signer.h"

#include <pthread.h>

enum {
    SERVICE_PATH_MAX = 1024,
    SERVICE_WORKERS_MAX = 64,
    SERVICE_BATCH = 1024,                /* acts of one commit: past that a commit costs nothing more, and an answer would wait */
    SERVICE_GATHER = 512,                /* checked acts for which the writer does not wait for more that are on their way: about 10 ms of checking on two processors */
    SERVICE_RUN = 16,                    /* acts that a worker checks at a time, where there are many */
    SERVICE_ANSWERS = 256,               /* and answers: neighbours are in the same tile, which then only one of the workers expands */
    SERVICE_SPARE_JOBS = 2048,           /* kept for the next acts: about 6 KB each, and their bytes */
    SERVICE_SPARE_BYTES = 2048,          /* of a spare job: most acts are shorter, and one thread takes them that another gives back, which costs an allocator more than the copy */
    SERVICE_READERS_MAX = 64,            /* handles kept for reading; more are opened and closed */
    SERVICE_TILES = 256,                 /* expanded tiles of a handle, 16 KB each */
    SERVICE_ROOTS = 4096,                /* roots remembered by size: most acts name one of the last few */
    CHECKPOINT_MAX = 64 * 1024
};
#define SERVICE_QUEUE_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* ---- reading handles ---- */

typedef struct Handle {
    struct Handle *next;
    Store         *store;
    View          *view;
    TileCache     *tiles;
    TileSource     source;
} Handle;

/* ---- jobs ---- */

typedef struct Job {
    struct Job *next;
    size_t      size;                    /* of the entry's bytes */
    Entry       entry;
    LineVerdict verdicts[ENTRY_SIGNATURES_MAX];
    Key        *keys;                    /* that the verdicts name: `key`, or memory of their own for several lines */
    SubmitDone  done;
    void       *context;
    Status      status;
    Problem     problem;
    bool        there;                   /* was in the record before */
    uint64_t    index;
    ActOutcome  outcome;
    int64_t     waits_since_ms;
    Key         key;                     /* this and what follows is not cleared for a new act */
    char       *bytes;                   /* of the entry; the job's own */
    size_t      room;                    /* in them; a spare job keeps up to SERVICE_SPARE_BYTES */
} Job;

typedef struct JobList {
    Job   *first, **last;
    size_t count, bytes;
} JobList;

void job_list_init(JobList *list);
void job_list_add(JobList *list, Job *job);
Job *job_list_take(JobList *list);
/* All of `from` behind what is in `list`. */
void job_list_move(JobList *list, JobList *from);
/* One, with its bytes. */
void job_drop(Job *job);
/* Whether the writer has a batch to write: many acts, or all that are on their way. A commit costs much more than an act in it. The caller holds the lock. */
bool service_batch_ready(const Service *service);
/* The jobs, with their bytes; some are kept as spare ones. The caller holds no lock. */
void job_list_free(Service *service, JobList *list);
/* The HTTP status of its answer: 201 with a quorum (or where none is asked for), 202 without, 200 when the act was there before. */
int  job_http(const Job *job, bool quorum);
/* Calls done and frees the job. `receipt` empty on a refusal. */
void job_answer(Service *service, Job *job, int http, Slice receipt);
/* For a worker: makes their receipts under the checkpoint that is published now, answers and frees them. Without a handle those that are recorded are told `no_handle`. */
void jobs_answer(Service *service, Handle *handle, const Problem *no_handle, JobList *jobs);

/* ---- roots by size ---- */

typedef struct RootMemory {
    struct {
        uint64_t size; /* + 1; 0: empty */
        Hash     root;
    } slots[SERVICE_ROOTS];
} RootMemory;

/* ---- what is published ---- */

typedef struct Published {
    pthread_rwlock_t lock;
    uint64_t         size, cosigned_size;
    Hash             root;
    Buffer           checkpoint, cosigned; /* with the host's lines; with a quorum's */
    bool             refreshed;            /* signed anew at the same size: witnesses are asked for a newer time */
    int64_t          signed_ms;            /* when the newest was signed; 0: by an earlier process */
    int64_t          uncosigned_since_ms;  /* when the oldest size was published that no quorum has cosigned; 0: none */
} Published;

struct Service {
    char           folder[SERVICE_PATH_MAX];
    ServiceOptions options;
    int            lock_file;            /* held while this may write; -1: none */
    /* the writer's own */
    Store        *store;
    View         *view;
    Process      *process;
    TileCache    *tiles;
    TileSource    tile_source;
    NodeStore    *node;
    Signer       *signer;
    RootMemory   *roots;
    Tree          tree;                  /* as committed; within a batch: as it would be */
    struct Batch *batch;                 /* at hand */
    Hash         *batch_leaves;          /* its leaves */
    uint64_t      batch_from;
    uint64_t      judged;                /* entries that this node judged, and published a checkpoint of, when it ran before; and their root */
    Hash          judged_root;
    Buffer        blob;                  /* that the act at hand names */
    /* shared */
    Blobs        *blobs;
    PrivateStore *secret;
    struct TextKeep *texts;              /* under negotiation, compiled (text_kept.c) */
    struct QuoteKeep *quotes;            /* the index of quotations (quote_record.c) */
    _Atomic bool quotes_stop;           /* ends its thread, also in the middle of its work */
    pthread_mutex_t secret_lock, duty_lock;
    Published     published;
    pthread_mutex_t lock;                /* of the queues and what is below */
    pthread_cond_t  incoming_ready, checked_ready, waiting_ready;
    JobList         incoming, checked, waiting, spare;
    JobList         answering;           /* under a published checkpoint, or refused: the workers answer them, before they check others */
    size_t          in_work;             /* jobs that workers check */
    bool            closing, writer_started, writer_done;
    bool            refresh;             /* a new checkpoint is wanted although nothing was added */
    bool            stopped;             /* we were rolled back or forked: nothing is accepted and nothing signed until a restart */
    uint64_t        key_changes;         /* counts batches that changed keys: workers forget what they know */
    pthread_t       threads[SERVICE_WORKERS_MAX + 4];
    unsigned        thread_count, worker_count;
    bool            has_quorum;
    pthread_mutex_t handle_lock;
    Handle         *handles;
    size_t          handle_count;
    int64_t         last_checkpoint_ms, last_batch_s;
    uint64_t        erased_to;           /* payloads of record.erase acts below it are destroyed */
};

int64_t service_now_ms(void);            /* monotonic */
int64_t service_now(void);               /* POSIX seconds */

Status handle_take(Service *service, Handle **out, Problem *problem) MUST_USE;
void   handle_give(Service *service, Handle *handle);

/* ---- the threads ---- */

void *worker_run(void *service);
void *writer_run(void *service);
void *witness_run(void *service);
void *duties_run(void *service);

/* ---- the writer's steps ---- */

typedef struct Batch Batch;
Batch *batch_new(void) MUST_USE;         /* NULL without memory; memory_free */

/* Applies entries that the view lacks, up to the head; the view's transaction is its own. */
Status service_catch_up(Service *service, const Tree *head, Problem *problem) MUST_USE;
/* Signs the committed tree, remembers, stores and publishes the checkpoint. */
Status service_publish(Service *service, Problem *problem) MUST_USE;
/* Asks the writer to sign the same tree anew. */
Status service_refresh(Service *service) MUST_USE;
Status service_root_at(void *context, uint64_t size, Hash *out, Problem *problem) MUST_USE;
Status service_blob(void *context, const Hash *name, Slice *out, Problem *problem) MUST_USE;
Status service_changes(void *context, const struct Text *base, const struct json_t *changes, size_t *count, Problem *problem) MUST_USE;
/* Refuses (ERR_CONFLICT) when a witness has cosigned more than this node has: it was set back with all that it knew. Before anything is signed. */
Status service_ask_ahead(Service *service, Problem *problem) MUST_USE;
/* Whether the policy in force asks for a quorum. */
Status service_load_policy(Service *service, Problem *problem) MUST_USE;
/* Nothing is accepted and nothing signed from here on; said once on standard error, and kept. Any thread. */
void   service_stop(Service *service, const Problem *problem);
/* The text of a receipt for an index under a checkpoint of this size. */
Status receipt_make(TileCache *tiles, uint64_t index, uint64_t size, Slice checkpoint, Buffer *out, Problem *problem) MUST_USE;
/* setup.c: makes the key of receipts of quotations in a folder that has none. */
Status receipts_key_make(const char *folder, Problem *problem) MUST_USE;
/* quote_receipt.c: the file of its public half, as receipts.pub; ERR_NOT_FOUND without a signer, without writing to problem. */
Status receipts_key_print(const Service *service, Buffer *out, Problem *problem) MUST_USE;
/* Keeps what proves a fault of somebody's; any thread. What cannot be kept is printed. */
void   service_evidence(Service *service, const char *what, Slice bytes);
/* The bytes of an act of the host's own, signed through the signer; see service_host_act. */
Status service_host_entry(Service *service, KeyUse by, Slice kind, Slice json, Buffer *out, Problem *problem) MUST_USE;
/* For the writer: hands the jobs to those who answer, or to those who wait for a quorum. */
void   service_answer_batch(Service *service, Job *const *jobs, size_t count);

#endif
