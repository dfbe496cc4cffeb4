/* SPDX-License-Identifier: Apache-2.0
 *
 * Markdown: libcmark takes the blocks apart; each becomes a line for the anatomy, with its styles. Line breaks inside a block stay as \n,
 * because mastheads need them. Notes and tables are made ready before (plain_internal.h), and
 * each note is read by itself, behind the body.
 *
 * Links are their text. Numbers of list items are taken from the source as they are written there, for CommonMark would count anew; none
 * is lost where an item has no words. Blocks of raw HTML are read as web pages are.
 * libcmark's own memory is not ours to limit; the file's size and the sandbox bound it.
 */
#include <cmark.h> /* before base.h: it names members after banned calls */

#include "format/html/html.h"
#include "format/plain/plain_internal.h"

#define BULLET "\xE2\x80\xA2"

enum {
    ARENA_MAX = 8 * PLAIN_FILE_MAX,
    HTML_MAX = 8 * PLAIN_FILE_MAX,
    STYLES = STYLE_COUNT
};

typedef struct Reading {
    Arena       *arena;
    Slice        source;
    size_t      *line_starts;
    size_t       line_count;
    AnatomyLine *lines;
    size_t       count, capacity;
    Buffer       text;  /* of the block that is being read */
    Span        *spans;
    size_t       span_count, span_capacity;
    unsigned     open[STYLES]; /* how many elements of each style are open */
    uint32_t     run_start, run_styles;
    Buffer       label; /* of the list items whose first block comes now */
    AnatomyMark *marks;
    size_t       mark_count, mark_capacity;
    AnatomyLine  place;  /* of the block: its cell, its note, the page's end before it */
    int32_t      tables;      /* so far */
    int64_t      pipe_table;  /* the last one of pipes, as its tags count; -1: none in this part */
    MarkdownHtml html;
    const MarkdownNotes *notes;
    Problem     *problem;
} Reading;

/* ---- styles ---- */

static uint32_t styles_now(const Reading *reading)
{
    uint32_t styles = 0;

    for (int i = 0; i < STYLES; i++)
        if (reading->open[i] != 0)
            styles |= 1U << i;
    return styles;
}

static Status end_run(Reading *reading)
{
    void  *block = reading->spans;
    Status status = OK;

    if (reading->run_styles != 0 && reading->text.size > reading->run_start) {
        status = memory_reserve(&block, &reading->span_capacity, reading->span_count + 1, sizeof(Span));
        reading->spans = block;
        TRY(status);
        reading->spans[reading->span_count++] = (Span){reading->run_start, (uint32_t)reading->text.size, reading->run_styles};
    }
    reading->run_start = (uint32_t)reading->text.size;
    reading->run_styles = styles_now(reading);
    return OK;
}

static Status turn_style(Reading *reading, uint32_t style, bool on)
{
    for (int i = 0; i < STYLES; i++) {
        if (style != 1U << i)
            continue;
        if (on)
            reading->open[i]++;
        else if (reading->open[i] != 0)
            reading->open[i]--;
    }
    return end_run(reading);
}

/* ---- lines ---- */

static Status add_line(Reading *reading, Slice text, uint8_t heading)
{
    void        *block = reading->lines;
    AnatomyLine *line;
    Status       status = memory_reserve(&block, &reading->capacity, reading->count + 1, sizeof *line);

    reading->lines = block;
    TRY(status);
    line = &reading->lines[reading->count];
    *line = reading->place;
    line->heading = heading;
    line->paragraph = true;
    line->span_count = (uint32_t)reading->span_count;
    line->mark_count = (uint32_t)reading->mark_count;
    reading->place.cell = reading->place.page_break = false;
    TRY(slice_copy(reading->arena, text, &line->text));
    if (reading->span_count != 0) {
        line->spans = arena_take(reading->arena, reading->span_count * sizeof(Span));
        if (line->spans == NULL)
            return ERR_MEMORY;
        memcpy(line->spans, reading->spans, reading->span_count * sizeof(Span));
    }
    if (reading->mark_count != 0) {
        line->marks = arena_take(reading->arena, reading->mark_count * sizeof(AnatomyMark));
        if (line->marks == NULL)
            return ERR_MEMORY;
        memcpy(line->marks, reading->marks, reading->mark_count * sizeof(AnatomyMark));
    }
    reading->count++;
    return OK;
}

