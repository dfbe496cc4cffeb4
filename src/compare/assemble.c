/* SPDX-License-Identifier: Apache-2.0
 *
 * Making a text from a base and accepted edits: words accumulate until a paragraph mark that stays; the paragraph then takes the properties of that
 * mark. Stories are assembled one by one and put in plain order at the end, with tables and rows numbered anew.
 */
#include "compare/assemble_internal.h"

enum { MARK_SIZE = 3, OUT_TABLES_MAX = 1 << 20 };
static const char mark_bytes[] = "\xE2\x80\xA9";

typedef struct OutAnchor {
    Anchor           anchor;
    uint32_t         base_story;
    const NewAnchor *new;
} OutAnchor;

typedef struct OutParagraph {
    Paragraph  paragraph;   /* anchors NULL: they are below */
    OutAnchor *anchors;
    uint32_t   anchor_count;
    uint64_t   table_key, row_key;
} OutParagraph;

typedef struct OutStory {
    OutParagraph *list;
    size_t        count, capacity;
} OutStory;

typedef struct Assembling {
    const Assembly *assembly;
    Arena          *arena;
    OutStory       *story;    /* being written */
    Buffer          words;    /* of the paragraph being written */
    Span           *spans;
    size_t          span_count, span_capacity;
    OutAnchor      *anchors;
    size_t          anchor_count, anchor_capacity;
    bool            open;     /* a mark was taken out: the next paragraph goes on in this one */
    const Paragraph *owner;   /* the base paragraph whose words came first into the paragraph being written: it gives the label, and the id */
    const Paragraph *named;   /* the one that gave them last: of several pieces of it the first has them */
    bool            joined;   /* words of several stand in it */
    bool            pieces;   /* a new mark was put in since the last of the base: what follows is a piece */
    size_t          edit, unit, format;
    const EditedUnit **held;  /* units that wait until the open paragraph is closed */
    size_t          held_count, held_capacity;
} Assembling;

/* ---- the paragraph being written ---- */

static Status add_span(Assembling *work, Span span)
{
    void  *block = work->spans;
    Span  *last = work->span_count != 0 ? &work->spans[work->span_count - 1] : NULL;
    Status status;

    if (span.start == span.end || span.styles == 0)
        return OK;
    if (last != NULL && last->end == span.start && last->styles == span.styles) {
        last->end = span.end;
        return OK;
    }
    status = memory_reserve(&block, &work->span_capacity, work->span_count + 1, sizeof span);
    work->spans = block;
    TRY(status);
    work->spans[work->span_count++] = span;
    return OK;
}

static Status add_anchor(Assembling *work, OutAnchor anchor)
{
    void  *block = work->anchors;
    Status status = memory_reserve(&block, &work->anchor_capacity, work->anchor_count + 1, sizeof anchor);

    work->anchors = block;
    TRY(status);
    work->anchors[work->anchor_count++] = anchor;
    return OK;
}

/* Spans of a source, cut to from..to of it, which now stand from `at` on. */
static Status add_spans(Assembling *work, const Span *spans, uint32_t count, uint32_t from, uint32_t to, uint32_t at)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t start = spans[i].start > from ? spans[i].start : from, end = spans[i].end < to ? spans[i].end : to;

        if (start < end)
            TRY(add_span(work, (Span){start - from + at, end - from + at, spans[i].styles}));
    }
    return OK;
}

static Status copy_block(Arena *arena, const void *from, size_t size, void **out)
{
    *out = arena_take(arena, size);
    if (*out == NULL)
        return ERR_MEMORY;
    if (size != 0)
        memcpy(*out, from, size);
    return OK;
}

static Status add_out(OutStory *story, const OutParagraph *paragraph)
{
    void  *block = story->list;
    Status status = memory_reserve(&block, &story->capacity, story->count + 1, sizeof *paragraph);

    story->list = block;
    TRY(status);
    story->list[story->count++] = *paragraph;
    return OK;
}

