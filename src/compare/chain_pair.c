/* SPDX-License-Identifier: Apache-2.0
 *
 * Which paragraphs of two documents belong together. Not by place: resolutions keep sentences for decades and put them elsewhere.
 *
 * Each word weighs less the more paragraphs have it, and a tenth where it is part of a phrase that its text says more than once (the long names of groups and subjects): then only what is peculiar to a
 * paragraph counts. Alike is the weight of the longest common subsequence of words, of both. Equal ones are tied first, then the most alike, each once; what is left is tied as a part of a split or a merger
 * where it still has enough of a paragraph that is tied already.
 */
#include "compare/chain_internal.h"

enum { WEIGHT = 4096, COMMON_SHARE = 10, THOUSAND = 1000 };

/* ---- passages ---- */

static bool is_space(uint32_t rune)
{
    return rune <= ' ' || rune == 0xA0 || rune == 0x3000 || rune == 0xFFFC || (rune >= 0x2000 && rune <= 0x200F) || rune == 0x202F || rune == 0xFEFF;
}

static uint32_t plain_sign(uint32_t rune)
{
    switch (rune) {
    case 0x2018: case 0x2019: return '\'';
    case 0x201C: case 0x201D: case 0xAB: case 0xBB: return '"';
    case 0x2010: case 0x2011: return '-';
    default: return rune;
    }
}

static bool ends_item(char byte)
{
    return byte == '.' || byte == ';' || byte == ',' || byte == ':';
}

static Status make_plain(const Paragraph *paragraph, size_t label, Arena *arena, Slice *out)
{
    Buffer text;
    Status status;

    buffer_init(&text, paragraph->text.size * 2 + 16);
    for (size_t at = label; at < paragraph->text.size;) {
        uint32_t rune = utf8_next(paragraph->text, &at);

        if (!is_space(rune))
            buffer_add_rune(&text, plain_sign(rune));
    }
    while (text.size > 0 && ends_item(text.data[text.size - 1]))
        text.size--;
    status = text.status == OK ? slice_copy(arena, buffer_slice(&text), out) : text.status;
    buffer_clear(&text);
    return status;
}

