/* SPDX-License-Identifier: Apache-2.0
 *
 * A set of names (eIds) with a number each, by hashes of 64 bits: two names of one hash count as one, which costs the second an id of its own or a note its mark, nothing more.
 */
#include "format/akn/akn_internal.h"

static size_t slot_of(const AknNames *names, uint64_t key)
{
    size_t at = (size_t)key & (names->capacity - 1);

    while (names->keys[at] != 0 && names->keys[at] != key)
        at = (at + 1) & (names->capacity - 1);
    return at;
}

static uint64_t key_of(Slice name)
{
    return hash_fast(name, 3) | 1; /* 0 marks a free slot */
}

void akn_names_clear(AknNames *names)
{
    memory_free(names->keys);
    memory_free(names->values);
    *names = (AknNames){0};
}

static Status grow(AknNames *names)
{
    AknNames larger = {.capacity = names->capacity == 0 ? 64 : names->capacity * 2, .count = names->count};

    larger.keys = memory_new_zeroed(larger.capacity, sizeof *larger.keys);
    larger.values = memory_new_zeroed(larger.capacity, sizeof *larger.values);
    if (larger.keys == NULL || larger.values == NULL) {
        akn_names_clear(&larger);
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < names->capacity; i++) {
        size_t at = names->keys[i] != 0 ? slot_of(&larger, names->keys[i]) : 0;

        if (names->keys[i] == 0)
            continue;
        larger.keys[at] = names->keys[i];
        larger.values[at] = names->values[i];
    }
    akn_names_clear(names);
    *names = larger;
    return OK;
}

Status akn_names_add(AknNames *names, Slice name, uint32_t value, bool *found)
{
    size_t at;

    if (names->count * 2 >= names->capacity)
        TRY(grow(names));
    at = slot_of(names, key_of(name));
    *found = names->keys[at] != 0;
    if (*found)
        return OK;
    names->keys[at] = key_of(name);
    names->values[at] = value;
    names->count++;
    return OK;
}

bool akn_names_find(const AknNames *names, Slice name, uint32_t *value)
{
    size_t at;

    if (names->capacity == 0)
        return false;
    at = slot_of(names, key_of(name));
    *value = names->values[at];
    return names->keys[at] != 0;
}
