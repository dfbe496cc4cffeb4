/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines onto pages. A block's lines go onto the page at once; what waits are headings, for what follows them, and notes, for the end of their page.
 *
 * How many lines of a block a page takes: as many as fit above the notes of the page and those that these lines bring, but neither the first nor the last line of a block alone.
 * The last note that a line brings may begin here and go on at the foot of the next page. An empty page takes at least one line, so that the work always ends.
 *
 * Structure: a block is a child of the root, closed at the end of the page, as notes follow there. What goes on behind it is content of the same element.
 */
#include "format/pdf/pdf_internal.h"

#define NOTE_SHARE 0.6 /* of a page, for notes that come from the one before */
#define NOTES_HELD_MOST 250.0

static Status no_memory(PdfWriter *writer)
{
    return problem_set(writer->problem, ERR_MEMORY, status_face(ERR_MEMORY)->message, NULL);
}

double pdf_flow_x(const PdfWriter *writer, double start, double width)
{
    return writer->mirrored ? PAGE_WIDTH - start - width : start;
}

/* ---- a page ---- */

/* Without memory for it, 0; the file then has failed. */
uint32_t pdf_flow_page_object(PdfWriter *writer)
{
    if (writer->page_count == writer->page) {
        if (memory_reserve((void **)&writer->pages, &writer->page_capacity, writer->page_count + 1, sizeof *writer->pages) != OK) {
            pdf_file_fail(&writer->file, ERR_MEMORY);
            return 0;
        }
        writer->pages[writer->page_count++] = (PdfPage){pdf_file_number(&writer->file), pdf_file_number(&writer->file), pdf_file_number(&writer->file)};
    }
    return writer->pages[writer->page].object;
}

/* What is no word of the document is an artifact, which readers pass over. */
static void write_content(PdfWriter *writer, const PdfPage *page)
{
    PdfInk *ink = &writer->ink;

    pdf_ink_pause(writer);
    if (writer->rules.size != 0) {
        buffer_add(&ink->content, SLICE("/Artifact BMC\nq\n"));
        buffer_add(&ink->content, buffer_slice(&writer->rules));
        buffer_add(&ink->content, SLICE("Q\nEMC\n"));
    }
    pdf_file_fail(&writer->file, writer->rules.status != OK ? writer->rules.status : ink->content.status);
    pdf_file_stream(&writer->file, page->content, (Slice){NULL, 0}, buffer_slice(&ink->content));
    buffer_clear(&ink->content);
    pdf_ink_init(ink);
}

static void write_page(PdfWriter *writer)
{
    PdfPage  page;
    uint32_t key;
    Buffer   out;

    if (pdf_flow_page_object(writer) == 0)
        return;
    page = writer->pages[writer->page];
    write_content(writer, &page);
    key = pdf_tree_key(writer, 0);
    pdf_tree_page(writer, key);
    buffer_init(&out, PDF_WORDS_MAX);
    buffer_add_format(&out, "<</Type/Page/Parent %u 0 R/MediaBox[0 0 %.3f %.3f]/Resources %u 0 R/Contents[%u 0 R %u 0 R]/StructParents %u/Tabs/S", (unsigned)writer->pages_root, PAGE_WIDTH, PAGE_HEIGHT, (unsigned)writer->resources,
                      (unsigned)page.content, (unsigned)page.around, (unsigned)key);
    if (writer->links.size != 0) {
        buffer_add(&out, SLICE("/Annots["));
        buffer_add(&out, buffer_slice(&writer->links));
        buffer_add_byte(&out, ']');
    }
    buffer_add(&out, SLICE(">>"));
    pdf_file_object(&writer->file, page.object, &out);
    buffer_clear(&out);
    buffer_reset(&writer->links);
    buffer_reset(&writer->rules);
}

/* ---- ink ---- */

void pdf_flow_draw(PdfWriter *writer, const PdfBlock *block, size_t from, size_t to, double y)
{
    if (writer->counting)
        return;
    if (from == 0 && block->label != NULL) {
        pdf_run_line(writer, pango_layout_get_line(block->label, 0), block->label_x, y + block->ascent);
    }
    for (size_t i = from; i < to; i++, y += block->leading) {
        pdf_run_line(writer, block->lines[i].line, block->x + block->lines[i].x, y + block->ascent);
    }
}

