/* SPDX-License-Identifier: Apache-2.0
 *
 * From a passage to an answer: grams, pages, windows of neighbouring pages, what stands there, the ladder of cooperation (too short; exact; normalised; elided; said by another; altered; absent).
 *
 * First every window is searched as the passage stands. Only where it stands nowhere, or not with whom it is attributed to, the best windows are aligned word by word.
 */
#include "service/quote_ask.h"

#include <jansson.h>

enum {
    PAGES_MAX = 600, WINDOWS_MAX = 64, DESCRIBED_MAX = 256, ATTRIBUTED_MAX = 12,
    ALIGNED_MAX = 12, ALIGNED_WORDS_MAX = 6000000 /* words of windows times words of the passage: some 15 ms */,
    NEIGHBOURS = 8 /* paragraphs around a window */, AROUND_WORDS = 160 /* kept of them beyond the passage's own length */,
    ARENA_BYTES_MAX = 256 * 1024 * 1024
};

const char *const verdict_names[VERDICT_COUNT] = {"exact", "normalised", "elided", "misattributed", "altered", "absent", "too-short"};

typedef struct Window {
    Slice      name;
    uint32_t   first, last, grams;
    bool       described, gone, attributed, looked, aligned;
    json_t    *place;
    QuoteFlow  flow;
    QuoteMatch match;
} Window;

typedef struct Asking {
    QuoteIndex       *index;
    const QuoteTexts *texts;
    const QuoteAsk   *ask;
    Arena            *arena;
    Quote            *quote;
    Window           *windows;
    size_t            count;
    bool              more;
} Asking;

static Status no_memory(Problem *problem)
{
    return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
}

/* ---- where to look ---- */

typedef struct Grams {
    uint32_t *grams;
    size_t    count, room;
} Grams;

