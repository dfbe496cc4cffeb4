/* SPDX-License-Identifier: Apache-2.0
 *
 * Carrying amendments to a new version: nothing is lost on the way, and what is carried can be made there.
 */
#include "property/laws.h"

enum { BYTES_MAX = 64 * 1024 * 1024 };

static bool balances(const CarryResult *result, const Amendment *amendment, Buffer *why)
{
    size_t sum = 0, counted[CARRY_COUNT] = {0};

    for (size_t i = 0; i < result->count; i++)
        counted[result->changes[i].outcome]++;
    for (int i = 0; i < CARRY_COUNT; i++) {
        sum += result->totals[i];
        if (counted[i] == result->totals[i])
            continue;
        buffer_add_format(why, "%zu changes are %s, the total says %zu", counted[i], carry_outcome_name((CarryOutcome)i), result->totals[i]);
        return false;
    }
    if (sum != amendment->count || result->count != amendment->count)
        buffer_add_format(why, "%zu changes became %zu", amendment->count, sum);
    return sum == amendment->count && result->count == amendment->count;
}

/* Carried from the base to `version`; the changes that arrive make `want` of it, where that is given. */
static bool carries(const Work *work, const Amendment *amendment, const Text *version, const Text *want, CarryOutcome all, Buffer *why)
{
    CarryResult *result = NULL;
    Problem      problem = {.status = OK};
    Text        *made = NULL;
    Buffer       bytes;
    Status       status = amendment_carry(work->texts.base, amendment, version, &result, &problem);
    bool         holds;

    buffer_init(&bytes, BYTES_MAX);
    if (status == OK)
        status = amendment_apply(version, result->amendment, &made, &problem);
    if (status == OK)
        status = carry_result_encode(version, result, &bytes, &problem);
    holds = status == OK ? balances(result, amendment, why) : law_broken(why, "carrying", status, &problem);
    if (holds && all != CARRY_COUNT && result->totals[all] != result->count) {
        buffer_add_format(why, "%zu of %zu are %s", result->totals[all], result->count, carry_outcome_name(all));
        holds = false;
    }
    holds = holds && (want == NULL || text_same(made, want, why));
    text_free(made);
    buffer_clear(&bytes);
    carry_result_free(result);
    return holds;
}

static bool an_unchanged_version_changes_nothing(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++)
        if (!carries(work, work->amendments[i], work->texts.base, work->texts.revised[i], CARRIED, why))
            return false;
    return true;
}

static bool every_change_ends_in_one_way(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++)
        if (!carries(work, work->amendments[i], work->texts.revised[(i + 1) % work->texts.count], NULL, CARRY_COUNT, why))
            return false;
    return true;
}

const Law laws_of_carrying[] = {
    {"C1", "on a version that changed nothing all is carried and makes the same text", an_unchanged_version_changes_nothing},
    {"C2", "every change ends in exactly one way, and what is carried can be made", every_change_ends_in_one_way},
    {NULL, NULL, NULL},
};
