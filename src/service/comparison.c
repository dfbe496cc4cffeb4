/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks the old text once, with the changes at their places, and writes what a reader sees: old words, words put in and taken out, new paragraphs, paragraphs that moved.
 *
 * The changes give the new text exactly, in order. So the n-th paragraph of the body that is written and still stands is the new text's n-th: from there come the new numbers. Where the walk and the new
 * text ever disagree, no more is said of numbers.
 */
#include "service/comparison_internal.h"

#include "compare/compare.h"

#include <jansson.h>

enum { ID_SIZE = 24 };

typedef enum Count { COUNT_CHANGED, COUNT_INSERTED, COUNT_DELETED, COUNT_MOVED, COUNT_RENUMBERED, COUNT_DRESSED, COUNT_ROWS } Count;
static const char *const count_names[COUNT_ROWS] = {"changed", "inserted", "deleted", "moved", "renumbered", "dressed"};

typedef struct Walk {
    const Text      *old, *new;
    const Amendment *amendment;
    const Change   **units;      /* INSERT and MOVE, by gap and order */
    size_t           unit_count, unit, change;
    unsigned        *moved_to;   /* for each old paragraph, the number of its new place; 0: it stays */
    bool            *gone_story; /* for each story of the old text: every mark of it was taken out */
    size_t           new_at;     /* the next paragraph of the new text's body */
    bool             lost;       /* the walk and the new text disagree */
    unsigned         made;       /* new paragraphs so far */
    json_t          *list, *notes;
    size_t           counts[COUNT_ROWS];
} Walk;

/* ---- paragraphs ---- */

static json_t *start_paragraph(const Paragraph *paragraph, const char *id, json_t *runs)
{
    json_t *made = json_pack("{s:s, s:s, s:o*}", "id", id, "kind", paragraph_kind_name(paragraph->kind), "runs", runs);

    if (paragraph->level != 0)
        (void)json_object_set_new(made, "level", json_integer(paragraph->level));
    if (paragraph->kind == KIND_FOOTNOTE && paragraph->label.size == 0 && paragraph->story != 0)
        (void)json_object_set_new(made, "label", json_sprintf("%u", (unsigned)paragraph->story));
    return made;
}

static void set_state(Walk *walk, json_t *made, const char *state, Count count)
{
    (void)json_object_set_new(made, "state", json_string(state));
    walk->counts[count]++;
}

static void set_label(json_t *made, const char *member, const Paragraph *paragraph)
{
    if (paragraph->label.size != 0 && !paragraph->label_in_text)
        (void)json_object_set_new(made, member, json_from_slice(paragraph->label));
}

/* The new text's paragraph that this one is, when the body still agrees. `words`: must be its words; NULL: any. `more`: how many it spreads over beyond the first; joined ones stay at their place. */
static const Paragraph *take_new(Walk *walk, uint32_t story, const Slice *words, unsigned more, bool joined)
{
    const Paragraph *found;

    if (story != 0)
        return NULL;
    while (walk->new_at < walk->new->count && walk->new->paragraphs[walk->new_at].story != 0)
        walk->new_at++;
    walk->lost = walk->lost || walk->new_at >= walk->new->count || (words != NULL && !slice_equal(walk->new->paragraphs[walk->new_at].text, *words));
    if (walk->lost)
        return NULL;
    found = &walk->new->paragraphs[walk->new_at];
    for (unsigned i = 0; i < more + (joined ? 0 : 1) && walk->new_at < walk->new->count;)
        i += walk->new->paragraphs[walk->new_at++].story == 0;
    return found;
}

static void set_numbers(Walk *walk, json_t *made, const Paragraph *old, const Paragraph *new)
{
    bool in_text = old->label_in_text || (new != NULL && new->label_in_text);

    if (in_text)
        return;
    set_label(made, "label", new != NULL ? new : old);
    if (new == NULL || slice_equal(old->label, new->label))
        return;
    walk->counts[COUNT_RENUMBERED]++;
    (void)json_object_set_new(made, "was_label", json_from_slice(old->label));
}

/* ---- new units ---- */

