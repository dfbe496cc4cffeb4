/* SPDX-License-Identifier: Apache-2.0
 *
 * Passkeys: key material, then a text, each with a u16be length before it; the rest is the signature. A key that is made is read back from its vkey. What is good under the
 * terms of an enrolment is good without them; and with one bit of the text turned it never is.
 */
#include "fuzz.h"
#include "record/record.h"

static void check_vkey(const Key *key)
{
    Buffer vkey;
    Key    again;

    buffer_init(&vkey, VKEY_MAX);
    key_print(key, &vkey);
    REQUIRE(vkey.status == OK && key_parse(buffer_slice(&vkey), &again, NULL) == OK && key_equal(key, &again));
    buffer_clear(&vkey);
}

static void check_other_text(const Key *key, Slice text, Slice signature)
{
    Buffer other;

    buffer_init(&other, FUZZ_BUFFER_MAX);
    buffer_add(&other, text);
    buffer_add_byte(&other, 'x');
    other.data[0] ^= 1;
    REQUIRE(passkey_check(key, buffer_slice(&other), signature, NULL, NULL, NULL) == ERR_SIGNATURE);
    buffer_clear(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    PasskeyTerms terms[] = {
        {.rp_id = SLICE("sign.record.example.org"), .origins = {SLICE("https://sign.record.example.org")}, .origin_count = 1},
        {.rp_id = SLICE("localhost"), .origins = {SLICE("https://localhost"), SLICE("http://localhost:8765")}, .origin_count = 2},
    };
    Reader       in = reader_from((Slice){(const char *)data, size});
    Slice        material = reader_take(&in, reader_u16be(&in)), text = reader_take(&in, reader_u16be(&in)), signature;
    Key          key;
    PasskeyFacts facts;
    Problem      problem = {0};
    bool         good;

    if (reader_failed(&in) || key_make(SLICE("a/passkey-1"), KEY_PASSKEY, material, &key, NULL) != OK)
        return 0;
    check_vkey(&key);
    signature = reader_take(&in, size - in.at);
    good = passkey_check(&key, text, signature, NULL, &facts, &problem) == OK;
    REQUIRE(good || (problem.status == ERR_SIGNATURE && problem.message != NULL));
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        REQUIRE(passkey_check(&key, text, signature, &terms[i], NULL, NULL) != OK || good);
    if (good)
        check_other_text(&key, text, signature);
    return 0;
}
