/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of stored texts, for pages: paragraphs with their labels, anchors and runs; citations of documents become links.
 *
 * A text that cannot be had or read leaves the page without its words; the file itself is still there to be fetched.
 */
#include "service/report.h"
#include "web/pages_internal.h"

#include "text/text.h"

#include <jansson.h>

enum { STORED_MAX = 64 * 1024 * 1024, CITATIONS_ARENA = 16 * 1024 * 1024 };
#define OBJECT "\xEF\xBF\xBC"

typedef struct Reading {
    const Text     *text;
    const Citation *citations;
    size_t          citation_count, citation; /* the next citation */
    const json_t   *cites;                    /* of the query: those with names are held here, and become links */
} Reading;

/* ---- runs ---- */

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

static bool is_held(const json_t *cites, Slice symbol)
{
    for (size_t i = 0; symbol.size != 0 && i < json_array_size(cites); i++) {
        const json_t *cited = json_array_get(cites, i);

        if (json_object_get(cited, "names") != NULL && slice_equal(json_slice(json_object_get(cited, "symbol")), symbol))
            return true;
    }
    return false;
}

static void add_run(json_t *runs, Slice text, uint32_t styles, Slice document)
{
    char    letters[STYLE_COUNT + 1];
    json_t *run = json_object();

    styles_letters(styles, letters);
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
        uint32_t    styles = paragraph_styles_at(paragraph, at, &until);
        Slice       document = cited_at(reading, index, at, &until);
        const char *object = memmem(paragraph->text.data + at, until - at, OBJECT, sizeof OBJECT - 1);

        if (object != NULL && object == paragraph->text.data + at) {
            add_anchor(runs, paragraph, at);
            at += sizeof OBJECT - 1;
            continue;
        }
        if (object != NULL)
            until = (uint32_t)(object - paragraph->text.data);
        add_run(runs, slice_part(paragraph->text, at, until), styles, is_held(reading->cites, document) ? document : (Slice){NULL, 0});
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
    else if (paragraph->kind == KIND_FOOTNOTE)
        (void)json_object_set_new(made, "label", json_sprintf("%u", (unsigned)paragraph->story));
    (void)json_object_set_new(made, "runs", runs_of(reading, index, in_text ? (uint32_t)paragraph->label.size : 0));
    return made;
}

/* Where a table, a row and a cell begin and end, for a template that prints paragraph by paragraph. */
static void say_cell(const Text *text, size_t index, json_t *made)
{
    static const Paragraph outside = {.table = NO_TABLE};
    const Paragraph       *at = &text->paragraphs[index], *sides[] = {index > 0 ? at - 1 : &outside, index + 1 < text->count ? at + 1 : &outside};
    static const char *const names[][3] = {{"table_begins", "row_begins", "cell_begins"}, {"table_ends", "row_ends", "cell_ends"}};

    for (int i = 0; at->table != NO_TABLE && i < 2; i++) {
        bool same_table = sides[i]->table == at->table, same_row = same_table && sides[i]->row == at->row, same_cell = same_row && sides[i]->column == at->column;

        if (!same_table)
            (void)json_object_set_new(made, names[i][0], json_true());
        if (!same_row)
            (void)json_object_set_new(made, names[i][1], json_true());
        if (!same_cell)
            (void)json_object_set_new(made, names[i][2], json_true());
    }
}

static json_t *text_json(const Text *text, const json_t *cites, Arena *arena)
{
    Citation *citations = NULL;
    size_t    count = 0;
    Reading   reading = {.text = text, .cites = cites};
    json_t   *list = json_array();

    if (citations_find(text, arena, &citations, &count, NULL) == OK) {
        reading.citations = citations;
        reading.citation_count = count;
    }
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].text.size != 0 || text->paragraphs[i].table != NO_TABLE) {
            json_t *made = paragraph_of(&reading, i);

            say_cell(text, i, made);
            (void)json_array_append_new(list, made);
        }
    return json_pack("{s:s, s:s, s:o}", "language", text->language, "direction", text_is_right_to_left(text) ? "rtl" : "ltr", "paragraphs", list);
}

