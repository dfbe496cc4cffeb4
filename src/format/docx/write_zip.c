/* SPDX-License-Identifier: Apache-2.0
 *
 * The streaming ZIP (APPNOTE 6.3.3, sections 4.3.7 to 4.3.16): method 8, sizes in data descriptors, dates of 1 January 2000 so that equal input gives equal bytes. Below 4 GB, without ZIP64,
 * which word processors of the field do not all read.
 */
#include "format/docx/docx_write.h"
#include "format/docx/write_zip_internal.h"

enum {
    LIST_MAX = 1024 * 1024,
    DATE = (2000 - 1980) << 9 | 1 << 5 | 1,
    FLAGS = 1 << 3 | 1 << 11, /* sizes follow; names are UTF-8 */
    VERSION = 20,
    METHOD = 8
};
static const uint64_t bytes_max = 0xFFFF0000;

static void add_u16(Buffer *out, unsigned value)
{
    buffer_add_u8(out, (uint8_t)(value & 0xFF));
    buffer_add_u8(out, (uint8_t)(value >> 8 & 0xFF));
}

void zip_stream_init(ZipStream *zip, const OfficialSink *sink, Problem *problem)
{
    memset(zip, 0, sizeof *zip);
    zip->sink = sink;
    zip->problem = problem;
    buffer_init(&zip->list, LIST_MAX);
}

void zip_stream_clear(ZipStream *zip)
{
    if (zip->deflating)
        (void)deflateEnd(&zip->deflater);
    zip->deflating = false;
    buffer_clear(&zip->list);
}

static Status put(ZipStream *zip, Slice bytes)
{
    zip->at += bytes.size;
    if (zip->at > bytes_max)
        return problem_set(zip->problem, ERR_LIMIT, MSG("official.too_large"), NULL);
    return official_put(zip->sink, bytes, zip->problem);
}

static Status put_buffer(ZipStream *zip, Buffer *buffer)
{
    Status status = buffer->status == OK ? put(zip, buffer_slice(buffer)) : problem_set(zip->problem, buffer->status, status_face(buffer->status)->message, NULL);

    buffer_clear(buffer);
    return status;
}

/* What local header and directory say alike, up to the sizes. */
static void add_common(Buffer *out)
{
    add_u16(out, VERSION);
    add_u16(out, FLAGS);
    add_u16(out, METHOD);
    add_u16(out, 0);
    add_u16(out, DATE);
}

Status zip_stream_begin(ZipStream *zip, const char *name)
{
    Buffer header;

    REQUIRE(!zip->deflating);
    zip->deflater = deflate_stream();
    if (deflateInit2(&zip->deflater, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return problem_set(zip->problem, ERR_MEMORY, MSG("status.memory"), NULL);
    zip->deflating = true;
    zip->name = name;
    zip->started = zip->at;
    zip->read = zip->written = 0;
    zip->sum = (uint32_t)crc32(0, NULL, 0);
    buffer_init(&header, LIST_MAX);
    buffer_add_u32(&header, 0x04034b50);
    add_common(&header);
    buffer_add_u32(&header, 0);
    buffer_add_u32(&header, 0);
    buffer_add_u32(&header, 0);
    add_u16(&header, (unsigned)strlen(name));
    add_u16(&header, 0);
    buffer_add_string(&header, name);
    return put_buffer(zip, &header);
}

static Status squeeze(ZipStream *zip, int how)
{
    int result;

    do {
        zip->deflater.next_out = (Bytef *)zip->piece;
        zip->deflater.avail_out = sizeof zip->piece;
        result = deflate(&zip->deflater, how);
        REQUIRE(result != Z_STREAM_ERROR);
        zip->written += sizeof zip->piece - zip->deflater.avail_out;
        TRY(put(zip, (Slice){zip->piece, sizeof zip->piece - zip->deflater.avail_out}));
    } while (zip->deflater.avail_out == 0);
    return OK;
}

Status zip_stream_add(ZipStream *zip, Slice bytes)
{
    REQUIRE(zip->deflating);
    while (bytes.size != 0) {
        size_t size = bytes.size < (1u << 30) ? bytes.size : 1u << 30;

        zip->sum = (uint32_t)crc32(zip->sum, (const Bytef *)bytes.data, (uInt)size);
        zip->read += size;
        zip->deflater.next_in = (z_const Bytef *)(uintptr_t)bytes.data;
        zip->deflater.avail_in = (uInt)size;
        TRY(squeeze(zip, Z_NO_FLUSH));
        bytes = slice_part(bytes, size, bytes.size);
    }
    return OK;
}

static void add_to_list(ZipStream *zip)
{
    buffer_add_u32(&zip->list, 0x02014b50);
    add_u16(&zip->list, VERSION);
    add_common(&zip->list);
    buffer_add_u32(&zip->list, zip->sum);
    buffer_add_u32(&zip->list, (uint32_t)zip->written);
    buffer_add_u32(&zip->list, (uint32_t)zip->read);
    add_u16(&zip->list, (unsigned)strlen(zip->name));
    for (int i = 0; i < 4; i++)
        add_u16(&zip->list, 0);
    buffer_add_u32(&zip->list, 0);
    buffer_add_u32(&zip->list, (uint32_t)zip->started);
    buffer_add_string(&zip->list, zip->name);
    zip->parts++;
}

Status zip_stream_end(ZipStream *zip)
{
    Buffer descriptor;

    TRY(squeeze(zip, Z_FINISH));
    (void)deflateEnd(&zip->deflater);
    zip->deflating = false;
    if (zip->read > bytes_max)
        return problem_set(zip->problem, ERR_LIMIT, MSG("official.too_large"), NULL);
    buffer_init(&descriptor, LIST_MAX);
    buffer_add_u32(&descriptor, 0x08074b50);
    buffer_add_u32(&descriptor, zip->sum);
    buffer_add_u32(&descriptor, (uint32_t)zip->written);
    buffer_add_u32(&descriptor, (uint32_t)zip->read);
    add_to_list(zip);
    return put_buffer(zip, &descriptor);
}

Status zip_stream_part(ZipStream *zip, const char *name, Slice bytes)
{
    TRY(zip_stream_begin(zip, name));
    TRY(zip_stream_add(zip, bytes));
    return zip_stream_end(zip);
}

Status zip_stream_finish(ZipStream *zip)
{
    uint32_t start = (uint32_t)zip->at, size = (uint32_t)zip->list.size;
    Buffer   end;

    if (zip->list.status != OK)
        return problem_set(zip->problem, zip->list.status, status_face(zip->list.status)->message, NULL);
    TRY(put(zip, buffer_slice(&zip->list)));
    buffer_init(&end, LIST_MAX);
    buffer_add_u32(&end, 0x06054b50);
    buffer_add_u32(&end, 0);
    add_u16(&end, zip->parts);
    add_u16(&end, zip->parts);
    buffer_add_u32(&end, size);
    buffer_add_u32(&end, start);
    add_u16(&end, 0);
    return put_buffer(zip, &end);
}

Status zip_files(const ZipFile *files, size_t count, Buffer *out, Problem *problem)
{
    OfficialSink sink = official_to_buffer(out);
    ZipStream   *zip = memory_new_zeroed(1, sizeof *zip);
    Status       status = OK;

    if (zip == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    zip_stream_init(zip, &sink, problem);
    for (size_t i = 0; status == OK && i < count; i++)
        status = zip_stream_part(zip, files[i].name, files[i].bytes);
    if (status == OK)
        status = zip_stream_finish(zip);
    zip_stream_clear(zip);
    memory_free(zip);
    return status;
}
