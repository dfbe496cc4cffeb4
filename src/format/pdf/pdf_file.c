/* SPDX-License-Identifier: Apache-2.0 */
#include "format/pdf/pdf_file.h"

#include <math.h>

enum {
    FILE_BYTES_MAX = 1 << 30,
    WAITING_BYTES = 64 * 1024,
    PACKED_COUNT = 200, /* objects to a stream: a reader has to unpack it whole */
    PACKED_BYTES = 64 * 1024
};

void pdf_file_fail(PdfFile *file, Status status)
{
    if (file->status != OK || status == OK)
        return;
    file->status = status;
    if (file->problem == NULL || file->problem->status == OK)
        (void)problem_set(file->problem, status, status_face(status)->message, NULL);
}

void pdf_file_open(PdfFile *file, const OfficialSink *sink, Problem *problem)
{
    *file = (PdfFile){.sink = sink, .problem = problem, .count = 1, .deflater = deflate_stream()};
    buffer_init(&file->waiting, FILE_BYTES_MAX);
    buffer_init(&file->packed, FILE_BYTES_MAX);
    buffer_init(&file->heads, FILE_BYTES_MAX);
    if (memory_reserve((void **)&file->places, &file->capacity, 64, sizeof *file->places) != OK)
        pdf_file_fail(file, ERR_MEMORY);
    else
        file->places[0] = (PdfPlace){0, 0, 0};
    file->deflates = deflateInit(&file->deflater, 6) == Z_OK;
    if (!file->deflates)
        pdf_file_fail(file, ERR_MEMORY);
    buffer_add_string(&file->waiting, "%PDF-1.7\n%\xB5\xED\xAE\xFB\n");
}

void pdf_file_close(PdfFile *file)
{
    if (file->deflates)
        (void)deflateEnd(&file->deflater);
    file->deflates = false;
    buffer_clear(&file->waiting);
    buffer_clear(&file->packed);
    buffer_clear(&file->heads);
    memory_free(file->places);
    file->places = NULL;
}

/* ---- bytes ---- */

/* The digest goes on from block to block; it becomes the file's identifier. */
static void flush(PdfFile *file)
{
    Slice bytes = buffer_slice(&file->waiting);
    Slice parts[] = {{(const char *)file->digest, sizeof file->digest}, bytes};
    uint8_t digest[SHA256_SIZE];

    if (file->waiting.status != OK)
        pdf_file_fail(file, file->waiting.status);
    if (file->status == OK && bytes.size != 0) {
        sha256_parts(parts, 2, digest);
        memcpy(file->digest, digest, sizeof digest);
        pdf_file_fail(file, official_put(file->sink, bytes, file->problem));
    }
    file->written += bytes.size;
    buffer_reset(&file->waiting);
}

static uint64_t here(const PdfFile *file)
{
    return file->written + file->waiting.size;
}

uint32_t pdf_file_number(PdfFile *file)
{
    if (file->status == OK && memory_reserve((void **)&file->places, &file->capacity, file->count + 1, sizeof *file->places) != OK)
        pdf_file_fail(file, ERR_MEMORY);
    if (file->status != OK)
        return 0;
    file->places[file->count] = (PdfPlace){0, 0, 0};
    return (uint32_t)file->count++;
}

static void squeeze(PdfFile *file, Slice bytes, Buffer *out)
{
    char piece[16 * 1024];
    int  result;

    if (file->status != OK)
        return;
    (void)deflateReset(&file->deflater);
    file->deflater.next_in = (z_const Bytef *)(uintptr_t)bytes.data;
    file->deflater.avail_in = (uInt)bytes.size;
    do {
        file->deflater.next_out = (Bytef *)piece;
        file->deflater.avail_out = sizeof piece;
        result = deflate(&file->deflater, Z_FINISH);
        REQUIRE(result != Z_STREAM_ERROR);
        buffer_add(out, (Slice){piece, sizeof piece - file->deflater.avail_out});
    } while (result != Z_STREAM_END && out->status == OK);
}

void pdf_file_stream(PdfFile *file, uint32_t number, Slice about, Slice bytes)
{
    Buffer squeezed;

    if (bytes.size > FILE_BYTES_MAX)
        pdf_file_fail(file, ERR_LIMIT);
    if (file->status != OK || number == 0)
        return;
    buffer_init(&squeezed, FILE_BYTES_MAX);
    squeeze(file, bytes, &squeezed);
    file->places[number] = (PdfPlace){here(file), 0, 1};
    buffer_add_number(&file->waiting, number);
    buffer_add_string(&file->waiting, " 0 obj\n<<");
    buffer_add(&file->waiting, about);
    buffer_add_string(&file->waiting, "/Filter/FlateDecode/Length ");
    buffer_add_number(&file->waiting, (int64_t)squeezed.size);
    buffer_add_string(&file->waiting, ">>\nstream\n");
    buffer_add(&file->waiting, buffer_slice(&squeezed));
    buffer_add_string(&file->waiting, "\nendstream\nendobj\n");
    pdf_file_fail(file, squeezed.status);
    buffer_clear(&squeezed);
    if (file->waiting.size >= WAITING_BYTES || file->waiting.status != OK)
        flush(file);
}

/* ---- packed objects ---- */

