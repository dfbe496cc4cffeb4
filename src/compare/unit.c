/* SPDX-License-Identifier: Apache-2.0
 *
 * New paragraphs, rows and tables, and new objects with the content of their notes and boxes: deep copies.
 */
#include "compare/amend_internal.h"

static Status copy_array(Arena *arena, const void *from, size_t count, size_t size, void **out)
{
    *out = NULL;
    if (count == 0)
        return OK;
    *out = arena_take(arena, count * size);
    if (*out == NULL)
        return ERR_MEMORY;
    memcpy(*out, from, count * size);
    return OK;
}

static Status copy_slices(Arena *arena, Slice *const *slices, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slices[i]->size != 0)
            TRY(slice_copy(arena, *slices[i], slices[i]));
    return OK;
}

Status unit_copy_paragraph(Arena *arena, const Paragraph *from, Paragraph *out)
{
    Slice *const slices[] = {&out->text,       &out->label,     &out->dress.paragraph, &out->dress.mark,
                             &out->dress.cell, &out->dress.row, &out->dress.table};
    void        *copy;

    *out = *from;
    TRY(copy_slices(arena, slices, sizeof slices / sizeof *slices));
    TRY(copy_array(arena, from->spans, from->span_count, sizeof(Span), &copy));
    out->spans = copy;
    TRY(copy_array(arena, from->anchors, from->anchor_count, sizeof(Anchor), &copy));
    out->anchors = copy;
    for (uint32_t i = 0; i < out->anchor_count; i++) {
        Slice *const parts[] = {&out->anchors[i].alt, &out->anchors[i].dress};

        TRY(copy_slices(arena, parts, 2));
    }
    return OK;
}

Status unit_copy_anchor(Arena *arena, const Side *side, const Anchor *from, uint32_t shift, NewAnchor *out)
{
    Slice *const parts[] = {&out->anchor.alt, &out->anchor.dress};
    uint32_t     first, count;

    *out = (NewAnchor){.anchor = *from};
    out->anchor.at = from->at - shift;
    TRY(copy_slices(arena, parts, 2));
    if (from->story == 0)
        return OK;
    first = side->story_at[from->story];
    count = side->story_at[from->story + 1] - first;
    out->story = arena_take_zeroed(arena, count, sizeof(Paragraph));
    if (out->story == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        TRY(unit_copy_paragraph(arena, &side->text->paragraphs[side->members[first + i]], &out->story[i]));
    out->story_count = count;
    return OK;
}

static uint32_t count_anchors(const Side *side, uint32_t from, uint32_t to)
{
    uint32_t count = 0;

    for (uint32_t i = from; i < to; i++)
        count += side->text->paragraphs[side->members[i]].anchor_count;
    return count;
}

Status unit_from_members(Arena *arena, const Side *side, uint32_t from, uint32_t to, UnitKind kind, Unit *out)
{
    uint32_t total = count_anchors(side, from, to);

    *out = (Unit){.kind = kind, .paragraph_count = to - from};
    out->paragraphs = arena_take_zeroed(arena, to - from, sizeof(Paragraph));
    out->anchors = arena_take_zeroed(arena, total, sizeof(NewAnchor));
    if (out->paragraphs == NULL || out->anchors == NULL)
        return ERR_MEMORY;
    for (uint32_t i = from; i < to; i++) {
        const Paragraph *source = &side->text->paragraphs[side->members[i]];

        TRY(unit_copy_paragraph(arena, source, &out->paragraphs[i - from]));
        for (uint32_t k = 0; k < source->anchor_count; k++)
            TRY(unit_copy_anchor(arena, side, &source->anchors[k], 0, &out->anchors[out->anchor_count++]));
    }
    return OK;
}

Status unit_copy_new_anchors(Arena *arena, const NewAnchor *from, uint32_t count, NewAnchor **out)
{
    *out = arena_take_zeroed(arena, count, sizeof **out);
    if (*out == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < count; i++) {
        NewAnchor   *copy = &(*out)[i];
        Slice *const parts[] = {&copy->anchor.alt, &copy->anchor.dress};

        *copy = from[i];
        TRY(copy_slices(arena, parts, 2));
        copy->story = arena_take_zeroed(arena, from[i].story_count, sizeof(Paragraph));
        if (copy->story == NULL)
            return ERR_MEMORY;
        for (uint32_t k = 0; k < from[i].story_count; k++)
            TRY(unit_copy_paragraph(arena, &from[i].story[k], &copy->story[k]));
    }
    return OK;
}

Status unit_copy(Arena *arena, const Unit *from, Unit *out)
{
    *out = *from;
    out->paragraphs = arena_take_zeroed(arena, from->paragraph_count, sizeof(Paragraph));
    if (out->paragraphs == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < from->paragraph_count; i++)
        TRY(unit_copy_paragraph(arena, &from->paragraphs[i], &out->paragraphs[i]));
    return unit_copy_new_anchors(arena, from->anchors, from->anchor_count, &out->anchors);
}
