/* SPDX-License-Identifier: Apache-2.0
 *
 * The signature line that notes and entries share.
 */
#ifndef RECORD_NOTE_INTERNAL_H
#define RECORD_NOTE_INTERNAL_H

#include "record/record.h"

/* Takes the next line off *rest: EM DASH SP name SP base64( id[4] || signature ) LF. The problem has no place: only the caller knows the line's number. */
Status note_line_parse(Slice *rest, NoteLine *out, Problem *problem) MUST_USE;
/* Names a line, counted from 1, as the place of a problem that has none. Returns status. */
Status note_at_line(Problem *problem, Status status, size_t line);

#endif
