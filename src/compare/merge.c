/* SPDX-License-Identifier: Apache-2.0
 *
 * From N parties' amendments to one attributed compilation. All changes are in coordinates of one base, so this is a sort and a sweep.
 *
 * Deleting a paragraph is no overlap but a layer on it: smaller changes inside stay visible. For every party, changes received = changes shown; a
 * difference is an error of this program and refused, not shown.
 */
#include "compare/merge_internal.h"

bool party_set_has(PartySet set, uint32_t party)
{
    uint32_t low = 0, high = set.count;

    while (low < high) {
        uint32_t middle = (low + high) / 2;

        if (set.parties[middle] == party)
            return true;
        if (set.parties[middle] < party)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

Status party_set_from(Arena *arena, const uint32_t *parties, uint32_t count, PartySet *out)
{
    uint32_t *copy = arena_take(arena, count * sizeof *copy);

    if (copy == NULL)
        return ERR_MEMORY;
    if (count != 0)
        memcpy(copy, parties, count * sizeof *copy);
    *out = (PartySet){copy, count};
    return OK;
}

void party_set_print(const Compilation *compilation, PartySet set, const char *between, uint32_t most, Buffer *out)
{
    uint32_t shown = most != 0 && set.count > most ? most : set.count;

    for (uint32_t i = 0; i < shown; i++) {
        if (i != 0)
            buffer_add_string(out, between);
        buffer_add(out, compilation->parties[set.parties[i]].name);
    }
    if (shown < set.count) {
        buffer_add_string(out, " +");
        buffer_add_number(out, set.count - shown);
    }
}

static bool stories_equal(const NewAnchor *a, const NewAnchor *b)
{
    if (a->story_count != b->story_count)
        return false;
    for (uint32_t i = 0; i < a->story_count; i++)
        if (!slice_equal(a->story[i].text, b->story[i].text))
            return false;
    return true;
}

bool new_anchors_equal(const NewAnchor *a, uint32_t a_count, const NewAnchor *b, uint32_t b_count)
{
    if (a_count != b_count)
        return false;
    for (uint32_t i = 0; i < a_count; i++) {
        bool note = a[i].anchor.kind == ANCHOR_FOOTNOTE || a[i].anchor.kind == ANCHOR_ENDNOTE;

        if (a[i].anchor.at != b[i].anchor.at || a[i].anchor.kind != b[i].anchor.kind || !stories_equal(&a[i], &b[i]) ||
            (!note && memcmp(a[i].anchor.sha256, b[i].anchor.sha256, SHA256_SIZE) != 0))
            return false;
    }
    return true;
}

/* ---- parties ---- */

static int by_name(const void *a, const void *b, void *collator)
{
    return collator_compare(collator, ((const Party *)a)->name, ((const Party *)b)->name);
}

static Status sort_parties(Merging *work)
{
    Compilation *out = work->out;
    Collator    *collator;
    char         name[PROBLEM_VALUE_MAX];

    if (out->party_count < 2)
        return OK; /* the order of a language takes a while to load */
    collator = collator_new(out->base->language[0] != '\0' ? out->base->language : "en");
    if (collator == NULL)
        return ERR_MEMORY;
    qsort_r(out->parties, out->party_count, sizeof(Party), by_name, collator);
    collator_free(collator);
    for (size_t i = 1; i < out->party_count; i++) {
        if (slice_equal(out->parties[i].name, out->parties[i - 1].name)) {
            (void)snprintf(name, sizeof name, "%.*s", (int)out->parties[i].name.size, out->parties[i].name.data);
            return problem_set(work->problem, ERR_CONFLICT, MSG("compile.same_name"), "name", name, NULL);
        }
    }
    return OK;
}

static Status take_parties(Merging *work, const Submission *submissions, size_t count)
{
    Compilation *out = work->out;

    out->parties = arena_take_zeroed(out->arena, count, sizeof(Party));
    if (out->parties == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        out->parties[i].amendment = submissions[i].amendment;
        TRY(slice_copy(out->arena, submissions[i].name, &out->parties[i].name));
    }
    out->party_count = count;
    return work->ordered ? OK : sort_parties(work);
}

/* ---- layers ---- */

static Status make_layers(Merging *work)
{
    Compilation *out = work->out;
    uint32_t    *deleted = memory_new_zeroed(out->base->count + 1, sizeof *deleted);
    Status       status = deleted != NULL ? OK : ERR_MEMORY;

    out->layers = arena_take_zeroed(out->arena, out->base->count, sizeof(Layer));
    if (out->layers == NULL)
        status = ERR_MEMORY;
    for (size_t party = 0; status == OK && party < out->party_count; party++) {
        const Amendment *amendment = out->parties[party].amendment;

        for (size_t i = 0; i < amendment->count; i++)
            if (amendment->changes[i].op == CHANGE_DELETE || amendment->changes[i].op == CHANGE_MOVE)
                deleted[amendment->changes[i].paragraph]++;
    }
    for (size_t p = 0; status == OK && p < out->base->count; p++) {
        uint32_t *room = deleted[p] != 0 ? arena_take(out->arena, 2 * deleted[p] * sizeof *room) : NULL;

        if (deleted[p] != 0 && room == NULL)
            status = ERR_MEMORY;
        else if (deleted[p] != 0)
            out->layers[p] = (Layer){{room, 0}, {room + deleted[p], 0}};
    }
    memory_free(deleted);
    return status;
}

static void fill_layers(Merging *work)
{
    Compilation *out = work->out;

    for (uint32_t party = 0; party < out->party_count; party++) {
        const Amendment *amendment = out->parties[party].amendment;

        for (size_t i = 0; i < amendment->count; i++) {
            const Change *change = &amendment->changes[i];
            Layer        *layer;

            if (change->op != CHANGE_DELETE && change->op != CHANGE_MOVE)
                continue;
            layer = &out->layers[change->paragraph];
            ((uint32_t *)(uintptr_t)layer->deleted_by.parties)[layer->deleted_by.count++] = party;
            if (change->op == CHANGE_MOVE)
                ((uint32_t *)(uintptr_t)layer->moved_by.parties)[layer->moved_by.count++] = party;
            else
                out->parties[party].shown++;
        }
    }
}

/* ---- all together ---- */

static Status number_base(Merging *work)
{
    const Text *base = work->out->base;
    uint64_t    at = 0;

    work->offsets = memory_new((base->count + 1) * sizeof *work->offsets);
    if (work->offsets == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < base->count; i++) {
        work->offsets[i] = at;
        at += base->paragraphs[i].text.size + 1;
    }
    work->offsets[base->count] = at;
    return OK;
}

static Status count_received(Merging *work)
{
    for (size_t party = 0; party < work->out->party_count; party++) {
        Party *one = &work->out->parties[party];

        for (size_t i = 0; i < one->amendment->count; i++) {
            one->formats += one->amendment->changes[i].op == CHANGE_FORMAT;
            one->received += one->amendment->changes[i].op != CHANGE_FORMAT;
            one->silent += one->amendment->changes[i].silent;
        }
    }
    return OK;
}

static Status check_balance(Merging *work)
{
    for (size_t party = 0; party < work->out->party_count; party++) {
        const Party *one = &work->out->parties[party];
        char         name[PROBLEM_VALUE_MAX], received[DECIMAL_MAX], shown[DECIMAL_MAX];

        if (one->received == one->shown)
            continue;
        (void)snprintf(name, sizeof name, "%.*s", (int)one->name.size, one->name.data);
        return problem_set(work->problem, ERR_CONFLICT, MSG("compile.unbalanced"), "name", name, "received",
                           decimal(received, one->received), "shown", decimal(shown, one->shown), NULL);
    }
    return OK;
}

static Status make(Merging *work, const Submission *submissions, size_t count)
{
    TRY(take_parties(work, submissions, count));
    TRY(number_base(work));
    TRY(count_received(work));
    TRY(make_layers(work));
    fill_layers(work);
    TRY(merge_places(work));
    TRY(merge_units(work));
    TRY(merge_labels(work));
    return check_balance(work);
}

static Status merge(const Text *base, const Submission *submissions, size_t count, bool ordered, Compilation **out, Problem *problem)
{
    Merging work = {.out = memory_new_zeroed(1, sizeof(Compilation)), .ordered = ordered, .problem = problem};
    Status  status = ERR_MEMORY;

    if (work.out != NULL) {
        work.out->base = base;
        work.out->arena = arena_new(TEXT_BYTES_MAX);
        if (work.out->arena != NULL)
            status = make(&work, submissions, count);
    }
    memory_free(work.offsets);
    if (status != OK) {
        compilation_free(work.out);
        return problem_at(problem, status, NULL);
    }
    *out = work.out;
    return OK;
}

Status compilation_make(const Text *base, const Submission *submissions, size_t count, Compilation **out, Problem *problem)
{
    return merge(base, submissions, count, false, out, problem);
}

Status compilation_make_ordered(const Text *base, const Submission *submissions, size_t count, Compilation **out, Problem *problem)
{
    return merge(base, submissions, count, true, out, problem);
}

void compilation_free(Compilation *compilation)
{
    if (compilation == NULL)
        return;
    arena_free(compilation->arena);
    memory_free(compilation->places);
    memory_free(compilation->units);
    memory_free(compilation);
}

/* ---- counts ---- */

static bool place_in(const Place *place, uint32_t paragraph)
{
    return place->paragraph <= paragraph && paragraph <= place->end_paragraph;
}

/* The first place that could be in the paragraph: places are in order, and those of several paragraphs are rare and short. */
static size_t first_place(const Compilation *compilation, uint32_t paragraph)
{
    size_t low = 0, high = compilation->place_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (compilation->places[middle].end_paragraph < paragraph)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool compilation_touches(const Compilation *compilation, uint32_t paragraph, bool *contested)
{
    const Layer *layer = &compilation->layers[paragraph];
    bool         touched = layer->deleted_by.count != 0;

    *contested = false;
    for (size_t i = first_place(compilation, paragraph); i < compilation->place_count && compilation->places[i].paragraph <= paragraph; i++) {
        if (!place_in(&compilation->places[i], paragraph))
            continue;
        touched = true;
        *contested = *contested || compilation->places[i].variant_count > 1 || layer->deleted_by.count != 0;
    }
    return touched;
}

CompilationCounts compilation_count(const Compilation *compilation)
{
    CompilationCounts counts = {.places = compilation->place_count, .inserted = compilation->unit_count};
    uint32_t          last_group = 0;

    for (size_t i = 0; i < compilation->place_count; i++)
        counts.contested += compilation->places[i].variant_count > 1;
    for (size_t i = 0; i < compilation->unit_count; i++) {
        counts.contested += compilation->units[i].group > last_group;
        last_group = compilation->units[i].group > last_group ? compilation->units[i].group : last_group;
        counts.moved += compilation->units[i].moved_from >= 0;
    }
    counts.inserted -= counts.moved;
    for (uint32_t p = 0; p < compilation->base->count; p++) {
        const Layer *layer = &compilation->layers[p];
        bool         contested;

        counts.deleted += layer->deleted_by.count > layer->moved_by.count;
        counts.paragraphs_touched += compilation_touches(compilation, p, &contested);
    }
    return counts;
}
