/* SPDX-License-Identifier: Apache-2.0
 *
 * One way to answer with a page: its HTML, its JSON, its headers; and the pages that say no.
 */
#include "web/pages_internal.h"

#include <jansson.h>

enum { TAG_BYTES = 16, TITLE_MAX = 2000, STRANGER_AGE_S = 10 };

#define HTML "text/html; charset=utf-8"
#define JSON "application/json"
#define POLICY "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

bool web_serves_pseudo(const Web *web)
{
    return web->house != NULL && web->house->pseudo_language;
}

/* ---- requests ---- */

Slice web_cookie_in(Slice header, const char *name)
{
    Slice  rest = header;
    size_t size = strlen(name);

    while (rest.size != 0) {
        const char *end = memchr(rest.data, ';', rest.size);
        Slice       pair = slice_trim(end != NULL ? (Slice){rest.data, (size_t)(end - rest.data)} : rest);

        if (pair.size > size && memcmp(pair.data, name, size) == 0 && pair.data[size] == '=')
            return slice_part(pair, size + 1, pair.size);
        rest = end != NULL ? slice_part(rest, (size_t)(end - rest.data) + 1, rest.size) : (Slice){NULL, 0};
    }
    return (Slice){NULL, 0};
}

Slice web_cookie(const HttpExchange *exchange, const char *name)
{
    return web_cookie_in(http_header(exchange, "Cookie"), name);
}

bool web_wants_json(const HttpExchange *exchange)
{
    Slice as, accept = http_header(exchange, "Accept");

    if (http_query(exchange, "as", &as))
        return slice_is(as, "json");
    return slice_starts(accept, "application/json");
}

/* ---- printing ---- */