static Status make_passage(const Text *text, size_t index, Vocabulary *vocabulary, Arena *arena, Passage *out)
{
    const Paragraph *paragraph = &text->paragraphs[index];
    size_t           label = paragraph_label_size(paragraph), count = 0;
    SearchWord      *words = NULL;

    TRY(search_words(slice_part(paragraph->text, label, paragraph->text.size), text->language, arena, &words, &count));
    *out = (Passage){.paragraph = (uint32_t)index, .preambular = paragraph->kind == KIND_PREAMBULAR};
    out->words = arena_take(arena, (count + 1) * sizeof *out->words);
    if (out->words == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (words[i].folded.size != 0)
            TRY(vocabulary_word(vocabulary, words[i].folded, &out->words[out->count++]));
    return make_plain(paragraph, label, arena, &out->plain);
}

Status chain_passages(const Text *text, Vocabulary *vocabulary, Arena *arena, Passages *out)
{
    *out = (Passages){.list = arena_take_zeroed(arena, text->count + 1, sizeof *out->list)};
    if (out->list == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < text->count; i++)
        if (chain_follows(text, i))
            TRY(make_passage(text, i, vocabulary, arena, &out->list[out->count++]));
    return OK;
}

/* ---- weighing ---- */

typedef struct Weighing {
    const Passages *sides[2];
    uint32_t       *weight;         /* of each word of the vocabulary */
    bool          **common[2];      /* of each word of each passage: part of a phrase that two passages of one text have */
    uint32_t      **weights[2];     /* of each word of each passage */
    uint64_t       *sums[2];
    uint32_t       *tally;          /* of the vocabulary: how many of each word; kept at 0 */
    uint64_t       *rows[2];        /* of the longest passage of b */
    ChainTie       *found;
    size_t          found_count, found_capacity;
} Weighing;

/* ---- phrases ---- */

/* A run of PHRASE_WORDS words, and where it stands. */
typedef struct Phrase {
    const uint32_t *words;
    uint32_t        side, passage, at;
} Phrase;

static int by_words(const void *a, const void *b)
{
    const Phrase *x = a, *y = b;

    for (int i = 0; i < PHRASE_WORDS; i++)
        if (x->words[i] != y->words[i])
            return x->words[i] < y->words[i] ? -1 : 1;
    if (x->side != y->side)
        return x->side < y->side ? -1 : 1;
    return x->passage != y->passage ? (x->passage < y->passage ? -1 : 1) : (x->at > y->at) - (x->at < y->at);
}

static bool same_words(const Phrase *a, const Phrase *b)
{
    return memcmp(a->words, b->words, PHRASE_WORDS * sizeof *a->words) == 0;
}

/* What one text says twice is common in both: weighed alike on either side. */
static void mark_common(Weighing *w, const Phrase *phrases, size_t count)
{
    for (size_t first = 0, end; first < count; first = end) {
        bool twice = false;

        for (end = first + 1; end < count && same_words(&phrases[first], &phrases[end]); end++)
            twice = twice || (phrases[end].side == phrases[end - 1].side && phrases[end].passage != phrases[end - 1].passage);
        for (size_t i = first; twice && i < end; i++)
            for (uint32_t k = 0; k < PHRASE_WORDS; k++)
                w->common[phrases[i].side][phrases[i].passage][phrases[i].at + k] = true;
    }
}

static Status make_marks(Weighing *w, int side, Arena *arena, size_t *words)
{
    const Passages *passages = w->sides[side];

    w->common[side] = arena_take_zeroed(arena, passages->count + 1, sizeof(bool *)); /* pointers */
    if (w->common[side] == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < passages->count; i++) {
        w->common[side][i] = arena_take_zeroed(arena, passages->list[i].count + 1, sizeof(bool));
        if (w->common[side][i] == NULL)
            return ERR_MEMORY;
        *words += passages->list[i].count;
    }
    return OK;
}

static Status find_common(Weighing *w, Arena *arena)
{
    size_t  words = 0, made = 0;
    Phrase *phrases;

    TRY(make_marks(w, 0, arena, &words));
    TRY(make_marks(w, 1, arena, &words));
    phrases = memory_new_zeroed(words + 1, sizeof *phrases);
    if (phrases == NULL)
        return ERR_MEMORY;
    for (uint32_t side = 0; side < 2; side++)
        for (uint32_t i = 0; i < w->sides[side]->count; i++)
            for (uint32_t at = 0; at + PHRASE_WORDS <= w->sides[side]->list[i].count; at++)
                phrases[made++] = (Phrase){&w->sides[side]->list[i].words[at], side, i, at};
    if (made > 1)
        qsort(phrases, made, sizeof *phrases, by_words);
    mark_common(w, phrases, made);
    memory_free(phrases);
    return OK;
}

/* ---- weights ---- */

/* log2 in 1/256, between powers of two along straight lines: the same on every machine. */
static uint32_t log_of(uint32_t number)
{
    uint32_t bits = 0;

    while (number >> (bits + 1) != 0)
        bits++;
    return bits * 256 + (((number - ((uint32_t)1 << bits)) * 256) >> bits);
}

/* In how many passages each word stands: its weight. `tally` holds the passage that counted it last. */
static void weigh_words(Weighing *w, size_t words)
{
    uint32_t serial = 0;

    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < w->sides[side]->count; i++) {
            const Passage *passage = &w->sides[side]->list[i];

            serial++;
            for (uint32_t k = 0; k < passage->count; k++)
                if (w->tally[passage->words[k]] != serial) {
                    w->tally[passage->words[k]] = serial;
                    w->weight[passage->words[k]]++;
                }
        }
    for (size_t i = 0; i < words; i++) {
        w->weight[i] = w->weight[i] != 0 ? WEIGHT * 256 / (256 + log_of(w->weight[i])) : 0;
        w->tally[i] = 0;
    }
}

static Status weigh_passages(Weighing *w, int side, Arena *arena)
{
    const Passages *passages = w->sides[side];

    w->weights[side] = arena_take_zeroed(arena, passages->count + 1, sizeof(uint32_t *)); /* pointers */
    w->sums[side] = arena_take_zeroed(arena, passages->count + 1, sizeof(uint64_t));
    if (w->weights[side] == NULL || w->sums[side] == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < passages->count; i++) {
        const Passage *passage = &passages->list[i];

        w->weights[side][i] = arena_take(arena, (passage->count + 1) * sizeof(uint32_t));
        if (w->weights[side][i] == NULL)
            return ERR_MEMORY;
        for (uint32_t k = 0; k < passage->count; k++) {
            w->weights[side][i][k] = w->weight[passage->words[k]] / (w->common[side][i][k] ? COMMON_SHARE : 1);
            w->sums[side][i] += w->weights[side][i][k];
        }
    }
    return OK;
}

/* No subsequence can weigh more than the words that both have: most pairs are told apart by that. */
static uint64_t shared_at_most(Weighing *w, const Passage *a, const Passage *b, const uint32_t *weights)
{
    uint64_t shared = 0;

    for (uint32_t i = 0; i < a->count; i++)
        w->tally[a->words[i]]++;
    for (uint32_t i = 0; i < b->count; i++)
        if (w->tally[b->words[i]] != 0) {
            w->tally[b->words[i]]--;
            shared += weights[i];
        }
    for (uint32_t i = 0; i < a->count; i++)
        w->tally[a->words[i]] = 0;
    return shared;
}

