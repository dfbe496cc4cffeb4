/* SPDX-License-Identifier: Apache-2.0
 *
 * New paragraphs, rows and tables beside what the new version has: has one come, and does it bring the same objects and notes?
 */
#include "compare/carry_internal.h"

/* ---- stories ---- */

/* The first paragraph of the story from index `from` on; the count: none. */
static size_t find_in_story(const Text *text, uint32_t story, size_t from)
{
    while (from < text->count && text->paragraphs[from].story != story)
        from++;
    return from;
}

static bool same_words(const Paragraph *a, const Paragraph *b)
{
    return slice_equal(a->text, b->text);
}

/* Story 0 stands for none. */
static bool same_stories(const Text *a, uint32_t story_a, const Text *b, uint32_t story_b)
{
    size_t i = 0, j = 0;

    if (story_a == 0 || story_b == 0)
        return story_a == story_b;
    for (;; i++, j++) {
        i = find_in_story(a, story_a, i);
        j = find_in_story(b, story_b, j);
        if (i == a->count || j == b->count)
            return i == a->count && j == b->count;
        if (!same_words(&a->paragraphs[i], &b->paragraphs[j]))
            return false;
    }
}

static bool is_story_of(const Text *text, uint32_t story, const NewAnchor *brought)
{
    size_t at = 0;

    if (story == 0)
        return brought->story_count == 0;
    for (uint32_t k = 0; k < brought->story_count; k++, at++) {
        at = find_in_story(text, story, at);
        if (at == text->count || !same_words(&text->paragraphs[at], &brought->story[k]))
            return false;
    }
    return find_in_story(text, story, at) == text->count;
}

/* ---- objects ---- */

static bool same_object(const Anchor *a, const Anchor *b)
{
    bool note = a->kind == ANCHOR_FOOTNOTE || a->kind == ANCHOR_ENDNOTE;

    return a->kind == b->kind && (note || memcmp(a->sha256, b->sha256, SHA256_SIZE) == 0);
}

/* Has the paragraph of `text` these objects, with these words in their notes and boxes? */
static bool has_objects(const Text *text, const Paragraph *paragraph, const NewAnchor *brought, uint32_t count)
{
    if (paragraph->anchor_count != count)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!same_object(&paragraph->anchors[i], &brought[i].anchor) || !is_story_of(text, paragraph->anchors[i].story, &brought[i]))
            return false;
    return true;
}

bool carry_brings_same_objects(const Text *old, const Paragraph *paragraph, const Unit *unit)
{
    return has_objects(old, paragraph, unit->anchors, unit->anchor_count);
}

bool carry_keeps_notes(const Carrying *work, const Paragraph *was, const Paragraph *now)
{
    if (was->anchor_count != now->anchor_count)
        return false;
    for (uint32_t i = 0; i < was->anchor_count; i++)
        if (!same_stories(work->old, was->anchors[i].story, work->new, now->anchors[i].story))
            return false;
    return true;
}

static Status take_story(Arena *arena, const Text *text, uint32_t story, NewAnchor *out)
{
    uint32_t count = 0;

    for (size_t k = find_in_story(text, story, 0); k < text->count; k = find_in_story(text, story, k + 1))
        count++;
    out->story = arena_take_zeroed(arena, count, sizeof(Paragraph));
    if (out->story == NULL)
        return ERR_MEMORY;
    for (size_t k = find_in_story(text, story, 0); k < text->count; k = find_in_story(text, story, k + 1))
        TRY(unit_copy_paragraph(arena, &text->paragraphs[k], &out->story[out->story_count++]));
    return OK;
}

Status carry_take_paragraph(Carrying *work, uint32_t index, Unit *out)
{
    Arena           *arena = work->result->amendment->arena;
    const Paragraph *from = &work->new->paragraphs[index];

    TRY(unit_copy_paragraph(arena, from, &out->paragraphs[0]));
    out->anchors = arena_take_zeroed(arena, from->anchor_count, sizeof(NewAnchor));
    if (out->anchors == NULL)
        return ERR_MEMORY;
    out->anchor_count = from->anchor_count;
    for (uint32_t i = 0; i < from->anchor_count; i++) {
        out->anchors[i].anchor = out->paragraphs[0].anchors[i];
        if (from->anchors[i].story != 0)
            TRY(take_story(arena, work->new, from->anchors[i].story, &out->anchors[i]));
    }
    return OK;
}

