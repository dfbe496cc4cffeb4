/* SPDX-License-Identifier: Apache-2.0
 *
 * Issuing a version of a text under negotiation: the amendments that the Chair takes up, or a Word file; what becomes of every open amendment is computed and stands in the record beside the version.
 * Who may issue is asked by the tables of rights, and again by the rules.
 */
#include "web/people_internal.h"

#include "service/rights.h"

typedef struct Issuing {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    Slice              process;
    Visitor            visitor;
    HttpForm          *form;
    json_t            *answer; /* of text.show */
} Issuing;

static void issuing_clear(Issuing *work)
{
    http_form_free(work->form);
    json_decref(work->answer);
}

static int64_t now_of(const Issuing *work)
{
    return accounts_now(work->web->people->accounts);
}

static void render(Issuing *work, const Problem *refusal)
{
    static const char *const kept[] = {"name", "note", "symbol"};

    for (size_t i = 0; work->form != NULL && i < sizeof kept / sizeof kept[0]; i++) {
        char typed[16];

        (void)snprintf(typed, sizeof typed, "%s_typed", kept[i]);
        people_set(work->answer, typed, http_form_value(work->form, kept[i]));
    }
    people_set(work->answer, "form", slice_from(work->visitor.form_token));
    if (refusal != NULL)
        people_say(work->answer, "refusal", work->language, refusal);
    web_render(work->web, work->exchange,
               &(WebPage){.template = "issue", .title = MSG("title.issue"), .section = "texts", .status = refusal != NULL ? status_face(refusal->status)->http : 200}, work->answer, &work->visitor.asker);
}

/* ---- from the form ---- */

static json_t *taken(const Issuing *work)
{
    json_t *list = json_array();

    for (size_t i = 0; i < http_form_count(work->form); i++) {
        const HttpFormField *field = http_form_at(work->form, i);

        if (slice_is(field->name, "take") && !field->is_file)
            (void)json_array_append_new(list, json_from_slice(slice_trim(field->value)));
    }
    return list;
}

static Status make_version(Issuing *work, json_t **object, Problem *problem)
{
    const HttpFormField *file = http_form_field(work->form, "file");
    bool                 sent = file != NULL && file->is_file && file->value.size != 0;
    Asker                asker = web_asker_for_service(&work->visitor.asker);
    json_t              *takes = taken(work);
    Upload               upload = {0};
    Status               status = OK;

    if (sent && json_array_size(takes) != 0)
        status = problem_set(problem, ERR_REFUSED, MSG("text.file_or_taken"), NULL);
    else if (sent)
        status = service_upload(work->web->service, file->file_name, file->value, json_slice(json_object_get(work->answer, "language")), &upload, problem);
    if (status == OK && sent && !upload.has_text)
        status = problem_set(problem, ERR_REFUSED, MSG("upload.unknown"), NULL);
    if (status == OK)
        status = service_text_version(work->web->service, work->process, takes, sent ? &upload.text : NULL, &asker, now_of(work), object, problem);
    json_decref(takes);
    return status;
}

static Status issue(Issuing *work, SubmitAnswer *answer, Problem *problem)
{
    static const char *const members[] = {"name", "note", "symbol"};
    Asker                    asker = web_asker_for_service(&work->visitor.asker);
    json_t                  *object = NULL;
    Status                   status;

    TRY(make_version(work, &object, problem));
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        Slice typed = slice_trim(http_form_value(work->form, members[i]));

        if (typed.size != 0)
            people_set(object, members[i], typed);
    }
    status = service_file_act(work->web->service, "text.version.issue", object, &asker, answer, NULL, problem);
    json_decref(object);
    return status;
}

static void issue_later(void *context)
{
    Issuing     *work = context;
    SubmitAnswer answer = {0};
    Problem      problem = {0};

    if (issue(work, &answer, &problem) == OK)
        form_filed(work->web, work->exchange, &work->visitor, "text.version.issue", &answer, GRADE_ATTESTED);
    else
        render(work, &problem);
    issuing_clear(work);
    memory_free(work);
}

/* ---- requests ---- */

/* False when it has answered. */
static bool find_text(Web *web, HttpExchange *exchange, Issuing *work)
{
    Problem problem = {0};
    Asker   asker;
    Status  status;

    work->web = web;
    work->exchange = exchange;
    if (!people_language(web, exchange, &work->language) || !people_need(web, exchange, &work->visitor))
        return false;
    work->process = http_wild(exchange, 1);
    asker = web_asker_for_service(&work->visitor.asker);
    status = rights_do_check(SLICE("text.version.issue"), asker.standing, &problem);
    if (status == OK)
        status = service_query(web->service, "text.show", &work->process, 1, &asker, now_of(work), &work->answer, &problem);
    if (status == OK)
        return true;
    web_refuse(web, exchange, &work->visitor.asker, status, &problem);
    return false;
}

static void get_issue(HttpExchange *exchange, void *context)
{
    Issuing work = {0};

    if (find_text(context, exchange, &work))
        render(&work, NULL);
    issuing_clear(&work);
}

static void post_issue(HttpExchange *exchange, void *context)
{
    Web     *web = context;
    Issuing *work = memory_new_zeroed(1, sizeof *work);
    WebAsker stranger = {0};
    Problem  problem = {0};

    if (work == NULL) {
        (void)problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);
        web_refuse(web, exchange, &stranger, ERR_MEMORY, &problem);
        return;
    }
    if (find_text(web, exchange, work) && people_form(web, exchange, &work->visitor, &work->form)) {
        if (work_add(web->people->work, issue_later, work, &problem) == OK)
            return;
        render(work, &problem);
    }
    issuing_clear(work);
    memory_free(work);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/issue/*", 0, get_issue},
    {HTTP_POST, "*/issue/*", FORM_BODY_MAX, post_issue},
};
const WebRoutes web_issue_routes = {routes, sizeof routes / sizeof routes[0]};
