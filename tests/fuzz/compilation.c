/* SPDX-License-Identifier: Apache-2.0
 *
 * compilation_make, _extract, _encode and compilation_decode, which reads the custom part of a compilation. The bytes are base, three
 * submissions and spoiling, divided by form feeds: accepting one party gives what it sent, also through the stored form; a spoilt one is refused
 * or is a compilation.
 */
#include "round.h"

static Status extract(const void *from, const Slice *names, size_t count, Text **out)
{
    return compilation_extract(from, names, count, out, NULL, NULL);
}

/* What was decoded is compiled again, whatever it is. False when it was refused. */
static bool compile_stored(Slice json, const Round *round)
{
    StoredCompilation *stored = NULL;
    Compilation       *compilation = NULL;
    Submission        *submissions;
    Status             status = compilation_decode(json, &stored, NULL);

    if (status != OK)
        return false;
    submissions = memory_new_zeroed(stored->count, sizeof *submissions);
    for (size_t i = 0; i < stored->count; i++)
        submissions[i] = (Submission){stored->names[i], stored->amendments[i]};
    status = compilation_make(stored->base, submissions, stored->count, &compilation, NULL);
    if (status == OK && round != NULL)
        round_check_extracts(round, extract, compilation);
    compilation_free(compilation);
    memory_free(submissions);
    stored_compilation_free(stored);
    return status == OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice  rest = {(const char *)data, size};
    Round  round;
    Buffer stored;

    (void)compile_stored(rest, NULL);
    buffer_init(&stored, FUZZ_BUFFER_MAX);
    if (round_init(&round, &rest)) {
        round_check_extracts(&round, extract, round.compilation);
        REQUIRE(compilation_encode(round.compilation, &stored, NULL) == OK);
        REQUIRE(compile_stored(buffer_slice(&stored), &round));
        fuzz_spoil(stored.data, stored.size, rest);
        (void)compile_stored(buffer_slice(&stored), NULL);
    }
    buffer_clear(&stored);
    round_clear(&round);
    return 0;
}
