/* SPDX-License-Identifier: Apache-2.0
 *
 * Papers that the house makes of its own record: the proceedings of a meeting, and the Chair's letter for a silence. One list of sentences in the reader's language stands on the page and in the file,
 * so that both say the same.
 */
#include "service/report.h"
#include "web/pages_internal.h"

#include <jansson.h>

enum { SENTENCE_MAX = 8 * PROBLEM_VALUE_MAX, LINES_MAX_PAPER = 20000, VALUE_SIZE = 1000 };
#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

/* ---- sentences ---- */

typedef char Value[VALUE_SIZE];

static void keep(Value out, Slice text)
{
    size_t size = text.size < VALUE_SIZE ? text.size : VALUE_SIZE - 1;

    while (size != 0 && size < text.size && ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size--;
    (void)snprintf(out, VALUE_SIZE, "%.*s", (int)size, text.size != 0 ? text.data : "");
}

/* What has names, in the reader's language; else its slug. */
static void keep_name(Value out, const WebLanguage *language, const json_t *names, const json_t *slug)
{
    Slice text = {NULL, 0};

    if (filter_words(language, names, &text) == NULL)
        text = json_slice(slug);
    keep(out, text);
}

static json_t *sentence(const WebLanguage *language, const char *id, int count, const char *const names[], const char *const values[])
{
    Buffer  text;
    json_t *out;

    buffer_init(&text, SENTENCE_MAX);
    message_print_arguments_in(&text, language->code, id, count, names, values);
    out = json_from_slice(buffer_slice(&text));
    buffer_clear(&text);
    return out;
}

static json_t *said(const WebLanguage *language, const char *id)
{
    return sentence(language, id, 0, NULL, NULL);
}

/* ---- proceedings ---- */

/* The words of a message whose end the entry says. */
static void keep_words(Value out, const WebLanguage *language, const char *family, const char *end)
{
    char        id[80];
    const char *words;

    (void)snprintf(id, sizeof id, "%s.%.40s", family, end);
    words = message_text_in(language->code, id);
    keep(out, slice_from(words != NULL ? words : ""));
}

/* The paragraph by its label or its first words, from the first to the last of a part. */
static void keep_place(Value out, const json_t *entry)
{
    Value first, last;

    keep(first, json_slice(json_object_get(entry, json_object_get(entry, "label") != NULL ? "label" : "paragraph")));
    keep(last, json_slice(json_object_get(entry, "until")));
    (void)snprintf(out, VALUE_SIZE, "%.*s%s%.*s", VALUE_SIZE / 2 - 4, first, last[0] != '\0' ? " \xE2\x80\x93 " : "", VALUE_SIZE / 2 - 4, last);
}

static json_t *entry_sentence(const WebLanguage *language, const json_t *entry)
{
    static const char *const names[] = {"party", "text", "place", "what"};
    Value                    party, text, place, what;
    const char              *values[] = {party, text, place, what};
    const json_t            *own = json_object_get(entry, "names");
    bool                     adopted = slice_is(json_slice(json_object_get(entry, "what")), "adopted");
    char                     id[60];

    (void)snprintf(id, sizeof id, "proceedings.%s", json_string_value(json_object_get(entry, "what")));
    keep_name(party, language, json_object_get(json_object_get(entry, "party"), "names"), json_object_get(json_object_get(entry, "party"), "party"));
    keep_name(text, language, own != NULL ? own : json_object_get(entry, "text_names"), json_object_get(entry, "process"));
    keep_place(place, entry);
    keep(what, json_slice(json_object_get(entry, "note")));
    if (adopted)
        keep_words(what, language, "text.manner", what);
    if (json_object_get(entry, "reading") != NULL)
        keep_words(what, language, "text.reading", json_string_value(json_object_get(entry, "reading")));
    return sentence(language, id, 4, names, values);
}

/* A reason or a note stands behind the sentence; where it is part of the sentence it does not. */
static bool has_note(const json_t *entry)
{
    static const char *const inside[] = {"issued", "adopted", "statement"};

    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
        if (slice_is(json_slice(json_object_get(entry, "what")), inside[i]))
            return false;
    return json_object_get(entry, "note") != NULL;
}

static Status dress_proceedings(const WebLanguage *language, json_t *answer)
{
    json_t *entry;
    size_t  i;

    json_array_foreach(json_object_get(answer, "entries"), i, entry)
    {
        (void)json_object_set_new(entry, "sentence", entry_sentence(language, entry));
        if (has_note(entry))
            (void)json_object_set(entry, "quoted", json_object_get(entry, "note"));
        if (slice_is(json_slice(json_object_get(entry, "what")), "statement"))
            (void)json_object_set(entry, "statement", json_object_get(entry, "act"));
    }
    return OK;
}

Status proceedings_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    (void)asker, (void)problem;
    return dress_proceedings(web_language(web, exchange), answer);
}

