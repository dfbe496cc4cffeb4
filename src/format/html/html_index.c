/* SPDX-License-Identifier: Apache-2.0
 *
 * Where everything stands: places and units by paragraph, the paragraphs of each story, what each is called, and the
 * blocks (articles) of the page with their state. One pass each, so that a page grows with its text and no faster.
 */
#include "format/html/html_page_internal.h"

MarkKind html_index_place_kind(const Place *place)
{
    if (place->variant_count > 1)
        return MARK_CONTESTED;
    if (place->paragraph == place->end_paragraph && place->start == place->end)
        return MARK_INSERT;
    return place->variants[0].text.size == 0 ? MARK_DELETE : MARK_REPLACE;
}

PartySet html_index_deleters(const Page *page, uint32_t paragraph)
{
    const Layer *layer = &page->compilation->layers[paragraph];
    uint32_t    *left, count = 0;

    if (layer->moved_by.count == 0)
        return layer->deleted_by;
    left = arena_take(page->arena, (layer->deleted_by.count + 1) * sizeof *left);
    if (left == NULL)
        return layer->deleted_by;
    for (uint32_t i = 0; i < layer->deleted_by.count; i++)
        if (!party_set_has(layer->moved_by, layer->deleted_by.parties[i]))
            left[count++] = layer->deleted_by.parties[i];
    return (PartySet){left, count};
}

/* ---- arrays ---- */

static Status take_numbers(Page *page, uint32_t **out, size_t count, uint32_t value)
{
    *out = arena_take(page->arena, (count + 1) * sizeof **out);
    if (*out == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i <= count; i++)
        (*out)[i] = value;
    return OK;
}

static Status take_all(Page *page)
{
    size_t paragraphs = page->text->count, stories = page->text->story_count, units = page->compilation->unit_count;

    TRY(take_numbers(page, &page->place_first, paragraphs, NONE));
    TRY(take_numbers(page, &page->units_after, paragraphs, NONE));
    TRY(take_numbers(page, &page->units_first, stories, NONE));
    TRY(take_numbers(page, &page->unit_next, units, NONE));
    TRY(take_numbers(page, &page->moved_unit, paragraphs, NONE));
    TRY(take_numbers(page, &page->moved_next, units, NONE));
    TRY(take_numbers(page, &page->story_first, stories, NONE));
    TRY(take_numbers(page, &page->story_next, paragraphs, NONE));
    TRY(take_numbers(page, &page->note_number, stories, 0));
    page->unit_written = arena_take_zeroed(page->arena, units + 1, sizeof(bool));
    page->note_marked = arena_take_zeroed(page->arena, stories + 1, sizeof(bool));
    page->names = arena_take_zeroed(page->arena, paragraphs + 1, sizeof(Slice));
    return page->unit_written != NULL && page->note_marked != NULL && page->names != NULL ? OK : ERR_MEMORY;
}

/* Paragraphs of each story in order; notes numbered in order of their first marks. */
static Status index_stories(Page *page)
{
    const Text *text = page->text;
    uint32_t   *last, number = 0;

    TRY(take_numbers(page, &last, text->story_count, NONE));
    for (uint32_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];
        uint32_t         story = paragraph->story;

        if (last[story] == NONE)
            page->story_first[story] = i;
        else
            page->story_next[last[story]] = i;
        last[story] = i;
        for (uint32_t a = 0; a < paragraph->anchor_count; a++) {
            uint32_t hangs = paragraph->anchors[a].story;

            if (hangs != 0 && text->stories[hangs].kind != STORY_BOX && page->note_number[hangs] == 0)
                page->note_number[hangs] = ++number;
        }
    }
    return OK;
}

static void index_places(Page *page)
{
    const Compilation *compilation = page->compilation;
    uint32_t           place = 0;

    for (uint32_t i = 0; i < page->text->count; i++) {
        while (place < compilation->place_count && compilation->places[place].end_paragraph < i)
            place++;
        page->place_first[i] = place;
    }
}

