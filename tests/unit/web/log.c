/* SPDX-License-Identifier: Apache-2.0
 *
 * The log, over HTTP: what it says, line by line, and that nothing that a person sends can get into it: neither by an address, a query, a header, a cookie, a token, a form nor a body.
 */
#include "asking.h"

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

enum { LOG_MAX = 1 << 20, PATH_SIZE = 400 };
#define SECRET "s3cret-that-nobody-may-see"

static Asking asking;
static Log    log_to;
static char   path[PATH_SIZE];

static int group_setup(void **state)
{
    HouseSettings settings = {.address = ""}; /* forms are then held against the Host that was asked */

    (void)state;
    asking_folder(&asking);
    (void)snprintf(path, sizeof path, "%s/log", asking.folder);
    log_to = (Log){open(path, O_CREAT | O_RDWR | O_APPEND, 0600), LOG_REQUESTS};
    assert_true(log_to.file >= 0);
    assert_ok(service_setup(&(ServiceSetup){.folder = asking.inside, .origin = "record.example.org", .title = "Test", .audience = AUDIENCE_PUBLIC, .demonstration = true}, NULL));
    assert_ok(service_open(&(ServiceOptions){.folder = asking.inside, .workers = 1, .no_duties = true, .log = &log_to}, &asking.service, NULL));
    asking.log = &log_to;
    assert_ok(service_host_act(asking.service, USE_ADMIT, SLICE("record.party.admit"), SLICE("{\"class\":\"state\",\"name\":\"" SECRET "\",\"party\":\"delegation-01\",\"roots\":[],\"threshold\":0}"),
                               &(SubmitAnswer){0}, NULL));
    asking_serve(&asking, &settings);
    return 0;
}

static int group_teardown(void **state)
{
    (void)state;
    asking_close(&asking);
    (void)close(log_to.file);
    return 0;
}

static void read_log(Buffer *out)
{
    char    bytes[4096];
    ssize_t got;
    int     file = open(path, O_RDONLY);

    buffer_init(out, LOG_MAX);
    while ((got = read(file, bytes, sizeof bytes)) > 0)
        buffer_add(out, (Slice){bytes, (size_t)got});
    (void)close(file);
    buffer_add_byte(out, '\0');
    assert_ok(out->status);
}

/* A line with all of these parts is there, within two seconds: the end of a request comes after its answer. */
static void assert_logged(const char *a, const char *b, const char *c)
{
    for (int i = 0; i < 200; i++) {
        Buffer text;
        bool   found = false;

        read_log(&text);
        for (char *line = text.data, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
            *end = '\0';
            found = found || (strstr(line, a) != NULL && strstr(line, b) != NULL && strstr(line, c) != NULL);
        }
        buffer_clear(&text);
        if (found)
            return;
        (void)usleep(10000);
    }
    fail_msg("no line has %s, %s and %s", a, b, c);
}

static void every_line_is_an_object(void)
{
    Buffer text;

    read_log(&text);
    for (char *line = text.data, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        json_t *object = json_loadb(line, (size_t)(end - line), 0, NULL);

        assert_true(json_is_string(json_object_get(object, "time")) && json_is_string(json_object_get(object, "event")));
        json_decref(object);
    }
    buffer_clear(&text);
}

static void requests_are_told_by_their_row(void **state)
{
    (void)state;
    assert_number(asking_get(&asking, "en/documents?nature=letter"), 200);
    assert_logged("\"event\":\"request\",\"method\":\"GET\",\"route\":\"documents\",\"status\":200,\"ms\":", "\"bytes\":", "\"asker\":\"stranger\"");
    assert_number(asking_get(&asking, "en/documents/A/RES/1/1"), 404);
    assert_logged("\"route\":\"documents/*\"", "\"status\":404", "");
    assert_number(asking_ask(&asking, "DELETE", "checkpoint", "", NULL, ""), 405);
    assert_logged("\"method\":\"DELETE\"", "\"status\":405", "\"route\":\"\"");
    assert_number(asking_get(&asking, "a/../b"), 400);
    assert_logged("\"status\":400", "\"route\":\"\"", "");
    assert_number(asking_get(&asking, "en/compare?old=A/1&new=A/2"), 404);
    assert_logged("\"route\":\"compare\"", "\"status\":404", "");
    asking_sign_in(&asking, "head@x.example");
    assert_logged("\"route\":\"*/desk\"", "\"status\":200", "\"asker\":\"party\"");
    asking_sign_in(&asking, "secretariat@x.example");
    assert_logged("\"route\":\"*/desk\"", "\"status\":200", "\"asker\":\"secretariat\"");
    asking_sign_in(&asking, "");
}

static void acts_and_failures_are_told(void **state)
{
    (void)state;
    assert_logged("\"event\":\"act\"", "\"kind\":\"record.party.admit\"", "\"entry\":");
    assert_number(asking_ask(&asking, "POST", "act", "", "application/octet-stream", "no act\n"), 400);
    assert_logged("\"event\":\"act.refused\"", "\"message\":\"", "\"status\":400");
    assert_number(asking_ask(&asking, "POST", "en/sign-in", "Sec-Fetch-Site: same-origin\r\n", URLENCODED, "mail=" SECRET "%40x.example&password=" SECRET "&code=123456"), 403);
    assert_logged("\"event\":\"sign_in.failed\"", "\"means\":\"password\"", "\"message\":\"sign_in.wrong\"");
}

