/* SPDX-License-Identifier: Apache-2.0
 *
 * The walk over a page: blocks become paragraphs.
 *
 * White space collapses as in a browser. Text that stands in a division without a paragraph of its own becomes one; a doubled line break ends
 * one. Items of lists get the label a browser would show. Notes are put aside and follow at the end, in the order of their marks.
 * Words that the page marks as deleted are not read, and those marked as inserted are words like any other: the text has what is accepted.
 * A fragment (HTML inside Markdown) has no notes of its own but marks of the other format's, and what it marks as changed is styled, as there.
 * There is no recursion: the tree itself leads the way up.
 */
#include "format/html/html_read_internal.h"

enum {
    PARAGRAPH_MAX = HTML_FILE_MAX,
    LABEL_MAX = 40,
    COLUMNS_MAX = 200, /* of a table; spans beyond are cut */
    SPAN_MAX = 100
};

/* A paragraph that was read, before notes are put last. */
typedef struct Item {
    Paragraph paragraph;
    int32_t   note; /* that it belongs to, or -1 */
} Item;

typedef struct Table {
    const GumboNode *node;
    bool             data, filled; /* `filled`: the cell has a paragraph */
    int32_t          number; /* NO_TABLE until its first paragraph */
    int64_t          row;
    uint32_t         column;
    uint8_t          taken[COLUMNS_MAX]; /* rows that a cell above still covers */
} Table;

typedef struct Flow {
    const char      *mark; /* of a fragment: how tags of marks begin; NULL: it is a page */
    const HtmlNotes *notes;
    HtmlNote        *note_list;
    Arena           *arena;
    Item            *items;
    size_t           count, capacity;
    Buffer           text;
    Span            *spans;
    size_t           span_count, span_capacity;
    Anchor          *anchors;
    size_t           anchor_count, anchor_capacity;
    unsigned         open[STYLE_COUNT];
    uint32_t         run_start, run_styles;
    bool             space; /* waits for the next letter */
    unsigned         breaks; /* line breaks since the last letter */
    unsigned         preformatted;
    uint8_t          heading;
    int32_t          note;
    HtmlList         lists[HTML_LISTS_MAX];
    size_t           list_count;
    Table            tables[HTML_TABLES_MAX];
    size_t           table_count;
    int32_t          table_number;
    char             label[LABEL_MAX];
    Buffer           numbers; /* of items that begin inside the one of `label`, before any word */
    uint32_t         stories, taken_changes;
} Flow;

/* ---- one paragraph ---- */

static uint32_t styles_now(const Flow *flow)
{
    uint32_t styles = 0;

    for (int i = 0; i < STYLE_COUNT; i++)
        if (flow->open[i] != 0)
            styles |= 1U << i;
    return styles;
}

static Status end_run(Flow *flow)
{
    void  *block = flow->spans;
    Status status = OK;

    if (flow->run_styles != 0 && flow->text.size > flow->run_start) {
        status = memory_reserve(&block, &flow->span_capacity, flow->span_count + 1, sizeof(Span));
        flow->spans = block;
        TRY(status);
        flow->spans[flow->span_count++] = (Span){flow->run_start, (uint32_t)flow->text.size, flow->run_styles};
    }
    flow->run_start = (uint32_t)flow->text.size;
    flow->run_styles = styles_now(flow);
    return OK;
}

static Status turn_styles(Flow *flow, uint32_t styles, bool on)
{
    if (styles == 0)
        return OK;
    TRY(end_run(flow));
    for (int i = 0; i < STYLE_COUNT; i++) {
        if ((styles & 1U << i) == 0)
            continue;
        if (on)
            flow->open[i]++;
        else if (flow->open[i] != 0)
            flow->open[i]--;
    }
    flow->run_styles = styles_now(flow);
    return OK;
}

static Table *data_table(Flow *flow)
{
    size_t count = flow->table_count < HTML_TABLES_MAX ? flow->table_count : HTML_TABLES_MAX;

    for (size_t i = count; i > 0; i--)
        if (flow->tables[i - 1].data)
            return &flow->tables[i - 1];
    return NULL;
}

