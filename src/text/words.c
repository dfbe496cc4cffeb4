/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking words up in the tables of data/.
 *
 * The tables have some hundreds of rows and are searched from front to back; those that every paragraph asks for several times, opening words and words of a masthead, by what they are:
 * opening words by language, kind and first letter, those of a masthead by what they tell.
 */
#include "text/words_internal.h"

#include <pthread.h>
#include <unicode/uchar.h>

enum { ADVERBS_MAX = 3, YEAR_DIGITS = 4, MONTH_TAIL_MAX = 40, OPENING_ROWS_MAX = 8192, ASCII_LETTERS = 128, MASTHEAD_ROWS_MAX = 1024, TOLD_MAX = 64 };

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool words_start(Slice text, Slice words)
{
    if (text.size < words.size)
        return false;
    for (size_t i = 0; i < words.size; i++)
        if (ascii_lower(text.data[i]) != ascii_lower(words.data[i]))
            return false;
    return true;
}

/* ---- opening words ---- */

/* "en-GB" is "en". */
static bool same_language(const char *row, const char *language)
{
    size_t size = strlen(row);

    return strncmp(row, language, size) == 0 && (language[size] == '\0' || language[size] == '-');
}

static bool has_no_spaces(const char *language)
{
    return same_language("zh", language);
}

size_t words_match(Slice text, size_t at, Slice words, bool spaced)
{
    size_t in_text = at, in_words = 0, size;

    if (at >= text.size || words.size == 0)
        return 0;
    if (u_tolower((UChar32)utf8_next(text, &in_text)) != u_tolower((UChar32)utf8_next(words, &in_words)))
        return 0;
    size = words.size - in_words;
    if (text.size - in_text < size || memcmp(text.data + in_text, words.data + in_words, size) != 0)
        return 0;
    in_text += size;
    if (spaced && in_text < text.size) {
        size_t next = in_text;

        if (rune_is_letter(utf8_next(text, &next)))
            return 0;
    }
    return in_text - at;
}

typedef enum OpeningKind { BEFORE, AFTER, AFTER_THE, DETERMINER, PREAMBULAR, OPERATIVE, OPENING_KINDS } OpeningKind;

static const char *const opening_kinds[OPENING_KINDS] = {"before", "after", "after-the", "determiner", "preambular", "operative"};
static const char *const opening_languages[] = {"ar", "en", "es", "fr", "ru", "zh"};

enum { OPENING_LANGUAGES = sizeof opening_languages / sizeof *opening_languages };

/* Rows of opening words of one language, kind and first letter, chained; counted from 1, 0 ends. All letters beyond ASCII share the first chain, because the bytes of
   small and capital letters differ there. Made once, then only read. */
static struct {
    uint16_t first[OPENING_LANGUAGES][OPENING_KINDS][ASCII_LETTERS], next[OPENING_ROWS_MAX];
} openings;
static pthread_once_t openings_once = PTHREAD_ONCE_INIT;

static size_t chain_of(Slice text, size_t at)
{
    char first = at < text.size ? ascii_lower(text.data[at]) : '\0';

    return first > 0 ? (size_t)first : 0;
}

/* OPENING_LANGUAGES: one that the table has not. */
static size_t language_index(const char *language)
{
    size_t i = 0;

    while (i < OPENING_LANGUAGES && !same_language(opening_languages[i], language))
        i++;
    return i;
}

static size_t kind_index(const char *kind)
{
    size_t i = 0;

    while (i < OPENING_KINDS && strcmp(opening_kinds[i], kind) != 0)
        i++;
    return i;
}

static void index_openings(void)
{
    REQUIRE(words_opening_count <= OPENING_ROWS_MAX);
    for (size_t i = words_opening_count; i > 0; i--) {
        const char *const *row = words_opening[i - 1];
        size_t             language = language_index(row[0]), kind = kind_index(row[1]);
        uint16_t          *first;

        REQUIRE(language < OPENING_LANGUAGES && kind < OPENING_KINDS);
        first = &openings.first[language][kind][chain_of(slice_from(row[2]), 0)];
        openings.next[i - 1] = *first;
        *first = (uint16_t)i;
    }
}

