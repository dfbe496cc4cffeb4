/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading amendments from their stored form. Nothing in it is believed: ids must exist, places lie within the text, and every `was` be the base's words there.
 */
#include "compare/amend_internal.h"
#include "compare/stored_internal.h"

enum { CHANGES_MAX = 1000000, UNIT_PARAGRAPHS_MAX = 100000 };

/* What is known of a base, for all amendments to it. */
struct AmendmentReader {
    const Text *base;
    json_t     *ids;      /* id → paragraph */
    StoryIndex  stories;
    uint32_t   *points;   /* code points of each paragraph */
};

typedef struct Stored {
    const AmendmentReader *reader;
    const Text            *base;
    Amendment             *out;
    Problem               *problem;
    size_t                 index;     /* of the change being read */
    json_t                *keys;      /* key → number of the change */
    uint32_t              *units;     /* by gap: how many units stand in it so far; made for the first one */
    uint32_t               paragraph; /* whose text `cursor` goes over: changes mostly come in order of place */
    Utf8Cursor             cursor;
} Stored;

static Status bad(Stored *stored, const char *what)
{
    char number[DECIMAL_MAX];

    return problem_set(stored->problem, ERR_SYNTAX, MSG("amendment.damaged"), "change", decimal(number, (int64_t)stored->index + 1), "what", what, NULL);
}

static Status mismatch(Stored *stored)
{
    char number[DECIMAL_MAX];

    return problem_set(stored->problem, ERR_CONFLICT, MSG("amendment.other_base"), "change", decimal(number, (int64_t)stored->index + 1), NULL);
}

static Status read_paragraph_id(Stored *stored, const json_t *item, uint32_t *out)
{
    const char   *id = json_string_value(json_object_get(item, "paragraph"));
    const json_t *found = id != NULL ? json_object_get(stored->reader->ids, id) : NULL;

    if (found == NULL)
        return bad(stored, "paragraph");
    *out = (uint32_t)json_integer_value(found);
    return OK;
}

/* Code point `point` of a paragraph of the base, which has as many → its byte. */
static uint32_t place_in(Stored *stored, uint32_t paragraph, size_t point)
{
    if (stored->paragraph != paragraph || stored->cursor.text.data == NULL)
        stored->cursor = (Utf8Cursor){.text = stored->base->paragraphs[paragraph].text};
    stored->paragraph = paragraph;
    (void)utf8_seek(&stored->cursor, point);
    return (uint32_t)stored->cursor.byte;
}

/* start and end in code points of the paragraph (end may be one more where `mark`) → bytes. */
static Status read_range(Stored *stored, const json_t *item, uint32_t paragraph, bool mark, uint32_t *start, uint32_t *end)
{
    const json_t *from = json_object_get(item, "start"), *to = json_object_get(item, "end");
    json_int_t    size = stored->reader->points[paragraph], a = json_integer_value(from), b = json_integer_value(to);

    if (!json_is_integer(from) || !json_is_integer(to) || a < 0 || a > b || b > size + mark || a > size)
        return bad(stored, "start");
    *start = place_in(stored, paragraph, (size_t)a);
    *end = b > size ? (uint32_t)stored->base->paragraphs[paragraph].text.size + 1 : place_in(stored, paragraph, (size_t)b);
    return OK;
}

static bool is_clean(Slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < 0x20 && text.data[i] != '\n' && text.data[i] != '\t')
            return false;
    return true;
}

/* ---- words ---- */

typedef struct Words {
    Slice      text;
    Span      *spans;
    NewAnchor *anchors;
    uint32_t   span_count, anchor_count;
} Words;

static Status read_marks(Stored *stored, const json_t *marks, Slice text, Span **out, uint32_t *count)
{
    Utf8Cursor starts = {.text = text}, ends = {.text = text}; /* neither ever falls */
    size_t     total = json_array_size(marks);

    *count = 0;
    *out = arena_take_zeroed(stored->out->arena, total, sizeof(Span));
    if (*out == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < total; i++) {
        const json_t *mark = json_array_get(marks, i);
        json_int_t    a = json_integer_value(json_array_get(mark, 0)), b = json_integer_value(json_array_get(mark, 1));
        Span          span = {0}, *last = *count != 0 ? &(*out)[*count - 1] : NULL;

        if (a < 0 || a > b || !utf8_seek(&starts, (size_t)a) || !utf8_seek(&ends, (size_t)b))
            return bad(stored, "marks");
        span.start = (uint32_t)starts.byte;
        span.end = (uint32_t)ends.byte;
        for (uint32_t style = 1; style < 1u << STYLE_COUNT; style <<= 1)
            if (slice_is(json_slice(json_array_get(mark, 2)), style_name(style)))
                span.styles = style;
        if (span.styles == 0 || (last != NULL && span.start < last->end && (span.start != last->start || span.end != last->end)))
            return bad(stored, "marks");
        if (last != NULL && span.start == last->start && span.end == last->end)
            last->styles |= span.styles;
        else
            (*out)[(*count)++] = span;
    }
    return OK;
}

