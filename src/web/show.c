/* SPDX-License-Identifier: Apache-2.0
 *
 * From a request to a page: the language of the address, the row, the query under the asker's rights, the template; strangers' pages from the store of rendered pages when they are there. And the
 * addresses beside the pages: sending on to a language, the style sheet and script.
 */
#include "web/pages_internal.h"

#include <jansson.h>

enum { KEY_MAX = 4 * HTTP_PATH_MAX, TITLE_MAX = 4000, LIST_ARGUMENTS_MAX = QUERY_ARGUMENTS_MAX };

typedef struct Request {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    WebAsker           asker;
    const PageRow     *row;
    Slice              wilds[PAGE_WILDS_MAX];
    Buffer             path, query;  /* the address below the language, percent-encoded */
    Buffer             key;          /* of the store of rendered pages, and of the ETag */
    bool               json;
    uint64_t           state;        /* of what the page is made; never 0 */
} Request;

/* ---- the address ---- */

static void add_parameter(Buffer *query, const char *name, Slice value)
{
    buffer_add_byte(query, query->size == 0 ? '?' : '&');
    buffer_add_string(query, name);
    buffer_add_byte(query, '=');
    filter_path(value, false, query);
}

static bool is_wild(const PageRow *row, const char *name)
{
    for (size_t i = 0; i < PAGE_WILDS_MAX && row->wilds[i] != NULL; i++)
        if (strcmp(row->wilds[i], name) == 0)
            return true;
    return false;
}

static const NamedQuery *query_of(const PageRow *row)
{
    return row->query != NULL ? named_query_find(row->query) : NULL;
}

/* The parameters that the page knows, in their fixed order: two spellings of one address are one page. `but`: left out. */
static void print_query(const Request *request, const char *but, Buffer *out)
{
    const NamedQuery *query = query_of(request->row);
    Slice             value;

    for (size_t i = 0; i < QUERY_ARGUMENTS_MAX && query != NULL && query->arguments[i] != NULL; i++)
        if (!is_wild(request->row, query->arguments[i]) && strcmp(query->arguments[i], but) != 0 &&
            page_argument(request->row, request->wilds, request->exchange, query->arguments[i], &value))
            add_parameter(out, query->arguments[i], value);
    for (size_t i = 0; i < PAGE_ALSO_MAX && request->row->also[i] != NULL; i++)
        if (http_query(request->exchange, request->row->also[i], &value) && value.size != 0)
            add_parameter(out, request->row->also[i], value);
}

static uint64_t state_of(const Request *request)
{
    uint64_t size;
    Hash     root;

    service_seen(request->web->service, &size, &root);
    size = size * 2 + 1;
    return request->row->keep == KEEP_MINUTE ? size ^ ((uint64_t)(house_now(request->web->house) / 60) << 32) : size;
}

/* ---- the answer ---- */

Status page_answer(Web *web, const HttpExchange *exchange, const PageRow *row, const Slice wilds[PAGE_WILDS_MAX], const WebLanguage *language, const WebAsker *asker, json_t **out, Problem *problem)
{
    const NamedQuery *query = row->query != NULL ? named_query_find(row->query) : NULL;
    Asker             asking = web_asker_for_service(asker);
    Slice             arguments[QUERY_ARGUMENTS_MAX] = {{NULL, 0}};
    size_t            count = 0;

    if (row->query == NULL)
        return (*out = json_object()) != NULL ? OK : ERR_MEMORY;
    if (query == NULL)
        return ERR_NOT_FOUND;
    while (count < QUERY_ARGUMENTS_MAX && query->arguments[count] != NULL) {
        if (!page_argument(row, wilds, exchange, query->arguments[count], &arguments[count]) && row->more == document_more && strcmp(query->arguments[count], "language") == 0)
            arguments[count] = slice_from(language->code); /* the reader's, where there is such a version */
        count++;
    }
    return service_query(web->service, row->query, arguments, count, &asking, house_now(web->house), out, problem);
}

/* ---- what parameters add to the page ---- */

static const struct {
    const char *argument;
    const char *values[12];
} choices[] = {
    {"nature", {"resolution", "decision", "report", "draft", "conference-room-paper", "working-paper", "note", "letter", "information", "programme", "other"}},
    {"language", {"ar", "zh", "en", "fr", "ru", "es"}},
    {"state", {"contested", "open", "closed"}},
    {"comments", {"with", "without"}},
    {"class", {"state", "observer", "group", "stakeholder", "chair", "secretariat"}},
};

static json_t *choices_of(size_t row, Slice given)
{
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof choices[row].values / sizeof choices[row].values[0] && choices[row].values[i] != NULL; i++)
        (void)json_array_append_new(list, json_pack("{s:s, s:b}", "value", choices[row].values[i], "selected", slice_is(given, choices[row].values[i])));
    return list;
}

static void add_choices(json_t *all, const char *name, Slice given)
{
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (strcmp(choices[i].argument, name) == 0)
            (void)json_object_set_new(all, name, choices_of(i, given));
}

