/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur compile BASE SUBMISSION…: all delegations' changes in one attributed text.
 *
 * Submissions are read in lots, in children, the first of them together with the base; each becomes an amendment and is let go, so that memory grows with what is changed, not with what is sent.
 */
#include <sys/stat.h>

#include "cli/compile_internal.h"
#include "cli/work_internal.h"
#include "format/akn/akn.h"
#include "format/html/html.h"

enum { LOT = 256, LOT_BYTES = 16 * 1024 * 1024 };

typedef struct Compiling {
    Submissions    from;
    Source         base;
    OutputKind     kind;
    Comparer      *comparer;
    Text          *untracked;          /* the base without what it tracks itself; NULL: it tracks nothing, or nobody asked yet */
    Comparer      *untracked_comparer;
    Submission    *submissions;
    Compilation   *compilation;
    Problem       *problem;
} Compiling;

/* ---- one submission ---- */

/* A base that tracks changes itself is read with them; who sends it back with them and tracks the rest hides nothing. */
static Status is_base_untracked(Compiling *work, const Text *rejected, bool *out)
{
    Amendment *between = NULL;

    *out = false;
    if (work->base.docx == NULL || work->base.docx->revision_count <= 1)
        return OK;
    if (work->untracked == NULL)
        TRY(source_view(&work->base, VIEW_REJECTED, &work->untracked, work->problem));
    if (work->untracked_comparer == NULL)
        work->untracked_comparer = comparer_new(work->untracked);
    if (work->untracked_comparer == NULL)
        return ERR_MEMORY;
    TRY(amendment_between(work->untracked_comparer, rejected, &between, work->problem));
    *out = between->count == 0;
    amendment_free(between);
    return OK;
}

static Status count_silent(Compiling *work, const Source *source, ReportRow *row)
{
    Text  *rejected = NULL;
    bool   untracked = false;
    Status status;

    row->tracked = source->docx != NULL && source->docx->revision_count > 1;
    if (!row->tracked)
        return OK;
    status = source_view(source, VIEW_REJECTED, &rejected, work->problem);
    if (status == OK)
        status = is_base_untracked(work, rejected, &untracked);
    if (status == OK && !untracked)
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

static void count_put_aside(const Compiling *work, const Source *source, ReportRow *row)
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
    row->foreign = source->docx->foreign_parts;
    if (work->base.docx == NULL)
        return;
    row->comments = docx_other_comments(source->docx, work->base.docx);
    row->running = docx_other_running(source->docx, work->base.docx);
    row->pages = docx_other_pages(source->docx, work->base.docx);
}

static Status take_submission(Compiling *work, const Source *source, ReportRow *row)
{
    bool compilation = source_is_compilation(source);

    if (compilation && row->from_folder) {
        row->left_out = true;
        return submissions_leave_out(&work->from, row->path, NOT_TAKEN_COMPILATION);
    }
    if (compilation)
        return problem_at(work->problem, problem_set(work->problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), source->path);
    TRY(source_dress_like(source, work->base.text, &row->numbers));
    TRY(amendment_between(work->comparer, source->text, &row->amendment, work->problem));
    TRY(count_silent(work, source, row));
    count_put_aside(work, source, row);
    return OK;
}

/* What is read together: with the first submissions the base, before them. */
typedef struct Lot {
    Compiling *work;
    Source    *sources;
    size_t     from, base; /* of the first submission; 1 where the base is in it, else 0 */
} Lot;

static void show_lot(void *context, size_t done, size_t count)
{
    const Lot *lot = context;

    (void)count;
    if (done > lot->base)
        progress_show(NULL, lot->from + done - lot->base, lot->work->from.count);
}

static void check_names(const Compiling *work)
{
    NameBook *book = names_open();

    for (size_t i = 0; i < work->from.count; i++)
        names_check(book, work->from.rows[i].name);
    names_close(book);
}

