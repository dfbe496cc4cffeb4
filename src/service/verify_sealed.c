/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking for sealed payloads on behalf of a party that may read them (record.md, section 9). What opens its commitment has been seen; what is not given, or does not open it, although it is
 * neither opened nor erased in the record, is withheld, and that counts against the holder.
 */
#include "service/verify_internal.h"

#include <jansson.h>

enum { ANSWER_MAX = 2 * SEAL_PAYLOAD_MAX + 1024 /* the payload in base64, class and salt */ };

/* {"class":…,"payload":base64,"salt":hex} against the commitment. */
static bool opens(Slice answer, const Hash *commit)
{
    json_t  *object = NULL;
    uint8_t *payload = memory_new(SEAL_PAYLOAD_MAX);
    uint8_t  salt[SALT_SIZE];
    size_t   size;
    Hash     found;
    bool     good = payload != NULL && json_read(answer, &object, NULL) == OK && hex_parse(json_slice(json_object_get(object, "salt")), salt, sizeof salt) &&
                base64_parse(json_slice(json_object_get(object, "payload")), payload, SEAL_PAYLOAD_MAX, &size);

    if (good) {
        commitment_of(json_slice(json_object_get(object, "class")), salt, (Slice){(const char *)payload, size}, &found);
        good = hash_equal(&found, commit);
    }
    json_decref(object);
    memory_free(payload);
    return good;
}

static Status ask_payload(RecordFiles *files, const Hash *commit, VerifyReport *report, Problem *problem)
{
    char   path[sizeof "sealed/" + 2 * HASH_SIZE] = "sealed/";
    Buffer answer;
    Status status;

    hash_print_hex(commit, path + sizeof "sealed/" - 1);
    buffer_init(&answer, ANSWER_MAX);
    status = files_get(files, path, ANSWER_MAX, &answer, problem);
    if (status == OK && opens(buffer_slice(&answer), commit))
        report->payloads_seen++;
    else if (status == OK || status == ERR_NOT_FOUND)
        report->withheld++;
    buffer_clear(&answer);
    return status == ERR_NOT_FOUND ? OK : status;
}

Status verify_payloads(View *view, RecordFiles *files, Slice party, VerifyReport *report, Problem *problem)
{
    ViewQuery query;
    Hash      commit;
    Status    status;

    if (party.size == 0)
        return OK;
    TRY(view_query(view, "SELECT sha256 FROM seal WHERE state = 0 AND party <> '' ORDER BY sha256", &query, problem, NULL, 0));
    while ((status = view_next(&query, problem)) == OK && query.row) {
        SealRow row = {0};

        if (!view_column_hash(&query, 0, &commit))
            continue;
        status = seal_row_load(view, &commit, &row, problem);
        if (status == OK && seal_row_readable(&row, party))
            status = ask_payload(files, &commit, report, problem);
        buffer_clear(&row.readers);
        if (status != OK)
            break;
    }
    view_end(&query);
    return status;
}
