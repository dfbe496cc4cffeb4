/* SPDX-License-Identifier: Apache-2.0
 *
 * amendment_between: the changes from a base to a revised text.
 *
 * Containers (the body, a cell, a note, a box) are aligned block by block; pairs of paragraphs are compared by words (amend_words.c), pairs of tables row by row
 * and cell by cell. A table whose rows have no counterpart is taken out whole and put in anew. Stories whose marks were matched are compared last.
 */
#include "compare/amend_internal.h"

enum { TABLE_DEPTH_MAX = 64, MOVE_WORDS_MIN = 5, MOVE_CELLS_MAX = 250000 };
static const double SIMILAR_MOVED = 0.8;

/* A stretch of members of both sides: the inside of a container. */
typedef struct Inside {
    uint32_t a0, a1, b0, b1;
    int32_t  own_a, own_b; /* the table whose cell it is, or NO_TABLE */
    uint32_t story;        /* of the base */
} Inside;

/* ---- comparer ---- */

Comparer *comparer_new(const Text *base)
{
    Comparer *comparer = memory_new_zeroed(1, sizeof *comparer);

    if (comparer == NULL)
        return NULL;
    comparer->vocabulary = vocabulary_new();
    comparer->cutter = cutter_new(base->language);
    if (comparer->vocabulary == NULL || comparer->cutter == NULL ||
        side_init(&comparer->base, base, comparer->vocabulary, comparer->cutter) != OK) {
        comparer_free(comparer);
        return NULL;
    }
    return comparer;
}

void comparer_free(Comparer *comparer)
{
    if (comparer == NULL)
        return;
    side_clear(&comparer->base);
    vocabulary_free(comparer->vocabulary);
    cutter_free(comparer->cutter);
    memory_free(comparer);
}

Amendment *amendment_new(void)
{
    Amendment *amendment = memory_new_zeroed(1, sizeof *amendment);

    if (amendment == NULL)
        return NULL;
    amendment->arena = arena_new(TEXT_BYTES_MAX);
    if (amendment->arena == NULL) {
        memory_free(amendment);
        return NULL;
    }
    return amendment;
}

void amendment_free(Amendment *amendment)
{
    if (amendment == NULL)
        return;
    arena_free(amendment->arena);
    memory_free(amendment->changes);
    memory_free(amendment);
}

Status amendment_add(Amendment *amendment, const Change *change)
{
    void  *block = amendment->changes;
    Status status = memory_reserve(&block, &amendment->capacity, amendment->count + 1, sizeof *change);

    amendment->changes = block;
    TRY(status);
    amendment->changes[amendment->count++] = *change;
    return OK;
}

Status amend_pair_stories(Amending *work, uint32_t a, uint32_t b, bool compare)
{
    void  *block = work->waiting;
    Status status;

    if (a == NO_STORY || b == NO_STORY)
        return OK;
    work->story_in_b[a] = b;
    work->story_in_a[b] = a;
    if (!compare)
        return OK;
    for (size_t i = 0; i < work->waiting_count; i++)
        if (work->waiting[i].a == a)
            return OK;
    status = memory_reserve(&block, &work->waiting_capacity, work->waiting_count + 1, sizeof(StoryPair));
    work->waiting = block;
    TRY(status);
    work->waiting[work->waiting_count++] = (StoryPair){a, b};
    return OK;
}

/* ---- units and deletions ---- */

static const Paragraph *base_member(const Amending *work, uint32_t at)
{
    return &work->comparer->base.text->paragraphs[work->comparer->base.members[at]];
}

static int32_t place_before(const Amending *work, uint32_t story, uint32_t at)
{
    const Side *base = &work->comparer->base;

    return at > base->story_at[story] ? (int32_t)base->members[at - 1] : BEFORE_FIRST;
}

/* In the base's coordinates: where the new paragraph stands in a cell, that cell; rows and columns of a unit count from 0. */
static void set_coordinates(const Amending *work, const Inside *inside, Unit *unit)
{
    const Paragraph *cell = inside->own_a != NO_TABLE ? base_member(work, inside->a0) : NULL;
    uint32_t         first_row = unit->paragraphs[0].row;

    for (uint32_t i = 0; i < unit->paragraph_count; i++) {
        Paragraph *paragraph = &unit->paragraphs[i];

        paragraph->story = inside->story;
        paragraph->id[0] = '\0';
        if (unit->kind == UNIT_PARAGRAPH) {
            paragraph->table = cell != NULL ? cell->table : NO_TABLE;
            paragraph->row = cell != NULL ? cell->row : 0;
            paragraph->column = cell != NULL ? cell->column : 0;
        } else if (unit->kind == UNIT_ROW) {
            paragraph->table = inside->own_a;
            paragraph->row -= paragraph->row >= first_row ? first_row : 0;
        }
    }
}

