/* SPDX-License-Identifier: Apache-2.0
 *
 * One paragraph of the base, written with everything that is asked of its words.
 *
 * The nodes of the paragraph are walked with a count of text bytes; pieces are cut where a place begins or ends. What is raw stays where it is. For a
 * place: one w:del over the base's words, author = all its parties; then one w:ins for each wording. Words of a paragraph that is deleted as a whole
 * are deleted by those parties too.
 */
#include "format/docx/write_line_internal.h"

enum { BOOKMARKS_FROM = 10000000 }; /* ids of our bookmarks, above those that documents have */

static bool brackets(const Line *line)
{
    return line->writer->options->marks == DOCX_BRACKETS;
}

static const Place *next_place(const Line *line)
{
    const Compilation *compilation = line->writer->compilation;

    return line->place < compilation->place_count ? &compilation->places[line->place] : NULL;
}

static uint32_t paragraph_size(const Line *line)
{
    return (uint32_t)line->writer->text->paragraphs[line->paragraph].text.size;
}

/* Who takes out the base's words here. */
static Status deleted_here(Line *line, PartySet *out)
{
    const Layer *layer = &line->writer->compilation->layers[line->paragraph];

    if (brackets(line)) {
        *out = (PartySet){0};
        return OK;
    }
    if (!line->in_place) {
        *out = layer->deleted_by;
        return OK;
    }
    return marks_union(line->writer, layer->deleted_by, next_place(line)->parties, out);
}

static Status write_wordings(Line *line, const Place *place)
{
    if (brackets(line))
        return brackets_close(line, place);
    for (uint32_t i = 0; i < place->variant_count; i++)
        TRY(runs_words(line, &place->variants[i], place->variants[i].by));
    return OK;
}

static bool is_insertion(const Place *place)
{
    return place->paragraph == place->end_paragraph && place->start == place->end;
}

/* Begins and ends places at the byte where the writing stands. */
static Status places_at(Line *line, uint32_t at)
{
    for (;;) {
        const Place *place = next_place(line);

        if (place == NULL)
            return OK;
        if (line->in_place) {
            if ((int32_t)place->end_paragraph != line->paragraph || place->end > at)
                return OK;
            TRY(write_wordings(line, place));
            line->in_place = false;
            line->place++;
            continue;
        }
        if ((int32_t)place->paragraph != line->paragraph || place->start > at)
            return OK;
        if (brackets(line))
            TRY(brackets_open(line, place));
        if (is_insertion(place)) {
            TRY(write_wordings(line, place));
            line->place++;
            continue;
        }
        line->in_place = true;
    }
}

Status line_deleted_over(Line *line, uint32_t from, uint32_t to, PartySet *out)
{
    const Compilation *compilation = line->writer->compilation;

    *out = compilation->layers[line->paragraph].deleted_by;
    if (brackets(line))
        *out = (PartySet){0};
    for (size_t i = line->place; i < compilation->place_count && !brackets(line); i++) {
        const Place *place = &compilation->places[i];
        uint32_t     end = (int32_t)place->end_paragraph == line->paragraph ? place->end : UINT32_MAX;

        if ((int32_t)place->paragraph > line->paragraph || ((int32_t)place->paragraph == line->paragraph && place->start > from))
            break;
        if (end >= to)
            return marks_union(line->writer, *out, place->parties, out);
    }
    return OK;
}

/* How far from `at` the words go that are asked the same. */
static uint32_t same_until(const Line *line, uint32_t end)
{
    const Place *place = next_place(line);
    uint32_t     stop = end;

    if (place == NULL)
        return end;
    if (line->in_place && (int32_t)place->end_paragraph == line->paragraph)
        stop = place->end;
    else if (!line->in_place && (int32_t)place->paragraph == line->paragraph)
        stop = place->start;
    return stop < end ? stop : end;
}

static Status wrap_base(Line *line, bool *deleted)
{
    PartySet by;

    TRY(deleted_here(line, &by));
    *deleted = by.count != 0;
    return *deleted ? line_wrap_deleted(line, by) : line_wrap_none(line);
}

/* ---- changes of format ---- */

static const Amendment *only_amendment(const Writer *writer)
{
    return writer->compilation->party_count == 1 ? writer->compilation->parties[0].amendment : NULL;
}

static int64_t change_paragraph(const Change *change)
{
    return change->op == CHANGE_INSERT ? change->after : (int64_t)change->paragraph;
}

