/* SPDX-License-Identifier: Apache-2.0
 *
 * The stored form of a compilation (docs/formats/compilation.md): {"base":…,"format":"rapporteur/compilation/v1","parties":[{"changes":[…],"name":…},…]}.
 */
#include "compare/stored_internal.h"

static const char format_name[] = "rapporteur/compilation/v1";
enum { PARTIES_MAX = 10000 };

static Status print_parties(const Compilation *compilation, json_t *list, Problem *problem)
{
    for (size_t i = 0; i < compilation->party_count; i++) {
        json_t *changes = NULL, *party = json_object();

        TRY(stored_append(list, party));
        TRY(stored_put(party, "name", json_from_slice(compilation->parties[i].name)));
        TRY(stored_print_changes(compilation->base, compilation->parties[i].amendment, &changes, problem));
        TRY(stored_put(party, "changes", changes));
    }
    return OK;
}

Status compilation_encode(const Compilation *compilation, Buffer *out, Problem *problem)
{
    json_t *parties = json_array();
    Status  status = parties != NULL ? print_parties(compilation, parties, problem) : ERR_MEMORY;

    buffer_add_string(out, "{\"base\":");
    if (status == OK)
        status = text_encode(compilation->base, out, problem);
    buffer_add_format(out, ",\"format\":\"%s\",\"parties\":", format_name);
    if (status == OK)
        json_print(parties, out);
    buffer_add_byte(out, '}');
    json_decref(parties);
    if (status == OK)
        status = out->status;
    return status == OK ? OK : problem_at(problem, status, NULL);
}

static Status read_base(const json_t *root, StoredCompilation *out, Problem *problem)
{
    Buffer bytes;
    Status status;

    buffer_init(&bytes, TEXT_BYTES_MAX);
    if (!slice_is(json_slice(json_object_get(root, "format")), format_name) || !json_is_object(json_object_get(root, "base")))
        return problem_set(problem, ERR_SYNTAX, MSG("compilation.not_stored"), NULL);
    json_print(json_object_get(root, "base"), &bytes);
    status = bytes.status == OK ? text_decode(buffer_slice(&bytes), &out->base, problem) : bytes.status;
    buffer_clear(&bytes);
    return status;
}

static Status read_parties(const json_t *list, StoredCompilation *out, Problem *problem)
{
    size_t count = json_array_size(list);

    if (!json_is_array(list) || count > PARTIES_MAX)
        return problem_set(problem, ERR_SYNTAX, MSG("compilation.not_stored"), NULL);
    out->names = arena_take_zeroed(out->arena, count, sizeof(Slice));
    out->amendments = arena_take_zeroed(out->arena, count, sizeof(Amendment *));
    if (out->names == NULL || out->amendments == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const json_t *party = json_array_get(list, i);

        if (!json_is_string(json_object_get(party, "name")))
            return problem_set(problem, ERR_SYNTAX, MSG("compilation.not_stored"), NULL);
        TRY(slice_copy(out->arena, json_slice(json_object_get(party, "name")), &out->names[i]));
        TRY(stored_read_changes(out->base, json_object_get(party, "changes"), &out->amendments[i], problem));
        out->count++;
    }
    return OK;
}

void stored_compilation_free(StoredCompilation *stored)
{
    if (stored == NULL)
        return;
    for (size_t i = 0; i < stored->count; i++)
        amendment_free(stored->amendments[i]);
    text_free(stored->base);
    arena_free(stored->arena);
    memory_free(stored);
}

Status compilation_decode(Slice json, StoredCompilation **out, Problem *problem)
{
    json_t            *root = NULL;
    StoredCompilation *stored;
    Status             status;

    TRY(json_read(json, &root, problem));
    stored = memory_new_zeroed(1, sizeof *stored);
    if (stored != NULL)
        stored->arena = arena_new(TEXT_BYTES_MAX);
    status = stored != NULL && stored->arena != NULL ? read_base(root, stored, problem) : ERR_MEMORY;
    if (status == OK)
        status = read_parties(json_object_get(root, "parties"), stored, problem);
    json_decref(root);
    if (status != OK) {
        stored_compilation_free(stored);
        return problem_at(problem, status, NULL);
    }
    *out = stored;
    return OK;
}
