/* SPDX-License-Identifier: Apache-2.0
 *
 * Carrying amendments to a new version: nothing is lost on the way, and what is carried can be made there.
 */
#include "property/laws.h"

enum { BYTES_MAX = 64 * 1024 * 1024 };

static bool balances(const CarryResult *result, const Amendment *amendment, Buffer *why)
{
    size_t sum = 0, counted[CARRY_COUNT] = {0};

    for (size_t i = 0; i < result->count; i++)
        counted[result->changes[i].outcome]++;
    for (int i = 0; i < CARRY_COUNT; i++) {
        sum += result->totals[i];
        if (counted[i] == result->totals[i])
            continue;
        buffer_add_format(why, "%zu changes are %s, the total says %zu", counted[i], carry_outcome_name((CarryOutcome)i), result->totals[i]);
        return false;
    }
    if (sum != amendment->count || result->count != amendment->count)
        buffer_add_format(why, "%zu changes became %zu", amendment->count, sum);
    return sum == amendment->count && result->count == amendment->count;
}

/* Carried from the base to `version`; the changes that arrive make `want` of it, where that is given. */
static bool carries(const Work *work, const Amendment *amendment, const Text *version, const Text *want, CarryOutcome all, Buffer *why)
{
    CarryResult *result = NULL;
    Problem      problem = {.status = OK};
    Text        *made = NULL;
    Buffer       bytes;
    Status       status = amendment_carry(work->texts.base, amendment, version, &result, &problem);
    bool         holds;

    buffer_init(&bytes, BYTES_MAX);
    if (status == OK)
        status = amendment_apply(version, result->amendment, &made, &problem);
    if (status == OK)
        status = carry_result_encode(version, result, &bytes, &problem);
    holds = status == OK ? balances(result, amendment, why) : law_broken(why, "carrying", status, &problem);
    if (holds && all != CARRY_COUNT && result->totals[all] != result->count) {
        buffer_add_format(why, "%zu of %zu are %s", result->totals[all], result->count, carry_outcome_name(all));
        holds = false;
    }
    holds = holds && (want == NULL || text_same(made, want, why));
    text_free(made);
    buffer_clear(&bytes);
    carry_result_free(result);
    return holds;
}

static bool an_unchanged_version_changes_nothing(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++)
        if (!carries(work, work->amendments[i], work->texts.base, work->texts.revised[i], CARRIED, why))
            return false;
    return true;
}

static bool every_change_ends_in_one_way(Work *work, Buffer *why)
{
    for (size_t i = 0; i < work->texts.count; i++)
        if (!carries(work, work->amendments[i], work->texts.revised[(i + 1) % work->texts.count], NULL, CARRY_COUNT, why))
            return false;
    return true;
}

/* ---- where its words still stand ---- */

enum { STANDS_BYTES_MIN = 40, STANDS_SPACES_MIN = 5, STANDS_SURELY_BYTES = 120 };

/* The one paragraph of the body with these words, outside tables; -1: there is none, or they are elsewhere too. */
static long only_one(const Text *text, Slice words)
{
    long found = -1;

    for (size_t i = 0; i < text->count; i++) {
        if (memmem(text->paragraphs[i].text.data != NULL ? text->paragraphs[i].text.data : "", text->paragraphs[i].text.size, words.data, words.size) == NULL)
            continue;
        if (found >= 0 || !slice_equal(text->paragraphs[i].text, words) || text->paragraphs[i].story != 0 || text->paragraphs[i].table != NO_TABLE)
            return -1;
        found = (long)i;
    }
    return found;
}

static bool is_within(const Text *base, const Change *change)
{
    return change->op == CHANGE_REPLACE && change->end <= base->paragraphs[change->paragraph].text.size &&
           memmem(change->now.data != NULL ? change->now.data : "", change->now.size, "\xE2\x80\xA9", 3) == NULL && change->anchor_count == 0;
}

