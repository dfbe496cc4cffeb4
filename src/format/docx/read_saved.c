/* SPDX-License-Identifier: Apache-2.0
 *
 * What LibreOffice loses when it opens a compilation, told again by our bookmarks (saved_internal.h).
 *
 * LibreOffice 7.4 reads all notes when it meets the first mark of one. What was said of the mark of the paragraph that it was in the middle of, it then says
 * of the first paragraph of the first note: there it is lost, or joins it with the note's second. It also loses what is said of the mark of a paragraph before a
 * table. And it writes U+200D into an empty cell of a row that is put in or taken out.
 */
#include "format/docx/read_internal.h"
#include "format/docx/saved_internal.h"

/* ---- which program saved it ---- */

static Status read_program(Reading *reading, void *context)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);

    (void)context;
    while (xml_child(xml, &here)) {
        XmlElement inside;

        if (xml->is_text || strcmp((const char *)xml->node->name, "Application") != 0)
            continue;
        inside = xml_enter(xml);
        while (xml_child(xml, &inside))
            reading->by_libreoffice = reading->by_libreoffice || (xml->is_text && slice_starts(xml_text(xml), "LibreOffice/"));
    }
    return xml->status;
}

Status saved_read_program(Reading *reading, const Relations *package)
{
    const Relation *relation = relations_by_type(package, "extended-properties");

    if (relation == NULL || package_find(reading->package, relation->target) < 0)
        return OK;
    return read_part(reading, relation->target, read_program, NULL);
}

/* ---- the bookmarks ---- */

bool saved_is_bookmark(Slice name)
{
    return slice_starts(name, SAVED_BOOKMARK);
}

/* "i0001" "00" "_" "44656c6567617469": what stands behind SAVED_BOOKMARK. */
static bool parse_bookmark(Slice text, SavedMark *out, unsigned *part, uint8_t *bytes, size_t *size)
{
    uint8_t number[2];

    if (text.size < 8 || (text.data[0] != 'i' && text.data[0] != 'd') || !hex_parse(slice_part(text, 1, 5), number, sizeof number) || text.data[5] < '0' || text.data[5] > '9' ||
        text.data[6] < '0' || text.data[6] > '9' || text.data[7] != '_')
        return false;
    out->kind = text.data[0] == 'i' ? REVISION_INSERTED : REVISION_DELETED;
    out->number = (uint32_t)number[0] << 8 | number[1];
    *part = (unsigned)(10 * (text.data[5] - '0') + text.data[6] - '0');
    *size = (text.size - 8) / 2;
    return *size <= SAVED_NAME_BYTES && hex_parse(slice_part(text, 8, text.size), bytes, *size);
}

static Status begin_mark(Reading *reading, const SavedMark *mark)
{
    void  *block = reading->saved;
    Status status = memory_reserve(&block, &reading->saved_capacity, reading->saved_count + 1, sizeof *mark);

    reading->saved = block;
    if (status != OK)
        return build_memory(reading->problem);
    reading->saved[reading->saved_count++] = *mark;
    return OK;
}

Status saved_take_bookmark(Reading *reading, Slice name)
{
    SavedMark mark = {.paragraph = reading->paragraph, .author_at = reading->saved_authors.size}, *of;
    uint8_t   bytes[SAVED_NAME_BYTES];
    unsigned  part;
    size_t    size;

    if (reading->paragraph == UINT32_MAX || !parse_bookmark(slice_part(name, sizeof SAVED_BOOKMARK - 1, name.size), &mark, &part, bytes, &size))
        return OK;
    if (part == 0)
        TRY(begin_mark(reading, &mark));
    of = reading->saved_count != 0 ? &reading->saved[reading->saved_count - 1] : NULL;
    if (of == NULL || of->paragraph != mark.paragraph || of->number != mark.number || of->kind != mark.kind || of->parts != part)
        return OK;
    of->parts++;
    of->author_size += size;
    buffer_add(&reading->saved_authors, (Slice){(const char *)bytes, size});
    return reading->saved_authors.status == OK ? OK : build_memory(reading->problem);
}

/* ---- taking it back ---- */

static bool same_change(const Reading *reading, uint32_t a, uint32_t b)
{
    const DocxRevision *x = &reading->docx->revisions[a], *y = &reading->docx->revisions[b];

    return x->kind == y->kind && x->outer == y->outer && slice_equal(build_slice(reading, x->author), build_slice(reading, y->author));
}

/* The next node of the type from `at` on, before one of the type `until`; 0: there is none. */
static uint32_t next_of(const Docx *docx, uint32_t at, DocxNodeType type, DocxNodeType until)
{
    for (; at < docx->node_count && docx->nodes[at].type != (uint32_t)until; at++)
        if (docx->nodes[at].type == (uint32_t)type)
            return at;
    return at < docx->node_count && type == until ? at : 0;
}

/* The first mark in the first note of the paragraph has what was said of the paragraph's, if it has anything: LibreOffice puts it there. */
static void clear_note(Reading *reading, uint32_t from, uint32_t to, uint32_t revision)
{
    Docx *docx = reading->docx;

    for (uint32_t i = from; i < to; i++) {
        const DocxObject *object = docx->nodes[i].type == NODE_OBJECT ? &docx->objects[docx->nodes[i].link] : NULL;
        uint32_t          end;

        if (object == NULL || (object->kind != ANCHOR_ENDNOTE && object->kind != ANCHOR_FOOTNOTE))
            continue;
        end = next_of(docx, docx->notes[object->note].node, NODE_PARAGRAPH_END, NODE_STORY_END);
        if (end != 0 && docx->nodes[end].revision != 0 && same_change(reading, docx->nodes[end].revision, revision))
            docx->nodes[end].revision = 0;
        return;
    }
}

static Status restore(Reading *reading, const SavedMark *mark, uint32_t start)
{
    DocxRevision revision = {.kind = mark->kind};
    uint32_t     end = next_of(reading->docx, start, NODE_PARAGRAPH_END, NODE_PARAGRAPH_END), index;
    Buffer       name;
    Status       status;

    if (end == 0 || reading->docx->nodes[end].revision != 0)
        return OK;
    buffer_init(&name, DOCX_AUTHOR_MAX);
    build_clean_name(&name, slice_part(buffer_slice(&reading->saved_authors), mark->author_at, mark->author_at + mark->author_size));
    status = name.status == OK ? build_intern(reading, buffer_slice(&name), &revision.author) : build_memory(reading->problem);
    buffer_clear(&name);
    TRY(status);
    TRY(build_revision_like(reading, &revision, &index));
    reading->docx->nodes[end].revision = index;
    clear_note(reading, start, end, index);
    return OK;
}

/* A cell in which nothing stands but U+200D is empty. */
static void clear_joiner(const Reading *reading, uint32_t at)
{
    DocxNode *node = &reading->docx->nodes[at];

    if (node->type == NODE_TEXT && at > 0 && at + 1 < reading->docx->node_count && slice_is(build_slice(reading, node->text), "\xE2\x80\x8D") &&
        node[-1].type == NODE_PARAGRAPH && node[1].type == NODE_PARAGRAPH_END)
        node->text.size = 0;
}

Status saved_restore(Reading *reading)
{
    size_t next = 0;

    for (uint32_t i = 0; reading->by_libreoffice && i < reading->docx->node_count; i++) {
        clear_joiner(reading, i);
        if (next < reading->saved_count && reading->docx->nodes[i].type == NODE_PARAGRAPH && reading->docx->nodes[i].link == reading->saved[next].paragraph)
            TRY(restore(reading, &reading->saved[next++], i));
    }
    return OK;
}
