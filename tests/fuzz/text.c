/* SPDX-License-Identifier: Apache-2.0
 *
 * text_decode: the stored form of a version.
 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text   *text = NULL;
    Problem problem = {0};

    if (text_decode((Slice){(const char *)data, size}, &text, &problem) == OK)
        fuzz_check_text(text);
    else
        REQUIRE(problem.status != OK);
    text_free(text);
    return 0;
}
