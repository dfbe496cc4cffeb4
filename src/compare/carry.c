/* SPDX-License-Identifier: Apache-2.0
 *
 * Carrying an amendment onto a new version. The new version is compared with the old base once, and traced: which stretch of words became which. Each
 * change then ends in exactly one of four ways (compilation.md, section 6): carried, taken up, overtaken, in conflict. Edits that only meet a change at an
 * edge do not touch it; a split or a join is no conflict by itself, positions map through it.
 */
#include <jansson.h>

#include "compare/carry_internal.h"
#include "compare/stored_internal.h"

enum { MARK_BYTES = 3 };

const char *carry_outcome_name(CarryOutcome outcome)
{
    static const char *const names[CARRY_COUNT] = {"carried", "taken_up", "overtaken", "in_conflict"};

    REQUIRE((int)outcome >= 0 && outcome < CARRY_COUNT);
    return names[outcome];
}

/* ---- places in stretches ---- */

static uint32_t old_place(const TraceGroup *group, uint32_t paragraph, uint32_t at)
{
    for (uint32_t k = 0; k < group->a_count; k++)
        if (group->a[k] == paragraph)
            return group->a_start[k] + at;
    return at;
}

/* Where byte `at` of the old stretch is in the new one. At an insertion, `after`: behind what was inserted. `at` is not inside a piece. */
static uint32_t map_place(const TraceGroup *group, uint32_t at, bool after)
{
    int64_t shift = 0;

    for (uint32_t i = 0; i < group->piece_count; i++) {
        const TracePiece *piece = &group->pieces[i];

        if (piece->a0 > at || (piece->a0 == at && piece->a1 > at) || (piece->a0 == at && !after))
            break;
        if (piece->a1 > at)
            return piece->b0; /* inside: its start */
        shift = (int64_t)piece->b1 - piece->a1;
    }
    return (uint32_t)(at + shift);
}

static uint32_t locate_new(const TraceGroup *group, uint32_t at, uint32_t *local)
{
    uint32_t k = 0;

    while (k + 1 < group->b_count && at >= group->b_start[k + 1])
        k++;
    *local = at - group->b_start[k];
    return group->b[k];
}

static bool touches(const TracePiece *piece, uint32_t start, uint32_t end)
{
    if (start == end) /* an insertion is touched only from inside */
        return piece->a0 < start && start < piece->a1;
    if (piece->a0 == piece->a1)
        return start < piece->a0 && piece->a0 < end;
    return piece->a0 < end && piece->a1 > start;
}

static bool is_touched(const TraceGroup *group, uint32_t start, uint32_t end)
{
    for (uint32_t i = 0; i < group->piece_count; i++)
        if (touches(&group->pieces[i], start, end))
            return true;
    return false;
}

/* Are all words of start..end gone from the new version, and nothing put in their place? (Other words in their place are in conflict.) */
static bool is_gone(const TraceGroup *group, uint32_t start, uint32_t end)
{
    uint32_t at = start;

    for (uint32_t i = 0; i < group->piece_count && at < end; i++) {
        const TracePiece *piece = &group->pieces[i];

        if (piece->a0 > at)
            return false;
        if (piece->a1 <= at)
            continue;
        if (piece->b0 != piece->b1)
            return false;
        at = piece->a1;
    }
    return start < end && at >= end;
}

/* Bytes from..to of the new stretch, with U+2029 between paragraphs. */
static Status new_words(const Carrying *work, const TraceGroup *group, uint32_t from, uint32_t to, Slice *out)
{
    Buffer words;
    Status status;

    buffer_init(&words, TEXT_BYTES_MAX);
    for (uint32_t k = 0; k < group->b_count; k++) {
        Slice    text = work->new->paragraphs[group->b[k]].text;
        uint32_t start = group->b_start[k], end = start + (uint32_t)text.size;

        if (from < end && to > start)
            buffer_add(&words, slice_part(text, from > start ? from - start : 0, to < end ? to - start : text.size));
        if (from <= end && to > end && k + 1 < group->b_count)
            buffer_add_string(&words, STORED_MARK);
    }
    status = words.status == OK ? slice_copy(work->result->arena, buffer_slice(&words), out) : words.status;
    buffer_clear(&words);
    return status;
}