/* A unit stands after the nearest paragraph of its own story: boxes may lie between. Chains are made from the end, so they run in order. */
static void index_units(Page *page)
{
    for (uint32_t i = (uint32_t)page->compilation->unit_count; i-- > 0;) {
        const PlacedUnit *unit = &page->compilation->units[i];
        int32_t           home = unit->after;
        uint32_t         *chain;

        while (home >= 0 && page->text->paragraphs[home].story != unit->story)
            home--;
        chain = home >= 0 ? &page->units_after[home] : &page->units_first[unit->story];
        page->unit_next[i] = *chain;
        *chain = i;
        if (unit->moved_from >= 0) {
            page->moved_next[i] = page->moved_unit[unit->moved_from];
            page->moved_unit[unit->moved_from] = i;
        }
    }
}

/* ---- names ---- */

enum { LEVELS_MAX = 6 };

typedef struct Naming {
    Page    *page;
    Buffer   words;
    uint32_t preambular, operative, index;
    Slice    above[LEVELS_MAX]; /* the last name on each level: 0 operative, 1 … sub */
} Naming;

/* "3." is 3. */
static Slice label_number(Slice label)
{
    label = slice_trim(label);
    while (label.size != 0 && (label.data[label.size - 1] == '.' || label.data[label.size - 1] == ':'))
        label.size--;
    return label;
}

static void name_print(Naming *naming, const char *id, const char *argument, Slice value)
{
    char text[64];

    snprintf(text, sizeof text, "%.*s", (int)(value.size < 60 ? value.size : 60), value.size != 0 ? value.data : "");
    message_print(&naming->words, id, argument, text, NULL);
}

static void name_count(Naming *naming, const char *id, uint32_t number)
{
    char digits[DECIMAL_MAX];

    message_print(&naming->words, id, "number", decimal(digits, number), NULL);
}

static void name_sub(Naming *naming, const Paragraph *paragraph)
{
    unsigned level = paragraph->level < LEVELS_MAX && paragraph->level > 0 ? paragraph->level : 1;

    if (naming->above[level - 1].size != 0) {
        buffer_add(&naming->words, naming->above[level - 1]);
        buffer_add_byte(&naming->words, ' ');
    }
    if (paragraph->label.size != 0)
        buffer_add(&naming->words, label_number(paragraph->label));
    else
        name_count(naming, MSG("page.name_plain"), naming->index + 1);
}

static void name_paragraph(Naming *naming, const Paragraph *paragraph)
{
    Slice label = label_number(paragraph->label);

    switch (paragraph->kind) {
    case KIND_TITLE: name_count(naming, MSG("page.name_title"), 0); break;
    case KIND_ORGAN: name_count(naming, MSG("page.name_organ"), 0); break;
    case KIND_CLOSING: name_count(naming, MSG("page.name_closing"), 0); break;
    case KIND_PREAMBULAR: name_count(naming, MSG("page.name_preambular"), ++naming->preambular); break;
    case KIND_OPERATIVE:
        naming->operative++;
        if (label.size != 0)
            name_print(naming, naming->page->text->instrument.is_resolution ? MSG("page.name_operative") : MSG("page.name_numbered"), "number", label);
        else
            name_count(naming, MSG("page.name_operative"), naming->operative);
        break;
    case KIND_SUB: name_sub(naming, paragraph); break;
    case KIND_HEADING:
        if (label.size != 0)
            name_print(naming, MSG("page.name_labelled_heading"), "number", label);
        else
            name_count(naming, MSG("page.name_heading"), 0);
        break;
    default:
        if (label.size != 0)
            buffer_add(&naming->words, label);
        else
            name_count(naming, MSG("page.name_plain"), naming->index + 1);
    }
}

static void name_story(Naming *naming, const Paragraph *paragraph)
{
    uint32_t number = naming->page->note_number[paragraph->story];

    if (number != 0)
        name_count(naming, MSG("page.name_note"), number);
    else
        name_count(naming, MSG("page.name_box"), 0);
}

