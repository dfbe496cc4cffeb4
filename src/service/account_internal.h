/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the accounts share.
 */
#ifndef SERVICE_ACCOUNT_INTERNAL_H
#define SERVICE_ACCOUNT_INTERNAL_H

#include "service/account.h"

#include <pthread.h>

enum { CHALLENGES_USED_MAX = 4096, CHALLENGE_SEAL_SIZE = 16, CHALLENGE_KEY_SIZE = 32, LIMIT_SLOTS = 4096, LIMIT_WAYS = 8 };

/* ---- failed attempts: account_limit.c ---- */

typedef struct LimitSlot {
    uint64_t key;                      /* 0: empty */
    int64_t  since;
    unsigned count;
} LimitSlot;

typedef struct UsedChallenge {
    uint8_t seal[CHALLENGE_SEAL_SIZE];
    int64_t end;                       /* 0: empty */
} UsedChallenge;

struct Accounts {
    AccountStore   *store;
    Service        *service;
    HouseSettings   settings;
    int64_t       (*clock)(void);
    const Log      *log;               /* NULL: none */
    bool            cheap;
    char            nobody[CREDENTIAL_PASSWORD_MAX + 1]; /* what an unknown account's password is compared with */
    uint64_t        seed;              /* of the limits' keys */
    pthread_mutex_t lock;              /* of the store and what is below */
    LimitSlot       limits[LIMIT_SLOTS];
    uint8_t         challenge_key[CHALLENGE_KEY_SIZE];
    UsedChallenge   used[CHALLENGES_USED_MAX];
    int64_t         cleaned;           /* when old rows were last removed */
    pthread_t       mailer;
    pthread_cond_t  mail_wake;
    pthread_mutex_t mail_lock;
    bool            mailer_runs, ending;
};

/* Counts one more; false when the window's limit is reached (and then counts nothing). With the lock. */
bool limit_take(Accounts *accounts, const char *what, Slice key, unsigned limit, int64_t window_s);
void limit_forgive(Accounts *accounts, const char *what, Slice key);

/* Attestation and client data of a new passkey that must belong to this domain, made at our own address. */
Status accounts_read_registration(const Accounts *accounts, const NewPasskey *given, Slice rp_id, Registration *out, Problem *problem) MUST_USE;
/* account_challenge.c, with the lock. Whether the ticket is ours, goes on, was not used, and is the one whose challenge the client data name; *text then has what was signed. */
bool challenge_check(Accounts *accounts, Slice ticket, Slice client_data, Buffer *text);
/* Of a ticket that was checked: once it did what it was for. */
void challenge_use(Accounts *accounts, Slice ticket);
/* Passkeys belong to an address. */
Status account_needs_address(const Accounts *accounts, Problem *problem) MUST_USE;

/* A sign-in that failed, for the log: by what means, and the id of the sentence that was said. Nothing of who tried. */
void account_tell_failure(const Accounts *accounts, const char *means, Status status, const Problem *problem);

void lock_accounts(Accounts *accounts);
void unlock_accounts(Accounts *accounts);

void   secret_new(char out[SECRET_TEXT_SIZE + 1]);
/* Of a secret of the right size; another one gives the hash of something that nobody has. */
void   secret_hash(Slice secret, size_t size, Hash *out);
/* A new sign-in of this account; with the lock. */
Status account_begin_sign_in(Accounts *accounts, const Account *account, SignInMeans means, Slice address, SignedIn *out, Problem *problem) MUST_USE;
/* With the lock. */
Status account_mail_invitation(Accounts *accounts, const Account *by, const Account *account, Slice secret, Problem *problem) MUST_USE;
/* account_notices.c: puts into the outbox what people are to be told of the record since the last time. */
Status accounts_notice(Accounts *accounts, Problem *problem) MUST_USE;
/* The same of calls for views (call_notices.c): those that were issued or whose deadline was moved; and reminders. */
Status accounts_call_notice(Accounts *accounts, Problem *problem) MUST_USE;
/* To this account, in the outbox; with the lock. `mail` is room for it. */
Status notice_put(Accounts *accounts, Mail *mail, const Account *account, const Buffer *subject, const Buffer *body, Problem *problem) MUST_USE;
void   mailer_start(Accounts *accounts);
void   mailer_wake(Accounts *accounts);
void   mailer_end(Accounts *accounts);

#endif
