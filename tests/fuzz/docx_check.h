/* SPDX-License-Identifier: Apache-2.0
 *
 * Laws for everything that is taken for a Word file.
 */
#ifndef TESTS_FUZZ_DOCX_CHECK_H
#define TESTS_FUZZ_DOCX_CHECK_H

#include "fuzz.h"

/* The file is refused with a problem, or its model goes through bytes unchanged and each view is a good text. */
void fuzz_check_docx(Slice file);
/* The same for the bytes of a model, which come from a child that may lie. */
void fuzz_check_docx_model(Slice bytes);

#endif
