/* SPDX-License-Identifier: Apache-2.0
 *
 * The only bytes that the signer's process parses. Pure, so that it can be fuzzed apart.
 */
#include "signer/signer.h"

SignerFrame signer_frame(Slice received, SignerKey *which, Slice *message, size_t *taken)
{
    Reader   in = reader_from(received);
    uint16_t length = reader_u16be(&in);
    Slice    rest;
    uint8_t  key;

    *taken = 0;
    *message = (Slice){NULL, 0};
    *which = SIGNER_KEYS;
    if (reader_failed(&in))
        return SIGNER_FRAME_MORE;
    if (length < 2 || length > SIGNER_FRAME_MAX - 2)
        return SIGNER_FRAME_BROKEN;
    key = reader_u8(&in);
    rest = reader_take(&in, (size_t)length - 1);
    if (reader_failed(&in))
        return SIGNER_FRAME_MORE;
    *taken = 2 + (size_t)length;
    if (key >= SIGNER_KEYS)
        return SIGNER_FRAME_REFUSED;
    *which = (SignerKey)key;
    *message = rest;
    return SIGNER_FRAME_READY;
}
