/* SPDX-License-Identifier: Apache-2.0
 *
 * The reading side of an OPC package: a ZIP in memory, taken apart under limits, and the relationships between its parts.
 * No name from the archive is ever used as the name of a file. External targets are known as such and never followed.
 */
#ifndef FORMAT_DOCX_PACKAGE_INTERNAL_H
#define FORMAT_DOCX_PACKAGE_INTERNAL_H

#include "format/docx/docx.h"

typedef struct Package Package;

typedef struct Relation {
    Slice id;
    Slice type;   /* the last segment of its URI: "officeDocument", "image" …: the same for transitional and strict */
    Slice target; /* the part's name in the ZIP; of an external one the address as written */
    bool  external;
} Relation;

typedef struct Relations {
    Relation *items;
    size_t    count, capacity;
} Relations;

/* Checks every entry against the limits before anything is inflated. `file` and `limits` must outlive it. */
Status package_open(Slice file, const DocxLimits *limits, Package **out, Problem *problem) MUST_USE;
void   package_close(Package *package);
size_t package_count(const Package *package);
Slice  package_name(const Package *package, size_t index);       /* good as long as the package; ended by a zero byte */
long   package_find(const Package *package, Slice name);         /* -1 when absent; ASCII case is ignored, as the format says */
/* Appends the part's bytes to *out. */
Status package_read(Package *package, size_t index, Buffer *out, Problem *problem) MUST_USE;
/* The relationships of a part ("" for the package itself); none when it has no .rels. Strings live as long as the package. */
Status package_relations(Package *package, Slice part, Relations *out, Problem *problem) MUST_USE;
void   relations_clear(Relations *relations);
const Relation *relations_by_type(const Relations *relations, const char *type); /* the first internal one, or NULL */
const Relation *relations_by_id(const Relations *relations, Slice id);

/* Is it a compound file of an older program, with a stream of this name in it? For files that begin as these do. */
bool ole_has_stream(Slice file, const char *name);

#endif
