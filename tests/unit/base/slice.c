/* SPDX-License-Identifier: Apache-2.0
 *
 * Slices, and bytes that grow up to a limit.
 */
#include "suite.h"

static const Slice nothing = {NULL, 0};

static void a_slice_of_a_string_borrows_it(void **state)
{
    const char *text = "word";

    (void)state;
    assert_ptr_equal(slice_from(text).data, text);
    assert_number(slice_from(text).size, 4);
    assert_number(slice_from(NULL).size, 0);
    assert_slice(slice_part(SLICE("Decides"), 0, 3), "Dec");
    assert_slice(slice_part(SLICE("Decides"), 7, 7), "");
    assert_number(slice_part(nothing, 0, 0).size, 0);
}

static void slices_compare_as_bytes(void **state)
{
    static const struct {
        const char *a, *b;
        int         order;
    } rows[] = {
        {"", "", 0},       {"", "a", -1},          {"a", "", 1},  {"a", "a", 0}, {"a", "b", -1},
        {"ab", "a", 1},    {"a\x7F", "a\xC3", -1}, {"Z", "a", -1}, {"a", "B", 1}, {"\xEF\xBF\xBF", "\xF0\x90\x80\x80", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int order = slice_compare(slice_from(rows[i].a), slice_from(rows[i].b));

        ROW(rows[i].a);
        assert_number((order > 0) - (order < 0), rows[i].order);
        assert_true(slice_equal(slice_from(rows[i].a), slice_from(rows[i].b)) == (rows[i].order == 0));
    }
    assert_true(slice_equal(nothing, SLICE("")));
    assert_true(slice_is(SLICE("shall"), "shall"));
    assert_false(slice_is(SLICE("shall"), "shal"));
}

static void beginnings_and_ends(void **state)
{
    static const struct {
        const char *whole, *part;
        bool        starts, ends;
    } rows[] = {
        {"Decides to", "Decides", true, false}, {"Decides to", "to", false, true}, {"to", "Decides to", false, false},
        {"to", "to", true, true},               {"to", "", true, true},            {"", "", true, true},
        {"", "a", false, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].whole);
        assert_true(slice_starts(slice_from(rows[i].whole), rows[i].part) == rows[i].starts);
        assert_true(slice_ends(slice_from(rows[i].whole), rows[i].part) == rows[i].ends);
    }
}

static void trimming_takes_white_space_at_both_ends_only(void **state)
{
    static const struct {
        const char *input, *want;
    } rows[] = {{"", ""}, {"   ", ""}, {" a b ", "a b"}, {"\t\r\n a\v\f", "a"}, {"a", "a"}, {"\xC2\xA0" "a", "\xC2\xA0" "a"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].input);
        assert_slice(slice_trim(slice_from(rows[i].input)), rows[i].want);
    }
}

static void a_copy_is_another_and_ends_in_zero(void **state)
{
    char   word[] = "shall";
    Slice  copy;
    Arena *arena = arena_new(1000);

    (void)state;
    assert_ok(slice_copy(arena, slice_from(word), &copy));
    word[0] = 'x';
    assert_slice(copy, "shall");
    assert_number(copy.data[copy.size], '\0');
    assert_string_equal(slice_string(arena, nothing), "");
    assert_null(slice_string(arena, (Slice){word, 100000}));
    assert_number(slice_copy(arena, (Slice){word, 100000}, &copy), ERR_MEMORY);
    arena_free(arena);
}

static void a_buffer_takes_everything(void **state)
{
    Buffer out;

    (void)state;
    buffer_init(&out, 1000);
    buffer_add(&out, SLICE("a"));
    buffer_add(&out, nothing);
    buffer_add_string(&out, "b");
    buffer_add_byte(&out, 'c');
    buffer_add_number(&out, INT64_MIN);
    buffer_add_rune(&out, 0x20AC);
    buffer_add_format(&out, "%s-%03d", "d", 7);
    assert_slice(buffer_slice(&out), "abc-9223372036854775808\xE2\x82\xAC" "d-007");
    assert_ok(out.status);
    buffer_clear(&out);
    assert_null(out.data);
}

static void add_bytes(Buffer *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buffer_add_byte(out, 'x');
}

