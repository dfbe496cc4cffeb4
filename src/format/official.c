/* SPDX-License-Identifier: Apache-2.0
 *
 * What every writer of official documents says alike: the lines of the masthead in the edition's words and order, dates, ids of parts, and the plain form that writers are tested against.
 */
#include "format/official.h"

enum { LINE_MAX_BYTES = 64 * 1024 };

Status official_put(const OfficialSink *sink, Slice bytes, Problem *problem)
{
    return bytes.size == 0 ? OK : sink->put(sink->context, bytes, problem);
}

static Status put_buffer(void *context, Slice bytes, Problem *problem)
{
    Buffer *buffer = context;

    buffer_add(buffer, bytes);
    return buffer->status == OK ? OK : problem_set(problem, buffer->status, status_face(buffer->status)->message, NULL);
}

OfficialSink official_to_buffer(Buffer *buffer)
{
    return (OfficialSink){put_buffer, buffer};
}

void official_date(Slice date, const char *language, Buffer *out)
{
    char   day[3], year[5], id[sizeof "official.month.00"];
    Buffer month;

    if (date.size != 10 || date.data[4] != '-' || date.data[7] != '-') {
        buffer_add(out, date);
        return;
    }
    (void)snprintf(year, sizeof year, "%.4s", date.data);
    (void)snprintf(id, sizeof id, "official.month.%.2s", date.data + 5);
    (void)snprintf(day, sizeof day, "%.*s", date.data[8] == '0' ? 1 : 2, date.data + (date.data[8] == '0' ? 9 : 8));
    buffer_init(&month, LINE_MAX_BYTES);
    message_print_in(&month, language, id, NULL);
    buffer_add_byte(&month, '\0');
    message_print_in(out, language, MSG("official.date"), "day", day, "month", month.status == OK ? month.data : id, "year", year, NULL);
    buffer_clear(&month);
}

void official_part_id(const Official *official, size_t part, Buffer *out)
{
    if (official->parts[part].id.size != 0)
        buffer_add(out, official->parts[part].id);
    else
        buffer_add_format(out, "part-%zu", part + 1);
}

/* ---- the front ---- */

/* A zero-ended copy; NULL without memory. */
static char *arena_text(Arena *arena, Slice from)
{
    Slice copy;

    return slice_copy(arena, from, &copy) == OK ? (char *)(uintptr_t)copy.data : NULL;
}

typedef struct Front {
    const Official *official;
    Arena          *arena;
    OfficialLine   *lines;
    size_t          count, capacity;
    Status          status;
} Front;

static void add(Front *front, OfficialRole role, Slice words, size_t part)
{
    if (words.size == 0 || front->status != OK)
        return;
    REQUIRE(front->count < front->capacity);
    front->lines[front->count++] = (OfficialLine){role, words, part};
}

/* The words of a message whose one value is `value`; nothing where that is empty. */
static Slice say(Front *front, const char *id, const char *name, Slice value)
{
    Buffer words;
    char  *given = arena_text(front->arena, value), *kept;
    Slice  result = {NULL, 0};

    buffer_init(&words, LINE_MAX_BYTES);
    if (given != NULL)
        message_print_in(&words, front->official->language, id, name, given, NULL);
    kept = given != NULL ? arena_text(front->arena, buffer_slice(&words)) : NULL;
    if (kept == NULL || words.status != OK)
        front->status = ERR_MEMORY;
    else
        result = (Slice){kept, words.size};
    buffer_clear(&words);
    return result;
}

static void add_said(Front *front, OfficialRole role, const char *id, const char *name, Slice value)
{
    if (value.size != 0 && front->status == OK)
        add(front, role, say(front, id, name, value), 0);
}

static void add_date(Front *front)
{
    Buffer date;

    buffer_init(&date, LINE_MAX_BYTES);
    official_date(front->official->issued, front->official->language, &date);
    if (date.size != 0) {
        char *kept = arena_text(front->arena, buffer_slice(&date));

        front->status = kept == NULL ? ERR_MEMORY : front->status;
        add(front, OFFICIAL_ISSUED, (Slice){kept, date.size}, 0);
    }
    buffer_clear(&date);
}

