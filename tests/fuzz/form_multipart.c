/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms of the type multipart/form-data; boundary=XX.
 */
#include "form_check.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    form_check(SLICE("multipart/form-data; boundary=XX"), (Slice){(const char *)data, size});
    return 0;
}
