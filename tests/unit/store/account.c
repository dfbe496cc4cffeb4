/* SPDX-License-Identifier: Apache-2.0
 *
 * The accounts' tables: an older private.sqlite is upgraded with what it holds; what can be used once is used once; a withdrawn account leaves nothing to sign in with.
 */
#include <sodium.h>

#include "unit/store/fixture.h"

#include "store/account.h"

#include <sqlite3.h>

static AccountStore *opened(void)
{
    AccountStore *store = NULL;

    assert_ok(account_store_open(fixture_path("private"), STORE_WRITE, &store, NULL));
    return store;
}

static AccountStore *fresh(void)
{
    PrivateStore *store = NULL;

    fixture_folder();
    assert_ok(private_open(fixture_path("private"), STORE_CREATE, &store, NULL));
    private_close(store);
    return opened();
}

static void finish(AccountStore *store)
{
    account_store_close(store);
    fixture_folder_remove();
}

static Hash hash_from(const char *text)
{
    Hash hash;

    hash_of(slice_from(text), &hash);
    return hash;
}

static Account person(AccountStore *store, const char *mail, const char *party, Role role)
{
    Account account = {.role = role, .created = 1000};

    account_id_new(account.id);
    (void)snprintf(account.name, sizeof account.name, "Person of %s", mail);
    (void)snprintf(account.mail, sizeof account.mail, "%s", mail);
    (void)snprintf(account.party, sizeof account.party, "%s", party);
    (void)snprintf(account.language, sizeof account.language, "fr");
    assert_ok(account_put(store, &account, NULL));
    return account;
}

