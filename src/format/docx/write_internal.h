/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the writer of Word files: what its files share.
 */
#ifndef FORMAT_DOCX_WRITE_INTERNAL_H
#define FORMAT_DOCX_WRITE_INTERNAL_H

#include "format/docx/docx_write.h"

enum {
    AUTHOR_CHARACTERS_MAX = 255, /* what Word is known to keep */
    COMMENT_ID = 900000,         /* of our comment, above those that documents have */
    MARK_SIZE = 3                /* U+2029 */
};

typedef struct Author {
    PartySet parties;
    Slice    name;      /* as written in w:author, before escaping */
    bool     shortened; /* "NAME +16": the list stands in a comment and in the custom part */
} Author;

/* A note that is new in the output. */
typedef struct NewNote {
    StoryKind        kind;
    uint32_t         id;
    const NewAnchor *anchor;
} NewNote;

/* The ids of notes in the output rise with their marks: LibreOffice 7.4 gives the notes to the marks in the order of the ids. */
typedef struct NoteIds {
    uint32_t *free;             /* of the base's notes, rising; when they are used up, the next ones */
    uint32_t  count, used, last;
} NoteIds;

/* A part (an image and the like) brought in from another package. */
typedef struct NewPart {
    Slice name, type, relation_id, relation_type, bytes;
} NewPart;

/* A field of the base, or another pair of tags in a paragraph. */
typedef struct Field {
    uint32_t node, end; /* where it begins and ends; end 0: not in its paragraph */
    uint32_t size;      /* bytes of the text in it; means nothing without an end */
} Field;

/* An object of the base, by its hash. */
typedef struct BaseObject {
    const uint8_t *sha256;
    uint32_t       node;
} BaseObject;

typedef struct Writer {
    const Docx             *base;
    const Text             *text;
    const Compilation      *compilation;
    const DocxWriteOptions *options;
    Problem                *problem;
    Arena                  *arena;
    int32_t                *paragraph_at; /* by node: the text's paragraph that begins there, or -1 */
    bool                   *unit_written;
    bool                   *left_out;     /* by node: a wrapper's start or end that is not written (controls_choose) */
    Field                  *fields;       /* by node */
    size_t                  field_count, field_capacity;
    BaseObject             *objects;      /* by hash, then in the order in which they stand */
    size_t                  object_count, object_capacity;
    uint32_t                next_id;      /* of revisions */
    uint32_t                marks_said;   /* again, for LibreOffice */
    NoteIds                 note_ids[STORY_ENDNOTE + 1];
    uint32_t               *note_id;      /* by note of the base: its id in the output, 0 until its first mark is written */
    Author                 *authors;
    size_t                  author_count, author_capacity;
    NewNote                *notes;
    size_t                  note_count, note_capacity;
    NewPart                *parts;
    size_t                  part_count, part_capacity;
    int32_t                 last;         /* the base paragraph written last in this story, or BEFORE_FIRST */
    uint32_t                story;
} Writer;

/* A paragraph, or XML between paragraphs, of a container (body, cell, box, note). Entries wait until the container ends, because what becomes
   of its last paragraph mark depends on all. */
typedef struct Entry {
    bool     paragraph, table; /* neither: XML that stands between */
    bool     whole;            /* what is asked of its mark is asked of all its words: it is not split or joined there */
    Slice    xml;              /* of the runs; or the whole */
    Slice    properties, mark, section, id;
    PartySet inserted, deleted; /* of its mark */
    bool     first_note;        /* it holds the first mark of a footnote, or of an endnote */
} Entry;

typedef struct Entries {
    Entry *list;
    size_t count, capacity;
} Entries;

/* One output paragraph while its runs are written. */
typedef struct Line {
    Writer  *writer;
    Entries *entries;
    Buffer   runs;
    int32_t  paragraph;          /* of the text; -1: a new one */
    uint32_t at;                 /* bytes of its text written */
    size_t   place;              /* the next place, or the one being in */
    bool     in_place;
    size_t   change;             /* of the only party's amendment: changes of format before it end before `at` */
    PartySet wrapped;            /* of the w:ins or w:del that is open */
    enum { WRAP_NONE, WRAP_INSERTED, WRAP_DELETED } wrap;
    Slice    neighbour;          /* inner XML of w:rPr of the run nearest before */
    uint32_t open_nodes[64];     /* wrappers (hyperlinks …) that are open */
    uint32_t open_count;
    PartySet field;              /* who deletes the whole of the field that is being written; empty: nobody, or none is */
    uint32_t field_end;          /* the node at which it ends */
    bool     first_note;         /* as in Entry */
} Line;

/* ---- write_controls.c: wrappers in which LibreOffice would lose words ---- */

Status   controls_choose(Writer *writer) MUST_USE;

/* ---- write_marks.c: authors, ids, wrappers ---- */

Status   marks_author(Writer *writer, PartySet parties, const Author **out) MUST_USE;
/* Appends ` w:id="7" w:author="…" w:date="…"`. */
Status   marks_attributes(Writer *writer, PartySet parties, Buffer *out) MUST_USE;
Status   marks_union(Writer *writer, PartySet a, PartySet b, PartySet *out) MUST_USE;
PartySet marks_common(Writer *writer, PartySet a, PartySet b);
bool     marks_equal(PartySet a, PartySet b);