/* ---- the letter ---- */

static void print_time(Web *web, const WebLanguage *language, int64_t seconds, Slice zone, Value out)
{
    Buffer text;

    buffer_init(&text, VALUE_SIZE);
    formats_date(web->house->formats, language->locale, FORMAT_DATE_CLOCK, seconds, zone, &text);
    buffer_add_byte(&text, ' ');
    if (zone.size != 0)
        formats_offset(web->house->formats, seconds, zone, &text);
    else
        buffer_add_string(&text, "UTC");
    keep(out, buffer_slice(&text));
    buffer_clear(&text);
}

static void dress_letter(Web *web, const WebLanguage *language, json_t *answer)
{
    static const char *const names[] = {"text", "version", "there", "utc", "body"};
    static const char *const ids[] = {MSG("letter.placed"), MSG("letter.until"), MSG("letter.kept"), MSG("letter.broken"), MSG("letter.how")};
    const json_t            *silence = json_object_get(answer, "silence"), *version = json_object_get(silence, json_object_get(silence, "symbol") != NULL ? "symbol" : "version_name");
    int64_t                  deadline = json_integer_value(json_object_get(silence, "deadline"));
    json_t                  *lines = json_array();
    Value                    text, named, there, utc, body;
    const char              *values[] = {text, named, there, utc, body};

    keep_name(text, language, json_object_get(answer, "names"), json_object_get(answer, "process"));
    keep_name(body, language, json_object_get(answer, "body_names"), json_object_get(answer, "body"));
    keep(named, json_slice(version));
    print_time(web, language, deadline, json_slice(json_object_get(answer, "zone")), there);
    print_time(web, language, deadline, (Slice){NULL, 0}, utc);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        (void)json_array_append_new(lines, sentence(language, ids[i], 5, names, values));
    (void)json_object_set_new(answer, "lines", lines);
    (void)json_object_set_new(answer, "heading", sentence(language, MSG("letter.heading"), 5, names, values));
}

Status letter_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    (void)asker, (void)problem;
    dress_letter(web, web_language(web, exchange), answer);
    return OK;
}

/* ---- as files ---- */

typedef struct Paper {
    PaperLine *lines;
    size_t     count, room;
    json_t    *kept; /* what the lines' words are borrowed from */
} Paper;

/* `words`: stolen. */
static void add_line(Paper *paper, PaperRank rank, json_t *words)
{
    (void)json_array_append_new(paper->kept, words);
    if (paper->count < paper->room && json_slice(words).size != 0)
        paper->lines[paper->count++] = (PaperLine){rank, json_slice(words)};
}

static json_t *name_of(const WebLanguage *language, const json_t *names)
{
    Value name;

    keep_name(name, language, names, NULL);
    return json_string(name);
}

static json_t *meeting_title(const WebLanguage *language, const json_t *answer)
{
    static const char *const names[] = {"number"};
    char                     digits[DECIMAL_MAX];
    const char              *values[] = {decimal(digits, json_integer_value(json_object_get(answer, "number")))};

    return json_object_get(answer, "number") != NULL ? sentence(language, MSG("meeting.number"), 1, names, values) : name_of(language, json_object_get(answer, "names"));
}

static void proceedings_paper(Web *web, const WebLanguage *language, json_t *answer, Paper *paper)
{
    json_t *entry;
    size_t  i;
    int64_t begin;
    Value   when;

    (void)dress_proceedings(language, answer);
    add_line(paper, PAPER_TITLE, said(language, MSG("proceedings.title")));
    add_line(paper, PAPER_HEADING, name_of(language, json_object_get(json_object_get(answer, "body"), "names")));
    add_line(paper, PAPER_HEADING, name_of(language, json_object_get(json_object_get(answer, "session"), "names")));
    add_line(paper, PAPER_HEADING, meeting_title(language, answer));
    if (formats_parse(json_slice(json_object_get(answer, "begin")), &begin)) {
        print_time(web, language, begin, json_slice(json_object_get(answer, "zone")), when);
        add_line(paper, PAPER_LINE, json_string(when));
    }
    add_line(paper, PAPER_LINE, said(language, MSG("proceedings.note")));
    json_array_foreach(json_object_get(answer, "entries"), i, entry)
    {
        const char *quoted = json_string_value(json_object_get(entry, "quoted"));

        add_line(paper, PAPER_LINE, json_sprintf("%zu. %s%s%s%s (%.8s)", i + 1, json_string_value(json_object_get(entry, "sentence")), quoted != NULL ? " \xE2\x80\x9C" : "", quoted != NULL ? quoted : "",
                                                 quoted != NULL ? "\xE2\x80\x9D" : "", json_string_value(json_object_get(entry, "act"))));
    }
}

