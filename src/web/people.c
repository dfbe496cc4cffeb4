/* SPDX-License-Identifier: Apache-2.0
 *
 * The people of a delegation (or, for the secretariat, of the house), and one's own sign-ins, passkeys and tokens. A form's button says what it does by the field `action`: a row of a table.
 */
#include "service/rights.h"
#include "web/people_internal.h"

#include <stdlib.h>

typedef struct Asked {
    Web           *web;
    const Visitor *visitor;
    HttpForm      *form;
    json_t        *json;      /* what the page will show beside its lists */
} Asked;

typedef struct Action {
    const char *name;
    Status (*run)(Asked *asked, Problem *problem);
} Action;

static Accounts *accounts_of(const Asked *asked)
{
    return asked->web->people->accounts;
}

static Slice value(const Asked *asked, const char *name)
{
    return http_form_value(asked->form, name);
}

static int64_t place_of(const Asked *asked)
{
    char  text[DECIMAL_MAX] = {0};
    Slice given = value(asked, "place");

    if (given.size == 0 || given.size >= sizeof text)
        return -1;
    memcpy(text, given.data, given.size);
    return strtoll(text, NULL, 10);
}

static Status run_action(const Action *actions, Asked *asked, Problem *problem)
{
    Slice name = value(asked, "action");

    for (const Action *action = actions; action->name != NULL; action++)
        if (slice_is(name, action->name))
            return action->run(asked, problem);
    return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
}

/* ---- people ---- */

/* The link as a whole address, to be handed on by whoever invited, where no mail goes out. */
static void show_link(Asked *asked, const char *link)
{
    char        whole[SETTING_MAX + LINK_SIZE + HTTP_PREFIX_MAX + 20];
    const char *address = accounts_settings(accounts_of(asked))->address;

    if (link[0] == '\0') {
        (void)json_object_set_new(asked->json, "mailed", json_true());
        return;
    }
    (void)snprintf(whole, sizeof whole, "%s/en/%s", address[0] != '\0' ? address : asked->web->prefix, link);
    people_set(asked->json, "link", slice_from(whole));
}

static Status invite(Asked *asked, Problem *problem)
{
    const Account *by = &asked->visitor->person.account;
    Slice          role = value(asked, "role");
    Invitee        invitee = {value(asked, "name"), value(asked, "mail"), value(asked, "party"), value(asked, "bodies"), value(asked, "language"), ROLE_DELEGATE};
    char           id[ACCOUNT_ID_SIZE + 1], link[LINK_SIZE];

    for (int i = 0; i < ROLE_COUNT; i++)
        if (slice_is(role, role_names[i]))
            invitee.role = (Role)i;
    if (by->role == ROLE_HEAD)
        invitee.party = slice_from(by->party);
    if (invitee.language.size != 0 && web_language_find(asked->web, invitee.language) == NULL)
        invitee.language = SLICE("en");
    TRY(accounts_invite(accounts_of(asked), by, &invitee, id, link, problem));
    show_link(asked, link);
    return OK;
}

static Status again(Asked *asked, Problem *problem)
{
    char link[LINK_SIZE];

    TRY(accounts_invite_again(accounts_of(asked), &asked->visitor->person.account, value(asked, "id"), link, problem));
    show_link(asked, link);
    return OK;
}

static Status limit(Asked *asked, Problem *problem)
{
    return accounts_limit(accounts_of(asked), &asked->visitor->person.account, value(asked, "id"), slice_trim(value(asked, "bodies")), problem);
}

static Status withdraw(Asked *asked, Problem *problem)
{
    return accounts_withdraw(accounts_of(asked), &asked->visitor->person.account, value(asked, "id"), problem);
}

static const Action people_actions[] = {{"invite", invite}, {"again", again}, {"limit", limit}, {"withdraw", withdraw}, {NULL, NULL}};

