/* SPDX-License-Identifier: Apache-2.0
 *
 * Containers: the body, a cell, a text box, a note. Their nodes are walked in order; paragraphs are written by write_line.c, tables recursively, new units where
 * they belong.
 *
 * The last paragraph mark of a container can neither be inserted nor deleted: it is the container's own end. Where the last paragraphs are new or
 * deleted, each of them therefore stands with the mark before it, as a person's typing would leave it. (Where every paragraph is, the last keeps its own
 * mark's change: we read it as meant, and others leave one empty paragraph.)
 */
#include "format/docx/saved_internal.h"
#include "format/docx/write_line_internal.h"

enum { BOXES_MAX = 64 }; /* of one object; copies of more are left out */

typedef struct Walk {
    Writer          *writer;
    Entries          entries;
    Line             line;
    const Paragraph *cell;    /* the base paragraph whose cell this is, or NULL */
    bool             open;    /* a paragraph of the text is being written */
    uint32_t         look;    /* the DocxParagraph met last */
} Walk;

/* ---- entries ---- */

Status entries_add(Entries *entries, const Entry *entry)
{
    void  *block = entries->list;
    Status status = memory_reserve(&block, &entries->capacity, entries->count + 1, sizeof *entry);

    entries->list = block;
    TRY(status);
    entries->list[entries->count++] = *entry;
    return OK;
}

Status entries_add_raw(Writer *writer, Entries *entries, Slice xml, bool table)
{
    Entry entry = {.table = table};

    TRY(slice_copy(writer->arena, xml, &entry.xml));
    return entries_add(entries, &entry);
}

static bool has_mark_change(const Entry *entry)
{
    return entry->inserted.count != 0 || entry->deleted.count != 0;
}

/* The paragraph entry before `at`, or none when a table stands between. */
static size_t paragraph_before(const Entries *entries, size_t at)
{
    while (at > 0 && !entries->list[at - 1].paragraph && !entries->list[at - 1].table)
        at--;
    return at > 0 && entries->list[at - 1].paragraph ? at - 1 : SIZE_MAX;
}

static size_t paragraph_after(const Entries *entries, size_t at)
{
    while (++at < entries->count)
        if (entries->list[at].paragraph)
            return at;
    return SIZE_MAX;
}

/* In the run of paragraphs that ends the container: from the last one whose mark nobody touches on, each mark takes what is asked of the next one.
   That says the same only while each of those after it stands or goes as a whole; where there is no such run the marks stay with their paragraphs. */
static void shift_last_marks(Entries *entries)
{
    size_t at = paragraph_before(entries, entries->count), next;

    while (at != SIZE_MAX && has_mark_change(&entries->list[at])) {
        if (!entries->list[at].whole)
            return;
        at = paragraph_before(entries, at);
    }
    if (at == SIZE_MAX)
        return;
    for (; (next = paragraph_after(entries, at)) != SIZE_MAX; at = next) {
        entries->list[at].inserted = entries->list[next].inserted;
        entries->list[at].deleted = entries->list[next].deleted;
    }
    entries->list[at].inserted = entries->list[at].deleted = (PartySet){0};
}

/* What is said again of the paragraph's mark (saved_internal.h); '\0': nothing. */
static char said_again(const Writer *writer, const Entries *entries, size_t at)
{
    const Entry *entry = &entries->list[at];
    bool         opens_note = writer->story != 0 && paragraph_before(entries, at) == SIZE_MAX;
    size_t       next = at + 1;

    if (!entry->paragraph)
        return '\0';
    while (next < entries->count && !entries->list[next].paragraph && !entries->list[next].table)
        next++;
    if (!has_mark_change(entry))
        return next < entries->count && entries->list[next].paragraph && slice_ends(entry->xml, "</w:ins>") ? SAVED_UNTOUCHED : '\0';
    if (!entry->first_note && !opens_note && next < entries->count && !entries->list[next].table)
        return '\0';
    return entry->inserted.count != 0 ? SAVED_INSERTED : SAVED_DELETED;
}

