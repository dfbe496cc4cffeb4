/* SPDX-License-Identifier: Apache-2.0
 *
 * Drafts: made from a text, edited, made a text again.
 */
#include "property/draft.h"

static const char object_bytes[] = "\xEF\xBF\xBC";

void *draft_take_memory(const Draft *draft, size_t size)
{
    void *memory = arena_take_zeroed(draft->arena, size + 1, 1);

    REQUIRE(memory != NULL);
    return memory;
}

static void must(Status status)
{
    REQUIRE(status == OK);
}

void draft_init(Draft *draft, Arena *arena, const char *language)
{
    *draft = (Draft){.arena = arena};
    (void)snprintf(draft->language, sizeof draft->language, "%s", language);
}

Draft draft_copy(const Draft *draft)
{
    Draft copy = *draft;

    copy.capacity = draft->count;
    copy.list = draft_take_memory(draft, draft->count * sizeof *copy.list);
    if (draft->count != 0)
        memcpy(copy.list, draft->list, draft->count * sizeof *copy.list);
    return copy;
}

void draft_insert(Draft *draft, size_t at, const DraftParagraph *paragraph)
{
    DraftParagraph copy = *paragraph;

    if (draft->count == draft->capacity) {
        DraftParagraph *grown;

        draft->capacity = draft->capacity * 2 + 8;
        grown = draft_take_memory(draft, draft->capacity * sizeof *grown);
        if (draft->count != 0)
            memcpy(grown, draft->list, draft->count * sizeof *grown);
        draft->list = grown;
    }
    memmove(draft->list + at + 1, draft->list + at, (draft->count - at) * sizeof *draft->list);
    draft->list[at] = copy;
    draft->count++;
}

void draft_remove(Draft *draft, size_t at, size_t count)
{
    memmove(draft->list + at, draft->list + at + count, (draft->count - at - count) * sizeof *draft->list);
    draft->count -= count;
}

void draft_settle(Draft *draft)
{
    for (size_t i = 0; i < draft->count; i++)
        draft->list[i].origin = (int32_t)i;
}

/* ---- words ---- */

uint32_t draft_objects_before(Slice text, size_t at)
{
    uint32_t count = 0;

    for (size_t i = 0; i + 3 <= at; i++)
        count += memcmp(text.data + i, object_bytes, 3) == 0;
    return count;
}

void draft_splice(const Draft *draft, DraftParagraph *paragraph, size_t from, size_t to, Slice words, const DraftObject *const *objects,
                  uint32_t object_count)
{
    uint32_t            before = draft_objects_before(paragraph->text, from), until = draft_objects_before(paragraph->text, to);
    uint32_t            count = before + object_count + (paragraph->object_count - until);
    size_t              size = from + words.size + (paragraph->text.size - to);
    char               *text = draft_take_memory(draft, size);
    const DraftObject **list = draft_take_memory(draft, (count + 1) * sizeof *list);

    if (from != 0)
        memcpy(text, paragraph->text.data, from);
    if (words.size != 0)
        memcpy(text + from, words.data, words.size);
    if (to != paragraph->text.size)
        memcpy(text + from + words.size, paragraph->text.data + to, paragraph->text.size - to);
    for (uint32_t i = 0; i < before; i++)
        list[i] = paragraph->objects[i];
    for (uint32_t i = 0; i < object_count; i++)
        list[before + i] = objects[i];
    for (uint32_t i = until; i < paragraph->object_count; i++)
        list[before + object_count + i - until] = paragraph->objects[i];
    paragraph->text = (Slice){text, size};
    paragraph->objects = list;
    paragraph->object_count = count;
    paragraph->span = (Span){0, 0, 0};
}

/* ---- from a text ---- */

static const DraftObject *take_object(const Draft *draft, const Text *text, const Anchor *anchor)
{
    DraftObject *object = draft_take_memory(draft, sizeof *object);
    Slice       *story = draft_take_memory(draft, text->count * sizeof *story);

    object->kind = anchor->kind;
    memcpy(&object->content, anchor->sha256, sizeof object->content);
    for (size_t i = 0; anchor->story != 0 && i < text->count; i++)
        if (text->paragraphs[i].story == anchor->story)
            story[object->story_count++] = text->paragraphs[i].text;
    object->story = story;
    return object;
}

