/* SPDX-License-Identifier: Apache-2.0
 *
 * Quotations: what folding passes over and what it does not, the ladder, labels and notes, the redline, places in bytes; and laws over passages cut out of a text in six languages: as it stands it is
 * exact, with a word changed it is altered, and its place is where it was cut.
 */
#include "unit/suite.h"

#include "text/quote.h"

#include <stdlib.h>

enum { ARENA_MAX = 256 * 1024 * 1024, SOURCE_MAX = 1 << 20, ROUNDS = SANITIZED ? 40 : 400 };

static Arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new(ARENA_MAX);
    return arena == NULL;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static QuoteMatch find(const QuoteParagraph *paragraphs, size_t count, Slice text, Quote *quote, QuoteFlow *flow)
{
    QuoteMatch match;

    assert_ok(quote_parse(text, arena, quote, NULL));
    assert_ok(quote_flow(paragraphs, count, arena, flow));
    assert_ok(quote_match(quote, flow, true, arena, &match));
    return match;
}

/* ---- the ladder ---- */

#define RECORD "The parties “shall not” use the States’ re-established channels, see note,² nor any other means."

static const struct {
    const char *name, *record, *quote;
    QuoteKind   want;
} rows[] = {
    {"as it stands", RECORD, "use the States’ re-established channels", QUOTE_EXACT},
    {"all of it", RECORD, RECORD, QUOTE_EXACT},
    {"quotation marks around it are the quoter's", RECORD, "“use the States’ re-established channels”", QUOTE_EXACT},
    {"other quotation marks", RECORD, "The parties 'shall not' use the States' re-established", QUOTE_NORMALISED},
    {"another hyphen", RECORD, "States’ re\u2011established channels, see note", QUOTE_NORMALISED},
    {"capitals", RECORD, "NOR ANY OTHER MEANS.", QUOTE_NORMALISED},
    {"spaces and lines", RECORD, "nor  any\nother\u00A0means", QUOTE_NORMALISED},
    {"a soft hyphen", RECORD, "re-estab\u00ADlished channels, see note", QUOTE_NORMALISED},
    {"the mark of a note", RECORD, "see note, nor any other means", QUOTE_NORMALISED},
    {"emphasis and a link", "We *welcome* the [report](#) of the group", "We welcome the report of the group", QUOTE_NORMALISED},
    {"letters of two code points", "un café près du théâtre", "un cafe\u0301 près du théâtre", QUOTE_NORMALISED},
    {"full width", "自由 ABC １２３", "自由 ＡＢＣ 123", QUOTE_NORMALISED},
    {"tatweel", "حقوق الإنسان والحريات", "حقوق الإنســان والحريات", QUOTE_NORMALISED},
    {"an accent is a letter", "un café près du grand théâtre de la ville", "un cafe près du grand théâtre de la ville", QUOTE_ALTERED},
    {"words left out", RECORD, "The parties […] channels, see note", QUOTE_ELIDED},
    {"in another order", RECORD, "channels, see note […] The parties", QUOTE_NOWHERE},
    {"marks around it leave nothing out", RECORD, "[...] use the States’ re-established channels [...]", QUOTE_NORMALISED},
    {"the record's own dots", "He said … and then went away", "He said … and then went", QUOTE_EXACT},
    {"a word more", RECORD, "The parties “shall not” ever use the States’ re-established channels", QUOTE_ALTERED},
    {"a word fewer", RECORD, "The parties “shall” use the States’ re-established channels, see note", QUOTE_ALTERED},
    {"added in brackets", RECORD, "The parties “shall not” [ever] use the States’ re-established channels", QUOTE_ALTERED},
    {"a comma fewer", RECORD, "channels see note, nor any other means", QUOTE_ALTERED},
    {"too much of it is other", RECORD, "The parties may always use other channels", QUOTE_NOWHERE},
    {"part of a word", "the unlawful use of force", "lawful use of force", QUOTE_NOWHERE},
    {"Chinese", "人人生而自由，在尊严和权利上一律平等。", "在尊严和权利上一律平等", QUOTE_EXACT},
    {"Chinese, one character other", "人人生而自由，在尊严和权利上一律平等。", "人人生而自由，在尊严和权力上一律平等。", QUOTE_ALTERED},
};

static void the_ladder_is_the_design_s(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        QuoteParagraph paragraph = {.text = slice_from(rows[i].record)};
        QuoteFlow      flow;
        Quote          quote;

        ROW(rows[i].name);
        assert_number(find(&paragraph, 1, slice_from(rows[i].quote), &quote, &flow).kind, rows[i].want);
    }
}

