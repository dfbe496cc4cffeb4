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

#endif
