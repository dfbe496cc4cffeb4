/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounts: who may be invited by whom, signing in, and the mail that this needs. Beside service.h because none of it touches the record: a node without accounts is whole, and these have a store,
 * threads and a clock of their own (docs/decisions/0008-accounts.md).
 *
 * Not here: pages, cookies, what an act means, who may file which act (the rules say that, and the table of forms).
 *
 * Invariants
 * - A head of delegation invites, limits and withdraws delegates of its own party; the secretariat heads, Chairs and its own people; nobody else anybody.
 * - A wrong address, a wrong password, a wrong code and an unknown account get one sentence after the same work.
 * - Secrets leave here once, to whom they belong, and are kept as hashes.
 * - Password hashing takes 64 MB and a tenth of a second: functions marked WORK are called from a Work's thread, never from one that serves connections.
 */
#ifndef SERVICE_ACCOUNT_H
#define SERVICE_ACCOUNT_H

#include "service/service.h"
#include "store/account.h"

enum {
    SECRET_TEXT_SIZE = 43,             /* 32 random bytes, base64url */
    PASSWORD_MIN = 12, PASSWORD_MAX = 200,  /* characters; bytes. NIST SP 800-63B asks for 8 beside a second factor */
    INVITATION_LIFE_S = 7 * 86400,
    SIGN_IN_LIFE_S = 7 * 86400, SIGN_IN_IDLE_S = 12 * 3600,
    ACCESS_LIFE_DAYS_MAX = 90,         /* as of a delegate's key */
    RECOVERY_CODES = 8, RECOVERY_CODE_SIZE = 19, /* "abcd-efgh-ijkl-mnop": 80 bits */
    PASSKEYS_MAX = 10, ACCESS_TOKENS_MAX = 10, /* of one account */
    CHALLENGE_LIFE_S = 300,
    LIMIT_WINDOW_S = 900, LIMIT_ACCOUNT = 10, LIMIT_ADDRESS = 60, /* failed attempts of a window */
    SIGN_INS_MAX = 50,                 /* of one account, ended ones included: the oldest give way */
    ENDED_KEPT_S = 30 * 86400,         /* so long can a person look at what has ended, and at mail that was given up */
    CLEAN_EVERY_S = 3600,
    INVITE_LIMIT = 200                 /* invitations of one account in a window of a day */
};

/* ---- settings ---- */

/* The file `settings` of an installation: lines "name value"; a line that begins with # is a comment.
     address https://record.example.org     where the pages are: for links in mail, origin of passkeys
     signing-domain example.org             to which passkeys that sign acts belong: above the host of the address; none: acts are attested
     mail-server mail.example.org:587       none: nothing is sent, links are shown to whom invites
     mail-from registry@example.org
     mail-user, mail-password               where the server asks for them
     mail-tls required|offered              offered (the default): STARTTLS where the server has it
     call-reminder-days 7                   how long before the deadline of a call for views those who have not answered are reminded; 0: never */
enum { SETTING_MAX = 300, CALL_REMINDER_DAYS = 7, CALL_REMINDER_DAYS_MAX = 365 };
typedef struct HouseSettings {
    char address[SETTING_MAX], signing_domain[SETTING_MAX], mail_server[SETTING_MAX], mail_from[ACCOUNT_MAIL_MAX + 1], mail_user[SETTING_MAX], mail_password[SETTING_MAX];
    bool mail_tls_required;
    int  call_reminder_days;
} HouseSettings;
/* No such file: all empty. ERR_SYNTAX names the line. */
Status settings_read(const char *folder, HouseSettings *out, Problem *problem) MUST_USE;

/* ---- a queue of work ---- */

/* Work that a thread which serves connections must not wait for: password hashing, reading an upload, filing an act. */
typedef struct Work Work;
enum { WORK_THREADS = 2, WORK_WAITING_MAX = 200 /* a tenth of a second each: nobody waits longer than ten seconds */ };
Work  *work_open(void);                /* NULL without memory or threads */
/* Does what waits, then ends the threads; work_add is refused from here on. */
void   work_end(Work *work);
void   work_close(Work *work);         /* ends and frees; NULL is fine */
/* ERR_BUSY when too much waits or it is closing: `run` is then not called. */
Status work_add(Work *work, void (*run)(void *context), void *context, Problem *problem) MUST_USE;

/* ---- files that people send ---- */

typedef struct Upload {
    const char *media;
    uint64_t    size;
    Hash        blob, text;
    bool        has_text;                /* a PDF has none */
} Upload;
/* WORK. Recognizes the file by its bytes, reads it in a sandboxed child into a stored text, keeps both as blobs. `language`: what the person says it is in; empty: as found. */
Status service_upload(Service *service, Slice name, Slice bytes, Slice language, Upload *out, Problem *problem) MUST_USE;
/* WORK. The same for what was typed or pasted: plain text, whatever it begins with. */
Status service_upload_typed(Service *service, Slice typed, Slice language, Upload *out, Problem *problem) MUST_USE;

