/* SPDX-License-Identifier: Apache-2.0
 *
 * text: the structured text of an instrument (a resolution, a decision, a report, a draft): paragraphs with permanent
 * ids, kinds and labels, footnotes, tables; words and other tokens; document symbols and citations; the anatomy of a resolution.
 *
 * Not here: input and output, file formats, clock, randomness, comparing.
 *
 * Invariants of a Text
 * - All text is valid UTF-8 without C0 controls other than \n (a line break inside a paragraph) and \t.
 *   Nor does it hold U+2029, which stands for a paragraph mark in changes: readers make a line break or a paragraph of it.
 * - A note, image, box or other object is one U+FFFC in `text`, and has one Anchor; anchors are in order of `at`.
 * - Spans do not overlap and are in order. All positions are byte offsets at code-point boundaries.
 * - Paragraphs stand in plain order: the body in document order, each text box right after the paragraph it hangs on, notes at the end
 *   in order of their anchors.
 * - Everything hangs on the Text's own arena: text_free frees it all.
 */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/base.h"

/* ---- the model ------------------------------------------------------------------------------------------- */

typedef enum ParagraphKind {
    KIND_TITLE,
    KIND_HEADING,
    KIND_ORGAN,      /* "The General Assembly," */
    KIND_PREAMBULAR,
    KIND_OPERATIVE,
    KIND_SUB,        /* (a), (i), a., i. : level 1 to 4 */
    KIND_PLAIN,
    KIND_CELL,       /* a paragraph in a table */
    KIND_FOOTNOTE,
    KIND_CLOSING,    /* meeting and date */
    KIND_COUNT
} ParagraphKind;

const char *paragraph_kind_name(ParagraphKind kind);             /* "title" … as in the stored form */
bool        paragraph_kind_parse(Slice name, ParagraphKind *out);

enum {
    STYLE_BOLD = 1,
    STYLE_ITALIC = 2,
    STYLE_UNDERLINE = 4,
    STYLE_STRIKE = 8,
    STYLE_SUPERSCRIPT = 16,
    STYLE_SUBSCRIPT = 32,
    STYLE_COUNT = 6
};
const char *style_name(uint32_t style);                          /* one bit: "bold" … */

typedef struct Span {
    uint32_t start, end; /* bytes of the paragraph's text */
    uint32_t styles;     /* STYLE_… together */
} Span;

typedef enum AnchorKind {
    ANCHOR_FOOTNOTE,
    ANCHOR_ENDNOTE,
    ANCHOR_BOX,    /* a drawing that holds text: the text is a story */
    ANCHOR_IMAGE,
    ANCHOR_MATH,
    ANCHOR_SYMBOL, /* a character of a symbol font */
    ANCHOR_FIELD,
    ANCHOR_OTHER,  /* chart, diagram, embedded document, control */
    ANCHOR_COUNT
} AnchorKind;

const char *anchor_kind_name(AnchorKind kind);
bool        anchor_kind_parse(Slice name, AnchorKind *out);

typedef struct Anchor {
    uint32_t   at;                  /* byte offset of its U+FFFC */
    AnchorKind kind;
    uint32_t   story;               /* the story that hangs on it (notes and boxes); 0: none */
    uint8_t    sha256[SHA256_SIZE]; /* of the object's content: two objects with equal hashes are the same object */
    Slice      alt;                 /* what plain text shows for it; empty for images, notes and boxes */
    Slice      dress;               /* the format's own bytes to write it again; never compared; may be empty */
    Slice      shown;               /* the bytes in which `dress` names what the object shows; may be empty. Borrowed, also by copies: for a
                                       .docx they are the Docx's, which must live as long as anything is written of them */
} Anchor;

/* The format's own bytes that dress a paragraph (for .docx: inner XML of its properties). Never compared, may be empty. */
typedef struct Dress {
    Slice paragraph, mark, cell, row, table;
} Dress;

enum { NO_TABLE = -1, PARAGRAPH_ID_SIZE = 16 };

