/* SPDX-License-Identifier: Apache-2.0
 *
 * Formulas (Office Math). One without tracked changes is an object that plain text shows by its characters. One with tracked changes inside is
 * read as text, piece by piece, each piece with its revision, so that the accepted and the rejected view are exact.
 */
#include "format/docx/read_internal.h"

typedef struct MathPiece {
    uint32_t end; /* in the text */
    uint32_t revision;
} MathPiece;

typedef struct MathReading {
    Reading   *reading;
    RawSink    sink;
    Buffer     xml, text, hashed;
    MathPiece *pieces;
    size_t     count, capacity;
    bool       revised;
} MathReading;

static Status add_piece(MathReading *math)
{
    void *block = math->pieces;

    buffer_add(&math->text, xml_text(math->reading->xml));
    if (memory_reserve(&block, &math->capacity, math->count + 1, sizeof *math->pieces) != OK)
        return build_memory(math->reading->problem);
    math->pieces = block;
    math->pieces[math->count++] = (MathPiece){(uint32_t)math->text.size, math->reading->revision};
    return OK;
}

static Status read_math_element(MathReading *math);

/* Recursion is bounded by the limit on nesting. */
static Status read_math_content(MathReading *math, XmlElement *here, bool is_text)
{
    Xml *xml = math->reading->xml;

    while (xml_child(xml, here)) {
        if (!xml->is_text) {
            TRY(read_math_element(math));
            continue;
        }
        buffer_add_xml(&math->xml, xml_text(xml));
        if (is_text)
            TRY(add_piece(math));
    }
    return xml->status;
}

static Status read_math_element(MathReading *math)
{
    Reading         *reading = math->reading;
    Name             name = reading->xml->name;
    DocxRevisionKind kind = revision_kind(name);
    const XmlNode   *node = reading->xml->node;
    uint32_t         outer = reading->revision;
    XmlElement       here;

    if (raw_is_change(reading->xml)) {
        reading->docx->format_changes++;
        return OK;
    }
    if (kind != REVISION_NONE) {
        math->revised = true;
        TRY(build_revision(reading, kind, outer, &reading->revision));
        here = xml_enter(reading->xml);
        TRY(read_math_content(math, &here, false));
        reading->revision = outer;
        return OK;
    }
    buffer_add_string(&math->hashed, node->local);
    buffer_add_byte(&math->hashed, '\n');
    here = raw_open(&math->sink);
    TRY(read_math_content(math, &here, name == M_T || name == W_T || name == W_DEL_TEXT));
    raw_close(&math->sink, node, &here);
    return OK;
}

/* A formula with tracked changes inside is read as its text, piece by piece, so that both views of it are exact. */
static Status write_pieces(MathReading *math)
{
    Reading  *reading = math->reading;
    uint32_t  outer = reading->revision, start = 0;
    DocxSlice none = {0, 0};

    for (size_t i = 0; i < math->count; i++) {
        reading->revision = math->pieces[i].revision;
        TRY(build_text(reading, none, slice_part(buffer_slice(&math->text), start, math->pieces[i].end)));
        start = math->pieces[i].end;
    }
    reading->revision = outer;
    return OK;
}

static Status write_math(MathReading *math)
{
    Reading   *reading = math->reading;
    DocxObject record = {.kind = ANCHOR_MATH};
    DocxNode   node = {.type = NODE_OBJECT, .revision = reading->revision, .flags = NODE_MATH_LEVEL};

    buffer_add(&math->hashed, buffer_slice(&math->text));
    if (math->xml.status != OK || math->text.status != OK || math->hashed.status != OK)
        return problem_set(reading->problem, ERR_LIMIT, MSG("docx.too_much"), NULL);
    if (math->revised)
        return write_pieces(math);
    if (sha256(buffer_slice(&math->hashed), record.sha256) != OK)
        return build_memory(reading->problem);
    TRY(build_flush(reading));
    TRY(build_bytes(reading, buffer_slice(&math->xml), &node.xml));
    TRY(build_bytes(reading, buffer_slice(&math->text), &node.text));
    TRY(build_object(reading, &record, &node.link));
    return build_node(reading, node, NULL);
}

Status object_read_math(Reading *reading)
{
    MathReading math = {.reading = reading};
    Status      status;

    math.sink = (RawSink){.reading = reading, .out = &math.xml};
    buffer_init(&math.xml, reading->limits->part_size);
    buffer_init(&math.text, reading->limits->part_size);
    buffer_init(&math.hashed, 2 * reading->limits->part_size);
    TRY_OR(done, read_math_element(&math));
    TRY_OR(done, reading->xml->status);
    TRY_OR(done, write_math(&math));
done:
    buffer_clear(&math.xml);
    buffer_clear(&math.text);
    buffer_clear(&math.hashed);
    memory_free(math.pieces);
    return status;
}
