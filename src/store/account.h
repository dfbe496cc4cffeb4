/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounts: who may sign in, by what means, and what was sent to them. Tables of private.sqlite beside the tokens and sealed payloads of store.h, under a handle of their own; nothing here is ever
 * in the record.
 *
 * Not here: who may invite whom, what a password is worth, time (it is handed in, POSIX seconds), sending.
 *
 * Invariants
 * - Secrets of invitations, sign-ins and access tokens are kept as SHA-256 of 32 random bytes; passwords as Argon2id text made by the caller.
 * - A withdrawn account has no credential, passkey, open sign-in, token, invitation or waiting mail: they go in the transaction that withdraws it.
 * - What can be used once (invitation, recovery code, step of a one-time code) is used by one statement that says whether it did.
 * - A handle is for one thread at a time.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/store.h"

typedef enum Role { ROLE_DELEGATE, ROLE_HEAD, ROLE_CHAIR, ROLE_SECRETARIAT, ROLE_COUNT } Role; /* stored as numbers: only add */
extern const char *const role_names[ROLE_COUNT];                     /* "delegate", "head", "chair", "secretariat" */

enum {
    ACCOUNT_ID_SIZE = 26,            /* 16 random bytes in base32; also in the evidence of attested acts, where it names nobody */
    ACCOUNT_NAME_MAX = 200,
    ACCOUNT_MAIL_MAX = 254,          /* RFC 5321 */
    ACCOUNT_BODIES_MAX = 2000,       /* bytes of the bodies it is limited to, one a line */
    ACCOUNT_LANGUAGE_MAX = 7,
    CREDENTIAL_PASSWORD_MAX = 127,   /* of libsodium's text */
    CREDENTIAL_CODE_SIZE = 20,       /* RFC 4226: 160 bits */
    PASSKEY_ID_MAX = 1023,           /* WebAuthn, section 4 */
    PASSKEY_COSE_MAX = 700,          /* RSA-4096 needs 540 */
    LABEL_MAX = 100,                 /* name of a passkey or token */
    FAMILY_MAX = 40,
    OUTBOX_SUBJECT_MAX = 300,
    OUTBOX_BODY_MAX = 8000,
    ACCOUNT_LIST_MAX = 1000,         /* accounts or passkeys of one list */
    ACCOUNT_SHOWN_MAX = 50           /* sign-ins or tokens of one list, the newest */
};

typedef struct AccountStore AccountStore;
/* The private.sqlite of this folder, upgraded where it is older. STORE_CREATE is not for this: private_open makes the file. */
Status account_store_open(const char *folder, StoreMode mode, AccountStore **out, Problem *problem) MUST_USE;
void   account_store_close(AccountStore *store);
/* Several changes as one; cancel does nothing when none is open. */
Status account_store_begin(AccountStore *store, Problem *problem) MUST_USE;
Status account_store_commit(AccountStore *store, Problem *problem) MUST_USE;
void   account_store_cancel(AccountStore *store);

/* Times, POSIX seconds. */
typedef struct AccountAges {
    int64_t now, begun, used, ended; /* a sign-in that began or was used before these is over; what ended before `ended` is of no interest any more */
} AccountAges;
/* Removes sign-ins that are over, invitations that are used or over, and ended sign-ins, tokens and mail of before `ended`. In a transaction of its own. */
Status account_store_clean(AccountStore *store, const AccountAges *ages, Problem *problem) MUST_USE;

/* ---- accounts ---- */

typedef struct Account {
    char    id[ACCOUNT_ID_SIZE + 1], name[ACCOUNT_NAME_MAX + 1], mail[ACCOUNT_MAIL_MAX + 1], party[PARTY_NAME_MAX + 1];
    char    bodies[ACCOUNT_BODIES_MAX + 1]; /* one a line; empty: all */
    char    language[ACCOUNT_LANGUAGE_MAX + 1];
    Role    role;
    int64_t created, joined, withdrawn;     /* joined: its first invitation was accepted; 0: not yet */
} Account;