static size_t lines_in(Slice text)
{
    size_t count = 1;

    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    return count;
}

static void add_lines(Front *front, OfficialRole role, Slice text)
{
    for (size_t at = 0, end; at < text.size; at = end + 1) {
        for (end = at; end < text.size && text.data[end] != '\n'; end++)
            ;
        add(front, role, slice_trim(slice_part(text, at, end)), 0);
    }
}

static void add_contents(Front *front)
{
    const Official *official = front->official;

    if (!official->contents)
        return;
    add(front, OFFICIAL_CONTENTS_HEADING, slice_from(message_text_in(official->language, MSG("official.contents"))), 0);
    for (size_t i = 0; i < official->part_count; i++)
        if (official->parts[i].listed)
            add(front, OFFICIAL_CONTENTS_LINE, official->parts[i].heading, i);
}

Status official_front(const Official *official, Arena *arena, OfficialLine **out, size_t *count, Problem *problem)
{
    Front front = {.official = official, .arena = arena, .capacity = 16 + lines_in(official->summary) + official->part_count};

    front.lines = arena_take(arena, front.capacity * sizeof *front.lines);
    if (front.lines == NULL)
        return problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    add(&front, OFFICIAL_ORGAN, official->organ, 0);
    add(&front, OFFICIAL_SYMBOL, official->symbol, 0);
    add_said(&front, OFFICIAL_DISTRIBUTION, MSG("official.distribution"), "distribution", official->distribution);
    add_date(&front);
    add_said(&front, OFFICIAL_ORIGINAL, MSG("official.original"), "languages", official->original);
    add(&front, OFFICIAL_SESSION, official->session, 0);
    add_said(&front, OFFICIAL_AGENDA_ITEM, MSG("official.agenda_item"), "item", official->agenda_item);
    add(&front, OFFICIAL_AGENDA_TITLE, official->agenda_title, 0);
    add(&front, OFFICIAL_ADOPTED, official->adopted, 0);
    add(&front, OFFICIAL_SOURCE, official->source_line, 0);
    add(&front, OFFICIAL_TITLE, official->title, 0);
    if (official->fictional)
        add(&front, OFFICIAL_FICTIONAL, slice_from(message_text_in(official->language, MSG("official.fictional"))), 0);
    if (official->summary.size != 0)
        add(&front, OFFICIAL_SUMMARY_HEADING, slice_from(message_text_in(official->language, MSG("official.summary"))), 0);
    add_lines(&front, OFFICIAL_SUMMARY, official->summary);
    add_contents(&front);
    add(&front, OFFICIAL_COVER_NOTE, official->cover_note, 0);
    *out = front.lines;
    *count = front.count;
    return front.status == OK ? OK : problem_set(problem, front.status, status_face(front.status)->message, NULL);
}

/* ---- the plain form ---- */

static Status put_line(const OfficialSink *sink, Slice words, Problem *problem)
{
    if (words.size == 0)
        return OK;
    TRY(official_put(sink, words, problem));
    return official_put(sink, SLICE("\n"), problem);
}

/* As text_print_plain, with the labels that are no part of their words. */
static void print_text(const Text *text, Buffer *out)
{
    for (size_t i = 0; i < text->count; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        if (paragraph->label.size != 0 && !paragraph->label_in_text) {
            buffer_add(out, paragraph->label);
            buffer_add_byte(out, ' ');
        }
        paragraph_print_plain(paragraph, out);
        buffer_add_byte(out, '\n');
    }
}

static Status put_text(const Official *official, size_t part, const OfficialSink *sink, Problem *problem)
{
    Text  *text = NULL;
    Buffer plain;
    Status status;

    TRY(official->text(official->context, part, &text, problem));
    buffer_init(&plain, TEXT_BYTES_MAX);
    print_text(text, &plain);
    status = plain.status == OK ? official_put(sink, buffer_slice(&plain), problem) : problem_set(problem, plain.status, status_face(plain.status)->message, NULL);
    buffer_clear(&plain);
    text_free(text);
    return status;
}

