/* SPDX-License-Identifier: Apache-2.0
 *
 * Which paragraph of the revised text is which of the base.
 *
 * (1) Blocks that are equal and unique on both sides are anchors; the longest rising sequence of them is kept (patience). (2) In a gap of some size, blocks that
 * share rare sequences of three words are anchors too (align_rare.c); between anchors the order-preserving pairing with the greatest sum of similarities (Needleman-Wunsch on the Dice score of words) is taken. (3) A block alone against one
 * pairs also on the similarity of characters. (4) One paragraph against several, or several against one, is a split or a join (align_groups.c).
 * (5) What is still left on both sides pairs on less where the labels are equal: labels come last, for a file that was numbered anew has other labels
 * than the text that is extracted from it, and both must be aligned alike.
 */
#include "compare/align_internal.h"
#include "compare/diff_internal.h"

enum { CELLS_MAX = 250000, CELLS_SMALL = 100, CELLS_FEW = 16 };

static const double SIMILAR_LABEL = 0.25;  /* when the labels are equal too */
static const double SIMILAR_ROW = 0.25;    /* tables and their rows */
static const double SIMILAR_ALONE = 0.5;   /* of characters, one against one */
static const double CLEARLY = 0.8;        /* to be paired at an end of a gap without looking further */
static const double EMPTIED = 0.01;        /* what pairing a row with an empty one is worth */
static const double SAME_ID = 0.3;         /* what an equal paragraph id adds to a similarity */

/* ---- similarity ---- */

uint32_t align_common_words(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count)
{
    uint32_t i = 0, j = 0, common = 0;

    while (i < a_count && j < b_count) {
        if (a[i] == b[j])
            common++, i++, j++;
        else if (a[i] < b[j])
            i++;
        else
            j++;
    }
    return common;
}

/* The words of members from..to. */
Status align_bag(Side *side, uint32_t from, uint32_t to, Bag *out)
{
    size_t total = 0;

    *out = (Bag){0};
    for (uint32_t i = from; i < to; i++) {
        TRY(side_fill_bag(side, side->members[i]));
        total += side->paragraphs[side->members[i]].bag_count;
    }
    if (to - from == 1) {
        const SideParagraph *only = &side->paragraphs[side->members[from]];

        *out = (Bag){only->bag, only->bag_count, false};
        return OK;
    }
    *out = (Bag){memory_new(total * sizeof(uint32_t)), 0, true};
    if (out->words == NULL)
        return ERR_MEMORY;
    for (uint32_t i = from; i < to; i++) {
        const SideParagraph *one = &side->paragraphs[side->members[i]];

        if (one->bag_count != 0)
            memcpy(out->words + out->count, one->bag, one->bag_count * sizeof(uint32_t));
        out->count += one->bag_count;
    }
    numbers_sort(out->words, out->count);
    return OK;
}

void align_bag_clear(Bag *bag)
{
    if (bag->owned)
        memory_free(bag->words);
}

/* Dice score of pairs of neighbouring bytes: for paragraphs of a word or none. */
static double character_similarity(Slice a, Slice b)
{
    uint16_t seen[256] = {0};
    size_t   common = 0, pairs_a = a.size > 1 ? a.size - 1 : 0, pairs_b = b.size > 1 ? b.size - 1 : 0;

    if (a.size > 4096 || b.size > 4096)
        return 0;
    if (slice_equal(a, b))
        return 1;
    for (size_t i = 0; i < pairs_a; i++)
        seen[(unsigned char)(a.data[i] * 31 + a.data[i + 1])]++;
    for (size_t i = 0; i < pairs_b; i++) {
        uint16_t *slot = &seen[(unsigned char)(b.data[i] * 31 + b.data[i + 1])];

        if (*slot > 0) {
            (*slot)--;
            common++;
        }
    }
    return pairs_a + pairs_b != 0 ? 2.0 * (double)common / (double)(pairs_a + pairs_b) : 0;
}

