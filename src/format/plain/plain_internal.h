/* SPDX-License-Identifier: Apache-2.0
 *
 * What the readers of plain text and Markdown share.
 */
#ifndef FORMAT_PLAIN_PLAIN_INTERNAL_H
#define FORMAT_PLAIN_PLAIN_INTERNAL_H

#include "format/plain/plain.h"

/* Markdown before it is parsed: glued emphasis is taken apart into paragraphs, notes written [^1] become raised numbers, and a rule
   right under a paragraph does not make a heading of it. */
Status markdown_source(Slice text, Buffer *out) MUST_USE;

#endif
