/* SPDX-License-Identifier: Apache-2.0
 *
 * A witness: the recorded exchanges in order, with state; what it keeps; and many requests at once.
 */
#include <jansson.h>

#include "log.h"

#include <pthread.h>

enum { ANSWER_MAX = 1 << 16, THREADS = 8 };
static const int64_t now = 1800000000;

static Folder   folder;
static Witness *witness;
static Buffer   answer;
static const char *type;

static int setup(void **state)
{
    (void)state;
    folder_make(&folder);
    assert_ok(witness_setup(folder.inside, "witness.example.net/w", NULL));
    buffer_init(&answer, ANSWER_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    witness_close(witness);
    witness = NULL;
    buffer_clear(&answer);
    folder_remove(&folder);
    return 0;
}

static void watch(const Key *key)
{
    Buffer vkey;

    buffer_init(&vkey, VKEY_MAX);
    vkey_of(key, &vkey);
    assert_ok(witness_watch(folder.inside, buffer_slice(&vkey), NULL));
    buffer_clear(&vkey);
}

static void open_watching(void)
{
    KeySecret secret;

    log_key(&secret);
    watch(&secret.key);
    assert_ok(witness_open(folder.inside, &witness, NULL));
}

static int ask(uint64_t old, uint64_t size, bool fork)
{
    Buffer request;
    int    status;

    buffer_init(&request, WITNESS_BODY_MAX);
    log_request(old, size, fork, &request);
    buffer_reset(&answer);
    status = witness_add_checkpoint(witness, buffer_slice(&request), now, &answer, &type);
    buffer_clear(&request);
    return status;
}

/* The body of a 200 is a good cosignature of the request's checkpoint with the time given. */
static void assert_cosigned(Slice request)
{
    const char    *blank = memmem(request.data, request.size, "\n\n", 2);
    Slice          text = slice_part(request, (size_t)(blank - request.data) + 2, request.size);
    const char    *end = memmem(text.data, text.size, "\n\n", 2);
    Buffer         note;
    Note           parsed;
    SignatureFacts facts;

    text.size = (size_t)(end - text.data) + 1;
    buffer_init(&note, ANSWER_MAX);
    buffer_add(&note, text);
    buffer_add_byte(&note, '\n');
    buffer_add(&note, buffer_slice(&answer));
    assert_ok(note_parse(buffer_slice(&note), 1, &parsed, NULL));
    assert_ok(note_line_check(&parsed.lines[0], parsed.text, witness_key(witness), NULL, &facts, NULL));
    assert_number(facts.time, now);
    buffer_clear(&note);
}

/* ---- recorded exchanges ---- */

static json_t *load(const char *name)
{
    char         path[1024];
    json_error_t error;
    json_t      *file;

    (void)snprintf(path, sizeof path, "%s/tests/vectors/record/%s", getenv("RAPPORTEUR_SOURCE"), name);
    file = json_load_file(path, 0, &error);
    assert_non_null(file);
    return file;
}

static void watch_recorded(const json_t *file)
{
    const char *origin = json_string_value(json_object_get(file, "origin"));
    const char *request = json_string_value(json_object_get(json_array_get(json_object_get(file, "exchanges"), 0), "request"));
    Slice       name = slice_from(origin);
    uint8_t     public[32];
    Key         key;

    if (origin == NULL) {
        const char *start = strstr(request, "\n\n") + 2;

        name = (Slice){start, strcspn(start, "\n")};
    }
    assert_true(hex_parse(json_slice(json_object_get(file, "log_pub_hex")), public, sizeof public));
    assert_ok(key_make(name, KEY_ED25519, (Slice){(const char *)public, sizeof public}, &key, NULL));
    watch(&key);
}

static void replay(const char *name, size_t exchanges)
{
    json_t *file = load(name), *row;
    size_t  i;

    watch_recorded(file);
    assert_ok(witness_open(folder.inside, &witness, NULL));
    assert_number(json_array_size(json_object_get(file, "exchanges")), exchanges);
    json_array_foreach(json_object_get(file, "exchanges"), i, row)
    {
        const char *title = json_string_value(json_object_get(row, "name"));
        Slice       request = json_slice(json_object_get(row, "request")), body = json_slice(json_object_get(row, "response_body"));
        int         want = (int)json_integer_value(json_object_get(row, "status_expected")), got;

        ROW(title != NULL ? title : "without a name");
        buffer_reset(&answer);
        got = witness_add_checkpoint(witness, request, now, &answer, &type);
        if (title != NULL && strcmp(title, "proof-with-old-0") == 0)
            assert_true(got == 409 || got == 422);
        else
            assert_number(got, want);
        if (got == 200)
            assert_cosigned(request);
        if (got == 409)
            assert_string_equal(type, "text/x.tlog.size");
        if (body.size != 0)
            assert_slices(buffer_slice(&answer), body);
    }
    json_decref(file);
}

static void recorded_exchanges_of_sigsum_witness_are_answered_as_expected(void **state)
{
    (void)state;
    replay("witness-transcript/transcript.json", 13);
}

static void recorded_exchanges_of_litewitness_are_answered_as_expected(void **state)
{
    (void)state;
    replay("witness-litewitness/exchanges.json", 9);
}

/* ---- our own ---- */

static void statuses_come_in_their_order(void **state)
{
    static const struct {
        const char *name;
        uint64_t    old, size;
        bool        fork;
        int         want;
        const char *body;
    } rows[] = {
        {"the first", 0, 5, false, 200, NULL},        {"grows", 5, 9, false, 200, NULL},      {"old is out of date", 5, 12, false, 409, "9\n"},
        {"the same again", 9, 9, false, 200, NULL},   {"a fork of one size", 9, 9, true, 422, NULL}, {"a fork that grows", 9, 16, true, 422, NULL},
        {"old above size", 9, 8, false, 400, NULL},   {"grows on", 9, 16, false, 200, NULL},
    };

    (void)state;
    open_watching();
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        assert_number(ask(rows[i].old, rows[i].size, rows[i].fork), rows[i].want);
        if (rows[i].body != NULL)
            assert_slice(buffer_slice(&answer), rows[i].body);
    }
}

