/* SPDX-License-Identifier: Apache-2.0
 *
 * New paragraphs, rows and tables: inserted content, inserted marks, inserted rows, each with its parties as author.
 */
#include "format/docx/write_internal.h"

static bool in_cell(const Paragraph *unit, const Paragraph *cell)
{
    if (cell == NULL || cell->table == NO_TABLE)
        return unit->table == NO_TABLE;
    return unit->table == cell->table && unit->row == cell->row && unit->column == cell->column;
}

/* The first unit of the gap after base paragraph `after`. */
static size_t first_unit(const Writer *writer)
{
    const Compilation *compilation = writer->compilation;
    size_t             low = 0, high = compilation->unit_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (compilation->units[middle].after < writer->last)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The words of one new paragraph as a variant, so that they are written like any others. */
static Variant words_of(const Paragraph *paragraph, const NewAnchor *anchors)
{
    return (Variant){.text = paragraph->text,
                     .anchors = anchors,
                     .anchor_count = paragraph->anchor_count,
                     .spans = paragraph->spans,
                     .span_count = paragraph->span_count};
}

/* The look of the runs near by: of the first words of the base paragraph before. */
static Slice near_by(const Writer *writer)
{
    const Docx *base = writer->base;
    uint32_t    node = writer->last != BEFORE_FIRST ? writer->text->paragraphs[writer->last].source : 0;

    for (; node < base->node_count; node++) {
        if (base->nodes[node].type == NODE_TEXT)
            return docx_slice(base, base->nodes[node].props);
        if (base->nodes[node].type == NODE_PARAGRAPH_END)
            break;
    }
    return (Slice){NULL, 0};
}

static Status write_paragraph(Writer *writer, const PlacedUnit *unit, uint32_t index, uint32_t *anchor, Entries *entries)
{
    const Paragraph *paragraph = &unit->unit->paragraphs[index];
    Variant          words = words_of(paragraph, unit->unit->anchors + *anchor);
    Line             line;
    Status           status;

    *anchor += paragraph->anchor_count;
    if (writer->options->marks == DOCX_BRACKETS)
        return brackets_new_paragraph(writer, unit, paragraph, words.anchors, index + 1 == unit->unit->paragraph_count, entries);
    TRY(line_init(&line, writer, entries));
    line.neighbour = near_by(writer);
    status = runs_words(&line, &words, unit->by);
    if (status == OK)
        status = line_end(&line, paragraph->dress.paragraph, paragraph->dress.mark, (Slice){NULL, 0}, (Slice){NULL, 0}, unit->by, (PartySet){0});
    if (status == OK)
        entries->list[entries->count - 1].whole = true;
    line_clear(&line);
    return status;
}

static Status write_cell(Writer *writer, const PlacedUnit *unit, uint32_t from, uint32_t to, uint32_t *anchor, Buffer *out)
{
    Entries entries = {0};
    Status  status = OK;

    buffer_add_string(out, "<w:tc>");
    if (unit->unit->paragraphs[from].dress.cell.size != 0) {
        buffer_add_string(out, "<w:tcPr>");
        buffer_add(out, unit->unit->paragraphs[from].dress.cell);
        buffer_add_string(out, "</w:tcPr>");
    }
    for (uint32_t i = from; i < to && status == OK; i++)
        status = write_paragraph(writer, unit, i, anchor, &entries);
    for (size_t i = 0; i < entries.count; i++) /* the row is inserted: its paragraphs stay whole in it */
        entries.list[i].inserted = i + 1 < entries.count && writer->options->marks == DOCX_TRACKED ? unit->by : (PartySet){0};
    if (status == OK)
        status = entries_write(writer, &entries, out);
    memory_free(entries.list);
    buffer_add_string(out, "</w:tc>");
    return status;
}

static Status write_row(Writer *writer, const PlacedUnit *unit, uint32_t from, uint32_t to, uint32_t *anchor, Buffer *out)
{
    const Paragraph *all = unit->unit->paragraphs;

    buffer_add_string(out, "<w:tr><w:trPr>");
    buffer_add(out, all[from].dress.row);
    if (writer->options->marks == DOCX_TRACKED) {
        buffer_add_string(out, "<w:ins");
        TRY(marks_attributes(writer, unit->by, out));
        buffer_add_string(out, "/>");
    }
    buffer_add_string(out, "</w:trPr>");
    for (uint32_t i = from, next; i < to; i = next) {
        for (next = i + 1; next < to && all[next].column == all[i].column; next++)
            ;
        TRY(write_cell(writer, unit, i, next, anchor, out));
    }
    buffer_add_string(out, "</w:tr>");
    return out->status;
}

/* Nested tables of a new table are written cell by cell into the cell they stand in. */
static Status write_rows(Writer *writer, const PlacedUnit *unit, Buffer *out)
{
    const Paragraph *all = unit->unit->paragraphs;
    uint32_t         count = unit->unit->paragraph_count, anchor = 0;

    for (uint32_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && (all[next].row == all[i].row || all[next].table != all[i].table); next++)
            ;
        TRY(write_row(writer, unit, i, next, &anchor, out));
    }
    return out->status;
}

static Status write_table(Writer *writer, const PlacedUnit *unit, Entries *entries)
{
    Slice  look = unit->unit->paragraphs[0].dress.table;
    Buffer out;
    Status status;

    buffer_init(&out, 64 * 1024 * 1024);
    buffer_add_string(&out, "<w:tbl>");
    if (look.size != 0)
        buffer_add(&out, look);
    else
        buffer_add_string(&out, "<w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid/>");
    status = write_rows(writer, unit, &out);
    buffer_add_string(&out, "</w:tbl>");
    if (status == OK)
        status = out.status;
    if (status == OK)
        status = entries_add_raw(writer, entries, buffer_slice(&out), true);
    buffer_clear(&out);
    return status;
}

static Status write_blocks(Writer *writer, const PlacedUnit *unit, Entries *entries)
{
    uint32_t anchor = 0;

    if (writer->options->marks == DOCX_BRACKETS)
        return brackets_unit(writer, unit, entries);
    if (unit->unit->kind == UNIT_TABLE)
        return write_table(writer, unit, entries);
    for (uint32_t i = 0; i < unit->unit->paragraph_count; i++)
        TRY(write_paragraph(writer, unit, i, &anchor, entries));
    return OK;
}

Status units_write_blocks(Writer *writer, const Paragraph *cell, Entries *entries)
{
    const Compilation *compilation = writer->compilation;

    for (size_t i = first_unit(writer); i < compilation->unit_count && compilation->units[i].after == writer->last; i++) {
        const PlacedUnit *unit = &compilation->units[i];
        bool              here = unit->unit->kind == UNIT_TABLE ? cell == NULL || cell->table == NO_TABLE
                                                                : unit->unit->kind == UNIT_PARAGRAPH && in_cell(&unit->unit->paragraphs[0], cell);

        if (writer->unit_written[i] || unit->story != writer->story || !here)
            continue;
        writer->unit_written[i] = true;
        TRY(write_blocks(writer, unit, entries));
    }
    return OK;
}

Status units_write_rows(Writer *writer, int32_t table, Buffer *out)
{
    const Compilation *compilation = writer->compilation;

    for (size_t i = first_unit(writer); i < compilation->unit_count && compilation->units[i].after == writer->last; i++) {
        const PlacedUnit *unit = &compilation->units[i];

        if (writer->unit_written[i] || unit->story != writer->story || unit->unit->kind != UNIT_ROW || unit->unit->paragraphs[0].table != table)
            continue;
        writer->unit_written[i] = true;
        TRY(write_rows(writer, unit, out));
    }
    return OK;
}
