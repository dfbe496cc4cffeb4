/* SPDX-License-Identifier: Apache-2.0
 *
 * Passkeys for signing in. They belong to the account alone and are in no record; a passkey that signs acts is enrolled in the record by the party's own keys.
 */
#include <sodium.h>

#include "service/account_internal.h"

enum { ASSERTION_PARTS_MAX = SIGNATURE_MAX, COUNT_AT = 33 };

/* ---- whose passkeys these are ---- */

Slice accounts_origin(const Accounts *accounts)
{
    Slice       address = slice_from(accounts->settings.address);
    size_t      scheme = slice_starts(address, "https://") ? 8 : 7;
    const char *slash;

    if (address.size == 0)
        return address;
    slash = memchr(address.data + scheme, '/', address.size - scheme);
    return slash != NULL ? slice_part(address, 0, (size_t)(slash - address.data)) : address;
}

void accounts_rp_id(const Accounts *accounts, char out[RP_ID_MAX + 1])
{
    Slice  origin = accounts_origin(accounts);
    size_t at = slice_starts(origin, "https://") ? 8 : 7, size = 0;

    while (at + size < origin.size && origin.data[at + size] != ':' && size < RP_ID_MAX)
        size++;
    (void)snprintf(out, RP_ID_MAX + 1, "%.*s", (int)size, origin.size != 0 ? origin.data + at : "");
}

Status account_needs_address(const Accounts *accounts, Problem *problem)
{
    return accounts->settings.address[0] != '\0' ? OK : problem_set(problem, ERR_REFUSED, MSG("passkey.no_address"), NULL);
}

/* ---- a new passkey ---- */

/* {"type":"webauthn.create","challenge":"<43>","origin":"<o>","crossOrigin":false and then "," or "}": as WebAuthn, 5.8.1.1, fixes it. Browsers may leave crossOrigin out in neither. */
static bool good_creation(const Accounts *accounts, Slice data)
{
    static const char begin[] = "{\"type\":\"webauthn.create\",\"challenge\":\"";
    Slice             origin = accounts_origin(accounts);
    char              behind[SETTING_MAX + 60];

    (void)snprintf(behind, sizeof behind, "\",\"origin\":\"%.*s\",\"crossOrigin\":false", (int)origin.size, origin.data);
    if (!slice_starts(data, begin) || data.size <= sizeof begin - 1 + CHALLENGE_TEXT_SIZE)
        return false;
    data = slice_part(data, sizeof begin - 1 + CHALLENGE_TEXT_SIZE, data.size);
    if (!slice_starts(data, behind))
        return false;
    data = slice_part(data, strlen(behind), data.size);
    return slice_starts(data, ",") || slice_is(data, "}");
}

static bool belongs_to(const uint8_t hash[SHA256_SIZE], Slice rp_id)
{
    uint8_t digest[SHA256_SIZE];

    sha256_parts(&rp_id, 1, digest);
    return memcmp(digest, hash, SHA256_SIZE) == 0;
}

Status accounts_read_registration(const Accounts *accounts, const NewPasskey *given, Slice rp_id, Registration *out, Problem *problem)
{
    TRY(account_needs_address(accounts, problem));
    TRY(registration_read(given->attestation, out, problem));
    if (good_creation(accounts, given->client_data) && belongs_to(out->rp_id_hash, rp_id))
        return OK;
    return problem_set(problem, ERR_REFUSED, MSG("registration.elsewhere"), NULL);
}

static Status read_new(const Accounts *accounts, const NewPasskey *given, Passkey *out, Problem *problem)
{
    Registration registration;
    Slice        name = given->name.size != 0 ? given->name : SLICE("Passkey");
    char         rp_id[RP_ID_MAX + 1];

    accounts_rp_id(accounts, rp_id);
    TRY(accounts_read_registration(accounts, given, slice_from(rp_id), &registration, problem));
    *out = (Passkey){.count = registration.count, .backed_up = registration.backed_up, .created = accounts_now(accounts)};
    (void)snprintf(out->name, sizeof out->name, "%.*s", (int)(name.size <= LABEL_MAX ? name.size : 0), name.data);
    memcpy(out->id, registration.id.data, registration.id.size);
    memcpy(out->cose, registration.cose.data, registration.cose.size);
    out->id_size = registration.id.size;
    out->cose_size = registration.cose.size;
    return OK;
}

