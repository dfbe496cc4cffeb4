/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables, a row at a time: the width of columns by their longest cell, rules above, below the first row and at the end. A row stands on one page where a page holds it.
 */
#include "format/pdf/pdf_internal.h"

#define CELL_GAP 8.0
#define ROW_GAP 3.0
enum { WEIGHT_LEAST = 6, WEIGHT_MOST = 42 };

typedef struct Cell {
    size_t   column, drawn; /* lines of it that stand already */
    PdfBlock block;
} Cell;

typedef struct Table {
    PdfWriter *writer;
    size_t     from, end, columns;
    double     starts[PDF_COLUMNS_MAX + 1];
    Cell      *cells; /* paragraphs of the row, in order */
    size_t     count, capacity;
    uint32_t   element; /* its beginning */
    bool       open;
} Table;

static void measure(Table *table)
{
    const Text *text = table->writer->text;
    size_t      weights[PDF_COLUMNS_MAX] = {0}, sum = 0;
    double      at = 0;

    for (size_t i = table->from; i < table->end; i++) {
        size_t column = text->paragraphs[i].column, weight = text->paragraphs[i].text.size;

        if (column < PDF_COLUMNS_MAX && weight > weights[column])
            weights[column] = weight < WEIGHT_MOST ? weight : WEIGHT_MOST;
    }
    for (size_t i = 0; i < table->columns; i++) {
        weights[i] = weights[i] > WEIGHT_LEAST ? weights[i] : WEIGHT_LEAST;
        sum += weights[i];
    }
    for (size_t i = 0; i < table->columns; i++) {
        table->starts[i] = at;
        at += BODY_WIDTH * (double)weights[i] / (double)sum;
    }
    table->starts[table->columns] = BODY_WIDTH + CELL_GAP;
}

static void drop_row(Table *table)
{
    for (size_t i = 0; i < table->count; i++)
        pdf_type_free(&table->cells[i].block);
    table->count = 0;
}

