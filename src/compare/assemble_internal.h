/* SPDX-License-Identifier: Apache-2.0
 *
 * Making a text from a base and the edits that are accepted on it. Both one party's amendment and a choice of parties in a compilation come down to this.
 */
#ifndef COMPARE_ASSEMBLE_INTERNAL_H
#define COMPARE_ASSEMBLE_INTERNAL_H

#include "compare/compare.h"

typedef struct Edit {
    uint32_t         paragraph, start, end_paragraph, end; /* as in Place */
    Slice            text;
    const NewAnchor *anchors;
    uint32_t         anchor_count;
    const Span      *spans;
    uint32_t         span_count;
    const Dress     *dress;
} Edit;

typedef struct EditedUnit {
    int32_t     after;
    uint32_t    story;
    const Unit *unit;
} EditedUnit;

typedef struct Assembly {
    const Text         *base;
    const Edit         *edits;   /* in order of place, not overlapping */
    size_t              edit_count;
    const bool         *deleted; /* by base paragraph */
    const EditedUnit   *units;   /* in order of gap, then as they stand */
    size_t              unit_count;
    const Change *const *formats; /* CHANGE_FORMAT, in order of place; may be NULL */
    size_t              format_count;
} Assembly;

Status assemble(const Assembly *assembly, Text **out) MUST_USE;
/* The paragraphs of one story of the base with the edits made, on `arena` (objects in them keep their hash; their stories are not followed). */
Status assemble_story(const Assembly *assembly, uint32_t story, Arena *arena, Paragraph **out, uint32_t *count) MUST_USE;

#endif
