/* SPDX-License-Identifier: Apache-2.0
 *
 * Document symbols: what is one, where it ends in running text, their order and their normal form.
 */
#include "suite.h"

#include "text/text.h"

static void a_symbol_is_taken_apart(void **state)
{
    static const struct {
        const char *written;
        unsigned    segments;
        const char *last;
        bool        star;
    } rows[] = {
        {"A/RES/75/240", 4, "240", false},
        {"A/70/174", 3, "174", false},
        {"A/73/L.8/Add.1", 4, "Add.1", false},
        {"A/C.1/73/L.27/Rev.1", 5, "Rev.1", false},
        {"A/AC.292/2021/1", 4, "1", false},
        {"A/AC.292/2025/CRP.1", 4, "CRP.1", false},
        {"A/68/98*", 3, "98", true},
        {"A/RES/43/78 H", 4, "78 H", false},
        {"A/RES/73/102A-B", 4, "102A-B", false},
        {"A/RES/2131 (XX)", 3, "2131 (XX)", false},
        {"S/RES/1440 (2002)", 3, "1440 (2002)", false},
        {"A/75/49 (Vol.I)", 3, "49 (Vol.I)", false},
        {"A/DEC/72/512", 4, "512", false},
        {"A/RES/ES-11/1", 4, "1", false},
        {"CRC/C/GC/25", 4, "25", false},
        {"E/CN.4/Sub.2/2003/12/Rev.2", 6, "Rev.2", false},
        {"CCPR/C/21/Rev.1/Add.13", 5, "Add.13", false},
        {"ST/SGB/2019/2", 4, "2", false},
        {"TD/B/C.I/MEM.1/8", 5, "8", false},
        {"S/PRST/2013/2", 4, "2", false},
        {"A/75/PV.48", 3, "PV.48", false},
        {"FCCC/CP/2015/10/Add.1", 5, "Add.1", false},
        {"WHA71/2018/REC/1", 4, "1", false},
        {"a/res/75/240", 4, "240", false},
        {"A/71/53/Add.1/Corr.1", 5, "Corr.1", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Symbol symbol;

        ROW(rows[i].written);
        assert_true(symbol_parse(slice_from(rows[i].written), &symbol));
        assert_number(symbol.segment_count, rows[i].segments);
        assert_slice(symbol.segments[symbol.segment_count - 1], rows[i].last);
        assert_number(symbol.star, rows[i].star);
        assert_slice(symbol.written, rows[i].written);
    }
}

static void what_is_no_symbol_is_refused(void **state)
{
    static const char *const rows[] = {"", "A", "A/", "/75/240", "75/240", "72/512", "AND/OR", "HIV/AIDS", "A//1", "A/RES", "A/75/", "A 75/240",
                                       "A/75/240.", "A/75/1.5", "http://un.org/1", "A/RES/75/240 of", "N/A", "A/B/C/D/E/F/G/H/I/J/K/L/M/1"};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Symbol symbol;

        ROW(rows[i]);
        assert_false(symbol_parse(slice_from(rows[i]), &symbol));
    }
}

static void the_longest_symbol_is_found_in_running_text(void **state)
{
    static const struct {
        const char *text, *symbol;
    } rows[] = {
        {"A/75/394, para. 17)]", "A/75/394"},
        {"A/70/174.", "A/70/174"},
        {"A/55/140 and Corr.1 and Add.1", "A/55/140"},
        {"A/C.1/73/L.27. The", "A/C.1/73/L.27"},
        {"A/68/98*, para. 3", "A/68/98*"},
        {"S/RES/1440 (2002) of 24 October", "S/RES/1440 (2002)"},
        {"S/RES/2231(2015),", "S/RES/2231(2015)"},
        {"A/75/394 (see annex)", "A/75/394"},
        {"A/RES/43/78 H of 7 December", "A/RES/43/78 H"},
        {"A/75/394 H of", "A/75/394"},
        {"A/67/828-S/2013/210", "A/67/828"},
        {"A/67/828\xE2\x80\x93S/2013/210", "A/67/828"},
        {"A/67/53/Corr.1), chap.", "A/67/53/Corr.1"},
        {"A/73/L.8/Add.1)]", "A/73/L.8/Add.1"},
        {"a/75/394", ""},
        {"HIV/AIDS in 2020", ""},
        {"A/RES/75/240\xE5\x8F\xB7", "A/RES/75/240"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Symbol symbol;
        size_t size = symbol_match(slice_from(rows[i].text), &symbol);

        ROW(rows[i].text);
        assert_slice(slice_part(slice_from(rows[i].text), 0, size), rows[i].symbol);
    }
}

static void numbers_are_compared_as_numbers(void **state)
{
    static const struct {
        const char *a, *b;
        int         order;
    } rows[] = {
        {"A/C.1/73/L.9", "A/C.1/73/L.10", -1},       {"A/73/9", "A/73/10", -1},      {"A/68/98*", "A/68/98", 0},
        {"A/73/L.8/add.1", "A/73/L.8/Add.1", 0},     {"A/73/8", "A/73/8/Add.1", -1}, {"A/RES/73/102A-B", "A/RES/73/102 A-B", 0},
        {"S/RES/1440 (2002)", "S/RES/1440(2002)", 0}, {"A/74/1", "A/73/2", 1},        {"A/73/007", "A/73/7", 0},
        {"A/73/L.1", "E/73/L.1", -1},                {"A/99999999999999999999/1", "A/99999999999999999998/1", 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Symbol a, b;
        int    order;

        ROW(rows[i].a);
        assert_true(symbol_parse(slice_from(rows[i].a), &a) && symbol_parse(slice_from(rows[i].b), &b));
        order = symbol_compare(&a, &b);
        assert_number((order > 0) - (order < 0), rows[i].order);
        order = symbol_compare(&b, &a);
        assert_number((order > 0) - (order < 0), -rows[i].order);
    }
}

static void the_normal_form_drops_stars_and_folds_suffixes(void **state)
{
    static const struct {
        const char *written, *key;
    } rows[] = {
        {"A/68/98*", "A/68/98"},
        {"A/68/98**", "A/68/98"},
        {"a/res/75/240", "A/RES/75/240"},
        {"A/73/L.8/ADD.1", "A/73/L.8/Add.1"},
        {"A/C.1/73/l.27/rev.1", "A/C.1/73/L.27/Rev.1"},
        {"A/RES/73/102A-B", "A/RES/73/102 A-B"},
        {"A/RES/43/78H", "A/RES/43/78 H"},
        {"S/RES/1440(2002)", "S/RES/1440 (2002)"},
        {"A/74/457/Add.8", "A/74/457/Add.8"}, /* a wrong symbol of a real record stays as it is */
        {"E/CN.4/SUB.2/2003/12", "E/CN.4/Sub.2/2003/12"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Symbol symbol;
        Buffer key;

        ROW(rows[i].written);
        buffer_init(&key, 100);
        assert_true(symbol_parse(slice_from(rows[i].written), &symbol));
        symbol_print_key(&symbol, &key);
        assert_slice(buffer_slice(&key), rows[i].key);
        buffer_clear(&key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_symbol_is_taken_apart),
        cmocka_unit_test(what_is_no_symbol_is_refused),
        cmocka_unit_test(the_longest_symbol_is_found_in_running_text),
        cmocka_unit_test(numbers_are_compared_as_numbers),
        cmocka_unit_test(the_normal_form_drops_stars_and_folds_suffixes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
