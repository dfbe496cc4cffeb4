/* SPDX-License-Identifier: Apache-2.0
 *
 * The house over HTTP, with a real service: languages and where an address without one leads, what may be kept and what not, policies, the answer to what is absent, JSON, the record's own paths
 * beside the pages.
 */
#include "suite.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "web/web.h"

enum { ANSWER_MAX = 1 << 20, SHOWN = 200 };
#define ORIGIN "record.example.org/house"
#define PARTY "delegation-01"

static char     folder[64], inside[80], token[TOKEN_SIZE + 1];
static Service *service;
static Web     *web;
static Buffer   answer; /* head and body */
static int64_t  clock_now = 1800000000;

static int64_t test_clock(void)
{
    return clock_now;
}

/* ---- requests ---- */

static void send_all(int line, const char *bytes, size_t size)
{
    while (size != 0) {
        ssize_t sent = send(line, bytes, size, 0);

        assert_true(sent > 0);
        bytes += sent;
        size -= (size_t)sent;
    }
}

/* GET with more header lines, each with its CR LF. Returns the status. */
static int get(const char *path, const char *headers)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(web_port(web)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char               request[2000], bytes[16384];
    int                line = socket(AF_INET, SOCK_STREAM, 0), size = snprintf(request, sizeof request, "GET /house%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n", path, headers);
    ssize_t            got;

    assert_int_equal(connect(line, (struct sockaddr *)&address, sizeof address), 0);
    send_all(line, request, (size_t)size);
    buffer_reset(&answer);
    while ((got = recv(line, bytes, sizeof bytes, 0)) > 0)
        buffer_add(&answer, (Slice){bytes, (size_t)got});
    (void)close(line);
    buffer_add_byte(&answer, '\0');
    assert_ok(answer.status);
    return (int)strtol(answer.data + strlen("HTTP/1.1 "), NULL, 10);
}

static Slice header(const char *name)
{
    const char *end = strstr(answer.data, "\r\n\r\n"), *at = answer.data;
    size_t      size = strlen(name);

    while ((at = strstr(at, "\r\n")) != NULL && at < end) {
        at += 2;
        if (strncmp(at, name, size) == 0 && at[size] == ':')
            return slice_trim((Slice){at + size + 1, (size_t)(strstr(at, "\r\n") - at) - size - 1});
    }
    return (Slice){NULL, 0};
}

static const char *body(void)
{
    return strstr(answer.data, "\r\n\r\n") + 4;
}

static bool says(const char *words)
{
    return strstr(body(), words) != NULL;
}

/* ---- the whole ---- */

static int group_setup(void **state)
{
    SubmitAnswer submitted;

    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/rapporteur-house-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(inside, sizeof inside, "%s/r", folder);
    buffer_init(&answer, ANSWER_MAX);
    assert_ok(service_setup(&(ServiceSetup){.folder = inside, .origin = ORIGIN, .title = "Test", .audience = AUDIENCE_PUBLIC, .open_kinds = HOUSE_OPEN_KINDS, .demonstration = true}, NULL));
    assert_ok(service_open(&(ServiceOptions){.folder = inside, .workers = 2, .no_duties = true}, &service, NULL));
    assert_ok(service_host_act(service, USE_ADMIT, SLICE("record.party.admit"), SLICE("{\"class\":\"state\",\"name\":\"Delegation 01\",\"party\":\"" PARTY "\",\"roots\":[],\"threshold\":0}"), &submitted,
                               NULL));
    assert_ok(service_token_new(service, SLICE(PARTY), token, NULL));
    assert_ok(web_house_open(&(WebOptions){.listen = "127.0.0.1:0", .prefix = "/house", .service = service, .threads = 2, .now = test_clock}, &web, NULL));
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
    service_close(service);
    buffer_clear(&answer);
    remove_tree(folder, 4);
    return 0;
}

/* ---- languages ---- */