/* ---- words ---- */

/* Bytes from..to of the old stretch, where they are of one paragraph; else nothing with a NULL pointer. */
static Slice stretch_words(const Carrying *work, const TraceGroup *group, uint32_t from, uint32_t to)
{
    for (uint32_t k = 0; k < group->a_count; k++) {
        Slice    text = work->old->paragraphs[group->a[k]].text;
        uint32_t start = group->a_start[k];

        if (from >= start && to <= start + text.size)
            return (Slice){(text.data != NULL ? text.data : "") + (from - start), to - from};
    }
    return (Slice){NULL, 0};
}

/* Are `words` those before the change, its own, and those behind it? */
static Status is_as_changed(const Change *change, Slice before, Slice behind, Slice words, bool *out)
{
    Buffer made;
    Status status;

    *out = false;
    if (before.data == NULL || behind.data == NULL)
        return OK;
    buffer_init(&made, TEXT_BYTES_MAX);
    buffer_add(&made, before);
    buffer_add(&made, change->now);
    buffer_add(&made, behind);
    status = made.status;
    *out = status == OK && slice_equal(buffer_slice(&made), words);
    buffer_clear(&made);
    return status;
}

/* Does the new version have the change's words in its place? What replaced the range, and at an insertion's point what was inserted, is looked at. */
static Status is_taken_up(const Carrying *work, const TraceGroup *group, const Change *change, uint32_t start, uint32_t end, bool *out)
{
    Slice    words;
    uint32_t from = start, to = end;

    *out = false;
    for (uint32_t i = 0; i < group->piece_count; i++) {
        const TracePiece *piece = &group->pieces[i];
        bool              meets = piece->a0 <= end && piece->a1 >= start && (touches(piece, start, end) || piece->a0 == start || piece->a1 == end);

        if (!meets)
            continue;
        from = piece->a0 < from ? piece->a0 : from;
        to = piece->a1 > to ? piece->a1 : to;
    }
    if (from == start && to == end) {
        TRY(new_words(work, group, map_place(group, from, false), map_place(group, to, true), &words));
        *out = slice_equal(words, change->now) && !slice_equal(words, change->was);
        return OK;
    }
    /* a larger edit: does it bring what the change makes of these words, or the change's wording while its old wording is gone? */
    TRY(new_words(work, group, map_place(group, from, false), map_place(group, to, true), &words));
    TRY(is_as_changed(change, stretch_words(work, group, from, start), stretch_words(work, group, end, to), words, out));
    if (*out)
        return OK;
    *out = change->now.size != 0 && memmem(words.data, words.size, change->now.data, change->now.size) != NULL &&
           (change->was.size == 0 || memmem(words.data, words.size, change->was.data, change->was.size) == NULL);
    return OK;
}

static Status carry_words(Carrying *work, const Change *change, const TraceGroup *group, uint32_t start, uint32_t end)
{
    Change   carried = *change;
    uint32_t from = map_place(group, start, true), to = map_place(group, end, start == end), local, last_local;
    uint32_t first = locate_new(group, from, &local), last = locate_new(group, to, &last_local);
    Slice    text = work->new->paragraphs[first].text;

    REQUIRE(first == last); /* nothing touches the range, so no mark has come into it */
    carried.paragraph = first;
    carried.start = local;
    carried.end = last_local;
    carried.was = slice_part(text, local, last_local);
    return amendment_add(work->result->amendment, &carried);
}

/* From `from` of the new stretch to the end of its paragraph, with the mark. */
static Status carry_to_mark(Carrying *work, const Change *change, const TraceGroup *group, uint32_t from)
{
    Change   carried = *change;
    uint32_t local, paragraph = locate_new(group, from, &local);
    Slice    text = work->new->paragraphs[paragraph].text;
    Buffer   was;
    Status   status;

    carried.paragraph = paragraph;
    carried.start = local;
    carried.end = (uint32_t)text.size + 1;
    buffer_init(&was, TEXT_BYTES_MAX);
    buffer_add(&was, slice_part(text, local, text.size));
    buffer_add_string(&was, STORED_MARK);
    status = was.status == OK ? slice_copy(work->result->amendment->arena, buffer_slice(&was), &carried.was) : was.status;
    buffer_clear(&was);
    TRY(status);
    return amendment_add(work->result->amendment, &carried);
}

