/* SPDX-License-Identifier: Apache-2.0
 *
 * Which paragraph somebody means who says "7", "OP7", "PP2" or "7 (a)"; giving a paragraph another label; and labels of new paragraphs: 3 bis, 3 ter … to 20 in Latin, then 3.21; in Arabic مكررا and its ordinals; before the first: 1 pre.
 *
 * Base labels never change in a compilation, so a new paragraph is named after the one it follows.
 */
#include "text/text.h"

#include <unicode/uchar.h>

static const char *const latin[] = {"bis",     "ter",       "quater",    "quinquies",    "sexies",     "septies",   "octies",
                                    "novies",  "decies",    "undecies",  "duodecies",    "terdecies",  "quaterdecies", "quindecies",
                                    "sexdecies", "septdecies", "octodecies", "novodecies", "vicies"};

/* مكررا, then its second, third … repetition. */
static const char *const arabic[] = {
    "مكررا",          "مكررا ثانيا",    "مكررا ثالثا",    "مكررا رابعا",    "مكررا خامسا",    "مكررا سادسا",    "مكررا سابعا",
    "مكررا ثامنا",    "مكررا تاسعا",    "مكررا عاشرا",    "مكررا حادي عشر", "مكررا ثاني عشر", "مكررا ثالث عشر", "مكررا رابع عشر",
    "مكررا خامس عشر", "مكررا سادس عشر", "مكررا سابع عشر", "مكررا ثامن عشر", "مكررا تاسع عشر"};

enum { NAMED = sizeof latin / sizeof *latin };

/* What stands around the number: "(" and ")" of "(a)", nothing of "3.": a label without its full stop. */
typedef struct Parts {
    Slice before, inside, after;
} Parts;

static Parts take_apart(Slice base)
{
    Parts parts = {.inside = slice_trim(base)};

    if (parts.inside.size >= 2 && parts.inside.data[0] == '(' && slice_ends(parts.inside, ")")) {
        parts.before = SLICE("(");
        parts.after = SLICE(")");
        parts.inside = slice_part(parts.inside, 1, parts.inside.size - 1);
        return parts;
    }
    if (slice_ends(parts.inside, ")")) {
        parts.after = SLICE(")");
        parts.inside.size--;
    } else if (slice_ends(parts.inside, ".") || slice_ends(parts.inside, ":")) {
        parts.inside.size--;
    } else if (slice_ends(parts.inside, " -")) {
        parts.inside.size -= 2;
    }
    return parts;
}

void label_after(Slice base, unsigned n, const char *language, Buffer *out)
{
    Parts parts = take_apart(base);
    bool  is_arabic = strncmp(language, "ar", 2) == 0;

    REQUIRE(n >= 1);
    buffer_add(out, parts.before);
    buffer_add(out, parts.inside);
    if (n > NAMED) {
        buffer_add_byte(out, '.');
        buffer_add_number(out, (int64_t)n + 1);
    } else {
        if (parts.inside.size != 0)
            buffer_add_byte(out, ' ');
        buffer_add_string(out, is_arabic ? arabic[n - 1] : latin[n - 1]);
    }
    buffer_add(out, parts.after);
}

void label_before(Slice base, unsigned n, const char *language, Buffer *out)
{
    Parts parts = take_apart(base);

    (void)language; /* "pre" has no counterpart in use in another language */
    REQUIRE(n >= 1);
    buffer_add(out, parts.before);
    buffer_add(out, parts.inside);
    buffer_add_string(out, parts.inside.size != 0 ? " pre" : "pre");
    if (n > 1) {
        buffer_add_byte(out, ' ');
        buffer_add_number(out, n);
    }
    buffer_add(out, parts.after);
}

size_t paragraph_label_size(const Paragraph *paragraph)
{
    size_t size = paragraph->label_in_text && paragraph->label.size <= paragraph->text.size ? paragraph->label.size : 0;

    while (size != 0 && size < paragraph->text.size && (paragraph->text.data[size] == ' ' || paragraph->text.data[size] == '\t'))
        size++;
    return size;
}

