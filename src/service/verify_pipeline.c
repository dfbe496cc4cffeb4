/* SPDX-License-Identifier: Apache-2.0
 *
 * The pipeline; see verify_internal.h. A window of slots, a bundle each, moves over the record: `head` is judged next, the keys of `keyed` enter the book next, `tail` is read next. One lock
 * guards the states; a slot's content belongs to whoever moved it to a state with -ING, and to the caller's thread while it is free or checked.
 *
 * Memory: SLOTS_PER_WORKER + 2 slots for each worker, each with its bundle (16 MB at the very worst, 150 KB as acts are) and 450 KB of entries taken apart, however long the record.
 */
#include "service/verify_internal.h"

#include <pthread.h>
#include <unistd.h>

enum { SLOTS_PER_WORKER = 2, SLOTS_MORE = 2, BUNDLE_KEPT_MAX = 1024 * 1024 };

typedef enum SlotState { SLOT_FREE, SLOT_READ, SLOT_TAKING_APART, SLOT_TAKEN_APART, SLOT_KEYED, SLOT_CHECKING, SLOT_CHECKED } SlotState;

typedef struct Slot {
    SlotState     state;
    TileId        bundle;
    int           first;              /* entries before it were judged before */
    Buffer        bytes;
    CheckedEntry *entries;            /* TILE_WIDTH of them */
    int           count;              /* taken apart, counted from 0; less than the width: the next is at fault */
    Status        status;
    Problem       problem;
    KeyList       keys;
} Slot;

typedef struct Pipeline {
    const PipelineOptions *options;
    pthread_mutex_t lock;
    pthread_cond_t  work, ready;
    Slot           *slots;
    size_t          slot_count;
    uint64_t        head, keyed, tail, end; /* bundles */
    bool            stopping;
    Status          read_status;      /* of the bundle at `tail` */
    Problem         read_problem;
    pthread_t       threads[VERIFY_WORKERS_MAX];
    unsigned        thread_count;
} Pipeline;

static Slot *slot_of(Pipeline *pipeline, uint64_t bundle)
{
    return &pipeline->slots[bundle % pipeline->slot_count];
}

Status pipeline_at(Problem *problem, Status status, const char *place)
{
    char inner[PROBLEM_PLACE_MAX];

    if (problem == NULL)
        return status;
    (void)snprintf(inner, sizeof inner, "%s", problem->place);
    problem->place[0] = '\0';
    (void)problem_at(problem, status, place);
    if (inner[0] != '\0') {
        size_t used = strlen(problem->place);

        (void)snprintf(problem->place + used, sizeof problem->place - used, ", %.100s", inner);
    }
    return status;
}

Status pipeline_at_entry(Problem *problem, Status status, uint64_t index)
{
    char place[DECIMAL_MAX + 16];

    (void)snprintf(place, sizeof place, "entry %llu", (unsigned long long)index);
    return pipeline_at(problem, status, place);
}

/* ---- workers ---- */

static void entry_fault(Slot *slot, Status status, int at)
{
    slot->status = pipeline_at_entry(&slot->problem, status, slot->bundle.index * TILE_WIDTH + (uint64_t)at);
}

static void take_apart(Slot *slot)
{
    Slice rest = buffer_slice(&slot->bytes), bytes;

    slot->keys.count = 0;
    slot->status = OK;
    slot->problem = (Problem){0};
    for (slot->count = 0; slot->count < slot->bundle.width; slot->count++) {
        Entry *entry = &slot->entries[slot->count].entry;
        Status status = OK;

        if (!bundle_next(&rest, &bytes))
            status = problem_set(&slot->problem, ERR_SYNTAX, MSG("verify.bundle_short"), NULL);
        else if (slot->count >= slot->first)
            status = entry_decode(bytes, entry, &slot->problem);
        if (status == OK && slot->count >= slot->first)
            status = key_list_collect(&slot->keys, entry);
        if (status != OK) {
            entry_fault(slot, status, slot->count);
            return;
        }
    }
    if (rest.size != 0)
        entry_fault(slot, problem_set(&slot->problem, ERR_SYNTAX, MSG("verify.bundle_long"), NULL), slot->count);
}

static void check_line(KeyBook *book, CheckedEntry *checked, size_t at)
{
    const Key *keys[VERIFY_CANDIDATES_MAX];
    size_t     count = key_book_find(book, &checked->entry.line[at], keys);

    checked->verdicts[at] = (LineVerdict){0};
    for (size_t i = 0; i < count; i++)
        if (note_line_check(&checked->entry.line[at], checked->entry.body, keys[i], NULL, &checked->verdicts[at].facts, NULL) == OK) {
            checked->verdicts[at].key = keys[i];
            return;
        }
}

static void check_signatures(KeyBook *book, Slot *slot)
{
    for (int i = slot->first; i < slot->count; i++)
        for (size_t j = 0; j < slot->entries[i].entry.lines; j++)
            check_line(book, &slot->entries[i], j);
}