static void pack(PdfFile *file)
{
    char about[80];

    if (file->packed_count == 0)
        return;
    (void)snprintf(about, sizeof about, "/Type/ObjStm/N %u/First %zu", (unsigned)file->packed_count, file->heads.size);
    buffer_add(&file->heads, buffer_slice(&file->packed));
    if (file->heads.status != OK || file->packed.status != OK)
        pdf_file_fail(file, file->heads.status != OK ? file->heads.status : file->packed.status);
    pdf_file_stream(file, file->packed_number, slice_from(about), buffer_slice(&file->heads));
    buffer_reset(&file->heads);
    buffer_reset(&file->packed);
    file->packed_count = 0;
}

void pdf_file_object(PdfFile *file, uint32_t number, const Buffer *words)
{
    if (file->packed_count == 0)
        file->packed_number = pdf_file_number(file);
    pdf_file_fail(file, words->status);
    if (file->status != OK || number == 0)
        return;
    file->places[number] = (PdfPlace){file->packed_number, (uint16_t)file->packed_count, 2};
    buffer_add_number(&file->heads, number);
    buffer_add_byte(&file->heads, ' ');
    buffer_add_number(&file->heads, (int64_t)file->packed.size);
    buffer_add_byte(&file->heads, ' ');
    buffer_add(&file->packed, buffer_slice(words));
    buffer_add_byte(&file->packed, '\n');
    if (++file->packed_count == PACKED_COUNT || file->packed.size >= PACKED_BYTES)
        pack(file);
}

/* ---- the end ---- */

static void add_row(Buffer *out, const PdfPlace *place)
{
    buffer_add_byte(out, (char)place->kind);
    for (int shift = 32; shift >= 0; shift -= 8)
        buffer_add_byte(out, (char)(place->at >> shift));
    buffer_add_u16be(out, place->index);
}

Status pdf_file_end(PdfFile *file, uint32_t root, uint32_t info)
{
    uint32_t number;
    uint64_t at;
    Buffer   rows, about;

    pack(file);
    number = pdf_file_number(file);
    flush(file); /* so that the digest is of all before the table */
    at = here(file);
    buffer_init(&rows, FILE_BYTES_MAX);
    buffer_init(&about, 4096);
    if (file->status == OK) {
        file->places[number] = (PdfPlace){at, 0, 1};
        for (size_t i = 0; i < file->count; i++)
            add_row(&rows, i == 0 ? &(PdfPlace){0, UINT16_MAX, 0} : &file->places[i]);
        buffer_add_format(&about, "/Type/XRef/W[1 5 2]/Size %zu/Root %u 0 R/Info %u 0 R/ID[", file->count, (unsigned)root, (unsigned)info);
        for (int i = 0; i < 2; i++) {
            buffer_add_byte(&about, '<');
            pdf_add_hex(&about, (Slice){(const char *)file->digest, 16});
            buffer_add_byte(&about, '>');
        }
        buffer_add_byte(&about, ']');
        pdf_file_fail(file, rows.status != OK ? rows.status : about.status);
        pdf_file_stream(file, number, buffer_slice(&about), buffer_slice(&rows));
        buffer_add_format(&file->waiting, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)at);
        flush(file);
    }
    buffer_clear(&rows);
    buffer_clear(&about);
    return file->status;
}

/* ---- words ---- */

void pdf_add_points(Buffer *out, double value)
{
    char     digits[32];
    size_t   at = sizeof digits, zeros = 1;
    long long parts = isfinite(value) && fabs(value) < 1e9 ? llround(value * 1000) : 0;
    bool     negative = parts < 0;
    unsigned long long rest = (unsigned long long)(negative ? -parts : parts);

    for (int i = 0; i < 3; i++, rest /= 10)
        if (rest % 10 != 0 || zeros == 0) {
            digits[--at] = (char)('0' + rest % 10);
            zeros = 0;
        }
    if (zeros == 0)
        digits[--at] = '.';
    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (negative)
        digits[--at] = '-';
    buffer_add(out, (Slice){digits + at, sizeof digits - at});
    buffer_add_byte(out, ' ');
}

void pdf_add_reference(Buffer *out, uint32_t number)
{
    buffer_add_number(out, number);
    buffer_add(out, SLICE(" 0 R "));
}

void pdf_add_hex(Buffer *out, Slice bytes)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < bytes.size; i++) {
        char pair[2] = {digits[(unsigned char)bytes.data[i] >> 4], digits[(unsigned char)bytes.data[i] & 15]};

        buffer_add(out, (Slice){pair, 2});
    }
}

static void add_unit(Buffer *out, uint32_t unit)
{
    char bytes[2] = {(char)(unit >> 8), (char)unit};

    pdf_add_hex(out, (Slice){bytes, 2});
}

void pdf_add_utf16(Buffer *out, Slice utf8)
{
    for (size_t at = 0; at < utf8.size;) {
        uint32_t rune = utf8_next(utf8, &at);

        if (rune >= 0x10000) {
            add_unit(out, 0xD800 + ((rune - 0x10000) >> 10));
            add_unit(out, 0xDC00 + ((rune - 0x10000) & 0x3FF));
        } else {
            add_unit(out, rune);
        }
    }
}

void pdf_add_text(Buffer *out, Slice utf8)
{
    buffer_add(out, SLICE("<FEFF"));
    pdf_add_utf16(out, utf8);
    buffer_add_byte(out, '>');
}

void pdf_add_ascii(Buffer *out, Slice text)
{
    buffer_add_byte(out, '<');
    pdf_add_hex(out, text);
    buffer_add_byte(out, '>');
}
