/* SPDX-License-Identifier: Apache-2.0
 *
 * Loading: a file is recognized by the table of formats and parsed in a sandboxed child. What comes back over the pipe is
 * checked again before it is used.
 */
#include <unistd.h>

#include "cli/cli.h"
#include "format/docx/docx_write.h"
#include "format/plain/plain.h"
#include "sandbox/sandbox.h"

enum { QUIET_BYTES = 256 * 1024 /* of a file whose reading finds its memory in the room that a heap begins with */ };

typedef struct Parsing {
    const FormatRow *format;
    Slice            bytes;
    bool             keep_parts;
} Parsing;

/* In the child. */
static Status parse(const void *context, Buffer *result, Problem *problem)
{
    const Parsing *parsing = context;
    DocxLimits     limits = docx_limits_default;

    limits.keep_parts = parsing->keep_parts;
    return format_parse(parsing->format, parsing->bytes, &limits, result, problem);
}

/* In what starts the children: a small document of our own is written and read, as most of what they read are Word files. What comes of it does not matter. */
static void warm(void)
{
    Buffer bytes, result;
    Text  *text = NULL;

    buffer_init(&bytes, FILE_BYTES_MAX);
    buffer_init(&result, FILE_BYTES_MAX);
    if (plain_read(SLICE("A first line\n\n1. \xC3\x89tats, and other words.\n"), &text, NULL) == OK && docx_write_base(text, &bytes, NULL) == OK &&
        format_parse(format_find(FORMAT_OF_COMMANDS, SLICE("warm.docx"), buffer_slice(&bytes)), buffer_slice(&bytes), &docx_limits_default, &result, NULL) != OK)
        buffer_reset(&result);
    text_free(text);
    buffer_clear(&bytes);
    buffer_clear(&result);
}

/* In the parent. */
static Status take_result(Source *source, const FormatRow *format, Slice result, Problem *problem)
{
    static const DocxView accepted = {.mode = VIEW_ACCEPTED};

    if (source->kind == FILE_DOCX) {
        TRY(docx_decode(result, &source->docx, problem));
        TRY(docx_text(source->docx, &accepted, &source->text, problem));
        TRY(docx_dress_objects(source->docx, &accepted, source->text, problem));
        text_detect_language(source->text);
        return OK;
    }
    if (format->read == NULL)
        return OK;
    return text_unpack(result, &source->text, problem);
}

static Status open_source(Source *source, Parsing *parsing, Problem *problem)
{
    source->arena = arena_new((size_t)FILE_BYTES_MAX + 65536);
    if (source->arena == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    TRY(file_read(source->path, source->arena, &source->bytes, problem));
    if (source->bytes.size == 0)
        return problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("file.empty"), NULL), source->path);
    *parsing = (Parsing){format_find(FORMAT_OF_COMMANDS, slice_from(source->path), source->bytes), source->bytes, source->parts == LOAD_WITH_PARTS};
    source->kind = parsing->format->kind;
    if (source->kind != FILE_DOCX && slice_ends_like(slice_from(source->path), ".docx"))
        return problem_at(problem, problem_set(problem, ERR_SYNTAX, MSG("file.not_docx"), NULL), source->path);
    return OK;
}

Status source_load(const char *path, LoadParts parts, Source *out, Problem *problem)
{
    *out = (Source){.path = path, .parts = parts};
    return source_load_many(out, 1, NULL, problem);
}

typedef struct Loading {
    Source            *sources;
    size_t             count;
    const SourceWatch *watch;
    Problem           *problem;
    Status             status;   /* of the first failure */
    Parsing           *parsing;
    SandboxJob        *jobs;
    Buffer            *results;
    Problem           *problems;
    Status            *statuses; /* NOT_DONE while a child is at work, TAKEN when the result is used */
} Loading;

enum { NOT_DONE = STATUS_COUNT, TAKEN };

static void take_one(Loading *loading, size_t index)
{
    Status status = loading->statuses[index];

    loading->statuses[index] = (Status)TAKEN;
    if (loading->status == OK) {
        if (status != OK)
            *loading->problem = loading->problems[index];
        else
            status = take_result(&loading->sources[index], loading->parsing[index].format, buffer_slice(&loading->results[index]), loading->problem);
        if (status == OK && loading->watch != NULL && loading->watch->ready != NULL)
            status = loading->watch->ready(loading->watch->context, index, loading->problem);
        if (status != OK)
            loading->status = problem_at(loading->problem, status, loading->sources[index].path);
    }
    buffer_clear(&loading->results[index]);
}

static bool is_first_awaited(const Loading *loading)
{
    return loading->watch != NULL && loading->watch->first && (int)loading->statuses[0] == NOT_DONE;
}

static void take_all_done(Loading *loading)
{
    if (is_first_awaited(loading))
        return;
    for (size_t i = 0; i < loading->count; i++)
        if ((int)loading->statuses[i] != NOT_DONE && (int)loading->statuses[i] != TAKEN)
            take_one(loading, i);
}

