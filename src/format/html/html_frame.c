/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands around the text: title and counts, what is shown, the map of paragraphs, the delegations, the keys.
 *
 * The switch of views is radio buttons and a style sheet: it needs no script. What does need the script is hidden until it runs.
 */
#include "format/html/html_page_internal.h"

static const char *const tick_icons[MARK_KIND_COUNT] = {"insert", "delete", "replace", "contested", "struck", "moved", "new"};

/* ---- title ---- */

static Slice title_of(const Page *page)
{
    const Text *text = page->text;

    if (page->options->heading != NULL && page->options->heading[0] != 0)
        return slice_from(page->options->heading);
    if (text->instrument.title.size != 0)
        return text->instrument.title;
    for (size_t i = 0; i < text->count; i++)
        if (text->paragraphs[i].kind == KIND_TITLE && text->paragraphs[i].text.size != 0)
            return text->paragraphs[i].text;
    return (Slice){0};
}

static void write_title(Page *page)
{
    Slice title = title_of(page);

    if (title.size != 0)
        html_say_text(page->out, title);
    else
        html_say_attribute(page, MSG("page.untitled"), NULL);
}

typedef struct Totals {
    size_t places, contested, received, shown, silent, formats;
} Totals;

static Totals count_all(const Page *page)
{
    Totals totals = {0};

    for (size_t i = 0; i < page->block_count; i++) {
        totals.places += page->blocks[i].places;
        totals.contested += page->blocks[i].contested;
    }
    for (uint32_t i = 0; i < page->text->count; i++)
        if (page->text->paragraphs[i].story != 0)
            for (uint32_t p = page->place_first[i];
                 p < page->compilation->place_count && page->compilation->places[p].paragraph <= i; p++) {
                totals.places++;
                totals.contested += page->compilation->places[p].variant_count > 1;
            }
    for (size_t i = 0; i < page->compilation->party_count; i++) {
        const Party *party = &page->compilation->parties[i];

        totals.received += party->received;
        totals.shown += party->shown;
        totals.silent += party->silent;
        totals.formats += party->formats;
    }
    return totals;
}

static void write_fact(Page *page, const char *id, size_t number)
{
    char digits[DECIMAL_MAX];

    buffer_add_string(page->out, "<span>");
    html_say(page, id, "number", decimal(digits, (int64_t)number), NULL);
    buffer_add_string(page->out, "</span>");
}

static void write_versions(Page *page)
{
    const HtmlOptions *options = page->options;

    if (page->named || options->old_name == NULL || options->new_name == NULL)
        return;
    buffer_add_string(page->out, "<span><del class=nm><bdi>");
    html_say_text(page->out, slice_from(options->old_name));
    buffer_add_string(page->out, "</bdi></del> <span class=arrow aria-hidden=true>→</span> <ins class=nm><bdi>");
    html_say_text(page->out, slice_from(options->new_name));
    buffer_add_string(page->out, "</bdi></ins></span>");
}

static void write_facts(Page *page)
{
    Totals totals = count_all(page);
    char   digits[DECIMAL_MAX], more[DECIMAL_MAX];

    buffer_add_string(page->out, "<p class=facts>");
    if (page->text->instrument.symbol.size != 0) {
        buffer_add_string(page->out, "<b><bdi dir=ltr>");
        html_say_text(page->out, page->text->instrument.symbol);
        buffer_add_string(page->out, "</bdi></b>");
    }
    write_versions(page);
    if (page->marks) {
        write_fact(page, MSG("page.count_places"), totals.places);
        if (page->named) {
            write_fact(page, MSG("page.count_contested"), totals.contested);
            buffer_add_string(page->out, "<span><a href=\"#delegations\">");
            html_say(page, MSG("page.count_parties"), "number", decimal(digits, (int64_t)page->compilation->party_count), "left",
                     decimal(more, (int64_t)totals.received - (int64_t)totals.shown), NULL);
            buffer_add_string(page->out, "</a></span>");
        }
        if (totals.silent != 0)
            write_fact(page, MSG("page.count_silent"), totals.silent);
        if (totals.formats != 0)
            write_fact(page, MSG("page.count_formats"), totals.formats);
    }
    buffer_add_string(page->out, "</p>");
}

void html_frame_head(Page *page)
{
    /* a reading page begins with its own title: once is enough for the eye */
    buffer_add_format(page->out, "<div class=title data-x><h1%s>", page->marks || page->options->heading != NULL ? "" : " class=vh");
    write_title(page);
    buffer_add_string(page->out, "</h1>");
    write_facts(page);
    buffer_add_string(page->out, "</div>\n");
}

