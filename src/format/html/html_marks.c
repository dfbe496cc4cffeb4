/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes in words: what is struck, what is put in, who asks for it, and wordings that compete.
 *
 * Wordings of up to six words stand in the line, [base / one / two]; longer ones as cards, Base, Alt 1, Alt 2. Both are the same del and ins
 * to html_extract. Every mark has a number: m12 is the mark, n12 its entry beside the paragraph, where all names stand.
 */
#include "format/html/html_page_internal.h"

enum { NAMES_IN_CHIP = 2, INLINE_WORDS_MAX = 6 };

static const char *const mark_icons[MARK_KIND_COUNT] = {
    [MARK_INSERT] = "insert",       [MARK_DELETE] = "delete", [MARK_REPLACE] = "replace", [MARK_CONTESTED] = "contested",
    [MARK_STRUCK] = "struck",       [MARK_MOVED] = "moved",   [MARK_NEW] = "new",
};

static const char *const mark_words[MARK_KIND_COUNT] = {
    [MARK_INSERT] = MSG("page.mark_insert"),   [MARK_DELETE] = MSG("page.mark_delete"), [MARK_REPLACE] = MSG("page.mark_replace"),
    [MARK_CONTESTED] = MSG("page.mark_contested"), [MARK_STRUCK] = MSG("page.mark_struck"), [MARK_MOVED] = MSG("page.mark_moved"),
    [MARK_NEW] = MSG("page.mark_new"),
};

/* ---- names ---- */

void html_marks_by(Buffer *out, PartySet set)
{
    for (uint32_t i = 0; i < set.count; i++) {
        if (i != 0)
            buffer_add_byte(out, ' ');
        buffer_add_number(out, (int64_t)set.parties[i] + 1);
    }
}

static void by_attribute(Buffer *out, PartySet set)
{
    buffer_add_string(out, " data-by=\"");
    html_marks_by(out, set);
    buffer_add_byte(out, '"');
}

void html_marks_names(Page *page, PartySet set, uint32_t most, uint32_t mark)
{
    Buffer  *out = page->out;
    bool     all = set.count <= most + 1; /* "+1" would take as much room as the name */
    uint32_t shown = all ? set.count : most;
    char     digits[DECIMAL_MAX];

    for (uint32_t i = 0; i < shown; i++) {
        if (i != 0)
            html_say_attribute(page, MSG("page.between_names"), NULL);
        html_say_name(out, page->compilation->parties[set.parties[i]].name);
    }
    if (all)
        return;
    buffer_add_format(out, " <a class=more href=\"#n%u\"><bdi dir=ltr>+%s</bdi>", mark, decimal(digits, (int64_t)set.count - shown));
    html_say_hidden(page, MSG("page.more_names"), NULL);
    buffer_add_string(out, "</a>");
}

void html_marks_who(Page *page, PartySet set, uint32_t mark)
{
    if (!page->named)
        return;
    buffer_add_string(page->out, "<span class=who data-x>");
    html_marks_names(page, set, NAMES_IN_CHIP, mark);
    buffer_add_string(page->out, "</span>");
}

/* ---- the entry beside the paragraph ---- */

static Buffer *rail_begin(Page *page, uint32_t mark, MarkKind kind)
{
    Buffer *out = page->out;

    page->out = &page->rail;
    buffer_add_format(page->out, "<li id=n%u><a href=\"#m%u\" class=\"to k-%s\" title=\"", mark, mark, mark_icons[kind]);
    html_say_attribute(page, MSG("page.to_mark"), NULL);
    buffer_add_string(page->out, "\">");
    html_say_icon(page->out, mark_icons[kind]);
    buffer_add_string(page->out, "<b>");
    html_say(page, mark_words[kind], NULL);
    buffer_add_string(page->out, "</b></a>");
    return out;
}

static void rail_end(Page *page, Buffer *out)
{
    buffer_add_string(page->out, "</li>");
    page->out = out;
}

void html_marks_rail(Page *page, uint32_t mark, MarkKind kind, PartySet set)
{
    Buffer *out;

    if (!page->named)
        return;
    out = rail_begin(page, mark, kind);
    buffer_add_string(page->out, "<span>");
    html_marks_names(page, set, UINT32_MAX - 1, mark);
    buffer_add_string(page->out, "</span>");
    rail_end(page, out);
}

