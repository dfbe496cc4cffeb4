/* SPDX-License-Identifier: Apache-2.0
 *
 * The masthead: what stands before "The General Assembly,".
 *
 * In printed order: organ, symbol, distribution, date of issue; session; agenda item and its title; "Resolution adopted by …"; the source
 * line in brackets; number and title. Extractions change the order of the first ones and cut the others into lines. Organ, symbol,
 * distribution and date are taken out into the Instrument; the others stay as paragraphs, so that two documents can be compared whole.
 */
#include "text/anatomy_internal.h"

enum { HEAD_LINES_MAX = 90, SESSION_MAX = 90, AGENDA_MAX = 60, TWO_MAX = 80 };

/* ---- one line ---- */

static bool is_lone_capital(Slice line)
{
    return line.size == 1 && line.data[0] >= 'A' && line.data[0] <= 'Z';
}

/* "UNITED" and "NATIONS" on lines of their own, as old mastheads were extracted. */
static bool is_dropped(Slice line)
{
    return is_lone_capital(line) || slice_is(line, "UNITED") || slice_is(line, "NATIONS") || slice_is(line, "United") ||
           slice_is(line, "Nations") || words_masthead_has("united-nations", line, WORDS_WHOLE, NULL) ||
           words_masthead_has("general-assembly", line, WORDS_WHOLE, NULL) || words_masthead_has("original", line, WORDS_START, NULL) ||
           shape_job_number(line) || shape_page_number(line) || shape_date_code(line);
}

static bool is_session(Slice line)
{
    return line.size <= SESSION_MAX && (words_masthead_has("session", line, WORDS_END, NULL) ||
                                        ((unsigned char)line.data[0] >= 0x80 && words_masthead_has("session", line, WORDS_START, NULL)));
}

static bool is_agenda(Slice line)
{
    if (line.size > AGENDA_MAX || !words_masthead_has("agenda", line, WORDS_START, NULL))
        return false;
    for (size_t at = 0; at < line.size; at++)
        if (line.data[at] >= '0' && line.data[at] <= '9')
            return true;
    return false;
}

MastheadRole anatomy_masthead_role(Slice line)
{
    char iso[ISO_DATE_SIZE];

    line = slice_trim(line);
    if (line.size == 0 || is_dropped(line))
        return MASTHEAD_DROPPED;
    if (shape_symbol(line))
        return MASTHEAD_SYMBOL;
    if (words_masthead_has("distribution", line, WORDS_START, NULL) || words_masthead_has("distribution-word", line, WORDS_WHOLE, NULL))
        return MASTHEAD_DISTRIBUTION;
    if (shape_date_only(line, iso))
        return MASTHEAD_DATE;
    if (words_masthead_has("adopted", line, WORDS_START, NULL) || ((unsigned char)line.data[0] >= 0x80 && words_masthead_has("adopted", line, WORDS_END, NULL)))
        return MASTHEAD_ADOPTED;
    if (line.data[0] == '[')
        return MASTHEAD_SOURCE;
    if (shape_title_number(line) != 0)
        return MASTHEAD_TITLE;
    if (is_session(line))
        return MASTHEAD_SESSION;
    return is_agenda(line) ? MASTHEAD_AGENDA : MASTHEAD_NONE;
}

/* ---- what it says ---- */

static Status keep(Arena *arena, Slice from, Slice *to)
{
    Slice copy = {NULL, 0};

    if (to->size != 0 || from.size == 0)
        return OK;
    TRY(text_squeeze(arena, from, &copy));
    return slice_copy(arena, copy, to);
}

/* "98" of "Agenda item 98", "130 (b)". */
static Slice agenda_number(Slice line)
{
    size_t start = 0;

    while (start < line.size && (line.data[start] < '0' || line.data[start] > '9'))
        start++;
    line = slice_part(line, start, line.size);
    for (size_t at = 0; at < line.size; at++)
        if ((line.data[at] < '0' || line.data[at] > '9') && strchr(" (),abcdefghijklmnopqrstuvwxyz", line.data[at]) == NULL)
            return slice_trim(slice_part(line, 0, at));
    if (line.size > 4) { /* French and Spanish go on: "de l'ordre du jour" */
        size_t digits = 0;

        while (digits < line.size && line.data[digits] >= '0' && line.data[digits] <= '9')
            digits++;
        if (memchr(line.data, '(', line.size) == NULL)
            return slice_part(line, 0, digits);
    }
    return slice_trim(line);
}