static uint64_t shared_in_order(Weighing *w, size_t a, size_t b)
{
    const Passage *x = &w->sides[0]->list[a], *y = &w->sides[1]->list[b];
    uint64_t      *above = w->rows[0], *row = w->rows[1];

    memset(above, 0, (y->count + 1) * sizeof *above);
    for (uint32_t i = 0; i < x->count; i++) {
        uint64_t *swap = above;

        row[0] = 0;
        for (uint32_t k = 0; k < y->count; k++) {
            uint32_t weight = w->weights[0][a][i] < w->weights[1][b][k] ? w->weights[0][a][i] : w->weights[1][b][k];

            row[k + 1] = x->words[i] == y->words[k] ? above[k] + weight : above[k + 1] > row[k] ? above[k + 1] : row[k];
        }
        above = row;
        row = swap;
    }
    return above[y->count];
}

/* The longest run of words that both have, of the shorter one, in 1000. */
static uint32_t run_held(const Passage *a, const Passage *b)
{
    uint32_t best = 0, shorter = a->count < b->count ? a->count : b->count;

    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++) {
            uint32_t run = 0;

            while (i + run < a->count && k + run < b->count && a->words[i + run] == b->words[k + run])
                run++;
            best = run > best ? run : best;
        }
    return shorter >= PART_WORDS ? best * THOUSAND / shorter : 0;
}

static Status keep(Weighing *w, const ChainTie *tie)
{
    void *found = w->found;

    TRY(memory_reserve(&found, &w->found_capacity, w->found_count + 1, sizeof *w->found));
    w->found = found;
    w->found[w->found_count++] = *tie;
    return OK;
}

static Status weigh(Weighing *w, size_t a, size_t b)
{
    const Passage *x = &w->sides[0]->list[a], *y = &w->sides[1]->list[b];
    uint64_t       both = w->sums[0][a] + w->sums[1][b], smaller = w->sums[0][a] < w->sums[1][b] ? w->sums[0][a] : w->sums[1][b], shared;
    ChainTie       tie = {.a = (uint32_t)a, .b = (uint32_t)b, .same = slice_equal(x->plain, y->plain), .slight = x->count < FAR_WORDS || y->count < FAR_WORDS};

    if (tie.same) {
        tie.alike = THOUSAND;
        return keep(w, &tie);
    }
    if (both == 0 || smaller == 0)
        return OK;
    shared = shared_at_most(w, x, y, w->weights[1][b]);
    if (shared * 2 * THOUSAND < both * ALIKE_PART && shared * THOUSAND < smaller * HELD)
        return OK;
    shared = shared_in_order(w, a, b);
    tie.alike = (uint32_t)(shared * 2 * THOUSAND / both);
    tie.alike = tie.alike < THOUSAND ? tie.alike : THOUSAND - 1; /* the words are the same, the signs are not */
    if (tie.alike >= ALIKE || (tie.alike >= ALIKE_PART && shared * THOUSAND >= smaller * HELD))
        return keep(w, &tie);
    tie.part = true; /* too little of the larger one to be it; perhaps a part of it, word for word */
    return run_held(x, y) >= RUN_HELD ? keep(w, &tie) : OK;
}

/* ---- tying ---- */

static int most_alike(const void *a, const void *b)
{
    const ChainTie *x = a, *y = b;

    if (x->part != y->part)
        return x->part ? 1 : -1;
    if (x->same != y->same)
        return x->same ? -1 : 1;
    if (x->alike != y->alike)
        return x->alike > y->alike ? -1 : 1;
    return x->a != y->a ? (x->a < y->a ? -1 : 1) : (x->b > y->b) - (x->b < y->b);
}

static int by_place(const void *a, const void *b)
{
    const ChainTie *x = a, *y = b;

    return x->a != y->a ? (x->a < y->a ? -1 : 1) : (x->b > y->b) - (x->b < y->b);
}

/* How much alike a paragraph is to the one that it is tied to: an equal one was nothing else before, and a part of it is of both only word for word. */
static bool leaves_room(uint32_t alike, const ChainTie *tie)
{
    return alike < THOUSAND && (alike < WHOLE || tie->part);
}

