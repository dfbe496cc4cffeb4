/* SPDX-License-Identifier: Apache-2.0
 *
 * A redline of two texts in every form, and compilations as .docx and as plain text.
 */
#include <unistd.h>

#include "cli/work_internal.h"
#include "format/akn/akn.h"
#include "format/docx/docx_write.h"
#include "format/html/html.h"

Status redline_make(Redline *redline, const Text *revised, Slice name, Problem *problem)
{
    Submission submission = {.name = name};

    redline->comparer = comparer_new(redline->base);
    if (redline->comparer == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    TRY(amendment_between(redline->comparer, revised, &redline->amendment, problem));
    submission.amendment = redline->amendment;
    return compilation_make(redline->base, &submission, 1, &redline->compilation, problem);
}

void redline_clear(Redline *redline, bool with_base)
{
    compilation_free(redline->compilation);
    amendment_free(redline->amendment);
    comparer_free(redline->comparer);
    if (with_base)
        text_free(redline->base);
    *redline = (Redline){0};
}

/* ---- plain ---- */

static const char *const pens[][2] = {{"[-", "-]"}, {"{+", "+}"}, {"\033[31;9m", "\033[0m"}, {"\033[32;4m", "\033[0m"}};

static void mark(Slice words, bool inserted, bool colour, Buffer *out)
{
    const char *const *pen = pens[(colour ? 2 : 0) + inserted];

    if (words.size == 0)
        return;
    buffer_add_string(out, pen[0]);
    for (size_t i = 0; i < words.size; i++) {
        if (i + 3 <= words.size && memcmp(words.data + i, "\xE2\x80\xA9", 3) == 0) {
            buffer_add_string(out, "\xC2\xB6");
            i += 2;
        } else if (i + 3 <= words.size && memcmp(words.data + i, "\xEF\xBF\xBC", 3) == 0) {
            buffer_add_string(out, "*");
            i += 2;
        } else {
            buffer_add_byte(out, words.data[i] == '\n' ? ' ' : words.data[i]);
        }
    }
    buffer_add_string(out, pen[1]);
}

static void print_label(const Paragraph *paragraph, Buffer *out)
{
    if (paragraph->label.size == 0 || paragraph->label_in_text)
        return;
    buffer_add(out, paragraph->label);
    buffer_add_byte(out, ' ');
}

static void print_unit(const Change *change, bool colour, Buffer *out)
{
    for (uint32_t k = 0; k < change->unit.paragraph_count; k++) {
        if (change->op == CHANGE_MOVE)
            message_print(out, MSG("redline.moved_here"), NULL);
        mark(change->unit.paragraphs[k].text, true, colour, out);
        buffer_add_byte(out, '\n');
    }
}

/* The changes are in order of place: those of one paragraph stand together, from *at on. */
static void print_paragraph(const Amendment *amendment, const Text *base, uint32_t index, size_t *at_change, bool colour, Buffer *out)
{
    const Paragraph *paragraph = &base->paragraphs[index];
    uint32_t         at = 0, size = (uint32_t)paragraph->text.size;
    size_t           start = out->size, i = *at_change;
    bool             touched = false;

    print_label(paragraph, out);
    for (; i < amendment->count && amendment->changes[i].op != CHANGE_INSERT && amendment->changes[i].paragraph == index; i++) {
        const Change *change = &amendment->changes[i];

        touched = touched || change->op != CHANGE_FORMAT;
        if (change->op == CHANGE_DELETE || change->op == CHANGE_MOVE) {
            if (change->op == CHANGE_MOVE)
                message_print(out, MSG("redline.moved_away"), NULL);
            mark(paragraph->text, false, colour, out);
            at = size;
        } else if (change->op == CHANGE_REPLACE) {
            buffer_add(out, slice_part(paragraph->text, at < change->start ? at : change->start, change->start < size ? change->start : size));
            mark(change->was, false, colour, out);
            mark(change->now, true, colour, out);
            at = change->end < size ? change->end : size;
        }
    }
    buffer_add(out, slice_part(paragraph->text, at, size));
    buffer_add_byte(out, '\n');
    if (!touched)
        out->size = start;
    *at_change = i;
}

/* Units by the paragraph they come after: `moves` has the moved ones, which stand in the list where they came from. */
static void print_units(const Amendment *amendment, int32_t after, size_t *at_change, const Change *const *moves, size_t move_count, bool colour, Buffer *out)
{
    for (size_t k = 0; k < move_count; k++)
        if (moves[k]->after == after)
            print_unit(moves[k], colour, out);
    for (; *at_change < amendment->count && amendment->changes[*at_change].op == CHANGE_INSERT && amendment->changes[*at_change].after == after; (*at_change)++)
        print_unit(&amendment->changes[*at_change], colour, out);
}

void redline_print_plain(const Redline *redline, bool colour, Buffer *out)
{
    const Amendment *amendment = redline->amendment;
    const Change   **moves = memory_new((amendment->count + 1) * sizeof *moves);
    size_t           move_count = 0, at = 0;

    for (size_t i = 0; moves != NULL && i < amendment->count; i++)
        if (amendment->changes[i].op == CHANGE_MOVE)
            moves[move_count++] = &amendment->changes[i];
    print_units(amendment, BEFORE_FIRST, &at, moves, move_count, colour, out);
    for (uint32_t i = 0; i < redline->base->count; i++) {
        if (at < amendment->count && amendment->changes[at].op != CHANGE_INSERT && amendment->changes[at].paragraph == i)
            print_paragraph(amendment, redline->base, i, &at, colour, out);
        print_units(amendment, (int32_t)i, &at, moves, move_count, colour, out);
    }
    memory_free(moves);
}

static void print_names(const Compilation *compilation, PartySet by, Buffer *out)
{
    buffer_add_string(out, " (");
    party_set_print(compilation, by, "; ", 0, out);
    buffer_add_byte(out, ')');
}

static void print_wording(const Compilation *compilation, const Variant *variant, Buffer *out)
{
    for (size_t i = 0; i < variant->text.size; i++) {
        if (i + 3 <= variant->text.size && memcmp(variant->text.data + i, "\xE2\x80\xA9", 3) == 0) {
            buffer_add_string(out, "\xC2\xB6");
            i += 2;
        } else {
            buffer_add_byte(out, variant->text.data[i] == '\n' ? ' ' : variant->text.data[i]);
        }
    }
    if (variant->text.size == 0)
        message_print(out, MSG("brackets.delete"), NULL);
    print_names(compilation, variant->by, out);
}

static size_t print_place(const Compilation *compilation, size_t index, uint32_t paragraph, size_t at, Buffer *out)
{
    const Place *place = &compilation->places[index];
    Slice        text = compilation->base->paragraphs[paragraph].text;
    size_t       start = place->start < text.size ? place->start : text.size, end = place->end < text.size ? place->end : text.size;

    if (place->end_paragraph != paragraph)
        end = text.size;
    if (start > at)
        buffer_add(out, slice_part(text, at, start));
    buffer_add_byte(out, '[');
    buffer_add(out, slice_part(text, start, end));
    for (uint32_t i = 0; i < place->variant_count; i++) {
        if (i != 0 || end > start)
            buffer_add_string(out, " / ");
        print_wording(compilation, &place->variants[i], out);
    }
    buffer_add_byte(out, ']');
    return end;
}

static void print_new_units(const Compilation *compilation, int32_t after, size_t *unit, Buffer *out)
{
    for (; *unit < compilation->unit_count && compilation->units[*unit].after <= after; (*unit)++) {
        const PlacedUnit *placed = &compilation->units[*unit];

        for (uint32_t k = 0; k < placed->unit->paragraph_count; k++) {
            buffer_add(out, placed->label);
            buffer_add_string(out, ". [");
            paragraph_print_plain(&placed->unit->paragraphs[k], out);
            buffer_add_byte(out, ']');
            print_names(compilation, placed->by, out);
            buffer_add_byte(out, '\n');
        }
    }
}

void compilation_print_plain(const Compilation *compilation, Buffer *out)
{
    size_t place = 0, unit = 0;

    print_new_units(compilation, BEFORE_FIRST, &unit, out);
    for (uint32_t i = 0; i < compilation->base->count; i++) {
        const Paragraph *paragraph = &compilation->base->paragraphs[i];
        size_t           at = 0;

        if (compilation->layers[i].deleted_by.count != 0) {
            buffer_add_byte(out, '[');
            party_set_print(compilation, compilation->layers[i].deleted_by, "; ", 0, out);
            buffer_add_string(out, ": ");
            message_print(out, MSG("brackets.delete"), NULL);
            buffer_add_string(out, "] ");
        }
        print_label(paragraph, out);
        for (; place < compilation->place_count && compilation->places[place].paragraph == i; place++)
            at = print_place(compilation, place, i, at, out);
        buffer_add(out, slice_part(paragraph->text, at < paragraph->text.size ? at : paragraph->text.size, paragraph->text.size));
        buffer_add_byte(out, '\n');
        print_new_units(compilation, (int32_t)i, &unit, out);
    }
}

/* ---- .docx ---- */

Status compilation_print_docx(const Compilation *compilation, Source *base, DocxViewMode mode, bool brackets, Buffer *out, Problem *problem)
{
    DocxView         view = {.mode = mode};
    DocxWriteOptions options = {.marks = brackets ? DOCX_BRACKETS : DOCX_TRACKED, .view = &view, .custom = !brackets && compilation->party_count != 0};

    REQUIRE(base->docx != NULL);
    return docx_write(base->docx, compilation->base, compilation, &options, out, problem);
}

Status redline_print(const Redline *redline, Source *source, DocxViewMode mode, OutputKind kind, const char *old_name, const char *new_name, Buffer *out,
                     Problem *problem)
{
    HtmlOptions html = {.kind = HTML_REDLINE, .old_name = old_name, .new_name = new_name};

    switch (kind) {
    case OUTPUT_HTML: return html_write_compilation(redline->compilation, &html, out, problem);
    case OUTPUT_JSON: return compilation_encode(redline->compilation, out, problem);
    case OUTPUT_AKN: return akn_write_compilation(redline->compilation, out, problem);
    case OUTPUT_DOCX:
        return compilation_print_docx(redline->compilation, source, mode, false, out, problem);
    default: redline_print_plain(redline, isatty(STDOUT_FILENO) && kind == OUTPUT_NONE, out); return out->status;
    }
}
