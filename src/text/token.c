/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens: text cut at ICU's word breaks and interned to numbers, so that comparing compares integers.
 *
 * Han, Kana and Thai go one code point a token (with the marks that extend it): dictionary cutting depends on context, so the same words could be
 * cut differently on the two sides. A token is never cut inside a grapheme cluster. Equality is of bytes: what was typed is what is kept.
 */
#include "text/text.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

/* ---- vocabulary ---- */

typedef struct Entry {
    Slice    bytes;
    uint64_t hash;
} Entry;

struct Vocabulary {
    Arena    *arena;
    Entry    *entries; /* by word; [0] is unused */
    size_t    count, capacity;
    uint32_t *slots;   /* word, 0: free */
    size_t    mask;
    uint32_t  singles[256]; /* word of a byte alone, 0: not met yet. Spaces are half of all tokens */
};

enum { VOCABULARY_SLOTS_FIRST = 1024 };

Vocabulary *vocabulary_new(void)
{
    Vocabulary *vocabulary = memory_new_zeroed(1, sizeof *vocabulary);

    if (vocabulary == NULL)
        return NULL;
    vocabulary->arena = arena_new(TEXT_BYTES_MAX);
    vocabulary->slots = memory_new_zeroed(VOCABULARY_SLOTS_FIRST, sizeof *vocabulary->slots);
    vocabulary->mask = VOCABULARY_SLOTS_FIRST - 1;
    vocabulary->count = 1;
    if (vocabulary->arena == NULL || vocabulary->slots == NULL) {
        vocabulary_free(vocabulary);
        return NULL;
    }
    return vocabulary;
}

void vocabulary_free(Vocabulary *vocabulary)
{
    if (vocabulary == NULL)
        return;
    arena_free(vocabulary->arena);
    memory_free(vocabulary->entries);
    memory_free(vocabulary->slots);
    memory_free(vocabulary);
}

static size_t find_slot(const Vocabulary *vocabulary, Slice bytes, uint64_t hash)
{
    size_t at = (size_t)hash & vocabulary->mask;

    while (vocabulary->slots[at] != 0) {
        const Entry *entry = &vocabulary->entries[vocabulary->slots[at]];

        if (entry->hash == hash && slice_equal(entry->bytes, bytes))
            break;
        at = (at + 1) & vocabulary->mask;
    }
    return at;
}

static Status grow_slots(Vocabulary *vocabulary)
{
    size_t    size = (vocabulary->mask + 1) * 2;
    uint32_t *old = vocabulary->slots, *slots = memory_new_zeroed(size, sizeof *slots);

    if (slots == NULL)
        return ERR_MEMORY;
    vocabulary->slots = slots;
    vocabulary->mask = size - 1;
    for (uint32_t word = 1; word < vocabulary->count; word++)
        slots[find_slot(vocabulary, vocabulary->entries[word].bytes, vocabulary->entries[word].hash)] = word;
    memory_free(old);
    return OK;
}

static Status intern(Vocabulary *vocabulary, Slice bytes, uint32_t *out)
{
    uint64_t hash = hash_fast(bytes, 0);
    size_t   at = find_slot(vocabulary, bytes, hash);
    void    *block = vocabulary->entries;
    Status   status;

    if (vocabulary->slots[at] != 0) {
        *out = vocabulary->slots[at];
        return OK;
    }
    if (vocabulary->count > VOCABULARY_WORDS_MAX)
        return ERR_LIMIT;
    status = memory_reserve(&block, &vocabulary->capacity, vocabulary->count + 1, sizeof *vocabulary->entries);
    vocabulary->entries = block;
    TRY(status);
    TRY(slice_copy(vocabulary->arena, bytes, &vocabulary->entries[vocabulary->count].bytes));
    vocabulary->entries[vocabulary->count].hash = hash;
    vocabulary->slots[at] = (uint32_t)vocabulary->count;
    *out = (uint32_t)vocabulary->count++;
    return vocabulary->count * 2 > vocabulary->mask ? grow_slots(vocabulary) : OK;
}

Status vocabulary_word(Vocabulary *vocabulary, Slice bytes, uint32_t *out)
{
    uint32_t *single = bytes.size == 1 ? &vocabulary->singles[(unsigned char)bytes.data[0]] : NULL;

    if (single == NULL)
        return intern(vocabulary, bytes, out);
    if (*single == 0)
        TRY(intern(vocabulary, bytes, single));
    *out = *single;
    return OK;
}

Slice vocabulary_bytes(const Vocabulary *vocabulary, uint32_t word)
{
    REQUIRE(word > 0 && word < vocabulary->count);
    return vocabulary->entries[word].bytes;
}

size_t vocabulary_size(const Vocabulary *vocabulary)
{
    return vocabulary->count;
}

/* ---- cutter ---- */

struct Cutter {
    UBreakIterator *breaks;
    UText          *window;
};

