/* SPDX-License-Identifier: Apache-2.0
 *
 * The page as a whole: its head with the policy that lets nothing in but its own style and script, then the frame and the articles.
 *
 * Output is a function of the compilation and the options alone: no clock, no machine. One text to read is a compilation of no parties.
 */
#include "format/html/html_page_internal.h"

enum { PAGE_BYTES_MAX = 512 * 1024 * 1024 };

/* ---- policy ---- */

static void add_base64(Buffer *out, const uint8_t *bytes, size_t size)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < size; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16 | (i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0) | (i + 2 < size ? bytes[i + 2] : 0);

        buffer_add_byte(out, letters[three >> 18 & 63]);
        buffer_add_byte(out, letters[three >> 12 & 63]);
        buffer_add_byte(out, i + 1 < size ? letters[three >> 6 & 63] : '=');
        buffer_add_byte(out, i + 2 < size ? letters[three & 63] : '=');
    }
}

static void add_hash(Page *page, Slice content)
{
    uint8_t hash[SHA256_SIZE];
    Status  status = sha256(content, hash);

    if (status != OK) {
        page->status = status;
        return;
    }
    buffer_add_string(page->out, " 'sha256-");
    add_base64(page->out, hash, sizeof hash);
    buffer_add_byte(page->out, '\'');
}

static void write_policy(Page *page, Slice views)
{
    buffer_add_string(page->out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src");
    add_hash(page, html_page_style);
    if (views.size != 0)
        add_hash(page, views);
    if (page->marks) {
        buffer_add_string(page->out, "; script-src");
        add_hash(page, html_page_script);
    }
    buffer_add_string(page->out, "\">\n");
}

/* ---- one delegation's text, by style alone: for readers without scripts ---- */

/* As a CSS string inside a style element: everything that could end either is escaped. */
static void add_css_string(Buffer *out, Slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];

        if (byte >= 0x80 || byte == ' ' || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'))
            buffer_add_byte(out, (char)byte);
        else
            buffer_add_format(out, "\\%x ", byte);
    }
}

static void add_views(const Page *page, Buffer *out)
{
    for (uint32_t i = 0; page->marks && i < page->compilation->party_count; i++) {
        const uint32_t n = i + 1;

        buffer_add_format(out,
                          "body:has(#d%u:checked) :is(ins,.u)[data-by]:not([data-by~=\"%u\"]),"
                          "body:has(#d%u:checked) .g:not(:has(.u[data-by~=\"%u\"])),"
                          "body:has(#d%u:checked) :is(del[data-by~=\"%u\"]:not(.pm),[data-del~=\"%u\"]){display:none}",
                          n, n, n, n, n, n, n);
        if (page->named) {
            buffer_add_format(out, "body:has(#d%u:checked) .as-name::after{content:\"", n);
            add_css_string(out, page->compilation->parties[i].name);
            buffer_add_string(out, "\"}");
        }
        buffer_add_byte(out, '\n');
    }
}

/* ---- head ---- */

static void write_meta(Page *page, const char *name, Slice content)
{
    buffer_add_format(page->out, "<meta name=\"%s\" content=\"", name);
    html_say_text(page->out, content);
    buffer_add_string(page->out, "\">\n");
}

