/* SPDX-License-Identifier: Apache-2.0
 *
 * What a text cites.
 *
 * A pass over each paragraph. A full symbol stands for itself, and suffixes listed behind it are documents of their own: "A/55/140 and
 * Corr.1 and Add.1" are three. A noun ("resolutions", "decision") opens a list of numbers, each with its date; whose they are is said by
 * the organ named beside the noun or the number, by the shape of the number, or is the text's own organ. "resolutions 73/27–73/30" cites each of
 * the four, as "Add.1–3" does three. "paragraph 3 above" is one of the text itself.
 *
 * What is written is kept exactly, wrong symbols too. Numbers of organs that the tables of data/ do not know are left out: a wrong
 * document would be worse than none.
 */
#include "text/citation_internal.h"

enum {
    CITATIONS_MAX = 1000000,
    SYMBOL_BYTES_MAX = 240,
    CHINESE_NOUN_WITHIN = 400,
    FIRST_EAST_ASIAN = 0x2E80
};

typedef struct Finder {
    const Text *text;
    Arena      *arena;
    Citation   *items;
    size_t      count, capacity;
    long        own;       /* row of the text's own organ */
    uint32_t    paragraph; /* that is being read */
    Slice       in;        /* its text, with the digits that symbols have */
    CitationFold fold;     /* the way back to the text as it stands */
    Slice       resolution; /* the last one cited in it: "that resolution" */
    Slice       note;      /* the last document cited in the note before: "Ibid." */
} Finder;

/* What a noun says of the numbers behind it. */
typedef struct Noun {
    bool  decision;
    bool  several; /* "resolutions" */
    long  row;    /* of words_organ; ROW_UNSAID, ROW_UNKNOWN */
    Slice target; /* paragraph, when "paragraph 3 of" stands before */
} Noun;

/* A number of a list, with what stands behind it. */
typedef struct Item {
    NumberMatch match;
    size_t      start, end;   /* as far as it is shown to be a citation: with its range, its paragraph */
    size_t      behind;       /* where the list goes on */
    unsigned    from, to;     /* of a range; 0 */
    long        row;          /* of the organ named behind it; ROW_UNSAID, ROW_UNKNOWN */
    Slice       target;       /* "para. 5" */
} Item;

/* ---- keeping ---- */

static Status add(Finder *finder, CitationKind kind, Slice symbol, size_t start, size_t end, Slice target)
{
    void    *block = finder->items;
    Status   status;
    Citation citation = {.kind = kind, .target_paragraph = target, .paragraph = finder->paragraph, .start = citation_unfold(&finder->fold, start),
                         .end = citation_unfold(&finder->fold, end)};

    citation.as_written = slice_part(finder->text->paragraphs[finder->paragraph].text, citation.start, citation.end);
    if (finder->count >= CITATIONS_MAX)
        return ERR_LIMIT;
    /* A document that prints its own symbol does not cite itself. */
    if (symbol.size != 0 && slice_equal(symbol, finder->text->instrument.symbol))
        return OK;
    TRY(slice_copy(finder->arena, symbol, &citation.symbol));
    status = memory_reserve(&block, &finder->capacity, finder->count + 1, sizeof *finder->items);
    finder->items = block;
    TRY(status);
    finder->items[finder->count++] = citation;
    if (kind == CITES_RESOLUTION || kind == CITES_DECISION)
        finder->resolution = citation.symbol;
    return OK;
}

static CitationKind kind_of(const Symbol *symbol)
{
    for (unsigned i = 1; i < symbol->segment_count; i++) {
        if (slice_is(symbol->segments[i], "RES"))
            return CITES_RESOLUTION;
        if (slice_is(symbol->segments[i], "DEC"))
            return CITES_DECISION;
    }
    return CITES_DOCUMENT;
}

/* ---- full symbols ---- */

static size_t skip_noun(Slice text, size_t at, Noun *noun)
{
    size_t end = citation_skip_noun(text, at, "resolution");

    noun->decision = end == at;
    end = end != at ? end : citation_skip_noun(text, at, "decision");
    noun->several = end > at && text.data[end - 1] == 's';
    return end;
}