void html_marks_rail_rest(Page *page, uint32_t mark, MarkKind kind, PartySet set)
{
    if (set.count > HTML_NAMES_IN_LINE + 1)
        html_marks_rail(page, mark, kind, set);
}

static void alternative_tag(Page *page, uint32_t number)
{
    char digits[DECIMAL_MAX];

    html_say(page, MSG("page.alternative"), "number", decimal(digits, number), NULL);
}

static void rail_place(Page *page, uint32_t mark, const Place *place)
{
    Buffer *out;

    if (place->variant_count == 1) {
        html_marks_rail(page, mark, html_index_place_kind(place), place->variants[0].by);
        return;
    }
    if (!page->named)
        return;
    out = rail_begin(page, mark, MARK_CONTESTED);
    for (uint32_t i = 0; i < place->variant_count; i++) {
        buffer_add_string(page->out, "<span><i>");
        alternative_tag(page, i + 1);
        buffer_add_string(page->out, "</i> ");
        html_marks_names(page, place->variants[i].by, UINT32_MAX - 1, mark);
        buffer_add_string(page->out, "</span>");
    }
    rail_end(page, out);
}

/* ---- one place in one paragraph ---- */

typedef struct Part {
    Page        *page;
    const Place *place;
    uint32_t     number;   /* of the place, from 1 */
    uint32_t     mark;
    Words       *base;     /* of this paragraph */
    uint32_t     from, to; /* the base's words here */
    bool         takes_mark, first, last;
} Part;

/* Of a place that began in an earlier paragraph. */
static void late_attribute(const Part *part)
{
    if (!part->first)
        buffer_add_string(part->page->out, " data-late");
}

static void write_base_words(const Part *part, const char *class)
{
    Buffer *out = part->page->out;

    buffer_add_format(out, "<del%s", class);
    by_attribute(out, part->place->parties);
    late_attribute(part);
    buffer_add_byte(out, '>');
    html_words(part->page, part->base, part->from, part->to);
    buffer_add_string(out, "</del>");
}

static void write_taken_mark(const Part *part)
{
    Buffer *out = part->page->out;

    if (!part->takes_mark)
        return;
    buffer_add_string(out, "<del class=pm data-mark");
    by_attribute(out, part->place->parties);
    late_attribute(part);
    buffer_add_string(out, " title=\"");
    html_say_attribute(part->page, MSG("page.joined"), NULL);
    buffer_add_string(out, "\"><span class=vh data-x> ");
    html_say_attribute(part->page, MSG("page.joined"), NULL);
    buffer_add_string(out, " </span></del>");
}

static void write_struck(const Part *part)
{
    Buffer *out = part->page->out;

    if (part->from < part->to) {
        buffer_add_string(out, "<del");
        by_attribute(out, part->place->parties);
        late_attribute(part);
        buffer_add_byte(out, '>');
        html_say_hidden(part->page, MSG("page.spoken_delete"), NULL);
        html_words(part->page, part->base, part->from, part->to);
        html_say_hidden(part->page, MSG("page.spoken_end_delete"), NULL);
        buffer_add_string(out, "</del>");
    }
    write_taken_mark(part);
}

static Words words_of_variant(const Variant *variant)
{
    return (Words){
        .text = variant->text,
        .spans = variant->spans,
        .span_count = variant->span_count,
        .new_anchors = variant->anchors,
        .anchor_count = variant->anchor_count,
        .by = variant->by,
    };
}

static void open_inserted(const Part *part, uint32_t index)
{
    Buffer *out = part->page->out;

    buffer_add_string(out, "<ins");
    by_attribute(out, part->place->variants[index].by);
    late_attribute(part);
    if (part->place->variant_count > 1)
        buffer_add_format(out, " data-v=%u data-a=%u", part->number, index + 1);
    buffer_add_byte(out, '>');
}

static void write_inserted(const Part *part, uint32_t index)
{
    const Variant *variant = &part->place->variants[index];
    Words          words = words_of_variant(variant);

    if (variant->text.size == 0 && part->place->variant_count == 1)
        return;
    open_inserted(part, index);
    if (variant->text.size != 0) {
        html_say_hidden(part->page, MSG("page.spoken_insert"), NULL);
        html_words(part->page, &words, 0, (uint32_t)variant->text.size);
        html_say_hidden(part->page, MSG("page.spoken_end_insert"), NULL);
    }
    buffer_add_string(part->page->out, "</ins>");
}

