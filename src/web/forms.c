/* SPDX-License-Identifier: Apache-2.0
 *
 * The desk of who is signed in, and one form for each kind of act.
 *
 * A form is read, its file is parsed in a child and kept, then the act is filed: all on a Work's thread, as the first takes seconds and the last waits for witnesses. Who may file what
 * stands in service/rights.c and in the rules; here only the bodies that a person is limited to. What was typed comes back with every refusal; a chosen file must be chosen again, as browsers have it.
 */
#include "service/rights.h"
#include "web/pages_internal.h"
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

    if (!people_language(web, exchange, &language) || !people_need(web, exchange, &visitor))
        return;
    json = json_pack("{s:s, s:s, s:s}", "name", visitor.asker.name, "party", visitor.asker.party, "role", visitor.asker.role);
    list = json_array();
    for (const FormRow *row = form_rows; row->kind != NULL; row++)
        if (form_row_on_desk(row) && rights_do(slice_from(row->kind), visitor.asker.standing) != DOES_NOT)
            (void)json_array_append_new(list, json_pack("{s:s}", "kind", row->kind));
    (void)json_object_set_new(json, "forms", list);
    people_set(json, "form", slice_from(visitor.form_token));
    people_ours(web, &visitor.asker, json);
    add_unanswered(web, &visitor, json);
    views_desk(web, &visitor.asker, json);
    if (rights_see("room:people", visitor.asker.standing) != SEES_NOTHING)
        (void)json_object_set_new(json, "manages", json_true());
    web_render(web, exchange, &(WebPage){.template = "desk", .title = MSG("title.desk"), .section = "desk"}, json, &visitor.asker);
    json_decref(json);
}

/* Members that name another act on the same text: its silence, question, proposal or position. */
static const char *const on_acts[] = {"opened", "asked", "amendment", "declared", "comment"};

