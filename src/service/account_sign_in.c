/* SPDX-License-Identifier: Apache-2.0
 *
 * Accepting an invitation, signing in with a password and a code, sign-ins, tokens of programs.
 *
 * Attempts are counted before anything is compared. The password is hashed outside the lock, against the account's or against nobody's, so that a wrong address takes as long as a wrong password;
 * the code is looked at in both cases. Only then is there one sentence for all.
 */
#include <liboath/oath.h>
#include <sodium.h>

#include "service/account_internal.h"

enum { CODE_STEP_S = 30, CODE_DIGITS = 6, CODE_WINDOW = 1 /* steps before and behind: clocks of telephones */, TOUCH_S = 60 };

static Status wrong(Problem *problem)
{
    return problem_set(problem, ERR_FORBIDDEN, MSG("sign_in.wrong"), NULL);
}

/* Of the address only its family is kept. */
static void family_of(Slice address, char out[FAMILY_MAX + 1])
{
    bool six = address.size != 0 && memchr(address.data, ':', address.size) != NULL;

    (void)snprintf(out, FAMILY_MAX + 1, "%s", address.size == 0 ? "" : six ? "IPv6" : "IPv4");
}

Status account_begin_sign_in(Accounts *accounts, const Account *account, SignInMeans means, Slice address, SignedIn *out, Problem *problem)
{
    int64_t now = accounts_now(accounts);
    SignIn  sign_in = {.means = means, .created = now, .used = now};
    Hash    hash;

    secret_new(out->secret);
    secret_hash(slice_from(out->secret), SECRET_TEXT_SIZE, &hash);
    memcpy(sign_in.account, account->id, sizeof sign_in.account);
    family_of(address, sign_in.family);
    out->account = *account;
    TRY(sign_in_put(accounts->store, &hash, &sign_in, problem));
    return sign_in_bound(accounts->store, slice_from(account->id), SIGN_INS_MAX, problem);
}

/* ---- codes ---- */

/* The step of a good code; -1. */
static int64_t code_step(const uint8_t secret[CREDENTIAL_CODE_SIZE], Slice code, int64_t now)
{
    char text[CODE_DIGITS + 1] = {0};
    int  place = 0, found;

    if (code.size != CODE_DIGITS)
        return -1;
    memcpy(text, code.data, CODE_DIGITS);
    for (size_t i = 0; i < CODE_DIGITS; i++)
        if (text[i] < '0' || text[i] > '9')
            return -1;
    found = oath_totp_validate2((const char *)secret, CREDENTIAL_CODE_SIZE, (time_t)now, CODE_STEP_S, 0, CODE_WINDOW, &place, text);
    sodium_memzero(text, sizeof text);
    return found >= 0 ? now / CODE_STEP_S + place : -1;
}

void accounts_new_code(char out[CODE_TEXT_SIZE + 1])
{
    uint8_t secret[CREDENTIAL_CODE_SIZE];

    randombytes_buf(secret, sizeof secret);
    (void)base32_print(secret, sizeof secret, out, CODE_TEXT_SIZE + 1);
    for (size_t i = 0; i < CODE_TEXT_SIZE; i++)
        if (out[i] >= 'a' && out[i] <= 'z')
            out[i] = (char)(out[i] - 'a' + 'A');
    sodium_memzero(secret, sizeof secret);
}

static bool code_parse(Slice text, uint8_t out[CREDENTIAL_CODE_SIZE])
{
    char  *bytes = NULL;
    size_t size = 0;
    bool   good = text.size == CODE_TEXT_SIZE && oath_base32_decode(text.data, text.size, &bytes, &size) == OATH_OK && size == CREDENTIAL_CODE_SIZE;

    if (good)
        memcpy(out, bytes, CREDENTIAL_CODE_SIZE);
    memory_free(bytes);
    return good;
}

