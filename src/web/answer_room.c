/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a party answers a call: question by question in boxes, or with one file that is taken apart by its headings. What is written is a private draft of the party, kept like the drafts of texts; nothing
 * is recorded until it is sent. The same page corrects what was sent, while no report has it, and adds to it afterwards.
 */
#include "service/answer_text.h"
#include "service/rights.h"
#include "web/answer_internal.h"
#include "web/pages_internal.h"

enum { ADDRESS_MAX = 600, ROWS_LEAST = 5, ROWS_MOST = 24, ROW_LETTERS = 80 };

static Accounts *accounts_of(const AnswerRoom *room)
{
    return room->web->people->accounts;
}

static Asker asker_of(const AnswerRoom *room)
{
    return web_asker_for_service(&room->visitor.asker);
}

static Status ask(const AnswerRoom *room, const char *query, const Slice *arguments, size_t count, json_t **out, Problem *problem)
{
    Asker asker = asker_of(room);

    return service_query(room->web->service, query, arguments, count, &asker, accounts_now(accounts_of(room)), out, problem);
}

static void forget_draft(AnswerRoom *room)
{
    json_decref(room->content);
    room->content = NULL;
    room->has_draft = false;
}

static void clear(AnswerRoom *room)
{
    forget_draft(room);
    http_form_free(room->form);
    json_decref(room->matched);
    json_decref(room->ours);
    json_decref(room->answer);
}

/* ---- what there is: what was sent, and the draft ---- */

/* The party's own answer in this role; additions are not asked for. */
static const json_t *sent_row(const AnswerRoom *room)
{
    json_t *row;
    size_t  i;

    json_array_foreach(json_object_get(room->answer, "sent"), i, row)
        if (slice_is(json_slice(json_object_get(json_object_get(row, "party"), "party")), room->visitor.asker.party) && json_object_get(row, "adds") == NULL &&
            slice_equal(json_slice(json_object_get(json_object_get(row, "group"), "party")), room->group))
            return row;
    return NULL;
}

static Status find_ours(AnswerRoom *room, Problem *problem)
{
    const json_t *row = sent_row(room);
    Slice         act = json_slice(json_object_get(row, "act"));

    room->kind = "submission.send";
    if (row == NULL)
        return OK;
    TRY(ask(room, "submission.show", &act, 1, &room->ours, problem));
    if (json_object_get(room->ours, "report") == NULL)
        room->kind = "submission.correct";
    return OK;
}

static Status note_open(void *context, const StoredDraft *draft, Problem *problem)
{
    AnswerRoom *room = context;

    (void)problem;
    if (draft->state == DRAFT_OPEN && !room->has_draft) {
        room->draft = *draft;
        room->has_draft = true;
    }
    return OK;
}