/* ---- what has come ---- */

/* The words behind a number that stands in the text: what was proposed as 3 bis is paragraph 4 of the next version. An inserted paragraph has no label yet, whatever it begins with. */
static Slice without_number(const Paragraph *paragraph)
{
    size_t at = paragraph_label_size(paragraph), digits = 0;

    while (at == 0 && digits < paragraph->text.size && paragraph->text.data[digits] >= '0' && paragraph->text.data[digits] <= '9')
        digits++;
    if (digits != 0 && slice_starts(slice_part(paragraph->text, digits, paragraph->text.size), ". "))
        at = digits + 2;
    return slice_part(paragraph->text, at, paragraph->text.size);
}

/* Do they stand alike in their tables? A new paragraph of a cell is looked for in any cell: the table may have got rows. */
static bool stands_alike(const Unit *unit, const Paragraph *a, const Paragraph *b)
{
    if ((a->table == NO_TABLE) != (b->table == NO_TABLE))
        return false;
    return unit->kind == UNIT_PARAGRAPH || (a->column == b->column && (unit->kind == UNIT_ROW || a->row == b->row));
}

static bool is_one(UnitKind kind, const Paragraph *a, const Paragraph *b)
{
    return kind == UNIT_TABLE ? carry_in_one_table(a, b) : kind == UNIT_ROW && carry_in_one_row(a, b);
}

/* Is there more of the row or table before or behind the paragraphs first..last of the new version? */
static bool is_part(const Carrying *work, UnitKind kind, size_t first, size_t last)
{
    const Paragraph *list = work->new->paragraphs;
    size_t           behind = find_in_story(work->new, list[last].story, last + 1);
    int32_t          before = carry_before(work, (uint32_t)first);

    return (before != BEFORE_FIRST && is_one(kind, &list[before], &list[first])) || (behind < work->new->count && is_one(kind, &list[last], &list[behind]));
}

/* Do the paragraphs of the unit stand in the new version from `first` on, all of them new? */
static bool stands_at(const Carrying *work, const Unit *unit, size_t first)
{
    const NewAnchor *anchors = unit->anchors;
    size_t           at = first, last = first;

    for (uint32_t k = 0; k < unit->paragraph_count; k++) {
        const Paragraph *proposed = &unit->paragraphs[k], *come;

        at = k == 0 ? first : find_in_story(work->new, work->new->paragraphs[first].story, at + 1);
        if (at >= work->new->count || work->carrier->matched[at])
            return false;
        come = &work->new->paragraphs[at];
        if (!stands_alike(unit, proposed, come) || !slice_equal(without_number(come), without_number(proposed)) ||
            !has_objects(work->new, come, anchors, proposed->anchor_count))
            return false;
        anchors += proposed->anchor_count;
        last = at;
    }
    return !is_part(work, unit->kind, first, last);
}

/* Without words it is only known by its place: what stands between this paragraph of the new version and the next that has a counterpart. */
static bool has_come_behind(const Carrying *work, const Unit *unit, int32_t after, uint32_t story)
{
    for (size_t i = find_in_story(work->new, story, (size_t)(after + 1)); i < work->new->count && !work->carrier->matched[i];
         i = find_in_story(work->new, story, i + 1))
        if (stands_at(work, unit, i))
            return true;
    return false;
}

static bool has_words(const Unit *unit)
{
    for (uint32_t k = 0; k < unit->paragraph_count; k++)
        if (slice_trim(without_number(&unit->paragraphs[k])).size != 0)
            return true;
    return false;
}

bool carry_has_come(const Carrying *work, const Unit *unit, const int32_t *after, uint32_t story)
{
    if (!has_words(unit))
        return after != NULL && has_come_behind(work, unit, *after, story);
    for (size_t i = 0; i < work->new->count; i++)
        if (!work->carrier->matched[i] && stands_at(work, unit, i))
            return true;
    return false;
}
