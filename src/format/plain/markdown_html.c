/* SPDX-License-Identifier: Apache-2.0
 *
 * Raw HTML in Markdown: single tags inside a paragraph, and whole blocks made ready for the reader of pages.
 *
 * CommonMark ends a block of HTML at an empty line, so an element can be spread over several: blocks that follow one another are read as one
 * page, each still beginning a paragraph. Our own tags keep their meaning. A comment that nothing ends would hide the rest of the text: it is
 * words.
 */
#include "format/plain/plain_internal.h"

enum { NAME_MAX = 12 };
#define ENDLESS SIZE_MAX
#define PARAGRAPH_END "\xE2\x80\xA9"

/* ---- tags ---- */

/* "td" of "</TD>", in small letters; empty: it is no tag, or has a longer name than any we know. */
static Slice tag_name(Slice tag, char room[NAME_MAX], bool *closing)
{
    size_t at = 1, size = 0;

    *closing = tag.size > 1 && tag.data[1] == '/';
    for (at += *closing; at < tag.size; at++) {
        char c = (char)(tag.data[at] | 0x20);

        if (!(c >= 'a' && c <= 'z') && (size == 0 || tag.data[at] < '0' || tag.data[at] > '9'))
            break;
        if (size == NAME_MAX)
            return (Slice){NULL, 0};
        room[size++] = c;
    }
    return (Slice){room, size};
}

static uint32_t style_of(Slice name)
{
    static const struct {
        const char *name;
        uint32_t    style;
    } rows[] = {{"sup", STYLE_SUPERSCRIPT}, {"sub", STYLE_SUBSCRIPT}, {"b", STYLE_BOLD},      {"strong", STYLE_BOLD},
                {"i", STYLE_ITALIC},        {"em", STYLE_ITALIC},     {"u", STYLE_UNDERLINE}, {"ins", STYLE_UNDERLINE},
                {"s", STYLE_STRIKE},        {"del", STYLE_STRIKE},    {"strike", STYLE_STRIKE}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (slice_is(name, rows[i].name))
            return rows[i].style;
    return 0;
}

static bool is_one_of(Slice name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(name, names[i]))
            return true;
    return false;
}
#define IS_ONE_OF(name, names) is_one_of(name, names, sizeof(names) / sizeof *(names))

MarkdownTag markdown_html_tag(Slice tag)
{
    static const char *const blocks[] = {"address", "article", "aside", "blockquote", "caption", "center",  "dd",     "details", "div",     "dl",
                                         "dt",      "figure",  "footer", "h1",        "h2",      "h3",      "h4",     "h5",      "h6",      "header",
                                         "hr",      "li",      "main",   "ol",        "p",       "pre",     "section", "summary", "table",  "td",
                                         "th",      "tr",      "ul",     "figcaption"};
    char                     room[NAME_MAX];
    bool                     closing;
    Slice                    name = tag_name(tag, room, &closing);

    return (MarkdownTag){.style = style_of(name), .closing = closing, .line = slice_is(name, "br"), .block = IS_ONE_OF(name, blocks)};
}

/* ---- blocks ---- */

typedef struct Passing {
    Slice block;
    bool  endless[2]; /* of each kind of what is passed over: none ends any more */
} Passing;

/* Where the comment or instruction ("<?php …?>") at `at` ends; 0: there is none; ENDLESS: nothing ends it. */
static size_t passed_over(Passing *passing, size_t at)
{
    static const char *const kinds[][2] = {{"<!--", "-->"}, {"<?", "?>"}};
    Slice                    rest = slice_part(passing->block, at, passing->block.size);

    for (size_t i = 0; i < 2; i++) {
        const char *found = NULL;

        if (!slice_starts(rest, kinds[i][0]))
            continue;
        if (!passing->endless[i])
            found = memmem(rest.data + 2, rest.size - 2, kinds[i][1], strlen(kinds[i][1])); /* "<!-->" is one as well */
        passing->endless[i] = found == NULL;
        return found != NULL ? at + (size_t)(found - rest.data) + strlen(kinds[i][1]) : ENDLESS;
    }
    return 0;
}

/* A part of a table that the page has not open ends a paragraph instead: the parser would drop the tag and glue the words. Where it ends; 0: it is none. */
static size_t add_table_tag(Slice block, size_t at, MarkdownHtml *html)
{
    static const char *const parts[] = {"tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "col"};
    char                     room[NAME_MAX];
    bool                     closing;
    Slice                    name = tag_name(slice_part(block, at, block.size), room, &closing);
    size_t                   end = at + 1;

    if (slice_is(name, "table"))
        html->tables = closing ? html->tables - (html->tables != 0) : html->tables + 1;
    if (html->tables != 0 || !IS_ONE_OF(name, parts))
        return 0;
    while (end < block.size && block.data[end] != '>' && block.data[end] != '<')
        end++;
    if (end == block.size || block.data[end] == '<')
        return 0;
    buffer_add_string(&html->page, PARAGRAPH_END);
    return end + 1;
}

/* A tag of ours at `at`, as the page has it: a mark is an element that ends at once. Where it ends; 0: there is none. */
static size_t add_own_tag(Slice block, size_t at, Buffer *page)
{
    Slice       rest = slice_part(block, at, block.size);
    bool        mark = slice_starts(rest, MARKDOWN_NOTE);
    const char *end = mark || markdown_html_is_own(rest) ? memchr(rest.data, '>', rest.size) : NULL;

    if (end == NULL)
        return 0;
    if (mark) {
        buffer_add(page, slice_part(rest, 0, (size_t)(end - rest.data) + 1));
        buffer_add_string(page, "</r-note>");
    }
    return at + (size_t)(end - rest.data) + 1;
}

bool markdown_html_is_own(Slice html)
{
    return slice_starts(html, MARKDOWN_CELL) || slice_starts(html, MARKDOWN_PAGE);
}

void markdown_html_block(Slice block, MarkdownHtml *html)
{
    Passing passing = {.block = block};

    /* In a division a page's foot, or a title, is text like any other. */
    buffer_add_string(&html->page, html->page.size == 0 ? "<body><div>" : PARAGRAPH_END);
    for (size_t at = 0, end; at < block.size; at = end) {
        const char *tag = memchr(block.data + at, '<', block.size - at);

        end = tag != NULL ? (size_t)(tag - block.data) : block.size;
        buffer_add(&html->page, slice_part(block, at, end));
        if (tag == NULL)
            return;
        at = end;
        end = passed_over(&passing, at);
        if (end == 0)
            end = add_own_tag(block, at, &html->page);
        if (end == 0)
            end = add_table_tag(block, at, html);
        if (end != 0 && end != ENDLESS)
            continue;
        buffer_add_string(&html->page, end == ENDLESS ? "&lt;" : "<");
        end = at + 1;
    }
}