void draft_take(Draft *draft, const Text *text, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < text->count; i++) {
        const Paragraph    *source = &text->paragraphs[i];
        DraftParagraph      paragraph = {.text = source->text, .kind = source->kind, .level = source->level, .label = source->label,
                                         .label_in_text = source->label_in_text, .table = source->table, .row = source->row,
                                         .column = source->column, .origin = DRAFT_NEW};
        const DraftObject **objects;

        if (source->story != 0)
            continue;
        objects = draft_take_memory(draft, (source->anchor_count + 1) * sizeof *objects);
        for (uint32_t k = 0; k < source->anchor_count; k++)
            objects[k] = take_object(draft, text, &source->anchors[k]);
        paragraph.objects = objects;
        paragraph.object_count = source->anchor_count;
        draft_insert(draft, draft->count, &paragraph);
    }
}

/* ---- to a text ---- */

typedef struct Hanging {
    const DraftObject *object;
    uint32_t           story;
} Hanging;

typedef struct Making {
    const Draft *draft;
    Text        *text;
    Hanging     *notes;
    size_t       note_count;
    int32_t      table;  /* of the draft */
    uint32_t     row, made_tables, made_row;
} Making;

static bool has_story(const DraftObject *object)
{
    return object->kind == ANCHOR_FOOTNOTE || object->kind == ANCHOR_ENDNOTE || object->kind == ANCHOR_BOX;
}

static StoryKind story_kind(AnchorKind kind)
{
    return kind == ANCHOR_BOX ? STORY_BOX : kind == ANCHOR_ENDNOTE ? STORY_ENDNOTE : STORY_FOOTNOTE;
}

static void make_anchor(Making *making, const DraftObject *object, uint32_t index, Anchor *anchor)
{
    anchor->kind = object->kind;
    if (has_story(object)) {
        must(text_add_story(making->text, &(Story){story_kind(object->kind), (uint32_t)making->text->count, index}, &anchor->story));
        making->notes[making->note_count++] = (Hanging){object, anchor->story};
    } else {
        memcpy(anchor->sha256, &object->content, sizeof object->content);
    }
}

static void make_story(Making *making, const Hanging *hanging)
{
    for (uint32_t i = 0; i < hanging->object->story_count; i++)
        must(text_add(making->text,
                      &(Paragraph){.kind = hanging->object->kind == ANCHOR_BOX ? KIND_PLAIN : KIND_FOOTNOTE, .story = hanging->story,
                                   .text = hanging->object->story[i], .table = NO_TABLE},
                      NULL));
}

static void number_cell(Making *making, const DraftParagraph *from, Paragraph *out)
{
    out->table = NO_TABLE;
    if (from->table == NO_TABLE) {
        making->table = NO_TABLE;
        return;
    }
    if (from->table != making->table) {
        making->made_tables++;
        making->made_row = 0;
    } else if (from->row != making->row) {
        making->made_row++;
    }
    making->table = from->table;
    making->row = from->row;
    out->table = (int32_t)making->made_tables - 1;
    out->row = making->made_row;
    out->column = from->column;
    out->kind = KIND_CELL;
}

static void make_paragraph(Making *making, const DraftParagraph *from)
{
    Span      span = from->span;
    Paragraph paragraph = {.kind = from->kind, .level = from->level, .label = from->label, .label_in_text = from->label_in_text,
                           .text = from->text, .spans = &span, .span_count = span.end > span.start};
    Anchor   *anchors = draft_take_memory(making->draft, (from->object_count + 1) * sizeof *anchors);
    size_t    first = making->note_count, at = 0;

    for (uint32_t i = 0; i < from->object_count; i++) {
        while (memcmp(from->text.data + at, object_bytes, 3) != 0)
            at++;
        anchors[i].at = (uint32_t)at;
        at += 3;
        make_anchor(making, from->objects[i], i, &anchors[i]);
    }
    paragraph.anchors = anchors;
    paragraph.anchor_count = from->object_count;
    number_cell(making, from, &paragraph);
    must(text_add(making->text, &paragraph, NULL));
    for (size_t i = first; i < making->note_count; i++)
        if (making->notes[i].object->kind == ANCHOR_BOX)
            make_story(making, &making->notes[i]);
}

Text *draft_text(const Draft *draft)
{
    Making making = {.draft = draft, .text = text_new(draft->language), .table = NO_TABLE};
    size_t objects = 0;

    for (size_t i = 0; i < draft->count; i++)
        objects += draft->list[i].object_count;
    making.notes = draft_take_memory(draft, (objects + 1) * sizeof *making.notes);
    REQUIRE(making.text != NULL);
    for (size_t i = 0; i < draft->count; i++)
        make_paragraph(&making, &draft->list[i]);
    for (size_t i = 0; i < making.note_count; i++)
        if (making.notes[i].object->kind != ANCHOR_BOX)
            make_story(&making, &making.notes[i]);
    must(text_identify(making.text));
    return making.text;
}
