/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of Markdown: what they begin, by CommonMark's rules.
 */
#include "format/plain/plain_internal.h"

enum {
    INDENT_MAX = 3, /* columns; with more it is code, or goes on with a list's item */
    TAB_COLUMNS = 4,
    FENCE_MIN = 3,
    RULE_MIN = 3,
    HASHES_MAX = 6
};

Slice markdown_line(Slice text, size_t *at)
{
    size_t end = *at;
    Slice  line;

    while (end < text.size && text.data[end] != '\n' && text.data[end] != '\f')
        end++;
    line = slice_part(text, *at, end);
    *at = end < text.size ? end + 1 : end;
    return line;
}

bool markdown_blank(Slice line)
{
    return slice_trim(line).size == 0;
}

size_t markdown_indent(Slice line)
{
    size_t column = 0;

    for (size_t at = 0; at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'); at++)
        column = line.data[at] == '\t' ? (column / TAB_COLUMNS + 1) * TAB_COLUMNS : column + 1;
    return column;
}

static size_t run(Slice text, size_t at, char c)
{
    size_t count = 0;

    while (at + count < text.size && text.data[at + count] == c)
        count++;
    return count;
}

static bool is_rule(Slice text)
{
    size_t count = 0;

    for (size_t at = 0; at < text.size; at++) {
        if (text.data[at] == ' ' || text.data[at] == '\t')
            continue;
        if (text.data[at] != text.data[0])
            return false;
        count++;
    }
    return count >= RULE_MIN && strchr("-*_", text.data[0]) != NULL;
}

/* "- ", "1. ": CommonMark lets no other number begin a list right behind a paragraph's line. */
static bool is_item(Slice text)
{
    size_t size = slice_starts(text, "1.") || slice_starts(text, "1)") ? 2 : strchr("-+*", text.data[0]) != NULL ? 1 : 0;

    return size != 0 && text.size > size && (text.data[size] == ' ' || text.data[size] == '\t');
}

bool markdown_block(Slice line)
{
    Slice         text = slice_trim(line);
    size_t        hashes = run(text, 0, '#');
    MarkdownFence fence = {0};

    if (text.size == 0 || markdown_indent(line) > INDENT_MAX)
        return false;
    if (hashes != 0 && hashes <= HASHES_MAX && (hashes == text.size || text.data[hashes] == ' ' || text.data[hashes] == '\t'))
        return true;
    return text.data[0] == '>' || is_rule(text) || is_item(text) || markdown_fence(&fence, line);
}

bool markdown_fence(MarkdownFence *fence, Slice line)
{
    Slice  text = slice_trim(line);
    char   mark = text.size != 0 ? text.data[0] : '\0';
    size_t size = mark == '`' || mark == '~' ? run(text, 0, mark) : 0;

    if (fence->mark != '\0') {
        if (mark == fence->mark && size >= fence->size && size == text.size && markdown_indent(line) <= INDENT_MAX)
            *fence = (MarkdownFence){0};
        return true;
    }
    if (size < FENCE_MIN || markdown_indent(line) > INDENT_MAX || (mark == '`' && memchr(text.data + size, '`', text.size - size) != NULL))
        return false;
    *fence = (MarkdownFence){mark, size};
    return true;
}
