/* SPDX-License-Identifier: Apache-2.0
 *
 * format/html: the self-contained page that a Chair puts on the screen, and the way back from it.
 *
 * Writing. One page without any outside resource: a compilation with every name, a redline of two versions, or one text to read. It is
 * complete without scripts; the script adds filters, keys and counts.
 * Reading back. html_extract takes our own page apart again: base words stand in it, what is put in and taken out carries the parties' numbers.
 *
 * Not here: choosing, ordering or counting what delegations want.
 *
 * Invariants
 * - Extracting no party gives the base's plain text, extracting party S gives exactly what S sent.
 * - Nothing from a text or a name reaches the page unescaped; the page's policy allows its own style and script alone.
 */
#ifndef FORMAT_HTML_HTML_H
#define FORMAT_HTML_HTML_H

#include "compare/compare.h"
#include "format/official.h"

typedef enum HtmlKind {
    HTML_COMPILATION, /* of delegations, all with their names */
    HTML_REDLINE      /* of two versions: one party, whose name is not shown at every mark */
} HtmlKind;

typedef struct HtmlOptions {
    HtmlKind    kind;
    const char *heading;      /* a title or a file name; NULL: what the text says of itself */
    const char *old_name;     /* HTML_REDLINE: what the two versions are called, e.g. their file names; NULL: not said */
    const char *new_name;
    const char *generated_by; /* one line at the foot; NULL: the program and its version */
    const char *language;     /* the one given to message_language; NULL: English */
} HtmlOptions;

/* `options` may be NULL. */
Status html_write_compilation(const Compilation *compilation, const HtmlOptions *options, Buffer *out, Problem *problem) MUST_USE;
/* A clean page of one text with its structure, notes and tables. */
Status html_write_text(const Text *text, const HtmlOptions *options, Buffer *out, Problem *problem) MUST_USE;

/* An official document as one page: no script, nothing from outside, fit to be printed. One text in memory at a time. */
Status html_write_official(const Official *official, const OfficialSink *sink, Problem *problem) MUST_USE;

/* Another's page, as saved from the web: headings, paragraphs, lists with their labels, tables, linked notes. Our own page: html_extract. */
Status html_read(Slice file, Text **out, Problem *problem) MUST_USE;

/* HTML inside another format's text: its paragraphs are added to `out`, not classified, labels beside their words; a table's number counts from 0
   here. An element whose tag begins with `mark` and a number stands for the other format's note of that number: an anchor with it as its story.
   Nothing else has an anchor; words marked as inserted or deleted are underlined or struck. */
Status html_read_fragment(Slice html, const char *mark, Text *out, Problem *problem) MUST_USE;

/* Is this a page of ours? And one of a single text, without any party's changes? */
bool   html_page_recognize(Slice file);
bool   html_page_is_text(Slice file);
/* The text of such a page, as it was written: html_extract of no party. */
Status html_page_read(Slice file, Text **out, Problem *problem) MUST_USE;
/* The text with the changes of the named parties made (none: the base). Where two of them compete: ERR_CONFLICT, and the places (names of paragraphs
   and the wordings, one a line) are appended to `places` when not NULL. */
Status html_extract(Slice file, const Slice *names, size_t count, Text **out, Buffer *places, Problem *problem) MUST_USE;

#endif