static void place_in_table(Flow *flow, Paragraph *paragraph)
{
    Table *table = data_table(flow);

    paragraph->table = NO_TABLE;
    if (table == NULL || flow->note >= 0)
        return;
    if (table->number == NO_TABLE)
        table->number = flow->table_number++;
    paragraph->kind = KIND_CELL;
    paragraph->level = 0;
    paragraph->table = table->number;
    paragraph->row = table->row > 0 ? (uint32_t)table->row : 0;
    paragraph->column = table->column;
    table->filled = true;
}

static Status keep_spans(Flow *flow, Paragraph *paragraph)
{
    uint32_t size = (uint32_t)paragraph->text.size;

    paragraph->spans = arena_take(flow->arena, (flow->span_count + 1) * sizeof(Span));
    paragraph->anchors = arena_take(flow->arena, (flow->anchor_count + 1) * sizeof(Anchor));
    if (paragraph->spans == NULL || paragraph->anchors == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < flow->span_count; i++) {
        Span span = flow->spans[i];

        span.end = span.end < size ? span.end : size;
        if (span.start < span.end)
            paragraph->spans[paragraph->span_count++] = span;
    }
    paragraph->anchor_count = (uint32_t)flow->anchor_count;
    if (flow->anchor_count != 0)
        memcpy(paragraph->anchors, flow->anchors, flow->anchor_count * sizeof(Anchor));
    return OK;
}

/* Word writes a no-break space where there is nothing. */
static bool is_blank(Slice text)
{
    for (size_t at = 0; at < text.size;) {
        bool no_break = slice_starts(slice_part(text, at, text.size), "\xC2\xA0");

        if (!no_break && strchr(" \n\t", text.data[at]) == NULL)
            return false;
        at += no_break ? 2 : 1;
    }
    return true;
}

static Status keep(Flow *flow)
{
    void     *block = flow->items;
    Paragraph paragraph = {.kind = KIND_PLAIN, .text = buffer_slice(&flow->text)};
    Status    status = memory_reserve(&block, &flow->capacity, flow->count + 1, sizeof *flow->items);

    flow->items = block;
    TRY(status);
    if (is_blank(paragraph.text))
        return OK;
    while (strchr(" \n\t", paragraph.text.data[paragraph.text.size - 1]) != NULL)
        paragraph.text.size--;
    TRY(slice_copy(flow->arena, paragraph.text, &paragraph.text));
    TRY(keep_spans(flow, &paragraph));
    if (flow->heading != 0) {
        paragraph.kind = KIND_HEADING;
        paragraph.level = flow->heading;
    }
    if (flow->label[0] != '\0') {
        TRY(slice_copy(flow->arena, slice_from(flow->label), &paragraph.label));
        flow->label[0] = '\0';
    }
    place_in_table(flow, &paragraph);
    flow->items[flow->count++] = (Item){paragraph, flow->note};
    return OK;
}

static Status end_paragraph(Flow *flow)
{
    TRY(end_run(flow));
    TRY(flow->text.status);
    TRY(keep(flow));
    buffer_reset(&flow->text);
    flow->span_count = flow->anchor_count = 0;
    flow->run_start = 0;
    flow->space = false;
    flow->breaks = 0;
    return OK;
}

/* ---- text ---- */

static void put_numbers(Flow *flow)
{
    buffer_add(&flow->text, buffer_slice(&flow->numbers));
    buffer_reset(&flow->numbers);
    flow->run_start = (uint32_t)flow->text.size;
    flow->space = false;
}

static void put_space(Flow *flow)
{
    if (flow->numbers.size != 0 && flow->text.size == 0)
        put_numbers(flow);
    if (flow->space && flow->text.size != 0 && flow->text.data[flow->text.size - 1] != '\n')
        buffer_add_byte(&flow->text, ' ');
    flow->space = false;
}

static Status add_text(Flow *flow, Slice text)
{
    for (size_t at = 0; at < text.size; at++) {
        unsigned char c = (unsigned char)text.data[at];
        bool          blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';

        if (c == 0xE2 && slice_starts(slice_part(text, at, text.size), "\xE2\x80\xA9")) { /* U+2029: the character that ends a paragraph */
            TRY(end_paragraph(flow));
            at += 2;
            continue;
        }
        if (blank && flow->preformatted == 0) {
            flow->space = true;
            continue;
        }
        if (c < 0x20 && c != '\n' && c != '\t')
            continue;
        if (flow->breaks >= 2)
            TRY(end_paragraph(flow));
        flow->breaks = 0;
        put_space(flow);
        if (c == 0xEF && slice_starts(slice_part(text, at, text.size), "\xEF\xBF\xBC")) { /* the character, not an object */
            buffer_add_string(&flow->text, "\xEF\xBF\xBD");
            at += 2;
        } else {
            buffer_add_byte(&flow->text, (char)c);
        }
    }
    return OK;
}

