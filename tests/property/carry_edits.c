/* SPDX-License-Identifier: Apache-2.0
 *
 * Drawing the cases of carry_merge.c.
 */
#include "property/carry_edits.h"

#include "compare/diff_internal.h"

#include "property/cases.h"

enum { CHINESE = 5, PIECE_TOKENS = 8, DRAWS_MAX = 60, EDITS_MOST = 6 /* of one side */, PARAGRAPH_TOKENS_MIN = 10, PARAGRAPH_TOKENS_MORE = 26 };

typedef struct Source {
    Cutter     *cutter;
    Vocabulary *vocabulary;
    Slice      *list;
    size_t      count;
} Source;

static Source sources[LANGUAGE_COUNT];

bool is_paragraph_end(Slice token)
{
    return slice_is(token, PARAGRAPH_END);
}

/* ---- cutting ---- */

/* The tokens of some words, spaces left out; the caller frees the list. They live in the language's vocabulary. */
static Slice *cut(Source *source, Slice words, size_t *count)
{
    Token *tokens = NULL;
    size_t capacity = 0, cut_count = 0;
    Slice *list;

    REQUIRE(cutter_cut(source->cutter, source->vocabulary, words, NULL, 0, &tokens, &cut_count, &capacity) == OK);
    list = memory_new((cut_count + 1) * sizeof *list);
    REQUIRE(list != NULL);
    *count = 0;
    for (size_t i = 0; i < cut_count; i++)
        if (tokens[i].kind == TOKEN_WORD || tokens[i].kind == TOKEN_NUMBER || tokens[i].kind == TOKEN_PUNCTUATION)
            list[(*count)++] = vocabulary_bytes(source->vocabulary, tokens[i].word);
    memory_free(tokens);
    return list;
}

/* Chinese stands without spaces: only signs that never join. */
static bool is_han(Slice token)
{
    return token.size == 3 && (unsigned char)token.data[0] >= 0xE3;
}

static void load_language(uint32_t language)
{
    const Text *text = sources_declaration(language);
    Source     *source = &sources[language];
    Buffer      all;
    size_t      kept = 0;

    buffer_init(&all, TEXT_BYTES_MAX);
    for (size_t i = 0; i < text->count; i++) {
        buffer_add(&all, text->paragraphs[i].text);
        buffer_add_byte(&all, ' ');
    }
    source->cutter = cutter_new(case_languages[language]);
    source->vocabulary = vocabulary_new();
    REQUIRE(source->cutter != NULL && source->vocabulary != NULL && all.status == OK);
    source->list = cut(source, buffer_slice(&all), &source->count);
    for (size_t i = 0; i < source->count; i++)
        if (language != CHINESE || is_han(source->list[i]))
            source->list[kept++] = source->list[i];
    source->count = kept;
    buffer_clear(&all);
}

void carry_edits_load(void)
{
    for (uint32_t i = 0; i < LANGUAGE_COUNT; i++)
        load_language(i);
}

void carry_edits_free(void)
{
    for (uint32_t i = 0; i < LANGUAGE_COUNT; i++) {
        memory_free(sources[i].list);
        vocabulary_free(sources[i].vocabulary);
        cutter_free(sources[i].cutter);
    }
}

/* ---- tokens and texts ---- */

static void push(Tokens *tokens, Slice token)
{
    REQUIRE(tokens->count < TOKENS_MAX);
    tokens->list[tokens->count++] = token;
}

static uint32_t language_of(const Text *text)
{
    for (uint32_t i = 0; i < LANGUAGE_COUNT; i++)
        if (strcmp(text->language, case_languages[i]) == 0)
            return i;
    return 0;
}

void tokens_of(const Text *text, Tokens *out)
{
    Source *source = &sources[language_of(text)];

    out->count = 0;
    for (size_t i = 0; i < text->count; i++) {
        size_t count;
        Slice *list = cut(source, text->paragraphs[i].text, &count);

        for (size_t k = 0; k < count; k++)
            push(out, list[k]);
        push(out, SLICE(PARAGRAPH_END));
        memory_free(list);
    }
}

