/* SPDX-License-Identifier: Apache-2.0
 *
 * What programs follow: the interface's description; lists as CSV and Atom, meetings as iCalendar. All of them are answers of named queries in another dress, for strangers too.
 */
#include "service/chain.h"
#include "web/pages_internal.h"

#include <jansson.h>

enum { FEED_AGE_S = 60, NAME_SIZE = 40, ADDRESS_SIZE = 400, FEED_MAX = 8 * 1024 * 1024 };

static void reply_feed(HttpExchange *exchange, const WebAsker *asker, const char *type, Buffer *bytes)
{
    char cache[64];

    (void)snprintf(cache, sizeof cache, asker->signed_in ? "private, no-store" : "public, max-age=%d", FEED_AGE_S);
    http_reply(exchange, &(HttpReply){.status = 200, .content_type = type, .cache_control = cache, .headers = &(HttpHeader){"Vary", "Cookie, Authorization"}, .header_count = 1, .give = bytes});
}

/* The language of a feed's words: ?language=, else English, so that an address is one feed. */
static const WebLanguage *feed_language(const Web *web, const HttpExchange *exchange)
{
    const WebLanguage *found = NULL;
    Slice              code;

    if (http_query(exchange, "language", &code))
        found = web_language_find(web, code);
    return found != NULL ? found : web_language_find(web, SLICE("en"));
}

/* Who asks and what is answered; false: the exchange has its answer already. The path borrows from the exchange, or is ours. */
static bool ask(Web *web, HttpExchange *exchange, Slice path, const WebLanguage *language, WebAsker *asker, json_t **answer)
{
    Slice          wilds[PAGE_WILDS_MAX] = {{NULL, 0}};
    const PageRow *row = page_find(path, wilds);
    Problem        problem = {0};
    Status         status = web_asker(web, exchange, asker);

    if (row == NULL) {
        web_not_found(web, exchange, asker);
        return false;
    }
    if (status == OK)
        status = page_answer(web, exchange, row, wilds, language, asker, answer, &problem);
    if (status == OK)
        return true;
    web_refuse(web, exchange, asker, status, &problem);
    return false;
}

static void get_openapi(HttpExchange *exchange, void *context)
{
    Web   *web = context;
    Buffer bytes;

    buffer_init(&bytes, WEB_PAGE_MAX);
    openapi_print(web->prefix, &bytes);
    http_reply(exchange, &(HttpReply){.status = 200, .content_type = "application/json", .cache_control = "public, max-age=3600", .give = &bytes});
    buffer_clear(&bytes);
}

/* ---- CSV ---- */

static void reply_csv(Web *web, HttpExchange *exchange, const WebAsker *asker, const json_t *list)
{
    Buffer bytes;

    buffer_init(&bytes, FEED_MAX);
    if (csv_print(list, &bytes) == OK)
        reply_feed(exchange, asker, "text/csv; charset=utf-8", &bytes);
    else
        web_refuse(web, exchange, asker, ERR_LIMIT, NULL);
    buffer_clear(&bytes);
}

/* The list of a page that has its name. */
static void get_csv(HttpExchange *exchange, void *context)
{
    Web     *web = context;
    WebAsker asker;
    json_t  *answer = NULL;
    Slice    path = slice_part(http_path(exchange), 0, http_path(exchange).size - strlen(".csv"));
    char     name[NAME_SIZE];

    (void)snprintf(name, sizeof name, "%.*s", (int)path.size, path.data);
    if (!ask(web, exchange, path, feed_language(web, exchange), &asker, &answer))
        return;
    reply_csv(web, exchange, &asker, json_object_get(answer, name));
    json_decref(answer);
}

/* The answers to one question of a call, a paragraph a row. */
static void get_across(HttpExchange *exchange, void *context)
{
    Web     *web = context;
    WebAsker asker;
    json_t  *answer = NULL;

    if (!ask(web, exchange, slice_part(http_path(exchange), 0, http_path(exchange).size - strlen(".csv")), feed_language(web, exchange), &asker, &answer))
        return;
    reply_csv(web, exchange, &asker, json_object_get(answer, "answers"));
    json_decref(answer);
}

/* The passages of a concept: `own` says whether their author tagged them. */
static void get_passages(HttpExchange *exchange, void *context)
{
    Web     *web = context;
    WebAsker asker;
    json_t  *answer = NULL, *list, *row;
    size_t   i;

    if (!ask(web, exchange, slice_part(http_path(exchange), 0, http_path(exchange).size - strlen("/passages.csv")), feed_language(web, exchange), &asker, &answer))
        return;
    list = json_array();
    json_array_foreach(json_object_get(answer, "passages"), i, row)
    {
        (void)json_object_set_new(row, "own", json_integer(1));
        (void)json_array_append(list, row);
    }
    json_array_foreach(json_object_get(answer, "readers"), i, row)
    {
        (void)json_object_set_new(row, "own", json_integer(0));
        (void)json_array_append(list, row);
    }
    reply_csv(web, exchange, &asker, list);
    json_decref(list);
    json_decref(answer);
}

