/* SPDX-License-Identifier: Apache-2.0
 *
 * New paragraphs of a private draft. Each has two entries, its words and its place, so that one person can write in it while another moves it and both is kept; and a name of its own, so that two people
 * who add a paragraph at the same place have added two.
 *
 * A place is the paragraph before and a number among those that are new there; where several have one number (what one form added, or two people at the same time), their names decide. The place of a paragraph that is no more means nothing.
 */
#include "service/private_draft.h"

#include <jansson.h>
#include <stdlib.h>

enum { NAME_DIGITS = 10, PLACE_TEXT_MAX = 60, KEY_MAX = 40 };

static const char name_alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

bool draft_paragraphs_is(const char *key)
{
    return strncmp(key, DRAFT_NEW, strlen(DRAFT_NEW)) == 0;
}

bool draft_paragraphs_is_place(const char *key)
{
    return strncmp(key, DRAFT_PLACE, strlen(DRAFT_PLACE)) == 0;
}

const char *draft_paragraphs_place_key(const char *key, char out[DRAFT_KEY_MAX])
{
    (void)snprintf(out, DRAFT_KEY_MAX, DRAFT_PLACE "%.30s", key + strlen(DRAFT_NEW));
    return out;
}

/* "p-hnvc2ooo4m 3"; " 3" is the third at the end. */
DraftPlace draft_paragraphs_place(Slice words)
{
    DraftPlace  place = {.after = {NULL, 0}};
    const char *blank = words.size != 0 ? memchr(words.data, ' ', words.size) : NULL;
    char        digits[DECIMAL_MAX] = {0};
    Slice       number;

    if (blank == NULL)
        return place;
    place.after = (Slice){words.data, (size_t)(blank - words.data)};
    number = slice_part(words, place.after.size + 1, words.size);
    if (number.size < sizeof digits)
        memcpy(digits, number.data, number.size);
    place.order = strtoll(digits, NULL, 10);
    return place;
}

static DraftPlace place_of(const json_t *content, const char *key)
{
    char name[DRAFT_KEY_MAX];

    return draft_paragraphs_place(json_slice(private_draft_standing(content, draft_paragraphs_place_key(key, name))));
}

static int compare_rows(const void *a, const void *b)
{
    const DraftParagraph *one = a, *two = b;
    int                   order = slice_compare(one->place.after, two->place.after);

    if (order != 0)
        return order;
    if (one->place.order != two->place.order)
        return one->place.order < two->place.order ? -1 : 1;
    return strcmp(one->key, two->key);
}

size_t draft_paragraphs_count(const json_t *content)
{
    const json_t *list;
    const char   *key;
    size_t        count = 0;

    json_object_foreach(json_object_get(content, "entries"), key, list) count += draft_paragraphs_is(key);
    return count;
}

void draft_paragraphs_list(const json_t *content, DraftParagraph *out)
{
    const json_t *list;
    const char   *key;
    size_t        count = 0;

    json_object_foreach(json_object_get(content, "entries"), key, list) if (draft_paragraphs_is(key)) out[count++] = (DraftParagraph){.key = key, .place = place_of(content, key)};
    if (count != 0)
        qsort(out, count, sizeof *out, compare_rows);
}

/* ---- writing ---- */

static Status type_place(json_t *content, const char *key, Slice after, int64_t order, Slice by, bool settles, Problem *problem)
{
    char words[PLACE_TEXT_MAX], name[DRAFT_KEY_MAX];

    (void)snprintf(words, sizeof words, "%.*s %lld", (int)after.size, after.size != 0 ? after.data : "", (long long)order);
    return private_draft_type(content, draft_paragraphs_place_key(key, name), slice_from(words), by, settles, problem);
}

