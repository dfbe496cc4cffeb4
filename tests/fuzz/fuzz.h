/* SPDX-License-Identifier: Apache-2.0
 *
 * What the fuzz targets share: texts made of fuzzed lines, and laws that hold for every text.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "compare/compare.h"
#include "format/docx/docx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FUZZ_BUFFER_MAX = 64 * 1024 * 1024 };

/* The part of *rest up to `separator` (which is left out); *rest goes on after it. */
Slice fuzz_part(Slice *rest, char separator);
/* A text with one plain paragraph a line; all of the lines are made valid first. NULL without memory. */
Text *fuzz_text(Slice lines);
/* Its stored form is read back to the same bytes, it prints plain, and its citations are within it. Crashes when not. */
void fuzz_check_text(const Text *text);
bool fuzz_texts_equal(const Text *a, const Text *b);
/* Changes some bytes of `bytes`, as `how` says; an empty `how` changes none. */
void fuzz_spoil(char *bytes, size_t size, Slice how);

#endif
