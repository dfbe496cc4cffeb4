/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs the laws P1 to P12 and P14 over generated cases, in six languages in turn. RAPPORTEUR_SEED and RAPPORTEUR_CASES override what a run takes;
 * RAPPORTEUR_LONG takes a hundred thousand cases and a seed of its own; RAPPORTEUR_CASE runs one case again. What fails is made smaller and shown.
 */
#include "property/shrink.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Built to look at its own memory the suite takes five times as long: there fewer cases, the same laws. */
#if defined(__SANITIZE_ADDRESS__)
#define CASES_SHORT 600
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CASES_SHORT 600
#endif
#endif
#ifndef CASES_SHORT
#define CASES_SHORT 2000
#endif
enum { CASES = CASES_SHORT, CASES_LONG = 100000, LAWS_MAX = 64, FAILURES_MAX = 4, WORKERS = 2, WHY_MAX = 16 * 1024 * 1024 };

static const Law *const tables[] = {laws_of_model, laws_of_words, laws_of_carrying, laws_of_docx, laws_of_html};

const Law *law_at(int number)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const Law *law = tables[i]; law->name != NULL; law++)
            if (number-- == 0)
                return law;
    return NULL;
}

/* What the workers share. */
typedef struct Failure {
    uint64_t index;
    int      law;
} Failure;

typedef struct Progress {
    uint64_t     at;     /* the case at work */
    volatile int law;
    uint64_t     held[LANGUAGE_COUNT];
    Failure      failures[FAILURES_MAX];
    uint32_t     failed;
} Progress;

static void draw(uint64_t seed, uint64_t index, Case *out)
{
    case_draw(random_seed_of(seed, index), (uint32_t)(index % LANGUAGE_COUNT), out);
}

static void work(Progress *progress, uint64_t seed, uint64_t from, uint64_t count)
{
    Buffer why;

    buffer_init(&why, WHY_MAX);
    for (progress->at = from; progress->at < count && progress->failed < FAILURES_MAX; progress->at += WORKERS) {
        Case one;
        int  broken;

        draw(seed, progress->at, &one);
        broken = case_run(&one, -1, &progress->law, &why);
        buffer_reset(&why);
        if (broken == LAW_HOLDS)
            progress->held[one.language]++;
        else
            progress->failures[progress->failed++] = (Failure){progress->at, broken};
    }
    buffer_clear(&why);
}

static const char *law_name(int law)
{
    return law >= 0 ? law_at(law)->name : law == LAW_UNMADE ? "compares and compiles" : "the program ended";
}

static void tell(uint64_t seed, const Failure *failure)
{
    Case one;

    draw(seed, failure->index, &one);
    printf("  case %llu of seed %llu breaks %s%s%s\n", (unsigned long long)failure->index, (unsigned long long)seed, law_name(failure->law),
           failure->law >= 0 ? ": " : "", failure->law >= 0 ? law_at(failure->law)->promise : "");
    case_shrink(&one, failure->law);
    case_tell(&one, failure->law);
}

/* Runs a worker until it is through; a worker that dies is a failure of the case at work, and the next goes on after it. */
static void supervise(Progress *progress, uint64_t seed, uint64_t first, uint64_t count)
{
    for (uint64_t from = first; from < count && progress->failed < FAILURES_MAX; from = progress->at + WORKERS) {
        int   status = 0;
        pid_t child;

        fflush(NULL);
        child = fork();
        if (child == 0) {
            work(progress, seed, from, count);
            sources_free();
            exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child)
            _exit(1);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            return;
        progress->failures[progress->failed++] = (Failure){progress->at, LAW_DIED};
    }
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *value = getenv(variable);

    return value != NULL && *value != '\0' ? strtoull(value, NULL, 10) : otherwise;
}

static int run_again(uint64_t seed, uint64_t index)
{
    Failure      failure = {index, LAW_HOLDS};
    volatile int law;
    Buffer       why;
    Case         one;

    draw(seed, index, &one);
    buffer_init(&why, WHY_MAX);
    failure.law = case_run(&one, -1, &law, &why);
    buffer_clear(&why);
    if (failure.law != LAW_HOLDS)
        tell(seed, &failure);
    printf("laws: %d passed, %d failed\n", failure.law == LAW_HOLDS, failure.law != LAW_HOLDS);
    return failure.law != LAW_HOLDS;
}

static int summarize(Progress *progress, uint64_t seed)
{
    uint64_t held = 0, failed = 0;

    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        uint64_t sum = 0;

        for (int i = 0; i < WORKERS; i++)
            sum += progress[i].held[language];
        printf("  %s: %llu cases\n", case_languages[language], (unsigned long long)sum);
        held += sum;
    }
    for (int i = 0; i < WORKERS; i++)
        for (uint32_t k = 0; k < progress[i].failed; k++, failed++)
            tell(seed, &progress[i].failures[k]);
    printf("laws: %llu passed, %llu failed\n", (unsigned long long)held, (unsigned long long)failed);
    return failed != 0;
}

int main(void)
{
    bool      is_long = number_from("RAPPORTEUR_LONG", 0) != 0;
    uint64_t  seed = number_from("RAPPORTEUR_SEED", is_long ? (uint64_t)time(NULL) : 1);
    uint64_t  count = number_from("RAPPORTEUR_CASES", is_long ? CASES_LONG : CASES);
    Progress *progress = mmap(NULL, WORKERS * sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t     supervisors[WORKERS];
    int       result;

    if (progress == MAP_FAILED || !sources_load())
        return 1;
    printf("seed %llu, %llu cases, each looked at by:\n", (unsigned long long)seed, (unsigned long long)count);
    for (int i = 0; law_at(i) != NULL; i++)
        printf("  %-12s %s\n", law_at(i)->name, law_at(i)->promise);
    if (getenv("RAPPORTEUR_CASE") != NULL)
        return run_again(seed, number_from("RAPPORTEUR_CASE", 0));
    fflush(NULL);
    for (int i = 0; i < WORKERS; i++) {
        supervisors[i] = fork();
        if (supervisors[i] == 0) {
            supervise(&progress[i], seed, (uint64_t)i, count);
            _exit(0);
        }
    }
    for (int i = 0; i < WORKERS; i++)
        (void)waitpid(supervisors[i], NULL, 0);
    result = summarize(progress, seed);
    munmap(progress, WORKERS * sizeof *progress);
    sources_free();
    return result;
}
