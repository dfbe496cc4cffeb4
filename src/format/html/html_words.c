/* SPDX-License-Identifier: Apache-2.0
 *
 * Words with their styles, objects and controls.
 *
 * The cursors in Words make one pass of any number of parts: nothing is searched twice. Characters that a reader cannot see but that change
 * what is seen (bidi controls) stand in a small boxed mark that names them; the character itself stays in the text.
 */
#include "format/html/html_page_internal.h"

typedef struct Control {
    uint32_t    rune;
    const char *letters, *name; /* Unicode's own name, the same in every language */
} Control;

static const Control controls[] = {
    {0x061C, "ALM", "ARABIC LETTER MARK"},        {0x200E, "LRM", "LEFT-TO-RIGHT MARK"},       {0x200F, "RLM", "RIGHT-TO-LEFT MARK"},
    {0x202A, "LRE", "LEFT-TO-RIGHT EMBEDDING"},   {0x202B, "RLE", "RIGHT-TO-LEFT EMBEDDING"},  {0x202C, "PDF", "POP DIRECTIONAL FORMATTING"},
    {0x202D, "LRO", "LEFT-TO-RIGHT OVERRIDE"},    {0x202E, "RLO", "RIGHT-TO-LEFT OVERRIDE"},   {0x2066, "LRI", "LEFT-TO-RIGHT ISOLATE"},
    {0x2067, "RLI", "RIGHT-TO-LEFT ISOLATE"},     {0x2068, "FSI", "FIRST STRONG ISOLATE"},     {0x2069, "PDI", "POP DIRECTIONAL ISOLATE"},
};

static const char *const style_tags[STYLE_COUNT] = {"b", "i", "u", "s", "sup", "sub"};

Words html_words_of(const Paragraph *paragraph)
{
    return (Words){
        .text = paragraph->text,
        .spans = paragraph->spans,
        .span_count = paragraph->span_count,
        .anchors = paragraph->anchors,
        .anchor_count = paragraph->anchor_count,
        .opening_start = paragraph->opening_start,
        .opening_end = paragraph->opening_end,
    };
}

static const Anchor *anchor_of(const Words *words, uint32_t index)
{
    return words->new_anchors != NULL ? &words->new_anchors[index].anchor : &words->anchors[index];
}

/* ---- objects ---- */

/* The number of the new story that hangs on this anchor, after noting it for later. */
static uint32_t new_story(Page *page, const NewAnchor *anchor, PartySet by)
{
    void  *block = page->new_stories;
    Status status = memory_reserve(&block, &page->new_story_capacity, page->new_story_count + 1, sizeof *page->new_stories);

    page->new_stories = block;
    if (status != OK) {
        page->status = status;
        return 0;
    }
    page->new_stories[page->new_story_count] = (NewStory){anchor, (uint32_t)page->new_story_count + 1, by};
    return (uint32_t)++page->new_story_count;
}

static bool is_note(AnchorKind kind)
{
    return kind == ANCHOR_FOOTNOTE || kind == ANCHOR_ENDNOTE;
}

static const char *const object_words[ANCHOR_COUNT] = {
    [ANCHOR_FOOTNOTE] = MSG("page.object_note"), [ANCHOR_ENDNOTE] = MSG("page.object_note"),   [ANCHOR_BOX] = MSG("page.object_box"),
    [ANCHOR_IMAGE] = MSG("page.object_image"),   [ANCHOR_MATH] = MSG("page.object_formula"),   [ANCHOR_SYMBOL] = MSG("page.object_symbol"),
    [ANCHOR_FIELD] = MSG("page.object_field"),   [ANCHOR_OTHER] = MSG("page.object_other"),
};

static void object_attributes(Buffer *out, const Anchor *anchor)
{
    char hash[SHA256_HEX_SIZE];

    hex_print(anchor->sha256, SHA256_SIZE, hash);
    buffer_add_format(out, " data-o=%s data-h=%s", anchor_kind_name(anchor->kind), hash);
    if (anchor->alt.size != 0) {
        buffer_add_string(out, " data-alt=\"");
        html_say_text(out, anchor->alt);
        buffer_add_byte(out, '"');
    }
}

static void note_mark(Page *page, const Anchor *anchor, const char *prefix, uint32_t story, uint32_t number, bool first)
{
    Buffer *out = page->out;
    char    digits[DECIMAL_MAX];

    buffer_add_string(out, "<a class=ref");
    object_attributes(out, anchor);
    buffer_add_format(out, " data-s=%s%u href=\"#note-%s%u\"", prefix, story, prefix, story);
    if (first)
        buffer_add_format(out, " id=ref-%s%u", prefix, story);
    buffer_add_string(out, ">");
    html_say_hidden(page, object_words[anchor->kind], NULL);
    buffer_add_format(out, "%s%s</a>", *prefix != 0 ? "+" : "", decimal(digits, number));
}

static void write_object(Page *page, const Words *words, uint32_t index)
{
    const Anchor *anchor = anchor_of(words, index);
    Buffer       *out = page->out;
    uint32_t      fresh = 0;

    if (words->new_anchors != NULL && words->new_anchors[index].story_count != 0)
        fresh = new_story(page, &words->new_anchors[index], words->by);
    if (is_note(anchor->kind) && fresh != 0) {
        note_mark(page, anchor, "n", fresh, fresh, true);
        return;
    }
    if (is_note(anchor->kind) && anchor->story != 0 && words->base) {
        note_mark(page, anchor, "", anchor->story, page->note_number[anchor->story], !page->note_marked[anchor->story]);
        page->note_marked[anchor->story] = true;
        return;
    }
    buffer_add_string(out, "<span class=obj");
    object_attributes(out, anchor);
    if (fresh != 0)
        buffer_add_format(out, " data-s=n%u", fresh);
    else if (anchor->story != 0 && words->base)
        buffer_add_format(out, " data-s=%u", anchor->story);
    buffer_add_byte(out, '>');
    if (anchor->alt.size != 0)
        html_say_text(out, anchor->alt);
    else
        html_say(page, object_words[anchor->kind], NULL);
    buffer_add_string(out, "</span>");
}

