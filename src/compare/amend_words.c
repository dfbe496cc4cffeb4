/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of one aligned place: one paragraph against one, one against the several it was split into, or several against the one they were
 * joined to. A paragraph mark between paragraphs is a token, U+2029, so splitting and joining are ordinary changes.
 */
#include "compare/amend_internal.h"
#include "compare/diff_internal.h"

static const char mark_bytes[] = "\xE2\x80\xA9";
enum { MARK_SIZE = 3, STRETCH_MAX = 8 };

static const double SIMILAR_NOTE = 0.25; /* below it, a note was taken out and another put in */

/* Some paragraphs of one side as one sequence of tokens over one string. */
typedef struct Stretch {
    Side    *side;
    uint32_t paragraphs[STRETCH_MAX];
    uint32_t starts[STRETCH_MAX]; /* where each begins in text */
    uint32_t count;
    Slice    text;
    Token   *tokens;
    size_t   token_count;
    bool     borrows;             /* the tokens are those of the side: one paragraph, nothing in it to be renamed */
    Buffer   joined;              /* holds text when there is more than one */
} Stretch;

static const Paragraph *stretch_paragraph(const Stretch *stretch, uint32_t k)
{
    return &stretch->side->text->paragraphs[stretch->paragraphs[k]];
}

static void stretch_clear(Stretch *stretch)
{
    buffer_clear(&stretch->joined);
    if (!stretch->borrows)
        memory_free(stretch->tokens);
}

static Status stretch_tokens(Stretch *stretch)
{
    const SideParagraph *first = &stretch->side->paragraphs[stretch->paragraphs[0]];
    uint32_t             mark;
    size_t               total = 0;

    stretch->borrows = stretch->count == 1 && stretch_paragraph(stretch, 0)->anchor_count == 0;
    if (stretch->borrows) {
        stretch->tokens = first->tokens;
        stretch->token_count = first->token_count;
        return OK;
    }
    TRY(vocabulary_word(stretch->side->vocabulary, slice_from(mark_bytes), &mark));
    for (uint32_t k = 0; k < stretch->count; k++)
        total += stretch->side->paragraphs[stretch->paragraphs[k]].token_count + 1;
    stretch->tokens = memory_new(total * sizeof(Token));
    if (stretch->tokens == NULL)
        return ERR_MEMORY;
    for (uint32_t k = 0; k < stretch->count; k++) {
        const SideParagraph *source = &stretch->side->paragraphs[stretch->paragraphs[k]];
        uint32_t             start = stretch->starts[k];

        for (uint32_t i = 0; i < source->token_count; i++) {
            Token token = source->tokens[i];

            token.start += start;
            token.end += start;
            stretch->tokens[stretch->token_count++] = token;
        }
        start += (uint32_t)stretch_paragraph(stretch, k)->text.size;
        if (k + 1 < stretch->count)
            stretch->tokens[stretch->token_count++] = (Token){start, start + MARK_SIZE, mark, TOKEN_MARK};
    }
    return OK;
}

static Status stretch_init(Stretch *stretch, Side *side, uint32_t from, uint32_t to)
{
    REQUIRE(to - from <= STRETCH_MAX && from < to);
    *stretch = (Stretch){.side = side, .count = to - from};
    buffer_init(&stretch->joined, TEXT_BYTES_MAX);
    for (uint32_t k = 0; k < stretch->count; k++) {
        stretch->paragraphs[k] = side->members[from + k];
        TRY(side_cut(side, stretch->paragraphs[k]));
        if (stretch->count == 1)
            break;
        stretch->starts[k] = (uint32_t)stretch->joined.size;
        buffer_add(&stretch->joined, stretch_paragraph(stretch, k)->text);
        if (k + 1 < stretch->count)
            buffer_add_string(&stretch->joined, mark_bytes);
    }
    TRY(stretch->joined.status);
    stretch->text = stretch->count == 1 ? stretch_paragraph(stretch, 0)->text : buffer_slice(&stretch->joined);
    return stretch_tokens(stretch);
}

