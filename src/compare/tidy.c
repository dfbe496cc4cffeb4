/* SPDX-License-Identifier: Apache-2.0
 *
 * Tidying a word-level difference, so that it reads as a careful person's redline.
 *
 * - Two hunks become one when what stands between them has no word; or has at most two, no more than either changes, and one of them is a
 *   replacement.
 * - A pure insertion or deletion slides to the best boundary it can have: sentence, then clause, then a word with its space.
 * - A change of a weighty word (a number, "not", "shall", "may" and the like) is never swallowed into a larger hunk.
 * - The tidied script never marks more than 1.25 times the characters of the shortest one; if it would, hunks are slid but not merged.
 */
#include "compare/diff_internal.h"

enum { MERGE_OVER = 2 }; /* words, at most */

static const char *const weighty_words[] = {
    /* en */ "not", "no", "nor", "never", "shall", "should", "may", "must", "will", "can", "could", "would", "might", "all", "any", "only",
    /* fr */ "ne", "pas", "doit", "doivent", "devrait", "devraient", "peut", "peuvent", "pourrait", "pourraient", "jamais",
    /* es */ "no", "deberá", "deberán", "debe", "deben", "debería", "deberían", "podrá", "podrán", "puede", "pueden", "podría", "podrían",
    /* ru */ "не", "ни", "должен", "должна", "должно", "должны", "следует", "может", "могут", "надлежит",
    /* ar */ "لا", "لم", "لن", "ليس", "يجب", "ينبغي", "يجوز", "غير",
    /* zh */ "不", "未", "无", "应", "须", "可", "能",
};

bool tidy_is_weighty(Slice word)
{
    char   lower[24];
    size_t size = word.size < sizeof lower ? word.size : 0;

    for (size_t i = 0; i < size; i++)
        lower[i] = (char)(word.data[i] >= 'A' && word.data[i] <= 'Z' ? word.data[i] + 32 : word.data[i]);
    for (size_t i = 0; size != 0 && i < sizeof weighty_words / sizeof *weighty_words; i++)
        if (weighty_words[i][0] == lower[0] && slice_is((Slice){lower, size}, weighty_words[i]))
            return true;
    return false;
}

static bool is_word(const Token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER || token->kind == TOKEN_OBJECT || token->kind == TOKEN_MARK;
}

static bool weighty(TokenRun run, size_t at)
{
    const Token *token = &run.tokens[at];

    return token->kind == TOKEN_NUMBER || token->kind == TOKEN_MARK || token->kind == TOKEN_OBJECT ||
           (token->kind == TOKEN_WORD && tidy_is_weighty((Slice){run.text + token->start, token->end - token->start}));
}

static uint32_t words_in(TokenRun run, uint32_t from, uint32_t to)
{
    uint32_t count = 0;

    for (uint32_t i = from; i < to; i++)
        count += is_word(&run.tokens[i]);
    return count;
}

static bool has_weighty(TokenRun run, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (weighty(run, i))
            return true;
    return false;
}

static size_t characters(TokenRun run, uint32_t from, uint32_t to)
{
    size_t count = 0;

    for (uint32_t i = from; i < to; i++)
        count += utf8_count((Slice){run.text + run.tokens[i].start, run.tokens[i].end - run.tokens[i].start});
    return count;
}

static size_t marked(TokenRun a, TokenRun b, const Hunk *list, size_t count)
{
    size_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += characters(a, list[i].a0, list[i].a1) + characters(b, list[i].b0, list[i].b1);
    return sum;
}

/* ---- merging ---- */

static bool all_weighty(TokenRun run, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (is_word(&run.tokens[i]) && !weighty(run, i))
            return false;
    return true;
}

/* A weighty word put in, taken out, or changed for another one ("shall" for "may", three for four). */
static bool stands_by_itself(TokenRun a, TokenRun b, const Hunk *hunk)
{
    return words_in(a, hunk->a0, hunk->a1) <= 1 && words_in(b, hunk->b0, hunk->b1) <= 1 && all_weighty(a, hunk->a0, hunk->a1) &&
           all_weighty(b, hunk->b0, hunk->b1) && (has_weighty(a, hunk->a0, hunk->a1) || has_weighty(b, hunk->b0, hunk->b1));
}

