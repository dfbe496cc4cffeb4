/* SPDX-License-Identifier: Apache-2.0
 *
 * The Text: made paragraph by paragraph on its own arena, identified, copied, printed plain.
 */
#include "text/text.h"

static const char *const kind_names[KIND_COUNT] = {
    [KIND_TITLE] = "title",         [KIND_HEADING] = "heading", [KIND_ORGAN] = "organ", [KIND_PREAMBULAR] = "preambular",
    [KIND_OPERATIVE] = "operative", [KIND_SUB] = "sub",         [KIND_PLAIN] = "plain", [KIND_CELL] = "cell",
    [KIND_FOOTNOTE] = "footnote",   [KIND_CLOSING] = "closing",
};

static const char *const style_names[STYLE_COUNT] = {"bold", "italic", "underline", "strike", "superscript", "subscript"};

static const char *const anchor_names[ANCHOR_COUNT] = {
    [ANCHOR_FOOTNOTE] = "footnote", [ANCHOR_ENDNOTE] = "endnote", [ANCHOR_BOX] = "box",     [ANCHOR_IMAGE] = "image",
    [ANCHOR_MATH] = "math",         [ANCHOR_SYMBOL] = "symbol",   [ANCHOR_FIELD] = "field", [ANCHOR_OTHER] = "other",
};

const char *paragraph_kind_name(ParagraphKind kind)
{
    REQUIRE((int)kind >= 0 && kind < KIND_COUNT);
    return kind_names[kind];
}

bool paragraph_kind_parse(Slice name, ParagraphKind *out)
{
    for (int i = 0; i < KIND_COUNT; i++) {
        if (slice_is(name, kind_names[i])) {
            *out = (ParagraphKind)i;
            return true;
        }
    }
    return false;
}

const char *style_name(uint32_t style)
{
    for (int i = 0; i < STYLE_COUNT; i++)
        if (style == 1u << i)
            return style_names[i];
    return "";
}

const char *anchor_kind_name(AnchorKind kind)
{
    REQUIRE((int)kind >= 0 && kind < ANCHOR_COUNT);
    return anchor_names[kind];
}

bool anchor_kind_parse(Slice name, AnchorKind *out)
{
    for (int i = 0; i < ANCHOR_COUNT; i++) {
        if (slice_is(name, anchor_names[i])) {
            *out = (AnchorKind)i;
            return true;
        }
    }
    return false;
}

Text *text_new(const char *language)
{
    Text *text = memory_new_zeroed(1, sizeof *text);

    if (text == NULL)
        return NULL;
    text->arena = arena_new(TEXT_BYTES_MAX);
    if (text->arena == NULL || text_add_story(text, &(Story){.kind = STORY_BODY}, NULL) != OK) {
        text_free(text);
        return NULL;
    }
    if (language != NULL && strlen(language) < sizeof text->language)
        memcpy(text->language, language, strlen(language) + 1);
    return text;
}

void text_free(Text *text)
{
    if (text == NULL)
        return;
    arena_free(text->arena);
    memory_free(text->paragraphs);
    memory_free(text->stories);
    memory_free(text);
}

static Status copy_anchors(Arena *arena, Paragraph *paragraph)
{
    size_t  size = paragraph->anchor_count * sizeof(Anchor);
    Anchor *copy;

    if (size == 0) {
        paragraph->anchors = NULL;
        return OK;
    }
    copy = arena_take(arena, size);
    if (copy == NULL)
        return ERR_MEMORY;
    memcpy(copy, paragraph->anchors, size);
    for (size_t i = 0; i < paragraph->anchor_count; i++) {
        TRY(slice_copy(arena, copy[i].alt, &copy[i].alt));
        TRY(slice_copy(arena, copy[i].dress, &copy[i].dress));
    }
    paragraph->anchors = copy;
    return OK;
}

static Status copy_spans(Arena *arena, Paragraph *paragraph)
{
    size_t size = paragraph->span_count * sizeof(Span);
    Span  *copy = NULL;

    if (size != 0) {
        copy = arena_take(arena, size);
        if (copy == NULL)
            return ERR_MEMORY;
        memcpy(copy, paragraph->spans, size);
    }
    paragraph->spans = copy;
    return OK;
}

static Status copy_dress(Arena *arena, Dress *dress)
{
    Slice *const parts[] = {&dress->paragraph, &dress->mark, &dress->cell, &dress->row, &dress->table};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i]->size != 0)
            TRY(slice_copy(arena, *parts[i], parts[i]));
    return OK;
}

