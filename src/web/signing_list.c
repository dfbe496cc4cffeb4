/* SPDX-License-Identifier: Apache-2.0
 *
 * What the page of one's own sign-ins shows of passkeys that sign acts: whether the record knows them, and what the head of delegation is asked for where it does not yet.
 */
#include "web/people_internal.h"

enum { KINDS_TEXT_MAX = 1000, DAYS_ASKED = 90 };

typedef struct Listing {
    Web           *web;
    const Visitor *visitor;
    json_t        *list;
} Listing;

/* The kinds that this person's forms file: what the mission key is asked to allow. */
static void kinds_of(const Visitor *visitor, Buffer *out)
{
    for (const FormRow *row = form_rows; row->kind != NULL; row++)
        if (form_is_for_party(visitor, row->kind))
            buffer_add_format(out, "%s%s", out->size != 0 ? "," : "", row->kind);
    for (size_t i = 0; form_row_others[i] != NULL; i++)
        if (form_is_for_party(visitor, form_row_others[i]))
            buffer_add_format(out, "%s%s", out->size != 0 ? "," : "", form_row_others[i]);
}

/* The command with which the head of delegation enrols it, on the machine that has the mission key. */
static void add_command(const Listing *listing, const SigningKey *key, json_t *row)
{
    Accounts *accounts = listing->web->people->accounts;
    Buffer    out, kinds;
    char      until[ACT_TIME_SIZE + 1];

    buffer_init(&out, 8000);
    buffer_init(&kinds, KINDS_TEXT_MAX);
    kinds_of(listing->visitor, &kinds);
    act_time_print(accounts_now(accounts) + DAYS_ASKED * 86400, until);
    buffer_add_format(&out, "rapporteur key enrol %s --key %s.vkey --use delegate --by mission.key --kinds %.*s --until %s --rp-id %s --origin-url ", accounts_settings(accounts)->address,
                      strchr(key->name, '/') + 1, (int)kinds.size, (const char *)kinds.data, until, accounts_settings(accounts)->signing_domain);
    buffer_add(&out, accounts_origin(accounts));
    buffer_add_format(&out, " -o %s.act", strchr(key->name, '/') + 1);
    people_set(row, "command", buffer_slice(&out));
    buffer_clear(&kinds);
    buffer_clear(&out);
}

static Status list_key(void *context, const SigningKey *key, Problem *problem)
{
    Listing  *listing = context;
    KeyRecord record;
    json_t   *row = json_pack("{s:I, s:s, s:s, s:I}", "place", (json_int_t)key->place, "name", key->name, "vkey", key->vkey, "created", (json_int_t)key->created);
    Status    status = service_key(listing->web->service, slice_from(key->name), &record, NULL);

    if (row == NULL)
        TRY_OR(done, problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    people_set(row, "form", slice_from(listing->visitor->form_token));
    people_set(row, "file", slice_from(strchr(key->name, '/') + 1));
    if (status != OK)
        add_command(listing, key, row);
    else if (record.revoked || (record.until != 0 && accounts_now(listing->web->people->accounts) > record.until))
        (void)json_object_set_new(row, "over", json_true());
    else
        (void)json_object_set_new(row, "until", json_integer(record.until));
    status = json_array_append_new(listing->list, row) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
done:
    key_record_clear(&record);
    return status;
}

Status signing_list(Web *web, const Visitor *visitor, json_t *json, Problem *problem)
{
    Slice   domain = accounts_signing_domain(web->people->accounts);
    Listing listing = {web, visitor, json_array()};

    if (visitor->asker.standing == STANDING_SECRETARIAT || visitor->asker.party[0] == '\0') {
        json_decref(listing.list);
        return OK;
    }
    (void)json_object_set_new(json, "signing", listing.list);
    (void)json_object_set_new(json, "party_person", json_true());
    if (domain.size == 0)
        return OK;
    people_set(json, "signing_domain", domain);
    return accounts_signing_keys(web->people->accounts, &visitor->person, list_key, &listing, problem);
}
