/* SPDX-License-Identifier: Apache-2.0
 *
 * Words as a search compares them: cut by ICU's rules (Han, Kana and Thai one character a word) and where French elides ("l'homme" is two), case and accents off, Arabic without its marks and without the
 * article; and the stem of each, by Snowball's rules for its language, so that one form of a word finds the others. Arabic has rules of ours: Snowball's give "nationality" and "sex" one stem, and leave
 * what is joined before a word without the article.
 *
 * The same fold is put over what is stored and over what is asked, so only its own changes matter; a view is made anew by another version of the program. Accents say much to the rules of French and
 * Spanish, and people leave them out: a word has the stem of how it is written and that of how it is typed.
 */
#include "text/text.h"

#include <libstemmer.h>

/* ال, with what may be joined before it: و ب ف ك; and لل. */
static const char *const articles[] = {"\xD9\x88\xD8\xA7\xD9\x84", "\xD8\xA8\xD8\xA7\xD9\x84", "\xD9\x81\xD8\xA7\xD9\x84", "\xD9\x83\xD8\xA7\xD9\x84", "\xD9\x84\xD9\x84", "\xD8\xA7\xD9\x84"};
enum { ARTICLE_LEAVES = 4 /* bytes that must stay: a word of two letters */, STEM_TAKES_MAX = 4 /* letters that inflection adds to a word; more is another word */ };

static Slice without_article(Slice word)
{
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        size_t size = strlen(articles[i]);

        if (word.size >= size + ARTICLE_LEAVES && slice_starts(word, articles[i]))
            return slice_part(word, size, word.size);
    }
    return word;
}

static bool is_word(const Token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER;
}

/* ---- stems ---- */

typedef enum Script { SCRIPT_LATIN, SCRIPT_CYRILLIC, SCRIPT_ARABIC, SCRIPT_OTHER } Script;

static const struct {
    const char *language, *rules;
    Script      script;
} stemmers[] = {{"en", "english", SCRIPT_LATIN}, {"fr", "french", SCRIPT_LATIN}, {"es", "spanish", SCRIPT_LATIN}, {"ru", "russian", SCRIPT_CYRILLIC}};
enum { STEMMERS = sizeof stemmers / sizeof stemmers[0] };

typedef struct Stemming {
    Arena             *arena;
    const char        *language;           /* "": not known */
    struct sb_stemmer *stemmers[STEMMERS]; /* opened when first asked for */
} Stemming;

static Script script_of(Slice word)
{
    size_t   at = 0;
    uint32_t rune = word.size != 0 ? utf8_next(word, &at) : 0;

    if (rune >= 'a' && rune < 0x0250)
        return SCRIPT_LATIN;
    if (rune >= 0x0400 && rune < 0x0530)
        return SCRIPT_CYRILLIC;
    return rune >= 0x0600 && rune < 0x0780 ? SCRIPT_ARABIC : SCRIPT_OTHER;
}

static void add_stem(SearchWord *word, Slice stem)
{
    if (stem.size == 0 || slice_equal(stem, word->folded) || word->stem_count == SEARCH_STEMS_MAX)
        return;
    for (unsigned i = 0; i < word->stem_count; i++)
        if (slice_equal(word->stems[i], stem))
            return;
    word->stems[word->stem_count++] = stem;
}

/* Number alone: of words from which the rules take so much that others have the same stem, as "nation" is left of "nationalities". */
static Slice without_number(Slice word, const char *language, Arena *arena)
{
    bool  spanish = strcmp(language, "es") == 0;
    Slice stem = word;

    if (strcmp(language, "en") == 0 && slice_ends(word, "ies") && word.size > 5) {
        char *changed = slice_string(arena, slice_part(word, 0, word.size - 2));

        if (changed != NULL)
            changed[word.size - 3] = 'y';
        return slice_from(changed);
    }
    if (word.size > 4 && slice_ends(word, "s") && !slice_ends(word, "ss"))
        stem = slice_part(word, 0, word.size - 1);
    if (spanish && stem.size != word.size && stem.size > 4 && (slice_ends(stem, "ne") || slice_ends(stem, "de") || slice_ends(stem, "re") || slice_ends(stem, "le")))
        stem = slice_part(stem, 0, stem.size - 1);
    return stem;
}

