/* SPDX-License-Identifier: Apache-2.0
 *
 * base without memory: JSON both ways, Unicode rewriting, messages, hashes.
 */
#include "walk.h"

#include <jansson.h>

static Status json_both_ways(const void *input, Buffer *out)
{
    json_t *value = NULL;

    TRY(json_read(*(const Slice *)input, &value, NULL));
    json_print(value, out);
    json_print_pretty(value, out);
    json_decref(value);
    return out->status;
}

static Status unicode_rewrites(const void *input, Buffer *out)
{
    static Status (*const rewrites[])(Arena *, Slice, Slice *) = {utf8_clean, text_nfc, text_fold, text_squeeze};
    Arena *arena = arena_new(1024 * 1024);
    Status status = arena != NULL ? OK : ERR_MEMORY;

    for (size_t i = 0; status == OK && i < sizeof rewrites / sizeof rewrites[0]; i++) {
        Slice rewritten;

        status = rewrites[i](arena, *(const Slice *)input, &rewritten);
        if (status == OK)
            buffer_add(out, rewritten);
    }
    arena_free(arena);
    return status != OK ? status : out->status;
}

static Status names_in_order(const void *input, Buffer *out)
{
    Collator *collator = collator_new("fr");

    if (collator == NULL)
        return ERR_MEMORY;
    buffer_add_number(out, collator_compare(collator, *(const Slice *)input, SLICE("e")));
    collator_free(collator);
    return out->status;
}

static Status any_string(const void *input, Buffer *out)
{
    json_t *value = json_from_slice(*(const Slice *)input);

    if (value == NULL)
        return ERR_MEMORY;
    json_print(value, out);
    json_decref(value);
    return out->status;
}

int main(void)
{
    const Slice json = SLICE("{\"b\":[1,{\"c\":\"\\u00e9 and so many words more that what holds a string has to grow, and once more than that, and again\"},[]],\"a\":{\"d\":null,\"e\":[true,false]}}");
    const Slice words = SLICE("  Re\xCC\x81sume\xCC\x81 \xEF\xAC\x81rst\xC2\xA0\xD9\x85\xD9\x80\xD8\xA7 ");
    const Slice bad = SLICE("a\xFF\xFE z");
    const Walk  walks[] = {
        {"JSON read and printed", json_both_ways, &json},
        {"text rewritten", unicode_rewrites, &words},
        {"names compared", names_in_order, &words},
        {"a string of any bytes", any_string, &bad},
    };

    return walk_all("fault base", walks, sizeof walks / sizeof walks[0]);
}
