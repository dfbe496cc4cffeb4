/* SPDX-License-Identifier: Apache-2.0
 *
 * What became of a paragraph, told: compare/chain.c says which paragraphs belong together, and here stand their words, their names, and what changed between neighbours.
 */
#include "service/chain.h"

#include "format/graph/graph.h"
#include "service/comparison.h"
#include "service/text_internal.h"

#include <jansson.h>

enum { NAME_BYTES_MAX = 400, TEXT_ROOM_MAX = 64 * 1024 * 1024 };

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- words ---- */

/* A paragraph without its label and what hangs on it; on the buffer. */
static void bare_words(const Paragraph *paragraph, Buffer *out)
{
    Slice words = slice_part(paragraph->text, paragraph_label_size(paragraph), paragraph->text.size);

    for (size_t at = 0; at < words.size;) {
        uint32_t rune = utf8_next(words, &at);

        if (rune != 0xFFFC)
            buffer_add_rune(out, rune);
    }
}

static json_t *name_of(const Text *text, uint32_t paragraph)
{
    Buffer  name;
    json_t *value;

    buffer_init(&name, NAME_BYTES_MAX);
    graph_paragraph_name(text, paragraph, &name);
    value = json_from_slice(buffer_slice(&name));
    buffer_clear(&name);
    return value;
}

static json_t *paragraph_of(const Text *text, uint32_t index)
{
    const Paragraph *paragraph = &text->paragraphs[index];
    Buffer           words;
    json_t          *made;

    buffer_init(&words, TEXT_ROOM_MAX);
    bare_words(paragraph, &words);
    made = json_pack("{s:s, s:s, s:o, s:o}", "id", paragraph->id, "kind", paragraph_kind_name(paragraph->kind), "name", name_of(text, index), "text", json_from_slice(buffer_slice(&words)));
    buffer_clear(&words);
    if (made != NULL && paragraph->label.size != 0)
        (void)json_object_set_new(made, "label", json_from_slice(paragraph->label));
    return made;
}

/* The paragraphs of one link as a text of their own. */
static Status cut_out(const Text *text, const ChainLink *link, Text **out)
{
    Status status = OK;

    *out = text_new(text->language);
    if (*out == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; status == OK && i < link->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[link->paragraphs[i]];
        size_t           label = paragraph_label_size(paragraph), marks = 0;
        Buffer           words;
        Paragraph        made = {.kind = KIND_PLAIN, .table = NO_TABLE};

        buffer_init(&words, TEXT_ROOM_MAX);
        bare_words(paragraph, &words);
        made.text = buffer_slice(&words);
        for (uint32_t k = 0; k < paragraph->anchor_count; k++)
            marks += paragraph->anchors[k].at < paragraph->opening_end;
        if (paragraph->opening_end > paragraph->opening_start && paragraph->opening_start >= label && marks == 0) { /* italic, as in the document */
            made.opening_start = paragraph->opening_start - (uint32_t)label;
            made.opening_end = paragraph->opening_end - (uint32_t)label;
        }
        status = words.status == OK ? text_add(*out, &made, NULL) : words.status;
        buffer_clear(&words);
    }
    return status == OK ? text_identify(*out) : status;
}

static Status add_redline(const Text *before, const ChainLink *was, const Text *after, const ChainLink *is, json_t *made, Problem *problem)
{
    Text   *old = NULL, *new = NULL;
    json_t *comparison = NULL, *list = json_array(), *paragraph;
    size_t  i;
    Status  status = cut_out(before, was, &old);

    if (status == OK)
        status = cut_out(after, is, &new);
    status = status == OK ? comparison_make(old, new, &comparison, problem) : no_memory(problem);
    json_array_foreach(json_object_get(comparison, "paragraphs"), i, paragraph)
    {
        json_t *kept = json_pack("{s:O}", "runs", json_object_get(paragraph, "runs"));

        if (kept != NULL && json_object_get(paragraph, "state") != NULL)
            (void)json_object_set(kept, "state", json_object_get(paragraph, "state"));
        (void)json_array_append_new(list, kept);
    }
    if (status == OK && json_object_set(made, "redline", list) != 0)
        status = no_memory(problem);
    json_decref(list);
    json_decref(comparison);
    text_free(old);
    text_free(new);
    return status;
}