static void gaps_have_a_bound(void **state)
{
    Buffer text;
    Quote  quote;
    QuoteFlow flow;

    (void)state;
    for (int far = 0; far < 2; far++) {
        QuoteParagraph paragraph;

        buffer_init(&text, 4096);
        buffer_add_string(&text, "we begin here ");
        for (int i = 0; i < 390 / 5 + far * 10; i++)
            buffer_add_string(&text, "word ");
        buffer_add_string(&text, "and end there");
        paragraph = (QuoteParagraph){.text = buffer_slice(&text)};
        assert_number(find(&paragraph, 1, SLICE("we begin here [...] and end there"), &quote, &flow).kind, far ? QUOTE_NOWHERE : QUOTE_ELIDED);
        buffer_clear(&text);
    }
}

#define TEXT_OF(literal) {(literal), sizeof(literal) - 1}
static const QuoteParagraph several[] = {{TEXT_OF("p-1"), {NULL, 0}, TEXT_OF("on the following questions:"), 0},
                                         {TEXT_OF("p-2"), TEXT_OF("(a)"), TEXT_OF("General appreciation of the issues;"), 1},
                                         {TEXT_OF("p-3"), TEXT_OF("(b)"), TEXT_OF("Efforts taken at the national level."), 2}};

static void passages_run_over_paragraphs_with_labels_and_without(void **state)
{
    static const char *const with[] = {"following questions: (a) General appreciation of the issues; (b) Efforts taken", "following questions: General appreciation of the issues; Efforts taken",
                                       "following questions:\nGeneral appreciation of the issues;\n(b) Efforts taken"};
    Quote      quote;
    QuoteFlow  flow;
    QuoteMatch match;

    (void)state;
    for (size_t i = 0; i < COUNT(with); i++) {
        ROW(with[i]);
        match = find(several, COUNT(several), slice_from(with[i]), &quote, &flow);
        assert_number(match.kind, QUOTE_NORMALISED);
        assert_number(flow.tokens[match.first].paragraph, 0);
        assert_number(flow.tokens[match.first].start, 7);
        assert_number(flow.tokens[match.last].paragraph, 2);
        assert_number(flow.tokens[match.last].end, 13);
    }
    assert_number(find(several, COUNT(several), SLICE("following questions: (b) General appreciation of the issues"), &quote, &flow).kind, QUOTE_ALTERED);
}

static void what_is_short_proves_nothing(void **state)
{
    static const struct {
        const char *text;
        bool        want;
    } shorts[] = {{"information", true}, {"we the peoples", true}, {"we the peoples of it", false}, {"a b c d", true}, {"use of information and", false}, {"[…] information […]", true},
                  {"人人生而自由", true}, {"人人生而自由在尊严和权利上一律平等他们赋有理性", false}};
    Quote quote;

    (void)state;
    for (size_t i = 0; i < COUNT(shorts); i++) {
        ROW(shorts[i].text);
        assert_ok(quote_parse(slice_from(shorts[i].text), arena, &quote, NULL));
        assert_number(quote_too_short(&quote), shorts[i].want);
    }
}

static void a_redline_says_what_was_changed(void **state)
{
    QuoteParagraph paragraph = {.text = SLICE("acting on a consensus basis, to continue, as a priority, the work")};
    Quote          quote;
    QuoteFlow      flow;
    QuoteMatch     match = find(&paragraph, 1, SLICE("acting on a majority basis to continue, as a priority, the work"), &quote, &flow);
    QuoteRun      *runs = NULL;
    size_t         count = 0;
    Buffer         out;

    (void)state;
    assert_number(match.kind, QUOTE_ALTERED);
    assert_number(match.distance, 1);
    assert_ok(quote_redline(&quote, &flow, &match, arena, &runs, &count));
    buffer_init(&out, 4096);
    for (size_t i = 0; i < count; i++) {
        buffer_add_byte(&out, "=-+"[runs[i].kind]);
        buffer_add(&out, runs[i].text);
        buffer_add_byte(&out, '|');
    }
    assert_slice(buffer_slice(&out), "=acting on a |-consensus |+majority |=basis|-, |=to continue, as a priority, the work|");
    buffer_clear(&out);
}

/* ---- laws ---- */

/* The words of a page, a line each, without its marks. */
static Slice read_words(const char *language)
{
    char   path[1200];
    char  *bytes = arena_take(arena, SOURCE_MAX), *words = arena_take(arena, SOURCE_MAX);
    size_t size, kept = 0;
    bool   inside = false;
    FILE  *file;

    (void)snprintf(path, sizeof path, "%s/tests/cases/udhr/%s.html", getenv("RAPPORTEUR_SOURCE"), language);
    file = fopen(path, "rb");
    assert_non_null(file);
    size = fread(bytes, 1, SOURCE_MAX, file);
    (void)fclose(file);
    for (size_t i = 0; i < size; i++) {
        inside = bytes[i] == '<' || (inside && bytes[i - 1] != '>');
        if (!inside && !(bytes[i] == '\n' && (kept == 0 || words[kept - 1] == '\n')))
            words[kept++] = bytes[i];
    }
    return (Slice){words, kept};
}

static size_t lines_of(Slice words, QuoteParagraph *out, size_t max)
{
    size_t count = 0;
    Slice  line;

    while (slice_line(&words, &line))
        if (slice_trim(line).size != 0 && count < max) {
            out[count] = (QuoteParagraph){.text = slice_trim(line), .ordinal = (uint32_t)count};
            count++;
        }
    return count;
}

