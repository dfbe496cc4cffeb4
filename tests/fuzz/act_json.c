/* SPDX-License-Identifier: Apache-2.0
 *
 * act_json_check judges as parsing, walking and printing with jansson would, at the depth of acts and at a smaller one; what it accepts, our own canonical printer
 * gives back.
 */
#include <jansson.h>

#include "fuzz.h"
#include "property/act_oracle.h"
#include "record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice   json = {(const char *)data, size};
    json_t *value = NULL;
    Buffer  again;

    (void)act_oracle_compare(json, 2);
    if (!act_oracle_compare(json, ACT_DEPTH_MAX))
        return 0;
    buffer_init(&again, FUZZ_BUFFER_MAX);
    REQUIRE(json_read(json, &value, NULL) == OK);
    json_print(value, &again);
    REQUIRE(slice_equal(buffer_slice(&again), json));
    json_decref(value);
    buffer_clear(&again);
    return 0;
}
