/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur text list, show, map: what a record says of texts, for people and for programs.
 */
#include "cli/text_internal.h"
#include "cli/work_internal.h"
#include "format/akn/akn.h"
#include "format/html/html.h"

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

const OptionRow text_list_options[] = {{"--as", 0, true, false, "plain|json"}, {"--token", 0, true, false, NULL}, {"--output", 'o', true, false, NULL}, {0}};
const OptionRow text_show_options[] = {{"--as", 0, true, false, "plain|json|html|docx|akn"}, {"--marks", 0, true, false, "tracked|brackets"}, {"--token", 0, true, false, NULL}, {"--output", 'o', true, false, NULL}, {0}};

static Slice name_in_reader_language(const json_t *names)
{
    Slice name = json_slice(json_object_get(names, message_language_in_use()));

    return name.size != 0 ? name : json_slice(json_object_get(names, "en"));
}

static void add_slice(Buffer *out, Slice text)
{
    buffer_add(out, text);
    buffer_add_string(out, "  ");
}

static void print_list(const json_t *answer, Buffer *out)
{
    const json_t *row;
    size_t        i;

    json_array_foreach(json_object_get(answer, "texts"), i, row)
    {
        add_slice(out, json_slice(json_object_get(row, "process")));
        add_slice(out, json_slice(json_object_get(row, "state")));
        add_slice(out, json_slice(json_object_get(row, "version_name")));
        buffer_add(out, name_in_reader_language(json_object_get(row, "names")));
        buffer_add_byte(out, '\n');
    }
}

/* What stands between the text and consensus, a line each: where, what, who, which act. */
static void print_between(const json_t *answer, Buffer *out)
{
    const json_t *row;
    size_t        i;

    json_array_foreach(json_object_get(answer, "between"), i, row)
    {
        const json_t *party = json_object_get(row, "party");
        Slice         name = json_slice(json_object_get(row, "name"));

        add_slice(out, name.size != 0 ? name : json_slice(json_object_get(row, "label")));
        add_slice(out, json_slice(json_object_get(row, "what")));
        if (party != NULL)
            add_slice(out, name_in_reader_language(json_object_get(party, "names")));
        buffer_add(out, json_slice(json_object_get(row, "act")));
        buffer_add_byte(out, '\n');
    }
}

static Status print_answer(const OptionSet *options, const json_t *answer, void (*plain)(const json_t *answer, Buffer *out), Problem *problem)
{
    OutputKind kind;
    Buffer     out;
    Status     status;

    TRY(output_kind(options, OUTPUT_PLAIN, &kind, problem));
    buffer_init(&out, FILE_BYTES_MAX);
    if (kind == OUTPUT_JSON)
        json_print_pretty(answer, &out);
    else
        plain(answer, &out);
    status = out.status == OK ? file_write(output_path(options), buffer_slice(&out), problem) : no_memory(problem);
    buffer_clear(&out);
    return status;
}

Status text_list_run(const OptionSet *options, Problem *problem)
{
    Reach   reach = {0};
    json_t *answer = NULL;
    Status  status;

    TRY_OR(done, reach_open(options->operands[0], options, &reach, problem));
    TRY_OR(done, negotiation_ask(&reach, "texts", "text.list", NULL, &answer, problem));
    status = print_answer(options, answer, print_list, problem);
done:
    json_decref(answer);
    reach_close(&reach);
    return status;
}

Status text_map_run(const OptionSet *options, Problem *problem)
{
    Negotiation work;
    json_t     *answer = NULL;
    char        path[STATE_PATH_MAX];
    Status      status;

    TRY_OR(done, negotiation_open(options, false, &work, problem));
    (void)snprintf(path, sizeof path, "texts/%s/map", options->operands[1]);
    TRY_OR(done, negotiation_ask(&work.reach, path, "text.map", options->operands[1], &answer, problem));
    status = print_answer(options, answer, print_between, problem);
done:
    json_decref(answer);
    negotiation_close(&work);
    return status;
}

static Status print_compilation(const Negotiation *work, OutputKind kind, Buffer *out, Problem *problem)
{
    HtmlOptions  html = {.kind = HTML_COMPILATION};
    TextCompiled compiled = {0};
    Status       status = text_compiled(work->base, work->answer, &compiled, problem);

    if (status == OK && kind == OUTPUT_HTML)
        status = html_write_compilation(compiled.compilation, &html, out, problem);
    else if (status == OK && kind == OUTPUT_AKN)
        status = akn_write_compilation(compiled.compilation, out, problem);
    else if (status == OK && kind == OUTPUT_JSON)
        status = compilation_encode(compiled.compilation, out, problem);
    else if (status == OK)
        compilation_print_plain(compiled.compilation, out);
    text_compiled_clear(&compiled);
    return status;
}

Status text_show_run(const OptionSet *options, Problem *problem)
{
    const char *marks = options_value(options, "--marks");
    OutputKind  kind;
    Negotiation work;
    Buffer      out;
    Status      status;

    buffer_init(&out, FILE_BYTES_MAX);
    TRY(output_kind(options, OUTPUT_PLAIN, &kind, problem));
    TRY_OR(done, negotiation_open(options, false, &work, problem));
    if (work.base == NULL)
        TRY_OR(done, problem_set(problem, ERR_REFUSED, MSG("negotiation.no_version"), NULL));
    if (kind != OUTPUT_JSON)
        TRY_OR(done, text_annex_add(work.base, work.answer, problem));
    TRY_OR(done, kind == OUTPUT_DOCX ? text_as_docx(work.base, work.answer, marks != NULL && strcmp(marks, "brackets") == 0, &out, problem) : print_compilation(&work, kind, &out, problem));
    status = file_write(output_path(options), buffer_slice(&out), problem);
done:
    buffer_clear(&out);
    negotiation_close(&work);
    return status;
}
