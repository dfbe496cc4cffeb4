/* SPDX-License-Identifier: Apache-2.0
 *
 * From bytes to elements: libxml2's streaming reader behind a look at the bytes. What is looked at first: UTF-8, size, no DOCTYPE anywhere (so no entity is ever defined), attributes of an element
 * (libxml2 compares each with each). Nothing is fetched.
 */
#include "format/akn/akn_read_internal.h"

/* ---- before the parser ---- */

/* Past `end`, which is looked for from `at`; the size where it is missing. */
static size_t pass(Slice file, size_t at, const char *end)
{
    const char *found = memmem(file.data + at, file.size - at, end, strlen(end));

    return found != NULL ? (size_t)(found - file.data) + strlen(end) : file.size;
}

/* Over a start tag; *attributes becomes how many values it has. */
static size_t pass_tag(Slice file, size_t at, size_t *attributes)
{
    *attributes = 0;
    while (at < file.size && file.data[at] != '>') {
        char sign = file.data[at++];

        if (sign != '"' && sign != '\'')
            continue;
        ++*attributes;
        while (at < file.size && file.data[at] != sign)
            at++;
        at += at < file.size;
    }
    return at;
}

static Status look(Slice file, Problem *problem)
{
    size_t attributes;

    if (file.size > AKN_BYTES_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("akn.too_large"), NULL);
    if (!utf8_valid(file))
        return problem_set(problem, ERR_SYNTAX, MSG("akn.not_utf8"), NULL);
    for (size_t at = 0; at < file.size;) {
        const char *next = memchr(file.data + at, '<', file.size - at);
        Slice       rest;

        if (next == NULL)
            break;
        at = (size_t)(next - file.data);
        rest = slice_part(file, at, file.size);
        if (slice_starts(rest, "<!--"))
            at = pass(file, at + 4, "-->");
        else if (slice_starts(rest, "<![CDATA["))
            at = pass(file, at + 9, "]]>");
        else if (slice_starts(rest, "<?"))
            at = pass(file, at + 2, "?>");
        else if (slice_starts(rest, "<!"))
            return problem_set(problem, ERR_REFUSED, MSG("akn.doctype"), NULL);
        else
            at = pass_tag(file, at + 1, &attributes);
        if (slice_starts(rest, "<") && rest.size > 1 && rest.data[1] != '!' && rest.data[1] != '?' && attributes > AKN_ATTRIBUTES_MAX)
            return problem_set(problem, ERR_LIMIT, MSG("akn.attributes"), NULL);
    }
    return OK;
}

/* The start tag of the root element, behind declaration, comments and white space. */
static Slice root_tag(Slice file)
{
    size_t at = slice_starts(file, "\xEF\xBB\xBF") ? 3 : 0, attributes;

    for (;;) {
        Slice rest;

        while (at < file.size && (file.data[at] == ' ' || file.data[at] == '\t' || file.data[at] == '\r' || file.data[at] == '\n'))
            at++;
        rest = slice_part(file, at, file.size);
        if (slice_starts(rest, "<?"))
            at = pass(file, at, "?>");
        else if (slice_starts(rest, "<!--"))
            at = pass(file, at, "-->");
        else
            return slice_starts(rest, "<") ? slice_part(file, at, pass_tag(file, at, &attributes)) : (Slice){NULL, 0};
    }
}

bool akn_recognize(Slice file)
{
    Slice tag = root_tag(slice_part(file, 0, file.size < 65536 ? file.size : 65536));

    return tag.size != 0 && memmem(tag.data, tag.size, AKN_NAMESPACE_START, strlen(AKN_NAMESPACE_START)) != NULL;
}

bool akn_compilation_recognize(Slice file)
{
    return akn_recognize(file) && memmem(file.data, file.size, "<r:compilation>", strlen("<r:compilation>")) != NULL;
}

/* ---- attributes ---- */

static bool is_own(const xmlNs *space)
{
    return space != NULL && strcmp((const char *)space->href, AKN_OWN_NAMESPACE) == 0;
}

