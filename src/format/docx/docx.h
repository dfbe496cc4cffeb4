/* SPDX-License-Identifier: Apache-2.0
 *
 * format/docx: Word files (.docx: OPC packages of WordprocessingML, transitional and strict), read and written.
 *
 * Reading has two steps. docx_read turns the hostile bytes into a Docx: flat arrays over one pool of bytes, no pointers. It is what runs in the
 * sandboxed child; docx_encode and docx_decode carry it over. docx_text then makes the Text of one view of it: all changes
 * accepted, all rejected, or those of some authors accepted.
 *
 * The skeleton. A Docx is the document as one sequence of nodes: what is text, what is an object, where paragraphs, rows, cells, tables, boxes and
 * notes begin and end, and everything else as raw XML that is written back as it stands. So a writer walks the nodes and rewrites only what it changes.
 *
 * Not here: rules, comparing, the network. External relationships are never followed; macros, OLE and embedded packages are opaque.
 */
#ifndef FORMAT_DOCX_DOCX_H
#define FORMAT_DOCX_DOCX_H

#include "text/text.h"

/* Bytes of Docx.pool. */
typedef struct DocxSlice {
    uint32_t at, size;
} DocxSlice;

typedef enum DocxNodeType {
    NODE_RAW,           /* zero width: xml as it stands, e.g. a bookmark, a comment range, a run that holds only a field character */
    NODE_OPEN,          /* a wrapper's start tag inside a paragraph (hyperlink, content control, fldSimple): xml is the start tag with all that precedes its content */
    NODE_CLOSE,         /* its end: xml is the end tag(s). Opens and closes nest within a paragraph */
    NODE_PARAGRAPH,     /* link: index into paragraphs */
    NODE_PARAGRAPH_END, /* revision: that of the mark */
    NODE_TEXT,          /* text: UTF-8 with \t and \n for tab and line break; props: inner XML of w:rPr */
    NODE_OBJECT,        /* link: index into objects; xml: the content of the run (or the whole m:oMath element), props: inner XML of w:rPr */
    NODE_OBJECT_BOXES,  /* as NODE_OBJECT, but the XML has text boxes inside: xml goes up to and with the first <w:txbxContent> */
    NODE_BOX,           /* the content of one text box begins (link: which box of the object, from 0) */
    NODE_BOX_END,       /* … ends; xml: from </w:txbxContent> to the next <w:txbxContent> or echo or the end of the object */
    NODE_BOX_ECHO,      /* here, in mc:Fallback, stands a second copy of box `link`: the writer writes that box's content again; xml: as for NODE_BOX_END */
    NODE_TABLE,         /* xml: w:tblPr and w:tblGrid as they stand */
    NODE_TABLE_END,
    NODE_ROW,           /* revision: of the row; xml: w:tblPrEx as it stands; props: inner XML of w:trPr without changes */
    NODE_ROW_END,
    NODE_CELL,          /* revision: cellIns or cellDel; props: inner XML of w:tcPr without changes */
    NODE_CELL_END,
    NODE_STORY,         /* a note begins (link: index into notes) */
    NODE_STORY_END,
    NODE_BLOCK_OPEN,    /* a wrapper around blocks (content control, customXml): xml is its start */
    NODE_BLOCK_CLOSE,
    NODE_SECTION,       /* the body's last w:sectPr: xml as it stands */
    NODE_NOTE_RAW,      /* a separator or continuation notice of the notes part, as it stands (link: StoryKind); stands between stories */
    NODE_TYPE_COUNT
} DocxNodeType;

typedef struct DocxNode {
    uint32_t  type;
    uint32_t  revision; /* 0: none; else index into revisions, the innermost; follow `outer` */
    uint32_t  link;
    uint32_t  flags;
    DocxSlice xml, props, text;
} DocxNode;

enum { NODE_MATH_LEVEL = 1 /* NODE_OBJECT: xml is not inside a w:r (m:oMath, m:oMathPara) */ };

typedef enum DocxRevisionKind { REVISION_NONE, REVISION_INSERTED, REVISION_DELETED, REVISION_MOVED_FROM, REVISION_MOVED_TO } DocxRevisionKind;

