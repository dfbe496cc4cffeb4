/* SPDX-License-Identifier: Apache-2.0
 *
 * TextRoom a version of a text under negotiation: the amendments that the Chair takes up, or a Word file; what becomes of every open amendment is computed and stands in the record beside the version.
 * Who may issue is asked by the tables of rights, and again by the rules.
 */
#include "web/people_internal.h"

static void render(TextRoom *work, const Problem *refusal)
{
    static const char *const kept[] = {"name", "note", "symbol"};

    for (size_t i = 0; work->form != NULL && i < sizeof kept / sizeof kept[0]; i++) {
        char typed[16];

        (void)snprintf(typed, sizeof typed, "%s_typed", kept[i]);
        people_set(work->answer, typed, http_form_value(work->form, kept[i]));
    }
    people_set(work->answer, "form", slice_from(work->visitor.form_token));
    text_room_say(work);
    if (refusal != NULL)
        people_say(work->answer, "refusal", work->language, refusal);
    web_render(work->web, work->exchange,
               &(WebPage){.template = "issue", .title = MSG("title.issue"), .section = "texts", .status = refusal != NULL ? status_face(refusal->status)->http : 200}, work->answer, &work->visitor.asker);
}

/* ---- from the form ---- */

static json_t *taken(const TextRoom *work)
{
    json_t *list = json_array();

    for (size_t i = 0; i < http_form_count(work->form); i++) {
        const HttpFormField *field = http_form_at(work->form, i);

        if (slice_is(field->name, "take") && !field->is_file)
            (void)json_array_append_new(list, json_from_slice(slice_trim(field->value)));
    }
    return list;
}

static Status make_version(TextRoom *work, json_t **object, Problem *problem)
{
    const HttpFormField *file = http_form_field(work->form, "file");
    bool                 sent = file != NULL && file->is_file && file->value.size != 0;
    Asker                asker = text_room_asker(work);
    json_t              *takes = taken(work);
    Upload               upload = {0};
    Status               status = OK;

    if (sent && json_array_size(takes) != 0)
        status = problem_set(problem, ERR_REFUSED, MSG("text.file_or_taken"), NULL);
    else if (sent)
        status = service_upload(work->web->service, file->file_name, file->value, json_slice(json_object_get(work->answer, "language")), &upload, problem);
    if (status == OK && sent && !upload.has_text)
        status = problem_set(problem, ERR_REFUSED, MSG("text.no_words"), NULL);
    if (status == OK)
        status = service_text_version(work->web->service, work->process, takes, sent ? &upload.text : NULL, &asker, text_room_now(work), object, problem);
    json_decref(takes);
    return status;
}

/* Of the form; or as it stood on the page on which it was to be signed. */
static Status act_of(TextRoom *work, json_t **object, Problem *problem)
{
    static const char *const members[] = {"name", "note", "symbol"};

    if (http_form_value(work->form, "begun").size != 0)
        return text_room_begun(work, object, problem);
    TRY(make_version(work, object, problem));
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        Slice typed = slice_trim(http_form_value(work->form, members[i]));

        if (typed.size != 0)
            people_set(*object, members[i], typed);
    }
    return OK;
}

static void take(TextRoom *work)
{
    json_t *object = NULL;
    Problem problem = {0};
    Status  status = act_of(work, &object, &problem);

    if (status == OK)
        status = text_room_file(work, "issue/", object, &problem);
    if (status != OK)
        render(work, &problem);
    json_decref(object);
}

/* ---- requests ---- */

static const char *kind_of(const TextRoom *room)
{
    (void)room;
    return "text.version.issue";
}

static void get_issue(HttpExchange *exchange, void *context)
{
    text_room_get(context, exchange, kind_of, render);
}

static void post_issue(HttpExchange *exchange, void *context)
{
    text_room_post(context, exchange, kind_of, take, render);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/issue/*", 0, get_issue},
    {HTTP_POST, "*/issue/*", FORM_BODY_MAX, post_issue},
};
const WebRoutes web_issue_routes = {routes, sizeof routes / sizeof routes[0]};
