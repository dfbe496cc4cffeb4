/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounts: who may invite whom, every refusal of an invitation and of a sign-in, passkeys with a software authenticator and the published vector's key, mail through a real server.
 */
#include <liboath/oath.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sodium.h>
#include <sqlite3.h>

#include "suite.h"

#include "service/account.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BYTES(literal) {(literal), sizeof(literal) - 1} /* SLICE where C wants a constant */
#define ADDRESS "http://localhost:8765"
#define PASSWORD "correct horse battery"

static char      folder[64], inside[80];
static Accounts *accounts;
static int64_t   clock_now = 1800000000;
static HouseSettings settings;

static int64_t test_clock(void)
{
    return clock_now;
}

static int setup(void **state)
{
    PrivateStore *store = NULL;

    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/rapporteur-account-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(inside, sizeof inside, "%s/p", folder);
    settings = (HouseSettings){.address = ADDRESS};
    assert_ok(private_open(inside, STORE_CREATE, &store, NULL));
    private_close(store);
    accounts = NULL;
    assert_ok(accounts_open(&(AccountsOptions){.folder = inside, .settings = &settings, .now = test_clock, .cheap = true, .no_mailer = true}, &accounts, NULL));
    return 0;
}

static int teardown(void **state)
{
    static const char *const files[] = {"p/private.sqlite", "p/private.sqlite-wal", "p/private.sqlite-shm", "p/settings", "p"};
    char                     path[128];

    (void)state;
    accounts_close(accounts);
    for (size_t i = 0; i < COUNT(files); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        if (unlink(path) != 0)
            (void)rmdir(path);
    }
    (void)rmdir(folder);
    return 0;
}

/* ---- people ---- */

static const Invitee head_invitee = {BYTES("Head of 01"), BYTES("head@example.org"), BYTES("delegation-01"), {NULL, 0}, BYTES("fr"), ROLE_HEAD};

static Slice secret_of(const char *link)
{
    assert_true(strncmp(link, "invitation/", 11) == 0);
    return slice_from(link + 11);
}

static Account invite(const Account *by, const Invitee *invitee, char link[LINK_SIZE])
{
    Account account;
    char    id[ACCOUNT_ID_SIZE + 1];
    Problem problem = {0};

    assert_ok(accounts_invite(accounts, by, invitee, id, link, &problem));
    assert_ok(accounts_invited(accounts, secret_of(link), &account, NULL));
    assert_string_equal(account.id, id);
    return account;
}

static void code_at(const char *secret, int64_t now, char out[7])
{
    char  *bytes = NULL;
    size_t size = 0;

    assert_int_equal(oath_base32_decode(secret, strlen(secret), &bytes, &size), OATH_OK);
    assert_int_equal(oath_totp_generate(bytes, size, (time_t)now, 30, 0, 6, out), OATH_OK);
    memory_free(bytes);
}

static char code_secret[CODE_TEXT_SIZE + 1];

static SignedIn accept_invitation(const char *link)
{
    SignedIn   signed_in;
    char       code[7];
    Problem    problem = {0};
    Acceptance given = {secret_of(link), SLICE(PASSWORD), {NULL, 0}, {NULL, 0}, SLICE("127.0.0.1")};

    accounts_new_code(code_secret);
    code_at(code_secret, clock_now, code);
    given.code_secret = slice_from(code_secret);
    given.code = slice_from(code);
    assert_ok(accounts_accept(accounts, &given, &signed_in, &problem));
    return signed_in;
}

static Status sign_in(const char *mail, const char *password, const char *code, SignedIn *out, Problem *problem)
{
    return accounts_sign_in(accounts, &(PasswordTry){slice_from(mail), slice_from(password), slice_from(code), SLICE("192.0.2.1")}, out, problem);
}

