/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files on documents in their official layout share: a layout while it is put together.
 */
#ifndef SERVICE_REPORT_INTERNAL_H
#define SERVICE_REPORT_INTERNAL_H

#include "service/report.h"
#include "service/text_internal.h"

/* A paragraph of a text that the layout itself makes. Slices live as long as the layout. */
typedef struct MadeParagraph {
    ParagraphKind kind;
    uint8_t       level;
    Slice         label, words;
    bool          italic;
} MadeParagraph;

/* Where a part's text comes from: a blob, or paragraphs made here, which stand before it. */
typedef struct PartText {
    const json_t  *blob;               /* its name in hexadecimal; NULL: none */
    MadeParagraph *made;
    size_t         made_count, made_capacity;
    const char    *language;           /* of the made paragraphs */
} PartText;

struct ServiceLayout {
    LayoutAsk     ask;
    Arena        *arena;
    Official      official;
    OfficialPart *parts;
    PartText     *texts;
    size_t        count, capacity;
    json_t       *facts, *more[4];     /* answers that slices lie in */
    Text         *text, *body;         /* of a document of one text: what was held, and its body */
    OfficialPart  only;
    Status        status;              /* sticky: of adding */
};

ServiceLayout *layout_new(const LayoutAsk *ask) MUST_USE;               /* NULL without memory */
/* A message in the edition's language, kept with the layout. Pairs of name and value, NULL ends. */
Slice layout_say(ServiceLayout *layout, const char *id, ...) __attribute__((sentinel));
Slice layout_keep(ServiceLayout *layout, Slice words);
const char *layout_value(ServiceLayout *layout, Slice words);            /* zero-ended, as values of messages are */
Slice layout_date(ServiceLayout *layout, Slice date);                   /* the first ten bytes of it, as the language prints a date */
/* What `names` says in the edition's language, else in English, else in any. */
Slice layout_name(const ServiceLayout *layout, const json_t *names);
Slice layout_party(const ServiceLayout *layout, const json_t *party);   /* the same of {"party", "names"} */
Slice layout_numeral(ServiceLayout *layout, unsigned number, bool annex); /* from 1: "II", "二", "ثانيا" */
/* A new part at the end; borrowed until the next one. NULL without memory. */
OfficialPart *layout_part(ServiceLayout *layout, uint8_t level, Slice heading, bool listed);
void layout_blob(ServiceLayout *layout, const json_t *hex);             /* the last part's text is this */
/* Adds to the last part. */
void layout_paragraph(ServiceLayout *layout, MadeParagraph paragraph);
void layout_lines(ServiceLayout *layout, Slice text);                   /* each line a plain paragraph */
/* Ends the putting together: `official` is whole. */
Status layout_done(ServiceLayout *layout, Problem *problem) MUST_USE;
Status layout_ask(ServiceLayout *layout, size_t more, const char *query, Slice argument, json_t **out, Problem *problem) MUST_USE; /* kept as more[more]; borrowed */

/* Of a report whose facts (report.show) layout->facts is. */
Status layout_compiled(ServiceLayout *layout, Problem *problem) MUST_USE; /* report_compiled.c */
Status layout_body(ServiceLayout *layout, Problem *problem) MUST_USE;     /* report_body.c: of a body: progress, final, expert group */
/* The paragraph that invites, as it stands in the document, then the questions; `call`: an answer of call.show. */
void layout_invitation(ServiceLayout *layout, const json_t *call);

#endif
