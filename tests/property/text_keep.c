/* SPDX-License-Identifier: Apache-2.0
 *
 * What the service keeps of a text between acts (service/text_keep.c) is always what compiling everything at once would come to: over generated texts with notes, tables, moves and competing wordings in
 * six languages, proposals come, go and are joined by others in any order; after each step the answer, compiled paragraph by paragraph as far as it was touched, has the same bytes as one that is
 * compiled whole from nothing. 300 cases, 10,000 in --long; the seed is printed and may be given in RAPPORTEUR_SEED.
 */
#include "property/cases.h"
#include "service/text_internal.h"

#include <time.h>

enum { CASES = 300, CASES_LONG = 10000, ROWS_OF_PARTY = 3, ROWS_MAX = CASE_PARTIES_MAX * ROWS_OF_PARTY, STEPS = 10, BYTES_MAX = 64 << 20 };

typedef struct Play {
    Texts   texts;
    json_t *rows[ROWS_MAX];
    bool    in[ROWS_MAX];
    size_t  count;
} Play;

static json_t *changes_of(const Text *base, const Text *revised)
{
    Comparer  *comparer = comparer_new(base);
    Amendment *amendment = NULL;
    json_t    *whole = NULL, *changes = NULL;
    Buffer     printed;

    buffer_init(&printed, BYTES_MAX);
    REQUIRE(comparer != NULL && amendment_between(comparer, revised, &amendment, NULL) == OK && amendment_encode(base, amendment, &printed, NULL) == OK);
    REQUIRE(json_read(buffer_slice(&printed), &whole, NULL) == OK);
    changes = json_incref(json_object_get(whole, "changes"));
    json_decref(whole);
    buffer_clear(&printed);
    amendment_free(amendment);
    comparer_free(comparer);
    return changes;
}

/* Some of them: another proposal of the same party, equal to the first in part. What a change hangs on may be gone; then nothing of it can be shown, which must be said in both ways. */
static json_t *some_of(const json_t *changes, Random *random)
{
    json_t *out = json_array();

    for (size_t i = 0; i < json_array_size(changes); i++)
        if (random_chance(random, 50))
            (void)json_array_append(out, json_array_get(changes, i));
    return out;
}

static void add_row(Play *play, size_t party, json_t *changes)
{
    char name[80], act[2 * HASH_SIZE + 1];

    (void)snprintf(name, sizeof name, "%.*s", (int)texts_party_name(party).size, texts_party_name(party).data);
    (void)snprintf(act, sizeof act, "%064zu", play->count * 7919 % 1000);
    play->rows[play->count] = json_pack("{s:s, s:i, s:{s:s, s:{s:s}}, s:s, s:o}", "act", act, "index", (int)play->count + 10, "party", "party", name, "names", "en", name, "state", "open", "changes", changes);
    REQUIRE(play->rows[play->count] != NULL);
    play->count++;
}

static void play_make(const Case *one, Random *random, Play *out)
{
    *out = (Play){0};
    texts_make(one, &out->texts);
    for (size_t i = 0; i < out->texts.count; i++) {
        json_t *changes = changes_of(out->texts.base, out->texts.revised[i]);

        for (size_t k = 1; k < ROWS_OF_PARTY; k++)
            add_row(out, i, some_of(changes, random));
        add_row(out, i, changes);
    }
}

static void play_clear(Play *play)
{
    for (size_t i = 0; i < play->count; i++)
        json_decref(play->rows[i]);
    texts_clear(&play->texts);
}

/* Proposals come and go; or somebody joins one, which makes its row another. */
static void step(Play *play, Random *random)
{
    for (uint32_t i = 1 + random_below(random, 3); i > 0; i--) {
        size_t  at = random_below(random, play->count);
        json_t *joined;

        if (!random_chance(random, 20)) {
            play->in[at] = !play->in[at];
            continue;
        }
        joined = json_copy(play->rows[at]);
        (void)json_object_set_new(joined, "with", json_pack("[s]", random_chance(random, 50) ? "party-a" : "party-b"));
        json_decref(play->rows[at]);
        play->rows[at] = joined;
    }
}

static json_t *rows_of(const Play *play)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < play->count; i++)
        if (play->in[i])
            (void)json_array_append(rows, play->rows[i]);
    return rows;
}