static Status insert_block(Amending *work, const Inside *inside, const Block *block, uint32_t base_at, UnitKind kind)
{
    Change change = {.op = CHANGE_INSERT, .after = place_before(work, inside->story, base_at), .story = inside->story, .order = block->from};

    TRY(unit_from_members(work->out->arena, &work->revised, block->from, block->to, kind, &change.unit));
    set_coordinates(work, inside, &change.unit);
    return amendment_add(work->out, &change);
}

static Status delete_block(Amending *work, const Block *block)
{
    for (uint32_t i = block->from; i < block->to; i++)
        TRY(amendment_add(work->out, &(Change){.op = CHANGE_DELETE,
                                               .paragraph = work->comparer->base.members[i],
                                               .was = base_member(work, i)->text}));
    return OK;
}

/* ---- moves ---- */

typedef struct Leftover {
    Block    block;
    uint32_t base_at; /* members of the base before which it stands */
    int32_t  partner;
} Leftover;

typedef struct Leftovers {
    Leftover *list;
    size_t    count, capacity;
} Leftovers;

static Status add_leftover(Leftovers *leftovers, Leftover leftover)
{
    void  *block = leftovers->list;
    Status status = memory_reserve(&block, &leftovers->capacity, leftovers->count + 1, sizeof leftover);

    leftovers->list = block;
    TRY(status);
    leftovers->list[leftovers->count++] = leftover;
    return OK;
}

/* A paragraph taken out here and put in there, of five words or more and hardly changed, has moved. Best pairs first, by order where equal. */
static Status find_moves(Amending *work, Leftovers *gone, Leftovers *come)
{
    if (gone->count == 0 || come->count == 0 || gone->count > MOVE_CELLS_MAX / come->count)
        return OK;
    for (size_t i = 0; i < gone->count; i++) {
        uint32_t index = work->comparer->base.members[gone->list[i].block.from];
        double   best = SIMILAR_MOVED;

        TRY(side_fill_bag(&work->comparer->base, index));
        if (work->comparer->base.paragraphs[index].bag_count < MOVE_WORDS_MIN)
            continue;
        for (size_t j = 0; j < come->count; j++) {
            double score;

            if (come->list[j].partner >= 0)
                continue;
            TRY(align_similarity(&work->comparer->base, &gone->list[i].block, &work->revised, &come->list[j].block, &score));
            if (score > best || (score == best && gone->list[i].partner < 0)) {
                best = score;
                gone->list[i].partner = (int32_t)j;
            }
        }
        if (gone->list[i].partner >= 0)
            come->list[gone->list[i].partner].partner = (int32_t)i;
    }
    return OK;
}

static Status add_move(Amending *work, const Inside *inside, const Leftover *gone, const Leftover *come)
{
    Change change = {.op = CHANGE_MOVE,
                     .paragraph = work->comparer->base.members[gone->block.from],
                     .was = base_member(work, gone->block.from)->text,
                     .after = place_before(work, inside->story, come->base_at),
                     .story = inside->story,
                     .order = come->block.from};

    TRY(unit_from_members(work->out->arena, &work->revised, come->block.from, come->block.to, UNIT_PARAGRAPH, &change.unit));
    set_coordinates(work, inside, &change.unit);
    TRY(amend_trace_moved(work, gone->block.from, come->block.from));
    return amendment_add(work->out, &change);
}

static Status add_leftovers(Amending *work, const Inside *inside, Leftovers *gone, Leftovers *come)
{
    TRY(find_moves(work, gone, come));
    for (size_t i = 0; i < gone->count; i++) {
        const Leftover *leftover = &gone->list[i];

        TRY(leftover->partner >= 0 ? add_move(work, inside, leftover, &come->list[leftover->partner]) : delete_block(work, &leftover->block));
    }
    for (size_t j = 0; j < come->count; j++)
        if (come->list[j].partner < 0)
            TRY(insert_block(work, inside, &come->list[j].block, come->list[j].base_at, UNIT_PARAGRAPH));
    return OK;
}

