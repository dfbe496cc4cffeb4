/* SPDX-License-Identifier: Apache-2.0
 *
 * Output: which form is asked for, and a text in it.
 */
#include <jansson.h>

#include "cli/cli.h"
#include "format/akn/akn.h"
#include "format/docx/docx_write.h"
#include "format/html/html.h"

static const struct {
    const char *name, *ending;
    OutputKind  kind;
} kinds[] = {
    {"plain", ".txt", OUTPUT_PLAIN}, {"json", ".json", OUTPUT_JSON}, {"html", ".html", OUTPUT_HTML},
    {"docx", ".docx", OUTPUT_DOCX},  {"akn", ".akn", OUTPUT_AKN},     {"akn", ".xml", OUTPUT_AKN},  {"dot", ".dot", OUTPUT_DOT},    {"svg", ".svg", OUTPUT_SVG},     {"csv", ".csv", OUTPUT_CSV},
};

const char *output_path(const OptionSet *options)
{
    const char *path = options_value(options, "--output");

    return path != NULL ? path : "-";
}

Status output_over_input(const char *output, const char *input, Problem *problem)
{
    if (strcmp(output, "-") == 0 || !file_is_same(output, input))
        return OK;
    return problem_at(problem, problem_set(problem, ERR_CONFLICT, MSG("output.over_input"), NULL), output);
}

Status output_kind(const OptionSet *options, OutputKind otherwise, OutputKind *out, Problem *problem)
{
    const char *as = options_value(options, "--as"), *path = output_path(options);

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (as != NULL ? strcmp(as, kinds[i].name) == 0 : slice_ends_like(slice_from(path), kinds[i].ending)) {
            *out = kinds[i].kind;
            return OK;
        }
    }
    if (strcmp(path, "-") != 0)
        return problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("output.unknown_ending"), NULL), path);
    *out = otherwise;
    return OK;
}

/* ---- the structure as JSON ---- */

static Status put(json_t *object, const char *key, json_t *value)
{
    return value != NULL && json_object_set_new(object, key, value) == 0 ? OK : ERR_MEMORY;
}

static Status append(json_t *array, json_t *value)
{
    return value != NULL && json_array_append_new(array, value) == 0 ? OK : ERR_MEMORY;
}

static Status put_footnotes(const Text *text, const Paragraph *paragraph, json_t *item)
{
    json_t *list = json_array();
    Buffer  words;

    TRY(put(item, "footnotes", list));
    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        const Anchor *anchor = &paragraph->anchors[i];
        Status        status;
        bool          first = true;

        if (anchor->story == 0 || anchor->kind == ANCHOR_BOX)
            continue;
        buffer_init(&words, TEXT_BYTES_MAX);
        for (size_t k = 0; k < text->count; k++) {
            if (text->paragraphs[k].story != anchor->story)
                continue;
            if (!first)
                buffer_add_byte(&words, '\n');
            first = false;
            paragraph_print_plain(&text->paragraphs[k], &words);
        }
        status = append(list, json_pack("{sIso}", "at", (json_int_t)utf8_count(slice_part(paragraph->text, 0, anchor->at)), "text",
                                        json_from_slice(buffer_slice(&words))));
        buffer_clear(&words);
        TRY(status);
    }
    return OK;
}

static Status put_changes(const Amendment *tracked, uint32_t index, json_t *item)
{
    static const char *const ops[CHANGE_OP_COUNT] = {"replace", "insert", "delete", "move", "format"};
    json_t                  *list = json_array();

    TRY(put(item, "changes", list));
    for (size_t i = 0; tracked != NULL && i < tracked->count; i++) {
        const Change *change = &tracked->changes[i];
        json_t       *one;

        if (change->op == CHANGE_INSERT ? change->after != (int32_t)index : change->paragraph != index)
            continue;
        one = json_pack("{ss}", "op", ops[change->op]);
        TRY(append(list, one));
        TRY(put(one, "was", json_from_slice(change->was)));
        TRY(put(one, "now", json_from_slice(change->op == CHANGE_REPLACE ? change->now
                                            : change->unit.paragraph_count != 0 ? change->unit.paragraphs[0].text : (Slice){NULL, 0})));
        if (change->silent)
            TRY(put(one, "silent", json_true()));
    }
    return OK;
}

