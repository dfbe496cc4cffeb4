/* SPDX-License-Identifier: Apache-2.0 */
#include "asking.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MAX = 8 << 20 };

static int64_t now(void)
{
    return ASKING_NOW;
}

static void invite(Asking *asking, const char *mail, const char *party, Role role)
{
    Invitee invitee = {.name = SLICE("A person"), .mail = slice_from(mail), .party = slice_from(party), .language = SLICE("en"), .role = role};
    char    id[ACCOUNT_ID_SIZE + 1], link[LINK_SIZE];

    assert_ok(accounts_invite(asking->accounts, NULL, &invitee, id, link, NULL));
}

void asking_folder(Asking *asking)
{
    *asking = (Asking){0};
    (void)snprintf(asking->folder, sizeof asking->folder, "/tmp/rapporteur-asking-XXXXXX");
    assert_non_null(mkdtemp(asking->folder));
    (void)snprintf(asking->inside, sizeof asking->inside, "%s/r", asking->folder);
    buffer_init(&asking->answer, ANSWER_MAX);
}

void asking_serve(Asking *asking, const HouseSettings *settings)
{
    assert_ok(accounts_open(&(AccountsOptions){.folder = asking->inside, .service = asking->service, .settings = settings, .cheap = true, .no_mailer = true, .log = asking->log}, &asking->accounts, NULL));
    assert_ok(web_house_open(&(WebOptions){.listen = "127.0.0.1:0", .service = asking->service, .accounts = asking->accounts, .threads = 2, .now = now, .log = asking->log}, &asking->web, NULL));
    invite(asking, "secretariat@x.example", "", ROLE_SECRETARIAT);
    invite(asking, "head@x.example", "delegation-01", ROLE_HEAD);
    invite(asking, "delegate@x.example", "delegation-01", ROLE_DELEGATE);
}

void asking_open(Asking *asking)
{
    HouseSettings settings = {.address = "http://localhost:1"};

    asking_folder(asking);
    assert_ok(service_setup(&(ServiceSetup){.folder = asking->inside, .origin = "record.example.org", .title = "Test", .audience = AUDIENCE_PUBLIC, .open_kinds = HOUSE_OPEN_KINDS, .demonstration = true}, NULL));
    assert_ok(service_found(asking->inside, &(HouseFounding){.members = true, .demonstration = true, .now = ASKING_NOW}, NULL));
    assert_ok(service_open(&(ServiceOptions){.folder = asking->inside, .workers = 1, .no_duties = true}, &asking->service, NULL));
    asking_serve(asking, &settings);
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

void asking_close(Asking *asking)
{
    web_close(asking->web);
    accounts_close(asking->accounts);
    service_close(asking->service);
    buffer_clear(&asking->answer);
    remove_tree(asking->folder, 4);
}

int asking_ask(Asking *asking, const char *method, const char *path, const char *headers, const char *type, const char *body)
{
    return asking_ask_bytes(asking, method, path, headers, type, slice_from(body));
}

int asking_ask_bytes(Asking *asking, const char *method, const char *path, const char *headers, const char *type, Slice body)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(web_port(asking->web)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    bool               known = asking->cookie[0] != '\0';
    char               bytes[16384];
    Buffer             request;
    int                line = socket(AF_INET, SOCK_STREAM, 0);
    ssize_t            got;

    buffer_init(&request, ANSWER_MAX);
    buffer_add_format(&request, "%s /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%s%s%s", method, path, headers, known ? "Cookie: rapporteur=" : "", asking->cookie, known ? "\r\n" : "");
    if (type != NULL)
        buffer_add_format(&request, "Content-Length: %zu\r\nContent-Type: %s\r\n", body.size, type);
    buffer_add_string(&request, "\r\n");
    if (type != NULL)
        buffer_add(&request, body);
    assert_int_equal(connect(line, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(send(line, request.data, request.size, 0), request.size);
    buffer_clear(&request);
    buffer_reset(&asking->answer);
    while ((got = recv(line, bytes, sizeof bytes, 0)) > 0)
        buffer_add(&asking->answer, (Slice){bytes, (size_t)got});
    (void)close(line);
    buffer_add_byte(&asking->answer, '\0');
    assert_ok(asking->answer.status);
    return (int)strtol(asking->answer.data + strlen("HTTP/1.1 "), NULL, 10);
}

int asking_get(Asking *asking, const char *path)
{
    return asking_ask(asking, "GET", path, "", NULL, "");
}

const char *asking_body(const Asking *asking)
{
    return strstr(asking->answer.data, "\r\n\r\n") + 4;
}

bool asking_says(const Asking *asking, const char *text)
{
    return strstr(asking_body(asking), text) != NULL;
}

void asking_sign_in(Asking *asking, const char *mail)
{
    SignedIn    signed_in;
    const char *at;

    asking->cookie[0] = '\0';
    if (mail[0] == '\0')
        return;
    assert_ok(accounts_demonstrate(asking->accounts, slice_from(mail), &signed_in, NULL));
    (void)snprintf(asking->cookie, sizeof asking->cookie, "%s", signed_in.secret);
    assert_number(asking_get(asking, "en/desk"), 200);
    at = strstr(asking_body(asking), "name=\"form\" value=\"");
    assert_non_null(at);
    at += strlen("name=\"form\" value=\"");
    (void)snprintf(asking->form_token, sizeof asking->form_token, "%.*s", (int)strcspn(at, "\""), at);
}
