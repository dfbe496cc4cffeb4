/* SPDX-License-Identifier: Apache-2.0
 *
 * compare: from two versions of a text to the changes between them, from N delegations' changes to one attributed compilation, and from an old base
 * to a new one (carrying).
 *
 * Not here: file formats, input and output, the record.
 *
 * Invariants
 * - Every change stands in coordinates of one base version. Applying all changes of amendment_between(base, revised) to the base gives revised, exactly.
 * - Two delegations' changes to the same words are kept side by side, attributed, and never chosen by the machine.
 *   The result does not depend on the order in which they came.
 * - The result depends on the words of the two versions alone, so that a tracked and a clean file of one edit give the same changes.
 * - For each party: changes in = changes shown + things put aside, listed.
 */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "text/text.h"

struct json_t;

/* ---- amendment: one party's changes to a base ------------------------------------------------------------ */

typedef enum ChangeOp {
    CHANGE_REPLACE, /* words start..end of a base paragraph become `now`; start = end inserts; `now` empty deletes */
    CHANGE_INSERT,  /* a new unit: a paragraph, a row, or a table */
    CHANGE_DELETE,  /* a whole base paragraph: a layer, smaller changes inside it stay visible */
    CHANGE_MOVE,    /* a whole base paragraph goes elsewhere, perhaps with its words changed (`unit` holds it as it is now) */
    CHANGE_FORMAT,  /* only styles of start..end change; never makes a variant */
    CHANGE_OP_COUNT
} ChangeOp;

/* An object in inserted words, with the content of its note or box. */
typedef struct NewAnchor {
    Anchor     anchor;      /* `at` counts in the inserted text; `story` means nothing here */
    Paragraph *story;       /* the paragraphs of its note or box */
    uint32_t   story_count;
} NewAnchor;

typedef enum UnitKind { UNIT_PARAGRAPH, UNIT_ROW, UNIT_TABLE } UnitKind;

/* A new paragraph (which may stand in a base cell: then table, row, column are the base's), or a new row of a base table (table is the base's), or a
   new table (table means nothing). In rows and tables `row` counts from 0 within the unit. */
typedef struct Unit {
    UnitKind   kind;
    Paragraph *paragraphs;
    NewAnchor *anchors;       /* of all paragraphs, in order; each paragraph's own `anchors` are equal copies without the stories */
    uint32_t   paragraph_count, anchor_count;
} Unit;

enum { BEFORE_FIRST = -1 };

typedef struct Change {
    ChangeOp   op;
    uint32_t   paragraph;   /* index in the base; not for INSERT */
    uint32_t   start, end;  /* REPLACE, FORMAT: bytes of its text. REPLACE: end = size + 1 takes the paragraph mark in and joins with the next paragraph */
    Slice      was;         /* REPLACE, DELETE, MOVE: the base's words (with U+2029 for a mark) */
    Slice      now;         /* REPLACE: U+2029 splits the paragraph */
    NewAnchor *anchors;     /* REPLACE: the objects of `now`, in order */
    uint32_t   anchor_count;
    Span      *spans;       /* REPLACE: styles of `now`; FORMAT: styles of the whole range as they become, positions from its start */
    uint32_t   span_count;
    int32_t    after;       /* INSERT, MOVE: the base paragraph it comes after, or BEFORE_FIRST */
    uint32_t   story;       /* INSERT, MOVE: the story of the base it stands in */
    uint32_t   order;       /* INSERT, MOVE: among this amendment's units in the same gap, from 0 */
    Unit       unit;        /* INSERT, MOVE */
    Dress     *dress;       /* REPLACE that splits: one dress for each U+2029 in `now`, of the paragraph that it ends; or NULL */
    bool       silent;      /* the file's own tracking hides this change */
    uint32_t   item;        /* read from a stored form: which change of its array it is, or is part of */
} Change;

typedef struct Amendment {
    Arena  *arena;
    Change *changes;        /* in order of place in the base; at one place replace before insert */
    size_t  count, capacity;
    uint32_t *joined;       /* read from a stored form: for each change of its array the one that it is part of: itself, or that of the first of several insertions at one place */
    size_t    item_count;
} Amendment;

/* Diffs are bounded: past these the result is coarser, never wrong. */
typedef struct Comparer Comparer;
Comparer *comparer_new(const Text *base) MUST_USE;     /* keeps the base's hashes and tokens: one for many revised texts. The base must outlive it */
void      comparer_free(Comparer *comparer);

/* The changes from the comparer's base to `revised`. */
Status amendment_between(Comparer *comparer, const Text *revised, Amendment **out, Problem *problem) MUST_USE;
void   amendment_free(Amendment *amendment);
/* Marks as silent the changes that also stand between the base and the file's reject view, and says how many differences there are. */
Status amendment_mark_silent(Comparer *comparer, Amendment *amendment, const Text *rejected, size_t *differences, Problem *problem) MUST_USE;
/* The base with these changes made. */
Status amendment_apply(const Text *base, const Amendment *amendment, Text **out, Problem *problem) MUST_USE;

