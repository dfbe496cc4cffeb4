/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects (images, formulas, diagrams, symbols) that go from one package to another.
 *
 * Anchor.dress of such an object is a frame: flags, its XML, and for each related part relation id, relation type, content type, part name, and where its bytes
 * stand in Anchor.shown, so that a picture shown a hundred times is in memory once. Bringing it in copies the parts under new names and puts new relation ids
 * into the XML.
 */
#include "format/docx/write_internal.h"
#include "format/docx/write_relations_internal.h"

enum { OBJECT_BYTES_MAX = 64 * 1024 * 1024 };

typedef struct Dressing {
    const Docx     *docx;
    const DocxView *view;
    Text           *text;
    PartIndex       index;
} Dressing;

/* ---- packing ---- */

/* *bytes: of the parts, in all. ERR_NOT_FOUND: one was not kept; without it, its relation id would show something else of another package. */
static Status pack_parts(const Dressing *work, Slice list, Buffer *out, size_t *bytes)
{
    while (list.size != 0) {
        const char *end = memchr(list.data, '\n', list.size), *space = memchr(list.data, ' ', list.size);
        Slice       id, name, part;

        if (end == NULL || space == NULL || space > end)
            return OK;
        id = (Slice){list.data, (size_t)(space - list.data)};
        name = (Slice){space + 1, (size_t)(end - space) - 1};
        if (!relations_find_part(&work->index, name, &part))
            return ERR_NOT_FOUND;
        buffer_add_u8(out, 1);
        buffer_add_sized(out, id);
        relations_add_types(&work->index, id, name, out);
        buffer_add_sized(out, name);
        buffer_add_u32(out, part.size != 0 ? (uint32_t)(part.data - work->docx->pool) : 0);
        buffer_add_u32(out, (uint32_t)part.size);
        *bytes += part.size;
        list = slice_part(list, (size_t)(end - list.data) + 1, list.size);
    }
    return OK;
}

/* The object's XML, with the content of its boxes as the view has it. */
static void add_object_xml(const Docx *docx, uint32_t node, Buffer *out)
{
    uint32_t end = node;

    buffer_add(out, docx_slice(docx, docx->nodes[node].xml));
    if (docx->nodes[node].type != NODE_OBJECT_BOXES)
        return;
    for (uint32_t at = node + 1; at < docx->node_count; at = end + 1) {
        uint32_t type = docx->nodes[at].type;

        if (type != NODE_BOX && type != NODE_BOX_ECHO)
            return;
        end = type == NODE_BOX ? body_matching(docx, at, NODE_BOX, NODE_BOX_END) : at;
        buffer_add_byte(out, BOX_PLACE);
        buffer_add(out, docx_slice(docx, docx->nodes[end].xml));
    }
}

/* Prefixes that the XML uses and only the root of its own document declares: declared again on its first element. */
static void add_with_prefixes(Slice root, Slice xml, Buffer *out)
{
    const char *end = xml.size != 0 ? memchr(xml.data, '>', xml.size) : NULL;
    size_t      at = 0, first;

    if (end == NULL) {
        buffer_add(out, xml);
        return;
    }
    for (first = 1; xml.data[first] != ' ' && xml.data[first] != '/' && xml.data[first] != '>'; first++)
        ;
    buffer_add(out, slice_part(xml, 0, first));
    for (;;) {
        const char *found = memmem(root.data + at, root.size - at, " xmlns:", 7), *equals, *close;
        char        use[64], declaration[80];
        int         size;

        if (found == NULL)
            break;
        equals = memchr(found, '=', root.size - (size_t)(found - root.data));
        close = equals != NULL ? memchr(equals + 2, '"', root.size - (size_t)(equals + 2 - root.data)) : NULL;
        if (close == NULL)
            break;
        size = snprintf(use, sizeof use, "%.*s:", (int)(equals - found - 7), found + 7);
        (void)snprintf(declaration, sizeof declaration, " xmlns:%.*s=", (int)(equals - found - 7), found + 7);
        if (size > 0 && (size_t)size < sizeof use && strcmp(use, "w:") != 0 && memmem(xml.data, xml.size, use, (size_t)size) != NULL &&
            memmem(xml.data, xml.size, declaration, strlen(declaration)) == NULL)
            buffer_add(out, (Slice){found, (size_t)(close - found) + 1});
        at = (size_t)(close - root.data);
    }
    buffer_add(out, slice_part(xml, first, xml.size));
}

