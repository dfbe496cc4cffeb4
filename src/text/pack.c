/* SPDX-License-Identifier: Apache-2.0
 *
 * A Text as a frame of bytes, whole: how it crosses from the process that read a hostile file. text_unpack checks every number and every byte of text, so that
 * what comes out keeps the invariants of text.h whoever wrote the frame. Never stored: the stored form is JSON (stored.c).
 */
#include "text/text.h"

enum { PACK_TEXT_MAX = 256 * 1024 * 1024, PACK_LIST_MAX = 1000000, PARAGRAPH_SIZE = 64 /* without its text, about */ };

/* ---- packing ---- */

static void pack_paragraph(const Paragraph *paragraph, Buffer *out)
{
    buffer_add_u8(out, (uint8_t)paragraph->kind);
    buffer_add_u8(out, paragraph->level);
    buffer_add_u8(out, paragraph->label_in_text);
    buffer_add_sized(out, slice_from(paragraph->id));
    buffer_add_u32(out, paragraph->story);
    buffer_add_sized(out, paragraph->label);
    buffer_add_sized(out, paragraph->text);
    buffer_add_u32(out, paragraph->opening_start);
    buffer_add_u32(out, paragraph->opening_end);
    buffer_add_u32(out, (uint32_t)paragraph->table);
    buffer_add_u32(out, paragraph->row);
    buffer_add_u32(out, paragraph->column);
    buffer_add_u32(out, paragraph->span_count);
    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        buffer_add_u32(out, paragraph->spans[i].start);
        buffer_add_u32(out, paragraph->spans[i].end);
        buffer_add_u32(out, paragraph->spans[i].styles);
    }
    buffer_add_u32(out, paragraph->anchor_count);
    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        const Anchor *anchor = &paragraph->anchors[i];

        buffer_add_u32(out, anchor->at);
        buffer_add_u8(out, (uint8_t)anchor->kind);
        buffer_add_u32(out, anchor->story);
        buffer_add(out, (Slice){(const char *)anchor->sha256, SHA256_SIZE});
        buffer_add_sized(out, anchor->alt);
    }
}

static void pack_instrument(const Instrument *instrument, Buffer *out)
{
    const Slice parts[] = {instrument->symbol,  instrument->title,       instrument->session,      instrument->agenda_item, instrument->agenda_title,
                           instrument->adopted, instrument->source_line, instrument->distribution, instrument->issued};

    buffer_add_u8(out, instrument->is_resolution);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        buffer_add_sized(out, parts[i]);
}

/* Room for all of a text's words at once; without it the buffer grows by itself. */
static void make_room(const Text *text, Buffer *out)
{
    size_t size = out->size + 1024;
    void  *block = out->data;

    for (size_t i = 0; i < text->count; i++)
        size += PARAGRAPH_SIZE + text->paragraphs[i].text.size + text->paragraphs[i].span_count * sizeof(Span);
    if (out->status == OK && size <= out->limit && memory_reserve(&block, &out->capacity, size, 1) == OK)
        out->data = block;
}

void text_pack(const Text *text, Buffer *out)
{
    make_room(text, out);
    buffer_add_sized(out, slice_from(text->language));
    buffer_add_u32(out, text->taken_changes);
    pack_instrument(&text->instrument, out);
    buffer_add_u32(out, (uint32_t)text->story_count);
    for (size_t i = 1; i < text->story_count; i++) {
        buffer_add_u8(out, (uint8_t)text->stories[i].kind);
        buffer_add_u32(out, text->stories[i].paragraph);
        buffer_add_u32(out, text->stories[i].anchor);
    }
    buffer_add_u32(out, (uint32_t)text->count);
    for (size_t i = 0; i < text->count; i++)
        pack_paragraph(&text->paragraphs[i], out);
}

/* ---- unpacking ---- */

static bool is_text(Slice text)
{
    size_t begin = ascii_run(text, 0);

    for (size_t at = begin; at < text.size; at = ascii_run(text, at + 1))
        if ((unsigned char)text.data[at] < 0x20 && text.data[at] != '\n' && text.data[at] != '\t')
            return false;
    return utf8_valid(slice_part(text, begin, text.size));
}

static bool at_boundary(Slice text, uint32_t at)
{
    return at <= text.size && (at == text.size || ((unsigned char)text.data[at] & 0xC0) != 0x80);
}

static Slice take_text(Reader *in, size_t max)
{
    Slice text = reader_sized(in, max);

    if (!is_text(text))
        in->failed = true;
    return text;
}

static uint32_t take_number(Reader *in, uint32_t max)
{
    uint32_t number = reader_u32(in);

    if (number > max)
        in->failed = true;
    return number;
}

static Status take_spans(Reader *in, Text *text, Paragraph *paragraph)
{
    uint32_t count = take_number(in, PACK_LIST_MAX), last = 0;

    if (reader_failed(in))
        return OK;
    paragraph->spans = arena_take_zeroed(text->arena, count, sizeof(Span));
    if (paragraph->spans == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < count && !reader_failed(in); i++) {
        Span span = {reader_u32(in), reader_u32(in), reader_u32(in)};

        if (span.start < last || span.end < span.start || !at_boundary(paragraph->text, span.start) || !at_boundary(paragraph->text, span.end) ||
            span.styles == 0 || span.styles >= 1u << STYLE_COUNT)
            in->failed = true;
        last = span.end;
        paragraph->spans[paragraph->span_count++] = span;
    }
    return OK;
}

