/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines and numbers, as the record's texts write them.
 */
#ifndef RECORD_LINE_INTERNAL_H
#define RECORD_LINE_INTERNAL_H

#include "record/record.h"

/* The line at the start of *rest, without its LF; *rest goes on after it. False when there is none that ends. */
bool line_take(Slice *rest, Slice *line);
/* Decimal, without a leading zero, at most 19 digits. */
bool line_number(Slice text, uint64_t *out);

#endif