static void only_those_may_invite(void **state)
{
    static const struct {
        const char *name;
        Role        by;
        const char *by_party;
        Role        role;
        const char *party;
        const char *mail;
        const char *want; /* message; NULL: may */
    } rows[] = {
        {"a head its delegates", ROLE_HEAD, "delegation-01", ROLE_DELEGATE, "delegation-01", "a@example.org", NULL},
        {"a head another's", ROLE_HEAD, "delegation-01", ROLE_DELEGATE, "delegation-02", "b@example.org", "account.not_yours"},
        {"a head a head", ROLE_HEAD, "delegation-01", ROLE_HEAD, "delegation-01", "c@example.org", "account.not_yours"},
        {"a delegate nobody", ROLE_DELEGATE, "delegation-01", ROLE_DELEGATE, "delegation-01", "d@example.org", "account.not_yours"},
        {"a Chair nobody", ROLE_CHAIR, "chair", ROLE_DELEGATE, "chair", "e@example.org", "account.not_yours"},
        {"the secretariat a head", ROLE_SECRETARIAT, "", ROLE_HEAD, "delegation-03", "f@example.org", NULL},
        {"the secretariat no delegate", ROLE_SECRETARIAT, "", ROLE_DELEGATE, "delegation-03", "g@example.org", "account.not_yours"},
        {"the secretariat its own", ROLE_SECRETARIAT, "", ROLE_SECRETARIAT, "", "h@example.org", NULL},
        {"a head without a party", ROLE_SECRETARIAT, "", ROLE_HEAD, "", "i@example.org", "account.party_needed"},
        {"an address twice", ROLE_SECRETARIAT, "", ROLE_HEAD, "delegation-04", "F@example.org", "account.mail_taken"},
        {"no address", ROLE_SECRETARIAT, "", ROLE_HEAD, "delegation-04", "f at example.org", "account.mail"},
        {"an address with a line", ROLE_SECRETARIAT, "", ROLE_HEAD, "delegation-04", "f@example.org\r\nBcc: x@y", "account.mail"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Account by = {.role = rows[i].by, .id = "by"};
        Invitee invitee = {SLICE("Person"), slice_from(rows[i].mail), slice_from(rows[i].party), {NULL, 0}, SLICE("en"), rows[i].role};
        char    id[ACCOUNT_ID_SIZE + 1], link[LINK_SIZE];
        Problem problem = {0};

        ROW(rows[i].name);
        (void)snprintf(by.party, sizeof by.party, "%s", rows[i].by_party);
        assert_true((accounts_invite(accounts, &by, &invitee, id, link, &problem) == OK) == (rows[i].want == NULL));
        assert_string_equal(problem.message != NULL ? problem.message : "", rows[i].want != NULL ? rows[i].want : "");
    }
}

static void an_accepted_invitation_signs_in_and_a_code_works_once(void **state)
{
    char     link[LINK_SIZE], code[7];
    Person   person;
    SignedIn first, second, third;
    Problem  problem = {0};
    Account  account;

    (void)state;
    (void)invite(NULL, &head_invitee, link);
    first = accept_invitation(link);
    assert_ok(accounts_who(accounts, slice_from(first.secret), &person));
    assert_string_equal(person.account.party, "delegation-01");
    assert_number(accounts_invited(accounts, secret_of(link), &account, &problem), ERR_FORBIDDEN);
    assert_string_equal(problem.message, "invitation.over");
    code_at(code_secret, clock_now, code);
    assert_number(sign_in("head@example.org", PASSWORD, code, &second, &problem), ERR_FORBIDDEN); /* the code that accepted */
    clock_now += 60;
    code_at(code_secret, clock_now, code);
    assert_ok(sign_in("HEAD@example.org", PASSWORD, code, &second, NULL));
    assert_number(sign_in("head@example.org", PASSWORD, code, &third, NULL), ERR_FORBIDDEN);
    assert_ok(sign_in("head@example.org", PASSWORD, first.recovery[0], &third, NULL));
    assert_number(sign_in("head@example.org", PASSWORD, first.recovery[0], &third, NULL), ERR_FORBIDDEN);
    assert_ok(accounts_who(accounts, slice_from(second.secret), &person));
    assert_ok(accounts_sign_out(accounts, &person, NULL));
    assert_number(accounts_who(accounts, slice_from(second.secret), &person), ERR_FORBIDDEN);
    assert_ok(accounts_who(accounts, slice_from(first.secret), &person));
    clock_now += SIGN_IN_IDLE_S;
    assert_number(accounts_who(accounts, slice_from(first.secret), &person), ERR_FORBIDDEN);
}

static void wrong_in_any_way_is_one_sentence_and_then_a_limit(void **state)
{
    static const struct {
        const char *name, *mail, *password, *code;
    } rows[] = {{"unknown", "nobody@example.org", PASSWORD, "123456"}, {"password", "head@example.org", "another password", "good"}, {"code", "head@example.org", PASSWORD, "000000x"}, {"nothing", "", "", ""}};
    char     link[LINK_SIZE], code[7];
    SignedIn out;

    (void)state;
    (void)invite(NULL, &head_invitee, link);
    (void)accept_invitation(link);
    clock_now += 60;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};

        ROW(rows[i].name);
        code_at(code_secret, clock_now, code);
        assert_number(sign_in(rows[i].mail, rows[i].password, strcmp(rows[i].code, "good") == 0 ? code : rows[i].code, &out, &problem), ERR_FORBIDDEN);
        assert_string_equal(problem.message, "sign_in.wrong");
    }
    for (int i = 0; i < LIMIT_ACCOUNT; i++) {
        Problem problem = {0};

        if (sign_in("head@example.org", "another password", "1", &out, &problem) == ERR_BUSY)
            break;
    }
    {
        Problem problem = {0};

        assert_number(sign_in("head@example.org", PASSWORD, code, &out, &problem), ERR_BUSY);
        assert_string_equal(problem.message, "sign_in.limit");
    }
    clock_now += LIMIT_WINDOW_S;
    code_at(code_secret, clock_now, code);
    assert_ok(sign_in("head@example.org", PASSWORD, code, &out, NULL));
}

