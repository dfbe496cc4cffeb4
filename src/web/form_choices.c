/* SPDX-License-Identifier: Apache-2.0
 *
 * What may be chosen in a form: bodies, their sessions, meetings and agenda items, parties, initiatives, statements, symbols; by named queries under the asker's rights, in the reader's language and
 * order. Lists are read once for a form, and only those that a field asks for.
 *
 * A meeting and an item have their names within a session alone, so their values are "session|meeting": what is chosen says which session it is of.
 */
#include "web/house_internal.h"
#include "web/people_internal.h"

enum { DEPTH_MAX = 3 /* a body, its subgroups, theirs */, SESSIONS_MAX = 40 /* whose meetings are offered, the newest of each body first */, PAGES_MAX = 5 /* of a list with `next` */ };

/* ---- questions ---- */

static json_t *ask(const FormChoices *choices, const char *query, const Slice *arguments, size_t count)
{
    Asker   asker = web_asker_for_service(&choices->visitor->asker);
    json_t *answer = NULL;

    return service_query(choices->web->service, query, arguments, count, &asker, accounts_now(choices->web->people->accounts), &answer, NULL) == OK ? answer : NULL;
}

/* The rows of a list's pages, at most PAGES_MAX of them. The last argument is `before`. */
static json_t *ask_all(const FormChoices *choices, const char *query, const char *list, Slice *arguments, size_t count)
{
    json_t *all = json_array();
    char    number[DECIMAL_MAX];
    bool    more = true;

    for (int page = 0; more && page < PAGES_MAX; page++) {
        json_t *answer = ask(choices, query, arguments, count), *next = json_object_get(answer, "next");

        more = json_is_integer(next);
        if (json_object_get(answer, list) != NULL)
            (void)json_array_extend(all, json_object_get(answer, list));
        if (more)
            arguments[count - 1] = slice_from(decimal(number, json_integer_value(next)));
        json_decref(answer);
    }
    return all;
}

static void sort(const FormChoices *choices, const char *list, json_t *holder)
{
    house_sort(choices->web->house, choices->language, list, holder);
}

/* ---- bodies and their sessions ---- */

/* Each with its subgroups after it; those in which this person may not act are left out. */
static void add_body(FormChoices *choices, const json_t *row, Slice outer, int depth)
{
    Slice   slug = json_slice(json_object_get(row, "body"));
    json_t *show = ask(choices, "body.show", &slug, 1), *title = form_label_within(outer, form_label_name(choices, row, "body")), *sub;
    size_t  i;

    if (choices->visitor->person.account.bodies[0] == '\0' || account_may_act_in(&choices->visitor->person.account, slug))
        (void)json_array_append_new(choices->bodies, json_pack("{s:O, s:O, s:O*}", "body", json_object_get(row, "body"), "title", title, "sessions", json_object_get(show, "sessions")));
    sort(choices, "subgroups", show);
    if (depth < DEPTH_MAX) {
        json_array_foreach(json_object_get(show, "subgroups"), i, sub)
            add_body(choices, sub, json_slice(title), depth + 1);
    }
    json_decref(title);
    json_decref(show);
}

/* [{body, title, sessions}] */
static json_t *bodies(FormChoices *choices)
{
    json_t *front, *row;
    size_t  i;

    if (choices->bodies != NULL)
        return choices->bodies;
    choices->bodies = json_array();
    front = ask(choices, "house.front", NULL, 0);
    sort(choices, "bodies", front);
    json_array_foreach(json_object_get(front, "bodies"), i, row)
        add_body(choices, row, (Slice){NULL, 0}, 1);
    json_decref(front);
    return choices->bodies;
}

/* {session, title, meetings, items} */
static void add_session(FormChoices *choices, const json_t *body, const json_t *row)
{
    Slice   slug = json_slice(json_object_get(row, "session"));
    json_t *show = ask(choices, "session.show", &slug, 1), *title = form_label_within(json_slice(json_object_get(body, "title")), form_label_name(choices, row, "session"));

    (void)json_array_append_new(choices->sessions, json_pack("{s:O, s:o, s:O*, s:O*}", "session", json_object_get(row, "session"), "title", title, "meetings", json_object_get(show, "meetings"),
                                                             "items", json_object_get(show, "items")));
    json_decref(show);
}