/* From a paragraph's number to what it is a paragraph of: "of", or nothing where the noun itself says so. `at` when neither stands there. */
static size_t skip_of(Slice text, size_t at)
{
    size_t start = citation_skip_space(text, at), end = citation_skip_words(text, start, "of"), what = citation_skip_space(text, end);

    return end != start || citation_skip_words(text, what, "genitive") != what ? what : at;
}

/* "paragraph 3 of resolution 53/70", "paragraph 3 above": no paragraph of what stands before it. */
static bool has_its_own_document(Slice text, size_t at)
{
    size_t next = citation_skip_space(text, at), what = skip_of(text, at);
    Noun   noun;
    Symbol symbol;

    if (citation_skip_words(text, next, "here") != next || citation_skip_words(text, next, "that") != next)
        return true;
    return what != at && (skip_noun(text, what, &noun) != what || symbol_match(slice_part(text, what, text.size), &symbol) != 0);
}

/* Where the noun of a paragraph may begin: behind a comma, or in brackets; `at` when neither stands there. */
static size_t skip_to_pointer(Slice text, size_t at, bool *brackets)
{
    size_t comma = citation_skip_comma(text, at), open = citation_skip_space(text, at);

    *brackets = comma == at && open < text.size && text.data[open] == '(';
    if (*brackets)
        return open + 1;
    return comma != at ? citation_skip_space(text, comma) : at;
}

/* The paragraph behind a symbol or a number: ", para. 17", ", annex, paras. 3 and 4", " (para. 5)". *end moves behind it. */
static Slice pointer_behind(Slice text, size_t *end)
{
    size_t at = *end, noun, number, stop;
    Slice  target = {NULL, 0};
    bool   brackets;

    for (size_t next = citation_skip_tail(text, at); next != at; next = citation_skip_tail(text, at))
        at = next;
    noun = skip_to_pointer(text, at, &brackets);
    if (noun == at)
        return target;
    number = citation_skip_noun(text, noun, "paragraph");
    stop = number == noun ? citation_skip_ordinal(text, noun, &target) : number;
    if (number != noun) {
        number = citation_skip_space(text, number);
        stop = citation_skip_paragraphs(text, number);
        target = slice_part(text, number, stop);
    }
    if (target.size == 0 || has_its_own_document(text, stop) || (brackets && (stop == text.size || text.data[stop] != ')')))
        return (Slice){NULL, 0};
    *end = stop + brackets;
    return target;
}

static Status add_suffixed(Finder *finder, Slice base, Slice suffix, unsigned number, size_t start, size_t end, CitationKind kind)
{
    char   written[SYMBOL_BYTES_MAX];
    Symbol symbol;
    Buffer key;
    int    size;
    Status status;

    if (number == 0)
        size = snprintf(written, sizeof written, "%.*s/%.*s", (int)base.size, base.data, (int)suffix.size, suffix.data);
    else
        size = snprintf(written, sizeof written, "%.*s/%.*s%u", (int)base.size, base.data, (int)suffix.size, suffix.data, number);
    if (size < 0 || (size_t)size >= sizeof written || !symbol_parse((Slice){written, (size_t)size}, &symbol))
        return OK;
    buffer_init(&key, SYMBOL_BYTES_MAX);
    symbol_print_key(&symbol, &key);
    status = key.status == OK ? add(finder, kind, buffer_slice(&key), start, end, (Slice){NULL, 0}) : key.status;
    buffer_clear(&key);
    return status;
}

/* "Add.1-3": each of them. */
static Status add_range(Finder *finder, Slice base, Slice suffix, unsigned last, size_t start, size_t end, CitationKind kind)
{
    const char *dot = memchr(suffix.data, '.', suffix.size);
    Slice       word = slice_part(suffix, 0, (size_t)(dot - suffix.data) + 1);
    unsigned    number = 0;

    for (size_t i = word.size; i < suffix.size && suffix.data[i] >= '0' && suffix.data[i] <= '9'; i++)
        number = number * 10 + (unsigned)(suffix.data[i] - '0');
    for (; number <= last; number++)
        TRY(add_suffixed(finder, base, word, number, start, end, kind));
    return OK;
}

