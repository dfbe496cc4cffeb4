/* SPDX-License-Identifier: Apache-2.0
 *
 * The articles: one for each paragraph, table or new unit, with its name, state and counts above it and the names beside it.
 *
 * Paragraphs in a row that nobody touches stand in one run, which the view of changes alone folds to a line that says how
 * many they are and opens in place.
 */
#include "format/html/html_page_internal.h"

static const char *const state_names[STATE_COUNT] = {"still", "changed", "new", "contested"};

static const char *const state_words[STATE_COUNT] = {MSG("page.state_still"), MSG("page.state_changed"), MSG("page.state_new"),
                                                     MSG("page.state_contested")};

/* Shorter, for the map. */
static const char *const map_words[STATE_COUNT] = {MSG("page.state_still"), MSG("page.map_changed"), MSG("page.state_new"),
                                                   MSG("page.state_contested")};

static void write_state(Page *page, PageState state, const char *word)
{
    buffer_add_format(page->out, "<span class=\"st s-%s\">", state_names[state]);
    html_say_icon(page->out, state_names[state]);
    buffer_add_string(page->out, state == STATE_STILL ? "<span class=vh>" : "<span>");
    html_say(page, word, NULL);
    buffer_add_string(page->out, "</span></span>");
}

void html_body_map_state(Page *page, PageState state)
{
    write_state(page, state, map_words[state]);
}

static void write_counts(Page *page, const Block *block)
{
    char digits[DECIMAL_MAX];

    if (block->kind == BLOCK_UNITS) {
        if (block->last > 1)
            html_say(page, MSG("page.count_texts"), "number", decimal(digits, block->last), NULL);
        return;
    }
    html_say(page, MSG("page.count_places"), "number", decimal(digits, block->places), NULL);
    if (block->contested != 0) {
        html_say_attribute(page, MSG("page.between_names"), NULL);
        html_say(page, MSG("page.count_contested"), "number", decimal(digits, block->contested), NULL);
    }
}

static void write_jump(Page *page, uint32_t to, const char *class, const char *id)
{
    if (to == NONE)
        return;
    buffer_add_format(page->out, "<a class=\"jump %s\" href=\"#", class);
    html_say_text(page->out, page->blocks[to].id);
    buffer_add_string(page->out, "\">");
    html_say(page, id, NULL);
    buffer_add_string(page->out, "</a>");
}

static void write_header(Page *page, const Block *block, uint32_t number)
{
    Buffer *out = page->out;

    buffer_add_format(out, "<header data-x><h2 id=h%u><a href=\"#", number);
    html_say_text(out, block->id);
    buffer_add_string(out, "\"><bdi>");
    html_say_text(out, block->name);
    buffer_add_string(out, "</bdi></a></h2>");
    if (page->marks && block->state != STATE_STILL) {
        buffer_add_format(out, "<span id=s%u>", number);
        write_state(page, block->state, state_words[block->state]);
        buffer_add_format(out, "</span><span class=seq id=c%u>", number);
        write_counts(page, block);
        buffer_add_string(out, "</span>");
        if (block->state == STATE_CONTESTED && (block->next != NONE || block->previous != NONE)) {
            buffer_add_string(out, "<span class=jumps>");
            write_jump(page, block->previous, "up", MSG("page.previous_contested"));
            write_jump(page, block->next, "down", MSG("page.next_contested"));
            buffer_add_string(out, "</span>");
        }
    }
    buffer_add_string(out, "</header>");
}

static void write_rail(Page *page, const Block *block)
{
    if (page->rail.size == 0)
        return;
    buffer_add_string(page->out, "<ul class=rail data-x aria-label=\"");
    html_say_attribute(page, MSG("page.rail"), "paragraph", block->name.size != 0 ? block->name.data : "", NULL);
    buffer_add_string(page->out, "\">");
    buffer_add(page->out, buffer_slice(&page->rail));
    buffer_add_string(page->out, "</ul>");
    buffer_reset(&page->rail);
}

/* The parties that delete it, on the article too, so that its number goes with it in their text. */
static void write_deleters(Page *page, const Block *block)
{
    const Compilation *compilation = page->compilation;

    if (block->kind == BLOCK_PARAGRAPH && compilation->layers != NULL && compilation->layers[block->first].deleted_by.count != 0) {
        buffer_add_string(page->out, " data-del=\"");
        html_marks_by(page->out, compilation->layers[block->first].deleted_by);
        buffer_add_byte(page->out, '"');
    }
}

static void write_article(Page *page, uint32_t index)
{
    const Block *block = &page->blocks[index];
    Buffer      *out = page->out;

    buffer_add_format(out, "<article class=\"para s-%s%s\" id=\"", state_names[block->state], block->kind == BLOCK_UNITS ? " g" : "");
    html_say_text(out, block->id);
    buffer_add_format(out, page->marks && block->state != STATE_STILL ? "\" aria-labelledby=\"h%u s%u c%u\"" : "\" aria-labelledby=h%u", index,
                      index, index);
    write_deleters(page, block);
    buffer_add_byte(out, '>');
    write_header(page, block, index);
    buffer_add_string(out, "<div class=text>");
    if (block->kind == BLOCK_TABLE)
        html_table(page, block->first, block->last, block->before);
    else if (block->kind == BLOCK_UNITS)
        html_paragraph_units(page, block->first, block->last);
    else
        html_paragraph_base(page, block->first);
    buffer_add_string(out, "</div>");
    write_rail(page, block);
    buffer_add_string(out, "</article>\n");
}

static uint32_t run_length(const Page *page, uint32_t from)
{
    uint32_t count = 0;

    while (from + count < page->block_count && page->blocks[from + count].state == STATE_STILL)
        count++;
    return count;
}

static void open_run(Page *page, uint32_t length)
{
    char digits[DECIMAL_MAX];

    buffer_add_string(page->out, "<div class=run><label class=fold data-x><input type=checkbox>");
    html_say(page, MSG("page.folded"), "number", decimal(digits, length), NULL);
    buffer_add_string(page->out, "</label>\n");
}

void html_body(Page *page)
{
    for (uint32_t i = 0; i < page->block_count;) {
        uint32_t length = page->marks ? run_length(page, i) : 0;

        if (length == 0) {
            write_article(page, i++);
            continue;
        }
        open_run(page, length);
        while (length-- > 0)
            write_article(page, i++);
        buffer_add_string(page->out, "</div>\n");
    }
    html_paragraph_left_over(page);
}
