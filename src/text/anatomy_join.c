/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines become paragraphs.
 *
 * Where does a paragraph begin? Labels, the organ, speakers, closing lines and opening words say so; so do empty lines, and the indent
 * of first lines where a layout was kept. Across a page end or a note, what was not at its end goes on. In text without any of these
 * the widths tell: the last line of a paragraph leaves room that the next word would have filled.
 */
#include "text/anatomy_internal.h"

enum {
    TEXT_MAX = 64 * 1024 * 1024, /* of one paragraph: no larger than a file may be */
    INDENT_MIN = 3,              /* columns by which a first line stands in */
    INDENT_SAME = 2,             /* columns by which lines of one margin may differ */
    SHORT_BLOCK = 60,            /* bytes: a block this short that is open at its end is a heading */
    TITLE_PART_MIN = 20,         /* bytes of a line that repeats the title */
    FAR_LABEL = 20,              /* how far a number may jump */
    FIRST_LINE_PERCENT = 97      /* of a full line, that a first line and the next word take at most */
};

/* ---- writing a draft ---- */

void anatomy_join_init(Joiner *joiner, Rebuild *rebuild)
{
    *joiner = (Joiner){.rebuild = rebuild};
    buffer_init(&joiner->text, TEXT_MAX);
}

void anatomy_join_clear(Joiner *joiner)
{
    buffer_clear(&joiner->text);
    memory_free(joiner->spans);
    memory_free(joiner->pieces);
    memory_free(joiner->marks);
}

static uint32_t last_rune(Slice text)
{
    size_t at = text.size;

    if (at == 0)
        return 0;
    do
        at--;
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80);
    return utf8_next(text, &at);
}

static uint32_t first_rune(Slice text)
{
    size_t at = 0;

    return text.size != 0 ? utf8_next(text, &at) : 0;
}

static bool is_east_asian(uint32_t rune)
{
    return (rune >= 0x2E80 && rune <= 0x9FFF) || (rune >= 0xF900 && rune <= 0xFAFF) || (rune >= 0xFF00 && rune <= 0xFF60) ||
           (rune >= 0x3000 && rune <= 0x30FF);
}

static size_t word_start(Slice text, size_t end)
{
    while (end > 0) {
        size_t at = end - 1, next;

        while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80)
            at--;
        next = at;
        if (!rune_is_letter(utf8_next(text, &next)))
            break;
        end = at;
    }
    return end;
}

static size_t word_end(Slice text, size_t at)
{
    while (at < text.size) {
        size_t next = at;

        if (!rune_is_letter(utf8_next(text, &next)))
            break;
        at = next;
    }
    return at;
}

/* A hyphen at a line's end. It belongs to the word ("Secretary-General") unless the document has the word without it, and never with. */
static void join_hyphen(Joiner *joiner, Slice next)
{
    Buffer *text = &joiner->text;
    Slice   written = slice_part(buffer_slice(text), 0, text->size - 1);
    Slice   left, right = slice_part(next, 0, word_end(next, 0));

    while (slice_ends(written, " "))
        written.size--;
    left = slice_part(written, word_start(written, written.size), written.size);
    if (left.size == 0 || right.size == 0) {
        if (written.size + 1 < text->size) /* a dash between spaces */
            buffer_add_byte(text, ' ');
        return;
    }
    text->size = written.size;
    if (anatomy_repair_seen(joiner->rebuild->words, left, "", right) == 0 || anatomy_repair_seen(joiner->rebuild->words, left, "-", right) != 0)
        buffer_add_byte(text, '-');
}

/* What stands between two lines of one paragraph: a space, unless the first ends in a hyphen, slash or dash, or both are Chinese. */
static void join_lines(Joiner *joiner, Slice next)
{
    Buffer  *text = &joiner->text;
    uint32_t last = last_rune(buffer_slice(text)), first = first_rune(next);

    if (text->size == 0)
        return;
    if (last == '-') {
        join_hyphen(joiner, next);
    } else if (last == 0xAD) { /* a soft hyphen that was printed */
        text->size -= 2;
    } else if ((last == 0x2013 || last == '/') && text->size > 4 && text->data[text->size - (last == '/' ? 2 : 4)] != ' ') {
        return; /* 2021–2025, A/RES/… */
    } else if (!(is_east_asian(last) && is_east_asian(first))) {
        buffer_add_byte(text, ' ');
    }
}