/* ---- accounts ---- */

typedef struct Accounts Accounts;
typedef struct AccountsOptions {
    const char          *folder;
    Service             *service;      /* to ask whether a party is there; NULL: any is */
    const HouseSettings *settings;     /* copied */
    int64_t            (*now)(void);   /* NULL: the machine's clock */
    const Log           *log;          /* borrowed; NULL: none. Sign-ins that failed */
    bool                 cheap;        /* tests: Argon2id with 8 KB and one pass */
    bool                 no_mailer;    /* no thread of its own: mail goes out by accounts_send_mail */
} AccountsOptions;
Status accounts_open(const AccountsOptions *options, Accounts **out, Problem *problem) MUST_USE;
void   accounts_close(Accounts *accounts);
/* Removes what nobody needs any more: sign-ins that are over, invitations that are used or over, and after ENDED_KEPT_S ended sign-ins, tokens that are over and mail that was given up. accounts_open does it, and then the
   accounts' own thread, every CLEAN_EVERY_S. */
Status accounts_clean(Accounts *accounts, Problem *problem) MUST_USE;
int64_t accounts_now(const Accounts *accounts);
const HouseSettings *accounts_settings(const Accounts *accounts);

/* Who is signed in. */
typedef struct Person {
    Account     account;
    SignInMeans means;
    int64_t     sign_in;               /* place; 0: by a token */
} Person;

/* ---- people (`by`: who does it; NULL: the operator of the installation) ---- */

typedef struct Invitee {
    Slice name, mail, party, bodies /* one a line */, language;
    Role  role;
} Invitee;
/* Makes the account and its invitation, and puts the mail into the outbox. `link`: where mail is not set up (or for the operator), the path "invitation/<secret>"; else "". */
enum { LINK_SIZE = 80 };
Status accounts_invite(Accounts *accounts, const Account *by, const Invitee *invitee, char id[ACCOUNT_ID_SIZE + 1], char link[LINK_SIZE], Problem *problem) MUST_USE;
/* A new link; earlier ones end. Also for one who lost every means of signing in: what was there goes when the invitation is accepted. */
Status accounts_invite_again(Accounts *accounts, const Account *by, Slice id, char link[LINK_SIZE], Problem *problem) MUST_USE;
Status accounts_limit(Accounts *accounts, const Account *by, Slice id, Slice bodies, Problem *problem) MUST_USE;
Status accounts_withdraw(Accounts *accounts, const Account *by, Slice id, Problem *problem) MUST_USE;
/* Those whom `by` may see: a party's, or for the secretariat all. */
Status accounts_list(Accounts *accounts, const Account *by, Status (*visit)(void *context, const Account *account, Problem *problem), void *context, Problem *problem) MUST_USE;
/* Where its invitation's mail is. */
Status accounts_mail_state(Accounts *accounts, Slice id, MailState *out, Problem *problem) MUST_USE;
/* May `by` change this account? */
bool   account_may_manage(const Account *by, const Account *account);
/* Is this person limited to other bodies than this one? */
bool   account_may_act_in(const Account *account, Slice body);

/* ---- accepting an invitation ---- */

Status accounts_invited(Accounts *accounts, Slice secret, Account *out, Problem *problem) MUST_USE;
/* A fresh secret of one-time codes, base32 in capitals. */
enum { CODE_TEXT_SIZE = 32 };
void   accounts_new_code(char out[CODE_TEXT_SIZE + 1]);
typedef struct SignedIn {
    char    secret[SECRET_TEXT_SIZE + 1];                            /* for the cookie */
    Account account;
    char    recovery[RECOVERY_CODES][RECOVERY_CODE_SIZE + 1];        /* to be shown once; "" where none are new */
} SignedIn;
typedef struct Acceptance {
    Slice secret, password, code_secret, code, address;
} Acceptance;
/* WORK. Sets password and codes, and signs in. */
Status accounts_accept(Accounts *accounts, const Acceptance *acceptance, SignedIn *out, Problem *problem) MUST_USE;

/* ---- signing in ---- */

typedef struct PasswordTry {
    Slice mail, password, code /* six digits, or a recovery code */, address;
} PasswordTry;
/* WORK. */
Status accounts_sign_in(Accounts *accounts, const PasswordTry *attempt, SignedIn *out, Problem *problem) MUST_USE;
/* Signs in the account of this address without asking for anything: only where the record says of itself that it is a demonstration; ERR_FORBIDDEN elsewhere. */
Status accounts_demonstrate(Accounts *accounts, Slice mail, SignedIn *out, Problem *problem) MUST_USE;
/* By the cookie's secret, or by a token of an account. ERR_FORBIDDEN without a Problem. */
Status accounts_who(Accounts *accounts, Slice secret, Person *out) MUST_USE;
Status accounts_who_token(Accounts *accounts, Slice token, Person *out) MUST_USE;
Status accounts_sign_out(Accounts *accounts, const Person *person, Problem *problem) MUST_USE;
/* Ends one of the person's sign-ins, or (place 0) all. */
Status accounts_end_sign_in(Accounts *accounts, const Person *person, int64_t place, Problem *problem) MUST_USE;
Status accounts_sign_ins(Accounts *accounts, const Person *person, Status (*visit)(void *context, const SignIn *sign_in, Problem *problem), void *context, Problem *problem) MUST_USE;

