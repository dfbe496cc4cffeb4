/* SPDX-License-Identifier: Apache-2.0
 *
 * Entries: the example record to the byte, and a case for every rule of the grammar.
 */
#include <jansson.h>

#include "record/example.h"

#define DASH "\xE2\x80\x94 "
#define ROOT "sEWJ5iQfX9Wkmnb+5Y9nAI7x5Oaf3EQ3qzWZG84Ie8k="
#define FIRST "rapporteur/act/v1\n"
#define ORIGIN "record.example.org/rapporteur\n"
#define KIND "text.amendment.propose\n"
#define BY "by a/b\n"
#define SEEN "seen 5 " ROOT "\n"
#define AT "at 2027-03-09T14:05:31Z\n"
#define HEAD FIRST ORIGIN KIND BY SEEN AT
#define SIGNED(name) DASH name " AAAAAAA=\n"
#define AB SIGNED("a/b")
#define TEN "aaaaaaaaaa"

/* The entry printed anew from its parts. */
static void print_again(const Entry *entry, Buffer *out)
{
    EntryDraft draft = {.origin = entry->origin, .kind = entry->kind, .by = entry->by, .json = entry->json, .seen_size = entry->seen_size,
                        .seen_root = entry->seen_root, .at = entry->at};

    entry_body_print(&draft, out);
    assert_slices(buffer_slice(out), entry->body);
    buffer_add_byte(out, '\n');
    for (size_t i = 0; i < entry->lines; i++) {
        uint8_t signature[SIGNATURE_MAX];
        size_t  size;

        assert_ok(note_line_signature(&entry->line[i], signature, &size, NULL));
        note_line_print(entry->line[i].name, entry->line[i].id, (Slice){(const char *)signature, size}, out);
    }
    assert_slices(buffer_slice(out), entry->bytes);
}

static void check_signatures(const Entry *entry)
{
    PasskeyTerms terms = {.rp_id = SLICE("sign.record.example.org"), .origins = {SLICE("https://sign.record.example.org")}, .origin_count = 1};

    for (size_t i = 0; i < entry->lines; i++) {
        Key key = example_key(entry->line[i].name);

        assert_ok(note_line_check(&entry->line[i], entry->body, &key, &terms, NULL, NULL));
        assert_number(note_line_check(&entry->line[i], slice_part(entry->body, 0, entry->body.size - 1), &key, &terms, NULL, NULL), ERR_SIGNATURE);
    }
}

static void check_row(Slice bytes, Slice fields[6])
{
    Entry   entry;
    Hash    act, leaf;
    Buffer  again;
    json_t *object = NULL;
    char    number[DECIMAL_MAX];

    assert_ok(entry_decode(bytes, &entry, NULL));
    assert_ok(hash_parse_hex(fields[1], &act));
    assert_ok(hash_parse_hex(fields[2], &leaf));
    assert_true(hash_equal(&entry.act, &act) && hash_equal(&entry.leaf, &leaf));
    assert_slices(slice_from(decimal(number, (int64_t)entry.body.size)), fields[3]);
    assert_slices(slice_from(decimal(number, (int64_t)entry.bytes.size)), fields[4]);
    assert_slices(entry.kind, fields[5]);
    assert_slices(slice_from(decimal(number, (int64_t)entry.seen_size)), fields[0]);
    buffer_init(&again, ENTRY_MAX);
    print_again(&entry, &again);
    buffer_reset(&again);
    assert_ok(entry_object(&entry, &object, NULL));
    json_print(object, &again);
    assert_slices(buffer_slice(&again), entry.json);
    json_decref(object);
    check_signatures(&entry);
    buffer_clear(&again);
}

/* The bundle: u16be length || entry. */
static void the_example_record_is_read_to_the_byte(void **state)
{
    Buffer   bundle = example_read("example-record/tile/entries/000.p/18"), table = example_read("example-record/acts.tsv");
    Reader   in = reader_from(buffer_slice(&bundle));
    Slice    rest = buffer_slice(&table), fields[6];
    unsigned entries = 0;

    (void)state;
    for (; example_row(&rest, fields, COUNT(fields)); entries++)
        check_row(reader_take(&in, reader_u16be(&in)), fields);
    assert_number(entries, 18);
    assert_true(reader_done(&in));
    buffer_clear(&bundle);
    buffer_clear(&table);
}

static void the_sealed_entry_is_a_normal_one(void **state)
{
    Buffer file = example_read("example-record/sealed-entry");
    Entry  entry;

    (void)state;
    assert_ok(entry_decode(buffer_slice(&file), &entry, NULL));
    check_signatures(&entry);
    buffer_clear(&file);
}

