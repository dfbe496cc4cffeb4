/* SPDX-License-Identifier: Apache-2.0
 *
 * The canonical JSON of acts: an accepting and a refusing case for each rule, and where a refusal points. tests/property/act_json.c compares with another way
 * of judging over many cases.
 */
#include "record/example.h"

#define ISOLATE "\xE2\x81\xA6" /* U+2066 */
#define POP "\xE2\x81\xA9"     /* U+2069 */
#define KEY40 "a123456789a123456789a123456789a123456789"

static const struct {
    const char *json;
    Status      want;
    const char *place;
} rows[] = {
    {"{}", OK, ""},
    {"{\"a\":1}", OK, ""},
    {"{\"a\":{},\"b\":[],\"c\":[1,2],\"d\":null,\"e\":true,\"f\":false}", OK, ""},
    {"", ERR_SYNTAX, "byte 1"},
    {"[]", ERR_SYNTAX, "byte 1"},
    {"1", ERR_SYNTAX, "byte 1"},
    {"{", ERR_SYNTAX, "byte 2"},
    {"{}{}", ERR_SYNTAX, "byte 3"},
    {"{}\n", ERR_SYNTAX, "byte 3"},
    {" {}", ERR_SYNTAX, "byte 1"},
    {"\xEF\xBB\xBF{}", ERR_SYNTAX, "byte 1"},
    /* white space, commas, colons */
    {"{ }", ERR_SYNTAX, "byte 2"},
    {"{\"a\": 1}", ERR_SYNTAX, "byte 6"},
    {"{\"a\":1 }", ERR_SYNTAX, "byte 7"},
    {"{\"a\":[1, 2]}", ERR_SYNTAX, "byte 9"},
    {"{\"a\":[ ]}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":1,}", ERR_SYNTAX, "byte 8"},
    {"{,}", ERR_SYNTAX, "byte 2"},
    {"{\"a\":[1,]}", ERR_SYNTAX, "byte 9"},
    {"{\"a\":[1 2]}", ERR_SYNTAX, "byte 8"},
    {"{\"a\"}", ERR_SYNTAX, "byte 5"},
    {"{\"a\":}", ERR_SYNTAX, "byte 6"},
    {"{\"a\":1", ERR_SYNTAX, "byte 7"},
    {"{\"a\":[1}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":[1]", ERR_SYNTAX, "byte 9"},
    /* keys */
    {"{\"" KEY40 "\":1}", OK, ""},
    {"{\"" KEY40 "b\":1}", ERR_SYNTAX, "byte 44"},
    {"{\"a_1\":1}", OK, ""},
    {"{\"_a\":1}", ERR_SYNTAX, "byte 3"},
    {"{\"1a\":1}", ERR_SYNTAX, "byte 3"},
    {"{\"\":1}", ERR_SYNTAX, "byte 3"},
    {"{\"aB\":1}", ERR_SYNTAX, "byte 4"},
    {"{\"a-b\":1}", ERR_SYNTAX, "byte 4"},
    {"{\"a\\n\":1}", ERR_SYNTAX, "byte 4"},
    {"{\"\xC3\xA9\":1}", ERR_SYNTAX, "byte 3"},
    {"{a:1}", ERR_SYNTAX, "byte 2"},
    {"{\"a\":1,\"b\":2}", OK, ""},
    {"{\"b\":1,\"a\":2}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":1,\"a\":1}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":1,\"aa\":2}", OK, ""},
    {"{\"aa\":1,\"a\":2}", ERR_SYNTAX, "byte 9"},
    {"{\"a1\":1,\"a_\":2,\"aa\":3}", OK, ""},
    {"{\"a\":{\"b\":1,\"a\":2}}", ERR_SYNTAX, "byte 13"},
    {"{\"b\":{\"a\":1},\"c\":{\"a\":1}}", OK, ""},
    {"{\"a\":[{\"b\":1},{\"a\":1}]}", OK, ""},
    /* numbers */
    {"{\"a\":0}", OK, ""},
    {"{\"a\":-1}", OK, ""},
    {"{\"a\":9007199254740991}", OK, ""},
    {"{\"a\":-9007199254740991}", OK, ""},
    {"{\"a\":9007199254740992}", ERR_SYNTAX, "byte 22"},
    {"{\"a\":-9007199254740992}", ERR_SYNTAX, "byte 23"},
    {"{\"a\":10000000000000000000000}", ERR_SYNTAX, "byte 22"},
    {"{\"a\":-0}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":00}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":01}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":-01}", ERR_SYNTAX, "byte 9"},
    {"{\"a\":+1}", ERR_SYNTAX, "byte 6"},
    {"{\"a\":-}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":1.0}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":.5}", ERR_SYNTAX, "byte 6"},
    {"{\"a\":1e2}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":1E2}", ERR_SYNTAX, "byte 7"},
    /* words */
    {"{\"a\":True}", ERR_SYNTAX, "byte 6"},
    {"{\"a\":tru}", ERR_SYNTAX, "byte 9"},
    {"{\"a\":truee}", ERR_SYNTAX, "byte 10"},
    {"{\"a\":nul", ERR_SYNTAX, "byte 9"},
    {"{\"a\":NaN}", ERR_SYNTAX, "byte 6"},
    /* strings */
    {"{\"a\":\"\"}", OK, ""},
    {"{\"a\":\"\\\"\\\\\\n\\t\"}", OK, ""},
    {"{\"a\":\"/\"}", OK, ""},
    {"{\"a\":\"\\/\"}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":\"\\r\"}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":\"\\b\"}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":\"\\u0041\"}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":\"\\u0000\"}", ERR_SYNTAX, "byte 8"},
    {"{\"a\":\"\\", ERR_SYNTAX, "byte 8"},
    {"{\"a\":\"x", ERR_SYNTAX, "byte 8"},
    {"{\"a\":\"\n\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"\t\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"\x1F\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\" \"}", OK, ""},
    {"{\"a\":\"~\"}", OK, ""},
    {"{\"a\":\"\x7F\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"\xC2\x80\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"\xC2\x9F\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"\xC2\xA0\"}", OK, ""},
    {"{\"a\":\"\xC3\xA9\xD0\x92\xE4\xB8\xAD\xF0\x9F\x95\x8A\"}", OK, ""},
    {"{\"a\":\"\xEF\xBF\xBD\xEF\xBF\xBF\xF4\x8F\xBF\xBF\"}", OK, ""}, /* U+FFFD, U+FFFF, U+10FFFF */
    {"{\"a\":\"\x80\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"\xC3\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"\xC0\xAF\"}", ERR_SYNTAX, "byte 7"},             /* overlong */
    {"{\"a\":\"\xE0\x80\xAF\"}", ERR_SYNTAX, "byte 7"},         /* overlong */
    {"{\"a\":\"\xF0\x80\x80\xAF\"}", ERR_SYNTAX, "byte 7"},     /* overlong */
    {"{\"a\":\"\xED\xA0\x80\"}", ERR_SYNTAX, "byte 7"},         /* a surrogate */
    {"{\"a\":\"\xF4\x90\x80\x80\"}", ERR_SYNTAX, "byte 7"},     /* above U+10FFFF */
    {"{\"a\":\"\xE2\x80\xA9\"}", OK, ""},                       /* U+2029 */
    {"{\"a\":\"\xE2\x80\xAA\"}", ERR_SYNTAX, "byte 7"},         /* U+202A */
    {"{\"a\":\"\xE2\x80\xAE\"}", ERR_SYNTAX, "byte 7"},         /* U+202E */
    {"{\"a\":\"\xE2\x80\xAF\xE2\x80\x8F\"}", OK, ""},           /* U+202F, U+200F */
    {"{\"a\":\"" ISOLATE "x" POP "\"}", OK, ""},
    {"{\"a\":\"\xE2\x81\xA7\xE2\x81\xA8" POP POP "\"}", OK, ""},
    {"{\"a\":\"" ISOLATE "x\"}", ERR_SYNTAX, "byte 11"},
    {"{\"a\":\"" POP "\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"" POP ISOLATE "\"}", ERR_SYNTAX, "byte 7"},
    {"{\"a\":\"" ISOLATE "\",\"b\":\"" POP "\"}", ERR_SYNTAX, "byte 10"},
    /* depth */
    {"{\"a\":[[[[[[[]]]]]]]}", OK, ""},
    {"{\"a\":[[[[[[[[]]]]]]]]}", ERR_LIMIT, "byte 13"},
    {"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}", OK, ""},
    {"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}", OK, ""},
    {"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}", ERR_LIMIT, "byte 41"},
};

