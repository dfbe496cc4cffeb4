/* SPDX-License-Identifier: Apache-2.0
 *
 * Each allocation fails once, in turn, and then that one and all after it: ours, jansson's, ICU's and SQLite's. From opening an installation through some
 * acts to its closing. Whatever fails, the program stays up and says what is wrong; with memory the next act is recorded, and every act that was answered as
 * recorded is there, once.
 *
 * The host's keys are held by a child that has its own count of allocations; tests/fault and tests/unit/signer see to it.
 */
#include "disk.h"
#include "scene.h"

#include <sqlite3.h>

enum { ACTS_A_BURST = 3, POSITIONS_SHORT = 60, POSITIONS_A_RECORD = 50, HEAD = 16 };

/* ---- SQLite's memory is ours ---- */

static void *sized_new(int size)
{
    char *block = memory_new((size_t)size + HEAD);

    if (block == NULL)
        return NULL;
    memcpy(block, &size, sizeof size);
    return block + HEAD;
}

static void sized_free(void *block)
{
    if (block != NULL)
        memory_free((char *)block - HEAD);
}

static int size_of(void *block)
{
    int size = 0;

    if (block != NULL)
        memcpy(&size, (char *)block - HEAD, sizeof size);
    return size;
}

static void *sized_resize(void *block, int size)
{
    char *bigger = memory_resize((char *)block - HEAD, (size_t)size + HEAD);

    if (bigger == NULL)
        return NULL;
    memcpy(bigger, &size, sizeof size);
    return bigger + HEAD;
}

static int round_up(int size)
{
    return (size + 7) & ~7;
}

static int set_up(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void shut_down(void *context)
{
    (void)context;
}

/* ---- the walk ---- */

static void say(Scene *scene, const char *what, const Problem *problem)
{
    char why[500];

    scene_print_problem(problem, why, sizeof why);
    scene_fault(scene, "%s: %s", what, why);
}

static bool open_with_memory(Scene *scene)
{
    Problem problem = {0};

    memory_fail_at(0, false);
    if (scene_open(scene, &problem) == OK)
        return true;
    say(scene, "it does not open although there is memory", &problem);
    return false;
}

/* Acts are written before memory fails: the test itself has enough. Returns how many allocations it took. */
static uint64_t work(Scene *scene, uint64_t at, bool lasting)
{
    Problem  problem = {0};
    uint64_t asked;
    size_t   sent[ACTS_A_BURST];

    if (!open_with_memory(scene))
        return 0;
    scene_write(scene, sent, ACTS_A_BURST);
    scene_close(scene);
    memory_fail_at(at, lasting);
    if (scene_open(scene, &problem) == OK) {
        (void)scene_send_written(scene, sent, ACTS_A_BURST);
        scene_close(scene);
    } else if (problem.message == NULL) {
        scene_fault(scene, "it does not open, without a word");
    }
    asked = memory_asked();
    memory_fail_at(0, false);
    if (open_with_memory(scene)) {
        scene_resend(scene);
        scene_verify(scene);
    }
    scene_close(scene);
    return asked;
}

static Scene *make_scene(void)
{
    Scene  *scene = memory_new(sizeof *scene);
    Problem problem = {0};

    REQUIRE(scene != NULL);
    scene_init(scene, NULL);
    if (scene_setup(scene, &problem) != OK || scene_open(scene, &problem) != OK || !scene_people(scene, 1))
        say(scene, "it cannot be set up", &problem);
    scene_close(scene);
    return scene;
}

static void end_scene(Scene *scene)
{
    scene_clear(scene);
    disk_forget();
    memory_free(scene);
}

/* One installation lives through some positions. Returns its faults. RAPPORTEUR_CASE begins the walks at another. */
static unsigned walk_some(uint64_t from, uint64_t step, uint64_t total, bool lasting)
{
    Scene   *scene = make_scene();
    unsigned faults;

    for (uint64_t i = 0, at = from; i < POSITIONS_A_RECORD && at <= total && scene->faults == 0; i++, at += step) {
        (void)work(scene, at, lasting);
        if (scene->faults != 0)
            printf("       when allocation %llu fails%s\n", (unsigned long long)at, lasting ? " and all after it" : "");
    }
    if (scene->faults == 0)
        scene_compare_views(scene);
    faults = scene->faults;
    end_scene(scene);
    return faults;
}

static bool walk(bool lasting, bool is_long)
{
    const char *begins = getenv("RAPPORTEUR_CASE");
    Scene      *scene = make_scene();
    uint64_t    total = work(scene, UINT64_MAX, lasting), step = is_long ? 1 : total / POSITIONS_SHORT + 1;
    unsigned    faults = scene->faults;

    end_scene(scene);
    for (uint64_t at = begins != NULL ? strtoull(begins, NULL, 10) : 1; at <= total && faults == 0; at += step * POSITIONS_A_RECORD)
        faults += walk_some(at, step, total, lasting);
    printf("%s allocations%s: one in %llu of about %llu failed in turn\n", faults == 0 ? "ok    " : "FAILED", lasting ? ", lasting" : "", (unsigned long long)step,
           (unsigned long long)total);
    (void)fflush(stdout);
    return faults == 0;
}

int main(void)
{
    static const sqlite3_mem_methods memory = {sized_new, sized_free, sized_resize, size_of, round_up, set_up, shut_down, NULL};
    const char *wanted = getenv("RAPPORTEUR_LONG");
    bool        is_long = wanted != NULL && strcmp(wanted, "1") == 0;
    unsigned    passed = 0;

    memory_adopt_libraries();
    REQUIRE(sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) == SQLITE_OK);
    disk_install();
    passed += walk(false, is_long);
    passed += walk(true, is_long);
    printf("crash memory: %u passed, %u failed\n", passed, 2 - passed);
    return passed != 2;
}