static void the_worked_example_is_taken_apart(void **state)
{
    Buffer file = example_read("example-record/entry-5");
    Entry  entry;
    char   root[45];

    (void)state;
    memory_fail_at(0, false);
    assert_ok(entry_decode(buffer_slice(&file), &entry, NULL));
    assert_number(memory_asked(), 0);
    assert_slice(entry.origin, "record.example.org/rapporteur");
    assert_slice(entry.kind, "text.amendment.propose");
    assert_slice(entry.by, "delegation-01/desk-1");
    assert_number(entry.seen_size, 5);
    hash_print_base64(&entry.seen_root, root);
    assert_string_equal(root, ROOT);
    assert_slice(entry.at_text, "2027-03-09T14:05:31Z");
    assert_number(entry.at, 1804601131);
    assert_number(entry.lines, 1);
    assert_number(entry.body.size, 435);
    buffer_clear(&file);
}

static const struct {
    const char *entry, *message, *place; /* message "": accepted */
} rows[] = {
    {HEAD "{}\n\n" AB, "", ""},
    /* seven lines */
    {"", "entry.lines", "line 1"},
    {"rapporteur/act/v2\n" ORIGIN KIND BY SEEN AT "{}\n\n" AB, "entry.first_line", "line 1"},
    {"\n" HEAD "{}\n\n" AB, "entry.lines", "line 1"},
    {FIRST "\n" ORIGIN KIND BY SEEN AT "{}\n\n" AB, "entry.lines", "line 2"},
    {HEAD "\n" AB, "entry.lines", "line 7"},
    {HEAD "{}", "entry.lines", "line 7"},
    {HEAD "{}\n" AB, "entry.blank", "line 8"},
    {HEAD "{}\nx\n\n" AB, "entry.blank", "line 8"},
    {HEAD "{}\n", "entry.blank", "line 8"},
    {HEAD "{}\r\n\n" AB, "act_json.after", "line 7, byte 3"},
    /* origin, kind, by */
    {FIRST "record.example.org/\n" KIND BY SEEN AT "{}\n\n" AB, "entry.origin", "line 2"},
    {FIRST "https://Record\n" KIND BY SEEN AT "{}\n\n" AB, "entry.origin", "line 2"},
    {FIRST ORIGIN "text\n" BY SEEN AT "{}\n\n" AB, "entry.kind", "line 3"},
    {FIRST ORIGIN KIND "by a\n" SEEN AT "{}\n\n" AB, "entry.by", "line 4"},
    {FIRST ORIGIN KIND "a/b\n" SEEN AT "{}\n\n" AB, "entry.by", "line 4"},
    {FIRST ORIGIN KIND "by  a/b\n" SEEN AT "{}\n\n" AB, "entry.by", "line 4"},
    {FIRST ORIGIN KIND "By a/b\n" SEEN AT "{}\n\n" AB, "entry.by", "line 4"},
    {FIRST ORIGIN KIND "by a/b \n" SEEN AT "{}\n\n" AB, "entry.by", "line 4"},
    {FIRST ORIGIN KIND "by \n" SEEN AT "{}\n\n" AB, "entry.by", "line 4"},
    /* seen */
    {FIRST ORIGIN KIND BY "seen 0 " ROOT "\n" AT "{}\n\n" AB, "", ""},
    {FIRST ORIGIN KIND BY "seen 9999999999999999999 " ROOT "\n" AT "{}\n\n" AB, "", ""},
    {FIRST ORIGIN KIND BY "seen 10000000000000000000 " ROOT "\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 05 " ROOT "\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 00 " ROOT "\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen -5 " ROOT "\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen " ROOT "\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 5\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 5 \n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 5  " ROOT "\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 5 " ROOT " \n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 5 sEWJ5iQfX9Wkmnb+5Y9nAI7x5Oaf3EQ3qzWZG84Ie8l=\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 5 sEWJ5iQfX9Wkmnb+5Y9nAI7x5Oaf3EQ3qzWZG84Ie8k\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    {FIRST ORIGIN KIND BY "seen 5 sEWJ5iQfX9Wkmnb-5Y9nAI7x5Oaf3EQ3qzWZG84Ie8k=\n" AT "{}\n\n" AB, "entry.seen", "line 5"},
    /* at */
    {FIRST ORIGIN KIND BY SEEN "at 2027-02-29T14:05:31Z\n{}\n\n" AB, "entry.at", "line 6"},
    {FIRST ORIGIN KIND BY SEEN "at 2027-03-09T14:05:60Z\n{}\n\n" AB, "entry.at", "line 6"},
    {FIRST ORIGIN KIND BY SEEN "at 2027-03-09T14:05:31.5Z\n{}\n\n" AB, "entry.at", "line 6"},
    {FIRST ORIGIN KIND BY SEEN "2027-03-09T14:05:31Z\n{}\n\n" AB, "entry.at", "line 6"},
    /* the object */
    {HEAD "[]\n\n" AB, "act_json.object", "line 7, byte 1"},
    {HEAD "{\"b\":1,\"a\":2}\n\n" AB, "act_json.order", "line 7, byte 8"},
    {HEAD "{\"a\":\"\x7F\"}\n\n" AB, "act_json.character", "line 7, byte 7"},
    /* signature lines */
    {HEAD "{}\n\n", "note.no_signature", ""},
    {HEAD "{}\n\n\n" AB, "note.line", "line 9"},
    {HEAD "{}\n\n" AB "\n", "note.line", "line 10"},
    {HEAD "{}\n\n" DASH "a/b AAAAAAA=", "note.line", "line 9"},
    {HEAD "{}\n\n- a/b AAAAAAA=\n", "note.line", "line 9"},
    {HEAD "{}\n\n" DASH "a/b AAAAAAB=\n", "note.base64", "line 9"},
    {HEAD "{}\n\n" DASH "a/b AAAAAA==\n", "note.base64", "line 9"},
    {HEAD "{}\n\n" DASH "a/b AAAAAAA\n", "note.base64", "line 9"},
    {HEAD "{}\n\n" SIGNED("a"), "entry.by", "line 9"},
    {HEAD "{}\n\n" SIGNED("c/d"), "entry.signer_first", "line 9"},
    {HEAD "{}\n\n" AB SIGNED("c/d"), "entry.signers", "line 10"},
    {HEAD "{}\n\n" AB AB, "entry.signers", "line 10"},
    {HEAD "{\"with\":[]}\n\n" AB, "", ""},
    {HEAD "{\"with\":[\"c/d\"]}\n\n" AB SIGNED("c/d"), "", ""},
    {HEAD "{\"with\":[\"c/d\"]}\n\n" SIGNED("c/d") AB, "entry.signer_first", "line 9"},
    {HEAD "{\"with\":[\"c/d\"]}\n\n" AB, "entry.signers", "line 10"},
    {HEAD "{\"with\":[\"c/d\"]}\n\n" AB SIGNED("c/e"), "entry.signers", "line 10"},
    {HEAD "{\"with\":[\"c/d\"]}\n\n" AB SIGNED("c/d") SIGNED("e/f"), "entry.signers", "line 11"},
    {HEAD "{\"with\":[\"c/d\",\"e/f\"]}\n\n" AB SIGNED("c/d") SIGNED("e/f"), "", ""},
    {HEAD "{\"with\":[\"c/d\",\"e/f\"]}\n\n" AB SIGNED("e/f") SIGNED("c/d"), "entry.signers", "line 10"},
    {HEAD "{\"with\":[\"c/d\",\"e/f\"]}\n\n" AB SIGNED("c/d"), "entry.signers", "line 11"},
    {HEAD "{\"with\":\"c/d\"}\n\n" AB SIGNED("c/d"), "entry.with", "line 7"},
    {HEAD "{\"with\":{}}\n\n" AB, "entry.with", "line 7"},
    {HEAD "{\"with\":0}\n\n" AB, "entry.with", "line 7"},
    {HEAD "{\"with\":null}\n\n" AB, "entry.with", "line 7"},
    {HEAD "{\"with\":[1]}\n\n" AB SIGNED("c/d"), "entry.with", "line 7"},
    {HEAD "{\"with\":[[]]}\n\n" AB SIGNED("c/d"), "entry.with", "line 7"},
    {HEAD "{\"with\":[\"c/d\",1]}\n\n" AB SIGNED("c/d"), "entry.with", "line 7"},
    {HEAD "{\"with\":[\"c\"]}\n\n" AB SIGNED("c/d"), "entry.with", "line 7"},
    {HEAD "{\"with\":[\"c/d\\\"\"]}\n\n" AB SIGNED("c/d"), "entry.with", "line 7"},
    {HEAD "{\"a\":{\"with\":[\"c/d\"]}}\n\n" AB SIGNED("c/d"), "entry.signers", "line 10"},
};

static void each_rule_accepts_and_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};
        Entry   entry;
        Status  status = entry_decode(slice_from(rows[i].entry), &entry, &problem);
        Buffer  again;

        ROW(rows[i].entry);
        assert_slice(slice_from(problem.message), rows[i].message);
        assert_slice(slice_from(problem.place), rows[i].place);
        assert_number(status, *rows[i].message != '\0' ? ERR_SYNTAX : OK);
        if (status != OK)
            continue;
        buffer_init(&again, ENTRY_MAX);
        print_again(&entry, &again);
        buffer_clear(&again);
    }
}

