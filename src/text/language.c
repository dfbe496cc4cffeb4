/* SPDX-License-Identifier: Apache-2.0
 *
 * Which of the six official languages a text is in, by its letters and, among those that share the Latin script, by its commonest
 * words; and which way it runs. What is not clearly one of the six stays unknown.
 */
#include "text/text.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

enum {
    LETTERS_ENOUGH = 20,       /* of one script, to say anything */
    LETTERS_LOOKED_AT = 4000,  /* more would not change the answer */
    WORDS_ENOUGH = 3,          /* common words of a language */
    WORD_MAX = sizeof(uint64_t), /* bytes of a common word */
    LANGUAGES = 3,             /* that share the Latin script */
    COMMON = 18
};

typedef struct Counts {
    size_t latin, cyrillic, arabic, han, other; /* letters; other: of kana, hangul, and of Cyrillic and Arabic letters foreign to ru and ar */
    size_t words[LANGUAGES];
    size_t seen, right_to_left;
} Counts;

static const char *const languages[LANGUAGES] = {"en", "fr", "es"};
static const char *const common[LANGUAGES][COMMON] = {
    {"the", "of", "and", "to", "in", "for", "that", "with", "on", "by", "is", "its", "which", "as", "from", "this", "be", "has"},
    {"le", "la", "les", "des", "et", "du", "que", "dans", "pour", "une", "aux", "sur", "par", "est", "au", "ses", "qui", "ou"},
    {"el", "los", "las", "del", "y", "que", "en", "para", "por", "una", "con", "su", "al", "se", "sus", "como", "o", "sobre"},
};

/* Letters of Ukrainian, Belarusian, Serbian, Kazakh … and of Persian, Urdu … that Russian and Arabic do not have. */
static bool is_foreign(uint32_t rune)
{
    static const uint32_t foreign[] = {0x456, 0x457, 0x454, 0x491, 0x45E, 0x458, 0x45A, 0x459, 0x45B, 0x452, 0x4D9, 0x4AF, 0x49B,
                                       0x67E, 0x686, 0x698, 0x6AF, 0x6CC, 0x6A9, 0x6C1, 0x6D2, 0x679, 0x688, 0x6BA};

    if (rune < 0x452 || rune > 0x6D2 || (rune > 0x4D9 && rune < 0x679))
        return false; /* as nearly all are */
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (rune == foreign[i])
            return true;
    return false;
}

static void count_rune(Counts *counts, uint32_t rune)
{
    UErrorCode  error = U_ZERO_ERROR;
    UScriptCode script;

    if (rune_is_right_to_left(rune))
        counts->right_to_left++;
    if (!rune_is_letter(rune))
        return;
    counts->seen++;
    script = uscript_getScript((UChar32)rune, &error);
    if (is_foreign(rune) || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL)
        counts->other++;
    else if (script == USCRIPT_LATIN)
        counts->latin++;
    else if (script == USCRIPT_CYRILLIC)
        counts->cyrillic++;
    else if (script == USCRIPT_ARABIC)
        counts->arabic++;
    else if (script == USCRIPT_HAN)
        counts->han++;
}

/* A word as a number, so that it is held against all common words at once; 0: none, or one that is longer than they are. */
static uint64_t word_key(const char *word, size_t size)
{
    uint64_t key = 0;

    if (size <= WORD_MAX)
        memcpy(&key, word, size);
    return key;
}

typedef struct Keys {
    uint64_t words[LANGUAGES][COMMON];
} Keys;

static Keys make_keys(void)
{
    Keys keys;

    for (size_t language = 0; language < LANGUAGES; language++)
        for (size_t i = 0; i < COMMON; i++)
            keys.words[language][i] = word_key(common[language][i], strlen(common[language][i]));
    return keys;
}

static void count_word(Counts *counts, const Keys *keys, const char *word, size_t size)
{
    uint64_t key = word_key(word, size);

    if (key == 0)
        return;
    for (size_t language = 0; language < LANGUAGES; language++)
        for (size_t i = 0; i < COMMON; i++)
            counts->words[language] += keys->words[language][i] == key;
}

/* Of the rune at `at`: what a word of common words has there; 0: it is no letter, and a word ends. */
static char count_next(Counts *counts, Slice text, size_t *at)
{
    unsigned char first = (unsigned char)text.data[*at], small = first | 0x20;
    uint32_t      rune;

    if (first < 0x80) {
        bool letter = small >= 'a' && small <= 'z';

        (*at)++;
        counts->seen += letter;
        counts->latin += letter;
        return letter ? (char)small : '\0';
    }
    rune = utf8_next(text, at);
    count_rune(counts, rune);
    return rune_is_letter(rune) ? '?' : '\0';
}

static void count_text(Counts *counts, const Keys *keys, Slice text)
{
    char   word[WORD_MAX];
    size_t size = 0;

    for (size_t at = 0; at < text.size && counts->seen < LETTERS_LOOKED_AT;) {
        char letter = count_next(counts, text, &at);

        if (letter == '\0') {
            count_word(counts, keys, word, size);
            size = 0;
            continue;
        }
        if (size < WORD_MAX)
            word[size] = letter;
        size++;
    }
    count_word(counts, keys, word, size);
}

static Counts count(const Text *text)
{
    Counts counts = {0};
    Keys   keys = make_keys();

    for (size_t i = 0; i < text->count && counts.seen < LETTERS_LOOKED_AT; i++)
        count_text(&counts, &keys, text->paragraphs[i].text);
    return counts;
}

/* The Latin language whose common words are clearly ahead, or NULL. */
static const char *latin_language(const Counts *counts)
{
    size_t best = 0, second = 0;

    for (size_t i = 1; i < LANGUAGES; i++)
        if (counts->words[i] > counts->words[best])
            best = i;
    for (size_t i = 0; i < LANGUAGES; i++)
        if (i != best && counts->words[i] > second)
            second = counts->words[i];
    return counts->words[best] >= WORDS_ENOUGH && counts->words[best] > second + second / 4 ? languages[best] : NULL;
}

void text_detect_language(Text *text)
{
    Counts      counts;
    const char *found = NULL;

    if (text->language[0] != '\0')
        return;
    counts = count(text);
    /* A few Latin letters (names, symbols, acronyms) stand in every language's documents. */
    if (counts.other * 20 > counts.seen)
        return;
    if (counts.han >= LETTERS_ENOUGH && counts.han * 3 > counts.seen)
        found = "zh";
    else if (counts.arabic >= LETTERS_ENOUGH && counts.arabic * 2 > counts.seen)
        found = "ar";
    else if (counts.cyrillic >= LETTERS_ENOUGH && counts.cyrillic * 2 > counts.seen)
        found = "ru";
    else if (counts.latin >= LETTERS_ENOUGH && counts.latin * 2 > counts.seen)
        found = latin_language(&counts);
    if (found != NULL)
        memcpy(text->language, found, strlen(found) + 1);
}

bool text_is_right_to_left(const Text *text)
{
    static const char *const languages_so[] = {"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ku-arab"};
    Counts                   counts;

    for (size_t i = 0; i < sizeof languages_so / sizeof *languages_so; i++) {
        size_t size = strlen(languages_so[i]);

        if (strncmp(text->language, languages_so[i], size) == 0 && (text->language[size] == '\0' || text->language[size] == '-'))
            return true;
    }
    if (text->language[0] != '\0')
        return false;
    counts = count(text);
    return counts.right_to_left * 2 > counts.seen && counts.right_to_left != 0;
}
