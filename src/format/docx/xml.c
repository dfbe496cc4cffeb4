/* SPDX-License-Identifier: Apache-2.0
 *
 * The pull layer over xmlTextReader. It reads node, name and attributes from the reader's current node directly: at 100,000
 * elements a part, the copying accessors would cost more than the parsing.
 */
#include "format/docx/xml_internal.h"

#include <libxml/parserInternals.h>
#include <unicode/ustring.h>

/* libxml2's own ceiling of 256 is below ours, so it is raised. It parses half a kilobyte ahead of where we look, which may open some 170 more elements;
   past the slack it would speak first, and less clearly. */
enum { LIBRARY_DEPTH_SLACK = 512 };

static void on_error(void *context, xmlErrorPtr error)
{
    Xml *xml = context;
    char line[DECIMAL_MAX];

    if (error->level < XML_ERR_ERROR || xml->status != OK)
        return;
    if (error->code == XML_ERR_NO_MEMORY)
        xml->status = problem_set(xml->problem, ERR_MEMORY, MSG("status.memory"), NULL);
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
    if (xmlParserMaxDepth < depth_max + LIBRARY_DEPTH_SLACK)
        xmlParserMaxDepth = (unsigned)depth_max + LIBRARY_DEPTH_SLACK;
    xmlSetGenericErrorFunc(NULL, say_nothing);
    xmlSetStructuredErrorFunc(xml, on_error);
    xml->reader = xmlReaderForMemory(bytes.data, (int)bytes.size, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
    xmlSetStructuredErrorFunc(NULL, NULL);
    if (xml->reader == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    xmlTextReaderSetStructuredErrorHandler(xml->reader, on_error, xml);
    if (!xml_child(xml, &whole) && xml->status == OK)
        return problem_set(problem, ERR_SYNTAX, MSG("docx.xml"), "part", part, "line", "1", NULL);
    return xml->status;
}

Status xml_close(Xml *xml, Status status)
{
    bool starved = xml->part != NULL && memory_failures() != xml->failures;

    if (xml->reader != NULL)
        xmlFreeTextReader(xml->reader);
    xmlSetGenericErrorFunc(NULL, NULL);
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

NameSpace xml_node_space(const xmlNs *space)
{
    return name_space(space != NULL ? (const char *)space->href : NULL);
}

/* Element names are interned by the reader's dictionary, so a pointer stands for a name. */
static Name name_of(Xml *xml, const xmlNode *node)
{
    NameSpace space = xml_node_space(node->ns);
    size_t    slot = ((uintptr_t)node->name ^ (uintptr_t)space << 4) % XML_CACHE_SIZE;
    XmlCached *cached = &xml->cache[slot];

    for (size_t i = 0; i < XML_CACHE_TRIES && cached->local != NULL && (cached->local != node->name || cached->space != space); i++)
        cached = &xml->cache[++slot % XML_CACHE_SIZE];
    if (cached->local != node->name || cached->space != space)
        *cached = (XmlCached){node->name, space, name_find(space, (const char *)node->name)};
    return cached->name;
}

/* One step of the reader. False at the end and on failure. */
static bool step(Xml *xml)
{
    int  result;
    char number[DECIMAL_MAX];

    if (xml->status != OK)
        return false;
    result = xmlTextReaderRead(xml->reader);
    if (result != 1 || xml->status != OK) {
        if (result != 0)
            xml_fail(xml, problem_set(xml->problem, ERR_SYNTAX, MSG("docx.xml"), "part", xml->part, "line",
                                      decimal(number, xmlTextReaderGetParserLineNumber(xml->reader) + (int64_t)xml->lines_before), NULL));
        return false;
    }
    xml->depth = xmlTextReaderDepth(xml->reader);
    xml->type = xmlTextReaderNodeType(xml->reader);
    if ((size_t)xml->depth > xml->depth_max) {
        xml->status = problem_set(xml->problem, ERR_LIMIT, MSG("docx.too_deep"), "part", xml->part, "depth",
                                  decimal(number, (int64_t)xml->depth_max), NULL);
        return false;
    }
    xml->node = xmlTextReaderCurrentNode(xml->reader);
    return xml->node != NULL;
}

XmlElement xml_enter(Xml *xml)
{
    xml->unread = false;
    return (XmlElement){xml->depth, xml->status != OK || xmlTextReaderIsEmptyElement(xml->reader) == 1};
}

static void pass_over(Xml *xml)
{
    XmlElement here = xml_enter(xml);

    while (!here.empty && step(xml))
        if (xml->type == XML_READER_TYPE_END_ELEMENT && xml->depth == here.depth)
            return;
}

bool xml_child(Xml *xml, XmlElement *parent)
{
    if (parent->empty)
        return false;
    if (xml->unread)
        pass_over(xml);
    while (step(xml)) {
        switch (xml->type) {
        case XML_READER_TYPE_ELEMENT:
            xml->is_text = false;
            xml->unread = true;
            xml->name = name_of(xml, xml->node);
            return true;
        case XML_READER_TYPE_END_ELEMENT:
            if (xml->depth == parent->depth)
                return false;
            break;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            xml->is_text = true;
            xml->name = NAME_OTHER;
            return true;
        case XML_READER_TYPE_DOCUMENT_TYPE:
            xml->status = problem_set(xml->problem, ERR_REFUSED, MSG("docx.doctype"), "part", xml->part, NULL);
            return false;
        default:
            break;
        }
    }
    return false;
}

Slice xml_text(const Xml *xml)
{
    return slice_from((const char *)xml->node->content);
}

Slice xml_attribute_text(const xmlAttr *attribute)
{
    const xmlNode *child = attribute->children;

    /* Without a DOCTYPE an attribute's value is one text node, or none when it is empty. */
    return child != NULL && child->content != NULL ? slice_from((const char *)child->content) : SLICE("");
}

Slice xml_attribute(const Xml *xml, NameSpace space, const char *local)
{
    for (const xmlAttr *attribute = xml->node->properties; attribute != NULL; attribute = attribute->next)
        if (strcmp((const char *)attribute->name, local) == 0 && xml_node_space(attribute->ns) == space)
            return xml_attribute_text(attribute);
    return (Slice){NULL, 0};
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
