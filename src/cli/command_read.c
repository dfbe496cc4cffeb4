/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur read FILE: the text of a file and its structure.
 */
#include "cli/cli.h"
#include "cli/work_internal.h"
#include "format/docx/docx_write.h"
#include "format/html/html.h"

/* The file's own marks as a compilation of one party against its reject view. */
static Status read_marks(Source *source, OutputKind kind, Buffer *out, Problem *problem)
{
    Redline redline = {0};
    Status  status;

    TRY_OR(done, source_view(source, VIEW_REJECTED, &redline.base, problem));
    TRY_OR(done, redline_make(&redline, source->text, file_stem(source->path), problem));
    if (kind == OUTPUT_JSON)
        status = output_structure(redline.base, redline.amendment, out, problem);
    else
        status = redline_print(&redline, source, VIEW_REJECTED, kind, file_name(source->path), NULL, out, problem);
done:
    redline_clear(&redline, true);
    return status;
}

static Status read_clean(Source *source, OutputKind kind, Buffer *out, Problem *problem)
{
    Redline redline = {.base = source->text};
    Status  status;

    if (kind != OUTPUT_DOCX || source->docx == NULL)
        return output_text(source->text, kind, NULL, out, problem);
    status = redline_make(&redline, source->text, file_stem(source->path), problem); /* no change: the document without its marks */
    if (status == OK)
        status = redline_print(&redline, source, VIEW_ACCEPTED, kind, file_name(source->path), NULL, out, problem);
    redline_clear(&redline, false);
    return status;
}

static Status read_base(Source *source, OutputKind kind, Buffer *out, Problem *problem)
{
    Text   *base = NULL;
    Redline redline = {0};
    Status  status = source_view(source, VIEW_REJECTED, &base, problem);

    if (status == OK && kind != OUTPUT_DOCX)
        status = output_text(base, kind, NULL, out, problem);
    if (status == OK && kind == OUTPUT_DOCX) {
        redline.base = base;
        status = redline_make(&redline, base, file_stem(source->path), problem);
        if (status == OK)
            status = redline_print(&redline, source, VIEW_REJECTED, kind, file_name(source->path), NULL, out, problem);
        redline_clear(&redline, false);
    }
    text_free(base);
    return status;
}

/* Its words are all there, one party's beside another's: that is no text which anybody proposes. */
static void tell_compilation(const Source *source)
{
    if (source_is_compilation(source))
        say(MSG("read.of_compilation"), "file", source->path, NULL);
}

static void tell_hand_marked(const Source *source)
{
    char count[DECIMAL_MAX];

    if (source->docx != NULL && source->docx->hand_marked != 0)
        say(MSG("read.hand_marked"), "count", decimal(count, source->docx->hand_marked), "file", source->path, NULL);
}

Status command_read_run(const OptionSet *options, Problem *problem)
{
    const char *view = options_value(options, "--view");
    OutputKind  kind;
    Source      source = {0};
    Buffer      out;
    Status      status;

    buffer_init(&out, FILE_BYTES_MAX);
    TRY(output_kind(options, OUTPUT_PLAIN, &kind, problem));
    TRY(output_over_input(output_path(options), options->operands[0], problem));
    TRY_OR(done, source_load(options->operands[0], kind == OUTPUT_DOCX ? LOAD_WITH_PARTS : LOAD_WORDS, &source, problem));
    if (source.text == NULL) {
        status = problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), source.path);
        goto done;
    }
    tell_hand_marked(&source);
    if (view == NULL || strcmp(view, "clean") == 0)
        tell_compilation(&source);
    source_tell_changes(&source);
    if (view == NULL || source.docx == NULL || strcmp(view, "clean") == 0)
        status = read_clean(&source, kind, &out, problem);
    else if (strcmp(view, "base") == 0)
        status = read_base(&source, kind, &out, problem);
    else
        status = read_marks(&source, kind, &out, problem);
    if (status == OK)
        status = file_write(output_path(options), buffer_slice(&out), problem);
done:
    buffer_clear(&out);
    source_clear(&source);
    return problem_at(problem, status, options->operands[0]);
}