static void an_invitation_refuses_what_would_be_weak(void **state)
{
    static const struct {
        const char *name, *password, *secret, *code, *want;
    } rows[] = {{"short", "eleven char", NULL, NULL, "sign_in.password_length"},
                {"own address", "head@example.org", NULL, NULL, "sign_in.password_known"},
                {"no secret", PASSWORD, "ABC", NULL, "invitation.code_secret"},
                {"wrong code", PASSWORD, NULL, "12345", "invitation.code"}};
    char       link[LINK_SIZE], code[7];
    SignedIn   out;
    Acceptance given = {.address = SLICE("::1")};

    (void)state;
    (void)invite(NULL, &head_invitee, link);
    accounts_new_code(code_secret);
    code_at(code_secret, clock_now, code);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};

        ROW(rows[i].name);
        given = (Acceptance){secret_of(link), slice_from(rows[i].password), slice_from(rows[i].secret != NULL ? rows[i].secret : code_secret), slice_from(rows[i].code != NULL ? rows[i].code : code),
                             SLICE("::1")};
        assert_true(accounts_accept(accounts, &given, &out, &problem) != OK);
        assert_string_equal(problem.message, rows[i].want);
    }
    clock_now += INVITATION_LIFE_S;
    {
        Problem problem = {0};

        assert_number(accounts_accept(accounts, &given, &out, &problem), ERR_FORBIDDEN);
        assert_string_equal(problem.message, "invitation.over");
    }
}

static void a_withdrawn_delegate_fails_from_the_next_request_on(void **state)
{
    static const Invitee delegate = {BYTES("Delegate"), BYTES("delegate@example.org"), BYTES("delegation-01"), BYTES("body-a"), BYTES("en"), ROLE_DELEGATE};
    char     link[LINK_SIZE], delegate_link[LINK_SIZE], token[ACCESS_TEXT_SIZE + 1];
    Account  head, invited, other = {.role = ROLE_HEAD, .id = "other", .party = "delegation-02"};
    SignedIn signed_in;
    Person   person;
    Problem  problem = {0};

    (void)state;
    head = invite(NULL, &head_invitee, link);
    invited = invite(&head, &delegate, delegate_link);
    signed_in = accept_invitation(delegate_link);
    assert_ok(accounts_who(accounts, slice_from(signed_in.secret), &person));
    assert_true(account_may_act_in(&person.account, SLICE("body-a")));
    assert_false(account_may_act_in(&person.account, SLICE("body-b")));
    assert_false(account_may_act_in(&person.account, SLICE("")));
    assert_ok(accounts_new_token(accounts, &person, SLICE("program"), 30, token, NULL));
    assert_ok(accounts_who_token(accounts, slice_from(token), &person));
    assert_number(accounts_withdraw(accounts, &other, slice_from(invited.id), &problem), ERR_FORBIDDEN);
    assert_string_equal(problem.message, "account.not_yours");
    assert_number(accounts_withdraw(accounts, &head, slice_from(head.id), NULL), ERR_FORBIDDEN);
    assert_number(accounts_limit(accounts, &person.account, slice_from(head.id), SLICE("x"), NULL), ERR_FORBIDDEN);
    assert_ok(accounts_limit(accounts, &head, slice_from(invited.id), SLICE("body-b"), NULL));
    assert_ok(accounts_who(accounts, slice_from(signed_in.secret), &person));
    assert_true(account_may_act_in(&person.account, SLICE("body-b")));
    assert_ok(accounts_withdraw(accounts, &head, slice_from(invited.id), NULL));
    assert_number(accounts_who(accounts, slice_from(signed_in.secret), &person), ERR_FORBIDDEN);
    assert_number(accounts_who_token(accounts, slice_from(token), &person), ERR_FORBIDDEN);
}