/* ---- one paragraph ---- */

static void set_state(json_t *made, const ChainLink *link)
{
    (void)json_object_set_new(made, "state", json_string(chain_state_name(link->state)));
    json_set_flag(made, "moved", link->moved);
    json_set_flag(made, "again", link->again);
}

static Status add_link(const Text *const *texts, const ChainLink *links, size_t index, json_t *list, Problem *problem)
{
    const ChainLink *link = &links[index];
    json_t          *made = json_object(), *paragraphs = json_array();
    Status           status = OK;

    set_state(made, link);
    for (uint32_t i = 0; i < link->count; i++)
        (void)json_array_append_new(paragraphs, paragraph_of(texts[index], link->paragraphs[i]));
    if (json_object_set_new(made, "paragraphs", paragraphs) != 0 || json_array_size(paragraphs) != link->count)
        status = no_memory(problem);
    if (link->before >= 0)
        (void)json_object_set_new(made, "before", json_integer(link->before));
    if (status == OK && (link->state == CHAIN_REWORDED || link->state == CHAIN_SPLIT || link->state == CHAIN_MERGED))
        status = add_redline(texts[link->before], &links[link->before], texts[index], link, made, problem);
    if (json_array_append(list, made) != 0 && status == OK)
        status = no_memory(problem);
    json_decref(made);
    return status;
}

static Status chain_links(const Text *const *texts, size_t count, size_t from, uint32_t paragraph, json_t **out, Problem *problem)
{
    Chainer  *chainer = NULL;
    ChainLink links[CHAIN_TEXTS_MAX];
    Status    status;

    TRY(chainer_new(texts, count, &chainer, problem));
    *out = json_array();
    status = *out != NULL ? chainer_follow(chainer, from, paragraph, links, problem) : no_memory(problem);
    for (size_t i = 0; status == OK && i < count; i++)
        status = add_link(texts, links, i, *out, problem);
    chainer_free(chainer);
    if (status != OK) {
        json_decref(*out);
        *out = NULL;
    }
    return status;
}

/* ---- all of them ---- */

static Status add_row(Chainer *chainer, const Text *const *texts, size_t count, size_t from, uint32_t paragraph, json_t *list, Problem *problem)
{
    ChainLink links[CHAIN_TEXTS_MAX];
    json_t   *row, *cells = json_array();

    TRY(chainer_follow(chainer, from, paragraph, links, problem));
    for (size_t i = 0; i < count; i++) {
        json_t *cell = json_object(), *names = json_array();

        set_state(cell, &links[i]);
        for (uint32_t k = 0; k < links[i].count; k++)
            (void)json_array_append_new(names, name_of(texts[i], links[i].paragraphs[k]));
        if (links[i].count != 0)
            (void)json_object_set(cell, "paragraphs", names);
        json_decref(names);
        (void)json_array_append_new(cells, cell);
    }
    row = paragraph_of(texts[from], paragraph);
    if (row == NULL || json_array_size(cells) != count || json_object_set(row, "cells", cells) != 0 || json_array_append(list, row) != 0) {
        json_decref(row);
        json_decref(cells);
        return no_memory(problem);
    }
    json_decref(row);
    json_decref(cells);
    return OK;
}

static Status chain_rows(const Text *const *texts, size_t count, size_t from, json_t **out, Problem *problem)
{
    Chainer *chainer = NULL;
    Status   status;

    TRY(chainer_new(texts, count, &chainer, problem));
    *out = json_array();
    status = *out != NULL ? OK : no_memory(problem);
    for (uint32_t i = 0; status == OK && i < texts[from]->count; i++)
        if (chain_follows(texts[from], i))
            status = add_row(chainer, texts, count, from, i, *out, problem);
    chainer_free(chainer);
    if (status != OK) {
        json_decref(*out);
        *out = NULL;
    }
    return status;
}