/* The first of the block. */
static const Paragraph *paragraph_of(const Side *side, const Block *block)
{
    return &side->text->paragraphs[side->members[block->from]];
}

Slice align_text(const Side *side, const Block *block)
{
    return paragraph_of(side, block)->text;
}

static bool is_worded(const Token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER;
}

static Status make_counts(Side *side)
{
    size_t    size = vocabulary_size(side->vocabulary);
    uint32_t *counts;

    if (size <= side->counts_size)
        return OK;
    counts = memory_new_zeroed(size * 2, sizeof *counts);
    if (counts == NULL)
        return ERR_MEMORY;
    memory_free(side->counts);
    side->counts = counts;
    side->counts_size = size * 2;
    return OK;
}

/* Two paragraphs, without sorting their words: counted up on one side, down on the other. */
static Status paragraph_similarity(Side *a, uint32_t index_a, Side *b, uint32_t index_b, double *out)
{
    const SideParagraph *p = &a->paragraphs[index_a], *q = &b->paragraphs[index_b];
    uint32_t             total = 0, common = 0;

    TRY(side_cut(a, index_a));
    TRY(side_cut(b, index_b));
    TRY(make_counts(a));
    for (uint32_t i = 0; i < p->token_count; i++) {
        if (is_worded(&p->tokens[i])) {
            a->counts[p->tokens[i].word]++;
            total++;
        }
    }
    for (uint32_t i = 0; i < q->token_count; i++) {
        if (!is_worded(&q->tokens[i]))
            continue;
        total++;
        if (a->counts[q->tokens[i].word] != 0) {
            a->counts[q->tokens[i].word]--;
            common++;
        }
    }
    for (uint32_t i = 0; i < p->token_count; i++)
        a->counts[p->tokens[i].word] = 0;
    *out = total != 0 ? 2.0 * common / total : -1;
    return OK;
}

Status align_similarity(Side *a, const Block *block_a, Side *b, const Block *block_b, double *out)
{
    Bag    bag_a = {0}, bag_b = {0};
    Status status;

    *out = 1;
    if (block_a->hash == block_b->hash)
        return OK;
    if (block_a->to - block_a->from == 1 && block_b->to - block_b->from == 1) {
        TRY(paragraph_similarity(a, a->members[block_a->from], b, b->members[block_b->from], out));
        if (*out >= 0)
            return OK;
    }
    TRY_OR(done, align_bag(a, block_a->from, block_a->to, &bag_a));
    TRY_OR(done, align_bag(b, block_b->from, block_b->to, &bag_b));
    if (bag_a.count + bag_b.count != 0)
        *out = 2.0 * align_common_words(bag_a.words, bag_a.count, bag_b.words, bag_b.count) / (bag_a.count + bag_b.count);
    else
        *out = block_a->table == NO_TABLE ? character_similarity(align_text(a, block_a), align_text(b, block_b)) : 0.5;
done:
    align_bag_clear(&bag_a);
    align_bag_clear(&bag_b);
    return status;
}

static bool is_empty(const Side *side, const Block *block)
{
    for (uint32_t i = block->from; i < block->to; i++)
        if (side->text->paragraphs[side->members[i]].text.size != 0)
            return false;
    return true;
}

/* What pairing blocks i and j is worth; 0: they are not the same. A row whose cells were emptied or filled is the same row if nothing else is. */
static Status pair_worth(const Aligning *work, size_t i, size_t j, bool with_ids, double *out)
{
    const Block     *a = &work->from->list[i], *b = &work->to->list[j];
    const Paragraph *p, *q;

    *out = 0;
    if ((a->table == NO_TABLE) != (b->table == NO_TABLE) || (work->rows && a->cells != b->cells))
        return OK;
    TRY(align_similarity(work->a, a, work->b, b, out));
    if (a->table != NO_TABLE) {
        if (*out < SIMILAR_ROW)
            *out = work->rows && (is_empty(work->a, a) || is_empty(work->b, b)) ? EMPTIED : 0;
        return OK;
    }
    p = paragraph_of(work->a, a);
    q = paragraph_of(work->b, b);
    if (*out < SIMILAR)
        *out = 0;
    else if (with_ids && p->text.size != 0 && p->id[0] != '\0' && strcmp(p->id, q->id) == 0)
        *out += SAME_ID;
    return OK;
}

