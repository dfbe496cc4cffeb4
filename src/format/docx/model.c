/* SPDX-License-Identifier: Apache-2.0
 *
 * A Docx as bytes, from the child that read a file to the process that asked, and the check of what comes back. The child may have been taken over
 * by the file it read, so nothing in the bytes is believed: every slice lies in the pool and is UTF-8, every index has its record, nodes nest as the
 * skeleton promises.
 *
 * The bytes live between two processes of one program on one machine: records go over as they lie in memory.
 */
#include "format/docx/docx.h"

enum { MAGIC = 0x58434452, NESTING_MAX = 4096, COUNT_MAX = 50000000 };

_Static_assert(sizeof(DocxSlice) == 8 && sizeof(DocxNode) == 40 && sizeof(DocxRevision) == 24 && sizeof(DocxParagraph) == 44 &&
                sizeof(DocxObject) == 52 && sizeof(DocxNote) == 12 && sizeof(DocxNumber) == 32 && sizeof(DocxPart) == 16 &&
                sizeof(DocxStyle) == 12,
            "records have no gaps, so no stray memory goes over with them");

/* Every array of a Docx, every slice and number that stands in it directly. */
typedef struct ArrayField {
    size_t array, count, size;
} ArrayField;

static const ArrayField arrays[] = {
    {offsetof(Docx, nodes), offsetof(Docx, node_count), sizeof(DocxNode)},
    {offsetof(Docx, revisions), offsetof(Docx, revision_count), sizeof(DocxRevision)},
    {offsetof(Docx, paragraphs), offsetof(Docx, paragraph_count), sizeof(DocxParagraph)},
    {offsetof(Docx, objects), offsetof(Docx, object_count), sizeof(DocxObject)},
    {offsetof(Docx, notes), offsetof(Docx, note_count), sizeof(DocxNote)},
    {offsetof(Docx, numbers), offsetof(Docx, number_count), sizeof(DocxNumber)},
    {offsetof(Docx, parts), offsetof(Docx, part_count), sizeof(DocxPart)},
    {offsetof(Docx, styles), offsetof(Docx, style_count), sizeof(DocxStyle)},
};

static const size_t slices[] = {
    offsetof(Docx, language),       offsetof(Docx, main_part),  offsetof(Docx, footnotes_part), offsetof(Docx, endnotes_part),
    offsetof(Docx, comments_part),  offsetof(Docx, settings_part), offsetof(Docx, people_part), offsetof(Docx, custom_part),
    offsetof(Docx, main_root),      offsetof(Docx, footnotes_root), offsetof(Docx, endnotes_root), offsetof(Docx, custom_bytes),
    offsetof(Docx, comments),       offsetof(Docx, running),
};

static const size_t numbers[] = {
    offsetof(Docx, hand_marked),
    offsetof(Docx, comments_count),
    offsetof(Docx, format_changes),
    offsetof(Docx, header_footer_changes),
    offsetof(Docx, foreign_parts),
};

enum {
    ARRAYS = sizeof arrays / sizeof arrays[0],
    SLICES = sizeof slices / sizeof slices[0],
    NUMBERS = sizeof numbers / sizeof numbers[0]
};

static const void *field(const Docx *docx, size_t offset)
{
    return (const char *)docx + offset;
}

static void *field_to_fill(Docx *docx, size_t offset)
{
    return (char *)docx + offset;
}

void docx_encode(const Docx *docx, Buffer *out)
{
    buffer_add_u32(out, MAGIC);
    buffer_add_u64(out, docx->pool_size);
    buffer_add(out, (Slice){docx->pool, docx->pool_size});
    for (size_t i = 0; i < ARRAYS; i++) {
        const char *const *array = field(docx, arrays[i].array);
        const size_t      *count = field(docx, arrays[i].count);

        buffer_add_u64(out, *count);
        buffer_add(out, (Slice){*array, *count * arrays[i].size});
    }
    for (size_t i = 0; i < SLICES; i++)
        buffer_add(out, (Slice){field(docx, slices[i]), sizeof(DocxSlice)});
    for (size_t i = 0; i < NUMBERS; i++)
        buffer_add(out, (Slice){field(docx, numbers[i]), sizeof(uint32_t)});
}

