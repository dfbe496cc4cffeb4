/* SPDX-License-Identifier: Apache-2.0
 *
 * Key files without a passphrase: what is accepted is written again to the byte. Of a sealed one everything but the seal is reached.
 */
#include "fuzz.h"

#include "signer/signer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice     bytes = {(const char *)data, size};
    KeySecret secret;
    Buffer    again;

    if (key_file_decode(bytes, (Slice){NULL, 0}, &secret, NULL) != OK)
        return 0;
    buffer_init(&again, KEY_FILE_MAX);
    REQUIRE(key_file_encode(&secret, (Slice){NULL, 0}, &key_cost_default, &again, NULL) == OK);
    REQUIRE(slice_equal(buffer_slice(&again), bytes));
    buffer_clear(&again);
    key_secret_wipe(&secret);
    return 0;
}
