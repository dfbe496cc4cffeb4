/* SPDX-License-Identifier: Apache-2.0
 *
 * Carrying an amendment onto a new version is a merge of three texts. Here it is held against another one's: `git merge-file`, on files of one token a line. Where the edits of the two sides lie three or more
 * tokens apart the results are equal, in every case; nearer than that the two may differ, and each difference is of one of the kinds listed below, with its reason. A difference that no kind explains fails.
 * RAPPORTEUR_SEED, RAPPORTEUR_CASES, RAPPORTEUR_LONG and RAPPORTEUR_CASE are those of laws.c.
 */
#include "compare/compare.h"

#include "property/carry_git.h"
#include "property/cases.h"

#include <time.h>

#if defined(__SANITIZE_ADDRESS__)
#define CASES_SHORT 1000
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CASES_SHORT 1000
#endif
#endif
#ifndef CASES_SHORT
#define CASES_SHORT 6000
#endif
enum { CASES = CASES_SHORT, CASES_LONG = 200000, FAILURES_MAX = 5 };

/* ---- ours ---- */

typedef struct Ours {
    size_t totals[CARRY_COUNT];
    bool   words_changed; /* a deletion of a paragraph whose words changed was carried */
    bool   moves;         /* the amendment moves a paragraph as a whole */
    Tokens tokens;        /* the version with what was carried */
} Ours;

/* As the service makes a version: what stands where the old one has a paragraph is that paragraph. */
static Text *make_version(Comparer *comparer, const Text *base, const Text *sent)
{
    Amendment *amendment = NULL;
    Text      *version = NULL;

    REQUIRE(amendment_between(comparer, sent, &amendment, NULL) == OK);
    REQUIRE(amendment_apply(base, amendment, &version, NULL) == OK);
    amendment_free(amendment);
    return version;
}

static void carry(const MergeCase *one, Ours *out)
{
    static Tokens made;
    Text         *base = tokens_text(&one->base, one->language), *amended, *sent, *version, *merged = NULL;
    Comparer     *comparer = comparer_new(base);
    Amendment    *amendment = NULL;
    CarryResult  *result = NULL;

    REQUIRE(comparer != NULL);
    side_edits_make(one, &one->ours, &made);
    amended = tokens_text(&made, one->language);
    side_edits_make(one, &one->theirs, &made);
    sent = tokens_text(&made, one->language);
    version = make_version(comparer, base, sent);
    REQUIRE(amendment_between(comparer, amended, &amendment, NULL) == OK);
    REQUIRE(amendment_carry(base, amendment, version, &result, NULL) == OK);
    REQUIRE(amendment_apply(version, result->amendment, &merged, NULL) == OK);
    memcpy(out->totals, result->totals, sizeof out->totals);
    out->words_changed = out->moves = false;
    for (size_t i = 0; i < result->count; i++) {
        out->words_changed |= result->changes[i].words_changed;
        out->moves |= amendment->changes[i].op == CHANGE_MOVE;
    }
    tokens_of(merged, &out->tokens);
    carry_result_free(result);
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(base);
    text_free(amended);
    text_free(sent);
    text_free(version);
    text_free(merged);
}

/* ---- both ---- */

typedef enum Verdict { SAME, BOTH_OPEN, ONLY_OURS, ONLY_GIT, OTHER_WORDS, VERDICTS } Verdict;
static const char *const verdict_names[VERDICTS] = {
    [SAME] = "both merge, into the same words",   [BOTH_OPEN] = "neither merges",           [ONLY_OURS] = "ours is carried, git has a conflict",
    [ONLY_GIT] = "git merges, ours has a conflict", [OTHER_WORDS] = "both merge, into other words",
};

typedef struct Facts {
    const MergeCase *one;
    const Ours      *ours;
    int              distance, made;
} Facts;

static Verdict judge(const Ours *ours, const GitMerge *git)
{
    bool open = ours->totals[IN_CONFLICT] + ours->totals[OVERTAKEN] != 0;

    if (git->conflict)
        return open ? BOTH_OPEN : ONLY_OURS;
    if (ours->totals[IN_CONFLICT] == 0 && tokens_equal(&ours->tokens, &git->tokens))
        return SAME;
    return open ? ONLY_GIT : OTHER_WORDS;
}

static bool either_has(const Facts *facts, SideEditKind kind)
{
    return side_edits_have(&facts->one->ours, kind) || side_edits_have(&facts->one->theirs, kind);
}

