/* SPDX-License-Identifier: Apache-2.0
 *
 * Labels of what is new: "3 bis", "(a bis)", "PP2 ter", "1 pre". A new paragraph that is numbered at a level follows the base's nearest paragraph of that level: a new
 * operative paragraph behind "(b)", the last of "3.", is "3 bis" and no rival of a new "(b bis)" there.
 */
#include "compare/merge_internal.h"

enum { DEPTHS = 5, NO_DEPTH = -1, NO_PARAGRAPH_BEFORE = -1 };

/* ---- levels ---- */

static int depth_of_kind(const Paragraph *paragraph)
{
    if (paragraph->kind == KIND_SUB)
        return paragraph->level < DEPTHS ? paragraph->level : DEPTHS - 1;
    return paragraph->kind == KIND_OPERATIVE || paragraph->kind == KIND_PLAIN ? 0 : NO_DEPTH;
}

/* At which level a base paragraph is numbered: 0 for operative and other numbered paragraphs, 1 to 4 for sub-paragraphs. */
static int depth_of(const Paragraph *paragraph)
{
    return paragraph->label.size != 0 ? depth_of_kind(paragraph) : NO_DEPTH;
}

/* What is new has no number that counts, and its stored form none at all: its kind says it. */
int merge_depth(const Unit *unit)
{
    return unit->kind == UNIT_PARAGRAPH ? depth_of_kind(&unit->paragraphs[0]) : NO_DEPTH;
}

typedef struct Labels {
    uint32_t *numbers; /* paragraph_numbers */
    int32_t  *parents; /* by paragraph: the nearest before it of a lesser depth in its story; NO_PARAGRAPH_BEFORE: none, or what stands between is numbered at no level */
    int32_t  *nexts;   /* by paragraph: the next of its story, or the count */
    uint32_t *used;    /* by paragraph, twice: how many labels follow it, and precede it */
    Buffer    handle, label;
} Labels;

/* `last`: by story and depth the last paragraph that can be a parent. */
static void find_parents(const Text *text, int32_t (*last)[DEPTHS], int32_t *parents)
{
    for (size_t i = 0; i <= text->story_count; i++)
        for (int depth = 0; depth < DEPTHS; depth++)
            last[i][depth] = NO_PARAGRAPH_BEFORE;
    for (size_t i = 0; i < text->count; i++) {
        int32_t *mine = last[text->paragraphs[i].story];
        int      depth = depth_of(&text->paragraphs[i]);

        parents[i] = NO_PARAGRAPH_BEFORE;
        for (int above = 0; above < depth; above++)
            parents[i] = mine[above] > parents[i] ? mine[above] : parents[i];
        for (int below = depth == NO_DEPTH ? 0 : depth; below < DEPTHS; below++)
            mine[below] = NO_PARAGRAPH_BEFORE;
        if (depth != NO_DEPTH)
            mine[depth] = (int32_t)i;
    }
}

static void find_nexts(const Text *text, int32_t *last, int32_t *nexts)
{
    for (size_t i = 0; i <= text->story_count; i++)
        last[i] = (int32_t)text->count;
    for (size_t i = text->count; i-- > 0;) {
        nexts[i] = last[text->paragraphs[i].story];
        last[text->paragraphs[i].story] = (int32_t)i;
    }
}

static Status prepare(Merging *work, Labels *labels)
{
    const Text *base = work->out->base;
    void       *last = memory_new((base->story_count + 1) * sizeof(int32_t[DEPTHS]));

    labels->parents = memory_new((base->count + 1) * sizeof *labels->parents);
    labels->nexts = memory_new((base->count + 1) * sizeof *labels->nexts);
    labels->used = memory_new_zeroed(2 * base->count + 2, sizeof *labels->used);
    if (last == NULL || labels->parents == NULL || labels->nexts == NULL || labels->used == NULL) {
        memory_free(last);
        return ERR_MEMORY;
    }
    find_parents(base, last, labels->parents);
    find_nexts(base, last, labels->nexts);
    memory_free(last);
    return paragraph_numbers(base, &labels->numbers);
}

static void labels_clear(Labels *labels)
{
    memory_free(labels->numbers);
    memory_free(labels->parents);
    memory_free(labels->nexts);
    memory_free(labels->used);
    buffer_clear(&labels->handle);
    buffer_clear(&labels->label);
}

/* ---- which paragraph a label is made of ---- */

