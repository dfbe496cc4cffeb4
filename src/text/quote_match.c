/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding a quoted passage in a flow: the whole as it stands; its parts in order, a bounded gap between them; or the stretch that differs in the fewest words (an alignment whose ends are free in the
 * flow). Marks of punctuation count for the first two, not for the distance.
 */
#include "text/quote_internal.h"

enum { PLACES_MAX = 512 /* of one part in one flow */, CELLS_MAX = 24 * 1000 * 1000 };

bool quote_same(const QuoteToken *a, const QuoteToken *b)
{
    return a->hash == b->hash && slice_equal(a->folded, b->folded);
}

/* Whether the part stands from token `at` on; labels of the flow may be passed over. *last: its last token. */
static bool stands_at(const QuoteFlow *flow, size_t at, const QuoteFlow *part, size_t *last)
{
    size_t i = at, k = 0, label_k = SIZE_MAX;

    while (k < part->count) {
        if (i == flow->count)
            return false;
        if (!flow->tokens[i].label)
            label_k = SIZE_MAX;
        else if (label_k == SIZE_MAX || !flow->tokens[i - 1].label || flow->tokens[i - 1].paragraph != flow->tokens[i].paragraph)
            label_k = k;
        if (quote_same(&flow->tokens[i], &part->tokens[k])) {
            *last = i++;
            k++;
        } else if (flow->tokens[i].label && i != at) {
            uint32_t paragraph = flow->tokens[i].paragraph;

            while (i < flow->count && flow->tokens[i].label && flow->tokens[i].paragraph == paragraph)
                i++;
            k = label_k;
            label_k = SIZE_MAX;
        } else {
            return false;
        }
    }
    return true;
}

typedef struct Place {
    size_t first, last, chain; /* chain: where the first part of what leads here begins */
} Place;

static size_t places_of(const QuoteFlow *flow, const QuoteFlow *part, size_t from, Place *out, size_t max)
{
    size_t count = 0, last = 0;

    for (size_t at = from; at < flow->count && count < max; at++)
        if (quote_same(&flow->tokens[at], &part->tokens[0]) && stands_at(flow, at, part, &last))
            out[count++] = (Place){at, last, at};
    return count;
}

static bool near(const QuoteFlow *flow, size_t last, size_t first)
{
    const QuoteToken *before = &flow->tokens[last];

    return first > last && flow->tokens[first].at - (before->at + before->characters) <= QUOTE_GAP_MAX;
}

/* Which places of the next part follow one of the part before; each keeps the latest beginning that leads to it. */
static size_t follow(const QuoteFlow *flow, const Place *before, size_t before_count, Place *next, size_t next_count)
{
    size_t kept = 0;

    for (size_t i = 0; i < next_count; i++) {
        bool found = false;

        for (size_t k = 0; k < before_count; k++)
            if (near(flow, before[k].last, next[i].first)) {
                next[i].chain = before[k].chain;
                found = true;
            }
        if (found)
            next[kept++] = next[i];
    }
    return kept;
}

static Status match_parts(const Quote *quote, const QuoteFlow *flow, Arena *arena, QuoteMatch *out)
{
    Place *places = arena_take(arena, 2 * PLACES_MAX * sizeof *places), *next;
    size_t count;

    if (places == NULL)
        return ERR_MEMORY;
    next = places + PLACES_MAX;
    count = places_of(flow, &quote->parts[0], 0, places, PLACES_MAX);
    for (size_t p = 1; p < quote->part_count && count != 0; p++) {
        size_t found = places_of(flow, &quote->parts[p], places[0].last + 1, next, PLACES_MAX);
        Place *swap = places;

        count = follow(flow, places, count, next, found);
        places = next;
        next = swap;
    }
    if (count != 0)
        *out = (QuoteMatch){QUOTE_ELIDED, places[0].chain, places[0].last, 0};
    return OK;
}

/* The bytes are the same, from the first token to the last: within one paragraph, or with one line break between two. */
static bool same_bytes(const Quote *quote, const QuoteFlow *flow, const QuoteMatch *match)
{
    const QuoteToken *first = &flow->tokens[match->first], *last = &flow->tokens[match->last];
    const QuoteToken *quote_first = &quote->whole.tokens[0], *quote_last = &quote->whole.tokens[quote->whole.count - 1];
    Slice             rest = slice_part(quote->text, quote_first->start, quote_last->end);

    if (first->label || last->label || quote_first->start != 0 || quote_last->end != quote->text.size)
        return false;
    for (uint32_t p = first->paragraph; p <= last->paragraph; p++) {
        const QuoteParagraph *paragraph = &flow->paragraphs[p];
        Slice whole = slice_part(paragraph->text, p == first->paragraph ? first->start : 0, p == last->paragraph ? last->end : paragraph->text.size);

        if (p != first->paragraph) {
            if (paragraph->label.size != 0 || rest.size == 0 || rest.data[0] != '\n')
                return false;
            rest = slice_part(rest, 1, rest.size);
        }
        if (rest.size < whole.size || !slice_equal(slice_part(rest, 0, whole.size), whole))
            return false;
        rest = slice_part(rest, whole.size, rest.size);
    }
    return rest.size == 0;
}

