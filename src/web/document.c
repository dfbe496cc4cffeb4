/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of stored texts, for pages: paragraphs with their labels, anchors and runs; citations of documents become links.
 *
 * A text that cannot be had or read leaves the page without its words; the file itself is still there to be fetched.
 */
#include "web/pages_internal.h"

#include "text/text.h"

#include <jansson.h>

enum { STORED_MAX = 64 * 1024 * 1024, CITATIONS_ARENA = 16 * 1024 * 1024 };
#define OBJECT "\xEF\xBF\xBC"

typedef struct Reading {
    const Text     *text;
    const Citation *citations;
    size_t          citation_count, citation; /* the next citation */
} Reading;

/* ---- runs ---- */

static void style_letters(uint32_t styles, char out[STYLE_COUNT + 1])
{
    static const char letters[STYLE_COUNT] = {'b', 'i', 'u', 's', '^', '_'};
    size_t            count = 0;

    for (int i = 0; i < STYLE_COUNT; i++)
        if ((styles >> i & 1) != 0)
            out[count++] = letters[i];
    out[count] = '\0';
}

static uint32_t styles_at(const Paragraph *paragraph, uint32_t at, uint32_t *until)
{
    uint32_t styles = 0;

    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        const Span *span = &paragraph->spans[i];

        if (at >= span->start && at < span->end) {
            styles |= span->styles;
            *until = span->end < *until ? span->end : *until;
        } else if (span->start > at && span->start < *until) {
            *until = span->start;
        }
    }
    if (at >= paragraph->opening_start && at < paragraph->opening_end) {
        styles |= STYLE_ITALIC;
        *until = paragraph->opening_end < *until ? paragraph->opening_end : *until;
    } else if (paragraph->opening_start > at && paragraph->opening_start < *until) {
        *until = paragraph->opening_start;
    }
    return styles;
}

/* The document cited at `at`, up to *until; empty between citations. */
static Slice cited_at(Reading *reading, size_t index, uint32_t at, uint32_t *until)
{
    while (reading->citation < reading->citation_count) {
        const Citation *citation = &reading->citations[reading->citation];

        if (citation->paragraph < index || (citation->paragraph == index && citation->end <= at)) {
            reading->citation++;
            continue;
        }
        if (citation->paragraph == index && at >= citation->start) {
            *until = citation->end < *until ? citation->end : *until;
            return citation->symbol;
        }
        if (citation->paragraph == index && citation->start < *until)
            *until = citation->start;
        break;
    }
    return (Slice){NULL, 0};
}

static void add_run(json_t *runs, Slice text, uint32_t styles, Slice document)
{
    char    letters[STYLE_COUNT + 1];
    json_t *run = json_object();

    style_letters(styles, letters);
    (void)json_object_set_new(run, "text", json_from_slice(text));
    if (letters[0] != '\0')
        (void)json_object_set_new(run, "styles", json_string(letters));
    if (document.size != 0)
        (void)json_object_set_new(run, "document", json_from_slice(document));
    (void)json_array_append_new(runs, run);
}

/* What stands at an object's place: the number of its note, or its alternative words. */
static void add_anchor(json_t *runs, const Paragraph *paragraph, uint32_t at)
{
    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        const Anchor *anchor = &paragraph->anchors[i];
        char          number[DECIMAL_MAX];

        if (anchor->at != at)
            continue;
        if (anchor->kind == ANCHOR_FOOTNOTE || anchor->kind == ANCHOR_ENDNOTE)
            add_run(runs, slice_from(decimal(number, anchor->story)), STYLE_SUPERSCRIPT, (Slice){NULL, 0});
        else if (anchor->alt.size != 0)
            add_run(runs, anchor->alt, 0, (Slice){NULL, 0});
    }
}

static json_t *runs_of(Reading *reading, size_t index, uint32_t from)
{
    const Paragraph *paragraph = &reading->text->paragraphs[index];
    json_t          *runs = json_array();

    for (uint32_t at = from; at < paragraph->text.size;) {
        uint32_t    until = (uint32_t)paragraph->text.size;
        uint32_t    styles = styles_at(paragraph, at, &until);
        Slice       document = cited_at(reading, index, at, &until);
        const char *object = memmem(paragraph->text.data + at, until - at, OBJECT, sizeof OBJECT - 1);

        if (object != NULL && object == paragraph->text.data + at) {
            add_anchor(runs, paragraph, at);
            at += sizeof OBJECT - 1;
            continue;
        }
        if (object != NULL)
            until = (uint32_t)(object - paragraph->text.data);
        add_run(runs, slice_part(paragraph->text, at, until), styles, document);
        at = until;
    }
    return runs;
}

/* ---- paragraphs ---- */

