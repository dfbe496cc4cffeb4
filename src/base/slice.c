/* SPDX-License-Identifier: Apache-2.0
 *
 * Slices, growing bytes and the reader for hostile bytes.
 */
#include "base/base.h"

Slice slice_from(const char *string)
{
    return (Slice){string, string != NULL ? strlen(string) : 0};
}

Slice slice_part(Slice whole, size_t start, size_t end)
{
    REQUIRE(start <= end && end <= whole.size);
    return (Slice){whole.data != NULL ? whole.data + start : NULL, end - start};
}

bool slice_equal(Slice a, Slice b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool slice_is(Slice a, const char *string)
{
    return slice_equal(a, slice_from(string));
}

bool slice_starts(Slice a, const char *prefix)
{
    size_t size = strlen(prefix);

    return a.size >= size && memcmp(a.data, prefix, size) == 0;
}

bool slice_ends(Slice a, const char *suffix)
{
    size_t size = strlen(suffix);

    return a.size >= size && memcmp(a.data + a.size - size, suffix, size) == 0;
}

bool slice_ends_like(Slice a, const char *suffix)
{
    size_t size = strlen(suffix);

    return size <= a.size && strncasecmp(a.data + a.size - size, suffix, size) == 0;
}

bool slice_line(Slice *rest, Slice *line)
{
    const char *end = rest->size != 0 ? memchr(rest->data, '\n', rest->size) : NULL;
    size_t      size = end != NULL ? (size_t)(end - rest->data) : rest->size, skip = end != NULL ? size + 1 : size;

    if (rest->size == 0)
        return false;
    *line = slice_part(*rest, 0, size);
    if (line->size != 0 && line->data[line->size - 1] == '\r')
        line->size--;
    *rest = slice_part(*rest, skip, rest->size);
    return true;
}

int slice_compare(Slice a, Slice b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int    order = size != 0 ? memcmp(a.data, b.data, size) : 0;

    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Slice slice_trim(Slice a)
{
    while (a.size != 0 && is_blank(a.data[0])) {
        a.data++;
        a.size--;
    }
    while (a.size != 0 && is_blank(a.data[a.size - 1]))
        a.size--;
    return a;
}

Status slice_copy(Arena *arena, Slice from, Slice *out)
{
    char *copy = slice_string(arena, from);

    if (copy == NULL)
        return ERR_MEMORY;
    *out = (Slice){copy, from.size};
    return OK;
}

char *slice_string(Arena *arena, Slice from)
{
    char *copy = arena_take(arena, from.size + 1);

    if (copy == NULL)
        return NULL;
    if (from.size != 0)
        memcpy(copy, from.data, from.size);
    copy[from.size] = '\0';
    return copy;
}

/* ---- growing bytes ---- */

void buffer_init(Buffer *buffer, size_t limit)
{
    *buffer = (Buffer){.limit = limit};
}

void buffer_clear(Buffer *buffer)
{
    memory_free(buffer->data);
    *buffer = (Buffer){.limit = buffer->limit};
}

void buffer_reset(Buffer *buffer)
{
    buffer->size = 0;
    buffer->status = OK;
}

static bool make_room(Buffer *buffer, size_t more)
{
    void *block = buffer->data;

    if (buffer->status != OK)
        return false;
    if (more > buffer->limit || buffer->size > buffer->limit - more) {
        buffer->status = ERR_LIMIT;
        return false;
    }
    if (buffer->size + more <= buffer->capacity)
        return true;
    buffer->status = memory_reserve(&block, &buffer->capacity, buffer->size + more, 1);
    buffer->data = block;
    return buffer->status == OK;
}

void buffer_add(Buffer *buffer, Slice bytes)
{
    if (bytes.size == 0 || !make_room(buffer, bytes.size))
        return;
    memcpy(buffer->data + buffer->size, bytes.data, bytes.size);
    buffer->size += bytes.size;
}

void buffer_add_string(Buffer *buffer, const char *string)
{
    buffer_add(buffer, slice_from(string));
}

void buffer_add_byte(Buffer *buffer, char byte)
{
    if (make_room(buffer, 1))
        buffer->data[buffer->size++] = byte;
}

void buffer_add_number(Buffer *buffer, int64_t number)
{
    char text[DECIMAL_MAX];

    buffer_add_string(buffer, decimal(text, number));
}

void buffer_add_rune(Buffer *buffer, uint32_t code_point)
{
    char   bytes[4];
    size_t size = utf8_put(code_point, bytes);

    buffer_add(buffer, (Slice){bytes, size});
}

void buffer_add_format(Buffer *buffer, const char *format, ...)
{
    va_list arguments;
    int     size;

    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0 || !make_room(buffer, (size_t)size + 1))
        return;
    va_start(arguments, format);
    (void)vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)size;
}