/* The longest row of this kind at `at`. */
static size_t longest(Slice text, size_t at, const char *language, OpeningKind kind)
{
    size_t index = language_index(language), best = 0;
    bool   spaced = !has_no_spaces(language);

    (void)pthread_once(&openings_once, index_openings);
    if (index == OPENING_LANGUAGES)
        return 0;
    for (size_t i = openings.first[index][kind][chain_of(text, at)]; i != 0; i = openings.next[i - 1]) {
        size_t size = words_match(text, at, slice_from(words_opening[i - 1][2]), spaced);

        if (size > best)
            best = size;
    }
    return best;
}

static size_t skip_space(Slice text, size_t at)
{
    while (at < text.size && text.data[at] == ' ')
        at++;
    return at;
}

static size_t adverbs_before(Slice text, const char *language)
{
    size_t at = 0;

    for (int i = 0; i < ADVERBS_MAX; i++) {
        size_t size = longest(text, at, language, BEFORE);

        if (size == 0)
            break;
        at = skip_space(text, at + size);
    }
    return at;
}

/* "further" behind a verb is an adverb when "the" or its like follows. */
static size_t adverb_before_determiner(Slice text, size_t at, const char *language)
{
    size_t size = longest(text, at, language, AFTER_THE);

    return size != 0 && longest(text, skip_space(text, at + size), language, DETERMINER) != 0 ? size : 0;
}

static size_t adverbs_after(Slice text, size_t at, const char *language)
{
    for (int i = 0; i < ADVERBS_MAX; i++) {
        size_t next = skip_space(text, at), size = longest(text, next, language, AFTER);

        if (size == 0)
            size = adverb_before_determiner(text, next, language);
        if (size == 0)
            break;
        at = next + size;
    }
    return at;
}

static bool begins_small(Slice text)
{
    size_t at = 0;

    return text.size != 0 && u_islower((UChar32)utf8_next(text, &at));
}

static size_t open_at(Slice text, size_t at, const char *language, OpeningForm *form)
{
    size_t preambular = longest(text, at, language, PREAMBULAR);
    size_t operative = longest(text, at, language, OPERATIVE);

    *form = preambular >= operative ? OPENING_PREAMBULAR : OPENING_OPERATIVE;
    return preambular >= operative ? preambular : operative;
}

size_t words_open(Slice text, const char *language, OpeningForm *form)
{
    size_t at, size;

    *form = OPENING_NONE;
    if (language[0] == '\0')
        language = "en";
    /* Russian opens its paragraphs with small letters; elsewhere a small letter goes on with a sentence. */
    if (begins_small(text) && !same_language("ru", language))
        return 0;
    size = open_at(text, 0, language, form);
    at = adverbs_before(text, language);
    if (at != 0) {
        OpeningForm with = OPENING_NONE;
        size_t      more = open_at(text, at, language, &with);

        if (more != 0 && at + more > size) {
            size = at + more;
            *form = with;
        }
    }
    if (size == 0) {
        *form = OPENING_NONE;
        return 0;
    }
    return adverbs_after(text, size, language);
}

size_t words_open_participle(Slice text)
{
    size_t size = 0;

    while (size < text.size && ((text.data[size] >= 'a' && text.data[size] <= 'z') || (size == 0 && text.data[0] >= 'A' && text.data[0] <= 'Z')))
        size++;
    if (size < 6 || size >= text.size || text.data[size] != ' ' || !slice_ends(slice_part(text, 0, size), "ing"))
        return 0;
    return text.data[0] >= 'A' && text.data[0] <= 'Z' ? size : 0;
}

/* ---- mastheads and organs ---- */