/* Which paragraph a byte of the stretch is in, and where; the mark belongs to the paragraph it ends. */
static uint32_t stretch_locate(const Stretch *stretch, uint32_t at, uint32_t *local)
{
    uint32_t k = 0;

    while (k + 1 < stretch->count && at >= stretch->starts[k + 1])
        k++;
    *local = at - stretch->starts[k];
    return k;
}

static uint32_t token_place(const Stretch *stretch, uint32_t token)
{
    return token < stretch->token_count ? stretch->tokens[token].start : (uint32_t)stretch->text.size;
}

/* ---- notes and boxes: their marks are equal tokens when their stories are counterparts ---- */

static const Anchor *token_anchor(const Stretch *stretch, const Token *token)
{
    uint32_t         local, k = stretch_locate(stretch, token->start, &local);
    const Paragraph *paragraph = stretch_paragraph(stretch, k);

    for (uint32_t low = 0, high = paragraph->anchor_count; low < high;) { /* they stand in the order of their places */
        uint32_t middle = low + (high - low) / 2;

        if (paragraph->anchors[middle].at == local)
            return &paragraph->anchors[middle];
        if (paragraph->anchors[middle].at < local)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool has_story(const Stretch *stretch, const Token *token, const Anchor **out)
{
    if (token->kind != TOKEN_OBJECT)
        return false;
    *out = token_anchor(stretch, token);
    return *out != NULL && (*out)->story != NO_STORY;
}

static Status story_similarity(Amending *work, uint32_t a, uint32_t b, double *out)
{
    Side *base = &work->comparer->base;
    Block block_a = {base->story_at[a], base->story_at[a + 1], 0, 0, 1}, block_b = {work->revised.story_at[b], work->revised.story_at[b + 1], 0, 0, 2};

    *out = 0;
    if (side_story_equal(base, a, &work->revised, b)) {
        *out = 2;
        return OK;
    }
    if (block_a.from == block_a.to || block_b.from == block_b.to)
        return OK;
    return align_similarity(base, &block_a, &work->revised, &block_b, out);
}

/* Finds, for a note or box of the revised text that has no counterpart, the one of the base's stretch that is most like it. */
static Status find_counterpart(Amending *work, const Stretch *a, const Anchor *new)
{
    double   best = SIMILAR_NOTE;
    uint32_t found = NO_STORY;

    for (size_t i = 0; i < a->token_count; i++) {
        const Anchor *old;
        double        score;

        if (!has_story(a, &a->tokens[i], &old) || work->story_in_b[old->story] != NO_STORY || old->kind != new->kind)
            continue;
        if (old->kind == ANCHOR_BOX && memcmp(old->sha256, new->sha256, SHA256_SIZE) != 0)
            continue;
        TRY(story_similarity(work, old->story, new->story, &score));
        if (score > best || (old->kind == ANCHOR_BOX && found == NO_STORY)) {
            best = score > best ? score : best;
            found = old->story;
        }
    }
    return found != NO_STORY ? amend_pair_stories(work, found, new->story, false) : OK;
}

static Status name_stories(Amending *work, Stretch *stretch, bool base)
{
    for (size_t i = 0; !stretch->borrows && i < stretch->token_count; i++) {
        const Anchor *anchor;
        char          key[32];
        uint32_t      a, word;

        if (!has_story(stretch, &stretch->tokens[i], &anchor))
            continue;
        a = base ? anchor->story : work->story_in_a[anchor->story];
        (void)snprintf(key, sizeof key, "%c%s%u", 1, a != NO_STORY ? "story " : "new story ", a != NO_STORY ? a : anchor->story);
        TRY(vocabulary_word(stretch->side->vocabulary, slice_from(key), &word));
        stretch->tokens[i].word = word;
    }
    return OK;
}

static Status pair_notes(Amending *work, Stretch *a, Stretch *b)
{
    for (size_t i = 0; !b->borrows && i < b->token_count; i++) {
        const Anchor *anchor;

        if (has_story(b, &b->tokens[i], &anchor) && work->story_in_a[anchor->story] == NO_STORY)
            TRY(find_counterpart(work, a, anchor));
    }
    TRY(name_stories(work, a, true));
    return name_stories(work, b, false);
}

/* After the diff: the stories whose marks stand in equal words are compared. */
static Status queue_story(Amending *work, const Stretch *a, const Token *token)
{
    const Anchor *anchor;

    return has_story(a, token, &anchor) ? amend_pair_stories(work, anchor->story, work->story_in_b[anchor->story], true) : OK;
}

/* ---- changes ---- */

/* The styles of bytes from..to, from 0; out NULL: only how many. */
static uint32_t take_spans(const Stretch *b, uint32_t from, uint32_t to, Span *out)
{
    uint32_t count = 0;

    for (uint32_t k = 0; k < b->count; k++) {
        const Paragraph *paragraph = stretch_paragraph(b, k);

        for (uint32_t i = 0; i < paragraph->span_count; i++) {
            uint32_t start = paragraph->spans[i].start + b->starts[k], end = paragraph->spans[i].end + b->starts[k];

            start = start > from ? start : from;
            end = end < to ? end : to;
            if (start >= end)
                continue;
            if (out != NULL)
                out[count] = (Span){start - from, end - from, paragraph->spans[i].styles};
            count++;
        }
    }
    return count;
}

static Status copy_spans(Amending *work, const Stretch *b, uint32_t from, uint32_t to, Change *change)
{
    change->span_count = take_spans(b, from, to, NULL);
    change->spans = arena_take_zeroed(work->out->arena, change->span_count, sizeof(Span));
    if (change->spans == NULL)
        return ERR_MEMORY;
    (void)take_spans(b, from, to, change->spans);
    return OK;
}

static bool stands_within(const Stretch *b, uint32_t k, const Anchor *anchor, uint32_t from, uint32_t to)
{
    uint32_t at = anchor->at + b->starts[k];

    return at >= from && at < to;
}

static uint32_t count_objects(const Stretch *b, uint32_t from, uint32_t to)
{
    uint32_t count = 0;

    for (uint32_t k = 0; k < b->count; k++)
        for (uint32_t i = 0; i < stretch_paragraph(b, k)->anchor_count; i++)
            count += stands_within(b, k, &stretch_paragraph(b, k)->anchors[i], from, to);
    return count;
}

static Status copy_objects(Amending *work, const Stretch *b, uint32_t from, uint32_t to, Change *change)
{
    change->anchors = arena_take_zeroed(work->out->arena, count_objects(b, from, to), sizeof(NewAnchor));
    if (change->anchors == NULL)
        return ERR_MEMORY;
    for (uint32_t k = 0; k < b->count; k++) {
        const Paragraph *paragraph = stretch_paragraph(b, k);

        for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
            NewAnchor *copy = &change->anchors[change->anchor_count];

            if (!stands_within(b, k, &paragraph->anchors[i], from, to))
                continue;
            TRY(unit_copy_anchor(work->out->arena, &work->revised, &paragraph->anchors[i], 0, copy));
            copy->anchor.at = paragraph->anchors[i].at + b->starts[k] - from;
            change->anchor_count++;
        }
    }
    return OK;
}

static Status copy_dresses(Amending *work, const Stretch *b, uint32_t from, uint32_t to, Change *change)
{
    uint32_t count = 0;

    if (b->count == 1)
        return OK;
    change->dress = arena_take_zeroed(work->out->arena, b->count, sizeof(Dress));
    if (change->dress == NULL)
        return ERR_MEMORY;
    for (uint32_t k = 0; k + 1 < b->count; k++) {
        uint32_t  mark = b->starts[k + 1] - MARK_SIZE;
        Paragraph copy;

        if (mark < from || mark >= to)
            continue;
        TRY(unit_copy_paragraph(work->out->arena, stretch_paragraph(b, k), &copy));
        change->dress[count++] = copy.dress;
    }
    if (count == 0)
        change->dress = NULL;
    return OK;
}

/* The base's words start..end of one paragraph, with U+2029 when end takes the mark in. */
static Status copy_was(Arena *arena, const Paragraph *paragraph, uint32_t start, uint32_t end, Slice *out)
{
    bool   mark = end > paragraph->text.size;
    Slice  words = slice_part(paragraph->text, start, mark ? paragraph->text.size : end);
    char  *bytes = arena_take(arena, words.size + MARK_SIZE + 1);

    if (bytes == NULL)
        return ERR_MEMORY;
    if (words.size != 0)
        memcpy(bytes, words.data, words.size);
    memcpy(bytes + words.size, mark_bytes, MARK_SIZE + 1);
    *out = (Slice){bytes, words.size + (mark ? MARK_SIZE : 0)};
    return OK;
}

/* One hunk; where it takes in a paragraph mark it is one change a paragraph, and the first brings the new words. */
static Status add_hunk(Amending *work, const Stretch *a, const Stretch *b, const Hunk *hunk)
{
    uint32_t from = token_place(a, hunk->a0), to = hunk->a1 > hunk->a0 ? a->tokens[hunk->a1 - 1].end : from;
    uint32_t new_from = token_place(b, hunk->b0), new_to = hunk->b1 > hunk->b0 ? b->tokens[hunk->b1 - 1].end : new_from;
    uint32_t local, k = stretch_locate(a, from, &local);
    Change   change = {.op = CHANGE_REPLACE};

    TRY(slice_copy(work->out->arena, slice_part(b->text, new_from, new_to), &change.now));
    TRY(copy_spans(work, b, new_from, new_to, &change));
    TRY(copy_objects(work, b, new_from, new_to, &change));
    TRY(copy_dresses(work, b, new_from, new_to, &change));
    for (;;) {
        const Paragraph *paragraph = stretch_paragraph(a, k);
        uint32_t         size = (uint32_t)paragraph->text.size;
        bool             over = to > a->starts[k] + size;

        change.paragraph = a->paragraphs[k];
        change.start = local;
        change.end = over ? size + 1 : to - a->starts[k];
        TRY(copy_was(work->out->arena, paragraph, change.start, change.end, &change.was));
        TRY(amendment_add(work->out, &change));
        if (!over || to <= a->starts[k] + size + MARK_SIZE)
            return OK;
        change = (Change){.op = CHANGE_REPLACE};
        local = 0;
        k++;
    }
}

/* ---- formatting ---- */

static uint32_t styles_at(const Paragraph *paragraph, uint32_t at, uint32_t *until)
{
    *until = UINT32_MAX;
    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        const Span *span = &paragraph->spans[i];

        if (at < span->start) {
            *until = span->start;
            return 0;
        }
        if (at < span->end) {
            *until = span->end;
            return span->styles;
        }
    }
    return 0;
}