/* Does the range, which ends where its paragraph does, still end there? Words that the new version put behind it would go with the mark. */
static bool still_ends(const Carrying *work, const TraceGroup *group, uint32_t start, uint32_t end)
{
    uint32_t local, paragraph = locate_new(group, map_place(group, end, start == end), &local);

    return local == work->new->paragraphs[paragraph].text.size && locate_new(group, map_place(group, start, true), &local) == paragraph;
}

/* The mark at the end of the stretch is in the range: it is carried if what followed it still does. */
static Status carry_with_mark(Carrying *work, const Change *change, const TraceGroup *group, uint32_t start, uint32_t end, CarryOutcome *outcome)
{
    const TraceGroup *next = change->paragraph + 1 < work->old->count ? carry_group(work, change->paragraph + 1) : NULL;

    *outcome = IN_CONFLICT;
    if (next == NULL || next->moved || group->moved || next->a[0] != change->paragraph + 1 || next->b[0] != group->b[group->b_count - 1] + 1 || is_touched(group, start, end) ||
        !still_ends(work, group, start, end))
        return OK;
    *outcome = CARRIED;
    return carry_to_mark(work, change, group, map_place(group, start, true));
}

static Status show_both(Carrying *work, const Change *change, const TraceGroup *group, uint32_t start, uint32_t end, Carried *out)
{
    out->base_words = change->was;
    return new_words(work, group, map_place(group, start, false), map_place(group, end, true), &out->new_words);
}

static Status judge_words(Carrying *work, const Change *change, Carried *out)
{
    const TraceGroup *group = carry_group(work, change->paragraph);
    uint32_t          size = (uint32_t)work->old->paragraphs[change->paragraph].text.size;
    bool              mark = change->end > size, mark_stands = mark, taken = false;
    uint32_t          start, end;

    if (group == NULL) {
        out->outcome = OVERTAKEN;
        return OK;
    }
    start = old_place(group, change->paragraph, change->start);
    end = old_place(group, change->paragraph, mark ? size : change->end);
    if (mark && end + MARK_BYTES <= group->a_size) {
        end += MARK_BYTES; /* the mark is inside the stretch */
        mark_stands = false;
    }
    if (change->op == CHANGE_REPLACE && !mark_stands)
        TRY(is_taken_up(work, group, change, start, end, &taken));
    if (taken) {
        out->outcome = TAKEN_UP;
        return OK;
    }
    if (mark_stands)
        TRY(carry_with_mark(work, change, group, start, end, &out->outcome));
    else if (!is_touched(group, start, end)) {
        out->outcome = CARRIED;
        return mark ? carry_to_mark(work, change, group, map_place(group, start, true)) : carry_words(work, change, group, start, end);
    } else {
        out->outcome = !is_gone(group, start, end) ? IN_CONFLICT : change->op == CHANGE_REPLACE && change->now.size == 0 ? TAKEN_UP : OVERTAKEN;
    }
    return out->outcome == IN_CONFLICT ? show_both(work, change, group, start, end, out) : OK;
}

/* ---- changes that are one ---- */

/* Words that go over a paragraph mark are one change a paragraph, and the first brings what comes in their place: how many from `index` on belong together. */
static size_t chain_length(const Carrying *work, size_t index)
{
    const Amendment *amendment = work->amendment;
    size_t           length = 1;

    while (index + length < amendment->count) {
        const Change *last = &amendment->changes[index + length - 1], *next = &amendment->changes[index + length];

        if (last->op != CHANGE_REPLACE || last->end <= work->old->paragraphs[last->paragraph].text.size || next->op != CHANGE_REPLACE || next->paragraph != last->paragraph + 1 || next->start != 0 ||
            next->now.size != 0)
            break;
        length++;
    }
    return length;
}

