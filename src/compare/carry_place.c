/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a unit stands in the new version.
 */
#include "compare/carry_internal.h"

const TraceGroup *carry_group(const Carrying *work, uint32_t paragraph)
{
    int32_t group = work->carrier->group_of[paragraph];

    return group == GONE ? NULL : &work->carrier->trace.groups[group];
}

const Paragraph *carry_same_cell(const Carrying *work, const Paragraph *cell, bool whole_table)
{
    for (size_t i = 0; i < work->old->count; i++) {
        const Paragraph  *paragraph = &work->old->paragraphs[i];
        const TraceGroup *group;

        if (paragraph->table != cell->table || (!whole_table && (paragraph->row != cell->row || paragraph->column != cell->column)))
            continue;
        group = carry_group(work, (uint32_t)i);
        if (group != NULL && work->new->paragraphs[group->b[0]].table != NO_TABLE)
            return &work->new->paragraphs[group->b[0]];
    }
    return NULL;
}

uint32_t carry_story(const Carrying *work, uint32_t story)
{
    for (uint32_t i = 0; story != 0 && i < work->old->count; i++) {
        const TraceGroup *group = work->old->paragraphs[i].story == story ? carry_group(work, i) : NULL;

        if (group != NULL)
            return work->new->paragraphs[group->b[0]].story;
    }
    return 0;
}

/* ---- among its neighbours ---- */

int32_t carry_before(const Carrying *work, uint32_t index)
{
    int32_t at = (int32_t)index - 1;

    while (at >= 0 && work->new->paragraphs[at].story != work->new->paragraphs[index].story)
        at--;
    return at >= 0 ? at : BEFORE_FIRST;
}

/* What stands behind it; NULL: it is the last of its story. */
static const Paragraph *behind(const Carrying *work, int32_t after)
{
    const Paragraph *list = work->new->paragraphs;

    for (size_t i = (size_t)(after + 1); after != BEFORE_FIRST && i < work->new->count; i++)
        if (list[i].story == list[after].story)
            return &list[i];
    return NULL;
}

typedef struct Spot {
    int32_t after;
    bool    leans_back; /* it was found by what follows: if it has to give way, then towards the beginning */
} Spot;

/* After the counterpart of what it stood after. Where that is gone: before the next that is there, so that what came in its place comes first; else after
   the nearest before it. */
static Spot beside_neighbours(const Carrying *work, int32_t after, uint32_t story)
{
    bool gone = after >= 0 && carry_group(work, (uint32_t)after) == NULL;

    for (uint32_t next = (uint32_t)after + 1; gone && next < work->old->count; next++) {
        const TraceGroup *group = work->old->paragraphs[next].story == story ? carry_group(work, next) : NULL;

        if (group != NULL && !group->moved && group->a[0] == next)
            return (Spot){carry_before(work, group->b[0]), true};
    }
    for (; after >= 0; after--) {
        const TraceGroup *group = work->old->paragraphs[after].story == story ? carry_group(work, (uint32_t)after) : NULL;

        if (group != NULL && !group->moved)
            return (Spot){(int32_t)group->b[group->b_count - 1], false};
    }
    return (Spot){BEFORE_FIRST, true};
}

/* ---- in and out of tables ---- */

typedef bool (*Together)(const Paragraph *a, const Paragraph *b);

bool carry_in_one_table(const Paragraph *a, const Paragraph *b)
{
    return a->table != NO_TABLE && a->table == b->table;
}

bool carry_in_one_row(const Paragraph *a, const Paragraph *b)
{
    return carry_in_one_table(a, b) && a->row == b->row;
}

static bool in_one_cell(const Paragraph *a, const Paragraph *b)
{
    return carry_in_one_row(a, b) && a->column == b->column;
}

/* Where the new version has put other things between the unit and its table (or cell), at the edge of it. */
static int32_t held_within(const Carrying *work, int32_t after, const Paragraph *cell, Together together)
{
    const Paragraph *list = work->new->paragraphs;
    int32_t          first, last = (int32_t)(cell - list);

    for (size_t i = (size_t)(cell - list) + 1; i < work->new->count; i++)
        last = together(&list[i], cell) ? (int32_t)i : last;
    first = (int32_t)(cell - list);
    for (int32_t i = first; i >= 0; i--)
        first = together(&list[i], cell) ? i : first;
    first = carry_before(work, (uint32_t)first);
    return after < first ? first : after > last ? last : after;
}

/* Where the new version has put things of one table (or row) on both sides of the unit, which is none of them: before or after all of them. */
static int32_t kept_out(const Carrying *work, Spot spot, Together together)
{
    const Paragraph *list = work->new->paragraphs, *next = behind(work, spot.after);

    while (next != NULL && together(&list[spot.after], next)) {
        spot.after = spot.leans_back ? carry_before(work, (uint32_t)spot.after) : (int32_t)(next - list);
        next = behind(work, spot.after);
    }
    return spot.after;
}

int32_t carry_after(const Carrying *work, const Change *change, const Paragraph *cell)
{
    Spot spot = beside_neighbours(work, change->after, change->story);

    if (cell == NULL)
        return kept_out(work, spot, carry_in_one_table);
    spot.after = held_within(work, spot.after, cell, change->unit.kind == UNIT_ROW ? carry_in_one_table : in_one_cell);
    return change->unit.kind == UNIT_ROW ? kept_out(work, spot, carry_in_one_row) : spot.after;
}
