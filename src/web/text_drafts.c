/* SPDX-License-Identifier: Apache-2.0
 *
 * The drafts of a party: its list, and one page for each draft, with no script. For people of the party alone; whoever else asks is answered as if there were nothing.
 *
 * The form of a draft says which revision it was made of. What somebody saved meanwhile is merged by service/private_draft.h; where two wrote in one place both wordings come back side by side.
 */
#include "service/rights.h"
#include "web/answer_internal.h"
#include "web/draft_internal.h"
#include "web/house_internal.h"

enum { ADDRESS_MAX = 600 };

static Accounts *accounts_of(const DraftRoom *room)
{
    return room->web->people->accounts;
}

static int64_t now_of(const DraftRoom *room)
{
    return accounts_now(accounts_of(room));
}

static void clear(DraftRoom *room)
{
    http_form_free(room->form);
    json_decref(room->answer);
}

/* ---- lists ---- */

typedef struct Listing {
    const DraftRoom *room;
    json_t          *list;
} Listing;

static const char *state_of(const StoredDraft *draft)
{
    static const char *const names[DRAFT_STATES] = {[DRAFT_OPEN] = "open", [DRAFT_SENT] = "sent", [DRAFT_DISCARDED] = "discarded"};

    return draft->state == DRAFT_OPEN && draft->cleared != 0 && draft->cleared == draft->revision ? "cleared" : names[draft->state];
}

static json_t *draft_facts(const StoredDraft *draft)
{
    json_t *row = json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "draft", draft->id, "process", draft->process, "state", state_of(draft), "revision", (json_int_t)draft->revision, "created",
                            (json_int_t)draft->created, "changed", (json_int_t)draft->changed);

    if (draft->act[0] != '\0')
        people_set(row, "act", slice_from(draft->act));
    if (draft->ended != 0)
        (void)json_object_set_new(row, "erased", json_integer((json_int_t)draft->ended + ENDED_KEPT_S));
    if (draft->state == DRAFT_OPEN && draft->cleared == draft->revision) {
        people_set(row, "cleared_by", slice_from(draft->cleared_by));
        (void)json_object_set_new(row, "cleared_at", json_integer((json_int_t)draft->cleared_at));
    }
    return row;
}