static Slice irregular(Slice word)
{
    static const char *const plurals[][2] = {{"children", "child"}, {"men", "man"}, {"women", "woman"}, {"people", "peopl"}};

    for (size_t i = 0; i < sizeof plurals / sizeof plurals[0]; i++)
        if (slice_is(word, plurals[i][0]))
            return slice_from(plurals[i][1]);
    return SLICE("");
}

static Status stem_by(Stemming *stemming, size_t row, Slice written, SearchWord *word)
{
    const sb_symbol *stem;
    Slice            folded, plain;

    if (stemming->stemmers[row] == NULL)
        stemming->stemmers[row] = sb_stemmer_new(stemmers[row].rules, "UTF_8");
    if (stemming->stemmers[row] == NULL || (stem = sb_stemmer_stem(stemming->stemmers[row], (const sb_symbol *)written.data, (int)written.size)) == NULL)
        return ERR_MEMORY;
    TRY(text_fold(stemming->arena, (Slice){(const char *)stem, (size_t)sb_stemmer_length(stemming->stemmers[row])}, &folded));
    if (row == 0)
        add_stem(word, irregular(word->folded));
    if (stemmers[row].script == SCRIPT_LATIN && word->folded.size > folded.size + STEM_TAKES_MAX) {
        TRY(text_fold(stemming->arena, written, &plain));
        add_stem(word, without_number(plain, stemmers[row].language, stemming->arena));
    } else {
        add_stem(word, folded);
    }
    return OK;
}

/* ---- Arabic ----
   Letters of two bytes each. What may be joined before a word (and, then; by, for, like) may be its own first letter as well: both are given. */

enum { LETTER = 2 };

static Slice without_ending(Slice word, const char *const *endings, size_t leaves)
{
    for (size_t i = 0; endings[i] != NULL; i++)
        if (slice_ends(word, endings[i]) && word.size >= strlen(endings[i]) + leaves * LETTER)
            return slice_part(word, 0, word.size - strlen(endings[i]));
    return word;
}

/* Without what is joined behind it (his, their, our …), then without number. The ending of women's forms stays, and is put back where something was joined behind it: "safety" is not "peace". */
static Status add_arabic_stem(Arena *arena, Slice whole, SearchWord *word)
{
    static const char *const owners[] = {"هما", "كما", "هم", "هن", "ها", "كم", "نا", "ه", NULL}, *const numbers[] = {"ون", "ين", "ان", "ا", NULL}, *const several[] = {"ات", NULL}, *const one[] = {"ت", NULL};
    Slice  owned = without_ending(whole, owners, 3), base = without_ending(owned, several, 2);
    Slice  folded;
    Buffer female;
    Status status;

    if (base.size == owned.size && owned.size != whole.size)
        base = without_ending(owned, one, 2);
    if (base.size == owned.size) {
        add_stem(word, without_ending(owned, numbers, 2));
        return OK;
    }
    add_stem(word, base);
    buffer_init(&female, whole.size + 2 * LETTER);
    buffer_add(&female, base);
    buffer_add_string(&female, "ة");
    status = female.status == OK ? slice_copy(arena, buffer_slice(&female), &folded) : female.status;
    buffer_clear(&female);
    if (status == OK)
        add_stem(word, folded);
    return status;
}

static Status add_arabic_stems(Arena *arena, Slice plain, SearchWord *word)
{
    static const char *const conjunctions[] = {"و", "ف", NULL}, *const prepositions[] = {"ب", "ل", "ك", NULL};
    Slice bare = without_article(plain), rest = bare;

    TRY(add_arabic_stem(arena, bare, word));
    if (bare.size != plain.size)
        return OK;
    for (size_t i = 0; conjunctions[i] != NULL; i++)
        if (slice_starts(rest, conjunctions[i]) && rest.size >= 4 * LETTER) {
            rest = without_article(slice_part(rest, LETTER, rest.size));
            TRY(add_arabic_stem(arena, rest, word));
            add_stem(word, rest);
            break;
        }
    for (size_t i = 0; prepositions[i] != NULL; i++)
        if (slice_starts(rest, prepositions[i]) && rest.size >= 5 * LETTER) {
            add_stem(word, slice_part(rest, LETTER, rest.size));
            return add_arabic_stem(arena, slice_part(rest, LETTER, rest.size), word);
        }
    return OK;
}