/* Of the bodies' sessions the chosen one, or all the others, the newest of each body first. */
static void add_sessions(FormChoices *choices, Slice chosen, bool others)
{
    json_t *body, *row;
    size_t  i;

    json_array_foreach(bodies(choices), i, body)
    {
        const json_t *list = json_object_get(body, "sessions");

        for (size_t at = json_array_size(list); at-- != 0;) {
            row = json_array_get(list, at);
            if (slice_equal(json_slice(json_object_get(row, "session")), chosen) != others && json_array_size(choices->sessions) < SESSIONS_MAX)
                add_session(choices, body, row);
        }
    }
}

static json_t *sessions(FormChoices *choices, Slice chosen)
{
    if (choices->sessions != NULL)
        return choices->sessions;
    choices->sessions = json_array();
    add_sessions(choices, chosen, false);
    add_sessions(choices, chosen, true);
    return choices->sessions;
}

/* ---- options ---- */

/* What stands in a field, for the options to find themselves in it. */
typedef struct Picking {
    const HttpExchange *exchange;
    const HttpForm     *form;
    const char         *member;
    Slice               session; /* what plain names of meetings and items are of */
} Picking;

static bool is_chosen(const Picking *standing, Slice value)
{
    if (standing->form == NULL)
        return slice_equal(form_typed(standing->exchange, NULL, standing->member), value);
    for (size_t i = 0; i < http_form_count(standing->form); i++)
        if (slice_is(http_form_at(standing->form, i)->name, standing->member) && slice_equal(slice_trim(http_form_at(standing->form, i)->value), value))
            return true;
    return false;
}

/* `title`: stolen. */
static json_t *option(Slice value, json_t *title, bool selected)
{
    json_t *row = json_object();

    people_set(row, "value", value);
    (void)json_object_set_new(row, "title", title);
    if (selected)
        (void)json_object_set_new(row, "selected", json_true());
    return row;
}

static void add_option(json_t *list, const Picking *standing, Slice value, json_t *title)
{
    (void)json_array_append_new(list, option(value, title, is_chosen(standing, value)));
}

typedef struct OfSession {
    const char *list, *member;
    json_t   *(*label)(const FormChoices *choices, const json_t *row);
} OfSession;
static const OfSession meetings_of = {"meetings", "meeting", form_label_meeting}, items_of = {"items", "item", form_label_item};

static json_t *group_options(const FormChoices *choices, const Picking *standing, const json_t *session, const OfSession *what)
{
    json_t *options = json_array(), *row;
    Slice   of = json_slice(json_object_get(session, "session"));
    size_t  i;

    json_array_foreach(json_object_get(session, what->list), i, row)
    {
        Slice   own = json_slice(json_object_get(row, what->member));
        json_t *value = json_sprintf("%.*s%c%.*s", (int)of.size, of.data, FORM_OF_SESSION, (int)own.size, own.data);
        bool    chosen = is_chosen(standing, json_slice(value)) || (slice_equal(standing->session, of) && is_chosen(standing, own));

        (void)json_array_append_new(options, option(json_slice(value), what->label(choices, row), chosen));
        json_decref(value);
    }
    return options;
}

/* `options`: stolen. */
static void add_group(json_t *groups, const json_t *holder, json_t *options)
{
    if (json_array_size(options) != 0)
        (void)json_array_append_new(groups, json_pack("{s:O, s:O}", "title", json_object_get(holder, "title"), "options", options));
    json_decref(options);
}

static json_t *session_parts(FormChoices *choices, const Picking *standing, const OfSession *what)
{
    json_t *groups = json_array(), *session;
    size_t  i;

    json_array_foreach(sessions(choices, standing->session), i, session)
        add_group(groups, session, group_options(choices, standing, session, what));
    return groups;
}

static json_t *session_groups(FormChoices *choices, const Picking *standing)
{
    json_t *groups = json_array(), *body;
    size_t  i;

    json_array_foreach(bodies(choices), i, body)
    {
        const json_t *list = json_object_get(body, "sessions");
        json_t       *options = json_array();

        for (size_t at = json_array_size(list); at-- != 0;)
            add_option(options, standing, json_slice(json_object_get(json_array_get(list, at), "session")), json_from_slice(form_label_name(choices, json_array_get(list, at), "session")));
        add_group(groups, body, options);
    }
    return groups;
}

