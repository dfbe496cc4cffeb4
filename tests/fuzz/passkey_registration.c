/* SPDX-License-Identifier: Apache-2.0
 *
 * What a browser gives for a new passkey. What is taken lies within the bytes and makes a key that a vkey can say.
 */
#include "fuzz.h"
#include "service/account.h"

static bool within(Slice part, Slice whole)
{
    return part.data >= whole.data && part.data + part.size <= whole.data + whole.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice        bytes = {(const char *)data, size};
    Registration registration;
    Problem      problem = {0};
    Key          key;

    if (registration_read(bytes, &registration, &problem) != OK) {
        REQUIRE(problem.message != NULL);
        return 0;
    }
    REQUIRE(within(registration.id, bytes) && within(registration.cose, bytes));
    REQUIRE(registration.id.size != 0 && registration.id.size <= PASSKEY_ID_MAX && registration.cose.size <= PASSKEY_COSE_MAX);
    REQUIRE(registration_key(registration.cose, SLICE("sign-in"), &key, NULL) == OK && key.type == KEY_PASSKEY);
    return 0;
}