/* The stored form (docs/formats/amendment.md). Decoding verifies every `was` against the base. */
Status amendment_encode(const Text *base, const Amendment *amendment, Buffer *out, Problem *problem) MUST_USE;
Status amendment_decode(const Text *base, Slice json, Amendment **out, Problem *problem) MUST_USE;
/* The same for many amendments to one base, from the array `changes` as it was parsed; that they are of this version is the caller's word. Any number of threads may read with one reader. */
typedef struct AmendmentReader AmendmentReader;
AmendmentReader *amendment_reader_new(const Text *base) MUST_USE; /* NULL without memory. The base must outlive it */
void             amendment_reader_free(AmendmentReader *reader);
Status           amendment_reader_read(const AmendmentReader *reader, const struct json_t *changes, Amendment **out, Problem *problem) MUST_USE;

/* ---- compilation: all amendments on one base ------------------------------------------------------------- */

typedef struct PartySet {
    const uint32_t *parties; /* indices into Compilation.parties, rising */
    uint32_t        count;
} PartySet;

typedef struct Party {
    Slice            name;
    const Amendment *amendment;
    uint32_t         received, shown;   /* changes; equal, or compilation_make fails */
    uint32_t         silent;            /* of them, not tracked in its file */
    uint32_t         formats;           /* CHANGE_FORMAT: put aside, listed in the report */
} Party;

/* One wording for the words of a place. */
typedef struct Variant {
    Slice            text;      /* instead of base words; U+2029 for a new paragraph mark */
    const NewAnchor *anchors;
    uint32_t         anchor_count;
    const Span      *spans;
    uint32_t         span_count;
    const Dress     *dress;     /* for each U+2029 in text, or NULL */
    PartySet         by;
} Variant;

/* Words of the base with one wording (an attributed change) or several that compete (each with its parties). Parties not in it are with the base. */
typedef struct Place {
    uint32_t       paragraph, start;         /* from here */
    uint32_t       end_paragraph, end;       /* to here (bytes); end may be size + 1 of its paragraph: the mark is in it */
    const Variant *variants;                 /* in code-point order of text */
    uint32_t       variant_count;
    PartySet       parties;                  /* all in it: together they take the base's words out */
} Place;

/* A new unit in the gap after base paragraph `after`. Units of one gap that compete (no party has two of them) share a `group`. */
typedef struct PlacedUnit {
    int32_t     after;
    uint32_t    story;
    const Unit *unit;
    PartySet    by;
    uint32_t    group;          /* number of its set of competing texts in this compilation; 0: it competes with none */
    uint32_t    alternative;    /* 1 = Alt 1 … within its group; 0 when alone */
    int32_t     moved_from;     /* the base paragraph it was, or -1 */
    Slice       label;          /* "3 bis", "PP3 ter", "3 bis Alt 1" */
} PlacedUnit;

typedef struct Layer {          /* what is asked of a base paragraph as a whole */
    PartySet deleted_by;        /* includes those who move it */
    PartySet moved_by;          /* of them, those who moved it */
} Layer;

typedef struct Compilation {
    Arena      *arena;
    const Text *base;
    Party      *parties;        /* in canonical order (ICU collation in the text's language, then code points), or as they were given */
    size_t      party_count;
    Place      *places;         /* by position */
    size_t      place_count;
    PlacedUnit *units;          /* by gap, then in the order in which they stand */
    size_t      unit_count;
    Layer      *layers;         /* one a base paragraph */
} Compilation;

typedef struct Submission {
    Slice            name;
    const Amendment *amendment; /* on the same base; must outlive the compilation */
} Submission;

/* Two submissions of one name are refused (ERR_CONFLICT). */
Status compilation_make(const Text *base, const Submission *submissions, size_t count, Compilation **out, Problem *problem) MUST_USE;
/* The same for who has put the submissions in an order already, with names that are all different: that order is the parties'. */
Status compilation_make_ordered(const Text *base, const Submission *submissions, size_t count, Compilation **out, Problem *problem) MUST_USE;
void   compilation_free(Compilation *compilation);

/* The base with the changes of the named parties made (none: the base). Where two of them compete: ERR_CONFLICT, and the places (paragraph labels
   and words, one a line) are appended to `places` when not NULL. */
Status compilation_extract(const Compilation *compilation, const Slice *names, size_t count, Text **out, Buffer *places, Problem *problem) MUST_USE;

/* The stored form of a compilation (docs/formats/compilation.md): base, parties, their amendments. Also the content of the custom part. */
Status compilation_encode(const Compilation *compilation, Buffer *out, Problem *problem) MUST_USE;
/* Gives back base and amendments; call compilation_make on them. The caller frees what comes out with stored_compilation_free. */
typedef struct StoredCompilation {
    Arena       *arena;
    Text        *base;
    Slice       *names;
    Amendment  **amendments;
    size_t       count;
} StoredCompilation;
Status compilation_decode(Slice json, StoredCompilation **out, Problem *problem) MUST_USE;
void   stored_compilation_free(StoredCompilation *stored);

