/* SPDX-License-Identifier: Apache-2.0
 *
 * Footnotes and endnotes: the base's, with what is asked of their words, and new ones. A new note has an id of its own; its mark in the text is inserted,
 * its content stands in the notes part as it is.
 */
#include "format/docx/write_internal.h"
#include "format/docx/xml_internal.h"

typedef struct NoteNames {
    const char *root, *element, *mark, *style, *text_style;
} NoteNames;

static const NoteNames note_names[] = {
    [STORY_FOOTNOTE] = {"w:footnotes", "w:footnote", "<w:footnoteRef/>", "FootnoteReference", "FootnoteText"},
    [STORY_ENDNOTE] = {"w:endnotes", "w:endnote", "<w:endnoteRef/>", "EndnoteReference", "EndnoteText"},
};

/* ---- ids ---- */

/* The highest id that a separator of each kind has: notes stand above it, and so above 0, which is the last separator's where we make them (add_separators). */
static void highest_separators(const Docx *base, uint32_t highest[STORY_ENDNOTE + 1])
{
    for (size_t i = 0; i < base->node_count; i++) {
        const DocxNode *node = &base->nodes[i];
        uint32_t        id = node->type == NODE_NOTE_RAW ? xml_number(docx_note_id(docx_slice(base, node->xml)), 0) : 0;

        if (id != 0 && id > highest[node->link])
            highest[node->link] = id;
    }
}

/* The ids of the base's notes, lowest first, are given out again; then new ones above all. */
static Status collect_ids(Writer *writer, StoryKind kind, uint32_t separators)
{
    const Docx *base = writer->base;
    NoteIds    *ids = &writer->note_ids[kind];

    ids->free = arena_take(writer->arena, (base->note_count + 1) * sizeof *ids->free);
    if (ids->free == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < base->note_count; i++)
        if (base->notes[i].kind == (uint32_t)kind && base->notes[i].id > separators && base->notes[i].id <= DOCX_NOTE_ID_MAX)
            ids->free[ids->count++] = base->notes[i].id;
    numbers_sort(ids->free, ids->count);
    ids->last = ids->count != 0 ? ids->free[ids->count - 1] : separators;
    return OK;
}

static Status ids_prepare(Writer *writer)
{
    uint32_t highest[STORY_ENDNOTE + 1] = {0};

    writer->note_id = arena_take_zeroed(writer->arena, writer->base->note_count + 1, sizeof *writer->note_id);
    if (writer->note_id == NULL)
        return ERR_MEMORY;
    highest_separators(writer->base, highest);
    for (int kind = STORY_FOOTNOTE; kind <= STORY_ENDNOTE; kind++)
        TRY(collect_ids(writer, (StoryKind)kind, highest[kind]));
    return OK;
}

static Status next_id(Writer *writer, StoryKind kind, uint32_t *out)
{
    NoteIds *ids = &writer->note_ids[kind];

    if (writer->note_id == NULL)
        TRY(ids_prepare(writer));
    *out = ids->used < ids->count ? ids->free[ids->used] : ++ids->last;
    ids->used++;
    return OK;
}

/* The id of the note whose mark is written now. */
static Status mark_id(Line *line, StoryKind kind, uint32_t *out)
{
    NoteIds *ids = &line->writer->note_ids[kind];

    TRY(next_id(line->writer, kind, out));
    line->first_note = line->first_note || ids->used == 1;
    return OK;
}

Status notes_base_reference(Line *line, uint32_t note, Slice xml, Slice *out)
{
    Writer *writer = line->writer;
    Slice   id = docx_note_id(xml);
    size_t  at = (size_t)(id.data - xml.data);
    Buffer  made;
    Status  status;

    if (writer->note_id == NULL)
        TRY(ids_prepare(writer));
    if (writer->note_id[note] == 0)
        TRY(mark_id(line, (StoryKind)writer->base->notes[note].kind, &writer->note_id[note]));
    REQUIRE(id.data != NULL); /* docx_read found the note by it, docx_decode looked for it */
    buffer_init(&made, xml.size + DECIMAL_MAX);
    buffer_add(&made, slice_part(xml, 0, at));
    buffer_add_format(&made, "%u", writer->note_id[note]);
    buffer_add(&made, slice_part(xml, at + id.size, xml.size));
    status = made.status == OK ? slice_copy(writer->arena, buffer_slice(&made), out) : made.status;
    buffer_clear(&made);
    return status;
}