/* ---- competing wordings in the line ---- */

static bool is_han(uint32_t rune)
{
    return (rune >= 0x3040 && rune <= 0x30ff) || (rune >= 0x3400 && rune <= 0x9fff) || (rune >= 0xf900 && rune <= 0xfaff) ||
           (rune >= 0x20000 && rune <= 0x3ffff);
}

/* Words as an eye counts them: two Han characters make one. */
static bool few_words(Slice text)
{
    unsigned halves = 0;
    bool     inside = false;

    for (size_t at = 0; at < text.size && halves <= 2 * INLINE_WORDS_MAX;) {
        uint32_t rune = utf8_next(text, &at);
        bool     letter = rune_is_letter(rune) || rune_is_digit(rune);

        if (rune == 0x2029 || rune == '\n')
            return false;
        if (is_han(rune))
            halves++;
        else if (letter && !inside)
            halves += 2;
        inside = letter && !is_han(rune);
    }
    return halves <= 2 * INLINE_WORDS_MAX;
}

static bool fits_in_line(const Part *part)
{
    if (!part->first || !part->last || part->takes_mark || !few_words(slice_part(part->base->text, part->from, part->to)))
        return false;
    for (uint32_t i = 0; i < part->place->variant_count; i++)
        if (!few_words(part->place->variants[i].text))
            return false;
    return true;
}

static void write_nothing(Page *page, const char *id)
{
    buffer_add_string(page->out, "<span class=nil data-x>");
    html_say(page, id, NULL);
    buffer_add_string(page->out, "</span>");
}

static void write_line(const Part *part)
{
    Page   *page = part->page;
    Buffer *out = page->out;
    char    digits[DECIMAL_MAX];

    buffer_add_format(out, "<span class=alts id=m%u><span class=br data-x>[</span>", part->mark);
    html_say_hidden(page, MSG("page.spoken_base"), NULL);
    if (part->from < part->to)
        write_base_words(part, " class=base");
    else
        write_nothing(page, MSG("page.no_words"));
    for (uint32_t i = 0; i < part->place->variant_count; i++) {
        buffer_add_string(out, "<span class=slash data-x> / </span><span class=alt>");
        html_say_hidden(page, MSG("page.spoken_alternative"), "number", decimal(digits, i + 1), NULL);
        if (part->place->variants[i].text.size == 0)
            write_nothing(page, MSG("page.delete_words"));
        write_inserted(part, i);
        html_marks_who(page, part->place->variants[i].by, part->mark);
        buffer_add_string(out, "</span>");
    }
    html_say_hidden(page, MSG("page.spoken_end_alternatives"), NULL);
    buffer_add_string(out, "<span class=br data-x>]</span></span>");
}

/* ---- competing wordings as cards ---- */

/* Does a word go on across this point? */
static bool inside_word(Slice text, size_t at)
{
    size_t   next = at, before = at;
    uint32_t left, right;

    if (at == 0 || at >= text.size)
        return false;
    do
        before--;
    while (before > 0 && ((unsigned char)text.data[before] & 0xc0) == 0x80);
    left = utf8_next(text, &before);
    right = utf8_next(text, &next);
    if (is_han(left) || is_han(right))
        return false;
    return (rune_is_letter(left) || rune_is_digit(left)) && (rune_is_letter(right) || rune_is_digit(right) || (right >= 0x300 && right < 0x2000));
}

static bool is_boundary(Slice text, size_t at)
{
    return at >= text.size || ((unsigned char)text.data[at] & 0xc0) != 0x80;
}

/* How much of the wording is the base's own at its beginning and end, in whole words: shown plain, so that the eye finds the difference. */
static void shared_ends(Slice base, Slice words, uint32_t *head, uint32_t *tail)
{
    size_t most = base.size < words.size ? base.size : words.size;
    size_t same = 0, end = 0;

    while (same < most && base.data[same] == words.data[same])
        same++;
    while (same > 0 && (!is_boundary(words, same) || inside_word(words, same) || inside_word(base, same)))
        same--;
    while (end < most - same && base.data[base.size - 1 - end] == words.data[words.size - 1 - end])
        end++;
    while (end > 0 && (!is_boundary(words, words.size - end) || inside_word(words, words.size - end) || inside_word(base, base.size - end)))
        end--;
    *head = (uint32_t)same;
    *tail = (uint32_t)(words.size - end);
}