static void begin_block(Reading *reading)
{
    buffer_reset(&reading->text);
    reading->span_count = reading->mark_count = 0;
    reading->place.cell = false;
    memset(reading->open, 0, sizeof reading->open);
    reading->run_start = reading->run_styles = 0;
    if (reading->label.size != 0) {
        buffer_add(&reading->text, buffer_slice(&reading->label));
        buffer_add_byte(&reading->text, ' ');
        reading->run_start = (uint32_t)reading->text.size;
        buffer_reset(&reading->label);
    }
}

static Status end_block(Reading *reading, uint8_t heading)
{
    TRY(end_run(reading));
    TRY(reading->text.status);
    if (slice_trim(buffer_slice(&reading->text)).size == 0 && !reading->place.cell)
        return OK;
    return add_line(reading, buffer_slice(&reading->text), heading);
}

/* ---- labels ---- */

static void drop_bullet(Buffer *label)
{
    if (!slice_ends(buffer_slice(label), BULLET))
        return;
    label->size -= strlen(BULLET);
    label->size -= label->size != 0;
}

/* Of items that begin in one another before any word ("12. 13. Welcomes") no number is lost; a bullet before another label says nothing. */
static Status push_label(Reading *reading, Slice label)
{
    drop_bullet(&reading->label);
    if (reading->label.size != 0)
        buffer_add_byte(&reading->label, ' ');
    buffer_add(&reading->label, label);
    return reading->label.status;
}

/* What no word has followed is a line of its own. Converters of printed pages set "3." so, and the anatomy puts it to its paragraph. */
static Status end_label(Reading *reading)
{
    drop_bullet(&reading->label);
    if (reading->label.size == 0)
        return OK;
    begin_block(reading);
    return end_block(reading, 0);
}

/* ---- tags of our own ---- */

/* "<r-cell n=\x01" "1-0-2>": the numbers behind what it starts with. */
static bool read_own_tag(Slice tag, const char *start, uint32_t *numbers, size_t count)
{
    size_t at = strlen(start);

    if (!slice_starts(tag, start))
        return false;
    for (size_t i = 0; i < count; i++, at++)
        for (numbers[i] = 0; at < tag.size && tag.data[at] >= '0' && tag.data[at] <= '9'; at++)
            numbers[i] = numbers[i] * 10 + (uint32_t)(tag.data[at] - '0');
    return true;
}

/* As in other formats, the place of a mark carries no style of its own. */
static Status add_mark(Reading *reading, uint32_t note)
{
    void  *block = reading->marks;
    Status status = memory_reserve(&block, &reading->mark_capacity, reading->mark_count + 1, sizeof *reading->marks);

    reading->marks = block;
    TRY(status);
    TRY(end_run(reading));
    reading->marks[reading->mark_count++] = (AnatomyMark){(uint32_t)reading->text.size, note};
    buffer_add_string(&reading->text, "\xEF\xBF\xBC");
    reading->run_start = (uint32_t)reading->text.size;
    return OK;
}

static void begin_cell(Reading *reading, int32_t table, uint32_t row, uint32_t column)
{
    reading->place.cell = true;
    reading->place.table = table;
    reading->place.row = row;
    reading->place.column = column;
}

static Status add_own_tag(Reading *reading, Slice tag, bool *own)
{
    uint32_t numbers[3];

    *own = true;
    if (read_own_tag(tag, MARKDOWN_NOTE, numbers, 1))
        return add_mark(reading, numbers[0]);
    if (read_own_tag(tag, MARKDOWN_CELL, numbers, 3)) {
        reading->tables += numbers[0] != reading->pipe_table;
        reading->pipe_table = numbers[0];
        begin_cell(reading, reading->tables - 1, numbers[1], numbers[2]);
    } else if (read_own_tag(tag, MARKDOWN_PAGE, numbers, 0)) {
        reading->place.page_break = true;
    } else {
        *own = false;
    }
    return OK;
}

