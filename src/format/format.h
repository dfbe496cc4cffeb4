/* SPDX-License-Identifier: Apache-2.0
 *
 * format: the one table of files that can be read, for commands and for what people send alike: how each is recognized, what it is called on the line, and what reads it.
 *
 * Not here: reading files from disk, the sandbox (format_parse is what runs in its child), what a text means.
 */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include "format/docx/docx.h"

typedef enum FileKind { FILE_DOCX, FILE_HTML, FILE_PAGE /* an HTML page of ours; `read` where it is of one text */, FILE_MARKDOWN, FILE_PLAIN, FILE_TEXT_JSON, FILE_COMPILATION_JSON, FILE_AKN, FILE_COMPILATION_AKN, FILE_PDF /* kept, not read */, FILE_OTHER /* of other programs, refused */, FILE_KIND_COUNT } FileKind;
typedef enum FormatUse { FORMAT_OF_COMMANDS = 1, FORMAT_OF_UPLOADS = 2 } FormatUse;

typedef struct FormatRow {
    FileKind    kind;
    int         uses;                    /* FormatUse, or both */
    const char *media;                   /* NULL: nobody sends it */
    const char *ending;                  /* where the bytes alone do not say; NULL: `recognize` does */
    bool      (*recognize)(Slice file);
    Status    (*read)(Slice file, Text **out, Problem *problem); /* NULL: no plain reader of texts; of what is refused, what says so */
} FormatRow;
extern const FormatRow format_rows[];    /* the last one takes every text; its ending is "" */

/* The first row that is for this use and knows the file. */
const FormatRow *format_find(FormatUse use, Slice name, Slice bytes);
/* Plain text, whatever it begins with. */
const FormatRow *format_plain(void);
/* In the child: a .docx as docx_encode has it, a text as text_pack has it, nothing for rows that have no reader. */
Status format_parse(const FormatRow *row, Slice bytes, const DocxLimits *limits, Buffer *out, Problem *problem) MUST_USE;

#endif
