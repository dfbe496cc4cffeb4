/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints, and after a form feed the cosignature lines of another file: a checkpoint that is accepted is made up of what was read from it, to the byte; and the
 * judgement on it, under the example record's policy, is consistent in itself.
 */
#include "fuzz.h"
#include "record/record.h"

static const char host_key[] = "record.example.org/rapporteur+79e5fcb5+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
static const char clock_key[] = "record.example.org/rapporteur/clock+4775c330+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU";
static const char policy_text[] = "witness w1 witness1.example.net/w+d21eac37+BNBKsjJ0K7SrOhNovUYV5ObQIkq3GgFrr4UgozLJd4c3\n"
                                  "witness w2 witness2.example.net/w+88a17854+BCBAQONkwQ8r7Jwf5QChzUwkfInWUKAe1+gsq6hnh3wh\n"
                                  "witness w3 witness3.example.net/w+7b63b4b1+BGbNYIuSi4jlDg7+qjP68cQ87+BylLC4fp/gq6ajz3Yz\n"
                                  "group g 2 w1 w2 w3\nquorum g\n";

static void check_bytes(const Checkpoint *checkpoint, Slice bytes)
{
    static uint8_t signature[SIGNATURE_MAX];
    Buffer         text, printed;
    size_t         size;

    REQUIRE(checkpoint->size <= TREE_SIZE_MAX && checkpoint->note.count >= 1 && checkpoint->note.count <= NOTE_SIGNATURES_MAX);
    buffer_init(&text, FUZZ_BUFFER_MAX);
    buffer_init(&printed, FUZZ_BUFFER_MAX);
    checkpoint_text_print(checkpoint->origin, checkpoint->size, &checkpoint->root, &text);
    REQUIRE(text.size <= checkpoint->note.text.size && memcmp(text.data, checkpoint->note.text.data, text.size) == 0);
    buffer_add(&printed, checkpoint->note.text);
    buffer_add_byte(&printed, '\n');
    for (size_t i = 0; i < checkpoint->note.count; i++) {
        const NoteLine *line = &checkpoint->note.lines[i];

        REQUIRE(note_line_signature(line, signature, &size, NULL) == OK);
        note_line_print(line->name, line->id, (Slice){(const char *)signature, size}, &printed);
    }
    REQUIRE(slice_equal(buffer_slice(&printed), bytes));
    buffer_clear(&text);
    buffer_clear(&printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice             more = {(const char *)data, size}, bytes = fuzz_part(&more, '\f');
    static Checkpoint checkpoint;
    static Key        host, clock;
    static Policy    *policy;
    Judgement         judgement;

    if (policy == NULL)
        REQUIRE(key_parse(slice_from(host_key), &host, NULL) == OK && key_parse(slice_from(clock_key), &clock, NULL) == OK &&
                policy_parse(slice_from(policy_text), &policy, NULL) == OK);
    if (checkpoint_parse(bytes, &checkpoint, NULL) != OK)
        return 0;
    check_bytes(&checkpoint, bytes);
    if (checkpoint_judge(&checkpoint, &host, &clock, policy, more, &judgement, NULL) == OK) {
        REQUIRE(judgement.host_lines >= 1 && judgement.cosigners <= 3 && !judgement.by_host_alone);
        REQUIRE(judgement.quorum == (judgement.cosigners >= 2) && judgement.quorum == (judgement.time != 0));
    }
    if (checkpoint_judge(&checkpoint, &host, &clock, NULL, more, &judgement, NULL) == OK)
        REQUIRE(judgement.cosigners == 0 && judgement.quorum == judgement.clock && judgement.time == judgement.clock_time);
    return 0;
}
