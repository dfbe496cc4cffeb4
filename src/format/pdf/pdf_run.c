/* SPDX-License-Identifier: Apache-2.0
 *
 * One line as ink and as text: which glyph says what, and in which order, so that what a reader copies or hears from a page is what was written.
 *
 * - A cluster is said by its letter's glyph; what else it has (a dot apart, a stroke) is drawn as an outline, which says nothing.
 * - The space at which a line was broken has no glyph, and is not said: readers know that a line ends between words.
 * - Runs of both directions are drawn in the order in which they are read, and so are the letters of a run of Arabic.
 * - In Arabic, a mark stands beside its letter's origin, and the alef of a lam-alef upon the lam's. Readers that go by places read both in the wrong order. So the ink of such a glyph is drawn
 *   as an outline, and its character said where it is read: behind its letter, by the glyph itself, hidden.
 */
#include "format/pdf/pdf_internal.h"

#define BEHIND 0.1       /* so much further to the left than its letter is what is read behind it */

typedef struct Run {
    PdfWriter            *writer;
    const char           *text; /* of the run */
    const PangoGlyphItem *item;
    const PdfFontUse     *use;
    double                x, y;
} Run;

struct PdfGlyph {
    uint32_t glyph;
    double   x, y;
};

/* A letter with its marks: characters, and its glyphs of the run's from left to right. */
struct PdfGroup {
    uint32_t begin, end;
    uint32_t first, count;
    bool     apart; /* its glyphs do not stand in the order in which they are read */
};

static double points(int units)
{
    return (double)units / PANGO_SCALE;
}

static size_t characters(const char *text, size_t begin, size_t end)
{
    return utf8_count((Slice){text + begin, end - begin});
}

/* ---- what is read elsewhere than it stands ---- */

/* Glyphs from left to right are characters from the last to the first. Where there are more glyphs than characters, dots of the letter stand between it and its marks. */
static void draw_apart(Run *run, const struct PdfGroup *group)
{
    const struct PdfGlyph *glyphs = run->writer->glyphs + group->first, *letter = &glyphs[group->count - 1];
    size_t                 at = group->begin, begin = at;

    (void)utf8_next((Slice){run->text, group->end}, &at);
    pdf_ink_glyph(run->writer, run->use, letter->glyph, (Slice){run->text + begin, at - begin}, letter->x, letter->y, false);
    for (size_t mark = characters(run->text, begin, group->end) - 1, place = 0; at < group->end; mark--, place++) {
        const struct PdfGlyph *said = &glyphs[mark - 1];
        double                 half = pdf_font_width(run->use->font, said->glyph) * run->use->size / 2000;

        begin = at;
        (void)utf8_next((Slice){run->text, group->end}, &at);
        pdf_ink_glyph(run->writer, run->use, said->glyph, (Slice){run->text + begin, at - begin}, letter->x - BEHIND * (double)(place + 1) - half, run->y, true);
    }
}

static uint32_t rune_at(Slice text, size_t at)
{
    return at < text.size ? utf8_next(text, &at) : 0;
}

static bool is_alef(uint32_t rune)
{
    return rune == 0x622 || rune == 0x623 || rune == 0x625 || rune == 0x627;
}

/* Harakat and what else stands above or below an Arabic letter. */
static bool is_mark(uint32_t rune)
{
    return (rune >= 0x64B && rune <= 0x65F) || rune == 0x670 || (rune >= 0x610 && rune <= 0x61A) || (rune >= 0x6D6 && rune <= 0x6ED && rune != 0x6DD && rune != 0x6DE && rune != 0x6E5 && rune != 0x6E6 && rune != 0x6E9);
}

/* ---- a run ---- */

/* Behind the glyphs of the cluster that begins at `first`, and of those to its right that are marks with their letter. */
static size_t behind_letter(const PangoGlyphString *glyphs, Slice text, size_t first)
{
    size_t count = (size_t)glyphs->num_glyphs, at = first;

    for (;;) {
        int cluster = glyphs->log_clusters[at];

        while (at < count && glyphs->log_clusters[at] == cluster)
            at++;
        if (at == count || !is_mark(rune_at(text, (size_t)cluster)))
            return at;
    }
}