/* The draft that is open; without one, what it would begin with. */
static Status find_draft(AnswerRoom *room, Problem *problem)
{
    const Person *person = &room->visitor.person;

    forget_draft(room);
    TRY(private_draft_list(accounts_of(room), person, slice_from(room->process), note_open, room, problem));
    if (room->has_draft)
        return private_draft_revision(accounts_of(room), person, slice_from(room->draft.id), 0, &room->draft, &room->revision, &room->content, problem);
    room->content = private_draft_content(json_slice(json_object_get(room->answer, "act")));
    if (room->content == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return strcmp(room->kind, "submission.correct") == 0 ? answer_take_ours(room, problem) : OK;
}

static Status name_process(AnswerRoom *room, Problem *problem)
{
    int size = snprintf(room->process, sizeof room->process, "%s%.*s%s%.*s", ANSWER_PROCESS, (int)room->call.size, room->call.data != NULL ? room->call.data : "", room->group.size != 0 ? "." : "",
                        (int)room->group.size, room->group.size != 0 ? room->group.data : "");

    return size > 0 && (size_t)size < sizeof room->process ? OK : problem_set(problem, ERR_NOT_FOUND, MSG("draft.not_there"), NULL);
}

static Status enter(AnswerRoom *room, Problem *problem)
{
    json_t *named;
    Status  status;

    TRY(rights_do_check(SLICE("submission.send"), room->visitor.asker.standing, problem));
    if (!private_draft_may(&room->visitor.person))
        return ERR_NOT_FOUND;
    TRY(name_process(room, problem));
    TRY(ask(room, "call.show", &room->call, 1, &room->answer, problem));
    named = json_pack("{s:O}", "call", json_object_get(room->answer, "call"));
    status = form_check_bodies(room->web, &room->visitor, "submission.send", named, problem);
    json_decref(named);
    TRY(status);
    TRY(find_ours(room, problem));
    return find_draft(room, problem);
}

/* ---- what is shown ---- */

static void add_wordings(const AnswerRoom *room, json_t *field, const char *key)
{
    const json_t *list = private_draft_wordings(room->content, key);
    json_t       *item, *shown;
    size_t        i;

    if (json_array_size(list) < 2)
        return;
    shown = json_array();
    json_array_foreach((json_t *)(uintptr_t)list, i, item)
    {
        json_t *row = json_pack("{s:I, s:I, s:s}", "place", (json_int_t)i, "number", (json_int_t)i + 1, "key", key);

        people_set(row, "words", json_slice(json_object_get(item, "words")));
        people_set(row, "by", json_slice(json_object_get(item, "by")));
        (void)json_array_append_new(shown, row);
    }
    (void)json_object_set_new(field, "wordings", shown);
    (void)json_object_set_new(field, "competing", json_true());
}

static json_t *box(const AnswerRoom *room, const char *key)
{
    Slice   words = answer_value(room, key);
    int64_t rows = (int64_t)(words.size / ROW_LETTERS) + 1;
    json_t *field = json_pack("{s:s, s:I}", "id", key, "rows", (json_int_t)(rows < ROWS_LEAST ? ROWS_LEAST : rows < ROWS_MOST ? rows : ROWS_MOST));

    people_set(field, "words", words);
    add_wordings(room, field, key);
    return field;
}

static void add_boxes(const AnswerRoom *room, json_t *json)
{
    json_t *boxes = json_array(), *tongues = json_array(), *question;
    char    key[ANSWER_KEY_MAX];
    size_t  i;

    json_array_foreach(json_object_get(room->answer, "questions"), i, question)
    {
        json_t *field = box(room, answer_key(json_slice(json_object_get(question, "letter")), key));

        (void)json_object_set(field, "question", question);
        (void)json_array_append_new(boxes, field);
    }
    for (size_t at = 0; at < WEB_LANGUAGES; at++)
        (void)json_array_append_new(tongues, json_pack("{s:s, s:s, s:b}", "value", web_languages[at].code, "called", web_languages[at].name, "selected",
                                                       strcmp(web_languages[at].code, answer_language(room)) == 0));
    (void)json_object_set_new(json, "boxes", boxes);
    (void)json_object_set_new(json, "tongues", tongues);
    (void)json_object_set_new(json, "opening", box(room, "q"));
    (void)json_object_set_new(json, "summary_box", box(room, "summary"));
    people_set(json, "language", slice_from(answer_language(room)));
    people_set(json, "direction", slice_from(strcmp(answer_language(room), "ar") == 0 ? "rtl" : "ltr"));
}

/* What would be sent, and how long it is beside what the call asks for. */
static Status add_preview(const AnswerRoom *room, json_t *json, Problem *problem)
{
    Text   *text = NULL;
    json_t *answers = NULL;
    size_t  count = 0;
    int64_t most = json_integer_value(json_object_get(room->answer, "words"));
    Status  status;

    TRY_OR(done, answer_text_of(room, &text, &answers, problem));
    if (text == NULL && slice_trim(answer_value(room, "summary")).size == 0)
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("submission.empty"), NULL));
    (void)json_object_set_new(json, "preview", json_true());
    if (text == NULL)
        goto done;
    TRY_OR(done, service_answer_count(text, &count, problem));
    (void)json_object_set_new(json, "words", document_text(text));
    (void)json_object_set_new(json, "counted", json_integer((json_int_t)count));
    if (most != 0 && (int64_t)count > most)
        (void)json_object_set_new(json, "over_limit", json_true());
done:
    json_decref(answers);
    text_free(text);
    return status;
}

/* Whom the answer may be for: the party, or a group of its. */
static void add_roles(const AnswerRoom *room, json_t *json)
{
    Slice   own = slice_from(room->visitor.asker.party);
    json_t *party = NULL, *roles = json_array(), *group;
    size_t  i;

    (void)json_object_set_new(json, "roles", roles);
    if (ask(room, "party.show", &own, 1, &party, NULL) != OK)
        return;
    json_array_foreach(json_object_get(party, "groups"), i, group)
    {
        json_t *named = json_object_get(group, "party"), *row = json_pack("{s:O}", "group", json_is_object(named) ? named : group);

        if (slice_equal(json_slice(json_is_object(named) ? json_object_get(named, "party") : json_object_get(group, "party")), room->group))
            (void)json_object_set_new(row, "current", json_true());
        (void)json_array_append_new(roles, row);
    }
    json_decref(party);
}

