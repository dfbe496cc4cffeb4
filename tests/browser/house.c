/* SPDX-License-Identifier: Apache-2.0
 *
 * house FOLDER: makes the demonstration's house in FOLDER, as `setup --demo` does, on a Wednesday of March 2027, serves it with the language of tests, and ends with its standard input. Prints its
 * address, then an address for each of `people` that signs this person in, then that of an invitation.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "service/account.h"
#include "web/web.h"

enum { NOW = 1804711320 /* Wednesday 10 March 2027, 15:42 in New York */ };

static int64_t wednesday(void)
{
    return NOW;
}

static int fail(const Problem *problem)
{
    Buffer sentence;

    buffer_init(&sentence, 10000);
    problem_print(problem, &sentence);
    (void)fprintf(stderr, "house: %.*s\n", (int)sentence.size, sentence.data);
    buffer_clear(&sentence);
    return 1;
}

static Status make(const char *folder, Problem *problem)
{
    TRY(service_setup(&(ServiceSetup){.folder = folder, .origin = "record.example.org/house", .title = "A house for tests", .audience = AUDIENCE_PUBLIC, .open_kinds = HOUSE_OPEN_KINDS, .demonstration = true}, problem));
    return service_found(folder, &(HouseFounding){.members = true, .demonstration = true, .now = NOW}, problem);
}

/* Settings name the address before anything listens there: a port that is free now. */
static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t          size = sizeof address;
    int                listener = socket(AF_INET, SOCK_STREAM, 0);

    if (bind(listener, (struct sockaddr *)&address, size) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return 0;
    (void)close(listener);
    return ntohs(address.sin_port);
}

static const struct {
    const char *name, *mail, *party;
    Role        role;
} people[] = {{"Secretariat (fictional)", "secretariat@demonstration.example", "", ROLE_SECRETARIAT},
              {"Head of Delegation 01 (fictional)", "head@demonstration.example", "delegation-01", ROLE_HEAD},
              {"Delegate of Delegation 01 (fictional)", "delegate@demonstration.example", "delegation-01", ROLE_DELEGATE}};

/* The last of them is invited alone; the others are signed in. */
static Status print_people(Accounts *accounts, const char *address, Problem *problem)
{
    size_t count = sizeof people / sizeof people[0];
    char   id[ACCOUNT_ID_SIZE + 1], link[LINK_SIZE];

    (void)printf("%s\n", address);
    for (size_t i = 0; i < count; i++) {
        Invitee  invitee = {.role = people[i].role, .language = SLICE("en"), .name = slice_from(people[i].name), .mail = slice_from(people[i].mail), .party = slice_from(people[i].party)};
        SignedIn signed_in;

        TRY(accounts_invite(accounts, NULL, &invitee, id, link, problem));
        if (i + 1 == count)
            break;
        TRY(accounts_demonstrate(accounts, invitee.mail, &signed_in, problem));
        (void)printf("%s/demonstration/%s\n", address, signed_in.secret);
    }
    (void)printf("%s\n", link);
    (void)fflush(stdout);
    return OK;
}

int main(int count, char **words)
{
    Service *service = NULL;
    Web     *web = NULL;
    Problem  problem = {0};
    int      port = free_port();
    char     byte, listen[40];

    Accounts     *accounts = NULL;
    HouseSettings settings = {.signing_domain = "house.example"};
    Status   status = count == 2 ? make(words[1], &problem) : problem_set(&problem, ERR_SYNTAX, "status.syntax", NULL);

    if (status == OK)
        status = service_open(&(ServiceOptions){.folder = words[1], .no_duties = true}, &service, &problem);
    (void)snprintf(listen, sizeof listen, "127.0.0.1:%d", port);
    (void)snprintf(settings.address, sizeof settings.address, "http://%s/house", listen);
    if (status == OK)
        status = accounts_open(&(AccountsOptions){.folder = words[1], .service = service, .settings = &settings, .now = wednesday, .cheap = true, .no_mailer = true}, &accounts, &problem);
    if (status == OK)
        status = web_house_open(&(WebOptions){.listen = listen, .prefix = "/house", .service = service, .accounts = accounts, .threads = 2, .now = wednesday, .pseudo_language = true}, &web, &problem);
    if (status == OK)
        status = print_people(accounts, settings.address, &problem);
    while (status == OK && read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    web_close(web);
    accounts_close(accounts);
    service_close(service);
    return status == OK ? 0 : fail(&problem);
}
