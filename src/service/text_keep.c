/* SPDX-License-Identifier: Apache-2.0
 *
 * The compilation of a text under negotiation, kept between acts. An act touches a paragraph or two: only these are compiled anew.
 *
 * Why parts can be compiled alone: wordings compete within a paragraph, new paragraphs within the gap after one. A note belongs to the paragraph on which it hangs, because a wording that keeps the
 * note has a copy of its words; so a part is a paragraph with all that hangs on it, and one more is the place before the first. A change belongs to every part that it touches: a move to two. What
 * the parts come to is what the whole would come to (tests/property/text_keep.c).
 *
 * Nothing is dropped: an amendment that cannot be shown in the text is listed as such.
 */
#include "service/text_internal.h"

enum { BEFORE_ALL = 0 /* the part before the first paragraph; that of paragraph i is i + 1 */ };

typedef struct KeptAmendment {
    json_t    *row, *who;        /* row: of "amendments", whole; shared with answers, and never changed */
    Amendment *amendment;        /* NULL: there is nothing in it to show, or it cannot be read */
    uint32_t  *parts;            /* that it touches, rising */
    uint32_t   part_count;
    json_int_t index;            /* of its act */
    bool       stays, fresh;     /* while rows are brought */
} KeptAmendment;

struct KeptText {
    Text            *base;
    AmendmentReader *reader;
    Collator        *collator;
    KeptParts        how;
    KeptAmendment  **by_act;     /* in the order of acts */
    KeptAmendment  **by_name;    /* the same in the order of names, of one name in that of acts */
    size_t           count;
    uint32_t        *part;       /* of each paragraph of the base */
    json_t         **paragraphs; /* text_paragraph of each */
    json_t          *before;     /* text_units before the first */
    bool            *stale;      /* by part: to be compiled */
    size_t           compiled;
};

/* ---- parts ---- */

/* That of the paragraph in the body on which it hangs. */
static uint32_t find_part(const KeptText *kept, uint32_t paragraph)
{
    if (kept->how == KEEP_WHOLE)
        return BEFORE_ALL;
    for (size_t i = 0; kept->base->paragraphs[paragraph].story != 0 && i < kept->base->story_count; i++)
        paragraph = kept->base->stories[kept->base->paragraphs[paragraph].story].paragraph;
    return paragraph + 1;
}

enum { PARTS_OF_CHANGE = 3 };

static size_t parts_of(const KeptText *kept, const Change *change, uint32_t out[PARTS_OF_CHANGE])
{
    size_t count = 0;

    if (change->op != CHANGE_INSERT)
        out[count++] = kept->part[change->paragraph];
    if (change->op == CHANGE_INSERT || change->op == CHANGE_MOVE) {
        out[count++] = change->after == BEFORE_FIRST ? BEFORE_ALL : kept->part[change->after];
        if (change->story != 0)
            out[count++] = kept->part[kept->base->stories[change->story].paragraph];
    }
    return count;
}

static bool change_touches(const KeptText *kept, const Change *change, uint32_t part)
{
    uint32_t parts[PARTS_OF_CHANGE];
    size_t   count = parts_of(kept, change, parts);

    for (size_t i = 0; i < count; i++)
        if (parts[i] == part)
            return true;
    return false;
}

