/* SPDX-License-Identifier: Apache-2.0
 *
 * Is this quotation in the record? The page asks by a form that is posted, so that what is asked stands in no address, no history and no log of a proxy; the same by an address for programs. Neither is
 * kept anywhere. A receipt is asked for in the same way, by the passage and the name of a place.
 */
#include "service/quote_receipt.h"
#include "web/pages_internal.h"
#include "web/people_internal.h"

#include <jansson.h>

enum { QUOTE_FORM_MAX = 128 * 1024 /* three pages, percent-encoded */, ARGUMENTS = 2 };
static const char *const arguments_of[ARGUMENTS] = {"q", "attributed_to"};

static void name_place(json_t *place)
{
    Buffer name;

    buffer_init(&name, QUOTE_PLACE_MAX);
    quote_place_print(place, &name);
    (void)json_object_set_new(place, "place", json_from_slice(buffer_slice(&name)));
    buffer_clear(&name);
}

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
        name_place(place);
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

static Status reply_answer(Posted *posted, bool json, Problem *problem)
{
    Buffer bytes;
    Status status;

    buffer_init(&bytes, WEB_PAGE_MAX);
    status = make_answer(posted, json, &bytes, problem);
    if (status == OK)
        house_reply(posted->web, posted->exchange, &(PageReply){.status = 200, .content_type = json ? "application/json" : "text/html; charset=utf-8", .language = posted->language->code}, &bytes);
    buffer_clear(&bytes);
    return status;
}

/* ---- receipts ---- */

static Status print_receipt(const QuoteReceipt *receipt, Buffer *out)
{
    json_t *object = json_pack("{s:o, s:o, s:o}", "receipt", json_from_slice(buffer_slice(&receipt->text)), "signature", json_from_slice(buffer_slice(&receipt->signature)), "public_key",
                               json_from_slice(buffer_slice(&receipt->key)));

    if (object == NULL)
        return ERR_MEMORY;
    json_print_pretty(object, out);
    buffer_add_byte(out, '\n');
    json_decref(object);
    return out->status;
}

static Status reply_receipt(Posted *posted, bool json, Problem *problem)
{
    Asker           asker = web_asker_for_service(&posted->asker);
    QuoteReceiptAsk ask = {http_form_value(posted->form, arguments_of[0]), http_form_value(posted->form, arguments_of[1]), http_form_value(posted->form, "place")};
    HttpHeader      header = {"Content-Disposition", "attachment; filename=\"quote-receipt.zip\""};
    QuoteReceipt    receipt;
    Buffer          bytes;
    Status          status = service_quote_receipt(posted->web->service, &ask, &asker, house_now(posted->web->house), &receipt, problem);

    buffer_init(&bytes, WEB_PAGE_MAX);
    if (status == OK)
        status = json ? print_receipt(&receipt, &bytes) : quote_receipt_zip(&receipt, &bytes, problem);
    if (status == OK)
        http_reply(posted->exchange, &(HttpReply){.status = 200, .content_type = json ? "application/json" : "application/zip", .cache_control = "private, no-store", .headers = &header, .header_count = json ? 0 : 1, .give = &bytes});
    quote_receipt_clear(&receipt);
    buffer_clear(&bytes);
    return status;
}

/* ---- what is posted ---- */

static void take(HttpExchange *exchange, Web *web, Status (*reply)(Posted *posted, bool json, Problem *problem))
{
    Posted  posted = {.web = web, .exchange = exchange, .language = web_language_find(web, http_wild(exchange, 0))};
    Problem problem = {0};
    Status  status = web_asker(web, exchange, &posted.asker);

    if (posted.language == NULL) {
        web_not_found(web, exchange, &posted.asker);
        return;
    }
    if (status == OK)
        status = http_form_read(http_header(exchange, "Content-Type"), http_body(exchange), &posted.form, &problem);
    if (status == OK)
        status = reply(&posted, web_wants_json(exchange) || slice_is(http_form_value(posted.form, "as"), "json"), &problem);
    if (status != OK)
        web_refuse(web, exchange, &posted.asker, status, &problem);
    http_form_free(posted.form);
}

static void post_quote(HttpExchange *exchange, void *context)
{
    take(exchange, context, reply_answer);
}

static void post_receipt(HttpExchange *exchange, void *context)
{
    take(exchange, context, reply_receipt);
}

static const HttpRoute routes[] = {
    {HTTP_POST, "*/quote", QUOTE_FORM_MAX, post_quote},
    {HTTP_POST, "*/quote/receipt", QUOTE_FORM_MAX, post_receipt},
};
const WebRoutes web_quote_routes = {routes, sizeof routes / sizeof routes[0]};