static void write_piece(Page *page, Words *words, uint32_t from, uint32_t to, const char *class)
{
    if (from >= to)
        return;
    buffer_add_format(page->out, "<span class=%s>", class);
    html_words(page, words, from, to);
    buffer_add_string(page->out, "</span>");
}

static void write_card_words(const Part *part, uint32_t index)
{
    const Variant *variant = &part->place->variants[index];
    Words          words = words_of_variant(variant);
    uint32_t       head = 0, tail = (uint32_t)variant->text.size;

    if (part->first && part->last && !part->takes_mark)
        shared_ends(slice_part(part->base->text, part->from, part->to), variant->text, &head, &tail);
    open_inserted(part, index);
    write_piece(part->page, &words, 0, head, "same");
    write_piece(part->page, &words, head, tail, "fresh");
    write_piece(part->page, &words, tail, (uint32_t)variant->text.size, "same");
    buffer_add_string(part->page->out, "</ins>");
}

static void write_base_card(const Part *part)
{
    Page   *page = part->page;
    Buffer *out = page->out;

    buffer_add_string(out, "<li class=base><span class=tag data-x>");
    html_say(page, MSG("page.base"), NULL);
    buffer_add_string(out, "</span><div class=w>");
    if (!part->first)
        write_nothing(page, MSG("page.struck_above"));
    else if (part->from == part->to)
        write_nothing(page, MSG("page.no_words"));
    if (part->from < part->to)
        write_base_words(part, " class=base");
    write_taken_mark(part);
    buffer_add_string(out, "</div></li>");
}

static void write_cards(const Part *part)
{
    Page   *page = part->page;
    Buffer *out = page->out;

    buffer_add_format(out, "<ol class=variants id=m%u aria-label=\"", part->mark);
    html_say_attribute(page, MSG("page.alternatives"), NULL);
    buffer_add_string(out, "\">");
    write_base_card(part);
    for (uint32_t i = 0; i < part->place->variant_count; i++) {
        buffer_add_string(out, "<li class=alt><span class=tag data-x>");
        alternative_tag(page, i + 1);
        buffer_add_string(out, "</span><div class=w>");
        if (part->place->variants[i].text.size == 0)
            write_nothing(page, MSG("page.delete_words"));
        write_card_words(part, i);
        buffer_add_string(out, "</div>");
        if (page->named) {
            buffer_add_string(out, "<div class=by data-x>");
            html_marks_names(page, part->place->variants[i].by, HTML_NAMES_IN_LINE, part->mark);
            buffer_add_string(out, "</div>");
        }
        buffer_add_string(out, "</li>");
    }
    buffer_add_string(out, "</ol>");
}

/* ---- all of a paragraph ---- */

static void write_single(const Part *part)
{
    Buffer *out = part->page->out;

    if (part->last)
        buffer_add_format(out, "<span class=pl id=m%u>", part->mark);
    write_struck(part);
    if (part->last) {
        write_inserted(part, 0);
        html_marks_who(part->page, part->place->variants[0].by, part->mark);
        buffer_add_string(out, "</span>");
    }
}

static void write_part(Part *part)
{
    if (part->last)
        part->mark = ++part->page->mark;
    if (part->place->variant_count == 1)
        write_single(part);
    else if (!part->last)
        write_struck(part);
    else if (fits_in_line(part))
        write_line(part);
    else
        write_cards(part);
    if (part->last)
        rail_place(part->page, part->mark, part->place);
}

void html_marks_places(Page *page, uint32_t paragraph)
{
    const Compilation *compilation = page->compilation;
    Words              base = html_words_of(&page->text->paragraphs[paragraph]);
    uint32_t           size = (uint32_t)base.text.size, at = 0;

    base.base = true;
    for (uint32_t i = page->place_first[paragraph]; i < compilation->place_count && compilation->places[i].paragraph <= paragraph; i++) {
        const Place *place = &compilation->places[i];
        Part         part = {.page = page, .place = place, .number = i + 1, .base = &base};

        part.first = place->paragraph == paragraph;
        part.last = place->end_paragraph == paragraph;
        part.from = part.first ? place->start : 0;
        part.to = part.last && place->end < size ? place->end : size;
        part.takes_mark = !part.last || place->end > size;
        html_words(page, &base, at, part.from);
        write_part(&part);
        at = part.to;
    }
    html_words(page, &base, at, size);
}