/* ---- write_runs.c: words into runs ---- */

Status line_init(Line *line, Writer *writer, Entries *entries);
void   line_clear(Line *line);
Status line_wrap_none(Line *line) MUST_USE;
Status line_wrap_inserted(Line *line, PartySet by) MUST_USE;
Status line_wrap_deleted(Line *line, PartySet by) MUST_USE;
/* Text with \t and \n; `properties` is the inner XML of w:rPr. */
void   runs_text(Line *line, Slice text, Slice properties, bool deleted);
void   runs_object(Line *line, Slice xml, Slice properties, bool math_level);
/* Inserted words: pieces by spans, objects, and a paragraph break at each U+2029. */
Status runs_words(Line *line, const Variant *words, PartySet by) MUST_USE;
/* Properties like the neighbour's, with these styles and no others of the kind. */
Status runs_properties(Writer *writer, Slice neighbour, uint32_t styles, Slice *out) MUST_USE;
/* An object in inserted words. */
Status runs_new_object(Line *line, const NewAnchor *anchor) MUST_USE;

/* ---- write_body.c: containers, paragraphs, tables ---- */

Status body_container(Writer *writer, uint32_t from, uint32_t to, const Paragraph *cell, Buffer *out) MUST_USE;
/* Ends the paragraph being written. */
Status line_end(Line *line, Slice properties, Slice mark, Slice section, Slice id, PartySet inserted, PartySet deleted) MUST_USE;
Status entries_add(Entries *entries, const Entry *entry) MUST_USE;
Status entries_add_raw(Writer *writer, Entries *entries, Slice xml, bool table) MUST_USE;
/* Writes the entries; `closed`: the container's own end is the last paragraph's mark. */
Status entries_write(Writer *writer, Entries *entries, Buffer *out) MUST_USE;
uint32_t body_matching(const Docx *docx, uint32_t node, DocxNodeType open, DocxNodeType close);

/* ---- write_fields.c: fields whose whole result is deleted go with it ---- */

/* Finds all fields of the base, once, before its paragraphs are written. */
Status fields_find(Writer *writer) MUST_USE;
/* Looks whether a field begins at the node, and who deletes all of its words. */
Status fields_begin(Line *line, uint32_t node) MUST_USE;
/* Writes a raw node, or the start or end tag of a simple field, of the field that is deleted. *done: it was such a one. */
Status fields_write(Line *line, uint32_t node, bool *done) MUST_USE;
/* Who takes out all of the base's words from..to of the paragraph being written (bytes). */
Status line_deleted_over(Line *line, uint32_t from, uint32_t to, PartySet *out) MUST_USE;

/* ---- write_units.c: new paragraphs, rows, tables ---- */

typedef enum UnitSlot { SLOT_BLOCKS, SLOT_ROWS } UnitSlot;
/* Writes what stands after writer->last and belongs here: blocks in the cell (or none), or rows of the table. */
Status units_write_blocks(Writer *writer, const Paragraph *cell, Entries *entries) MUST_USE;
Status units_write_rows(Writer *writer, int32_t table, Buffer *out) MUST_USE;

/* ---- write_brackets.c: the text as it is put on a screen ---- */

Status brackets_paragraph(Line *line, PartySet deleted, PartySet moved) MUST_USE;
Status brackets_open(Line *line, const Place *place) MUST_USE;
Status brackets_close(Line *line, const Place *place) MUST_USE;
Status brackets_unit(Writer *writer, const PlacedUnit *unit, Entries *entries) MUST_USE;
/* One paragraph of a unit, `anchors` being its own; `with_names`: it is the one that says whose the unit is. */
Status brackets_new_paragraph(Writer *writer, const PlacedUnit *unit, const Paragraph *paragraph, const NewAnchor *anchors, bool with_names,
                              Entries *entries) MUST_USE;

/* ---- write_objects.c ---- */

/* Finds the objects of the base, once, before its paragraphs are written. */
Status objects_find(Writer *writer) MUST_USE;
Status objects_bring(Writer *writer, const NewAnchor *anchor, Slice *xml, bool *math_level) MUST_USE;

/* ---- write_notes.c ---- */

Status notes_reference(Line *line, const NewAnchor *anchor) MUST_USE;
/* The XML of a mark of the base's note, with the note's id in the output. */
Status notes_base_reference(Line *line, uint32_t note, Slice xml, Slice *out) MUST_USE;
Status notes_part(Writer *writer, StoryKind kind, Buffer *out) MUST_USE;
/* Of a document that has no base: new notes alone. */
Status notes_part_new(Writer *writer, StoryKind kind, Buffer *out) MUST_USE;

/* ---- write_package.c ---- */

Status package_write(Writer *writer, Slice document, Slice footnotes, Slice endnotes, Buffer *out) MUST_USE;
/* A ZIP of parts, in this order. */
typedef struct PackagePart {
    Slice name, bytes;
} PackagePart;
Status package_zip(const PackagePart *parts, size_t count, Buffer *out, Problem *problem) MUST_USE;

#endif