static unsigned chance(unsigned below)
{
    static uint64_t state = 88172645463325252u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state % below);
}

static bool has_word(const QuoteFlow *flow, size_t first, size_t last)
{
    size_t words = 0;

    for (size_t i = first; i <= last; i++)
        words += flow->tokens[i].kind != QUOTE_MARK;
    return words >= 8 && flow->tokens[first].kind != QUOTE_MARK && flow->tokens[last].kind != QUOTE_MARK;
}

static void cut_and_change(const QuoteParagraph *paragraphs, size_t count, const QuoteFlow *flow)
{
    size_t                first = chance((unsigned)flow->count), last = first + 9 + chance(40);
    const QuoteParagraph *paragraph;
    Quote                 quote;
    QuoteMatch            match;
    Buffer                changed;
    size_t                middle;

    if (last >= flow->count || flow->tokens[first].paragraph != flow->tokens[last].paragraph || !has_word(flow, first, last))
        return;
    paragraph = &paragraphs[flow->tokens[first].paragraph];
    assert_ok(quote_parse(slice_part(paragraph->text, flow->tokens[first].start, flow->tokens[last].end), arena, &quote, NULL));
    assert_ok(quote_match(&quote, flow, false, arena, &match));
    assert_number(match.kind, QUOTE_EXACT);
    assert_true(slice_equal(slice_part(paragraphs[flow->tokens[match.first].paragraph].text, flow->tokens[match.first].start, flow->tokens[match.last].end), quote.text));
    middle = first + (last - first) / 2;
    if (flow->tokens[middle].kind == QUOTE_MARK)
        return;
    buffer_init(&changed, SOURCE_MAX);
    buffer_add(&changed, slice_part(paragraph->text, flow->tokens[first].start, flow->tokens[middle].start));
    buffer_add_string(&changed, flow->tokens[middle].kind == QUOTE_HAN ? "龘" : "zzyzx");
    buffer_add(&changed, slice_part(paragraph->text, flow->tokens[middle].end, flow->tokens[last].end));
    assert_ok(quote_parse(buffer_slice(&changed), arena, &quote, NULL));
    assert_ok(quote_match(&quote, flow, true, arena, &match));
    assert_number(match.kind, QUOTE_ALTERED);
    assert_number(match.distance, 1);
    buffer_clear(&changed);
    (void)count;
}

static void passages_of_six_languages_keep_the_laws(void **state)
{
    static const char *const languages[] = {"ar", "zh", "en", "fr", "ru", "es"};
    static QuoteParagraph    paragraphs[1000];

    (void)state;
    for (size_t i = 0; i < COUNT(languages); i++) {
        QuoteFlow flow;
        Arena    *words_arena;
        size_t    count;

        ROW(languages[i]);
        count = lines_of(read_words(languages[i]), paragraphs, COUNT(paragraphs));
        assert_true(count > 50);
        words_arena = arena_new(ARENA_MAX);
        assert_ok(quote_flow(paragraphs, count, words_arena, &flow));
        for (size_t k = 0; k < flow.count; k++)
            assert_true(flow.tokens[k].start < flow.tokens[k].end && flow.tokens[k].end <= paragraphs[flow.tokens[k].paragraph].text.size &&
                        utf8_valid(slice_part(paragraphs[flow.tokens[k].paragraph].text, flow.tokens[k].start, flow.tokens[k].end)));
        for (int round = 0; round < ROUNDS; round++) {
            Arena *whole = arena;

            arena = arena_new(ARENA_MAX);
            cut_and_change(paragraphs, count, &flow);
            arena_free(arena);
            arena = whole;
        }
        arena_free(words_arena);
    }
}

/* ---- grams ---- */

static void count_gram(void *context, uint32_t gram, size_t token)
{
    (void)gram, (void)token;
    ++*(size_t *)context;
}

static void every_run_long_enough_has_a_gram_of_the_text(void **state)
{
    QuoteParagraph words = {.text = SLICE("one two three four")}, singles = {.text = SLICE("人人生而自由在尊严")};
    QuoteFlow      flow;
    size_t         count = 0;

    (void)state;
    assert_ok(quote_flow(&words, 1, arena, &flow));
    assert_ok(quote_grams(&flow, arena, count_gram, &count));
    assert_number(count, 2);
    count = 0;
    assert_ok(quote_flow(&singles, 1, arena, &flow));
    assert_ok(quote_grams(&flow, arena, count_gram, &count));
    assert_true(count >= 1 && count <= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_ladder_is_the_design_s, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(gaps_have_a_bound, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(passages_run_over_paragraphs_with_labels_and_without, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_is_short_proves_nothing, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_redline_says_what_was_changed, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(passages_of_six_languages_keep_the_laws, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(every_run_long_enough_has_a_gram_of_the_text, open_arena, close_arena),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