/* ---- HTML ---- */

static Status add_tag(Reading *reading, Slice tag)
{
    MarkdownTag what = markdown_html_tag(tag);
    Slice       text = buffer_slice(&reading->text);
    bool        own;

    TRY(add_own_tag(reading, tag, &own));
    if (own)
        return OK;
    if (what.line || (what.block && text.size != 0 && strchr(" \n", text.data[text.size - 1]) == NULL))
        buffer_add_byte(&reading->text, '\n');
    return what.style != 0 ? turn_style(reading, what.style, !what.closing) : OK;
}

static Status add_spans(Reading *reading, const Paragraph *paragraph, uint32_t shift)
{
    void  *block = reading->spans;
    Status status = memory_reserve(&block, &reading->span_capacity, paragraph->span_count, sizeof(Span));

    reading->spans = block;
    TRY(status);
    for (uint32_t i = 0; i < paragraph->span_count; i++) {
        Span span = paragraph->spans[i];

        reading->spans[reading->span_count++] = (Span){span.start + shift, span.end + shift, span.styles};
    }
    return OK;
}

static Status add_marks(Reading *reading, const Paragraph *paragraph, uint32_t shift)
{
    void  *block = reading->marks;
    Status status = memory_reserve(&block, &reading->mark_capacity, paragraph->anchor_count, sizeof *reading->marks);

    reading->marks = block;
    TRY(status);
    for (uint32_t i = 0; i < paragraph->anchor_count; i++)
        reading->marks[reading->mark_count++] = (AnatomyMark){paragraph->anchors[i].at + shift, paragraph->anchors[i].story};
    return OK;
}

/* A paragraph that the reader of pages has found; `tables` there were before its page. */
static Status add_paragraph(Reading *reading, const Paragraph *paragraph, int32_t tables)
{
    bool     cell = paragraph->table != NO_TABLE;
    uint32_t shift;

    if (cell)
        TRY(end_label(reading));
    if (paragraph->label.size != 0)
        TRY(push_label(reading, paragraph->label));
    begin_block(reading);
    if (cell) {
        begin_cell(reading, tables + paragraph->table, paragraph->row, paragraph->column);
        reading->tables = reading->place.table + 1;
    }
    shift = (uint32_t)reading->text.size;
    buffer_add(&reading->text, paragraph->text);
    TRY(add_spans(reading, paragraph, shift));
    TRY(add_marks(reading, paragraph, shift));
    return end_block(reading, paragraph->kind == KIND_HEADING ? paragraph->level : 0);
}

static bool is_html(cmark_node *node)
{
    return node != NULL && cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK && !markdown_html_is_own(slice_from(cmark_node_get_literal(node)));
}

/* The block and those right behind it. */
static Status add_html(Reading *reading, cmark_node *node)
{
    Text   *text;
    int32_t tables = reading->tables;
    Status  status;

    if (is_html(cmark_node_previous(node)))
        return OK; /* it was read with that one */
    buffer_reset(&reading->html.page);
    reading->html.tables = 0;
    for (; is_html(node); node = cmark_node_next(node))
        markdown_html_block(slice_from(cmark_node_get_literal(node)), &reading->html);
    TRY(reading->html.page.status);
    text = text_new("");
    status = text != NULL ? html_read_fragment(buffer_slice(&reading->html.page), MARKDOWN_NOTE, text, reading->problem) : ERR_MEMORY;
    for (size_t i = 0; status == OK && i < text->count; i++)
        status = add_paragraph(reading, &text->paragraphs[i], tables);
    text_free(text);
    return status;
}

/* A cell without words, or a page's end. */
static Status add_own_block(Reading *reading, Slice html)
{
    bool own;

    TRY(end_label(reading));
    begin_block(reading);
    TRY(add_own_tag(reading, slice_trim(html), &own));
    return end_block(reading, 0);
}

/* ---- list items ---- */