enum { ACCESS_TEXT_SIZE = 44 /* "a" and a secret */ };
Status accounts_new_token(Accounts *accounts, const Person *person, Slice name, int days, char out[ACCESS_TEXT_SIZE + 1], Problem *problem) MUST_USE;
Status accounts_end_token(Accounts *accounts, const Person *person, int64_t place, Problem *problem) MUST_USE;
Status accounts_tokens(Accounts *accounts, const Person *person, Status (*visit)(void *context, const AccessToken *token, Problem *problem), void *context, Problem *problem) MUST_USE;

/* ---- passkeys ---- */

/* A challenge (base64url) and its ticket, both for the browser, which hands the ticket back with what it signed. Good for CHALLENGE_LIFE_S, once, until a restart; nothing of it is kept here. */
enum { CHALLENGE_TEXT_SIZE = 43, CHALLENGE_TICKET_SIZE = 40, RP_ID_MAX = 253 };
Status accounts_challenge_new(Accounts *accounts, char out[CHALLENGE_TEXT_SIZE + 1], uint8_t ticket[CHALLENGE_TICKET_SIZE], Problem *problem) MUST_USE;
/* The host of the address, to which passkeys belong; "" without an address. */
void   accounts_rp_id(const Accounts *accounts, char out[RP_ID_MAX + 1]);
/* scheme://host[:port] of the address. */
Slice  accounts_origin(const Accounts *accounts);

typedef struct NewPasskey {
    Slice name, client_data, attestation, ticket;                    /* bytes */
} NewPasskey;
Status accounts_add_passkey(Accounts *accounts, const Person *person, const NewPasskey *passkey, Problem *problem) MUST_USE;
/* By an invitation: the account then has no password. */
Status accounts_accept_passkey(Accounts *accounts, Slice secret, const NewPasskey *passkey, Slice address, SignedIn *out, Problem *problem) MUST_USE;
typedef struct PasskeyTry {
    Slice id, authenticator, client_data, signature, address, ticket; /* bytes; address: as text */
} PasskeyTry;
Status accounts_sign_in_passkey(Accounts *accounts, const PasskeyTry *attempt, SignedIn *out, Problem *problem) MUST_USE;
Status accounts_passkeys(Accounts *accounts, const Person *person, Status (*visit)(void *context, const Passkey *passkey, Problem *problem), void *context, Problem *problem) MUST_USE;
/* Refused when nothing would be left to sign in with. */
Status accounts_remove_passkey(Accounts *accounts, const Person *person, int64_t place, Problem *problem) MUST_USE;

/* What a browser gives for a new passkey, taken apart. */
typedef struct Registration {
    Slice    id, cose;
    uint32_t count;
    bool     backed_up;
    uint8_t  rp_id_hash[SHA256_SIZE];
} Registration;
/* An attestation object of the form "none". ERR_SYNTAX otherwise, and where the user was not verified or the key is of no algorithm of record.h. For fuzzing, too. */
Status registration_read(Slice attestation, Registration *out, Problem *problem) MUST_USE;
/* A COSE_Key as a key of this name that passkey_check takes. */
Status registration_key(Slice cose, Slice name, Key *out, Problem *problem) MUST_USE;

/* ---- passkeys that sign acts: account_signing.c, docs/decisions/0009-passkey-signatures.md ---- */

/* The domain to which they belong, another than that of sign-ins (record.md, section 5); empty: acts are not signed by passkey here. */
Slice  accounts_signing_domain(const Accounts *accounts);
/* Keeps the public key under a new name of the person's party. The record does not know it until the party's mission key enrols it. ERR_REFUSED for a person of no party. */
Status accounts_add_signing_key(Accounts *accounts, const Person *person, const NewPasskey *given, Problem *problem) MUST_USE;
Status accounts_signing_keys(Accounts *accounts, const Person *person, Status (*visit)(void *context, const SigningKey *key, Problem *problem), void *context, Problem *problem) MUST_USE;
Status accounts_remove_signing_key(Accounts *accounts, const Person *person, int64_t place, Problem *problem) MUST_USE;

/* ---- mail ---- */

bool   accounts_mail_is_set_up(const Accounts *accounts);
/* Sends what is due; *sent counts. What fails waits longer each time (a minute, doubled, ten tries), then is given up. One thread at a time. */
Status accounts_send_mail(Accounts *accounts, unsigned *sent, Problem *problem) MUST_USE;
/* For tests: a message as it goes over the line. */
void   mail_print(const char *from, const Mail *mail, Slice host, Buffer *out);

#endif
