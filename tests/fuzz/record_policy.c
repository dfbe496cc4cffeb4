/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies: with all witnesses a quorum is met, with none it is not; one witness more never makes it later; and the same policy without comments and
 * superfluous white space says the same.
 */
#include "fuzz.h"
#include "record/policy_internal.h"

enum { DRAWS = 20 };

static uint64_t drawn(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Single blanks, no comments, no empty lines. */
static void plain(Slice text, Buffer *out)
{
    while (text.size != 0) {
        Slice line = fuzz_part(&text, '\n'), word;
        bool  first = true;

        for (size_t i = 0; i < line.size;) {
            size_t from = i;

            while (i < line.size && line.data[i] != ' ' && line.data[i] != '\t')
                i++;
            word = slice_part(line, from, i++);
            if (word.size == 0)
                continue;
            if (first && word.data[0] == '#')
                break;
            buffer_add_string(out, first ? "" : " ");
            buffer_add(out, word);
            first = false;
        }
        buffer_add_string(out, first ? "" : "\n");
    }
}

static void check_same(const Policy *a, const Policy *b)
{
    Buffer first, second;

    REQUIRE(policy_log_count(a) == policy_log_count(b) && policy_witness_count(a) == policy_witness_count(b));
    REQUIRE(policy_has_quorum(a) == policy_has_quorum(b));
    for (size_t i = 0; i < policy_log_count(a); i++)
        REQUIRE(key_equal(policy_log(a, i), policy_log(b, i)));
    for (size_t i = 0; i < policy_witness_count(a); i++)
        REQUIRE(key_equal(policy_witness(a, i), policy_witness(b, i)) && strcmp(policy_witness_url(a, i), policy_witness_url(b, i)) == 0);
    buffer_init(&first, FUZZ_BUFFER_MAX);
    buffer_init(&second, FUZZ_BUFFER_MAX);
    policy_quorum_describe(a, &first);
    policy_quorum_describe(b, &second);
    REQUIRE(first.status == OK && first.size != 0 && utf8_valid(buffer_slice(&first)) && slice_equal(buffer_slice(&first), buffer_slice(&second)));
    buffer_clear(&first);
    buffer_clear(&second);
}

static void check_quorum(const Policy *a, const Policy *b, uint64_t state)
{
    static int64_t times[POLICY_MAX];
    size_t         count = policy_witness_count(a);

    for (size_t i = 0; i < POLICY_MAX; i++)
        times[i] = POLICY_NEVER;
    if (!policy_has_quorum(a))
        return;
    REQUIRE(count != 0 && policy_quorum_time(a, times) == POLICY_NEVER);
    for (size_t i = 0; i < count; i++)
        times[i] = 5;
    REQUIRE(policy_quorum_time(a, times) == 5);
    for (int draw = 0; draw < DRAWS; draw++) {
        int64_t before;
        size_t  one = drawn(&state) % count;

        for (size_t i = 0; i < count; i++)
            times[i] = drawn(&state) % 3 == 0 ? POLICY_NEVER : (int64_t)(drawn(&state) % 8);
        before = policy_quorum_time(a, times);
        REQUIRE(before == policy_quorum_time(b, times));
        times[one] = times[one] == POLICY_NEVER ? 3 : 0;
        REQUIRE(policy_quorum_time(a, times) <= before);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice   text = {(const char *)data, size};
    Policy *policy = NULL, *again = NULL;
    Buffer  printed;

    if (policy_parse(text, &policy, NULL) != OK)
        return 0;
    buffer_init(&printed, FUZZ_BUFFER_MAX);
    plain(text, &printed);
    REQUIRE(policy_parse(buffer_slice(&printed), &again, NULL) == OK);
    check_same(policy, again);
    check_quorum(policy, again, hash_fast(text, 1));
    policy_free(policy);
    policy_free(again);
    buffer_clear(&printed);
    return 0;
}
