/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects: pictures, shapes, charts, embedded documents, symbols, formulas, references to notes. An object is its XML as it stands, cut open where
 * text boxes stand in it, and a hash by which two of them are the same: of the bytes of the parts it shows, or else of its element names and text.
 *
 * Word writes a drawing twice, in mc:Choice and in mc:Fallback. The Choice is the one that is read; the boxes of the Fallback are echoes of it,
 * because other programs read that one.
 */
#include "format/docx/read_internal.h"

enum { HASHED_MAX = 1024 * 1024 };

typedef struct ObjectReading {
    Reading  *reading;
    Buffer    xml;        /* since the last box or echo */
    Buffer    hashed;     /* what the hash is of, when no part is shown */
    Buffer    digests;    /* hashes of the parts, in order */
    Buffer    parts;      /* DocxObject.parts */
    Buffer    alt;
    DocxNode  node;       /* the object's own */
    uint32_t  node_index; /* once it is written */
    uint32_t  segment;    /* the node whose xml is being gathered; UINT32_MAX: the object's own, not yet written */
    uint32_t  boxes;
    uint32_t  first_box;  /* of the alternate content in force */
    uint32_t  echoes;     /* so far in this Fallback */
    bool      chosen;     /* a Choice of it has been read */
    bool      fallback, image, other, symbol;
} ObjectReading;

static Status check_buffers(const ObjectReading *object)
{
    const Buffer *all[] = {&object->xml, &object->digests, &object->parts, &object->alt};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i]->status == ERR_MEMORY)
            return build_memory(object->reading->problem);
        if (all[i]->status != OK)
            return problem_set(object->reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    }
    return OK;
}

/* ---- related parts ---- */

static bool already_listed(const ObjectReading *object, Slice line)
{
    return object->parts.size != 0 && memmem(object->parts.data, object->parts.size, line.data, line.size) != NULL;
}

static Status hash_bytes(Reading *reading, size_t index, PartHash *out)
{
    Buffer bytes;
    Status status;

    buffer_init(&bytes, reading->limits->part_size);
    TRY_OR(done, package_read(reading->package, index, &bytes, reading->problem));
    TRY_OR(done, sha256(buffer_slice(&bytes), out->sha256));
    out->known = true;
done:
    buffer_clear(&bytes);
    return status;
}

static Status hash_part(ObjectReading *object, const Relation *relation)
{
    Reading *reading = object->reading;
    long     index = package_find(reading->package, relation->target);

    if (index < 0)
        return OK;
    if (reading->part_hashes == NULL)
        reading->part_hashes = memory_new_zeroed(package_count(reading->package), sizeof *reading->part_hashes);
    if (reading->part_hashes == NULL)
        return build_memory(reading->problem);
    if (!reading->part_hashes[index].known)
        TRY(hash_bytes(reading, (size_t)index, &reading->part_hashes[index]));
    buffer_add(&object->digests, (Slice){(const char *)reading->part_hashes[index].sha256, SHA256_SIZE});
    return OK;
}

/* An attribute in the relationships' namespace names a part: r:embed, r:id, r:dm … */
static Status take_relation(ObjectReading *object, Slice id)
{
    const Relation *relation = relations_by_id(&object->reading->relations, id);
    size_t          start = object->parts.size;
    Buffer          line;
    Status          status = OK;

    if (relation == NULL)
        return OK;
    if (relation->external) {
        buffer_add(&object->hashed, relation->target);
        return OK;
    }
    buffer_init(&line, object->reading->limits->part_size);
    buffer_add(&line, id);
    buffer_add_byte(&line, ' ');
    buffer_add(&line, relation->target);
    buffer_add_byte(&line, '\n');
    if (line.status == OK && !already_listed(object, buffer_slice(&line))) {
        buffer_add(&object->parts, buffer_slice(&line));
        /* The Fallback may show another picture of the same; only what is read counts. */
        if (!object->fallback || start == 0)
            status = hash_part(object, relation);
    }
    buffer_clear(&line);
    return status;
}

static Status take_relations(ObjectReading *object)
{
    const Xml          *xml = object->reading->xml;
    size_t              count;
    const XmlAttribute *attributes = xml_attributes(xml, &count);

    for (size_t i = 0; i < count; i++)
        if (attributes[i].space == NS_RELATIONSHIPS || (attributes[i].space == NS_OFFICE && strcmp(attributes[i].local, "relid") == 0))
            TRY(take_relation(object, xml_attribute_text(xml, &attributes[i])));
    return OK;
}

/* ---- text boxes ---- */

/* Gives what has been gathered to the node it belongs to: the object itself, or the last end of a box. */
static Status close_segment(ObjectReading *object, DocxNodeType own)
{
    Reading  *reading = object->reading;
    DocxSlice xml;

    TRY(check_buffers(object));
    TRY(build_bytes(reading, buffer_slice(&object->xml), &xml));
    buffer_reset(&object->xml);
    if (object->segment != UINT32_MAX) {
        reading->docx->nodes[object->segment].xml = xml;
        return OK;
    }
    object->node.type = own;
    object->node.xml = xml;
    return build_node(reading, object->node, &object->node_index);
}

