/* SPDX-License-Identifier: Apache-2.0
 *
 * docx_read over whole packages: the ZIP, its directory and its parts.
 */
#include "docx_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_check_docx((Slice){(const char *)data, size});
    return 0;
}