static Status add_span(Joiner *joiner, uint32_t start, uint32_t end, uint32_t styles)
{
    void  *block = joiner->spans;
    Span  *last = joiner->span_count != 0 ? &joiner->spans[joiner->span_count - 1] : NULL;
    Status status;

    if (start >= end)
        return OK;
    /* One style over a line's end is one span. */
    if (last != NULL && last->styles == styles && start <= last->end + 1) {
        last->end = end;
        return OK;
    }
    status = memory_reserve(&block, &joiner->span_capacity, joiner->span_count + 1, sizeof(Span));
    joiner->spans = block;
    TRY(status);
    joiner->spans[joiner->span_count++] = (Span){start, end, styles};
    return OK;
}

static Status add_piece(Joiner *joiner, uint32_t page)
{
    void  *block = joiner->pieces;
    Status status;

    if (joiner->piece_count != 0 && joiner->pieces[joiner->piece_count - 1].page == page)
        return OK;
    status = memory_reserve(&block, &joiner->piece_capacity, joiner->piece_count + 1, sizeof(Piece));
    joiner->pieces = block;
    TRY(status);
    joiner->pieces[joiner->piece_count++] = (Piece){(uint32_t)joiner->text.size, page};
    return OK;
}

/* Copies bytes start to end with white space runs as one space; where[i] is where source offset bounds[i] came to stand. */
static void copy_squeezed(Buffer *out, Slice text, size_t start, size_t end, const size_t *bounds, size_t *where, size_t count)
{
    size_t bound = 0;

    for (size_t at = start; at <= end; at++) {
        bool space = at < end && (text.data[at] == ' ' || text.data[at] == '\t');

        while (bound < count && bounds[bound] <= at)
            where[bound++] = out->size;
        if (at == end)
            break;
        if (space && at + 1 < end && (text.data[at + 1] == ' ' || text.data[at + 1] == '\t'))
            continue;
        buffer_add_byte(out, space ? ' ' : text.data[at]);
    }
    while (bound < count)
        where[bound++] = out->size;
}

/* The marks that stand between bytes start and end of the line. */
static Status add_marks(Joiner *joiner, const Line *line, size_t start, size_t end)
{
    const AnatomyLine *source = line->source;
    size_t             low = 0, high = source != NULL ? source->mark_count : 0, last = high;
    void              *block = joiner->marks;
    Status             status;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (source->marks[middle].at < line->cut + start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < last && source->marks[low].at < line->cut + end; low++) {
        status = memory_reserve(&block, &joiner->mark_capacity, joiner->mark_count + 1, sizeof *joiner->marks);
        joiner->marks = block;
        TRY(status);
        joiner->marks[joiner->mark_count++] = source->marks[low].note;
    }
    return OK;
}

Status anatomy_join_add(Joiner *joiner, const Line *line, size_t start, size_t end)
{
    size_t *bounds, *where, count = 0;

    join_lines(joiner, slice_part(line->text, start, end));
    TRY(add_piece(joiner, line->page));
    bounds = arena_take(joiner->rebuild->scratch, (4 * (size_t)line->span_count + 1) * sizeof *bounds);
    if (bounds == NULL)
        return ERR_MEMORY;
    where = bounds + 2 * (size_t)line->span_count;
    for (uint32_t i = 0; i < line->span_count; i++) {
        bounds[count++] = line->spans[i].start > line->cut ? line->spans[i].start - line->cut : 0;
        bounds[count++] = line->spans[i].end > line->cut ? line->spans[i].end - line->cut : 0;
    }
    copy_squeezed(&joiner->text, line->text, start, end, bounds, where, count);
    for (uint32_t i = 0; i < line->span_count; i++)
        TRY(add_span(joiner, (uint32_t)where[2 * i], (uint32_t)where[2 * i + 1], line->spans[i].styles));
    TRY(add_marks(joiner, line, start, end));
    return joiner->text.status;
}

