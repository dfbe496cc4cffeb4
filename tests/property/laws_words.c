/* SPDX-License-Identifier: Apache-2.0
 *
 * P8: a redline marks hardly more than must be marked, and never cuts a word or a grapheme cluster.
 *
 * The measure is a shortest edit script of tokens by plain dynamic programming (the length that Myers' greedy search finds); of all shortest scripts, the
 * one that marks most characters, because which of them Myers takes is chance.
 */
#include "property/laws.h"

#include <unicode/ubrk.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

typedef struct Cost {
    uint32_t tokens, characters;
} Cost;

typedef struct Run {
    Token *tokens;
    size_t count, capacity;
    Slice  text;
} Run;

static uint32_t characters(const Run *run, size_t i)
{
    return (uint32_t)utf8_count(slice_part(run->text, run->tokens[i].start, run->tokens[i].end));
}

static Cost worse(Cost a, Cost b)
{
    if (a.tokens != b.tokens)
        return a.tokens < b.tokens ? a : b;
    return a.characters > b.characters ? a : b;
}

static Cost plus(Cost cost, const Run *run, size_t i)
{
    return (Cost){cost.tokens + 1, cost.characters + characters(run, i)};
}

/* Characters that a plain shortest script marks. */
static uint32_t plain_marks(const Run *a, const Run *b)
{
    Cost    *row = memory_new_zeroed(b->count + 1, sizeof *row);
    uint32_t marks;

    REQUIRE(row != NULL);
    for (size_t j = 0; j < b->count; j++)
        row[j + 1] = plus(row[j], b, j);
    for (size_t i = 0; i < a->count; i++) {
        Cost corner = row[0];

        row[0] = plus(row[0], a, i);
        for (size_t j = 0; j < b->count; j++) {
            Cost best = worse(plus(row[j + 1], a, i), plus(row[j], b, j));

            if (a->tokens[i].word == b->tokens[j].word)
                best = worse(best, corner);
            corner = row[j + 1];
            row[j + 1] = best;
        }
    }
    marks = row[b->count].characters;
    memory_free(row);
    return marks;
}

static void cut(const Work *work, Cutter *cutter, Vocabulary *vocabulary, const Paragraph *paragraph, Run *out)
{
    (void)work;
    *out = (Run){.text = paragraph->text};
    REQUIRE(cutter_cut(cutter, vocabulary, paragraph->text, paragraph->anchors, paragraph->anchor_count, &out->tokens, &out->count, &out->capacity) == OK);
}

/* One paragraph became another: the replacements in it, if that is all that happened to it and its neighbours. */
static bool marks_little(const Work *work, const Paragraph *p, const Paragraph *q, const Amendment *amendment, Buffer *why)
{
    Cutter     *cutter = cutter_new(case_languages[work->one->language]);
    Vocabulary *vocabulary = vocabulary_new();
    Run         a, b;
    uint32_t    marked = 0, plain;

    REQUIRE(cutter != NULL && vocabulary != NULL);
    cut(work, cutter, vocabulary, p, &a);
    cut(work, cutter, vocabulary, q, &b);
    for (size_t i = 0; i < amendment->count; i++)
        if (amendment->changes[i].op == CHANGE_REPLACE)
            marked += (uint32_t)(utf8_count(amendment->changes[i].was) + utf8_count(amendment->changes[i].now));
    plain = plain_marks(&a, &b);
    memory_free(a.tokens);
    memory_free(b.tokens);
    cutter_free(cutter);
    vocabulary_free(vocabulary);
    if (marked * 4 > plain * 5)
        buffer_add_format(why, "%u characters are marked where %u would do", marked, plain);
    return marked * 4 <= plain * 5;
}

static bool only_replacements(const Amendment *amendment)
{
    for (size_t i = 0; i < amendment->count; i++)
        if (amendment->changes[i].op != CHANGE_REPLACE && amendment->changes[i].op != CHANGE_FORMAT)
            return false;
    return true;
}