Status notes_reference(Line *line, const NewAnchor *anchor)
{
    Writer   *writer = line->writer;
    StoryKind kind = anchor->anchor.kind == ANCHOR_ENDNOTE ? STORY_ENDNOTE : STORY_FOOTNOTE;
    NewNote   note = {.kind = kind, .anchor = anchor};
    void     *block = writer->notes;
    Status    status = memory_reserve(&block, &writer->note_capacity, writer->note_count + 1, sizeof note);

    writer->notes = block;
    TRY(status);
    status = mark_id(line, kind, &note.id);
    TRY(status);
    writer->notes[writer->note_count++] = note;
    buffer_add_string(&line->runs, "<w:r><w:rPr><w:rStyle w:val=\"");
    buffer_add_string(&line->runs, note_names[kind].style);
    buffer_add_string(&line->runs, "\"/><w:vertAlign w:val=\"superscript\"/></w:rPr>");
    if (kind == STORY_ENDNOTE)
        buffer_add_format(&line->runs, "<w:endnoteReference w:id=\"%u\"/>", note.id);
    else
        buffer_add_format(&line->runs, "<w:footnoteReference w:id=\"%u\"/>", note.id);
    buffer_add_string(&line->runs, "</w:r>");
    return line->runs.status;
}

static Status write_new_note(Writer *writer, const NewNote *note, Buffer *out)
{
    const NoteNames *names = &note_names[note->kind];

    buffer_add_format(out, "<%s w:id=\"%u\">", names->element, note->id);
    for (uint32_t i = 0; i < note->anchor->story_count; i++) {
        const Paragraph *paragraph = &note->anchor->story[i];
        Entries          entries = {0};
        Line             line;
        Status           status = line_init(&line, writer, &entries);

        buffer_add_string(out, "<w:p><w:pPr>");
        if (paragraph->dress.paragraph.size != 0)
            buffer_add(out, paragraph->dress.paragraph);
        else
            buffer_add_format(out, "<w:pStyle w:val=\"%s\"/>", names->text_style);
        buffer_add_string(out, "</w:pPr>");
        if (i == 0)
            buffer_add_format(out, "<w:r><w:rPr><w:rStyle w:val=\"%s\"/><w:vertAlign w:val=\"superscript\"/></w:rPr>%s</w:r>", names->style, names->mark);
        for (uint32_t at = 0; status == OK && at < paragraph->text.size;) {
            uint32_t until = (uint32_t)paragraph->text.size, styles = 0;
            Slice    properties;

            for (uint32_t k = 0; k < paragraph->span_count; k++) {
                if (at >= paragraph->spans[k].start && at < paragraph->spans[k].end) {
                    styles = paragraph->spans[k].styles;
                    until = paragraph->spans[k].end;
                } else if (paragraph->spans[k].start > at && paragraph->spans[k].start < until) {
                    until = paragraph->spans[k].start;
                }
            }
            status = runs_properties(writer, (Slice){NULL, 0}, styles, &properties);
            if (status == OK)
                runs_text(&line, slice_part(paragraph->text, at, until), properties, false);
            at = until;
        }
        buffer_add(out, buffer_slice(&line.runs));
        buffer_add_string(out, "</w:p>");
        line_clear(&line);
        memory_free(entries.list);
        TRY(status);
    }
    buffer_add_format(out, "</%s>", names->element);
    return out->status;
}

