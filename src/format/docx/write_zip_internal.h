/* SPDX-License-Identifier: Apache-2.0
 *
 * A ZIP that is written from its start to its end, part by part, each in pieces: what is in memory is one piece and the list of parts. Sizes and sums stand behind each part (a data descriptor).
 */
#ifndef FORMAT_DOCX_WRITE_ZIP_INTERNAL_H
#define FORMAT_DOCX_WRITE_ZIP_INTERNAL_H

#include "format/deflate.h"
#include "format/official.h"

typedef struct ZipStream {
    const OfficialSink *sink;
    Problem            *problem;
    z_stream            deflater;
    bool                deflating;
    Buffer              list;          /* the central directory */
    uint64_t            at, started;   /* bytes put; where the part began */
    uint64_t            read, written; /* of the part */
    uint32_t            sum;
    const char         *name;
    unsigned            parts;
    char                piece[64 * 1024];
} ZipStream;

void   zip_stream_init(ZipStream *zip, const OfficialSink *sink, Problem *problem);
void   zip_stream_clear(ZipStream *zip);
/* `name` must outlive the part. */
Status zip_stream_begin(ZipStream *zip, const char *name) MUST_USE;
Status zip_stream_add(ZipStream *zip, Slice bytes) MUST_USE;
Status zip_stream_end(ZipStream *zip) MUST_USE;
Status zip_stream_finish(ZipStream *zip) MUST_USE;
/* A whole part. */
Status zip_stream_part(ZipStream *zip, const char *name, Slice bytes) MUST_USE;

#endif