/* ---- characters ---- */

static bool write_control(Page *page, uint32_t rune, Slice bytes)
{
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
        char name[80];

        if (controls[i].rune != rune)
            continue;
        snprintf(name, sizeof name, "U+%04X %s", rune, controls[i].name);
        buffer_add_format(page->out, "<span class=ctl data-c=%s title=\"", controls[i].letters);
        html_say_attribute(page, MSG("page.control"), "name", name, NULL);
        buffer_add_string(page->out, "\">");
        buffer_add(page->out, bytes);
        buffer_add_string(page->out, "</span>");
        return true;
    }
    return false;
}

/* Code points that an HTML parser replaces: they stand as a number. */
static bool is_unwritable(uint32_t rune)
{
    return (rune >= 0x7f && rune <= 0x9f) || (rune >= 0xfdd0 && rune <= 0xfdef) || (rune & 0xfffe) == 0xfffe;
}

static void write_number(Page *page, uint32_t rune)
{
    char name[40];

    snprintf(name, sizeof name, "U+%04X", rune);
    buffer_add_format(page->out, "<span class=ctl data-r=%x data-c=%s title=\"", rune, name);
    html_say_attribute(page, MSG("page.control"), "name", name, NULL);
    buffer_add_string(page->out, "\"></span>");
}

/* Can the character that begins with this byte need more than escaping? U+061C begins with D8, the other controls and U+2029 with E2. */
static bool may_be_special(unsigned char byte)
{
    return byte == '\n' || byte == '\t' || byte == 0x7f || byte == 0xc2 || byte == 0xd8 || byte == 0xe2 || byte >= 0xef;
}

/* What stands at `at` when it needs more than escaping: its size, or 0. */
static uint32_t write_special(Page *page, Slice text, uint32_t at)
{
    unsigned char byte = (unsigned char)text.data[at];
    size_t        next = at;
    uint32_t      rune;

    if (byte == '\n') {
        buffer_add_string(page->out, "<br>");
        return 1;
    }
    if (byte == '\t') {
        buffer_add_string(page->out, "<span class=tab>\t</span>");
        return 1;
    }
    rune = utf8_next(text, &next);
    if (is_unwritable(rune)) {
        write_number(page, rune);
        return (uint32_t)next - at;
    }
    if (rune == 0x2029) {
        buffer_add_string(page->out, "<span class=pm data-mark></span>");
        return (uint32_t)next - at;
    }
    return write_control(page, rune, slice_part(text, at, next)) ? (uint32_t)next - at : 0;
}

static void write_characters(Page *page, Slice text, uint32_t from, uint32_t to)
{
    uint32_t begun = from;

    for (uint32_t at = from; at < to;) {
        unsigned char byte = (unsigned char)text.data[at];
        uint32_t      size = 0;

        if (may_be_special(byte)) {
            html_say_text(page->out, slice_part(text, begun, at));
            size = write_special(page, text, at);
            begun = at + size;
        }
        at += size != 0 ? size : 1;
    }
    html_say_text(page->out, slice_part(text, begun, to));
}

/* ---- runs ---- */

/* The styles at `at`, and up to where they hold. */
static uint32_t styles_at(Words *words, uint32_t at, uint32_t *until)
{
    while (words->span_at < words->span_count && words->spans[words->span_at].end <= at)
        words->span_at++;
    if (words->span_at < words->span_count) {
        const Span *span = &words->spans[words->span_at];

        if (span->start <= at) {
            *until = span->end < *until ? span->end : *until;
            return span->styles;
        }
        *until = span->start < *until ? span->start : *until;
    }
    return 0;
}

static bool in_opening(const Words *words, uint32_t at, uint32_t *until)
{
    if (words->opening_start == words->opening_end || at >= words->opening_end)
        return false;
    if (at < words->opening_start) {
        *until = words->opening_start < *until ? words->opening_start : *until;
        return false;
    }
    *until = words->opening_end < *until ? words->opening_end : *until;
    return true;
}

static void write_tags(Buffer *out, uint32_t styles, bool close)
{
    for (int i = 0; i < STYLE_COUNT; i++) {
        int style = close ? STYLE_COUNT - 1 - i : i;

        if (styles >> style & 1)
            buffer_add_format(out, close ? "</%s>" : "<%s>", style_tags[style]);
    }
}

/* Text and objects of one style. */
static void write_run(Page *page, Words *words, uint32_t from, uint32_t to)
{
    while (words->anchor_at < words->anchor_count && anchor_of(words, words->anchor_at)->at < to) {
        uint32_t at = anchor_of(words, words->anchor_at)->at;

        if (at >= from) {
            write_characters(page, words->text, from, at);
            write_object(page, words, words->anchor_at);
            from = at + 3; /* U+FFFC */
        }
        words->anchor_at++;
    }
    if (from < to)
        write_characters(page, words->text, from, to);
}

void html_words(Page *page, Words *words, uint32_t from, uint32_t to)
{
    while (from < to) {
        uint32_t until = to;
        uint32_t styles = styles_at(words, from, &until);
        bool     opening = in_opening(words, from, &until);

        if (opening)
            buffer_add_string(page->out, "<span class=op>");
        write_tags(page->out, styles, false);
        write_run(page, words, from, until);
        write_tags(page->out, styles, true);
        if (opening)
            buffer_add_string(page->out, "</span>");
        from = until;
    }
}