static void add_saved_bookmark(Writer *writer, char said, unsigned part, const char *name, Buffer *out)
{
    uint32_t id = SAVED_BOOKMARKS_FROM + SAVED_PARTS_MAX * writer->marks_said + part;

    buffer_add_format(out, "<w:bookmarkStart w:id=\"%u\" w:name=\"" SAVED_BOOKMARK "%c%04x%02u_%s\"/><w:bookmarkEnd w:id=\"%u\"/>", id, said, writer->marks_said, part, name, id);
}

static Status say_again(Writer *writer, const Entry *entry, char said, Buffer *out)
{
    const Author *author;
    unsigned      part = 0;

    if (writer->marks_said == SAVED_MARKS_MAX)
        return OK;
    writer->marks_said++;
    if (said == SAVED_UNTOUCHED) {
        add_saved_bookmark(writer, said, 0, "", out);
        return out->status;
    }
    TRY(marks_author(writer, said == SAVED_INSERTED ? entry->inserted : entry->deleted, &author));
    for (size_t at = 0; at < author->name.size && part < SAVED_PARTS_MAX; at += SAVED_NAME_BYTES) {
        Slice piece = slice_part(author->name, at, at + SAVED_NAME_BYTES < author->name.size ? at + SAVED_NAME_BYTES : author->name.size);
        char  name[2 * SAVED_NAME_BYTES + 1];

        hex_print((const uint8_t *)piece.data, piece.size, name);
        add_saved_bookmark(writer, said, part++, name, out);
    }
    return out->status;
}

static Status write_entry(Writer *writer, const Entry *entry, char said, Buffer *out)
{
    bool marked = has_mark_change(entry);

    if (!entry->paragraph) {
        buffer_add(out, entry->xml);
        return out->status;
    }
    buffer_add_string(out, "<w:p>");
    if (entry->properties.size + entry->mark.size + entry->section.size != 0 || marked) {
        buffer_add_string(out, "<w:pPr>");
        buffer_add(out, entry->properties);
        if (marked || entry->mark.size != 0) {
            buffer_add_string(out, "<w:rPr>");
            if (entry->inserted.count != 0) {
                buffer_add_string(out, "<w:ins");
                TRY(marks_attributes(writer, entry->inserted, out));
                buffer_add_string(out, "/>");
            }
            if (entry->deleted.count != 0) {
                buffer_add_string(out, "<w:del");
                TRY(marks_attributes(writer, entry->deleted, out));
                buffer_add_string(out, "/>");
            }
            buffer_add(out, entry->mark);
            buffer_add_string(out, "</w:rPr>");
        }
        buffer_add(out, entry->section);
        buffer_add_string(out, "</w:pPr>");
    }
    if (said != '\0')
        TRY(say_again(writer, entry, said, out));
    buffer_add(out, entry->xml);
    buffer_add_string(out, "</w:p>");
    return out->status;
}

Status entries_write(Writer *writer, Entries *entries, Buffer *out)
{
    shift_last_marks(entries);
    for (size_t i = 0; i < entries->count; i++)
        TRY(write_entry(writer, &entries->list[i], said_again(writer, entries, i), out));
    return OK;
}

/* ---- wrappers that a paragraph break cuts ---- */

uint32_t body_matching(const Docx *docx, uint32_t node, DocxNodeType open, DocxNodeType close)
{
    int depth = 0;

    for (uint32_t i = node; i < docx->node_count; i++) {
        depth += docx->nodes[i].type == (uint32_t)open;
        depth -= docx->nodes[i].type == (uint32_t)close;
        if (depth == 0)
            return i;
    }
    return (uint32_t)docx->node_count - 1;
}

