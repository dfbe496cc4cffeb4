/* SPDX-License-Identifier: Apache-2.0
 *
 * Key files: what is written is read, nothing damaged is taken for a key, and what others can read is refused.
 */
#include "suite.h"

#include <sys/stat.h>
#include <unistd.h>

#include "signer/signer.h"

/* The least that libsodium takes: these tests are not about guessing. */
static const KeyCost cheap = {1, 8192};
static KeySecret     secret;
static char          folder[] = "/tmp/rapporteur-keys-XXXXXX";

static int setup(void **state)
{
    uint8_t seed[SEED_SIZE];

    (void)state;
    memset(seed, 9, sizeof seed);
    if (mkdtemp(folder) == NULL)
        return 1;
    return key_secret_from_seed(SLICE("delegation-01/desk-1"), KEY_ED25519, seed, &secret, NULL) != OK;
}

static int teardown(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void path_of(const char *name, char out[200])
{
    (void)snprintf(out, 200, "%s/%s", folder, name);
}

static void encode(Slice passphrase, Buffer *out)
{
    buffer_init(out, KEY_FILE_MAX);
    assert_ok(key_file_encode(&secret, passphrase, &cheap, out, NULL));
}

static bool same(const KeySecret *a, const KeySecret *b)
{
    return key_equal(&a->key, &b->key) && memcmp(a->secret, b->secret, sizeof a->secret) == 0;
}

static void a_plain_file_is_as_documented(void **state)
{
    Buffer text;

    (void)state;
    encode((Slice){NULL, 0}, &text);
    assert_slice(buffer_slice(&text), "rapporteur/key/v1\ndelegation-01/desk-1+a318e518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY\nplain\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n");
    buffer_clear(&text);
}

static void what_is_written_is_read(void **state)
{
    static const char *const passphrases[] = {"", "a", "correct horse battery staple"};

    (void)state;
    for (size_t i = 0; i < COUNT(passphrases); i++) {
        Buffer    text;
        KeySecret got = {0};

        ROW(passphrases[i]);
        encode(slice_from(passphrases[i]), &text);
        assert_ok(key_file_decode(buffer_slice(&text), slice_from(passphrases[i]), &got, NULL));
        assert_true(same(&got, &secret));
        buffer_clear(&text);
    }
}

static void only_the_right_passphrase_opens(void **state)
{
    static const struct {
        const char *given, *message;
    } rows[] = {{"Open", "key.passphrase"}, {"open ", "key.passphrase"}, {"", "key.passphrase_needed"}};
    Buffer text;

    (void)state;
    encode(SLICE("open"), &text);
    for (size_t i = 0; i < COUNT(rows); i++) {
        KeySecret got = {0};
        Problem   problem = {0};

        ROW(rows[i].given);
        assert_number(key_file_decode(buffer_slice(&text), slice_from(rows[i].given), &got, &problem), ERR_FORBIDDEN);
        assert_string_equal(problem.message, rows[i].message);
    }
    buffer_clear(&text);
}

/* A passphrase for a file that has none is no error: it opens without. */
static void a_plain_file_needs_no_passphrase(void **state)
{
    Buffer    text;
    KeySecret got = {0};

    (void)state;
    encode((Slice){NULL, 0}, &text);
    assert_ok(key_file_decode(buffer_slice(&text), SLICE("any"), &got, NULL));
    buffer_clear(&text);
}

/* Every byte to every other value in the plain file; to four others in the sealed one, where most are tried with a derived key. */
static void no_changed_byte_makes_another_key(void **state)
{
    static const char *const passphrases[] = {"", "open"};

    (void)state;
    for (size_t i = 0; i < COUNT(passphrases); i++) {
        Buffer text;

        ROW(passphrases[i]);
        encode(slice_from(passphrases[i]), &text);
        for (size_t at = 0; at < text.size; at++)
            for (int by = 1; by < 256; by = by * (i == 0 ? 1 : 3) + (i == 0)) {
                KeySecret got = {0};

                text.data[at] = (char)(text.data[at] ^ by);
                if (key_file_decode(buffer_slice(&text), slice_from(passphrases[i]), &got, NULL) == OK)
                    assert_true(same(&got, &secret));
                text.data[at] = (char)(text.data[at] ^ by);
            }
        for (size_t size = 0; size < text.size; size++) {
            KeySecret got = {0};

            assert_true(key_file_decode(slice_part(buffer_slice(&text), 0, size), slice_from(passphrases[i]), &got, NULL) != OK);
        }
        buffer_add_byte(&text, '\n');
        assert_number(key_file_decode(buffer_slice(&text), slice_from(passphrases[i]), &(KeySecret){0}, NULL), ERR_SYNTAX);
        buffer_clear(&text);
    }
}

static void costs_are_bounded(void **state)
{
    static const char *const lines[] = {"argon2id 17 8192", "argon2id 1 1073741825", "argon2id 0 8192", "argon2id 01 8192", "argon2id 1 8191", "argon2id 1 99999999999999999999",
                                        "argon2id -1 8192", "argon2id 1  8192", "argon2i 1 8192"};

    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        char    text[600];
        Problem problem = {0};

        ROW(lines[i]);
        (void)snprintf(text, sizeof text, "rapporteur/key/v1\ndelegation-01/desk-1+a318e518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY\n%s AAAAAAAAAAAAAAAAAAAAAA==\n%096d\n", lines[i], 0);
        assert_number(key_file_decode(slice_from(text), SLICE("open"), &(KeySecret){0}, &problem), ERR_SYNTAX);
        assert_string_equal(problem.values[0], "3");
    }
}