static void add_draft(const AnswerRoom *room, json_t *json)
{
    bool clearing = false;

    if (!room->has_draft)
        return;
    (void)json_object_set_new(json, "draft", json_pack("{s:I, s:s}", "saved", (json_int_t)room->revision.made, "by", room->revision.name));
    if (private_draft_unsettled(room->content))
        (void)json_object_set_new(json, "unsettled", json_true());
    if (private_draft_rule(accounts_of(room), &room->visitor.person, &clearing, NULL) == OK && clearing && room->draft.cleared != room->draft.revision) {
        (void)json_object_set_new(json, "waits", json_true());
        if (room->visitor.person.account.role == ROLE_HEAD)
            (void)json_object_set_new(json, "may_clear", json_true());
    }
}

static void add_ways(const AnswerRoom *room, json_t *json)
{
    SigningKey key;

    form_say_readers(room->web, json, room->kind);
    if (!room->visitor.by_token && signing_key_of(room->web, &room->visitor, room->kind, &key))
        (void)json_object_set_new(json, "signs", json_true());
    if (strcmp(room->kind, "submission.correct") == 0)
        (void)json_object_set_new(json, "corrects", json_true());
    else if (room->ours != NULL)
        (void)json_object_set_new(json, "adds_to", json_true());
    if (room->ours != NULL)
        (void)json_object_set(json, "sent_before", room->ours);
}

typedef enum ShowAs { SHOW_WRITING, SHOW_PREVIEW } ShowAs;

static void show_as(AnswerRoom *room, ShowAs as, const Problem *refusal)
{
    json_t *json = json_object(), *annexes = json_array();
    Problem problem = {0};

    people_set(json, "form", slice_from(room->visitor.form_token));
    people_ours(room->web, &room->visitor.asker, json);
    (void)json_object_set(json, "asked", room->answer);
    people_set(json, "call", room->call);
    people_set(json, "role_group", room->group);
    (void)json_object_set_new(json, "revision", json_integer((json_int_t)room->revision.number));
    for (int i = 1; i <= ANSWER_ANNEXES; i++)
        (void)json_array_append_new(annexes, json_pack("{s:i}", "number", i));
    (void)json_object_set_new(json, "annex_boxes", annexes);
    if (as == SHOW_PREVIEW && add_preview(room, json, &problem) != OK && refusal == NULL)
        refusal = &problem;
    add_boxes(room, json);
    add_roles(room, json);
    add_draft(room, json);
    add_ways(room, json);
    if (room->matched != NULL)
        (void)json_object_set(json, "matched", room->matched);
    if (refusal != NULL)
        people_say(json, "refusal", room->language, refusal);
    web_render(room->web, room->exchange, &(WebPage){.template = "answer", .title = MSG("title.answer"), .section = "views", .status = refusal != NULL ? status_face(refusal->status)->http : 200}, json,
               &room->visitor.asker);
    json_decref(json);
}

/* ---- what a form asks for ---- */

static void go_back(const AnswerRoom *room)
{
    Buffer path;

    buffer_init(&path, ADDRESS_MAX);
    buffer_add_format(&path, "%s/calls/", room->language->code);
    filter_path(room->call, false, &path);
    buffer_add_string(&path, "/answer");
    if (room->group.size != 0) {
        buffer_add_string(&path, "?group=");
        filter_path(room->group, false, &path);
    }
    web_redirect(room->web, room->exchange, buffer_slice(&path), NULL, 0);
    buffer_clear(&path);
}

static int64_t revision_of(const AnswerRoom *room)
{
    Slice text = http_form_value(room->form, "revision");
    char  digits[DECIMAL_MAX] = {0};

    if (text.size == 0 || text.size >= sizeof digits)
        return 0;
    memcpy(digits, text.data, text.size);
    return strtoll(digits, NULL, 10);
}

