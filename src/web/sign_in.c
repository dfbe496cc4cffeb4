/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing in and out, and invitations; who asks; what every form of a person is checked for.
 *
 * A page of a stranger is kept by caches, so no cookie is set before a sign-in: its forms are guarded by where the browser says they come from (Sec-Fetch-Site, Origin), those of who is signed in
 * also by a token that is a keyed hash of the cookie's secret.
 */
#include <sodium.h>

#include "web/house_internal.h"
#include "web/people_internal.h"

#define POST_BODY PEOPLE_BODY_MAX

/* ---- opening ---- */

Status people_open(Web *web, const WebOptions *options, Problem *problem)
{
    if (options->accounts == NULL)
        return OK;
    web->people = memory_new_zeroed(1, sizeof *web->people);
    if (web->people != NULL)
        web->people->work = work_open();
    if (web->people == NULL || web->people->work == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    web->people->accounts = options->accounts;
    web->people->secure = strncmp(accounts_settings(options->accounts)->address, "https://", 8) == 0;
    return OK;
}

void people_end(Web *web)
{
    Work *work = web->people != NULL ? web->people->work : NULL;

    if (work != NULL)
        work_end(work);
}

void people_free(Web *web)
{
    if (web->people == NULL)
        return;
    work_close(web->people->work);
    memory_free(web->people);
    web->people = NULL;
}

/* ---- who asks ---- */

static const char *cookie_name(const People *people)
{
    return people->secure ? "__Host-rapporteur" : "rapporteur";
}

void people_cookie(const People *people, const char *secret, char out[COOKIE_TEXT_SIZE])
{
    (void)snprintf(out, COOKIE_TEXT_SIZE, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s; Max-Age=%d", cookie_name(people), secret, people->secure ? "; Secure" : "",
                   secret[0] != '\0' ? (int)SIGN_IN_LIFE_S : 0);
}

static void form_token_of(Slice secret, char out[FORM_TOKEN_SIZE + 1])
{
    static const char            what[] = "rapporteur/form/v1";
    uint8_t                      tag[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;

    (void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.data, secret.size);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)what, sizeof what);
    (void)crypto_auth_hmacsha256_final(&state, tag);
    (void)sodium_bin2base64(out, FORM_TOKEN_SIZE + 1, tag, sizeof tag, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static const Standing standings[ROLE_COUNT] = {
    [ROLE_DELEGATE] = STANDING_DELEGATE, [ROLE_HEAD] = STANDING_HEAD, [ROLE_CHAIR] = STANDING_CHAIR, [ROLE_SECRETARIAT] = STANDING_SECRETARIAT};

static void asker_of(const Person *person, WebAsker *out)
{
    const Account *account = &person->account;

    out->signed_in = true;
    out->standing = standings[account->role];
    (void)snprintf(out->account, sizeof out->account, "%s", account->id);
    (void)snprintf(out->party, sizeof out->party, "%s", account->party);
    (void)snprintf(out->name, sizeof out->name, "%s", account->name);
    (void)snprintf(out->role, sizeof out->role, "%s", role_names[account->role]);
}

static Status party_of_token(Web *web, Slice token, WebAsker *out)
{
    Buffer party;
    Status status;

    buffer_init(&party, PARTY_NAME_MAX);
    status = service_party_of_token(web->service, token, &party, NULL);
    if (status == OK) {
        memcpy(out->party, party.data, party.size);
        out->signed_in = true;
        out->standing = STANDING_PROGRAM;
    }
    buffer_clear(&party);
    return status;
}

static Status find_visitor(Web *web, const HttpExchange *exchange, Visitor *out)
{
    Slice token = http_bearer(exchange), cookie;

    *out = (Visitor){0};
    if (token.size != 0) {
        out->by_token = true;
        if (web->people == NULL || token.data[0] != 'a')
            return party_of_token(web, token, &out->asker);
        TRY(accounts_who_token(web->people->accounts, token, &out->person));
        asker_of(&out->person, &out->asker);
        return OK;
    }
    cookie = web->people != NULL ? web_cookie(exchange, cookie_name(web->people)) : (Slice){NULL, 0};
    if (cookie.size != SECRET_TEXT_SIZE || accounts_who(web->people->accounts, cookie, &out->person) != OK)
        return OK; /* over, ended or never there: whoever reads goes on as a stranger */
    asker_of(&out->person, &out->asker);
    form_token_of(cookie, out->form_token);
    return OK;
}

Status people_visitor(Web *web, const HttpExchange *exchange, Visitor *out)
{
    Status status = find_visitor(web, exchange, out);

    http_note_asker(exchange, status != OK ? "refused" : !out->asker.signed_in ? "stranger" : out->asker.standing == STANDING_SECRETARIAT ? "secretariat" : "party");
    return status;
}

Status web_asker(Web *web, const HttpExchange *exchange, WebAsker *out)
{
    Visitor visitor;
    Status  status = people_visitor(web, exchange, &visitor);

    *out = visitor.asker;
    return status;
}

Asker web_asker_for_service(const WebAsker *asker)
{
    return (Asker){.party = slice_from(asker->party), .standing = asker->standing, .account = slice_from(asker->account)};
}

/* ---- what is shared ---- */

void people_set(json_t *object, const char *member, Slice text)
{
    (void)json_object_set_new(object, member, json_from_slice(text));
}

void people_ours(Web *web, const WebAsker *asker, json_t *object)
{
    static const char *const members[] = {"party", "names", "name"};
    Asker   asking = web_asker_for_service(asker);
    json_t *answer = NULL, *ours;

    if (asking.party.size == 0 || service_query(web->service, "party.show", &asking.party, 1, &asking, house_now(web->house), &answer, NULL) != OK)
        return;
    ours = json_object();
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (json_object_get(answer, members[i]) != NULL)
            (void)json_object_set(ours, members[i], json_object_get(answer, members[i]));
    (void)json_object_set_new(object, "ours", ours);
    json_decref(answer);
}

void people_say(json_t *object, const char *member, const WebLanguage *language, const Problem *problem)
{
    Buffer sentence;

    buffer_init(&sentence, 8000);
    problem_print_in(problem, language->code, &sentence);
    people_set(object, member, buffer_slice(&sentence));
    buffer_clear(&sentence);
}

bool people_language(Web *web, HttpExchange *exchange, const WebLanguage **out)
{
    static const WebAsker stranger;

    *out = web->people != NULL ? web_language_find(web, http_wild(exchange, 0)) : NULL;
    if (*out == NULL)
        web_not_found(web, exchange, &stranger);
    return *out != NULL;
}

void people_go(const Web *web, HttpExchange *exchange, const WebLanguage *language, const char *room, const HttpHeader *headers, size_t header_count)
{
    char path[HTTP_PATH_MAX];
    int  size = snprintf(path, sizeof path, "%s/%s", language->code, room);

    web_redirect(web, exchange, (Slice){path, (size_t)size}, headers, header_count);
}

bool people_need(Web *web, HttpExchange *exchange, Visitor *out)
{
    const WebLanguage *language;
    Problem            problem = {0};

    if (!people_language(web, exchange, &language))
        return false;
    if (people_visitor(web, exchange, out) != OK) {
        (void)problem_set(&problem, ERR_FORBIDDEN, MSG("store.token_unknown"), NULL);
        web_refuse(web, exchange, &out->asker, ERR_FORBIDDEN, &problem);
        return false;
    }
    if (out->asker.signed_in && out->asker.account[0] != '\0')
        return true;
    if (out->by_token) {
        (void)problem_set(&problem, ERR_FORBIDDEN, MSG("rights.program"), NULL);
        web_refuse(web, exchange, &out->asker, ERR_FORBIDDEN, &problem);
        return false;
    }
    people_go(web, exchange, language, "sign-in", NULL, 0);
    return false;
}

/* Our own address: of the settings, else of the Host that was asked. */
static bool is_own_origin(const Web *web, const HttpExchange *exchange, Slice origin)
{
    Slice own = accounts_origin(web->people->accounts), host = http_header(exchange, "Host");

    if (own.size != 0 && slice_equal(own, origin))
        return true;
    if (own.size != 0 || (!slice_starts(origin, "https://") && !slice_starts(origin, "http://")))
        return false;
    origin = slice_part(origin, slice_starts(origin, "https://") ? 8 : 7, origin.size);
    return host.size != 0 && slice_equal(origin, host);
}

Status people_check_post(const Web *web, const HttpExchange *exchange, const Visitor *visitor, const HttpForm *form, Problem *problem)
{
    Slice site = http_header(exchange, "Sec-Fetch-Site"), origin = http_header(exchange, "Origin"), given;
    bool  named = site.size != 0 || origin.size != 0;

    if (visitor->by_token)
        return OK;
    /* Under our Referrer-Policy browsers leave out the origin of our own forms, and say "null"; that they are ours is then Sec-Fetch-Site's to say, which no page can set. */
    if (slice_is(origin, "null") && slice_is(site, "same-origin"))
        origin = (Slice){NULL, 0};
    if ((site.size != 0 && !slice_is(site, "same-origin")) || (origin.size != 0 && !is_own_origin(web, exchange, origin)) || (!named && !visitor->asker.signed_in))
        return problem_set(problem, ERR_FORBIDDEN, MSG("form.elsewhere"), NULL);
    if (!visitor->asker.signed_in)
        return OK;
    given = form != NULL ? http_form_value(form, "form") : http_header(exchange, "X-Form");
    if (given.size == FORM_TOKEN_SIZE && sodium_memcmp(given.data, visitor->form_token, FORM_TOKEN_SIZE) == 0)
        return OK;
    return problem_set(problem, ERR_FORBIDDEN, MSG("form.old"), NULL);
}

bool people_form(Web *web, HttpExchange *exchange, const Visitor *visitor, HttpForm **out)
{
    Problem problem = {0};
    Status  status = http_form_read(http_header(exchange, "Content-Type"), http_body(exchange), out, &problem);

    if (status == OK)
        status = people_check_post(web, exchange, visitor, *out, &problem);
    if (status == OK)
        return true;
    http_form_free(*out);
    *out = NULL;
    web_refuse(web, exchange, &visitor->asker, status, &problem);
    return false;
}

/* ---- work that answers later ---- */

typedef struct Attempt {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    HttpForm          *form;
    char               peer[HTTP_PEER_SIZE], secret[SECRET_TEXT_SIZE + 1];
} Attempt;

static void attempt_free(Attempt *attempt)
{
    http_form_free(attempt->form);
    memory_free(attempt);
}

/* Takes over the form. */
static void later(Web *web, HttpExchange *exchange, const WebLanguage *language, HttpForm *form, Slice secret, void (*run)(void *attempt))
{
    Attempt *attempt = memory_new_zeroed(1, sizeof *attempt);
    WebAsker stranger = {0};
    Problem  problem = {0};
    Status   status = attempt != NULL ? OK : problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);

    if (status == OK) {
        *attempt = (Attempt){.web = web, .exchange = exchange, .language = language, .form = form};
        http_peer(exchange, attempt->peer);
        if (secret.size <= SECRET_TEXT_SIZE && secret.size != 0)
            memcpy(attempt->secret, secret.data, secret.size);
        status = work_add(web->people->work, run, attempt, &problem);
    }
    if (status == OK)
        return;
    memory_free(attempt);
    http_form_free(form);
    web_refuse(web, exchange, &stranger, status, &problem);
}

static const char *home_of(const Account *account)
{
    return account->role == ROLE_HEAD && account->joined == 0 ? "people" : "desk";
}

/* ---- sign-in ---- */

static void render_sign_in(Web *web, HttpExchange *exchange, const WebLanguage *language, Slice mail, const Problem *problem)
{
    WebAsker stranger = {0};
    Slice    origin = accounts_origin(web->people->accounts);
    json_t  *json = json_object();

    people_set(json, "origin", origin.size != 0 ? origin : http_header(exchange, "Host"));
    if (origin.size != 0)
        (void)json_object_set_new(json, "passkeys", json_true());
    people_set(json, "mail", mail);
    if (problem != NULL)
        people_say(json, "fault", language, problem);
    web_render(web, exchange, &(WebPage){.template = "sign_in", .title = MSG("title.sign_in"), .status = problem != NULL ? status_face(problem->status)->http : 200}, json, &stranger);
    json_decref(json);
}

/* A mirror, or a copy without keys, has the same pages with the same link, and says here where the house itself is. */
static void render_elsewhere(Web *web, HttpExchange *exchange)
{
    WebAsker stranger = {0};
    json_t  *json = json_pack("{s:b}", "elsewhere", 1);

    web_render(web, exchange, &(WebPage){.template = "sign_in", .title = MSG("title.sign_in")}, json, &stranger);
    json_decref(json);
}

static void get_sign_in(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;

    if (web->people == NULL && web_language_find(web, http_wild(exchange, 0)) != NULL)
        render_elsewhere(web, exchange);
    else if (people_language(web, exchange, &language))
        render_sign_in(web, exchange, language, (Slice){NULL, 0}, NULL);
}

static void sign_in_later(void *context)
{
    Attempt    *attempt = context;
    People     *people = attempt->web->people;
    PasswordTry given = {http_form_value(attempt->form, "mail"), http_form_value(attempt->form, "password"), http_form_value(attempt->form, "code"), slice_from(attempt->peer)};
    SignedIn    signed_in;
    Problem     problem = {0};
    char        cookie[COOKIE_TEXT_SIZE];

    if (accounts_sign_in(people->accounts, &given, &signed_in, &problem) == OK) {
        people_cookie(people, signed_in.secret, cookie);
        people_go(attempt->web, attempt->exchange, attempt->language, home_of(&signed_in.account), &(HttpHeader){"Set-Cookie", cookie}, 1);
    } else {
        render_sign_in(attempt->web, attempt->exchange, attempt->language, given.mail, &problem);
    }
    sodium_memzero(&signed_in, sizeof signed_in);
    attempt_free(attempt);
}

static void post_sign_in(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            stranger = {0};
    HttpForm          *form = NULL;

    if (people_language(web, exchange, &language) && people_form(web, exchange, &stranger, &form))
        later(web, exchange, language, form, (Slice){NULL, 0}, sign_in_later);
}

static void post_sign_out(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            visitor;
    HttpForm          *form = NULL;
    char               cookie[COOKIE_TEXT_SIZE];

    if (!people_language(web, exchange, &language) || !people_need(web, exchange, &visitor) || !people_form(web, exchange, &visitor, &form))
        return;
    http_form_free(form);
    (void)!accounts_sign_out(web->people->accounts, &visitor.person, NULL);
    people_cookie(web->people, "", cookie);
    people_go(web, exchange, language, "", &(HttpHeader){"Set-Cookie", cookie}, 1);
}

/* ---- passkeys: what the script asks for ---- */

static void reply_json(HttpExchange *exchange, int status, const json_t *json, const HttpHeader *headers, size_t header_count)
{
    Buffer bytes;

    buffer_init(&bytes, PEOPLE_BODY_MAX);
    json_print(json, &bytes);
    http_reply(exchange, &(HttpReply){.status = status, .content_type = "application/json", .cache_control = "private, no-store", .headers = headers, .header_count = header_count, .give = &bytes});
}

void people_reply_refused(HttpExchange *exchange, const WebLanguage *language, const Problem *problem)
{
    json_t *json = json_object();

    people_say(json, "refused", language, problem);
    reply_json(exchange, status_face(problem->status)->http, json, NULL, 0);
    json_decref(json);
}

bool people_take_json(Web *web, HttpExchange *exchange, const WebLanguage *language, const Visitor *visitor, json_t **out)
{
    Problem problem = {0};
    Status  status = people_check_post(web, exchange, visitor, NULL, &problem);

    if (status == OK)
        status = json_read(http_body(exchange), out, &problem);
    if (status == OK)
        return true;
    people_reply_refused(exchange, language, &problem);
    return false;
}

Slice people_bytes(Arena *arena, Slice text)
{
    uint8_t *bytes = arena_take(arena, text.size + 1);
    size_t   size = 0;

    if (bytes == NULL || text.size == 0 || sodium_base642bin(bytes, text.size, text.data, text.size, NULL, &size, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return (Slice){NULL, 0};
    return (Slice){(const char *)bytes, size};
}

static Slice bytes_of(Arena *arena, const json_t *json, const char *member)
{
    return people_bytes(arena, json_slice(json_object_get(json, member)));
}

static void post_challenge(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            stranger = {0};
    Problem            problem = {0};
    json_t            *json = NULL;
    char               challenge[CHALLENGE_TEXT_SIZE + 1], rp_id[RP_ID_MAX + 1], text[sodium_base64_ENCODED_LEN(CHALLENGE_TICKET_SIZE, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
    uint8_t            ticket[CHALLENGE_TICKET_SIZE];

    if (!people_language(web, exchange, &language) || !people_take_json(web, exchange, language, &stranger, &json))
        return;
    json_decref(json);
    if (accounts_challenge_new(web->people->accounts, challenge, ticket, &problem) != OK) {
        people_reply_refused(exchange, language, &problem);
        return;
    }
    accounts_rp_id(web->people->accounts, rp_id);
    (void)sodium_bin2base64(text, sizeof text, ticket, sizeof ticket, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    json = json_pack("{s:s, s:s, s:s}", "challenge", challenge, "rp_id", rp_id, "ticket", text);
    reply_json(exchange, 200, json, NULL, 0);
    json_decref(json);
}

void people_reply_to(const Web *web, HttpExchange *exchange, const WebLanguage *language, const char *room, const char *secret)
{
    char    to[HTTP_PREFIX_MAX + 100], cookie[COOKIE_TEXT_SIZE];
    json_t *json;

    (void)snprintf(to, sizeof to, "%s/%s/%s", web->prefix, language->code, room);
    json = json_pack("{s:s}", "to", to);
    if (secret != NULL)
        people_cookie(web->people, secret, cookie);
    reply_json(exchange, 200, json, &(HttpHeader){"Set-Cookie", cookie}, secret != NULL ? 1 : 0);
    json_decref(json);
}

static void post_passkey(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            stranger = {0};
    Arena             *arena;
    json_t            *json = NULL;
    char               peer[HTTP_PEER_SIZE];
    PasskeyTry         attempt;
    SignedIn           signed_in;
    Problem            problem = {0};

    if (!people_language(web, exchange, &language) || !people_take_json(web, exchange, language, &stranger, &json))
        return;
    arena = arena_new(2 * PEOPLE_BODY_MAX);
    http_peer(exchange, peer);
    if (arena == NULL)
        (void)problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);
    else
        attempt = (PasskeyTry){bytes_of(arena, json, "id"), bytes_of(arena, json, "authenticator"), bytes_of(arena, json, "client_data"), bytes_of(arena, json, "signature"), slice_from(peer),
                               bytes_of(arena, json, "ticket")};
    if (arena != NULL && accounts_sign_in_passkey(web->people->accounts, &attempt, &signed_in, &problem) == OK)
        people_reply_to(web, exchange, language, home_of(&signed_in.account), signed_in.secret);
    else
        people_reply_refused(exchange, language, &problem);
    arena_free(arena);
    json_decref(json);
}

/* A new passkey of who is signed in, or (with an invitation's secret in the address) of who is invited. */
static void new_passkey(Web *web, HttpExchange *exchange, const WebLanguage *language, const Visitor *visitor, Slice secret)
{
    Arena      *arena = arena_new(2 * PEOPLE_BODY_MAX);
    json_t     *json = NULL;
    NewPasskey  given;
    SignedIn    signed_in = {0};
    char        peer[HTTP_PEER_SIZE];
    Problem     problem = {0};
    Status      status = arena != NULL ? OK : problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);

    if (status == OK && !people_take_json(web, exchange, language, visitor, &json)) {
        arena_free(arena);
        return;
    }
    http_peer(exchange, peer);
    if (status == OK) {
        given = (NewPasskey){json_slice(json_object_get(json, "name")), bytes_of(arena, json, "client_data"), bytes_of(arena, json, "attestation"), bytes_of(arena, json, "ticket")};
        status = secret.size != 0 ? accounts_accept_passkey(web->people->accounts, secret, &given, slice_from(peer), &signed_in, &problem)
                                  : accounts_add_passkey(web->people->accounts, &visitor->person, &given, &problem);
    }
    if (status == OK)
        people_reply_to(web, exchange, language, "me", secret.size != 0 ? signed_in.secret : NULL);
    else
        people_reply_refused(exchange, language, &problem);
    arena_free(arena);
    json_decref(json);
}

static void post_own_passkey(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            visitor;

    if (people_language(web, exchange, &language) && people_need(web, exchange, &visitor))
        new_passkey(web, exchange, language, &visitor, (Slice){NULL, 0});
}

static void post_invited_passkey(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            stranger = {0};
    Slice              secret = http_wild(exchange, 1);

    if (people_language(web, exchange, &language))
        new_passkey(web, exchange, language, &stranger, secret);
}

/* ---- invitations ---- */

/* Also as a picture, for a telephone that reads it from the screen. */
static void set_code_picture(json_t *json, const char *link)
{
    char   whole[800];
    Buffer path;
    int    side;

    (void)snprintf(whole, sizeof whole, "otpauth://%s", link);
    buffer_init(&path, PEOPLE_BODY_MAX);
    side = qr_path(whole, &path);
    if (side != 0) {
        people_set(json, "code_picture", buffer_slice(&path));
        (void)json_object_set_new(json, "code_side", json_integer(side));
    }
    buffer_clear(&path);
    sodium_memzero(whole, sizeof whole);
}

/* The secret in groups of four, as people type it, and as the link that a program for codes opens. */
static void set_code_secret(json_t *json, const char *secret, const char *mail)
{
    char   groups[CODE_TEXT_SIZE + CODE_TEXT_SIZE / 4 + 1], link[700];
    size_t at = 0;
    Buffer label;

    for (size_t i = 0; i < CODE_TEXT_SIZE; i++) {
        if (i != 0 && i % 4 == 0)
            groups[at++] = ' ';
        groups[at++] = secret[i];
    }
    people_set(json, "code_groups", (Slice){groups, at});
    people_set(json, "code_secret", slice_from(secret));
    buffer_init(&label, sizeof link);
    filter_path(slice_from(mail), false, &label);
    (void)snprintf(link, sizeof link, "totp/Rapporteur:%.*s?secret=%s&issuer=Rapporteur", (int)label.size, label.data, secret); /* behind "otpauth://" */
    buffer_clear(&label);
    people_set(json, "code_link", slice_from(link));
    set_code_picture(json, link);
}

static void render_invitation(Web *web, HttpExchange *exchange, const WebLanguage *language, Slice secret, Slice code_secret, const Problem *fault)
{
    WebAsker stranger = {0};
    Account  account;
    Problem  problem = {0};
    Status   status = accounts_invited(web->people->accounts, secret, &account, &problem);
    char     code[CODE_TEXT_SIZE + 1];
    json_t  *json;

    if (status != OK) {
        web_refuse(web, exchange, &stranger, status, &problem);
        return;
    }
    if (code_secret.size == CODE_TEXT_SIZE)
        (void)snprintf(code, sizeof code, "%.*s", CODE_TEXT_SIZE, code_secret.data);
    else
        accounts_new_code(code);
    json = json_pack("{s:s, s:s}", "name", account.name, "mail", account.mail);
    people_set(json, "secret", secret);
    people_set(json, "origin", accounts_origin(web->people->accounts));
    if (accounts_origin(web->people->accounts).size != 0)
        (void)json_object_set_new(json, "passkeys", json_true());
    set_code_secret(json, code, account.mail);
    if (fault != NULL)
        people_say(json, "fault", language, fault);
    web_render(web, exchange, &(WebPage){.template = "invitation", .title = MSG("title.invitation"), .status = fault != NULL ? status_face(fault->status)->http : 200}, json, &stranger);
    json_decref(json);
    sodium_memzero(code, sizeof code);
}

static void get_invitation(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;

    if (people_language(web, exchange, &language))
        render_invitation(web, exchange, language, http_wild(exchange, 1), (Slice){NULL, 0}, NULL);
}

/* The recovery codes are shown once, on the page that answers: a redirect would have to carry them. */
static void render_recovery(Attempt *attempt, const SignedIn *signed_in)
{
    WebAsker   asker = {.signed_in = true};
    json_t    *json = json_object(), *codes = json_array();
    char       cookie[COOKIE_TEXT_SIZE];
    Person     person = {.account = signed_in->account};
    HttpHeader header = {"Set-Cookie", cookie};

    asker_of(&person, &asker);
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        (void)json_array_append_new(codes, json_string(signed_in->recovery[i]));
    (void)json_object_set_new(json, "codes", codes);
    people_cookie(attempt->web->people, signed_in->secret, cookie);
    web_render(attempt->web, attempt->exchange, &(WebPage){.template = "recovery", .title = MSG("title.recovery"), .headers = &header, .header_count = 1}, json, &asker);
    json_decref(json);
}

static void accept_later(void *context)
{
    Attempt   *attempt = context;
    Acceptance given = {slice_from(attempt->secret), http_form_value(attempt->form, "password"), http_form_value(attempt->form, "code_secret"), http_form_value(attempt->form, "code"),
                        slice_from(attempt->peer)};
    SignedIn   signed_in;
    Problem    problem = {0};

    if (accounts_accept(attempt->web->people->accounts, &given, &signed_in, &problem) == OK)
        render_recovery(attempt, &signed_in);
    else
        render_invitation(attempt->web, attempt->exchange, attempt->language, given.secret, given.code_secret, &problem);
    sodium_memzero(&signed_in, sizeof signed_in);
    attempt_free(attempt);
}

static void post_invitation(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            stranger = {0};
    HttpForm          *form = NULL;

    if (people_language(web, exchange, &language) && people_form(web, exchange, &stranger, &form))
        later(web, exchange, language, form, http_wild(exchange, 1), accept_later);
}

/* The links that a demonstration prints: the sign-in is there already, this hands its secret to the browser. Nobody else's service makes such sign-ins. */
static void get_demonstration(HttpExchange *exchange, void *context)
{
    Web       *web = context;
    Slice      secret = http_wild(exchange, 0);
    WebAsker   stranger = {0};
    char       cookie[COOKIE_TEXT_SIZE], text[SECRET_TEXT_SIZE + 1];
    HttpHeader header = {"Set-Cookie", cookie};
    Person     person;

    if (web->people == NULL || secret.size != SECRET_TEXT_SIZE || accounts_who(web->people->accounts, secret, &person) != OK || person.means != BY_INVITATION) {
        web_not_found(web, exchange, &stranger);
        return;
    }
    (void)snprintf(text, sizeof text, "%.*s", (int)secret.size, secret.data);
    people_cookie(web->people, text, cookie);
    web_redirect(web, exchange, SLICE("en/desk"), &header, 1);
}

static void get_script(HttpExchange *exchange, void *context)
{
    (void)context;
    http_reply(exchange, &(HttpReply){.status = 200, .content_type = "text/javascript; charset=utf-8", .cache_control = "public, max-age=300", .body = people_script});
}

static const HttpRoute routes[] = {
    {HTTP_GET, "assets/people.js", 0, get_script},
    {HTTP_GET, "demonstration/*", 0, get_demonstration},
    {HTTP_GET, "*/sign-in", 0, get_sign_in},
    {HTTP_POST, "*/sign-in", POST_BODY, post_sign_in},
    {HTTP_POST, "*/sign-in/challenge", POST_BODY, post_challenge},
    {HTTP_POST, "*/sign-in/passkey", POST_BODY, post_passkey},
    {HTTP_POST, "*/sign-out", POST_BODY, post_sign_out},
    {HTTP_POST, "*/me/passkey", POST_BODY, post_own_passkey},
    {HTTP_GET, "*/invitation/*", 0, get_invitation},
    {HTTP_POST, "*/invitation/*", POST_BODY, post_invitation},
    {HTTP_POST, "*/invitation/*/passkey", POST_BODY, post_invited_passkey},
};
const WebRoutes web_sign_in_routes = {routes, sizeof routes / sizeof routes[0]};
