/* SPDX-License-Identifier: Apache-2.0
 *
 * format/plain: plain text and Markdown, read. Their lines go to the anatomy of src/text.
 *
 * Encodings: UTF-8, UTF-16 with its mark, and Windows-1252, which is what older programs save, where the bytes look like a Western
 * language. Any other is refused: letters are never guessed.
 * Not here: writing (text_print_plain does it), and what a line means.
 */
#ifndef FORMAT_PLAIN_PLAIN_H
#define FORMAT_PLAIN_PLAIN_H

#include "text/text.h"

/* The largest file read as text: a thousand times the longest resolution. */
enum { PLAIN_FILE_MAX = 64 * 1024 * 1024 };

/* One paragraph a line stays so; wrapped conversions are put together again. The lines decide, not the name. */
Status plain_read(Slice file, Text **out, Problem *problem) MUST_USE;
Status markdown_read(Slice file, Text **out, Problem *problem) MUST_USE;

/* The file as UTF-8 with \n line ends and without a byte order mark; form feeds stay, other controls go. What is not Unicode is read as
   `otherwise` (a name of ICU's; NULL or unknown: Windows-1252 where it looks so). Refuses what is no text, and letters that cannot be told.
   Where nothing is to be changed, *out is the file's own bytes. */
Status plain_decode(Slice file, const char *otherwise, Arena *arena, Slice *out, Problem *problem) MUST_USE;

#endif