static Status put_front(const Official *official, const OfficialSink *sink, Problem *problem)
{
    Arena        *arena = arena_new(TEXT_BYTES_MAX);
    OfficialLine *lines;
    size_t        count;
    Status        status = arena != NULL ? official_front(official, arena, &lines, &count, problem) : problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);

    for (size_t i = 0; status == OK && i < count; i++)
        status = put_line(sink, lines[i].words, problem);
    arena_free(arena);
    return status;
}

Status official_print_plain(const Official *official, const OfficialSink *sink, Problem *problem)
{
    TRY(put_front(official, sink, problem));
    for (size_t i = 0; i < official->part_count; i++) {
        const OfficialPart *part = &official->parts[i];

        TRY(put_line(sink, part->heading, problem));
        TRY(put_line(sink, part->lines, problem));
        if (part->has_text)
            TRY(put_text(official, i, sink, problem));
    }
    return OK;
}

/* ---- a document of one text ---- */

static Status give_copy(void *context, size_t part, Text **out, Problem *problem)
{
    Status status = text_copy(context, out);

    (void)part;
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static size_t organ_of(const Text *text)
{
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].kind == KIND_ORGAN)
            return i;
    return 0;
}

/* The line of the adoption, in the text's own words: a heading of its masthead that is not the item's title. */
static Slice adoption_of(const Text *text, size_t organ)
{
    for (size_t i = 0; i < organ; i++) {
        const Paragraph *paragraph = &text->paragraphs[i];

        if (paragraph->kind == KIND_HEADING && paragraph->anchor_count == 0 && text->instrument.adopted.size != 0 && !slice_equal(slice_trim(paragraph->text), text->instrument.agenda_title))
            return slice_trim(paragraph->text);
    }
    return (Slice){NULL, 0};
}

/* The title as it stands, with its number; else as the text says of itself. */
static Slice title_of(const Text *text, size_t organ)
{
    for (size_t i = 0; i < organ; i++)
        if (text->paragraphs[i].kind == KIND_TITLE && text->paragraphs[i].anchor_count == 0)
            return slice_trim(text->paragraphs[i].text);
    return text->instrument.title;
}

/* Paragraphs of the masthead go, but for those on which a note hangs. */
static void drop_head(Text *body, size_t organ)
{
    size_t kept = 0;

    for (size_t i = 0; i < body->count; i++) {
        if (i < organ && body->paragraphs[i].anchor_count == 0)
            continue;
        for (size_t s = 1; kept != i && s < body->story_count; s++)
            if (body->stories[s].paragraph == i)
                body->stories[s].paragraph = (uint32_t)kept;
        body->paragraphs[kept++] = body->paragraphs[i];
    }
    body->count = kept;
}

static bool title_kept(const Text *body)
{
    for (size_t i = 0; i < body->count; i++)
        if (body->paragraphs[i].kind == KIND_TITLE)
            return true;
    return false;
}

Status official_from_text(const Text *text, OfficialKind kind, Official *official, OfficialPart *part, Text **body, Problem *problem)
{
    const Instrument *instrument = &text->instrument;
    size_t            organ = instrument->is_resolution ? organ_of(text) : 0;
    Status            status = text_copy(text, body);

    if (status != OK)
        return problem_set(problem, status, status_face(status)->message, NULL);
    drop_head(*body, organ);
    *part = (OfficialPart){.has_text = true};
    *official = (Official){.kind = kind, .language = text->language, .symbol = instrument->symbol, .issued = instrument->issued, .session = instrument->session, .agenda_item = instrument->agenda_item,
                           .agenda_title = instrument->agenda_title, .adopted = adoption_of(text, organ), .source_line = instrument->source_line, .distribution = instrument->distribution,
                           .title = title_kept(*body) ? (Slice){NULL, 0} : title_of(text, organ), .parts = part, .part_count = 1, .text = give_copy, .context = *body};
    return OK;
}