static Status index_names(Page *page)
{
    Naming naming = {.page = page};
    Status status = OK;

    buffer_init(&naming.words, 4096);
    for (size_t i = 0; status == OK && i < page->text->count; i++) {
        const Paragraph *paragraph = &page->text->paragraphs[i];

        buffer_reset(&naming.words);
        naming.index = (uint32_t)i;
        if (paragraph->story != 0)
            name_story(&naming, paragraph);
        else if (paragraph->table != NO_TABLE)
            name_count(&naming, MSG("page.name_table"), (uint32_t)paragraph->table + 1);
        else
            name_paragraph(&naming, paragraph);
        status = slice_copy(page->arena, buffer_slice(&naming.words), &page->names[i]);
        if (paragraph->story == 0 && paragraph->kind == KIND_SUB && paragraph->level > 0 && paragraph->level < LEVELS_MAX)
            naming.above[paragraph->level] = page->names[i];
        else if (paragraph->story == 0 && (paragraph->kind == KIND_OPERATIVE || (paragraph->kind == KIND_PLAIN && paragraph->label.size != 0)))
            naming.above[0] = page->names[i];
    }
    buffer_clear(&naming.words);
    return status;
}

/* "3 bis Alt 1" of an operative paragraph is OP3 bis here; a sub-paragraph's carries the name of the paragraph that it stands under. */
static Status unit_name(Page *page, uint32_t index, Slice *out)
{
    const PlacedUnit *placed = &page->compilation->units[index];
    const Paragraph  *paragraph = &placed->unit->paragraphs[0];
    Slice             label = label_number(placed->label), home = {0};
    Buffer            words;
    Status            status;

    if (placed->group != 0)
        for (size_t at = label.size; at-- > 1;)
            if (slice_starts(slice_part(label, at, label.size), " Alt ")) {
                label = slice_part(label, 0, at);
                break;
            }
    if (placed->after >= 0)
        home = page->names[placed->after];
    buffer_init(&words, 4096);
    if (label.size == 0) {
        message_print(&words, MSG("page.name_new"), NULL);
    } else if (paragraph->kind == KIND_OPERATIVE && rune_is_digit((unsigned char)label.data[0])) {
        char text[64];

        snprintf(text, sizeof text, "%.*s", (int)(label.size < 60 ? label.size : 60), label.data);
        message_print(&words, MSG("page.name_operative"), "number", text, NULL);
    } else if (label.data[0] == '(' && home.size != 0) {
        size_t end = home.size;

        if (placed->after >= 0 && page->text->paragraphs[placed->after].kind == KIND_SUB)
            while (end > 0 && home.data[--end] != ' ') {
            }
        buffer_add(&words, slice_part(home, 0, end));
        buffer_add_byte(&words, ' ');
        buffer_add(&words, label);
    } else {
        buffer_add(&words, label);
    }
    status = slice_copy(page->arena, buffer_slice(&words), out);
    buffer_clear(&words);
    return status;
}

/* ---- blocks ---- */

static Status add_block(Page *page, Block block)
{
    void  *array = page->blocks;
    Status status = memory_reserve(&array, &page->block_capacity, page->block_count + 1, sizeof block);

    page->blocks = array;
    if (status == OK)
        page->blocks[page->block_count++] = block;
    return status;
}

static Status block_id(Page *page, const char *prefix, uint32_t number, Slice *out)
{
    char text[40];

    snprintf(text, sizeof text, "%s%u", prefix, number);
    return slice_copy(page->arena, slice_from(text), out);
}

/* Counts what is asked of a paragraph: changes in its words, its deletion, its move. */
static void count_paragraph(const Page *page, uint32_t paragraph, Block *block)
{
    const Compilation *compilation = page->compilation;

    for (uint32_t i = page->place_first[paragraph]; i < compilation->place_count && compilation->places[i].paragraph <= paragraph; i++) {
        block->places++;
        block->contested += compilation->places[i].variant_count > 1;
    }
    if (compilation->layers != NULL && compilation->layers[paragraph].deleted_by.count != 0)
        block->places++;
}