static Status add_unit(Assembling *work, const Unit *unit);

/* Ends the paragraph being written; `like` gives its properties. Only what is one paragraph of the base, whole, has its id: an id is a hint to whoever
   compares again, and a piece or a join that had one would be taken for the paragraph itself. */
static Status close_paragraph(Assembling *work, const Paragraph *like, const Dress *dress, bool new)
{
    OutParagraph     out = {.paragraph = *like, .anchor_count = (uint32_t)work->anchor_count};
    const Paragraph *owner = work->owner != NULL || new ? work->owner : like;
    void            *copy;

    TRY(work->words.status);
    TRY(slice_copy(work->arena, buffer_slice(&work->words), &out.paragraph.text));
    TRY(copy_block(work->arena, work->spans, work->span_count * sizeof(Span), &copy));
    out.paragraph.spans = copy;
    out.paragraph.span_count = (uint32_t)work->span_count;
    TRY(copy_block(work->arena, work->anchors, work->anchor_count * sizeof(OutAnchor), &copy));
    out.anchors = copy;
    out.paragraph.anchors = NULL;
    out.paragraph.anchor_count = 0;
    out.paragraph.opening_start = out.paragraph.opening_end = 0;
    out.table_key = (uint64_t)(int64_t)like->table;
    out.row_key = like->row;
    out.paragraph.id[0] = '\0';
    out.paragraph.label = (Slice){NULL, 0};
    if (owner != NULL && owner != work->named) {
        if (owner == like && !new && !work->joined && !work->pieces)
            memcpy(out.paragraph.id, owner->id, sizeof owner->id);
        out.paragraph.label = owner->label;
        out.paragraph.label_in_text = owner->label_in_text;
    }
    work->named = owner != NULL ? owner : work->named;
    work->owner = NULL;
    work->joined = false;
    work->pieces = new;
    if (dress != NULL)
        out.paragraph.dress = *dress;
    TRY(add_out(work->story, &out));
    buffer_reset(&work->words);
    work->span_count = work->anchor_count = 0;
    work->open = false;
    for (size_t i = 0; i < work->held_count; i++)
        TRY(add_unit(work, work->held[i]->unit));
    work->held_count = 0;
    return OK;
}

/* ---- pieces ---- */

static Status add_base_styles(Assembling *work, uint32_t index, uint32_t from, uint32_t to, uint32_t at)
{
    const Assembly  *assembly = work->assembly;
    const Paragraph *paragraph = &assembly->base->paragraphs[index];
    uint32_t         done = from;

    for (size_t i = work->format; i < assembly->format_count && done < to; i++) {
        const Change *format = assembly->formats[i];
        uint32_t      start, end;

        if (format->paragraph > index)
            break;
        if (format->paragraph < index || format->end <= done) {
            work->format = format->paragraph < index ? i + 1 : work->format;
            continue;
        }
        start = format->start > done ? format->start : done;
        end = format->end < to ? format->end : to;
        if (start >= to)
            break;
        TRY(add_spans(work, paragraph->spans, paragraph->span_count, done, start, at + done - from));
        TRY(add_spans(work, format->spans, format->span_count, start - format->start, end - format->start, at + start - from));
        done = end;
    }
    return add_spans(work, paragraph->spans, paragraph->span_count, done, to, at + done - from);
}

static Status add_base(Assembling *work, uint32_t index, uint32_t from, uint32_t to)
{
    const Paragraph *paragraph = &work->assembly->base->paragraphs[index];
    uint32_t         at = (uint32_t)work->words.size;

    buffer_add(&work->words, slice_part(paragraph->text, from, to));
    work->joined = work->joined || (to > from && work->owner != NULL && work->owner != paragraph);
    if (work->owner == NULL && to > from)
        work->owner = paragraph;
    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        OutAnchor anchor = {paragraph->anchors[i], paragraph->anchors[i].story, NULL};

        if (anchor.anchor.at < from || anchor.anchor.at >= to)
            continue;
        anchor.anchor.at = anchor.anchor.at - from + at;
        TRY(add_anchor(work, anchor));
    }
    return add_base_styles(work, index, from, to, at);
}

