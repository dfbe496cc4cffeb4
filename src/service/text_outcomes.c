/* SPDX-License-Identifier: Apache-2.0
 *
 * What becomes of every open amendment under a new version. That is computed here, once, by whoever issues it, and kept as a blob that the act names: a replay compares nothing.
 *
 * The rules count by the array of changes as it is recorded, one outcome for each; the reader may find fewer changes in it (insertions at one place are one) or more (words of several paragraphs of a
 * note). An amendment that cannot be read, or cannot be carried so that it is read again, is in conflict with all its changes, and its party says how it goes on: no amendment stops a version.
 */
#include "service/text_making.h"
#include "service/text_internal.h"

typedef struct Judging {
    const Text      *next;
    AmendmentReader *reader, *next_reader; /* of the version in force, and of the next */
    Carrier         *carrier;
} Judging;

typedef struct Judged {
    json_t *outcomes, *changes; /* one outcome for each change that is recorded; what was carried */
} Judged;

static void judged_clear(Judged *judged)
{
    json_decref(judged->outcomes);
    json_decref(judged->changes);
    *judged = (Judged){NULL, NULL};
}

/* ---- by the array that is recorded ---- */

/* Of several changes that one of the array became, the one that asks most of its party. */
static bool weighs_more(CarryOutcome a, CarryOutcome b)
{
    static const int weights[CARRY_COUNT] = {[TAKEN_UP] = 0, [OVERTAKEN] = 1, [CARRIED] = 2, [IN_CONFLICT] = 3};

    return weights[a] > weights[b];
}

/* By change of the array: the outcome of it that counts, as an index into result->changes. */
static Status choose(const Amendment *amendment, const CarryResult *result, size_t *chosen)
{
    for (size_t i = 0; i < amendment->item_count; i++)
        chosen[i] = SIZE_MAX;
    for (size_t k = 0; k < result->count; k++) {
        size_t *at = &chosen[amendment->changes[result->changes[k].change].item];

        if (*at == SIZE_MAX || weighs_more(result->changes[k].outcome, result->changes[*at].outcome))
            *at = k;
    }
    for (size_t i = 0; i < amendment->item_count; i++) {
        chosen[i] = chosen[amendment->joined[i]];
        if (chosen[i] == SIZE_MAX)
            return ERR_CONFLICT;
    }
    return OK;
}

static Status outcomes_by_item(const Amendment *amendment, const CarryResult *result, const json_t *each, json_t *out)
{
    size_t *chosen = memory_new((amendment->item_count + 1) * sizeof *chosen);
    Status  status = chosen != NULL ? choose(amendment, result, chosen) : ERR_MEMORY;

    for (size_t i = 0; status == OK && i < amendment->item_count; i++) {
        json_t *outcome = json_copy(json_array_get(each, chosen[i]));

        status = json_object_set_new(outcome, "change", json_integer((json_int_t)i)) == 0 ? OK : ERR_MEMORY;
        if (json_array_append_new(out, outcome) != 0)
            status = ERR_MEMORY;
    }
    memory_free(chosen);
    return status;
}

/* ---- one amendment ---- */

static bool any_carried(const json_t *outcomes)
{
    const json_t *outcome;
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)outcomes, i, outcome) if (slice_is(json_slice(json_object_get(outcome, "outcome")), carry_outcome_name(CARRIED))) return true;
    return false;
}

/* As the rules will ask of it, and so that everybody can read it on the next version. */
static Status check_carried(const Judging *judging, const Judged *judged)
{
    Amendment *again = NULL;
    size_t     count;
    Status     status;

    if (any_carried(judged->outcomes) != (json_array_size(judged->changes) != 0))
        return ERR_CONFLICT;
    if (json_array_size(judged->changes) == 0)
        return OK;
    TRY(changes_check(judging->next, judged->changes, &count, NULL));
    status = amendment_reader_read(judging->next_reader, judged->changes, &again, NULL);
    amendment_free(again);
    return status;
}

