/* SPDX-License-Identifier: Apache-2.0
 *
 * Words as a search compares them: cut by ICU's rules (Han, Kana and Thai one character a word), case and accents off, Arabic without its marks and without the article.
 *
 * The same fold is put over what is stored and over what is asked, so only its own changes matter; a view is made anew by another version of the program.
 */
#include "text/text.h"

/* ال, with what may be joined before it: و ب ف ك; and لل. */
static const char *const articles[] = {"\xD9\x88\xD8\xA7\xD9\x84", "\xD8\xA8\xD8\xA7\xD9\x84", "\xD9\x81\xD8\xA7\xD9\x84", "\xD9\x83\xD8\xA7\xD9\x84", "\xD9\x84\xD9\x84", "\xD8\xA7\xD9\x84"};
enum { ARTICLE_LEAVES = 4 /* bytes that must stay: a word of two letters */ };

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

Status search_words(Slice text, const char *language, Arena *arena, SearchWord **out, size_t *count)
{
    Cutter     *cutter = cutter_new(language);
    Vocabulary *vocabulary = vocabulary_new();
    Token      *tokens = NULL;
    size_t      token_count = 0, capacity = 0;
    Status      status = cutter != NULL && vocabulary != NULL ? OK : ERR_MEMORY;

    *count = 0;
    *out = NULL;
    if (status == OK)
        status = cutter_cut(cutter, vocabulary, text, NULL, 0, &tokens, &token_count, &capacity);
    if (status == OK && token_count != 0 && (*out = arena_take_zeroed(arena, token_count, sizeof **out)) == NULL)
        status = ERR_MEMORY;
    for (size_t i = 0; i < token_count && status == OK; i++) {
        Slice folded;

        if (!is_word(&tokens[i]))
            continue;
        status = text_fold(arena, slice_part(text, tokens[i].start, tokens[i].end), &folded);
        folded = without_article(folded);
        if (status == OK && folded.size != 0)
            (*out)[(*count)++] = (SearchWord){folded, tokens[i].start, tokens[i].end};
    }
    memory_free(tokens);
    vocabulary_free(vocabulary);
    cutter_free(cutter);
    return status;
}
