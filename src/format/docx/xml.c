/* SPDX-License-Identifier: Apache-2.0
 *
 * The pull layer over the parser's events (xml_queue.c). Names are compared by address: at 100,000 elements a part, comparing and copying strings would
 * cost more than the parsing.
 */
#include "format/docx/xml_internal.h"

#include <unicode/ustring.h>

/* The place after `end` when the bytes at *at begin with `start`, else *at as it was. */
static bool pass(Slice bytes, size_t *at, const char *start, const char *end)
{
    Slice       rest = slice_part(bytes, *at, bytes.size);
    const char *found;

    if (!slice_starts(rest, start))
        return false;
    found = memmem(rest.data, rest.size, end, strlen(end));
    *at = found != NULL ? (size_t)(found - bytes.data) + strlen(end) : bytes.size;
    return true;
}

/* Where the root element begins, after the byte order mark, the XML declaration, comments and instructions; or where what is no element begins. */
static size_t prolog_size(Slice bytes)
{
    size_t at = slice_starts(bytes, "\xEF\xBB\xBF") ? 3 : 0;

    for (;;) {
        while (at < bytes.size && strchr(" \t\r\n", bytes.data[at]) != NULL && bytes.data[at] != '\0')
            at++;
        if (!pass(bytes, &at, "<?", "?>") && !pass(bytes, &at, "<!--", "-->"))
            return at;
    }
}

static bool is_utf16(Slice bytes, bool *big)
{
    if (bytes.size < 4 || bytes.size % 2 != 0)
        return false;
    *big = memcmp(bytes.data, "\xFE\xFF", 2) == 0 || memcmp(bytes.data, "\0<", 2) == 0;
    return *big || memcmp(bytes.data, "\xFF\xFE", 2) == 0 || memcmp(bytes.data, "<\0", 2) == 0;
}