static Status carry(const Judging *judging, const json_t *recorded, Judged *out)
{
    Amendment   *amendment = NULL;
    CarryResult *result = NULL;
    json_t      *each = NULL;
    Status       status;

    out->outcomes = json_array();
    TRY_OR(done, out->outcomes != NULL ? OK : ERR_MEMORY);
    TRY_OR(done, amendment_reader_read(judging->reader, recorded, &amendment, NULL));
    TRY_OR(done, carrier_carry(judging->carrier, amendment, &result, NULL));
    TRY_OR(done, carry_result_lists(judging->next, result, &each, &out->changes, NULL));
    TRY_OR(done, outcomes_by_item(amendment, result, each, out->outcomes));
    status = check_carried(judging, out);
done:
    json_decref(each);
    carry_result_free(result);
    amendment_free(amendment);
    return status;
}

static Status all_in_conflict(const json_t *recorded, Judged *out)
{
    *out = (Judged){json_array(), json_array()};
    for (size_t i = 0; i < json_array_size(recorded); i++)
        if (json_array_append_new(out->outcomes, json_pack("{s:I, s:s}", "change", (json_int_t)i, "outcome", carry_outcome_name(IN_CONFLICT))) != 0)
            return ERR_MEMORY;
    return out->outcomes != NULL && out->changes != NULL ? OK : ERR_MEMORY;
}

static Status judge(const Judging *judging, const json_t *row, json_t *list, Problem *problem)
{
    const json_t *recorded = json_object_get(row, "changes");
    Judged        judged = {NULL, NULL};
    Status        status = carry(judging, recorded, &judged);

    if (status != OK && status != ERR_MEMORY) {
        judged_clear(&judged);
        status = all_in_conflict(recorded, &judged);
    }
    if (status == OK)
        status = json_array_append_new(list, json_pack("{s:O, s:O, s:O}", "act", json_object_get(row, "act"), "changes", judged.changes, "outcomes", judged.outcomes)) == 0 ? OK : ERR_MEMORY;
    judged_clear(&judged);
    return status == OK ? OK : text_no_memory(problem);
}

/* ---- all ---- */

static Status judge_all(const Text *base, const Text *next, const json_t *answer, json_t *list, Problem *problem)
{
    const json_t *row, *amendments = json_object_get(answer, "amendments");
    Judging       judging = {next, amendment_reader_new(base), amendment_reader_new(next), NULL};
    size_t        i;
    Status        status = judging.reader != NULL && judging.next_reader != NULL ? carrier_new(base, next, &judging.carrier, problem) : text_no_memory(problem);

    json_array_foreach((json_t *)(uintptr_t)amendments, i, row) if (status == OK && slice_is(json_slice(json_object_get(row, "state")), "open"))
        status = judge(&judging, row, list, problem);
    carrier_free(judging.carrier);
    amendment_reader_free(judging.reader);
    amendment_reader_free(judging.next_reader);
    return status;
}

static int by_act(const void *a, const void *b)
{
    return slice_compare(json_slice(json_object_get(*(json_t *const *)a, "act")), json_slice(json_object_get(*(json_t *const *)b, "act")));
}

/* In the order of act ids: of equal outcomes there is one blob. */
static json_t *sorted(json_t *list)
{
    size_t   count = json_array_size(list);
    json_t **items = memory_new_zeroed(count + 1, sizeof(json_t *)), *out = json_array();

    for (size_t i = 0; items != NULL && i < count; i++)
        items[i] = json_array_get(list, i);
    if (items != NULL)
        qsort(items, count, sizeof(json_t *), by_act);
    for (size_t i = 0; items != NULL && i < count; i++)
        (void)json_array_append(out, items[i]);
    memory_free(items);
    return out;
}

Status text_outcomes(const Text *base, const Text *next, const json_t *answer, Buffer *out, Problem *problem)
{
    json_t *list = json_array(), *root = NULL;
    char    version[SHA256_HEX_SIZE];
    Status  status = list != NULL ? judge_all(base, next, answer, list, problem) : text_no_memory(problem);

    if (status != OK)
        goto done;
    if (json_array_size(list) == 0)
        goto done;
    TRY_OR(done, text_digest(next, version, problem));
    root = json_pack("{s:s, s:O, s:s, s:o}", "format", "rapporteur/outcomes/v1", "from", json_object_get(answer, "sha256"), "to", version, "amendments", sorted(list));
    json_print(root, out);
    status = root != NULL && out->status == OK ? OK : text_no_memory(problem);
done:
    json_decref(root);
    json_decref(list);
    return status;
}
