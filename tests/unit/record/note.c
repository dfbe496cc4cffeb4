/* SPDX-License-Identifier: Apache-2.0
 *
 * Signed notes: the note of the C2SP specification, the checkpoints of the example record with their cosignatures, and what is no note.
 */
#include "record/example.h"

#define DASH "\xE2\x80\x94 "
#define LINE DASH "a AAAAAAA=\n"

static void the_published_note_is_good(void **state)
{
    Buffer file = example_read("c2sp-examples/signed-note.note"), keys = example_read("c2sp-examples/signed-note.vkey");
    Note   note;
    Key    key;
    Slice  vkey = buffer_slice(&keys);

    (void)state;
    assert_ok(key_parse(example_part(&vkey, '\n'), &key, NULL));
    assert_ok(note_parse(buffer_slice(&file), NOTE_SIGNATURES_MAX, &note, NULL));
    assert_slice(note.text, "This is an example message.\n");
    assert_number(note.count, 1);
    assert_slice(note.lines[0].name, "example.com/foo");
    assert_true(note_line_by(&note.lines[0], &key));
    assert_ok(note_line_check(&note.lines[0], note.text, &key, NULL, NULL, NULL));
    assert_number(note_line_check(&note.lines[0], SLICE("This is an example message!\n"), &key, NULL, NULL, NULL), ERR_SIGNATURE);
    assert_number(note_line_check(&note.lines[0], SLICE("This is an example message."), &key, NULL, NULL, NULL), ERR_SIGNATURE);
    key.id[0] ^= 1;
    assert_number(note_line_check(&note.lines[0], note.text, &key, NULL, NULL, NULL), ERR_SIGNATURE);
    buffer_clear(&file);
    buffer_clear(&keys);
}

/* Lines: host, clock, three witnesses, k seconds later each. Every one is signed again from its seed, to the same bytes. */
static void check_checkpoint(const char *name, uint64_t clock)
{
    Buffer file = example_read(name), again;
    Note   note;

    assert_ok(note_parse(buffer_slice(&file), NOTE_SIGNATURES_MAX, &note, NULL));
    assert_number(note.count, 5);
    buffer_init(&again, NOTE_MAX);
    buffer_add(&again, note.text);
    buffer_add_byte(&again, '\n');
    for (size_t i = 0; i < note.count; i++) {
        static const uint8_t seeds[] = {1, 2, 17, 18, 19};
        Key                  key = example_key(note.lines[i].name);
        uint64_t             time = i == 0 ? 0 : clock + i - 1;
        SignatureFacts       facts = {0};
        uint8_t              seed[SEED_SIZE];
        KeySecret            secret;

        assert_ok(note_line_check(&note.lines[i], note.text, &key, NULL, &facts, NULL));
        assert_true(facts.time == time);
        assert_number(note_line_check(&note.lines[i], slice_part(note.text, 0, note.text.size - 1), &key, NULL, NULL, NULL), ERR_SIGNATURE);
        memset(seed, seeds[i], sizeof seed);
        assert_ok(key_secret_from_seed(note.lines[i].name, key.type, seed, &secret, NULL));
        key_secret_sign(&secret, note.text, time, &again);
    }
    assert_slices(buffer_slice(&again), buffer_slice(&file));
    buffer_clear(&again);
    buffer_clear(&file);
}

static void cosignatures_carry_their_time(void **state)
{
    int64_t first = 0, last = 0;

    (void)state;
    assert_true(act_time_parse(SLICE("2027-03-09T09:00:01Z"), &first) && act_time_parse(SLICE("2027-03-10T12:01:00Z"), &last));
    check_checkpoint("example-record/checkpoint.5", (uint64_t)first);
    check_checkpoint("example-record/checkpoint", (uint64_t)last);
}

