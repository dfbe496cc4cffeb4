/* SPDX-License-Identifier: Apache-2.0
 *
 * Relation and content types of a package's parts, looked up in its own lists. Those bytes are XML from outside: only the child that read the file looks at them.
 */
#ifndef FORMAT_DOCX_WRITE_RELATIONS_INTERNAL_H
#define FORMAT_DOCX_WRITE_RELATIONS_INTERNAL_H

#include "format/docx/docx.h"

enum { BOX_PLACE = 1 }; /* stands in packed XML where a box's content goes; XML itself cannot hold it */

/* What the lists say of the parts, in order of name: each list is read once. */
typedef struct NamedValue {
    Slice  name, value;
    size_t order; /* in its list: of equal names the first counts */
} NamedValue;

typedef struct NamedValues {
    NamedValue *list;
    size_t      count, capacity;
} NamedValues;

typedef struct PartIndex {
    NamedValues relations;           /* of the main part, by id */
    NamedValues overrides, defaults; /* content types, by part name and by ending */
    NamedValues parts;               /* the parts that are kept, by name */
} PartIndex;

/* Borrows from the Docx. To be cleared also when it fails. */
Status relations_index(const Docx *docx, PartIndex *out) MUST_USE;
void   relations_index_clear(PartIndex *index);
/* The bytes of a part; false when there is none or it was not kept. */
bool   relations_find_part(const PartIndex *index, Slice name, Slice *bytes);
/* Appends, sized, the type of relation `id` of the main part, then the content type of part `name`. */
void   relations_add_types(const PartIndex *index, Slice id, Slice name, Buffer *out);
/* The name of the relations part of a part: "word/_rels/document.xml.rels". */
void   relations_part_name(Slice part, Buffer *out);

#endif