static Status read_story(Stored *stored, Slice text, ParagraphKind kind, NewAnchor *out)
{
    size_t count = 1, from = 0;

    for (size_t i = 0; i + STORED_MARK_SIZE <= text.size; i++)
        count += memcmp(text.data + i, STORED_MARK, STORED_MARK_SIZE) == 0;
    out->story = arena_take_zeroed(stored->out->arena, count, sizeof(Paragraph));
    if (out->story == NULL)
        return ERR_MEMORY;
    if (!is_clean(text))
        return bad(stored, "text");
    for (size_t i = 0; i < count; i++) {
        const char *end = memmem(text.data + from, text.size - from, STORED_MARK, STORED_MARK_SIZE);
        size_t      to = end != NULL ? (size_t)(end - text.data) : text.size;

        out->story[i] = (Paragraph){.kind = kind, .table = NO_TABLE};
        TRY(slice_copy(stored->out->arena, slice_part(text, from, to), &out->story[i].text));
        from = to + STORED_MARK_SIZE;
    }
    out->story_count = (uint32_t)count;
    return OK;
}

static Status read_anchor(Stored *stored, const json_t *item, bool note, NewAnchor *out)
{
    const json_t *text = json_object_get(item, "text");
    Slice         kind = json_slice(json_object_get(item, "kind"));

    out->anchor.kind = note ? ANCHOR_FOOTNOTE : ANCHOR_OTHER;
    if (kind.size != 0 && !anchor_kind_parse(kind, &out->anchor.kind))
        return bad(stored, "kind");
    if (note && out->anchor.kind != ANCHOR_FOOTNOTE && out->anchor.kind != ANCHOR_ENDNOTE)
        return bad(stored, "kind");
    if (note || out->anchor.kind == ANCHOR_BOX)
        TRY(read_story(stored, json_slice(text), note ? KIND_FOOTNOTE : KIND_PLAIN, out));
    if (note)
        return OK;
    if (!hex_parse(json_slice(json_object_get(item, "sha256")), out->anchor.sha256, SHA256_SIZE))
        return bad(stored, "sha256");
    return slice_copy(stored->out->arena, json_slice(json_object_get(item, "alt")), &out->anchor.alt);
}

/* Every U+FFFC of `now` must have its note or object, in order. */
static Status read_anchors(Stored *stored, const json_t *item, Words *out)
{
    const json_t *notes = json_object_get(item, "notes"), *objects = json_object_get(item, "objects");
    size_t        note = 0, object = 0, total = json_array_size(notes) + json_array_size(objects);
    json_int_t    point = 0;

    out->anchors = arena_take_zeroed(stored->out->arena, total, sizeof(NewAnchor));
    if (out->anchors == NULL)
        return ERR_MEMORY;
    for (size_t at = 0; at < out->text.size; point++) {
        size_t        from = at;
        bool          is_note, is_object;
        const json_t *next_note = json_array_get(notes, note), *next_object = json_array_get(objects, object);

        if (utf8_next(out->text, &at) != 0xFFFC)
            continue;
        is_note = next_note != NULL && json_integer_value(json_object_get(next_note, "at")) == point;
        is_object = next_object != NULL && json_integer_value(json_object_get(next_object, "at")) == point;
        if (!is_note && !is_object)
            return bad(stored, "objects");
        TRY(read_anchor(stored, is_note ? next_note : next_object, is_note, &out->anchors[out->anchor_count]));
        out->anchors[out->anchor_count++].anchor.at = (uint32_t)from;
        note += is_note;
        object += !is_note;
    }
    return out->anchor_count == total ? OK : bad(stored, "objects");
}

