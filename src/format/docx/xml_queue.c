/* SPDX-License-Identifier: Apache-2.0
 *
 * From the parser to the queue. The parser calls what is here as it finds something; names come interned, values and texts are copied,
 * since they lie in its own buffer.
 */
#include "format/docx/xml_internal.h"

#include <libxml/parserInternals.h>

/* What the parser is given at a time. Less costs calls, more is no faster and takes memory. */
enum { CHUNK = 16 * 1024 };

static void starve(Xml *xml)
{
    xml_fail(xml, problem_set(xml->problem, ERR_MEMORY, MSG("status.memory"), NULL));
}

static void on_error(void *context, xmlErrorPtr error)
{
    Xml *xml = context;
    char line[DECIMAL_MAX];

    if (error->level < XML_ERR_ERROR || xml->status != OK)
        return;
    if (error->code == XML_ERR_NO_MEMORY)
        starve(xml);
    else
        xml->status = problem_set(xml->problem, ERR_SYNTAX, MSG("docx.xml"), "part", xml->part, "line",
                                  decimal(line, error->line + (int64_t)xml->lines_before), NULL);
}

/* libxml2 writes some of its faults to standard error unless it is given somewhere else to say them. */
static void __attribute__((format(printf, 2, 3))) say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* Of the few that a part has, the first ones are kept. */
static NameSpace space_of(Xml *xml, const char *uri)
{
    if (uri == NULL)
        return NS_NONE;
    for (size_t i = 0; i < XML_SPACES_KNOWN; i++) {
        if (xml->known[i].uri == uri)
            return xml->known[i].space;
        if (xml->known[i].uri == NULL) {
            xml->known[i].uri = uri;
            xml->known[i].space = name_space(uri);
            return xml->known[i].space;
        }
    }
    return name_space(uri);
}

static XmlEvent *last(const XmlQueue *queue)
{
    return queue->count != 0 ? &queue->events[queue->count - 1] : NULL;
}

/* Room for `wanted` items of `size` in one of the queue's arrays: where it is now. NULL: starved. */
static void *reserve(Xml *xml, void *block, size_t *capacity, size_t wanted, size_t size)
{
    if (wanted <= *capacity)
        return block;
    if (memory_reserve(&block, capacity, wanted, size) == OK)
        return block;
    starve(xml);
    return NULL;
}

static XmlEvent *add_event(Xml *xml, XmlEventType type)
{
    XmlQueue *queue = &xml->queue;
    XmlEvent *events = reserve(xml, queue->events, &queue->capacity, queue->count + 1, sizeof *events);

    if (events == NULL)
        return NULL;
    queue->events = events;
    queue->events[queue->count] = (XmlEvent){.type = type};
    return &queue->events[queue->count++];
}

/* The bytes, and `zeros` zero bytes behind them. */
static bool add_bytes(Xml *xml, Slice bytes, size_t zeros)
{
    XmlQueue *queue = &xml->queue;
    char     *block = reserve(xml, queue->bytes, &queue->bytes_capacity, queue->size + bytes.size + zeros, 1);

    if (block == NULL)
        return false;
    queue->bytes = block;
    memcpy(queue->bytes + queue->size, bytes.data, bytes.size);
    memset(queue->bytes + queue->size + bytes.size, 0, zeros);
    queue->size += bytes.size + zeros;
    return true;
}

/* A value as the parser tells it: whole but for "&", which stands as "&#38;" as long as entities are not put in. */
static bool add_value(Xml *xml, Slice value)
{
    static const char ampersand[] = "&#38;";
    enum { AMPERSAND_SIZE = sizeof ampersand - 1 };
    const char *at;

    while (value.size != 0 && (at = memmem(value.data, value.size, ampersand, AMPERSAND_SIZE)) != NULL) {
        size_t size = (size_t)(at - value.data);

        if (!add_bytes(xml, (Slice){value.data, size + 1}, 0))
            return false;
        value = slice_part(value, size + AMPERSAND_SIZE, value.size);
    }
    return add_bytes(xml, value, 1);
}

/* `found` as SAX2 tells attributes: name, prefix, namespace, where the value begins and where it ends. */
static void add_attributes(Xml *xml, const xmlChar **found, size_t count)
{
    XmlQueue     *queue = &xml->queue;
    XmlAttribute *block = reserve(xml, queue->attributes, &queue->attribute_capacity, queue->attribute_count + count, sizeof *block);

    if (block == NULL)
        return;
    queue->attributes = block;
    for (; count != 0; count--, found += 5) {
        XmlAttribute *attribute = &queue->attributes[queue->attribute_count++];

        *attribute = (XmlAttribute){.local = (const char *)found[0], .prefix = (const char *)found[1],
                                    .space = space_of(xml, (const char *)found[2]), .at = queue->size};
        if (!add_value(xml, (Slice){(const char *)found[3], (size_t)(found[4] - found[3])}))
            return;
        attribute->size = queue->size - 1 - attribute->at;
    }
}