static bool is_blank(Slice text)
{
    return slice_trim(text).size == 0;
}

/* Spans that reach into the bytes start.. of the paragraph. */
static size_t spans_within(const Paragraph *paragraph, uint32_t start, uint32_t size)
{
    size_t count = 0;

    for (uint32_t i = 0; i < paragraph->span_count; i++)
        count += paragraph->spans[i].end > start && paragraph->spans[i].start < start + size;
    return count;
}

/* Words start_a.. and start_b.. are equal over `size` bytes: where their styles differ is a change of format. Neighbouring pieces are one change. */
static Status compare_styles(Amending *work, uint32_t index, const Paragraph *p, const Paragraph *q, uint32_t start_a, uint32_t start_b,
                             uint32_t size)
{
    Change change = {.op = CHANGE_FORMAT, .paragraph = index};
    Span  *room;

    if (p->span_count == 0 && q->span_count == 0)
        return OK;
    /* A piece of equal styles ends where a span of either begins or ends, or with the words. */
    room = arena_take_zeroed(work->out->arena, spans_within(p, start_a, size) + spans_within(q, start_b, size) + 1, 2 * sizeof(Span));
    if (room == NULL)
        return ERR_MEMORY;
    for (uint32_t done = 0; done < size;) {
        uint32_t until_a, until_b, old = styles_at(p, start_a + done, &until_a), new = styles_at(q, start_b + done, &until_b);
        uint32_t step = size - done;

        step = until_a != UINT32_MAX && until_a - start_a - done < step ? until_a - start_a - done : step;
        step = until_b != UINT32_MAX && until_b - start_b - done < step ? until_b - start_b - done : step;
        if (old == new || is_blank(slice_part(p->text, start_a + done, start_a + done + step))) {
            done += step;
            continue;
        }
        if (change.spans == NULL || change.end != start_a + done) {
            if (change.spans != NULL)
                TRY(amendment_add(work->out, &change));
            room = change.spans != NULL ? change.spans + change.span_count : room;
            change.spans = room;
            change.span_count = 0;
            change.start = start_a + done;
        }
        change.end = start_a + done + step;
        if (new != 0)
            change.spans[change.span_count++] = (Span){start_a + done - change.start, change.end - change.start, new};
        done += step;
    }
    return change.spans != NULL ? amendment_add(work->out, &change) : OK;
}

