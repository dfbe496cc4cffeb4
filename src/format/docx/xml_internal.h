/* SPDX-License-Identifier: Apache-2.0
 *
 * A thin pull layer over libxml2's parser for the parts of a package. One idiom reads everything:
 *
 *     XmlElement here = xml_enter(xml);
 *     while (xml_child(xml, &here))
 *         ... look at xml->name; enter the child, or leave it: an unread child is skipped ...
 *     return xml->status;
 *
 * Failure is sticky: after it xml_child returns false everywhere and `status` says why.
 * Refused: a DOCTYPE (before any of it is parsed), nesting beyond the limit, what is not well formed. Comments and processing
 * instructions are passed over: the text around them is one. Nothing is fetched, no entity is defined.
 *
 * The parser is given some kilobytes at a time and tells what it finds (SAX2) to a queue, which always ends with the end of an element:
 * so a text is whole when it is looked at, and an element without content is known for one, however it is written.
 */
#ifndef FORMAT_DOCX_XML_INTERNAL_H
#define FORMAT_DOCX_XML_INTERNAL_H

#include "format/docx/names_internal.h"

#include <libxml/parser.h>

enum { XML_CACHE_SIZE = 256, XML_CACHE_TRIES = 8, XML_SPACES_KNOWN = 16 };

/* Strings called `local`, `prefix` and `uri` are the parser's dictionary's: equal ones have one address, and they are good until xml_close. */

/* What an element is called; `local` is NULL where the cache is empty. */
typedef struct XmlCached {
    const char *local;
    NameSpace   space;
    Name        name;
} XmlCached;

/* A declaration of a namespace. */
typedef struct XmlSpace {
    const char *prefix; /* NULL: of what has none */
    const char *uri;
} XmlSpace;

typedef struct XmlAttribute {
    const char *local;
    const char *prefix; /* or NULL */
    NameSpace   space;
    size_t      at;     /* its value in the queue's bytes; a zero byte follows it */
    size_t      size;
} XmlAttribute;

typedef enum XmlEventType { XML_START, XML_END, XML_TEXT } XmlEventType;

/* What the parser found. Of an end there is no more to say than that. */
typedef struct XmlEvent {
    XmlEventType type;
    bool         empty;     /* a start: its end follows at once, and has no event of its own */
    const char  *local;     /* a start's name */
    const char  *prefix;    /* or NULL */
    const char  *uri;       /* or NULL */
    NameSpace    space;
    size_t       at;        /* a start: its first attribute; a text: where it begins in the queue's bytes */
    size_t       count;     /* of attributes, or bytes */
    size_t       spaces_at; /* a start: its first declaration */
    size_t       spaces;
} XmlEvent;

/* What has been parsed and not yet looked at. */
typedef struct XmlQueue {
    XmlEvent     *events;
    size_t        count, capacity, next;
    XmlAttribute *attributes;
    size_t        attribute_count, attribute_capacity;
    XmlSpace     *spaces;
    size_t        space_count, space_capacity;
    char         *bytes; /* of texts and values */
    size_t        size, bytes_capacity;
    size_t        depth; /* how many elements are open where the parser is */
} XmlQueue;

/* An element that is open. */
typedef struct XmlNode {
    const char *local;
    const char *prefix;    /* or NULL */
    const char *uri;       /* or NULL */
    NameSpace   space;
    size_t      depth;     /* of the root: 0; what it stands in comes before it in the array */
    size_t      spaces_at; /* its declarations among Xml.spaces */
    size_t      spaces;
} XmlNode;

typedef struct Xml {
    xmlParserCtxtPtr parser;
    Slice            unparsed;
    bool             ended;   /* the parser has been told the end */
    XmlQueue         queue;
    const XmlEvent  *event;   /* where it stands; good until it moves on */
    XmlNode         *nodes;   /* by depth */
    const XmlNode   *node;    /* the element it stands on, or that the text stands in; good until it moves past its end */
    XmlSpace        *spaces;  /* declared by what is open */
    size_t           spaces_capacity;
    size_t           open;    /* how many elements are open */
    int              depth;   /* of the event: the root's is 0 */
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
    struct {
        const char *uri;
        NameSpace   space;
    } known[XML_SPACES_KNOWN];
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
/* The attributes of the element it stands on, in the order of the file, and what one says; borrowed. */
const XmlAttribute *xml_attributes(const Xml *xml, size_t *count);
Slice      xml_attribute_text(const Xml *xml, const XmlAttribute *attribute);
/* What `node`, which is open, declares; borrowed. */
const XmlSpace *xml_declared(const Xml *xml, const XmlNode *node);
/* What it stands in; NULL: it is the root. */
const XmlNode *xml_above(const XmlNode *node);
/* Sets the status when it is still OK. */
Status     xml_fail(Xml *xml, Status status);

/* ---- xml_queue.c ---- */

/* Makes the parser of what begins with a root element. */
Status xml_queue_open(Xml *xml, Slice bytes) MUST_USE;
/* Parses on until there is something whole to look at, or the end. */
Status xml_queue_fill(Xml *xml) MUST_USE;
void   xml_queue_close(Xml *xml);

#endif
