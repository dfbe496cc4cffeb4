/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur setup, rapporteur serve: a new installation, and running it.
 *
 * setup asks five questions, or takes the answers as options; on a terminal it asks for what no option said, elsewhere it says which option is missing.
 */
#include "cli/record_internal.h"
#include "web/web.h"

#include <time.h>
#include <unistd.h>

static const OptionRow setup_options[] = {{"--demo", 0, false, false, NULL},   {"--title", 0, true, false, NULL},  {"--origin", 0, true, false, NULL}, {"--audience", 0, true, false, "public|parties"},
                                          {"--members", 0, true, false, "all|none"}, {"--secretariat", 0, true, false, NULL}, {0}};
static const OptionRow serve_options[] = {{"--listen", 0, true, false, NULL}, {"--log", 0, true, false, "quiet|events|requests"}, {0}};

enum { ANSWER_MAX = 400 };
#define DEMONSTRATION_ORIGIN "demonstration.example"
#define LISTEN_DEFAULT "127.0.0.1:8080"

/* ---- the five questions ---- */

typedef enum QuestionId { ASK_TITLE, ASK_ORIGIN, ASK_AUDIENCE, ASK_MEMBERS, ASK_SECRETARIAT, ASK_COUNT } QuestionId;

static const struct {
    const char *option, *words, *otherwise, *demonstration; /* `otherwise`: the answer to an empty line; NULL: it must be answered */
} questions[ASK_COUNT] = {
    [ASK_TITLE] = {"--title", MSG("setup.ask_title"), NULL, "Rapporteur, a demonstration (fictional)"},
    [ASK_ORIGIN] = {"--origin", MSG("setup.ask_origin"), NULL, DEMONSTRATION_ORIGIN},
    [ASK_AUDIENCE] = {"--audience", MSG("setup.ask_audience"), "public", "public"},
    [ASK_MEMBERS] = {"--members", MSG("setup.ask_members"), "all", "all"},
    [ASK_SECRETARIAT] = {"--secretariat", MSG("setup.ask_secretariat"), NULL, "Secretariat (fictional) <secretariat@" DEMONSTRATION_ORIGIN ">"},
};

typedef struct Answers {
    char text[ASK_COUNT][ANSWER_MAX];
} Answers;

/* One line of the terminal; an empty one is the default, where there is one. */
static Status ask(QuestionId question, char out[ANSWER_MAX], Problem *problem)
{
    Buffer words;

    buffer_init(&words, 4096);
    message_print(&words, questions[question].words, NULL);
    (void)fprintf(stderr, "%.*s ", (int)words.size, words.data);
    buffer_clear(&words);
    if (fgets(out, ANSWER_MAX, stdin) == NULL)
        return needs_option(questions[question].option, problem);
    out[strcspn(out, "\r\n")] = '\0';
    if (out[0] == '\0' && questions[question].otherwise != NULL)
        (void)snprintf(out, ANSWER_MAX, "%s", questions[question].otherwise);
    return OK;
}

static Status answer(const OptionSet *options, QuestionId question, char out[ANSWER_MAX], Problem *problem)
{
    const char *given = options_value(options, questions[question].option);

    if (given == NULL && options_has(options, "--demo"))
        given = questions[question].demonstration;
    if (given == NULL && isatty(STDIN_FILENO))
        return ask(question, out, problem);
    if (given == NULL)
        given = questions[question].otherwise;
    if (given == NULL)
        return needs_option(questions[question].option, problem);
    if (snprintf(out, ANSWER_MAX, "%s", given) >= ANSWER_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("setup.long"), "option", questions[question].option, NULL);
    return OK;
}

static Status check_choice(QuestionId question, const char *text, const char *one, const char *other, Problem *problem)
{
    if (strcmp(text, one) == 0 || strcmp(text, other) == 0)
        return OK;
    return problem_set(problem, ERR_REFUSED, MSG("setup.choice"), "option", questions[question].option, "one", one, "other", other, NULL);
}

static Status ask_all(const OptionSet *options, Answers *answers, Problem *problem)
{
    for (QuestionId i = 0; i < ASK_COUNT; i++)
        TRY(answer(options, i, answers->text[i], problem));
    TRY(check_choice(ASK_AUDIENCE, answers->text[ASK_AUDIENCE], "public", "parties", problem));
    return check_choice(ASK_MEMBERS, answers->text[ASK_MEMBERS], "all", "none", problem);
}

/* "Name <mail>": the first account, whose link is printed, as there is nobody yet who could mail it. */
static Status invite_secretariat(const char *folder, const char *person, const char *origin, Problem *problem)
{
    const char     *open = strrchr(person, '<'), *close = open != NULL ? strchr(open, '>') : NULL;
    AccountsOptions options = {.folder = folder, .no_mailer = true};
    Invitee         invitee = {.role = ROLE_SECRETARIAT, .language = SLICE("en")};
    Accounts       *accounts = NULL;
    char            id[ACCOUNT_ID_SIZE + 1], link[LINK_SIZE];
    Status          status;

    if (close == NULL || open == person)
        return problem_set(problem, ERR_SYNTAX, MSG("setup.secretariat"), NULL);
    invitee.name = slice_trim((Slice){person, (size_t)(open - person)});
    invitee.mail = (Slice){open + 1, (size_t)(close - open) - 1};
    TRY(accounts_open(&options, &accounts, problem));
    status = accounts_invite(accounts, NULL, &invitee, id, link, problem);
    if (status == OK)
        (void)printf("https://%s/en/%s\n", origin, link);
    accounts_close(accounts);
    return status;
}

