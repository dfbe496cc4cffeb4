/* SPDX-License-Identifier: Apache-2.0
 *
 * Each call of SQLite's on the disk fails once, in turn, from making the installation through 33 acts to a restart: every write (cut short, or the disk is
 * full), sync, open, truncation, size, read, lock, deletion, look and mapping. And outages: some calls in a row fail, whatever they are. Whatever fails, the
 * program stays up and says what is wrong; once the failure is over the next act is recorded, by the same instance; and after a power cut at the end every act
 * that was answered as recorded is there, once, and the record verifies.
 *
 * ./check takes some positions of each call, --long all. RAPPORTEUR_PART=2/4 takes every fourth of them, from the second, so that several processes may share the walk;
 * `crash_faults CALL FROM COUNT AFTER SEED [TIMES]` repeats what a line "when … fails" tells.
 */
#include "disk.h"
#include "scene.h"

#include <unistd.h>

enum {
    BURSTS = 6, ACTS_A_BURST = 5, TRIES = 4,
    POSITIONS_SHORT = 8, AFTER_SYNC = 4,
    OUTAGES_SHORT = 40, OUTAGES_LONG = 1500, OUTAGE_CALLS_MAX = 61,
    OUTLAST = OUTAGE_CALLS_MAX + 1,       /* tries that outlast any outage: one that fails at its very first call takes only that one from it */
    OPENINGS = 4
};

/* Which of the positions are walked: those whose number leaves `part` when divided by `parts`. */
static uint64_t part, parts = 1;

typedef struct Fault {
    DiskCall call;
    uint64_t from, count, after, seed; /* after: calls of any kind that fail next */
} Fault;

static void say(Scene *scene, const char *what, const Problem *problem)
{
    char why[500];

    scene_print_problem(problem, why, sizeof why);
    scene_fault(scene, "%s: %s", what, why);
}

/* A setup that fails leaves nothing behind, and is done again. */
static bool set_up(Scene *scene)
{
    Problem problem = {0};

    for (int i = 0; i < TRIES; i++) {
        problem = (Problem){0};
        if (scene_setup(scene, &problem) == OK)
            return true;
        if (problem.message == NULL)
            scene_fault(scene, "it cannot be set up, without a word");
        if (access(scene->folder, F_OK) == 0)
            scene_fault(scene, "a half-made folder stays");
        if (disk_open_files() != 0)
            scene_fault(scene, "%u files stay open", disk_open_files());
        disk_forget();
    }
    disk_fail(DISK_ANY, 0, 0, 0);
    if (scene_setup(scene, &problem) == OK)
        return true;
    say(scene, "it cannot be set up", &problem);
    return false;
}

static bool open_in_the_end(Scene *scene)
{
    Problem problem = {0};

    for (int i = 0; i < OUTLAST; i++) {
        problem = (Problem){0};
        if (scene_open(scene, &problem) == OK)
            return true;
        if (problem.message == NULL)
            scene_fault(scene, "it does not open, without a word");
        if (problem.message != NULL && problem.status == ERR_CONFLICT)
            break;
    }
    say(scene, "it does not open although the failure is over", &problem);
    return false;
}

static bool is_over(const Fault *fault)
{
    return fault->count != 0 && disk_fault_over();
}

static void work(Scene *scene, const Fault *fault)
{
    bool was_over = is_over(fault);

    if (!scene_people(scene, OUTLAST)) {
        scene_fault(scene, "the party cannot be admitted although the failure is over");
        return;
    }
    for (int i = 0; i < BURSTS; i++) {
        bool good = scene_burst(scene, ACTS_A_BURST);

        if (fault->after != 0 && is_over(fault)) /* closed at once: nothing that comes later makes good what was left */
            return;
        if (was_over && !good)
            scene_fault(scene, "the failure is over, and no act is recorded");
        was_over = is_over(fault);
    }
}

/* *met: whether there was such a call. */
static unsigned run_scene(const Fault *fault, bool *met)
{
    Scene   *scene = memory_new(sizeof *scene);
    unsigned faults;

    REQUIRE(scene != NULL);
    scene_init(scene, NULL);
    disk_fail(fault->call, fault->from, fault->count, fault->after);
    if (set_up(scene) && open_in_the_end(scene)) {
        work(scene, fault);
        scene_close(scene);
        if (open_in_the_end(scene)) {
            (void)scene_burst(scene, 1);
            *met = disk_failures() != 0;
            disk_fail(DISK_ANY, 0, 0, 0);
            scene_resend(scene);
        }
        disk_crash_at(1);
        scene_close(scene);
        disk_power_cut(fault->seed);
        if (open_in_the_end(scene))
            scene_verify(scene);
        scene_close(scene);
        scene_compare_views(scene);
    }
    faults = scene->faults;
    if (faults != 0)
        printf("       when %s number %llu fails (%llu in a row, and %llu calls after, seed %llu)\n", disk_call_names[fault->call],
               (unsigned long long)fault->from, (unsigned long long)fault->count, (unsigned long long)fault->after, (unsigned long long)fault->seed);
    disk_fail(DISK_ANY, 0, 0, 0);
    scene_clear(scene);
    disk_forget();
    memory_free(scene);
    return faults;
}