static const char *xml_escape(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    default: return NULL;
    }
}

static bool xml_forbids(Slice text, size_t at)
{
    unsigned char c = (unsigned char)text.data[at];

    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    /* U+FFFE and U+FFFF are EF BF BE and EF BF BF */
    return c == 0xEF && at + 2 < text.size && (unsigned char)text.data[at + 1] == 0xBF &&
           (unsigned char)text.data[at + 2] >= 0xBE;
}

void buffer_add_xml(Buffer *buffer, Slice text)
{
    size_t from = 0;

    for (size_t at = 0; at < text.size; at++) {
        const char *escape = xml_escape(text.data[at]);
        bool        forbidden = escape == NULL && xml_forbids(text, at);

        if (escape == NULL && !forbidden)
            continue;
        buffer_add(buffer, slice_part(text, from, at));
        if (escape != NULL)
            buffer_add_string(buffer, escape);
        else if ((unsigned char)text.data[at] == 0xEF)
            at += 2;
        from = at + 1;
    }
    buffer_add(buffer, slice_part(text, from, text.size));
}

Slice buffer_slice(const Buffer *buffer)
{
    return (Slice){buffer->data, buffer->size};
}

void buffer_add_u8(Buffer *buffer, uint8_t value)
{
    buffer_add_byte(buffer, (char)value);
}

void buffer_add_u32(Buffer *buffer, uint32_t value)
{
    char bytes[4] = {(char)value, (char)(value >> 8), (char)(value >> 16), (char)(value >> 24)};

    buffer_add(buffer, (Slice){bytes, sizeof bytes});
}

void buffer_add_u64(Buffer *buffer, uint64_t value)
{
    buffer_add_u32(buffer, (uint32_t)value);
    buffer_add_u32(buffer, (uint32_t)(value >> 32));
}

void buffer_add_u16be(Buffer *buffer, uint16_t value)
{
    char bytes[2] = {(char)(value >> 8), (char)value};

    buffer_add(buffer, (Slice){bytes, sizeof bytes});
}

void buffer_add_u64be(Buffer *buffer, uint64_t value)
{
    char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (char)(value >> (56 - 8 * i));
    buffer_add(buffer, (Slice){bytes, sizeof bytes});
}

void buffer_add_sized(Buffer *buffer, Slice bytes)
{
    if (bytes.size > UINT32_MAX) {
        buffer->status = ERR_LIMIT;
        return;
    }
    buffer_add_u32(buffer, (uint32_t)bytes.size);
    buffer_add(buffer, bytes);
}

/* ---- reader ---- */

Reader reader_from(Slice bytes)
{
    return (Reader){.data = bytes.data, .size = bytes.size};
}

Slice reader_take(Reader *reader, size_t size)
{
    Slice out = {NULL, 0};

    if (reader->failed || size > reader->size - reader->at) {
        reader->failed = true;
        return out;
    }
    out = (Slice){reader->data + reader->at, size};
    reader->at += size;
    return out;
}

static uint64_t take_number(Reader *reader, size_t size)
{
    Slice    bytes = reader_take(reader, size);
    uint64_t value = 0;

    for (size_t i = bytes.size; i > 0; i--)
        value = value << 8 | (unsigned char)bytes.data[i - 1];
    return value;
}

uint8_t reader_u8(Reader *reader)
{
    return (uint8_t)take_number(reader, 1);
}

uint16_t reader_u16(Reader *reader)
{
    return (uint16_t)take_number(reader, 2);
}

uint32_t reader_u32(Reader *reader)
{
    return (uint32_t)take_number(reader, 4);
}

uint64_t reader_u64(Reader *reader)
{
    return take_number(reader, 8);
}

static uint64_t take_number_be(Reader *reader, size_t size)
{
    Slice    bytes = reader_take(reader, size);
    uint64_t value = 0;

    for (size_t i = 0; i < bytes.size; i++)
        value = value << 8 | (unsigned char)bytes.data[i];
    return value;
}

uint16_t reader_u16be(Reader *reader)
{
    return (uint16_t)take_number_be(reader, 2);
}

uint64_t reader_u64be(Reader *reader)
{
    return take_number_be(reader, 8);
}

Slice reader_sized(Reader *reader, size_t max)
{
    uint32_t size = reader_u32(reader);

    if (size > max) {
        reader->failed = true;
        return (Slice){NULL, 0};
    }
    return reader_take(reader, size);
}

bool reader_failed(const Reader *reader)
{
    return reader->failed;
}

bool reader_done(const Reader *reader)
{
    return !reader->failed && reader->at == reader->size;
}
