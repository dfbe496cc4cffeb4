/* SPDX-License-Identifier: Apache-2.0
 *
 * format/official: an official document as its writers take it (docx/, pdf/, html/, akn/): what its masthead says, and its parts with their texts, in one language.
 *
 * Not here: where the words come from, how a writer sets them. No emblem, no flag, ever.
 *
 * Invariants
 * - All writers print the same words in the same order: those of official_print_plain. Running heads, page numbers and the numbers of notes are the writers' own.
 * - Texts are asked for one at a time and freed at once, so memory follows the largest text, not their sum. A writer may ask twice; it is given the same.
 * - Notes are numbered through all parts, from 1, at the foot of the page that has the mark (the source of the rule: United Nations Editorial Manual, footnotes).
 * - Equal input gives equal bytes: no clock, no randomness, no locale.
 */
#ifndef FORMAT_OFFICIAL_H
#define FORMAT_OFFICIAL_H

#include "text/text.h"

typedef enum OfficialKind {
    OFFICIAL_RESOLUTION,
    OFFICIAL_DECISION,
    OFFICIAL_REPORT,       /* with a cover page, a summary, contents */
    OFFICIAL_AGENDA,
    OFFICIAL_LETTER,       /* signed: its signature stands in its text */
    OFFICIAL_NOTE_VERBALE, /* third person, unsigned */
    OFFICIAL_OTHER,
    OFFICIAL_KIND_COUNT
} OfficialKind;

/* A section, or what one State sent. Slices are borrowed. */
typedef struct OfficialPart {
    Slice   id;            /* for links into it: [a-z0-9-]+, unique in the document; empty: "part-" and its place */
    Slice   heading;       /* "II. Replies received from Governments", "Delegation 01"; empty: none */
    uint8_t level;         /* 1 to 3: of the heading; headings of the text stand below it, also where the part has none. 0 without a heading: the text is the document */
    Slice   lines;         /* right under the heading, one a line: "[Original: Spanish]", "[27 May 2010]" */
    bool    listed;        /* in the contents */
    bool    new_page;
    bool    has_text;      /* Official.text gives it */
} OfficialPart;

typedef struct Official {
    OfficialKind kind;
    const char  *language; /* of the edition: ar zh en fr ru es. A part's text may be in another; its own `language` says which */
    bool         fictional;/* said in words on the first page and in the running head */
    /* The masthead. Empty slices are left out. Words are in the edition's language. */
    Slice organ;           /* "General Assembly" */
    Slice symbol;          /* "A/77/100/Add.1" */
    Slice distribution;    /* "General": as in the document.distribution messages */
    Slice issued;          /* "2026-07-20" */
    Slice original;        /* names of languages: "English/Spanish" */
    Slice session;         /* "Seventy-seventh session" */
    Slice agenda_item;     /* "94" */
    Slice agenda_title;
    Slice adopted;         /* "Resolution adopted by the General Assembly on 31 December 2020" */
    Slice source_line;     /* "[on the report of the First Committee (A/75/394, para. 17)]" */
    Slice title;
    Slice summary;         /* paragraphs, a line each */
    Slice cover_note;      /* "Replies are reproduced as received …": at the foot of the first page, its asterisk is the writers' */
    Slice job;             /* "26-01234 (E)" */
    bool  contents;        /* a list of the parts that are `listed`; with page numbers where there are pages */
    const OfficialPart *parts;
    size_t              part_count;
    /* The text of a part that has one; the writer frees it. */
    Status (*text)(void *context, size_t part, Text **out, Problem *problem);
    void  *context;
} Official;

/* Where a writer's bytes go, in order. A refusal ends the writing. */
typedef struct OfficialSink {
    Status (*put)(void *context, Slice bytes, Problem *problem);
    void   *context;
} OfficialSink;
Status official_put(const OfficialSink *sink, Slice bytes, Problem *problem) MUST_USE;
/* A sink that appends to a buffer. */
OfficialSink official_to_buffer(Buffer *buffer);

/* The lines before the first part, in order, with the words that the edition's language gives them ("Distr.: General"). */
typedef enum OfficialRole {
    OFFICIAL_ORGAN, OFFICIAL_SYMBOL, OFFICIAL_DISTRIBUTION, OFFICIAL_ISSUED, OFFICIAL_ORIGINAL, OFFICIAL_SESSION, OFFICIAL_AGENDA_ITEM, OFFICIAL_AGENDA_TITLE, OFFICIAL_ADOPTED, OFFICIAL_SOURCE,
    OFFICIAL_TITLE, OFFICIAL_FICTIONAL, OFFICIAL_SUMMARY_HEADING, OFFICIAL_SUMMARY, OFFICIAL_CONTENTS_HEADING, OFFICIAL_CONTENTS_LINE /* a listed part's heading, one each */, OFFICIAL_COVER_NOTE
} OfficialRole;
typedef struct OfficialLine {
    OfficialRole role;
    Slice        words;
    size_t       part;     /* of a line of contents */
} OfficialLine;
/* The array and new strings are on `arena`. */
Status official_front(const Official *official, Arena *arena, OfficialLine **out, size_t *count, Problem *problem) MUST_USE;
/* "31 December 2020" from "2020-12-31", as official documents of the language print it; what is no date is printed as it stands. */
void   official_date(Slice date, const char *language, Buffer *out);
/* A part's id as links name it. */
void   official_part_id(const Official *official, size_t part, Buffer *out);
/* Everything that a reader reads, one paragraph a line: the lines of the front, then each part's heading, lines and text (its notes behind it). What the writers are tested against. */
Status official_print_plain(const Official *official, const OfficialSink *sink, Problem *problem) MUST_USE;

/* One text as a document of its own: the masthead is what the text says of itself (text->instrument), and what is said there is not said again in the body: *body is a copy of the text
   without its own masthead (symbol, session, item, adoption, source line and title lines), the caller's to free. `official->text` gives copies of it; official->context is *body. Slices are of `text`. */
Status official_from_text(const Text *text, OfficialKind kind, Official *official, OfficialPart *part, Text **body, Problem *problem) MUST_USE;

#endif
