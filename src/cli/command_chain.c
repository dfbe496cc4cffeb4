/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur chain FILE…: what the paragraphs of one document became in the documents after it, and what they came from. The files follow one another as they are given.
 */
#include <jansson.h>

#include "cli/cli.h"
#include "service/chain.h"

enum { LINE_BYTES_MAX = 64 * 1024 };

typedef struct Chaining {
    Source      *sources;
    const Text **texts;
    size_t       count, from;
    json_t      *answer;
} Chaining;

/* ---- reading ---- */

static Slice name_of(const Source *source)
{
    return source->text->instrument.symbol.size != 0 ? source->text->instrument.symbol : file_stem(source->path);
}

static bool is_called(const Source *source, Slice name)
{
    Symbol asked, own;

    return slice_is(name, source->path) || slice_equal(name, file_stem(source->path)) || slice_equal(name, name_of(source)) ||
           (symbol_parse(name, &asked) && symbol_parse(name_of(source), &own) && symbol_compare(&asked, &own) == 0);
}

static Status find_from(Chaining *work, const char *name, Problem *problem)
{
    for (size_t i = 0; name != NULL && i < work->count; i++)
        if (is_called(&work->sources[i], slice_from(name))) {
            work->from = i;
            return OK;
        }
    return name == NULL ? OK : problem_set(problem, ERR_NOT_FOUND, MSG("chain.no_document"), "name", name, NULL);
}

static Status describe(Chaining *work, Problem *problem)
{
    json_t *documents = json_array();

    for (size_t i = 0; i < work->count; i++) {
        const Instrument *instrument = &work->sources[i].text->instrument;
        json_t           *document = json_pack("{s:o, s:s}", "symbol", json_from_slice(name_of(&work->sources[i])), "file", file_name(work->sources[i].path));

        if (document != NULL && instrument->adopted.size != 0)
            (void)json_object_set_new(document, "date", json_from_slice(instrument->adopted));
        if (document != NULL && instrument->title.size != 0)
            (void)json_object_set_new(document, "title", json_from_slice(instrument->title));
        (void)json_array_append_new(documents, document);
    }
    work->answer = json_pack("{s:o, s:s, s:o}", "symbol", json_from_slice(name_of(&work->sources[work->from])), "language", work->texts[work->from]->language, "documents", documents);
    return work->answer != NULL && json_array_size(documents) == work->count ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status load(Chaining *work, const OptionSet *options, Problem *problem)
{
    for (size_t i = 0; i < work->count; i++)
        work->sources[i].path = options->operands[i];
    TRY(source_load_many(work->sources, work->count, &(SourceWatch){.progress = progress_show}, problem));
    progress_end();
    for (size_t i = 0; i < work->count; i++) {
        work->texts[i] = work->sources[i].text;
        if (work->texts[i] == NULL)
            return problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), work->sources[i].path);
        if (text_identify(work->sources[i].text) != OK)
            return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    TRY(find_from(work, options_value(options, "--in"), problem));
    return describe(work, problem);
}

/* ---- for people ---- */

static const char *const state_messages[CHAIN_STATES] = {MSG("chain.state.absent"), MSG("chain.state.first"),  MSG("chain.state.same"),   MSG("chain.state.reworded"),
                                                         MSG("chain.state.split"),  MSG("chain.state.merged"), MSG("chain.state.dropped")};

static void add_state(Buffer *out, const json_t *link)
{
    for (int i = 0; i < CHAIN_STATES; i++)
        if (json_member_is(link, "state", chain_state_name((ChainState)i)))
            message_print(out, state_messages[i], NULL);
    if (json_is_true(json_object_get(link, "moved"))) {
        buffer_add_string(out, ", ");
        message_print(out, MSG("chain.moved"), NULL);
    }
    if (json_is_true(json_object_get(link, "again"))) {
        buffer_add_string(out, ", ");
        message_print(out, MSG("chain.again"), NULL);
    }
}

static void add_run(Buffer *out, const json_t *run)
{
    bool was = json_member_is(run, "mark", "del"), now = json_member_is(run, "mark", "ins");

    buffer_add_string(out, was ? "[-" : now ? "{+" : "");
    buffer_add(out, json_slice(json_object_get(run, "text")));
    buffer_add_string(out, was ? "-]" : now ? "+}" : "");
}

/* What changed, where something did; else the words. */
static void add_words(Buffer *out, const json_t *link)
{
    const json_t *redline = json_object_get(link, "redline"), *paragraph, *run;
    size_t        i, k;

    json_array_foreach(redline, i, paragraph)
    {
        buffer_add_string(out, "    ");
        json_array_foreach(json_object_get(paragraph, "runs"), k, run) add_run(out, run);
        buffer_add_byte(out, '\n');
    }
    json_array_foreach(redline == NULL ? json_object_get(link, "paragraphs") : NULL, i, paragraph)
    {
        buffer_add_string(out, "    ");
        buffer_add(out, json_slice(json_object_get(paragraph, "text")));
        buffer_add_byte(out, '\n');
    }
}

static void add_names(Buffer *out, const json_t *paragraphs)
{
    const json_t *paragraph;
    size_t        i;

    json_array_foreach(paragraphs, i, paragraph)
    {
        buffer_add_string(out, i != 0 ? ", " : "");
        buffer_add(out, json_slice(json_is_object(paragraph) ? json_object_get(paragraph, "name") : paragraph));
    }
}