/* How many calls of each kind the scene makes when nothing fails. */
static bool count_calls(uint64_t counts[DISK_ANY + 1], uint64_t *setup)
{
    bool  met = false;
    Fault none = {DISK_ANY, UINT64_MAX, 0, 0, 1};
    Scene scene;

    scene_init(&scene, NULL);
    disk_fail(DISK_ANY, 0, 0, 0);
    met = set_up(&scene);
    *setup = disk_calls(DISK_ANY);
    if (met && open_in_the_end(&scene))
        work(&scene, &none);
    scene_close(&scene);
    if (open_in_the_end(&scene))
        scene_close(&scene);
    for (int call = 0; call <= DISK_ANY; call++)
        counts[call] = disk_calls((DiskCall)call);
    met = scene.faults == 0;
    scene_clear(&scene);
    disk_forget();
    return met;
}

static bool walk_call(DiskCall call, uint64_t count, uint64_t after, bool is_long)
{
    uint64_t step = is_long || count <= POSITIONS_SHORT ? 1 : count / POSITIONS_SHORT, walked = 0, met = 0;
    unsigned faults = 0;

    for (uint64_t at = 1; at <= count; at += step) {
        Fault fault = {call, at, 1, after, at};
        bool  was_met = false;

        if ((at - 1) / step % parts != part)
            continue;
        faults += run_scene(&fault, &was_met);
        met += was_met;
        walked++;
    }
    printf("%s each %s fails once, and %llu calls after: %llu of %llu positions, %llu met\n", faults == 0 ? "ok    " : "FAILED", disk_call_names[call],
           (unsigned long long)after, (unsigned long long)walked,
           (unsigned long long)count, (unsigned long long)met);
    (void)fflush(stdout);
    return faults == 0;
}

/* The longest outages, from the first calls of an opening: each try ends at its first call, and the tries must be as many as the calls. */
static bool walk_openings(uint64_t setup)
{
    unsigned faults = 0;

    for (uint64_t i = 0; i < OPENINGS; i++) {
        Fault fault = {DISK_ANY, setup + 1 + i, OUTAGE_CALLS_MAX, 0, i};
        bool  met = false;

        if (i % parts == part)
            faults += run_scene(&fault, &met);
    }
    printf("%s %d outages of %d calls from the first call of an opening\n", faults == 0 ? "ok    " : "FAILED", OPENINGS, OUTAGE_CALLS_MAX);
    return faults == 0;
}

static bool walk_outages(uint64_t calls, bool is_long, uint64_t seed)
{
    unsigned count = is_long ? OUTAGES_LONG : OUTAGES_SHORT, faults = 0;

    for (unsigned i = 0; i < count; i++) {
        uint64_t mixed = (seed + i) * UINT64_C(0x9E3779B97F4A7C15);
        Fault    fault = {DISK_ANY, 1 + (mixed >> 20) % calls, 2 + (mixed >> 8) % (OUTAGE_CALLS_MAX - 1), 0, seed + i};
        bool     met = false;

        if (i % parts == part)
            faults += run_scene(&fault, &met);
    }
    printf("%s %u outages of 2 to %d calls, RAPPORTEUR_SEED=%llu\n", faults == 0 ? "ok    " : "FAILED", count, OUTAGE_CALLS_MAX, (unsigned long long)seed);
    return faults == 0;
}

/* One fault, as often as is asked. */
static int repeat(int count, char **arguments)
{
    Fault    fault = {DISK_ANY, strtoull(arguments[2], NULL, 10), strtoull(arguments[3], NULL, 10), strtoull(arguments[4], NULL, 10), strtoull(arguments[5], NULL, 10)};
    unsigned faults = 0;

    for (int call = 0; call < DISK_ANY; call++)
        if (strcmp(arguments[1], disk_call_names[call]) == 0)
            fault.call = (DiskCall)call;
    for (unsigned long times = count > 6 ? strtoul(arguments[6], NULL, 10) : 1; times > 0; times--) {
        bool met = false;

        faults += run_scene(&fault, &met);
    }
    printf("%s\n", faults == 0 ? "ok" : "FAILED");
    return faults != 0;
}

int main(int count, char **arguments)
{
    const char *given = getenv("RAPPORTEUR_SEED"), *wanted = getenv("RAPPORTEUR_LONG"), *share = getenv("RAPPORTEUR_PART");
    uint64_t    seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL), counts[DISK_ANY + 1], setup;
    bool        is_long = wanted != NULL && strcmp(wanted, "1") == 0, good;
    unsigned    passed = 0, failed = 0;

    memory_adopt_libraries();
    disk_install();
    if (count >= 6)
        return repeat(count, arguments);
    if (share != NULL && strchr(share, '/') != NULL) {
        parts = strtoull(strchr(share, '/') + 1, NULL, 10);
        part = strtoull(share, NULL, 10) - 1;
        REQUIRE(parts != 0 && part < parts);
    }
    if (!count_calls(counts, &setup)) {
        printf("the scene fails when nothing does\ncrash faults: 0 passed, 1 failed\n");
        return 1;
    }
    good = walk_openings(setup);
    passed += good;
    failed += !good;
    for (int call = 0; call < DISK_ANY; call++) {
        good = walk_call((DiskCall)call, counts[call], 0, is_long);
        passed += good;
        failed += !good;
    }
    for (uint64_t after = 1; after <= AFTER_SYNC; after++) { /* a commit that fails, and what is asked next to learn what became of it */
        good = walk_call(DISK_SYNC, counts[DISK_SYNC], after, is_long);
        passed += good;
        failed += !good;
    }
    good = walk_outages(counts[DISK_ANY], is_long, seed);
    passed += good;
    failed += !good;
    printf("crash faults: %u passed, %u failed\n", passed, failed);
    return failed != 0;
}