/* The revision that the form was made of, with what it says; others' later revisions are merged with it. */
static Status save(AnswerRoom *room, Problem *problem)
{
    const HttpFormField *file = http_form_field(room->form, "file");
    const Person        *person = &room->visitor.person;
    char                 id[DRAFT_ID_SIZE + 1];
    int64_t              from = revision_of(room);
    bool                 merged = false;

    if (room->has_draft && from != 0 && from != room->revision.number) {
        json_decref(room->content);
        room->content = NULL;
        TRY(private_draft_revision(accounts_of(room), person, slice_from(room->draft.id), from, &room->draft, &room->revision, &room->content, problem));
    }
    TRY(answer_take_form(room, problem));
    if (file != NULL && file->is_file && file->value.size != 0)
        TRY(answer_take_file(room, file, problem));
    if (!room->has_draft) {
        TRY(private_draft_begin(accounts_of(room), person, slice_from(room->process), json_slice(json_object_get(room->answer, "act")), id, problem));
        TRY(private_draft_save(accounts_of(room), person, &(DraftSaving){slice_from(id), 1, DRAFT_SAVED}, room->content, &merged, problem));
    } else {
        TRY(private_draft_save(accounts_of(room), person, &(DraftSaving){slice_from(room->draft.id), room->revision.number, DRAFT_SAVED}, room->content, &merged, problem));
    }
    return find_draft(room, problem);
}

static Status save_only(AnswerRoom *room, Problem *problem)
{
    TRY(save(room, problem));
    if (room->matched != NULL)
        show_as(room, SHOW_WRITING, NULL);
    else
        go_back(room);
    return OK;
}

static Status look(AnswerRoom *room, Problem *problem)
{
    TRY(save(room, problem));
    show_as(room, room->matched != NULL ? SHOW_WRITING : SHOW_PREVIEW, NULL);
    return OK;
}

static Status clear_it(AnswerRoom *room, Problem *problem)
{
    TRY(private_draft_clear(accounts_of(room), &room->visitor.person, slice_from(room->draft.id), revision_of(room), problem));
    TRY(find_draft(room, problem));
    show_as(room, SHOW_PREVIEW, NULL);
    return OK;
}

static Status discard(AnswerRoom *room, Problem *problem)
{
    if (room->has_draft)
        TRY(private_draft_discard(accounts_of(room), &room->visitor.person, slice_from(room->draft.id), revision_of(room), problem));
    go_back(room);
    return OK;
}

/* ---- sending ---- */

/* Whoever has a key here sees the act, and signs it there or goes on without. */
static Status show_act(AnswerRoom *room, const SigningKey *key, const json_t *object, Problem *problem)
{
    Buffer     to, of;
    SigningWay way = {.kind = room->kind};
    Status     status = private_draft_may_send(accounts_of(room), &room->visitor.person, slice_from(room->draft.id), room->revision.number, problem);

    buffer_init(&to, ADDRESS_MAX);
    buffer_init(&of, ADDRESS_MAX);
    buffer_add_string(&to, "calls/");
    filter_path(room->call, false, &to);
    buffer_add_string(&to, "/answer");
    if (room->group.size != 0) {
        buffer_add_string(&to, "?group=");
        filter_path(room->group, false, &to);
    }
    buffer_add_format(&of, "%s/%s/%lld", room->process, room->draft.id, (long long)room->revision.number);
    way.to = buffer_slice(&to);
    way.draft = buffer_slice(&of);
    if (status == OK)
        status = signing_show_act(room->web, room->exchange, &room->visitor, key, &way, object, problem);
    buffer_clear(&to);
    buffer_clear(&of);
    return status;
}

/* Once the draft is taken out nobody else sends it; an act that is refused puts it back. */
static Status send_attested(AnswerRoom *room, const json_t *object, Problem *problem)
{
    Asker        asker = asker_of(room);
    StoredDraft  draft;
    SubmitAnswer answer = {0};
    Status       status;

    TRY(private_draft_take_out(accounts_of(room), &room->visitor.person, slice_from(room->draft.id), room->revision.number, &draft, problem));
    status = service_file_act(room->web->service, room->kind, object, &asker, &answer, NULL, problem);
    text_drafts_sent(room->web, &draft, status == OK ? &answer : NULL);
    if (status == OK)
        form_filed(room->web, room->exchange, &room->visitor, room->kind, &answer, GRADE_ATTESTED);
    return status;
}

static Status send_it(AnswerRoom *room, Problem *problem)
{
    json_t    *object = NULL;
    SigningKey key;
    Status     status;

    TRY(rights_do_check(slice_from(room->kind), room->visitor.asker.standing, problem));
    if (http_form_value(room->form, "begun").size != 0) { /* the act as its page showed it */
        status = signing_take_object(room->form, room->kind, &object, problem);
    } else {
        TRY(save(room, problem));
        status = answer_object(room, &object, problem);
    }
    if (status == OK && signing_comes_first(room->web, &room->visitor, room->form, room->kind, &key))
        status = show_act(room, &key, object, problem);
    else if (status == OK)
        status = send_attested(room, object, problem);
    json_decref(object);
    return status;
}

