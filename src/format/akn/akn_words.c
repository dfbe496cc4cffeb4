/* SPDX-License-Identifier: Apache-2.0
 *
 * Words with their styles, notes and objects. A span is one nest of b, i, u, sup, sub; its neighbour, even of the same styles, is another.
 */
#include "format/akn/akn_internal.h"

/* ---- escaping ---- */

void akn_words_attribute(Buffer *out, const char *name, Slice value)
{
    size_t from = 0;

    buffer_add_format(out, " %s=\"", name);
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] != '\n' && value.data[i] != '\t')
            continue;
        buffer_add_xml(out, slice_part(value, from, i));
        buffer_add_string(out, value.data[i] == '\n' ? "&#10;" : "&#9;");
        from = i + 1;
    }
    buffer_add_xml(out, slice_part(value, from, value.size));
    buffer_add_byte(out, '"');
}

/* U+FFFE and U+FFFF are no characters of XML; U+FFFC without an object would be read as one. */
static uint32_t special_at(Slice text, size_t at)
{
    if (text.size - at < 3 || memcmp(text.data + at, "\xEF\xBF", 2) != 0)
        return 0;
    switch ((unsigned char)text.data[at + 2]) {
    case 0xBC: return 0xFFFC;
    case 0xBE: return 0xFFFE;
    case 0xBF: return 0xFFFF;
    default: return 0;
    }
}

void akn_words_plain(Buffer *out, Slice text)
{
    size_t from = 0;

    for (size_t at = 0; at < text.size;) {
        unsigned char byte = (unsigned char)text.data[at];
        uint32_t      special = byte == 0xEF ? special_at(text, at) : 0;
        bool          mark = byte == 0xE2 && text.size - at >= 3 && memcmp(text.data + at, "\xE2\x80\xA9", 3) == 0;

        if (byte != '\n' && special == 0 && !mark) {
            at++;
            continue;
        }
        buffer_add_xml(out, slice_part(text, from, at));
        if (special != 0)
            buffer_add_format(out, "<inline name=\"character\" r:code=\"%x\"/>", special);
        else
            buffer_add_string(out, mark ? "<eol r:mark=\"true\"/>" : "<eol/>");
        at += special != 0 || mark ? 3 : 1;
        from = at;
    }
    buffer_add_xml(out, slice_part(text, from, text.size));
}

/* ---- objects ---- */

typedef struct Words {
    Slice            text;
    const Span      *spans;
    uint32_t         span_count;
    const Anchor    *anchors;     /* of the text; or */
    const NewAnchor *new_anchors; /* of what is new */
    uint32_t         anchor_count, anchor_at;
} Words;

static const Anchor *anchor_of(const Words *words, uint32_t index)
{
    return words->new_anchors != NULL ? &words->new_anchors[index].anchor : &words->anchors[index];
}

static void add_hash(AknWriter *writer, const Anchor *anchor)
{
    char hex[SHA256_HEX_SIZE];

    hex_print(anchor->sha256, SHA256_SIZE, hex);
    buffer_add_format(writer->out, " r:sha256=\"%s\"", hex);
}

static void add_story_block(AknWriter *writer, const Paragraph *paragraph, int32_t index, StoryKind kind)
{
    AknItem item = {.paragraph = paragraph, .index = index};

    akn_block(writer, &item, &(AknPlace){.region = writer->region, .statement = writer->statement, .story = kind});
}

static void add_story(AknWriter *writer, uint32_t story, const NewAnchor *fresh, StoryKind kind)
{
    bool any = false;

    if (++writer->nest > AKN_NEST_MAX) {
        writer->nest--;
        writer->status = problem_set(writer->problem, ERR_LIMIT, MSG("akn.nested_notes"), NULL);
        return;
    }
    for (uint32_t i = 0; fresh != NULL && i < fresh->story_count; i++, any = true)
        add_story_block(writer, &fresh->story[i], AKN_NONE, kind);
    for (int32_t i = fresh == NULL ? writer->story_first[story] : AKN_NONE; i != AKN_NONE; i = writer->story_next[i], any = true)
        add_story_block(writer, &writer->text->paragraphs[i], i, kind);
    if (!any)
        buffer_add_string(writer->out, "<p r:none=\"true\"/>");
    writer->nest--;
}

static void add_note(AknWriter *writer, const Anchor *anchor, const NewAnchor *fresh)
{
    bool     end = anchor->kind == ANCHOR_ENDNOTE;
    uint32_t number;

    if (fresh == NULL && writer->note_number[anchor->story] != 0) {
        number = writer->note_number[anchor->story];
        buffer_add_format(writer->out, "<noteRef%s href=\"#%.*sfn_%u\" marker=\"%u\" placement=\"bottom\"/>", end ? " class=\"endnote\"" : "", (int)writer->prefix.size, writer->prefix.data, number,
                          number);
        return;
    }
    number = ++writer->notes;
    if (fresh == NULL)
        writer->note_number[anchor->story] = number;
    buffer_add_format(writer->out, "<authorialNote eId=\"%.*sfn_%u\"%s marker=\"%u\" placement=\"bottom\">", (int)writer->prefix.size, writer->prefix.data, number, end ? " class=\"endnote\"" : "", number);
    add_story(writer, anchor->story, fresh, end ? STORY_ENDNOTE : STORY_FOOTNOTE);
    buffer_add_string(writer->out, "</authorialNote>");
}

