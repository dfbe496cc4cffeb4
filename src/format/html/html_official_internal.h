/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the writer of official documents as pages. Ids of our own begin with a capital letter, which ids of parts never do: N1 a note, M1 its mark, C the contents.
 */
#ifndef FORMAT_HTML_OFFICIAL_INTERNAL_H
#define FORMAT_HTML_OFFICIAL_INTERNAL_H

#include "format/html/html.h"

/* web/official.css, embedded at build. */
extern const Slice html_official_style;

typedef struct HtmlOfficial {
    const Official *official;
    Problem        *problem;
    Buffer          out;          /* what has not been put yet */
    const Text     *text;         /* the one being written */
    uint32_t       *note_number;  /* by its stories; 0: not marked yet */
    uint32_t        notes;
    unsigned        heading;      /* the level of the last one: none is skipped */
    unsigned        part_heading; /* and of the part's */
    bool            titled;       /* there is an h1 */
} HtmlOfficial;

void   html_official_heading(HtmlOfficial *page, unsigned level, const char *attributes); /* opens it, at most one below the last */
void   html_official_heading_end(HtmlOfficial *page);
/* The text with its notes behind it. */
Status html_official_text(HtmlOfficial *page, const Text *text) MUST_USE;
void   html_official_words(Buffer *out, Slice words); /* escaped; \n as br */

/* html_say.c */
void html_say_text(Buffer *out, Slice text);

#endif
