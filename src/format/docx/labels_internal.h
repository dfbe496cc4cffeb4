/* SPDX-License-Identifier: Apache-2.0
 *
 * Automatic numbers: what Word prints before a numbered paragraph. They are labels, never text.
 */
#ifndef FORMAT_DOCX_LABELS_INTERNAL_H
#define FORMAT_DOCX_LABELS_INTERNAL_H

#include "format/docx/docx.h"

typedef struct Labels Labels;

Labels *labels_new(const Docx *docx) MUST_USE; /* NULL without memory; borrows the Docx */
void    labels_free(Labels *labels);
/* Counts one paragraph of a numbering at a level and appends its number, which may be empty. */
void    labels_next(Labels *labels, uint32_t numbering, uint32_t level, Buffer *out);

#endif
