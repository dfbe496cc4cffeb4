/* SPDX-License-Identifier: Apache-2.0
 *
 * Printing amendments in their stored form (docs/formats/amendment.md). Positions become code points; changes in notes and boxes become replace_note and
 * replace_box on the note's text as one string.
 */
#include "compare/stored_internal.h"

typedef struct Printing {
    const Text      *base;
    const Amendment *amendment;
    json_t          *list;
    Buffer           scratch;
} Printing;

Status stored_put(json_t *object, const char *key, json_t *value)
{
    return value != NULL && json_object_set_new(object, key, value) == 0 ? OK : ERR_MEMORY;
}

Status stored_append(json_t *array, json_t *value)
{
    return value != NULL && json_array_append_new(array, value) == 0 ? OK : ERR_MEMORY;
}

static json_t *points(Slice text, size_t bytes)
{
    size_t within = bytes < text.size ? bytes : text.size;

    return json_integer((json_int_t)(utf8_count(slice_part(text, 0, within)) + (bytes > text.size)));
}

uint32_t stored_story_start(const Text *base, uint32_t paragraph)
{
    uint32_t at = 0;

    for (uint32_t i = 0; i < paragraph; i++)
        if (base->paragraphs[i].story == base->paragraphs[paragraph].story)
            at += (uint32_t)utf8_count(base->paragraphs[i].text) + 1;
    return at;
}

/* ---- words with their styles and objects ---- */

static Status print_spans(Slice text, const Span *spans, uint32_t count, json_t *out)
{
    Utf8Cursor cursor = {.text = text};
    json_t    *marks;

    if (count == 0)
        return OK;
    marks = json_array();
    TRY(stored_put(out, "marks", marks));
    for (uint32_t i = 0; i < count; i++) {
        json_int_t start = (json_int_t)utf8_point_at(&cursor, spans[i].start), end = (json_int_t)utf8_point_at(&cursor, spans[i].end);

        for (uint32_t style = 1; style < 1u << STYLE_COUNT; style <<= 1)
            if (spans[i].styles & style)
                TRY(stored_append(marks, json_pack("[IIs]", start, end, style_name(style))));
    }
    return OK;
}

static json_t *story_text(Printing *printing, const NewAnchor *anchor)
{
    buffer_reset(&printing->scratch);
    for (uint32_t i = 0; i < anchor->story_count; i++) {
        if (i != 0)
            buffer_add_string(&printing->scratch, STORED_MARK);
        buffer_add(&printing->scratch, anchor->story[i].text);
    }
    return printing->scratch.status == OK ? json_from_slice(buffer_slice(&printing->scratch)) : NULL;
}

static Status print_anchor(Printing *printing, Utf8Cursor *cursor, const NewAnchor *anchor, json_t *out)
{
    bool        note = anchor->anchor.kind == ANCHOR_FOOTNOTE || anchor->anchor.kind == ANCHOR_ENDNOTE;
    const char *list = note ? "notes" : "objects";
    json_t     *item = json_pack("{sI}", "at", (json_int_t)utf8_point_at(cursor, anchor->anchor.at));
    char        hex[SHA256_HEX_SIZE];

    if (json_object_get(out, list) == NULL && stored_put(out, list, json_array()) != OK) {
        json_decref(item);
        return ERR_MEMORY;
    }
    TRY(stored_append(json_object_get(out, list), item));
    if (!note || anchor->anchor.kind == ANCHOR_ENDNOTE)
        TRY(stored_put(item, "kind", json_string(anchor_kind_name(anchor->anchor.kind))));
    if (note || anchor->anchor.kind == ANCHOR_BOX)
        TRY(stored_put(item, "text", story_text(printing, anchor)));
    if (note)
        return OK;
    hex_print(anchor->anchor.sha256, SHA256_SIZE, hex);
    if (anchor->anchor.alt.size != 0)
        TRY(stored_put(item, "alt", json_from_slice(anchor->anchor.alt)));
    return stored_put(item, "sha256", json_string(hex));
}

static Status print_words(Printing *printing, Slice text, const Span *spans, uint32_t span_count, const NewAnchor *anchors, uint32_t anchor_count,
                          json_t *out)
{
    Utf8Cursor cursor = {.text = text};

    TRY(stored_put(out, "now", json_from_slice(text)));
    TRY(print_spans(text, spans, span_count, out));
    for (uint32_t i = 0; i < anchor_count; i++)
        TRY(print_anchor(printing, &cursor, &anchors[i], out));
    return OK;
}

