/* SPDX-License-Identifier: Apache-2.0
 *
 * Unicode: UTF-8 both ways, normal forms, folding, classes and collation. The data are ICU's.
 */
#include "base/base.h"

#include <endian.h>
#include <unicode/uchar.h>
#include <unicode/ucol.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { RUNE_BAD = 0xFFFD };

uint32_t utf8_next(Slice text, size_t *at)
{
    const unsigned char *in = (const unsigned char *)text.data + *at;
    size_t               left = text.size - *at, more;
    uint32_t             rune, least;

    REQUIRE(left > 0);
    if (in[0] < 0x80) {
        *at += 1;
        return in[0];
    }
    if (in[0] >= 0xC2 && in[0] <= 0xDF)
        more = 1, rune = in[0] & 0x1F, least = 0x80;
    else if (in[0] >= 0xE0 && in[0] <= 0xEF)
        more = 2, rune = in[0] & 0x0F, least = 0x800;
    else if (in[0] >= 0xF0 && in[0] <= 0xF4)
        more = 3, rune = in[0] & 0x07, least = 0x10000;
    else
        more = left, rune = 0, least = 0;
    if (more >= left)
        goto bad;
    for (size_t i = 1; i <= more; i++) {
        if ((in[i] & 0xC0) != 0x80)
            goto bad;
        rune = rune << 6 | (in[i] & 0x3F);
    }
    if (rune < least || rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        goto bad;
    *at += more + 1;
    return rune;
bad:
    *at += 1;
    return RUNE_BAD;
}

size_t utf8_put(uint32_t rune, char out[4])
{
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xC0 | rune >> 6);
        out[1] = (char)(0x80 | (rune & 0x3F));
        return 2;
    }
    if ((rune >= 0xD800 && rune <= 0xDFFF) || rune > 0x10FFFF)
        rune = RUNE_BAD;
    if (rune < 0x10000) {
        out[0] = (char)(0xE0 | rune >> 12);
        out[1] = (char)(0x80 | (rune >> 6 & 0x3F));
        out[2] = (char)(0x80 | (rune & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | rune >> 18);
    out[1] = (char)(0x80 | (rune >> 12 & 0x3F));
    out[2] = (char)(0x80 | (rune >> 6 & 0x3F));
    out[3] = (char)(0x80 | (rune & 0x3F));
    return 4;
}

/* Most bytes of most texts are ASCII: eight at a time. */
#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

static uint64_t eight_bytes(const char *from)
{
    uint64_t bytes;

    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

/* A byte below 0x20 borrows, one above 0x7E carries, and one above 0x7F has the highest bit of its own; a borrow can tell on the byte behind it, never hide one. */
static bool is_printable_eight(uint64_t bytes)
{
    return ((bytes | (bytes - EACH_BYTE(0x20)) | (bytes + EACH_BYTE(0x01))) & EACH_BYTE(0x80)) == 0;
}

size_t ascii_run(Slice text, size_t at)
{
    while (at < text.size && text.size - at >= 8 && is_printable_eight(eight_bytes(text.data + at)))
        at += 8;
    while (at < text.size && text.data[at] >= ' ' && text.data[at] < '\x7F')
        at++;
    return at;
}

bool utf8_valid(Slice text)
{
    for (size_t at = 0; at < text.size;) {
        size_t before = at;

        if (text.size - at >= 8 && (eight_bytes(text.data + at) & EACH_BYTE(0x80)) == 0)
            at += 8;
        else if ((unsigned char)text.data[at] < 0x80)
            at++;
        else if (utf8_next(text, &at) == RUNE_BAD && at == before + 1)
            return false;
    }
    return true;
}

size_t utf8_count(Slice text)
{
    size_t count = text.size, at = 0; /* less those that go on with a code point: 10xxxxxx */

    for (; text.size - at >= 8; at += 8) {
        uint64_t bytes = eight_bytes(text.data + at);

        count -= (size_t)((bytes >> 7 & ~bytes >> 6 & EACH_BYTE(1)) * EACH_BYTE(1) >> 56);
    }
    for (; at < text.size; at++)
        count -= ((unsigned char)text.data[at] & 0xC0) == 0x80;
    return count;
}

size_t utf8_columns(Slice text)
{
    size_t columns = utf8_count(text);

    for (size_t at = 0; at < text.size; at++)
        columns += (unsigned char)text.data[at] >= 0xE3 && (unsigned char)text.data[at] != 0xEF; /* a first byte; EF are forms and marks */
    return columns;
}

size_t utf8_offset(Slice text, size_t code_points)
{
    size_t at = 0;

    while (at < text.size) {
        if (((unsigned char)text.data[at] & 0xC0) != 0x80 && code_points-- == 0)
            break;
        at++;
    }
    return at;
}

static bool goes_on(Slice text, size_t at)
{
    return at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80;
}

bool utf8_seek(Utf8Cursor *cursor, size_t point)
{
    if (point < cursor->point / 2)
        cursor->point = cursor->byte = 0;
    for (; cursor->point > point; cursor->point--)
        do
            cursor->byte--;
        while (cursor->byte != 0 && goes_on(cursor->text, cursor->byte));
    for (; cursor->point < point && cursor->byte < cursor->text.size; cursor->point++)
        do
            cursor->byte++;
        while (goes_on(cursor->text, cursor->byte));
    return cursor->point == point;
}

size_t utf8_point_at(Utf8Cursor *cursor, size_t byte)
{
    if (byte < cursor->byte)
        cursor->point = cursor->byte = 0;
    cursor->point += utf8_count(slice_part(cursor->text, cursor->byte, byte));
    cursor->byte = byte;
    return cursor->point;
}

Status utf8_clean(Arena *arena, Slice text, Slice *out)
{
    char  *clean = arena_take(arena, text.size * 3 + 1); /* a bad byte becomes three */
    size_t size = 0;

    if (clean == NULL)
        return ERR_MEMORY;
    for (size_t at = 0; at < text.size;) {
        uint32_t rune = utf8_next(text, &at);

        if (rune >= 0x20 || rune == '\n' || rune == '\t')
            size += utf8_put(rune, clean + size);
    }
    clean[size] = '\0';
    *out = (Slice){clean, size};
    return OK;
}

/* ---- classes ---- */

bool rune_is_space(uint32_t rune)
{
    return rune == ' ' || (rune >= '\t' && rune <= '\r') || (rune >= 0x80 && u_isUWhiteSpace((UChar32)rune));
}

bool rune_is_upper(uint32_t rune)
{
    return u_isupper((UChar32)rune);
}

bool rune_is_letter(uint32_t rune)
{
    if (rune < 0x80)
        return (rune | 0x20) >= 'a' && (rune | 0x20) <= 'z';
    return u_isalpha((UChar32)rune);
}

bool rune_is_digit(uint32_t rune)
{
    return u_isdigit((UChar32)rune);
}

bool rune_is_right_to_left(uint32_t rune)
{
    UCharDirection direction = u_charDirection((UChar32)rune);

    return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

bool rune_is_bidi_control(uint32_t rune)
{
    return rune == 0x061C || rune == 0x200E || rune == 0x200F || (rune >= 0x202A && rune <= 0x202E) ||
           (rune >= 0x2066 && rune <= 0x2069);
}

bool name_is_plain(Slice name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] < 0x20 || name.data[i] > 0x7E)
            return false;
    return true;
}

void name_clean(Slice name, size_t most, Buffer *out)
{
    size_t start = out->size;

    for (size_t at = 0; at < name.size;) {
        uint32_t rune = utf8_next(name, &at);
        char     bytes[4];
        size_t   size = utf8_put(rune, bytes);

        if (rune < 0x20 || (rune >= 0x7F && rune < 0xA0) || rune_is_bidi_control(rune) || rune == 0x2028 || rune == 0x2029)
            continue;
        if (size > most - (out->size - start))
            return;
        buffer_add(out, (Slice){bytes, size});
    }
}

/* ---- normal forms ---- */

static bool is_ascii(Slice text)
{
    size_t at = 0;

    for (; text.size - at >= 8; at += 8)
        if ((eight_bytes(text.data + at) & EACH_BYTE(0x80)) != 0)
            return false;
    for (; at < text.size; at++)
        if ((unsigned char)text.data[at] >= 0x80)
            return false;
    return true;
}

static Status to_utf16(Arena *arena, Slice text, UChar **out, int32_t *length)
{
    UErrorCode error = U_ZERO_ERROR;

    if (text.size > INT32_MAX / 4)
        return ERR_LIMIT;
    *out = arena_take(arena, (text.size + 1) * sizeof **out);
    if (*out == NULL)
        return ERR_MEMORY;
    u_strFromUTF8WithSub(*out, (int32_t)text.size + 1, length, text.data != NULL ? text.data : "", (int32_t)text.size, RUNE_BAD,
                         NULL, &error);
    return U_SUCCESS(error) ? OK : ERR_MEMORY;
}

static Status to_utf8(Arena *arena, const UChar *text, int32_t length, Slice *out)
{
    UErrorCode error = U_ZERO_ERROR;
    int32_t    size = 0;
    char      *bytes = arena_take(arena, (size_t)length * 3 + 1);

    if (bytes == NULL)
        return ERR_MEMORY;
    u_strToUTF8WithSub(bytes, length * 3 + 1, &size, text, length, RUNE_BAD, NULL, &error);
    if (U_FAILURE(error))
        return ERR_MEMORY;
    *out = (Slice){bytes, (size_t)size};
    return OK;
}

static Status normalize(Arena *arena, const UNormalizer2 *form, Slice text, bool *changed, UChar **out, int32_t *length)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar     *wide, *normal;
    int32_t    wide_length = 0, room;

    TRY(to_utf16(arena, text, &wide, &wide_length));
    *changed = !unorm2_isNormalized(form, wide, wide_length, &error);
    if (U_SUCCESS(error) && !*changed) {
        *out = wide;
        *length = wide_length;
        return OK;
    }
    room = wide_length < INT32_MAX / 40 ? wide_length * 18 + 1 : 0; /* the longest NFKC expansion of one unit is 18 */
    normal = room > 0 ? arena_take(arena, (size_t)room * sizeof *normal) : NULL;
    if (normal == NULL)
        return ERR_MEMORY;
    *length = unorm2_normalize(form, wide, wide_length, normal, room, &error);
    *out = normal;
    return U_SUCCESS(error) ? OK : ERR_MEMORY;
}

