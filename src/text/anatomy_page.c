/* SPDX-License-Identifier: Apache-2.0
 *
 * Page furniture: page numbers, job numbers, bar codes, the symbol and the title at the head of every page.
 *
 * Some of it is certain by its shape ("2/3", "18-22650 (E)", the document's own symbol on a line of its own). A running head is certain
 * only by its place and its words: next to other furniture or to a page's end, and either the title of the document, or said on more than
 * one page, or a symbol and page numbers and nothing else.
 */
#include "text/anatomy_internal.h"

enum {
    GROUP_LINES_MAX = 6,  /* of a running head */
    GROUP_BYTES_MAX = 600,
    EDGE_LINES_MAX = 2,   /* of one that only a page's end tells */
    SHORT_LINE_MAX = 40   /* columns of a line that can be furniture word by word */
};

/* ---- certain by shape ---- */

static bool is_own_symbol(const Rebuild *rebuild, Slice field)
{
    Symbol own, other;

    return rebuild->instrument.symbol.size != 0 && symbol_parse(rebuild->instrument.symbol, &own) && shape_symbol(field) &&
           symbol_parse(field, &other) && symbol_compare(&own, &other) == 0;
}

static bool blank_behind(const Rebuild *rebuild, size_t i)
{
    return i + 1 >= rebuild->line_count || rebuild->lines[i + 1].blank_before || rebuild->lines[i + 1].page_before;
}

static bool stands_alone(const Rebuild *rebuild, size_t i)
{
    return (rebuild->lines[i].blank_before || rebuild->lines[i].page_before) && blank_behind(rebuild, i);
}

static bool is_page_field(const Rebuild *rebuild, Slice field)
{
    return shape_job_number(field) || (shape_page_number(field) && !slice_is(field, "...")) || is_own_symbol(rebuild, field);
}

/* "18-18142 (E) 021118", "2/5 18-18142": the words of a line in which no gap tells its fields apart; "(E)" belongs to what is before. */
static size_t words_as_fields(Slice line, Slice fields[FIELDS_MAX])
{
    size_t count = 0;

    for (size_t start = 0, end; start < line.size && count < FIELDS_MAX; start = end + 1) {
        const char *space = memchr(line.data + start, ' ', line.size - start);

        end = space != NULL ? (size_t)(space - line.data) : line.size;
        if (count != 0 && end - start == 3 && line.data[start] == '(')
            fields[count - 1].size = end - (size_t)(fields[count - 1].data - line.data);
        else
            fields[count++] = slice_part(line, start, end);
    }
    return count;
}

/* All its fields are furniture; a date code counts beside a job number only. */
static bool is_furniture(const Rebuild *rebuild, size_t i)
{
    Slice  fields[FIELDS_MAX];
    size_t count = anatomy_lines_fields(rebuild->lines[i].text, fields), certain = 0;

    if (count == 1 && rebuild->lines[i].width <= SHORT_LINE_MAX && !is_page_field(rebuild, fields[0]))
        count = words_as_fields(rebuild->lines[i].text, fields);

    for (size_t field = 0; field < count; field++) {
        if (is_page_field(rebuild, fields[field]))
            certain++;
        else if (!shape_date_code(fields[field]))
            return false;
    }
    if (certain == 0)
        return false;
    /* "53/70" alone can also be a resolution at a line's end: then text stands close to it. */
    return count > 1 || !shape_page_of(fields[0]) || rebuild->lines[i].blank_before || rebuild->lines[i].page_before ||
           blank_behind(rebuild, i);
}

/* A symbol alone between empty lines where the document has none of its own: the head of a page of a record. */
static bool is_lone_symbol(const Rebuild *rebuild, size_t i)
{
    return rebuild->instrument.symbol.size == 0 && rebuild->mode == REBUILD_WRAPPED && stands_alone(rebuild, i) &&
           shape_symbol(rebuild->lines[i].text);
}

static bool is_body(const Rebuild *rebuild, size_t i)
{
    return i < rebuild->line_count && rebuild->lines[i].role == LINE_BODY;
}

static bool is_taken(const Rebuild *rebuild, size_t i)
{
    return i < rebuild->line_count && rebuild->lines[i].role == LINE_FURNITURE;
}