static void match_whole(const QuoteFlow *whole, const Quote *quote, const QuoteFlow *flow, QuoteMatch *out)
{
    size_t last = 0;

    for (size_t at = 0; at < flow->count && out->kind != QUOTE_EXACT; at++) {
        QuoteMatch match = {QUOTE_NORMALISED, at, 0, 0};

        if (!quote_same(&flow->tokens[at], &whole->tokens[0]) || !stands_at(flow, at, whole, &last))
            continue;
        match.last = last;
        if (whole == &quote->whole && same_bytes(quote, flow, &match))
            match.kind = QUOTE_EXACT;
        if (match.kind < out->kind)
            *out = match;
    }
}

/* ---- nearly ---- */

typedef struct Words {
    const QuoteToken **words;
    size_t             count;
} Words;

static Status words_of(const QuoteFlow *flow, bool labels, Arena *arena, Words *out)
{
    out->words = arena_take(arena, (flow->words + 1) * sizeof *out->words);
    out->count = 0;
    if (out->words == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < flow->count; i++)
        if (flow->tokens[i].kind != QUOTE_MARK && (labels || !flow->tokens[i].label))
            out->words[out->count++] = &flow->tokens[i];
    return OK;
}

/* Row by row of the quote; each cell remembers where its alignment began, so no way back is kept. */
static Status align(const Words *quote, const Words *flow, Arena *arena, size_t *first, size_t *last, size_t *distance)
{
    size_t    width = flow->count + 1;
    uint32_t *cost = arena_take(arena, width * sizeof *cost), *begin = arena_take(arena, width * sizeof *begin);

    if (cost == NULL || begin == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < width; i++) {
        cost[i] = 0;
        begin[i] = (uint32_t)i;
    }
    for (size_t k = 0; k < quote->count; k++) {
        uint32_t diagonal = cost[0], diagonal_begin = begin[0];

        cost[0] = (uint32_t)k + 1;
        for (size_t i = 1; i < width; i++) {
            uint32_t best = diagonal + !(flow->words[i - 1]->hash == quote->words[k]->hash), from = diagonal_begin;

            diagonal = cost[i];
            diagonal_begin = begin[i];
            if (cost[i] + 1 < best) {
                best = cost[i] + 1;
                from = begin[i];
            }
            if (cost[i - 1] + 1 < best) {
                best = cost[i - 1] + 1;
                from = begin[i - 1];
            }
            cost[i] = best;
            begin[i] = from;
        }
    }
    *distance = SIZE_MAX;
    for (size_t i = 1; i < width; i++)
        if (cost[i] < *distance && begin[i] < i) {
            *distance = cost[i];
            *first = begin[i];
            *last = i - 1;
        }
    return OK;
}

static Status match_close(const Quote *quote, const QuoteFlow *flow, Arena *arena, QuoteMatch *out)
{
    Words  quoted, words;
    size_t first = 0, last = 0, distance;
    int    ways = 1;

    for (size_t i = 0; i < flow->count && ways == 1; i++)
        ways += flow->tokens[i].label;
    TRY(words_of(&quote->whole, true, arena, &quoted));
    for (int labels = 0; labels < ways; labels++) {
        TRY(words_of(flow, labels == 1, arena, &words));
        if (quoted.count == 0 || words.count == 0 || quoted.count * words.count > CELLS_MAX)
            return OK;
        TRY(align(&quoted, &words, arena, &first, &last, &distance));
        if (distance != SIZE_MAX && distance * 100 <= quoted.count * (100 - QUOTE_SIMILAR_PERCENT) && (out->kind != QUOTE_ALTERED || distance < out->distance))
            *out = (QuoteMatch){QUOTE_ALTERED, (size_t)(words.words[first] - flow->tokens), (size_t)(words.words[last] - flow->tokens), distance};
    }
    return OK;
}

Status quote_match(const Quote *quote, const QuoteFlow *flow, bool close, Arena *arena, QuoteMatch *out)
{
    *out = (QuoteMatch){.kind = QUOTE_NOWHERE};
    if (quote->whole.count == 0 || quote->part_count == 0 || flow->count == 0)
        return OK;
    match_whole(&quote->whole, quote, flow, out);
    if (out->kind == QUOTE_NOWHERE && quote->part_count == 1)
        match_whole(&quote->parts[0], quote, flow, out); /* marks of omission around all of it leave nothing out */
    if (out->kind == QUOTE_NOWHERE && quote->part_count > 1)
        TRY(match_parts(quote, flow, arena, out));
    return out->kind == QUOTE_NOWHERE && close ? match_close(quote, flow, arena, out) : OK;
}
