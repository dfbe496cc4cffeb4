/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8 both ways, with the sequences that Unicode (section 3.9, table 3-7) forbids, normal forms, folding, classes, collation.
 */
#include "suite.h"

static void valid_utf8_is_told_from_the_rest(void **state)
{
    static const struct {
        const char *name, *text;
        bool        valid;
    } rows[] = {
        {"empty", "", true},
        {"ASCII", "shall", true},
        {"two bytes, least", "\xC2\x80", true},
        {"two bytes, most", "\xDF\xBF", true},
        {"three bytes, least", "\xE0\xA0\x80", true},
        {"before the surrogates", "\xED\x9F\xBF", true},
        {"after the surrogates", "\xEE\x80\x80", true},
        {"the replacement character itself", "\xEF\xBF\xBD", true},
        {"noncharacter U+FFFF", "\xEF\xBF\xBF", true},
        {"four bytes, least", "\xF0\x90\x80\x80", true},
        {"U+10FFFF", "\xF4\x8F\xBF\xBF", true},
        {"a lone continuation", "\x80", false},
        {"a lone continuation, last", "a\xBF", false},
        {"overlong slash, two bytes", "\xC0\xAF", false},
        {"overlong, C1", "\xC1\xBF", false},
        {"overlong slash, three bytes", "\xE0\x80\xAF", false},
        {"overlong, three bytes, most", "\xE0\x9F\xBF", false},
        {"overlong slash, four bytes", "\xF0\x80\x80\xAF", false},
        {"overlong, four bytes, most", "\xF0\x8F\xBF\xBF", false},
        {"the first surrogate", "\xED\xA0\x80", false},
        {"the last surrogate", "\xED\xBF\xBF", false},
        {"a pair of surrogates", "\xED\xA0\xBD\xED\xB8\x80", false},
        {"U+110000", "\xF4\x90\x80\x80", false},
        {"F5", "\xF5\x80\x80\x80", false},
        {"FE", "\xFE", false},
        {"FF", "\xFF", false},
        {"two bytes cut", "\xC3", false},
        {"three bytes cut to two", "\xE2\x82", false},
        {"three bytes cut to one", "\xE2", false},
        {"four bytes cut to three", "\xF0\x9F\x98", false},
        {"cut by a letter", "\xE2\x82" "a", false},
        {"cut by another start", "\xE2\xE2\x82\xAC", false},
        {"five bytes", "\xF8\x88\x80\x80\x80", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        assert_number(utf8_valid(slice_from(rows[i].text)), rows[i].valid);
    }
}

/* ASCII is passed over eight bytes at a time: a fault, and what is counted, may stand anywhere among them. */
static void a_place_among_eight_bytes_makes_no_difference(void **state)
{
    static const struct {
        const char *bytes;
        bool        valid;
        size_t      count;
    } rows[] = {{"a", true, 1}, {"\x7F", true, 1}, {"\xC3\xA9", true, 1}, {"\xE2\x82\xAC", true, 1}, {"\xF0\x9F\x98\x80", true, 1}, {"\x80", false, 0}, {"\xFF", false, 1}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t before = 0; before <= 17; before++) {
            for (size_t after = 0; after <= 17; after++) {
                char   text[64];
                size_t size = strlen(rows[i].bytes);

                memset(text, 'x', sizeof text);
                memcpy(text + before, rows[i].bytes, size);
                assert_number(utf8_valid((Slice){text, before + size + after}), rows[i].valid);
                assert_number(utf8_count((Slice){text, before + size + after}), before + rows[i].count + after);
            }
        }
    }
}

/* Every code point there is, printed and read again. */
/* Each byte at each place of texts up to three times eight long, among bytes that belong to the run and behind ones that end it. */
static void a_run_of_ascii_ends_where_it_ends(void **state)
{
    char text[26];

    (void)state;
    for (unsigned byte = 0; byte < 256; byte++)
        for (size_t at = 0; at < sizeof text; at++)
            for (size_t start = 0; start <= at; start += 5) {
                bool belongs = byte >= 0x20 && byte <= 0x7E;

                memset(text, at % 2 == 0 ? ' ' : '~', sizeof text);
                text[at] = (char)byte;
                if (start > 0)
                    text[start - 1] = '\x01';
                assert_number(ascii_run((Slice){text, sizeof text}, start), belongs ? sizeof text : at);
                assert_number(ascii_run((Slice){text, at}, start), at);
            }
    assert_number(ascii_run((Slice){NULL, 0}, 0), 0);
}

