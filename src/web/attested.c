/* SPDX-License-Identifier: Apache-2.0
 *
 * What a party answers to an act that the host attested for it: confirmed, or disavowed.
 *
 * The answer is worth something because the host cannot make it: it is signed by a key of the party's own, on a machine of the party's. So the page writes what is to be signed, says the commands, and takes
 * the signed act. The head of the delegation sees it; the rules ask for the key, whoever sends it.
 */
#include "web/pages_internal.h"
#include "web/people_internal.h"

enum { REASON_MAX = 4000, SIGNED_BODY_MAX = ENTRY_MAX + PEOPLE_BODY_MAX };

/* In the order of the page. */
static const struct {
    const char *value, *kind;
} answers[] = {{"confirm", "record.confirm"}, {"disavow", "record.disavow"}};

typedef struct Answering {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    Visitor            visitor;
    Hash               act;
    json_t            *shown;     /* the act, as act.show answers */
    HttpForm          *form;      /* NULL: it is only looked at */
} Answering;

static void answering_clear(Answering *answering)
{
    json_decref(answering->shown);
    http_form_free(answering->form);
}

/* Attested for this party. */
static bool is_theirs(const json_t *act, const WebAsker *asker)
{
    return asker->signed_in && asker->party[0] != '\0' && json_is_true(json_object_get(act, "for")) && slice_is(json_slice(json_object_get(json_object_get(act, "party"), "party")), asker->party);
}

static bool is_open(const json_t *act)
{
    return json_slice(json_object_get(act, "answer")).size == 0;
}

/* The page of an act: a link for who may answer. */
Status act_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    (void)web, (void)exchange, (void)problem;
    if (is_theirs(answer, asker) && is_open(answer) && strcmp(asker->role, role_names[ROLE_HEAD]) == 0)
        (void)json_object_set_new(answer, "may_answer", json_true());
    return OK;
}

/* ---- the page ---- */

static Slice typed(const Answering *answering, const char *name)
{
    return answering->form != NULL ? slice_trim(http_form_value(answering->form, name)) : (Slice){NULL, 0};
}

/* Which of `answers` was chosen; their number: none. */
static size_t chosen(const Answering *answering)
{
    size_t row = 0;

    while (row < sizeof answers / sizeof answers[0] && !slice_is(typed(answering, "answer"), answers[row].value))
        row++;
    return row;
}

/* What is to be signed: member `to_sign`, with its kind. */
static void add_to_sign(const Answering *answering, json_t *json)
{
    size_t  row = chosen(answering);
    char    act[2 * HASH_SIZE + 1];
    json_t *object;
    Buffer  text;

    if (row == sizeof answers / sizeof answers[0])
        return;
    hash_print_hex(&answering->act, act);
    object = json_pack("{s:s}", "act", act);
    if (typed(answering, "reason").size != 0)
        people_set(object, "reason", typed(answering, "reason"));
    buffer_init(&text, 8 * REASON_MAX);
    json_print(object, &text);
    people_set(json, "to_sign", buffer_slice(&text));
    people_set(json, "to_sign_kind", slice_from(answers[row].kind));
    buffer_clear(&text);
    json_decref(object);
}

static void render(const Answering *answering, const Problem *refusal)
{
    json_t *json = json_copy(answering->shown), *choices = json_array();

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        (void)json_array_append_new(choices, json_pack("{s:s, s:b}", "value", answers[i].value, "selected", i == chosen(answering)));
    (void)json_object_set_new(json, "choices", choices);
    people_set(json, "form", slice_from(answering->visitor.form_token));
    people_set(json, "reason_typed", typed(answering, "reason"));
    if (is_open(answering->shown))
        (void)json_object_set_new(json, "open", json_true());
    add_to_sign(answering, json);
    if (refusal != NULL)
        people_say(json, "refusal", answering->language, refusal);
    web_render(answering->web, answering->exchange,
               &(WebPage){.template = "attested", .title = MSG("title.attested"), .section = "desk", .status = refusal != NULL ? status_face(refusal->status)->http : 200}, json,
               &answering->visitor.asker);
    json_decref(json);
}