static Status keep_date(Arena *arena, Slice line, Slice *to)
{
    char iso[ISO_DATE_SIZE];

    return words_date_inside(line, iso) ? keep(arena, slice_from(iso), to) : OK;
}

static Slice after_distribution(Slice line)
{
    Slice words = {NULL, 0};

    if (words_masthead_has("distribution", line, WORDS_START, &words))
        line = slice_trim(slice_part(line, words.size, line.size));
    if (slice_starts(line, ":"))
        line = slice_trim(slice_part(line, 1, line.size));
    return line;
}

/* The bracket of the source line may be followed by more when lines were glued. */
static Slice bracket(Slice line)
{
    const char *close = memchr(line.data, ']', line.size);

    return close != NULL ? slice_part(line, 0, (size_t)(close - line.data) + 1) : line;
}

Status anatomy_masthead_note(Arena *arena, MastheadRole role, Slice line, Instrument *instrument)
{
    line = slice_trim(line);
    switch (role) {
    case MASTHEAD_SYMBOL: return keep(arena, line, &instrument->symbol);
    case MASTHEAD_DISTRIBUTION: return keep(arena, after_distribution(line), &instrument->distribution);
    case MASTHEAD_DATE: return keep_date(arena, line, &instrument->issued);
    case MASTHEAD_SESSION: return keep(arena, line, &instrument->session);
    case MASTHEAD_AGENDA: return keep(arena, agenda_number(line), &instrument->agenda_item);
    case MASTHEAD_ADOPTED: return keep_date(arena, line, &instrument->adopted);
    case MASTHEAD_SOURCE: return keep(arena, bracket(line), &instrument->source_line);
    case MASTHEAD_TITLE: return keep(arena, slice_part(line, shape_title_number(line), line.size), &instrument->title);
    default: return OK;
    }
}

Status anatomy_masthead_symbol(Arena *arena, Slice title, long organ, Instrument *instrument)
{
    size_t size = shape_title_number(title);
    Buffer symbol;
    Status status;

    if (instrument->symbol.size != 0 || size == 0)
        return OK;
    buffer_init(&symbol, 200);
    buffer_add_string(&symbol, organ >= 0 ? words_organ[organ][ORGAN_RESOLUTIONS] : "A/RES/");
    while (size > 0 && strchr(". -", title.data[size - 1]) != NULL)
        size--;
    buffer_add(&symbol, slice_part(title, 0, size));
    status = symbol.status;
    if (status == OK)
        status = slice_copy(arena, buffer_slice(&symbol), &instrument->symbol);
    buffer_clear(&symbol);
    return status;
}

/* ---- the lines before the organ ---- */

size_t anatomy_masthead_end(const Rebuild *rebuild)
{
    size_t end = rebuild->line_count < HEAD_LINES_MAX ? rebuild->line_count : HEAD_LINES_MAX;
    bool   said = false; /* something that only a masthead says */

    for (size_t i = 0; i < end; i++) {
        Slice        fields[FIELDS_MAX];
        Slice        line = rebuild->lines[i].text;
        MastheadRole role = anatomy_masthead_role(line);

        if (rebuild->lines[i].role == LINE_CELL)
            return 0;
        /* A language without articles has the organ's name twice: the masthead's own line, without a comma, is dropped. */
        if (said && role != MASTHEAD_DROPPED && words_organ_formula(line) >= 0)
            return i;
        for (size_t field = anatomy_lines_fields(line, fields); field > 0; field--) {
            role = anatomy_masthead_role(fields[field - 1]);
            said = said || (role >= MASTHEAD_SYMBOL && role != MASTHEAD_DATE && role != MASTHEAD_SOURCE);
        }
    }
    return 0;
}

/* The paragraph of the masthead that is being put together. */
typedef struct Head {
    Rebuild     *rebuild;
    Joiner       joiner;
    MastheadRole open; /* of that paragraph */
    bool         any;
    bool         kept;         /* something of the line stays as text */
} Head;

