/* SPDX-License-Identifier: Apache-2.0
 *
 * Splits and joins: one paragraph against several, told by the words that they share.
 *
 * Both are one thing seen from either side: the one, and the many that it was cut into or made of.
 * What covers is looked for first, in both ways; only then what has to be told by whole pieces, which says less.
 */
#include "compare/align_internal.h"

enum { GROUP_MAX = 4, PIECE_WORDS = 4 };

static const double COVERED = 0.7;       /* of words, for a split or a join; */
static const double COVERED_SMALL = 0.9; /* where one of the pieces has fewer than PIECE_WORDS */

typedef struct Facing {
    const Aligning *work;
    bool            joins; /* the one is of the revised text */
    Side           *x, *y;
    const Blocks   *ones, *many;
    int32_t        *one_matches, *many_matches;
} Facing;

typedef struct Group {
    size_t one, from, to;
    double covered; /* with `to` 0: what the block that it is matched to covers alone */
} Group;

static Facing facing(const Aligning *work, bool joins)
{
    return joins ? (Facing){work, joins, work->b, work->a, work->to, work->from, work->match_b, work->match_a}
                 : (Facing){work, joins, work->a, work->b, work->from, work->to, work->match_a, work->match_b};
}

/* Has each of blocks from..to most of its words from the one? A short new paragraph beside a long one is no piece of it. *least: words of the shortest. */
static Status all_contribute(const Bag *one, const Facing *of, size_t from, size_t to, uint32_t *least, bool *out)
{
    for (size_t i = from; i < to && *out; i++) {
        Bag    part = {0};
        Status status = align_bag(of->y, of->many->list[i].from, of->many->list[i].to, &part);

        if (status == OK)
            *least = part.count < *least ? part.count : *least;
        if (status == OK)
            *out = part.count == 0 || align_common_words(one->words, one->count, part.words, part.count) * 2 > part.count;
        align_bag_clear(&part);
        TRY(status);
    }
    return OK;
}

/* Which part of the words of the one and of many from..to, one after the other, is common to both; 0 where some of those blocks have few of the one's words, or it is too little for them. */
static Status coverage(const Facing *of, size_t one, size_t from, size_t to, double *out)
{
    Bag      bag_one = {0}, bag_many = {0};
    Status   status;
    uint32_t common, most, least = UINT32_MAX;
    bool     fits;

    *out = 0;
    TRY_OR(done, align_bag(of->x, of->ones->list[one].from, of->ones->list[one].to, &bag_one));
    TRY_OR(done, align_bag(of->y, of->many->list[from].from, of->many->list[to - 1].to, &bag_many));
    common = align_common_words(bag_one.words, bag_one.count, bag_many.words, bag_many.count);
    most = bag_one.count > bag_many.count ? bag_one.count : bag_many.count;
    fits = common >= 2;
    status = all_contribute(&bag_one, of, from, to, &least, &fits);
    if (fits && (to - from == 1 || common >= (least < PIECE_WORDS ? COVERED_SMALL : COVERED) * most))
        *out = (double)common / most;
done:
    align_bag_clear(&bag_one);
    align_bag_clear(&bag_many);
    return status;
}

static bool all_plain(const Blocks *blocks, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (blocks->list[i].table != NO_TABLE)
            return false;
    return true;
}

static bool has_text(const Side *side, const Blocks *blocks, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (align_text(side, &blocks->list[i]).size == 0)
            return false;
    return true;
}

/* How many of the many from `at` on are not matched, or only with `partner`. */
static size_t free_run(const Facing *of, size_t at, size_t partner)
{
    size_t length = 0;

    while (at + length < of->many->count && length < GROUP_MAX && (of->many_matches[at + length] == NOT_MATCHED || of->many_matches[at + length] == (int32_t)partner))
        length++;
    return length;
}

