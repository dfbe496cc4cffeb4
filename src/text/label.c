/* SPDX-License-Identifier: Apache-2.0
 *
 * Labels of new paragraphs: 3 bis, 3 ter … to 20 in Latin, then 3.21; in Arabic مكررا and its ordinals; before the first: 1 pre.
 *
 * Base labels never change in a compilation, so a new paragraph is named after the one it follows.
 */
#include "text/text.h"

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
