/* SPDX-License-Identifier: Apache-2.0
 *
 * Footnotes: finding them among the lines, and what each says.
 *
 * Three shapes. In formats with paragraphs a note is a paragraph that begins with a raised number. In kept layouts a rule of underscores
 * opens the notes of a page, and each number stands before its note. In extractions the numbers have lines of their own, before or
 * after the notes, in any order: "A/65/201." "A/68/98." "3" "A/70/174." "1" "2" are notes 1, 2 and 3. What is known then: the numbers
 * rise in the order of the notes, a number right before a text belongs to it, and a note ends where its line ends in a full stop.
 */
#include "text/anatomy_internal.h"

enum {
    REGION_LINES_MAX = 120, /* of one page's notes */
    TAIL_LINES_MAX = 14,    /* notes without a rule stand so near to the page's end */
    NOTE_NUMBER_MAX = 999,
    STOPS_SENTENCE = 8, STARTS_LIKE_NOTE = 4, STARTS_CAPITAL = 2, SHORT_LINE = 1 /* what speaks for a new note */
};

/* One line of a page's notes: a number, a text, or both. */
typedef struct Item {
    size_t   line;
    size_t   start;  /* of its text in the line; the line's size when there is none */
    unsigned number; /* 0: none */
} Item;

typedef struct Region {
    Rebuild *rebuild;
    Item    *items;
    size_t   count;
} Region;

static unsigned last_number(const Rebuild *rebuild)
{
    return rebuild->note_count != 0 ? rebuild->notes[rebuild->note_count - 1].number : 0;
}

/* ---- raised numbers ---- */

/* The value of raised digits at `at`: ¹ or a digit in a raised span. Bytes, or 0. */
static size_t raised_digit(const Line *line, size_t at, unsigned *digit)
{
    size_t   next = at;
    uint32_t rune = utf8_next(line->text, &next);

    if (rune == 0xB9 || rune == 0xB2 || rune == 0xB3) {
        *digit = rune == 0xB9 ? 1 : rune == 0xB2 ? 2 : 3;
        return next - at;
    }
    if (rune == 0x2070 || (rune >= 0x2074 && rune <= 0x2079)) {
        *digit = rune - 0x2070;
        return next - at;
    }
    if (rune < '0' || rune > '9')
        return 0;
    for (uint32_t i = 0; i < line->span_count; i++)
        if ((line->spans[i].styles & STYLE_SUPERSCRIPT) != 0 && line->spans[i].start <= line->cut + at && line->cut + at < line->spans[i].end) {
            *digit = rune - '0';
            return next - at;
        }
    return 0;
}

static size_t raised_number(const Line *line, unsigned *number)
{
    size_t   at = 0, size;
    unsigned digit = 0;

    *number = 0;
    while (at < line->text.size && *number <= NOTE_NUMBER_MAX && (size = raised_digit(line, at, &digit)) != 0) {
        *number = *number * 10 + digit;
        at += size;
    }
    return *number != 0 && *number <= NOTE_NUMBER_MAX ? at : 0;
}

static size_t skip_space(Slice text, size_t at)
{
    while (at < text.size && text.data[at] == ' ')
        at++;
    return at;
}

/* "1 See A/51/261": a number, a space, and what looks like a note. */
static size_t leading_number(Slice text, unsigned *number)
{
    size_t at = 0;
    char   iso[ISO_DATE_SIZE];

    *number = 0;
    while (at < 3 && at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
        *number = *number * 10 + (unsigned)(text.data[at++] - '0');
    if (at == 0 || at >= text.size || text.data[at] != ' ' || *number == 0 || words_date(text, iso) != 0)
        return 0;
    return shape_starts_capital(slice_part(text, skip_space(text, at), text.size)) ? at : 0;
}

static bool starts_like_note(Slice text)
{
    static const char *const words[] = {"See ", "Ibid", "Resolution", "Resolutions", "Decision", "Official Records", "United Nations, ",
                                        "Available ", "Document ", "Documents ", "Article ", "Articles ", "Adopted ", "Voir ", "Résolution",
                                        "Véase ", "Resoluci", "См. ", "Резолюци", "انظر", "见", "同上", "Idem", "Ídem"};
    Symbol symbol;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_starts(text, words[i]))
            return true;
    return symbol_match(text, &symbol) != 0;
}

/* ---- keeping a note ---- */