static void a_secret_is_nowhere_in_it(void **state)
{
    static const struct {
        const char *method, *path, *headers, *type, *body;
    } rows[] = {
        {"GET", "en/documents?q=" SECRET "&nature=" SECRET, "", NULL, ""},
        {"GET", "en/search?q=" SECRET, "", NULL, ""},
        {"GET", "en/quote?q=" SECRET "+" SECRET "+and+two+more&attributed_to=" SECRET, "", NULL, ""},
        {"POST", "en/quote", "", URLENCODED, "q=" SECRET "+" SECRET "+and+two+more&attributed_to=" SECRET},
        {"POST", "en/quote/receipt", "", URLENCODED, "q=" SECRET "+" SECRET "+and+two+more&attributed_to=" SECRET "&place=" SECRET},
        {"POST", "en/quote/receipt", "", URLENCODED, "q=acting+on+a+consensus+basis,+to+continue&attributed_to=" SECRET "&place=" SECRET},
        {"GET", "en/documents/" SECRET, "", NULL, ""},
        {"GET", "en/compare?old=" SECRET "&new=" SECRET, "", NULL, ""},
        {"GET", "en/invitation/" SECRET, "", NULL, ""},
        {"GET", SECRET "/" SECRET, "", NULL, ""},
        {SECRET, "en/documents", "", NULL, ""},
        {"GET", "en/desk", "Cookie: rapporteur=" SECRET "; " SECRET "=" SECRET "\r\n", NULL, ""},
        {"GET", "en/desk", "Authorization: Bearer a" SECRET "\r\n", NULL, ""},
        {"GET", "tile/entries/000", "Authorization: Bearer " SECRET "\r\n", NULL, ""},
        {"GET", "en/record", "Referer: https://x.example/" SECRET "\r\nUser-Agent: " SECRET "\r\nX-Forwarded-For: " SECRET "\r\nIf-None-Match: \"" SECRET "\"\r\n", NULL, ""},
        {"POST", "en/sign-in", "Sec-Fetch-Site: same-origin\r\n", URLENCODED, "mail=" SECRET "&password=" SECRET "&code=" SECRET "&" SECRET "=1"},
        {"POST", "en/sign-in", "Origin: https://" SECRET "\r\n", URLENCODED, "mail=" SECRET},
        {"POST", "en/sign-in", "Origin: http\r\n", URLENCODED, "mail=" SECRET},
        {"POST", "en/sign-in", "Sec-Fetch-Site: same-origin\r\n", "multipart/form-data; boundary=" SECRET, "--" SECRET "\r\n"},
        {"POST", "en/sign-in/passkey", "Sec-Fetch-Site: same-origin\r\n", "application/json", "{\"id\":\"" SECRET "\",\"client_data\":\"" SECRET "\"}"},
        {"POST", "act", "", "text/plain", "rapporteur/act/v1\n" SECRET "\n" SECRET "." SECRET "\n"},
        {"POST", "en/do/" SECRET, "Sec-Fetch-Site: same-origin\r\n", URLENCODED, SECRET "=" SECRET},
        {"PUT", "blob/" SECRET, "", "text/plain", SECRET},
    };
    static const char *const parts[] = {SECRET, "s3cret", "x.example", "127.0.0.1", "letter"};
    Buffer                   text;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].path);
        (void)asking_ask(&asking, rows[i].method, rows[i].path, rows[i].headers, rows[i].type, rows[i].body);
    }
    asking_sign_in(&asking, "head@x.example"); /* a real cookie and form token, too */
    (void)asking_ask(&asking, "POST", "en/people", "Sec-Fetch-Site: same-origin\r\n", URLENCODED, "form=x&action=invite&name=" SECRET "&mail=" SECRET "@x.example");
    (void)usleep(300000);
    read_log(&text);
    for (size_t i = 0; i < COUNT(parts); i++) {
        ROW(parts[i]);
        assert_null(strstr(text.data, parts[i]));
    }
    assert_null(strstr(text.data, asking.cookie));
    assert_null(strstr(text.data, asking.form_token));
    buffer_clear(&text);
    every_line_is_an_object();
}

static void a_level_leaves_out_what_is_above_it(void **state)
{
    Log    quiet = {log_to.file, LOG_QUIET}, events = {log_to.file, LOG_EVENTS};
    Buffer text;

    (void)state;
    log_event(&quiet, LOG_EVENTS, "quiet.event", NULL, 0);
    log_event(&events, LOG_REQUESTS, "events.request", NULL, 0);
    log_event(NULL, LOG_EVENTS, "no.log", NULL, 0);
    log_event(&events, LOG_EVENTS, "events.event", LOG_FIELDS(log_word("odd", "a\"b\\c\nd\xC3\xA9"), log_number("n", -7)));
    read_log(&text);
    assert_null(strstr(text.data, "quiet.event"));
    assert_null(strstr(text.data, "events.request"));
    assert_null(strstr(text.data, "no.log"));
    assert_non_null(strstr(text.data, "\"event\":\"events.event\",\"odd\":\"a?b?c?d??\",\"n\":-7}\n"));
    buffer_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_told_by_their_row), cmocka_unit_test(acts_and_failures_are_told),
        cmocka_unit_test(a_secret_is_nowhere_in_it),      cmocka_unit_test(a_level_leaves_out_what_is_above_it),
    };

    return cmocka_run_group_tests_name("web log", tests, group_setup, group_teardown);
}
