/* SPDX-License-Identifier: Apache-2.0
 *
 * P15: 190 submissions of 500 paragraphs, compared, compiled and extracted, in less than 100 MB. Time is the benchmark's business.
 */
#include <sys/resource.h>

#include "compare/compare.h"

#include "property/cases.h"

enum { SUBMISSIONS = 190, PARAGRAPHS = 500, EDITS_EACH = 12, MEGABYTES_MAX = 100 };

/* Under a sanitizer the memory is not ours alone, and not judged. */
static bool is_sanitized(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return true;
#elif defined(__has_feature)
    return __has_feature(address_sanitizer);
#else
    return false;
#endif
}

static long megabytes(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss / 1024;
}

/* The declaration five times over, each time with a number, so that no two paragraphs are equal. */
static void make_base(Draft *draft, const Text *source)
{
    for (uint32_t i = 0; i < PARAGRAPHS; i++) {
        char number[DECIMAL_MAX + 2];

        draft_take(draft, source, i % source->count, i % source->count + 1);
        (void)snprintf(number, sizeof number, "%u. ", i + 1);
        draft_splice(draft, &draft->list[i], 0, 0, slice_from(number), NULL, 0);
    }
    draft_settle(draft);
}

static bool gives_back(const Compilation *compilation, const Text *base)
{
    for (size_t party = 0; party < compilation->party_count; party += 37) {
        Text *want = NULL, *got = NULL;
        bool  same;

        REQUIRE(amendment_apply(base, compilation->parties[party].amendment, &want, NULL) == OK);
        REQUIRE(compilation_extract(compilation, &compilation->parties[party].name, 1, &got, NULL, NULL) == OK);
        same = got->count == want->count;
        for (size_t i = 0; same && i < got->count; i++)
            same = slice_equal(got->paragraphs[i].text, want->paragraphs[i].text);
        text_free(want);
        text_free(got);
        if (!same)
            return false;
    }
    return true;
}

static void amend(const Draft *base, Slice words, uint32_t number, Comparer *comparer, Amendment **out)
{
    Random random = {number};
    Arena *arena = arena_new(64 * 1024 * 1024);
    Draft  draft = *base;
    Text  *revised;

    REQUIRE(arena != NULL);
    draft.arena = arena;
    draft = draft_copy(&draft);
    for (int i = 0; i < EDITS_EACH; i++) {
        Edit edit = edit_draw(&random);

        if (strcmp(edit_name(&edit), "delete everything") != 0)
            edit_make(&edit, &draft, words);
    }
    revised = draft_text(&draft);
    REQUIRE(amendment_between(comparer, revised, out, NULL) == OK);
    text_free(revised);
    arena_free(arena);
}

int main(void)
{
    static char       names[SUBMISSIONS][32];
    static Amendment *amendments[SUBMISSIONS];
    Submission        submissions[SUBMISSIONS];
    Compilation      *compilation = NULL;
    Arena            *arena = arena_new(64 * 1024 * 1024);
    Comparer         *comparer;
    Text             *base;
    Draft             draft;
    Slice             words;
    long              used;
    bool              held;

    if (arena == NULL || !sources_load())
        return 1;
    draft_init(&draft, arena, "en");
    make_base(&draft, sources_declaration(1));
    base = draft_text(&draft);
    words = base->paragraphs[7].text;
    comparer = comparer_new(base);
    REQUIRE(comparer != NULL);
    for (uint32_t i = 0; i < SUBMISSIONS; i++) {
        amend(&draft, words, i, comparer, &amendments[i]);
        (void)snprintf(names[i], sizeof names[i], "Delegation %03u", i + 1);
        submissions[i] = (Submission){slice_from(names[i]), amendments[i]};
    }
    REQUIRE(compilation_make(base, submissions, SUBMISSIONS, &compilation, NULL) == OK);
    held = gives_back(compilation, base);
    used = megabytes();
    printf("  %d submissions of %d paragraphs: %ld MB, %zu places, %zu new paragraphs\n", SUBMISSIONS, PARAGRAPHS, used, compilation->place_count,
           compilation->unit_count);
    if (is_sanitized())
        used = 0;
    compilation_free(compilation);
    for (uint32_t i = 0; i < SUBMISSIONS; i++)
        amendment_free(amendments[i]);
    comparer_free(comparer);
    text_free(base);
    arena_free(arena);
    sources_free();
    printf("scale: %d passed, %d failed\n", held + (used < MEGABYTES_MAX), !held + (used >= MEGABYTES_MAX));
    return !held || used >= MEGABYTES_MAX;
}
