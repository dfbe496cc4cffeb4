/* SPDX-License-Identifier: Apache-2.0
 *
 * Several people of one party write in one draft, each from whatever revision they opened last. However their saves interleave: a wording goes only when somebody who had it before the eyes put another in
 * its place; who was alone in an entry has it as typed; nothing appears that nobody wrote. RAPPORTEUR_SEED, RAPPORTEUR_CASES and RAPPORTEUR_LONG as in laws.c.
 */
#include "service/private_draft.h"

#include <jansson.h>
#include <time.h>

#include "property/random.h"

enum { CASES = 4000, CASES_LONG = 400000, PEOPLE = 3, ENTRIES = 6, STEPS_MAX = 14, WORDING_SIZE = 24 };

static const char *const keys[ENTRIES] = {"p-aaaaaaaaaa", "p-bbbbbbbbbb", DRAFT_NEW "aaaaaaaaaa", DRAFT_NEW "bbbbbbbbbb", DRAFT_PLACE "aaaaaaaaaa", DRAFT_RATIONALE};

typedef struct Story {
    json_t  *revisions[STEPS_MAX + 2]; /* 0: the first */
    unsigned newest, opened[PEOPLE], written;
    uint64_t merges, kept;             /* saves that met another's; entries in which both stayed */
} Story;

static void fail(const char *what, const char *key, const json_t *base, const json_t *mine, const json_t *theirs, const json_t *merged)
{
    Buffer text;

    buffer_init(&text, 100000);
    for (int i = 0; i < 4; i++) {
        buffer_add_string(&text, (const char *const[]){"\n    opened: ", "\n    typed:  ", "\n    newest: ", "\n    merged: "}[i]);
        json_print((const json_t *const[]){base, mine, theirs, merged}[i], &text);
    }
    printf("  %s in %s%.*s\n", what, key, (int)text.size, text.data);
    buffer_clear(&text);
}

static bool has(const json_t *content, const char *key, const json_t *words)
{
    const json_t *item, *list = private_draft_wordings(content, key);
    size_t        i;

    json_array_foreach((json_t *)(uintptr_t)list, i, item) if (json_equal(json_object_get(item, "words"), words)) return true;
    return list == NULL && json_is_null(words);
}

static size_t count(const json_t *content, const char *key)
{
    size_t size = json_array_size(private_draft_wordings(content, key));

    return size != 0 ? size : 1;
}

static const json_t *wording(const json_t *content, const char *key, size_t index)
{
    const json_t *list = private_draft_wordings(content, key);

    return list != NULL ? json_object_get(json_array_get(list, index), "words") : json_null();
}

static bool same(const json_t *a, const json_t *b, const char *key)
{
    for (size_t i = 0; i < count(a, key) || i < count(b, key); i++)
        if (i >= count(a, key) || i >= count(b, key) || !json_equal(wording(a, key, i), wording(b, key, i)))
            return false;
    return true;
}

/* Is each wording of `from` in `merged`, but for those of `seen` that `by` no longer has? */
static bool keeps(const json_t *from, const json_t *seen, const json_t *by, const json_t *merged, const char *key)
{
    for (size_t i = 0; i < count(from, key); i++) {
        const json_t *words = wording(from, key, i);

        if (!has(merged, key, words) && !(has(seen, key, words) && !has(by, key, words)))
            return false;
    }
    return true;
}

static bool holds(Story *story, const json_t *base, const json_t *mine, const json_t *theirs, const json_t *merged)
{
    for (int k = 0; k < ENTRIES; k++) {
        const char *key = keys[k], *what = NULL;

        if (!keeps(theirs, base, mine, merged, key))
            what = "a wording that was saved is lost";
        else if (!keeps(mine, base, theirs, merged, key))
            what = "a wording that was typed is lost";
        else if (same(theirs, base, key) && !same(merged, mine, key))
            what = "who was alone has something else";
        else if (same(mine, base, key) && !same(merged, theirs, key))
            what = "who typed nothing changed something";
        for (size_t i = 0; what == NULL && i < count(merged, key); i++)
            if (!has(mine, key, wording(merged, key, i)) && !has(theirs, key, wording(merged, key, i)))
                what = "nobody wrote this";
        story->kept += !same(mine, base, key) && !same(theirs, base, key) && count(merged, key) > 1;
        if (what != NULL) {
            fail(what, key, base, mine, theirs, merged);
            return false;
        }
    }
    return true;
}

