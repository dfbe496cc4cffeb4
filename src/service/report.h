/* SPDX-License-Identifier: Apache-2.0
 *
 * service/report: documents of the house in their official layout, made from the record: compiled reports (of replies to a call, of statements, of explanations), progress and final reports with their
 * procedural part, reports of expert groups, notes verbales of calls; and any document whose structured text is held. In each of the six languages, in every format.
 *
 * Not here: how a format sets its pages (src/format), which acts a report is made of (report.issue says it).
 *
 * Invariants
 * - The same record gives the same bytes, on every node.
 * - Replies stand in the alphabetical order of the edition's language, Governments first (United Nations Editorial Manual, replies from Governments).
 * - What is not held in the edition's language is given in the language in which it came, and says so. Nothing is translated, shortened or corrected.
 * - One text is in memory at a time.
 */
#ifndef SERVICE_REPORT_H
#define SERVICE_REPORT_H

#include "format/official.h"
#include "service/service.h"

typedef struct DocumentFormat {
    const char *name;    /* "pdf", "docx", "html", "akn", "txt": also the ending */
    const char *media;
    Status    (*write)(const Official *official, const OfficialSink *sink, Problem *problem);
} DocumentFormat;
extern const DocumentFormat document_formats[];   /* a NULL name ends them */
const DocumentFormat *document_format_find(Slice name);

/* A document laid out: what a writer is given. For one thread; service_layout_free. */
typedef struct ServiceLayout ServiceLayout;

typedef struct LayoutAsk {
    Service     *service;
    const Asker *asker;
    int64_t      now;
    const char  *language; /* of the edition */
} LayoutAsk;
/* Of a document in the record, by its symbol. ERR_NOT_FOUND: it is not there. ERR_REFUSED: no words of it are held that could be laid out. */
Status service_layout_document(const LayoutAsk *ask, Slice symbol, ServiceLayout **out, Problem *problem) MUST_USE;
/* The note verbale of a call, the agenda of a session; as above. */
Status service_layout_note(const LayoutAsk *ask, Slice call, ServiceLayout **out, Problem *problem) MUST_USE;
Status service_layout_agenda(const LayoutAsk *ask, Slice session, ServiceLayout **out, Problem *problem) MUST_USE;
void   service_layout_free(ServiceLayout *layout);
const Official *service_layout_official(const ServiceLayout *layout);
/* One edition in one format. */
Status service_layout_write(const ServiceLayout *layout, const DocumentFormat *format, const OfficialSink *sink, Problem *problem) MUST_USE;

#endif
