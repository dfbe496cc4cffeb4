/* SPDX-License-Identifier: Apache-2.0
 *
 * html_read: a saved web page, however broken, is a text or is refused.
 */
#include "format/html/html.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text   *text = NULL;
    Problem problem = {0};

    if (html_read((Slice){(const char *)data, size}, &text, &problem) == OK) {
        REQUIRE(text_identify(text) == OK);
        fuzz_check_text(text);
    } else {
        REQUIRE(problem.status != OK);
    }
    text_free(text);
    return 0;
}
