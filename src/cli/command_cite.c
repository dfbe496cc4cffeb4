/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur cite FILE…: what the documents cite, as a list, as data, or as a picture.
 */
#include <jansson.h>

#include "cli/cli.h"
#include "format/graph/graph.h"

typedef struct Citing {
    Source      *sources;
    GraphDocument *graph;
    size_t       count;
    Arena       *arena;
    Problem     *problem;
} Citing;

/* What a document is called: its symbol, else its file's name. */
static Slice name_of(const GraphDocument *document)
{
    return document->text->instrument.symbol.size != 0 ? document->text->instrument.symbol : slice_from(document->name);
}

static Status find_all(Citing *work)
{
    for (size_t i = 0; i < work->count; i++) {
        Citation *citations = NULL;
        size_t    count = 0;

        if (work->sources[i].text == NULL)
            return problem_at(work->problem, problem_set(work->problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), work->sources[i].path);
        TRY(citations_find(work->sources[i].text, work->arena, &citations, &count, work->problem));
        work->graph[i] = (GraphDocument){work->sources[i].text, slice_string(work->arena, file_stem(work->sources[i].path)), citations, count};
        if (work->graph[i].name == NULL)
            return ERR_MEMORY;
    }
    return OK;
}

static void print_plain(const Citing *work, Buffer *out)
{
    for (size_t i = 0; i < work->count; i++) {
        const GraphDocument *source = &work->graph[i];

        if (work->count > 1) {
            buffer_add(out, name_of(source));
            buffer_add_byte(out, '\n');
        }
        for (size_t k = 0; k < source->count; k++) {
            const Citation *citation = &source->citations[k];

            if (work->count > 1)
                buffer_add_byte(out, '\t');
            buffer_add(out, citation->symbol);
            buffer_add_byte(out, '\t');
            buffer_add(out, citation->target_paragraph);
            buffer_add_byte(out, '\t');
            graph_paragraph_name(source->text, citation->paragraph, out);
            buffer_add_byte(out, '\t');
            buffer_add(out, citation->as_written);
            buffer_add_byte(out, '\n');
        }
    }
}

static json_t *citation_json(const GraphDocument *source, const Citation *citation)
{
    const Paragraph *paragraph = &source->text->paragraphs[citation->paragraph];
    Buffer           label;
    json_t          *made;

    buffer_init(&label, 1024);
    if (paragraph->kind == KIND_FOOTNOTE)
        graph_note_number(source->text, citation->paragraph, &label);
    else
        buffer_add(&label, paragraph->label);
    made = json_pack("{sosososssosIsI}", "symbol", json_from_slice(citation->symbol), "as_written", json_from_slice(citation->as_written),
                     "target_paragraph", json_from_slice(citation->target_paragraph), "paragraph", paragraph->id, "label",
                     json_from_slice(buffer_slice(&label)), "start", (json_int_t)utf8_count(slice_part(paragraph->text, 0, citation->start)), "end",
                     (json_int_t)utf8_count(slice_part(paragraph->text, 0, citation->end)));
    buffer_clear(&label);
    return made;
}

static Status print_json(const Citing *work, Buffer *out)
{
    json_t *root = json_array();
    Status  status = root != NULL ? OK : ERR_MEMORY;

    for (size_t i = 0; status == OK && i < work->count; i++) {
        json_t *list = json_array(), *item = json_pack("{sosO}", "document", json_from_slice(name_of(&work->graph[i])), "citations", list);

        if (item == NULL || json_array_append_new(root, item) != 0)
            status = ERR_MEMORY;
        for (size_t k = 0; status == OK && k < work->graph[i].count; k++)
            if (json_array_append_new(list, citation_json(&work->graph[i], &work->graph[i].citations[k])) != 0)
                status = ERR_MEMORY;
        json_decref(list);
    }
    if (status == OK) {
        json_print_pretty(root, out);
        buffer_add_byte(out, '\n');
        status = out->status;
    }
    json_decref(root);
    return status;
}

static Status print(const Citing *work, OutputKind kind, Buffer *out)
{
    switch (kind) {
    case OUTPUT_JSON: return print_json(work, out);
    case OUTPUT_DOT: return graph_dot(work->graph, work->count, out, work->problem);
    case OUTPUT_SVG: return graph_svg(work->graph, work->count, out, work->problem);
    case OUTPUT_PLAIN: print_plain(work, out); return out->status;
    default: return problem_set(work->problem, ERR_REFUSED, MSG("output.not_here"), NULL);
    }
}

Status command_cite_run(const OptionSet *options, Problem *problem)
{
    Citing     work = {.count = options->operand_count, .arena = arena_new(TEXT_BYTES_MAX), .problem = problem};
    OutputKind kind;
    Buffer     out;
    Status     status;

    work.sources = memory_new_zeroed(work.count, sizeof *work.sources);
    work.graph = memory_new_zeroed(work.count, sizeof *work.graph);
    buffer_init(&out, FILE_BYTES_MAX);
    if (work.arena == NULL || work.sources == NULL || work.graph == NULL) {
        status = ERR_MEMORY;
        goto done;
    }
    TRY_OR(done, output_kind(options, OUTPUT_PLAIN, &kind, problem));
    for (size_t i = 0; i < work.count; i++)
        work.sources[i].path = options->operands[i];
    TRY_OR(done, source_load_many(work.sources, work.count, &(SourceWatch){.progress = progress_show}, problem));
    progress_end();
    TRY_OR(done, find_all(&work));
    TRY_OR(done, print(&work, kind, &out));
    status = file_write(output_path(options), buffer_slice(&out), problem);
done:
    for (size_t i = 0; work.sources != NULL && i < work.count; i++)
        source_clear(&work.sources[i]);
    memory_free(work.sources);
    memory_free(work.graph);
    arena_free(work.arena);
    buffer_clear(&out);
    return problem_at(problem, status, NULL);
}