/* A code as people type it: without blanks and hyphens, in lower case. */
static size_t code_squeeze(Slice typed, char out[32])
{
    size_t size = 0;

    for (size_t i = 0; i < typed.size; i++) {
        char byte = typed.data[i];

        if (byte == ' ' || byte == '-')
            continue;
        if (size == 31)
            return 0;
        out[size++] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    out[size] = '\0';
    return size;
}

static void recovery_hash(Slice account, Slice squeezed, Hash *out)
{
    Slice parts[] = {SLICE("rapporteur/recovery/v1\n"), account, SLICE("\n"), squeezed};

    sha256_parts(parts, sizeof parts / sizeof parts[0], out->bytes);
}

static Status make_recovery(Accounts *accounts, Slice account, SignedIn *out, Problem *problem)
{
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        uint8_t bytes[10];
        char    text[17];
        Hash    hash;

        randombytes_buf(bytes, sizeof bytes);
        (void)base32_print(bytes, sizeof bytes, text, sizeof text);
        (void)snprintf(out->recovery[i], sizeof out->recovery[i], "%.4s-%.4s-%.4s-%.4s", text, text + 4, text + 8, text + 12);
        recovery_hash(account, slice_from(text), &hash);
        TRY(recovery_put(accounts->store, account, &hash, problem));
    }
    return OK;
}

/* ---- passwords ---- */

static Status check_password(Slice password, const Account *account, Problem *problem)
{
    if (!utf8_valid(password) || utf8_count(password) < PASSWORD_MIN || password.size > PASSWORD_MAX)
        return problem_set(problem, ERR_REFUSED, MSG("sign_in.password_length"), NULL);
    if (slice_equal(password, slice_from(account->mail)) || slice_equal(password, slice_from(account->name)))
        return problem_set(problem, ERR_REFUSED, MSG("sign_in.password_known"), NULL);
    return OK;
}