static Status find_lines(Reading *reading)
{
    size_t count = 1;

    for (size_t i = 0; i < reading->source.size; i++)
        count += reading->source.data[i] == '\n';
    reading->line_starts = arena_take_zeroed(reading->arena, count + 1, sizeof(size_t));
    if (reading->line_starts == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < reading->source.size; i++)
        if (reading->source.data[i] == '\n')
            reading->line_starts[++reading->line_count] = i + 1;
    reading->line_count++;
    return OK;
}

/* "12." as the source has it where the item begins. */
static Slice written_number(const Reading *reading, cmark_node *item)
{
    int    line = cmark_node_get_start_line(item), column = cmark_node_get_start_column(item);
    size_t start, end;

    if (line < 1 || (size_t)line > reading->line_count || column < 1)
        return (Slice){NULL, 0};
    start = reading->line_starts[line - 1] + (size_t)column - 1;
    while (start < reading->source.size && reading->source.data[start] == ' ')
        start++;
    for (end = start; end < reading->source.size && reading->source.data[end] >= '0' && reading->source.data[end] <= '9'; end++)
        ;
    if (end == start || end >= reading->source.size || (reading->source.data[end] != '.' && reading->source.data[end] != ')'))
        return (Slice){NULL, 0};
    return slice_part(reading->source, start, end + 1);
}

static Status begin_item(Reading *reading, cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    Slice       number = {NULL, 0};

    if (list != NULL && cmark_node_get_list_type(list) == CMARK_ORDERED_LIST)
        number = written_number(reading, item);
    return push_label(reading, number.size != 0 ? number : SLICE(BULLET));
}

/* ---- the walk ---- */

static Slice literal(cmark_node *node)
{
    return slice_from(cmark_node_get_literal(node));
}

/* In code nothing is a mark: what stood in the place of our tag stands there again. The tag's size; 0: there is none. */
static size_t add_mark_as_written(Reading *reading, Slice text)
{
    const char *end = slice_starts(text, MARKDOWN_NOTE) ? memchr(text.data, '>', text.size) : NULL;
    uint32_t    number = 0;

    if (end == NULL || !read_own_tag(text, MARKDOWN_NOTE, &number, 1) || number == 0 || number > reading->notes->count)
        return 0;
    buffer_add_string(&reading->text, "[^");
    buffer_add(&reading->text, reading->notes->items[number - 1].name);
    buffer_add_byte(&reading->text, ']');
    return (size_t)(end - text.data) + 1;
}

/* Entities such as &#1; and &#xFFFC; can say what no text may hold. */
static void add_text(Reading *reading, Slice text)
{
    for (size_t at = 0, size; at < text.size; at += size) {
        Slice         rest = slice_part(text, at, text.size);
        unsigned char c = (unsigned char)text.data[at];

        size = c == '<' ? add_mark_as_written(reading, rest) : 0;
        if (size != 0)
            continue;
        size = slice_starts(rest, "\xEF\xBF\xBC") ? 3 : 1;
        if (size == 3)
            buffer_add_string(&reading->text, "\xEF\xBF\xBD");
        else if (c >= 0x20 || c == '\t' || c == '\n')
            buffer_add_byte(&reading->text, (char)c);
    }
}

static Status add_code(Reading *reading, Slice code)
{
    begin_block(reading);
    add_text(reading, slice_trim(code));
    return end_block(reading, 0);
}

static Status add_rule(Reading *reading)
{
    TRY(end_label(reading));
    begin_block(reading);
    return reading->place.note == 0 ? add_line(reading, SLICE("---"), 0) : OK;
}

static Status enter(Reading *reading, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING: begin_block(reading); return OK;
    case CMARK_NODE_ITEM: return begin_item(reading, node);
    case CMARK_NODE_CODE_BLOCK: return add_code(reading, literal(node));
    case CMARK_NODE_HTML_BLOCK: return is_html(node) ? add_html(reading, node) : add_own_block(reading, literal(node));
    case CMARK_NODE_THEMATIC_BREAK: return add_rule(reading);
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE: add_text(reading, literal(node)); return OK;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK: buffer_add_byte(&reading->text, '\n'); return OK;
    case CMARK_NODE_HTML_INLINE: return add_tag(reading, literal(node));
    case CMARK_NODE_EMPH: return turn_style(reading, STYLE_ITALIC, true);
    case CMARK_NODE_STRONG: return turn_style(reading, STYLE_BOLD, true);
    default: return OK;
    }
}

