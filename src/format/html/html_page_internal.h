/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files html_write*.c and html_extract.c share: the Page being written, and the markup that both sides agree on.
 *
 * The markup. Words stand where a reader finds them; everything else carries data-x and is skipped on extraction.
 *   class "t", data-p      one paragraph: data-k kind, data-l level, data-n label, data-in label is in the text, data-i id, data-c "table row column";
 *                          data-del: the parties that delete it as a whole; data-j: the reader meets it under this name
 *   class "u", data-by     a new unit (paragraph, row, table): there for these parties; data-g: competes with other units of this number, data-a: which it is
 *   del, ins, data-by      base words that these parties take out, words that they put in; data-v: which place they compete for, data-a: which wording they are
 *   data-mark              a paragraph mark: in del it joins with the next paragraph, in ins it splits
 *   data-o, data-s         an object, and the story that hangs on it; data-alt: what plain text shows for it; data-h: its hash
 *   data-story             the content of a story
 *   data-r                 one code point, in hexadecimal digits, that a parser would replace
 *   br is \n; everything else is its own text.
 */
#ifndef FORMAT_HTML_PAGE_INTERNAL_H
#define FORMAT_HTML_PAGE_INTERNAL_H

#include "format/html/html.h"

#define HTML_PAGE_FORMAT "rapporteur/page/v1"

#define NONE UINT32_MAX /* no such paragraph, unit, block */

/* web/compilation.css and .js, embedded at build. */
extern const Slice html_page_style, html_page_script;

enum { HTML_NAMES_IN_LINE = 8 }; /* below a new paragraph, in a card, in the line of a deletion */

typedef enum PageState { STATE_STILL, STATE_CHANGED, STATE_NEW, STATE_CONTESTED, STATE_COUNT } PageState;

typedef enum MarkKind { MARK_INSERT, MARK_DELETE, MARK_REPLACE, MARK_CONTESTED, MARK_STRUCK, MARK_MOVED, MARK_NEW, MARK_KIND_COUNT } MarkKind;

typedef enum BlockKind { BLOCK_PARAGRAPH, BLOCK_TABLE, BLOCK_UNITS } BlockKind;

/* What gets an article of its own. */
typedef struct Block {
    BlockKind kind;
    PageState state;
    uint32_t  first, last;  /* paragraphs (inclusive); BLOCK_UNITS: the first unit of a chain, and how many of it */
    uint32_t  before;       /* BLOCK_TABLE: the chain of units in the gap before it */
    uint32_t  places, contested; /* in it */
    Slice     name;         /* "OP3", "PP2 bis", "Table 1" */
    Slice     id;           /* of its element */
    uint32_t  next, previous; /* contested block, or NONE */
} Block;

/* A note or box that hangs on new words: its content is written later. */
typedef struct NewStory {
    const NewAnchor *anchor;
    uint32_t         number;
    PartySet         by;
} NewStory;

typedef struct Page {
    const Compilation *compilation;
    const Text        *text;
    const HtmlOptions *options;
    Buffer            *out;
    Arena             *arena;
    bool               marks;      /* it is a compilation or a redline, not one text */
    bool               named;      /* parties have names worth showing */
    bool               foreign;    /* the interface speaks another language than the text, or the text's is not known */
    const char        *language;   /* of the interface */
    /* index, html_index.c */
    Block    *blocks;
    size_t    block_count, block_capacity;
    uint32_t *place_first;         /* per paragraph: the first place that ends in it or later */
    uint32_t *units_after;         /* per paragraph: chain of units in the gap after it, in its story */
    uint32_t *units_first;         /* per story: chain of units before its first paragraph */
    uint32_t *unit_next;           /* per unit */
    uint32_t *moved_unit;          /* per paragraph: chain of units that are this paragraph, moved */
    uint32_t *moved_next;          /* per unit */
    bool     *unit_written;
    uint32_t *story_first;         /* per story: its first paragraph */
    uint32_t *story_next;          /* per paragraph: the next one of its story */
    uint32_t *note_number;         /* per story: 1 … in order of the marks; 0 for boxes */
    bool     *note_marked;         /* per story: its mark has been written with an id */
    Slice    *names;               /* per paragraph */
    /* while writing */
    uint32_t  mark;                /* number of the last mark */
    bool      row_struck;          /* the row being written has said who deletes it */
    Buffer    rail;                /* list items of the container being written */
    NewStory *new_stories;
    size_t    new_story_count, new_story_capacity, boxes_written;
    Status    status;              /* of memory; that of output is in out */
} Page;