static void take_gram(void *context, uint32_t gram, size_t token)
{
    Grams *grams = context;

    (void)token;
    if (grams->count < grams->room)
        grams->grams[grams->count++] = gram;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* Of the parts, and of the whole: a mark of omission may be the record's own. Each once. */
static Status grams_of(Asking *asking, Grams *out)
{
    size_t kept = 0;

    *out = (Grams){.room = 4 * asking->quote->whole.words + 64};
    out->grams = arena_take(asking->arena, out->room * sizeof *out->grams);
    if (out->grams == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < asking->quote->part_count; i++)
        TRY(quote_grams(&asking->quote->parts[i], asking->arena, take_gram, out));
    if (out->count > 1)
        qsort(out->grams, out->count, sizeof *out->grams, by_number);
    for (size_t i = 0; i < out->count; i++)
        if (kept == 0 || out->grams[kept - 1] != out->grams[i])
            out->grams[kept++] = out->grams[i];
    out->count = kept;
    return OK;
}

static int by_place(const void *a, const void *b)
{
    const QuotePage *x = a, *y = b;
    int              names = slice_compare(x->name, y->name);

    return names != 0 ? names : x->first < y->first ? -1 : x->first > y->first;
}

static int most_grams(const void *a, const void *b)
{
    const Window *x = a, *y = b;
    int           names;

    if (x->grams != y->grams)
        return x->grams < y->grams ? 1 : -1;
    names = slice_compare(x->name, y->name);
    return names != 0 ? names : x->first < y->first ? -1 : x->first > y->first;
}

/* Neighbouring pages of a text are one window. The names are copied: the index may change. */
static Status windows_of(Asking *asking, QuotePage *pages, size_t count)
{
    if (count > 1)
        qsort(pages, count, sizeof *pages, by_place);
    asking->windows = arena_take_zeroed(asking->arena, count + 1, sizeof *asking->windows);
    if (asking->windows == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        Window *last = asking->count != 0 ? &asking->windows[asking->count - 1] : NULL;

        if (last != NULL && slice_equal(last->name, pages[i].name) && pages[i].first <= last->last + 1) {
            last->last = pages[i].first + pages[i].count - 1 > last->last ? pages[i].first + pages[i].count - 1 : last->last;
            last->grams += pages[i].grams;
            continue;
        }
        last = &asking->windows[asking->count++];
        *last = (Window){.first = pages[i].first, .last = pages[i].first + pages[i].count - 1, .grams = pages[i].grams, .match = {.kind = QUOTE_NOWHERE}};
        TRY(slice_copy(asking->arena, pages[i].name, &last->name));
    }
    if (asking->count > 1)
        qsort(asking->windows, asking->count, sizeof *asking->windows, most_grams);
    return OK;
}

/* ---- what stands there ---- */

static size_t words_near(const QuoteParagraph *paragraph)
{
    return paragraph->text.size / 5 + 1;
}

/* Of the neighbours only as many as a passage could reach. */
static void narrow(const Asking *asking, const Window *window, QuoteParagraph **paragraphs, size_t *count)
{
    size_t first = 0, end = *count, inside = 0, behind, reach = asking->quote->words + AROUND_WORDS, words = 0;

    while (inside < *count && (*paragraphs)[inside].ordinal < window->first)
        inside++;
    for (first = inside; first > 0 && words < reach; first--)
        words += words_near(&(*paragraphs)[first - 1]);
    for (behind = inside; behind < *count && (*paragraphs)[behind].ordinal <= window->last;)
        behind++;
    words = 0;
    for (end = behind; end < *count && words < reach; end++)
        words += words_near(&(*paragraphs)[end]);
    *paragraphs += first;
    *count = end - first;
}

static Status describe(Asking *asking, Window *window, Problem *problem)
{
    Status status = window->described ? OK : asking->texts->describe(asking->texts->context, window->name, &window->place, &window->attributed, problem);

    window->described = true;
    window->gone = window->gone || status == ERR_NOT_FOUND;
    return window->gone ? OK : status;
}

static Status look(Asking *asking, Window *window, Problem *problem)
{
    QuoteParagraph *paragraphs = NULL;
    size_t          count = 0;

    TRY(describe(asking, window, problem));
    if (window->gone)
        return OK;
    TRY(asking->texts->paragraphs(asking->texts->context, window->name, window->first > NEIGHBOURS ? window->first - NEIGHBOURS : 0, window->last + NEIGHBOURS, asking->arena, &paragraphs, &count, problem));
    narrow(asking, window, &paragraphs, &count);
    window->looked = true;
    if (quote_flow(paragraphs, count, asking->arena, &window->flow) != OK || quote_match(asking->quote, &window->flow, false, asking->arena, &window->match) != OK)
        return no_memory(problem);
    return OK;
}

static QuoteKind best_kind(const Asking *asking, bool attributed)
{
    QuoteKind best = QUOTE_NOWHERE;

    for (size_t i = 0; i < asking->count; i++)
        if (asking->windows[i].looked && (!attributed || asking->windows[i].attributed) && asking->windows[i].match.kind < best)
            best = asking->windows[i].match.kind;
    return best;
}

/* Word by word: with whom it is attributed to first, then those with the most grams, as far as time goes. */
static Status align(Asking *asking, Problem *problem)
{
    size_t aligned = 0, cost = 0;
    bool   nowhere = best_kind(asking, false) == QUOTE_NOWHERE;

    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < asking->count && aligned < ALIGNED_MAX; i++) {
            Window *window = &asking->windows[i];
            size_t  product = window->flow.words * asking->quote->words;

            if (!window->looked || window->aligned || window->match.kind != QUOTE_NOWHERE || (asking->ask->attributed ? window->attributed != (round == 0) : round == 1))
                continue;
            if ((round == 1 && !nowhere) || (aligned != 0 && cost + product > ALIGNED_WORDS_MAX))
                continue;
            window->aligned = true;
            aligned++;
            cost += product;
            if (quote_match(asking->quote, &window->flow, true, asking->arena, &window->match) != OK)
                return no_memory(problem);
        }
    return OK;
}

/* What is attributed may stand there otherwise, and with others as it is asked; or with so many that whom it is attributed to comes late. */
static Status look_at_attributed(Asking *asking, Problem *problem)
{
    size_t looked = 0;

    for (size_t i = 0; i < asking->count && i < DESCRIBED_MAX && looked < ATTRIBUTED_MAX; i++) {
        Window *window = &asking->windows[i];

        TRY(describe(asking, window, problem));
        if (window->gone || window->looked || !window->attributed)
            continue;
        TRY(look(asking, window, problem));
        looked++;
    }
    return OK;
}

