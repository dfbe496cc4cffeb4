/* SPDX-License-Identifier: Apache-2.0
 *
 * What a text cites.
 *
 * A pass over each paragraph. A full symbol stands for itself, and suffixes listed behind it are documents of their own: "A/55/140 and
 * Corr.1 and Add.1" are three. A noun ("resolutions", "decision") opens a list of numbers, each with its date; whose they are is said by
 * the organ named beside the noun, by the shape of the number, or is the text's own organ. "paragraph 3 above" is one of the text itself.
 *
 * What is written is kept exactly, wrong symbols too. Numbers of organs that the tables of data/ do not know are left out: a wrong
 * document would be worse than none.
 */
#include "text/citation_internal.h"

enum {
    CITATIONS_MAX = 1000000,
    SYMBOL_BYTES_MAX = 240,
    ORGAN_BEFORE = 90,     /* bytes before a noun in which its organ is named */
    ORGAN_BEHIND = 24,     /* and behind its first number */
    CHINESE_NOUN_WITHIN = 400,
    FIRST_EAST_ASIAN = 0x2E80,
    ROW_UNKNOWN = -2       /* an organ is named, and is not in the tables */
};

typedef struct Finder {
    const Text *text;
    Arena      *arena;
    Citation   *items;
    size_t      count, capacity;
    long        own;       /* row of the text's own organ */
    uint32_t    paragraph; /* that is being read */
    Slice       in;        /* its text */
    Slice       resolution; /* the last one cited in it: "that resolution" */
    Slice       note;      /* the last document cited in the note before: "Ibid." */
} Finder;

/* What a noun says of the numbers behind it. */
typedef struct Noun {
    bool  decision;
    long  row;    /* of words_organ; ROW_UNKNOWN */
    Slice target; /* paragraph, when "paragraph 3 of" stands before */
} Noun;

/* ---- keeping ---- */