/* Suffixes that stand alone belong to the last full symbol, not to the suffix before them. */
static Status read_suffixes(Finder *finder, Slice base, CitationKind kind, size_t *at)
{
    for (;;) {
        size_t   start = citation_skip_separator(finder->in, *at), end;
        unsigned last = 0;

        if (start == *at)
            return OK;
        end = citation_skip_suffix(finder->in, start, &last);
        if (end == start)
            return OK;
        if (last != 0)
            TRY(add_range(finder, base, slice_part(finder->in, start, end), last, start, end, kind));
        else
            TRY(add_suffixed(finder, base, slice_part(finder->in, start, end), 0, start, end, kind));
        *at = end;
    }
}

static Status read_symbol(Finder *finder, const Symbol *symbol, size_t start, Slice target, size_t *at)
{
    Buffer key;
    Slice  pointer;
    Status status;

    *at = start + symbol->written.size;
    pointer = pointer_behind(finder->in, at);
    buffer_init(&key, SYMBOL_BYTES_MAX * 2);
    symbol_print_key(symbol, &key);
    status = key.status;
    if (status == OK)
        status = add(finder, kind_of(symbol), buffer_slice(&key), start, *at, pointer.size != 0 ? pointer : target);
    if (status == OK)
        status = read_suffixes(finder, buffer_slice(&key), kind_of(symbol), at);
    buffer_clear(&key);
    return status == ERR_LIMIT && finder->count < CITATIONS_MAX ? OK : status;
}

/* ---- numbers behind a noun ---- */

/* "43/78 H" and "73/102A-B" as the normal form of symbols has them. */
static Status add_number(Finder *finder, const Noun *noun, NumberShape shape, Slice written, const Item *item)
{
    Slice       target = item->target.size != 0 ? item->target : noun->target;
    long        row = citation_organ_for(noun->row == ROW_UNSAID ? finder->own : noun->row, shape);
    const char *prefix;
    char        text[SYMBOL_BYTES_MAX];
    Symbol      symbol;
    Buffer      key;
    int         size;
    Status      status;

    if (shape == NUMBER_ASSEMBLY && slice_starts(written, "WHA"))
        return add(finder, CITES_RESOLUTION, written, item->start, item->end, target);
    if (row < 0)
        return OK;
    prefix = words_organ[row][noun->decision ? ORGAN_DECISIONS : ORGAN_RESOLUTIONS];
    size = snprintf(text, sizeof text, "%s%.*s", prefix, (int)written.size, written.data);
    if (strcmp(prefix, "-") == 0 || size < 0 || (size_t)size >= sizeof text)
        return OK;
    buffer_init(&key, SYMBOL_BYTES_MAX);
    if (symbol_parse((Slice){text, (size_t)size}, &symbol))
        symbol_print_key(&symbol, &key);
    else
        buffer_add(&key, (Slice){text, (size_t)size});
    status = key.status;
    if (status == OK)
        status = add(finder, noun->decision ? CITES_DECISION : CITES_RESOLUTION, buffer_slice(&key), item->start, item->end, target);
    buffer_clear(&key);
    return status;
}

/* The number, or each of a range. */
static Status add_item(Finder *finder, const Noun *noun, const Item *item)
{
    Slice       written = slice_part(finder->in, item->start, item->start + item->match.size);
    const char *slash = item->to != 0 ? memchr(written.data, '/', written.size) : NULL;
    char        text[SYMBOL_BYTES_MAX];

    if (slash == NULL)
        return add_number(finder, noun, item->match.shape, written, item);
    for (unsigned number = item->from; number <= item->to; number++) {
        int size = snprintf(text, sizeof text, "%.*s%u", (int)(slash + 1 - written.data), written.data, number);

        if (size > 0 && (size_t)size < sizeof text)
            TRY(add_number(finder, noun, item->match.shape, (Slice){text, (size_t)size}, item));
    }
    return OK;
}