/* The same for what was not paired by its words: where the labels are equal, less is enough. */
static Status label_worth(const Aligning *work, size_t i, size_t j, double *out)
{
    const Block *a = &work->from->list[i], *b = &work->to->list[j];
    Slice        label = paragraph_of(work->a, a)->label;

    *out = 0;
    if (a->table != NO_TABLE || b->table != NO_TABLE || label.size == 0 || !slice_equal(label, paragraph_of(work->b, b)->label))
        return OK;
    TRY(align_similarity(work->a, a, work->b, b, out));
    if (*out < SIMILAR_LABEL)
        *out = 0;
    return OK;
}

/* ---- anchors ---- */

typedef struct HashPlace {
    uint64_t hash;
    uint32_t place;
    bool     from_b;
} HashPlace;

static int by_hash(const void *a, const void *b)
{
    const HashPlace *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->from_b != y->from_b)
        return x->from_b ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

typedef struct Pair {
    uint32_t a, b;
    int32_t  previous; /* in the rising sequence */
} Pair;

static int by_a(const void *a, const void *b)
{
    const Pair *x = a, *y = b;

    return (x->a > y->a) - (x->a < y->a);
}

/* Keeps of `pairs` (in order of a) the longest sequence whose b rise, and matches them. */
static Status match_rising(Aligning *work, Pair *pairs, size_t count)
{
    uint32_t *tails = memory_new(count * sizeof *tails);
    size_t    length = 0;

    if (tails == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        size_t low = 0, high = length;

        while (low < high) {
            size_t middle = (low + high) / 2;

            if (pairs[tails[middle]].b < pairs[i].b)
                low = middle + 1;
            else
                high = middle;
        }
        pairs[i].previous = low > 0 ? (int32_t)tails[low - 1] : NOT_MATCHED;
        tails[low] = (uint32_t)i;
        if (low == length)
            length++;
    }
    for (int32_t i = length > 0 ? (int32_t)tails[length - 1] : NOT_MATCHED; i != NOT_MATCHED; i = pairs[i].previous) {
        work->match_a[pairs[i].a] = (int32_t)pairs[i].b;
        work->match_b[pairs[i].b] = (int32_t)pairs[i].a;
    }
    memory_free(tails);
    return OK;
}

/* Pairs of equal hashes that stand once in a0..a1 and once in b0..b1. */
static Status match_unique(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1)
{
    size_t     total = (a1 - a0) + (b1 - b0), count = 0;
    HashPlace *places = memory_new(total * sizeof *places);
    Pair      *pairs = memory_new(total * sizeof *pairs);
    Status     status = places != NULL && pairs != NULL ? OK : ERR_MEMORY;

    for (size_t i = a0; status == OK && i < a1; i++)
        places[i - a0] = (HashPlace){work->from->list[i].hash, (uint32_t)i, false};
    for (size_t j = b0; status == OK && j < b1; j++)
        places[a1 - a0 + j - b0] = (HashPlace){work->to->list[j].hash, (uint32_t)j, true};
    if (status == OK) {
        qsort(places, total, sizeof *places, by_hash);
        for (size_t i = 0; i + 1 < total; i++) {
            bool alone = (i == 0 || places[i - 1].hash != places[i].hash) && (i + 2 >= total || places[i + 2].hash != places[i].hash);

            if (alone && places[i].hash == places[i + 1].hash && !places[i].from_b && places[i + 1].from_b)
                pairs[count++] = (Pair){places[i].place, places[i + 1].place, NOT_MATCHED};
        }
        qsort(pairs, count, sizeof *pairs, by_a);
        status = match_rising(work, pairs, count);
    }
    memory_free(places);
    memory_free(pairs);
    return status;
}