static bool moves(const Facts *facts)
{
    return facts->ours->moves || either_has(facts, MOVES);
}

static bool inserts_together(const Facts *facts)
{
    return merge_case_inserts_together(facts->one);
}

static bool deletes_changed(const Facts *facts)
{
    return facts->ours->words_changed;
}

static bool takes_up(const Facts *facts)
{
    return facts->ours->totals[TAKEN_UP] != 0;
}

static bool meets(const Facts *facts)
{
    return facts->distance == 0 || facts->made == 0;
}

static bool overtaken(const Facts *facts)
{
    return facts->ours->totals[OVERTAKEN] != 0;
}

static bool regroups(const Facts *facts)
{
    return either_has(facts, SPLITS) || either_has(facts, JOINS);
}

static bool is_near(const Facts *facts)
{
    return facts->made < FAR_TOKENS;
}

static bool is_told_near(const Facts *facts)
{
    return facts->distance < FAR_TOKENS;
}

/* Of a verdict, the first row that fits explains the case. The reasons: tests/property/README.md. */
typedef struct Kind {
    Verdict     verdict;
    const char *name;
    bool      (*fits)(const Facts *facts);
} Kind;
static const Kind kinds[] = {
    {ONLY_OURS, "a paragraph moves", moves},
    {ONLY_OURS, "both put something in at one place", inserts_together},
    {ONLY_OURS, "a paragraph is deleted, its words have changed", deletes_changed},
    {ONLY_OURS, "the version has the words already, in a larger edit", takes_up},
    {ONLY_OURS, "the edits meet at an edge", meets},
    {ONLY_OURS, "near, beside a split or a join", regroups},
    {ONLY_OURS, "near: the shortest script joins them", is_told_near},
    {ONLY_GIT, "a paragraph moves", moves},
    {ONLY_GIT, "the paragraph or the words are gone", overtaken},
    {ONLY_GIT, "near: they read as one change", is_near},
    {ONLY_GIT, "near, beside a split or a join", regroups},
    {ONLY_GIT, "near: the shortest script joins them", is_told_near},
    {OTHER_WORDS, "a paragraph moves", moves},
    {OTHER_WORDS, "both bring the same words: git has them twice", takes_up},
    {OTHER_WORDS, "a paragraph is deleted, its words have changed", deletes_changed},
    {OTHER_WORDS, "both put something in at one place, in another order", inserts_together},
    {OTHER_WORDS, "near, beside a split or a join", regroups},
    {OTHER_WORDS, "near: they read as one change", is_told_near},
};
enum { KINDS = sizeof kinds / sizeof *kinds, NO_KIND = -1 };

static int kind_of(const Facts *facts, Verdict verdict)
{
    for (int i = 0; i < KINDS; i++)
        if (kinds[i].verdict == verdict && kinds[i].fits(facts))
            return i;
    return NO_KIND;
}

/* What the comparison makes of a side. */
static void tell_changes(const MergeCase *one, const SideEdits *side, const char *name)
{
    static Tokens made;
    Text         *base = tokens_text(&one->base, one->language), *edited;
    Comparer     *comparer = comparer_new(base);
    Amendment    *amendment = NULL;
    Buffer        stored;

    buffer_init(&stored, TEXT_BYTES_MAX);
    side_edits_make(one, side, &made);
    edited = tokens_text(&made, one->language);
    REQUIRE(comparer != NULL && amendment_between(comparer, edited, &amendment, NULL) == OK && amendment_encode(base, amendment, &stored, NULL) == OK);
    printf("    %s, compared: %.*s\n", name, (int)stored.size, stored.data);
    buffer_clear(&stored);
    amendment_free(amendment);
    comparer_free(comparer);
    text_free(edited);
    text_free(base);
}

static void tell(uint64_t seed, uint64_t index, const MergeCase *one, const Ours *ours, const GitMerge *git)
{
    printf("  case %llu of seed %llu, in %s, edits %d apart: %zu carried, %zu taken up, %zu overtaken, %zu in conflict\n", (unsigned long long)index, (unsigned long long)seed, case_languages[one->language],
           merge_case_distance(one), ours->totals[CARRIED], ours->totals[TAKEN_UP], ours->totals[OVERTAKEN], ours->totals[IN_CONFLICT]);
    merge_case_tell(one);
    tell_changes(one, &one->ours, "the amendment");
    tell_changes(one, &one->theirs, "the version");
    tokens_tell("ours", &ours->tokens);
    if (git->conflict)
        printf("    git: conflict\n");
    else
        tokens_tell("git", &git->tokens);
}

