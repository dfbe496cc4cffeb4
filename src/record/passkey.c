/* SPDX-License-Identifier: Apache-2.0
 *
 * A passkey's assertion (WebAuthn) as a signature: it signs authenticatorData || SHA-256(clientDataJSON), and the challenge in clientDataJSON is a hash of the
 * text. clientDataJSON is not parsed as JSON: WebAuthn fixes how it begins, so that it can be compared byte by byte. Whose rp_id and origins are good is
 * said by the enrolment; the counter is never judged, because synced passkeys have none.
 *
 * The key comes as SPKI DER, in one spelling. For ES256 and EdDSA it has one form, which is compared before OpenSSL sees it: other curves, parameters spelled out and compressed
 * points are refused that way.
 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sodium.h>

#include "record/passkey_internal.h"

#define MATERIAL_BEGIN "rapporteur/passkey/v1" /* and its zero byte */
#define SPKI_P256 "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04"
#define SPKI_ED25519 "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"
#define SPKI_RSA "\x30\x82"

enum {
    RSA_BITS_MIN = 2048,
    AUTHENTICATOR_MIN = 37, /* hash of the rp_id, flags, counter */
    FLAGS_AT = 32, USER_PRESENT = 0x01, USER_VERIFIED = 0x04, BACKUP_ELIGIBLE = 0x08, BACKED_UP = 0x10,
    CHALLENGE_SIZE = 43     /* 32 bytes in base64url */
};

/* What each COSE algorithm asks of the key. `size`: of the whole SPKI; 0: any. */
typedef struct Algorithm {
    int         cose;
    const char *type;
    const char *begin;
    size_t      begin_size, size;
    bool        sha256; /* the signature is over a hash of the message; Ed25519 does its own */
} Algorithm;

static const Algorithm algorithms[] = {
    {-7, "EC", SPKI_P256, sizeof SPKI_P256 - 1, 91, true},
    {-8, "ED25519", SPKI_ED25519, sizeof SPKI_ED25519 - 1, 44, false},
    {-257, "RSA", SPKI_RSA, sizeof SPKI_RSA - 1, 0, true},
};

/* NULL when the material is not in the form of an algorithm that we know. */
static const Algorithm *algorithm_of(Slice material, Slice *spki)
{
    Reader in = reader_from(material);
    Slice  begin = reader_take(&in, sizeof MATERIAL_BEGIN);
    int    cose = (int16_t)reader_u16be(&in);

    if (reader_failed(&in) || memcmp(begin.data, MATERIAL_BEGIN, sizeof MATERIAL_BEGIN) != 0)
        return NULL;
    *spki = slice_part(material, in.at, material.size);
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        const Algorithm *algorithm = &algorithms[i];

        if (cose == algorithm->cose && spki->size > algorithm->begin_size && (algorithm->size == 0 || spki->size == algorithm->size) &&
            memcmp(spki->data, algorithm->begin, algorithm->begin_size) == 0)
            return algorithm;
    }
    return NULL;
}

bool passkey_material_valid(Slice material)
{
    Slice spki;

    return algorithm_of(material, &spki) != NULL;
}

/* Only a lack of memory may not be taken for a bad signature: another machine would judge otherwise. Empties OpenSSL's list of errors. */
static Status refuse(Problem *problem, const char *message)
{
    unsigned long error;
    bool          memory = false;

    while ((error = ERR_get_error()) != 0)
        memory = memory || ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
    if (memory)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return problem_set(problem, ERR_SIGNATURE, message, NULL);
}

/* OpenSSL reads more spellings of a key than it writes; the one that it writes is DER, with parameters NULL. A library that reads strictly must come to the same. */
static bool one_spelling(EVP_PKEY *key, Slice spki)
{
    unsigned char *written = NULL;
    int            size = i2d_PUBKEY(key, &written);
    bool           same = size > 0 && (size_t)size == spki.size && memcmp(written, spki.data, spki.size) == 0;

    OPENSSL_free(written);
    return same;
}