/* ---- controls ---- */

static void write_view(Page *page, const char *attributes, const char *message)
{
    buffer_add_format(page->out, "<label><input type=radio name=v %s>", attributes);
    html_say(page, message, NULL);
    buffer_add_string(page->out, "</label>");
}

static void write_party_views(Page *page)
{
    buffer_add_string(page->out, "<details class=menu><summary><span>");
    html_say(page, MSG("page.view_one"), NULL);
    buffer_add_string(page->out, "</span></summary><div class=list tabindex=0>");
    for (uint32_t i = 0; i < page->compilation->party_count; i++) {
        buffer_add_format(page->out, "<label><input type=radio name=v class=one id=d%u><bdi>", i + 1);
        html_say_text(page->out, page->compilation->parties[i].name);
        buffer_add_string(page->out, "</bdi></label>");
    }
    buffer_add_string(page->out, "</div></details>");
}

static void write_option(Page *page, const char *value, const char *message)
{
    buffer_add_format(page->out, "<option value=\"%s\">", value);
    html_say_attribute(page, message, NULL);
    buffer_add_string(page->out, "</option>");
}

static void open_field(Page *page, const char *element, const char *message)
{
    buffer_add_format(page->out, "<div class=\"field js\"><label for=%s>", element);
    html_say(page, message, NULL);
    buffer_add_format(page->out, "</label><select id=%s>", element);
}

static void write_filters(Page *page)
{
    open_field(page, "f-state", MSG("page.filter_state"));
    write_option(page, "", MSG("page.filter_all"));
    write_option(page, "touched", MSG("page.filter_touched"));
    write_option(page, "contested", MSG("page.filter_contested"));
    write_option(page, "struck", MSG("page.filter_struck"));
    write_option(page, "new", MSG("page.filter_new"));
    buffer_add_string(page->out, "</select></div>");
    if (!page->named)
        return;
    open_field(page, "f-who", MSG("page.filter_who"));
    write_option(page, "", MSG("page.filter_everyone"));
    for (uint32_t i = 0; i < page->compilation->party_count; i++) {
        buffer_add_format(page->out, "<option value=%u>", i + 1);
        html_say_text(page->out, page->compilation->parties[i].name);
        buffer_add_string(page->out, "</option>");
    }
    buffer_add_string(page->out, "</select></div>");
}

static void write_first_contested(Page *page)
{
    for (size_t i = 0; i < page->block_count; i++) {
        if (page->blocks[i].state != STATE_CONTESTED)
            continue;
        buffer_add_string(page->out, "<a class=button href=\"#");
        html_say_text(page->out, page->blocks[i].id);
        buffer_add_string(page->out, "\">");
        html_say_icon(page->out, "contested");
        html_say(page, MSG("page.first_contested"), NULL);
        buffer_add_string(page->out, "</a>");
        return;
    }
}

static void write_banner(Page *page)
{
    buffer_add_string(page->out, "<p class=as data-x><span class=as-one>");
    html_say(page, page->named ? MSG("page.reading_one") : MSG("page.reading_new"), NULL);
    buffer_add_string(page->out, " <b class=as-name></b></span><span class=as-base>");
    html_say(page, page->named ? MSG("page.reading_base") : MSG("page.reading_old"), NULL);
    buffer_add_string(page->out, "</span> <label for=v-all class=link>");
    html_say(page, MSG("page.show_all"), NULL);
    buffer_add_string(page->out, "</label></p>\n");
}

void html_frame_controls(Page *page)
{
    Buffer *out = page->out;

    buffer_add_string(out, "<div class=filter data-x><fieldset class=field><legend>");
    html_say(page, MSG("page.show"), NULL);
    buffer_add_string(out, "</legend><div class=seg>");
    write_view(page, "id=v-all checked", MSG("page.view_all"));
    write_view(page, "id=v-changes", MSG("page.view_changes"));
    write_view(page, "id=v-base", page->named ? MSG("page.view_base") : MSG("page.view_old"));
    if (page->named)
        write_party_views(page);
    else
        write_view(page, "id=d1 class=one", MSG("page.view_new"));
    buffer_add_string(out, "</div></fieldset>");
    write_filters(page);
    buffer_add_string(out, "<div class=end>");
    write_first_contested(page);
    buffer_add_string(out, "<label class=button><input type=checkbox id=wall>");
    html_say(page, MSG("page.projector"), NULL);
    buffer_add_string(out, "</label><button type=button class=js id=keys-open aria-expanded=false aria-controls=keys title=\"");
    html_say_attribute(page, MSG("page.keys"), NULL);
    buffer_add_string(out, "\"><kbd>?</kbd> ");
    html_say(page, MSG("page.keys_short"), NULL);
    buffer_add_string(out, "</button></div></div>\n<p class=status data-x role=status id=status></p>\n");
    write_banner(page);
}