bool text_numbers_beside(const Text *text)
{
    bool beside = false;

    for (size_t i = 0; i < text->count; i++) {
        if (text->paragraphs[i].label_in_text)
            return false;
        beside = beside || (text->paragraphs[i].story == 0 && text->paragraphs[i].label.size != 0);
    }
    return beside;
}

static uint32_t less(uint32_t at, uint32_t size)
{
    return at > size ? at - size : 0;
}

static void put_number_beside(Paragraph *paragraph, uint32_t size)
{
    paragraph->text = slice_part(paragraph->text, size, paragraph->text.size);
    paragraph->label_in_text = false;
    paragraph->opening_start = less(paragraph->opening_start, size);
    paragraph->opening_end = less(paragraph->opening_end, size);
    for (uint32_t i = 0; i < paragraph->anchor_count; i++)
        paragraph->anchors[i].at -= size; /* none stands in a number */
    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        paragraph->spans[i].start = less(paragraph->spans[i].start, size);
        paragraph->spans[i].end = less(paragraph->spans[i].end, size);
    }
    while (paragraph->span_count != 0 && paragraph->spans[0].end == 0) {
        paragraph->spans++;
        paragraph->span_count--;
    }
}

size_t text_put_numbers_beside(Text *text)
{
    size_t count = 0;

    for (size_t i = 0; i < text->count; i++) {
        uint32_t size = (uint32_t)paragraph_label_size(&text->paragraphs[i]);

        if (size == 0)
            continue;
        put_number_beside(&text->paragraphs[i], size);
        count++;
    }
    return count;
}

static bool is_note(const Text *text, size_t index)
{
    StoryKind kind = text->stories[text->paragraphs[index].story].kind;

    return (kind == STORY_FOOTNOTE || kind == STORY_ENDNOTE) && (index == 0 || text->paragraphs[index - 1].story != text->paragraphs[index].story);
}

/* How many notes begin so, of *all. */
static size_t notes_with_space(const Text *text, size_t *all)
{
    size_t count = 0;

    *all = 0;
    for (size_t i = 0; i < text->count; i++) {
        if (!is_note(text, i))
            continue;
        (*all)++;
        count += slice_starts(text->paragraphs[i].text, " ");
    }
    return count;
}

static Status put_space_before(Text *text, Paragraph *paragraph)
{
    char *bytes = arena_take(text->arena, paragraph->text.size + 1);

    if (bytes == NULL)
        return ERR_MEMORY;
    bytes[0] = ' ';
    if (paragraph->text.size != 0)
        memcpy(bytes + 1, paragraph->text.data, paragraph->text.size);
    paragraph->text = (Slice){bytes, paragraph->text.size + 1};
    for (uint32_t i = 0; i < paragraph->anchor_count; i++)
        paragraph->anchors[i].at++;
    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        paragraph->spans[i].start++;
        paragraph->spans[i].end++;
    }
    return OK;
}

Status text_space_notes_like(Text *text, const Text *base)
{
    size_t of_base, of_text, spaced = notes_with_space(base, &of_base);

    if (of_base == 0 || spaced != of_base || notes_with_space(text, &of_text) != 0)
        return OK;
    for (size_t i = 0; i < text->count; i++)
        if (is_note(text, i))
            TRY(put_space_before(text, &text->paragraphs[i]));
    return OK;
}

/* ---- which paragraph is meant ---- */

/* The next code point that counts: digits of any script as 0 to 9, ASCII letters small, no spaces. 0 at the end. */
static uint32_t next_sign(Slice label, size_t *at)
{
    while (*at < label.size) {
        uint32_t rune = utf8_next(label, at);
        int32_t  digit = u_charDigitValue((UChar32)rune);

        if (!rune_is_space(rune))
            return digit >= 0 ? (uint32_t)('0' + digit) : rune >= 'A' && rune <= 'Z' ? rune + ('a' - 'A') : rune;
    }
    return 0;
}

static bool same_label(Slice a, Slice b)
{
    Slice    left = take_apart(a).inside, right = take_apart(b).inside;
    size_t   i = 0, j = 0;
    uint32_t sign;

    if (left.size == 0 || right.size == 0)
        return false;
    while ((sign = next_sign(left, &i)) == next_sign(right, &j))
        if (sign == 0)
            return true;
    return false;
}

