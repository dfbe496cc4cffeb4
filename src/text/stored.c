/* SPDX-License-Identifier: Apache-2.0
 *
 * The stored form of a version (docs/formats/text.md): {"format":"rapporteur/text/v1","language":…,"paragraphs":[…]}, canonical JSON, stable for ever.
 *
 * In memory positions are bytes, in the stored form code points. A note's text stands with its mark: its paragraphs are joined by U+2029. A note marked
 * again elsewhere is {"at", "again": n}, n counting the notes of the text from 0. A box's text is in its object in the same way.
 */
#include <jansson.h>

#include "text/text.h"

static const char format_name[] = "rapporteur/text/v1";

/* Puts a new reference into an object; frees it when that fails. */
static Status put(json_t *object, const char *key, json_t *value)
{
    return value != NULL && json_object_set_new(object, key, value) == 0 ? OK : ERR_MEMORY;
}

static Status append(json_t *array, json_t *value)
{
    return value != NULL && json_array_append_new(array, value) == 0 ? OK : ERR_MEMORY;
}

/* ---- printing ---- */

typedef struct Encoding {
    const Text *text;
    StoryIndex  stories;
    uint32_t   *number; /* by story: which note of the text it is, from 0; NOT_YET before it is printed */
    uint32_t    notes;
    Buffer      scratch;
} Encoding;

enum { NOT_YET = -1 };

static json_t *story_text(Encoding *encoding, uint32_t story)
{
    uint32_t first = encoding->stories.first[story];

    buffer_reset(&encoding->scratch);
    for (uint32_t i = first; i != NO_PARAGRAPH; i = encoding->stories.next[i]) {
        if (i != first)
            buffer_add_rune(&encoding->scratch, 0x2029);
        buffer_add(&encoding->scratch, encoding->text->paragraphs[i].text);
    }
    return encoding->scratch.status == OK ? json_from_slice(buffer_slice(&encoding->scratch)) : NULL;
}

static Status encode_spans(const Paragraph *paragraph, json_t *out)
{
    Utf8Cursor cursor = {.text = paragraph->text};
    json_t    *marks;

    if (paragraph->span_count == 0)
        return OK;
    marks = json_array();
    TRY(put(out, "marks", marks));
    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        json_int_t start = (json_int_t)utf8_point_at(&cursor, paragraph->spans[i].start), end = (json_int_t)utf8_point_at(&cursor, paragraph->spans[i].end);

        for (uint32_t style = 1; style < 1u << STYLE_COUNT; style <<= 1)
            if (paragraph->spans[i].styles & style)
                TRY(append(marks, json_pack("[IIs]", start, end, style_name(style))));
    }
    return OK;
}

static Status encode_note(Encoding *encoding, const Anchor *anchor, json_t *item)
{
    uint32_t *number = &encoding->number[anchor->story];

    if (*number != (uint32_t)NOT_YET)
        return put(item, "again", json_integer(*number));
    *number = encoding->notes++;
    if (anchor->kind == ANCHOR_ENDNOTE)
        TRY(put(item, "kind", json_string("endnote")));
    return put(item, "text", story_text(encoding, anchor->story));
}

static Status encode_object(Encoding *encoding, const Anchor *anchor, json_t *item)
{
    char hex[SHA256_HEX_SIZE];

    hex_print(anchor->sha256, SHA256_SIZE, hex);
    TRY(put(item, "kind", json_string(anchor_kind_name(anchor->kind))));
    TRY(put(item, "sha256", json_string(hex)));
    if (anchor->alt.size != 0)
        TRY(put(item, "alt", json_from_slice(anchor->alt)));
    return anchor->kind == ANCHOR_BOX && anchor->story != 0 ? put(item, "text", story_text(encoding, anchor->story)) : OK;
}

static bool is_note(AnchorKind kind)
{
    return kind == ANCHOR_FOOTNOTE || kind == ANCHOR_ENDNOTE;
}