typedef struct Paragraph {
    char          id[PARAGRAPH_ID_SIZE]; /* "p-" and ten characters; "" until text_identify */
    ParagraphKind kind;
    uint8_t       level;                 /* sub 1 to 4; heading 1 to 9; otherwise 0 */
    uint32_t      story;                 /* 0 body, else index into Text.stories */
    Slice         label;                 /* "1.", "(a)", "III." when the number is not part of the text; else what numbers it in its text; or empty */
    bool          label_in_text;         /* the label is a prefix of `text` (after which white space follows) */
    Slice         text;
    uint32_t      opening_start, opening_end; /* the opening words ("Also decides") in `text`; equal when none */
    Span         *spans;
    Anchor       *anchors;
    uint32_t      span_count, anchor_count;
    int32_t       table;                 /* NO_TABLE, or which table of the text, from 0 */
    uint32_t      row, column;           /* from 0 */
    uint32_t      source;                /* the format's own place of this paragraph */
    Dress         dress;
} Paragraph;

typedef enum StoryKind { STORY_BODY, STORY_FOOTNOTE, STORY_ENDNOTE, STORY_BOX } StoryKind;

typedef struct Story {
    StoryKind kind;
    uint32_t  paragraph; /* index of the paragraph it hangs on (not for the body) */
    uint32_t  anchor;    /* and of the anchor there; a note marked again elsewhere keeps its first place */
} Story;

/* What a resolution says of itself. Empty slices: not stated. */
typedef struct Instrument {
    bool  is_resolution;
    Slice symbol;      /* "A/RES/75/240"; from the number in the title where the file has no symbol line */
    Slice title, session, agenda_item, agenda_title;
    Slice adopted;     /* "2020-12-31" */
    Slice source_line; /* "[on the report of the First Committee (A/75/394, para. 17)]" */
    Slice distribution, issued;
} Instrument;

typedef struct Text {
    Arena     *arena;
    char       language[12]; /* BCP 47, "" when not known */
    Paragraph *paragraphs;
    size_t     count, capacity;
    Story     *stories;      /* [0] is the body */
    size_t     story_count, story_capacity;
    uint32_t   taken_changes; /* insertions and deletions that a web page marks, which stand as accepted; not stored */
    Instrument instrument;
} Text;

enum { TEXT_BYTES_MAX = 512 * 1024 * 1024, PARAGRAPHS_MAX = 2000000 };

Text  *text_new(const char *language) MUST_USE;                 /* NULL without memory */
void   text_free(Text *text);
/* Copies the paragraph (its text, spans, anchors, label; dress is copied too) to the end. *out, where asked for, is good until the next add. */
Status text_add(Text *text, const Paragraph *paragraph, Paragraph **out) MUST_USE;
/* The same before the paragraph at index `at` (at most the count: to the end). What hangs on later paragraphs hangs on them still. */
Status text_insert(Text *text, size_t at, const Paragraph *paragraph) MUST_USE;
Status text_add_story(Text *text, const Story *story, uint32_t *out) MUST_USE;
/* The paragraphs of each story in plain order: first[story], then next[paragraph], until NO_PARAGRAPH. */
#define NO_PARAGRAPH UINT32_MAX
typedef struct StoryIndex {
    uint32_t *first, *next;
} StoryIndex;
Status story_index_init(const Text *text, StoryIndex *out) MUST_USE; /* to be cleared, also when it fails */
void   story_index_clear(StoryIndex *index);
/* Takes `id` when it has the form of a paragraph's id: "p-" and characters of base32. Else false, and `out` as it was. */
bool   paragraph_id_read(Slice id, char out[PARAGRAPH_ID_SIZE]);
/* Gives every paragraph without an id one, by the rule of docs/formats/text.md. */
Status text_identify(Text *text) MUST_USE;
/* Index of the paragraph with this id, or -1. */
long   text_find(const Text *text, Slice id);
/* True when the language (or, where it is not known, most letters) runs right to left. */
bool   text_is_right_to_left(const Text *text);
/* Sets text->language from the letters and commonest words when it is "". One of ar zh en fr ru es, or "" still. */
void   text_detect_language(Text *text);
/* A deep copy on an arena of its own. */
Status text_copy(const Text *text, Text **out) MUST_USE;

/* One paragraph a line, in plain order; \n \t and objects inside a paragraph as one space, nothing, or the object's alt. */
void   text_print_plain(const Text *text, Buffer *out);
void   paragraph_print_plain(const Paragraph *paragraph, Buffer *out);

/* The styles of the words at byte `at`, for pages: of its spans, and italics for its opening words. *until becomes where they change, if that is before it. */
uint32_t paragraph_styles_at(const Paragraph *paragraph, uint32_t at, uint32_t *until);
/* A letter each: b i u s ^ _. */
void     styles_letters(uint32_t styles, char out[STYLE_COUNT + 1]);

