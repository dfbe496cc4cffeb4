/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys: every vkey of the vectors is read and printed back; what is wrong with one is refused; seeds give the keys of the example record.
 */
#include "record/example.h"

#define DESK "delegation-01/desk-1+a318e518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY"
#define B252 A63 A63 A63 A63
#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void check_round_trip(Slice vkey)
{
    Key    key, other;
    Buffer printed;

    assert_ok(key_parse(vkey, &key, NULL));
    buffer_init(&printed, VKEY_MAX);
    key_print(&key, &printed);
    assert_slices(buffer_slice(&printed), vkey);
    assert_ok(key_make(slice_from(key.name), key.type, (Slice){(const char *)key.material, key.size}, &other, NULL));
    assert_true(key_equal(&key, &other) && memcmp(key.id, other.id, 4) == 0);
    other.material[0] ^= 1;
    assert_false(key_equal(&key, &other));
    buffer_clear(&printed);
}

static void published_vkeys_are_read_and_printed_back(void **state)
{
    static const char *const files[] = {"example-record/vkeys", "c2sp-examples/signed-note.vkey"};
    unsigned                 keys = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(files); i++) {
        Buffer file = example_read(files[i]);
        Slice  rest = buffer_slice(&file);

        for (; rest.size != 0; keys++)
            check_round_trip(example_part(&rest, '\n'));
        buffer_clear(&file);
    }
    assert_number(keys, 14);
}

static void seeds_give_the_keys_of_the_example_record(void **state)
{
    Buffer   file = example_read("example-record/seeds.tsv");
    Slice    rest = buffer_slice(&file), fields[2];
    unsigned keys = 0;

    (void)state;
    while (example_row(&rest, fields, COUNT(fields))) {
        Key       want = example_key(fields[0]);
        uint8_t   seed[SEED_SIZE];
        KeySecret secret;

        if (want.type == KEY_PASSKEY)
            continue;
        assert_true(hex_parse(fields[1], seed, 1));
        memset(seed, seed[0], sizeof seed);
        assert_ok(key_secret_from_seed(fields[0], want.type, seed, &secret, NULL));
        assert_true(key_equal(&secret.key, &want));
        key_secret_wipe(&secret);
        for (size_t i = 0; i < sizeof secret.secret; i++)
            assert_number(secret.secret[i], 0);
        keys++;
    }
    assert_number(keys, 12);
    buffer_clear(&file);
}

static void other_spellings_are_refused(void **state)
{
    static const struct {
        const char *vkey, *message;
    } rows[] = {
        {"", "key.syntax"},
        {"delegation-01/desk-1", "key.syntax"},
        {"delegation-01/desk-1+a318e518", "key.syntax"},
        {"delegation-01/desk-1+a318e518+", "key.syntax"},
        {"delegation-01/desk-1+A318E518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.syntax"},
        {"delegation-01/desk-1+a318e51+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.syntax"},
        {"delegation-01/desk-1 a318e518 Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.syntax"},
        {DESK "\n", "key.syntax"},
        {DESK "=", "key.syntax"},
        {DESK "AAAA", "key.material"},
        {"delegation-01/desk-1+a318e518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fY=", "key.material"}, /* 31 bytes */
        {"delegation-01/desk-1+a318e518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fZ=", "key.syntax"},   /* stray bits */
        {"delegation-01/desk-2+a318e518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.id"},
        {"delegation-01/desk-1+a318e519+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.id"},
        {"delegation-01/desk-1+a318e518+BP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.id"},       /* another type */
        {"delegation-01/desk-1+a318e518+Av0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.type"},     /* 02 */
        {"delegation-01/desk-1+a318e518+Bv0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.type"},     /* 06 */
        {"+a318e518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.name"},
        {"a b+a318e518+Af0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY", "key.name"},
    };
    Key key;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};

        ROW(rows[i].vkey);
        assert_number(key_parse(slice_from(rows[i].vkey), &key, &problem), ERR_SYNTAX);
        assert_slice(slice_from(problem.message), rows[i].message);
    }
}

static void a_name_is_utf8_without_white_space_and_plus(void **state)
{
    static const struct {
        const char *name;
        bool        valid;
    } rows[] = {
        {"a", true}, {"witness1.example.net/w", true}, {"d\xC3\xA9l\xC3\xA9gation", true}, {B252 "abc", true}, {"\xEF\xBF\xBD", true},
        {"", false}, {B252 "abcd", false}, {"a+b", false}, {"a b", false}, {"a\tb", false}, {"a\nb", false}, {"a\x01", false}, {"a\xC2\xA0z", false},
        {"a\xE2\x80\x83z", false}, {"a\xE3\x80\x80z", false}, {"a\xC3", false}, {"\xFF", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        assert_number(key_name_valid(slice_from(rows[i].name)), rows[i].valid);
    }
    assert_false(key_name_valid((Slice){"a\0b", 3}));
}

static void passkey_material_names_a_known_algorithm(void **state)
{
    Key     passkey = example_key(SLICE("delegation-01/passkey-1")), key;
    uint8_t bytes[KEY_MATERIAL_MAX + 1] = {0};
    Slice   name = SLICE("p"), material = {(const char *)bytes, passkey.size};
    static const struct {
        const char *name;
        size_t      at;
        uint8_t     by;
    } rows[] = {{"prefix", 0, 'R'}, {"zero byte", 21, 1}, {"algorithm -8", 23, 0xF8}, {"algorithm -6", 23, 0xFA}, {"curve", 24 + 20, 0x08}, {"compressed point", 24 + 26, 2}};

    (void)state;
    memcpy(bytes, passkey.material, passkey.size);
    assert_ok(key_make(name, KEY_PASSKEY, material, &key, NULL));
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t kept = bytes[rows[i].at];

        ROW(rows[i].name);
        bytes[rows[i].at] = rows[i].by;
        assert_number(key_make(name, KEY_PASSKEY, material, &key, NULL), ERR_SYNTAX);
        bytes[rows[i].at] = kept;
    }
    for (material.size = 0; material.size <= sizeof bytes; material.size++) {
        ROW("length");
        assert_number(key_make(name, KEY_PASSKEY, material, &key, NULL), material.size == passkey.size ? OK : ERR_SYNTAX);
    }
    assert_number(key_make(name, (KeyType)5, (Slice){(const char *)bytes, 32}, &key, NULL), ERR_SYNTAX);
    assert_number(key_secret_from_seed(name, KEY_PASSKEY, bytes, &(KeySecret){0}, NULL), ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vkeys_are_read_and_printed_back),
        cmocka_unit_test(seeds_give_the_keys_of_the_example_record),
        cmocka_unit_test(other_spellings_are_refused),
        cmocka_unit_test(a_name_is_utf8_without_white_space_and_plus),
        cmocka_unit_test(passkey_material_names_a_known_algorithm),
    };

    return cmocka_run_group_tests_name("record key", tests, NULL, NULL);
}
