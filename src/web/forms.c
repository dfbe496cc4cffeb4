/* SPDX-License-Identifier: Apache-2.0
 *
 * The desk of who is signed in, and one form for each kind of act.
 *
 * A form is read, its file is parsed in a child and kept, then the act is filed: all on a Work's thread, as the first takes seconds and the last waits for witnesses. Who may file what is for the
 * rules; here stand only the roles that see a form, and the bodies that a person is limited to. What was typed comes back with every refusal; a chosen file must be chosen again, as browsers have it.
 */
#include "web/people_internal.h"

static size_t field_count(const FormRow *row)
{
    size_t count = 0;

    while (count < FORM_ROW_FIELDS_MAX && row->fields[count].member != NULL)
        count++;
    return count;
}

/* ---- the desk ---- */

/* Acts attested for the party and not answered yet, the newest; the head may answer. */
static void add_unanswered(Web *web, const Visitor *visitor, json_t *json)
{
    Asker   asker = web_asker_for_service(&visitor->asker);
    Slice   before = {NULL, 0};
    json_t *answer = NULL;

    if (visitor->asker.party[0] == '\0' || service_query(web->service, "act.unanswered", &before, 1, &asker, accounts_now(web->people->accounts), &answer, NULL) != OK)
        return;
    (void)json_object_set_new(json, "unanswered", answer);
    if (visitor->person.account.role == ROLE_HEAD)
        (void)json_object_set_new(json, "may_answer", json_true());
}

static void get_desk(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language;
    Visitor            visitor;
    json_t            *json, *list;
    Role               role;

    if (!people_language(web, exchange, &language) || !people_need(web, exchange, &visitor))
        return;
    role = visitor.person.account.role;
    json = json_pack("{s:s, s:s, s:s}", "name", visitor.asker.name, "party", visitor.asker.party, "role", visitor.asker.role);
    list = json_array();
    for (const FormRow *row = form_rows; row->kind != NULL; row++)
        if ((row->roles & 1 << role) != 0)
            (void)json_array_append_new(list, json_pack("{s:s}", "kind", row->kind));
    (void)json_object_set_new(json, "forms", list);
    people_set(json, "form", slice_from(visitor.form_token));
    add_unanswered(web, &visitor, json);
    if (role == ROLE_HEAD || role == ROLE_SECRETARIAT)
        (void)json_object_set_new(json, "manages", json_true());
    web_render(web, exchange, &(WebPage){.template = "desk", .title = MSG("title.desk"), .section = "desk"}, json, &visitor.asker);
    json_decref(json);
}

/* ---- a form ---- */

typedef struct Filing {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    const FormRow     *row;
    Visitor            visitor;
    HttpForm          *form;
    json_t            *object, *faults;
} Filing;

static void filing_clear(Filing *filing)
{
    http_form_free(filing->form);
    json_decref(filing->object);
    json_decref(filing->faults);
}

/* Who will see it: said before it is filed. */
static bool is_public(const FormRow *row)
{
    const ActKind *kind = act_kind_find(slice_from(row->kind));

    return kind == NULL || kind->audience == AUDIENCE_PUBLIC;
}

static bool has_file(const FormField *field)
{
    return field->widget == ASK_FILE || field->widget == ASK_PAPER;
}

/* `refusal`: a sentence about the whole; NULL: none. */
static void render_form(const Filing *filing, const Problem *refusal)
{
    json_t     *json = json_pack("{s:s}", "kind", filing->row->kind), *fields = json_array(), *faults = json_array();
    bool        failed = refusal != NULL || json_object_size(filing->faults) != 0;
    FormChoices choices = {.web = filing->web, .language = filing->language, .visitor = &filing->visitor};

    for (size_t i = 0; i < field_count(filing->row); i++) {
        const FormField *field = &filing->row->fields[i];
        json_t          *shown = form_field_json(filing->exchange, filing->form, field, filing->language, filing->faults);

        form_choices_add(&choices, filing->exchange, filing->form, field, shown);
        if (json_object_get(shown, "fault") != NULL)
            (void)json_array_append(faults, shown);
        if (has_file(field))
            (void)json_object_set_new(json, "multipart", json_true());
        (void)json_array_append_new(fields, shown);
    }
    form_choices_clear(&choices);
    (void)json_object_set_new(json, "fields", fields);
    (void)json_object_set_new(json, "wrong", faults);
    if (failed)
        (void)json_object_set_new(json, "failed", json_true());
    if (refusal != NULL)
        people_say(json, "refusal", filing->language, refusal);
    (void)json_object_set_new(json, is_public(filing->row) ? "everyone" : "parties_only", json_true());
    if (!filing->visitor.asker.secretariat) {
        people_set(json, "for_party", slice_from(filing->visitor.asker.party));
    }
    people_set(json, "form", slice_from(filing->visitor.form_token));
    web_render(filing->web, filing->exchange,
               &(WebPage){.template = "form", .title = MSG("title.form"), .section = "desk", .status = refusal != NULL ? status_face(refusal->status)->http : failed ? 422 : 200}, json,
               &filing->visitor.asker);
    json_decref(json);
}