/* The package format allows UTF-16. */
static Status convert(Xml *xml, Slice *bytes, bool big)
{
    size_t     count = bytes->size / 2;
    UChar     *units = memory_new(bytes->size);
    int32_t    size = 0;
    UErrorCode error = U_ZERO_ERROR;

    xml->converted = memory_new(count * 3);
    if (units == NULL || xml->converted == NULL || count > INT32_MAX / 3) {
        memory_free(units);
        return problem_set(xml->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    }
    for (size_t i = 0; i < count; i++) {
        unsigned char first = (unsigned char)bytes->data[2 * i], second = (unsigned char)bytes->data[2 * i + 1];

        units[i] = (UChar)(big ? first << 8 | second : second << 8 | first);
    }
    u_strToUTF8WithSub(xml->converted, (int32_t)(count * 3), &size, units, (int32_t)count, 0xFFFD, NULL, &error);
    memory_free(units);
    if (U_FAILURE(error))
        return problem_set(xml->problem, ERR_SYNTAX, MSG("docx.xml"), "part", xml->part, "line", "1", NULL);
    *bytes = (Slice){xml->converted, (size_t)size};
    return OK;
}

Status xml_open(Xml *xml, Slice bytes, const char *part, size_t depth_max, Problem *problem)
{
    XmlElement whole = {-1, false};
    size_t     at;
    bool       big;

    *xml = (Xml){.part = part, .depth_max = depth_max, .problem = problem, .failures = memory_failures()};
    if (is_utf16(bytes, &big))
        TRY(convert(xml, &bytes, big));
    at = prolog_size(bytes);
    for (size_t i = 0; i < at; i++)
        xml->lines_before += bytes.data[i] == '\n';
    bytes = slice_part(bytes, at, bytes.size);
    if (slice_starts(bytes, "<!"))
        return problem_set(problem, ERR_REFUSED, MSG("docx.doctype"), "part", part, NULL);
    if (bytes.size == 0 || bytes.size > INT32_MAX)
        return problem_set(problem, ERR_SYNTAX, MSG("docx.xml"), "part", part, "line", "1", NULL);
    xml->nodes = memory_new_zeroed(depth_max + 1, sizeof *xml->nodes);
    if (xml->nodes == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    TRY(xml_queue_open(xml, bytes));
    if (!xml_child(xml, &whole) && xml->status == OK)
        return problem_set(problem, ERR_SYNTAX, MSG("docx.xml"), "part", part, "line", "1", NULL);
    return xml->status;
}

Status xml_close(Xml *xml, Status status)
{
    bool starved = xml->part != NULL && memory_failures() != xml->failures;

    xml_queue_close(xml);
    memory_free(xml->nodes);
    memory_free(xml->spaces);
    memory_free(xml->converted);
    if (starved)
        status = problem_set(xml->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    *xml = (Xml){.status = ERR_NOT_FOUND};
    return status;
}

Status xml_fail(Xml *xml, Status status)
{
    if (xml->status == OK)
        xml->status = status;
    return xml->status;
}

static Name name_of(Xml *xml, const XmlNode *node)
{
    size_t     slot = ((uintptr_t)node->local ^ (uintptr_t)node->space << 4) % XML_CACHE_SIZE;
    XmlCached *cached = &xml->cache[slot];

    for (size_t i = 0; i < XML_CACHE_TRIES && cached->local != NULL && (cached->local != node->local || cached->space != node->space); i++)
        cached = &xml->cache[++slot % XML_CACHE_SIZE];
    if (cached->local != node->local || cached->space != node->space)
        *cached = (XmlCached){node->local, node->space, name_find(node->space, node->local)};
    return cached->name;
}

/* Its declarations go behind those of what it stands in. */
static Status open_node(Xml *xml, const XmlEvent *event)
{
    XmlNode       *node = &xml->nodes[xml->open]; /* there is room: the queue has nothing deeper than depth_max */
    const XmlNode *above = xml->open != 0 ? node - 1 : NULL;
    size_t         at = above != NULL ? above->spaces_at + above->spaces : 0;
    void          *block = xml->spaces;

    *node = (XmlNode){event->local, event->prefix, event->uri, event->space, xml->open, at, event->spaces};
    xml->node = node;
    xml->depth = (int)xml->open;
    if (!event->empty)
        xml->open++;
    if (event->spaces == 0)
        return OK;
    if (memory_reserve(&block, &xml->spaces_capacity, at + event->spaces, sizeof *xml->spaces) != OK)
        return xml_fail(xml, problem_set(xml->problem, ERR_MEMORY, MSG("status.memory"), NULL));
    xml->spaces = block;
    memcpy(xml->spaces + at, xml->queue.spaces + event->spaces_at, event->spaces * sizeof *xml->spaces);
    return OK;
}

/* One event on. False at the end and on failure. */
static bool step(Xml *xml)
{
    static const XmlEvent nothing = {.type = XML_END};
    XmlQueue             *queue = &xml->queue;

    if (xml->status != OK || (queue->next == queue->count && xml_queue_fill(xml) != OK) || queue->next == queue->count) {
        xml->event = &nothing; /* where it stood may be gone */
        return false;
    }
    xml->event = &queue->events[queue->next++];
    switch (xml->event->type) {
    case XML_START:
        return open_node(xml, xml->event) == OK;
    case XML_END:
        xml->depth = (int)--xml->open;
        return true;
    case XML_TEXT:
        xml->depth = (int)xml->open;
        xml->node = &xml->nodes[xml->open - 1];
        return true;
    }
    return false;
}

XmlElement xml_enter(Xml *xml)
{
    xml->unread = false;
    return (XmlElement){xml->depth, xml->status != OK || xml->event->empty};
}

static void pass_over(Xml *xml)
{
    XmlElement here = xml_enter(xml);

    while (!here.empty && step(xml))
        if (xml->event->type == XML_END && xml->depth == here.depth)
            return;
}

bool xml_child(Xml *xml, XmlElement *parent)
{
    if (parent->empty)
        return false;
    if (xml->unread)
        pass_over(xml);
    while (step(xml)) {
        if (xml->event->type == XML_END) {
            if (xml->depth == parent->depth)
                return false;
            continue;
        }
        xml->is_text = xml->event->type == XML_TEXT;
        xml->unread = !xml->is_text;
        xml->name = xml->is_text ? NAME_OTHER : name_of(xml, xml->node);
        return true;
    }
    return false;
}

Slice xml_text(const Xml *xml)
{
    return (Slice){xml->queue.bytes + xml->event->at, xml->event->count};
}

const XmlAttribute *xml_attributes(const Xml *xml, size_t *count)
{
    *count = xml->event->count;
    return *count != 0 ? xml->queue.attributes + xml->event->at : NULL;
}

Slice xml_attribute_text(const Xml *xml, const XmlAttribute *attribute)
{
    return (Slice){xml->queue.bytes + attribute->at, attribute->size};
}

Slice xml_attribute(const Xml *xml, NameSpace space, const char *local)
{
    size_t              count;
    const XmlAttribute *attributes = xml_attributes(xml, &count);

    for (size_t i = 0; i < count; i++)
        if (attributes[i].space == space && strcmp(attributes[i].local, local) == 0)
            return xml_attribute_text(xml, &attributes[i]);
    return (Slice){NULL, 0};
}

const XmlSpace *xml_declared(const Xml *xml, const XmlNode *node)
{
    return xml->spaces + node->spaces_at;
}

const XmlNode *xml_above(const XmlNode *node)
{
    return node->depth != 0 ? node - 1 : NULL;
}

Slice xml_value(const Xml *xml)
{
    return xml_attribute(xml, NS_WORD, "val");
}

uint32_t xml_number(Slice value, uint32_t otherwise)
{
    uint32_t number = 0;

    if (value.size == 0 || value.size > 9)
        return otherwise;
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] < '0' || value.data[i] > '9')
            return otherwise;
        number = number * 10 + (uint32_t)(value.data[i] - '0');
    }
    return number;
}

uint32_t xml_id(Slice value)
{
    bool     negative = value.size != 0 && value.data[0] == '-';
    uint64_t id = 0;

    for (size_t i = negative; i < value.size; i++) {
        if (value.data[i] < '0' || value.data[i] > '9' || id > UINT32_MAX)
            return UINT32_MAX;
        id = id * 10 + (uint64_t)(value.data[i] - '0');
    }
    if (value.size == (size_t)negative || id > (negative ? (uint64_t)INT32_MAX + 1 : UINT32_MAX))
        return UINT32_MAX;
    return negative ? (uint32_t)-id : (uint32_t)id;
}

bool xml_is_on(Slice value)
{
    return !slice_is(value, "0") && !slice_is(value, "false") && !slice_is(value, "off");
}
