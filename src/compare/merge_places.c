/* SPDX-License-Identifier: Apache-2.0
 *
 * Places: the words of the base with one wording or several.
 *
 * Changes with equal place and equal words are one, with a set of parties. Changes whose half-open ranges intersect, and different insertions at one
 * point, form a cluster; an insertion that only touches the edge of a range does not conflict. For each party of a cluster its changes are applied to
 * the base's words there; equal results are one variant.
 */
#include "compare/assemble_internal.h"
#include "compare/merge_internal.h"

static const char mark_bytes[] = "\xE2\x80\xA9";
enum { MARK_SIZE = 3 };

typedef struct Item {
    uint64_t      start, end; /* in the base as one run */
    const Change *change;
    uint32_t      party;
} Item;

typedef struct Items {
    Item  *list;
    size_t count;
} Items;

static int by_place(const void *a, const void *b)
{
    const Item *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return (x->party > y->party) - (x->party < y->party);
}

static Status collect(Merging *work, Items *items)
{
    const Compilation *out = work->out;
    size_t             total = 0;

    for (size_t party = 0; party < out->party_count; party++)
        total += out->parties[party].amendment->count;
    items->list = memory_new((total + 1) * sizeof(Item));
    if (items->list == NULL)
        return ERR_MEMORY;
    for (uint32_t party = 0; party < out->party_count; party++) {
        const Amendment *amendment = out->parties[party].amendment;

        for (size_t i = 0; i < amendment->count; i++) {
            const Change *change = &amendment->changes[i];

            if (change->op == CHANGE_REPLACE)
                items->list[items->count++] = (Item){work->offsets[change->paragraph] + change->start,
                                                     work->offsets[change->paragraph] + change->end, change, party};
        }
    }
    qsort(items->list, items->count, sizeof(Item), by_place);
    return OK;
}

/* Does the next item belong to the cluster start..end? Items come in order of start, then end. */
static bool joins_cluster(uint64_t start, uint64_t end, const Item *next)
{
    if (start == end)
        return next->start == start && next->end == start; /* insertions at one point */
    if (next->start == next->end)
        return next->start > start && next->start < end;
    return next->start < end;
}

/* ---- wordings ---- */

/* One party's wording of a cluster, while it is made. */
typedef struct Wording {
    Variant  variant;
    uint32_t party;
} Wording;

typedef struct Cluster {
    Merging    *work;
    const Item *items;
    size_t      count;
    uint64_t    start, end;
    uint32_t    paragraph, end_paragraph; /* of the base */
} Cluster;

typedef struct Composing {
    Buffer     words;
    Span      *spans;
    size_t     span_count, span_capacity;
    NewAnchor *anchors;
    size_t     anchor_count, anchor_capacity;
    Dress     *dress;
    size_t     dress_count, dress_capacity;
} Composing;

static Status push(void **list, size_t *count, size_t *capacity, const void *element, size_t size)
{
    TRY(memory_reserve(list, capacity, *count + 1, size));
    memcpy((char *)*list + *count * size, element, size);
    (*count)++;
    return OK;
}

static Status push_spans(Composing *composing, const Span *spans, uint32_t count, uint32_t from, uint32_t to, uint32_t at)
{
    for (uint32_t i = 0; i < count; i++) {
        Span  span = {spans[i].start > from ? spans[i].start : from, spans[i].end < to ? spans[i].end : to, spans[i].styles};
        void *list = composing->spans;

        if (span.start >= span.end)
            continue;
        span.start += at - from;
        span.end += at - from;
        TRY(push(&list, &composing->span_count, &composing->span_capacity, &span, sizeof span));
        composing->spans = list;
    }
    return OK;
}

static Status push_anchor(Composing *composing, NewAnchor anchor)
{
    void  *list = composing->anchors;
    Status status = push(&list, &composing->anchor_count, &composing->anchor_capacity, &anchor, sizeof anchor);

    composing->anchors = list;
    return status;
}

