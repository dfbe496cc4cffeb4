/* SPDX-License-Identifier: Apache-2.0
 *
 * Anchors in a large gap. A sequence of three words that stands once in the gap's blocks on either side says which two belong together; a pair that is said
 * often enough, and that is the best of both its blocks, is taken, if the pairs rise together.
 */
#include "compare/side_internal.h"

enum { VOTES_MIN = 3, SHARE_MIN = 4 /* of a block's own sequences, one in so many must vote for the pair */ };

typedef struct Slot {
    uint64_t hash;          /* 0: free */
    int32_t  a, b;          /* the block; ABSENT, or MANY where it stands more than once */
} Slot;

enum { ABSENT = -1, MANY = -2 };

typedef struct Rare {
    Side         *a, *b;
    const Blocks *from, *to;
    size_t        a0, a1, b0, b1;
    Slot         *slots;
    size_t        mask;
    uint32_t     *size_a;   /* sequences of each block of a */
    int32_t      *best_a, *best_b, *count_a, *count_b;
} Rare;

static Slot *find_slot(const Rare *rare, uint64_t hash)
{
    size_t at = (size_t)(hash >> 20) & rare->mask;

    while (rare->slots[at].hash != 0 && rare->slots[at].hash != hash)
        at = (at + 1) & rare->mask;
    return &rare->slots[at];
}

typedef void (*Seen)(Rare *rare, uint64_t hash, size_t block, bool of_a);

