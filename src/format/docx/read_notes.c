/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts beside the main one: footnotes and endnotes (stories of their own, after the body), comments (authors and text), and our own custom XML part.
 */
#include "format/docx/read_internal.h"

typedef struct NoteReading {
    StoryKind  kind;
    DocxSlice *root;
} NoteReading;

/* ---- notes ---- */

static Status read_note(Reading *reading, StoryKind kind)
{
    Xml     *xml = reading->xml;
    Slice    type = xml_attribute(xml, NS_WORD, "type");
    DocxNote note = {.kind = kind, .id = xml_id(xml_attribute(xml, NS_WORD, "id"))};
    DocxNode node = {.type = NODE_STORY};

    /* Separators and continuation notices have a type, or ids that are no note's. */
    if ((type.size != 0 && !slice_is(type, "normal")) || note.id == UINT32_MAX) {
        node = (DocxNode){.type = NODE_NOTE_RAW, .link = kind};
        TRY(raw_keep(reading, &node.xml));
        return build_node(reading, node, NULL);
    }
    TRY(build_note(reading, &note, &node.link));
    TRY(build_node(reading, node, &reading->docx->notes[node.link].node));
    TRY(read_children(reading, IN_BLOCKS));
    node.type = NODE_STORY_END;
    return build_node(reading, node, NULL);
}

static Status read_note_part(Reading *reading, void *context)
{
    const NoteReading *notes = context;
    Xml               *xml = reading->xml;
    XmlElement         here;

    if (xml->name != W_FOOTNOTES && xml->name != W_ENDNOTES)
        return OK;
    buffer_reset(&reading->scratch);
    raw_root(reading, &reading->scratch);
    TRY(build_bytes(reading, buffer_slice(&reading->scratch), notes->root));
    here = xml_enter(xml);
    while (xml_child(xml, &here))
        if (xml->name == W_FOOTNOTE || xml->name == W_ENDNOTE)
            TRY(read_note(reading, notes->kind));
    return xml->status;
}

static Status read_notes_of(Reading *reading, const Relations *relations, const char *type, StoryKind kind, DocxSlice *name, DocxSlice *root)
{
    const Relation *relation = relations_by_type(relations, type);
    NoteReading     notes = {kind, root};

    if (relation == NULL || package_find(reading->package, relation->target) < 0)
        return OK;
    TRY(build_bytes(reading, relation->target, name));
    return read_part(reading, relation->target, read_note_part, &notes);
}

typedef struct NoteKey {
    uint64_t key;
    uint32_t index;
} NoteKey;

