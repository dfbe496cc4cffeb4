/* SPDX-License-Identifier: Apache-2.0
 *
 * What a file has otherwise than the base and is no part of its text: said, not compared.
 */
#include "format/docx/docx.h"

enum { LOOKED_BYTES_MAX = 65536, LOOKED_LINES_MAX = 1000 };

static Slice take_line(Slice *rest)
{
    const char *end = memchr(rest->data, '\n', rest->size);
    Slice       line = slice_part(*rest, 0, end != NULL ? (size_t)(end - rest->data) : rest->size);

    *rest = slice_part(*rest, end != NULL ? line.size + 1 : rest->size, rest->size);
    return line;
}

static bool has_line(Slice lines, Slice line)
{
    while (lines.size != 0)
        if (slice_equal(take_line(&lines), line))
            return true;
    return false;
}

/* Headers and comments are short: of longer ones the beginning is looked at. */
static Slice looked_at(Slice whole)
{
    Slice  rest = slice_part(whole, 0, whole.size < LOOKED_BYTES_MAX ? whole.size : LOOKED_BYTES_MAX);
    size_t size = rest.size;

    for (size_t lines = 0; rest.size != 0 && lines < LOOKED_LINES_MAX; lines++)
        (void)take_line(&rest);
    return slice_part(whole, 0, size - rest.size);
}

/* How many of the lines the other has not; *looked: how many were looked at. */
static size_t count_other(Slice lines, Slice others, size_t *looked)
{
    Slice  rest = looked_at(lines), base = looked_at(others);
    size_t count = 0;

    for (*looked = 0; rest.size != 0; (*looked)++)
        count += !has_line(base, take_line(&rest));
    return count;
}

size_t docx_other_running(const Docx *docx, const Docx *base)
{
    size_t looked;

    return count_other(docx_slice(docx, docx->running), docx_slice(base, base->running), &looked);
}

size_t docx_other_comments(const Docx *docx, const Docx *base)
{
    size_t looked, count = count_other(docx_slice(docx, docx->comments), docx_slice(base, base->comments), &looked);

    return count + (docx->comments_count > looked ? docx->comments_count - looked : 0);
}

/* ---- pages ---- */

enum { SAME_TWIPS = 40, SECTIONS_MAX = 64, NUMBER_MAX = 100000000 };

typedef struct Pages {
    long   width[SECTIONS_MAX], height[SECTIONS_MAX];
    size_t count;
} Pages;

static long number_of(Slice xml, const char *name)
{
    const char *found = memmem(xml.data, xml.size, name, strlen(name));
    long        number = 0;

    for (size_t at = found != NULL ? (size_t)(found - xml.data) + strlen(name) : xml.size; at < xml.size && xml.data[at] >= '0' && xml.data[at] <= '9' && number < NUMBER_MAX; at++)
        number = number * 10 + (xml.data[at] - '0');
    return number;
}

static void add_section(Slice xml, Pages *pages)
{
    const char *size = xml.size != 0 ? memmem(xml.data, xml.size, "<w:pgSz ", 8) : NULL;
    const char *end = size != NULL ? memchr(size, '>', xml.size - (size_t)(size - xml.data)) : NULL;

    if (xml.size == 0 || pages->count == SECTIONS_MAX)
        return;
    if (end != NULL) {
        Slice element = slice_part(xml, (size_t)(size - xml.data), (size_t)(end - xml.data));

        pages->width[pages->count] = number_of(element, " w:w=\"");
        pages->height[pages->count] = number_of(element, " w:h=\"");
    }
    pages->count++;
}

static Pages pages_of(const Docx *docx)
{
    Pages pages = {.count = 0};

    for (size_t i = 0; i < docx->paragraph_count; i++)
        add_section(docx_slice(docx, docx->paragraphs[i].section), &pages);
    for (size_t i = 0; i < docx->node_count; i++)
        if (docx->nodes[i].type == NODE_SECTION)
            add_section(docx_slice(docx, docx->nodes[i].xml), &pages);
    return pages;
}

bool docx_other_pages(const Docx *docx, const Docx *base)
{
    Pages a = pages_of(docx), b = pages_of(base);

    for (size_t i = 0; a.count == b.count && i < a.count; i++)
        if (labs(a.width[i] - b.width[i]) > SAME_TWIPS || labs(a.height[i] - b.height[i]) > SAME_TWIPS)
            return true;
    return a.count != b.count;
}
