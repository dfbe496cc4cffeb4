/* SPDX-License-Identifier: Apache-2.0
 *
 * The bytes of a PDF as they are made: objects, numbered; what is no stream is packed, many to a stream (ISO 32000-1, 7.5.7); at the end the table of where each stands (7.5.8).
 *
 * An object's number can be had before the object, so that others can name it. What is given is with the sink soon after; of each object sixteen bytes stay in memory.
 * Errors stick: give freely, look at `status` once.
 */
#ifndef FORMAT_PDF_PDF_FILE_H
#define FORMAT_PDF_PDF_FILE_H

#include "format/deflate.h"
#include "format/official.h"

typedef struct PdfPlace {
    uint64_t at;    /* byte of the file, or number of the stream that has it */
    uint16_t index; /* in that stream */
    uint16_t kind;  /* 0: not given (yet); 1: at a byte; 2: in a stream */
} PdfPlace;

typedef struct PdfFile {
    const OfficialSink *sink;
    Problem            *problem;
    Status              status; /* the first error; the problem says which */
    PdfPlace           *places;
    size_t              count, capacity; /* [0] is no object */
    Buffer              waiting;         /* bytes for the sink */
    uint64_t            written;         /* bytes before them */
    uint8_t             digest[SHA256_SIZE];
    Buffer              packed, heads;   /* the stream of objects in work */
    uint32_t            packed_number, packed_count;
    z_stream            deflater;
    bool                deflates;
} PdfFile;

void pdf_file_open(PdfFile *file, const OfficialSink *sink, Problem *problem);
void pdf_file_close(PdfFile *file); /* frees; also one that was only zeroed */

/* The number of an object that will be given. */
uint32_t pdf_file_number(PdfFile *file);
/* An object that is no stream: what stands between "obj" and "endobj". */
void pdf_file_object(PdfFile *file, uint32_t number, const Buffer *words);
/* A stream: `about` is what its dictionary says besides length and filter ("/Type/XObject ..."). */
void pdf_file_stream(PdfFile *file, uint32_t number, Slice about, Slice bytes);
/* The table and what ends the file. Objects that were never given do not exist. */
Status pdf_file_end(PdfFile *file, uint32_t root, uint32_t info) MUST_USE;
/* The first error is kept; `problem` has been set or is set to the status' own sentence. */
void pdf_file_fail(PdfFile *file, Status status);

/* ---- what objects are written with ---- */
void pdf_add_points(Buffer *out, double value);          /* "12.345", no zeros at the end, and no exponent */
void pdf_add_reference(Buffer *out, uint32_t number);    /* "7 0 R " */
void pdf_add_text(Buffer *out, Slice utf8);              /* a text string, as UTF-16 */
void pdf_add_ascii(Buffer *out, Slice text);             /* a string of bytes */
void pdf_add_hex(Buffer *out, Slice bytes);              /* the digits alone */
void pdf_add_utf16(Buffer *out, Slice utf8);             /* the digits of its UTF-16 alone */

#endif