static void requests_that_are_none_are_refused(void **state)
{
    static const struct {
        const char *name, *request;
        int         want;
    } rows[] = {
        {"nothing", "", 400},
        {"no empty line", "old 0\n", 400},
        {"another origin", "old 0\n\nother.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n", 404},
        {"no signature", "old 0\n\n" LOG_ORIGIN "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n", 403},
        {"origin alone", "old 0\n\n" LOG_ORIGIN "\n", 403},
    };

    (void)state;
    open_watching();
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].name);
        buffer_reset(&answer);
        assert_number(witness_add_checkpoint(witness, slice_from(rows[i].request), now, &answer, &type), rows[i].want);
    }
}

static void what_was_cosigned_is_shown_and_outlives_the_process(void **state)
{
    char       hex[2 * HASH_SIZE + 1];
    Hash       hash;
    Checkpoint checkpoint;

    (void)state;
    open_watching();
    hash_of(SLICE(LOG_ORIGIN), &hash);
    hash_print_hex(&hash, hex);
    buffer_reset(&answer);
    assert_number(witness_checkpoint(witness, slice_from(hex), &answer), 404);
    assert_number(ask(0, 7, false), 200);
    witness_close(witness);
    witness = NULL;
    assert_ok(witness_open(folder.inside, &witness, NULL));
    buffer_reset(&answer);
    assert_number(witness_checkpoint(witness, slice_from(hex), &answer), 200);
    assert_ok(checkpoint_parse(buffer_slice(&answer), &checkpoint, NULL));
    assert_number(checkpoint.size, 7);
    assert_number(checkpoint.note.count, 2);
    assert_ok(note_line_check(&checkpoint.note.lines[1], checkpoint.note.text, witness_key(witness), NULL, NULL, NULL));
    assert_number(ask(0, 7, false), 409);
    assert_slice(buffer_slice(&answer), "7\n");
    buffer_reset(&answer);
    assert_number(witness_checkpoint(witness, SLICE("00"), &answer), 404);
}