static void add_box(AknWriter *writer, const Anchor *anchor, const NewAnchor *fresh)
{
    buffer_add_string(writer->out, "<subFlow name=\"box\"");
    add_hash(writer, anchor);
    if (anchor->alt.size != 0)
        akn_words_attribute(writer->out, "r:alt", anchor->alt);
    buffer_add_byte(writer->out, '>');
    add_story(writer, anchor->story, fresh, STORY_BOX);
    buffer_add_string(writer->out, "</subFlow>");
}

static void add_object(AknWriter *writer, const Anchor *anchor)
{
    char hex[SHA256_HEX_SIZE];

    if (anchor->kind == ANCHOR_IMAGE) {
        hex_print(anchor->sha256, SHA256_SIZE, hex);
        buffer_add_format(writer->out, "<img src=\"urn:sha256:%s\"", hex);
        if (anchor->alt.size != 0)
            akn_words_attribute(writer->out, "alt", anchor->alt);
        add_hash(writer, anchor);
        buffer_add_string(writer->out, "/>");
        return;
    }
    buffer_add_format(writer->out, "<inline name=\"%s\"", anchor_kind_name(anchor->kind));
    add_hash(writer, anchor);
    buffer_add_byte(writer->out, '>');
    buffer_add_xml(writer->out, anchor->alt);
    buffer_add_string(writer->out, "</inline>");
}

static void add_anchor(AknWriter *writer, const Words *words, uint32_t index)
{
    const Anchor    *anchor = anchor_of(words, index);
    const NewAnchor *fresh = words->new_anchors != NULL ? &words->new_anchors[index] : NULL;
    bool             story = fresh != NULL ? fresh->story_count != 0 : anchor->story != 0;

    if (anchor->kind == ANCHOR_FOOTNOTE || anchor->kind == ANCHOR_ENDNOTE)
        add_note(writer, anchor, fresh);
    else if (anchor->kind == ANCHOR_BOX && story)
        add_box(writer, anchor, fresh);
    else
        add_object(writer, anchor);
}

/* ---- words ---- */

static void add_piece(AknWriter *writer, Words *words, uint32_t from, uint32_t to)
{
    for (uint32_t at = from; at < to;) {
        uint32_t until = to;

        while (words->anchor_at < words->anchor_count && anchor_of(words, words->anchor_at)->at < at)
            words->anchor_at++;
        if (words->anchor_at < words->anchor_count && anchor_of(words, words->anchor_at)->at < until)
            until = anchor_of(words, words->anchor_at)->at;
        akn_words_plain(writer->out, slice_part(words->text, at, until));
        at = until;
        if (at < to) {
            add_anchor(writer, words, words->anchor_at);
            at += 3;
        }
    }
}

static const struct {
    uint32_t    style;
    const char *open, *close;
} style_tags[STYLE_COUNT] = {
    {STYLE_BOLD, "<b>", "</b>"},
    {STYLE_ITALIC, "<i>", "</i>"},
    {STYLE_UNDERLINE, "<u>", "</u>"},
    {STYLE_STRIKE, "<inline name=\"strike\">", "</inline>"},
    {STYLE_SUPERSCRIPT, "<sup>", "</sup>"},
    {STYLE_SUBSCRIPT, "<sub>", "</sub>"},
};

static void add_words(AknWriter *writer, Words *words, uint32_t from, uint32_t to)
{
    uint32_t span = 0;

    for (uint32_t at = from; at < to;) {
        uint32_t until = to, styles = 0;

        while (span < words->span_count && words->spans[span].end <= at)
            span++;
        if (span < words->span_count && words->spans[span].start <= at) {
            styles = words->spans[span].styles;
            until = words->spans[span].end < to ? words->spans[span].end : to;
        } else if (span < words->span_count && words->spans[span].start < to) {
            until = words->spans[span].start;
        }
        for (int i = 0; i < STYLE_COUNT; i++)
            buffer_add_string(writer->out, (styles & style_tags[i].style) != 0 ? style_tags[i].open : "");
        add_piece(writer, words, at, until);
        for (int i = STYLE_COUNT; i-- > 0;)
            buffer_add_string(writer->out, (styles & style_tags[i].style) != 0 ? style_tags[i].close : "");
        at = until;
    }
}

void akn_words_base(AknWriter *writer, const Paragraph *paragraph, uint32_t from, uint32_t to)
{
    Words words = {.text = paragraph->text, .spans = paragraph->spans, .span_count = paragraph->span_count, .anchors = paragraph->anchors, .anchor_count = paragraph->anchor_count};

    add_words(writer, &words, from, to);
}

void akn_words_new_part(AknWriter *writer, const Paragraph *paragraph, const NewAnchor *anchors, uint32_t from, uint32_t to)
{
    Words words = {.text = paragraph->text, .spans = paragraph->spans, .span_count = paragraph->span_count, .new_anchors = anchors, .anchor_count = anchors != NULL ? paragraph->anchor_count : 0};

    add_words(writer, &words, from, to);
}

void akn_words_new(AknWriter *writer, Slice text, const Span *spans, uint32_t span_count, const NewAnchor *anchors, uint32_t anchor_count)
{
    Words words = {.text = text, .spans = spans, .span_count = span_count, .new_anchors = anchors, .anchor_count = anchors != NULL ? anchor_count : 0};

    add_words(writer, &words, 0, (uint32_t)text.size);
}
