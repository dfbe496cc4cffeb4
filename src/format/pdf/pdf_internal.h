/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share. From words to a page:
 *
 *   pdf_words    a paragraph as text, styles and marks of notes
 *   pdf_type     that set in a face and a width: a block of lines
 *   pdf_run      one line: which glyph says what, and in which order
 *   pdf_ink      glyphs and rules as operators of a page
 *   pdf_tree     what the operators are: the elements of the structure
 *   pdf_flow     lines onto pages, notes at their foot
 *   pdf_body     parts and the kinds of paragraphs;   pdf_table  tables;   pdf_front  masthead, summary, contents
 *   pdf_finish   what the file says at its end: the order of pages, what stands around their text, outline, metadata
 *   pdf_font, pdf_file   fonts and objects: what a PDF is made of, whatever it is about
 *
 * All measures are points; x and y from the upper left corner. `start` is the side on which a language begins to read.
 */
#ifndef FORMAT_PDF_PDF_INTERNAL_H
#define FORMAT_PDF_PDF_INTERNAL_H

#include <pango/pango.h>

#include "format/pdf/pdf.h"
#include "format/pdf/pdf_file.h"
#include "format/pdf/pdf_font.h"

/* ---- the page: A4, with the columns of the organization's own (its letter page 612 wide: 60, 123.4, 488, 552) ---- */

#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.890
#define EDGE_START 54.0    /* of the masthead, the running heads and the rules */
#define EDGE_END 541.0
#define BODY_START 114.0
#define BODY_WIDTH 366.0
#define BODY_TOP 82.0
#define BODY_BOTTOM 768.0
#define HEAD_RULE 66.0
#define FOOT_BASELINE 800.0
#define STEP 23.76         /* of every indent */
#define NOTE_GAP 16.0      /* above the first note of a page, with its rule */

enum {
    PDF_LANGUAGES_MAX = 16,
    PDF_COLUMNS_MAX = 12,          /* more are set as paragraphs: a column is no wider than a word then */
    PDF_PIECE_BYTES = 12 * 1024,   /* a longer paragraph is laid out in pieces: time grows faster than a paragraph */
    PDF_HELD_MAX = 6,              /* headings in a row that are kept together */
    PDF_OUTLINE_MAX = 20000,
    PDF_WORDS_MAX = TEXT_BYTES_MAX
};

/* ---- faces ---- */

typedef enum PdfStyle {
    PDF_BODY, PDF_NOTE, PDF_CELL, PDF_SMALL, PDF_ORGAN, PDF_SYMBOL, PDF_ADOPTED, PDF_TITLE, PDF_HEADING_1, PDF_HEADING_2, PDF_HEADING_3, PDF_STRONG, PDF_HEAD, PDF_FOOT, PDF_STYLE_COUNT
} PdfStyle;

typedef enum PdfScript { PDF_LATIN, PDF_ARABIC, PDF_HAN, PDF_SCRIPT_COUNT } PdfScript;

typedef struct PdfFace {
    PangoFontDescription *font;
    double                size, leading, ascent;
} PdfFace;

typedef struct PdfLanguage {
    char          tag[12];
    PangoContext *context; /* NULL until used */
    PdfScript     script;
    bool          right_to_left;
} PdfLanguage;

typedef struct PdfType {
    PangoFontMap *fonts;
    PdfFace       faces[PDF_SCRIPT_COUNT][PDF_STYLE_COUNT];
    PdfLanguage   languages[PDF_LANGUAGES_MAX];
    size_t        language_count; /* [0] is the edition's */
    bool          script_checked[PDF_SCRIPT_COUNT];
} PdfType;

typedef enum PdfSide { PDF_AT_START, PDF_AT_CENTRE, PDF_AT_END } PdfSide;

/* ---- words ---- */

typedef struct PdfMark {
    uint32_t at;     /* byte of the words: the begin of its number */
    uint32_t number;
    uint32_t story;  /* what is to be set at the foot; 0: stands there already */
} PdfMark;

typedef struct PdfWords {
    Buffer         text;
    PangoAttrList *attributes;
    bool           complete; /* the attributes are complete */
    PdfMark       *marks;
    size_t         mark_count, mark_capacity;
} PdfWords;

/* ---- blocks ---- */

typedef struct PdfLine {
    PangoLayoutLine *line; /* of the block's layout */
    double           x;
} PdfLine;

struct PdfNote;