static Status ask_about(Web *web, const Visitor *visitor, const char *query, const Slice *arguments, size_t count, json_t **out)
{
    Asker asker = web_asker_for_service(&visitor->asker);

    return service_query(web->service, query, arguments, count, &asker, accounts_now(web->people->accounts), out, NULL);
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

void form_say_readers(const Web *web, json_t *json, const char *name)
{
    const ActKind *kind = act_kind_find(slice_from(name));
    RecordFacts    facts = {0};
    const char    *audience = "everyone";

    if (kind != NULL && kind->audience == AUDIENCE_PARTIES && service_facts(web->service, &facts, NULL) == OK && !record_facts_opens(&facts, slice_from(kind->name)))
        audience = facts.audience == AUDIENCE_PUBLIC ? "sealed" : "parties_only";
    record_facts_clear(&facts);
    (void)json_object_set_new(json, audience, json_true());
}

bool form_is_for_party(const Visitor *visitor, const char *kind)
{
    return rights_do(slice_from(kind), visitor->asker.standing) == FOR_ITS_PARTY;
}

static bool has_file(const FormField *field)
{
    return field->widget == ASK_FILE || field->widget == ASK_PAPER;
}

/* What an act on a text is about, above its form: the text, and the paragraph with its words. */
static void add_about(const Filing *filing, const FormChoices *choices, json_t *json)
{
    Slice   act, process = slice_trim(form_typed(filing->exchange, filing->form, "process")), paragraph = slice_trim(form_typed(filing->exchange, filing->form, "paragraph"));
    json_t *answer = NULL, *texts = NULL, *about = json_object(), *row;
    size_t  i;

    for (i = 0; i < sizeof on_acts / sizeof on_acts[0] && process.size == 0; i++) {
        act = slice_trim(form_typed(filing->exchange, filing->form, on_acts[i]));
        if (act.size != 0 && ask_about(filing->web, &filing->visitor, "act.show", &act, 1, &answer) == OK)
            process = json_slice(json_object_get(answer, "process"));
    }
    if (process.size != 0 && slice_starts(slice_from(filing->row->kind), "text.") && ask_about(filing->web, &filing->visitor, "text.list", (const Slice[]){{NULL, 0}, process}, 2, &texts) == OK)
        (void)json_object_update(about, json_array_get(json_object_get(texts, "texts"), 0));
    json_array_foreach(json_object_get(choices->text, "paragraphs"), i, row) if (paragraph.size != 0 && slice_equal(json_slice(json_object_get(row, "id")), paragraph))
        (void)json_object_set(about, "at_paragraph", row);
    if (json_object_get(about, "process") != NULL)
        (void)json_object_set(json, "about", about);
    json_decref(about);
    json_decref(texts);
    json_decref(answer);
}

/* What a tag that is to be taken back stands on, above its form: the concept with its names, and the passage. */
static void add_tagged(const Filing *filing, json_t *json)
{
    static const char *const lists[] = {"passages", "readers"};
    Slice   tag = slice_trim(form_typed(filing->exchange, filing->form, "tag")), concept;
    json_t *act = NULL, *answer = NULL, *row;
    size_t  at;

    if (strcmp(filing->row->kind, "concept.untag") != 0 || tag.size == 0 || ask_about(filing->web, &filing->visitor, "act.show", &tag, 1, &act) != OK)
        return;
    concept = json_slice(json_object_get(json_object_get(act, "object"), "concept"));
    if (concept.size != 0 && ask_about(filing->web, &filing->visitor, "concept.show", &concept, 1, &answer) == OK)
        for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
            json_array_foreach(json_object_get(answer, lists[i]), at, row) if (slice_equal(json_slice(json_object_get(row, "act")), tag))
                (void)json_object_set_new(json, "tagged", json_pack("{s:O, s:O, s:O, s:O}", "concept", json_object_get(answer, "concept"), "names", json_object_get(answer, "names"), "language",
                                                                   json_object_get(row, "language"), "text", json_object_get(row, "text")));
    json_decref(answer);
    json_decref(act);
}

/* `refusal`: a sentence about the whole; NULL: none. */
static void render_form(const Filing *filing, const Problem *refusal)
{
    json_t     *json = json_pack("{s:s}", "kind", filing->row->kind), *fields = json_array(), *faults = json_array();
    bool        failed = refusal != NULL || json_object_size(filing->faults) != 0;
    FormChoices choices = {.web = filing->web, .language = filing->language, .visitor = &filing->visitor};
    SigningKey  key;

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
    add_about(filing, &choices, json);
    add_tagged(filing, json);
    form_choices_clear(&choices);
    (void)json_object_set_new(json, "fields", fields);
    (void)json_object_set_new(json, "wrong", faults);
    if (failed)
        (void)json_object_set_new(json, "failed", json_true());
    if (refusal != NULL)
        people_say(json, "refusal", filing->language, refusal);
    form_say_readers(filing->web, json, filing->row->kind);
    if (form_is_for_party(&filing->visitor, filing->row->kind))
        people_set(json, "for_party", slice_from(filing->visitor.asker.party));
    if (signing_key_of(filing->web, &filing->visitor, filing->row->kind, &key))
        (void)json_object_set_new(json, "signs", json_true());
    people_set(json, "form", slice_from(filing->visitor.form_token));
    web_render(filing->web, filing->exchange,
               &(WebPage){.template = "form", .title = MSG("title.form"), .section = "desk", .status = refusal != NULL ? status_face(refusal->status)->http : failed ? 422 : 200}, json,
               &filing->visitor.asker);
    json_decref(json);
}

/* Where an act on a text leads back to. */
static void name_text(Web *web, const Visitor *visitor, const char *act, json_t *json)
{
    Slice   argument = slice_from(act);
    json_t *answer = NULL;

    if (ask_about(web, visitor, "act.show", &argument, 1, &answer) == OK && json_object_get(answer, "process") != NULL)
        (void)json_object_set(json, "process", json_object_get(answer, "process"));
    json_decref(answer);
}

void form_filed(Web *web, HttpExchange *exchange, const Visitor *visitor, const char *kind, const SubmitAnswer *answer, Grade grade)
{
    char    act[2 * HASH_SIZE + 1], number[DECIMAL_MAX];
    json_t *json;

    hash_print_hex(&answer->act, act);
    (void)decimal(number, (int64_t)answer->index);
    json = json_pack("{s:s, s:s, s:s, s:I}", "kind", kind, "act", act, "receipt", number, "entry", (json_int_t)answer->index);
    if (form_is_for_party(visitor, kind))
        people_set(json, "for_party", slice_from(visitor->asker.party));
    if (grade == GRADE_PASSKEY)
        (void)json_object_set_new(json, "by_passkey", json_true());
    name_text(web, visitor, act, json);
    if (strcmp(kind, "submission.send") == 0 || strcmp(kind, "submission.reserve") == 0)
        people_set(json, "submission", slice_from(act));
    web_render(web, exchange, &(WebPage){.template = "filed", .title = MSG("title.filed"), .section = "desk", .status = 201}, json, &visitor->asker);
    json_decref(json);
}

/* Kinds of which a file is words alone, and the member that has them; NULL: the file is kept too. */
static const char *words_alone(const char *kind)
{
    static const char *const kinds[][2] = {{"submission.translate", "text"}, {"report.issue", "letter"}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i][0]) == 0)
            return kinds[i][1];
    return NULL;
}

