/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms of the type application/x-www-form-urlencoded.
 */
#include "form_check.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    form_check(SLICE("application/x-www-form-urlencoded"), (Slice){(const char *)data, size});
    return 0;
}