static Status add(Finder *finder, CitationKind kind, Slice symbol, size_t start, size_t end, Slice target)
{
    void    *block = finder->items;
    Status   status;
    Citation citation = {.kind = kind, .target_paragraph = target, .paragraph = finder->paragraph, .start = (uint32_t)start,
                         .end = (uint32_t)end, .as_written = slice_part(finder->in, start, end)};

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

/* The paragraph behind a symbol: ", para. 17", ", annex, paras. 3 and 4". *end moves behind it. */
static Slice pointer_behind(Slice text, size_t *end)
{
    size_t at = *end, noun, number, stop;

    for (size_t next = citation_skip_tail(text, at); next != at; next = citation_skip_tail(text, at))
        at = next;
    if (at >= text.size || text.data[at] != ',')
        return (Slice){NULL, 0};
    noun = citation_skip_space(text, at + 1);
    number = citation_skip_words(text, noun, "paragraph");
    if (number == noun)
        return (Slice){NULL, 0};
    number = citation_skip_space(text, number);
    stop = citation_skip_paragraphs(text, number);
    if (stop == number)
        return (Slice){NULL, 0};
    *end = stop;
    return slice_part(text, number, stop);
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

/* ---- whose number is it? ---- */

static size_t before_space(Slice text, size_t end)
{
    while (end > 0 && (text.data[end - 1] == ' ' || text.data[end - 1] == '\n'))
        end--;
    return end;
}

static size_t word_start(Slice text, size_t end)
{
    while (end > 0 && (unsigned char)text.data[end - 1] > ' ' && strchr("()[],;:.", text.data[end - 1]) == NULL)
        end--;
    return end;
}

static bool is_capitalized(Slice text, size_t end)
{
    size_t start = word_start(text, end);

    return start < end && text.data[start] >= 'A' && text.data[start] <= 'Z';
}

/* The word that ends at `end` begins with a capital and opens no sentence. */
static bool is_name_before(Slice text, size_t end)
{
    size_t before = before_space(text, word_start(text, end));

    return is_capitalized(text, end) && before > 0 && strchr(".:;", text.data[before - 1]) == NULL;
}

static long organ_before(const Finder *finder, size_t noun)
{
    size_t end = before_space(finder->in, noun), from = end > ORGAN_BEFORE ? end - ORGAN_BEFORE : 0;
    Slice  window = slice_part(finder->in, from, end);

    for (size_t i = 0; i < words_organ_count; i++) {
        const char *name = words_organ[i][ORGAN_NAME];

        if (!slice_ends(window, name))
            continue;
        /* Another body's assembly, whose name ends in the same word. */
        if (strcmp(name, "Assembly") == 0 && is_capitalized(finder->in, before_space(finder->in, end - strlen(name))))
            return ROW_UNKNOWN;
        return (long)i;
    }
    return is_name_before(finder->in, end) ? ROW_UNKNOWN : finder->own;
}

/* "résolution 20/8 du Conseil des droits de l’homme": the name stands behind the number. */
static long organ_behind(Slice text, size_t at, long otherwise)
{
    Slice window = slice_part(text, at, text.size - at > 160 ? at + 160 : text.size);

    for (size_t i = 0; i < words_organ_count; i++) {
        Slice       name = slice_from(words_organ[i][ORGAN_NAME]);
        const char *found;

        if (strcmp(words_organ[i][ORGAN_LANGUAGE], "en") == 0)
            continue;
        found = memmem(window.data, window.size, name.data, name.size);
        if (found != NULL && (size_t)(found - window.data) <= ORGAN_BEHIND && memchr(window.data, ',', (size_t)(found - window.data)) == NULL)
            return (long)i;
    }
    return otherwise;
}

static long row_of(const char *resolutions)
{
    for (size_t i = 0; i < words_organ_count; i++)
        if (strcmp(words_organ[i][ORGAN_RESOLUTIONS], resolutions) == 0)
            return (long)i;
    return ROW_UNKNOWN;
}

/* The shape of a number can say more than the words around it. */
static long row_for(long row, NumberShape shape)
{
    const char *of = row >= 0 ? words_organ[row][ORGAN_SHAPE] : "";

    switch (shape) {
    case NUMBER_SERIAL: return row_of("S/RES/");
    case NUMBER_YEAR: return strcmp(of, "session") == 0 || row < 0 ? row_of("E/RES/") : row;
    case NUMBER_ASSEMBLY: return strcmp(of, "assembly") == 0 ? row : ROW_UNKNOWN;
    case NUMBER_ROMAN: return strcmp(of, "serial") == 0 ? row_of("A/RES/") : row;
    default: return strcmp(of, "serial") == 0 || strcmp(of, "assembly") == 0 ? ROW_UNKNOWN : row;
    }
}

/* ---- numbers behind a noun ---- */

/* "43/78 H" and "73/102A-B" as the normal form of symbols has them. */
static Status add_number(Finder *finder, const Noun *noun, NumberMatch match, size_t start)
{
    Slice       written = slice_part(finder->in, start, start + match.size);
    long        row = row_for(noun->row, match.shape);
    const char *prefix;
    char        text[SYMBOL_BYTES_MAX];
    Symbol      symbol;
    Buffer      key;
    int         size;
    Status      status;

    if (match.shape == NUMBER_ASSEMBLY && slice_starts(written, "WHA"))
        return add(finder, CITES_RESOLUTION, written, start, start + match.size, noun->target);
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
        status = add(finder, noun->decision ? CITES_DECISION : CITES_RESOLUTION, buffer_slice(&key), start, start + match.size, noun->target);
    buffer_clear(&key);
    return status;
}

/* Between the noun and its first number: "No.", or in Arabic the organ. */
static size_t before_numbers(Finder *finder, Noun *noun, size_t at)
{
    static const char *const words[] = {"No. ", "Nos. ", "nos. ", "no. ", "\xE2\x84\x96 ", "n\xC2\xBA ", "n\xC2\xB0 "};

    at = citation_skip_space(finder->in, at);
    for (size_t i = 0; i < words_organ_count; i++) {
        size_t size = strcmp(words_organ[i][ORGAN_LANGUAGE], "ar") == 0 ? words_match(finder->in, at, slice_from(words_organ[i][ORGAN_NAME]), true) : 0;

        if (size != 0) {
            noun->row = (long)i;
            return citation_skip_space(finder->in, at + size);
        }
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_starts(slice_part(finder->in, at, finder->in.size), words[i]))
            return at + strlen(words[i]);
    return at;
}

/* All numbers that share the noun. *at moves behind the last of them; it stays when there is none. */
static Status read_numbers(Finder *finder, Noun noun, size_t from, size_t *at)
{
    size_t      next = before_numbers(finder, &noun, from);
    NumberMatch match = citation_match_number(finder->in, next);
    size_t      behind;

    if (match.shape != NUMBER_NONE)
        noun.row = organ_behind(finder->in, citation_skip_tail(finder->in, next + match.size), noun.row);
    while (match.shape != NUMBER_NONE) {
        TRY(add_number(finder, &noun, match, next));
        *at = next + match.size;
        behind = citation_skip_tail(finder->in, *at);
        next = citation_skip_separator(finder->in, behind);
        if (next == behind)
            return OK;
        match = citation_match_number(finder->in, next);
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

static size_t skip_noun(const Finder *finder, size_t at, Noun *noun)
{
    size_t end = citation_skip_words(finder->in, at, "resolution");

    noun->decision = end == at;
    return end != at ? end : citation_skip_words(finder->in, at, "decision");
}

/* "paragraph 3 above", "paragraphs 1 to 3 of resolutions 53/70, …", "paragraph 13 (a) of A/70/174" */
static Status read_paragraphs(Finder *finder, size_t start, size_t *at)
{
    size_t noun_end = citation_skip_words(finder->in, start, "paragraph"), number = citation_skip_space(finder->in, noun_end), of, end;
    Slice  target;
    Symbol symbol;
    Noun   noun = {0};

    *at = citation_skip_paragraphs(finder->in, number);
    if (*at == number) {
        *at = noun_end;
        return OK;
    }
    target = slice_part(finder->in, number, *at);
    of = citation_skip_space(finder->in, *at);
    end = citation_skip_words(finder->in, of, "of");
    if (end != of) {
        size_t what = citation_skip_space(finder->in, end), behind = skip_noun(finder, what, &noun);

        noun.row = organ_before(finder, what);
        noun.target = target;
        if (behind != what)
            return read_numbers(finder, noun, behind, at);
        if (symbol_match(slice_part(finder->in, what, finder->in.size), &symbol) != 0)
            return read_symbol(finder, &symbol, what, target, at);
    }
    return read_reference(finder, start, target, at);
}

/* ---- Chinese ---- */

/* 第53/70号决议, 第53/70号、第54/49号决议: the noun stands behind. */
static Status read_chinese(Finder *finder, size_t start, size_t *at)
{
    NumberMatch match = citation_match_number(finder->in, start);
    Noun        noun = {.row = finder->own};
    Slice       rest;
    const char *resolution, *decision;
    size_t      before = start >= 3 ? start - 3 : 0;

    *at = start;
    if (match.shape == NUMBER_NONE)
        return OK;
    rest = slice_part(finder->in, start + match.size, finder->in.size);
    if (!slice_starts(rest, "\xE5\x8F\xB7")) /* 号 */
        return OK;
    rest = slice_part(rest, 0, rest.size < CHINESE_NOUN_WITHIN ? rest.size : CHINESE_NOUN_WITHIN);
    resolution = memmem(rest.data, rest.size, "\xE5\x86\xB3\xE8\xAE\xAE", 6); /* 决议 */
    decision = memmem(rest.data, rest.size, "\xE5\x86\xB3\xE5\xAE\x9A", 6);   /* 决定 */
    if (resolution == NULL && decision == NULL)
        return OK;
    noun.decision = resolution == NULL || (decision != NULL && decision < resolution);
    if (slice_ends(slice_part(finder->in, 0, start), "\xE7\xAC\xAC")) /* 第 */
        noun.row = organ_before(finder, before);
    *at = start + match.size;
    return add_number(finder, &noun, match, start);
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
    end = skip_noun(finder, start, &noun);
    if (end != start) {
        noun.row = organ_before(finder, start);
        return read_numbers(finder, noun, end, at);
    }
    return citation_skip_words(finder->in, start, "paragraph") != start ? read_paragraphs(finder, start, at) : OK;
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
    finder->in = paragraph->text;
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
        finder.own = row_of("A/RES/");
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
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}
