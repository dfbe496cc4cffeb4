/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents in their official layout, in a language and a format: /LANGUAGE/editions/FORMAT/SYMBOL; the note verbale of a call: /LANGUAGE/notes/FORMAT/CALL; the agenda of a session:
 * /LANGUAGE/agendas/FORMAT/SESSION. They are made from the record when they are asked for, by the house's own threads.
 */
#include "service/report.h"
#include "web/pages_internal.h"

enum { FILE_BYTES_MAX = 256 * 1024 * 1024, NAME_BYTES_MAX = 160 };

typedef Status Lay(const LayoutAsk *ask, Slice name, ServiceLayout **out, Problem *problem);

typedef struct Edition {
    Web                  *web;
    HttpExchange         *exchange;
    const WebLanguage    *language;
    const DocumentFormat *format;
    WebAsker              asker;
    Lay                  *lay;
} Edition;

/* "A_77_100.en.pdf": what is no letter, digit, dot or hyphen becomes a line. */
static void name_file(const Edition *edition, char out[NAME_BYTES_MAX + 60])
{
    Slice  name = http_wild(edition->exchange, 2);
    size_t size = name.size < NAME_BYTES_MAX ? name.size : NAME_BYTES_MAX, at = (size_t)snprintf(out, NAME_BYTES_MAX, "%s", "attachment; filename=\"");

    for (size_t i = 0; i < size; i++) {
        char c = name.data[i];

        out[at++] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ? c : '_';
    }
    (void)snprintf(out + at, 30, ".%s.%s\"", edition->language->code, edition->format->name);
}

static void answer_edition(Edition *edition)
{
    Asker          whose = web_asker_for_service(&edition->asker);
    LayoutAsk      ask = {edition->web->service, &whose, house_now(edition->web->house), edition->language->code};
    ServiceLayout *layout = NULL;
    Buffer         bytes;
    OfficialSink   sink = official_to_buffer(&bytes);
    Problem        problem = {0};
    char           disposition[NAME_BYTES_MAX + 60];
    HttpHeader     header = {"Content-Disposition", disposition};
    Status         status;

    buffer_init(&bytes, FILE_BYTES_MAX);
    status = edition->lay(&ask, http_wild(edition->exchange, 2), &layout, &problem);
    if (status == OK)
        status = service_layout_write(layout, edition->format, &sink, &problem);
    service_layout_free(layout);
    name_file(edition, disposition);
    if (status == OK)
        http_reply(edition->exchange, &(HttpReply){.status = 200, .content_type = edition->format->media, .cache_control = "private, no-store", .headers = &header, .header_count = 1, .give = &bytes});
    else
        web_refuse(edition->web, edition->exchange, &edition->asker, status, &problem);
    buffer_clear(&bytes);
}

static void edition_later(void *context)
{
    answer_edition(context);
    memory_free(context);
}

static void get(HttpExchange *exchange, Web *web, Lay *lay)
{
    const WebLanguage    *language = web_language_find(web, http_wild(exchange, 0));
    const DocumentFormat *format = document_format_find(http_wild(exchange, 1));
    Edition              *edition = language != NULL && format != NULL ? memory_new_zeroed(1, sizeof *edition) : NULL;
    Problem               problem = {0};
    Status                status;

    if (edition == NULL) {
        web_not_found(web, exchange, &(WebAsker){0});
        return;
    }
    *edition = (Edition){.web = web, .exchange = exchange, .language = language, .format = format, .lay = lay};
    status = web_asker(web, exchange, &edition->asker);
    if (status == OK)
        status = work_add(web->house->work, edition_later, edition, &problem);
    if (status == OK)
        return;
    web_refuse(web, exchange, &edition->asker, status, &problem);
    memory_free(edition);
}

static void get_document(HttpExchange *exchange, void *context)
{
    get(exchange, context, service_layout_document);
}

static void get_note(HttpExchange *exchange, void *context)
{
    get(exchange, context, service_layout_note);
}

static void get_agenda(HttpExchange *exchange, void *context)
{
    get(exchange, context, service_layout_agenda);
}

static const HttpRoute routes[] = {
    {HTTP_GET, "*/editions/*/*", 0, get_document},
    {HTTP_GET, "*/notes/*/*", 0, get_note},
    {HTTP_GET, "*/agendas/*/*", 0, get_agenda},
};
const WebRoutes web_edition_routes = {routes, sizeof routes / sizeof routes[0]};