/* `found` as SAX2 tells declarations: prefix, namespace. */
static void add_spaces(Xml *xml, const xmlChar **found, size_t count)
{
    XmlQueue *queue = &xml->queue;
    XmlSpace *block = reserve(xml, queue->spaces, &queue->space_capacity, queue->space_count + count, sizeof *block);

    if (block == NULL)
        return;
    queue->spaces = block;
    for (; count != 0; count--, found += 2)
        queue->spaces[queue->space_count++] = (XmlSpace){(const char *)found[0], (const char *)found[1]};
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int spaces, const xmlChar **found_spaces,
                     int attributes, int defaulted, const xmlChar **found)
{
    Xml      *xml = context;
    XmlQueue *queue = &xml->queue;
    XmlEvent *event;
    char      number[DECIMAL_MAX];

    (void)defaulted; /* by a DOCTYPE only */
    if (xml->status != OK)
        return;
    if (queue->depth++ > xml->depth_max) {
        xml_fail(xml, problem_set(xml->problem, ERR_LIMIT, MSG("docx.too_deep"), "part", xml->part, "depth",
                                  decimal(number, (int64_t)xml->depth_max), NULL));
        xmlStopParser(xml->parser);
        return;
    }
    event = add_event(xml, XML_START);
    if (event == NULL)
        return;
    *event = (XmlEvent){.type = XML_START, .local = (const char *)local, .prefix = (const char *)prefix, .uri = (const char *)uri,
                        .space = space_of(xml, (const char *)uri), .at = queue->attribute_count, .count = (size_t)attributes,
                        .spaces_at = queue->space_count, .spaces = (size_t)spaces};
    if (attributes != 0)
        add_attributes(xml, found, (size_t)attributes);
    if (spaces != 0)
        add_spaces(xml, found_spaces, (size_t)spaces);
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    Xml      *xml = context;
    XmlEvent *before = last(&xml->queue);

    (void)local;
    (void)prefix;
    (void)uri;
    if (xml->status != OK)
        return;
    xml->queue.depth--;
    if (before != NULL && before->type == XML_START && !before->empty)
        before->empty = true;
    else
        (void)add_event(xml, XML_END);
}

/* A text comes in pieces: at lines, references, CDATA, and where what the parser was given ends. */
static void on_text(void *context, const xmlChar *text, int size)
{
    Xml      *xml = context;
    XmlQueue *queue = &xml->queue;
    XmlEvent *event;

    if (xml->status != OK)
        return;
    event = last(queue);
    if (event == NULL || event->type != XML_TEXT) {
        event = add_event(xml, XML_TEXT);
        if (event == NULL)
            return;
        event->at = queue->size;
    }
    if (add_bytes(xml, (Slice){(const char *)text, (size_t)size}, 0))
        event->count += (size_t)size;
}

Status xml_queue_open(Xml *xml, Slice bytes)
{
    xmlSAXHandler handler = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end, .characters = on_text,
                             .ignorableWhitespace = on_text, .serror = on_error};

    if (xmlParserMaxDepth < xml->depth_max + 2)
        xmlParserMaxDepth = (unsigned)xml->depth_max + 2; /* its own ceiling of 256 would speak first, and less clearly */
    xmlSetGenericErrorFunc(NULL, say_nothing);
    xml->unparsed = bytes;
    xml->parser = xmlCreatePushParserCtxt(&handler, xml, NULL, 0, NULL);
    /* The XML declaration has been taken away, so nothing says another encoding; and the parser does not guess. */
    if (xml->parser == NULL || xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET) != 0 ||
        xmlSwitchEncoding(xml->parser, XML_CHAR_ENCODING_UTF8) != 0)
        return problem_set(xml->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    return OK;
}

static bool ends_whole(const XmlQueue *queue)
{
    const XmlEvent *event = last(queue);

    return event != NULL && (event->type == XML_END || event->empty);
}

/* Whatever it finds wrong it has said to on_error, but for a fault of its own that it says to nobody. */
static void parse(Xml *xml)
{
    Slice chunk = slice_part(xml->unparsed, 0, xml->unparsed.size < CHUNK ? xml->unparsed.size : CHUNK);
    char  number[DECIMAL_MAX];

    xml->unparsed = slice_part(xml->unparsed, chunk.size, xml->unparsed.size);
    xml->ended = xml->unparsed.size == 0;
    (void)xmlParseChunk(xml->parser, chunk.data, (int)chunk.size, xml->ended);
    if (xml->status == OK && xml->parser->wellFormed == 0)
        xml_fail(xml, problem_set(xml->problem, ERR_SYNTAX, MSG("docx.xml"), "part", xml->part, "line",
                                  decimal(number, (xml->parser->input != NULL ? xml->parser->input->line : 0) + (int64_t)xml->lines_before), NULL));
}

Status xml_queue_fill(Xml *xml)
{
    XmlQueue *queue = &xml->queue;

    queue->count = queue->next = queue->attribute_count = queue->space_count = queue->size = 0;
    while (xml->status == OK && !xml->ended && !ends_whole(queue))
        parse(xml);
    return xml->status;
}

void xml_queue_close(Xml *xml)
{
    if (xml->parser != NULL)
        xmlFreeParserCtxt(xml->parser);
    xmlSetGenericErrorFunc(NULL, NULL);
    memory_free(xml->queue.events);
    memory_free(xml->queue.attributes);
    memory_free(xml->queue.spaces);
    memory_free(xml->queue.bytes);
}
