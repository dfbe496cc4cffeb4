/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables: those of the base with rows and cell paragraphs put in and taken out, and new ones.
 *
 * A row that the same parties delete as a whole is one line above it, not one in each cell. What is new stands where its
 * gap is: a paragraph in its cell, a row after the row of its gap; what fits nowhere still stands, at the end.
 */
#include "format/html/html_page_internal.h"

bool html_table_holds(const Page *page, uint32_t unit)
{
    const Unit *holds = page->compilation->units[unit].unit;

    return holds->kind == UNIT_ROW || (holds->kind == UNIT_PARAGRAPH && holds->paragraphs[0].table != NO_TABLE);
}

/* ---- new rows and tables ---- */

static void write_new_cells(Page *page, const PlacedUnit *placed, uint32_t *at, uint32_t *anchor)
{
    const Unit *unit = placed->unit;
    uint32_t    row = unit->paragraphs[*at].row, column = NONE;

    for (; *at < unit->paragraph_count && unit->paragraphs[*at].row == row; ++*at) {
        const Paragraph *paragraph = &unit->paragraphs[*at];

        if (paragraph->column != column)
            buffer_add_string(page->out, column == NONE ? "<td>" : "</td><td>");
        column = paragraph->column;
        html_paragraph_new(page, paragraph, placed->by, unit->anchors != NULL ? unit->anchors + *anchor : NULL, placed->label);
        *anchor += paragraph->anchor_count;
    }
    buffer_add_string(page->out, "</td>");
}

static void write_rows(Page *page, const PlacedUnit *placed)
{
    uint32_t at = 0, anchor = 0;

    while (at < placed->unit->paragraph_count) {
        buffer_add_string(page->out, "<tr class=new>");
        write_new_cells(page, placed, &at, &anchor);
        buffer_add_string(page->out, "</tr>");
    }
}

static void open_scroll(Page *page)
{
    buffer_add_string(page->out, "<div class=scroll tabindex=0 role=group aria-label=\"");
    html_say_attribute(page, MSG("page.table"), NULL);
    buffer_add_string(page->out, "\"><table>");
}

void html_table_new(Page *page, const PlacedUnit *placed)
{
    open_scroll(page);
    write_rows(page, placed);
    buffer_add_string(page->out, "</table></div>");
}

/* ---- tables of the base ---- */

typedef struct Table {
    Page            *page;
    const Paragraph *paragraphs;
    uint32_t         first, last, columns;
} Table;

static void write_unit_row(const Table *table, uint32_t index)
{
    Page             *page = table->page;
    const PlacedUnit *placed = &page->compilation->units[index];
    uint32_t          mark = ++page->mark;

    page->unit_written[index] = true;
    buffer_add_format(page->out, "<tr class=\"layer new\" data-x id=m%u><td colspan=%u>", mark, table->columns);
    html_say_icon(page->out, "new");
    html_say(page, placed->unit->kind == UNIT_ROW ? MSG("page.new_row") : MSG("page.new_in_cell"), NULL);
    if (page->named) {
        buffer_add_string(page->out, " <b>");
        html_marks_names(page, placed->by, HTML_NAMES_IN_LINE, mark);
        buffer_add_string(page->out, "</b>");
    }
    buffer_add_format(page->out, "</td></tr><tr class=\"u new\" data-by=\"");
    html_marks_by(page->out, placed->by);
    buffer_add_string(page->out, "\" data-u");
    if (placed->group != 0)
        buffer_add_format(page->out, " data-g=%u data-a=%u", placed->group, placed->alternative);
    buffer_add_byte(page->out, '>');
    for (uint32_t at = 0, anchor = 0; at < placed->unit->paragraph_count;)
        write_new_cells(page, placed, &at, &anchor);
    buffer_add_string(page->out, "</tr>");
    html_marks_rail_rest(page, mark, MARK_NEW, placed->by);
}

static void write_chain_rows(const Table *table, uint32_t chain, bool everything)
{
    for (; chain != NONE; chain = table->page->unit_next[chain]) {
        const Unit *unit = table->page->compilation->units[chain].unit;

        if (!table->page->unit_written[chain] && html_table_holds(table->page, chain) && (everything || unit->kind == UNIT_ROW) &&
            unit->paragraphs[0].table == table->paragraphs[table->first].table)
            write_unit_row(table, chain);
    }
}