void   account_id_new(char out[ACCOUNT_ID_SIZE + 1]);
/* ERR_CONFLICT: an account that is not withdrawn has this address already. */
Status account_put(AccountStore *store, const Account *account, Problem *problem) MUST_USE;
/* ERR_NOT_FOUND, here and below without writing to problem, when there is none. Withdrawn ones are found. */
Status account_get(AccountStore *store, Slice id, Account *out, Problem *problem) MUST_USE;
/* Only one that is not withdrawn; upper and lower case alike. */
Status account_by_mail(AccountStore *store, Slice mail, Account *out, Problem *problem) MUST_USE;
Status account_set_bodies(AccountStore *store, Slice id, Slice bodies, Problem *problem) MUST_USE;
Status account_set_joined(AccountStore *store, Slice id, int64_t now, Problem *problem) MUST_USE;
Status account_set_language(AccountStore *store, Slice id, Slice language, Problem *problem) MUST_USE;
/* In a transaction of its own. */
Status account_withdraw(AccountStore *store, Slice id, int64_t now, Problem *problem) MUST_USE;
/* Of a party in the order of names, or all (`party` NULL) in the order of parties and names; at most ACCOUNT_LIST_MAX. */
Status account_each(AccountStore *store, const Slice *party, Status (*visit)(void *context, const Account *account, Problem *problem), void *context, Problem *problem) MUST_USE;

/* ---- invitations ---- */

Status invitation_put(AccountStore *store, const Hash *hash, Slice account, int64_t expires, Problem *problem) MUST_USE;
/* The account of one that is neither used nor over. */
Status invitation_get(AccountStore *store, const Hash *hash, int64_t now, char account[ACCOUNT_ID_SIZE + 1], Problem *problem) MUST_USE;
/* Once; ERR_NOT_FOUND afterwards. The account's other invitations end with it. */
Status invitation_use(AccountStore *store, const Hash *hash, int64_t now, Problem *problem) MUST_USE;
/* Ends all of an account. */
Status invitation_end(AccountStore *store, Slice account, Problem *problem) MUST_USE;

/* ---- credentials ---- */

typedef struct Credential {
    char    password[CREDENTIAL_PASSWORD_MAX + 1]; /* Argon2id */
    uint8_t code[CREDENTIAL_CODE_SIZE];            /* secret of one-time codes */
    int64_t step, changed;                         /* the last step whose code was used */
} Credential;
/* Replaces what there is, recovery codes included. */
Status credential_put(AccountStore *store, Slice account, const Credential *credential, Problem *problem) MUST_USE;
Status credential_get(AccountStore *store, Slice account, Credential *out, Problem *problem) MUST_USE;
/* ERR_NOT_FOUND when this step or a later one was used. */
Status credential_use_step(AccountStore *store, Slice account, int64_t step, Problem *problem) MUST_USE;
Status recovery_put(AccountStore *store, Slice account, const Hash *hash, Problem *problem) MUST_USE;
Status recovery_use(AccountStore *store, Slice account, const Hash *hash, Problem *problem) MUST_USE; /* once; ERR_NOT_FOUND */
Status recovery_count(AccountStore *store, Slice account, int64_t *out, Problem *problem) MUST_USE;

typedef struct Passkey {
    int64_t  place;
    char     account[ACCOUNT_ID_SIZE + 1], name[LABEL_MAX + 1];
    uint8_t  id[PASSKEY_ID_MAX], cose[PASSKEY_COSE_MAX]; /* cose: COSE_Key as the authenticator gave it */
    size_t   id_size, cose_size;
    uint32_t count;
    bool     backed_up;
    int64_t  created, used;
} Passkey;
Status passkey_put(AccountStore *store, const Passkey *passkey, Problem *problem) MUST_USE; /* ERR_CONFLICT: this id is there */
Status passkey_by_id(AccountStore *store, Slice id, Passkey *out, Problem *problem) MUST_USE;
Status passkey_each(AccountStore *store, Slice account, Status (*visit)(void *context, const Passkey *passkey, Problem *problem), void *context, Problem *problem) MUST_USE;
/* ERR_NOT_FOUND when the kept count is not 0 and not below this one: somebody else moved it on meanwhile, or the key was copied. */
Status passkey_use(AccountStore *store, const Passkey *passkey, uint32_t count, bool backed_up, int64_t now, Problem *problem) MUST_USE;
Status passkey_remove(AccountStore *store, Slice account, int64_t place, Problem *problem) MUST_USE;
Status passkey_end(AccountStore *store, Slice account, Problem *problem) MUST_USE; /* all of an account */
Status credential_end(AccountStore *store, Slice account, Problem *problem) MUST_USE; /* with its recovery codes */

/* ---- passkeys that sign acts: the record says whether they may; here is only whose they are, and how a browser knows them ---- */