/* ---- passkeys: an authenticator of our own ---- */

static EVP_PKEY *authenticator;
static uint8_t   public_point[65];

static uint8_t ticket[CHALLENGE_TICKET_SIZE]; /* of the last challenge */

static void authenticator_new(void)
{
    size_t size = 0;

    authenticator = EVP_EC_gen("P-256");
    assert_non_null(authenticator);
    assert_int_equal(EVP_PKEY_get_octet_string_param(authenticator, "pub", public_point, sizeof public_point, &size), 1);
    assert_int_equal(size, 65);
}

static void authenticator_data(uint8_t flags, uint32_t count, Buffer *out)
{
    uint8_t hash[SHA256_SIZE];

    assert_ok(sha256(SLICE("localhost"), hash));
    buffer_add(out, (Slice){(char *)hash, sizeof hash});
    buffer_add_u8(out, flags);
    buffer_add_u16be(out, (uint16_t)(count >> 16));
    buffer_add_u16be(out, (uint16_t)count);
}

static void make_attestation(uint8_t flags, Buffer *out)
{
    Buffer data;

    buffer_init(&data, 1000);
    authenticator_data(flags, 1, &data);
    for (int i = 0; i < 16; i++)
        buffer_add_u8(&data, 0);
    buffer_add_u16be(&data, 4);
    buffer_add_string(&data, "pkid");
    buffer_add(&data, SLICE("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"));
    buffer_add(&data, (Slice){(char *)public_point + 1, 32});
    buffer_add(&data, SLICE("\x22\x58\x20"));
    buffer_add(&data, (Slice){(char *)public_point + 33, 32});
    buffer_add(out, SLICE("\xa3\x63" "fmt\x64none\x67" "attStmt\xa0\x68" "authData\x58"));
    buffer_add_u8(out, (uint8_t)data.size);
    buffer_add(out, buffer_slice(&data));
    buffer_clear(&data);
}

static Status make_passkey(const Person *person, const char *challenge, const char *origin, uint8_t flags, Problem *problem)
{
    char   client[400];
    Buffer attestation;
    Status status;

    buffer_init(&attestation, 2000);
    make_attestation(flags, &attestation);
    (void)snprintf(client, sizeof client, "{\"type\":\"webauthn.create\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}", challenge, origin);
    status = accounts_add_passkey(accounts, person, &(NewPasskey){SLICE("Test"), slice_from(client), buffer_slice(&attestation), {(char *)ticket, sizeof ticket}}, problem);
    buffer_clear(&attestation);
    return status;
}

static Status use_passkey(const char *challenge, const char *origin, uint8_t flags, uint32_t count, bool spoil, SignedIn *out, Problem *problem)
{
    char         client[400];
    uint8_t      digest[SHA256_SIZE], signature[100];
    size_t       size = sizeof signature, before;
    Buffer       data;
    EVP_MD_CTX  *context = EVP_MD_CTX_new();
    Status       status;

    buffer_init(&data, 1000);
    (void)snprintf(client, sizeof client, "{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"%s\",\"crossOrigin\":false}", challenge, origin);
    authenticator_data(flags, count, &data);
    before = data.size;
    assert_ok(sha256(slice_from(client), digest));
    buffer_add(&data, (Slice){(char *)digest, sizeof digest});
    assert_int_equal(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, authenticator), 1);
    assert_int_equal(EVP_DigestSign(context, signature, &size, (unsigned char *)data.data, data.size), 1);
    EVP_MD_CTX_free(context);
    if (spoil)
        signature[size - 1] ^= 1;
    status = accounts_sign_in_passkey(accounts, &(PasskeyTry){SLICE("pkid"), {data.data, before}, slice_from(client), {(char *)signature, size}, SLICE("::1"), {(char *)ticket, sizeof ticket}}, out, problem);
    buffer_clear(&data);
    return status;
}

