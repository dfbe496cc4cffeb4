/* SPDX-License-Identifier: Apache-2.0
 *
 * What kind of paragraph an element stands for. The writer asks before it adds an attribute, the reader where there is none.
 */
#include "format/akn/akn_internal.h"

static ParagraphKind of_body(const AknPlace *place, uint8_t *level)
{
    switch (place->holder) {
    case HOLDER_POINT:
        *level = place->points == 0 ? 1 : place->points;
        return KIND_SUB;
    case HOLDER_PARAGRAPH: return place->statement ? KIND_OPERATIVE : KIND_PLAIN;
    default: return KIND_PLAIN;
    }
}

ParagraphKind akn_place_kind(const AknPlace *place, uint8_t *level)
{
    *level = 0;
    if (place->story == STORY_FOOTNOTE || place->story == STORY_ENDNOTE)
        return KIND_FOOTNOTE;
    if (place->story == STORY_BOX)
        return KIND_PLAIN;
    if (place->cell)
        return KIND_CELL;
    if (place->tag == TAG_HEADING) {
        *level = place->sections == 0 ? 1 : place->sections;
        return KIND_HEADING;
    }
    if (place->tag == TAG_FORMULA)
        return KIND_ORGAN;
    if (place->tag == TAG_TITLE)
        return KIND_TITLE;
    if (place->region == REGION_CONCLUSIONS)
        return KIND_CLOSING;
    if (place->region == REGION_PREAMBLE && place->holder == HOLDER_CONTAINER)
        return KIND_PREAMBULAR;
    return of_body(place, level);
}
