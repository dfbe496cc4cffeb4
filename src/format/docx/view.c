/* SPDX-License-Identifier: Apache-2.0
 *
 * From the skeleton to the Text of one view: all changes accepted, all rejected, or those of some authors accepted.
 *
 * The idea: text gathers until a paragraph mark that is in the view. A mark that is not joins its paragraph with the next one in the same container,
 * and the paragraph that results has the properties of the last. At the end of a container, or before a table, what has gathered becomes a paragraph
 * if there is any text; an empty remainder vanishes, as in Word. Rows, cells and tables that are not in the view take their content with them.
 */
#include "format/docx/view_internal.h"

enum { ID_SIZE = 12 };

static Status walk_blocks(Viewing *view, uint32_t from, uint32_t to, const ViewPlace *place);

/* ---- what is in the view ---- */

static bool revision_visible(const Docx *docx, const DocxRevision *revision, const DocxView *view)
{
    bool added = revision->kind == REVISION_INSERTED || revision->kind == REVISION_MOVED_TO;
    bool accepted = view->mode == VIEW_ACCEPTED ||
                    (view->mode == VIEW_AUTHORS && view->accepts(view->context, docx_slice(docx, revision->author)));

    return revision->kind == REVISION_NONE || added == accepted;
}

bool docx_visible(const Docx *docx, uint32_t revision, const DocxView *view)
{
    for (; revision != 0; revision = docx->revisions[revision].outer)
        if (!revision_visible(docx, &docx->revisions[revision], view))
            return false;
    return true;
}

/* An outer revision stands before the inner one, so one pass over all settles every chain. */
static void settle_revisions(Viewing *viewing, const DocxView *view)
{
    const Docx *docx = viewing->docx;

    for (size_t i = 0; i < docx->revision_count; i++)
        viewing->visible[i] = i == 0 || (viewing->visible[docx->revisions[i].outer] && revision_visible(docx, &docx->revisions[i], view));
}

static bool opens(uint32_t type)
{
    return type == NODE_PARAGRAPH || type == NODE_BOX || type == NODE_TABLE || type == NODE_ROW || type == NODE_CELL ||
           type == NODE_STORY;
}

static bool closes(uint32_t type)
{
    return type == NODE_PARAGRAPH_END || type == NODE_BOX_END || type == NODE_TABLE_END || type == NODE_ROW_END ||
           type == NODE_CELL_END || type == NODE_STORY_END;
}

/* While a node is open, `closing` holds the one open around it: the stack needs no memory of its own. */
static void match_nodes(Viewing *view)
{
    uint32_t open = NO_NODE;

    for (uint32_t i = 0; i < view->docx->node_count; i++) {
        uint32_t type = view->docx->nodes[i].type;

        if (opens(type)) {
            view->closing[i] = open;
            open = i;
        } else if (closes(type)) {
            uint32_t outer = view->closing[open];

            view->closing[open] = i;
            open = outer;
        }
    }
}

/* ---- a paragraph stands ---- */

/* A hint is good when it has the form of an id and no earlier paragraph of this view has it. */
static void take_id(Viewing *view, Slice hint, char id[PARAGRAPH_ID_SIZE])
{
    uint64_t hash = hash_fast(hint, 1) | 1;
    size_t   slot = hash & (view->id_slots - 1);
    char     read[PARAGRAPH_ID_SIZE];

    if (hint.size != ID_SIZE || !paragraph_id_read(hint, read))
        return;
    for (; view->ids[slot] != 0; slot = (slot + 1) & (view->id_slots - 1))
        if (view->ids[slot] == hash)
            return;
    view->ids[slot] = hash;
    memcpy(id, read, ID_SIZE + 1);
}

static Slice next_label(Viewing *view, const DocxParagraph *record)
{
    buffer_reset(&view->label);
    if (record->numbering != 0)
        labels_next(view->labels, record->numbering, record->level, &view->label);
    return slice_trim(buffer_slice(&view->label));
}

static void set_kind(const Viewing *view, Paragraph *paragraph, const DocxParagraph *record)
{
    StoryKind story = view->text->stories[paragraph->story].kind;

    paragraph->kind = KIND_PLAIN;
    if (story == STORY_FOOTNOTE || story == STORY_ENDNOTE) {
        paragraph->kind = KIND_FOOTNOTE;
    } else if (paragraph->table != NO_TABLE) {
        paragraph->kind = KIND_CELL;
    } else if (record->outline == 10) {
        paragraph->kind = KIND_TITLE;
    } else if (record->outline != 0) {
        paragraph->kind = KIND_HEADING;
        paragraph->level = record->outline;
    }
}

