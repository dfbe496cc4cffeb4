/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of submissions held against the States and groups, only to warn: "did you mean Côte d'Ivoire?". A name that is near none of them
 * ("Delegation 01") is left alone; no name is ever refused.
 */
#include "cli/cli.h"
#include "cli/names_internal.h"

enum { NAME_BYTES_MAX = 300, DISTANCE_NEAR = 2 };

typedef struct NameSearch {
    Arena *arena;
    Slice  wanted, folded; /* as given, and without case, accents and apostrophes */
    bool   exact;
    Slice  best;
    size_t distance;
} NameSearch;

/* Levenshtein's distance of bytes; more than `most` is most + 1. */
static size_t distance(Slice a, Slice b, size_t most)
{
    size_t row[NAME_BYTES_MAX + 1];

    if (a.size > NAME_BYTES_MAX || b.size > NAME_BYTES_MAX || a.size > b.size + most || b.size > a.size + most)
        return most + 1;
    for (size_t j = 0; j <= b.size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t corner = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t above = row[j], best = corner + (a.data[i - 1] != b.data[j - 1]);

            best = above + 1 < best ? above + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            corner = above;
            row[j] = best;
        }
    }
    return row[b.size] <= most ? row[b.size] : most + 1;
}

/* Short names must agree but for accents and case; longer ones may have a slip or two. */
static size_t slips_allowed(Slice folded)
{
    return folded.size < 5 ? 0 : folded.size < 9 ? 1 : DISTANCE_NEAR;
}

static Status try_name(NameSearch *search, Slice name, Slice shown)
{
    Slice  folded;
    size_t d;

    if (name.size == 0 || search->exact)
        return OK;
    if (slice_equal(name, search->wanted)) {
        search->exact = true;
        return OK;
    }
    TRY(text_fold(search->arena, name, &folded));
    d = distance(search->folded, folded, slips_allowed(search->folded));
    if (d <= slips_allowed(search->folded) && d < search->distance) {
        search->distance = d;
        search->best = shown;
    }
    return OK;
}

static Slice take_until(Slice *rest, char end)
{
    const char *found = memchr(rest->data, end, rest->size);
    size_t      size = found != NULL ? (size_t)(found - rest->data) : rest->size;
    Slice       out = slice_part(*rest, 0, size);

    *rest = slice_part(*rest, found != NULL ? size + 1 : size, rest->size);
    return out;
}

/* Columns of states.tsv that hold a name: list_en, formal_en, fr, es, ru, ar, zh. */
static const bool name_columns[] = {[5] = true, [7] = true, [8] = true, [10] = true, [12] = true, [13] = true, [14] = true};
enum { COLUMN_COUNT = 15, COLUMN_ENGLISH = 5 };

static Status search_states(NameSearch *search)
{
    Slice rest = names_states;

    (void)take_until(&rest, '\n');
    while (rest.size != 0 && !search->exact) {
        Slice line = take_until(&rest, '\n'), columns[COLUMN_COUNT] = {{NULL, 0}};

        for (size_t i = 0; i < COLUMN_COUNT; i++)
            columns[i] = take_until(&line, '\t');
        for (size_t i = 0; i < COLUMN_COUNT; i++)
            if (name_columns[i])
                TRY(try_name(search, columns[i], i == COLUMN_ENGLISH || i == 7 ? columns[COLUMN_ENGLISH] : columns[i]));
    }
    return OK;
}

static Status search_groups(NameSearch *search)
{
    Slice rest = names_groups;

    while (rest.size != 0 && !search->exact) {
        Slice line = take_until(&rest, '\n'), name;

        if (slice_starts(line, "#"))
            continue;
        name = take_until(&line, '\t');
        TRY(try_name(search, name, name));
        while (line.size != 0)
            TRY(try_name(search, take_until(&line, '|'), name));
    }
    return OK;
}

Slice names_suggest(Slice name, Arena *arena)
{
    NameSearch search = {.arena = arena, .wanted = name, .distance = SIZE_MAX};

    if (name.size > NAME_BYTES_MAX || text_nfc(arena, name, &search.wanted) != OK || text_fold(arena, name, &search.folded) != OK ||
        search_states(&search) != OK || search_groups(&search) != OK || search.exact)
        return (Slice){NULL, 0};
    return search.best;
}

void names_check(Slice name)
{
    Arena *arena = arena_new(16 * 1024 * 1024);
    Slice  near = arena != NULL ? names_suggest(name, arena) : (Slice){NULL, 0};

    if (near.size != 0) {
        char *given = slice_string(arena, name), *meant = slice_string(arena, near);

        if (given != NULL && meant != NULL)
            say(MSG("names.did_you_mean"), "given", given, "meant", meant, NULL);
    }
    arena_free(arena);
}