static Status count_evidence(void *context, Slice what, Slice bytes, Problem *problem)
{
    (void)problem;
    assert_slice(what, "checkpoint");
    assert_true(slice_starts(bytes, LOG_ORIGIN));
    ++*(int *)context;
    return OK;
}

static void forks_are_kept_and_stale_requests_are_not(void **state)
{
    NodeStore *node = NULL;
    char       path[128];
    int        count = 0;

    (void)state;
    open_watching();
    assert_number(ask(0, 5, false), 200);
    assert_number(ask(0, 9, false), 409);
    assert_number(ask(5, 5, true), 422);
    assert_number(ask(5, 9, true), 422);
    assert_number(ask(0, 5, true), 409);
    (void)snprintf(path, sizeof path, "%s/node.sqlite", folder.inside);
    assert_ok(node_open(path, &node, NULL));
    assert_ok(node_evidence_each(node, count_evidence, &count, NULL));
    assert_number(count, 2); /* the last is the second again */
    node_close(node);
}

/* ---- at once ---- */

typedef struct Racer {
    pthread_t thread;
    Witness  *witness;
    bool      fork;
    int       status;
} Racer;

static void *race(void *context)
{
    Racer      *racer = context;
    Buffer      request, out;
    const char *content_type;

    buffer_init(&request, WITNESS_BODY_MAX);
    buffer_init(&out, ANSWER_MAX);
    log_request(5, 9, racer->fork, &request);
    racer->status = witness_add_checkpoint(racer->witness, buffer_slice(&request), now, &out, &content_type);
    buffer_clear(&request);
    buffer_clear(&out);
    return NULL;
}

/* Half of the threads use a second handle, as another process would. */
static void of_many_requests_at_once_one_advances(void **state)
{
    Witness *other = NULL;
    Racer    racers[THREADS];
    int      advanced = 0;

    (void)state;
    open_watching();
    assert_ok(witness_open(folder.inside, &other, NULL));
    assert_number(ask(0, 5, false), 200);
    for (size_t i = 0; i < THREADS; i++) {
        racers[i] = (Racer){.witness = i % 2 == 0 ? witness : other};
        assert_int_equal(pthread_create(&racers[i].thread, NULL, race, &racers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(racers[i].thread, NULL), 0);
        assert_true(racers[i].status == 200 || racers[i].status == 409);
        advanced += racers[i].status == 200;
    }
    assert_number(advanced, 1);
    witness_close(other);
}

static void a_witness_is_made_once_and_watches_a_log_once(void **state)
{
    KeySecret secret;
    Problem   problem = {0};

    (void)state;
    assert_number(witness_setup(folder.inside, "witness.example.net/w", &problem), ERR_CONFLICT);
    log_key(&secret);
    watch(&secret.key);
    watch(&secret.key);
    assert_number(witness_watch(folder.inside, SLICE("no vkey"), &problem), ERR_SYNTAX);
    assert_ok(witness_open(folder.inside, &witness, NULL));
    assert_string_equal(witness_key(witness)->name, "witness.example.net/w");
    assert_number(witness_key(witness)->type, KEY_COSIGNER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(recorded_exchanges_of_sigsum_witness_are_answered_as_expected, setup, teardown),
        cmocka_unit_test_setup_teardown(recorded_exchanges_of_litewitness_are_answered_as_expected, setup, teardown),
        cmocka_unit_test_setup_teardown(statuses_come_in_their_order, setup, teardown),
        cmocka_unit_test_setup_teardown(requests_that_are_none_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_cosigned_is_shown_and_outlives_the_process, setup, teardown),
        cmocka_unit_test_setup_teardown(forks_are_kept_and_stale_requests_are_not, setup, teardown),
        cmocka_unit_test_setup_teardown(of_many_requests_at_once_one_advances, setup, teardown),
        cmocka_unit_test_setup_teardown(a_witness_is_made_once_and_watches_a_log_once, setup, teardown),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    return failed + client_tests();
}