/* ---- map ---- */

static void write_tick(Page *page, MarkKind kind)
{
    html_say_icon(page->out, tick_icons[kind]);
}

static void write_paragraph_ticks(Page *page, uint32_t paragraph)
{
    const Compilation *compilation = page->compilation;

    if (compilation->layers != NULL && compilation->layers[paragraph].moved_by.count != 0)
        write_tick(page, MARK_MOVED);
    if (compilation->layers != NULL && compilation->layers[paragraph].deleted_by.count > compilation->layers[paragraph].moved_by.count)
        write_tick(page, MARK_STRUCK);
    for (uint32_t i = page->place_first[paragraph]; i < compilation->place_count && compilation->places[i].paragraph <= paragraph; i++)
        write_tick(page, html_index_place_kind(&compilation->places[i]));
}

static void write_ticks(Page *page, const Block *block)
{
    buffer_add_string(page->out, "<span class=ticks>");
    if (block->kind == BLOCK_UNITS)
        for (uint32_t i = 0; i < block->last; i++)
            write_tick(page, MARK_NEW);
    else
        for (uint32_t i = block->first; i != NONE; i = i == block->last ? NONE : page->story_next[i])
            write_paragraph_ticks(page, i);
    buffer_add_string(page->out, "</span>");
}

/* A reading page's map holds what has a number or is a heading. */
static bool in_map(const Page *page, const Block *block)
{
    const Paragraph *paragraph = &page->text->paragraphs[block->first];

    return page->marks || block->kind != BLOCK_PARAGRAPH || paragraph->kind == KIND_HEADING || paragraph->kind == KIND_PREAMBULAR ||
           paragraph->kind == KIND_OPERATIVE || (paragraph->kind == KIND_PLAIN && paragraph->label.size != 0);
}

static void write_map_entry(Page *page, const Block *block)
{
    const Paragraph *paragraph = block->kind == BLOCK_PARAGRAPH ? &page->text->paragraphs[block->first] : NULL;
    bool             heading = paragraph != NULL && paragraph->kind == KIND_HEADING;

    buffer_add_format(page->out, "<li class=\"s-%d%s\"><a href=\"#", (int)block->state, heading ? " hd" : "");
    html_say_text(page->out, block->id);
    buffer_add_string(page->out, "\"><span class=lab><bdi>");
    if (heading && paragraph->text.size != 0)
        html_words(page, &(Words){.text = paragraph->text}, 0, (uint32_t)paragraph->text.size);
    else
        html_say_text(page->out, block->name);
    buffer_add_string(page->out, "</bdi></span>");
    if (page->marks) {
        html_body_map_state(page, block->state);
        if (block->state != STATE_STILL && block->state != STATE_NEW) /* what is new is one mark, its state */
            write_ticks(page, block);
    }
    buffer_add_string(page->out, "</a></li>\n");
}

static void write_key(Page *page)
{
    static const struct {
        const char *icon, *message;
    } rows[] = {
        {"contested", MSG("page.key_contested")}, {"insert", MSG("page.key_insert")}, {"delete", MSG("page.key_delete")},
        {"replace", MSG("page.key_replace")},     {"struck", MSG("page.key_struck")}, {"new", MSG("page.key_new")},
        {"moved", MSG("page.key_moved")},
    };

    buffer_add_string(page->out, "<ul class=key>");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buffer_add_string(page->out, "<li>");
        html_say_icon(page->out, rows[i].icon);
        html_say(page, rows[i].message, NULL);
        buffer_add_string(page->out, "</li>");
    }
    buffer_add_string(page->out, "</ul>");
}

void html_frame_map(Page *page)
{
    buffer_add_string(page->out, "<nav class=map data-x aria-labelledby=map tabindex=0><h2 id=map>");
    html_say(page, MSG("page.map"), NULL);
    buffer_add_string(page->out, "</h2><ol>\n");
    for (size_t i = 0; i < page->block_count; i++)
        if (in_map(page, &page->blocks[i]))
            write_map_entry(page, &page->blocks[i]);
    buffer_add_string(page->out, "</ol>");
    if (page->marks)
        write_key(page);
    buffer_add_string(page->out, "</nav>\n");
}

