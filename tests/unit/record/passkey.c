/* SPDX-License-Identifier: Apache-2.0
 *
 * Passkeys: the assertions of the vectors, and assertions made here with keys of each algorithm, whole and with one thing wrong. Refusals must name the rule, so that no
 * case is refused for another reason than its own.
 */
#include <jansson.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sodium.h>

#include "record/example.h"

#define RP_ID "sign.example.org"
#define ORIGIN "https://sign.example.org"
#define CLIENT_DATA "{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\"" ORIGIN "\",\"crossOrigin\":false}"

enum { PIECE_MAX = 2048 };

static const PasskeyTerms terms = {.rp_id = {RP_ID, sizeof RP_ID - 1}, .origins = {{"https://other.example.org", 25}, {ORIGIN, sizeof ORIGIN - 1}}, .origin_count = 2};

static void add_part(Buffer *out, Slice part)
{
    buffer_add_u16be(out, (uint16_t)part.size);
    buffer_add(out, part);
}

static Key make_key(int cose, Slice spki)
{
    Buffer material;
    Key    key;

    buffer_init(&material, KEY_MATERIAL_MAX);
    buffer_add(&material, (Slice){"rapporteur/passkey/v1", 22});
    buffer_add_u16be(&material, (uint16_t)cose);
    buffer_add(&material, spki);
    assert_ok(key_make(SLICE("a/passkey-1"), KEY_PASSKEY, buffer_slice(&material), &key, NULL));
    buffer_clear(&material);
    return key;
}

/* ---- the vector made with a browser ---- */

typedef struct Vector {
    Key    key;
    Buffer text, authenticator, client_data, assertion;
} Vector;

static Buffer field_of(const json_t *object, const char *name)
{
    uint8_t bytes[PIECE_MAX];
    size_t  size;
    Buffer  out;

    assert_true(base64_parse(json_slice(json_object_get(object, name)), bytes, sizeof bytes, &size));
    buffer_init(&out, PIECE_MAX);
    buffer_add(&out, (Slice){(const char *)bytes, size});
    return out;
}

static Vector read_vector(void)
{
    Buffer  file = example_read("webauthn/assertion-es256.json"), spki;
    json_t *object = NULL;
    Vector  vector;

    assert_ok(json_read(buffer_slice(&file), &object, NULL));
    spki = field_of(object, "spki");
    vector = (Vector){.key = make_key((int)json_integer_value(json_object_get(object, "cose_alg")), buffer_slice(&spki)), .text = field_of(object, "signed_text"),
                      .authenticator = field_of(object, "authenticator_data"), .client_data = field_of(object, "client_data_json"),
                      .assertion = field_of(object, "signature")};
    buffer_clear(&spki);
    buffer_clear(&file);
    json_decref(object);
    return vector;
}

static Status check_vector(const Vector *vector, Slice text, const PasskeyTerms *asked, PasskeyFacts *facts, Problem *problem)
{
    Buffer signature;
    Status status;

    buffer_init(&signature, SIGNATURE_MAX);
    add_part(&signature, buffer_slice(&vector->authenticator));
    add_part(&signature, buffer_slice(&vector->client_data));
    add_part(&signature, buffer_slice(&vector->assertion));
    status = passkey_check(&vector->key, text, buffer_slice(&signature), asked, facts, problem);
    buffer_clear(&signature);
    return status;
}

