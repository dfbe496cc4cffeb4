/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside the writer of official documents as Word files.
 */
#ifndef FORMAT_DOCX_WRITE_OFFICIAL_INTERNAL_H
#define FORMAT_DOCX_WRITE_OFFICIAL_INTERNAL_H

#include "format/docx/docx_write.h"
#include "format/docx/write_zip_internal.h"

#define PAPER_WORD "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define PAPER_XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/* A language as runs and paragraphs need it. */
typedef struct PaperTongue {
    const char *language; /* "" : not known */
    bool        foreign;  /* not the edition's: runs say so */
    bool        right_to_left;
} PaperTongue;

typedef struct Paper {
    const Official *official;
    Buffer          out;        /* of the part being written */
    Problem        *problem;
    PaperTongue  edition, here;
    const Text     *text;       /* the one being written */
    uint32_t       *note_number;/* by its stories; 0: not marked yet */
    uint32_t        notes, marks;
    unsigned        deeper;     /* added to the level of headings in texts */
} Paper;

/* write_official_text.c */
/* A run of words; `more`: inner XML of its properties, or "". */
void   paper_run(Paper *paper, Slice words, uint32_t styles, const char *more);
/* Opens a paragraph; `more`: inner XML behind its style and before its direction. */
void   paper_open(Paper *paper, const char *style, const char *more);
void   paper_close(Paper *paper);
void   paper_line(Paper *paper, const char *style, Slice words);
/* The paragraphs of a text that are not notes; then, in another pass, its notes. */
Status paper_text_body(Paper *paper, const Text *text) MUST_USE;
Status paper_text_notes(Paper *paper, const Text *text) MUST_USE;
PaperTongue paper_tongue(const Paper *paper, const char *language, bool right_to_left);

/* write_official_front.c */
Status paper_front_body(Paper *paper) MUST_USE;
/* The cover note as a note of its own mark; its id is 1. */
void   paper_front_note(Paper *paper);
enum { PAPER_COVER_NOTE_ID = 1, PAPER_NOTES_FROM = 2 };

/* write_official_parts.c: what is the same for every document, but for words */
extern const char paper_types[], paper_root_relations[], paper_relations[];
void paper_styles(const Paper *paper, Buffer *out);
void paper_settings(Buffer *out);
void paper_header(Paper *paper);
void paper_footer(Paper *paper, bool first);

#endif