/* Does a page end, as the format or furniture says, right before line i? */
static bool is_edge(const Rebuild *rebuild, size_t i)
{
    return i < rebuild->line_count ? rebuild->lines[i].page_before || is_taken(rebuild, i) : rebuild->paged;
}

/* No line of text touches it, and a page's end does. */
static bool stands_at_edge(const Rebuild *rebuild, size_t i)
{
    bool above = rebuild->lines[i].page_before || (i > 0 && is_taken(rebuild, i - 1)), below = is_edge(rebuild, i + 1);

    return rebuild->mode == REBUILD_WRAPPED && (above || below) && (above || rebuild->lines[i].blank_before) && (below || blank_behind(rebuild, i));
}

/* "A/AC.1/L.1", "A/AC.1/L.1      Page 2": a symbol, and nothing but page numbers beside it. */
static bool is_symbol_line(const Rebuild *rebuild, size_t i, Slice *symbol)
{
    Slice  fields[FIELDS_MAX];
    size_t count = anatomy_lines_fields(rebuild->lines[i].text, fields), symbols = 0;

    for (size_t field = 0; field < count; field++) {
        if (shape_symbol(fields[field])) {
            *symbol = fields[field];
            symbols++;
        } else if (!is_page_field(rebuild, fields[field])) {
            return false;
        }
    }
    return symbols == 1;
}

/* Heads that only their place makes certain; the first symbol of one is the document's where it has none of its own. */
static void take_symbol_lines(Rebuild *rebuild, Slice *lone)
{
    for (size_t i = rebuild->head_end; i < rebuild->line_count; i++) {
        Slice symbol = {NULL, 0};

        if (!is_body(rebuild, i) || rebuild->instrument.symbol.size != 0 || !is_symbol_line(rebuild, i, &symbol) || !stands_at_edge(rebuild, i))
            continue;
        rebuild->lines[i].role = LINE_FURNITURE;
        *lone = lone->size == 0 ? symbol : *lone;
    }
}

/* ---- bare page numbers ---- */

/* "7" or "- 7 -" alone at a page's end. */
static bool is_bare_number(const Rebuild *rebuild, size_t i, unsigned *number)
{
    Slice text = rebuild->lines[i].text;

    if (text.size > 4 && slice_starts(text, "- ") && slice_ends(text, " -"))
        text = slice_part(text, 2, text.size - 2);
    return is_body(rebuild, i) && shape_small_number(text, number) && stands_at_edge(rebuild, i);
}

/* Those that count as the pages do: from 1, or as the bare number before it. Otherwise, or where the page has notes, it can be a note's. */
static void take_bare_numbers(Rebuild *rebuild)
{
    long   page = 1, last = 0;
    size_t before = rebuild->line_count; /* the bare number above; the line count: none */
    bool   notes = false;

    for (size_t i = 0; i < rebuild->line_count; i++) {
        unsigned number = 0;

        page += rebuild->lines[i].page_before;
        notes = rebuild->lines[i].role == LINE_RULE || (notes && !rebuild->lines[i].page_before);
        if (i < rebuild->head_end || notes || !is_bare_number(rebuild, i, &number))
            continue;
        if ((long)number == page || (before < i && last == (long)number - page)) {
            rebuild->lines[i].role = LINE_FURNITURE;
            if (before < i && last == (long)number - page)
                rebuild->lines[before].role = LINE_FURNITURE;
        }
        last = (long)number - page;
        before = i;
    }
}

static void take_certain(Rebuild *rebuild)
{
    Slice lone = {NULL, 0};

    for (size_t i = rebuild->head_end; i < rebuild->line_count; i++) {
        if (!is_body(rebuild, i))
            continue;
        if (is_furniture(rebuild, i)) {
            rebuild->lines[i].role = LINE_FURNITURE;
        } else if (is_lone_symbol(rebuild, i)) {
            rebuild->lines[i].role = LINE_FURNITURE;
            lone = lone.size == 0 ? rebuild->lines[i].text : lone;
        }
    }
    /* What is furniture only beside other furniture. */
    for (size_t i = rebuild->head_end; i < rebuild->line_count; i++)
        if (is_body(rebuild, i) && (shape_date_code(rebuild->lines[i].text) || shape_page_of(rebuild->lines[i].text)) &&
            (is_taken(rebuild, i + 1) || (i > 0 && is_taken(rebuild, i - 1))))
            rebuild->lines[i].role = LINE_FURNITURE;
    take_symbol_lines(rebuild, &lone);
    take_bare_numbers(rebuild);
    if (rebuild->instrument.symbol.size == 0)
        rebuild->instrument.symbol = lone;
}