static uint32_t most_words(TokenRun a, TokenRun b, const Hunk *hunk)
{
    uint32_t old = words_in(a, hunk->a0, hunk->a1), new = words_in(b, hunk->b0, hunk->b1);

    return old > new ? old : new;
}

static bool replaces(const Hunk *hunk)
{
    return hunk->a0 != hunk->a1 && hunk->b0 != hunk->b1;
}

/* Numbers held together by a sign, as in a document symbol or a date, are one: "75/816", "3.2", "01/02". */
static bool one_number(TokenRun run, uint32_t left, uint32_t right)
{
    const Token *sign = &run.tokens[left];

    return left > 0 && right == left + 1 && right < run.count && sign->end == sign->start + 1 && strchr("/.-:", run.text[sign->start]) != NULL &&
           run.tokens[left - 1].kind == TOKEN_NUMBER && run.tokens[right].kind == TOKEN_NUMBER;
}

static bool should_merge(TokenRun a, TokenRun b, const Hunk *left, const Hunk *right)
{
    uint32_t between = words_in(a, left->a1, right->a0);

    if (replaces(left) && replaces(right) && one_number(a, left->a1, right->a0) && one_number(b, left->b1, right->b0))
        return true;
    if (left->a1 == right->a0)
        return true;
    if (between > MERGE_OVER || has_weighty(a, left->a1, right->a0) || stands_by_itself(a, b, left) || stands_by_itself(a, b, right))
        return false;
    if (between == 0)
        return replaces(left) || replaces(right);
    return between <= most_words(a, b, left) && between <= most_words(a, b, right) && replaces(left) && replaces(right);
}

static size_t merge(TokenRun a, TokenRun b, Hunk *list, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (kept != 0 && should_merge(a, b, &list[kept - 1], &list[i])) {
            list[kept - 1].a1 = list[i].a1;
            list[kept - 1].b1 = list[i].b1;
        } else {
            list[kept++] = list[i];
        }
    }
    return kept;
}

/* ---- sliding ---- */

typedef enum Edge { EDGE_INSIDE, EDGE_SPACE, EDGE_CLAUSE, EDGE_SENTENCE, EDGE_END } Edge;

static bool ends_with_any(Slice text, const char *const *marks)
{
    for (; *marks != NULL; marks++)
        if (slice_ends(text, *marks))
            return true;
    return false;
}

/* What boundary stands before token `at`, looking back over one space. */
static Edge edge_before(TokenRun run, size_t at)
{
    static const char *const sentence[] = {".", "!", "?", ";", ":", "。", "；", "؟", "؛", "！", "？", NULL};
    static const char *const clause[] = {",", "，", "、", "،", ")", "—", "–", NULL};
    bool                     spaced = at > 0 && run.tokens[at - 1].kind == TOKEN_SPACE;
    const Token             *token;
    Slice                    bytes;

    if (spaced)
        at--;
    if (at == 0)
        return EDGE_END;
    token = &run.tokens[at - 1];
    if (token->kind == TOKEN_MARK || token->kind == TOKEN_BREAK)
        return EDGE_END;
    bytes = (Slice){run.text + token->start, token->end - token->start};
    if (token->kind == TOKEN_PUNCTUATION && ends_with_any(bytes, sentence))
        return EDGE_SENTENCE;
    if (token->kind == TOKEN_PUNCTUATION && ends_with_any(bytes, clause))
        return EDGE_CLAUSE;
    return spaced ? EDGE_SPACE : EDGE_INSIDE;
}