/* Of the runs of 2 to GROUP_MAX of the many that begin at `at` and that the one covers, the one that it covers best, where that is better than what is found already. */
static Status find_group(const Facing *of, size_t one, size_t at, Group *out)
{
    size_t longest = free_run(of, at, one);

    for (size_t length = 2; length <= longest; length++) {
        double covered = 0;

        if (!all_plain(of->many, at, at + length) || of->ones->list[one].table != NO_TABLE || !has_text(of->y, of->many, at, at + length))
            return OK;
        TRY(coverage(of, one, at, at + length, &covered));
        if (covered > out->covered)
            *out = (Group){one, at, at + length, covered};
    }
    return OK;
}

/* ---- pieces whose words stand whole at an end ---- */

static bool begins(Slice text, Slice with)
{
    return with.size <= text.size && memcmp(text.data, with.data, with.size) == 0;
}

static bool ends(Slice text, Slice with)
{
    return with.size <= text.size && memcmp(text.data + text.size - with.size, with.data, with.size) == 0;
}

static Slice words_of(const Facing *of, size_t piece)
{
    return slice_trim(align_text(of->y, &of->many->list[piece]));
}

/* Of from..to: the pieces whose words stand whole at the beginning of the one, one after the other (before *first), and at its end (from *last on). */
static void whole_ends(const Facing *of, size_t one, size_t from, size_t to, size_t *first, size_t *last)
{
    Slice rest = slice_trim(align_text(of->x, &of->ones->list[one]));

    for (*first = from; *first < to && begins(rest, words_of(of, *first)); (*first)++)
        rest = slice_trim(slice_part(rest, words_of(of, *first).size, rest.size));
    for (*last = to; *last > *first && ends(rest, words_of(of, *last - 1)); (*last)--)
        rest = slice_trim(slice_part(rest, 0, rest.size - words_of(of, *last - 1).size));
}

/* Takes the words of the piece out of the bag; what is not in it stays out. Both are sorted. */
static void take_out(Bag *bag, const Bag *piece)
{
    uint32_t kept = 0, k = 0;

    for (uint32_t i = 0; i < bag->count; i++) {
        while (k < piece->count && piece->words[k] < bag->words[i])
            k++;
        if (k < piece->count && piece->words[k] == bag->words[i])
            k++;
        else
            bag->words[kept++] = bag->words[i];
    }
    bag->count = kept;
}

static double dice(const Bag *a, const Bag *b)
{
    return a->count + b->count != 0 ? 2.0 * align_common_words(a->words, a->count, b->words, b->count) / (a->count + b->count) : 0;
}

/* Words of the one that are in no piece that stands whole, into *rest (whose room is as large as the one's bag). *least: words of the shortest of those pieces. */
static Status rest_of(const Facing *of, size_t from, size_t to, size_t first, size_t last, Bag *rest, uint32_t *least)
{
    *least = UINT32_MAX;
    for (size_t i = from; i < to; i++) {
        Bag    piece = {0};
        Status status = i < first || i >= last ? align_bag(of->y, of->many->list[i].from, of->many->list[i].to, &piece) : OK;

        if (status == OK && (i < first || i >= last)) {
            take_out(rest, &piece);
            *least = piece.count < *least ? piece.count : *least;
        }
        align_bag_clear(&piece);
        TRY(status);
    }
    return OK;
}