bool align_equal(const Aligning *work, size_t i, size_t j)
{
    return work->from->list[i].hash == work->to->list[j].hash;
}

static void match(Aligning *work, size_t i, size_t j)
{
    work->match_a[i] = (int32_t)j;
    work->match_b[j] = (int32_t)i;
}

/* ---- gaps ---- */

/* A gap too large for pairing every block with every other: equal blocks first, by their shortest edit script; what is left between them is
   paired if it is small enough, else it stays deleted and inserted: coarser, never wrong. */
static Status match_equal_runs(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1)
{
    uint32_t *a = memory_new((a1 - a0) * sizeof *a), *b = memory_new((b1 - b0) * sizeof *b);
    Hunks     hunks = {0};
    Status    status = a != NULL && b != NULL ? OK : ERR_MEMORY;
    size_t    i = a0, j = b0;

    for (size_t k = a0; status == OK && k < a1; k++)
        a[k - a0] = (uint32_t)(work->from->list[k].hash ^ work->from->list[k].hash >> 32);
    for (size_t k = b0; status == OK && k < b1; k++)
        b[k - b0] = (uint32_t)(work->to->list[k].hash ^ work->to->list[k].hash >> 32);
    if (status == OK)
        status = diff_words(a, a1 - a0, b, b1 - b0, &hunks);
    for (size_t h = 0; status == OK && h <= hunks.count; h++) {
        size_t stop = h < hunks.count ? a0 + hunks.list[h].a0 : a1;

        for (; i < stop; i++, j++)
            if (align_equal(work, i, j))
                match(work, i, j);
        if (h < hunks.count) {
            i = a0 + hunks.list[h].a1;
            j = b0 + hunks.list[h].b1;
        }
    }
    hunks_clear(&hunks);
    memory_free(a);
    memory_free(b);
    return status;
}

typedef struct Grid {
    double  *row;     /* best sums of this and the previous row */
    uint8_t *choice;  /* 0 pair, 1 skip a, 2 skip b */
    size_t   width;
} Grid;

static Status cell_worth(const Aligning *work, size_t i, size_t j, double *out)
{
    return work->by_label ? label_worth(work, i, j, out) : pair_worth(work, i, j, true, out);
}

static Status fill_grid(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1, Grid *grid)
{
    double *last = grid->row, *now = grid->row + grid->width;

    for (size_t j = 0; j < grid->width; j++)
        last[j] = 0;
    for (size_t i = a0; i < a1; i++) {
        uint8_t *choice = grid->choice + (i - a0) * (grid->width - 1);
        double  *swap;

        now[0] = 0;
        for (size_t j = b0; j < b1; j++) {
            size_t at = j - b0;
            double worth;

            TRY(cell_worth(work, i, j, &worth));
            now[at + 1] = last[at + 1];
            choice[at] = 1;
            if (now[at] > now[at + 1]) {
                now[at + 1] = now[at];
                choice[at] = 2;
            }
            if (worth > 0 && last[at] + worth > now[at + 1]) {
                now[at + 1] = last[at] + worth;
                choice[at] = 0;
            }
        }
        swap = last;
        last = now;
        now = swap;
    }
    return OK;
}

static void trace_grid(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1, const Grid *grid)
{
    size_t i = a1, j = b1;

    while (i > a0 && j > b0) {
        uint8_t choice = grid->choice[(i - 1 - a0) * (grid->width - 1) + (j - 1 - b0)];

        if (choice == 0)
            match(work, --i, --j);
        else if (choice == 1)
            i--;
        else
            j--;
    }
}

static Status match_alone(Aligning *work, size_t i, size_t j)
{
    const Block *a = &work->from->list[i], *b = &work->to->list[j];
    double       worth;

    TRY(pair_worth(work, i, j, true, &worth));
    if (worth == 0 && a->table == NO_TABLE && b->table == NO_TABLE)
        worth = character_similarity(align_text(work->a, a), align_text(work->b, b)) >= SIMILAR_ALONE ? 1 : 0;
    if (worth > 0)
        match(work, i, j);
    return OK;
}

