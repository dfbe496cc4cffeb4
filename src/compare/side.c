/* SPDX-License-Identifier: Apache-2.0
 *
 * One side of a comparison: hashes, tokens and words of paragraphs, and the blocks (paragraphs, tables, rows, cells) they stand in.
 */
#include "compare/side_internal.h"

/* ---- hashes ---- */

static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 31;
}

static uint64_t hash_story(const Side *side, uint32_t story, int depth);

/* Recursion (a note in a box in a note) is bounded by depth. */
static uint64_t hash_paragraph(const Side *side, uint32_t index, int depth)
{
    const Paragraph *paragraph = &side->text->paragraphs[index];
    uint64_t         hash = hash_fast(paragraph->text, 3);

    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        const Anchor *anchor = &paragraph->anchors[i];

        hash = mix(hash, anchor->kind);
        if (anchor->kind != ANCHOR_FOOTNOTE && anchor->kind != ANCHOR_ENDNOTE)
            hash = mix(hash, hash_fast((Slice){(const char *)anchor->sha256, SHA256_SIZE}, 4));
        if (anchor->story != 0 && depth < STORY_DEPTH_MAX)
            hash = mix(hash, hash_story(side, anchor->story, depth + 1));
    }
    return hash;
}

static uint64_t hash_story(const Side *side, uint32_t story, int depth)
{
    uint64_t hash = 5;

    for (uint32_t i = side->story_at[story]; i < side->story_at[story + 1]; i++)
        hash = mix(hash, hash_paragraph(side, side->members[i], depth));
    return hash;
}

static bool anchors_equal(const Side *a, const Anchor *anchor_a, const Side *b, const Anchor *anchor_b)
{
    bool note = anchor_a->kind == ANCHOR_FOOTNOTE || anchor_a->kind == ANCHOR_ENDNOTE;

    if (anchor_a->kind != anchor_b->kind || anchor_a->at != anchor_b->at || (anchor_a->story == 0) != (anchor_b->story == 0))
        return false;
    if (!note && memcmp(anchor_a->sha256, anchor_b->sha256, SHA256_SIZE) != 0)
        return false;
    return anchor_a->story == 0 || side_story_equal(a, anchor_a->story, b, anchor_b->story);
}

bool side_equal(const Side *a, uint32_t paragraph_a, const Side *b, uint32_t paragraph_b)
{
    const Paragraph *p = &a->text->paragraphs[paragraph_a], *q = &b->text->paragraphs[paragraph_b];

    if (a->paragraphs[paragraph_a].hash != b->paragraphs[paragraph_b].hash || !slice_equal(p->text, q->text) ||
        p->anchor_count != q->anchor_count)
        return false;
    for (uint32_t i = 0; i < p->anchor_count; i++)
        if (!anchors_equal(a, &p->anchors[i], b, &q->anchors[i]))
            return false;
    return true;
}

bool side_story_equal(const Side *a, uint32_t story_a, const Side *b, uint32_t story_b)
{
    uint32_t count = a->story_at[story_a + 1] - a->story_at[story_a];

    if (count != b->story_at[story_b + 1] - b->story_at[story_b])
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t         ia = a->members[a->story_at[story_a] + i], ib = b->members[b->story_at[story_b] + i];
        const Paragraph *p = &a->text->paragraphs[ia], *q = &b->text->paragraphs[ib];

        if ((p->table == NO_TABLE) != (q->table == NO_TABLE) || p->row != q->row || p->column != q->column || !side_equal(a, ia, b, ib))
            return false;
    }
    return true;
}

/* ---- making a side ---- */

static void collect_members(Side *side)
{
    const Text *text = side->text;

    for (size_t i = 0; i < text->count; i++)
        side->story_at[text->paragraphs[i].story + 1]++;
    for (size_t story = 0; story < text->story_count; story++)
        side->story_at[story + 1] += side->story_at[story];
    for (size_t i = 0; i < text->count; i++)
        side->members[side->story_at[text->paragraphs[i].story]++] = (uint32_t)i;
    for (size_t story = text->story_count; story > 0; story--)
        side->story_at[story] = side->story_at[story - 1];
    side->story_at[0] = 0;
}

Status side_init(Side *side, const Text *text, Vocabulary *vocabulary, Cutter *cutter)
{
    *side = (Side){.text = text, .vocabulary = vocabulary, .cutter = cutter, .arena = arena_new(TEXT_BYTES_MAX)};
    if (side->arena == NULL)
        return ERR_MEMORY;
    side->paragraphs = arena_take_zeroed(side->arena, text->count, sizeof *side->paragraphs);
    side->members = arena_take_zeroed(side->arena, text->count, sizeof *side->members);
    side->story_at = arena_take_zeroed(side->arena, text->story_count + 2, sizeof *side->story_at);
    if (side->paragraphs == NULL || side->members == NULL || side->story_at == NULL)
        return ERR_MEMORY;
    collect_members(side);
    for (size_t i = 0; i < text->count; i++)
        side->paragraphs[i].hash = hash_paragraph(side, (uint32_t)i, 0);
    return OK;
}

