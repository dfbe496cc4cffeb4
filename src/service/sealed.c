/* SPDX-License-Identifier: Apache-2.0
 *
 * What comes in beside the record: sealed entries, sealed payloads, blobs.
 */
#include <sodium.h> /* before base bans the calls that it names */

#include "service/service_internal.h"

static Status check_sealed_lines(Handle *handle, const Entry *entry, Problem *problem)
{
    for (size_t i = 0; i < entry->lines; i++) {
        KeyRecord record;
        Status    status = key_record_load(handle->view, entry->line[i].name, &record, problem);

        if (status == OK && (record.revoked || !note_line_by(&entry->line[i], &record.key)))
            status = ERR_NOT_FOUND;
        if (status == OK)
            status = note_line_check(&entry->line[i], entry->body, &record.key, NULL, NULL, problem);
        else if (status == ERR_NOT_FOUND)
            status = problem_set(problem, ERR_FORBIDDEN, MSG("seal.signer_unknown"), NULL);
        key_record_clear(&record);
        TRY(status);
    }
    return OK;
}

static Status check_sealed_entry(Service *service, const Entry *entry, Problem *problem)
{
    RecordFacts facts = {0};
    Handle     *handle;
    Status      status;

    TRY(handle_take(service, &handle, problem));
    status = record_facts_load(handle->view, &facts, problem);
    if (status == OK && !slice_is(entry->origin, facts.origin))
        status = problem_set(problem, ERR_REFUSED, MSG("act.other_record"), "origin", facts.origin, NULL);
    if (status == OK)
        status = check_sealed_lines(handle, entry, problem);
    record_facts_clear(&facts);
    handle_give(service, handle);
    return status;
}

static Status put_payload(Service *service, const SealedPayload *sealed, bool waits, Problem *problem)
{
    Status status;

    if (service->secret == NULL || service->options.read_only)
        return problem_set(problem, ERR_REFUSED, MSG("service.no_private_store"), NULL);
    (void)pthread_mutex_lock(&service->secret_lock);
    status = private_seal_put(service->secret, sealed, waits, problem);
    (void)pthread_mutex_unlock(&service->secret_lock);
    return status;
}

Status service_seal(Service *service, Slice bytes, Hash *commit, uint8_t salt[SALT_SIZE], Problem *problem)
{
    SealedPayload sealed = {.class = SLICE("entry"), .payload = bytes};
    Entry         entry;

    TRY(entry_decode(bytes, &entry, problem));
    TRY(check_sealed_entry(service, &entry, problem));
    randombytes_buf(sealed.salt, SALT_SIZE);
    commitment_of(sealed.class, sealed.salt, sealed.payload, &sealed.commit);
    TRY(put_payload(service, &sealed, true, problem));
    *commit = sealed.commit;
    memcpy(salt, sealed.salt, SALT_SIZE);
    sodium_memzero(sealed.salt, SALT_SIZE);
    return OK;
}

Status service_seal_payload(Service *service, const Hash *commit, const uint8_t salt[SALT_SIZE], Slice payload, Problem *problem)
{
    SealedPayload sealed = {.commit = *commit, .payload = payload};
    SealRow       row = {0};
    Handle       *handle;
    Hash          found;
    Status        status;

    TRY(handle_take(service, &handle, problem));
    status = seal_row_load(handle->view, commit, &row, problem);
    handle_give(service, handle);
    if (status == ERR_NOT_FOUND || (status == OK && row.state != SEAL_CONFIDENTIAL))
        status = problem_set(problem, ERR_NOT_FOUND, MSG("seal.unknown"), NULL);
    if (status == OK) {
        sealed.class = slice_from(row.class);
        memcpy(sealed.salt, salt, SALT_SIZE);
        commitment_of(sealed.class, salt, payload, &found);
        status = hash_equal(&found, commit) ? put_payload(service, &sealed, false, problem) : problem_set(problem, ERR_REFUSED, MSG("seal.open_mismatch"), NULL);
    }
    buffer_clear(&row.readers);
    sodium_memzero(sealed.salt, SALT_SIZE);
    return status;
}

Status service_blob_put(Service *service, const Hash *name, Slice bytes, Slice party, Problem *problem)
{
    Audience audience;
    uint64_t size;
    Handle  *handle;
    Status   status;

    if (service->options.read_only)
        return problem_set(problem, ERR_REFUSED, MSG("service.read_only"), NULL);
    TRY(handle_take(service, &handle, problem));
    status = blob_row_audience(handle->view, name, &audience, &size, problem);
    handle_give(service, handle);
    if (status == ERR_NOT_FOUND && party.size == 0)
        return problem_set(problem, ERR_FORBIDDEN, MSG("service.blob_unnamed"), NULL);
    if (status != OK && status != ERR_NOT_FOUND)
        return status;
    if (status == OK && size != bytes.size)
        return problem_set(problem, ERR_REFUSED, MSG("service.blob_size"), NULL);
    return blobs_put(service->blobs, name, bytes, problem);
}
