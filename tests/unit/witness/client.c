/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking witnesses: our own ones over loopback, ones that are away, and answers that other programs gave, from a server that only repeats them.
 */
#include <jansson.h>

#include "log.h"
#include "web/web.h"

#include <pthread.h>

enum { WITNESSES = 3, LINES_MAX = 1 << 20 };

typedef struct Running {
    Folder   folder;
    Witness *witness;
    Web     *web;
} Running;

static Running  running[WITNESSES];
static Buffer   lines, checkpoint, policy_text;
static Policy  *policy;
static uint64_t ahead;

static void start_witness(Running *one, int number)
{
    KeySecret secret;
    Buffer    vkey;
    char      name[64];

    folder_make(&one->folder);
    (void)snprintf(name, sizeof name, "witness%d.example.net/w", number);
    assert_ok(witness_setup(one->folder.inside, name, NULL));
    log_key(&secret);
    buffer_init(&vkey, VKEY_MAX);
    vkey_of(&secret.key, &vkey);
    assert_ok(witness_watch(one->folder.inside, buffer_slice(&vkey), NULL));
    buffer_clear(&vkey);
    assert_ok(witness_open(one->folder.inside, &one->witness, NULL));
    assert_ok(web_witness_open(&(WebOptions){.listen = "127.0.0.1:0", .prefix = "/w", .witness = one->witness, .threads = 1}, &one->web, NULL));
}

static void add_to_policy(const Key *key, int number, int port)
{
    buffer_add_format(&policy_text, "witness w%d ", number);
    key_print(key, &policy_text);
    buffer_add_format(&policy_text, " http://127.0.0.1:%d/w/\n", port);
}

static int setup(void **state)
{
    (void)state;
    buffer_init(&lines, LINES_MAX);
    buffer_init(&checkpoint, LINES_MAX);
    buffer_init(&policy_text, POLICY_TEXT_MAX);
    for (int i = 0; i < WITNESSES; i++) {
        start_witness(&running[i], i + 1);
        add_to_policy(witness_key(running[i].witness), i + 1, web_port(running[i].web));
    }
    buffer_add_string(&policy_text, "group g 2 w1 w2 w3\nquorum g\n");
    assert_ok(policy_parse(buffer_slice(&policy_text), &policy, NULL));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    for (int i = 0; i < WITNESSES; i++) {
        web_close(running[i].web);
        witness_close(running[i].witness);
        folder_remove(&running[i].folder);
        running[i] = (Running){0};
    }
    policy_free(policy);
    policy = NULL;
    buffer_clear(&lines);
    buffer_clear(&checkpoint);
    buffer_clear(&policy_text);
    return 0;
}

static void ask(uint64_t size, bool fork)
{
    buffer_reset(&lines);
    buffer_reset(&checkpoint);
    log_checkpoint(size, fork, &checkpoint);
    assert_ok(witnesses_ask(&(WitnessAsk){.policy = policy, .checkpoint = buffer_slice(&checkpoint), .source = log_source(), .timeout_ms = 3000}, &lines, &ahead, NULL));
}

static void assert_judged(size_t cosigners, bool quorum)
{
    Checkpoint parsed;
    Judgement  judgement;
    KeySecret  host;

    log_key(&host);
    assert_ok(checkpoint_parse(buffer_slice(&checkpoint), &parsed, NULL));
    assert_ok(checkpoint_judge(&parsed, &host.key, NULL, policy, buffer_slice(&lines), &judgement, NULL));
    assert_number(judgement.cosigners, cosigners);
    assert_number(judgement.quorum, quorum);
}

static void all_witnesses_cosign_as_the_log_grows(void **state)
{
    static const uint64_t sizes[] = {0, 1, 5, 5, 8, 9, 70};

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        ask(sizes[i], false);
        assert_judged(WITNESSES, true);
        assert_number(ahead, 0);
    }
}

static void a_fork_has_no_cosignature(void **state)
{
    (void)state;
    ask(5, false);
    ask(9, true);
    assert_judged(0, false);
    assert_number(ahead, 0);
}

static void a_witness_that_is_ahead_is_reported(void **state)
{
    (void)state;
    ask(9, false);
    ask(4, false);
    assert_judged(0, false);
    assert_number(ahead, 9);
}

