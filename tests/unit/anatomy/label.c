/* SPDX-License-Identifier: Apache-2.0
 *
 * Labels of new paragraphs.
 */
#include "suite.h"

#include "text/text.h"

static void check(const char *base, unsigned n, const char *language, const char *want, bool before)
{
    Buffer out;

    ROW(want);
    buffer_init(&out, 200);
    if (before)
        label_before(slice_from(base), n, language, &out);
    else
        label_after(slice_from(base), n, language, &out);
    assert_slice(buffer_slice(&out), want);
    buffer_clear(&out);
}

static void latin_ordinals_go_to_twenty_then_numbers(void **state)
{
    static const char *const want[] = {"3 bis",       "3 ter",       "3 quater",       "3 quinquies",  "3 sexies",    "3 septies",   "3 octies",
                                       "3 novies",    "3 decies",    "3 undecies",     "3 duodecies",  "3 terdecies", "3 quaterdecies",
                                       "3 quindecies", "3 sexdecies", "3 septdecies",   "3 octodecies", "3 novodecies", "3 vicies",    "3.21",
                                       "3.22"};

    (void)state;
    for (unsigned i = 0; i < COUNT(want); i++)
        check("3.", i + 1, "en", want[i], false);
    check("3.", 1000, "fr", "3.1001", false);
}

static void the_form_of_the_base_is_kept(void **state)
{
    (void)state;
    check("(a)", 1, "en", "(a bis)", false);
    check("(iv)", 2, "en", "(iv ter)", false);
    check("a)", 1, "fr", "a bis)", false);
    check("PP3", 1, "en", "PP3 bis", false);
    check("OP5", 20, "en", "OP5.21", false);
    check("1.13.", 1, "en", "1.13 bis", false);
    check("3", 2, "es", "3 ter", false);
    check("3 -", 1, "fr", "3 bis", false);
    check("", 1, "en", "bis", false);
}

static void arabic_has_its_own_words(void **state)
{
    (void)state;
    check("3 -", 1, "ar", "3 مكررا", false);
    check("3.", 2, "ar", "3 مكررا ثانيا", false);
    check("(a)", 3, "ar", "(a مكررا ثالثا)", false);
    check("3.", 19, "ar", "3 مكررا تاسع عشر", false);
    check("3.", 20, "ar", "3.21", false);
}

static void before_the_first_stands_pre(void **state)
{
    (void)state;
    check("1.", 1, "en", "1 pre", true);
    check("1.", 2, "en", "1 pre 2", true);
    check("(a)", 1, "en", "(a pre)", true);
    check("PP1", 1, "fr", "PP1 pre", true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latin_ordinals_go_to_twenty_then_numbers),
        cmocka_unit_test(the_form_of_the_base_is_kept),
        cmocka_unit_test(arabic_has_its_own_words),
        cmocka_unit_test(before_the_first_stands_pre),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