/* Which marks in new words are marks of the base: wordings that compete are told with the words of the base between them, and so with its marks. */
typedef struct Marks {
    uint32_t first;       /* paragraph of the base in which the edit begins: a place behind a paragraph's mark is in the next */
    uint32_t count, base; /* in the new words; in the base's that they replace */
    uint32_t front, back; /* so many from the front, and from the back, end words that are the base's too */
} Marks;

static const char *next_mark(Slice text, size_t from)
{
    return text.size > from ? memmem(text.data + from, text.size - from, mark_bytes, MARK_SIZE) : NULL;
}

/* 1 behind the paragraph's mark. */
static uint32_t behind_mark(const Text *base, uint32_t paragraph, uint32_t at)
{
    return at > base->paragraphs[paragraph].text.size;
}

/* The base's words of the edit in the paragraph. */
static Slice base_piece(const Text *base, const Edit *edit, uint32_t paragraph)
{
    Slice  text = paragraph <= edit->end_paragraph ? base->paragraphs[paragraph].text : (Slice){NULL, 0};
    size_t from = paragraph == edit->paragraph && edit->start < text.size ? edit->start : 0;

    return slice_part(text, from, paragraph == edit->end_paragraph && edit->end < text.size ? edit->end : text.size);
}

/* Where the piece that ends at `to` begins. */
static size_t piece_start(Slice text, size_t to)
{
    while (to > 0 && (to < MARK_SIZE || memcmp(text.data + to - MARK_SIZE, mark_bytes, MARK_SIZE) != 0))
        to--;
    return to;
}

static Marks marks_of(const Text *base, const Edit *edit)
{
    Marks  marks = {.first = edit->paragraph + behind_mark(base, edit->paragraph, edit->start)};
    size_t from = 0, to = edit->text.size;

    marks.base = edit->end_paragraph + behind_mark(base, edit->end_paragraph, edit->end) - marks.first;
    if (marks.base == 0)
        return marks;
    for (const char *mark = next_mark(edit->text, 0); mark != NULL; mark = next_mark(edit->text, (size_t)(mark - edit->text.data) + MARK_SIZE))
        marks.count++;
    for (; marks.front < marks.count && marks.front < marks.base; marks.front++) {
        size_t end = (size_t)(next_mark(edit->text, from) - edit->text.data);

        if (!slice_equal(slice_part(edit->text, from, end), base_piece(base, edit, marks.first + marks.front)))
            break;
        from = end + MARK_SIZE;
    }
    for (; marks.front + marks.back < marks.count && marks.front + marks.back < marks.base; marks.back++) {
        size_t start = piece_start(edit->text, to);

        if (!slice_equal(slice_part(edit->text, start, to), base_piece(base, edit, marks.first + marks.base - marks.back)))
            break;
        to = start - MARK_SIZE;
    }
    return marks;
}

/* The paragraph of the base that mark i of the new words ends; NULL: it is a new one's. What is left between front and back is one for one, or it is new. */
static const Paragraph *mark_owner(const Text *base, const Marks *marks, uint32_t i)
{
    if (marks->base == 0)
        return NULL;
    if (i < marks->front || marks->count == marks->base)
        return &base->paragraphs[marks->first + i];
    return i >= marks->count - marks->back ? &base->paragraphs[marks->first + marks->base - (marks->count - i)] : NULL;
}