/* How well tokens from..to of the run stand as one inserted or deleted piece. */
static int piece_score(TokenRun run, size_t from, size_t to)
{
    bool begins_space = run.tokens[from].kind == TOKEN_SPACE, ends_space = run.tokens[to - 1].kind == TOKEN_SPACE;
    bool before_word = to < run.count && is_word(&run.tokens[to]);
    int  score = 0;

    score += 4 * (int)edge_before(run, from) + 3 * (int)edge_before(run, to);
    if (run.tokens[from].kind == TOKEN_MARK || run.tokens[to - 1].kind == TOKEN_MARK)
        score += 6;
    if (!begins_space && ends_space)
        score += before_word ? 6 : 2; /* a word with its trailing space */
    else if (begins_space && !ends_space)
        score += before_word ? 1 : 5;
    else if (!begins_space && !ends_space)
        score += run.tokens[from].kind == TOKEN_PUNCTUATION ? 5 : 3;
    return score;
}

/* Slides tokens *from..*to of one side left and right while that says the same; `least` and `most` bound it. Returns how far. */
static int32_t best_slide(TokenRun run, uint32_t from, uint32_t to, uint32_t least, uint32_t most)
{
    int32_t best = 0, left = 0;
    int     best_score;

    while (from + (uint32_t)left > least && run.tokens[from + (uint32_t)left - 1].word == run.tokens[to + (uint32_t)left - 1].word)
        left--;
    best_score = -1;
    for (int32_t shift = left;; shift++) {
        uint32_t start = from + (uint32_t)shift, end = to + (uint32_t)shift;
        int      score = piece_score(run, start, end);

        if (score > best_score) {
            best_score = score;
            best = shift;
        }
        if (end >= most || run.tokens[start].word != run.tokens[end].word)
            return best;
    }
}

static void slide(TokenRun a, TokenRun b, Hunk *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Hunk    *hunk = &list[i];
        uint32_t a_least = i > 0 ? list[i - 1].a1 + 1 : 0, b_least = i > 0 ? list[i - 1].b1 + 1 : 0;
        uint32_t a_most = i + 1 < count ? list[i + 1].a0 - 1 : (uint32_t)a.count;
        uint32_t b_most = i + 1 < count ? list[i + 1].b0 - 1 : (uint32_t)b.count;
        int32_t  shift;

        if (replaces(hunk))
            continue;
        if (hunk->a0 == hunk->a1)
            shift = best_slide(b, hunk->b0, hunk->b1, b_least, b_most);
        else
            shift = best_slide(a, hunk->a0, hunk->a1, a_least, a_most);
        hunk->a0 += (uint32_t)shift;
        hunk->a1 += (uint32_t)shift;
        hunk->b0 += (uint32_t)shift;
        hunk->b1 += (uint32_t)shift;
    }
}

/* ---- all together ---- */

static Status words_of(TokenRun run, uint32_t **out)
{
    *out = memory_new(run.count * sizeof **out);
    if (*out == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < run.count; i++)
        (*out)[i] = run.tokens[i].word;
    return OK;
}

static Status tidy(TokenRun a, TokenRun b, Hunks *hunks)
{
    size_t size = hunks->count * sizeof(Hunk), plain = marked(a, b, hunks->list, hunks->count), merged;
    Hunk  *trial;

    if (hunks->count == 0)
        return OK;
    slide(a, b, hunks->list, hunks->count);
    trial = memory_new(size);
    if (trial == NULL)
        return ERR_MEMORY;
    memcpy(trial, hunks->list, size);
    merged = merge(a, b, trial, hunks->count);
    if (marked(a, b, trial, merged) * 4 <= plain * 5) {
        memcpy(hunks->list, trial, merged * sizeof(Hunk));
        hunks->count = merged;
    }
    memory_free(trial);
    return OK;
}

Status diff_tokens(TokenRun a, TokenRun b, Hunks *out)
{
    uint32_t *a_words = NULL, *b_words = NULL;
    Status    status;

    out->count = 0;
    TRY_OR(done, words_of(a, &a_words));
    TRY_OR(done, words_of(b, &b_words));
    TRY_OR(done, diff_words(a_words, a.count, b_words, b.count, out));
    status = tidy(a, b, out);
done:
    memory_free(a_words);
    memory_free(b_words);
    return status;
}