/* ---- all ---- */

typedef struct Table {
    uint64_t seed, near[VERDICTS], far[VERDICTS], kinds[KINDS], failed;
} Table;

static void count_one(Table *table, uint64_t index, const MergeCase *one, const Ours *ours, const GitMerge *git)
{
    Facts   facts = {one, ours, merge_case_distance(one), merge_case_distance_made(one)};
    Verdict verdict = judge(ours, git);
    bool    far = facts.distance >= FAR_TOKENS;
    int     kind = verdict > BOTH_OPEN ? kind_of(&facts, verdict) : NO_KIND;

    (far ? table->far : table->near)[verdict]++;
    if (kind != NO_KIND)
        table->kinds[kind]++;
    if ((far && verdict != SAME) || (verdict > BOTH_OPEN && kind == NO_KIND)) {
        if (table->failed++ < FAILURES_MAX)
            tell(table->seed, index, one, ours, git);
    }
}

/* A difference is looked at again in a file of its own: in one with other cases git may choose another of the shortest scripts. */
static bool run_batch(Table *table, uint64_t from, uint32_t count)
{
    static MergeCase cases[GIT_BATCH];
    static GitMerge  merged[GIT_BATCH], alone;
    static Ours      ours;
    Buffer           all, one;
    bool             ran;

    buffer_init(&all, 1);
    buffer_init(&one, 1);
    for (uint32_t i = 0; i < count; i++)
        merge_case_draw(random_seed_of(table->seed, from + i), (uint32_t)((from + i) % LANGUAGE_COUNT), &cases[i]);
    ran = git_merge(cases, count, &all, merged);
    for (uint32_t i = 0; i < count && ran; i++) {
        const GitMerge *git = &merged[i];

        carry(&cases[i], &ours);
        if (judge(&ours, git) > BOTH_OPEN) {
            ran = git_merge(&cases[i], 1, &one, &alone);
            git = &alone;
        }
        if (ran)
            count_one(table, from + i, &cases[i], &ours, git);
    }
    buffer_clear(&all);
    buffer_clear(&one);
    return ran;
}

static int print_table(const Table *table, uint64_t passed)
{
    uint64_t unknown = table->failed, far = 0;

    for (int v = 0; v < VERDICTS; v++) {
        far += table->far[v];
        printf("  %8llu  of them %7llu with edits %d or more tokens apart: %s\n", (unsigned long long)(table->near[v] + table->far[v]), (unsigned long long)table->far[v], FAR_TOKENS, verdict_names[v]);
        for (int i = 0; i < KINDS; i++)
            if ((int)kinds[i].verdict == v && table->kinds[i] != 0)
                printf("      %8llu  %s\n", (unsigned long long)table->kinds[i], kinds[i].name);
    }
    printf("  %llu of %llu cases with edits %d or more tokens apart give the same words\n", (unsigned long long)table->far[SAME], (unsigned long long)far, FAR_TOKENS);
    printf("carry_merge: %llu passed, %llu failed\n", (unsigned long long)passed, (unsigned long long)unknown);
    return unknown != 0;
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *value = getenv(variable);

    return value != NULL && *value != '\0' ? strtoull(value, NULL, 10) : otherwise;
}

int main(void)
{
    bool     is_long = number_from("RAPPORTEUR_LONG", 0) != 0;
    Table    table = {.seed = number_from("RAPPORTEUR_SEED", is_long ? (uint64_t)time(NULL) : 1)};
    uint64_t from = number_from("RAPPORTEUR_CASE", 0), count = getenv("RAPPORTEUR_CASE") != NULL ? from + 1 : number_from("RAPPORTEUR_CASES", is_long ? CASES_LONG : CASES), at = from;
    int      result;

    if (!sources_load() || !git_open())
        return 1;
    carry_edits_load();
    printf("seed %llu, %llu cases, in %d languages\n", (unsigned long long)table.seed, (unsigned long long)(count - from), LANGUAGE_COUNT);
    for (bool ran = true; ran && at < count; at += GIT_BATCH)
        ran = run_batch(&table, at, count - at < GIT_BATCH ? (uint32_t)(count - at) : GIT_BATCH);
    table.failed += at < count; /* git did not run */
    result = print_table(&table, count - from - table.failed);
    git_close();
    carry_edits_free();
    sources_free();
    return result;
}