json_t *document_text(const Text *text)
{
    Arena  *arena = arena_new(CITATIONS_ARENA);
    json_t *made = arena != NULL ? text_json(text, NULL, arena) : NULL;

    arena_free(arena);
    return made;
}

Status document_words(Web *web, const WebAsker *asker, Slice blob, const json_t *cites, json_t **out)
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
        *out = text_json(text, cites, arena);
    text_free(text);
    arena_free(arena);
    buffer_clear(&bytes);
    return status;
}

/* ---- what pages add ---- */

static const json_t *version_in(const json_t *versions, Slice language)
{
    for (size_t i = 0; i < json_array_size(versions); i++)
        if (language.size != 0 && slice_equal(json_slice(json_object_get(json_array_get(versions, i), "language")), language))
            return json_array_get(versions, i);
    return NULL;
}

/* Paragraphs of the view, where the stored text is not at hand: without styles and notes. */
static json_t *plain_words(const json_t *paragraphs, Slice code)
{
    json_t *list = json_array();

    for (size_t i = 0; i < json_array_size(paragraphs); i++) {
        json_t *paragraph = json_deep_copy(json_array_get(paragraphs, i)), *runs = json_array();

        add_run(runs, json_slice(json_object_get(paragraph, "text")), 0, (Slice){NULL, 0});
        (void)json_object_del(paragraph, "text");
        (void)json_object_set_new(paragraph, "runs", runs);
        (void)json_array_append_new(list, paragraph);
    }
    return json_pack("{s:s%, s:s, s:o}", "language", code.size != 0 ? code.data : "", code.size, "direction", slice_is(code, "ar") ? "rtl" : "ltr", "paragraphs", list);
}

/* Under `member`: the words of a version with their dress, else the view's own. Without either: nothing. */
static void add_words(Web *web, const WebAsker *asker, const char *member, const json_t *version, const json_t *paragraphs, Slice language, json_t *answer)
{
    json_t *words = NULL;
    Slice   blob = json_slice(json_object_get(version, "text"));

    if (blob.size == 0 || document_words(web, asker, blob, json_object_get(answer, "cites"), &words) != OK)
        words = json_array_size(paragraphs) != 0 ? plain_words(paragraphs, language) : NULL;
    if (words != NULL)
        (void)json_object_set_new(answer, member, words);
}

/* {"language", "formats": [{"format"}]}: the languages in which words are held, or (of what is made of acts) all. */
static Status add_layouts(json_t *answer)
{
    bool    made = json_object_get(answer, "report") != NULL;
    json_t *layouts = json_array();

    for (size_t i = 0; i < WEB_LANGUAGES; i++) {
        Slice   code = slice_from(web_languages[i].code);
        json_t *formats;

        if (!made && json_object_get(version_in(json_object_get(answer, "languages"), code), "text") == NULL)
            continue;
        formats = json_array();
        for (const DocumentFormat *format = document_formats; format->name != NULL; format++)
            (void)json_array_append_new(formats, json_pack("{s:s}", "format", format->name));
        (void)json_array_append_new(layouts, json_pack("{s:s, s:o}", "language", web_languages[i].code, "formats", formats));
    }
    if (json_array_size(layouts) != 0)
        return json_object_set_new(answer, "layouts", layouts) == 0 ? OK : ERR_MEMORY;
    json_decref(layouts);
    return OK;
}

Status document_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    const json_t *versions = json_object_get(answer, "languages"), *beside = NULL;
    Slice         language = json_slice(json_object_get(answer, "language")), asked;

    (void)problem;
    add_words(web, asker, "words", version_in(versions, language), json_object_get(answer, "paragraphs"), language, answer);
    if (http_query(exchange, "beside", &asked) && !slice_equal(asked, language))
        beside = version_in(versions, asked);
    if (beside != NULL)
        add_words(web, asker, "beside", beside, NULL, asked, answer);
    return add_layouts(answer);
}

Status statement_more(Web *web, const HttpExchange *exchange, const WebAsker *asker, json_t *answer, Problem *problem)
{
    (void)exchange, (void)problem;
    add_words(web, asker, "words", NULL, json_object_get(answer, "paragraphs"), json_slice(json_object_get(answer, "language")), answer);
    return OK;
}