Status anatomy_join_take(Joiner *joiner, Draft *out)
{
    Arena *scratch = joiner->rebuild->scratch;

    *out = (Draft){.span_count = (uint32_t)joiner->span_count, .piece_count = (uint32_t)joiner->piece_count,
                   .mark_count = (uint32_t)joiner->mark_count, .heading = joiner->heading};
    TRY(slice_copy(scratch, buffer_slice(&joiner->text), &out->text));
    out->spans = arena_take(scratch, (joiner->span_count + 1) * sizeof(Span));
    out->pieces = arena_take(scratch, (joiner->piece_count + 1) * sizeof(Piece));
    out->marks = arena_take(scratch, (joiner->mark_count + 1) * sizeof *out->marks);
    if (out->spans == NULL || out->pieces == NULL || out->marks == NULL)
        return ERR_MEMORY;
    if (joiner->span_count != 0)
        memcpy(out->spans, joiner->spans, joiner->span_count * sizeof(Span));
    if (joiner->piece_count != 0)
        memcpy(out->pieces, joiner->pieces, joiner->piece_count * sizeof(Piece));
    if (joiner->mark_count != 0)
        memcpy(out->marks, joiner->marks, joiner->mark_count * sizeof *out->marks);
    buffer_reset(&joiner->text);
    joiner->span_count = joiner->piece_count = joiner->mark_count = 0;
    joiner->heading = 0;
    return OK;
}

/* ---- where a paragraph begins ---- */

enum { LABEL_FORMS = LABEL_BULLET + 1 };

typedef struct Flow {
    Joiner      joiner;
    const Line *above;  /* the line last added; NULL at the start */
    const Line *first;  /* of the open draft */
    Label       last[LABEL_FORMS];
    bool        closing;  /* it is a meeting or its date */
} Flow;

static bool is_label_only(Slice text)
{
    Label label;

    return shape_label(text, &label) && label.size == text.size && label.form != LABEL_BULLET;
}

/* Does the label open a paragraph here? Wrapped lines begin with "2018." and "(a)" too. */
static bool opens_label(const Flow *flow, const Line *line, const Label *label, bool ends)
{
    bool         free = ends || line->blank_before || line->gap_before || is_label_only(buffer_slice(&flow->joiner.text));
    const Label *last = &flow->last[label->form];
    bool         follows = last->form != LABEL_NONE && shape_follows(last, label);

    switch (label->form) {
    case LABEL_NUMBER:
        if (!label->closed || label->number > 999)
            return follows && free;
        /* A number of its own on its line is one even when the line above lost its end. */
        if (follows && label->size == line->text.size)
            return true;
        return free && (follows || label->number == 1 || line->blank_before || label->number <= last->number + FAR_LABEL);
    case LABEL_DOTTED:
        return free && (follows || label->number == 1) && (label->closed || line->blank_before || ends);
    case LABEL_UPPER:
    case LABEL_UPPER_ROMAN:
    case LABEL_TITLE: return line->blank_before || (ends && follows);
    case LABEL_LETTER_DOT:
    case LABEL_ROMAN_DOT: return free && (follows || label->number == 1 || label->roman == 1);
    case LABEL_BULLET:
        /* A dash can begin a wrapped line too; in a list of them the same mark opens the next item. */
        return line->blank_before || (free && last->form != LABEL_NONE) ||
               words_start(buffer_slice(&flow->joiner.text), slice_part(line->text, 0, label->size + 1));
    case LABEL_NONE: return false;
    default: return free;
    }
}

static size_t first_word(Slice text)
{
    size_t at = 0;

    while (at < text.size && text.data[at] != ' ')
        at++;
    return shape_width(slice_part(text, 0, at));
}

/* Would the next line's first word have fitted on this one, with something to spare? */
static bool has_room(const Rebuild *rebuild, const Line *line, const Line *next, unsigned percent)
{
    return (line->width + 1 + first_word(next->text)) * 100 <= (size_t)rebuild->width * percent;
}

/* An opened quotation goes on: “Declaration on …, Taking into Particular Account …”. */
static bool is_quoting(Slice text)
{
    size_t opened = 0, closed = 0;

    for (size_t at = 0; at + 2 < text.size; at++) {
        opened += memcmp(text.data + at, "\xE2\x80\x9C", 3) == 0;
        closed += memcmp(text.data + at, "\xE2\x80\x9D", 3) == 0;
    }
    return opened > closed;
}

static bool opens_words(const Rebuild *rebuild, const Line *line, const Line *above, Slice written)
{
    OpeningForm form;
    bool        english = rebuild->language[0] == '\0' || strncmp(rebuild->language, "en", 2) == 0;

    /* Elsewhere than in a resolution a sentence may begin with such a word; after a comma it would not be a capital. */
    if ((!rebuild->resolution || line->joined) && shape_ends_sentence(above->text))
        return false;
    if (words_open(line->text, rebuild->language, &form) != 0)
        return !is_quoting(written);
    return english && words_open_participle(line->text) != 0 && !shape_ends_sentence(above->text) && !is_quoting(written);
}