Text *tokens_text(const Tokens *tokens, uint32_t language)
{
    Text  *text = text_new(case_languages[language]);
    Buffer words;

    REQUIRE(text != NULL);
    buffer_init(&words, TEXT_BYTES_MAX);
    for (uint32_t i = 0; i < tokens->count; i++) {
        if (!is_paragraph_end(tokens->list[i])) {
            if (words.size != 0 && language != CHINESE)
                buffer_add_byte(&words, ' ');
            buffer_add(&words, tokens->list[i]);
            continue;
        }
        REQUIRE(words.status == OK && text_add(text, &(Paragraph){.kind = KIND_PLAIN, .text = buffer_slice(&words), .table = NO_TABLE}, NULL) == OK);
        buffer_reset(&words);
    }
    buffer_clear(&words);
    REQUIRE(text_identify(text) == OK);
    return text;
}

bool tokens_equal(const Tokens *a, const Tokens *b)
{
    for (uint32_t i = 0; i < a->count && i < b->count; i++)
        if (!slice_equal(a->list[i], b->list[i]))
            return false;
    return a->count == b->count;
}

void tokens_tell(const char *what, const Tokens *tokens)
{
    printf("    %s:", what);
    for (uint32_t i = 0; i < tokens->count; i++)
        printf(is_paragraph_end(tokens->list[i]) ? " \xC2\xB6" : " %.*s", (int)tokens->list[i].size, tokens->list[i].data);
    printf("\n");
}

/* ---- places ---- */

static uint32_t paragraph_start(const Tokens *base, uint32_t at)
{
    while (at > 0 && !is_paragraph_end(base->list[at - 1]))
        at--;
    return at;
}

/* Where its mark stands. */
static uint32_t paragraph_end(const Tokens *base, uint32_t at)
{
    while (!is_paragraph_end(base->list[at]))
        at++;
    return at;
}

static uint32_t paragraphs_of(const Tokens *base)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < base->count; i++)
        count += is_paragraph_end(base->list[i]);
    return count;
}

/* ---- drawing ---- */

/* Where in the declaration `count` tokens begin that the base has not yet. */
static uint32_t draw_fresh(Random *random, const MergeCase *one, uint32_t count)
{
    const Source *source = &sources[one->language];

    for (uint32_t tries = 0;; tries++) {
        uint32_t from = random_below(random, source->count - EDIT_TOKENS_MAX);
        bool     fresh = true;

        for (uint32_t i = 0; i < one->stretch_count && fresh; i++)
            fresh = from + count <= one->stretches[i].from || from >= one->stretches[i].from + one->stretches[i].size;
        if (fresh || tries == DRAWS_MAX)
            return from;
    }
}

static void draw_tokens(Random *random, const MergeCase *one, uint32_t count, SideEdit *edit)
{
    const Source *source = &sources[one->language];
    uint32_t      from = draw_fresh(random, one, count);

    for (uint32_t i = 0; i < count; i++)
        edit->tokens[edit->count++] = source->list[from + i];
}

static void draw_base(Random *random, MergeCase *out)
{
    const Source *source = &sources[out->language];
    uint32_t      paragraphs = 3 + random_below(random, 6);

    for (uint32_t i = 0; i < paragraphs; i++) {
        uint32_t size = PARAGRAPH_TOKENS_MIN + random_below(random, PARAGRAPH_TOKENS_MORE), from = draw_fresh(random, out, size);

        for (uint32_t k = 0; k < size; k++)
            push(&out->base, source->list[from + k]);
        push(&out->base, SLICE(PARAGRAPH_END));
        out->stretches[out->stretch_count].from = from;
        out->stretches[out->stretch_count++].size = size;
    }
}

