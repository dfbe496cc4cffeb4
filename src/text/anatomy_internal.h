/* SPDX-License-Identifier: Apache-2.0
 *
 * anatomy: from the lines of a converted file to paragraphs. What the parts of anatomy_rebuild hand to one another.
 *
 *   lines      physical lines; is the file wrapped, or has it one paragraph a line?
 *   page       page furniture: running heads, page and job numbers, bar codes
 *   masthead   what stands before the organ: kept as paragraphs, or taken out into the Instrument
 *   notes      footnotes at page ends
 *   join       lines become drafts of paragraphs
 *   marks      note marks in the drafts
 *   repair     what the extraction did to words
 *   rebuild    all of it in order, and the Text
 *
 * Everything hangs on one scratch arena. Lines are never thrown away, they get a role; so every decision can look at all of them.
 */
#ifndef TEXT_ANATOMY_INTERNAL_H
#define TEXT_ANATOMY_INTERNAL_H

#include "text/shape_internal.h"
#include "text/text.h"
#include "text/words_internal.h"

typedef enum LineRole {
    LINE_BODY,
    LINE_HEAD,      /* masthead, kept */
    LINE_FURNITURE, /* page furniture, or masthead taken out */
    LINE_RULE,      /* a rule of underscores, a thematic break */
    LINE_NOTE,      /* of a footnote */
    LINE_CELL       /* of a cell of a table */
} LineRole;

typedef struct Line {
    const AnatomyLine *source; /* NULL: it was put together here */
    Slice       text;         /* trimmed, never empty but in a cell */
    const Span *spans;        /* of the source line: positions count from `cut` bytes before `text` */
    uint32_t    span_count, cut;
    uint32_t    indent, width; /* columns */
    uint32_t    page;
    uint8_t     heading, role;
    bool        blank_before;  /* an empty line, or the start of a block */
    bool        page_before;   /* the format says that a page begins here */
    bool        gap_before;    /* a page end or notes stood between this line and the body line above */
    bool        joined;        /* the format says that it belongs to the block of the line above */
} Line;

typedef enum RebuildMode {
    REBUILD_LINES,   /* one paragraph a line */
    REBUILD_WRAPPED, /* paragraphs are cut into lines */
    REBUILD_BLOCKS   /* the format has paragraphs, which page breaks and notes may have split */
} RebuildMode;

/* From `at` on, the draft's text stands on this page. */
typedef struct Piece {
    uint32_t at, page;
} Piece;

/* A change to a draft's text: taken out, or an anchor of a note in its place. */
typedef struct Edit {
    uint32_t start, end;
    int32_t  note; /* index into notes; EDIT_TAKE_OUT */
} Edit;
enum { EDIT_TAKE_OUT = -1 };

/* A paragraph on its way. */
typedef struct Draft {
    Slice    text;
    Span    *spans;
    Piece   *pieces;
    Edit    *edits;
    uint32_t *marks; /* of each U+FFFC in the text, in order: the format's note */
    uint32_t span_count, piece_count, edit_count, mark_count;
    uint8_t  heading;
    bool     head; /* of the masthead: no note marks are looked for */
    const AnatomyLine *cell; /* NULL: it is none */
} Draft;

typedef struct Note {
    unsigned number; /* 0: it has none */
    uint32_t given;  /* the format's own note; its further paragraphs are further notes. 0: found in the lines */
    Slice    label;  /* that the format gives it */
    size_t   line;   /* its first */
    uint32_t page;
    Draft    draft;
    uint32_t story; /* 0: no mark was found */
} Note;

/* The words of a document, to tell a split word from two. */
typedef struct WordTable WordTable;

typedef struct Rebuild {
    Arena      *scratch;
    const char *language;
    RebuildMode mode;
    Line       *lines;
    size_t      line_count;
    uint32_t    width;      /* of a full line */
    bool        marked;     /* the format has marks of its own */
    bool        paged;      /* the format says where pages end */
    bool        indented;   /* paragraphs show by the indent of their first line */
    uint32_t   *page_indent; /* by page: the column of the body */
    uint32_t    page_count;
    bool        resolution; /* an organ speaks in it */
    size_t      head_end;   /* lines before it belong to the masthead; 0: there is none */
    WordTable  *words;
    Draft      *drafts;
    size_t      draft_count;
    Note       *notes;
    size_t      note_count;
    Instrument  instrument; /* what was taken out */
} Rebuild;

