/* SPDX-License-Identifier: Apache-2.0
 *
 * Signatures and keys of minisign: a key that is read is printed and read again as the same; a signature's file judges no bytes good that nobody signed.
 */
#include "fuzz.h"

#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice       bytes = {(const char *)data, size}, comment;
    MinisignKey key = {{0}, {0}}, again;
    Buffer      text;

    REQUIRE(minisign_check(SLICE("nobody signed this"), bytes, &key, &comment, NULL) != OK);
    if (minisign_key_parse(bytes, &key, NULL) != OK)
        return 0;
    buffer_init(&text, 1000);
    minisign_key_print(&key, SLICE("x"), &text);
    REQUIRE(minisign_key_parse(buffer_slice(&text), &again, NULL) == OK);
    REQUIRE(memcmp(&key, &again, sizeof key) == 0);
    buffer_clear(&text);
    return 0;
}