/* They are carried together or not at all: half of them would leave words twice, or none. `before`: changes of the result before the first. */
static Status judge_chain(Carrying *work, size_t index, size_t length, size_t before)
{
    size_t carried = 0;

    for (size_t i = index; i < index + length; i++)
        carried += work->result->changes[i].outcome == CARRIED;
    if (carried == 0 || carried == length)
        return OK;
    work->result->amendment->count = before;
    for (size_t i = index; i < index + length; i++) {
        const Change     *change = &work->amendment->changes[i];
        const TraceGroup *group = carry_group(work, change->paragraph);
        uint32_t          size = (uint32_t)work->old->paragraphs[change->paragraph].text.size;

        if (work->result->changes[i].outcome != CARRIED)
            continue;
        work->result->changes[i].outcome = IN_CONFLICT;
        TRY(show_both(work, change, group, old_place(group, change->paragraph, change->start), old_place(group, change->paragraph, change->end < size ? change->end : size), &work->result->changes[i]));
    }
    return OK;
}

/* ---- whole paragraphs ---- */

static Status judge_deleted(Carrying *work, const Change *change, Carried *out)
{
    const TraceGroup *group = carry_group(work, change->paragraph);

    if (group == NULL) {
        out->outcome = TAKEN_UP;
        return OK;
    }
    if (group->a_count > 1) { /* it was joined to others: its words are part of theirs */
        out->outcome = IN_CONFLICT;
        out->base_words = change->was;
        return new_words(work, group, 0, group->b_size, &out->new_words);
    }
    out->outcome = CARRIED;
    out->words_changed = group->piece_count != 0;
    for (uint32_t k = 0; k < group->b_count; k++)
        TRY(amendment_add(work->result->amendment,
                          &(Change){.op = CHANGE_DELETE, .paragraph = group->b[k], .was = work->new->paragraphs[group->b[k]].text, .silent = change->silent}));
    return OK;
}

typedef struct Standing {
    const Paragraph *cell; /* of the new version: whose cell or table the unit is in, or NULL */
    int32_t          after;
    uint32_t         story;
} Standing;

/* Where the unit stands in the new version; false: the cell, table or note that it is in is gone. */
static bool find_place(const Carrying *work, const Change *change, Standing *out)
{
    const Paragraph *first = &change->unit.paragraphs[0];

    *out = (Standing){.cell = NULL};
    if (change->unit.kind != UNIT_TABLE && first->table != NO_TABLE) {
        out->cell = carry_same_cell(work, first, change->unit.kind == UNIT_ROW);
        if (out->cell == NULL)
            return false;
    }
    out->after = carry_after(work, change, out->cell);
    out->story = out->after != BEFORE_FIRST ? work->new->paragraphs[out->after].story : carry_story(work, change->story);
    return change->story == 0 || out->story != 0;
}

static Status carry_unit(Carrying *work, const Change *change, const Standing *place, Carried *out)
{
    Change carried = *change;

    carried.after = place->after;
    carried.story = place->story;
    carried.order = work->ranks[change - work->amendment->changes];
    TRY(unit_copy(work->result->amendment->arena, &change->unit, &carried.unit));
    for (uint32_t i = 0; place->cell != NULL && i < carried.unit.paragraph_count; i++) {
        carried.unit.paragraphs[i].table = place->cell->table;
        if (change->unit.kind == UNIT_PARAGRAPH) {
            carried.unit.paragraphs[i].row = place->cell->row;
            carried.unit.paragraphs[i].column = place->cell->column;
        }
    }
    out->outcome = CARRIED;
    return amendment_add(work->result->amendment, &carried);
}

static Status judge_inserted(Carrying *work, const Change *change, Carried *out)
{
    Standing place;
    bool  stands = find_place(work, change, &place);

    if (carry_has_come(work, &change->unit, stands ? &place.after : NULL, place.story)) {
        out->outcome = TAKEN_UP;
        return OK;
    }
    if (!stands) {
        out->outcome = OVERTAKEN;
        return OK;
    }
    return carry_unit(work, change, &place, out);
}

/* A moved paragraph takes its words, and the objects in them, from the new version, unless they were changed as well. */
static Status carry_moved(Carrying *work, const Change *change, const Standing *place, uint32_t paragraph, bool same_words, Carried *out)
{
    size_t  at = work->result->amendment->count;
    Change *carried;

    TRY(carry_unit(work, change, place, out));
    carried = &work->result->amendment->changes[at];
    carried->paragraph = paragraph;
    carried->was = work->new->paragraphs[paragraph].text;
    return same_words ? carry_take_paragraph(work, paragraph, &carried->unit) : OK;
}

