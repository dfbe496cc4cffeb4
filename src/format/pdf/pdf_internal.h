/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of this folder share. From words to a page:
 *
 *   pdf_words    a paragraph as text, styles and marks of notes
 *   pdf_type     that set in a face and a width: a block of lines
 *   pdf_run      one line, drawn
 *   pdf_flow     lines onto pages, notes at their foot
 *   pdf_body     parts and the kinds of paragraphs;   pdf_table  tables;   pdf_front  masthead, summary, contents
 *   pdf_finish   qpdf: the order of pages, the structure tree, what stands around the text of every page
 *
 * All measures are points; x and y from the upper left corner. `start` is the side on which a language begins to read.
 */
#ifndef FORMAT_PDF_PDF_INTERNAL_H
#define FORMAT_PDF_PDF_INTERNAL_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "format/pdf/pdf.h"

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

/* ---- the writer ---- */

#define NO_ELEMENT UINT32_MAX

/* One child of the structure's root, in the order in which they are drawn. */
typedef struct PdfElement {
    uint32_t continues; /* the element whose end this is; NO_ELEMENT */
    uint32_t section;
    uint8_t  language;
} PdfElement;

typedef struct PdfWriter {
    const Official *official;
    Problem        *problem;
    PdfType         type;
    cairo_surface_t *surface;
    cairo_t        *cairo;    /* NULL: nothing is drawn, pages are only counted */
    bool            counting; /* of the front, before it is drawn */
    int             file;
    unsigned char   waiting[32 * 1024]; /* bytes for it */
    size_t          waiting_count;
    bool            has_cover_note;
    size_t          symbol_language; /* of symbols and numbers, which read from the left everywhere */
    Slice           short_title;     /* of the running head */
    bool            mirrored; /* the page, as the edition reads from the right */

    /* the page */
    double   y;
    size_t   page;            /* from 0, in the order in which they are drawn */
    size_t   first_page;      /* the first of the part of the document that is being drawn: front or body */
    bool     used, full;      /* something stands on it; nothing more may */
    double   notes_height;
    PdfNote *notes;
    size_t   note_count, note_capacity;
    PdfBlock held[PDF_HELD_MAX]; /* headings that wait for what follows them */
    struct PdfHeld {
        double   before;
        char     tag[4];
        char     dest[96];
        size_t   part;        /* of a part's heading; SIZE_MAX */
        int      level;
        char    *title;
        uint32_t section;
    } held_wish[PDF_HELD_MAX];
    size_t   held_count;

    /* the structure */
    PdfElement *elements;
    size_t      element_count, element_capacity;
    uint32_t    section, block_element, note_element; /* in work; of the last block's and the last note's beginning */
    uint8_t    *section_languages;
    size_t      section_count, section_capacity;
    int         outline[8];   /* the open entry of each level */
    size_t      outline_count;

    /* what is drawn by no tag: operators, a slice a page */
    Buffer  rules;
    size_t *rule_ends;
    size_t  rule_count, rule_capacity;

    /* the document */
    size_t    front_pages;    /* that come before the body and are drawn after it */
    size_t   *part_pages;     /* of each part's heading, in the order in which pages are drawn */
    PdfWords  words, note_words;
    PdfBlock  block;
    cairo_glyph_t        *glyphs;   /* of a run */
    cairo_text_cluster_t *clusters;
    struct PdfGroup      *groups;
    size_t                glyph_count, glyph_capacity, cluster_capacity, group_count, group_capacity;
    uint32_t  next_note;
    uint32_t *numbers;        /* of the text in work: of each story, 0 as long as it has none */
    uint32_t *firsts;         /* and its first paragraph */
    uint8_t  *printed;        /* and which paragraphs stand already */
    const Text *text;
    size_t    text_language;
} PdfWriter;

/* ---- pdf_type.c ---- */
Status pdf_type_open(PdfType *type, const char *language, Problem *problem) MUST_USE;
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
/* A heading, which waits for the next block; the block is taken over. Level 0: a paragraph that waits like one. */
Status pdf_flow_heading(PdfWriter *writer, PdfBlock *block, int level, double before, size_t part, const char *dest, Slice title) MUST_USE;
/* Room for so much is made, if a page has it, and the headings that wait are set. */
Status pdf_flow_need(PdfWriter *writer, double height) MUST_USE;
Status pdf_flow_page(PdfWriter *writer) MUST_USE; /* ends the page and its notes, begins one */
Status pdf_flow_end(PdfWriter *writer) MUST_USE;  /* the same, and the pages that the rest of a note needs; begins none */
void   pdf_flow_clear(PdfWriter *writer);         /* frees what waits */
Status pdf_flow_open(PdfWriter *writer, const char *tag, size_t language, uint32_t continues) MUST_USE; /* a child of the root */
void   pdf_flow_close(PdfWriter *writer, const char *tag);
void   pdf_flow_begin(PdfWriter *writer, const char *tag, const char *attributes); /* inside of one */
void   pdf_flow_draw(PdfWriter *writer, const PdfBlock *block, size_t from, size_t to, double y);
void   pdf_flow_rule(PdfWriter *writer, double x1, double y1, double x2, double y2, double width);
void   pdf_flow_dots(PdfWriter *writer, double x1, double x2, double y);
void   pdf_flow_entry(PdfWriter *writer, const PdfBlock *block); /* of contents: the words, then the label, which is the number of the page, on the last line */
/* The notes of these lines are set on this page, as far as it holds them. */
Status pdf_flow_notes(PdfWriter *writer, PdfBlock *block, size_t from, size_t to) MUST_USE;
double pdf_flow_room(const PdfWriter *writer); /* to the notes of the page */
double pdf_flow_note_height(const PdfWriter *writer, const PdfBlock *block, size_t from, size_t to);
double pdf_flow_x(const PdfWriter *writer, double start, double width); /* from the start of the page to its left */

typedef struct PdfFinish {
    double digits[11]; /* widths of 0 to 9 and of the slash, in the face of page numbers */
    double size;
} PdfFinish;

/* ---- pdf_body.c, pdf_table.c, pdf_front.c ---- */
Status pdf_body_parts(PdfWriter *writer) MUST_USE;
Status pdf_body_words(PdfWriter *writer, const PdfSetting *setting, const PdfWish *wish) MUST_USE; /* writer->words */
Status pdf_body_notes(PdfWriter *writer, PdfBlock *block) MUST_USE; /* the notes that are marked in writer->words, laid out */
Status pdf_body_paragraph(PdfWriter *writer, const Paragraph *paragraph) MUST_USE;
size_t pdf_body_number(Slice heading, Slice *number); /* "II." before it: its size with the space behind it */
size_t pdf_body_piece(Slice text, size_t from); /* where the piece that begins there ends */
Status pdf_table_write(PdfWriter *writer, size_t *at) MUST_USE;
Status pdf_front_first(PdfWriter *writer, const OfficialLine *lines, size_t count) MUST_USE;
/* Four last pages, which pdf_finish takes apart: what stands around the text of even and of odd pages and of the first, and the signs of page numbers. */
Status pdf_front_around(PdfWriter *writer, PdfFinish *finish) MUST_USE;

/* ---- pdf_finish.c ---- */
Status pdf_finish(PdfWriter *writer, const PdfFinish *finish, const OfficialSink *sink) MUST_USE;

/* ---- pdf.c ---- */
int pdf_temporary(void); /* an unnamed file, or -1 */

/* ---- late.c ---- */
Status late_check(Problem *problem) MUST_USE; /* the libraries are there */

#endif