/* ---- a whole place ---- */

static Status add_changes(Amending *work, const Stretch *a, const Stretch *b, const Hunks *hunks)
{
    uint32_t i = 0, j = 0;
    bool     alone = a->count == 1 && b->count == 1;

    for (size_t h = 0; h <= hunks->count; h++) {
        uint32_t stop = h < hunks->count ? hunks->list[h].a0 : (uint32_t)a->token_count;

        if (alone && stop > i)
            TRY(compare_styles(work, a->paragraphs[0], stretch_paragraph(a, 0), stretch_paragraph(b, 0), a->tokens[i].start,
                               b->tokens[j].start, a->tokens[stop - 1].end - a->tokens[i].start));
        for (; !a->borrows && i < stop; i++)
            TRY(queue_story(work, a, &a->tokens[i]));
        if (h == hunks->count)
            break;
        TRY(add_hunk(work, a, b, &hunks->list[h]));
        i = hunks->list[h].a1;
        j = hunks->list[h].b1;
    }
    return OK;
}

/* ---- tracing ---- */

static Status trace_group(Amending *work, const Stretch *a, const Stretch *b, const Hunks *hunks, bool moved)
{
    Trace      *trace = work->trace;
    TraceGroup *group;
    void       *block;
    Status      status;

    if (trace == NULL)
        return OK;
    block = trace->groups;
    status = memory_reserve(&block, &trace->capacity, trace->count + 1, sizeof *group);
    trace->groups = block;
    TRY(status);
    group = &trace->groups[trace->count];
    *group = (TraceGroup){.a_count = a->count, .b_count = b->count, .a_size = (uint32_t)a->text.size, .b_size = (uint32_t)b->text.size, .moved = moved};
    memcpy(group->a, a->paragraphs, sizeof group->a);
    memcpy(group->b, b->paragraphs, sizeof group->b);
    memcpy(group->a_start, a->starts, sizeof group->a_start);
    memcpy(group->b_start, b->starts, sizeof group->b_start);
    group->pieces = arena_take_zeroed(trace->arena, hunks->count, sizeof(TracePiece));
    if (group->pieces == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < hunks->count; i++) {
        const Hunk *hunk = &hunks->list[i];
        uint32_t    a0 = token_place(a, hunk->a0), b0 = token_place(b, hunk->b0);

        group->pieces[group->piece_count++] = (TracePiece){a0, hunk->a1 > hunk->a0 ? a->tokens[hunk->a1 - 1].end : a0, b0,
                                                           hunk->b1 > hunk->b0 ? b->tokens[hunk->b1 - 1].end : b0};
    }
    trace->count++;
    return OK;
}