bool   party_set_has(PartySet set, uint32_t party);
/* Appends names joined by `between`, at most `most` of them, then " +16" for the rest (0: all). */
void   party_set_print(const Compilation *compilation, PartySet set, const char *between, uint32_t most, Buffer *out);

/* Counts for people. */
typedef struct CompilationCounts {
    size_t places;      /* words with a change */
    size_t contested;   /* of them, with more than one wording; and groups of competing new units */
    size_t inserted, deleted, moved; /* units and paragraphs */
    size_t paragraphs_touched;
} CompilationCounts;
CompilationCounts compilation_count(const Compilation *compilation);
/* Is anything asked of this base paragraph (changes in it, deletion, move), and do wordings compete in it? */
bool compilation_touches(const Compilation *compilation, uint32_t paragraph, bool *contested);

/* ---- carrying an amendment to a new version -------------------------------------------------------------- */

typedef enum CarryOutcome { CARRIED, TAKEN_UP, OVERTAKEN, IN_CONFLICT, CARRY_COUNT } CarryOutcome;
const char *carry_outcome_name(CarryOutcome outcome);
typedef struct Carried {
    CarryOutcome outcome;
    uint32_t     change;        /* index in the old amendment */
    bool         words_changed; /* a deletion of a paragraph whose words changed is carried and says so */
    Slice        base_words, new_words; /* IN_CONFLICT: both wordings of the place */
} Carried;
typedef struct CarryResult {
    Arena     *arena;
    Carried   *changes;         /* one for each change of the old amendment, in its order: their number is the sum of the four */
    size_t     count;
    size_t     totals[CARRY_COUNT];
    Amendment *amendment;       /* on the new version: what was carried */
} CarryResult;
Status amendment_carry(const Text *old_base, const Amendment *amendment, const Text *new_base, CarryResult **out, Problem *problem) MUST_USE;
void   carry_result_free(CarryResult *result);
/* The same for many amendments: the two versions, which must outlive it, are compared once. */
typedef struct Carrier Carrier;
Status carrier_new(const Text *old_base, const Text *new_base, Carrier **out, Problem *problem) MUST_USE;
void   carrier_free(Carrier *carrier);
Status carrier_carry(const Carrier *carrier, const Amendment *amendment, CarryResult **out, Problem *problem) MUST_USE;
/* As they stand in a version's blob of outcomes: an outcome for each change, and the changes that were carried. New references. */
Status carry_result_lists(const Text *new_base, const CarryResult *result, struct json_t **outcomes, struct json_t **changes, Problem *problem) MUST_USE;
/* Canonical JSON, stored as a blob beside the new version. */
Status carry_result_encode(const Text *new_base, const CarryResult *result, Buffer *out, Problem *problem) MUST_USE;

/* ---- a paragraph over several documents ------------------------------------------------------------------ */

/* What became of a paragraph in a document, seen from the last one before it that has it. */
typedef enum ChainState {
    CHAIN_ABSENT,   /* it, and what it came from, is not there yet */
    CHAIN_FIRST,    /* it stands here first */
    CHAIN_SAME,     /* the same words; its number, its place and the sign at its end may be others */
    CHAIN_REWORDED,
    CHAIN_SPLIT,    /* into more paragraphs than before */
    CHAIN_MERGED,   /* into fewer */
    CHAIN_DROPPED,
    CHAIN_STATES
} ChainState;
const char *chain_state_name(ChainState state); /* "absent" … "dropped" */

typedef struct ChainLink {
    ChainState state;
    bool       moved;        /* to another place among what both documents have, or from the preamble to the operative part or back */
    bool       again;        /* documents lie between that do not have it */
    int32_t    before;       /* the text that it is seen from; -1: none */
    uint32_t  *paragraphs;   /* indices into the text, rising; the chainer's */
    uint32_t   count;
} ChainLink;

/* Texts that follow one another, all in one language; they must outlive it. Two texts are compared when that is first asked for. Not for two threads. */
typedef struct Chainer Chainer;
enum { CHAIN_TEXTS_MAX = 40, CHAIN_PARAGRAPHS_MAX = 1500 /* of a text, that can be followed: all pairs of two texts are weighed */ };
/* ERR_LIMIT: more than that. */
Status chainer_new(const Text *const *texts, size_t count, Chainer **out, Problem *problem) MUST_USE;
void   chainer_free(Chainer *chainer);
/* Can it be followed? Paragraphs of the body with words: preambular, operative and sub-paragraphs; of documents without such plain ones too. */
bool   chain_follows(const Text *text, size_t paragraph);
/* links: as many as there are texts. Forwards from this paragraph and back to what it came from; what is far apart, with documents between, must be more alike. The caller has asked chain_follows. */
Status chainer_follow(Chainer *chainer, size_t text, uint32_t paragraph, ChainLink *links, Problem *problem) MUST_USE;

#endif
