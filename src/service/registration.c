/* SPDX-License-Identifier: Apache-2.0
 *
 * What a browser gives for a new passkey (WebAuthn, section 6.5): an attestation object in CBOR, the authenticator data in it, and in that the public key as COSE_Key.
 *
 * libcbor's stream decoder is asked for one item after the other and allocates nothing; its other interface would allocate what a length claims. Only what WebAuthn and CTAP write is taken:
 * definite lengths, no tags, no nesting beyond what the key needs.
 */
#include <cbor.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "service/account.h"

enum {
    ATTESTATION_MAX = 4096, DEPTH_MAX = 4, PAIRS_MAX = 16,
    RP_HASH_AT = 0, FLAGS_AT = 32, COUNT_AT = 33, AAGUID_AT = 37, AAGUID_SIZE = 16,
    USER_PRESENT = 0x01, USER_VERIFIED = 0x04, BACKED_UP = 0x10, HAS_KEY = 0x40,
    P256_SIZE = 32, RSA_MAX = 512, SPKI_MAX = 800,
    COSE_KTY = 1, COSE_ALG = 3, COSE_CURVE = -1, COSE_X = -2, COSE_Y = -3, COSE_N = -1, COSE_E = -2
};
#define MATERIAL_BEGIN "rapporteur/passkey/v1" /* and its zero byte */
#define SPKI_P256 "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04"
#define SPKI_ED25519 "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"

/* ---- CBOR ---- */

typedef enum ItemKind { ITEM_NONE, ITEM_INTEGER, ITEM_BYTES, ITEM_TEXT, ITEM_ARRAY, ITEM_MAP, ITEM_OTHER } ItemKind;
typedef struct Item {
    ItemKind kind;
    int64_t  number;  /* of an integer; how many of an array or map */
    Slice    bytes;
} Item;

static void got_integer(Item *item, uint64_t value, bool negative)
{
    *item = (Item){.kind = value <= INT32_MAX ? ITEM_INTEGER : ITEM_NONE, .number = negative ? -1 - (int64_t)(value & INT32_MAX) : (int64_t)(value & INT32_MAX)};
}
static void got_u8(void *item, uint8_t value) { got_integer(item, value, false); }
static void got_u16(void *item, uint16_t value) { got_integer(item, value, false); }
static void got_u32(void *item, uint32_t value) { got_integer(item, value, false); }
static void got_u64(void *item, uint64_t value) { got_integer(item, value, false); }
static void got_n8(void *item, uint8_t value) { got_integer(item, value, true); }
static void got_n16(void *item, uint16_t value) { got_integer(item, value, true); }
static void got_n32(void *item, uint32_t value) { got_integer(item, value, true); }
static void got_n64(void *item, uint64_t value) { got_integer(item, value, true); }
static void got_bytes(void *item, cbor_data data, size_t size) { *(Item *)item = (Item){.kind = ITEM_BYTES, .bytes = {(const char *)data, size}}; }
static void got_text(void *item, cbor_data data, size_t size) { *(Item *)item = (Item){.kind = ITEM_TEXT, .bytes = {(const char *)data, size}}; }
static void got_array(void *item, size_t size) { *(Item *)item = (Item){.kind = ITEM_ARRAY, .number = size <= PAIRS_MAX ? (int64_t)size : -1}; }
static void got_map(void *item, size_t size) { *(Item *)item = (Item){.kind = ITEM_MAP, .number = size <= PAIRS_MAX ? (int64_t)size : -1}; }
static void got_bool(void *item, bool value) { *(Item *)item = (Item){.kind = ITEM_OTHER, .number = value}; }