static Status trace_equal(Amending *work, uint32_t index_a, uint32_t index_b)
{
    uint32_t size = (uint32_t)work->comparer->base.text->paragraphs[index_a].text.size;
    Stretch  a = {.paragraphs = {index_a}, .count = 1, .text = {NULL, size}}, b = {.paragraphs = {index_b}, .count = 1, .text = {NULL, size}};

    return trace_group(work, &a, &b, &(Hunks){0}, false);
}

Status amend_trace_moved(Amending *work, uint32_t a0, uint32_t b0)
{
    Stretch a = {0}, b = {0};
    Hunks   hunks = {0};
    Status  status = OK;

    if (work->trace == NULL)
        return OK;
    TRY_OR(done, stretch_init(&a, &work->comparer->base, a0, a0 + 1));
    TRY_OR(done, stretch_init(&b, &work->revised, b0, b0 + 1));
    TRY_OR(done, diff_tokens((TokenRun){a.tokens, a.token_count, a.text.data}, (TokenRun){b.tokens, b.token_count, b.text.data}, &hunks));
    status = trace_group(work, &a, &b, &hunks, true);
done:
    hunks_clear(&hunks);
    stretch_clear(&a);
    stretch_clear(&b);
    return status;
}

/* Equal words: only styles can differ, and the stories are counterparts if they have none yet. */
static Status amend_equal(Amending *work, uint32_t index_a, uint32_t index_b, bool *done)
{
    const Paragraph *p = &work->comparer->base.text->paragraphs[index_a], *q = &work->revised.text->paragraphs[index_b];

    *done = false;
    for (uint32_t i = 0; i < p->anchor_count; i++) {
        uint32_t a = p->anchors[i].story, b = q->anchors[i].story;

        if (a != NO_STORY && (work->story_in_b[a] != NO_STORY || work->story_in_a[b] != NO_STORY) && work->story_in_b[a] != b)
            return OK; /* a counterpart elsewhere: the slow way decides */
    }
    for (uint32_t i = 0; i < p->anchor_count; i++)
        if (p->anchors[i].story != NO_STORY)
            TRY(amend_pair_stories(work, p->anchors[i].story, q->anchors[i].story, true));
    *done = true;
    TRY(trace_equal(work, index_a, index_b));
    return compare_styles(work, index_a, p, q, 0, 0, (uint32_t)p->text.size);
}

Status amend_words(Amending *work, uint32_t a0, uint32_t a1, uint32_t b0, uint32_t b1)
{
    Stretch a = {0}, b = {0};
    Hunks   hunks = {0};
    bool    done = false;
    Status  status = OK;

    if (a1 - a0 == 1 && b1 - b0 == 1 &&
        side_equal(&work->comparer->base, work->comparer->base.members[a0], &work->revised, work->revised.members[b0]))
        status = amend_equal(work, work->comparer->base.members[a0], work->revised.members[b0], &done);
    if (status != OK || done)
        return status;
    TRY_OR(done, stretch_init(&a, &work->comparer->base, a0, a1));
    TRY_OR(done, stretch_init(&b, &work->revised, b0, b1));
    TRY_OR(done, pair_notes(work, &a, &b));
    TRY_OR(done, diff_tokens((TokenRun){a.tokens, a.token_count, a.text.data}, (TokenRun){b.tokens, b.token_count, b.text.data}, &hunks));
    TRY_OR(done, trace_group(work, &a, &b, &hunks, false));
    status = add_changes(work, &a, &b, &hunks);
done:
    hunks_clear(&hunks);
    stretch_clear(&a);
    stretch_clear(&b);
    return status;
}