/* One edit about token `at`, no mark itself; false where there is none of its kind. */
static bool draw_edit(Random *random, const MergeCase *one, SideEditKind kind, uint32_t at, SideEdit *out)
{
    const Tokens *base = &one->base;
    uint32_t      first = paragraph_start(base, at), mark = paragraph_end(base, at), some = 1 + random_below(random, 4);
    bool          takes = kind == REPLACES || kind == DELETES;

    *out = (SideEdit){.kind = kind, .start = at, .end = takes ? (at + some < mark ? at + some : mark) : at};
    switch (kind) {
    case REPLACES:
    case INSERTS: draw_tokens(random, one, 1 + random_below(random, 4), out); return true;
    case DELETES: return out->end < mark || out->start > first; /* not the whole paragraph's words */
    case REWRITES:
        out->start = first;
        out->end = mark;
        draw_tokens(random, one, 8 + random_below(random, 16), out);
        return true;
    case BRINGS_PARAGRAPH:
        out->start = out->end = first;
        draw_tokens(random, one, 6 + random_below(random, 16), out);
        out->tokens[out->count++] = SLICE(PARAGRAPH_END);
        return true;
    case DELETES_PARAGRAPH:
        out->start = first;
        out->end = mark + 1;
        return paragraphs_of(base) > 3;
    case SPLITS: out->tokens[out->count++] = SLICE(PARAGRAPH_END); return at > first;
    case JOINS:
        out->start = mark;
        out->end = mark + 1;
        return mark + 1 < base->count;
    default: return false;
    }
}

static bool fits(const SideEdits *side, const SideEdit *edit)
{
    for (uint32_t i = 0; i < side->count; i++)
        if (edit->start <= side->list[i].end && side->list[i].start <= edit->end)
            return false;
    return true;
}

static void place(SideEdits *side, const SideEdit *edit)
{
    uint32_t at = side->count;

    while (at > 0 && side->list[at - 1].start > edit->start) {
        side->list[at] = side->list[at - 1];
        at--;
    }
    side->list[at] = *edit;
    side->count++;
}

/* A paragraph is taken out here and put in there. */
static void draw_move(Random *random, const MergeCase *one, SideEdits *side)
{
    const Tokens *base = &one->base;
    uint32_t      from = random_below(random, base->count), to = random_below(random, base->count);
    uint32_t      first = paragraph_start(base, from), end = paragraph_end(base, from) + 1, goal = paragraph_start(base, to);
    SideEdit      out = {.kind = MOVES, .start = first, .end = end}, in = {.kind = MOVES, .start = goal, .end = goal};

    if ((goal >= first && goal <= end) || side->count + 2 > EDITS_MOST || !fits(side, &out) || !fits(side, &in))
        return;
    for (uint32_t i = first; i < end; i++)
        in.tokens[in.count++] = base->list[i];
    place(side, &out);
    place(side, &in);
}

static SideEditKind draw_kind(Random *random)
{
    static const SideEditKind likely[] = {REPLACES, REPLACES, REPLACES, REPLACES, INSERTS, INSERTS, INSERTS, DELETES, DELETES, DELETES, BRINGS_PARAGRAPH, DELETES_PARAGRAPH, SPLITS, JOINS, REWRITES, MOVES};

    return likely[random_below(random, sizeof likely / sizeof *likely)];
}

/* `near`: where edits of the other side are, to meet them there; NULL: anywhere. */
static void draw_side(Random *random, const MergeCase *one, const SideEdits *near, SideEdits *side)
{
    uint32_t wanted = 1 + random_below(random, 4);

    for (uint32_t i = 0; i < DRAWS_MAX && side->count < wanted; i++) {
        SideEditKind kind = draw_kind(random);
        uint32_t     at = random_below(random, one->base.count - 1);
        SideEdit     edit;

        if (near != NULL && near->count != 0 && random_chance(random, 60)) {
            const SideEdit *other = &near->list[random_below(random, near->count)];
            uint32_t        place = (random_chance(random, 50) ? other->start : other->end) + random_below(random, 7);

            at = place >= 3 && place - 3 + 1 < one->base.count ? place - 3 : at;
        }
        if (is_paragraph_end(one->base.list[at]))
            at = at > 0 && !is_paragraph_end(one->base.list[at - 1]) ? at - 1 : at + 1;
        if (near != NULL && near->count != 0 && random_chance(random, 12))
            edit = near->list[random_below(random, near->count)]; /* both ask for the same */
        else if (kind == MOVES) {
            draw_move(random, one, side);
            continue;
        } else if (!draw_edit(random, one, kind, at, &edit))
            continue;
        if (edit.kind != MOVES && side->count < EDITS_MOST && fits(side, &edit))
            place(side, &edit);
    }
}