static Status read_words(Stored *stored, const json_t *item, Words *out)
{
    *out = (Words){0};
    if (!json_is_string(json_object_get(item, "now")) || !is_clean(json_slice(json_object_get(item, "now"))))
        return bad(stored, "now");
    TRY(slice_copy(stored->out->arena, json_slice(json_object_get(item, "now")), &out->text));
    TRY(read_marks(stored, json_object_get(item, "marks"), out->text, &out->spans, &out->span_count));
    return read_anchors(stored, item, out);
}

static void take_words(Change *change, const Words *words)
{
    change->now = words->text;
    change->spans = words->spans;
    change->span_count = words->span_count;
    change->anchors = words->anchors;
    change->anchor_count = words->anchor_count;
}

/* ---- replace ---- */

static Status check_was(Stored *stored, const json_t *item, Slice text, uint32_t start, uint32_t end, Slice *out)
{
    Slice  was = json_slice(json_object_get(item, "was")), words = slice_part(text, start, end <= text.size ? end : text.size);
    bool   mark = end > text.size;
    size_t size = words.size + (mark ? STORED_MARK_SIZE : 0);

    if (was.size != size || (words.size != 0 && memcmp(was.data, words.data, words.size) != 0) || (mark && !slice_ends(was, STORED_MARK)))
        return mismatch(stored);
    return slice_copy(stored->out->arena, was, out);
}

static Status read_replace(Stored *stored, const json_t *item)
{
    Change change = {.op = CHANGE_REPLACE};
    Words  words;
    Slice  text;

    TRY(read_paragraph_id(stored, item, &change.paragraph));
    text = stored->base->paragraphs[change.paragraph].text;
    if (stored->base->paragraphs[change.paragraph].story != 0)
        return bad(stored, "paragraph");
    TRY(read_range(stored, item, change.paragraph, change.paragraph + 1 < stored->base->count, &change.start, &change.end));
    TRY(check_was(stored, item, text, change.start, change.end, &change.was));
    TRY(read_words(stored, item, &words));
    take_words(&change, &words);
    return amendment_add(stored->out, &change);
}

static Status read_format(Stored *stored, const json_t *item)
{
    Change change = {.op = CHANGE_FORMAT};
    Slice  text;

    TRY(read_paragraph_id(stored, item, &change.paragraph));
    text = stored->base->paragraphs[change.paragraph].text;
    TRY(read_range(stored, item, change.paragraph, false, &change.start, &change.end));
    TRY(read_marks(stored, json_object_get(item, "marks"), slice_part(text, change.start, change.end), &change.spans, &change.span_count));
    return amendment_add(stored->out, &change);
}

static Status read_deleted(Stored *stored, const json_t *item)
{
    Change change = {.op = CHANGE_DELETE};

    TRY(read_paragraph_id(stored, item, &change.paragraph));
    change.was = stored->base->paragraphs[change.paragraph].text;
    if (!slice_equal(json_slice(json_object_get(item, "was")), change.was))
        return mismatch(stored);
    return amendment_add(stored->out, &change);
}

/* ---- notes and boxes ---- */

static Status find_story(Stored *stored, const json_t *item, bool box, uint32_t *out)
{
    const json_t    *number = json_object_get(item, box ? "box" : "note");
    json_int_t       left = json_integer_value(number);
    uint32_t         index;
    const Paragraph *owner;

    TRY(read_paragraph_id(stored, item, &index));
    owner = &stored->base->paragraphs[index];
    for (uint32_t i = 0; json_is_integer(number) && i < owner->anchor_count; i++) {
        if ((owner->anchors[i].kind == ANCHOR_BOX) != box || owner->anchors[i].story == 0)
            continue;
        if (left-- == 0) {
            *out = owner->anchors[i].story;
            return OK;
        }
    }
    return bad(stored, box ? "box" : "note");
}

