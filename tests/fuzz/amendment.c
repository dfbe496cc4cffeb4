/* SPDX-License-Identifier: Apache-2.0
 *
 * amendment_between, _encode, _decode and _apply. The bytes are base, revised and spoiling, divided by form feeds: the changes from one
 * to the other give the other exactly, also through the stored form; and a spoilt stored form is refused or is an amendment.
 */
#include "fuzz.h"

static void check_spoilt(const Text *base, Buffer *stored, Slice how)
{
    Amendment *amendment = NULL;
    Text      *applied = NULL;

    fuzz_spoil(stored->data, stored->size, how);
    if (amendment_decode(base, buffer_slice(stored), &amendment, NULL) == OK && amendment_apply(base, amendment, &applied, NULL) == OK)
        fuzz_check_text(applied);
    text_free(applied);
    amendment_free(amendment);
}

static void check_pair(const Text *base, const Text *revised, Slice how)
{
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL, *again = NULL;
    Text      *applied = NULL;
    Buffer     stored;

    buffer_init(&stored, FUZZ_BUFFER_MAX);
    REQUIRE(amendment_between(comparer, revised, &amendment, NULL) == OK);
    REQUIRE(amendment_encode(base, amendment, &stored, NULL) == OK);
    REQUIRE(amendment_decode(base, buffer_slice(&stored), &again, NULL) == OK);
    REQUIRE(amendment_apply(base, again, &applied, NULL) == OK);
    REQUIRE(fuzz_texts_equal(applied, revised));
    check_spoilt(base, &stored, how);
    buffer_clear(&stored);
    text_free(applied);
    amendment_free(again);
    amendment_free(amendment);
    comparer_free(comparer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice rest = {(const char *)data, size};
    Text *base = fuzz_text(fuzz_part(&rest, '\f'));
    Text *revised = fuzz_text(fuzz_part(&rest, '\f'));

    if (base != NULL && revised != NULL)
        check_pair(base, revised, rest);
    text_free(base);
    text_free(revised);
    return 0;
}
