/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur extract COMPILATION: one party's text, or several parties', or the base, taken back out of a compilation: from its .docx (whatever program saved it
 * last), its page, its Akoma Ntoso document, or its stored form.
 */
#include "cli/cli.h"
#include "format/akn/akn.h"
#include "format/docx/docx_write.h"
#include "format/html/html.h"
#include "sandbox/sandbox.h"

enum { ANSWER_TEXT, ANSWER_COMPETE };

typedef struct Extraction {
    const Source *source;
    Arena        *arena;
    Slice         names[OPTION_VALUES_MAX];
    size_t        count;
    Buffer        places; /* where wordings compete */
} Extraction;

static Status from_docx(Extraction *work, Text **out, Problem *problem)
{
    DocxAuthors *authors = NULL;
    Status       status;

    if (work->source->docx->custom_bytes.size == 0 && work->source->docx->revision_count <= 1)
        return problem_set(problem, ERR_REFUSED, MSG("extract.not_compilation"), NULL);
    TRY(docx_authors_new(work->source->docx, &authors, problem));
    status = docx_extract(work->source->docx, authors, work->names, work->count, out, &work->places, problem);
    docx_authors_free(authors);
    return status;
}

static Status from_page(Extraction *work, Text **out, Problem *problem)
{
    return html_extract(work->source->bytes, work->names, work->count, out, &work->places, problem);
}

static Status from_stored(Extraction *work, Text **out, Problem *problem)
{
    const Source      *source = work->source;
    StoredCompilation *stored = NULL;
    Compilation       *compilation = NULL;
    Submission        *submissions;
    Status             status;

    TRY(source->kind == FILE_COMPILATION_AKN ? akn_read_compilation(source->bytes, &stored, problem) : compilation_decode(source->bytes, &stored, problem));
    submissions = memory_new_zeroed(stored->count + 1, sizeof *submissions);
    status = submissions != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t i = 0; status == OK && i < stored->count; i++)
        submissions[i] = (Submission){stored->names[i], stored->amendments[i]};
    if (status == OK)
        status = compilation_make(stored->base, submissions, stored->count, &compilation, problem);
    if (status == OK)
        status = compilation_extract(compilation, work->names, work->count, out, &work->places, problem);
    compilation_free(compilation);
    memory_free(submissions);
    stored_compilation_free(stored);
    return status;
}

typedef Status (*From)(Extraction *work, Text **out, Problem *problem);

static const From from_kinds[FILE_KIND_COUNT] = {
    [FILE_DOCX] = from_docx,
    [FILE_PAGE] = from_page,
    [FILE_COMPILATION_AKN] = from_stored,
    [FILE_COMPILATION_JSON] = from_stored,
};

/* In the child: pages, stored forms and a Word file's own part come from outside like every file. Its answer is a text, or how many places compete, and which. */
static Status extract_in_child(const void *context, Buffer *result, Problem *problem)
{
    Extraction *work = (Extraction *)(uintptr_t)context; /* the child's own copy */
    Text       *text = NULL;
    Status      status = from_kinds[work->source->kind](work, &text, problem);

    if (status == ERR_CONFLICT && problem->arguments == 1) {
        buffer_add_u8(result, ANSWER_COMPETE);
        buffer_add_sized(result, slice_from(problem->values[0]));
        buffer_add(result, buffer_slice(&work->places));
        return OK;
    }
    if (status == OK) {
        buffer_add_u8(result, ANSWER_TEXT);
        text_pack(text, result);
    }
    text_free(text);
    return status;
}

/* A line each. What a child says is cleaned before a terminal gets it. */
static Status take_places(Extraction *work, Slice answer, Problem *problem)
{
    Reader in = reader_from(answer);
    Slice  count = reader_sized(&in, DECIMAL_MAX), rest = slice_part(answer, in.at, answer.size), line;
    char   number[DECIMAL_MAX];

    if (reader_failed(&in))
        return problem_set(problem, ERR_SYNTAX, MSG("text.damaged_frame"), NULL);
    (void)snprintf(number, sizeof number, "%.*s", (int)count.size, count.data);
    while (slice_line(&rest, &line)) {
        name_clean(line, line.size, &work->places);
        buffer_add_byte(&work->places, '\n');
    }
    return problem_set(problem, ERR_CONFLICT, MSG("extract.compete"), "count", decimal(number, strtoll(number, NULL, 10)), NULL);
}

static Status take_answer(Extraction *work, Slice answer, Text **out, Problem *problem)
{
    Slice rest = slice_part(answer, 1, answer.size);

    if (answer.size != 0 && answer.data[0] == ANSWER_COMPETE)
        return take_places(work, rest, problem);
    return text_unpack(answer.size != 0 && answer.data[0] == ANSWER_TEXT ? rest : answer, out, problem);
}

static Status from_child(Extraction *work, Text **out, Problem *problem)
{
    SandboxJob job = {.work = extract_in_child, .context = work};
    Buffer     result;
    Status     status;

    buffer_init(&result, FILE_BYTES_MAX);
    status = sandbox_run(&job, &result, problem);
    if (status == OK)
        status = take_answer(work, buffer_slice(&result), out, problem);
    buffer_clear(&result);
    return status;
}

static Status extract(Extraction *work, Text **out, Problem *problem)
{
    if (from_kinds[work->source->kind] == NULL)
        return problem_set(problem, ERR_REFUSED, MSG("extract.not_compilation"), NULL);
    return from_child(work, out, problem);
}

static Status take_names(const OptionSet *options, Extraction *work, Problem *problem)
{
    bool base = options_has(options, "--base");

    for (size_t i = 0; i < options->count; i++) {
        if (strcmp(options->names[i], "--accept") != 0)
            continue;
        if (work->count == OPTION_VALUES_MAX)
            return problem_set(problem, ERR_LIMIT, MSG("extract.too_many"), NULL);
        TRY(names_clean(work->arena, slice_from(options->values[i]), &work->names[work->count++]));
    }
    if (base == (work->count != 0))
        return problem_set(problem, ERR_REFUSED, MSG("extract.accept_or_base"), NULL);
    return OK;
}

static Status write_text(const OptionSet *options, const Text *text, Problem *problem)
{
    OutputKind kind;
    Buffer     out;
    Status     status;

    TRY(output_kind(options, OUTPUT_PLAIN, &kind, problem));
    buffer_init(&out, FILE_BYTES_MAX);
    status = output_text(text, kind, NULL, &out, problem);
    if (status == OK)
        status = file_write(output_path(options), buffer_slice(&out), problem);
    buffer_clear(&out);
    return status;
}

Status command_extract_run(const OptionSet *options, Problem *problem)
{
    Extraction *work = memory_new_zeroed(1, sizeof *work);
    Source      source = {.path = options->operands[0]};
    Text       *text = NULL;
    Status      status;

    if (work == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    work->source = &source;
    work->arena = options->arena;
    buffer_init(&work->places, 1024 * 1024);
    status = take_names(options, work, problem);
    if (status != OK) {
        buffer_clear(&work->places);
        memory_free(work);
        return status;
    }
    TRY_OR(done, output_over_input(output_path(options), options->operands[0], problem));
    TRY_OR(done, source_load(options->operands[0], LOAD_WORDS, &source, problem));
    status = extract(work, &text, problem);
    if (status == OK)
        status = write_text(options, text, problem);
    if (work->places.size != 0)
        (void)fwrite(work->places.data, 1, work->places.size, stderr);
done:
    text_free(text);
    source_clear(&source);
    buffer_clear(&work->places);
    memory_free(work);
    return status == OK ? OK : problem_at(problem, status, options->operands[0]);
}
