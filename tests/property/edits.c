/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of edits: words, characters, paragraphs, notes, objects, cells, rows and tables.
 */
#include "property/edits.h"

enum { NEW_WORDS_MAX = 6, NOTE_PARAGRAPHS_MAX = 3 };

typedef struct Editing {
    const uint32_t *at;
    Draft          *draft;
    Slice           words;
    size_t          target; /* paragraph of the draft, while there is one */
} Editing;

/* ---- places ---- */

static bool is_boundary(Slice text, size_t at)
{
    return at == text.size || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

/* A byte of `text` where a word may begin: after a space where there is one, at a code point where there is none. */
static size_t word_start(Slice text, uint32_t number)
{
    size_t at = text.size != 0 ? number % (text.size + 1) : 0;

    while (!is_boundary(text, at))
        at++;
    if (number % 7 == 0 || memchr(text.data != NULL ? text.data : "", ' ', text.size) == NULL)
        return at;
    while (at > 0 && at < text.size && text.data[at - 1] != ' ')
        at++;
    return at;
}

/* The end of `count` words from `at`. */
static size_t words_end(Slice text, size_t at, uint32_t count)
{
    size_t end = at;

    for (uint32_t i = 0; i < count && end < text.size; i++) {
        size_t start = end;

        while (end < text.size && text.data[end] != ' ' && end - start < 24)
            end++;
        while (end < text.size && text.data[end] == ' ')
            end++;
        while (!is_boundary(text, end))
            end++;
    }
    return end;
}

static const char object_bytes[] = "\xEF\xBF\xBC";

/* Some words of the language, without objects and marks. */
static Slice some_words(const Editing *editing, uint32_t number, uint32_t count)
{
    size_t start = word_start(editing->words, number | 1), end = words_end(editing->words, start, count);
    char  *copy = draft_take_memory(editing->draft, end - start);
    size_t size = 0;

    for (size_t i = start; i < end; i++) {
        if (i + 3 <= end && memcmp(editing->words.data + i, object_bytes, 3) == 0)
            i += 2;
        else
            copy[size++] = editing->words.data[i];
    }
    return (Slice){copy, size};
}

static DraftParagraph *target(const Editing *editing)
{
    return &editing->draft->list[editing->target];
}

static void splice(const Editing *editing, size_t from, size_t to, Slice words)
{
    draft_splice(editing->draft, target(editing), from, to, words, NULL, 0);
}

/* ---- words ---- */

static void replace_words(Editing *editing)
{
    Slice  text = target(editing)->text;
    size_t from = word_start(text, editing->at[1]), to = words_end(text, from, 1 + editing->at[2] % 4);

    splice(editing, from, to, some_words(editing, editing->at[3], 1 + editing->at[4] % NEW_WORDS_MAX));
}

static void insert_words(Editing *editing)
{
    size_t from = word_start(target(editing)->text, editing->at[1]);

    splice(editing, from, from, some_words(editing, editing->at[3], 1 + editing->at[4] % NEW_WORDS_MAX));
}

/* Few places, so that delegations meet at one. */
static void insert_at_meeting_point(Editing *editing)
{
    size_t from = word_start(target(editing)->text, editing->at[1] % 3 * 40);

    splice(editing, from, from, some_words(editing, editing->at[3] % 3 * 50, 2));
}

static void delete_words(Editing *editing)
{
    Slice  text = target(editing)->text;
    size_t from = word_start(text, editing->at[1]);

    splice(editing, from, words_end(text, from, 1 + editing->at[2] % 9), (Slice){NULL, 0});
}

static void add_at_start(Editing *editing)
{
    splice(editing, 0, 0, some_words(editing, editing->at[3], 1 + editing->at[4] % 3));
}

static void add_at_end(Editing *editing)
{
    splice(editing, target(editing)->text.size, target(editing)->text.size, some_words(editing, editing->at[3], 1 + editing->at[4] % 3));
}

static void cut_start(Editing *editing)
{
    splice(editing, 0, words_end(target(editing)->text, 0, 1 + editing->at[2] % 3), (Slice){NULL, 0});
}

static void cut_end(Editing *editing)
{
    splice(editing, word_start(target(editing)->text, editing->at[1]), target(editing)->text.size, (Slice){NULL, 0});
}

static void rewrite(Editing *editing)
{
    splice(editing, 0, target(editing)->text.size, some_words(editing, editing->at[3], 3 + editing->at[4] % 20));
}

static void empty(Editing *editing)
{
    splice(editing, 0, target(editing)->text.size, (Slice){NULL, 0});
}

/* Characters that are hard to keep: marks that combine, controls of direction, tatweel, spaces that are none, breaks, an astral letter, digits. */
static void insert_odd_characters(Editing *editing)
{
    static const char *const odd[] = {"\xCC\x81", "\xE2\x80\x8F", "\xE2\x81\xA6x\xE2\x81\xA9", "\xD9\x80", "\xC2\xA0", "\xC2\xAD", "\n", "\t", "  ",
                                      "\xF0\x9F\x95\x8A", "&<>\"'", "42", "\xE2\x80\x8D", "\xE4\xB8\xAD", "not ", "\xEF\xBA\x8E", "; ", " +2",
                                      "\xE2\x80\x93", "]", "\xD9\x8E"};
    size_t                   from = word_start(target(editing)->text, editing->at[1]);

    splice(editing, from, from, slice_from(odd[editing->at[2] % (sizeof odd / sizeof *odd)]));
}

/* One code point, wherever it stands. */
static void change_a_character(Editing *editing)
{
    Slice  text = target(editing)->text;
    size_t from = text.size != 0 ? editing->at[1] % text.size : 0, to;

    while (!is_boundary(text, from))
        from--;
    to = from;
    if (to < text.size)
        (void)utf8_next(text, &to);
    splice(editing, from, to, editing->at[2] % 2 == 0 ? SLICE("e") : (Slice){NULL, 0});
}

static void repeat_words(Editing *editing)
{
    Slice  text = target(editing)->text;
    size_t from = word_start(text, editing->at[1]), to = words_end(text, from, 1 + editing->at[2] % 5);
    Slice  words = slice_part(text, from, to);

    if (draft_objects_before(text, to) == draft_objects_before(text, from))
        splice(editing, to, to, words);
}

static void style_words(Editing *editing)
{
    Slice  text = target(editing)->text;
    size_t from = word_start(text, editing->at[1]), to = words_end(text, from, 1 + editing->at[2] % 4);

    target(editing)->span = (Span){(uint32_t)from, (uint32_t)to, 1u << editing->at[3] % 3};
}

/* ---- paragraphs ---- */

static DraftParagraph new_paragraph(const Editing *editing, Slice text)
{
    DraftParagraph paragraph = *target(editing);

    paragraph.origin = DRAFT_NEW;
    paragraph.text = text;
    paragraph.objects = NULL;
    paragraph.object_count = 0;
    paragraph.span = (Span){0, 0, 0};
    paragraph.label = (Slice){NULL, 0};
    paragraph.label_in_text = false;
    return paragraph;
}

static void add_paragraph(Editing *editing)
{
    DraftParagraph paragraph = new_paragraph(editing, some_words(editing, editing->at[3], 1 + editing->at[4] % 25));

    draft_insert(editing->draft, editing->target + 1, &paragraph);
}

static void add_before(Editing *editing)
{
    DraftParagraph paragraph = new_paragraph(editing, some_words(editing, editing->at[3], 1 + editing->at[4] % 25));

    draft_insert(editing->draft, editing->target, &paragraph);
}

static void add_competing_paragraph(Editing *editing)
{
    DraftParagraph paragraph = new_paragraph(editing, some_words(editing, editing->at[3] % 2 * 64, 12));

    draft_insert(editing->draft, editing->target + 1, &paragraph);
}

static void add_empty_paragraph(Editing *editing)
{
    DraftParagraph paragraph = new_paragraph(editing, (Slice){NULL, 0});

    draft_insert(editing->draft, editing->target + 1, &paragraph);
}

static void add_last_paragraphs(Editing *editing)
{
    editing->target = editing->draft->count - 1;
    add_paragraph(editing);
    if (editing->at[2] % 2 == 0)
        add_paragraph(editing);
}

/* The only paragraph of a cell stays: a cell is never without one. */
static bool is_alone(const Draft *draft, size_t at)
{
    const DraftParagraph *one = &draft->list[at];

    for (size_t i = at > 0 ? at - 1 : at + 1; one->table != NO_TABLE && i < draft->count && i <= at + 1; i += 2)
        if (draft->list[i].table == one->table && draft->list[i].row == one->row && draft->list[i].column == one->column)
            return false;
    return one->table != NO_TABLE;
}

static void delete_paragraph(Editing *editing)
{
    if (!is_alone(editing->draft, editing->target))
        draft_remove(editing->draft, editing->target, 1);
}

static void delete_last(Editing *editing)
{
    editing->target = editing->draft->count - 1;
    delete_paragraph(editing);
}

static void delete_everything(Editing *editing)
{
    if (editing->at[1] % 4 == 0)
        editing->draft->count = 0;
}

static void move_paragraph(Editing *editing)
{
    DraftParagraph paragraph = *target(editing);
    size_t         to;

    if (paragraph.table != NO_TABLE || editing->draft->count < 2)
        return;
    draft_remove(editing->draft, editing->target, 1);
    to = editing->at[1] % (editing->draft->count + 1);
    if (to != 0 && editing->draft->list[to - 1].table != NO_TABLE)
        to = editing->draft->count;
    draft_insert(editing->draft, to, &paragraph);
}

static void repeat_paragraph(Editing *editing)
{
    DraftParagraph paragraph = new_paragraph(editing, target(editing)->text);

    if (target(editing)->object_count == 0)
        draft_insert(editing->draft, editing->target + 1 + (paragraph.table == NO_TABLE ? 0 : 0), &paragraph);
}

static void split_paragraph(Editing *editing)
{
    DraftParagraph *first = target(editing), second = *first;
    size_t          at = word_start(first->text, editing->at[1]);

    draft_splice(editing->draft, &second, 0, at, (Slice){NULL, 0}, NULL, 0);
    draft_splice(editing->draft, first, at, first->text.size, (Slice){NULL, 0}, NULL, 0);
    second.origin = DRAFT_NEW;
    draft_insert(editing->draft, editing->target + 1, &second);
}

static bool same_place(const DraftParagraph *a, const DraftParagraph *b)
{
    return a->table == b->table && (a->table == NO_TABLE || (a->row == b->row && a->column == b->column));
}

static void join_paragraphs(Editing *editing)
{
    DraftParagraph *first = target(editing), *second = first + 1;

    if (editing->target + 1 >= editing->draft->count || !same_place(first, second))
        return;
    if (first->text.size != 0 && editing->at[1] % 3 != 0)
        draft_splice(editing->draft, first, first->text.size, first->text.size, SLICE(" "), NULL, 0);
    draft_splice(editing->draft, first, first->text.size, first->text.size, second->text, second->objects, second->object_count);
    draft_remove(editing->draft, editing->target + 1, 1);
}

/* ---- objects and notes ---- */

static void insert_object(Editing *editing, AnchorKind kind)
{
    DraftObject        *object = draft_take_memory(editing->draft, sizeof *object);
    const DraftObject **list = draft_take_memory(editing->draft, sizeof *list);
    Slice              *story = draft_take_memory(editing->draft, NOTE_PARAGRAPHS_MAX * sizeof *story);
    size_t              from = word_start(target(editing)->text, editing->at[1]);

    *object = (DraftObject){.kind = kind, .content = editing->at[2] % 3, .story = story};
    object->story_count = kind == ANCHOR_IMAGE ? 0 : 1 + (editing->at[2] % 8 == 0);
    for (uint32_t i = 0; i < object->story_count; i++)
        story[i] = some_words(editing, editing->at[3] % 5 * 77 + i, 2 + editing->at[4] % 6);
    list[0] = object;
    draft_splice(editing->draft, target(editing), from, from, SLICE(object_bytes), list, 1);
}

static void insert_image(Editing *editing)
{
    insert_object(editing, ANCHOR_IMAGE);
}

static void insert_note(Editing *editing)
{
    insert_object(editing, editing->at[2] % 5 == 0 ? ANCHOR_ENDNOTE : ANCHOR_FOOTNOTE);
}

/* The number-th note of the draft from its target on, and where it hangs. */
static const DraftObject **find_note(Editing *editing)
{
    for (size_t i = 0; i < editing->draft->count; i++) {
        size_t                at = (editing->target + i) % editing->draft->count;
        const DraftParagraph *paragraph = &editing->draft->list[at];
        const DraftObject   **list;

        if (paragraph->object_count == 0 || paragraph->objects[0]->story_count == 0)
            continue;
        list = draft_take_memory(editing->draft, paragraph->object_count * sizeof *list);
        memcpy(list, paragraph->objects, paragraph->object_count * sizeof *list);
        editing->draft->list[at].objects = list;
        return list;
    }
    return NULL;
}

static void edit_note(Editing *editing)
{
    const DraftObject **list = find_note(editing);
    DraftParagraph      words = {0};
    DraftObject        *object;
    Slice              *story;
    size_t              from;

    if (list == NULL)
        return;
    object = draft_take_memory(editing->draft, sizeof *object);
    *object = *list[0];
    story = draft_take_memory(editing->draft, (object->story_count + 1) * sizeof *story);
    memcpy(story, object->story, object->story_count * sizeof *story);
    words.text = story[0];
    from = word_start(words.text, editing->at[1]);
    draft_splice(editing->draft, &words, from, words_end(words.text, from, editing->at[2] % 3), some_words(editing, editing->at[3], editing->at[4] % 3),
                 NULL, 0);
    story[0] = words.text;
    if (editing->at[2] % 7 == 6)
        story[object->story_count++] = some_words(editing, editing->at[3], 4);
    else if (editing->at[2] % 7 == 5 && object->story_count > 1)
        object->story_count--;
    object->story = story;
    list[0] = object;
}

static void delete_note(Editing *editing)
{
    for (size_t i = 0; i < editing->draft->count; i++) {
        size_t          at = (editing->target + i) % editing->draft->count;
        DraftParagraph *paragraph = &editing->draft->list[at];
        const char     *mark;

        if (paragraph->object_count == 0)
            continue;
        mark = memmem(paragraph->text.data, paragraph->text.size, object_bytes, 3);
        draft_splice(editing->draft, paragraph, (size_t)(mark - paragraph->text.data), (size_t)(mark - paragraph->text.data) + 3, (Slice){NULL, 0},
                     NULL, 0);
        return;
    }
}

/* ---- tables ---- */

static void row_of(const Draft *draft, size_t at, size_t *from, size_t *to)
{
    const DraftParagraph *one = &draft->list[at];

    *from = at;
    *to = at + 1;
    while (*from > 0 && draft->list[*from - 1].table == one->table && draft->list[*from - 1].row == one->row)
        (*from)--;
    while (*to < draft->count && draft->list[*to].table == one->table && draft->list[*to].row == one->row)
        (*to)++;
}

static bool find_cell(Editing *editing)
{
    for (size_t i = 0; i < editing->draft->count; i++) {
        size_t at = (editing->target + i) % editing->draft->count;

        if (editing->draft->list[at].table == NO_TABLE)
            continue;
        editing->target = at;
        return true;
    }
    return false;
}

static void add_row(Editing *editing)
{
    DraftParagraph row[8];
    size_t         from, to, count = 0;

    if (!find_cell(editing))
        return;
    row_of(editing->draft, editing->target, &from, &to);
    for (size_t i = from; i < to && count < 8; i++) {
        if (i > from && editing->draft->list[i].column == row[count - 1].column)
            continue;
        editing->target = i;
        row[count] = new_paragraph(editing, some_words(editing, editing->at[3] % 4 * 30 + (uint32_t)i, editing->at[4] % 4));
        row[count++].row = 1000 + editing->draft->tables;
    }
    editing->draft->tables++;
    for (size_t i = 0; i < count; i++)
        draft_insert(editing->draft, (editing->at[1] % 2 == 0 ? to : from) + i, &row[i]);
}

static void delete_row(Editing *editing)
{
    size_t from, to;

    if (!find_cell(editing))
        return;
    row_of(editing->draft, editing->target, &from, &to);
    draft_remove(editing->draft, from, to - from);
}

static void change_cell(Editing *editing)
{
    if (find_cell(editing))
        replace_words(editing);
}

static void add_in_cell(Editing *editing)
{
    if (find_cell(editing))
        add_paragraph(editing);
}

static void add_table(Editing *editing)
{
    uint32_t columns = 1 + editing->at[1] % 3, rows = 1 + editing->at[2] % 3;
    int32_t  number = 1000 + (int32_t)editing->draft->tables++;
    size_t   at = editing->target + 1;

    if (target(editing)->table != NO_TABLE || (at < editing->draft->count && editing->draft->list[at].table != NO_TABLE))
        return;
    for (uint32_t i = 0; i < rows * columns; i++) {
        DraftParagraph cell = new_paragraph(editing, some_words(editing, editing->at[3] % 4 * 30 + i, editing->at[4] % 4));

        cell.table = number;
        cell.row = i / columns;
        cell.column = i % columns;
        cell.kind = KIND_CELL;
        draft_insert(editing->draft, at + i, &cell);
    }
}

static void delete_table(Editing *editing)
{
    if (!find_cell(editing))
        return;
    for (size_t i = editing->draft->count; i-- > 0;)
        if (i != editing->target && editing->draft->list[i].table == target(editing)->table) {
            draft_remove(editing->draft, i, 1);
            editing->target -= i < editing->target;
        }
    draft_remove(editing->draft, editing->target, 1);
}

/* ---- the table of edits ---- */

static const struct {
    const char *name;
    uint32_t    weight;
    void (*make)(Editing *editing);
} kinds[] = {
    {"replace words", 24, replace_words},
    {"insert words", 16, insert_words},
    {"insert at a meeting point", 10, insert_at_meeting_point},
    {"delete words", 14, delete_words},
    {"add at the start", 4, add_at_start},
    {"add at the end", 6, add_at_end},
    {"cut the start", 3, cut_start},
    {"cut the end", 3, cut_end},
    {"rewrite", 4, rewrite},
    {"empty", 2, empty},
    {"odd characters", 8, insert_odd_characters},
    {"change a character", 6, change_a_character},
    {"repeat words", 4, repeat_words},
    {"style words", 4, style_words},
    {"add a paragraph", 8, add_paragraph},
    {"add before", 4, add_before},
    {"add a competing paragraph", 6, add_competing_paragraph},
    {"add an empty paragraph", 3, add_empty_paragraph},
    {"add last paragraphs", 4, add_last_paragraphs},
    {"delete a paragraph", 8, delete_paragraph},
    {"delete the last", 4, delete_last},
    {"delete everything", 1, delete_everything},
    {"move a paragraph", 8, move_paragraph},
    {"repeat a paragraph", 2, repeat_paragraph},
    {"split", 6, split_paragraph},
    {"join", 6, join_paragraphs},
    {"insert an image", 2, insert_image},
    {"insert a note", 6, insert_note},
    {"edit a note", 8, edit_note},
    {"delete a note", 4, delete_note},
    {"add a row", 5, add_row},
    {"delete a row", 4, delete_row},
    {"change a cell", 6, change_cell},
    {"add in a cell", 3, add_in_cell},
    {"add a table", 2, add_table},
    {"delete a table", 1, delete_table},
};

const uint32_t edit_kinds = sizeof kinds / sizeof *kinds;

const char *edit_name(const Edit *edit)
{
    return kinds[edit->kind].name;
}

Edit edit_draw(Random *random)
{
    uint32_t total = 0, number;
    Edit     edit = {0};

    for (uint32_t i = 0; i < edit_kinds; i++)
        total += kinds[i].weight;
    number = random_below(random, total);
    while (number >= kinds[edit.kind].weight)
        number -= kinds[edit.kind++].weight;
    for (int i = 0; i < EDIT_NUMBERS; i++)
        edit.at[i] = random_below(random, 1000000);
    return edit;
}

void edit_make(const Edit *edit, Draft *draft, Slice words)
{
    Editing editing = {edit->at, draft, words, draft->count};
    int32_t most = 0;

    if (draft->count == 0)
        return;
    for (size_t i = 0; i < draft->count; i++)
        most = draft->list[i].origin > most ? draft->list[i].origin : most;
    for (size_t i = 0; i < draft->count; i++)
        if (draft->list[i].origin == (int32_t)(edit->at[0] % ((uint32_t)most + 1)))
            editing.target = i;
    if (editing.target == draft->count)
        editing.target = edit->at[0] % draft->count;
    kinds[edit->kind].make(&editing);
}