/* ---- lines ---- */
Status anatomy_lines(Rebuild *rebuild, const AnatomyLine *source, size_t count) MUST_USE;
/* Numbers the pages and measures the body, once roles are known. */
Status anatomy_lines_measure(Rebuild *rebuild) MUST_USE;
/* The parts of a line between gaps of three columns or more; at most `most` (the last takes the rest). */
enum { FIELDS_MAX = 6 };
size_t anatomy_lines_fields(Slice line, Slice fields[FIELDS_MAX]);

/* ---- page ---- */
Status anatomy_page(Rebuild *rebuild) MUST_USE;

/* ---- masthead ---- */
typedef enum MastheadRole {
    MASTHEAD_NONE,
    MASTHEAD_DROPPED, /* said elsewhere, or nothing at all */
    MASTHEAD_SYMBOL,
    MASTHEAD_DISTRIBUTION,
    MASTHEAD_DATE,
    MASTHEAD_SESSION,
    MASTHEAD_AGENDA,
    MASTHEAD_ADOPTED,
    MASTHEAD_SOURCE,
    MASTHEAD_TITLE
} MastheadRole;
/* What one line of a masthead is by itself. */
MastheadRole anatomy_masthead_role(Slice line);
/* Writes what the line says into the instrument, where it says nothing yet. New strings are on the arena. */
Status anatomy_masthead_note(Arena *arena, MastheadRole role, Slice line, Instrument *instrument) MUST_USE;
/* The number in the title as a symbol, where the document has no symbol line; `organ` is a row of words_organ, or -1. */
Status anatomy_masthead_symbol(Arena *arena, Slice title, long organ, Instrument *instrument) MUST_USE;
/* Where the body begins: the index of the organ's line, or 0. */
size_t anatomy_masthead_end(const Rebuild *rebuild);
/* Gives the lines before head_end their roles and makes drafts of those that stay. */
Status anatomy_masthead(Rebuild *rebuild) MUST_USE;

/* ---- notes ---- */
Status anatomy_notes(Rebuild *rebuild) MUST_USE;

/* ---- join ---- */
/* A draft that is being written. */
typedef struct Joiner {
    Rebuild *rebuild;
    Buffer   text;
    Span    *spans;
    size_t   span_count, span_capacity;
    Piece   *pieces;
    size_t   piece_count, piece_capacity;
    uint32_t *marks;
    size_t   mark_count, mark_capacity;
    uint8_t  heading;
    bool     head;
} Joiner;
void   anatomy_join_init(Joiner *joiner, Rebuild *rebuild);
void   anatomy_join_clear(Joiner *joiner);
/* Adds bytes start to end of a line's text, with a space in between where one belongs. */
Status anatomy_join_add(Joiner *joiner, const Line *line, size_t start, size_t end) MUST_USE;
/* Copies what was written to the scratch arena and begins anew. */
Status anatomy_join_take(Joiner *joiner, Draft *out) MUST_USE;
/* All body lines as drafts. */
Status anatomy_join(Rebuild *rebuild) MUST_USE;

/* ---- marks and repair ---- */
Status anatomy_marks(Rebuild *rebuild) MUST_USE;
Status anatomy_repair_count_words(Rebuild *rebuild) MUST_USE;
/* How often the word stands in the document, case aside; `glue` stands between its two parts. */
unsigned anatomy_repair_seen(const WordTable *words, Slice left, const char *glue, Slice right);
Status anatomy_repair(Rebuild *rebuild) MUST_USE;
/* Adds an edit to a draft, in order of place; edits that overlap an earlier one are left out. */
Status anatomy_repair_edit(Rebuild *rebuild, Draft *draft, Edit edit) MUST_USE;
/* The draft's text and spans with its edits done; anchors where notes are marked. */
Status anatomy_repair_apply(Rebuild *rebuild, const Draft *draft, Paragraph *out) MUST_USE;

#endif
