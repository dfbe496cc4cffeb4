/* SPDX-License-Identifier: Apache-2.0
 *
 * New paragraphs, rows and tables of all parties, gap by gap.
 *
 * Every party has its own sequence of units in a gap. They are woven into one that keeps each party's order and shows a unit that several have once,
 * with all their names: always the unit next in line for all who have it is taken, the first in code-point order where there are several; where orders
 * contradict one another, the first one is taken for those whose turn it is and stands again later for the others.
 */
#include "compare/merge_internal.h"

typedef struct GapUnit {
    const Change *change;
    uint32_t      party;
    uint32_t      key;   /* equal units have equal keys; keys are in canonical order */
    int           rank;  /* which place of the gap: inside the cell, after the row, after the table, before the next row, in the next cell */
} GapUnit;

typedef struct Queue {
    GapUnit *units;
    size_t   count, next;
    uint32_t party;
} Queue;

/* ---- equality and order ---- */

static int compare_paragraphs(const Paragraph *a, const Paragraph *b)
{
    int order = slice_compare(a->text, b->text);

    if (order != 0)
        return order;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

static int compare_objects(const Unit *a, const Unit *b)
{
    for (uint32_t i = 0; i < a->anchor_count && i < b->anchor_count; i++) {
        const NewAnchor *x = &a->anchors[i], *y = &b->anchors[i];
        bool             note = x->anchor.kind == ANCHOR_FOOTNOTE || x->anchor.kind == ANCHOR_ENDNOTE;
        int              order = note ? 0 : memcmp(x->anchor.sha256, y->anchor.sha256, SHA256_SIZE);

        if (x->anchor.kind != y->anchor.kind)
            return (int)x->anchor.kind - (int)y->anchor.kind;
        for (uint32_t k = 0; order == 0 && k < x->story_count && k < y->story_count; k++)
            order = slice_compare(x->story[k].text, y->story[k].text);
        if (order != 0)
            return order;
        if (x->story_count != y->story_count)
            return x->story_count < y->story_count ? -1 : 1;
    }
    return (a->anchor_count > b->anchor_count) - (a->anchor_count < b->anchor_count);
}

/* A paragraph that was moved here is not the same as a new one of equal words. */
static int64_t origin(const Change *change)
{
    return change->op == CHANGE_MOVE ? (int64_t)change->paragraph : -1;
}

static int compare_units(const Change *a, const Change *b)
{
    if (a->unit.kind != b->unit.kind)
        return (int)a->unit.kind - (int)b->unit.kind;
    for (uint32_t i = 0; i < a->unit.paragraph_count && i < b->unit.paragraph_count; i++) {
        int order = compare_paragraphs(&a->unit.paragraphs[i], &b->unit.paragraphs[i]);

        if (order != 0)
            return order;
    }
    if (a->unit.paragraph_count != b->unit.paragraph_count)
        return a->unit.paragraph_count < b->unit.paragraph_count ? -1 : 1;
    if (origin(a) != origin(b))
        return origin(a) < origin(b) ? -1 : 1;
    return compare_objects(&a->unit, &b->unit);
}

/* ---- places of a gap ---- */

static bool same_cell(const Paragraph *a, const Paragraph *b)
{
    return a->table == b->table && (a->table == NO_TABLE || (a->row == b->row && a->column == b->column));
}

/* Which of the places between two base paragraphs a unit stands in, in the order in which they are read. */
static int rank_of(const Text *base, const Change *change)
{
    const Paragraph *unit = &change->unit.paragraphs[0];
    const Paragraph *before = change->after != BEFORE_FIRST ? &base->paragraphs[change->after] : NULL;
    bool             row = change->unit.kind == UNIT_ROW;

    if (before != NULL && row && unit->table == before->table)
        return 1;
    if (before != NULL && change->unit.kind == UNIT_PARAGRAPH && same_cell(unit, before))
        return 0;
    if (before != NULL && change->unit.kind == UNIT_TABLE && before->table == NO_TABLE)
        return 0; /* among the paragraphs of the body */
    if (row)
        return 3;
    return unit->table == NO_TABLE || change->unit.kind == UNIT_TABLE ? 2 : 4;
}

static int by_gap(const void *a, const void *b)
{
    const GapUnit *x = a, *y = b;

    if (x->change->after != y->change->after)
        return x->change->after < y->change->after ? -1 : 1;
    if (x->change->story != y->change->story)
        return x->change->story < y->change->story ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank - y->rank;
    if (x->party != y->party)
        return x->party < y->party ? -1 : 1;
    return (x->change->order > y->change->order) - (x->change->order < y->change->order);
}

static int by_content(const void *a, const void *b)
{
    const GapUnit *x = *(GapUnit *const *)a, *y = *(GapUnit *const *)b;

    return compare_units(x->change, y->change);
}

static bool same_gap(const GapUnit *a, const GapUnit *b)
{
    return a->change->after == b->change->after && a->change->story == b->change->story && a->rank == b->rank;
}

/* ---- weaving ---- */

typedef struct Weaving {
    Merging  *work;
    Queue    *queues;
    size_t    queue_count;
    uint32_t *ahead;   /* by key: how often it stands behind the head of a queue */
    uint32_t *parties; /* room */
    uint32_t *taken;   /* by party's queue: how many units it had in this gap */
} Weaving;

/* What is numbered at a deeper level still belongs to the paragraph before the gap, so it stands first: a new (c) before a new 2. */
static Status deeper_first(GapUnit *units, size_t count, uint32_t keys)
{
    int      *depths = memory_new_zeroed(keys, sizeof *depths), deepest = 0;
    uint32_t *numbers = memory_new(keys * sizeof *numbers), number = 0;

    for (size_t i = 0; depths != NULL && i < count; i++) {
        int depth = merge_depth(&units[i].change->unit);

        depths[units[i].key] = depth > depths[units[i].key] ? depth : depths[units[i].key];
        deepest = depth > deepest ? depth : deepest;
    }
    for (int depth = deepest; depths != NULL && numbers != NULL && depth >= 0; depth--)
        for (uint32_t key = 0; key < keys; key++)
            if (depths[key] == depth)
                numbers[key] = number++;
    for (size_t i = 0; depths != NULL && numbers != NULL && i < count; i++)
        units[i].key = numbers[units[i].key];
    memory_free(depths);
    memory_free(numbers);
    return depths != NULL && numbers != NULL ? OK : ERR_MEMORY;
}

static Status number_keys(GapUnit *units, size_t count, uint32_t *keys)
{
    GapUnit **sorted = memory_new((count + 1) * sizeof *sorted);

    if (sorted == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        sorted[i] = &units[i];
    qsort(sorted, count, sizeof *sorted, by_content);
    *keys = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && compare_units(sorted[i - 1]->change, sorted[i]->change) != 0)
            (*keys)++;
        sorted[i]->key = *keys;
    }
    (*keys)++;
    memory_free(sorted);
    return deeper_first(units, count, *keys);
}