static KeptText *kept_of(const Text *base, KeptParts parts)
{
    Text     *copy = NULL;
    KeptText *kept;

    REQUIRE(text_copy(base, &copy) == OK);
    kept = kept_text_new(copy, parts);
    REQUIRE(kept != NULL);
    return kept;
}

static void told(const KeptText *kept, size_t paragraphs, Buffer *out)
{
    json_t *answer = json_pack("{s:[]}", "paragraphs");

    for (size_t i = 0; i < paragraphs; i++)
        (void)json_array_append_new(json_object_get(answer, "paragraphs"), json_object());
    REQUIRE(kept_text_tell(kept, answer, NULL) == OK);
    buffer_reset(out);
    json_print(answer, out);
    json_decref(answer);
}

/* *compiled: parts that the kept text compiled for this step. */
static bool same(const Play *play, KeptText *kept, size_t *compiled, Buffer *a, Buffer *b)
{
    json_t   *rows = rows_of(play);
    KeptText *whole = kept_of(play->texts.base, KEEP_WHOLE);

    REQUIRE(kept_text_bring(kept, &(KeptRows){.list = rows}, NULL) == OK && kept_text_bring(whole, &(KeptRows){.list = rows}, NULL) == OK);
    *compiled = kept_text_compiled(kept);
    told(kept, play->texts.base->count, a);
    told(whole, play->texts.base->count, b);
    kept_text_free(whole);
    json_decref(rows);
    return a->status == OK && b->status == OK && slice_equal(buffer_slice(a), buffer_slice(b));
}

static void show(uint64_t index, unsigned at, Slice got, Slice want)
{
    size_t i = 0;

    while (i < got.size && i < want.size && got.data[i] == want.data[i])
        i++;
    i = i > 60 ? i - 60 : 0;
    (void)printf("FAILED: case %llu, step %u: kept …%.*s… whole …%.*s…\n", (unsigned long long)index, at, 160, got.size > i ? got.data + i : "", 160, want.size > i ? want.data + i : "");
}

static bool play_case(uint64_t seed, uint64_t index, size_t *spared)
{
    Random    random = {random_seed_of(seed, index)};
    Case      one;
    Play      play;
    KeptText *kept;
    Buffer    a, b;
    bool      good = true;
    size_t    compiled;

    case_draw(random_seed_of(seed, index), (uint32_t)(index % LANGUAGE_COUNT), &one);
    play_make(&one, &random, &play);
    kept = kept_of(play.texts.base, KEEP_PARAGRAPHS);
    buffer_init(&a, BYTES_MAX);
    buffer_init(&b, BYTES_MAX);
    for (unsigned i = 0; play.count != 0 && good && i < STEPS; i++) {
        step(&play, &random);
        good = same(&play, kept, &compiled, &a, &b);
        if (!good)
            show(index, i, buffer_slice(&a), buffer_slice(&b));
        *spared += i > 0 && compiled < play.texts.base->count;
    }
    kept_text_free(kept);
    buffer_clear(&a);
    buffer_clear(&b);
    play_clear(&play);
    return good;
}

int main(void)
{
    const char *given = getenv("RAPPORTEUR_SEED"), *lasting = getenv("RAPPORTEUR_LONG");
    bool        is_long = lasting != NULL && strcmp(lasting, "1") == 0;
    uint64_t    seed = given != NULL ? strtoull(given, NULL, 10) : is_long ? (uint64_t)time(NULL) : 1, passed = 0, cases = is_long ? CASES_LONG : CASES;
    size_t      spared = 0;

    if (!sources_load())
        return 1;
    (void)printf("seed %llu\n", (unsigned long long)seed);
    for (uint64_t i = 0; i < cases; i++)
        passed += play_case(seed, i, &spared);
    sources_free();
    if (spared == 0) { /* it would have compiled everything each time */
        (void)printf("FAILED: nothing was ever spared\n");
        passed = passed != 0 ? passed - 1 : 0;
    }
    (void)printf("%zu steps spared paragraphs\ntext_keep: %llu passed, %llu failed\n", spared, (unsigned long long)passed, (unsigned long long)(cases - passed));
    return passed == cases ? 0 : 1;
}
