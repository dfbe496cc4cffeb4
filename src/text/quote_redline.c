/* SPDX-License-Identifier: Apache-2.0
 *
 * What an altered quotation changed: the longest common run of tokens, marks of punctuation among them; what the record has beside it was left out, what the quotation has was added.
 */
#include "text/quote_internal.h"

enum { CELLS_MAX = 48 * 1000 * 1000 };

typedef struct Side {
    const QuoteFlow  *flow;
    const QuoteToken *tokens;
    size_t            count;
} Side;

/* lengths[i][k]: of the longest common run of what stands from i and from k on. */
static uint16_t *lengths_of(const Side *record, const Side *quote, Arena *arena)
{
    size_t    width = quote->count + 1;
    uint16_t *lengths = (record->count + 1) * width <= CELLS_MAX ? arena_take_zeroed(arena, (record->count + 1) * width, sizeof *lengths) : NULL;

    for (size_t i = record->count; lengths != NULL && i-- > 0;)
        for (size_t k = quote->count; k-- > 0;) {
            uint16_t down = lengths[(i + 1) * width + k], right = lengths[i * width + k + 1];

            lengths[i * width + k] = quote_same(&record->tokens[i], &quote->tokens[k]) ? (uint16_t)(lengths[(i + 1) * width + k + 1] + 1) : down > right ? down : right;
        }
    return lengths;
}

/* The bytes of tokens from `first` until `until`, and the white space behind them; paragraphs are set apart by a space. */
static Status add_text(const Side *side, size_t first, size_t until, Buffer *out)
{
    for (size_t i = first; i < until; i++) {
        const QuoteToken *token = &side->tokens[i], *next = i + 1 < side->count ? &side->tokens[i + 1] : NULL;
        Slice             text = side->flow->paragraphs[token->paragraph].text;

        if (token->label) { /* without its place in the text */
            if (i == 0 || !side->tokens[i - 1].label || side->tokens[i - 1].paragraph != token->paragraph) {
                buffer_add(out, side->flow->paragraphs[token->paragraph].label);
                buffer_add_byte(out, ' ');
            }
            continue;
        }
        buffer_add(out, slice_part(text, token->start, token->end));
        if (next != NULL && next->paragraph == token->paragraph && next->start > token->end)
            buffer_add(out, slice_part(text, token->end, next->start));
        else if (next != NULL && next->paragraph != token->paragraph)
            buffer_add_byte(out, ' ');
    }
    return out->status;
}

typedef struct Writing {
    Arena    *arena;
    QuoteRun *runs;
    size_t    count;
} Writing;

static Status add_run(Writing *writing, QuoteRunKind kind, const Side *side, size_t first, size_t until)
{
    Buffer text;
    Status status;

    if (first == until)
        return OK;
    buffer_init(&text, 4 * QUOTE_BYTES_MAX);
    status = add_text(side, first, until, &text);
    if (status == OK)
        status = slice_copy(writing->arena, buffer_slice(&text), &writing->runs[writing->count].text);
    writing->runs[writing->count].kind = kind;
    writing->count += status == OK;
    buffer_clear(&text);
    return status;
}

static Status write_runs(const Side *record, const Side *quote, const uint16_t *lengths, Writing *writing)
{
    size_t width = quote->count + 1, i = 0, k = 0;

    while (i < record->count || k < quote->count) {
        size_t from_i = i, from_k = k;

        while (i < record->count && k < quote->count && quote_same(&record->tokens[i], &quote->tokens[k])) {
            i++;
            k++;
        }
        TRY(add_run(writing, QUOTE_SAME, record, from_i, i));
        from_i = i;
        from_k = k;
        while ((i < record->count || k < quote->count) && !(i < record->count && k < quote->count && quote_same(&record->tokens[i], &quote->tokens[k])))
            if (k == quote->count || (i < record->count && lengths[(i + 1) * width + k] >= lengths[i * width + k + 1]))
                i++;
            else
                k++;
        TRY(add_run(writing, QUOTE_LEFT_OUT, record, from_i, i));
        TRY(add_run(writing, QUOTE_ADDED, quote, from_k, k));
    }
    return OK;
}

Status quote_redline(const Quote *quote, const QuoteFlow *flow, const QuoteMatch *match, Arena *arena, QuoteRun **out, size_t *count)
{
    Side      record = {flow, &flow->tokens[match->first], match->last - match->first + 1};
    Side      quoted = {&quote->whole, quote->whole.tokens, quote->whole.count};
    uint16_t *lengths;
    Writing   writing = {.arena = arena};

    REQUIRE(match->kind != QUOTE_NOWHERE && match->last < flow->count);
    while (quoted.count != 0 && quoted.tokens[quoted.count - 1].kind == QUOTE_MARK && match->last + 1 < flow->count && quote_same(&quoted.tokens[quoted.count - 1], &flow->tokens[match->last + 1]) &&
           record.count == match->last - match->first + 1)
        record.count++; /* the mark behind the last word is the record's too */
    lengths = lengths_of(&record, &quoted, arena);
    writing.runs = arena_take_zeroed(arena, 2 * (record.count + quoted.count) + 1, sizeof *writing.runs);
    if (lengths == NULL || writing.runs == NULL)
        return ERR_MEMORY;
    TRY(write_runs(&record, &quoted, lengths, &writing));
    *out = writing.runs;
    *count = writing.count;
    return OK;
}
