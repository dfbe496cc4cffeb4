/* SPDX-License-Identifier: Apache-2.0
 *
 * Random crashes under load, on the disk of disk.h. A crash is the moment from which every call of the old instance fails; it is closed, the disk loses its
 * power, and the next instance opens what is left. After each: every act that was answered as recorded is at its place, once, with its bytes; tiles, head
 * and every checkpoint that anybody was given fit the entries. Each installation lives through ten crashes; at its end the view is compared with one made
 * from nothing.
 *
 * RAPPORTEUR_SEED=n makes the same choices again (threads are not made to run alike). RAPPORTEUR_LONG=1: 1,000 crashes.
 */
#include "disk.h"
#include "scene.h"

#include <unistd.h>

enum {
    CRASHES_SHORT = 60, CRASHES_LONG = 1000, CRASHES_A_RECORD = 10, SENDERS = 3, BURSTS = 12,
    CALLS_MAX = 2500,      /* about what the load of a round makes: the later half of the crashes finds it at rest */
    CALLS_OPENING_MAX = 120
};

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

typedef struct Sender {
    Scene   *scene;
    uint64_t state;
} Sender;

static void *send_run(void *context)
{
    Sender *sender = context;

    for (int i = 0; i < BURSTS && !disk_crashed(); i++)
        (void)scene_burst(sender->scene, 1 + next_random(&sender->state) % SCENE_BURST);
    return NULL;
}

typedef struct Looker {
    Scene       *scene;
    _Atomic bool done;
} Looker;

static void *look_run(void *context)
{
    Looker *reader = context;

    while (!reader->done) {
        scene_look(reader->scene);
        (void)usleep(1000);
    }
    return NULL;
}

static void load(Scene *scene, uint64_t *state)
{
    Looker    reader = {.scene = scene};
    Sender    senders[SENDERS];
    pthread_t threads[SENDERS + 1];

    for (size_t i = 0; i < SENDERS; i++) {
        senders[i] = (Sender){scene, next_random(state)};
        REQUIRE(pthread_create(&threads[i], NULL, send_run, &senders[i]) == 0);
    }
    REQUIRE(pthread_create(&threads[SENDERS], NULL, look_run, &reader) == 0);
    for (size_t i = 0; i < SENDERS; i++)
        (void)pthread_join(threads[i], NULL);
    reader.done = true;
    (void)pthread_join(threads[SENDERS], NULL);
}

static bool open_or_say(Scene *scene)
{
    Problem problem = {0};
    char    why[500];

    if (scene_open(scene, &problem) == OK)
        return true;
    scene_print_problem(&problem, why, sizeof why);
    scene_fault(scene, "it does not open: %s", why);
    return false;
}

static void crash(Scene *scene, uint64_t *state)
{
    disk_crash_at(1);
    scene_close(scene);
    if (disk_open_files() != 0)
        scene_fault(scene, "%u files are still open", disk_open_files());
    disk_power_cut(next_random(state));
}

/* Some crash while the next instance is at its opening; it is not heard of. */
static void crash_while_opening(Scene *scene, uint64_t *state)
{
    Problem problem = {0};

    disk_crash_at(1 + next_random(state) % CALLS_OPENING_MAX);
    if (scene_open(scene, &problem) != OK && problem.message == NULL)
        scene_fault(scene, "it does not open, without a word");
    crash(scene, state);
}

static void one_crash(Scene *scene, uint64_t *state)
{
    if (next_random(state) % 5 == 0)
        crash_while_opening(scene, state);
    if (!open_or_say(scene))
        return;
    scene_resend(scene);
    disk_crash_at(1 + next_random(state) % CALLS_MAX);
    load(scene, state);
    crash(scene, state);
    if (!open_or_say(scene))
        return;
    scene_verify(scene);
    scene_close(scene);
}

typedef struct Totals {
    unsigned passed, failed;
    size_t   good, unknown, entries, checkpoints;
} Totals;

static void one_record(uint64_t seed, int crashes, Totals *totals)
{
    Scene   *scene = memory_new(sizeof *scene);
    Problem  problem = {0};
    uint64_t state = seed;
    bool     begun;

    REQUIRE(scene != NULL);
    scene_init(scene, NULL);
    begun = scene_setup(scene, &problem) == OK && open_or_say(scene) && scene_people(scene, 1);
    if (!begun)
        scene_fault(scene, "it cannot be set up");
    scene_close(scene);
    for (int i = 0; i < crashes; i++) {
        unsigned before = scene->faults;

        if (begun)
            one_crash(scene, &state);
        if (scene->faults != before)
            printf("       at crash %d of the record with RAPPORTEUR_SEED=%llu\n", i + 1, (unsigned long long)seed);
        if (begun && scene->faults == before)
            totals->passed++;
        else
            totals->failed++;
    }
    if (begun && scene->faults == 0) {
        scene_audit(scene);
        scene_compare_views(scene);
    }
    totals->failed += scene->faults != 0;
    totals->good += scene->answers_good;
    totals->unknown += scene->answers_unknown;
    totals->entries += scene->sent_count;
    totals->checkpoints += scene->seen_count;
    scene_clear(scene);
    disk_forget();
    memory_free(scene);
}

int main(void)
{
    const char *given = getenv("RAPPORTEUR_SEED"), *is_long = getenv("RAPPORTEUR_LONG");
    uint64_t    seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    int         crashes = is_long != NULL && strcmp(is_long, "1") == 0 ? CRASHES_LONG : CRASHES_SHORT;
    Totals      totals = {0};

    memory_adopt_libraries();
    disk_install();
    printf("the first record has RAPPORTEUR_SEED=%llu\n", (unsigned long long)seed);
    for (int done = 0; done < crashes; done += CRASHES_A_RECORD)
        one_record(seed++, CRASHES_A_RECORD, &totals);
    printf("%zu acts, %zu answers as recorded, %zu answers 503, %zu checkpoints seen; %llu writes lost, %llu torn\n", totals.entries, totals.good, totals.unknown,
           totals.checkpoints, (unsigned long long)disk_lost_writes(), (unsigned long long)disk_torn_writes());
    printf("crash: %u passed, %u failed\n", totals.passed, totals.failed);
    return totals.failed != 0;
}
