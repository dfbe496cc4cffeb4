/* SPDX-License-Identifier: Apache-2.0
 *
 * Canonical JSON: what is refused, and that what is printed is one form only.
 */
#include "suite.h"

#include <jansson.h>

static Status canonical(Slice input, Buffer *out)
{
    json_t *value = NULL;
    Status  status = json_read(input, &value, NULL);

    if (status == OK)
        json_print(value, out);
    json_decref(value);
    return status;
}

static void printing_is_canonical(void **state)
{
    static const struct {
        const char *name, *input, *want;
    } rows[] = {
        {"keys are sorted", "{\"b\":1,\"a\":2,\"B\":3}", "{\"B\":3,\"a\":2,\"b\":1}"},
        {"keys in code-point order", "{\"\xF0\x90\x80\x80\":1,\"\xEF\xBF\xBD\":2}", "{\"\xEF\xBF\xBD\":2,\"\xF0\x90\x80\x80\":1}"},
        {"no white space", " { \"a\" : [ 1 , 2 ] } ", "{\"a\":[1,2]}"},
        {"shortest escapes", "[\"\\u0041\\/\\u00e9\\\"\\\\\"]", "[\"A/\xC3\xA9\\\"\\\\\"]"},
        {"newline and tab", "[\"a\\nb\\tc\"]", "[\"a\\nb\\tc\"]"},
        {"other controls are left out", "[\"a\\u0001\\r\\b\\fb\"]", "[\"ab\"]"},
        {"a pair of surrogates", "[\"\\ud83d\\ude00\"]", "[\"\xF0\x9F\x98\x80\"]"},
        {"bidi controls stay", "[\"\\u202e\"]", "[\"\xE2\x80\xAE\"]"},
        {"integers", "[0,-1,9007199254740991,-9007199254740991]", "[0,-1,9007199254740991,-9007199254740991]"},
        {"words", "[true,false,null]", "[true,false,null]"},
        {"empty things", "[{},[],\"\"]", "[{},[],\"\"]"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer once, twice;

        ROW(rows[i].name);
        buffer_init(&once, 1000);
        buffer_init(&twice, 1000);
        assert_ok(canonical(slice_from(rows[i].input), &once));
        assert_slice(buffer_slice(&once), rows[i].want);
        assert_ok(canonical(buffer_slice(&once), &twice));
        assert_slices(buffer_slice(&twice), buffer_slice(&once));
        buffer_clear(&once);
        buffer_clear(&twice);
    }
}

static void what_is_not_ours_is_refused(void **state)
{
    static const struct {
        const char *name, *input;
        Status      want;
    } rows[] = {
        {"empty", "", ERR_SYNTAX},
        {"cut short", "{\"a\":", ERR_SYNTAX},
        {"a key twice", "{\"a\":1,\"a\":2}", ERR_SYNTAX},
        {"a fraction", "[1.5]", ERR_SYNTAX},
        {"an exponent", "[1e3]", ERR_SYNTAX},
        {"a control character in a key", "{\"a\\u0001\":1,\"a\":2}", ERR_SYNTAX},
        {"a newline in a key, deep inside", "[{\"a\":{\"b\\n\":1}}]", ERR_SYNTAX},
        {"a fraction deep inside", "{\"a\":[{\"b\":0.5}]}", ERR_SYNTAX},
        {"larger than 2^53 - 1", "[9007199254740992]", ERR_SYNTAX},
        {"smaller than that", "[-9007199254740992]", ERR_SYNTAX},
        {"larger than 64 bits", "[99999999999999999999]", ERR_SYNTAX},
        {"something after it", "[1] x", ERR_SYNTAX},
        {"a comment", "[1] // no", ERR_SYNTAX},
        {"a lone surrogate", "[\"\\ud800\"]", ERR_SYNTAX},
        {"bytes that are not UTF-8", "[\"\xFF\"]", ERR_SYNTAX},
        {"a trailing comma", "[1,]", ERR_SYNTAX},
        {"an unquoted key", "{a:1}", ERR_SYNTAX},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Buffer out;

        ROW(rows[i].name);
        buffer_init(&out, 1000);
        assert_number(canonical(slice_from(rows[i].input), &out), rows[i].want);
        buffer_clear(&out);
    }
}

static Status read_nested(int depth, const char *open, const char *close)
{
    Buffer  text;
    json_t *value = NULL;
    Status  status;

    buffer_init(&text, 10000000);
    for (int i = 0; i < depth; i++)
        buffer_add_string(&text, open);
    buffer_add_string(&text, "1");
    for (int i = 0; i < depth; i++)
        buffer_add_string(&text, close);
    status = json_read(buffer_slice(&text), &value, NULL);
    json_decref(value);
    buffer_clear(&text);
    return status;
}

static void depth_is_bounded(void **state)
{
    (void)state;
    assert_ok(read_nested(JSON_DEPTH_MAX, "[", "]"));
    assert_number(read_nested(JSON_DEPTH_MAX + 1, "[", "]"), ERR_LIMIT);
    assert_number(read_nested(JSON_DEPTH_MAX + 1, "{\"a\":", "}"), ERR_LIMIT);
    assert_number(read_nested(1000000, "[", "]"), ERR_LIMIT);
}

static void brackets_in_strings_are_not_depth(void **state)
{
    Buffer text, out;

    (void)state;
    buffer_init(&text, 10000);
    buffer_init(&out, 10000);
    buffer_add_string(&text, "[\"\\\"");
    for (int i = 0; i < 500; i++)
        buffer_add_string(&text, "[{");
    buffer_add_string(&text, "\"]");
    assert_ok(canonical(buffer_slice(&text), &out));
    buffer_clear(&text);
    buffer_clear(&out);
}

static void a_refusal_names_the_line(void **state)
{
    Problem problem = {0};
    json_t *value = NULL;

    (void)state;
    assert_number(json_read(SLICE("{\n\"a\": 1,\n\"b\" 2}"), &value, &problem), ERR_SYNTAX);
    assert_number(problem.status, ERR_SYNTAX);
    assert_string_equal(problem.message, "json.invalid");
    assert_string_equal(problem.values[0], "3");
}

static void strings_of_any_bytes(void **state)
{
    static const struct {
        const char *name;
        Slice       input;
        const char *want;
    } rows[] = {
        {"plain", {"shall", 5}, "shall"},
        {"empty", {NULL, 0}, ""},
        {"a bad byte", {"a\xFF" "b", 3}, "a\xEF\xBF\xBD" "b"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = json_from_slice(rows[i].input);

        ROW(rows[i].name);
        assert_non_null(value);
        assert_slice(json_slice(value), rows[i].want);
        json_decref(value);
    }
    assert_number(json_slice(NULL).size, 0);
}

static void the_pretty_form_means_the_same(void **state)
{
    json_t *value = NULL, *again = NULL;
    Buffer  pretty;

    (void)state;
    buffer_init(&pretty, 10000);
    assert_ok(json_read(SLICE("{\"b\":[{\"c\":1},{}],\"a\":[1,2],\"d\":{\"e\":[]}}"), &value, NULL));
    json_print_pretty(value, &pretty);
    assert_true(slice_starts(buffer_slice(&pretty), "{\n  \"b\": ["));
    assert_ok(json_read(buffer_slice(&pretty), &again, NULL));
    assert_true(json_equal(value, again));
    json_decref(value);
    json_decref(again);
    buffer_clear(&pretty);
}

static void printing_without_memory_says_so(void **state)
{
    json_t *value = NULL;
    Buffer  out;
    bool    passed = false;

    (void)state;
    assert_ok(json_read(SLICE("{\"a\":{\"b\":[1,{\"c\":2}]}}"), &value, NULL));
    for (uint64_t n = 1; !passed; n++) {
        buffer_init(&out, 1000);
        memory_fail_at(n, false);
        json_print(value, &out);
        passed = memory_asked() < n;
        memory_fail_at(0, false);
        assert_number(out.status, passed ? OK : ERR_MEMORY);
        buffer_clear(&out);
    }
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printing_is_canonical),
        cmocka_unit_test(what_is_not_ours_is_refused),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(brackets_in_strings_are_not_depth),
        cmocka_unit_test(a_refusal_names_the_line),
        cmocka_unit_test(strings_of_any_bytes),
        cmocka_unit_test(the_pretty_form_means_the_same),
        cmocka_unit_test(printing_without_memory_says_so),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("base json", tests, NULL, NULL);
}