/* Between the noun and its first number: its organ ("of the Security Council", in Arabic the name alone), "No.". */
static size_t before_numbers(const Finder *finder, Noun *noun, size_t at)
{
    static const char *const words[] = {"No. ", "Nos. ", "nos. ", "no. ", "\xE2\x84\x96 ", "n\xC2\xBA ", "n\xC2\xB0 "};
    long                     row = ROW_UNKNOWN;
    size_t                   behind = citation_organ_behind(finder->in, at, ORGAN_BEHIND_NOUN, &row);

    if (row >= 0) {
        noun->row = row;
        at = behind;
    }
    at = citation_skip_space(finder->in, at);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_starts(slice_part(finder->in, at, finder->in.size), words[i]))
            return at + strlen(words[i]);
    return at;
}

/* The number at `start`, with its date, its organ and its paragraph; false: none stands there. */
static bool read_item(Slice text, size_t start, bool several, Item *item)
{
    size_t at, named;

    *item = (Item){.match = citation_match_number(text, start), .start = start, .row = ROW_UNSAID};
    if (item->match.shape == NUMBER_NONE)
        return false;
    item->end = start + item->match.size;
    if (item->match.shape == NUMBER_SESSION || item->match.shape == NUMBER_YEAR)
        item->end = citation_skip_last(text, start, item->match.size, several, &item->from, &item->to);
    if (item->end == start + item->match.size)
        item->from = item->to = 0;
    at = citation_skip_tail(text, item->end);
    named = citation_organ_behind(text, at, ORGAN_BEHIND_NUMBER, &item->row);
    at = named != at ? citation_skip_tail(text, named) : at;
    item->behind = at;
    item->target = pointer_behind(text, &at);
    if (item->target.size != 0)
        item->end = item->behind = at;
    return true;
}

/* Where the next number of the list would begin; `item->behind` at the list's end. */
static size_t next_place(Slice text, const Item *item)
{
    size_t next = citation_skip_separator(text, item->behind);

    return next != item->behind ? next : citation_skip_range(text, item->behind);
}

/* "résolutions 20/8 et 26/13 du Conseil des droits de l’homme": the organ behind one number is that of those before it. *until is how far it is. */
static long organ_of_list(Slice text, Item item, bool several, long otherwise, size_t *until)
{
    bool more = true;

    while (more && item.row == ROW_UNSAID) {
        size_t next = next_place(text, &item), last = item.behind;

        more = next != last && read_item(text, next, several, &item);
        *until = more ? item.behind : last;
    }
    return item.row != ROW_UNSAID ? item.row : otherwise;
}

/* All numbers that share the noun. *at moves behind the last of them; it stays when there is none. */
static Status read_numbers(Finder *finder, Noun noun, size_t from, size_t *at)
{
    size_t next = before_numbers(finder, &noun, from), until = 0;
    bool   named = noun.row != ROW_UNSAID; /* beside the noun: then an organ behind a number is that number's alone */
    Item   item;

    while (read_item(finder->in, next, noun.several, &item)) {
        if (item.row != ROW_UNSAID)
            noun.row = item.row;
        else if (!named && item.behind > until)
            noun.row = organ_of_list(finder->in, item, noun.several, noun.row, &until);
        TRY(add_item(finder, &noun, &item));
        *at = item.end;
        next = next_place(finder->in, &item);
        if (next == item.behind)
            return OK;
    }
    return OK;
}

/* ---- paragraphs ---- */

/* "of that resolution", "above": what paragraph numbers refer to by words alone. */
static Status read_reference(Finder *finder, size_t start, Slice target, size_t *at)
{
    size_t from = citation_skip_space(finder->in, *at), to = citation_skip_words(finder->in, from, "here");

    if (to != from) {
        *at = to;
        return add(finder, CITES_PARAGRAPH, (Slice){NULL, 0}, start, to, target);
    }
    to = citation_skip_words(finder->in, from, "that");
    if (to != from && finder->resolution.size != 0) {
        *at = to;
        return add(finder, CITES_RESOLUTION, finder->resolution, start, to, target);
    }
    return OK;
}