/* One break is a line break inside the paragraph, two end it. */
static void add_break(Flow *flow)
{
    flow->space = false;
    flow->breaks++;
    if (flow->text.size != 0 && flow->breaks == 1)
        buffer_add_byte(&flow->text, '\n');
}

static Status add_anchor(Flow *flow, Anchor anchor)
{
    void  *block = flow->anchors;
    Status status;

    put_space(flow);
    status = memory_reserve(&block, &flow->anchor_capacity, flow->anchor_count + 1, sizeof(Anchor));
    flow->anchors = block;
    TRY(status);
    /* A mark is no raised text: its place carries no style of its own. */
    TRY(end_run(flow));
    anchor.at = (uint32_t)flow->text.size;
    flow->anchors[flow->anchor_count++] = anchor;
    buffer_add_string(&flow->text, "\xEF\xBF\xBC");
    flow->run_start = (uint32_t)flow->text.size;
    flow->breaks = 0;
    return OK;
}

static Status add_mark(Flow *flow, const HtmlMark *mark)
{
    HtmlNote *note = &flow->note_list[mark->note];
    Anchor    anchor = {.kind = ANCHOR_FOOTNOTE};

    if (note->story == 0)
        note->story = ++flow->stories;
    anchor.story = note->story;
    TRY(sha256(note->label, anchor.sha256));
    flow->space = false; /* a mark stands close to its word */
    return add_anchor(flow, anchor);
}

/* "<r-note n=7>" where tags of marks begin with "<r-note n=": 7; 0: it is no mark. */
static uint32_t mark_of_fragment(const Flow *flow, const GumboNode *node)
{
    Slice    tag = {node->v.element.original_tag.data, node->v.element.original_tag.length};
    uint32_t number = 0;

    if (flow->mark == NULL || tag.data == NULL || !slice_starts(tag, flow->mark))
        return 0;
    for (size_t at = strlen(flow->mark); at < tag.size && tag.data[at] >= '0' && tag.data[at] <= '9' && number < UINT32_MAX / 10 - 1; at++)
        number = number * 10 + (uint32_t)(tag.data[at] - '0');
    return number;
}

/* An image counts when the page says in words what it shows; others are ornaments. */
static Status add_image(Flow *flow, const GumboNode *image)
{
    Slice  alt = slice_trim(slice_from(html_tree_attribute(image, "alt")));
    Slice  source = slice_from(html_tree_attribute(image, "src"));
    Anchor anchor = {.kind = ANCHOR_IMAGE};

    if (alt.size == 0)
        return OK;
    TRY(sha256(source.size != 0 ? source : alt, anchor.sha256));
    return add_anchor(flow, anchor);
}

/* ---- lists ---- */

static void open_list(Flow *flow, const GumboNode *node)
{
    if (flow->list_count < HTML_LISTS_MAX)
        flow->lists[flow->list_count] = html_lists_open(node);
    flow->list_count++;
}

static bool is_bullet(const char *label)
{
    return strcmp(label, "\xE2\x80\xA2") == 0;
}

/* A number that no word has followed yet stays the label, and what the inner item shows is words; a bullet there says nothing. */
static Status begin_label(Flow *flow, const char *label)
{
    if (flow->label[0] == '\0' || is_bullet(flow->label)) {
        (void)snprintf(flow->label, sizeof flow->label, "%s", label);
    } else if (label[0] != '\0') {
        buffer_add_string(&flow->numbers, label);
        buffer_add_byte(&flow->numbers, ' ');
    }
    return flow->numbers.status;
}

static Status open_item(Flow *flow, const GumboNode *node)
{
    char      label[LABEL_MAX];
    HtmlList *list = flow->list_count != 0 && flow->list_count <= HTML_LISTS_MAX ? &flow->lists[flow->list_count - 1] : NULL;

    if (list == NULL || html_notes_container(flow->notes, node) >= 0)
        return OK;
    html_lists_label(list, node, label, sizeof label);
    return begin_label(flow, label);
}