static Status count_one(void *context, const Passkey *passkey, Problem *problem)
{
    (void)passkey;
    (void)problem;
    (*(size_t *)context)++;
    return OK;
}

/* With the lock, within a transaction. */
static Status put_new(Accounts *accounts, const char *account, const NewPasskey *given, Passkey *passkey, Problem *problem)
{
    size_t count = 0;
    Buffer text;
    bool   known;
    Status status;

    buffer_init(&text, 1000);
    known = challenge_check(accounts, given->ticket, given->client_data, &text);
    buffer_clear(&text);
    if (!known)
        return problem_set(problem, ERR_REFUSED, MSG("passkey.challenge_over"), NULL);
    TRY(passkey_each(accounts->store, slice_from(account), count_one, &count, problem));
    if (count >= PASSKEYS_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("passkey.max"), NULL);
    (void)snprintf(passkey->account, sizeof passkey->account, "%s", account);
    status = passkey_put(accounts->store, passkey, problem);
    if (status == OK)
        challenge_use(accounts, given->ticket);
    return status == ERR_CONFLICT ? problem_set(problem, status, MSG("passkey.there"), NULL) : status;
}

Status accounts_add_passkey(Accounts *accounts, const Person *person, const NewPasskey *given, Problem *problem)
{
    Passkey passkey;
    Status  status;

    TRY(read_new(accounts, given, &passkey, problem));
    lock_accounts(accounts);
    status = put_new(accounts, person->account.id, given, &passkey, problem);
    unlock_accounts(accounts);
    return status;
}

static Status accept_locked(Accounts *accounts, Slice secret, const NewPasskey *given, Passkey *passkey, Slice address, SignedIn *out, Problem *problem)
{
    char    id[ACCOUNT_ID_SIZE + 1];
    Account account;
    Hash    hash;
    int64_t now = accounts_now(accounts);
    Status  status;

    secret_hash(secret, SECRET_TEXT_SIZE, &hash);
    TRY(account_store_begin(accounts->store, problem));
    status = invitation_get(accounts->store, &hash, now, id, problem);
    if (status == ERR_NOT_FOUND)
        return problem_set(problem, ERR_FORBIDDEN, MSG("invitation.over"), NULL);
    TRY(status);
    TRY(account_get(accounts->store, slice_from(id), &account, problem));
    TRY(invitation_use(accounts->store, &hash, now, problem));
    TRY(sign_in_end_all(accounts->store, slice_from(id), now, problem));
    TRY(credential_end(accounts->store, slice_from(id), problem));
    TRY(passkey_end(accounts->store, slice_from(id), problem));
    TRY(signing_key_end(accounts->store, slice_from(id), problem));
    TRY(put_new(accounts, id, given, passkey, problem));
    TRY(account_set_joined(accounts->store, slice_from(id), now, problem));
    TRY(account_begin_sign_in(accounts, &account, BY_INVITATION, address, out, problem));
    return account_store_commit(accounts->store, problem);
}

Status accounts_accept_passkey(Accounts *accounts, Slice secret, const NewPasskey *given, Slice address, SignedIn *out, Problem *problem)
{
    Passkey passkey;
    Status  status;

    *out = (SignedIn){0};
    TRY(read_new(accounts, given, &passkey, problem));
    lock_accounts(accounts);
    status = accept_locked(accounts, secret, given, &passkey, address, out, problem);
    account_store_cancel(accounts->store);
    unlock_accounts(accounts);
    return status;
}

/* ---- signing in ---- */

/* authenticatorData, clientDataJSON and signature as record.h's verifier takes them. */
static Status check_assertion(const Accounts *accounts, const PasskeyTry *attempt, const Passkey *passkey, Slice text, PasskeyFacts *facts, Problem *problem)
{
    char         rp_id[RP_ID_MAX + 1];
    PasskeyTerms terms = {.origins = {accounts_origin(accounts)}, .origin_count = 1};
    Buffer       parts;
    Key          key;
    Status       status;

    accounts_rp_id(accounts, rp_id);
    terms.rp_id = slice_from(rp_id);
    TRY(registration_key((Slice){(const char *)passkey->cose, passkey->cose_size}, SLICE("sign-in"), &key, problem));
    buffer_init(&parts, ASSERTION_PARTS_MAX);
    status = passkey_signature_print(attempt->authenticator, attempt->client_data, attempt->signature, &parts) == OK ? passkey_check(&key, text, buffer_slice(&parts), &terms, facts, problem) : ERR_SIGNATURE;
    buffer_clear(&parts);
    return status;
}