static Status list_account(void *context, const Account *account, Problem *problem)
{
    const Asked *asked = context;
    json_t      *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "id", account->id, "name", account->name, "mail", account->mail, "party", account->party, "role", role_names[account->role],
                                 "bodies", account->bodies);

    if (row == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    if (account->withdrawn != 0)
        (void)json_object_set_new(row, "withdrawn", json_integer(account->withdrawn));
    else if (account->joined == 0)
        (void)json_object_set_new(row, "waits", json_true());
    if (account->joined != 0)
        (void)json_object_set_new(row, "joined", json_integer(account->joined));
    if (account->withdrawn == 0 && account_may_manage(&asked->visitor->person.account, account))
        (void)json_object_set_new(row, "manage", json_true());
    people_set(row, "form", slice_from(asked->visitor->form_token));
    return json_array_append_new(json_object_get(asked->json, "people"), row) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* What was typed comes back with the sentence that says why not. */
static void keep_typed(Asked *asked)
{
    static const char *const names[] = {"name", "mail", "party", "bodies", "role"};

    for (size_t i = 0; asked->form != NULL && i < sizeof names / sizeof names[0]; i++)
        people_set(asked->json, names[i], value(asked, names[i]));
}

static void render_people(Asked *asked, HttpExchange *exchange, const WebLanguage *language, const Problem *fault)
{
    const Account *self = &asked->visitor->person.account;
    Problem        problem = {0};

    (void)json_object_set_new(asked->json, "people", json_array());
    (void)json_object_set_new(asked->json, self->role == ROLE_SECRETARIAT ? "admits" : "invites", json_true());
    people_set(asked->json, "own_party", slice_from(self->party));
    people_set(asked->json, "form", slice_from(asked->visitor->form_token));
    if (fault != NULL) {
        people_say(asked->json, "fault", language, fault);
        keep_typed(asked);
    }
    if (accounts_list(accounts_of(asked), self, list_account, asked, &problem) != OK)
        web_refuse(asked->web, exchange, &asked->visitor->asker, problem.status, &problem);
    else
        web_render(asked->web, exchange, &(WebPage){.template = "people", .title = MSG("title.people"), .status = fault != NULL ? status_face(fault->status)->http : 200}, asked->json,
                   &asked->visitor->asker);
}

static bool may_see_people(Web *web, HttpExchange *exchange, const Visitor *visitor)
{
    if (rights_see("room:people", visitor->asker.standing) == SEES_OWN)
        return true;
    web_not_found(web, exchange, &visitor->asker);
    return false;
}

static void people(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            visitor;
    Asked              asked = {.web = web, .visitor = &visitor};
    Problem            problem = {0};
    bool               post = http_method(exchange) == HTTP_POST;

    if (!people_language(web, exchange, &language) || !people_need(web, exchange, &visitor) || !may_see_people(web, exchange, &visitor) ||
        (post && !people_form(web, exchange, &visitor, &asked.form)))
        return;
    asked.json = json_object();
    if (post && run_action(people_actions, &asked, &problem) == OK && json_object_size(asked.json) == 0)
        people_go(web, exchange, language, "people", NULL, 0);
    else
        render_people(&asked, exchange, language, problem.message != NULL ? &problem : NULL);
    json_decref(asked.json);
    http_form_free(asked.form);
}

/* ---- one's own ---- */

static Status end_sign_in(Asked *asked, Problem *problem)
{
    return accounts_end_sign_in(accounts_of(asked), &asked->visitor->person, place_of(asked), problem);
}

static Status end_all(Asked *asked, Problem *problem)
{
    return accounts_end_sign_in(accounts_of(asked), &asked->visitor->person, 0, problem);
}

static Status new_token(Asked *asked, Problem *problem)
{
    char  token[ACCESS_TEXT_SIZE + 1], days[DECIMAL_MAX] = {0};
    Slice given = value(asked, "days");

    if (given.size != 0 && given.size < sizeof days)
        memcpy(days, given.data, given.size);
    TRY(accounts_new_token(accounts_of(asked), &asked->visitor->person, value(asked, "name"), (int)strtol(days, NULL, 10), token, problem));
    people_set(asked->json, "new_token", slice_from(token));
    return OK;
}

static Status end_token(Asked *asked, Problem *problem)
{
    return accounts_end_token(accounts_of(asked), &asked->visitor->person, place_of(asked), problem);
}

static Status remove_passkey(Asked *asked, Problem *problem)
{
    return accounts_remove_passkey(accounts_of(asked), &asked->visitor->person, place_of(asked), problem);
}

static Status remove_signing_key(Asked *asked, Problem *problem)
{
    return accounts_remove_signing_key(accounts_of(asked), &asked->visitor->person, place_of(asked), problem);
}

static const Action me_actions[] = {{"end-sign-in", end_sign_in}, {"end-all", end_all},  {"new-token", new_token}, {"end-token", end_token}, {"remove-passkey", remove_passkey},
                                    {"remove-signing-key", remove_signing_key}, {NULL, NULL}};

static Status add_row(Asked *asked, const char *list, json_t *row, Problem *problem)
{
    people_set(row, "form", slice_from(asked->visitor->form_token));
    return json_array_append_new(json_object_get(asked->json, list), row) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status list_sign_in(void *context, const SignIn *sign_in, Problem *problem)
{
    static const char *const means[] = {[BY_PASSWORD] = "password", [BY_PASSKEY] = "passkey", [BY_RECOVERY] = "recovery", [BY_INVITATION] = "invitation"};
    Asked                   *asked = context;
    json_t                  *row = json_pack("{s:I, s:I, s:I, s:s, s:s}", "place", (json_int_t)sign_in->place, "created", (json_int_t)sign_in->created, "used", (json_int_t)sign_in->used, "family",
                                             sign_in->family, "means", means[sign_in->means]);

    if (sign_in->ended != 0)
        (void)json_object_set_new(row, "ended", json_integer(sign_in->ended));
    else if (sign_in->place == asked->visitor->person.sign_in)
        (void)json_object_set_new(row, "this_one", json_true());
    if (sign_in->ended == 0)
        (void)json_object_set_new(row, "open", json_true());
    return add_row(asked, "sign_ins", row, problem);
}

static Status list_passkey(void *context, const Passkey *passkey, Problem *problem)
{
    json_t *row = json_pack("{s:I, s:s, s:I}", "place", (json_int_t)passkey->place, "name", passkey->name, "created", (json_int_t)passkey->created);

    if (passkey->backed_up)
        (void)json_object_set_new(row, "backed_up", json_true());
    return add_row(context, "passkeys", row, problem);
}

static Status list_token(void *context, const AccessToken *token, Problem *problem)
{
    Asked  *asked = context;
    json_t *row = json_pack("{s:I, s:s, s:I}", "place", (json_int_t)token->place, "name", token->name, "expires", (json_int_t)token->expires);

    if (token->ended == 0 && token->expires > accounts_now(accounts_of(asked)))
        (void)json_object_set_new(row, "open", json_true());
    return add_row(asked, "tokens", row, problem);
}

static void render_me(Asked *asked, HttpExchange *exchange, const WebLanguage *language, const Problem *fault)
{
    static const char *const lists[] = {"sign_ins", "passkeys", "tokens"};
    const Account           *self = &asked->visitor->person.account;
    Problem                  problem = {0};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        (void)json_object_set_new(asked->json, lists[i], json_array());
    people_set(asked->json, "name", slice_from(self->name));
    people_set(asked->json, "mail", slice_from(self->mail));
    people_set(asked->json, "party", slice_from(self->party));
    people_set(asked->json, "role", slice_from(role_names[self->role]));
    people_set(asked->json, "form", slice_from(asked->visitor->form_token));
    people_set(asked->json, "account", slice_from(self->id));
    people_ours(asked->web, &asked->visitor->asker, asked->json);
    if (accounts_origin(accounts_of(asked)).size != 0)
        (void)json_object_set_new(asked->json, "can_passkey", json_true());
    if (fault != NULL)
        people_say(asked->json, "fault", language, fault);
    if (accounts_sign_ins(accounts_of(asked), &asked->visitor->person, list_sign_in, asked, &problem) != OK ||
        accounts_passkeys(accounts_of(asked), &asked->visitor->person, list_passkey, asked, &problem) != OK ||
        accounts_tokens(accounts_of(asked), &asked->visitor->person, list_token, asked, &problem) != OK ||
        signing_list(asked->web, asked->visitor, asked->json, &problem) != OK)
        web_refuse(asked->web, exchange, &asked->visitor->asker, problem.status, &problem);
    else
        web_render(asked->web, exchange, &(WebPage){.template = "me", .title = MSG("title.me"), .status = fault != NULL ? status_face(fault->status)->http : 200}, asked->json,
                   &asked->visitor->asker);
}

static void me(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            visitor;
    Asked              asked = {.web = web, .visitor = &visitor};
    Problem            problem = {0};
    bool               post = http_method(exchange) == HTTP_POST;

    if (!people_language(web, exchange, &language) || !people_need(web, exchange, &visitor) || (post && !people_form(web, exchange, &visitor, &asked.form)))
        return;
    asked.json = json_object();
    if (post && run_action(me_actions, &asked, &problem) == OK && json_object_size(asked.json) == 0)
        people_go(web, exchange, language, "me", NULL, 0);
    else
        render_me(&asked, exchange, language, problem.message != NULL ? &problem : NULL);
    json_decref(asked.json);
    http_form_free(asked.form);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/people", 0, people}, {HTTP_POST, "*/people", PEOPLE_BODY_MAX, people},
    {HTTP_GET, "*/me", 0, me},         {HTTP_POST, "*/me", PEOPLE_BODY_MAX, me},
};
const WebRoutes web_people_routes = {routes, sizeof routes / sizeof routes[0]};