static void the_others_answer_when_one_is_away(void **state)
{
    (void)state;
    web_close(running[1].web);
    running[1].web = NULL;
    ask(5, false);
    assert_judged(WITNESSES - 1, true);
}

/* ---- answers of others ---- */

typedef struct Recorded {
    const char *body, *type;
    int         status;
    size_t      asked;
} Recorded;
static Recorded recorded;

static void repeat(HttpExchange *exchange, void *context)
{
    (void)context;
    recorded.asked++;
    http_reply(exchange, &(HttpReply){.status = recorded.status, .content_type = recorded.type, .body = slice_from(recorded.body)});
}

static const HttpRoute repeat_routes[] = {{HTTP_POST, "add-checkpoint", WITNESS_BODY_MAX, repeat}};

/* The policy with one witness, at the repeating server. */
static HttpServer *repeat_open(void)
{
    HttpServer *server = NULL;

    assert_ok(http_server_open(&(HttpServerOptions){.listen = "127.0.0.1:0", .prefix = "/w", .routes = repeat_routes, .route_count = 1, .threads = 1}, &server, NULL));
    policy_free(policy);
    policy = NULL;
    buffer_reset(&policy_text);
    add_to_policy(witness_key(running[0].witness), 1, http_server_port(server));
    buffer_add_string(&policy_text, "quorum w1\n");
    assert_ok(policy_parse(buffer_slice(&policy_text), &policy, NULL));
    return server;
}

static void recorded_answers_are_survived(void **state)
{
    HttpServer  *server = repeat_open();
    char         path[1024];
    json_error_t error;
    json_t      *file, *row;
    size_t       i;

    (void)state;
    (void)snprintf(path, sizeof path, "%s/tests/vectors/record/witness-transcript/transcript.json", getenv("RAPPORTEUR_SOURCE"));
    file = json_load_file(path, 0, &error);
    assert_non_null(file);
    json_array_foreach(json_object_get(file, "exchanges"), i, row)
    {
        ROW(json_string_value(json_object_get(row, "name")));
        recorded = (Recorded){json_string_value(json_object_get(row, "response")), json_string_value(json_object_get(row, "content_type")),
                              (int)json_integer_value(json_object_get(row, "status_seen")), 0};
        ask(5, false);
        assert_number(lines.size, 0); /* none is by our witness's key */
        assert_number(recorded.asked, 1);
        assert_number(ahead, recorded.status == 409 ? 70000 : 0);
    }
    json_decref(file);
    http_server_close(server);
}

static void answers_that_are_none_are_survived(void **state)
{
    static char large[64 * 1024];
    static const struct {
        const char *name, *body, *type;
        int         status;
        size_t      asked;
        uint64_t    ahead;
    } rows[] = {
        {"a size that is held again and again", "3\n", "text/x.tlog.size", 409, 2, 0},
        {"a size of another type", "30\n", "text/plain", 409, 1, 0},
        {"no size", "x\n", "text/x.tlog.size", 409, 1, 0},
        {"an impossible size", "99999999999999999999\n", "text/x.tlog.size", 409, 1, 0},
        {"no line", "hello", "text/plain", 200, 1, 0},
        {"nothing", "", "text/plain", 200, 1, 0},
        {"a line that is none", "\xE2\x80\x94 witness1.example.net/w AAAA\n", "text/plain", 200, 1, 0},
        {"too much", large, "text/plain", 200, 1, 0},
        {"trouble", "no", "text/plain", 500, 1, 0},
    };
    HttpServer *server = repeat_open();

    (void)state;
    memset(large, '\n', sizeof large - 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        recorded = (Recorded){rows[i].body, rows[i].type, rows[i].status, 0};
        ask(5, false);
        assert_number(lines.size, 0);
        assert_number(recorded.asked, rows[i].asked);
        assert_number(ahead, rows[i].ahead);
    }
    http_server_close(server);
}

int client_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_witnesses_cosign_as_the_log_grows, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fork_has_no_cosignature, setup, teardown),
        cmocka_unit_test_setup_teardown(a_witness_that_is_ahead_is_reported, setup, teardown),
        cmocka_unit_test_setup_teardown(the_others_answer_when_one_is_away, setup, teardown),
        cmocka_unit_test_setup_teardown(recorded_answers_are_survived, setup, teardown),
        cmocka_unit_test_setup_teardown(answers_that_are_none_are_survived, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
