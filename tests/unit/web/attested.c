/* SPDX-License-Identifier: Apache-2.0
 *
 * Confirming and disavowing over HTTP: the list on the desk, the page for the head alone, what it writes to be signed, the signed act sent back, and what everyone sees afterwards.
 */
#include "asking.h"
#include "record_maker.h"

#include <jansson.h>
#include <unistd.h>

enum { SEED = 7, SIZE = 7, PATH_SIZE = 200, HEX_SIZE = 2 * HASH_SIZE + 1 };
#define PARTY "delegation-01"
#define BOUNDARY "----b7"

static Asking asking;
static char   first[HEX_SIZE], second[HEX_SIZE];

static void attest(const char *title, char act[HEX_SIZE])
{
    SubmitAnswer answer;
    Hash         blob;
    char         hex[HEX_SIZE];
    json_t      *object;
    Buffer       json;

    buffer_init(&json, BODY_MAX);
    assert_ok(service_keep_blob(asking.service, slice_from(title), &blob, NULL));
    hash_print_hex(&blob, hex);
    object = json_pack("{s:s, s:{s:s, s:s}, s:s, s:s, s:i, s:s, s:s}", "for", PARTY, "evidence", "account", "a", "kind", "login", "sha256", hex, "media", "text/plain", "size", (int)strlen(title), "language", "en", "title", title);
    json_print(object, &json);
    assert_ok(service_host_act(asking.service, USE_ATTEST, SLICE("record.blob"), buffer_slice(&json), &answer, NULL));
    buffer_clear(&json);
    hash_print_hex(&answer.act, act);
    json_decref(object);
}

static int group_setup(void **state)
{
    HouseSettings settings = {.address = "http://localhost:1"};

    (void)state;
    asking_folder(&asking);
    assert_ok(record_make(&(MakerOptions){.folder = asking.inside, .size = SIZE, .seed = SEED, .audience = AUDIENCE_PUBLIC}, NULL));
    assert_ok(service_open(&(ServiceOptions){.folder = asking.inside, .workers = 1, .no_duties = true}, &asking.service, NULL));
    asking_serve(&asking, &settings);
    attest("A paper that is theirs.", first);
    attest("A paper that is not.", second);
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    asking_close(&asking);
    return 0;
}

static const char *path_of(const char *act)
{
    static char path[PATH_SIZE];

    (void)snprintf(path, sizeof path, "en/acts/%s/answer", act);
    return path;
}

/* A signed act by the party's key. */
static void sign(const char *which, const char *kind, const char *json, Buffer *out)
{
    KeySecret        secret;
    const KeySecret *keys[] = {&secret};
    uint64_t         size;
    Hash             root;

    assert_ok(maker_key(SEED, which, &secret, NULL));
    service_seen(asking.service, &size, &root);
    assert_ok(maker_act(keys, 1, kind, slice_from(json), size, &root, ASKING_NOW, out, NULL));
    key_secret_wipe(&secret);
}

/* The signed act as the form sends it. */
static int send_signed(const char *act, const char *token, Slice bytes)
{
    Buffer body;
    int    status;

    buffer_init(&body, 1 << 20);
    buffer_add_format(&body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n%s\r\n--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"signed\"; filename=\"answer.act\"\r\n"
                             "Content-Type: application/octet-stream\r\n\r\n", token);
    buffer_add(&body, bytes);
    buffer_add_string(&body, "\r\n--" BOUNDARY "--\r\n");
    buffer_add_byte(&body, '\0');
    status = asking_ask(&asking, "POST", path_of(act), "Sec-Fetch-Site: same-origin\r\n", "multipart/form-data; boundary=" BOUNDARY, body.data);
    buffer_clear(&body);
    return status;
}

static int send_act(const char *act, const char *which, const char *kind, const char *names)
{
    char   json[300];
    Buffer bytes;
    int    status;

    buffer_init(&bytes, 1 << 16);
    (void)snprintf(json, sizeof json, "{\"act\":\"%s\",\"reason\":\"Not <ours>.\"}", names);
    sign(which, kind, json, &bytes);
    status = send_signed(act, asking.form_token, buffer_slice(&bytes));
    buffer_clear(&bytes);
    return status;
}

static void the_desk_lists_what_waits_and_the_head_may_answer(void **state)
{
    char link[PATH_SIZE];

    (void)state;
    (void)snprintf(link, sizeof link, "href=\"/en/acts/%s/answer\"", first);
    asking_sign_in(&asking, "head@x.example");
    assert_number(asking_get(&asking, "en/desk"), 200);
    assert_true(asking_says(&asking, "Acts attested for us, not yet confirmed"));
    assert_true(asking_says(&asking, link));
    asking_sign_in(&asking, "delegate@x.example");
    assert_number(asking_get(&asking, "en/desk"), 200);
    assert_true(asking_says(&asking, first));
    assert_false(asking_says(&asking, link));
    asking_sign_in(&asking, "secretariat@x.example");
    assert_number(asking_get(&asking, "en/desk"), 200);
    assert_false(asking_says(&asking, first));
}