static Status judge_moved(Carrying *work, const Change *change, Carried *out)
{
    const TraceGroup *group = carry_group(work, change->paragraph);
    const Paragraph  *was = &work->old->paragraphs[change->paragraph];
    bool              same_words = slice_equal(change->unit.paragraphs[0].text, change->was) && carry_brings_same_objects(work->old, was, &change->unit);
    Standing             place;
    bool              stands = find_place(work, change, &place);

    if (group == NULL) {
        out->outcome = carry_has_come(work, &change->unit, stands ? &place.after : NULL, place.story) ? TAKEN_UP : OVERTAKEN;
        return OK;
    }
    if (group->moved && carry_after(work, change, NULL) == carry_before(work, group->b[0])) {
        out->outcome = TAKEN_UP;
        return OK;
    }
    if (group->a_count > 1 || group->b_count > 1 ||
        (!same_words && (group->piece_count != 0 || !carry_keeps_notes(work, was, &work->new->paragraphs[group->b[0]])))) {
        out->outcome = IN_CONFLICT;
        out->base_words = change->was;
        return new_words(work, group, 0, group->b_size, &out->new_words);
    }
    if (!stands) {
        out->outcome = OVERTAKEN;
        return OK;
    }
    return carry_moved(work, change, &place, group->b[0], same_words, out);
}

/* ---- all ---- */

static Status judge(Carrying *work, size_t index)
{
    const Change *change = &work->amendment->changes[index];
    Carried      *out = &work->result->changes[index];

    out->change = (uint32_t)index;
    switch (change->op) {
    case CHANGE_INSERT: TRY(judge_inserted(work, change, out)); break;
    case CHANGE_DELETE: TRY(judge_deleted(work, change, out)); break;
    case CHANGE_MOVE: TRY(judge_moved(work, change, out)); break;
    default: TRY(judge_words(work, change, out)); break;
    }
    return OK;
}

