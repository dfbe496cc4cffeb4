/* SPDX-License-Identifier: Apache-2.0
 *
 * Paragraphs of the base with what is asked of them as a whole, new ones, and the stories that hang on marks: boxes after
 * their paragraph, notes at the end.
 *
 * A deletion is a line above the paragraph, with the names; the words stay below it with the changes inside them.
 */
#include "format/html/html_page_internal.h"

static void write_attribute(Buffer *out, const char *name, Slice value)
{
    buffer_add_format(out, " %s=\"", name);
    html_say_text(out, value);
    buffer_add_byte(out, '"');
}

static void write_set(Buffer *out, const char *name, PartySet set)
{
    buffer_add_format(out, " %s=\"", name);
    html_marks_by(out, set);
    buffer_add_byte(out, '"');
}

static void open_paragraph(Page *page, const Paragraph *paragraph, Slice name)
{
    Buffer *out = page->out;

    buffer_add_format(out, "<div class=\"t k-%s l%u\" data-k=%s data-l=%u", paragraph_kind_name(paragraph->kind), paragraph->level,
                      paragraph_kind_name(paragraph->kind), paragraph->level);
    if (paragraph->label.size != 0)
        write_attribute(out, "data-n", paragraph->label);
    if (paragraph->label_in_text)
        buffer_add_string(out, " data-in");
    if (paragraph->table != NO_TABLE)
        buffer_add_format(out, " data-c=\"%d %u %u\"", paragraph->table, paragraph->row, paragraph->column);
    if (page->marks)
        write_attribute(out, "data-j", name);
}

/* A number that the format makes is not part of the text. */
static void write_label(Page *page, const Paragraph *paragraph)
{
    if (paragraph->label.size == 0 || paragraph->label_in_text)
        return;
    buffer_add_string(page->out, "<span class=num data-x>");
    html_say_text(page->out, paragraph->label);
    buffer_add_string(page->out, " </span>");
}

/* ---- what is asked of a whole paragraph ---- */

static void write_layer(Page *page, MarkKind kind, const char *id, PartySet set)
{
    uint32_t mark = ++page->mark;

    buffer_add_format(page->out, "<p class=\"layer %s\" data-x id=m%u>", kind == MARK_MOVED ? "moved" : "struck", mark);
    html_say_icon(page->out, kind == MARK_MOVED ? "moved" : "struck");
    buffer_add_string(page->out, "<span>");
    html_say(page, id, NULL);
    if (page->named) {
        buffer_add_string(page->out, " <b>");
        html_marks_names(page, set, HTML_NAMES_IN_LINE, mark);
        buffer_add_string(page->out, "</b>");
    }
    html_marks_rail_rest(page, mark, kind, set);
}

static void write_moves(Page *page, uint32_t paragraph)
{
    for (uint32_t i = page->moved_unit[paragraph]; i != NONE; i = page->moved_next[i]) {
        write_layer(page, MARK_MOVED, MSG("page.moved_away"), page->compilation->units[i].by);
        buffer_add_format(page->out, " <a href=\"#u%u\">", i + 1);
        html_say(page, MSG("page.to_new_place"), NULL);
        buffer_add_string(page->out, "</a></span></p>");
    }
}

void html_paragraph_base(Page *page, uint32_t index)
{
    const Paragraph *paragraph = &page->text->paragraphs[index];
    const Layer     *layer = page->compilation->layers != NULL ? &page->compilation->layers[index] : NULL;
    Buffer          *out = page->out;

    if (layer != NULL && layer->deleted_by.count != 0 && !page->row_struck) {
        PartySet deleters = html_index_deleters(page, index);

        if (deleters.count != 0) {
            write_layer(page, MARK_STRUCK, MSG("page.delete_whole"), deleters);
            buffer_add_string(out, "</span></p>");
        }
        write_moves(page, index);
    }
    open_paragraph(page, paragraph, page->names[index]);
    buffer_add_format(out, " data-p=%u", index);
    if (paragraph->id[0] != 0)
        buffer_add_format(out, " data-i=%s", paragraph->id);
    if (layer != NULL && layer->deleted_by.count != 0) {
        write_set(out, "data-del", layer->deleted_by);
        if (layer->moved_by.count != 0) {
            write_set(out, "data-mv", layer->moved_by);
            write_set(out, "data-out", html_index_deleters(page, index));
        }
    }
    buffer_add_byte(out, '>');
    write_label(page, paragraph);
    html_marks_places(page, index);
    buffer_add_string(out, "</div>");
    html_paragraph_boxes(page);
    for (uint32_t i = 0; i < paragraph->anchor_count; i++) {
        uint32_t story = paragraph->anchors[i].story;

        if (story == 0 || page->text->stories[story].kind != STORY_BOX || page->text->stories[story].paragraph != index)
            continue;
        buffer_add_format(out, "<div class=box data-story=%u>", story);
        html_paragraph_story(page, story);
        buffer_add_string(out, "</div>");
    }
}