static Slice find(const xmlNode *node, const char *name, bool own)
{
    for (const xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next) {
        if (strcmp((const char *)attribute->name, name) != 0 || (own ? !is_own(attribute->ns) : attribute->ns != NULL))
            continue;
        /* Without a DOCTYPE a value is one text node, or none when it is empty. */
        return attribute->children != NULL && attribute->children->content != NULL ? slice_from((const char *)attribute->children->content) : SLICE("");
    }
    return (Slice){NULL, 0};
}

Slice akn_xml_attribute(const xmlNode *node, const char *name)
{
    return find(node, name, false);
}

Slice akn_xml_own(const xmlNode *node, const char *name)
{
    return find(node, name, true);
}

bool akn_xml_number(Slice value, uint32_t *out)
{
    *out = 0;
    if (value.size == 0 || value.size > 9)
        return false;
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] < '0' || value.data[i] > '9')
            return false;
        *out = *out * 10 + (uint32_t)(value.data[i] - '0');
    }
    return true;
}

/* ---- the walk ---- */

static void on_error(void *context, xmlErrorPtr error)
{
    AknReading *reading = context;
    char        line[DECIMAL_MAX];

    if (error->level < XML_ERR_ERROR || reading->status != OK)
        return;
    if (error->code == XML_ERR_NO_MEMORY)
        reading->status = problem_set(reading->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    else
        reading->status = problem_set(reading->problem, ERR_SYNTAX, MSG("akn.xml"), "line", decimal(line, error->line), NULL);
}

static void __attribute__((format(printf, 2, 3))) say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static void step(xmlTextReaderPtr reader, AknReading *reading)
{
    const xmlNode *node = xmlTextReaderCurrentNode(reader);

    switch (xmlTextReaderNodeType(reader)) {
    case XML_READER_TYPE_ELEMENT:
        if (xmlTextReaderDepth(reader) >= AKN_DEPTH_MAX) {
            akn_reading_fail(reading, ERR_LIMIT, MSG("akn.too_deep"));
            return;
        }
        akn_element_start(reading, node);
        if (xmlTextReaderIsEmptyElement(reader) == 1)
            akn_element_end(reading);
        return;
    case XML_READER_TYPE_END_ELEMENT: akn_element_end(reading); return;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE: akn_element_text(reading, slice_from((const char *)node->content)); return;
    case XML_READER_TYPE_DOCUMENT_TYPE: akn_reading_fail(reading, ERR_REFUSED, MSG("akn.doctype")); return;
    default: return;
    }
}

Status akn_xml_walk(Slice file, AknReading *reading)
{
    uint64_t         failures = memory_failures();
    xmlTextReaderPtr reader;
    int              result = 1;

    TRY(look(file, reading->problem));
    if (!akn_recognize(file))
        return problem_set(reading->problem, ERR_SYNTAX, MSG("akn.not_akn"), NULL);
    xmlSetGenericErrorFunc(NULL, say_nothing);
    xmlSetStructuredErrorFunc(reading, on_error);
    reader = xmlReaderForMemory(file.data, (int)file.size, NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
    xmlSetStructuredErrorFunc(NULL, NULL);
    if (reader != NULL)
        xmlTextReaderSetStructuredErrorHandler(reader, on_error, reading);
    /* After a failed allocation libxml2 may hand out nodes that lack a name or a namespace. */
    while (reader != NULL && reading->status == OK && (result = xmlTextReaderRead(reader)) == 1 && memory_failures() == failures)
        step(reader, reading);
    xmlFreeTextReader(reader);
    xmlSetGenericErrorFunc(NULL, NULL);
    if (reader == NULL || memory_failures() != failures)
        reading->status = problem_set(reading->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    else if (result < 0 && reading->status == OK)
        reading->status = problem_set(reading->problem, ERR_SYNTAX, MSG("akn.xml"), "line", "0", NULL);
    return reading->status;
}