static Status leave(Reading *reading, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH: return end_block(reading, 0);
    case CMARK_NODE_HEADING: return end_block(reading, (uint8_t)cmark_node_get_heading_level(node));
    case CMARK_NODE_ITEM: return end_label(reading);
    case CMARK_NODE_EMPH: return turn_style(reading, STYLE_ITALIC, false);
    case CMARK_NODE_STRONG: return turn_style(reading, STYLE_BOLD, false);
    default: return OK;
    }
}

static Status walk(Reading *reading)
{
    cmark_node      *document = cmark_parse_document(reading->source.data, reading->source.size, CMARK_OPT_DEFAULT);
    cmark_iter      *iterator = document != NULL ? cmark_iter_new(document) : NULL;
    cmark_event_type event;
    Status           status = iterator != NULL ? OK : ERR_MEMORY;

    while (status == OK && (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iterator);

        status = event == CMARK_EVENT_ENTER ? enter(reading, node) : leave(reading, node);
    }
    if (iterator != NULL)
        cmark_iter_free(iterator);
    if (document != NULL)
        cmark_node_free(document);
    return status;
}

/* The body, or one note. */
static Status read_part(Reading *reading, Slice text)
{
    Buffer source;
    Status status;

    buffer_init(&source, 8 * (size_t)PLAIN_FILE_MAX);
    status = markdown_source(text, &source);
    buffer_add_byte(&source, '\n');
    reading->source = buffer_slice(&source);
    reading->line_count = 0;
    reading->pipe_table = -1;
    if (status == OK)
        status = source.status;
    if (status == OK)
        status = find_lines(reading);
    if (status == OK)
        status = walk(reading);
    buffer_clear(&source);
    return status;
}

static Status read_notes(Reading *reading, const MarkdownNotes *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        size_t count = reading->count;

        reading->place = (AnatomyLine){.note = (uint32_t)i + 1, .label = notes->items[i].label};
        TRY(read_part(reading, notes->items[i].text));
        if (reading->count == count) { /* what makes no paragraph stands as it was written */
            begin_block(reading);
            add_text(reading, notes->items[i].text);
            TRY(end_block(reading, 0));
        }
    }
    return OK;
}

static Status read_all(Reading *reading, Slice text)
{
    MarkdownNotes notes;
    Buffer        body;
    Status        status;

    buffer_init(&body, 8 * (size_t)PLAIN_FILE_MAX);
    status = markdown_notes(text, reading->arena, &notes, &body);
    reading->notes = &notes;
    if (status == OK)
        status = read_part(reading, buffer_slice(&body));
    buffer_clear(&body);
    return status == OK ? read_notes(reading, &notes) : status;
}

Status markdown_read(Slice file, Text **out, Problem *problem)
{
    Reading reading = {.arena = arena_new(ARENA_MAX), .problem = problem};
    Slice   text = {NULL, 0};
    Status  status = OK;

    buffer_init(&reading.text, PLAIN_FILE_MAX);
    buffer_init(&reading.label, PLAIN_FILE_MAX);
    buffer_init(&reading.html.page, HTML_MAX);
    if (reading.arena == NULL) {
        status = problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
        goto done;
    }
    TRY_OR(done, plain_decode(file, NULL, reading.arena, &text, problem));
    status = read_all(&reading, text);
    if (status == OK)
        status = anatomy_rebuild(reading.lines, reading.count, "", out, problem);
    else
        status = problem_plain(problem, status);
done:
    buffer_clear(&reading.text);
    buffer_clear(&reading.label);
    buffer_clear(&reading.html.page);
    memory_free(reading.lines);
    memory_free(reading.spans);
    memory_free(reading.marks);
    arena_free(reading.arena);
    return status;
}