/* Each paragraph of a party against its counterpart, alone. */
static bool every_paragraph_marks_little(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++) {
        const Text *revised = work->texts.revised[i];

        for (size_t k = 0; k < work->texts.base->count && k < revised->count; k++) {
            Text      *one = text_new(case_languages[work->one->language]), *other = text_new(case_languages[work->one->language]);
            Paragraph  p = work->texts.base->paragraphs[k], q = revised->paragraphs[k];
            Amendment *amendment = NULL;
            Comparer  *comparer;
            bool       holds = true;

            p.anchor_count = q.anchor_count = 0;
            p.story = q.story = 0;
            p.table = q.table = NO_TABLE;
            REQUIRE(one != NULL && other != NULL && text_add(one, &p, NULL) == OK && text_add(other, &q, NULL) == OK);
            comparer = comparer_new(one);
            REQUIRE(comparer != NULL && amendment_between(comparer, other, &amendment, NULL) == OK);
            if (!slice_equal(p.text, q.text) && only_replacements(amendment))
                holds = marks_little(work, &one->paragraphs[0], &other->paragraphs[0], amendment, why);
            amendment_free(amendment);
            comparer_free(comparer);
            text_free(one);
            text_free(other);
            if (!holds)
                return false;
        }
    }
    return true;
}

/* ---- boundaries ---- */

typedef struct Breaks {
    UBreakIterator *words, *graphemes;
} Breaks;

static bool stands_alone(Slice text, size_t at)
{
    UErrorCode  error = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)utf8_next(text, &at), &error);

    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_THAI;
}

static bool beside_object(Slice text, size_t at)
{
    return (at >= 3 && memcmp(text.data + at - 3, "\xEF\xBF\xBC", 3) == 0) || (at + 3 <= text.size && memcmp(text.data + at, "\xEF\xBF\xBC", 3) == 0);
}

static bool is_break(UBreakIterator *breaks, Slice text, size_t at)
{
    UErrorCode error = U_ZERO_ERROR;
    UText     *window = utext_openUTF8(NULL, text.data, (int64_t)text.size, &error);
    bool       result;

    ubrk_setUText(breaks, window, &error);
    REQUIRE(U_SUCCESS(error));
    result = ubrk_isBoundary(breaks, (int32_t)at);
    utext_close(window);
    return result;
}

static bool may_cut(const Breaks *breaks, Slice text, size_t at)
{
    size_t before = at;

    if (at == 0 || at >= text.size || beside_object(text, at))
        return true;
    do
        before--;
    while (((unsigned char)text.data[before] & 0xC0) == 0x80);
    if (text.data[at] == '\n' || text.data[at] == '\t' || text.data[before] == '\n' || text.data[before] == '\t')
        return true;
    if (!is_break(breaks->graphemes, text, at))
        return false;
    return stands_alone(text, at) || stands_alone(text, before) || is_break(breaks->words, text, at);
}

static bool no_word_is_cut(Work *work, Buffer *why)
{
    UErrorCode error = U_ZERO_ERROR;
    Breaks     breaks = {ubrk_open(UBRK_WORD, case_languages[work->one->language], NULL, 0, &error),
                         ubrk_open(UBRK_CHARACTER, case_languages[work->one->language], NULL, 0, &error)};
    bool       holds = true;

    REQUIRE(U_SUCCESS(error));
    for (size_t i = 0; i < work->texts.count; i++)
        for (size_t k = 0; k < work->amendments[i]->count; k++) {
            const Change *change = &work->amendments[i]->changes[k];
            Slice         text = change->op != CHANGE_INSERT ? work->texts.base->paragraphs[change->paragraph].text : (Slice){NULL, 0};

            if (change->op != CHANGE_REPLACE || (may_cut(&breaks, text, change->start) && may_cut(&breaks, text, change->end)))
                continue;
            buffer_add_format(why, "cut at %u or %u of paragraph %u", change->start, change->end, change->paragraph);
            holds = false;
        }
    ubrk_close(breaks.words);
    ubrk_close(breaks.graphemes);
    return holds;
}

const Law laws_of_words[] = {
    {"P8", "marks at most 1.25 times the characters of a shortest script", every_paragraph_marks_little},
    {"P8 cuts", "no word and no grapheme cluster is cut", no_word_is_cut},
    {NULL, NULL, NULL},
};