Slice docx_note_id(Slice xml)
{
    static const char name[] = " w:id=\"";
    const size_t      size = sizeof name - 1;
    const char       *at = xml.size != 0 ? memmem(xml.data, xml.size, name, size) : NULL;
    const char       *end = at != NULL ? memchr(at + size, '"', xml.size - (size_t)(at + size - xml.data)) : NULL;

    return end != NULL ? (Slice){at + size, (size_t)(end - at) - size} : (Slice){NULL, 0};
}

/* ---- checking ---- */

static bool slice_inside(const Docx *docx, DocxSlice part)
{
    return part.at <= docx->pool_size && part.size <= docx->pool_size - part.at;
}

static bool slice_is_text(const Docx *docx, DocxSlice part)
{
    return slice_inside(docx, part) && (part.size == 0 || utf8_valid(docx_slice(docx, part)));
}

/* Text of the document: besides, no control characters and nothing that stands for an object. */
static bool slice_is_clean(const Docx *docx, DocxSlice part)
{
    Slice text;

    if (!slice_is_text(docx, part))
        return false;
    text = docx_slice(docx, part);
    for (size_t i = ascii_run(text, 0); i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];

        if ((c < 0x20 && c != '\t' && c != '\n') || (c == 0xEF && slice_starts(slice_part(text, i, text.size), "\xEF\xBF\xBC")))
            return false;
    }
    return true;
}

static bool same_slice(DocxSlice a, DocxSlice b)
{
    return a.at == b.at && a.size == b.size;
}

/* Names are stored once, and most revisions have their neighbour's: what was looked at is not looked at again. */
static bool check_revisions(const Docx *docx)
{
    DocxSlice author = {0}, date = {0};

    if (docx->revision_count == 0)
        return false;
    for (size_t i = 0; i < docx->revision_count; i++) {
        const DocxRevision *revision = &docx->revisions[i];

        if (revision->kind > REVISION_MOVED_TO || (i != 0 && (revision->outer >= i || revision->kind == REVISION_NONE)) ||
            (i == 0 && revision->outer != 0) || revision->author.size > DOCX_AUTHOR_MAX ||
            (!same_slice(revision->author, author) && !slice_is_clean(docx, revision->author)) ||
            (!same_slice(revision->date, date) && !slice_is_clean(docx, revision->date)))
            return false;
        author = revision->author;
        date = revision->date;
    }
    return true;
}

static bool check_paragraphs(const Docx *docx)
{
    for (size_t i = 0; i < docx->paragraph_count; i++) {
        const DocxParagraph *paragraph = &docx->paragraphs[i];

        if (!slice_is_text(docx, paragraph->properties) || !slice_is_text(docx, paragraph->mark) ||
            !slice_is_text(docx, paragraph->section) || !slice_is_clean(docx, paragraph->id) || paragraph->outline > 10 ||
            paragraph->level > 8)
            return false;
    }
    return true;
}

static bool check_objects(const Docx *docx)
{
    for (size_t i = 0; i < docx->object_count; i++) {
        const DocxObject *object = &docx->objects[i];
        bool              note = object->kind == ANCHOR_FOOTNOTE || object->kind == ANCHOR_ENDNOTE;

        if (object->kind >= ANCHOR_COUNT || !slice_is_text(docx, object->parts) || (note && object->note >= docx->note_count))
            return false;
    }
    return true;
}

static bool is_note_kind(uint32_t kind)
{
    return kind == STORY_FOOTNOTE || kind == STORY_ENDNOTE;
}

static bool check_small(const Docx *docx)
{
    for (size_t i = 0; i < docx->note_count; i++) {
        const DocxNote *note = &docx->notes[i];

        if (!is_note_kind(note->kind) || note->id == UINT32_MAX || note->node >= docx->node_count ||
            docx->nodes[note->node].type != NODE_STORY || docx->nodes[note->node].link != i)
            return false;
    }
    for (size_t i = 0; i < docx->number_count; i++)
        if (docx->numbers[i].level > 8 || docx->numbers[i].format >= NUMBER_FORMAT_COUNT || !slice_is_clean(docx, docx->numbers[i].pattern))
            return false;
    for (size_t i = 0; i < docx->part_count; i++)
        if (!slice_is_text(docx, docx->parts[i].name) || !slice_inside(docx, docx->parts[i].bytes))
            return false;
    for (size_t i = 0; i < docx->style_count; i++)
        if (!slice_is_clean(docx, docx->styles[i].id) || docx->styles[i].styles >= 1U << STYLE_COUNT)
            return false;
    for (size_t i = 0; i < SLICES; i++)
        if (!slice_is_text(docx, *(const DocxSlice *)field(docx, slices[i])))
            return false;
    return true;
}

