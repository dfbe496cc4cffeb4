/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a fuzz target over files: each as it is, and a number of copies with some bytes changed, always the same ones. The last line counts. A file that
 * breaks the target ends the process; its name stands in the line before.
 *
 *   seeds NAME COPIES FILE…
 */
#include "fuzz.h"

#include <unistd.h>

enum { FILE_MAX = 64 * 1024 * 1024, SPOILT_MAX = 512 * 1024, CHANGES_MAX = 8, SECONDS_MAX = 120 };

static bool read_file(const char *path, Buffer *out)
{
    char   block[64 * 1024];
    size_t size;
    FILE  *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    while ((size = fread(block, 1, sizeof block, file)) != 0)
        buffer_add(out, (Slice){block, size});
    (void)fclose(file);
    return out->status == OK;
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Cuts the file short in one copy of four; the others have up to CHANGES_MAX bytes changed. */
static void run_spoilt(Slice file, uint64_t seed)
{
    uint64_t state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    char    *copy = memory_new(file.size);
    size_t   size = file.size;
    uint64_t changes = next_random(&state) % CHANGES_MAX + 1;

    REQUIRE(copy != NULL && size != 0);
    memcpy(copy, file.data, size);
    if (seed % 4 == 0)
        size = next_random(&state) % size;
    for (uint64_t i = 0; size != 0 && i < changes; i++)
        copy[next_random(&state) % size] = (char)next_random(&state);
    (void)LLVMFuzzerTestOneInput((const uint8_t *)copy, size);
    memory_free(copy);
}

int main(int count, char **arguments)
{
    unsigned long copies = count > 2 ? strtoul(arguments[2], NULL, 10) : 0;
    unsigned      passed = 0, failed = 0;

    memory_adopt_libraries();
    for (int i = 3; i < count; i++) {
        Buffer file;

        printf("  %s\n", arguments[i]);
        (void)fflush(stdout);
        (void)alarm(SECONDS_MAX); /* a file that takes longer than this is a defect: the signal ends the process */
        buffer_init(&file, FILE_MAX);
        if (!read_file(arguments[i], &file)) {
            failed++;
            buffer_clear(&file);
            continue;
        }
        (void)LLVMFuzzerTestOneInput((const uint8_t *)file.data, file.size);
        for (unsigned long seed = 1; seed <= copies && file.size != 0 && file.size <= SPOILT_MAX; seed++)
            run_spoilt(buffer_slice(&file), seed);
        passed++;
        buffer_clear(&file);
    }
    printf("fuzz %s: %u passed, %u failed\n", count > 1 ? arguments[1] : "", passed, failed);
    return failed != 0 || passed == 0;
}