static void write_chain_cell(const Table *table, uint32_t chain, const Paragraph *cell)
{
    for (; chain != NONE; chain = table->page->unit_next[chain]) {
        const Unit *unit = table->page->compilation->units[chain].unit;

        if (table->page->unit_written[chain] || unit->kind != UNIT_PARAGRAPH || unit->paragraphs[0].table != cell->table ||
            unit->paragraphs[0].row != cell->row || unit->paragraphs[0].column != cell->column)
            continue;
        table->page->unit_written[chain] = true;
        html_paragraph_units(table->page, chain, 1);
    }
}

static bool same_set(PartySet a, PartySet b)
{
    return a.count == b.count && memcmp(a.parties, b.parties, a.count * sizeof *a.parties) == 0;
}

/* Do the same parties delete every paragraph of this row? */
static bool row_struck(const Table *table, uint32_t first, uint32_t end)
{
    const Layer *layers = table->page->compilation->layers;

    if (layers == NULL || layers[first].deleted_by.count == 0)
        return false;
    for (uint32_t i = first; i != end; i = table->page->story_next[i])
        if (layers[i].moved_by.count != 0 || !same_set(layers[i].deleted_by, layers[first].deleted_by))
            return false;
    return true;
}

static void write_row_layer(const Table *table, PartySet by)
{
    Page    *page = table->page;
    uint32_t mark = ++page->mark;

    buffer_add_format(page->out, "<tr class=\"layer struck\" data-x id=m%u><td colspan=%u>", mark, table->columns);
    html_say_icon(page->out, "struck");
    html_say(page, MSG("page.delete_row"), NULL);
    if (page->named) {
        buffer_add_string(page->out, " <b>");
        html_marks_names(page, by, HTML_NAMES_IN_LINE, mark);
        buffer_add_string(page->out, "</b>");
    }
    buffer_add_string(page->out, "</td></tr>");
    html_marks_rail_rest(page, mark, MARK_STRUCK, by);
}

/* From `first` to the first paragraph of another row. */
static uint32_t write_row(const Table *table, uint32_t first, uint32_t before)
{
    Page            *page = table->page;
    const Paragraph *paragraphs = table->paragraphs;
    uint32_t         end = first, column = NONE, previous = before;
    bool             struck;

    while (end != NONE && paragraphs[end].table == paragraphs[first].table && paragraphs[end].row == paragraphs[first].row)
        end = page->story_next[end];
    struck = row_struck(table, first, end);
    if (struck)
        write_row_layer(table, page->compilation->layers[first].deleted_by);
    page->row_struck = struck;
    buffer_add_string(page->out, struck ? "<tr class=struck>" : "<tr>");
    for (uint32_t i = first; i != end; i = page->story_next[i]) {
        if (paragraphs[i].column != column)
            buffer_add_string(page->out, column == NONE ? "<td>" : "</td><td>");
        column = paragraphs[i].column;
        write_chain_cell(table, previous, &paragraphs[i]);
        html_paragraph_base(page, i);
        write_chain_cell(table, page->units_after[i], &paragraphs[i]);
        previous = page->units_after[i];
    }
    buffer_add_string(page->out, "</td></tr>\n");
    page->row_struck = false;
    for (uint32_t i = first; i != end; i = page->story_next[i])
        write_chain_rows(table, page->units_after[i], false);
    return end;
}

void html_table(Page *page, uint32_t first, uint32_t last, uint32_t before)
{
    Table    table = {.page = page, .paragraphs = page->text->paragraphs, .first = first, .last = last};
    uint32_t end = page->story_next[last], previous = before;

    for (uint32_t i = first; i != end; i = page->story_next[i])
        if (table.paragraphs[i].column >= table.columns)
            table.columns = table.paragraphs[i].column + 1;
    open_scroll(page);
    write_chain_rows(&table, before, false);
    for (uint32_t i = first; i != end;) {
        uint32_t next = write_row(&table, i, previous);

        for (; i != next; i = page->story_next[i])
            previous = page->units_after[i];
    }
    write_chain_rows(&table, before, true);
    for (uint32_t i = first; i != end; i = page->story_next[i])
        write_chain_rows(&table, page->units_after[i], true);
    buffer_add_string(page->out, "</table></div>");
}
