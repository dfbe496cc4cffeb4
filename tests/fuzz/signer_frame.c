/* SPDX-License-Identifier: Apache-2.0
 *
 * The signer's requests: whatever comes, a frame lies within what came, is the same when more follows it, and every stream comes to an end.
 */
#include "fuzz.h"

#include "signer/signer.h"

/* A frame that is whole does not change with what stands behind it, and is not whole before its last byte. */
static void check_alone(Slice received, SignerFrame whole, SignerKey which, Slice message, size_t taken)
{
    SignerKey again;
    Slice     same;
    size_t    size;

    REQUIRE(signer_frame(slice_part(received, 0, taken), &again, &same, &size) == whole);
    REQUIRE(again == which && size == taken && slice_equal(message, same));
    REQUIRE(signer_frame(slice_part(received, 0, taken - 1), &again, &same, &size) == SIGNER_FRAME_MORE && size == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = {(const char *)data, size};

    for (;;) {
        SignerKey   which;
        Slice       message;
        size_t      taken;
        SignerFrame frame = signer_frame(rest, &which, &message, &taken);

        if (frame == SIGNER_FRAME_MORE || frame == SIGNER_FRAME_BROKEN) {
            REQUIRE(taken == 0 && message.size == 0 && which == SIGNER_KEYS);
            REQUIRE(frame == SIGNER_FRAME_BROKEN || rest.size < SIGNER_FRAME_MAX);
            return 0;
        }
        REQUIRE(taken >= 4 && taken <= SIGNER_FRAME_MAX && taken <= rest.size);
        REQUIRE(frame == SIGNER_FRAME_READY ? which < SIGNER_KEYS && message.size == taken - 3 : which == SIGNER_KEYS);
        REQUIRE(message.size == 0 || (message.data == rest.data + 3 && message.size <= SIGNER_MESSAGE_MAX));
        check_alone(rest, frame, which, message, taken);
        rest = slice_part(rest, taken, rest.size);
    }
}