static bool stands(Slice line, Slice words, WordsWhere where)
{
    size_t last = line.size >= words.size ? line.size - words.size : 0;

    if (line.size < words.size || (where == WORDS_WHOLE && line.size != words.size))
        return false;
    switch (where) {
    case WORDS_WHOLE:
    case WORDS_START: return words_start(line, words);
    case WORDS_END: return words_start(slice_part(line, last, line.size), words);
    default: break;
    }
    for (size_t at = 0; at <= last; at++)
        if (words_start(slice_part(line, at, line.size), words))
            return true;
    return false;
}

/* What the rows of the masthead tell, each once with its first row; and for each row the next that tells the same. Rows are counted from 1, 0 ends. Made once, then only read. */
static struct {
    const char *told[TOLD_MAX];
    uint16_t    first[TOLD_MAX], next[MASTHEAD_ROWS_MAX];
    size_t      count;
} masthead;
static pthread_once_t masthead_once = PTHREAD_ONCE_INIT;

static size_t told_index(const char *what)
{
    size_t i = 0;

    while (i < masthead.count && (masthead.told[i][0] != what[0] || strcmp(masthead.told[i], what) != 0))
        i++;
    return i;
}

static void index_masthead(void)
{
    REQUIRE(words_masthead_count <= MASTHEAD_ROWS_MAX);
    for (size_t i = words_masthead_count; i > 0; i--) {
        size_t told = told_index(words_masthead[i - 1][1]);

        REQUIRE(told < TOLD_MAX);
        if (told == masthead.count)
            masthead.told[masthead.count++] = words_masthead[i - 1][1];
        masthead.next[i - 1] = masthead.first[told];
        masthead.first[told] = (uint16_t)i;
    }
}

bool words_masthead_has(const char *what, Slice line, WordsWhere where, Slice *found)
{
    size_t told;

    (void)pthread_once(&masthead_once, index_masthead);
    told = told_index(what);
    for (size_t i = told < masthead.count ? masthead.first[told] : 0; i != 0; i = masthead.next[i - 1]) {
        Slice words = slice_from(words_masthead[i - 1][2]);

        if (!stands(line, words, where))
            continue;
        if (found != NULL)
            *found = words;
        return true;
    }
    return false;
}

/* Without its closing comma, of whatever script. */
static Slice without_comma(Slice line)
{
    static const char *const commas[] = {",", "\xEF\xBC\x8C" /* U+FF0C */, "\xD8\x8C" /* U+060C */};

    line = slice_trim(line);
    for (size_t i = 0; i < sizeof commas / sizeof *commas; i++)
        if (slice_ends(line, commas[i]))
            return slice_trim(slice_part(line, 0, line.size - strlen(commas[i])));
    return line;
}

/* Typewriter apostrophes count as printed ones. */
static bool equal_but_apostrophes(Slice a, Slice b)
{
    size_t i = 0, j = 0;

    while (i < a.size && j < b.size) {
        uint32_t x = utf8_next(a, &i), y = utf8_next(b, &j);

        if (x == '\'')
            x = 0x2019;
        if (x != y)
            return false;
    }
    return i == a.size && j == b.size;
}

long words_organ_formula(Slice line)
{
    line = without_comma(line);
    for (size_t i = 0; i < words_organ_count; i++) {
        const char *formula = words_organ[i][ORGAN_FORMULA];

        if (line.size != 0 && line.data[0] != formula[0] && line.data[0] != '\'' && formula[0] != '\'')
            continue; /* as nearly all are */
        if (strcmp(formula, "-") != 0 && equal_but_apostrophes(line, slice_from(formula)))
            return (long)i;
    }
    return -1;
}

long words_organ_symbol(Slice symbol)
{
    for (size_t i = 0; i < words_organ_count; i++)
        if (slice_starts(symbol, words_organ[i][ORGAN_RESOLUTIONS]))
            return (long)i;
    return -1;
}

/* ---- dates ---- */