static bool same_words(const Text *a, long i, const Text *b, long k)
{
    return i >= 0 && k >= 0 && (size_t)i < a->count && (size_t)k < b->count && slice_equal(a->paragraphs[i].text, b->paragraphs[k].text);
}

/* Has the version this paragraph where it was: beside one that stood beside it before? */
static bool still_stands(const Text *base, long index, const Text *version)
{
    long found = only_one(base, base->paragraphs[index].text) == index ? only_one(version, base->paragraphs[index].text) : -1;

    return found >= 0 && (same_words(base, index - 1, version, found - 1) || same_words(base, index + 1, version, found + 1));
}

/* The paragraph with this amendment's words in it; false where it asks for nothing there, or for more than words. */
static bool intent(const Text *base, const Amendment *amendment, uint32_t index, Buffer *out)
{
    Slice  text = base->paragraphs[index].text;
    size_t at = 0, changes = 0;

    buffer_reset(out);
    for (size_t i = 0; i < amendment->count; i++) {
        const Change *change = &amendment->changes[i];

        if (change->op == CHANGE_REPLACE && change->paragraph + 1 == index && change->end > base->paragraphs[change->paragraph].text.size)
            return false; /* it is joined to the one before */
        if (change->op == CHANGE_INSERT || change->paragraph != index)
            continue;
        if (!is_within(base, change))
            return false;
        buffer_add(out, slice_part(text, at, change->start));
        buffer_add(out, change->now);
        at = change->end;
        changes++;
    }
    buffer_add(out, slice_part(text, at, text.size));
    return changes != 0;
}

/* A paragraph of fewer than five words is not followed where it moves; in Chinese they do not stand apart. */
static bool is_followed(Slice text)
{
    size_t spaces = 0;

    for (size_t i = 0; i < text.size; i++)
        spaces += text.data[i] == ' ';
    return text.size >= STANDS_BYTES_MIN && (spaces >= STANDS_SPACES_MIN || text.size >= STANDS_SURELY_BYTES);
}

static bool has_intent(const Work *work, const Amendment *amendment, const Text *version, const Text *made, Buffer *words, Buffer *why)
{
    const Text *base = work->texts.base;

    for (uint32_t p = 0; p < base->count; p++) {
        const Paragraph *paragraph = &base->paragraphs[p];
        bool             found = false;

        if (!is_followed(paragraph->text) || paragraph->anchor_count != 0 || !still_stands(base, (long)p, version) ||
            !intent(base, amendment, p, words))
            continue;
        for (size_t i = 0; i < made->count && !found; i++)
            found = slice_equal(made->paragraphs[i].text, buffer_slice(words));
        if (!found) {
            buffer_add_format(why, "the version has paragraph %u as it was, but not \"%.*s\"", p, (int)words->size, words->data);
            return false;
        }
    }
    return true;
}

static bool intent_stays_where_words_stand(Work *work, Buffer *why)
{
    bool holds = true;

    for (size_t i = 0; i < work->texts.count && holds; i++) {
        const Text  *version = work->texts.revised[(i + 1) % work->texts.count];
        CarryResult *result = NULL;
        Problem      problem = {.status = OK};
        Text        *made = NULL;
        Buffer       words;
        Status       status = amendment_carry(work->texts.base, work->amendments[i], version, &result, &problem);

        buffer_init(&words, BYTES_MAX);
        if (status == OK)
            status = amendment_apply(version, result->amendment, &made, &problem);
        holds = status == OK ? has_intent(work, work->amendments[i], version, made, &words, why) : law_broken(why, "carrying", status, &problem);
        buffer_clear(&words);
        text_free(made);
        carry_result_free(result);
    }
    return holds;
}

/* ---- all of them on the next version ---- */

