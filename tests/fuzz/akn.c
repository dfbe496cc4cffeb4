/* SPDX-License-Identifier: Apache-2.0
 *
 * akn_read and akn_read_compilation: a document, however broken, is a text or is refused. What was read is written, and comes back with the same stored form.
 */
#include "format/akn/akn.h"
#include "fuzz.h"

static void check_round(const Text *text)
{
    Text  *back = NULL;
    Buffer file, want, got;

    buffer_init(&file, FUZZ_BUFFER_MAX);
    buffer_init(&want, FUZZ_BUFFER_MAX);
    buffer_init(&got, FUZZ_BUFFER_MAX);
    if (akn_write_text(text, &file, NULL) == OK) {
        REQUIRE(akn_read(buffer_slice(&file), &back, NULL) == OK);
        REQUIRE(text_encode(text, &want, NULL) == OK && text_encode(back, &got, NULL) == OK);
        REQUIRE(slice_equal(buffer_slice(&want), buffer_slice(&got)));
    }
    text_free(back);
    buffer_clear(&file);
    buffer_clear(&want);
    buffer_clear(&got);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice              file = {(const char *)data, size};
    Text              *text = NULL;
    StoredCompilation *stored = NULL;
    Problem            problem = {0};

    if (akn_read(file, &text, &problem) == OK) {
        REQUIRE(text_identify(text) == OK);
        fuzz_check_text(text);
        check_round(text);
    } else {
        REQUIRE(problem.status != OK && text == NULL);
    }
    text_free(text);
    if (akn_compilation_recognize(file) && akn_read_compilation(file, &stored, NULL) == OK)
        REQUIRE(stored != NULL);
    stored_compilation_free(stored);
    return 0;
}