/* Where the letter's characters begin whose leftmost glyph is at `first`, and the glyph behind its last. A lam and its alef are one. */
static size_t group_at(const Run *run, size_t first, size_t end, size_t *behind)
{
    const PangoGlyphString *glyphs = run->item->glyphs;
    Slice                   text = {run->text, end};
    size_t                  next;

    *behind = behind_letter(glyphs, text, first);
    if (is_alef(rune_at(text, (size_t)glyphs->log_clusters[*behind - 1])) && *behind < (size_t)glyphs->num_glyphs) {
        next = behind_letter(glyphs, text, *behind);
        if (rune_at(text, (size_t)glyphs->log_clusters[next - 1]) == 0x644)
            *behind = next;
    }
    return (size_t)glyphs->log_clusters[*behind - 1];
}

static uint32_t glyph_of(const PangoGlyphInfo *info)
{
    return (info->glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0 ? 0 : info->glyph; /* the sign that every face has for what it has not */
}

static size_t take_glyphs(Run *run, size_t first, size_t behind, struct PdfGlyph *out)
{
    const PangoGlyphString *glyphs = run->item->glyphs;
    size_t                  count = 0;

    for (size_t i = first; i < behind; i++) {
        const PangoGlyphInfo *glyph = &glyphs->glyphs[i];

        if (glyph->glyph != PANGO_GLYPH_EMPTY)
            out[count++] = (struct PdfGlyph){glyph_of(glyph), run->x + points(glyph->geometry.x_offset), run->y + points(glyph->geometry.y_offset)};
        run->x += points(glyph->geometry.width);
    }
    return count;
}

/* All letters of the run, from left to right. */
static bool gather(Run *run)
{
    PdfWriter              *writer = run->writer;
    const PangoGlyphString *glyphs = run->item->glyphs;
    size_t                  end = (size_t)run->item->item->length, begin;

    writer->glyph_count = writer->group_count = 0;
    if (memory_reserve((void **)&writer->glyphs, &writer->glyph_capacity, (size_t)glyphs->num_glyphs + 1, sizeof *writer->glyphs) != OK ||
        memory_reserve((void **)&writer->groups, &writer->group_capacity, (size_t)glyphs->num_glyphs + 1, sizeof *writer->groups) != OK) {
        pdf_file_fail(&writer->file, ERR_MEMORY);
        return false;
    }
    for (size_t first = 0, behind; first < (size_t)glyphs->num_glyphs; first = behind, end = begin) {
        size_t count, chars;

        begin = group_at(run, first, end, &behind);
        if (begin >= end)
            return false;
        count = take_glyphs(run, first, behind, writer->glyphs + writer->glyph_count);
        chars = characters(run->text, begin, end);
        if (count != 0)
            writer->groups[writer->group_count++] = (struct PdfGroup){(uint32_t)begin, (uint32_t)end, (uint32_t)writer->glyph_count, (uint32_t)count, chars > 1 && chars <= count};
        writer->glyph_count += count;
    }
    return true;
}

/* In the order in which they are read, which is from right to left; what stands upon letters afterwards, as it interrupts a string. */
static void draw_groups(Run *run)
{
    const struct PdfGlyph *glyphs = run->writer->glyphs;

    for (size_t i = run->writer->group_count; i-- > 0;) {
        const struct PdfGroup *group = &run->writer->groups[i];
        const struct PdfGlyph *letter = &glyphs[group->first + group->count - 1];

        if (group->apart)
            draw_apart(run, group);
        else
            pdf_ink_glyph(run->writer, run->use, letter->glyph, (Slice){run->text + group->begin, group->end - group->begin}, letter->x, letter->y, false);
    }
    for (size_t i = 0; i < run->writer->group_count; i++) {
        const struct PdfGroup *group = &run->writer->groups[i];

        for (uint32_t k = 0; k + 1 < group->count; k++)
            pdf_ink_outline(run->writer, run->use, glyphs[group->first + k].glyph, glyphs[group->first + k].x, glyphs[group->first + k].y);
    }
}

/* From left to right, a cluster at a time. */
static void draw_forward(Run *run)
{
    const PangoGlyphString *glyphs = run->item->glyphs;
    int                     count = glyphs->num_glyphs, length = run->item->item->length;

    for (int i = 0, next; i < count; i = next) {
        int  begin = glyphs->log_clusters[i], end;
        bool said = false;

        for (next = i + 1; next < count && glyphs->log_clusters[next] == begin; next++)
            ;
        end = next < count ? glyphs->log_clusters[next] : length;
        for (int k = i; k < next; k++) {
            const PangoGlyphInfo *info = &glyphs->glyphs[k];
            double                x = run->x + points(info->geometry.x_offset), y = run->y + points(info->geometry.y_offset);

            run->x += points(info->geometry.width);
            if (info->glyph == PANGO_GLYPH_EMPTY || end <= begin)
                continue;
            if (said)
                pdf_ink_outline(run->writer, run->use, glyph_of(info), x, y);
            else
                pdf_ink_glyph(run->writer, run->use, glyph_of(info), (Slice){run->text + begin, (size_t)(end - begin)}, x, y, false);
            said = true;
        }
    }
}

/* Lines below and through the words. */
static void draw_strokes(const Run *run, double from, double to)
{
    for (const GSList *at = run->item->item->analysis.extra_attrs; at != NULL; at = at->next) {
        const PangoAttribute *attribute = at->data;
        double                size = run->use->size;

        if (attribute->klass->type == PANGO_ATTR_UNDERLINE)
            pdf_ink_line(run->writer, from, run->y + size * 0.12, to, run->y + size * 0.12, size * 0.05);
        else if (attribute->klass->type == PANGO_ATTR_STRIKETHROUGH)
            pdf_ink_line(run->writer, from, run->y - size * 0.26, to, run->y - size * 0.26, size * 0.05);
    }
}

static void draw_run(PdfWriter *writer, const char *text, const PangoGlyphItem *item, double x, double y)
{
    const PangoAnalysis *about = &item->item->analysis;
    Run                  run = {.writer = writer, .text = text + item->item->offset, .item = item, .x = x, .y = y - points(item->y_offset)};

    if (about->font == NULL || (run.use = pdf_font_use(&writer->fonts, about->font)) == NULL)
        return;
    if ((about->level & 1) == 0)
        draw_forward(&run);
    else if (gather(&run))
        draw_groups(&run);
    draw_strokes(&run, x, run.x);
}

/* ---- a line ---- */

/* The line's last space, of which Pango has taken the glyph away. */
static void drop_space(const char *text, PangoLayoutLine *line)
{
    GSList         *last = line->runs;
    PangoGlyphItem *item;
    int             glyph;

    while (last != NULL && last->next != NULL)
        last = last->next;
    item = last != NULL ? last->data : NULL;
    glyph = item != NULL ? item->glyphs->num_glyphs - 1 : -1;
    if (glyph < 0 || item->glyphs->glyphs[glyph].glyph != PANGO_GLYPH_EMPTY || item->item->length < 1 || text[item->item->offset + item->item->length - 1] != ' ')
        return;
    item->glyphs->num_glyphs--;
    item->item->length--;
    item->item->num_chars--;
}

static double run_width(const PangoGlyphItem *item)
{
    return points(item->start_x_offset + pango_glyph_string_get_width(item->glyphs) + item->end_x_offset);
}

typedef struct Placed {
    PangoGlyphItem *item;
    double          x;
} Placed;

static int by_offset(const void *a, const void *b)
{
    const Placed *left = a, *right = b;

    return (left->item->item->offset > right->item->item->offset) - (left->item->item->offset < right->item->item->offset);
}

static void draw_mixed(PdfWriter *writer, PangoLayoutLine *line, double x, double y)
{
    const char *text = pango_layout_get_text(line->layout);
    size_t      count = 0;
    Placed     *placed;

    for (GSList *at = line->runs; at != NULL; at = at->next)
        count++;
    placed = memory_new_zeroed(count + 1, sizeof *placed);
    if (placed == NULL) {
        pdf_file_fail(&writer->file, ERR_MEMORY);
        return;
    }
    count = 0;
    for (GSList *at = line->runs; at != NULL; at = at->next) {
        placed[count++] = (Placed){at->data, x + points(((PangoGlyphItem *)at->data)->start_x_offset)};
        x += run_width(at->data);
    }
    qsort(placed, count, sizeof *placed, by_offset);
    for (size_t i = 0; i < count; i++)
        draw_run(writer, text, placed[i].item, placed[i].x, y);
    memory_free(placed);
}

static bool is_mixed(const PangoLayoutLine *line)
{
    for (const GSList *at = line->runs; at != NULL; at = at->next) {
        const PangoGlyphItem *item = at->data;

        if ((item->item->analysis.level & 1) != 0)
            return true;
    }
    return false;
}

void pdf_run_line(PdfWriter *writer, PangoLayoutLine *line, double x, double y)
{
    const char *text = pango_layout_get_text(line->layout);

    drop_space(text, line);
    if (is_mixed(line)) {
        draw_mixed(writer, line, x, y);
        return;
    }
    for (const GSList *at = line->runs; at != NULL; at = at->next) {
        const PangoGlyphItem *item = at->data;

        draw_run(writer, text, item, x + points(item->start_x_offset), y);
        x += run_width(item);
    }
}
