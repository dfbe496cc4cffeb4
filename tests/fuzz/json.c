/* SPDX-License-Identifier: Apache-2.0
 *
 * json_read: what is accepted prints canonically, and canonical bytes are read back to themselves.
 */
#include "fuzz.h"

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *value = NULL, *again = NULL;
    Buffer  once, twice;

    if (json_read((Slice){(const char *)data, size}, &value, NULL) != OK)
        return 0;
    buffer_init(&once, FUZZ_BUFFER_MAX);
    buffer_init(&twice, FUZZ_BUFFER_MAX);
    json_print(value, &once);
    REQUIRE(once.status == OK);
    REQUIRE(json_read(buffer_slice(&once), &again, NULL) == OK);
    json_print(again, &twice);
    REQUIRE(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    json_decref(value);
    json_decref(again);
    buffer_clear(&once);
    buffer_clear(&twice);
    return 0;
}
