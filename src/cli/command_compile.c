/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur compile BASE SUBMISSION…: all delegations' changes in one attributed text.
 *
 * Submissions are read in lots, in children; each becomes an amendment and is let go, so that memory grows with what is changed, not with what is sent.
 */
#include <dirent.h>
#include <sys/stat.h>

#include "cli/report_internal.h"
#include "cli/work_internal.h"
#include "format/akn/akn.h"
#include "format/html/html.h"

enum { LOT = 256, LOT_BYTES = 16 * 1024 * 1024, SUBMISSIONS_MAX = 10000 };

typedef struct Compiling {
    Arena         *arena;
    Source         base;
    Comparer      *comparer;
    ReportRow     *rows;
    size_t         count, capacity;
    Submission    *submissions;
    Compilation   *compilation;
    Problem       *problem;
} Compiling;

/* ---- which files ---- */

static Status add_submission(Compiling *work, Slice name, const char *path)
{
    void     *block = work->rows;
    ReportRow row = {.path = path};
    Status    status;

    if (work->count >= SUBMISSIONS_MAX)
        return problem_set(work->problem, ERR_LIMIT, MSG("compile.too_many"), NULL);
    TRY(slice_copy(work->arena, name, &row.name));
    status = memory_reserve(&block, &work->capacity, work->count + 1, sizeof row);
    work->rows = block;
    TRY(status);
    work->rows[work->count++] = row;
    return OK;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The .docx files of a folder but for the base itself, hidden files and a word processor's lock files. */
static Status add_folder(Compiling *work, const char *folder)
{
    DIR           *handle = opendir(folder);
    const char    *paths[SUBMISSIONS_MAX];
    struct dirent *entry;
    size_t         count = 0;

    if (handle == NULL)
        return problem_at(work->problem, problem_set(work->problem, ERR_STORAGE, MSG("file.folder_unreadable"), NULL), folder);
    while ((entry = readdir(handle)) != NULL && count < SUBMISSIONS_MAX) {
        char path[4096];

        if (entry->d_name[0] == '.' || entry->d_name[0] == '~' || !slice_ends(slice_from(entry->d_name), ".docx"))
            continue;
        if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path || same_file(path, work->base.path))
            continue;
        paths[count] = slice_string(work->arena, slice_from(path));
        if (paths[count++] == NULL) {
            closedir(handle);
            return ERR_MEMORY;
        }
    }
    closedir(handle);
    qsort(paths, count, sizeof *paths, by_path);
    if (count == 0)
        return problem_at(work->problem, problem_set(work->problem, ERR_NOT_FOUND, MSG("file.folder_empty"), NULL), folder);
    for (size_t i = 0; i < count; i++)
        TRY(add_submission(work, file_stem(paths[i]), paths[i]));
    return OK;
}

static bool exists(const char *path)
{
    struct stat now;

    return stat(path, &now) == 0;
}

static Status add_operand(Compiling *work, const char *operand)
{
    const char *equals = strchr(operand, '=');

    if (file_is_folder(operand))
        return add_folder(work, operand);
    if (equals == NULL || exists(operand))
        return add_submission(work, file_stem(operand), operand);
    if (equals == operand || equals[1] == '\0')
        return problem_at(work->problem, problem_set(work->problem, ERR_REFUSED, MSG("compile.name_path"), NULL), operand);
    return add_submission(work, (Slice){operand, (size_t)(equals - operand)}, equals + 1);
}

/* ---- one submission ---- */

static Status count_silent(Compiling *work, const Source *source, ReportRow *row)
{
    Text  *rejected = NULL;
    Status status;

    row->tracked = source->docx != NULL && source->docx->revision_count > 1;
    if (!row->tracked)
        return OK;
    status = source_view(source, VIEW_REJECTED, &rejected, work->problem);
    if (status == OK)
        status = amendment_mark_silent(work->comparer, row->amendment, rejected, &row->silent, work->problem);
    text_free(rejected);
    return status;
}

static void count_objects(const NewAnchor *anchors, uint32_t count, ReportRow *row)
{
    for (uint32_t i = 0; i < count; i++) {
        AnchorKind kind = anchors[i].anchor.kind;

        row->objects += kind != ANCHOR_FOOTNOTE && kind != ANCHOR_ENDNOTE && anchors[i].anchor.dress.size == 0;
    }
}

static void count_put_aside(const Source *source, ReportRow *row)
{
    for (size_t i = 0; i < row->amendment->count; i++) {
        const Change *change = &row->amendment->changes[i];

        count_objects(change->anchors, change->anchor_count, row);
        count_objects(change->unit.anchors, change->unit.anchor_count, row);
    }
    row->taken_changes = source->text->taken_changes;
    if (source->docx == NULL)
        return;
    row->comments = source->docx->comments_count;
    row->properties = source->docx->format_changes;
    row->headers = source->docx->header_footer_changes;
    row->hand_marked = source->docx->hand_marked;
}

static Status take_submission(Compiling *work, const Source *source, ReportRow *row)
{
    if (source->text == NULL)
        return problem_at(work->problem, problem_set(work->problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), source->path);
    TRY(amendment_between(work->comparer, source->text, &row->amendment, work->problem));
    TRY(count_silent(work, source, row));
    count_put_aside(source, row);
    return OK;
}

typedef struct Lot {
    Compiling *work;
    Source    *sources;
    size_t     from;
} Lot;

static void show_lot(void *context, size_t done, size_t count)
{
    const Lot *lot = context;

    (void)count;
    progress_show(NULL, lot->from + done, lot->work->count);
}