/* ---- containers ---- */

static Status compare_inside(Amending *work, const Inside *inside, int depth);

static Status replace_table(Amending *work, const Inside *inside, const Block *a, const Block *b)
{
    TRY(delete_block(work, a));
    return insert_block(work, inside, b, a->to, UNIT_TABLE);
}

static Status compare_cells(Amending *work, const Inside *inside, const Block *row_a, const Block *row_b, int depth)
{
    Blocks a = {0}, b = {0};
    Status status;

    TRY_OR(done, side_cells(&work->comparer->base, *row_a, &a));
    TRY_OR(done, side_cells(&work->revised, *row_b, &b));
    REQUIRE(a.count == b.count);
    for (size_t i = 0; i < a.count; i++) {
        Inside cell = {a.list[i].from, a.list[i].to, b.list[i].from, b.list[i].to, row_a->table, row_b->table, inside->story};

        TRY_OR(done, compare_inside(work, &cell, depth + 1));
    }
done:
    blocks_clear(&a);
    blocks_clear(&b);
    return status;
}

static Status write_rows(Amending *work, const Inside *inside, const Blocks *a, const Blocks *b, const Steps *steps, int depth)
{
    Inside table = *inside;

    table.own_a = a->list[0].table;
    table.a0 = a->list[0].from;
    for (size_t i = 0; i < steps->count; i++) {
        const Step *step = &steps->list[i];

        if (step->kind == STEP_PAIR)
            TRY(compare_cells(work, inside, &a->list[step->a0], &b->list[step->b0], depth));
        else if (step->kind == STEP_DELETE)
            TRY(delete_block(work, &a->list[step->a0]));
        else
            TRY(insert_block(work, &table, &b->list[step->b0], step->a0 < a->count ? a->list[step->a0].from : a->list[a->count - 1].to,
                             UNIT_ROW));
    }
    return OK;
}

static Status compare_tables(Amending *work, const Inside *inside, const Block *block_a, const Block *block_b, int depth)
{
    Blocks a = {0}, b = {0};
    Steps  steps = {0};
    bool   paired = false;
    Status status;

    TRY_OR(done, side_rows(&work->comparer->base, *block_a, &a));
    TRY_OR(done, side_rows(&work->revised, *block_b, &b));
    TRY_OR(done, align_blocks(&work->comparer->base, &a, &work->revised, &b, true, &steps));
    for (size_t i = 0; i < steps.count; i++)
        paired = paired || steps.list[i].kind == STEP_PAIR;
    status = paired && depth < TABLE_DEPTH_MAX ? write_rows(work, inside, &a, &b, &steps, depth) : replace_table(work, inside, block_a, block_b);
done:
    blocks_clear(&a);
    blocks_clear(&b);
    memory_free(steps.list);
    return status;
}

typedef struct Writing {
    Amending     *work;
    const Inside *inside;
    const Blocks *a, *b;
    Leftovers     gone, come;
    int           depth;
} Writing;

static uint32_t base_place(const Writing *writing, uint32_t block)
{
    return block < writing->a->count ? writing->a->list[block].from : writing->inside->a1;
}

/* A new table within a cell becomes paragraphs of the cell: its words are kept, its grid is not. */
static Status insert_in_cell(Writing *writing, const Block *block, uint32_t base_at)
{
    for (uint32_t i = block->from; i < block->to; i++) {
        Block one = {.from = i, .to = i + 1, .table = NO_TABLE};

        TRY(insert_block(writing->work, writing->inside, &one, base_at, UNIT_PARAGRAPH));
    }
    return OK;
}

static Status write_step(Writing *writing, const Step *step)
{
    /* A side without any block has no list to point into; a step that has nothing on that side does not look there. */
    const Block *a = writing->a->list != NULL ? &writing->a->list[step->a0] : NULL;
    const Block *b = writing->b->list != NULL ? &writing->b->list[step->b0] : NULL;

    switch (step->kind) {
    case STEP_PAIR:
        if (a->table != NO_TABLE)
            return compare_tables(writing->work, writing->inside, a, b, writing->depth);
        return amend_words(writing->work, a->from, a->to, b->from, b->to);
    case STEP_GROUP:
        return amend_words(writing->work, a->from, writing->a->list[step->a1 - 1].to, b->from, writing->b->list[step->b1 - 1].to);
    case STEP_DELETE:
        if (a->table != NO_TABLE || writing->inside->own_a != NO_TABLE)
            return delete_block(writing->work, a);
        return add_leftover(&writing->gone, (Leftover){*a, a->from, -1});
    case STEP_INSERT:
    default:
        if (writing->inside->own_a != NO_TABLE)
            return insert_in_cell(writing, b, base_place(writing, step->a0));
        if (b->table != NO_TABLE)
            return insert_block(writing->work, writing->inside, b, base_place(writing, step->a0), UNIT_TABLE);
        return add_leftover(&writing->come, (Leftover){*b, base_place(writing, step->a0), -1});
    }
}

