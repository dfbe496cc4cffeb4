/* SPDX-License-Identifier: Apache-2.0
 *
 * The pieces of citations: numbers, separators, dates, suffixes, paragraph numbers.
 */
#include "text/citation_internal.h"

enum { YEAR_FIRST = 1946, SESSION_DIGITS_MAX = 3, WORD_BEFORE_DATE_MAX = 14, TITLE_MAX = 400, RANGE_MAX = 30 };

static char at_or_end(Slice text, size_t at)
{
    return at < text.size ? text.data[at] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static size_t digits(Slice text, size_t at)
{
    size_t size = 0;

    while (is_digit(at_or_end(text, at + size)))
        size++;
    return size;
}

static bool has(Slice text, size_t at, const char *word)
{
    return at <= text.size && slice_starts(slice_part(text, at, text.size), word);
}

static bool ends_number(Slice text, size_t at)
{
    size_t next = at;

    if (at >= text.size)
        return true;
    if (text.data[at] == '/' || is_digit(text.data[at]) || ((text.data[at] == '.' || text.data[at] == '-') && is_digit(at_or_end(text, at + 1))))
        return false;
    if ((unsigned char)text.data[at] >= 0x80)
        return true; /* Chinese goes on without a space */
    return !rune_is_letter(utf8_next(text, &next));
}

/* " H", "A-B": the part of a resolution, followed by the end of a word. */
static size_t part(Slice text, size_t at)
{
    size_t start = at_or_end(text, at) == ' ' ? at + 1 : at;

    if (!is_capital(at_or_end(text, start)))
        return 0;
    if (at_or_end(text, start + 1) == '-' && is_capital(at_or_end(text, start + 2)) && ends_number(text, start + 3))
        return start + 3 - at;
    /* "resolution 74/28 A new" does not occur; "43/78 H of", "102 A," do. */
    return ends_number(text, start + 1) ? start + 1 - at : 0;
}

static size_t in_brackets(Slice text, size_t at, NumberShape *shape)
{
    size_t open = at_or_end(text, at) == ' ' ? at + 1 : at, end = open + 1;

    if (at_or_end(text, open) != '(')
        return 0;
    while (end < text.size && end - open < 10 && text.data[end] != ')')
        end++;
    if (at_or_end(text, end) != ')' || end == open + 1)
        return 0;
    if (end - open == 5 && digits(text, open + 1) == 4) {
        *shape = NUMBER_SERIAL;
        return end + 1 - at;
    }
    for (size_t i = open + 1; i < end; i++)
        if (strchr("IVXLC-S", text.data[i]) == NULL)
            return 0;
    *shape = NUMBER_ROMAN;
    return end + 1 - at;
}

static unsigned value(Slice text, size_t at, size_t size)
{
    unsigned number = 0;

    for (size_t i = 0; i < size && i < 6; i++)
        number = number * 10 + (unsigned)(text.data[at + i] - '0');
    return number;
}

/* The hyphen of "73/27-73/30" and "73/27-30", which is no part of the number. */
static bool begins_range(Slice text, size_t at)
{
    size_t size = at_or_end(text, at) == '-' ? digits(text, at + 1) : 0, behind = at + 1 + size;

    return size != 0 && size <= 4 && (ends_number(text, behind) || (at_or_end(text, behind) == '/' && digits(text, behind + 1) != 0));
}

NumberMatch citation_match_number(Slice text, size_t at)
{
    NumberMatch none = {NUMBER_NONE, 0}, match = {NUMBER_NONE, 0};
    size_t      start = at, first, second;
    bool        special = has(text, at, "ES-") || has(text, at, "S-");

    if (has(text, at, "WHA") && is_digit(at_or_end(text, at + 3)))
        at += 3;
    if (special)
        at += has(text, at, "ES-") ? 3 : 2;
    first = digits(text, at);
    if (first == 0 || first > 5)
        return none;
    at += first;
    if (at_or_end(text, at) == '.' && !special && (second = digits(text, at + 1)) != 0 && ends_number(text, at + 1 + second))
        return (NumberMatch){NUMBER_ASSEMBLY, at + 1 + second - start};
    if (at_or_end(text, at) == '/' && (second = digits(text, at + 1)) != 0 && second <= 4) {
        match.shape = first == 4 && value(text, at - 4, 4) >= YEAR_FIRST ? NUMBER_YEAR : NUMBER_SESSION;
        at += 1 + second;
        at += part(text, at);
        if ((first > SESSION_DIGITS_MAX && match.shape == NUMBER_SESSION) || (!ends_number(text, at) && !begins_range(text, at)))
            return none;
    } else {
        at += part(text, at);
        second = in_brackets(text, at, &match.shape);
        if (second == 0)
            return none;
        at += second;
    }
    match.size = at - start;
    return match;
}

size_t citation_skip_space(Slice text, size_t at)
{
    for (;;) {
        if (at_or_end(text, at) == ' ' || at_or_end(text, at) == '\n' || at_or_end(text, at) == '\t')
            at++;
        else if (has(text, at, "\xC2\xA0"))
            at += 2;
        else if (has(text, at, "\xEF\xBF\xBC"))
            at += 3;
        else
            return at;
    }
}

/* Another letter may follow: Chinese has no spaces, Arabic joins words of one letter, and a stop or an apostrophe parts words as well. */
static bool joins_next(const char *const *row)
{
    static const char *const ends[] = {".", "'", "\xE2\x80\x99"};
    Slice                    words = slice_from(row[2]);

    if (strcmp(row[0], "zh") == 0 || (strcmp(row[0], "ar") == 0 && words.size == 2))
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (slice_ends(words, ends[i]))
            return true;
    return false;
}

size_t citation_skip_words(Slice text, size_t at, const char *what)
{
    size_t best = 0;

    for (size_t i = 0; i < words_citation_count; i++) {
        const char *const *row = words_citation[i];
        size_t             size;

        if (row[1][0] != what[0] || strcmp(row[1], what) != 0)
            continue;
        size = words_match(text, at, slice_from(row[2]), !joins_next(row));
        if (size > best)
            best = size;
    }
    return at + best;
}

static size_t skip_one_of(Slice text, size_t at, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (has(text, at, list[i]))
            return at + strlen(list[i]);
    return at;
}
#define SKIP_ONE_OF(text, at, list) skip_one_of(text, at, list, sizeof(list) / sizeof *(list))

size_t citation_skip_noun(Slice text, size_t at, const char *what)
{
    static const char *const ands[] = {"\xD9\x88", "\xD9\x81"};               /* و ف */
    static const char *const preps[] = {"\xD8\xA8", "\xD9\x84", "\xD9\x83"}; /* ب ل ك */
    size_t                   end = citation_skip_words(text, at, what), behind_and, behind_both;

    if (end != at)
        return end;
    behind_and = SKIP_ONE_OF(text, at, ands);
    end = behind_and != at ? citation_skip_words(text, behind_and, what) : behind_and;
    if (end != behind_and)
        return end;
    behind_both = SKIP_ONE_OF(text, behind_and, preps);
    end = behind_both != behind_and ? citation_skip_words(text, behind_both, what) : behind_both;
    return end != behind_both ? end : at;
}

size_t citation_skip_comma(Slice text, size_t at)
{
    static const char *const commas[] = {",", "\xEF\xBC\x8C", "\xD8\x8C"};

    return SKIP_ONE_OF(text, at, commas);
}

size_t citation_skip_range(Slice text, size_t at)
{
    static const char *const dashes[] = {"\xE2\x80\x93", "-"};
    size_t                   end = SKIP_ONE_OF(text, at, dashes), word;

    if (end != at)
        return end;
    word = citation_skip_space(text, at);
    end = citation_skip_words(text, word, "to");
    return end != word ? citation_skip_space(text, end) : at;
}

size_t citation_skip_separator(Slice text, size_t at)
{
    static const char *const commas[] = {",", ";", "\xE3\x80\x81", "\xEF\xBC\x8C", "\xD8\x8C", "\xEF\xBC\x9B", " &"};
    size_t                   start = at, next;

    at = citation_skip_space(text, at);
    at = SKIP_ONE_OF(text, at, commas);
    next = citation_skip_space(text, at);
    at = citation_skip_words(text, next, "and");
    if (at == next && next == citation_skip_space(text, start))
        return start; /* neither a comma nor a word */
    return citation_skip_space(text, at);
}

/* What may be written for the last of a range once more: its session, or nothing but its number, behind a dash. */
static size_t skip_session(Slice text, size_t at, Slice session, bool dash)
{
    static const char *const ordinal[] = {"\xE7\xAC\xAC"}; /* 第 */
    size_t                   start = SKIP_ONE_OF(text, at, ordinal);

    if (text.size - start > session.size && memcmp(text.data + start, session.data, session.size) == 0)
        return start + session.size;
    return dash ? at : text.size;
}

size_t citation_skip_last(Slice text, size_t start, size_t size, bool several, unsigned *from, unsigned *to)
{
    const char *slash = memchr(text.data + start, '/', size);
    size_t      at = start + size, last = citation_skip_range(text, at), session = slash != NULL ? (size_t)(slash - text.data) + 1 - start : size, more;
    bool        dash = has(text, at, "-") || has(text, at, "\xE2\x80\x93");

    if (last == at || session == size || digits(text, start + session) != size - session || (!dash && !several))
        return at;
    last = skip_session(text, last, slice_part(text, start, start + session), dash);
    more = digits(text, last);
    *from = value(text, start + session, size - session);
    *to = value(text, last, more);
    return more != 0 && more <= 4 && *to > *from && *to - *from <= RANGE_MAX && ends_number(text, last + more) ? last + more : at;
}

size_t citation_skip_date(Slice text, size_t at)
{
    char   iso[ISO_DATE_SIZE];
    size_t start = at, word, size;

    if (has(text, at, ", de ")) /* Spanish sets the date between commas */
        at++;
    at = citation_skip_space(text, at);
    for (word = at; word < text.size && text.data[word] != ' ' && word - at < WORD_BEFORE_DATE_MAX; word++)
        ;
    if (at == start || at_or_end(text, word) != ' ')
        return start;
    word = citation_skip_space(text, word);
    if (word >= text.size)
        return start;
    size = words_date(slice_part(text, word, text.size), iso);
    return size != 0 ? word + size : start;
}

/* ", annex II", ", entitled “…”," */
static size_t skip_addition(Slice text, size_t at)
{
    static const char *const words[] = {", annex", ", entitled ", ", sect. ", ", section ", ", chap. ", ", part ", ", appendix"};
    size_t                   start = at;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *close;

        if (!has(text, at, words[i]))
            continue;
        at += strlen(words[i]);
        if (has(text, at, "\xE2\x80\x9C") || at_or_end(text, at) == '"') {
            size_t most = text.size - at < TITLE_MAX ? text.size - at : TITLE_MAX;

            close = text.data[at] == '"' ? memchr(text.data + at + 1, '"', most - 1) : memmem(text.data + at, most, "\xE2\x80\x9D", 3);
            return close != NULL ? (size_t)(close - text.data) + (*close == '"' ? 1 : 3) : start;
        }
        at = at_or_end(text, at) == ' ' ? at + 1 : at;
        while (at < text.size && strchr("IVXLC", text.data[at]) != NULL)
            at++;
        if (is_capital(at_or_end(text, at)) && ends_number(text, at + 1))
            at++;
        return ends_number(text, at) ? at : start;
    }
    return start;
}