/* The stored form of a version (docs/formats/text.md): canonical JSON. Printing and reading back is the identity on what is stored. */
Status text_encode(const Text *text, Buffer *out, Problem *problem) MUST_USE;
Status text_decode(Slice json, Text **out, Problem *problem) MUST_USE;
/* SHA-256 of the stored form, as 64 hex digits and a zero byte. */
Status text_digest(const Text *text, char out[SHA256_HEX_SIZE], Problem *problem) MUST_USE;

/* A frame of bytes for another process of this program; never stored. Unpacking checks everything. Dress and source are left out. */
void   text_pack(const Text *text, Buffer *out);
Status text_unpack(Slice bytes, Text **out, Problem *problem) MUST_USE;

/* ---- tokens ---------------------------------------------------------------------------------------------- */

typedef enum TokenKind {
    TOKEN_WORD,
    TOKEN_NUMBER,
    TOKEN_SPACE,
    TOKEN_PUNCTUATION,
    TOKEN_BREAK,  /* \n or \t */
    TOKEN_OBJECT, /* U+FFFC */
    TOKEN_MARK    /* the paragraph mark */
} TokenKind;

enum { VOCABULARY_WORDS_MAX = (1 << 28) - 1 };

/* Hundreds of thousands of them in a large text: kept small. */
typedef struct Token {
    uint32_t start, end; /* bytes */
    uint32_t word : 28;  /* equal numbers: equal bytes (objects: equal kind and, but for notes and boxes, equal hash) */
    uint32_t kind : 4;   /* TokenKind */
} Token;

/* Interns tokens to numbers. Shared by all texts that are compared with one another. Not for two threads. */
typedef struct Vocabulary Vocabulary;
Vocabulary *vocabulary_new(void) MUST_USE;
void        vocabulary_free(Vocabulary *vocabulary);
Status      vocabulary_word(Vocabulary *vocabulary, Slice bytes, uint32_t *out) MUST_USE;
Slice       vocabulary_bytes(const Vocabulary *vocabulary, uint32_t word);
size_t      vocabulary_size(const Vocabulary *vocabulary);     /* every word is below it */

/* Cuts text into tokens: ICU word breaks; Han, Kana and Thai one code point a token; never inside a grapheme cluster. No mark token. */
typedef struct Cutter Cutter;
Cutter *cutter_new(const char *language) MUST_USE; /* NULL without memory or data */
void    cutter_free(Cutter *cutter);
/* Appends to *tokens (memory_reserve'd, the caller frees). `anchors` may be NULL when the text has no objects. */
Status  cutter_cut(Cutter *cutter, Vocabulary *vocabulary, Slice text, const Anchor *anchors, size_t anchor_count, Token **tokens,
                   size_t *count, size_t *capacity) MUST_USE;

enum { SEARCH_STEMS_MAX = 10 };
/* A word as searches compare it: folded, on the arena; what it comes from ("right" of "rights"), by the rules of the language, or of all that are written so where it is not known; and where it stands in
   the text. */
typedef struct SearchWord {
    Slice    folded;
    Slice    stems[SEARCH_STEMS_MAX]; /* other than folded */
    unsigned stem_count;
    uint32_t start, end; /* bytes */
    bool     elided;     /* what stands before an apostrophe in "l'homme": part of a phrase, nothing to look for alone */
} SearchWord;
Status search_words(Slice text, const char *language, Arena *arena, SearchWord **out, size_t *count) MUST_USE;
/* They are forms of one word, or the same. */
bool   search_word_is(const SearchWord *word, const SearchWord *wanted);

/* How many bytes of the text are its label and the space behind it: pages and forms set the label apart. */
size_t paragraph_label_size(const Paragraph *paragraph);
/* Does the text number paragraphs beside their words, and none in them? */
bool   text_numbers_beside(const Text *text);
/* Takes numbers that stand in the words out of them, as if they stood beside: how many. */
size_t text_put_numbers_beside(Text *text);
/* Where the base's notes begin with the space that Word puts behind their marks, and the text's do not, they do then. */
Status text_space_notes_like(Text *text, const Text *base) MUST_USE;

/* ---- labels ---------------------------------------------------------------------------------------------- */

/* bis, ter, quater … to 20 in Latin, then "3.21": appends the label of the n-th (1 = bis) new paragraph after `base`
   ("3." gives "3 bis", "(a)" gives "(a bis)", "PP3" gives "PP3 bis"); n counts from 1. Arabic uses مكررا. */