static bool is_object(Slice text, uint32_t at)
{
    return at + 3 <= text.size && memcmp(text.data + at, "\xEF\xBF\xBC", 3) == 0;
}

static Status take_anchors(Reader *in, Text *text, Paragraph *paragraph)
{
    uint32_t count = take_number(in, PACK_LIST_MAX), last = 0;

    if (reader_failed(in))
        return OK;
    paragraph->anchors = arena_take_zeroed(text->arena, count, sizeof(Anchor));
    if (paragraph->anchors == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < count && !reader_failed(in); i++) {
        Anchor anchor = {.at = reader_u32(in), .kind = reader_u8(in), .story = take_number(in, (uint32_t)text->story_count - 1)};
        Slice  hash = reader_take(in, SHA256_SIZE);

        anchor.alt = take_text(in, PACK_TEXT_MAX);
        if (hash.size != SHA256_SIZE || anchor.kind >= ANCHOR_COUNT || (i > 0 && anchor.at <= last) || !is_object(paragraph->text, anchor.at)) {
            in->failed = true;
            return OK;
        }
        memcpy(anchor.sha256, hash.data, SHA256_SIZE);
        last = anchor.at;
        paragraph->anchors[paragraph->anchor_count++] = anchor;
    }
    return OK;
}

static bool take_id(Slice id, char out[PARAGRAPH_ID_SIZE])
{
    if (id.size >= PARAGRAPH_ID_SIZE || (id.size != 0 && memchr(id.data, '\0', id.size) != NULL))
        return false;
    if (id.size != 0)
        memcpy(out, id.data, id.size);
    out[id.size] = '\0';
    return true;
}

static Status take_paragraph(Reader *in, Text *text)
{
    Paragraph paragraph = {.kind = reader_u8(in)};

    paragraph.level = reader_u8(in);
    paragraph.label_in_text = reader_u8(in) == 1;
    if (paragraph.kind >= KIND_COUNT || paragraph.level > 9 || !take_id(take_text(in, PARAGRAPH_ID_SIZE), paragraph.id))
        in->failed = true;
    paragraph.story = take_number(in, (uint32_t)text->story_count - 1);
    paragraph.label = take_text(in, PACK_TEXT_MAX);
    paragraph.text = take_text(in, PACK_TEXT_MAX);
    paragraph.opening_start = reader_u32(in);
    paragraph.opening_end = reader_u32(in);
    paragraph.table = (int32_t)reader_u32(in);
    paragraph.row = take_number(in, PARAGRAPHS_MAX);
    paragraph.column = take_number(in, PARAGRAPHS_MAX);
    if (!at_boundary(paragraph.text, paragraph.opening_start) || !at_boundary(paragraph.text, paragraph.opening_end) ||
        paragraph.opening_start > paragraph.opening_end || paragraph.table < NO_TABLE || paragraph.table > PARAGRAPHS_MAX)
        in->failed = true;
    TRY(take_spans(in, text, &paragraph));
    TRY(take_anchors(in, text, &paragraph));
    return reader_failed(in) ? OK : text_add(text, &paragraph, NULL);
}

static Status take_instrument(Reader *in, Text *text)
{
    Instrument  *instrument = &text->instrument;
    Slice *const parts[] = {&instrument->symbol,  &instrument->title,       &instrument->session,      &instrument->agenda_item, &instrument->agenda_title,
                            &instrument->adopted, &instrument->source_line, &instrument->distribution, &instrument->issued};

    instrument->is_resolution = reader_u8(in) == 1;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        TRY(slice_copy(text->arena, take_text(in, PACK_TEXT_MAX), parts[i]));
    return OK;
}

static Status take_stories(Reader *in, Text *text)
{
    uint32_t count = take_number(in, PACK_LIST_MAX);

    for (uint32_t i = 1; i < count && !reader_failed(in); i++) {
        Story story = {.kind = reader_u8(in), .paragraph = reader_u32(in), .anchor = reader_u32(in)};

        if (story.kind > STORY_BOX || story.kind == STORY_BODY)
            in->failed = true;
        TRY(text_add_story(text, &story, NULL));
    }
    return OK;
}

/* A story hangs on a paragraph and an anchor that there are. */
static bool stories_fit(const Text *text)
{
    for (size_t i = 1; i < text->story_count; i++)
        if (text->stories[i].paragraph >= text->count || text->stories[i].anchor >= text->paragraphs[text->stories[i].paragraph].anchor_count)
            return false;
    return true;
}

static Status take_all(Reader *in, Text *text)
{
    Slice    language = reader_sized(in, sizeof text->language - 1);
    uint32_t count;

    if (language.size != 0)
        memcpy(text->language, language.data, language.size);
    text->taken_changes = reader_u32(in);
    TRY(take_instrument(in, text));
    TRY(take_stories(in, text));
    count = take_number(in, PARAGRAPHS_MAX);
    for (uint32_t i = 0; i < count && !reader_failed(in); i++)
        TRY(take_paragraph(in, text));
    return OK;
}

Status text_unpack(Slice bytes, Text **out, Problem *problem)
{
    Reader in = reader_from(bytes);
    Text  *text = text_new("");
    Status status = text != NULL ? take_all(&in, text) : ERR_MEMORY;

    if (status == OK && (!reader_done(&in) || !stories_fit(text)))
        status = problem_set(problem, ERR_SYNTAX, MSG("text.damaged_frame"), NULL);
    if (status != OK) {
        text_free(text);
        return problem_at(problem, status, NULL);
    }
    *out = text;
    return OK;
}