static void passkeys_are_made_and_used_and_every_trick_is_refused(void **state)
{
    enum { UP_UV_KEY = 0x45, UP_UV = 0x05, UP = 0x01 };
    static const struct {
        const char *name, *origin;
        uint8_t     flags;
        uint32_t    count;
        bool        spoil;
        const char *want;
    } rows[] = {{"good", ADDRESS, UP_UV, 2, false, NULL},           {"counter stands", ADDRESS, UP_UV, 2, false, "passkey.wrong"}, {"another origin", "http://localhost:1", UP_UV, 3, false, "passkey.wrong"},
                {"not verified", ADDRESS, UP, 3, false, "passkey.wrong"}, {"signature", ADDRESS, UP_UV, 3, true, "passkey.wrong"},      {"good again", ADDRESS, UP_UV, 3, false, NULL}};
    char     link[LINK_SIZE], challenge[CHALLENGE_TEXT_SIZE + 1];
    SignedIn signed_in;
    Person   person;
    Problem  problem = {0};

    (void)state;
    authenticator_new();
    (void)invite(NULL, &head_invitee, link);
    signed_in = accept_invitation(link);
    assert_ok(accounts_who(accounts, slice_from(signed_in.secret), &person));
    assert_number(make_passkey(&person, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ADDRESS, UP_UV_KEY, &problem), ERR_REFUSED);
    assert_string_equal(problem.message, "passkey.challenge_over");
    assert_ok(accounts_challenge_new(accounts, challenge, ticket, NULL));
    problem = (Problem){0};
    assert_number(make_passkey(&person, challenge, "https://evil.example", UP_UV_KEY, &problem), ERR_REFUSED);
    assert_string_equal(problem.message, "registration.elsewhere");
    problem = (Problem){0};
    assert_number(make_passkey(&person, challenge, ADDRESS, 0x41, &problem), ERR_REFUSED);
    assert_string_equal(problem.message, "passkey.flags");
    assert_ok(make_passkey(&person, challenge, ADDRESS, UP_UV_KEY, NULL));
    assert_number(make_passkey(&person, challenge, ADDRESS, UP_UV_KEY, NULL), ERR_REFUSED); /* the challenge is used */
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        problem = (Problem){0};
        assert_ok(accounts_challenge_new(accounts, challenge, ticket, NULL));
        assert_true((use_passkey(challenge, rows[i].origin, rows[i].flags, rows[i].count, rows[i].spoil, &signed_in, &problem) == OK) == (rows[i].want == NULL));
        assert_string_equal(problem.message != NULL ? problem.message : "", rows[i].want != NULL ? rows[i].want : "");
    }
    assert_ok(accounts_who(accounts, slice_from(signed_in.secret), &person));
    assert_number(person.means, BY_PASSKEY);
    assert_ok(accounts_challenge_new(accounts, challenge, ticket, NULL));
    for (size_t size = 0; size <= 37; size += 37) /* cut short */
        assert_number(accounts_sign_in_passkey(accounts, &(PasskeyTry){SLICE("pkid"), {link, size}, SLICE("{}"), SLICE("x"), SLICE("::1"), {(char *)ticket, sizeof ticket}}, &signed_in, NULL), ERR_REFUSED);
    clock_now += CHALLENGE_LIFE_S;
    assert_number(use_passkey(challenge, ADDRESS, UP_UV, 9, false, &signed_in, NULL), ERR_REFUSED);
    EVP_PKEY_free(authenticator);
}