static uint64_t mix(uint64_t hash, uint32_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* Hands every sequence of three words of the block to `seen`. */
static void each_sequence(Rare *rare, const Side *side, const Blocks *blocks, size_t block, bool of_a, Seen seen)
{
    for (uint32_t m = blocks->list[block].from; m < blocks->list[block].to; m++) {
        const SideParagraph *paragraph = &side->paragraphs[side->members[m]];
        uint32_t             last[2] = {0, 0};

        for (uint32_t i = 0; i < paragraph->token_count; i++) {
            uint32_t word = paragraph->tokens[i].word;

            if (paragraph->tokens[i].kind != TOKEN_WORD && paragraph->tokens[i].kind != TOKEN_NUMBER)
                continue;
            if (last[0] != 0)
                seen(rare, mix(mix(mix(1, last[0]), last[1]), word) | 1, block, of_a);
            last[0] = last[1];
            last[1] = word;
        }
    }
}

static void count_sequence(Rare *rare, uint64_t hash, size_t block, bool of_a)
{
    Slot    *slot = find_slot(rare, hash);
    int32_t *place;

    if (slot->hash == 0)
        *slot = (Slot){hash, ABSENT, ABSENT};
    place = of_a ? &slot->a : &slot->b;
    *place = *place == ABSENT ? (int32_t)block : MANY;
    if (of_a)
        rare->size_a[block - rare->a0]++;
}

/* The majority of what a block's rare sequences name is its candidate. */
static void vote(int32_t *best, int32_t *count, int32_t name)
{
    if (*count == 0)
        *best = name;
    *count += *best == name ? 1 : -1;
}

static void tally(Rare *rare)
{
    for (size_t i = 0; i <= rare->mask; i++) {
        const Slot *slot = &rare->slots[i];

        if (slot->hash == 0 || slot->a < 0 || slot->b < 0)
            continue;
        vote(&rare->best_a[(size_t)slot->a - rare->a0], &rare->count_a[(size_t)slot->a - rare->a0], slot->b);
        vote(&rare->best_b[(size_t)slot->b - rare->b0], &rare->count_b[(size_t)slot->b - rare->b0], slot->a);
    }
}

static bool is_pair(const Rare *rare, size_t i)
{
    int32_t j = rare->best_a[i - rare->a0], votes = rare->count_a[i - rare->a0];

    return votes >= VOTES_MIN && (uint32_t)votes * SHARE_MIN >= rare->size_a[i - rare->a0] && j >= 0 &&
           rare->best_b[(size_t)j - rare->b0] == (int32_t)i && rare->count_b[(size_t)j - rare->b0] > 0 &&
           rare->from->list[i].table == NO_TABLE && rare->to->list[j].table == NO_TABLE;
}

/* Of the pairs, the longest sequence that rises on both sides. */
static Status keep_rising(const Rare *rare, int32_t *a_to_b)
{
    size_t    count = rare->a1 - rare->a0, length = 0;
    uint32_t *tails = memory_new((count + 1) * sizeof *tails);
    int32_t  *previous = memory_new((count + 1) * sizeof *previous);
    Status    status = tails != NULL && previous != NULL ? OK : ERR_MEMORY;

    for (size_t i = 0; status == OK && i < count; i++) {
        size_t low = 0, high = length;

        a_to_b[i] = NO_BLOCK;
        previous[i] = NO_BLOCK;
        if (!is_pair(rare, i + rare->a0))
            continue;
        while (low < high) {
            size_t middle = (low + high) / 2;

            if (rare->best_a[tails[middle]] < rare->best_a[i])
                low = middle + 1;
            else
                high = middle;
        }
        previous[i] = low > 0 ? (int32_t)tails[low - 1] : NO_BLOCK;
        tails[low] = (uint32_t)i;
        length += low == length;
    }
    if (status == OK && length > 0)
        for (int32_t i = (int32_t)tails[length - 1]; i != NO_BLOCK; i = previous[i])
            a_to_b[i] = rare->best_a[i];
    memory_free(tails);
    memory_free(previous);
    return status;
}

static Status cut_all(Side *side, const Blocks *blocks, size_t from, size_t to, size_t *words)
{
    for (size_t i = from; i < to; i++) {
        for (uint32_t m = blocks->list[i].from; m < blocks->list[i].to; m++) {
            TRY(side_cut(side, side->members[m]));
            *words += side->paragraphs[side->members[m]].token_count;
        }
    }
    return OK;
}

static Status find(Rare *rare, int32_t *a_to_b)
{
    size_t words = 0, size = 64, count_a = rare->a1 - rare->a0, count_b = rare->b1 - rare->b0;

    TRY(cut_all(rare->a, rare->from, rare->a0, rare->a1, &words));
    TRY(cut_all(rare->b, rare->to, rare->b0, rare->b1, &words));
    while (size < words + words / 2)
        size *= 2;
    rare->mask = size - 1;
    rare->slots = memory_new_zeroed(size, sizeof(Slot));
    rare->size_a = memory_new_zeroed(count_a, sizeof(uint32_t));
    rare->best_a = memory_new_zeroed(count_a, sizeof(int32_t));
    rare->count_a = memory_new_zeroed(count_a, sizeof(int32_t));
    rare->best_b = memory_new_zeroed(count_b, sizeof(int32_t));
    rare->count_b = memory_new_zeroed(count_b, sizeof(int32_t));
    if (rare->slots == NULL || rare->size_a == NULL || rare->best_a == NULL || rare->count_a == NULL || rare->best_b == NULL || rare->count_b == NULL)
        return ERR_MEMORY;
    for (size_t i = rare->a0; i < rare->a1; i++)
        each_sequence(rare, rare->a, rare->from, i, true, count_sequence);
    for (size_t j = rare->b0; j < rare->b1; j++)
        each_sequence(rare, rare->b, rare->to, j, false, count_sequence);
    tally(rare);
    return keep_rising(rare, a_to_b);
}

Status align_rare(Side *a, const Blocks *from, size_t a0, size_t a1, Side *b, const Blocks *to, size_t b0, size_t b1, int32_t *a_to_b)
{
    Rare   rare = {.a = a, .b = b, .from = from, .to = to, .a0 = a0, .a1 = a1, .b0 = b0, .b1 = b1};
    Status status = find(&rare, a_to_b);

    memory_free(rare.slots);
    memory_free(rare.size_a);
    memory_free(rare.best_a);
    memory_free(rare.count_a);
    memory_free(rare.best_b);
    memory_free(rare.count_b);
    return status;
}