static void every_code_point_makes_the_journey(void **state)
{
    (void)state;
    for (uint32_t rune = 0; rune <= 0x10FFFF; rune++) {
        char   bytes[4];
        size_t at = 0, size;

        if (rune >= 0xD800 && rune <= 0xDFFF)
            continue;
        size = utf8_put(rune, bytes);
        if (utf8_next((Slice){bytes, size}, &at) != rune || at != size)
            fail_msg("U+%04X does not survive", rune);
    }
}

static void what_is_no_code_point_is_replaced(void **state)
{
    static const uint32_t runes[] = {0xD800, 0xDFFF, 0x110000, UINT32_MAX};
    char                  bytes[4];

    (void)state;
    for (size_t i = 0; i < COUNT(runes); i++)
        assert_slice(((Slice){bytes, utf8_put(runes[i], bytes)}), "\xEF\xBF\xBD");
}

static void a_bad_byte_is_one_replacement_and_reading_goes_on(void **state)
{
    static const uint32_t want[] = {'a', 0xFFFD, 0xFFFD, 'b', 0xFFFD, 0x20AC, 0xFFFD};
    Slice                 text = SLICE("a\xE2\x82" "b\xC3\xE2\x82\xAC\xF0");
    size_t                at = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(want); i++)
        assert_number(utf8_next(text, &at), want[i]);
    assert_number(at, text.size);
}

static void code_points_are_counted_and_found(void **state)
{
    Slice text = SLICE("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");

    (void)state;
    assert_number(utf8_count(text), 5);
    assert_number(utf8_count(SLICE("")), 0);
    assert_number(utf8_columns(text), 6);
    assert_number(utf8_columns(SLICE("安提瓜 和")), 9);
    assert_number(utf8_columns(SLICE("ﻷé€الجزائر")), 10);
    assert_number(utf8_offset(text, 0), 0);
    assert_number(utf8_offset(text, 1), 1);
    assert_number(utf8_offset(text, 2), 3);
    assert_number(utf8_offset(text, 3), 6);
    assert_number(utf8_offset(text, 4), 10);
    assert_number(utf8_offset(text, 5), 11);
    assert_number(utf8_offset(text, 99), 11);
}

static void a_cursor_finds_every_place_from_every_other(void **state)
{
    Slice text = SLICE("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");

    (void)state;
    for (size_t from = 0; from <= 6; from++) {
        for (size_t to = 0; to <= 6; to++) {
            Utf8Cursor cursor = {.text = text}, back = {.text = text};

            (void)utf8_seek(&cursor, from);
            assert_number(utf8_seek(&cursor, to), to <= 5);
            assert_number(cursor.byte, utf8_offset(text, to));
            (void)utf8_point_at(&back, utf8_offset(text, from));
            assert_number(utf8_point_at(&back, utf8_offset(text, to)), to <= 5 ? to : 5);
        }
    }
    assert_true(utf8_seek(&(Utf8Cursor){.text = SLICE("")}, 0));
    assert_false(utf8_seek(&(Utf8Cursor){.text = SLICE("")}, 1));
}

typedef Status (*Rewrite)(Arena *arena, Slice text, Slice *out);

typedef struct RewriteRow {
    const char *name, *input, *want;
} RewriteRow;

static void check_rows(Rewrite rewrite, const RewriteRow *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Arena *arena = arena_new(1024 * 1024);
        Slice  once, twice;

        ROW(rows[i].name);
        assert_ok(rewrite(arena, slice_from(rows[i].input), &once));
        assert_slice(once, rows[i].want);
        assert_ok(rewrite(arena, once, &twice));
        assert_slices(twice, once); /* doing it again changes nothing */
        arena_free(arena);
    }
}