void label_after(Slice base, unsigned n, const char *language, Buffer *out);
/* The paragraph that somebody means by "7" or "7." (the operative one of that label, else the only one that has it), "OP7" or "PP2" (by count), "7 (a)", or its id. -1: none. Digits of any script. */
long text_named(const Text *text, Slice name);
/* Gives it this label (not empty): as the beginning of its text where its label stood there, or `in_text`; else beside it. Spans and anchors stay with their words. ERR_MEMORY. */
Status paragraph_relabel(Text *text, Paragraph *paragraph, Slice label, bool in_text) MUST_USE;
/* For new paragraphs before the first: "1 pre". */
void label_before(Slice base, unsigned n, const char *language, Buffer *out);

/* ---- anatomy --------------------------------------------------------------------------------------------- */

/* Gives kinds, levels, labels, opening words to the paragraphs of a text as it stands, and fills text->instrument.
   Changes no text and no order: for sources whose paragraphs are whole (.docx, .html). A text that is no resolution keeps its headings. */
Status anatomy_classify(Text *text, Problem *problem) MUST_USE;

/* Makes a Text from lines of a converted file (plain text, PDF extraction, Markdown): rejoins lines and paragraphs that a page break or a
   footnote split, takes running heads, page and job numbers out, hangs footnotes on their marks, then classifies.
   A file with one paragraph a line stays so, line by line. */
typedef struct AnatomyMark {
    uint32_t at;   /* byte of the U+FFFC that stands for it */
    uint32_t note; /* as in AnatomyLine */
} AnatomyMark;
typedef struct AnatomyLine {
    Slice        text;       /* without the line end */
    Span        *spans;      /* styles, where the format has them */
    uint32_t     span_count;
    uint32_t     mark_count;
    AnatomyMark *marks;      /* of the notes that the format itself has, in order; where a text has any, it has no other U+FFFC */
    uint32_t     note;       /* from 1: a paragraph of this note of the format; its paragraphs stand together, behind the body. 0: it is of none */
    Slice        label;      /* of that note */
    uint8_t      heading;    /* 1 to 6 where the format says so */
    bool         page_break; /* stands before this line */
    bool         paragraph;  /* the format says that this line is a whole paragraph */
    bool         cell;       /* the paragraph of a cell, which may be empty, at: */
    int32_t      table;
    uint32_t     row, column;
} AnatomyLine;
Status anatomy_rebuild(const AnatomyLine *lines, size_t count, const char *language, Text **out, Problem *problem) MUST_USE;

/* ---- symbols and citations ------------------------------------------------------------------------------- */

/* A document symbol, parsed by the grammar of docs/symbols.md: accepts more than is emitted, never corrects. */
enum { SYMBOL_SEGMENTS_MAX = 12 };
typedef struct Symbol {
    Slice    written;                       /* as it stands, with its star */
    Slice    segments[SYMBOL_SEGMENTS_MAX]; /* between the slashes; the organ first */
    unsigned segment_count;
    bool     star;
} Symbol;
bool   symbol_parse(Slice written, Symbol *out);                 /* the whole slice is a symbol */
/* A symbol at the start of `text`, the longest there is; its size in bytes, 0 when there is none. */
size_t symbol_match(Slice text, Symbol *out);
int    symbol_compare(const Symbol *a, const Symbol *b);         /* segment by segment, numbers as numbers, star ignored */
void   symbol_print_key(const Symbol *symbol, Buffer *out);      /* normal form: no star, suffix case folded */

typedef enum CitationKind { CITES_DOCUMENT, CITES_RESOLUTION, CITES_DECISION, CITES_PARAGRAPH } CitationKind;
typedef struct Citation {
    CitationKind kind;
    Slice        symbol;       /* "A/RES/74/28"; for a decision "A/DEC/72/512"; "" for a paragraph of this text */
    Slice        as_written;
    Slice        target_paragraph; /* "17", "13 (a)"; or empty */
    uint32_t     paragraph;    /* index in the citing text */
    uint32_t     start, end;   /* of as_written in its text, bytes */
} Citation;
/* All citations in order of place. The array and new strings are on `arena`. */
Status citations_find(const Text *text, Arena *arena, Citation **out, size_t *count, Problem *problem) MUST_USE;

#endif
