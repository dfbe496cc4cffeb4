/* SPDX-License-Identifier: Apache-2.0
 *
 * The small grammars of an entry's lines: for every rule what it lets through and what it refuses.
 */
#include "record/example.h"

#define TEN "aaaaaaaaaa"
#define TWENTY TEN TEN
#define FORTY TWENTY TWENTY

typedef struct Row {
    const char *text;
    bool        valid;
} Row;

static void walk(const Row *rows, size_t count, bool (*valid)(Slice))
{
    for (size_t i = 0; i < count; i++) {
        ROW(rows[i].text);
        assert_number(valid(slice_from(rows[i].text)), rows[i].valid);
    }
}

static void an_origin_is_an_address_without_scheme(void **state)
{
    static const Row rows[] = {
        {"record.example.org/rapporteur", true}, {"a", true}, {"localhost:8080", true}, {"127.0.0.1:80/x-1", true}, {FORTY FORTY TWENTY, true},
        {"", false}, {"record.example.org/", false}, {"/", false}, {"Record.example.org", false}, {"a b", false}, {"a_b", false}, {"a\n", false},
        {"record.example.org/r\xC3\xA9", false}, {FORTY FORTY TWENTY "a", false}, {"a+b", false},
    };

    (void)state;
    walk(rows, COUNT(rows), origin_valid);
}

static void a_kind_has_two_to_four_words(void **state)
{
    static const Row rows[] = {
        {"record.origin", true}, {"text.amendment.propose", true}, {"a.b.c.d", true}, {"record.seal_batch", true}, {"_._", true}, {TWENTY "." TWENTY "." TWENTY, true},
        {TWENTY "." TWENTY "." TEN "." TEN, true},
        {"", false}, {"record", false}, {"a.b.c.d.e", false}, {"a..b", false}, {".a", false}, {"a.", false}, {"Record.origin", false}, {"a.b1", false}, {"a.b-c", false},
        {"a." TWENTY "a", false}, {TWENTY "." TWENTY "." TWENTY "." TEN, false}, {"a.b*", false}, {"a .b", false},
    };

    (void)state;
    walk(rows, COUNT(rows), kind_valid);
}

static void half_a_key_name_neither_begins_nor_ends_with_a_hyphen(void **state)
{
    static const Row rows[] = {
        {"delegation-01", true}, {"a", true}, {"9", true}, {"a-", false}, {"-a", false}, {"-", false}, {"a--b", true}, {FORTY, true}, {FORTY "a", false}, {"", false},
        {"Delegation", false}, {"a.b", false}, {"a_b", false}, {"a/b", false},
    };

    (void)state;
    walk(rows, COUNT(rows), party_valid);
}

static void a_key_name_is_party_and_key(void **state)
{
    static const Row rows[] = {
        {"delegation-01/desk-1", true}, {"a/b", true}, {FORTY "/" FORTY, true}, {"a", false}, {"a/", false}, {"/b", false}, {"a/b/c", false}, {"", false}, {"/", false},
        {FORTY "a/b", false}, {"a/-b", false}, {"a /b", false},
    };

    (void)state;
    walk(rows, COUNT(rows), act_key_name_valid);
    assert_slice(act_key_party(SLICE("delegation-01/desk-1")), "delegation-01");
    assert_slice(act_key_party(SLICE("delegation-01")), "delegation-01");
    assert_slice(act_key_party((Slice){NULL, 0}), "");
}

static void a_pattern_matches_whole_words(void **state)
{
    static const struct {
        const char *kind, *pattern;
        bool        want;
    } rows[] = {
        {"text.version.issue", "text.version.issue", true}, {"text.version.issue", "text.*", true}, {"text.version.issue", "text.version.*", true},
        {"text.version.issue", "text.version", false}, {"texts.version", "text.*", false}, {"text.version.issue", "text.version.issue.*", false},
        {"text.version", "*", false}, {"text.version", ".*", false}, {"text.version", "", false}, {"record.open", "text.*", false}, {"text.version", "text*", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].pattern);
        assert_number(kind_matches(slice_from(rows[i].kind), slice_from(rows[i].pattern)), rows[i].want);
    }
}

static void a_time_is_a_real_moment_in_utc(void **state)
{
    static const struct {
        const char *text;
        bool        valid;
        int64_t     seconds;
    } rows[] = {
        {"1970-01-01T00:00:00Z", true, 0}, {"2027-03-09T14:05:31Z", true, 1804601131}, {"2028-02-29T23:59:59Z", true, 1835481599},
        {"0001-01-01T00:00:00Z", true, -62135596800}, {"9999-12-31T23:59:59Z", true, 253402300799},
        {"2027-02-29T00:00:00Z", false, 0}, {"2027-13-01T00:00:00Z", false, 0}, {"2027-00-01T00:00:00Z", false, 0}, {"2027-04-31T00:00:00Z", false, 0},
        {"2027-04-00T00:00:00Z", false, 0}, {"2027-04-01T24:00:00Z", false, 0}, {"2027-04-01T00:60:00Z", false, 0}, {"2027-04-01T00:00:60Z", false, 0},
        {"2027-04-01T00:00:00z", false, 0}, {"2027-04-01 00:00:00Z", false, 0}, {"2027-04-01T00:00:00", false, 0}, {"2027-04-01T00:00:00.0Z", false, 0},
        {"2027-04-01T00:00:00+", false, 0}, {"2027-4-01T00:00:00ZZ", false, 0}, {"0000-01-01T00:00:00Z", false, 0}, {"2027-04-01T0-:00:00Z", false, 0}, {"", false, 0},
    };
    char    printed[ACT_TIME_SIZE + 1];
    int64_t seconds;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].text);
        assert_number(act_time_parse(slice_from(rows[i].text), &seconds), rows[i].valid);
        if (!rows[i].valid)
            continue;
        assert_number(seconds, rows[i].seconds);
        act_time_print(seconds, printed);
        assert_string_equal(printed, rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_is_an_address_without_scheme),
        cmocka_unit_test(a_kind_has_two_to_four_words),
        cmocka_unit_test(half_a_key_name_neither_begins_nor_ends_with_a_hyphen),
        cmocka_unit_test(a_key_name_is_party_and_key),
        cmocka_unit_test(a_pattern_matches_whole_words),
        cmocka_unit_test(a_time_is_a_real_moment_in_utc),
    };

    return cmocka_run_group_tests_name("record act_names", tests, NULL, NULL);
}
