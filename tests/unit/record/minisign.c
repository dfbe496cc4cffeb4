/* SPDX-License-Identifier: Apache-2.0
 *
 * Signatures in files of their own: what minisign 0.11 signed is good; its older way, another key, and every changed byte are not; and what we print is read again.
 */
#include "record/example.h"

typedef struct Vectors {
    Buffer      file, signature, legacy, key_text, other_text;
    MinisignKey key, other;
} Vectors;

static void vectors_read(Vectors *out)
{
    out->file = example_read("minisign/file.txt");
    out->signature = example_read("minisign/file.txt.minisig");
    out->legacy = example_read("minisign/legacy.minisig");
    out->key_text = example_read("minisign/key.pub");
    out->other_text = example_read("minisign/other.pub");
    assert_ok(minisign_key_parse(buffer_slice(&out->key_text), &out->key, NULL));
    assert_ok(minisign_key_parse(buffer_slice(&out->other_text), &out->other, NULL));
}

static void vectors_clear(Vectors *vectors)
{
    buffer_clear(&vectors->file);
    buffer_clear(&vectors->signature);
    buffer_clear(&vectors->legacy);
    buffer_clear(&vectors->key_text);
    buffer_clear(&vectors->other_text);
}

static void what_minisign_signed_is_good(void **state)
{
    Vectors     vectors;
    MinisignKey again;
    Buffer      text;
    Slice       comment, rest, line;

    (void)state;
    vectors_read(&vectors);
    assert_ok(minisign_check(buffer_slice(&vectors.file), buffer_slice(&vectors.signature), &vectors.key, &comment, NULL));
    assert_slice(comment, "a trusted comment");
    rest = buffer_slice(&vectors.key_text);
    assert_true(slice_line(&rest, &line));
    buffer_init(&text, 1000);
    minisign_key_print(&vectors.key, slice_part(line, strlen("untrusted comment: "), line.size), &text);
    assert_slices(buffer_slice(&text), buffer_slice(&vectors.key_text));
    assert_ok(minisign_key_parse(rest, &again, NULL)); /* the second line alone */
    assert_memory_equal(again.material, vectors.key.material, MINISIGN_PUBLIC);
    buffer_clear(&text);
    vectors_clear(&vectors);
}

/* Over the bytes themselves a receipt's key could be made to sign what is also a note: it is never taken. */
static void the_older_way_is_refused(void **state)
{
    Vectors vectors;
    Slice   comment;

    (void)state;
    vectors_read(&vectors);
    assert_number(minisign_check(buffer_slice(&vectors.file), buffer_slice(&vectors.legacy), &vectors.key, &comment, NULL), ERR_SYNTAX);
    assert_number(minisign_check(buffer_slice(&vectors.file), buffer_slice(&vectors.signature), &vectors.other, &comment, NULL), ERR_SIGNATURE);
    assert_number(minisign_key_parse(SLICE("RWQ"), &vectors.other, NULL), ERR_SYNTAX);
    assert_number(minisign_key_parse(SLICE(""), &vectors.other, NULL), ERR_SYNTAX);
    vectors_clear(&vectors);
}

static void every_changed_byte_is_noticed(void **state)
{
    Vectors vectors;
    Slice   comment, rest, first;

    (void)state;
    vectors_read(&vectors);
    for (size_t at = 0; at < vectors.file.size; at++) {
        vectors.file.data[at] ^= 1;
        assert_number(minisign_check(buffer_slice(&vectors.file), buffer_slice(&vectors.signature), &vectors.key, &comment, NULL), ERR_SIGNATURE);
        vectors.file.data[at] ^= 1;
    }
    rest = buffer_slice(&vectors.signature);
    assert_true(slice_line(&rest, &first)); /* its words are nobody's word */
    for (size_t at = first.size + 1; at < vectors.signature.size - 1; at++) {
        ROW("a byte of the signature's file");
        vectors.signature.data[at] ^= 1;
        assert_int_not_equal(minisign_check(buffer_slice(&vectors.file), buffer_slice(&vectors.signature), &vectors.key, &comment, NULL), OK);
        vectors.signature.data[at] ^= 1;
    }
    for (size_t size = 0; size + 1 < vectors.signature.size; size++)
        assert_int_not_equal(minisign_check(buffer_slice(&vectors.file), slice_part(buffer_slice(&vectors.signature), 0, size), &vectors.key, &comment, NULL), OK);
    vectors_clear(&vectors);
}

/* A signature that a key made over one kind of message is none over the other: the digest of a file, or a signature with its comment. */
static void a_note_of_the_same_key_is_no_signature_of_a_file(void **state)
{
    static const char checkpoint[] = "record.example.org/rapporteur\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    KeySecret         secret;
    MinisignKey       key;
    Note              note;
    Buffer            signed_note, file;
    uint8_t           seed[SEED_SIZE] = {7}, signature[4 + ED25519_SIZE];
    Slice             comment;
    size_t            size;

    (void)state;
    assert_ok(key_secret_from_seed(SLICE("record.example.org/rapporteur"), KEY_ED25519, seed, &secret, NULL));
    minisign_key_of(secret.key.material, &key);
    buffer_init(&signed_note, 4096);
    buffer_init(&file, 4096);
    buffer_add_string(&signed_note, checkpoint);
    buffer_add_byte(&signed_note, '\n');
    key_secret_sign(&secret, slice_from(checkpoint), 0, &signed_note);
    assert_ok(note_parse(buffer_slice(&signed_note), NOTE_SIGNATURES_MAX, &note, NULL));
    assert_true(base64_parse(slice_part(buffer_slice(&signed_note), signed_note.size - 93, signed_note.size - 1), signature, sizeof signature, &size) && size == sizeof signature);
    minisign_print(&key, signature + 4, SLICE("x"), signature + 4, &file);
    assert_number(minisign_check(slice_from(checkpoint), buffer_slice(&file), &key, &comment, NULL), ERR_SIGNATURE);
    buffer_clear(&signed_note);
    buffer_clear(&file);
    key_secret_wipe(&secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_minisign_signed_is_good),
        cmocka_unit_test(the_older_way_is_refused),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(a_note_of_the_same_key_is_no_signature_of_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
