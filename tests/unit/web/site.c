/* SPDX-License-Identifier: Apache-2.0
 *
 * The demonstration of site.h.
 */
#include "web/site.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MAX = 4 << 20, REQUEST_MAX = 8000 };

Site site;

static int64_t now(void)
{
    return SITE_NOW;
}

void site_open(Audience audience)
{
    HouseSettings settings = {.address = "http://localhost:1"};

    site = (Site){.folder = "/tmp/rapporteur-site-XXXXXX"};
    assert_non_null(mkdtemp(site.folder));
    (void)snprintf(site.inside, sizeof site.inside, "%s/r", site.folder);
    buffer_init(&site.answer, ANSWER_MAX);
    assert_ok(service_setup(&(ServiceSetup){.folder = site.inside, .origin = "record.example.org", .title = "Test", .audience = audience, .open_kinds = audience == AUDIENCE_PUBLIC ? HOUSE_OPEN_KINDS : NULL, .demonstration = true}, NULL));
    assert_ok(service_found(site.inside, &(HouseFounding){.members = true, .demonstration = true, .now = SITE_NOW}, NULL));
    assert_ok(service_open(&(ServiceOptions){.folder = site.inside, .workers = 1, .no_duties = true}, &site.service, NULL));
    assert_ok(accounts_open(&(AccountsOptions){.folder = site.inside, .service = site.service, .settings = &settings, .cheap = true, .no_mailer = true}, &site.accounts, NULL));
    assert_ok(web_house_open(&(WebOptions){.listen = "127.0.0.1:0", .service = site.service, .accounts = site.accounts, .threads = 2, .now = now}, &site.web, NULL));
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

void site_close(void)
{
    web_close(site.web);
    accounts_close(site.accounts);
    service_close(site.service);
    buffer_clear(&site.answer);
    remove_tree(site.folder, 4);
}

void site_invite(const char *mail, const char *party, const char *bodies, Role role)
{
    Invitee invitee = {.name = SLICE("A person"), .mail = slice_from(mail), .party = slice_from(party), .bodies = slice_from(bodies), .language = SLICE("en"), .role = role};
    char    id[ACCOUNT_ID_SIZE + 1], link[LINK_SIZE];

    assert_ok(accounts_invite(site.accounts, NULL, &invitee, id, link, NULL));
}

void site_sign_in(const char *mail)
{
    SignedIn signed_in;

    site.cookie[0] = site.bearer[0] = site.form_token[0] = '\0';
    if (mail[0] == '\0')
        return;
    assert_ok(accounts_demonstrate(site.accounts, slice_from(mail), &signed_in, NULL));
    (void)snprintf(site.cookie, sizeof site.cookie, "%s", signed_in.secret);
    assert_number(site_get("en/desk"), 200);
    site_cut("name=\"form\" value=\"", "\"", site.form_token, sizeof site.form_token);
}

int site_ask(const char *method, const char *path, const char *headers, const char *type, const char *body)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(web_port(site.web)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char               request[REQUEST_MAX], who[300] = "", bytes[16384];
    int                line = socket(AF_INET, SOCK_STREAM, 0), size;
    ssize_t            got;

    if (site.bearer[0] != '\0')
        (void)snprintf(who, sizeof who, "Authorization: Bearer %s\r\n", site.bearer);
    else if (site.cookie[0] != '\0')
        (void)snprintf(who, sizeof who, "Cookie: rapporteur=%s\r\n", site.cookie);
    size = snprintf(request, sizeof request, "%s /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%sContent-Length: %zu\r\nContent-Type: %s\r\n\r\n%s", method, path, headers, who, strlen(body),
                    type, body);
    assert_true(size > 0 && (size_t)size < sizeof request);
    assert_int_equal(connect(line, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(send(line, request, (size_t)size, 0), size);
    buffer_reset(&site.answer);
    while ((got = recv(line, bytes, sizeof bytes, 0)) > 0)
        buffer_add(&site.answer, (Slice){bytes, (size_t)got});
    (void)close(line);
    buffer_add_byte(&site.answer, '\0');
    assert_ok(site.answer.status);
    return (int)strtol(site.answer.data + strlen("HTTP/1.1 "), NULL, 10);
}

int site_get(const char *path)
{
    return site_ask("GET", path, "", SITE_FORM, "");
}

/* "a=b&file=@words" as parts. */
static void print_parts(const char *typed, char *out, size_t size)
{
    size_t at = 0;

    for (const char *pair = typed; *pair != '\0'; pair += strcspn(pair, "&"), pair += *pair == '&') {
        int  name = (int)strcspn(pair, "="), value = (int)strcspn(pair + name + 1, "&");
        bool file = pair[name + 1] == '@';

        at += (size_t)snprintf(out + at, size - at, "--b\r\nContent-Disposition: form-data; name=\"%.*s\"%s\r\n\r\n%.*s\r\n", name, pair,
                               file ? "; filename=\"a.txt\"\r\nContent-Type: text/plain" : "", value - file, pair + name + 1 + file);
        assert_true(at < size);
    }
    assert_true((size_t)snprintf(out + at, size - at, "--b--\r\n") < size - at);
}

int site_post_at(const char *path, const char *typed)
{
    char whole[2000], body[4000];
    bool parts = strstr(typed, "=@") != NULL;

    (void)snprintf(whole, sizeof whole, "form=%s&%s", site.form_token, typed);
    if (parts)
        print_parts(whole, body, sizeof body);
    return site_ask("POST", path, SITE_ORIGIN, parts ? "multipart/form-data; boundary=b" : SITE_FORM, parts ? body : whole);
}

int site_post(const char *kind, const char *typed)
{
    char path[80];

    (void)snprintf(path, sizeof path, "en/do/%s", kind);
    return site_post_at(path, typed);
}

bool site_says(const char *text)
{
    return strstr(site.answer.data, text) != NULL;
}

void site_cut(const char *before, const char *ends, char *out, size_t size)
{
    const char *at = strstr(site.answer.data, before);

    assert_non_null(at);
    at += strlen(before);
    (void)snprintf(out, size, "%.*s", (int)strcspn(at, ends), at);
}