static Status push_dress(Composing *composing, const Dress *dress)
{
    void  *list = composing->dress;
    Status status = push(&list, &composing->dress_count, &composing->dress_capacity, dress, sizeof *dress);

    composing->dress = list;
    return status;
}

/* A note of the base that stays inside a competing wording: its words as this party wants them. (A note never stands in both a deletion and an
   insertion: the wording has a copy of its own.) */
static Status story_as_wanted(const Cluster *cluster, uint32_t party, uint32_t story, NewAnchor *out)
{
    const Text      *base = cluster->work->out->base;
    const Amendment *amendment = cluster->work->out->parties[party].amendment;
    Edit            *edits = memory_new((amendment->count + 1) * sizeof *edits);
    EditedUnit      *units = memory_new((amendment->count + 1) * sizeof *units);
    bool            *deleted = memory_new_zeroed(base->count + 1, sizeof *deleted);
    Assembly         assembly = {.base = base, .edits = edits, .deleted = deleted, .units = units};
    Status           status = edits != NULL && units != NULL && deleted != NULL ? OK : ERR_MEMORY;

    for (size_t i = 0; status == OK && i < amendment->count; i++) {
        const Change *change = &amendment->changes[i];
        uint32_t      of = change->op == CHANGE_INSERT ? change->story : base->paragraphs[change->paragraph].story;

        if (of != story)
            continue;
        if (change->op == CHANGE_REPLACE)
            edits[assembly.edit_count++] = (Edit){change->paragraph, change->start, change->paragraph, change->end, change->now, change->anchors,
                                                  change->anchor_count, change->spans, change->span_count, change->dress};
        else if (change->op == CHANGE_DELETE || change->op == CHANGE_MOVE)
            deleted[change->paragraph] = true;
        if (change->op == CHANGE_INSERT || change->op == CHANGE_MOVE)
            units[assembly.unit_count++] = (EditedUnit){change->after, change->story, &change->unit};
    }
    if (status == OK)
        status = assemble_story(&assembly, story, cluster->work->out->arena, &out->story, &out->story_count);
    memory_free(edits);
    memory_free(units);
    memory_free(deleted);
    return status;
}

/* Base bytes from..to (of the run) as they stand, with U+2029 for marks. */
static Status keep_base(const Cluster *cluster, uint32_t party, uint64_t from, uint64_t to, Composing *composing)
{
    const Text *base = cluster->work->out->base;

    for (uint32_t p = cluster->paragraph; p <= cluster->end_paragraph && from < to; p++) {
        const Paragraph *paragraph = &base->paragraphs[p];
        uint64_t         offset = cluster->work->offsets[p], size = paragraph->text.size;
        uint32_t         start, end, at = (uint32_t)composing->words.size;

        if (from > offset + size)
            continue;
        start = (uint32_t)(from - offset);
        end = (uint32_t)(to - offset < size ? to - offset : size);
        buffer_add(&composing->words, slice_part(paragraph->text, start, end));
        TRY(push_spans(composing, paragraph->spans, paragraph->span_count, start, end, at));
        for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
            NewAnchor anchor = {.anchor = paragraph->anchors[i]};

            if (anchor.anchor.at < start || anchor.anchor.at >= end)
                continue;
            if (anchor.anchor.story != 0)
                TRY(story_as_wanted(cluster, party, anchor.anchor.story, &anchor));
            anchor.anchor.at = anchor.anchor.at - start + at;
            TRY(push_anchor(composing, anchor));
        }
        if (to > offset + size) {
            buffer_add_string(&composing->words, mark_bytes);
            TRY(push_dress(composing, &paragraph->dress));
        }
        from = offset + size + 1;
    }
    return composing->words.status;
}

