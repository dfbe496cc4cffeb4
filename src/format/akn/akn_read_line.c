/* SPDX-License-Identifier: Apache-2.0
 *
 * From words to paragraphs. In a document of ours white space is what it is; in another's it is squeezed, as it was set for the eye of who edits XML. A paragraph of the body goes to the text at
 * once; those of notes wait for the end, those of boxes for the paragraph that they hang on.
 */
#include "format/akn/akn_read_internal.h"

enum { LINE_BYTES_MAX = 64 * 1024 * 1024 };

Status akn_reading_fail(AknReading *reading, Status status, const char *message)
{
    if (reading->status == OK)
        reading->status = problem_set(reading->problem, status, message != NULL ? message : status_face(status)->message, NULL);
    return reading->status;
}

AknLine *akn_line(AknReading *reading)
{
    return &reading->lines[reading->line];
}

static void reset(AknLine *line)
{
    line->text.size = 0;
    line->span_count = line->anchor_count = 0;
    line->open = line->named = line->apart = line->structural = false;
    line->broken_span = true;
    line->label = (Slice){NULL, 0};
    line->opening[0] = line->opening[1] = 0;
    line->made = (Paragraph){.table = NO_TABLE};
}

bool akn_line_push(AknReading *reading, uint32_t story, StoryKind kind)
{
    AknLine *line;

    if (reading->line == AKN_NEST_MAX) {
        akn_reading_fail(reading, ERR_LIMIT, MSG("akn.nested_notes"));
        return false;
    }
    line = &reading->lines[++reading->line];
    if (line->text.limit == 0)
        buffer_init(&line->text, LINE_BYTES_MAX);
    reset(line);
    line->story = story;
    line->story_kind = kind;
    return true;
}

void akn_line_pop(AknReading *reading)
{
    if (akn_line(reading)->open)
        akn_line_end(reading);
    REQUIRE(reading->line != 0);
    reading->line--;
}

void akn_line_clear(AknReading *reading)
{
    for (unsigned i = 0; i <= AKN_NEST_MAX; i++) {
        buffer_clear(&reading->lines[i].text);
        memory_free(reading->lines[i].spans);
        memory_free(reading->lines[i].anchors);
    }
}

/* ---- words ---- */

static void add_bytes(AknReading *reading, Slice bytes)
{
    AknLine *line = akn_line(reading);
    uint32_t styles = reading->depth != 0 ? reading->frames[reading->depth - 1].styles : 0, start = (uint32_t)line->text.size;
    Span    *last = line->span_count != 0 ? &line->spans[line->span_count - 1] : NULL;
    void    *block = line->spans;

    if (bytes.size == 0)
        return;
    buffer_add(&line->text, bytes);
    if (line->text.status != OK) {
        akn_reading_fail(reading, line->text.status, NULL);
        return;
    }
    if (styles != 0 && last != NULL && !line->broken_span && last->end == start && last->styles == styles) {
        last->end = (uint32_t)line->text.size;
    } else if (styles != 0) {
        if (memory_reserve(&block, &line->span_capacity, line->span_count + 1, sizeof(Span)) != OK)
            akn_reading_fail(reading, ERR_MEMORY, NULL);
        line->spans = block;
        if (reading->status == OK)
            line->spans[line->span_count++] = (Span){start, (uint32_t)line->text.size, styles};
    }
    line->broken_span = false;
}

static bool ends_with_space(const AknLine *line)
{
    return line->text.size == 0 || line->text.data[line->text.size - 1] == ' ' || line->text.data[line->text.size - 1] == '\n';
}

static void add_squeezed(AknReading *reading, Slice text)
{
    for (size_t at = 0, end; at < text.size; at = end) {
        bool space = strchr(" \t\r\n", text.data[at]) != NULL;

        for (end = at + 1; end < text.size && (strchr(" \t\r\n", text.data[end]) != NULL) == space; end++)
            ;
        if (!space)
            add_bytes(reading, slice_part(text, at, end));
        else if (!ends_with_space(akn_line(reading)))
            add_bytes(reading, SLICE(" "));
    }
}