static Status close_paragraph(Head *head)
{
    Rebuild *rebuild = head->rebuild;

    if (!head->any)
        return OK;
    TRY(anatomy_join_take(&head->joiner, &rebuild->drafts[rebuild->draft_count]));
    rebuild->drafts[rebuild->draft_count++].head = true;
    head->any = false;
    return OK;
}

/* Does this piece go on with the open paragraph? */
static bool goes_on(const Head *head, MastheadRole role, const Line *line, Slice piece)
{
    if (!head->any)
        return false;
    /* A format that has paragraphs says itself where one ends. */
    if (head->rebuild->mode == REBUILD_BLOCKS && line->blank_before && piece.data == line->text.data)
        return false;
    switch (head->open) {
    case MASTHEAD_TITLE: return role == MASTHEAD_NONE || role == MASTHEAD_SESSION;
    case MASTHEAD_SOURCE: return role == MASTHEAD_NONE && memchr(head->joiner.text.data, ']', head->joiner.text.size) == NULL;
    case MASTHEAD_ADOPTED: return role == MASTHEAD_NONE || role == MASTHEAD_DATE;
    case MASTHEAD_NONE: return role == MASTHEAD_NONE;
    case MASTHEAD_AGENDA: return role == MASTHEAD_NONE && piece.size != 0 && piece.data[0] == '(' && piece.size <= 4;
    default: return false;
    }
}

static Status add_piece(Head *head, const Line *line, Slice piece)
{
    MastheadRole role = anatomy_masthead_role(piece);
    size_t       start = (size_t)(piece.data - line->text.data);
    bool         dated = head->any && head->open == MASTHEAD_ADOPTED && role == MASTHEAD_DATE;

    if (!dated && (role == MASTHEAD_DROPPED || role == MASTHEAD_SYMBOL || role == MASTHEAD_DISTRIBUTION || role == MASTHEAD_DATE))
        return anatomy_masthead_note(head->rebuild->scratch, role, piece, &head->rebuild->instrument);
    if (!dated && !goes_on(head, role, line, piece)) {
        TRY(close_paragraph(head));
        head->open = role;
        head->any = true;
        head->joiner.heading = line->heading;
    }
    head->kept = true;
    return anatomy_join_add(&head->joiner, line, start, start + piece.size);
}

/* "United Nations A/RES/73/7", "General Assembly Distr.: General", "18-18142 (E) 021118": two things with one space between them. The size of
   the first; 0: it is one thing. */
static size_t first_of_two(Slice field)
{
    for (size_t at = 1; at + 1 < field.size; at++) {
        MastheadRole rest;

        if (field.data[at] != ' ' || anatomy_masthead_role(slice_part(field, 0, at)) != MASTHEAD_DROPPED)
            continue;
        rest = anatomy_masthead_role(slice_part(field, at + 1, field.size));
        if (rest == MASTHEAD_SYMBOL || rest == MASTHEAD_DISTRIBUTION || rest == MASTHEAD_DROPPED)
            return at;
    }
    return 0;
}

/* A line of a kept layout holds several things: "73/7.       Report of …", "General Assembly      Distr.: General". */
static Status add_line(Head *head, Line *line)
{
    Slice  fields[FIELDS_MAX];
    size_t count = anatomy_lines_fields(line->text, fields);

    head->kept = false;
    for (size_t i = 0; i < count; i++) {
        size_t first = fields[i].size <= TWO_MAX ? first_of_two(fields[i]) : 0;

        if (first != 0)
            TRY(add_piece(head, line, slice_part(fields[i], 0, first)));
        TRY(add_piece(head, line, slice_part(fields[i], first != 0 ? first + 1 : 0, fields[i].size)));
    }
    line->role = head->kept ? LINE_HEAD : LINE_FURNITURE;
    return OK;
}

Status anatomy_masthead(Rebuild *rebuild)
{
    Head   head = {.rebuild = rebuild};
    Status status = OK;

    anatomy_join_init(&head.joiner, rebuild);
    for (size_t i = 0; i < rebuild->head_end; i++)
        if (rebuild->lines[i].role == LINE_BODY)
            TRY_OR(done, add_line(&head, &rebuild->lines[i]));
    status = close_paragraph(&head);
done:
    anatomy_join_clear(&head.joiner);
    return status;
}