/* The range, in code points of the note as one string, paragraph by paragraph: the first piece brings the new words. */
static Status replace_in_story(Stored *stored, const json_t *item, uint32_t story, const Words *words)
{
    json_int_t start = json_integer_value(json_object_get(item, "start")), end = json_integer_value(json_object_get(item, "end")), at = 0;
    Slice      was = json_slice(json_object_get(item, "was"));
    size_t     checked = 0;
    bool       brought = false;

    if (!json_is_integer(json_object_get(item, "start")) || !json_is_integer(json_object_get(item, "end")) || start < 0 || start > end)
        return bad(stored, "start");
    for (uint32_t i = stored->reader->stories.first[story]; i != NO_PARAGRAPH; i = stored->reader->stories.next[i]) {
        Slice      text = stored->base->paragraphs[i].text;
        json_int_t size = stored->reader->points[i], from = start - at, to = end - at;
        Change     change = {.op = CHANGE_REPLACE, .paragraph = i};
        size_t     piece;

        at += size + 1;
        if (from > size || (brought && to <= 0))
            continue;
        change.start = from > 0 ? place_in(stored, i, (size_t)from) : 0;
        change.end = to > size ? (uint32_t)text.size + 1 : place_in(stored, i, (size_t)to);
        piece = change.end - change.start + (change.end > text.size ? STORED_MARK_SIZE - 1 : 0);
        if (piece > was.size - checked || memcmp(was.data + checked, text.data + change.start, (change.end < text.size ? change.end : text.size) - change.start) != 0)
            return mismatch(stored);
        TRY(slice_copy(stored->out->arena, slice_part(was, checked, checked + piece), &change.was));
        checked += piece;
        if (!brought)
            take_words(&change, words);
        brought = true;
        TRY(amendment_add(stored->out, &change));
    }
    return brought && checked == was.size && end < at ? OK : bad(stored, "end");
}

static Status read_in_note(Stored *stored, const json_t *item)
{
    uint32_t story;
    Words    words;

    TRY(find_story(stored, item, false, &story));
    TRY(read_words(stored, item, &words));
    return replace_in_story(stored, item, story, &words);
}

static Status read_in_box(Stored *stored, const json_t *item)
{
    uint32_t story;
    Words    words;

    TRY(find_story(stored, item, true, &story));
    TRY(read_words(stored, item, &words));
    return replace_in_story(stored, item, story, &words);
}

/* ---- units ---- */

static Status read_cell(Stored *stored, const json_t *cell, Paragraph *out)
{
    uint32_t numbers[3];

    out->table = NO_TABLE;
    for (size_t i = 0; cell != NULL && i < 3; i++) {
        const json_t *number = json_array_get(cell, i);

        if (!json_is_integer(number) || json_integer_value(number) < 0 || json_integer_value(number) > PARAGRAPHS_MAX)
            return bad(stored, "cell");
        numbers[i] = (uint32_t)json_integer_value(number);
    }
    if (cell == NULL)
        return OK;
    out->table = (int32_t)numbers[0];
    out->row = numbers[1];
    out->column = numbers[2];
    return OK;
}

static Status read_unit_paragraph(Stored *stored, const json_t *item, Unit *unit, NewAnchor **anchors, size_t *capacity)
{
    Paragraph *out = &unit->paragraphs[unit->paragraph_count];
    Words      words;
    json_int_t level = json_integer_value(json_object_get(item, "level"));
    void      *block = *anchors;
    Status     status;

    *out = (Paragraph){0};
    if (!paragraph_kind_parse(json_slice(json_object_get(item, "kind")), &out->kind) || level < 0 || level > 9)
        return bad(stored, "kind");
    out->level = (uint8_t)level;
    TRY(read_cell(stored, json_object_get(item, "cell"), out));
    TRY(read_words(stored, item, &words));
    if (memmem(words.text.data, words.text.size, STORED_MARK, STORED_MARK_SIZE) != NULL)
        return bad(stored, "now"); /* a paragraph has one mark, its own */
    out->text = words.text;
    out->spans = words.spans;
    out->span_count = words.span_count;
    out->anchor_count = words.anchor_count;
    out->anchors = arena_take_zeroed(stored->out->arena, words.anchor_count, sizeof(Anchor));
    if (out->anchors == NULL)
        return ERR_MEMORY;
    status = memory_reserve(&block, capacity, unit->anchor_count + words.anchor_count + 1, sizeof(NewAnchor));
    *anchors = block;
    TRY(status);
    for (uint32_t i = 0; i < words.anchor_count; i++) {
        out->anchors[i] = words.anchors[i].anchor;
        (*anchors)[unit->anchor_count++] = words.anchors[i];
    }
    unit->paragraph_count++;
    return OK;
}