Status house_print(Web *web, const WebLanguage *language, const WebPage *page, const PageAddress *address, Slice title, const json_t *answer, const WebAsker *asker, Buffer *out, Problem *problem)
{
    const House    *house = web->house;
    char            base[BASE_SIZE];
    FilterContext   context = {language, house->formats, base};
    const Template *layout = template_set_find(house->templates, SLICE("layout")), *content = template_set_find(house->templates, slice_from(page->template));
    json_t         *whole = answer != NULL ? json_copy((json_t *)(uintptr_t)answer) : json_object(), *facts, *given;
    Status          status;

    REQUIRE(layout != NULL && content != NULL);
    house_base(web, language, base);
    facts = house_facts(web, language, address, page->section, title, asker);
    given = json_object_get(whole, "page"); /* what the row's parameters add */
    if (facts != NULL && json_is_object(given))
        (void)json_object_update(facts, given);
    status = facts != NULL && json_object_set_new(whole, "page", facts) == 0 ? OK : ERR_MEMORY;
    if (status == OK)
        status = template_render(layout, whole, &(RenderOptions){.content = content, .language = language->code, .context = &context}, out);
    json_decref(whole);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static void tag_of(const House *house, const PageReply *reply, char out[2 * TAG_BYTES + 1])
{
    char    state[DECIMAL_MAX];
    uint8_t digest[SHA256_SIZE];
    Slice   parts[] = {{(const char *)house->build, sizeof house->build}, reply->address, slice_from(reply->content_type), slice_from(decimal(state, (int64_t)reply->state))};

    sha256_parts(parts, sizeof parts / sizeof parts[0], digest);
    hex_print(digest, TAG_BYTES, out);
}

void house_reply(const Web *web, HttpExchange *exchange, const PageReply *reply, Buffer *bytes)
{
    char       tag[2 * TAG_BYTES + 1], cache[64];
    HttpHeader headers[HTTP_HEADERS_MAX] = {{"Content-Security-Policy", POLICY}, {"Vary", "Cookie, Authorization, Accept"}};
    size_t     count = 2;
    bool       kept = reply->state != 0 && reply->status == 200;

    if (reply->language != NULL)
        headers[count++] = (HttpHeader){"Content-Language", reply->language};
    REQUIRE(count + reply->header_count <= HTTP_HEADERS_MAX);
    for (size_t i = 0; i < reply->header_count; i++)
        headers[count++] = reply->headers[i];
    if (kept)
        tag_of(web->house, reply, tag);
    (void)snprintf(cache, sizeof cache, kept ? "public, max-age=%d" : "private, no-store", STRANGER_AGE_S);
    http_reply(exchange, &(HttpReply){.status = reply->status, .content_type = reply->content_type, .cache_control = cache, .etag = kept ? tag : NULL, .headers = headers, .header_count = count,
                                      .give = bytes});
}

/* ---- for the other rooms ---- */

/* The title of a page: its message, or the answer's own `title`. */
static void print_title(const WebLanguage *language, const WebPage *page, const json_t *json, Buffer *out)
{
    const json_t *title = json_object_get(json, "title");
    Slice         text = json_slice(title);

    if (page->title != NULL)
        message_print_arguments_in(out, language->code, page->title, 0, NULL, NULL);
    else if (text.size != 0 || filter_words(language, title, &text) != NULL)
        buffer_add(out, text);
}

static PageAddress address_of(const Web *web, const HttpExchange *exchange, Buffer *room)
{
    Slice       path = http_path(exchange);
    const char *slash = path.size != 0 ? memchr(path.data, '/', path.size) : NULL;
    Slice       first = slash != NULL ? (Slice){path.data, (size_t)(slash - path.data)} : path;

    if (web_language_find(web, first) != NULL)
        path = slash != NULL ? slice_part(path, first.size + 1, path.size) : (Slice){NULL, 0};
    filter_path(path, true, room);
    return (PageAddress){buffer_slice(room), {NULL, 0}};
}

static void render_at(Web *web, HttpExchange *exchange, const WebPage *page, const PageAddress *address, const json_t *json, const WebAsker *asker)
{
    const WebLanguage *language = web_language(web, exchange);
    Buffer             bytes, title;
    PageReply          reply = {.status = page->status != 0 ? page->status : 200, .content_type = HTML, .language = language->code, .headers = page->headers, .header_count = page->header_count};
    Problem            problem = {0};
    Status             status = OK;

    buffer_init(&bytes, WEB_PAGE_MAX);
    buffer_init(&title, TITLE_MAX);
    print_title(language, page, json, &title);
    if (web_wants_json(exchange)) {
        json_print_pretty(json, &bytes);
        reply.content_type = JSON;
    } else {
        status = house_print(web, language, page, address, buffer_slice(&title), json, asker, &bytes, &problem);
    }
    if (status == OK)
        house_reply(web, exchange, &reply, &bytes);
    else
        http_reply_problem(exchange, &problem);
    buffer_clear(&title);
    buffer_clear(&bytes);
}

void web_render(Web *web, HttpExchange *exchange, const WebPage *page, const json_t *json, const WebAsker *asker)
{
    Buffer      room;
    PageAddress address;

    buffer_init(&room, 3 * HTTP_PATH_MAX);
    address = address_of(web, exchange, &room);
    render_at(web, exchange, page, &address, json, asker);
    buffer_clear(&room);
}

/* ---- pages that say no ---- */

/* Names no address, so that its bytes say nothing of what was asked for. */
static void say_no(Web *web, HttpExchange *exchange, const WebAsker *asker, const char *title, int status, const char *template, const json_t *json)
{
    static const PageAddress nowhere = {{NULL, 0}, {NULL, 0}};

    render_at(web, exchange, &(WebPage){.template = template, .title = title, .status = status}, &nowhere, json, asker);
}

void web_not_found(Web *web, HttpExchange *exchange, const WebAsker *asker)
{
    const WebLanguage *language = web_language(web, exchange);
    json_t            *json;
    Buffer             sentence;

    buffer_init(&sentence, TITLE_MAX);
    message_print_in(&sentence, language->code, MSG("page.absent"), NULL);
    json = json_pack("{s:o}", "refused", json_from_slice(buffer_slice(&sentence)));
    say_no(web, exchange, asker, MSG("title.absent"), 404, "absent", json);
    json_decref(json);
    buffer_clear(&sentence);
}

void web_refuse(Web *web, HttpExchange *exchange, const WebAsker *asker, Status status, const Problem *problem)
{
    const WebLanguage *language = web_language(web, exchange);
    Problem            plain = {.status = status};
    Buffer             sentence;
    json_t            *json;

    if (status == ERR_NOT_FOUND) {
        web_not_found(web, exchange, asker);
        return;
    }
    buffer_init(&sentence, 16 * 1024);
    problem_print_in(problem != NULL && problem->message != NULL ? problem : &plain, language->code, &sentence);
    json = json_pack("{s:o}", "refused", json_from_slice(buffer_slice(&sentence)));
    say_no(web, exchange, asker, MSG("title.refused"), status_face(status)->http, "refused", json);
    json_decref(json);
    buffer_clear(&sentence);
}

void web_redirect(const Web *web, HttpExchange *exchange, Slice path, const HttpHeader *headers, size_t header_count)
{
    HttpHeader all[HTTP_HEADERS_MAX];
    char       location[3 * HTTP_PATH_MAX + HTTP_PREFIX_MAX];

    REQUIRE(header_count < HTTP_HEADERS_MAX - 1);
    (void)snprintf(location, sizeof location, "%s/%.*s", web->prefix, (int)path.size, path.size != 0 ? path.data : "");
    all[0] = (HttpHeader){"Location", location};
    all[1] = (HttpHeader){"Vary", "Accept-Language, Cookie"};
    for (size_t i = 0; i < header_count; i++)
        all[2 + i] = headers[i];
    http_reply(exchange, &(HttpReply){.status = 303, .headers = all, .header_count = 2 + header_count});
}
