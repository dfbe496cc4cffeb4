/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of format/akn share: names of the two namespaces, what an element implies (writer and reader ask the same function, so that an attribute is needed only where it is not so), and
 * the writer.
 */
#ifndef FORMAT_AKN_INTERNAL_H
#define FORMAT_AKN_INTERNAL_H

#include "format/akn/akn.h"

#define AKN_NAMESPACE_START "http://docs.oasis-open.org/legaldocml/ns/akn/"
#define AKN_NAMESPACE AKN_NAMESPACE_START "3.0"
#define AKN_OWN_NAMESPACE "https://rapporteur.example/ns/akn/1"

enum {
    AKN_LEVELS_MAX = 9,              /* of headings and of lists: what a Text can have */
    AKN_NEST_MAX = 4,                /* a note in a box in a note: deeper stories are refused */
    AKN_BYTES_MAX = 256 * 1024 * 1024,
    AKN_PIECE_MAX = 1024 * 1024,     /* of what is carried along: a text node has at most 10 MB in libxml2 */
    AKN_NONE = -1
};

/* ---- what an element implies (akn_place.c) ---- */

typedef enum AknRegion { REGION_PREFACE, REGION_PREAMBLE, REGION_BODY, REGION_CONCLUSIONS } AknRegion;
typedef enum AknHolder { HOLDER_NONE, HOLDER_CONTAINER, HOLDER_PARAGRAPH, HOLDER_POINT } AknHolder;
typedef enum AknTag { TAG_P, TAG_HEADING, TAG_FORMULA, TAG_TITLE } AknTag;

typedef struct AknPlace {
    AknRegion region;
    AknHolder holder;    /* whose first block this is; HOLDER_NONE: nobody's */
    AknTag    tag;
    uint8_t   points;    /* lists that are open around it */
    uint8_t   sections;  /* and sections */
    bool      statement, cell;
    StoryKind story;
} AknPlace;
/* The kind of paragraph that stands there, and its level. */
ParagraphKind akn_place_kind(const AknPlace *place, uint8_t *level);

/* ---- a set of names with a number each (akn_names.c) ---- */

typedef struct AknNames {
    uint64_t *keys;
    uint32_t *values;
    size_t    count, capacity;
} AknNames;
void   akn_names_clear(AknNames *names);
/* *found tells whether it was there; then its number stays. */
Status akn_names_add(AknNames *names, Slice name, uint32_t value, bool *found) MUST_USE;
bool   akn_names_find(const AknNames *names, Slice name, uint32_t *value);

/* ---- writing ---- */

/* What becomes one block: a paragraph of the text, or of a unit that delegations want to put in. */
typedef struct AknItem {
    const Paragraph  *paragraph;
    const NewAnchor  *new_anchors; /* of a new one; else its own anchors */
    const PlacedUnit *unit;        /* NULL: of the text */
    Slice             label;       /* shown instead of its own, of a new one */
    int32_t           index;       /* in the text, or AKN_NONE */
    bool              closing;     /* it is of the unit that new paragraphs of a gap end with */
} AknItem;

typedef struct AknWriter {
    const Text        *text;
    const Compilation *compilation; /* or NULL */
    Problem           *problem;
    Buffer            *out;
    Arena             *arena;
    int32_t           *story_first, *story_next; /* by story, by paragraph; AKN_NONE ends */
    uint32_t          *note_number;              /* by story; 0: not written yet */
    uint32_t           notes, tables, next_table, sections_written, recitals, places, blocks;
    size_t             place;                    /* the next place of the compilation */
    Slice              prefix;                   /* of every eId: "" or "part-2__" */
    const char        *language;                 /* of every block, where it is not the document's; or NULL */
    AknNames           ids;
    bool               statement, hier;
    unsigned           nest;
    Status             status;                   /* of memory and limits; that of output is in out */
    /* structure */
    AknRegion          region;
    uint8_t            levels[AKN_LEVELS_MAX + 1], open;         /* lists and points */
    uint8_t            section_levels[AKN_LEVELS_MAX + 1], sections;
    bool               paragraph, list, container;
    Slice              base_id[AKN_LEVELS_MAX + 2];              /* eIds of what is open */
} AknWriter;

Status akn_writer_init(AknWriter *writer, const Text *text, Buffer *out, Problem *problem) MUST_USE;
void   akn_writer_clear(AknWriter *writer);
Status akn_writer_status(const AknWriter *writer);
/* Appends ` eId="…"`, made unique. *kept, where asked for, is the eId without the prefix, on the arena. */
void   akn_writer_id(AknWriter *writer, Slice wanted, Slice *kept);

/* akn_words.c */
void akn_words_attribute(Buffer *out, const char *name, Slice value);  /* ` name="…"`, with \n and \t kept */
void akn_words_plain(Buffer *out, Slice text);                         /* content: line breaks as eol, what XML cannot hold by its number */
void akn_words_base(AknWriter *writer, const Paragraph *paragraph, uint32_t from, uint32_t to);
void akn_words_new(AknWriter *writer, Slice text, const Span *spans, uint32_t span_count, const NewAnchor *anchors, uint32_t anchor_count);
void akn_words_new_part(AknWriter *writer, const Paragraph *paragraph, const NewAnchor *anchors, uint32_t from, uint32_t to);

/* akn_block.c: one paragraph as p, block or heading, with everything that its place does not imply */
void akn_block(AknWriter *writer, const AknItem *item, const AknPlace *place);
/* How many bytes of its text stand in num; 0: num is not for it. *apart: num says a label that is not in the text. */
uint32_t akn_block_num_size(const AknWriter *writer, const AknItem *item, bool *apart);
void akn_block_num(AknWriter *writer, const AknItem *item);

/* akn_structure.c: preface, preamble, mainBody, conclusions */
void akn_structure(AknWriter *writer, const AknItem *items, size_t count);
/* Blocks of a part: hierarchical elements alone, in sections below `sections` open ones. */
void akn_structure_part(AknWriter *writer, const AknItem *items, size_t count, uint8_t sections);
/* akn_table.c */
size_t akn_table(AknWriter *writer, const AknItem *items, size_t at, size_t count);

/* akn_changes.c */
void akn_changes_words(AknWriter *writer, int32_t paragraph, uint32_t from); /* with all that is asked of them */
bool akn_changes_touch(const AknWriter *writer, int32_t paragraph, uint32_t until);  /* is anything asked of its words up to here? */
void akn_changes_refers(AknWriter *writer, PartySet by);                    /* ` refersTo="#party_1 #party_7"` */
Status akn_changes_items(AknWriter *writer, AknItem **items, size_t *count) MUST_USE;

/* akn_meta.c */
typedef struct AknMeta {
    const Instrument *instrument;
    const char       *language, *name; /* "resolution", "report" … */
    bool              statement;
    const Compilation *compilation;
    bool              text;            /* it is one text, to be read back as such */
} AknMeta;
void akn_meta(AknWriter *writer, const AknMeta *meta);

#endif