/* Under the lock. In order: the book then holds what every act up to a bundle's end brings. */
static void enter_keys(Pipeline *pipeline)
{
    while (pipeline->keyed < pipeline->tail && slot_of(pipeline, pipeline->keyed)->state == SLOT_TAKEN_APART) {
        Slot *slot = slot_of(pipeline, pipeline->keyed);

        for (size_t i = 0; slot->status == OK && i < slot->keys.count; i++)
            if (key_book_add(pipeline->options->keys, &slot->keys.keys[i]) != OK)
                slot->status = problem_set(&slot->problem, ERR_MEMORY, MSG("status.memory"), NULL);
        slot->state = SLOT_KEYED;
        pipeline->keyed++;
    }
}

static Slot *find_state(Pipeline *pipeline, SlotState state)
{
    for (uint64_t i = pipeline->head; i < pipeline->tail; i++)
        if (slot_of(pipeline, i)->state == state)
            return slot_of(pipeline, i);
    return NULL;
}

static void *worker_main(void *context)
{
    Pipeline *pipeline = context;
    Slot     *slot;

    (void)pthread_mutex_lock(&pipeline->lock);
    while (!pipeline->stopping) {
        bool taking = false;

        slot = find_state(pipeline, SLOT_KEYED);
        if (slot == NULL) {
            slot = find_state(pipeline, SLOT_READ);
            taking = true;
        }
        if (slot == NULL) {
            (void)pthread_cond_wait(&pipeline->work, &pipeline->lock);
            continue;
        }
        slot->state = taking ? SLOT_TAKING_APART : SLOT_CHECKING;
        (void)pthread_mutex_unlock(&pipeline->lock);
        if (taking)
            take_apart(slot);
        else
            check_signatures(pipeline->options->keys, slot);
        (void)pthread_mutex_lock(&pipeline->lock);
        slot->state = taking ? SLOT_TAKEN_APART : SLOT_CHECKED;
        enter_keys(pipeline);
        (void)pthread_cond_broadcast(&pipeline->work);
        (void)pthread_cond_signal(&pipeline->ready);
    }
    (void)pthread_mutex_unlock(&pipeline->lock);
    return NULL;
}

/* ---- the caller's thread ---- */

static Status judge_slot(Pipeline *pipeline, const Slot *slot, Problem *problem)
{
    for (int i = slot->first; i < slot->count; i++)
        TRY(pipeline->options->judge(pipeline->options->context, slot->bundle.index * TILE_WIDTH + (uint64_t)i, &slot->entries[i], problem));
    if (slot->status != OK && problem != NULL)
        *problem = slot->problem;
    return slot->status;
}

static Status read_slot(Pipeline *pipeline, uint64_t bundle, Slot *slot)
{
    uint64_t start = bundle * TILE_WIDTH;

    if (slot->bytes.capacity > BUNDLE_KEPT_MAX) {
        buffer_clear(&slot->bytes);
        buffer_init(&slot->bytes, BUNDLE_MAX);
    }
    buffer_reset(&slot->bytes);
    slot->bundle = (TileId){TILE_ENTRIES, bundle, tile_width(TILE_ENTRIES, bundle, pipeline->options->size)};
    slot->first = pipeline->options->from > start ? (int)(pipeline->options->from - start) : 0;
    return pipeline->options->read(pipeline->options->context, &slot->bundle, &slot->bytes, &pipeline->read_problem);
}

/* Under the lock, which is let go for the work. True when something was done. */
static bool judge_next(Pipeline *pipeline, Status *status, Problem *problem)
{
    Slot *slot = slot_of(pipeline, pipeline->head);

    if (pipeline->head == pipeline->tail || slot->state != SLOT_CHECKED)
        return false;
    (void)pthread_mutex_unlock(&pipeline->lock);
    *status = judge_slot(pipeline, slot, problem);
    (void)pthread_mutex_lock(&pipeline->lock);
    slot->state = SLOT_FREE;
    pipeline->head++;
    return true;
}

static bool read_next(Pipeline *pipeline)
{
    uint64_t bundle = pipeline->tail;
    Status   status;

    if (bundle == pipeline->end || bundle - pipeline->head == pipeline->slot_count || pipeline->read_status != OK)
        return false;
    (void)pthread_mutex_unlock(&pipeline->lock);
    status = read_slot(pipeline, bundle, slot_of(pipeline, bundle));
    (void)pthread_mutex_lock(&pipeline->lock);
    pipeline->read_status = status;
    if (status == OK) {
        slot_of(pipeline, bundle)->state = SLOT_READ;
        pipeline->tail++;
        (void)pthread_cond_signal(&pipeline->work);
    }
    return true;
}

