/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 (OpenSSL's streaming call with a context kept per thread: the one-shot call looks the algorithm up each time), base32, and a fast
 * hash for tables in memory.
 */
#include "base/base.h"

#include <openssl/evp.h>

Status sha256(Slice bytes, uint8_t out[SHA256_SIZE])
{
    static _Thread_local EVP_MD_CTX *context;
    unsigned int                     size = 0;

    if (context == NULL)
        context = EVP_MD_CTX_new();
    if (context == NULL)
        return ERR_MEMORY;
    if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1 || EVP_DigestUpdate(context, bytes.data, bytes.size) != 1 ||
        EVP_DigestFinal_ex(context, out, &size) != 1 || size != SHA256_SIZE)
        return ERR_MEMORY;
    return OK;
}

void hex_print(const uint8_t *bytes, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * size] = '\0';
}

/* RFC 4648, section 6, in lower case and without padding. */
size_t base32_print(const uint8_t *bytes, size_t size, char *out, size_t max)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    uint32_t          bits = 0;
    int               held = 0;
    size_t            written = 0;

    for (size_t i = 0; i < size || held > 0;) {
        if (written == max)
            break;
        while (held < 5 && i < size) {
            bits = bits << 8 | bytes[i++];
            held += 8;
        }
        if (held < 5) {
            bits <<= 5 - held;
            held = 5;
        }
        out[written++] = digits[bits >> (held - 5) & 31];
        held -= 5;
        bits &= (1u << held) - 1;
    }
    out[written] = '\0';
    return written;
}

/* Multiply and fold, eight bytes a step. */
uint64_t hash_fast(Slice bytes, uint64_t seed)
{
    uint64_t hash = seed ^ (bytes.size * UINT64_C(0x9E3779B97F4A7C15));
    size_t   at = 0;

    while (bytes.size - at >= 8) {
        uint64_t word;

        memcpy(&word, bytes.data + at, 8);
        hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
        at += 8;
    }
    for (; at < bytes.size; at++)
        hash = (hash ^ (unsigned char)bytes.data[at]) * UINT64_C(0x100000001B3);
    hash = (hash ^ hash >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ hash >> 29;
}
