/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashes of the record: SHA-256 with the prefixes of RFC 6962 that keep leaves and nodes apart, and the two ways in which a hash is written.
 * Nothing here allocates or can fail.
 */
#include <sodium.h>

#include "record/record.h"

enum { BASE64_CHARACTERS = 44 };

bool hash_equal(const Hash *a, const Hash *b)
{
    return memcmp(a->bytes, b->bytes, HASH_SIZE) == 0;
}

void hash_leaf(Slice entry, Hash *out)
{
    const Slice parts[] = {{"\x00", 1}, entry};

    sha256_parts(parts, sizeof parts / sizeof parts[0], out->bytes);
}

void hash_node(const Hash *left, const Hash *right, Hash *out)
{
    char  joined[1 + 2 * HASH_SIZE] = {0x01};
    Slice all = {joined, sizeof joined};

    memcpy(joined + 1, left->bytes, HASH_SIZE);
    memcpy(joined + 1 + HASH_SIZE, right->bytes, HASH_SIZE);
    sha256_parts(&all, 1, out->bytes);
}

void hash_of(Slice bytes, Hash *out)
{
    sha256_parts(&bytes, 1, out->bytes);
}

Status hash_parse_hex(Slice text, Hash *out)
{
    return hex_parse(text, out->bytes, HASH_SIZE) ? OK : ERR_SYNTAX;
}

Status hash_parse_base64(Slice text, Hash *out)
{
    size_t size;

    if (text.size != BASE64_CHARACTERS || !base64_parse(text, out->bytes, HASH_SIZE, &size) || size != HASH_SIZE)
        return ERR_SYNTAX;
    return OK;
}

void hash_print_hex(const Hash *hash, char out[2 * HASH_SIZE + 1])
{
    hex_print(hash->bytes, HASH_SIZE, out);
}

void hash_print_base64(const Hash *hash, char out[45])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t    *at = hash->bytes;

    for (size_t i = 0; i < HASH_SIZE / 3; i++, at += 3) {
        *out++ = digits[at[0] >> 2];
        *out++ = digits[(at[0] << 4 | at[1] >> 4) & 63];
        *out++ = digits[(at[1] << 2 | at[2] >> 6) & 63];
        *out++ = digits[at[2] & 63];
    }
    *out++ = digits[at[0] >> 2]; /* the last two bytes */
    *out++ = digits[(at[0] << 4 | at[1] >> 4) & 63];
    *out++ = digits[at[1] << 2 & 63];
    *out++ = '=';
    *out = '\0';
}