typedef struct DocxRevision {
    uint32_t  kind;   /* DocxRevisionKind */
    uint32_t  outer;  /* the revision around this one, 0: none. A paragraph mark that is both inserted and deleted is such a pair */
    DocxSlice author; /* control and bidi-override characters stripped, at most DOCX_AUTHOR_MAX bytes */
    DocxSlice date;
} DocxRevision;

typedef struct DocxParagraph {
    DocxSlice properties; /* inner XML of w:pPr without w:rPr, w:sectPr and w:pPrChange */
    DocxSlice mark;       /* inner XML of its w:rPr, without ins, del, moveFrom, moveTo, rPrChange */
    DocxSlice section;    /* w:sectPr as it stands, or empty */
    DocxSlice id;         /* from a bookmark _R_<id>, else w14:paraId, else empty: a hint */
    uint32_t  attributes_unused;
    uint8_t   outline;    /* 0 none, 1 to 9 heading level, 10 title; by style name and outline level, through the style chain */
    uint8_t   level;      /* ilvl */
    uint16_t  reserved;
    uint32_t  numbering;  /* w:numId in force (through the style chain), 0: none */
} DocxParagraph;

typedef struct DocxObject {
    uint32_t  kind;       /* AnchorKind */
    uint32_t  note;       /* footnotes and endnotes: index into notes */
    uint32_t  boxes;      /* how many text boxes stand inside */
    uint8_t   sha256[SHA256_SIZE]; /* of the bytes of the related parts (image, chart, diagram data), else of its text and element names */
    DocxSlice parts;      /* names of the related parts: relationship id, space, part name, newline each; for copying */
} DocxObject;

typedef struct DocxNote {
    uint32_t kind;        /* STORY_FOOTNOTE or STORY_ENDNOTE */
    uint32_t id;          /* w:id, as 32 bits; never UINT32_MAX */
    uint32_t node;        /* of its NODE_STORY */
} DocxNote;

typedef enum DocxNumberFormat {
    NUMBER_DECIMAL,
    NUMBER_DECIMAL_ZERO,
    NUMBER_LOWER_LETTER,
    NUMBER_UPPER_LETTER,
    NUMBER_LOWER_ROMAN,
    NUMBER_UPPER_ROMAN,
    NUMBER_ORDINAL,
    NUMBER_BULLET,
    NUMBER_NONE,
    NUMBER_ARABIC_ABJAD,
    NUMBER_ARABIC_ALPHA,
    NUMBER_CHINESE,
    NUMBER_RUSSIAN_LOWER,
    NUMBER_RUSSIAN_UPPER,
    NUMBER_FORMAT_COUNT
} DocxNumberFormat;

enum { NUMBER_IS_LEGAL = 1 << 30, NUMBER_IS_OVERRIDDEN = 1 << 29, NUMBER_RESTART_MASK = 0xFF }; /* in DocxNumber.restart */

typedef struct DocxNumber { /* one level of one w:num */
    uint32_t  numbering;  /* w:numId */
    uint32_t  level, start, format; /* format: DocxNumberFormat */
    uint32_t  abstract;   /* w:abstractNumId: numberings that share it share their counters, unless overridden */
    uint32_t  restart;    /* w:lvlRestart, or level; NUMBER_IS_LEGAL; NUMBER_IS_OVERRIDDEN: its first use sets the counter to start */
    DocxSlice pattern;    /* w:lvlText: "%1.%2" */
} DocxNumber;

/* A character style, as runs name it: <w:rStyle w:val="id"/> in their props. */
typedef struct DocxStyle {
    DocxSlice id;
    uint32_t  styles;     /* STYLE_… bits that it gives, through its chain */
} DocxStyle;

/* A part of the package, kept when DocxLimits.keep_parts asks for it. */
typedef struct DocxPart {
    DocxSlice name;       /* as in the ZIP: no leading slash */
    DocxSlice bytes;
} DocxPart;

