/* SPDX-License-Identifier: Apache-2.0
 *
 * Physical lines, and what kind of file they come from.
 *
 * A conversion of a printed document wraps its paragraphs: many lines end without closing punctuation, at nearly equal widths, and go on in
 * small letters on the next. A file with one paragraph a line does not. The lines themselves decide, never a name.
 */
#include "text/anatomy_internal.h"

enum {
    LINES_MAX = PARAGRAPHS_MAX,
    TAB_COLUMNS = 8,
    GAP_COLUMNS = 3,       /* so many spaces set two things apart in one line */
    WRAPPED_WIDTH_MAX = 200,
    WRAPPED_WIDTH_MIN = 20,
    INDENT_MIN = 2,        /* columns by which a first line stands in */
    INDENT_MAX = 14,
    INDENTS_ENOUGH = 3,
    COLUMNS_MAX = 400
};

/* ---- cutting ---- */

static size_t count_lines(const AnatomyLine *source, size_t count)
{
    size_t lines = 0;

    for (size_t i = 0; i < count; i++) {
        lines++;
        for (size_t at = 0; at < source[i].text.size; at++)
            lines += source[i].text.data[at] == '\n';
    }
    return lines;
}

static uint32_t indent_of(Slice text, size_t bytes)
{
    uint32_t column = 0;

    for (size_t at = 0; at < bytes; at++)
        column = text.data[at] == '\t' ? (column / TAB_COLUMNS + 1) * TAB_COLUMNS : column + 1;
    return column;
}

/* White space as slice_trim has it, and no-break spaces. */
static Slice trim(Slice text)
{
    text = slice_trim(text);
    while (slice_starts(text, "\xC2\xA0"))
        text = slice_trim(slice_part(text, 2, text.size));
    while (slice_ends(text, "\xC2\xA0"))
        text = slice_trim(slice_part(text, 0, text.size - 2));
    return text;
}

static LineRole role_of(const AnatomyLine *source, Slice text)
{
    if (source->note != 0)
        return LINE_NOTE;
    if (source->cell)
        return LINE_CELL;
    return shape_rule(text) ? LINE_RULE : LINE_BODY;
}

static bool add_line(Rebuild *rebuild, const AnatomyLine *source, size_t start, size_t end, Line line)
{
    Slice whole = slice_part(source->text, start, end);
    Slice text = trim(whole);

    if (text.size == 0 && (!source->cell || line.joined))
        return false;
    line.source = source;
    line.text = text;
    line.cut = text.size != 0 ? (uint32_t)(text.data - source->text.data) : 0;
    line.indent = text.size != 0 ? indent_of(whole, (size_t)(text.data - whole.data)) : 0;
    line.width = (uint32_t)shape_width(text);
    line.spans = source->spans;
    line.span_count = source->span_count;
    line.heading = source->heading;
    line.role = (uint8_t)role_of(source, text);
    rebuild->lines[rebuild->line_count++] = line;
    return true;
}

/* One source line: several physical ones when the format keeps line breaks inside a paragraph. */
static void cut(Rebuild *rebuild, const AnatomyLine *source, bool *blank, bool *page)
{
    bool first = true;

    for (size_t start = 0, end; start <= source->text.size; start = end + 1) {
        const char *newline = start < source->text.size ? memchr(source->text.data + start, '\n', source->text.size - start) : NULL;
        Line        line = {.blank_before = *blank || (source->paragraph && first), .page_before = *page || source->page_break};

        end = newline != NULL ? (size_t)(newline - source->text.data) : source->text.size;
        line.joined = source->paragraph && !first;
        if (line.joined)
            line.blank_before = line.page_before = false;
        if (source->cell || source->note != 0)
            line.page_before = false;
        if (add_line(rebuild, source, start, end, line)) {
            *blank = *page = first = false;
        } else {
            *blank = true;
            *page = *page || source->page_break;
        }
    }
}

/* ---- wrapped or not ---- */

/* The width that nine lines in ten do not pass. */
static Status full_width(Rebuild *rebuild, uint32_t *out)
{
    uint32_t *widths = arena_take(rebuild->scratch, (rebuild->line_count + 1) * sizeof *widths);

    if (widths == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < rebuild->line_count; i++)
        widths[i] = rebuild->lines[i].width;
    numbers_sort(widths, rebuild->line_count);
    *out = rebuild->line_count != 0 ? widths[rebuild->line_count - 1 - rebuild->line_count / 10] : 0;
    return OK;
}

static bool has_case(Slice text)
{
    for (size_t at = 0; at < text.size;) {
        uint32_t rune = utf8_next(text, &at);

        if (rune_is_letter(rune))
            return rune < 0x590 || (rune >= 0x1E00 && rune < 0x2000);
    }
    return true;
}

/* Is b the middle of a sentence that a leaves open at the margin? */
static bool continues(const Line *a, const Line *b, uint32_t width)
{
    if (b->blank_before || b->page_before || a->role != LINE_BODY || b->role != LINE_BODY || shape_ends(a->text))
        return false;
    if (has_case(b->text))
        return shape_starts_small(b->text) && a->width * 10 >= width * 6;
    return a->width * 10 >= width * 9 && width <= WRAPPED_WIDTH_MAX / 2;
}

