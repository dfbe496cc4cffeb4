/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"

/* Of the leak sanitizer, where the program is built with it. */
__attribute__((weak)) int __lsan_do_recoverable_leak_check(void);

/* ICU itself loses memory when it cannot get more while it opens a break iterator. What we ourselves forget to close is found by all other suites. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libicuuc\nleak:libicui18n\n";
}

enum { POSITIONS_SHORT = 600 };

typedef struct Walking {
    const Walk *walk;
    bool        lasting;
    uint64_t    position, step, walked;
    Slice       want;
} Walking;

static bool is_long(void)
{
    const char *value = getenv("RAPPORTEUR_LONG");

    return value != NULL && strcmp(value, "1") == 0;
}

static bool complain(const Walking *walking, const char *what)
{
    printf("%s, allocation %llu%s: %s\n", walking->walk->name, (unsigned long long)walking->position,
           walking->lasting ? " and all after it" : "", what);
    return false;
}

/* One run with the failure in place. *passed says that it was not met any more. */
static bool run_once(Walking *walking, bool *passed)
{
    Buffer out;
    Status status;
    bool   right;

    buffer_init(&out, WALK_OUTPUT_MAX);
    memory_fail_at(walking->position, walking->lasting);
    status = walking->walk->run(walking->walk->input, &out);
    *passed = memory_asked() < walking->position;
    memory_fail_at(0, false);
    right = slice_equal(buffer_slice(&out), walking->want);
    buffer_clear(&out);
    if (status != OK && status != ERR_MEMORY)
        return complain(walking, status_face(status)->name);
    if (status == OK && !right)
        return complain(walking, "ends well with a wrong result");
    if (*passed && status != OK)
        return complain(walking, "fails although nothing failed");
    return true;
}

/* The result with memory, and how many allocations that takes. A first run lets libraries set themselves up. */
static bool run_well(const Walk *walk, Buffer *want, uint64_t *allocations)
{
    buffer_init(want, WALK_OUTPUT_MAX);
    if (walk->run(walk->input, want) != OK)
        return false;
    buffer_clear(want);
    buffer_init(want, WALK_OUTPUT_MAX);
    memory_fail_at(0, false);
    if (walk->run(walk->input, want) != OK)
        return false;
    *allocations = memory_asked();
    return true;
}

static bool run_walk(Walking *walking, uint64_t allocations)
{
    bool passed = false, good = true;

    walking->step = is_long() || allocations <= POSITIONS_SHORT ? 1 : allocations / POSITIONS_SHORT + 1;
    for (walking->position = 1; !passed && good; walking->position += walking->step) {
        good = run_once(walking, &passed);
        walking->walked++;
    }
    if (good && __lsan_do_recoverable_leak_check != NULL && __lsan_do_recoverable_leak_check() != 0)
        good = complain(walking, "leaks at one of the positions so far");
    return good;
}

int walk_all(const char *suite, const Walk *walks, size_t count)
{
    unsigned passed = 0, failed = 0;

    memory_adopt_libraries();
    for (size_t i = 0; i < count; i++) {
        Buffer   want;
        uint64_t allocations = 0;

        if (!run_well(&walks[i], &want, &allocations)) {
            printf("%s: fails with all memory there is\n", walks[i].name);
            failed += 2;
            buffer_clear(&want);
            continue;
        }
        for (int lasting = 0; lasting < 2; lasting++) {
            Walking walking = {.walk = &walks[i], .lasting = lasting != 0, .want = buffer_slice(&want)};
            bool    good = run_walk(&walking, allocations);

            printf("%s %s%s: %llu of %llu allocations failed in turn\n", good ? "ok    " : "FAILED", walks[i].name,
                   lasting ? ", lasting" : "", (unsigned long long)walking.walked, (unsigned long long)allocations);
            (void)fflush(stdout);
            passed += good;
            failed += !good;
        }
        buffer_clear(&want);
    }
    printf("%s: %u passed, %u failed\n", suite, passed, failed);
    return failed != 0;
}

void walk_read_file(const char *path, Buffer *out)
{
    const char *source = getenv("RAPPORTEUR_SOURCE");
    Buffer      name;
    char        block[4096];
    size_t      size;
    FILE       *file;

    buffer_init(&name, 4096);
    buffer_add_format(&name, "%s/%s", source != NULL ? source : ".", path);
    buffer_add_byte(&name, '\0');
    file = fopen(name.data, "rb");
    if (file == NULL) {
        fprintf(stderr, "%s cannot be read; is RAPPORTEUR_SOURCE the source folder?\n", name.data);
        exit(1);
    }
    buffer_init(out, WALK_OUTPUT_MAX);
    while ((size = fread(block, 1, sizeof block, file)) != 0)
        buffer_add(out, (Slice){block, size});
    (void)fclose(file);
    buffer_clear(&name);
}