void merge_case_draw(uint64_t seed, uint32_t language, MergeCase *out)
{
    Random random = {seed};
    bool   far = random_chance(&random, 50);

    *out = (MergeCase){.language = language};
    draw_base(&random, out);
    draw_side(&random, out, NULL, &out->ours);
    draw_side(&random, out, far ? NULL : &out->ours, &out->theirs);
    for (uint32_t i = 0; far && i < DRAWS_MAX && merge_case_distance(out) < FAR_TOKENS; i++) {
        out->theirs.count = 0;
        draw_side(&random, out, NULL, &out->theirs);
    }
}

void side_edits_make(const MergeCase *one, const SideEdits *side, Tokens *out)
{
    uint32_t at = 0;

    out->count = 0;
    for (uint32_t i = 0; i < side->count; i++) {
        const SideEdit *edit = &side->list[i];

        for (; at < edit->start; at++)
            push(out, one->base.list[at]);
        for (uint32_t k = 0; k < edit->count; k++)
            push(out, edit->tokens[k]);
        at = edit->end;
    }
    for (; at < one->base.count; at++)
        push(out, one->base.list[at]);
}

/* ---- distances ---- */

static bool same_edit(const SideEdit *a, const SideEdit *b)
{
    if (a->kind != b->kind || a->start != b->start || a->end != b->end || a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!slice_equal(a->tokens[i], b->tokens[i]))
            return false;
    return true;
}

/* The token at `at` once `count` tokens of the edit stand before its place. */
static Slice token_with(const MergeCase *one, const SideEdit *edit, uint32_t at)
{
    return at < edit->start ? one->base.list[at] : at < edit->start + edit->count ? edit->tokens[at - edit->start] : one->base.list[at - edit->count];
}

/* What is put in or taken out beside words like its own can be told some tokens earlier or later as well: it lies at all these places. */
static void slide(const MergeCase *one, const SideEdit *edit, int *start, int *end)
{
    uint32_t size = edit->count != 0 ? edit->count : edit->end - edit->start, at = edit->start;

    if (edit->count != 0 && edit->end != edit->start)
        return;
    if (edit->count != 0) {
        for (uint32_t j = 0; j < at && slice_equal(one->base.list[at - 1 - j], token_with(one, edit, at - 1 - j + size)); j++)
            --*start;
        for (uint32_t j = 0; at + j < one->base.count && slice_equal(one->base.list[at + j], token_with(one, edit, at + j)); j++)
            ++*end;
    } else {
        for (uint32_t j = 0; j < at && slice_equal(one->base.list[at - 1 - j], one->base.list[edit->end - 1 - j]); j++)
            --*start;
        for (uint32_t j = 0; edit->end + j < one->base.count && slice_equal(one->base.list[at + j], one->base.list[edit->end + j]); j++)
            ++*end;
    }
}

/* A move passes over the words between its two places, and it may be these that a program takes for moved. */
static void pass_over(const SideEdits *side, int *start, int *end)
{
    for (uint32_t i = 0; i < side->count; i++)
        if (side->list[i].kind == MOVES) {
            *start = (int)side->list[i].start < *start ? (int)side->list[i].start : *start;
            *end = (int)side->list[i].end > *end ? (int)side->list[i].end : *end;
        }
}

/* Who joins two paragraphs and splits one of them has made other paragraphs of them: an edit of both, with the marks before and behind them. */
static void move_mark(const MergeCase *one, const SideEdits *side, const SideEdit *edit, int *start, int *end)
{
    SideEditKind other = edit->kind == JOINS ? SPLITS : JOINS;

    for (uint32_t i = 0; i < side->count && (edit->kind == JOINS || edit->kind == SPLITS); i++) {
        const SideEdit *second = &side->list[i];
        const SideEdit *join = edit->kind == JOINS ? edit : second, *split = edit->kind == JOINS ? second : edit;

        if (second->kind != other || split->start < paragraph_start(&one->base, join->start) || split->start > paragraph_end(&one->base, join->end))
            continue;
        *start = (int)paragraph_start(&one->base, join->start) - 1;
        *end = (int)paragraph_end(&one->base, join->end) + 1;
    }
}