static Status add_change(const Change *change, Composing *composing)
{
    uint32_t at = (uint32_t)composing->words.size, marks = 0;

    buffer_add(&composing->words, change->now);
    TRY(push_spans(composing, change->spans, change->span_count, 0, (uint32_t)change->now.size, at));
    for (uint32_t i = 0; i < change->anchor_count; i++) {
        NewAnchor anchor = change->anchors[i];

        anchor.anchor.at += at;
        TRY(push_anchor(composing, anchor));
    }
    for (size_t from = 0; from + MARK_SIZE <= change->now.size; from++)
        if (memcmp(change->now.data + from, mark_bytes, MARK_SIZE) == 0)
            TRY(push_dress(composing, change->dress != NULL ? &change->dress[marks++] : &(Dress){0}));
    return composing->words.status;
}

static Status freeze(Arena *arena, const void *list, size_t count, size_t size, void **out)
{
    *out = arena_take(arena, count * size);
    if (*out == NULL)
        return ERR_MEMORY;
    if (count != 0)
        memcpy(*out, list, count * size);
    return OK;
}

static Status freeze_wording(Arena *arena, const Composing *composing, Variant *out)
{
    void *spans, *anchors, *dress;

    TRY(slice_copy(arena, buffer_slice(&composing->words), &out->text));
    TRY(freeze(arena, composing->spans, composing->span_count, sizeof(Span), &spans));
    TRY(freeze(arena, composing->anchors, composing->anchor_count, sizeof(NewAnchor), &anchors));
    TRY(freeze(arena, composing->dress, composing->dress_count, sizeof(Dress), &dress));
    out->spans = spans;
    out->span_count = (uint32_t)composing->span_count;
    out->anchors = anchors;
    out->anchor_count = (uint32_t)composing->anchor_count;
    out->dress = composing->dress_count != 0 ? dress : NULL;
    return OK;
}

/* What the party makes of the cluster's words: its changes applied, the rest of the base kept. */
static Status word_for(const Cluster *cluster, uint32_t party, Wording *out)
{
    Composing composing = {0};
    uint64_t  at = cluster->start;
    Status    status = OK;

    buffer_init(&composing.words, TEXT_BYTES_MAX);
    out->party = party;
    for (size_t i = 0; i < cluster->count && status == OK; i++) {
        const Item *item = &cluster->items[i];

        if (item->party != party)
            continue;
        status = keep_base(cluster, party, at, item->start, &composing);
        if (status == OK)
            status = add_change(item->change, &composing);
        at = item->end;
        cluster->work->out->parties[party].shown++;
    }
    if (status == OK)
        status = keep_base(cluster, party, at, cluster->end, &composing);
    if (status == OK)
        status = freeze_wording(cluster->work->out->arena, &composing, &out->variant);
    buffer_clear(&composing.words);
    memory_free(composing.spans);
    memory_free(composing.anchors);
    memory_free(composing.dress);
    return status;
}

static int compare_anchors(const NewAnchor *a, uint32_t a_count, const NewAnchor *b, uint32_t b_count)
{
    if (a_count != b_count)
        return a_count < b_count ? -1 : 1;
    for (uint32_t i = 0; i < a_count; i++) {
        int order = memcmp(a[i].anchor.sha256, b[i].anchor.sha256, SHA256_SIZE);

        if (a[i].anchor.kind != b[i].anchor.kind)
            return (int)a[i].anchor.kind - (int)b[i].anchor.kind;
        if (order != 0 && a[i].anchor.kind != ANCHOR_FOOTNOTE && a[i].anchor.kind != ANCHOR_ENDNOTE)
            return order;
        for (uint32_t k = 0; k < a[i].story_count && k < b[i].story_count; k++) {
            order = slice_compare(a[i].story[k].text, b[i].story[k].text);
            if (order != 0)
                return order;
        }
        if (a[i].story_count != b[i].story_count)
            return a[i].story_count < b[i].story_count ? -1 : 1;
    }
    return 0;
}

static int compare_wordings(const Wording *a, const Wording *b)
{
    int order = slice_compare(a->variant.text, b->variant.text);

    return order != 0 ? order
                      : compare_anchors(a->variant.anchors, a->variant.anchor_count, b->variant.anchors, b->variant.anchor_count);
}