static void close_wrappers(Line *line)
{
    const Docx *base = line->writer->base;

    for (uint32_t i = line->open_count; i > 0; i--) {
        uint32_t close = body_matching(base, line->open_nodes[i - 1], NODE_OPEN, NODE_CLOSE);

        buffer_add(&line->runs, docx_slice(base, base->nodes[close].xml));
    }
}

Status line_end(Line *line, Slice properties, Slice mark, Slice section, Slice id, PartySet inserted, PartySet deleted)
{
    Entry entry = {.paragraph = true, .properties = properties, .mark = mark, .section = section, .id = id, .inserted = inserted, .deleted = deleted, .first_note = line->first_note};

    TRY(line_wrap_none(line));
    close_wrappers(line);
    TRY(line->runs.status);
    TRY(slice_copy(line->writer->arena, buffer_slice(&line->runs), &entry.xml));
    TRY(entries_add(line->entries, &entry));
    buffer_reset(&line->runs);
    line->first_note = false;
    for (uint32_t i = 0; i < line->open_count; i++)
        buffer_add(&line->runs, docx_slice(line->writer->base, line->writer->base->nodes[line->open_nodes[i]].xml));
    return line->runs.status;
}

/* ---- the walk ---- */

static bool visible(const Writer *writer, uint32_t revision)
{
    static const DocxView accepted = {.mode = VIEW_ACCEPTED};

    return docx_visible(writer->base, revision, writer->options->view != NULL ? writer->options->view : &accepted);
}

static Status finish_paragraph(Walk *walk)
{
    Writer *writer = walk->writer;
    int32_t paragraph = walk->line.paragraph;

    if (!walk->open)
        return OK;
    walk->open = false;
    TRY(line_finish(&walk->line, &writer->base->paragraphs[walk->look]));
    walk->line.open_count = 0;
    buffer_reset(&walk->line.runs);
    writer->last = paragraph;
    return units_write_blocks(writer, walk->cell, &walk->entries);
}

/* The boxes of one object share a story: each goes on where the one before ended. A copy of a box is written again from where the box began. */
typedef struct Boxes {
    uint32_t node[BOXES_MAX];   /* where each begins */
    int32_t  last[BOXES_MAX];   /* writer->last there */
    uint32_t count;
    bool    *written;           /* writer->unit_written before the first */
} Boxes;

static uint32_t story_in(const Writer *writer, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (writer->paragraph_at[i] >= 0)
            return writer->text->paragraphs[writer->paragraph_at[i]].story;
    return writer->story;
}

static Status write_box(Walk *walk, uint32_t from, uint32_t to, int32_t *last, Buffer *out)
{
    Writer  *writer = walk->writer;
    int32_t  outer_last = writer->last;
    uint32_t outer_story = writer->story;
    Status   status;

    writer->last = *last;
    writer->story = story_in(writer, from, to);
    status = body_container(writer, from, to, NULL, out);
    *last = writer->last;
    writer->last = outer_last;
    writer->story = outer_story;
    return status;
}

static Status write_copy(Walk *walk, const Boxes *boxes, uint32_t which, Buffer *out)
{
    Writer  *writer = walk->writer;
    bool    *now = writer->unit_written;
    int32_t  last;
    uint32_t end;
    Status   status;

    if (which >= boxes->count)
        return OK;
    last = boxes->last[which];
    end = body_matching(writer->base, boxes->node[which], NODE_BOX, NODE_BOX_END);
    writer->unit_written = boxes->written;
    status = write_box(walk, boxes->node[which] + 1, end, &last, out);
    writer->unit_written = now;
    return status;
}

static Status write_all_boxes(Walk *walk, Boxes *boxes, uint32_t *node, Buffer *xml)
{
    const Docx *base = walk->writer->base;
    int32_t     last = BEFORE_FIRST;

    for (; *node < base->node_count; (*node)++) {
        const DocxNode *part = &base->nodes[*node];

        if (part->type == NODE_BOX) {
            uint32_t end = body_matching(base, *node, NODE_BOX, NODE_BOX_END);

            if (boxes->count < BOXES_MAX) {
                boxes->node[boxes->count] = *node;
                boxes->last[boxes->count++] = last;
            }
            TRY(write_box(walk, *node + 1, end, &last, xml));
            *node = end;
        } else if (part->type == NODE_BOX_ECHO) {
            TRY(write_copy(walk, boxes, part->link, xml));
        } else {
            break;
        }
        buffer_add(xml, docx_slice(base, base->nodes[*node].xml));
    }
    return xml->status;
}