/* The whole SPKI is one key of the type named. */
static Status read_key(const Algorithm *algorithm, Slice spki, EVP_PKEY **out, Problem *problem)
{
    const unsigned char *at = (const unsigned char *)spki.data, *end = at + spki.size;

    *out = d2i_PUBKEY(NULL, &at, (long)spki.size);
    if (*out == NULL || at != end || !EVP_PKEY_is_a(*out, algorithm->type))
        return refuse(problem, MSG("passkey.key"));
    if (strcmp(algorithm->type, "RSA") == 0 && (EVP_PKEY_get_bits(*out) < RSA_BITS_MIN || !one_spelling(*out, spki)))
        return refuse(problem, MSG("passkey.key"));
    return OK;
}

static Status verify(const Algorithm *algorithm, Slice spki, Slice message, Slice signature, Problem *problem)
{
    EVP_PKEY   *key = NULL;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    Status      status;

    ERR_clear_error();
    if (context == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    TRY_OR(done, read_key(algorithm, spki, &key, problem));
    if (EVP_DigestVerifyInit(context, NULL, algorithm->sha256 ? EVP_sha256() : NULL, NULL, key) != 1 ||
        EVP_DigestVerify(context, (const unsigned char *)signature.data, signature.size, (const unsigned char *)message.data, message.size) != 1)
        status = refuse(problem, MSG("passkey.signature"));
done:
    EVP_PKEY_free(key);
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return status;
}

/* Takes `wanted` off *rest; false when something else stands there. */
static bool take(Slice *rest, const char *wanted)
{
    if (!slice_starts(*rest, wanted))
        return false;
    *rest = slice_part(*rest, strlen(wanted), rest->size);
    return true;
}

/* The origin up to the closing quote. One with an escape or a control character has more than one spelling, and is refused. */
static bool take_origin(Slice *rest, Slice *origin)
{
    size_t size = 0;

    while (size < rest->size && rest->data[size] != '"') {
        if (rest->data[size] == '\\' || (unsigned char)rest->data[size] < 0x20)
            return false;
        size++;
    }
    *origin = slice_part(*rest, 0, size);
    *rest = slice_part(*rest, size, rest->size);
    return size != 0 && take(rest, "\"");
}

static bool is_enrolled(Slice origin, const PasskeyTerms *terms)
{
    for (size_t i = 0; i < terms->origin_count; i++)
        if (slice_equal(origin, terms->origins[i]))
            return true;
    return false;
}

static void challenge_of(Slice text, char out[CHALLENGE_SIZE + 1])
{
    uint8_t     digest[SHA256_SIZE];
    const Slice parts[] = {SLICE("rapporteur/webauthn/v1\n"), text};

    sha256_parts(parts, sizeof parts / sizeof parts[0], digest);
    (void)sodium_bin2base64(out, CHALLENGE_SIZE + 1, digest, sizeof digest, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* {"type":"webauthn.get","challenge":"<43>","origin":"<o>","crossOrigin":false and then "," or "}". A `challenge` of NULL is any. */
static Status check_client_data(Slice data, const char *challenge, const PasskeyTerms *terms, Problem *problem)
{
    Slice origin;

    if (!take(&data, "{\"type\":\"webauthn.get\",\"challenge\":\"") || data.size < CHALLENGE_SIZE)
        return problem_set(problem, ERR_SIGNATURE, MSG("passkey.client_data"), NULL);
    if (challenge == NULL)
        data = slice_part(data, CHALLENGE_SIZE, data.size);
    else if (!take(&data, challenge))
        return problem_set(problem, ERR_SIGNATURE, MSG("passkey.challenge"), NULL);
    if (!take(&data, "\""))
        return problem_set(problem, ERR_SIGNATURE, MSG("passkey.challenge"), NULL);
    if (!take(&data, ",\"origin\":\"") || !take_origin(&data, &origin) || !take(&data, ",\"crossOrigin\":false") || (!take(&data, ",") && !take(&data, "}")))
        return problem_set(problem, ERR_SIGNATURE, MSG("passkey.client_data"), NULL);
    if (terms != NULL && !is_enrolled(origin, terms))
        return problem_set(problem, ERR_SIGNATURE, MSG("passkey.origin"), NULL);
    return OK;
}

static Status check_authenticator(Slice data, const PasskeyTerms *terms, PasskeyFacts *facts, Problem *problem)
{
    uint8_t rp_id[SHA256_SIZE], flags;

    if (data.size < AUTHENTICATOR_MIN)
        return problem_set(problem, ERR_SIGNATURE, MSG("passkey.parts"), NULL);
    if (terms != NULL) {
        sha256_parts(&terms->rp_id, 1, rp_id);
        if (memcmp(data.data, rp_id, sizeof rp_id) != 0)
            return problem_set(problem, ERR_SIGNATURE, MSG("passkey.rp_id"), NULL);
    }
    flags = (uint8_t)data.data[FLAGS_AT];
    if ((flags & USER_PRESENT) == 0 || (flags & USER_VERIFIED) == 0)
        return problem_set(problem, ERR_SIGNATURE, MSG("passkey.flags"), NULL);
    *facts = (PasskeyFacts){.backup_eligible = (flags & BACKUP_ELIGIBLE) != 0, .backed_up = (flags & BACKED_UP) != 0};
    return OK;
}

static Status take_parts(Slice signature, Slice *authenticator, Slice *client_data, Slice *assertion, Problem *problem)
{
    Reader in = reader_from(signature);

    *authenticator = reader_take(&in, reader_u16be(&in));
    *client_data = reader_take(&in, reader_u16be(&in));
    *assertion = reader_take(&in, reader_u16be(&in));
    return reader_done(&in) && signature.size <= SIGNATURE_MAX ? OK : problem_set(problem, ERR_SIGNATURE, MSG("passkey.parts"), NULL);
}

Status passkey_signature_print(Slice authenticator, Slice client_data, Slice assertion, Buffer *out)
{
    const Slice parts[] = {authenticator, client_data, assertion};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].size > SIGNATURE_MAX)
            return ERR_LIMIT;
        buffer_add_u16be(out, (uint16_t)parts[i].size);
        buffer_add(out, parts[i]);
    }
    return out->status;
}

Status passkey_terms_check(Slice signature, const PasskeyTerms *terms, Problem *problem)
{
    Slice        authenticator, client_data, assertion;
    PasskeyFacts facts;

    TRY(take_parts(signature, &authenticator, &client_data, &assertion, problem));
    TRY(check_client_data(client_data, NULL, terms, problem));
    return check_authenticator(authenticator, terms, &facts, problem);
}

Status passkey_check(const Key *key, Slice text, Slice signature, const PasskeyTerms *terms, PasskeyFacts *facts, Problem *problem)
{
    Slice            spki, authenticator, client_data, assertion;
    const Algorithm *algorithm = key->type == KEY_PASSKEY ? algorithm_of((Slice){(const char *)key->material, key->size}, &spki) : NULL;
    PasskeyFacts     found;
    char             challenge[CHALLENGE_SIZE + 1];
    uint8_t          message[SIGNATURE_MAX + SHA256_SIZE];

    if (algorithm == NULL)
        return problem_set(problem, ERR_SIGNATURE, MSG("passkey.key"), NULL);
    TRY(take_parts(signature, &authenticator, &client_data, &assertion, problem));
    challenge_of(text, challenge);
    TRY(check_client_data(client_data, challenge, terms, problem));
    TRY(check_authenticator(authenticator, terms, &found, problem));
    memcpy(message, authenticator.data, authenticator.size);
    sha256_parts(&client_data, 1, message + authenticator.size);
    TRY(verify(algorithm, spki, (Slice){(const char *)message, authenticator.size + SHA256_SIZE}, assertion, problem));
    if (facts != NULL)
        *facts = found;
    return OK;
}
