/* SPDX-License-Identifier: Apache-2.0
 *
 * What LibreOffice loses when it opens a compilation, told again by our bookmarks (saved_internal.h).
 *
 * LibreOffice 7.4 reads all notes when it meets the first mark of one. What was said of the mark of the paragraph that it was in the middle of, it then says
 * of the first paragraph of the first note: there it is lost, or joins it with the note's second. It also loses what is said of the mark of a paragraph before a
 * table, or at the end of a container; and it makes one change of words put in at the end of a paragraph and those that begin the next, and so puts in the mark between
 * them. And it writes U+200D into an empty cell of a row that is put in or taken out.
 */
#include "format/docx/read_internal.h"

/* ---- which program saved it ---- */

static Status read_program(Reading *reading, void *context)
{
    Xml       *xml = reading->xml;
    XmlElement here = xml_enter(xml);

    (void)context;
    while (xml_child(xml, &here)) {
        XmlElement inside;

        if (xml->is_text || strcmp(xml->node->local, "Application") != 0)
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
static bool parse_bookmark(Slice text, SavedPiece *out)
{
    uint8_t number[2];

    if (text.size < 8 || strchr("idn", text.data[0]) == NULL || !hex_parse(slice_part(text, 1, 5), number, sizeof number) || text.data[5] < '0' || text.data[5] > '9' ||
        text.data[6] < '0' || text.data[6] > '9' || text.data[7] != '_')
        return false;
    out->said = text.data[0];
    out->part = (uint32_t)(10 * (text.data[5] - '0') + text.data[6] - '0');
    out->size = (text.size - 8) / 2;
    return out->size <= SAVED_NAME_BYTES && hex_parse(slice_part(text, 8, text.size), out->bytes, out->size);
}

Status saved_take_bookmark(Reading *reading, Slice name)
{
    SavedPiece piece = {.paragraph = reading->paragraph};
    void      *block = reading->saved;
    Status     status;

    if (reading->paragraph == UINT32_MAX || !parse_bookmark(slice_part(name, sizeof SAVED_BOOKMARK - 1, name.size), &piece))
        return OK;
    status = memory_reserve(&block, &reading->saved_capacity, reading->saved_count + 1, sizeof piece);
    reading->saved = block;
    if (status != OK)
        return build_memory(reading->problem);
    reading->saved[reading->saved_count++] = piece;
    return OK;
}

/* LibreOffice writes bookmarks that begin at one place in an order of its own, and those in empty paragraphs twice. */
static int by_place(const void *a, const void *b)
{
    const SavedPiece *x = a, *y = b;

    if (x->paragraph != y->paragraph)
        return x->paragraph < y->paragraph ? -1 : 1;
    if (x->said != y->said)
        return x->said < y->said ? -1 : 1;
    return (x->part > y->part) - (x->part < y->part);
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

/* The revision that pieces from..to tell; 0: they tell none. */
static Status revision_of(Reading *reading, size_t from, size_t to, uint32_t *out)
{
    DocxRevision revision = {.kind = reading->saved[from].said == SAVED_INSERTED ? REVISION_INSERTED : REVISION_DELETED};
    Buffer       whole, name;
    Status       status = OK;
    bool         complete = true;

    *out = 0;
    buffer_init(&whole, SAVED_PARTS_MAX * SAVED_NAME_BYTES);
    buffer_init(&name, DOCX_AUTHOR_MAX);
    for (size_t i = from, part = 0; i < to && complete; i++) {
        if (i != from && by_place(&reading->saved[i], &reading->saved[i - 1]) == 0)
            continue;
        complete = reading->saved[i].said == reading->saved[from].said && reading->saved[i].part == part++;
        buffer_add(&whole, (Slice){(const char *)reading->saved[i].bytes, reading->saved[i].size});
    }
    build_clean_name(&name, buffer_slice(&whole));
    if (whole.status != OK || name.status != OK)
        status = build_memory(reading->problem);
    else if (complete)
        status = build_intern(reading, buffer_slice(&name), &revision.author);
    if (status == OK && complete)
        status = build_revision_like(reading, &revision, out);
    buffer_clear(&whole);
    buffer_clear(&name);
    return status;
}

static Status restore(Reading *reading, size_t from, size_t to, uint32_t start)
{
    Docx    *docx = reading->docx;
    uint32_t end = next_of(docx, start, NODE_PARAGRAPH_END, NODE_PARAGRAPH_END), revision;

    if (end == 0)
        return OK;
    revision = docx->nodes[end].revision;
    if (reading->saved[from].said == SAVED_UNTOUCHED) {
        if (docx->revisions[revision].kind == REVISION_INSERTED && docx->revisions[revision].outer == 0)
            docx->nodes[end].revision = 0;
        return OK;
    }
    if (revision != 0)
        return OK;
    TRY(revision_of(reading, from, to, &revision));
    docx->nodes[end].revision = revision;
    if (revision != 0)
        clear_note(reading, start, end, revision);
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
    size_t from = 0, to;

    if (!reading->by_libreoffice)
        return OK;
    if (reading->saved_count != 0)
        qsort(reading->saved, reading->saved_count, sizeof *reading->saved, by_place);
    for (uint32_t i = 0; i < reading->docx->node_count; i++) {
        clear_joiner(reading, i);
        if (from == reading->saved_count || reading->docx->nodes[i].type != NODE_PARAGRAPH || reading->docx->nodes[i].link != reading->saved[from].paragraph)
            continue;
        for (to = from; to < reading->saved_count && reading->saved[to].paragraph == reading->saved[from].paragraph;)
            to++;
        TRY(restore(reading, from, to, i));
        from = to;
    }
    return OK;
}