typedef struct PdfBlock {
    PangoLayout    *layout, *label;
    PdfLine        *lines;
    size_t          count, capacity;
    double          x, label_x, leading, ascent;
    struct PdfNote *notes;    /* in order of their marks; owned until they stand on a page */
    size_t          note_count, note_capacity;
    uint8_t         language;
} PdfBlock;

typedef struct PdfNote {
    PdfBlock block;
    size_t   line;     /* of the block that has the mark */
    size_t   from, to; /* lines that stand on this page */
    bool     piece;    /* of the note before it */
    uint32_t section;
} PdfNote;

/* How a block is set. x is from the start of the column. */
typedef struct PdfSetting {
    PdfStyle style;
    PdfSide  side;
    size_t   language;
    double   x, width;
    double   indent;    /* of the first line; negative: of the others */
    Slice    label;
    double   label_x;   /* its start; with label_before, its end, before the column's start */
    bool     label_before, ragged, whole_page /* x is from the start of the page, not of the column */;
} PdfSetting;

/* ---- the structure ---- */

#define NO_ELEMENT UINT32_MAX
enum { PDF_DEPTH_MAX = 8 };

/* An element of the structure tree, until it is given to the file. Known by a number from 0 on in the order in which they begin. */
typedef struct PdfNode {
    uint32_t object, parent; /* an object: an element's or a section's */
    uint32_t page;           /* of its first content */
    uint32_t section;
    uint8_t  language;
    bool     given;
    char     tag[6];
    Buffer   kids;
} PdfNode;

/* A part of the document; [0] is the front. */
typedef struct PdfSection {
    uint32_t object; /* 0: nothing stands in it */
    uint8_t  language;
    bool     given;
    Buffer   kids;
} PdfSection;

typedef struct PdfTree {
    uint32_t    root, document;
    PdfNode    *nodes;  /* from number `first` on */
    size_t      count, capacity, first;
    PdfSection *sections;
    size_t      section_count, section_capacity, section_first; /* from which on some are not given */
    uint32_t    open[PDF_DEPTH_MAX];
    size_t      depth;
    bool        marked;    /* what is drawn now is content of the innermost open element */
    uint32_t    marks;     /* of the page, so far */
    Buffer      marked_by; /* "7 0 R " of each */
    uint32_t   *parents;   /* by key: of a page, the array of what has its marks; of a link, its element */
    size_t      parent_count, parent_capacity;
} PdfTree;

/* ---- ink ---- */

typedef struct PdfInk {
    Buffer         content; /* of the page in work, or of a form */
    bool           in_text, in_string, in_hex;
    const PdfFont *font;    /* that the content has set; NULL: none */
    size_t         layer;
    double         size;
    bool           hidden;
    double         x, y;    /* where the next glyph would stand by itself */
} PdfInk;

/* ---- the writer ---- */

typedef struct PdfPage {
    uint32_t object, content, around;
} PdfPage;

/* Where something begins that can be led to. page: in the order drawn; SIZE_MAX: nothing does. */
typedef struct PdfPlaceOnPage {
    size_t page;
    double y;
} PdfPlaceOnPage;

typedef struct PdfOutline {
    PdfPlaceOnPage at;
    uint32_t       parent, first, last, next, previous, count; /* of outlines, from 1; [0] is the root */
    int            level;
    char          *title;
} PdfOutline;

typedef struct PdfWriter {
    const Official *official;
    Problem        *problem;
    PdfFile         file;
    PdfFonts        fonts;
    PdfTree         tree;
    PdfInk          ink;
    PdfType         type;
    bool            counting; /* nothing is drawn, pages are only counted: of the front, before it is drawn */
    bool            has_cover_note;
    size_t          symbol_language; /* of symbols and numbers, which read from the left everywhere */
    Slice           short_title;     /* of the running head */
    bool            mirrored; /* the page, as the edition reads from the right */

    /* the page */
    double   y;
    size_t   page;            /* from 0, in the order in which they are drawn */
    bool     used, full;      /* something stands on it; nothing more may */
    double   notes_height;
    PdfNote *notes;
    size_t   note_count, note_capacity;
    PdfBlock held[PDF_HELD_MAX]; /* headings that wait for what follows them */
    struct PdfHeld {
        double   before;
        char     tag[4];
        bool     entered;     /* in the outline */
        size_t   part;        /* of a part's heading; SIZE_MAX */
        int      level;
        char    *title;
        uint32_t section;
    } held_wish[PDF_HELD_MAX];
    size_t   held_count;
    uint32_t section, block_element, note_element; /* in work; of the last block's and the last note's beginning */
    Buffer   rules, links;    /* of the page: operators that are no words; "7 0 R " of its links */

    /* the document */
    uint32_t        pages_root, resources;
    PdfPage        *pages;        /* that are begun, in the order drawn */
    size_t          page_count, page_capacity;
    size_t          front_pages;  /* that come before the body and are drawn after it */
    PdfPlaceOnPage *part_places;  /* of each part's heading */
    PdfOutline     *outlines;
    size_t          outline_count, outline_capacity;
    PdfWords        words, note_words;
    PdfBlock        block;
    struct PdfGlyph *glyphs;      /* of a run */
    struct PdfGroup *groups;
    size_t    glyph_count, glyph_capacity, group_count, group_capacity;
    uint32_t  next_note;
    uint32_t *numbers;        /* of the text in work: of each story, 0 as long as it has none */
    uint32_t *firsts;         /* and its first paragraph */
    uint8_t  *printed;        /* and which paragraphs stand already */
    const Text *text;
    size_t    text_language;
} PdfWriter;

