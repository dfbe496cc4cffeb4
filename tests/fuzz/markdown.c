/* SPDX-License-Identifier: Apache-2.0
 *
 * markdown_read: any bytes are Markdown, or are refused; what comes out is a good text.
 */
#include "format/plain/plain.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Text   *text = NULL;
    Problem problem = {0};

    if (markdown_read((Slice){(const char *)data, size}, &text, &problem) == OK) {
        REQUIRE(text_identify(text) == OK);
        fuzz_check_text(text);
    } else {
        REQUIRE(problem.status != OK);
    }
    text_free(text);
    return 0;
}