/* The content of a text box, with revisions and paragraphs of its own. */
static Status read_box(ObjectReading *object)
{
    Reading *reading = object->reading;
    uint32_t revision = reading->revision, paragraph = reading->paragraph;
    DocxNode node = {.type = NODE_BOX, .link = object->boxes++};
    char     number[DECIMAL_MAX];

    if (reading->boxes >= reading->limits->boxes)
        return problem_set(reading->problem, ERR_LIMIT, MSG("docx.boxes_too_deep"), "part", reading->xml->part, "limit",
                           decimal(number, (int64_t)reading->limits->boxes), NULL);
    buffer_add_string(&object->xml, "<w:txbxContent>");
    TRY(close_segment(object, NODE_OBJECT_BOXES));
    TRY(build_node(reading, node, NULL));
    reading->boxes++;
    reading->revision = 0;
    reading->paragraph = UINT32_MAX;
    TRY(read_children(reading, IN_BLOCKS));
    reading->revision = revision;
    reading->paragraph = paragraph;
    reading->boxes--;
    node.type = NODE_BOX_END;
    TRY(build_node(reading, node, &object->segment));
    buffer_add_string(&object->xml, "</w:txbxContent>");
    return OK;
}

static Status read_echo(ObjectReading *object, uint32_t box)
{
    Reading *reading = object->reading;
    DocxNode node = {.type = NODE_BOX_ECHO, .link = box};

    buffer_add_string(&object->xml, "<w:txbxContent>");
    TRY(close_segment(object, NODE_OBJECT_BOXES));
    TRY(build_node(reading, node, &object->segment));
    buffer_add_string(&object->xml, "</w:txbxContent>");
    return reading->xml->status; /* the content is unread, so skipped */
}

/* A drawing in two forms. In its first Choice boxes are numbered from here; in what follows they are told again. */
static Status read_alternate(ObjectReading *object, RawSink *sink)
{
    uint32_t first = object->first_box, echoes = object->echoes;
    bool     chosen = object->chosen;

    if (object->fallback)
        return raw_inside(sink);
    object->first_box = object->boxes;
    object->chosen = false;
    TRY(raw_inside(sink));
    object->first_box = first;
    object->echoes = echoes;
    object->chosen = chosen;
    return OK;
}

static Status read_alternative(ObjectReading *object, RawSink *sink, Name name)
{
    if (object->fallback)
        return raw_inside(sink);
    object->fallback = name == MC_FALLBACK || object->chosen;
    object->chosen = true;
    object->echoes = 0;
    TRY(raw_inside(sink));
    object->fallback = false;
    return OK;
}

/* Which box of the Choice this one of the Fallback tells again; boxes when there is none. */
static uint32_t echoed_box(ObjectReading *object)
{
    uint32_t box = object->first_box + object->echoes;

    if (box >= object->boxes)
        return object->boxes;
    object->echoes++;
    return box;
}

/* ---- what it shows ---- */

static void take_name(ObjectReading *object, Name name)
{
    const Xml *xml = object->reading->xml;

    object->image = object->image || name == A_BLIP || name == PIC_PIC || name == V_IMAGE_DATA;
    object->other = object->other || name == CHART_CHART || name == DIAGRAM_IDS || name == O_OLE_OBJECT;
    if (!object->fallback && object->hashed.size < HASHED_MAX) {
        buffer_add_string(&object->hashed, xml->node->local);
        buffer_add_byte(&object->hashed, '\n');
    }
    if (name == SE_SYM_EX && !object->fallback) {
        size_t              count;
        const XmlAttribute *attributes = xml_attributes(xml, &count);

        for (size_t i = 0; i < count; i++) {
            Slice value = xml_attribute_text(xml, &attributes[i]);

            if (strcmp(attributes[i].local, "char") == 0 && value.size > 0 && value.size <= 6)
                buffer_add_rune(&object->alt, (uint32_t)strtoul(value.data, NULL, 16));
        }
        object->symbol = true;
    }
}

static bool is_run_text(const XmlNode *node)
{
    return node->space == NS_WORD && strcmp(node->local, "t") == 0;
}

static void take_text(ObjectReading *object)
{
    Slice text = xml_text(object->reading->xml);

    if (object->fallback)
        return;
    if (is_run_text(object->reading->xml->node))
        buffer_add(&object->alt, text);
    if (object->hashed.size < HASHED_MAX)
        buffer_add(&object->hashed, slice_trim(text));
}

static Status on_box(ObjectReading *object, bool *taken)
{
    uint32_t box;

    *taken = true;
    if (!object->fallback)
        return read_box(object);
    box = echoed_box(object);
    *taken = box < object->boxes; /* else only older programs have this box, and it stays raw */
    return *taken ? read_echo(object, box) : OK;
}