/* As each child ends: what it read is taken and worked on while the next ones read. */
static void take_ready(void *context, size_t done, size_t count)
{
    Loading *loading = context;

    take_all_done(loading);
    if (loading->watch != NULL && loading->watch->progress != NULL)
        loading->watch->progress(loading->watch->context, done, count);
}

/* One child more than processors: this process works too, but waits in between. */
static unsigned children(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    return processors > 0 && processors < 64 ? (unsigned)processors + 1 : 2;
}

static Status run_jobs(Loading *loading)
{
    for (size_t i = 0; i < loading->count; i++) {
        TRY(open_source(&loading->sources[i], &loading->parsing[i], loading->problem));
        loading->jobs[i] = (SandboxJob){.work = parse, .context = &loading->parsing[i], .quiet = loading->parsing[i].bytes.size <= QUIET_BYTES, .warm = warm};
        loading->jobs[i].first = i == 0 && loading->watch != NULL && loading->watch->first;
        loading->statuses[i] = (Status)NOT_DONE;
        buffer_init(&loading->results[i], (size_t)FILE_BYTES_MAX * 2);
    }
    TRY(sandbox_run_many(loading->jobs, loading->count, children(), loading->results, loading->problems, loading->statuses, take_ready, loading));
    take_all_done(loading); /* those whose child could not be started */
    return loading->status;
}

Status source_load_many(Source *sources, size_t count, const SourceWatch *watch, Problem *problem)
{
    Loading loading = {
        .sources = sources,
        .count = count,
        .watch = watch,
        .problem = problem,
        .parsing = memory_new_zeroed(count, sizeof(Parsing)),
        .jobs = memory_new_zeroed(count, sizeof(SandboxJob)),
        .results = memory_new_zeroed(count, sizeof(Buffer)),
        .problems = memory_new_zeroed(count, sizeof(Problem)),
        .statuses = memory_new_zeroed(count, sizeof(Status)),
    };
    Status status = ERR_MEMORY;

    if (loading.parsing != NULL && loading.jobs != NULL && loading.results != NULL && loading.problems != NULL && loading.statuses != NULL)
        status = run_jobs(&loading);
    else
        (void)problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t i = 0; loading.results != NULL && i < count; i++)
        buffer_clear(&loading.results[i]);
    memory_free(loading.parsing);
    memory_free(loading.jobs);
    memory_free(loading.results);
    memory_free(loading.problems);
    memory_free(loading.statuses);
    return status;
}

void source_clear(Source *source)
{
    text_free(source->text);
    docx_free(source->docx);
    arena_free(source->arena);
    *source = (Source){.path = source->path, .parts = source->parts};
}

Status source_dress_like(const Source *source, const Text *base, size_t *numbers)
{
    *numbers = 0;
    if (source->docx != NULL || source->text == NULL)
        return OK;
    *numbers = text_numbers_beside(base) ? text_put_numbers_beside(source->text) : 0;
    return text_space_notes_like(source->text, base);
}

/* A redline, of one party, is a tracked file like others. */
static bool has_several_authors(const Docx *docx)
{
    for (size_t i = 2; i < docx->revision_count; i++)
        if (!slice_equal(docx_slice(docx, docx->revisions[i].author), docx_slice(docx, docx->revisions[1].author)))
            return true;
    return false;
}

bool source_is_compilation(const Source *source)
{
    return source->text == NULL || (source->docx != NULL && source->docx->custom_bytes.size != 0 && has_several_authors(source->docx));
}

void source_tell_changes(const Source *source)
{
    char count[DECIMAL_MAX];

    if (source->text != NULL && source->text->taken_changes != 0)
        say(MSG("read.taken_changes"), "count", decimal(count, source->text->taken_changes), "file", source->path, NULL);
}

Status source_view(const Source *source, DocxViewMode mode, Text **out, Problem *problem)
{
    DocxView view = {.mode = mode};

    REQUIRE(source->docx != NULL && mode != VIEW_AUTHORS);
    TRY(docx_text(source->docx, &view, out, problem));
    text_detect_language(*out);
    return OK;
}

Status source_as_docx(Source *source, Problem *problem)
{
    DocxLimits limits = docx_limits_default;
    Buffer     bytes;
    Text      *text = NULL;
    DocxView   accepted = {.mode = VIEW_ACCEPTED};
    Status     status;

    if (source->docx != NULL)
        return OK;
    limits.keep_parts = true;
    buffer_init(&bytes, FILE_BYTES_MAX);
    status = docx_write_base(source->text, &bytes, problem);
    if (status == OK)
        status = docx_read(buffer_slice(&bytes), &limits, &source->docx, problem); /* our own bytes, just written */
    buffer_clear(&bytes);
    if (status == OK)
        status = docx_text(source->docx, &accepted, &text, problem);
    if (status != OK)
        return status;
    memcpy(text->language, source->text->language, sizeof text->language);
    text_free(source->text);
    source->text = text;
    return OK;
}
