/* SPDX-License-Identifier: Apache-2.0
 *
 * Folding what is quoted and what is asked alike, with the way back to the bytes: NFKC with cases folded (ICU), one form of each quotation mark and dash; what is no word falls out: marks of emphasis,
 * links and notes, soft hyphens, joiners, controls of direction, tatweel, white space of any kind.
 *
 * A segment for the normaliser runs from one boundary to the next, so each folded character knows the bytes of its segment. Plain ASCII goes by without it.
 */
#include "text/quote_internal.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>

enum { SEGMENT_MAX = 256 /* UTF-16 units: marks beyond that are of no language */, FOLDED_WORD_MAX = 4096 };

typedef struct Folding {
    Arena               *arena;
    QuoteFlow           *flow;
    const UNormalizer2  *normalizer;
    Slice                text;
    uint32_t             paragraph;
    bool                 label;
    /* the word at hand */
    char                *word;       /* FOLDED_WORD_MAX bytes */
    size_t               size;
    uint32_t             start, end, characters;
    uint32_t             apostrophe; /* end of one that waits for a letter; 0: none */
    bool                 space;      /* since the last token */
    Status               status;
} Folding;

static uint64_t stable_hash(Slice bytes)
{
    uint64_t hash = 0xCBF29CE484222325U;

    for (size_t i = 0; i < bytes.size; i++)
        hash = (hash ^ (unsigned char)bytes.data[i]) * 0x100000001B3U;
    hash = (hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93U;
    return hash ^ (hash >> 32);
}

static void add_token(Folding *folding, QuoteTokenKind kind, Slice folded, uint32_t start, uint32_t end, uint32_t characters)
{
    QuoteFlow  *flow = folding->flow;
    QuoteToken *token;

    if (folding->status != OK)
        return;
    if (flow->count == flow->capacity) { /* arenas do not grow a block: as much again */
        size_t      wanted = flow->capacity < 64 ? 128 : flow->capacity * 2;
        QuoteToken *grown = arena_take(folding->arena, wanted * sizeof *grown);

        if (grown == NULL) {
            folding->status = ERR_MEMORY;
            return;
        }
        if (flow->count != 0)
            memcpy(grown, flow->tokens, flow->count * sizeof *grown);
        flow->tokens = grown;
        flow->capacity = wanted;
    }
    token = &flow->tokens[flow->count];
    *token = (QuoteToken){.start = start, .end = end, .paragraph = folding->paragraph, .kind = (uint8_t)kind, .label = folding->label};
    folding->status = slice_copy(folding->arena, folded, &token->folded);
    if (folding->status != OK)
        return;
    token->hash = stable_hash(folded);
    token->characters = (uint16_t)(characters < UINT16_MAX ? characters : UINT16_MAX);
    flow->characters += folding->space && flow->count != 0;
    token->at = flow->characters;
    flow->characters += characters;
    flow->words += kind != QUOTE_MARK;
    flow->count++;
    folding->space = false;
}

static void end_word(Folding *folding)
{
    uint32_t apostrophe = folding->apostrophe;

    folding->apostrophe = 0;
    if (folding->size != 0)
        add_token(folding, QUOTE_WORD, (Slice){folding->word, folding->size}, folding->start, folding->end, folding->characters);
    folding->size = 0;
    folding->characters = 0;
    if (apostrophe != 0) /* it closed a quotation */
        add_token(folding, QUOTE_MARK, SLICE("\""), apostrophe - 1, apostrophe, 1);
}

/* Scripts without spaces between words. */
static bool is_single(UChar32 rune)
{
    UErrorCode  error = U_ZERO_ERROR;
    UScriptCode script;

    if (rune < 0x0E00)
        return false;
    script = uscript_getScript(rune, &error);
    return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_THAI || script == USCRIPT_LAO || script == USCRIPT_KHMER ||
           script == USCRIPT_MYANMAR || script == USCRIPT_BOPOMOFO;
}

static bool is_word_rune(UChar32 rune)
{
    if (rune < 0x80)
        return (rune >= '0' && rune <= '9') || (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z');
    return u_isalnum(rune) || (U_GET_GC_MASK(rune) & U_GC_M_MASK) != 0;
}

static void add_rune(Folding *folding, UChar32 rune)
{
    if (folding->size + 8 > FOLDED_WORD_MAX)
        end_word(folding);
    if (folding->apostrophe != 0)
        folding->word[folding->size++] = '\'';
    folding->characters += folding->apostrophe != 0;
    folding->apostrophe = 0;
    folding->size += utf8_put((uint32_t)rune, &folding->word[folding->size]);
    folding->characters++;
}

/* One folded character of the text's bytes start to end. */
static void take_rune(Folding *folding, UChar32 rune, uint32_t start, uint32_t end)
{
    char bytes[4];

    if (rune == ' ' || rune == '\n' || rune == '\t' || rune == '\r' || (rune >= 0x80 && u_isUWhiteSpace(rune))) {
        end_word(folding);
        folding->space = true;
    } else if (rune >= 0x80 && is_single(rune)) {
        end_word(folding);
        add_token(folding, QUOTE_HAN, (Slice){bytes, utf8_put((uint32_t)rune, bytes)}, start, end, 1);
    } else if (is_word_rune(rune)) {
        add_rune(folding, rune);
        if (folding->characters == 1)
            folding->start = start;
        folding->end = end;
    } else if (rune == '\'' && folding->size != 0 && folding->apostrophe == 0) {
        folding->apostrophe = end;
    } else {
        bool dash = rune == '-';

        end_word(folding);
        if (rune == '\'')
            rune = '"';
        if (dash && folding->flow->count != 0 && !folding->space && slice_is(folding->flow->tokens[folding->flow->count - 1].folded, "-") && folding->flow->tokens[folding->flow->count - 1].end == start)
            folding->flow->tokens[folding->flow->count - 1].end = end; /* "--" is one dash */
        else
            add_token(folding, QUOTE_MARK, (Slice){bytes, utf8_put((uint32_t)rune, bytes)}, start, end, 1);
    }
}

/* What stands for another character, 0: for itself, -1: it falls out. Before NFKC, which would make a letter or a digit of some. */
static UChar32 typed_as(uint32_t rune)
{
    switch (rune) {
    case 0x2018: case 0x2019: case 0x201A: case 0x201B: case 0x2032: case 0x02BC: case 0x00B4: case 0x02B9: case 0xFF07: return '\'';
    case 0x201C: case 0x201D: case 0x201E: case 0x201F: case 0x2033: case 0x00AB: case 0x00BB: case 0x2039: case 0x203A: case 0x300A: case 0x300B: case 0x3008: case 0x3009:
    case 0x300C: case 0x300D: case 0x300E: case 0x300F: case 0x301D: case 0x301E: case 0x301F: case 0xFF02: return '"';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015: case 0x2212: case 0x2043: case 0xFE58: case 0xFE63: case 0xFF0D: return '-';
    case 0x00B9: case 0x00B2: case 0x00B3: case 0x2070: case 0x2074: case 0x2075: case 0x2076: case 0x2077: case 0x2078: case 0x2079: return -1; /* marks of notes */
    case 0x2020: case 0x2021: case 0xFFFC: case 0xFEFF: case 0x0640 /* tatweel */: return -1;
    default: return 0;
    }
}

static bool boundary_before(const Folding *folding, size_t at)
{
    uint32_t rune;

    if (at >= folding->text.size || (unsigned char)folding->text.data[at] < 0x80)
        return true;
    rune = utf8_next(folding->text, &at);
    return typed_as(rune) != 0 || unorm2_hasBoundaryBefore(folding->normalizer, (UChar32)rune);
}

/* From `at` to the next boundary through the normaliser. */
static size_t take_segment(Folding *folding, size_t at)
{
    UChar      units[SEGMENT_MAX], folded[SEGMENT_MAX * 4];
    int32_t    count = 0, size, i = 0;
    size_t     end = at;
    UErrorCode error = U_ZERO_ERROR;

    do {
        uint32_t rune = utf8_next(folding->text, &end);

        U16_APPEND_UNSAFE(units, count, (UChar32)rune);
    } while (count + 2 < SEGMENT_MAX && !boundary_before(folding, end));
    size = unorm2_normalize(folding->normalizer, units, count, folded, SEGMENT_MAX * 4, &error);
    while (U_SUCCESS(error) && i < size) {
        UChar32 rune;

        U16_NEXT(folded, i, size, rune);
        take_rune(folding, rune, (uint32_t)at, (uint32_t)end);
    }
    return end;
}

/* Size of what Markdown and HTML put at `at` beside words; 0: nothing. */
static size_t markup_size(Slice text, size_t at)
{
    Slice  rest = slice_part(text, at, text.size);
    size_t end = 1;

    if (rest.data[0] == '*' || rest.data[0] == '`')
        return 1;
    if (slice_starts(rest, "<sup>") || slice_starts(rest, "[^")) { /* the mark of a note, with what is in it */
        const char *close = rest.data[0] == '<' ? "</sup>" : "]";

        while (end < rest.size && end < 24 && !slice_starts(slice_part(rest, end, rest.size), close))
            end++;
        return end < rest.size && end < 24 ? end + strlen(close) : 0;
    }
    if (slice_starts(rest, "](")) { /* behind the words of a link */
        while (end < rest.size && rest.data[end] != ')' && rest.data[end] != ' ' && rest.data[end] != '\n')
            end++;
        return end < rest.size && rest.data[end] == ')' ? end + 1 : 0;
    }
    return 0;
}

/* Whether the bracket at `at` opens the words of a link. */
static bool opens_link(Slice text, size_t at)
{
    for (size_t end = at + 1; end + 1 < text.size && text.data[end] != '\n' && text.data[end] != '['; end++)
        if (text.data[end] == ']')
            return text.data[end + 1] == '(' && markup_size(text, end) != 0;
    return false;
}

static bool in_word(const Folding *folding, size_t at)
{
    size_t next = at + 1;

    return folding->size != 0 && next < folding->text.size && is_word_rune((UChar32)utf8_next(folding->text, &next));
}

static size_t take_ascii(Folding *folding, size_t at)
{
    unsigned char byte = (unsigned char)folding->text.data[at];
    size_t        markup;

    if ((byte >= 'a' && byte <= 'z') || byte == ' ' || (byte >= '0' && byte <= '9')) {
        take_rune(folding, byte, (uint32_t)at, (uint32_t)at + 1);
        return at + 1;
    }
    if (byte >= 'A' && byte <= 'Z') {
        take_rune(folding, byte + 32, (uint32_t)at, (uint32_t)at + 1);
        return at + 1;
    }
    if ((byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r') || byte == 0x7F)
        return at + 1;
    if ((markup = markup_size(folding->text, at)) != 0)
        return at + markup;
    if ((byte == '[' && opens_link(folding->text, at)) || (byte == '_' && !in_word(folding, at)) || (byte == '#' && (at == 0 || folding->text.data[at - 1] == '\n' || folding->text.data[at - 1] == '#')))
        return at + 1;
    take_rune(folding, byte, (uint32_t)at, (uint32_t)at + 1);
    return at + 1;
}

static void fold_text(Folding *folding, Slice text)
{
    size_t at = 0;

    folding->text = text;
    while (at < text.size && folding->status == OK) {
        size_t   next = at;
        uint32_t rune;
        UChar32  typed;

        if ((unsigned char)text.data[at] < 0x80) {
            if (boundary_before(folding, at + 1))
                at = take_ascii(folding, at);
            else
                at = take_segment(folding, at);
            continue;
        }
        rune = utf8_next(text, &next);
        typed = typed_as(rune);
        if (typed == 0) {
            at = take_segment(folding, at);
            continue;
        }
        if (typed > 0)
            take_rune(folding, typed, (uint32_t)at, (uint32_t)next);
        at = next;
    }
    end_word(folding);
    folding->space = true;
}

Status quote_flow(const QuoteParagraph *paragraphs, size_t count, Arena *arena, QuoteFlow *out)
{
    UErrorCode error = U_ZERO_ERROR;
    char       word[FOLDED_WORD_MAX];
    Folding    folding = {.arena = arena, .flow = out, .normalizer = unorm2_getNFKCCasefoldInstance(&error), .word = word};

    *out = (QuoteFlow){.paragraphs = paragraphs, .paragraph_count = count};
    if (U_FAILURE(error))
        return ERR_MEMORY;
    for (size_t i = 0; i < count && folding.status == OK; i++) {
        folding.paragraph = (uint32_t)i;
        folding.label = true;
        if (paragraphs[i].label.size != 0) {
            size_t from = out->count;

            fold_text(&folding, paragraphs[i].label);
            for (size_t k = from; k < out->count; k++)
                out->tokens[k].start = out->tokens[k].end = 0;
        }
        folding.label = false;
        fold_text(&folding, paragraphs[i].text);
    }
    return folding.status;
}

/* ---- what is quoted ---- */

/* Size of a mark of omission at `at`; 0: none. */
static size_t omission_size(Slice text, size_t at)
{
    static const char *const marks[] = {"[...]", "[…]", "[. . .]", "[ ... ]", "[ … ]", "(...)", "(…)", "[……]", "(……)", "（……）", "［……］", "……", "…", NULL};
    Slice  rest = slice_part(text, at, text.size);
    size_t dots = 0;

    for (size_t i = 0; marks[i] != NULL; i++)
        if (slice_starts(rest, marks[i]))
            return strlen(marks[i]);
    while (dots < rest.size && rest.data[dots] == '.')
        dots++;
    return dots >= 3 ? dots : 0;
}

/* Quotation marks around all of it are the quoter's. */
static Slice without_marks(Slice text)
{
    static const char *const pairs[][2] = {{"\"", "\""}, {"“", "”"}, {"«", "»"}, {"„", "“"}, {"「", "」"}, {"‘", "’"}, {"'", "'"}};

    text = slice_trim(text);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        size_t open = strlen(pairs[i][0]), close = strlen(pairs[i][1]);

        if (text.size > open + close && slice_starts(text, pairs[i][0]) && slice_ends(text, pairs[i][1]))
            return slice_trim(slice_part(text, open, text.size - close));
    }
    return text;
}

static Status add_quoted_part(Quote *quote, size_t start, size_t end, Arena *arena, Problem *problem)
{
    QuoteFlow *part = &quote->parts[quote->part_count];

    if (quote->part_count == QUOTE_PARTS_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("quote.parts"), NULL);
    quote->paragraphs[quote->part_count] = (QuoteParagraph){.text = slice_part(quote->text, start, end)};
    TRY(quote_flow(&quote->paragraphs[quote->part_count], 1, arena, part));
    if (part->words == 0)
        return OK;
    quote->words += part->words;
    quote->characters += part->characters;
    quote->part_count++;
    return OK;
}

Status quote_parse(Slice text, Arena *arena, Quote *out, Problem *problem)
{
    size_t start = 0, at = 0;

    memset(out, 0, sizeof *out);
    if (text.size > QUOTE_BYTES_MAX)
        return problem_set(problem, ERR_LIMIT, MSG("quote.long"), NULL);
    TRY(utf8_clean(arena, text, &text));
    out->text = without_marks(text);
    out->paragraphs[QUOTE_PARTS_MAX] = (QuoteParagraph){.text = out->text};
    TRY(quote_flow(&out->paragraphs[QUOTE_PARTS_MAX], 1, arena, &out->whole));
    while (at < out->text.size) {
        size_t size = omission_size(out->text, at);

        if (size != 0) {
            TRY(add_quoted_part(out, start, at, arena, problem));
            start = at + size;
        }
        at += size != 0 ? size : 1;
    }
    return add_quoted_part(out, start, out->text.size, arena, problem);
}

bool quote_too_short(const Quote *quote)
{
    return quote->words < QUOTE_WORDS_LEAST || quote->characters < QUOTE_CHARACTERS_LEAST; /* of Chinese, characters are what is counted */
}

/* ---- what an index keeps ---- */

enum { GRAM_WORDS = 3, GRAM_SINGLES = 4, SINGLES_WINDOW = 5 /* grams of which one is chosen: 4 + 5 - 1 characters in a row have one */ };

static uint32_t gram_hash(const QuoteToken *const *words, size_t count)
{
    uint64_t hash = count;

    for (size_t i = 0; i < count; i++)
        hash = (hash ^ words[i]->hash) * 0x9E3779B97F4A7C15U, hash ^= hash >> 29;
    return (uint32_t)(hash >> 16);
}

static bool all_single(const QuoteToken *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (words[i]->kind != QUOTE_HAN)
            return false;
    return true;
}

/* The least of each window, each once. */
static void choose(const QuoteToken *const *words, const uint32_t *hashes, size_t from, size_t until, const QuoteToken *base, QuoteGramVisit *visit, void *context)
{
    size_t last = SIZE_MAX;

    for (size_t at = from; at < until; at++) {
        size_t least = at, end = at + SINGLES_WINDOW < until ? at + SINGLES_WINDOW : until;

        for (size_t i = at + 1; i < end; i++)
            least = hashes[i] <= hashes[least] ? i : least;
        if (least != last)
            visit(context, hashes[least], (size_t)(words[least] - base));
        last = least;
        if (end == until)
            break;
    }
}

static Status grams_of(const QuoteFlow *flow, bool labels, Arena *arena, QuoteGramVisit *visit, void *context)
{
    const QuoteToken **words = arena_take(arena, (flow->words + 1) * sizeof *words);
    uint32_t          *hashes = arena_take(arena, (flow->words + 1) * sizeof *hashes);
    size_t             count = 0, run = 0;

    if (words == NULL || hashes == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < flow->count; i++)
        if (flow->tokens[i].kind != QUOTE_MARK && (labels || !flow->tokens[i].label))
            words[count++] = &flow->tokens[i];
    for (size_t i = 0; i + GRAM_WORDS <= count; i++)
        if (!all_single(&words[i], GRAM_WORDS))
            visit(context, gram_hash(&words[i], GRAM_WORDS), (size_t)(words[i] - flow->tokens));
    for (size_t i = 0; i + GRAM_SINGLES <= count; i = run + 1) {
        for (run = i; run + GRAM_SINGLES <= count && all_single(&words[run], GRAM_SINGLES); run++)
            hashes[run] = gram_hash(&words[run], GRAM_SINGLES);
        choose(words, hashes, i, run, flow->tokens, visit, context);
    }
    return OK;
}

Status quote_grams(const QuoteFlow *flow, Arena *arena, QuoteGramVisit *visit, void *context)
{
    bool labels = false;

    for (size_t i = 0; i < flow->count && !labels; i++)
        labels = flow->tokens[i].label;
    if (labels)
        TRY(grams_of(flow, true, arena, visit, context));
    return grams_of(flow, false, arena, visit, context);
}