static bool amendment_touches(const KeptAmendment *one, uint32_t part)
{
    uint32_t low = 0, high = one->part_count;

    while (low < high) {
        uint32_t middle = (low + high) / 2;

        if (one->parts[middle] == part)
            return true;
        if (one->parts[middle] < part)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static Status find_parts(const KeptText *kept, KeptAmendment *one)
{
    const Amendment *amendment = one->amendment;
    size_t           count = 0;

    one->parts = memory_new_zeroed(amendment->count * PARTS_OF_CHANGE + 1, sizeof *one->parts);
    if (one->parts == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < amendment->count; i++)
        count += parts_of(kept, &amendment->changes[i], one->parts + count);
    qsort(one->parts, count, sizeof *one->parts, by_number);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || one->parts[i] != one->parts[one->part_count - 1])
            one->parts[one->part_count++] = one->parts[i];
    return OK;
}

static void make_stale(KeptText *kept, const KeptAmendment *one)
{
    for (uint32_t i = 0; i < one->part_count; i++)
        kept->stale[one->parts[i]] = true;
}

/* ---- amendments that come and go ---- */

static void amendment_drop(KeptAmendment *one)
{
    if (one == NULL)
        return;
    amendment_free(one->amendment);
    json_decref(one->row);
    json_decref(one->who);
    memory_free(one->parts);
    memory_free(one);
}

/* One that has nothing to show in this version (all its changes are in conflict), or cannot be read, stays in the list and says so. */
static Status read_row(const KeptText *kept, KeptAmendment *one)
{
    const json_t *changes = json_object_get(one->row, "changes");
    Problem       unread = {0};
    Status        status = json_array_size(changes) != 0 ? amendment_reader_read(kept->reader, changes, &one->amendment, &unread) : ERR_NOT_FOUND;

    if (status == ERR_MEMORY)
        return status;
    if (status != OK)
        return json_object_set_new(one->row, "not_shown", json_true()) == 0 ? OK : ERR_MEMORY;
    return find_parts(kept, one);
}

/* Takes the row. */
static Status amendment_take(const KeptText *kept, json_t *row, KeptAmendment **out)
{
    KeptAmendment *one = memory_new_zeroed(1, sizeof *one);

    if (one == NULL) {
        json_decref(row);
        return ERR_MEMORY;
    }
    one->row = row;
    one->who = text_who(row);
    one->index = json_integer_value(json_object_get(row, "index"));
    if (one->who == NULL || read_row(kept, one) != OK) {
        amendment_drop(one);
        return ERR_MEMORY;
    }
    *out = one;
    return OK;
}

static Slice name_of(const KeptText *kept, const KeptAmendment *one)
{
    return text_party_name(json_object_get(one->row, "party"), kept->base->language);
}

static int by_name(const KeptText *kept, const KeptAmendment *left, const KeptAmendment *right)
{
    Slice left_name = name_of(kept, left), right_name = name_of(kept, right);
    int   order = slice_equal(left_name, right_name) ? 0 : collator_compare(kept->collator, left_name, right_name);

    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static bool same_value(const json_t *was, const json_t *is)
{
    return was == is || (was != NULL && is != NULL && json_equal(was, is));
}

/* Nothing of it has changed: its words never do, and when a party is called otherwise the whole text is made anew. */
static bool same_row(const KeptAmendment *one, const json_t *row)
{
    return same_value(json_object_get(one->row, "state"), json_object_get(row, "state")) && same_value(json_object_get(one->row, "with"), json_object_get(row, "with"));
}

/* The row whole: as it is at hand, or as it is asked for. A new reference; NULL when it is not there any more. */
static Status whole_row(const KeptRows *rows, json_t *row, json_int_t index, json_t **out, Problem *problem)
{
    Status status = OK;

    *out = rows->whole == NULL ? json_incref(row) : NULL;
    if (rows->whole != NULL)
        status = rows->whole(rows->context, index, out, problem);
    return status == ERR_NOT_FOUND ? OK : status;
}

/* Both lists are in the order of acts: what is in both stays. `next` has room for all. */
static Status bring_rows(KeptText *kept, const KeptRows *rows, KeptAmendment **next, size_t *count, Problem *problem)
{
    json_t *row, *whole;
    size_t  i, old = 0;

    json_array_foreach(rows->list, i, row)
    {
        json_int_t index = json_integer_value(json_object_get(row, "index"));

        while (old < kept->count && kept->by_act[old]->index < index)
            old++;
        if (old < kept->count && kept->by_act[old]->index == index && same_row(kept->by_act[old], row)) {
            next[*count] = kept->by_act[old++];
            next[(*count)++]->stays = true;
            continue;
        }
        TRY(whole_row(rows, row, index, &whole, problem));
        if (whole == NULL)
            continue;
        TRY(amendment_take(kept, whole, &next[*count]));
        make_stale(kept, next[*count]);
        next[(*count)++]->fresh = true;
    }
    return OK;
}

static void drop_gone(KeptText *kept)
{
    for (size_t i = 0; i < kept->count; i++) {
        if (kept->by_act[i]->stays)
            continue;
        make_stale(kept, kept->by_act[i]);
        amendment_drop(kept->by_act[i]);
    }
}

/* Few come at a time: each is put where it belongs. */
static void put_name(const KeptText *kept, KeptAmendment **names, size_t count, KeptAmendment *one)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (by_name(kept, names[middle], one) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(&names[low + 1], &names[low], (count - low) * sizeof *names);
    names[low] = one;
}

static void order_names(const KeptText *kept, KeptAmendment *const *next, size_t total, KeptAmendment **names)
{
    size_t count = 0;

    for (size_t i = 0; i < kept->count; i++)
        if (kept->by_name[i]->stays)
            names[count++] = kept->by_name[i];
    for (size_t i = 0; i < total; i++)
        if (next[i]->fresh)
            put_name(kept, names, count++, next[i]);
}

static void undo_rows(KeptAmendment **next, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (next[i]->fresh)
            amendment_drop(next[i]);
}

static Status change_rows(KeptText *kept, const KeptRows *rows, Problem *problem)
{
    size_t          room = json_array_size(rows->list) + 1;
    KeptAmendment **next = memory_new(room * sizeof *next), **names = memory_new(room * sizeof *names);
    size_t          count = 0;
    Status          status = next != NULL && names != NULL ? bring_rows(kept, rows, next, &count, problem) : ERR_MEMORY;

    if (status != OK) {
        undo_rows(next, count);
        memory_free(next);
        memory_free(names);
        return status;
    }
    order_names(kept, next, count, names);
    drop_gone(kept);
    for (size_t i = 0; i < count; i++)
        next[i]->stays = next[i]->fresh = false;
    memory_free(kept->by_act);
    memory_free(kept->by_name);
    kept->by_act = next;
    kept->by_name = names;
    kept->count = count;
    return OK;
}

/* ---- compiling a part ---- */

/* The amendments that touch a part, with what touches it alone. */
typedef struct Part {
    Submission *submissions;
    Amendment  *cuts;
    Change     *changes;
    json_t    **who;
    size_t      count;
} Part;

static void part_clear(Part *part)
{
    memory_free(part->submissions);
    memory_free(part->cuts);
    memory_free(part->changes);
    memory_free(part->who);
}

static Status part_reserve(const KeptText *kept, uint32_t number, Part *out)
{
    size_t count = 0, changes = 0;

    for (size_t i = 0; i < kept->count; i++)
        if (amendment_touches(kept->by_name[i], number)) {
            count++;
            changes += kept->by_name[i]->part_count > 1 ? kept->by_name[i]->amendment->count : 0;
        }
    out->submissions = memory_new_zeroed(count + 1, sizeof *out->submissions);
    out->cuts = memory_new_zeroed(count + 1, sizeof *out->cuts);
    out->changes = memory_new_zeroed(changes + 1, sizeof *out->changes);
    out->who = memory_new_zeroed(count + 1, sizeof *out->who);
    return out->submissions != NULL && out->cuts != NULL && out->changes != NULL && out->who != NULL ? OK : ERR_MEMORY;
}

static void part_fill(const KeptText *kept, uint32_t number, Part *out)
{
    size_t used = 0;

    for (size_t i = 0; i < kept->count; i++) {
        const KeptAmendment *one = kept->by_name[i];
        Amendment           *cut = &out->cuts[out->count];

        if (!amendment_touches(one, number))
            continue;
        *cut = *one->amendment;
        if (one->part_count > 1) {
            *cut = (Amendment){.changes = &out->changes[used]};
            for (size_t k = 0; k < one->amendment->count; k++)
                if (change_touches(kept, &one->amendment->changes[k], number))
                    cut->changes[cut->count++] = one->amendment->changes[k];
            used += cut->count;
        }
        out->who[out->count] = one->who;
        out->submissions[out->count++] = (Submission){json_slice(json_object_get(one->row, "act")), cut};
    }
}

static Status tell_part(KeptText *kept, uint32_t number, const Compilation *compilation, json_t *const *who)
{
    bool contested = false;

    for (uint32_t i = 0; i < kept->base->count; i++) {
        if (kept->part[i] != number)
            continue;
        json_decref(kept->paragraphs[i]);
        kept->paragraphs[i] = text_paragraph(compilation, who, i);
        if (kept->paragraphs[i] == NULL)
            return ERR_MEMORY;
    }
    if (number != BEFORE_ALL)
        return OK;
    json_decref(kept->before);
    kept->before = text_units(compilation, who, BEFORE_FIRST, &contested);
    return kept->before != NULL ? OK : ERR_MEMORY;
}

static Status compile_part(KeptText *kept, uint32_t number, Problem *problem)
{
    Part         part = {0};
    Compilation *compilation = NULL;
    Status       status = part_reserve(kept, number, &part);

    if (status == OK) {
        part_fill(kept, number, &part);
        status = compilation_make_ordered(kept->base, part.submissions, part.count, &compilation, problem);
    }
    if (status == OK)
        status = tell_part(kept, number, compilation, part.who);
    compilation_free(compilation);
    part_clear(&part);
    return status;
}

/* ---- a text ---- */

static size_t part_count(const KeptText *kept)
{
    return kept->how == KEEP_WHOLE ? 1 : kept->base->count + 1;
}

KeptText *kept_text_new(Text *base, KeptParts how)
{
    KeptText *kept = memory_new_zeroed(1, sizeof *kept);

    if (kept == NULL)
        return NULL;
    kept->how = how;
    kept->reader = amendment_reader_new(base);
    kept->collator = collator_new(base->language[0] != '\0' ? base->language : "en");
    kept->part = memory_new_zeroed(base->count + 1, sizeof *kept->part);
    kept->paragraphs = memory_new_zeroed(base->count + 1, sizeof(json_t *));
    kept->stale = memory_new_zeroed(base->count + 1, sizeof *kept->stale);
    if (kept->reader == NULL || kept->collator == NULL || kept->part == NULL || kept->paragraphs == NULL || kept->stale == NULL) {
        kept_text_free(kept);
        return NULL;
    }
    kept->base = base;
    for (uint32_t i = 0; i < base->count; i++)
        kept->part[i] = find_part(kept, i);
    for (size_t i = 0; i < part_count(kept); i++)
        kept->stale[i] = true;
    return kept;
}

void kept_text_free(KeptText *kept)
{
    if (kept == NULL)
        return;
    for (size_t i = 0; i < kept->count; i++)
        amendment_drop(kept->by_act[i]);
    for (size_t i = 0; kept->base != NULL && i < kept->base->count; i++)
        json_decref(kept->paragraphs[i]);
    json_decref(kept->before);
    memory_free(kept->by_act);
    memory_free(kept->by_name);
    memory_free(kept->part);
    memory_free(kept->paragraphs);
    memory_free(kept->stale);
    collator_free(kept->collator);
    amendment_reader_free(kept->reader);
    text_free(kept->base);
    memory_free(kept);
}

/* Values that could not be made are missing in lists, where nobody would see it: an allocation that failed meanwhile is a failure of the whole. */
static Status whole_since(uint64_t failures)
{
    return memory_failures() == failures ? OK : ERR_MEMORY;
}

Status kept_text_bring(KeptText *kept, const KeptRows *rows, Problem *problem)
{
    uint64_t failures = memory_failures();
    Status   status = change_rows(kept, rows, problem);

    kept->compiled = 0;
    for (size_t i = 0; status == OK && i < part_count(kept); i++) {
        if (!kept->stale[i])
            continue;
        status = compile_part(kept, (uint32_t)i, problem);
        kept->stale[i] = false;
        kept->compiled++;
    }
    if (status == OK)
        status = whole_since(failures);
    return status == OK ? OK : problem_at(problem, status, NULL);
}

size_t kept_text_compiled(const KeptText *kept)
{
    return kept->compiled;
}

static json_t *rows_of(const KeptText *kept)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < kept->count; i++)
        (void)json_array_append(rows, kept->by_act[i]->row);
    return rows;
}

Status kept_text_tell(const KeptText *kept, json_t *answer, Problem *problem)
{
    json_t  *paragraph, *paragraphs = json_object_get(answer, "paragraphs");
    uint64_t failures = memory_failures();
    size_t   i;

    if (json_object_get(answer, "past") == NULL)
        (void)json_object_set_new(answer, "amendments", rows_of(kept));
    if (json_array_size(kept->before) != 0)
        (void)json_object_set_new(answer, "before", json_pack("{s:O}", "units", kept->before));
    json_array_foreach(paragraphs, i, paragraph) if (i < kept->base->count) (void)json_object_update(paragraph, kept->paragraphs[i]);
    return whole_since(failures) == OK ? OK : text_no_memory(problem);
}