static int compare_keys(const void *a, const void *b)
{
    const NoteKey *left = a, *right = b;

    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

static const NoteKey *find_key(const NoteKey *keys, size_t count, uint64_t key)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (keys[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && keys[low].key == key ? &keys[low] : NULL;
}

/* Puts the index of its note in place of the w:id of every reference. One that leads nowhere is an object like others. */
static Status link_references(Reading *reading)
{
    Docx    *docx = reading->docx;
    NoteKey *keys = memory_new_zeroed(docx->note_count, sizeof *keys);

    if (keys == NULL)
        return build_memory(reading->problem);
    for (size_t i = 0; i < docx->note_count; i++)
        keys[i] = (NoteKey){(uint64_t)docx->notes[i].kind << 32 | docx->notes[i].id, (uint32_t)i};
    qsort(keys, docx->note_count, sizeof *keys, compare_keys);
    for (size_t i = 0; i < docx->object_count; i++) {
        DocxObject    *object = &docx->objects[i];
        StoryKind      kind = object->kind == ANCHOR_FOOTNOTE ? STORY_FOOTNOTE : STORY_ENDNOTE;
        const NoteKey *found;

        if (object->kind != ANCHOR_FOOTNOTE && object->kind != ANCHOR_ENDNOTE)
            continue;
        found = find_key(keys, docx->note_count, (uint64_t)kind << 32 | object->note);
        object->note = found != NULL ? found->index : 0;
        if (found == NULL)
            object->kind = ANCHOR_OTHER;
    }
    memory_free(keys);
    return OK;
}

Status notes_read(Reading *reading, const Relations *relations)
{
    Docx *docx = reading->docx;

    TRY(read_notes_of(reading, relations, "footnotes", STORY_FOOTNOTE, &docx->footnotes_part, &docx->footnotes_root));
    TRY(read_notes_of(reading, relations, "endnotes", STORY_ENDNOTE, &docx->endnotes_part, &docx->endnotes_root));
    return link_references(reading);
}

/* ---- comments ---- */

/* The text of everything below the element, one space between paragraphs. Recursion is bounded by the limit on nesting. */
static Status gather_text(Reading *reading, Buffer *out, bool is_text)
{
    Xml       *xml = reading->xml;
    XmlElement here;

    if (xml->name == W_P && out->size != 0 && out->data[out->size - 1] != '\t')
        buffer_add_byte(out, ' ');
    here = xml_enter(xml);
    while (xml_child(xml, &here)) {
        if (!xml->is_text) {
            TRY(gather_text(reading, out, xml->name == W_T));
            continue;
        }
        for (Slice text = is_text ? xml_text(xml) : (Slice){NULL, 0}; text.size != 0; text = slice_part(text, 1, text.size))
            buffer_add_byte(out, strchr("\t\r\n", text.data[0]) != NULL ? ' ' : text.data[0]);
    }
    return xml->status;
}

static Status read_comments(Reading *reading, void *context)
{
    Xml       *xml = reading->xml;
    Buffer    *out = context;
    XmlElement here = xml_enter(xml);

    while (xml_child(xml, &here)) {
        if (xml->name != W_COMMENT)
            continue;
        build_clean_name(out, xml_attribute(xml, NS_WORD, "author"));
        buffer_add_byte(out, '\t');
        TRY(gather_text(reading, out, false));
        buffer_add_byte(out, '\n');
        reading->docx->comments_count++;
    }
    return xml->status;
}

Status comments_read(Reading *reading, const Relations *relations)
{
    const Relation *relation = relations_by_type(relations, "comments");
    Buffer          text;
    Status          status;

    if (relation == NULL || package_find(reading->package, relation->target) < 0)
        return OK;
    buffer_init(&text, reading->limits->part_size);
    TRY_OR(done, build_bytes(reading, relation->target, &reading->docx->comments_part));
    TRY_OR(done, read_part(reading, relation->target, read_comments, &text));
    TRY_OR(done, build_bytes(reading, buffer_slice(&text), &reading->docx->comments));
done:
    buffer_clear(&text);
    return status;
}

/* ---- our own part ---- */

static Status is_ours(Reading *reading, void *context)
{
    const XmlNode *root = reading->xml->node;

    *(bool *)context = root->uri != NULL && strcmp(root->uri, RAPPORTEUR_NAMESPACE) == 0;
    return OK;
}

static Status look_at_item(Reading *reading, size_t index, bool *ours)
{
    Docx  *docx = reading->docx;
    Slice  name = package_name(reading->package, index);
    Buffer bytes;
    Status status;

    *ours = false;
    buffer_init(&bytes, reading->limits->part_size);
    TRY_OR(done, package_read(reading->package, index, &bytes, reading->problem));
    if (bytes.size == 0 || memmem(bytes.data, bytes.size, RAPPORTEUR_NAMESPACE, sizeof RAPPORTEUR_NAMESPACE - 1) == NULL)
        goto done;
    TRY_OR(done, read_part(reading, name, is_ours, ours));
    if (*ours) {
        TRY_OR(done, build_bytes(reading, name, &docx->custom_part));
        TRY_OR(done, build_bytes(reading, buffer_slice(&bytes), &docx->custom_bytes));
    }
done:
    buffer_clear(&bytes);
    return status;
}

Status custom_read(Reading *reading)
{
    bool ours = false;

    for (size_t i = 0; i < package_count(reading->package) && !ours; i++) {
        Slice name = package_name(reading->package, i);

        if (slice_starts(name, "customXml/item") && slice_ends(name, ".xml") && !slice_starts(name, "customXml/itemProps"))
            TRY(look_at_item(reading, i, &ours));
    }
    return OK;
}
