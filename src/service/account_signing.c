/* SPDX-License-Identifier: Apache-2.0
 *
 * Passkeys that sign acts. Here is kept whose they are and how a browser knows them: the public key, its name in the record, the id of the credential. Whether one may sign is for the record alone: the
 * mission key of the party enrols it there, and the passkey co-signs. They belong to another domain than passkeys of sign-ins, so that no sign-in can be passed off as an act or an act as a sign-in.
 */
#include <sodium.h>

#include "service/account_internal.h"

enum { KEY_DIGITS = 8 };

Slice accounts_signing_domain(const Accounts *accounts)
{
    return slice_from(accounts->settings.signing_domain);
}

/* "delegation-01/passkey-k3f9x2ab": the record keeps it for ever, so it names nobody. */
static void new_name(const char *party, char *out, size_t size)
{
    static const char digits[] = "abcdefghijkmnpqrstuvwxyz23456789";
    char              random[KEY_DIGITS + 1] = {0};

    for (size_t i = 0; i < KEY_DIGITS; i++)
        random[i] = digits[randombytes_uniform(sizeof digits - 1)];
    (void)snprintf(out, size, "%s/passkey-%s", party, random);
}

static Status count_one(void *context, const SigningKey *key, Problem *problem)
{
    (void)key;
    (void)problem;
    (*(size_t *)context)++;
    return OK;
}

/* With the lock. */
static Status put_locked(Accounts *accounts, const NewPasskey *given, const SigningKey *key, Problem *problem)
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
    TRY(signing_key_each(accounts->store, slice_from(key->account), count_one, &count, problem));
    if (count >= PASSKEYS_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("passkey.max"), NULL);
    status = signing_key_put(accounts->store, key, problem);
    if (status == OK)
        challenge_use(accounts, given->ticket);
    return status == ERR_CONFLICT ? problem_set(problem, status, MSG("passkey.there"), NULL) : status;
}

Status accounts_add_signing_key(Accounts *accounts, const Person *person, const NewPasskey *given, Problem *problem)
{
    Slice        domain = accounts_signing_domain(accounts);
    SigningKey   kept = {.created = accounts_now(accounts)};
    Registration registration;
    Key          key;
    Buffer       vkey;
    Status       status;

    if (domain.size == 0 || person->account.party[0] == '\0')
        return problem_set(problem, ERR_REFUSED, domain.size == 0 ? MSG("signing.no_domain") : MSG("signing.no_party"), NULL);
    TRY(accounts_read_registration(accounts, given, domain, &registration, problem));
    new_name(person->account.party, kept.name, sizeof kept.name);
    TRY(registration_key(registration.cose, slice_from(kept.name), &key, problem));
    buffer_init(&vkey, VKEY_MAX);
    key_print(&key, &vkey);
    (void)snprintf(kept.vkey, sizeof kept.vkey, "%.*s", (int)vkey.size, (const char *)vkey.data);
    status = vkey.status != OK ? problem_set(problem, vkey.status, MSG("status.memory"), NULL) : OK;
    buffer_clear(&vkey);
    TRY(status);
    (void)snprintf(kept.account, sizeof kept.account, "%s", person->account.id);
    memcpy(kept.id, registration.id.data, registration.id.size);
    kept.id_size = registration.id.size;
    lock_accounts(accounts);
    status = put_locked(accounts, given, &kept, problem);
    unlock_accounts(accounts);
    return status;
}

Status accounts_signing_keys(Accounts *accounts, const Person *person, Status (*visit)(void *context, const SigningKey *key, Problem *problem), void *context, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = signing_key_each(accounts->store, slice_from(person->account.id), visit, context, problem);
    unlock_accounts(accounts);
    return status;
}

Status accounts_remove_signing_key(Accounts *accounts, const Person *person, int64_t place, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = signing_key_remove(accounts->store, slice_from(person->account.id), place, problem);
    unlock_accounts(accounts);
    return status == ERR_NOT_FOUND ? problem_set(problem, ERR_REFUSED, MSG("account.not_there"), NULL) : status;
}
