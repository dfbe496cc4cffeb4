/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader for hostile bytes, and the writer that is its mirror.
 */
#include "suite.h"

static void numbers_are_little_endian(void **state)
{
    Reader in = reader_from(SLICE("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\xFF"));

    (void)state;
    assert_number(reader_u8(&in), 0x01);
    assert_number(reader_u16(&in), 0x0302);
    assert_number(reader_u32(&in), 0x07060504);
    assert_true(reader_u64(&in) == UINT64_C(0xFF0E0D0C0B0A0908));
    assert_true(reader_done(&in));
}

static void what_is_written_is_read(void **state)
{
    static const uint64_t numbers[] = {0, 1, 0x7F, 0x80, 0xFFFF, 0x10000, UINT32_MAX, (uint64_t)UINT32_MAX + 1, UINT64_MAX};
    Buffer                out;
    Reader                in;

    (void)state;
    buffer_init(&out, 10000);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        buffer_add_u8(&out, (uint8_t)numbers[i]);
        buffer_add_u32(&out, (uint32_t)numbers[i]);
        buffer_add_u64(&out, numbers[i]);
        buffer_add_sized(&out, SLICE("word"));
    }
    in = reader_from(buffer_slice(&out));
    for (size_t i = 0; i < COUNT(numbers); i++) {
        assert_true(reader_u8(&in) == (uint8_t)numbers[i]);
        assert_true(reader_u32(&in) == (uint32_t)numbers[i]);
        assert_true(reader_u64(&in) == numbers[i]);
        assert_slice(reader_sized(&in, 4), "word");
    }
    assert_true(reader_done(&in));
    buffer_clear(&out);
}

/* Whatever is asked for once a read went past the end, the answer is nothing, and the reader stays failed. */
static void after_the_end_everything_is_nothing(void **state)
{
    (void)state;
    for (size_t size = 0; size < 8; size++) {
        Reader in = reader_from(slice_part(SLICE("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 0, size));

        assert_true(reader_u64(&in) == 0);
        assert_true(reader_failed(&in));
        assert_false(reader_done(&in));
        assert_number(reader_u8(&in), 0);
        assert_number(reader_u16(&in), 0);
        assert_number(reader_u32(&in), 0);
        assert_number(reader_take(&in, 0).size, 0);
        assert_number(reader_sized(&in, 10).size, 0);
        assert_true(reader_failed(&in));
    }
}

static void done_means_nothing_left(void **state)
{
    Reader in = reader_from(SLICE("ab"));

    (void)state;
    (void)reader_u8(&in);
    assert_false(reader_done(&in));
    assert_false(reader_failed(&in));
    (void)reader_u8(&in);
    assert_true(reader_done(&in));
}

static void sizes_are_believed_only_within_bounds(void **state)
{
    static const struct {
        const char *name;
        Slice       bytes;
        size_t      max;
        bool        good;
    } rows[] = {
        {"fits", {"\x02\0\0\0ab", 6}, 2, true},
        {"empty", {"\0\0\0\0", 4}, 0, true},
        {"more than allowed", {"\x02\0\0\0ab", 6}, 1, false},
        {"more than there is", {"\x03\0\0\0ab", 6}, 100, false},
        {"as large as can be", {"\xFF\xFF\xFF\xFF" "ab", 6}, SIZE_MAX, false},
        {"the length itself cut", {"\x02\0\0", 3}, 100, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Reader in = reader_from(rows[i].bytes);
        Slice  got = reader_sized(&in, rows[i].max);

        ROW(rows[i].name);
        assert_true(reader_failed(&in) != rows[i].good);
        assert_number(got.size, rows[i].good ? rows[i].bytes.size - 4 : 0);
    }
}

static void a_huge_take_does_not_wrap(void **state)
{
    Reader in = reader_from(SLICE("abcd"));

    (void)state;
    (void)reader_u8(&in);
    assert_number(reader_take(&in, SIZE_MAX).size, 0);
    assert_true(reader_failed(&in));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_little_endian),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(after_the_end_everything_is_nothing),
        cmocka_unit_test(done_means_nothing_left),
        cmocka_unit_test(sizes_are_believed_only_within_bounds),
        cmocka_unit_test(a_huge_take_does_not_wrap),
    };

    return cmocka_run_group_tests_name("base reader", tests, NULL, NULL);
}