void pdf_flow_entry(PdfWriter *writer, const PdfBlock *block)
{
    PdfBlock words = *block;

    words.label = NULL;
    pdf_flow_draw(writer, &words, 0, words.count, writer->y);
    if (writer->counting)
        return;
    pdf_run_line(writer, pango_layout_get_line(block->label, 0), block->label_x, writer->y + (double)(block->count - 1) * block->leading + block->ascent);
}

void pdf_flow_rule(PdfWriter *writer, double x1, double y1, double x2, double y2, double width)
{
    if (!writer->counting)
        buffer_add_format(&writer->rules, "%.2f w %.2f %.2f m %.2f %.2f l S\n", width, x1, PAGE_HEIGHT - y1, x2, PAGE_HEIGHT - y2);
}

void pdf_flow_dots(PdfWriter *writer, double x1, double x2, double y)
{
    if (!writer->counting && x2 - x1 > 6)
        buffer_add_format(&writer->rules, "q 0.8 w 1 J [0 4] 0 d %.2f %.2f m %.2f %.2f l S Q\n", x1, PAGE_HEIGHT - y, x2, PAGE_HEIGHT - y);
}

/* ---- notes ---- */

double pdf_flow_room(const PdfWriter *writer)
{
    return BODY_BOTTOM - writer->notes_height - writer->y;
}

static double note_gap(const PdfWriter *writer)
{
    return writer->note_count == 0 ? NOTE_GAP : 0;
}

double pdf_flow_note_height(const PdfWriter *writer, const PdfBlock *block, size_t from, size_t to)
{
    double height = 0;

    for (size_t i = 0; i < block->note_count; i++)
        if (block->notes[i].line >= from && block->notes[i].line < to)
            height += (height == 0 ? note_gap(writer) : 0) + (double)block->notes[i].block.count * block->notes[i].block.leading;
    return height;
}

/* What of a note can be set into `room`, and takes it from there. */
static Status take_note(PdfWriter *writer, PdfNote *note, double room)
{
    size_t left = note->block.count - note->from, fit = room > 0 ? (size_t)(room / note->block.leading + 0.01) : 0;

    if (memory_reserve((void **)&writer->notes, &writer->note_capacity, writer->note_count + 1, sizeof *writer->notes) != OK)
        return no_memory(writer);
    note->to = note->from + (fit < left ? fit : left);
    writer->notes_height += note_gap(writer) + (double)(note->to - note->from) * note->block.leading;
    writer->full = writer->full || note->to < note->block.count;
    writer->notes[writer->note_count++] = *note;
    note->block = (PdfBlock){.layout = NULL};
    return OK;
}

Status pdf_flow_notes(PdfWriter *writer, PdfBlock *block, size_t from, size_t to)
{
    for (size_t i = 0; i < block->note_count; i++)
        if (block->notes[i].line >= from && block->notes[i].line < to && block->notes[i].block.layout != NULL)
            TRY(take_note(writer, &block->notes[i], pdf_flow_room(writer) - note_gap(writer)));
    return OK;
}

static Status draw_notes(PdfWriter *writer)
{
    double   y = BODY_BOTTOM - writer->notes_height + NOTE_GAP, x = pdf_flow_x(writer, BODY_START - STEP, 72);
    uint32_t section = writer->section;

    if (writer->note_count != 0)
        pdf_flow_rule(writer, x, y - 6, x + 72, y - 6, 0.5);
    for (size_t i = 0; i < writer->note_count; i++) {
        PdfNote *note = &writer->notes[i];

        if (note->to == note->from)
            continue;
        writer->section = note->section;
        TRY(pdf_tree_open(writer, "Note", note->block.language, note->from != 0 || note->piece ? writer->note_element : NO_ELEMENT, &writer->note_element));
        pdf_flow_draw(writer, &note->block, note->from, note->to, y);
        pdf_tree_close(writer);
        y += (double)(note->to - note->from) * note->block.leading;
    }
    writer->section = section;
    return OK;
}