/* An entry with a string of so many bytes in it and so many signers besides the first, each with a signature of so many bytes. */
static void build(Buffer *out, size_t string, size_t others, size_t signature)
{
    static const uint8_t id[4] = {0};
    static const char    bytes[SIGNATURE_MAX] = {1};

    buffer_reset(out);
    buffer_add_string(out, HEAD "{\"a\":\"");
    for (size_t i = 0; i < string; i++)
        buffer_add_byte(out, 'x');
    buffer_add_string(out, "\",\"with\":[");
    for (size_t i = 0; i < others; i++)
        buffer_add_format(out, "%s\"c/d-%zu\"", i != 0 ? "," : "", i);
    buffer_add_string(out, "]}\n\n");
    note_line_print(SLICE("a/b"), id, (Slice){bytes, signature}, out);
    for (size_t i = 0; i < others; i++) {
        char name[DECIMAL_MAX + 8];

        (void)snprintf(name, sizeof name, "c/d-%zu", i);
        note_line_print(slice_from(name), id, (Slice){bytes, signature}, out);
    }
}

static void the_limits_of_an_entry_hold(void **state)
{
    Buffer  bytes;
    Entry   entry;
    size_t  frame, at;
    Problem problem = {0};

    (void)state;
    buffer_init(&bytes, 4 * ENTRY_MAX);
    build(&bytes, 0, ENTRY_SIGNATURES_MAX - 1, ED25519_SIZE);
    assert_ok(entry_decode(buffer_slice(&bytes), &entry, NULL));
    build(&bytes, 0, ENTRY_SIGNATURES_MAX, ED25519_SIZE);
    assert_number(entry_decode(buffer_slice(&bytes), &entry, NULL), ERR_LIMIT);
    build(&bytes, 0, 0, 1);
    assert_ok(entry_decode(buffer_slice(&bytes), &entry, NULL));
    frame = entry.body.size;
    build(&bytes, BODY_MAX - frame, 0, SIGNATURE_MAX);
    assert_ok(entry_decode(buffer_slice(&bytes), &entry, NULL));
    assert_number(entry.body.size, BODY_MAX);
    build(&bytes, BODY_MAX - frame + 1, 0, ED25519_SIZE);
    assert_number(entry_decode(buffer_slice(&bytes), &entry, &problem), ERR_LIMIT);
    assert_slice(slice_from(problem.message), "entry.body_size");
    build(&bytes, 0, ENTRY_SIGNATURES_MAX - 1, 2800);
    assert_ok(entry_decode(buffer_slice(&bytes), &entry, NULL));
    at = ENTRY_MAX - bytes.size;
    build(&bytes, at, ENTRY_SIGNATURES_MAX - 1, 2800);
    assert_number(bytes.size, ENTRY_MAX);
    assert_ok(entry_decode(buffer_slice(&bytes), &entry, NULL));
    build(&bytes, at + 1, ENTRY_SIGNATURES_MAX - 1, 2800);
    assert_number(entry_decode(buffer_slice(&bytes), &entry, &problem), ERR_LIMIT);
    assert_slice(slice_from(problem.message), "entry.size");
    buffer_clear(&bytes);
}