/* "paragraph 3 above", "paragraphs 1 to 3 of resolutions 53/70, …", "paragraph 13 (a) of A/70/174" */
static Status read_paragraphs(Finder *finder, size_t start, size_t *at)
{
    size_t noun_end = citation_skip_noun(finder->in, start, "paragraph"), number = citation_skip_space(finder->in, noun_end), what;
    Slice  target;
    Symbol symbol;
    Noun   noun = {0};

    *at = citation_skip_paragraphs(finder->in, number);
    if (*at == number) {
        *at = noun_end;
        return OK;
    }
    target = slice_part(finder->in, number, *at);
    what = skip_of(finder->in, *at);
    if (what != *at) {
        size_t behind = skip_noun(finder->in, what, &noun);

        noun.row = citation_organ_before(finder->in, what, finder->own);
        noun.target = target;
        if (behind != what)
            return read_numbers(finder, noun, behind, at);
        if (symbol_match(slice_part(finder->in, what, finder->in.size), &symbol) != 0)
            return read_symbol(finder, &symbol, what, target, at);
    }
    return read_reference(finder, start, target, at);
}

/* ---- Chinese ---- */

/* The noun that stands somewhere behind 号; right behind it, a paragraph can follow: 第76/19号决议第3段. */
static bool find_chinese_noun(Slice text, size_t at, Noun *noun, Item *item)
{
    Slice       rest = slice_part(text, at, text.size - at < CHINESE_NOUN_WITHIN ? text.size : at + CHINESE_NOUN_WITHIN);
    const char *resolution = memmem(rest.data, rest.size, "\xE5\x86\xB3\xE8\xAE\xAE", 6); /* 决议 */
    const char *decision = memmem(rest.data, rest.size, "\xE5\x86\xB3\xE5\xAE\x9A", 6);   /* 决定 */
    size_t      behind = at + 6, end;

    if (resolution == NULL && decision == NULL)
        return false;
    noun->decision = resolution == NULL || (decision != NULL && decision < resolution);
    if ((noun->decision ? decision : resolution) != rest.data)
        return true;
    end = citation_skip_ordinal(text, behind, &item->target);
    if (end == behind) {
        end = behind;
        item->target = pointer_behind(text, &end);
    }
    if (item->target.size != 0)
        item->end = end;
    return true;
}

/* 第53/70号决议, 第53/70号、第54/49号决议: the noun stands behind. */
static Status read_chinese(Finder *finder, size_t start, size_t *at)
{
    static const char *const number = "\xE5\x8F\xB7"; /* 号 */
    Item                     item = {.match = citation_match_number(finder->in, start), .start = start};
    Noun                     noun = {.row = ROW_UNSAID};
    size_t                   before = start >= 3 ? start - 3 : 0, behind;

    *at = start;
    if (item.match.shape == NUMBER_NONE)
        return OK;
    item.end = behind = citation_skip_last(finder->in, start, item.match.size, true, &item.from, &item.to);
    if (behind == start + item.match.size)
        item.from = item.to = 0;
    if (!slice_starts(slice_part(finder->in, behind, finder->in.size), number) || !find_chinese_noun(finder->in, behind + strlen(number), &noun, &item))
        return OK;
    if (slice_ends(slice_part(finder->in, 0, start), "\xE7\xAC\xAC")) /* 第 */
        noun.row = citation_organ_before(finder->in, before, finder->own);
    *at = item.end;
    return add_item(finder, &noun, &item);
}

/* ---- the pass ---- */

