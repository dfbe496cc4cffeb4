/* SPDX-License-Identifier: Apache-2.0
 *
 * Relation and content types of a package's parts, looked up in its own lists. Those bytes are XML from outside: only the child that read the file looks at them.
 */
#ifndef FORMAT_DOCX_WRITE_RELATIONS_INTERNAL_H
#define FORMAT_DOCX_WRITE_RELATIONS_INTERNAL_H

#include "format/docx/docx.h"

enum { BOX_PLACE = 1 }; /* stands in packed XML where a box's content goes; XML itself cannot hold it */

/* Appends, sized, the type of relation `id` of the main part, then the content type of part `name`. */
void relations_add_types(const Docx *docx, Slice id, Slice name, Buffer *out);
/* The name of the relations part of a part: "word/_rels/document.xml.rels". */
void relations_part_name(Slice part, Buffer *out);

#endif