Status text_nfc(Arena *arena, Slice text, Slice *out)
{
    UErrorCode          error = U_ZERO_ERROR;
    const UNormalizer2 *form;
    UChar              *wide;
    int32_t             length;
    bool                changed;

    *out = text;
    if (is_ascii(text))
        return OK;
    form = unorm2_getNFCInstance(&error);
    if (U_FAILURE(error))
        return ERR_MEMORY;
    TRY(normalize(arena, form, text, &changed, &wide, &length));
    return changed ? to_utf8(arena, wide, length, out) : OK;
}

static bool is_visible(char c)
{
    return c > ' ' && c < 0x7F;
}

/* Of eight bytes of printable ASCII behind a visible one: how many of them are words with single spaces between, each space before a visible one. 0: not all are printable, or two spaces meet. */
static size_t words_of_eight(const char *from)
{
    uint64_t bytes = le64toh(eight_bytes(from)), others = bytes ^ EACH_BYTE(' '), spaces;

    if (!is_printable_eight(bytes))
        return 0;
    spaces = ~(others + EACH_BYTE(0x7F)) & EACH_BYTE(0x80);
    if ((spaces & spaces << 8) != 0)
        return 0;
    return spaces >> 63 != 0 ? 7 : 8; /* what stands behind a space at the end is not known here */
}