typedef struct Docx {
    char     *pool;
    size_t    pool_size;
    DocxNode *nodes;
    size_t    node_count;
    DocxRevision *revisions; /* [0] is unused */
    size_t    revision_count;
    DocxParagraph *paragraphs;
    size_t    paragraph_count;
    DocxObject *objects;
    size_t    object_count;
    DocxNote *notes;
    size_t    note_count;
    DocxNumber *numbers;
    size_t    number_count;
    DocxPart *parts;
    size_t    part_count;
    DocxStyle *styles;       /* character styles that give any STYLE_… bit */
    size_t    style_count;
    DocxSlice language;      /* of the default run properties or the commonest w:lang, e.g. "en-GB"; or empty */
    DocxSlice main_part, footnotes_part, endnotes_part, comments_part, settings_part, people_part, custom_part; /* names; empty: none */
    DocxSlice main_root, footnotes_root, endnotes_root; /* start tags of those parts' root elements, with their namespaces, e.g. "<w:document xmlns:w=…>" */
    DocxSlice custom_bytes;  /* our own custom XML part (its root's namespace is RAPPORTEUR_NAMESPACE), whole, or empty */
    DocxSlice comments;      /* pairs author-of-comment / text of every comment: for names longer than an author may be: "<author>\t<text>\n" each, text on one line */
    uint32_t  hand_marked;   /* runs that look like changes marked by hand (strike or coloured underline) */
    uint32_t  comments_count;
    uint32_t  format_changes; /* rPrChange, pPrChange and their like */
    uint32_t  header_footer_changes;
    uint32_t  foreign_parts; /* documents of other formats that Word would read in (w:altChunk); their words are not read */
    DocxSlice running;       /* words of headers and footers, a line each paragraph, without what fields put there */
} Docx;

#define RAPPORTEUR_NAMESPACE "https://rapporteur.example/ns/compilation/1"
enum { DOCX_AUTHOR_MAX = 1024, DOCX_NOTE_ID_MAX = 999999999 /* of those that are written */ };

/* Ceilings for one file; docx_limits_default has the reasons. */
typedef struct DocxLimits {
    size_t entries, part_size, total_size, ratio, depth, boxes, nodes;
    bool   keep_parts;
} DocxLimits;
extern const DocxLimits docx_limits_default;

bool   docx_recognize(Slice file);                       /* a ZIP, or an OLE file (which docx_read refuses as protected) */
Status docx_read(Slice file, const DocxLimits *limits, Docx **out, Problem *problem) MUST_USE;
void   docx_free(Docx *docx);
void   docx_encode(const Docx *docx, Buffer *out);
/* Checks every index and slice: what comes out is as safe as what docx_read makes. */
Status docx_decode(Slice bytes, Docx **out, Problem *problem) MUST_USE;
Slice  docx_slice(const Docx *docx, DocxSlice part);
/* The characters of w:id in a note's mark, a note or a separator as they are kept; data NULL: none. */
Slice  docx_note_id(Slice xml);
const DocxPart *docx_part(const Docx *docx, Slice name); /* NULL when absent or not kept */

/* Which revisions a view has carried out. */
typedef enum DocxViewMode { VIEW_ACCEPTED, VIEW_REJECTED, VIEW_AUTHORS } DocxViewMode;
typedef struct DocxView {
    DocxViewMode mode;
    bool (*accepts)(const void *context, Slice author); /* VIEW_AUTHORS: is this author's revision accepted? */
    const void *context;
} DocxView;
/* Is a thing with this revision chain in the view? */
bool   docx_visible(const Docx *docx, uint32_t revision, const DocxView *view);
/* The text of a view. paragraph.source is the index of the NODE_PARAGRAPH it begins with. Labels are the automatic numbers. Identified and classified (anatomy) already. */
Status docx_text(const Docx *docx, const DocxView *view, Text **out, Problem *problem) MUST_USE;

/* ---- what a file has otherwise than the base, beside its text ---- */

/* Lines of headers and footers that the base has not. */
size_t docx_other_running(const Docx *docx, const Docx *base);
/* Comments that the base has not: their author or words are others. */
size_t docx_other_comments(const Docx *docx, const Docx *base);
/* Other sizes of pages, or another number of sections. */
bool   docx_other_pages(const Docx *docx, const Docx *base);

#endif