static void each_rule_accepts_and_refuses(void **state)
{
    Slice with;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Problem problem = {0};

        ROW(rows[i].json);
        assert_number(act_json_check(slice_from(rows[i].json), ACT_DEPTH_MAX, &with, &problem), rows[i].want);
        assert_number(problem.status, rows[i].want);
        assert_slice(slice_from(problem.place), rows[i].place);
        assert_number(act_json_check(slice_from(rows[i].json), ACT_DEPTH_MAX, NULL, NULL), rows[i].want);
    }
    assert_number(act_json_check((Slice){"{\"a\":\"\0\"}", 9}, ACT_DEPTH_MAX, &with, NULL), ERR_SYNTAX);
    assert_number(act_json_check((Slice){"{}\0", 3}, ACT_DEPTH_MAX, &with, NULL), ERR_SYNTAX);
    assert_number(act_json_check((Slice){NULL, 0}, ACT_DEPTH_MAX, &with, NULL), ERR_SYNTAX);
}

static void with_is_the_top_level_member(void **state)
{
    static const struct {
        const char *json, *want;
    } members[] = {
        {"{}", ""},
        {"{\"with\":[\"a/b\"]}", "[\"a/b\"]"},
        {"{\"a\":1,\"with\":{\"x\":1},\"z\":2}", "{\"x\":1}"},
        {"{\"a\":{\"with\":1}}", ""},
        {"{\"a\":[{\"with\":1}],\"without\":2}", ""},
        {"{\"with\":0}", "0"},
    };
    Slice with;

    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        ROW(members[i].json);
        assert_ok(act_json_check(slice_from(members[i].json), ACT_DEPTH_MAX, &with, NULL));
        assert_slice(with, members[i].want);
    }
}

static void checking_takes_no_memory(void **state)
{
    (void)state;
    memory_fail_at(0, false);
    assert_ok(act_json_check(SLICE("{\"a\":[1,{\"b\":\"\xC3\xA9\\n\"}],\"with\":[]}"), ACT_DEPTH_MAX, NULL, NULL));
    assert_number(memory_asked(), 0);
}

static void the_depth_is_the_callers(void **state)
{
    (void)state;
    assert_ok(act_json_check(SLICE("{\"a\":1}"), 1, NULL, NULL));
    assert_number(act_json_check(SLICE("{\"a\":{}}"), 1, NULL, NULL), ERR_LIMIT);
    assert_ok(act_json_check(SLICE("{\"a\":[[[[[[[[]]]]]]]]}"), JSON_DEPTH_MAX, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_accepts_and_refuses),
        cmocka_unit_test(with_is_the_top_level_member),
        cmocka_unit_test(checking_takes_no_memory),
        cmocka_unit_test(the_depth_is_the_callers),
    };

    return cmocka_run_group_tests_name("record act_json", tests, NULL, NULL);
}