long chain_named(const Text *text, Slice name)
{
    long found = text_named(text, name);

    for (uint32_t i = 0; found < 0 && i < text->count; i++) { /* as this program prints it: "OP2 (b)" */
        Buffer said;

        buffer_init(&said, NAME_BYTES_MAX);
        graph_paragraph_name(text, i, &said);
        if (slice_equal(buffer_slice(&said), name))
            found = (long)i;
        buffer_clear(&said);
    }
    return found >= 0 && chain_follows(text, (size_t)found) ? found : -1;
}

/* Links and cells say which document they are of. */
static void name_documents(const json_t *documents, json_t *list)
{
    static const char *const members[] = {"symbol", "names", "date", "act"};
    json_t                  *link;
    size_t                   i;

    json_array_foreach(list, i, link)
    {
        const json_t *document = json_array_get(documents, i);
        json_t       *before = json_object_get(link, "before");

        for (size_t k = 0; k < sizeof members / sizeof members[0]; k++)
            if (json_object_get(document, members[k]) != NULL)
                (void)json_object_set(link, members[k], json_object_get(document, members[k]));
        if (before != NULL)
            (void)json_object_set(link, "before", json_object_get(json_array_get(documents, (size_t)json_integer_value(before)), "symbol"));
    }
}

Status chain_answer(const Text *const *texts, size_t count, size_t from, long paragraph, json_t *answer, Problem *problem)
{
    const json_t *documents = json_object_get(answer, "documents");
    json_t       *list = NULL, *row;
    size_t        i;

    REQUIRE(json_array_size(documents) == count && from < count);
    (void)json_object_set_new(answer, "direction", json_string(text_is_right_to_left(texts[from]) ? "rtl" : "ltr"));
    if (paragraph < 0) {
        TRY(chain_rows(texts, count, from, &list, problem));
        json_array_foreach(list, i, row) name_documents(documents, json_object_get(row, "cells"));
        return json_object_set_new(answer, "rows", list) == 0 ? OK : no_memory(problem);
    }
    TRY(chain_links(texts, count, from, (uint32_t)paragraph, &list, problem));
    name_documents(documents, list);
    (void)json_object_set_new(answer, "asked", paragraph_of(texts[from], (uint32_t)paragraph));
    return json_object_set_new(answer, "links", list) == 0 ? OK : no_memory(problem);
}

/* ---- as a table ---- */

static void add_table_row(json_t *table, const char *of, const json_t *link, const json_t *paragraph)
{
    json_t       *row = of != NULL ? json_pack("{s:s}", "of", of) : json_object();
    const json_t *name = json_is_object(paragraph) ? json_object_get(paragraph, "name") : paragraph;

    (void)json_object_set(row, "document", json_object_get(link, "symbol"));
    if (json_object_get(link, "date") != NULL)
        (void)json_object_set(row, "date", json_object_get(link, "date"));
    (void)json_object_set(row, "state", json_object_get(link, "state"));
    (void)json_object_set_new(row, "moved", json_integer(json_is_true(json_object_get(link, "moved"))));
    (void)json_object_set_new(row, "again", json_integer(json_is_true(json_object_get(link, "again"))));
    if (json_object_get(link, "before") != NULL)
        (void)json_object_set(row, "before", json_object_get(link, "before"));
    if (name != NULL)
        (void)json_object_set(row, "paragraph", (json_t *)(uintptr_t)name);
    if (json_is_object(paragraph))
        (void)json_object_set(row, "text", json_object_get(paragraph, "text"));
    (void)json_array_append_new(table, row);
}