static bool is_wrapped(const Rebuild *rebuild, uint32_t width)
{
    size_t pairs = 0, wide = 0; /* lines that could be full ones */

    if (width > WRAPPED_WIDTH_MAX || width < WRAPPED_WIDTH_MIN)
        return false;
    for (size_t i = 1; i < rebuild->line_count; i++) {
        pairs += continues(&rebuild->lines[i - 1], &rebuild->lines[i], width);
        wide += rebuild->lines[i - 1].width * 10 >= width * 6;
    }
    return pairs >= 2 && pairs * 5 >= wide;
}

Status anatomy_lines(Rebuild *rebuild, const AnatomyLine *source, size_t count)
{
    size_t most = count_lines(source, count);
    bool   blank = true, page = false, blocks = false;

    if (most > LINES_MAX)
        return ERR_LIMIT;
    rebuild->lines = arena_take_zeroed(rebuild->scratch, most + 1, sizeof *rebuild->lines);
    if (rebuild->lines == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        cut(rebuild, &source[i], &blank, &page);
        blocks = blocks || source[i].paragraph;
        rebuild->marked = rebuild->marked || source[i].mark_count != 0;
        rebuild->paged = rebuild->paged || source[i].page_break;
    }
    TRY(full_width(rebuild, &rebuild->width));
    if (blocks)
        rebuild->mode = REBUILD_BLOCKS;
    else
        rebuild->mode = is_wrapped(rebuild, rebuild->width) ? REBUILD_WRAPPED : REBUILD_LINES;
    return OK;
}

static size_t gap_end(Slice line, size_t at)
{
    while (at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    return at;
}

size_t anatomy_lines_fields(Slice line, Slice fields[FIELDS_MAX])
{
    size_t count = 0, start = 0;

    for (size_t at = 0; at < line.size && count < FIELDS_MAX - 1;) {
        size_t end = gap_end(line, at);

        if (end - at < GAP_COLUMNS) {
            at = end > at ? end : at + 1;
            continue;
        }
        if (at > start)
            fields[count++] = slice_part(line, start, at);
        start = at = end;
    }
    if (start < line.size)
        fields[count++] = slice_trim(slice_part(line, start, line.size));
    return count;
}

/* ---- measuring ---- */

/* The commonest column among a page's body lines; of equals the smaller. */
static uint32_t commonest_indent(const Rebuild *rebuild, size_t from, size_t to)
{
    uint32_t counts[COLUMNS_MAX] = {0}, best = 0;

    for (size_t i = from; i < to; i++)
        if (rebuild->lines[i].role == LINE_BODY && rebuild->lines[i].indent < COLUMNS_MAX)
            counts[rebuild->lines[i].indent]++;
    for (uint32_t column = 0; column < COLUMNS_MAX; column++)
        if (counts[column] > counts[best])
            best = column;
    return best;
}

static bool begins_indented(const Rebuild *rebuild, const Line *line)
{
    uint32_t body = rebuild->page_indent[line->page];

    return line->role == LINE_BODY && line->indent >= body + INDENT_MIN && line->indent <= body + INDENT_MAX;
}

/* Where the format has paragraphs, a rule alone parts them as their author wanted; with a note or a page's head it is a page's end. In a resolution, a rule in the
   middle of a sentence is a page's end too: nobody parts those. */
static bool ends_page(const Rebuild *rebuild, const Line *line, const Line *above)
{
    return line->role != LINE_RULE || rebuild->mode != REBUILD_BLOCKS || (rebuild->resolution && above != NULL && !shape_ends_clause(above->text));
}

static void number_pages(Rebuild *rebuild)
{
    uint32_t page = 0;
    bool     gap = false, ended = false, text = false;
    Line    *above = NULL;

    for (size_t i = 0; i < rebuild->line_count; i++) {
        Line *line = &rebuild->lines[i];
        bool  body = line->role == LINE_BODY || line->role == LINE_HEAD || line->role == LINE_CELL;

        if (line->page_before && text)
            gap = ended = true;
        if (body && gap) {
            line->gap_before = ended;
            page++;
        }
        gap = !body && (gap || text);
        ended = !body && (ended || (text && ends_page(rebuild, line, above)));
        text = text || body;
        above = body ? line : above;
        line->page = page;
    }
    rebuild->page_count = page + 1;
}

Status anatomy_lines_measure(Rebuild *rebuild)
{
    size_t indents = 0;

    number_pages(rebuild);
    rebuild->page_indent = arena_take_zeroed(rebuild->scratch, rebuild->page_count, sizeof *rebuild->page_indent);
    if (rebuild->page_indent == NULL)
        return ERR_MEMORY;
    for (size_t i = 0, end; i < rebuild->line_count; i = end) {
        for (end = i; end < rebuild->line_count && rebuild->lines[end].page == rebuild->lines[i].page; end++)
            ;
        rebuild->page_indent[rebuild->lines[i].page] = commonest_indent(rebuild, i, end);
    }
    for (size_t i = 0; i + 1 < rebuild->line_count; i++) {
        const Line *line = &rebuild->lines[i], *next = &rebuild->lines[i + 1];

        if (begins_indented(rebuild, line) && !next->blank_before && next->indent < line->indent)
            indents++;
    }
    rebuild->indented = rebuild->mode == REBUILD_WRAPPED && indents >= INDENTS_ENOUGH;
    for (size_t i = 0; i < rebuild->note_count; i++)
        rebuild->notes[i].page = rebuild->lines[rebuild->notes[i].line].page;
    return OK;
}