void side_clear(Side *side)
{
    arena_free(side->arena);
    memory_free(side->scratch);
    memory_free(side->counts);
    *side = (Side){0};
}

Status side_cut(Side *side, uint32_t index)
{
    SideParagraph   *paragraph = &side->paragraphs[index];
    const Paragraph *source = &side->text->paragraphs[index];
    size_t           count = 0;

    if (paragraph->cut)
        return OK;
    TRY(cutter_cut(side->cutter, side->vocabulary, source->text, source->anchors, source->anchor_count, &side->scratch, &count,
                   &side->scratch_capacity));
    paragraph->tokens = arena_take(side->arena, count * sizeof(Token));
    if (paragraph->tokens == NULL)
        return ERR_MEMORY;
    if (count != 0)
        memcpy(paragraph->tokens, side->scratch, count * sizeof(Token));
    paragraph->token_count = (uint32_t)count;
    paragraph->cut = true;
    return OK;
}

Status side_fill_bag(Side *side, uint32_t index)
{
    SideParagraph *paragraph = &side->paragraphs[index];

    TRY(side_cut(side, index));
    if (paragraph->bag != NULL)
        return OK;
    paragraph->bag = arena_take(side->arena, paragraph->token_count * sizeof *paragraph->bag);
    if (paragraph->bag == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < paragraph->token_count; i++)
        if (paragraph->tokens[i].kind == TOKEN_WORD || paragraph->tokens[i].kind == TOKEN_NUMBER)
            paragraph->bag[paragraph->bag_count++] = paragraph->tokens[i].word;
    numbers_sort(paragraph->bag, paragraph->bag_count);
    return OK;
}

/* ---- blocks ---- */

void blocks_clear(Blocks *blocks)
{
    memory_free(blocks->list);
    *blocks = (Blocks){0};
}

static Status add_block(const Side *side, Blocks *blocks, Block block)
{
    void  *list = blocks->list;
    Status status = memory_reserve(&list, &blocks->capacity, blocks->count + 1, sizeof block);

    blocks->list = list;
    TRY(status);
    block.hash = block.table == NO_TABLE ? 7 : 8;
    for (uint32_t i = block.from; i < block.to; i++) {
        const Paragraph *paragraph = &side->text->paragraphs[side->members[i]];

        block.hash = mix(block.hash, side->paragraphs[side->members[i]].hash);
        if (block.table != NO_TABLE)
            block.hash = mix(block.hash, (uint64_t)paragraph->row << 32 | paragraph->column);
    }
    blocks->list[blocks->count++] = block;
    return OK;
}

static const Paragraph *member(const Side *side, uint32_t at)
{
    return &side->text->paragraphs[side->members[at]];
}

Status side_blocks(const Side *side, uint32_t from, uint32_t to, int32_t own, Blocks *out)
{
    uint32_t next;

    out->count = 0;
    for (uint32_t at = from; at < to; at = next) {
        int32_t table = member(side, at)->table;

        next = at + 1;
        if (table == own || table == NO_TABLE) {
            TRY(add_block(side, out, (Block){at, next, NO_TABLE, 0, 0}));
            continue;
        }
        /* up to the table's last paragraph: tables nested in it stand between. Table numbers rise, so a lower one cannot be nested in it */
        for (uint32_t i = next; i < to && member(side, i)->table >= table; i++)
            if (member(side, i)->table == table)
                next = i + 1;
        TRY(add_block(side, out, (Block){at, next, table, 0, 0}));
    }
    return OK;
}

/* Cuts a block of table `table` wherever a paragraph of that table begins a new row (or cell). */
static Status cut_table(const Side *side, Block block, bool into_cells, Blocks *out)
{
    uint32_t start = block.from;
    uint32_t row = member(side, start)->row, column = member(side, start)->column, cells = 1;

    out->count = 0;
    for (uint32_t at = block.from; at <= block.to; at++) {
        const Paragraph *paragraph = at < block.to ? member(side, at) : NULL;
        bool             moved, turned;

        if (paragraph != NULL && paragraph->table != block.table)
            continue;
        turned = paragraph == NULL || paragraph->row != row;
        moved = turned || paragraph->column != column;
        if (turned || (into_cells && moved)) {
            TRY(add_block(side, out, (Block){start, at, block.table, cells, 0}));
            start = at;
            cells = 0;
        }
        if (moved && paragraph != NULL) {
            row = paragraph->row;
            column = paragraph->column;
            cells++;
        }
    }
    return OK;
}

Status side_rows(const Side *side, Block table, Blocks *out)
{
    return cut_table(side, table, false, out);
}

Status side_cells(const Side *side, Block row, Blocks *out)
{
    return cut_table(side, row, true, out);
}