/* Where each node may stand: inside which one. A document's body is inside nothing, which NODE_TYPE_COUNT stands for. */
#define IN(type) (1U << (type))
enum { BODY = NODE_TYPE_COUNT };

static const uint32_t places[NODE_TYPE_COUNT] = {
    [NODE_RAW] = ~0U,
    [NODE_OPEN] = IN(NODE_PARAGRAPH) | IN(NODE_OPEN),
    [NODE_CLOSE] = IN(NODE_OPEN),
    [NODE_PARAGRAPH] = IN(BODY) | IN(NODE_CELL) | IN(NODE_BOX) | IN(NODE_STORY) | IN(NODE_BLOCK_OPEN),
    [NODE_PARAGRAPH_END] = IN(NODE_PARAGRAPH),
    [NODE_TEXT] = IN(NODE_PARAGRAPH) | IN(NODE_OPEN),
    [NODE_OBJECT] = IN(NODE_PARAGRAPH) | IN(NODE_OPEN),
    [NODE_OBJECT_BOXES] = IN(NODE_PARAGRAPH) | IN(NODE_OPEN),
    [NODE_BOX] = IN(NODE_PARAGRAPH) | IN(NODE_OPEN),
    [NODE_BOX_END] = IN(NODE_BOX),
    [NODE_BOX_ECHO] = IN(NODE_PARAGRAPH) | IN(NODE_OPEN),
    [NODE_TABLE] = IN(BODY) | IN(NODE_CELL) | IN(NODE_BOX) | IN(NODE_STORY) | IN(NODE_BLOCK_OPEN),
    [NODE_TABLE_END] = IN(NODE_TABLE),
    [NODE_ROW] = IN(NODE_TABLE) | IN(NODE_BLOCK_OPEN),
    [NODE_ROW_END] = IN(NODE_ROW),
    [NODE_CELL] = IN(NODE_ROW) | IN(NODE_BLOCK_OPEN),
    [NODE_CELL_END] = IN(NODE_CELL),
    [NODE_STORY] = IN(BODY),
    [NODE_NOTE_RAW] = IN(BODY),
    [NODE_STORY_END] = IN(NODE_STORY),
    [NODE_BLOCK_OPEN] = IN(BODY) | IN(NODE_CELL) | IN(NODE_BOX) | IN(NODE_STORY) | IN(NODE_BLOCK_OPEN) | IN(NODE_TABLE) | IN(NODE_ROW),
    [NODE_BLOCK_CLOSE] = IN(NODE_BLOCK_OPEN),
    [NODE_SECTION] = IN(BODY) | IN(NODE_CELL) | IN(NODE_BOX) | IN(NODE_STORY) | IN(NODE_BLOCK_OPEN),
};

static const uint32_t openers = IN(NODE_OPEN) | IN(NODE_PARAGRAPH) | IN(NODE_BOX) | IN(NODE_TABLE) | IN(NODE_ROW) | IN(NODE_CELL) |
                                IN(NODE_STORY) | IN(NODE_BLOCK_OPEN);
static const uint32_t closers = IN(NODE_CLOSE) | IN(NODE_PARAGRAPH_END) | IN(NODE_BOX_END) | IN(NODE_TABLE_END) | IN(NODE_ROW_END) |
                                IN(NODE_CELL_END) | IN(NODE_STORY_END) | IN(NODE_BLOCK_CLOSE);
/* What a box or an echo stands right after. */
static const uint32_t before_box = IN(NODE_OBJECT_BOXES) | IN(NODE_BOX_END) | IN(NODE_BOX_ECHO);

static bool check_object_link(const Docx *docx, const DocxNode *node)
{
    uint32_t kind;

    if (node->link >= docx->object_count)
        return false;
    kind = docx->objects[node->link].kind;
    if (node->type == NODE_OBJECT_BOXES)
        return kind == ANCHOR_BOX;
    return (kind != ANCHOR_FOOTNOTE && kind != ANCHOR_ENDNOTE) || docx_note_id(docx_slice(docx, node->xml)).data != NULL; /* which is written anew */
}

