/* SPDX-License-Identifier: Apache-2.0
 *
 * From the lines of a converted file to a Text: all the steps of anatomy_internal.h in order, then the paragraphs and the stories.
 *
 * A file with one paragraph a line passes through untouched, line by line, to anatomy_classify.
 */
#include "text/anatomy_internal.h"

#include "base/base.h"

enum {
    SCRATCH_MAX = 1024 * 1024 * 1024, /* bytes: some twelve times the largest file */
    GUESS_LINES = 400                 /* lines that tell the language */
};

/* ---- before ---- */

static Status guess_language(Rebuild *rebuild, Text *text)
{
    size_t count = rebuild->line_count < GUESS_LINES ? rebuild->line_count : GUESS_LINES;
    Text   sample = {.count = count};

    if (text->language[0] != '\0')
        return OK;
    sample.paragraphs = arena_take_zeroed(rebuild->scratch, count, sizeof *sample.paragraphs);
    if (sample.paragraphs == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        sample.paragraphs[i] = (Paragraph){.kind = KIND_PLAIN, .table = NO_TABLE, .text = rebuild->lines[i].text};
    text_detect_language(&sample);
    memcpy(text->language, sample.language, sizeof text->language);
    return OK;
}

static Status give_room(Rebuild *rebuild)
{
    rebuild->drafts = arena_take_zeroed(rebuild->scratch, FIELDS_MAX * rebuild->head_end + rebuild->line_count + 1, sizeof *rebuild->drafts);
    return rebuild->drafts != NULL ? OK : ERR_MEMORY;
}

/* The masthead says the symbol, or its title does; page furniture is known by it. */
static Status find_symbol(Rebuild *rebuild)
{
    long organ = rebuild->head_end != 0 ? words_organ_formula(rebuild->lines[rebuild->head_end].text) : -1;

    for (size_t i = 0; i < rebuild->draft_count; i++)
        TRY(anatomy_masthead_symbol(rebuild->scratch, rebuild->drafts[i].text, organ, &rebuild->instrument));
    return OK;
}

static void find_organ(Rebuild *rebuild)
{
    for (size_t i = 0; i < rebuild->line_count && !rebuild->resolution; i++)
        rebuild->resolution = rebuild->lines[i].role != LINE_CELL && words_organ_formula(rebuild->lines[i].text) >= 0;
}

static Status take_apart(Rebuild *rebuild)
{
    find_organ(rebuild);
    rebuild->head_end = anatomy_masthead_end(rebuild);
    TRY(give_room(rebuild));
    TRY(anatomy_repair_count_words(rebuild));
    TRY(anatomy_masthead(rebuild));
    TRY(find_symbol(rebuild));
    TRY(anatomy_page(rebuild));
    TRY(anatomy_notes(rebuild));
    TRY(anatomy_lines_measure(rebuild));
    TRY(anatomy_join(rebuild));
    TRY(anatomy_marks(rebuild));
    return anatomy_repair(rebuild);
}

/* ---- after ---- */

static Status add_paragraph(Rebuild *rebuild, Text *text, const Draft *draft, Paragraph paragraph)
{
    TRY(anatomy_repair_apply(rebuild, draft, &paragraph));
    for (uint32_t i = 0; i < paragraph.anchor_count; i++) {
        const Note *note = &rebuild->notes[paragraph.anchors[i].story];

        paragraph.anchors[i].story = note->story;
        TRY(sha256(note->draft.text, paragraph.anchors[i].sha256));
    }
    if (paragraph.text.size == 0 && paragraph.kind != KIND_CELL)
        return OK;
    return text_add(text, &paragraph, NULL);
}

/* The first anchor of each story, in order; later ones mark the note again. */
static Status add_stories(Text *text)
{
    for (size_t i = 0; i < text->count; i++)
        for (uint32_t j = 0; j < text->paragraphs[i].anchor_count; j++)
            if (text->paragraphs[i].anchors[j].story == text->story_count)
                TRY(text_add_story(text, &(Story){STORY_FOOTNOTE, (uint32_t)i, j}, NULL));
    return OK;
}

static Status add_note(Rebuild *rebuild, Text *text, const Note *note)
{
    char      number[DECIMAL_MAX];
    Paragraph paragraph = {.kind = KIND_FOOTNOTE, .table = NO_TABLE, .story = note->story};

    if (note->number != 0)
        paragraph.label = slice_from(decimal(number, note->number));
    else
        paragraph.label = note->label;
    return add_paragraph(rebuild, text, &note->draft, paragraph);
}

static int by_story(const void *a, const void *b)
{
    const Note *x = a, *y = b;

    if ((x->story == 0) != (y->story == 0))
        return x->story == 0 ? 1 : -1; /* notes without a mark stand last, in the order they were found */
    if (x->story != y->story)
        return x->story > y->story ? 1 : -1;
    if (x->number != y->number)
        return x->number > y->number ? 1 : -1;
    return (x->line > y->line) - (x->line < y->line);
}

static Status put_together(Rebuild *rebuild, Text *text)
{
    for (size_t i = 0; i < rebuild->draft_count; i++) {
        const Draft *draft = &rebuild->drafts[i];
        Paragraph    paragraph = {.kind = draft->heading != 0 ? KIND_HEADING : KIND_PLAIN, .level = draft->heading, .table = NO_TABLE};

        if (draft->cell != NULL) {
            paragraph.kind = KIND_CELL;
            paragraph.table = draft->cell->table;
            paragraph.row = draft->cell->row;
            paragraph.column = draft->cell->column;
        }
        TRY(add_paragraph(rebuild, text, draft, paragraph));
    }
    TRY(add_stories(text));
    if (rebuild->note_count > 1)
        qsort(rebuild->notes, rebuild->note_count, sizeof *rebuild->notes, by_story);
    for (size_t i = 0; i < rebuild->note_count; i++)
        TRY(add_note(rebuild, text, &rebuild->notes[i]));
    TRY(slice_copy(text->arena, rebuild->instrument.symbol, &text->instrument.symbol));
    TRY(slice_copy(text->arena, rebuild->instrument.distribution, &text->instrument.distribution));
    return slice_copy(text->arena, rebuild->instrument.issued, &text->instrument.issued);
}

/* One paragraph a line: exactly as it stands. */
static Status keep_lines(const AnatomyLine *lines, size_t count, Text *text)
{
    for (size_t i = 0; i < count; i++) {
        Paragraph paragraph = {.kind = lines[i].heading != 0 ? KIND_HEADING : KIND_PLAIN, .level = lines[i].heading, .table = NO_TABLE,
                               .text = lines[i].text, .spans = lines[i].spans, .span_count = lines[i].span_count};

        if (slice_trim(lines[i].text).size != 0)
            TRY(text_add(text, &paragraph, NULL));
    }
    return OK;
}

Status anatomy_rebuild(const AnatomyLine *lines, size_t count, const char *language, Text **out, Problem *problem)
{
    Rebuild rebuild = {.scratch = arena_new(SCRATCH_MAX)};
    Text   *text = text_new(language);
    Status  status = rebuild.scratch != NULL && text != NULL ? OK : ERR_MEMORY;

    if (status == OK)
        status = anatomy_lines(&rebuild, lines, count);
    if (status == OK)
        status = guess_language(&rebuild, text);
    rebuild.language = text != NULL ? text->language : "";
    if (status == OK && rebuild.mode == REBUILD_LINES)
        status = keep_lines(lines, count, text);
    else if (status == OK) {
        status = take_apart(&rebuild);
        if (status == OK)
            status = put_together(&rebuild, text);
    }
    if (status != OK)
        problem_set(problem, status, status_face(status)->message, NULL);
    else
        status = anatomy_classify(text, problem);
    arena_free(rebuild.scratch);
    if (status != OK)
        text_free(text);
    else
        *out = text;
    return status;
}
