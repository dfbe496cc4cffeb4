/* SPDX-License-Identifier: Apache-2.0
 *
 * What html_extract.c (whose changes, which page) and html_extract_text.c (the walk over the page) share.
 */
#ifndef FORMAT_HTML_EXTRACT_INTERNAL_H
#define FORMAT_HTML_EXTRACT_INTERNAL_H

#include "format/html/html_page_internal.h"

#include <gumbo.h>

typedef struct StoryNode {
    Slice            id;      /* "3", "n2" */
    const GumboNode *node;
    uint32_t         number;  /* in the text being made; 0: not met yet */
} StoryNode;

/* Which wording of a place, or text of a group, accepted parties have chosen: by its number, 0 for none. */
typedef struct Choices {
    uint32_t *chosen;
    size_t    capacity;
} Choices;

typedef struct Extraction {
    Arena     *arena;
    Text      *text;
    Slice     *parties;
    bool      *accepted;      /* by party */
    size_t     party_count;
    const GumboNode *body;    /* the story 0 */
    StoryNode *stories;       /* sorted by id */
    size_t     story_count, story_capacity;
    Choices    places, groups;
    Buffer    *told;          /* the places where parties compete; may be NULL */
    size_t     conflicts;
    uint32_t   boxes_deep;
} Extraction;

/* Attributes of an element; empty when it has none of that name. */
bool  html_extract_has(const GumboNode *node, const char *name);
Slice html_extract_attribute(const GumboNode *node, const char *name);
/* Is one of the parties in this attribute accepted? */
bool  html_extract_accepts(const Extraction *extraction, const GumboNode *node, const char *name);
/* Notes a competition at the paragraph called `name`; `words` says which. */
void  html_extract_tell(Extraction *extraction, Slice name, Slice words);

/* Walks the page and fills extraction->text. */
Status html_extract_text(Extraction *extraction) MUST_USE;

#endif
