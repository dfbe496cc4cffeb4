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

/* A paragraph mark shows as a pilcrow, an object or the mark of a note as an asterisk, a line break as a space. */
static size_t print_character(Slice words, size_t at, Buffer *out)
{
    if (at + 3 <= words.size && memcmp(words.data + at, "\xE2\x80\xA9", 3) == 0) {
        buffer_add_string(out, "\xC2\xB6");
        return at + 3;
    }
    if (at + 3 <= words.size && memcmp(words.data + at, "\xEF\xBF\xBC", 3) == 0) {
        buffer_add_string(out, "*");
        return at + 3;
    }
    buffer_add_byte(out, words.data[at] == '\n' ? ' ' : words.data[at]);
    return at + 1;
}

static void print_words(Slice words, Buffer *out)
{
    for (size_t at = 0; at < words.size;) {
        size_t end = ascii_run(words, at);

        buffer_add(out, slice_part(words, at, end));
        at = end < words.size ? print_character(words, end, out) : end;
    }
}

/* The words of a note or box that comes or goes, behind its mark: they stand nowhere else. */
static void print_story(AnchorKind kind, const Paragraph *story, uint32_t count, Buffer *out)
{
    Buffer words;

    if (count == 0)
        return;
    buffer_init(&words, TEXT_BYTES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        buffer_add_string(&words, i != 0 ? " \xC2\xB6 " : "");
        print_words(slice_trim(story[i].text), &words);
    }
    buffer_add_byte(&words, '\0');
    buffer_add_byte(out, ' ');
    if (words.status == OK)
        message_print(out, kind == ANCHOR_BOX ? MSG("plain.box") : MSG("plain.note"), "text", words.data, NULL);
    buffer_clear(&words);
}

static void print_new_words(Slice words, const NewAnchor *anchors, uint32_t count, Buffer *out)
{
    uint32_t anchor = 0;

    for (size_t at = 0; at < words.size;) {
        bool object = anchor < count && anchors[anchor].anchor.at == at;

        at = print_character(words, at, out);
        if (object) {
            print_story(anchors[anchor].anchor.kind, anchors[anchor].story, anchors[anchor].story_count, out);
            anchor++;
        }
    }
}

static void print_story_of_base(const Text *base, const Anchor *anchor, Buffer *out)
{
    for (size_t i = 0; anchor->story != 0 && i < base->count; i++)
        if (base->paragraphs[i].story == anchor->story)
            print_story(anchor->kind, &base->paragraphs[i], 1, out);
}

/* Words from..to of the base's paragraph, which go. */
static void print_old_words(const Text *base, uint32_t paragraph, uint32_t from, uint32_t to, Buffer *out)
{
    const Paragraph *of = &base->paragraphs[paragraph];
    Slice            words = slice_part(of->text, 0, to < of->text.size ? to : of->text.size);
    uint32_t         anchor = 0;

    for (size_t at = from; at < words.size;) {
        size_t next = print_character(words, at, out);

        while (anchor < of->anchor_count && of->anchors[anchor].at < at)
            anchor++;
        if (anchor < of->anchor_count && of->anchors[anchor].at == at)
            print_story_of_base(base, &of->anchors[anchor], out);
        at = next;
    }
    if (to > of->text.size)
        buffer_add_string(out, "\xC2\xB6");
}

/* Between the pens of what goes and what comes. */
static void pen(bool inserted, bool colour, bool end, Buffer *out)
{
    buffer_add_string(out, pens[(colour ? 2 : 0) + inserted][end]);
}

static void mark_new(Slice words, const NewAnchor *anchors, uint32_t count, bool colour, Buffer *out)
{
    if (words.size == 0)
        return;
    pen(true, colour, false, out);
    print_new_words(words, anchors, count, out);
    pen(true, colour, true, out);
}

static void mark_old(const Text *base, uint32_t paragraph, uint32_t from, uint32_t to, bool colour, Buffer *out)
{
    if (from == to)
        return;
    pen(false, colour, false, out);
    print_old_words(base, paragraph, from, to, out);
    pen(false, colour, true, out);
}

static void print_label(const Paragraph *paragraph, Buffer *out)
{
    if (paragraph->label.size == 0 || paragraph->label_in_text)
        return;
    buffer_add(out, paragraph->label);
    buffer_add_byte(out, ' ');
}

/* A whole paragraph comes or goes: where it is empty, its mark is what shows. */
static void print_unit(const Change *change, bool colour, Buffer *out)
{
    uint32_t anchor = 0;

    for (uint32_t k = 0; k < change->unit.paragraph_count; k++) {
        const Paragraph *paragraph = &change->unit.paragraphs[k];

        if (change->op == CHANGE_MOVE)
            message_print(out, MSG("redline.moved_here"), NULL);
        mark_new(paragraph->text.size != 0 ? paragraph->text : SLICE("\xE2\x80\xA9"), change->unit.anchors + anchor, paragraph->anchor_count, colour, out);
        anchor += paragraph->anchor_count;
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
            mark_old(base, index, 0, size != 0 ? size : 1, colour, out);
            at = size;
        } else if (change->op == CHANGE_REPLACE) {
            print_words(slice_part(paragraph->text, at < change->start ? at : change->start, change->start < size ? change->start : size), out);
            mark_old(base, index, change->start, change->end, colour, out);
            mark_new(change->now, change->anchors, change->anchor_count, colour, out);
            at = change->end < size ? change->end : size;
        }
    }
    print_words(slice_part(paragraph->text, at, size), out);
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
    print_new_words(variant->text, variant->anchors, variant->anchor_count, out);
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
        print_words(slice_part(text, at, start), out);
    buffer_add_byte(out, '[');
    print_words(slice_part(text, start, end), out);
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
        uint32_t          anchor = 0;

        for (uint32_t k = 0; k < placed->unit->paragraph_count; k++) {
            const Paragraph *of = &placed->unit->paragraphs[k];

            buffer_add(out, placed->label);
            buffer_add_string(out, ". [");
            print_new_words(of->text, placed->unit->anchors + anchor, of->anchor_count, out);
            anchor += of->anchor_count;
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
        print_words(slice_part(paragraph->text, at < paragraph->text.size ? at : paragraph->text.size, paragraph->text.size), out);
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