static void a_buffer_stops_at_its_limit_and_stays_stopped(void **state)
{
    static const size_t limits[] = {0, 1, 2, 7, 8, 9, 100, 5000};

    (void)state;
    for (size_t i = 0; i < COUNT(limits); i++) {
        Buffer out;

        buffer_init(&out, limits[i]);
        add_bytes(&out, limits[i]);
        assert_ok(out.status);
        buffer_add_byte(&out, 'y');
        assert_number(out.status, ERR_LIMIT);
        buffer_add(&out, nothing);
        assert_number(out.status, ERR_LIMIT);
        assert_number(out.size, limits[i]);
        buffer_reset(&out);
        assert_ok(out.status);
        assert_number(out.size, 0);
        add_bytes(&out, limits[i]);
        assert_ok(out.status);
        buffer_clear(&out);
    }
}

static void what_does_not_fit_is_not_begun(void **state)
{
    Buffer out;

    (void)state;
    buffer_init(&out, 10);
    buffer_add_string(&out, "12345678");
    buffer_add_string(&out, "abc");
    buffer_add_string(&out, "9");
    assert_number(out.status, ERR_LIMIT);
    assert_slice(buffer_slice(&out), "12345678");
    buffer_clear(&out);
}

static void a_buffer_without_memory_says_so_and_keeps_what_it_has(void **state)
{
    Buffer out;

    (void)state;
    buffer_init(&out, 1000);
    buffer_add_string(&out, "kept");
    memory_fail_at(1, true);
    add_bytes(&out, 500);
    memory_fail_at(0, false);
    assert_number(out.status, ERR_MEMORY);
    assert_true(slice_starts(buffer_slice(&out), "kept"));
    buffer_clear(&out);
}

static void formatted_text_may_fill_a_buffer_nearly(void **state)
{
    Buffer out;

    (void)state;
    buffer_init(&out, 8);
    buffer_add_format(&out, "%d", 1234567);
    assert_ok(out.status);
    assert_slice(buffer_slice(&out), "1234567");
    buffer_add_format(&out, "%s", "much too long for it");
    assert_number(out.status, ERR_LIMIT);
    assert_slice(buffer_slice(&out), "1234567");
    buffer_clear(&out);
}

static void xml_text_is_escaped_and_cleared(void **state)
{
    static const struct {
        const char *name, *input, *want;
    } rows[] = {
        {"plain", "as appropriate", "as appropriate"},
        {"all four", "<a b=\"c\">&</a>", "&lt;a b=&quot;c&quot;&gt;&amp;&lt;/a&gt;"},
        {"apostrophe stands", "the Chair's", "the Chair's"},
        {"white space stands", "a\tb\nc\rd", "a\tb\nc\rd"},
        {"controls go", "a\x01" "b\x1F" "c\x0B" "d", "abcd"},
        {"noncharacters go", "a\xEF\xBF\xBE" "b\xEF\xBF\xBF" "c", "abc"},
        {"their neighbours stay", "\xEF\xBF\xBD\xEF\xBF\xBC", "\xEF\xBF\xBD\xEF\xBF\xBC"},
        {"at the very end", "&", "&amp;"},
        {"empty", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer out;

        ROW(rows[i].name);
        buffer_init(&out, 1000);
        buffer_add_xml(&out, slice_from(rows[i].input));
        assert_slice(buffer_slice(&out), rows[i].want);
        buffer_clear(&out);
    }
}

static void numbers_are_printed_whole(void **state)
{
    static const struct {
        int64_t     number;
        const char *want;
    } rows[] = {{0, "0"}, {-1, "-1"}, {193, "193"}, {INT64_MAX, "9223372036854775807"}, {INT64_MIN, "-9223372036854775808"}};
    char text[DECIMAL_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(decimal(text, rows[i].number), rows[i].want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slice_of_a_string_borrows_it),
        cmocka_unit_test(slices_compare_as_bytes),
        cmocka_unit_test(beginnings_and_ends),
        cmocka_unit_test(trimming_takes_white_space_at_both_ends_only),
        cmocka_unit_test(a_copy_is_another_and_ends_in_zero),
        cmocka_unit_test(a_buffer_takes_everything),
        cmocka_unit_test(a_buffer_stops_at_its_limit_and_stays_stopped),
        cmocka_unit_test(what_does_not_fit_is_not_begun),
        cmocka_unit_test(a_buffer_without_memory_says_so_and_keeps_what_it_has),
        cmocka_unit_test(formatted_text_may_fill_a_buffer_nearly),
        cmocka_unit_test(xml_text_is_escaped_and_cleared),
        cmocka_unit_test(numbers_are_printed_whole),
    };

    return cmocka_run_group_tests_name("base slice", tests, NULL, NULL);
}