/* ---- changes in notes and boxes ---- */

static uint32_t story_number(const Text *base, uint32_t story, bool *box)
{
    const Story     *from = &base->stories[story];
    const Paragraph *owner = &base->paragraphs[from->paragraph];
    uint32_t         number = 0;

    *box = from->kind == STORY_BOX;
    for (uint32_t i = 0; i < from->anchor && i < owner->anchor_count; i++)
        number += (owner->anchors[i].kind == ANCHOR_BOX) == *box && owner->anchors[i].story != 0;
    return number;
}

static Status print_in_story(Printing *printing, uint32_t story, json_int_t start, json_int_t end, Slice was, Slice now, const Change *change)
{
    const Text *base = printing->base;
    bool        box;
    uint32_t    number = story_number(base, story, &box);
    json_t     *item = json_pack("{sssssIsIsI}", "op", box ? "replace_box" : "replace_note", "paragraph",
                                 base->paragraphs[base->stories[story].paragraph].id, box ? "box" : "note", (json_int_t)number, "start", start, "end", end);

    TRY(stored_append(printing->list, item));
    TRY(stored_put(item, "was", json_from_slice(was)));
    return print_words(printing, now, change != NULL ? change->spans : NULL, change != NULL ? change->span_count : 0,
                       change != NULL ? change->anchors : NULL, change != NULL ? change->anchor_count : 0, item);
}

static bool is_last_of_story(const Text *base, uint32_t paragraph)
{
    for (uint32_t i = paragraph + 1; i < base->count; i++)
        if (base->paragraphs[i].story == base->paragraphs[paragraph].story)
            return false;
    return true;
}

/* A whole paragraph of a note goes with its mark, or, the last one, with the mark before it. */
static Status print_deleted_in_story(Printing *printing, uint32_t index)
{
    const Paragraph *paragraph = &printing->base->paragraphs[index];
    json_int_t       start = stored_story_start(printing->base, index), size = (json_int_t)utf8_count(paragraph->text);
    bool             last = is_last_of_story(printing->base, index);
    Buffer           was;
    Status           status;

    buffer_init(&was, TEXT_BYTES_MAX);
    if (last && start > 0)
        buffer_add_string(&was, STORED_MARK);
    buffer_add(&was, paragraph->text);
    if (!last)
        buffer_add_string(&was, STORED_MARK);
    status = was.status != OK ? was.status
                              : print_in_story(printing, paragraph->story, last && start > 0 ? start - 1 : start, start + size + !last,
                                               buffer_slice(&was), (Slice){NULL, 0}, NULL);
    buffer_clear(&was);
    return status;
}

static bool is_deleted(const Printing *printing, int32_t paragraph)
{
    for (size_t i = 0; i < printing->amendment->count; i++)
        if (printing->amendment->changes[i].op == CHANGE_DELETE && printing->amendment->changes[i].paragraph == (uint32_t)paragraph)
            return true;
    return false;
}

/* New paragraphs of a note come with the mark before them; before the first one, and behind one that is deleted with its own mark, with the mark after. */
static Status print_inserted_in_story(Printing *printing, const Change *change)
{
    bool       first = change->after == BEFORE_FIRST, gone = !first && is_deleted(printing, change->after);
    bool       last = !first && is_last_of_story(printing->base, (uint32_t)change->after), leads = first || (gone && !last);
    json_int_t start = first ? 0 : (json_int_t)stored_story_start(printing->base, (uint32_t)change->after), at = start;
    Buffer     now;
    Status     status;

    buffer_init(&now, TEXT_BYTES_MAX);
    if (!first)
        at += (json_int_t)utf8_count(printing->base->paragraphs[change->after].text) + leads;
    for (uint32_t i = 0; i < change->unit.paragraph_count; i++) {
        if (!leads && !(gone && start == 0 && change->order == 0 && i == 0)) /* in the place of the only one it needs no mark */
            buffer_add_string(&now, STORED_MARK);
        buffer_add(&now, change->unit.paragraphs[i].text);
        if (leads)
            buffer_add_string(&now, STORED_MARK);
    }
    status = now.status != OK ? now.status
                              : print_in_story(printing, change->story, at, at, (Slice){NULL, 0}, buffer_slice(&now), NULL);
    buffer_clear(&now);
    return status;
}