/* {argument, choices, next}: merged into the page's facts. */
static json_t *parameters_of(const Request *request, const json_t *answer)
{
    const NamedQuery *query = query_of(request->row);
    json_t           *arguments = json_object(), *all = json_object(), *page = json_pack("{s:o*, s:o*}", "argument", arguments, "choices", all);
    const json_t     *next = json_object_get(answer, "next");
    char              base[BASE_SIZE], number[DECIMAL_MAX];
    Buffer            rest;
    Slice             value;

    for (size_t i = 0; i < QUERY_ARGUMENTS_MAX && query != NULL && query->arguments[i] != NULL; i++) {
        value = (Slice){NULL, 0};
        if (page_argument(request->row, request->wilds, request->exchange, query->arguments[i], &value))
            (void)json_object_set_new(arguments, query->arguments[i], json_from_slice(value));
        add_choices(all, query->arguments[i], value);
    }
    for (size_t i = 0; i < PAGE_ALSO_MAX && request->row->also[i] != NULL; i++) {
        value = (Slice){NULL, 0};
        if (http_query(request->exchange, request->row->also[i], &value) && value.size != 0)
            (void)json_object_set_new(arguments, request->row->also[i], json_from_slice(value));
        add_choices(all, request->row->also[i], value);
    }
    if (next == NULL || json_is_null(next))
        return page;
    house_base(request->web, request->language, base);
    buffer_init(&rest, KEY_MAX);
    print_query(request, "before", &rest);
    add_parameter(&rest, "before", json_is_integer(next) ? slice_from(decimal(number, json_integer_value(next))) : json_slice(next));
    value = buffer_slice(&rest);
    (void)json_object_set_new(page, "next", json_sprintf("%s/%.*s%.*s", base, (int)request->path.size, request->path.data, (int)value.size, value.data));
    buffer_clear(&rest);
    return page;
}

static void print_title(const Request *request, const json_t *answer, Buffer *out)
{
    const json_t *value = request->row->name != NULL ? json_object_get(answer, request->row->name) : NULL;
    const char   *names[] = {"name"}, *values[1];
    Slice         text = json_slice(value);
    char          copy[PROBLEM_VALUE_MAX * 2];

    if (value == NULL && request->row->name != NULL)
        text = json_slice(json_object_get(answer, "name"));
    if (json_is_object(value))
        (void)filter_words(request->language, json_object_get(value, "names") != NULL ? json_object_get(value, "names") : value, &text);
    (void)snprintf(copy, sizeof copy, "%.*s", (int)(text.size < sizeof copy - 1 ? text.size : sizeof copy - 1), text.size != 0 ? text.data : "");
    values[0] = copy;
    message_print_arguments_in(out, request->language->code, request->row->title, 1, names, values);
}

static Status print_page(Request *request, json_t *answer, Buffer *out, Problem *problem)
{
    WebPage     page = {.template = request->row->template, .section = request->row->section};
    PageAddress address = {buffer_slice(&request->path), buffer_slice(&request->query)};
    Buffer      title;
    Status      status;

    if (request->row->more != NULL && (!request->json || request->row->whole))
        TRY(request->row->more(request->web, request->exchange, &request->asker, answer, problem));
    if (request->json) {
        json_print_pretty(answer, out);
        buffer_add_byte(out, '\n');
        return out->status;
    }
    for (size_t i = 0; i < PAGE_SORTS_MAX && request->row->sorts[i] != NULL; i++)
        house_sort(request->web->house, request->language, request->row->sorts[i], answer);
    house_order_languages(answer);
    buffer_init(&title, TITLE_MAX);
    print_title(request, answer, &title);
    (void)json_object_set_new(answer, "page", parameters_of(request, answer));
    status = house_print(request->web, request->language, &page, &address, buffer_slice(&title), answer, &request->asker, out, problem);
    buffer_clear(&title);
    return status;
}

/* ---- the whole ---- */

static void reply_page(Request *request, Buffer *bytes)
{
    house_reply(request->web, request->exchange,
                &(PageReply){.status = 200, .content_type = request->json ? "application/json" : "text/html; charset=utf-8", .language = request->language->code,
                             .state = request->asker.signed_in || request->row->keep == KEEP_NEVER ? 0 : request->state, .address = buffer_slice(&request->key)},
                bytes);
}

static Status make_page(Request *request, Buffer *bytes, Problem *problem)
{
    json_t *answer = NULL;
    Status  status = page_answer(request->web, request->exchange, request->row, request->wilds, request->language, &request->asker, &answer, problem);

    if (status == OK)
        status = print_page(request, answer, bytes, problem);
    json_decref(answer);
    return status;
}

static bool may_be_kept(const Request *request)
{
    return !request->asker.signed_in && request->row->keep != KEEP_NEVER && request->key.status == OK;
}

/* Answers with the page as it was made before. */
static bool show_kept(Request *request)
{
    Buffer bytes;
    bool   there;

    buffer_init(&bytes, WEB_PAGE_MAX);
    there = may_be_kept(request) && page_cache_get(request->web->house->cache, buffer_slice(&request->key), request->state, &bytes);
    if (there)
        reply_page(request, &bytes);
    buffer_clear(&bytes);
    return there;
}