/* One person for each role of the demonstration. */
static const struct {
    const char *name, *mail, *party;
    Role        role;
} demonstration_people[] = {{"Secretariat (fictional)", "secretariat@" DEMONSTRATION_ORIGIN, "", ROLE_SECRETARIAT},
                            {"Chair of the group (fictional)", "chair@" DEMONSTRATION_ORIGIN, "delegation-16", ROLE_CHAIR},
                            {"Head of Delegation 01 (fictional)", "head@" DEMONSTRATION_ORIGIN, "delegation-01", ROLE_HEAD},
                            {"Delegate of Delegation 02 (fictional)", "delegate@" DEMONSTRATION_ORIGIN, "delegation-02", ROLE_DELEGATE}};
enum { DEMONSTRATION_PEOPLE = sizeof demonstration_people / sizeof *demonstration_people };

static Status invite_demonstration(const char *folder, Problem *problem)
{
    AccountsOptions options = {.folder = folder, .no_mailer = true};
    Accounts       *accounts = NULL;
    Status          status = accounts_open(&options, &accounts, problem);

    for (size_t i = 0; status == OK && i < DEMONSTRATION_PEOPLE; i++) {
        Invitee invitee = {.role = demonstration_people[i].role, .language = SLICE("en"), .name = slice_from(demonstration_people[i].name), .mail = slice_from(demonstration_people[i].mail),
                           .party = slice_from(demonstration_people[i].party)};
        char    id[ACCOUNT_ID_SIZE + 1], link[LINK_SIZE];

        status = accounts_invite(accounts, NULL, &invitee, id, link, problem);
    }
    accounts_close(accounts);
    return status;
}

/* The address, then a link for each of those people; nothing of an installation that is no demonstration. */
static Status print_links(Accounts *accounts, const char *address, Problem *problem)
{
    Buffer out;

    buffer_init(&out, 16 * 1024);
    for (size_t i = 0; accounts != NULL && i < DEMONSTRATION_PEOPLE; i++) {
        SignedIn signed_in;
        Problem  none = {0};
        Status   status = accounts_demonstrate(accounts, slice_from(demonstration_people[i].mail), &signed_in, &none);

        if (status == ERR_FORBIDDEN || status == ERR_NOT_FOUND)
            continue;
        if (status != OK) {
            buffer_clear(&out);
            *problem = none;
            return status;
        }
        buffer_add_format(&out, "%sdemonstration/%s  %s\n", address, signed_in.secret, demonstration_people[i].name);
    }
    return print_buffer(&out, problem);
}

static Status setup_run(const OptionSet *options, Problem *problem)
{
    const char   *folder = options->operands[0];
    bool          demonstration = options_has(options, "--demo");
    Answers       answers;
    ServiceSetup  setup = {.folder = folder, .demonstration = demonstration};
    HouseFounding founding = {.demonstration = demonstration, .now = (int64_t)time(NULL), .clock = true};

    TRY(ask_all(options, &answers, problem));
    setup.title = answers.text[ASK_TITLE];
    setup.origin = answers.text[ASK_ORIGIN];
    setup.audience = strcmp(answers.text[ASK_AUDIENCE], "parties") == 0 ? AUDIENCE_PARTIES : AUDIENCE_PUBLIC;
    setup.open_kinds = setup.audience == AUDIENCE_PUBLIC ? HOUSE_OPEN_KINDS : NULL;
    founding.members = demonstration || strcmp(answers.text[ASK_MEMBERS], "all") == 0;
    TRY(service_setup(&setup, problem));
    TRY(service_found(folder, &founding, problem));
    if (demonstration)
        return invite_demonstration(folder, problem);
    return invite_secretariat(folder, answers.text[ASK_SECRETARIAT], answers.text[ASK_ORIGIN], problem);
}

/* ---- serve ---- */

static Status serve_run(const OptionSet *options, Problem *problem)
{
    const char *listen = options_value(options, "--listen");

    return serve_folder(options, listen != NULL ? listen : LISTEN_DEFAULT, web_house_open, print_links, problem);
}

const Command setup_command = {"setup", "DIR [--demo] [--title TEXT] [--origin NAME] [--audience public|parties] [--members all|none] [--secretariat 'NAME <MAIL>']", MSG("help.setup.summary"),
                               MSG("help.setup"), setup_options, 1, 1, setup_run, EXITS_BY_STATUS};
const Command serve_command = {"serve", "DIR [--listen ADDRESS] [--log quiet|events|requests]", MSG("help.serve.summary"), MSG("help.serve"), serve_options, 1, 1, serve_run, EXITS_BY_STATUS};