static bool starts_word(Slice text, size_t at)
{
    size_t   before = at;
    uint32_t rune;

    if (at == 0)
        return true;
    do
        before--;
    while (before > 0 && ((unsigned char)text.data[before] & 0xC0) == 0x80);
    if (text.data[before] == '/' || (text.data[before] >= '0' && text.data[before] <= '9'))
        return false;
    rune = utf8_next(text, &before);
    return rune >= FIRST_EAST_ASIAN || !rune_is_letter(rune); /* Chinese sets no space between words */
}

/* What begins at `start`, the start of a word. *at stays when nothing is cited there. */
static Status read_at(Finder *finder, size_t start, size_t *at)
{
    Noun   noun = {0};
    Symbol symbol;
    size_t end;

    if (finder->in.data[start] >= 'A' && finder->in.data[start] <= 'Z' &&
        symbol_match(slice_part(finder->in, start, finder->in.size), &symbol) != 0)
        return read_symbol(finder, &symbol, start, (Slice){NULL, 0}, at);
    if (finder->in.data[start] >= '0' && finder->in.data[start] <= '9')
        return read_chinese(finder, start, at);
    end = skip_noun(finder->in, start, &noun);
    if (end != start) {
        noun.row = citation_organ_before(finder->in, start, finder->own);
        return read_numbers(finder, noun, end, at);
    }
    return citation_skip_noun(finder->in, start, "paragraph") != start ? read_paragraphs(finder, start, at) : OK;
}

static bool may_start(unsigned char c)
{
    /* Letters that begin a symbol or one of the nouns in Latin script; digits; all other scripts. */
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0xC3 || strchr("rdps", c) != NULL;
}

static Status read_ibid(Finder *finder)
{
    size_t end = 5;
    Slice  pointer;

    if (!slice_starts(finder->in, "Ibid") || finder->note.size == 0)
        return OK;
    if (!slice_starts(finder->in, "Ibid."))
        end = 4;
    pointer = pointer_behind(finder->in, &end);
    return add(finder, CITES_DOCUMENT, finder->note, 0, end, pointer);
}

static Status read_paragraph(Finder *finder, uint32_t index)
{
    const Paragraph *paragraph = &finder->text->paragraphs[index];
    size_t           first = finder->count;

    finder->paragraph = index;
    TRY(citation_fold(paragraph->text, finder->arena, &finder->fold, &finder->in));
    finder->resolution = (Slice){NULL, 0};
    for (size_t at = 0; at < finder->in.size;) {
        size_t start = at;

        if (may_start((unsigned char)finder->in.data[at]) && starts_word(finder->in, at))
            TRY(read_at(finder, start, &at));
        if (at == start)
            (void)utf8_next(finder->in, &at);
    }
    if (paragraph->kind != KIND_FOOTNOTE)
        return OK;
    if (finder->count == first)
        TRY(read_ibid(finder));
    finder->note = finder->count != first ? finder->items[finder->count - 1].symbol : (Slice){NULL, 0};
    return OK;
}

static int by_place(const void *a, const void *b)
{
    const Citation *x = a, *y = b;

    if (x->paragraph != y->paragraph)
        return x->paragraph > y->paragraph ? 1 : -1;
    if (x->start != y->start)
        return x->start > y->start ? 1 : -1;
    return slice_compare(x->symbol, y->symbol);
}

Status citations_find(const Text *text, Arena *arena, Citation **out, size_t *count, Problem *problem)
{
    Finder finder = {.text = text, .arena = arena, .own = words_organ_symbol(text->instrument.symbol)};
    Status status = OK;

    *count = 0;
    if (finder.own < 0)
        finder.own = citation_organ_row("A/RES/");
    for (size_t i = 0; i < text->count && status == OK; i++)
        status = read_paragraph(&finder, (uint32_t)i);
    if (status == OK && (*out = arena_take(arena, (finder.count + 1) * sizeof **out)) == NULL)
        status = ERR_MEMORY;
    if (status == OK && finder.count != 0) {
        qsort(finder.items, finder.count, sizeof *finder.items, by_place);
        memcpy(*out, finder.items, finder.count * sizeof **out);
        *count = finder.count;
    }
    memory_free(finder.items);
    memory_free(finder.fold.places);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}
