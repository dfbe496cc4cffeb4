/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of a comparison as runs, and how a paragraph is named.
 */
#include "service/comparison_internal.h"

#include <jansson.h>

#define OBJECT "\xEF\xBF\xBC"

void comparison_words_piece(json_t *runs, Slice text, uint32_t styles, const char *mark)
{
    char    letters[STYLE_COUNT + 1];
    json_t *run;

    if (text.size == 0)
        return;
    run = json_pack("{s:o*}", "text", json_from_slice(text));
    styles_letters(styles, letters);
    if (letters[0] != '\0')
        (void)json_object_set_new(run, "styles", json_string(letters));
    if (mark != NULL)
        (void)json_object_set_new(run, "mark", json_string(mark));
    (void)json_array_append_new(runs, run);
}

static bool is_note(const Anchor *anchor)
{
    return anchor->kind == ANCHOR_FOOTNOTE || anchor->kind == ANCHOR_ENDNOTE;
}

/* What stands at an object's place: the number of its note (an asterisk for a new one), or its alternative words. */
static void add_object(json_t *runs, const Paragraph *paragraph, uint32_t at, bool is_new, const char *mark)
{
    char number[DECIMAL_MAX];

    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        const Anchor *anchor = &paragraph->anchors[i];

        if (anchor->at == at && is_note(anchor))
            comparison_words_piece(runs, is_new ? SLICE("*") : slice_from(decimal(number, anchor->story)), STYLE_SUPERSCRIPT, mark);
        else if (anchor->at == at)
            comparison_words_piece(runs, anchor->alt, 0, mark);
    }
}

bool comparison_words_at(Slice text, uint32_t at, const char *sign)
{
    return at + 3 <= text.size && memcmp(text.data + at, sign, 3) == 0;
}

static uint32_t next_sign(Slice text, uint32_t at, uint32_t until)
{
    for (uint32_t i = at; i < until; i++)
        if (comparison_words_at(text, i, OBJECT) || comparison_words_at(text, i, MARK_SIGN))
            return i;
    return until;
}

/* Bytes from..to of the paragraph's text as runs. */
void comparison_words_runs(json_t *runs, const Paragraph *paragraph, uint32_t from, uint32_t to, bool is_new, const char *mark)
{
    for (uint32_t at = from; at < to;) {
        uint32_t until = to, styles;

        if (comparison_words_at(paragraph->text, at, OBJECT)) {
            add_object(runs, paragraph, at, is_new, mark);
            at += 3;
            continue;
        }
        if (comparison_words_at(paragraph->text, at, MARK_SIGN)) {
            comparison_words_piece(runs, SLICE(PILCROW), 0, mark);
            at += 3;
            continue;
        }
        styles = paragraph_styles_at(paragraph, at, &until);
        until = next_sign(paragraph->text, at, until);
        comparison_words_piece(runs, slice_part(paragraph->text, at, until), styles, mark);
        at = until;
    }
}

/* ---- names ---- */

static void print_handle(const Text *text, uint32_t index, Buffer *out)
{
    const Paragraph *paragraph = &text->paragraphs[index];
    Slice            label = paragraph->label;
    unsigned         count = 1;

    while (label.size != 0 && (label.data[label.size - 1] == '.' || label.data[label.size - 1] == ' '))
        label.size--;
    for (uint32_t i = 0; i < index; i++)
        count += paragraph->kind == KIND_PREAMBULAR ? text->paragraphs[i].kind == KIND_PREAMBULAR : 1;
    if (paragraph->kind == KIND_PREAMBULAR || label.size == 0)
        buffer_add_format(out, paragraph->kind == KIND_PREAMBULAR ? "PP%u" : PILCROW "%u", count);
    else
        buffer_add_format(out, "%s%.*s", paragraph->kind == KIND_OPERATIVE && text->instrument.is_resolution ? "OP" : "", (int)label.size, label.data);
}

void comparison_words_handle(json_t *made, const Text *text, uint32_t index)
{
    Buffer handle;

    buffer_init(&handle, TEXT_BYTES_MAX);
    print_handle(text, index, &handle);
    (void)json_object_set_new(made, "handle", json_from_slice(buffer_slice(&handle)));
    buffer_clear(&handle);
}