static void a_browsers_assertion_is_good_only_as_it_stands(void **state)
{
    Vector       vector = read_vector();
    Slice        text = buffer_slice(&vector.text);
    PasskeyTerms asked = {.rp_id = SLICE("localhost"), .origins = {SLICE("http://localhost:8765")}, .origin_count = 1};
    PasskeyFacts facts = {true, true};
    Problem      problem = {0};

    (void)state;
    assert_ok(check_vector(&vector, text, &asked, &facts, NULL));
    assert_false(facts.backup_eligible || facts.backed_up);
    assert_ok(check_vector(&vector, text, NULL, NULL, NULL));
    asked.origins[0] = SLICE("http://localhost:8766");
    assert_number(check_vector(&vector, text, &asked, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.origin");
    asked.origins[0] = SLICE("http://localhost:8765");
    asked.rp_id = SLICE("localhos");
    assert_number(check_vector(&vector, text, &asked, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.rp_id");
    assert_number(check_vector(&vector, slice_part(text, 0, text.size - 1), NULL, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.challenge");
    vector.authenticator.data[32] ^= 0x04;
    assert_number(check_vector(&vector, text, NULL, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.flags");
    vector.authenticator.data[32] ^= 0x04;
    vector.authenticator.data[36] ^= 1; /* the counter is not judged, but it is signed */
    assert_number(check_vector(&vector, text, NULL, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.signature");
    buffer_clear(&vector.text);
    buffer_clear(&vector.authenticator);
    buffer_clear(&vector.client_data);
    buffer_clear(&vector.assertion);
}

static void the_passkey_entry_of_the_example_record_is_good(void **state)
{
    Buffer         file = example_read("example-record/entry-9");
    Entry          entry;
    Key            key = example_key(SLICE("delegation-01/passkey-1"));
    SignatureFacts facts;
    PasskeyTerms   asked = {.rp_id = SLICE("sign.record.example.org"), .origins = {SLICE("https://sign.record.example.org")}, .origin_count = 1};

    (void)state;
    assert_ok(entry_decode(buffer_slice(&file), &entry, NULL));
    assert_ok(note_line_check(&entry.line[0], entry.body, &key, &asked, &facts, NULL));
    assert_false(facts.passkey.backup_eligible || facts.passkey.backed_up || facts.time != 0);
    asked.origin_count = 0;
    assert_number(note_line_check(&entry.line[0], entry.body, &key, &asked, &facts, NULL), ERR_SIGNATURE);
    buffer_clear(&file);
}

/* ---- assertions made here ---- */

typedef struct Made {
    int       cose;
    EVP_PKEY *secret;
    Key       key;
} Made;

static Made make(int cose, EVP_PKEY *secret)
{
    unsigned char *der = NULL;
    int            size = i2d_PUBKEY(secret, &der);
    Made           made = {.cose = cose, .secret = secret};

    assert_true(secret != NULL && size > 0);
    made.key = make_key(cose, (Slice){(const char *)der, (size_t)size});
    OPENSSL_free(der);
    return made;
}

/* Signs as an authenticator would, whatever the parts are. `client_data` has a %s for the challenge. */
static Status check_made(const Made *made, Slice authenticator, const char *client_data, const char *more, const PasskeyTerms *asked, PasskeyFacts *facts,
                         Problem *problem)
{
    Slice         text = SLICE("rapporteur/act/v1\nsome act\n"), challenged[] = {SLICE("rapporteur/webauthn/v1\n"), text};
    uint8_t       digest[SHA256_SIZE];
    char          challenge[64], said[PIECE_MAX];
    unsigned char assertion[1024];
    size_t        size = sizeof assertion;
    Buffer        message, signature;
    Status        status;
    EVP_MD_CTX   *context = EVP_MD_CTX_new();
    const char   *at = strstr(client_data, "%s");

    sha256_parts(challenged, 2, digest);
    (void)sodium_bin2base64(challenge, sizeof challenge, digest, sizeof digest, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (at != NULL)
        (void)snprintf(said, sizeof said, "%.*s%s%s", (int)(at - client_data), client_data, challenge, at + 2);
    else
        (void)snprintf(said, sizeof said, "%s", client_data);
    assert_ok(sha256(slice_from(said), digest));
    buffer_init(&message, SIGNATURE_MAX);
    buffer_init(&signature, 2 * SIGNATURE_MAX);
    buffer_add(&message, authenticator);
    buffer_add(&message, (Slice){(const char *)digest, sizeof digest});
    assert_true(EVP_DigestSignInit(context, NULL, made->cose == -8 ? NULL : EVP_sha256(), NULL, made->secret) == 1);
    assert_true(EVP_DigestSign(context, assertion, &size, (const unsigned char *)message.data, message.size) == 1);
    EVP_MD_CTX_free(context);
    add_part(&signature, authenticator);
    add_part(&signature, slice_from(said));
    add_part(&signature, (Slice){(const char *)assertion, size});
    buffer_add_string(&signature, more);
    status = passkey_check(&made->key, text, buffer_slice(&signature), asked, facts, problem);
    buffer_clear(&message);
    buffer_clear(&signature);
    return status;
}

/* SHA-256(rp_id) || flags || counter. */
static Slice authenticator_data(char out[37], const char *rp_id, uint8_t flags)
{
    memset(out, 0, 37);
    assert_ok(sha256(slice_from(rp_id), (uint8_t *)out));
    out[32] = (char)flags;
    return (Slice){out, 37};
}

static void each_algorithm_and_flag_is_judged(void **state)
{
    Made made[] = {make(-7, EVP_EC_gen("P-256")), make(-8, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")), make(-257, EVP_RSA_gen(2048)), make(-257, EVP_RSA_gen(4096))};
    char authenticator[37];

    (void)state;
    for (size_t i = 0; i < COUNT(made); i++) {
        for (unsigned flags = 0; flags < 256; flags++) {
            PasskeyFacts facts = {0};
            bool         good = (flags & 5) == 5;

            if (i != 1 && flags % 8 != 5 && flags > 8) /* all of them with the fastest algorithm */
                continue;
            assert_number(check_made(&made[i], authenticator_data(authenticator, RP_ID, (uint8_t)flags), CLIENT_DATA, "", &terms, &facts, NULL),
                          good ? OK : ERR_SIGNATURE);
            assert_number(facts.backup_eligible, good && (flags & 8) != 0);
            assert_number(facts.backed_up, good && (flags & 16) != 0);
        }
        made[i].key.material[0] ^= 1;
        assert_number(check_made(&made[i], authenticator_data(authenticator, RP_ID, 5), CLIENT_DATA, "", &terms, NULL, NULL), ERR_SIGNATURE);
    }
    for (size_t i = 0; i < COUNT(made); i++)
        EVP_PKEY_free(made[i].secret);
}

#define BEGIN "{\"type\":\"webauthn.get\",\"challenge\":\"%s\",\"origin\":\""

static void what_the_browser_says_begins_exactly_so(void **state)
{
    static const struct {
        const char *client_data, *message;
    } rows[] = {
        {CLIENT_DATA, ""},
        {BEGIN "https://other.example.org\",\"crossOrigin\":false}", ""},
        {BEGIN ORIGIN "\",\"crossOrigin\":false,\"other_keys_can_be_added_here\":1}", ""},
        {BEGIN ORIGIN "\",\"crossOrigin\":true}", "passkey.client_data"},
        {BEGIN ORIGIN "\",\"crossOrigin\":false", "passkey.client_data"},
        {BEGIN ORIGIN "\",\"crossOrigin\":false }", "passkey.client_data"},
        {BEGIN ORIGIN "\",\"crossOrigin\":falsey}", "passkey.client_data"},
        {BEGIN ORIGIN "\"}", "passkey.client_data"},
        {BEGIN ORIGIN "\",\"topOrigin\":\"x\",\"crossOrigin\":false}", "passkey.client_data"},
        {BEGIN ORIGIN, "passkey.client_data"},
        {BEGIN "\",\"crossOrigin\":false}", "passkey.client_data"},
        {BEGIN "https:\\/\\/sign.example.org\",\"crossOrigin\":false}", "passkey.client_data"},
        {BEGIN "https://sign.example.org\n\",\"crossOrigin\":false}", "passkey.client_data"},
        {BEGIN "https://sign.example.org/\",\"crossOrigin\":false}", "passkey.origin"},
        {BEGIN "https://sign.example.or\",\"crossOrigin\":false}", "passkey.origin"},
        {BEGIN "http://sign.example.org\",\"crossOrigin\":false}", "passkey.origin"},
        {BEGIN "https://evil.example.org\",\"crossOrigin\":false,\"origin\":\"" ORIGIN "\"}", "passkey.origin"},
        {"{\"type\":\"webauthn.create\",\"challenge\":\"%s\",\"origin\":\"" ORIGIN "\",\"crossOrigin\":false}", "passkey.client_data"},
        {" " CLIENT_DATA, "passkey.client_data"},
        {"{\"challenge\":\"%s\",\"type\":\"webauthn.get\",\"origin\":\"" ORIGIN "\",\"crossOrigin\":false}", "passkey.client_data"},
        {"{\"type\":\"webauthn.get\", \"challenge\":\"%s\",\"origin\":\"" ORIGIN "\",\"crossOrigin\":false}", "passkey.client_data"},
        {"{\"type\":\"webauthn.get\",\"challenge\":\"%s=\",\"origin\":\"" ORIGIN "\",\"crossOrigin\":false}", "passkey.challenge"},
        {"{\"type\":\"webauthn.get\",\"challenge\":\"X%s\",\"origin\":\"" ORIGIN "\",\"crossOrigin\":false}", "passkey.challenge"},
        {"{\"type\":\"webauthn.get\",\"challenge\":\"\",\"origin\":\"" ORIGIN "\",\"crossOrigin\":false}", "passkey.challenge"},
        {"{\"type\":\"webauthn.get\",\"challenge\":\"", "passkey.client_data"},
        {"", "passkey.client_data"},
    };
    Made made = make(-7, EVP_EC_gen("P-256"));
    char authenticator[37];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};

        ROW(rows[i].client_data);
        assert_number(check_made(&made, authenticator_data(authenticator, RP_ID, 5), rows[i].client_data, "", &terms, NULL, &problem),
                      *rows[i].message != '\0' ? ERR_SIGNATURE : OK);
        assert_slice(slice_from(problem.message), rows[i].message);
    }
    EVP_PKEY_free(made.secret);
}

static void what_the_authenticator_says_is_whole(void **state)
{
    Made    made = make(-7, EVP_EC_gen("P-256"));
    char    authenticator[37], longer[60] = {0};
    Slice   whole = authenticator_data(authenticator, RP_ID, 5);
    Problem problem = {0};

    (void)state;
    memcpy(longer, whole.data, whole.size);
    assert_ok(check_made(&made, (Slice){longer, sizeof longer}, CLIENT_DATA, "", &terms, NULL, NULL)); /* extensions */
    for (size_t size = 0; size < whole.size; size++)
        assert_number(check_made(&made, slice_part(whole, 0, size), CLIENT_DATA, "", &terms, NULL, NULL), ERR_SIGNATURE);
    assert_number(check_made(&made, whole, CLIENT_DATA, "x", &terms, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.parts");
    assert_number(check_made(&made, authenticator_data(authenticator, "sign.example.com", 5), CLIENT_DATA, "", &terms, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.rp_id");
    assert_ok(check_made(&made, authenticator_data(authenticator, "sign.example.com", 5), CLIENT_DATA, "", NULL, NULL, NULL));
    assert_number(passkey_check(&made.key, SLICE("x"), (Slice){"\0\0\0\0\0", 5}, NULL, NULL, NULL), ERR_SIGNATURE);
    assert_number(passkey_check(&made.key, SLICE("x"), (Slice){NULL, 0}, NULL, NULL, NULL), ERR_SIGNATURE);
    EVP_PKEY_free(made.secret);
}

/* The parameters of rsaEncryption left out: many libraries read that, and it is another vkey for the same key. */
static void an_rsa_key_has_one_spelling(void **state)
{
    enum { SPKI_AT = 22 + 2, INNER_LENGTH_AT = SPKI_AT + 5, PARAMETERS_AT = SPKI_AT + 17, AFTER = PARAMETERS_AT + 2 };
    Made    made = make(-257, EVP_RSA_gen(2048));
    char    authenticator[37];
    Slice   data = authenticator_data(authenticator, RP_ID, 5);
    Problem problem = {0};

    (void)state;
    assert_ok(check_made(&made, data, CLIENT_DATA, "", &terms, NULL, NULL));
    assert_memory_equal(made.key.material + PARAMETERS_AT, "\x05\x00", 2);
    memmove(made.key.material + PARAMETERS_AT, made.key.material + AFTER, made.key.size - AFTER);
    made.key.size -= 2;
    made.key.material[SPKI_AT + 3] -= 2;
    made.key.material[INNER_LENGTH_AT] -= 2;
    assert_number(check_made(&made, data, CLIENT_DATA, "", &terms, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.key");
    EVP_PKEY_free(made.secret);
}

/* The algorithm that the key names decides; a key of another kind, or too short, is none. */
static void a_key_of_another_kind_is_refused(void **state)
{
    Made           short_key = make(-257, EVP_RSA_gen(1920)), other = make(-7, EVP_EC_gen("P-256"));
    EVP_PKEY      *wrong = EVP_EC_gen("P-384");
    unsigned char *der = NULL;
    int            size = i2d_PUBKEY(wrong, &der);
    char           authenticator[37];
    Slice          data = authenticator_data(authenticator, RP_ID, 5), prefix = {"rapporteur/passkey/v1", 22};
    Buffer         material;
    Key            key;
    Problem        problem = {0};

    (void)state;
    assert_number(check_made(&short_key, data, CLIENT_DATA, "", &terms, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.key");
    other.key.material[22 + 2 + 50] ^= 1; /* no longer a point of the curve */
    assert_number(check_made(&other, data, CLIENT_DATA, "", &terms, NULL, &problem), ERR_SIGNATURE);
    assert_slice(slice_from(problem.message), "passkey.key");
    buffer_init(&material, KEY_MATERIAL_MAX);
    buffer_add(&material, prefix);
    buffer_add_u16be(&material, (uint16_t)-7);
    buffer_add(&material, (Slice){(const char *)der, (size_t)size});
    assert_number(key_make(SLICE("a/p"), KEY_PASSKEY, buffer_slice(&material), &key, NULL), ERR_SYNTAX);
    assert_number(passkey_check(&(Key){.type = KEY_ED25519}, SLICE("x"), SLICE("x"), NULL, NULL, NULL), ERR_SIGNATURE);
    buffer_clear(&material);
    OPENSSL_free(der);
    EVP_PKEY_free(wrong);
    EVP_PKEY_free(other.secret);
    EVP_PKEY_free(short_key.secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_browsers_assertion_is_good_only_as_it_stands),
        cmocka_unit_test(the_passkey_entry_of_the_example_record_is_good),
        cmocka_unit_test(each_algorithm_and_flag_is_judged),
        cmocka_unit_test(what_the_browser_says_begins_exactly_so),
        cmocka_unit_test(what_the_authenticator_says_is_whole),
        cmocka_unit_test(an_rsa_key_has_one_spelling),
        cmocka_unit_test(a_key_of_another_kind_is_refused),
    };

    return cmocka_run_group_tests_name("record passkey", tests, NULL, NULL);
}
