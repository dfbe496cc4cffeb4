/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256, hexadecimal, base64, base32, and a fast hash for tables in memory.
 *
 * SHA-256 is libcrypto's, through its direct calls: they allocate nothing and cannot fail, and on the short inputs of a tree they cost a third less than
 * the EVP ones (docs/decisions/0005-the-record.md has the figures). OpenSSL 3 marks them as deprecated but keeps them.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/base.h"

#include <openssl/sha.h>

void sha256_parts(const Slice *parts, size_t count, uint8_t out[SHA256_SIZE])
{
    SHA256_CTX context;

    (void)SHA256_Init(&context);
    for (size_t i = 0; i < count; i++)
        (void)SHA256_Update(&context, parts[i].data, parts[i].size);
    (void)SHA256_Final(out, &context);
}

Status sha256(Slice bytes, uint8_t out[SHA256_SIZE])
{
    sha256_parts(&bytes, 1, out);
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

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_parse(Slice text, uint8_t *out, size_t size)
{
    if (text.size != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_size(size_t bytes)
{
    return (bytes + 2) / 3 * 4;
}

void base64_print(Slice bytes, Buffer *out)
{
    for (size_t i = 0; i < bytes.size; i += 3) {
        size_t   have = bytes.size - i < 3 ? bytes.size - i : 3;
        uint32_t word = (uint32_t)(uint8_t)bytes.data[i] << 16;
        char     four[4];

        word |= have > 1 ? (uint32_t)(uint8_t)bytes.data[i + 1] << 8 : 0;
        word |= have > 2 ? (uint32_t)(uint8_t)bytes.data[i + 2] : 0;
        four[0] = base64_digits[word >> 18 & 63];
        four[1] = base64_digits[word >> 12 & 63];
        four[2] = have > 1 ? base64_digits[word >> 6 & 63] : '=';
        four[3] = have > 2 ? base64_digits[word & 63] : '=';
        buffer_add(out, (Slice){four, sizeof four});
    }
}

/* The place of each character in base64_digits, and 1; every line of every signature goes through here. */
static const uint8_t base64_places[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 63, 0, 0, 0, 64, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 0, 0, 0, 0, 0, 0,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 0, 0, 0, 0, 0,
    0, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 0, 0, 0, 0, 0
};

static int base64_digit(char c)
{
    return base64_places[(uint8_t)c] - 1;
}

bool base64_parse(Slice text, uint8_t *out, size_t max, size_t *size)
{
    size_t padding = 0, at = 0;

    if (text.size % 4 != 0)
        return false;
    while (padding < 2 && padding < text.size && text.data[text.size - 1 - padding] == '=')
        padding++;
    if (text.size / 4 * 3 - padding > max)
        return false;
    for (size_t i = 0; i < text.size; i += 4) {
        size_t   digits = i + 4 == text.size ? 4 - padding : 4;
        uint32_t word = 0;

        for (size_t j = 0; j < 4; j++) {
            int digit = j < digits ? base64_digit(text.data[i + j]) : 0;

            if (digit < 0)
                return false;
            word = word << 6 | (uint32_t)digit;
        }
        if ((digits == 2 && (word & 0xFFFF) != 0) || (digits == 3 && (word & 0xFF) != 0))
            return false;
        for (size_t j = 0; j + 1 < digits; j++)
            out[at++] = (uint8_t)(word >> (16 - 8 * j));
    }
    *size = at;
    return true;
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

/* The last one to seven bytes as a number, no two of one length alike. */
static uint64_t last_bytes(const char *from, size_t count)
{
    uint32_t first, last;

    if (count < 4)
        return (uint64_t)(unsigned char)from[0] << 16 | (uint64_t)(unsigned char)from[count / 2] << 8 | (unsigned char)from[count - 1];
    memcpy(&first, from, sizeof first);
    memcpy(&last, from + count - sizeof last, sizeof last);
    return (uint64_t)first << 32 | last;
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
    if (at < bytes.size)
        hash = (hash ^ last_bytes(bytes.data + at, bytes.size - at)) * UINT64_C(0x9FB21C651E98DF25);
    hash = (hash ^ hash >> 32) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ hash >> 29;
}
