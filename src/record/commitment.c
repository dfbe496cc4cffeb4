/* SPDX-License-Identifier: Apache-2.0
 *
 * Commitments: what the record holds of a payload that is nobody else's business. The salt keeps a short payload from being guessed, the length
 * keeps two payloads from meeting, the class keeps a commitment from being opened as something else.
 */
#include "record/record.h"

void commitment_of(Slice class, const uint8_t salt[SALT_SIZE], Slice payload, Hash *out)
{
    char        length[8];
    const Slice parts[] = {SLICE("rapporteur/commit/v1\n"), class, SLICE("\n"), {(const char *)salt, SALT_SIZE}, {length, sizeof length}, payload};

    for (int i = 0; i < 8; i++)
        length[i] = (char)((uint64_t)payload.size >> (56 - 8 * i));
    sha256_parts(parts, sizeof parts / sizeof parts[0], out->bytes);
}

/* The last step that a u64 can hold is 2^62; sizes above it are no sizes of payloads, and get the largest number. */
uint64_t seal_padded_size(uint64_t size)
{
    uint64_t padded = 256;

    while (padded < size && padded <= UINT64_MAX / 4)
        padded *= 4;
    return padded >= size ? padded : UINT64_MAX;
}