static Status on_element(RawSink *sink, Name name, bool *taken)
{
    ObjectReading *object = sink->context;

    if (object->reading->xml->is_text) {
        take_text(object);
        return OK;
    }
    if (name == W_TXBX_CONTENT)
        return on_box(object, taken);
    TRY(take_relations(object));
    take_name(object, name);
    *taken = name == MC_ALTERNATE || name == MC_CHOICE || name == MC_FALLBACK;
    if (!*taken)
        return OK;
    return name == MC_ALTERNATE ? read_alternate(object, sink) : read_alternative(object, sink, name);
}

static AnchorKind kind_of(const ObjectReading *object)
{
    if (object->boxes != 0)
        return ANCHOR_BOX;
    if (object->symbol)
        return ANCHOR_SYMBOL;
    return object->other || !object->image ? ANCHOR_OTHER : ANCHOR_IMAGE;
}

/* One part shown: its own hash. Several: the hash of their hashes. None: of names and text. */
static Status finish_hash(ObjectReading *object, DocxObject *record)
{
    Slice digests = buffer_slice(&object->digests);
    Slice hashed = digests.size != 0 ? digests : buffer_slice(&object->hashed);

    if (object->symbol)
        hashed = buffer_slice(&object->alt);
    if (digests.size == SHA256_SIZE && !object->symbol)
        memcpy(record->sha256, digests.data, SHA256_SIZE);
    else if (sha256(hashed, record->sha256) != OK)
        return build_memory(object->reading->problem);
    return OK;
}

static Status finish_object(ObjectReading *object)
{
    Reading   *reading = object->reading;
    DocxObject record = {.kind = kind_of(object), .boxes = object->boxes};
    DocxSlice  alt;
    uint32_t   link;

    TRY(finish_hash(object, &record));
    TRY(build_bytes(reading, buffer_slice(&object->parts), &record.parts));
    TRY(build_bytes(reading, buffer_slice(&object->alt), &alt));
    TRY(build_object(reading, &record, &link));
    object->node.link = link;
    object->node.text = alt;
    if (object->segment != UINT32_MAX) {
        reading->docx->nodes[object->node_index].link = link;
        reading->docx->nodes[object->node_index].text = alt;
    }
    return close_segment(object, NODE_OBJECT);
}

Status object_read(Reading *reading, DocxSlice props)
{
    ObjectReading object = {.reading = reading, .segment = UINT32_MAX};
    RawSink       sink = {.reading = reading, .out = &object.xml, .hook = on_element, .context = &object};
    Status        status;

    TRY(build_flush(reading));
    object.node = (DocxNode){.revision = reading->revision, .props = props};
    buffer_init(&object.xml, reading->limits->part_size);
    buffer_init(&object.hashed, 2 * reading->limits->part_size);
    buffer_init(&object.digests, reading->limits->part_size);
    buffer_init(&object.parts, reading->limits->part_size);
    buffer_init(&object.alt, reading->limits->part_size);
    TRY_OR(done, raw_element(&sink));
    TRY_OR(done, finish_object(&object));
done:
    buffer_clear(&object.xml);
    buffer_clear(&object.hashed);
    buffer_clear(&object.digests);
    buffer_clear(&object.parts);
    buffer_clear(&object.alt);
    return status;
}

/* ---- references to notes ---- */

/* Which note it is, is known when the notes have been read; until then `note` is its w:id. */
Status object_read_note(Reading *reading, DocxSlice props)
{
    DocxObject record = {.kind = reading->xml->name == W_FOOTNOTE_REFERENCE ? ANCHOR_FOOTNOTE : ANCHOR_ENDNOTE};
    DocxNode   node = {.type = NODE_OBJECT, .revision = reading->revision, .props = props};

    record.note = xml_id(xml_attribute(reading->xml, NS_WORD, "id"));
    TRY(build_flush(reading));
    TRY(raw_keep(reading, &node.xml));
    TRY(build_object(reading, &record, &node.link));
    return build_node(reading, node, NULL);
}

/* A character of a symbol font: the same font and code are the same symbol. */
Status object_read_symbol(Reading *reading, DocxSlice props)
{
    Slice      font = xml_attribute(reading->xml, NS_WORD, "font"), code = xml_attribute(reading->xml, NS_WORD, "char");
    DocxObject record = {.kind = ANCHOR_SYMBOL};
    DocxNode   node = {.type = NODE_OBJECT, .revision = reading->revision, .props = props};
    char       text[4], key[128];
    uint32_t   number = code.size > 0 && code.size <= 6 ? (uint32_t)strtoul(code.data, NULL, 16) : 0xFFFD;
    int        size = snprintf(key, sizeof key, "%.*s %x", (int)(font.size < 100 ? font.size : 100), font.size != 0 ? font.data : "",
                               number);

    if (sha256((Slice){key, (size_t)size}, record.sha256) != OK)
        return build_memory(reading->problem);
    TRY(build_flush(reading));
    TRY(build_bytes(reading, (Slice){text, utf8_put(symbol_character(font, number), text)}, &node.text));
    TRY(raw_keep(reading, &node.xml));
    TRY(build_object(reading, &record, &node.link));
    return build_node(reading, node, NULL);
}