static void write_note(Walk *walk, const NewAnchor *anchor)
{
    for (uint32_t i = 0; i < anchor->story_count; i++) {
        const Paragraph *paragraph = &anchor->story[i];
        json_t          *runs = json_array(), *made;
        char             id[ID_SIZE];

        comparison_words_runs(runs, paragraph, 0, (uint32_t)paragraph->text.size, true, "ins");
        (void)snprintf(id, sizeof id, "n%u", ++walk->made);
        made = start_paragraph(paragraph, id, runs);
        (void)json_object_set_new(made, "label", json_string("*"));
        (void)json_object_set_new(made, "handle", json_string("*"));
        set_state(walk, made, "inserted", COUNT_INSERTED);
        (void)json_array_append_new(walk->notes, made);
    }
}

/* The words of a paragraph that moved: as they were, or put in anew where they changed on the way; those taken out stand at the old place. */
static void write_unit(Walk *walk, const Change *change)
{
    for (uint32_t i = 0; i < change->unit.paragraph_count; i++) {
        const Paragraph *paragraph = &change->unit.paragraphs[i], *new = take_new(walk, change->story, &paragraph->text, 0, false);
        bool             moved = change->op == CHANGE_MOVE, same = moved && slice_equal(walk->old->paragraphs[change->paragraph].text, paragraph->text);
        json_t          *runs = json_array(), *made;
        char             id[ID_SIZE];

        comparison_words_runs(runs, paragraph, 0, (uint32_t)paragraph->text.size, true, same ? NULL : "ins");
        (void)snprintf(id, sizeof id, "n%u", moved && i == 0 ? walk->moved_to[change->paragraph] : ++walk->made);
        made = start_paragraph(paragraph, id, runs);
        set_label(made, "label", new != NULL ? new : paragraph);
        if (moved)
            (void)json_object_set_new(made, "from", json_string(walk->old->paragraphs[change->paragraph].id));
        if (new != NULL)
            comparison_words_handle(made, walk->new, (uint32_t)(new - walk->new->paragraphs));
        set_state(walk, made, moved ? "moved" : "inserted", moved ? COUNT_MOVED : COUNT_INSERTED);
        (void)json_array_append_new(walk->list, made);
    }
    for (uint32_t i = 0; i < change->unit.anchor_count; i++)
        write_note(walk, &change->unit.anchors[i]);
}

/* Those that stand after old paragraph `after`; before the first, those of this story. */
static void write_units(Walk *walk, int32_t after)
{
    for (; walk->unit < walk->unit_count && walk->units[walk->unit]->after <= after; walk->unit++)
        write_unit(walk, walk->units[walk->unit]);
}

/* ---- old paragraphs ---- */

typedef struct Told { /* what the changes say of one old paragraph */
    bool     deleted, moved, changed, joined;
    unsigned splits;
    uint32_t at;          /* written up to here */
} Told;

static void write_replace(Walk *walk, const Paragraph *paragraph, const Change *change, json_t *runs, Told *told)
{
    uint32_t  size = (uint32_t)paragraph->text.size, start = change->start < size ? change->start : size, end = change->end < size ? change->end : size;
    Anchor   *anchors = change->anchor_count != 0 ? memory_new_zeroed(change->anchor_count, sizeof *anchors) : NULL;
    Paragraph words = {.text = change->now, .spans = change->spans, .span_count = change->span_count, .anchors = anchors};

    for (uint32_t i = 0; anchors != NULL && i < change->anchor_count; i++)
        anchors[words.anchor_count++] = change->anchors[i].anchor;
    comparison_words_runs(runs, paragraph, told->at < start ? told->at : start, start, false, NULL);
    comparison_words_runs(runs, paragraph, start, end, false, "del");
    if (change->end > size)
        comparison_words_piece(runs, SLICE(PILCROW), 0, "del");
    comparison_words_runs(runs, &words, 0, (uint32_t)words.text.size, true, "ins");
    for (uint32_t i = 0; i < change->anchor_count; i++)
        write_note(walk, &change->anchors[i]);
    for (uint32_t i = 0; i < words.text.size; i++)
        told->splits += comparison_words_at(words.text, i, MARK_SIGN);
    told->joined = told->joined || change->end > size;
    told->changed = true;
    told->at = end;
    memory_free(anchors);
}