static void write_instrument(Page *page)
{
    const Instrument *said = &page->text->instrument;
    const struct {
        const char *name;
        Slice       value;
    } rows[] = {
        {"rapporteur-symbol", said->symbol},           {"rapporteur-title", said->title},
        {"rapporteur-session", said->session},         {"rapporteur-agenda-item", said->agenda_item},
        {"rapporteur-agenda-title", said->agenda_title}, {"rapporteur-adopted", said->adopted},
        {"rapporteur-source-line", said->source_line}, {"rapporteur-distribution", said->distribution},
        {"rapporteur-issued", said->issued},
    };

    if (said->is_resolution)
        write_meta(page, "rapporteur-resolution", SLICE("yes"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value.size != 0)
            write_meta(page, rows[i].name, rows[i].value);
}

static void write_style(Page *page, Slice sheet)
{
    buffer_add_string(page->out, "<style>");
    buffer_add(page->out, sheet);
    buffer_add_string(page->out, "</style>\n");
}

static void write_head(Page *page)
{
    const char *language = page->text->language[0] != 0 ? page->text->language : page->language;
    Slice       title = page->options->heading != NULL ? slice_from(page->options->heading) : page->text->instrument.title;
    Buffer      views;

    buffer_init(&views, PAGE_BYTES_MAX);
    add_views(page, &views);
    if (views.status != OK)
        page->status = views.status;
    buffer_add_string(page->out, "<!doctype html>\n<html lang=\"");
    html_say_text(page->out, slice_from(language));
    buffer_add_format(page->out, "\" dir=%s>\n<head>\n<meta charset=utf-8>\n", text_is_right_to_left(page->text) ? "rtl" : "ltr");
    write_policy(page, buffer_slice(&views));
    buffer_add_string(page->out, "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<meta name=color-scheme content=\"light dark\">\n"
                                 "<meta name=generator content=\"Rapporteur " RAPPORTEUR_VERSION "\">\n<meta name=rapporteur-format content=\"" HTML_PAGE_FORMAT
                                 "\">\n");
    write_instrument(page);
    for (size_t i = 0; i < page->compilation->party_count; i++)
        write_meta(page, "rapporteur-party", page->compilation->parties[i].name);
    buffer_add_string(page->out, "<title>");
    if (title.size != 0)
        html_say_text(page->out, title);
    else
        html_say_attribute(page, MSG("page.untitled"), NULL);
    buffer_add_string(page->out, "</title>\n");
    write_style(page, html_page_style);
    if (views.size != 0) { /* the script does the same, and large pages are faster for it */
        buffer_add_string(page->out, "<noscript>");
        write_style(page, buffer_slice(&views));
        buffer_add_string(page->out, "</noscript>\n");
    }
    buffer_add_string(page->out, "</head>\n");
    buffer_clear(&views);
}

/* ---- body ---- */

/* Drawn for this page: every state and mark has a shape of its own. */
static const char sprite[] =
    "<svg class=sprite aria-hidden=true focusable=false><defs>"
    "<symbol id=i-still viewBox=\"0 0 16 16\"><circle cx=8 cy=8 r=5 class=l /></symbol>"
    "<symbol id=i-changed viewBox=\"0 0 16 16\"><path d=\"M8 2 14 8 8 14 2 8Z\" class=l /></symbol>"
    "<symbol id=i-contested viewBox=\"0 0 16 16\"><path d=\"M6.8 2v12L1 8ZM9.2 2v12L15 8Z\" class=f /></symbol>"
    "<symbol id=i-new viewBox=\"0 0 16 16\"><path d=\"M2.5 3h11M2.5 13h11M8 5.2v5.6M5.2 8h5.6\" class=l /></symbol>"
    "<symbol id=i-insert viewBox=\"0 0 16 16\"><path d=\"M8 3v10M3 8h10\" class=l /></symbol>"
    "<symbol id=i-delete viewBox=\"0 0 16 16\"><path d=\"M3 8h10\" class=l /></symbol>"
    "<symbol id=i-replace viewBox=\"0 0 16 16\"><path d=\"M3 5.5h10M10 2.5l3 3-3 3M13 11H3M6 8l-3 3 3 3\" class=l /></symbol>"
    "<symbol id=i-struck viewBox=\"0 0 16 16\"><path d=\"M3 3.5h10M3 12.5h10\" class=q /><path d=\"M1 8h14\" class=b /></symbol>"
    "<symbol id=i-moved viewBox=\"0 0 16 16\"><path d=\"M5 14V2M2 5l3-3 3 3M11 2v12M8 11l3 3 3-3\" class=l /></symbol>"
    "</defs></svg>\n";

static void write_bar(Page *page)
{
    buffer_add_string(page->out, "<a class=skip data-x href=\"#text\">");
    html_say(page, MSG("page.skip"), NULL);
    buffer_add_string(page->out, "</a>\n<header class=bar data-x><span class=name lang=en>Rapporteur</span><span>");
    html_say(page, !page->marks ? MSG("page.kind_text") : page->named ? MSG("page.kind_compilation") : MSG("page.kind_redline"), NULL);
    buffer_add_string(page->out, "</span>");
    if (page->marks) {
        buffer_add_string(page->out, "<label for=wall class=\"leave link\">");
        html_say(page, MSG("page.leave_projector"), NULL);
        buffer_add_string(page->out, "</label>");
    }
    buffer_add_string(page->out, "</header>\n");
}

static void write_body(Page *page)
{
    Buffer *out = page->out;

    buffer_add_format(out, "<body class=\"%s\"", !page->marks ? "reading" : page->named ? "compilation" : "redline");
    if (page->marks) {
        buffer_add_string(out, " data-shown=\"");
        html_say_attribute(page, MSG("page.filter_shown"), "number", "{number}", "all", "{all}", NULL); /* the script fills them in */
        buffer_add_string(out, "\" data-hidden=\"");
        html_say_attribute(page, MSG("page.filter_hidden"), "number", "{number}", NULL);
        buffer_add_byte(out, '"');
    }
    buffer_add_string(out, ">\n");
    buffer_add_string(out, sprite);
    write_bar(page);
    buffer_add_string(out, "<main class=page data-lang=\"");
    html_say_text(out, slice_from(page->text->language));
    buffer_add_string(out, "\">\n");
    html_frame_head(page);
    if (page->marks)
        html_frame_controls(page);
    buffer_add_string(out, "<div class=sheet>\n");
    html_frame_map(page);
    buffer_add_format(out, "<div class=body id=text data-story=0 tabindex=-1%s>\n", page->text->language[0] == 0 ? " lang=\"\"" : ""); /* of no language that is known: none is claimed */
    html_body(page);
    buffer_add_string(out, "</div>\n");
    buffer_add_string(out, "</div>\n");
    html_paragraph_notes(page);
    html_frame_foot(page);
    if (page->marks) {
        buffer_add_string(out, "<script>");
        buffer_add(out, html_page_script);
        buffer_add_string(out, "</script>\n");
    }
    buffer_add_string(out, "</body>\n</html>\n");
}

/* ---- the two ways in ---- */

static bool speaks(const char *language, const char *interface)
{
    size_t size = strlen(interface);

    return strncmp(language, interface, size) == 0 && (language[size] == 0 || language[size] == '-');
}

static Status write_page(Page *page, Problem *problem)
{
    Status status = OK;

    page->text = page->compilation->base;
    page->language = page->options->language != NULL ? page->options->language : "en";
    page->foreign = page->text->language[0] == 0 || !speaks(page->text->language, page->language);
    buffer_init(&page->rail, PAGE_BYTES_MAX);
    page->arena = arena_new(PAGE_BYTES_MAX);
    TRY_OR(done, page->arena != NULL ? OK : ERR_MEMORY);
    TRY_OR(done, html_index(page));
    write_head(page);
    write_body(page);
    TRY_OR(done, page->status);
    TRY_OR(done, page->rail.status);
    TRY_OR(done, page->out->status);
done:
    buffer_clear(&page->rail);
    memory_free(page->blocks);
    memory_free(page->new_stories);
    arena_free(page->arena);
    return status == OK ? OK : problem_set(problem, status, status_face(status)->message, NULL);
}

static const HtmlOptions no_options;

Status html_write_compilation(const Compilation *compilation, const HtmlOptions *options, Buffer *out, Problem *problem)
{
    Page page = {.compilation = compilation, .options = options != NULL ? options : &no_options, .out = out, .marks = true};

    page.named = page.options->kind == HTML_COMPILATION;
    return write_page(&page, problem);
}

Status html_write_text(const Text *text, const HtmlOptions *options, Buffer *out, Problem *problem)
{
    Compilation alone = {.base = text};
    Page        page = {.compilation = &alone, .options = options != NULL ? options : &no_options, .out = out};

    return write_page(&page, problem);
}
