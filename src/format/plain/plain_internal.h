/* SPDX-License-Identifier: Apache-2.0
 *
 * What the readers of plain text and Markdown share.
 *
 * What CommonMark has no words for goes through its parser as tags of our own: a note's mark, a cell's place, a page's end. They hold a
 * control character, which no decoded file has, so nobody else can write them.
 */
#ifndef FORMAT_PLAIN_PLAIN_INTERNAL_H
#define FORMAT_PLAIN_PLAIN_INTERNAL_H

#include "format/plain/plain.h"

#define MARKDOWN_NOTE "<r-note n=\x01" /* and the note's number, from 1 */
#define MARKDOWN_CELL "<r-cell n=\x01" /* and table, row and column, from 0, with - between them */
#define MARKDOWN_PAGE "<r-page n=\x01"

/* Markdown before it is parsed: glued emphasis is taken apart into paragraphs, tables into cells, and a rule right under a paragraph does
   not make a heading of it. */
Status markdown_source(Slice text, Buffer *out) MUST_USE;

/* Text that is not Unicode: does it look like a Western language in Windows-1252? */
bool plain_is_western(Slice bytes);

/* ---- lines ---- */

/* A form feed ends a line as well. */
Slice markdown_line(Slice text, size_t *at);
bool  markdown_blank(Slice line);
/* Columns of white space at its start. */
size_t markdown_indent(Slice line);
/* Begins a block that is no paragraph: a heading, a quotation, a list, code, a rule. */
bool  markdown_block(Slice line);
/* A fenced block of code, over several lines. */
typedef struct MarkdownFence {
    char   mark; /* '\0': none is open */
    size_t size;
} MarkdownFence;
/* True: the line belongs to a fenced block. */
bool  markdown_fence(MarkdownFence *fence, Slice line);

/* ---- notes ---- */

typedef struct MarkdownNote {
    Slice  name;  /* as it stands between [^ and ] */
    Slice  text;  /* Markdown */
    size_t order; /* of its first mark, from 1; 0: it has none */
    Slice  label;
} MarkdownNote;
typedef struct MarkdownNotes {
    MarkdownNote *items; /* in the order of the file; number = index + 1 */
    size_t        count;
} MarkdownNotes;
/* Takes the notes out and puts our tags where they are marked. A mark without its note stays as it stands. */
Status markdown_notes(Slice text, Arena *arena, MarkdownNotes *out, Buffer *body) MUST_USE;

/* ---- raw HTML ---- */

typedef struct MarkdownTag {
    uint32_t style;   /* that it opens or closes; 0: none */
    bool     closing;
    bool     line;    /* it is a line break */
    bool     block;   /* words behind it stand apart from those before it */
} MarkdownTag;
MarkdownTag markdown_html_tag(Slice tag);
/* Blocks that follow one another, as html_read_fragment takes them with MARKDOWN_NOTE. */
typedef struct MarkdownHtml {
    Buffer page;
    size_t tables; /* that are open in it */
} MarkdownHtml;
void markdown_html_block(Slice block, MarkdownHtml *html);
/* A block that is a cell's place or a page's end. */
bool markdown_html_is_own(Slice html);

/* ---- tables ---- */

typedef struct MarkdownTables {
    size_t count, cells;
} MarkdownTables;
/* Appends the block (lines without an empty one between), its tables as cells. */
Status markdown_tables(Slice block, MarkdownTables *tables, Buffer *out) MUST_USE;

#endif