static void cleaning_makes_valid_text(void **state)
{
    static const RewriteRow rows[] = {
        {"clean already", "a\tb\n\xE2\x82\xAC", "a\tb\n\xE2\x82\xAC"},
        {"a bad byte", "a\xFF" "b", "a\xEF\xBF\xBD" "b"},
        {"controls", "a\x01\x1B[31mb\r\n", "a[31mb\n"},
        {"bidi controls stay", "\xE2\x80\xAE" "abc", "\xE2\x80\xAE" "abc"},
        {"only bad bytes", "\x80\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"empty", "", ""},
    };

    (void)state;
    check_rows(utf8_clean, rows, COUNT(rows));
}

static void nfc_composes(void **state)
{
    static const RewriteRow rows[] = {
        {"ASCII", "resume", "resume"},
        {"composed already", "r\xC3\xA9sum\xC3\xA9", "r\xC3\xA9sum\xC3\xA9"},
        {"decomposed", "re\xCC\x81sume\xCC\x81", "r\xC3\xA9sum\xC3\xA9"},
        {"Hangul", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C"},
        {"Angstrom sign", "\xE2\x84\xAB", "\xC3\x85"},
        {"order of marks", "a\xCC\x88\xCC\xA3", "\xE1\xBA\xA1\xCC\x88"},
        {"ligature stays", "\xEF\xAC\x81", "\xEF\xAC\x81"},
        {"empty", "", ""},
    };

    (void)state;
    check_rows(text_nfc, rows, COUNT(rows));
}

static void squeezing_leaves_single_spaces(void **state)
{
    static const RewriteRow rows[] = {
        {"nothing to do", "a b", "a b"},
        {"runs", "  a \t\n b  ", "a b"},
        {"no-break and narrow spaces", "a\xC2\xA0\xE2\x80\xAF" "b\xE3\x80\x80", "a b"},
        {"only space", " \n ", ""},
        {"zero-width space is none", "a\xE2\x80\x8B" "b", "a\xE2\x80\x8B" "b"},
        {"empty", "", ""},
    };

    (void)state;
    check_rows(text_squeeze, rows, COUNT(rows));
}

static void folding_makes_equal_what_people_take_for_equal(void **state)
{
    static const RewriteRow rows[] = {
        {"case", "Delegation", "delegation"},
        {"accents", "C\xC3\xB4te d\xE2\x80\x99Ivoire", "cote divoire"},
        {"apostrophes", "Cote d'Ivoire", "cote divoire"},
        {"sharp s", "Stra\xC3\x9F" "e", "strasse"},
        {"width", "\xEF\xBC\xA1\xEF\xBC\x91", "a1"},
        {"ligature", "\xEF\xAC\x81rst", "first"},
        {"spaces", "  a \xC2\xA0 b ", "a b"},
        {"Arabic tatweel and vowels", "\xD9\x85\xD9\x80\xD9\x8E\xD8\xA7", "\xD9\x85\xD8\xA7"},
        {"Cyrillic", "\xD0\xA0\xD0\x95\xD0\xA8\xD0\x90\xD0\x95\xD0\xA2", "\xD1\x80\xD0\xB5\xD1\x88\xD0\xB0\xD0\xB5\xD1\x82"},
        {"empty", "", ""},
    };

    (void)state;
    check_rows(text_fold, rows, COUNT(rows));
}

static void rewriting_without_memory_says_so(void **state)
{
    static const Rewrite rewrites[] = {utf8_clean, text_nfc, text_squeeze, text_fold};

    (void)state;
    for (size_t i = 0; i < COUNT(rewrites); i++) {
        Arena *arena = arena_new(16);
        Slice  out;

        assert_number(rewrites[i](arena, SLICE("re\xCC\x81sume\xCC\x81 and more than sixteen bytes"), &out), ERR_MEMORY);
        arena_free(arena);
    }
}

static void classes_of_code_points(void **state)
{
    static const struct {
        const char *name;
        uint32_t    rune;
        bool        space, upper, letter, digit, right_to_left, bidi_control;
    } rows[] = {
        {"space", ' ', true, false, false, false, false, false},
        {"tab", '\t', true, false, false, false, false, false},
        {"no-break space", 0xA0, true, false, false, false, false, false},
        {"ideographic space", 0x3000, true, false, false, false, false, false},
        {"zero-width space", 0x200B, false, false, false, false, false, false},
        {"A", 'A', false, true, true, false, false, false},
        {"z", 'z', false, false, true, false, false, false},
        {"Cyrillic capital", 0x0420, false, true, true, false, false, false},
        {"Han", 0x51B3, false, false, true, false, false, false},
        {"7", '7', false, false, false, true, false, false},
        {"Arabic-Indic 3", 0x0663, false, false, false, true, false, false},
        {"Arabic letter", 0x0645, false, false, true, false, true, false},
        {"Hebrew letter", 0x05D0, false, false, true, false, true, false},
        {"right-to-left override", 0x202E, false, false, false, false, false, true},
        {"isolate", 0x2066, false, false, false, false, false, true},
        {"Arabic letter mark", 0x061C, false, false, false, false, true, true},
        {"underscore", '_', false, false, false, false, false, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        assert_number(rune_is_space(rows[i].rune), rows[i].space);
        assert_number(rune_is_upper(rows[i].rune), rows[i].upper);
        assert_number(rune_is_letter(rows[i].rune), rows[i].letter);
        assert_number(rune_is_digit(rows[i].rune), rows[i].digit);
        assert_number(rune_is_right_to_left(rows[i].rune), rows[i].right_to_left);
        assert_number(rune_is_bidi_control(rows[i].rune), rows[i].bidi_control);
    }
}

static void names_lose_what_does_not_show(void **state)
{
    static const struct {
        const char *name, *given;
        size_t      most;
        const char *clean;
        bool        plain;
    } rows[] = {
        {"as it is", "Delegation 01", 255, "Delegation 01", true},
        {"nothing", "", 255, "", true},
        {"an accent", "C\xC3\xB4te d'Ivoire", 255, "C\xC3\xB4te d'Ivoire", false},
        {"marks of direction", "\xE2\x80\x8F" "Delegation\xE2\x80\xAC 01\xD8\x9C", 255, "Delegation 01", false},
        {"controls", "Dele\tgation\n 01\x7F\xC2\x85", 255, "Delegation 01", false},
        {"separators", "Delegation\xE2\x80\xA8 01\xE2\x80\xA9", 255, "Delegation 01", false},
        {"cut", "Delegation 01", 10, "Delegation", true},
        {"cut between characters", "C\xC3\xB4te", 2, "C", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer out;

        ROW(rows[i].name);
        buffer_init(&out, 1024);
        buffer_add_string(&out, "<");
        name_clean(slice_from(rows[i].given), rows[i].most, &out);
        assert_slice(slice_part(buffer_slice(&out), 1, out.size), rows[i].clean);
        assert_int_equal(name_is_plain(slice_from(rows[i].given)), rows[i].plain);
        buffer_clear(&out);
    }
}

static int order_of(const char *language, const char *a, const char *b)
{
    Collator *collator = collator_new(language);
    int       order;

    assert_non_null(collator);
    order = collator_compare(collator, slice_from(a), slice_from(b));
    assert_true((order == 0) == (strcmp(a, b) == 0));
    assert_true((collator_compare(collator, slice_from(b), slice_from(a)) > 0) == (order < 0));
    collator_free(collator);
    return (order > 0) - (order < 0);
}

static void names_stand_in_the_order_of_their_language(void **state)
{
    static const struct {
        const char *language, *a, *b;
        int         order;
    } rows[] = {
        {"en", "Delegation 2", "Delegation 10", -1},
        {"en", "Delegation 02", "Delegation 10", -1},
        {"en", "\xC3\x85land", "Zealand", -1},
        {"sv", "\xC3\x85land", "Zealand", 1}, /* Swedish sets its last letters after z */
        {"en", "a", "B", -1},
        {"en", "same", "same", 0},
        {"en", "Delegation 1", "Delegation 01", 1}, /* equal to the collator: code points decide */
        {"fr", "\xC3\x89tat", "Etats", -1},
        {"es", "nube", "\xC3\xB1u", -1},
        {"ru", "\xD0\x90", "\xD0\xAF", -1},
        {"ar", "\xD8\xA7", "\xD9\x8A", -1},
        {"zh", "\xE9\x98\xBF", "\xE4\xB8\xAD", -1}, /* by pinyin: a before zhong */
        {"", "a", "b", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].a);
        assert_number(order_of(rows[i].language, rows[i].a, rows[i].b), rows[i].order);
    }
    collator_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_utf8_is_told_from_the_rest),
        cmocka_unit_test(a_place_among_eight_bytes_makes_no_difference),
        cmocka_unit_test(a_run_of_ascii_ends_where_it_ends),
        cmocka_unit_test(every_code_point_makes_the_journey),
        cmocka_unit_test(what_is_no_code_point_is_replaced),
        cmocka_unit_test(a_bad_byte_is_one_replacement_and_reading_goes_on),
        cmocka_unit_test(code_points_are_counted_and_found),
        cmocka_unit_test(a_cursor_finds_every_place_from_every_other),
        cmocka_unit_test(cleaning_makes_valid_text),
        cmocka_unit_test(nfc_composes),
        cmocka_unit_test(squeezing_leaves_single_spaces),
        cmocka_unit_test(folding_makes_equal_what_people_take_for_equal),
        cmocka_unit_test(rewriting_without_memory_says_so),
        cmocka_unit_test(classes_of_code_points),
        cmocka_unit_test(names_lose_what_does_not_show),
        cmocka_unit_test(names_stand_in_the_order_of_their_language),
    };

    return cmocka_run_group_tests_name("base unicode", tests, NULL, NULL);
}
