/* SPDX-License-Identifier: Apache-2.0
 *
 * Files for the suites of format/docx: those of tests/cases, and packages made in memory.
 */
#ifndef TESTS_UNIT_DOCX_FILES_H
#define TESTS_UNIT_DOCX_FILES_H

#include "format/docx/docx.h"

/* A file of tests/cases/docx, by its name there. False when it cannot be read. */
bool files_case(const char *name, Buffer *out);
/* Calls `each` with the name of every .docx there. */
typedef void (*FilesEach)(const char *name, void *context);
size_t files_each_docx(FilesEach each, void *context);

typedef struct PackagePart {
    const char *name;
    Slice       bytes;
} PackagePart;

/* Appends a ZIP of these parts. */
void files_package(const PackagePart *parts, size_t count, Buffer *out);
/* A .docx whose body is this XML (w:, mc:, m:, r:, wp:, a: and v: are declared), with other parts beside it: name NULL ends them. Their relationships go by
   their names: word/styles.xml is of type styles, and so on. */
void files_docx(const char *body, const PackagePart *beside, Buffer *out);
#define FILES_WORD "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

/* The text of a view, one paragraph a line. The file must be readable. */
void files_view(Slice file, DocxViewMode mode, Buffer *out);
/* What reading the file says when it refuses; "" when it does not. */
void files_refusal(Slice file, Status *status, Buffer *out);

#endif
