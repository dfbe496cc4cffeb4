/* SPDX-License-Identifier: Apache-2.0
 *
 * People: opening the accounts, inviting, limiting, withdrawing; and what the files of the accounts share.
 *
 * Who may do what to whom is one function, account_may_manage, asked under the lock with the account as the store has it now.
 */
#include <sodium.h>

#include "service/account_internal.h"
#include "service/service_internal.h"

/* ---- shared ---- */

void lock_accounts(Accounts *accounts)
{
    (void)pthread_mutex_lock(&accounts->lock);
}

void unlock_accounts(Accounts *accounts)
{
    (void)pthread_mutex_unlock(&accounts->lock);
}

void account_tell_failure(const Accounts *accounts, const char *means, Status status, const Problem *problem)
{
    if (status != OK)
        log_event(accounts->log, LOG_EVENTS, "sign_in.failed", LOG_FIELDS(log_word("means", means), log_word("message", problem != NULL ? problem->message : status_face(status)->message)));
}

int64_t accounts_now(const Accounts *accounts)
{
    return accounts->clock != NULL ? accounts->clock() : (int64_t)time(NULL);
}

const HouseSettings *accounts_settings(const Accounts *accounts)
{
    return &accounts->settings;
}

void secret_new(char out[SECRET_TEXT_SIZE + 1])
{
    uint8_t secret[32];

    randombytes_buf(secret, sizeof secret);
    (void)sodium_bin2base64(out, SECRET_TEXT_SIZE + 1, secret, sizeof secret, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(secret, sizeof secret);
}

void secret_hash(Slice secret, size_t size, Hash *out)
{
    char text[ACCESS_TEXT_SIZE] = {0};

    REQUIRE(size <= sizeof text);
    if (secret.size == size)
        memcpy(text, secret.data, size);
    hash_of((Slice){text, size}, out);
    sodium_memzero(text, sizeof text);
}

/* ---- opening ---- */

/* The Argon2id text of a password that nobody knows, so that an unknown account costs what a known one does. */
static Status make_nobody(Accounts *accounts, Problem *problem)
{
    char   secret[SECRET_TEXT_SIZE + 1];
    int    made;

    secret_new(secret);
    made = crypto_pwhash_str_alg(accounts->nobody, secret, SECRET_TEXT_SIZE, accounts->cheap ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                 accounts->cheap ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    return made == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

Status accounts_open(const AccountsOptions *options, Accounts **out, Problem *problem)
{
    Accounts *accounts = memory_new_zeroed(1, sizeof *accounts);
    Status    status;

    REQUIRE(*out == NULL && (int)CREDENTIAL_PASSWORD_MAX + 1 >= (int)crypto_pwhash_STRBYTES);
    if (accounts == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    (void)pthread_mutex_init(&accounts->lock, NULL);
    (void)pthread_mutex_init(&accounts->mail_lock, NULL);
    (void)pthread_cond_init(&accounts->mail_wake, NULL);
    accounts->service = options->service;
    accounts->clock = options->now;
    accounts->log = options->log;
    accounts->cheap = options->cheap;
    if (options->settings != NULL)
        accounts->settings = *options->settings;
    TRY_OR(failed, account_store_open(options->folder, STORE_WRITE, &accounts->store, problem));
    randombytes_buf(&accounts->seed, sizeof accounts->seed);
    randombytes_buf(accounts->challenge_key, sizeof accounts->challenge_key);
    TRY_OR(failed, accounts_clean(accounts, problem));
    TRY_OR(failed, make_nobody(accounts, problem));
    if (!options->no_mailer)
        mailer_start(accounts);
    *out = accounts;
    return OK;
failed:
    accounts_close(accounts);
    return status;
}

void accounts_close(Accounts *accounts)
{
    if (accounts == NULL)
        return;
    mailer_end(accounts);
    account_store_close(accounts->store);
    (void)pthread_cond_destroy(&accounts->mail_wake);
    (void)pthread_mutex_destroy(&accounts->mail_lock);
    (void)pthread_mutex_destroy(&accounts->lock);
    memory_free(accounts);
}

Status accounts_clean(Accounts *accounts, Problem *problem)
{
    int64_t now = accounts_now(accounts);
    Status  status;

    lock_accounts(accounts);
    accounts->cleaned = now;
    status = account_store_clean(accounts->store, &(AccountAges){.now = now, .begun = now - SIGN_IN_LIFE_S, .used = now - SIGN_IN_IDLE_S, .ended = now - ENDED_KEPT_S}, problem);
    unlock_accounts(accounts);
    return status;
}

/* ---- who may do what to whom ---- */

/* NULL is the operator, who only invites. */
static bool may_invite(const Account *by, Role role, Slice party)
{
    if (by == NULL)
        return true;
    if (by->role == ROLE_SECRETARIAT)
        return role != ROLE_DELEGATE;
    return by->role == ROLE_HEAD && role == ROLE_DELEGATE && slice_equal(party, slice_from(by->party));
}

bool account_may_manage(const Account *by, const Account *account)
{
    return by->withdrawn == 0 && strcmp(by->id, account->id) != 0 && may_invite(by, account->role, slice_from(account->party));
}

bool account_may_act_in(const Account *account, Slice body)
{
    Slice rest = slice_from(account->bodies);

    if (rest.size == 0)
        return true;
    while (rest.size != 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        Slice       line = end != NULL ? (Slice){rest.data, (size_t)(end - rest.data)} : rest;

        if (body.size != 0 && slice_equal(line, body))
            return true;
        rest = end != NULL ? slice_part(rest, line.size + 1, rest.size) : (Slice){NULL, 0};
    }
    return false;
}

static Status not_yours(Problem *problem)
{
    return problem_set(problem, ERR_FORBIDDEN, MSG("account.not_yours"), NULL);
}

/* ---- inviting ---- */

/* A local part, "@", a domain with a dot in it or "localhost"; nothing that ends a header or an address. */
static bool is_mail(Slice mail)
{
    const char *at = mail.size != 0 ? memchr(mail.data, '@', mail.size) : NULL;

    if (at == NULL || at == mail.data || mail.size > ACCOUNT_MAIL_MAX || memchr(at + 1, '@', (size_t)(mail.data + mail.size - at - 1)) != NULL)
        return false;
    for (size_t i = 0; i < mail.size; i++)
        if ((unsigned char)mail.data[i] <= ' ' || (unsigned char)mail.data[i] >= 0x7F || strchr("<>()[],;:\\\"", mail.data[i]) != NULL)
            return false;
    return at + 1 < mail.data + mail.size;
}

/* One line that a person can read. */
static bool is_name(Slice name, size_t max)
{
    if (name.size == 0 || name.size > max || !utf8_valid(name))
        return false;
    for (size_t at = 0; at < name.size;) {
        uint32_t rune = utf8_next(name, &at);

        if (rune < 0x20 || rune == 0x7F || rune_is_bidi_control(rune))
            return false;
    }
    return true;
}

static bool copy_text(char *out, size_t size, Slice text)
{
    if (text.size >= size)
        return false;
    if (text.size != 0)
        memcpy(out, text.data, text.size);
    out[text.size] = '\0';
    return true;
}

static Status check_party(const Accounts *accounts, const Invitee *invitee, Problem *problem)
{
    bool    there = accounts->service == NULL;
    Handle *handle;
    Status  status = OK;

    if ((invitee->role == ROLE_SECRETARIAT) != (invitee->party.size == 0))
        return problem_set(problem, ERR_REFUSED, MSG("account.party_needed"), NULL);
    if (invitee->party.size == 0 || there)
        return OK;
    TRY(handle_take(accounts->service, &handle, problem));
    status = party_in_effect(handle->view, invitee->party, &there, problem);
    handle_give(accounts->service, handle);
    TRY(status);
    return there ? OK : problem_set(problem, ERR_REFUSED, MSG("account.party_unknown"), NULL);
}

static Status make_account(const Accounts *accounts, const Account *by, const Invitee *invitee, Account *out, Problem *problem)
{
    Slice language = invitee->language.size != 0 ? invitee->language : SLICE("en");

    *out = (Account){.role = invitee->role, .created = accounts_now(accounts)};
    if (!may_invite(by, invitee->role, invitee->party))
        return not_yours(problem);
    if (!is_name(invitee->name, ACCOUNT_NAME_MAX))
        return problem_set(problem, ERR_SYNTAX, MSG("account.name"), NULL);
    if (!is_mail(invitee->mail))
        return problem_set(problem, ERR_SYNTAX, MSG("account.mail"), NULL);
    TRY(check_party(accounts, invitee, problem));
    account_id_new(out->id);
    if (!copy_text(out->name, sizeof out->name, invitee->name) || !copy_text(out->mail, sizeof out->mail, invitee->mail) || !copy_text(out->party, sizeof out->party, invitee->party) ||
        !copy_text(out->bodies, sizeof out->bodies, invitee->bodies) || !copy_text(out->language, sizeof out->language, language))
        return problem_set(problem, ERR_LIMIT, MSG("account.long"), NULL);
    return OK;
}

/* With the lock, within a transaction. */
static Status put_invitation(Accounts *accounts, const Account *by, const Account *account, char link[LINK_SIZE], Problem *problem)
{
    char secret[SECRET_TEXT_SIZE + 1];
    Hash hash;

    secret_new(secret);
    secret_hash(slice_from(secret), SECRET_TEXT_SIZE, &hash);
    TRY(invitation_put(accounts->store, &hash, slice_from(account->id), accounts_now(accounts) + INVITATION_LIFE_S, problem));
    link[0] = '\0';
    if (by == NULL || !accounts_mail_is_set_up(accounts))
        (void)snprintf(link, LINK_SIZE, "invitation/%s", secret);
    else
        TRY(account_mail_invitation(accounts, by, account, slice_from(secret), problem));
    sodium_memzero(secret, sizeof secret);
    return OK;
}

static Status take_invite_limit(Accounts *accounts, const Account *by, Problem *problem)
{
    if (by == NULL || limit_take(accounts, "invite", slice_from(by->id), INVITE_LIMIT, 86400))
        return OK;
    return problem_set(problem, ERR_LIMIT, MSG("account.invites_limit"), NULL);
}

Status accounts_invite(Accounts *accounts, const Account *by, const Invitee *invitee, char id[ACCOUNT_ID_SIZE + 1], char link[LINK_SIZE], Problem *problem)
{
    Account account;
    Status  status;

    TRY(make_account(accounts, by, invitee, &account, problem));
    lock_accounts(accounts);
    TRY_OR(done, take_invite_limit(accounts, by, problem));
    TRY_OR(done, account_store_begin(accounts->store, problem));
    status = account_put(accounts->store, &account, problem);
    if (status == ERR_CONFLICT)
        (void)problem_set(problem, status, MSG("account.mail_taken"), NULL);
    if (status == OK)
        status = put_invitation(accounts, by, &account, link, problem);
    if (status == OK)
        status = account_store_commit(accounts->store, problem);
done:
    account_store_cancel(accounts->store);
    unlock_accounts(accounts);
    if (status != OK)
        return status;
    memcpy(id, account.id, sizeof account.id);
    mailer_wake(accounts);
    return OK;
}

/* The account, if `by` may change it; otherwise it is as if there were none. With the lock. */
static Status managed(Accounts *accounts, const Account *by, Slice id, Account *out, Problem *problem)
{
    Status status = account_get(accounts->store, id, out, problem);

    if (status == OK && (by == NULL || account_may_manage(by, out)) && out->withdrawn == 0)
        return OK;
    return status == OK || status == ERR_NOT_FOUND ? not_yours(problem) : status;
}

Status accounts_invite_again(Accounts *accounts, const Account *by, Slice id, char link[LINK_SIZE], Problem *problem)
{
    Account account;
    Status  status;

    lock_accounts(accounts);
    TRY_OR(done, managed(accounts, by, id, &account, problem));
    TRY_OR(done, take_invite_limit(accounts, by, problem));
    TRY_OR(done, account_store_begin(accounts->store, problem));
    TRY_OR(done, invitation_end(accounts->store, id, problem));
    TRY_OR(done, put_invitation(accounts, by, &account, link, problem));
    TRY_OR(done, account_store_commit(accounts->store, problem));
done:
    account_store_cancel(accounts->store);
    unlock_accounts(accounts);
    if (status == OK)
        mailer_wake(accounts);
    return status;
}

/* ---- limiting, withdrawing, listing ---- */

Status accounts_limit(Accounts *accounts, const Account *by, Slice id, Slice bodies, Problem *problem)
{
    Account account;
    Status  status;

    if (bodies.size > ACCOUNT_BODIES_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("account.long"), NULL);
    lock_accounts(accounts);
    status = managed(accounts, by, id, &account, problem);
    if (status == OK)
        status = account_set_bodies(accounts->store, id, bodies, problem);
    unlock_accounts(accounts);
    return status;
}

Status accounts_withdraw(Accounts *accounts, const Account *by, Slice id, Problem *problem)
{
    Account account;
    Status  status;

    lock_accounts(accounts);
    status = managed(accounts, by, id, &account, problem);
    if (status == OK)
        status = account_withdraw(accounts->store, id, accounts_now(accounts), problem);
    unlock_accounts(accounts);
    return status;
}

Status accounts_list(Accounts *accounts, const Account *by, Status (*visit)(void *context, const Account *account, Problem *problem), void *context, Problem *problem)
{
    Slice  party = slice_from(by->party);
    Status status;

    lock_accounts(accounts);
    status = account_each(accounts->store, by->role == ROLE_SECRETARIAT ? NULL : &party, visit, context, problem);
    unlock_accounts(accounts);
    return status;
}

Status accounts_mail_state(Accounts *accounts, Slice id, MailState *out, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = outbox_state(accounts->store, id, out, problem);
    unlock_accounts(accounts);
    return status;
}