/* U+2029 is a paragraph mark in changes; U+FFFC an object, which this one is not. */
void akn_line_text(AknReading *reading, Slice text)
{
    for (size_t at = 0, from = 0; at <= text.size; at++) {
        bool mark = text.size - at >= 3 && memcmp(text.data + at, "\xE2\x80\xA9", 3) == 0, object = text.size - at >= 3 && memcmp(text.data + at, "\xEF\xBF\xBC", 3) == 0;

        if (at != text.size && !mark && !object && text.data[at] != '\r')
            continue;
        if (reading->own)
            add_bytes(reading, slice_part(text, from, at));
        else
            add_squeezed(reading, slice_part(text, from, at));
        if (at == text.size)
            break;
        if (mark || object)
            add_bytes(reading, mark ? SLICE("\n") : SLICE("\xEF\xBF\xBD"));
        at += mark || object ? 2 : 0;
        from = at + 1;
    }
}

void akn_line_rune(AknReading *reading, uint32_t rune)
{
    char   bytes[4];
    size_t size = utf8_put(rune, bytes);

    add_bytes(reading, (Slice){bytes, size});
}

void akn_line_object(AknReading *reading, const Anchor *anchor)
{
    AknLine *line = akn_line(reading);
    void    *block = line->anchors;
    Anchor   placed = *anchor;

    placed.at = (uint32_t)line->text.size;
    add_bytes(reading, SLICE("\xEF\xBF\xBC"));
    if (reading->status == OK && memory_reserve(&block, &line->anchor_capacity, line->anchor_count + 1, sizeof placed) != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
    line->anchors = block;
    if (reading->status == OK)
        line->anchors[line->anchor_count++] = placed;
}

/* ---- a paragraph begins ---- */

static void take_number(AknReading *reading, AknLine *line)
{
    if (!reading->num_waits || reading->line != 0)
        return;
    reading->num_waits = false;
    line->label = reading->num;
    line->apart = reading->own && !reading->num_in;
    if (line->apart)
        return;
    add_bytes(reading, reading->num);
    add_bytes(reading, reading->own ? reading->gap : SLICE(" "));
}

void akn_line_begin(AknReading *reading, const AknPlace *place)
{
    AknLine *line = akn_line(reading);
    AknPlace here = *place;
    uint8_t  level;

    if (line->open)
        akn_line_end(reading);
    reset(line);
    line->open = true;
    here.story = line->story_kind;
    line->made.kind = akn_place_kind(&here, &level);
    line->made.level = level;
    line->structural = line->made.kind != KIND_PLAIN;
    if (reading->line == 0 && place->cell) {
        line->made.table = (int32_t)reading->table;
        line->made.row = reading->row;
        line->made.column = reading->column;
    }
    take_number(reading, line);
}

void akn_line_number_alone(AknReading *reading)
{
    AknPlace place = {.region = REGION_BODY};

    if (!reading->num_waits)
        return;
    akn_line_begin(reading, &place);
    akn_line_end(reading);
}

/* ---- and ends ---- */

static void trim_end(AknLine *line)
{
    while (line->text.size != 0 && (line->text.data[line->text.size - 1] == ' ' || line->text.data[line->text.size - 1] == '\n'))
        line->text.size--;
    while (line->span_count != 0 && line->spans[line->span_count - 1].end > line->text.size) {
        Span *last = &line->spans[line->span_count - 1];

        last->end = (uint32_t)line->text.size;
        if (last->start < last->end)
            break;
        line->span_count--;
    }
}

static void say_opening(const AknLine *line, Paragraph *paragraph)
{
    if (line->opening[1] <= line->opening[0])
        return;
    paragraph->opening_start = (uint32_t)utf8_offset(paragraph->text, line->opening[0]);
    paragraph->opening_end = (uint32_t)utf8_offset(paragraph->text, line->opening[1]);
}

/* What hangs on the paragraph that was added last. */
static void tell_stories(AknReading *reading, const Paragraph *paragraph)
{
    Text *text = reading->text;

    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        uint32_t story = paragraph->anchors[i].story;

        if (story != 0 && text->stories[story].paragraph == UINT32_MAX) {
            text->stories[story].paragraph = (uint32_t)text->count - 1;
            text->stories[story].anchor = i;
        }
    }
}