static json_t *paragraph_of(Reading *reading, size_t index)
{
    const Paragraph *paragraph = &reading->text->paragraphs[index];
    bool             in_text = paragraph->label_in_text && paragraph->label.size != 0 && paragraph->label.size <= paragraph->text.size;
    json_t          *made = json_object();

    (void)json_object_set_new(made, "id", json_string(paragraph->id));
    (void)json_object_set_new(made, "kind", json_string(paragraph_kind_name(paragraph->kind)));
    if (paragraph->level != 0)
        (void)json_object_set_new(made, "level", json_integer(paragraph->level));
    if (paragraph->label.size != 0)
        (void)json_object_set_new(made, "label", json_from_slice(paragraph->label));
    (void)json_object_set_new(made, "runs", runs_of(reading, index, in_text ? (uint32_t)paragraph->label.size : 0));
    return made;
}

static json_t *text_json(const Text *text, Arena *arena)
{
    Citation *citations = NULL;
    size_t    count = 0;
    Reading   reading = {.text = text};
    json_t   *list = json_array();

    if (citations_find(text, arena, &citations, &count, NULL) == OK) {
        reading.citations = citations;
        reading.citation_count = count;
    }
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].text.size != 0)
            (void)json_array_append_new(list, paragraph_of(&reading, i));
    return json_pack("{s:s, s:s, s:o}", "language", text->language, "direction", text_is_right_to_left(text) ? "rtl" : "ltr", "paragraphs", list);
}

Status document_words(Web *web, const WebAsker *asker, Slice blob, json_t **out)
{
    Asker   asking = web_asker_for_service(asker);
    Hash    name;
    Buffer  bytes;
    Text   *text = NULL;
    Arena  *arena = arena_new(CITATIONS_ARENA);
    Status  status = arena != NULL ? hash_parse_hex(blob, &name) : ERR_MEMORY;

    buffer_init(&bytes, STORED_MAX);
    if (status == OK)
        status = service_blob_bytes(web->service, &name, &asking, &bytes, NULL);
    if (status == OK)
        status = text_decode(buffer_slice(&bytes), &text, NULL);
    if (status == OK)
        *out = text_json(text, arena);
    text_free(text);
    arena_free(arena);
    buffer_clear(&bytes);
    return status;
}

/* ---- what pages add ---- */

static const json_t *version_in(const json_t *versions, const char *language)
{
    for (size_t i = 0; i < json_array_size(versions); i++)
        if (slice_is(json_slice(json_object_get(json_array_get(versions, i), "language")), language))
            return json_array_get(versions, i);
    return NULL;
}

/* The version that the reader asked for, else in the reader's language, else the original's, else the first. */
static const json_t *version_for(const HttpExchange *exchange, const WebLanguage *language, const json_t *answer)
{
    const json_t *versions = json_object_get(answer, "languages"), *found;
    char          code[WEB_LANGUAGE_SIZE];
    Slice         asked;

    if (http_query(exchange, "language", &asked) && asked.size < sizeof code) {
        (void)snprintf(code, sizeof code, "%.*s", (int)asked.size, asked.data);
        if ((found = version_in(versions, code)) != NULL)
            return found;
    }
    if ((found = version_in(versions, language->code)) != NULL)
        return found;
    (void)snprintf(code, sizeof code, "%.*s", (int)json_slice(json_object_get(answer, "original")).size, json_slice(json_object_get(answer, "original")).data);
    return (found = version_in(versions, code)) != NULL ? found : json_array_get(versions, 0);
}

static void add_words(Web *web, const WebAsker *asker, const char *member, const json_t *holder, json_t *answer)
{
    json_t *words = NULL;
    Slice   blob = json_slice(json_object_get(holder, "text"));

    if (blob.size != 0 && document_words(web, asker, blob, &words) == OK)
        (void)json_object_set_new(answer, member, words);
}

Status document_more(Web *web, const HttpExchange *exchange, const WebLanguage *language, const WebAsker *asker, json_t *answer, Problem *problem)
{
    const json_t *version = version_for(exchange, language, answer), *beside = NULL;
    char          code[WEB_LANGUAGE_SIZE];
    Slice         asked;

    (void)problem;
    if (version == NULL)
        return OK;
    (void)json_object_set_new(answer, "shown", json_deep_copy(version));
    add_words(web, asker, "words", version, answer);
    if (http_query(exchange, "beside", &asked) && asked.size < sizeof code) {
        (void)snprintf(code, sizeof code, "%.*s", (int)asked.size, asked.data);
        beside = version_in(json_object_get(answer, "languages"), code);
    }
    if (beside != NULL && beside != version)
        add_words(web, asker, "beside", beside, answer);
    return OK;
}

Status statement_more(Web *web, const HttpExchange *exchange, const WebLanguage *language, const WebAsker *asker, json_t *answer, Problem *problem)
{
    (void)exchange, (void)language, (void)problem;
    add_words(web, asker, "words", answer, answer);
    return OK;
}

Status initiative_more(Web *web, const HttpExchange *exchange, const WebLanguage *language, const WebAsker *asker, json_t *answer, Problem *problem)
{
    return statement_more(web, exchange, language, asker, answer, problem);
}
