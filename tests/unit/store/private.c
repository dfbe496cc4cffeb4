/* SPDX-License-Identifier: Apache-2.0
 *
 * The private store: tokens are not in it, payloads come back until they are destroyed, and then nothing of them is in any of its files.
 */
#include "unit/store/fixture.h"

#include <dirent.h>
#include <sys/stat.h>

static PrivateStore *opened(StoreMode mode)
{
    PrivateStore *store = NULL;

    assert_ok(private_open(fixture_path("private"), mode, &store, NULL));
    return store;
}

static PrivateStore *fresh(void)
{
    fixture_folder();
    return opened(STORE_CREATE);
}

static void finish(PrivateStore *store)
{
    private_close(store);
    fixture_folder_remove();
}

/* Does any file of the folder hold these bytes, as they are, in hexadecimal or in base64? */
static bool anywhere(Slice bytes)
{
    DIR           *folder = opendir(fixture_path("private"));
    struct dirent *entry;
    bool           found = false;
    char           hex[2 * 64 + 1];
    Buffer         base64;

    buffer_init(&base64, 1000);
    assert_true(bytes.size <= 64);
    hex_print((const uint8_t *)bytes.data, bytes.size, hex);
    base64_print(slice_part(bytes, 0, bytes.size / 3 * 3), &base64);
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        char   path[FIXTURE_PATH];
        Buffer file;

        if (entry->d_name[0] == '.')
            continue;
        buffer_init(&file, 64 * 1024 * 1024);
        (void)snprintf(path, sizeof path, "private/%.200s", entry->d_name);
        fixture_read(fixture_path(path), &file);
        found = found || (file.size != 0 && (memmem(file.data, file.size, bytes.data, bytes.size) != NULL || memmem(file.data, file.size, hex, strlen(hex)) != NULL ||
                                             memmem(file.data, file.size, base64.data, base64.size) != NULL));
        buffer_clear(&file);
    }
    (void)closedir(folder);
    buffer_clear(&base64);
    return found;
}

static SealedPayload payload_of(int n, char text[64])
{
    SealedPayload sealed = {.class = SLICE("incident")};

    (void)snprintf(text, 64, "what nobody else may know, number %d", n);
    sealed.payload = slice_from(text);
    for (int i = 0; i < SALT_SIZE; i++)
        sealed.salt[i] = (uint8_t)(n * 37 + i * 11 + 1);
    commitment_of(sealed.class, sealed.salt, sealed.payload, &sealed.commit);
    return sealed;
}

static void expect_payload(PrivateStore *store, int n)
{
    char          text[64];
    SealedPayload want = payload_of(n, text), got;
    Buffer        bytes;

    buffer_init(&bytes, 1000);
    buffer_add_string(&bytes, "before");
    assert_ok(private_seal_get(store, &want.commit, &got, &bytes, NULL));
    assert_slices(got.class, want.class);
    assert_slices(got.payload, want.payload);
    assert_memory_equal(got.salt, want.salt, SALT_SIZE);
    assert_true(hash_equal(&got.commit, &want.commit));
    buffer_clear(&bytes);
}

static Status get(PrivateStore *store, const Hash *commit, Problem *problem)
{
    SealedPayload got;
    Buffer        bytes;
    Status        status;

    buffer_init(&bytes, 1000);
    status = private_seal_get(store, commit, &got, &bytes, problem);
    buffer_clear(&bytes);
    return status;
}

/* ---- tokens ---- */

