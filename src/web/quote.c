/* SPDX-License-Identifier: Apache-2.0
 *
 * Is this quotation in the record? The page asks by a form that is posted, so that what is asked stands in no address, no history and no log of a proxy; the same by an address for programs. Neither is
 * kept anywhere.
 */
#include "web/pages_internal.h"
#include "web/people_internal.h"

#include <jansson.h>

enum { QUOTE_FORM_MAX = 128 * 1024 /* three pages, percent-encoded */, ARGUMENTS = 2 };
static const char *const arguments_of[ARGUMENTS] = {"q", "attributed_to"};

/* A redline as the page's filter takes runs. */
static void dress_redline(json_t *place)
{
    json_t       *runs = json_array();
    const json_t *run;
    size_t        i;

    json_array_foreach(json_object_get(place, "redline"), i, run)
    {
        json_t *dressed = json_pack("{s:O*}", "text", json_object_get(run, "text"));

        if (!json_member_is(run, "kind", "same"))
            (void)json_object_set_new(dressed, "mark", json_string(json_member_is(run, "kind", "added") ? "ins" : "del"));
        (void)json_array_append_new(runs, dressed);
    }
    (void)json_object_set_new(place, "runs", runs);
}

Status quote_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    json_t *place;
    size_t  i;

    (void)web, (void)exchange, (void)asker, (void)problem;
    json_set_flag(answer, "placed", json_array_size(json_object_get(answer, "places")) != 0);
    json_array_foreach(json_object_get(answer, "places"), i, place)
    {
        if (json_object_get(place, "redline") != NULL)
            dress_redline(place);
        json_set_flag(place, "altered", json_object_get(place, "redline") != NULL);
        json_set_flag(place, "other", json_object_get(answer, "attributed_to") != NULL && !json_is_true(json_object_get(place, "attributed")));
    }
    return OK;
}

typedef struct Posted {
    Web               *web;
    HttpExchange      *exchange;
    const WebLanguage *language;
    WebAsker           asker;
    HttpForm          *form;
} Posted;

static Status ask(Posted *posted, json_t **out, Problem *problem)
{
    Asker asker = web_asker_for_service(&posted->asker);
    Slice arguments[ARGUMENTS];

    for (size_t i = 0; i < ARGUMENTS; i++)
        arguments[i] = http_form_value(posted->form, arguments_of[i]);
    return service_query(posted->web->service, "quote", arguments, ARGUMENTS, &asker, house_now(posted->web->house), out, problem);
}

static Status print_page(Posted *posted, json_t *answer, Buffer *out, Problem *problem)
{
    static const PageAddress address = {{"quote", 5}, {NULL, 0}};
    WebPage                  page = {.template = "quote", .section = "search"};
    json_t                  *given = json_object();
    Buffer                   title;
    Status                   status;

    for (size_t i = 0; i < ARGUMENTS; i++)
        if (json_object_get(answer, arguments_of[i]) != NULL)
            (void)json_object_set(given, arguments_of[i], json_object_get(answer, arguments_of[i]));
    TRY(quote_more(posted->web, posted->exchange, &posted->asker, answer, problem));
    (void)json_object_set_new(answer, "page", json_pack("{s:o*}", "argument", given));
    buffer_init(&title, QUOTE_FORM_MAX);
    message_print_in(&title, posted->language->code, MSG("title.quote"), NULL);
    status = house_print(posted->web, posted->language, &page, &address, buffer_slice(&title), answer, &posted->asker, out, problem);
    buffer_clear(&title);
    return status;
}

static Status make_answer(Posted *posted, bool json, Buffer *out, Problem *problem)
{
    json_t *answer = NULL;
    Status  status = ask(posted, &answer, problem);

    if (status == OK && json) {
        json_print_pretty(answer, out);
        buffer_add_byte(out, '\n');
        status = out->status;
    } else if (status == OK) {
        status = print_page(posted, answer, out, problem);
    }
    json_decref(answer);
    return status;
}

static void post_quote(HttpExchange *exchange, void *context)
{
    Posted  posted = {.web = context, .exchange = exchange, .language = web_language_find(context, http_wild(exchange, 0))};
    Problem problem = {0};
    Buffer  bytes;
    Status  status = web_asker(posted.web, exchange, &posted.asker);
    bool    json;

    if (posted.language == NULL) {
        web_not_found(posted.web, exchange, &posted.asker);
        return;
    }
    buffer_init(&bytes, WEB_PAGE_MAX);
    if (status == OK)
        status = http_form_read(http_header(exchange, "Content-Type"), http_body(exchange), &posted.form, &problem);
    json = status == OK && (web_wants_json(exchange) || slice_is(http_form_value(posted.form, "as"), "json"));
    if (status == OK)
        status = make_answer(&posted, json, &bytes, &problem);
    if (status == OK)
        house_reply(posted.web, exchange, &(PageReply){.status = 200, .content_type = json ? "application/json" : "text/html; charset=utf-8", .language = posted.language->code}, &bytes);
    else
        web_refuse(posted.web, exchange, &posted.asker, status, &problem);
    http_form_free(posted.form);
    buffer_clear(&bytes);
}

static const HttpRoute routes[] = {
    {HTTP_POST, "*/quote", QUOTE_FORM_MAX, post_quote},
};
const WebRoutes web_quote_routes = {routes, sizeof routes / sizeof routes[0]};