static void end_label(Flow *flow)
{
    flow->label[0] = '\0';
    buffer_reset(&flow->numbers);
}

/* ---- tables ---- */

static void open_table(Flow *flow, const GumboNode *node)
{
    if (flow->table_count < HTML_TABLES_MAX) {
        flow->tables[flow->table_count] = (Table){.node = node, .number = NO_TABLE, .row = -1};
        flow->tables[flow->table_count].data = data_table(flow) == NULL && html_tree_is_data_table(node);
    }
    flow->table_count++;
}

static Table *innermost(Flow *flow)
{
    return flow->table_count != 0 && flow->table_count <= HTML_TABLES_MAX ? &flow->tables[flow->table_count - 1] : NULL;
}

static void open_row(Flow *flow)
{
    Table *table = innermost(flow);

    if (table == NULL)
        return;
    if (table->row >= 0)
        for (uint32_t i = 0; i < COLUMNS_MAX; i++)
            table->taken[i] -= table->taken[i] != 0;
    table->row++;
    table->column = 0;
}

static void open_cell(Flow *flow, const GumboNode *node)
{
    Table *table = innermost(flow);
    long   rows = html_tree_number(node, "rowspan", 1), columns = html_tree_number(node, "colspan", 1);

    if (table == NULL)
        return;
    table->filled = false;
    while (table->column < COLUMNS_MAX - 1 && table->taken[table->column] != 0)
        table->column++;
    rows = rows < 1 ? 1 : rows > SPAN_MAX ? SPAN_MAX : rows;
    columns = columns < 1 ? 1 : columns > SPAN_MAX ? SPAN_MAX : columns;
    for (long i = 0; i < columns && table->column + i < COLUMNS_MAX; i++)
        table->taken[table->column + i] = (uint8_t)rows;
}

/* A cell without words is a cell: its row is as long as the others. */
static Status keep_empty_cell(Flow *flow)
{
    void     *block = flow->items;
    Paragraph paragraph = {.kind = KIND_PLAIN};
    Status    status = memory_reserve(&block, &flow->capacity, flow->count + 1, sizeof *flow->items);

    flow->items = block;
    TRY(status);
    place_in_table(flow, &paragraph);
    flow->items[flow->count++] = (Item){paragraph, flow->note};
    return OK;
}

static Status close_cell(Flow *flow)
{
    Table *table = innermost(flow);

    if (table != NULL && table->data && !table->filled && flow->note < 0)
        TRY(keep_empty_cell(flow));
    /* The next cell finds the first free column by itself. */
    if (table != NULL && table->column < COLUMNS_MAX - 1)
        table->column++;
    return OK;
}

/* ---- elements ---- */

static uint8_t heading_level(const GumboNode *node)
{
    static const GumboTag tags[] = {GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6};

    for (uint8_t i = 0; i < 6; i++)
        if (html_tree_is(node, tags[i]))
            return (uint8_t)(i + 1);
    return 0;
}

static bool is_list(const GumboNode *node)
{
    return html_tree_is(node, GUMBO_TAG_OL) || html_tree_is(node, GUMBO_TAG_UL);
}

static bool is_cell(const GumboNode *node)
{
    return html_tree_is(node, GUMBO_TAG_TD) || html_tree_is(node, GUMBO_TAG_TH);
}

static Status enter_block(Flow *flow, const GumboNode *node)
{
    long note = html_notes_container(flow->notes, node);

    TRY(end_paragraph(flow));
    if (note >= 0)
        flow->note = (int32_t)note;
    if (heading_level(node) != 0)
        flow->heading = heading_level(node);
    flow->preformatted += html_tree_is(node, GUMBO_TAG_PRE);
    if (is_list(node))
        open_list(flow, node);
    else if (html_tree_is(node, GUMBO_TAG_LI))
        TRY(open_item(flow, node));
    else if (html_tree_is(node, GUMBO_TAG_TABLE))
        open_table(flow, node);
    else if (html_tree_is(node, GUMBO_TAG_TR))
        open_row(flow);
    else if (is_cell(node))
        open_cell(flow, node);
    return OK;
}