/* New words; each U+2029 in them ends a paragraph: one of the base, or one like that in which they stand. Dressed as its own dress says. */
static Status add_words(Assembling *work, const Edit *edit)
{
    const Text      *base = work->assembly->base;
    const Marks      marks = marks_of(base, edit);
    const Paragraph *like = &base->paragraphs[edit->paragraph];
    size_t           from = 0, anchor = 0;

    for (uint32_t i = 0;; i++) {
        const char      *mark = next_mark(edit->text, from);
        size_t           to = mark != NULL ? (size_t)(mark - edit->text.data) : edit->text.size;
        uint32_t         at = (uint32_t)work->words.size;
        const Paragraph *owner;

        buffer_add(&work->words, slice_part(edit->text, from, to));
        for (; anchor < edit->anchor_count && edit->anchors[anchor].anchor.at < to; anchor++) {
            OutAnchor out = {edit->anchors[anchor].anchor, 0, &edit->anchors[anchor]};

            out.anchor.at = (uint32_t)(out.anchor.at - from) + at;
            TRY(add_anchor(work, out));
        }
        TRY(add_spans(work, edit->spans, edit->span_count, (uint32_t)from, (uint32_t)to, at));
        if (mark == NULL) {
            work->joined = work->joined || (marks.count < marks.base && work->words.size != 0);
            return OK;
        }
        owner = mark_owner(base, &marks, i);
        TRY(close_paragraph(work, owner != NULL ? owner : like, edit->dress != NULL ? &edit->dress[i] : NULL, owner == NULL));
        from = to + MARK_SIZE;
    }
}

static Status add_unit(Assembling *work, const Unit *unit)
{
    uint64_t key = UINT64_C(1) << 40 | (uint64_t)(uintptr_t)unit;
    uint32_t anchor = 0;

    for (uint32_t i = 0; i < unit->paragraph_count; i++) {
        const Paragraph *paragraph = &unit->paragraphs[i];
        OutParagraph     out = {.paragraph = *paragraph, .anchor_count = paragraph->anchor_count};

        out.anchors = arena_take_zeroed(work->arena, paragraph->anchor_count, sizeof(OutAnchor));
        if (out.anchors == NULL)
            return ERR_MEMORY;
        for (uint32_t k = 0; k < paragraph->anchor_count; k++, anchor++)
            out.anchors[k] = (OutAnchor){unit->anchors[anchor].anchor, 0, &unit->anchors[anchor]};
        out.paragraph.anchors = NULL;
        out.paragraph.anchor_count = 0;
        out.paragraph.id[0] = '\0';
        out.table_key = (uint64_t)(int64_t)paragraph->table;
        out.row_key = paragraph->row;
        if (unit->kind == UNIT_TABLE || (unit->kind == UNIT_ROW && paragraph->table != unit->paragraphs[0].table))
            out.table_key = key + (uint64_t)(uint32_t)paragraph->table;
        if (unit->kind != UNIT_PARAGRAPH)
            out.row_key = key + paragraph->row;
        TRY(add_out(work->story, &out));
    }
    return OK;
}

/* ---- a story ---- */

/* Units that stand after base paragraph `after`; they wait while a paragraph is open and has words. */
static Status add_units(Assembling *work, uint32_t story, int32_t after)
{
    const Assembly *assembly = work->assembly;

    for (size_t i = 0; i < assembly->unit_count; i++) {
        const EditedUnit *unit = &assembly->units[work->unit];
        void             *block = work->held;
        Status            status;

        if (work->unit == assembly->unit_count || unit->after > after)
            break;
        work->unit++;
        if (unit->after < after || unit->story != story)
            continue;
        if (!work->open || work->words.size == 0) {
            TRY(add_unit(work, unit->unit));
            continue;
        }
        status = memory_reserve(&block, &work->held_capacity, work->held_count + 1, sizeof unit);
        work->held = block;
        TRY(status);
        work->held[work->held_count++] = unit;
    }
    return OK;
}

/* Where in the base the writing stands. */
typedef struct Cursor {
    uint32_t skip_to, skip_at; /* an edit goes over paragraphs: on in skip_to at byte skip_at */
    bool     skipping;
} Cursor;