static Status put_paragraphs(const Text *text, const Amendment *tracked, json_t *root)
{
    json_t *list = json_array();

    TRY(put(root, "paragraphs", list));
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];
        json_t          *item = json_object();
        Slice            opening = slice_part(paragraph->text, paragraph->opening_start, paragraph->opening_end);
        Buffer           words;
        Status           status;

        TRY(append(list, item));
        TRY(put(item, "id", json_string(paragraph->id)));
        TRY(put(item, "kind", json_string(paragraph_kind_name(paragraph->kind))));
        TRY(put(item, "label", json_from_slice(paragraph->label)));
        TRY(put(item, "opening", json_from_slice(opening)));
        TRY(put(item, "level", json_integer(paragraph->level)));
        buffer_init(&words, TEXT_BYTES_MAX);
        paragraph_print_plain(paragraph, &words);
        status = put(item, "text", json_from_slice(buffer_slice(&words)));
        buffer_clear(&words);
        TRY(status);
        if (paragraph->table != NO_TABLE)
            TRY(put(item, "cell", json_pack("[III]", (json_int_t)paragraph->table, (json_int_t)paragraph->row, (json_int_t)paragraph->column)));
        TRY(put_footnotes(text, paragraph, item));
        TRY(put_changes(tracked, (uint32_t)i, item));
    }
    return OK;
}

static const char *citation_kind_name(CitationKind kind)
{
    static const char *const names[] = {
        [CITES_DOCUMENT] = "document", [CITES_RESOLUTION] = "resolution", [CITES_DECISION] = "decision", [CITES_PARAGRAPH] = "paragraph"};

    return names[kind];
}

static Status put_citations(const Text *text, json_t *root, Problem *problem)
{
    Arena    *arena = arena_new(TEXT_BYTES_MAX);
    json_t   *list = json_array();
    Citation *citations = NULL;
    size_t    count = 0;
    Status    status = arena != NULL ? citations_find(text, arena, &citations, &count, problem) : ERR_MEMORY;

    if (status == OK)
        status = put(root, "citations", list);
    for (size_t i = 0; status == OK && i < count; i++) {
        const Citation *citation = &citations[i];
        json_t         *item = json_object();

        status = append(list, item);
        if (status == OK)
            status = put(item, "symbol", json_from_slice(citation->symbol));
        if (status == OK)
            status = put(item, "as_written", json_from_slice(citation->as_written));
        if (status == OK)
            status = put(item, "paragraph", json_string(text->paragraphs[citation->paragraph].id));
        if (status == OK)
            status = put(item, "kind", json_string(citation_kind_name(citation->kind)));
        if (status == OK && citation->target_paragraph.size != 0)
            status = put(item, "target_paragraph", json_from_slice(citation->target_paragraph));
    }
    arena_free(arena);
    return status;
}

static Status put_instrument(const Text *text, json_t *root)
{
    const Instrument *instrument = &text->instrument;
    const struct {
        const char *name;
        Slice       value;
    } rows[] = {
        {"symbol", instrument->symbol},       {"title", instrument->title},         {"session", instrument->session},
        {"agenda_item", instrument->agenda_item}, {"agenda_title", instrument->agenda_title}, {"adopted", instrument->adopted},
        {"source_line", instrument->source_line}, {"distribution", instrument->distribution}, {"issued", instrument->issued},
    };

    TRY(put(root, "language", json_string(text->language)));
    TRY(put(root, "resolution", json_boolean(instrument->is_resolution)));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        TRY(put(root, rows[i].name, rows[i].value.size != 0 ? json_from_slice(rows[i].value) : json_null()));
    return OK;
}

Status output_structure(const Text *text, const Amendment *tracked, Buffer *out, Problem *problem)
{
    json_t *root = json_object();
    Status  status = root != NULL ? put_instrument(text, root) : ERR_MEMORY;

    if (status == OK)
        status = put_paragraphs(text, tracked, root);
    if (status == OK)
        status = put_citations(text, root, problem);
    if (status == OK) {
        json_print_pretty(root, out);
        buffer_add_byte(out, '\n');
        status = out->status;
    }
    json_decref(root);
    return status == OK ? OK : problem_at(problem, status, NULL);
}

Status output_text(const Text *text, OutputKind kind, const char *heading, Buffer *out, Problem *problem)
{
    HtmlOptions html = {.heading = heading};

    switch (kind) {
    case OUTPUT_JSON: return output_structure(text, NULL, out, problem);
    case OUTPUT_HTML: return html_write_text(text, &html, out, problem);
    case OUTPUT_DOCX: return docx_write_text(text, out, problem);
    case OUTPUT_AKN: return akn_write_text(text, out, problem);
    case OUTPUT_PLAIN: text_print_plain(text, out); return out->status == OK ? OK : problem_set(problem, out->status, MSG("status.memory"), NULL);
    default: return problem_set(problem, ERR_REFUSED, MSG("output.not_here"), NULL);
    }
}