/* Gives notes and boxes of this paragraph their stories. Boxes are read when it stands, notes at the end. */
static Status add_stories(Viewing *view)
{
    Gathering *now = &view->now;

    for (uint32_t i = 0; i < now->anchor_count; i++) {
        const DocxObject *object = &view->docx->objects[view->docx->nodes[now->objects[i]].link];
        bool              box = object->kind == ANCHOR_BOX && view->docx->nodes[now->objects[i]].type == NODE_OBJECT_BOXES;
        bool              note = object->kind == ANCHOR_FOOTNOTE || object->kind == ANCHOR_ENDNOTE;
        Story             story = {STORY_BOX, (uint32_t)view->text->count, i};
        uint32_t         *known = note ? &view->note_story[object->note] : &now->anchors[i].story;
        void             *block = view->boxes;

        if (!box && !note)
            continue;
        if (note)
            story.kind = (StoryKind)view->docx->notes[object->note].kind;
        if (*known == 0) {
            if (text_add_story(view->text, &story, known) != OK)
                return viewing_no_memory(view);
            if (note)
                view->notes[view->note_count++] = object->note;
        }
        now->anchors[i].story = *known;
        if (!box)
            continue;
        if (memory_reserve(&block, &view->box_capacity, view->box_count + 1, sizeof *view->boxes) != OK)
            return viewing_no_memory(view);
        view->boxes = block;
        view->boxes[view->box_count++] = (BoxPlace){now->objects[i], *known};
    }
    return OK;
}

static Status add_paragraph(Viewing *view, const ViewPlace *place)
{
    Gathering           *now = &view->now;
    const Docx          *docx = view->docx;
    const DocxParagraph *record = &docx->paragraphs[docx->nodes[now->last].link];
    uint32_t             named = now->worded != NO_NODE ? now->worded : now->source;
    Paragraph            paragraph = {.story = place->story,
                                      .table = place->table,
                                      .row = place->row,
                                      .column = place->column,
                                      .source = now->source,
                                      .dress = place->dress,
                                      .spans = now->spans,
                                      .span_count = (uint32_t)now->span_count,
                                      .anchors = now->anchors,
                                      .anchor_count = (uint32_t)now->anchor_count};

    take_id(view, docx_slice(docx, docx->paragraphs[docx->nodes[named].link].id), paragraph.id);
    paragraph.text = buffer_slice(&now->text);
    paragraph.label = next_label(view, record);
    paragraph.dress.paragraph = docx_slice(docx, record->properties);
    paragraph.dress.mark = docx_slice(docx, record->mark);
    set_kind(view, &paragraph, record);
    if (view->label.status == ERR_MEMORY)
        return viewing_no_memory(view);
    if (text_add(view->text, &paragraph, NULL) != OK)
        return viewing_no_memory(view);
    return OK;
}

static Status walk_object(Viewing *view, BoxPlace object)
{
    ViewPlace    place = {.story = object.story, .table = NO_TABLE};
    uint32_t end = viewing_after_object(view, object.node);

    for (uint32_t i = object.node + 1; i < end; i++) {
        if (view->docx->nodes[i].type != NODE_BOX)
            continue;
        TRY(walk_blocks(view, i + 1, view->closing[i], &place));
        i = view->closing[i];
    }
    return OK;
}

/* What has gathered becomes a paragraph, and its boxes right after it. */
static Status emit(Viewing *view, const ViewPlace *place)
{
    size_t base = view->box_count, count;

    TRY(add_stories(view));
    TRY(add_paragraph(view, place));
    gathering_begin(view);
    count = view->box_count;
    for (size_t i = base; i < count; i++)
        TRY(walk_object(view, view->boxes[i]));
    view->box_count = base;
    return OK;
}

/* At the end of a container, or before a table. */
static Status emit_rest(Viewing *view, const ViewPlace *place)
{
    if (view->now.text.size != 0)
        return emit(view, place);
    gathering_begin(view);
    return OK;
}

/* ---- containers ---- */

static Status walk_paragraph(Viewing *view, uint32_t start, const ViewPlace *place)
{
    uint32_t end = view->closing[start];

    if (view->now.source == NO_NODE)
        view->now.source = start;
    view->now.last = start;
    TRY(gathering_add(view, start + 1, end));
    if (view->now.worded == NO_NODE && view->now.text.size != 0)
        view->now.worded = start;
    return viewing_sees(view, end) ? emit(view, place) : OK;
}

static bool row_in_view(const Viewing *view, uint32_t row)
{
    if (!viewing_sees(view, row))
        return false;
    for (uint32_t i = row + 1; i < view->closing[row]; i++) {
        if (view->docx->nodes[i].type != NODE_CELL)
            continue;
        if (viewing_sees(view, i))
            return true;
        i = view->closing[i];
    }
    return false;
}

static bool table_in_view(const Viewing *view, uint32_t table)
{
    if (!viewing_sees(view, table))
        return false;
    for (uint32_t i = table + 1; i < view->closing[table]; i++) {
        if (view->docx->nodes[i].type != NODE_ROW)
            continue;
        if (row_in_view(view, i))
            return true;
        i = view->closing[i];
    }
    return false;
}

static Status walk_row(Viewing *view, uint32_t row, ViewPlace *place)
{
    place->column = 0;
    for (uint32_t i = row + 1; i < view->closing[row]; i++) {
        if (view->docx->nodes[i].type != NODE_CELL)
            continue;
        if (viewing_sees(view, i)) {
            place->dress.cell = docx_slice(view->docx, view->docx->nodes[i].props);
            TRY(walk_blocks(view, i + 1, view->closing[i], place));
            place->column++;
        }
        i = view->closing[i];
    }
    return OK;
}

