/* SPDX-License-Identifier: Apache-2.0
 *
 * service/import: files that exist already, taken into the registry of a house, each by acts of the host's own key: statements attested for the parties that their names begin with, or documents by the
 * symbols that their names spell. What an act says of where a file came from is the evidence of the attestation, or the document's source note.
 *
 * Not here: walking folders.
 *
 * Invariants
 * - A file is read in the sandboxed child; what cannot be read is refused by name, and the others go on.
 * - Asking again changes nothing: a document that is there is not issued twice, and a statement of the same bytes by the same party at the same place is not delivered twice.
 */
#ifndef SERVICE_IMPORT_H
#define SERVICE_IMPORT_H

#include "service/service.h"

typedef struct ImportAsk {
    bool        documents;       /* else statements */
    Slice       body, session;   /* of statements: where they belong; session may be empty. Of documents: may be empty */
    Slice       title;           /* of statements; may be empty */
    const char *language;        /* of a file whose name says none */
    Slice       source;          /* where the files are from; in words, not empty */
    Slice       date;            /* of documents that say none; may be empty: then they are refused */
    bool        fictional;
} ImportAsk;

typedef enum Imported { IMPORT_TAKEN, IMPORT_THERE } Imported;

/* WORK. *what: the party or the symbol that the name says, appended. ERR_REFUSED: the name says neither; ERR_NOT_FOUND: no such party, body or session. */
Status service_import_file(Service *service, const ImportAsk *ask, Slice name, Slice bytes, Imported *out, Buffer *what, Problem *problem) MUST_USE;

#endif