/* ---- new ones ---- */

void html_paragraph_new(Page *page, const Paragraph *paragraph, PartySet by, const NewAnchor *anchors, Slice name)
{
    Words words = html_words_of(paragraph);

    if (anchors != NULL)
        words.new_anchors = anchors;
    words.by = by;
    open_paragraph(page, paragraph, name);
    buffer_add_string(page->out, " data-p>");
    if (name.size == 0) /* a new paragraph stands under "3 bis", not under the number that its file gave it */
        write_label(page, paragraph);
    buffer_add_string(page->out, "<ins data-by=\"");
    html_marks_by(page->out, by);
    buffer_add_string(page->out, "\">");
    html_say_hidden(page, MSG("page.spoken_insert"), NULL);
    html_words(page, &words, 0, (uint32_t)paragraph->text.size);
    html_say_hidden(page, MSG("page.spoken_end_insert"), NULL);
    buffer_add_string(page->out, "</ins></div>");
    html_paragraph_boxes(page);
}

static void write_unit_words(Page *page, const PlacedUnit *placed)
{
    const Unit *unit = placed->unit;
    uint32_t    anchor = 0;

    if (unit->kind != UNIT_PARAGRAPH) {
        html_table_new(page, placed);
        return;
    }
    for (uint32_t i = 0; i < unit->paragraph_count; i++) {
        const Paragraph *paragraph = &unit->paragraphs[i];

        html_paragraph_new(page, paragraph, placed->by, unit->anchors != NULL ? unit->anchors + anchor : NULL, placed->label);
        anchor += paragraph->anchor_count;
    }
}

static void open_unit(Page *page, const PlacedUnit *placed, const char *element)
{
    buffer_add_format(page->out, "<%s class=\"u%s\" id=u%u data-by=\"", element, placed->group != 0 ? " alt" : "",
                      (unsigned)(placed - page->compilation->units) + 1);
    html_marks_by(page->out, placed->by);
    buffer_add_string(page->out, "\" data-u");
    write_attribute(page->out, "data-j", placed->label);
    if (placed->group != 0)
        buffer_add_format(page->out, " data-g=%u data-a=%u", placed->group, placed->alternative);
    buffer_add_byte(page->out, '>');
}

static void write_from(Page *page, const PlacedUnit *placed)
{
    const Paragraph *from;

    if (placed->moved_from < 0)
        return;
    from = &page->text->paragraphs[placed->moved_from];
    buffer_add_string(page->out, "<p class=\"layer moved\" data-x>");
    html_say_icon(page->out, "moved");
    buffer_add_string(page->out, "<span>");
    html_say(page, MSG("page.moved_here"), NULL);
    buffer_add_format(page->out, " <a href=\"#%s\">", from->id);
    html_say_text(page->out, page->names[placed->moved_from]);
    buffer_add_string(page->out, "</a></span></p>");
}

static void write_lone_unit(Page *page, uint32_t index)
{
    const PlacedUnit *placed = &page->compilation->units[index];
    uint32_t          mark = ++page->mark;

    open_unit(page, placed, "div");
    write_from(page, placed);
    write_unit_words(page, placed);
    if (page->named) {
        buffer_add_format(page->out, "<div class=by data-x id=m%u>", mark);
        html_marks_names(page, placed->by, HTML_NAMES_IN_LINE, mark);
        buffer_add_string(page->out, "</div>");
    }
    buffer_add_string(page->out, "</div>");
    html_marks_rail_rest(page, mark, placed->moved_from >= 0 ? MARK_MOVED : MARK_NEW, placed->by);
}

static void write_card(Page *page, uint32_t index, uint32_t number)
{
    const PlacedUnit *placed = &page->compilation->units[index];
    uint32_t          mark = ++page->mark;
    char              digits[DECIMAL_MAX];

    open_unit(page, placed, "li");
    buffer_add_string(page->out, "<span class=tag data-x>");
    html_say(page, MSG("page.alternative"), "number", decimal(digits, placed->alternative != 0 ? placed->alternative : number), NULL);
    buffer_add_string(page->out, "</span><div class=w>");
    write_from(page, placed);
    write_unit_words(page, placed);
    buffer_add_string(page->out, "</div>");
    if (page->named) {
        buffer_add_format(page->out, "<div class=by data-x id=m%u>", mark);
        html_marks_names(page, placed->by, HTML_NAMES_IN_LINE, mark);
        buffer_add_string(page->out, "</div>");
    }
    buffer_add_string(page->out, "</li>");
    html_marks_rail_rest(page, mark, MARK_NEW, placed->by);
}

