/* SPDX-License-Identifier: Apache-2.0
 *
 * quote: is a passage in a text, and how? Words are folded with a map back to the bytes they come from; a quoted passage is found as it stands, but for what does not change words (spacing, line breaks,
 * quotation marks, dashes, marks of emphasis, links and notes, capitals), with words left out and marked, or nearly.
 *
 * Not here: which texts are asked, who said what, and any judgement whether what was said is true.
 *
 * Invariants
 * - Folding depends on nothing but the bytes and ICU's tables: no language, no dictionary. A passage cut out of a text folds as it does within.
 * - Positions are byte offsets into the words of a paragraph, at code-point boundaries.
 * - Han, Kana, Thai and their like go one character a word.
 */
#ifndef TEXT_QUOTE_H
#define TEXT_QUOTE_H

#include "text/text.h"

enum {
    QUOTE_WORDS_LEAST = 4,        /* fewer prove nothing */
    QUOTE_CHARACTERS_LEAST = 20,
    QUOTE_GAP_MAX = 400,          /* characters between two parts around a mark of omission */
    QUOTE_SIMILAR_PERCENT = 80,   /* of the words, for "altered" */
    QUOTE_BYTES_MAX = 24 * 1024,  /* of a passage: a page of any of the six languages, three times over */
    QUOTE_PARTS_MAX = 32
};

/* A paragraph of what is asked; borrowed. */
typedef struct QuoteParagraph {
    Slice    id, label;           /* the label is not part of `text`; a quoter may leave it out */
    Slice    text;
    uint32_t ordinal;
} QuoteParagraph;

typedef enum QuoteTokenKind { QUOTE_WORD, QUOTE_HAN, QUOTE_MARK } QuoteTokenKind;

typedef struct QuoteToken {
    Slice    folded;
    uint64_t hash;                /* of `folded`, the same on every machine: an index may keep it */
    uint32_t start, end;          /* bytes in its paragraph's text (of a label: 0) */
    uint32_t paragraph;           /* index of the paragraphs given */
    uint32_t at;                  /* characters of the folded flow before it, a space between words */
    uint16_t characters;
    uint8_t  kind;                /* QuoteTokenKind */
    bool     label;
} QuoteToken;

/* Paragraphs as one flow of tokens. Everything is on the arena it was made on. */
typedef struct QuoteFlow {
    const QuoteParagraph *paragraphs;
    size_t      paragraph_count;
    QuoteToken *tokens;
    size_t      count, words, capacity;
    uint32_t    characters;
} QuoteFlow;

/* ERR_MEMORY at the arena's ceiling. The paragraphs are borrowed for as long as the flow is used. */
Status quote_flow(const QuoteParagraph *paragraphs, size_t count, Arena *arena, QuoteFlow *out) MUST_USE;

/* What is quoted: the whole, and the parts around marks of omission ([…] (…) … and their forms in dots). */
typedef struct Quote {
    Slice     text;               /* without the quotation marks around all of it */
    QuoteFlow whole, parts[QUOTE_PARTS_MAX];
    size_t    part_count;         /* 1: nothing is marked as left out */
    size_t    words, characters;  /* of the parts */
    QuoteParagraph paragraphs[QUOTE_PARTS_MAX + 1]; /* of the flows */
} Quote;

/* ERR_LIMIT: longer than QUOTE_BYTES_MAX, or in too many parts. */
Status quote_parse(Slice text, Arena *arena, Quote *out, Problem *problem) MUST_USE;
bool   quote_too_short(const Quote *quote);

/* In the order of the ladder. */
typedef enum QuoteKind { QUOTE_EXACT, QUOTE_NORMALISED, QUOTE_ELIDED, QUOTE_ALTERED, QUOTE_NOWHERE, QUOTE_KINDS } QuoteKind;

typedef struct QuoteMatch {
    QuoteKind kind;
    size_t    first, last;        /* tokens of the flow: both belong to it */
    size_t    distance;           /* words changed, left out or added */
} QuoteMatch;

/* The best there is, the first of equals. `close`: look for altered ones too (which costs the product of both lengths). */
Status quote_match(const Quote *quote, const QuoteFlow *flow, bool close, Arena *arena, QuoteMatch *out) MUST_USE;

typedef enum QuoteRunKind { QUOTE_SAME, QUOTE_LEFT_OUT /* of the record, not quoted */, QUOTE_ADDED /* the quoter's */ } QuoteRunKind;
typedef struct QuoteRun {
    QuoteRunKind kind;
    Slice        text;            /* on the arena; the space behind it belongs to it */
} QuoteRun;
/* What of the match was changed, in the record's words and the quoter's. */
Status quote_redline(const Quote *quote, const QuoteFlow *flow, const QuoteMatch *match, Arena *arena, QuoteRun **out, size_t *count) MUST_USE;

/* What an index keeps of a flow: three words in a row, and of words without spaces between them four in a row, of which some are chosen by their neighbours, so that eight in a row have one that is
   chosen. Labels count and do not: both ways are given. Calls `visit` with the token it begins at. */
typedef void QuoteGramVisit(void *context, uint32_t gram, size_t token);
Status quote_grams(const QuoteFlow *flow, Arena *arena, QuoteGramVisit *visit, void *context) MUST_USE;

#endif
