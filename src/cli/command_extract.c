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

static Status from_stored(const Source *source, Extraction *work, Text **out, Problem *problem)
{
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

/* In the child: pages and stored forms come from outside like every file. A refusal brings the places along. */
static Status extract_in_child(const void *context, Buffer *result, Problem *problem)
{
    Extraction *work = (Extraction *)(uintptr_t)context; /* the child's own copy */
    Text       *text = NULL;
    Status      status = work->source->kind == FILE_PAGE
                             ? html_extract(work->source->bytes, work->names, work->count, &text, &work->places, problem)
                             : from_stored(work->source, work, &text, problem);

    if (status == OK)
        text_pack(text, result);
    text_free(text);
    return status;
}

static Status from_child(Extraction *work, Text **out, Problem *problem)
{
    SandboxJob job = {.work = extract_in_child, .context = work};
    Buffer     result;
    Status     status;

    buffer_init(&result, FILE_BYTES_MAX);
    status = sandbox_run(&job, &result, problem);
    if (status == OK)
        status = text_unpack(buffer_slice(&result), out, problem);
    buffer_clear(&result);
    return status;
}

static Status extract(Extraction *work, Text **out, Problem *problem)
{
    switch (work->source->kind) {
    case FILE_DOCX: return from_docx(work, out, problem);
    case FILE_PAGE:
    case FILE_COMPILATION_AKN:
    case FILE_COMPILATION_JSON: return from_child(work, out, problem);
    default: return problem_set(problem, ERR_REFUSED, MSG("extract.not_compilation"), NULL);
    }
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
