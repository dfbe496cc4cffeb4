/* SPDX-License-Identifier: Apache-2.0
 *
 * Entries: what is read is printed back to the byte from its parts, is a signed note, and has an object that prints canonically.
 */
#include <jansson.h>

#include "fuzz.h"
#include "record/record.h"

static void check_parts(const Entry *entry)
{
    EntryDraft draft = {.origin = entry->origin, .kind = entry->kind, .by = entry->by, .json = entry->json, .seen_size = entry->seen_size,
                        .seen_root = entry->seen_root, .at = entry->at};
    Buffer     again;

    buffer_init(&again, ENTRY_MAX);
    entry_body_print(&draft, &again);
    REQUIRE(slice_equal(buffer_slice(&again), entry->body));
    buffer_add_byte(&again, '\n');
    for (size_t i = 0; i < entry->lines; i++) {
        uint8_t signature[SIGNATURE_MAX];
        size_t  size;

        REQUIRE(note_line_signature(&entry->line[i], signature, &size, NULL) == OK);
        note_line_print(entry->line[i].name, entry->line[i].id, (Slice){(const char *)signature, size}, &again);
    }
    REQUIRE(slice_equal(buffer_slice(&again), entry->bytes));
    buffer_clear(&again);
}

static void check_object(const Entry *entry)
{
    json_t *object = NULL, *with;
    Buffer  again;

    buffer_init(&again, FUZZ_BUFFER_MAX);
    REQUIRE(entry_object(entry, &object, NULL) == OK);
    json_print(object, &again);
    REQUIRE(slice_equal(buffer_slice(&again), entry->json));
    with = json_object_get(object, "with");
    REQUIRE((with == NULL || json_is_array(with)) && json_array_size(with) + 1 == entry->lines && slice_equal(entry->line[0].name, entry->by));
    for (size_t i = 1; i < entry->lines; i++)
        REQUIRE(slice_equal(json_slice(json_array_get(with, i - 1)), entry->line[i].name));
    json_decref(object);
    buffer_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice   bytes = {(const char *)data, size};
    Entry   entry;
    Note    note;
    Problem problem = {0};

    if (entry_decode(bytes, &entry, &problem) != OK) {
        REQUIRE(problem.message != NULL);
        return 0;
    }
    REQUIRE(entry.body.size <= BODY_MAX && size <= ENTRY_MAX && entry.lines >= 1 && entry.lines <= ENTRY_SIGNATURES_MAX);
    REQUIRE(note_parse(bytes, ENTRY_SIGNATURES_MAX, &note, NULL) == OK && slice_equal(note.text, entry.body) && note.count == entry.lines);
    REQUIRE(kind_valid(entry.kind) && origin_valid(entry.origin) && party_valid(act_key_party(entry.by)));
    check_parts(&entry);
    check_object(&entry);
    return 0;
}