/* Are they its pieces, although it has too many other words to be covered? All of them but one at most stand whole at its ends, each of several words; and what is between is more like the one that does not than the whole is. */
static Status are_pieces(const Facing *of, size_t one, size_t from, size_t to, bool *out)
{
    Bag      whole = {0}, middle = {0}, rest = {0};
    size_t   first, last;
    uint32_t least;
    Status   status;

    *out = false;
    whole_ends(of, one, from, to, &first, &last);
    if (last - first > 1 || (first == from && last == to))
        return OK;
    TRY_OR(done, align_bag(of->x, of->ones->list[one].from, of->ones->list[one].to, &whole));
    rest = (Bag){memory_new((whole.count + 1) * sizeof(uint32_t)), whole.count, true};
    if (rest.words == NULL)
        TRY_OR(done, ERR_MEMORY);
    if (whole.count != 0)
        memcpy(rest.words, whole.words, whole.count * sizeof(uint32_t));
    TRY_OR(done, rest_of(of, from, to, first, last, &rest, &least));
    *out = least >= PIECE_WORDS;
    if (*out && first < last) {
        TRY_OR(done, align_bag(of->y, of->many->list[first].from, of->many->list[first].to, &middle));
        *out = dice(&rest, &middle) >= SIMILAR && dice(&rest, &middle) > dice(&whole, &middle);
    }
done:
    align_bag_clear(&whole);
    align_bag_clear(&middle);
    align_bag_clear(&rest);
    return status;
}

/* The longest run from `at` on that is the one in pieces. */
static Status find_pieces(const Facing *of, size_t one, size_t at, Group *out)
{
    size_t longest = free_run(of, at, one);

    for (size_t length = longest; length >= 2 && length > out->to - out->from; length--) {
        bool are = false;

        if (all_plain(of->many, at, at + length) && has_text(of->y, of->many, at, at + length))
            TRY(are_pieces(of, one, at, at + length, &are));
        if (are)
            *out = (Group){one, at, at + length, 0};
    }
    return OK;
}

/* ---- all of one kind ---- */

/* The place among the many at which the one's partners could begin: after the last match before it. */
static size_t free_from(const Facing *of, size_t one)
{
    for (size_t k = one; k > 0; k--)
        if (of->one_matches[k - 1] != NOT_MATCHED)
            return (size_t)of->one_matches[k - 1] + 1;
    return 0;
}

static void take_group(const Facing *of, const Group *group)
{
    if (of->one_matches[group->one] != NOT_MATCHED)
        of->many_matches[of->one_matches[group->one]] = NOT_MATCHED;
    of->one_matches[group->one] = (int32_t)group->from;
    for (size_t k = group->from; k < group->to; k++)
        of->many_matches[k] = (int32_t)group->one;
}

/* Is it matched, and alone? */
static bool is_paired(const Facing *of, size_t one)
{
    int32_t match = of->one_matches[one];

    return match != NOT_MATCHED && of->many_matches[match] == (int32_t)one && ((size_t)match + 1 == of->many->count || of->many_matches[match + 1] != (int32_t)one) &&
           (one == 0 || of->one_matches[one - 1] != match) && (one + 1 == of->ones->count || of->one_matches[one + 1] != match);
}

/* Where groups of the one may begin: in the run of what is not matched, or with it. */
static size_t window_end(const Facing *of, size_t one, size_t start)
{
    size_t at = start;

    while (at < of->many->count && at - start <= 2 * GROUP_MAX && (of->many_matches[at] == NOT_MATCHED || of->many_matches[at] == (int32_t)one))
        at++;
    return at;
}

/* What the one's partners could begin with: from *start on, before *end. */
static void window(const Facing *of, size_t one, size_t *start, size_t *end)
{
    *start = free_from(of, one);
    while (*start < of->many->count && of->many_matches[*start] != NOT_MATCHED && of->many_matches[*start] < (int32_t)one)
        (*start)++; /* one before took a group */
    *end = window_end(of, one, *start);
}

static bool is_settled(const Facing *of, size_t one)
{
    int32_t match = of->one_matches[one];

    return match != NOT_MATCHED && align_equal(of->work, of->joins ? (size_t)match : one, of->joins ? one : (size_t)match);
}

static Status find_covered(const Facing *of)
{
    for (size_t one = 0; one < of->ones->count; one++) {
        size_t start, end;
        Group  group = {0};

        if (is_settled(of, one))
            continue;
        window(of, one, &start, &end);
        if (end - start < 2)
            continue; /* no run of two */
        if (of->one_matches[one] != NOT_MATCHED)
            TRY(coverage(of, one, (size_t)of->one_matches[one], (size_t)of->one_matches[one] + 1, &group.covered));
        for (size_t at = start; at < end; at++)
            TRY(find_group(of, one, at, &group));
        if (group.to != 0)
            take_group(of, &group);
    }
    return OK;
}