static Status leave_block(Flow *flow, const GumboNode *node)
{
    TRY(end_paragraph(flow));
    if (html_notes_container(flow->notes, node) >= 0)
        flow->note = -1;
    if (heading_level(node) != 0)
        flow->heading = 0;
    if (html_tree_is(node, GUMBO_TAG_PRE) && flow->preformatted != 0)
        flow->preformatted--;
    if (is_list(node) && flow->list_count != 0)
        flow->list_count--;
    else if (html_tree_is(node, GUMBO_TAG_LI))
        end_label(flow);
    else if (html_tree_is(node, GUMBO_TAG_TABLE) && flow->table_count != 0)
        flow->table_count--;
    else if (is_cell(node))
        TRY(close_cell(flow));
    return OK;
}

/* A link inside a note that leads back to its mark says nothing. */
static bool leads_back(const Flow *flow, const GumboNode *node)
{
    const char *href = flow->note >= 0 && html_tree_is(node, GUMBO_TAG_A) ? html_tree_attribute(node, "href") : NULL;

    return href != NULL && href[0] == '#' && html_notes_mark(flow->notes, node) == NULL;
}

static bool marks_change(const Flow *flow, const GumboNode *node)
{
    return flow->mark == NULL && (html_tree_is(node, GUMBO_TAG_DEL) || html_tree_is(node, GUMBO_TAG_INS)) && node->v.element.children.length != 0;
}

static uint32_t styles_of(const Flow *flow, const GumboNode *node)
{
    uint32_t styles = html_tree_styles(node);

    if (flow->mark != NULL && html_tree_is(node, GUMBO_TAG_DEL))
        styles |= STYLE_STRIKE;
    if (flow->mark != NULL && html_tree_is(node, GUMBO_TAG_INS))
        styles |= STYLE_UNDERLINE;
    return styles;
}

static bool is_left_out(const Flow *flow, const GumboNode *node)
{
    return html_tree_is_skipped(node) || leads_back(flow, node) || html_tree_is(node, flow->mark == NULL ? GUMBO_TAG_DEL : GUMBO_TAG_IMG);
}

/* The element is a mark, and has been added. */
static Status take_mark(Flow *flow, const GumboNode *node, bool *taken)
{
    const HtmlMark *mark = flow->note < 0 && html_tree_is(node, GUMBO_TAG_A) ? html_notes_mark(flow->notes, node) : NULL; /* notes have no notes */
    uint32_t        story = mark_of_fragment(flow, node);

    *taken = mark != NULL || story != 0;
    if (mark != NULL)
        return add_mark(flow, mark);
    return story != 0 ? add_anchor(flow, (Anchor){.kind = ANCHOR_FOOTNOTE, .story = story}) : OK;
}

/* False: the walk does not go into the element. */
static Status enter(Flow *flow, const GumboNode *node, bool *inside)
{
    bool taken;

    *inside = node->type == GUMBO_NODE_ELEMENT;
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
        return add_text(flow, slice_from(node->v.text.text));
    if (!*inside)
        return OK;
    flow->taken_changes += marks_change(flow, node) && !html_tree_is_skipped(node);
    if (is_left_out(flow, node)) {
        *inside = false;
        return OK;
    }
    TRY(take_mark(flow, node, &taken));
    if (taken) {
        *inside = false;
        return OK;
    }
    if (html_tree_is(node, GUMBO_TAG_BR))
        add_break(flow);
    else if (html_tree_is(node, GUMBO_TAG_IMG))
        return add_image(flow, node);
    else if (html_tree_is_block(node))
        TRY(enter_block(flow, node));
    return turn_styles(flow, styles_of(flow, node), true);
}

static Status leave(Flow *flow, const GumboNode *node)
{
    if (html_tree_is_block(node))
        TRY(leave_block(flow, node));
    return turn_styles(flow, styles_of(flow, node), false);
}

static Status walk(Flow *flow, const GumboNode *root)
{
    const GumboNode *node = root;
    bool             inside;

    TRY(enter(flow, node, &inside));
    while (node != NULL) {
        const GumboNode *next = html_tree_next(node, root, inside);
        const GumboNode *up = node;

        if (inside && next != NULL && next->parent == node) {
            node = next;
        } else {
            /* Leave this element, and every one that ends with it. */
            if (inside)
                TRY(leave(flow, up));
            for (up = node; up != root && (next == NULL || up->parent != next->parent); up = up->parent)
                TRY(leave(flow, up->parent));
            node = next;
        }
        if (node != NULL)
            TRY(enter(flow, node, &inside));
    }
    return end_paragraph(flow);
}