void html_paragraph_units(Page *page, uint32_t unit, uint32_t count)
{
    if (count == 1 && page->compilation->units[unit].group == 0) {
        write_lone_unit(page, unit);
        return;
    }
    buffer_add_string(page->out, "<ol class=variants aria-label=\"");
    html_say_attribute(page, MSG("page.alternatives"), NULL);
    buffer_add_string(page->out, "\">");
    for (uint32_t i = 0; i < count; i++, unit = page->unit_next[unit])
        write_card(page, unit, i + 1);
    buffer_add_string(page->out, "</ol>");
}

void html_paragraph_left_over(Page *page)
{
    for (uint32_t i = 0; i < page->compilation->unit_count; i++)
        if (page->compilation->units[i].story == 0 && html_table_holds(page, i) && !page->unit_written[i])
            write_lone_unit(page, i);
}

/* ---- stories ---- */

static void write_story_units(Page *page, uint32_t chain)
{
    for (; chain != NONE; chain = page->unit_next[chain])
        write_lone_unit(page, chain);
}

void html_paragraph_story(Page *page, uint32_t story)
{
    write_story_units(page, page->units_first[story]);
    for (uint32_t i = page->story_first[story]; i != NONE; i = page->story_next[i]) {
        html_paragraph_base(page, i);
        write_story_units(page, page->units_after[i]);
    }
}

static void write_new_story(Page *page, const NewStory *story)
{
    for (uint32_t i = 0; i < story->anchor->story_count; i++) {
        const Paragraph *paragraph = &story->anchor->story[i];

        html_paragraph_new(page, paragraph, story->by, NULL, (Slice){0});
    }
}

void html_paragraph_boxes(Page *page)
{
    while (page->boxes_written < page->new_story_count) {
        NewStory story = page->new_stories[page->boxes_written++];

        if (story.anchor->anchor.kind == ANCHOR_FOOTNOTE || story.anchor->anchor.kind == ANCHOR_ENDNOTE)
            continue;
        buffer_add_format(page->out, "<div class=\"box new\" data-story=n%u>", story.number);
        write_new_story(page, &story);
        buffer_add_string(page->out, "</div>");
    }
}

static void open_note(Page *page, const char *prefix, uint32_t story, uint32_t number)
{
    buffer_add_format(page->out, "<li id=\"note-%s%u\" data-story=%s%u><a class=back data-x href=\"#ref-%s%u\">%s%u", prefix, story, prefix, story,
                      prefix, story, *prefix != 0 ? "+" : "", number);
    html_say_hidden(page, MSG("page.back_to_mark"), NULL);
    buffer_add_string(page->out, "</a><div>");
}

static void close_note(Page *page)
{
    buffer_add_string(page->out, "</div>");
    if (page->rail.size != 0) {
        buffer_add_string(page->out, "<ul class=rail data-x>");
        buffer_add(page->out, buffer_slice(&page->rail));
        buffer_add_string(page->out, "</ul>");
        buffer_reset(&page->rail);
    }
    buffer_add_string(page->out, "</li>\n");
}

/* All notes, in the order of their marks; then those of new words. A new note's words may bring no further notes: the model has no such thing. */
void html_paragraph_notes(Page *page)
{
    bool     any = page->new_story_count != 0;
    uint32_t stories = (uint32_t)page->text->story_count, *order = arena_take(page->arena, (stories + 1) * sizeof *order), count = 0;

    if (order == NULL) {
        page->status = ERR_MEMORY;
        return;
    }
    for (uint32_t i = 1; i < stories; i++)
        if (page->note_number[i] != 0) {
            order[page->note_number[i]] = i;
            count++;
            any = true;
        }
    if (!any)
        return;
    buffer_add_string(page->out, "<section class=notes aria-labelledby=notes><h2 id=notes data-x>");
    html_say(page, MSG("page.notes"), NULL);
    buffer_add_string(page->out, "</h2><ol>\n");
    for (uint32_t i = 1; i <= count; i++) {
        open_note(page, "", order[i], i);
        html_paragraph_story(page, order[i]);
        close_note(page);
    }
    for (size_t i = 0; i < page->new_story_count; i++) {
        NewStory story = page->new_stories[i];

        if (story.anchor->anchor.kind != ANCHOR_FOOTNOTE && story.anchor->anchor.kind != ANCHOR_ENDNOTE)
            continue;
        open_note(page, "n", story.number, story.number);
        write_new_story(page, &story);
        close_note(page);
    }
    buffer_add_string(page->out, "</ol></section>\n");
}