static bool is_table_step(const Steps *steps, size_t at, const Blocks *a, const Blocks *b)
{
    const Step *step = &steps->list[at];

    return (step->a1 > step->a0 && a->list[step->a0].table != NO_TABLE) || (step->b1 > step->b0 && b->list[step->b0].table != NO_TABLE);
}

/* A container always ends with a paragraph that is its own end. Where every last paragraph of the base (since the last table) goes and others come, the last
   one of both sides is the same paragraph with other words. */
static void pair_last(Steps *steps, const Blocks *a, const Blocks *b)
{
    size_t from = steps->count, gone = SIZE_MAX, come = SIZE_MAX;

    while (from > 0 && (steps->list[from - 1].kind == STEP_DELETE || steps->list[from - 1].kind == STEP_INSERT) && !is_table_step(steps, from - 1, a, b)) {
        from--;
        if (steps->list[from].kind == STEP_DELETE && gone == SIZE_MAX)
            gone = from;
        if (steps->list[from].kind == STEP_INSERT && come == SIZE_MAX)
            come = from;
    }
    if (gone == SIZE_MAX || come == SIZE_MAX || (from > 0 && !is_table_step(steps, from - 1, a, b)))
        return;
    /* in a gap deletions come first: the pair takes the place of the last insertion, and the last deletion goes */
    steps->list[come] = (Step){STEP_PAIR, steps->list[gone].a0, steps->list[gone].a1, steps->list[come].b0, steps->list[come].b1};
    for (size_t i = gone; i + 1 < steps->count; i++)
        steps->list[i] = steps->list[i + 1];
    steps->count--;
    for (size_t i = gone; i < steps->count; i++)
        if (steps->list[i].kind == STEP_INSERT)
            steps->list[i].a0 = steps->list[i].a1 = (uint32_t)a->count - 1;
}

/* Recursion (a table in a cell of a table) is bounded by TABLE_DEPTH_MAX. */
static Status compare_inside(Amending *work, const Inside *inside, int depth)
{
    Blocks  a = {0}, b = {0};
    Steps   steps = {0};
    Writing writing = {work, inside, &a, &b, {0}, {0}, depth};
    Status  status;

    TRY_OR(done, side_blocks(&work->comparer->base, inside->a0, inside->a1, inside->own_a, &a));
    TRY_OR(done, side_blocks(&work->revised, inside->b0, inside->b1, inside->own_b, &b));
    TRY_OR(done, align_blocks(&work->comparer->base, &a, &work->revised, &b, false, &steps));
    pair_last(&steps, &a, &b);
    for (size_t i = 0; i < steps.count; i++)
        TRY_OR(done, write_step(&writing, &steps.list[i]));
    status = add_leftovers(work, inside, &writing.gone, &writing.come);
done:
    memory_free(writing.gone.list);
    memory_free(writing.come.list);
    memory_free(steps.list);
    blocks_clear(&a);
    blocks_clear(&b);
    return status;
}

static Status compare_story(Amending *work, uint32_t a, uint32_t b)
{
    const Side *base = &work->comparer->base, *revised = &work->revised;
    Inside      inside = {base->story_at[a], base->story_at[a + 1], revised->story_at[b], revised->story_at[b + 1], NO_TABLE, NO_TABLE, a};

    if (a != 0 && work->trace == NULL && side_story_equal(base, a, revised, b)) /* styles inside notes are compared too when words differ */
        return OK;
    return compare_inside(work, &inside, 0);
}

/* ---- order ---- */

static int phase(const Change *change)
{
    static const int phases[CHANGE_OP_COUNT] = {
        [CHANGE_DELETE] = 0, [CHANGE_MOVE] = 0, [CHANGE_REPLACE] = 1, [CHANGE_FORMAT] = 1, [CHANGE_INSERT] = 2};

    return phases[change->op];
}

