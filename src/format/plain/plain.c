/* SPDX-License-Identifier: Apache-2.0
 *
 * Plain text: its encoding, and its lines.
 *
 * Text is told from other files by its bytes alone: no zero bytes, hardly any control characters.
 */
#include "format/plain/plain_internal.h"

#include <unicode/ucnv.h>

enum {
    ARENA_MAX = 8 * PLAIN_FILE_MAX,
    CONTROLS_PER = 200, /* one control character in so many bytes is no text */
    MEGABYTE = 1024 * 1024
};

/* ---- encodings ---- */

static Status refuse(Problem *problem)
{
    return problem_set(problem, ERR_SYNTAX, MSG("plain.binary"), NULL);
}

static Status convert(const char *encoding, Slice file, Arena *arena, Slice *out)
{
    UErrorCode  error = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(encoding, &error);
    size_t      room = file.size * 3 + 4; /* one byte is at most three in UTF-8, two bytes of UTF-16 too */
    char       *text = arena_take(arena, room);
    int32_t     size = 0;

    if (text != NULL && U_SUCCESS(error))
        size = ucnv_toAlgorithmic(UCNV_UTF8, converter, text, (int32_t)room, file.data, (int32_t)file.size, &error);
    ucnv_close(converter);
    if (text == NULL || U_FAILURE(error) || size < 0)
        return ERR_MEMORY;
    *out = (Slice){text, (size_t)size};
    return OK;
}

static bool is_control(unsigned char c)
{
    return c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x1A && c != 0x1B;
}

static bool looks_binary(Slice text)
{
    size_t controls = 0;

    for (size_t i = ascii_run(text, 0); i < text.size; i = ascii_run(text, i + 1)) {
        if (text.data[i] == '\0')
            return true;
        controls += is_control((unsigned char)text.data[i]);
    }
    return controls * CONTROLS_PER > text.size;
}

/* What stands for an object in a Text; a file that holds the character holds no object. */
#define OBJECT "\xEF\xBF\xBC"

/* Has the byte at `at` nothing that line_ends would change? Bytes of code points that are neither line ends nor objects stay. */
static bool stays(Slice text, size_t at)
{
    char c = text.data[at];

    if (c == '\xE2')
        return at + 2 >= text.size || text.data[at + 1] != '\x80' || (text.data[at + 2] != '\xA8' && text.data[at + 2] != '\xA9');
    if (c == '\xEF')
        return !slice_starts(slice_part(text, at, text.size), OBJECT);
    return !is_control((unsigned char)c) && c != '\r' && c != '\v' && c != 0x1A && c != 0x1B;
}

/* \r\n and \r end lines too, and so do \v, U+2028 and U+2029. A text without any of them, as most are, is not copied. */
static Status line_ends(Slice text, Arena *arena, Slice *out)
{
    size_t size = 0, same = ascii_run(text, 0);
    char  *copy;

    while (same < text.size && stays(text, same))
        same = ascii_run(text, same + 1);
    if (same == text.size) {
        *out = text;
        return OK;
    }
    copy = arena_take(arena, text.size + 1);
    if (copy == NULL)
        return ERR_MEMORY;
    for (size_t at = 0; at < text.size; at++) {
        char c = text.data[at];

        if (c >= ' ' && c < '\x7F') {
            copy[size++] = c;
        } else if (c == '\xE2' && at + 2 < text.size && text.data[at + 1] == '\x80' && (text.data[at + 2] == '\xA8' || text.data[at + 2] == '\xA9')) {
            copy[size++] = '\n';
            at += 2;
        } else if (c == '\r' || c == '\v') {
            copy[size++] = '\n';
            at += c == '\r' && at + 1 < text.size && text.data[at + 1] == '\n';
        } else if (slice_starts(slice_part(text, at, text.size), OBJECT)) {
            memcpy(copy + size, "\xEF\xBF\xBD", 3);
            size += 3;
            at += 2;
        } else if (!is_control((unsigned char)c) && c != 0x1A && c != 0x1B) {
            copy[size++] = c;
        }
    }
    *out = (Slice){copy, size};
    return OK;
}

/* ERR_REFUSED: it is in an encoding that cannot be told. */
static Status to_utf8(Slice file, const char *otherwise, Arena *arena, Slice *out)
{
    *out = file;
    if (slice_starts(file, "\xEF\xBB\xBF"))
        *out = slice_part(file, 3, file.size);
    else if (slice_starts(file, "\xFF\xFE"))
        return convert("UTF-16LE", slice_part(file, 2, file.size), arena, out);
    else if (slice_starts(file, "\xFE\xFF"))
        return convert("UTF-16BE", slice_part(file, 2, file.size), arena, out);
    if (utf8_valid(*out) || looks_binary(*out))
        return OK;
    if (otherwise != NULL && convert(otherwise, *out, arena, out) == OK)
        return OK;
    return plain_is_western(*out) ? convert("windows-1252", *out, arena, out) : ERR_REFUSED;
}

Status plain_decode(Slice file, const char *otherwise, Arena *arena, Slice *out, Problem *problem)
{
    char   most[DECIMAL_MAX];
    Slice  text;
    Status status;

    if (file.size > PLAIN_FILE_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("plain.too_large"), "size", decimal(most, PLAIN_FILE_MAX / MEGABYTE), NULL);
    status = to_utf8(file, otherwise, arena, &text);
    if (status == ERR_REFUSED)
        return problem_set(problem, ERR_REFUSED, MSG("plain.not_unicode"), NULL);
    if (status == OK && looks_binary(text))
        return refuse(problem);
    if (status == OK)
        status = line_ends(text, arena, out);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

/* ---- lines ---- */

static size_t count_lines(Slice text)
{
    size_t count = 1;

    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n' || text.data[i] == '\f';
    return count;
}

/* A form feed ends a page and, where text stands before it, a line. */
static size_t cut(Slice text, AnatomyLine *lines)
{
    size_t count = 0, start = 0;
    bool   page = false;

    for (size_t at = 0; at <= text.size; at++) {
        bool end = at == text.size || text.data[at] == '\n' || text.data[at] == '\f';

        if (!end)
            continue;
        if (at == text.size || text.data[at] == '\n' || at > start) {
            lines[count++] = (AnatomyLine){.text = slice_part(text, start, at), .page_break = page};
            page = false;
        }
        page = page || (at < text.size && text.data[at] == '\f');
        start = at + 1;
    }
    return count;
}

Status plain_read(Slice file, Text **out, Problem *problem)
{
    Arena       *arena = arena_new(ARENA_MAX);
    AnatomyLine *lines = NULL;
    Slice        text = {NULL, 0};
    size_t       count;
    Status       status;

    if (arena == NULL)
        return problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    TRY_OR(done, plain_decode(file, NULL, arena, &text, problem));
    count = count_lines(text);
    lines = count <= PARAGRAPHS_MAX ? memory_new_zeroed(count, sizeof *lines) : NULL;
    if (lines == NULL) {
        status = count <= PARAGRAPHS_MAX ? problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL)
                                         : problem_set(problem, ERR_LIMIT, MSG("plain.too_many_lines"), NULL);
        goto done;
    }
    status = anatomy_rebuild(lines, cut(text, lines), "", out, problem);
done:
    memory_free(lines);
    arena_free(arena);
    return status;
}
