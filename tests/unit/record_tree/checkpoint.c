/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints: their form, what their signatures prove, and the quorum time; each bit of one changed.
 */
#include "made.h"

#define ORIGIN "log.example"
#define TEXT ORIGIN "\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

static const char *const five = "witness a {1}\nwitness b {2}\nwitness c {3}\nwitness d {4}\nwitness e {5}\n";

/* ---- form ---- */

static void the_form_of_a_checkpoint(void **state)
{
    static const char root[] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    static const struct {
        const char *before;
        bool        root;
        const char *after;
        const char *message; /* NULL: accepted */
    } rows[] = {
        {"o\n0\n", true, "", NULL},
        {"example.com/a:b\n4611686018427387904\n", true, "", NULL},
        {"o\n10\n", true, "an extension\nanother\n", NULL},
        {"\n0\n", true, "", "checkpoint.origin"},
        {"a b\n0\n", true, "", "checkpoint.origin"},
        {"a+b\n0\n", true, "", "checkpoint.origin"},
        {"o\n\n", true, "", "checkpoint.size"},
        {"o\n00\n", true, "", "checkpoint.size"},
        {"o\n01\n", true, "", "checkpoint.size"},
        {"o\n+1\n", true, "", "checkpoint.size"},
        {"o\n1 \n", true, "", "checkpoint.size"},
        {"o\n-1\n", true, "", "checkpoint.size"},
        {"o\n4611686018427387905\n", true, "", "checkpoint.too_large"},
        {"o\n9999999999999999999\n", true, "", "checkpoint.too_large"},
        {"o\n18446744073709551617\n", true, "", "checkpoint.size"},
        {"o\n1\n", false, "", "checkpoint.lines"},
        {"o\n", false, "", "checkpoint.lines"},
        {"o\n1\n", false, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n", "checkpoint.root"},
        {"o\n1\n", false, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", "checkpoint.root"},
        {"o\n1\n", false, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n", "checkpoint.root"},
        {"o\n1\n", true, "\nmore\n", "checkpoint.lines"},
        {"o\n1\n", true, "\n", "checkpoint.lines"},
    };
    KeySecret host;

    (void)state;
    made_key(1, ORIGIN, KEY_ED25519, &host);
    for (size_t i = 0; i < COUNT(rows); i++) {
        Checkpoint checkpoint;
        Problem    problem = {0};
        Buffer     note;
        Status     status;

        ROW(rows[i].before);
        buffer_init(&note, 4096);
        buffer_add_string(&note, rows[i].before);
        buffer_add_string(&note, rows[i].root ? root : "");
        buffer_add_string(&note, rows[i].after);
        buffer_add_byte(&note, '\n');
        key_secret_sign(&host, SLICE("x\n"), 0, &note);
        status = checkpoint_parse(buffer_slice(&note), &checkpoint, &problem);
        assert_number(status == OK, rows[i].message == NULL);
        if (rows[i].message != NULL)
            assert_string_equal(problem.message, rows[i].message);
        buffer_clear(&note);
    }
}

/* ---- judging ---- */

/* Lines by code, a blank between: "h" host, "k@10" clock at 10, "w3@10" witness 3 at time 10; a "!" after one makes it bad, "u" is a stranger. */
static void sign(const char *codes, Slice text, Buffer *out)
{
    while (*codes != '\0') {
        KeySecret     secret;
        unsigned long number = 1, time = 0;
        char          kind = *codes++, *end = (char *)(uintptr_t)codes;
        bool          bad;

        if (kind == 'w')
            number = strtoul(codes, &end, 10);
        if (*end == '@')
            time = strtoul(end + 1, &end, 10);
        made_key(kind == 'u' ? 99 : kind == 'k' ? 98 : (unsigned)number, kind == 'h' ? ORIGIN : kind == 'k' ? ORIGIN "/clock" : NULL,
                 kind == 'h' ? KEY_ED25519 : KEY_COSIGNER, &secret);
        bad = *end == '!';
        key_secret_sign(&secret, bad ? SLICE("something else\n") : text, time, out);
        for (end += bad; *end == ' '; end++) {
        }
        codes = end;
    }
}

typedef struct Case {
    const char *quorum;          /* what follows the five witnesses; NULL: no policy at all */
    const char *lines, *more;
    Status      status;
    bool        met;
    int64_t     time;
    size_t      cosigners;
    bool        by_host_alone;
} Case;

static const Case cases[] = {
    /* the smallest t such that those up to t satisfy the quorum */
    {"group g 2 a b c\nquorum g\n", "h w1@30 w2@10 w3@20", "", OK, true, 20, 3, false},
    {"group g 2 a b c\nquorum g\n", "h w1@30", "w2@10", OK, true, 30, 2, false},
    {"group g 3 a b c\nquorum g\n", "h w1@30 w2@10 w3@20", "", OK, true, 30, 3, false},
    {"group g any a b c\nquorum g\n", "h w1@30 w2@10 w3@20", "", OK, true, 10, 3, false},
    {"group g 2 a b c\nquorum g\n", "h w1@30 w4@10 w5@20", "", OK, false, 0, 3, false},
    {"quorum d\n", "h w1@1 w4@44", "", OK, true, 44, 2, false},
    {"quorum d\n", "h k@7 w1@1", "", OK, false, 0, 1, false},
    {"group f any a b\ngroup g 2 c d e\ngroup q all f g\nquorum q\n", "h w1@50 w2@40 w3@10 w4@20 w5@30", "", OK, true, 40, 5, false},
    {"group f any a b\ngroup g 2 c d e\ngroup q any f g\nquorum q\n", "h w1@50 w2@40 w3@10 w4@20 w5@30", "", OK, true, 20, 5, false},
    /* the clock stands in where there is no quorum */
    {"quorum none\n", "h k@77 w1@5", "", OK, true, 77, 1, true},
    {"quorum none\n", "h w1@5", "", OK, false, 0, 1, false},
    {NULL, "h k@77 w1@5", "", OK, true, 77, 0, true},
    {NULL, "h", "", OK, false, 0, 0, false},
    /* each key counts once, at its earliest */
    {"group g 2 a b\nquorum g\n", "h w1@10 w1@20", "w1@30", OK, false, 0, 1, false},
    {"group g 2 a b\nquorum g\n", "h w1@20 w1@10 w2@5", "w1@20 w2@5", OK, true, 10, 2, false},
    {"group g 2 a b\nquorum g\n", "h h", "w1@20 w2@5", OK, true, 20, 2, false},
    /* a stranger says nothing, even falsely */
    {"quorum a\n", "h u@5! w1@20", "u@5!", OK, true, 20, 1, false},
    /* a known key with a bad signature refuses all */
    {"quorum a\n", "h! w1@20", "", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum a\n", "h h! w1@20", "", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum a\n", "h k@1! w1@20", "", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum a\n", "h w1@20 w2@20!", "", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum a\n", "h w1@20", "w2@20!", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum a\n", "h w1@20 w1@21!", "", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum a\n", "h w1@20", "w1@20!", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum none\n", "h k@1 w5@20!", "", ERR_SIGNATURE, false, 0, 0, false},
    /* the host must have signed */
    {"quorum a\n", "w1@20 k@3", "", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum a\n", "w1@20", "h", OK, true, 20, 1, false},
    /* times */
    {"quorum a\n", "h w1@9223372036854775806", "", OK, true, INT64_MAX - 1, 1, false},
    {"quorum a\n", "h w1@9223372036854775808", "", ERR_SIGNATURE, false, 0, 0, false},
    {"quorum a\n", "h w1@18446744073709551615", "", ERR_SIGNATURE, false, 0, 0, false},
};

static void what_the_signatures_of_a_checkpoint_prove(void **state)
{
    KeySecret host, clock;

    (void)state;
    made_key(1, ORIGIN, KEY_ED25519, &host);
    made_key(98, ORIGIN "/clock", KEY_COSIGNER, &clock);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const Case *row = &cases[i];
        Policy     *policy = NULL;
        Checkpoint  checkpoint;
        Judgement   judgement;
        Buffer      note, more, pattern;
        char        name[200];

        (void)snprintf(name, sizeof name, "%s, %s, %s", row->quorum != NULL ? row->quorum : "-", row->lines, row->more);
        ROW(name);
        buffer_init(&note, NOTE_MAX);
        buffer_init(&more, NOTE_MAX);
        buffer_init(&pattern, NOTE_MAX);
        buffer_add_string(&note, TEXT "\n");
        sign(row->lines, SLICE(TEXT), &note);
        sign(row->more, SLICE(TEXT), &more);
        if (row->quorum != NULL) {
            buffer_add_string(&pattern, five);
            buffer_add_string(&pattern, row->quorum);
            buffer_add_byte(&pattern, '\0');
            policy = made_policy(pattern.data);
        }
        assert_ok(checkpoint_parse(buffer_slice(&note), &checkpoint, NULL));
        assert_number(checkpoint_judge(&checkpoint, &host.key, &clock.key, policy, buffer_slice(&more), &judgement, NULL), row->status);
        if (row->status == OK) {
            assert_number(judgement.quorum, row->met);
            assert_number(judgement.time, row->time);
            assert_number(judgement.cosigners, row->cosigners);
            assert_number(judgement.by_host_alone, row->by_host_alone);
            assert_number(judgement.host_lines, 1);
            assert_number(judgement.clock, strchr(row->lines, 'k') != NULL);
        }
        policy_free(policy);
        buffer_clear(&note);
        buffer_clear(&more);
        buffer_clear(&pattern);
    }
}

static void a_list_of_cosignatures_is_lines_and_nothing_else(void **state)
{
    static const char *const bad[] = {"\n", "x\n", "\xE2\x80\x94 w1.example AAAA\n", "\xE2\x80\x94 w1.example AAAAAAAAAAA=", "- w1.example AAAAAAAAAAA=\n",
                                      "\xE2\x80\x94 w1.example AAAAAAAAAAA=\n\n"};
    KeySecret  host;
    Buffer     note, more;
    Checkpoint checkpoint;
    Judgement  judgement;
    Policy    *policy = made_policy("witness a {1}\nquorum a\n");

    (void)state;
    made_key(1, ORIGIN, KEY_ED25519, &host);
    buffer_init(&note, NOTE_MAX);
    buffer_add_string(&note, TEXT "\n");
    sign("h", SLICE(TEXT), &note);
    assert_ok(checkpoint_parse(buffer_slice(&note), &checkpoint, NULL));
    for (size_t i = 0; i < COUNT(bad); i++) {
        ROW(bad[i]);
        assert_number(checkpoint_judge(&checkpoint, &host.key, NULL, policy, slice_from(bad[i]), &judgement, NULL), ERR_SYNTAX);
    }
    buffer_init(&more, 2 * NOTE_MAX);
    for (size_t i = 0; i < 193; i++) /* more than a note may have */
        sign("u@5!", SLICE(TEXT), &more);
    sign("w1@8", SLICE(TEXT), &more);
    assert_ok(checkpoint_judge(&checkpoint, &host.key, NULL, policy, buffer_slice(&more), &judgement, NULL));
    assert_true(judgement.quorum && judgement.time == 8);
    while (more.size <= NOTE_MAX)
        sign("u@5!", SLICE(TEXT), &more);
    assert_number(checkpoint_judge(&checkpoint, &host.key, NULL, policy, buffer_slice(&more), &judgement, NULL), ERR_LIMIT);
    policy_free(policy);
    buffer_clear(&more);
    buffer_clear(&note);
}

static void another_logs_checkpoint_is_refused(void **state)
{
    KeySecret  host;
    Buffer     note;
    Checkpoint checkpoint;
    Judgement  judgement;
    Problem    problem = {0};

    (void)state;
    made_key(1, "other.example", KEY_ED25519, &host);
    buffer_init(&note, NOTE_MAX);
    buffer_add_string(&note, TEXT "\n");
    key_secret_sign(&host, SLICE(TEXT), 0, &note);
    assert_ok(checkpoint_parse(buffer_slice(&note), &checkpoint, NULL));
    assert_number(checkpoint_judge(&checkpoint, &host.key, NULL, NULL, (Slice){NULL, 0}, &judgement, &problem), ERR_SIGNATURE);
    assert_string_equal(problem.message, "checkpoint.other_log");
    buffer_clear(&note);
}

/* A changed bit is refused, or the line that it is in is no longer anybody's: then nothing of what is believed has changed but that. */
static void each_bit_of_a_checkpoint_counts(void **state)
{
    KeySecret host, clock;
    Buffer    note;
    Policy   *policy = made_policy("witness a {1}\nwitness b {2}\nwitness c {3}\ngroup g 2 a b c\nquorum g\n");
    size_t    refused = 0, ignored = 0;

    (void)state;
    made_key(1, ORIGIN, KEY_ED25519, &host);
    made_key(98, ORIGIN "/clock", KEY_COSIGNER, &clock);
    buffer_init(&note, NOTE_MAX);
    buffer_add_string(&note, TEXT "\n");
    sign("h k@9 w1@10 w2@20 w3@30", SLICE(TEXT), &note);
    for (size_t bit = 0; bit < 8 * note.size; bit++) {
        Checkpoint checkpoint;
        Judgement  judgement;

        note.data[bit / 8] ^= (char)(1 << bit % 8);
        if (checkpoint_parse(buffer_slice(&note), &checkpoint, NULL) != OK ||
            checkpoint_judge(&checkpoint, &host.key, &clock.key, policy, (Slice){NULL, 0}, &judgement, NULL) != OK) {
            refused++;
        } else {
            assert_number(judgement.host_lines + judgement.clock + judgement.cosigners, 4);
            assert_true(bit / 8 > sizeof TEXT && slice_is(checkpoint.note.text, TEXT));
            assert_true(judgement.time == 20 || judgement.time == 30);
            ignored++;
        }
        note.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_true(refused > 2000 && ignored > 0);
    policy_free(policy);
    buffer_clear(&note);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_of_a_checkpoint),
        cmocka_unit_test(what_the_signatures_of_a_checkpoint_prove),
        cmocka_unit_test(a_list_of_cosignatures_is_lines_and_nothing_else),
        cmocka_unit_test(another_logs_checkpoint_is_refused),
        cmocka_unit_test(each_bit_of_a_checkpoint_counts),
    };

    return cmocka_run_group_tests_name("record checkpoint", tests, NULL, NULL);
}