/* What did not fit goes to the foot of the next page; the rest is done with. */
static Status carry_notes(PdfWriter *writer)
{
    size_t count = writer->note_count, kept = 0;

    writer->notes_height = 0;
    for (size_t i = 0; i < count; i++) {
        PdfNote *note = &writer->notes[i];

        if (note->to == note->block.count) {
            pdf_type_free(&note->block);
        } else {
            note->from = note->to;
            writer->notes[kept++] = *note;
        }
    }
    writer->note_count = 0;
    for (size_t i = 0; i < kept; i++) {
        PdfNote note = writer->notes[i];

        TRY(take_note(writer, &note, (BODY_BOTTOM - BODY_TOP) * NOTE_SHARE - writer->notes_height - note_gap(writer)));
    }
    writer->full = false; /* there is always room for a line above what was carried */
    return OK;
}

/* ---- pages ---- */

static Status end_page(PdfWriter *writer)
{
    TRY(draw_notes(writer));
    if (!writer->counting) {
        write_page(writer);
        TRY(writer->file.status);
    }
    writer->page++;
    writer->y = BODY_TOP;
    writer->used = false;
    return carry_notes(writer);
}

Status pdf_flow_page(PdfWriter *writer)
{
    TRY(pdf_flow_need(writer, 0));
    return end_page(writer);
}

Status pdf_flow_end(PdfWriter *writer)
{
    TRY(pdf_flow_need(writer, 0));
    do
        TRY(end_page(writer));
    while (writer->note_count != 0);
    return OK;
}

/* ---- blocks ---- */

/* How many lines from `from` on the page takes from `y` on; and that is no more than leaves neither first nor last line alone. */
static size_t lines_that_fit(const PdfWriter *writer, const PdfBlock *block, size_t from, double y, bool whole, bool any)
{
    double bottom = BODY_BOTTOM - writer->notes_height;
    double notes = 0;
    size_t fit = 0, left = block->count - from, note = 0;

    if (writer->full)
        return 0;
    while (note < block->note_count && block->notes[note].line < from)
        note++;
    while (fit < left) {
        double least = 0, all = 0, gap = notes == 0 ? note_gap(writer) : 0;
        size_t next = note;

        for (; next < block->note_count && block->notes[next].line == from + fit; next++) {
            const PdfBlock *one = &block->notes[next].block;

            least = gap + all + (one->count > 2 ? 2 : (double)one->count) * one->leading;
            all += (double)one->count * one->leading;
        }
        if (y + (double)(fit + 1) * block->leading + notes + least > bottom + 0.01)
            break;
        fit++;
        if (next > note)
            notes += gap + all;
        note = next;
        if (y + (double)fit * block->leading + notes > bottom + 0.01)
            break; /* the last note is cut: the page is full */
    }
    if (any)
        return fit;
    if (fit < left && whole && from == 0)
        return 0;
    if (fit + 1 == left && left > 1)
        fit--;
    return fit == 1 && left > 1 && from == 0 ? 0 : fit;
}

static Status draw_lines(PdfWriter *writer, PdfBlock *block, size_t from, size_t to, const char *tag, uint32_t continues, uint32_t *element)
{
    TRY(pdf_tree_open(writer, tag, block->language, continues, element));
    pdf_flow_draw(writer, block, from, to, writer->y);
    pdf_tree_close(writer);
    writer->y += (double)(to - from) * block->leading;
    writer->used = true;
    return pdf_flow_notes(writer, block, from, to);
}

/* With their notes, but that no note keeps a heading from a page. */
static double held_height(const PdfWriter *writer)
{
    double height = 0, notes = 0;

    for (size_t i = 0; i < writer->held_count; i++) {
        height += (i == 0 && !writer->used ? 0 : writer->held_wish[i].before) + (double)writer->held[i].count * writer->held[i].leading;
        notes += pdf_flow_note_height(writer, &writer->held[i], 0, writer->held[i].count);
    }
    return height + (notes < NOTES_HELD_MOST ? notes : NOTES_HELD_MOST);
}

static Status draw_heading(PdfWriter *writer, size_t which)
{
    PdfBlock             *block = &writer->held[which];
    const struct PdfHeld *wish = &writer->held_wish[which];

    writer->y += writer->used ? wish->before : 0;
    if (wish->part != SIZE_MAX)
        writer->part_places[wish->part] = (PdfPlaceOnPage){writer->page, writer->y};
    return draw_lines(writer, block, 0, block->count, wish->tag, NO_ELEMENT, NULL);
}