/* The caller frees *list. */
static Status listed(const json_t *content, DraftParagraph **list, size_t *count, Problem *problem)
{
    *count = draft_paragraphs_count(content);
    *list = memory_new_zeroed(*count + 1, sizeof **list);
    if (*list == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    draft_paragraphs_list(content, *list);
    return OK;
}

/* The number of the next one there. */
static Status next_order(const json_t *content, const char *key, Slice after, int64_t *out, Problem *problem)
{
    DraftParagraph *list;
    size_t          count;

    if (after.size > KEY_MAX || (after.size != 0 && memchr(after.data, ' ', after.size) != NULL))
        return problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
    TRY(listed(content, &list, &count, problem));
    *out = 1;
    for (size_t i = 0; i < count; i++)
        if (slice_equal(list[i].place.after, after) && strcmp(list[i].key, key) != 0 && list[i].place.order >= *out)
            *out = list[i].place.order + 1;
    memory_free(list);
    return OK;
}

Status draft_paragraphs_put(json_t *content, const char *key, Slice after, Slice by, bool settles, Problem *problem)
{
    int64_t order;

    TRY(next_order(content, key, after, &order, problem));
    return type_place(content, key, after, order, by, settles, problem);
}

/* One form that is sent twice adds its paragraphs once: their names follow from what is sent, and of which revision. Those of one form are named in order, so that they stay together. */
static void name_new(Slice seed, Slice lines, Slice after, char out[NAME_DIGITS + 1])
{
    Slice parts[] = {seed, SLICE("\n"), after, SLICE("\n"), lines};
    Hash  hash;

    sha256_parts(parts, sizeof parts / sizeof parts[0], hash.bytes);
    for (size_t i = 0; i < NAME_DIGITS; i++)
        out[i] = name_alphabet[hash.bytes[i] % 32];
    out[NAME_DIGITS] = '\0';
}

Status draft_paragraphs_add(json_t *content, Slice seed, Slice lines, Slice after, Slice by, Problem *problem)
{
    char     name[NAME_DIGITS + 1], key[DRAFT_KEY_MAX];
    int64_t  order;
    Slice    rest = lines, line;
    unsigned number = 0;

    name_new(seed, lines, after, name);
    TRY(next_order(content, "", after, &order, problem));
    while (slice_line(&rest, &line)) {
        line = slice_trim(line);
        (void)snprintf(key, sizeof key, DRAFT_NEW "%s%05u", name, ++number);
        if (line.size == 0 || private_draft_wordings(content, key) != NULL)
            continue;
        TRY(private_draft_type(content, key, line, by, false, problem));
        TRY(type_place(content, key, after, order, by, false, problem));
    }
    return OK;
}

/* Where two have one number all of them are numbered anew, so that there is something to exchange. */
static Status number_anew(json_t *content, DraftParagraph *list, size_t count, Slice by, Problem *problem)
{
    bool alike = false;

    for (size_t i = 1; i < count; i++)
        alike = alike || list[i].place.order == list[i - 1].place.order;
    for (size_t i = 0; alike && i < count; i++) {
        list[i].place.order = (int64_t)i + 1;
        TRY(type_place(content, list[i].key, list[i].place.after, list[i].place.order, by, false, problem));
    }
    return OK;
}

static Status exchange(json_t *content, const DraftParagraph *one, const DraftParagraph *two, Slice by, Problem *problem)
{
    TRY(type_place(content, one->key, one->place.after, two->place.order, by, false, problem));
    return type_place(content, two->key, two->place.after, one->place.order, by, false, problem);
}

/* The places of `list` that stand behind the same paragraph as `key`: [*first, *end). */
static bool siblings(const DraftParagraph *list, size_t count, const char *key, size_t *first, size_t *at, size_t *end)
{
    for (*at = 0; *at < count && strcmp(list[*at].key, key) != 0;)
        ++*at;
    if (*at == count)
        return false;
    for (*first = *at; *first > 0 && slice_equal(list[*first - 1].place.after, list[*at].place.after);)
        --*first;
    for (*end = *at + 1; *end < count && slice_equal(list[*end].place.after, list[*at].place.after);)
        ++*end;
    return true;
}

Status draft_paragraphs_move(json_t *content, const char *key, bool up, Slice by, Problem *problem)
{
    DraftParagraph *list;
    json_t         *before = json_deep_copy(content); /* what `list` borrows from while `content` changes */
    size_t          count, first, at, end;
    Status          status = before != NULL ? OK : problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);

    if (status == OK)
        status = listed(before, &list, &count, problem);
    if (status != OK) {
        json_decref(before);
        return status;
    }
    if (!siblings(list, count, key, &first, &at, &end))
        status = problem_set(problem, ERR_SYNTAX, MSG("http.form"), NULL);
    else if (up ? at > first : at + 1 < end) {
        status = number_anew(content, &list[first], end - first, by, problem);
        if (status == OK)
            status = exchange(content, &list[at], &list[up ? at - 1 : at + 1], by, problem);
    }
    memory_free(list);
    json_decref(before);
    return status;
}
