/* SPDX-License-Identifier: Apache-2.0
 *
 * A document as PDF, from its first page to the last byte. A page is given to the file when it ends; what names pages by their number comes when all are there.
 *
 * Contents name pages, so a document that has them is drawn body first. How many pages its front takes is known before: it is laid out once with no page to draw on and other
 * numbers, which take no more lines than the right ones.
 */
#include "format/pdf/pdf_internal.h"

static Status no_memory(PdfWriter *writer)
{
    return problem_set(writer->problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
}

/* ---- open and close ---- */

static Slice short_title(const Official *official)
{
    Slice title = official->title.size != 0 ? official->title : official->agenda_title.size != 0 ? official->agenda_title : official->adopted, number, line = title;

    (void)slice_line(&title, &line);
    return slice_part(line, pdf_body_number(line, &number), line.size);
}

static void reserve_objects(PdfWriter *writer)
{
    writer->pages_root = pdf_file_number(&writer->file);
    writer->resources = pdf_file_number(&writer->file);
    writer->tree.root = pdf_file_number(&writer->file);
    writer->tree.document = pdf_file_number(&writer->file);
}

static Status open_writer(PdfWriter *writer)
{
    const Official *official = writer->official;

    buffer_init(&writer->rules, PDF_WORDS_MAX);
    buffer_init(&writer->links, PDF_WORDS_MAX);
    buffer_init(&writer->tree.marked_by, PDF_WORDS_MAX);
    pdf_words_init(&writer->words);
    pdf_words_init(&writer->note_words);
    pdf_ink_init(&writer->ink);
    reserve_objects(writer);
    writer->part_places = memory_new(sizeof *writer->part_places * (official->part_count + 1));
    if (writer->part_places == NULL)
        return no_memory(writer);
    for (size_t i = 0; i < official->part_count; i++)
        writer->part_places[i] = (PdfPlaceOnPage){SIZE_MAX, 0};
    TRY(pdf_type_open(&writer->type, NULL, official->language, writer->problem));
    TRY(pdf_type_language(&writer->type, "en", false, &writer->symbol_language, writer->problem));
    writer->mirrored = writer->type.languages[0].right_to_left;
    writer->short_title = short_title(official);
    writer->y = BODY_TOP;
    TRY(pdf_tree_section(writer, 0)); /* the front */
    return writer->file.status;
}

static void close_writer(PdfWriter *writer)
{
    pdf_flow_clear(writer);
    pdf_type_free(&writer->block);
    pdf_words_clear(&writer->words);
    pdf_words_clear(&writer->note_words);
    pdf_fonts_close(&writer->fonts);
    pdf_type_close(&writer->type);
    pdf_tree_free(&writer->tree);
    buffer_clear(&writer->ink.content);
    buffer_clear(&writer->rules);
    buffer_clear(&writer->links);
    for (size_t i = 0; i < writer->outline_count; i++)
        memory_free(writer->outlines[i].title);
    memory_free(writer->outlines);
    memory_free(writer->notes);
    memory_free(writer->glyphs);
    memory_free(writer->groups);
    memory_free(writer->pages);
    memory_free(writer->part_places);
    pdf_file_close(&writer->file);
}

/* ---- the order of the work ---- */

static Status count_front(PdfWriter *writer, const OfficialLine *lines, size_t count)
{
    writer->counting = true;
    TRY(pdf_front_first(writer, lines, count));
    TRY(pdf_flow_end(writer));
    writer->front_pages = writer->page;
    writer->page = 0;
    writer->counting = false;
    return OK;
}

static Status draw(PdfWriter *writer, const OfficialLine *lines, size_t count)
{
    if (!writer->official->contents) {
        TRY(pdf_front_first(writer, lines, count));
        TRY(pdf_body_parts(writer));
        return pdf_flow_end(writer);
    }
    TRY(count_front(writer, lines, count));
    TRY(pdf_body_parts(writer));
    if (writer->used || writer->held_count != 0 || writer->note_count != 0)
        TRY(pdf_flow_end(writer));
    writer->section = 0;
    TRY(pdf_front_first(writer, lines, count));
    return pdf_flow_end(writer);
}

static Status write_all(PdfWriter *writer)
{
    Arena        *arena = arena_new(TEXT_BYTES_MAX);
    OfficialLine *lines;
    size_t        count;
    Status        status = arena != NULL ? official_front(writer->official, arena, &lines, &count, writer->problem) : no_memory(writer);

    if (status == OK)
        status = open_writer(writer);
    if (status == OK)
        status = draw(writer, lines, count);
    arena_free(arena);
    return status == OK ? pdf_finish(writer) : status;
}

Status pdf_write(const Official *official, const OfficialSink *sink, Problem *problem)
{
    Problem    own = {.status = OK};
    PdfWriter *writer;
    Status     status;

    problem = problem != NULL ? problem : &own;
    *problem = own;
    TRY(late_check(problem));
    writer = memory_new_zeroed(1, sizeof *writer);
    if (writer == NULL)
        return problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    writer->official = official;
    writer->problem = problem;
    pdf_file_open(&writer->file, sink, problem);
    pdf_fonts_init(&writer->fonts, &writer->file);
    status = write_all(writer);
    close_writer(writer);
    memory_free(writer);
    return status;
}