/* With the lock. */
static Status sign_in_locked(Accounts *accounts, const PasskeyTry *attempt, SignedIn *out, Problem *problem)
{
    Passkey      passkey;
    PasskeyFacts facts;
    Account      account;
    Slice        given = attempt->authenticator;
    Reader       count = reader_from(given.size > COUNT_AT ? slice_part(given, COUNT_AT, given.size) : (Slice){NULL, 0}); /* cut short, it is no assertion either */
    uint32_t     number = (uint32_t)reader_u16be(&count) << 16;
    Buffer       text;
    Status       status;

    number |= reader_u16be(&count);
    buffer_init(&text, 1000);
    if (!limit_take(accounts, "address", attempt->address, LIMIT_ADDRESS, LIMIT_WINDOW_S))
        TRY_OR(done, problem_set(problem, ERR_BUSY, MSG("sign_in.limit"), NULL));
    TRY_OR(done, account_store_begin(accounts->store, problem));
    if (!challenge_check(accounts, attempt->ticket, attempt->client_data, &text))
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("passkey.challenge_over"), NULL));
    TRY_OR(done, attempt->id.size != 0 ? passkey_by_id(accounts->store, attempt->id, &passkey, problem) : ERR_NOT_FOUND);
    TRY_OR(done, check_assertion(accounts, attempt, &passkey, buffer_slice(&text), &facts, NULL));
    TRY_OR(done, account_get(accounts->store, slice_from(passkey.account), &account, problem));
    TRY_OR(done, account.withdrawn == 0 ? OK : ERR_NOT_FOUND);
    TRY_OR(done, passkey_use(accounts->store, &passkey, number, facts.backed_up, accounts_now(accounts), problem));
    TRY_OR(done, account_begin_sign_in(accounts, &account, BY_PASSKEY, attempt->address, out, problem));
    TRY_OR(done, account_store_commit(accounts->store, problem));
    challenge_use(accounts, attempt->ticket);
    limit_forgive(accounts, "address", attempt->address);
done:
    buffer_clear(&text);
    return status;
}

Status accounts_sign_in_passkey(Accounts *accounts, const PasskeyTry *attempt, SignedIn *out, Problem *problem)
{
    Status status;

    *out = (SignedIn){0};
    TRY(account_needs_address(accounts, problem));
    lock_accounts(accounts);
    status = sign_in_locked(accounts, attempt, out, problem);
    account_store_cancel(accounts->store);
    unlock_accounts(accounts);
    if (status == ERR_NOT_FOUND || status == ERR_SIGNATURE || status == ERR_SYNTAX)
        status = problem_set(problem, ERR_FORBIDDEN, MSG("passkey.wrong"), NULL);
    account_tell_failure(accounts, "passkey", status, problem);
    return status;
}

/* ---- one's own ---- */

Status accounts_passkeys(Accounts *accounts, const Person *person, Status (*visit)(void *context, const Passkey *passkey, Problem *problem), void *context, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = passkey_each(accounts->store, slice_from(person->account.id), visit, context, problem);
    unlock_accounts(accounts);
    return status;
}

Status accounts_remove_passkey(Accounts *accounts, const Person *person, int64_t place, Problem *problem)
{
    Slice      id = slice_from(person->account.id);
    Credential credential;
    size_t     count = 0;
    Status     status;

    lock_accounts(accounts);
    status = credential_get(accounts->store, id, &credential, problem);
    if (status == ERR_NOT_FOUND)
        status = passkey_each(accounts->store, id, count_one, &count, problem);
    else
        count = 2;
    sodium_memzero(&credential, sizeof credential);
    if (status == OK && count < 2)
        status = problem_set(problem, ERR_REFUSED, MSG("passkey.last"), NULL);
    if (status == OK)
        status = passkey_remove(accounts->store, id, place, problem);
    unlock_accounts(accounts);
    return status == ERR_NOT_FOUND ? problem_set(problem, ERR_REFUSED, MSG("account.not_there"), NULL) : status;
}