/* In a kept layout a first line stands in from the margin, and further in than what is above it. */
static bool stands_in(const Flow *flow, const Line *line)
{
    uint32_t body = flow->joiner.rebuild->page_indent[line->page];

    if (line->indent < body + INDENT_MIN)
        return false;
    if (line->page != flow->above->page || line->indent > flow->above->indent + INDENT_SAME)
        return true;
    return flow->above == flow->first && line->indent + INDENT_SAME >= flow->above->indent;
}

/* The title of the masthead without its number, or empty. */
static Slice title_of(const Rebuild *rebuild)
{
    for (size_t i = 0; i < rebuild->draft_count && rebuild->drafts[i].head; i++) {
        Slice  title = rebuild->drafts[i].text;
        size_t number = shape_title_number(title);

        if (number != 0)
            return slice_trim(slice_part(title, number, title.size));
    }
    return (Slice){NULL, 0};
}

/* An adopted text repeats the title as its heading: does the line begin it? */
static bool begins_title(const Rebuild *rebuild, Slice line)
{
    Slice title = title_of(rebuild);

    return line.size >= TITLE_PART_MIN && title.size >= line.size && memcmp(title.data, line.data, line.size) == 0;
}

/* b follows a, which is at an end, with nothing between them. */
static bool opens_by_look(const Flow *flow, const Line *line, const Line *next)
{
    const Rebuild *rebuild = flow->joiner.rebuild;
    const Line    *above = flow->above;

    if (rebuild->indented)
        return stands_in(flow, line);
    if (begins_title(rebuild, line->text))
        return true;
    if (opens_words(rebuild, line, above, buffer_slice(&flow->joiner.text)))
        return true;
    if (line->joined || line->text.data[0] == '[')
        return line->text.data[0] == '[';
    if (shape_starts_small(line->text))
        return true; /* as goes_on_small found */
    if (has_room(rebuild, above, line, shape_ends_sentence(above->text) ? 90 : 75))
        return true;
    /* The first line of a paragraph stands in, so it is cut sooner: the next word would have fitted on a full line. In a resolution labels
       and opening words say all there is to know. */
    return !rebuild->resolution && shape_ends_sentence(above->text) && next != NULL && !next->blank_before && !shape_ends(line->text) &&
           has_room(rebuild, line, next, FIRST_LINE_PERCENT);
}

/* A small letter goes on with a sentence, but in Russian, where it also opens the paragraphs of resolutions. */
static bool goes_on_small(const Flow *flow, const Line *line, bool ends)
{
    const Rebuild *rebuild = flow->joiner.rebuild;
    OpeningForm    form;

    if (!shape_starts_small(line->text))
        return false;
    if (strncmp(rebuild->language, "ru", 2) != 0 || !rebuild->resolution || !ends || line->joined)
        return true;
    if (rebuild->indented)
        return !stands_in(flow, line);
    return words_open(line->text, rebuild->language, &form) == 0 ||
           !(line->blank_before || line->gap_before || has_room(rebuild, flow->above, line, 90));
}

/* A page end or notes stand between a and b. */
static bool opens_after_gap(const Flow *flow, const Line *line, bool ends)
{
    const Rebuild *rebuild = flow->joiner.rebuild;
    size_t         written = flow->joiner.text.size;

    if (goes_on_small(flow, line, ends))
        return false;
    if (!ends) {
        bool heading = rebuild->mode == REBUILD_BLOCKS ? written < SHORT_BLOCK : flow->above->width * 10 < rebuild->width * 6;

        return heading && shape_starts_capital(line->text) && line->blank_before;
    }
    if (rebuild->indented)
        return line->indent >= rebuild->page_indent[line->page] + INDENT_MIN;
    if (opens_words(rebuild, line, flow->above, buffer_slice(&flow->joiner.text)))
        return true;
    return shape_ends_sentence(flow->above->text) || slice_ends(buffer_slice(&flow->joiner.text), ";") ||
           slice_ends(buffer_slice(&flow->joiner.text), ":");
}

static bool opens_after_blank(const Flow *flow, const Line *line, bool ends)
{
    const Rebuild *rebuild = flow->joiner.rebuild;

    if (rebuild->mode == REBUILD_BLOCKS || ends || !goes_on_small(flow, line, ends))
        return true;
    return flow->above->width * 10 < rebuild->width * 6;
}

