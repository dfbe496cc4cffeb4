/* SPDX-License-Identifier: Apache-2.0
 *
 * Work that several commands share: a redline of two texts.
 */
#ifndef CLI_WORK_INTERNAL_H
#define CLI_WORK_INTERNAL_H

#include "cli/cli.h"

/* The difference of two texts as a compilation of one party. */
typedef struct Redline {
    Text        *base;        /* set by the caller */
    Amendment   *amendment;
    Compilation *compilation;
    Comparer    *comparer;
} Redline;

Status redline_make(Redline *redline, const Text *revised, Slice name, Problem *problem) MUST_USE;
/* In the form asked for. `source` is the base's file, whose view `mode` redline->base is. old_name and new_name are for headings. */
Status redline_print(const Redline *redline, Source *source, DocxViewMode mode, OutputKind kind, const char *old_name, const char *new_name, Buffer *out,
                     Problem *problem) MUST_USE;
void   redline_clear(Redline *redline, bool with_base);
/* The redline as text for a terminal or a file: only what changed, with colour on a terminal. */
void   redline_print_plain(const Redline *redline, bool colour, Buffer *out);
/* A compilation as .docx. */
Status compilation_print_docx(const Compilation *compilation, Source *base, DocxViewMode mode, bool brackets, Buffer *out, Problem *problem) MUST_USE;
/* Everything in a compilation as plain text with brackets. */
void   compilation_print_plain(const Compilation *compilation, Buffer *out);

#endif