static int64_t place_of(const Change *change)
{
    return change->op == CHANGE_INSERT ? change->after : (int64_t)change->paragraph;
}

static int by_place(const void *x, const void *y)
{
    const Change *a = x, *b = y;

    if (place_of(a) != place_of(b))
        return place_of(a) < place_of(b) ? -1 : 1;
    if (phase(a) != phase(b))
        return phase(a) - phase(b);
    if (a->op == CHANGE_INSERT && a->story != b->story)
        return a->story < b->story ? -1 : 1;
    if (a->op == CHANGE_INSERT)
        return (a->order > b->order) - (a->order < b->order);
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->op != b->op)
        return (int)a->op - (int)b->op;
    return (a->end > b->end) - (a->end < b->end);
}

void amendment_sort(Amendment *amendment)
{
    if (amendment->count != 0)
        qsort(amendment->changes, amendment->count, sizeof(Change), by_place);
}

static int by_gap(const void *x, const void *y)
{
    const Change *a = *(Change *const *)x, *b = *(Change *const *)y;

    if (a->after != b->after)
        return a->after < b->after ? -1 : 1;
    if (a->story != b->story)
        return a->story < b->story ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* Orders of units in one gap, which were places in the revised text, become 0, 1, 2 … */
Status amendment_number_units(Amendment *amendment)
{
    Change **units = memory_new((amendment->count + 1) * sizeof *units);
    size_t   count = 0;
    uint32_t order = 0;

    if (units == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < amendment->count; i++)
        if (amendment->changes[i].op == CHANGE_INSERT || amendment->changes[i].op == CHANGE_MOVE)
            units[count++] = &amendment->changes[i];
    qsort(units, count, sizeof *units, by_gap);
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && units[i - 1]->after == units[i]->after && units[i - 1]->story == units[i]->story;

        order = same ? order + 1 : 0;
        units[i]->order = order;
    }
    memory_free(units);
    return OK;
}

static Status amend(Amending *work, const Text *revised)
{
    size_t base_stories = work->comparer->base.text->story_count;

    TRY(side_init(&work->revised, revised, work->comparer->vocabulary, work->comparer->cutter));
    work->story_in_b = memory_new_zeroed(base_stories + 1, sizeof(uint32_t));
    work->story_in_a = memory_new_zeroed(revised->story_count + 1, sizeof(uint32_t));
    if (work->story_in_a == NULL || work->story_in_b == NULL)
        return ERR_MEMORY;
    TRY(compare_story(work, 0, 0));
    for (size_t i = 0; i < work->waiting_count; i++)
        TRY(compare_story(work, work->waiting[i].a, work->waiting[i].b));
    amendment_sort(work->out);
    return amendment_number_units(work->out);
}

Status amendment_between(Comparer *comparer, const Text *revised, Amendment **out, Problem *problem)
{
    return amend_traced(comparer, revised, NULL, out, problem);
}

Status amend_traced(Comparer *comparer, const Text *revised, Trace *trace, Amendment **out, Problem *problem)
{
    Amending work = {.comparer = comparer, .out = amendment_new(), .trace = trace, .problem = problem};
    Status   status = work.out != NULL ? amend(&work, revised) : ERR_MEMORY;

    side_clear(&work.revised);
    memory_free(work.story_in_a);
    memory_free(work.story_in_b);
    memory_free(work.waiting);
    if (status != OK) {
        amendment_free(work.out);
        return problem_set(problem, status, status_face(status)->message, NULL);
    }
    *out = work.out;
    return OK;
}

/* ---- silent changes ---- */

/* Differences of spaces, quotes and normal form alone are not changes of words: programs make them when they save. */
static Status same_loosely(Slice a, Slice b, bool *out)
{
    Arena *arena = arena_new((a.size + b.size + 64) * 200 + 4096);
    Slice  x, y;
    Status status = arena != NULL ? OK : ERR_MEMORY;

    *out = false;
    if (status == OK)
        status = text_fold(arena, a, &x);
    if (status == OK)
        status = text_fold(arena, b, &y);
    if (status == OK) {
        size_t kept_x = 0, kept_y = 0;
        char  *p = slice_string(arena, x), *q = slice_string(arena, y);

        for (size_t i = 0; p != NULL && i < x.size; i++)
            if (strchr(" \"", p[i]) == NULL)
                p[kept_x++] = p[i];
        for (size_t i = 0; q != NULL && i < y.size; i++)
            if (strchr(" \"", q[i]) == NULL)
                q[kept_y++] = q[i];
        *out = p != NULL && q != NULL && slice_equal((Slice){p, kept_x}, (Slice){q, kept_y});
    }
    arena_free(arena);
    return status;
}