static Status print_story_change(Printing *printing, const Change *change)
{
    const Paragraph *paragraph = change->op != CHANGE_INSERT ? &printing->base->paragraphs[change->paragraph] : NULL;
    json_int_t       start;

    switch (change->op) {
    case CHANGE_INSERT: return print_inserted_in_story(printing, change);
    case CHANGE_DELETE: return print_deleted_in_story(printing, change->paragraph);
    case CHANGE_MOVE:
        TRY(print_deleted_in_story(printing, change->paragraph));
        return print_inserted_in_story(printing, change);
    case CHANGE_REPLACE:
        start = stored_story_start(printing->base, change->paragraph);
        return print_in_story(printing, paragraph->story, start + (json_int_t)utf8_count(slice_part(paragraph->text, 0, change->start)),
                              start + (json_int_t)utf8_count(slice_part(paragraph->text, 0, change->end < paragraph->text.size ? change->end : paragraph->text.size)) +
                                  (change->end > paragraph->text.size),
                              change->was, change->now, change);
    case CHANGE_FORMAT:
    default: return OK; /* styles inside notes are not stored */
    }
}

/* ---- changes in the body ---- */

static Status print_replace(Printing *printing, const Change *change)
{
    const Paragraph *paragraph = &printing->base->paragraphs[change->paragraph];
    json_t          *item = json_pack("{sssssoso}", "op", "replace", "paragraph", paragraph->id, "start", points(paragraph->text, change->start), "end",
                                      points(paragraph->text, change->end));

    TRY(stored_append(printing->list, item));
    TRY(stored_put(item, "was", json_from_slice(change->was)));
    return print_words(printing, change->now, change->spans, change->span_count, change->anchors, change->anchor_count, item);
}

static Status print_format(Printing *printing, const Change *change)
{
    const Paragraph *paragraph = &printing->base->paragraphs[change->paragraph];
    json_t          *item = json_pack("{sssssoso}", "op", "format", "paragraph", paragraph->id, "start", points(paragraph->text, change->start), "end",
                                      points(paragraph->text, change->end));

    TRY(stored_append(printing->list, item));
    TRY(stored_put(item, "marks", json_array()));
    return change->span_count == 0 ? OK : print_spans(slice_part(paragraph->text, change->start, change->end), change->spans, change->span_count, item);
}

static json_t *cell_of(const Paragraph *paragraph)
{
    return json_pack("[III]", (json_int_t)paragraph->table, (json_int_t)paragraph->row, (json_int_t)paragraph->column);
}

static Status print_unit_paragraph(Printing *printing, const Paragraph *paragraph, const NewAnchor *anchors, json_t *item)
{
    TRY(stored_put(item, "kind", json_string(paragraph_kind_name(paragraph->kind))));
    TRY(stored_put(item, "level", json_integer(paragraph->level)));
    if (paragraph->table != NO_TABLE)
        TRY(stored_put(item, "cell", cell_of(paragraph)));
    return print_words(printing, paragraph->text, paragraph->spans, paragraph->span_count, anchors, paragraph->anchor_count, item);
}

static Status print_unit(Printing *printing, const Unit *unit, json_t *item)
{
    uint32_t anchor = 0;

    if (unit->kind == UNIT_PARAGRAPH)
        return print_unit_paragraph(printing, &unit->paragraphs[0], unit->anchors, item);
    TRY(stored_put(item, "paragraphs", json_array()));
    for (uint32_t i = 0; i < unit->paragraph_count; i++) {
        json_t *one = json_object();

        TRY(stored_append(json_object_get(item, "paragraphs"), one));
        TRY(print_unit_paragraph(printing, &unit->paragraphs[i], unit->anchors + anchor, one));
        anchor += unit->paragraphs[i].anchor_count;
    }
    return OK;
}

static const Change *unit_before(const Amendment *amendment, const Change *change)
{
    for (size_t i = 0; i < amendment->count && change->order > 0; i++) {
        const Change *other = &amendment->changes[i];

        if ((other->op == CHANGE_INSERT || other->op == CHANGE_MOVE) && other->after == change->after && other->story == change->story &&
            other->order + 1 == change->order)
            return other;
    }
    return NULL;
}

/* The key of a unit is "n" and its place in the amendment. */
static Status put_key(json_t *item, const char *name, const Amendment *amendment, const Change *change)
{
    return stored_put(item, name, json_sprintf("n%d", (int)(change - amendment->changes)));
}