static void letter_paper(Web *web, const WebLanguage *language, json_t *answer, Paper *paper)
{
    const json_t *silence = json_object_get(answer, "silence"), *chair = json_object_get(answer, "chair");
    json_t       *line;
    size_t        i;

    dress_letter(web, language, answer);
    add_line(paper, PAPER_TITLE, json_incref(json_object_get(answer, "heading")));
    json_array_foreach(json_object_get(answer, "lines"), i, line) add_line(paper, PAPER_LINE, json_incref(line));
    if (json_object_get(silence, "note") != NULL)
        add_line(paper, PAPER_LINE, json_incref(json_object_get(silence, "note")));
    if (chair != NULL) {
        add_line(paper, PAPER_LINE, json_incref(json_object_get(chair, "name")));
        add_line(paper, PAPER_LINE, said(language, MSG("letter.chair")));
    }
    add_line(paper, PAPER_LINE, json_sprintf("%s %s", message_text_in(language->code, MSG("letter.act")), json_string_value(json_object_get(silence, "act"))));
}

typedef void MakePaper(Web *web, const WebLanguage *language, json_t *answer, Paper *paper);

static Status print_paper(Web *web, const WebLanguage *language, json_t *answer, MakePaper *make, const char *format, Buffer *out, Problem *problem)
{
    Paper  paper = {.room = json_array_size(json_object_get(answer, "entries")) + 16, .kept = json_array()};
    Status status;

    if (paper.room > LINES_MAX_PAPER)
        paper.room = LINES_MAX_PAPER;
    paper.lines = memory_new_zeroed(paper.room, sizeof *paper.lines);
    if (paper.lines == NULL || paper.kept == NULL) {
        status = problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    } else {
        make(web, language, answer, &paper);
        status = service_paper(paper.lines, paper.count, language->code, format, out, problem);
    }
    memory_free(paper.lines);
    json_decref(paper.kept);
    return status;
}

/* By the ending of the address. */
static const DocumentFormat *format_of(const HttpExchange *exchange)
{
    Slice       path = http_path(exchange);
    const char *dot = memrchr(path.data, '.', path.size);

    return dot != NULL ? document_format_find(slice_part(path, (size_t)(dot + 1 - path.data), path.size)) : NULL;
}

/* `query` with the asterisks of the address after the language; the second argument may be a parameter. */
static void send_paper(HttpExchange *exchange, Web *web, const char *query, const char *parameter, MakePaper *make)
{
    const WebLanguage    *language = web_language_find(web, http_wild(exchange, 0));
    const DocumentFormat *format = format_of(exchange);
    WebAsker           asker;
    Asker              whose;
    Slice              arguments[] = {http_wild(exchange, 1), {NULL, 0}};
    json_t            *answer = NULL;
    Buffer             bytes;
    Problem            problem = {0};
    Status             status;

    if (language == NULL || format == NULL) {
        web_not_found(web, exchange, &(WebAsker){0});
        return;
    }
    status = web_asker(web, exchange, &asker);
    whose = web_asker_for_service(&asker);
    if (parameter != NULL)
        (void)http_query(exchange, parameter, &arguments[1]);
    else
        arguments[1] = http_wild(exchange, 2);
    buffer_init(&bytes, BLOB_MAX);
    if (status == OK)
        status = service_query(web->service, query, arguments, 2, &whose, house_now(web->house), &answer, &problem);
    if (status == OK)
        status = print_paper(web, language, answer, make, format->name, &bytes, &problem);
    if (status == OK)
        http_reply(exchange, &(HttpReply){.status = 200, .content_type = format->media, .cache_control = "private, no-store", .give = &bytes});
    else
        web_refuse(web, exchange, &asker, status, &problem);
    buffer_clear(&bytes);
    json_decref(answer);
}

static void get_proceedings(HttpExchange *exchange, void *context)
{
    send_paper(exchange, context, "meeting.proceedings", NULL, proceedings_paper);
}

static void get_letter(HttpExchange *exchange, void *context)
{
    send_paper(exchange, context, "text.silence", "silence", letter_paper);
}

#define IN_FORMATS(pattern, handler)                                                                                                                                      \
    {HTTP_GET, pattern ".pdf", 0, handler}, {HTTP_GET, pattern ".docx", 0, handler}, {HTTP_GET, pattern ".html", 0, handler}, {HTTP_GET, pattern ".akn", 0, handler},    \
    {HTTP_GET, pattern ".txt", 0, handler}

static const HttpRoute routes[] = {
    IN_FORMATS("*/sessions/*/*/proceedings", get_proceedings),
    IN_FORMATS("*/texts/*/letter", get_letter),
};
const WebRoutes web_paper_routes = {routes, sizeof routes / sizeof routes[0]};