static Status pack(const Dressing *work, uint32_t node, Anchor *out)
{
    const Docx     *docx = work->docx;
    const DocxNode *object = &docx->nodes[node];
    Buffer          plain, xml, packed;
    size_t          bytes = 0;
    Status          status;

    buffer_init(&plain, OBJECT_BYTES_MAX);
    buffer_init(&xml, OBJECT_BYTES_MAX);
    buffer_init(&packed, OBJECT_BYTES_MAX);
    add_object_xml(docx, node, &plain);
    add_with_prefixes(docx_slice(docx, docx->main_root), buffer_slice(&plain), &xml);
    buffer_add_u8(&packed, (object->flags & NODE_MATH_LEVEL) != 0);
    buffer_add_sized(&packed, docx_slice(docx, object->props));
    buffer_add_sized(&packed, buffer_slice(&xml));
    status = pack_parts(work, docx_slice(docx, docx->objects[object->link].parts), &packed, &bytes);
    buffer_add_u8(&packed, 0);
    if (status == OK)
        status = xml.status != OK ? xml.status : packed.status;
    if (status == OK && packed.size + bytes > OBJECT_BYTES_MAX)
        status = ERR_LIMIT;
    if (status == ERR_LIMIT || status == ERR_NOT_FOUND)
        out->dress = (Slice){NULL, 0}; /* too large to bring along, or its parts are not here: put aside, and said so */
    else if (status == OK)
        status = slice_copy(work->text->arena, buffer_slice(&packed), &out->dress);
    if (status == OK && bytes != 0)
        out->shown = (Slice){docx->pool, docx->pool_size};
    buffer_clear(&plain);
    buffer_clear(&xml);
    buffer_clear(&packed);
    return status == ERR_LIMIT || status == ERR_NOT_FOUND ? OK : status;
}

static bool needs_dress(AnchorKind kind)
{
    return kind != ANCHOR_FOOTNOTE && kind != ANCHOR_ENDNOTE;
}

/* The object nodes of a paragraph of the view, in order: its anchors. */
static Status dress_paragraph(const Dressing *work, Paragraph *paragraph)
{
    const Docx *docx = work->docx;
    uint32_t    anchor = 0;

    for (uint32_t node = paragraph->source; node < docx->node_count && anchor < paragraph->anchor_count; node++) {
        const DocxNode *part = &docx->nodes[node];
        bool            object = part->type == NODE_OBJECT || part->type == NODE_OBJECT_BOXES;

        if (object && docx_visible(docx, part->revision, work->view)) {
            if (needs_dress(paragraph->anchors[anchor].kind))
                TRY(pack(work, node, &paragraph->anchors[anchor]));
            anchor++;
        }
        if (part->type == NODE_BOX)
            node = body_matching(docx, node, NODE_BOX, NODE_BOX_END);
    }
    return OK;
}