static int by_gap(const void *x, const void *y)
{
    const Change *a = *(const Change *const *)x, *b = *(const Change *const *)y;

    if (a->after != b->after)
        return a->after < b->after ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static Status rank_units(Carrying *work)
{
    const Amendment *amendment = work->amendment;
    const Change   **units = memory_new((amendment->count + 1) * sizeof *units);
    uint32_t         count = 0;

    work->ranks = memory_new_zeroed(amendment->count + 1, sizeof *work->ranks);
    if (units == NULL || work->ranks == NULL) {
        memory_free(units);
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < amendment->count; i++)
        if (amendment->changes[i].op == CHANGE_INSERT || amendment->changes[i].op == CHANGE_MOVE)
            units[count++] = &amendment->changes[i];
    qsort(units, count, sizeof *units, by_gap);
    for (uint32_t i = 0; i < count; i++)
        work->ranks[units[i] - amendment->changes] = i;
    memory_free(units);
    return OK;
}

/* A change may read from the old amendment's memory; what is carried must stand on its own. */
static Status own_changes(Amendment *amendment)
{
    for (size_t i = 0; i < amendment->count; i++) {
        Change *change = &amendment->changes[i];
        Span   *spans = arena_take_zeroed(amendment->arena, change->span_count, sizeof *spans);

        if (spans == NULL)
            return ERR_MEMORY;
        if (change->span_count != 0)
            memcpy(spans, change->spans, change->span_count * sizeof *spans);
        change->spans = spans;
        change->dress = NULL;
        TRY(slice_copy(amendment->arena, change->now, &change->now));
        TRY(slice_copy(amendment->arena, change->was, &change->was));
        if (change->op == CHANGE_REPLACE)
            TRY(unit_copy_new_anchors(amendment->arena, change->anchors, change->anchor_count, &change->anchors));
    }
    return OK;
}

static Status carry(Carrying *work)
{
    CarryResult *result = work->result;

    result->arena = arena_new(TEXT_BYTES_MAX);
    result->amendment = amendment_new();
    if (result->arena == NULL || result->amendment == NULL)
        return ERR_MEMORY;
    result->count = work->amendment->count;
    result->changes = arena_take_zeroed(result->arena, result->count, sizeof(Carried));
    if (result->changes == NULL)
        return ERR_MEMORY;
    TRY(rank_units(work));
    for (size_t i = 0, length; i < work->amendment->count; i += length) {
        size_t before_chain = result->amendment->count;

        length = chain_length(work, i);
        for (size_t k = i; k < i + length; k++)
            TRY(judge(work, k));
        TRY(judge_chain(work, i, length, before_chain));
    }
    for (size_t i = 0; i < result->count; i++) {
        result->totals[result->changes[i].outcome]++;
        if (result->changes[i].base_words.size != 0)
            TRY(slice_copy(result->arena, result->changes[i].base_words, &result->changes[i].base_words));
    }
    TRY(own_changes(result->amendment));
    amendment_sort(result->amendment);
    return amendment_number_units(result->amendment);
}

/* ---- two versions ---- */

static Status trace_versions(Carrier *carrier, Problem *problem)
{
    Comparer  *comparer = comparer_new(carrier->old);
    Amendment *between = NULL;
    Status     status = comparer != NULL ? amend_traced(comparer, carrier->new, &carrier->trace, &between, problem) : ERR_MEMORY;

    comparer_free(comparer);
    amendment_free(between);
    return status;
}

static Status carrier_fill(Carrier *carrier, Problem *problem)
{
    carrier->trace.arena = arena_new(TEXT_BYTES_MAX);
    carrier->group_of = memory_new((carrier->old->count + 1) * sizeof *carrier->group_of);
    carrier->matched = memory_new_zeroed(carrier->new->count + 1, sizeof *carrier->matched);
    if (carrier->trace.arena == NULL || carrier->group_of == NULL || carrier->matched == NULL)
        return ERR_MEMORY;
    TRY(trace_versions(carrier, problem));
    for (size_t i = 0; i < carrier->old->count; i++)
        carrier->group_of[i] = GONE;
    for (size_t g = 0; g < carrier->trace.count; g++) {
        for (uint32_t k = 0; k < carrier->trace.groups[g].a_count; k++)
            carrier->group_of[carrier->trace.groups[g].a[k]] = (int32_t)g;
        for (uint32_t k = 0; k < carrier->trace.groups[g].b_count; k++)
            carrier->matched[carrier->trace.groups[g].b[k]] = true;
    }
    return OK;
}

Status carrier_new(const Text *old_base, const Text *new_base, Carrier **out, Problem *problem)
{
    Carrier *carrier = memory_new_zeroed(1, sizeof *carrier);
    Status   status = ERR_MEMORY;

    if (carrier != NULL) {
        carrier->old = old_base;
        carrier->new = new_base;
        status = carrier_fill(carrier, problem);
    }
    if (status != OK) {
        carrier_free(carrier);
        return problem_at(problem, status, NULL);
    }
    *out = carrier;
    return OK;
}

void carrier_free(Carrier *carrier)
{
    if (carrier == NULL)
        return;
    arena_free(carrier->trace.arena);
    memory_free(carrier->trace.groups);
    memory_free(carrier->group_of);
    memory_free(carrier->matched);
    memory_free(carrier);
}

Status carrier_carry(const Carrier *carrier, const Amendment *amendment, CarryResult **out, Problem *problem)
{
    Carrying work = {.carrier = carrier, .old = carrier->old, .new = carrier->new, .amendment = amendment, .result = memory_new_zeroed(1, sizeof(CarryResult))};
    Status   status = work.result != NULL ? carry(&work) : ERR_MEMORY;

    memory_free(work.ranks);
    if (status != OK) {
        carry_result_free(work.result);
        return problem_set(problem, status, status_face(status)->message, NULL);
    }
    *out = work.result;
    return OK;
}

Status amendment_carry(const Text *old_base, const Amendment *amendment, const Text *new_base, CarryResult **out, Problem *problem)
{
    Carrier *carrier = NULL;
    Status   status;

    TRY(carrier_new(old_base, new_base, &carrier, problem));
    status = carrier_carry(carrier, amendment, out, problem);
    carrier_free(carrier);
    return status;
}

void carry_result_free(CarryResult *result)
{
    if (result == NULL)
        return;
    arena_free(result->arena);
    amendment_free(result->amendment);
    memory_free(result);
}