static Status take_file(const Filing *filing, const FormField *field, Problem *problem)
{
    const HttpFormField *file = http_form_field(filing->form, field->member);
    Slice                language = http_form_value(filing->form, "language");
    const char          *words = words_alone(filing->row->kind);
    Upload               upload;
    char                 hex[2 * HASH_SIZE + 1];

    if (file != NULL && file->is_file && file->value.size != 0)
        TRY(service_upload(filing->web->service, file->file_name, file->value, language, &upload, problem));
    else if (!field->required && slice_trim(http_form_value(filing->form, FORM_TYPED)).size == 0)
        return OK;
    else
        TRY(service_upload_typed(filing->web->service, http_form_value(filing->form, FORM_TYPED), language, &upload, problem));
    hash_print_hex(&upload.blob, hex);
    if (words == NULL) {
        people_set(filing->object, "blob", slice_from(hex));
        (void)json_object_set_new(filing->object, "size", json_integer((json_int_t)upload.size));
        people_set(filing->object, "media", slice_from(upload.media));
    } else if (!upload.has_text) {
        return problem_set(problem, ERR_REFUSED, MSG("text.no_words"), NULL);
    }
    if (upload.has_text) {
        hash_print_hex(&upload.text, hex);
        people_set(filing->object, words != NULL ? words : "text", slice_from(hex));
    }
    return OK;
}

/* ---- the body that an act is about ---- */

/* An act on a text names it, or another act on it: its silence, question, proposal or position. */
static json_t *text_named(Web *web, const Visitor *visitor, const json_t *object)
{
    json_t *process = json_incref(json_object_get(object, "process")), *answer = NULL;

    for (size_t i = 0; i < sizeof on_acts / sizeof on_acts[0] && process == NULL; i++) {
        Slice act = json_slice(json_object_get(object, on_acts[i]));

        if (act.size == 0 || ask_about(web, visitor, "act.show", &act, 1, &answer) != OK)
            continue;
        process = json_incref(json_object_get(answer, "process"));
        json_decref(answer);
        answer = NULL;
    }
    return process;
}

static bool may_act_on_text(Web *web, const Visitor *visitor, const json_t *object)
{
    json_t *process = text_named(web, visitor, object), *answer = NULL;
    bool    may = false;

    if (process != NULL && ask_about(web, visitor, "text.list", (const Slice[]){{NULL, 0}, json_slice(process)}, 2, &answer) == OK)
        may = account_may_act_in(&visitor->person.account, json_slice(json_object_get(json_array_get(json_object_get(answer, "texts"), 0), "body")));
    json_decref(process);
    json_decref(answer);
    return may;
}