Status docx_dress_objects(const Docx *docx, const DocxView *view, Text *text, Problem *problem)
{
    Dressing work = {.docx = docx, .view = view, .text = text};
    Status   status = relations_index(docx, &work.index);

    for (size_t i = 0; status == OK && i < text->count; i++)
        if (text->paragraphs[i].anchor_count != 0)
            status = dress_paragraph(&work, &text->paragraphs[i]);
    relations_index_clear(&work.index);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

/* ---- bringing in ---- */

static Slice base_name(Slice path)
{
    size_t at = path.size;

    while (at > 0 && path.data[at - 1] != '/')
        at--;
    return slice_part(path, at, path.size);
}

/* Where the frame says that a part's bytes stand. An anchor that was never dressed has raw XML for a frame, so it is looked at. */
static Slice take_shown(Reader *in, Slice shown)
{
    uint32_t at = reader_u32(in), size = reader_u32(in);

    return at <= shown.size && size <= shown.size - at ? slice_part(shown, at, (size_t)at + size) : (Slice){NULL, 0};
}

static Status bring_part(Writer *writer, Reader *in, Slice shown, NewPart *out)
{
    void  *block = writer->parts;
    Buffer name;
    Status status = memory_reserve(&block, &writer->part_capacity, writer->part_count + 1, sizeof *out);
    Slice  old_id = reader_sized(in, 256), relation_type = reader_sized(in, 512), type = reader_sized(in, 512), path = reader_sized(in, 512),
          bytes = take_shown(in, shown);

    writer->parts = block;
    TRY(status);
    buffer_init(&name, 4096);
    buffer_add_format(&name, "word/media/rapporteur-%zu-", writer->part_count + 1);
    buffer_add(&name, base_name(path));
    status = name.status == OK ? slice_copy(writer->arena, buffer_slice(&name), &out->name) : name.status;
    buffer_clear(&name);
    TRY(status);
    buffer_init(&name, 64);
    buffer_add_format(&name, "rIdRapporteur%zu", writer->part_count + 1);
    status = name.status == OK ? slice_copy(writer->arena, buffer_slice(&name), &out->relation_id) : name.status;
    buffer_clear(&name);
    TRY(status);
    out->type = type;
    out->relation_type = relation_type;
    out->bytes = bytes;
    writer->parts[writer->part_count++] = *out;
    out->name = old_id; /* for replacing it in the XML */
    return OK;
}

/* Every "old" in quotes becomes "new". */
static void replace_quoted(Buffer *out, Slice xml, const NewPart *parts, size_t count)
{
    for (size_t at = 0; at < xml.size;) {
        const char *quote = memchr(xml.data + at, '"', xml.size - at), *end;
        size_t      from = quote != NULL ? (size_t)(quote - xml.data) + 1 : xml.size;
        Slice       value;

        buffer_add(out, slice_part(xml, at, from));
        if (quote == NULL)
            return;
        end = memchr(xml.data + from, '"', xml.size - from);
        at = end != NULL ? (size_t)(end - xml.data) : xml.size;
        value = slice_part(xml, from, at);
        for (size_t i = 0; i < count; i++)
            if (slice_equal(value, parts[i].name)) {
                value = parts[i].relation_id;
                break;
            }
        buffer_add(out, value);
        if (at < xml.size) {
            buffer_add_byte(out, '"');
            at++;
        }
    }
}

/* The k-th box place in the XML becomes the story's paragraphs (a box and its copies have the same ones). */
static Status fill_boxes(Writer *writer, const NewAnchor *anchor, Slice xml, Buffer *out)
{
    for (size_t at = 0; at < xml.size; at++) {
        if (xml.data[at] != BOX_PLACE) {
            buffer_add_byte(out, xml.data[at]);
            continue;
        }
        for (uint32_t i = 0; i < anchor->story_count; i++) {
            Line    line;
            Entries entries = {0};
            Status  status = line_init(&line, writer, &entries);

            buffer_add_string(out, "<w:p><w:pPr>");
            buffer_add(out, anchor->story[i].dress.paragraph);
            buffer_add_string(out, "</w:pPr>");
            runs_text(&line, anchor->story[i].text, (Slice){NULL, 0}, false);
            buffer_add(out, buffer_slice(&line.runs));
            buffer_add_string(out, "</w:p>");
            line_clear(&line);
            TRY(status);
        }
        if (anchor->story_count == 0)
            buffer_add_string(out, "<w:p/>");
    }
    return out->status;
}

static int by_hash(const void *a, const void *b)
{
    const BaseObject *x = a, *y = b;
    int               order = memcmp(x->sha256, y->sha256, SHA256_SIZE);

    return order != 0 ? order : (x->node > y->node) - (x->node < y->node);
}

Status objects_find(Writer *writer)
{
    const Docx *base = writer->base;

    for (uint32_t i = 0; i < base->node_count; i++) {
        void  *list = writer->objects;
        Status status;

        if (base->nodes[i].type != NODE_OBJECT)
            continue;
        status = memory_reserve(&list, &writer->object_capacity, writer->object_count + 1, sizeof *writer->objects);
        writer->objects = list;
        TRY(status);
        writer->objects[writer->object_count++] = (BaseObject){base->objects[base->nodes[i].link].sha256, i};
    }
    if (writer->object_count != 0)
        qsort(writer->objects, writer->object_count, sizeof *writer->objects, by_hash);
    return OK;
}

/* A base object kept inside a competing wording has no dress: its XML is the base's own, of the first that is the same. */
static Slice base_object(const Writer *writer, const NewAnchor *anchor, bool *math_level)
{
    const BaseObject wanted = {anchor->anchor.sha256, 0};
    size_t           low = 0, high = writer->object_count;
    const DocxNode  *node;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (by_hash(&writer->objects[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == writer->object_count || memcmp(writer->objects[low].sha256, wanted.sha256, SHA256_SIZE) != 0)
        return (Slice){NULL, 0};
    node = &writer->base->nodes[writer->objects[low].node];
    *math_level = (node->flags & NODE_MATH_LEVEL) != 0;
    return docx_slice(writer->base, node->xml);
}

Status objects_bring(Writer *writer, const NewAnchor *anchor, Slice *xml, bool *math_level)
{
    Reader  in = reader_from(anchor->anchor.dress);
    NewPart parts[32];
    size_t  count = 0;
    Slice   source;
    Buffer  replaced, filled;
    Status  status = OK;

    *math_level = false;
    *xml = base_object(writer, anchor, math_level);
    if (anchor->anchor.dress.size == 0 || xml->size != 0)
        return OK;
    *math_level = reader_u8(&in) == 1;
    (void)reader_sized(&in, OBJECT_BYTES_MAX);
    source = reader_sized(&in, OBJECT_BYTES_MAX);
    while (status == OK && reader_u8(&in) == 1 && count < sizeof parts / sizeof *parts)
        status = bring_part(writer, &in, anchor->anchor.shown, &parts[count++]);
    buffer_init(&replaced, OBJECT_BYTES_MAX);
    buffer_init(&filled, OBJECT_BYTES_MAX);
    if (status == OK && !reader_failed(&in)) {
        replace_quoted(&replaced, source, parts, count);
        status = replaced.status == OK ? fill_boxes(writer, anchor, buffer_slice(&replaced), &filled) : replaced.status;
        if (status == OK)
            status = slice_copy(writer->arena, buffer_slice(&filled), xml);
    }
    buffer_clear(&replaced);
    buffer_clear(&filled);
    return status;
}