/* Every bit of an entry turned: it is malformed, or its act id, its leaf hash or a signature shows it. */
static void a_turned_bit_is_always_seen(void **state)
{
    Buffer file = example_read("example-record/entry-5");
    Entry  whole, entry;
    Key    key = example_key(SLICE("delegation-01/desk-1"));

    (void)state;
    assert_ok(entry_decode(buffer_slice(&file), &whole, NULL));
    for (size_t bit = 0; bit < file.size * 8; bit++) {
        file.data[bit / 8] ^= (char)(1 << bit % 8);
        if (entry_decode(buffer_slice(&file), &entry, NULL) == OK) {
            assert_false(hash_equal(&entry.leaf, &whole.leaf));
            assert_number(note_line_check(&entry.line[0], entry.body, &key, NULL, NULL, NULL), ERR_SIGNATURE);
        }
        file.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    buffer_clear(&file);
}

static void an_entry_cut_short_is_refused(void **state)
{
    Buffer file = example_read("example-record/entry-17");
    Entry  entry;

    (void)state;
    assert_ok(entry_decode(buffer_slice(&file), &entry, NULL));
    for (size_t size = 0; size < file.size; size++)
        assert_number(entry_decode((Slice){file.data, size}, &entry, NULL), ERR_SYNTAX);
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_record_is_read_to_the_byte),
        cmocka_unit_test(the_sealed_entry_is_a_normal_one),
        cmocka_unit_test(the_worked_example_is_taken_apart),
        cmocka_unit_test(each_rule_accepts_and_refuses),
        cmocka_unit_test(the_limits_of_an_entry_hold),
        cmocka_unit_test(a_turned_bit_is_always_seen),
        cmocka_unit_test(an_entry_cut_short_is_refused),
    };

    return cmocka_run_group_tests_name("record entry", tests, NULL, NULL);
}
