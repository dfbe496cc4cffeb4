/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that read a .docx share: the Docx as it grows (build.c), raw XML written back from the reader's nodes (raw.c), styles
 * and numbering (read_styles.c, read_numbering.c), properties (read_properties.c), objects (read_objects.c), and the walk over the document (read.c).
 *
 * Invariants while reading
 * - Nodes are appended in document order; `text` that is not yet a node waits in `pending` and is flushed before any other node.
 * - `revision` is the innermost revision around the place being read; it is 0 again when a box, a cell or a note begins.
 */
#ifndef FORMAT_DOCX_READ_INTERNAL_H
#define FORMAT_DOCX_READ_INTERNAL_H

#include "format/docx/docx.h"
#include "format/docx/package_internal.h"
#include "format/docx/saved_internal.h"
#include "format/docx/xml_internal.h"

enum { LANGUAGES_TALLIED = 16, LANGUAGE_MAX = 24, REVISIONS_RECENT = 8, STYLE_CHAIN_MAX = 32, LEVELS = 9 };

/* Strings that recur (run properties, authors, dates) stand once in the pool. */
typedef struct Interns {
    struct InternSlot {
        uint64_t  hash;
        DocxSlice bytes; /* size 0: free */
    } *slots;
    size_t count, capacity;
} Interns;

typedef struct PendingText {
    Buffer    text;
    uint32_t  revision;
    DocxSlice props;
} PendingText;

typedef struct StyleSheet StyleSheet;

/* What one bookmark says of a paragraph's mark (saved_internal.h). */
typedef struct SavedPiece {
    uint32_t paragraph, part;
    char     said;
    size_t   size;
    uint8_t  bytes[SAVED_NAME_BYTES];
} SavedPiece;

/* The hash of a part's bytes, once an object has shown it. */
typedef struct PartHash {
    bool    known;
    uint8_t sha256[SHA256_SIZE];
} PartHash;

typedef struct Reading {
    Docx             *docx;
    Buffer            pool;
    size_t            nodes, revisions, paragraphs, objects, notes, numbers, parts, styles; /* capacities */
    const DocxLimits *limits;
    Package          *package;
    Problem          *problem;
    PartHash         *part_hashes;  /* by index in the package; NULL until one is wanted */
    Interns           interns;
    PendingText       pending;
    Buffer            scratch;      /* for raw XML that goes to the pool at once; never held across a call that reads */
    StyleSheet       *sheet;
    Xml              *xml;          /* the part being read */
    Relations         relations;    /* of that part */
    bool              top;          /* main_root has been taken */
    uint32_t          revision;
    uint32_t          paragraph;    /* the one being read; UINT32_MAX outside */
    unsigned          boxes;        /* how many text boxes are open */
    uint32_t         *hints;        /* w:id of our own bookmarks, whose ends are left out too */
    size_t            hint_count, hint_capacity;
    uint32_t         *named;        /* paragraphs that have one */
    size_t            named_count, named_capacity;
    bool              by_libreoffice; /* it was saved by it */
    SavedPiece       *saved;
    size_t            saved_count, saved_capacity;
    struct Tally {
        char   name[LANGUAGE_MAX];
        size_t weight;
    } languages[LANGUAGES_TALLIED];
} Reading;

/* ---- build.c: the Docx as it grows ---- */

Status build_memory(Problem *problem);                                    /* writes "not enough memory", returns ERR_MEMORY */
/* Copies bytes to the pool. */
Status build_bytes(Reading *reading, Slice bytes, DocxSlice *out) MUST_USE;
/* The same, but equal bytes stand there once. */
Status build_intern(Reading *reading, Slice bytes, DocxSlice *out) MUST_USE;
Slice  build_slice(const Reading *reading, DocxSlice part);
/* Flushes the pending text and appends; *index, where asked for, is the node's. */
Status build_node(Reading *reading, DocxNode node, uint32_t *index) MUST_USE;
/* A node that has only XML, under the revision in force. */
Status build_xml(Reading *reading, DocxNodeType type, Slice xml) MUST_USE;
Status build_text(Reading *reading, DocxSlice props, Slice text) MUST_USE;
Status build_flush(Reading *reading) MUST_USE;
/* The revision that the element stands for (w:ins, w:del …), inside `outer`. */
Status build_revision(Reading *reading, DocxRevisionKind kind, uint32_t outer, uint32_t *out) MUST_USE;
/* The same from a whole record; equal ones nearby are one. */
Status build_revision_like(Reading *reading, const DocxRevision *revision, uint32_t *out) MUST_USE;
Status build_paragraph(Reading *reading, const DocxParagraph *paragraph, uint32_t *index) MUST_USE;
Status build_object(Reading *reading, const DocxObject *object, uint32_t *index) MUST_USE;
Status build_note(Reading *reading, const DocxNote *note, uint32_t *index) MUST_USE;
Status build_number(Reading *reading, const DocxNumber *number) MUST_USE;
Status build_part(Reading *reading, const DocxPart *part) MUST_USE;
Status build_style(Reading *reading, const DocxStyle *style) MUST_USE;
/* Appends author or name text: without control and bidi-override characters, at most DOCX_AUTHOR_MAX bytes. */
void   build_clean_name(Buffer *out, Slice name);
/* Hands pool and arrays over to the Docx. */
void   build_finish(Reading *reading);

/* ---- raw.c: XML as it stands ---- */