static Status add_cell(Table *table, const Paragraph *paragraph, size_t from, size_t to)
{
    PdfWriter *writer = table->writer;
    size_t     column = paragraph->column;
    PdfSetting setting = {.style = PDF_CELL, .language = writer->text_language, .x = table->starts[column], .width = table->starts[column + 1] - table->starts[column] - CELL_GAP, .ragged = true};
    Cell      *cell;

    if (memory_reserve((void **)&table->cells, &table->capacity, table->count + 1, sizeof *table->cells) != OK)
        return problem_set(writer->problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    cell = &table->cells[table->count++];
    *cell = (Cell){.column = column};
    pdf_words_reset(&writer->words);
    TRY(pdf_words_paragraph(writer, &writer->words, paragraph, from, to));
    TRY(pdf_type_set(writer, &writer->words, &setting, &cell->block));
    return pdf_body_notes(writer, &cell->block);
}

static Status take_row(Table *table, size_t *at)
{
    const Text *text = table->writer->text;
    uint32_t    row = text->paragraphs[*at].row;

    for (; *at < table->end && text->paragraphs[*at].row == row; ++*at) {
        const Paragraph *paragraph = &text->paragraphs[*at];

        for (size_t from = 0, to; from < paragraph->text.size || from == 0; from = to) {
            to = pdf_body_piece(paragraph->text, from);
            TRY(add_cell(table, paragraph, from, to));
            if (to == 0)
                break;
        }
    }
    return OK;
}

/* Its height from what is drawn of it on, and of its notes. */
static double row_height(const Table *table, double *notes)
{
    double heights[PDF_COLUMNS_MAX] = {0}, most = 0;

    *notes = 0;
    for (size_t i = 0; i < table->count; i++) {
        const Cell *cell = &table->cells[i];

        heights[cell->column] += (double)(cell->block.count - cell->drawn) * cell->block.leading;
        most = heights[cell->column] > most ? heights[cell->column] : most;
        *notes += pdf_flow_note_height(table->writer, &cell->block, cell->drawn, cell->block.count);
    }
    return most + 2 * ROW_GAP;
}

static void rule(Table *table, double width)
{
    double x = pdf_flow_x(table->writer, BODY_START, BODY_WIDTH);

    pdf_flow_rule(table->writer, x, table->writer->y, x + BODY_WIDTH, table->writer->y, width);
}

static Status open_table(Table *table)
{
    TRY(pdf_tree_open(table->writer, "Table", table->writer->text_language, table->element, &table->element));
    table->open = true;
    return OK;
}

static void close_table(Table *table)
{
    if (table->open)
        pdf_tree_close(table->writer);
    table->open = false;
}

/* The lines of one cell's paragraphs that `room` takes; *left becomes true where some remain. */
static void draw_cell(Table *table, size_t *first, const char *tag, double room, bool *left, double *lowest)
{
    PdfWriter *writer = table->writer;
    size_t     column = table->cells[*first].column;
    double     y = 0;

    pdf_tree_begin(writer, tag);
    for (; *first < table->count && table->cells[*first].column == column; ++*first) {
        Cell  *cell = &table->cells[*first];
        size_t fit = room > y ? (size_t)((room - y) / cell->block.leading + 0.01) : 0, rest = cell->block.count - cell->drawn;

        fit = fit < rest ? fit : rest;
        if (fit != 0) {
            pdf_tree_begin(writer, "P");
            pdf_flow_draw(writer, &cell->block, cell->drawn, cell->drawn + fit, writer->y + ROW_GAP + y);
            pdf_tree_close(writer);
        }
        y += (double)fit * cell->block.leading;
        cell->drawn += fit;
        *left = *left || cell->drawn < cell->block.count;
        if (cell->drawn < cell->block.count)
            room = y; /* nothing of what follows in this cell */
    }
    *lowest = y > *lowest ? y : *lowest;
    pdf_tree_close(writer);
}

/* What the page takes of the row; *left: there is more. */
static Status draw_row(Table *table, bool head, bool *left)
{
    PdfWriter *writer = table->writer;
    double     room = pdf_flow_room(writer) - 2 * ROW_GAP, lowest = 0;
    size_t     at = 0;

    *left = false;
    if (!table->open)
        TRY(open_table(table));
    pdf_tree_begin(writer, "TR");
    while (at < table->count)
        draw_cell(table, &at, head ? "TH" : "TD", room, left, &lowest);
    pdf_tree_close(writer);
    for (size_t i = 0; i < table->count; i++)
        TRY(pdf_flow_notes(writer, &table->cells[i].block, 0, table->cells[i].drawn));
    writer->y += lowest + 2 * ROW_GAP;
    writer->used = true;
    return OK;
}

static Status put_row(Table *table, bool first)
{
    PdfWriter *writer = table->writer;
    double     notes, height = row_height(table, &notes);
    bool       left = true;

    if (first) {
        TRY(pdf_flow_need(writer, height + notes + 6));
        writer->y += writer->used ? 6 : 0;
        rule(table, 0.6);
    } else if (writer->full || height + notes > pdf_flow_room(writer)) {
        close_table(table);
        TRY(pdf_flow_page(writer));
        rule(table, 0.3);
    }
    for (;;) {
        TRY(draw_row(table, first, &left));
        if (!left)
            break;
        close_table(table);
        TRY(pdf_flow_page(writer));
        rule(table, 0.3);
    }
    rule(table, first ? 0.6 : 0.2);
    return OK;
}

static bool fits_columns(const Text *text, size_t from, size_t *end, size_t *columns)
{
    int32_t table = text->paragraphs[from].table;

    *columns = 0;
    for (*end = from; *end < text->count && text->paragraphs[*end].table == table && text->paragraphs[*end].story == text->paragraphs[from].story; ++*end)
        *columns = text->paragraphs[*end].column + 1 > *columns ? text->paragraphs[*end].column + 1 : *columns;
    return *columns != 0 && *columns <= PDF_COLUMNS_MAX;
}

Status pdf_table_write(PdfWriter *writer, size_t *at)
{
    Table  table = {.writer = writer, .from = *at, .element = NO_ELEMENT};
    Status status = OK;

    if (!fits_columns(writer->text, *at, &table.end, &table.columns)) {
        for (; status == OK && *at < table.end; ++*at)
            status = pdf_body_paragraph(writer, &writer->text->paragraphs[*at]);
        return status;
    }
    measure(&table);
    while (status == OK && *at < table.end) {
        bool first = *at == table.from;

        status = take_row(&table, at);
        if (status == OK)
            status = put_row(&table, first);
        drop_row(&table);
    }
    close_table(&table);
    writer->y += 4;
    memory_free(table.cells);
    return status;
}