static void others_get_what_is_not_there(void **state)
{
    static const char *const people[] = {"delegate@x.example", "secretariat@x.example"};

    (void)state;
    for (size_t i = 0; i < COUNT(people); i++) {
        ROW(people[i]);
        asking_sign_in(&asking, people[i]);
        assert_number(asking_get(&asking, path_of(first)), 404);
        assert_number(send_signed(first, asking.form_token, SLICE("x")), 404);
    }
    asking_sign_in(&asking, "");
    assert_number(asking_get(&asking, path_of(first)), 303); /* to the sign-in */
    asking_sign_in(&asking, "head@x.example");
    assert_number(asking_get(&asking, "en/acts/ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff/answer"), 404);
    assert_number(asking_get(&asking, "en/acts/x/answer"), 404);
}

static void the_page_writes_what_is_to_be_signed(void **state)
{
    char form[400], want[300];

    (void)state;
    asking_sign_in(&asking, "head@x.example");
    assert_number(asking_get(&asking, path_of(first)), 200);
    assert_false(asking_says(&asking, "answer.json"));
    (void)snprintf(form, sizeof form, "form=%s&answer=disavow&reason=It+is+%%22not%%22+ours", asking.form_token);
    assert_number(asking_ask(&asking, "POST", path_of(first), "Sec-Fetch-Site: same-origin\r\n", URLENCODED, form), 200);
    (void)snprintf(want, sizeof want, "<code>{&quot;act&quot;:&quot;%s&quot;,&quot;reason&quot;:&quot;It is \\&quot;not\\&quot; ours&quot;}</code>", first);
    assert_true(asking_says(&asking, want));
    assert_true(asking_says(&asking, "rapporteur act sign answer.json --record https://" MAKER_ORIGIN " --kind record.disavow --by KEYFILE -o answer.act"));
    assert_number(asking_ask(&asking, "POST", path_of(first), "Sec-Fetch-Site: same-origin\r\n", URLENCODED, "form=x&answer=disavow"), 403);
}

static void what_is_no_answer_to_this_act_is_refused(void **state)
{
    (void)state;
    asking_sign_in(&asking, "head@x.example");
    assert_number(send_signed(first, asking.form_token, SLICE("no act")), 400);
    assert_number(send_act(first, "desk-1", "record.confirm", second), 422);
    assert_true(asking_says(&asking, "This file answers another act."));
    assert_number(send_act(first, "desk-1", "record.blob", first), 422);
    assert_true(asking_says(&asking, "neither a confirmation nor a disavowal"));
    assert_number(send_act(first, "attest", "record.confirm", first), 403); /* the host cannot */
}

static void an_answer_is_seen_by_all(void **state)
{
    char path[PATH_SIZE];

    (void)state;
    asking_sign_in(&asking, "head@x.example");
    assert_number(send_act(second, "desk-1", "record.disavow", second), 201);
    assert_number(send_act(first, "desk-2", "record.confirm", first), 201);
    assert_number(send_act(first, "desk-2", "record.disavow", first), 409); /* once */
    assert_number(asking_get(&asking, "en/desk"), 200);
    assert_true(asking_says(&asking, "Nothing waits for an answer."));
    asking_sign_in(&asking, "");
    (void)snprintf(path, sizeof path, "en/acts/%s", second);
    assert_number(asking_get(&asking, path), 200);
    assert_true(asking_says(&asking, "Disavowed by the party\xE2\x80\x99s own key"));
    assert_true(asking_says(&asking, "Not &lt;ours&gt;."));
    assert_false(asking_says(&asking, "/answer\""));
    (void)snprintf(path, sizeof path, "fr/acts/%s", first);
    assert_number(asking_get(&asking, path), 200);
    assert_true(asking_says(&asking, "Confirm\xC3\xA9 par la cl\xC3\xA9 de la partie"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_desk_lists_what_waits_and_the_head_may_answer), cmocka_unit_test(others_get_what_is_not_there),
        cmocka_unit_test(the_page_writes_what_is_to_be_signed),              cmocka_unit_test(what_is_no_answer_to_this_act_is_refused),
        cmocka_unit_test(an_answer_is_seen_by_all),
    };

    return cmocka_run_group_tests_name("web attested", tests, group_setup, group_teardown);
}