static Status write_base_note(Writer *writer, uint32_t index, Buffer *out)
{
    const DocxNote *note = &writer->base->notes[index];
    uint32_t end = body_matching(writer->base, note->node, NODE_STORY, NODE_STORY_END), story = 0;

    for (uint32_t i = note->node; i < end && story == 0; i++)
        if (writer->paragraph_at[i] >= 0)
            story = writer->text->paragraphs[writer->paragraph_at[i]].story;
    if (story == 0)
        return OK; /* no visible mark leads to it */
    writer->last = BEFORE_FIRST;
    writer->story = story;
    buffer_add_format(out, "<%s w:id=\"%u\">", note_names[note->kind].element, writer->note_id[index]);
    TRY(body_container(writer, note->node + 1, end, NULL, out));
    buffer_add_format(out, "</%s>", note_names[note->kind].element);
    return out->status;
}

static void add_separators(Writer *writer, StoryKind kind, Buffer *out)
{
    const Docx *base = writer->base;
    bool        found = false;

    for (size_t i = 0; i < base->node_count; i++) {
        if (base->nodes[i].type == NODE_NOTE_RAW && base->nodes[i].link == (uint32_t)kind) {
            buffer_add(out, docx_slice(base, base->nodes[i].xml));
            found = true;
        }
    }
    if (found)
        return;
    buffer_add_format(out, "<%s w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></%s>", note_names[kind].element, note_names[kind].element);
    buffer_add_format(out, "<%s w:type=\"continuationSeparator\" w:id=\"0\"><w:p><w:r><w:continuationSeparator/></w:r></w:p></%s>",
                      note_names[kind].element, note_names[kind].element);
}

/* ---- a part ---- */

typedef struct Ordered {
    uint32_t id, index;
    bool     new;
} Ordered;

static int by_id(const void *a, const void *b)
{
    const Ordered *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

/* The notes of the kind in the order of their ids. */
static Status write_notes(Writer *writer, StoryKind kind, Buffer *out)
{
    size_t   most = writer->base->note_count + writer->note_count, count = 0;
    Ordered *order = memory_new((most + 1) * sizeof *order);
    Status   status = order == NULL ? ERR_MEMORY : writer->note_id == NULL ? ids_prepare(writer) : OK;

    for (uint32_t i = 0; i < writer->base->note_count && status == OK; i++) {
        if (writer->base->notes[i].kind != (uint32_t)kind)
            continue;
        if (writer->note_id[i] == 0) /* no mark of it was written */
            status = next_id(writer, kind, &writer->note_id[i]);
        order[count++] = (Ordered){writer->note_id[i], i, false};
    }
    for (uint32_t i = 0; i < writer->note_count && status == OK; i++)
        if (writer->notes[i].kind == kind)
            order[count++] = (Ordered){writer->notes[i].id, i, true};
    if (status == OK)
        qsort(order, count, sizeof *order, by_id);
    for (size_t i = 0; i < count && status == OK; i++)
        status = order[i].new ? write_new_note(writer, &writer->notes[order[i].index], out) : write_base_note(writer, order[i].index, out);
    memory_free(order);
    return status;
}

/* The part's start: the base's root, or a plain one, then separators. */
static void begin_part(Writer *writer, StoryKind kind, Slice root, Buffer *out)
{
    buffer_add_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    if (root.size != 0)
        buffer_add(out, root);
    else
        buffer_add_format(out, "<%s xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">", note_names[kind].root);
    add_separators(writer, kind, out);
}

Status notes_part_new(Writer *writer, StoryKind kind, Buffer *out)
{
    begin_part(writer, kind, (Slice){NULL, 0}, out);
    TRY(write_notes(writer, kind, out));
    buffer_add_format(out, "</%s>", note_names[kind].root);
    return out->status;
}

Status notes_part(Writer *writer, StoryKind kind, Buffer *out)
{
    Slice root = docx_slice(writer->base, kind == STORY_ENDNOTE ? writer->base->endnotes_root : writer->base->footnotes_root);
    bool  any = root.size != 0;

    for (size_t i = 0; i < writer->note_count; i++)
        any = any || writer->notes[i].kind == kind;
    if (!any)
        return OK;
    begin_part(writer, kind, root, out);
    TRY(write_notes(writer, kind, out));
    buffer_add_format(out, "</%s>", note_names[kind].root);
    return out->status;
}