static void a_file_is_private_and_never_overwritten(void **state)
{
    char        path[200];
    struct stat now;
    KeySecret   got = {0};
    Key         public = {0};

    (void)state;
    path_of("desk.key", path);
    assert_ok(key_file_write(path, &secret, SLICE("open"), NULL));
    assert_number(stat(path, &now), 0);
    assert_number(now.st_mode & 07777, 0600);
    assert_number(key_file_write(path, &secret, SLICE("open"), NULL), ERR_CONFLICT);
    assert_ok(key_file_read(path, SLICE("open"), &got, NULL));
    assert_true(same(&got, &secret));
    assert_ok(key_file_public(path, &public, NULL));
    assert_true(key_equal(&public, &secret.key));
    assert_number(unlink(path), 0);
}

static void a_file_that_others_can_read_is_refused(void **state)
{
    static const mode_t modes[] = {0640, 0604, 0660, 0601, 0644};
    char                path[200];
    Problem             problem = {0};

    (void)state;
    path_of("open.key", path);
    assert_ok(key_file_write(path, &secret, (Slice){NULL, 0}, NULL));
    for (size_t i = 0; i < COUNT(modes); i++) {
        assert_number(chmod(path, modes[i]), 0);
        assert_number(key_file_read(path, (Slice){NULL, 0}, &(KeySecret){0}, &problem), ERR_FORBIDDEN);
        assert_string_equal(problem.message, "key.open_to_others");
        assert_string_equal(problem.place, path);
    }
    assert_number(chmod(path, 0400), 0);
    assert_ok(key_file_read(path, (Slice){NULL, 0}, &(KeySecret){0}, NULL));
    assert_number(unlink(path), 0);
}

static void what_is_no_file_is_refused(void **state)
{
    char    path[200];
    Problem problem = {0};

    (void)state;
    path_of("missing.key", path);
    assert_number(key_file_read(path, (Slice){NULL, 0}, &(KeySecret){0}, &problem), ERR_NOT_FOUND);
    assert_number(key_file_read(folder, (Slice){NULL, 0}, &(KeySecret){0}, &problem), ERR_SYNTAX);
    assert_number(mkfifo(path, 0600), 0);
    assert_number(key_file_read(path, (Slice){NULL, 0}, &(KeySecret){0}, &problem), ERR_SYNTAX);
    assert_number(unlink(path), 0);
    path_of("none/desk.key", path);
    assert_number(key_file_write(path, &secret, (Slice){NULL, 0}, &problem), ERR_STORAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_file_is_as_documented),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(only_the_right_passphrase_opens),
        cmocka_unit_test(a_plain_file_needs_no_passphrase),
        cmocka_unit_test(no_changed_byte_makes_another_key),
        cmocka_unit_test(costs_are_bounded),
        cmocka_unit_test(a_file_is_private_and_never_overwritten),
        cmocka_unit_test(a_file_that_others_can_read_is_refused),
        cmocka_unit_test(what_is_no_file_is_refused),
    };

    return cmocka_run_group_tests_name("signer key files", tests, setup, teardown);
}
