/* SPDX-License-Identifier: Apache-2.0
 *
 * A text as it reads after somebody edited paragraphs of it: behind the label, and where nothing hangs on the words.
 */
#include "service/text_making.h"
#include "service/text_internal.h"

/* The words that an edit gives in place of those behind the label. */
static Status edit_paragraph(Text *text, const TextEdit *edit, Paragraph *paragraph, Problem *problem)
{
    size_t keep = paragraph_label_size(paragraph);
    Buffer whole;
    Status status;

    if (slice_equal(slice_part(paragraph->text, keep, paragraph->text.size), edit->words))
        return OK;
    buffer_init(&whole, BLOB_MAX);
    buffer_add(&whole, slice_part(paragraph->text, 0, keep));
    buffer_add(&whole, edit->words);
    status = whole.status == OK ? slice_copy(text->arena, buffer_slice(&whole), &paragraph->text) : whole.status;
    paragraph->span_count = 0;
    paragraph->anchor_count = 0;
    paragraph->opening_start = paragraph->opening_end = 0;
    buffer_clear(&whole);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

/* The last paragraph of the body that is not its closing line. */
static size_t body_end(const Text *text)
{
    size_t end = text->count;

    while (end > 0 && (text->paragraphs[end - 1].story != 0 || text->paragraphs[end - 1].kind == KIND_CLOSING))
        end--;
    return end;
}

/* A paragraph of the same kind as the one before it. */
static Status insert_paragraph(Text *text, size_t at, Slice words, Problem *problem)
{
    Paragraph like = {.kind = at != 0 ? text->paragraphs[at - 1].kind : KIND_OPERATIVE, .level = at != 0 ? text->paragraphs[at - 1].level : 0, .text = words, .table = NO_TABLE};
    Status    status = text_insert(text, at, &like);

    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static Status insert_after(Text *text, const TextEdit *edit, Problem *problem)
{
    long after = text_find(text, edit->after);

    if (after < 0 || text->paragraphs[after].story != 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.paragraph_unknown"), NULL);
    return insert_paragraph(text, (size_t)after + 1, edit->words, problem);
}

/* A paragraph leaves the text; what hangs on later ones hangs on them still. */
static void remove_paragraph(Text *text, size_t index)
{
    memmove(&text->paragraphs[index], &text->paragraphs[index + 1], (text->count - index - 1) * sizeof *text->paragraphs);
    text->count--;
    for (size_t i = 1; i < text->story_count; i++)
        if (text->stories[i].paragraph > index)
            text->stories[i].paragraph--;
}

static Status find(const Text *text, const TextEdit *edit, size_t *out, Problem *problem)
{
    long index = text_find(text, edit->paragraph);

    if (index < 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.paragraph_unknown"), NULL);
    if (text->paragraphs[index].anchor_count != 0) /* a note, or another object, would be lost here */
        return problem_set(problem, ERR_REFUSED, MSG("negotiation.edit_objects"), NULL);
    *out = (size_t)index;
    return OK;
}

static Status write_words(Text *text, const TextEdit *edit, Problem *problem)
{
    size_t index;

    TRY(find(text, edit, &index, problem));
    return edit->words.size != 0 ? edit_paragraph(text, edit, &text->paragraphs[index], problem) : OK;
}

static Status insert_at_end(Text *text, const TextEdit *edit, Problem *problem)
{
    return insert_paragraph(text, body_end(text), edit->words, problem);
}

static Status take_out(Text *text, const TextEdit *edit, Problem *problem)
{
    size_t index;

    TRY(find(text, edit, &index, problem));
    remove_paragraph(text, index);
    return OK;
}

typedef bool Which(const TextEdit *edit);
typedef Status Make(Text *text, const TextEdit *edit, Problem *problem);

static bool is_of_paragraph(const TextEdit *edit)
{
    return edit->paragraph.size != 0;
}

static bool is_at_end(const TextEdit *edit)
{
    return edit->paragraph.size == 0 && edit->after.size == 0 && edit->words.size != 0;
}

static bool is_behind_another(const TextEdit *edit)
{
    return edit->paragraph.size == 0 && edit->after.size != 0 && edit->words.size != 0;
}

static bool is_deletion(const TextEdit *edit)
{
    return edit->paragraph.size != 0 && edit->words.size == 0;
}

/* In this order: a new paragraph may stand behind one that goes. */
static const struct {
    Which *which;
    Make  *make;
    bool   from_last; /* the first of several behind one paragraph ends up directly behind it */
} passes[] = {{is_of_paragraph, write_words, false}, {is_at_end, insert_at_end, false}, {is_behind_another, insert_after, true}, {is_deletion, take_out, false}};

Status text_edited(const Text *base, const TextEdit *edits, size_t count, Text **out, Problem *problem)
{
    Text  *text = NULL;
    Status status = text_copy(base, &text);

    if (status != OK)
        return problem_set(problem, status, status_face(status)->message, NULL);
    for (size_t pass = 0; pass < sizeof passes / sizeof passes[0]; pass++)
        for (size_t i = 0; status == OK && i < count; i++) {
            const TextEdit *edit = &edits[passes[pass].from_last ? count - 1 - i : i];

            if (passes[pass].which(edit))
                status = passes[pass].make(text, edit, problem);
        }
    if (status == OK)
        *out = text;
    else
        text_free(text);
    return status;
}
