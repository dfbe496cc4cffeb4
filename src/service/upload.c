/* SPDX-License-Identifier: Apache-2.0
 *
 * A file that a person sends: recognized by its bytes, never by what the browser says, and read in a sandboxed child into a stored text. What comes back over the pipe is checked again. A PDF is
 * kept and not read.
 */
#include "service/account.h"

#include "format/docx/docx_write.h"
#include "format/format.h"
#include "sandbox/sandbox.h"
#include "service/text_internal.h"
#include "service/text_making.h"

typedef struct Reading {
    const FormatRow *format;
    Slice            bytes;
} Reading;

/* In the child. */
static Status parse(const void *context, Buffer *result, Problem *problem)
{
    const Reading *reading = context;

    return format_parse(reading->format, reading->bytes, &docx_limits_default, result, problem);
}

/* Words as they are with all changes accepted; of a file that tracks some, `rejected` too. */
static Status take(const FormatRow *format, Slice result, UploadText *out, Problem *problem)
{
    static const DocxView accepted = {.mode = VIEW_ACCEPTED}, rejected = {.mode = VIEW_REJECTED};
    Docx                 *docx = NULL;
    Status                status;

    if (format->kind != FILE_DOCX)
        return text_unpack(result, &out->text, problem);
    TRY(docx_decode(result, &docx, problem));
    status = docx_text(docx, &accepted, &out->text, problem);
    if (status == OK)
        status = docx_dress_objects(docx, &accepted, out->text, problem);
    if (status == OK && docx->revision_count > 1)
        status = docx_text(docx, &rejected, &out->rejected, problem);
    docx_free(docx);
    return status;
}

static Status read_text(const FormatRow *format, Slice bytes, Slice language, UploadText *out, Problem *problem)
{
    Reading    reading = {format, bytes};
    SandboxJob job = {.work = parse, .context = &reading};
    Buffer     result;
    Status     status;

    buffer_init(&result, (size_t)2 * BLOB_MAX);
    TRY_OR(done, sandbox_run(&job, &result, problem));
    TRY_OR(done, take(format, buffer_slice(&result), out, problem));
    TRY_OR(done, text_identify(out->text)); /* readers of Word files and saved pages have done so, those of plain text and Markdown not */
    text_detect_language(out->text);
    if (language.size != 0 && language.size < sizeof out->text->language) {
        memcpy(out->text->language, language.data, language.size);
        out->text->language[language.size] = '\0';
    }
done:
    buffer_clear(&result);
    return status;
}

void upload_text_clear(UploadText *read)
{
    text_free(read->text);
    text_free(read->rejected);
    *read = (UploadText){0};
}

static bool has_words(const FormatRow *format)
{
    return format->read != NULL || format->kind == FILE_DOCX;
}

static Status keep(Service *service, const FormatRow *format, Slice bytes, Slice language, Upload *out, Problem *problem)
{
    UploadText read = {0};
    Buffer     text;
    Status     status = OK;

    if (format->ending != NULL && !utf8_valid(bytes))
        return problem_set(problem, ERR_REFUSED, MSG("upload.unknown"), NULL);
    out->media = format->media;
    buffer_init(&text, BLOB_MAX);
    if (has_words(format)) {
        TRY_OR(done, read_text(format, bytes, language, &read, problem));
        TRY_OR(done, text_encode(read.text, &text, problem));
        TRY_OR(done, service_keep_blob(service, buffer_slice(&text), &out->text, problem));
        out->has_text = true;
    }
    status = service_keep_blob(service, bytes, &out->blob, problem);
done:
    upload_text_clear(&read);
    buffer_clear(&text);
    return status;
}

static Status check_size(Slice bytes, Problem *problem)
{
    if (bytes.size == 0)
        return problem_set(problem, ERR_SYNTAX, MSG("file.empty"), NULL);
    return bytes.size <= BLOB_MAX ? OK : problem_set(problem, ERR_LIMIT, MSG("upload.large"), NULL);
}

Status service_upload_text(Slice name, Slice bytes, Slice language, UploadText *out, Problem *problem)
{
    const FormatRow *format;

    TRY(check_size(bytes, problem));
    format = format_find(FORMAT_OF_UPLOADS, name, bytes);
    if (!has_words(format))
        return problem_set(problem, ERR_REFUSED, MSG("text.no_words"), NULL);
    if (format->ending != NULL && !utf8_valid(bytes))
        return problem_set(problem, ERR_REFUSED, MSG("upload.unknown"), NULL);
    TRY(read_text(format, bytes, language, out, problem));
    text_annex_drop(out->text); /* what others said behind the text is not this party's */
    if (out->rejected != NULL)
        text_annex_drop(out->rejected);
    return OK;
}

Status service_upload(Service *service, Slice name, Slice bytes, Slice language, Upload *out, Problem *problem)
{
    *out = (Upload){.size = bytes.size};
    TRY(check_size(bytes, problem));
    return keep(service, format_find(FORMAT_OF_UPLOADS, name, bytes), bytes, language, out, problem);
}

Status service_upload_typed(Service *service, Slice typed, Slice language, Upload *out, Problem *problem)
{
    *out = (Upload){.size = typed.size};
    TRY(check_size(typed, problem));
    return keep(service, format_plain(), typed, language, out, problem);
}