/* A note's number that stands bare behind a date: "2012 4 and". */
static size_t skip_bare_mark(Slice text, size_t at)
{
    size_t size = at_or_end(text, at) == ' ' ? digits(text, at + 1) : 0;

    if (size == 0 || size > 2)
        return at;
    return strchr(" ,;", at_or_end(text, at + 1 + size)) != NULL && at_or_end(text, at + 1 + size) != '\0' ? at + 1 + size : at;
}

size_t citation_skip_tail(Slice text, size_t at)
{
    for (;;) {
        size_t start = at, dated = citation_skip_date(text, at);

        if (has(text, at, "\xEF\xBF\xBC"))
            at += 3;
        else if (dated != at)
            at = skip_bare_mark(text, dated);
        else
            at = skip_addition(text, at);
        if (at == start)
            return at;
    }
}

size_t citation_skip_suffix(Slice text, size_t at, unsigned *last)
{
    static const char *const words[] = {"Add.", "Amend.", "Corr.", "Rev."};
    size_t                   start = at, size, more;

    *last = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (at < text.size && words_start(slice_part(text, at, text.size), slice_from(words[i]))) {
            at += strlen(words[i]);
            break;
        }
    size = digits(text, at);
    if (at == start || size == 0)
        return start;
    at += size;
    more = has(text, at, "\xE2\x80\x93") ? 3 : at_or_end(text, at) == '-' ? 1 : has(text, at, " to ") ? 4 : 0;
    if (more != 0 && digits(text, at + more) != 0) {
        unsigned from = value(text, at - size, size), to = value(text, at + more, digits(text, at + more));

        if (to > from && to - from <= RANGE_MAX && ends_number(text, at + more + digits(text, at + more))) {
            *last = to;
            return at + more + digits(text, at + more);
        }
    }
    return ends_number(text, at) || at_or_end(text, at) == '*' ? at : start;
}

