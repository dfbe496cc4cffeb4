/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages: what of ICU MessageFormat our texts use, the table of texts, and that every text can be formatted.
 */
#include "suite.h"

#include <pthread.h>

/* Prints a pattern as it stands: an id without a text prints itself, as a pattern. */
static void print(Buffer *out, const char *pattern, const char *value)
{
    const char *names[] = {"n", "name"};
    const char *values[] = {value, "Delegation 03"};

    buffer_init(out, 10000);
    message_print_arguments(out, pattern, 2, names, values);
}

static void patterns_print_as_icu_would(void **state)
{
    static const struct {
        const char *pattern, *value, *want;
    } rows[] = {
        {"plain words", "1", "plain words"},
        {"{name} sent {n}.", "4", "Delegation 03 sent 4."},
        {"{ n }", "4", "4"},
        {"{n, plural, one {# change} other {# changes}}", "1", "1 change"},
        {"{n, plural, one {# change} other {# changes}}", "0", "0 changes"},
        {"{n, plural, one {# change} other {# changes}}", "21", "21 changes"},
        {"{n, plural, =0 {no change} one {one change} other {# changes}}", "0", "no change"},
        {"{n, plural, =0 {no change} one {one change} other {# changes}}", "1", "one change"},
        {"{n, plural, =2 {a pair} other {#}}", "2", "a pair"},
        {"{n, plural, other {{name}: #}}", "7", "Delegation 03: 7"},
        {"{n,plural,one{#}other{#s}}", "3", "3s"},
        {"the Chair's text", "1", "the Chair's text"},
        {"the Chair''s text", "1", "the Chair's text"},
        {"'{name}' stands", "1", "{name} stands"},
        {"a # outside", "1", "a # outside"},
        {"{unknown}", "1", "unknown"},
        {"", "1", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer out;

        ROW(rows[i].pattern);
        print(&out, rows[i].pattern, rows[i].value);
        assert_slice(buffer_slice(&out), rows[i].want);
        buffer_clear(&out);
    }
}

/* Texts are ours and checked, but a slip in one must not bring the program down. */
static void a_broken_pattern_ends_quietly(void **state)
{
    static const char *const patterns[] = {
        "{", "{{{{{{{{{{", "}", "{n", "{n,", "{n, plural", "{n, plural, one", "{n, plural, one {", "{n, plural, one {#}",
        "'", "''", "'{", "a'{b", "{n, plural, other {{n, plural, other {{n, plural, other {{n, plural, other {{n, plural, other {#}}}}}}}}}}",
        "{n, select, a {b}}", "{,}", "{n,,}", "{n, plural, }", "{n, plural, {}}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(patterns); i++) {
        Buffer out;

        print(&out, patterns[i], "5");
        assert_ok(out.status);
        buffer_clear(&out);
    }
}

static void a_message_takes_named_values(void **state)
{
    Buffer out;

    (void)state;
    buffer_init(&out, 1000);
    message_print(&out, MSG("json.invalid"), "what", "a comma is missing", "line", "3", NULL);
    assert_slice(buffer_slice(&out), "Line 3 is not valid JSON: a comma is missing.");
    buffer_clear(&out);
}

/* A value is data: braces and apostrophes in it mean nothing. */
static void values_are_not_patterns(void **state)
{
    Buffer out;

    (void)state;
    buffer_init(&out, 1000);
    message_print(&out, "{name}", "name", "{n} '{x}' #", NULL);
    assert_slice(buffer_slice(&out), "{n} '{x}' #");
    buffer_clear(&out);
}

static void the_table_is_sorted_and_every_text_can_be_found(void **state)
{
    (void)state;
    assert_true(message_count() > 0);
    for (size_t i = 0; i < message_count(); i++) {
        ROW(message_id(i));
        assert_non_null(message_text(message_id(i)));
        assert_true(i == 0 || strcmp(message_id(i - 1), message_id(i)) < 0);
    }
    assert_null(message_text("no.such.message"));
    assert_null(message_text(""));
}

static void every_text_can_be_formatted(void **state)
{
    (void)state;
    for (size_t i = 0; i < message_count(); i++) {
        Buffer out;

        ROW(message_id(i));
        buffer_init(&out, 100000);
        message_print_arguments(&out, message_id(i), 0, NULL, NULL);
        assert_ok(out.status);
        assert_true(out.size > 0);
        buffer_clear(&out);
    }
}

static void an_unknown_language_changes_nothing(void **state)
{
    const char *before = message_text("status.ok");

    (void)state;
    message_language("tlh");
    assert_ptr_equal(message_text("status.ok"), before);
    message_language("");
    assert_ptr_equal(message_text("status.ok"), before);
}

static void a_message_can_be_asked_for_in_a_language(void **state)
{
    Buffer  out;
    Problem problem = {0};

    (void)state;
    buffer_init(&out, 1000);
    message_print_in(&out, "en", MSG("json.invalid"), "what", "x", "line", "3", NULL);
    assert_slice(buffer_slice(&out), "Line 3 is not valid JSON: x.");
    buffer_reset(&out);
    message_print_in(&out, "tlh", MSG("json.invalid"), "what", "x", "line", "3", NULL); /* no texts: English */
    assert_slice(buffer_slice(&out), "Line 3 is not valid JSON: x.");
    buffer_reset(&out);
    message_print_in(&out, message_pseudo_language, MSG("json.invalid"), "what", "x", "line", "3", NULL);
    assert_slice(buffer_slice(&out), "\xE2\x9F\xA6Line 3 is not valid JSON: x.\xE2\x9F\xA7");
    buffer_reset(&out);
    (void)problem_set(&problem, ERR_SYNTAX, MSG("json.invalid"), "what", "x", "line", "3", NULL);
    (void)problem_at(&problem, ERR_SYNTAX, "file");
    problem_print_in(&problem, message_pseudo_language, &out);
    assert_slice(buffer_slice(&out), "file: \xE2\x9F\xA6Line 3 is not valid JSON: x.\xE2\x9F\xA7");
    buffer_clear(&out);
}

/* Many threads at once, so that two of them make the plural rules together. */
static void *print_plurals(void *context)
{
    bool *good = context;

    for (int i = 0; i < 200; i++) {
        const char *names[] = {"n"}, *values[] = {i % 2 == 0 ? "1" : "5"};
        Buffer      out;

        buffer_init(&out, 100);
        message_print_arguments_in(&out, "en", "{n, plural, one {# change} other {# changes}}", 1, names, values);
        *good = *good && slice_is(buffer_slice(&out), i % 2 == 0 ? "1 change" : "5 changes");
        buffer_clear(&out);
    }
    return NULL;
}

static void threads_print_plurals_at_once(void **state)
{
    pthread_t threads[4];
    bool      good[COUNT(threads)];

    (void)state;
    for (size_t i = 0; i < COUNT(threads); i++) {
        good[i] = true;
        assert_int_equal(pthread_create(&threads[i], NULL, print_plurals, &good[i]), 0);
    }
    for (size_t i = 0; i < COUNT(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(good[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_print_as_icu_would),
        cmocka_unit_test(a_broken_pattern_ends_quietly),
        cmocka_unit_test(a_message_takes_named_values),
        cmocka_unit_test(values_are_not_patterns),
        cmocka_unit_test(the_table_is_sorted_and_every_text_can_be_found),
        cmocka_unit_test(every_text_can_be_formatted),
        cmocka_unit_test(an_unknown_language_changes_nothing),
        cmocka_unit_test(a_message_can_be_asked_for_in_a_language),
        cmocka_unit_test(threads_print_plurals_at_once),
    };

    return cmocka_run_group_tests_name("base message", tests, NULL, NULL);
}