static Status encode_anchors(Encoding *encoding, const Paragraph *paragraph, json_t *out)
{
    Utf8Cursor cursor = {.text = paragraph->text};

    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        const Anchor *anchor = &paragraph->anchors[i];
        const char   *list = is_note(anchor->kind) ? "notes" : "objects";
        json_t       *item = json_pack("{sI}", "at", (json_int_t)utf8_point_at(&cursor, anchor->at));
        json_t       *items = json_object_get(out, list);

        if (items == NULL) {
            items = json_array();
            if (put(out, list, items) != OK) {
                json_decref(item);
                return ERR_MEMORY;
            }
        }
        TRY(append(items, item));
        TRY(is_note(anchor->kind) ? encode_note(encoding, anchor, item) : encode_object(encoding, anchor, item));
    }
    return OK;
}

static Status encode_paragraph(Encoding *encoding, const Paragraph *paragraph, json_t *out)
{
    TRY(put(out, "id", json_string(paragraph->id)));
    TRY(put(out, "kind", json_string(paragraph_kind_name(paragraph->kind))));
    TRY(put(out, "level", json_integer(paragraph->level)));
    TRY(put(out, "label", json_from_slice(paragraph->label)));
    TRY(put(out, "text", json_from_slice(paragraph->text)));
    TRY(encode_spans(paragraph, out));
    TRY(encode_anchors(encoding, paragraph, out));
    if (paragraph->table != NO_TABLE)
        TRY(put(out, "cell",
                json_pack("[III]", (json_int_t)paragraph->table, (json_int_t)paragraph->row, (json_int_t)paragraph->column)));
    return OK;
}

static Status encode_paragraphs(Encoding *encoding, json_t *list)
{
    for (size_t i = 0; i < encoding->text->count; i++) {
        json_t *item;

        if (encoding->text->paragraphs[i].story != 0)
            continue;
        item = json_object();
        TRY(append(list, item));
        TRY(encode_paragraph(encoding, &encoding->text->paragraphs[i], item));
    }
    return OK;
}