/* "(a)", "(iv)" */
static size_t letter_in_brackets(Slice text, size_t at)
{
    size_t end = at + 1;

    if (at_or_end(text, at) != '(')
        return at;
    while (end - at < 5 && at_or_end(text, end) >= 'a' && at_or_end(text, end) <= 'z')
        end++;
    return at_or_end(text, end) == ')' && end > at + 1 ? end + 1 : at;
}

static size_t one_paragraph(Slice text, size_t at)
{
    size_t start = at, size = digits(text, at), next;

    if (size > 4 || (size != 0 && (at_or_end(text, at + size) == '/' || (at_or_end(text, at + size) == '.' && is_digit(at_or_end(text, at + size + 1))))))
        return start;
    at += size;
    for (;;) {
        next = at_or_end(text, at) == ' ' && at != start ? at + 1 : at;
        if (letter_in_brackets(text, next) == next)
            return at;
        at = letter_in_brackets(text, next);
    }
}

size_t citation_skip_ordinal(Slice text, size_t at, Slice *target)
{
    static const char *const operative[] = {"\xE6\x89\xA7\xE8\xA1\x8C\xE9\x83\xA8\xE5\x88\x86"}; /* 执行部分 */
    size_t                   start = SKIP_ONE_OF(text, at, operative), number = start + 3, end;

    if (!has(text, start, "\xE7\xAC\xAC")) /* 第 */
        return at;
    end = citation_skip_paragraphs(text, number);
    if (end == number || !has(text, end, "\xE6\xAE\xB5")) /* 段 */
        return at;
    *target = slice_part(text, number, end);
    return end + 3;
}

size_t citation_skip_paragraphs(Slice text, size_t at)
{
    size_t end = one_paragraph(text, at);

    while (end != at) {
        size_t next = end, to;

        if (has(text, next, "\xE2\x80\x93") || at_or_end(text, next) == '-') {
            next += text.data[next] == '-' ? 1 : 3;
        } else {
            next = citation_skip_space(text, end);
            to = citation_skip_words(text, next, "to");
            next = to != next ? citation_skip_space(text, to) : citation_skip_separator(text, end);
        }
        if (has(text, next, "\xE7\xAC\xAC")) /* 第3和第5段 */
            next += 3;
        if (next == end || one_paragraph(text, next) == next)
            return end;
        end = one_paragraph(text, next);
    }
    return end;
}