/* The file as it was before there were accounts: the first step alone, with a token in it. */
static void an_older_file_is_upgraded_with_what_it_holds(void **state)
{
    PrivateStore *old = NULL;
    AccountStore *store;
    Account       account, found;
    sqlite3      *raw;
    char          token[TOKEN_SIZE + 1], path[FIXTURE_PATH];
    Buffer        party;

    (void)state;
    fixture_folder();
    assert_ok(private_open(fixture_path("private"), STORE_CREATE, &old, NULL));
    assert_ok(private_token_new(old, SLICE("delegation-01"), token, NULL));
    private_close(old);
    (void)snprintf(path, sizeof path, "%s", fixture_path("private/private.sqlite"));
    assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
    assert_int_equal(sqlite3_exec(raw,
                                  "DROP TABLE account; DROP TABLE invitation; DROP TABLE credential; DROP TABLE recovery; DROP TABLE passkey; DROP TABLE sign_in; DROP TABLE access;"
                                  "DROP TABLE outbox; DROP TABLE signing_key; DROP TABLE draft; DROP TABLE draft_revision; DROP TABLE party_rule; DROP TABLE told; PRAGMA user_version = 1;",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    (void)sqlite3_close(raw);
    store = opened();
    account = person(store, "one@example.org", "delegation-01", ROLE_HEAD);
    assert_ok(account_get(store, slice_from(account.id), &found, NULL));
    assert_string_equal(found.name, account.name);
    old = NULL;
    assert_ok(private_open(fixture_path("private"), STORE_WRITE, &old, NULL));
    buffer_init(&party, 100);
    assert_ok(private_token_party(old, slice_from(token), &party, NULL));
    assert_slice(buffer_slice(&party), "delegation-01");
    buffer_clear(&party);
    private_close(old);
    finish(store);
}

static void an_account_comes_back_and_its_address_is_its_own(void **state)
{
    AccountStore *store = fresh();
    Account       account = person(store, "One@Example.org", "delegation-01", ROLE_DELEGATE), found, other = account;

    (void)state;
    assert_ok(account_set_bodies(store, slice_from(account.id), SLICE("body-a\nbody-b"), NULL));
    assert_ok(account_set_language(store, slice_from(account.id), SLICE("ar"), NULL));
    assert_ok(account_by_mail(store, SLICE("one@example.ORG"), &found, NULL));
    assert_string_equal(found.id, account.id);
    assert_string_equal(found.bodies, "body-a\nbody-b");
    assert_string_equal(found.language, "ar");
    assert_number(found.role, ROLE_DELEGATE);
    account_id_new(other.id);
    assert_number(account_put(store, &other, NULL), ERR_CONFLICT);
    assert_ok(account_withdraw(store, slice_from(account.id), 2000, NULL));
    assert_ok(account_put(store, &other, NULL));
    assert_number(account_withdraw(store, slice_from(account.id), 2000, NULL), ERR_NOT_FOUND);
    assert_number(account_get(store, SLICE("nobody"), &found, NULL), ERR_NOT_FOUND);
    assert_number(account_by_mail(store, SLICE("nobody@example.org"), &found, NULL), ERR_NOT_FOUND);
    finish(store);
}

static void an_invitation_is_good_once_and_not_for_ever(void **state)
{
    AccountStore *store = fresh();
    Account       account = person(store, "one@example.org", "delegation-01", ROLE_HEAD);
    Slice         id = slice_from(account.id);
    Hash          one = hash_from("one"), two = hash_from("two"), late = hash_from("late");
    char          found[ACCOUNT_ID_SIZE + 1];

    (void)state;
    assert_ok(invitation_put(store, &one, id, 2000, NULL));
    assert_ok(invitation_put(store, &two, id, 2000, NULL));
    assert_ok(invitation_put(store, &late, id, 1500, NULL));
    assert_number(invitation_get(store, &late, 1500, found, NULL), ERR_NOT_FOUND);
    assert_ok(invitation_get(store, &one, 1999, found, NULL));
    assert_string_equal(found, account.id);
    assert_ok(invitation_use(store, &one, 1600, NULL));
    assert_number(invitation_use(store, &one, 1600, NULL), ERR_NOT_FOUND);
    assert_number(invitation_get(store, &two, 1600, found, NULL), ERR_NOT_FOUND);
    finish(store);
}

static void codes_and_recovery_codes_are_good_once(void **state)
{
    AccountStore *store = fresh();
    Account       account = person(store, "one@example.org", "delegation-01", ROLE_HEAD);
    Slice         id = slice_from(account.id);
    Credential    credential = {.password = "$argon2id$", .step = 10, .changed = 1000}, found;
    Hash          code = hash_from("code");
    int64_t       count;

    (void)state;
    memset(credential.code, 7, sizeof credential.code);
    assert_number(credential_get(store, id, &found, NULL), ERR_NOT_FOUND);
    assert_ok(credential_put(store, id, &credential, NULL));
    assert_ok(credential_get(store, id, &found, NULL));
    assert_memory_equal(&found, &credential, sizeof found);
    assert_number(credential_use_step(store, id, 10, NULL), ERR_NOT_FOUND);
    assert_ok(credential_use_step(store, id, 11, NULL));
    assert_number(credential_use_step(store, id, 11, NULL), ERR_NOT_FOUND);
    assert_ok(recovery_put(store, id, &code, NULL));
    assert_ok(recovery_use(store, id, &code, NULL));
    assert_number(recovery_use(store, id, &code, NULL), ERR_NOT_FOUND);
    assert_ok(recovery_put(store, id, &code, NULL));
    assert_ok(credential_put(store, id, &credential, NULL));
    assert_ok(recovery_count(store, id, &count, NULL));
    assert_number(count, 0);
    finish(store);
}

static void a_passkeys_counter_only_goes_on(void **state)
{
    static const struct {
        const char *name;
        uint32_t    kept, given;
        Status      want;
    } rows[] = {{"goes on", 5, 6, OK}, {"stands", 5, 5, ERR_NOT_FOUND}, {"goes back", 5, 4, ERR_NOT_FOUND}, {"has none", 0, 0, OK}, {"begins", 0, 1, OK}, {"is lost", 5, 0, ERR_NOT_FOUND}};
    AccountStore *store = fresh();
    Account       account = person(store, "one@example.org", "delegation-01", ROLE_HEAD);
    Passkey       found;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Passkey passkey = {.id = {(uint8_t)i, 1}, .id_size = 2, .cose = {1}, .cose_size = 1, .count = rows[i].kept, .created = 1000};

        ROW(rows[i].name);
        memcpy(passkey.account, account.id, sizeof passkey.account);
        assert_ok(passkey_put(store, &passkey, NULL));
        assert_number(passkey_put(store, &passkey, NULL), ERR_CONFLICT);
        assert_ok(passkey_by_id(store, (Slice){(const char *)passkey.id, 2}, &found, NULL));
        assert_number(passkey_use(store, &found, rows[i].given, true, 1100, NULL), rows[i].want);
    }
    assert_number(passkey_remove(store, SLICE("another"), found.place, NULL), ERR_NOT_FOUND);
    assert_ok(passkey_remove(store, slice_from(account.id), found.place, NULL));
    finish(store);
}

static Status count_mail(AccountStore *store, int64_t now, Mail *mail)
{
    return outbox_due(store, now, mail, NULL);
}

static void mail_waits_is_tried_again_and_loses_its_words(void **state)
{
    AccountStore *store = fresh();
    Account       account = person(store, "one@example.org", "delegation-01", ROLE_HEAD);
    Mail          mail = {.made = 1000, .next = 1000, .address = "one@example.org", .subject = "S", .body = "B"}, due;
    MailState     where;

    (void)state;
    memcpy(mail.account, account.id, sizeof mail.account);
    assert_ok(outbox_state(store, slice_from(account.id), &where, NULL));
    assert_number(where, MAIL_NONE);
    assert_ok(outbox_put(store, &mail, NULL));
    assert_number(count_mail(store, 999, &due), ERR_NOT_FOUND);
    assert_ok(count_mail(store, 1000, &due));
    assert_string_equal(due.body, "B");
    assert_ok(outbox_again(store, due.place, 1060, NULL));
    assert_number(count_mail(store, 1059, &due), ERR_NOT_FOUND);
    assert_ok(count_mail(store, 1060, &due));
    assert_number(due.tries, 1);
    assert_ok(outbox_give_up(store, due.place, NULL));
    assert_number(count_mail(store, 9999, &due), ERR_NOT_FOUND);
    assert_ok(outbox_state(store, slice_from(account.id), &where, NULL));
    assert_number(where, MAIL_GIVEN_UP);
    finish(store);
}

static void a_withdrawn_account_leaves_nothing_to_sign_in_with(void **state)
{
    AccountStore *store = fresh();
    Account       account = person(store, "one@example.org", "delegation-01", ROLE_HEAD), stays = person(store, "two@example.org", "delegation-01", ROLE_DELEGATE);
    Slice         id = slice_from(account.id);
    Credential    credential = {.password = "x"};
    SignIn        sign_in = {.created = 1, .used = 1}, found;
    AccessToken   token = {.name = "program", .created = 1, .expires = 9000}, found_token;
    Hash          hash = hash_from("secret"), other = hash_from("other");
    char          name[ACCOUNT_ID_SIZE + 1];

    (void)state;
    memcpy(sign_in.account, account.id, sizeof sign_in.account);
    memcpy(token.account, account.id, sizeof token.account);
    assert_ok(credential_put(store, id, &credential, NULL));
    assert_ok(sign_in_put(store, &hash, &sign_in, NULL));
    assert_ok(access_put(store, &hash, &token, NULL));
    assert_ok(invitation_put(store, &hash, id, 9000, NULL));
    memcpy(sign_in.account, stays.id, sizeof sign_in.account);
    assert_ok(sign_in_put(store, &other, &sign_in, NULL));
    assert_ok(sign_in_get(store, &hash, &found, NULL));
    assert_ok(access_get(store, &hash, 8999, &found_token, NULL));
    assert_number(access_get(store, &hash, 9000, &found_token, NULL), ERR_NOT_FOUND);
    assert_ok(account_withdraw(store, id, 2000, NULL));
    assert_number(sign_in_get(store, &hash, &found, NULL), ERR_NOT_FOUND);
    assert_number(access_get(store, &hash, 2000, &found_token, NULL), ERR_NOT_FOUND);
    assert_number(invitation_get(store, &hash, 2000, name, NULL), ERR_NOT_FOUND);
    assert_number(credential_get(store, id, &credential, NULL), ERR_NOT_FOUND);
    assert_ok(sign_in_get(store, &other, &found, NULL));
    assert_number(sign_in_end(store, id, found.place, 2000, NULL), ERR_NOT_FOUND);
    assert_ok(sign_in_end(store, slice_from(stays.id), found.place, 2000, NULL));
    finish(store);
}

static Status keep_last(void *context, const SigningKey *key, Problem *problem)
{
    (void)problem;
    *(SigningKey *)context = *key;
    return OK;
}

static void a_signing_key_has_one_name_and_goes_with_its_account(void **state)
{
    AccountStore *store = fresh();
    Account       account = person(store, "one@example.org", "delegation-01", ROLE_DELEGATE);
    SigningKey    key = {.created = 5, .name = "delegation-01/passkey-a", .vkey = "delegation-01/passkey-a+00000000+AAAA", .id = "credential", .id_size = 10}, found = {0};

    (void)state;
    (void)snprintf(key.account, sizeof key.account, "%s", account.id);
    assert_ok(signing_key_put(store, &key, NULL));
    assert_number(signing_key_put(store, &key, NULL), ERR_CONFLICT);
    assert_ok(signing_key_each(store, slice_from(account.id), keep_last, &found, NULL));
    assert_string_equal(found.name, key.name);
    assert_string_equal(found.vkey, key.vkey);
    assert_number(found.id_size, 10);
    assert_memory_equal(found.id, key.id, 10);
    assert_number(signing_key_remove(store, SLICE("somebody-else"), found.place, NULL), ERR_NOT_FOUND);
    assert_ok(account_withdraw(store, slice_from(account.id), 9, NULL));
    assert_number(signing_key_remove(store, slice_from(account.id), found.place, NULL), ERR_NOT_FOUND);
    finish(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_older_file_is_upgraded_with_what_it_holds), cmocka_unit_test(an_account_comes_back_and_its_address_is_its_own),
        cmocka_unit_test(an_invitation_is_good_once_and_not_for_ever),  cmocka_unit_test(codes_and_recovery_codes_are_good_once),
        cmocka_unit_test(a_passkeys_counter_only_goes_on),              cmocka_unit_test(mail_waits_is_tried_again_and_loses_its_words),
        cmocka_unit_test(a_withdrawn_account_leaves_nothing_to_sign_in_with), cmocka_unit_test(a_signing_key_has_one_name_and_goes_with_its_account),
    };

    return cmocka_run_group_tests_name("store account", tests, NULL, NULL);
}
