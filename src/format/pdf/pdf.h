/* SPDX-License-Identifier: Apache-2.0
 *
 * format/pdf: an official document as PDF, laid out as the organization prints it, and tagged for those who listen to it.
 *
 * Not here: reading PDF; where the words come from. No emblem, no flag, ever.
 *
 * Invariants
 * - The words are those of official_print_plain, in its order, but that notes stand at the foot of the page that has their mark. Numbers of notes, labels that stand beside a
 *   text, running heads and page numbers come on top.
 * - Each text is asked for once, laid out once, and freed before the next: memory follows the largest text, the number of paragraphs only by what a PDF says of each.
 *   Fonts stay in memory with what was shown of them; of each object of the file sixteen bytes stay, of each page twelve.
 * - Equal input, fonts and libraries give equal bytes: no clock, no randomness. No file is opened.
 *
 * Pango and HarfBuzz are loaded by the first call. They end the process where they get no memory, as GLib does.
 */
#ifndef FORMAT_PDF_PDF_H
#define FORMAT_PDF_PDF_H

#include "format/official.h"

/* The bytes go to `sink` as they are made: after an error, what it got is no document. ERR_REFUSED: a library or a font is not installed, and the problem names it. */
Status pdf_write(const Official *official, const OfficialSink *sink, Problem *problem) MUST_USE;

#endif