static void type_something(Random *random, Story *story, unsigned person, json_t *content)
{
    const char *key = keys[random_below(random, ENTRIES)];
    char        words[WORDING_SIZE], name[WORDING_SIZE];
    bool        settles = random_chance(random, 30);
    Slice       typed = slice_from(words);

    (void)snprintf(words, sizeof words, "words %u", random_chance(random, 85) ? ++story->written : random_below(random, story->written + 1));
    (void)snprintf(name, sizeof name, "Person %u", person);
    typed = random_chance(random, 12) ? (Slice){NULL, 0} : random_chance(random, 8) ? SLICE("") : slice_from(words);
    REQUIRE(private_draft_type(content, key, typed, slice_from(name), settles, NULL) == OK);
    /* what one types stands in one's own text */
    REQUIRE(json_equal(wording(content, key, 0), typed.data != NULL ? json_object_get(json_array_get(private_draft_wordings(content, key), 0), "words") : json_null()));
    REQUIRE(!settles || count(content, key) == 1);
}

static bool step(Random *random, Story *story)
{
    unsigned person = random_below(random, PEOPLE);
    json_t  *base, *mine, *merged;
    bool     held;

    if (random_chance(random, 35)) { /* looks again */
        story->opened[person] = story->newest;
        return true;
    }
    base = story->revisions[story->opened[person]];
    mine = json_deep_copy(base);
    for (unsigned i = 1 + random_below(random, 3); i > 0; i--)
        type_something(random, story, person, mine);
    merged = private_draft_merge(base, mine, story->revisions[story->newest]);
    REQUIRE(merged != NULL);
    story->merges += story->opened[person] != story->newest;
    held = holds(story, base, mine, story->revisions[story->newest], merged);
    json_decref(mine);
    story->revisions[++story->newest] = merged;
    story->opened[person] = story->newest;
    return held;
}

static bool run(uint64_t seed, Story *story)
{
    Random random = {seed};
    bool   held = true;

    *story = (Story){.merges = story->merges, .kept = story->kept};
    story->revisions[0] = private_draft_content(SLICE("v"));
    REQUIRE(story->revisions[0] != NULL);
    for (int i = 0; i < STEPS_MAX && held; i++)
        held = step(&random, story);
    for (unsigned i = 0; i <= story->newest; i++)
        json_decref(story->revisions[i]);
    return held;
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *value = getenv(variable);

    return value != NULL && *value != '\0' ? strtoull(value, NULL, 10) : otherwise;
}

int main(void)
{
    bool     is_long = number_from("RAPPORTEUR_LONG", 0) != 0;
    uint64_t seed = number_from("RAPPORTEUR_SEED", is_long ? (uint64_t)time(NULL) : 1), cases = number_from("RAPPORTEUR_CASES", is_long ? CASES_LONG : CASES), passed = 0;
    Story    story = {0};

    memory_adopt_libraries();
    printf("seed %llu, %llu drafts of %d people\n", (unsigned long long)seed, (unsigned long long)cases, PEOPLE);
    for (uint64_t i = 0; i < cases && i - passed < 3; i++)
        passed += run(random_seed_of(seed, i), &story);
    printf("  %llu saves met what another had saved; in %llu entries both had written and both are there\n", (unsigned long long)story.merges, (unsigned long long)story.kept);
    printf("draft_merge: %llu passed, %d failed\n", (unsigned long long)passed, passed != cases || story.kept < cases / 10);
    return passed != cases || story.kept < cases / 10;
}