/* `plain`: folded, with the article. */
static Status add_stems(Stemming *stemming, Slice written, Slice plain, SearchWord *word)
{
    Script script = script_of(plain);
    Slice  accented;

    if (script == SCRIPT_ARABIC)
        return add_arabic_stems(stemming->arena, plain, word);
    if (script == SCRIPT_OTHER)
        return OK;
    TRY(text_fold_case(stemming->arena, written, &accented));
    for (size_t i = 0; i < STEMMERS; i++) {
        if (stemmers[i].script != script || (stemming->language[0] != '\0' && strcmp(stemming->language, stemmers[i].language) != 0))
            continue;
        TRY(stem_by(stemming, i, plain, word));
        if (!slice_equal(accented, plain))
            TRY(stem_by(stemming, i, accented, word));
    }
    return OK;
}

bool search_word_is(const SearchWord *word, const SearchWord *wanted)
{
    if (slice_equal(word->folded, wanted->folded))
        return true;
    for (unsigned i = 0; i <= word->stem_count; i++)
        for (unsigned k = 0; k <= wanted->stem_count; k++)
            if (slice_equal(i == word->stem_count ? word->folded : word->stems[i], k == wanted->stem_count ? wanted->folded : wanted->stems[k]))
                return true;
    return false;
}

/* ---- words ---- */

/* Bytes of what French elides at the beginning, with its apostrophe; 0: nothing. */
static size_t elision_size(Slice word)
{
    static const char *const elided[] = {"l", "d", "qu", "n", "s", "j", "m", "t", "c", "jusqu", "lorsqu", "puisqu", "quoiqu", NULL};
    static const char *const marks[] = {"'", "\xE2\x80\x99", "\xCA\xBC", "\xE2\x80\x98", NULL};

    for (size_t m = 0; marks[m] != NULL; m++) {
        const char *found = word.size > 2 ? memmem(word.data, word.size, marks[m], strlen(marks[m])) : NULL;
        size_t      size = found != NULL ? (size_t)(found - word.data) : 0;

        for (size_t i = 0; size != 0 && elided[i] != NULL; i++)
            if (strlen(elided[i]) == size && strncasecmp(word.data, elided[i], size) == 0 && size + strlen(marks[m]) < word.size)
                return size + strlen(marks[m]);
    }
    return 0;
}

/* `before`: bytes that were elided before it. People leave the apostrophe out, too: "dIvoire". */
static Status add_word(Stemming *stemming, Slice text, uint32_t start, uint32_t end, size_t before, bool elided, SearchWord *words, size_t *count)
{
    SearchWord word = {.start = start, .end = end, .elided = elided};
    Slice      folded;

    TRY(text_fold(stemming->arena, slice_part(text, start, end), &folded));
    word.folded = without_article(folded);
    if (word.folded.size == 0)
        return OK;
    if (!elided)
        TRY(add_stems(stemming, slice_part(text, start, end), folded, &word));
    if (before != 0) {
        TRY(text_fold(stemming->arena, slice_part(text, start - before, end), &folded));
        add_stem(&word, folded);
    }
    words[(*count)++] = word;
    return OK;
}

Status search_words(Slice text, const char *language, Arena *arena, SearchWord **out, size_t *count)
{
    Stemming    stemming = {.arena = arena, .language = language};
    Cutter     *cutter = cutter_new(language);
    Vocabulary *vocabulary = vocabulary_new();
    Token      *tokens = NULL;
    size_t      token_count = 0, capacity = 0;
    Status      status = cutter != NULL && vocabulary != NULL ? OK : ERR_MEMORY;

    *count = 0;
    *out = NULL;
    if (status == OK)
        status = cutter_cut(cutter, vocabulary, text, NULL, 0, &tokens, &token_count, &capacity);
    if (status == OK && token_count != 0 && (*out = arena_take_zeroed(arena, 2 * token_count, sizeof **out)) == NULL)
        status = ERR_MEMORY;
    for (size_t i = 0; i < token_count && status == OK; i++) {
        uint32_t start = tokens[i].start;
        size_t   elision;

        if (!is_word(&tokens[i]))
            continue;
        elision = elision_size(slice_part(text, start, tokens[i].end));
        if (elision != 0)
            status = add_word(&stemming, text, start, start + (uint32_t)elision, 0, true, *out, count);
        if (status == OK)
            status = add_word(&stemming, text, start + (uint32_t)elision, tokens[i].end, elision, false, *out, count);
    }
    for (size_t i = 0; i < STEMMERS; i++)
        if (stemming.stemmers[i] != NULL)
            sb_stemmer_delete(stemming.stemmers[i]);
    memory_free(tokens);
    vocabulary_free(vocabulary);
    cutter_free(cutter);
    return status;
}