static Status add_paragraph(Assembling *work, uint32_t index, Cursor *cursor)
{
    const Assembly  *assembly = work->assembly;
    const Paragraph *paragraph = &assembly->base->paragraphs[index];
    uint32_t         size = (uint32_t)paragraph->text.size, at = 0;

    if (cursor->skipping && index != cursor->skip_to)
        return OK;
    if (cursor->skipping)
        at = cursor->skip_at;
    cursor->skipping = false;
    if (assembly->deleted[index] && at == 0)
        return OK;
    while (work->edit < assembly->edit_count && assembly->edits[work->edit].paragraph < index)
        work->edit++;
    for (; work->edit < assembly->edit_count && assembly->edits[work->edit].paragraph == index; work->edit++) {
        const Edit *edit = &assembly->edits[work->edit];

        REQUIRE(edit->start >= at || edit->start > size);
        TRY(add_base(work, index, at, edit->start));
        TRY(add_words(work, edit));
        if (edit->end_paragraph != index) {
            *cursor = (Cursor){edit->end_paragraph, edit->end, true};
            work->open = true;
            return OK;
        }
        at = edit->end;
    }
    if (at <= size)
        TRY(add_base(work, index, at, size));
    work->open = at > size;
    return work->open ? OK : close_paragraph(work, paragraph, NULL, false);
}

static int64_t first_edit(const Assembly *assembly, uint32_t index)
{
    size_t low = 0, high = assembly->edit_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (assembly->edits[middle].paragraph < index)
            low = middle + 1;
        else
            high = middle;
    }
    return (int64_t)low;
}

static Status write_story(Assembling *work, uint32_t story, OutStory *out)
{
    const Text *base = work->assembly->base;
    Cursor      cursor = {0};
    uint32_t    last = UINT32_MAX;

    *work = (Assembling){.assembly = work->assembly, .arena = work->arena, .story = out};
    buffer_init(&work->words, TEXT_BYTES_MAX);
    TRY(add_units(work, story, BEFORE_FIRST));
    for (uint32_t i = 0; i < base->count; i++) {
        if (base->paragraphs[i].story != story)
            continue;
        if (last == UINT32_MAX)
            work->edit = (size_t)first_edit(work->assembly, i);
        TRY(add_paragraph(work, i, &cursor));
        TRY(add_units(work, story, (int32_t)i));
        last = i;
    }
    if (work->open && last != UINT32_MAX && (work->words.size != 0 || work->held_count != 0))
        return close_paragraph(work, &base->paragraphs[last], NULL, false);
    return OK;
}

static void assembling_clear(Assembling *work)
{
    buffer_clear(&work->words);
    memory_free(work->spans);
    memory_free(work->anchors);
    memory_free(work->held);
    work->spans = NULL;
    work->anchors = NULL;
    work->held = NULL;
    work->span_capacity = work->anchor_capacity = work->held_capacity = 0;
}

/* ---- all stories in plain order ---- */

typedef struct TableNumber {
    uint64_t key, row_key;
    int32_t  number;
    uint32_t row;
} TableNumber;

typedef struct Queue {
    OutAnchor *anchor;
    uint32_t   story;
} Queue;

typedef struct Placing {
    Assembling  *work;
    Text        *out;
    OutStory    *stories;    /* of the base, written when first met */
    uint32_t    *placed;     /* by base story: its number in `out`, 0: not yet */
    Queue       *notes;
    size_t       note_count, note_capacity;
    TableNumber *tables;
    size_t       table_count, table_capacity;
} Placing;