static Status add_note(Region *region, unsigned number, size_t first, size_t end)
{
    Rebuild *rebuild = region->rebuild;
    Note    *note = &rebuild->notes[rebuild->note_count];
    Joiner   joiner;
    Status   status = OK;

    anatomy_join_init(&joiner, rebuild);
    for (size_t i = first; i < end; i++) {
        const Line *line = &rebuild->lines[region->items[i].line];

        if (region->items[i].start < line->text.size)
            TRY_OR(done, anatomy_join_add(&joiner, line, region->items[i].start, line->text.size));
    }
    if (joiner.text.size == 0)
        goto done;
    *note = (Note){.number = number, .line = region->items[first].line};
    TRY_OR(done, anatomy_join_take(&joiner, &note->draft));
    rebuild->note_count++;
done:
    anatomy_join_clear(&joiner);
    return status;
}

/* What stands before the page's first own note goes on with the last note of the page before, when that is not at its end; a note marked
   by a star has no number. */
static Status continue_note(Region *region, size_t first, size_t end)
{
    Rebuild *rebuild = region->rebuild;
    Note    *note;
    Joiner   joiner;
    Line     before = {0};
    Status   status = OK;

    if (rebuild->note_count == 0 || shape_ends_sentence(rebuild->notes[rebuild->note_count - 1].draft.text))
        return add_note(region, 0, first, end);
    note = &rebuild->notes[rebuild->note_count - 1];
    before.text = note->draft.text;
    before.spans = note->draft.spans;
    before.span_count = note->draft.span_count;
    anatomy_join_init(&joiner, rebuild);
    TRY_OR(done, anatomy_join_add(&joiner, &before, 0, before.text.size));
    for (size_t i = first; i < end; i++) {
        const Line *line = &rebuild->lines[region->items[i].line];

        TRY_OR(done, anatomy_join_add(&joiner, line, region->items[i].start, line->text.size));
    }
    status = anatomy_join_take(&joiner, &note->draft);
done:
    anatomy_join_clear(&joiner);
    return status;
}

/* ---- sorting a page's notes out ---- */

/* How much speaks for a note beginning at item i, when the item before it is a text. */
static int weight(const Region *region, size_t i)
{
    const Line *line = &region->rebuild->lines[region->items[i].line], *above = &region->rebuild->lines[region->items[i - 1].line];
    Slice       text = slice_part(line->text, region->items[i].start, line->text.size);

    return (shape_ends_sentence(above->text) ? STOPS_SENTENCE : 0) + (starts_like_note(text) ? STARTS_LIKE_NOTE : 0) +
           (shape_starts_capital(text) ? STARTS_CAPITAL : 0) + (above->width * 10 < region->rebuild->width * 8 ? SHORT_LINE : 0);
}

/* The best place after `from` (and before `end`) for a new note, so that `more` further ones still have room; 0: none. */
static size_t best_break(const Region *region, size_t from, size_t end, size_t more)
{
    size_t best = 0;
    int    most = -1;

    for (size_t i = from + 1; i + more < end; i++) {
        int here = weight(region, i);

        if (here > most) {
            most = here;
            best = i;
        }
        if (here >= STOPS_SENTENCE + STARTS_LIKE_NOTE)
            break; /* the first that is as good as certain */
    }
    return best;
}

/* Texts first to end belong to the notes `numbers`, in order. */
static Status split_texts(Region *region, const unsigned *numbers, size_t count, size_t first, size_t end)
{
    for (size_t i = 0; i < count; i++) {
        size_t stop = i + 1 < count ? best_break(region, first, end, count - i - 2) : end;

        if (stop == 0)
            stop = end;
        TRY(add_note(region, numbers[i], first, stop));
        first = stop;
        if (first == end)
            break;
    }
    return OK;
}