static void tokens_name_their_party(void **state)
{
    PrivateStore *store = fresh();
    char          one[TOKEN_SIZE + 1], two[TOKEN_SIZE + 1], three[TOKEN_SIZE + 1];
    Buffer        out;

    (void)state;
    buffer_init(&out, 1000);
    assert_ok(private_token_new(store, SLICE("delegation-01"), one, NULL));
    assert_ok(private_token_new(store, SLICE("delegation-01"), two, NULL));
    assert_ok(private_token_new(store, SLICE("delegation-02"), three, NULL));
    assert_int_equal(strlen(one), TOKEN_SIZE);
    assert_int_equal(one[0], 'r');
    assert_string_not_equal(one, two);
    assert_ok(private_token_party(store, slice_from(two), &out, NULL));
    assert_slice(buffer_slice(&out), "delegation-01");
    assert_false(anywhere(slice_from(one)));
    assert_ok(private_token_revoke(store, SLICE("delegation-01"), NULL));
    assert_number(private_token_party(store, slice_from(one), &out, NULL), ERR_FORBIDDEN);
    assert_number(private_token_party(store, slice_from(two), &out, NULL), ERR_FORBIDDEN);
    buffer_reset(&out);
    assert_ok(private_token_party(store, slice_from(three), &out, NULL));
    assert_slice(buffer_slice(&out), "delegation-02");
    three[10] = (char)(three[10] == 'x' ? 'y' : 'x');
    assert_number(private_token_party(store, slice_from(three), &out, NULL), ERR_FORBIDDEN);
    assert_number(private_token_party(store, SLICE(""), &out, NULL), ERR_FORBIDDEN);
    assert_number(private_token_party(store, SLICE("a much longer text than any token that was ever given out"), &out, NULL), ERR_FORBIDDEN);
    buffer_clear(&out);
    finish(store);
}

/* ---- sealed payloads ---- */

static void payloads_come_back(void **state)
{
    PrivateStore *store = fresh();
    char          text[64];
    SealedPayload sealed;
    Hash          unknown = {{3}};
    Problem       problem = {0};

    (void)state;
    for (int i = 0; i < 5; i++) {
        sealed = payload_of(i, text);
        assert_ok(private_seal_put(store, &sealed, false, NULL));
        assert_ok(private_seal_put(store, &sealed, false, NULL));
        assert_false(anywhere(sealed.payload));
        assert_false(anywhere((Slice){(const char *)sealed.salt, SALT_SIZE}));
    }
    private_close(store);
    store = opened(STORE_WRITE);
    for (int i = 0; i < 5; i++)
        expect_payload(store, i);
    assert_number(get(store, &unknown, &problem), ERR_NOT_FOUND);
    assert_number(problem.status, OK);
    finish(store);
}

static void key_of(int line, char out[45])
{
    Buffer file;

    buffer_init(&file, 100000);
    fixture_read(fixture_path("private/payload.keys"), &file);
    assert_true(file.size >= (size_t)(line + 1) * 110);
    memcpy(out, file.data + line * 110 + 65, 44);
    out[44] = '\0';
    buffer_clear(&file);
}

static void destroyed_payload_is_in_no_file(void **state)
{
    PrivateStore *store = fresh();
    char          text[64], key[45];
    uint8_t       raw[33];
    size_t        size;
    SealedPayload sealed = payload_of(1, text);
    struct stat   now;

    (void)state;
    for (int i = 0; i < 3; i++) {
        SealedPayload one = payload_of(i, text);

        assert_ok(private_seal_put(store, &one, false, NULL));
    }
    sealed = payload_of(1, text);
    key_of(1, key);
    assert_true(anywhere((Slice){(const char *)sealed.commit.bytes, HASH_SIZE})); /* the search finds what is there */
    assert_ok(private_seal_destroy(store, &sealed.commit, NULL));
    assert_ok(private_seal_destroy(store, &sealed.commit, NULL)); /* once more is fine */
    assert_number(get(store, &sealed.commit, NULL), ERR_NOT_FOUND);
    assert_true(base64_parse(slice_from(key), raw, sizeof raw, &size));
    for (int again = 0; again < 2; again++) {
        assert_false(anywhere(sealed.payload));
        assert_false(anywhere((Slice){(const char *)sealed.salt, SALT_SIZE}));
        assert_false(anywhere((Slice){(const char *)raw, size}));
        assert_false(anywhere((Slice){(const char *)sealed.commit.bytes, HASH_SIZE}));
        assert_true(stat(fixture_path("private/private.sqlite-wal"), &now) != 0 || now.st_size == 0);
        expect_payload(store, 0);
        expect_payload(store, 2);
        private_close(store);
        store = opened(STORE_WRITE);
    }
    assert_ok(private_seal_put(store, &sealed, false, NULL)); /* and may come anew */
    expect_payload(store, 1);
    finish(store);
}