/* The key to take next: the least at the head of some queue that stands behind no head; if every one does, the least. */
static uint32_t next_key(const Weaving *weaving)
{
    uint32_t best = UINT32_MAX, any = UINT32_MAX;

    for (size_t q = 0; q < weaving->queue_count; q++) {
        const Queue *queue = &weaving->queues[q];
        uint32_t     key;

        if (queue->next == queue->count)
            continue;
        key = queue->units[queue->next].key;
        any = key < any ? key : any;
        if (weaving->ahead[key] == 0 && key < best)
            best = key;
    }
    return best != UINT32_MAX ? best : any;
}

static Status take(Weaving *weaving, uint32_t key)
{
    Compilation  *out = weaving->work->out;
    const Change *change = NULL;
    uint32_t      count = 0;
    void         *block = out->units;
    Status        status = memory_reserve(&block, &weaving->work->unit_capacity, out->unit_count + 1, sizeof(PlacedUnit));
    PlacedUnit   *unit;

    out->units = block;
    TRY(status);
    for (size_t q = 0; q < weaving->queue_count; q++) {
        Queue *queue = &weaving->queues[q];

        if (queue->next == queue->count || queue->units[queue->next].key != key)
            continue;
        change = queue->units[queue->next].change;
        weaving->parties[count++] = queue->party;
        out->parties[queue->party].shown++;
        queue->next++;
        if (queue->next < queue->count)
            weaving->ahead[queue->units[queue->next].key]--;
    }
    unit = &out->units[out->unit_count++];
    *unit = (PlacedUnit){.after = change->after, .story = change->story, .unit = &change->unit, .moved_from = (int32_t)origin(change)};
    return party_set_from(out->arena, weaving->parties, count, &unit->by);
}