/* A signature line whose signature is what `edit` makes of a good cosignature. */
static Status check_edited(void (*edit)(uint8_t *bytes, size_t *size))
{
    uint8_t   seed[SEED_SIZE] = {1}, bytes[SIGNATURE_MAX];
    Slice     text = SLICE("text\n");
    KeySecret secret;
    Buffer    whole, edited;
    Note      note;
    size_t    size;
    Status    status;

    buffer_init(&whole, NOTE_MAX);
    buffer_init(&edited, NOTE_MAX);
    assert_ok(key_secret_from_seed(SLICE("w"), KEY_COSIGNER, seed, &secret, NULL));
    buffer_add_string(&whole, "text\n\n");
    key_secret_sign(&secret, text, 7, &whole);
    assert_ok(note_parse(buffer_slice(&whole), 1, &note, NULL));
    assert_ok(note_line_signature(&note.lines[0], bytes, &size, NULL));
    edit(bytes, &size);
    buffer_add_string(&edited, "text\n\n");
    note_line_print(SLICE("w"), secret.key.id, (Slice){(const char *)bytes, size}, &edited);
    assert_ok(note_parse(buffer_slice(&edited), 1, &note, NULL));
    status = note_line_check(&note.lines[0], note.text, &secret.key, NULL, NULL, NULL);
    buffer_clear(&whole);
    buffer_clear(&edited);
    return status;
}

static void leave(uint8_t *bytes, size_t *size)
{
    (void)bytes;
    (void)size;
}

static void other_time(uint8_t *bytes, size_t *size)
{
    (void)size;
    bytes[7] = 8;
}

static void no_time(uint8_t *bytes, size_t *size)
{
    (void)size;
    bytes[7] = 0;
}

static void shorter(uint8_t *bytes, size_t *size)
{
    (void)bytes;
    --*size;
}

static void longer(uint8_t *bytes, size_t *size)
{
    bytes[(*size)++] = 0;
}

static void other_bit(uint8_t *bytes, size_t *size)
{
    bytes[*size - 20] ^= 1;
}

static void a_changed_cosignature_is_refused(void **state)
{
    (void)state;
    assert_ok(check_edited(leave));
    assert_number(check_edited(other_time), ERR_SIGNATURE);
    assert_number(check_edited(no_time), ERR_SIGNATURE);
    assert_number(check_edited(shorter), ERR_SIGNATURE);
    assert_number(check_edited(longer), ERR_SIGNATURE);
    assert_number(check_edited(other_bit), ERR_SIGNATURE);
}

static void each_rule_of_a_note_accepts_and_refuses(void **state)
{
    static const struct {
        const char *note;
        Status      want;
        const char *message, *place;
        size_t      text; /* bytes */
    } rows[] = {
        {"t\n\n" LINE, OK, "", "", 2},
        {"t\n\n" LINE LINE, OK, "", "", 2},
        {"t\n\n" LINE LINE LINE, ERR_LIMIT, "note.signatures", "", 0},
        {"t\n\nu\n\n" LINE, OK, "", "", 5},
        {"t\n\n\n" LINE, OK, "", "", 3},
        {"\n\n" LINE, OK, "", "", 1},
        {"t\n\n" LINE "\n" LINE, OK, "", "", 18},
        {"\x7F\xC2\x85\n\n" LINE, OK, "", "", 4}, /* C2SP refuses only what is below U+0020 */
        {"", ERR_SYNTAX, "note.no_signature", "", 0},
        {"t\n", ERR_SYNTAX, "note.no_signature", "", 0},
        {"t\n\n", ERR_SYNTAX, "note.no_signature", "", 0},
        {LINE, ERR_SYNTAX, "note.no_signature", "", 0},
        {"\n" LINE, ERR_SYNTAX, "note.no_signature", "", 0},
        {"t\n" LINE, ERR_SYNTAX, "note.no_signature", "", 0},
        {"t\n\n" LINE "\n", ERR_SYNTAX, "note.no_signature", "", 0},
        {"t\r\n\n" LINE, ERR_SYNTAX, "note.characters", "", 0},
        {"t\tu\n\n" LINE, ERR_SYNTAX, "note.characters", "", 0},
        {"t\xFF\n\n" LINE, ERR_SYNTAX, "note.characters", "", 0},
        {"t\n\n" DASH "a AAAAAAA=", ERR_SYNTAX, "note.line", "line 3", 0},
        {"t\n\n" LINE "x\n", ERR_SYNTAX, "note.line", "line 4", 0},
        {"t\n\n- a AAAAAAA=\n", ERR_SYNTAX, "note.line", "line 3", 0},
        {"t\n\n" DASH "a\n", ERR_SYNTAX, "note.line", "line 3", 0},
        {"t\n\n" DASH " AAAAAAA=\n", ERR_SYNTAX, "key.name", "line 3", 0},
        {"t\n\n" DASH "a+b AAAAAAA=\n", ERR_SYNTAX, "key.name", "line 3", 0},
        {"t\n\n" DASH "a\xC2\xA0 AAAAAAA=\n", ERR_SYNTAX, "key.name", "line 3", 0},
        {"t\n\n" DASH "a  AAAAAAA=\n", ERR_SYNTAX, "note.base64", "line 3", 0},
        {"t\n\n" DASH "a AAAAAAA= \n", ERR_SYNTAX, "note.base64", "line 3", 0},
        {"t\n\n" DASH "a \n", ERR_SYNTAX, "note.base64", "line 3", 0},
        {"t\n\n" DASH "a AAAAAA==\n", ERR_SYNTAX, "note.base64", "line 3", 0}, /* a key id and nothing */
        {"t\n\n" DASH "a AAAAAAB=\n", ERR_SYNTAX, "note.base64", "line 3", 0}, /* stray bits */
        {"t\n\n" DASH "a AAAAAAA\n", ERR_SYNTAX, "note.base64", "line 3", 0},
        {"t\n\n" DASH "a AAAAAAAAA===\n", ERR_SYNTAX, "note.base64", "line 3", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};
        Note    note;

        ROW(rows[i].note);
        assert_number(note_parse(slice_from(rows[i].note), 2, &note, &problem), rows[i].want);
        assert_slice(slice_from(problem.message), rows[i].message);
        assert_slice(slice_from(problem.place), rows[i].place);
        if (rows[i].want == OK)
            assert_number(note.text.size, rows[i].text);
    }
}

