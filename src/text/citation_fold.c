/* SPDX-License-Identifier: Apache-2.0
 *
 * Digits of other scripts, and signs as wide as Chinese letters, read as those that symbols have: "٧٥/٢٤٠" is 75/240, "1540（2004）" is 1540(2004).
 *
 * Citations are found in a copy with ASCII in their stead, which is never longer, and told in places of the text as it stands.
 */
#include "text/citation_internal.h"

typedef struct Range {
    uint32_t first, last;
    char     as; /* of the first */
} Range;

static const Range ranges[] = {
    {0x0660, 0x0669, '0'}, /* Arabic-Indic */
    {0x06F0, 0x06F9, '0'}, /* the same of Persian and Urdu */
    {0xFF10, 0xFF19, '0'}, /* full width */
    {0xFF08, 0xFF09, '('},
    {0xFF0F, 0xFF0F, '/'},
};

static char folded(uint32_t rune)
{
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (rune >= ranges[i].first && rune <= ranges[i].last)
            return (char)(ranges[i].as + (char)(rune - ranges[i].first));
    return '\0';
}

static bool is_worth_folding(Slice text)
{
    for (size_t at = 0; at < text.size;)
        if ((unsigned char)text.data[at] < 0x80)
            at++;
        else if (folded(utf8_next(text, &at)) != '\0')
            return true;
    return false;
}

Status citation_fold(Slice text, Arena *arena, CitationFold *fold, Slice *out)
{
    void  *places = fold->places;
    char  *copy;
    size_t size = 0;
    Status status;

    *out = text;
    fold->folded = is_worth_folding(text);
    if (!fold->folded)
        return OK;
    status = memory_reserve(&places, &fold->capacity, text.size + 1, sizeof *fold->places);
    fold->places = places;
    TRY(status);
    copy = arena_take(arena, text.size);
    if (copy == NULL)
        return ERR_MEMORY;
    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        char   digit = folded(utf8_next(text, &at));

        if (digit != '\0') {
            fold->places[size] = (uint32_t)start;
            copy[size++] = digit;
        }
        for (; digit == '\0' && start < at; start++) {
            fold->places[size] = (uint32_t)start;
            copy[size++] = text.data[start];
        }
    }
    fold->places[size] = (uint32_t)text.size;
    *out = (Slice){copy, size};
    return OK;
}

uint32_t citation_unfold(const CitationFold *fold, size_t at)
{
    return fold->folded ? fold->places[at] : (uint32_t)at;
}
