/* SPDX-License-Identifier: Apache-2.0
 *
 * Policies: an accepting and a refusing row for every rule of the format, sizes, and what is said of a quorum.
 */
#include "made.h"

static void what_a_policy_may_say(void **state)
{
    static const struct {
        const char *pattern, *said;
        size_t      logs, witnesses;
    } rows[] = {
        {"quorum none\n", "no quorum", 0, 0},
        {"log {l}\nquorum none\n", "no quorum", 1, 0},
        {"log {l} https://log.example/\nwitness a {1}\nquorum a\n", "a: 1 of 1 needed", 1, 1},
        {"# a comment\n\n \t\n  # another\n\twitness\ta  {1}\thttps://a.example/ \nquorum a\n", "a: 1 of 1 needed", 0, 1},
        {"witness a {1}\nwitness b {2}\ngroup g any a b\nquorum g\n", "g: 1 of 2 needed", 0, 2},
        {"witness a {1}\nwitness b {2}\ngroup g all a b\nquorum g\n", "g: 2 of 2 needed", 0, 2},
        {"witness a {1}\nwitness b {2}\ngroup g 2 a b\nquorum g\n", "g: 2 of 2 needed", 0, 2},
        {"witness a {1}\nwitness b {2}\ngroup g any a\ngroup h all g b\nquorum h\n", "h: 2 of 2 needed", 0, 2},
        {"witness a {1}\nquorum a\nwitness b {2}\ngroup g any a b\n", "a: 1 of 1 needed", 0, 2},
        {"witness all {1}\ngroup any 1 all\ngroup log all any\nquorum log\n", "log: 1 of 1 needed", 0, 1},
        {"witness \xC3\xA9 {1}\nquorum \xC3\xA9\n", "\xC3\xA9: 1 of 1 needed", 0, 1},
        {"witness \xE9 {1}\nquorum \xE9\n", "\xEF\xBF\xBD: 1 of 1 needed", 0, 1},
        {"witness a\xE2\x80\xAE {1}\nquorum a\xE2\x80\xAE\n", "a\xEF\xBF\xBD: 1 of 1 needed", 0, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Policy *policy;
        Buffer  said;

        ROW(rows[i].pattern);
        policy = made_policy(rows[i].pattern);
        assert_number(policy_log_count(policy), rows[i].logs);
        assert_number(policy_witness_count(policy), rows[i].witnesses);
        assert_number(policy_has_quorum(policy), strcmp(rows[i].said, "no quorum") != 0);
        buffer_init(&said, 1000);
        policy_quorum_describe(policy, &said);
        assert_slice(buffer_slice(&said), rows[i].said);
        buffer_clear(&said);
        policy_free(policy);
    }
}

static void an_address_is_kept(void **state)
{
    Policy   *policy = made_policy("witness a {1} https://a.example/x\nwitness b {2}\nquorum a\n");
    KeySecret secret;

    (void)state;
    assert_string_equal(policy_witness_url(policy, 0), "https://a.example/x");
    assert_string_equal(policy_witness_url(policy, 1), "");
    made_key(2, NULL, KEY_COSIGNER, &secret);
    assert_true(key_equal(policy_witness(policy, 1), &secret.key));
    policy_free(policy);
}

static void what_a_policy_may_not_say(void **state)
{
    static const struct {
        const char *pattern, *message, *place;
    } rows[] = {
        {"", "policy.no_quorum", ""},
        {"log {l}\n", "policy.no_quorum", ""},
        {"quorum none", "policy.cut", "line 1"},
        {"quorum none\n# cut", "policy.cut", "line 2"},
        {"quorum none\nquorum none\n", "policy.quorum_twice", "line 2"},
        {"witness a {1}\nquorum a\nquorum none\n", "policy.quorum_twice", "line 3"},
        {"quorum\n", "policy.line", "line 1"},
        {"quorum none none\n", "policy.line", "line 1"},
        {"quorum a\nwitness a {1}\n", "policy.unknown", "line 1"},
        {"Quorum none\n", "policy.line", "line 1"},
        {"quorum none # no\n", "policy.line", "line 1"},
        {"other x\nquorum none\n", "policy.line", "line 1"},
        {"log\nquorum none\n", "policy.line", "line 1"},
        {"log {l} u v\nquorum none\n", "policy.line", "line 1"},
        {"log {l}\nlog {l}\nquorum none\n", "policy.key_twice", "line 2"},
        {"witness a\nquorum none\n", "policy.line", "line 1"},
        {"witness a {1} u v\nquorum none\n", "policy.line", "line 1"},
        {"witness a {l}\nquorum none\n", "policy.key_type", "line 1"},
        {"witness none {1}\nquorum none\n", "policy.name_taken", "line 1"},
        {"witness a {1}\nwitness a {2}\nquorum a\n", "policy.name_taken", "line 2"},
        {"witness a {1}\nwitness b {1}\nquorum a\n", "policy.key_twice", "line 2"},
        {"witness a {1}\ngroup a any a\nquorum a\n", "policy.name_taken", "line 2"},
        {"witness a {1}\ngroup g any\nquorum a\n", "policy.line", "line 2"},
        {"witness a {1}\ngroup g 0 a\nquorum g\n", "policy.threshold", "line 2"},
        {"witness a {1}\ngroup g 2 a\nquorum g\n", "policy.threshold", "line 2"},
        {"witness a {1}\ngroup g 01 a\nquorum g\n", "policy.threshold", "line 2"},
        {"witness a {1}\ngroup g +1 a\nquorum g\n", "policy.threshold", "line 2"},
        {"witness a {1}\ngroup g 4294967297 a\nquorum g\n", "policy.threshold", "line 2"},
        {"witness a {1}\ngroup g some a\nquorum g\n", "policy.threshold", "line 2"},
        {"witness a {1}\ngroup g any b\nquorum g\n", "policy.unknown", "line 2"},
        {"witness a {1}\ngroup g any none\nquorum g\n", "policy.unknown", "line 2"},
        {"witness a {1}\ngroup g any g\nquorum g\n", "policy.unknown", "line 2"},
        {"witness a {1}\ngroup g any a a\nquorum g\n", "policy.member_twice", "line 2"},
        {"witness a {1}\ngroup g any a\ngroup h any a\nquorum h\n", "policy.member_twice", "line 3"},
        {"quorum none\r\n", "policy.control", ""},
        {"quorum none\n\x7F\n", "policy.control", ""},
        {"quorum\x0Bnone\n", "policy.control", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        Policy *policy = NULL;
        Problem problem = {0};
        Buffer  text;

        ROW(rows[i].pattern);
        made_policy_text(rows[i].pattern, &text);
        assert_number(policy_parse(buffer_slice(&text), &policy, &problem), ERR_SYNTAX);
        assert_null(policy);
        assert_string_equal(problem.message, rows[i].message);
        assert_string_equal(problem.place, rows[i].place);
        buffer_clear(&text);
    }
}

/* One key under two names is one key: the names differ, the ids too, the material is the same. */
static void one_key_under_two_names_is_refused(void **state)
{
    KeySecret a, b, log;
    Buffer    text;
    Policy   *policy = NULL;
    Problem   problem = {0};

    (void)state;
    made_key(1, "a.example", KEY_COSIGNER, &a);
    made_key(1, "b.example", KEY_COSIGNER, &b);
    made_key(1, "c.example", KEY_ED25519, &log);
    buffer_init(&text, 4096);
    buffer_add_string(&text, "log ");
    key_print(&log.key, &text); /* a log's key may be a witness's, as far as the format goes */
    buffer_add_string(&text, "\nwitness a ");
    key_print(&a.key, &text);
    buffer_add_string(&text, "\nquorum a\n");
    assert_ok(policy_parse(buffer_slice(&text), &policy, NULL));
    policy_free(policy);
    policy = NULL;
    buffer_add_string(&text, "witness b ");
    key_print(&b.key, &text);
    buffer_add_byte(&text, '\n');
    assert_number(policy_parse(buffer_slice(&text), &policy, &problem), ERR_SYNTAX);
    assert_string_equal(problem.message, "policy.key_twice");
    buffer_clear(&text);
}

/* `witnesses` of them, each in a chain of `groups` groups that takes in one a line. */
static void chain(unsigned witnesses, unsigned groups, Buffer *out)
{
    KeySecret secret;

    buffer_init(out, 1024 * 1024);
    for (unsigned i = 0; i < witnesses; i++) {
        made_key(i, NULL, KEY_COSIGNER, &secret);
        buffer_add_format(out, "witness w%u ", i);
        key_print(&secret.key, out);
        buffer_add_byte(out, '\n');
    }
    for (unsigned i = 0; i < groups; i++) {
        buffer_add_format(out, "group g%u all", i);
        if (i < witnesses)
            buffer_add_format(out, " w%u", i);
        if (i > 0)
            buffer_add_format(out, " g%u", i - 1);
        buffer_add_byte(out, '\n');
    }
    buffer_add_format(out, "quorum g%u\n", groups - 1);
}

static void a_policy_has_room_for_256_of_each(void **state)
{
    Policy *policy = NULL;
    Problem problem = {0};
    Buffer  text, said;

    (void)state;
    chain(256, 256, &text);
    assert_ok(policy_parse(buffer_slice(&text), &policy, &problem));
    assert_number(policy_witness_count(policy), 256);
    buffer_init(&said, 1000);
    policy_quorum_describe(policy, &said);
    assert_slice(buffer_slice(&said), "g255: 2 of 2 needed");
    buffer_clear(&said);
    policy_free(policy);
    policy = NULL;
    buffer_clear(&text);
    chain(256, 257, &text);
    assert_number(policy_parse(buffer_slice(&text), &policy, &problem), ERR_LIMIT);
    assert_string_equal(problem.message, "policy.too_many");
    buffer_clear(&text);
}

static void limits_of_size(void **state)
{
    Policy *policy = NULL;
    Problem problem = {0};
    Buffer  text;

    (void)state;
    buffer_init(&text, 1024 * 1024);
    buffer_add_string(&text, "quorum none\n");
    while (text.size < POLICY_TEXT_MAX - 1)
        buffer_add_byte(&text, '#');
    buffer_add_byte(&text, '\n');
    assert_ok(policy_parse(buffer_slice(&text), &policy, NULL));
    policy_free(policy);
    policy = NULL;
    buffer_add_byte(&text, '\n');
    assert_number(policy_parse(buffer_slice(&text), &policy, &problem), ERR_LIMIT);
    assert_string_equal(problem.message, "policy.too_large");
    buffer_reset(&text);
    buffer_add_string(&text, "group g any"); /* more words than there can be members */
    for (size_t i = 0; i < 2000; i++)
        buffer_add_string(&text, " a");
    buffer_add_byte(&text, '\n');
    assert_number(policy_parse(buffer_slice(&text), &policy, &problem), ERR_LIMIT);
    buffer_reset(&text);
    buffer_add_string(&text, "group "); /* a name that no key has */
    for (size_t i = 0; i < 300; i++)
        buffer_add_byte(&text, 'a');
    buffer_add_string(&text, " any a\n");
    assert_number(policy_parse(buffer_slice(&text), &policy, &problem), ERR_SYNTAX); /* a is not known */
    assert_string_equal(problem.message, "policy.unknown");
    buffer_clear(&text);
}

static void without_memory_a_policy_says_so(void **state)
{
    Buffer text;

    (void)state;
    made_policy_text("log {l}\nwitness a {1}\nwitness b {2}\ngroup g all a b\nquorum g\n", &text);
    for (uint64_t n = 1;; n++) {
        Policy *policy = NULL;
        Problem problem = {0};
        Status  status;

        memory_fail_at(n, true);
        status = policy_parse(buffer_slice(&text), &policy, &problem);
        memory_fail_at(0, false);
        if (status == OK) {
            policy_free(policy);
            assert_true(n > 3);
            break;
        }
        assert_number(status, ERR_MEMORY);
        assert_null(policy);
    }
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_policy_may_say),
        cmocka_unit_test(an_address_is_kept),
        cmocka_unit_test(what_a_policy_may_not_say),
        cmocka_unit_test(one_key_under_two_names_is_refused),
        cmocka_unit_test(a_policy_has_room_for_256_of_each),
        cmocka_unit_test(limits_of_size),
        cmocka_unit_test(without_memory_a_policy_says_so),
    };

    return cmocka_run_group_tests_name("record policy", tests, NULL, NULL);
}