static json_t *body_options(FormChoices *choices, const Picking *standing)
{
    json_t *options = json_array(), *body;
    size_t  i;

    json_array_foreach(bodies(choices), i, body)
        add_option(options, standing, json_slice(json_object_get(body, "body")), json_incref(json_object_get(body, "title")));
    return options;
}

/* Rows by their names, in the order of the language. `rows`: stolen. */
static json_t *named_options(const FormChoices *choices, const Picking *standing, json_t *rows, const char *slug)
{
    json_t *holder = json_pack("{s:o}", "rows", rows), *options = json_array(), *row;
    size_t  i;

    sort(choices, "rows", holder);
    json_array_foreach(json_object_get(holder, "rows"), i, row)
        add_option(options, standing, json_slice(json_object_get(row, slug)), json_from_slice(form_label_name(choices, row, slug)));
    json_decref(holder);
    return options;
}

static json_t *party_options(const FormChoices *choices, const Picking *standing, const char *class)
{
    Slice   arguments[] = {slice_from(class), {NULL, 0}};
    json_t *answer = ask(choices, "party.list", arguments, 2), *rows = json_object_get(answer, "parties");
    json_t *options = named_options(choices, standing, rows != NULL ? json_incref(rows) : json_array(), "party");

    json_decref(answer);
    return options;
}

static json_t *symbol_options(const FormChoices *choices, const Picking *standing)
{
    Slice arguments[5] = {{NULL, 0}};

    return named_options(choices, standing, ask_all(choices, "document.list", "documents", arguments, 5), "symbol");
}

static json_t *initiative_options(const FormChoices *choices, const Picking *standing)
{
    Slice arguments[2] = {{NULL, 0}};

    return named_options(choices, standing, ask_all(choices, "initiative.list", "initiatives", arguments, 2), "initiative");
}

/* One's own that stand, the newest first. */
static json_t *statement_options(const FormChoices *choices, const Picking *standing)
{
    Slice   arguments[5] = {[3] = slice_from(choices->visitor->asker.party)};
    json_t *rows = ask_all(choices, "statement.list", "statements", arguments, 5), *options = json_array(), *row;
    size_t  i;

    json_array_foreach(rows, i, row)
        if (json_object_get(row, "withdrawn") == NULL)
            add_option(options, standing, json_slice(json_object_get(row, "act")), form_label_statement(choices, row));
    json_decref(rows);
    return options;
}

/* ---- calls, concepts, and some of few ---- */

static json_t *list_options(const FormChoices *choices, const Picking *standing, const char *query, const char *list, const char *slug)
{
    json_t *answer = ask(choices, query, NULL, 0), *rows = json_object_get(answer, list);
    json_t *options = named_options(choices, standing, rows != NULL ? json_incref(rows) : json_array(), slug);

    json_decref(answer);
    return options;
}

/* What was sent to the call and may stand in a report, by the names of its parties. */
static json_t *sent_options(const FormChoices *choices, const Picking *standing)
{
    Slice   call = slice_trim(form_typed(standing->exchange, standing->form, "call"));
    json_t *answer = call.size != 0 ? ask(choices, "call.show", &call, 1) : NULL, *options = json_array(), *row;
    size_t  i;

    json_array_foreach(json_object_get(answer, "sent"), i, row)
        if (json_object_get(row, "report") == NULL && json_object_get(row, "reserved") == NULL)
            add_option(options, standing, json_slice(json_object_get(row, "act")), json_from_slice(form_label_name(choices, json_object_get(row, "party"), "party")));
    json_decref(answer);
    return options;
}

static json_t *language_options(const Picking *standing)
{
    json_t *options = json_array();

    for (int i = 0; i < WEB_LANGUAGES; i++)
        add_option(options, standing, slice_from(web_languages[i].code), json_string(web_languages[i].name));
    return options;
}

