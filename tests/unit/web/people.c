/* SPDX-License-Identifier: Apache-2.0
 *
 * People over HTTP, with a real service and real accounts: an invitation accepted, signing in and out, who may open what, forms from elsewhere refused, an act filed and one refused with what was typed.
 */
#include <liboath/oath.h>

#include "suite.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/web.h"

enum { ANSWER_MAX = 1 << 20 };
#define ORIGIN_LINE "Origin: http://localhost:1\r\n"
#define PASSWORD "correct+horse+battery"

static char      folder[64], inside[80], cookie[200], form_token[60];
static Service  *service;
static Accounts *accounts;
static Web      *web;
static Buffer    answer;

static int ask(const char *method, const char *path, const char *headers, const char *body)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(web_port(web)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char               request[4000], bytes[16384];
    int                line = socket(AF_INET, SOCK_STREAM, 0);
    int size = snprintf(request, sizeof request, "%s /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%s%s%sContent-Length: %zu\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n%s", method, path,
                        headers, cookie[0] != '\0' ? "Cookie: " : "", cookie, cookie[0] != '\0' ? "\r\n" : "", strlen(body), body);
    ssize_t got;

    assert_int_equal(connect(line, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(send(line, request, (size_t)size, 0), size);
    buffer_reset(&answer);
    while ((got = recv(line, bytes, sizeof bytes, 0)) > 0)
        buffer_add(&answer, (Slice){bytes, (size_t)got});
    (void)close(line);
    buffer_add_byte(&answer, '\0');
    assert_ok(answer.status);
    return (int)strtol(answer.data + strlen("HTTP/1.1 "), NULL, 10);
}

static bool says(const char *text)
{
    return strstr(answer.data, text) != NULL;
}

/* What stands between `before` and the next character of `ends`. */
static void cut(const char *before, const char *ends, char *out, size_t size)
{
    const char *at = strstr(answer.data, before);

    assert_non_null(at);
    at += strlen(before);
    (void)snprintf(out, size, "%.*s", (int)strcspn(at, ends), at);
}

static int group_setup(void **state)
{
    HouseSettings settings = {.address = "http://localhost:1"};
    Invitee       invitee = {SLICE("Registry"), SLICE("registry@example.org"), {NULL, 0}, {NULL, 0}, SLICE("en"), ROLE_SECRETARIAT};
    char          id[ACCOUNT_ID_SIZE + 1], link[LINK_SIZE], path[200], secret[64], body[600], code[7], *bytes = NULL;
    size_t        size = 0;

    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/rapporteur-people-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(inside, sizeof inside, "%s/r", folder);
    buffer_init(&answer, ANSWER_MAX);
    assert_ok(service_setup(&(ServiceSetup){.folder = inside, .origin = "record.example.org", .title = "Test", .audience = AUDIENCE_PUBLIC, .open_kinds = HOUSE_OPEN_KINDS, .demonstration = true}, NULL));
    assert_ok(service_open(&(ServiceOptions){.folder = inside, .workers = 1, .no_duties = true}, &service, NULL));
    assert_ok(accounts_open(&(AccountsOptions){.folder = inside, .service = service, .settings = &settings, .cheap = true, .no_mailer = true}, &accounts, NULL));
    assert_ok(web_house_open(&(WebOptions){.listen = "127.0.0.1:0", .service = service, .accounts = accounts, .threads = 2}, &web, NULL));
    assert_ok(accounts_invite(accounts, NULL, &invitee, id, link, NULL));
    (void)snprintf(path, sizeof path, "en/%s", link);
    assert_number(ask("GET", path, "", ""), 200);
    cut("name=\"code_secret\" value=\"", "\"", secret, sizeof secret);
    assert_int_equal(oath_base32_decode(secret, strlen(secret), &bytes, &size), OATH_OK);
    assert_int_equal(oath_totp_generate(bytes, size, time(NULL), 30, 0, 6, code), OATH_OK);
    memory_free(bytes);
    (void)snprintf(body, sizeof body, "password=" PASSWORD "&code_secret=%s&code=%s", secret, code);
    assert_number(ask("POST", path, "", body), 403); /* from nowhere */
    assert_number(ask("POST", path, "Origin: https://evil.example\r\n", body), 403);
    assert_number(ask("POST", path, ORIGIN_LINE, body), 200);
    assert_true(says("HttpOnly; SameSite=Strict"));
    cut("Set-Cookie: ", ";", cookie, sizeof cookie);
    assert_number(ask("POST", path, ORIGIN_LINE, body), 403); /* used */
    assert_number(ask("GET", "en/desk", "", ""), 200);
    cut("name=\"form\" value=\"", "\"", form_token, sizeof form_token);
    return 0;
}

static void remove_tree(const char *path, int depth)
{
    DIR           *open = opendir(path);
    struct dirent *item;
    char           name[512];

    while (open != NULL && (item = readdir(open)) != NULL) {
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        (void)snprintf(name, sizeof name, "%s/%s", path, item->d_name);
        if (unlink(name) != 0 && depth > 0)
            remove_tree(name, depth - 1);
    }
    if (open != NULL)
        (void)closedir(open);
    (void)rmdir(path);
}

static int group_teardown(void **state)
{
    (void)state;
    web_close(web);
    accounts_close(accounts);
    service_close(service);
    buffer_clear(&answer);
    remove_tree(folder, 4);
    return 0;
}

static void pages_of_people_ask_who_you_are(void **state)
{
    static const struct {
        const char *path;
        int         stranger, secretariat;
    } rows[] = {{"en/sign-in", 200, 200}, {"en/desk", 303, 200}, {"en/me", 303, 200}, {"en/people", 303, 200}, {"en/do/body.create", 303, 200}, {"en/do/document.file", 303, 403}, {"en/do/nothing", 303, 404},
                {"xx/desk", 404, 404}, {"en/invitation/nothing", 403, 403}, {"assets/people.js", 200, 200}};
    char kept[200];

    (void)state;
    memcpy(kept, cookie, sizeof kept);
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].path);
        cookie[0] = '\0';
        assert_number(ask("GET", rows[i].path, "", ""), rows[i].stranger);
        memcpy(cookie, kept, sizeof kept);
        assert_number(ask("GET", rows[i].path, "", ""), rows[i].secretariat);
    }
}

