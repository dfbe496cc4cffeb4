/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 against the published vectors (FIPS 180-4 examples, NIST's one million a), base32 against RFC 4648 section 10, hex, and
 * the fast hash for tables.
 */
#include "suite.h"

static void sha256_meets_the_published_vectors(void **state)
{
    static const struct {
        const char *input, *want;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    uint8_t digest[SHA256_SIZE];
    char    hex[SHA256_HEX_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].input);
        assert_ok(sha256(slice_from(rows[i].input), digest));
        hex_print(digest, sizeof digest, hex);
        assert_string_equal(hex, rows[i].want);
    }
}

static void sha256_of_a_million_letters(void **state)
{
    Buffer  letters;
    uint8_t digest[SHA256_SIZE];
    char    hex[SHA256_HEX_SIZE];

    (void)state;
    buffer_init(&letters, 1000000);
    for (int i = 0; i < 1000000; i++)
        buffer_add_byte(&letters, 'a');
    assert_ok(sha256(buffer_slice(&letters), digest));
    hex_print(digest, sizeof digest, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    buffer_clear(&letters);
}

static void base32_meets_the_published_vectors(void **state)
{
    static const struct {
        const char *input, *want;
    } rows[] = {{"", ""},           {"f", "my"},          {"fo", "mzxq"},         {"foo", "mzxw6"},
                {"foob", "mzxw6yq"}, {"fooba", "mzxw6ytb"}, {"foobar", "mzxw6ytboi"}};
    char out[32];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].input);
        assert_number(base32_print((const uint8_t *)rows[i].input, strlen(rows[i].input), out, 31), strlen(rows[i].want));
        assert_string_equal(out, rows[i].want);
    }
}

static void base32_stops_where_it_is_told(void **state)
{
    char out[32];

    (void)state;
    for (size_t max = 0; max <= 10; max++) {
        memset(out, '!', sizeof out);
        assert_number(base32_print((const uint8_t *)"foobar", 6, out, max), max);
        assert_true(strncmp(out, "mzxw6ytboi", max) == 0);
        assert_number(out[max], '\0');
        assert_number(out[max + 1], '!');
    }
}

static void hex_is_two_small_digits_a_byte(void **state)
{
    char out[9];

    (void)state;
    hex_print((const uint8_t *)"\x00\x0F\xA5\xFF", 4, out);
    assert_string_equal(out, "000fa5ff");
    hex_print((const uint8_t *)"", 0, out);
    assert_string_equal(out, "");
}

/* 20,000 near neighbours, two bits of the hash's top and bottom each: no heap of collisions at either end. */
static void the_fast_hash_spreads_and_heeds_its_seed(void **state)
{
    unsigned low[1024] = {0}, high[1024] = {0};
    char     key[DECIMAL_MAX];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        uint64_t hash = hash_fast(slice_from(decimal(key, i)), 7);

        low[hash & 1023]++;
        high[hash >> 54]++;
    }
    for (int i = 0; i < 1024; i++) {
        assert_true(low[i] < 60);
        assert_true(high[i] < 60);
    }
    assert_true(hash_fast(SLICE("shall"), 1) == hash_fast(SLICE("shall"), 1));
    assert_true(hash_fast(SLICE("shall"), 1) != hash_fast(SLICE("shall"), 2));
    assert_true(hash_fast(SLICE("shall"), 1) != hash_fast(SLICE("should"), 1));
    assert_true(hash_fast(SLICE("\0"), 1) != hash_fast((Slice){"\0\0", 2}, 1));
    (void)hash_fast((Slice){NULL, 0}, 1);
    for (size_t size = 1; size < 24; size++) /* every byte counts, wherever it stands */
        for (size_t at = 0; at < size; at++) {
            char bytes[24];

            memset(bytes, 'x', sizeof bytes);
            bytes[at] = 'y';
            assert_true(hash_fast((Slice){bytes, size}, 1) != hash_fast((Slice){"xxxxxxxxxxxxxxxxxxxxxxxx", size}, 1));
            for (size_t other = 0; other < at; other++) {
                char also[24];

                memset(also, 'x', sizeof also);
                also[other] = 'y';
                assert_true(hash_fast((Slice){bytes, size}, 1) != hash_fast((Slice){also, size}, 1));
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_meets_the_published_vectors),
        cmocka_unit_test(sha256_of_a_million_letters),
        cmocka_unit_test(base32_meets_the_published_vectors),
        cmocka_unit_test(base32_stops_where_it_is_told),
        cmocka_unit_test(hex_is_two_small_digits_a_byte),
        cmocka_unit_test(the_fast_hash_spreads_and_heeds_its_seed),
    };

    return cmocka_run_group_tests_name("base hash", tests, NULL, NULL);
}
