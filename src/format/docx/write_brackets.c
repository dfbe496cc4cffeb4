/* SPDX-License-Identifier: Apache-2.0
 *
 * The bracketed text that is put on a screen: no tracking; what is not agreed stands in square brackets with the names of those who propose it.
 *
 *   [new words] (Delegation 01)           [words] (Delegation 02: delete)       [old / new] (Delegation 03)
 *   [old / one (Delegation 04) / two (Delegation 05; Delegation 06)]            [Delegation 07: delete] before a paragraph
 *
 * Words within a new or deleted paragraph mark show it as ¶.
 */
#include "format/docx/write_internal.h"

static const char bold[] = "<w:b/><w:bCs/>";
static const char bold_italic[] = "<w:b/><w:bCs/><w:i/><w:iCs/>";
static const char pilcrow[] = "\xC2\xB6";

static void decoration(Line *line, const char *text)
{
    runs_text(line, slice_from(text), slice_from(bold), false);
}

/* " (names: word)"; the word is a message or NULL. */
static Status names(Line *line, PartySet by, const char *word)
{
    Buffer text;
    Status status;

    buffer_init(&text, 1 << 20);
    buffer_add_string(&text, " (");
    party_set_print(line->writer->compilation, by, "; ", 0, &text);
    if (word != NULL) {
        buffer_add_string(&text, ": ");
        message_print(&text, word, NULL);
    }
    buffer_add_byte(&text, ')');
    runs_text(line, buffer_slice(&text), slice_from(bold_italic), false);
    status = text.status;
    buffer_clear(&text);
    return status;
}

static Status wording(Line *line, const Variant *variant)
{
    Slice    text = variant->text;
    uint32_t from = 0;

    for (uint32_t at = 0; at <= text.size; at++) {
        bool mark = at + MARK_SIZE <= text.size && memcmp(text.data + at, "\xE2\x80\xA9", MARK_SIZE) == 0;
        bool object = at + MARK_SIZE <= text.size && memcmp(text.data + at, "\xEF\xBF\xBC", MARK_SIZE) == 0;

        if (at < text.size && !mark && !object)
            continue;
        runs_text(line, slice_part(text, from, at), line->neighbour, false);
        if (mark)
            runs_text(line, slice_from(pilcrow), slice_from(bold), false);
        for (uint32_t i = 0; object && i < variant->anchor_count; i++)
            if (variant->anchors[i].anchor.at == at)
                TRY(runs_new_object(line, &variant->anchors[i]));
        at += mark || object ? MARK_SIZE - 1 : 0;
        from = at + 1;
        if (at == text.size)
            break;
    }
    return line->runs.status;
}

Status brackets_paragraph(Line *line, PartySet deleted, PartySet moved)
{
    Buffer text;
    Status status;

    buffer_init(&text, 1 << 20);
    buffer_add_byte(&text, '[');
    party_set_print(line->writer->compilation, deleted, "; ", 0, &text);
    buffer_add_string(&text, ": ");
    message_print(&text, marks_equal(deleted, moved) ? MSG("brackets.move") : MSG("brackets.delete"), NULL);
    buffer_add_string(&text, "] ");
    runs_text(line, buffer_slice(&text), slice_from(bold_italic), false);
    status = text.status;
    buffer_clear(&text);
    return status;
}

static bool is_empty(const Place *place)
{
    return place->paragraph == place->end_paragraph && place->start == place->end;
}

Status brackets_open(Line *line, const Place *place)
{
    (void)place;
    TRY(line_wrap_none(line));
    decoration(line, "[");
    return line->runs.status;
}

static bool ends_in_space(Slice text)
{
    return text.size != 0 && text.data[text.size - 1] == ' ';
}

/* Do the words of the place, as they end for everybody, end in a space? It goes behind the names, so that they do not stick to the next word. */
static bool has_last_space(const Line *line, const Place *place)
{
    Slice base = line->writer->text->paragraphs[place->end_paragraph].text;

    if (!is_empty(place))
        return place->end <= base.size && place->end > 0 && base.data[place->end - 1] == ' ';
    for (uint32_t i = 0; i < place->variant_count; i++)
        if (!ends_in_space(place->variants[i].text))
            return false;
    return true;
}

static Variant without_last_space(const Variant *variant)
{
    Variant out = *variant;

    out.text.size -= ends_in_space(out.text);
    return out;
}

Status brackets_close(Line *line, const Place *place)
{
    bool space = has_last_space(line, place), alone = place->variant_count == 1, empty = is_empty(place);

    if (place->end > line->writer->text->paragraphs[place->end_paragraph].text.size)
        decoration(line, pilcrow);
    for (uint32_t i = 0; i < place->variant_count; i++) {
        const Variant  shown = space ? without_last_space(&place->variants[i]) : place->variants[i];
        const Variant *variant = &shown;

        if (variant->text.size != 0 && (i != 0 || !empty))
            decoration(line, " / ");
        else if (variant->text.size == 0 && !alone)
            decoration(line, " /");
        TRY(wording(line, variant));
        if (!alone)
            TRY(names(line, variant->by, variant->text.size == 0 ? MSG("brackets.delete") : NULL));
    }
    decoration(line, "]");
    if (alone)
        TRY(names(line, place->variants[0].by, place->variants[0].text.size == 0 ? MSG("brackets.delete") : NULL));
    if (space)
        runs_text(line, SLICE(" "), line->neighbour, false);
    return line->runs.status;
}

static Status new_label(Line *line, const PlacedUnit *unit)
{
    Buffer label;

    buffer_init(&label, 4096);
    buffer_add(&label, unit->label);
    buffer_add_string(&label, slice_ends(unit->label, ")") ? " " : ". ");
    runs_text(line, buffer_slice(&label), slice_from(bold), false);
    buffer_clear(&label);
    return line->runs.status;
}

Status brackets_new_paragraph(Writer *writer, const PlacedUnit *unit, const Paragraph *paragraph, const NewAnchor *anchors, bool with_names,
                              Entries *entries)
{
    Variant words = {.text = paragraph->text, .anchors = anchors, .anchor_count = paragraph->anchor_count};
    Line    line;
    Status  status;

    TRY(line_init(&line, writer, entries));
    status = paragraph == unit->unit->paragraphs ? new_label(&line, unit) : OK;
    decoration(&line, "[");
    if (status == OK)
        status = wording(&line, &words);
    decoration(&line, "]");
    if (status == OK && with_names)
        status = names(&line, unit->by, unit->moved_from >= 0 ? MSG("brackets.moved_here") : NULL);
    if (status == OK)
        status = line_end(&line, (Slice){NULL, 0}, (Slice){NULL, 0}, (Slice){NULL, 0}, (Slice){NULL, 0}, (PartySet){0}, (PartySet){0});
    line_clear(&line);
    return status;
}

Status brackets_unit(Writer *writer, const PlacedUnit *unit, Entries *entries)
{
    const NewAnchor *anchors = unit->unit->anchors;

    for (uint32_t i = 0; i < unit->unit->paragraph_count; i++) {
        const Paragraph *paragraph = &unit->unit->paragraphs[i];

        TRY(brackets_new_paragraph(writer, unit, paragraph, anchors, i + 1 == unit->unit->paragraph_count, entries));
        anchors += paragraph->anchor_count;
    }
    return OK;
}
