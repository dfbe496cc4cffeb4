/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables: paragraphs of one table that stand together are one table element. Where a row or a column is not the next one, its number stands in an attribute.
 */
#include "format/akn/akn_internal.h"

static bool same_table(const AknItem *a, const AknItem *b)
{
    bool new_a = a->unit != NULL && a->unit->unit->kind == UNIT_TABLE, new_b = b->unit != NULL && b->unit->unit->kind == UNIT_TABLE;

    if (new_a || new_b)
        return a->unit == b->unit;
    return b->paragraph->table != NO_TABLE && a->paragraph->table == b->paragraph->table;
}

/* A new row is one of its own; a new paragraph in a cell of the table is in the table's row. */
static bool same_row(const AknItem *a, const AknItem *b)
{
    bool row_a = a->unit != NULL && a->unit->unit->kind == UNIT_ROW, row_b = b->unit != NULL && b->unit->unit->kind == UNIT_ROW;

    return ((!row_a && !row_b) || a->unit == b->unit) && a->paragraph->row == b->paragraph->row;
}

static bool is_new_row(const AknItem *item)
{
    return item->unit != NULL && item->unit->unit->kind != UNIT_PARAGRAPH;
}

static void open_row(AknWriter *writer, const AknItem *item, int64_t *expected)
{
    buffer_add_string(writer->out, "<tr");
    if (is_new_row(item)) {
        buffer_add_string(writer->out, " r:new=\"true\"");
        akn_changes_refers(writer, item->unit->by);
    } else {
        if (item->paragraph->row != *expected)
            buffer_add_format(writer->out, " r:row=\"%u\"", item->paragraph->row);
        *expected = (int64_t)item->paragraph->row + 1;
    }
    buffer_add_byte(writer->out, '>');
}

static void open_cell(AknWriter *writer, const AknItem *item, int64_t *expected)
{
    buffer_add_string(writer->out, "<td");
    if (item->paragraph->column != *expected)
        buffer_add_format(writer->out, " r:column=\"%u\"", item->paragraph->column);
    *expected = (int64_t)item->paragraph->column + 1;
    buffer_add_byte(writer->out, '>');
}

static void open_table(AknWriter *writer, const AknItem *item)
{
    buffer_add_format(writer->out, "<table eId=\"%.*stable_%u\"", (int)writer->prefix.size, writer->prefix.data, ++writer->tables);
    if (item->unit != NULL && item->unit->unit->kind == UNIT_TABLE) {
        buffer_add_string(writer->out, " r:new=\"true\"");
        akn_changes_refers(writer, item->unit->by);
    } else {
        if ((uint32_t)item->paragraph->table != writer->next_table)
            buffer_add_format(writer->out, " r:table=\"%d\"", item->paragraph->table);
        if ((uint32_t)item->paragraph->table >= writer->next_table)
            writer->next_table = (uint32_t)item->paragraph->table + 1;
    }
    buffer_add_byte(writer->out, '>');
}

size_t akn_table(AknWriter *writer, const AknItem *items, size_t at, size_t count)
{
    AknPlace place = {.region = writer->region, .statement = writer->statement, .cell = true};
    size_t   end = at + 1;
    int64_t  row = 0, column = 0;

    while (end < count && same_table(&items[at], &items[end]))
        end++;
    open_table(writer, &items[at]);
    for (size_t i = at; i < end; i++) {
        bool new_row = i == at || !same_row(&items[i - 1], &items[i]), new_cell = new_row || items[i - 1].paragraph->column != items[i].paragraph->column;
        bool row_ends = i + 1 == end || !same_row(&items[i], &items[i + 1]), cell_ends = row_ends || items[i + 1].paragraph->column != items[i].paragraph->column;

        if (new_row) {
            column = 0;
            open_row(writer, &items[i], &row);
        }
        if (new_cell)
            open_cell(writer, &items[i], &column);
        akn_block(writer, &items[i], &place);
        buffer_add_string(writer->out, cell_ends ? "</td>" : "");
        buffer_add_string(writer->out, row_ends ? "</tr>\n" : "");
    }
    buffer_add_string(writer->out, "</table>\n");
    return end;
}
