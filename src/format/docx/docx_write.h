/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing Word files: a compilation as tracked changes (each revision's author is a party or several) or in brackets, and a text as a new document.
 *
 * Invariants
 * - Every part of the base package that need not change is copied as it is; a document that says nothing new is written back with the same text.
 * - Accepting the revisions of one party and rejecting the others gives that party's text; rejecting all gives the base.
 * - Equal input gives equal bytes: no clock, no randomness.
 */
#ifndef FORMAT_DOCX_DOCX_WRITE_H
#define FORMAT_DOCX_DOCX_WRITE_H

#include "compare/compare.h"
#include "format/docx/docx.h"
#include "format/official.h"

typedef enum DocxMarks { DOCX_TRACKED, DOCX_BRACKETS } DocxMarks;

typedef struct DocxWriteOptions {
    DocxMarks   marks;
    const char *date;       /* of every revision, "2026-03-02T09:00:00Z"; NULL: none is written */
    const DocxView *view;   /* which view of the base is written and compared; NULL: all accepted */
    bool        custom;     /* put the compilation into a custom part, by which it is recognized and read back without loss */
} DocxWriteOptions;

/* `base` must have been read with keep_parts, and `text` be its view, the compilation's base. */
Status docx_write(const Docx *base, const Text *text, const Compilation *compilation, const DocxWriteOptions *options, Buffer *out,
                  Problem *problem) MUST_USE;

/* A new document that reads back as this text. */
Status docx_write_text(const Text *text, Buffer *out, Problem *problem) MUST_USE;
/* The same to be written in with tracked changes (docx_write), without the numbers that stand beside its paragraphs: where new paragraphs follow the last one, rejecting them would leave it the
   last one's properties, and so another number. */
Status docx_write_base(const Text *text, Buffer *out, Problem *problem) MUST_USE;

/* An official document: masthead without an emblem, running head and page numbers, notes numbered through, contents as a field. One text in memory at a time; each is asked for twice. */
Status docx_write_official(const Official *official, const OfficialSink *sink, Problem *problem) MUST_USE;

/* Gives the objects (images, formulas, diagrams, symbols) of `text`, a view of `docx`, what is needed to write them into another document. Needs keep_parts. The
   bytes of pictures are not copied: `docx` must outlive what is written of `text`, or of amendments to or from it. */
Status docx_dress_objects(const Docx *docx, const DocxView *view, Text *text, Problem *problem) MUST_USE;

/* ---- our own compilations, read back ---- */

/* Who is behind an author name of a compilation: from the custom part, else from its comments, else the name itself cut at "; ". */
typedef struct DocxAuthors DocxAuthors;
Status docx_authors_new(const Docx *docx, DocxAuthors **out, Problem *problem) MUST_USE;
void   docx_authors_free(DocxAuthors *authors);
/* Is `party` among those that the author name stands for? */
bool   docx_authors_has(const DocxAuthors *authors, Slice author, Slice party);
/* The names of all parties in the document, each once. Borrowed. */
const Slice *docx_authors_parties(const DocxAuthors *authors, size_t *count);
/* The compilation's stored form from the custom part (canonical JSON), or empty. */
Slice  docx_authors_compilation(const DocxAuthors *authors);

/* The text with the revisions of these parties accepted and all others rejected. Places where two of them have different words for the same
   place: ERR_CONFLICT, and the places are appended to `places` when not NULL. */
Status docx_extract(const Docx *docx, const DocxAuthors *authors, const Slice *names, size_t count, Text **out, Buffer *places,
                    Problem *problem) MUST_USE;

/* Files as one ZIP, for who takes several at once; equal input gives equal bytes. */
typedef struct ZipFile {
    const char *name; /* must outlive the call */
    Slice       bytes;
} ZipFile;
Status zip_files(const ZipFile *files, size_t count, Buffer *out, Problem *problem) MUST_USE;

#endif