/* Units of one place of a gap of which no party has two, and which are numbered at one level, are alternatives of one another. */
static void group_alternatives(Weaving *weaving, size_t first, uint32_t *groups)
{
    Compilation *out = weaving->work->out;
    size_t       count = out->unit_count - first;
    bool         alternatives = count > 1 && out->units[first].unit->kind == UNIT_PARAGRAPH;

    for (size_t q = 0; q < weaving->queue_count; q++)
        alternatives = alternatives && weaving->queues[q].count == 1;
    for (size_t i = first; i < out->unit_count; i++)
        alternatives = alternatives && out->units[i].moved_from < 0 && merge_depth(out->units[i].unit) == merge_depth(out->units[first].unit);
    if (!alternatives)
        return;
    (*groups)++;
    for (size_t i = first; i < out->unit_count; i++) {
        out->units[i].group = *groups;
        out->units[i].alternative = (uint32_t)(i - first) + 1;
    }
}

static Status weave(Merging *work, GapUnit *units, size_t count, uint32_t *groups)
{
    Weaving weaving = {.work = work, .queues = memory_new_zeroed(count, sizeof(Queue)), .parties = memory_new((count + 1) * sizeof(uint32_t))};
    size_t  first = work->out->unit_count, left = count;
    uint32_t keys = 0;
    Status   status = weaving.queues != NULL && weaving.parties != NULL ? number_keys(units, count, &keys) : ERR_MEMORY;

    weaving.ahead = status == OK ? memory_new_zeroed(keys, sizeof(uint32_t)) : NULL;
    if (status == OK && weaving.ahead == NULL)
        status = ERR_MEMORY;
    for (size_t i = 0; status == OK && i < count; i++) {
        if (i == 0 || units[i].party != units[i - 1].party)
            weaving.queues[weaving.queue_count++] = (Queue){&units[i], 0, 0, units[i].party};
        else
            weaving.ahead[units[i].key]++;
        weaving.queues[weaving.queue_count - 1].count++;
    }
    while (status == OK && left != 0) {
        uint32_t before = (uint32_t)work->out->unit_count;

        status = take(&weaving, next_key(&weaving));
        if (status == OK)
            left -= work->out->units[before].by.count;
    }
    if (status == OK)
        group_alternatives(&weaving, first, groups);
    memory_free(weaving.queues);
    memory_free(weaving.parties);
    memory_free(weaving.ahead);
    return status;
}

Status merge_units(Merging *work)
{
    const Compilation *out = work->out;
    size_t             total = 0, count = 0;
    uint32_t           groups = 0;
    GapUnit           *units;
    Status             status = OK;

    for (size_t party = 0; party < out->party_count; party++)
        total += out->parties[party].amendment->count;
    units = memory_new((total + 1) * sizeof *units);
    if (units == NULL)
        return ERR_MEMORY;
    for (uint32_t party = 0; party < out->party_count; party++) {
        const Amendment *amendment = out->parties[party].amendment;

        for (size_t i = 0; i < amendment->count; i++)
            if (amendment->changes[i].op == CHANGE_INSERT || amendment->changes[i].op == CHANGE_MOVE)
                units[count++] = (GapUnit){&amendment->changes[i], party, 0, rank_of(out->base, &amendment->changes[i])};
    }
    qsort(units, count, sizeof *units, by_gap);
    for (size_t i = 0, next; status == OK && i < count; i = next) {
        for (next = i + 1; next < count && same_gap(&units[i], &units[next]); next++)
            ;
        status = weave(work, &units[i], next - i, &groups);
    }
    memory_free(units);
    return status;
}
