/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of submissions held against the States and groups, only to warn: "did you mean Côte d'Ivoire?". A name that is near none of them
 * ("Delegation 01") is left alone; no name is ever refused.
 */
#include "cli/cli.h"
#include "cli/names_internal.h"

enum { NAME_BYTES_MAX = 300, DISTANCE_NEAR = 2 };

typedef struct BookName {
    Slice name, folded, shown; /* shown: what is suggested */
} BookName;

struct NameBook {
    Arena    *arena;
    BookName *names;
    size_t    count, capacity;
};

/* Authors of a change of several delegations are joined by semicolons, so no name has one. */
static void add_without_semicolons(Slice name, Buffer *out)
{
    for (size_t i = 0; i < name.size; i++)
        buffer_add_byte(out, name.data[i] == ';' ? ',' : name.data[i]);
}

/* Some systems name files in NFD, which shows as NFC does: it is one name. */
Status names_clean(Arena *arena, Slice name, Slice *out)
{
    Buffer clean, plain;
    Status status;

    buffer_init(&clean, name.size + 1);
    buffer_init(&plain, name.size + 1);
    name_clean(name, SIZE_MAX, &clean);
    add_without_semicolons(buffer_slice(&clean), &plain);
    status = clean.status != OK ? clean.status : plain.status;
    if (status == OK)
        status = text_nfc(arena, slice_trim(buffer_slice(&plain)), out);
    if (status == OK)
        status = slice_copy(arena, *out, out);
    buffer_clear(&clean);
    buffer_clear(&plain);
    return status;
}

/* Levenshtein's distance of bytes; more than `most` is most + 1. Only cells within `most` of the diagonal can hold less: what is beside them stays as the first row has it, or is put above. */
static size_t distance(Slice a, Slice b, size_t most)
{
    size_t row[NAME_BYTES_MAX + 1];

    if (a.size > NAME_BYTES_MAX || b.size > NAME_BYTES_MAX || a.size > b.size + most || b.size > a.size + most)
        return most + 1;
    for (size_t j = 0; j <= b.size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t first = i > most ? i - most : 1, last = i + most < b.size ? i + most : b.size, corner = row[first - 1], least = most + 1;

        row[first - 1] = first == 1 ? i : most + 1;
        for (size_t j = first; j <= last; j++) {
            size_t above = row[j], best = corner + (a.data[i - 1] != b.data[j - 1]);

            best = above + 1 < best ? above + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            corner = above;
            row[j] = best;
            least = best < least ? best : least;
        }
        if (least > most && i > most)
            return most + 1;
    }
    return row[b.size] <= most ? row[b.size] : most + 1;
}

/* Short names must agree but for accents and case; longer ones may have a slip or two. */
static size_t slips_allowed(Slice folded)
{
    return folded.size < 5 ? 0 : folded.size < 9 ? 1 : DISTANCE_NEAR;
}

static Status add_name(NameBook *book, Slice name, Slice shown)
{
    BookName row = {.name = name, .shown = shown};
    void    *block = book->names;
    Status   status;

    if (name.size == 0)
        return OK;
    TRY(text_fold(book->arena, name, &row.folded));
    status = memory_reserve(&block, &book->capacity, book->count + 1, sizeof row);
    book->names = block;
    TRY(status);
    book->names[book->count++] = row;
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
enum { COLUMN_COUNT = 15, COLUMN_ENGLISH = 5, COLUMN_FORMAL = 7 };

static Status add_states(NameBook *book)
{
    Slice rest = names_states;

    (void)take_until(&rest, '\n');
    while (rest.size != 0) {
        Slice line = take_until(&rest, '\n'), columns[COLUMN_COUNT] = {{NULL, 0}};

        for (size_t i = 0; i < COLUMN_COUNT; i++)
            columns[i] = take_until(&line, '\t');
        for (size_t i = 0; i < COLUMN_COUNT; i++)
            if (name_columns[i])
                TRY(add_name(book, columns[i], i == COLUMN_ENGLISH || i == COLUMN_FORMAL ? columns[COLUMN_ENGLISH] : columns[i]));
    }
    return OK;
}

static Status add_groups(NameBook *book)
{
    Slice rest = names_groups;

    while (rest.size != 0) {
        Slice line = take_until(&rest, '\n'), name;

        if (slice_starts(line, "#"))
            continue;
        name = take_until(&line, '\t');
        TRY(add_name(book, name, name));
        while (line.size != 0)
            TRY(add_name(book, take_until(&line, '|'), name));
    }
    return OK;
}

NameBook *names_open(void)
{
    NameBook *book = memory_new_zeroed(1, sizeof *book);

    if (book == NULL)
        return NULL;
    book->arena = arena_new(16 * 1024 * 1024);
    if (book->arena == NULL || add_states(book) != OK || add_groups(book) != OK) {
        names_close(book);
        return NULL;
    }
    return book;
}

void names_close(NameBook *book)
{
    if (book == NULL)
        return;
    arena_free(book->arena);
    memory_free(book->names);
    memory_free(book);
}

Slice names_suggest(const NameBook *book, Slice name)
{
    Arena *arena = arena_new(4 * 1024 * 1024);
    Slice  normal = name, folded, best = {NULL, 0};
    size_t least = SIZE_MAX;

    if (arena == NULL || name.size > NAME_BYTES_MAX || text_nfc(arena, name, &normal) != OK || text_fold(arena, name, &folded) != OK) {
        arena_free(arena);
        return best;
    }
    for (size_t i = 0; i < book->count && least != 0; i++) {
        size_t allowed = slips_allowed(folded), d = distance(folded, book->names[i].folded, allowed);

        if (slice_equal(normal, book->names[i].name)) {
            best = (Slice){NULL, 0};
            break;
        }
        if (d <= allowed && d < least) {
            least = d;
            best = book->names[i].shown;
        }
    }
    for (size_t i = 0; i < book->count && best.size != 0; i++)
        if (slice_equal(normal, book->names[i].name))
            best = (Slice){NULL, 0}; /* written as it should be */
    arena_free(arena);
    return best;
}

void names_check(const NameBook *book, Slice name)
{
    Slice near = book != NULL ? names_suggest(book, name) : (Slice){NULL, 0};
    char  given[PROBLEM_VALUE_MAX], meant[PROBLEM_VALUE_MAX];

    if (near.size == 0)
        return;
    (void)snprintf(given, sizeof given, "%.*s", (int)name.size, name.data);
    (void)snprintf(meant, sizeof meant, "%.*s", (int)near.size, near.data);
    say(MSG("names.did_you_mean"), "given", given, "meant", meant, NULL);
}
