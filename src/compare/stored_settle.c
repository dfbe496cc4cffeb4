/* SPDX-License-Identifier: Apache-2.0
 *
 * What makes one amendment of changes that were read one by one: insertions at one place are joined, and changes that meet are refused. Of one party a place is changed once, and a paragraph that it
 * deletes or moves has no other change: moved with other words it brings them along.
 */
#include "compare/amend_internal.h"
#include "compare/stored_internal.h"

static int by_place(const void *a, const void *b)
{
    const Change *x = a, *y = b;

    if (x->op != y->op)
        return (int)x->op - (int)y->op;
    if (x->paragraph != y->paragraph)
        return x->paragraph < y->paragraph ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    if (x->after != y->after)
        return x->after < y->after ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* ---- insertions at one place ---- */

typedef struct Joined {
    char      *bytes;
    NewAnchor *anchors;
    Span      *spans;
    size_t     size;
    uint32_t   anchor_count, span_count;
} Joined;

static void join_one(Joined *into, const Change *next)
{
    uint32_t shift = (uint32_t)into->size;

    if (next->now.size != 0)
        memcpy(into->bytes + into->size, next->now.data, next->now.size);
    into->size += next->now.size;
    for (uint32_t i = 0; i < next->anchor_count; i++) {
        into->anchors[into->anchor_count] = next->anchors[i];
        into->anchors[into->anchor_count++].anchor.at += shift;
    }
    for (uint32_t i = 0; i < next->span_count; i++)
        into->spans[into->span_count++] = (Span){next->spans[i].start + shift, next->spans[i].end + shift, next->spans[i].styles};
}

/* What each of them inserts, one behind the other, becomes the first one's. */
static Status join_run(Amendment *all, Change *run, size_t count)
{
    Joined joined = {0};
    size_t size = 1, anchors = 0, spans = 0;

    for (size_t i = 0; i < count; i++) {
        size += run[i].now.size;
        anchors += run[i].anchor_count;
        spans += run[i].span_count;
    }
    joined.bytes = arena_take(all->arena, size);
    joined.anchors = arena_take_zeroed(all->arena, anchors, sizeof *joined.anchors);
    joined.spans = arena_take_zeroed(all->arena, spans, sizeof *joined.spans);
    if (joined.bytes == NULL || joined.anchors == NULL || joined.spans == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        join_one(&joined, &run[i]);
        run->silent = run->silent || run[i].silent;
        all->joined[run[i].item] = run->item;
    }
    joined.bytes[joined.size] = '\0';
    run->now = (Slice){joined.bytes, joined.size};
    run->anchors = joined.anchors;
    run->anchor_count = joined.anchor_count;
    run->spans = joined.spans;
    run->span_count = joined.span_count;
    return OK;
}

static bool is_insertion(const Change *change)
{
    return change->op == CHANGE_REPLACE && change->start == change->end;
}

static bool at_one_place(const Change *a, const Change *b)
{
    return is_insertion(a) && is_insertion(b) && a->paragraph == b->paragraph && a->start == b->start;
}

/* Two insertions at one place keep the order of the array, and are one change. */
static Status join_insertions(Amendment *all)
{
    size_t kept = 0;

    for (size_t i = 0, count; i < all->count; i += count) {
        for (count = 1; i + count < all->count && at_one_place(&all->changes[i], &all->changes[i + count]);)
            count++;
        if (count > 1)
            TRY(join_run(all, &all->changes[i], count));
        all->changes[kept++] = all->changes[i];
    }
    all->count = kept;
    for (size_t i = 0; i < all->count; i++)
        if (all->changes[i].op == CHANGE_REPLACE)
            all->changes[i].order = 0;
    return OK;
}

/* ---- changes that meet ---- */

static Status meet(const Change *change, Problem *problem)
{
    char number[DECIMAL_MAX];

    return problem_set(problem, ERR_SYNTAX, MSG("amendment.meet"), "change", decimal(number, (int64_t)change->item + 1), NULL);
}

/* In their order by op and place: is it of words that the one before changes, too? */
static bool overlaps(const Change *last, const Change *next)
{
    return last->op == CHANGE_REPLACE && next->op == CHANGE_REPLACE && last->paragraph == next->paragraph && next->start < last->end;
}

static bool takes_away(const Change *change)
{
    return change->op == CHANGE_DELETE || change->op == CHANGE_MOVE;
}

static Status check_meeting(const Amendment *all, bool *taken, Problem *problem)
{
    for (size_t i = 0; i < all->count; i++) {
        if (!takes_away(&all->changes[i]))
            continue;
        if (taken[all->changes[i].paragraph])
            return meet(&all->changes[i], problem);
        taken[all->changes[i].paragraph] = true;
    }
    for (size_t i = 0; i < all->count; i++) {
        const Change *change = &all->changes[i];

        if (((change->op == CHANGE_REPLACE || change->op == CHANGE_FORMAT) && taken[change->paragraph]) || (i != 0 && overlaps(change - 1, change)))
            return meet(change, problem);
    }
    return OK;
}

Status stored_settle(const Text *base, Amendment *all, Problem *problem)
{
    bool  *taken;
    Status status;

    for (size_t i = 0; i < all->count; i++) /* among insertions at one place; units have an order of their own */
        if (all->changes[i].op == CHANGE_REPLACE)
            all->changes[i].order = (uint32_t)i;
    if (all->count != 0)
        qsort(all->changes, all->count, sizeof(Change), by_place);
    TRY(join_insertions(all));
    taken = memory_new_zeroed(base->count + 1, sizeof *taken);
    status = taken != NULL ? check_meeting(all, taken, problem) : ERR_MEMORY;
    memory_free(taken);
    if (status == OK)
        amendment_sort(all);
    return status;
}
