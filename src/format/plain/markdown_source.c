/* SPDX-License-Identifier: Apache-2.0
 *
 * Markdown as converters of printed documents write it, made ready for the parser.
 *
 * Such a converter glues headings into one run of emphasis: "**Developments …****Resolution adopted …***[on the report …]***75/240. …**".
 * CommonMark reads stray asterisks there. A block that is emphasized from end to end and changes its emphasis without a space between is
 * a row of headings: each becomes a paragraph of its own. All other text passes through byte by byte.
 */
#include "format/plain/plain_internal.h"

enum { HEADING_LINE_MAX = 80 };

/* ---- glued emphasis ---- */

typedef struct Emphasis {
    bool bold, italic;
} Emphasis;

/* What a run of n asterisks closes and opens. False: it is none of these runs. */
static bool turn(Emphasis now, size_t n, Emphasis *close, Emphasis *open)
{
    size_t held = (now.bold ? 2U : 0U) + (now.italic ? 1U : 0U), rest;

    *close = *open = (Emphasis){false, false};
    if (n > 6)
        return false;
    if (held == 3 && n < 3) {
        *close = n == 2 ? (Emphasis){true, false} : (Emphasis){false, true};
        return true;
    }
    if (held != 0 && n >= held) {
        *close = now;
        rest = n - held;
    } else if (held == 2 && n == 1) {
        rest = 1; /* italic within bold */
    } else if (held == 1 && n == 2) {
        *open = (Emphasis){true, false};
        return true;
    } else {
        rest = n;
    }
    if (rest > 3)
        return false;
    *open = (Emphasis){rest >= 2, (rest & 1) != 0};
    return true;
}

static void add_marks(Buffer *out, Emphasis marks)
{
    buffer_add(out, slice_part(SLICE("***"), 0, (marks.bold ? 2U : 0U) + (marks.italic ? 1U : 0U)));
}

static bool any(Emphasis marks)
{
    return marks.bold || marks.italic;
}

static size_t stars(Slice text, size_t at)
{
    size_t count = 0;

    while (at + count < text.size && text.data[at + count] == '*')
        count++;
    return count;
}

/* The block with its glued runs taken apart; *glued says whether there was any. False: it is not emphasized from end to end. */
static bool take_apart(Slice block, Buffer *out, bool *glued)
{
    Emphasis now = {false, false};

    *glued = false;
    for (size_t at = 0; at < block.size;) {
        size_t   n = stars(block, at);
        Emphasis close, open;

        if (n == 0) {
            if (block.data[at] == '\\' || block.data[at] == '`' || (!any(now) && block.data[at] != ' ' && block.data[at] != '\n'))
                return false;
            buffer_add_byte(out, block.data[at++]);
            continue;
        }
        if (!turn(now, n, &close, &open))
            return false;
        add_marks(out, close);
        if (any(close) && any(open)) {
            buffer_add_string(out, "\n\n");
            *glued = true;
        }
        add_marks(out, open);
        now = (Emphasis){(now.bold && !close.bold) || open.bold, (now.italic && !close.italic) || open.italic};
        at += n;
    }
    return !any(now);
}

static Status add_block(Slice block, MarkdownTables *tables, Buffer *out)
{
    Buffer apart;
    bool   glued = false;
    Status status;

    buffer_init(&apart, 3 * block.size + 16);
    if (slice_starts(block, "*") && take_apart(block, &apart, &glued) && glued)
        buffer_add(out, buffer_slice(&apart));
    else
        glued = false;
    status = apart.status == ERR_MEMORY ? ERR_MEMORY : out->status;
    buffer_clear(&apart);
    return status == OK && !glued ? markdown_tables(block, tables, out) : status;
}

/* ---- all of it ---- */

static bool is_dashes(Slice line)
{
    line = slice_trim(line);
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] != '-')
            return false;
    return line.size >= 3;
}

/* A rule that a converter set right under a paragraph, where a page ends: CommonMark would make the paragraph a heading. */
static bool is_rule_under_text(Slice line, Slice above)
{
    Slice text = slice_trim(above);

    return is_dashes(line) && text.size != 0 && !is_dashes(text) &&
           (text.size > HEADING_LINE_MAX || strchr(",;:.", text.data[text.size - 1]) != NULL);
}

typedef struct Blocks {
    Buffer         block; /* the lines since the last empty one */
    MarkdownTables tables;
    Buffer        *out;
} Blocks;

static Status end_block(Blocks *blocks)
{
    Slice block = buffer_slice(&blocks->block);

    TRY(blocks->block.status);
    if (slice_trim(block).size != 0)
        TRY(add_block(block, &blocks->tables, blocks->out));
    buffer_reset(&blocks->block);
    return blocks->out->status;
}

static Status add_line(Blocks *blocks, Slice line, Slice above, bool code)
{
    bool rule = !code && is_rule_under_text(line, above);

    if (code || rule || markdown_blank(line))
        TRY(end_block(blocks));
    if (rule)
        buffer_add_string(blocks->out, "\n" MARKDOWN_PAGE ">\n\n");
    buffer_add(code || markdown_blank(line) ? blocks->out : &blocks->block, line);
    buffer_add_byte(code || markdown_blank(line) ? blocks->out : &blocks->block, '\n');
    return OK;
}

Status markdown_source(Slice text, Buffer *out)
{
    Blocks        blocks = {.out = out};
    MarkdownFence fence = {0};
    Slice         above = {NULL, 0};
    Status        status = OK;

    buffer_init(&blocks.block, 8 * text.size + 64);
    for (size_t at = 0; at < text.size;) {
        Slice line = markdown_line(text, &at);
        bool  code = markdown_fence(&fence, line);

        TRY_OR(done, add_line(&blocks, line, above, code));
        above = code ? (Slice){NULL, 0} : line;
    }
    status = end_block(&blocks);
done:
    buffer_clear(&blocks.block);
    return status == OK ? out->status : status;
}