static Status list_draft(void *context, const StoredDraft *draft, Problem *problem)
{
    const Listing *listing = context;

    return json_array_append_new(listing->list, draft_facts(draft)) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static void set_common(const DraftRoom *room, json_t *json, bool clearing)
{
    people_set(json, "form", slice_from(room->visitor.form_token));
    people_ours(room->web, &room->visitor.asker, json);
    if (clearing)
        (void)json_object_set_new(json, "clearing", json_true());
    if (room->visitor.person.account.role == ROLE_HEAD)
        (void)json_object_set_new(json, "heads", json_true());
    if (room->answer == NULL)
        return;
    people_set(json, "process", room->process);
    (void)json_object_set(json, "names", json_object_get(room->answer, "names"));
    (void)json_object_set(json, "language", json_object_get(room->answer, "language"));
    (void)json_object_set_new(json, "direction", json_string(text_direction(room->answer)));
    if (json_object_get(room->answer, "version_name") != NULL)
        (void)json_object_set(json, "version_name", json_object_get(room->answer, "version_name"));
}

/* The draft of an answer is called as its call is, and stands on the page of the answer. */
static void name_answers(const DraftRoom *room, json_t *drafts)
{
    Asker   asking = web_asker_for_service(&room->visitor.asker);
    json_t *answer = NULL, *draft, *call;
    size_t  i, j;

    if (service_query(room->web->service, "call.list", NULL, 0, &asking, now_of(room), &answer, NULL) != OK)
        return;
    json_array_foreach(drafts, i, draft)
    {
        Slice       process = json_slice(json_object_get(draft, "process")), named = slice_part(process, strlen(ANSWER_PROCESS), process.size), group = {NULL, 0};
        const char *dot;

        if (!slice_starts(process, ANSWER_PROCESS))
            continue;
        dot = memchr(named.data, '.', named.size);
        if (dot != NULL)
            group = slice_part(named, (size_t)(dot - named.data) + 1, named.size);
        named = dot != NULL ? (Slice){named.data, (size_t)(dot - named.data)} : named;
        people_set(draft, "call", named);
        if (group.size != 0)
            people_set(draft, "group", group);
        json_array_foreach(json_object_get(answer, "calls"), j, call) if (slice_equal(json_slice(json_object_get(call, "call")), named))
            (void)json_object_set(draft, "text", json_object_get(call, "names"));
    }
    json_decref(answer);
}

/* A draft is called as its text is. */
static void name_drafts(const DraftRoom *room, json_t *drafts)
{
    Asker   asking = web_asker_for_service(&room->visitor.asker);
    json_t *answer = NULL, *draft, *text;
    size_t  i, j;

    if (service_query(room->web->service, "text.list", NULL, 0, &asking, now_of(room), &answer, NULL) != OK)
        return;
    json_array_foreach(drafts, i, draft)
        json_array_foreach(json_object_get(answer, "texts"), j, text) if (json_equal(json_object_get(draft, "process"), json_object_get(text, "process")))
            (void)json_object_set(draft, "text", json_object_get(text, "names"));
    json_decref(answer);
}

static void show_list(DraftRoom *room, const Problem *refusal)
{
    json_t *json = json_object();
    Listing listing = {room, json_array()};
    bool    clearing = false;
    Problem problem = {0};

    (void)json_object_set_new(json, "drafts", listing.list);
    if (private_draft_list(accounts_of(room), &room->visitor.person, room->process, list_draft, &listing, &problem) != OK ||
        private_draft_rule(accounts_of(room), &room->visitor.person, &clearing, &problem) != OK) {
        web_refuse(room->web, room->exchange, &room->visitor.asker, problem.status, &problem);
    } else {
        set_common(room, json, clearing);
        name_drafts(room, listing.list);
        name_answers(room, listing.list);
        if (refusal != NULL)
            people_say(json, "refusal", room->language, refusal);
        web_render(room->web, room->exchange, &(WebPage){.template = "drafts", .title = MSG("title.drafts"), .section = "texts", .status = refusal != NULL ? status_face(refusal->status)->http : 200},
                   json, &room->visitor.asker);
    }
    json_decref(json);
}

/* ---- one draft ---- */

static void sight_clear(Sight *sight)
{
    service_draft_look_clear(&sight->look);
    json_decref(sight->content);
}

/* `number` 0: the newest. A draft of another text is not there under this one's address. */
static Status look(DraftRoom *room, int64_t number, Sight *out, Problem *problem)
{
    Asker asker = web_asker_for_service(&room->visitor.asker);

    TRY(private_draft_revision(accounts_of(room), &room->visitor.person, room->id, number, &out->draft, &out->revision, &out->content, problem));
    if (!slice_is(room->process, out->draft.process))
        return problem_set(problem, ERR_NOT_FOUND, MSG("draft.not_there"), NULL);
    out->is_newest = out->revision.number == out->draft.revision;
    return service_draft_look(room->web->service, room->process, out->content, &asker, now_of(room), &out->look, problem);
}

static Status list_revision(void *context, const DraftRevision *revision, Problem *problem)
{
    static const char *const steps[DRAFT_STEPS] = {[DRAFT_BEGUN] = "begun", [DRAFT_SAVED] = "saved", [DRAFT_MERGED] = "merged", [DRAFT_CARRIED] = "carried", [DRAFT_RESTORED] = "restored"};
    json_t                  *row = json_pack("{s:I, s:s, s:I, s:s}", "number", (json_int_t)revision->number, "name", revision->name, "made", (json_int_t)revision->made, "step", steps[revision->step]);

    return json_array_append_new(context, row) == 0 ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* Who presides offers wording; everyone else proposes: as on the page of proposals. */
static const char *kind_of(const DraftRoom *room)
{
    return room->visitor.asker.standing == STANDING_CHAIR ? "text.bridge.propose" : "text.amendment.propose";
}

/* Who will see the act, and of which grade it will be. */
static void say_sending(const DraftRoom *room, json_t *json)
{
    SigningKey key;

    (void)json_object_set_new(json, "may_send", json_true());
    form_say_readers(room->web, json, kind_of(room));
    if (!room->visitor.by_token && signing_key_of(room->web, &room->visitor, kind_of(room), &key))
        (void)json_object_set_new(json, "signs", json_true());
}

/* What may be done with it now, and by whom. */
static void add_ways(const DraftRoom *room, json_t *json, const Sight *sight, bool clearing)
{
    const StoredDraft *draft = &sight->draft;
    bool               open = draft->state == DRAFT_OPEN && sight->is_newest, whole = sight->look.object != NULL && !private_draft_unsettled(sight->content);
    bool               cleared = draft->cleared == draft->revision;

    if (open)
        (void)json_object_set_new(json, "open", json_true());
    if (!sight->is_newest)
        (void)json_object_set_new(json, "old", json_true());
    if (!sight->is_newest && draft->state == DRAFT_OPEN)
        (void)json_object_set_new(json, "may_restore", json_true());
    if (draft->state != DRAFT_OPEN && draft->act[0] == '\0' && sight->is_newest)
        (void)json_object_set_new(json, "may_reopen", json_true());
    if (open && whole && !cleared && room->visitor.person.account.role == ROLE_HEAD)
        (void)json_object_set_new(json, "may_clear", json_true());
    if (open && whole && (cleared || !clearing))
        say_sending(room, json);
    if (open && whole && clearing && !cleared)
        (void)json_object_set_new(json, "waits", json_true());
}

static void render_draft(DraftRoom *room, const Sight *sight, const Problem *refusal)
{
    json_t *json = draft_facts(&sight->draft), *history = json_array();
    bool    clearing = false;
    Slice   merged = {NULL, 0};
    Problem problem = {0};

    (void)json_object_set_new(json, "history", history);
    (void)json_object_set_new(json, "shown", json_integer((json_int_t)sight->revision.number));
    if (private_draft_rule(accounts_of(room), &room->visitor.person, &clearing, &problem) != OK ||
        private_draft_history(accounts_of(room), &room->visitor.person, &sight->draft, list_revision, history, &problem) != OK) {
        web_refuse(room->web, room->exchange, &room->visitor.asker, problem.status, &problem);
        json_decref(json);
        return;
    }
    set_common(room, json, clearing);
    draft_fields_add(room, json, sight);
    add_ways(room, json, sight, clearing);
    if (http_query(room->exchange, "merged", &merged))
        (void)json_object_set_new(json, "merged", json_true());
    if (refusal != NULL)
        people_say(json, "refusal", room->language, refusal);
    web_render(room->web, room->exchange, &(WebPage){.template = "draft", .title = MSG("title.draft"), .section = "texts", .status = refusal != NULL ? status_face(refusal->status)->http : 200}, json,
               &room->visitor.asker);
    json_decref(json);
}

static void show_draft(DraftRoom *room, const Problem *refusal)
{
    Sight   sight = {0};
    Slice   wanted = {NULL, 0};
    Problem problem = {0};
    Status  status;

    (void)http_query(room->exchange, "revision", &wanted);
    status = look(room, draft_take_number(wanted), &sight, &problem);
    if (status == OK)
        render_draft(room, &sight, refusal);
    else
        web_refuse(room->web, room->exchange, &room->visitor.asker, status, &problem);
    sight_clear(&sight);
}

/* ---- what a form asks for ---- */

/* Back to the list, or (`id` not empty) to a draft. */
static void go_to(const DraftRoom *room, Slice id, const char *after)
{
    Buffer path;

    buffer_init(&path, ADDRESS_MAX);
    buffer_add_format(&path, "%s/texts/", room->language->code);
    filter_path(room->process, false, &path);
    buffer_add_format(&path, "/drafts%s%.*s%s", id.size != 0 ? "/" : "", (int)id.size, id.data != NULL ? id.data : "", after);
    web_redirect(room->web, room->exchange, buffer_slice(&path), NULL, 0);
    buffer_clear(&path);
}

static int64_t revision_of(const DraftRoom *room)
{
    return draft_take_number(draft_take_value(room, "revision"));
}

static Status keep(DraftRoom *room, int64_t from, DraftStep step, const json_t *content, Problem *problem)
{
    bool merged = false;

    TRY(private_draft_save(accounts_of(room), &room->visitor.person, &(DraftSaving){room->id, from, step}, content, &merged, problem));
    if (room->form != NULL && (draft_take_value(room, "move").size != 0 || draft_take_value(room, "new").size != 0))
        go_to(room, room->id, merged ? "?merged=1#added" : "#added");
    else
        go_to(room, room->id, merged ? "?merged=1" : "");
    return OK;
}

static Status save(DraftRoom *room, Problem *problem)
{
    Sight  sight = {0};
    Status status = look(room, revision_of(room), &sight, problem);

    if (status == OK)
        status = draft_take_words(room, &sight, problem);
    if (status == OK)
        status = keep(room, sight.revision.number, DRAFT_SAVED, sight.content, problem);
    sight_clear(&sight);
    return status;
}

/* An earlier revision becomes the newest one; what came between is kept as it is. */
static Status restore(DraftRoom *room, Problem *problem)
{
    DraftRevision revision;
    StoredDraft   draft;
    json_t       *content = NULL;
    Status        status = private_draft_revision(accounts_of(room), &room->visitor.person, room->id, revision_of(room), &draft, &revision, &content, problem);

    if (status == OK)
        status = keep(room, draft.revision, DRAFT_RESTORED, content, problem);
    json_decref(content);
    return status;
}

static Status carry(DraftRoom *room, Problem *problem)
{
    Asker         asker = web_asker_for_service(&room->visitor.asker);
    DraftRevision revision;
    StoredDraft   draft;
    json_t       *content = NULL, *carried = NULL;
    Status        status = private_draft_revision(accounts_of(room), &room->visitor.person, room->id, revision_of(room), &draft, &revision, &content, problem);

    if (status == OK && revision.number != draft.revision)
        status = problem_set(problem, ERR_CONFLICT, MSG("draft.moved_on"), NULL);
    if (status == OK)
        status = service_draft_carry(room->web->service, room->process, content, &asker, now_of(room), &carried, problem);
    if (status == OK)
        status = keep(room, draft.revision, DRAFT_CARRIED, carried, problem);
    json_decref(carried);
    json_decref(content);
    return status;
}

static Status back_to_it(DraftRoom *room, Status status)
{
    if (status == OK)
        go_to(room, room->id, "");
    return status;
}

static Status clear_it(DraftRoom *room, Problem *problem)
{
    return back_to_it(room, private_draft_clear(accounts_of(room), &room->visitor.person, room->id, revision_of(room), problem));
}

static Status discard(DraftRoom *room, Problem *problem)
{
    return back_to_it(room, private_draft_discard(accounts_of(room), &room->visitor.person, room->id, revision_of(room), problem));
}

static Status reopen(DraftRoom *room, Problem *problem)
{
    return back_to_it(room, private_draft_reopen(accounts_of(room), &room->visitor.person, room->id, problem));
}

/* The act that it asks for, in sight->look.object. */
static Status look_at_act(DraftRoom *room, int64_t revision, Sight *sight, Problem *problem)
{
    const json_t *rationale;

    TRY(look(room, revision, sight, problem));
    if (sight->look.moved)
        return problem_set(problem, ERR_CONFLICT, MSG("draft.version_moved"), NULL);
    if (sight->look.object == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("negotiation.no_changes"), NULL);
    rationale = private_draft_standing(sight->content, DRAFT_RATIONALE);
    if (rationale != NULL && json_slice(rationale).size != 0)
        (void)json_object_set(sight->look.object, "rationale", (json_t *)(uintptr_t)rationale);
    return OK;
}

/* Once it is taken out nobody else sends it; an act that is refused puts it back. */
static Status send_attested(DraftRoom *room, const Sight *sight, Problem *problem)
{
    Asker        asker = web_asker_for_service(&room->visitor.asker);
    StoredDraft  draft;
    SubmitAnswer answer = {0};
    Status       status;

    TRY(private_draft_take_out(accounts_of(room), &room->visitor.person, room->id, revision_of(room), &draft, problem));
    status = service_file_act(room->web->service, kind_of(room), sight->look.object, &asker, &answer, NULL, problem);
    text_drafts_sent(room->web, &draft, status == OK ? &answer : NULL);
    if (status == OK)
        form_filed(room->web, room->exchange, &room->visitor, kind_of(room), &answer, GRADE_ATTESTED);
    return status;
}

/* Whoever has a key here sees the act, and signs it there or goes on without. */
static Status show_act(DraftRoom *room, const SigningKey *key, const Sight *sight, Problem *problem)
{
    Buffer     to, of;
    SigningWay way = {.kind = kind_of(room)};
    Status     status;

    TRY(private_draft_may_send(accounts_of(room), &room->visitor.person, room->id, revision_of(room), problem));
    buffer_init(&to, ADDRESS_MAX);
    buffer_init(&of, ADDRESS_MAX);
    buffer_add_string(&to, "texts/");
    filter_path(room->process, false, &to);
    buffer_add_format(&to, "/drafts/%s", sight->draft.id);
    buffer_add_format(&of, "%s/%s/%lld", sight->draft.process, sight->draft.id, (long long)sight->revision.number);
    way.to = buffer_slice(&to);
    way.draft = buffer_slice(&of);
    status = signing_show_act(room->web, room->exchange, &room->visitor, key, &way, sight->look.object, problem);
    buffer_clear(&to);
    buffer_clear(&of);
    return status;
}

static Status send(DraftRoom *room, Problem *problem)
{
    Sight      sight = {0};
    SigningKey key;
    Status     status;

    TRY(rights_do_check(slice_from(kind_of(room)), room->visitor.asker.standing, problem));
    status = look_at_act(room, revision_of(room), &sight, problem);
    if (status == OK && signing_comes_first(room->web, &room->visitor, room->form, kind_of(room), &key))
        status = show_act(room, &key, &sight, problem);
    else if (status == OK)
        status = send_attested(room, &sight, problem);
    sight_clear(&sight);
    return status;
}

/* ---- sent with a signature: signing.c ---- */

/* "<text>/<draft>/<revision>", from its end. */
static Slice cut_last(Slice *of)
{
    size_t at = of->size;
    Slice  last;

    while (at != 0 && of->data[at - 1] != '/')
        at--;
    last = slice_part(*of, at, of->size);
    *of = slice_part(*of, 0, at != 0 ? at - 1 : 0);
    return last;
}

Status text_drafts_take_out(Web *web, const Visitor *visitor, Slice of, Slice kind, const json_t *object, StoredDraft *draft, Problem *problem)
{
    int64_t   revision = draft_take_number(cut_last(&of));
    DraftRoom room = {.web = web, .visitor = *visitor, .id = cut_last(&of)};
    Sight     sight = {0};
    Status    status;

    room.process = of;
    if (slice_starts(of, ANSWER_PROCESS))
        return answer_take_out(web, visitor, of, room.id, revision, kind, object, draft, problem);
    status = look_at_act(&room, revision, &sight, problem);
    if (status == OK && (!slice_is(kind, kind_of(&room)) || !json_equal(object, sight.look.object)))
        status = problem_set(problem, ERR_REFUSED, MSG("draft.signed_other"), NULL);
    if (status == OK)
        status = private_draft_take_out(accounts_of(&room), &room.visitor.person, room.id, revision, draft, problem);
    sight_clear(&sight);
    return status;
}

void text_drafts_sent(Web *web, const StoredDraft *draft, const SubmitAnswer *answer)
{
    char act[2 * HASH_SIZE + 1] = "";

    if (answer != NULL)
        hash_print_hex(&answer->act, act);
    (void)!private_draft_sent(web->people->accounts, draft, slice_from(act), NULL);
}

static Status begin(DraftRoom *room, Problem *problem)
{
    char id[DRAFT_ID_SIZE + 1];

    TRY(private_draft_begin(accounts_of(room), &room->visitor.person, room->process, json_slice(json_object_get(room->answer, "sha256")), id, problem));
    go_to(room, slice_from(id), "");
    return OK;
}

static Status set_rule(DraftRoom *room, Problem *problem)
{
    TRY(private_draft_set_rule(accounts_of(room), &room->visitor.person, draft_take_value(room, "clearing").size != 0, problem));
    if (room->process.size != 0)
        go_to(room, (Slice){NULL, 0}, "");
    else
        people_go(room->web, room->exchange, room->language, "drafts", NULL, 0);
    return OK;
}

typedef struct Way {
    const char *name;
    bool        of_draft, of_text; /* where it can be asked for */
    Status    (*run)(DraftRoom *room, Problem *problem);
} Way;
static const Way ways[] = {
    {"save", true, true, save},       {"clear", true, true, clear_it}, {"discard", true, true, discard}, {"reopen", true, true, reopen}, {"restore", true, true, restore},
    {"carry", true, true, carry},     {"send", true, true, send},      {"begin", false, true, begin},    {"rule", false, false, set_rule},
};

static Status run_way(DraftRoom *room, Problem *problem)
{
    Slice name = draft_take_value(room, "action");

    if (name.size == 0 && draft_take_value(room, "move").size != 0)
        name = SLICE("save"); /* what stands in the boxes is not lost when a paragraph moves */

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (slice_is(name, ways[i].name) && ways[i].of_draft == (room->id.size != 0) && (!ways[i].of_text || room->process.size != 0))
            return ways[i].run(room, problem);
    return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
}

/* ---- requests ---- */

static Status enter(DraftRoom *room, Problem *problem)
{
    Asker       asker = web_asker_for_service(&room->visitor.asker);
    StoredDraft draft;

    if (rights_see("room:drafts", asker.standing) != SEES_OWN || !private_draft_may(&room->visitor.person))
        return ERR_NOT_FOUND;
    if (room->process.size == 0)
        return OK;
    TRY(service_query(room->web->service, "text.show", &room->process, 1, &asker, now_of(room), &room->answer, problem));
    if (room->id.size != 0)
        TRY(private_draft_get(accounts_of(room), &room->visitor.person, room->id, &draft, problem));
    return account_may_act_in(&room->visitor.person.account, json_slice(json_object_get(room->answer, "body"))) ? OK : problem_set(problem, ERR_FORBIDDEN, MSG("form.not_your_body"), NULL);
}

/* False when it has answered. */
static bool enter_or_answer(Web *web, HttpExchange *exchange, unsigned wilds, DraftRoom *room)
{
    Problem problem = {0};
    Status  status;

    room->web = web;
    room->exchange = exchange;
    if (!people_language(web, exchange, &room->language) || !people_need(web, exchange, &room->visitor))
        return false;
    room->process = wilds > 1 ? http_wild(exchange, 1) : (Slice){NULL, 0};
    room->id = wilds > 2 ? http_wild(exchange, 2) : (Slice){NULL, 0};
    status = enter(room, &problem);
    if (status == OK)
        return true;
    if (status == ERR_NOT_FOUND)
        web_not_found(web, exchange, &room->visitor.asker);
    else
        web_refuse(web, exchange, &room->visitor.asker, status, &problem);
    return false;
}

static void show(DraftRoom *room, const Problem *refusal)
{
    if (room->id.size != 0)
        show_draft(room, refusal);
    else
        show_list(room, refusal);
}

static void get(HttpExchange *exchange, Web *web, unsigned wilds)
{
    DraftRoom room = {0};

    if (enter_or_answer(web, exchange, wilds, &room))
        show(&room, NULL);
    clear(&room);
}

/* Files are read, texts compared, witnesses waited for. */
static void work_later(void *context)
{
    DraftRoom *room = context;
    Problem    problem = {0};

    if (run_way(room, &problem) != OK)
        show(room, &problem);
    clear(room);
    memory_free(room);
}

static void post(HttpExchange *exchange, Web *web, unsigned wilds)
{
    DraftRoom *room = memory_new_zeroed(1, sizeof *room);
    WebAsker   stranger = {0};
    Problem    problem = {0};

    if (room == NULL) {
        (void)problem_set(&problem, ERR_MEMORY, MSG("status.memory"), NULL);
        web_refuse(web, exchange, &stranger, ERR_MEMORY, &problem);
        return;
    }
    if (enter_or_answer(web, exchange, wilds, room) && people_form(web, exchange, &room->visitor, &room->form)) {
        if (work_add(web->people->work, work_later, room, &problem) == OK)
            return;
        show(room, &problem);
    }
    clear(room);
    memory_free(room);
}

static void get_all(HttpExchange *exchange, void *context)
{
    get(exchange, context, 1);
}

static void post_all(HttpExchange *exchange, void *context)
{
    post(exchange, context, 1);
}

static void get_of_text(HttpExchange *exchange, void *context)
{
    get(exchange, context, 2);
}

static void post_of_text(HttpExchange *exchange, void *context)
{
    post(exchange, context, 2);
}

static void get_one(HttpExchange *exchange, void *context)
{
    get(exchange, context, 3);
}

static void post_one(HttpExchange *exchange, void *context)
{
    post(exchange, context, 3);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/drafts", 0, get_all},
    {HTTP_POST, "*/drafts", PEOPLE_BODY_MAX, post_all},
    {HTTP_GET, "*/texts/*/drafts", 0, get_of_text},
    {HTTP_POST, "*/texts/*/drafts", PEOPLE_BODY_MAX, post_of_text},
    {HTTP_GET, "*/texts/*/drafts/*", 0, get_one},
    {HTTP_POST, "*/texts/*/drafts/*", FORM_BODY_MAX, post_one},
};
const WebRoutes web_draft_routes = {routes, sizeof routes / sizeof routes[0]};
