/* SPDX-License-Identifier: Apache-2.0
 *
 * Making a failing case small, and telling it to a person.
 */
#ifndef TESTS_PROPERTY_SHRINK_H
#define TESTS_PROPERTY_SHRINK_H

#include "property/laws.h"

enum { LAW_HOLDS = -1, LAW_UNMADE = -2 /* could not be compared and compiled */, LAW_DIED = -3 };

/* Runs all laws on a case, in order; `only` >= 0: that law alone. The first that is broken, or LAW_HOLDS. `law` is told which one is at work. */
int  case_run(const Case *one, int only, volatile int *law, Buffer *why);
/* Leaves out whatever the failure does not need. Each trial runs in a process of its own. */
void case_shrink(Case *one, int failure);
/* What is left, as a base and what each delegation made of it. */
void case_tell(const Case *one, int failure);

#endif