/* Who splits or joins and leaves less than three quarters of the words common to before and after has made other paragraphs, too. */
static void remake(const MergeCase *one, const SideEdits *side, const SideEdit *edit, int *start, int *end)
{
    uint32_t first = paragraph_start(&one->base, edit->start), mark = paragraph_end(&one->base, edit->end), gone = 0, added = 0, kept;

    for (uint32_t i = 0; i < side->count; i++) {
        const SideEdit *other = &side->list[i];

        for (uint32_t k = other->start; k < other->end; k++)
            gone += k >= first && k < mark;
        added += other->start >= first && other->start <= mark ? other->count : 0;
    }
    kept = mark - first - gone;
    if (4 * kept < 3 * (kept + added > mark - first ? kept + added : mark - first)) {
        *start = (int)first - 1;
        *end = (int)mark + 1;
    }
}

static bool is_of_paragraphs(SideEditKind kind)
{
    return kind == REWRITES || kind == BRINGS_PARAGRAPH || kind == DELETES_PARAGRAPH || kind == MOVES;
}

/* So has who brings, takes out, rewrites or moves a paragraph beside one that is split or joined, and who cuts a few words out as a paragraph. */
static void remake_beside(const MergeCase *one, const SideEdits *side, const SideEdit *edit, int *start, int *end)
{
    int first = (int)paragraph_start(&one->base, edit->start), mark = (int)paragraph_end(&one->base, edit->end);

    for (uint32_t i = 0; i < side->count; i++) {
        const SideEdit *other = &side->list[i];
        bool            beside = is_of_paragraphs(other->kind) && (int)other->start <= mark + 1 && (int)other->end >= first - 1;
        bool            piece = other != edit && other->kind == SPLITS && edit->kind == SPLITS && other->start < edit->start + PIECE_TOKENS && edit->start < other->start + PIECE_TOKENS;

        if (!beside && !piece)
            continue;
        *start = first - 1 < *start ? first - 1 : *start;
        *end = mark + 1 > *end ? mark + 1 : *end;
        if (beside) {
            *start = (int)other->start - 1 < *start ? (int)other->start - 1 : *start;
            *end = (int)other->end + 1 > *end ? (int)other->end + 1 : *end;
        }
    }
}

/* What the edit reaches over: the paragraph, with the marks before and behind it, where its side leaves less than half of that. */
static void reach(const MergeCase *one, const SideEdits *side, const SideEdit *edit, int *start, int *end)
{
    uint32_t at = edit->start < one->base.count ? edit->start : one->base.count - 1;
    uint32_t first = paragraph_start(&one->base, at), mark = paragraph_end(&one->base, at), gone = 0;

    for (uint32_t i = 0; i < side->count; i++)
        for (uint32_t k = side->list[i].start; k < side->list[i].end; k++)
            gone += k >= first && k < mark;
    *start = (int)edit->start;
    *end = (int)edit->end;
    if ((edit->start >= first && edit->end <= mark && 2 * gone > mark - first) || (edit->kind == SPLITS && (edit->start < first + PIECE_TOKENS || edit->start + PIECE_TOKENS > mark))) {
        *start = (int)first - 1;
        *end = (int)mark + 1;
    }
    slide(one, edit, start, end);
    move_mark(one, side, edit, start, end);
    if (edit->kind == SPLITS || edit->kind == JOINS) {
        remake(one, side, edit, start, end);
        remake_beside(one, side, edit, start, end);
    }
    if (edit->kind == MOVES)
        pass_over(side, start, end);
}

static int distance(const MergeCase *one, const SideEdits *ours, const SideEdits *theirs)
{
    int nearest = FAR_AWAY;

    for (uint32_t i = 0; i < ours->count; i++)
        for (uint32_t k = 0; k < theirs->count; k++) {
            int start, end, other_start, other_end, between;

            reach(one, ours, &ours->list[i], &start, &end);
            reach(one, theirs, &theirs->list[k], &other_start, &other_end);
            between = start - other_end > other_start - end ? start - other_end : other_start - end;
            nearest = between < nearest ? between : nearest;
        }
    return nearest;
}