Status text_add(Text *text, const Paragraph *paragraph, Paragraph **out)
{
    void      *block = text->paragraphs;
    Status     status;
    Paragraph *added;

    if (text->count >= PARAGRAPHS_MAX)
        return ERR_LIMIT;
    status = memory_reserve(&block, &text->capacity, text->count + 1, sizeof *added);
    text->paragraphs = block;
    TRY(status);
    added = &text->paragraphs[text->count];
    *added = *paragraph;
    TRY(slice_copy(text->arena, paragraph->text, &added->text));
    if (paragraph->label.size != 0)
        TRY(slice_copy(text->arena, paragraph->label, &added->label));
    TRY(copy_spans(text->arena, added));
    TRY(copy_anchors(text->arena, added));
    TRY(copy_dress(text->arena, &added->dress));
    text->count++;
    if (out != NULL)
        *out = added;
    return OK;
}

Status text_insert(Text *text, size_t at, const Paragraph *paragraph)
{
    Paragraph added, *last;

    REQUIRE(at <= text->count);
    TRY(text_add(text, paragraph, &last));
    added = *last;
    memmove(&text->paragraphs[at + 1], &text->paragraphs[at], (text->count - 1 - at) * sizeof *text->paragraphs);
    text->paragraphs[at] = added;
    for (size_t i = 1; i < text->story_count; i++)
        if (text->stories[i].paragraph >= at)
            text->stories[i].paragraph++;
    return OK;
}

Status text_add_story(Text *text, const Story *story, uint32_t *out)
{
    void  *block = text->stories;
    Status status = memory_reserve(&block, &text->story_capacity, text->story_count + 1, sizeof *story);

    text->stories = block;
    TRY(status);
    text->stories[text->story_count] = *story;
    if (out != NULL)
        *out = (uint32_t)text->story_count;
    text->story_count++;
    return OK;
}

Status story_index_init(const Text *text, StoryIndex *out)
{
    *out = (StoryIndex){memory_new((text->story_count + 1) * sizeof *out->first), memory_new((text->count + 1) * sizeof *out->next)};
    if (out->first == NULL || out->next == NULL)
        return ERR_MEMORY;
    memset(out->first, 0xFF, (text->story_count + 1) * sizeof *out->first); /* NO_PARAGRAPH */
    for (size_t i = text->count; i-- > 0;) {
        out->next[i] = out->first[text->paragraphs[i].story];
        out->first[text->paragraphs[i].story] = (uint32_t)i;
    }
    return OK;
}

void story_index_clear(StoryIndex *index)
{
    memory_free(index->first);
    memory_free(index->next);
}

long text_find(const Text *text, Slice id)
{
    for (size_t i = 0; i < text->count; i++)
        if (slice_is(id, text->paragraphs[i].id))
            return (long)i;
    return -1;
}

static Status copy_instrument(Arena *arena, Instrument *instrument)
{
    Slice *const parts[] = {&instrument->symbol,       &instrument->title,   &instrument->session,     &instrument->agenda_item,
                            &instrument->agenda_title, &instrument->adopted, &instrument->source_line, &instrument->distribution,
                            &instrument->issued};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i]->size != 0)
            TRY(slice_copy(arena, *parts[i], parts[i]));
    return OK;
}

Status text_copy(const Text *text, Text **out)
{
    Text  *copy = text_new(text->language);
    Status status = copy != NULL ? OK : ERR_MEMORY;

    for (size_t i = 1; status == OK && i < text->story_count; i++)
        status = text_add_story(copy, &text->stories[i], NULL);
    for (size_t i = 0; status == OK && i < text->count; i++)
        status = text_add(copy, &text->paragraphs[i], NULL);
    if (status == OK) {
        copy->instrument = text->instrument;
        status = copy_instrument(copy->arena, &copy->instrument);
    }
    if (status != OK)
        text_free(copy);
    else
        *out = copy;
    return status;
}

/* ---- plain ---- */

void paragraph_print_plain(const Paragraph *paragraph, Buffer *out)
{
    Slice    text = paragraph->text;
    size_t   from = 0;
    uint32_t anchor = 0;

    for (size_t at = 0; at < text.size;) {
        bool object = anchor < paragraph->anchor_count && paragraph->anchors[anchor].at == at;

        if (!object && text.data[at] != '\n' && text.data[at] != '\t') {
            at++;
            continue;
        }
        buffer_add(out, slice_part(text, from, at));
        if (object)
            buffer_add(out, paragraph->anchors[anchor++].alt);
        else
            buffer_add_byte(out, ' ');
        at += object ? 3 : 1;
        from = at;
    }
    buffer_add(out, slice_part(text, from, text.size));
}

void text_print_plain(const Text *text, Buffer *out)
{
    for (size_t i = 0; i < text->count; i++) {
        paragraph_print_plain(&text->paragraphs[i], out);
        buffer_add_byte(out, '\n');
    }
}
