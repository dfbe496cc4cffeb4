/* SPDX-License-Identifier: Apache-2.0
 *
 * Character references that name no character.
 *
 * libgumbo counts "&#811111111111;" in an int, which overflows, and writes what comes out, character or not. What is beyond Unicode is made a
 * reference to U+FFFD here, as the HTML standard has it (section 13.2.5.80), before the parser sees the page.
 */
#include "format/html/html_read_internal.h"

enum { LAST_RUNE = 0x10FFFF };

static const char *const replacements[] = {"65533", "FFFD"}; /* shorter than any number beyond LAST_RUNE */

static int digit_of(char c, bool hexadecimal)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (!hexadecimal)
        return -1;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The digits of the next reference from *at that is beyond Unicode; false: there is none. */
static bool find_beyond(Slice page, size_t *at, Slice *digits, bool *hexadecimal)
{
    for (;;) {
        const char *found = *at < page.size ? memmem(page.data + *at, page.size - *at, "&#", 2) : NULL;
        uint32_t    rune = 0;
        size_t      start;

        if (found == NULL)
            return false;
        start = (size_t)(found - page.data) + 2;
        *hexadecimal = start < page.size && (page.data[start] | 0x20) == 'x';
        start += *hexadecimal ? 1 : 0;
        for (*at = start; *at < page.size && digit_of(page.data[*at], *hexadecimal) >= 0; (*at)++)
            if (rune <= LAST_RUNE)
                rune = rune * (*hexadecimal ? 16 : 10) + (uint32_t)digit_of(page.data[*at], *hexadecimal);
        *digits = (Slice){page.data + start, *at - start};
        if (rune > LAST_RUNE)
            return true;
    }
}

Status html_references_tame(Slice page, Arena *arena, Slice *out)
{
    size_t at = 0;
    Slice  digits;
    bool   hexadecimal;
    char  *tame = NULL;

    *out = page;
    while (find_beyond(page, &at, &digits, &hexadecimal)) {
        const char *replacement = replacements[hexadecimal];
        size_t      end = (size_t)(digits.data - page.data) + digits.size, size = strlen(replacement);

        if (tame == NULL) {
            tame = arena_take(arena, page.size);
            if (tame == NULL)
                return ERR_MEMORY;
            memcpy(tame, page.data, page.size);
            *out = (Slice){tame, page.size};
        }
        memset(tame + end - digits.size, '0', digits.size);
        memcpy(tame + end - size, replacement, size);
    }
    return OK;
}