static Status read_unit(Stored *stored, const json_t *item, UnitKind kind, Unit *out)
{
    const json_t *list = json_object_get(item, "paragraphs");
    size_t        count = kind == UNIT_PARAGRAPH ? 1 : json_array_size(list), capacity = 0;
    NewAnchor    *anchors = NULL;
    Status        status = OK;

    if (count == 0 || count > UNIT_PARAGRAPHS_MAX)
        return bad(stored, "paragraphs");
    *out = (Unit){.kind = kind, .paragraphs = arena_take_zeroed(stored->out->arena, count, sizeof(Paragraph))};
    if (out->paragraphs == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count && status == OK; i++) {
        status = read_unit_paragraph(stored, kind == UNIT_PARAGRAPH ? item : json_array_get(list, i), out, &anchors, &capacity);
        if (status == OK && kind != UNIT_PARAGRAPH && out->paragraphs[i].table == NO_TABLE)
            status = bad(stored, "cell");
    }
    out->anchors = arena_take_zeroed(stored->out->arena, out->anchor_count, sizeof(NewAnchor));
    if (out->anchors == NULL)
        status = ERR_MEMORY;
    else if (out->anchor_count != 0)
        memcpy(out->anchors, anchors, out->anchor_count * sizeof(NewAnchor));
    memory_free(anchors);
    return status;
}

/* `after`: an id, "" for before the first, or the key of a unit read before, whose gap this one shares. */
static Status read_after(Stored *stored, const json_t *item, Change *change)
{
    const char   *after = json_string_value(json_object_get(item, "after"));
    const json_t *found;

    if (after == NULL)
        return bad(stored, "after");
    change->after = BEFORE_FIRST;
    if (*after == '\0')
        return OK;
    found = json_object_get(stored->reader->ids, after);
    if (found != NULL) {
        change->after = (int32_t)json_integer_value(found);
        return stored->base->paragraphs[change->after].story == 0 ? OK : bad(stored, "after");
    }
    found = json_object_get(stored->keys, after);
    if (found == NULL)
        return bad(stored, "after");
    change->after = stored->out->changes[json_integer_value(found)].after;
    return OK;
}

/* Units in one gap keep the order of the array. */
static Status add_unit(Stored *stored, const json_t *item, Change *change)
{
    const char *key = json_string_value(json_object_get(item, "key"));

    if (stored->units == NULL)
        stored->units = memory_new_zeroed(stored->base->count + 1, sizeof *stored->units);
    if (stored->units == NULL)
        return ERR_MEMORY;
    change->order = stored->units[change->after + 1]++;
    if (key != NULL && json_object_set_new(stored->keys, key, json_integer((json_int_t)stored->out->count)) != 0)
        return ERR_MEMORY;
    return amendment_add(stored->out, change);
}

static Status read_inserted(Stored *stored, const json_t *item, UnitKind kind)
{
    Change change = {.op = CHANGE_INSERT};

    TRY(read_after(stored, item, &change));
    TRY(read_unit(stored, item, kind, &change.unit));
    return add_unit(stored, item, &change);
}

static Status read_inserted_paragraph(Stored *stored, const json_t *item)
{
    return read_inserted(stored, item, UNIT_PARAGRAPH);
}

static Status read_inserted_row(Stored *stored, const json_t *item)
{
    return read_inserted(stored, item, UNIT_ROW);
}

static Status read_inserted_table(Stored *stored, const json_t *item)
{
    return read_inserted(stored, item, UNIT_TABLE);
}

static Status read_moved(Stored *stored, const json_t *item)
{
    Change change = {.op = CHANGE_MOVE};

    TRY(read_paragraph_id(stored, item, &change.paragraph));
    change.was = stored->base->paragraphs[change.paragraph].text;
    if (!slice_equal(json_slice(json_object_get(item, "was")), change.was))
        return mismatch(stored);
    TRY(read_after(stored, item, &change));
    if (json_object_get(item, "now") != NULL) {
        TRY(read_unit(stored, item, UNIT_PARAGRAPH, &change.unit));
    } else { /* moved as it is */
        change.unit = (Unit){UNIT_PARAGRAPH, arena_take_zeroed(stored->out->arena, 1, sizeof(Paragraph)), NULL, 1, 0};
        if (change.unit.paragraphs == NULL)
            return ERR_MEMORY;
        TRY(unit_copy_paragraph(stored->out->arena, &stored->base->paragraphs[change.paragraph], &change.unit.paragraphs[0]));
        if (change.unit.paragraphs[0].anchor_count != 0)
            return bad(stored, "now");
    }
    return add_unit(stored, item, &change);
}

/* ---- all ---- */