Status text_encode(const Text *text, Buffer *out, Problem *problem)
{
    Encoding encoding = {.text = text, .number = memory_new(text->story_count * sizeof(uint32_t))};
    json_t  *list = json_array();
    json_t  *root = json_pack("{sssssO}", "format", format_name, "language", text->language, "paragraphs", list);
    Status   status = encoding.number != NULL && root != NULL ? OK : ERR_MEMORY;

    buffer_init(&encoding.scratch, TEXT_BYTES_MAX);
    if (status == OK) {
        memset(encoding.number, 0xFF, text->story_count * sizeof(uint32_t));
        status = story_index_init(text, &encoding.stories);
    }
    if (status == OK)
        status = encode_paragraphs(&encoding, list);
    if (status == OK) {
        json_print(root, out);
        status = out->status;
    }
    json_decref(list);
    json_decref(root);
    buffer_clear(&encoding.scratch);
    memory_free(encoding.number);
    story_index_clear(&encoding.stories);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

Status text_digest(const Text *text, char out[SHA256_HEX_SIZE], Problem *problem)
{
    Buffer  stored;
    uint8_t digest[SHA256_SIZE];
    Status  status;

    buffer_init(&stored, TEXT_BYTES_MAX);
    status = text_encode(text, &stored, problem);
    if (status == OK)
        status = sha256(buffer_slice(&stored), digest);
    if (status == OK)
        hex_print(digest, sizeof digest, out);
    buffer_clear(&stored);
    return status;
}

/* ---- reading ---- */

enum { PARAGRAPH_SPANS_MAX = 100000 };

/* The words of a note or a box, which wait for their place. */
typedef struct Waiting {
    Slice    text;
    uint32_t story;
} Waiting;

typedef struct WaitingList {
    Waiting *list;
    size_t   count, capacity;
} WaitingList;

typedef struct Reading {
    Text       *text;
    WaitingList notes; /* all of the text, in order: their paragraphs come when the body is whole */
    WaitingList boxes; /* of the paragraph at hand: theirs come behind it */
    Problem    *problem;
} Reading;

static Status bad(Reading *reading, const char *what)
{
    char place[DECIMAL_MAX];

    return problem_set(reading->problem, ERR_SYNTAX, MSG("text.stored_form"), "what", what, "paragraph",
                       decimal(place, (int64_t)reading->text->count + 1), NULL);
}

static bool read_number(const json_t *value, uint32_t max, uint32_t *out)
{
    json_int_t number = json_integer_value(value);

    *out = (uint32_t)number;
    return json_is_integer(value) && number >= 0 && number <= (json_int_t)max;
}

/* A position in code points → in bytes; false when it is not within the text. */
static bool read_place(const json_t *value, Utf8Cursor *cursor, uint32_t *out)
{
    uint32_t at;

    if (!read_number(value, UINT32_MAX / 4, &at) || !utf8_seek(cursor, at))
        return false;
    *out = (uint32_t)cursor->byte;
    return true;
}

/* Marks are printed span by span with one style each: equal ranges become one span again. Neither their starts nor their ends ever fall. */
static Status read_spans(Reading *reading, const json_t *marks, Paragraph *paragraph)
{
    Utf8Cursor starts = {.text = paragraph->text}, ends = {.text = paragraph->text};
    size_t     count = json_array_size(marks);

    if (marks == NULL)
        return OK;
    if (!json_is_array(marks) || count > PARAGRAPH_SPANS_MAX)
        return bad(reading, "marks");
    paragraph->spans = arena_take_zeroed(reading->text->arena, count, sizeof(Span));
    if (paragraph->spans == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const json_t *mark = json_array_get(marks, i);
        Span          span = {0};
        Span         *last = paragraph->span_count != 0 ? &paragraph->spans[paragraph->span_count - 1] : NULL;

        if (!read_place(json_array_get(mark, 0), &starts, &span.start) || !read_place(json_array_get(mark, 1), &ends, &span.end) ||
            span.start > span.end)
            return bad(reading, "marks");
        for (uint32_t style = 1; style < 1u << STYLE_COUNT; style <<= 1)
            if (slice_is(json_slice(json_array_get(mark, 2)), style_name(style)))
                span.styles = style;
        if (span.styles == 0 || (last != NULL && (span.start < last->start || (span.start > last->start && span.start < last->end))))
            return bad(reading, "marks");
        if (last != NULL && last->start == span.start && last->end == span.end)
            last->styles |= span.styles;
        else if (last != NULL && last->start == span.start && last->end != span.end)
            return bad(reading, "marks");
        else
            paragraph->spans[paragraph->span_count++] = span;
    }
    return OK;
}

static Status wait_for(Reading *reading, WaitingList *list, Slice text, const Story *story, uint32_t *out)
{
    void  *block = list->list;
    Status status = memory_reserve(&block, &list->capacity, list->count + 1, sizeof(Waiting));

    list->list = block;
    TRY(status);
    TRY(text_add_story(reading->text, story, out));
    list->list[list->count++] = (Waiting){text, *out};
    return OK;
}

static Status read_again(Reading *reading, const json_t *again, uint32_t *story)
{
    uint32_t number;

    if (!read_number(again, UINT32_MAX, &number) || number >= reading->notes.count)
        return bad(reading, "again");
    *story = reading->notes.list[number].story;
    return OK;
}

static Status read_note(Reading *reading, const json_t *item, Paragraph *paragraph, Anchor *anchor)
{
    const json_t *again = json_object_get(item, "again");
    Story         story = {STORY_FOOTNOTE, (uint32_t)reading->text->count, paragraph->anchor_count};

    anchor->kind = slice_is(json_slice(json_object_get(item, "kind")), "endnote") ? ANCHOR_ENDNOTE : ANCHOR_FOOTNOTE;
    if (again != NULL)
        return read_again(reading, again, &anchor->story);
    if (!json_is_string(json_object_get(item, "text")))
        return bad(reading, "notes");
    if (anchor->kind == ANCHOR_ENDNOTE)
        story.kind = STORY_ENDNOTE;
    return wait_for(reading, &reading->notes, json_slice(json_object_get(item, "text")), &story, &anchor->story);
}

static Status read_object(Reading *reading, const json_t *item, Paragraph *paragraph, Anchor *anchor)
{
    const json_t *text = json_object_get(item, "text");
    Story         story = {STORY_BOX, (uint32_t)reading->text->count, paragraph->anchor_count};

    if (!anchor_kind_parse(json_slice(json_object_get(item, "kind")), &anchor->kind) || is_note(anchor->kind) ||
        !hex_parse(json_slice(json_object_get(item, "sha256")), anchor->sha256, SHA256_SIZE))
        return bad(reading, "objects");
    anchor->alt = json_slice(json_object_get(item, "alt"));
    if (text == NULL || anchor->kind != ANCHOR_BOX)
        return OK;
    return wait_for(reading, &reading->boxes, json_slice(text), &story, &anchor->story);
}

/* Does it stand at that code point? */
static bool stands_at(const json_t *item, uint32_t point)
{
    uint32_t at;

    return read_number(json_object_get(item, "at"), UINT32_MAX / 4, &at) && at == point;
}

/* Notes and objects in order of place: one of the two lists has the anchor that stands next in the text. */
static Status read_anchors(Reading *reading, const json_t *item, Paragraph *paragraph)
{
    const json_t *notes = json_object_get(item, "notes"), *objects = json_object_get(item, "objects");
    size_t        note = 0, object = 0, count = json_array_size(notes) + json_array_size(objects);
    uint32_t      point = 0;

    paragraph->anchors = arena_take_zeroed(reading->text->arena, count, sizeof(Anchor));
    if (paragraph->anchors == NULL)
        return ERR_MEMORY;
    for (size_t at = 0; at < paragraph->text.size; point++) {
        Anchor anchor = {.at = (uint32_t)at};

        if (utf8_next(paragraph->text, &at) != 0xFFFC)
            continue;
        if (stands_at(json_array_get(notes, note), point))
            TRY(read_note(reading, json_array_get(notes, note++), paragraph, &anchor));
        else if (stands_at(json_array_get(objects, object), point))
            TRY(read_object(reading, json_array_get(objects, object++), paragraph, &anchor));
        else
            return bad(reading, "objects");
        paragraph->anchors[paragraph->anchor_count++] = anchor;
    }
    return paragraph->anchor_count == count ? OK : bad(reading, "objects");
}

static Status read_cell(Reading *reading, const json_t *cell, Paragraph *paragraph)
{
    uint32_t table;

    paragraph->table = NO_TABLE;
    if (cell == NULL)
        return OK;
    if (!read_number(json_array_get(cell, 0), PARAGRAPHS_MAX, &table) ||
        !read_number(json_array_get(cell, 1), PARAGRAPHS_MAX, &paragraph->row) ||
        !read_number(json_array_get(cell, 2), PARAGRAPHS_MAX, &paragraph->column))
        return bad(reading, "cell");
    paragraph->table = (int32_t)table;
    return OK;
}

/* Our own reader keeps NUL and other controls out of a Text. */
static bool text_is_allowed(Slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < 0x20 && text.data[i] != '\n' && text.data[i] != '\t')
            return false;
    return true;
}