Status answer_take_out(Web *web, const Visitor *visitor, Slice process, Slice id, int64_t revision, Slice kind, const json_t *object, StoredDraft *draft, Problem *problem)
{
    AnswerRoom room = {.web = web, .visitor = *visitor, .language = &web_languages[0]};
    Slice      rest = slice_part(process, strlen(ANSWER_PROCESS), process.size);
    const char *dot = rest.size != 0 ? memchr(rest.data, '.', rest.size) : NULL;
    json_t    *wanted = NULL;
    Status     status;

    room.call = dot != NULL ? (Slice){rest.data, (size_t)(dot - rest.data)} : rest;
    room.group = dot != NULL ? slice_part(rest, room.call.size + 1, rest.size) : (Slice){NULL, 0};
    TRY_OR(done, enter(&room, problem));
    TRY_OR(done, answer_object(&room, &wanted, problem));
    if (!slice_is(kind, room.kind) || !slice_equal(id, slice_from(room.draft.id)) || room.revision.number != revision || !json_equal(json_object_get(wanted, "text"), json_object_get(object, "text")) ||
        !json_equal(json_object_get(wanted, "answers"), json_object_get(object, "answers")) || !json_equal(json_object_get(wanted, "summary"), json_object_get(object, "summary")))
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("draft.signed_other"), NULL));
    status = private_draft_take_out(web->people->accounts, &visitor->person, id, revision, draft, problem);
done:
    json_decref(wanted);
    clear(&room);
    return status;
}

/* ---- requests ---- */

static const struct {
    const char *name;
    Status    (*run)(AnswerRoom *room, Problem *problem);
} ways[] = {{"save", save_only}, {"look", look}, {"clear", clear_it}, {"discard", discard}, {"send", send_it}};

static Status run_way(AnswerRoom *room, Problem *problem)
{
    Slice name = http_form_value(room->form, "action");

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (slice_is(name, ways[i].name))
            return ways[i].run(room, problem);
    return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
}

/* False when it has answered. */
static bool enter_or_answer(Web *web, HttpExchange *exchange, AnswerRoom *room)
{
    Problem problem = {0};
    Status  status;

    room->web = web;
    room->exchange = exchange;
    if (!people_language(web, exchange, &room->language) || !people_need(web, exchange, &room->visitor))
        return false;
    room->call = http_wild(exchange, 1);
    (void)http_query(exchange, "group", &room->group);
    status = enter(room, &problem);
    if (status == OK)
        return true;
    if (status == ERR_NOT_FOUND)
        web_not_found(web, exchange, &room->visitor.asker);
    else
        web_refuse(web, exchange, &room->visitor.asker, status, &problem);
    return false;
}

static void get_room(HttpExchange *exchange, void *context)
{
    AnswerRoom room = {0};
    Slice      as = {NULL, 0};

    if (enter_or_answer(context, exchange, &room)) {
        (void)http_query(exchange, "look", &as);
        show_as(&room, as.size != 0 ? SHOW_PREVIEW : SHOW_WRITING, NULL);
    }
    clear(&room);
}

/* A file is read, witnesses are waited for. */
static void work_later(void *context)
{
    AnswerRoom *room = context;
    Problem     problem = {0};

    if (run_way(room, &problem) != OK)
        show_as(room, SHOW_WRITING, &problem);
    clear(room);
    memory_free(room);
}

static void post_room(HttpExchange *exchange, void *context)
{
    Web        *web = context;
    AnswerRoom *room = memory_new_zeroed(1, sizeof *room);
    WebAsker    stranger = {0};
    Problem     problem = {0};

    if (room == NULL) {
        (void)problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);
        web_refuse(web, exchange, &stranger, ERR_MEMORY, &problem);
        return;
    }
    if (enter_or_answer(web, exchange, room) && people_form(web, exchange, &room->visitor, &room->form)) {
        if (work_add(web->people->work, work_later, room, &problem) == OK)
            return;
        show_as(room, SHOW_WRITING, &problem);
    }
    clear(room);
    memory_free(room);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/calls/*/answer", 0, get_room},
    {HTTP_POST, "*/calls/*/answer", FORM_BODY_MAX, post_room},
};
const WebRoutes web_answer_routes = {routes, sizeof routes / sizeof routes[0]};
