/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the reader: elements are looked up in a table, each open one is a frame that knows what it is in, and words go to the line on top. A note or a box within words has a line of its own, so
 * lines are a stack as well.
 */
#ifndef FORMAT_AKN_READ_INTERNAL_H
#define FORMAT_AKN_READ_INTERNAL_H

#include <libxml/xmlreader.h>

#include "format/akn/akn_internal.h"

enum {
    AKN_DEPTH_MAX = 200,         /* below libxml2's own 256; our deepest document has about 60 */
    AKN_ATTRIBUTES_MAX = 128,    /* of an element: libxml2 compares each with each */
    AKN_NOTES_MAX = 1000000
};

typedef enum AknRole {
    ROLE_PASS,      /* nothing of its own: what is in it counts */
    ROLE_SKIP, ROLE_PIECE /* of a compilation that is carried along */, ROLE_META, ROLE_DOCUMENT, ROLE_PREFACE, ROLE_PREAMBLE, ROLE_BODY, ROLE_CONCLUSIONS, ROLE_SECTION, ROLE_PARAGRAPH, ROLE_POINT, ROLE_CONTAINER, ROLE_FORMULA, ROLE_TITLE, ROLE_BLOCK, ROLE_HEADING,
    ROLE_NUM, ROLE_STYLE, ROLE_BREAK, ROLE_IMAGE, ROLE_INLINE, ROLE_NOTE, ROLE_NOTE_REF, ROLE_BOX, ROLE_TABLE, ROLE_ROW, ROLE_CELL, ROLE_INSERTED, ROLE_DELETED
} AknRole;

typedef struct AknElement {
    const char *name;
    AknRole     role;
    uint32_t    style;
} AknElement;
/* NULL: not in the table, so it is passed through. */
const AknElement *akn_element_find(const char *name);

/* ---- akn_read_line.c: words ---- */

typedef struct AknLine {
    Buffer    text;
    Span     *spans;
    size_t    span_count, span_capacity;
    Anchor   *anchors;
    size_t    anchor_count, anchor_capacity;
    bool      open, named;        /* named: its kind was said */
    bool      broken_span;        /* the next words begin a span of their own */
    Paragraph made;               /* kind, level, id, place */
    Slice     label;
    bool      apart, structural;
    uint32_t  opening[2];
    uint32_t  story;              /* whose words */
    StoryKind story_kind;
} AknLine;

typedef struct AknWaiting { /* of a note or a box, until what it hangs on is in the text */
    Paragraph paragraph;
    bool      box, structural;
} AknWaiting;

enum { AKN_LOOSE = 0x40000000 };

typedef struct AknFrame {
    AknRole  role;
    Anchor   anchor;              /* of an object, until its words are known */
    AknPlace place;               /* of what is in it */
    int      holder;              /* index of the frame whose first block is still to come, or AKN_NONE */
    bool     fresh;               /* as such a frame */
    bool     captures, pushed;    /* its words are an object's or a number's; it has a line of its own */
    bool     gone;                /* a block that is not of the base */
    uint32_t styles;
} AknFrame;

typedef struct AknReading {
    Text       *text;
    Problem    *problem;
    Status      status;
    bool        own, marked;      /* a document of ours; a compilation of ours */
    bool        seen, resolution; /* a document element; one that is a resolution by itself */
    AknFrame    frames[AKN_DEPTH_MAX + 2];
    int         depth;            /* frames in use */
    int         skip;             /* elements open inside one that is passed over */
    AknLine     lines[AKN_NEST_MAX + 1];
    unsigned    line;             /* the one on top */
    Buffer      capture;          /* words of num, of an object */
    bool        capturing;
    Slice       num, gap;         /* a number that waits for its block */
    bool        num_waits, num_in;
    AknWaiting *waiting;
    size_t      waiting_count, waiting_capacity, boxes;
    AknNames    notes;            /* eId → story, or AKN_LOOSE and an index below */
    uint32_t   *loose;            /* notes that stand in meta: their story, 0 before their first mark. Without a mark they are paragraphs of the body */
    size_t      loose_count, loose_capacity;
    uint32_t    tables, table, row, column; /* next table; where the cell is */
    bool        in_row;
    Buffer      json;             /* the compilation that is carried along */
    bool       *structural;       /* per paragraph: the file's structure said its kind */
    size_t      structural_capacity;
} AknReading;

AknLine *akn_line(AknReading *reading);
void     akn_line_begin(AknReading *reading, const AknPlace *place);
void     akn_line_end(AknReading *reading);        /* the paragraph is made */
void     akn_line_text(AknReading *reading, Slice text);
void     akn_line_rune(AknReading *reading, uint32_t rune);
void     akn_line_object(AknReading *reading, const Anchor *anchor);
void     akn_line_number_alone(AknReading *reading); /* a number that found no block */
bool     akn_line_push(AknReading *reading, uint32_t story, StoryKind kind);
void     akn_line_pop(AknReading *reading);
void     akn_line_notes(AknReading *reading);      /* at the end: what waits */
void     akn_line_clear(AknReading *reading);
Status   akn_reading_fail(AknReading *reading, Status status, const char *message);

/* ---- akn_read_element.c: elements ---- */
void akn_element_start(AknReading *reading, const xmlNode *node);
void akn_element_end(AknReading *reading);
void akn_element_text(AknReading *reading, Slice text);

/* ---- akn_xml.c ---- */
/* Limits on the bytes themselves; then element by element. */
Status akn_xml_walk(Slice file, AknReading *reading) MUST_USE;
/* Attributes of the element; data NULL: absent. Borrowed. */
Slice  akn_xml_attribute(const xmlNode *node, const char *name);
Slice  akn_xml_own(const xmlNode *node, const char *name); /* of our namespace */
bool   akn_xml_number(Slice value, uint32_t *out);

#endif