/* False at the end, at what is malformed, and at what is not taken here. */
static bool next_item(Slice *rest, Item *out)
{
    struct cbor_callbacks      callbacks = cbor_empty_callbacks;
    struct cbor_decoder_result result;

    callbacks.uint8 = got_u8, callbacks.uint16 = got_u16, callbacks.uint32 = got_u32, callbacks.uint64 = got_u64;
    callbacks.negint8 = got_n8, callbacks.negint16 = got_n16, callbacks.negint32 = got_n32, callbacks.negint64 = got_n64;
    callbacks.byte_string = got_bytes, callbacks.string = got_text;
    callbacks.array_start = got_array, callbacks.map_start = got_map, callbacks.boolean = got_bool;
    *out = (Item){0};
    if (rest->size == 0)
        return false;
    result = cbor_stream_decode((cbor_data)rest->data, rest->size, &callbacks, out);
    if (result.status != CBOR_DECODER_FINISHED || result.read == 0 || result.read > rest->size || out->kind == ITEM_NONE || ((out->kind == ITEM_ARRAY || out->kind == ITEM_MAP) && out->number < 0))
        return false;
    *rest = slice_part(*rest, result.read, rest->size);
    return true;
}

/* Over one whole item. */
static bool skip_item(Slice *rest, int depth)
{
    Item item;

    if (depth > DEPTH_MAX || !next_item(rest, &item))
        return false;
    for (int64_t i = 0; i < (item.kind == ITEM_ARRAY ? item.number : item.kind == ITEM_MAP ? 2 * item.number : 0); i++)
        if (!skip_item(rest, depth + 1))
            return false;
    return true;
}

/* ---- COSE keys ---- */

typedef struct CoseKey {
    int64_t type, algorithm, curve;
    Slice   first, x, y; /* first: label -1 as bytes (RSA's n) */
    bool    has_curve;
} CoseKey;

/* Labels in any order, each once; others than those of the algorithm are passed over. */
static bool cose_read(Slice *rest, CoseKey *out)
{
    Item     map, label, value;
    unsigned seen = 0;

    *out = (CoseKey){0};
    if (!next_item(rest, &map) || map.kind != ITEM_MAP)
        return false;
    for (int64_t i = 0; i < map.number; i++) {
        if (!next_item(rest, &label) || label.kind != ITEM_INTEGER || !next_item(rest, &value) || value.kind == ITEM_ARRAY || value.kind == ITEM_MAP)
            return false;
        if (label.number >= -3 && label.number <= 3) {
            if ((seen & 1U << (label.number + 3)) != 0)
                return false;
            seen |= 1U << (label.number + 3);
        }
        if (label.number == COSE_KTY)
            out->type = value.number;
        else if (label.number == COSE_ALG)
            out->algorithm = value.number;
        else if (label.number == COSE_CURVE && value.kind == ITEM_INTEGER)
            out->curve = value.number;
        else if (label.number == COSE_N)
            out->first = value.bytes;
        else if (label.number == COSE_X)
            out->x = value.bytes;
        else if (label.number == COSE_Y)
            out->y = value.bytes;
    }
    return true;
}