/* Where the run of words of ASCII with single spaces between them ends that begins at `at`, with a visible byte: the common case. */
static size_t pass_words(Slice text, size_t at)
{
    for (size_t passed = 1; passed != 0 && text.size - at > 8; at += passed)
        passed = words_of_eight(text.data + at);
    while (at < text.size) {
        if (is_visible(text.data[at]))
            at++;
        else if (text.data[at] == ' ' && at + 1 < text.size && is_visible(text.data[at + 1]))
            at += 2;
        else
            break;
    }
    return at;
}

Status text_squeeze(Arena *arena, Slice text, Slice *out)
{
    char  *squeezed = arena_take(arena, text.size + 1);
    size_t size = 0;
    bool   pending = false;

    if (squeezed == NULL)
        return ERR_MEMORY;
    for (size_t at = 0; at < text.size;) {
        size_t from = at;

        if (is_visible(text.data[at]))
            at = pass_words(text, at);
        if (at == from && rune_is_space(utf8_next(text, &at))) {
            pending = size != 0;
            continue;
        }
        if (pending)
            squeezed[size++] = ' ';
        pending = false;
        memcpy(squeezed + size, text.data + from, at - from);
        size += at - from;
    }
    squeezed[size] = '\0';
    *out = (Slice){squeezed, size};
    return OK;
}

