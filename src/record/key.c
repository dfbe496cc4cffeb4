/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys: public ones as vkeys say them, and the secret half of the Ed25519 ones. A vkey has one spelling: reading checks the key id against the name and the
 * material, and the base64 against its canonical form, so printing gives the same characters back.
 */
#include <inttypes.h>
#include <sodium.h>

#include "record/note_internal.h"
#include "record/passkey_internal.h"

enum { ID_DIGITS = 8, COSIGNATURE_HEAD_MAX = 64 };

bool key_name_valid(Slice name)
{
    if (name.size == 0 || name.size > KEY_NAME_MAX)
        return false;
    for (size_t at = 0; at < name.size;) {
        unsigned char c = (unsigned char)name.data[at];
        size_t        before = at;

        if (c < 0x80) {
            if (c <= ' ' || c == '+') /* a note has no control characters, so no name has */
                return false;
            at++;
            continue;
        }
        if (rune_is_space(utf8_next(name, &at)) || at == before + 1)
            return false;
    }
    return true;
}

static bool material_valid(KeyType type, Slice material)
{
    switch (type) {
    case KEY_ED25519:
    case KEY_COSIGNER: return material.size == crypto_sign_PUBLICKEYBYTES;
    case KEY_PASSKEY: return passkey_material_valid(material);
    }
    return false;
}

static void set_id(Key *key)
{
    uint8_t     digest[SHA256_SIZE];
    const char  type = (char)key->type;
    const Slice parts[] = {slice_from(key->name), SLICE("\n"), {&type, 1}, {(const char *)key->material, key->size}};

    sha256_parts(parts, sizeof parts / sizeof parts[0], digest);
    memcpy(key->id, digest, sizeof key->id);
}

Status key_make(Slice name, KeyType type, Slice material, Key *out, Problem *problem)
{
    if (!key_name_valid(name))
        return problem_set(problem, ERR_SYNTAX, MSG("key.name"), NULL);
    if (type != KEY_ED25519 && type != KEY_COSIGNER && type != KEY_PASSKEY)
        return problem_set(problem, ERR_SYNTAX, MSG("key.type"), NULL);
    if (material.size > KEY_MATERIAL_MAX || !material_valid(type, material))
        return problem_set(problem, ERR_SYNTAX, MSG("key.material"), NULL);
    *out = (Key){.type = type, .size = (uint16_t)material.size};
    memcpy(out->name, name.data, name.size);
    memcpy(out->material, material.data, material.size);
    set_id(out);
    return OK;
}

Status key_parse(Slice vkey, Key *out, Problem *problem)
{
    const char *plus = vkey.size != 0 && vkey.size <= VKEY_MAX ? memchr(vkey.data, '+', vkey.size) : NULL;
    size_t      name = plus != NULL ? (size_t)(plus - vkey.data) : 0, material = name + 1 + ID_DIGITS + 1, size;
    uint8_t     id[4], bytes[1 + KEY_MATERIAL_MAX];

    if (plus == NULL || vkey.size <= material || vkey.data[material - 1] != '+' || !hex_parse(slice_part(vkey, name + 1, material - 1), id, sizeof id) ||
        !base64_parse(slice_part(vkey, material, vkey.size), bytes, sizeof bytes, &size) || size == 0)
        return problem_set(problem, ERR_SYNTAX, MSG("key.syntax"), NULL);
    TRY(key_make(slice_part(vkey, 0, name), (KeyType)bytes[0], (Slice){(const char *)bytes + 1, size - 1}, out, problem));
    if (memcmp(id, out->id, sizeof id) != 0)
        return problem_set(problem, ERR_SYNTAX, MSG("key.id"), "name", out->name, NULL);
    return OK;
}

void key_print(const Key *key, Buffer *out)
{
    char    id[ID_DIGITS + 1];
    uint8_t bytes[1 + KEY_MATERIAL_MAX] = {(uint8_t)key->type};

    hex_print(key->id, sizeof key->id, id);
    memcpy(bytes + 1, key->material, key->size);
    buffer_add_string(out, key->name);
    buffer_add_byte(out, '+');
    buffer_add_string(out, id);
    buffer_add_byte(out, '+');
    base64_print((Slice){(const char *)bytes, (size_t)key->size + 1}, out);
}

bool key_equal(const Key *a, const Key *b)
{
    return a->type == b->type && a->size == b->size && memcmp(a->material, b->material, a->size) == 0 && strcmp(a->name, b->name) == 0;
}

Status key_secret_from_seed(Slice name, KeyType type, const uint8_t seed[SEED_SIZE], KeySecret *out, Problem *problem)
{
    uint8_t public[crypto_sign_PUBLICKEYBYTES];
    Status  status;

    if (type != KEY_ED25519 && type != KEY_COSIGNER)
        return problem_set(problem, ERR_SYNTAX, MSG("key.type"), NULL);
    (void)crypto_sign_seed_keypair(public, out->secret, seed);
    status = key_make(name, type, (Slice){(const char *)public, sizeof public}, &out->key, problem);
    if (status != OK)
        key_secret_wipe(out);
    return status;
}

void key_secret_wipe(KeySecret *secret)
{
    sodium_memzero(secret, sizeof *secret);
}

void cosignature_message(uint64_t time, Slice text, Buffer *out)
{
    buffer_add_format(out, "cosignature/v1\ntime %" PRIu64 "\n", time);
    buffer_add(out, text);
}

/* A cosignature carries its time in front of the signature. */
static void sign_cosignature(const KeySecret *secret, Slice text, uint64_t time, Buffer *out)
{
    uint8_t field[8 + ED25519_SIZE];
    Buffer  message;

    buffer_init(&message, text.size + COSIGNATURE_HEAD_MAX);
    cosignature_message(time, text, &message);
    for (int i = 0; i < 8; i++)
        field[i] = (uint8_t)(time >> (56 - 8 * i));
    if (message.status != OK)
        out->status = out->status != OK ? out->status : message.status;
    else
        (void)crypto_sign_detached(field + 8, NULL, (const uint8_t *)message.data, message.size, secret->secret);
    if (message.status == OK)
        note_line_print(slice_from(secret->key.name), secret->key.id, (Slice){(const char *)field, sizeof field}, out);
    buffer_clear(&message);
}

void key_secret_sign(const KeySecret *secret, Slice text, uint64_t time, Buffer *out)
{
    uint8_t signature[ED25519_SIZE];

    REQUIRE(secret->key.type == KEY_ED25519 || (secret->key.type == KEY_COSIGNER && time != 0));
    if (secret->key.type == KEY_COSIGNER) {
        sign_cosignature(secret, text, time, out);
        return;
    }
    (void)crypto_sign_detached(signature, NULL, (const uint8_t *)text.data, text.size, secret->secret);
    note_line_print(slice_from(secret->key.name), secret->key.id, (Slice){(const char *)signature, sizeof signature}, out);
}