/* ---- delegations, keys, foot ---- */

static void write_number_cell(Page *page, uint32_t number)
{
    buffer_add_format(page->out, "<td>%u</td>", number);
}

static void write_delegations(Page *page)
{
    static const char *const heads[] = {MSG("page.column_name"),   MSG("page.column_received"), MSG("page.column_shown"),
                                        MSG("page.column_silent"), MSG("page.column_formats"),  MSG("page.column_text")};

    buffer_add_string(page->out, "<section class=delegations id=delegations data-x><h2>");
    html_say(page, MSG("page.delegations"), NULL);
    buffer_add_string(page->out, "</h2><p>");
    html_say(page, MSG("page.delegations_note"), NULL);
    buffer_add_string(page->out, "</p><div class=scroll tabindex=0 role=group aria-label=\"");
    html_say_attribute(page, MSG("page.delegations"), NULL);
    buffer_add_string(page->out, "\"><table class=data><thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        buffer_add_string(page->out, "<th scope=col>");
        html_say(page, heads[i], NULL);
        buffer_add_string(page->out, "</th>");
    }
    buffer_add_string(page->out, "</tr></thead><tbody>\n");
    for (uint32_t i = 0; i < page->compilation->party_count; i++) {
        const Party *party = &page->compilation->parties[i];

        buffer_add_string(page->out, "<tr><th scope=row><bdi>");
        html_say_text(page->out, party->name);
        buffer_add_string(page->out, "</bdi></th>");
        write_number_cell(page, party->received);
        write_number_cell(page, party->shown);
        write_number_cell(page, party->silent);
        write_number_cell(page, party->formats);
        buffer_add_format(page->out, "<td><label class=link for=d%u>", i + 1);
        html_say(page, MSG("page.read_text"), NULL);
        buffer_add_string(page->out, "</label></td></tr>\n");
    }
    buffer_add_string(page->out, "</tbody></table></div></section>\n");
}

static void write_keys(Page *page)
{
    static const struct {
        const char *keys, *message;
    } rows[] = {
        {"j k", MSG("page.key_paragraph")}, {"n p", MSG("page.key_next_contested")}, {"v", MSG("page.key_wording")}, {"m", MSG("page.key_marks")},
        {"b", MSG("page.key_base")},        {"/", MSG("page.key_search")},           {"?", MSG("page.key_sheet")},   {"Esc", MSG("page.key_escape")},
    };

    buffer_add_string(page->out, "<section class=keys id=keys data-x hidden aria-labelledby=keys-h tabindex=-1><h2 id=keys-h>");
    html_say(page, MSG("page.keys"), NULL);
    buffer_add_string(page->out, "</h2><dl>");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buffer_add_string(page->out, "<div><dt>");
        for (const char *key = rows[i].keys; *key != 0;) {
            size_t size = strcspn(key, " ");

            buffer_add_string(page->out, "<kbd>");
            buffer_add(page->out, (Slice){key, size});
            buffer_add_string(page->out, "</kbd> ");
            key += size + (key[size] == ' ');
        }
        buffer_add_string(page->out, "</dt><dd>");
        html_say(page, rows[i].message, NULL);
        buffer_add_string(page->out, "</dd></div>");
    }
    buffer_add_string(page->out, "</dl><label><input type=checkbox id=keys-on checked> ");
    html_say(page, MSG("page.keys_on"), NULL);
    buffer_add_string(page->out, "</label> <button type=button id=keys-close>");
    html_say(page, MSG("page.close"), NULL);
    buffer_add_string(page->out, "</button></section>\n");
}

void html_frame_foot(Page *page)
{
    const HtmlOptions *options = page->options;

    if (page->named)
        write_delegations(page);
    buffer_add_string(page->out, "</main>\n<footer class=foot data-x><p>");
    if (options->generated_by != NULL)
        html_say_text(page->out, slice_from(options->generated_by));
    else
        html_say(page, MSG("page.generated_by"), "version", RAPPORTEUR_VERSION, NULL);
    buffer_add_string(page->out, "</p>");
    if (page->named) {
        buffer_add_string(page->out, "<p>");
        html_say(page, MSG("page.nothing_lost"), NULL);
        buffer_add_string(page->out, "</p>");
    }
    buffer_add_string(page->out, "</footer>\n");
    if (page->marks)
        write_keys(page);
}
