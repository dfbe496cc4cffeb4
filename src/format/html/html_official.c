/* SPDX-License-Identifier: Apache-2.0
 *
 * An official document as one page: masthead, contents as navigation, parts as sections in their own languages. Complete by itself: one style sheet inside, no script, nothing fetched. On paper it
 * is A4 with a running head.
 */
#include "format/html/html_official_internal.h"

enum { PAGE_BYTES_MAX = 1024 * 1024 * 1024 };

static Status flush(HtmlOfficial *page, const OfficialSink *sink)
{
    Status status = page->out.status == OK ? official_put(sink, buffer_slice(&page->out), page->problem) : problem_set(page->problem, page->out.status, status_face(page->out.status)->message, NULL);

    buffer_reset(&page->out);
    return status;
}

/* ---- head ---- */

static void add_policy(Buffer *out, const Slice *sheets, size_t count)
{
    buffer_add_string(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src");
    for (size_t i = 0; i < count; i++) {
        uint8_t hash[SHA256_SIZE];

        sha256_parts(&sheets[i], 1, hash);
        buffer_add_string(out, " 'sha256-");
        base64_print((Slice){(const char *)hash, sizeof hash}, out);
        buffer_add_byte(out, '\'');
    }
    buffer_add_string(out, "\">\n");
}

/* Inside quotes of a style sheet: all that could end them is escaped. */
static void add_css_words(Buffer *out, Slice words)
{
    for (size_t i = 0; i < words.size; i++) {
        unsigned char byte = (unsigned char)words.data[i];

        if (byte >= 0x80 || byte == ' ' || byte == '/' || byte == '.' || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'))
            buffer_add_byte(out, (char)byte);
        else
            buffer_add_format(out, "\\%x ", byte);
    }
}

/* The running head and the page numbers of the paper. */
static void add_running(const Official *official, Buffer *out)
{
    bool left = strcmp(official->language, "ar") == 0;

    buffer_add_format(out, "@page{@top-%s{content:\"", left ? "right" : "left");
    add_css_words(out, official->symbol);
    buffer_add_format(out, "\";font:bold 9pt serif}@top-%s{content:\"", left ? "left" : "right");
    add_css_words(out, official->fictional ? slice_from(message_text_in(official->language, MSG("official.fictional"))) : official->title);
    buffer_add_format(out, "\";font:8pt serif;inline-size:60%%}@bottom-%s{content:\"", left ? "right" : "left");
    add_css_words(out, official->job);
    buffer_add_format(out, "\";font:8pt serif}@bottom-%s{content:counter(page) \"/\" counter(pages);font:bold 9pt serif}}@page:first{@top-left{content:none}@top-right{content:none}}", left ? "left" : "right");
}

static void add_head(HtmlOfficial *page)
{
    const Official *official = page->official;
    Buffer          running;

    buffer_init(&running, PAGE_BYTES_MAX);
    add_running(official, &running);
    buffer_add_format(&page->out, "<!doctype html>\n<html lang=\"%s\" dir=%s>\n<head>\n<meta charset=utf-8>\n", official->language, strcmp(official->language, "ar") == 0 ? "rtl" : "ltr");
    add_policy(&page->out, (const Slice[]){html_official_style, buffer_slice(&running)}, 2);
    buffer_add_string(&page->out, "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<meta name=color-scheme content=\"light dark\">\n<title>");
    html_say_text(&page->out, official->symbol);
    buffer_add_string(&page->out, official->symbol.size != 0 && official->title.size != 0 ? " — " : official->symbol.size == 0 && official->title.size == 0 ? "—" : "");
    html_say_text(&page->out, official->title);
    buffer_add_string(&page->out, "</title>\n<style>");
    buffer_add(&page->out, html_official_style);
    buffer_add_string(&page->out, "</style>\n<style>");
    buffer_add(&page->out, buffer_slice(&running));
    buffer_add_string(&page->out, "</style>\n</head>\n<body>\n");
    if (running.status != OK)
        page->out.status = running.status;
    buffer_clear(&running);
}

/* ---- front ---- */

static const char *class_of(OfficialRole role)
{
    switch (role) {
    case OFFICIAL_ORGAN: return "organ";
    case OFFICIAL_SYMBOL: return "symbol";
    case OFFICIAL_SESSION: return "session";
    case OFFICIAL_AGENDA_ITEM: return "agenda-item";
    case OFFICIAL_AGENDA_TITLE: return "agenda-title";
    case OFFICIAL_ADOPTED: return "adopted";
    case OFFICIAL_SOURCE: return "source";
    case OFFICIAL_FICTIONAL: return "fictional";
    default: return "said";
    }
}

static void add_cover_mark(HtmlOfficial *page)
{
    if (page->official->cover_note.size != 0)
        buffer_add_string(&page->out, "<sup><a href=\"#Cover\" role=doc-noteref>*</a></sup>");
}

static void add_line(HtmlOfficial *page, const OfficialLine *line, bool marked)
{
    bool symbol = line->role == OFFICIAL_SYMBOL;

    if (line->role == OFFICIAL_TITLE) {
        html_official_heading(page, 1, "");
        html_official_words(&page->out, line->words);
        add_cover_mark(page);
        html_official_heading_end(page);
        return;
    }
    buffer_add_format(&page->out, "<p class=%s>%s", class_of(line->role), symbol ? "<bdi dir=ltr>" : "");
    html_official_words(&page->out, line->words);
    if (marked)
        add_cover_mark(page);
    buffer_add_string(&page->out, symbol ? "</bdi></p>\n" : "</p>\n");
}

typedef struct Front {
    OfficialLine *lines;
    size_t        count, at;
} Front;

static bool is_role(const Front *front, OfficialRole from, OfficialRole to)
{
    return front->at < front->count && front->lines[front->at].role >= from && front->lines[front->at].role <= to;
}

static void add_masthead(HtmlOfficial *page, Front *front)
{
    buffer_add_string(&page->out, "<header>\n");
    if (is_role(front, OFFICIAL_ORGAN, OFFICIAL_ORIGINAL)) {
        buffer_add_string(&page->out, "<div class=masthead>\n<div>");
        if (is_role(front, OFFICIAL_ORGAN, OFFICIAL_ORGAN))
            add_line(page, &front->lines[front->at++], false);
        buffer_add_string(&page->out, "</div>\n<div>\n");
        while (is_role(front, OFFICIAL_SYMBOL, OFFICIAL_ORIGINAL))
            add_line(page, &front->lines[front->at++], false);
        buffer_add_string(&page->out, "</div>\n</div>\n");
    }
    while (is_role(front, OFFICIAL_SESSION, OFFICIAL_FICTIONAL)) {
        bool last = page->official->title.size == 0 && !(front->at + 1 < front->count && front->lines[front->at + 1].role <= OFFICIAL_FICTIONAL);

        add_line(page, &front->lines[front->at++], last);
    }
    buffer_add_string(&page->out, "</header>\n");
}

static void add_summary(HtmlOfficial *page, Front *front)
{
    if (!is_role(front, OFFICIAL_SUMMARY_HEADING, OFFICIAL_SUMMARY))
        return;
    buffer_add_string(&page->out, "<section class=summary aria-labelledby=Summary>\n");
    while (is_role(front, OFFICIAL_SUMMARY_HEADING, OFFICIAL_SUMMARY)) {
        const OfficialLine *line = &front->lines[front->at++];

        if (line->role == OFFICIAL_SUMMARY) {
            add_line(page, line, false);
            continue;
        }
        html_official_heading(page, 2, " id=Summary");
        html_official_words(&page->out, line->words);
        html_official_heading_end(page);
    }
    buffer_add_string(&page->out, "</section>\n");
}

static void add_contents(HtmlOfficial *page, Front *front)
{
    if (!is_role(front, OFFICIAL_CONTENTS_HEADING, OFFICIAL_CONTENTS_HEADING))
        return;
    buffer_add_string(&page->out, "<nav class=contents aria-labelledby=Contents>\n");
    html_official_heading(page, 2, " id=Contents");
    html_official_words(&page->out, front->lines[front->at++].words);
    html_official_heading_end(page);
    buffer_add_string(&page->out, is_role(front, OFFICIAL_CONTENTS_LINE, OFFICIAL_CONTENTS_LINE) ? "<ol>\n" : "");
    for (; is_role(front, OFFICIAL_CONTENTS_LINE, OFFICIAL_CONTENTS_LINE); front->at++) {
        const OfficialLine *line = &front->lines[front->at];
        unsigned            level = page->official->parts[line->part].level;

        buffer_add_format(&page->out, "<li class=l%u><a href=\"#", level < 2 ? 1U : level > 3 ? 3U : level);
        official_part_id(page->official, line->part, &page->out);
        buffer_add_string(&page->out, "\">");
        html_official_words(&page->out, line->words);
        buffer_add_string(&page->out, "</a></li>\n");
    }
    buffer_add_string(&page->out, front->lines[front->at - 1].role == OFFICIAL_CONTENTS_LINE ? "</ol>\n</nav>\n" : "</nav>\n");
}

static Status add_front(HtmlOfficial *page)
{
    Arena *arena = arena_new(TEXT_BYTES_MAX);
    Front  front = {NULL, 0, 0};
    Status status = arena != NULL ? official_front(page->official, arena, &front.lines, &front.count, page->problem) : problem_set(page->problem, ERR_MEMORY, MSG("status.memory"), NULL);

    if (status == OK) {
        add_masthead(page, &front);
        buffer_add_string(&page->out, "<main>\n");
        add_summary(page, &front);
        add_contents(page, &front);
        if (is_role(&front, OFFICIAL_COVER_NOTE, OFFICIAL_COVER_NOTE)) {
            buffer_add_string(&page->out, "<p class=cover-note id=Cover role=note><span aria-hidden=true>* </span>");
            html_official_words(&page->out, front.lines[front.at].words);
            buffer_add_string(&page->out, "</p>\n");
        }
    }
    arena_free(arena);
    return status;
}

/* ---- parts ---- */

static Status add_part(HtmlOfficial *page, size_t index)
{
    const OfficialPart *part = &page->official->parts[index];
    Text               *text = NULL;
    Status              status = OK;

    buffer_add_format(&page->out, "<section id=\"");
    official_part_id(page->official, index, &page->out);
    buffer_add_string(&page->out, part->new_page ? "\" class=new-page>\n" : "\">\n");
    page->part_heading = page->titled ? 1 : 0;
    if (part->heading.size != 0) {
        html_official_heading(page, 1 + (part->level == 0 ? 1U : part->level), "");
        html_official_words(&page->out, part->heading);
        html_official_heading_end(page);
        page->part_heading = page->heading;
    } else if (part->level != 0) {
        page->part_heading = 1 + part->level;
    }
    for (Slice rest = part->lines, line; slice_line(&rest, &line);) {
        buffer_add_string(&page->out, "<p class=line>");
        html_official_words(&page->out, line);
        buffer_add_string(&page->out, "</p>\n");
    }
    if (part->has_text)
        status = page->official->text(page->official->context, index, &text, page->problem);
    if (status == OK && text != NULL)
        status = html_official_text(page, text);
    text_free(text);
    buffer_add_string(&page->out, "</section>\n");
    return status;
}

static Status write_page(HtmlOfficial *page, const OfficialSink *sink)
{
    add_head(page);
    TRY(add_front(page));
    TRY(flush(page, sink));
    for (size_t i = 0; i < page->official->part_count; i++) {
        TRY(add_part(page, i));
        TRY(flush(page, sink));
    }
    buffer_add_string(&page->out, "</main>\n</body>\n</html>\n");
    return flush(page, sink);
}

Status html_write_official(const Official *official, const OfficialSink *sink, Problem *problem)
{
    HtmlOfficial page = {.official = official, .problem = problem};
    Status       status;

    buffer_init(&page.out, PAGE_BYTES_MAX);
    status = write_page(&page, sink);
    buffer_clear(&page.out);
    return status == OK ? OK : problem_at(problem, status, NULL);
}