static void print_links(const json_t *answer, Buffer *out)
{
    const json_t *link;
    size_t        i;

    json_array_foreach(json_object_get(answer, "links"), i, link)
    {
        buffer_add(out, json_slice(json_object_get(link, "symbol")));
        buffer_add_string(out, json_array_size(json_object_get(link, "paragraphs")) != 0 ? "  " : "");
        add_names(out, json_object_get(link, "paragraphs"));
        buffer_add_string(out, "  ");
        add_state(out, link);
        buffer_add_byte(out, '\n');
        add_words(out, link);
    }
}

static void print_rows(const json_t *answer, Buffer *out)
{
    const json_t *row, *cell;
    size_t        i, k;

    json_array_foreach(json_object_get(answer, "rows"), i, row)
    {
        buffer_add(out, json_slice(json_object_get(row, "name")));
        json_array_foreach(json_object_get(row, "cells"), k, cell)
        {
            buffer_add_byte(out, '\t');
            buffer_add(out, json_slice(json_object_get(cell, "symbol")));
            buffer_add_byte(out, ' ');
            add_names(out, json_object_get(cell, "paragraphs"));
            buffer_add_string(out, json_array_size(json_object_get(cell, "paragraphs")) != 0 ? ": " : "");
            add_state(out, cell);
        }
        buffer_add_byte(out, '\n');
    }
}

/* ---- CSV: RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe ---- */

static void add_cell(Buffer *out, const json_t *value)
{
    Slice text = json_slice(value);

    buffer_add_byte(out, '"');
    if (json_is_integer(value))
        buffer_add_number(out, (int64_t)json_integer_value(value));
    if (text.size != 0 && strchr("=+-@\t\r", text.data[0]) != NULL)
        buffer_add_byte(out, '\'');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"')
            buffer_add_byte(out, '"');
        buffer_add_byte(out, text.data[i]);
    }
    buffer_add_byte(out, '"');
}

static Status print_csv(const json_t *answer, Buffer *out)
{
    static const char *const columns[] = {"of", "document", "date", "state", "moved", "again", "before", "paragraph", "text"};
    json_t                  *table = chain_table(answer), *row;
    size_t                   i;

    buffer_add_string(out, "of,document,date,state,moved,again,before,paragraph,text\r\n");
    json_array_foreach(table, i, row)
    {
        for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++) {
            if (k != 0)
                buffer_add_byte(out, ',');
            add_cell(out, json_object_get(row, columns[k]));
        }
        buffer_add_string(out, "\r\n");
    }
    json_decref(table);
    return table != NULL ? out->status : ERR_MEMORY;
}

static Status print(const Chaining *work, OutputKind kind, Buffer *out, Problem *problem)
{
    Status status = OK;

    switch (kind) {
    case OUTPUT_JSON:
        json_print_pretty(work->answer, out);
        buffer_add_byte(out, '\n');
        break;
    case OUTPUT_CSV: status = print_csv(work->answer, out); break;
    case OUTPUT_PLAIN:
        print_links(work->answer, out);
        print_rows(work->answer, out);
        break;
    default: return problem_set(problem, ERR_REFUSED, MSG("output.not_here"), NULL);
    }
    return status == OK && out->status == OK ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

static Status find_paragraph(const Chaining *work, const char *name, long *out, Problem *problem)
{
    *out = name != NULL ? chain_named(work->texts[work->from], slice_from(name)) : -1;
    return name == NULL || *out >= 0 ? OK : problem_at(problem, problem_set(problem, ERR_NOT_FOUND, MSG("chain.no_paragraph"), "name", name, NULL), work->sources[work->from].path);
}

static Status command_chain_run(const OptionSet *options, Problem *problem)
{
    Chaining   work = {.count = options->operand_count};
    OutputKind kind;
    Buffer     out;
    long       paragraph;
    Status     status;

    work.sources = memory_new_zeroed(work.count, sizeof *work.sources);
    work.texts = memory_new_zeroed(work.count, sizeof(Text *)); /* pointers */
    buffer_init(&out, FILE_BYTES_MAX);
    TRY_OR(done, work.sources != NULL && work.texts != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL));
    TRY_OR(done, output_kind(options, OUTPUT_PLAIN, &kind, problem));
    TRY_OR(done, load(&work, options, problem));
    TRY_OR(done, find_paragraph(&work, options_value(options, "--paragraph"), &paragraph, problem));
    TRY_OR(done, chain_answer(work.texts, work.count, work.from, paragraph, work.answer, problem));
    TRY_OR(done, print(&work, kind, &out, problem));
    status = file_write(output_path(options), buffer_slice(&out), problem);
done:
    for (size_t i = 0; work.sources != NULL && i < work.count; i++)
        source_clear(&work.sources[i]);
    memory_free(work.sources);
    memory_free(work.texts);
    json_decref(work.answer);
    buffer_clear(&out);
    return status;
}

static const OptionRow chain_options[] = {{"--paragraph", 0, true, false, NULL}, {"--in", 0, true, false, NULL}, {"--as", 0, true, false, "plain|json|csv"}, {"--output", 'o', true, false, NULL}, {0}};
const Command chain_command = {"chain", "FILE FILE… [--paragraph NAME] [--in SYMBOL] [--as plain|json|csv] [-o FILE]", MSG("help.chain.summary"), MSG("help.chain"), chain_options, 2, CHAIN_TEXTS_MAX,
                               command_chain_run, EXITS_BY_STATUS};