static bool opens_closing(const Flow *flow, const Line *line)
{
    char iso[ISO_DATE_SIZE];

    return shape_meeting(line->text) || (flow->closing && shape_date_only(line->text, iso));
}

static bool opens(const Flow *flow, const Line *line, const Line *next, const Label *label)
{
    const Rebuild *rebuild = flow->joiner.rebuild;
    Slice          written = buffer_slice(&flow->joiner.text);
    bool           ends = shape_ends(written);

    if (flow->above == NULL || opens_closing(flow, line) || (flow->closing && !shape_starts_small(line->text)))
        return true;
    if (flow->joiner.heading != 0 || line->heading != 0)
        return !(line->joined && flow->joiner.heading == line->heading);
    if (label->form != LABEL_NONE && opens_label(flow, line, label, ends))
        return true;
    if (is_label_only(written))
        return false;
    if (words_organ_formula(line->text) >= 0 || words_organ_formula(written) >= 0)
        return true;
    if ((ends || line->blank_before) && shape_speaker(line->text))
        return true;
    if (written.data[0] == '[' && slice_ends(written, "]") && !shape_starts_small(line->text))
        return true; /* a remark in brackets is a paragraph */
    if (!ends && slice_equal(title_of(rebuild), written))
        return true; /* an adopted text repeats it as its heading */
    if (line->gap_before)
        return opens_after_gap(flow, line, ends);
    if (line->blank_before)
        return opens_after_blank(flow, line, ends);
    return ends && !goes_on_small(flow, line, ends) && opens_by_look(flow, line, next);
}

/* ---- all lines ---- */

static Status close_draft(Flow *flow)
{
    Rebuild *rebuild = flow->joiner.rebuild;

    if (flow->joiner.text.size == 0)
        return OK;
    TRY(anatomy_join_take(&flow->joiner, &rebuild->drafts[rebuild->draft_count]));
    rebuild->draft_count++;
    return OK;
}

static Status add_body_line(Flow *flow, const Line *line, const Line *next)
{
    Label label = {.form = LABEL_NONE};
    char  iso[ISO_DATE_SIZE];

    if (!shape_label(line->text, &label))
        label.form = LABEL_NONE;
    if (opens(flow, line, next, &label)) {
        TRY(close_draft(flow));
        flow->first = line;
        flow->joiner.heading = line->heading;
        if (label.form != LABEL_NONE)
            flow->last[label.form] = label;
        flow->closing = shape_meeting(line->text) || (flow->closing && shape_date_only(line->text, iso));
    }
    flow->above = line;
    return anatomy_join_add(&flow->joiner, line, 0, line->text.size);
}

/* A cell: its lines, and nothing of what stands around the table. */
static Status add_cell(Flow *flow, size_t first, size_t *end)
{
    Rebuild *rebuild = flow->joiner.rebuild;
    size_t   i = first;

    TRY(close_draft(flow));
    do
        TRY(anatomy_join_add(&flow->joiner, &rebuild->lines[i], 0, rebuild->lines[i].text.size));
    while (++i < rebuild->line_count && rebuild->lines[i].joined);
    TRY(anatomy_join_take(&flow->joiner, &rebuild->drafts[rebuild->draft_count]));
    rebuild->drafts[rebuild->draft_count++].cell = rebuild->lines[first].source;
    flow->above = NULL;
    flow->closing = false;
    *end = i;
    return OK;
}

static const Line *next_body(const Rebuild *rebuild, size_t i)
{
    for (i++; i < rebuild->line_count; i++)
        if (rebuild->lines[i].role == LINE_BODY)
            return &rebuild->lines[i];
    return NULL;
}

Status anatomy_join(Rebuild *rebuild)
{
    Flow   flow = {0};
    Status status = OK;

    anatomy_join_init(&flow.joiner, rebuild);
    for (size_t i = 0, end; i < rebuild->line_count; i = end) {
        end = i + 1;
        if (rebuild->lines[i].role == LINE_BODY)
            TRY_OR(done, add_body_line(&flow, &rebuild->lines[i], next_body(rebuild, i)));
        else if (rebuild->lines[i].role == LINE_CELL)
            TRY_OR(done, add_cell(&flow, i, &end));
    }
    status = close_draft(&flow);
done:
    anatomy_join_clear(&flow.joiner);
    return status;
}