/* Reads the changes of old paragraph `index`, which stand together, and writes its words. */
static Told write_words(Walk *walk, uint32_t index, json_t *runs)
{
    const Paragraph *paragraph = &walk->old->paragraphs[index];
    Told             told = {.deleted = paragraph->story != 0 && walk->gone_story[paragraph->story]};

    for (; walk->change < walk->amendment->count; walk->change++) {
        const Change *change = &walk->amendment->changes[walk->change];

        if (change->op == CHANGE_INSERT)
            continue;
        if (change->paragraph != index)
            break;
        told.deleted = told.deleted || change->op == CHANGE_DELETE;
        told.moved = told.moved || change->op == CHANGE_MOVE;
        if (change->op == CHANGE_REPLACE)
            write_replace(walk, paragraph, change, runs, &told);
        walk->counts[COUNT_DRESSED] += change->op == CHANGE_FORMAT;
    }
    comparison_words_runs(runs, paragraph, told.at, (uint32_t)paragraph->text.size, false, told.deleted || told.moved ? "del" : NULL);
    return told;
}

static void write_paragraph(Walk *walk, uint32_t index)
{
    const Paragraph *paragraph = &walk->old->paragraphs[index], *new = NULL;
    json_t          *runs = json_array(), *made;
    Told             told = write_words(walk, index, runs);

    made = start_paragraph(paragraph, paragraph->id, runs);
    if (told.deleted || told.moved)
        set_label(made, "label", paragraph);
    else
        new = take_new(walk, paragraph->story, told.changed || told.joined ? NULL : &paragraph->text, told.splits, told.joined);
    if (!told.deleted && !told.moved)
        set_numbers(walk, made, paragraph, new);
    if (told.moved) {
        (void)json_object_set_new(made, "to", json_sprintf("n%u", walk->moved_to[index]));
        (void)json_object_set_new(made, "state", json_string("moved_away"));
    } else if (told.deleted || told.changed) {
        set_state(walk, made, told.deleted ? "deleted" : "changed", told.deleted ? COUNT_DELETED : COUNT_CHANGED);
    }
    if (json_object_get(made, "state") != NULL || json_object_get(made, "was_label") != NULL)
        comparison_words_handle(made, walk->old, index);
    if (paragraph->text.size != 0 || json_object_get(made, "state") != NULL)
        (void)json_array_append(walk->list, made);
    json_decref(made);
}

/* ---- the whole ---- */