static Status number_cell(Placing *placing, OutParagraph *out)
{
    TableNumber *table = NULL;
    void        *block = placing->tables;
    Status       status;

    if (out->paragraph.table == NO_TABLE)
        return OK;
    for (size_t i = placing->table_count; i > 0 && table == NULL; i--)
        if (placing->tables[i - 1].key == out->table_key)
            table = &placing->tables[i - 1];
    if (table == NULL) {
        status = memory_reserve(&block, &placing->table_capacity, placing->table_count + 1, sizeof *table);
        placing->tables = block;
        TRY(status);
        table = &placing->tables[placing->table_count];
        *table = (TableNumber){out->table_key, out->row_key, (int32_t)placing->table_count, 0};
        placing->table_count++;
    } else if (table->row_key != out->row_key) {
        table->row_key = out->row_key;
        table->row++;
    }
    out->paragraph.table = table->number;
    out->paragraph.row = table->row;
    return OK;
}

static Status place_list(Placing *placing, OutStory *story, uint32_t number, int depth);

static Status place_new_story(Placing *placing, const NewAnchor *new, uint32_t number)
{
    for (uint32_t i = 0; i < new->story_count; i++) {
        Paragraph paragraph = new->story[i];

        paragraph.story = number;
        paragraph.id[0] = '\0';
        paragraph.table = NO_TABLE; /* a table in a new note is written cell by cell */
        for (uint32_t k = 0; k < paragraph.anchor_count; k++)
            paragraph.anchors[k].story = 0;
        TRY(text_add(placing->out, &paragraph, NULL));
    }
    return OK;
}

static Status write_base_story(Placing *placing, uint32_t story)
{
    Status status;

    if (placing->stories[story].list != NULL || story == 0)
        return OK;
    status = write_story(placing->work, story, &placing->stories[story]);
    assembling_clear(placing->work);
    return status;
}

static Status queue_note(Placing *placing, OutAnchor *anchor, uint32_t number)
{
    void  *block = placing->notes;
    Status status = memory_reserve(&block, &placing->note_capacity, placing->note_count + 1, sizeof(Queue));

    placing->notes = block;
    TRY(status);
    placing->notes[placing->note_count++] = (Queue){anchor, number};
    return OK;
}

static StoryKind story_kind(AnchorKind kind)
{
    return kind == ANCHOR_BOX ? STORY_BOX : kind == ANCHOR_ENDNOTE ? STORY_ENDNOTE : STORY_FOOTNOTE;
}

/* Gives the anchor its story in the new text; a note marked again keeps its first. */
static Status place_anchor(Placing *placing, OutAnchor *anchor, uint32_t paragraph, uint32_t index, bool *fresh)
{
    bool has = anchor->new != NULL ? anchor->new->story_count != 0 : anchor->base_story != 0;

    *fresh = false;
    anchor->anchor.story = 0;
    if (!has)
        return OK;
    if (anchor->new == NULL && placing->placed[anchor->base_story] != 0) {
        anchor->anchor.story = placing->placed[anchor->base_story];
        return OK;
    }
    TRY(text_add_story(placing->out, &(Story){story_kind(anchor->anchor.kind), paragraph, index}, &anchor->anchor.story));
    if (anchor->new == NULL)
        placing->placed[anchor->base_story] = anchor->anchor.story;
    *fresh = true;
    return OK;
}

static Status place_story(Placing *placing, OutAnchor *anchor, uint32_t number, int depth)
{
    if (anchor->new != NULL)
        return place_new_story(placing, anchor->new, number);
    TRY(write_base_story(placing, anchor->base_story));
    return place_list(placing, &placing->stories[anchor->base_story], number, depth + 1);
}