static void show_made(Request *request)
{
    Buffer  bytes;
    Problem problem = {0};
    Status  status;

    buffer_init(&bytes, WEB_PAGE_MAX);
    status = make_page(request, &bytes, &problem);
    if (status == ERR_LIMIT && request->row->slow != NULL)
        (void)problem_set(&problem, status, request->row->slow, NULL);
    if (status == OK && may_be_kept(request))
        page_cache_put(request->web->house->cache, buffer_slice(&request->key), request->state, buffer_slice(&bytes));
    if (status == OK)
        reply_page(request, &bytes);
    else
        web_refuse(request->web, request->exchange, &request->asker, status, &problem);
    buffer_clear(&bytes);
}

static void request_clear(Request *request)
{
    buffer_clear(&request->path);
    buffer_clear(&request->query);
    buffer_clear(&request->key);
}

static void show_later(void *context)
{
    Request *request = context;

    show_made(request);
    request_clear(request);
    memory_free(request);
}

/* Hands the request on, with what it owns; false when it has stayed here, answered. */
static bool hand_on(Request *request)
{
    Request *copy = memory_new(sizeof *copy);
    Problem  problem = {0};
    Status   status = ERR_MEMORY;

    if (copy != NULL) {
        *copy = *request;
        status = work_add(request->web->house->work, show_later, copy, &problem);
    }
    if (status == OK)
        return true;
    memory_free(copy);
    web_refuse(request->web, request->exchange, &request->asker, status, &problem);
    return false;
}

/* What the request owns is gone afterwards, or another thread's. */
static void show(Request *request)
{
    buffer_init(&request->key, KEY_MAX);
    request->state = state_of(request);
    print_query(request, "", &request->query);
    buffer_add_format(&request->key, "%s %s/%.*s%.*s", request->json ? "json" : "html", request->language->code, (int)request->path.size, request->path.size != 0 ? request->path.data : "",
                      (int)request->query.size, request->query.size != 0 ? request->query.data : "");
    if (!show_kept(request)) {
        if (request->row->slow != NULL && hand_on(request))
            return;
        if (request->row->slow == NULL)
            show_made(request);
    }
    request_clear(request);
}

/* A path without a language, or with one that is not served: to the reader's. */
static void send_on(Web *web, HttpExchange *exchange, Slice path)
{
    const WebLanguage *language = web_language(web, exchange);
    Buffer             to;

    buffer_init(&to, KEY_MAX);
    buffer_add_string(&to, language->code);
    buffer_add_byte(&to, '/');
    filter_path(path, true, &to);
    web_redirect(web, exchange, buffer_slice(&to), NULL, 0);
    buffer_clear(&to);
}

static void split(Slice path, Slice *first, Slice *rest)
{
    const char *slash = path.size != 0 ? memchr(path.data, '/', path.size) : NULL;

    *first = slash != NULL ? (Slice){path.data, (size_t)(slash - path.data)} : path;
    *rest = slash != NULL ? slice_part(path, first->size + 1, path.size) : (Slice){NULL, 0};
}

/* Every path that is no other row's. */
static void get_page(HttpExchange *exchange, void *context)
{
    Request request = {.web = context, .exchange = exchange};
    Slice   first, rest;
    Status  status = web_asker(request.web, exchange, &request.asker);

    split(http_path(exchange), &first, &rest);
    request.language = web_language_find(request.web, first);
    if (status != OK) {
        web_refuse(request.web, exchange, &(WebAsker){0}, status, NULL);
        return;
    }
    if (request.language == NULL && (page_find(http_path(exchange), request.wilds) != NULL || (first.size == 2 && page_find(rest, request.wilds) != NULL))) {
        send_on(request.web, exchange, page_find(http_path(exchange), request.wilds) != NULL ? http_path(exchange) : rest);
        return;
    }
    request.row = request.language != NULL ? page_find(rest, request.wilds) : NULL;
    if (request.row == NULL) {
        web_not_found(request.web, exchange, &request.asker);
        return;
    }
    request.json = web_wants_json(exchange);
    http_note_route(exchange, request.row->pattern);
    buffer_init(&request.path, KEY_MAX);
    buffer_init(&request.query, KEY_MAX);
    filter_path(rest, true, &request.path);
    show(&request);
}

static void get_root(HttpExchange *exchange, void *context)
{
    send_on(context, exchange, (Slice){NULL, 0});
}

static void get_asset(HttpExchange *exchange, void *context)
{
    Web  *web = context;
    Slice name = http_wild(exchange, 0);
    bool  style = slice_is(name, web->house->style_name);

    if (!style && !slice_is(name, web->house->script_name)) {
        web_not_found(web, exchange, &(WebAsker){0});
        return;
    }
    http_reply(exchange, &(HttpReply){.status = 200, .content_type = style ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8", .cache_control = "public, max-age=31536000, immutable",
                                      .body = style ? house_style : house_script});
}

static const HttpRoute routes[] = {
    {HTTP_GET, "", 0, get_root},
    {HTTP_GET, "assets/*", 0, get_asset},
    {HTTP_GET, "*", 0, get_page},
};
const WebRoutes web_house_routes = {routes, sizeof routes / sizeof routes[0]};
