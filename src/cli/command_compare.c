/* SPDX-License-Identifier: Apache-2.0
 *
 * rapporteur compare OLD NEW: a redline.
 */
#include "cli/work_internal.h"

static Status compare(Source *old, Source *new, OutputKind kind, Buffer *out, Problem *problem)
{
    Redline redline = {0};
    Slice   name = file_stem(new->path);
    size_t  numbers;
    Status  status;

    if (kind == OUTPUT_JSON || kind == OUTPUT_AKN)
        TRY(text_identify(old->text));
    if (kind == OUTPUT_DOCX)
        TRY(source_as_docx(old, problem));
    TRY(source_dress_like(new, old->text, &numbers));
    TRY(source_dress_like(old, new->text, &numbers));
    redline.base = old->text;
    status = redline_make(&redline, new->text, name, problem);
    if (status == OK)
        status = redline_print(&redline, old, VIEW_ACCEPTED, kind, file_name(old->path), file_name(new->path), out, problem);
    redline_clear(&redline, false);
    return status;
}

Status command_compare_run(const OptionSet *options, Problem *problem)
{
    OutputKind kind;
    Source     sources[2] = {{.path = options->operands[0]}, {.path = options->operands[1]}};
    Buffer     out;
    Status     status;

    buffer_init(&out, FILE_BYTES_MAX);
    TRY(output_kind(options, OUTPUT_NONE, &kind, problem));
    for (size_t i = 0; i < 2; i++)
        TRY(output_over_input(output_path(options), options->operands[i], problem));
    sources[0].parts = sources[1].parts = kind == OUTPUT_DOCX ? LOAD_WITH_PARTS : LOAD_WORDS;
    TRY_OR(done, source_load_many(sources, 2, NULL, problem));
    for (size_t i = 0; i < 2; i++) {
        if (source_is_compilation(&sources[i])) {
            status = problem_at(problem, problem_set(problem, ERR_REFUSED, MSG("read.is_compilation"), NULL), sources[i].path);
            goto done;
        }
        source_tell_changes(&sources[i]);
    }
    status = compare(&sources[0], &sources[1], kind, &out, problem);
    if (status == OK)
        status = file_write(output_path(options), buffer_slice(&out), problem);
done:
    buffer_clear(&out);
    source_clear(&sources[0]);
    source_clear(&sources[1]);
    return status;
}