static bool fold_drops(UChar unit)
{
    return unit == '\'' || unit == 0x2018 || unit == 0x2019 || unit == 0x02BC || unit == '`' ||
           (unit >= 0x0300 && unit <= 0x036F) || (unit >= 0x064B && unit <= 0x0655) || unit == 0x0670 || unit == 0x0640;
}

Status text_fold_case(Arena *arena, Slice text, Slice *out)
{
    UErrorCode          error = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&error);
    UChar              *wide;
    int32_t             length;
    bool                changed;

    if (U_FAILURE(error))
        return ERR_MEMORY;
    TRY(normalize(arena, folding, text, &changed, &wide, &length));
    return to_utf8(arena, wide, length, out);
}

Status text_fold(Arena *arena, Slice text, Slice *out)
{
    UErrorCode          error = U_ZERO_ERROR;
    const UNormalizer2 *apart = unorm2_getNFKDInstance(&error);
    UChar              *wide;
    int32_t             length, kept = 0;
    bool                changed;
    Slice               folded;

    if (U_FAILURE(error))
        return ERR_MEMORY;
    TRY(text_fold_case(arena, text, &folded));
    TRY(normalize(arena, apart, folded, &changed, &wide, &length));
    for (int32_t i = 0; i < length; i++)
        if (!fold_drops(wide[i]))
            wide[kept++] = wide[i];
    TRY(to_utf8(arena, wide, kept, &folded));
    return text_squeeze(arena, folded, out);
}

/* ---- collation ---- */

struct Collator {
    UCollator *order;
};

Collator *collator_new(const char *language)
{
    UErrorCode error = U_ZERO_ERROR;
    Collator  *collator = memory_new_zeroed(1, sizeof *collator);

    if (collator == NULL)
        return NULL;
    collator->order = ucol_open(language, &error);
    if (collator->order == NULL || U_FAILURE(error)) {
        collator_free(collator);
        return NULL;
    }
    ucol_setAttribute(collator->order, UCOL_NUMERIC_COLLATION, UCOL_ON, &error);
    return collator;
}

void collator_free(Collator *collator)
{
    if (collator == NULL)
        return;
    if (collator->order != NULL)
        ucol_close(collator->order);
    memory_free(collator);
}

int collator_compare(const Collator *collator, Slice a, Slice b)
{
    UErrorCode       error = U_ZERO_ERROR;
    UCollationResult order = ucol_strcollUTF8(collator->order, a.data, (int32_t)a.size, b.data, (int32_t)b.size, &error);

    if (U_SUCCESS(error) && order != UCOL_EQUAL)
        return order == UCOL_LESS ? -1 : 1;
    return slice_compare(a, b);
}