/* What is in a group stays there. */
static Status find_in_pieces(const Facing *of)
{
    for (size_t one = 0; one < of->ones->count; one++) {
        size_t start, end;
        Group  group = {0};

        if (of->ones->list[one].table != NO_TABLE || is_settled(of, one) || (of->one_matches[one] != NOT_MATCHED && !is_paired(of, one)))
            continue;
        window(of, one, &start, &end);
        for (size_t at = start; at < end; at++)
            TRY(find_pieces(of, one, at, &group));
        if (group.to != 0)
            take_group(of, &group);
    }
    return OK;
}

/* ---- a split beside a join ---- */

static size_t size_of(const Side *side, const Blocks *blocks, size_t at)
{
    return align_text(side, &blocks->list[at]).size;
}

/* The one before has room for the middle's match, and the match behind for the middle. */
static bool has_room(const Facing *of, size_t one, size_t match)
{
    return size_of(of->x, of->ones, one - 1) >= size_of(of->y, of->many, match - 1) + size_of(of->y, of->many, match) / 2 &&
           size_of(of->y, of->many, match + 1) >= size_of(of->x, of->ones, one + 1) + size_of(of->x, of->ones, one) / 2;
}

/* Three pairs in a row where the one before was split and the one behind joined: the pair between them is of a piece of each, and neither is free to be found. The one before is the one that is split (or, with joins, the one that
   was joined), as `of` sees it. Each must cover its pieces better than it covers its match. */
static Status try_both(const Facing *of, const Facing *back, size_t one, size_t match, bool *out)
{
    double split, split_alone, join, join_alone;

    *out = false;
    if (!has_room(of, one, match))
        return OK;
    TRY(coverage(of, one - 1, match - 1, match + 1, &split));
    if (split == 0)
        return OK;
    TRY(coverage(back, match + 1, one, one + 2, &join));
    if (join == 0)
        return OK;
    TRY(coverage(of, one - 1, match - 1, match, &split_alone));
    TRY(coverage(back, match + 1, one + 1, one + 2, &join_alone));
    *out = split > split_alone && join > join_alone;
    return OK;
}

static Status regroup(const Facing *of, const Facing *back, size_t one, size_t match, bool *done)
{
    TRY(try_both(of, back, one, match, done));
    if (!*done)
        return OK;
    of->many_matches[match] = (int32_t)one - 1;
    of->one_matches[one] = (int32_t)match + 1;
    back->one_matches[match + 1] = (int32_t)one; /* of several the first */
    return OK;
}

static bool is_triple(const Facing *of, size_t one)
{
    for (size_t k = one - 1; k <= one + 1; k++)
        if (!is_paired(of, k) || !all_plain(of->ones, k, k + 1) || of->one_matches[k] != of->one_matches[one] + (int32_t)k - (int32_t)one || align_equal(of->work, k, (size_t)of->one_matches[k]))
            return false;
    return true;
}

static Status regroup_triples(const Facing *splits, const Facing *joins)
{
    for (size_t i = 1; i + 1 < splits->ones->count; i++) {
        size_t j;
        bool   done;

        if (!is_triple(splits, i))
            continue;
        j = (size_t)splits->one_matches[i];
        TRY(regroup(splits, joins, i, j, &done));
        if (!done)
            TRY(regroup(joins, splits, j, i, &done));
    }
    return OK;
}

Status align_groups(Aligning *work)
{
    Facing splits = facing(work, false), joins = facing(work, true);

    TRY(regroup_triples(&splits, &joins));
    TRY(find_covered(&splits));
    TRY(find_covered(&joins));
    TRY(find_in_pieces(&splits));
    return find_in_pieces(&joins);
}