/* html_index.c */
Status html_index(Page *page);
MarkKind html_index_place_kind(const Place *place);
PartySet html_index_deleters(const Page *page, uint32_t paragraph); /* who deletes it, without those who move it; on the page's arena */

/* html_say.c: escaping and messages */
void html_say_text(Buffer *out, Slice text);             /* & < > " escaped, everything else as it is */
void html_say_name(Buffer *out, Slice name);            /* of a delegation or file: class long where it may break into lines */
void html_say(Page *page, const char *id, ...) __attribute__((sentinel));           /* as content */
void html_say_attribute(Page *page, const char *id, ...) __attribute__((sentinel)); /* inside quotes */
void html_say_hidden(Page *page, const char *id, ...) __attribute__((sentinel));    /* for ears only */
void html_say_icon(Buffer *out, const char *symbol);

/* html_words.c: text with its styles, objects and controls */
typedef struct Words {
    Slice            text;
    const Span      *spans;
    uint32_t         span_count;
    const Anchor    *anchors;      /* either these */
    const NewAnchor *new_anchors;  /* or these */
    uint32_t         anchor_count;
    uint32_t         opening_start, opening_end;
    PartySet         by;           /* of new words */
    bool             base;         /* the anchors' stories are the base's */
    uint32_t         span_at, anchor_at; /* cursors: parts are written in order */
} Words;
void  html_words(Page *page, Words *words, uint32_t from, uint32_t to);
Words html_words_of(const Paragraph *paragraph);

/* html_marks.c: changes in words */
void html_marks_by(Buffer *out, PartySet set);           /* "1 4 7" */
void html_marks_names(Page *page, PartySet set, uint32_t most, uint32_t mark); /* all names, or `most` and a link to the rail */
void html_marks_who(Page *page, PartySet set, uint32_t mark);                  /* the chip */
void html_marks_rail(Page *page, uint32_t mark, MarkKind kind, PartySet set);
void html_marks_rail_rest(Page *page, uint32_t mark, MarkKind kind, PartySet set); /* only where a line of HTML_NAMES_IN_LINE names leaves some out */
void html_marks_places(Page *page, uint32_t paragraph);  /* the words of a base paragraph with all changes in them */

/* html_paragraph.c: paragraphs, units, stories */
void html_paragraph_base(Page *page, uint32_t paragraph);
void html_paragraph_units(Page *page, uint32_t unit, uint32_t count); /* one unit, or the competing ones of a gap */
void html_paragraph_new(Page *page, const Paragraph *paragraph, PartySet by, const NewAnchor *anchors, Slice name);
void html_paragraph_boxes(Page *page);                   /* new boxes that came up since the last call */
void html_paragraph_story(Page *page, uint32_t story);
void html_paragraph_notes(Page *page);
void html_paragraph_left_over(Page *page);               /* rows and cell paragraphs whose table was not found: nothing is lost */

/* html_table.c */
/* `before`: the chain of units in the gap before it. */
void html_table(Page *page, uint32_t first, uint32_t last, uint32_t before);
void html_table_new(Page *page, const PlacedUnit *placed);
bool html_table_holds(const Page *page, uint32_t unit);  /* is this unit a row, or a paragraph in a cell, of a base table? */

/* html_frame.c: head, controls, map, list of delegations, foot */
void html_frame_head(Page *page);
void html_frame_controls(Page *page);
void html_frame_map(Page *page);
void html_frame_foot(Page *page);

/* html_body.c: the articles */
void html_body(Page *page);
void html_body_map_state(Page *page, PageState state);

#endif