/* Whoever asks for challenges without end takes no place from a person who is about to sign in; and what was not given here is worth nothing. */
static void a_flood_of_challenges_locks_nobody_out(void **state)
{
    enum { UP_UV_KEY = 0x45, UP_UV = 0x05, FLOOD = 20000 };
    char     link[LINK_SIZE], challenge[CHALLENGE_TEXT_SIZE + 1], other[CHALLENGE_TEXT_SIZE + 1];
    uint8_t  theirs[CHALLENGE_TICKET_SIZE], mine[CHALLENGE_TICKET_SIZE];
    SignedIn signed_in;
    Person   person;

    (void)state;
    authenticator_new();
    (void)invite(NULL, &head_invitee, link);
    signed_in = accept_invitation(link);
    assert_ok(accounts_who(accounts, slice_from(signed_in.secret), &person));
    assert_ok(accounts_challenge_new(accounts, challenge, ticket, NULL));
    assert_ok(make_passkey(&person, challenge, ADDRESS, UP_UV_KEY, NULL));
    assert_ok(accounts_challenge_new(accounts, challenge, ticket, NULL));
    for (int i = 0; i < FLOOD; i++)
        assert_ok(accounts_challenge_new(accounts, other, theirs, NULL));
    memcpy(mine, ticket, sizeof mine);
    for (size_t i = 0; i < sizeof ticket; i++) { /* a ticket that was changed anywhere, or another's */
        memcpy(ticket, mine, sizeof ticket);
        ticket[i] ^= 1;
        assert_number(use_passkey(challenge, ADDRESS, UP_UV, 2, false, &signed_in, NULL), ERR_REFUSED);
    }
    memcpy(ticket, theirs, sizeof ticket);
    assert_number(use_passkey(challenge, ADDRESS, UP_UV, 2, false, &signed_in, NULL), ERR_REFUSED);
    memcpy(ticket, mine, sizeof ticket);
    assert_ok(use_passkey(challenge, ADDRESS, UP_UV, 2, false, &signed_in, NULL));
    assert_number(use_passkey(challenge, ADDRESS, UP_UV, 3, false, &signed_in, NULL), ERR_REFUSED); /* once */
    EVP_PKEY_free(authenticator);
}

/* ---- what is over ---- */

