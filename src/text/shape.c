/* SPDX-License-Identifier: Apache-2.0
 *
 * What a line looks like. Everything here judges one slice; whoever asks knows the neighbours.
 */
#include "text/shape_internal.h"

#include "text/words_internal.h"

#include <unicode/uchar.h>

enum { NUMBER_DIGITS_MAX = 4, PAGE_DIGITS_MAX = 3, LETTERS_MAX = 6, MEETING_MAX = 80, SPEAKER_MAX = 110 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static size_t digits(Slice text, size_t at, size_t most, unsigned *value)
{
    size_t size = 0;

    *value = 0;
    for (; size < most && at + size < text.size && is_digit(text.data[at + size]); size++)
        *value = *value * 10 + (unsigned)(text.data[at + size] - '0');
    return at + size < text.size && is_digit(text.data[at + size]) ? 0 : size;
}

/* ---- labels ---- */

/* How many of this letter the text begins with. */
static size_t leading(Slice text, char letter)
{
    size_t count = 0;

    while (count < text.size && text.data[count] == letter)
        count++;
    return count;
}

unsigned shape_roman(Slice letters)
{
    static const char *const ones[] = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};

    for (unsigned tens = 0; tens <= 3; tens++)
        for (unsigned one = 0; one <= 9; one++) {
            size_t size = tens + strlen(ones[one]);

            if (size == 0 || size != letters.size || leading(letters, 'x') < tens)
                continue;
            if (memcmp(letters.data + tens, ones[one], size - tens) == 0)
                return tens * 10 + one;
        }
    return 0;
}

/* The words that number what is put between two numbers. */
static size_t added_words(Slice text, size_t at)
{
    static const char *const words[] = {"bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies", "alt", "pre"};
    size_t                   start = at;

    if (start < text.size && (text.data[start] == ' ' || text.data[start] == '.'))
        start++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t end = start + strlen(words[i]);

        if (start < text.size && slice_starts(slice_part(text, start, text.size), words[i]) && (end == text.size || !is_small(text.data[end])))
            return end;
    }
    return at;
}

static size_t with_added(Slice text, size_t at, Label *label)
{
    size_t end = added_words(text, at);

    label->added = end != at;
    return end;
}

static bool ends_label(Slice text, size_t at)
{
    size_t   next = at;
    uint32_t rune;

    if (at >= text.size)
        return at == text.size;
    rune = utf8_next(text, &next);
    return rune_is_space(rune) || (rune >= 0x2E80 && rune <= 0x9FFF); /* Chinese puts no space behind a label */
}

static bool finish(Slice text, size_t at, Label *label)
{
    label->size = at;
    return ends_label(text, at);
}

static bool letters_label(Slice text, size_t from, size_t end, Label *label)
{
    Slice  inner = slice_part(text, from, end);
    size_t size = 0;

    while (size < inner.size && is_small(inner.data[size]))
        size++;
    if (size == 0 || size > LETTERS_MAX || with_added(inner, size, label) != inner.size)
        return false;
    inner.size = size;
    label->roman = shape_roman(inner);
    if (size == 1 || (size == 2 && inner.data[0] == inner.data[1] && label->roman == 0)) {
        label->form = LABEL_LETTER;
        label->number = (unsigned)(inner.data[0] - 'a') + 1 + (size == 2 ? 26 : 0);
        return true;
    }
    label->form = LABEL_ROMAN;
    label->number = label->roman;
    return label->roman != 0;
}

/* (a) (ii) (1) (A) (a bis) */
static bool bracketed(Slice text, Label *label)
{
    size_t end = 1;

    while (end < text.size && end < 24 && text.data[end] != ')')
        end++;
    if (end >= text.size || text.data[end] != ')' || end == 1)
        return false;
    label->closed = true;
    if (is_digit(text.data[1])) {
        size_t size = digits(text, 1, PAGE_DIGITS_MAX, &label->number);

        label->form = LABEL_NUMBER;
        return size != 0 && with_added(text, 1 + size, label) == end && finish(text, end + 1, label);
    }
    if (is_capital(text.data[1]) && end == 2) {
        label->form = LABEL_UPPER;
        label->number = (unsigned)(text.data[1] - 'A') + 1;
        return finish(text, end + 1, label);
    }
    return letters_label(text, 1, end, label) && finish(text, end + 1, label);
}

