/* SPDX-License-Identifier: Apache-2.0
 *
 * One line as ink and as text. Pango and cairo print lines well, but what a reader copies or hears from them is worse than need be, in three ways that are mended here:
 *
 * - The space at which a line was broken has no glyph. cairo says it in a marked span of its own, which ends the paragraph for readers that do not count nested spans. It is left out.
 * - Runs of both directions are drawn from left to right. They are drawn in the order in which they are read.
 * - In Arabic, a mark stands beside its letter's origin, and the alef of a lam-alef upon the lam's. Readers that go by places read both in the wrong order; told by a span of text, they
 *   turn it around. A bracket is printed by its opposite, which says that it is that. So the ink of such a glyph is drawn as an outline, and its character where it is read: behind its letter, by the glyph itself, clipped to a point.
 */
#include "format/pdf/pdf_internal.h"

#define POINT 0.02
#define BEHIND 0.1       /* so much further to the left than its letter is what is read behind it */

typedef struct Run {
    PdfWriter            *writer;
    const char           *text; /* of the run */
    const PangoGlyphItem *item;
    cairo_scaled_font_t  *font;
    double                x, y;
} Run;

/* A letter with its marks: characters, and its glyphs of the run's from left to right. */
struct PdfGroup {
    uint32_t begin, end;
    uint32_t first, count;
    bool     apart;    /* its glyphs do not stand in the order in which they are read */
    bool     mirrored; /* a bracket, printed by its opposite */
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

/* A character by its glyph at `x`, of which nothing is seen. */
static void say(Run *run, Slice character, const cairo_glyph_t *glyph, double x)
{
    cairo_t              *cairo = run->writer->cairo;
    cairo_glyph_t         moved = {glyph->index, x, run->y};
    cairo_text_cluster_t  cluster = {(int)character.size, 1};
    cairo_text_extents_t  ink;

    cairo_scaled_font_glyph_extents(run->font, &moved, 1, &ink);
    moved.x -= ink.x_advance / 2 + BEHIND;
    cairo_save(cairo);
    cairo_rectangle(cairo, moved.x + ink.x_bearing + ink.width / 2, moved.y + ink.y_bearing + ink.height / 2, POINT, POINT);
    cairo_clip(cairo);
    cairo_show_text_glyphs(cairo, character.data, (int)character.size, &moved, 1, &cluster, 1, (cairo_text_cluster_flags_t)0);
    cairo_restore(cairo);
}

static void ink(Run *run, const cairo_glyph_t *glyph)
{
    cairo_new_path(run->writer->cairo);
    cairo_glyph_path(run->writer->cairo, glyph, 1);
    cairo_fill(run->writer->cairo);
}

/* Glyphs from left to right are characters from the last to the first. Where there are more glyphs than characters, dots of the letter stand between it and its marks. */
static void draw_apart(Run *run, const struct PdfGroup *group)
{
    const cairo_glyph_t *glyphs = run->writer->glyphs + group->first;
    cairo_glyph_t        letter = glyphs[group->count - 1];
    cairo_text_cluster_t cluster = {0, 1};
    size_t               at = group->begin, begin = at;

    (void)utf8_next((Slice){run->text, group->end}, &at);
    cluster.num_bytes = (int)(at - begin);
    cairo_show_text_glyphs(run->writer->cairo, run->text + begin, cluster.num_bytes, &letter, 1, &cluster, 1, (cairo_text_cluster_flags_t)0);
    for (uint32_t i = 0; i + 1 < group->count; i++)
        ink(run, &glyphs[i]);
    for (size_t mark = characters(run->text, begin, group->end) - 1, place = 0; at < group->end; mark--, place++) {
        begin = at;
        (void)utf8_next((Slice){run->text, group->end}, &at);
        say(run, (Slice){run->text + begin, at - begin}, &glyphs[mark - 1], letter.x - BEHIND * (double)place);
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

static bool is_bracket(uint32_t rune)
{
    return rune == '(' || rune == ')' || rune == '[' || rune == ']' || rune == '{' || rune == '}' || rune == '<' || rune == '>' || rune == 0xAB || rune == 0xBB || rune == 0x2039 || rune == 0x203A;
}

/* The bracket is said by the glyph that it has where words run from the left. */
static void draw_bracket(Run *run, const struct PdfGroup *group)
{
    Slice                character = {run->text + group->begin, group->end - group->begin};
    cairo_glyph_t       *found = NULL;
    int                  count = 0;
    cairo_text_extents_t size;
    const cairo_glyph_t *glyph = &run->writer->glyphs[group->first];

    ink(run, glyph);
    if (cairo_scaled_font_text_to_glyphs(run->font, 0, 0, character.data, (int)character.size, &found, &count, NULL, NULL, NULL) == CAIRO_STATUS_SUCCESS && count == 1) {
        cairo_scaled_font_glyph_extents(run->font, found, 1, &size);
        say(run, character, found, glyph->x + size.x_advance / 2 + BEHIND);
    }
    if (found != NULL)
        cairo_glyph_free(found);
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

static size_t take_glyphs(Run *run, size_t first, size_t behind, cairo_glyph_t *out)
{
    const PangoGlyphString *glyphs = run->item->glyphs;
    size_t                  count = 0;

    for (size_t i = first; i < behind; i++) {
        const PangoGlyphInfo *glyph = &glyphs->glyphs[i];

        if (glyph->glyph != PANGO_GLYPH_EMPTY)
            out[count++] = (cairo_glyph_t){glyph->glyph, run->x + points(glyph->geometry.x_offset), run->y + points(glyph->geometry.y_offset)};
        run->x += points(glyph->geometry.width);
    }
    return count;
}

static bool plain_glyphs(const PangoGlyphString *glyphs)
{
    for (int i = 0; i < glyphs->num_glyphs; i++)
        if (glyphs->glyphs[i].glyph != PANGO_GLYPH_EMPTY && (glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0)
            return false;
    return true;
}

/* All letters of the run, from left to right. */
static bool gather(Run *run)
{
    PdfWriter              *writer = run->writer;
    const PangoGlyphString *glyphs = run->item->glyphs;
    size_t                  end = (size_t)run->item->item->length, begin;

    writer->glyph_count = writer->group_count = 0;
    if (memory_reserve((void **)&writer->glyphs, &writer->glyph_capacity, (size_t)glyphs->num_glyphs + 1, sizeof *writer->glyphs) != OK ||
        memory_reserve((void **)&writer->groups, &writer->group_capacity, (size_t)glyphs->num_glyphs + 1, sizeof *writer->groups) != OK ||
        memory_reserve((void **)&writer->clusters, &writer->cluster_capacity, (size_t)glyphs->num_glyphs + 1, sizeof *writer->clusters) != OK)
        return false;
    for (size_t first = 0, behind; first < (size_t)glyphs->num_glyphs; first = behind, end = begin) {
        size_t count, chars;

        begin = group_at(run, first, end, &behind);
        if (begin >= end)
            return false;
        count = take_glyphs(run, first, behind, writer->glyphs + writer->glyph_count);
        chars = characters(run->text, begin, end);
        if (count != 0)
            writer->groups[writer->group_count++] = (struct PdfGroup){(uint32_t)begin, (uint32_t)end, (uint32_t)writer->glyph_count, (uint32_t)count, chars > 1 && chars <= count, chars == 1 && count == 1 && is_bracket(rune_at((Slice){run->text, end}, begin))};
        writer->glyph_count += count;
    }
    return true;
}

/* Pieces in the order in which they are read; within a piece, glyphs from left to right as readers expect it. */
static void draw_groups(Run *run)
{
    PdfWriter *writer = run->writer;

    for (size_t at = writer->group_count; at > 0;) {
        const struct PdfGroup *first = &writer->groups[at - 1], *group = first;
        size_t                 clusters = 0;

        if (first->apart || first->mirrored) {
            if (first->apart)
                draw_apart(run, first);
            else
                draw_bracket(run, first);
            at--;
            continue;
        }
        for (; at > 0 && !writer->groups[at - 1].apart && !writer->groups[at - 1].mirrored && (group == first || writer->groups[at - 1].begin == group->end); at--) {
            group = &writer->groups[at - 1];
            writer->clusters[clusters++] = (cairo_text_cluster_t){(int)(group->end - group->begin), (int)group->count};
        }
        cairo_show_text_glyphs(writer->cairo, run->text + first->begin, (int)(group->end - first->begin), writer->glyphs + group->first, (int)(first->first + first->count - group->first), writer->clusters,
                               (int)clusters, CAIRO_TEXT_CLUSTER_FLAG_BACKWARD);
    }
}

static void draw_run(PdfWriter *writer, const char *text, PangoGlyphItem *item, double x, double y)
{
    const PangoAnalysis *about = &item->item->analysis;
    Run                  run = {.writer = writer, .text = text + item->item->offset, .item = item, .x = x, .y = y - points(item->y_offset)};

    if ((about->level & 1) == 0 || about->font == NULL || !plain_glyphs(item->glyphs)) {
        cairo_move_to(writer->cairo, x, run.y);
        pango_cairo_show_glyph_item(writer->cairo, text, item);
        return;
    }
    run.font = pango_cairo_font_get_scaled_font((PangoCairoFont *)(void *)about->font);
    cairo_set_scaled_font(writer->cairo, run.font);
    cairo_move_to(writer->cairo, x, run.y);
    if (gather(&run))
        draw_groups(&run);
    else /* without memory, as well as the library does it */
        pango_cairo_show_glyph_item(writer->cairo, text, item);
}

/* ---- a line ---- */

static bool is_mixed(const PangoLayoutLine *line)
{
    for (const GSList *at = line->runs; at != NULL; at = at->next) {
        const PangoGlyphItem *item = at->data;

        if ((item->item->analysis.level & 1) != 0)
            return true;
    }
    return false;
}

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
    if (placed == NULL) { /* as well as the library does it */
        cairo_move_to(writer->cairo, x, y);
        pango_cairo_show_layout_line(writer->cairo, line);
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

void pdf_run_line(PdfWriter *writer, PangoLayoutLine *line, double x, double y)
{
    drop_space(pango_layout_get_text(line->layout), line);
    if (is_mixed(line)) {
        draw_mixed(writer, line, x, y);
    } else {
        cairo_move_to(writer->cairo, x, y);
        pango_cairo_show_layout_line(writer->cairo, line);
    }
}
