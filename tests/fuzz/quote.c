/* SPDX-License-Identifier: Apache-2.0
 *
 * Quotations: up to the first line feed what is quoted, then a text, a paragraph a line. Folded tokens lie in their paragraphs, in order, at code-point boundaries; a match lies in the flow and is no better
 * than the text allows: what is exact is there byte for byte; a redline's own words and those of the record are all of the match.
 */
#include "fuzz.h"
#include "text/quote.h"

enum { LINES_MAX = 200, INPUT_MAX = 20000 };

static void check_flow(const QuoteFlow *flow)
{
    for (size_t i = 0; i < flow->count; i++) {
        const QuoteToken *token = &flow->tokens[i];
        Slice             text;

        REQUIRE(token->paragraph < flow->paragraph_count && token->folded.size != 0);
        text = flow->paragraphs[token->paragraph].text;
        REQUIRE(token->start < token->end && token->end <= text.size && utf8_valid(slice_part(text, token->start, token->end)));
        REQUIRE(i == 0 || token->paragraph > token[-1].paragraph || (token->paragraph == token[-1].paragraph && token->start >= token[-1].start));
    }
}

static void check_match(const Quote *quote, const QuoteFlow *flow, const QuoteMatch *match, Arena *arena)
{
    QuoteRun *runs = NULL;
    size_t    count = 0;

    if (match->kind == QUOTE_NOWHERE)
        return;
    REQUIRE(match->first <= match->last && match->last < flow->count);
    if (match->kind == QUOTE_EXACT && flow->tokens[match->first].paragraph == flow->tokens[match->last].paragraph)
        REQUIRE(slice_equal(quote->text, slice_part(flow->paragraphs[flow->tokens[match->first].paragraph].text, flow->tokens[match->first].start, flow->tokens[match->last].end)));
    if (match->kind == QUOTE_ALTERED)
        REQUIRE(quote_redline(quote, flow, match, arena, &runs, &count) == OK && count != 0);
}

static void count_gram(void *context, uint32_t gram, size_t token)
{
    (void)gram;
    REQUIRE(token < ((const QuoteFlow *)context)->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static QuoteParagraph paragraphs[LINES_MAX];
    Slice      rest = {(const char *)data, size}, asked = fuzz_part(&rest, '\n'), line;
    Arena     *arena = arena_new(FUZZ_BUFFER_MAX * 4);
    Quote      quote;
    QuoteFlow  flow;
    QuoteMatch match;
    size_t     count = 0;

    if (arena == NULL || size > INPUT_MAX || !utf8_valid(rest)) {
        arena_free(arena);
        return 0;
    }
    while (count < LINES_MAX && slice_line(&rest, &line)) {
        paragraphs[count] = (QuoteParagraph){.text = line, .ordinal = (uint32_t)count};
        count++;
    }
    if (quote_parse(asked, arena, &quote, NULL) == OK) {
        REQUIRE(quote_flow(paragraphs, count, arena, &flow) == OK);
        check_flow(&flow);
        REQUIRE(quote_grams(&flow, arena, count_gram, &flow) == OK);
        REQUIRE(quote_match(&quote, &flow, true, arena, &match) == OK);
        check_match(&quote, &flow, &match, arena);
    }
    arena_free(arena);
    return 0;
}