typedef struct Beside {
    size_t paragraph;
    bool   before;
} Beside;

/* A label says which gap it is of, for gaps are compiled alone too (service/text_keep.c): "1 bis" stands behind all that is below 1, "(a pre)" before the first below it,
   and what is new between (a) and (b) is "(a bis)" whatever its level. */
static Beside beside_of(const Labels *labels, const Text *base, const PlacedUnit *unit)
{
    int     depth = merge_depth(unit->unit), here, below;
    int32_t at = unit->after, next;

    if (unit->after == BEFORE_FIRST)
        return (Beside){0, true};
    next = labels->nexts[at];
    here = depth_of(&base->paragraphs[at]);
    below = (size_t)next < base->count ? depth_of(&base->paragraphs[next]) : NO_DEPTH;
    if (here != NO_DEPTH && below > here)
        return (Beside){(size_t)next, true};
    while (depth != NO_DEPTH && below <= depth && at != NO_PARAGRAPH_BEFORE && depth_of(&base->paragraphs[at]) > depth)
        at = labels->parents[at];
    return (Beside){at != NO_PARAGRAPH_BEFORE && depth_of(&base->paragraphs[at]) == depth ? (size_t)at : (size_t)unit->after, false};
}

/* ---- labels ---- */

Status paragraph_numbers(const Text *text, uint32_t **out)
{
    uint32_t *so_far = memory_new_zeroed(text->story_count + 1, sizeof *so_far); /* by story */

    *out = memory_new_zeroed(text->count + 1, sizeof **out);
    for (size_t i = 0; so_far != NULL && *out != NULL && i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        if (paragraph->kind == KIND_PREAMBULAR)
            (*out)[i] = ++so_far[paragraph->story];
    }
    if (so_far != NULL && *out != NULL) {
        memory_free(so_far);
        return OK;
    }
    memory_free(so_far);
    memory_free(*out);
    *out = NULL;
    return ERR_MEMORY;
}

void paragraph_handle(const Text *text, const uint32_t *numbers, uint32_t index, Buffer *out)
{
    const Paragraph *paragraph = &text->paragraphs[index];
    Slice            label = paragraph->label;

    if (paragraph->kind == KIND_PREAMBULAR) {
        buffer_add_format(out, "PP%u", numbers[index]);
        return;
    }
    while (label.size != 0 && (label.data[label.size - 1] == '.' || label.data[label.size - 1] == ' '))
        label.size--;
    if (label.size != 0 && paragraph->kind == KIND_OPERATIVE && text->instrument.is_resolution)
        buffer_add_string(out, "OP");
    if (label.size != 0)
        buffer_add(out, label);
    else
        buffer_add_format(out, "\xC2\xB6%u", index + 1);
}

/* Alternatives have one label. */
static bool is_new(const Compilation *out, size_t i)
{
    const PlacedUnit *unit = &out->units[i], *last = i > 0 ? &out->units[i - 1] : NULL;

    return last == NULL || last->after != unit->after || last->story != unit->story || unit->group == 0 || last->group != unit->group;
}

static Status make_label(Compilation *out, Labels *labels, size_t i)
{
    PlacedUnit *unit = &out->units[i];
    Beside      beside = beside_of(labels, out->base, unit);
    uint32_t   *used = &labels->used[2 * beside.paragraph + beside.before];

    *used += is_new(out, i);
    buffer_reset(&labels->handle);
    buffer_reset(&labels->label);
    if (out->base->count != 0)
        paragraph_handle(out->base, labels->numbers, (uint32_t)beside.paragraph, &labels->handle);
    (beside.before ? label_before : label_after)(buffer_slice(&labels->handle), *used, out->base->language, &labels->label);
    if (unit->alternative != 0)
        buffer_add_format(&labels->label, " Alt %u", unit->alternative);
    return labels->label.status != OK ? labels->label.status : slice_copy(out->arena, buffer_slice(&labels->label), &unit->label);
}

Status merge_labels(Merging *work)
{
    Labels labels = {.numbers = NULL};
    Status status;

    if (work->out->unit_count == 0)
        return OK;
    buffer_init(&labels.handle, 4096);
    buffer_init(&labels.label, 4096);
    status = prepare(work, &labels);
    for (size_t i = 0; status == OK && i < work->out->unit_count; i++)
        status = make_label(work->out, &labels, i);
    labels_clear(&labels);
    return status;
}