static Status differs(const Change *hidden, bool *out)
{
    bool same = hidden->op == CHANGE_FORMAT;

    if (hidden->op == CHANGE_REPLACE)
        TRY(same_loosely(hidden->was, hidden->now, &same));
    *out = !same;
    return OK;
}

/* Equal: the same unit in the same gap. */
static int by_unit(const void *x, const void *y)
{
    const Change *a = *(Change *const *)x, *b = *(Change *const *)y;

    if (a->op != b->op)
        return (int)a->op - (int)b->op;
    if (a->after != b->after)
        return a->after < b->after ? -1 : 1;
    if (a->story != b->story)
        return a->story < b->story ? -1 : 1;
    if (a->unit.paragraph_count != b->unit.paragraph_count)
        return a->unit.paragraph_count < b->unit.paragraph_count ? -1 : 1;
    return slice_compare(a->unit.paragraphs[0].text, b->unit.paragraphs[0].text);
}

/* New units and moved ones, by_unit. */
static Status list_units(const Amendment *amendment, Change ***out, size_t *count)
{
    *count = 0;
    *out = memory_new((amendment->count + 1) * sizeof **out);
    if (*out == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < amendment->count; i++)
        if (amendment->changes[i].op == CHANGE_INSERT || amendment->changes[i].op == CHANGE_MOVE)
            (*out)[(*count)++] = &amendment->changes[i];
    qsort(*out, *count, sizeof **out, by_unit);
    return OK;
}

static Status mark_units(Amendment *amendment, const Amendment *hidden)
{
    Change **ours = NULL, **theirs = NULL;
    size_t   our_count, their_count;
    Status   status = list_units(amendment, &ours, &our_count);

    if (status == OK)
        status = list_units(hidden, &theirs, &their_count);
    for (size_t i = 0, k = 0; status == OK && i < our_count && k < their_count;) {
        int order = by_unit(&ours[i], &theirs[k]);

        if (order == 0)
            ours[i]->silent = true;
        i += order <= 0; /* several may be equal to one of theirs */
        k += order > 0;
    }
    memory_free(ours);
    memory_free(theirs);
    return status;
}

/* Does the change stand wholly before this one, and so before all that follow? */
static bool is_before(const Change *change, const Change *hidden)
{
    if (place_of(change) != place_of(hidden))
        return place_of(change) < place_of(hidden);
    if (phase(change) != phase(hidden))
        return phase(change) < phase(hidden);
    return change->end < hidden->start;
}

static bool is_behind(const Change *change, const Change *hidden)
{
    if (place_of(change) != place_of(hidden))
        return place_of(change) > place_of(hidden);
    if (phase(change) != phase(hidden))
        return phase(change) > phase(hidden);
    return change->start > hidden->end;
}

/* Both are sorted by place: one sweep. */
static Status mark_words(Amendment *amendment, const Amendment *hidden, size_t *differences)
{
    size_t next = 0;

    for (size_t i = 0; i < hidden->count; i++) {
        const Change *change = &hidden->changes[i];
        bool          different;

        TRY(differs(change, &different));
        *differences += different;
        if (!different || change->op == CHANGE_INSERT || change->op == CHANGE_MOVE)
            continue;
        while (next < amendment->count && is_before(&amendment->changes[next], change))
            next++;
        for (size_t k = next; k < amendment->count && !is_behind(&amendment->changes[k], change); k++)
            if (amendment->changes[k].op == change->op)
                amendment->changes[k].silent = true;
    }
    return OK;
}

Status amendment_mark_silent(Comparer *comparer, Amendment *amendment, const Text *rejected, size_t *differences, Problem *problem)
{
    Amendment *hidden = NULL;
    Status     status;

    *differences = 0;
    TRY(amendment_between(comparer, rejected, &hidden, problem));
    status = mark_words(amendment, hidden, differences);
    if (status == OK)
        status = mark_units(amendment, hidden);
    amendment_free(hidden);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}
