/* SPDX-License-Identifier: Apache-2.0
 *
 * A document as PDF, from its first page to the bytes: cairo draws into an unnamed file, qpdf makes the document of it.
 *
 * Contents name pages, so a document that has them is drawn body first. How many pages its front takes is known before: it is laid out once with no page to draw on and other
 * numbers, which take no more lines than the right ones.
 */
#include "format/pdf/pdf_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static Status write_bytes(int file, const unsigned char *bytes, size_t size)
{
    while (size != 0) {
        ssize_t wrote = write(file, bytes, size);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return ERR_STORAGE;
        bytes += wrote;
        size -= (size_t)wrote;
    }
    return OK;
}

static Status flush(PdfWriter *writer)
{
    size_t size = writer->waiting_count;

    writer->waiting_count = 0;
    return write_bytes(writer->file, writer->waiting, size);
}

/* cairo gives a few bytes at a time. */
static cairo_status_t take_bytes(void *context, const unsigned char *bytes, unsigned size)
{
    PdfWriter *writer = context;
    Status     status = OK;

    if (writer->waiting_count + size > sizeof writer->waiting)
        status = flush(writer);
    if (status == OK && size > sizeof writer->waiting) {
        status = write_bytes(writer->file, bytes, size);
    } else if (status == OK) {
        memcpy(writer->waiting + writer->waiting_count, bytes, size);
        writer->waiting_count += size;
    }
    return status == OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

int pdf_temporary(void)
{
    const char *folder = getenv("TMPDIR");
    char        path[512];
    int         file;

    if (folder == NULL || snprintf(path, sizeof path, "%s/rapporteur-pdf-XXXXXX", folder) >= (int)sizeof path || (file = mkostemp(path, O_CLOEXEC)) < 0) {
        (void)snprintf(path, sizeof path, "/tmp/rapporteur-pdf-XXXXXX");
        file = mkostemp(path, O_CLOEXEC);
    }
    if (file >= 0)
        (void)unlink(path);
    return file;
}

static Status no_memory(PdfWriter *writer)
{
    return problem_set(writer->problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
}

/* ---- open and close ---- */

/* "2026-07-20": the only date that a document may say of itself. */
static bool is_date(Slice date)
{
    for (size_t i = 0; i < date.size; i++)
        if (i == 4 || i == 7 ? date.data[i] != '-' : date.data[i] < '0' || date.data[i] > '9')
            return false;
    return date.size == 10;
}

static void set_metadata(PdfWriter *writer)
{
    const Official *official = writer->official;
    char            date[32];

    (void)snprintf(date, sizeof date, "%.10sT00:00:00Z", is_date(official->issued) ? official->issued.data : "2000-01-01");
    cairo_pdf_surface_set_metadata(writer->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    pdf_words_reset(&writer->words);
    pdf_words_add(&writer->words, official->symbol);
    if (official->symbol.size != 0 && writer->short_title.size != 0)
        pdf_words_add(&writer->words, SLICE(", "));
    pdf_words_add(&writer->words, writer->short_title);
    buffer_add_byte(&writer->words.text, '\0');
    if (writer->words.text.status == OK && utf8_valid(buffer_slice(&writer->words.text)))
        cairo_pdf_surface_set_metadata(writer->surface, CAIRO_PDF_METADATA_TITLE, writer->words.text.data);
}

static Slice short_title(const Official *official)
{
    Slice title = official->title.size != 0 ? official->title : official->agenda_title.size != 0 ? official->agenda_title : official->adopted, number, line = title;

    (void)slice_line(&title, &line);
    return slice_part(line, pdf_body_number(line, &number), line.size);
}

static Status open_surface(PdfWriter *writer)
{
    writer->file = pdf_temporary();
    if (writer->file < 0)
        return problem_set(writer->problem, ERR_STORAGE, MSG("pdf.not_written"), NULL);
    writer->surface = cairo_pdf_surface_create_for_stream(take_bytes, writer, PAGE_WIDTH, PAGE_HEIGHT);
    writer->cairo = cairo_create(writer->surface);
    if (cairo_status(writer->cairo) != CAIRO_STATUS_SUCCESS)
        return problem_set(writer->problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    set_metadata(writer);
    return OK;
}

static Status open_writer(PdfWriter *writer)
{
    const Official *official = writer->official;

    pdf_words_init(&writer->words);
    pdf_words_init(&writer->note_words);
    buffer_init(&writer->rules, PDF_WORDS_MAX);
    writer->section_languages = memory_new_zeroed(1, 8);
    writer->section_capacity = 8;
    writer->section_count = 1; /* [0] is the front */
    writer->part_pages = memory_new_zeroed(official->part_count + 1, sizeof *writer->part_pages);
    if (writer->section_languages == NULL || writer->part_pages == NULL)
        return no_memory(writer);
    TRY(pdf_type_open(&writer->type, official->language, writer->problem));
    TRY(pdf_type_language(&writer->type, "en", false, &writer->symbol_language, writer->problem));
    writer->mirrored = writer->type.languages[0].right_to_left;
    writer->short_title = short_title(official);
    writer->y = BODY_TOP;
    return open_surface(writer);
}

static void close_writer(PdfWriter *writer)
{
    pdf_flow_clear(writer);
    pdf_type_free(&writer->block);
    pdf_words_clear(&writer->words);
    pdf_words_clear(&writer->note_words);
    if (writer->cairo != NULL)
        cairo_destroy(writer->cairo);
    if (writer->surface != NULL) {
        cairo_surface_finish(writer->surface);
        cairo_surface_destroy(writer->surface);
    }
    pdf_type_close(&writer->type);
    buffer_clear(&writer->rules);
    memory_free(writer->notes);
    memory_free(writer->glyphs);
    memory_free(writer->clusters);
    memory_free(writer->groups);
    memory_free(writer->elements);
    memory_free(writer->section_languages);
    memory_free(writer->rule_ends);
    memory_free(writer->part_pages);
    if (writer->file >= 0)
        (void)close(writer->file);
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

static Status write_all(PdfWriter *writer, const OfficialSink *sink)
{
    Arena        *arena = arena_new(TEXT_BYTES_MAX);
    OfficialLine *lines;
    size_t        count;
    PdfFinish     finish;
    Status        status = arena != NULL ? official_front(writer->official, arena, &lines, &count, writer->problem) : no_memory(writer);

    if (status == OK)
        status = open_writer(writer);
    if (status == OK)
        status = draw(writer, lines, count);
    if (status == OK)
        status = pdf_front_around(writer, &finish);
    arena_free(arena);
    TRY(status);
    cairo_surface_finish(writer->surface);
    if (cairo_surface_status(writer->surface) != CAIRO_STATUS_SUCCESS || flush(writer) != OK)
        return problem_set(writer->problem, ERR_STORAGE, MSG("pdf.not_written"), NULL);
    return pdf_finish(writer, &finish, sink);
}

Status pdf_write(const Official *official, const OfficialSink *sink, Problem *problem)
{
    PdfWriter *writer;
    Status     status;

    TRY(late_check(problem));
    writer = memory_new_zeroed(1, sizeof *writer);
    if (writer == NULL)
        return problem_set(problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
    writer->official = official;
    writer->problem = problem;
    writer->file = -1;
    status = write_all(writer, sink);
    close_writer(writer);
    memory_free(writer);
    return status;
}