static void add_to_text(AknReading *reading, const Paragraph *paragraph, bool structural)
{
    void  *block = reading->structural;
    Status status = reading->text->count < PARAGRAPHS_MAX ? OK : ERR_LIMIT;

    if (reading->status != OK)
        return;
    if (status == OK)
        status = memory_reserve(&block, &reading->structural_capacity, reading->text->count + 1, sizeof(bool));
    reading->structural = block;
    if (status == OK)
        status = text_add(reading->text, paragraph, NULL);
    if (status != OK) {
        akn_reading_fail(reading, status, NULL);
        return;
    }
    reading->structural[reading->text->count - 1] = structural;
    tell_stories(reading, paragraph);
}

static Status copy_whole(Arena *arena, Paragraph *paragraph)
{
    Span   *spans = arena_take(arena, (paragraph->span_count + 1) * sizeof *spans);
    Anchor *anchors = arena_take(arena, (paragraph->anchor_count + 1) * sizeof *anchors);

    if (spans == NULL || anchors == NULL)
        return ERR_MEMORY;
    TRY(slice_copy(arena, paragraph->text, &paragraph->text));
    if (paragraph->span_count != 0)
        memcpy(spans, paragraph->spans, paragraph->span_count * sizeof *spans);
    if (paragraph->anchor_count != 0)
        memcpy(anchors, paragraph->anchors, paragraph->anchor_count * sizeof *anchors);
    paragraph->spans = spans;
    paragraph->anchors = anchors;
    return OK;
}

static void let_wait(AknReading *reading, Paragraph *paragraph, const AknLine *line)
{
    void *block = reading->waiting;

    if (memory_reserve(&block, &reading->waiting_capacity, reading->waiting_count + 1, sizeof(AknWaiting)) != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
    reading->waiting = block;
    if (reading->status == OK && copy_whole(reading->text->arena, paragraph) != OK)
        akn_reading_fail(reading, ERR_MEMORY, NULL);
    if (reading->status == OK)
        reading->waiting[reading->waiting_count++] = (AknWaiting){*paragraph, line->story_kind == STORY_BOX, line->structural};
    reading->boxes += line->story_kind == STORY_BOX;
}

/* Boxes stand right behind the paragraph that they hang on. */
static void add_boxes(AknReading *reading)
{
    size_t kept = 0, count = reading->waiting_count;

    for (size_t i = 0; i < count; i++) {
        AknWaiting waiting = reading->waiting[i];

        if (waiting.box)
            add_to_text(reading, &waiting.paragraph, waiting.structural);
        else
            reading->waiting[kept++] = waiting;
    }
    reading->waiting_count = kept;
    reading->boxes = 0;
}

void akn_line_end(AknReading *reading)
{
    AknLine  *line = akn_line(reading);
    Paragraph paragraph;

    if (!line->open)
        return;
    line->open = false;
    if (!reading->own)
        trim_end(line);
    if (!reading->own && line->text.size == 0 && (reading->line != 0 || line->made.table == NO_TABLE))
        return; /* an empty element of layout */
    paragraph = line->made;
    paragraph.text = (Slice){line->text.data != NULL ? line->text.data : "", line->text.size};
    paragraph.spans = line->spans;
    paragraph.span_count = (uint32_t)line->span_count;
    paragraph.anchors = line->anchors;
    paragraph.anchor_count = (uint32_t)line->anchor_count;
    paragraph.label = line->label;
    paragraph.label_in_text = line->label.size != 0 && !line->apart && paragraph.text.size >= line->label.size && memcmp(paragraph.text.data, line->label.data, line->label.size) == 0;
    paragraph.story = line->story;
    say_opening(line, &paragraph);
    if (reading->line != 0) {
        let_wait(reading, &paragraph, line);
        return;
    }
    add_to_text(reading, &paragraph, line->structural || line->named);
    if (reading->boxes != 0)
        add_boxes(reading);
}

void akn_line_notes(AknReading *reading)
{
    for (size_t i = 0; i < reading->waiting_count && reading->status == OK; i++) {
        Paragraph *paragraph = &reading->waiting[i].paragraph;

        if ((paragraph->story & AKN_LOOSE) != 0)
            paragraph->story = reading->loose[paragraph->story & ~(uint32_t)AKN_LOOSE];
        add_to_text(reading, paragraph, true);
    }
}
