/* SPDX-License-Identifier: Apache-2.0
 *
 * Hashes of the record: leaves, nodes and plain digests, and how they are written.
 */
#include "record/record.h"

bool hash_equal(const Hash *a, const Hash *b)
{
    return memcmp(a->bytes, b->bytes, HASH_SIZE) == 0;
}

void hash_leaf(Slice entry, Hash *out)
{
    sha256_parts((Slice[]){{"\0", 1}, entry}, 2, out->bytes);
}

void hash_node(const Hash *left, const Hash *right, Hash *out)
{
    char bytes[1 + 2 * HASH_SIZE] = {1};

    memcpy(bytes + 1, left->bytes, HASH_SIZE);
    memcpy(bytes + 1 + HASH_SIZE, right->bytes, HASH_SIZE);
    sha256_parts(&(Slice){bytes, sizeof bytes}, 1, out->bytes);
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

    return base64_parse(text, out->bytes, HASH_SIZE, &size) && size == HASH_SIZE ? OK : ERR_SYNTAX;
}

void hash_print_hex(const Hash *hash, char out[2 * HASH_SIZE + 1])
{
    hex_print(hash->bytes, HASH_SIZE, out);
}

void hash_print_base64(const Hash *hash, char out[45])
{
    Buffer text;

    buffer_init(&text, 64);
    base64_print((Slice){(const char *)hash->bytes, HASH_SIZE}, &text);
    memcpy(out, text.data, 44);
    out[44] = '\0';
    buffer_clear(&text);
}