static Status read_paragraph(Reading *reading, const json_t *item)
{
    Paragraph paragraph = {0};
    uint32_t  level;

    paragraph.text = json_slice(json_object_get(item, "text"));
    paragraph.label = json_slice(json_object_get(item, "label"));
    if (!json_is_string(json_object_get(item, "text")) || !text_is_allowed(paragraph.text) || !text_is_allowed(paragraph.label) ||
        memmem(paragraph.text.data, paragraph.text.size, "\xE2\x80\xA9", 3) != NULL) /* U+2029 is a paragraph mark, in changes */
        return bad(reading, "text");
    if (!paragraph_id_read(json_slice(json_object_get(item, "id")), paragraph.id))
        return bad(reading, "id");
    if (!paragraph_kind_parse(json_slice(json_object_get(item, "kind")), &paragraph.kind))
        return bad(reading, "kind");
    if (!read_number(json_object_get(item, "level"), 9, &level))
        return bad(reading, "level");
    paragraph.level = (uint8_t)level;
    paragraph.label_in_text = paragraph.label.size != 0 && paragraph.text.size >= paragraph.label.size &&
                              memcmp(paragraph.text.data, paragraph.label.data, paragraph.label.size) == 0;
    TRY(read_cell(reading, json_object_get(item, "cell"), &paragraph));
    TRY(read_spans(reading, json_object_get(item, "marks"), &paragraph));
    TRY(read_anchors(reading, item, &paragraph));
    return text_add(reading->text, &paragraph, NULL);
}