/* What each carried change does to the version is what accepting only that party gives there. */
static bool gives_back(const Compilation *compilation, const Text *version, const Submission *submission, Buffer *why)
{
    Text   *want = NULL, *got = NULL;
    Problem problem = {.status = OK};
    Status  status = amendment_apply(version, submission->amendment, &want, &problem);
    bool    holds;

    if (status == OK)
        status = compilation_extract(compilation, &submission->name, 1, &got, NULL, &problem);
    holds = status == OK ? text_same(got, want, why) : law_broken(why, "extracting", status, &problem);
    text_free(want);
    text_free(got);
    return holds;
}

static bool carried_ones_compile(Work *work, Buffer *why)
{
    const Text  *version = work->texts.revised[0];
    CarryResult *results[CASE_PARTIES_MAX] = {NULL};
    Submission   submissions[CASE_PARTIES_MAX];
    Compilation *compilation = NULL;
    Problem      problem = {.status = OK};
    Status       status = OK;
    bool         holds;

    for (size_t i = 0; i < work->texts.count && status == OK; i++) {
        status = amendment_carry(work->texts.base, work->amendments[i], version, &results[i], &problem);
        if (status == OK)
            submissions[i] = (Submission){texts_party_name(i), results[i]->amendment};
    }
    if (status == OK)
        status = compilation_make(version, submissions, work->texts.count, &compilation, &problem);
    holds = status == OK || law_broken(why, "compiling what was carried", status, &problem);
    for (size_t i = 0; i < work->texts.count && holds; i++)
        holds = gives_back(compilation, version, &submissions[i], why);
    compilation_free(compilation);
    for (size_t i = 0; i < work->texts.count; i++)
        carry_result_free(results[i]);
    return holds;
}

/* ---- tables ---- */

static const Paragraph *behind(const Text *text, int32_t after)
{
    for (size_t i = (size_t)(after + 1); after >= 0 && i < text->count; i++)
        if (text->paragraphs[i].story == text->paragraphs[after].story)
            return &text->paragraphs[i];
    return NULL;
}

/* A paragraph inside a table would cut it in two, a row inside a row too. */
static bool stands_between(const Text *version, const Change *change)
{
    const Paragraph *next = behind(version, change->after), *last = next != NULL ? &version->paragraphs[change->after] : NULL;
    bool             one_table = next != NULL && last->table != NO_TABLE && last->table == next->table;

    if (change->unit.kind == UNIT_TABLE || change->unit.paragraphs[0].table == NO_TABLE)
        return !one_table;
    return change->unit.kind != UNIT_ROW || !one_table || last->row != next->row;
}

static bool nothing_cuts_a_table(Work *work, Buffer *why)
{
    bool holds = true;

    for (size_t i = 0; i < work->texts.count && holds; i++) {
        const Text  *version = work->texts.revised[(i + 1) % work->texts.count];
        CarryResult *result = NULL;
        Problem      problem = {.status = OK};
        Status       status = amendment_carry(work->texts.base, work->amendments[i], version, &result, &problem);

        holds = status == OK || law_broken(why, "carrying", status, &problem);
        for (size_t k = 0; holds && k < result->amendment->count; k++) {
            const Change *change = &result->amendment->changes[k];

            holds = (change->op != CHANGE_INSERT && change->op != CHANGE_MOVE) || stands_between(version, change);
            if (!holds)
                buffer_add_format(why, "change %zu stands inside a table, after paragraph %d", k, (int)change->after);
        }
        carry_result_free(result);
    }
    return holds;
}

const Law laws_of_carrying[] = {
    {"C1", "on a version that changed nothing all is carried and makes the same text", an_unchanged_version_changes_nothing},
    {"C2", "every change ends in exactly one way, and what is carried can be made", every_change_ends_in_one_way},
    {"C3", "where a paragraph still has its words, accepting only S gives what S meant there", intent_stays_where_words_stand},
    {"C4", "what was carried compiles on the new version, and each party's comes back from it", carried_ones_compile},
    {"C5", "what is carried stands in no table and no row that it is not of", nothing_cuts_a_table},
    {NULL, NULL, NULL},
};
