/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing one paragraph of the base.
 */
#ifndef FORMAT_DOCX_WRITE_LINE_INTERNAL_H
#define FORMAT_DOCX_WRITE_LINE_INTERNAL_H

#include "format/docx/write_internal.h"

Status line_begin(Line *line, uint32_t paragraph) MUST_USE;
Status line_text(Line *line, Slice text, Slice properties) MUST_USE;
Status line_object(Line *line, Slice xml, Slice properties, bool math_level) MUST_USE;
Status line_finish(Line *line, const DocxParagraph *look) MUST_USE;

#endif