/* 1. 1) 1.1. 1.1 "1 -" "3 bis." */
static bool numbered(Slice text, Label *label)
{
    unsigned parts = 0;
    size_t   at = 0, size = digits(text, 0, NUMBER_DIGITS_MAX, &label->number);

    if (size == 0)
        return false;
    label->first = label->number;
    for (at = size, parts = 1; at + 1 < text.size && text.data[at] == '.' && is_digit(text.data[at + 1]); parts++) {
        size = digits(text, at + 1, PAGE_DIGITS_MAX, &label->number);
        if (size == 0)
            return false;
        at += 1 + size;
    }
    at = with_added(text, at, label);
    label->form = parts > 1 ? LABEL_DOTTED : LABEL_NUMBER;
    label->closed = true;
    if (at < text.size && (text.data[at] == '.' || text.data[at] == ')'))
        return finish(text, at + 1, label);
    if (text.size - at >= 3 && memcmp(text.data + at, "\xEF\xBC\x8E", 3) == 0) /* U+FF0E */
        return finish(text, at + 3, label);
    if (parts == 1 && text.size - at >= 3 && memcmp(text.data + at, " - ", 3) == 0)
        return finish(text, at + 2, label);
    label->closed = false;
    return (parts > 1 || label->added) && finish(text, at, label);
}

/* a. a) ii. ii) A. IV. */
static bool lettered(Slice text, Label *label)
{
    size_t end = 0;
    bool   capital = is_capital(text.data[0]);

    while (end < text.size && end <= LETTERS_MAX && (capital ? is_capital(text.data[end]) : is_small(text.data[end])))
        end++;
    if (end == 0 || end >= text.size || (text.data[end] != '.' && text.data[end] != ')'))
        return false;
    label->closed = true;
    if (capital) {
        char small[LETTERS_MAX + 1];

        if (end > LETTERS_MAX)
            return false;
        for (size_t i = 0; i < end; i++)
            small[i] = (char)(text.data[i] - 'A' + 'a');
        label->roman = shape_roman((Slice){small, end});
        label->form = label->roman != 0 ? LABEL_UPPER_ROMAN : LABEL_UPPER;
        label->number = label->roman != 0 ? label->roman : (unsigned)(text.data[0] - 'A') + 1;
        return (end == 1 || label->roman != 0) && finish(text, end + 1, label);
    }
    if (!letters_label(text, 0, end, label))
        return false;
    if (text.data[end] == '.')
        label->form = label->form == LABEL_ROMAN ? LABEL_ROMAN_DOT : LABEL_LETTER_DOT;
    return finish(text, end + 1, label);
}

/* PP3 OP5 "OP3 bis" "PP5alt" */
static bool handle(Slice text, Label *label)
{
    size_t size;

    if (!slice_starts(text, "PP") && !slice_starts(text, "OP"))
        return false;
    size = digits(text, 2, PAGE_DIGITS_MAX, &label->number);
    if (size == 0)
        return false;
    label->form = LABEL_HANDLE;
    size = with_added(text, 2 + size, label);
    label->closed = size < text.size && (text.data[size] == '.' || text.data[size] == ':');
    return finish(text, size + (label->closed ? 1 : 0), label);
}

static bool bullet(Slice text, Label *label)
{
    static const char *const marks[] = {"\xE2\x80\xA2", "\xE2\x96\xAA", "\xE2\x97\xA6", "\xE2\x80\x93", "\xE2\x80\x94", "-", "\xC2\xB7"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_starts(text, marks[i]) && strlen(marks[i]) < text.size && text.data[strlen(marks[i])] == ' ') {
            label->form = LABEL_BULLET;
            label->closed = true;
            return finish(text, strlen(marks[i]), label);
        }
    return false;
}

bool shape_label(Slice text, Label *out)
{
    size_t title = shape_title_number(text);

    *out = (Label){.form = LABEL_NONE};
    if (text.size == 0)
        return false;
    if (title != 0) {
        *out = (Label){.form = LABEL_TITLE, .size = title, .closed = true};
        return true;
    }
    if ((text.data[0] == '(' && bracketed(text, out)) || (is_digit(text.data[0]) && numbered(text, out)))
        return true;
    *out = (Label){.form = LABEL_NONE};
    if (handle(text, out) || bullet(text, out))
        return true;
    *out = (Label){.form = LABEL_NONE};
    if ((is_small(text.data[0]) || is_capital(text.data[0])) && lettered(text, out))
        return true;
    *out = (Label){.form = LABEL_NONE};
    return false;
}

bool shape_follows(const Label *last, const Label *next)
{
    unsigned value = next->number;

    if ((last->form == LABEL_ROMAN && next->form == LABEL_LETTER) || (last->form == LABEL_ROMAN_DOT && next->form == LABEL_LETTER_DOT))
        value = next->roman; /* (v) after (iv) */
    else if (last->form != next->form)
        return false;
    if (last->form == LABEL_DOTTED && last->first != next->first)
        return false;
    return value != 0 && (value == last->number + 1 || (next->added && value == last->number));
}

/* ---- furniture ---- */

