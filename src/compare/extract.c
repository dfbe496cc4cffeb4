/* SPDX-License-Identifier: Apache-2.0
 *
 * compilation_extract: the base with the changes of some parties made, refused where two of them compete.
 */
#include "compare/assemble_internal.h"
#include "compare/merge_internal.h"

typedef struct Extracting {
    const Compilation *compilation;
    bool              *accepted; /* by party */
    Edit              *edits;
    EditedUnit        *units;
    bool              *deleted;
    size_t             edit_count, unit_count, conflicts;
    Buffer            *places;
    uint32_t          *numbers; /* paragraph_numbers of the base, where places are told */
} Extracting;

enum { SHOWN_WORDS_MAX = 60 };

static bool any_accepted(const Extracting *work, PartySet set)
{
    for (uint32_t i = 0; i < set.count; i++)
        if (work->accepted[set.parties[i]])
            return true;
    return false;
}

static Slice first_words(Slice text)
{
    size_t size = text.size;

    if (size > SHOWN_WORDS_MAX) {
        size = SHOWN_WORDS_MAX;
        while (size > 0 && ((unsigned char)text.data[size] & 0xC0) == 0x80)
            size--;
    }
    return slice_part(text, 0, size);
}

static void tell_conflict(Extracting *work, uint32_t paragraph, Slice words)
{
    work->conflicts++;
    if (work->places == NULL)
        return;
    paragraph_handle(work->compilation->base, work->numbers, paragraph, work->places);
    buffer_add_string(work->places, ": \"");
    buffer_add(work->places, first_words(words));
    buffer_add_string(work->places, "\"\n");
}

static void choose_wording(Extracting *work, const Place *place)
{
    const Variant *chosen = NULL;
    const Text    *base = work->compilation->base;
    bool           compete = false;

    for (uint32_t i = 0; i < place->variant_count; i++) {
        if (!any_accepted(work, place->variants[i].by))
            continue;
        compete = compete || chosen != NULL;
        chosen = &place->variants[i];
    }
    if (chosen == NULL)
        return;
    if (compete || work->deleted[place->paragraph]) {
        Slice text = base->paragraphs[place->paragraph].text;

        tell_conflict(work, place->paragraph,
                      slice_part(text, place->start < text.size ? place->start : text.size,
                                 place->end_paragraph == place->paragraph && place->end <= text.size ? place->end : text.size));
        return;
    }
    work->edits[work->edit_count++] = (Edit){place->paragraph,     place->start,  place->end_paragraph, place->end,   chosen->text, chosen->anchors,
                                             chosen->anchor_count, chosen->spans, chosen->span_count,   chosen->dress};
}

static void choose_units(Extracting *work)
{
    const Compilation *compilation = work->compilation;
    uint32_t           group = 0;

    for (size_t i = 0; i < compilation->unit_count; i++) {
        const PlacedUnit *unit = &compilation->units[i];

        if (!any_accepted(work, unit->by))
            continue;
        if (unit->group != 0 && unit->group == group)
            tell_conflict(work, unit->after != BEFORE_FIRST ? (uint32_t)unit->after : 0, unit->unit->paragraphs[0].text);
        group = unit->group != 0 ? unit->group : group;
        work->units[work->unit_count++] = (EditedUnit){unit->after, unit->story, unit->unit};
    }
}

/* A paragraph that one accepted party deletes and another moves, or that is moved to two places, is a competition too. */
static void choose_layers(Extracting *work)
{
    const Compilation *compilation = work->compilation;

    for (uint32_t p = 0; p < compilation->base->count; p++) {
        const Layer *layer = &compilation->layers[p];
        bool         moved = any_accepted(work, layer->moved_by), gone = false;

        work->deleted[p] = any_accepted(work, layer->deleted_by);
        for (uint32_t i = 0; moved && i < layer->deleted_by.count; i++)
            gone = gone || (work->accepted[layer->deleted_by.parties[i]] && !party_set_has(layer->moved_by, layer->deleted_by.parties[i]));
        if (gone)
            tell_conflict(work, p, compilation->base->paragraphs[p].text);
    }
}

static Status find_parties(Extracting *work, const Slice *names, size_t count, Problem *problem)
{
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        char name[PROBLEM_VALUE_MAX];

        for (size_t party = 0; party < work->compilation->party_count; party++) {
            if (!slice_equal(work->compilation->parties[party].name, names[i]))
                continue;
            work->accepted[party] = true;
            found = true;
        }
        if (!found) {
            (void)snprintf(name, sizeof name, "%.*s", (int)names[i].size, names[i].data);
            return problem_set(problem, ERR_NOT_FOUND, MSG("extract.unknown_party"), "name", name, NULL);
        }
    }
    return OK;
}

static Status extract(Extracting *work, const Slice *names, size_t count, Text **out, Problem *problem)
{
    const Compilation *compilation = work->compilation;
    char               conflicts[DECIMAL_MAX];

    TRY(find_parties(work, names, count, problem));
    if (work->places != NULL)
        TRY(paragraph_numbers(compilation->base, &work->numbers));
    choose_layers(work);
    for (size_t i = 0; i < compilation->place_count; i++)
        choose_wording(work, &compilation->places[i]);
    choose_units(work);
    if (work->conflicts != 0)
        return problem_set(problem, ERR_CONFLICT, MSG("extract.compete"), "count", decimal(conflicts, (int64_t)work->conflicts), NULL);
    return assemble(&(Assembly){.base = compilation->base,
                                .edits = work->edits,
                                .edit_count = work->edit_count,
                                .deleted = work->deleted,
                                .units = work->units,
                                .unit_count = work->unit_count},
                    out);
}

Status compilation_extract(const Compilation *compilation, const Slice *names, size_t count, Text **out, Buffer *places, Problem *problem)
{
    Extracting work = {.compilation = compilation,
                       .accepted = memory_new_zeroed(compilation->party_count + 1, sizeof(bool)),
                       .edits = memory_new((compilation->place_count + 1) * sizeof(Edit)),
                       .units = memory_new((compilation->unit_count + 1) * sizeof(EditedUnit)),
                       .deleted = memory_new_zeroed(compilation->base->count + 1, sizeof(bool)),
                       .places = places};
    Status     status = ERR_MEMORY;

    if (work.accepted != NULL && work.edits != NULL && work.units != NULL && work.deleted != NULL)
        status = extract(&work, names, count, out, problem);
    memory_free(work.accepted);
    memory_free(work.edits);
    memory_free(work.units);
    memory_free(work.deleted);
    memory_free(work.numbers);
    return status == OK ? OK : problem_at(problem, status, NULL);
}