static void the_limits_of_a_note_hold(void **state)
{
    static const uint8_t id[4] = {0};
    static const char    signature[SIGNATURE_MAX] = {1};
    Buffer               bytes;
    Note                 note;

    (void)state;
    buffer_init(&bytes, 2 * NOTE_MAX);
    buffer_add_string(&bytes, "t\n\n");
    note_line_print(SLICE("a"), id, (Slice){signature, sizeof signature}, &bytes);
    assert_ok(note_parse(buffer_slice(&bytes), 1, &note, NULL));
    buffer_reset(&bytes);
    buffer_add_string(&bytes, "t\n\n");
    for (int i = 0; i < NOTE_SIGNATURES_MAX; i++)
        buffer_add_string(&bytes, LINE);
    assert_ok(note_parse(buffer_slice(&bytes), NOTE_SIGNATURES_MAX, &note, NULL));
    buffer_add_string(&bytes, LINE);
    assert_number(note_parse(buffer_slice(&bytes), NOTE_SIGNATURES_MAX, &note, NULL), ERR_LIMIT);
    buffer_reset(&bytes);
    while (bytes.size + 2 + sizeof LINE <= NOTE_MAX)
        buffer_add_byte(&bytes, 't');
    buffer_add_string(&bytes, "\n\n" LINE);
    assert_number(bytes.size, NOTE_MAX);
    assert_ok(note_parse(buffer_slice(&bytes), 1, &note, NULL));
    buffer_add_string(&bytes, LINE);
    assert_number(note_parse(buffer_slice(&bytes), 2, &note, NULL), ERR_LIMIT);
    buffer_clear(&bytes);
}

static void want_of_memory_is_no_bad_signature(void **state)
{
    Buffer    file = example_read("example-record/checkpoint"), out;
    Note      note;
    uint8_t   seed[SEED_SIZE] = {1};
    KeySecret secret;
    Key       clock = example_key(SLICE("record.example.org/rapporteur/clock"));

    (void)state;
    assert_ok(note_parse(buffer_slice(&file), NOTE_SIGNATURES_MAX, &note, NULL));
    memory_fail_at(1, true);
    assert_number(note_line_check(&note.lines[1], note.text, &clock, NULL, NULL, NULL), ERR_MEMORY);
    memory_fail_at(0, false);
    assert_ok(key_secret_from_seed(SLICE("w"), KEY_COSIGNER, seed, &secret, NULL));
    buffer_init(&out, NOTE_MAX);
    memory_fail_at(1, true);
    key_secret_sign(&secret, note.text, 7, &out);
    memory_fail_at(0, false);
    assert_number(out.status, ERR_MEMORY);
    buffer_clear(&out);
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_note_is_good),
        cmocka_unit_test(cosignatures_carry_their_time),
        cmocka_unit_test(a_changed_cosignature_is_refused),
        cmocka_unit_test(each_rule_of_a_note_accepts_and_refuses),
        cmocka_unit_test(the_limits_of_a_note_hold),
        cmocka_unit_test(want_of_memory_is_no_bad_signature),
    };

    return cmocka_run_group_tests_name("record note", tests, NULL, NULL);
}