/* ---- running heads ---- */

/* Lines start to end, between empty lines. */
typedef struct Group {
    size_t start, end;
    Slice  folded;
    bool   first; /* of the whole text: a title that others may repeat */
} Group;

typedef struct Groups {
    Group *items;
    size_t count;
    Slice *titles;
    size_t title_count;
} Groups;

/* Without the page numbers that stand apart in them. */
static Status fold_lines(const Rebuild *rebuild, size_t start, size_t end, Slice *out)
{
    char     text[GROUP_BYTES_MAX];
    size_t   size = 0;
    unsigned number;

    *out = (Slice){NULL, 0};
    for (size_t i = start; i < end; i++) {
        Slice  fields[FIELDS_MAX];
        size_t count = anatomy_lines_fields(rebuild->lines[i].text, fields);

        for (size_t field = 0; field < count; field++) {
            if (size + fields[field].size + 1 > sizeof text)
                return OK;
            if (count > 1 && (shape_small_number(fields[field], &number) || shape_page_number(fields[field])))
                continue;
            if (size != 0)
                text[size++] = ' ';
            memcpy(text + size, fields[field].data, fields[field].size);
            size += fields[field].size;
        }
    }
    return text_fold(rebuild->scratch, (Slice){text, size}, out);
}

/* The group that begins at `start`; end == start when it is too long for a running head. */
static size_t group_end(const Rebuild *rebuild, size_t start)
{
    size_t end = start;

    while (is_body(rebuild, end) && (end == start || (!rebuild->lines[end].blank_before && !rebuild->lines[end].page_before)))
        end++;
    return end - start <= GROUP_LINES_MAX ? end : start;
}

static size_t group_start(const Rebuild *rebuild, size_t end)
{
    size_t start = end;

    while (start > rebuild->head_end && is_body(rebuild, start - 1)) {
        start--;
        if (rebuild->lines[start].blank_before || rebuild->lines[start].page_before)
            break;
    }
    return end - start <= GROUP_LINES_MAX ? start : end;
}

static Status add_group(Rebuild *rebuild, Groups *groups, size_t start, size_t end)
{
    Group *group = &groups->items[groups->count];

    if (start == end)
        return OK;
    *group = (Group){.start = start, .end = end};
    TRY(fold_lines(rebuild, start, end, &group->folded));
    if (group->folded.size != 0)
        groups->count++;
    return OK;
}

static Status add_titles(Rebuild *rebuild, Groups *groups)
{
    groups->titles = arena_take_zeroed(rebuild->scratch, rebuild->draft_count + 1, sizeof *groups->titles);
    if (groups->titles == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < rebuild->draft_count; i++) {
        Slice text = rebuild->drafts[i].text;

        text = slice_part(text, shape_title_number(text), text.size);
        TRY(text_fold(rebuild->scratch, text, &groups->titles[groups->title_count++]));
    }
    return OK;
}

static bool is_title(const Groups *groups, Slice folded)
{
    for (size_t i = 0; i < groups->title_count; i++)
        if (groups->titles[i].size != 0 && slice_equal(groups->titles[i], folded))
            return true;
    return false;
}

static int by_words(const void *a, const void *b)
{
    const Group *x = a, *y = b;
    int          order = slice_compare(x->folded, y->folded);

    return order != 0 ? order : (x->start > y->start) - (x->start < y->start);
}

/* Groups said on several pages, or that say the title. */
static void take_running(Rebuild *rebuild, Groups *groups)
{
    qsort(groups->items, groups->count, sizeof *groups->items, by_words);
    for (size_t i = 0, end; i < groups->count; i = end) {
        bool several = false;

        for (end = i + 1; end < groups->count && slice_equal(groups->items[end].folded, groups->items[i].folded); end++)
            several = several || groups->items[end].start != groups->items[i].start;
        if (!several && !is_title(groups, groups->items[i].folded))
            continue;
        for (size_t group = i; group < end; group++)
            for (size_t line = groups->items[group].first ? groups->items[group].end : groups->items[group].start; line < groups->items[group].end; line++)
                rebuild->lines[line].role = LINE_FURNITURE;
    }
}