/* ---- pdf_type.c ---- */
/* `fonts` is taken over; NULL: of FreeType's. */
Status pdf_type_open(PdfType *type, PangoFontMap *fonts, const char *language, Problem *problem) MUST_USE;
void   pdf_type_close(PdfType *type);
/* The index of the language, opened; the edition's for "" and where there are too many. */
Status pdf_type_language(PdfType *type, const char *tag, bool right_to_left, size_t *out, Problem *problem) MUST_USE;
/* Lays the words out. The block may hold an earlier one, whose room is used again. */
Status pdf_type_set(PdfWriter *writer, PdfWords *words, const PdfSetting *setting, PdfBlock *block) MUST_USE;
void   pdf_type_clear(PdfBlock *block); /* its room stays */
void   pdf_type_free(PdfBlock *block);
PangoLayout *pdf_type_layout(PdfType *type, size_t language, PdfStyle style, Slice words) MUST_USE;
double pdf_type_width(PangoLayout *layout);
double pdf_type_line_width(const PdfBlock *block, size_t line);

/* ---- pdf_ink.c ---- */
void pdf_ink_init(PdfInk *ink);
/* A glyph that says a text, with its origin at x and y; hidden: nothing is seen of it. */
void pdf_ink_glyph(PdfWriter *writer, const PdfFontUse *use, uint32_t glyph, Slice text, double x, double y, bool hidden);
void pdf_ink_outline(PdfWriter *writer, const PdfFontUse *use, uint32_t glyph, double x, double y); /* seen, and says nothing */
void pdf_ink_line(PdfWriter *writer, double x1, double y1, double x2, double y2, double width);
void pdf_ink_pause(PdfWriter *writer); /* ends the string and the text object, so that other operators may follow */

/* ---- pdf_tree.c ---- */
Status pdf_tree_section(PdfWriter *writer, size_t language) MUST_USE; /* begins one; what is done with is given to the file */
/* A child of the section in work; or, again, the element `continues`. Its number goes to *element, which may be NULL. */
Status pdf_tree_open(PdfWriter *writer, const char *tag, size_t language, uint32_t continues, uint32_t *element) MUST_USE;
void   pdf_tree_begin(PdfWriter *writer, const char *tag); /* inside of one */
void   pdf_tree_close(PdfWriter *writer);                  /* the innermost */
void   pdf_tree_mark(PdfWriter *writer);                   /* what is drawn from here on is of the innermost open element */
void   pdf_tree_link(PdfWriter *writer, uint32_t object);  /* of the innermost open element */
uint32_t pdf_tree_key(PdfWriter *writer, uint32_t object); /* a new one of the tree of parents */
void   pdf_tree_page(PdfWriter *writer, uint32_t key);     /* the page with that key is done */
void   pdf_tree_end(PdfWriter *writer);                    /* all of it is given to the file */
void   pdf_tree_free(PdfTree *tree);

/* ---- pdf_run.c ---- */
void pdf_run_line(PdfWriter *writer, PangoLayoutLine *line, double x, double y);