static int by_value(const void *a, const void *b)
{
    unsigned x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* A stretch of texts between numbers that claim what follows them. */
typedef struct Stretch {
    unsigned claim; /* 0: before the first */
    size_t   first, end;
} Stretch;

/* Numbers that no text follows, sorted; and the stretches of texts. Items keep only texts afterwards. */
static size_t take_numbers(Region *region, unsigned *loose, size_t *loose_count, Stretch *stretches)
{
    size_t   texts = 0, count = 1;
    unsigned pending = 0; /* the first of the numbers since the last text */

    stretches[0] = (Stretch){0, 0, 0};
    *loose_count = 0;
    for (size_t i = 0; i < region->count; i++) {
        Item item = region->items[i];
        bool has_text = item.start < region->rebuild->lines[item.line].text.size;

        if (item.number != 0 && pending != 0)
            loose[(*loose_count)++] = item.number;
        else if (item.number != 0)
            pending = item.number;
        if (!has_text)
            continue;
        if (pending != 0) {
            stretches[count - 1].end = texts;
            stretches[count++] = (Stretch){pending, texts, texts};
            pending = 0;
        }
        region->items[texts++] = item;
    }
    if (pending != 0)
        loose[(*loose_count)++] = pending;
    stretches[count - 1].end = texts;
    qsort(loose, *loose_count, sizeof *loose, by_value);
    return count;
}

/* Numbers that rise only because the lines are in disorder: a claim lower than the one before it claims nothing. */
static Status sort_out(Region *region)
{
    Arena    *scratch = region->rebuild->scratch;
    unsigned *loose = arena_take_zeroed(scratch, region->count + 1, sizeof *loose);
    unsigned *numbers = arena_take_zeroed(scratch, region->count + 1, sizeof *numbers);
    Stretch  *stretches = arena_take_zeroed(scratch, region->count + 2, sizeof *stretches);
    size_t    loose_count = 0, count, next = 0;

    if (loose == NULL || numbers == NULL || stretches == NULL)
        return ERR_MEMORY;
    count = take_numbers(region, loose, &loose_count, stretches);
    for (size_t i = 0; i < count; i++) {
        unsigned limit = i + 1 < count ? stretches[i + 1].claim : UINT32_MAX;
        size_t   many = 0;

        if (stretches[i].claim != 0)
            numbers[many++] = stretches[i].claim;
        while (next < loose_count && loose[next] < limit)
            numbers[many++] = loose[next++];
        if (stretches[i].first == stretches[i].end)
            continue;
        TRY(many == 0 ? continue_note(region, stretches[i].first, stretches[i].end)
                      : split_texts(region, numbers, many, stretches[i].first, stretches[i].end));
    }
    return OK;
}

/* ---- where a page's notes stand ---- */

static void add_item(Region *region, size_t index, unsigned *expected)
{
    Line    *line = &region->rebuild->lines[index];
    unsigned number = 0;
    size_t   start = 0;

    if (shape_small_number(line->text, &number)) {
        start = line->text.size;
    } else {
        start = raised_number(line, &number);
        if (start == 0 && leading_number(line->text, &number) != 0 && number == *expected)
            start = leading_number(line->text, &number);
        if (start == 0)
            number = 0;
        start = skip_space(line->text, start);
    }
    if (number >= *expected)
        *expected = number + 1;
    line->role = LINE_NOTE;
    region->items[region->count++] = (Item){index, start, number};
}

static bool ends_region(const Rebuild *rebuild, size_t i, size_t start)
{
    const Line *line = &rebuild->lines[i];
    OpeningForm form;
    Label       label;

    if (line->role != LINE_BODY || line->page_before)
        return true;
    if (!line->blank_before || i == start)
        return false;
    /* Notes that no page furniture follows: the body is known by what opens its paragraphs. */
    return (shape_label(line->text, &label) && label.closed && label.form != LABEL_UPPER && !shape_starts_capital(line->text)) ||
           (words_open(line->text, rebuild->language, &form) != 0 && form == OPENING_PREAMBULAR) || shape_meeting(line->text);
}

/* Numbers of the region that no text seems to belong to; negative: texts without a number. */
static long missing_texts(const Region *region)
{
    long missing = 0;

    for (size_t i = 0; i < region->count; i++) {
        const Line *line = &region->rebuild->lines[region->items[i].line];

        missing += region->items[i].number != 0;
        missing -= region->items[i].start < line->text.size && shape_ends_sentence(line->text);
    }
    return missing;
}

/* An extraction can set page furniture between a note and its number. The next body line, when it is what is missing; else the line count. */
static size_t behind_furniture(const Region *region, size_t at, unsigned expected)
{
    const Rebuild *rebuild = region->rebuild;
    long           missing = missing_texts(region);
    unsigned       number;
    size_t         i = at;

    while (i < rebuild->line_count && rebuild->lines[i].role == LINE_FURNITURE && !rebuild->lines[i].page_before)
        i++;
    if (i == at || i >= rebuild->line_count || rebuild->lines[i].role != LINE_BODY || rebuild->lines[i].page_before)
        return rebuild->line_count;
    if (missing > 0 && starts_like_note(rebuild->lines[i].text))
        return i;
    return missing < 0 && shape_small_number(rebuild->lines[i].text, &number) && number <= expected ? i : rebuild->line_count;
}

static Status take_region(Rebuild *rebuild, size_t start, size_t *end)
{
    Region   region = {.rebuild = rebuild};
    unsigned expected = last_number(rebuild) + 1;
    size_t   i = start, next = start;

    region.items = arena_take_zeroed(rebuild->scratch, REGION_LINES_MAX, sizeof *region.items);
    if (region.items == NULL)
        return ERR_MEMORY;
    while (next < rebuild->line_count && region.count < REGION_LINES_MAX) {
        for (i = next; i < rebuild->line_count && region.count < REGION_LINES_MAX && !ends_region(rebuild, i, next); i++)
            add_item(&region, i, &expected);
        next = i < rebuild->line_count ? behind_furniture(&region, i, expected) : i;
    }
    *end = i;
    return region.count != 0 ? sort_out(&region) : OK;
}

/* A number alone, the next one due, then what looks like a note, and the page soon ends: notes without a rule. */
static bool opens_tail(const Rebuild *rebuild, size_t i)
{
    unsigned number;
    size_t   end = i + 1;

    if (!shape_small_number(rebuild->lines[i].text, &number) || number != last_number(rebuild) + 1)
        return false;
    while (end < rebuild->line_count && end - i <= TAIL_LINES_MAX && rebuild->lines[end].role == LINE_BODY && !rebuild->lines[end].page_before)
        end++;
    return end - i <= TAIL_LINES_MAX && end > i + 1 && shape_starts_capital(rebuild->lines[i + 1].text) &&
           starts_like_note(rebuild->lines[i + 1].text);
}

static bool has_underscores(Slice rule)
{
    return rule.data[0] == '_';
}

static Status wrapped_notes(Rebuild *rebuild)
{
    for (size_t i = rebuild->head_end; i < rebuild->line_count;) {
        const Line *line = &rebuild->lines[i];
        size_t      end = i + 1;

        if (line->role == LINE_RULE && has_underscores(line->text))
            TRY(take_region(rebuild, i + 1, &end));
        else if (line->role == LINE_BODY && opens_tail(rebuild, i))
            TRY(take_region(rebuild, i, &end));
        i = end > i ? end : i + 1;
    }
    return OK;
}

/* ---- formats with paragraphs ---- */

/* No note holds the mark of another: a block with one is none, whatever it begins with. */
static bool opens_note(const Rebuild *rebuild, size_t i, size_t *start, unsigned *number)
{
    const Line *line = &rebuild->lines[i];

    if (line->source->mark_count != 0)
        return false;
    *start = raised_number(line, number);
    if (*start != 0)
        return *start < line->text.size;
    *start = leading_number(line->text, number);
    return *start != 0 && *number == last_number(rebuild) + 1 && i > 0 &&
           (rebuild->lines[i - 1].role == LINE_RULE || rebuild->lines[i - 1].role == LINE_NOTE) &&
           starts_like_note(slice_part(line->text, skip_space(line->text, *start), line->text.size));
}

/* Lines first to end are one paragraph of a note; `start` is where it begins in the first. */
static Status take_lines(Rebuild *rebuild, unsigned number, size_t first, size_t end, size_t start)
{
    Region region = {.rebuild = rebuild};

    region.items = arena_take_zeroed(rebuild->scratch, end - first, sizeof *region.items);
    if (region.items == NULL)
        return ERR_MEMORY;
    for (size_t at = first; at < end; at++) {
        region.items[region.count++] = (Item){at, at == first ? start : 0, 0};
        rebuild->lines[at].role = LINE_NOTE;
    }
    return add_note(&region, number, 0, region.count);
}

/* Several notes may share a block, one a line: the next number due opens the next. */
static Status block_notes(Rebuild *rebuild)
{
    for (size_t i = rebuild->head_end, end; i < rebuild->line_count; i = end) {
        unsigned number, next;
        size_t   start;

        end = i + 1;
        if (rebuild->lines[i].role != LINE_BODY || !opens_note(rebuild, i, &start, &number))
            continue;
        while (end < rebuild->line_count && rebuild->lines[end].joined && raised_number(&rebuild->lines[end], &next) == 0)
            end++;
        TRY(take_lines(rebuild, number, i, end, skip_space(rebuild->lines[i].text, start)));
    }
    return OK;
}

/* Notes that the format itself has: each paragraph is one here, and the first has the label. */
static Status given_notes(Rebuild *rebuild)
{
    for (size_t i = 0, end; i < rebuild->line_count; i = end) {
        const AnatomyLine *source = rebuild->lines[i].source;
        size_t             count = rebuild->note_count;
        bool               more = count != 0 && rebuild->notes[count - 1].given == source->note;

        end = i + 1;
        if (source->note == 0)
            continue;
        while (end < rebuild->line_count && rebuild->lines[end].joined)
            end++;
        TRY(take_lines(rebuild, 0, i, end, 0));
        if (rebuild->note_count > count) {
            rebuild->notes[count].given = source->note;
            rebuild->notes[count].label = more ? (Slice){NULL, 0} : source->label;
        }
    }
    return OK;
}

Status anatomy_notes(Rebuild *rebuild)
{
    rebuild->notes = arena_take_zeroed(rebuild->scratch, rebuild->line_count + 1, sizeof *rebuild->notes);
    if (rebuild->notes == NULL)
        return ERR_MEMORY;
    TRY(rebuild->mode == REBUILD_BLOCKS ? block_notes(rebuild) : wrapped_notes(rebuild));
    return given_notes(rebuild);
}