static Status look_at_all(Asking *asking, Problem *problem)
{
    Grams      grams;
    QuotePage *pages = NULL;
    size_t     count = 0;

    if (grams_of(asking, &grams) != OK)
        return no_memory(problem);
    TRY(quote_index_find(asking->index, grams.grams, grams.count, PAGES_MAX, asking->arena, &pages, &count, problem));
    if (windows_of(asking, pages, count) != OK)
        return no_memory(problem);
    asking->more = count == PAGES_MAX || asking->count > WINDOWS_MAX;
    for (size_t i = 0; i < asking->count && i < WINDOWS_MAX && asking->windows[i].grams * 2 >= asking->windows[0].grams; i++) /* what stands as it is asked has all of them */
        TRY(look(asking, &asking->windows[i], problem));
    if (asking->ask->attributed && best_kind(asking, true) > QUOTE_ELIDED)
        TRY(look_at_attributed(asking, problem));
    return best_kind(asking, asking->ask->attributed) > QUOTE_ELIDED ? align(asking, problem) : OK;
}

/* ---- the answer ---- */

static Status add_redline(Asking *asking, const Window *window, json_t *place, Problem *problem)
{
    static const char *const kinds[] = {"same", "left-out", "added"};
    QuoteRun *runs = NULL;
    size_t    count = 0;
    json_t   *list;
    Status    status = quote_redline(asking->quote, &window->flow, &window->match, asking->arena, &runs, &count);

    if (status != OK)
        return no_memory(problem);
    list = json_array();
    for (size_t i = 0; i < count; i++)
        (void)json_array_append_new(list, json_pack("{s:s, s:o}", "kind", kinds[runs[i].kind], "text", json_from_slice(runs[i].text)));
    return json_object_set_new(place, "redline", list) == 0 && json_array_size(list) == count ? OK : no_memory(problem);
}

/* The words of the record: of an altered passage the redline has them. */
static Status add_words(const Window *window, json_t *place, Problem *problem)
{
    const QuoteToken *first = &window->flow.tokens[window->match.first], *last = &window->flow.tokens[window->match.last];
    Buffer            words;
    Status            status;

    buffer_init(&words, 4 * QUOTE_BYTES_MAX);
    for (uint32_t p = first->paragraph; p <= last->paragraph; p++) {
        Slice text = window->flow.paragraphs[p].text;

        if (p != first->paragraph)
            buffer_add_byte(&words, '\n');
        buffer_add(&words, slice_part(text, p == first->paragraph ? first->start : 0, p == last->paragraph ? last->end : text.size));
    }
    status = words.status == ERR_MEMORY || json_object_set_new(place, "words", json_from_slice(buffer_slice(&words))) != 0 ? no_memory(problem) : OK;
    buffer_clear(&words);
    return status;
}

static Status add_place(Asking *asking, Window *window, json_t *places, Problem *problem)
{
    static const Verdict   verdicts[QUOTE_KINDS] = {VERDICT_EXACT, VERDICT_NORMALISED, VERDICT_ELIDED, VERDICT_ALTERED, VERDICT_ABSENT};
    const QuoteToken      *first = &window->flow.tokens[window->match.first], *last = &window->flow.tokens[window->match.last];
    const QuoteParagraph  *from = &window->flow.paragraphs[first->paragraph], *to = &window->flow.paragraphs[last->paragraph];
    json_t                *place = window->place;

    (void)json_object_set_new(place, "found", json_string(verdict_names[verdicts[window->match.kind]]));
    (void)json_object_set_new(place, "paragraph", json_from_slice(from->id));
    (void)json_object_set_new(place, "start", json_integer((json_int_t)utf8_count(slice_part(from->text, 0, first->start))));
    (void)json_object_set_new(place, "end", json_integer((json_int_t)utf8_count(slice_part(to->text, 0, last->end))));
    if (from->label.size != 0)
        (void)json_object_set_new(place, "label", json_from_slice(from->label));
    if (to != from)
        (void)json_object_set_new(place, "until", json_from_slice(to->id));
    if (to != from && to->label.size != 0)
        (void)json_object_set_new(place, "until_label", json_from_slice(to->label));
    json_set_flag(place, "attributed", asking->ask->attributed && window->attributed);
    if (window->match.kind == QUOTE_ALTERED) {
        (void)json_object_set_new(place, "changed", json_integer((json_int_t)window->match.distance));
        TRY(add_redline(asking, window, place, problem));
    } else {
        TRY(add_words(window, place, problem));
    }
    return json_array_append(places, place) == 0 ? OK : no_memory(problem);
}

static int best_first(const void *a, const void *b)
{
    const Window *x = *(Window *const *)a, *y = *(Window *const *)b;

    if (x->attributed != y->attributed)
        return x->attributed ? -1 : 1;
    if (x->match.kind != y->match.kind)
        return x->match.kind < y->match.kind ? -1 : 1;
    if (x->match.distance != y->match.distance)
        return x->match.distance < y->match.distance ? -1 : 1;
    return most_grams(x, y) != 0 && !slice_equal(x->name, y->name) ? slice_compare(x->name, y->name) : x->first < y->first ? -1 : x->first > y->first;
}