static bool rsa_spki(Slice modulus, Slice exponent, Buffer *out)
{
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM         *n = BN_bin2bn((const unsigned char *)modulus.data, (int)modulus.size, NULL), *e = BN_bin2bn((const unsigned char *)exponent.data, (int)exponent.size, NULL);
    OSSL_PARAM     *parameters = NULL;
    EVP_PKEY_CTX   *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY       *key = NULL;
    unsigned char  *written = NULL;
    int             size = 0;

    if (build != NULL && n != NULL && e != NULL && context != NULL && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
        parameters = OSSL_PARAM_BLD_to_param(build);
    if (parameters != NULL && EVP_PKEY_fromdata_init(context) == 1 && EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1)
        size = i2d_PUBKEY(key, &written);
    if (size > 0)
        buffer_add(out, (Slice){(const char *)written, (size_t)size});
    OPENSSL_free(written);
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(build);
    BN_free(n);
    BN_free(e);
    return size > 0;
}

/* Key types and curves of RFC 9053: EC2 2 with P-256 1, OKP 1 with Ed25519 6, RSA 3 (RFC 8230). */
static bool spki_of(const CoseKey *cose, Buffer *out)
{
    if (cose->algorithm == -7 && cose->type == 2 && cose->curve == 1 && cose->x.size == P256_SIZE && cose->y.size == P256_SIZE) {
        buffer_add(out, SLICE(SPKI_P256));
        buffer_add(out, cose->x);
        buffer_add(out, cose->y);
        return true;
    }
    if (cose->algorithm == -8 && cose->type == 1 && cose->curve == 6 && cose->x.size == 32) {
        buffer_add(out, SLICE(SPKI_ED25519));
        buffer_add(out, cose->x);
        return true;
    }
    return cose->algorithm == -257 && cose->type == 3 && cose->first.size >= 256 && cose->first.size <= RSA_MAX && cose->x.size != 0 && cose->x.size <= 8 && rsa_spki(cose->first, cose->x, out);
}

Status registration_key(Slice cose, Slice name, Key *out, Problem *problem)
{
    CoseKey key;
    Buffer  material;
    Slice   rest = cose;
    Status  status = ERR_SYNTAX;

    buffer_init(&material, KEY_MATERIAL_MAX);
    if (cose_read(&rest, &key) && rest.size == 0) {
        buffer_add(&material, (Slice){MATERIAL_BEGIN, sizeof MATERIAL_BEGIN});
        buffer_add_u16be(&material, (uint16_t)key.algorithm);
        if (spki_of(&key, &material) && material.status == OK)
            status = key_make(name, KEY_PASSKEY, buffer_slice(&material), out, NULL);
    }
    buffer_clear(&material);
    return status == OK ? OK : problem_set(problem, ERR_SYNTAX, MSG("registration.key"), NULL);
}

/* ---- the attestation object ---- */

/* rpIdHash || flags || count u32be || AAGUID || u16be size || id || COSE_Key || extensions */
static Status read_authenticator(Slice data, Registration *out, Problem *problem)
{
    Reader  in = reader_from(data);
    Slice   hash = reader_take(&in, SHA256_SIZE), rest, begin;
    uint8_t flags = reader_u8(&in);
    CoseKey key;
    Key     made;

    out->count = (uint32_t)reader_u16be(&in) << 16;
    out->count |= reader_u16be(&in);
    (void)reader_take(&in, AAGUID_SIZE);
    out->id = reader_take(&in, reader_u16be(&in));
    if (reader_failed(&in) || (flags & HAS_KEY) == 0 || out->id.size == 0 || out->id.size > PASSKEY_ID_MAX)
        return problem_set(problem, ERR_SYNTAX, MSG("registration.form"), NULL);
    if ((flags & USER_PRESENT) == 0 || (flags & USER_VERIFIED) == 0)
        return problem_set(problem, ERR_REFUSED, MSG("passkey.flags"), NULL);
    memcpy(out->rp_id_hash, hash.data, SHA256_SIZE);
    out->backed_up = (flags & BACKED_UP) != 0;
    begin = rest = slice_part(data, in.at, data.size);
    if (!cose_read(&rest, &key) || begin.size - rest.size > PASSKEY_COSE_MAX)
        return problem_set(problem, ERR_SYNTAX, MSG("registration.key"), NULL);
    out->cose = slice_part(begin, 0, begin.size - rest.size);
    return registration_key(out->cose, SLICE("sign-in"), &made, problem);
}

Status registration_read(Slice attestation, Registration *out, Problem *problem)
{
    Slice rest = attestation, format = {NULL, 0}, data = {NULL, 0};
    Item  map, name, value;
    bool  good = attestation.size <= ATTESTATION_MAX && next_item(&rest, &map) && map.kind == ITEM_MAP && map.number == 3, empty = false;

    *out = (Registration){0};
    for (int i = 0; good && i < 3; i++) {
        Slice before;

        good = next_item(&rest, &name) && name.kind == ITEM_TEXT;
        before = rest;
        good = good && skip_item(&rest, 0) && next_item(&before, &value);
        if (good && slice_is(name.bytes, "fmt") && value.kind == ITEM_TEXT)
            format = value.bytes;
        else if (good && slice_is(name.bytes, "authData") && value.kind == ITEM_BYTES)
            data = value.bytes;
        else
            empty = good && slice_is(name.bytes, "attStmt") && value.kind == ITEM_MAP && value.number == 0;
    }
    if (!good || rest.size != 0 || format.size == 0 || data.size == 0)
        return problem_set(problem, ERR_SYNTAX, MSG("registration.form"), NULL);
    if (!slice_is(format, "none") || !empty)
        return problem_set(problem, ERR_REFUSED, MSG("registration.attested"), NULL);
    return read_authenticator(data, out, problem);
}