/* A drawing with text boxes: its XML with the boxes' content written in; the copies that older readers see are written too. */
static Status write_boxes(Walk *walk, uint32_t *node)
{
    Writer  *writer = walk->writer;
    DocxNode object = writer->base->nodes[*node];
    Boxes    boxes = {.count = 0};
    uint32_t at = *node + 1;
    Buffer   xml;
    Status   status;

    boxes.written = arena_take(writer->arena, writer->compilation->unit_count + 1);
    if (boxes.written == NULL)
        return ERR_MEMORY;
    memcpy(boxes.written, writer->unit_written, writer->compilation->unit_count + 1);
    buffer_init(&xml, 64 * 1024 * 1024);
    buffer_add(&xml, docx_slice(writer->base, object.xml));
    status = write_all_boxes(walk, &boxes, &at, &xml);
    if (status == OK && walk->open)
        status = line_object(&walk->line, buffer_slice(&xml), docx_slice(writer->base, object.props), false);
    buffer_clear(&xml);
    *node = at - 1;
    return status;
}

static Status open_wrapper(Walk *walk, uint32_t node)
{
    TRY(line_wrap_none(&walk->line));
    buffer_add(&walk->line.runs, docx_slice(walk->writer->base, walk->writer->base->nodes[node].xml));
    if (walk->line.open_count == sizeof walk->line.open_nodes / sizeof *walk->line.open_nodes)
        return ERR_LIMIT;
    walk->line.open_nodes[walk->line.open_count++] = node;
    return OK;
}

static Status write_object(Walk *walk, const DocxNode *node)
{
    const Docx       *base = walk->writer->base;
    const DocxObject *object = &base->objects[node->link];
    Slice             xml = docx_slice(base, node->xml);

    if (object->kind == ANCHOR_FOOTNOTE || object->kind == ANCHOR_ENDNOTE)
        TRY(notes_base_reference(&walk->line, object->note, xml, &xml));
    return line_object(&walk->line, xml, docx_slice(base, node->props), (node->flags & NODE_MATH_LEVEL) != 0);
}

static Status write_inline(Walk *walk, uint32_t *node)
{
    const Docx     *base = walk->writer->base;
    const DocxNode *part = &base->nodes[*node];

    if (!walk->open && part->type != NODE_OBJECT_BOXES)
        return OK;
    if (part->type == NODE_OPEN || part->type == NODE_CLOSE || part->type == NODE_RAW) {
        bool done;

        TRY(fields_begin(&walk->line, *node));
        TRY(fields_write(&walk->line, *node, &done));
        if (done)
            return OK;
    }
    switch (part->type) {
    case NODE_TEXT:
        return visible(walk->writer, part->revision) ? line_text(&walk->line, docx_slice(base, part->text), docx_slice(base, part->props)) : OK;
    case NODE_OBJECT: return visible(walk->writer, part->revision) ? write_object(walk, part) : OK;
    case NODE_OPEN: return open_wrapper(walk, *node);
    case NODE_CLOSE:
        TRY(line_wrap_none(&walk->line));
        buffer_add(&walk->line.runs, docx_slice(base, part->xml));
        walk->line.open_count -= walk->line.open_count != 0;
        return OK;
    case NODE_RAW:
        if (!visible(walk->writer, part->revision))
            return OK;
        TRY(line_wrap_none(&walk->line));
        buffer_add(&walk->line.runs, docx_slice(base, part->xml));
        return OK;
    default: return OK;
    }
}