/* Looks at each element, and each text (xml->is_text), before it is written; *taken: the element has been dealt with. */
typedef struct RawSink RawSink;
typedef Status (*RawHook)(RawSink *sink, Name name, bool *taken);
struct RawSink {
    Reading *reading;
    Buffer  *out;
    RawHook  hook;    /* or NULL */
    void    *context; /* the hook's */
    unsigned inside;  /* how many elements it has opened; the outermost declares what its ancestors did */
};

/* Appends the element that the part stands on, whole, to sink->out: without revision marks, old properties, rsids, and proofing marks. */
Status raw_element(RawSink *sink) MUST_USE;
/* The same past the hook, for hooks that act before and after. */
Status     raw_inside(RawSink *sink) MUST_USE;
/* Its tags alone; what stands between is the caller's to read and write. raw_open enters the element. */
XmlElement raw_open(RawSink *sink);
void       raw_close(RawSink *sink, const XmlNode *node, const XmlElement *here);
/* The root's start tag: every declaration it has, and w: for WordprocessingML whatever prefix the file uses. */
void   raw_root(Reading *reading, Buffer *out);
void   raw_end_tag(Buffer *out, const XmlNode *node);
/* The element to the pool, whole. */
Status raw_keep(Reading *reading, DocxSlice *out) MUST_USE;
bool   raw_is_change(const Xml *xml); /* rPrChange, pPrChange …: old properties */

/* ---- read_properties.c ---- */

typedef struct Properties {
    Buffer   inner;            /* XML of what stands inside, less what has a place of its own */
    uint32_t revision;         /* what an ins, del, cellIns … inside makes of the mark, row or cell */
} Properties;

/* Reads w:rPr, w:trPr, w:tcPr: the element that the part stands on. */
Status properties_read(Reading *reading, Properties *out, uint32_t outer) MUST_USE;
/* w:pPr into the paragraph; the mark's revision into *mark. */
Status properties_read_paragraph(Reading *reading, DocxParagraph *paragraph, uint32_t *mark) MUST_USE;
/* The inner XML of w:rPr, interned. */
Status properties_read_run(Reading *reading, DocxSlice *out) MUST_USE;
DocxRevisionKind revision_kind(Name name); /* W_INS … ; REVISION_NONE for other names */

/* ---- read_styles.c, read_numbering.c: the style sheet ---- */

Status sheet_read(Reading *reading, const Relations *relations) MUST_USE;
void   sheet_free(StyleSheet *sheet);

/* What paragraph properties say directly; `…_set` tells silence from zero. */
typedef struct DirectStyle {
    char     style[64];  /* STYLE_ID_SIZE: w:pStyle; "" for the default */
    uint32_t outline;    /* 0 to 8; 9 body text */
    uint32_t numbering, level;
    bool     outline_set, numbering_set, level_set;
} DirectStyle;

/* Takes what one child of w:pPr says. */
Status direct_take(Reading *reading, DirectStyle *direct) MUST_USE;
/* Fills outline, numbering and level, through the chain of styles. */
void   sheet_resolve(const StyleSheet *sheet, const DirectStyle *direct, DocxParagraph *paragraph);
/* Of the default run properties: which = "val", "eastAsia" or "bidi". */
Slice  sheet_language(const StyleSheet *sheet, const char *which);

/* ---- read_objects.c ---- */

/* The drawing, picture, embedded object, symbol, formula or alternate content that the part stands on. */
Status object_read(Reading *reading, DocxSlice props) MUST_USE;
Status object_read_math(Reading *reading) MUST_USE; /* read_math.c */
uint32_t symbol_character(Slice font, uint32_t code); /* symbols.c */
Status object_read_symbol(Reading *reading, DocxSlice props) MUST_USE;
Status object_read_note(Reading *reading, DocxSlice props) MUST_USE;

/* ---- read_runs.c ---- */

/* The w:r that the part stands on. */
Status read_run(Reading *reading) MUST_USE;

/* ---- read_saved.c ---- */

Status saved_read_program(Reading *reading, const Relations *package) MUST_USE;
bool   saved_is_bookmark(Slice name);
Status saved_take_bookmark(Reading *reading, Slice name) MUST_USE;
/* Once all nodes are there: gives marks back what LibreOffice lost of them. */
Status saved_restore(Reading *reading) MUST_USE;

/* ---- read_repair.c ---- */

/* Once all nodes are there: takes back what another program is known to have said of our compilations, and what cannot be so. */
Status repair_all(Reading *reading) MUST_USE;

/* ---- read.c ---- */

typedef enum Place { IN_BLOCKS = 1, IN_LINE = 2, IN_ROWS = 4, IN_CELLS = 8 } Place;

/* Reads the children of the element that the part stands on. */
Status read_children(Reading *reading, Place place) MUST_USE;
/* Opens a part by name, hands it to `read`, closes it. */
typedef Status (*PartReader)(Reading *reading, void *context);
Status read_part(Reading *reading, Slice name, PartReader read, void *context) MUST_USE;

/* ---- read_notes.c: footnotes, endnotes, comments, our own part; read_running.c: headers and footers ---- */

Status notes_read(Reading *reading, const Relations *relations) MUST_USE;
Status comments_read(Reading *reading, const Relations *relations) MUST_USE;
Status headers_read(Reading *reading, const Relations *relations) MUST_USE;
Status custom_read(Reading *reading) MUST_USE;

#endif