static Status take_base(Compiling *work, Source *source)
{
    work->base = *source;
    *source = (Source){.path = work->base.path};
    if (source_is_compilation(&work->base))
        return problem_at(work->problem, problem_set(work->problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), work->base.path);
    if (work->kind == OUTPUT_JSON || work->kind == OUTPUT_AKN)
        TRY(text_identify(work->base.text)); /* a stored form has ids; a plain file has none */
    if (work->kind == OUTPUT_DOCX)
        TRY(source_as_docx(&work->base, work->problem));
    work->comparer = comparer_new(work->base.text);
    if (work->comparer == NULL)
        return problem_set(work->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    check_names(work);
    return OK;
}

static Status take_ready(void *context, size_t index, Problem *problem)
{
    Lot   *lot = context;
    Status status;

    (void)problem; /* the same as lot->work->problem */
    if (index < lot->base)
        return take_base(lot->work, &lot->sources[index]);
    status = take_submission(lot->work, &lot->sources[index], &lot->work->from.rows[lot->from + index - lot->base]);
    source_clear(&lot->sources[index]);
    return status;
}

/* Files are in memory until they are read, so a lot has only so many and so much. */
static size_t lot_end(const Compiling *work, size_t from)
{
    struct stat now;
    int64_t     bytes = 0;
    size_t      to = from;

    while (to < work->from.count && to < from + LOT && bytes < LOT_BYTES)
        bytes += stat(work->from.rows[to++].path, &now) == 0 ? now.st_size : 0;
    return to;
}

static Status take_lot(Compiling *work, size_t from, size_t to)
{
    Source      sources[LOT + 1] = {{.path = NULL}};
    Lot         lot = {work, sources, from, from == 0};
    size_t      count = lot.base + to - from;
    SourceWatch watch = {show_lot, take_ready, &lot, lot.base != 0};
    Status      status;

    if (lot.base != 0)
        sources[0] = (Source){.path = work->base.path, .parts = work->kind == OUTPUT_DOCX ? LOAD_WITH_PARTS : LOAD_WORDS};
    for (size_t i = from; i < to; i++)
        sources[lot.base + i - from].path = work->from.rows[i].path;
    status = source_load_many(sources, count, &watch, work->problem);
    for (size_t i = 0; i < count; i++)
        source_clear(&sources[i]);
    return status;
}

/* ---- all ---- */

/* Compilations that lay in a folder are no submissions. */
static void drop_left_out(Submissions *from)
{
    size_t kept = 0;

    for (size_t i = 0; i < from->count; i++)
        if (!from->rows[i].left_out)
            from->rows[kept++] = from->rows[i];
    from->count = kept;
}

static Status read_all(Compiling *work)
{
    work->submissions = memory_new_zeroed(work->from.count + 1, sizeof(Submission));
    if (work->submissions == NULL)
        return problem_set(work->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    for (size_t from = 0, to; from < work->from.count; from = to) {
        to = lot_end(work, from);
        TRY(take_lot(work, from, to));
    }
    progress_end();
    drop_left_out(&work->from);
    if (work->from.count == 0)
        return problem_at(work->problem, problem_set(work->problem, ERR_NOT_FOUND, MSG("file.folder_empty"), NULL), NULL);
    for (size_t i = 0; i < work->from.count; i++)
        work->submissions[i] = (Submission){work->from.rows[i].name, work->from.rows[i].amendment};
    return compilation_make(work->base.text, work->submissions, work->from.count, &work->compilation, work->problem);
}

static Status print(Compiling *work, bool brackets, Buffer *out)
{
    HtmlOptions html = {.kind = HTML_COMPILATION};

    switch (work->kind) {
    case OUTPUT_DOCX: return compilation_print_docx(work->compilation, &work->base, VIEW_ACCEPTED, brackets, out, work->problem);
    case OUTPUT_HTML: return html_write_compilation(work->compilation, &html, out, work->problem);
    case OUTPUT_JSON: return compilation_encode(work->compilation, out, work->problem);
    case OUTPUT_AKN: return akn_write_compilation(work->compilation, out, work->problem);
    default: compilation_print_plain(work->compilation, out); return out->status;
    }
}

/* ---- what is written, and where ---- */

/* Of a folder's files it is known only when they are read which are submissions. */
static Status over_submissions(Compiling *work, const char *path)
{
    for (size_t i = 0; i < work->from.count; i++)
        if (!work->from.rows[i].from_folder || work->compilation != NULL)
            TRY(output_over_input(path, work->from.rows[i].path, work->problem));
    return OK;
}

/* The report has a form of its own; marks are a question of Word files; and no file that is read is written over. */
static Status check_wishes(Compiling *work, const OptionSet *options)
{
    const char *marks = options_value(options, "--marks"), *report = options_value(options, "--report"), *output = output_path(options);

    if (marks != NULL && work->kind != OUTPUT_DOCX)
        return problem_set(work->problem, ERR_REFUSED, MSG("compile.marks_in_docx"), NULL);
    if (report != NULL && strcmp(report, "-") != 0 && !slice_ends_like(slice_from(report), ".txt") && !slice_ends_like(slice_from(report), ".json"))
        return problem_at(work->problem, problem_set(work->problem, ERR_REFUSED, MSG("compile.report_ending"), NULL), report);
    if (report != NULL && (strcmp(report, output) == 0 ? strcmp(output, "-") != 0 : file_is_same(report, output)))
        return problem_at(work->problem, problem_set(work->problem, ERR_CONFLICT, MSG("compile.one_output"), NULL), output);
    for (size_t i = 0; i < 2; i++) {
        const char *path = i == 0 ? output : report;

        if (path == NULL)
            continue;
        TRY(output_over_input(path, work->base.path, work->problem));
        TRY(over_submissions(work, path));
        TRY(file_can_write(path, work->problem));
    }
    return OK;
}

static Status print_report(const Compiling *work, const char *path, Buffer *out)
{
    ReportOf of = {work->compilation, work->from.rows, work->from.count, work->from.not_taken, work->from.not_taken_count};

    return path == NULL ? OK : slice_ends_like(slice_from(path), ".json") ? report_print_json(&of, out) : report_print(&of, out);
}

static Status write_both(Compiling *work, const OptionSet *options)
{
    const char *marks = options_value(options, "--marks"), *report = options_value(options, "--report");
    Buffer      out, said;
    Status      status;

    buffer_init(&out, FILE_BYTES_MAX);
    buffer_init(&said, FILE_BYTES_MAX);
    status = print(work, marks != NULL && strcmp(marks, "brackets") == 0, &out);
    if (status == OK)
        status = print_report(work, report, &said);
    if (status == OK)
        status = file_write(output_path(options), buffer_slice(&out), work->problem);
    if (status == OK && report != NULL)
        status = file_write(report, buffer_slice(&said), work->problem);
    buffer_clear(&out);
    buffer_clear(&said);
    return status;
}

static Status compile(Compiling *work, const OptionSet *options)
{
    for (size_t i = 1; i < options->operand_count; i++)
        TRY(submissions_add(&work->from, options->operands[i]));
    TRY(check_wishes(work, options));
    TRY(read_all(work));
    TRY(over_submissions(work, output_path(options)));
    TRY(write_both(work, options));
    report_warn(&(ReportOf){work->compilation, work->from.rows, work->from.count, work->from.not_taken, work->from.not_taken_count});
    return OK;
}

Status command_compile_run(const OptionSet *options, Problem *problem)
{
    const char *output = options_value(options, "--output"), *report = options_value(options, "--report");
    Compiling   work = {.problem = problem, .base = {.path = options->operands[0]}};
    Status      status;

    work.from = (Submissions){.arena = arena_new(64 * 1024 * 1024), .base = options->operands[0], .output = output, .report = report, .problem = problem};
    status = work.from.arena != NULL ? output_kind(options, OUTPUT_PLAIN, &work.kind, problem) : ERR_MEMORY;
    if (status == OK)
        status = compile(&work, options);
    compilation_free(work.compilation);
    for (size_t i = 0; i < work.from.count; i++)
        amendment_free(work.from.rows[i].amendment);
    memory_free(work.from.rows);
    memory_free(work.from.not_taken);
    memory_free(work.submissions);
    comparer_free(work.comparer);
    comparer_free(work.untracked_comparer);
    text_free(work.untracked);
    source_clear(&work.base);
    arena_free(work.from.arena);
    return problem_at(problem, status, NULL);
}