static long nth_of_kind(const Text *text, ParagraphKind kind, Slice number)
{
    size_t   at = 0;
    uint64_t wanted = 0;
    uint32_t sign;

    while ((sign = next_sign(number, &at)) != 0 && sign >= '0' && sign <= '9' && wanted < text->count)
        wanted = 10 * wanted + (sign - '0');
    if (sign != 0 || wanted == 0)
        return -1;
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].kind == kind && --wanted == 0)
            return (long)i;
    return -1;
}

/* An operative paragraph of this label; else the only paragraph that has it. */
static long labelled(const Text *text, Slice label)
{
    long found = -1;

    for (size_t i = 0; i < text->count; i++) {
        if (!same_label(text->paragraphs[i].label, label))
            continue;
        if (text->paragraphs[i].kind == KIND_OPERATIVE)
            return (long)i;
        if (found >= 0)
            return -1;
        found = (long)i;
    }
    return found;
}

/* The sub-paragraph of this label below that one. */
static long below(const Text *text, long parent, Slice label)
{
    for (size_t i = (size_t)parent + 1; i < text->count && text->paragraphs[i].kind == KIND_SUB; i++)
        if (same_label(text->paragraphs[i].label, label))
            return (long)i;
    return -1;
}

long text_named(const Text *text, Slice name)
{
    static const struct {
        const char   *prefix;
        ParagraphKind kind;
    } rows[] = {{"OP", KIND_OPERATIVE}, {"op", KIND_OPERATIVE}, {"PP", KIND_PREAMBULAR}, {"pp", KIND_PREAMBULAR}};
    const char *paren;
    Slice       head, sub = {NULL, 0};
    long        found;

    name = slice_trim(name);
    found = text_find(text, name);
    if (found >= 0 || name.size == 0)
        return found;
    paren = memchr(name.data, '(', name.size);
    head = name;
    if (paren != NULL && paren != name.data) {
        head = slice_trim((Slice){name.data, (size_t)(paren - name.data)});
        sub = slice_part(name, (size_t)(paren - name.data), name.size);
    }
    found = labelled(text, head);
    for (size_t i = 0; found < 0 && i < sizeof rows / sizeof *rows; i++)
        if (slice_starts(head, rows[i].prefix))
            found = nth_of_kind(text, rows[i].kind, slice_part(head, 2, head.size));
    return found >= 0 && sub.size != 0 ? below(text, found, sub) : found;
}

/* ---- another label ---- */

static uint32_t shifted(uint32_t at, size_t was, size_t is)
{
    return at >= was ? (uint32_t)(at - was + is) : at < is ? at : (uint32_t)is;
}

/* The text behind `was` bytes stands behind another beginning. */
static Status replace_beginning(Text *text, Paragraph *paragraph, size_t was, Slice label)
{
    Slice  rest = slice_part(paragraph->text, was, paragraph->text.size);
    size_t is = label.size + 1;
    char  *bytes = arena_take(text->arena, is + rest.size + 1);

    if (bytes == NULL)
        return ERR_MEMORY;
    memcpy(bytes, label.data, label.size);
    bytes[label.size] = ' ';
    if (rest.size != 0)
        memcpy(bytes + is, rest.data, rest.size);
    bytes[is + rest.size] = '\0';
    paragraph->text = (Slice){bytes, is + rest.size};
    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        paragraph->spans[i].start = shifted(paragraph->spans[i].start, was, is);
        paragraph->spans[i].end = shifted(paragraph->spans[i].end, was, is);
    }
    for (uint32_t i = 0; i < paragraph->anchor_count; i++)
        paragraph->anchors[i].at = shifted(paragraph->anchors[i].at, was, is);
    paragraph->opening_start = shifted(paragraph->opening_start, was, is);
    paragraph->opening_end = shifted(paragraph->opening_end, was, is);
    return OK;
}

Status paragraph_relabel(Text *text, Paragraph *paragraph, Slice label, bool in_text)
{
    size_t was = paragraph_label_size(paragraph);

    REQUIRE(label.size != 0);
    if (in_text || was != 0)
        TRY(replace_beginning(text, paragraph, was, label));
    paragraph->label_in_text = in_text || was != 0;
    return slice_copy(text->arena, label, &paragraph->label);
}