static int by_wording(const void *a, const void *b)
{
    const Wording *x = a, *y = b;
    int            order = compare_wordings(x, y);

    return order != 0 ? order : (x->party > y->party) - (x->party < y->party);
}

static uint32_t distinct_parties(const Cluster *cluster, uint32_t *parties)
{
    uint32_t count = 0, kept = 0;

    for (size_t i = 0; i < cluster->count; i++)
        parties[count++] = cluster->items[i].party;
    numbers_sort(parties, count);
    for (uint32_t i = 0; i < count; i++)
        if (i == 0 || parties[i] != parties[i - 1])
            parties[kept++] = parties[i];
    return kept;
}

static Status write_variants(Arena *arena, const Wording *wordings, uint32_t count, Place *place)
{
    Variant  *variants = arena_take_zeroed(arena, count, sizeof *variants);
    uint32_t *parties = memory_new((count + 1) * sizeof *parties), made = 0;
    Status    status = variants != NULL && parties != NULL ? OK : ERR_MEMORY;

    for (uint32_t i = 0, next; status == OK && i < count; i = next) {
        for (next = i; next < count && compare_wordings(&wordings[next], &wordings[i]) == 0; next++)
            parties[next - i] = wordings[next].party;
        variants[made] = wordings[i].variant;
        status = party_set_from(arena, parties, next - i, &variants[made++].by);
    }
    memory_free(parties);
    place->variants = variants;
    place->variant_count = made;
    return status;
}

static void locate(Cluster *cluster, Place *place)
{
    const uint64_t *offsets = cluster->work->offsets;
    const Change   *first = cluster->items[0].change;
    uint32_t        p = first->paragraph;

    place->paragraph = first->paragraph;
    place->start = first->start;
    while (cluster->end > offsets[p + 1])
        p++;
    place->end_paragraph = p;
    place->end = (uint32_t)(cluster->end - offsets[p]);
    cluster->paragraph = place->paragraph;
    cluster->end_paragraph = p;
}

static Status write_place(Merging *work, Cluster *cluster)
{
    Compilation *out = work->out;
    void        *block = out->places;
    uint32_t    *parties = memory_new((cluster->count + 1) * sizeof *parties);
    uint32_t     count = parties != NULL ? distinct_parties(cluster, parties) : 0;
    Wording     *wordings = memory_new_zeroed(count + 1, sizeof *wordings);
    Status       status = memory_reserve(&block, &work->place_capacity, out->place_count + 1, sizeof(Place));
    Place       *place;

    out->places = block;
    if (parties == NULL || wordings == NULL)
        status = ERR_MEMORY;
    if (status == OK) {
        place = &out->places[out->place_count++];
        *place = (Place){0};
        locate(cluster, place);
        for (uint32_t i = 0; status == OK && i < count; i++)
            status = word_for(cluster, parties[i], &wordings[i]);
        qsort(wordings, count, sizeof *wordings, by_wording);
        if (status == OK)
            status = write_variants(out->arena, wordings, count, place);
        if (status == OK)
            status = party_set_from(out->arena, parties, count, &place->parties);
    }
    memory_free(parties);
    memory_free(wordings);
    return status;
}

Status merge_places(Merging *work)
{
    Items  items = {0};
    Status status = collect(work, &items);

    for (size_t i = 0, next; status == OK && i < items.count; i = next) {
        Cluster cluster = {.work = work, .items = &items.list[i], .start = items.list[i].start, .end = items.list[i].end};

        for (next = i + 1; next < items.count && joins_cluster(cluster.start, cluster.end, &items.list[next]); next++)
            if (items.list[next].end > cluster.end)
                cluster.end = items.list[next].end;
        cluster.count = next - i;
        status = write_place(work, &cluster);
    }
    memory_free(items.list);
    return status;
}