typedef struct StoredOp {
    const char *name;
    Status (*read)(Stored *stored, const json_t *item);
} StoredOp;

static const StoredOp ops[] = {
    {"replace", read_replace},
    {"insert_paragraph", read_inserted_paragraph},
    {"insert_row", read_inserted_row},
    {"insert_table", read_inserted_table},
    {"delete_paragraph", read_deleted},
    {"move_paragraph", read_moved},
    {"replace_note", read_in_note},
    {"replace_box", read_in_box},
    {"format", read_format},
};

static Status read_change(Stored *stored, const json_t *item)
{
    Slice  name = json_slice(json_object_get(item, "op"));
    size_t before = stored->out->count;

    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (!slice_is(name, ops[i].name))
            continue;
        TRY(ops[i].read(stored, item));
        for (size_t k = before; k < stored->out->count; k++) {
            stored->out->changes[k].silent = json_is_true(json_object_get(item, "silent"));
            stored->out->changes[k].item = (uint32_t)stored->index;
        }
        return OK;
    }
    return bad(stored, "op");
}

static Status read_all(Stored *stored, const json_t *list)
{
    Amendment    *out = stored->out;
    const json_t *item;

    if (!json_is_array(list) || json_array_size(list) > CHANGES_MAX)
        return bad(stored, "changes");
    out->item_count = json_array_size(list);
    out->joined = arena_take_zeroed(out->arena, out->item_count, sizeof *out->joined);
    if (out->joined == NULL)
        return ERR_MEMORY;
    json_array_foreach((json_t *)(uintptr_t)list, stored->index, item)
        TRY(read_change(stored, item));
    for (size_t i = 0; i < out->item_count; i++)
        out->joined[i] = (uint32_t)i;
    return stored_settle(stored->base, out, stored->problem);
}

static Status fill_reader(AmendmentReader *reader)
{
    const Text *base = reader->base;

    reader->ids = json_object();
    reader->points = memory_new((base->count + 1) * sizeof *reader->points);
    if (reader->ids == NULL || reader->points == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < base->count; i++) {
        reader->points[i] = (uint32_t)utf8_count(base->paragraphs[i].text);
        TRY(stored_put(reader->ids, base->paragraphs[i].id, json_integer((json_int_t)i)));
    }
    return story_index_init(base, &reader->stories);
}

AmendmentReader *amendment_reader_new(const Text *base)
{
    AmendmentReader *reader = memory_new_zeroed(1, sizeof *reader);

    if (reader == NULL)
        return NULL;
    reader->base = base;
    if (fill_reader(reader) == OK)
        return reader;
    amendment_reader_free(reader);
    return NULL;
}

void amendment_reader_free(AmendmentReader *reader)
{
    if (reader == NULL)
        return;
    json_decref(reader->ids);
    story_index_clear(&reader->stories);
    memory_free(reader->points);
    memory_free(reader);
}

Status amendment_reader_read(const AmendmentReader *reader, const json_t *changes, Amendment **out, Problem *problem)
{
    Stored stored = {.reader = reader, .base = reader->base, .keys = json_object(), .problem = problem, .out = amendment_new()};
    Status status = stored.out != NULL && stored.keys != NULL ? read_all(&stored, changes) : ERR_MEMORY;

    json_decref(stored.keys);
    memory_free(stored.units);
    if (status != OK) {
        amendment_free(stored.out);
        return problem_at(problem, status, NULL);
    }
    *out = stored.out;
    return OK;
}

Status stored_read_changes(const Text *base, const json_t *list, Amendment **out, Problem *problem)
{
    AmendmentReader *reader = amendment_reader_new(base);
    Status           status = reader != NULL ? amendment_reader_read(reader, list, out, problem) : problem_at(problem, ERR_MEMORY, NULL);

    amendment_reader_free(reader);
    return status;
}

Status amendment_decode(const Text *base, Slice json, Amendment **out, Problem *problem)
{
    json_t *root = NULL;
    char    version[SHA256_HEX_SIZE];
    Status  status;

    TRY(json_read(json, &root, problem));
    status = text_digest(base, version, problem);
    if (status == OK && !slice_is(json_slice(json_object_get(root, "version")), version))
        status = problem_set(problem, ERR_CONFLICT, MSG("amendment.other_version"), NULL);
    if (status == OK)
        status = stored_read_changes(base, json_object_get(root, "changes"), out, problem);
    json_decref(root);
    return status;
}
