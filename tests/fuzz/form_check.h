/* SPDX-License-Identifier: Apache-2.0
 *
 * What must hold of a form, whatever its type.
 */
#ifndef TESTS_FUZZ_FORM_CHECK_H
#define TESTS_FUZZ_FORM_CHECK_H

#include "http/http.h"

/* Reads the body as a form of this type: it is refused with a sentence, or lies within its limits. Crashes when not. */
void form_check(Slice type, Slice body);

#endif