static Status write_table(Walk *walk, uint32_t from, uint32_t to);

static Status write_block(Walk *walk, uint32_t *node)
{
    Writer         *writer = walk->writer;
    const DocxNode *part = &writer->base->nodes[*node];
    uint32_t        end;

    switch (part->type) {
    case NODE_PARAGRAPH:
        walk->look = part->link;
        if (!walk->open && writer->paragraph_at[*node] >= 0) {
            walk->open = true;
            TRY(line_begin(&walk->line, (uint32_t)writer->paragraph_at[*node]));
        }
        return OK;
    case NODE_PARAGRAPH_END: return visible(writer, part->revision) ? finish_paragraph(walk) : OK;
    case NODE_TABLE:
        TRY(finish_paragraph(walk));
        end = body_matching(writer->base, *node, NODE_TABLE, NODE_TABLE_END);
        TRY(write_table(walk, *node, end));
        *node = end;
        return units_write_blocks(writer, walk->cell, &walk->entries);
    case NODE_BLOCK_OPEN:
    case NODE_BLOCK_CLOSE:
    case NODE_SECTION:
        TRY(finish_paragraph(walk));
        if (writer->left_out[*node])
            return OK;
        return entries_add_raw(writer, &walk->entries, docx_slice(writer->base, part->xml), part->type != NODE_SECTION);
    case NODE_OBJECT_BOXES:
        if (walk->open && visible(writer, part->revision))
            return write_boxes(walk, node);
        while (*node + 1 < writer->base->node_count &&
               (writer->base->nodes[*node + 1].type == NODE_BOX || writer->base->nodes[*node + 1].type == NODE_BOX_ECHO))
            *node = writer->base->nodes[*node + 1].type == NODE_BOX ? body_matching(writer->base, *node + 1, NODE_BOX, NODE_BOX_END) : *node + 1;
        return OK;
    case NODE_RAW:
        if (walk->open)
            return write_inline(walk, node);
        return visible(writer, part->revision) ? entries_add_raw(writer, &walk->entries, docx_slice(writer->base, part->xml), false) : OK;
    default: return write_inline(walk, node);
    }
}

Status body_container(Writer *writer, uint32_t from, uint32_t to, const Paragraph *cell, Buffer *out)
{
    Walk   walk = {.writer = writer, .cell = cell};
    Status status;

    TRY_OR(done, line_init(&walk.line, writer, &walk.entries));
    walk.line.entries = &walk.entries;
    TRY_OR(done, units_write_blocks(writer, cell, &walk.entries));
    for (uint32_t node = from; node < to; node++)
        TRY_OR(done, write_block(&walk, &node));
    TRY_OR(done, finish_paragraph(&walk));
    status = entries_write(writer, &walk.entries, out);
done:
    line_clear(&walk.line);
    memory_free(walk.entries.list);
    return status;
}

/* ---- tables ---- */

/* The first paragraph of the text between two nodes that is not in a table nested there. */
static const Paragraph *first_in(const Writer *writer, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        if (writer->base->nodes[i].type == NODE_TABLE)
            i = body_matching(writer->base, i, NODE_TABLE, NODE_TABLE_END);
        else if (writer->base->nodes[i].type == NODE_BOX)
            i = body_matching(writer->base, i, NODE_BOX, NODE_BOX_END);
        else if (writer->paragraph_at[i] >= 0)
            return &writer->text->paragraphs[writer->paragraph_at[i]];
    }
    return NULL;
}

/* Parties that delete every paragraph of the row delete the row. */
static PartySet row_deleted_by(Writer *writer, uint32_t from, uint32_t to)
{
    PartySet common = {0};
    bool     first = true;

    for (uint32_t i = from; i < to; i++) {
        PartySet by;

        if (writer->base->nodes[i].type == NODE_BOX)
            i = body_matching(writer->base, i, NODE_BOX, NODE_BOX_END);
        if (writer->paragraph_at[i] < 0)
            continue;
        by = writer->compilation->layers[writer->paragraph_at[i]].deleted_by;
        common = first ? by : marks_common(writer, common, by);
        first = false;
    }
    return common;
}

