/* SPDX-License-Identifier: Apache-2.0
 *
 * What delegations ask for, in the words of the base: del for what they take out, ins for what they put in, refersTo for who; wordings of one place, and new paragraphs of one gap, that compete
 * are alternatives to the first of them.
 */
#include "format/akn/akn_internal.h"

void akn_changes_refers(AknWriter *writer, PartySet by)
{
    buffer_add_string(writer->out, " refersTo=\"");
    for (uint32_t i = 0; i < by.count; i++)
        buffer_add_format(writer->out, "%s#party_%u", i == 0 ? "" : " ", by.parties[i] + 1);
    buffer_add_byte(writer->out, '"');
}

/* ---- items: the body's paragraphs, and new units in their gaps ---- */

typedef struct Chains {
    int32_t *after;  /* by paragraph + 1: the first unit of the gap after it */
    int32_t *next;   /* by unit */
} Chains;

static void chain_units(const Compilation *compilation, Chains *chains)
{
    for (size_t i = 0; i <= compilation->base->count; i++)
        chains->after[i] = AKN_NONE;
    for (size_t i = compilation->unit_count; i-- > 0;) {
        const PlacedUnit *unit = &compilation->units[i];
        int32_t           home = unit->after;

        if (unit->story != 0) {
            chains->next[i] = AKN_NONE;
            continue;
        }
        while (home >= 0 && compilation->base->paragraphs[home].story != 0)
            home--;
        chains->next[i] = chains->after[home + 1];
        chains->after[home + 1] = (int32_t)i;
    }
}

static void add_units(const Compilation *compilation, const Chains *chains, int32_t paragraph, AknItem *items, size_t *count)
{
    for (int32_t i = chains->after[paragraph + 1]; i != AKN_NONE; i = chains->next[i]) {
        const PlacedUnit *placed = &compilation->units[i];
        const NewAnchor  *anchors = placed->unit->anchors;

        for (uint32_t k = 0; k < placed->unit->paragraph_count; k++) {
            const Paragraph *paragraph_new = &placed->unit->paragraphs[k];

            items[(*count)++] = (AknItem){.paragraph = paragraph_new, .new_anchors = anchors, .unit = placed, .label = k == 0 ? placed->label : (Slice){NULL, 0}, .index = AKN_NONE};
            anchors = anchors != NULL ? anchors + paragraph_new->anchor_count : NULL;
        }
    }
}

Status akn_changes_items(AknWriter *writer, AknItem **items, size_t *count)
{
    const Text        *text = writer->text;
    const Compilation *compilation = writer->compilation;
    size_t             total = text->count, units = compilation != NULL ? compilation->unit_count : 0;
    Chains             chains = {NULL, NULL};

    for (size_t i = 0; i < units; i++)
        total += compilation->units[i].unit->paragraph_count;
    *items = arena_take(writer->arena, (total + 1) * sizeof **items);
    *count = 0;
    if (compilation != NULL) {
        chains.after = arena_take(writer->arena, (text->count + 1) * sizeof *chains.after);
        chains.next = arena_take(writer->arena, (units + 1) * sizeof *chains.next);
        if (chains.after == NULL || chains.next == NULL)
            return ERR_MEMORY;
        chain_units(compilation, &chains);
    }
    if (*items == NULL)
        return ERR_MEMORY;
    for (int32_t i = AKN_NONE; i < (int32_t)text->count; i++) {
        if (i >= 0 && text->paragraphs[i].story == 0)
            (*items)[(*count)++] = (AknItem){.paragraph = &text->paragraphs[i], .index = i};
        if (compilation != NULL)
            add_units(compilation, &chains, i, *items, count);
    }
    return OK;
}

/* ---- words ---- */

/* The first place that ends in this paragraph or behind it. */
static size_t first_place(const Compilation *compilation, uint32_t paragraph)
{
    size_t low = 0, high = compilation->place_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compilation->places[middle].paragraph < paragraph)
            low = middle + 1;
        else
            high = middle;
    }
    while (low != 0 && compilation->places[low - 1].end_paragraph >= paragraph)
        low--;
    return low;
}

bool akn_changes_touch(const AknWriter *writer, int32_t paragraph, uint32_t until)
{
    const Compilation *compilation = writer->compilation;

    for (size_t i = first_place(compilation, (uint32_t)paragraph); i < compilation->place_count && compilation->places[i].paragraph <= (uint32_t)paragraph; i++)
        if (compilation->places[i].end_paragraph >= (uint32_t)paragraph && (compilation->places[i].paragraph < (uint32_t)paragraph || compilation->places[i].start <= until))
            return true;
    return false;
}

static void add_variants(AknWriter *writer, const Place *place)
{
    uint32_t number = ++writer->places;

    for (uint32_t i = 0; i < place->variant_count; i++) {
        const Variant *variant = &place->variants[i];

        if (variant->text.size == 0 && place->variant_count == 1)
            continue;
        buffer_add_format(writer->out, "<ins eId=\"place_%u__alt_%u\"", number, i + 1);
        if (i != 0)
            buffer_add_format(writer->out, " alternativeTo=\"#place_%u__alt_1\"", number);
        akn_changes_refers(writer, variant->by);
        buffer_add_byte(writer->out, '>');
        akn_words_new(writer, variant->text, variant->spans, variant->span_count, variant->anchors, variant->anchor_count);
        buffer_add_string(writer->out, "</ins>");
    }
}

/* What of the place lies in this paragraph. Returns where it ends there. */
static uint32_t add_place(AknWriter *writer, const Place *place, const Paragraph *paragraph, uint32_t index, uint32_t at)
{
    uint32_t size = (uint32_t)paragraph->text.size, end = place->end_paragraph == index ? place->end : size + 1;
    uint32_t words_end = end < size ? end : size;

    if (words_end > at || end > size) {
        buffer_add_string(writer->out, "<del");
        akn_changes_refers(writer, place->parties);
        buffer_add_byte(writer->out, '>');
        akn_words_base(writer, paragraph, at, words_end);
        buffer_add_string(writer->out, end > size ? "<marker name=\"paragraph\"/></del>" : "</del>");
    }
    if (place->end_paragraph == index)
        add_variants(writer, place);
    return words_end;
}

static void add_places(AknWriter *writer, uint32_t index, uint32_t from)
{
    const Compilation *compilation = writer->compilation;
    const Paragraph   *paragraph = &compilation->base->paragraphs[index];
    uint32_t           at = from;

    for (size_t i = first_place(compilation, index); i < compilation->place_count && compilation->places[i].paragraph <= index; i++) {
        const Place *place = &compilation->places[i];
        uint32_t     start = place->paragraph == index ? place->start : 0;

        if (place->end_paragraph < index || compilation->base->paragraphs[place->paragraph].story != paragraph->story)
            continue;
        if (start > at) {
            akn_words_base(writer, paragraph, at, start);
            at = start;
        }
        at = add_place(writer, place, paragraph, index, at);
    }
    akn_words_base(writer, paragraph, at, (uint32_t)paragraph->text.size);
}

void akn_changes_words(AknWriter *writer, int32_t paragraph, uint32_t from)
{
    const Layer *layer = &writer->compilation->layers[paragraph];

    if (layer->deleted_by.count != 0) {
        buffer_add_format(writer->out, "<del%s", layer->moved_by.count != 0 ? " r:moved=\"true\"" : " r:whole=\"true\"");
        akn_changes_refers(writer, layer->deleted_by);
        buffer_add_byte(writer->out, '>');
    }
    add_places(writer, (uint32_t)paragraph, from);
    buffer_add_string(writer->out, layer->deleted_by.count != 0 ? "</del>" : "");
}
