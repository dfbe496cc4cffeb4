/* SPDX-License-Identifier: Apache-2.0
 *
 * Notes of Markdown, which CommonMark does not know: "[^name]" marks one, "[^name]: its words" is one. Further paragraphs of it stand in by
 * four columns.
 *
 * Where a note stands in the file says nothing, so the notes are taken out and each is read by itself. In code nothing is a mark. Numbers
 * are those written; where a marked note has a name instead, all are numbered by their first marks, as every program shows them.
 */
#include "format/plain/plain_internal.h"

enum {
    NAME_MAX = 100,       /* bytes */
    NOTES_MAX = 500000,   /* further ones stay as they stand */
    MARKS_MAX = 1000000,
    DIGITS_MAX = 3,       /* of a number that is shown as it is written */
    INDENT_MAX = 3, CODE_INDENT = 4,
    TICKS_MAX = 64        /* of a span of code; longer runs are words */
};

/* ---- names ---- */

static bool is_in_name(char c)
{
    return strchr("[]^", c) == NULL && (unsigned char)c > ' ' && c != 0x7F;
}

/* "[^name]" at `at`: its size, and the name; 0: none. */
static size_t mark_at(Slice text, size_t at, Slice *name)
{
    size_t end = at + 2;

    if (!slice_starts(slice_part(text, at, text.size), "[^"))
        return 0;
    while (end < text.size && end - at <= NAME_MAX && is_in_name(text.data[end]))
        end++;
    if (end == at + 2 || end >= text.size || text.data[end] != ']')
        return 0;
    *name = slice_part(text, at + 2, end);
    return end + 1 - at;
}

/* "[^name]: words": where the words begin; 0: the line begins no note. */
static size_t definition(Slice line, Slice *name)
{
    size_t at = 0, size;

    while (at < line.size && line.data[at] == ' ')
        at++;
    size = at <= INDENT_MAX ? mark_at(line, at, name) : 0;
    return size != 0 && at + size < line.size && line.data[at + size] == ':' ? at + size + 1 : 0;
}

static bool is_number(Slice name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] < '0' || name.data[i] > '9')
            return false;
    return name.size != 0 && name.size <= DIGITS_MAX && name.data[0] != '0';
}

/* ---- taking them out ---- */

typedef struct Taking {
    Slice          text;
    Arena         *arena;
    MarkdownNotes *notes;
    Buffer        *rest; /* the file without its notes */
} Taking;

/* The line without the columns by which a note's paragraphs stand in. */
static Slice dedent(Slice line)
{
    size_t at = 0;

    while (at < line.size && at < CODE_INDENT && line.data[at] == ' ')
        at++;
    if (at < CODE_INDENT && at < line.size && line.data[at] == '\t')
        at++;
    return slice_part(line, at, line.size);
}

/* The lines that belong to the note whose first line ends at *at; *at moves behind them. */
static void take_words(Slice text, size_t *at, Buffer *words)
{
    bool blank = markdown_blank(buffer_slice(words)), open = !blank; /* a paragraph, which a line at the margin goes on with */

    for (size_t next = *at; next < text.size;) {
        Slice line = markdown_line(text, &next), name;
        bool  empty = markdown_blank(line), in = markdown_indent(line) >= CODE_INDENT;

        if (!empty && !in && (!open || markdown_block(line) || definition(line, &name) != 0))
            return;
        buffer_add(words, dedent(line));
        buffer_add_byte(words, '\n');
        open = !empty;
        if (!empty)
            *at = next; /* empty lines behind a note are not its own */
    }
}

static Status take_note(Taking *taking, Slice name, Slice first, size_t *at)
{
    MarkdownNote *note = &taking->notes->items[taking->notes->count];
    size_t        from = *at;
    Buffer        words;
    Status        status;

    buffer_init(&words, PLAIN_FILE_MAX + 16);
    buffer_add(&words, first);
    buffer_add_byte(&words, '\n');
    take_words(taking->text, at, &words);
    status = words.status;
    *note = (MarkdownNote){.name = name};
    if (status == OK)
        status = slice_copy(taking->arena, slice_trim(buffer_slice(&words)), &note->text);
    buffer_clear(&words);
    if (status == OK && note->text.size != 0)
        taking->notes->count++;
    else
        *at = from;
    return status;
}

static size_t count_definitions(Slice text)
{
    size_t count = 0;
    Slice  name;

    for (size_t at = 0; at < text.size && count < NOTES_MAX;)
        count += definition(markdown_line(text, &at), &name) != 0;
    return count;
}

static Status take_out(Taking *taking)
{
    MarkdownFence fence = {0};
    size_t        most = count_definitions(taking->text);

    taking->notes->items = arena_take_zeroed(taking->arena, most + 1, sizeof *taking->notes->items);
    if (taking->notes->items == NULL)
        return ERR_MEMORY;
    for (size_t at = 0; at < taking->text.size;) {
        size_t start = at, words, count = taking->notes->count;
        Slice  line = markdown_line(taking->text, &at), name = {NULL, 0};

        words = markdown_fence(&fence, line) || count >= most ? 0 : definition(line, &name);
        if (words != 0)
            TRY(take_note(taking, name, slice_part(line, words, line.size), &at));
        if (taking->notes->count == count)
            buffer_add(taking->rest, slice_part(taking->text, start, at));
        else
            buffer_add_string(taking->rest, "\n\n"); /* it ends the paragraph above */
    }
    return taking->rest->status;
}

/* ---- marks ---- */