/* A note or a box, its paragraphs parted at U+2029. */
static Status add_story_text(Reading *reading, const Waiting *waiting, ParagraphKind kind)
{
    Slice     rest = waiting->text;
    Paragraph paragraph = {.kind = kind, .table = NO_TABLE, .story = waiting->story};

    if (!text_is_allowed(rest))
        return bad(reading, "notes");
    for (;;) {
        const char *end = memmem(rest.data, rest.size, "\xE2\x80\xA9", 3);

        paragraph.text = (Slice){rest.data, end != NULL ? (size_t)(end - rest.data) : rest.size};
        TRY(text_add(reading->text, &paragraph, NULL));
        if (end == NULL)
            return OK;
        rest = slice_part(rest, paragraph.text.size + 3, rest.size);
    }
}

static Status read_waiting(Reading *reading, const WaitingList *waiting, ParagraphKind kind)
{
    for (size_t i = 0; i < waiting->count; i++)
        TRY(add_story_text(reading, &waiting->list[i], kind));
    return OK;
}

static Status read_root(Reading *reading, const json_t *root)
{
    const json_t *list = json_object_get(root, "paragraphs");
    size_t        index;
    json_t       *item;

    /* Without the member it is of this format: the golden record's version has none. */
    if ((json_object_get(root, "format") != NULL && !slice_is(json_slice(json_object_get(root, "format")), format_name)) || !json_is_array(list))
        return bad(reading, "format");
    json_array_foreach((json_t *)(uintptr_t)list, index, item)
    {
        reading->boxes.count = 0;
        TRY(read_paragraph(reading, item));
        TRY(read_waiting(reading, &reading->boxes, KIND_PLAIN));
    }
    TRY(read_waiting(reading, &reading->notes, KIND_FOOTNOTE));
    return text_identify(reading->text);
}

Status text_decode(Slice json, Text **out, Problem *problem)
{
    json_t *root = NULL;
    Reading reading = {.problem = problem};
    Slice   language;
    char    name[12] = "";
    Status  status;

    TRY(json_read(json, &root, problem));
    language = json_slice(json_object_get(root, "language"));
    if (language.size < sizeof name && language.size != 0)
        memcpy(name, language.data, language.size);
    reading.text = text_new(name);
    status = reading.text != NULL ? read_root(&reading, root) : ERR_MEMORY;
    if (status == ERR_MEMORY)
        problem_set(problem, status, MSG("status.memory"), NULL);
    json_decref(root);
    memory_free(reading.notes.list);
    memory_free(reading.boxes.list);
    if (status != OK)
        text_free(reading.text);
    else
        *out = reading.text;
    return status;
}