/* Most versions keep the order of their paragraphs: what stands first (or last) on both sides and is clearly the same is paired without looking further. */
static Status match_clear_ends(Aligning *work, size_t *a0, size_t *a1, size_t *b0, size_t *b1)
{
    double worth = 1;

    while (*a0 < *a1 && *b0 < *b1) {
        TRY(pair_worth(work, *a0, *b0, false, &worth));
        if (worth < CLEARLY)
            break;
        match(work, (*a0)++, (*b0)++);
    }
    while (*a0 < *a1 && *b0 < *b1) {
        TRY(pair_worth(work, *a1 - 1, *b1 - 1, false, &worth));
        if (worth < CLEARLY)
            break;
        match(work, --*a1, --*b1);
    }
    return OK;
}

/* The pairing of a0..a1 with b0..b1 that is worth most. */
static Status match_grid(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1)
{
    Grid   grid = {.width = b1 - b0 + 1};
    Status status = ERR_MEMORY;

    if (a0 >= a1 || b0 >= b1 || (a1 - a0) > CELLS_MAX / (b1 - b0))
        return OK;
    grid.row = memory_new(2 * grid.width * sizeof *grid.row);
    grid.choice = memory_new((a1 - a0) * (b1 - b0));
    if (grid.row != NULL && grid.choice != NULL)
        status = fill_grid(work, a0, a1, b0, b1, &grid);
    if (status == OK)
        trace_grid(work, a0, a1, b0, b1, &grid);
    memory_free(grid.row);
    memory_free(grid.choice);
    return status;
}

static Status match_gap(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1)
{
    if ((a1 - a0) * (b1 - b0) > CELLS_FEW)
        TRY(match_clear_ends(work, &a0, &a1, &b0, &b1));
    return a1 - a0 == 1 && b1 - b0 == 1 ? match_alone(work, a0, b0) : match_grid(work, a0, a1, b0, b1);
}

typedef Status (*GapWork)(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1);

/* Of what block a of the base is matched to, with all that is in one group with it: where it begins and ends on both sides. */
static Step matched_at(const Aligning *work, size_t a)
{
    size_t b = (size_t)work->match_a[a], a1 = a + 1, b1 = b + 1;

    while (b1 < work->to->count && work->match_b[b1] == (int32_t)a)
        b1++;
    while (a1 < work->from->count && work->match_a[a1] == (int32_t)b)
        a1++;
    return (Step){a1 - a + b1 - b == 2 ? STEP_PAIR : STEP_GROUP, (uint32_t)a, (uint32_t)a1, (uint32_t)b, (uint32_t)b1};
}

/* Does `gap_work` on every stretch between what is matched. */
static Status each_gap(Aligning *work, GapWork gap_work)
{
    size_t a0 = 0, b0 = 0;

    for (size_t i = 0; i < work->from->count;) {
        Step at;

        if (work->match_a[i] == NOT_MATCHED) {
            i++;
            continue;
        }
        at = matched_at(work, i);
        TRY(gap_work(work, a0, i, b0, at.b0));
        a0 = i = at.a1;
        b0 = at.b1;
    }
    return gap_work(work, a0, work->from->count, b0, work->to->count);
}

static Status match_large_ends(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1)
{
    return (a1 - a0) * (b1 - b0) > CELLS_SMALL ? match_clear_ends(work, &a0, &a1, &b0, &b1) : OK;
}

/* Before every block is held against every other: first those that share rare sequences of words, then, where still too much is left, equal ones. */
static Status split_by_rare_words(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1)
{
    int32_t *pairs;
    Status   status;

    if (a0 == a1 || b0 == b1 || work->rows || (a1 - a0) * (b1 - b0) <= CELLS_SMALL)
        return OK;
    pairs = memory_new((a1 - a0) * sizeof *pairs);
    if (pairs == NULL)
        return ERR_MEMORY;
    status = align_rare(work->a, work->from, a0, a1, work->b, work->to, b0, b1, pairs);
    for (size_t i = a0; status == OK && i < a1; i++)
        if (pairs[i - a0] != NO_BLOCK)
            match(work, i, (size_t)pairs[i - a0]);
    memory_free(pairs);
    return status;
}