static Status pass_bundles(Pipeline *pipeline, Problem *problem)
{
    Status status = OK;

    (void)pthread_mutex_lock(&pipeline->lock);
    while (status == OK && pipeline->head < pipeline->end) {
        if (judge_next(pipeline, &status, problem) || read_next(pipeline))
            continue;
        if (pipeline->read_status != OK && pipeline->head == pipeline->tail) {
            status = pipeline->read_status;
            if (problem != NULL)
                *problem = pipeline->read_problem;
        } else {
            (void)pthread_cond_wait(&pipeline->ready, &pipeline->lock);
        }
    }
    pipeline->stopping = true;
    (void)pthread_cond_broadcast(&pipeline->work);
    (void)pthread_mutex_unlock(&pipeline->lock);
    return status;
}

/* ---- beginning and end ---- */

static Status make_slots(Pipeline *pipeline, unsigned workers, Problem *problem)
{
    pipeline->slot_count = (size_t)workers * SLOTS_PER_WORKER + SLOTS_MORE;
    pipeline->slots = memory_new_zeroed(pipeline->slot_count, sizeof *pipeline->slots);
    for (size_t i = 0; pipeline->slots != NULL && i < pipeline->slot_count; i++) {
        buffer_init(&pipeline->slots[i].bytes, BUNDLE_MAX);
        pipeline->slots[i].entries = memory_new(TILE_WIDTH * sizeof *pipeline->slots[i].entries);
        if (pipeline->slots[i].entries == NULL)
            return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    return pipeline->slots != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status start_workers(Pipeline *pipeline, unsigned workers, Problem *problem)
{
    for (; pipeline->thread_count < workers; pipeline->thread_count++)
        if (pthread_create(&pipeline->threads[pipeline->thread_count], NULL, worker_main, pipeline) != 0)
            break;
    return pipeline->thread_count != 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static void end_pipeline(Pipeline *pipeline)
{
    (void)pthread_mutex_lock(&pipeline->lock);
    pipeline->stopping = true;
    (void)pthread_cond_broadcast(&pipeline->work);
    (void)pthread_mutex_unlock(&pipeline->lock);
    for (unsigned i = 0; i < pipeline->thread_count; i++)
        (void)pthread_join(pipeline->threads[i], NULL);
    for (size_t i = 0; pipeline->slots != NULL && i < pipeline->slot_count; i++) {
        buffer_clear(&pipeline->slots[i].bytes);
        memory_free(pipeline->slots[i].entries);
        memory_free(pipeline->slots[i].keys.keys);
    }
    memory_free(pipeline->slots);
    (void)pthread_mutex_destroy(&pipeline->lock);
    (void)pthread_cond_destroy(&pipeline->work);
    (void)pthread_cond_destroy(&pipeline->ready);
    memory_free(pipeline);
}

Status pipeline_run(const PipelineOptions *options, Problem *problem)
{
    long      online = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned  workers = options->workers != 0 ? options->workers : (unsigned)(online > 0 ? online : 1);
    Pipeline *pipeline;
    Status    status;

    if (options->from >= options->size)
        return OK;
    pipeline = memory_new_zeroed(1, sizeof *pipeline);
    if (pipeline == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    workers = workers < VERIFY_WORKERS_MAX ? workers : VERIFY_WORKERS_MAX;
    pipeline->options = options;
    pipeline->head = pipeline->keyed = pipeline->tail = options->from / TILE_WIDTH;
    pipeline->end = tile_count(TILE_ENTRIES, options->size);
    (void)pthread_mutex_init(&pipeline->lock, NULL);
    (void)pthread_cond_init(&pipeline->work, NULL);
    (void)pthread_cond_init(&pipeline->ready, NULL);
    status = make_slots(pipeline, workers, problem);
    if (status == OK)
        status = start_workers(pipeline, workers, problem);
    if (status == OK)
        status = pass_bundles(pipeline, problem);
    end_pipeline(pipeline);
    return status;
}

/* ---- roots of a growing tree ---- */

void growing_tree_start(GrowingTree *growing, const Tree *tree, TileCache *older)
{
    growing->tree = *tree;
    growing->low = tree->size;
    growing->older = older;
    tree_root(tree, &growing->roots[tree->size % VERIFY_ROOTS]);
}

void growing_tree_add(GrowingTree *growing, const Hash *leaf)
{
    tree_add(&growing->tree, leaf);
    tree_root(&growing->tree, &growing->roots[growing->tree.size % VERIFY_ROOTS]);
    if (growing->tree.size - growing->low >= VERIFY_ROOTS)
        growing->low = growing->tree.size - VERIFY_ROOTS + 1;
}

Status growing_tree_root(GrowingTree *growing, uint64_t size, Hash *out, Problem *problem)
{
    HashSource source = tile_cache_source(growing->older);
    Tree       tree;

    REQUIRE(size <= growing->tree.size);
    if (size >= growing->low) {
        *out = growing->roots[size % VERIFY_ROOTS];
        return OK;
    }
    TRY(tree_load(&source, size, &tree, problem));
    tree_root(&tree, out);
    return OK;
}
