/* SPDX-License-Identifier: Apache-2.0
 *
 * Receipts: the form of a tlog-proof, line by line.
 */
#include "suite.h"

#include "record/record.h"

#define HEAD "c2sp.org/tlog-proof@v1\n"
#define HASH "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

static void what_a_receipt_may_be(void **state)
{
    static const struct {
        const char *bytes;
        uint64_t    index;
        size_t      hashes;
        const char *extra, *checkpoint;
    } rows[] = {
        {HEAD "index 0\n\nx", 0, 0, "", "x"},
        {HEAD "index 7\n" HASH HASH "\no\n1\n\n", 7, 2, "", "o\n1\n\n"},
        {HEAD "extra AA==\nindex 4611686018427387903\n" HASH "\nx\n", UINT64_C(4611686018427387903), 1, "AA==", "x\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Receipt receipt;
        Buffer  printed;

        ROW(rows[i].bytes);
        assert_ok(receipt_parse(slice_from(rows[i].bytes), &receipt, NULL));
        assert_true(receipt.index == rows[i].index);
        assert_number(receipt.proof.count, rows[i].hashes);
        assert_slice(receipt.extra, rows[i].extra);
        assert_slice(receipt.checkpoint, rows[i].checkpoint);
        buffer_init(&printed, 10000);
        receipt_print(&receipt, &printed);
        assert_slice(buffer_slice(&printed), rows[i].bytes);
        buffer_clear(&printed);
    }
}

static void what_a_receipt_may_not_be(void **state)
{
    static const struct {
        const char *bytes, *message, *place;
    } rows[] = {
        {"", "receipt.format", "line 1"},
        {"c2sp.org/tlog-proof@v1", "receipt.format", "line 1"},
        {"c2sp.org/tlog-proof@v2\nindex 0\n\nx", "receipt.format", "line 1"},
        {"c2sp.org/tlog-proof@v1\r\nindex 0\n\nx", "receipt.format", "line 1"},
        {HEAD, "receipt.index", "line 2"},
        {HEAD "\n", "receipt.index", "line 2"},
        {HEAD "index\n\nx", "receipt.index", "line 2"},
        {HEAD "index \n\nx", "receipt.index", "line 2"},
        {HEAD "index 00\n\nx", "receipt.index", "line 2"},
        {HEAD "index 01\n\nx", "receipt.index", "line 2"},
        {HEAD "index 1 \n\nx", "receipt.index", "line 2"},
        {HEAD "index -1\n\nx", "receipt.index", "line 2"},
        {HEAD "index  1\n\nx", "receipt.index", "line 2"},
        {HEAD "index 4611686018427387904\n\nx", "receipt.index", "line 2"},
        {HEAD "index 18446744073709551616\n\nx", "receipt.index", "line 2"},
        {HEAD "extra \nindex 0\n\nx", "receipt.extra", "line 2"},
        {HEAD "extra AA=\nindex 0\n\nx", "receipt.extra", "line 2"},
        {HEAD "extra AB==\nindex 0\n\nx", "receipt.extra", "line 2"},
        {HEAD "extra AA==\nextra AA==\nindex 0\n\nx", "receipt.index", "line 3"},
        {HEAD "index 0\nextra AA==\n\nx", "receipt.hash", "line 3"},
        {HEAD "index 0\n", "receipt.hash", "line 3"},
        {HEAD "index 0\n" HASH, "receipt.hash", "line 4"},
        {HEAD "index 0\nx", "receipt.hash", "line 3"},
        {HEAD "index 0\n" HASH "=\n\nx", "receipt.hash", "line 4"},
        {HEAD "index 0\n" HASH "AA==\n\nx", "receipt.hash", "line 4"},
        {HEAD "index 0\n 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\nx", "receipt.hash", "line 3"},
        {HEAD "index 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n\nx", "receipt.hash", "line 3"},
        {HEAD "index 0\n" HASH "\n", "receipt.no_checkpoint", "line 5"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Receipt receipt;
        Problem problem = {0};

        ROW(rows[i].bytes);
        assert_number(receipt_parse(slice_from(rows[i].bytes), &receipt, &problem), ERR_SYNTAX);
        assert_string_equal(problem.message, rows[i].message);
        assert_string_equal(problem.place, rows[i].place);
    }
}

static void a_receipt_has_at_most_so_many_hashes(void **state)
{
    Receipt receipt;
    Buffer  bytes, extra;

    (void)state;
    for (size_t hashes = PROOF_MAX; hashes <= PROOF_MAX + 1; hashes++) {
        buffer_init(&bytes, 10000);
        buffer_add_string(&bytes, HEAD "index 0\n");
        for (size_t i = 0; i < hashes; i++)
            buffer_add_string(&bytes, HASH);
        buffer_add_string(&bytes, "\nx");
        assert_number(receipt_parse(buffer_slice(&bytes), &receipt, NULL), hashes == PROOF_MAX ? OK : ERR_SYNTAX);
        buffer_clear(&bytes);
    }
    for (size_t size = RECEIPT_EXTRA_MAX; size <= RECEIPT_EXTRA_MAX + 1; size++) {
        buffer_init(&bytes, 10000);
        buffer_init(&extra, 10000);
        for (size_t i = 0; i < size; i++)
            buffer_add_byte(&extra, 'e');
        buffer_add_string(&bytes, HEAD "extra ");
        base64_print(buffer_slice(&extra), &bytes);
        buffer_add_string(&bytes, "\nindex 0\n\nx");
        assert_number(receipt_parse(buffer_slice(&bytes), &receipt, NULL), size == RECEIPT_EXTRA_MAX ? OK : ERR_SYNTAX);
        buffer_clear(&bytes);
        buffer_clear(&extra);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_receipt_may_be),
        cmocka_unit_test(what_a_receipt_may_not_be),
        cmocka_unit_test(a_receipt_has_at_most_so_many_hashes),
    };

    return cmocka_run_group_tests_name("record receipt", tests, NULL, NULL);
}