Cutter *cutter_new(const char *language)
{
    UErrorCode error = U_ZERO_ERROR;
    Cutter    *cutter = memory_new_zeroed(1, sizeof *cutter);

    if (cutter == NULL)
        return NULL;
    cutter->breaks = ubrk_open(UBRK_WORD, language != NULL && *language != '\0' ? language : "en", NULL, 0, &error);
    if (U_FAILURE(error)) {
        cutter_free(cutter);
        return NULL;
    }
    return cutter;
}

void cutter_free(Cutter *cutter)
{
    if (cutter == NULL)
        return;
    if (cutter->breaks != NULL)
        ubrk_close(cutter->breaks);
    if (cutter->window != NULL)
        utext_close(cutter->window);
    memory_free(cutter);
}

typedef struct Cutting {
    Vocabulary   *vocabulary;
    Slice         text;
    const Anchor *anchors;
    size_t        anchor_count, anchor;
    Token       **tokens;
    size_t       *count, *capacity;
} Cutting;

static Status grow_tokens(Cutting *cutting)
{
    void  *block = *cutting->tokens;
    Status status = memory_reserve(&block, cutting->capacity, *cutting->count + 1, sizeof(Token));

    *cutting->tokens = block;
    return status;
}

static Status add_token(Cutting *cutting, size_t start, size_t end, TokenKind kind, Slice bytes)
{
    uint32_t word;

    if (*cutting->count == *cutting->capacity)
        TRY(grow_tokens(cutting));
    TRY(vocabulary_word(cutting->vocabulary, bytes, &word));
    (*cutting->tokens)[(*cutting->count)++] = (Token){(uint32_t)start, (uint32_t)end, word, kind};
    return OK;
}

/* Notes and boxes are equal by kind (their stories are compared on their own), other objects by their content. */
static Status add_object(Cutting *cutting, size_t at)
{
    const Anchor *anchor = NULL;
    char          key[2 + SHA256_SIZE] = {0};
    bool          by_content;

    while (cutting->anchor < cutting->anchor_count && cutting->anchors[cutting->anchor].at < at)
        cutting->anchor++;
    if (cutting->anchor < cutting->anchor_count && cutting->anchors[cutting->anchor].at == at)
        anchor = &cutting->anchors[cutting->anchor];
    key[1] = (char)(anchor != NULL ? anchor->kind + 1 : 0);
    by_content = anchor != NULL && anchor->kind != ANCHOR_FOOTNOTE && anchor->kind != ANCHOR_ENDNOTE;
    if (by_content)
        memcpy(key + 2, anchor->sha256, SHA256_SIZE);
    return add_token(cutting, at, at + 3, TOKEN_OBJECT, (Slice){key, by_content ? sizeof key : 2});
}

static bool stands_alone(uint32_t rune)
{
    UErrorCode  error = U_ZERO_ERROR;
    UScriptCode script;

    if (rune < 0x0E00)
        return false;
    script = uscript_getScript((UChar32)rune, &error);
    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_THAI ||
           script == USCRIPT_LAO || script == USCRIPT_KHMER || script == USCRIPT_MYANMAR || script == USCRIPT_BOPOMOFO;
}

static bool extends(uint32_t rune)
{
    return rune >= 0x300 && (u_hasBinaryProperty((UChar32)rune, UCHAR_GRAPHEME_EXTEND) || rune == 0x200D);
}

static TokenKind kind_of(uint32_t rune, int32_t rule)
{
    if (rule >= UBRK_WORD_LETTER)
        return TOKEN_WORD;
    if (rule >= UBRK_WORD_NUMBER)
        return TOKEN_NUMBER;
    if (rune == '\n' || rune == '\t')
        return TOKEN_BREAK;
    if (rune_is_space(rune))
        return TOKEN_SPACE;
    return rune_is_letter(rune) ? TOKEN_WORD : TOKEN_PUNCTUATION;
}

/* One segment between two word breaks becomes one token, or one a code point where the script stands alone. */
static Status add_segment(Cutting *cutting, size_t start, size_t end, int32_t rule)
{
    Slice  text = cutting->text;
    size_t from = start;

    while (from < end) {
        size_t   to = from, next;
        uint32_t rune = utf8_next(text, &to);

        if (rune == 0xFFFC) {
            TRY(add_object(cutting, from));
            from = to;
            continue;
        }
        if (stands_alone(rune)) {
            for (next = to; next < end && extends(utf8_next(text, &next)); to = next)
                ;
        } else if (rune != '\n' && rune != '\t') {
            for (next = to; next < end;) {
                uint32_t following = utf8_next(text, &next);

                if (following == 0xFFFC || following == '\n' || following == '\t' || stands_alone(following))
                    break;
                to = next;
            }
        }
        TRY(add_token(cutting, from, to, kind_of(rune, rule), slice_part(text, from, to)));
        from = to;
    }
    return OK;
}

/* ---- ASCII ---- */

typedef enum AsciiClass { ASCII_OTHER, ASCII_LETTER, ASCII_DIGIT, ASCII_SPACE, ASCII_BREAK } AsciiClass;