static void add_table_link(json_t *table, const char *of, const json_t *link)
{
    const json_t *paragraphs = json_object_get(link, "paragraphs"), *paragraph;
    size_t        i;

    json_array_foreach(paragraphs, i, paragraph) add_table_row(table, of, link, paragraph);
    if (json_array_size(paragraphs) == 0)
        add_table_row(table, of, link, NULL);
}

json_t *chain_table(const json_t *answer)
{
    json_t       *table = json_array();
    const json_t *row, *link;
    size_t        i, k;

    json_array_foreach(json_object_get(answer, "links"), i, link) add_table_link(table, NULL, link);
    json_array_foreach(json_object_get(answer, "rows"), i, row)
        json_array_foreach(json_object_get(row, "cells"), k, link) add_table_link(table, json_string_value(json_object_get(row, "name")), link);
    return table;
}

/* ---- of the record: document.chain ---- */

typedef struct Held {
    Text  *texts[CHAIN_TEXTS_MAX];
    size_t count, from;
} Held;

static void held_clear(Held *held)
{
    for (size_t i = 0; i < held->count; i++)
        text_free(held->texts[i]);
}

static Status fetch(Service *service, View *view, const Question *question, Slice name, Text **out, Problem *problem)
{
    Buffer   bytes;
    Hash     hash;
    Audience audience;
    uint64_t size;
    Status   status;

    if (hash_parse_hex(name, &hash) != OK)
        return ERR_NOT_FOUND;
    TRY(blob_row_audience(view, &hash, &audience, &size, problem));
    if (audience > question->reach)
        return ERR_NOT_FOUND;
    buffer_init(&bytes, COMPARISON_BYTES_MAX);
    status = blobs_get(service->blobs, &hash, &bytes, problem);
    if (status == ERR_LIMIT || bytes.status == ERR_LIMIT)
        status = problem_set(problem, ERR_LIMIT, MSG("chain.too_long"), NULL);
    if (status == OK)
        status = text_decode(buffer_slice(&bytes), out, problem);
    buffer_clear(&bytes);
    return status;
}

/* The texts of the answer's documents; a document whose words are not at hand is left out of it. */
static Status fetch_all(Service *service, View *view, const Question *question, json_t *answer, Held *held, Problem *problem)
{
    json_t *documents = json_object_get(answer, "documents");

    for (size_t i = 0; i < json_array_size(documents);) {
        json_t *document = json_array_get(documents, i);
        Status  status = held->count < CHAIN_TEXTS_MAX ? fetch(service, view, question, json_slice(json_object_get(document, "text")), &held->texts[held->count], problem) : ERR_LIMIT;

        if (status == ERR_LIMIT && held->count == CHAIN_TEXTS_MAX)
            return problem_set(problem, ERR_LIMIT, MSG("chain.too_many"), NULL);
        if (status == ERR_NOT_FOUND) {
            (void)json_array_remove(documents, i);
            continue;
        }
        TRY(status);
        if (json_is_true(json_object_get(document, "asked")))
            held->from = held->count;
        held->count++;
        i++;
    }
    return OK;
}

Status document_chain(Service *service, const Question *question, json_t **out, Problem *problem)
{
    Handle *handle;
    Held    held = {.count = 0};
    long    paragraph = -1;
    Status  status;

    TRY(handle_take(service, &handle, problem));
    status = view_hold(handle->view, problem);
    if (status == OK)
        status = named_query_find("document.chain")->run(handle->view, question, out, problem);
    if (status == OK)
        status = fetch_all(service, handle->view, question, *out, &held, problem);
    view_release(handle->view);
    handle_give(service, handle);
    if (status == OK && held.count == 0)
        status = ERR_NOT_FOUND;
    if (status == OK && question->arguments[1].size != 0 && (paragraph = chain_named(held.texts[held.from], question->arguments[1])) < 0)
        status = ERR_NOT_FOUND;
    if (status == OK)
        status = chain_answer((const Text *const *)held.texts, held.count, held.from, paragraph, *out, problem);
    held_clear(&held);
    return status;
}