bool shape_page_of(Slice line)
{
    unsigned page = 0, pages = 0;
    size_t   size = digits(line, 0, PAGE_DIGITS_MAX, &page), more;

    if (size == 0 || size >= line.size || line.data[size] != '/')
        return false;
    more = digits(line, size + 1, PAGE_DIGITS_MAX, &pages);
    return more != 0 && size + 1 + more == line.size && page >= 1 && page <= pages;
}

bool shape_page_number(Slice line)
{
    unsigned number;
    Slice    words = {NULL, 0};

    if (shape_page_of(line) || slice_is(line, "/...") || slice_is(line, "/\xE2\x80\xA6") || slice_is(line, "..."))
        return true;
    if (!words_masthead_has("page", line, WORDS_START, &words) || line.size <= words.size + 1 || line.data[words.size] != ' ')
        return false;
    line = slice_part(line, words.size + 1, line.size);
    return digits(line, 0, PAGE_DIGITS_MAX, &number) == line.size;
}

/* "18-22650", "18-22650 (E)", "GE.05-11667 (E)", "N0076543", "*1822650*" */
bool shape_job_number(Slice line)
{
    size_t   at = 0, size;
    unsigned value;

    if (line.size >= 7 && line.data[0] == '*' && line.data[line.size - 1] == '*')
        return digits(line, 1, 12, &value) == line.size - 2;
    if (slice_starts(line, "GE.") || slice_starts(line, "V."))
        at = line.data[0] == 'G' ? 3 : 2;
    if (at == 0 && line.size >= 8 && line.data[0] == 'N' && digits(line, 1, 8, &value) >= 7) {
        at = 1 + digits(line, 1, 8, &value);
    } else {
        if (digits(line, at, 2, &value) != 2 || at + 2 >= line.size || line.data[at + 2] != '-')
            return false;
        size = digits(line, at + 3, 5, &value);
        if (size != 5)
            return false;
        at += 3 + size;
    }
    if (at + 4 == line.size && line.data[at] == ' ')
        at++;
    if (at + 3 == line.size && line.data[at] == '(' && is_capital(line.data[at + 1]) && line.data[at + 2] == ')')
        at += 3;
    return at == line.size;
}

bool shape_date_code(Slice line)
{
    unsigned value;

    return line.size == 6 && digits(line, 0, 6, &value) == 6;
}

bool shape_rule(Slice line)
{
    if (line.size < 3)
        return false;
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] != line.data[0] || strchr("_-=*", line.data[0]) == NULL)
            return false;
    return line.size >= 5 || line.data[0] != '*';
}

bool shape_symbol(Slice line)
{
    Symbol symbol;

    return line.size >= 4 && is_capital(line.data[0]) && symbol_match(line, &symbol) == line.size;
}

bool shape_small_number(Slice line, unsigned *number)
{
    size_t size = digits(line, 0, PAGE_DIGITS_MAX, number);

    return size != 0 && size == line.size && *number != 0;
}

bool shape_meeting(Slice line)
{
    char iso[ISO_DATE_SIZE];

    if (line.size > MEETING_MAX || shape_ends_sentence(line))
        return false;
    if (words_masthead_has("plenary", line, WORDS_END, NULL) && is_digit(line.data[0]))
        return true;
    /* Arabic and Chinese put the number inside or behind. */
    return (unsigned char)line.data[0] >= 0x80 && words_masthead_has("plenary", line, WORDS_INSIDE, NULL) && !words_date_inside(line, iso);
}

bool shape_date_only(Slice line, char iso[11])
{
    return line.size != 0 && line.size <= MEETING_MAX && words_date(line, iso) == line.size;
}

bool shape_speaker(Slice line)
{
    static const char *const titles[] = {"Mr. ", "Ms. ", "Mrs. ", "Miss ", "Dr. ", "Sir ", "Dame ", "Archbishop ", "Monsignor ", "Prince ",
                                         "Princess ", "King ", "Queen ", "Sheikh ", "The President", "The Acting President", "The Chair",
                                         "The Co-Chair", "The Vice-Chair", "The Temporary President", "The Secretary-General", "M. ", "Mme ",
                                         "Sr. ", "Sra. ", "El Presidente", "La Presidenta", "Le Pr\xC3\xA9sident", "La Pr\xC3\xA9sidente"};

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (slice_starts(line, titles[i])) {
            Slice       part = slice_part(line, 0, line.size < SPEAKER_MAX ? line.size : SPEAKER_MAX);
            const char *colon = memchr(part.data, ':', part.size);
            const char *stop = memchr(part.data + strlen(titles[i]), '.', part.size - strlen(titles[i]));
            const char *bracket = memchr(part.data, '(', part.size);

            if (colon != NULL)
                return stop == NULL || stop > colon;
            return bracket != NULL && titles[i][0] != 'T';
        }
    return false;
}