static Status hash_password(const Accounts *accounts, Slice password, char out[CREDENTIAL_PASSWORD_MAX + 1], Problem *problem)
{
    int made = crypto_pwhash_str_alg(out, password.data, password.size, accounts->cheap ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                     accounts->cheap ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);

    return made == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- invitations ---- */

/* With the lock. */
static Status invited(Accounts *accounts, Slice secret, Hash *hash, Account *out, Problem *problem)
{
    char   id[ACCOUNT_ID_SIZE + 1];
    Status status;

    secret_hash(secret, SECRET_TEXT_SIZE, hash);
    status = invitation_get(accounts->store, hash, accounts_now(accounts), id, problem);
    if (status == OK)
        status = account_get(accounts->store, slice_from(id), out, problem);
    if (status == ERR_NOT_FOUND || (status == OK && out->withdrawn != 0))
        return problem_set(problem, ERR_FORBIDDEN, MSG("invitation.over"), NULL);
    return status;
}

Status accounts_invited(Accounts *accounts, Slice secret, Account *out, Problem *problem)
{
    Hash   hash;
    Status status;

    lock_accounts(accounts);
    status = invited(accounts, secret, &hash, out, problem);
    unlock_accounts(accounts);
    return status;
}

/* With the lock: uses the invitation, puts the credential, signs in, all or nothing. */
static Status accept_locked(Accounts *accounts, const Acceptance *acceptance, const Credential *credential, SignedIn *out, Problem *problem)
{
    Account account;
    Slice   id;
    Hash    hash;
    int64_t now = accounts_now(accounts);

    TRY(account_store_begin(accounts->store, problem));
    TRY(invited(accounts, acceptance->secret, &hash, &account, problem));
    id = slice_from(account.id);
    TRY(invitation_use(accounts->store, &hash, now, problem));
    TRY(sign_in_end_all(accounts->store, id, now, problem));
    TRY(passkey_end(accounts->store, id, problem));
    TRY(signing_key_end(accounts->store, id, problem));
    TRY(credential_put(accounts->store, id, credential, problem));
    TRY(make_recovery(accounts, id, out, problem));
    TRY(account_set_joined(accounts->store, id, now, problem));
    TRY(account_begin_sign_in(accounts, &account, BY_INVITATION, acceptance->address, out, problem));
    return account_store_commit(accounts->store, problem);
}

Status accounts_accept(Accounts *accounts, const Acceptance *acceptance, SignedIn *out, Problem *problem)
{
    Account    account;
    Credential credential = {.changed = accounts_now(accounts)};
    char       typed[32];
    size_t     size = code_squeeze(acceptance->code, typed);
    Status     status;

    *out = (SignedIn){0};
    TRY(accounts_invited(accounts, acceptance->secret, &account, problem));
    TRY(check_password(acceptance->password, &account, problem));
    if (!code_parse(acceptance->code_secret, credential.code))
        return problem_set(problem, ERR_SYNTAX, MSG("invitation.code_secret"), NULL);
    credential.step = code_step(credential.code, (Slice){typed, size}, accounts_now(accounts));
    if (credential.step < 0)
        return problem_set(problem, ERR_REFUSED, MSG("invitation.code"), NULL);
    TRY(hash_password(accounts, acceptance->password, credential.password, problem));
    lock_accounts(accounts);
    status = accept_locked(accounts, acceptance, &credential, out, problem);
    account_store_cancel(accounts->store);
    unlock_accounts(accounts);
    sodium_memzero(&credential, sizeof credential);
    return status;
}

/* ---- signing in ---- */

/* Account and credential of an address, or nobody's; with the lock. */
static Status find_known(Accounts *accounts, Slice mail, Account *account, Credential *credential, bool *known, Problem *problem)
{
    Status status = account_by_mail(accounts->store, mail, account, problem);

    if (status == OK)
        status = credential_get(accounts->store, slice_from(account->id), credential, problem);
    *known = status == OK;
    if (status != OK && status != ERR_NOT_FOUND)
        return status;
    if (!*known) {
        *account = (Account){0};
        *credential = (Credential){0};
        memcpy(credential->password, accounts->nobody, sizeof credential->password);
    }
    return OK;
}

/* As the store compares addresses: "Registry@" is "registry@". */
static Slice fold(Slice mail, char out[ACCOUNT_MAIL_MAX + 1])
{
    size_t size = mail.size <= ACCOUNT_MAIL_MAX ? mail.size : ACCOUNT_MAIL_MAX;

    for (size_t i = 0; i < size; i++)
        out[i] = mail.data[i] >= 'A' && mail.data[i] <= 'Z' ? (char)(mail.data[i] - 'A' + 'a') : mail.data[i];
    return (Slice){out, size};
}

static Status take_limits(Accounts *accounts, Slice mail, Slice address, Problem *problem)
{
    char folded[ACCOUNT_MAIL_MAX + 1];

    if (limit_take(accounts, "account", fold(mail, folded), LIMIT_ACCOUNT, LIMIT_WINDOW_S) && limit_take(accounts, "address", address, LIMIT_ADDRESS, LIMIT_WINDOW_S))
        return OK;
    return problem_set(problem, ERR_BUSY, MSG("sign_in.limit"), NULL);
}

/* With the lock, the password being good: the code, once; then the sign-in. */
static Status finish(Accounts *accounts, const PasswordTry *attempt, const Account *account, const Credential *credential, SignedIn *out, Problem *problem)
{
    char        typed[32];
    size_t      size = code_squeeze(attempt->code, typed);
    Slice       code = {typed, size}, id = slice_from(account->id);
    int64_t     step = code_step(credential->code, code, accounts_now(accounts));
    SignInMeans means = step >= 0 ? BY_PASSWORD : BY_RECOVERY;
    Account     now;
    Hash        hash;
    Status      status;

    recovery_hash(id, code, &hash);
    TRY(account_store_begin(accounts->store, problem));
    TRY(account_get(accounts->store, id, &now, problem));
    if (now.withdrawn != 0)
        return ERR_NOT_FOUND;
    status = step >= 0 ? credential_use_step(accounts->store, id, step, problem) : recovery_use(accounts->store, id, &hash, problem);
    TRY(status);
    TRY(account_begin_sign_in(accounts, &now, means, attempt->address, out, problem));
    return account_store_commit(accounts->store, problem);
}

static Status sign_in(Accounts *accounts, const PasswordTry *attempt, SignedIn *out, Problem *problem)
{
    Account    account;
    Credential credential;
    char       folded[ACCOUNT_MAIL_MAX + 1];
    bool       known, same;
    Status     status;

    *out = (SignedIn){0};
    lock_accounts(accounts);
    status = take_limits(accounts, attempt->mail, attempt->address, problem);
    if (status == OK)
        status = find_known(accounts, attempt->mail, &account, &credential, &known, problem);
    unlock_accounts(accounts);
    TRY(status);
    same = attempt->password.size <= PASSWORD_MAX && crypto_pwhash_str_verify(credential.password, attempt->password.data != NULL ? attempt->password.data : "", attempt->password.size) == 0;
    lock_accounts(accounts);
    status = known && same ? finish(accounts, attempt, &account, &credential, out, problem) : ERR_NOT_FOUND;
    account_store_cancel(accounts->store);
    if (status == OK)
        limit_forgive(accounts, "account", fold(attempt->mail, folded));
    unlock_accounts(accounts);
    sodium_memzero(&credential, sizeof credential);
    return status == ERR_NOT_FOUND ? wrong(problem) : status;
}

Status accounts_sign_in(Accounts *accounts, const PasswordTry *attempt, SignedIn *out, Problem *problem)
{
    Status status = sign_in(accounts, attempt, out, problem);

    account_tell_failure(accounts, "password", status, problem);
    return status;
}

/* ---- who is signed in ---- */

/* With the lock. */
static Status person_of(Accounts *accounts, const char *id, Person *out)
{
    Status status = account_get(accounts->store, slice_from(id), &out->account, NULL);

    return status == OK && out->account.withdrawn == 0 ? OK : ERR_FORBIDDEN;
}

Status accounts_who(Accounts *accounts, Slice secret, Person *out)
{
    int64_t now = accounts_now(accounts);
    SignIn  sign_in;
    Hash    hash;
    Status  status;

    *out = (Person){0};
    secret_hash(secret, SECRET_TEXT_SIZE, &hash);
    lock_accounts(accounts);
    status = sign_in_get(accounts->store, &hash, &sign_in, NULL);
    if (status == OK && (now - sign_in.created >= SIGN_IN_LIFE_S || now - sign_in.used >= SIGN_IN_IDLE_S)) {
        (void)!sign_in_end(accounts->store, slice_from(sign_in.account), sign_in.place, now, NULL);
        status = ERR_NOT_FOUND;
    }
    if (status == OK)
        status = person_of(accounts, sign_in.account, out);
    if (status == OK && now - sign_in.used >= TOUCH_S)
        (void)!sign_in_touch(accounts->store, sign_in.place, now, NULL);
    unlock_accounts(accounts);
    out->means = sign_in.means;
    out->sign_in = status == OK ? sign_in.place : 0;
    return status == OK ? OK : ERR_FORBIDDEN;
}

Status accounts_who_token(Accounts *accounts, Slice token, Person *out)
{
    int64_t     now = accounts_now(accounts);
    AccessToken found;
    Hash        hash;
    Status      status;

    *out = (Person){0};
    secret_hash(token, ACCESS_TEXT_SIZE, &hash);
    lock_accounts(accounts);
    status = access_get(accounts->store, &hash, now, &found, NULL);
    if (status == OK)
        status = person_of(accounts, found.account, out);
    if (status == OK && now - found.used >= TOUCH_S)
        (void)!access_touch(accounts->store, found.place, now, NULL);
    unlock_accounts(accounts);
    return status == OK ? OK : ERR_FORBIDDEN;
}

Status accounts_sign_out(Accounts *accounts, const Person *person, Problem *problem)
{
    return accounts_end_sign_in(accounts, person, person->sign_in, problem);
}

static Status not_there(Status status, Problem *problem)
{
    return status == ERR_NOT_FOUND ? problem_set(problem, ERR_REFUSED, MSG("account.not_there"), NULL) : status;
}

Status accounts_end_sign_in(Accounts *accounts, const Person *person, int64_t place, Problem *problem)
{
    Slice   id = slice_from(person->account.id);
    int64_t now = accounts_now(accounts);
    Status  status;

    lock_accounts(accounts);
    status = place != 0 ? sign_in_end(accounts->store, id, place, now, problem) : sign_in_end_all(accounts->store, id, now, problem);
    unlock_accounts(accounts);
    return not_there(status, problem);
}

Status accounts_sign_ins(Accounts *accounts, const Person *person, Status (*visit)(void *context, const SignIn *sign_in, Problem *problem), void *context, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = sign_in_each(accounts->store, slice_from(person->account.id), visit, context, problem);
    unlock_accounts(accounts);
    return status;
}

/* ---- tokens of programs ---- */

typedef struct Counting {
    size_t  open;
    int64_t now;
} Counting;

static Status count_open(void *context, const AccessToken *token, Problem *problem)
{
    Counting *counting = context;

    (void)problem;
    counting->open += token->ended == 0 && token->expires > counting->now;
    return OK;
}

Status accounts_new_token(Accounts *accounts, const Person *person, Slice name, int days, char out[ACCESS_TEXT_SIZE + 1], Problem *problem)
{
    int64_t     now = accounts_now(accounts);
    AccessToken token = {.created = now, .expires = now + (int64_t)days * 86400};
    Counting    counting = {.now = now};
    Hash        hash;
    Status      status;

    if (name.size == 0 || name.size > LABEL_MAX || days < 1 || days > ACCESS_LIFE_DAYS_MAX)
        return problem_set(problem, ERR_REFUSED, MSG("account.token"), NULL);
    memcpy(token.account, person->account.id, sizeof token.account);
    memcpy(token.name, name.data, name.size);
    out[0] = 'a';
    secret_new(out + 1);
    secret_hash(slice_from(out), ACCESS_TEXT_SIZE, &hash);
    lock_accounts(accounts);
    status = access_each(accounts->store, slice_from(person->account.id), count_open, &counting, problem);
    if (status == OK && counting.open >= ACCESS_TOKENS_MAX)
        status = problem_set(problem, ERR_LIMIT, MSG("account.tokens_max"), NULL);
    if (status == OK)
        status = access_put(accounts->store, &hash, &token, problem);
    unlock_accounts(accounts);
    return status;
}

Status accounts_end_token(Accounts *accounts, const Person *person, int64_t place, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = access_end(accounts->store, slice_from(person->account.id), place, accounts_now(accounts), problem);
    unlock_accounts(accounts);
    return not_there(status, problem);
}

Status accounts_tokens(Accounts *accounts, const Person *person, Status (*visit)(void *context, const AccessToken *token, Problem *problem), void *context, Problem *problem)
{
    Status status;

    lock_accounts(accounts);
    status = access_each(accounts->store, slice_from(person->account.id), visit, context, problem);
    unlock_accounts(accounts);
    return status;
}

/* ---- a demonstration ---- */

static Status is_demonstration(Accounts *accounts, Problem *problem)
{
    RecordFacts facts = {0};
    Status      status = accounts->service != NULL ? service_facts(accounts->service, &facts, problem) : ERR_FORBIDDEN;

    if (status == OK && !record_facts_demonstration(&facts))
        status = ERR_FORBIDDEN;
    record_facts_clear(&facts);
    return status == ERR_FORBIDDEN ? problem_set(problem, status, MSG("account.no_demonstration"), NULL) : status;
}

Status accounts_demonstrate(Accounts *accounts, Slice mail, SignedIn *out, Problem *problem)
{
    Account account = {0};
    Status  status;

    TRY(is_demonstration(accounts, problem));
    lock_accounts(accounts);
    status = account_store_begin(accounts->store, problem);
    if (status == OK)
        status = account_by_mail(accounts->store, mail, &account, problem);
    if (status == OK)
        status = account_begin_sign_in(accounts, &account, BY_INVITATION, (Slice){NULL, 0}, out, problem);
    if (status == OK && account.joined == 0)
        status = account_set_joined(accounts->store, slice_from(account.id), accounts_now(accounts), problem);
    if (status == OK)
        status = account_store_commit(accounts->store, problem);
    else
        account_store_cancel(accounts->store);
    unlock_accounts(accounts);
    return status;
}