static Status write_cell(Writer *writer, uint32_t from, uint32_t to, Buffer *out)
{
    const Docx *base = writer->base;

    buffer_add_string(out, "<w:tc>");
    if (base->nodes[from].props.size != 0) {
        buffer_add_string(out, "<w:tcPr>");
        buffer_add(out, docx_slice(base, base->nodes[from].props));
        buffer_add_string(out, "</w:tcPr>");
    }
    TRY(body_container(writer, from + 1, to, first_in(writer, from + 1, to), out));
    buffer_add_string(out, "</w:tc>");
    return out->status;
}

static Status write_row_start(Writer *writer, const DocxNode *row, PartySet deleted, Buffer *out)
{
    buffer_add_string(out, "<w:tr>");
    buffer_add(out, docx_slice(writer->base, row->xml));
    if (row->props.size == 0 && deleted.count == 0)
        return out->status;
    buffer_add_string(out, "<w:trPr>");
    buffer_add(out, docx_slice(writer->base, row->props));
    if (deleted.count != 0 && writer->options->marks == DOCX_TRACKED) {
        buffer_add_string(out, "<w:del");
        TRY(marks_attributes(writer, deleted, out));
        buffer_add_string(out, "/>");
    }
    buffer_add_string(out, "</w:trPr>");
    return out->status;
}

/* What stands between rows or cells: wrappers, or what we do not know. */
static void add_frame(const Writer *writer, uint32_t node, Buffer *out)
{
    if (!writer->left_out[node])
        buffer_add(out, docx_slice(writer->base, writer->base->nodes[node].xml));
}

static Status write_row(Writer *writer, uint32_t from, uint32_t to, Buffer *out)
{
    const Docx *base = writer->base;

    if (!visible(writer, base->nodes[from].revision))
        return OK;
    TRY(write_row_start(writer, &base->nodes[from], row_deleted_by(writer, from, to), out));
    for (uint32_t i = from + 1; i < to; i++) {
        uint32_t end;

        if (base->nodes[i].type != NODE_CELL) {
            add_frame(writer, i, out);
            continue;
        }
        end = body_matching(base, i, NODE_CELL, NODE_CELL_END);
        if (visible(writer, base->nodes[i].revision))
            TRY(write_cell(writer, i, end, out));
        i = end;
    }
    buffer_add_string(out, "</w:tr>");
    return out->status;
}

/* Recursion (tables in cells) is bounded by the reader's limit on nesting. */
static Status write_table(Walk *walk, uint32_t from, uint32_t to)
{
    Writer          *writer = walk->writer;
    const Docx      *base = writer->base;
    const Paragraph *first = first_in(writer, from + 1, to);
    Buffer           out;
    Status           status = OK;

    if (first == NULL) /* no visible row */
        return OK;
    buffer_init(&out, 256 * 1024 * 1024);
    buffer_add_string(&out, "<w:tbl>");
    buffer_add(&out, docx_slice(base, base->nodes[from].xml));
    status = units_write_rows(writer, first->table, &out);
    for (uint32_t i = from + 1; i < to && status == OK; i++) {
        uint32_t end;

        if (base->nodes[i].type != NODE_ROW) {
            add_frame(writer, i, &out);
            continue;
        }
        end = body_matching(base, i, NODE_ROW, NODE_ROW_END);
        status = write_row(writer, i, end, &out);
        if (status == OK)
            status = units_write_rows(writer, first->table, &out);
        i = end;
    }
    buffer_add_string(&out, "</w:tbl>");
    if (status == OK)
        status = out.status;
    if (status == OK)
        status = entries_add_raw(writer, &walk->entries, buffer_slice(&out), true);
    buffer_clear(&out);
    return status;
}