/* ---- pdf_words.c ---- */
void   pdf_words_init(PdfWords *words);
void   pdf_words_clear(PdfWords *words);
void   pdf_words_reset(PdfWords *words);
PangoAttrList *pdf_words_attributes(PdfWords *words, PdfScript script); /* what a layout is given; the words keep it */
/* Figures and Latin words in the serif, as the Arabic face has them in another style; appended to the list, which is made where there is none and something is to be said. */
PangoAttrList *pdf_words_figures(PangoAttrList *list, Slice text);
/* Words without styles; line breaks and control characters as the flow takes them. */
void   pdf_words_add(PdfWords *words, Slice text);
void   pdf_words_style(PdfWords *words, size_t start, size_t end, uint32_t styles, PdfScript script);
/* The paragraph's bytes `from` to `to`; numbers are given to its notes. */
Status pdf_words_paragraph(PdfWriter *writer, PdfWords *words, const Paragraph *paragraph, size_t from, size_t to) MUST_USE;
void   pdf_words_large(PdfWords *words, size_t start, size_t end, double size);
void   pdf_words_raised(PdfWords *words, Slice sign, double size);
void   pdf_words_number(PdfWords *words, uint32_t number, double size);

/* ---- pdf_flow.c ---- */
typedef struct PdfWish {
    double      before;      /* space above, but on top of a page */
    const char *tag;
    bool        continues;   /* the paragraph before, of which this is another piece */
    bool        whole;       /* on one page, if one can hold it */
} PdfWish;
Status pdf_flow_block(PdfWriter *writer, PdfBlock *block, const PdfWish *wish) MUST_USE;
/* A heading, which waits for the next block; the block is taken over. Level 0: a paragraph that waits like one. The title goes into the outline; empty: it does not. */
Status pdf_flow_heading(PdfWriter *writer, PdfBlock *block, int level, double before, size_t part, Slice title) MUST_USE;
/* Room for so much is made, if a page has it, and the headings that wait are set. */
Status pdf_flow_need(PdfWriter *writer, double height) MUST_USE;
Status pdf_flow_page(PdfWriter *writer) MUST_USE; /* ends the page and its notes, begins one */
Status pdf_flow_end(PdfWriter *writer) MUST_USE;  /* the same, and the pages that the rest of a note needs; begins none */
void   pdf_flow_clear(PdfWriter *writer);         /* frees what waits */
uint32_t pdf_flow_page_object(PdfWriter *writer); /* of the page in work, which begins with it */
void   pdf_flow_draw(PdfWriter *writer, const PdfBlock *block, size_t from, size_t to, double y);
void   pdf_flow_rule(PdfWriter *writer, double x1, double y1, double x2, double y2, double width);
void   pdf_flow_dots(PdfWriter *writer, double x1, double x2, double y);
void   pdf_flow_entry(PdfWriter *writer, const PdfBlock *block); /* of contents: the words, then the label, which is the number of the page, on the last line */
/* The notes of these lines are set on this page, as far as it holds them. */
Status pdf_flow_notes(PdfWriter *writer, PdfBlock *block, size_t from, size_t to) MUST_USE;
double pdf_flow_room(const PdfWriter *writer); /* to the notes of the page */
double pdf_flow_note_height(const PdfWriter *writer, const PdfBlock *block, size_t from, size_t to);
double pdf_flow_x(const PdfWriter *writer, double start, double width); /* from the start of the page to its left */

/* ---- pdf_body.c, pdf_table.c, pdf_front.c ---- */
Status pdf_body_parts(PdfWriter *writer) MUST_USE;
Status pdf_body_words(PdfWriter *writer, const PdfSetting *setting, const PdfWish *wish) MUST_USE; /* writer->words */
Status pdf_body_notes(PdfWriter *writer, PdfBlock *block) MUST_USE; /* the notes that are marked in writer->words, laid out */
Status pdf_body_paragraph(PdfWriter *writer, const Paragraph *paragraph) MUST_USE;
size_t pdf_body_number(Slice heading, Slice *number); /* "II." before it: its size with the space behind it */
size_t pdf_body_piece(Slice text, size_t from); /* where the piece that begins there ends */
Status pdf_table_write(PdfWriter *writer, size_t *at) MUST_USE;
Status pdf_front_first(PdfWriter *writer, const OfficialLine *lines, size_t count) MUST_USE;
/* What stands around the text: the forms of even and of odd pages and of the first. */
enum { PDF_AROUND_EVEN, PDF_AROUND_ODD, PDF_AROUND_FIRST, PDF_AROUND_COUNT };
Status pdf_front_around(PdfWriter *writer, uint32_t forms[PDF_AROUND_COUNT]) MUST_USE;
/* "12/57" at the foot of a page. */
void pdf_front_number(PdfWriter *writer, size_t number, size_t total);

/* ---- pdf_finish.c ---- */
Status pdf_finish(PdfWriter *writer) MUST_USE;

/* ---- late.c ---- */
Status late_check(Problem *problem) MUST_USE; /* the libraries are there */

#endif
