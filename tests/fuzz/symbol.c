/* SPDX-License-Identifier: Apache-2.0
 *
 * Symbols and citations: a symbol that is found is one, equals itself, and equals its key where that is a symbol.
 */
#include "fuzz.h"

static void check_symbol(Slice written)
{
    Symbol symbol, again;
    Buffer key;

    if (!symbol_parse(written, &symbol))
        return;
    REQUIRE(symbol.segment_count <= SYMBOL_SEGMENTS_MAX);
    REQUIRE(symbol_compare(&symbol, &symbol) == 0);
    buffer_init(&key, FUZZ_BUFFER_MAX);
    symbol_print_key(&symbol, &key);
    /* A key need not be a symbol that people write: it sets "102A" apart as "102 A" everywhere. Where it is one, it is the same. */
    REQUIRE(key.size != 0 && (!symbol_parse(buffer_slice(&key), &again) || symbol_compare(&symbol, &again) == 0));
    buffer_clear(&key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice  bytes = {(const char *)data, size};
    Symbol symbol;
    Text  *text;

    for (size_t at = 0; at < size && at < 1000; at++) {
        size_t found = symbol_match(slice_part(bytes, at, size), &symbol);

        REQUIRE(found <= size - at);
        if (found != 0)
            check_symbol(slice_part(bytes, at, at + found));
    }
    check_symbol(bytes);
    text = fuzz_text(bytes);
    if (text != NULL)
        fuzz_check_text(text);
    text_free(text);
    return 0;
}