/* ---- the text ---- */

static Status add_body(const Flow *flow, Text *text, bool *titled)
{
    for (size_t i = 0; i < flow->count; i++) {
        Paragraph *paragraph = &flow->items[i].paragraph;

        if (flow->items[i].note >= 0)
            continue;
        if (paragraph->kind == KIND_HEADING && paragraph->level == 1 && !*titled) {
            paragraph->kind = KIND_TITLE;
            paragraph->level = 0;
            *titled = true;
        }
        TRY(text_add(text, paragraph, NULL));
        for (uint32_t j = 0; j < paragraph->anchor_count; j++)
            if (paragraph->anchors[j].story == text->story_count)
                TRY(text_add_story(text, &(Story){STORY_FOOTNOTE, (uint32_t)text->count - 1, j}, NULL));
    }
    return OK;
}

typedef struct Order {
    uint32_t story, item;
} Order;

static int by_story(const void *a, const void *b)
{
    const Order *x = a, *y = b;

    if (x->story != y->story)
        return x->story > y->story ? 1 : -1;
    return (x->item > y->item) - (x->item < y->item);
}

/* All marks of the note are in words that are deleted; a note that never had any stays. */
static bool is_deleted(const HtmlNote *note)
{
    const GumboNode *node = note->story == 0 ? note->mark : NULL;

    while (node != NULL && node->type == GUMBO_NODE_ELEMENT && !html_tree_is(node, GUMBO_TAG_DEL))
        node = node->parent;
    return html_tree_is(node, GUMBO_TAG_DEL);
}

static Status add_notes(const Flow *flow, Text *text)
{
    Order   *order = arena_take(flow->arena, (flow->count + 1) * sizeof *order);
    size_t   count = 0;
    uint32_t last = 0;

    if (order == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < flow->count; i++)
        if (flow->items[i].note >= 0 && !is_deleted(&flow->note_list[flow->items[i].note]))
            order[count++] = (Order){flow->note_list[flow->items[i].note].story, (uint32_t)i};
    qsort(order, count, sizeof *order, by_story);
    for (size_t i = 0; i < count; i++) {
        const Item *item = &flow->items[order[i].item];
        Paragraph   paragraph = item->paragraph;

        paragraph.kind = KIND_FOOTNOTE;
        paragraph.level = 0;
        paragraph.story = order[i].story;
        paragraph.label = i == 0 || order[i].story != last ? flow->note_list[item->note].label : (Slice){NULL, 0};
        last = order[i].story;
        TRY(text_add(text, &paragraph, NULL));
    }
    return OK;
}

static Flow *flow_new(HtmlNotes *notes, Arena *arena)
{
    Flow *flow = arena_take_zeroed(arena, 1, sizeof *flow);

    if (flow == NULL)
        return NULL;
    flow->notes = notes;
    flow->note_list = notes->notes;
    flow->arena = arena;
    flow->note = -1;
    buffer_init(&flow->text, PARAGRAPH_MAX);
    buffer_init(&flow->numbers, PARAGRAPH_MAX);
    return flow;
}

static void flow_clear(Flow *flow)
{
    buffer_clear(&flow->text);
    buffer_clear(&flow->numbers);
    memory_free(flow->spans);
    memory_free(flow->anchors);
    memory_free(flow->items);
}

Status html_flow(const GumboNode *root, HtmlNotes *notes, Arena *arena, Text *text)
{
    Flow  *flow = flow_new(notes, arena);
    bool   titled = false;
    Status status;

    if (flow == NULL)
        return ERR_MEMORY;
    status = walk(flow, root);
    if (status == OK)
        status = add_body(flow, text, &titled);
    text->taken_changes = flow->taken_changes;
    if (status == OK)
        status = add_notes(flow, text);
    flow_clear(flow);
    return status;
}

Status html_flow_fragment(const GumboNode *root, const char *mark, Arena *arena, Text *text)
{
    HtmlNotes none = {0};
    Flow     *flow = flow_new(&none, arena);
    Status    status;

    if (flow == NULL)
        return ERR_MEMORY;
    flow->mark = mark;
    status = walk(flow, root);
    for (size_t i = 0; i < flow->count && status == OK; i++)
        status = text_add(text, &flow->items[i].paragraph, NULL);
    flow_clear(flow);
    return status;
}