/* What became of a paragraph, or of all of a document: chain.csv/SYMBOL has the parameters of chain/SYMBOL. */
static void get_chain(HttpExchange *exchange, void *context)
{
    Web     *web = context;
    WebAsker asker;
    json_t  *answer = NULL, *table;
    Buffer   path;

    buffer_init(&path, HTTP_PATH_MAX + NAME_SIZE);
    buffer_add_string(&path, "chain/");
    buffer_add(&path, http_wild(exchange, 0));
    if (ask(web, exchange, buffer_slice(&path), feed_language(web, exchange), &asker, &answer)) {
        table = chain_table(answer);
        reply_csv(web, exchange, &asker, table);
        json_decref(table);
    }
    json_decref(answer);
    buffer_clear(&path);
}

/* ---- Atom ---- */

static const struct {
    const char *room, *id, *before, *updated, *title;
} atoms[] = {
    {"documents", "symbol", "symbol", "date", MSG("title.documents")},
    {"statements", "act", "party", "at", MSG("title.statements")},
};

/* A statement's date is the time that its act names: the author's word, which is what a feed's `updated` is. */
static void add_times(Web *web, json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *item = json_array_get(list, i);
        Hash    act;
        ActRow  row;
        Buffer  bytes;
        Entry   entry;

        buffer_init(&bytes, ENTRY_MAX);
        if (hash_parse_hex(json_slice(json_object_get(item, "act")), &act) == OK && service_act(web->service, &act, &row, &bytes, NULL) == OK &&
            entry_decode(buffer_slice(&bytes), &entry, NULL) == OK)
            (void)json_object_set_new(item, "at", json_integer(entry.at));
        buffer_clear(&bytes);
    }
}

static void get_atom(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language = feed_language(web, exchange);
    size_t             which = slice_starts(http_path(exchange), atoms[0].room) ? 0 : 1;
    RecordFacts        facts = {0};
    WebAsker           asker;
    json_t            *answer = NULL;
    Buffer             bytes, title;
    char               base[ADDRESS_SIZE], host[ADDRESS_SIZE];
    AtomFeed           feed = {.language = language, .base = base, .host = host, .room = atoms[which].room, .id = atoms[which].id, .before = atoms[which].before, .updated = atoms[which].updated};

    if (!ask(web, exchange, slice_from(atoms[which].room), language, &asker, &answer))
        return;
    add_times(web, json_object_get(answer, "statements"));
    buffer_init(&bytes, FEED_MAX);
    buffer_init(&title, 1000);
    message_print_arguments_in(&title, language->code, atoms[which].title, 0, NULL, NULL);
    feed.title = buffer_slice(&title);
    if (service_facts(web->service, &facts, NULL) == OK) {
        (void)snprintf(base, sizeof base, "https://%s/%s", facts.origin, language->code);
        (void)snprintf(host, sizeof host, "%.*s", (int)strcspn(facts.origin, "/:"), facts.origin);
        atom_print(&feed, json_object_get(answer, atoms[which].room), &bytes);
        reply_feed(exchange, &asker, "application/atom+xml; charset=utf-8", &bytes);
    } else {
        web_refuse(web, exchange, &asker, ERR_BUSY, NULL);
    }
    record_facts_clear(&facts);
    buffer_clear(&title);
    buffer_clear(&bytes);
    json_decref(answer);
}

/* ---- calendar ---- */

static void get_calendar(HttpExchange *exchange, void *context)
{
    Web               *web = context;
    const WebLanguage *language = feed_language(web, exchange);
    Slice              body = http_wild(exchange, 0);
    RecordFacts        facts = {0};
    WebAsker           asker;
    json_t            *answer = NULL;
    Buffer             bytes;
    Problem            problem = {0};
    Status             status = web_asker(web, exchange, &asker);

    if (status == OK) {
        Asker asking = web_asker_for_service(&asker);

        status = named_query_find("calendar") != NULL ? service_query(web->service, "calendar", &body, 1, &asking, house_now(web->house), &answer, &problem) : ERR_NOT_FOUND;
    }
    if (status == OK)
        status = service_facts(web->service, &facts, &problem);
    buffer_init(&bytes, FEED_MAX);
    if (status == OK) {
        calendar_print(json_object_get(answer, "meetings"), language, facts.origin, facts.clock, &bytes);
        reply_feed(exchange, &asker, "text/calendar; charset=utf-8", &bytes);
    } else {
        web_refuse(web, exchange, &asker, status, &problem);
    }
    record_facts_clear(&facts);
    buffer_clear(&bytes);
    json_decref(answer);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "openapi.json", 0, get_openapi},     {HTTP_GET, "documents.csv", 0, get_csv},  {HTTP_GET, "statements.csv", 0, get_csv},
    {HTTP_GET, "parties.csv", 0, get_csv},          {HTTP_GET, "initiatives.csv", 0, get_csv}, {HTTP_GET, "acts.csv", 0, get_csv},
    {HTTP_GET, "calls.csv", 0, get_csv},            {HTTP_GET, "concepts.csv", 0, get_csv},   {HTTP_GET, "calls/*/across.csv", 0, get_across}, {HTTP_GET, "concepts/*/passages.csv", 0, get_passages},
    {HTTP_GET, "chain.csv/*", 0, get_chain},
    {HTTP_GET, "documents.atom", 0, get_atom},      {HTTP_GET, "statements.atom", 0, get_atom}, {HTTP_GET, "calendar.ics", 0, get_calendar},
    {HTTP_GET, "bodies/*/calendar.ics", 0, get_calendar},
};
const WebRoutes web_feed_routes = {routes, sizeof routes / sizeof routes[0]};
