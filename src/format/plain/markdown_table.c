/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables of pipes, as GitHub and Pandoc write them, which CommonMark does not know.
 *
 * A line of cells and under it a line of dashes with as many: each cell becomes a paragraph that begins with its place. The row of dashes
 * says nothing but how columns are set. A row that is too short has empty cells, and one that is too long keeps what it has.
 */
#include "format/plain/plain_internal.h"

enum {
    INDENT_MAX = 3,
    COLUMNS_MAX = 1000,          /* that short rows are filled up to */
    CELLS_MAX = PARAGRAPHS_MAX   /* of all tables: each is a paragraph */
};

/* ---- one row ---- */

/* Inside the outer pipes. */
static Slice row_of(Slice line)
{
    Slice row = slice_trim(line);

    return slice_starts(row, "|") ? slice_part(row, 1, row.size) : row;
}

/* False: there is none any more. A pipe behind a backslash is a letter like any other. */
static bool next_cell(Slice *rest, Slice *cell)
{
    size_t at = 0;

    if (slice_trim(*rest).size == 0)
        return false;
    while (at < rest->size && rest->data[at] != '|')
        at += rest->data[at] == '\\' && at + 1 < rest->size ? 2 : 1;
    *cell = slice_trim(slice_part(*rest, 0, at));
    *rest = slice_part(*rest, at < rest->size ? at + 1 : at, rest->size);
    return true;
}

static size_t count_cells(Slice line)
{
    Slice  rest = row_of(line), cell;
    size_t count = 0;

    while (next_cell(&rest, &cell))
        count++;
    return count;
}

/* ":---:" */
static bool is_dashes(Slice cell)
{
    size_t start = cell.size != 0 && cell.data[0] == ':', end = cell.size;

    end -= end > start && cell.data[end - 1] == ':';
    for (size_t at = start; at < end; at++)
        if (cell.data[at] != '-')
            return false;
    return end > start;
}

static bool is_under_head(Slice line, Slice head)
{
    Slice rest = row_of(line), cell;

    if (memchr(line.data, '|', line.size) == NULL || markdown_indent(line) > INDENT_MAX || markdown_indent(head) > INDENT_MAX)
        return false;
    while (next_cell(&rest, &cell))
        if (!is_dashes(cell))
            return false;
    return count_cells(line) != 0 && count_cells(line) == count_cells(head);
}

/* ---- the table ---- */

static Status add_cell(MarkdownTables *tables, size_t row, size_t column, Slice cell, Buffer *out)
{
    if (++tables->cells > CELLS_MAX)
        return ERR_LIMIT;
    buffer_add_format(out, "\n%s%zu-%zu-%zu>", MARKDOWN_CELL, tables->count, row, column);
    for (size_t at = 0; at < cell.size; at++)
        if (cell.data[at] != '\\' || at + 1 >= cell.size || cell.data[at + 1] != '|')
            buffer_add_byte(out, cell.data[at]);
    buffer_add_string(out, "\n");
    return out->status;
}

static Status add_row(MarkdownTables *tables, Slice line, size_t row, size_t columns, Buffer *out)
{
    Slice  rest = row_of(line), cell = {NULL, 0};
    size_t column = 0;

    while (next_cell(&rest, &cell))
        TRY(add_cell(tables, row, column++, cell, out));
    while (column < columns && column < COLUMNS_MAX)
        TRY(add_cell(tables, row, column++, (Slice){NULL, 0}, out));
    return OK;
}

/* The rows under the line of dashes, from `at` on. */
static Status add_rows(MarkdownTables *tables, Slice block, size_t *at, size_t columns, Buffer *out)
{
    for (size_t row = 1, next = *at; next < block.size; row++) {
        Slice line = markdown_line(block, &next);

        if (markdown_block(line) || markdown_blank(line))
            break;
        TRY(add_row(tables, line, row, columns, out));
        *at = next;
    }
    return OK;
}

Status markdown_tables(Slice block, MarkdownTables *tables, Buffer *out)
{
    for (size_t at = 0; at < block.size;) {
        size_t start = at, behind;
        Slice  line = markdown_line(block, &at), under;

        behind = at;
        under = markdown_line(block, &behind);
        if (under.size != 0 && is_under_head(under, line)) {
            size_t columns = count_cells(line);

            TRY(add_row(tables, line, 0, columns, out));
            at = behind;
            TRY(add_rows(tables, block, &at, columns, out));
            tables->count++;
            buffer_add_byte(out, '\n');
        } else {
            buffer_add(out, slice_part(block, start, at));
        }
    }
    return out->status;
}