static bool may_act_on_named(Web *web, const Visitor *visitor, const json_t *object)
{
    static const struct {
        const char *member, *query;
    } named[] = {{"session", "session.show"}, {"initiative", "initiative.show"}, {"statement", "statement.show"}};
    bool may = false;

    for (size_t i = 0; !may && i < sizeof named / sizeof named[0]; i++) {
        Slice         argument = json_slice(json_object_get(object, named[i].member));
        json_t       *answer = NULL;
        const json_t *body;

        if (argument.size == 0 || ask_about(web, visitor, named[i].query, &argument, 1, &answer) != OK)
            continue;
        body = json_object_get(answer, "body");
        may = account_may_act_in(&visitor->person.account, json_slice(json_is_object(body) ? json_object_get(body, "body") : body));
        json_decref(answer);
    }
    return may;
}

/* Its own, or that of what it names. */
Status form_check_bodies(Web *web, const Visitor *visitor, const char *kind, const json_t *object, Problem *problem)
{
    const Account *account = &visitor->person.account;
    Slice          body = json_slice(json_object_get(object, "body"));
    bool           may;

    if (account->bodies[0] == '\0')
        return OK;
    if (body.size != 0)
        may = account_may_act_in(account, body);
    else
        may = slice_starts(slice_from(kind), "text.") ? may_act_on_text(web, visitor, object) : may_act_on_named(web, visitor, object);
    return may ? OK : problem_set(problem, ERR_FORBIDDEN, MSG("form.not_your_body"), NULL);
}

/* ---- filing ---- */

/* The act's object: of the fields, or (where the person saw it to be signed, and goes on without) as it stood there. */
static Status take_object(Filing *filing, Problem *problem)
{
    if (http_form_value(filing->form, "begun").size != 0)
        return signing_take_object(filing->form, filing->row->kind, &filing->object, problem);
    filing->object = json_object();
    for (size_t i = 0; i < field_count(filing->row); i++)
        form_take(filing->form, &filing->row->fields[i], filing->language, filing->object, filing->faults);
    if (json_object_size(filing->faults) != 0)
        return ERR_REFUSED;
    TRY(form_check_bodies(filing->web, &filing->visitor, filing->row->kind, filing->object, problem));
    for (size_t i = 0; i < field_count(filing->row); i++)
        if (has_file(&filing->row->fields[i]))
            TRY(take_file(filing, &filing->row->fields[i], problem));
    return OK;
}

static void file_later(void *context)
{
    Filing      *filing = context;
    Asker        asker = web_asker_for_service(&filing->visitor.asker);
    Problem      problem = {0};
    SubmitAnswer answer = {0};
    SigningKey   key;
    Status       status;

    filing->faults = json_object();
    status = take_object(filing, &problem);
    if (status == OK && signing_comes_first(filing->web, &filing->visitor, filing->form, filing->row->kind, &key)) {
        status = signing_show_act(filing->web, filing->exchange, &filing->visitor, &key, &(SigningWay){.kind = filing->row->kind}, filing->object, &problem);
    } else if (status == OK) {
        status = form_check_bodies(filing->web, &filing->visitor, filing->row->kind, filing->object, &problem);
        if (status == OK)
            status = service_file_act(filing->web->service, filing->row->kind, filing->object, &asker, &answer, NULL, &problem);
        if (status == OK)
            form_filed(filing->web, filing->exchange, &filing->visitor, filing->row->kind, &answer, GRADE_ATTESTED);
    }
    if (status != OK)
        render_form(filing, json_object_size(filing->faults) != 0 ? NULL : &problem);
    filing_clear(filing);
    memory_free(filing);
}

/* The row of the address, for who stands as this person does; false when it has answered. */
static bool find_form(Web *web, HttpExchange *exchange, Filing *filing)
{
    Problem problem = {0};

    filing->web = web;
    filing->exchange = exchange;
    if (!people_language(web, exchange, &filing->language) || !people_need(web, exchange, &filing->visitor))
        return false;
    filing->row = form_row_find(http_wild(exchange, 1));
    if (filing->row == NULL)
        web_not_found(web, exchange, &filing->visitor.asker);
    else if (rights_do_check(slice_from(filing->row->kind), filing->visitor.asker.standing, &problem) == OK)
        return true;
    else
        web_refuse(web, exchange, &filing->visitor.asker, ERR_FORBIDDEN, &problem);
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
