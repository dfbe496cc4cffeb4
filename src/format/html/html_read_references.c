/* SPDX-License-Identifier: Apache-2.0
 *
 * Character references that name no character.
 *
 * libgumbo counts "&#811111111111;" in an int, which overflows, and writes what comes out, character or not. What is beyond Unicode is made a
 * reference to U+FFFD here, as the HTML standard has it (section 13.2.5.80), before the parser sees the page. Where characters stand as written
 * ("<xmp>&#99999999;</xmp>") there are no references, and only the parser knows for certain where that is ("<select><xmp>" is no such place): what
 * the page had there is put back when it is done. The change keeps every byte's place.
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

/* Is the parser done with this element's words as they stand? Of other vocabularies ("<svg><style>") it reads references. */
static bool stands_as_written(const GumboNode *element)
{
    static const GumboTag tags[] = {GUMBO_TAG_XMP, GUMBO_TAG_PLAINTEXT, GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_IFRAME, GUMBO_TAG_NOEMBED, GUMBO_TAG_NOFRAMES};

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (html_tree_is(element, tags[i]))
            return element->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
    return false;
}

/* The words of the page for those of the tame one, which begin at `at`. Of the ends of lines the parser leaves only "\n". */
static void restore(char *words, Slice tame, Slice page, size_t at)
{
    for (size_t i = 0; words[i] != '\0' && at < tame.size; at++) {
        if (words[i] == tame.data[at])
            words[i++] = page.data[at];
        else if (tame.data[at] != '\r')
            return;
        else if (at + 1 >= tame.size || tame.data[at + 1] != '\n')
            i++;
    }
}

Status html_references_restore(const GumboNode *root, Slice tame, Slice page, Arena *arena)
{
    for (const GumboNode *node = tame.data != page.data ? root : NULL; node != NULL; node = html_tree_next(node, root, true)) {
        GumboText *text;
        char      *words;

        if (node->type != GUMBO_NODE_TEXT || !stands_as_written(node->parent))
            continue;
        text = &((GumboNode *)node->parent->v.element.children.data[node->index_within_parent])->v.text;
        words = slice_string(arena, slice_from(text->text));
        if (words == NULL)
            return ERR_MEMORY;
        restore(words, tame, page, (size_t)(text->original_text.data - tame.data));
        text->text = words;
    }
    return OK;
}