static size_t digits_at(Slice text, size_t at, size_t most, unsigned *value)
{
    size_t size = 0;

    *value = 0;
    while (size < most && at + size < text.size && text.data[at + size] >= '0' && text.data[at + size] <= '9') {
        *value = *value * 10 + (unsigned)(text.data[at + size] - '0');
        size++;
    }
    return size;
}

static size_t month_at(Slice text, size_t at, unsigned *month)
{
    size_t best = 0;

    for (size_t i = 0; i < words_masthead_count; i++) {
        const char *what = words_masthead[i][1];
        Slice       words = slice_from(words_masthead[i][2]);

        if (strncmp(what, "month ", 6) != 0 || words.size <= best || at > text.size)
            continue;
        if (!words_start(slice_part(text, at, text.size), words))
            continue;
        best = words.size;
        *month = (unsigned)(what[6] - '0') * 10 + (unsigned)(what[7] - '0');
    }
    return best;
}

static size_t skip_word(Slice text, size_t at, const char *word)
{
    size_t size = strlen(word);

    return text.size - at >= size && memcmp(text.data + at, word, size) == 0 ? at + size : at;
}

/* What may stand between a month and its year: spaces, "de", or the month's second name after a slash, as Arabic dates have it. */
static size_t skip_to_year(Slice text, size_t at)
{
    if (at < text.size && text.data[at] == '/') {
        size_t end = at + MONTH_TAIL_MAX < text.size ? at + MONTH_TAIL_MAX : text.size;

        while (at < end && (text.data[at] < '0' || text.data[at] > '9'))
            at++;
        return at;
    }
    at = skip_space(text, at);
    at = skip_word(text, at, "de ");
    return skip_word(text, at, "del ");
}

static bool print_date(unsigned year, unsigned month, unsigned day, char iso[ISO_DATE_SIZE])
{
    if (year < 1800 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    (void)snprintf(iso, ISO_DATE_SIZE, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
    return true;
}

/* 2020年12月31日 */
static size_t chinese_date(Slice text, char iso[ISO_DATE_SIZE])
{
    static const char *const units[] = {"\xE5\xB9\xB4", "\xE6\x9C\x88", "\xE6\x97\xA5"};
    unsigned                 values[3];
    size_t                   at = 0;

    for (int i = 0; i < 3; i++) {
        size_t size = digits_at(text, at, YEAR_DIGITS, &values[i]);

        if (size == 0 || skip_word(text, at + size, units[i]) == at + size)
            return 0;
        at += size + 3;
    }
    return print_date(values[0], values[1], values[2], iso) ? at : 0;
}

size_t words_date(Slice text, char iso[ISO_DATE_SIZE])
{
    unsigned day, month = 0, year;
    size_t   at = digits_at(text, 0, 2, &day), size;

    if (at == 0)
        return 0;
    if (chinese_date(text, iso) != 0)
        return chinese_date(text, iso);
    at = skip_word(text, at, "er");
    at = skip_word(text, at, "\xC2\xBA"); /* the ordinal sign of 1º */
    if (at >= text.size || text.data[at] != ' ')
        return 0;
    at = skip_word(text, skip_space(text, at), "de ");
    size = month_at(text, at, &month);
    if (size == 0)
        return 0;
    at = skip_to_year(text, at + size);
    if (digits_at(text, at, YEAR_DIGITS, &year) != YEAR_DIGITS || !print_date(year, month, day, iso))
        return 0;
    at += YEAR_DIGITS;
    size = skip_word(text, at, " \xD0\xB3\xD0\xBE\xD0\xB4\xD0\xB0"); /* года */
    return size;
}

bool words_date_inside(Slice text, char iso[ISO_DATE_SIZE])
{
    for (size_t at = 0; at < text.size; at++) {
        bool digit = text.data[at] >= '0' && text.data[at] <= '9';
        bool first = at == 0 || text.data[at - 1] < '0' || text.data[at - 1] > '9';

        if (digit && first && words_date(slice_part(text, at, text.size), iso) != 0)
            return true;
    }
    return false;
}