static Status split_large_gap(Aligning *work, size_t a0, size_t a1, size_t b0, size_t b1)
{
    if (a0 == a1 || b0 == b1 || (a1 - a0) <= CELLS_MAX / (b1 - b0))
        return OK;
    return match_equal_runs(work, a0, a1, b0, b1);
}

/* ---- steps ---- */

static Status add_step(Steps *steps, Step step)
{
    void  *list = steps->list;
    Status status = memory_reserve(&list, &steps->capacity, steps->count + 1, sizeof step);

    steps->list = list;
    TRY(status);
    steps->list[steps->count++] = step;
    return OK;
}

static Status unmatched_before(Aligning *work, size_t *i, size_t to_a, size_t *j, size_t to_b)
{
    for (; *i < to_a; (*i)++)
        TRY(add_step(work->out, (Step){STEP_DELETE, (uint32_t)*i, (uint32_t)*i + 1, (uint32_t)*j, (uint32_t)*j}));
    for (; *j < to_b; (*j)++)
        TRY(add_step(work->out, (Step){STEP_INSERT, (uint32_t)*i, (uint32_t)*i, (uint32_t)*j, (uint32_t)*j + 1}));
    return OK;
}

static Status write_steps(Aligning *work)
{
    size_t i = 0, j = 0;

    for (size_t a = 0; a < work->from->count;) {
        Step at;

        if (work->match_a[a] == NOT_MATCHED) {
            a++;
            continue;
        }
        at = matched_at(work, a);
        TRY(unmatched_before(work, &i, a, &j, at.b0));
        TRY(add_step(work->out, at));
        i = a = at.a1;
        j = at.b1;
    }
    return unmatched_before(work, &i, work->from->count, &j, work->to->count);
}

static void match_ends(Aligning *work, size_t *head, size_t *a_end, size_t *b_end)
{
    *head = 0;
    *a_end = work->from->count;
    *b_end = work->to->count;
    while (*head < *a_end && *head < *b_end && align_equal(work, *head, *head)) {
        match(work, *head, *head);
        (*head)++;
    }
    while (*a_end > *head && *b_end > *head && align_equal(work, *a_end - 1, *b_end - 1)) {
        (*a_end)--;
        (*b_end)--;
        match(work, *a_end, *b_end);
    }
}

static Status align(Aligning *work)
{
    size_t head, a_end, b_end;

    match_ends(work, &head, &a_end, &b_end);
    if (head < a_end && head < b_end)
        TRY(match_unique(work, head, a_end, head, b_end));
    TRY(each_gap(work, match_large_ends));
    TRY(each_gap(work, split_by_rare_words));
    TRY(each_gap(work, split_large_gap));
    TRY(each_gap(work, match_gap));
    if (!work->rows) {
        TRY(align_groups(work));
        work->by_label = true;
        TRY(each_gap(work, match_grid));
    }
    return write_steps(work);
}

Status align_blocks(Side *a, const Blocks *from, Side *b, const Blocks *to, bool rows, Steps *out)
{
    Aligning work = {.a = a, .b = b, .from = from, .to = to, .rows = rows, .out = out};
    Status   status = ERR_MEMORY;

    out->count = 0;
    work.match_a = memory_new((from->count + 1) * sizeof(int32_t));
    work.match_b = memory_new((to->count + 1) * sizeof(int32_t));
    if (work.match_a != NULL && work.match_b != NULL) {
        memset(work.match_a, 0xFF, (from->count + 1) * sizeof(int32_t));
        memset(work.match_b, 0xFF, (to->count + 1) * sizeof(int32_t));
        status = align(&work);
    }
    memory_free(work.match_a);
    memory_free(work.match_b);
    return status;
}