/* The act of the address, for the head of the party that it was attested for. False when it has answered: like what is not there. */
static bool find(Web *web, HttpExchange *exchange, Answering *answering)
{
    Slice  name = http_wild(exchange, 1);
    Asker  asker;

    answering->web = web;
    answering->exchange = exchange;
    if (!people_language(web, exchange, &answering->language) || !people_need(web, exchange, &answering->visitor))
        return false;
    asker = web_asker_for_service(&answering->visitor.asker);
    if (answering->visitor.person.account.role == ROLE_HEAD && hash_parse_hex(name, &answering->act) == OK &&
        service_query(web->service, "act.show", &name, 1, &asker, accounts_now(web->people->accounts), &answering->shown, NULL) == OK &&
        is_theirs(answering->shown, &answering->visitor.asker))
        return true;
    web_not_found(web, exchange, &answering->visitor.asker);
    return false;
}

static void get_answer(HttpExchange *exchange, void *context)
{
    Answering answering = {0};

    if (find(context, exchange, &answering))
        render(&answering, NULL);
    answering_clear(&answering);
}

/* ---- the signed act ---- */

static void render_filed(const Answering *answering, const Buffer *kind, const SubmitAnswer *answer)
{
    char    act[2 * HASH_SIZE + 1], number[DECIMAL_MAX];
    json_t *json;

    hash_print_hex(&answer->act, act);
    (void)decimal(number, (int64_t)answer->index);
    json = json_pack("{s:s%, s:s, s:s, s:I}", "kind", kind->data, kind->size, "act", act, "receipt", number, "entry", (json_int_t)answer->index);
    web_render(answering->web, answering->exchange, &(WebPage){.template = "filed", .title = MSG("title.filed"), .section = "desk", .status = 201}, json, &answering->visitor.asker);
    json_decref(json);
}

static void file_later(void *context)
{
    Answering           *answering = context;
    const HttpFormField *file = http_form_field(answering->form, "signed");
    SubmitAnswer         answer = {0};
    Problem              problem = {0};
    Buffer               kind;

    buffer_init(&kind, KIND_MAX);
    if (service_answer_attested(answering->web->service, &answering->act, file->value, slice_from(answering->visitor.asker.party), &kind, &answer, &problem) == OK)
        render_filed(answering, &kind, &answer);
    else
        render(answering, &problem);
    buffer_clear(&kind);
    answering_clear(answering);
    memory_free(answering);
}

/* Handed on: true. */
static bool take(Answering *answering, Problem *problem)
{
    const HttpFormField *file = http_form_field(answering->form, "signed");

    if (typed(answering, "reason").size > REASON_MAX) {
        (void)problem_set(problem, ERR_LIMIT, MSG("attested.reason_long"), NULL);
        return false;
    }
    if (http_form_field(answering->form, "answer") != NULL)
        return false;
    if (file == NULL || !file->is_file || file->value.size == 0) {
        (void)problem_set(problem, ERR_SYNTAX, MSG("attested.no_file"), NULL);
        return false;
    }
    return work_add(answering->web->people->work, file_later, answering, problem) == OK;
}

static void post_answer(HttpExchange *exchange, void *context)
{
    Web       *web = context;
    Answering *answering = memory_new_zeroed(1, sizeof *answering);
    Problem    problem = {0};

    if (answering == NULL) {
        (void)problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);
        web_refuse(web, exchange, &(WebAsker){0}, ERR_MEMORY, &problem);
        return;
    }
    if (find(web, exchange, answering) && people_form(web, exchange, &answering->visitor, &answering->form)) {
        if (take(answering, &problem))
            return;
        render(answering, problem.status != OK ? &problem : NULL);
    }
    answering_clear(answering);
    memory_free(answering);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/acts/*/answer", 0, get_answer},
    {HTTP_POST, "*/acts/*/answer", SIGNED_BODY_MAX, post_answer},
};
const WebRoutes web_attested_routes = {routes, sizeof routes / sizeof routes[0]};
