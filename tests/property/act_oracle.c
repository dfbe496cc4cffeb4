/* SPDX-License-Identifier: Apache-2.0
 *
 * See act_oracle.h. UTF-8 is decoded here anew: jansson has judged it before.
 */
#include <jansson.h>

#include "property/act_oracle.h"
#include "record/record.h"

enum { DUMP = JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY };

static uint32_t next_rune(Slice text, size_t *at)
{
    unsigned char first = (unsigned char)text.data[(*at)++];
    int           more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    uint32_t      rune = more == 3 ? first & 0x07u : more == 2 ? first & 0x0Fu : more == 1 ? first & 0x1Fu : first;

    while (more-- > 0)
        rune = rune << 6 | ((unsigned char)text.data[(*at)++] & 0x3Fu);
    return rune;
}

static bool string_allowed(Slice text)
{
    int open = 0;

    for (size_t at = 0; at < text.size;) {
        uint32_t rune = next_rune(text, &at);

        if ((rune < 0x20 && rune != '\n' && rune != '\t') || (rune >= 0x7F && rune <= 0x9F) || (rune >= 0x202A && rune <= 0x202E))
            return false;
        open += rune >= 0x2066 && rune <= 0x2068;
        if (rune == 0x2069 && open-- == 0)
            return false;
    }
    return open == 0;
}

static bool key_allowed(const char *key)
{
    size_t size = strlen(key);

    return size >= 1 && size <= 40 && strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == size && key[0] >= 'a' && key[0] <= 'z';
}

static bool value_allowed(json_t *value, int depth)
{
    const char *key;
    json_t     *member;
    size_t      index;

    if ((json_is_object(value) || json_is_array(value)) && depth-- == 0)
        return false;
    if (json_is_real(value))
        return false;
    if (json_is_integer(value))
        return json_integer_value(value) <= 9007199254740991 && json_integer_value(value) >= -9007199254740991;
    if (json_is_string(value))
        return string_allowed((Slice){json_string_value(value), json_string_length(value)});
    json_object_foreach(value, key, member)
        if (!key_allowed(key) || !value_allowed(member, depth))
            return false;
    json_array_foreach(value, index, member)
        if (!value_allowed(member, depth))
            return false;
    return true;
}

static int take(const char *bytes, size_t size, void *out)
{
    buffer_add(out, (Slice){bytes, size});
    return 0;
}

bool act_oracle_accepts(Slice json, int depth, Buffer *with)
{
    json_t *value = json_loadb(json.data != NULL ? json.data : "", json.size, JSON_REJECT_DUPLICATES, NULL);
    bool    accepted = json_is_object(value) && value_allowed(value, depth);
    Buffer  again;

    buffer_init(&again, json.size * 8 + 64);
    if (accepted) {
        REQUIRE(json_dump_callback(value, take, &again, DUMP) == 0 && again.status == OK);
        accepted = slice_equal(buffer_slice(&again), json);
    }
    if (accepted && json_object_get(value, "with") != NULL)
        REQUIRE(json_dump_callback(json_object_get(value, "with"), take, with, DUMP) == 0);
    json_decref(value);
    buffer_clear(&again);
    return accepted;
}

bool act_oracle_compare(Slice json, int depth)
{
    Slice  with;
    Buffer wanted;
    bool   accepted, same;

    buffer_init(&wanted, json.size + 64);
    accepted = act_oracle_accepts(json, depth, &wanted);
    same = (act_json_check(json, depth, &with, NULL) == OK) == accepted && (!accepted || slice_equal(with, buffer_slice(&wanted)));
    if (!same)
        fprintf(stderr, "%s by the oracle, not so by act_json_check: %.*s\n", accepted ? "accepted" : "refused", (int)json.size, json.data);
    REQUIRE(same);
    buffer_clear(&wanted);
    return accepted;
}