#define LETTERS(from) \
    [from] = ASCII_LETTER, [(from) + 1] = ASCII_LETTER, [(from) + 2] = ASCII_LETTER, [(from) + 3] = ASCII_LETTER, [(from) + 4] = ASCII_LETTER
static const uint8_t ascii_classes[128] = {
    LETTERS('a'), LETTERS('f'), LETTERS('k'), LETTERS('p'), LETTERS('u'), ['z'] = ASCII_LETTER,
    LETTERS('A'), LETTERS('F'), LETTERS('K'), LETTERS('P'), LETTERS('U'), ['Z'] = ASCII_LETTER,
    ['@'] = ASCII_LETTER, /* CLDR 42 counts @ among the letters */
    ['0'] = ASCII_DIGIT, ['1'] = ASCII_DIGIT, ['2'] = ASCII_DIGIT, ['3'] = ASCII_DIGIT, ['4'] = ASCII_DIGIT,
    ['5'] = ASCII_DIGIT, ['6'] = ASCII_DIGIT, ['7'] = ASCII_DIGIT, ['8'] = ASCII_DIGIT, ['9'] = ASCII_DIGIT,
    [' '] = ASCII_SPACE, ['\n'] = ASCII_BREAK, ['\t'] = ASCII_BREAK,
};

static AsciiClass ascii_class(char c)
{
    return (AsciiClass)ascii_classes[(unsigned char)c & 0x7F];
}

/* The underscore joins words by rules of its own, and other controls do not occur: such texts are left to ICU. */
static bool is_plain_ascii(Slice text)
{
    for (size_t at = ascii_run(text, 0); at < text.size; at = ascii_run(text, at + 1))
        if (text.data[at] != '\n' && text.data[at] != '\t')
            return false;
    return memchr(text.data, '_', text.size) == NULL;
}

/* Unicode's word break rules (UAX #29) for letters, digits, spaces and the marks that may stand inside a word or a number, for text that is ASCII alone;
   tests hold it against ICU's own. */
static size_t ascii_word_end(Slice text, size_t at, AsciiClass *last)
{
    *last = ascii_class(text.data[at]);
    for (at++; at < text.size;) {
        AsciiClass here = ascii_class(text.data[at]), next = at + 1 < text.size ? ascii_class(text.data[at + 1]) : ASCII_OTHER;
        char       c = text.data[at];

        if (here == ASCII_LETTER || here == ASCII_DIGIT) {
            *last = here;
            at++;
        } else if (*last == ASCII_LETTER && next == ASCII_LETTER && (c == '.' || c == '\'')) {
            at++;
        } else if (*last == ASCII_DIGIT && next == ASCII_DIGIT && (c == '.' || c == '\'' || c == ',' || c == ';')) {
            at++;
        } else {
            break;
        }
    }
    return at;
}

static Status cut_ascii(Cutting *cutting)
{
    Slice text = cutting->text;

    for (size_t at = 0, end; at < text.size; at = end) {
        AsciiClass class = ascii_class(text.data[at]);
        TokenKind  kind = TOKEN_PUNCTUATION;

        end = at + 1;
        if (class == ASCII_LETTER || class == ASCII_DIGIT) {
            end = ascii_word_end(text, at, &class);
            kind = class == ASCII_LETTER ? TOKEN_WORD : TOKEN_NUMBER; /* by what it ends with, as ICU has it */
        } else if (class == ASCII_SPACE) {
            while (end < text.size && text.data[end] == ' ')
                end++;
            kind = TOKEN_SPACE;
        } else if (class == ASCII_BREAK) {
            kind = TOKEN_BREAK;
        }
        TRY(add_token(cutting, at, end, kind, slice_part(text, at, end)));
    }
    return OK;
}

Status cutter_cut(Cutter *cutter, Vocabulary *vocabulary, Slice text, const Anchor *anchors, size_t anchor_count, Token **tokens,
                  size_t *count, size_t *capacity)
{
    Cutting    cutting = {vocabulary, text, anchors, anchor_count, 0, tokens, count, capacity};
    UErrorCode error = U_ZERO_ERROR;
    int32_t    start, end;

    if (text.size == 0)
        return OK;
    if (text.size > INT32_MAX)
        return ERR_LIMIT;
    if (is_plain_ascii(text))
        return cut_ascii(&cutting);
    cutter->window = utext_openUTF8(cutter->window, text.data, (int64_t)text.size, &error);
    ubrk_setUText(cutter->breaks, cutter->window, &error);
    if (U_FAILURE(error))
        return ERR_MEMORY;
    start = ubrk_first(cutter->breaks);
    for (end = ubrk_next(cutter->breaks); end != UBRK_DONE; start = end, end = ubrk_next(cutter->breaks))
        TRY(add_segment(&cutting, (size_t)start, (size_t)end, ubrk_getRuleStatus(cutter->breaks)));
    return OK;
}