/* One text may be in two windows; the same place is told once. */
static bool told(Window *const *windows, size_t count, const Window *window)
{
    const QuoteFlow *flow = &window->flow;

    for (size_t i = 0; i < count; i++)
        if (slice_equal(windows[i]->name, window->name) &&
            windows[i]->flow.paragraphs[windows[i]->flow.tokens[windows[i]->match.first].paragraph].ordinal == flow->paragraphs[flow->tokens[window->match.first].paragraph].ordinal &&
            windows[i]->flow.tokens[windows[i]->match.first].start == flow->tokens[window->match.first].start)
            return true;
    return false;
}

static Status add_places(Asking *asking, QuoteKind worst, json_t *answer, Problem *problem)
{
    Window **found = arena_take(asking->arena, (asking->count + 1) * sizeof(Window *)); /* pointers */
    size_t   count = 0;
    json_t  *places = json_array();
    Status   status = found != NULL && places != NULL && json_object_set_new(answer, "places", places) == 0 ? OK : no_memory(problem);

    for (size_t i = 0; status == OK && i < asking->count; i++) {
        Window *window = &asking->windows[i];

        if (window->looked && window->match.kind <= worst && window->match.kind != QUOTE_NOWHERE && !told(found, count, window))
            found[count++] = window;
    }
    if (status == OK && count > 1)
        qsort(found, count, sizeof(Window *), best_first);
    for (size_t i = 0; status == OK && i < count && i < QUOTE_PLACES_MAX; i++)
        status = add_place(asking, found[i], places, problem);
    json_set_flag(answer, "more", count > QUOTE_PLACES_MAX || (count != 0 && asking->more));
    return status;
}

static Verdict verdict_of(QuoteKind kind)
{
    static const Verdict verdicts[QUOTE_KINDS] = {VERDICT_EXACT, VERDICT_NORMALISED, VERDICT_ELIDED, VERDICT_ALTERED, VERDICT_ABSENT};

    return verdicts[kind];
}

static Status answer_of(Asking *asking, json_t *answer, Problem *problem)
{
    QuoteKind there = best_kind(asking, asking->ask->attributed), anywhere = best_kind(asking, false);
    Verdict   verdict = verdict_of(there);
    bool      elsewhere = asking->ask->attributed && there > QUOTE_ELIDED && anywhere <= QUOTE_ELIDED;

    if (elsewhere)
        verdict = VERDICT_MISATTRIBUTED;
    else if (there == QUOTE_NOWHERE)
        verdict = verdict_of(anywhere);
    (void)json_object_set_new(answer, "verdict", json_string(verdict_names[verdict]));
    if (elsewhere && there == QUOTE_ALTERED)
        (void)json_object_set_new(answer, "also", json_string(verdict_names[VERDICT_ALTERED]));
    return verdict == VERDICT_ABSENT ? OK : add_places(asking, there <= QUOTE_ELIDED ? QUOTE_ELIDED : QUOTE_ALTERED, answer, problem);
}

static Status run(Asking *asking, json_t *answer, Problem *problem)
{
    TRY(quote_parse(asking->ask->text, asking->arena, asking->quote, problem));
    if (quote_too_short(asking->quote))
        return json_object_set_new(answer, "verdict", json_string(verdict_names[VERDICT_TOO_SHORT])) == 0 ? OK : no_memory(problem);
    TRY(look_at_all(asking, problem));
    return answer_of(asking, answer, problem);
}

Status quote_ask(QuoteIndex *index, const QuoteTexts *texts, const QuoteAsk *ask, json_t **out, Problem *problem)
{
    Asking asking = {.index = index, .texts = texts, .ask = ask, .arena = arena_new(ARENA_BYTES_MAX)};
    Status status;

    *out = json_object();
    if (asking.arena == NULL || *out == NULL || (asking.quote = arena_take_zeroed(asking.arena, 1, sizeof *asking.quote)) == NULL)
        status = no_memory(problem);
    else
        status = run(&asking, *out, problem);
    for (size_t i = 0; i < asking.count; i++)
        json_decref(asking.windows[i].place);
    arena_free(asking.arena);
    if (status != OK) {
        json_decref(*out);
        *out = NULL;
    }
    return status;
}
