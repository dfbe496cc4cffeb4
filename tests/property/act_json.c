/* SPDX-License-Identifier: Apache-2.0
 *
 * act_json_check accepts exactly what the oracle (act_oracle.h) accepts: over generated objects, most of them canonical, and over each of them with some of its pieces
 * exchanged, left out or doubled. 20,000 cases, 200,000 in --long; the seed is printed and may be given in RAPPORTEUR_SEED.
 */
#include "property/act_oracle.h"
#include "property/random.h"
#include "record/record.h"

enum { CASES = 20000, CASES_LONG = 200000, SPOILT = 8, BYTES_MAX = 64 * 1024 };

/* What may stand in a string, some of it forbidden, and in a spoilt object anywhere. */
static const char *const good_pieces[] = {"a", "each day", "\\n", "\\t", "\\\"", "\\\\", "\xC3\xA9", "\xD9\x85", "\xE4\xB8\xAD", "\xF0\x9F\x95\x8A", "/", " ", "\xC2\xA0",
                                          "\xE2\x81\xA6x\xE2\x81\xA9", "\xE2\x81\xA7\xE2\x81\xA8\xE2\x81\xA9\xE2\x81\xA9", "\xEF\xBF\xBD", "{", "[", ","};
static const char *const bad_pieces[] = {"\x7F", "\xC2\x85", "\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA9", "\\u0041", "\\r", "\\/", "\xC0\xAF", "\xED\xA0\x80",
                                         "\xFF", "\t", "\n", " ", "0", "-", "-0", "1.5", "1e3", "9007199254740992", "\"", ",", ":", "{", "}", "[", "]", "null", "\"with\":[],", "\\"};
static const int64_t numbers[] = {0, 1, -1, 10, 63, 71, 9007199254740991, -9007199254740991, 9007199254740990};
static const char *const keys[] = {"a", "a1", "a2345678901234567890123456789012345678_9", "a_", "aa", "b", "changes", "end", "now", "op", "with", "z"}; /* in order */

enum { KEYS = sizeof keys / sizeof keys[0] };

#define ONE_OF(random, table) ((table)[random_below((random), sizeof(table) / sizeof((table)[0]))])

static void add_value(Random *random, int depth, Buffer *out);

static void add_object(Random *random, int depth, Buffer *out)
{
    bool first = true;

    buffer_add_byte(out, '{');
    for (size_t i = 0; i < KEYS; i++) {
        if (!random_chance(random, 25))
            continue;
        buffer_add_format(out, "%s\"%s\":", first ? "" : ",", keys[i]);
        add_value(random, depth, out);
        first = false;
    }
    buffer_add_byte(out, '}');
}

static void add_array(Random *random, int depth, Buffer *out)
{
    uint32_t count = random_below(random, 4);

    buffer_add_byte(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i != 0)
            buffer_add_byte(out, ',');
        add_value(random, depth, out);
    }
    buffer_add_byte(out, ']');
}

static void add_string(Random *random, Buffer *out)
{
    buffer_add_byte(out, '"');
    for (uint32_t i = random_below(random, 5); i > 0; i--)
        buffer_add_string(out, ONE_OF(random, good_pieces));
    buffer_add_byte(out, '"');
}

/* One level too deep now and then. */
static void add_value(Random *random, int depth, Buffer *out)
{
    static const char *const words[] = {"true", "false", "null"};
    uint32_t                 what = random_below(random, depth <= ACT_DEPTH_MAX ? 6 : 3);

    if (what == 0)
        buffer_add_string(out, ONE_OF(random, words));
    else if (what == 1)
        buffer_add_number(out, ONE_OF(random, numbers));
    else if (what == 2)
        add_string(random, out);
    else if (what == 3)
        add_array(random, depth + 1, out);
    else
        add_object(random, depth + 1, out);
}

/* Puts a piece, a byte or a part of the object itself in the place of some bytes. */
static void spoil(Random *random, Slice from, Buffer *out)
{
    size_t at = random_below(random, from.size + 1), end = at + random_below(random, 4), other = random_below(random, from.size);

    end = end < from.size ? end : from.size;
    buffer_add(out, slice_part(from, 0, at));
    switch (random_below(random, 4)) {
    case 0: buffer_add_string(out, ONE_OF(random, bad_pieces)); break;
    case 1: buffer_add_byte(out, (char)random_next(random)); break;
    case 2: buffer_add(out, slice_part(from, other, other + random_below(random, from.size - other + 1))); break;
    default: break;
    }
    buffer_add(out, slice_part(from, random_chance(random, 50) ? at : end, from.size));
}

int main(void)
{
    const char *given = getenv("RAPPORTEUR_SEED"), *is_long = getenv("RAPPORTEUR_LONG");
    uint64_t    seed = given != NULL ? strtoull(given, NULL, 10) : 1;
    unsigned    cases = is_long != NULL && strcmp(is_long, "1") == 0 ? CASES_LONG : CASES, accepted = 0, refused = 0, whole = 0;
    Buffer      object, spoilt;

    printf("seed %llu\n", (unsigned long long)seed);
    (void)fflush(stdout);
    memory_adopt_libraries();
    buffer_init(&object, BYTES_MAX);
    buffer_init(&spoilt, 4 * BYTES_MAX);
    for (unsigned i = 0; i < cases; i++) {
        Random random = {random_seed_of(seed, i)};

        buffer_reset(&object);
        add_object(&random, 1, &object);
        if (object.status != OK)
            continue;
        whole += act_oracle_compare(buffer_slice(&object), ACT_DEPTH_MAX);
        for (int j = 0; j < SPOILT; j++) {
            bool good;

            buffer_reset(&spoilt);
            spoil(&random, buffer_slice(&object), &spoilt);
            good = act_oracle_compare(buffer_slice(&spoilt), ACT_DEPTH_MAX);
            accepted += good;
            refused += !good;
        }
    }
    buffer_clear(&object);
    buffer_clear(&spoilt);
    printf("%u of %u objects accepted as made; of the spoilt ones %u accepted, %u refused\n", whole, cases, accepted, refused);
    /* A generator that no longer makes both kinds would prove nothing. */
    printf("property act_json: %d passed, %d failed\n", whole > cases / 4 && accepted > cases / 10 && refused > cases,
           !(whole > cases / 4 && accepted > cases / 10 && refused > cases));
    return !(whole > cases / 4 && accepted > cases / 10 && refused > cases);
}