static void an_address_without_a_language_leads_to_the_readers(void **state)
{
    static const struct {
        const char *path, *headers, *want;
    } rows[] = {
        {"/", "", "/house/en/"},
        {"/", "Accept-Language: fr-CH, fr;q=0.9, en;q=0.8\r\n", "/house/fr/"},
        {"/", "Accept-Language: de, es;q=0.2, ru;q=0.7\r\n", "/house/ru/"},
        {"/", "Accept-Language: zh;q=0, ar;q=0.001\r\n", "/house/ar/"},
        {"/", "Accept-Language: de, *;q=0.5\r\n", "/house/en/"},
        {"/", "Accept-Language: ;;;,,=\r\n", "/house/en/"},
        {"/", "Accept-Language: fr\r\nCookie: a=b; language=zh; c=d\r\n", "/house/zh/"},
        {"/", "Cookie: language=tlh\r\n", "/house/en/"},
        {"/record", "Accept-Language: es\r\n", "/house/es/record"},
        {"/de/record", "Accept-Language: es\r\n", "/house/es/record"},
        {"/documents/A/RES/75/240", "", "/house/en/documents/A/RES/75/240"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].headers);
        assert_number(get(rows[i].path, rows[i].headers), 303);
        assert_slice(header("Location"), rows[i].want);
        assert_slice(header("Cache-Control"), "no-store");
    }
}

