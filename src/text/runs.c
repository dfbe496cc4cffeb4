/* SPDX-License-Identifier: Apache-2.0
 *
 * The styles of a paragraph's words as a page shows them: its spans, and the opening words in italics.
 */
#include "text/text.h"

uint32_t paragraph_styles_at(const Paragraph *paragraph, uint32_t at, uint32_t *until)
{
    uint32_t styles = 0;

    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        const Span *span = &paragraph->spans[i];

        if (at >= span->start && at < span->end) {
            styles |= span->styles;
            *until = span->end < *until ? span->end : *until;
        } else if (span->start > at && span->start < *until) {
            *until = span->start;
        }
    }
    if (at >= paragraph->opening_start && at < paragraph->opening_end) {
        styles |= STYLE_ITALIC;
        *until = paragraph->opening_end < *until ? paragraph->opening_end : *until;
    } else if (paragraph->opening_start > at && paragraph->opening_start < *until) {
        *until = paragraph->opening_start;
    }
    return styles;
}

void styles_letters(uint32_t styles, char out[STYLE_COUNT + 1])
{
    static const char letters[STYLE_COUNT] = {'b', 'i', 'u', 's', '^', '_'};
    size_t            count = 0;

    for (int i = 0; i < STYLE_COUNT; i++)
        if ((styles >> i & 1) != 0)
            out[count++] = letters[i];
    out[count] = '\0';
}
