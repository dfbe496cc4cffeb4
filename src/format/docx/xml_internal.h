/* SPDX-License-Identifier: Apache-2.0
 *
 * A thin pull layer over libxml2's xmlTextReader for the parts of a package. One idiom reads everything:
 *
 *     XmlElement here = xml_enter(xml);
 *     while (xml_child(xml, &here))
 *         ... look at xml->name; enter the child, or leave it: an unread child is skipped ...
 *     return xml->status;
 *
 * Failure is sticky: after it xml_child returns false everywhere and `status` says why.
 * Refused: a DOCTYPE (before any of it is parsed), nesting beyond the limit, what is not well formed. Comments and processing
 * instructions are passed over. Nothing is fetched, no entity is defined.
 */
#ifndef FORMAT_DOCX_XML_INTERNAL_H
#define FORMAT_DOCX_XML_INTERNAL_H

#include "format/docx/names_internal.h"

#include <libxml/xmlreader.h>

enum { XML_CACHE_SIZE = 256, XML_CACHE_TRIES = 8 };

/* What an element is called: `local` is a string of the reader's dictionary, or NULL. */
typedef struct XmlCached {
    const xmlChar *local;
    NameSpace      space;
    Name           name;
} XmlCached;

typedef struct Xml {
    xmlTextReaderPtr reader;
    const xmlNode   *node;    /* where it stands; good until it moves on. Its ancestors are good too */
    int              depth;   /* of the node */
    int              type;    /* XML_READER_TYPE_…, of the node */
    Name             name;    /* of the element it stands on */
    bool             is_text; /* it stands on text */
    Status           status;
    const char      *part;    /* its name, for people */
    size_t           depth_max;
    size_t           lines_before; /* the root element: the library is given what begins there */
    Problem         *problem;
    bool             unread;  /* an element was found and nobody entered it */
    uint64_t         failures; /* memory_failures() when it was opened */
    char            *converted; /* UTF-16 parts: the same in UTF-8 */
    XmlCached        cache[XML_CACHE_SIZE];
} Xml;

typedef struct XmlElement {
    int  depth;
    bool empty;
} XmlElement;

/* Opens a part and stands on its root element. `part` and `bytes` must outlive it. xml_close also after a failure of xml_open. */
Status     xml_open(Xml *xml, Slice bytes, const char *part, size_t depth_max, Problem *problem) MUST_USE;
/* Returns `status`, how the reading went; but ERR_MEMORY when any allocation failed since xml_open: libxml2 then may have left something out unsaid. */
Status     xml_close(Xml *xml, Status status) MUST_USE;
XmlElement xml_enter(Xml *xml);
bool       xml_child(Xml *xml, XmlElement *parent);
Slice      xml_text(const Xml *xml);                                  /* of the text it stands on; borrowed */
/* An attribute of the element it stands on; data is NULL when absent. Borrowed. */
Slice      xml_attribute(const Xml *xml, NameSpace space, const char *local);
Slice      xml_value(const Xml *xml);                                 /* w:val */
uint32_t   xml_number(Slice value, uint32_t otherwise);               /* a whole number from 0 */
uint32_t   xml_id(Slice value);                                       /* a whole number of 32 bits, negative or not, as it is stored; UINT32_MAX (-1, a separator's): none */
bool       xml_is_on(Slice value);                                    /* w:val of a toggle: absent, 1, true and on are on */
Slice      xml_attribute_text(const xmlAttr *attribute);
NameSpace  xml_node_space(const xmlNs *space);
/* Sets the status when it is still OK. */
Status     xml_fail(Xml *xml, Status status);

#endif
