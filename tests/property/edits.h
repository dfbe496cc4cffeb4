/* SPDX-License-Identifier: Apache-2.0
 *
 * What delegations do to a draft. An edit is a kind and a few random numbers; what they point at is found when it is made, by the base's
 * paragraphs, so that one edit can be made by several delegations, and any edit can be left out when a case is made smaller.
 */
#ifndef TESTS_PROPERTY_EDITS_H
#define TESTS_PROPERTY_EDITS_H

#include "property/draft.h"

enum { EDIT_NUMBERS = 5 };

typedef struct Edit {
    uint32_t kind;
    uint32_t at[EDIT_NUMBERS];
} Edit;

extern const uint32_t edit_kinds;

Edit        edit_draw(Random *random);
const char *edit_name(const Edit *edit);
/* `words`: where new words come from. An edit that finds nothing to change changes nothing. */
void        edit_make(const Edit *edit, Draft *draft, Slice words);

#endif