static void a_page_says_its_language_and_direction(void **state)
{
    static const struct {
        const char *path, *want;
    } rows[] = {
        {"/en/record", "<html lang=\"en\" dir=\"ltr\">"}, {"/ar/record", "<html lang=\"ar\" dir=\"rtl\">"}, {"/zh/record", "<html lang=\"zh\" dir=\"ltr\">"},
        {"/fr/record", "hreflang=\"es\" dir=\"ltr\">"},   {"/ru/record", "href=\"/house/ar/record\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        ROW(rows[i].path);
        assert_number(get(rows[i].path, ""), 200);
        assert_true(says(rows[i].want));
        assert_slice(header("Content-Type"), "text/html; charset=utf-8");
    }
}

static void the_language_of_tests_is_not_served(void **state)
{
    (void)state;
    assert_number(get("/qps/record", ""), 404);
}

/* ---- keeping ---- */

static void a_strangers_page_may_be_kept_and_asked_for_again(void **state)
{
    char headers[SHOWN];

    (void)state;
    assert_number(get("/en/record", ""), 200);
    assert_slice(header("Cache-Control"), "public, max-age=10");
    assert_slice(header("Vary"), "Cookie, Authorization, Accept");
    (void)snprintf(headers, sizeof headers, "If-None-Match: %.*s\r\n", (int)header("ETag").size, header("ETag").data);
    assert_number(get("/en/record", headers), 304);
    assert_slice(slice_from(body()), "");
    assert_number(get("/fr/record", headers), 200); /* another language is another page */
    assert_number(get("/en/record?as=json", headers), 200);
    assert_number(get("/en/record?unknown=1", headers), 304); /* what a page does not know is not part of it */
}

static void a_grown_record_makes_a_new_page(void **state)
{
    char         headers[SHOWN];
    SubmitAnswer submitted;

    (void)state;
    assert_number(get("/en/record", ""), 200);
    (void)snprintf(headers, sizeof headers, "If-None-Match: %.*s\r\n", (int)header("ETag").size, header("ETag").data);
    assert_ok(service_host_act(service, USE_ADMIT, SLICE("record.party.admit"), SLICE("{\"class\":\"state\",\"name\":\"Delegation 02\",\"party\":\"delegation-02\",\"roots\":[],\"threshold\":0}"),
                               &submitted, NULL));
    assert_number(get("/en/record", headers), 200);
}

static void a_signed_in_persons_page_is_never_kept(void **state)
{
    char headers[SHOWN];

    (void)state;
    (void)snprintf(headers, sizeof headers, "Authorization: Bearer %s\r\n", token);
    assert_number(get("/en/record", headers), 200);
    assert_slice(header("Cache-Control"), "private, no-store");
    assert_slice(header("ETag"), "");
    assert_number(get("/en/record", "Authorization: Bearer none-such\r\n"), 403);
}

/* ---- policies and assets ---- */

static void nothing_inline_and_nothing_from_elsewhere(void **state)
{
    (void)state;
    assert_number(get("/en/record", ""), 200);
    assert_slice(header("Content-Security-Policy"),
                 "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    assert_false(says("<style"));
    assert_false(says("<script>"));
    assert_false(says(" style="));
    assert_false(says("http://"));
}

static void assets_are_named_by_their_content(void **state)
{
    char        path[SHOWN];
    const char *at;

    (void)state;
    assert_number(get("/en/record", ""), 200);
    at = strstr(body(), "/assets/house-");
    assert_non_null(at);
    (void)snprintf(path, sizeof path, "%.*s", (int)strcspn(at, "\""), at);
    assert_number(get(path, ""), 200);
    assert_slice(header("Cache-Control"), "public, max-age=31536000, immutable");
    assert_slice(header("Content-Type"), "text/css; charset=utf-8");
    assert_number(get("/assets/house-0000000000000000.css", ""), 404);
}

/* ---- no ---- */

static void what_is_absent_has_one_answer(void **state)
{
    static const char *const paths[] = {"/en/none", "/en/documents/A/RES/0/0", "/en/acts/00", "/en/bodies/none/none/none", "/en/statements/xyz", "/en/parties/none"};
    Buffer                   first;

    (void)state;
    buffer_init(&first, ANSWER_MAX);
    for (size_t i = 0; i < COUNT(paths); i++) {
        ROW(paths[i]);
        assert_number(get(paths[i], ""), 404);
        assert_slice(header("Cache-Control"), "private, no-store");
        if (i == 0)
            buffer_add_string(&first, body());
        assert_slices(slice_from(body()), buffer_slice(&first));
    }
    buffer_clear(&first);
    assert_number(get("/none", ""), 404);
}

/* ---- JSON and neighbours ---- */

static void a_page_is_json_where_json_is_asked_for(void **state)
{
    (void)state;
    assert_number(get("/en/record?as=json", ""), 200);
    assert_slice(header("Content-Type"), "application/json");
    assert_number(body()[0], '{');
    assert_false(says("\"page\""));
    assert_number(get("/en/record", "Accept: application/json\r\n"), 200);
    assert_number(body()[0], '{');
    assert_number(get("/en/record?as=html", "Accept: application/json\r\n"), 200);
    assert_number(body()[0], '<');
    assert_number(get("/en/none?as=json", ""), 404);
    assert_true(says("\"refused\""));
}

static void the_records_paths_stand_beside_the_pages(void **state)
{
    (void)state;
    assert_number(get("/checkpoint", ""), 200);
    assert_slice(header("Content-Type"), "text/plain; charset=utf-8");
    assert_number(get("/tile/0/000.p/2", ""), 200);
    assert_number(get("/openapi.json", ""), 200);
    assert_true(says("\"/{language}/documents/{symbol}\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_without_a_language_leads_to_the_readers),
        cmocka_unit_test(a_page_says_its_language_and_direction),
        cmocka_unit_test(the_language_of_tests_is_not_served),
        cmocka_unit_test(a_strangers_page_may_be_kept_and_asked_for_again),
        cmocka_unit_test(a_grown_record_makes_a_new_page),
        cmocka_unit_test(a_signed_in_persons_page_is_never_kept),
        cmocka_unit_test(nothing_inline_and_nothing_from_elsewhere),
        cmocka_unit_test(assets_are_named_by_their_content),
        cmocka_unit_test(what_is_absent_has_one_answer),
        cmocka_unit_test(a_page_is_json_where_json_is_asked_for),
        cmocka_unit_test(the_records_paths_stand_beside_the_pages),
    };

    return cmocka_run_group_tests_name("web house", tests, group_setup, group_teardown);
}