static void crash_between_the_two_files_is_mended(void **state)
{
    PrivateStore *store = fresh();
    char          text[64];
    SealedPayload sealed = payload_of(1, text);
    Buffer        keys;

    (void)state;
    buffer_init(&keys, 10000);
    assert_ok(private_seal_put(store, &sealed, false, NULL));
    fixture_read(fixture_path("private/payload.keys"), &keys);
    fixture_write(fixture_path("private/payload.keys"), slice_part(buffer_slice(&keys), 0, 60)); /* an append that was cut short */
    assert_number(get(store, &sealed.commit, NULL), ERR_NOT_FOUND);
    assert_ok(private_seal_put(store, &sealed, false, NULL)); /* a row without a key is put anew */
    expect_payload(store, 1);
    assert_ok(private_seal_destroy(store, &sealed.commit, NULL));
    fixture_write(fixture_path("private/payload.keys"), buffer_slice(&keys)); /* a key without a row */
    assert_number(get(store, &sealed.commit, NULL), ERR_NOT_FOUND);
    assert_ok(private_seal_put(store, &sealed, false, NULL));
    expect_payload(store, 1);
    buffer_clear(&keys);
    finish(store);
}

static void damaged_payload_is_not_given_out(void **state)
{
    PrivateStore *store = fresh();
    char          text[64];
    SealedPayload sealed = payload_of(1, text);

    (void)state;
    assert_ok(private_seal_put(store, &sealed, false, NULL));
    fixture_flip(fixture_path("private/payload.keys"), 70);
    assert_number(get(store, &sealed.commit, NULL), ERR_STORAGE);
    finish(store);
}

static void waiting_ones_leave_in_order(void **state)
{
    PrivateStore *store = fresh();
    char          text[64];
    Hash          waiting[10], want[6];
    size_t        count;

    (void)state;
    for (int i = 0; i < 6; i++) {
        SealedPayload sealed = payload_of(i, text);

        want[i] = sealed.commit;
        assert_ok(private_seal_put(store, &sealed, i != 2, NULL));
    }
    assert_ok(private_seal_waiting(store, waiting, 3, &count, NULL));
    assert_number(count, 3);
    assert_true(hash_equal(&waiting[0], &want[0]) && hash_equal(&waiting[1], &want[1]) && hash_equal(&waiting[2], &want[3]));
    assert_ok(private_seal_batched(store, waiting, 3, NULL));
    assert_ok(private_seal_waiting(store, waiting, 10, &count, NULL));
    assert_number(count, 2);
    assert_true(hash_equal(&waiting[0], &want[4]));
    finish(store);
}

static void limits_and_modes(void **state)
{
    static char   large[SEAL_PAYLOAD_MAX + 1];
    PrivateStore *store = fresh(), *other = NULL;
    SealedPayload sealed = {.class = SLICE("x"), .payload = {large, sizeof large}};
    struct stat   now;
    Buffer        bytes;

    (void)state;
    assert_number(private_seal_put(store, &sealed, false, NULL), ERR_LIMIT);
    sealed.payload.size--;
    assert_ok(private_seal_put(store, &sealed, false, NULL));
    buffer_init(&bytes, 100000);
    assert_ok(private_seal_get(store, &sealed.commit, &sealed, &bytes, NULL));
    assert_number(sealed.payload.size, SEAL_PAYLOAD_MAX);
    buffer_clear(&bytes);
    assert_int_equal(stat(fixture_path("private"), &now), 0);
    assert_int_equal(now.st_mode & 0777, 0700);
    assert_int_equal(stat(fixture_path("private/private.sqlite"), &now), 0);
    assert_int_equal(now.st_mode & 0777, 0600);
    assert_int_equal(stat(fixture_path("private/private.sqlite-wal"), &now), 0);
    assert_int_equal(now.st_mode & 0777, 0600);
    assert_int_equal(stat(fixture_path("private/payload.keys"), &now), 0);
    assert_int_equal(now.st_mode & 0777, 0600);
    assert_number(private_open(fixture_path("private"), STORE_CREATE, &other, NULL), ERR_CONFLICT);
    assert_number(private_open(fixture_path("nowhere"), STORE_WRITE, &other, NULL), ERR_NOT_FOUND);
    finish(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_name_their_party),
        cmocka_unit_test(payloads_come_back),
        cmocka_unit_test(destroyed_payload_is_in_no_file),
        cmocka_unit_test(crash_between_the_two_files_is_mended),
        cmocka_unit_test(damaged_payload_is_not_given_out),
        cmocka_unit_test(waiting_ones_leave_in_order),
        cmocka_unit_test(limits_and_modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