/* The title is taken over. */
static Status enter_outline(PdfWriter *writer, struct PdfHeld *wish, double y)
{
    if (writer->counting || !wish->entered || writer->outline_count >= PDF_OUTLINE_MAX)
        return OK;
    if (memory_reserve((void **)&writer->outlines, &writer->outline_capacity, writer->outline_count + 1, sizeof *writer->outlines) != OK)
        return no_memory(writer);
    writer->outlines[writer->outline_count++] = (PdfOutline){.at = {writer->page, y}, .level = wish->level, .title = wish->title};
    wish->title = NULL;
    return OK;
}

/* A heading belongs to the section in which it was said, however late it is drawn. */
static Status draw_held(PdfWriter *writer, size_t which)
{
    uint32_t section = writer->section;
    Status   status;

    writer->section = writer->held_wish[which].section;
    status = enter_outline(writer, &writer->held_wish[which], writer->y + (writer->used ? writer->held_wish[which].before : 0));
    if (status == OK)
        status = draw_heading(writer, which);
    writer->section = section;
    return status;
}

static void drop_held(PdfWriter *writer)
{
    for (size_t i = 0; i < writer->held_count; i++) {
        pdf_type_free(&writer->held[i]);
        memory_free(writer->held_wish[i].title);
    }
    writer->held_count = 0;
}

Status pdf_flow_need(PdfWriter *writer, double height)
{
    Status status = OK;

    if (writer->used && (writer->full || writer->y + held_height(writer) + height > BODY_BOTTOM - writer->notes_height + 0.01))
        status = end_page(writer);
    for (size_t i = 0; status == OK && i < writer->held_count; i++)
        status = draw_held(writer, i);
    drop_held(writer);
    return status;
}

void pdf_flow_clear(PdfWriter *writer)
{
    drop_held(writer);
    for (size_t i = 0; i < writer->note_count; i++)
        pdf_type_free(&writer->notes[i].block);
    writer->note_count = 0;
}

Status pdf_flow_heading(PdfWriter *writer, PdfBlock *block, int level, double before, size_t part, Slice title)
{
    struct PdfHeld *wish;

    if (writer->held_count == PDF_HELD_MAX || held_height(writer) > (BODY_BOTTOM - BODY_TOP) / 3)
        TRY(pdf_flow_need(writer, 0));
    wish = &writer->held_wish[writer->held_count];
    *wish = (struct PdfHeld){.before = before, .part = part, .section = writer->section, .entered = level != 0 && title.size != 0, .level = level < 7 ? level : 7, .title = memory_new(title.size + 1)};
    if (wish->title == NULL)
        return no_memory(writer);
    if (title.size != 0)
        memcpy(wish->title, title.data, title.size);
    wish->title[title.size] = '\0';
    (void)snprintf(wish->tag, sizeof wish->tag, level == 0 ? "P" : "H%d", level > 6 ? 6 : level);
    writer->held[writer->held_count++] = *block;
    *block = (PdfBlock){.layout = NULL};
    return OK;
}

Status pdf_flow_block(PdfWriter *writer, PdfBlock *block, const PdfWish *wish)
{
    size_t   from = 0;
    uint32_t first = wish->continues ? writer->block_element : NO_ELEMENT;

    while (from < block->count) {
        double before = from == 0 && (writer->used || writer->held_count != 0) ? wish->before : 0;
        double top = writer->y + (from == 0 ? held_height(writer) : 0) + before;
        size_t fit = lines_that_fit(writer, block, from, top, wish->whole, false);

        if (fit == 0 && (writer->used || writer->full)) {
            TRY(end_page(writer));
            continue;
        }
        if (from == 0 && writer->held_count != 0) {
            TRY(pdf_flow_need(writer, 0));
            fit = lines_that_fit(writer, block, 0, writer->y + before, wish->whole, false);
            if (fit == 0)
                continue; /* the notes of the headings took more than was kept for them */
        }
        writer->y += before;
        if (fit == 0)
            fit = lines_that_fit(writer, block, from, writer->y, false, true);
        fit = fit != 0 ? fit : 1;
        TRY(draw_lines(writer, block, from, from + fit, wish->tag, first, &first));
        from += fit;
        if (from < block->count)
            TRY(end_page(writer));
    }
    writer->block_element = first;
    return OK;
}