static Status print_inserted(Printing *printing, const Amendment *amendment, const Change *change)
{
    static const char *const ops[] = {[UNIT_PARAGRAPH] = "insert_paragraph", [UNIT_ROW] = "insert_row", [UNIT_TABLE] = "insert_table"};
    const Change            *before = unit_before(amendment, change);
    bool                     moved = change->op == CHANGE_MOVE;
    json_t                  *item = json_pack("{ss}", "op", moved ? "move_paragraph" : ops[change->unit.kind]);

    TRY(stored_append(printing->list, item));
    if (before != NULL)
        TRY(put_key(item, "after", amendment, before));
    else
        TRY(stored_put(item, "after", json_string(change->after != BEFORE_FIRST ? printing->base->paragraphs[change->after].id : "")));
    TRY(put_key(item, "key", amendment, change));
    if (moved) {
        TRY(stored_put(item, "paragraph", json_string(printing->base->paragraphs[change->paragraph].id)));
        TRY(stored_put(item, "was", json_from_slice(change->was)));
    }
    return print_unit(printing, &change->unit, item);
}

static Status print_kind(Printing *printing, const Amendment *amendment, const Change *change)
{
    uint32_t story = change->op == CHANGE_INSERT ? change->story : printing->base->paragraphs[change->paragraph].story;

    if (story != 0)
        return print_story_change(printing, change);
    switch (change->op) {
    case CHANGE_REPLACE: return print_replace(printing, change);
    case CHANGE_FORMAT: return print_format(printing, change);
    case CHANGE_DELETE:
        TRY(stored_append(printing->list, json_pack("{ssss}", "op", "delete_paragraph", "paragraph", printing->base->paragraphs[change->paragraph].id)));
        return stored_put(json_array_get(printing->list, json_array_size(printing->list) - 1), "was", json_from_slice(change->was));
    default: return print_inserted(printing, amendment, change);
    }
}

/* A change that its file did not track says so. */
static Status print_change(Printing *printing, const Amendment *amendment, const Change *change)
{
    size_t before = json_array_size(printing->list);

    TRY(print_kind(printing, amendment, change));
    for (size_t i = before; change->silent && i < json_array_size(printing->list); i++)
        TRY(stored_put(json_array_get(printing->list, i), "silent", json_true()));
    return OK;
}

static int by_order(const void *a, const void *b)
{
    const Change *x = *(const Change *const *)a, *y = *(const Change *const *)b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x > y) - (x < y); /* of one array: its order */
}

/* Units come after those they stand behind, so that a key is known before it is used. */
static Status print_all(Printing *printing, const Amendment *amendment)
{
    const Change **units = memory_new((amendment->count + 1) * sizeof *units);
    size_t         count = 0;
    Status         status = units != NULL ? OK : ERR_MEMORY;

    for (size_t i = 0; i < amendment->count && status == OK; i++) {
        const Change *change = &amendment->changes[i];

        if ((change->op == CHANGE_INSERT || change->op == CHANGE_MOVE) && change->story == 0)
            units[count++] = change;
        else
            status = print_change(printing, amendment, change);
    }
    if (status == OK)
        qsort(units, count, sizeof *units, by_order);
    for (size_t i = 0; i < count && status == OK; i++)
        status = print_change(printing, amendment, units[i]);
    memory_free(units);
    return status;
}

Status stored_print_changes(const Text *base, const Amendment *amendment, json_t **out, Problem *problem)
{
    Printing printing = {.base = base, .amendment = amendment, .list = json_array()};
    Status   status;

    buffer_init(&printing.scratch, TEXT_BYTES_MAX);
    status = printing.list != NULL ? print_all(&printing, amendment) : ERR_MEMORY;
    buffer_clear(&printing.scratch);
    if (status != OK) {
        json_decref(printing.list);
        return problem_set(problem, status, status_face(status)->message, NULL);
    }
    *out = printing.list;
    return OK;
}

Status amendment_encode(const Text *base, const Amendment *amendment, Buffer *out, Problem *problem)
{
    json_t *list = NULL, *root;
    char    version[SHA256_HEX_SIZE];

    TRY(text_digest(base, version, problem));
    TRY(stored_print_changes(base, amendment, &list, problem));
    root = json_pack("{ssso}", "version", version, "changes", list);
    if (root == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    json_print(root, out);
    json_decref(root);
    return out->status == OK ? OK : problem_set(problem, out->status, status_face(out->status)->message, NULL);
}