static json_t *word_options(const FormChoices *choices, const Picking *standing, const FormField *field)
{
    json_t *options = json_array(), *words = form_field_choices(field, (Slice){NULL, 0}), *row;
    size_t  i;

    json_array_foreach(words, i, row)
    {
        char        id[FORM_NAME_SIZE];
        const char *said;

        (void)snprintf(id, sizeof id, "choice.%s", json_string_value(json_object_get(row, "said")));
        said = message_text_in(choices->language->code, id);
        add_option(options, standing, json_slice(json_object_get(row, "value")), json_string(said != NULL ? said : json_string_value(json_object_get(row, "said"))));
    }
    json_decref(words);
    return options;
}

/* ---- fields ---- */

static bool any_selected(const json_t *options)
{
    const json_t *row;
    size_t        i;

    json_array_foreach(options, i, row)
        if (json_object_get(row, "selected") != NULL)
            return true;
    return false;
}

/* What was typed and is not offered stays: nothing typed is lost, and the rules say what is wrong with it. */
static void keep_typed(const Picking *standing, json_t *options, const json_t *groups)
{
    Slice         value = slice_trim(form_typed(standing->exchange, standing->form, standing->member));
    bool          found = any_selected(options);
    const json_t *group;
    size_t        i;

    json_array_foreach(groups, i, group)
        found = found || any_selected(json_object_get(group, "options"));
    if (value.size != 0 && !found)
        (void)json_array_append_new(options, option(value, json_from_slice(value), true));
}

static void read_lists(FormChoices *choices, const Picking *standing, Widget widget, json_t **options, json_t **groups)
{
    switch (widget) {
    case ASK_BODY: *options = body_options(choices, standing); break;
    case ASK_SESSION: *groups = session_groups(choices, standing); break;
    case ASK_MEETING:
    case ASK_MEETING_OF: *groups = session_parts(choices, standing, &meetings_of); break;
    case ASK_ITEM:
    case ASK_ITEMS_OF: *groups = session_parts(choices, standing, &items_of); break;
    case ASK_PARTY:
    case ASK_PARTIES: *options = party_options(choices, standing, ""); break;
    case ASK_GROUP: *options = party_options(choices, standing, "group"); break;
    case ASK_SYMBOL:
    case ASK_MANDATE: *options = symbol_options(choices, standing); break;
    case ASK_INITIATIVE: *options = initiative_options(choices, standing); break;
    case ASK_STATEMENT: *options = statement_options(choices, standing); break;
    case ASK_CALL: *options = list_options(choices, standing, "call.list", "calls", "call"); break;
    case ASK_CONCEPT: *options = list_options(choices, standing, "concept.list", "concepts", "concept"); break;
    case ASK_SENT: *options = sent_options(choices, standing); break;
    case ASK_LANGUAGES: *options = language_options(standing); break;
    default: break;
    }
}

void form_choices_add(FormChoices *choices, const HttpExchange *exchange, const HttpForm *form, const FormField *field, json_t *shown)
{
    Picking standing = {exchange, form, field->member, form_typed(exchange, form, "session")};
    Widget   widget = field->widget;
    bool     open = widget == ASK_PARTY || widget == ASK_GROUP || widget == ASK_SYMBOL || widget == ASK_MANDATE; /* long lists: typed, with suggestions */
    json_t  *options = NULL, *groups = NULL, *list;

    if (widget == ASK_PLACES || widget == ASK_PART || widget == ASK_PLACE || widget == ASK_WORDING || widget == ASK_CONDITIONS) {
        form_text_add(choices, exchange, form, field, shown);
        return;
    }
    read_lists(choices, &standing, widget, &options, &groups);
    if (widget == ASK_SOME)
        options = word_options(choices, &standing, field);
    if (options == NULL && groups == NULL)
        return;
    if (options == NULL)
        options = json_array();
    if (!open)
        keep_typed(&standing, options, groups);
    list = json_pack("{s:o, s:o*}", "options", options, "groups", groups);
    if (widget == ASK_ITEMS_OF || widget == ASK_PARTIES || widget == ASK_SOME || widget == ASK_LANGUAGES || widget == ASK_SENT)
        (void)json_object_set_new(list, "many", json_true());
    (void)json_object_set_new(shown, widget == ASK_MANDATE ? "symbols" : open ? "known" : "pick", list);
}

void form_choices_clear(FormChoices *choices)
{
    json_decref(choices->bodies);
    json_decref(choices->sessions);
    json_decref(choices->text);
}
