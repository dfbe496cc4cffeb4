/* SPDX-License-Identifier: Apache-2.0
 *
 * A file that a person sends: recognized by its bytes, never by what the browser says, and read in a sandboxed child into a stored text. What comes back over the pipe is checked again. A PDF is
 * kept and not read.
 */
#include "service/account.h"

#include "format/docx/docx_write.h"
#include "format/html/html.h"
#include "format/plain/plain.h"
#include "sandbox/sandbox.h"

typedef struct UploadKind {
    const char *ending; /* where the bytes alone do not say; NULL: `recognize` does */
    const char *media;
    bool (*recognize)(Slice file);
    Status (*read)(Slice file, Text **out, Problem *problem); /* NULL: kept, not read; or docx */
    bool docx;
} UploadKind;

static bool is_pdf(Slice file)
{
    return slice_starts(file, "%PDF-");
}

static bool is_html(Slice file)
{
    Slice start = slice_trim(slice_part(file, 0, file.size < 1024 ? file.size : 1024));

    return slice_starts(start, "<!doctype html") || slice_starts(start, "<!DOCTYPE html") || slice_starts(start, "<!DOCTYPE HTML") || slice_starts(start, "<html");
}

static const UploadKind kinds[] = {
    {NULL, "application/pdf", is_pdf, NULL, false},
    {NULL, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx_recognize, NULL, true},
    {NULL, "text/html", is_html, html_read, false},
    {".md", "text/markdown", NULL, markdown_read, false},
    {"", "text/plain", NULL, plain_read, false},
};

typedef struct Reading {
    const UploadKind *kind;
    Slice             bytes;
} Reading;

/* In the child. */
static Status parse(const void *context, Buffer *result, Problem *problem)
{
    const Reading *reading = context;
    Docx          *docx = NULL;
    Text          *text = NULL;

    if (reading->kind->docx) {
        TRY(docx_read(reading->bytes, &docx_limits_default, &docx, problem));
        docx_encode(docx, result);
        docx_free(docx);
        return result->status;
    }
    TRY(reading->kind->read(reading->bytes, &text, problem));
    text_pack(text, result);
    text_free(text);
    return result->status;
}

static Status take(const UploadKind *kind, Slice result, Text **out, Problem *problem)
{
    static const DocxView accepted = {.mode = VIEW_ACCEPTED};
    Docx                 *docx = NULL;
    Status                status;

    if (!kind->docx)
        return text_unpack(result, out, problem);
    TRY(docx_decode(result, &docx, problem));
    status = docx_text(docx, &accepted, out, problem);
    if (status == OK)
        status = docx_dress_objects(docx, &accepted, *out, problem);
    docx_free(docx);
    return status;
}

static Status read_text(const UploadKind *kind, Slice bytes, Slice language, Buffer *out, Problem *problem)
{
    Reading    reading = {kind, bytes};
    SandboxJob job = {.work = parse, .context = &reading};
    Buffer     result;
    Text      *text = NULL;
    Status     status;

    buffer_init(&result, (size_t)2 * BLOB_MAX);
    TRY_OR(done, sandbox_run(&job, &result, problem));
    TRY_OR(done, take(kind, buffer_slice(&result), &text, problem));
    TRY_OR(done, text_identify(text)); /* readers of Word files and saved pages have done so, those of plain text and Markdown not */
    text_detect_language(text);
    if (language.size != 0 && language.size < sizeof text->language) {
        memcpy(text->language, language.data, language.size);
        text->language[language.size] = '\0';
    }
    status = text_encode(text, out, problem);
done:
    text_free(text);
    buffer_clear(&result);
    return status;
}

/* The last row takes every text. */
static const UploadKind *plain_kind(void)
{
    return &kinds[sizeof kinds / sizeof kinds[0] - 1];
}

static Status keep(Service *service, const UploadKind *kind, Slice bytes, Slice language, Upload *out, Problem *problem)
{
    Buffer text;
    Status status = OK;

    if (kind->ending != NULL && !utf8_valid(bytes))
        return problem_set(problem, ERR_REFUSED, MSG("upload.unknown"), NULL);
    out->media = kind->media;
    buffer_init(&text, BLOB_MAX);
    if (kind->read != NULL || kind->docx) {
        TRY_OR(done, read_text(kind, bytes, language, &text, problem));
        TRY_OR(done, service_keep_blob(service, buffer_slice(&text), &out->text, problem));
        out->has_text = true;
    }
    status = service_keep_blob(service, bytes, &out->blob, problem);
done:
    buffer_clear(&text);
    return status;
}

static Status check_size(Slice bytes, Problem *problem)
{
    if (bytes.size == 0)
        return problem_set(problem, ERR_SYNTAX, MSG("file.empty"), NULL);
    return bytes.size <= BLOB_MAX ? OK : problem_set(problem, ERR_LIMIT, MSG("upload.large"), NULL);
}

Status service_upload(Service *service, Slice name, Slice bytes, Slice language, Upload *out, Problem *problem)
{
    const UploadKind *kind = kinds;

    *out = (Upload){.size = bytes.size};
    TRY(check_size(bytes, problem));
    while (kind->recognize != NULL ? !kind->recognize(bytes) : !slice_ends(name, kind->ending))
        kind++;
    return keep(service, kind, bytes, language, out, problem);
}

Status service_upload_typed(Service *service, Slice typed, Slice language, Upload *out, Problem *problem)
{
    *out = (Upload){.size = typed.size};
    TRY(check_size(typed, problem));
    return keep(service, plain_kind(), typed, language, out, problem);
}