static Status take_ready(void *context, size_t index, Problem *problem)
{
    Lot   *lot = context;
    Status status = take_submission(lot->work, &lot->sources[index], &lot->work->rows[lot->from + index]);

    (void)problem; /* the same as lot->work->problem */
    source_clear(&lot->sources[index]);
    return status;
}

/* Files are in memory until they are read, so a lot has only so many and so much. */
static size_t lot_end(const Compiling *work, size_t from)
{
    struct stat now;
    int64_t     bytes = 0;
    size_t      to = from;

    while (to < work->count && to < from + LOT && bytes < LOT_BYTES)
        bytes += stat(work->rows[to++].path, &now) == 0 ? now.st_size : 0;
    return to;
}

static Status take_lot(Compiling *work, size_t from, size_t to)
{
    Source      sources[LOT] = {{.path = NULL}};
    Lot         lot = {work, sources, from};
    SourceWatch watch = {show_lot, take_ready, &lot};
    Status      status;

    for (size_t i = from; i < to; i++)
        sources[i - from].path = work->rows[i].path;
    status = source_load_many(sources, to - from, LOAD_WORDS, &watch, work->problem);
    for (size_t i = from; i < to; i++)
        source_clear(&sources[i - from]);
    return status;
}

/* ---- all ---- */

static void check_names(const Compiling *work)
{
    NameBook *book = names_open();

    for (size_t i = 0; i < work->count; i++)
        names_check(book, work->rows[i].name);
    names_close(book);
}

static Status gather(Compiling *work, const OptionSet *options)
{
    for (size_t i = 1; i < options->operand_count; i++)
        TRY(add_operand(work, options->operands[i]));
    check_names(work);
    work->comparer = comparer_new(work->base.text);
    work->submissions = memory_new_zeroed(work->count + 1, sizeof(Submission));
    if (work->comparer == NULL || work->submissions == NULL)
        return problem_set(work->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t from = 0, to; from < work->count; from = to) {
        to = lot_end(work, from);
        TRY(take_lot(work, from, to));
    }
    progress_end();
    for (size_t i = 0; i < work->count; i++)
        work->submissions[i] = (Submission){work->rows[i].name, work->rows[i].amendment};
    return compilation_make(work->base.text, work->submissions, work->count, &work->compilation, work->problem);
}

static Status print(Compiling *work, OutputKind kind, bool brackets, Buffer *out)
{
    HtmlOptions html = {.kind = HTML_COMPILATION};

    switch (kind) {
    case OUTPUT_DOCX: return compilation_print_docx(work->compilation, &work->base, VIEW_ACCEPTED, brackets, out, work->problem);
    case OUTPUT_HTML: return html_write_compilation(work->compilation, &html, out, work->problem);
    case OUTPUT_JSON: return compilation_encode(work->compilation, out, work->problem);
    case OUTPUT_AKN: return akn_write_compilation(work->compilation, out, work->problem);
    default: compilation_print_plain(work->compilation, out); return out->status;
    }
}

static Status write_report(Compiling *work, const char *path)
{
    Buffer report;
    Status status;

    buffer_init(&report, FILE_BYTES_MAX);
    status = slice_ends(slice_from(path), ".json") ? report_print_json(work->compilation, work->rows, work->count, &report)
                                                   : report_print(work->compilation, work->rows, work->count, &report);
    if (status == OK)
        status = file_write(path, buffer_slice(&report), work->problem);
    buffer_clear(&report);
    return status;
}

static Status compile(Compiling *work, const OptionSet *options, OutputKind kind)
{
    const char *marks = options_value(options, "--marks"), *report = options_value(options, "--report");
    Buffer      out;
    Status      status;

    TRY(source_load(work->base.path, kind == OUTPUT_DOCX ? LOAD_WITH_PARTS : LOAD_WORDS, &work->base, work->problem));
    if (work->base.text == NULL)
        return problem_at(work->problem, problem_set(work->problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), work->base.path);
    if (kind == OUTPUT_JSON || kind == OUTPUT_AKN)
        TRY(text_identify(work->base.text)); /* a stored form has ids; a plain file has none */
    if (kind == OUTPUT_DOCX)
        TRY(source_as_docx(&work->base, work->problem));
    TRY(gather(work, options));
    buffer_init(&out, FILE_BYTES_MAX);
    status = print(work, kind, marks != NULL && strcmp(marks, "brackets") == 0, &out);
    if (status == OK)
        status = file_write(output_path(options), buffer_slice(&out), work->problem);
    buffer_clear(&out);
    if (status == OK && report != NULL)
        status = write_report(work, report);
    if (status == OK)
        report_warn(work->rows, work->count);
    return status;
}

Status command_compile_run(const OptionSet *options, Problem *problem)
{
    Compiling  work = {.problem = problem, .base = {.path = options->operands[0]}, .arena = arena_new(64 * 1024 * 1024)};
    OutputKind kind;
    Status     status = work.arena != NULL ? output_kind(options, OUTPUT_PLAIN, &kind, problem) : ERR_MEMORY;

    if (status == OK)
        status = compile(&work, options, kind);
    compilation_free(work.compilation);
    for (size_t i = 0; i < work.count; i++)
        amendment_free(work.rows[i].amendment);
    memory_free(work.rows);
    memory_free(work.submissions);
    comparer_free(work.comparer);
    source_clear(&work.base);
    arena_free(work.arena);
    return problem_at(problem, status, NULL);
}