static void an_act_is_filed_and_a_refused_one_keeps_what_was_typed(void **state)
{
    char body[800];

    (void)state;
    (void)snprintf(body, sizeof body, "form=%s&body=house-test&kind=committee&names.en=A+committee&rule=consensus&objectors=states&members=all-states", form_token);
    assert_number(ask("POST", "en/do/body.create", ORIGIN_LINE, body), 201);
    assert_true(says("Recorded as act"));
    assert_number(ask("POST", "en/do/body.create", ORIGIN_LINE, body), 409); /* there is one of this name */
    assert_true(says("value=\"A committee\""));
    (void)snprintf(body, sizeof body, "form=%s&body=other&kind=no-such&names.en=&rule=consensus&from=2027-02-31", form_token);
    assert_number(ask("POST", "en/do/body.create", ORIGIN_LINE, body), 422);
    assert_true(says("data-focus") && says("href=\"#f-names\"") && says("href=\"#f-kind\"") && says("href=\"#f-from\"") && says("value=\"other\""));
    assert_number(ask("POST", "en/do/body.create", ORIGIN_LINE, "form=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&body=x"), 403);
    assert_number(ask("POST", "en/do/body.create", "Sec-Fetch-Site: cross-site\r\n", body), 403);
}

static void a_wrong_sign_in_is_one_sentence_and_signing_out_ends(void **state)
{
    char body[200];

    (void)state;
    assert_number(ask("POST", "en/sign-in", ORIGIN_LINE, "mail=nobody%40example.org&password=x&code=1"), 403);
    assert_true(says("nobody@example.org") && says("is not right"));
    (void)snprintf(body, sizeof body, "form=%s", form_token);
    assert_number(ask("POST", "en/sign-out", ORIGIN_LINE, body), 303);
    assert_true(says("Max-Age=0"));
    assert_number(ask("GET", "en/desk", "", ""), 303);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_of_people_ask_who_you_are), cmocka_unit_test(an_act_is_filed_and_a_refused_one_keeps_what_was_typed),
                                       cmocka_unit_test(a_wrong_sign_in_is_one_sentence_and_signing_out_ends)};

    return cmocka_run_group_tests_name("web people", tests, group_setup, group_teardown);
}