static Status walk_table(Viewing *view, uint32_t table, const ViewPlace *outer)
{
    ViewPlace place = {.story = outer->story, .table = NO_TABLE, .dress = {.table = docx_slice(view->docx, view->docx->nodes[table].xml)}};

    for (uint32_t i = table + 1; i < view->closing[table]; i++) {
        if (view->docx->nodes[i].type != NODE_ROW)
            continue;
        if (row_in_view(view, i)) {
            if (place.table == NO_TABLE)
                place.table = view->tables++;
            place.dress.row = docx_slice(view->docx, view->docx->nodes[i].props);
            TRY(walk_row(view, i, &place));
            place.row++;
        }
        i = view->closing[i];
    }
    return OK;
}

/* The content of a body, cell, box or note: nodes from..to. Recursion is bounded by the limit on nesting. */
static Status walk_blocks(Viewing *view, uint32_t from, uint32_t to, const ViewPlace *place)
{
    for (uint32_t i = from; i < to; i++) {
        switch (view->docx->nodes[i].type) {
        case NODE_PARAGRAPH:
            TRY(walk_paragraph(view, i, place));
            i = view->closing[i];
            break;
        case NODE_TABLE:
            if (table_in_view(view, i)) { /* one that is not there does not part what is joined across it */
                TRY(emit_rest(view, place));
                TRY(walk_table(view, i, place));
            }
            i = view->closing[i];
            break;
        case NODE_STORY:
            i = view->closing[i]; /* notes come at the end, by their anchors */
            break;
        default:
            break;
        }
    }
    return emit_rest(view, place);
}

/* Notes may have notes: the list grows while it is read. */
static Status walk_notes(Viewing *view)
{
    for (size_t i = 0; i < view->note_count; i++) {
        uint32_t node = view->docx->notes[view->notes[i]].node;
        ViewPlace    place = {.story = view->note_story[view->notes[i]], .table = NO_TABLE};

        TRY(walk_blocks(view, node + 1, view->closing[node], &place));
    }
    return OK;
}

/* ---- the whole ---- */

/* The words tell the language better than Word's proofing setting, which is often left as it was. */
static void set_language(Text *text, Slice language)
{
    size_t size = 0;

    text_detect_language(text);
    if (text->language[0] != '\0')
        return;
    while (size < language.size && size < 3 && rune_is_letter((unsigned char)language.data[size]))
        size++;
    for (size_t i = 0; i < size; i++)
        text->language[i] = (char)(language.data[i] | 0x20);
    text->language[size] = '\0';
}

static Status viewing_init(Viewing *view, const Docx *docx, Problem *problem)
{
    *view = (Viewing){.docx = docx, .problem = problem, .id_slots = 16};
    while (view->id_slots < docx->paragraph_count * 2)
        view->id_slots *= 2;
    buffer_init(&view->now.text, TEXT_BYTES_MAX);
    buffer_init(&view->label, 64 * 1024);
    gathering_begin(view);
    view->text = text_new("");
    view->visible = memory_new_zeroed(docx->revision_count, sizeof *view->visible);
    view->closing = memory_new_zeroed(docx->node_count, sizeof *view->closing);
    view->note_story = memory_new_zeroed(docx->note_count, sizeof *view->note_story);
    view->notes = memory_new_zeroed(docx->note_count, sizeof *view->notes);
    view->ids = memory_new_zeroed(view->id_slots, sizeof *view->ids);
    view->labels = labels_new(docx);
    if (view->text == NULL || view->visible == NULL || view->closing == NULL || view->note_story == NULL || view->notes == NULL ||
        view->ids == NULL || view->labels == NULL)
        return viewing_no_memory(view);
    return OK;
}

static void viewing_clear(Viewing *view)
{
    buffer_clear(&view->now.text);
    buffer_clear(&view->label);
    memory_free(view->now.spans);
    memory_free(view->now.anchors);
    memory_free(view->now.objects);
    memory_free(view->visible);
    memory_free(view->closing);
    memory_free(view->note_story);
    memory_free(view->notes);
    memory_free(view->boxes);
    memory_free(view->ids);
    labels_free(view->labels);
    text_free(view->text);
}

Status docx_text(const Docx *docx, const DocxView *view, Text **out, Problem *problem)
{
    Viewing viewing;
    ViewPlace   body = {.story = 0, .table = NO_TABLE};
    Status  status;

    REQUIRE(out != NULL && *out == NULL);
    TRY_OR(done, viewing_init(&viewing, docx, problem));
    settle_revisions(&viewing, view);
    match_nodes(&viewing);
    TRY_OR(done, walk_blocks(&viewing, 0, (uint32_t)docx->node_count, &body));
    TRY_OR(done, walk_notes(&viewing));
    set_language(viewing.text, docx_slice(docx, docx->language));
    TRY_OR(done, text_identify(viewing.text));
    TRY_OR(done, anatomy_classify(viewing.text, problem));
    *out = viewing.text;
    viewing.text = NULL;
done:
    viewing_clear(&viewing);
    return status;
}