/* Changes stand in order of place. */
static size_t first_change_in(const Writer *writer, uint32_t paragraph)
{
    const Amendment *only = only_amendment(writer);
    size_t           low = 0, high = only != NULL ? only->count : 0;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (change_paragraph(&only->changes[middle]) < (int64_t)paragraph)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The change of format that the writing stands in, or else comes to next in this paragraph; or NULL. */
static const Change *next_format(Line *line)
{
    const Amendment *only = only_amendment(line->writer);

    for (; only != NULL && line->change < only->count; line->change++) {
        const Change *change = &only->changes[line->change];

        if (change_paragraph(change) > line->paragraph)
            break;
        if (change->op == CHANGE_FORMAT && change->end > line->at)
            return change;
    }
    return NULL;
}

/* Styles at a byte of the change, counted from its start, and how far they go. */
static uint32_t format_styles(const Change *change, uint32_t at, uint32_t *until)
{
    uint32_t    low = 0, high = change->span_count;
    const Span *span;

    *until = change->end - change->start;
    while (low < high) {
        uint32_t middle = (low + high) / 2;

        if (change->spans[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == change->span_count)
        return 0;
    span = &change->spans[low];
    *until = span->start > at ? span->start : span->end;
    return span->start > at ? 0 : span->styles;
}

/* Styles that one version changes and the other has: the run takes the new ones and says what they were. */
static Status format_properties(Line *line, uint32_t *stop, Slice old, Slice *out)
{
    static const uint32_t first = 0; /* authors keep the set they are given */
    const Change *change = next_format(line);
    uint32_t      styles, until;
    Slice         fresh;
    Buffer        all;
    Status        status;

    *out = old;
    if (change == NULL || change->start > line->at) {
        *stop = change != NULL && change->start < *stop ? change->start : *stop;
        return OK;
    }
    styles = format_styles(change, line->at - change->start, &until);
    *stop = change->start + until < *stop ? change->start + until : *stop;
    TRY(runs_properties(line->writer, old, styles, &fresh));
    buffer_init(&all, 1 << 20);
    buffer_add(&all, fresh);
    buffer_add_string(&all, "<w:rPrChange");
    status = marks_attributes(line->writer, (PartySet){&first, 1}, &all);
    buffer_add_string(&all, "><w:rPr>");
    buffer_add(&all, old);
    buffer_add_string(&all, "</w:rPr></w:rPrChange>");
    if (status == OK)
        status = all.status == OK ? slice_copy(line->writer->arena, buffer_slice(&all), out) : all.status;
    buffer_clear(&all);
    return status;
}

/* ---- the base's words ---- */

Status line_text(Line *line, Slice text, Slice properties)
{
    uint32_t from = line->at, end = from + (uint32_t)text.size;

    while (line->at < end) {
        uint32_t stop;
        bool     deleted;
        Slice    look = properties;

        TRY(places_at(line, line->at));
        stop = same_until(line, end);
        if (stop <= line->at)
            stop = end;
        TRY(wrap_base(line, &deleted));
        if (!brackets(line) && !deleted)
            TRY(format_properties(line, &stop, properties, &look));
        runs_text(line, slice_part(text, line->at - from, stop - from), look, deleted);
        line->neighbour = properties;
        line->at = stop;
    }
    return line->runs.status;
}

Status line_object(Line *line, Slice xml, Slice properties, bool math_level)
{
    bool deleted;

    TRY(places_at(line, line->at));
    TRY(wrap_base(line, &deleted));
    runs_object(line, xml, properties, math_level);
    line->at += 3;
    return line->runs.status;
}

static size_t first_place_in(const Writer *writer, uint32_t paragraph)
{
    size_t low = 0, high = writer->compilation->place_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (writer->compilation->places[middle].paragraph < paragraph)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The paragraph's permanent id as a hidden bookmark: a hint by which it is found again after others have edited the file. */
static void add_bookmark(Line *line, uint32_t paragraph)
{
    const Paragraph *of = &line->writer->text->paragraphs[paragraph];
    const char      *id = of->id;

    /* empty ones and cells are found by where they stand; a bookmark there would make some readers see content */
    if (id[0] != '\0' && of->text.size != 0 && of->table == NO_TABLE)
        buffer_add_format(&line->runs, "<w:bookmarkStart w:id=\"%u\" w:name=\"_R_%s\"/><w:bookmarkEnd w:id=\"%u\"/>", BOOKMARKS_FROM + paragraph, id,
                          BOOKMARKS_FROM + paragraph);
}

Status line_begin(Line *line, uint32_t paragraph)
{
    const Layer *layer = &line->writer->compilation->layers[paragraph];

    line->paragraph = (int32_t)paragraph;
    line->at = 0;
    line->open_count = 0;
    line->field = (PartySet){0};
    if (!line->in_place)
        line->place = first_place_in(line->writer, paragraph);
    line->change = first_change_in(line->writer, paragraph);
    add_bookmark(line, paragraph);
    if (brackets(line) && layer->deleted_by.count != 0)
        return brackets_paragraph(line, layer->deleted_by, layer->moved_by);
    return OK;
}

/* The end of the base paragraph: what stands at its last byte, then its mark. */
Status line_finish(Line *line, const DocxParagraph *look)
{
    const Docx *base = line->writer->base;
    PartySet    deleted = line->writer->compilation->layers[line->paragraph].deleted_by;
    bool        joined;

    TRY(places_at(line, paragraph_size(line)));
    joined = line->in_place;
    if (line->in_place && !brackets(line))
        TRY(marks_union(line->writer, deleted, next_place(line)->parties, &deleted));
    TRY(places_at(line, paragraph_size(line) + 1));
    if (brackets(line))
        deleted = (PartySet){0};
    line->neighbour = (Slice){NULL, 0};
    TRY(line_end(line, docx_slice(base, look->properties), docx_slice(base, look->mark), docx_slice(base, look->section),
                 slice_from(line->writer->text->paragraphs[line->paragraph].id), (PartySet){0}, deleted));
    line->entries->list[line->entries->count - 1].whole = !joined;
    return OK;
}