/* A head is short, no sentence, opens none, and is not all that a page has. */
static Status add_head(Rebuild *rebuild, Groups *groups, size_t start, size_t end, bool first)
{
    bool page = (start == 0 || rebuild->lines[start].page_before) && (end == rebuild->line_count || rebuild->lines[end].page_before);

    if (start == end || end - start > EDGE_LINES_MAX || page || shape_ends_bare(rebuild->lines[end - 1].text))
        return OK;
    TRY(add_group(rebuild, groups, start, end));
    if (groups->count != 0 && groups->items[groups->count - 1].start == start)
        groups->items[groups->count - 1].first = first;
    return OK;
}

/* What stands first and last on the pages of a kept layout. */
static Status add_edges(Rebuild *rebuild, Groups *groups)
{
    size_t count = rebuild->line_count;

    if (rebuild->mode != REBUILD_WRAPPED || count == 0)
        return OK;
    if (rebuild->head_end == 0 && is_body(rebuild, 0))
        TRY(add_head(rebuild, groups, 0, group_end(rebuild, 0), true));
    for (size_t i = rebuild->head_end + 1; i < count; i++) {
        if (!rebuild->lines[i].page_before)
            continue;
        if (is_body(rebuild, i))
            TRY(add_head(rebuild, groups, i, group_end(rebuild, i), false));
        if (is_body(rebuild, i - 1))
            TRY(add_head(rebuild, groups, group_start(rebuild, i), i, false));
    }
    return is_body(rebuild, count - 1) ? add_head(rebuild, groups, group_start(rebuild, count), count, false) : OK;
}

static Status running_heads(Rebuild *rebuild)
{
    Groups groups = {.items = arena_take_zeroed(rebuild->scratch, 4 * rebuild->line_count + 4, sizeof *groups.items)};

    if (groups.items == NULL)
        return ERR_MEMORY;
    TRY(add_titles(rebuild, &groups));
    for (size_t i = rebuild->head_end; i < rebuild->line_count; i++) {
        if (rebuild->lines[i].role != LINE_FURNITURE)
            continue;
        if (is_body(rebuild, i + 1) && (rebuild->lines[i + 1].blank_before || rebuild->lines[i + 1].page_before))
            TRY(add_group(rebuild, &groups, i + 1, group_end(rebuild, i + 1)));
        if (i > rebuild->head_end && is_body(rebuild, i - 1) && rebuild->lines[i].blank_before)
            TRY(add_group(rebuild, &groups, group_start(rebuild, i), i));
    }
    TRY(add_edges(rebuild, &groups));
    take_running(rebuild, &groups);
    return OK;
}

/* ---- kept layouts ---- */

static bool has_own_symbol(const Rebuild *rebuild, Slice line)
{
    Slice       fields[FIELDS_MAX];
    size_t      count = anatomy_lines_fields(line, fields);
    const char *first = memchr(line.data, ' ', line.size), *last = memrchr(line.data, ' ', line.size);

    for (size_t i = 0; i < count; i++)
        if (is_own_symbol(rebuild, fields[i]))
            return true;
    return first != NULL && (is_own_symbol(rebuild, slice_part(line, 0, (size_t)(first - line.data))) ||
                             is_own_symbol(rebuild, slice_part(line, (size_t)(last - line.data) + 1, line.size)));
}

/* At the top of a page, the lines down to the document's symbol: title and symbol share them. */
static void take_page_tops(Rebuild *rebuild)
{
    for (size_t i = rebuild->head_end; i < rebuild->line_count; i++) {
        size_t end = i, taken = i;

        if (!rebuild->lines[i].page_before)
            continue;
        do {
            if (has_own_symbol(rebuild, rebuild->lines[end].text))
                taken = end + 1;
            end++;
        } while (end < rebuild->line_count && end - i < GROUP_LINES_MAX && !rebuild->lines[end].blank_before && !rebuild->lines[end].page_before);
        for (size_t line = i; line < taken; line++)
            rebuild->lines[line].role = LINE_FURNITURE;
    }
}

Status anatomy_page(Rebuild *rebuild)
{
    take_page_tops(rebuild);
    take_certain(rebuild);
    return running_heads(rebuild);
}
