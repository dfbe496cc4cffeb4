/* SPDX-License-Identifier: Apache-2.0
 *
 * Signed notes: what is read is printed back to the byte, and no signature that the fuzzer invents is good. A line of the text that is a vkey is printed back too.
 */
#include "fuzz.h"
#include "record/record.h"

/* Keys whose secret half signed other texts than the fuzzer's; the text that the last one signed is known. */
static const char *const vkeys[] = {
    "witness1.example.net/w+d21eac37+BNBKsjJ0K7SrOhNovUYV5ObQIkq3GgFrr4UgozLJd4c3",
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
};

static void check_key(Slice vkey)
{
    Key    key;
    Buffer again;

    if (key_parse(vkey, &key, NULL) != OK)
        return;
    buffer_init(&again, VKEY_MAX);
    key_print(&key, &again);
    REQUIRE(slice_equal(buffer_slice(&again), vkey));
    buffer_clear(&again);
}

static void check_line(const Note *note, const NoteLine *line)
{
    for (size_t i = 0; i < sizeof vkeys / sizeof vkeys[0]; i++) {
        Key            key;
        SignatureFacts facts;

        REQUIRE(key_parse(slice_from(vkeys[i]), &key, NULL) == OK);
        if (note_line_check(line, note->text, &key, NULL, &facts, NULL) == OK)
            REQUIRE(note_line_by(line, &key) && (key.type == KEY_COSIGNER ? facts.time != 0 : slice_is(note->text, "This is an example message.\n")));
    }
}

static void check_note(const Note *note, Slice bytes)
{
    Buffer again;

    buffer_init(&again, NOTE_MAX);
    buffer_add(&again, note->text);
    buffer_add_byte(&again, '\n');
    for (size_t i = 0; i < note->count; i++) {
        uint8_t signature[SIGNATURE_MAX];
        size_t  size;

        REQUIRE(note_line_signature(&note->lines[i], signature, &size, NULL) == OK);
        note_line_print(note->lines[i].name, note->lines[i].id, (Slice){(const char *)signature, size}, &again);
        check_line(note, &note->lines[i]);
    }
    REQUIRE(slice_equal(buffer_slice(&again), bytes) && utf8_valid(bytes));
    buffer_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice   bytes = {(const char *)data, size}, rest = bytes;
    Note    note;
    Problem problem = {0};

    if (note_parse(bytes, NOTE_SIGNATURES_MAX, &note, &problem) == OK) {
        check_note(&note, bytes);
        REQUIRE(note_parse(bytes, note.count - 1, &note, NULL) == ERR_LIMIT);
    } else {
        REQUIRE(problem.message != NULL);
    }
    while (rest.size != 0)
        check_key(fuzz_part(&rest, '\n'));
    return 0;
}