typedef struct Marking {
    Slice          text;
    MarkdownNote **by_name;
    size_t         count, order, marks;
    size_t         no_ticks[TICKS_MAX + 1]; /* before this place no run of so many ends a span of code */
    bool           no_comment; /* none ends any more */
    Buffer        *out;
} Marking;

static int by_name(const void *a, const void *b)
{
    const MarkdownNote *const *x = a, *const *y = b;
    int                        order = slice_compare((*x)->name, (*y)->name);

    return order != 0 ? order : ((*x) > (*y)) - ((*x) < (*y));
}

/* Of several of one name the first. */
static MarkdownNote *find_note(const Marking *marking, Slice name)
{
    size_t low = 0, high = marking->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (slice_compare(marking->by_name[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < marking->count && slice_equal(marking->by_name[low]->name, name) ? marking->by_name[low] : NULL;
}

/* The end of the span of code that begins with the backticks at `at`, or of these alone; `end` is where its block ends. */
static size_t code_end(Marking *marking, size_t at, size_t end)
{
    Slice  text = marking->text;
    size_t size = 0, behind;

    while (at + size < end && text.data[at + size] == '`')
        size++;
    behind = at + size;
    if (size > TICKS_MAX || marking->no_ticks[size] > at)
        return behind;
    for (size_t from = behind, run; from < end; from += run) {
        for (run = 0; from + run < end && text.data[from + run] == '`'; run++)
            ;
        if (run == size)
            return from + run;
        run += run == 0;
    }
    marking->no_ticks[size] = end;
    return behind;
}

static size_t comment_end(Marking *marking, size_t at)
{
    const char *found = marking->no_comment ? NULL : memmem(marking->text.data + at, marking->text.size - at, "-->", 3);

    marking->no_comment = found == NULL;
    return found != NULL ? (size_t)(found - marking->text.data) + 3 : at + 1;
}

/* What stands at `at` and is no mark: how far it is copied as it is. */
static size_t pass_over(Marking *marking, size_t at, size_t end)
{
    Slice text = marking->text;

    if (text.data[at] == '\\' && at + 1 < end && text.data[at + 1] != '\n')
        return at + 2;
    if (text.data[at] == '`')
        return code_end(marking, at, end);
    return slice_starts(slice_part(text, at, text.size), "<!--") ? comment_end(marking, at) : at + 1;
}

static void add_mark(Marking *marking, MarkdownNote *note, const MarkdownNotes *notes)
{
    if (note->order == 0)
        note->order = ++marking->order;
    marking->marks++;
    buffer_add_format(marking->out, "%s%zu>", MARKDOWN_NOTE, (size_t)(note - notes->items) + 1);
}

/* The text from `at` to `end`, which is a block. Where what is skipped goes on behind it: that place. */
static size_t mark_block(Marking *marking, const MarkdownNotes *notes, size_t at, size_t end)
{
    while (at < end) {
        Slice         name = {NULL, 0};
        size_t        size = marking->marks < MARKS_MAX ? mark_at(marking->text, at, &name) : 0, next;
        MarkdownNote *note = size != 0 ? find_note(marking, name) : NULL;

        next = note != NULL ? at + size : pass_over(marking, at, end);
        if (note != NULL)
            add_mark(marking, note, notes);
        else
            buffer_add(marking->out, slice_part(marking->text, at, next));
        at = next;
    }
    return at;
}

static Status mark_all(Marking *marking, const MarkdownNotes *notes)
{
    MarkdownFence fence = {0};
    size_t        start = 0;

    for (size_t at = 0; at < marking->text.size;) {
        size_t from = at;
        Slice  line = markdown_line(marking->text, &at);

        if (!markdown_fence(&fence, line)) {
            if (!markdown_blank(line) && at < marking->text.size)
                continue;
            start = at = mark_block(marking, notes, start, at);
        } else {
            start = mark_block(marking, notes, start, from);
            if (start < at)
                buffer_add(marking->out, slice_part(marking->text, start, at));
            start = at = start > at ? start : at;
        }
    }
    return marking->out->status;
}

/* ---- all of it ---- */

static Status give_labels(MarkdownNotes *notes, Arena *arena)
{
    char number[DECIMAL_MAX];
    bool named = false;

    for (size_t i = 0; i < notes->count; i++)
        named = named || (notes->items[i].order != 0 && !is_number(notes->items[i].name));
    for (size_t i = 0; i < notes->count; i++) {
        MarkdownNote *note = &notes->items[i];
        bool          numbered = named && note->order != 0;

        TRY(slice_copy(arena, numbered ? slice_from(decimal(number, (int64_t)note->order)) : note->name, &note->label));
    }
    return OK;
}

Status markdown_notes(Slice text, Arena *arena, MarkdownNotes *out, Buffer *body)
{
    Buffer  rest;
    Taking  taking = {.text = text, .arena = arena, .notes = out, .rest = &rest};
    Marking marking = {.out = body};
    Status  status;

    *out = (MarkdownNotes){NULL, 0};
    buffer_init(&rest, 2 * (size_t)PLAIN_FILE_MAX);
    TRY_OR(done, take_out(&taking));
    marking.text = buffer_slice(&rest);
    marking.count = out->count;
    marking.by_name = arena_take(arena, (out->count + 1) * sizeof(MarkdownNote *));
    if (marking.by_name == NULL) {
        status = ERR_MEMORY;
        goto done;
    }
    for (size_t i = 0; i < out->count; i++)
        marking.by_name[i] = &out->items[i];
    qsort(marking.by_name, marking.count, sizeof *marking.by_name, by_name);
    TRY_OR(done, mark_all(&marking, out));
    status = give_labels(out, arena);
done:
    buffer_clear(&rest);
    return status;
}
