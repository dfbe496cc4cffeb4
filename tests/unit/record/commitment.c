/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashes and commitments against the example record and RFC 6962.
 */
#include "record/example.h"

static void commitments_meet_the_example_record(void **state)
{
    Buffer   file = example_read("example-record/seal.tsv");
    Slice    rest = buffer_slice(&file), fields[4];
    unsigned rows = 0;

    (void)state;
    for (; example_row(&rest, fields, COUNT(fields)); rows++) {
        uint8_t salt[SALT_SIZE], payload[4096];
        Hash    got, want;

        assert_true(hex_parse(fields[1], salt, sizeof salt));
        assert_true(fields[2].size <= 2 * sizeof payload && hex_parse(fields[2], payload, fields[2].size / 2));
        assert_ok(hash_parse_hex(fields[3], &want));
        commitment_of(fields[0], salt, (Slice){(const char *)payload, fields[2].size / 2}, &got);
        assert_true(hash_equal(&got, &want));
        salt[31] ^= 1;
        commitment_of(fields[0], salt, (Slice){(const char *)payload, fields[2].size / 2}, &got);
        assert_false(hash_equal(&got, &want));
    }
    assert_number(rows, 2);
    buffer_clear(&file);
}

static void sizes_are_padded_by_powers_of_four(void **state)
{
    static const struct {
        uint64_t size, want;
    } rows[] = {{0, 256}, {1, 256}, {256, 256}, {257, 1024}, {1024, 1024}, {1025, 4096}, {61440, 65536}, {65537, 262144},
                {UINT64_C(1) << 62, UINT64_C(1) << 62}, {(UINT64_C(1) << 62) + 1, UINT64_MAX}, {UINT64_MAX, UINT64_MAX}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_true(seal_padded_size(rows[i].size) == rows[i].want);
}

/* RFC 6962: the reference tree of transparency-dev/merkle has these for its first two leaves, "" and 0x00. */
static void leaves_and_nodes_are_kept_apart(void **state)
{
    Hash left, right, node;
    char hex[2 * HASH_SIZE + 1];

    (void)state;
    hash_leaf(SLICE(""), &left);
    hash_print_hex(&left, hex);
    assert_string_equal(hex, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    hash_leaf((Slice){"\0", 1}, &right);
    hash_print_hex(&right, hex);
    assert_string_equal(hex, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
    hash_node(&left, &right, &node);
    hash_print_hex(&node, hex);
    assert_string_equal(hex, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    hash_node(&left, &right, &right);
    assert_true(hash_equal(&right, &node));
    hash_node(&left, &left, &left);
    assert_false(hash_equal(&left, &node));
}

static void a_hash_has_one_spelling(void **state)
{
    static const struct {
        const char *text;
        Status      hex, base64;
    } rows[] = {
        {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", OK, ERR_SYNTAX},
        {"E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ERR_SYNTAX, ERR_SYNTAX},
        {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8", ERR_SYNTAX, ERR_SYNTAX},
        {"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ERR_SYNTAX, OK},
        {"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", ERR_SYNTAX, ERR_SYNTAX}, /* stray bits */
        {"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", ERR_SYNTAX, ERR_SYNTAX}, /* base64url */
        {"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", ERR_SYNTAX, ERR_SYNTAX},
        {"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==", ERR_SYNTAX, ERR_SYNTAX}, /* 31 bytes */
        {"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA", ERR_SYNTAX, ERR_SYNTAX}, /* 33 bytes */
        {"", ERR_SYNTAX, ERR_SYNTAX},
    };
    Hash hash;
    char base64[45];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].text);
        assert_number(hash_parse_hex(slice_from(rows[i].text), &hash), rows[i].hex);
        assert_number(hash_parse_base64(slice_from(rows[i].text), &hash), rows[i].base64);
    }
    hash_of(SLICE(""), &hash);
    hash_print_base64(&hash, base64);
    assert_string_equal(base64, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commitments_meet_the_example_record),
        cmocka_unit_test(sizes_are_padded_by_powers_of_four),
        cmocka_unit_test(leaves_and_nodes_are_kept_apart),
        cmocka_unit_test(a_hash_has_one_spelling),
    };

    return cmocka_run_group_tests_name("record commitment", tests, NULL, NULL);
}