/* The node's slices were looked at before. */
static bool check_link(const Docx *docx, const DocxNode *node, size_t index)
{
    switch (node->type) {
    case NODE_PARAGRAPH:
        return node->link < docx->paragraph_count;
    case NODE_OBJECT:
    case NODE_OBJECT_BOXES:
        return check_object_link(docx, node);
    case NODE_NOTE_RAW:
        return is_note_kind(node->link);
    case NODE_STORY:
        return node->link < docx->note_count && docx->notes[node->link].node == index;
    default:
        return true;
    }
}

static bool check_node(const Docx *docx, size_t index)
{
    const DocxNode *node = &docx->nodes[index];

    if (node->type >= NODE_TYPE_COUNT || node->revision >= docx->revision_count || (node->flags & ~(uint32_t)NODE_MATH_LEVEL) != 0)
        return false;
    if ((node->type == NODE_BOX || node->type == NODE_BOX_ECHO) && (index == 0 || (before_box & IN(docx->nodes[index - 1].type)) == 0))
        return false;
    return slice_is_text(docx, node->xml) && slice_is_text(docx, node->props) && slice_is_clean(docx, node->text) &&
           check_link(docx, node, index);
}

static bool check_nesting(const Docx *docx)
{
    uint8_t stack[NESTING_MAX];
    size_t  depth = 1;

    stack[0] = BODY;
    for (size_t i = 0; i < docx->node_count; i++) {
        uint32_t type = docx->nodes[i].type;

        if (!check_node(docx, i) || (places[type] & IN(stack[depth - 1])) == 0)
            return false;
        if ((closers & IN(type)) != 0)
            depth--;
        if ((openers & IN(type)) != 0) {
            if (depth == NESTING_MAX)
                return false;
            stack[depth++] = (uint8_t)type;
        }
    }
    return depth == 1;
}

/* ---- decoding ---- */

static Status copy_bytes(Slice bytes, void *out)
{
    void *block = memory_new(bytes.size);

    if (block == NULL)
        return ERR_MEMORY;
    if (bytes.size != 0)
        memcpy(block, bytes.data, bytes.size);
    memcpy(out, &block, sizeof block);
    return OK;
}

static Status take_array(Reader *in, Docx *docx, const ArrayField *array)
{
    uint64_t count = reader_u64(in);
    Slice    bytes;

    if (count > COUNT_MAX)
        return ERR_SYNTAX;
    bytes = reader_take(in, (size_t)count * array->size);
    if (reader_failed(in))
        return ERR_SYNTAX;
    if (count == 0)
        return OK;
    TRY(copy_bytes(bytes, field_to_fill(docx, array->array)));
    *(size_t *)field_to_fill(docx, array->count) = (size_t)count;
    return OK;
}

static Status take_all(Reader *in, Docx *docx)
{
    uint32_t magic = reader_u32(in);
    Slice    pool = reader_take(in, (size_t)reader_u64(in));

    if (magic != MAGIC || reader_failed(in))
        return ERR_SYNTAX;
    TRY(copy_bytes(pool, &docx->pool));
    docx->pool_size = pool.size;
    for (size_t i = 0; i < ARRAYS; i++)
        TRY(take_array(in, docx, &arrays[i]));
    for (size_t i = 0; i < SLICES + NUMBERS; i++) {
        size_t size = i < SLICES ? sizeof(DocxSlice) : sizeof(uint32_t);
        Slice  bytes = reader_take(in, size);

        if (bytes.size == size)
            memcpy(field_to_fill(docx, i < SLICES ? slices[i] : numbers[i - SLICES]), bytes.data, size);
    }
    return reader_done(in) ? OK : ERR_SYNTAX;
}

static bool check_all(const Docx *docx)
{
    return check_revisions(docx) && check_paragraphs(docx) && check_objects(docx) && check_small(docx) && check_nesting(docx);
}

Status docx_decode(Slice bytes, Docx **out, Problem *problem)
{
    Reader in = reader_from(bytes);
    Docx  *docx = memory_new_zeroed(1, sizeof *docx);
    Status status = docx != NULL ? take_all(&in, docx) : ERR_MEMORY;

    REQUIRE(out != NULL && *out == NULL);
    if (status == OK && !check_all(docx))
        status = ERR_SYNTAX;
    if (status == OK) {
        *out = docx;
        return OK;
    }
    docx_free(docx);
    return status == ERR_MEMORY ? problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL)
                                : problem_set(problem, ERR_SYNTAX, MSG("docx.damaged"), NULL);
}