static Status place_paragraph(Placing *placing, OutParagraph *out, uint32_t number, int depth)
{
    bool fresh[64] = {false};

    out->paragraph.story = number;
    TRY(number_cell(placing, out));
    out->paragraph.anchors = arena_take_zeroed(placing->work->arena, out->anchor_count, sizeof(Anchor));
    if (out->paragraph.anchors == NULL)
        return ERR_MEMORY;
    out->paragraph.anchor_count = out->anchor_count;
    for (uint32_t i = 0; i < out->anchor_count; i++) {
        bool is_fresh;

        TRY(place_anchor(placing, &out->anchors[i], (uint32_t)placing->out->count, i, &is_fresh));
        out->paragraph.anchors[i] = out->anchors[i].anchor;
        if (is_fresh && out->anchors[i].anchor.kind != ANCHOR_BOX)
            TRY(queue_note(placing, &out->anchors[i], out->anchors[i].anchor.story));
        else if (i < 64)
            fresh[i] = is_fresh;
    }
    TRY(text_add(placing->out, &out->paragraph, NULL));
    for (uint32_t i = 0; i < out->anchor_count && i < 64; i++)
        if (fresh[i])
            TRY(place_story(placing, &out->anchors[i], out->anchors[i].anchor.story, depth));
    return OK;
}

/* Recursion (boxes in boxes) is bounded: readers refuse boxes more than 64 deep. */
static Status place_list(Placing *placing, OutStory *story, uint32_t number, int depth)
{
    if (depth > 70)
        return ERR_LIMIT;
    for (size_t i = 0; i < story->count; i++)
        TRY(place_paragraph(placing, &story->list[i], number, depth));
    return OK;
}

static Status place_all(Placing *placing)
{
    const Text *base = placing->work->assembly->base;

    placing->stories = memory_new_zeroed(base->story_count, sizeof(OutStory));
    placing->placed = memory_new_zeroed(base->story_count, sizeof(uint32_t));
    if (placing->stories == NULL || placing->placed == NULL)
        return ERR_MEMORY;
    TRY(write_story(placing->work, 0, &placing->stories[0]));
    assembling_clear(placing->work);
    TRY(place_list(placing, &placing->stories[0], 0, 0));
    for (size_t i = 0; i < placing->note_count; i++) {
        Queue note = placing->notes[i];

        TRY(place_story(placing, note.anchor, note.story, 0));
    }
    return text_identify(placing->out);
}

Status assemble(const Assembly *assembly, Text **out)
{
    Assembling work = {.assembly = assembly, .arena = arena_new(TEXT_BYTES_MAX)};
    Placing    placing = {.work = &work, .out = text_new(assembly->base->language)};
    Status     status = work.arena != NULL && placing.out != NULL ? place_all(&placing) : ERR_MEMORY;

    assembling_clear(&work);
    for (size_t i = 0; placing.stories != NULL && i < assembly->base->story_count; i++)
        memory_free(placing.stories[i].list);
    memory_free(placing.stories);
    memory_free(placing.placed);
    memory_free(placing.notes);
    memory_free(placing.tables);
    arena_free(work.arena);
    if (status != OK)
        text_free(placing.out);
    else
        *out = placing.out;
    return status;
}

Status assemble_story(const Assembly *assembly, uint32_t story, Arena *arena, Paragraph **out, uint32_t *count)
{
    Assembling work = {.assembly = assembly, .arena = arena};
    OutStory   written = {0};
    Status     status = write_story(&work, story, &written);

    assembling_clear(&work);
    *count = 0;
    *out = status == OK ? arena_take_zeroed(arena, written.count, sizeof **out) : NULL;
    if (*out == NULL && status == OK)
        status = ERR_MEMORY;
    for (size_t i = 0; status == OK && i < written.count; i++) {
        OutParagraph *from = &written.list[i];
        Anchor       *anchors = arena_take_zeroed(arena, from->anchor_count, sizeof *anchors);

        if (anchors == NULL) {
            status = ERR_MEMORY;
            break;
        }
        for (uint32_t k = 0; k < from->anchor_count; k++) {
            anchors[k] = from->anchors[k].anchor;
            anchors[k].story = 0;
        }
        (*out)[*count] = from->paragraph;
        (*out)[*count].anchors = anchors;
        (*out)[(*count)++].anchor_count = from->anchor_count;
    }
    memory_free(written.list);
    return status;
}