static int by_gap(const void *a, const void *b)
{
    const Change *x = *(const Change *const *)a, *y = *(const Change *const *)b;

    if (x->after != y->after)
        return x->after < y->after ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static void gather(Walk *walk)
{
    for (size_t i = 0; i < walk->amendment->count; i++) {
        const Change *change = &walk->amendment->changes[i];

        if (change->op == CHANGE_INSERT || change->op == CHANGE_MOVE)
            walk->units[walk->unit_count++] = change;
        if (change->op == CHANGE_MOVE)
            walk->moved_to[change->paragraph] = ++walk->made;
    }
    qsort(walk->units, walk->unit_count, sizeof *walk->units, by_gap);
}

static bool takes_out(const Change *change, uint32_t at)
{
    return change->op == CHANGE_DELETE || change->op == CHANGE_MOVE || (change->op == CHANGE_REPLACE && at >= change->start && at < change->end);
}

/* A note or box is gone when every mark of it is in words that were taken out; what has moved stands anew with its notes. */
static void find_gone_stories(Walk *walk)
{
    size_t change = 0;

    for (size_t story = 1; story < walk->old->story_count; story++)
        walk->gone_story[story] = true;
    for (uint32_t i = 0; i < walk->old->count; i++) {
        const Paragraph *paragraph = &walk->old->paragraphs[i];
        size_t           first;

        while (change < walk->amendment->count && (walk->amendment->changes[change].op == CHANGE_INSERT || walk->amendment->changes[change].paragraph < i))
            change++;
        first = change;
        for (uint32_t k = 0; k < paragraph->anchor_count; k++) {
            bool out = false;

            for (size_t c = first; c < walk->amendment->count && (walk->amendment->changes[c].op == CHANGE_INSERT || walk->amendment->changes[c].paragraph == i); c++)
                out = out || (walk->amendment->changes[c].op != CHANGE_INSERT && takes_out(&walk->amendment->changes[c], paragraph->anchors[k].at));
            if (!out && paragraph->anchors[k].story < walk->old->story_count)
                walk->gone_story[paragraph->anchors[k].story] = false;
        }
    }
}

static json_t *answer_of(const Walk *walk)
{
    json_t *counts = json_object();

    for (size_t i = 0; i < COUNT_ROWS; i++)
        if (walk->counts[i] != 0)
            (void)json_object_set_new(counts, count_names[i], json_integer((json_int_t)walk->counts[i]));
    (void)json_array_extend(walk->list, walk->notes);
    return json_pack("{s:s, s:s, s:o, s:O}", "language", walk->new->language, "direction", text_is_right_to_left(walk->new) ? "rtl" : "ltr", "counts", counts, "paragraphs", walk->list);
}

static Status walk_through(Walk *walk, json_t **out)
{
    walk->units = memory_new((walk->amendment->count + 1) * sizeof *walk->units);
    walk->moved_to = memory_new_zeroed(walk->old->count + 1, sizeof *walk->moved_to);
    walk->gone_story = memory_new_zeroed(walk->old->story_count + 1, sizeof *walk->gone_story);
    walk->list = json_array();
    walk->notes = json_array();
    if (walk->units != NULL && walk->moved_to != NULL && walk->gone_story != NULL && walk->list != NULL && walk->notes != NULL) {
        gather(walk);
        find_gone_stories(walk);
        write_units(walk, BEFORE_FIRST);
        for (uint32_t i = 0; i < walk->old->count; i++) {
            write_paragraph(walk, i);
            write_units(walk, (int32_t)i);
        }
        *out = answer_of(walk);
    }
    memory_free(walk->units);
    memory_free(walk->moved_to);
    memory_free(walk->gone_story);
    json_decref(walk->list);
    json_decref(walk->notes);
    return *out != NULL ? OK : ERR_MEMORY;
}

Status comparison_make(const Text *old, const Text *new, json_t **out, Problem *problem)
{
    Comparer  *comparer = comparer_new(old);
    Amendment *amendment = NULL;
    Status     status = comparer != NULL ? amendment_between(comparer, new, &amendment, problem) : ERR_MEMORY;

    REQUIRE(*out == NULL);
    if (status == OK)
        status = walk_through(&(Walk){.old = old, .new = new, .amendment = amendment}, out);
    amendment_free(amendment);
    comparer_free(comparer);
    return status == ERR_MEMORY ? problem_set(problem, status, MSG("status.memory"), NULL) : status;
}

static Status fetch_text(Service *service, const Hash *name, const Asker *asker, Text **out, Problem *problem)
{
    Buffer bytes;
    Status status;

    buffer_init(&bytes, COMPARISON_BYTES_MAX);
    status = service_blob_bytes(service, name, asker, &bytes, NULL);
    if (status == OK)
        status = text_decode(buffer_slice(&bytes), out, problem);
    buffer_clear(&bytes);
    if (status == ERR_LIMIT || (status == OK && (*out)->count > COMPARISON_PARAGRAPHS_MAX))
        return problem_set(problem, ERR_LIMIT, MSG("compare.too_long"), NULL);
    return status;
}

Status service_compare(Service *service, const Hash *old_text, const Hash *new_text, const Asker *asker, json_t **out, Problem *problem)
{
    Text  *old = NULL, *new = NULL;
    Status status = fetch_text(service, old_text, asker, &old, problem);

    if (status == OK)
        status = fetch_text(service, new_text, asker, &new, problem);
    if (status == OK)
        status = comparison_make(old, new, out, problem);
    text_free(old);
    text_free(new);
    return status;
}