/* After the act: what became of it, with its receipt. */
static void render_filed(const Filing *filing, const SubmitAnswer *answer)
{
    char    act[2 * HASH_SIZE + 1], number[DECIMAL_MAX];
    json_t *json;

    hash_print_hex(&answer->act, act);
    (void)decimal(number, (int64_t)answer->index);
    json = json_pack("{s:s, s:s, s:s, s:I}", "kind", filing->row->kind, "act", act, "receipt", number, "entry", (json_int_t)answer->index);
    if (!filing->visitor.asker.secretariat)
        people_set(json, "for_party", slice_from(filing->visitor.asker.party));
    web_render(filing->web, filing->exchange, &(WebPage){.template = "filed", .title = MSG("title.filed"), .section = "desk", .status = 201}, json, &filing->visitor.asker);
    json_decref(json);
}

static Status take_file(const Filing *filing, const FormField *field, Problem *problem)
{
    const HttpFormField *file = http_form_field(filing->form, field->member);
    Slice                language = http_form_value(filing->form, "language");
    Upload               upload;
    char                 hex[2 * HASH_SIZE + 1];

    if (file != NULL && file->is_file && file->value.size != 0)
        TRY(service_upload(filing->web->service, file->file_name, file->value, language, &upload, problem));
    else
        TRY(service_upload_typed(filing->web->service, http_form_value(filing->form, FORM_TYPED), language, &upload, problem));
    hash_print_hex(&upload.blob, hex);
    people_set(filing->object, "blob", slice_from(hex));
    (void)json_object_set_new(filing->object, "size", json_integer((json_int_t)upload.size));
    people_set(filing->object, "media", slice_from(upload.media));
    if (upload.has_text) {
        hash_print_hex(&upload.text, hex);
        people_set(filing->object, "text", slice_from(hex));
    }
    return OK;
}

/* The body that the act is about: its own, or that of what it names. */
static Status check_bodies(const Filing *filing, Problem *problem)
{
    static const struct {
        const char *member, *query;
    } named[] = {{"session", "session.show"}, {"initiative", "initiative.show"}, {"statement", "statement.show"}};
    Slice body = json_slice(json_object_get(filing->object, "body"));
    Asker asker = web_asker_for_service(&filing->visitor.asker);
    bool  may;

    if (filing->visitor.person.account.bodies[0] == '\0')
        return OK;
    may = account_may_act_in(&filing->visitor.person.account, body);
    for (size_t i = 0; body.size == 0 && !may && i < sizeof named / sizeof named[0]; i++) {
        Slice   argument = json_slice(json_object_get(filing->object, named[i].member));
        json_t *answer = NULL;

        if (argument.size == 0 || service_query(filing->web->service, named[i].query, &argument, 1, &asker, accounts_now(filing->web->people->accounts), &answer, NULL) != OK)
            continue;
        may = account_may_act_in(&filing->visitor.person.account, json_slice(json_object_get(answer, "body")));
        json_decref(answer);
    }
    return may ? OK : problem_set(problem, ERR_FORBIDDEN, MSG("form.not_your_body"), NULL);
}

static Status file_act(Filing *filing, SubmitAnswer *answer, Problem *problem)
{
    Asker asker = web_asker_for_service(&filing->visitor.asker);

    TRY(check_bodies(filing, problem));
    for (size_t i = 0; i < field_count(filing->row); i++)
        if (has_file(&filing->row->fields[i]))
            TRY(take_file(filing, &filing->row->fields[i], problem));
    return service_file_act(filing->web->service, filing->row->kind, filing->object, &asker, answer, NULL, problem);
}

static void file_later(void *context)
{
    Filing      *filing = context;
    Problem      problem = {0};
    SubmitAnswer answer = {0};

    filing->object = json_object();
    filing->faults = json_object();
    for (size_t i = 0; i < field_count(filing->row); i++)
        form_field_take(filing->form, &filing->row->fields[i], filing->language, filing->object, filing->faults);
    if (json_object_size(filing->faults) != 0)
        render_form(filing, NULL);
    else if (file_act(filing, &answer, &problem) == OK)
        render_filed(filing, &answer);
    else
        render_form(filing, &problem);
    filing_clear(filing);
    memory_free(filing);
}

/* The row of the address, for this person's role; false when it has answered. */
static bool find_form(Web *web, HttpExchange *exchange, Filing *filing)
{
    filing->web = web;
    filing->exchange = exchange;
    if (!people_language(web, exchange, &filing->language) || !people_need(web, exchange, &filing->visitor))
        return false;
    filing->row = form_row_find(http_wild(exchange, 1));
    if (filing->row != NULL && (filing->row->roles & 1 << filing->visitor.person.account.role) != 0)
        return true;
    web_not_found(web, exchange, &filing->visitor.asker);
    return false;
}

static void get_form(HttpExchange *exchange, void *context)
{
    Filing filing = {0};

    if (find_form(context, exchange, &filing))
        render_form(&filing, NULL);
}

static void post_form(HttpExchange *exchange, void *context)
{
    Web     *web = context;
    Filing  *filing = memory_new_zeroed(1, sizeof *filing);
    WebAsker stranger = {0};
    Problem  problem = {0};

    if (filing == NULL) {
        (void)problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);
        web_refuse(web, exchange, &stranger, ERR_MEMORY, &problem);
        return;
    }
    if (find_form(web, exchange, filing) && people_form(web, exchange, &filing->visitor, &filing->form)) {
        if (work_add(web->people->work, file_later, filing, &problem) == OK)
            return;
        render_form(filing, &problem);
    }
    filing_clear(filing);
    memory_free(filing);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/desk", 0, get_desk},
    {HTTP_GET, "*/do/*", 0, get_form},
    {HTTP_POST, "*/do/*", FORM_BODY_MAX, post_form},
};
const WebRoutes web_form_routes = {routes, sizeof routes / sizeof routes[0]};