typedef struct SigningKey {
    int64_t place, created;
    char    account[ACCOUNT_ID_SIZE + 1], name[KEY_NAME_MAX + 1] /* party "/" key, as in the record */, vkey[VKEY_MAX + 1];
    uint8_t id[PASSKEY_ID_MAX];                          /* of the credential */
    size_t  id_size;
} SigningKey;
Status signing_key_put(AccountStore *store, const SigningKey *key, Problem *problem) MUST_USE; /* ERR_CONFLICT: this name or id is there */
/* Newest first. */
Status signing_key_each(AccountStore *store, Slice account, Status (*visit)(void *context, const SigningKey *key, Problem *problem), void *context, Problem *problem) MUST_USE;
Status signing_key_remove(AccountStore *store, Slice account, int64_t place, Problem *problem) MUST_USE; /* ERR_NOT_FOUND without writing to problem */
Status signing_key_end(AccountStore *store, Slice account, Problem *problem) MUST_USE; /* all of an account */

/* ---- sign-ins and tokens of programs ---- */

typedef enum SignInMeans { BY_PASSWORD, BY_PASSKEY, BY_RECOVERY, BY_INVITATION } SignInMeans; /* stored: only add */
typedef struct SignIn {
    int64_t     place, created, used, ended;
    char        account[ACCOUNT_ID_SIZE + 1], family[FAMILY_MAX + 1];    /* of the address, coarsely: "IPv4", "IPv6" */
    SignInMeans means;
} SignIn;
Status sign_in_put(AccountStore *store, const Hash *hash, const SignIn *sign_in, Problem *problem) MUST_USE;
/* Ended ones are not found. */
Status sign_in_get(AccountStore *store, const Hash *hash, SignIn *out, Problem *problem) MUST_USE;
Status sign_in_touch(AccountStore *store, int64_t place, int64_t now, Problem *problem) MUST_USE;
Status sign_in_end(AccountStore *store, Slice account, int64_t place, int64_t now, Problem *problem) MUST_USE; /* ERR_NOT_FOUND: none such of this account */
Status sign_in_end_all(AccountStore *store, Slice account, int64_t now, Problem *problem) MUST_USE;
/* Leaves this account its newest `most`, open or ended. */
Status sign_in_bound(AccountStore *store, Slice account, int64_t most, Problem *problem) MUST_USE;
/* Newest first; ended ones too. */
Status sign_in_each(AccountStore *store, Slice account, Status (*visit)(void *context, const SignIn *sign_in, Problem *problem), void *context, Problem *problem) MUST_USE;

typedef struct AccessToken {
    int64_t place, created, expires, used, ended;
    char    account[ACCOUNT_ID_SIZE + 1], name[LABEL_MAX + 1];
} AccessToken;
Status access_put(AccountStore *store, const Hash *hash, const AccessToken *token, Problem *problem) MUST_USE;
Status access_get(AccountStore *store, const Hash *hash, int64_t now, AccessToken *out, Problem *problem) MUST_USE; /* neither ended nor over */
Status access_touch(AccountStore *store, int64_t place, int64_t now, Problem *problem) MUST_USE;
Status access_end(AccountStore *store, Slice account, int64_t place, int64_t now, Problem *problem) MUST_USE;
Status access_each(AccountStore *store, Slice account, Status (*visit)(void *context, const AccessToken *token, Problem *problem), void *context, Problem *problem) MUST_USE;

/* ---- mail that waits ---- */

typedef struct Mail {
    int64_t place, made, next;
    int     tries;
    char    account[ACCOUNT_ID_SIZE + 1], address[ACCOUNT_MAIL_MAX + 1], subject[OUTBOX_SUBJECT_MAX + 1], body[OUTBOX_BODY_MAX + 1];
} Mail;
Status outbox_put(AccountStore *store, const Mail *mail, Problem *problem) MUST_USE;
Status outbox_due(AccountStore *store, int64_t now, Mail *out, Problem *problem) MUST_USE; /* the one that has been due longest; ERR_NOT_FOUND */
Status outbox_again(AccountStore *store, int64_t place, int64_t next, Problem *problem) MUST_USE;
/* Its words, one-time links among them, are gone with it. */
Status outbox_remove(AccountStore *store, int64_t place, Problem *problem) MUST_USE;
/* Tried for the last time: who waits for it can see that, its words are gone. */
Status outbox_give_up(AccountStore *store, int64_t place, Problem *problem) MUST_USE;
typedef enum MailState { MAIL_NONE, MAIL_WAITS, MAIL_GIVEN_UP } MailState;
/* Up to which entry of the record people were told of `what` by mail. ERR_NOT_FOUND: never yet. */
Status told_get(AccountStore *store, const char *what, int64_t *place, Problem *problem) MUST_USE;
Status told_set(AccountStore *store, const char *what, int64_t place, Problem *problem) MUST_USE;
Status outbox_state(AccountStore *store, Slice account, MailState *out, Problem *problem) MUST_USE;

#endif
