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
    Paragraph added, *last;
    Paragraph like = {.kind = at != 0 ? text->paragraphs[at - 1].kind : KIND_OPERATIVE, .level = at != 0 ? text->paragraphs[at - 1].level : 0, .text = words, .table = NO_TABLE};
    Status    status = text_add(text, &like, &last);

    if (status != OK)
        return problem_set(problem, status, status_face(status)->message, NULL);
    added = *last;
    memmove(&text->paragraphs[at + 1], &text->paragraphs[at], (text->count - 1 - at) * sizeof *text->paragraphs);
    text->paragraphs[at] = added;
    for (size_t i = 1; i < text->story_count; i++)
        if (text->stories[i].paragraph >= at)
            text->stories[i].paragraph++;
    return OK;
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

static Status edit(Text *text, const TextEdit *edit, Problem *problem)
{
    long index = text_find(text, edit->paragraph);

    if (index < 0)
        return problem_set(problem, ERR_NOT_FOUND, MSG("negotiation.paragraph_unknown"), NULL);
    if (text->paragraphs[index].anchor_count != 0) /* a note, or another object, would be lost here */
        return problem_set(problem, ERR_REFUSED, MSG("negotiation.edit_objects"), NULL);
    if (edit->words.size != 0)
        return edit_paragraph(text, edit, &text->paragraphs[index], problem);
    remove_paragraph(text, (size_t)index);
    return OK;
}

Status text_edited(const Text *base, const TextEdit *edits, size_t count, Text **out, Problem *problem)
{
    Text  *text = NULL;
    Status status = text_copy(base, &text);

    if (status != OK)
        return problem_set(problem, status, status_face(status)->message, NULL);
    for (size_t i = 0; status == OK && i < count; i++)
        if (edits[i].paragraph.size != 0)
            status = edit(text, &edits[i], problem);
    for (size_t i = 0; status == OK && i < count; i++)
        if (edits[i].paragraph.size == 0 && edits[i].after.size == 0 && edits[i].words.size != 0)
            status = insert_paragraph(text, body_end(text), edits[i].words, problem);
    for (size_t i = count; status == OK && i > 0; i--) /* the first of several behind one paragraph ends up directly behind it */
        if (edits[i - 1].paragraph.size == 0 && edits[i - 1].after.size != 0)
            status = insert_after(text, &edits[i - 1], problem);
    if (status == OK)
        *out = text;
    else
        text_free(text);
    return status;
}