static int rows_of(const char *table)
{
    char          path[128], sql[100];
    sqlite3      *database;
    sqlite3_stmt *statement;
    int           count;

    (void)snprintf(path, sizeof path, "%s/private.sqlite", inside);
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
    assert_int_equal(sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    count = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(database);
    return count;
}

static void what_is_over_is_removed_and_what_goes_on_stays(void **state)
{
    char     link[LINK_SIZE], token[ACCESS_TEXT_SIZE + 1];
    SignedIn signed_in;
    Person   person;
    Account  head;

    (void)state;
    head = invite(NULL, &head_invitee, link);
    signed_in = accept_invitation(link);
    assert_ok(accounts_who(accounts, slice_from(signed_in.secret), &person));
    assert_ok(accounts_new_token(accounts, &person, SLICE("program"), ACCESS_LIFE_DAYS_MAX, token, NULL));
    (void)invite(&head, &(Invitee){SLICE("Two"), SLICE("two@example.org"), SLICE("delegation-01"), {NULL, 0}, SLICE("en"), ROLE_DELEGATE}, link);
    assert_ok(accounts_clean(accounts, NULL));
    assert_number(rows_of("invitation"), 1); /* the used one is gone */
    assert_number(rows_of("sign_in"), 1);
    assert_number(rows_of("access"), 1);
    clock_now += SIGN_IN_IDLE_S;
    assert_ok(accounts_clean(accounts, NULL));
    assert_number(rows_of("sign_in"), 0);
    assert_number(accounts_who(accounts, slice_from(signed_in.secret), &person), ERR_FORBIDDEN);
    clock_now += INVITATION_LIFE_S;
    assert_ok(accounts_clean(accounts, NULL));
    assert_number(rows_of("invitation"), 0);
    assert_ok(accounts_who_token(accounts, slice_from(token), &person));
    clock_now += (int64_t)ACCESS_LIFE_DAYS_MAX * 86400;
    assert_ok(accounts_clean(accounts, NULL));
    assert_number(rows_of("access"), 1); /* for its owner to see */
    clock_now += ENDED_KEPT_S;
    assert_ok(accounts_clean(accounts, NULL));
    assert_number(rows_of("access"), 0);
    assert_number(rows_of("account"), 2);
    assert_number(rows_of("credential"), 1);
}

static void an_account_has_so_many_sign_ins_and_no_more(void **state)
{
    char     link[LINK_SIZE], code[7];
    SignedIn first, last;
    Person   person;

    (void)state;
    (void)invite(NULL, &head_invitee, link);
    first = accept_invitation(link);
    for (int i = 0; i < SIGN_INS_MAX; i++) {
        clock_now += 30;
        code_at(code_secret, clock_now, code);
        assert_ok(sign_in("head@example.org", PASSWORD, code, &last, NULL));
    }
    assert_number(rows_of("sign_in"), SIGN_INS_MAX);
    assert_number(accounts_who(accounts, slice_from(first.secret), &person), ERR_FORBIDDEN);
    assert_ok(accounts_who(accounts, slice_from(last.secret), &person));
}

/* The published assertion, its key brought as COSE. */
static void a_cose_key_is_the_key_of_the_published_vector(void **state)
{
    char        path[300], block[8192];
    const char *source = getenv("RAPPORTEUR_SOURCE");
    FILE       *file;
    Slice       spki_text;
    uint8_t     spki[200];
    size_t      size, spki_size;
    Buffer      cose;
    Key         key;
    const char *at;

    (void)state;
    (void)snprintf(path, sizeof path, "%s/tests/vectors/record/webauthn/assertion-es256.json", source != NULL ? source : ".");
    file = fopen(path, "re");
    assert_non_null(file);
    size = fread(block, 1, sizeof block - 1, file);
    (void)fclose(file);
    block[size] = '\0';
    at = strstr(block, "\"spki\": \"");
    assert_non_null(at);
    at += 9;
    spki_text = (Slice){at, (size_t)(strchr(at, '"') - at)};
    assert_true(base64_parse(spki_text, spki, sizeof spki, &spki_size));
    assert_int_equal(spki_size, 91);
    buffer_init(&cose, 200);
    buffer_add(&cose, SLICE("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"));
    buffer_add(&cose, (Slice){(char *)spki + 27, 32});
    buffer_add(&cose, SLICE("\x22\x58\x20"));
    buffer_add(&cose, (Slice){(char *)spki + 59, 32});
    assert_ok(registration_key(buffer_slice(&cose), SLICE("sign-in"), &key, NULL));
    assert_memory_equal(key.material + key.size - spki_size, spki, spki_size);
    cose.data[4] = 0x27;
    assert_number(registration_key(buffer_slice(&cose), SLICE("sign-in"), &key, NULL), ERR_SYNTAX);
    buffer_clear(&cose);
}

/* ---- mail ---- */

static uint16_t free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t          size = sizeof address;
    int                line = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(bind(line, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(line, (struct sockaddr *)&address, &size), 0);
    (void)close(line);
    return ntohs(address.sin_port);
}

/* aiosmtpd's own program, which prints what it gets. */
static pid_t start_server(uint16_t port, const char *output)
{
    char  where[40];
    pid_t child;

    (void)snprintf(where, sizeof where, "127.0.0.1:%d", port);
    child = fork();
    if (child == 0) {
        if (freopen(output, "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL)
            _exit(1);
        (void)setenv("PYTHONUNBUFFERED", "1", 1);
        (void)execl("/usr/bin/python3", "/usr/bin/python3", /* its whole name: by a bare one it looks for its modules beside the first python3 of PATH */ "-m", "aiosmtpd", "-n", "-l", where, "-c", "aiosmtpd.handlers.Debugging", "stdout", (char *)NULL);
        _exit(1);
    }
    return child;
}

/* Its start takes seconds on a busy machine; tries before that would only lengthen the pauses between them. */
static void wait_for_server(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    for (int i = 0; i < 600; i++) {
        int line = socket(AF_INET, SOCK_STREAM, 0), there = connect(line, (struct sockaddr *)&address, sizeof address);

        (void)close(line);
        if (there == 0)
            return;
        (void)usleep(100000);
    }
}

static void an_invitation_goes_out_by_mail_and_is_tried_again(void **state)
{
    char      link[LINK_SIZE], output[128], got[20000], id[ACCOUNT_ID_SIZE + 1];
    uint16_t  port = free_port();
    Account   secretariat = {.role = ROLE_SECRETARIAT, .id = "s", .name = "Registry"};
    unsigned  sent = 0;
    MailState where;
    FILE     *file;
    size_t    size;
    pid_t     server;

    (void)state;
    accounts_close(accounts);
    accounts = NULL;
    (void)snprintf(settings.mail_server, sizeof settings.mail_server, "127.0.0.1:%d", port);
    (void)snprintf(settings.mail_from, sizeof settings.mail_from, "registry@example.org");
    assert_ok(accounts_open(&(AccountsOptions){.folder = inside, .settings = &settings, .now = test_clock, .cheap = true, .no_mailer = true}, &accounts, NULL));
    assert_ok(accounts_invite(accounts, &secretariat, &head_invitee, id, link, NULL));
    assert_string_equal(link, "");
    assert_ok(accounts_send_mail(accounts, &sent, NULL)); /* nobody listens yet */
    assert_number(sent, 0);
    assert_ok(accounts_mail_state(accounts, slice_from(id), &where, NULL));
    assert_number(where, MAIL_WAITS);
    (void)snprintf(output, sizeof output, "%s/mail", folder);
    server = start_server(port, output);
    wait_for_server(port);
    for (int i = 0; i < 100 && sent == 0; i++) {
        clock_now += 60 << (i < 3 ? i : 3);
        (void)usleep(200000);
        assert_ok(accounts_send_mail(accounts, &sent, NULL));
    }
    (void)usleep(200000);
    (void)kill(server, SIGTERM);
    (void)waitpid(server, NULL, 0);
    assert_number(sent, 1);
    assert_ok(accounts_mail_state(accounts, slice_from(id), &where, NULL));
    assert_number(where, MAIL_NONE);
    file = fopen(output, "re");
    assert_non_null(file);
    size = fread(got, 1, sizeof got - 1, file);
    got[size] = '\0';
    (void)fclose(file);
    (void)unlink(output);
    assert_non_null(strstr(got, "To: <head@example.org>"));
    assert_non_null(strstr(got, "Subject: =?UTF-8?B?"));
    assert_non_null(strstr(got, "Content-Transfer-Encoding: base64"));
}

static void settings_are_read_and_a_wrong_line_is_named(void **state)
{
    static const struct {
        const char *text;
        Status      want;
    } rows[] = {{"# mine\naddress https://record.example.org\nmail-server m.example.org:25\nmail-from r@example.org\n\n", OK}, {"address record.example.org\n", ERR_SYNTAX},
                {"adress https://x\n", ERR_SYNTAX}, {"mail-tls perhaps\n", ERR_SYNTAX}, {"address https://x/\n", ERR_SYNTAX},
                {"signing-domain example.org\naddress https://record.example.org:8443/house\n", OK}, {"address https://record.example.org\nsigning-domain record.example.org\n", ERR_REFUSED},
                {"address https://record.example.org\nsigning-domain ample.org\n", ERR_REFUSED}, {"signing-domain example.org\n", ERR_REFUSED},
                {"address https://record.example.org\nsigning-domain org\n", ERR_SYNTAX}};
    HouseSettings got;
    char          path[128];

    (void)state;
    (void)snprintf(path, sizeof path, "%s/settings", inside);
    assert_ok(settings_read(inside, &got, NULL));
    assert_string_equal(got.address, "");
    for (size_t i = 0; i < COUNT(rows); i++) {
        FILE *file = fopen(path, "we");

        ROW(rows[i].text);
        assert_non_null(file);
        (void)fputs(rows[i].text, file);
        (void)fclose(file);
        assert_number(settings_read(inside, &got, NULL), rows[i].want);
    }
}

/* ---- work ---- */

static void count_up(void *context)
{
    (*(_Atomic int *)context)++;
}

static void work_is_done_before_it_ends_and_refused_after(void **state)
{
    Work       *work = work_open();
    _Atomic int done = 0;
    Problem     problem = {0};

    (void)state;
    assert_non_null(work);
    for (int i = 0; i < 20; i++)
        assert_ok(work_add(work, count_up, &done, NULL));
    work_end(work);
    assert_number(done, 20);
    assert_number(work_add(work, count_up, &done, &problem), ERR_BUSY);
    assert_string_equal(problem.message, "work.full");
    work_close(work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_those_may_invite, setup, teardown),
        cmocka_unit_test_setup_teardown(an_accepted_invitation_signs_in_and_a_code_works_once, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_in_any_way_is_one_sentence_and_then_a_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(an_invitation_refuses_what_would_be_weak, setup, teardown),
        cmocka_unit_test_setup_teardown(a_withdrawn_delegate_fails_from_the_next_request_on, setup, teardown),
        cmocka_unit_test_setup_teardown(passkeys_are_made_and_used_and_every_trick_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_flood_of_challenges_locks_nobody_out, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_over_is_removed_and_what_goes_on_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(an_account_has_so_many_sign_ins_and_no_more, setup, teardown),
        cmocka_unit_test(a_cose_key_is_the_key_of_the_published_vector),
        cmocka_unit_test_setup_teardown(an_invitation_goes_out_by_mail_and_is_tried_again, setup, teardown),
        cmocka_unit_test_setup_teardown(settings_are_read_and_a_wrong_line_is_named, setup, teardown),
        cmocka_unit_test(work_is_done_before_it_ends_and_refused_after),
    };

    return cmocka_run_group_tests_name("service account", tests, NULL, NULL);
}
