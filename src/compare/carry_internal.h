/* SPDX-License-Identifier: Apache-2.0
 *
 * Inside amendment_carry: what its files share.
 */
#ifndef COMPARE_CARRY_INTERNAL_H
#define COMPARE_CARRY_INTERNAL_H

#include "compare/amend_internal.h"

enum { GONE = -1 };

struct Carrier {
    const Text *old, *new;
    Trace       trace;
    int32_t    *group_of; /* by paragraph of the old base: its group, or GONE */
    bool       *matched;  /* by paragraph of the new one */
};

typedef struct Carrying {
    const Carrier   *carrier;
    const Text      *old, *new;
    const Amendment *amendment;
    uint32_t        *ranks;    /* by change: a unit's place among all units, gap by gap; two gaps may become one */
    CarryResult     *result;
} Carrying;

/* What became of a paragraph of the old base; NULL: it is gone. */
const TraceGroup *carry_group(const Carrying *work, uint32_t paragraph);

/* A cell or table of the old base in coordinates of the new one, by any paragraph of it that has a counterpart; NULL: it is gone. */
const Paragraph *carry_same_cell(const Carrying *work, const Paragraph *cell, bool whole_table);
/* What a note or box of the old base is in the new one; 0: it is gone. */
uint32_t carry_story(const Carrying *work, uint32_t story);

/* The paragraph of the new version after which the change's unit stands, or BEFORE_FIRST. `cell`: for a row the table that it is in, for a paragraph in a
   table its cell, as carry_same_cell gave it; else NULL. Never inside a table, a row or a cell that the unit is not of. */
int32_t carry_after(const Carrying *work, const Change *change, const Paragraph *cell);
/* What stands before a paragraph of the new version in its story, or BEFORE_FIRST. */
int32_t carry_before(const Carrying *work, uint32_t paragraph);

bool carry_in_one_table(const Paragraph *a, const Paragraph *b);
bool carry_in_one_row(const Paragraph *a, const Paragraph *b);

/* Has the new version the unit, whole, with its objects and notes, among what is new in it? One without any words only counts where it would stand: behind *after in `story`; NULL: nowhere. */
bool carry_has_come(const Carrying *work, const Unit *unit, const int32_t *after, uint32_t story);
/* Does a moved paragraph bring the objects and notes of the old base as they were? */
bool carry_brings_same_objects(const Text *old, const Paragraph *paragraph, const Unit *unit);
/* Has the new version the notes of the paragraph as they were? */
bool carry_keeps_notes(const Carrying *work, const Paragraph *was, const Paragraph *now);
/* Gives the moved unit the words and objects of the new version's paragraph. */
Status carry_take_paragraph(Carrying *work, uint32_t paragraph, Unit *out) MUST_USE;

#endif