static void set_state(Block *block)
{
    if (block->contested != 0)
        block->state = STATE_CONTESTED;
    else if (block->places != 0)
        block->state = block->kind == BLOCK_UNITS ? STATE_NEW : STATE_CHANGED;
    else
        block->state = STATE_STILL;
}

/* One block for each unit of a chain, and one for each run of competing ones. Rows and paragraphs of base tables belong to the table. */
static Status add_units(Page *page, uint32_t chain)
{
    const PlacedUnit *units = page->compilation->units;

    while (chain != NONE) {
        Block    block = {.kind = BLOCK_UNITS, .first = chain, .last = 1, .places = 1};
        uint32_t next = page->unit_next[chain];

        if (html_table_holds(page, chain)) {
            chain = next;
            continue;
        }
        while (units[chain].group != 0 && next != NONE && units[next].group == units[chain].group) {
            block.last++;
            next = page->unit_next[next];
        }
        block.contested = units[chain].group != 0;
        set_state(&block);
        TRY(unit_name(page, chain, &block.name));
        TRY(block_id(page, "g", chain + 1, &block.id));
        TRY(add_block(page, block));
        chain = next;
    }
    return OK;
}

static void count_table_units(const Page *page, uint32_t chain, int32_t table, Block *block)
{
    for (uint32_t unit = chain; unit != NONE; unit = page->unit_next[unit])
        if (html_table_holds(page, unit) && page->compilation->units[unit].unit->paragraphs[0].table == table) {
            block->places++;
            block->contested += page->compilation->units[unit].group != 0;
        }
}

static Status add_base(Page *page, uint32_t first, uint32_t before, uint32_t *last)
{
    const Paragraph *paragraphs = page->text->paragraphs;
    Block            block = {.kind = BLOCK_PARAGRAPH, .first = first, .name = page->names[first]};

    *last = first;
    if (paragraphs[first].table != NO_TABLE) {
        block.kind = BLOCK_TABLE;
        block.before = before;
        count_table_units(page, before, paragraphs[first].table, &block);
        for (uint32_t i = first; i != NONE && paragraphs[i].table == paragraphs[first].table; i = page->story_next[i]) {
            *last = i;
            count_paragraph(page, i, &block);
            count_table_units(page, page->units_after[i], paragraphs[first].table, &block);
        }
    } else {
        count_paragraph(page, first, &block);
    }
    block.last = *last;
    set_state(&block);
    if (paragraphs[first].id[0] != 0)
        TRY(slice_copy(page->arena, slice_from(paragraphs[first].id), &block.id));
    else
        TRY(block_id(page, "p", first, &block.id));
    return add_block(page, block);
}

static Status index_blocks(Page *page)
{
    uint32_t before = page->units_first[0];

    TRY(add_units(page, before));
    for (uint32_t i = page->story_first[0]; i != NONE;) {
        uint32_t last;

        TRY(add_base(page, i, before, &last));
        for (uint32_t p = i; p != NONE; p = page->story_next[p]) {
            TRY(add_units(page, page->units_after[p]));
            if (p == last)
                break;
        }
        before = page->units_after[last];
        i = page->story_next[last];
    }
    return OK;
}

static void link_contested(Page *page)
{
    uint32_t last = NONE;

    for (uint32_t i = 0; i < page->block_count; i++) {
        page->blocks[i].previous = last;
        if (page->blocks[i].state == STATE_CONTESTED)
            last = i;
    }
    last = NONE;
    for (uint32_t i = (uint32_t)page->block_count; i-- > 0;) {
        page->blocks[i].next = last;
        if (page->blocks[i].state == STATE_CONTESTED)
            last = i;
    }
}

Status html_index(Page *page)
{
    TRY(take_all(page));
    TRY(index_stories(page));
    index_places(page);
    index_units(page);
    TRY(index_names(page));
    TRY(index_blocks(page));
    link_contested(page);
    return OK;
}
