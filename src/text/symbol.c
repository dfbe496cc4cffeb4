/* SPDX-License-Identifier: Apache-2.0
 *
 * Document symbols: "A/RES/75/240", "A/C.1/73/L.27/Rev.1", "S/RES/1440 (2002)", "A/68/98*".
 *
 *   symbol  = organ , { "/" , segment } , { "*" } ;
 *   organ   = capital , { capital } , [ number ] ;
 *   segment = word , [ "." , number ] | number , [ part ] , [ paren ] ;
 *   part    = [ " " ] , capital , [ "-" , capital ] ;
 *   paren   = [ " " ] , "(" , year or roman or volume , ")" ;
 *
 * A symbol is accepted as it stands, even a wrong one: records contain wrong symbols, and nothing here corrects them.
 */
#include "text/text.h"

enum { WORD_MAX = 24, PAREN_MAX = 12, ORGAN_MAX = 12, FIRST_EAST_ASIAN = 0x2E80 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z');
}

static char lower(char c)
{
    return is_capital(c) ? (char)(c - 'A' + 'a') : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static char at_or_end(Slice text, size_t at)
{
    return at < text.size ? text.data[at] : '\0';
}

static size_t letters(Slice text, size_t at)
{
    size_t size = 0;

    while (at + size < text.size && is_letter(text.data[at + size]))
        size++;
    return size;
}

static size_t digits(Slice text, size_t at)
{
    size_t size = 0;

    while (at + size < text.size && is_digit(text.data[at + size]))
        size++;
    return size;
}

static bool ends_word(Slice text, size_t at)
{
    size_t   next = at;
    uint32_t rune;

    if (at >= text.size)
        return true;
    if (is_digit(text.data[at]))
        return false;
    rune = utf8_next(text, &next);
    return rune >= FIRST_EAST_ASIAN || !rune_is_letter(rune); /* Chinese goes on without a space */
}

/* What may stand in brackets after a serial: a year, roman numerals, a volume or part: "(2002)" "(XX)" "(Vol.I)" "(Part II)". */
static size_t paren(Slice text, size_t at)
{
    size_t open = at_or_end(text, at) == ' ' ? at + 1 : at, end = open + 1;
    Slice  inner;

    if (at_or_end(text, open) != '(')
        return 0;
    while (end < text.size && end - open <= PAREN_MAX && text.data[end] != ')')
        end++;
    if (at_or_end(text, end) != ')')
        return 0;
    inner = slice_part(text, open + 1, end);
    if ((inner.size == 4 && digits(inner, 0) == 4) || slice_starts(inner, "Vol.") || slice_starts(inner, "Part ") ||
        slice_starts(inner, "SUPP"))
        return end + 1 - at;
    if (inner.size == 0)
        return 0;
    for (size_t i = 0; i < inner.size; i++)
        if (strchr("IVXLC", inner.data[i]) == NULL)
            return 0;
    return end + 1 - at;
}

/* " H", "A-B" after a number: one capital, or two with a hyphen. With a space in front only where a resolution is meant. */
static size_t part(Slice text, size_t at, bool spaced)
{
    size_t start = at;

    if (at_or_end(text, at) == ' ' && spaced)
        start++;
    if (!is_capital(at_or_end(text, start)))
        return 0;
    if (at_or_end(text, start + 1) == '-' && is_capital(at_or_end(text, start + 2)) && ends_word(text, start + 3))
        return start + 3 - at;
    return ends_word(text, start + 1) && at_or_end(text, start + 1) != '/' ? start + 1 - at : 0;
}

/* A word with its number: C.1, L.27, RES, Add.1, ES-10, MEM.1, CP.21, or several parts: "DEC.1". */
static size_t word_segment(Slice text, size_t at)
{
    size_t size = letters(text, at), more;

    if (size == 0 || size > WORD_MAX)
        return 0;
    if (at_or_end(text, at + size) == '-' && is_digit(at_or_end(text, at + size + 1)))
        size += 1 + digits(text, at + size + 1);
    else if (is_digit(at_or_end(text, at + size)))
        size += digits(text, at + size);
    while (at_or_end(text, at + size) == '.') {
        more = digits(text, at + size + 1);
        if (more == 0 && is_capital(at_or_end(text, at + size + 1))) {
            more = letters(text, at + size + 1);
            /* "C.I" is a segment, "L.1. The" and "RES.Next" are not. */
            if (more > 4 || !(at_or_end(text, at + size + 1 + more) == '/' || ends_word(text, at + size + 1 + more)))
                more = 0;
        }
        if (more == 0)
            break;
        size += 1 + more;
    }
    return ends_word(text, at + size) ? size : 0;
}

static size_t number_segment(Slice text, size_t at, bool resolution)
{
    size_t size = digits(text, at);

    if (size == 0)
        return 0;
    size += part(text, at + size, resolution);
    size += paren(text, at + size);
    if (at_or_end(text, at + size) == '.' && is_digit(at_or_end(text, at + size + 1)))
        return 0;
    return ends_word(text, at + size) ? size : 0;
}

static bool has_digit(const Symbol *symbol)
{
    for (unsigned i = 1; i < symbol->segment_count; i++)
        for (size_t j = 0; j < symbol->segments[i].size; j++)
            if (is_digit(symbol->segments[i].data[j]))
                return true;
    return false;
}

static size_t organ(Slice text, bool any_case)
{
    size_t size = letters(text, 0);

    if (size == 0 || size > ORGAN_MAX)
        return 0;
    for (size_t i = 0; i < size && !any_case; i++)
        if (!is_capital(text.data[i]))
            return 0;
    if (size >= 3)
        size += digits(text, size); /* WHA71/2018/REC/1 */
    return at_or_end(text, size) == '/' ? size : 0;
}

static bool is_resolution(const Symbol *symbol)
{
    for (unsigned i = 1; i < symbol->segment_count; i++)
        if (symbol->segments[i].size == 3 && lower(symbol->segments[i].data[0]) == 'r' && lower(symbol->segments[i].data[1]) == 'e')
            return true;
    return false;
}

static size_t match(Slice text, Symbol *out, bool any_case)
{
    size_t at = organ(text, any_case), end;

    *out = (Symbol){.segment_count = 1};
    if (at == 0)
        return 0;
    out->segments[0] = slice_part(text, 0, at);
    for (end = at; at_or_end(text, end) == '/' && out->segment_count < SYMBOL_SEGMENTS_MAX;) {
        size_t size = word_segment(text, end + 1);

        if (size == 0)
            size = number_segment(text, end + 1, is_resolution(out));
        if (size == 0)
            break;
        out->segments[out->segment_count++] = slice_part(text, end + 1, end + 1 + size);
        end += 1 + size;
    }
    if (out->segment_count < 2 || !has_digit(out))
        return 0;
    while (at_or_end(text, end) == '*') {
        out->star = true;
        end++;
    }
    out->written = slice_part(text, 0, end);
    return end;
}

size_t symbol_match(Slice text, Symbol *out)
{
    return match(text, out, false);
}

bool symbol_parse(Slice written, Symbol *out)
{
    return written.size != 0 && match(written, out, true) == written.size;
}

/* ---- order ---- */

/* Digit runs count as numbers, letters without case; white space counts for nothing. */
static int compare_segment(Slice a, Slice b)
{
    size_t i = 0, j = 0;

    for (;;) {
        size_t m, n;

        while (at_or_end(a, i) == ' ')
            i++;
        while (at_or_end(b, j) == ' ')
            j++;
        if (i >= a.size || j >= b.size)
            return (int)(i < a.size) - (int)(j < b.size);
        m = digits(a, i);
        n = digits(b, j);
        if (m != 0 && n != 0) {
            while (m > 1 && a.data[i] == '0')
                i++, m--;
            while (n > 1 && b.data[j] == '0')
                j++, n--;
            if (m != n || memcmp(a.data + i, b.data + j, m) != 0)
                return m != n ? (m > n ? 1 : -1) : memcmp(a.data + i, b.data + j, m);
            i += m;
            j += n;
            continue;
        }
        if (upper(a.data[i]) != upper(b.data[j]))
            return (unsigned char)upper(a.data[i]) - (unsigned char)upper(b.data[j]);
        i++;
        j++;
    }
}

int symbol_compare(const Symbol *a, const Symbol *b)
{
    unsigned both = a->segment_count < b->segment_count ? a->segment_count : b->segment_count;

    for (unsigned i = 0; i < both; i++) {
        int order = compare_segment(a->segments[i], b->segments[i]);

        if (order != 0)
            return order;
    }
    return (int)a->segment_count - (int)b->segment_count;
}

/* ---- the normal form ---- */

/* The words of segments as they are printed; others are printed as they were written. */
static const char *const words[] = {"RES", "DEC", "L",   "CRP", "WP",   "INF",  "PV", "SR", "R",   "NGO",   "PET",
                                    "PRST", "C",  "AC",  "CN",  "CONF", "SC",   "Sub", "WG", "GC", "PC",    "Add",
                                    "Amend", "Corr", "Rev", "HRC", "REC", "SGB", "ES", "S"};

static Slice known_word(Slice written)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]), same = 0;

        while (same < size && same < written.size && lower(written.data[same]) == lower(words[i][same]))
            same++;
        if (same == size && same == written.size)
            return slice_from(words[i]);
    }
    return written;
}

static void print_segment(Slice segment, Buffer *out)
{
    size_t size = letters(segment, 0), number = digits(segment, 0);

    if (size != 0) {
        buffer_add(out, known_word(slice_part(segment, 0, size)));
        buffer_add(out, slice_part(segment, size, segment.size));
        return;
    }
    /* "102A-B" and "1440(2002)" are "102 A-B" and "1440 (2002)". */
    buffer_add(out, slice_part(segment, 0, number));
    for (size_t at = number; at < segment.size; at++) {
        bool starts = segment.data[at] == '(' || (at == number && is_letter(segment.data[at]));

        if (starts && at_or_end(segment, at - 1) != ' ')
            buffer_add_byte(out, ' ');
        buffer_add_byte(out, segment.data[at]);
    }
}

void symbol_print_key(const Symbol *symbol, Buffer *out)
{
    for (size_t i = 0; i < symbol->segments[0].size; i++)
        buffer_add_byte(out, upper(symbol->segments[0].data[i]));
    for (unsigned i = 1; i < symbol->segment_count; i++) {
        buffer_add_byte(out, '/');
        print_segment(symbol->segments[i], out);
    }
}
