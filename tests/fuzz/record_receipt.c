/* SPDX-License-Identifier: Apache-2.0
 *
 * Receipts: what is accepted prints to the same bytes; and a proof from outside is judged whatever its numbers are.
 */
#include "fuzz.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice             bytes = {(const char *)data, size};
    static Checkpoint checkpoint;
    static Receipt    receipt;
    Buffer            printed;
    Hash              leaf;

    if (receipt_parse(bytes, &receipt, NULL) != OK)
        return 0;
    buffer_init(&printed, FUZZ_BUFFER_MAX);
    receipt_print(&receipt, &printed);
    REQUIRE(slice_equal(buffer_slice(&printed), bytes));
    buffer_clear(&printed);
    if (checkpoint_parse(receipt.checkpoint, &checkpoint, NULL) != OK)
        return 0;
    hash_leaf(bytes, &leaf); /* of no entry: what holds the receipt cannot be in it */
    REQUIRE(!proof_includes(receipt.index, checkpoint.size, &leaf, &receipt.proof, &checkpoint.root));
    (void)proof_consistent(receipt.index, checkpoint.size, &leaf, &checkpoint.root, &receipt.proof);
    return 0;
}