/* With `spaces`, as texts have them: one before each token but the first of a paragraph. */
static uint32_t numbers_of(const MergeCase *one, const Tokens *tokens, bool spaces, uint32_t *out)
{
    uint32_t count = 0, space;

    REQUIRE(vocabulary_word(sources[one->language].vocabulary, SLICE(" "), &space) == OK);
    for (uint32_t i = 0; i < tokens->count; i++) {
        if (spaces)
            out[count++] = space;
        REQUIRE(vocabulary_word(sources[one->language].vocabulary, tokens->list[i], &out[count++]) == OK);
    }
    return count;
}

/* A side's edits as the shortest script has them. */
static void tell_again(const MergeCase *one, const SideEdits *side, bool spaces, SideEdits *out)
{
    static Tokens   made;
    static uint32_t a[2 * TOKENS_MAX], b[2 * TOKENS_MAX];
    uint32_t        step = spaces ? 2 : 1, a_count, b_count;
    Hunks           hunks = {0};

    side_edits_make(one, side, &made);
    a_count = numbers_of(one, &one->base, spaces, a);
    b_count = numbers_of(one, &made, spaces, b);
    REQUIRE(diff_words(a, a_count, b, b_count, &hunks) == OK);
    out->count = 0;
    for (size_t i = 0; i < hunks.count && out->count < SIDE_EDITS_MAX; i++) {
        const Hunk *hunk = &hunks.list[i];
        SideEdit   *edit = &out->list[out->count++];

        *edit = (SideEdit){.kind = REPLACES, .start = hunk->a0 / step, .end = hunk->a1 / step};
        for (uint32_t k = hunk->b0 / step; k < hunk->b1 / step && edit->count < EDIT_TOKENS_MAX; k++)
            edit->tokens[edit->count++] = made.list[k];
    }
    hunks_clear(&hunks);
}

static int distance_told(const MergeCase *one, bool spaces)
{
    static SideEdits ours, theirs;

    tell_again(one, &one->ours, spaces, &ours);
    tell_again(one, &one->theirs, spaces, &theirs);
    return distance(one, &ours, &theirs);
}

int merge_case_distance_made(const MergeCase *one)
{
    return distance(one, &one->ours, &one->theirs);
}

int merge_case_distance(const MergeCase *one)
{
    int as_made = merge_case_distance_made(one), as_told = distance_told(one, false), in_text = one->language != CHINESE ? distance_told(one, true) : FAR_AWAY;

    as_told = as_told < in_text ? as_told : in_text;
    return as_made < as_told ? as_made : as_told;
}

bool side_edits_have(const SideEdits *side, SideEditKind kind)
{
    for (uint32_t i = 0; i < side->count; i++)
        if (side->list[i].kind == kind)
            return true;
    return false;
}

bool merge_case_inserts_together(const MergeCase *one)
{
    for (uint32_t i = 0; i < one->ours.count; i++)
        for (uint32_t k = 0; k < one->theirs.count; k++) {
            const SideEdit *a = &one->ours.list[i], *b = &one->theirs.list[k];

            if (a->start == a->end && b->start == b->end && a->start == b->start && !same_edit(a, b))
                return true;
        }
    return false;
}

static void tell_side(const char *name, const SideEdits *side)
{
    static const char *const kinds[SIDE_EDIT_KINDS] = {"replaces", "inserts", "deletes", "rewrites", "brings a paragraph", "deletes a paragraph", "splits", "joins", "moves"};

    for (uint32_t i = 0; i < side->count; i++) {
        const SideEdit *edit = &side->list[i];

        printf("    %s %s %u to %u:", name, kinds[edit->kind], edit->start, edit->end);
        for (uint32_t k = 0; k < edit->count; k++)
            printf(is_paragraph_end(edit->tokens[k]) ? " \xC2\xB6" : " %.*s", (int)edit->tokens[k].size, edit->tokens[k].data);
        printf("\n");
    }
}

void merge_case_tell(const MergeCase *one)
{
    tokens_tell("base", &one->base);
    tell_side("the amendment", &one->ours);
    tell_side("the version", &one->theirs);
}