static bool first_is_arabic(Slice text)
{
    size_t at = 0;

    return text.size != 0 && rune_is_right_to_left(utf8_next(text, &at));
}

/* "ES-11/1.", "75/240.", "43/78 H.", "2131 (XX)." */
size_t shape_title_number(Slice line)
{
    size_t   at = 0, size;
    unsigned value;

    if (slice_starts(line, "ES-") || slice_starts(line, "S-"))
        at = line.data[0] == 'E' ? 3 : 2;
    size = digits(line, at, NUMBER_DIGITS_MAX, &value);
    if (size == 0)
        return 0;
    at += size;
    if (at < line.size && line.data[at] == '/') {
        size = digits(line, at + 1, NUMBER_DIGITS_MAX, &value);
        if (size == 0)
            return 0;
        at += 1 + size;
        if (at + 1 < line.size && line.data[at] == ' ' && is_capital(line.data[at + 1]))
            at++;
        if (at < line.size && is_capital(line.data[at]))
            at++;
    } else if (line.size - at > 4 && line.data[at] == ' ' && line.data[at + 1] == '(' && size >= 3) {
        const char *close = memchr(line.data + at, ')', line.size - at);

        if (close == NULL || close - (line.data + at) > 9)
            return 0;
        at = (size_t)(close - line.data) + 1;
    } else {
        return 0;
    }
    if (slice_starts(slice_part(line, at, line.size), " - ") && first_is_arabic(slice_part(line, at + 3, line.size)))
        return at + 2; /* Arabic titles have a dash behind the number */
    if (at >= line.size || line.data[at] != '.')
        return 0;
    at++;
    return at == line.size || line.data[at] == ' ' ? at : 0;
}

/* ---- beginnings and endings ---- */

static uint32_t rune_before(Slice text, size_t *end)
{
    size_t at = *end, next;

    do
        at--;
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80);
    next = at;
    *end = at;
    return utf8_next(text, &next);
}

static bool is_note_digit(uint32_t rune)
{
    return rune == 0xB9 || rune == 0xB2 || rune == 0xB3 || rune == 0x2070 || (rune >= 0x2074 && rune <= 0x2079);
}

static bool closes(uint32_t rune)
{
    return rune == 0x201D || rune == 0x2019 || rune == '"' || rune == '\'' || rune == 0xBB || rune == ')' || rune == ']' || rune == 0xFFFC ||
           rune == '*' || is_note_digit(rune) || rune_is_space(rune);
}

/* A note's number that an extraction left bare: "Court, 2", "made,1". */
static size_t before_bare_mark(Slice text, size_t end)
{
    size_t at = end;

    while (at > 0 && end - at < PAGE_DIGITS_MAX && is_digit(text.data[at - 1]))
        at--;
    if (at == end || at == 0)
        return end;
    if (text.data[at - 1] == ' ')
        at--;
    return at > 0 && strchr(",;:.?!", text.data[at - 1]) != NULL ? at : end;
}

static uint32_t last_mark(Slice text)
{
    size_t end = slice_trim(text).size;

    text = slice_trim(text);
    end = before_bare_mark(text, end);
    while (end > 0) {
        uint32_t rune = rune_before(text, &end);

        if (!closes(rune))
            return rune;
    }
    return 0;
}

static bool is_sentence_mark(uint32_t rune)
{
    return rune == '.' || rune == '?' || rune == '!' || rune == 0x3002 || rune == 0xFF1F || rune == 0xFF01 || rune == 0x61F || rune == 0x2026;
}

static bool is_clause_mark(uint32_t rune)
{
    return rune == ';' || rune == ':' || rune == 0xFF1B || rune == 0xFF1A || rune == 0x61B || is_sentence_mark(rune);
}

static bool is_mark(uint32_t rune)
{
    return rune == ',' || rune == 0xFF0C || rune == 0x60C || is_clause_mark(rune);
}

bool shape_ends_sentence(Slice text)
{
    return is_sentence_mark(last_mark(text));
}

bool shape_ends_clause(Slice text)
{
    return is_clause_mark(last_mark(text));
}

bool shape_ends(Slice text)
{
    return is_mark(last_mark(text));
}

bool shape_ends_bare(Slice text)
{
    size_t end = text.size;

    return end != 0 && is_mark(rune_before(text, &end));
}

bool shape_starts_small(Slice text)
{
    size_t at = 0;

    return text.size != 0 && u_islower((UChar32)utf8_next(text, &at));
}

bool shape_starts_capital(Slice text)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t rune = utf8_next(text, &at);

        if (rune == 0x201C || rune == '"' || rune == '[' || rune == '(' || rune == 0xAB || rune == 0x2018)
            continue;
        return rune_is_upper(rune) || u_istitle((UChar32)rune);
    }
    return false;
}

size_t shape_width(Slice text)
{
    return utf8_count(text);
}