/* The best for both, each once; then what has nobody yet, with whom it is most alike. */
static size_t tie_up(Weighing *w, uint32_t *tied[2])
{
    size_t kept = 0;

    for (size_t i = 0; i < w->found_count; i++) {
        ChainTie tie = w->found[i];

        if (tied[0][tie.a] || tied[1][tie.b] || tie.part)
            continue;
        tied[0][tie.a] = tied[1][tie.b] = tie.alike + 1;
        w->found[i] = w->found[kept]; /* what was passed over stays behind, for the second round */
        w->found[kept++] = tie;
    }
    if (w->found_count - kept > 1)
        qsort(w->found + kept, w->found_count - kept, sizeof *w->found, most_alike);
    for (size_t i = kept; i < w->found_count; i++) {
        ChainTie tie = w->found[i];
        uint32_t whose = tied[0][tie.a] != 0 ? tied[0][tie.a] : tied[1][tie.b];

        if ((tied[0][tie.a] != 0) == (tied[1][tie.b] != 0) || tie.same || !leaves_room(whose - 1, &tie))
            continue;
        tied[0][tie.a] = tied[0][tie.a] != 0 ? tied[0][tie.a] : tie.alike + 1;
        tied[1][tie.b] = tied[1][tie.b] != 0 ? tied[1][tie.b] : tie.alike + 1;
        tie.part = true;
        w->found[i] = w->found[kept];
        w->found[kept++] = tie;
    }
    return kept;
}

/* What is outside of the longest rising sequence of places has moved; so has what went from the preamble to the operative part. */
static Status find_moved(Weighing *w, size_t count)
{
    uint32_t *length = memory_new_zeroed(count + 1, sizeof *length), best = 0;
    int32_t  *before = memory_new_zeroed(count + 1, sizeof *before), at = -1;

    for (size_t i = 0; length != NULL && before != NULL && i < count; i++) {
        before[i] = -1;
        w->found[i].moved = true;
        if (w->found[i].part)
            continue;
        length[i] = 1;
        for (size_t k = 0; k < i; k++)
            if (!w->found[k].part && w->found[k].b < w->found[i].b && length[k] + 1 > length[i]) {
                length[i] = length[k] + 1;
                before[i] = (int32_t)k;
            }
        if (length[i] > best) {
            best = length[i];
            at = (int32_t)i;
        }
    }
    for (; before != NULL && at >= 0; at = before[at])
        w->found[at].moved = false;
    for (size_t i = 0; i < count; i++)
        w->found[i].moved = !w->found[i].part && (w->found[i].moved || w->sides[0]->list[w->found[i].a].preambular != w->sides[1]->list[w->found[i].b].preambular);
    memory_free(length);
    memory_free(before);
    return length != NULL && before != NULL ? OK : ERR_MEMORY;
}

static Status tie_all(Weighing *w, Arena *arena, ChainPair *out)
{
    uint32_t *tied[2] = {arena_take_zeroed(arena, w->sides[0]->count + 1, sizeof(uint32_t)), arena_take_zeroed(arena, w->sides[1]->count + 1, sizeof(uint32_t))}; /* 0: to none; else how much alike, and 1 */
    size_t    count;

    if (tied[0] == NULL || tied[1] == NULL)
        return ERR_MEMORY;
    if (w->found_count > 1)
        qsort(w->found, w->found_count, sizeof *w->found, most_alike);
    count = tie_up(w, tied);
    if (count > 1)
        qsort(w->found, count, sizeof *w->found, by_place);
    TRY(find_moved(w, count));
    out->ties = arena_take(arena, (count + 1) * sizeof *out->ties);
    if (out->ties == NULL)
        return ERR_MEMORY;
    if (count != 0)
        memcpy(out->ties, w->found, count * sizeof *out->ties);
    out->count = count;
    return OK;
}

static uint32_t longest(const Passages *passages)
{
    uint32_t most = 0;

    for (size_t i = 0; i < passages->count; i++)
        most = passages->list[i].count > most ? passages->list[i].count : most;
    return most;
}

static Status run(Weighing *w, size_t words, Arena *arena, ChainPair *out)
{
    w->weight = arena_take_zeroed(arena, words + 1, sizeof *w->weight);
    w->tally = arena_take_zeroed(arena, words + 1, sizeof *w->tally);
    for (int i = 0; i < 2; i++)
        w->rows[i] = arena_take(arena, ((size_t)longest(w->sides[1]) + 2) * sizeof *w->rows[i]);
    if (w->weight == NULL || w->tally == NULL || w->rows[0] == NULL || w->rows[1] == NULL)
        return ERR_MEMORY;
    weigh_words(w, words);
    TRY(find_common(w, arena));
    TRY(weigh_passages(w, 0, arena));
    TRY(weigh_passages(w, 1, arena));
    for (size_t a = 0; a < w->sides[0]->count; a++)
        for (size_t b = 0; b < w->sides[1]->count; b++)
            TRY(weigh(w, a, b));
    return tie_all(w, arena, out);
}

Status chain_pair(const Passages *a, const Passages *b, size_t words, Arena *arena, ChainPair *out)
{
    Weighing weighing = {.sides = {a, b}};
    Status   status = run(&weighing, words, arena, out);

    memory_free(weighing.found);
    return status;
}
