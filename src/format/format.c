/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of files that can be read. A file is recognized by its bytes, and among plain texts by its ending, in large or small letters.
 * Files of other programs that people send are rows too: reading one refuses it with a sentence that says what to do.
 */
#include "format/format.h"

#include "format/akn/akn.h"
#include "format/html/html.h"
#include "format/plain/plain.h"

enum { BOTH = FORMAT_OF_COMMANDS | FORMAT_OF_UPLOADS };

static bool is_pdf(Slice file)
{
    return slice_starts(file, "%PDF-");
}

static bool is_html(Slice file)
{
    Slice start = slice_trim(slice_part(file, 0, file.size < 1024 ? file.size : 1024));

    return slice_starts(start, "<!doctype html") || slice_starts(start, "<!DOCTYPE html") || slice_starts(start, "<!DOCTYPE HTML") ||
           slice_starts(start, "<html") || slice_starts(start, "<HTML");
}

static bool is_rtf(Slice file)
{
    return slice_starts(file, "{\\rtf");
}

/* Its first part says what it is, unpacked, by the format's own rule: the name stands at byte 30, what it says right behind. */
static bool is_opendocument(Slice file)
{
    enum { NAME_AT = 30 };

    return slice_starts(file, "PK\x03\x04") && file.size > NAME_AT &&
           slice_starts(slice_part(file, NAME_AT, file.size), "mimetypeapplication/vnd.oasis.opendocument");
}

static Status refuse_pdf(Slice file, Text **out, Problem *problem)
{
    (void)file;
    (void)out;
    return problem_set(problem, ERR_REFUSED, MSG("file.pdf"), NULL);
}

static Status refuse_rtf(Slice file, Text **out, Problem *problem)
{
    (void)file;
    (void)out;
    return problem_set(problem, ERR_REFUSED, MSG("file.rtf"), NULL);
}

static Status refuse_opendocument(Slice file, Text **out, Problem *problem)
{
    (void)file;
    (void)out;
    return problem_set(problem, ERR_REFUSED, MSG("file.opendocument"), NULL);
}

static bool is_stored_text(Slice file)
{
    return slice_starts(file, "{\"format\":\"rapporteur/text/v1\"");
}

static bool is_stored_compilation(Slice file)
{
    return slice_starts(file, "{\"base\":{\"format\":\"rapporteur/text/v1\"");
}

#define DOCX_MEDIA "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
const FormatRow format_rows[] = {
    {FILE_PDF, FORMAT_OF_UPLOADS, "application/pdf", NULL, is_pdf, NULL},
    {FILE_PDF, FORMAT_OF_COMMANDS, NULL, NULL, is_pdf, refuse_pdf},
    {FILE_OTHER, BOTH, NULL, NULL, is_rtf, refuse_rtf},
    {FILE_OTHER, BOTH, NULL, NULL, is_opendocument, refuse_opendocument},
    {FILE_DOCX, BOTH, DOCX_MEDIA, NULL, docx_recognize, NULL},
    {FILE_PAGE, BOTH, "text/html", NULL, html_page_is_text, html_page_read},
    {FILE_PAGE, FORMAT_OF_COMMANDS, NULL, NULL, html_page_recognize, NULL},
    {FILE_HTML, BOTH, "text/html", NULL, is_html, html_read},
    {FILE_COMPILATION_JSON, FORMAT_OF_COMMANDS, NULL, NULL, is_stored_compilation, NULL},
    {FILE_TEXT_JSON, FORMAT_OF_COMMANDS, NULL, NULL, is_stored_text, text_decode},
    {FILE_COMPILATION_AKN, BOTH, "application/akn+xml", NULL, akn_compilation_recognize, NULL}, /* an upload is kept and not read, as a PDF is: whose words should they be? */
    {FILE_AKN, BOTH, "application/akn+xml", NULL, akn_recognize, akn_read},
    {FILE_AKN, BOTH, "application/akn+xml", ".akn", NULL, akn_read},
    {FILE_HTML, FORMAT_OF_COMMANDS, NULL, ".html", NULL, html_read},
    {FILE_HTML, FORMAT_OF_COMMANDS, NULL, ".htm", NULL, html_read},
    {FILE_MARKDOWN, BOTH, "text/markdown", ".md", NULL, markdown_read},
    {FILE_MARKDOWN, BOTH, "text/markdown", ".markdown", NULL, markdown_read},
    {FILE_PLAIN, BOTH, "text/plain", "", NULL, plain_read},
};

const FormatRow *format_find(FormatUse use, Slice name, Slice bytes)
{
    for (const FormatRow *row = format_rows;; row++)
        if ((row->uses & (int)use) != 0 && (row->recognize != NULL ? row->recognize(bytes) : slice_ends_like(name, row->ending)))
            return row;
}

const FormatRow *format_plain(void)
{
    return &format_rows[sizeof format_rows / sizeof format_rows[0] - 1];
}

Status format_parse(const FormatRow *row, Slice bytes, const DocxLimits *limits, Buffer *out, Problem *problem)
{
    Docx *docx = NULL;
    Text *text = NULL;

    if (row->kind == FILE_DOCX) {
        TRY(docx_read(bytes, limits, &docx, problem));
        docx_encode(docx, out);
        docx_free(docx);
        return out->status;
    }
    if (row->read == NULL)
        return OK;
    TRY(row->read(bytes, &text, problem));
    text_pack(text, out);
    text_free(text);
    return out->status;
}
