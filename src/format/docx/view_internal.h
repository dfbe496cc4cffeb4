/* SPDX-License-Identifier: Apache-2.0
 *
 * What the two files that make a view share: view.c walks the containers, view_gather.c gathers the paragraph that is being read.
 */
#ifndef FORMAT_DOCX_VIEW_INTERNAL_H
#define FORMAT_DOCX_VIEW_INTERNAL_H

#include "format/docx/labels_internal.h"

#define NO_NODE UINT32_MAX

typedef struct BoxPlace { /* an object with boxes that waits until its paragraph stands */
    uint32_t node, story;
} BoxPlace;

/* The paragraph that gathers. One suffices: it is empty whenever another container begins. */
typedef struct Gathering {
    Buffer   text;
    Span    *spans;
    Anchor  *anchors;
    uint32_t *objects; /* of each anchor: its node */
    size_t   span_count, span_capacity, anchor_count, anchor_capacity, object_capacity;
    uint32_t source;   /* first NODE_PARAGRAPH, NO_NODE: none yet */
    uint32_t worded;   /* the first that gave it text: whose id it keeps */
    uint32_t last;     /* whose properties it has */
} Gathering;

/* Where a paragraph stands. */
typedef struct ViewPlace {
    uint32_t story;
    int32_t  table;
    uint32_t row, column;
    Dress    dress;
} ViewPlace;

typedef struct Viewing {
    const Docx *docx;
    Text       *text;
    Problem    *problem;
    bool       *visible;     /* of each revision */
    uint32_t   *closing;     /* of each node that opens something: the node that closes it */
    uint32_t   *note_story;  /* of each note: its story, 0: no anchor of it is in the view */
    uint32_t   *notes;       /* in order of their anchors */
    size_t      note_count;
    BoxPlace   *boxes;       /* a stack: boxes in boxes */
    size_t      box_count, box_capacity;
    uint64_t   *ids;         /* hints in use: a table of hashes, 0: free */
    size_t      id_slots;
    Labels     *labels;
    Gathering   now;
    Buffer      label;
    int32_t     tables;
    DocxSlice   props;       /* of the last text, and */
    uint32_t    styles;      /* what they give */
} Viewing;

Status   viewing_no_memory(const Viewing *view);
/* Is this node in the view? */
bool     viewing_sees(const Viewing *view, uint32_t node);
/* The node after an object with its boxes and echoes. */
uint32_t viewing_after_object(const Viewing *view, uint32_t object);

void     gathering_begin(Viewing *view);
/* Adds what the nodes from..to, the inside of a paragraph, have in the view. */
Status   gathering_add(Viewing *view, uint32_t from, uint32_t to) MUST_USE;

#endif
