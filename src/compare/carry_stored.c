/* SPDX-License-Identifier: Apache-2.0
 *
 * What became of an amendment under a new version, as it is kept beside that version.
 */
#include <jansson.h>

#include "compare/stored_internal.h"

static Status print_changes(const CarryResult *result, json_t *list)
{
    for (size_t i = 0; i < result->count; i++) {
        const Carried *carried = &result->changes[i];
        json_t        *item = json_pack("{sIss}", "change", (json_int_t)carried->change, "outcome", carry_outcome_name(carried->outcome));

        TRY(stored_append(list, item));
        if (carried->words_changed)
            TRY(stored_put(item, "words_changed", json_true()));
        if (carried->outcome != IN_CONFLICT)
            continue;
        TRY(stored_put(item, "base_words", json_from_slice(carried->base_words)));
        TRY(stored_put(item, "new_words", json_from_slice(carried->new_words)));
    }
    return OK;
}

Status carry_result_lists(const Text *new_base, const CarryResult *result, json_t **outcomes, json_t **changes, Problem *problem)
{
    Status status;

    *outcomes = json_array();
    status = *outcomes != NULL ? print_changes(result, *outcomes) : ERR_MEMORY;
    if (status == OK)
        status = stored_print_changes(new_base, result->amendment, changes, problem);
    if (status == OK)
        return OK;
    json_decref(*outcomes);
    *outcomes = NULL;
    return problem_at(problem, status, NULL);
}

Status carry_result_encode(const Text *new_base, const CarryResult *result, Buffer *out, Problem *problem)
{
    json_t *outcomes = NULL, *totals = json_object(), *changes = NULL, *root = NULL;
    char    version[SHA256_HEX_SIZE];
    Status  status = totals != NULL ? carry_result_lists(new_base, result, &outcomes, &changes, problem) : ERR_MEMORY;

    for (int i = 0; status == OK && i < CARRY_COUNT; i++)
        status = stored_put(totals, carry_outcome_name((CarryOutcome)i), json_integer((json_int_t)result->totals[i]));
    if (status == OK)
        status = text_digest(new_base, version, problem);
    if (status == OK) {
        root = json_pack("{sssssOsOsO}", "format", "rapporteur/carry/v1", "version", version, "outcomes", outcomes, "totals", totals, "changes", changes);
        status = root != NULL ? OK : ERR_MEMORY;
    }
    if (status == OK) {
        json_print(root, out);
        status = out->status;
    }
    json_decref(root);
    json_decref(changes);
    json_decref(outcomes);
    json_decref(totals);
    return status == OK ? OK : problem_at(problem, status, NULL);
}
